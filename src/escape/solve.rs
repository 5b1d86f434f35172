//! Solving the graph (`escape/solve.go`): which locations escape, and where parameters leak.
//!
//! Comes in: locations and edges. Goes out: attributes and leaks of each location, and under
//! tracing an explanation for each that escapes or leaks.
//!
//! From each location, the walk finds all locations whose value or address reaches it, with the
//! fewest dereferences on the way: one below zero means that the address does. If the walk's
//! root outlives such a location, that must go to the heap. Then everything that reaches it has
//! to be looked at again, so locations wait in a queue until nothing changes.
//!
//! ```go
//! for {
//!     x := 0
//!     p = &x // p is declared outside of the loop: it outlives x
//! }
//! ```
//!
//! The order of the queue, of the walk and of edges is gc's: explanations are a trace of it, and
//! so are tags where a result escapes in the middle.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::explain::{place, position, step};
use super::graph::{CALLEE, Edge, FIRST, Graph, HEAP, Loc, MUTATOR, attr, flag};
use super::leaks::RESULTS;
use super::prune::{Outlooks, View};
use super::tables::{FuncNode, Numbers, Tables, outlives_on_stack};
use super::verdict::{Diagnostic, EscapeCause, Explanation, VerdictKind};
use crate::budget::{Budget, EDGES};
use crate::ir::shares::Bodies;

/// A location's state in the current walk.
#[derive(Clone, Copy, Default)]
struct Visit {
    /// The walk that `derefs` belongs to.
    walk: u32,
    /// The walk that it is queued in.
    queued: u32,
    /// Fewest dereferences from here to the root.
    derefs: i32,
    /// The edge that leads towards the root.
    edge: u32,
    /// Whether a walk from here waits.
    waiting: bool,
}

/// Memory for solving one batch after another.
pub(super) struct Solver {
    /// How many times the size of the graph walks may be long before the solver looks ahead.
    patience: usize,
    visits: Vec<Visit>,
    /// Edges by target, in the order in which they were made.
    edges: Vec<Edge>,
    /// By location: where its incoming edges begin in `edges`.
    start: Vec<u32>,
    waiting: VecDeque<Loc>,
    queue: Vec<Loc>,
    walk: u32,
    outlooks: Outlooks,
    /// Steps of walks since the last look.
    steps: usize,
}

/// What explanations are made with.
pub(super) struct Tracer<'a> {
    pub(super) bodies: &'a Bodies,
    pub(super) numbers: &'a Numbers,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl Default for Solver {
    fn default() -> Solver {
        // Graphs of most functions are solved before that.
        Solver::patient(16)
    }
}

impl Solver {
    /// A solver that looks ahead when its walks were so many times longer than the graph is large.
    pub(super) fn patient(patience: usize) -> Solver {
        Solver {
            patience,
            visits: Vec::new(),
            edges: Vec::new(),
            start: Vec::new(),
            waiting: VecDeque::new(),
            queue: Vec::new(),
            walk: 0,
            outlooks: Outlooks::default(),
            steps: 0,
        }
    }

    /// Solves a graph. With a tracer, explains on the way.
    pub(super) fn solve(
        &mut self,
        graph: &mut Graph,
        tables: &mut Tables,
        tracer: Option<Tracer<'_>>,
        budget: &Budget,
    ) {
        self.prepare(graph);
        let Tables { funcs, results, .. } = tables;
        match tracer {
            Some(tracer) => {
                let tracer = Some(tracer);
                RootWalk { solver: self, graph, funcs, results, tracer, budget }.all::<true>();
            }
            None => RootWalk { solver: self, graph, funcs, results, tracer: None, budget }
                .all::<false>(),
        }
    }

    /// Sorts the edges by target.
    fn prepare(&mut self, graph: &Graph) {
        let locs = graph.locs.len();
        self.visits.clear();
        self.visits.resize(locs, Visit::default());
        self.walk = 0;
        self.steps = 0;
        self.outlooks.clear();
        self.start.clear();
        self.start.resize(locs + 1, 0);
        for edge in &graph.edges {
            self.start[edge.dst.index() + 1] += 1;
        }
        for at in 0..locs {
            self.start[at + 1] += self.start[at];
        }
        let Some(&filler) = graph.edges.first() else {
            self.edges.clear();
            return;
        };
        self.edges.clear();
        self.edges.resize(graph.edges.len(), filler);
        for edge in &graph.edges {
            let next = &mut self.start[edge.dst.index()];
            self.edges[*next as usize] = *edge;
            *next += 1;
        }
        // Each beginning has moved to its end, which is the next one's beginning.
        self.start.rotate_right(1);
        self.start[0] = 0;
    }
}

