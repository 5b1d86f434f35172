//! What a function costs where it is inlined (`inline/inl.go`: `hairyVisitor`, `IsBigFunc`).
//!
//! Comes in: a function as lowered, before anything is inlined into it. Goes out: its cost, or why
//! it can't be inlined. Each node costs one; some cost more, or nothing:
//!
//! ```go
//! func f(x int) int { return g(x) } // RETURN 1, CALLFUNC 1 + 57, NAME g 1, NAME x 1: 61
//! func g(x int) int                 // if g can be inlined: its own cost in place of the 57
//! ```
//!
//! What the calls in it cost is asked of [`Calls`].

use super::node_count::hidden;
use crate::ir::node::{
    As2Op, Body, BranchOp, CallOp, ClosureId, CompLitOp, ConvOp, NodeId, Op, SelectorOp, UnaryOp,
};
use crate::ir::note::NotInlinable;
use crate::ir::visit::for_each_child;
use crate::lower::Cx;
use crate::profile::Inlining;
use crate::types::constant::Value;
use crate::types::store::Type;

/// How exactly costs are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Precision {
    /// Whether they are within the budget.
    Decision,
    /// What they are (`-json`).
    Exact,
    /// What they are, and of what code (`-m=2`).
    Code,
}

/// What calls cost.
pub trait Calls {
    /// The cost of a call beyond one for its node.
    fn call(&mut self, fun: NodeId) -> Result<i32, NotInlinable>;
}

/// A function of a body, and what is needed to know its cost.
#[derive(Clone, Copy)]
pub struct Costed<'a> {
    /// The package's state.
    pub cx: &'a Cx<'a>,
    /// The limits of the release.
    pub limits: &'a Inlining,
    /// The body.
    pub body: &'a Body,
    /// The function.
    pub func: ClosureId,
}

