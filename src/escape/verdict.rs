//! What escape analysis finds out: plain data that refers to the IR. [`spell`](crate::findings::spell)
//! makes kinds of findings of it.

use rustc_hash::FxHashMap;
use std::sync::Arc;

use super::leaks::FuncTags;
use super::reason::Reason;
use crate::ir::fmt::Originals;
use crate::ir::func::FuncId;
use crate::ir::node::{BodyId, ClosureId, NameId, NodeId, NodePos};
use crate::symbol::Symbol;
use crate::types::unknown::Why;

/// The result of [`analyze`](super::analyze).
#[derive(Debug, Default)]
pub struct Verdicts {
    /// Findings in the order in which gc makes them.
    pub diagnostics: Vec<Diagnostic>,
    /// What callers in other packages need, for each function of the package.
    pub tags: FxHashMap<FuncId, Arc<FuncTags>>,
    /// The same for function literals, by body: what calls within their body need. Known when
    /// explanations were asked for.
    pub literals: FxHashMap<(BodyId, ClosureId), Arc<FuncTags>>,
    /// By body: operands that constants were put in place of. Early explanations print them.
    pub originals: FxHashMap<BodyId, Originals>,
    /// The graph of each batch, if asked for.
    pub graphs: Vec<LocationGraph>,
    /// By what is on the heap: the lines that bring it there, if asked for, where there are few.
    pub ways: FxHashMap<LocationRef, Ways>,
    /// Whether the budget was spent in here. What was left out is what came last, which rests on the
    /// threads if there were several.
    pub ran_out: bool,
}

/// The lines that bring something to the heap, each by a place on it: where its value goes on
/// towards the heap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ways {
    /// Without what this line does, it would be on the stack.
    Only(BodyId, NodePos),
    /// Without what these lines do, it would be on the stack; each of them is enough to bring it to
    /// the heap.
    Several(Vec<(BodyId, NodePos)>),
}

/// The graph of a batch, as it is after solving.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LocationGraph {
    /// The functions of the batch.
    pub funcs: Vec<(BodyId, ClosureId)>,
    /// What flows refer to by number.
    pub locations: Vec<LocationInfo>,
    /// How values flow.
    pub flows: Vec<Flow>,
}

/// A location of a graph.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LocationInfo {
    /// What it stands for.
    pub place: LocationRef,
    /// The function that it belongs to; absent for the heap and its like.
    pub func: Option<(BodyId, ClosureId)>,
    /// How many loops its declaration is in; a function's own level is 1.
    pub loop_depth: i32,
    /// Whether it is on the heap.
    pub escapes: bool,
    /// Whether it is a parameter.
    pub is_param: bool,
    /// Whether it is a result.
    pub is_result: bool,
}

/// A flow of values between two locations.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flow {
    /// Where values go: an index.
    pub dst: u32,
    /// Where they come from: an index.
    pub src: u32,
    /// Dereferences; -1 for the address.
    pub derefs: i32,
    /// What makes them flow.
    pub causes: Vec<Cause>,
}

/// A finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The index in [`Package::bodies`](crate::ir::package::Package::bodies).
    pub body: BodyId,
    /// The function of that body that what it is about belongs to.
    pub func: ClosureId,
    /// Where gc reports it.
    pub pos: NodePos,
    /// What it is.
    pub kind: VerdictKind,
    /// Why it isn't exact, if it isn't.
    pub assumed: Option<Why>,
}

/// The kinds of findings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum VerdictKind {
    /// `moved to heap: x`.
    MovedToHeap(NameId),
    /// `make([]int, n) escapes to heap`.
    Escapes(NodeId),
    /// The closure that a `go` or `defer` statement becomes is on the heap, of which gc prints
    /// nothing. Found under tracing.
    WrapperEscapes,
    /// `make([]int, n) does not escape`.
    DoesNotEscape(NodeId),
    /// `zero-copy string->[]byte conversion`.
    ZeroCopy,
    /// `p does not escape`.
    ParamStays(ParamName),
    /// `leaking param: p`.
    LeakingParam(ParamName),
    /// `leaking param content: p`.
    LeakingContent(ParamName),
    /// `leaking param: p to result ~r0 level=0`.
    LeakingToResult {
        /// The parameter.
        param: ParamName,
        /// The result's name.
        result: Symbol,
        /// Dereferences on the way.
        level: i32,
    },
    /// `assuming p is unsafe uintptr`.
    AssumingUintptr(ParamName),
    /// `marking p as escaping uintptr`, `marking p as escaping ...uintptr`.
    MarkingUintptr {
        /// The parameter.
        param: ParamName,
        /// Whether it is variadic.
        variadic: bool,
    },
    /// `f ignoring self-assignment in s.x = s.y`.
    SelfAssignment {
        /// The function.
        func: ClosureId,
        /// The statement.
        statement: NodeId,
    },
    /// Under -m=2: `f capturing by ref: x (addr=true assign=false width=8)`.
    Capture(Capture),
    /// Under -m=2: how something came to the heap, or a parameter to where it leaks.
    Explanation(Box<Explanation>),
}

/// How a message names a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParamName {
    /// By its name.
    Named(Symbol),
    /// By its number from 1, the receiver included: `arg#1`.
    Number(u32),
}

/// How a closure captures a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Capture {
    /// The function that declares the variable.
    pub func: ClosureId,
    /// The variable.
    pub name: NameId,
    /// Whether its value is copied.
    pub by_value: bool,
    /// Whether its address is taken.
    pub addrtaken: bool,
    /// Whether it is assigned more than once.
    pub reassigned: bool,
    /// Its size in bytes.
    pub width: i64,
}

/// Something that values flow from or to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LocationRef {
    /// The heap.
    Heap,
    /// A temporary of the analysis.
    Temp,
    /// A variable of a body.
    Name(BodyId, NameId),
    /// What a node of a body allocates.
    Node(BodyId, NodeId),
}

/// Why something is on the heap, or where a parameter leaks to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// What escapes or leaks.
    pub subject: LocationRef,
    /// The function that it belongs to: body and function.
    pub func: (BodyId, ClosureId),
    /// Of a parameter: where it leaks to, and the dereferences on the way.
    pub leak: Option<(LocationRef, i32)>,
    /// What moved it to the heap.
    pub found: EscapeCause,
    /// From the subject on.
    pub steps: Vec<Step>,
    /// Whether the steps went in a circle.
    pub truncated: bool,
    /// Whether gc explains before operands are replaced by constants.
    pub early: bool,
}

/// What moves something to the heap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EscapeCause {
    /// A single flow to the heap, when it is added to the graph.
    AtOnce,
    /// Solving the graph.
    BySolving,
}

/// A step of an explanation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Where the value goes.
    pub dst: LocationRef,
    /// Where it comes from.
    pub src: LocationRef,
    /// Dereferences; -1 for the address.
    pub derefs: i32,
    /// What makes it flow.
    pub causes: Vec<Cause>,
}

/// Why a value flows: a node of the IR, or a captured variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cause {
    /// The body that it is in.
    pub body: BodyId,
    /// The place.
    pub at: CauseAt,
    /// gc's word for it.
    pub why: Reason,
}

/// The place of a [`Cause`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CauseAt {
    /// A node.
    Node(NodeId),
    /// A captured variable, as the closure sees it.
    Name(NameId),
}
