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

use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

use super::Env;
use super::facts::Facts;
use super::graph::{At, DoubtId, Edge, Graph, Hole, Loc, NO_LOC, What, attr, flag};
use super::leaks::FuncTags;
use super::literals::Edit;
use super::reason::Reason;
use super::solve::FuncNode;
use super::verdict::{
    Capture, Cause, CauseAt, Diagnostic, Explanation, Flow, Found, Kind, LocationGraph,
    LocationInfo, Place, Step,
};
use crate::id::Id;
use crate::ir::func::FuncId;
use crate::ir::node::{Body, Class, ClosureId, Name, NameId, Node, NodeId, NodePos, Op};
use crate::ir::reassign::{ReassignOracle, oracle_root};
use crate::ir::scc::{FuncRef, is_closure};
use crate::ir::visit::Preorder;
use crate::symbol::Symbol;
use crate::types::store::Types;

/// How deep statements and expressions may nest. The parser allows far less; a tree that is
/// deeper is walked down to here.
const MAX_DEPTH: u32 = 6_000;

/// Where a function is in the analysis (`Func.Esc`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    /// Not looked at.
    Unknown,
    /// Of the batch being analyzed: its parameters and results are in the graph.
    Current,
    /// Done: its tags are known.
    Tagged,
}

/// Numbers of all functions and variables of a package, so that what is known of them is in
/// flat tables. Each belongs to exactly one batch.
#[derive(Debug)]
pub(super) struct Numbers {
    /// By body: the number of its first function; one more at the end.
    func_base: Vec<u32>,
    /// By body: the number of its first variable; one more at the end.
    name_base: Vec<u32>,
    /// By body: whether it has labels.
    has_labels: Vec<bool>,
}

impl Numbers {
    pub(super) fn new(bodies: &[Body]) -> Numbers {
        let mut numbers = Numbers {
            func_base: Vec::with_capacity(bodies.len() + 1),
            name_base: Vec::with_capacity(bodies.len() + 1),
            has_labels: Vec::with_capacity(bodies.len()),
        };
        let (mut funcs, mut names) = (0, 0);
        for body in bodies {
            numbers.func_base.push(funcs);
            numbers.name_base.push(names);
            let label = |n: &Node| matches!(n.op, Op::Label(_));
            numbers.has_labels.push(body.nodes.iter().any(|(_, n)| label(n)));
            funcs += body.funcs.len() as u32;
            names += body.names.len() as u32;
        }
        numbers.func_base.push(funcs);
        numbers.name_base.push(names);
        numbers
    }

    pub(super) fn funcs(&self) -> usize {
        self.func_base.last().map_or(0, |&count| count as usize)
    }

    pub(super) fn names(&self) -> usize {
        self.name_base.last().map_or(0, |&count| count as usize)
    }

    /// The number of a function.
    #[inline]
    pub(super) fn func(&self, body: u32, func: ClosureId) -> u32 {
        self.func_base[body as usize] + func.index() as u32
    }

    /// The function of a number.
    pub(super) fn func_of(&self, number: u32) -> (u32, ClosureId) {
        // Bodies have a function at least, so no two begin at the same number.
        let body = self.func_base.partition_point(|&base| base <= number).saturating_sub(1);
        let base = self.func_base.get(body).copied().unwrap_or(0);
        (body as u32, ClosureId::from_index(number.saturating_sub(base) as usize))
    }

    /// The number of a variable; none for those that escape analysis itself makes.
    #[inline]
    pub(super) fn name(&self, body: u32, name: NameId) -> Option<usize> {
        let at = self.name_base[body as usize] as usize + name.index();
        (at < self.name_base[body as usize + 1] as usize).then_some(at)
    }
}

/// What a location stands for, as findings name it.
pub(super) fn place(graph: &Graph, loc: Loc) -> Place {
    match graph.loc(loc).what {
        _ if loc == super::graph::HEAP => Place::Heap,
        What::Nothing => Place::Temp,
        What::Name(body, name) => Place::Name(body, name),
        What::Node(body, node) => Place::Node(body, node),
    }
}

/// What the batches of a package share.
pub(super) struct Shared<'a> {
    pub(super) env: &'a Env<'a>,
    pub(super) bodies: &'a [Body],
    pub(super) index: &'a FxHashMap<FuncId, usize>,
    pub(super) numbers: &'a Numbers,
    /// By function: how far it is.
    pub(super) stages: &'a [Stage],
    /// By function: the tags of those whose batch is done.
    pub(super) tags: &'a [Option<Arc<FuncTags>>],
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
    body: u32,
    closure: ClosureId,
}

/// Oracles of a batch's functions, made when asked for.
#[derive(Default)]
pub(super) struct Oracles(Vec<(u32, ClosureId, ReassignOracle)>);

