//! What guards complain of, for people and for whatever reads `path:line:col: text`.
//!
//! ```text
//! m.go:4:14: error: new(int) escapes to heap (noescape)
//!     4 |     total := new(int)
//!       |              ^ 8 bytes: stored in a package variable
//!   m.go:5:7: it is assigned: sink = total
//!   m.go:2:1: //goesc:noescape
//! m.go:9:5: warning: nothing is suppressed by //nolint:goesc (unused-nolint)
//!     9 |     f() //nolint:goesc
//!       |         ^
//! ```

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::Colour;
use super::source::{excerpt, words};
use super::summary::count;
use crate::escape::effects::Effect;
use crate::findings::analysis::Called;
use crate::policy::{AboutNothing, Complaint, ComplaintKind, Severity, Topic, Undecided};
use crate::source::pos::SourceMap;
use crate::visible::visible;

/// Writes a complaint.
pub fn write(
    out: &mut dyn Write,
    sources: &SourceMap,
    colour: Colour,
    complaint: &Complaint,
) -> io::Result<()> {
    let level = match complaint.severity {
        Severity::Hint => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let (begin, end) = colours(complaint.severity, colour);
    let Complaint { place, kind, topic, .. } = complaint;
    writeln!(out, "{place}: {begin}{level}: {}{end} ({topic})", visible(&message(kind)))?;
    let at = sources.file(complaint.pos.file).line_col(complaint.pos.offset);
    let (line, before) = excerpt(sources, complaint.pos);
    writeln!(out, "{:>5} | {line}", at.line)?;
    writeln!(out, "      | {}", format!("{before}^ {}", visible(&label(kind))).trim_end())?;
    for (place, step) in &complaint.steps {
        writeln!(out, "  {place}: {}", visible(&words(step)))?;
    }
    if let Some(asked) = &complaint.asked {
        writeln!(out, "  {}: {}", asked.place, visible(&asked.text))?;
    }
    Ok(())
}

/// Writes how many violations there are, and how many complaints of other kinds; nothing if there are
/// none.
pub fn write_count(
    out: &mut dyn Write,
    colour: Colour,
    complaints: &[Complaint],
) -> io::Result<()> {
    let of = |severity: Severity| {
        complaints.iter().filter(|complaint| complaint.severity == severity).count()
    };
    let violations: Vec<&Complaint> =
        complaints.iter().filter(|complaint| is_violation(complaint)).collect();
    let violated: BTreeSet<_> = violations
        .iter()
        .map(|complaint| match &complaint.asked {
            Some(asked) => (&asked.place, asked.text.as_str()),
            None => (&complaint.place, complaint.topic.name()),
        })
        .collect();
    let errors = of(Severity::Error) - violations.len();
    let mut parts = Vec::new();
    if !violations.is_empty() {
        let mut part = format!("{} violated", count(violated.len(), "assertion"));
        if violations.len() > violated.len() {
            part.push_str(&format!(", in {}", count(violations.len(), "place")));
        }
        parts.push((Severity::Error, part));
    }
    if errors > 0 {
        let what = if violations.is_empty() { "error" } else { "other error" };
        parts.push((Severity::Error, count(errors, what)));
    }
    for (severity, what) in [(Severity::Warning, "warning"), (Severity::Hint, "note")] {
        if of(severity) > 0 {
            parts.push((severity, count(of(severity), what)));
        }
    }
    let coloured = parts.iter().map(|(severity, part)| {
        let (begin, end) = colours(*severity, colour);
        format!("{begin}{part}{end}")
    });
    let coloured: Vec<String> = coloured.collect();
    match coloured.is_empty() {
        true => Ok(()),
        false => writeln!(out, "{}\n", coloured.join("; ")),
    }
}

/// Whether it says that an assertion is violated.
fn is_violation(complaint: &Complaint) -> bool {
    let is_asserted = match complaint.topic {
        Topic::NoEscape | Topic::NoAlloc | Topic::NoLeak | Topic::CheckEscape | Topic::Inline => {
            true
        }
        Topic::Assertion | Topic::Undecided | Topic::UnusedNolint => false,
    };
    is_asserted && complaint.severity == Severity::Error
}

/// What a terminal makes errors red by, and what ends that.
fn colours(severity: Severity, colour: Colour) -> (&'static str, &'static str) {
    match (colour, severity) {
        (Colour::Plain, _) | (_, Severity::Hint) => ("", ""),
        (Colour::Ansi, Severity::Warning) => ("\x1b[1;33m", "\x1b[0m"),
        (Colour::Ansi, Severity::Error) => ("\x1b[1;31m", "\x1b[0m"),
    }
}

/// What is told of a complaint.
pub fn message(kind: &ComplaintKind) -> String {
    match kind {
        ComplaintKind::Finding(violation) => violation.headline.clone(),
        ComplaintKind::Goroutine => "a goroutine is started".to_owned(),
        ComplaintKind::Call { name, called, effect } => call(name, *called, *effect),
        ComplaintKind::NoEffect { comment, effect } => {
            format!("{comment}: there is no {}", self::effect(*effect))
        }
        ComplaintKind::NotInlinable(Some(line)) => line.clone(),
        ComplaintKind::NotInlinable(None) => "the function can't be inlined".to_owned(),
        ComplaintKind::NoCallInlined => "no call on the line is inlined".to_owned(),
        ComplaintKind::CallNotInlined { name } => format!("the call of {name} isn't inlined"),
        ComplaintKind::Undecided { comment, why } => undecided(comment, *why),
        ComplaintKind::Misspelled { comment, meant } => {
            format!("{} asserts nothing: write //goesc:{meant}", first_line(comment))
        }
        ComplaintKind::AboutNothing { comment, why } => {
            format!("{comment} is about nothing: {}", about_nothing(*why))
        }
        ComplaintKind::UnknownAssertion { comment, word, known } => {
            format!("unknown assertion {word:?} (known: {}): {comment}", known.join(", "))
        }
        ComplaintKind::UnknownWord { comment, word } => {
            format!("unknown word {word:?} in {comment}")
        }
        ComplaintKind::UnknownRule { comment, name } => {
            format!("no rule is called {name}: {comment}")
        }
        ComplaintKind::UnusedSuppression { comment } => {
            format!("nothing is suppressed by {comment}")
        }
    }
}

/// What stands below the place of a complaint: cost and cause of a finding.
pub fn label(kind: &ComplaintKind) -> String {
    let ComplaintKind::Finding(violation) = kind else { return String::new() };
    let cost = violation.cost.map(|cost| cost.to_string());
    let why = violation.rule.map(|rule| rule.definition().label.to_owned());
    cost.into_iter().chain(why).collect::<Vec<_>>().join(": ")
}

/// What complaints of a topic are about, in a sentence.
pub fn summary(topic: Topic) -> &'static str {
    match topic {
        Topic::NoEscape => "Something is on the heap that was asserted not to be.",
        Topic::NoAlloc => "Something allocates that was asserted not to.",
        Topic::NoLeak => "A parameter leaks that was asserted not to.",
        Topic::CheckEscape => {
            "An effect that checkescape forbids is there, or one it demands isn't."
        }
        Topic::Inline => "A function or call isn't inlined that was asserted to be.",
        Topic::Assertion => "An assertion is about nothing, or isn't understood.",
        Topic::Undecided => "An assertion can't be decided.",
        Topic::UnusedNolint => "A suppression suppresses nothing.",
    }
}

