//! gc's words: the lines that it prints for findings, and what it logs (`escape/escape.go`,
//! `escape/solve.go`, `escape/graph.go`, `inline/inl.go`, `inline/interleaved/interleaved.go`,
//! `devirtualize/devirtualize.go`).
//!
//! ```text
//! ./f.go:3:2: moved to heap: x
//! ./f.go:3:2: x escapes to heap in f:
//! ./f.go:3:2:   flow: ~r0 ← &x:
//! ./f.go:3:2:     from &x (address-of) at ./f.go:7:9
//! ./f.go:3:2:     from return &x (return) at ./f.go:7:2
//! ```
//!
//! Nothing reads them back: what a finding says is in its [`FindingKind`].

use std::fmt::Write as _;

use crate::escape::verdict::EscapeCause;
use crate::findings::kind::{
    Event, FindingKind, LeaksTo, Note, ParamName, Reason, Step, Subject, Trace, TraceFlow,
};
use crate::findings::record::{Logged, Record, RelatedEntry};
use crate::findings::rules::Rule;
use crate::ir::note::{Devirtualized, KeptAlive, NotInlinable, NotInlined, Shaped};

/// The line of a finding, without its place: under -m, and under -m=2 where it knows more.
pub fn headline(kind: &FindingKind) -> String {
    match kind {
        FindingKind::Moved(variable) => format!("moved to heap: {variable}"),
        FindingKind::Escapes(Subject { text, .. }) => format!("{text} escapes to heap"),
        FindingKind::Stays(Subject { text, .. }) => format!("{text} does not escape"),
        FindingKind::ParameterStays(parameter) => format!("{} does not escape", param(*parameter)),
        FindingKind::Leaks { parameter, to } => leaks(*parameter, *to),
        FindingKind::ZeroCopy => "zero-copy string->[]byte conversion".to_owned(),
        FindingKind::AssumingUintptr(parameter) => {
            format!("assuming {} is unsafe uintptr", param(*parameter))
        }
        FindingKind::MarkingUintptr { parameter, variadic } => {
            let dots = if *variadic { "..." } else { "" };
            format!("marking {} as escaping {dots}uintptr", param(*parameter))
        }
        FindingKind::SelfAssignment { function, statement } => {
            format!("{function} ignoring self-assignment in {statement}")
        }
        FindingKind::Capture { function, variable, by_value, addrtaken, reassigned, width } => {
            format!(
                "{function} capturing by {}: {variable} (addr={addrtaken} assign={reassigned} \
             width={width})",
                if *by_value { "value" } else { "ref" },
            )
        }
        FindingKind::Trace(trace) => trace_headline(trace),
        FindingKind::Silent { rule, subject } => silent(*rule, subject),
        FindingKind::Note(note) => self::note(note),
    }
}

fn leaks(parameter: ParamName, to: LeaksTo) -> String {
    let parameter = param(parameter);
    match to {
        LeaksTo::Heap => format!("leaking param: {parameter}"),
        LeaksTo::HeapContent => format!("leaking param content: {parameter}"),
        LeaksTo::Result { name, level } => {
            format!("leaking param: {parameter} to result {name} level={level}")
        }
    }
}

fn param(name: ParamName) -> String {
    match name {
        ParamName::Named(name) => name.as_str().to_owned(),
        ParamName::Number(number) => format!("arg#{number}"),
    }
}

fn trace_headline(trace: &Trace) -> String {
    let Trace { subject, function, leak, .. } = trace;
    match leak {
        None => format!("{subject} escapes to heap in {function}:"),
        Some((sink, derefs)) => {
            format!("parameter {subject} leaks to {sink} for {function} with derefs={derefs}:")
        }
    }
}

/// What follows the line of a finding under -m=2: of traces, the flows and their causes.
pub fn trace_lines(kind: &FindingKind) -> Vec<String> {
    let FindingKind::Trace(trace) = kind else { return Vec::new() };
    let mut lines = Vec::new();
    for flow in &trace.flows {
        lines.push(format!("  flow: {}:", self::flow(flow.derefs, &flow.dst, &flow.src)));
        let TraceFlow { causes, .. } = flow;
        lines.extend(causes.iter().map(|cause| {
            let at = match &cause.place {
                Some(place) => place.to_string(),
                None => "<unknown line number>".to_owned(),
            };
            format!("    from {} ({}) at {at}", cause.what, reason(cause.why))
        }));
    }
    if trace.truncated {
        let text =
            "  warning: truncated explanation due to assignment cycle; see golang.org/issue/35518";
        lines.push(text.to_owned());
    }
    lines
}

