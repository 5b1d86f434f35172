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
use std::sync::Arc;

pub use call::{Callee, static_callee};
pub use leaks::{ExactLeaks, FuncTags, Leaks};
pub use verdict::{Diagnostic, VerdictKind, Verdicts};

use self::reason::Reason;
use crate::budget::Budget;
use crate::ir::func::{FuncId, FuncTable};
use crate::ir::node::{Body, BodyId, NodePos};
use crate::ir::package::Package;
use crate::ir::scc::{self, FuncRef};
use crate::profile::Profile;
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
use walk::{AnalysisPhase, PackageState, Walked, Walker};

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
    let batches = scc::batches(package);
    let numbers = Numbers::new(&package.bodies);
    let mut analysis = Analysis {
        env,
        graph: Graph::default(),
        solver: Solver::default(),
        tables: Tables::new(&numbers, &package.bodies),
        stages: vec![AnalysisPhase::Unknown; numbers.funcs()],
        tags: vec![None; numbers.funcs()],
        numbers,
        verdicts: Verdicts::default(),
    };
    for batch in &batches {
        analysis.batch(package, batch);
    }
    let Analysis { mut verdicts, mut tags, numbers, .. } = analysis;
    for (index, body) in package.bodies.iter().enumerate() {
        let number = numbers.func(BodyId::from_index(index), Body::outermost());
        if let Some(tags) = tags.get_mut(number as usize).and_then(Option::take) {
            verdicts.tags.insert(body.id, tags);
        }
        if env.trace {
            for (literal, _) in body.funcs.iter().skip(1) {
                let number = numbers.func(BodyId::from_index(index), literal);
                if let Some(tags) = tags.get_mut(number as usize).and_then(Option::take) {
                    verdicts.literals.insert((BodyId::from_index(index), literal), tags);
                }
            }
        }
    }
    verdicts
}

struct Analysis<'a> {
    env: &'a Env<'a>,
    graph: Graph,
    solver: Solver,
    numbers: Numbers,
    tables: Tables,
    /// By function: how far it is.
    stages: Vec<AnalysisPhase>,
    /// By function: the tags of those whose batch is done.
    tags: Vec<Option<Arc<FuncTags>>>,
    verdicts: Verdicts,
}

impl Analysis<'_> {
    fn batch(&mut self, package: &mut Package, batch: &[FuncRef]) {
        let env = self.env;
        let watch = matches!(env.unknown, Unknown::Some(_));
        self.graph.reset(env.trace);
        self.graph.assumptions.watch = watch;
        for func in batch {
            self.stages[self.numbers.func(func.body, func.func) as usize] = AnalysisPhase::Current;
        }
        let shared = PackageState {
            env,
            bodies: &package.bodies,
            index: &package.index,
            numbers: &self.numbers,
            stages: &self.stages,
            tags: &self.tags,
        };
        let diagnostics = &mut self.verdicts.diagnostics;
        let mut walked =
            Walker::walk(&shared, batch, &mut self.graph, &mut self.tables, diagnostics);
        change(package, &walked);
        self.forced(package, &mut walked);

        let exact =
            watch.then(|| Exact::new(&self.graph, &mut self.solver, &mut self.tables, env.budget));
        let tracer = env.trace.then_some(Tracer {
            bodies: &package.bodies,
            numbers: &self.numbers,
            diagnostics: &mut self.verdicts.diagnostics,
        });
        self.solver.solve(&mut self.graph, &mut self.tables, tracer, env.budget);

        let mut finish = Finish {
            facts: Facts::new(env.types),
            limits: &env.profile.stack,
            bodies: &package.bodies,
            numbers: &self.numbers,
            graph: &self.graph,
            tables: &self.tables,
            diagnostics: &mut self.verdicts.diagnostics,
            exact: exact.as_ref(),
            unfinished: env.budget.is_spent().then_some(Why::Budget),
            inexact: match env.unknown {
                Unknown::Nothing => &|_, _, _| None,
                Unknown::Some(inexact) => inexact,
            },
        };
        let tags = finish.tags(batch);
        finish.verdicts();
        let is_on_heap = |location: &graph::Location| location.has_attr(graph::attr::ESCAPES);
        if let Some(lines) = env.lines
            && self.graph.locs.iter().skip(FIRST.index()).any(is_on_heap)
        {
            let mut finder = ways::Finder::new(&self.graph, &self.tables.funcs);
            let found = finder.find(&package.bodies, lines);
            self.verdicts.ways.extend(found);
        }
        if env.graphs {
            let picture = explain::picture(&self.graph, &self.numbers, batch);
            self.verdicts.graphs.push(picture);
        }
        for (func, tags) in batch.iter().zip(tags) {
            let number = self.numbers.func(func.body, func.func) as usize;
            self.stages[number] = AnalysisPhase::Tagged;
            self.tags[number] = Some(tags);
        }
    }

    /// Replaces operands by constants, and moves to the heap what can't be elsewhere.
    fn forced(&mut self, package: &mut Package, walked: &mut Walked) {
        let facts = Facts::new(self.env.types);
        let limits = &self.env.profile.stack;
        for loc in Loc::range(FIRST, self.graph.locs.len()) {
            let location = self.graph.loc(loc);
            let reason = match location.what {
                LocationKind::Nothing => None,
                LocationKind::Name(index, name) => {
                    utils::name_heap_reason(facts, limits, &package.bodies[index.index()], name)
                }
                LocationKind::Node(index, node) => {
                    let body = &mut package.bodies[index.index()];
                    if limits.rewrite_literals {
                        let (_, func) = self.numbers.func_of(location.func);
                        literals::rewrite_with_literals(
                            facts,
                            &mut walked.oracles,
                            (index, body),
                            (node, func),
                            self.verdicts.originals.entry(index).or_default(),
                        );
                    }
                    utils::node_heap_reason(facts, limits, body, node)
                }
            };
            if let Some(reason) = reason {
                self.move_to_heap(package, loc, reason);
            }
        }
    }

    fn move_to_heap(&mut self, package: &Package, loc: Loc, reason: Reason) {
        let (index, at) = match self.graph.loc(loc).what {
            LocationKind::Nothing => return,
            LocationKind::Name(index, name) => (index, graph::NoteSubject::Name(name)),
            LocationKind::Node(index, node) => (index, graph::NoteSubject::Node(node)),
        };
        let hole = self.graph.note(Hole::of(HEAP).shift(-1), index, at, reason);
        if let Some(edge) = self.graph.flow(hole, loc)
            && self.graph.trace
        {
            let diagnostic =
                explain_edge(&package.bodies, &self.numbers, &self.graph, &edge, false);
            self.verdicts.diagnostics.extend(diagnostic);
        }
    }
}

/// Makes the changes that a walk decided on.
fn change(package: &mut Package, walked: &Walked) {
    for edit in &walked.edits {
        edit.apply(&mut package.bodies[edit.body.index()]);
    }
    for &(index, name, by_value) in &walked.captures {
        let name = &mut package.bodies[index.index()].names[name];
        name.byval = by_value;
        name.addrtaken |= !by_value;
    }
}
