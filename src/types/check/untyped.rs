//! The types that untyped expressions end up with (`types2/expr.go`, `types2/const.go`).
//!
//! ```go
//! var f float32 = 1 + 2*x // x is a float32: so are 1, 2 and both results
//! var s = 1.0 << n        // an error: 1.0 would be a shifted float64
//! ```
//!
//! An expression is recorded with an untyped type first; when the context gives it a type, that is
//! recorded down the tree by [`Checker::update_expr_type`].

use super::{Checker, Operand};
use crate::syntax::ast::{ExprId, ExprKind, Operator};
use crate::types::check::modes::Finality;
use crate::types::constant::Value;
use crate::types::info::Mode;
use crate::types::store::{Basic, Type, TypeId};

/// Why an untyped operand doesn't convert.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misfit {
    /// The types don't go together.
    Type,
    /// A fraction for an integer type.
    Truncated,
    /// Too large a number.
    Overflow,
    /// The value is no value of the type.
    Value,
}

/// Whether an operator compares.
pub(super) fn is_comparison(op: Operator) -> bool {
    matches!(
        op,
        Operator::Eql
            | Operator::Neq
            | Operator::Lss
            | Operator::Leq
            | Operator::Gtr
            | Operator::Geq
    )
}

/// Whether an operator shifts.
pub(super) fn is_shift(op: Operator) -> bool {
    matches!(op, Operator::Shl | Operator::Shr)
}

