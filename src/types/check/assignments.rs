//! Initialization and assignment (`types2/assignments.go`).

use super::untyped::Misfit;
use super::{Checker, ErrorDesc, ErrorPos, Operand};
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprId, ExprKind, StmtId};
use crate::types::info::Mode;
use crate::types::store::{ObjId, ObjectKind, Type, TypeId, VarKind};

/// `1 value`, `2 values`.
pub(super) fn measure(n: usize, unit: &str) -> String {
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

/// What the left side of an assignment accepts.
#[derive(Clone, Copy, Debug)]
enum Lhs {
    /// `_`: any value.
    Blank,
    /// Values of a type; of the unknown one after an error.
    Type(TypeId),
}

impl<'a> Checker<'a> {
    /// Reports that `x` cannot be assigned to a variable of type `ty`, if so, and gives an untyped
    /// `x` its type. Without a type, `x` must merely have a value.
    pub fn assignment(&mut self, x: &mut Operand, ty: Option<TypeId>, context: &str) {
        self.single_value(x);
        match x.mode {
            Mode::Invalid => return,
            Mode::NilValue
            | Mode::Constant
            | Mode::Variable
            | Mode::MapIndex
            | Mode::Value
            | Mode::CommaOk => {}
            Mode::NoValue | Mode::Builtin(_) | Mode::TypExpr => {
                let text = self.operand_string(x);
                let target = ty.map_or_else(|| "_".to_owned(), |ty| self.type_string(ty));
                self.error(&*x, format!("cannot assign {text} to {target} in {context}"));
                x.invalidate();
                return;
            }
        }
        if self.types.is_untyped(x.ty) {
            let mut target = ty;
            if x.mode == Mode::NilValue {
                if ty.is_none() {
                    self.error(&*x, format!("use of untyped nil in {context}"));
                    x.invalidate();
                    return;
                }
            } else if ty.is_none_or(|ty| self.types.is_non_type_param_interface(ty)) {
                target = Some(self.types.default_type(x.ty));
            }
            let Some(target) = target else { return };
            match self.implicit_type_and_value(x, target) {
                Ok((new_ty, value)) => {
                    if let Some(value) = value {
                        if let Some(e) = x.expr {
                            self.update_expr_val(e, value.clone());
                        }
                        x.val = Some(value);
                    }
                    if new_ty != x.ty {
                        x.ty = new_ty;
                        if let Some(e) = x.expr {
                            self.update_expr_type(e, new_ty, false);
                        }
                    }
                }
                Err(why) => {
                    let text = self.operand_string(x);
                    let name = self.type_string(target);
                    let mut message = format!("cannot use {text} as {name} value in {context}");
                    message.push_str(match why {
                        Misfit::Truncated => " (truncated)",
                        Misfit::Overflow => " (overflows)",
                        Misfit::Type | Misfit::Value => "",
                    });
                    self.error(&*x, message);
                    x.invalidate();
                    return;
                }
            }
        }
        let target = ty.and_then(|ty| self.new_target(ty, context));
        self.non_generic(target.as_ref(), x);
        if !x.is_valid() {
            return;
        }
        let Some(ty) = ty else { return };
        let mut cause = String::new();
        if !self.assignable_to(x, ty, Some(&mut cause)) {
            let text = self.operand_string(x);
            let name = self.type_string(ty);
            let mut message = format!("cannot use {text} as {name} value in {context}");
            if !cause.is_empty() {
                message.push_str(": ");
                message.push_str(&cause);
            }
            self.error(&*x, message);
            x.invalidate();
        }
    }

    /// Gives a constant its value.
    pub(super) fn init_const(&mut self, lhs: ObjId, x: &mut Operand) {
        let known = self.obj_type(lhs).is_none_or(|ty| self.types.is_valid(ty));
        if !x.is_valid() || !self.types.is_valid(x.ty) || !known {
            self.set_type(lhs, self.unknown_from(x.ty));
            return;
        }
        if x.mode != Mode::Constant {
            let text = self.operand_string(x);
            self.error(&*x, format!("{text} is not constant"));
            self.set_type(lhs, self.invalid_type());
            return;
        }
        self.set_type(lhs, x.ty);
        let ty = self.obj_type(lhs);
        self.assignment(x, ty, "constant declaration");
        if x.is_valid()
            && let ObjectKind::Const(value) = &self.object(lhs).kind
            && let Some(val) = x.val.take()
        {
            let _ = value.set(val);
        }
    }

    /// Gives a variable its initial value, and its type if it has none.
    pub fn init_var(&mut self, lhs: ObjId, x: &mut Operand, context: &str) {
        let known = self.obj_type(lhs).is_none_or(|ty| self.types.is_valid(ty));
        if !x.is_valid() || !self.types.is_valid(x.ty) || !known {
            self.set_type(lhs, self.unknown_from(x.ty));
            x.invalidate();
            return;
        }
        if self.obj_type(lhs).is_none() {
            let mut ty = x.ty;
            if self.types.is_untyped(ty) {
                if x.mode == Mode::NilValue {
                    self.error(&*x, format!("use of untyped nil in {context}"));
                    self.set_type(lhs, self.invalid_type());
                    x.invalidate();
                    return;
                }
                ty = self.types.default_type(ty);
            }
            self.set_type(lhs, ty);
        }
        let ty = self.obj_type(lhs);
        self.assignment(x, ty, context);
    }

    fn lhs_var(&mut self, lhs: ExprId) -> Lhs {
        let ast = self.ast();
        let invalid = Lhs::Type(self.invalid_type());
        let mut var = None;
        if let ExprKind::Name(name) = ast.exprs[ast.unparen(lhs)].kind {
            if name.is_blank() {
                return Lhs::Blank;
            }
            if let Some(obj) = self.lookup(name)
                && matches!(self.object(obj).kind, ObjectKind::Var(_))
                && self.object(obj).pkg == Some(self.pkg)
                && !self.used_vars.contains(&obj)
            {
                var = Some(obj);
            }
        }
        let mut x = Operand::new(self);
        self.expr(None, &mut x, lhs);
        if let Some(obj) = var {
            // An assignment to a variable is no use of it.
            self.used_vars.remove(&obj);
        }
        if !x.is_valid() || !self.types.is_valid(x.ty) {
            return invalid;
        }
        match x.mode {
            Mode::Variable | Mode::MapIndex => Lhs::Type(x.ty),
            _ => {
                if let Some(e) = x.expr
                    && let ExprKind::Selector { x: base, .. } = ast.exprs[e].kind
                {
                    let mut op = Operand::new(self);
                    self.expr(None, &mut op, base);
                    if op.mode == Mode::MapIndex {
                        let text = self.expr_string(e);
                        self.error(&x, format!("cannot assign to struct field {text} in map"));
                        return invalid;
                    }
                }
                let text = self.expr_string(x.expr.unwrap_or(lhs));
                self.error(
                    &x,
                    format!(
                        "cannot assign to {text} (neither addressable nor a map index expression)"
                    ),
                );
                invalid
            }
        }
    }

    /// Assigns `rhs` to `lhs`.
    pub(super) fn assign_expr(&mut self, lhs: ExprId, rhs: ExprId, context: &str) {
        let target_ty = match self.lhs_var(lhs) {
            Lhs::Blank => None,
            Lhs::Type(ty) if self.types.is_valid(ty) => Some(ty),
            Lhs::Type(_) => {
                self.use_exprs(&[rhs]);
                return;
            }
        };
        let mut x = Operand::new(self);
        let is_func = target_ty.is_some_and(|ty| matches!(self.under(ty), Type::Signature(_)));
        if is_func && let Some(ty) = target_ty {
            let desc = self.expr_string(lhs);
            let target = self.new_target(ty, &desc);
            self.expr(target.as_ref(), &mut x, rhs);
        } else {
            self.expr(None, &mut x, rhs);
        }
        self.assign_checked(target_ty, &mut x, context);
    }

    /// Assigns a checked operand to `lhs`.
    pub(super) fn assign_operand(&mut self, lhs: ExprId, x: &mut Operand, context: &str) {
        match self.lhs_var(lhs) {
            Lhs::Blank => self.assign_checked(None, x, context),
            Lhs::Type(ty) if self.types.is_valid(ty) => {
                self.assign_checked(Some(ty), x, context);
            }
            Lhs::Type(_) => x.invalidate(),
        }
    }

    fn assign_checked(&mut self, ty: Option<TypeId>, x: &mut Operand, context: &str) {
        let context = match (ty, context) {
            (None, "assignment") => "assignment to _ identifier",
            _ => context,
        };
        self.assignment(x, ty, context);
    }

    /// Types as the messages about the number of values print them.
    pub(super) fn types_summary(&self, list: &[TypeId], variadic: bool, has_dots: bool) -> String {
        let mut parts = Vec::with_capacity(list.len());
        for (i, &ty) in list.iter().enumerate() {
            let last = i + 1 == list.len();
            let mut ty = ty;
            if last
                && variadic
                && let Type::Slice(elem) = self.types.get(ty)
            {
                ty = *elem;
            }
            let mut text = if !self.types.is_valid(ty) {
                "unknown type".to_owned()
            } else if self.types.is_untyped(ty) {
                if self.types.is_numeric(ty) {
                    "number".to_owned()
                } else {
                    self.type_string(ty).replace("untyped ", "")
                }
            } else {
                self.type_string(ty)
            };
            if last && variadic {
                text.insert_str(0, "...");
            } else if last && has_dots {
                text.push_str("...");
            }
            parts.push(text);
        }
        format!("({})", parts.join(", "))
    }

    fn assign_error(&mut self, rhs: &[ExprId], l: usize, r: usize) {
        let Some(&rhs0) = rhs.first() else { return };
        let (vars, vals) = (measure(l, "variable"), measure(r, "value"));
        let ast = self.ast();
        if rhs.len() == 1
            && let ExprKind::Call { fun, .. } = ast.exprs[ast.unparen(rhs0)].kind
        {
            let fun = self.expr_string(fun);
            self.error(rhs0, format!("assignment mismatch: {vars} but {fun} returns {vals}"));
            return;
        }
        self.error(rhs0, format!("assignment mismatch: {vars} but {vals}"));
    }

    fn return_error(&mut self, at: StmtId, lhs: &[ObjId], rhs: &[Operand]) {
        let (l, r) = (lhs.len(), rhs.len());
        let mut place = ErrorPos::Stmt(at);
        let mut qualifier = "not enough";
        if r > l {
            place = ErrorPos::from(&rhs[l]);
            qualifier = "too many";
        } else if let Some(last) = rhs.last() {
            place = ErrorPos::from(last);
        }
        let have: Vec<_> = rhs.iter().map(|x| x.ty).collect();
        let invalid = self.invalid_type();
        let want: Vec<_> = lhs.iter().map(|&obj| self.obj_type(obj).unwrap_or(invalid)).collect();
        let mut err = ErrorDesc::default();
        self.addf(&mut err, place, format!("{qualifier} return values"));
        let have = self.types_summary(&have, false, false);
        self.addf(&mut err, ErrorPos::None, format!("have {have}"));
        let want = self.types_summary(&want, false, false);
        self.addf(&mut err, ErrorPos::None, format!("want {want}"));
        self.report(err);
    }

    /// Variables whose values aren't known, because of `x` if there is one.
    fn invalidate_vars(&self, lhs: &[ObjId], x: Option<&Operand>) {
        let ty = x.map_or_else(|| self.invalid_type(), |x| self.unknown_from(x.ty));
        for &obj in lhs {
            self.set_type(obj, ty);
        }
    }

    /// Initializes variables; the results of a function for a return statement.
    pub(super) fn init_vars(&mut self, lhs: &[ObjId], rhs: &[ExprId], return_stmt: Option<StmtId>) {
        let context = match return_stmt {
            Some(_) => "return statement",
            None if lhs.len() > 1 => "multiple assignment",
            None => "assignment",
        };
        let ast = self.ast();
        let is_call = matches!(
            rhs,
            [single] if matches!(ast.exprs[ast.unparen(*single)].kind, ExprKind::Call { .. })
        );
        if lhs.len() == rhs.len() && !is_call {
            let mut x = Operand::new(self);
            for (&obj, &e) in lhs.iter().zip(rhs) {
                let name = self.object(obj).name;
                let desc = if return_stmt.is_some() && name.is_empty() {
                    "result variable"
                } else {
                    name.as_str()
                };
                let target = self.obj_type(obj).and_then(|ty| self.new_target(ty, desc));
                self.expr(target.as_ref(), &mut x, e);
                self.init_var(obj, &mut x, context);
            }
            return;
        }
        let [single] = rhs else {
            if self.use_exprs(rhs) {
                match return_stmt {
                    Some(at) => {
                        let operands = self.expr_list(rhs);
                        self.return_error(at, lhs, &operands);
                    }
                    None => self.assign_error(rhs, lhs.len(), rhs.len()),
                }
            }
            self.invalidate_vars(lhs, None);
            return;
        };
        let allow_comma_ok = lhs.len() == 2 && return_stmt.is_none();
        let (mut operands, comma_ok) = self.multi_expr(*single, allow_comma_ok);
        if operands.len() == lhs.len() {
            for (&obj, x) in lhs.iter().zip(&mut operands) {
                self.init_var(obj, x, context);
            }
            self.record_comma_ok(*single, &operands, comma_ok);
            return;
        }
        if operands.first().is_none_or(Operand::is_valid) {
            match return_stmt {
                Some(at) => self.return_error(at, lhs, &operands),
                None => self.assign_error(rhs, lhs.len(), operands.len()),
            }
        }
        self.invalidate_vars(lhs, operands.first());
    }

    fn record_comma_ok(&mut self, e: ExprId, operands: &[Operand], comma_ok: bool) {
        if comma_ok
            && let [x, y] = operands
            && x.is_valid()
            && y.is_valid()
        {
            self.record_comma_ok_types(e, x.ty, y.ty);
        }
    }

    pub(super) fn assign_vars(&mut self, lhs: &[ExprId], rhs: &[ExprId]) {
        let context = if lhs.len() > 1 { "multiple assignment" } else { "assignment" };
        let ast = self.ast();
        let is_call = matches!(
            rhs,
            [single] if matches!(ast.exprs[ast.unparen(*single)].kind, ExprKind::Call { .. })
        );
        if lhs.len() == rhs.len() && !is_call {
            for (&l, &r) in lhs.iter().zip(rhs) {
                self.assign_expr(l, r, context);
            }
            return;
        }
        let [single] = rhs else {
            let ok_lhs = self.use_lhs(lhs);
            let ok_rhs = self.use_exprs(rhs);
            if ok_lhs && ok_rhs {
                self.assign_error(rhs, lhs.len(), rhs.len());
            }
            return;
        };
        let (mut operands, comma_ok) = self.multi_expr(*single, lhs.len() == 2);
        if operands.len() == lhs.len() {
            for (&l, x) in lhs.iter().zip(&mut operands) {
                self.assign_operand(l, x, context);
            }
            self.record_comma_ok(*single, &operands, comma_ok);
            return;
        }
        if operands.first().is_none_or(Operand::is_valid) {
            self.assign_error(rhs, lhs.len(), operands.len());
        }
        self.use_lhs(lhs);
    }

    pub(super) fn short_var_decl(&mut self, at: ErrorPos, lhs: &[ExprId], rhs: &[ExprId]) {
        let ast = self.ast();
        let top = self.delayed_mark();
        let scope = self.env.scope;
        let mut seen: Vec<Symbol> = Vec::new();
        let mut vars = Vec::with_capacity(lhs.len());
        let mut new_vars = Vec::with_capacity(lhs.len());
        let mut has_err = false;
        for &e in lhs {
            let pos = ast.exprs[e].pos;
            let mut var = None;
            if let ExprKind::Name(name) = ast.exprs[e].kind {
                if !name.is_blank() && seen.contains(&name) {
                    self.error(e, format!("{name} repeated on left side of :="));
                    has_err = true;
                } else {
                    seen.push(name);
                    if let Some(alt) = self.scopes[scope].get(name).filter(|_| !name.is_blank()) {
                        self.record_use(e, alt);
                        if matches!(self.object(alt).kind, ObjectKind::Var(_)) {
                            var = Some(alt);
                        } else {
                            self.error(e, format!("cannot assign to {name}"));
                            has_err = true;
                        }
                    } else {
                        let obj = self.new_var(VarKind::Local, pos, name, None);
                        var = Some(obj);
                        if !name.is_blank() {
                            new_vars.push(obj);
                        }
                        self.record_def(e, obj);
                    }
                }
            } else {
                self.use_lhs(&[e]);
                let text = self.expr_string(e);
                self.error(e, format!("non-name {text} on left side of :="));
                has_err = true;
            }
            vars.push(
                var.unwrap_or_else(|| self.new_var(VarKind::Local, pos, Symbol::BLANK, None)),
            );
        }
        self.init_vars(&vars, rhs, None);
        self.process_delayed(top);
        if new_vars.is_empty() && !has_err {
            self.error(at, "no new variables on left side of :=");
            return;
        }
        for obj in new_vars {
            self.declare(scope, None, obj);
        }
    }
}
