//! `leaking-argument`: it is passed to a function that keeps it

use super::Definition;
use crate::findings::case::{Callee, Case, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "leaking-argument",
    summary: "It is passed to a function that keeps it",
    label: "passed to a function that keeps it",
    why: "The called function's parameter leaks: the function stores, returns or passes on \
          what it points to. `leaking param` is printed where the function is.",
    example: "\
package p

var kept *int

func keep(p *int) { kept = p }

func call() {
	x := 1 // here
	keep(&x)
}
",
    helps: "Look at the parameter's finding in the called function: one that doesn't keep the \
          pointer lets the argument stay. Or pass a value.",
    costs: "A function with another signature, or with a buffer of its own to copy to.",
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::OnHeap(Flow::Argument(Callee::Known)))
}
