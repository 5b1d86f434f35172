//! Unary operations (`types2/expr.go`): `&x`, `<-x`, `-x`, `+x`, `^x`, `!x`.

use super::{Checker, Operand};
use crate::syntax::ast::{ChanDir, ExprId, ExprKind, Operator};
use crate::types::constant::{self, ConstKind};
use crate::types::info::Mode;
use crate::types::store::{Type, TypeId};

impl Checker<'_> {
    /// Checks `op operand`, other than `*operand`.
    pub(super) fn unary(&mut self, x: &mut Operand, e: ExprId, op: Operator, operand: ExprId) {
        self.expr(None, x, operand);
        if !x.is_valid() {
            return;
        }
        let ast = self.ast();
        let mut op = op;
        match op {
            Operator::And => {
                // The address of a composite literal may be taken too.
                let inner = ast.unparen(operand);
                let literal = matches!(ast.exprs[inner].kind, ExprKind::CompositeLit { .. });
                if !literal && x.mode != Mode::Variable {
                    let text = self.operand_string(x);
                    self.error(&*x, format!("invalid operation: cannot take address of {text}"));
                    x.invalidate();
                    return;
                }
                x.mode = Mode::Value;
                x.ty = self.types.pointer_to(x.ty);
                return;
            }
            Operator::Recv => {
                match self.chan_elem(x, true) {
                    Some(elem) if self.is_complete(elem) => {
                        x.mode = Mode::CommaOk;
                        x.ty = elem;
                        self.env.has_call_or_recv = true;
                    }
                    _ => x.invalidate(),
                }
                return;
            }
            Operator::Tilde => {
                let integer = self.types.all_integer(x.ty);
                let hint = if integer { " (use ^ for bitwise complement)" } else { "" };
                self.error(
                    e,
                    format!("cannot use ~ outside of interface or type constraint{hint}"),
                );
                if !integer {
                    x.invalidate();
                    return;
                }
                op = Operator::Xor;
            }
            _ => {}
        }

        let defined = match op {
            Operator::Add | Operator::Sub => self.types.all_numeric(x.ty),
            Operator::Xor => self.types.all_integer(x.ty),
            Operator::Not => self.types.all_boolean(x.ty),
            _ => false,
        };
        if !defined {
            self.undefined_op(x, op);
            x.invalidate();
            return;
        }

        if x.mode == Mode::Constant {
            let Some(value) = &x.val else { return };
            if value.kind() == ConstKind::Unknown {
                return;
            }
            let bits = if self.types.is_unsigned(x.ty) {
                u32::try_from(self.types.sizeof(x.ty) * 8).unwrap_or(64)
            } else {
                0
            };
            x.val = Some(constant::unary_op(op, value, bits));
            x.expr = Some(e);
            let at = self.op_pos(e);
            self.overflow(x, at);
            return;
        }
        x.mode = Mode::Value;
    }

    /// Reports that an operator isn't defined for an operand.
    pub(super) fn undefined_op(&mut self, x: &Operand, op: Operator) {
        if !self.types.is_valid(self.types.underlying(x.ty)) {
            return;
        }
        let text = self.operand_string(x);
        self.error(x, format!("invalid operation: operator {} not defined on {text}", op.token()));
    }

    /// The element type of the channel `x`, for receiving from or sending to it. An error is
    /// reported if that is not possible.
    pub fn chan_elem(&mut self, x: &Operand, recv: bool) -> Option<TypeId> {
        let types = self.types;
        if !types.is_valid(types.underlying(x.ty)) {
            return None;
        }
        let qualifier = self.qualifier();
        let mut cond = |t: Option<TypeId>, u: Option<TypeId>| {
            let (Some(t), Some(u)) = (t, u) else {
                return Some("no specific channel type".to_owned());
            };
            let text = || types.type_string(t, qualifier);
            match types.get(u) {
                Type::Chan { dir: ChanDir::SendOnly, .. } if recv => {
                    Some(format!("send-only channel {}", text()))
                }
                Type::Chan { dir: ChanDir::RecvOnly, .. } if !recv => {
                    Some(format!("receive-only channel {}", text()))
                }
                Type::Chan { .. } => None,
                _ => Some(format!("non-channel {}", text())),
            }
        };
        let err = match types.common_under(x.ty, Some(&mut cond)) {
            Ok(Some(u)) => match types.get(u) {
                Type::Chan { elem, .. } => return Some(*elem),
                _ => return None,
            },
            Ok(None) => return None,
            Err(err) => err,
        };
        let cause = err.message(types, qualifier);
        let text = self.operand_string(x);
        let what = if recv { "receive from" } else { "send to" };
        let message = if types.is_type_param(x.ty) {
            format!("invalid operation: cannot {what} {text}: {cause}")
        } else {
            format!("invalid operation: cannot {what} {cause} {text}")
        };
        self.error(x, message);
        None
    }
}
