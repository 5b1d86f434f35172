//! `zero-size-slice`: its elements have no size

use super::Definition;
use crate::escape::reason::Reason;
use crate::findings::case::{Case, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "zero-size-slice",
    summary: "Its elements have no size",
    label: "its elements have no size",
    why: "A slice of elements without a size is never put on the stack; it points to one \
          address that all values of no size share, so nothing is allocated.",
    example: "\
package p

func marks(n int) int {
	s := make([]struct{}, n) // here
	return len(s)
}
",
    helps: "Nothing needs to be done: no memory is allocated.",
    costs: "None.",
    folklore: Some("`escapes to heap` isn't `allocates`: values of no size never do."),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::OnHeap(Flow::Reason(Reason::ZeroSizedElement)))
}
