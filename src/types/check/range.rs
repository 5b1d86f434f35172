//! Range statements (`types2/range.go`).
//!
//! ```go
//! for i, x := range xs {}  // arrays, pointers to arrays, slices, strings
//! for k, v := range m {}   // maps
//! for v := range ch {}     // channels
//! for i := range 10 {}     // integers
//! for k, v := range f {}   // func(yield func(K, V) bool)
//! ```

use super::stmt::Context;
use super::{Checker, ErrorPos, Operand};
use crate::profile::language::{self, requires};
use crate::symbol::Symbol;
use crate::syntax::ast::{ChanDir, ExprId, ExprKind, StmtId};
use crate::types::constant::Value;
use crate::types::info::Mode;
use crate::types::store::{Basic, Type, TypeId, VarKind};

/// The types of the iteration values, where there are such.
type KeyVal = (Option<TypeId>, Option<TypeId>);

impl<'a> Checker<'a> {
    pub(super) fn range_stmt(
        &mut self,
        inner: Context,
        stmt: StmtId,
        lhs: Option<ExprId>,
        def: bool,
        x_expr: ExprId,
        body: StmtId,
    ) {
        let ast = self.ast();
        let list = self.unpack(lhs);
        let key_expr = list.first().copied();
        let val_expr = list.get(1).copied();
        let extra = list.get(2).copied();

        let mut x = Operand::new(self);
        self.env.has_call_or_recv = false;
        self.expr(None, &mut x, x_expr);
        if x.is_valid() && val_expr.is_none() && !self.env.has_call_or_recv {
            // The length of the array is all that the loop needs: `x` isn't evaluated.
            let under = self.types.underlying(x.ty);
            if let Type::Array { len, .. } = *self.types.get(self.array_ptr_deref(under)) {
                let int = self.types.basic(Basic::Int);
                let value = Some(Value::int(len));
                self.record_type_and_value(ast.unparen(x_expr), Mode::Constant, int, value);
            }
        }

        let (mut key, mut val) = (None, None);
        if x.is_valid() {
            match self.range_key_val(x.ty) {
                Err(cause) => {
                    let text = self.operand_string(&x);
                    let cause = if cause.is_empty() { cause } else { format!(": {cause}") };
                    self.error(&x, format!("cannot range over {text}{cause}"));
                    (key, val) = (Some(self.invalid_type()), Some(self.invalid_type()));
                }
                Ok((k, v)) => {
                    (key, val) = (k, v);
                    if let (None, Some(e)) = (k, key_expr) {
                        let text = self.operand_string(&x);
                        self.error(e, format!("range over {text} permits no iteration variables"));
                    } else if let (None, Some(e)) = (v, val_expr) {
                        let text = self.operand_string(&x);
                        self.error(
                            e,
                            format!("range over {text} permits only one iteration variable"),
                        );
                    } else if let Some(e) = extra {
                        self.error(e, "range clause permits at most two iteration variables");
                    }
                }
            }
        }

        self.open_scope();
        let range_over_int = x.is_valid() && self.types.is_integer(x.ty);
        let pairs = [(key_expr, key), (val_expr, val)];
        let pairs = pairs.into_iter().filter_map(|(e, ty)| e.map(|e| (e, ty)));
        if def {
            self.range_define(stmt, pairs, &mut x, range_over_int);
        } else if key_expr.is_some() {
            for (e, ty) in pairs {
                let Some(ty) = ty.filter(|&ty| self.types.is_valid(ty)) else { continue };
                if range_over_int {
                    self.assign_operand(e, &mut x, "range clause");
                    if x.is_valid() && !self.types.is_integer(x.ty) {
                        let name = self.type_string(x.ty);
                        self.error(e, format!("cannot use iteration variable of type {name}"));
                    }
                } else {
                    let mut y = Operand { mode: Mode::Value, ty, val: None, expr: Some(e) };
                    self.assign_operand(e, &mut y, "assignment");
                }
            }
        } else if range_over_int {
            self.assignment(&mut x, None, "range clause");
        }
        self.stmt(inner, body);
        self.close_scope();
    }

