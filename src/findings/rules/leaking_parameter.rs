//! `leaking-parameter`: A parameter is kept by the function

use super::{About, Definition};
use crate::findings::case::{Case, Leak};

pub(super) const DEFINITION: Definition = Definition {
    name: "leaking-parameter",
    summary: "A parameter is kept by the function",
    label: "kept after the call",
    why: "What the parameter points to (or, for `leaking param content`, what that points to) \
          is reachable after the call. Nothing is allocated here; callers have to put what \
          they pass on the heap.",
    example: "\
package p

var kept *int

func keep(p *int) { // here
	kept = p
}
",
    helps: "Copy what is needed instead of keeping the pointer, or let the result carry it: `to \
          result` lets the caller decide.",
    costs: "A copy.",
    about: About::Parameter,
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::Parameter(Leak::ToHeap))
}
