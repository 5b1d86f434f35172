//! `noescape`: nothing is on the heap.
//!
//! ```go
//! //goesc:noescape
//! func sum(n int) int {
//!     xs := make([]int, 0, n)   // make([]int, 0, n) does not escape: fine
//!     p := new(int)             // new(int) escapes to heap: violated
//!     sink = p
//!     ...
//! ```
//!
//! What counts is what gc says, `escapes to heap` and `moved to heap`, whether or not it
//! allocates at run time. Function literals are part of the function that they stand in, and what
//! is inlined is part of the line of the call, as in gc's messages.

use crate::findings::Verdict;
use crate::findings::kind::{FindingKind, LeaksTo};
use crate::policy::assertion::Assertion;
use crate::policy::complaint::Complaint;
use crate::policy::evaluate::Evaluation;
use crate::policy::file::Scope;

pub(super) fn judge(
    evaluation: &Evaluation<'_>,
    assertion: &Assertion,
    complaints: &mut Vec<Complaint>,
) {
    if evaluation.is_absent(assertion, complaints) {
        return;
    }
    for finding in evaluation.findings(assertion.scope) {
        if finding.verdict() == Verdict::Heap {
            evaluation.violated(assertion, finding, complaints);
        }
    }
}

/// gcassert looks at the lines on which something begins, at leaking parameters too, and not at
/// those of which only the content leaks.
pub(super) fn judge_like_gcassert(
    evaluation: &Evaluation<'_>,
    assertion: &Assertion,
    complaints: &mut Vec<Complaint>,
) {
    if evaluation.is_absent(assertion, complaints) {
        return;
    }
    let scope = match assertion.scope {
        Scope::Line(..) => assertion.scope,
        Scope::Function(function) => {
            let (start, end) = evaluation.file.line(function.start);
            Scope::Line(start, end)
        }
    };
    for finding in evaluation.findings(scope) {
        let leaks = matches!(
            finding.kind,
            FindingKind::Leaks { to: LeaksTo::Heap | LeaksTo::Result { .. }, .. }
        );
        if finding.verdict() == Verdict::Heap || leaks {
            evaluation.violated(assertion, finding, complaints);
        }
    }
}
