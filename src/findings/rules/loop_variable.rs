//! `loop-variable`: something outside of the loop keeps it

use super::Definition;
use crate::findings::case::{Case, Destination};

pub(super) const DEFINITION: Definition = Definition {
    name: "loop-variable",
    summary: "Something outside of the loop keeps it",
    label: "kept by a variable outside of the loop",
    why: "Each iteration has a variable of its own. When a pointer to it is kept in a variable \
          that is declared outside of the loop, one place in the frame isn't enough: each is \
          allocated.",
    example: "\
package p

func last(n int) int {
	var p *int
	for i := range n {
		x := i // here
		p = &x
	}
	return *p
}
",
    helps: "Declare the variable outside of the loop if one is enough, or keep the value instead \
          of its address.",
    costs: "One variable for all iterations: whoever keeps its address sees later values.",
    folklore: Some(
        "Since Go 1.22 the variables of a for statement are new in each iteration as well; \
          before, they were one, and didn't escape for this reason.",
    ),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::EndsIn(Destination::OuterLoop))
}
