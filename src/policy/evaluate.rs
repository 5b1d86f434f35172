//! What assertions of a file are judged by, and complaints about them.

use super::assertion::Assertion;
use super::complaint::{
    AboutNothing, Complaint, ComplaintKind, Severity, Topic, Undecided, Violation,
};
use super::file::{GuardedFile, Scope};
use crate::escape::effects::Effect;
use crate::findings::analysis::{CallSite, Called, Compiled, Inlining, RootReport};
use crate::findings::{Explained, Step};
use crate::source::pos::Pos;
use crate::syntax::outline::Function;

/// What assertions of a file are judged by.
pub(super) struct Evaluation<'a> {
    pub(super) file: &'a GuardedFile<'a>,
    pub(super) root: &'a RootReport,
    /// All packages that were named.
    pub(super) roots: &'a [RootReport],
    /// The findings in the file that aren't suppressed.
    pub(super) findings: &'a [&'a Explained],
    /// The lines that checkescape is to take on trust.
    pub(super) exempt: &'a [(u32, u32)],
    pub(super) inlining: Inlining,
}

/// How much of the code that an assertion is about gc compiles, and so says something of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Presence {
    /// All of it.
    Compiled,
    /// Instances of a generic function.
    Instances,
    /// Nothing: a generic function without instances, or one without a name.
    Nothing,
    /// Its function is implemented elsewhere.
    NoBody,
}

