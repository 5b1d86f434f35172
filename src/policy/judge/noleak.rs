//! `noleak`: no parameter leaks, to the heap or to a result.
//!
//! ```go
//! //goesc:noleak
//! func first(xs []*int) *int { return xs[0] }   // leaking param: xs to result ~r0 level=1
//! ```
//!
//! On a line of the signature, it is about the parameters of that line; on any other, about those
//! of function literals. gc says nothing about the parameters of generic functions.

use crate::findings::kind::{FindingKind, ParamName};
use crate::findings::{Explained, Verdict};
use crate::policy::assertion::Assertion;
use crate::policy::complaint::{AboutNothing, Complaint, Undecided};
use crate::policy::evaluate::{Evaluation, Presence};
use crate::policy::file::Scope;

pub(super) fn judge(
    evaluation: &Evaluation<'_>,
    assertion: &Assertion,
    complaints: &mut Vec<Complaint>,
) {
    let is_meant = |finding: &&Explained| match assertion.scope {
        Scope::Function(function) => function.signature_contains(finding.pos.offset),
        Scope::Line(..) => true,
    };
    let mut decided = false;
    for finding in evaluation.findings(assertion.scope).filter(is_meant) {
        if finding.verdict() == Verdict::Leak {
            evaluation.violated(assertion, finding, complaints);
        }
        decided |= is_about_parameter(finding);
    }
    if decided {
        return;
    }
    match evaluation.presence(assertion.scope) {
        Presence::Instances => {
            complaints.push(assertion.undecided(evaluation.file, Undecided::GenericParameters));
        }
        Presence::Nothing => {
            evaluation.is_absent(assertion, complaints);
        }
        Presence::Compiled | Presence::NoBody => {
            let why = AboutNothing::NoPointerParameter;
            complaints.push(assertion.about_nothing(evaluation.file, why));
        }
    }
}

/// Whether a finding says of a named parameter that it leaks, escapes or stays.
fn is_about_parameter(finding: &Explained) -> bool {
    match finding.kind {
        FindingKind::Moved(_)
        | FindingKind::Leaks { .. }
        | FindingKind::ParameterStays(ParamName::Named(_)) => true,
        FindingKind::ParameterStays(ParamName::Number(_))
        | FindingKind::Escapes(_)
        | FindingKind::Stays(_)
        | FindingKind::ZeroCopy
        | FindingKind::AssumingUintptr(_)
        | FindingKind::MarkingUintptr { .. }
        | FindingKind::SelfAssignment { .. }
        | FindingKind::Capture { .. }
        | FindingKind::Trace(_)
        | FindingKind::Silent { .. }
        | FindingKind::Note(_) => false,
    }
}
