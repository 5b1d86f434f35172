//! From the functions of a batch to its graph (`escape/escape.go`, `escape/graph.go`): the state
//! that the walks over statements and expressions share.
//!
//! Comes in: the functions of a batch. Goes out: locations, edges, the closures made, and what
//! is to be changed in the IR.
//!
//! ```go
//! func f() *int {
//!     x := 0       // location x
//!     return &x    // edge x -> ~r0, -1
//! }
//! ```
//!
//! The walk only reads the IR: what it wants changed waits in `edits`.

use crate::id::Id;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock};

use super::Env;
use super::explain::{explain_edge, has_position};
use super::facts::Facts;
use super::graph::{AssumptionId, Graph, Hole, Loc, LocationKind, NO_LOC, NoteSubject, attr, flag};
use super::leaks::FuncTags;
use super::literals::Edit;
use super::oracles::Oracles;
use super::reason::Reason;
use super::tables::{Numbers, Tables};
use super::verdict::{Capture, Diagnostic, VerdictKind};
use crate::ir::func::FuncId;
use crate::ir::node::{Body, BodyId, Class, ClosureId, NameId, NodeId, NodePos, Op};
use crate::ir::reassign::ReassignOracle;
use crate::ir::scc::{FuncRef, is_closure};
use crate::ir::shares::Bodies;
use crate::ir::visit::Preorder;
use crate::symbol::Symbol;

/// How deep statements and expressions may nest. The parser allows far less; a tree that is
/// deeper is walked down to here.
const MAX_DEPTH: u32 = 6_000;

/// What the batches of a share have in common.
pub(super) struct PackageState<'a> {
    pub(super) env: &'a Env<'a>,
    pub(super) bodies: &'a Bodies,
    pub(super) index: &'a FxHashMap<FuncId, usize>,
    pub(super) numbers: &'a Numbers,
    /// By function: the tags of those whose batch is done.
    pub(super) tags: &'a [OnceLock<Arc<FuncTags>>],
}

/// A label that has not been passed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    /// A later `goto` leads back to it.
    Looping,
    /// None does.
    NonLooping,
}

/// A function literal, and where what it captures flows.
#[derive(Clone, Copy)]
struct ClosureSite {
    hole: Hole,
    body: BodyId,
    closure: ClosureId,
}

/// What a walk leaves behind.
#[derive(Default)]
pub(super) struct Walked {
    /// Changes to the IR.
    pub(super) edits: Vec<Edit>,
    /// How captured variables are captured: by value or not.
    pub(super) captures: Vec<(BodyId, NameId, bool)>,
    /// Oracles of the functions that were asked about.
    pub(super) oracles: Oracles,
}

/// The walk over a batch.
pub(super) struct Walker<'a> {
    pub(super) shared: &'a PackageState<'a>,
    pub(super) facts: Facts<'a>,
    pub(super) graph: &'a mut Graph,
    tables: &'a mut Tables,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    pub(super) walked: Walked,
    closures: Vec<ClosureSite>,
    /// Conversions whose operand an edit has evaluated already.
    pub(super) evaluated: FxHashSet<(BodyId, NodeId)>,
    preorder: Preorder,

    // The function being walked.
    pub(super) index: BodyId,
    pub(super) body: &'a Body,
    pub(super) func: ClosureId,
    func_number: u32,
    pub(super) loop_depth: i32,
    labels: Vec<(Symbol, Label)>,
    oracle: Option<usize>,
    depth: u32,
}

