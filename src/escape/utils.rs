//! Special cases (`escape/utils.go`): assignments that store nothing new, and what can't be on
//! the stack whatever flows.

use super::facts::Facts;
use super::reason::Reason;
use crate::ir::node::{
    BinaryOp, Body, Class, ClosureId, ConvOp, MakeOp, NameId, NodeId, Op, SelectorOp, SliceOp,
    UnaryOp,
};
use crate::ir::same_expr::same_safe_expr;
use crate::profile::Stack;
use crate::types::constant::Value;
use crate::types::sizes::round_up;
use crate::types::store::{TypeId, Types};

/// How deep an index expression is looked through.
const MAX_DEPTH: u32 = 1_000;

/// Whether an assignment stores in an object only what is there already.
///
/// ```go
/// b.buf = b.buf[n:m]
/// v.x = v.y
/// v.x[i] = v.x[j]
/// ```
pub(super) fn is_self_assign(types: &Types, body: &Body, dst: NodeId, src: NodeId) -> bool {
    if is_slice_self_assign(body, dst, src) {
        return true;
    }
    match (body.op(dst), body.op(src)) {
        (
            Op::Selector { op: SelectorOp::Dot, x: dst, .. },
            Op::Selector { op: SelectorOp::Dot, x: src, .. },
        )
        | (
            Op::Selector { op: SelectorOp::DotPtr, x: dst, .. },
            Op::Selector { op: SelectorOp::DotPtr, x: src, .. },
        ) => same_safe_expr(types, body, *dst, *src),
        (Op::Index { x: dst, index: di }, Op::Index { x: src, index: si }) => {
            !may_affect_memory(body, *di, 0)
                && !may_affect_memory(body, *si, 0)
                && same_safe_expr(types, body, *dst, *src)
        }
        _ => false,
    }
}

/// `b.buf = b.buf[n:m]`, with `b` a pointer. Slicing an array, rather than a pointer to one,
/// stores a new pointer to `b` itself.
fn is_slice_self_assign(body: &Body, dst: NodeId, src: NodeId) -> bool {
    let pointer = |node: NodeId| match *body.op(node) {
        Op::Deref(x) | Op::Selector { op: SelectorOp::DotPtr, x, .. } => match body.op(x) {
            Op::Name(_) | Op::Global(_) | Op::Func(_) => Some(x),
            _ => None,
        },
        _ => None,
    };
    let Some(dst) = pointer(dst) else { return false };
    let Op::Slice { op, x, .. } = *body.op(src) else { return false };
    match op {
        SliceOp::Slice | SliceOp::Slice3 | SliceOp::SliceStr => {}
        SliceOp::SliceArr | SliceOp::Slice3Arr => {
            if matches!(body.op(x), Op::Addr(_)) {
                return false;
            }
        }
    }
    let Some(base) = pointer(x) else { return false };
    match (body.op(dst), body.op(base)) {
        (Op::Name(dst), Op::Name(base)) => dst == base,
        (Op::Global(dst), Op::Global(base)) => dst == base,
        _ => false,
    }
}

/// Whether evaluating an expression may change memory; calls may.
fn may_affect_memory(body: &Body, node: NodeId, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return true;
    }
    let may = |node| may_affect_memory(body, node, depth + 1);
    match *body.op(node) {
        Op::Name(_) | Op::Global(_) | Op::Func(_) | Op::Literal(_) | Op::Nil => false,
        Op::Binary(
            BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Or
            | BinaryOp::Xor
            | BinaryOp::Mul
            | BinaryOp::Lsh
            | BinaryOp::Rsh
            | BinaryOp::And
            | BinaryOp::AndNot
            | BinaryOp::Div
            | BinaryOp::Mod,
            x,
            y,
        )
        | Op::Index { x, index: y } => may(x) || may(y),
        Op::Conv(ConvOp::ConvNop | ConvOp::Conv, x)
        | Op::Unary(
            UnaryOp::Len
            | UnaryOp::Cap
            | UnaryOp::Not
            | UnaryOp::BitNot
            | UnaryOp::Plus
            | UnaryOp::Neg,
            x,
        )
        | Op::Selector { op: SelectorOp::Dot | SelectorOp::DotPtr, x, .. }
        | Op::Deref(x) => may(x),
        _ => true,
    }
}

/// Why a variable can't be on the stack.
pub(super) fn name_heap_reason(
    facts: Facts<'_>,
    limits: &Stack,
    body: &Body,
    name: NameId,
) -> Option<Reason> {
    let name = body.names.get(name)?;
    // Parameters and results are passed on the stack in any case.
    match name.class {
        Class::Param | Class::ParamOut => None,
        Class::Auto => type_heap_reason(facts, name.ty, limits.var),
    }
}

fn type_heap_reason(facts: Facts<'_>, ty: TypeId, size: i64) -> Option<Reason> {
    if facts.size(ty) > size {
        Some(Reason::TooLarge)
    } else if facts.align(ty) > Stack::align(facts.types().sizes()) {
        Some(Reason::TooAligned)
    } else {
        None
    }
}

/// Why what a node allocates can't be on the stack.
pub(super) fn node_heap_reason(
    facts: Facts<'_>,
    limits: &Stack,
    body: &Body,
    node: NodeId,
) -> Option<Reason> {
    let n = &body.nodes[node];
    let ty = n.ty?;
    if let Some(reason) = type_heap_reason(facts, ty, limits.var) {
        return Some(reason);
    }
    let too_large = |size: i64| (size > limits.implicit_var).then_some(Reason::TooLarge);
    match n.op {
        Op::Unary(UnaryOp::New, _) | Op::PtrLit(_) => {
            type_heap_reason(facts, facts.elem(ty)?, limits.implicit_var)
        }
        Op::Closure(closure) => too_large(closure_size(facts, body, closure)),
        Op::Selector { op: SelectorOp::MethValue, x, .. } => {
            let receiver = body.nodes[x].ty?;
            too_large(facts.types().sizes().word.saturating_add(facts.size(receiver)))
        }
        Op::Make { op: MakeOp::Slice, len, cap } => {
            let element = facts.elem(ty)?;
            let size = facts.size(element);
            if size == 0 && facts.types().assumption(element).is_some() {
                return None; // of unknown size, most likely a small one
            }
            if size == 0 {
                return Some(Reason::ZeroSizedElement);
            }
            match body.op(cap.or(len)?) {
                Op::Literal(Value::Int64(len)) if i32::try_from(*len).is_ok() => {
                    let most = limits.implicit_var / size;
                    (*len > most).then_some(Reason::TooLarge)
                }
                // Other sizes are allocated at run time, or on the stack where they turn out
                // to be small.
                _ if limits.variable_make => None,
                _ => Some(Reason::NonConstantSize),
            }
        }
        _ => None,
    }
}

/// The size of a closure: the function, then what it captures, by value or by reference.
fn closure_size(facts: Facts<'_>, body: &Body, closure: ClosureId) -> i64 {
    let word = facts.types().sizes().word;
    let mut size = word;
    for &captured in &body.funcs[closure].closure_vars {
        let name = &body.names[body.canonical(captured)];
        let (width, align) = if name.byval {
            (facts.size(name.ty), facts.align(name.ty).max(1))
        } else {
            (word, word)
        };
        size = round_up(size, align).saturating_add(width);
    }
    size
}
