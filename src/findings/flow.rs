//! The graph of a function, in words: what `goesc graph` draws.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::kind::Reason;
use super::spell::{Speller, is_compilers};
use crate::escape::verdict::{Flow, LocationGraph, LocationInfo, LocationRef};
use crate::id::Id;
use crate::ir::package::Package;
use crate::ir::type_fmt::mentions_shape;

/// A graph of one or more functions that were analyzed together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowGraph {
    /// The functions' names.
    pub functions: Vec<String>,
    /// Variables and allocations.
    pub nodes: Vec<FlowNode>,
    /// How values flow between them.
    pub edges: Vec<FlowEdge>,
}

/// A variable, an allocation, or the heap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowNode {
    /// What it is, as in the source.
    pub label: String,
    /// The index of its function, if it belongs to one of the graph.
    pub function: Option<usize>,
    /// How many loops it is declared in.
    pub loops: i32,
    /// What becomes of it.
    pub kind: NodeKind,
}

/// What becomes of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// The heap itself.
    Heap,
    /// Allocated on the heap.
    Escapes,
    /// On the stack.
    Stack,
    /// A parameter.
    Parameter,
    /// A result.
    Result,
}

/// A flow of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowEdge {
    /// The index of the node that values come from.
    pub from: usize,
    /// The index of the node that they go to.
    pub to: usize,
    /// Dereferences on the way; -1 where the address flows.
    pub derefs: i32,
    /// Why, from the source on.
    pub why: Vec<Reason>,
}

impl FlowGraph {
    /// The graph in words, as people know the function: what the compiler made for itself is left out,
    /// and what flows through it flows past it.
    pub fn new(graph: &LocationGraph, package: &Package, speller: &Speller<'_>) -> FlowGraph {
        let mut functions = Vec::with_capacity(graph.funcs.len());
        for &(body, func) in &graph.funcs {
            functions.push(package.bodies[body.index()].funcs[func].name.as_str().to_owned());
        }
        let mut numbers = vec![None; graph.locations.len()];
        let mut nodes = Vec::new();
        for (i, location) in graph.locations.iter().enumerate() {
            let (kind, label) = match location.place {
                LocationRef::Temp => continue,
                LocationRef::Heap => (NodeKind::Heap, "heap".to_owned()),
                LocationRef::Name(..) | LocationRef::Node(..) => {
                    let kind = match location {
                        LocationInfo { escapes: true, .. } => NodeKind::Escapes,
                        LocationInfo { is_param: true, .. } => NodeKind::Parameter,
                        LocationInfo { is_result: true, .. } => NodeKind::Result,
                        _ => NodeKind::Stack,
                    };
                    (kind, speller.place_in_source(location.place))
                }
            };
            if matches!(kind, NodeKind::Stack | NodeKind::Parameter) && is_compilers(&label) {
                continue;
            }
            numbers[i] = Some(nodes.len());
            nodes.push(FlowNode {
                label,
                function: graph.funcs.iter().position(|func| Some(*func) == location.func),
                loops: location.loop_depth,
                kind,
            });
        }
        let edges = edges(graph, &numbers);
        let mut flow = FlowGraph { functions, nodes, edges };
        flow.leave_out_idle_heap();
        flow
    }

    /// The heap is of interest where something flows to it.
    fn leave_out_idle_heap(&mut self) {
        let is_idle = |number: usize, node: &FlowNode| {
            node.kind == NodeKind::Heap
                && self.edges.iter().all(|edge| edge.from != number && edge.to != number)
        };
        let idle = self.nodes.iter().enumerate().position(|(i, node)| is_idle(i, node));
        let Some(idle) = idle else { return };
        self.nodes.remove(idle);
        for edge in &mut self.edges {
            for end in [&mut edge.from, &mut edge.to] {
                *end -= usize::from(*end > idle);
            }
        }
    }

