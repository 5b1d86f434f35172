//! `slice-append`: append makes or fills memory on the heap

use super::Definition;
use crate::escape::effects::Effect;
use crate::escape::reason::Reason;
use crate::findings::case::{Callee, Case, Expression, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "slice-append",
    summary: "append makes or fills memory on the heap",
    label: "append may allocate a new array",
    why: "append allocates a new array when the capacity is used up, and what is appended \
          flows into memory that the analysis takes to be on the heap. Since Go 1.25 the first \
          32 bytes of a slice that doesn't escape may be on the stack. Nothing is allocated \
          where a slice was made with room for all that is appended to it.",
    example: "\
package p

func squares(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i*i) // here
	}
	return s
}
",
    helps: "Allocate once: `make([]T, 0, n)`; append to a slice that is reused (`s[:0]`); append \
          values instead of pointers.",
    costs: "A capacity that is too large is memory held for nothing.",
    folklore: Some(
        "append doesn't allocate each time: the capacity grows by a factor, so n appends make \
          about log n allocations.",
    ),
    effect: Effect::Builtin,
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(
        case,
        Case::Expression(Expression::Append)
            | Case::OnHeap(
                Flow::Argument(Callee::Append)
                    | Flow::Reason(
                        Reason::AppendedSlice | Reason::AppendeeSlice | Reason::CopiedSlice
                    )
            )
    )
}