/// What a complaint of a topic means.
pub fn explanation(topic: Topic) -> &'static str {
    match topic {
        Topic::NoEscape => {
            "//goesc:noescape or //gcassert:noescape asserts of a line or a function that nothing in it \
             escapes to the heap. Something does."
        }
        Topic::NoAlloc => {
            "//goesc:noalloc asserts of a line or a function that nothing in it allocates at run time, \
             nor in what it calls. Something may, or it can't be known what is called."
        }
        Topic::NoLeak => {
            "//goesc:noleak asserts of a function that what is passed to its parameters isn't kept \
             after the call, nor returned. A parameter leaks."
        }
        Topic::CheckEscape => {
            "+checkescape forbids effects of a function, +mustescape demands them: values on the heap, \
             built-ins that allocate, calls of what isn't known. The function is otherwise."
        }
        Topic::Inline => {
            "//goesc:inline or //gcassert:inline asserts that the compiler inlines a function, or a call \
             on a line. It doesn't."
        }
        Topic::Assertion => {
            "A comment asserts something, but stands where there is nothing that it could be about, or \
             has a word that isn't known. It guards nothing."
        }
        Topic::Undecided => {
            "Whether an assertion holds can't be told: it isn't known what is called, or an import wasn't \
             found; or the code has errors, nothing is inlined, a generic function isn't instantiated."
        }
        Topic::UnusedNolint => {
            "//nolint:goesc suppresses findings, but there is none that it could suppress: the code \
             has changed, or the comment stands elsewhere than what it is about."
        }
    }
}

