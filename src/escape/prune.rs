//! What a walk can still find: so that the solver goes nowhere in vain.
//!
//! gc walks from each location through all that reaches it, which takes quadratic time where
//! values are handed on:
//!
//! ```go
//! x1 := x0
//! x2 := x1 // walks from x1, x2, ... all lead to x0, and change nothing
//! ```
//!
//! The outlook from a location says what a walk that passes it may change further on, whatever
//! its root is. It is worked out for all locations at once, by letting what is to be found flow
//! along the edges until nothing changes. Where there is nothing for a root, its walk needn't go.
//!
//! The outlook is coarse, but only ever promises too much: of a location counts the shortest way
//! that any value takes from it, and functions and loops are told apart as [`Spread`] does. It
//! stays true while the graph is solved, since each change leaves less to be found. And what is
//! promised of a location is promised of all that it flows to, so that the walk comes to what it
//! does visit in the same order, whatever it leaves out.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::graph::{CALLEE, Edge, Graph, HEAP, Loc, Location, MUTATOR, attr, flag};
use super::leaks::RESULTS;
use super::tables::{FuncNode, contains_closure};

/// A parameter that `mutator` of its leaks may still change.
const PARAM_MUTATES: u8 = 16;
/// A parameter that `callee` of its leaks may still change.
const PARAM_CALLS: u8 = 32;

/// The functions and loops that some locations are in.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Spread {
    funcs: Funcs,
    /// The innermost loop.
    depth: i32,
    /// Whether one of the functions is a literal.
    inner: bool,
}

/// A set of functions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Funcs {
    None,
    One(u32),
    Many,
}

impl Funcs {
    fn join(&mut self, other: Funcs) {
        *self = match (*self, other) {
            (Funcs::None, funcs) | (funcs, Funcs::None) => funcs,
            (Funcs::One(a), Funcs::One(b)) if a == b => return,
            _ => Funcs::Many,
        }
    }

    fn has(self, func: u32) -> bool {
        match self {
            Funcs::None => false,
            Funcs::One(one) => one == func,
            Funcs::Many => true,
        }
    }
}

impl Spread {
    const NONE: Spread = Spread { funcs: Funcs::None, depth: i32::MIN, inner: false };

    fn join(&mut self, other: Spread) {
        self.funcs.join(other.funcs);
        self.depth = self.depth.max(other.depth);
        self.inner |= other.inner;
    }
}

/// What can be found at a location and beyond.
#[derive(Clone, Copy, PartialEq, Eq)]
struct ReachableSummary {
    /// Locations whose addresses reach it and that aren't on the heap.
    addresses: Spread,
    /// Parameters that may leak to the heap, or on a shorter way than known.
    params: Spread,
    /// The functions of parameters that may leak so to a result.
    results: Funcs,
    /// Attributes that something lacks, [`PARAM_MUTATES`] and [`PARAM_CALLS`].
    lacks: u8,
}

impl ReachableSummary {
    const NOTHING: ReachableSummary = ReachableSummary {
        addresses: Spread::NONE,
        params: Spread::NONE,
        results: Funcs::None,
        lacks: 0,
    };

    /// Adds what another has, and says whether that is new.
    fn join(&mut self, other: &ReachableSummary) -> bool {
        let before = *self;
        self.addresses.join(other.addresses);
        self.params.join(other.params);
        self.results.join(other.results);
        self.lacks |= other.lacks;
        *self != before
    }
}

/// A walk's root, as far as it decides what the walk changes.
#[derive(Clone, Copy)]
pub(super) struct Root {
    loc: Loc,
    func: u32,
    depth: i32,
    attrs: u8,
    is_result: bool,
    /// Whether the function has literals in it.
    encloses: bool,
    /// Whether parameters of its function have it in their tags.
    is_tagged: bool,
    /// Whether it may itself become another kind of root during the walk.
    turns: bool,
}

