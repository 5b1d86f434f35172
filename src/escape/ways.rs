//! The lines that bring something to the heap: without which of them it would be on the stack.
//!
//! Comes in: a solved graph with its notes. Goes out, for what is on the heap: the one line that all
//! ways there pass, or the few lines of which each is enough.
//!
//! ```go
//! it := &item{id: 1}
//! log(it.id)
//! s.last = it // without this line, the item would be on the stack
//! ```
//!
//! What the solver finds by walks from what outlives to what is outlived is, for a single location,
//! a walk the other way round. Its address flows along edges; dereferences on the way use up what
//! addresses have been taken before. Where the address ends in something that outlives it whatever
//! flows, it is on the heap; where it ends in something that is on the heap for its own reasons, the
//! walk goes on with the address of that. Each way is a chain, so whatever all ways pass is on the first
//! one that is found: few lines have to be tried. To try one is to walk again without the edges that a
//! note says are made there.
//!
//! Notes about captured variables don't count: they name one use of many within a literal. The literal
//! itself has a note of its own where its value flows on.

use rustc_hash::FxHashMap;

use super::LineOf;
use super::explain::{place, position};
use super::graph::{
    CALLEE, Edge, FIRST, Graph, HEAP, Loc, MUTATOR, NO_LOC, Note, NoteSubject, attr,
};
use super::reason::Reason;
use super::tables::{FuncNode, outlives_on_stack};
use super::verdict::{LocationRef, Ways};
use crate::ir::node::{BodyId, NodePos};
use crate::ir::shares::Bodies;

/// Looked at once, and on no line.
const NOWHERE: u64 = u64::MAX;
/// More lines than that, each of which is enough, aren't told.
const MOST_WAYS: usize = 4;
/// More lines of a way aren't tried.
const MOST_TRIED: usize = 12;
/// More edges aren't looked at for one location.
const MOST_STEPS: usize = 20_000;
/// So many edges for each of the graph are looked at for all of its locations.
const STEPS_PER_EDGE: usize = 64;
/// No value has its address taken more often in a row.
const MOST_ADDRESSES: i32 = 64;

/// A place in a body.
type Place = (BodyId, NodePos);

/// The line of a note, and the place that it names.
type Placed<'a> = &'a dyn Fn(&Note) -> (u64, Place);

/// How a walk ends.
enum Walk {
    /// On the heap: the edges there, indices into [`Finder::edges`].
    ToHeap(Vec<u32>),
    /// Nothing outlives it.
    Stays,
    /// It took too long.
    Unknown,
}

/// Where a walk has been.
#[derive(Clone, Copy, Default)]
struct Visit {
    /// The leg that the rest belongs to.
    leg: u32,
    /// How many dereferences may follow, at most.
    allows: i32,
}

/// A place that a walk comes to. What is better than what was known of a location is a step of its own,
/// so that the way back is never a circle.
#[derive(Clone, Copy)]
struct Step {
    loc: Loc,
    /// How many dereferences may follow.
    allows: i32,
    /// The step before, an index into the steps of the leg; of the first one itself.
    before: usize,
    /// The edge that led here.
    edge: u32,
}

/// The walk with the address of one location.
struct Leg {
    /// Whose address it is.
    owner: Loc,
    /// The leg before it, and the edges of that up to the owner.
    before: Option<(usize, Vec<u32>)>,
}

/// Finds ways in a solved graph.
pub(super) struct Finder<'a> {
    graph: &'a Graph,
    funcs: &'a [FuncNode],
    /// By location: where its outgoing edges begin in `edges`.
    start: Vec<u32>,
    /// Edges by source.
    edges: Vec<Edge>,
    /// By note: its line, 0 if that isn't known yet.
    note_lines: Vec<u64>,
    visits: Vec<Visit>,
    /// By location: the walk in which it has had a leg of its own.
    owners: Vec<u32>,
    leg: u32,
    walk: u32,
    /// Edges that may still be looked at: for one location, for all.
    steps: usize,
    all_steps: usize,
}

