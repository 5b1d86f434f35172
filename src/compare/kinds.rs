//! The kinds of what gc says, and which of them are counted.

/// The kinds of messages that are compared and scored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counted {
    /// What escape analysis decides.
    Decisions,
    /// The same, and what the inliner and the devirtualizer say.
    Inlining,
    /// The reasons that gc gives under `-m=2`, and only those.
    Reasons,
}

/// How gc says it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Form {
    /// Lines, as under `-m`.
    #[default]
    Lines,
    /// Records in files, as under `-json=0,directory`; their message is `code: message`.
    Records,
}

/// Where gc says in a message that memory is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Allocated {
    /// On the heap: `x escapes to heap`.
    Heap,
    /// On the stack: `x does not escape`.
    Stack,
    /// The message is about something else.
    Unstated,
}

/// A kind of messages.
pub struct MessageKind {
    /// Its name.
    pub name: &'static str,
    /// Where its messages say that memory is.
    pub allocated: Allocated,
    is: fn(&str) -> bool,
}

const fn kind(name: &'static str, is: fn(&str) -> bool) -> MessageKind {
    MessageKind { name, allocated: Allocated::Unstated, is }
}

/// Of lines. A message is of the first kind that fits.
static LINES: [MessageKind; 12] = [
    MessageKind {
        allocated: Allocated::Heap,
        ..kind("moved to heap", |m| m.starts_with("moved to heap: "))
    },
    kind("zero-copy conversion", |m| m == "zero-copy string->[]byte conversion"),
    kind("leaking param content", |m| m.starts_with("leaking param content: ")),
    kind("leaking param to result", is_leak_to_result),
    kind("leaking param", |m| m.starts_with("leaking param: ")),
    kind("self-assignment", |m| m.contains("ignoring self-assignment in ")),
    kind("uintptr", |m| {
        let rest = m.strip_prefix("assuming ").or_else(|| m.strip_prefix("marking "));
        rest.is_some_and(|rest| rest.ends_with(" uintptr"))
    }),
    MessageKind {
        allocated: Allocated::Heap,
        ..kind("escapes to heap", |m| m.ends_with(" escapes to heap"))
    },
    MessageKind {
        allocated: Allocated::Stack,
        ..kind("does not escape", |m| m.ends_with(" does not escape"))
    },
    kind("can inline", |m| m.starts_with("can inline ")),
    kind("inlining call", |m| m.starts_with("inlining call to ")),
    kind("devirtualizing", |m| {
        m.starts_with("devirtualiz") || m.starts_with("partially devirtualiz")
    }),
];

/// Of [`LINES`], those of escape analysis.
const DECISIONS: usize = 9;

static REASONS: [MessageKind; 4] = [
    kind("flow", |m| m.starts_with("  flow: ")),
    kind("from", |m| m.starts_with("    from ")),
    kind("headline", |m| is_escape_headline(m) || is_leak_headline(m)),
    kind("capture", |m| {
        [" capturing by ref: ", " capturing by value: "].iter().any(|by| m.contains(by))
    }),
];

static RECORDS: [MessageKind; 6] = [
    MessageKind { allocated: Allocated::Heap, ..kind("escape", |m| m.starts_with("escape: ")) },
    MessageKind { allocated: Allocated::Heap, ..kind("escapes", |m| m.starts_with("escapes: ")) },
    kind("leak", |m| m.starts_with("leak: ")),
    kind("canInlineFunction", |m| m.starts_with("canInlineFunction: ")),
    kind("cannotInlineFunction", |m| m.starts_with("cannotInlineFunction: ")),
    kind("cannotInlineCall", |m| m.starts_with("cannotInlineCall: ")),
];

/// Of [`RECORDS`], those of escape analysis.
const RECORDED_DECISIONS: usize = 3;

static RECORDED_REASONS: [MessageKind; 2] =
    [kind("escflow", |m| m.starts_with("escflow: ")), kind("inlineLoc", |m| m == "inlineLoc")];

/// The kinds that are counted.
pub fn kinds(counted: Counted, form: Form) -> &'static [MessageKind] {
    match (counted, form) {
        (Counted::Decisions, Form::Lines) => &LINES[..DECISIONS],
        (Counted::Inlining, Form::Lines) => &LINES,
        (Counted::Reasons, Form::Lines) => &REASONS,
        (Counted::Decisions, Form::Records) => &RECORDS[..RECORDED_DECISIONS],
        (Counted::Inlining, Form::Records) => &RECORDS,
        (Counted::Reasons, Form::Records) => &RECORDED_REASONS,
    }
}