/// The outlooks from all locations of a graph, at some time.
#[derive(Default)]
pub(super) struct Outlooks {
    /// By location; empty before the first look.
    all: Vec<ReachableSummary>,
    /// Functions that have literals with locations in them.
    enclosing: FxHashSet<u32>,
    /// By location: where outgoing edges begin in `targets`.
    start: Vec<u32>,
    /// Targets and dereferences of edges, by source.
    targets: Vec<(Loc, i32)>,
}

impl Outlooks {
    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.all.clear();
    }

    /// Whether anything is known.
    pub(super) fn any(&self) -> bool {
        !self.all.is_empty()
    }

    /// Looks from each location of a graph.
    pub(super) fn look(&mut self, view: &View<'_>, edges: &[Edge]) {
        self.sort(view.graph.locs.len(), edges);
        self.enclosing.clear();
        for location in &view.graph.locs {
            let mut func = parent(view.funcs, location.func);
            while let Some(enclosing) = func
                && self.enclosing.insert(enclosing)
            {
                func = parent(view.funcs, enclosing);
            }
        }
        self.all.clear();
        for loc in Loc::range(HEAP, view.graph.locs.len()) {
            let fewest = self.targets(loc).iter().map(|&(_, derefs)| derefs).min();
            self.all.push(fewest.map_or(ReachableSummary::NOTHING, |derefs| view.at(loc, derefs)));
        }
        let mut waits = vec![true; self.all.len()];
        let mut waiting: VecDeque<Loc> = Loc::range(HEAP, self.all.len()).collect();
        while let Some(src) = waiting.pop_front() {
            waits[src.index()] = false;
            if view.graph.loc(src).has_attr(attr::ESCAPES) {
                continue; // walks don't go there
            }
            let beyond = self.all[src.index()];
            let at = src.index();
            for &(dst, _) in &self.targets[self.start[at] as usize..self.start[at + 1] as usize] {
                if self.all[dst.index()].join(&beyond) && !waits[dst.index()] {
                    waits[dst.index()] = true;
                    waiting.push_back(dst);
                }
            }
        }
    }

    /// Sorts edges by source.
    fn sort(&mut self, locs: usize, edges: &[Edge]) {
        self.start.clear();
        self.start.resize(locs + 1, 0);
        for edge in edges {
            self.start[edge.src.index() + 1] += 1;
        }
        for at in 0..locs {
            self.start[at + 1] += self.start[at];
        }
        self.targets.clear();
        self.targets.resize(edges.len(), (HEAP, 0));
        for edge in edges {
            let next = &mut self.start[edge.src.index()];
            self.targets[*next as usize] = (edge.dst, edge.derefs);
            *next += 1;
        }
        self.start.rotate_right(1);
        self.start[0] = 0;
    }

    fn targets(&self, src: Loc) -> &[(Loc, i32)] {
        let at = src.index();
        &self.targets[self.start[at] as usize..self.start[at + 1] as usize]
    }

    /// A root as it is before its walk.
    pub(super) fn root(&self, graph: &Graph, loc: Loc) -> Root {
        let location = graph.loc(loc);
        let is_result = location.has(flag::PARAM_OUT);
        let escapes = location.has_attr(attr::ESCAPES);
        Root {
            loc,
            func: location.func,
            depth: location.loop_depth,
            attrs: location.attrs,
            is_result,
            encloses: self.enclosing.contains(&location.func),
            is_tagged: is_result && !escapes && (1..=RESULTS as u32).contains(&location.number),
            // A result whose own address reaches it moves to the heap, and outlives more then.
            turns: is_result && !escapes && self.targets(loc).iter().any(|&(_, n)| n < 0),
        }
    }

    /// Whether the walk from a root may change something at a location or beyond.
    #[inline]
    pub(super) fn promises(&self, funcs: &[FuncNode], root: &Root, loc: Loc) -> bool {
        let outlook = &self.all[loc.index()];
        let Root { attrs, .. } = *root;
        attrs & outlook.lacks & (attr::PERSISTS | attr::MUTATES | attr::CALLS) != 0
            || attrs & attr::MUTATES != 0 && outlook.lacks & PARAM_MUTATES != 0
            || attrs & attr::CALLS != 0 && outlook.lacks & PARAM_CALLS != 0
            || root.is_tagged && outlook.results.has(root.func)
            || root.outlives(funcs, &outlook.addresses)
            || root.outlives(funcs, &outlook.params)
            || root.turns
    }
}