struct RootWalk<'s, 'a> {
    solver: &'s mut Solver,
    graph: &'s mut Graph,
    funcs: &'s mut [FuncNode],
    results: &'s [Loc],
    tracer: Option<Tracer<'a>>,
    budget: &'a Budget,
}

impl RootWalk<'_, '_> {
    fn all<const TRACE: bool>(&mut self) {
        let waiting = &mut self.solver.waiting;
        waiting.clear();
        for loc in Loc::range(FIRST, self.graph.locs.len()) {
            waiting.push_front(loc);
        }
        for loc in [MUTATOR, CALLEE, HEAP] {
            waiting.push_front(loc);
        }
        for &loc in waiting.iter() {
            self.solver.visits[loc.index()].waiting = true;
        }
        let mut followed = 0;
        while let Some(root) = self.solver.waiting.pop_front() {
            self.solver.visits[root.index()].waiting = false;
            self.solver.walk += 1;
            let size = self.graph.locs.len() + self.solver.edges.len();
            if self.solver.steps >= self.solver.patience.saturating_mul(size) {
                self.solver.steps = 0;
                let RootWalk { solver, graph, funcs, results, .. } = self;
                let view = View { graph, funcs, results, explains: TRACE };
                solver.outlooks.look(&view, &solver.edges);
            }
            let steps = self.one::<TRACE>(root);
            self.solver.steps += steps as usize;
            // What isn't solved is assumed.
            followed += steps;
            if !self.budget.spend(followed / EDGES) {
                break;
            }
            followed %= EDGES;
        }
    }

    fn enqueue(&mut self, loc: Loc) {
        let visit = &mut self.solver.visits[loc.index()];
        if visit.waiting {
            return;
        }
        visit.waiting = true;
        if self.graph.loc(loc).has_attr(attr::ESCAPES) {
            self.solver.waiting.push_front(loc);
        } else {
            self.solver.waiting.push_back(loc);
        }
    }

    /// Walks from `root` to everything whose value or address reaches it, and tells how many
    /// locations and edges it looked at.
    fn one<const TRACE: bool>(&mut self, root: Loc) -> u64 {
        let walk = self.solver.walk;
        let visit = &mut self.solver.visits[root.index()];
        (visit.walk, visit.derefs, visit.edge) = (walk, 0, u32::MAX);
        let location = self.graph.loc(root);
        if location.has_attr(attr::CALLS) && location.has(flag::CLOSURE) {
            self.lose_results(location.number);
        }

        // Where nothing is to be found, the walk doesn't go.
        let outlooks = &self.solver.outlooks;
        let choosy = outlooks.any().then(|| outlooks.root(self.graph, root));

        let mut head = 0;
        let mut steps = 1;
        self.solver.queue.clear();
        self.solver.queue.push(root);
        while let Some(&loc) = self.solver.queue.get(head) {
            head += 1;
            let visit = &mut self.solver.visits[loc.index()];
            visit.queued = 0;
            let address = visit.derefs < 0;
            let derefs = visit.derefs.max(0);
            let root_attrs = self.graph.loc(root).attrs;
            let location = self.graph.loc(loc);
            let mut attrs = 0;

            if address {
                if self.outlives(root, loc) {
                    if TRACE && !location.has_attr(attr::ESCAPES) {
                        self.explain(root, loc, None);
                    }
                    attrs |= attr::ALL;
                } else {
                    attrs |= root_attrs & attr::PERSISTS;
                }
            }
            if derefs == 0 {
                attrs |= root_attrs & (attr::MUTATES | attr::CALLS);
            }
            if self.graph.loc(loc).has(flag::PARAM) {
                self.leak::<TRACE>(root, loc, derefs);
            }

            let location = self.graph.loc_mut(loc);
            if attrs & !location.attrs != 0 {
                location.attrs |= attrs;
                let escapes = location.has_attr(attr::ESCAPES);
                self.enqueue(loc);
                if escapes {
                    continue;
                }
            }

            let Solver { visits, edges, start, queue, outlooks, .. } = &mut *self.solver;
            let (from, to) = (start[loc.index()], start[loc.index() + 1]);
            steps += u64::from(to - from) + 1;
            for at in from..to {
                let edge = &edges[at as usize];
                if self.graph.locs[edge.src.index()].attrs & attr::ESCAPES != 0 {
                    continue;
                }
                if let Some(root) = &choosy
                    && !outlooks.promises(self.funcs, root, edge.src)
                {
                    continue;
                }
                let derefs = derefs + edge.derefs;
                let visit = &mut visits[edge.src.index()];
                if visit.walk != walk || visit.derefs > derefs {
                    visit.walk = walk;
                    visit.derefs = derefs;
                    visit.edge = at;
                    if visit.queued != walk {
                        visit.queued = walk;
                        queue.push(edge.src);
                    }
                }
            }
        }
        steps
    }

