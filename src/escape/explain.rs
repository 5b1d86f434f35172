//! From locations and edges of the graph to what explanations and pictures show of them
//! (`escape/solve.go`: `explainPath`).

use super::graph::{Edge, Graph, HEAP, Loc, LocationKind, NoteSubject, attr, flag};
use super::tables::Numbers;
use super::verdict::{
    Cause, CauseAt, Diagnostic, EscapeCause, Explanation, Flow, LocationGraph, LocationInfo,
    LocationRef, Step, VerdictKind,
};
use crate::ir::node::{BodyId, Name, NodePos};
use crate::ir::scc::FuncRef;
use crate::ir::shares::Bodies;

/// What a location stands for, as findings name it.
pub(super) fn place(graph: &Graph, loc: Loc) -> LocationRef {
    match graph.loc(loc).what {
        _ if loc == super::graph::HEAP => LocationRef::Heap,
        LocationKind::Nothing => LocationRef::Temp,
        LocationKind::Name(body, name) => LocationRef::Name(body, name),
        LocationKind::Node(body, node) => LocationRef::Node(body, node),
    }
}

/// Where gc reports something about a place.
pub(super) fn position(bodies: &Bodies, place: LocationRef) -> Option<(BodyId, NodePos)> {
    match place {
        LocationRef::Heap | LocationRef::Temp => None,
        LocationRef::Name(body, name) => {
            let name = bodies.get(body)?.names.get(name)?;
            has_position(name).then_some((body, name.pos))
        }
        LocationRef::Node(body, node) => {
            let nodes = &bodies.get(body)?.nodes;
            Some((body, nodes.get(node)?.pos))
        }
    }
}

/// A step of an explanation.
pub(super) fn step(graph: &Graph, edge: &Edge) -> Step {
    let causes = graph.notes_of(edge).map(|note| Cause {
        body: note.body,
        at: match note.at {
            NoteSubject::Node(node) => CauseAt::Node(node),
            NoteSubject::Name(name) => CauseAt::Name(name),
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
    let locations = Loc::range(HEAP, graph.locs.len())
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
            dst: edge.dst.index() as u32,
            src: edge.src.index() as u32,
            derefs: edge.derefs,
            causes: step(graph, edge).causes,
        })
        .collect();
    let funcs = batch.iter().map(|func| (func.body, func.func)).collect();
    LocationGraph { funcs, locations, flows }
}

/// Explains an edge that moved its source to the heap at once.
pub(super) fn explain_edge(
    bodies: &Bodies,
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
        kind: VerdictKind::Explanation(Box::new(Explanation {
            subject,
            func,
            leak: None,
            found: EscapeCause::AtOnce,
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
