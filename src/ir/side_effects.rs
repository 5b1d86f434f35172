//! Whether evaluating an expression does more than compute a value (`staticinit/sched.go`:
//! `AnySideEffects`).
//!
//! ```go
//! x + len(s)    // no effect
//! x / y         // an effect: it panics where y is zero
//! f(x)          // an effect, for all that is known here
//! ```

use super::node::{BinaryOp, Body, ConvOp, MakeOp, NodeId, Op, SelectorOp, UnaryOp};
use super::visit::Preorder;
use crate::types::constant::Value;

/// Whether any part of an expression does more than compute a value (`AnySideEffects`).
pub fn any_side_effects(body: &Body, node: NodeId) -> bool {
    let mut found = false;
    Preorder::new().visit(body, &[node], |node, _| found |= is_side_effect(body, node));
    found
}

/// Whether a node does, its operands apart.
pub fn is_side_effect(body: &Body, node: NodeId) -> bool {
    match &body.nodes[node].op {
        Op::Name(_)
        | Op::Global(_)
        | Op::Func(_)
        | Op::Type
        | Op::Literal(_)
        | Op::Nil
        | Op::AddStr(_)
        | Op::Addr(_)
        | Op::PtrLit(_)
        | Op::CompLit { .. }
        | Op::Key { .. }
        | Op::StructKey { .. }
        | Op::Selector { op: SelectorOp::Dot, .. }
        | Op::Conv(
            ConvOp::Conv
            | ConvOp::ConvIface
            | ConvOp::ConvNop
            | ConvOp::Bytes2Str
            | ConvOp::Runes2Str
            | ConvOp::Str2Bytes
            | ConvOp::Str2Runes
            | ConvOp::RuneStr,
            _,
        ) => false,
        Op::Unary(op, _) => !matches!(
            op,
            UnaryOp::Plus
                | UnaryOp::Neg
                | UnaryOp::BitNot
                | UnaryOp::Not
                | UnaryOp::Len
                | UnaryOp::Cap
                | UnaryOp::Real
                | UnaryOp::Imag
                | UnaryOp::New
        ),
        Op::Binary(op, _, y) => match op {
            BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::And
            | BinaryOp::Or
            | BinaryOp::Xor
            | BinaryOp::AndNot
            | BinaryOp::Lsh
            | BinaryOp::Rsh
            | BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge
            | BinaryOp::AndAnd
            | BinaryOp::OrOr
            | BinaryOp::Complex => false,
            BinaryOp::Div | BinaryOp::Mod => match &body.nodes[*y].op {
                Op::Literal(value) => is_zero_value(value),
                _ => true,
            },
            BinaryOp::Copy
            | BinaryOp::MakeFace
            | BinaryOp::UnsafeAdd
            | BinaryOp::UnsafeSlice
            | BinaryOp::UnsafeString => true,
        },
        Op::Make { op: MakeOp::Chan | MakeOp::Map, len, .. } => match len {
            Some(len) => match &body.nodes[*len].op {
                Op::Literal(value) => !is_zero_value(value),
                _ => true,
            },
            None => false,
        },
        _ => true,
    }
}

/// Whether a constant is the zero value of its type.
pub fn is_zero_value(value: &Value) -> bool {
    match value {
        Value::Unknown => false,
        Value::Bool(value) => !value,
        Value::String(text) => text.is_empty(),
        Value::Int64(value) => *value == 0,
        Value::Int(_) | Value::Rat(_) | Value::Float(_) | Value::Complex(_) => value.sign() == 0,
    }
}
