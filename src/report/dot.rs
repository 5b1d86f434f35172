//! The graph of a function for Graphviz.
//!
//! ```text
//! digraph "f" { n1 [label="x"]; n1 -> n0 [label="&: address-of, return"] }
//! ```

use std::fmt::Write as _;

use super::gc_words;
use crate::findings::flow::{FlowEdge, FlowGraph, FlowNode, NodeKind};
use crate::visible::visible;

/// The graph as a DOT file.
pub fn write(graph: &FlowGraph) -> String {
    let mut out = String::new();
    let title = quoted(&graph.functions.join(", "));
    let _ = writeln!(out, "digraph {title} {{");
    out.push_str("  rankdir=LR;\n  node [shape=box, fontname=\"monospace\"];\n");
    out.push_str("  edge [fontname=\"sans-serif\", fontsize=10];\n");
    for (i, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.function.is_none()) {
        let _ = writeln!(out, "  {}", node_line(i, node));
    }
    for (f, function) in graph.functions.iter().enumerate() {
        let _ = writeln!(out, "  subgraph cluster_{f} {{\n    label={};", quoted(function));
        let own = graph.nodes.iter().enumerate().filter(|(_, node)| node.function == Some(f));
        for (i, node) in own {
            let _ = writeln!(out, "    {}", node_line(i, node));
        }
        out.push_str("  }\n");
    }
    for edge in &graph.edges {
        let label = quoted(&edge_label(edge));
        let _ = writeln!(out, "  n{} -> n{} [label={label}];", edge.from, edge.to);
    }
    out.push_str("}\n");
    out
}

fn node_line(number: usize, node: &FlowNode) -> String {
    let style = match node.kind {
        NodeKind::Heap => ", shape=cylinder, style=filled, fillcolor=\"#f4a6a0\"",
        NodeKind::Escapes => ", style=filled, fillcolor=\"#f9d5d3\"",
        NodeKind::Stack => ", style=filled, fillcolor=\"#dff0d8\"",
        NodeKind::Parameter => ", shape=cds",
        NodeKind::Result => ", shape=rarrow",
    };
    format!("n{number} [label={}{style}];", quoted(&node_label(node)))
}

/// What a node shows.
pub(super) fn node_label(node: &FlowNode) -> String {
    match node.loops {
        ..=1 => node.label.clone(),
        loops => format!("{} (in {} loop{})", node.label, loops - 1, plural(loops - 1)),
    }
}

fn plural(number: i32) -> &'static str {
    if number == 1 { "" } else { "s" }
}

/// What an edge shows: `&` for an address, a `*` for each dereference, and the reasons.
pub(super) fn edge_label(edge: &FlowEdge) -> String {
    let mut label = match usize::try_from(edge.derefs) {
        Ok(derefs) => "*".repeat(derefs),
        Err(_) => "&".to_owned(),
    };
    if !edge.why.is_empty() {
        if !label.is_empty() {
            label.push(' ');
        }
        let why: Vec<&str> = edge.why.iter().map(|&why| gc_words::reason(why)).collect();
        label.push_str(&why.join(", "));
    }
    label
}

/// Whether what follows a `&` makes an entity of it.
fn is_entity(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let after = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    after.len() < name.len() && after.starts_with(';')
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let text = visible(text);
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            // Labels may have entities, as in HTML: `&#27;`.
            '&' if is_entity(rest.as_str()) => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
