//! The graph of a function for Markdown.

use std::fmt::Write as _;

use super::dot::{edge_label, node_label};
use crate::findings::flow::{FlowGraph, FlowNode, NodeKind};
use crate::visible::visible;

/// The graph as a Mermaid flowchart.
pub fn write(graph: &FlowGraph) -> String {
    let mut out = String::from("flowchart LR\n");
    for (i, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.function.is_none()) {
        let _ = writeln!(out, "  {}", node_line(i, node));
    }
    for (f, function) in graph.functions.iter().enumerate() {
        let _ = writeln!(out, "  subgraph f{f}[\"{}\"]", escaped(function));
        let own = graph.nodes.iter().enumerate().filter(|(_, node)| node.function == Some(f));
        for (i, node) in own {
            let _ = writeln!(out, "    {}", node_line(i, node));
        }
        out.push_str("  end\n");
    }
    for edge in &graph.edges {
        let label = edge_label(edge);
        let _ = match label.is_empty() {
            true => writeln!(out, "  n{} --> n{}", edge.from, edge.to),
            false => writeln!(out, "  n{} -->|\"{}\"| n{}", edge.from, escaped(&label), edge.to),
        };
    }
    out.push_str("  classDef heap fill:#f9d5d3\n  classDef stack fill:#dff0d8\n");
    for (kinds, class) in
        [(&[NodeKind::Heap, NodeKind::Escapes][..], "heap"), (&[NodeKind::Stack][..], "stack")]
    {
        let of_class: Vec<String> = graph
            .nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| kinds.contains(&node.kind))
            .map(|(i, _)| format!("n{i}"))
            .collect();
        if !of_class.is_empty() {
            let _ = writeln!(out, "  class {} {class}", of_class.join(","));
        }
    }
    out
}

fn node_line(number: usize, node: &FlowNode) -> String {
    let label = escaped(&node_label(node));
    match node.kind {
        NodeKind::Heap => format!("n{number}[(\"{label}\")]"),
        NodeKind::Parameter | NodeKind::Result => format!("n{number}([\"{label}\"])"),
        NodeKind::Escapes | NodeKind::Stack => format!("n{number}[\"{label}\"]"),
    }
}

/// Text within quotes: Mermaid knows entities, and reads Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            // `%%{init: ...}%%` would be a directive wherever it stands.
            '%' => out.push_str("#37;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '*' => out.push_str("#42;"),
            '`' => out.push_str("#96;"),
            '_' => out.push_str("#95;"),
            c => out.push(c),
        }
    }
    out
}
