//! The graph of a function, in words: what `goesc graph` draws.

use super::kind::Reason;
use super::spell::Speller;
use crate::escape::verdict::{LocationGraph, LocationRef};
use crate::id::Id;
use crate::ir::package::Package;

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
    /// A temporary of the analysis.
    Temporary,
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
    /// Whether a function is in it: by its whole name, or without its type arguments.
    pub fn has_function(&self, wanted: &str) -> bool {
        self.functions.iter().any(|name| {
            name == wanted || name.split_once('[').is_some_and(|(generic, _)| generic == wanted)
        })
    }

    /// The graph in words. Temporaries that nothing flows through are left out.
    pub fn new(graph: &LocationGraph, package: &Package, speller: &Speller<'_>) -> FlowGraph {
        let mut functions = Vec::with_capacity(graph.funcs.len());
        for &(body, func) in &graph.funcs {
            functions.push(package.bodies[body.index()].funcs[func].name.as_str().to_owned());
        }
        let mut used = vec![false; graph.locations.len()];
        for flow in &graph.flows {
            for loc in [flow.src, flow.dst] {
                if let Some(used) = used.get_mut(loc as usize) {
                    *used = true;
                }
            }
        }
        let mut numbers = vec![None; graph.locations.len()];
        let mut nodes = Vec::new();
        for (i, location) in graph.locations.iter().enumerate() {
            let is_named = matches!(location.place, LocationRef::Name(..) | LocationRef::Node(..));
            if !is_named && !used[i] {
                continue;
            }
            let kind = match location.place {
                LocationRef::Heap => NodeKind::Heap,
                LocationRef::Temp => NodeKind::Temporary,
                _ if location.escapes => NodeKind::Escapes,
                _ if location.is_param => NodeKind::Parameter,
                _ if location.is_result => NodeKind::Result,
                LocationRef::Name(..) | LocationRef::Node(..) => NodeKind::Stack,
            };
            numbers[i] = Some(nodes.len());
            nodes.push(FlowNode {
                label: match location.place {
                    LocationRef::Heap => "heap".to_owned(),
                    LocationRef::Temp => "temporary".to_owned(),
                    place => speller.place_itself(place),
                },
                function: graph.funcs.iter().position(|func| Some(*func) == location.func),
                loops: location.loop_depth,
                kind,
            });
        }
        let edges = graph.flows.iter().filter_map(|flow| {
            Some(FlowEdge {
                from: (*numbers.get(flow.src as usize)?)?,
                to: (*numbers.get(flow.dst as usize)?)?,
                derefs: flow.derefs,
                why: flow.causes.iter().map(|cause| cause.why).collect(),
            })
        });
        let edges = edges.collect();
        FlowGraph { functions, nodes, edges }
    }
}
