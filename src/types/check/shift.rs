//! Shifts (`types2/expr.go`).
//!
//! ```go
//! var u uint8 = 1 << n // 1 has the type that it would have without the shift: uint8
//! ```

use super::{Checker, Operand};
use crate::profile::language;
use crate::syntax::ast::{ExprId, Operator};
use crate::types::constant::{self, ConstKind, Value};
use crate::types::info::Mode;
use crate::types::store::Basic;

/// The largest constant shift count: the smallest float64 can be expressed with it.
const MAX_SHIFT: u64 = 1023 - 1 + 52;

impl Checker<'_> {
    /// Checks `x op y`; there is an expression `e` unless it is an assignment `x op= y`.
    pub(super) fn shift(
        &mut self,
        x: &mut Operand,
        y: &mut Operand,
        e: Option<ExprId>,
        op: Operator,
    ) {
        let types = self.types;
        let constant_value = |x: &Operand| match &x.val {
            Some(value) if x.mode == Mode::Constant => Some(value.to_int()),
            _ => None,
        };
        let xval = constant_value(x);
        let is_int = xval.as_ref().is_some_and(|v| v.kind() == ConstKind::Int);
        if !(types.all_integer(x.ty) || types.is_untyped(x.ty) && is_int) {
            self.must_be_integer(x);
            return;
        }

        let yval = constant_value(y);
        if let Some(count) = &yval {
            if count.kind() == ConstKind::Int && count.sign() < 0 {
                let text = self.operand_string(y);
                self.error(&*y, format!("invalid operation: negative shift count {text}"));
                x.invalidate();
                return;
            }
            if types.is_untyped(y.ty) {
                self.representable(y, Basic::Uint);
                if !y.is_valid() {
                    x.invalidate();
                    return;
                }
            }
        } else if types.all_integer(y.ty) {
            if !types.all_unsigned(y.ty) && !self.allow_version(language::SIGNED_SHIFT_COUNTS) {
                let text = self.operand_string(y);
                self.version_error(
                    &*y,
                    language::SIGNED_SHIFT_COUNTS,
                    &format!("invalid operation: signed shift count {text}"),
                );
                x.invalidate();
                return;
            }
        } else if types.is_untyped(y.ty) {
            self.convert_untyped(y, types.basic(Basic::Uint));
            if !y.is_valid() {
                x.invalidate();
                return;
            }
        } else {
            self.count_must_be_integer(x, y);
            return;
        }

        if x.mode == Mode::Constant {
            if y.mode == Mode::Constant {
                let unknown =
                    |v: &Option<Value>| v.as_ref().is_none_or(|v| v.kind() == ConstKind::Unknown);
                let any_unknown = unknown(&x.val) || unknown(&y.val);
                if !types.is_integer(x.ty) {
                    // 2.0 << 1
                    x.ty = types.basic(Basic::UntypedInt);
                }
                if any_unknown {
                    x.val = Some(Value::Unknown);
                    return;
                }
                let count = yval.and_then(|v| v.uint64_val()).filter(|&s| s <= MAX_SHIFT);
                let (Some(xval), Some(count)) = (xval, count) else {
                    let text = self.operand_string(y);
                    self.error(&*y, format!("invalid operation: invalid shift count {text}"));
                    x.invalidate();
                    return;
                };
                x.val = Some(constant::shift(&xval, op, count as u32));
                if e.is_some() {
                    x.expr = e;
                }
                if let Some(at) = x.expr.map(|e| self.op_pos(e)) {
                    self.overflow(x, at);
                }
                return;
            }
            if types.is_untyped(x.ty) {
                // What the type of x is only the context of the shift tells.
                if let Some(lhs) = x.expr
                    && self.untyped(lhs).is_some()
                {
                    self.set_shift_lhs(lhs, true);
                }
                x.mode = Mode::Value;
                return;
            }
        }
        if !types.all_integer(x.ty) {
            self.must_be_integer(x);
            return;
        }
        x.mode = Mode::Value;
    }

    fn must_be_integer(&mut self, x: &mut Operand) {
        if self.types.is_valid(self.types.underlying(x.ty)) {
            let text = self.operand_string(x);
            self.error(&*x, format!("invalid operation: shifted operand {text} must be integer"));
        }
        x.invalidate();
    }

    fn count_must_be_integer(&mut self, x: &mut Operand, y: &Operand) {
        if self.types.is_valid(self.types.underlying(y.ty)) {
            let text = self.operand_string(y);
            self.error(y, format!("invalid operation: shift count {text} must be integer"));
        }
        x.invalidate();
    }
}
