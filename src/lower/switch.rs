//! Switches on values and on types (`writer.switchStmt`, `reader.switchStmt`).
//!
//! A switch on a constant with constant cases keeps the one clause that is taken. Tag and cases
//! have one type: where a case can't be converted to the tag's, all become `any`.
//!
//! ```go
//! switch x := v.(type) {
//! case int:   // each clause has a variable x of its own
//! case error:
//! }
//! ```

use super::Lower;
use crate::ir::node::{CaseClause, Defn, NodeId, NodePos, Nodes, Op, Switch, TypeSwitch};
use crate::symbol::Symbol;
use crate::syntax::ast::{
    BranchTok, Clause, ClauseId, ClauseKind, ExprId, ExprKind, FieldId, Offset, StmtId, StmtKind,
};
use crate::types::constant::Value;
use crate::types::info::Mode;
use crate::types::store::{Basic, Type, TypeId};

/// A switch on values, without the clauses that are never taken.
pub(super) struct SwitchPlan<'a> {
    pub(super) tag: Option<ExprId>,
    /// The type that the tag and the cases are converted to.
    pub(super) tag_ty: TypeId,
    /// Channels are compared as they are.
    pub(super) tag_is_chan: bool,
    pub(super) clauses: Vec<(&'a Clause, Box<[ExprId]>)>,
}

impl<'a> Lower<'a> {
    /// A switch of either kind.
    pub(super) fn switch_stmt(
        &mut self,
        pos: NodePos,
        init: Option<StmtId>,
        tag: Option<ExprId>,
        clauses: &'a [ClauseId],
        label: Option<Symbol>,
    ) -> NodeId {
        let init = init.and_then(|init| self.block_of(init));
        let ast = self.ast;
        let node = match tag.map(|tag| (tag, &ast.exprs[tag].kind)) {
            Some((tag, &ExprKind::TypeSwitchGuard { lhs, x })) => {
                self.type_switch(pos, tag, lhs, x, clauses, label)
            }
            Some(_) | None => self.value_switch(pos, tag, clauses, label),
        };
        self.body.nodes[node].init.extend(init);
        node
    }

    fn cases(&self, clause: &Clause) -> Box<[ExprId]> {
        match clause.kind {
            ClauseKind::Case(Some(cases)) => self.unpack(cases),
            ClauseKind::Case(None) | ClauseKind::Comm(_) => Box::default(),
        }
    }

    fn value_switch(
        &mut self,
        pos: NodePos,
        tag: Option<ExprId>,
        clauses: &'a [ClauseId],
        label: Option<Symbol>,
    ) -> NodeId {
        if let Some(tag) = tag {
            self.ty(tag);
        }
        let SwitchPlan { tag, tag_ty, tag_is_chan, clauses: kept } = self.switch_plan(tag, clauses);
        let tag = tag.map(|tag| self.convert_expr(tag, tag_ty));
        let dst = (!tag_is_chan).then_some(tag_ty);
        let mut cases = Vec::with_capacity(kept.len());
        for (clause, exprs) in kept {
            let pos = self.pos(clause.pos);
            let list: Nodes = exprs.iter().map(|&case| self.convert_expr_opt(case, dst)).collect();
            let node = self.stmt(pos, Op::Case);
            let body = self.stmts(&clause.body);
            cases.push(CaseClause { node, var: None, list, body });
        }
        self.stmt(pos, Op::Switch(Box::new(Switch { label, tag, cases })))
    }

    /// What remains of a switch on values.
    pub(super) fn switch_plan(
        &self,
        tag: Option<ExprId>,
        clauses: &'a [ClauseId],
    ) -> SwitchPlan<'a> {
        let ast = self.ast;
        let mut tag = tag;
        let bool_ty = self.types.basic(Basic::Bool);
        let mut tag_ty = match tag {
            Some(tag) => self.substituted(self.raw_ty(tag)),
            None => bool_ty,
        };
        let tag_is_chan = matches!(self.under_ty(tag_ty), Type::Chan { .. });
        let value = match tag {
            Some(tag) => self.value(tag).cloned(),
            None => Some(Value::Bool(true)),
        };
        let mut kept: Vec<(&'a Clause, Box<[ExprId]>)> = clauses
            .iter()
            .map(|&clause| (&ast.clauses[clause], self.cases(&ast.clauses[clause])))
            .collect();
        if let Some(value) = value
            && let Some(target) = self.static_clause(&value, &kept)
        {
            match target {
                Some(target) => {
                    let clause = kept[target].0;
                    if !self.has_fallthrough(&clause.body) {
                        kept = vec![(clause, Box::default())];
                        tag = None;
                        tag_ty = bool_ty;
                    }
                }
                None => {
                    kept.clear();
                    tag = None;
                    tag_ty = bool_ty;
                }
            }
        }
        if !tag_is_chan && self.needs_any(tag_ty, &kept) {
            tag_ty = self.types.universe.empty_interface();
        }
        SwitchPlan { tag, tag_ty, tag_is_chan, clauses: kept }
    }