impl<'a> Walker<'a> {
    /// Walks all functions of a batch and gives back what it found; edges are in the graph.
    pub(super) fn walk(
        shared: &'a PackageState<'a>,
        batch: &[FuncRef],
        graph: &'a mut Graph,
        tables: &'a mut Tables,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Walked {
        let Some(first) = batch.first() else { return Walked::default() };
        tables.results.clear();
        let mut walker = Walker {
            shared,
            facts: Facts::new(shared.env.types),
            graph,
            tables,
            diagnostics,
            walked: Walked::default(),
            closures: Vec::new(),
            evaluated: FxHashSet::default(),
            preorder: Preorder::new(),
            index: first.body,
            body: &shared.bodies[first.body],
            func: first.func,
            func_number: 0,
            loop_depth: 1,
            labels: Vec::new(),
            oracle: None,
            depth: 0,
        };
        for func in batch {
            walker.init_func(*func);
        }
        for func in batch {
            // Literals that capture something are walked where they stand.
            if !is_closure(&shared.bodies[func.body].funcs[func.func]) {
                walker.walk_func(func.body, func.func);
            }
        }
        for site in std::mem::take(&mut walker.closures) {
            walker.flow_closure(site);
        }
        walker.walked
    }

    /// Whether a function is of the batch: its parameters and results are in the graph.
    pub(super) fn is_current(&self, number: usize) -> bool {
        self.tables.funcs[number].is_current
    }

    /// Gives the variables of a function their locations.
    fn init_func(&mut self, func: FuncRef) {
        self.enter(func.body, func.func);
        let function = &self.body.funcs[func.func];
        for &name in &function.dcl {
            self.declare(func.body, name);
        }
        // Hidden parameters, such as the receiver of a method value's wrapper.
        if function.parent.is_none() {
            for &name in &function.closure_vars {
                self.declare(func.body, self.body.canonical(name));
            }
        }
        let first = self.tables.results.len() as u32;
        for (i, result) in function.results.iter().enumerate() {
            if let Some(name) = result.name {
                let loc = self.declare(func.body, name);
                self.graph.loc_mut(loc).number = 1 + i as u32;
                self.tables.results.push(loc);
            }
        }
        let results = (first, self.tables.results.len() as u32);
        self.tables.funcs[self.func_number as usize].results = results;
    }

    /// The location of a variable, made if it has none.
    fn declare(&mut self, body: BodyId, name: NameId) -> Loc {
        let at = self.shared.numbers.name(body, name);
        if let Some(at) = at
            && self.tables.name_loc[at] != NO_LOC
        {
            return self.tables.name_loc[at];
        }
        let what = LocationKind::Name(body, name);
        let loc = self.graph.new_loc(what, self.func_number, self.loop_depth);
        let location = self.graph.loc_mut(loc);
        location.attrs = attr::PERSISTS;
        location.flags = match self.shared.bodies[body].names[name].class {
            Class::Param => flag::PARAM,
            Class::ParamOut => flag::PARAM_OUT,
            Class::Auto => 0,
        };
        if let Some(at) = at {
            self.tables.name_loc[at] = loc;
        }
        loc
    }

    fn enter(&mut self, index: BodyId, func: ClosureId) {
        self.index = index;
        self.body = &self.shared.bodies[index];
        self.func = func;
        self.func_number = self.shared.numbers.func(index, func);
        self.loop_depth = 1;
        self.oracle = None;
    }

    /// Walks the statements of a function.
    fn walk_func(&mut self, index: BodyId, func: ClosureId) {
        let outer = (self.index, self.func, self.loop_depth, self.oracle);
        let outer_labels = std::mem::take(&mut self.labels);
        self.enter(index, func);
        let body = self.body;
        if self.shared.numbers.has_labels[index.index()] {
            self.find_loops(func);
        }
        self.block(&body.funcs[func].body);
        self.labels = outer_labels;
        self.enter(outer.0, outer.1);
        (self.loop_depth, self.oracle) = (outer.2, outer.3);
    }

