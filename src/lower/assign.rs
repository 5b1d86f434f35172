//! Assignments and declarations of variables (`writer.assignStmt`, `reader.stmt1`,
//! `typecheck/stmt.go`).
//!
//! ```go
//! x := f()     // As{x, f(), def}, with the Dcl of x before it
//! var x, y int // two As without a right side, each with its Dcl
//! v, ok = m[k] // As2[v, ok = tmp1, tmp2], with As2{MapR}[tmp1, tmp2 = m[k]] before tmp1
//! x += 1       // AsOp
//! ```

use super::Lower;
use super::expr::binary_op;
use crate::ir::node::{As2Op, BinaryOp, Defn, NameId, NodeId, NodePos, Nodes, Op};
use crate::syntax::ast::{AssignOp, DeclId, DeclKind, ExprId, ExprKind, Operator};
use crate::types::store::{ObjectKind, TypeId, VarKind};

impl<'a> Lower<'a> {
    /// An assignment statement of any kind.
    pub(super) fn assign_stmt(
        &mut self,
        pos: NodePos,
        op: AssignOp,
        lhs: ExprId,
        rhs: Option<ExprId>,
        out: &mut Nodes,
    ) {
        match (op, rhs) {
            (AssignOp::Op(op), rhs) => {
                let node = self.assign_op_stmt(pos, op, lhs, rhs);
                out.push(node);
            }
            (AssignOp::Assign | AssignOp::Define, rhs) => {
                let rhs = rhs.map(|rhs| self.unpack(rhs));
                let lhs = self.unpack(lhs);
                self.assign(pos, lhs, rhs.as_deref().unwrap_or_default(), out);
            }
        }
    }

    /// The elements of a list, or the one expression.
    pub(super) fn unpack(&self, expr: ExprId) -> Box<[ExprId]> {
        match &self.ast.exprs[expr].kind {
            ExprKind::List(list) => list.clone(),
            _ => Box::new([expr]),
        }
    }

    fn assign_op_stmt(
        &mut self,
        pos: NodePos,
        op: Operator,
        lhs: ExprId,
        rhs: Option<ExprId>,
    ) -> NodeId {
        let lhs_ty = self.ty(lhs);
        let x = self.expr(lhs);
        self.mark_assigned(x);
        let (y, inc_dec) = match rhs {
            Some(rhs) => {
                let shift = matches!(op, Operator::Shl | Operator::Shr);
                (self.convert_expr_opt(rhs, (!shift).then_some(lhs_ty)), false)
            }
            None => {
                let ty = self.node_ty(x);
                (self.one(pos, ty), true)
            }
        };
        let op = binary_op(op).unwrap_or(BinaryOp::Add);
        self.stmt(pos, Op::AsOp { op, x, y, inc_dec })
    }

    /// Declarations in a function: those of variables make statements.
    pub(super) fn decl_stmt(&mut self, decls: &'a [DeclId], out: &mut Nodes) {
        let ast = self.ast;
        for &decl in decls {
            let decl = &ast.decls[decl];
            match &decl.kind {
                DeclKind::Var { names, ty, values } => {
                    for &name in names.iter().filter(|_| ty.is_some()) {
                        let at = self.expr_pos(name).at;
                        ty.iter().for_each(|&ty| self.note_written_struct(ty, at));
                    }
                    let values = values.map(|values| self.unpack(values));
                    let pos = self.pos(decl.pos);
                    self.assign(pos, names.clone(), values.as_deref().unwrap_or_default(), out);
                }
                DeclKind::Import { .. }
                | DeclKind::Const { .. }
                | DeclKind::Type { .. }
                | DeclKind::Func { .. } => {}
            }
        }
    }

