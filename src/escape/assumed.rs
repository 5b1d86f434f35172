//! What of the verdicts is sure where something is unknown: members of missing packages, what has
//! an error.
//!
//! The walk assumes the worst of the unknown: arguments of an unknown function flow to the heap,
//! values of an unknown type hold pointers. It marks what it assumes: edges that may not be there,
//! and locations of which the size, or even the kind, isn't known. Since more edges only ever move
//! more to the heap, the graph is solved a second time without the doubtful ones. What is the same
//! in both solutions is sure.
//!
//! ```go
//! import "example.com/lib" // missing
//! func f(p, q *int) *int {
//!     lib.Use(p)      // edge p -> heap, doubtful: "leaking param: p" is assumed
//!     sink = q        // edge q -> heap: "leaking param: q" is sure
//!     x := new(lib.T) // if it is small: "new(lib.T) does not escape" is assumed
//! }
//! ```

use super::graph::{About, DoubtId, Edge, Graph, Loc, attr, flag};
use super::leaks::{Leaks, SureLeaks};
use super::solve::Solver;
use super::tables::Tables;
use super::walk::Walker;
use crate::budget::Budget;
use crate::ir::node::{ConvOp, NodeId, Op, UnaryOp};
use crate::ir::visit::for_each_child;
use crate::types::store::TypeId;
use crate::types::unknown::Why;

/// What is sure of a batch.
pub(super) struct Sure {
    /// The graph without what is in doubt, solved; absent where nothing is.
    graph: Option<Graph>,
    /// By location: the nearest doubt on the way of its value.
    blame: Vec<DoubtId>,
}

impl Sure {
    /// Solves a graph that isn't solved yet, without what is in doubt.
    pub(super) fn new(
        graph: &Graph,
        solver: &mut Solver,
        tables: &mut Tables,
        budget: &Budget,
    ) -> Sure {
        let doubts = &graph.doubts;
        if !doubts.any() {
            return Sure { graph: None, blame: Vec::new() };
        }
        let mut without = Graph { locs: graph.locs.clone(), ..Graph::default() };
        // Nothing was moved to the heap at once: that may rest on a doubt as well.
        for forced in doubts.forced.iter().rev() {
            without.loc_mut(forced.edge.src).attrs = forced.before;
        }
        let mut doubted: Vec<(Loc, DoubtId)> = Vec::new();
        let mut add = |edge: &Edge, doubt: DoubtId| match doubt {
            DoubtId::NONE => without.edges.push(*edge),
            doubt => doubted.push((edge.src, doubt)),
        };
        let mut unsure = doubts.edges.iter().peekable();
        for (at, edge) in graph.edges.iter().enumerate() {
            let doubt = unsure.next_if(|(number, _)| *number as usize == at);
            add(edge, doubt.map_or(DoubtId::NONE, |(_, doubt)| *doubt));
        }
        for forced in &doubts.forced {
            add(&forced.edge, forced.doubt);
        }
        let blame = blame(&without, &doubted);
        solver.solve(&mut without, tables, None, budget);
        for location in &without.locs {
            let closure = location.has(flag::CLOSURE).then_some(location.number);
            for func in [Some(location.func), closure].into_iter().flatten() {
                if let Some(func) = tables.funcs.get_mut(func as usize) {
                    func.results_lost = false;
                }
            }
        }
        Sure { graph: Some(without), blame }
    }

    /// Why the verdict about a location of the solved graph isn't sure.
    pub(super) fn doubt(&self, graph: &Graph, loc: Loc) -> Option<Why> {
        let without = self.graph.as_ref()?;
        let escapes = graph.loc(loc).has_attr(attr::ESCAPES);
        let surely = without.loc(loc).has_attr(attr::ESCAPES);
        // They were noted as the locations were made.
        let at = graph.doubts.locs.partition_point(|&(of, ..)| of < loc);
        if let Some(&(of, doubt, about)) = graph.doubts.locs.get(at)
            && of == loc
            && (about == About::Itself || !surely)
        {
            return graph.doubts.why(doubt);
        }
        if escapes == surely { None } else { self.why(graph, loc) }
    }

    /// What is sure of where a parameter leaks, if that isn't all.
    pub(super) fn leaks(&self, graph: &Graph, loc: Loc, leaks: Leaks) -> Option<SureLeaks> {
        let without = self.graph.as_ref()?;
        let mut sure = without.loc(loc).leaks;
        sure.optimize();
        let moved = graph.loc(loc).has_attr(attr::ESCAPES);
        if sure == leaks && moved == without.loc(loc).has_attr(attr::ESCAPES) {
            return None;
        }
        Some(SureLeaks { sure, why: self.why(graph, loc)? })
    }

    fn why(&self, graph: &Graph, loc: Loc) -> Option<Why> {
        let near = self.blame.get(loc as usize).copied().unwrap_or(DoubtId::NONE);
        // Without a way to a doubt, what decides is one about another value.
        graph.doubts.why(near).or_else(|| graph.doubts.first())
    }
}