/// The kind of a message: an index.
pub fn kind_of(kinds: &[MessageKind], message: &str) -> Option<usize> {
    kinds.iter().position(|kind| (kind.is)(message))
}

/// `leaking param: p to result ~r0 level=1`.
fn is_leak_to_result(message: &str) -> bool {
    let Some(rest) = message.strip_prefix("leaking param: ") else { return false };
    let Some((before, level)) = rest.rsplit_once(" level=") else { return false };
    before.contains(" to result ") && is_number(level)
}

/// `x escapes to heap in f:`.
fn is_escape_headline(message: &str) -> bool {
    message.strip_suffix(':').is_some_and(|message| message.contains(" escapes to heap in "))
}

/// `parameter p leaks to {heap} for f with derefs=0:`.
fn is_leak_headline(message: &str) -> bool {
    let rest = message.strip_prefix("parameter ").and_then(|rest| rest.strip_suffix(':'));
    let Some((before, derefs)) = rest.and_then(|rest| rest.rsplit_once(" with derefs=")) else {
        return false;
    };
    before.contains(" leaks to ") && is_number(derefs.strip_prefix('-').unwrap_or(derefs))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(counted: Counted, form: Form, message: &str) -> Option<&'static str> {
        let kinds = kinds(counted, form);
        kind_of(kinds, message).map(|kind| kinds[kind].name)
    }

    #[test]
    fn decisions() {
        for (message, want) in [
            ("moved to heap: x", Some("moved to heap")),
            ("zero-copy string->[]byte conversion", Some("zero-copy conversion")),
            ("leaking param content: p", Some("leaking param content")),
            ("leaking param: p to result ~r0 level=1", Some("leaking param to result")),
            ("leaking param: p to result ~r0 level=x", Some("leaking param")),
            ("leaking param: p", Some("leaking param")),
            ("f ignoring self-assignment in x.a = x.b", Some("self-assignment")),
            ("assuming p is unsafe uintptr", Some("uintptr")),
            ("marking p as escaping uintptr", Some("uintptr")),
            ("assuming uintptr", None),
            ("&T{...} escapes to heap", Some("escapes to heap")),
            ("p does not escape", Some("does not escape")),
            ("can inline f", None),
            ("index bounds check elided", None),
            ("x escapes to heap in f:", None),
        ] {
            assert_eq!(name(Counted::Decisions, Form::Lines, message), want, "{message}");
        }
    }

    #[test]
    fn inlining() {
        for (message, want) in [
            ("can inline f with cost 3 as: func() { x() }", Some("can inline")),
            ("inlining call to f", Some("inlining call")),
            ("devirtualizing i.M to *T", Some("devirtualizing")),
            ("partially devirtualizing i.M to J", Some("devirtualizing")),
            ("cannot inline f: recursive", None),
            ("p does not escape", Some("does not escape")),
        ] {
            assert_eq!(name(Counted::Inlining, Form::Lines, message), want, "{message}");
        }
    }

    #[test]
    fn reasons() {
        for (message, want) in [
            ("  flow: ~r0 ← &x:", Some("flow")),
            ("    from &x (address-of) at ./m.go:1:2", Some("from")),
            ("x escapes to heap in f:", Some("headline")),
            ("parameter p leaks to {heap} for f with derefs=-1:", Some("headline")),
            ("parameter p leaks to {heap} for f with derefs=:", None),
            ("f capturing by ref: x (addr=true assign=false width=8)", Some("capture")),
            ("x escapes to heap", None),
        ] {
            assert_eq!(name(Counted::Reasons, Form::Lines, message), want, "{message}");
        }
    }

    #[test]
    fn records() {
        let name = |counted, message| name(counted, Form::Records, message);
        assert_eq!(name(Counted::Decisions, "escape: "), Some("escape"));
        assert_eq!(name(Counted::Decisions, "escapes: x escapes to heap"), Some("escapes"));
        assert_eq!(name(Counted::Decisions, "isInBounds: "), None);
        assert_eq!(
            name(Counted::Inlining, "canInlineFunction: cost: 4"),
            Some("canInlineFunction")
        );
        assert_eq!(name(Counted::Reasons, "escflow:    flow: ~r0 ← x:"), Some("escflow"));
        assert_eq!(name(Counted::Reasons, "inlineLoc"), Some("inlineLoc"));
    }
}