impl Costed<'_> {
    /// The cost of the function, if that is within `budget`.
    pub fn cost(
        &self,
        budget: i32,
        precision: Precision,
        calls: &mut dyn Calls,
    ) -> Result<i32, NotInlinable> {
        let Costed { cx, limits, body, func } = *self;
        let mut left = budget;
        let mut stack: Vec<NodeId> = body.funcs[func].body.iter().rev().copied().collect();
        while let Some(node) = stack.pop() {
            let charge = match body.op(node) {
                Op::Call { op: CallOp::CallFunc | CallOp::CallMeth, fun, .. } => {
                    calls.call(*fun)?
                }
                Op::Call { op: CallOp::CallInter, .. } => limits.call,
                Op::Unary(UnaryOp::Panic, x) => {
                    let made = matches!(body.op(*x), Op::Conv(ConvOp::ConvIface, _));
                    limits.panic - i32::from(made && body.nodes[*x].implicit)
                }
                Op::Recover => return Err(NotInlinable::Recover),
                Op::Closure(_) => limits.literal,
                Op::Go(_) => return Err(NotInlinable::Unhandled("GO")),
                Op::Defer { .. } => return Err(NotInlinable::Unhandled("DEFER")),
                Op::TailCall(_) => return Err(NotInlinable::Unhandled("TAILCALL")),
                // The address of a variable's first field is that of the variable.
                Op::Addr(x) if self.is_first_field(*x) => -2,
                // `*(*T)(unsafe.Pointer(&x))` reads a variable.
                Op::Deref(x) if matches!(body.op(skip_nop(body, *x)), Op::Addr(_)) => -1,
                // Conversions and blocks make no code, but what is in them does.
                Op::Conv(ConvOp::ConvNop, _) | Op::Block(_) => -1,
                Op::Branch(BranchOp::Fall, _) | Op::Type => continue,
                Op::If { cond, body: then, els } => match body.op(*cond) {
                    Op::Literal(Value::Bool(known)) => {
                        let taken = if *known { then } else { els };
                        stack.extend(taken.iter().rev());
                        stack.extend(body.nodes[node].init.iter().rev());
                        continue;
                    }
                    _ => 0,
                },
                Op::Selector { op: SelectorOp::MethValue, .. }
                | Op::CompLit { op: CompLitOp::Slice, .. } => 1,
                Op::Selector { op: SelectorOp::MethExpr, .. } => -1,
                Op::As2 { .. } => -from_call(body, node),
                Op::Slice { x, low, high, .. } => {
                    let from_start = low.is_some_and(|low| is_zero(body, low));
                    let to_end = high.is_some_and(|high| is_len_of(body, high, *x));
                    -i32::from(from_start) - 2 * i32::from(to_end)
                }
                Op::Name(_)
                | Op::Global(_)
                | Op::Func(_)
                | Op::DynamicType
                | Op::Literal(_)
                | Op::Nil
                | Op::LinkSym { .. }
                | Op::Static
                | Op::Unary(..)
                | Op::Binary(..)
                | Op::AddStr(_)
                | Op::Addr(_)
                | Op::PtrLit(_)
                | Op::Deref(_)
                | Op::Selector { .. }
                | Op::DotType { .. }
                | Op::DynamicDotType { .. }
                | Op::Index { .. }
                | Op::IndexMap { .. }
                | Op::Conv(..)
                | Op::CompLit { .. }
                | Op::Key { .. }
                | Op::StructKey { .. }
                | Op::InlCall { .. }
                | Op::Make { .. }
                | Op::Append { .. }
                | Op::Builtin(..)
                | Op::Getg
                | Op::Branch(..)
                | Op::Label(_)
                | Op::Dcl(_)
                | Op::As { .. }
                | Op::AsOp { .. }
                | Op::Blank
                | Op::For(_)
                | Op::Range(_)
                | Op::Return(_)
                | Op::Select(_)
                | Op::Switch(_)
                | Op::TypeSwitch(_)
                | Op::Send { .. }
                | Op::Case => 0,
            };
            left = left.saturating_sub(charge + 1).saturating_sub(hidden(cx, body, node).cost);
            if left < 0 && precision == Precision::Decision {
                return Err(NotInlinable::TooExpensive);
            }
            let first = stack.len();
            for_each_child(body, node, |child| stack.push(child));
            stack[first..].reverse();
        }
        if left < 0 {
            return Err(NotInlinable::TooComplex { cost: budget.saturating_sub(left), budget });
        }
        Ok(budget - left)
    }

    /// Whether the function has so many nodes that less is inlined into it.
    pub fn is_big(&self) -> bool {
        let Costed { cx, limits, body, func } = *self;
        if body.nodes.len() < limits.big_function as usize / MOST_COUNTED {
            return false;
        }
        // The function is a node itself.
        let mut left = limits.big_function - 1;
        let mut stack: Vec<NodeId> = body.funcs[func].body.iter().rev().copied().collect();
        while let Some(node) = stack.pop() {
            left += from_call(body, node) - 1 - hidden(cx, body, node).nodes;
            if left <= 0 {
                return true;
            }
            let first = stack.len();
            for_each_child(body, node, |child| stack.push(child));
            stack[first..].reverse();
        }
        false
    }

    /// Whether a node selects the first field of what a variable is or points to.
    fn is_first_field(&self, node: NodeId) -> bool {
        let Costed { cx, body, .. } = *self;
        let Op::Selector { op: op @ (SelectorOp::Dot | SelectorOp::DotPtr), x, sel, .. } =
            body.op(node)
        else {
            return false;
        };
        if !matches!(body.op(*x), Op::Name(_) | Op::Global(_) | Op::Func(_)) {
            return false;
        }
        let types = cx.input.types;
        let Some(mut ty) = body.nodes[*x].ty else { return false };
        if *op == SelectorOp::DotPtr {
            let Type::Pointer(elem) = *types.get(types.underlying(ty)) else { return false };
            ty = elem;
        }
        let Type::Struct(fields) = types.get(types.underlying(ty)) else { return false };
        let index = fields.iter().position(|field| field.name == *sel);
        index.is_some_and(|index| index == 0 || types.field_offset(ty, index) == 0)
    }
}

/// As how many nodes a node counts at most: itself, and what [`hidden`] says of one that reads two types from
/// a dictionary. Of clauses and cases, each has a node of its own but one.
const MOST_COUNTED: usize = 12;

/// What the temporaries of `a, b = f()` are credited: without them, it would be one assignment.
fn from_call(body: &Body, node: NodeId) -> i32 {
    let Op::As2 { op: As2Op::As2, lhs, rhs, .. } = body.op(node) else { return 0 };
    match rhs.first().map(|&first| body.nodes[first].init.as_slice()) {
        Some(&[init]) if matches!(body.op(init), Op::As2 { .. }) => {
            i32::try_from(lhs.len()).unwrap_or(0).saturating_mul(4).saturating_add(1)
        }
        Some(_) | None => 0,
    }
}

fn skip_nop(body: &Body, mut node: NodeId) -> NodeId {
    while let Op::Conv(ConvOp::ConvNop, x) = *body.op(node) {
        node = x;
    }
    node
}

fn is_zero(body: &Body, node: NodeId) -> bool {
    matches!(body.op(node), Op::Literal(value) if matches!(value.to_int(), Value::Int64(0)))
}

/// Whether `node` is `len(x)`. gc compares nodes, of which variables have just one.
fn is_len_of(body: &Body, node: NodeId, x: NodeId) -> bool {
    let Op::Unary(UnaryOp::Len, of) = body.op(node) else { return false };
    match (body.op(*of), body.op(x)) {
        (Op::Name(a), Op::Name(b)) => a == b,
        (Op::Global(a), Op::Global(b)) => a == b,
        _ => *of == x,
    }
}
