//! Constants and the types that can represent them (`types2/const.go`).
//!
//! ```go
//! const big = 1 << 100      // fine, untyped
//! var x uint8 = 256         // an error: overflows
//! var y float32 = 0.1       // rounded to the nearest float32
//! ```

use super::untyped::Misfit;
use super::{Checker, ErrorPos, Operand};
use crate::syntax::ast::{ExprId, ExprKind, Operator};
use crate::types::constant::{ConstKind, Value, representable_const};
use crate::types::info::Mode;
use crate::types::store::{Basic, Type};

/// The bits that an untyped integer may have.
const MAX_BITS: usize = 512;
/// The bytes that a constant string may have (`cmd/internal/obj.MaxSymSize`).
const MAX_STRING: usize = 2_000_000_000;

impl Checker<'_> {
    /// Checks that a constant fits its type; an untyped one must not grow without bounds. An error
    /// is reported at the operation `at`.
    pub fn overflow(&mut self, x: &mut Operand, at: ErrorPos) {
        let Some(value) = &x.val else { return };
        if value.kind() == ConstKind::Unknown {
            self.error(at, "constant result is not representable");
            return;
        }
        if self.types.is_typed(x.ty) {
            if let Type::Basic(basic) = self.under(x.ty) {
                self.representable(x, *basic);
            }
            return;
        }
        match value.kind() {
            ConstKind::Int if value.bit_len() > MAX_BITS => {
                let name = x.expr.map_or("", |e| self.op_name(e));
                let space = if name.is_empty() { "" } else { " " };
                self.error(at, format!("constant {name}{space}overflow"));
                x.val = Some(Value::Unknown);
            }
            ConstKind::String if value.string_len() > MAX_STRING => {
                let len = value.string_len();
                self.error(
                    at,
                    format!("constant string too long ({len} bytes > {MAX_STRING} bytes)"),
                );
                x.val = Some(Value::Unknown);
            }
            _ => {}
        }
    }

    /// Where an overflow is reported: at the operator of an operation.
    pub(super) fn op_pos(&self, e: ExprId) -> ErrorPos {
        match self.expr_kind(e) {
            ExprKind::Unary { .. } | ExprKind::Binary { .. } => {
                ErrorPos::Offset(self.ast().exprs[e].pos)
            }
            _ => ErrorPos::Expr(e),
        }
    }

    /// What an operation that may overflow is called.
    fn op_name(&self, e: ExprId) -> &'static str {
        match self.expr_kind(e) {
            ExprKind::Unary { op: Operator::Xor, .. } => "bitwise complement",
            ExprKind::Binary { op, .. } => match op {
                Operator::Add => "addition",
                Operator::Sub => "subtraction",
                Operator::Xor => "bitwise XOR",
                Operator::Mul => "multiplication",
                Operator::Shl => "shift",
                _ => "",
            },
            _ => "",
        }
    }

    /// Checks that a constant is representable in a type, and rounds it.
    pub fn representable(&mut self, x: &mut Operand, basic: Basic) {
        match self.representation(x, basic) {
            Ok(value) => x.val = Some(value),
            Err(misfit) => {
                let target = self.types.basic(basic);
                self.invalid_conversion(misfit, x, target);
                x.invalidate();
            }
        }
    }

    /// The form that a constant takes in a type.
    pub(super) fn representation(&self, x: &Operand, basic: Basic) -> Result<Value, Misfit> {
        debug_assert_eq!(x.mode, Mode::Constant);
        let Some(value) = &x.val else { return Ok(Value::Unknown) };
        let mut rounded = value.clone();
        if representable_const(value, basic, self.types.sizes(), Some(&mut rounded)) {
            return Ok(rounded);
        }
        let types = self.types;
        let target = types.basic(basic);
        if types.is_numeric(x.ty) && types.is_numeric(target) {
            return Err(if !types.is_integer(x.ty) && types.is_integer(target) {
                Misfit::Truncated
            } else {
                Misfit::Overflow
            });
        }
        Err(Misfit::Value)
    }
}
