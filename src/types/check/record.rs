//! What is recorded about a declaration (`types2/recording.go`).
//!
//! There is no separate table of untyped expressions: an expression whose recorded type is untyped
//! has not found its final type yet.

use super::{Checker, Operand};
use crate::syntax::ast::{ClauseId, ExprId, ExprKind};
use crate::types::constant::Value;
use crate::types::info::{DeclFacts, Instance, Mode, Selection, TypeAndValue};
use crate::types::store::{Basic, ObjId, Type, TypeId};

impl Checker<'_> {
    #[inline]
    fn facts(&mut self) -> &mut DeclFacts {
        &mut self.facts[self.env.top as usize]
    }

    /// Records an operand under its expression.
    pub fn record(&mut self, x: &Operand) {
        let Some(e) = x.expr else { return };
        match x.mode {
            Mode::Invalid => {
                let ty = match self.types.get(x.ty) {
                    Type::Unknown(_) => x.ty,
                    _ => self.invalid_type(),
                };
                self.record_type_and_value(e, Mode::Invalid, ty, None);
            }
            Mode::NoValue => {
                let ty = self.types.tuple(Box::default());
                self.record_type_and_value(e, Mode::NoValue, ty, None);
            }
            Mode::Constant => self.record_type_and_value(e, x.mode, x.ty, x.val.clone()),
            _ => self.record_type_and_value(e, x.mode, x.ty, None),
        }
    }

    /// Records mode, type and value of an expression.
    pub fn record_type_and_value(
        &mut self,
        e: ExprId,
        mode: Mode,
        ty: TypeId,
        value: Option<Value>,
    ) {
        self.facts().exprs[e] = Some(TypeAndValue { mode, ty, value });
    }

    /// What is recorded of an expression of the current declaration.
    pub fn recorded(&self, e: ExprId) -> Option<&TypeAndValue> {
        self.facts[self.env.top as usize].exprs[e].as_ref()
    }

    /// What is recorded of an expression whose type is still untyped (`check.untyped[e]`).
    pub fn untyped(&self, e: ExprId) -> Option<&TypeAndValue> {
        self.recorded(e).filter(|tv| tv.mode != Mode::Invalid && self.is_untyped_basic(tv.ty))
    }

    fn is_untyped_basic(&self, ty: TypeId) -> bool {
        matches!(
            self.types.get(ty),
            Type::Basic(
                Basic::UntypedBool
                    | Basic::UntypedInt
                    | Basic::UntypedRune
                    | Basic::UntypedFloat
                    | Basic::UntypedComplex
                    | Basic::UntypedString
                    | Basic::UntypedNil
            )
        )
    }

    /// Whether an untyped expression is the left operand of a shift that waits for its type.
    pub fn is_shift_lhs(&self, e: ExprId) -> bool {
        self.shift_lhs.contains(&(self.env.top, e))
    }

    /// From now on an untyped expression is the left operand of a shift that waits for its type.
    pub fn add_shift_lhs(&mut self, e: ExprId) {
        self.shift_lhs.insert((self.env.top, e));
    }

    /// From now on it isn't.
    pub fn remove_shift_lhs(&mut self, e: ExprId) {
        self.shift_lhs.remove(&(self.env.top, e));
    }

    /// Records that a name, with the parentheses around it, is a built-in function.
    pub fn record_builtin_type(&mut self, mut f: ExprId, mode: Mode) {
        loop {
            self.record_type_and_value(f, mode, self.invalid_type(), None);
            match self.expr_kind(f) {
                ExprKind::Paren(x) => f = *x,
                _ => return,
            }
        }
    }

    /// Records that an expression yields two values of these types.
    pub fn record_comma_ok_types(&mut self, mut e: ExprId, t0: TypeId, t1: TypeId) {
        let tuple = self.types.tuple(Box::new([t0, t1]));
        loop {
            if let Some(tv) = &mut self.facts().exprs[e] {
                tv.ty = tuple;
            }
            match self.expr_kind(e) {
                ExprKind::Paren(x) => e = *x,
                _ => return,
            }
        }
    }

    /// Records the type arguments of a generic function or type under the name that is used.
    pub fn record_instance(&mut self, expr: ExprId, targs: &[TypeId], ty: TypeId) {
        let ast = self.ast();
        let mut e = expr;
        loop {
            e = match &ast.exprs[e].kind {
                ExprKind::Index { x, .. } | ExprKind::Paren(x) => *x,
                ExprKind::Selector { sel, .. } => *sel,
                _ => break,
            };
        }
        self.facts().instances.insert(e, Instance { targs: targs.into(), ty });
    }

    /// Records the object that a name declares.
    pub fn record_def(&mut self, name: ExprId, obj: ObjId) {
        self.facts().objects[name] = Some(obj);
    }

    /// Records the object that a name refers to.
    pub fn record_use(&mut self, name: ExprId, obj: ObjId) {
        self.facts().objects[name] = Some(obj);
    }

    /// The object recorded for a name of the current declaration.
    pub fn recorded_object(&self, name: ExprId) -> Option<ObjId> {
        self.facts[self.env.top as usize].objects[name]
    }

    /// Records the variable of a type switch clause.
    pub fn record_clause_var(&mut self, clause: ClauseId, obj: ObjId) {
        self.facts().clause_vars.insert(clause, obj);
    }

    /// Records how `e`, a selector, was resolved. The object, if it has one, is recorded with
    /// [`Checker::record_use`].
    pub fn record_selection(&mut self, e: ExprId, selection: Selection) {
        self.facts().selections.insert(e, selection);
    }
}
