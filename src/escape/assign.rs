//! Assignments (`escape/assign.go`).

use super::graph::{AssumptionId, HEAP, Hole, LocationKind, MUTATOR, flag};
use super::reason::Reason;
use super::verdict::VerdictKind;
use super::walk::Walker;
use crate::ir::node::{Defn, NodeId, Op, SelectorOp};
use crate::ir::same_expr::is_reflect_header_data_field;

impl Walker<'_> {
    /// Evaluates the target of an assignment, and gives back the hole that stores into it.
    pub(super) fn addr(&mut self, node: NodeId) -> Hole {
        let mut hole = Hole::DISCARD;
        self.deeper(|walker| hole = walker.addr_within(node));
        hole
    }

    fn addr_within(&mut self, node: NodeId) -> Hole {
        let body = self.body;
        match &body.nodes[node].op {
            Op::Blank => Hole::DISCARD,
            Op::Name(name) if body.names[*name].sym.is_blank() => Hole::DISCARD,
            Op::Name(name) => Hole::of(self.old_loc(*name)),
            Op::Selector { op: SelectorOp::Dot, x, .. } => {
                match self.assumption_of_kind(body.nodes[node].ty) {
                    AssumptionId::NONE => self.addr(*x),
                    // It need not be a part of x.
                    assumption => {
                        self.mutate(*x);
                        Hole::of(HEAP).assuming(assumption)
                    }
                }
            }
            Op::Selector { op: SelectorOp::DotPtr, x, .. } | Op::Deref(x) => {
                self.mutate(*x);
                Hole::of(HEAP)
            }
            Op::Index { x, index } => {
                self.discard(*index);
                let x_ty = body.nodes[*x].ty;
                if x_ty.is_some_and(|ty| self.facts.is_array(ty)) {
                    self.addr(*x)
                } else {
                    self.mutate(*x);
                    Hole::of(HEAP).assuming(self.assumption_of_kind(x_ty))
                }
            }
            Op::IndexMap { x, index, .. } => {
                self.discard(*x);
                self.assign_heap(*index, Reason::KeyOfMapPut, node);
                Hole::of(HEAP)
            }
            // Package variables and the compiler's own data; anything else isn't assignable, or it
            // isn't known what it is.
            Op::Global(_) => Hole::of(HEAP),
            _ => Hole::of(HEAP).assuming(self.assumption_of_kind(body.nodes[node].ty)),
        }
    }

    fn mutate(&mut self, node: NodeId) {
        self.expr(Hole::of(MUTATOR), node);
    }

    pub(super) fn addrs(&mut self, nodes: &[NodeId]) -> Vec<Hole> {
        nodes.iter().map(|&node| self.addr(node)).collect()
    }

    /// Lets the value of `src` flow to the heap.
    pub(super) fn assign_heap(&mut self, src: NodeId, why: Reason, node: NodeId) {
        let hole = self.note(Hole::of(HEAP), node, why);
        self.expr(hole, src);
    }

    /// `dst = src`, or the zero value without `src`.
    pub(super) fn assign_one(&mut self, dst: NodeId, src: Option<NodeId>, node: NodeId) {
        let hole = self.addr(dst);
        self.assign(hole, dst, src, Reason::Assign, node);
        self.reassigned(&[hole], node);
    }

    /// `dsts... = srcs...`; one source may serve several targets, then it flows to the first.
    pub(super) fn assign_list(
        &mut self,
        dsts: &[NodeId],
        srcs: &[NodeId],
        why: Reason,
        node: NodeId,
    ) {
        let holes = self.addrs(dsts);
        for (i, (&hole, &dst)) in holes.iter().zip(dsts).enumerate() {
            self.assign(hole, dst, srcs.get(i).copied(), why, node);
        }
        self.reassigned(&holes, node);
    }

    fn assign(
        &mut self,
        mut hole: Hole,
        dst: NodeId,
        src: Option<NodeId>,
        why: Reason,
        node: NodeId,
    ) {
        let Some(src) = src else { return };
        let body = self.body;
        let types = self.facts.types();
        let through_pointer = matches!(body.op(dst), Op::Selector { op: SelectorOp::DotPtr, .. });
        if through_pointer && is_reflect_header_data_field(types, body, dst) {
            // A uintptr that is stored as the data pointer of a header.
            let hole = self.note(Hole::of(HEAP), node, why);
            self.unsafe_value(hole, src);
            return;
        }
        if super::utils::is_self_assign(types, body, dst, src) {
            let kind = VerdictKind::SelfAssignment { func: self.func, statement: node };
            self.report(body.nodes[node].pos, kind);
            hole = Hole::DISCARD;
        }
        let hole = self.note(hole, node, why);
        self.expr(hole, src);
    }

    /// Marks what was assigned, unless this assignment is the variable's definition.
    pub(super) fn reassigned(&mut self, holes: &[Hole], node: NodeId) {
        let body = self.body;
        let op = body.op(node);
        if let Op::As { x, y: None, .. } = op
            && let Op::Name(name) = body.op(*x)
            && body.names[*name].outer.is_none()
            && body.names[*name].defn == Defn::None
        {
            // The zero value of a variable declared without another.
            return;
        }
        let may_define = !matches!(op, Op::Range(_));
        for hole in holes {
            let location = self.graph.loc_mut(hole.dst);
            if may_define
                && let LocationKind::Name(index, name) = location.what
                && index == self.index
                && body.names.get(name).is_some_and(|name| name.defn == Defn::Node(node))
            {
                continue;
            }
            location.flags |= flag::REASSIGNED;
        }
    }
}
