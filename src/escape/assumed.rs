//! What of the verdicts is exact where something is unknown: members of missing packages, what has
//! an error.
//!
//! The walk assumes the worst of the unknown: arguments of an unknown function flow to the heap,
//! values of an unknown type hold pointers. It marks what it assumes: edges that may not be there,
//! and locations of which the size, or even the kind, isn't known. Since more edges only ever move
//! more to the heap, the graph is solved a second time without the assumed ones. What is the same
//! in both solutions is exact.
//!
//! ```go
//! import "example.com/lib" // missing
//! func f(p, q *int) *int {
//!     lib.Use(p)      // edge p -> heap, assumed: "leaking param: p" is assumed
//!     sink = q        // edge q -> heap: "leaking param: q" is exact
//!     x := new(lib.T) // if it is small: "new(lib.T) does not escape" is assumed
//! }
//! ```

use super::graph::{AssumedProperty, AssumptionId, Edge, Graph, Loc, attr, flag};
use super::leaks::{ExactLeaks, Leaks};
use super::solve::Solver;
use super::tables::Tables;
use super::walk::Walker;
use crate::budget::Budget;
use crate::ir::node::{ConvOp, NodeId, Op, UnaryOp};
use crate::ir::visit::for_each_child;
use crate::types::store::TypeId;
use crate::types::unknown::Why;

/// What is exact of a batch.
pub(super) struct Exact {
    /// The graph without what is assumed, solved; absent where nothing is.
    graph: Option<Graph>,
    /// By location: the nearest assumption on the way of its value.
    basis: Vec<AssumptionId>,
}

impl Exact {
    /// Solves a graph that isn't solved yet, without what is assumed.
    pub(super) fn new(
        graph: &Graph,
        solver: &mut Solver,
        tables: &mut Tables,
        budget: &Budget,
    ) -> Exact {
        let assumptions = &graph.assumptions;
        if !assumptions.any() {
            return Exact { graph: None, basis: Vec::new() };
        }
        let mut without = Graph { locs: graph.locs.clone(), ..Graph::default() };
        // Nothing was moved to the heap at once: that may rest on an assumption as well.
        for forced in assumptions.forced.iter().rev() {
            without.loc_mut(forced.edge.src).attrs = forced.before;
        }
        let mut assuming: Vec<(Loc, AssumptionId)> = Vec::new();
        let mut add = |edge: &Edge, assumption: AssumptionId| match assumption {
            AssumptionId::NONE => without.edges.push(*edge),
            assumption => assuming.push((edge.src, assumption)),
        };
        let mut inexact = assumptions.edges.iter().peekable();
        for (at, edge) in graph.edges.iter().enumerate() {
            let assumption = inexact.next_if(|(number, _)| *number as usize == at);
            add(edge, assumption.map_or(AssumptionId::NONE, |(_, assumption)| *assumption));
        }
        for forced in &assumptions.forced {
            add(&forced.edge, forced.assumption);
        }
        let basis = basis(&without, &assuming);
        solver.solve(&mut without, tables, None, budget);
        for location in &without.locs {
            let closure = location.has(flag::CLOSURE).then_some(location.number);
            for func in [Some(location.func), closure].into_iter().flatten() {
                if let Some(func) = tables.funcs.get_mut(func as usize) {
                    func.results_lost = false;
                }
            }
        }
        Exact { graph: Some(without), basis }
    }

    /// Why the verdict about a location of the solved graph isn't exact.
    pub(super) fn assumption(&self, graph: &Graph, loc: Loc) -> Option<Why> {
        let without = self.graph.as_ref()?;
        let escapes = graph.loc(loc).has_attr(attr::ESCAPES);
        let exactly = without.loc(loc).has_attr(attr::ESCAPES);
        // They were noted as the locations were made.
        let at = graph.assumptions.locs.partition_point(|&(of, ..)| of < loc);
        if let Some(&(of, assumption, about)) = graph.assumptions.locs.get(at)
            && of == loc
            && (about == AssumedProperty::Itself || !exactly)
        {
            return graph.assumptions.why(assumption);
        }
        if escapes == exactly { None } else { self.why(graph, loc) }
    }

    /// What is exact of where a parameter leaks, if that isn't all.
    pub(super) fn leaks(&self, graph: &Graph, loc: Loc, leaks: Leaks) -> Option<ExactLeaks> {
        let without = self.graph.as_ref()?;
        let mut exact = without.loc(loc).leaks;
        exact.optimize();
        let moved = graph.loc(loc).has_attr(attr::ESCAPES);
        if exact == leaks && moved == without.loc(loc).has_attr(attr::ESCAPES) {
            return None;
        }
        Some(ExactLeaks { exact, why: self.why(graph, loc)? })
    }

    fn why(&self, graph: &Graph, loc: Loc) -> Option<Why> {
        let near = self.basis.get(loc.index()).copied().unwrap_or(AssumptionId::NONE);
        // Without a way to an assumption, what decides is one about another value.
        graph.assumptions.why(near).or_else(|| graph.assumptions.first())
    }
}