    fn range_define(
        &mut self,
        stmt: StmtId,
        pairs: impl Iterator<Item = (ExprId, Option<TypeId>)>,
        x: &mut Operand,
        range_over_int: bool,
    ) {
        let ast = self.ast();
        let mut vars = Vec::new();
        for (e, ty) in pairs {
            let pos = ast.exprs[e].pos;
            let obj = if let ExprKind::Name(name) = ast.exprs[e].kind {
                let obj = self.new_var(VarKind::Local, pos, name, None);
                self.record_def(e, obj);
                if !name.is_blank() {
                    vars.push(obj);
                }
                obj
            } else {
                let text = self.expr_string(e);
                self.error(e, format!("non-name {text} on left side of :="));
                self.new_var(VarKind::Local, pos, Symbol::BLANK, None)
            };
            let Some(ty) = ty.filter(|&ty| self.types.is_valid(ty)) else {
                self.set_type(obj, self.unknown_from(ty.unwrap_or(x.ty)));
                self.used_vars.insert(obj);
                continue;
            };
            if range_over_int {
                self.init_var(obj, x, "range clause");
            } else {
                let mut y = Operand { mode: Mode::Value, ty, val: None, expr: Some(e) };
                self.init_var(obj, &mut y, "assignment");
            }
        }
        if vars.is_empty() {
            let at = ErrorPos::Offset(ast.stmts[stmt].pos);
            self.error(at, "no new variables on left side of :=");
        }
        for obj in vars {
            self.declare(self.env.scope, None, obj);
        }
    }

    /// The array that a pointer points to, or the type itself.
    fn array_ptr_deref(&self, under: TypeId) -> TypeId {
        if let Type::Pointer(base) = self.types.get(under) {
            let base = self.types.underlying(*base);
            if matches!(self.types.get(base), Type::Array { .. }) {
                return base;
            }
        }
        under
    }

    /// The types of the iteration values of a range over `orig`; otherwise why there are none.
    pub(super) fn range_key_val(&mut self, orig: TypeId) -> Result<KeyVal, String> {
        let types = self.types;
        let int = Some(types.basic(Basic::Int));
        let mut sends_only = |t: Option<TypeId>, u: Option<TypeId>| match u.map(|u| types.get(u)) {
            Some(Type::Chan { dir: ChanDir::SendOnly, .. }) => {
                let name = t.map(|t| self.type_string(t)).unwrap_or_default();
                Some(format!("receive from send-only channel {name}"))
            }
            _ => None,
        };
        if types.is_opaque(orig) {
            let unknown = Some(self.unknown_from(orig));
            return Ok((unknown, unknown));
        }
        let under = match types.common_under(orig, Some(&mut sends_only)) {
            Ok(Some(under)) => under,
            Ok(None) => return Err(String::new()),
            Err(err) => return Err(err.message(types, self.qualifier())),
        };
        match types.get(self.array_ptr_deref(under)) {
            Type::Basic(_) if types.is_string(under) => Ok((int, Some(types.basic(Basic::Rune)))),
            Type::Basic(_) if types.is_integer(under) => {
                if !self.allow_version(language::RANGE_OVER_INTEGERS) {
                    return Err(requires(language::RANGE_OVER_INTEGERS));
                }
                Ok((Some(orig), None))
            }
            Type::Array { elem, .. } | Type::Slice(elem) => Ok((int, Some(*elem))),
            Type::Map { key, elem } => Ok((Some(*key), Some(*elem))),
            Type::Chan { elem, .. } => Ok((Some(*elem), None)),
            Type::Signature(sig) => {
                if !self.allow_version(language::RANGE_OVER_FUNCTIONS) {
                    return Err(requires(language::RANGE_OVER_FUNCTIONS));
                }
                let bad =
                    |why: &str| Err(format!("func must be func(yield func(...) bool): {why}"));
                let [param] = &*sig.params else { return bad("wrong argument count") };
                if !sig.results.is_empty() {
                    return bad("unexpected results");
                }
                let yield_fn = match types.common_under(param.ty, None) {
                    Ok(yield_fn) => yield_fn,
                    Err(err) => {
                        let why = err.message(types, self.qualifier());
                        return bad(&format!("in yield type, {why}"));
                    }
                };
                let Some(Type::Signature(callback)) = yield_fn.map(|ty| types.get(ty)) else {
                    return bad("argument is not func");
                };
                if callback.params.len() > 2 {
                    return bad("yield func has too many parameters");
                }
                match &*callback.results {
                    [result] if types.identical(result.ty, types.basic(Basic::Bool)) => {}
                    [result] if types.is_boolean(result.ty) => {
                        return bad("yield func returns user-defined boolean, not bool");
                    }
                    _ => return bad("yield func does not return bool"),
                }
                if callback.variadic {
                    let name = yield_fn.map(|ty| self.type_string(ty)).unwrap_or_default();
                    return Err(format!("yield func of type {name} cannot be variadic"));
                }
                let mut params = callback.params.iter().map(|p| p.ty);
                Ok((params.next(), params.next()))
            }
            _ => Err(String::new()),
        }
    }
}
