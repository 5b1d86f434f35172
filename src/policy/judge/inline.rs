//! `inline`: a function can be inlined, or a call is.
//!
//! ```go
//! //goesc:inline
//! func add(x, y int) int { return x + y }   // can inline add
//!
//! n := add(1, 2) //goesc:inline             // inlining call to add
//! ```
//!
//! gcassert's form is about every call of the function instead. It is judged by what gc says about inlining, which it says in a build with inlining only.

use crate::findings::analysis::{Called, Inlining};
use crate::findings::kind::{FindingKind, Note};
use crate::policy::assertion::Assertion;
use crate::policy::complaint::{Complaint, ComplaintKind, Undecided};
use crate::policy::evaluate::Evaluation;
use crate::policy::file::Scope;

pub(super) fn judge(
    evaluation: &Evaluation<'_>,
    assertion: &Assertion,
    complaints: &mut Vec<Complaint>,
) {
    if is_undecidable(evaluation, assertion, complaints) {
        return;
    }
    match assertion.scope {
        Scope::Line(..) => line(evaluation, assertion, complaints),
        Scope::Function(function) => {
            let about = |is_meant: fn(&Note) -> bool| {
                evaluation
                    .findings(assertion.scope)
                    .filter(|finding| function.signature_contains(finding.pos.offset))
                    .find(|finding| matches!(&finding.kind, FindingKind::Note(note) if is_meant(note)))
            };
            if about(|note| matches!(note, Note::CanInline { .. })).is_none() {
                let cannot = about(|note| {
                    matches!(note, Note::CannotInline { .. } | Note::NotInlined { .. })
                });
                let line = cannot.map(|finding| finding.headline.clone());
                let is_assumed = cannot.is_some_and(|finding| finding.assumed.is_some());
                complaints.push(match is_assumed || calls_unknown(evaluation, assertion) {
                    true => assertion.undecided(evaluation.file, Undecided::UnknownCallee),
                    false => evaluation.failed(assertion, ComplaintKind::NotInlinable(line)),
                });
            }
        }
    }
}

/// gcassert's form, which on a function is about its calls: every one in the packages that were named.
///
/// ```go
/// //gcassert:inline
/// func add(x, y int) int { return x + y }
///
/// defer add(1, 2)     // inlined into what is deferred: fine
/// f := add            // no call
/// ```
pub(super) fn judge_calls(
    evaluation: &Evaluation<'_>,
    assertion: &Assertion,
    complaints: &mut Vec<Complaint>,
) {
    match assertion.scope {
        Scope::Line(..) if is_undecidable(evaluation, assertion, complaints) => {}
        Scope::Line(..) => line(evaluation, assertion, complaints),
        Scope::Function(_) if evaluation.inlining == Inlining::Off => {
            is_undecidable(evaluation, assertion, complaints);
        }
        Scope::Function(function) => {
            for call in evaluation.calls_of(function) {
                let kind = ComplaintKind::CallNotInlined { name: call.name.clone() };
                complaints.push(evaluation.violated_at(assertion, call.pos, kind, Vec::new()));
            }
        }
    }
}

fn line(evaluation: &Evaluation<'_>, assertion: &Assertion, complaints: &mut Vec<Complaint>) {
    let mut findings = evaluation.findings(assertion.scope);
    if !findings.any(|finding| matches!(finding.kind, FindingKind::Note(Note::InliningCall { .. })))
    {
        // Of what isn't known, it isn't known whether it would be inlined.
        complaints.push(match calls_unknown(evaluation, assertion) {
            true => assertion.undecided(evaluation.file, Undecided::UnknownCallee),
            false => evaluation.failed(assertion, ComplaintKind::NoCallInlined),
        });
    }
}

/// Whether something is called there of which nothing is known.
fn calls_unknown(evaluation: &Evaluation<'_>, assertion: &Assertion) -> bool {
    evaluation.calls(assertion.scope).any(|call| call.called == Called::Missing)
}

fn is_undecidable(
    evaluation: &Evaluation<'_>,
    assertion: &Assertion,
    complaints: &mut Vec<Complaint>,
) -> bool {
    match evaluation.inlining {
        Inlining::On => evaluation.is_absent(assertion, complaints),
        Inlining::Off => {
            complaints.push(assertion.undecided(evaluation.file, Undecided::NoInlining));
            true
        }
    }
}
