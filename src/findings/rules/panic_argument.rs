//! `panic-argument`: it is the argument of a panic

use super::Definition;
use crate::findings::case::{Callee, Case, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "panic-argument",
    summary: "It is the argument of a panic",
    label: "passed to panic",
    why: "A panic's value goes to whoever recovers: it flows to the heap. A constant string \
          costs nothing.",
    example: "\
package p

type failure struct{ code int64 }

func (f *failure) Error() string { return \"\" }

func fail(code int64) {
	f := failure{code} // here
	panic(&f)
}
",
    helps: "Nothing in general: it is allocated only when the program panics. Declare the value \
          within the failing branch.",
    costs: "None.",
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::OnHeap(Flow::Argument(Callee::Panic)))
}
