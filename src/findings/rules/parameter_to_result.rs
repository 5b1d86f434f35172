//! `parameter-to-result`: A parameter is returned

use super::{About, Definition};
use crate::findings::case::{Case, Leak};

pub(super) const DEFINITION: Definition = Definition {
    name: "parameter-to-result",
    summary: "A parameter is returned",
    label: "returned to the caller",
    why: "The result points to what the parameter points to (level=0), or to what was read \
          through it (level=1 and more). Whether something escapes is decided by what callers \
          do with the result.",
    example: "\
package p

func first(p, q *int) *int { // here
	if p != nil {
		return p
	}
	return nil
}
",
    helps: "Nothing needs to be done: it costs nothing by itself.",
    costs: "None.",
    folklore: Some(
        "`leaking param: p to result ~r0 level=0` isn't an allocation, nor does it force one.",
    ),
    about: About::Parameter,
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::Parameter(Leak::ToResult))
}
