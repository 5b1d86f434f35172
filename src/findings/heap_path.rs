//! The case of something on the heap: the expression that allocates it, or the last cause that tells
//! on the way that its address takes to the heap.
//!
//! ```go
//! p := &point{1, 2}    // {heap} <- p, "assign" at m["p"] = p; p <- &{storage for &point{...}}
//! m["p"] = p           // the last step has one cause, which tells: an element of a map
//! ```

use super::case::{Assigned, Callee, Capture, Case, Destination, Expression, Flow};
use super::contexts::Started;
use super::judge::Judge;
use crate::escape::reason::Reason;
use crate::escape::verdict::{Cause, CauseAt, Explanation, LocationRef};
use crate::id::Id;
use crate::ir::node::{
    Body, BodyId, CallOp, Class, ConvOp, NameId, NodeId, NodePos, Op, SelectorOp, UnaryOp,
};

/// How something gets to the heap.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeapPath {
    /// What decides.
    pub(super) case: Case,
    /// The decisive place: body and position.
    pub(super) cause: Option<(BodyId, NodePos)>,
}

/// How many selectors and indices of one operand are looked through.
const MAX_SELECTORS: usize = 1_000;

impl Judge<'_> {
    /// The expression that allocates, if its kind is the cause by itself.
    pub(super) fn expression(&self, body: BodyId, node: NodeId) -> Option<Expression> {
        Some(match self.body(body).op(node) {
            Op::Conv(ConvOp::ConvIface, _) => Expression::InterfaceConversion,
            Op::Conv(..) => Expression::StringConversion,
            Op::AddStr(_) => Expression::Concatenation,
            Op::Append { .. } => Expression::Append,
            Op::Selector { op: SelectorOp::MethValue, .. } => Expression::MethodValue,
            Op::Closure(_) => Expression::FuncLiteral(self.started(body, node)),
            _ => return None,
        })
    }

    /// The case of an explanation: by the last cause of its last step that tells, or by where that
    /// step ends.
    pub(super) fn heap_path(&self, explanation: &Explanation) -> Option<HeapPath> {
        let last = explanation.steps.last()?;
        let place = |cause: &Cause| {
            let body = self.body(cause.body);
            match cause.at {
                CauseAt::Node(node) => (cause.body, body.nodes[node].pos),
                CauseAt::Name(name) => (cause.body, body.names[name].pos),
            }
        };
        for cause in last.causes.iter().rev() {
            if let Some(case) = self.telling(cause, last.dst, explanation) {
                return Some(HeapPath { case, cause: Some(place(cause)) });
            }
        }
        let cause = last.causes.last().map(place);
        Some(HeapPath { case: self.ends_in(last.dst, explanation), cause })
    }

    fn body(&self, index: BodyId) -> &Body {
        &self.package.bodies[index.index()]
    }

    /// The statement that starts a function literal.
    fn started(&self, body: BodyId, node: NodeId) -> Option<Started> {
        self.contexts[body.index()].started.get(&node).copied()
    }

    /// The case of a cause, if it tells.
    fn telling(&self, cause: &Cause, dst: LocationRef, explanation: &Explanation) -> Option<Case> {
        let body = self.body(cause.body);
        let op = match cause.at {
            CauseAt::Node(node) => Some(body.op(node)),
            CauseAt::Name(_) => None,
        };
        let flow = match cause.why {
            Reason::Return
            | Reason::Send
            | Reason::MapLiteralKey
            | Reason::MapLiteralValue
            | Reason::KeyOfMapPut
            | Reason::AppendedSlice
            | Reason::AppendeeSlice
            | Reason::CopiedSlice
            | Reason::TooLarge
            | Reason::TooAligned
            | Reason::ZeroSizedElement
            | Reason::NonConstantSize => Flow::Reason(cause.why),
            Reason::CapturedByClosure | Reason::Reference => {
                Flow::Capture(self.capture(cause, dst, explanation))
            }
            Reason::CallParameter => match op? {
                Op::Append { .. } => Flow::Argument(Callee::Append),
                Op::Unary(UnaryOp::Panic, _) => Flow::Argument(Callee::Panic),
                Op::Call { op: CallOp::CallInter, .. } => Flow::Argument(Callee::Unknown),
                Op::Call { fun, .. } if dst == LocationRef::Heap => {
                    Flow::Argument(callee(body, *fun))
                }
                Op::Call { .. } => return Some(self.ends_in(dst, explanation)),
                _ => return None,
            },
            Reason::Assign
            | Reason::AssignPair
            | Reason::AssignPairDotType
            | Reason::AssignPairMapR
            | Reason::AssignPairReceive => match assigned(body, op?, dst) {
                Assigned::MapElement => Flow::Assignment(Assigned::MapElement),
                assigned if dst == LocationRef::Heap => Flow::Assignment(assigned),
                _ => return Some(self.ends_in(dst, explanation)),
            },
            Reason::AddressOf
            | Reason::Spill
            | Reason::ArrayLiteralElement
            | Reason::SliceLiteralElement
            | Reason::StructLiteralElement
            | Reason::CalleeOperand
            | Reason::InterfaceConverted
            | Reason::SliceToArray
            | Reason::Slice
            | Reason::Dot
            | Reason::DotOfPointer
            | Reason::Indirection
            | Reason::FixedArrayIndexOf
            | Reason::Range
            | Reason::RangeDeref
            | Reason::SwitchCase
            | Reason::UintptrEscapes
            | Reason::ReflectHeaderData => return None,
        };
        Some(Case::OnHeap(flow))
    }

    /// Which variable is captured by reference, and by what.
    fn capture(&self, cause: &Cause, dst: LocationRef, explanation: &Explanation) -> Capture {
        let started = match (cause.at, dst) {
            (CauseAt::Name(name), _) if self.is_of_outer(cause.body, name, explanation) => {
                return Capture::OfOuterVariable;
            }
            (_, LocationRef::Node(body, node)) => self.started(body, node),
            (CauseAt::Name(name), LocationRef::Heap) => self.capturing(cause.body, name),
            (CauseAt::Node(_), LocationRef::Heap)
            | (_, LocationRef::Temp | LocationRef::Name(..)) => None,
        };
        started.map_or(Capture::ByLiteral, Capture::ByStarted)
    }

    /// Whether a captured variable is of a function around the one that the subject belongs to.
    fn is_of_outer(&self, index: BodyId, name: NameId, explanation: &Explanation) -> bool {
        let body = self.body(index);
        explanation.func != (index, body.names[body.canonical(name)].curfn)
    }

    /// The statement that starts the literal that captures a variable.
    fn capturing(&self, index: BodyId, name: NameId) -> Option<Started> {
        let body = self.body(index);
        let closure = body.names[name].curfn;
        let started = &self.contexts[index.index()].started;
        started.iter().find_map(|(&node, &started)| {
            matches!(body.op(node), Op::Closure(c) if *c == closure).then_some(started)
        })
    }

    /// The case of something that ends in a variable or in another allocation.
    fn ends_in(&self, dst: LocationRef, explanation: &Explanation) -> Case {
        Case::EndsIn(match dst {
            _ if self.is_on_heap(dst) => Destination::OnHeap,
            LocationRef::Heap | LocationRef::Temp => Destination::Heap,
            LocationRef::Node(body, node) => {
                self.started(body, node).map_or(Destination::OnStack, Destination::Started)
            }
            LocationRef::Name(body, name) => match self.body(body).names.get(name) {
                None => Destination::Heap,
                Some(name) if name.class == Class::ParamOut => Destination::Result,
                Some(name) if explanation.func != (body, name.curfn) => Destination::OuterVariable,
                Some(_) => Destination::OuterLoop,
            },
        })
    }
}

