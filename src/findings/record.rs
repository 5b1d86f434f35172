//! What gc logs of findings under `-json=0,directory` (`logopt/log_opts.go`, and where
//! `escape/solve.go`, `escape/graph.go` and `escape/escape.go` call it): the explanations of -m=2,
//! with all positions of inlined code, and an empty record for what is on the heap.
//!
//! ```text
//! x := 0; return &x    escape  "x escapes to heap", with the flow as related places
//! return &point{1, 2}  escape  "&point{...} escapes to heap", then another with no message
//! func f(p *int) { sink = p }    leak    "parameter p leaks to {heap} with derefs=0"
//! ```

use super::kind::{Note, Reason};
use super::spell::{Speller, is_loop_state};
use crate::escape::verdict::{
    Cause, CauseAt, Diagnostic, EscapeCause, Explanation, LocationRef, Step, VerdictKind,
};
use crate::source::pos::Pos;

/// A record of the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// The places: the outermost call first, then what it inlined, down to the code itself.
    pub places: Vec<Pos>,
    /// The entry itself: its code and message are made of it.
    pub entry: Logged,
    /// The way there.
    pub related: Vec<Related>,
}

/// What a record is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Logged {
    /// Something is on the heap: what.
    Escapes(String, EscapeCause),
    /// Something is on the heap, and nothing more is said.
    OnHeap,
    /// A parameter leaks.
    Leaks {
        /// Which.
        parameter: String,
        /// Where to.
        sink: String,
        /// Dereferences on the way.
        derefs: i32,
    },
    /// Something that was found out before escape analysis.
    Note(Note),
}

/// A place that explains a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// Where, as in [`Record::places`]. Empty where gc doesn't know.
    pub places: Vec<Pos>,
    /// What happens there.
    pub entry: RelatedEntry,
}

/// What happens at a related place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RelatedEntry {
    /// A value flows.
    Flow {
        /// Where to.
        dst: String,
        /// Where from.
        src: String,
        /// Dereferences; -1 for the address.
        derefs: i32,
    },
    /// What makes it flow.
    Cause {
        /// The expression or variable.
        what: String,
        /// gc's word for how the value flows.
        why: Reason,
    },
}

impl Speller<'_> {
    /// The record of a verdict, if gc logs one.
    pub fn record(&self, diagnostic: &Diagnostic) -> Option<Record> {
        let body = self.body(diagnostic.body);
        let places = body.places(diagnostic.pos);
        match &diagnostic.kind {
            VerdictKind::Explanation(explanation) => Some(self.logged(places, explanation)),
            VerdictKind::Escapes(_) | VerdictKind::WrapperEscapes => {
                Some(Record { places, entry: Logged::OnHeap, related: Vec::new() })
            }
            VerdictKind::MovedToHeap(_)
            | VerdictKind::DoesNotEscape(_)
            | VerdictKind::ZeroCopy
            | VerdictKind::ParamStays(_)
            | VerdictKind::LeakingParam(_)
            | VerdictKind::LeakingContent(_)
            | VerdictKind::LeakingToResult { .. }
            | VerdictKind::AssumingUintptr(_)
            | VerdictKind::MarkingUintptr { .. }
            | VerdictKind::SelfAssignment { .. }
            | VerdictKind::Capture(_) => None,
        }
    }

    fn logged(&self, places: Vec<Pos>, explanation: &Explanation) -> Record {
        let speller = self.of(explanation);
        let subject = speller.place_itself(explanation.subject);
        let entry = match explanation.leak {
            None => Logged::Escapes(subject, explanation.found),
            Some((sink, derefs)) => {
                Logged::Leaks { parameter: subject, sink: speller.place(sink), derefs }
            }
        };
        let mut related = Vec::new();
        for step in &explanation.steps {
            speller.logged_step(step, &mut related);
        }
        Record { places, entry, related }
    }

    fn logged_step(&self, step: &Step, related: &mut Vec<Related>) {
        let places = match step.causes.first() {
            Some(cause) => self.cause_places(cause),
            None => self.own_places(step.src),
        };
        let (dst, src) = (self.place(step.dst), self.place(step.src));
        related
            .push(Related { places, entry: RelatedEntry::Flow { dst, src, derefs: step.derefs } });
        for cause in &step.causes {
            let (what, _) = self.cause(cause);
            let entry = RelatedEntry::Cause { what, why: cause.why };
            related.push(Related { places: self.cause_places(cause), entry });
        }
    }

    fn cause_places(&self, cause: &Cause) -> Vec<Pos> {
        let body = self.body(cause.body);
        match cause.at {
            CauseAt::Node(node) => body.places(body.nodes[node].pos),
            CauseAt::Name(name) if is_loop_state(&body.names[name]) => Vec::new(),
            CauseAt::Name(name) => body.places(body.names[name].pos),
        }
    }

    fn own_places(&self, place: LocationRef) -> Vec<Pos> {
        let (body, pos) = match place {
            LocationRef::Heap | LocationRef::Temp => return Vec::new(),
            LocationRef::Name(body, name) => (body, self.body(body).names[name].pos),
            LocationRef::Node(body, node) => (body, self.body(body).nodes[node].pos),
        };
        self.body(body).places(pos)
    }
}
