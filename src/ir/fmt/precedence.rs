//! How tightly operators bind, which decides where parentheses are printed (`OpPrec`).

use super::{Precedence, Writer};
use crate::ir::node::{BinaryOp, MakeOp, NodeId, Op, UnaryOp};
use crate::types::store::Type;

impl Writer<'_, '_> {
    pub(super) fn precedence(&self, node: NodeId) -> Precedence {
        let n = &self.body.nodes[node];
        match &n.op {
            Op::Name(_)
            | Op::Global(_)
            | Op::Func(_)
            | Op::Blank
            | Op::Literal(_)
            | Op::Nil
            | Op::CompLit { .. }
            | Op::Selector { .. }
            | Op::DotType { .. }
            | Op::Index { .. }
            | Op::IndexMap { .. }
            | Op::Slice { .. }
            | Op::Conv(..)
            | Op::Call { .. }
            | Op::Append { .. }
            | Op::Builtin(..)
            | Op::Getg
            | Op::Make { op: MakeOp::Slice, .. } => 8,
            Op::Type => match n.ty {
                Some(ty) if matches!(self.fmt.types.get(ty), Type::Pointer(_)) => 7,
                _ => 8,
            },
            Op::Addr(_) | Op::Deref(_) => 7,
            Op::Unary(op, _) => match op {
                UnaryOp::Plus | UnaryOp::Neg | UnaryOp::BitNot | UnaryOp::Not | UnaryOp::Recv => 7,
                UnaryOp::Len
                | UnaryOp::Cap
                | UnaryOp::New
                | UnaryOp::Close
                | UnaryOp::Clear
                | UnaryOp::Panic
                | UnaryOp::UnsafeSliceData
                | UnaryOp::UnsafeStringData => 8,
                UnaryOp::Real
                | UnaryOp::Imag
                | UnaryOp::CheckNil
                | UnaryOp::Itab
                | UnaryOp::Idata
                | UnaryOp::Sptr => 0,
            },
            Op::Binary(op, ..) => match op {
                BinaryOp::Mul
                | BinaryOp::Div
                | BinaryOp::Mod
                | BinaryOp::Lsh
                | BinaryOp::Rsh
                | BinaryOp::And
                | BinaryOp::AndNot => 6,
                BinaryOp::Add | BinaryOp::Sub | BinaryOp::Or | BinaryOp::Xor => 5,
                BinaryOp::Eq
                | BinaryOp::Ne
                | BinaryOp::Lt
                | BinaryOp::Le
                | BinaryOp::Gt
                | BinaryOp::Ge => 4,
                BinaryOp::AndAnd => 2,
                BinaryOp::OrOr => 1,
                BinaryOp::Copy
                | BinaryOp::UnsafeAdd
                | BinaryOp::UnsafeSlice
                | BinaryOp::UnsafeString => 8,
                BinaryOp::Complex | BinaryOp::MakeFace => 0,
            },
            Op::Send { .. } => 3,
            Op::DynamicType
            | Op::LinkSym { .. }
            | Op::Static
            | Op::AddStr(_)
            | Op::PtrLit(_)
            | Op::DynamicDotType { .. }
            | Op::Key { .. }
            | Op::StructKey { .. }
            | Op::Closure(_)
            | Op::InlCall { .. }
            | Op::Make { .. }
            | Op::Recover
            | Op::Block(_)
            | Op::Branch(..)
            | Op::Label(_)
            | Op::Dcl(_)
            | Op::As { .. }
            | Op::AsOp { .. }
            | Op::As2 { .. }
            | Op::If { .. }
            | Op::For(_)
            | Op::Range(_)
            | Op::Return(_)
            | Op::Select(_)
            | Op::Switch(_)
            | Op::TypeSwitch(_)
            | Op::Go(_)
            | Op::Defer { .. }
            | Op::TailCall(_)
            | Op::Case => 0,
        }
    }
}