impl Root {
    /// Whether the root may outlive one of some locations, as the solver's `outlives` has it.
    fn outlives(&self, funcs: &[FuncNode], others: &Spread) -> bool {
        if others.funcs == Funcs::None {
            return false;
        }
        if self.attrs & attr::ESCAPES != 0 {
            return true;
        }
        if self.loc == MUTATOR || self.loc == CALLEE {
            return false;
        }
        match others.funcs {
            Funcs::None => false,
            Funcs::One(func) if self.is_result => {
                let lost = funcs.get(self.func as usize).is_none_or(|func| func.results_lost);
                lost || !contains_closure(funcs, func, self.func)
            }
            Funcs::One(func) => {
                self.func == func && self.depth < others.depth
                    || contains_closure(funcs, self.func, func)
            }
            Funcs::Many => {
                self.is_result || self.depth < others.depth || self.encloses && others.inner
            }
        }
    }
}

/// A graph that is being solved.
pub(super) struct View<'a> {
    pub(super) graph: &'a Graph,
    pub(super) funcs: &'a [FuncNode],
    pub(super) results: &'a [Loc],
    /// Whether walks explain each leak, known or not.
    pub(super) explains: bool,
}

impl View<'_> {
    /// What a walk may change at a location that it comes to with so many dereferences.
    fn at(&self, loc: Loc, derefs: i32) -> ReachableSummary {
        let mut found = ReachableSummary::NOTHING;
        let location = self.graph.loc(loc);
        if location.has_attr(attr::ESCAPES) {
            return found;
        }
        if derefs < 0 {
            found.addresses = self.spread(location);
            found.lacks |= attr::PERSISTS & !location.attrs;
        }
        if derefs <= 0 {
            found.lacks |= (attr::MUTATES | attr::CALLS) & !location.attrs;
        }
        if location.has(flag::PARAM) {
            self.param(location, derefs.max(0), &mut found);
        }
        found
    }

    fn param(&self, location: &Location, derefs: i32, found: &mut ReachableSummary) {
        let leaks = location.leaks;
        let longer = |known: Option<i32>| known.is_none_or(|known| derefs < known);
        // What is no shorter than the way to the heap isn't kept in the end.
        let to_heap = longer(leaks.heap());
        if to_heap || self.explains {
            found.params = self.spread(location);
        }
        if to_heap && longer(leaks.mutator()) {
            found.lacks |= PARAM_MUTATES;
        }
        if to_heap && longer(leaks.callee()) {
            found.lacks |= PARAM_CALLS;
        }
        if to_heap && (0..self.tagged(location.func)).any(|i| longer(leaks.result(i))) {
            found.results = Funcs::One(location.func);
        }
    }

    /// How many results of a function its parameters have in their tags.
    fn tagged(&self, func: u32) -> usize {
        let Some(func) = self.funcs.get(func as usize) else { return RESULTS };
        let (from, to) = func.results;
        let last = self.results.get(from as usize..to as usize).and_then(<[Loc]>::last);
        last.map_or(0, |&last| (self.graph.loc(last).number as usize).min(RESULTS))
    }

    fn spread(&self, location: &Location) -> Spread {
        Spread {
            funcs: Funcs::One(location.func),
            depth: location.loop_depth,
            inner: parent(self.funcs, location.func).is_some(),
        }
    }
}

fn parent(funcs: &[FuncNode], func: u32) -> Option<u32> {
    funcs.get(func as usize).and_then(|func| func.parent)
}
