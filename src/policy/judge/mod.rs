//! Whether assertions hold, judged by the findings of their package: a file for each demand.

mod checkescape;
mod inline;
mod noalloc;
mod noescape;
mod noleak;

use super::assertion::{Assertion, Demand};
use super::complaint::{Complaint, Undecided};
use super::evaluate::Evaluation;

/// Judges an assertion.
pub(super) fn judge(
    evaluation: &Evaluation<'_>,
    assertion: &Assertion,
    complaints: &mut Vec<Complaint>,
) {
    if evaluation.errors_in(assertion.scope) {
        complaints.push(assertion.undecided(evaluation.file, Undecided::Errors));
    }
    match assertion.demand {
        Demand::NoEscape => noescape::judge(evaluation, assertion, complaints),
        Demand::NoEscapeNorLeak => noescape::judge_like_gcassert(evaluation, assertion, complaints),
        Demand::NoAlloc => noalloc::judge(evaluation, assertion, complaints),
        Demand::NoLeak => noleak::judge(evaluation, assertion, complaints),
        Demand::CheckEscape(demand) => {
            checkescape::judge(evaluation, assertion, demand, complaints);
        }
        Demand::Inline => inline::judge(evaluation, assertion, complaints),
        Demand::InlineCalls => inline::judge_calls(evaluation, assertion, complaints),
    }
}