impl Checker<'_> {
    /// Gives an expression that is still untyped, and the operands that share its type, the type
    /// `ty`: the final one if it is typed, or told to be. A constant must be representable
    /// in it, and the left operand of a shift must be an integer.
    pub fn update_expr_type(&mut self, e: ExprId, ty: TypeId, finality: Finality) {
        let is_final = finality == Finality::Final;
        let Some(old) = self.untyped(e) else { return };
        let (old_mode, old_ty, old_value) = (old.mode, old.ty, old.value.clone());
        let ast = self.ast();
        match &ast.exprs[e].kind {
            ExprKind::Call { .. }
            | ExprKind::Name(_)
            | ExprKind::BasicLit { .. }
            | ExprKind::Selector { .. } => {}
            ExprKind::Paren(x) => self.update_expr_type(*x, ty, finality),
            ExprKind::Unary { op: Operator::Mul, .. } => return,
            // The operands of a constant operation never come to life: they stay untyped.
            ExprKind::Unary { x, .. } => {
                if old_value.is_none() {
                    self.update_expr_type(*x, ty, finality);
                }
            }
            ExprKind::Binary { op, x, y } => {
                if old_value.is_some() || is_comparison(*op) {
                    // As above; and the operands of comparisons have their types already.
                } else if is_shift(*op) {
                    self.update_expr_type(*x, ty, finality);
                } else {
                    self.update_expr_type(*x, ty, finality);
                    self.update_expr_type(*y, ty, finality);
                }
            }
            ExprKind::Bad
            | ExprKind::FuncLit { .. }
            | ExprKind::CompositeLit { .. }
            | ExprKind::KeyValue { .. }
            | ExprKind::Index { .. }
            | ExprKind::Slice { .. }
            | ExprKind::Assert { .. }
            | ExprKind::TypeSwitchGuard { .. }
            | ExprKind::List(_)
            | ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::DotsType(_)
            | ExprKind::StructType { .. }
            | ExprKind::InterfaceType(_)
            | ExprKind::FuncType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => return,
        }

        if !is_final && self.types.is_untyped(ty) {
            let ty = self.types.underlying(ty);
            self.record_type_and_value(e, old_mode, ty, old_value);
            return;
        }

        let shift_lhs = self.is_shift_lhs(e);
        if shift_lhs {
            self.remove_shift_lhs(e);
            if !self.types.all_integer(ty) {
                let text = self.expr_string(e);
                let ty_text = self.type_string(ty);
                self.error(
                    e,
                    format!(
                        "invalid operation: shifted operand {text} (type {ty_text}) must be integer"
                    ),
                );
                // It must not be found untyped again.
                self.record_type_and_value(e, old_mode, ty, old_value);
                return;
            }
        }
        if let Some(value) = &old_value {
            let c = Operand { mode: old_mode, ty: old_ty, val: Some(value.clone()), expr: Some(e) };
            if let Err(misfit) = self.implicit_type_and_value(&c, ty) {
                let target = self.conversion_target(ty);
                self.invalid_conversion(misfit, &c, target);
                self.record_type_and_value(e, old_mode, ty, old_value);
                return;
            }
        }
        self.record_type_and_value(e, old_mode, ty, old_value);
    }

    /// Sets the value of an expression that is still untyped.
    pub fn update_expr_val(&mut self, e: ExprId, value: Value) {
        if let Some(old) = self.untyped(e) {
            let (mode, ty) = (old.mode, old.ty);
            self.record_type_and_value(e, mode, ty, Some(value));
        }
    }

    /// The type, and value of a constant, that an untyped operand takes where `target` is
    /// expected. Typed operands stay as they are.
    pub fn implicit_type_and_value(
        &self,
        x: &Operand,
        target: TypeId,
    ) -> Result<(TypeId, Option<Value>), Misfit> {
        let types = self.types;
        if !x.is_valid() || types.is_typed(x.ty) || !types.is_valid(target) {
            return Ok((x.ty, None));
        }
        if types.is_untyped(target) {
            return match types.max_type(x.ty, target) {
                Some(ty) => Ok((ty, None)),
                None => Err(Misfit::Type),
            };
        }
        if types.is_opaque(target) {
            return Ok((target, None));
        }
        if x.mode == Mode::NilValue {
            return if types.has_nil(target) { Ok((target, None)) } else { Err(Misfit::Type) };
        }
        match types.get(types.underlying(target)) {
            Type::Basic(basic) => {
                if x.mode == Mode::Constant {
                    let value = self.representation(x, *basic)?;
                    return Ok((target, Some(value)));
                }
                // The result of a comparison, or of a shift whose type is not yet known.
                let ok = match types.get(x.ty) {
                    Type::Basic(Basic::UntypedBool) => types.is_boolean(target),
                    Type::Basic(
                        Basic::UntypedInt
                        | Basic::UntypedRune
                        | Basic::UntypedFloat
                        | Basic::UntypedComplex,
                    ) => types.is_numeric(target),
                    Type::Basic(Basic::UntypedString) => types.is_string(target),
                    _ => false,
                };
                if ok { Ok((target, None)) } else { Err(Misfit::Type) }
            }
            Type::Interface(_) if types.is_type_param(target) => {
                let fits = types.under_is(target, |u| {
                    u.is_some_and(|u| self.implicit_type_and_value(x, u).is_ok())
                });
                if fits { Ok((target, None)) } else { Err(Misfit::Type) }
            }
            Type::Interface(_) => {
                // Values in an interface have concrete types.
                if types.type_set(types.underlying(target)).is_all() {
                    Ok((types.default_type(x.ty), None))
                } else {
                    Err(Misfit::Type)
                }
            }
            _ => Err(Misfit::Type),
        }
    }

    /// Converts an untyped operand to the target type.
    pub fn convert_untyped(&mut self, x: &mut Operand, target: TypeId) {
        match self.implicit_type_and_value(x, target) {
            Err(misfit) => {
                let target = self.conversion_target(target);
                self.invalid_conversion(misfit, x, target);
                x.invalidate();
            }
            Ok((ty, value)) => self.set_implicit(x, ty, value),
        }
    }

    /// Gives an operand the type and value that [`Checker::implicit_type_and_value`] found.
    pub fn set_implicit(&mut self, x: &mut Operand, ty: TypeId, value: Option<Value>) {
        if let Some(value) = value {
            if let Some(e) = x.expr {
                self.update_expr_val(e, value.clone());
            }
            x.val = Some(value);
        }
        if ty != x.ty {
            x.ty = ty;
            if let Some(e) = x.expr {
                self.update_expr_type(e, ty, Finality::Provisional);
            }
        }
    }

    /// The type to name in a message about a failed conversion.
    fn conversion_target(&self, target: TypeId) -> TypeId {
        if self.types.is_type_param(target) { target } else { self.types.underlying(target) }
    }

    /// Reports that an operand doesn't convert.
    pub fn invalid_conversion(&mut self, misfit: Misfit, x: &Operand, target: TypeId) {
        let text = self.operand_string(x);
        let target = self.type_string(target);
        let message = match misfit {
            Misfit::Truncated => format!("{text} truncated to {target}"),
            Misfit::Overflow => format!("{text} overflows {target}"),
            Misfit::Type | Misfit::Value => format!("cannot convert {text} to type {target}"),
        };
        self.error(x, message);
    }
}
