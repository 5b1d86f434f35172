//! Escape analysis (`escape/`): which variables and allocations may be on the stack.
//!
//! Comes in: the IR of a package, as gc has it before escape analysis, and the tags of imported
//! functions. Goes out: [`Verdicts`]: findings, tags of the package's functions, and under
//! tracing explanations.
//!
//! ```go
//! func f() *int {
//!     x, y := 0, 0
//!     p := &y     // y stays: p doesn't outlive it
//!     *p = 1
//!     return &x   // moved to heap: x
//! }
//! ```
//!
//! Functions come in batches of mutually recursive ones, callees first ([`ir::scc`]). For each
//! batch:
//!
//! 1. [`walk`] makes a graph of it: locations for variables and allocations, edges for values
//!    that flow between them, weighted by dereferences. The constructs of the language are in
//!    [`stmt`], [`expr`], [`assign`] and [`call`].
//! 2. [`literals`] puts constants in place of variables that always hold them, and [`utils`]
//!    finds what is too large for the stack whatever flows.
//! 3. [`solve`] finds what is outlived by something that has its address.
//! 4. [`finish`] makes tags for callers, and findings. Where imports are missing or the source has
//!    errors, [`assumed`] says which of them are exact all the same.
//! 5. [`ways`] finds the lines without which something would be on the stack, where that is asked.
//!
//! The model is deliberately coarse, as gc's is: no difference between fields of a struct or
//! elements of a slice, none between paths or points in time. What is assigned somewhere in a
//! function flows everywhere in it.
//!
//! [`ir::scc`]: crate::ir::scc

mod assign;
mod assumed;
mod call;
pub mod effects;
mod explain;
mod expr;
mod facts;
mod finish;
mod graph;
pub mod leaks;
mod literals;
mod oracles;
mod prune;
pub mod reason;
mod solve;
mod stmt;
mod tables;
#[cfg(test)]
mod tests;
mod utils;
pub mod verdict;
mod walk;
mod ways;

use crate::id::Id;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub use call::{Callee, static_callee};
pub use leaks::{ExactLeaks, FuncTags, Leaks};
pub use verdict::{Diagnostic, VerdictKind, Verdicts};

use self::reason::Reason;
use crate::budget::Budget;
use crate::ir::fmt::Originals;
use crate::ir::func::{FuncId, FuncTable};
use crate::ir::node::{Body, BodyId, NodePos};
use crate::ir::package::Package;
use crate::ir::scc::FuncRef;
use crate::ir::shares::{Bodies, Shares};
use crate::profile::Profile;
use crate::schedule;
use crate::source::pos::Pos;
use crate::types::store::Types;
use crate::types::unknown::Why;
use assumed::Exact;
use explain::explain_edge;
use facts::Facts;
use finish::Finish;
use graph::{FIRST, Graph, HEAP, Hole, Loc, LocationKind};
use solve::{Solver, Tracer};
use tables::{Numbers, Tables};
use verdict::{LocationGraph, LocationRef, Ways};
use walk::{PackageState, Walked, Walker};

/// Finds the tags of functions of other packages.
pub type ImportedTags<'a> = &'a (dyn Fn(FuncId) -> Option<Arc<FuncTags>> + Sync);

/// What escape analysis needs besides the package.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// The types.
    pub types: &'a Types,
    /// All functions.
    pub funcs: &'a FuncTable,
    /// The tags of a function of another package; without them, its arguments escape.
    pub imported: ImportedTags<'a>,
    /// What the Go release allows on the stack, and knows by name.
    pub profile: &'a Profile,
    /// Whether to explain (`-m=2`).
    pub trace: bool,
    /// Whether to keep the graphs.
    pub graphs: bool,
    /// Whether to find the lines that bring something to the heap ([`Verdicts::ways`]), and which line
    /// a place of the source is on. That takes tracing.
    pub lines: Option<LineOf<'a>>,
    /// What may be unknown.
    pub unknown: Unknown<'a>,
    /// How much work the package may make.
    pub budget: &'a Budget,
}

/// The line of a place of the source: a number of its own among the lines of all files, none for what
/// the compiler made.
pub type LineOf<'a> = &'a (dyn Fn(Pos) -> Option<u64> + Sync);

/// What may be unknown in a package.
#[derive(Clone, Copy)]
pub enum Unknown<'a> {
    /// Nothing: all imports were found, and there are no errors.
    Nothing,
    /// Members of missing packages and what has an error; and why nothing is exact in a function.
    Some(Inexact<'a>),
}