    /// Finds the labels that later `goto`s lead back to: they are loops.
    fn find_loops(&mut self, func: ClosureId) {
        let labels = &mut self.labels;
        self.preorder.visit(self.body, &self.body.funcs[func].body, |_, op| match op {
            Op::Label(label) if !label.is_blank() => labels.push((*label, Label::NonLooping)),
            Op::Branch(crate::ir::node::BranchOp::Goto, Some(target)) => {
                if let Some((_, label)) = labels.iter_mut().find(|(label, _)| label == target) {
                    *label = Label::Looping;
                }
            }
            _ => {}
        });
    }

    /// Passes a label.
    pub(super) fn label(&mut self, label: Symbol) {
        if label.is_blank() {
            return;
        }
        if self.labels.iter().any(|&(other, state)| other == label && state == Label::Looping) {
            self.loop_depth += 1;
        }
    }

    /// Lets what a closure captures flow into it, by value where the variable never changes and
    /// is small, and by reference otherwise.
    fn flow_closure(&mut self, ClosureSite { hole, body: index, closure }: ClosureSite) {
        self.enter(index, closure);
        let body = self.body;
        for &captured in &body.funcs[closure].closure_vars {
            let name = body.canonical(captured);
            let loc = self.old_loc(name);
            let location = self.graph.loc(loc);
            let (addrtaken, reassigned) =
                (location.has(flag::ADDRTAKEN), location.has(flag::REASSIGNED));
            let declared = &body.names[name];
            let width = self.facts.size(declared.ty);
            let inexact = if reassigned {
                AssumptionId::NONE // by reference in any case
            } else {
                self.assumption_of_value(declared.ty)
            };
            let by_value = !addrtaken
                && !reassigned
                && width <= self.shared.env.profile.stack.capture_by_value;
            self.walked.captures.push((index, name, by_value));
            if self.graph.trace && has_position(declared) {
                self.report(
                    declared.pos,
                    VerdictKind::Capture(Capture {
                        func: declared.curfn,
                        name,
                        by_value,
                        addrtaken,
                        reassigned,
                        width,
                    }),
                );
            }
            let mut hole = hole.assuming(inexact);
            if !by_value {
                hole = self.graph.note(
                    hole.shift(-1),
                    index,
                    NoteSubject::Name(captured),
                    Reason::Reference,
                );
            }
            hole = self.graph.note(
                hole,
                index,
                NoteSubject::Name(captured),
                Reason::CapturedByClosure,
            );
            self.flow(hole, loc);
        }
    }

    /// Remembers a function literal for when all assignments have been seen.
    pub(super) fn closure(&mut self, hole: Hole, closure: ClosureId) {
        self.closures.push(ClosureSite { hole, body: self.index, closure });
        let func = &self.body.funcs[closure];
        if !is_closure(func) {
            return; // walked on its own
        }
        for &captured in &func.closure_vars {
            let loc = self.old_loc(captured);
            let loop_depth = self.loop_depth;
            let location = self.graph.loc_mut(loc);
            if !location.has(flag::CAPTURED) {
                location.flags |= flag::CAPTURED;
                // Assignments before the first capture, on the same level, don't count.
                if location.loop_depth == loop_depth {
                    location.flags &= !flag::REASSIGNED;
                }
            }
        }
        self.walk_func(self.index, closure);
    }

    /// The location of a variable of the function being walked, captured or its own.
    pub(super) fn old_loc(&mut self, name: NameId) -> Loc {
        self.declare(self.index, self.body.canonical(name))
    }

    /// The location of a variable of another function of the batch.
    pub(super) fn loc_in(&mut self, index: BodyId, name: NameId) -> Loc {
        self.declare(index, self.shared.bodies[index].canonical(name))
    }

    /// A location for what a node allocates.
    pub(super) fn node_loc(&mut self, node: NodeId) -> Loc {
        let what = LocationKind::Node(self.index, node);
        let loc = self.graph.new_loc(what, self.func_number, self.loop_depth);
        if let Op::Closure(closure) = self.body.op(node) {
            let number = self.shared.numbers.func(self.index, *closure);
            if self.is_current(number as usize) {
                let location = self.graph.loc_mut(loc);
                location.flags |= flag::CLOSURE;
                location.number = number;
            }
        }
        if self.graph.assumptions.watch
            && let Some((assumption, about)) = self.assumption_of_allocation(node)
        {
            self.graph.assumptions.locs.push((loc, assumption, about));
        }
        loc
    }

