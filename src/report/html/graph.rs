//! The graphs of the functions in which something is found, for the script of the page to draw.
//!
//! ```html
//! <pre class="flow" id="G0" hidden>{"nodes":[["x","escapes"],["heap","heap"]],"edges":[[0,1,"return"]]}</pre>
//! ```

use std::fmt::Write;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::markup::escaped;
use crate::findings::analysis::Analysis;
use crate::findings::flow::{FlowGraph, NodeKind};
use crate::ranking::Place;
use crate::report::dot::{edge_label, node_label};

/// How many nodes a graph has that can be taken in at a glance.
const NODES: usize = 120;

/// The graphs of a page.
#[derive(Default)]
pub(super) struct Graphs<'a> {
    /// Each with its number, by address.
    numbers: FxHashMap<*const FlowGraph, usize>,
    graphs: Vec<&'a FlowGraph>,
}

/// Which graph has which function, of all packages.
pub(super) struct GraphIndex<'a> {
    by_function: FxHashMap<(usize, &'a str), &'a FlowGraph>,
}

impl<'a> GraphIndex<'a> {
    /// Finds the functions of the graphs of an analysis.
    pub(super) fn of(analysis: &'a Analysis) -> GraphIndex<'a> {
        let mut by_function = FxHashMap::default();
        for (root, report) in analysis.roots.iter().enumerate() {
            for graph in report.graphs.iter().filter(|graph| graph.nodes.len() <= NODES) {
                by_function
                    .extend(graph.functions.iter().map(|name| ((root, name.as_str()), graph)));
            }
        }
        GraphIndex { by_function }
    }

    /// The graph of the function that something is found in.
    fn find(&self, place: &Place<'_>) -> Option<&'a FlowGraph> {
        self.by_function.get(&(place.root, place.finding.function.name.as_str())).copied()
    }
}

impl<'a> Graphs<'a> {
    /// The number of the graph of the function that something is found in, if it has one.
    pub(super) fn number(&mut self, index: &GraphIndex<'a>, place: &Place<'_>) -> Option<usize> {
        let graph = index.find(place)?;
        let next = self.graphs.len();
        let number = *self.numbers.entry(graph).or_insert(next);
        if number == next {
            self.graphs.push(graph);
        }
        Some(number)
    }

    /// Writes all of them.
    pub(super) fn write(&self, out: &mut String) {
        for (number, graph) in self.graphs.iter().enumerate() {
            let nodes = graph.nodes.iter().map(|node| (node_label(node), kind(node.kind)));
            let edges = graph.edges.iter().map(|edge| (edge.from, edge.to, edge_label(edge)));
            let drawn = Drawn { nodes: nodes.collect(), edges: edges.collect() };
            // It has strings and numbers alone.
            let text = serde_json::to_string(&drawn).unwrap_or_default();
            let _ = writeln!(
                out,
                "<pre class=\"flow\" id=\"G{number}\" hidden>{}</pre>",
                escaped(&text)
            );
        }
    }
}

#[derive(Serialize)]
struct Drawn {
    nodes: Vec<(String, &'static str)>,
    edges: Vec<(usize, usize, String)>,
}

/// What a node is, as the style sheet names it.
fn kind(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Heap => "heap",
        NodeKind::Escapes => "escapes",
        NodeKind::Stack => "stack",
        NodeKind::Parameter | NodeKind::Result => "outside",
    }
}
