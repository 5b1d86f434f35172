//! `moved-slice`: a slice that grew on the stack is copied to the heap

use super::Definition;
use crate::escape::effects::Effect;
use crate::findings::case::{Case, Unprinted};

pub(super) const DEFINITION: Definition = Definition {
    name: "moved-slice",
    summary: "A slice that grew on the stack is copied to the heap",
    label: "handed on here",
    why: "A slice that only its variable refers to may begin in 32 bytes on the stack, whatever \
          becomes of it later. Where it is handed on (returned, assigned, ranged over), it is \
          copied to the heap if append has not moved it there already. The compiler says \
          nothing about it.",
    example: "\
package p

func evens(xs []int) []int {
	var found []int
	for _, x := range xs {
		if x%2 == 0 {
			found = append(found, x)
		}
	}
	return found // here
}
",
    helps: "Nothing needs to: the copy takes the place of up to three smaller allocations. With a \
          known size, `make([]T, 0, n)` makes one array and no copy.",
    costs: "A capacity that is too large is memory held for nothing.",
    folklore: Some(
        "`append escapes to heap` doesn't mean that each append allocates, nor the first one: \
          short slices that are returned cost one allocation of their own size.",
    ),
    silent: Some(|subject| format!("{subject} is copied to the heap")),
    effect: Effect::Builtin,
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::Unprinted(Unprinted::MovedSlice))
}