/// By location: the nearest assumption on the way of its value, in a graph without assumed edges.
fn basis(graph: &Graph, assuming: &[(Loc, AssumptionId)]) -> Vec<AssumptionId> {
    let mut basis = vec![AssumptionId::NONE; graph.locs.len()];
    let mut queue: Vec<Loc> = Vec::new();
    let mut reach = |queue: &mut Vec<Loc>, loc: Loc, assumption: AssumptionId| {
        let known = &mut basis[loc.index()];
        if *known == AssumptionId::NONE {
            *known = assumption;
            queue.push(loc);
        }
        basis[loc.index()]
    };
    for &(src, assumption) in assuming {
        reach(&mut queue, src, assumption);
    }
    let mut edges: Vec<(Loc, Loc)> = graph.edges.iter().map(|edge| (edge.dst, edge.src)).collect();
    edges.sort_unstable();
    let mut head = 0;
    while let Some(&loc) = queue.get(head) {
        head += 1;
        let assumption = reach(&mut queue, loc, AssumptionId::NONE);
        let at = edges.partition_point(|&(dst, _)| dst < loc);
        for &(_, src) in edges[at..].iter().take_while(|(dst, _)| *dst == loc) {
            reach(&mut queue, src, assumption);
        }
    }
    basis
}

/// What the walk marks.
impl Walker<'_> {
    fn number(&mut self, why: Option<Why>) -> AssumptionId {
        match why {
            Some(why) if self.graph.assumptions.watch => self.graph.assumptions.number(why),
            _ => AssumptionId::NONE,
        }
    }

    /// The assumption whether values of a type hold pointers.
    pub(super) fn assumption_of_pointers(&mut self, ty: Option<TypeId>) -> AssumptionId {
        let assumption = ty.and_then(|ty| self.facts.types().assumption(ty));
        self.number(
            assumption
                .filter(|assumption| !assumption.holds_pointers)
                .map(|assumption| assumption.why),
        )
    }

    /// The assumption what values of a type are like: their size, and whether they are pointers.
    pub(super) fn assumption_of_value(&mut self, ty: TypeId) -> AssumptionId {
        if !self.graph.assumptions.watch {
            return AssumptionId::NONE;
        }
        let assumption = self.facts.types().assumption(ty);
        self.number(assumption.map(|assumption| assumption.why))
    }

    /// The assumption what kind of type it is: a function, an array, a pointer.
    pub(super) fn assumption_of_kind(&mut self, ty: Option<TypeId>) -> AssumptionId {
        let Some(ty) = ty.filter(|_| self.graph.assumptions.watch) else {
            return AssumptionId::NONE;
        };
        let types = self.facts.types();
        match types.is_valid(types.underlying(ty)) {
            true => AssumptionId::NONE,
            false => self.assumption_of_value(ty),
        }
    }

    /// The assumption what is printed of a node: gc would name the type or the method of an operand.
    fn assumption_of_text(&mut self, node: NodeId) -> AssumptionId {
        /// No message is longer.
        const MOST: usize = 1_000;
        let body = self.body;
        let mut nodes = vec![node];
        let mut at = 0;
        while let Some(&node) = nodes.get(at).filter(|_| at < MOST) {
            at += 1;
            let assumption = match body.op(node) {
                Op::Name(_) | Op::Closure(_) => AssumptionId::NONE,
                _ => self.assumption_of_kind(self.ty(node)),
            };
            if assumption != AssumptionId::NONE {
                return assumption;
            }
            for_each_child(body, node, |child| nodes.push(child));
        }
        AssumptionId::NONE
    }

    /// What is assumed of what a node allocates.
    pub(super) fn assumption_of_allocation(
        &mut self,
        node: NodeId,
    ) -> Option<(AssumptionId, AssumedProperty)> {
        let body = self.body;
        let n = &body.nodes[node];
        // What a map holds isn't part of it.
        let elem = n.ty.filter(|&ty| !self.facts.is_map(ty)).and_then(|ty| self.facts.elem(ty));
        let (itself, size) = match n.op {
            // A literal of an unknown type may be one of a map.
            Op::PtrLit(x) => (self.assumption_of_kind(self.ty(x)), elem),
            Op::Conv(ConvOp::ConvIface, x) => match self.ty(x) {
                Some(ty) => (self.assumption_of_value(ty), None),
                None => (AssumptionId::NONE, None),
            },
            Op::Make { len, cap, .. } => {
                let mut itself = self.assumption_of_kind(n.ty);
                for operand in len.into_iter().chain(cap) {
                    // It may be a constant.
                    if itself == AssumptionId::NONE {
                        itself = self.assumption_of_kind(self.ty(operand));
                    }
                }
                (itself, elem)
            }
            Op::Unary(UnaryOp::New, _) | Op::CompLit { .. } | Op::Append { .. } => {
                (self.assumption_of_kind(n.ty), elem)
            }
            _ => (AssumptionId::NONE, None),
        };
        let itself = match n.op {
            // Their operands aren't printed.
            Op::PtrLit(_) | Op::CompLit { .. } | Op::Closure(_) => itself,
            _ if itself != AssumptionId::NONE => itself,
            _ => self.assumption_of_text(node),
        };
        if itself != AssumptionId::NONE {
            return Some((itself, AssumedProperty::Itself));
        }
        let size = self.assumption_of_value(size?);
        (size != AssumptionId::NONE).then_some((size, AssumedProperty::Size))
    }
}
