//! The graph of a batch (`escape/graph.go`): locations, the edges between them, holes.
//!
//! A location stands for a variable or for something that an expression allocates. An edge says
//! that values flow from one to another, with the number of dereferences on the way:
//!
//! ```go
//! p = &q  // q -> p, -1
//! p = q   // q -> p,  0
//! p = *q  // q -> p,  1
//! ```
//!
//! A hole is where the value of an expression goes: a location, and the dereferences between.
//! Everything is in flat vectors and addressed by number. Notes, which only explanations need,
//! are made when tracing is on and not otherwise.

use super::leaks::Leaks;
use super::reason::Reason;
use crate::ir::node::{BodyId, NameId, NodeId};
use crate::types::unknown::Why;

/// A location of a [`Graph`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Loc(u32);

/// What outlives everything.
pub(super) const HEAP: Loc = Loc(0);
/// Where pointers go through which memory is changed.
pub(super) const MUTATOR: Loc = Loc(1);
/// Where functions go that are called without a trace of their results.
pub(super) const CALLEE: Loc = Loc(2);
/// Where values go that nobody needs.
pub(super) const BLANK: Loc = Loc(3);
/// The first location that stands for something.
pub(super) const FIRST: Loc = Loc(4);
/// No location.
pub(super) const NO_LOC: Loc = Loc(u32::MAX);

impl Loc {
    /// The location of an index.
    #[inline]
    pub(super) fn from_index(index: usize) -> Loc {
        Loc(index as u32)
    }

    /// Its index in [`Graph::locs`].
    #[inline]
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }

    /// The locations from one on, of so many.
    pub(super) fn range(first: Loc, count: usize) -> impl DoubleEndedIterator<Item = Loc> {
        (first.0..count as u32).map(Loc)
    }
}

/// Bits of [`Location::attrs`].
pub(super) mod attr {
    /// Its address escapes: it is on the heap.
    pub(crate) const ESCAPES: u8 = 1;
    /// Its address outlives the statement.
    pub(crate) const PERSISTS: u8 = 2;
    /// Memory that it points to may be changed.
    pub(crate) const MUTATES: u8 = 4;
    /// Closures that it points to may be called without a trace of their results.
    pub(crate) const CALLS: u8 = 8;
    /// All of them.
    pub(crate) const ALL: u8 = 15;
}

/// Bits of [`Location::flags`].
pub(super) mod flag {
    /// A closure has captured it.
    pub(crate) const CAPTURED: u8 = 1;
    /// It was assigned again.
    pub(crate) const REASSIGNED: u8 = 2;
    /// Its address was taken.
    pub(crate) const ADDRTAKEN: u8 = 4;
    /// It is a parameter.
    pub(crate) const PARAM: u8 = 8;
    /// It is a result.
    pub(crate) const PARAM_OUT: u8 = 16;
    /// It is a function literal of the batch.
    pub(crate) const CLOSURE: u8 = 32;
}

/// What a location stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LocationKind {
    /// A temporary of the analysis.
    Nothing,
    /// A variable of a body.
    Name(BodyId, NameId),
    /// What a node of a body allocates.
    Node(BodyId, NodeId),
}

/// A location.
#[derive(Clone, Debug)]
pub(super) struct Location {
    pub(super) what: LocationKind,
    /// The number of the function that it belongs to.
    pub(super) func: u32,
    /// How many loops its declaration is in; a function's own level is 1.
    pub(super) loop_depth: i32,
    /// Of a result, its position from 1; of a function literal, the function's number.
    pub(super) number: u32,
    /// Where a parameter leaks to.
    pub(super) leaks: Leaks,
    pub(super) attrs: u8,
    pub(super) flags: u8,
}

impl Location {
    #[inline]
    pub(super) fn has_attr(&self, attr: u8) -> bool {
        self.attrs & attr != 0
    }

    #[inline]
    pub(super) fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// Values flow from `src` to `dst`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) dst: Loc,
    pub(super) src: Loc,
    /// At least -1.
    pub(super) derefs: i32,
    /// The newest note, plus one; 0 without.
    pub(super) notes: u32,
}

/// Where the value of an expression goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hole {
    pub(super) dst: Loc,
    /// At least -1.
    pub(super) derefs: i32,
    notes: u32,
    /// Whether the address is taken, stored or not.
    addrtaken: bool,
    /// Why values may in truth flow elsewhere.
    assumption: AssumptionId,
}

impl Hole {
    /// The location itself.
    pub(super) const fn of(dst: Loc) -> Hole {
        Hole { dst, derefs: 0, notes: 0, addrtaken: false, assumption: AssumptionId::NONE }
    }

    /// For values that nobody needs.
    pub(super) const DISCARD: Hole = Hole::of(BLANK);

    pub(super) fn shift(self, delta: i32) -> Hole {
        // Only `&` goes below 0, and it applies to what has not been taken the address of.
        Hole { derefs: (self.derefs + delta).max(-1), addrtaken: delta < 0, ..self }
    }

    /// The hole, of which it is assumed whether values flow there, unless that is so already.
    pub(super) fn assuming(self, assumption: AssumptionId) -> Hole {
        Hole {
            assumption: if self.assumption == AssumptionId::NONE {
                assumption
            } else {
                self.assumption
            },
            ..self
        }
    }
}

/// The number of a reason for assumption, from 1; 0 where there is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct AssumptionId(u16);

impl AssumptionId {
    /// None.
    pub(super) const NONE: AssumptionId = AssumptionId(0);
}

/// An edge that moved its source to the heap at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Forced {
    pub(super) edge: Edge,
    pub(super) assumption: AssumptionId,
    /// The attributes of the source before.
    pub(super) before: u8,
}

