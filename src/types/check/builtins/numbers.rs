//! `complex`, `real`, `imag`, `min` and `max` (`types2/builtins.go`): constant where their operands
//! are.
//!
//! ```go
//! const c = complex(1, 2) // untyped
//! min(x, 2.0, 'a')        // of x's type
//! ```

use super::super::{Checker, Operand};
use crate::profile::language;
use crate::syntax::ast::{ExprId, Operator};
use crate::types::constant;
use crate::types::info::Mode;
use crate::types::store::{Basic, Type, TypeId};

impl Checker<'_> {
    pub(super) fn builtin_complex(
        &mut self,
        x: &mut Operand,
        call: ExprId,
        args: &mut [Operand],
    ) -> bool {
        let types = self.types;
        let [_, y] = args else { return false };
        match (types.is_untyped(x.ty), types.is_untyped(y.ty)) {
            (false, false) => {}
            (true, false) => self.convert_untyped(x, y.ty),
            (false, true) => self.convert_untyped(y, x.ty),
            (true, true) if x.mode == Mode::Constant && y.mode == Mode::Constant => {
                for x in [&mut *x, &mut *y] {
                    let real = x.val.as_ref().is_some_and(|v| v.imag().sign() == 0);
                    if types.is_numeric(x.ty) && real {
                        x.ty = types.basic(Basic::UntypedFloat);
                    }
                }
            }
            (true, true) => {
                // A shift whose type is not yet known: floats can't be shifted.
                let float = types.basic(Basic::Float64);
                self.convert_untyped(x, float);
                self.convert_untyped(y, float);
            }
        }
        if !x.is_valid() || !y.is_valid() {
            return false;
        }
        if !types.identical(x.ty, y.ty) {
            if types.is_valid(x.ty) && types.is_valid(y.ty) {
                let (text, tx, ty) =
                    (self.expr_string(call), self.type_string(x.ty), self.type_string(y.ty));
                self.error(
                    &*x,
                    format!("invalid operation: {text} (mismatched types {tx} and {ty})"),
                );
            }
            return false;
        }
        let result = self.apply_type_func(x, "complex", |basic| match basic {
            Basic::Float32 => Some(Basic::Complex64),
            Basic::Float64 => Some(Basic::Complex128),
            Basic::UntypedFloat => Some(Basic::UntypedComplex),
            _ => None,
        });
        let Some(result) = result else {
            if !self.is_unknown(x) {
                let ty = self.type_string(x.ty);
                self.error(
                    &*x,
                    format!("invalid argument: arguments have type {ty}, expected floating-point"),
                );
            }
            return false;
        };
        match (&x.val, &y.val) {
            (Some(re), Some(im)) if x.mode == Mode::Constant && y.mode == Mode::Constant => {
                let im = im.to_float().make_imag();
                x.val = Some(constant::binary_op(&re.to_float(), Operator::Add, &im));
            }
            _ => x.mode = Mode::Value,
        }
        x.ty = result;
        true
    }

    /// The result type of `complex`, `real` and `imag`; `apply` gives it for each basic type. There
    /// is none for type parameters, which is reported.
    fn apply_type_func(
        &mut self,
        x: &Operand,
        name: &str,
        apply: impl Fn(Basic) -> Option<Basic>,
    ) -> Option<TypeId> {
        let types = self.types;
        let one = |u: TypeId| match types.get(u) {
            Type::Basic(basic) => apply(*basic),
            _ => None,
        };
        if types.is_type_param(x.ty) {
            let fits = types.under_is(x.ty, |u| u.is_some_and(|u| one(u).is_some()));
            if fits {
                let text = self.operand_string(x);
                self.error(
                    x,
                    format!(
                        "{text} not supported as argument to built-in {name} for go1.18 (see go.dev/issue/50937)"
                    ),
                );
                return Some(types.invalid());
            }
            return None;
        }
        one(types.underlying(x.ty)).map(|basic| types.basic(basic))
    }

    pub(super) fn builtin_real(&mut self, x: &mut Operand, is_real: bool, name: &str) -> bool {
        let types = self.types;
        if types.is_untyped(x.ty) {
            if x.mode == Mode::Constant {
                if types.is_numeric(x.ty) {
                    x.ty = types.basic(Basic::UntypedComplex);
                }
            } else {
                self.convert_untyped(x, types.basic(Basic::Complex128));
                if !x.is_valid() {
                    return false;
                }
            }
        }
        let result = self.apply_type_func(x, name, |basic| match basic {
            Basic::Complex64 => Some(Basic::Float32),
            Basic::Complex128 => Some(Basic::Float64),
            Basic::UntypedComplex => Some(Basic::UntypedFloat),
            _ => None,
        });
        let Some(result) = result else {
            if !self.is_unknown(x) {
                let ty = self.type_string(x.ty);
                self.error(
                    &*x,
                    format!("invalid argument: argument has type {ty}, expected complex type"),
                );
            }
            return false;
        };
        match &x.val {
            Some(val) if x.mode == Mode::Constant => {
                x.val = Some(if is_real { val.real() } else { val.imag() });
            }
            _ => x.mode = Mode::Value,
        }
        x.ty = result;
        true
    }

    pub(super) fn builtin_min(
        &mut self,
        x: &mut Operand,
        call: ExprId,
        args: &mut [Operand],
        is_max: bool,
        name: &str,
    ) -> bool {
        let types = self.types;
        let fun = self.callee(call);
        self.verify_version(fun, language::CLEAR_MIN_MAX, |_| format!("built-in {name}"));
        let op = if is_max { Operator::Gtr } else { Operator::Lss };
        for (i, arg) in args.iter_mut().enumerate() {
            if self.is_unknown(arg) {
                return false;
            }
            if !types.all_ordered(arg.ty) {
                let text = self.operand_string(arg);
                self.error(&*arg, format!("invalid argument: {text} cannot be ordered"));
                return false;
            }
            if i == 0 {
                continue; // it is in x
            }
            self.match_types(x, arg);
            if !x.is_valid() {
                return false;
            }
            if !types.identical(x.ty, arg.ty) {
                let (tx, ty) = (self.type_string(x.ty), self.type_string(arg.ty));
                let text = arg.expr.map(|e| self.expr_string(e)).unwrap_or_default();
                self.error(
                    &*arg,
                    format!(
                        "invalid argument: mismatched types {tx} (previous argument) and {ty} (type of {text})"
                    ),
                );
                return false;
            }
            match (&x.val, &arg.val) {
                (Some(a), Some(b)) if x.mode == Mode::Constant && arg.mode == Mode::Constant => {
                    if constant::compare(b, op, a) {
                        *x = arg.clone();
                    }
                }
                _ => x.mode = Mode::Value,
            }
        }
        if x.mode != Mode::Constant {
            x.mode = Mode::Value;
            let any = types.universe.empty_interface();
            let context = format!("argument to built-in {name}");
            self.assignment(x, Some(any), &context);
            if !x.is_valid() {
                return false;
            }
        }
        for arg in args.iter() {
            if let Some(e) = arg.expr {
                self.update_expr_type(e, x.ty, true);
            }
        }
        true
    }
}