impl Oracles {
    /// The index of the oracle for a function.
    pub(super) fn find(
        &mut self,
        types: &Types,
        index: u32,
        body: &Body,
        func: ClosureId,
    ) -> usize {
        let root = oracle_root(body, func);
        let known = self.0.iter().position(|(b, f, _)| (*b, *f) == (index, root));
        known.unwrap_or_else(|| {
            self.0.push((index, root, ReassignOracle::new(types, body, root)));
            self.0.len() - 1
        })
    }

    /// The oracle of an index that [`Oracles::find`] gave.
    pub(super) fn get(&self, at: usize) -> &ReassignOracle {
        &self.0[at].2
    }
}

/// What a walk leaves behind.
#[derive(Default)]
pub(super) struct Walked {
    /// Changes to the IR.
    pub(super) edits: Vec<Edit>,
    /// How captured variables are captured: by value or not.
    pub(super) captures: Vec<(u32, NameId, bool)>,
    /// Oracles of the functions that were asked about.
    pub(super) oracles: Oracles,
}

/// Flat tables of all functions and variables of a package.
#[derive(Debug)]
pub(super) struct Tables {
    /// By function: what the solver needs to know.
    pub(super) funcs: Vec<FuncNode>,
    /// By variable: its location in its batch's graph.
    pub(super) name_loc: Vec<Loc>,
    /// Locations of the batch's results, see [`FuncNode::results`].
    pub(super) results: Vec<Loc>,
}

impl Tables {
    pub(super) fn new(numbers: &Numbers, bodies: &[Body]) -> Tables {
        // What encloses a function is known of those of other batches, too.
        let funcs = bodies.iter().enumerate().flat_map(|(index, body)| {
            body.funcs.iter().map(move |(_, func)| FuncNode {
                parent: func.parent.map(|parent| numbers.func(index as u32, parent)),
                ..FuncNode::default()
            })
        });
        Tables {
            funcs: funcs.collect(),
            name_loc: vec![NO_LOC; numbers.names()],
            results: Vec::new(),
        }
    }
}