impl Evaluation<'_> {
    /// The findings in some code.
    pub(super) fn findings(&self, scope: Scope) -> impl Iterator<Item = &Explained> {
        self.findings.iter().copied().filter(move |finding| scope.contains(finding.pos.offset))
    }

    /// The calls in some code.
    pub(super) fn calls(&self, scope: Scope) -> impl Iterator<Item = &CallSite> {
        let id = self.file.id;
        let calls = self.root.calls.iter();
        calls.filter(move |call| call.pos.file == id && scope.contains(call.pos.offset))
    }

    /// The calls of a function that are left after inlining, in all packages that were named.
    pub(super) fn calls_of(&self, function: Function) -> impl Iterator<Item = &CallSite> {
        let id = self.file.id;
        let calls = self.roots.iter().flat_map(|root| &root.calls);
        calls.filter(move |call| match call.called {
            Called::Function(Some(at)) => at.file == id && function.signature_contains(at.offset),
            Called::Function(None) | Called::Interface | Called::Value | Called::Missing => false,
        })
    }

    /// The places in some code where goroutines are started.
    pub(super) fn goroutines(&self, scope: Scope) -> impl Iterator<Item = &Pos> {
        let id = self.file.id;
        let started = self.root.goroutines.iter();
        started.filter(move |pos| pos.file == id && scope.contains(pos.offset))
    }

    /// Whether checkescape is to take something on trust.
    pub(super) fn is_exempt(&self, offset: u32) -> bool {
        self.exempt.iter().any(|&(start, end)| (start..end).contains(&offset))
    }

    /// Whether the code, or the function that a line is in, has errors.
    pub(super) fn errors_in(&self, scope: Scope) -> bool {
        let whole = match scope {
            Scope::Function(_) => scope,
            Scope::Line(start, _) => {
                self.file.function_around(start).map_or(scope, Scope::Function)
            }
        };
        let errors = &self.root.errors;
        errors.iter().any(|e| e.pos.file == self.file.id && whole.contains(e.pos.offset))
    }

    /// How much of some code gc compiles.
    pub(super) fn presence(&self, scope: Scope) -> Presence {
        let function = match scope {
            Scope::Function(function) => function,
            Scope::Line(start, end) => {
                let code = self.file.outline.code_in(start, end).unwrap_or(start);
                match self.file.function_around(code) {
                    Some(function) => function,
                    // A package variable.
                    None => return Presence::Compiled,
                }
            }
        };
        if function.body.is_none() {
            return Presence::NoBody;
        }
        let here =
            self.root.compiled.iter().filter(|(pos, _)| {
                pos.file == self.file.id && function.signature_contains(pos.offset)
            });
        here.map(|(_, compiled)| match compiled {
            Compiled::Declared => Presence::Compiled,
            Compiled::Instance => Presence::Instances,
        })
        .next()
        .unwrap_or(Presence::Nothing)
    }

    /// Complains about an assertion if nothing is compiled of its code; true if so.
    pub(super) fn is_absent(&self, assertion: &Assertion, complaints: &mut Vec<Complaint>) -> bool {
        complaints.push(match self.presence(assertion.scope) {
            Presence::Compiled | Presence::Instances => return false,
            Presence::NoBody => assertion.about_nothing(self.file, AboutNothing::NoBody),
            Presence::Nothing => assertion.undecided(self.file, Undecided::NotCompiled),
        });
        true
    }

    /// Complains about a finding that violates an assertion. What the instances of a generic
    /// function have in the same place is one violation.
    pub(super) fn violated(
        &self,
        assertion: &Assertion,
        finding: &Explained,
        complaints: &mut Vec<Complaint>,
    ) {
        let topic = assertion.demand.topic();
        let asked = Some(assertion.asked(self.file));
        let is_instance = finding.kind.mentions_shape();
        let repeats = |other: &Complaint| {
            other.pos == finding.pos
                && other.topic == topic
                && other.asked == asked
                && matches!(&other.kind, ComplaintKind::Finding(of) if of.kind.mentions_shape())
        };
        if is_instance && complaints.iter().any(repeats) {
            return;
        }
        let steps = finding.steps.iter();
        let steps = steps.map(|step| (self.file.place_of(step.pos), step.clone())).collect();
        // What rests on something unknown isn't decided.
        let (topic, severity) = match finding.assumed {
            Some(_) => (Topic::Undecided, Severity::Warning),
            None => (topic, Severity::Error),
        };
        complaints.push(Complaint {
            topic,
            severity,
            pos: finding.pos,
            place: finding.place.clone(),
            kind: ComplaintKind::Finding(Box::new(Violation {
                headline: finding.headline.clone(),
                kind: finding.kind.clone(),
                cost: finding.cost,
                rule: finding.rule,
            })),
            steps,
            asked,
        });
    }

    /// Complains about code of which there is no finding.
    pub(super) fn violated_at(
        &self,
        assertion: &Assertion,
        pos: Pos,
        kind: ComplaintKind,
        steps: Vec<Step>,
    ) -> Complaint {
        let steps = steps.into_iter();
        Complaint {
            topic: assertion.demand.topic(),
            severity: Severity::Error,
            pos,
            place: self.file.place_of(pos),
            kind,
            steps: steps.map(|step| (self.file.place_of(step.pos), step)).collect(),
            asked: Some(assertion.asked(self.file)),
        }
    }

    /// Complains about a call by what it may do.
    pub(super) fn violated_by_call(
        &self,
        assertion: &Assertion,
        call: &CallSite,
        effect: Effect,
        steps: Vec<Step>,
    ) -> Complaint {
        let kind = ComplaintKind::Call { name: call.name.clone(), called: call.called, effect };
        let violated = self.violated_at(assertion, call.pos, kind, steps);
        let is_decided = match effect {
            Effect::Heap | Effect::Builtin => true,
            // checkescape asks whether such a call is there.
            Effect::Interface | Effect::Dynamic | Effect::Unknown => {
                assertion.demand.topic() == Topic::CheckEscape && call.called != Called::Missing
            }
        };
        match is_decided {
            true => violated,
            false => Complaint { topic: Topic::Undecided, severity: Severity::Warning, ..violated },
        }
    }

    /// Complains about an assertion that is violated by what isn't there.
    pub(super) fn failed(&self, assertion: &Assertion, kind: ComplaintKind) -> Complaint {
        let topic = assertion.demand.topic();
        Complaint::at_comment(self.file, assertion.comment, topic, Severity::Error, kind)
    }
}