/// Whether a call's function is known.
fn callee(body: &Body, fun: NodeId) -> Callee {
    match body.op(fun) {
        Op::Func(_)
        | Op::Closure(_)
        | Op::Selector { op: SelectorOp::MethExpr | SelectorOp::DotMeth, .. } => Callee::Known,
        _ => Callee::Unknown,
    }
}

/// What a statement assigns to; of several on the left, the first that decides.
fn assigned(body: &Body, op: &Op, dst: LocationRef) -> Assigned {
    match op {
        Op::As { x, .. } | Op::AsOp { x, .. } => operand(body, *x),
        Op::As2 { lhs, .. } if dst == LocationRef::Heap => {
            let mut operands = lhs.iter().map(|&x| operand(body, x));
            operands.find(|operand| *operand != Assigned::Heap).unwrap_or(Assigned::Heap)
        }
        _ => Assigned::Heap,
    }
}

fn operand(body: &Body, mut node: NodeId) -> Assigned {
    if matches!(body.op(node), Op::IndexMap { .. }) {
        return Assigned::MapElement;
    }
    for _ in 0..MAX_SELECTORS {
        node = match body.op(node) {
            Op::Selector { op: SelectorOp::Dot, x, .. } | Op::Index { x, .. } => *x,
            Op::Global(_) => return Assigned::PackageVariable,
            _ => return Assigned::Heap,
        };
    }
    Assigned::Heap
}