/// The walk over a batch.
pub(super) struct Walker<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(super) facts: Facts<'a>,
    pub(super) graph: &'a mut Graph,
    tables: &'a mut Tables,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    pub(super) walked: Walked,
    closures: Vec<ClosureSite>,
    /// Conversions whose operand an edit has evaluated already.
    pub(super) evaluated: FxHashSet<(u32, NodeId)>,
    preorder: Preorder,

    // The function being walked.
    pub(super) index: u32,
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
        shared: &'a Shared<'a>,
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
            body: &shared.bodies[first.body as usize],
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
            if !is_closure(&shared.bodies[func.body as usize].funcs[func.func]) {
                walker.walk_func(func.body, func.func);
            }
        }
        for site in std::mem::take(&mut walker.closures) {
            walker.flow_closure(site);
        }
        walker.walked
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
    fn declare(&mut self, body: u32, name: NameId) -> Loc {
        let at = self.shared.numbers.name(body, name);
        if let Some(at) = at
            && self.tables.name_loc[at] != NO_LOC
        {
            return self.tables.name_loc[at];
        }
        let what = What::Name(body, name);
        let loc = self.graph.new_loc(what, self.func_number, self.loop_depth);
        let location = self.graph.loc_mut(loc);
        location.attrs = attr::PERSISTS;
        location.flags = match self.shared.bodies[body as usize].names[name].class {
            Class::Param => flag::PARAM,
            Class::ParamOut => flag::PARAM_OUT,
            Class::Auto => 0,
        };
        if let Some(at) = at {
            self.tables.name_loc[at] = loc;
        }
        loc
    }

    fn enter(&mut self, index: u32, func: ClosureId) {
        self.index = index;
        self.body = &self.shared.bodies[index as usize];
        self.func = func;
        self.func_number = self.shared.numbers.func(index, func);
        self.loop_depth = 1;
        self.oracle = None;
    }

    /// Walks the statements of a function.
    fn walk_func(&mut self, index: u32, func: ClosureId) {
        let outer = (self.index, self.func, self.loop_depth, self.oracle);
        let outer_labels = std::mem::take(&mut self.labels);
        self.enter(index, func);
        let body = self.body;
        if self.shared.numbers.has_labels[index as usize] {
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
            let unsure = if reassigned {
                DoubtId::NONE // by reference in any case
            } else {
                self.doubt_of_value(declared.ty)
            };
            let by_value =
                !addrtaken && !reassigned && width <= self.shared.env.limits.capture_by_value;
            self.walked.captures.push((index, name, by_value));
            if self.graph.trace && has_position(declared) {
                self.report(
                    declared.pos,
                    Kind::Capture(Capture {
                        func: declared.curfn,
                        name,
                        by_value,
                        addrtaken,
                        reassigned,
                        width,
                    }),
                );
            }
            let mut hole = hole.doubted(unsure);
            if !by_value {
                hole =
                    self.graph.note(hole.shift(-1), index, At::Name(captured), Reason::Reference);
            }
            hole = self.graph.note(hole, index, At::Name(captured), Reason::CapturedByClosure);
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
    pub(super) fn loc_in(&mut self, index: u32, name: NameId) -> Loc {
        self.declare(index, self.shared.bodies[index as usize].canonical(name))
    }

    /// A location for what a node allocates.
    pub(super) fn node_loc(&mut self, node: NodeId) -> Loc {
        let what = What::Node(self.index, node);
        let loc = self.graph.new_loc(what, self.func_number, self.loop_depth);
        if let Op::Closure(closure) = self.body.op(node) {
            let number = self.shared.numbers.func(self.index, *closure);
            if self.shared.stages[number as usize] == Stage::Current {
                let location = self.graph.loc_mut(loc);
                location.flags |= flag::CLOSURE;
                location.number = number;
            }
        }
        if self.graph.doubts.watch
            && let Some((doubt, about)) = self.doubt_of_allocation(node)
        {
            self.graph.doubts.locs.push((loc, doubt, about));
        }
        loc
    }

    /// A location for a variable that an edit will make.
    pub(super) fn temp_loc(&mut self, name: NameId) -> Loc {
        let what = What::Name(self.index, name);
        let loc = self.graph.new_loc(what, self.func_number, self.loop_depth);
        self.graph.loc_mut(loc).attrs |= attr::PERSISTS;
        loc
    }

    /// A location that stands for nothing in the source.
    pub(super) fn temp(&mut self, attrs: u8) -> Loc {
        let loc = self.graph.new_loc(What::Nothing, self.func_number, self.loop_depth);
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
        self.graph.note(hole, self.index, At::Node(node), why)
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
            let Shared { bodies, numbers, .. } = *self.shared;
            let diagnostic = explain_edge(bodies, numbers, self.graph, &edge, true);
            self.diagnostics.extend(diagnostic);
        }
    }

    /// Reports something about the body being walked.
    pub(super) fn report(&mut self, pos: NodePos, kind: Kind) {
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

/// Where gc reports something about a place.
pub(super) fn position(bodies: &[Body], place: Place) -> Option<(u32, NodePos)> {
    match place {
        Place::Heap | Place::Temp => None,
        Place::Name(body, name) => {
            let name = bodies.get(body as usize)?.names.get(name)?;
            has_position(name).then_some((body, name.pos))
        }
        Place::Node(body, node) => {
            let nodes = &bodies.get(body as usize)?.nodes;
            Some((body, nodes.get(node)?.pos))
        }
    }
}

/// A step of an explanation.
pub(super) fn step(graph: &Graph, edge: &Edge) -> Step {
    let causes = graph.notes_of(edge).map(|note| Cause {
        body: note.body,
        at: match note.at {
            At::Node(node) => CauseAt::Node(node),
            At::Name(name) => CauseAt::Name(name),
        },
        why: note.why,
    });
    Step {
        dst: place(graph, edge.dst),
        src: place(graph, edge.src),
        derefs: edge.derefs,
        causes: causes.collect(),
    }
}

/// The graph of a batch, for those who want to see it.
pub(super) fn picture(graph: &Graph, numbers: &Numbers, batch: &[FuncRef]) -> LocationGraph {
    let locations = (0..graph.locs.len() as Loc)
        .map(|loc| {
            let location = graph.loc(loc);
            LocationInfo {
                place: place(graph, loc),
                func: (location.func != u32::MAX).then(|| numbers.func_of(location.func)),
                loop_depth: location.loop_depth,
                escapes: location.has_attr(attr::ESCAPES),
                is_param: location.has(flag::PARAM),
                is_result: location.has(flag::PARAM_OUT),
            }
        })
        .collect();
    let flows = graph
        .edges
        .iter()
        .chain(&graph.at_once)
        .map(|edge| Flow {
            dst: edge.dst,
            src: edge.src,
            derefs: edge.derefs,
            causes: step(graph, edge).causes,
        })
        .collect();
    let funcs = batch.iter().map(|func| (func.body, func.func)).collect();
    LocationGraph { funcs, locations, flows }
}

/// Explains an edge that moved its source to the heap at once.
pub(super) fn explain_edge(
    bodies: &[Body],
    numbers: &Numbers,
    graph: &Graph,
    edge: &Edge,
    early: bool,
) -> Option<Diagnostic> {
    let subject = place(graph, edge.src);
    let (body, pos) = position(bodies, subject)?;
    let func = numbers.func_of(graph.loc(edge.src).func);
    Some(Diagnostic {
        body,
        func: func.1,
        pos,
        assumed: None,
        kind: Kind::Explanation(Box::new(Explanation {
            subject,
            func,
            leak: None,
            found: Found::AtOnce,
            steps: vec![step(graph, edge)],
            truncated: false,
            early,
        })),
    })
}

/// Whether gc knows where a variable is declared. Of some that range-over-func loops become, it
/// doesn't, and what it says of them has no place in the source.
pub(super) fn has_position(name: &Name) -> bool {
    let Some(made) = name.sym.as_str().strip_prefix('#') else { return true };
    ["state", "p", "rv"].iter().any(|kind| {
        made.strip_prefix(kind)
            .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}
