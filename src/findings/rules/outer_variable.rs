//! `outer-variable`: A function literal stores it in a variable of the enclosing function

use super::Definition;
use crate::findings::case::{Capture, Case, Destination, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "outer-variable",
    summary: "A function literal stores it in a variable of the enclosing function",
    label: "stored in a variable of the enclosing function",
    why: "The variable of the enclosing function is there longer than the literal's frame, so \
          what is stored in it has to be on the heap.",
    example: "\
package p

func first() int {
	var p *int
	func() {
		x := 1 // here
		p = &x
	}()
	return *p
}
",
    helps: "Return the value from the literal instead of storing its address.",
    costs: "None to speak of.",
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(
        case,
        Case::OnHeap(Flow::Capture(Capture::OfOuterVariable))
            | Case::EndsIn(Destination::OuterVariable)
    )
}
