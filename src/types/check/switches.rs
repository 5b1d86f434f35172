//! Switches and type switches (`types2/stmt.go`).

use rustc_hash::FxHashMap;

use super::stmt::Context;
use super::{Checker, ErrorDesc, Operand};
use crate::syntax::ast::{ClauseId, ClauseKind, ExprId, ExprKind, Offset, Operator};
use crate::types::constant::{ConstKind, Value};
use crate::types::info::Mode;
use crate::types::store::{Basic, ObjectKind, TypeId, VarKind};

/// A constant of a case, to find those that occur twice.
#[derive(PartialEq, Eq, Hash)]
enum CaseValue {
    Int(i64),
    Uint(u64),
    Float(u64),
    String(Vec<u8>),
}

fn case_value(value: &Value) -> Option<CaseValue> {
    match value.kind() {
        ConstKind::Int => value
            .int64_val()
            .map(CaseValue::Int)
            .or_else(|| value.uint64_val().map(CaseValue::Uint)),
        ConstKind::Float => Some(CaseValue::Float(value.float64_val().to_bits())),
        ConstKind::String => Some(CaseValue::String(value.string_val().to_vec())),
        ConstKind::Unknown | ConstKind::Bool | ConstKind::Complex => None,
    }
}

type SeenValues = FxHashMap<CaseValue, Vec<(ExprId, TypeId)>>;

impl<'a> Checker<'a> {
    fn cases(&self, clause: ClauseId) -> Option<ExprId> {
        match self.ast().clauses[clause].kind {
            ClauseKind::Case(cases) => cases,
            ClauseKind::Comm(_) => None,
        }
    }

    pub(super) fn switch_stmt(
        &mut self,
        inner: Context,
        tag: Option<ExprId>,
        clauses: &'a [ClauseId],
        rbrace: Offset,
    ) {
        let _ = rbrace;
        let mut x = Operand::new(self);
        if let Some(tag) = tag {
            self.expr(None, &mut x, tag);
            self.assignment(&mut x, None, "switch expression");
            if x.is_valid() && !self.types.comparable(x.ty) && !self.types.has_nil(x.ty) {
                let (text, ty) = (self.operand_string(&x), self.type_string(x.ty));
                self.error(&x, format!("cannot switch on {text} ({ty} is not comparable)"));
                x.invalidate();
            }
        } else {
            x.mode = Mode::Constant;
            x.ty = self.types.basic(Basic::Bool);
            x.val = Some(Value::Bool(true));
        }
        self.check_defaults(clauses);
        let mut seen = SeenValues::default();
        let ast = self.ast();
        for (i, &clause) in clauses.iter().enumerate() {
            let values = self.unpack(self.cases(clause));
            self.case_values(&x, &values, &mut seen);
            self.switch_clause(inner, &ast.clauses[clause], i + 1 == clauses.len());
        }
    }

    fn case_values(&mut self, x: &Operand, values: &[ExprId], seen: &mut SeenValues) {
        for &e in values {
            let mut v = Operand::new(self);
            self.expr(None, &mut v, e);
            if !x.is_valid() || !v.is_valid() {
                continue;
            }
            self.convert_untyped(&mut v, x.ty);
            if !v.is_valid() {
                continue;
            }
            let mut res = v.clone();
            let mut y = x.clone();
            self.comparison(&mut res, &mut y, Operator::Eql, true);
            if !res.is_valid() || v.mode != Mode::Constant {
                continue;
            }
            let Some(value) = v.val.as_ref().and_then(case_value) else { continue };
            let same = seen.entry(value).or_default();
            let twice =
                same.iter().find(|(_, ty)| self.types.identical(*ty, v.ty)).map(|(e, _)| *e);
            match twice {
                Some(other) => {
                    let mut err = ErrorDesc::default();
                    let text = self.operand_string(&v);
                    self.addf(&mut err, &v, format!("duplicate case {text} in expression switch"));
                    self.addf(&mut err, other, "previous case");
                    self.report(err);
                }
                None => same.push((e, v.ty)),
            }
        }
    }