impl<'a> Finder<'a> {
    pub(super) fn new(graph: &'a Graph, funcs: &'a [FuncNode]) -> Finder<'a> {
        let locs = graph.locs.len();
        let mut start = vec![0; locs + 1];
        let all = || graph.edges.iter().chain(&graph.at_once);
        for edge in all() {
            start[edge.src.index() + 1] += 1;
        }
        for at in 0..locs {
            start[at + 1] += start[at];
        }
        let filler = Edge { dst: HEAP, src: HEAP, derefs: 0, notes: 0 };
        let mut edges = vec![filler; graph.edges.len() + graph.at_once.len()];
        for edge in all() {
            let next: &mut u32 = &mut start[edge.src.index()];
            edges[*next as usize] = *edge;
            *next += 1;
        }
        // Each beginning has moved to its end, which is the next one's beginning.
        start.rotate_right(1);
        start[0] = 0;
        Finder {
            graph,
            funcs,
            start,
            all_steps: edges.len().saturating_mul(STEPS_PER_EDGE).saturating_add(MOST_STEPS),
            edges,
            note_lines: vec![0; graph.notes.len()],
            visits: vec![Visit::default(); locs],
            owners: vec![0; locs],
            leg: 0,
            walk: 0,
            steps: 0,
        }
    }

    /// The ways of all that is on the heap, where there are few, and not all of it happens on the line
    /// that it stands on itself.
    pub(super) fn find(
        &mut self,
        bodies: &Bodies,
        line_of: LineOf<'_>,
    ) -> FxHashMap<LocationRef, Ways> {
        let mut found = FxHashMap::default();
        for loc in Loc::range(FIRST, self.graph.locs.len()) {
            let subject = place(self.graph, loc);
            if !self.graph.loc(loc).has_attr(attr::ESCAPES) {
                continue;
            }
            let Some((body, pos)) = position(bodies, subject) else { continue };
            let at = |(body, pos): Place| {
                let body = bodies.get(body)?;
                line_of(body.outermost_pos(pos))
            };
            let Some(own) = at((body, pos)) else { continue };
            let placed = |note: &Note| {
                let place = note_place(bodies, note);
                (at(place).unwrap_or(NOWHERE), place)
            };
            if let Some(ways) = self.ways(loc, own, &placed) {
                found.insert(subject, ways);
            }
        }
        found
    }

    /// The ways of a location on a line of its own.
    pub(super) fn ways(&mut self, subject: Loc, own: u64, placed: Placed<'_>) -> Option<Ways> {
        self.steps = MOST_STEPS.min(self.all_steps);
        let Walk::ToHeap(way) = self.walk(subject, &[], placed) else { return None };
        let last = self.line(*way.last()?, placed);
        if last.is_some_and(|(line, _)| line == own) {
            return None;
        }
        let mut tried = vec![own, NOWHERE];
        for &edge in way.iter().rev() {
            let Some((line, place)) = self.line(edge, placed) else { continue };
            if tried.contains(&line) {
                continue;
            }
            if tried.len() > MOST_TRIED {
                return None;
            }
            tried.push(line);
            match self.walk(subject, &[line], placed) {
                Walk::ToHeap(_) => {}
                Walk::Stays => return Some(Ways::Only(place.0, place.1)),
                Walk::Unknown => return None,
            }
        }
        // No line is on all ways: those where they end are of use if they are few.
        let (last, place) = last.filter(|(line, _)| *line != NOWHERE)?;
        let mut ends = vec![last];
        let mut places = vec![place];
        loop {
            match self.walk(subject, &ends, placed) {
                Walk::ToHeap(way) => {
                    let (line, place) = self.line(*way.last()?, placed)?;
                    if line == own || line == NOWHERE || ends.len() == MOST_WAYS {
                        return None;
                    }
                    ends.push(line);
                    places.push(place);
                }
                Walk::Stays => break,
                Walk::Unknown => return None,
            }
        }
        for end in &ends {
            let others: Vec<u64> = ends.iter().copied().filter(|other| other != end).collect();
            if !matches!(self.walk(subject, &others, placed), Walk::ToHeap(_)) {
                return None;
            }
        }
        Some(Ways::Several(places))
    }

    /// The line of an edge, and a place on it: that of its outermost note.
    fn line(&self, edge: u32, placed: Placed<'_>) -> Option<(u64, Place)> {
        let edge = self.edges.get(edge as usize)?;
        let note = self.graph.notes_of(edge).filter(|note| counts(note)).last()?;
        Some(placed(note))
    }

    /// Whether an edge is made on one of some lines.
    fn is_on(&mut self, edge: &Edge, lines: &[u64], placed: Placed<'_>) -> bool {
        let mut next = edge.notes;
        while let Some(at) = (next as usize).checked_sub(1)
            && let Some(note) = self.graph.notes.get(at)
        {
            next = note.next;
            if !counts(note) {
                continue;
            }
            if self.note_lines[at] == 0 {
                self.note_lines[at] = placed(note).0;
            }
            if lines.contains(&self.note_lines[at]) {
                return true;
            }
        }
        false
    }

    /// Follows the address of a location to where it is outlived, without what happens on some lines.
    fn walk(&mut self, subject: Loc, without: &[u64], placed: Placed<'_>) -> Walk {
        self.walk += 1;
        self.owners[subject.index()] = self.walk;
        let mut legs = vec![Leg { owner: subject, before: None }];
        let mut steps: Vec<Step> = Vec::new();
        let mut number = 0;
        while let Some(&Leg { owner, .. }) = legs.get(number) {
            self.leg += 1;
            // Its own address: of what is below zero, only the first edge makes something.
            self.visits[owner.index()] = Visit { leg: self.leg, allows: -1 };
            steps.clear();
            steps.push(Step { loc: owner, allows: -1, before: 0, edge: u32::MAX });
            let mut head = 0;
            while let Some(&Step { loc: src, allows, .. }) = steps.get(head) {
                let (from, to) = (self.start[src.index()], self.start[src.index() + 1]);
                for at in from..to {
                    let edge = self.edges[at as usize];
                    if self.steps == 0 {
                        return Walk::Unknown;
                    }
                    self.steps -= 1;
                    self.all_steps -= 1;
                    let left = (allows - edge.derefs).min(MOST_ADDRESSES);
                    let dst = edge.dst;
                    if left < 0 || dst == MUTATOR || dst == CALLEE || dst == NO_LOC {
                        continue;
                    }
                    let visit = self.visits[dst.index()];
                    if visit.leg == self.leg && visit.allows >= left {
                        continue;
                    }
                    if !without.is_empty() && self.is_on(&edge, without, placed) {
                        continue;
                    }
                    self.visits[dst.index()] = Visit { leg: self.leg, allows: left };
                    let location = self.graph.loc(dst);
                    if dst == HEAP || outlives_on_stack(self.funcs, location, self.graph.loc(owner))
                    {
                        return Walk::ToHeap(whole(&legs, number, way_to(&steps, head, at)));
                    }
                    if location.has_attr(attr::ESCAPES) && self.owners[dst.index()] != self.walk {
                        self.owners[dst.index()] = self.walk;
                        let before = Some((number, way_to(&steps, head, at)));
                        legs.push(Leg { owner: dst, before });
                    }
                    steps.push(Step { loc: dst, allows: left, before: head, edge: at });
                }
                head += 1;
            }
            number += 1;
        }
        Walk::Stays
    }
}

/// The edges up to a step of a leg, and the one that goes on from there.
fn way_to(steps: &[Step], mut at: usize, last: u32) -> Vec<u32> {
    let mut edges = vec![last];
    while let Some(step) = steps.get(at).filter(|_| at > 0) {
        edges.push(step.edge);
        at = step.before;
    }
    edges.reverse();
    edges
}

/// A way through several legs.
fn whole(legs: &[Leg], mut number: usize, last: Vec<u32>) -> Vec<u32> {
    let mut parts = vec![last];
    while let Some(Leg { before: Some((before, edges)), .. }) = legs.get(number) {
        parts.push(edges.clone());
        number = *before;
    }
    parts.reverse();
    parts.concat()
}

/// Whether a note names the only place at which values flow.
fn counts(note: &Note) -> bool {
    !matches!(note.why, Reason::CapturedByClosure | Reason::Reference)
}

fn note_place(bodies: &Bodies, note: &Note) -> Place {
    let body = &bodies[note.body];
    match note.at {
        NoteSubject::Node(node) => (note.body, body.nodes[node].pos),
        NoteSubject::Name(name) => (note.body, body.names[name].pos),
    }
}
