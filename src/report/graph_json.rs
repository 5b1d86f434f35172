//! `goesc graph --json`: the graph of a function, as `schema/graph-1.json` describes it.

use std::io;

use serde::Serialize;

use super::{gc_words, json_text};
use crate::findings::flow::{FlowGraph, NodeKind};

/// The number of the schema.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    functions: &'a [String],
    nodes: Vec<NodeDoc<'a>>,
    edges: Vec<EdgeDoc>,
}

#[derive(Serialize)]
struct NodeDoc<'a> {
    label: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    function: Option<usize>,
    loops: i32,
}

#[derive(Serialize)]
struct EdgeDoc {
    from: usize,
    to: usize,
    derefs: i32,
    why: Vec<&'static str>,
}

/// The graph as one document.
pub fn write(graph: &FlowGraph) -> io::Result<Vec<u8>> {
    let nodes = graph.nodes.iter().map(|node| NodeDoc {
        label: &node.label,
        kind: match node.kind {
            NodeKind::Heap => "heap",
            NodeKind::Escapes => "escapes",
            NodeKind::Stack => "stack",
            NodeKind::Parameter => "parameter",
            NodeKind::Result => "result",
        },
        function: node.function,
        // A function's own level is 1.
        loops: (node.loops - 1).max(0),
    });
    let edges = graph.edges.iter().map(|edge| EdgeDoc {
        from: edge.from,
        to: edge.to,
        derefs: edge.derefs,
        why: edge.why.iter().map(|&why| gc_words::reason(why)).collect(),
    });
    let document = Document {
        version: VERSION,
        functions: &graph.functions,
        nodes: nodes.collect(),
        edges: edges.collect(),
    };
    let mut text = Vec::new();
    json_text::to_writer(&mut text, &document)?;
    text.push(b'\n');
    Ok(text)
}
