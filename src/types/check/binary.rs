//! Binary operations other than shifts and comparisons (`types2/expr.go`).

use super::untyped::{is_comparison, is_shift};
use super::{Checker, Operand};
use crate::syntax::ast::{ExprId, Operator};
use crate::types::constant::{self, ConstKind, Value};
use crate::types::info::Mode;
use crate::types::store::{Type, TypeId};

impl Checker<'_> {
    /// Checks `lhs op rhs`. For an assignment `lhs op= rhs` there is no expression `e`.
    pub fn binary(
        &mut self,
        x: &mut Operand,
        e: Option<ExprId>,
        lhs: ExprId,
        rhs: ExprId,
        op: Operator,
    ) {
        let mut y = Operand::new(self);
        self.expr(None, x, lhs);
        self.expr(None, &mut y, rhs);
        if !x.is_valid() {
            return;
        }
        if !y.is_valid() {
            x.invalidate();
            (x.expr, x.ty) = (y.expr, y.ty);
            return;
        }
        if is_shift(op) {
            self.shift(x, &mut y, e, op);
            return;
        }
        self.match_types(x, &mut y);
        if !x.is_valid() {
            return;
        }
        if is_comparison(op) {
            self.comparison(x, &mut y, op, false);
            return;
        }

        let types = self.types;
        if !types.identical(x.ty, y.ty) {
            if types.is_valid(x.ty) && types.is_valid(y.ty) {
                let (tx, ty) = (self.type_string(x.ty), self.type_string(y.ty));
                let text = match e {
                    Some(e) => self.expr_string(e),
                    None => {
                        let (lhs, rhs) = (self.expr_string(lhs), self.expr_string(rhs));
                        format!("{lhs} {}= {rhs}", op.token())
                    }
                };
                self.error(
                    &*x,
                    format!("invalid operation: {text} (mismatched types {tx} and {ty})"),
                );
            }
            x.invalidate();
            return;
        }
        if !self.is_binary_defined(op, x.ty) {
            self.undefined_op(x, op);
            x.invalidate();
            return;
        }

        let constants = match (&x.val, &y.val) {
            (Some(a), Some(b)) if x.mode == Mode::Constant && y.mode == Mode::Constant => {
                Some((a, b))
            }
            _ => None,
        };
        if matches!(op, Operator::Div | Operator::Rem)
            && y.mode == Mode::Constant
            && let Some(divisor) = &y.val
        {
            let zero = if divisor.kind() == ConstKind::Unknown {
                false
            } else if constants.is_some() && types.is_complex(x.ty) {
                is_zero(&divisor.real()) && is_zero(&divisor.imag())
                    || is_tiny(&divisor.real()) && is_tiny(&divisor.imag())
            } else {
                (x.mode == Mode::Constant || types.all_integer(x.ty)) && divisor.sign() == 0
            };
            if zero {
                self.error(&y, "invalid operation: division by zero");
                x.invalidate();
                return;
            }
        }
        if let Some((a, b)) = constants {
            if a.kind() == ConstKind::Unknown || b.kind() == ConstKind::Unknown {
                x.val = Some(Value::Unknown);
                return;
            }
            let value = if op == Operator::Div && types.is_integer(x.ty) {
                constant::int_div(a, b)
            } else {
                constant::binary_op(a, op, b)
            };
            x.val = Some(value);
            if e.is_some() {
                x.expr = e;
            }
            if let Some(at) = x.expr.map(|e| self.op_pos(e)) {
                self.overflow(x, at);
            }
            return;
        }
        x.mode = Mode::Value;
    }

    fn is_binary_defined(&self, op: Operator, ty: TypeId) -> bool {
        match op {
            Operator::Add => self.types.all_numeric_or_string(ty),
            Operator::Sub | Operator::Mul | Operator::Div => self.types.all_numeric(ty),
            Operator::Rem | Operator::And | Operator::Or | Operator::Xor | Operator::AndNot => {
                self.types.all_integer(ty)
            }
            Operator::AndAnd | Operator::OrOr => self.types.all_boolean(ty),
            Operator::Not
            | Operator::Recv
            | Operator::Tilde
            | Operator::Eql
            | Operator::Neq
            | Operator::Lss
            | Operator::Leq
            | Operator::Gtr
            | Operator::Geq
            | Operator::Shl
            | Operator::Shr => false,
        }
    }

    /// Converts an untyped operand to the type of the other one, where that may be possible.
    pub fn match_types(&mut self, x: &mut Operand, y: &mut Operand) {
        if !self.may_convert(x, y) {
            return;
        }
        self.convert_untyped(x, y.ty);
        if !x.is_valid() {
            return;
        }
        self.convert_untyped(y, x.ty);
        if !y.is_valid() {
            x.invalidate();
        }
    }

    /// Whether it makes sense to convert one operand to the type of the other. Where it doesn't, the
    /// types are reported as mismatched.
    fn may_convert(&self, x: &Operand, y: &Operand) -> bool {
        let types = self.types;
        if types.is_typed(x.ty) && types.is_typed(y.ty) {
            return false;
        }
        if types.is_opaque(x.ty) || types.is_opaque(y.ty) {
            return true;
        }
        if types.all_numeric(x.ty) != types.all_numeric(y.ty) {
            return false;
        }
        if types.is_non_type_param_interface(x.ty) || types.is_non_type_param_interface(y.ty) {
            return true;
        }
        if types.all_boolean(x.ty) != types.all_boolean(y.ty) {
            return false;
        }
        if types.all_string(x.ty) != types.all_string(y.ty) {
            return false;
        }
        if x.mode == Mode::NilValue {
            return types.has_nil(y.ty);
        }
        if y.mode == Mode::NilValue {
            return types.has_nil(x.ty);
        }
        let is_pointer = |ty| matches!(self.under(ty), Type::Pointer(_));
        !is_pointer(x.ty) && !is_pointer(y.ty)
    }
}

fn is_zero(x: &Value) -> bool {
    x.sign() == 0
}

/// Whether the square of a number is zero, as that of a rounded one may be.
fn is_tiny(x: &Value) -> bool {
    constant::binary_op(x, Operator::Mul, x).sign() == 0
}
