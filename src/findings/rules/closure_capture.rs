//! `closure-capture`: A function literal that is on the heap captures it by reference

use super::Definition;
use crate::findings::case::{Capture, Case, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "closure-capture",
    summary: "A function literal that is on the heap captures it by reference",
    label: "a function literal on the heap captures it by reference",
    why: "A variable that is assigned after its capture, whose address is taken, or that is \
          larger than 128 bytes is captured by reference. When the function literal outlives \
          the frame, so must the variable.",
    example: "\
package p

func counter() func() int {
	n := 0 // here
	return func() int {
		n++
		return n
	}
}
",
    helps: "Capture a copy that never changes (`n := n`), pass the value as a parameter, or keep \
          the state in a struct with a method.",
    costs: "A copy is taken when the literal is made: later assignments aren't seen through it.",
    folklore: Some(
        "Capturing alone doesn't move a variable to the heap: of a literal that is only \
          called here, nothing escapes; variables up to 128 bytes that never change are copied \
          into the closure.",
    ),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::OnHeap(Flow::Capture(Capture::ByLiteral)))
}