    /// The clause that is always taken, or that there is none; nothing if that isn't known.
    fn static_clause(
        &self,
        tag: &Value,
        clauses: &[(&'a Clause, Box<[ExprId]>)],
    ) -> Option<Option<usize>> {
        let mut target = None;
        for (i, (_, cases)) in clauses.iter().enumerate() {
            if cases.is_empty() {
                target = Some(i);
            }
            for &case in cases {
                if Self::const_equal(tag, self.value(case)?) {
                    return Some(Some(i));
                }
            }
        }
        Some(target)
    }

    /// Whether some case can't be compared with the tag in the tag's type.
    fn needs_any(&self, tag_ty: TypeId, clauses: &[(&'a Clause, Box<[ExprId]>)]) -> bool {
        clauses.iter().flat_map(|(_, cases)| cases).any(|&case| {
            let ty = self.substituted(self.raw_ty(case));
            !self.unknown(ty)
                && !self.unknown(tag_ty)
                && (self.is_interface(ty) || self.is_interface(tag_ty))
                && !self.assignable(ty, tag_ty)
        })
    }

    fn has_fallthrough(&self, stmts: &[StmtId]) -> bool {
        let mut last = self.last_stmt(stmts);
        while let Some(stmt) = last {
            match self.ast.stmts[stmt].kind {
                StmtKind::Labeled { stmt, .. } => last = Some(stmt),
                StmtKind::Branch { tok: BranchTok::Fallthrough, .. } => return true,
                _ => return false,
            }
        }
        false
    }

    fn type_switch(
        &mut self,
        pos: NodePos,
        guard: ExprId,
        lhs: Option<ExprId>,
        x: ExprId,
        clauses: &'a [ClauseId],
        label: Option<Symbol>,
    ) -> NodeId {
        let ast = self.ast;
        let guard_pos = self.expr_pos(guard);
        let operand = self.expr(x);
        let tag = lhs.map(|lhs| ast.name(lhs));
        let switch = TypeSwitch { label, tag, x: operand, guard_pos, cases: Vec::new() };
        let switch = self.stmt(pos, Op::TypeSwitch(Box::new(switch)));
        let mut cases = Vec::with_capacity(clauses.len());
        for &id in clauses {
            let clause = &ast.clauses[id];
            let pos = self.pos(clause.pos);
            let types = self.cases(clause);
            let list: Nodes = types
                .iter()
                .map(|&ty| {
                    let nil = self.mode(ty) == Mode::NilValue || self.is_nil(ty);
                    if nil { self.nil_case(ty) } else { self.type_expr(ty, Some(x)) }
                })
                .collect();
            let var = self.file.clause_vars.get(&id).map(|&obj| {
                let at = match types.last() {
                    Some(&last) => self.pos(self.type_end(last)),
                    None => pos,
                };
                let name = self.declare_obj(obj, at);
                self.body.names[name].defn = Defn::Node(switch);
                name
            });
            let node = self.stmt(pos, Op::Case);
            let body = self.stmts(&clause.body);
            cases.push(CaseClause { node, var, list, body });
        }
        if let Op::TypeSwitch(switch) = &mut self.body.nodes[switch].op {
            switch.cases = cases;
        }
        switch
    }

    pub(super) fn is_nil(&self, expr: ExprId) -> bool {
        let expr = self.ast.unparen(expr);
        self.object(expr).is_some_and(|obj| {
            matches!(self.types.object(obj).kind, crate::types::store::ObjectKind::Nil)
        })
    }

    fn nil_case(&mut self, expr: ExprId) -> NodeId {
        let pos = self.expr_pos(expr);
        let nil = self.types.basic(Basic::UntypedNil);
        self.node(pos, nil, Op::Nil)
    }

    /// Where gc places the variable of a clause: about the end of its last type
    /// (`typeExprEndPos`).
    fn type_end(&self, expr: ExprId) -> Offset {
        let mut expr = expr;
        loop {
            let node = &self.ast.exprs[expr];
            expr = match &node.kind {
                ExprKind::Selector { x, .. } => return self.ast.exprs[*x].pos,
                ExprKind::Paren(x) | ExprKind::Unary { x, .. } => *x,
                ExprKind::ArrayType { elem, .. }
                | ExprKind::ChanType { elem, .. }
                | ExprKind::DotsType(elem)
                | ExprKind::SliceType(elem) => *elem,
                ExprKind::MapType { value, .. } => *value,
                ExprKind::InterfaceType(fields) => match self.last_field_type(fields) {
                    Some(ty) => ty,
                    None => return node.pos,
                },
                ExprKind::FuncType { params, results } => {
                    let last = self.last_field_type(results);
                    match last.or_else(|| self.last_field_type(params)) {
                        Some(ty) => ty,
                        None => return node.pos,
                    }
                }
                ExprKind::Index { index, .. } => match &self.ast.exprs[*index].kind {
                    ExprKind::List(list) => match list.last() {
                        Some(&last) => last,
                        None => return node.pos,
                    },
                    _ => *index,
                },
                ExprKind::Bad
                | ExprKind::Name(_)
                | ExprKind::BasicLit { .. }
                | ExprKind::CompositeLit { .. }
                | ExprKind::KeyValue { .. }
                | ExprKind::FuncLit { .. }
                | ExprKind::Slice { .. }
                | ExprKind::Assert { .. }
                | ExprKind::TypeSwitchGuard { .. }
                | ExprKind::Binary { .. }
                | ExprKind::Call { .. }
                | ExprKind::List(_)
                | ExprKind::StructType { .. } => return node.pos,
            };
        }
    }

    fn last_field_type(&self, fields: &[FieldId]) -> Option<ExprId> {
        fields.last().map(|&field| self.ast.fields[field].ty)
    }
}