/// By location: the nearest doubt on the way of its value, in a graph without doubtful edges.
fn blame(graph: &Graph, doubted: &[(Loc, DoubtId)]) -> Vec<DoubtId> {
    let mut blame = vec![DoubtId::NONE; graph.locs.len()];
    let mut queue: Vec<Loc> = Vec::new();
    let mut reach = |queue: &mut Vec<Loc>, loc: Loc, doubt: DoubtId| {
        let known = &mut blame[loc as usize];
        if *known == DoubtId::NONE {
            *known = doubt;
            queue.push(loc);
        }
        blame[loc as usize]
    };
    for &(src, doubt) in doubted {
        reach(&mut queue, src, doubt);
    }
    let mut edges: Vec<(Loc, Loc)> = graph.edges.iter().map(|edge| (edge.dst, edge.src)).collect();
    edges.sort_unstable();
    let mut head = 0;
    while let Some(&loc) = queue.get(head) {
        head += 1;
        let doubt = reach(&mut queue, loc, DoubtId::NONE);
        let at = edges.partition_point(|&(dst, _)| dst < loc);
        for &(_, src) in edges[at..].iter().take_while(|(dst, _)| *dst == loc) {
            reach(&mut queue, src, doubt);
        }
    }
    blame
}

/// What the walk marks.
impl Walker<'_> {
    fn number(&mut self, why: Option<Why>) -> DoubtId {
        match why {
            Some(why) if self.graph.doubts.watch => self.graph.doubts.number(why),
            _ => DoubtId::NONE,
        }
    }

    /// The doubt whether values of a type hold pointers.
    pub(super) fn doubt_of_pointers(&mut self, ty: Option<TypeId>) -> DoubtId {
        let doubt = ty.and_then(|ty| self.facts.types().doubt(ty));
        self.number(doubt.filter(|doubt| !doubt.holds_pointers).map(|doubt| doubt.why))
    }

    /// The doubt what values of a type are like: their size, and whether they are pointers.
    pub(super) fn doubt_of_value(&mut self, ty: TypeId) -> DoubtId {
        if !self.graph.doubts.watch {
            return DoubtId::NONE;
        }
        let doubt = self.facts.types().doubt(ty);
        self.number(doubt.map(|doubt| doubt.why))
    }

    /// The doubt what kind of type it is: a function, an array, a pointer.
    pub(super) fn doubt_of_kind(&mut self, ty: Option<TypeId>) -> DoubtId {
        let Some(ty) = ty.filter(|_| self.graph.doubts.watch) else { return DoubtId::NONE };
        let types = self.facts.types();
        match types.is_valid(types.underlying(ty)) {
            true => DoubtId::NONE,
            false => self.doubt_of_value(ty),
        }
    }

    /// The doubt what is printed of a node: gc would name the type or the method of an operand.
    fn doubt_of_text(&mut self, node: NodeId) -> DoubtId {
        /// No message is longer.
        const MOST: usize = 1_000;
        let body = self.body;
        let mut nodes = vec![node];
        let mut at = 0;
        while let Some(&node) = nodes.get(at).filter(|_| at < MOST) {
            at += 1;
            let doubt = match body.op(node) {
                Op::Name(_) | Op::Closure(_) => DoubtId::NONE,
                _ => self.doubt_of_kind(self.ty(node)),
            };
            if doubt != DoubtId::NONE {
                return doubt;
            }
            for_each_child(body, node, |child| nodes.push(child));
        }
        DoubtId::NONE
    }

    /// What is in doubt of what a node allocates.
    pub(super) fn doubt_of_allocation(&mut self, node: NodeId) -> Option<(DoubtId, About)> {
        let body = self.body;
        let n = &body.nodes[node];
        // What a map holds isn't part of it.
        let elem = n.ty.filter(|&ty| !self.facts.is_map(ty)).and_then(|ty| self.facts.elem(ty));
        let (itself, size) = match n.op {
            // A literal of an unknown type may be one of a map.
            Op::PtrLit(x) => (self.doubt_of_kind(self.ty(x)), elem),
            Op::Conv(ConvOp::ConvIface, x) => match self.ty(x) {
                Some(ty) => (self.doubt_of_value(ty), None),
                None => (DoubtId::NONE, None),
            },
            Op::Make { len, cap, .. } => {
                let mut itself = self.doubt_of_kind(n.ty);
                for operand in len.into_iter().chain(cap) {
                    // It may be a constant.
                    if itself == DoubtId::NONE {
                        itself = self.doubt_of_kind(self.ty(operand));
                    }
                }
                (itself, elem)
            }
            Op::Unary(UnaryOp::New, _) | Op::CompLit { .. } | Op::Append { .. } => {
                (self.doubt_of_kind(n.ty), elem)
            }
            _ => (DoubtId::NONE, None),
        };
        let itself = match n.op {
            // Their operands aren't printed.
            Op::PtrLit(_) | Op::CompLit { .. } | Op::Closure(_) => itself,
            _ if itself != DoubtId::NONE => itself,
            _ => self.doubt_of_text(node),
        };
        if itself != DoubtId::NONE {
            return Some((itself, About::Itself));
        }
        let size = self.doubt_of_value(size?);
        (size != DoubtId::NONE).then_some((size, About::Size))
    }
}