/// What helps against complaints of a topic.
pub fn remedy(topic: Topic) -> &'static str {
    match topic {
        Topic::NoEscape | Topic::NoAlloc | Topic::NoLeak => {
            "Follow the steps to what outlives the function, and leave one of them out; or else take \
             the assertion back. //nolint:goesc // reason takes a line on trust."
        }
        Topic::CheckEscape => {
            "Change the function, or the words of the comment. // escapes: reason takes a line on trust."
        }
        Topic::Inline => {
            "Make the function smaller: the message says what is in the way of inlining."
        }
        Topic::Assertion => "Write the comment at the line or above the function that it is about.",
        Topic::Undecided => {
            "Call a function that is known, or take the line on trust: //nolint:goesc:noalloc // reason. \
             Mend the errors, check without -l, or assert it of a function that uses it."
        }
        Topic::UnusedNolint => "Remove the comment.",
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim_end()
}

fn call(name: &str, called: Called, effect: Effect) -> String {
    match (effect, called) {
        (Effect::Heap | Effect::Builtin, _) => format!("{name} may allocate"),
        (_, Called::Interface) => {
            format!("{name} is called through an interface: it isn't known whether it allocates")
        }
        (_, Called::Value) => {
            format!("{name} is a function value: it isn't known whether it allocates")
        }
        (
            Effect::Interface | Effect::Dynamic | Effect::Unknown,
            Called::Function(_) | Called::Missing,
        ) => {
            format!("it isn't known whether {name} allocates")
        }
    }
}

/// What checkescape calls an effect.
fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Heap => "value on the heap (heap)",
        Effect::Builtin => "built-in that allocates (builtin)",
        Effect::Interface => "call through an interface (interface)",
        Effect::Dynamic => "call of a function value (dynamic)",
        Effect::Unknown => "call of an unknown function (unknown)",
    }
}

fn undecided(comment: &str, why: Undecided) -> String {
    let why = match why {
        Undecided::Errors => "the code has errors",
        Undecided::NoInlining => "nothing is inlined under -l",
        Undecided::GenericParameters => {
            "gc doesn't tell what leaks of a generic function's parameters"
        }
        Undecided::NotCompiled => {
            "the function isn't compiled (generic, and not instantiated in its package; or without \
             a name)"
        }
        Undecided::UnknownCallee => "something is called of which nothing is known",
        Undecided::BoundsChecks => {
            return format!("goesc knows nothing of bounds checks: {comment}");
        }
        Undecided::StackGrowth => {
            return format!("goesc knows nothing of stacks that grow: {comment}");
        }
    };
    format!("not decided: {comment}: {why}")
}

fn about_nothing(why: AboutNothing) -> &'static str {
    match why {
        AboutNothing::NoCode => "no code that does anything is there",
        AboutNothing::NoFunction => "it belongs above a function",
        AboutNothing::NoBody => "the function is implemented elsewhere",
        AboutNothing::NoPointerParameter => "there is no named parameter that holds pointers",
    }
}
