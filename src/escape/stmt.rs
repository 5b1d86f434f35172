//! Statements (`escape/stmt.go`): which values they let flow where, and how deep in loops
//! variables are declared.

use super::graph::{Hole, attr};
use super::reason::Reason;
use super::walk::Walker;
use crate::ir::node::{
    As2Op, BinaryOp, BuiltinOp, CallOp, NameId, NodeId, Op, RangeLoop, TypeSwitch, UnaryOp,
};

impl Walker<'_> {
    pub(super) fn stmts(&mut self, nodes: &[NodeId]) {
        for &node in nodes {
            self.stmt(node);
        }
    }

    /// Statements after which the loop depth is what it was before.
    pub(super) fn block(&mut self, nodes: &[NodeId]) {
        let outer = self.loop_depth;
        self.stmts(nodes);
        self.loop_depth = outer;
    }

    pub(super) fn stmt(&mut self, node: NodeId) {
        self.deeper(|walker| walker.stmt_within(node));
    }

    fn stmt_within(&mut self, node: NodeId) {
        let body = self.body;
        let n = &body.nodes[node];
        self.stmts(&n.init);
        match &n.op {
            Op::Branch(..) | Op::Blank | Op::Case => {}
            Op::Block(list) => self.stmts(list),
            Op::Dcl(name) => {
                if !body.names[*name].sym.is_blank() {
                    self.dcl(*name);
                }
            }
            Op::Label(label) => self.label(*label),
            Op::If { cond, body, els } => {
                self.discard(*cond);
                self.block(body);
                self.block(els);
            }
            Op::For(f) => {
                self.loop_depth += 1;
                self.discard_optional(f.cond);
                if let Some(post) = f.post {
                    self.stmt(post);
                }
                self.block(&f.body);
                self.loop_depth -= 1;
            }
            Op::Range(r) => self.range(node, r),
            Op::Switch(s) => {
                self.discard_optional(s.tag);
                for case in &s.cases {
                    self.discards(&case.list);
                    self.block(&case.body);
                }
            }
            Op::TypeSwitch(s) => self.type_switch(s),
            Op::Select(clauses) => {
                for clause in clauses {
                    if let Some(comm) = clause.comm {
                        self.stmt(comm);
                    }
                    self.block(&clause.body);
                }
            }
            Op::Send { chan, value } => {
                self.discard(*chan);
                self.assign_heap(*value, Reason::Send, node);
            }
            Op::As { x, y, .. } => self.assign_one(*x, *y, node),
            Op::AsOp { x, y, .. } => self.assign_one(*x, Some(*y), node),
            Op::As2 { op, lhs, rhs, .. } => match op {
                As2Op::As2 => self.assign_list(lhs, rhs, Reason::AssignPair, node),
                As2Op::DotType => self.assign_list(lhs, rhs, Reason::AssignPairDotType, node),
                As2Op::MapR => self.assign_list(lhs, rhs, Reason::AssignPairMapR, node),
                As2Op::Recv | As2Op::SelRecv2 => {
                    self.assign_list(lhs, rhs, Reason::AssignPairReceive, node);
                }
                As2Op::Func => {
                    let Some(&call) = rhs.first() else { return };
                    self.stmts(&body.nodes[call].init);
                    let holes = self.addrs(lhs);
                    self.call(Some(&holes), call);
                    self.reassigned(&holes, node);
                }
            },
            Op::Return(results) => self.return_stmt(node, results),
            Op::Go(call) => self.go_defer(*call, Hole::of(super::graph::HEAP)),
            Op::Defer { call, at } => {
                // A deferred call of a function's top level runs once, before the frame is gone.
                let hole = if self.loop_depth == 1 && at.is_none() {
                    self.later(Hole::DISCARD)
                } else {
                    Hole::of(super::graph::HEAP)
                };
                self.go_defer(*call, hole);
            }
            Op::TailCall(call) => self.call(None, *call),
            Op::Unary(UnaryOp::CheckNil, x) => self.discard(*x),
            Op::Unary(UnaryOp::Recv, _) => self.expr_skip_init(Hole::DISCARD, node),
            Op::Unary(UnaryOp::Clear | UnaryOp::Close | UnaryOp::Panic, _)
            | Op::Binary(BinaryOp::Copy, ..)
            | Op::Builtin(BuiltinOp::Delete | BuiltinOp::Print | BuiltinOp::Println, _)
            | Op::Recover
            | Op::InlCall { .. }
            | Op::Call { op: CallOp::CallFunc | CallOp::CallInter | CallOp::CallMeth, .. } => {
                self.call(None, node);
            }
            // gc has none of these as statements; broken source may.
            Op::Name(_)
            | Op::Global(_)
            | Op::Func(_)
            | Op::Type
            | Op::DynamicType
            | Op::Literal(_)
            | Op::Nil
            | Op::LinkSym { .. }
            | Op::Static
            | Op::Unary(..)
            | Op::Binary(..)
            | Op::AddStr(_)
            | Op::Addr(_)
            | Op::PtrLit(_)
            | Op::Deref(_)
            | Op::Selector { .. }
            | Op::DotType { .. }
            | Op::DynamicDotType { .. }
            | Op::Index { .. }
            | Op::IndexMap { .. }
            | Op::Slice { .. }
            | Op::Conv(..)
            | Op::CompLit { .. }
            | Op::Key { .. }
            | Op::StructKey { .. }
            | Op::Closure(_)
            | Op::Make { .. }
            | Op::Append { .. }
            | Op::Builtin(BuiltinOp::Min | BuiltinOp::Max, _)
            | Op::Getg => self.expr_skip_init(Hole::DISCARD, node),
        }
    }

    /// `for key, value = range x`: the operand is evaluated before the loop and lives on until
    /// its end; each iteration assigns from it.
    fn range(&mut self, node: NodeId, r: &RangeLoop) {
        let operand = self.temp(attr::PERSISTS);
        self.expr(Hole::of(operand), r.x);
        self.loop_depth += 1;
        let holes = [r.key, r.value].map(|target| match target {
            Some(target) => self.addr(target),
            None => Hole::DISCARD,
        });
        let x_ty = self.body.nodes[r.x].ty;
        let is_array = x_ty.is_some_and(|ty| self.facts.is_array(ty));
        let kind = self.doubt_of_kind(x_ty);
        let value = if is_array {
            self.note(holes[1], node, Reason::Range)
        } else {
            self.deref(holes[1], node, Reason::RangeDeref)
        };
        self.flow(value.doubted(kind), operand);
        self.reassigned(&holes, node);
        self.block(&r.body);
        self.loop_depth -= 1;
    }

    fn type_switch(&mut self, s: &TypeSwitch) {
        let mut holes = Vec::new();
        for case in &s.cases {
            // The variables of a type switch are declared by its clauses.
            let Some(var) = case.var else { continue };
            let hole = self.dcl(var);
            let ty = self.body.names[var].ty;
            if self.facts.has_pointers(ty) {
                holes.push(self.dot_type(hole, ty, case.node, Reason::SwitchCase));
            }
        }
        let hole = self.tee(&holes);
        self.expr(hole, s.x);
        for case in &s.cases {
            self.discards(&case.list);
            self.block(&case.body);
        }
    }

    fn return_stmt(&mut self, node: NodeId, values: &[NodeId]) {
        let body = self.body;
        let results = &body.funcs[self.func].results;
        let mut holes = Vec::with_capacity(results.len());
        for result in results {
            holes.push(match result.name {
                Some(name) if !body.names[name].sym.is_blank() => Hole::of(self.old_loc(name)),
                _ => Hole::DISCARD,
            });
        }
        for (&hole, &value) in holes.iter().zip(values) {
            let hole = self.note(hole, node, Reason::Return);
            self.expr(hole, value);
        }
        self.reassigned(&holes, node);
    }

    /// Declares a variable here: the loops around its declaration count for it.
    fn dcl(&mut self, name: NameId) -> Hole {
        let loc = self.old_loc(name);
        self.graph.loc_mut(loc).loop_depth = self.loop_depth;
        Hole::of(loc)
    }
}