    fn is_nil_name(&self, e: ExprId) -> bool {
        let ast = self.ast();
        match ast.exprs[ast.unparen(e)].kind {
            ExprKind::Name(name) => self
                .lookup(name)
                .is_some_and(|obj| matches!(self.object(obj).kind, ObjectKind::Nil)),
            _ => false,
        }
    }

    /// Checks the types of a clause; gives the type that the symbolic variable has in it.
    fn case_types(
        &mut self,
        x: Option<&Operand>,
        list: &[ExprId],
        seen: &mut FxHashMap<Option<TypeId>, ExprId>,
    ) -> TypeId {
        let mut single = None;
        for &e in list {
            let ty = if self.is_nil_name(e) {
                let mut dummy = Operand::new(self);
                self.expr(None, &mut dummy, e);
                None
            } else {
                let ty = self.var_type(e);
                single = Some(ty);
                if !self.types.is_valid(ty) {
                    continue;
                }
                Some(ty)
            };
            single = ty;
            let key = ty.map(|ty| self.types.canon(ty));
            // Two types of missing packages may be the same or not.
            let unknown = ty.is_some_and(|ty| self.types.missing_in(ty).is_some());
            if let Some(&other) = seen.get(&key)
                && !unknown
            {
                let name = ty.map_or_else(|| "nil".to_owned(), |ty| self.type_string(ty));
                let mut err = ErrorDesc::default();
                self.addf(&mut err, e, format!("duplicate case {name} in type switch"));
                self.addf(&mut err, other, "previous case");
                self.report(err);
                continue;
            }
            seen.insert(key, e);
            if let (Some(x), Some(ty)) = (x, ty) {
                self.type_assertion(e, x, ty, true);
            }
        }
        match (list, single) {
            ([_], Some(ty)) => ty,
            _ => x.map_or_else(|| self.invalid_type(), |x| x.ty),
        }
    }

    pub(super) fn type_switch_stmt(
        &mut self,
        inner: Context,
        lhs: Option<ExprId>,
        x: ExprId,
        clauses: &'a [ClauseId],
    ) {
        let ast = self.ast();
        let mut lhs = lhs;
        if let Some(name) = lhs
            && ast.name(name).is_blank()
        {
            self.error(name, "no new variable on left side of :=");
            lhs = None;
        }
        let mut operand = Operand::new(self);
        self.expr(None, &mut operand, x);
        let mut guard = None;
        if operand.is_valid() {
            if self.types.is_type_param(operand.ty) {
                let text = self.operand_string(&operand);
                self.error(
                    &operand,
                    format!("cannot use type switch on type parameter value {text}"),
                );
            } else if self.types.is_interface(operand.ty) {
                guard = Some(&operand);
            } else {
                let text = self.operand_string(&operand);
                self.error(&operand, format!("{text} is not an interface"));
            }
        }
        self.check_defaults(clauses);
        let mut vars = Vec::new();
        let mut seen = FxHashMap::default();
        for &id in clauses {
            let clause = &ast.clauses[id];
            let list = self.unpack(self.cases(id));
            let ty = self.case_types(guard, &list, &mut seen);
            let scope = self.open_scope();
            if let Some(name) = lhs {
                let pos = ast.exprs[name].pos;
                let obj = self.new_var(VarKind::Local, pos, ast.name(name), Some(ty));
                self.declare(scope, None, obj);
                self.record_clause_var(id, obj);
                vars.push(obj);
            }
            self.clause_stmts(inner, clause);
            self.close_scope();
        }
        if let Some(name) = lhs {
            let mut used = false;
            for obj in vars {
                used |= !self.used_vars.insert(obj);
            }
            if !used {
                let text = ast.name(name);
                self.error(name, format!("{text} declared and not used"));
            }
        }
    }
}