/// Why nothing is exact at a place, if so: first the place itself, then where it is printed, last where
/// the function is declared that it is in.
pub type Inexact<'a> = &'a (dyn Fn(NodePos, Pos, Pos) -> Option<Why> + Sync);

/// Analyzes a package. Operands that always have the same value are replaced by it.
pub fn analyze(package: &mut Package, env: &Env<'_>) -> Verdicts {
    let was_spent = env.budget.is_spent();
    let Shares { shares, needs } = Shares::of(package);
    let numbers = Numbers::new(&package.bodies);
    let common = Common {
        env,
        index: &package.index,
        numbers: &numbers,
        blank: &Tables::new(&numbers, &package.bodies),
        tags: &(0..numbers.funcs()).map(|_| OnceLock::new()).collect::<Vec<_>>(),
    };
    let waiting = Bodies::divide(&mut package.bodies, &shares);
    let waiting: Vec<Mutex<Bodies>> = waiting.into_iter().map(Mutex::new).collect();
    let idle: Mutex<Vec<Workbench>> = Mutex::default();
    let lock = |idle| Mutex::lock(idle).unwrap_or_else(PoisonError::into_inner);
    let done = schedule::divide(&needs, |i, _| {
        let bodies = waiting[i].lock().map(|mut bodies| std::mem::take(&mut *bodies));
        let mut bodies = bodies.unwrap_or_default();
        let taken = lock(&idle).pop();
        let mut bench = taken.unwrap_or_else(|| Workbench::new(common.blank));
        let batches = shares[i].batches.iter().map(|(number, batch)| {
            let mut analysis = BatchAnalysis {
                common,
                bench: &mut bench,
                found: BatchVerdicts { number: *number, ..BatchVerdicts::default() },
            };
            analysis.batch(&mut bodies, batch);
            analysis.found
        });
        let found: Vec<BatchVerdicts> = batches.collect();
        lock(&idle).push(bench);
        (Mutex::new(bodies), found)
    });
    let (bodies, found): (Vec<_>, Vec<_>) = done.into_iter().flatten().unzip();
    let bodies = bodies.into_iter().map(|share| share.into_inner().unwrap_or_default());
    Bodies::put_back(&mut package.bodies, bodies);
    let mut found: Vec<BatchVerdicts> = found.into_iter().flatten().collect();
    found.sort_unstable_by_key(|batch| batch.number);
    let ran_out = !was_spent && env.budget.is_spent();
    let mut verdicts = Verdicts { ran_out, ..Verdicts::default() };
    for batch in found {
        verdicts.diagnostics.extend(batch.diagnostics);
        verdicts.ways.extend(batch.ways);
        verdicts.graphs.extend(batch.graph);
        for (body, originals) in batch.originals {
            verdicts.originals.entry(body).or_default().extend(originals);
        }
    }
    for (index, body) in package.bodies.iter().enumerate() {
        let index = BodyId::from_index(index);
        let tags = |func| common.tags[numbers.func(index, func) as usize].get().cloned();
        verdicts.tags.extend(tags(Body::outermost()).map(|tags| (body.id, tags)));
        if env.trace {
            let literals = body.funcs.ids().skip(1);
            let tagged = literals.filter_map(|literal| Some(((index, literal), tags(literal)?)));
            verdicts.literals.extend(tagged);
        }
    }
    verdicts
}

/// What the shares of a package have in common.
#[derive(Clone, Copy)]
struct Common<'a> {
    env: &'a Env<'a>,
    index: &'a FxHashMap<FuncId, usize>,
    numbers: &'a Numbers,
    /// Tables of which nothing is filled in.
    blank: &'a Tables,
    /// By function: the tags of those whose batch is done.
    tags: &'a [OnceLock<Arc<FuncTags>>],
}

/// What one thread works with: what it has once, it needs not have again.
struct Workbench {
    graph: Graph,
    solver: Solver,
    tables: Tables,
}

impl Workbench {
    fn new(blank: &Tables) -> Workbench {
        Workbench { graph: Graph::default(), solver: Solver::default(), tables: blank.clone() }
    }
}

/// What is found out of a batch, but for tags.
#[derive(Default)]
struct BatchVerdicts {
    /// Its number.
    number: usize,
    diagnostics: Vec<Diagnostic>,
    originals: FxHashMap<BodyId, Originals>,
    graph: Option<LocationGraph>,
    ways: FxHashMap<LocationRef, Ways>,
}

struct BatchAnalysis<'a, 'w> {
    common: Common<'a>,
    bench: &'w mut Workbench,
    found: BatchVerdicts,
}

