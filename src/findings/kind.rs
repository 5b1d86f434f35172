//! What a finding says, as data: its kind, and what it is about as gc spells it.
//!
//! ```go
//! func f() *int { x := 1; return &x }
//! // FindingKind::Moved("x")
//! // its step: Event::Flow { what: "&x", why: Reason::AddressOf }, ... at &x
//! ```
//!
//! The texts are Go: expressions, types and names as gc prints them. Sentences are made of them
//! in [`report`](crate::report::gc_words).

use super::rules::Rule;
use super::{PrintedPos, Verdict};
pub use crate::escape::reason::Reason;
pub use crate::escape::verdict::ParamName;
pub use crate::ir::note::Note;
use crate::ir::type_fmt::mentions_shape;
use crate::source::pos::Pos;
use crate::symbol::Symbol;

/// What a finding says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// A variable is moved to the heap: its name.
    Moved(String),
    /// What an expression makes is on the heap.
    Escapes(Subject),
    /// What an expression makes stays on the stack.
    Stays(Subject),
    /// What a parameter refers to may be on the stack.
    ParameterStays(ParamName),
    /// What a parameter refers to outlives the call.
    Leaks {
        /// The parameter.
        parameter: ParamName,
        /// Where to.
        to: LeaksTo,
    },
    /// `[]byte(s)` copies nothing.
    ZeroCopy,
    /// A parameter of a function without body is a pointer as a number.
    AssumingUintptr(ParamName),
    /// The arguments of a function with `//go:uintptrescapes` are on the heap.
    MarkingUintptr {
        /// The parameter.
        parameter: ParamName,
        /// Whether it is variadic.
        variadic: bool,
    },
    /// `s.x = s.x[1:]` stores nothing new.
    SelfAssignment {
        /// The function.
        function: String,
        /// The statement.
        statement: String,
    },
    /// Under -m=2: how a function literal captures a variable.
    Capture {
        /// The function that declares the variable.
        function: String,
        /// The variable.
        variable: String,
        /// Whether its value is copied.
        by_value: bool,
        /// Whether its address is taken.
        addrtaken: bool,
        /// Whether it is assigned more than once.
        reassigned: bool,
        /// Its size in bytes.
        width: i64,
    },
    /// Under -m=2: how something came to the heap, or a parameter to where it leaks.
    Trace(Box<Trace>),
    /// The runtime allocates where gc prints nothing.
    Silent {
        /// The rule that holds.
        rule: Rule,
        /// The expression or variable, as gc would spell it.
        subject: String,
    },
    /// Something that was found out before escape analysis.
    Note(Note),
}

/// An expression that makes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// As gc spells it: `&point{...}`.
    pub text: String,
    /// What kind of expression it is.
    pub form: Form,
}

/// What kind of expression makes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `make(T, n)`.
    Make,
    /// `append(s, x)`.
    Append,
    /// `func() { ... }`.
    FuncLiteral,
    /// `map[K]V{...}`.
    MapLiteral,
    /// A variable that the compiler made: the result of a call that was inlined.
    CompilersVariable,
    /// Any other.
    Other,
}

/// Where a parameter leaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaksTo {
    /// The heap.
    Heap,
    /// The heap, what it points to alone.
    HeapContent,
    /// A result of its function.
    Result {
        /// The result's name.
        name: Symbol,
        /// Dereferences on the way.
        level: i32,
    },
}

/// The trace of -m=2: how something came to where it outlives its function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What it is about.
    pub subject: String,
    /// The function that it belongs to.
    pub function: Symbol,
    /// Of a parameter: where it leaks to, and the dereferences on the way.
    pub leak: Option<(String, i32)>,
    /// From the subject on.
    pub flows: Vec<TraceFlow>,
    /// Whether the flows went in a circle.
    pub truncated: bool,
}

/// A flow of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceFlow {
    /// Where the value goes.
    pub dst: String,
    /// Where it comes from.
    pub src: String,
    /// Dereferences; -1 for the address.
    pub derefs: i32,
    /// What makes it flow, and where, as it is printed; absent where gc doesn't know.
    pub causes: Vec<TraceCause>,
}

/// A cause of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceCause {
    /// The expression or variable.
    pub what: String,
    /// Why the value flows there.
    pub why: Reason,
    /// The place as it is printed; absent where gc doesn't know.
    pub place: Option<PrintedPos>,
}

/// A step of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The place in the source itself.
    pub pos: Pos,
    /// What happens there.
    pub event: Event,
}

/// What happens at a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A value flows.
    Flow {
        /// The expression or variable, as gc spells it.
        what: String,
        /// gc's word for how the value flows.
        why: Reason,
    },
    /// Something may be allocated.
    Allocation(FindingKind),
    /// A goroutine is started.
    Goroutine,
    /// A function is called: its name.
    Call(String),
    /// The function there is implemented elsewhere.
    Elsewhere,
}

impl FindingKind {
    /// What it says of memory.
    pub fn verdict(&self) -> Verdict {
        match self {
            FindingKind::Moved(_) | FindingKind::Escapes(_) => Verdict::Heap,
            FindingKind::Stays(_) | FindingKind::ParameterStays(_) => Verdict::Stack,
            FindingKind::Leaks { .. } => Verdict::Leak,
            FindingKind::ZeroCopy
            | FindingKind::AssumingUintptr(_)
            | FindingKind::MarkingUintptr { .. }
            | FindingKind::SelfAssignment { .. }
            | FindingKind::Note(_) => Verdict::Note,
            FindingKind::Capture { .. } | FindingKind::Trace(_) => Verdict::Trace,
            FindingKind::Silent { .. } => Verdict::Silent,
        }
    }

    /// Whether what it is about is spelled with the shape of a type argument: each instance of a
    /// generic function has its own then.
    pub fn mentions_shape(&self) -> bool {
        match self {
            FindingKind::Moved(text) | FindingKind::Silent { subject: text, .. } => {
                mentions_shape(text)
            }
            FindingKind::Escapes(subject) | FindingKind::Stays(subject) => {
                mentions_shape(&subject.text)
            }
            FindingKind::SelfAssignment { function, statement } => {
                mentions_shape(function) || mentions_shape(statement)
            }
            FindingKind::Capture { function, variable, .. } => {
                mentions_shape(function) || mentions_shape(variable)
            }
            FindingKind::Trace(trace) => {
                mentions_shape(&trace.subject) || mentions_shape(trace.function.as_str())
            }
            FindingKind::Note(note) => note_mentions_shape(note),
            FindingKind::ParameterStays(_)
            | FindingKind::Leaks { .. }
            | FindingKind::ZeroCopy
            | FindingKind::AssumingUintptr(_)
            | FindingKind::MarkingUintptr { .. } => false,
        }
    }
}

fn note_mentions_shape(note: &Note) -> bool {
    match note {
        Note::Devirtualized { method, to, .. } => mentions_shape(method) || mentions_shape(to),
        Note::NotDevirtualized { call, ty, .. } => mentions_shape(call) || mentions_shape(ty),
        Note::ImpreciseInterfaceCall | Note::KeptAlive(_) => false,
        Note::CanInline { name, code, .. } => {
            mentions_shape(name) || code.as_ref().is_some_and(|code| mentions_shape(code))
        }
        Note::CannotInline { name, .. } | Note::Big { name } | Note::InliningCall { name } => {
            mentions_shape(name)
        }
        Note::NotInlined { callee, caller, .. } => mentions_shape(callee) || mentions_shape(caller),
        Note::Logged(note) => note_mentions_shape(note),
    }
}
