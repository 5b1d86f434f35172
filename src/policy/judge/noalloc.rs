//! `noalloc`: nothing is allocated at run time, neither by the code itself nor by what it calls.
//!
//! ```go
//! //goesc:noalloc
//! func (b *buffer) add(x int) {
//!     b.xs[b.n] = x        // fine
//!     b.log.Print(x)       // x is boxed: violated; and log.Print is followed as well
//!     b.sink.Write(b.raw)  // an interface: it isn't known what is called
//! }
//! ```
//!
//! What counts is what a finding costs: a constant that escapes is data and costs nothing, a slice
//! that stays on the stack as long as it is small may cost something. A call counts by what the
//! function called may do, through all calls from there. Of a function that can't be known (of an
//! interface, a function value, without a Go body, of a package that isn't there) it can't be decided:
//! that is a warning, which fails the check only if `--fail-on undecided` asks for it. A line with
//! `//nolint:goesc:noalloc // reason` is taken on trust, also where the function is called from
//! elsewhere.

use crate::findings::Explained;
use crate::findings::analysis::{CallSite, Called};
use crate::policy::assertion::Assertion;
use crate::policy::complaint::{Complaint, ComplaintKind};
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
    for finding in evaluation.findings(assertion.scope).filter(|finding| allocates(finding)) {
        evaluation.violated(assertion, finding, complaints);
    }
    for &pos in evaluation.goroutines(assertion.scope) {
        let kind = ComplaintKind::Goroutine;
        complaints.push(evaluation.violated_at(assertion, pos, kind, Vec::new()));
    }
    for call in evaluation.calls(assertion.scope) {
        if is_within(evaluation, assertion.scope, call) {
            continue;
        }
        // The certain effects come first; one is enough.
        if let Some((effect, trail)) = call.effects.first() {
            complaints.push(evaluation.violated_by_call(assertion, call, *effect, trail.clone()));
        }
    }
}

/// Whether a finding is about something that may be allocated.
pub(super) fn allocates(finding: &Explained) -> bool {
    finding.cost.is_some_and(|cost| cost.allocates())
}

/// Whether a function calls itself: what it does is told already.
pub(super) fn is_within(evaluation: &Evaluation<'_>, scope: Scope, call: &CallSite) -> bool {
    matches!(scope, Scope::Function(_))
        && match call.called {
            Called::Function(Some(at)) => {
                at.file == evaluation.file.id && scope.contains(at.offset)
            }
            Called::Function(None) | Called::Interface | Called::Value | Called::Missing => false,
        }
}