/// What is assumed about a location besides its flows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum AssumedProperty {
    /// What it is: gc may say nothing about it, or something else.
    Itself,
    /// Its size: it may be too large for the stack.
    Size,
}

/// What isn't known exactly of a graph, see [`assumptions`](super::assumed).
#[derive(Debug, Default)]
pub(super) struct Assumptions {
    /// Whether there can be any.
    pub(super) watch: bool,
    /// Reasons by number.
    whys: Vec<Why>,
    /// Edges by number that may not be there.
    pub(super) edges: Vec<(u32, AssumptionId)>,
    pub(super) forced: Vec<Forced>,
    pub(super) locs: Vec<(Loc, AssumptionId, AssumedProperty)>,
}

impl Assumptions {
    /// The number of a reason.
    pub(super) fn number(&mut self, why: Why) -> AssumptionId {
        let known = self.whys.iter().position(|&known| known == why);
        let at = known.unwrap_or_else(|| {
            self.whys.push(why);
            self.whys.len() - 1
        });
        // More missing imports than that all look like the last one.
        AssumptionId(u16::try_from(at + 1).unwrap_or(u16::MAX))
    }

    /// The reason of a number.
    pub(super) fn why(&self, assumption: AssumptionId) -> Option<Why> {
        self.whys.get(usize::from(assumption.0).checked_sub(1)?).copied()
    }

    /// The first reason that was met.
    pub(super) fn first(&self) -> Option<Why> {
        self.whys.first().copied()
    }

    /// Whether anything is assumed.
    pub(super) fn any(&self) -> bool {
        !self.whys.is_empty()
    }

    fn reset(&mut self) {
        self.watch = false;
        self.whys.clear();
        self.edges.clear();
        self.forced.clear();
        self.locs.clear();
    }
}

/// The place that a note names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NoteSubject {
    /// A node.
    Node(NodeId),
    /// A captured variable as its closure sees it.
    Name(NameId),
}

/// Why a value flows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Note {
    /// The next older note, plus one; 0 without.
    pub(super) next: u32,
    /// The body that `at` is in.
    pub(super) body: BodyId,
    pub(super) at: NoteSubject,
    pub(super) why: Reason,
}

/// The graph of a batch.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) locs: Vec<Location>,
    pub(super) edges: Vec<Edge>,
    pub(super) notes: Vec<Note>,
    /// Edges that moved their source to the heap at once. Kept with the notes.
    pub(super) at_once: Vec<Edge>,
    /// Whether notes are kept.
    pub(super) trace: bool,
    /// What isn't known exactly.
    pub(super) assumptions: Assumptions,
}

impl Graph {
    /// Empties the graph, keeping its memory.
    pub(super) fn reset(&mut self, trace: bool) {
        self.locs.clear();
        self.edges.clear();
        self.notes.clear();
        self.at_once.clear();
        self.trace = trace;
        self.assumptions.reset();
        for attrs in [attr::ALL, attr::MUTATES, attr::CALLS, 0] {
            let loc = self.new_loc(LocationKind::Nothing, u32::MAX, 0);
            self.locs[loc.index()].attrs = attrs;
        }
    }

    pub(super) fn new_loc(&mut self, what: LocationKind, func: u32, loop_depth: i32) -> Loc {
        let loc = Loc::from_index(self.locs.len());
        self.locs.push(Location {
            what,
            func,
            loop_depth,
            number: 0,
            leaks: Leaks::default(),
            attrs: 0,
            flags: 0,
        });
        loc
    }

    #[inline]
    pub(super) fn loc(&self, loc: Loc) -> &Location {
        &self.locs[loc.index()]
    }

    #[inline]
    pub(super) fn loc_mut(&mut self, loc: Loc) -> &mut Location {
        &mut self.locs[loc.index()]
    }

    /// The hole with a note of why.
    #[inline]
    pub(super) fn note(&mut self, hole: Hole, body: BodyId, at: NoteSubject, why: Reason) -> Hole {
        if !self.trace {
            return hole;
        }
        self.notes.push(Note { next: hole.notes, body, at, why });
        Hole { notes: self.notes.len() as u32, ..hole }
    }

    /// Lets values flow from `src` into a hole. Gives back whether that moved `src` to the heap
    /// at once, which is to be explained.
    #[inline]
    pub(super) fn flow(&mut self, hole: Hole, src: Loc) -> Option<Edge> {
        if hole.addrtaken {
            self.loc_mut(src).flags |= flag::ADDRTAKEN;
        }
        let Hole { dst, derefs, notes, assumption, .. } = hole;
        if dst == BLANK || dst == src && derefs >= 0 {
            return None;
        }
        let edge = Edge { dst, src, derefs, notes };
        if derefs < 0 && self.loc(dst).has_attr(attr::ESCAPES) {
            let before = std::mem::replace(&mut self.loc_mut(src).attrs, attr::ALL);
            if self.assumptions.watch {
                self.assumptions.forced.push(Forced { edge, assumption, before });
            }
            if self.trace {
                self.at_once.push(edge);
            }
            return Some(edge);
        }
        if assumption != AssumptionId::NONE {
            self.assumptions.edges.push((self.edges.len() as u32, assumption));
        }
        self.edges.push(edge);
        None
    }

    /// The notes of an edge, newest first.
    pub(super) fn notes_of(&self, edge: &Edge) -> impl Iterator<Item = &Note> {
        let mut next = edge.notes;
        std::iter::from_fn(move || {
            let note = self.notes.get((next as usize).checked_sub(1)?)?;
            next = note.next;
            Some(note)
        })
    }
}