/// Where a value goes, and where it comes from: `~r0 ← &x`.
fn flow(derefs: i32, dst: &str, src: &str) -> String {
    let mut text = format!("{dst} ← ");
    match usize::try_from(derefs) {
        Ok(derefs) => text.extend(std::iter::repeat_n('*', derefs)),
        Err(_) => text.push('&'),
    }
    text.push_str(src);
    text
}

/// A step of an explanation: `&x (address-of)`.
pub fn step(step: &Step) -> String {
    match &step.event {
        Event::Flow { what, why } => format!("{what} ({})", reason(*why)),
        Event::Allocation(kind) => headline(kind),
        Event::Goroutine => "go starts a goroutine".to_owned(),
        Event::Call(name) => format!("calls {name}"),
        Event::Elsewhere => "the function is implemented elsewhere".to_owned(),
    }
}

/// Why a value flows.
pub fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::AddressOf => "address-of",
        Reason::Spill => "spill",
        Reason::Assign => "assign",
        Reason::AssignPair => "assign-pair",
        Reason::AssignPairDotType => "assign-pair-dot-type",
        Reason::AssignPairMapR => "assign-pair-mapr",
        Reason::AssignPairReceive => "assign-pair-receive",
        Reason::Return => "return",
        Reason::Send => "send",
        Reason::MapLiteralKey => "map literal key",
        Reason::MapLiteralValue => "map literal value",
        Reason::KeyOfMapPut => "key of map put",
        Reason::ArrayLiteralElement => "array literal element",
        Reason::SliceLiteralElement => "slice-literal-element",
        Reason::StructLiteralElement => "struct literal element",
        Reason::CallParameter => "call parameter",
        Reason::CalleeOperand => "callee operand",
        Reason::InterfaceConverted => "interface-converted",
        Reason::SliceToArray => "slice-to-array",
        Reason::CapturedByClosure => "captured by a closure",
        Reason::Reference => "reference",
        Reason::Slice => "slice",
        Reason::Dot => "dot",
        Reason::DotOfPointer => "dot of pointer",
        Reason::Indirection => "indirection",
        Reason::FixedArrayIndexOf => "fixed-array-index-of",
        Reason::Range => "range",
        Reason::RangeDeref => "range-deref",
        Reason::SwitchCase => "switch case",
        Reason::AppendedSlice => "appended slice...",
        Reason::AppendeeSlice => "appendee slice",
        Reason::CopiedSlice => "copied slice",
        Reason::TooLarge => "too large for stack",
        Reason::TooAligned => "too aligned for stack",
        Reason::ZeroSizedElement => "zero-sized element",
        Reason::NonConstantSize => "non-constant size",
        Reason::UintptrEscapes => "//go:uintptrescapes",
        Reason::ReflectHeaderData => "reflect.Header.Data",
    }
}

/// The headline of an allocation of which gc prints nothing: in our words, which are the rule's.
fn silent(rule: Rule, subject: &str) -> String {
    match rule.definition().silent {
        Some(headline) => headline(subject),
        None => format!("{subject} may allocate"),
    }
}

