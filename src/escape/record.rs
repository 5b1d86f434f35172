//! What gc logs of findings under `-json=0,directory` (`logopt/log_opts.go`, and where
//! `escape/solve.go`, `escape/graph.go` and `escape/escape.go` call it): the explanations of -m=2,
//! with all positions of inlined code, and an empty record for what is on the heap.
//!
//! ```text
//! x := 0; return &x    escape  "x escapes to heap", with the flow as related places
//! return &point{1, 2}  escape  "&point{...} escapes to heap", then another with no message
//! func f(p *int) { sink = p }    leak    "parameter p leaks to {heap} with derefs=0"
//! ```

use std::fmt::Write as _;

use super::render::{Renderer, is_loop_state};
use super::verdict::{Cause, CauseAt, Diagnostic, Explanation, Found, Kind, Place, Step};
use crate::source::pos::Pos;

/// A record of the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// Where: the outermost call first, then what it inlined, down to the code itself.
    pub places: Vec<Pos>,
    /// gc's name of what was found.
    pub code: &'static str,
    /// More about it.
    pub message: String,
    /// The way there.
    pub related: Vec<Related>,
}

/// A place that explains a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// Where, as in [`Record::places`]. Empty where gc doesn't know.
    pub places: Vec<Pos>,
    /// What happens there.
    pub message: String,
}

impl Renderer<'_> {
    /// The record of a finding, if gc logs one.
    pub fn record(&self, diagnostic: &Diagnostic) -> Option<Record> {
        let body = self.body(diagnostic.body);
        let places = body.places(diagnostic.pos);
        match &diagnostic.kind {
            Kind::Explanation(explanation) => Some(self.logged(places, explanation)),
            Kind::Escapes(_) | Kind::WrapperEscapes => {
                Some(Record { places, code: "escape", message: String::new(), related: Vec::new() })
            }
            Kind::MovedToHeap(_)
            | Kind::DoesNotEscape(_)
            | Kind::ZeroCopy
            | Kind::ParamStays(_)
            | Kind::LeakingParam(_)
            | Kind::LeakingContent(_)
            | Kind::LeakingToResult { .. }
            | Kind::AssumingUintptr(_)
            | Kind::MarkingUintptr { .. }
            | Kind::SelfAssignment { .. }
            | Kind::Capture(_) => None,
        }
    }

    fn logged(&self, places: Vec<Pos>, explanation: &Explanation) -> Record {
        let renderer = self.of(explanation);
        let subject = renderer.place_itself(explanation.subject);
        let (code, message) = match (explanation.leak, explanation.found) {
            (None, Found::AtOnce) => ("escapes", format!("{subject} escapes to heap")),
            (None, Found::BySolving) => ("escape", format!("{subject} escapes to heap")),
            (Some((sink, derefs)), _) => {
                let sink = renderer.place(sink);
                ("leak", format!("parameter {subject} leaks to {sink} with derefs={derefs}"))
            }
        };
        let mut related = Vec::new();
        for step in &explanation.steps {
            renderer.logged_step(step, &mut related);
        }
        Record { places, code, message, related }
    }

    fn logged_step(&self, step: &Step, related: &mut Vec<Related>) {
        let mut message = "escflow:    flow: ".to_owned();
        let _ = write!(message, "{}:", self.flow(step));
        let places = match step.causes.first() {
            Some(cause) => self.cause_places(cause),
            None => self.own_places(step.src),
        };
        related.push(Related { places, message });
        for cause in &step.causes {
            let (what, _) = self.cause(cause);
            let message = format!("escflow:      from {what} ({})", cause.why);
            related.push(Related { places: self.cause_places(cause), message });
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

    fn own_places(&self, place: Place) -> Vec<Pos> {
        let (body, pos) = match place {
            Place::Heap | Place::Temp => return Vec::new(),
            Place::Name(body, name) => (body, self.body(body).names[name].pos),
            Place::Node(body, node) => (body, self.body(body).nodes[node].pos),
        };
        self.body(body).places(pos)
    }
}