    /// Whether values flow in the same way between things of the same kinds, whatever their types.
    fn is_like(&self, other: &FlowGraph) -> bool {
        let kinds = |graph: &FlowGraph| -> Vec<(NodeKind, Option<usize>, i32)> {
            graph.nodes.iter().map(|node| (node.kind, node.function, node.loops)).collect()
        };
        self.edges == other.edges && kinds(self) == kinds(other)
    }
}

/// The edges between nodes that are shown. What flows through others is followed from where it arrives,
/// as the solver does: what is dereferenced behind an address cancels it.
fn edges(graph: &LocationGraph, numbers: &[Option<usize>]) -> Vec<FlowEdge> {
    let number = |location: u32| numbers.get(location as usize).copied().flatten();
    // What flows into each location that isn't shown.
    let mut into: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (index, flow) in graph.flows.iter().enumerate() {
        if number(flow.dst).is_none() {
            into.entry(flow.dst).or_default().push(index);
        }
    }
    // Few hops make up for all that people write; the rest isn't worth quadratic time.
    let mut hops_left = graph.flows.len().saturating_mul(8) + 1_000;
    let mut edges = Vec::with_capacity(graph.flows.len());
    for flow in &graph.flows {
        let Some(to) = number(flow.dst) else { continue };
        let whys = |flow: &Flow| flow.causes.iter().map(|cause| cause.why).collect::<Vec<_>>();
        let mut queue = VecDeque::from([(flow.src, flow.derefs, whys(flow))]);
        let mut least: FxHashMap<u32, i32> = FxHashMap::default();
        while let Some((at, derefs, why)) = queue.pop_front() {
            if let Some(from) = number(at) {
                edges.push(FlowEdge { from, to, derefs, why });
                continue;
            }
            if least.get(&at).is_some_and(|&known| known <= derefs) {
                continue;
            }
            least.insert(at, derefs);
            for flow in into.get(&at).into_iter().flatten().filter_map(|i| graph.flows.get(*i)) {
                let Some(left) = hops_left.checked_sub(1) else { break };
                hops_left = left;
                let why = whys(flow).into_iter().chain(why.iter().copied()).collect();
                queue.push_back((flow.src, derefs.max(0) + flow.derefs, why));
            }
        }
    }
    // Two ways past what isn't shown may be the same.
    let mut known = FxHashSet::default();
    edges.retain(|edge| known.insert((edge.from, edge.to, edge.derefs, edge.why.clone())));
    edges
}

/// What a name of a function stands for.
#[derive(Debug)]
pub enum FunctionLookup<'a> {
    /// One function, or an instance of one.
    One {
        /// The graph.
        graph: &'a FlowGraph,
        /// Other instances, in which values flow in other ways.
        differing: Vec<&'a str>,
    },
    /// Several: their names, each with its package.
    Several(Vec<(&'a str, &'a str)>),
    /// None: names that have it in them.
    Nothing(Vec<&'a str>),
}

/// Looks for a function by its name among the graphs of packages, each with the package's title. Whole
/// names come first; then names without type arguments (`Map`, `Map[...]`, `(*List).Push`,
/// `(*List[...]).Push`); then methods by their own names (`Push`, `List.Push`).
pub fn look_up<'a>(
    graphs: impl Iterator<Item = (&'a str, &'a FlowGraph)> + Clone,
    wanted: &str,
) -> FunctionLookup<'a> {
    let all = graphs.flat_map(|(title, graph)| {
        graph.functions.iter().map(move |name| Candidate { title, name, graph })
    });
    let bare = without_arguments(wanted);
    let own = |name: &str| without_arguments(name).trim_start_matches(['(', '*']).replace(')', "");
    let tiers: [&dyn Fn(&str) -> bool; 3] =
        [&|name| name == wanted, &|name| without_arguments(name) == bare, &|name| {
            let name = own(name);
            name == own(wanted) || name.rsplit('.').next() == Some(wanted) && name != wanted
        }];
    for is_meant in tiers {
        let found: Vec<Candidate<'a>> = all.clone().filter(|one| is_meant(one.name)).collect();
        if let Some(lookup) = decide(found) {
            return lookup;
        }
    }
    const SIMILAR: usize = 10;
    let mut like: Vec<&str> =
        all.map(|one| one.name).filter(|name| name.contains(wanted)).collect();
    like.dedup();
    like.truncate(SIMILAR);
    FunctionLookup::Nothing(like)
}