    /// `lhs = rhs`, where names on the left side may be declared; without values they are only
    /// declared.
    fn assign(&mut self, pos: NodePos, lhs_exprs: Box<[ExprId]>, rhs: &[ExprId], out: &mut Nodes) {
        let mut lhs = Nodes::with_capacity(lhs_exprs.len());
        let mut names = Vec::new();
        for &expr in &lhs_exprs {
            let (node, declared) = self.assignee(expr);
            lhs.push(node);
            names.extend(declared);
        }
        if rhs.is_empty() {
            for name in names {
                let x = self.name_node(name);
                let node = self.stmt(pos, Op::As { x, y: None, def: false });
                let dcl = self.stmt(pos, Op::Dcl(name));
                self.body.nodes[node].init.push(dcl);
                out.push(node);
            }
            return;
        }
        let types: Vec<_> = lhs_exprs.iter().map(|&expr| self.assignee_type(expr)).collect();
        let rhs = self.multi_expr(pos, rhs, |i| types.get(i).copied().flatten());
        let node = self.assign_nodes(pos, lhs, rhs, &names);
        out.push(node);
    }

    /// The assignment of values to as many targets, of which `names` are declared by it.
    pub(super) fn assign_nodes(
        &mut self,
        pos: NodePos,
        lhs: Nodes,
        rhs: Nodes,
        names: &[NameId],
    ) -> NodeId {
        let def = !names.is_empty();
        let op = match (&lhs[..], &rhs[..]) {
            (&[x], &[y]) => Op::As { x, y: Some(y), def },
            _ => Op::As2 { op: As2Op::As2, lhs, rhs, def },
        };
        let node = self.stmt(pos, op);
        self.init_defn(node, names);
        node
    }

    /// Marks variables as defined by a statement, and declares them before it.
    pub(super) fn init_defn(&mut self, node: NodeId, names: &[NameId]) {
        for &name in names {
            self.body.names[name].defn = Defn::Node(node);
            let pos = self.body.names[name].pos;
            let dcl = self.stmt(pos, Op::Dcl(name));
            self.body.nodes[node].init.push(dcl);
        }
    }

    /// A target of an assignment, and the variable if it is declared here.
    pub(super) fn assignee(&mut self, expr: ExprId) -> (NodeId, Option<NameId>) {
        let expr = self.ast.unparen(expr);
        if let ExprKind::Name(name) = self.ast.exprs[expr].kind {
            if name.is_blank() {
                return (self.blank(self.expr_pos(expr)), None);
            }
            if self.declares(expr) {
                let pos = self.expr_pos(expr);
                self.state.base_pos = Some(pos);
                let name = self.declare(expr, pos);
                return (self.name_node(name), Some(name));
            }
        }
        let node = self.expr(expr);
        self.mark_assigned(node);
        (node, None)
    }

    /// The blank identifier.
    pub(super) fn blank(&mut self, pos: NodePos) -> NodeId {
        self.stmt(pos, Op::Blank)
    }

    /// The type to which a value for a target is converted: none for the blank identifier.
    pub(super) fn assignee_type(&self, expr: ExprId) -> Option<TypeId> {
        let expr = self.ast.unparen(expr);
        if let ExprKind::Name(name) = self.ast.exprs[expr].kind {
            if name.is_blank() {
                return None;
            }
            if let Some(obj) = self.object(expr)
                && let Some(&ty) = self.types.object(obj).ty.get()
            {
                return Some(self.subst(ty));
            }
        }
        Some(self.ty(expr))
    }

    /// Whether a name declares a local variable rather than naming one.
    fn declares(&self, name: ExprId) -> bool {
        let Some(obj) = self.object(name) else { return false };
        let object = self.types.object(obj);
        matches!(object.kind, ObjectKind::Var(VarKind::Local))
            && self.types.pos(object) == Some(self.source.pos(self.ast.exprs[name].pos))
    }

    /// Notes that an element of a map is assigned to (`typecheck.checkassign`).
    pub(super) fn mark_assigned(&mut self, node: NodeId) {
        if let Op::IndexMap { assigned, .. } = &mut self.body.nodes[node].op {
            *assigned = true;
        }
    }
}
