//! Expressions: the dispatch over their kinds (`types2/expr.go`).
//!
//! In: an expression of the current file. Out: an [`Operand`] that says what the expression is
//! (its mode), its type and, for constants, its value; the same is recorded for the tree.
//!
//! An untyped expression gets its final type from its context, later than it is checked:
//!
//! ```go
//! var x float64 = 1 << 3 + 2 // every constant below the `=` ends up recorded as it is used
//! ```
//!
//! So what is recorded first may be untyped; see `untyped.rs` for what happens then.

use super::{Checker, ErrorPos, Operand, Target};
use crate::syntax::ast::{ExprId, ExprKind, Operator};
use crate::types::info::Mode;
use crate::types::store::{Basic, Type, TypeId};

/// What kind of expression was checked: decides whether it may stand as a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExprClass {
    /// A conversion.
    Conversion,
    /// Any other expression without an effect of its own.
    Expression,
    /// A call or a receive operation, which may stand as a statement.
    Statement,
}

impl Checker<'_> {
    /// Checks an expression or type and records what it is. With a target, a generic function is
    /// instantiated for it; `hint` is the element type of an enclosing composite literal;
    /// with `allow_generic`, `x` may be a generic type or function.
    pub fn raw_expr(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        e: ExprId,
        hint: Option<TypeId>,
        allow_generic: bool,
    ) -> ExprClass {
        let class = self.expr_internal(target, x, e, hint);
        if !allow_generic {
            self.non_generic(target, x);
        }
        self.record(x);
        class
    }

    /// Refuses a generic type or function, unless the target says how to instantiate it.
    pub fn non_generic(&mut self, target: Option<&Target>, x: &mut Operand) {
        if matches!(x.mode, Mode::Invalid | Mode::NoValue) {
            return;
        }
        let what = match self.types.get(x.ty) {
            _ if x.mode == Mode::TypExpr && self.generic_alias_of(x.expr).is_some() => "type",
            Type::Named(_) if self.types.is_generic(x.ty) => "type",
            Type::Signature(sig) if !sig.tparams.is_empty() => {
                if target.is_some() {
                    let pos = ErrorPos::from(&*x);
                    self.func_inst(target, pos, x, None, true);
                    return;
                }
                "function"
            }
            _ => return,
        };
        let text = x.expr.map(|e| self.expr_string(e)).unwrap_or_default();
        self.error(&*x, format!("cannot use generic {what} {text} without instantiation"));
        x.mode = Mode::Invalid;
        x.ty = self.types.invalid();
    }

    fn expr_internal(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        e: ExprId,
        hint: Option<TypeId>,
    ) -> ExprClass {
        x.mode = Mode::Invalid;
        x.ty = self.types.invalid();
        x.val = None;

        let ast = self.ast();
        match &ast.exprs[e].kind {
            ExprKind::Bad => {}
            ExprKind::Name(_) => {
                self.ident(x, e, false);
                x.expr = Some(e);
                return ExprClass::Expression;
            }
            ExprKind::DotsType(_) => self.error(e, "invalid use of ...".to_string()),
            ExprKind::BasicLit { value, kind, bad } => {
                if !*bad {
                    self.basic_lit(x, e, value, *kind);
                }
            }
            ExprKind::FuncLit { ty, body } => self.func_lit(x, *ty, *body),
            ExprKind::CompositeLit { ty, elems, rbrace, .. } => {
                self.composite_lit(x, e, *ty, elems, *rbrace, hint);
            }
            ExprKind::Paren(inner) => {
                let class = self.raw_expr(None, x, *inner, None, false);
                x.expr = Some(e);
                return class;
            }
            ExprKind::Selector { .. } => {
                self.selector(x, e, false);
                x.expr = Some(e);
                return ExprClass::Expression;
            }
            ExprKind::Index { .. } => {
                if self.index_expr(x, e) {
                    let pos = ErrorPos::Offset(ast.exprs[e].pos);
                    self.func_inst(target, pos, x, Some(e), true);
                }
            }
            ExprKind::Slice { x: operand, index, full } => {
                self.slice_expr(x, e, *operand, index, *full);
            }
            ExprKind::Assert { x: operand, ty } => self.assert_expr(x, e, *operand, *ty),
            ExprKind::TypeSwitchGuard { x: operand, .. } => {
                self.error(e, "invalid syntax tree: use of .(type) outside type switch");
                self.use_exprs(&[*operand]);
            }
            ExprKind::Call { .. } => return self.call_expr(x, e),
            ExprKind::List(_) => self.error(e, "unexpected list of expressions".to_string()),
            ExprKind::Unary { op: Operator::Mul, x: operand } => self.indirection(x, *operand),
            ExprKind::Unary { op, x: operand } => {
                self.unary(x, e, *op, *operand);
                if x.is_valid() && *op == Operator::Recv {
                    x.expr = Some(e);
                    return ExprClass::Statement;
                }
            }
            ExprKind::Binary { op, x: lhs, y: rhs } => self.binary(x, Some(e), *lhs, *rhs, *op),
            ExprKind::KeyValue { .. } => self.error(e, "no key:value expected".to_string()),
            ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::StructType { .. }
            | ExprKind::FuncType { .. }
            | ExprKind::InterfaceType(_)
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => {
                let ty = self.typ(e);
                x.mode = Mode::TypExpr;
                x.ty = ty;
            }
        }
        x.expr = Some(e);
        if x.is_valid() {
            ExprClass::Expression
        } else {
            ExprClass::Statement // no complaint that it is not used
        }
    }

    /// The underlying type that all types of a type set share, if there is one.
    pub(super) fn common_type(&self, ty: TypeId) -> Option<TypeId> {
        if !self.types.is_type_param(ty) {
            return Some(self.types.underlying(ty));
        }
        self.types.common_under(ty, None).ok().flatten()
    }

    /// `*operand`, a pointer's variable or a pointer type.
    fn indirection(&mut self, x: &mut Operand, operand: ExprId) {
        self.expr_or_type(x, operand, false);
        match x.mode {
            Mode::Invalid => {}
            Mode::TypExpr => {
                self.valid_var_type(operand, x.ty);
                x.ty = self.types.pointer_to(x.ty);
            }
            _ => {
                let types = self.types;
                let mut base: Option<TypeId> = None;
                let mut error = None;
                let ok = types.under_is(x.ty, |u| match u.map(|u| types.get(u)) {
                    Some(Type::Pointer(elem)) => {
                        if base.is_some_and(|base| !types.identical(*elem, base)) {
                            error = Some(true);
                            return false;
                        }
                        base = Some(*elem);
                        true
                    }
                    _ => {
                        error = Some(false);
                        false
                    }
                });
                match (ok, base) {
                    (true, Some(base)) if self.is_complete(base) => {
                        x.mode = Mode::Variable;
                        x.ty = base;
                        return;
                    }
                    (true, _) => {}
                    (false, _) => {
                        if matches!(x.mode, Mode::Builtin(_))
                            || self.types.is_valid(self.types.underlying(x.ty))
                        {
                            let text = self.operand_string(x);
                            let message = if error == Some(true) {
                                format!(
                                    "invalid operation: pointers of {text} must have identical base types"
                                )
                            } else {
                                format!("invalid operation: cannot indirect {text}")
                            };
                            self.error(&*x, message);
                        }
                    }
                }
                x.mode = Mode::Invalid;
            }
        }
    }

    /// `operand.(ty)`.
    fn assert_expr(&mut self, x: &mut Operand, e: ExprId, operand: ExprId, ty: ExprId) {
        self.expr(None, x, operand);
        if !x.is_valid() {
            // What the type names counts as used.
            self.typ(ty);
            return;
        }
        let types = self.types;
        if types.is_type_param(x.ty) {
            let text = self.operand_string(x);
            self.error(
                &*x,
                format!(
                    "invalid operation: cannot use type assertion on type parameter value {text}"
                ),
            );
            x.mode = Mode::Invalid;
            return;
        }
        let under = types.underlying(x.ty);
        if !matches!(types.get(under), Type::Interface(_)) {
            if types.is_valid(under) {
                let text = self.operand_string(x);
                self.error(&*x, format!("invalid operation: {text} is not an interface"));
            }
            x.mode = Mode::Invalid;
            return;
        }
        let asserted = self.var_type(ty);
        if !types.is_valid(asserted) || !self.is_complete(asserted) {
            x.mode = Mode::Invalid;
            return;
        }
        self.type_assertion(e, x, asserted, false);
        x.mode = Mode::CommaOk;
        x.ty = asserted;
    }

    /// Reports when `x.(ty)` can't succeed; the type of `x` is an interface.
    pub fn type_assertion(&mut self, e: ExprId, x: &Operand, ty: TypeId, type_switch: bool) {
        let types = self.types;
        let mut cause = String::new();
        if types.assertable_to(x.ty, ty, &mut self.ctx(), Some(&mut cause)) {
            return;
        }
        let text = self.expr_string(e);
        let to = self.type_string(ty);
        let message = if type_switch {
            let operand = self.operand_string(x);
            format!(
                "impossible type switch case: {text}\n\t{operand} cannot have dynamic type {to} {cause}"
            )
        } else {
            let from = self.type_string(x.ty);
            format!("impossible type assertion: {text}\n\t{to} does not implement {from} {cause}")
        };
        self.error(e, message);
    }

    /// Checks an expression that must be a single value.
    pub fn expr(&mut self, target: Option<&Target>, x: &mut Operand, e: ExprId) {
        self.raw_expr(target, x, e, None, false);
        self.exclude(x, Exclude::VALUE);
        self.single_value(x);
    }

    /// Like [`Checker::expr`], but the result may be a generic function.
    pub fn generic_expr(&mut self, x: &mut Operand, e: ExprId, hint: Option<TypeId>) {
        self.raw_expr(None, x, e, hint, true);
        self.exclude(x, Exclude::VALUE);
        self.single_value(x);
    }

    /// Checks an expression that may have several values, or a value and whether there is one if
    /// `allow_comma_ok` is set; the second result says that the latter is the case.
    pub fn multi_expr(&mut self, e: ExprId, allow_comma_ok: bool) -> (Vec<Operand>, bool) {
        let mut x = Operand::new(self);
        self.raw_expr(None, &mut x, e, None, false);
        self.exclude(&mut x, Exclude::VALUE);

        if x.is_valid()
            && let Type::Tuple(elems) = self.types.get(x.ty)
        {
            let list = elems.iter().map(|&ty| {
                let mut elem = Operand::new(self);
                elem.mode = Mode::Value;
                elem.ty = ty;
                elem.expr = Some(e);
                elem
            });
            return (list.collect(), false);
        }

        if allow_comma_ok && matches!(x.mode, Mode::MapIndex | Mode::CommaOk) {
            let mut ok = Operand::new(self);
            ok.mode = Mode::Value;
            ok.ty = self.types.basic(Basic::UntypedBool);
            ok.expr = Some(e);
            return (vec![x, ok], true);
        }
        (vec![x], false)
    }

    /// Checks an expression or type; with `allow_generic` it may be generic.
    pub fn expr_or_type(&mut self, x: &mut Operand, e: ExprId, allow_generic: bool) {
        self.raw_expr(None, x, e, None, allow_generic);
        self.exclude(x, Exclude::NO_VALUE);
        self.single_value(x);
    }

    /// Refuses operands of the given modes.
    pub fn exclude(&mut self, x: &mut Operand, modes: Exclude) {
        let message = match x.mode {
            Mode::NoValue if modes.no_value && modes.typ => "used as value",
            Mode::NoValue if modes.no_value => "used as value or type",
            Mode::Builtin(_) if modes.builtin => "must be called",
            Mode::TypExpr if modes.typ => "is not an expression",
            _ => return,
        };
        let text = self.operand_string(x);
        self.error(&*x, format!("{text} {message}"));
        x.mode = Mode::Invalid;
    }

    /// Refuses a call with several results.
    pub fn single_value(&mut self, x: &mut Operand) {
        if x.mode == Mode::Value && matches!(self.types.get(x.ty), Type::Tuple(_)) {
            let text = self.operand_string(x);
            self.error(&*x, format!("multiple-value {text} in single-value context"));
            x.mode = Mode::Invalid;
        }
    }

    /// Checks each expression so that what it names counts as used, after an error elsewhere.
    /// Whether all are valid.
    pub fn use_exprs(&mut self, list: &[ExprId]) -> bool {
        self.use_n(list, false)
    }

    /// Like [`Checker::use_exprs`] for the left side of an assignment, where naming a variable is
    /// no use of it.
    pub fn use_lhs(&mut self, list: &[ExprId]) -> bool {
        self.use_n(list, true)
    }

    fn use_n(&mut self, list: &[ExprId], lhs: bool) -> bool {
        let mut ok = true;
        for &e in list {
            ok &= self.use_one(e, lhs);
        }
        ok
    }

    fn use_one(&mut self, e: ExprId, lhs: bool) -> bool {
        let ast = self.ast();
        let mut x = Operand::new(self);
        let inner = ast.unparen(e);
        match &ast.exprs[inner].kind {
            ExprKind::Name(name) => {
                if name.is_blank() {
                    return true;
                }
                // Assigning to a variable is no use of it.
                let unused = if lhs {
                    self.lookup(*name).filter(|v| !self.used_vars.contains(v))
                } else {
                    None
                };
                self.expr_or_type(&mut x, inner, true);
                if let Some(v) = unused {
                    self.used_vars.remove(&v);
                }
            }
            ExprKind::List(list) => return self.use_n(list, lhs),
            _ => {
                self.raw_expr(None, &mut x, e, None, true);
            }
        }
        x.is_valid()
    }
}

/// The modes that a context refuses.
#[derive(Clone, Copy, Debug)]
pub struct Exclude {
    pub no_value: bool,
    pub builtin: bool,
    pub typ: bool,
}

impl Exclude {
    /// Anything that is not a value.
    pub const VALUE: Exclude = Exclude { no_value: true, builtin: true, typ: true };
    /// Calls without a result.
    pub const NO_VALUE: Exclude = Exclude { no_value: true, builtin: false, typ: false };
    /// Anything that is neither a value nor a type.
    pub const VALUE_OR_TYPE: Exclude = Exclude { no_value: true, builtin: true, typ: false };
}