/// A function that may be meant.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    title: &'a str,
    name: &'a str,
    graph: &'a FlowGraph,
}

fn decide(mut found: Vec<Candidate<'_>>) -> Option<FunctionLookup<'_>> {
    // Of an instance, the code is that of its shape; the other one passes a dictionary to it.
    let shaped: FxHashSet<String> = found
        .iter()
        .filter(|one| mentions_shape(one.name))
        .map(|one| without_arguments(one.name))
        .collect();
    found.retain(|one| mentions_shape(one.name) || !shaped.contains(&without_arguments(one.name)));
    let first = *found.first()?;
    let generic = without_arguments(first.name);
    let is_one = found.iter().all(|one| {
        let is_instance = one.title == first.title && without_arguments(one.name) == generic;
        is_instance || std::ptr::eq(one.graph, first.graph)
    });
    if is_one {
        let differing = found.iter().filter(|one| !one.graph.is_like(first.graph));
        let mut differing: Vec<&str> = differing.map(|one| one.name).collect();
        differing.dedup();
        return Some(FunctionLookup::One { graph: first.graph, differing });
    }
    let mut names: Vec<(&str, &str)> = found.iter().map(|one| (one.name, one.title)).collect();
    names.dedup();
    Some(FunctionLookup::Several(names))
}

/// A function's name without the type arguments in it, and without brackets: `(*List).Push`.
pub fn without_arguments(name: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_type_arguments() {
        assert_eq!(without_arguments("f"), "f");
        assert_eq!(without_arguments("(*List[go.shape.int]).Push"), "(*List).Push");
        assert_eq!(without_arguments("Map[map[string][]int,int]"), "Map");
    }

    fn graph(function: &str, derefs: i32) -> FlowGraph {
        let node = |label: &str, kind| FlowNode {
            label: label.to_owned(),
            function: Some(0),
            loops: 1,
            kind,
        };
        FlowGraph {
            functions: vec![function.to_owned()],
            nodes: vec![node("x", NodeKind::Parameter), node("~r0", NodeKind::Result)],
            edges: vec![FlowEdge { from: 0, to: 1, derefs, why: vec![Reason::Return] }],
        }
    }

    #[test]
    fn functions_are_found_by_what_people_call_them() {
        let graphs = [
            graph("(*List[go.shape.int]).Push", 0),
            graph("(*List[go.shape.string]).Push", 0),
            graph("(*List[int]).Push", 1),
            graph("(*Heap).Push", 0),
            graph("A.Name", 0),
            graph("Map[go.shape.int]", 0),
            graph("Map[go.shape.string]", 1),
        ];
        let graphs = graphs.iter().map(|graph| ("ex.com/m", graph));
        let found = |wanted: &str| match look_up(graphs.clone(), wanted) {
            FunctionLookup::One { graph, differing } => [
                &[graph.functions.join(" ")][..],
                &differing.iter().map(|&name| name.to_owned()).collect::<Vec<_>>(),
            ]
            .concat()
            .join(" and "),
            FunctionLookup::Several(names) => format!("{names:?}"),
            FunctionLookup::Nothing(like) => format!("no: {like:?}"),
        };
        let push = "(*List[go.shape.int]).Push";
        for wanted in ["(*List[...]).Push", "(*List).Push", "List.Push", push] {
            assert_eq!(found(wanted), push, "{wanted}");
        }
        assert_eq!(found("(*List[int]).Push"), "(*List[int]).Push");
        assert_eq!(found("Name"), "A.Name");
        // Which of several is meant, the user has to say.
        let push = found("Push");
        assert!(push.contains("(*Heap).Push") && push.contains("(*List"), "{push}");
        assert_eq!(found("Map[...]"), "Map[go.shape.int] and Map[go.shape.string]");
        assert_eq!(found("Nam"), "no: [\"A.Name\"]");
    }
}