    /// Records that the value of a parameter reaches `root`.
    fn leak<const TRACE: bool>(&mut self, root: Loc, param: Loc, derefs: i32) {
        if self.outlives(root, param) {
            if TRACE && !self.graph.loc(param).has_attr(attr::ESCAPES) {
                self.explain(root, param, Some(derefs));
            }
            let sink = self.graph.loc(root);
            let to_result = !sink.has_attr(attr::ESCAPES)
                && sink.has(flag::PARAM_OUT)
                && sink.func == self.graph.loc(param).func
                && (1..=RESULTS as u32).contains(&sink.number);
            let result = (sink.number as usize).wrapping_sub(1);
            let leaks = &mut self.graph.loc_mut(param).leaks;
            if to_result {
                leaks.add_result(result, derefs);
            } else {
                leaks.add_heap(derefs);
            }
        }
        let root_attrs = self.graph.loc(root).attrs;
        let leaks = &mut self.graph.loc_mut(param).leaks;
        if root_attrs & attr::MUTATES != 0 {
            leaks.add_mutator(derefs);
        }
        if root_attrs & attr::CALLS != 0 {
            leaks.add_callee(derefs);
        }
    }

    /// A literal may be called where nobody sees: its results have to be looked at again.
    fn lose_results(&mut self, func: u32) {
        let Some(func) = self.funcs.get_mut(func as usize).filter(|func| !func.results_lost) else {
            return;
        };
        func.results_lost = true;
        let (from, to) = func.results;
        for at in from..to {
            let result = self.results[at as usize];
            self.enqueue(result);
        }
    }

    /// Whether values stored in `loc` may be used after `other` is gone, were it on the stack.
    fn outlives(&self, loc: Loc, other: Loc) -> bool {
        let l = self.graph.loc(loc);
        if l.has_attr(attr::ESCAPES) {
            return true;
        }
        if loc == MUTATOR || loc == CALLEE {
            return false;
        }
        outlives_on_stack(self.funcs, l, self.graph.loc(other))
    }

    /// Explains how `subject` reaches `root`.
    fn explain(&mut self, root: Loc, subject: Loc, leak: Option<i32>) {
        let Some(tracer) = &mut self.tracer else { return };
        let what = place(self.graph, subject);
        let Some((body, pos)) = position(tracer.bodies, what) else { return };
        let mut explanation = Explanation {
            subject: what,
            func: tracer.numbers.func_of(self.graph.loc(subject).func),
            leak: leak.map(|derefs| (place(self.graph, root), derefs)),
            found: EscapeCause::BySolving,
            steps: Vec::new(),
            truncated: false,
            early: false,
        };
        let mut visited = FxHashSet::default();
        let mut src = subject;
        loop {
            if !visited.insert(src) {
                explanation.truncated = true;
                break;
            }
            let edge = self.solver.visits[src.index()].edge;
            let Some(edge) = self.solver.edges.get(edge as usize) else { break };
            explanation.steps.push(step(self.graph, edge));
            if edge.dst == root {
                break;
            }
            src = edge.dst;
        }
        let func = explanation.func.1;
        let kind = VerdictKind::Explanation(Box::new(explanation));
        tracer.diagnostics.push(Diagnostic { body, func, pos, kind, assumed: None });
    }
}
