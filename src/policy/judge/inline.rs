//! `inline`: a function can be inlined, or a call is.
//!
//! ```go
//! //goesc:inline
//! func add(x, y int) int { return x + y }   // can inline add
//!
//! n := add(1, 2) //goesc:inline             // inlining call to add
//! ```
//!
//! It is judged by what gc says about inlining, which it says in a build with inlining only.

use crate::findings::analysis::Inlining;
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
                complaints.push(evaluation.failed(assertion, ComplaintKind::NotInlinable(line)));
            }
        }
    }
}

/// gcassert's form, which on a function is about its calls.
pub(super) fn judge_calls(
    evaluation: &Evaluation<'_>,
    assertion: &Assertion,
    complaints: &mut Vec<Complaint>,
) {
    match assertion.scope {
        Scope::Line(..) if is_undecidable(evaluation, assertion, complaints) => {}
        Scope::Line(..) => line(evaluation, assertion, complaints),
        // A function that can be inlined is inlined by all that call it, but for calls from
        // functions that are too large already.
        Scope::Function(_) => judge(evaluation, assertion, complaints),
    }
}

fn line(evaluation: &Evaluation<'_>, assertion: &Assertion, complaints: &mut Vec<Complaint>) {
    let mut findings = evaluation.findings(assertion.scope);
    if !findings.any(|finding| matches!(finding.kind, FindingKind::Note(Note::InliningCall { .. })))
    {
        complaints.push(evaluation.failed(assertion, ComplaintKind::NoCallInlined));
    }
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