fn note(note: &Note) -> String {
    match note {
        Note::Devirtualized { how, method, to } => {
            let verb = match how {
                Devirtualized::Fully => "devirtualizing",
                Devirtualized::Partially => "partially devirtualizing",
            };
            format!("{verb} {method} to {to}")
        }
        Note::NotDevirtualized { call, shaped, ty } => {
            let shaped = match shaped {
                Shaped::Receiver => "receiver",
                Shaped::Interface => "interface",
            };
            format!("cannot devirtualize {call}: shaped {shaped} {ty}")
        }
        Note::ImpreciseInterfaceCall => "imprecise interface call".to_owned(),
        Note::CanInline { name, code: None, .. } => format!("can inline {name}"),
        Note::CanInline { name, cost, code: Some(code) } => {
            format!("can inline {name} with cost {cost} as: {code}")
        }
        Note::CannotInline { name, why } => {
            format!("cannot inline {name}: {}", not_inlinable(*why))
        }
        Note::Big { name } => {
            format!("function {name} considered 'big'; reducing max cost of inlinees")
        }
        Note::InliningCall { name } => format!("inlining call to {name}"),
        Note::NotInlined { callee, linked, caller, why } => {
            let why = match why {
                NotInlined::RepeatedCycle => "repeated recursive cycle".to_owned(),
                NotInlined::TooExpensive { .. } | NotInlined::Recursive => {
                    not_inlined(*why, linked)
                }
            };
            format!("cannot inline {callee} into {caller}: {why}")
        }
        Note::KeptAlive(kept) => match kept {
            KeptAlive::Variable(symbol) => format!("{symbol} will be kept alive"),
            KeptAlive::Dereference => "dereference will be kept alive".to_owned(),
            KeptAlive::Result => "function result will be kept alive".to_owned(),
            KeptAlive::Results => "function results will be kept alive".to_owned(),
            KeptAlive::Argument => "function arg will be kept alive".to_owned(),
            KeptAlive::Nothing => "expr is unknown to bloop pass".to_owned(),
        },
        Note::Logged(note) => self::note(note),
    }
}

fn not_inlinable(why: NotInlinable) -> String {
    let words = match why {
        NotInlinable::NoInline => "marked go:noinline",
        NotInlinable::CgoUnsafeArgs => "marked go:cgo_unsafe_args",
        NotInlinable::UintptrKeepAlive => "marked as having a keep-alive uintptr argument",
        NotInlinable::YesWriteBarrierRec => "marked go:yeswritebarrierrec",
        NotInlinable::NoBody => "no function body",
        NotInlinable::CallTo(name) => return format!("call to {name}"),
        NotInlinable::DeferInRangeFunc => "defer call in range func",
        NotInlinable::Recover => "call to recover",
        NotInlinable::Unhandled(op) => return format!("unhandled op {op}"),
        NotInlinable::TooExpensive => "too expensive",
        NotInlinable::TooComplex { cost, budget } => {
            return format!("function too complex: cost {cost} exceeds budget {budget}");
        }
    };
    words.to_owned()
}

fn not_inlined(why: NotInlined, linked: &str) -> String {
    match why {
        NotInlined::TooExpensive { cost, max } => {
            format!("cost {cost} of {linked} exceeds max caller cost {max}")
        }
        // gc passes its words as the name of a function, which isn't printed.
        NotInlined::Recursive => String::new(),
        NotInlined::RepeatedCycle => format!("repeated recursive cycle to {linked}"),
    }
}

/// Code and message of a record of gc's log.
pub fn record(record: &Record) -> (&'static str, String) {
    match &record.entry {
        Logged::Escapes(subject, EscapeCause::AtOnce) => {
            ("escapes", format!("{subject} escapes to heap"))
        }
        Logged::Escapes(subject, EscapeCause::BySolving) => {
            ("escape", format!("{subject} escapes to heap"))
        }
        Logged::OnHeap => ("escape", String::new()),
        Logged::Leaks { parameter, sink, derefs } => {
            ("leak", format!("parameter {parameter} leaks to {sink} with derefs={derefs}"))
        }
        Logged::Note(note) => logged_note(note),
    }
}

fn logged_note(note: &Note) -> (&'static str, String) {
    match note {
        Note::CanInline { cost, .. } => ("canInlineFunction", format!("cost: {cost}")),
        Note::CannotInline { why, .. } => ("cannotInlineFunction", not_inlinable(*why)),
        Note::Logged(note) => logged_note(note),
        Note::NotInlined { linked, why, .. } => ("cannotInlineCall", not_inlined(*why, linked)),
        // Of these, gc logs nothing.
        Note::Devirtualized { .. }
        | Note::NotDevirtualized { .. }
        | Note::ImpreciseInterfaceCall
        | Note::Big { .. }
        | Note::KeptAlive(_)
        | Note::InliningCall { .. } => ("", String::new()),
    }
}

/// What a record says of a related place.
pub fn related(entry: &RelatedEntry) -> String {
    let mut text = "escflow:    ".to_owned();
    let _ = match entry {
        RelatedEntry::Flow { dst, src, derefs } => {
            write!(text, "flow: {}:", flow(*derefs, dst, src))
        }
        RelatedEntry::Cause { what, why } => write!(text, "  from {what} ({})", reason(*why)),
    };
    text
}
