//! Questions about single expressions that gc answers in `ir/expr.go`: the same value twice,
//! the zero value, the data word of a reflect header.

use super::node::{BinaryOp, Body, ConvOp, NodeId, Op, SelectorOp, UnaryOp};
use crate::types::constant::{ConstKind, Value};
use crate::types::store::{Basic, Type, TypeId, Types};

/// How deep two expressions are compared; deeper ones count as different.
const MAX_DEPTH: u32 = 1_000;

/// Whether `l` and `r` are the same expression without side effects, so that one evaluation can
/// stand for both (`SameSafeExpr`).
pub fn same_safe_expr(types: &Types, body: &Body, l: NodeId, r: NodeId) -> bool {
    same(types, body, l, r, 0)
}

fn same(types: &Types, body: &Body, l: NodeId, r: NodeId, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let (l, r) = (skip_nop(body, l), skip_nop(body, r));
    let both = |l, r| same(types, body, l, r, depth + 1);
    let same_type = match (body.nodes[l].ty, body.nodes[r].ty) {
        (Some(l), Some(r)) => types.identical(l, r),
        (None, None) => true,
        _ => false,
    };
    if !same_type {
        return false;
    }
    match (body.op(l), body.op(r)) {
        (Op::Name(l), Op::Name(r)) => l == r,
        (Op::Global(l), Op::Global(r)) => l == r,
        (Op::Func(l), Op::Func(r)) => l == r,
        (
            Op::Selector { op: SelectorOp::Dot, x: l, sel: l_sel, .. },
            Op::Selector { op: SelectorOp::Dot, x: r, sel: r_sel, .. },
        )
        | (
            Op::Selector { op: SelectorOp::DotPtr, x: l, sel: l_sel, .. },
            Op::Selector { op: SelectorOp::DotPtr, x: r, sel: r_sel, .. },
        ) => l_sel == r_sel && both(*l, *r),
        (Op::Deref(l), Op::Deref(r)) => both(*l, *r),
        (Op::Unary(l_op, l), Op::Unary(r_op, r)) => {
            let safe =
                matches!(l_op, UnaryOp::Not | UnaryOp::BitNot | UnaryOp::Plus | UnaryOp::Neg);
            safe && l_op == r_op && both(*l, *r)
        }
        (Op::Conv(ConvOp::Conv, l_x), Op::Conv(ConvOp::Conv, r_x)) => {
            body.nodes[l].ty.is_some_and(|ty| is_simple(types, ty)) && both(*l_x, *r_x)
        }
        (Op::Index { x: l, index: li }, Op::Index { x: r, index: ri })
        | (Op::IndexMap { x: l, index: li, .. }, Op::IndexMap { x: r, index: ri, .. }) => {
            both(*l, *r) && both(*li, *ri)
        }
        (Op::Binary(l_op, lx, ly), Op::Binary(r_op, rx, ry)) => {
            l_op == r_op && is_safe_binary(*l_op) && both(*lx, *rx) && both(*ly, *ry)
        }
        (Op::Literal(l), Op::Literal(r)) => l == r,
        (Op::Nil, Op::Nil) => true,
        _ => false,
    }
}

fn is_safe_binary(op: BinaryOp) -> bool {
    matches!(
        op,
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
            | BinaryOp::Mod
    )
}

/// gc's `IsSimple`: booleans and numbers.
fn is_simple(types: &Types, ty: TypeId) -> bool {
    match types.get(types.underlying(ty)) {
        Type::Basic(basic) => !matches!(
            basic,
            Basic::Invalid
                | Basic::String
                | Basic::UntypedString
                | Basic::UnsafePointer
                | Basic::UntypedNil
        ),
        _ => false,
    }
}

fn skip_nop(body: &Body, mut node: NodeId) -> NodeId {
    while let Op::Conv(ConvOp::ConvNop, x) = *body.op(node) {
        node = x;
    }
    node
}

/// Whether the expression is known to be its type's zero value (`IsZero`).
pub fn is_zero(body: &Body, node: NodeId) -> bool {
    is_zero_within(body, node, 0)
}

fn is_zero_within(body: &Body, node: NodeId, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match body.op(node) {
        Op::Nil => true,
        Op::Literal(value) => is_zero_value(value),
        Op::CompLit { op, list, .. } => match op {
            super::node::CompLitOp::Array | super::node::CompLitOp::Struct => {
                list.iter().all(|&element| {
                    let value = match *body.op(element) {
                        Op::Key { value, .. } | Op::StructKey { value, .. } => value,
                        _ => element,
                    };
                    is_zero_within(body, value, depth + 1)
                })
            }
            super::node::CompLitOp::Slice | super::node::CompLitOp::Map => false,
        },
        _ => false,
    }
}

fn is_zero_value(value: &Value) -> bool {
    match value.kind() {
        ConstKind::Unknown => false,
        ConstKind::Bool => !value.bool_val(),
        ConstKind::String => value.string_len() == 0,
        ConstKind::Int | ConstKind::Float | ConstKind::Complex => value.sign() == 0,
    }
}

/// Whether `node` is `p.Data` of a `reflect.SliceHeader` or `reflect.StringHeader`
/// (`IsReflectHeaderDataField`): a uintptr that stands for a pointer.
pub fn is_reflect_header_data_field(types: &Types, body: &Body, node: NodeId) -> bool {
    let Op::Selector { op, x, sel, .. } = *body.op(node) else { return false };
    let uintptr = types.basic(Basic::Uintptr);
    if body.nodes[node].ty != Some(uintptr) || sel.as_str() != "Data" {
        return false;
    }
    let header = match (op, body.nodes[x].ty) {
        (SelectorOp::Dot, Some(ty)) => ty,
        (SelectorOp::DotPtr, Some(ty)) => match *types.get(types.underlying(ty)) {
            Type::Pointer(elem) => elem,
            _ => return false,
        },
        _ => return false,
    };
    let Type::Named(named) = types.get(header) else { return false };
    let obj = types.object(types.named(*named).obj);
    obj.pkg.is_some_and(|pkg| types.package(pkg).path.as_str() == "reflect")
        && matches!(obj.name.as_str(), "SliceHeader" | "StringHeader")
}
