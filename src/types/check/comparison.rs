//! Comparisons (`types2/expr.go`).

use super::{Checker, Operand};
use crate::syntax::ast::Operator;
use crate::types::check::modes::Finality;
use crate::types::constant::{self, Value};
use crate::types::info::Mode;
use crate::types::predicates::Comparability;
use crate::types::store::{Basic, Type, TypeId};

impl Checker<'_> {
    /// Checks `x op y`; the result is an untyped boolean in `x`. In a case of a switch, `x` is the
    /// case's value and `y` the tag.
    pub fn comparison(
        &mut self,
        x: &mut Operand,
        y: &mut Operand,
        op: Operator,
        switch_case: bool,
    ) {
        let types = self.types;
        if !types.is_valid(x.ty) || !types.is_valid(y.ty) {
            x.invalidate();
            return;
        }
        let op = if switch_case { Operator::Eql } else { op };

        if !self.assignable_to(x, y.ty, None) && !self.assignable_to(y, x.ty, None) {
            let cause = format!(
                "mismatched types {} and {}",
                self.type_string(x.ty),
                self.type_string(y.ty)
            );
            self.comparison_error(x, y, op, switch_case, Culprit::Y, cause);
            return;
        }

        match op {
            Operator::Eql | Operator::Neq => {
                if x.mode == Mode::NilValue || y.mode == Mode::NilValue {
                    let other = if x.mode == Mode::NilValue { y.ty } else { x.ty };
                    if !types.has_nil(other) {
                        // nil == nil
                        return self.comparison_error(
                            x,
                            y,
                            op,
                            switch_case,
                            Culprit::Y,
                            String::new(),
                        );
                    }
                } else if !types.comparable(x.ty) {
                    let cause = self.incomparable_cause(x.ty);
                    return self.comparison_error(x, y, op, switch_case, Culprit::X, cause);
                } else if !types.comparable(y.ty) {
                    let cause = self.incomparable_cause(y.ty);
                    return self.comparison_error(x, y, op, switch_case, Culprit::Y, cause);
                }
            }
            _ => {
                let culprit = if !types.all_ordered(x.ty) {
                    Some(Culprit::X)
                } else if !types.all_ordered(y.ty) {
                    Some(Culprit::Y)
                } else {
                    None
                };
                if let Some(culprit) = culprit {
                    return self.comparison_error(x, y, op, switch_case, culprit, String::new());
                }
            }
        }

        match (&x.val, &y.val) {
            (Some(a), Some(b)) if x.mode == Mode::Constant && y.mode == Mode::Constant => {
                x.val = Some(Value::bool(constant::compare(a, op, b)));
            }
            _ => {
                x.mode = Mode::Value;
                x.val = None;
                // The operands come to life, with their default types if they have none yet.
                if let Some(e) = x.expr {
                    self.update_expr_type(e, types.default_type(x.ty), Finality::Final);
                }
                if let Some(e) = y.expr {
                    self.update_expr_type(e, types.default_type(y.ty), Finality::Final);
                }
            }
        }
        x.ty = types.basic(Basic::UntypedBool);
    }

    fn comparison_error(
        &mut self,
        x: &mut Operand,
        y: &Operand,
        op: Operator,
        switch_case: bool,
        culprit: Culprit,
        cause: String,
    ) {
        let types = self.types;
        if types.has_unknown_constraint(x.ty) || types.has_unknown_constraint(y.ty) {
            // The constraint may well allow it.
            (x.mode, x.val, x.ty) = (Mode::Value, None, types.basic(Basic::UntypedBool));
            return;
        }
        let mut culprit = culprit;
        let mut cause = cause;
        if cause.is_empty() {
            if types.is_type_param(x.ty) || types.is_type_param(y.ty) {
                if !types.is_type_param(x.ty) {
                    culprit = Culprit::Y;
                }
                let ty = self.type_string(culprit.of(x, y).ty);
                cause = format!("type parameter {ty} cannot use operator {}", op.token());
            } else {
                let ty = culprit.of(x, y).ty;
                let what = match self.composite_kind(ty) {
                    "" => self.type_string(ty),
                    kind => kind.to_owned(),
                };
                cause = format!("operator {} not defined on {what}", op.token());
            }
        }
        let text = |x: &Operand| x.expr.map(|e| self.expr_string(e)).unwrap_or_default();
        let (tx, ty) = (text(x), text(y));
        if switch_case {
            self.error(&*x, format!("invalid case {tx} in switch on {ty} ({cause})"));
        } else {
            self.error(
                culprit.of(x, y),
                format!("invalid operation: {tx} {} {ty} ({cause})", op.token()),
            );
        }
        x.invalidate();
    }

    /// Why values of a type can't be compared; empty if there is nothing more to say.
    pub(super) fn incomparable_cause(&self, ty: TypeId) -> String {
        match self.under(ty) {
            Type::Slice(_) | Type::Signature(_) | Type::Map { .. } => {
                format!("{} can only be compared to nil", self.composite_kind(ty))
            }
            _ => match self.types.comparable_type(ty, Comparability::Dynamic) {
                Ok(()) => String::new(),
                Err(err) => err.message(self.types, self.qualifier()),
            },
        }
    }

    /// The kind of a composite type; empty for basic types.
    pub fn composite_kind(&self, ty: TypeId) -> &'static str {
        match self.under(ty) {
            Type::Basic(_) | Type::Unknown(_) | Type::Named(_) | Type::TypeParam(_) => "",
            Type::Array { .. } => "array",
            Type::Slice(_) => "slice",
            Type::Struct(_) => "struct",
            Type::Pointer(_) => "pointer",
            Type::Signature(_) => "func",
            Type::Interface(_) => "interface",
            Type::Map { .. } => "map",
            Type::Chan { .. } => "chan",
            Type::Tuple(_) => "tuple",
            Type::Union(_) => "union",
        }
    }
}

/// The operand at which a comparison is refused.
#[derive(Clone, Copy)]
enum Culprit {
    X,
    Y,
}

impl Culprit {
    fn of<'x>(self, x: &'x Operand, y: &'x Operand) -> &'x Operand {
        match self {
            Culprit::X => x,
            Culprit::Y => y,
        }
    }
}
