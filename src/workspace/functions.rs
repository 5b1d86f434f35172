//! What is known of the functions of a package that is being edited, one by one.
//!
//! ```go
//! func f(p *int) { g(p) }     // names g; tags: p doesn't escape; can be inlined, at a cost of 60
//! func g(p *int) { f(p) }     // a circle of two
//! ```

use std::sync::Arc;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, Reversed};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::package::Tags;
use crate::escape::FuncTags;
use crate::findings::Explained;
use crate::findings::analysis::Compiled;
use crate::findings::collect::{self};
use crate::id::Id;
use crate::ir::func::FuncId;
use crate::ir::node::{Body, Op};
use crate::lower::requests::LoweredState;
use crate::passes::inline::Inlinable;
use crate::passes::inline::exports::inlined_into;
use crate::source::pos::Pos;
use crate::types::store::ObjId;

/// What is known of a function, with the literals in it.
pub(super) struct KnownFunction {
    /// Where it stands among the functions of its package.
    pub(super) order: u32,
    pub(super) inlinable: Option<Inlinable>,
    pub(super) tags: Option<Arc<FuncTags>>,
    /// The functions that its code names, as written and as inlined, each once, in their order.
    pub(super) references: Box<[FuncId]>,
    /// The declared functions of other packages that were inlined into it.
    pub(super) inlined: Box<[ObjId]>,
    /// Whether the compiler made it of another one: there is nothing in the source to say of it.
    pub(super) is_wrapper: bool,
    pub(super) compiled: Option<(Pos, Compiled)>,
    pub(super) findings: Vec<Arc<Explained>>,
}

/// What is known of the functions of a package.
pub(super) struct KnownFunctions {
    pub(super) lowered: LoweredState,
    pub(super) functions: FxHashMap<FuncId, KnownFunction>,
    pub(super) circles: Circles,
    /// Those with an error of syntax in or before them.
    pub(super) broken: FxHashSet<ObjId>,
}

impl KnownFunction {
    /// What is known of the functions that were analyzed; all but their tags.
    pub(super) fn of_bodies(input: &collect::Input<'_>) -> FxHashMap<FuncId, KnownFunction> {
        let bodies = input.lowered.par_bodies().enumerate();
        let functions: Vec<(FuncId, KnownFunction)> = bodies
            .map(|(order, body)| (body.id, KnownFunction::of(input, body, order as u32)))
            .collect();
        let mut functions: FxHashMap<FuncId, KnownFunction> = functions.into_iter().collect();
        for (body, compiled) in input.compiled_bodies() {
            if let Some(function) = functions.get_mut(&body) {
                function.compiled = Some(compiled);
            }
        }
        let found = input.explained_by_body().into_iter();
        let mut found: Vec<(FuncId, Arc<Explained>)> =
            found.map(|(body, finding)| (body, Arc::new(finding))).collect();
        // In order, so that those of a package are almost.
        found.sort_by_key(|(_, finding)| (finding.pos.file.index(), finding.pos.offset));
        for (body, finding) in found {
            if let Some(function) = functions.get_mut(&body) {
                function.findings.push(finding);
            }
        }
        functions
    }

    /// A function of which nothing is known but its place.
    pub(super) fn unknown(order: u32) -> KnownFunction {
        KnownFunction {
            order,
            inlinable: None,
            tags: None,
            references: Box::default(),
            inlined: Box::default(),
            is_wrapper: false,
            compiled: None,
            findings: Vec::new(),
        }
    }

    fn of(input: &collect::Input<'_>, body: &Body, order: u32) -> KnownFunction {
        let mut references: Vec<FuncId> = Vec::new();
        // What was inlined still names what it called.
        for (_, node) in body.nodes.iter() {
            match node.op {
                Op::Func(func) | Op::Selector { method: Some(func), .. } => references.push(func),
                _ => {}
            }
        }
        let mut seen = FxHashSet::default();
        references.retain(|&func| seen.insert(func));
        KnownFunction {
            order,
            inlinable: input.lowered.inlinable.get(&body.id).copied(),
            tags: None,
            references: references.into(),
            inlined: inlined_into(input.types, input.funcs, input.checked.id, body).collect(),
            is_wrapper: body.funcs[Body::outermost()].flags.wrapper,
            compiled: None,
            findings: Vec::new(),
        }
    }

    /// Adds the tags of functions.
    pub(super) fn add_tags(functions: &mut FxHashMap<FuncId, KnownFunction>, tags: &Tags) {
        for (func, function) in functions {
            function.tags = tags.get(func).cloned();
        }
    }

    /// Whether callers see a difference to what it was; its own text may be another one.
    pub(super) fn differs(&self, before: &KnownFunction, is_edited: bool) -> bool {
        self.tags != before.tags
            || self.inlinable != before.inlinable
            || is_edited && self.inlinable.is_some()
    }
}

impl KnownFunctions {
    /// What is known of the functions of a package, with their tags.
    pub(super) fn new(
        mut functions: FxHashMap<FuncId, KnownFunction>,
        tags: &Tags,
        lowered: LoweredState,
        broken: FxHashSet<ObjId>,
    ) -> KnownFunctions {
        KnownFunction::add_tags(&mut functions, tags);
        let circles = Circles::of(&functions);
        KnownFunctions { lowered, functions, circles, broken }
    }
}

/// The circles in which functions call each other.
#[derive(Default)]
pub(super) struct Circles {
    /// The functions in a circle of several.
    pub(super) members: FxHashSet<FuncId>,
    /// Those from which one comes to a circle, members among them.
    pub(super) leading: FxHashSet<FuncId>,
}

impl Circles {
    pub(super) fn of(functions: &FxHashMap<FuncId, KnownFunction>) -> Circles {
        let graph = references(functions);
        let circles = tarjan_scc(&graph).into_iter().filter(|circle| circle.len() > 1);
        let members: Vec<NodeIndex> = circles.flatten().collect();
        let back = Reversed(&graph);
        let mut search = Dfs::empty(back);
        let mut leading = FxHashSet::default();
        for &member in &members {
            search.move_to(member);
            while let Some(node) = search.next(back) {
                leading.insert(graph[node]);
            }
        }
        Circles { members: members.into_iter().map(|node| graph[node]).collect(), leading }
    }

    /// Whether two lists of references lead to circles in different orders: where gc comes upon a
    /// circle may be elsewhere then.
    pub(super) fn are_met_elsewhere(&self, before: &[FuncId], now: &[FuncId]) -> bool {
        let leads = |func: &&FuncId| self.leading.contains(*func);
        !before.iter().filter(leads).eq(now.iter().filter(leads))
    }
}

fn references(functions: &FxHashMap<FuncId, KnownFunction>) -> DiGraph<FuncId, ()> {
    let mut graph: DiGraph<FuncId, ()> = DiGraph::with_capacity(functions.len(), 0);
    let nodes: FxHashMap<FuncId, NodeIndex> =
        functions.keys().map(|&func| (func, graph.add_node(func))).collect();
    for (func, function) in functions {
        for target in function.references.iter().filter_map(|target| nodes.get(target)) {
            graph.add_edge(nodes[func], *target, ());
        }
    }
    graph
}
