//! `dynamic-size`: its size is known at run time only

use super::Definition;
use crate::escape::reason::Reason;
use crate::findings::case::{Case, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "dynamic-size",
    summary: "Its size is known at run time only",
    label: "beyond a few bytes the runtime allocates it",
    why: "Memory whose size isn't constant gets up to 32 bytes on the stack; beyond that the \
          runtime allocates, though the compiler says that it doesn't escape. A map gets room \
          for 8 entries on the stack, more are allocated.",
    example: "\
package p

func sum(n int) (total int) {
	s := make([]int, n) // here
	for i := range s {
		total += i
	}
	return total
}
",
    helps: "Use a constant size where there is an upper bound: `make([]int, n, 64)` stays on the \
          stack. Or pass a buffer in.",
    costs: "Stack space for the largest case in each call.",
    folklore: Some(
        "`does not escape` isn't `does not allocate`: beyond 32 bytes a slice of variable \
          size is allocated at each call.",
    ),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::OnHeap(Flow::Reason(Reason::NonConstantSize)) | Case::OnStackWhileSmall)
}
