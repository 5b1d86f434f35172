//! gVisor's checkescape: the effects that a comment speaks of, looked for in a function
//! ([`crate::policy::checkescape`] has the words).

use super::noalloc::{allocates, is_within};
use crate::escape::effects::Effect;
use crate::findings::Explained;
use crate::findings::analysis::{CallSite, Called};
use crate::findings::effects::of_allocation;
use crate::policy::assertion::Assertion;
use crate::policy::checkescape::{CheckEscape, SearchDepth, Wanted};
use crate::policy::complaint::{Complaint, ComplaintKind};
use crate::policy::evaluate::Evaluation;
use crate::source::pos::Pos;

/// An effect that was found.
enum FoundEffect<'a> {
    Finding(&'a Explained),
    Goroutine(Pos),
    Call(&'a CallSite, usize),
}

pub(super) fn judge(
    evaluation: &Evaluation<'_>,
    assertion: &Assertion,
    demand: CheckEscape,
    complaints: &mut Vec<Complaint>,
) {
    if evaluation.is_absent(assertion, complaints) {
        return;
    }
    let found = find(evaluation, assertion, demand);
    match demand.wanted {
        Wanted::None => {
            for (_, found) in found {
                match found {
                    FoundEffect::Finding(finding) => {
                        evaluation.violated(assertion, finding, complaints);
                    }
                    FoundEffect::Goroutine(pos) => {
                        let kind = ComplaintKind::Goroutine;
                        complaints.push(evaluation.violated_at(assertion, pos, kind, Vec::new()));
                    }
                    FoundEffect::Call(call, index) => {
                        let (effect, trail) = &call.effects[index];
                        let steps = trail.clone();
                        complaints
                            .push(evaluation.violated_by_call(assertion, call, *effect, steps));
                    }
                }
            }
        }
        Wanted::Each => {
            for effect in demand.effects.iter() {
                if found.iter().all(|(of, _)| *of != effect) {
                    let kind = ComplaintKind::NoEffect { comment: assertion.text.clone(), effect };
                    complaints.push(evaluation.failed(assertion, kind));
                }
            }
        }
    }
}

/// The effects that count.
fn find<'a>(
    evaluation: &'a Evaluation<'_>,
    assertion: &Assertion,
    demand: CheckEscape,
) -> Vec<(Effect, FoundEffect<'a>)> {
    let scope = assertion.scope;
    let mut found = Vec::new();
    let mut local = |effect: Effect, what: FoundEffect<'a>| {
        let counts = demand.depth == SearchDepth::Local || demand.wanted == Wanted::None;
        if counts && demand.effects.has(effect) {
            found.push((effect, what));
        }
    };
    let findings = evaluation.findings(scope).filter(|finding| allocates(finding));
    for finding in findings.filter(|finding| !evaluation.is_exempt(finding.pos.offset)) {
        let effect = of_allocation(finding.rule, &finding.kind);
        local(effect, FoundEffect::Finding(finding));
    }
    for &pos in evaluation.goroutines(scope) {
        if !evaluation.is_exempt(pos.offset) {
            local(Effect::Builtin, FoundEffect::Goroutine(pos));
        }
    }
    for call in evaluation.calls(scope) {
        if evaluation.is_exempt(call.pos.offset) || is_within(evaluation, scope, call) {
            continue;
        }
        for (index, (effect, trail)) in call.effects.iter().enumerate() {
            let is_local = match call.called {
                Called::Interface | Called::Value | Called::Missing => true,
                // Without a way on, nothing is known of the function called.
                Called::Function(_) => *effect == Effect::Unknown && trail.is_empty(),
            };
            let counts = match (demand.depth, is_local) {
                (SearchDepth::Local, is_local) => is_local,
                (SearchDepth::Calls, is_local) => !is_local || demand.wanted == Wanted::None,
            };
            if counts && demand.effects.has(*effect) {
                found.push((*effect, FoundEffect::Call(call, index)));
            }
        }
    }
    found
}
