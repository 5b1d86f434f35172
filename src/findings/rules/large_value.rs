//! `large-value`: it is too large for the stack

use super::Definition;
use crate::escape::reason::Reason;
use crate::findings::case::{Case, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "large-value",
    summary: "It is too large for the stack",
    label: "larger than what may be on the stack",
    why: "Variables of more than 128 KiB are on the heap whatever happens to them, and what \
          make, new, &T{} and slice literals allocate from 64 KiB on: stacks grow by copying.",
    example: "\
package p

func sum() (n int) {
	var table [200_000]byte // here
	for _, b := range table {
		n += int(b)
	}
	return n
}
",
    helps: "Reuse one buffer (a field, a parameter, a sync.Pool), or work in smaller pieces.",
    costs: "A buffer that is shared must not be used by two goroutines at once.",
    folklore: Some(
        "The limits are 128 KiB for declared variables and 64 KiB for implicit ones, exactly; \
          nothing smaller is moved because of its size, and no goroutine's stack is too small \
          for it: stacks grow.",
    ),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::OnHeap(Flow::Reason(Reason::TooLarge | Reason::TooAligned)))
}