    /// A location for a variable that an edit will make.
    pub(super) fn temp_loc(&mut self, name: NameId) -> Loc {
        let what = LocationKind::Name(self.index, name);
        let loc = self.graph.new_loc(what, self.func_number, self.loop_depth);
        self.graph.loc_mut(loc).attrs |= attr::PERSISTS;
        loc
    }

    /// A location that stands for nothing in the source.
    pub(super) fn temp(&mut self, attrs: u8) -> Loc {
        let loc = self.graph.new_loc(LocationKind::Nothing, self.func_number, self.loop_depth);
        self.graph.loc_mut(loc).attrs |= attrs;
        loc
    }

    /// A hole that flows into all of `holes`.
    pub(super) fn tee(&mut self, holes: &[Hole]) -> Hole {
        match holes {
            [] => Hole::DISCARD,
            [hole] => *hole,
            holes => {
                let loc = self.temp(0);
                for &hole in holes {
                    self.flow(hole, loc);
                }
                Hole::of(loc)
            }
        }
    }

    /// A hole that flows into `hole` some time later.
    pub(super) fn later(&mut self, hole: Hole) -> Hole {
        let loc = self.temp(attr::PERSISTS);
        self.flow(hole, loc);
        Hole::of(loc)
    }

    /// A location for what a node allocates; its address flows into `hole`.
    pub(super) fn spill(&mut self, hole: Hole, node: NodeId) -> Hole {
        let loc = self.node_loc(node);
        let hole = self.addr_of(hole, node, Reason::Spill);
        self.flow(hole, loc);
        Hole::of(loc)
    }

    #[inline]
    pub(super) fn note(&mut self, hole: Hole, node: NodeId, why: Reason) -> Hole {
        self.graph.note(hole, self.index, NoteSubject::Node(node), why)
    }

    #[inline]
    pub(super) fn deref(&mut self, hole: Hole, node: NodeId, why: Reason) -> Hole {
        self.note(hole.shift(1), node, why)
    }

    #[inline]
    pub(super) fn addr_of(&mut self, hole: Hole, node: NodeId, why: Reason) -> Hole {
        self.note(hole.shift(-1), node, why)
    }

    /// Lets values flow, and explains it if that moves something to the heap at once.
    #[inline]
    pub(super) fn flow(&mut self, hole: Hole, src: Loc) {
        if let Some(edge) = self.graph.flow(hole, src)
            && self.graph.trace
        {
            let PackageState { bodies, numbers, .. } = *self.shared;
            let diagnostic = explain_edge(bodies, numbers, self.graph, &edge, true);
            self.diagnostics.extend(diagnostic);
        }
    }

    /// Reports something about the body being walked.
    pub(super) fn report(&mut self, pos: NodePos, kind: VerdictKind) {
        self.diagnostics.push(Diagnostic {
            body: self.index,
            func: self.func,
            pos,
            kind,
            assumed: None,
        });
    }

    /// The oracle for the function being walked.
    pub(super) fn oracle(&mut self) -> &ReassignOracle {
        let at = match self.oracle {
            Some(at) => at,
            None => {
                let types = self.facts.types();
                self.walked.oracles.find(types, self.index, self.body, self.func)
            }
        };
        self.oracle = Some(at);
        self.walked.oracles.get(at)
    }

    /// Runs `walk` one level deeper, unless that is too deep.
    #[inline]
    pub(super) fn deeper(&mut self, walk: impl FnOnce(&mut Self)) {
        if self.depth < MAX_DEPTH {
            self.depth += 1;
            walk(self);
            self.depth -= 1;
        }
    }
}