impl BatchAnalysis<'_, '_> {
    fn batch(&mut self, bodies: &mut Bodies, batch: &[FuncRef]) {
        let Common { env, index, numbers, tags, .. } = self.common;
        let number = |func: &FuncRef| numbers.func(func.body, func.func) as usize;
        let watch = matches!(env.unknown, Unknown::Some(_));
        let Workbench { graph, tables, .. } = &mut *self.bench;
        graph.reset(env.trace);
        graph.assumptions.watch = watch;
        for func in batch {
            tables.funcs[number(func)].is_current = true;
        }
        let shared = PackageState { env, bodies, index, numbers, tags };
        let mut walked = Walker::walk(&shared, batch, graph, tables, &mut self.found.diagnostics);
        change(bodies, &walked);
        self.forced(bodies, &mut walked);

        let Workbench { graph, solver, tables } = &mut *self.bench;
        let exact = watch.then(|| Exact::new(graph, solver, tables, env.budget));
        let diagnostics = &mut self.found.diagnostics;
        let tracer = env.trace.then_some(Tracer { bodies, numbers, diagnostics });
        solver.solve(graph, tables, tracer, env.budget);

        let mut finish = Finish {
            facts: Facts::new(env.types),
            limits: &env.profile.stack,
            bodies,
            numbers,
            graph,
            tables,
            diagnostics: &mut self.found.diagnostics,
            exact: exact.as_ref(),
            unfinished: env.budget.is_spent().then_some(Why::Budget),
            inexact: match env.unknown {
                Unknown::Nothing => &|_, _, _| None,
                Unknown::Some(inexact) => inexact,
            },
        };
        let found = finish.tags(batch);
        finish.verdicts();
        let is_on_heap = |location: &graph::Location| location.has_attr(graph::attr::ESCAPES);
        if let Some(lines) = env.lines
            && graph.locs.iter().skip(FIRST.index()).any(is_on_heap)
        {
            self.found.ways = ways::Finder::new(graph, &tables.funcs).find(bodies, lines);
        }
        self.found.graph = env.graphs.then(|| explain::picture(graph, numbers, batch));
        for (func, found) in batch.iter().zip(found) {
            tables.funcs[number(func)].is_current = false;
            // A function is of one batch.
            let _ = tags[number(func)].set(found);
        }
    }

    /// Replaces operands by constants, and moves to the heap what can't be elsewhere.
    fn forced(&mut self, bodies: &mut Bodies, walked: &mut Walked) {
        let Common { env, numbers, .. } = self.common;
        let facts = Facts::new(env.types);
        let limits = &env.profile.stack;
        for loc in Loc::range(FIRST, self.bench.graph.locs.len()) {
            let location = self.bench.graph.loc(loc);
            let reason = match location.what {
                LocationKind::Nothing => None,
                LocationKind::Name(index, name) => {
                    utils::name_heap_reason(facts, limits, &bodies[index], name)
                }
                LocationKind::Node(index, node) => {
                    let body = &mut bodies[index];
                    if limits.rewrite_literals {
                        let (_, func) = numbers.func_of(location.func);
                        literals::rewrite_with_literals(
                            facts,
                            &mut walked.oracles,
                            (index, body),
                            (node, func),
                            self.found.originals.entry(index).or_default(),
                        );
                    }
                    utils::node_heap_reason(facts, limits, body, node)
                }
            };
            if let Some(reason) = reason {
                self.move_to_heap(bodies, loc, reason);
            }
        }
    }

    fn move_to_heap(&mut self, bodies: &Bodies, loc: Loc, reason: Reason) {
        let graph = &mut self.bench.graph;
        let (index, at) = match graph.loc(loc).what {
            LocationKind::Nothing => return,
            LocationKind::Name(index, name) => (index, graph::NoteSubject::Name(name)),
            LocationKind::Node(index, node) => (index, graph::NoteSubject::Node(node)),
        };
        let hole = graph.note(Hole::of(HEAP).shift(-1), index, at, reason);
        if let Some(edge) = graph.flow(hole, loc)
            && graph.trace
        {
            let diagnostic = explain_edge(bodies, self.common.numbers, graph, &edge, false);
            self.found.diagnostics.extend(diagnostic);
        }
    }
}

/// Makes the changes that a walk decided on.
fn change(bodies: &mut Bodies, walked: &Walked) {
    for edit in &walked.edits {
        edit.apply(&mut bodies[edit.body]);
    }
    for &(index, name, by_value) in &walked.captures {
        let name = &mut bodies[index].names[name];
        name.byval = by_value;
        name.addrtaken |= !by_value;
    }
}
