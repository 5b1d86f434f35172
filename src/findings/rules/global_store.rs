//! `global-store`: it is stored in a package variable

use super::Definition;
use crate::findings::case::{Assigned, Case, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "global-store",
    summary: "It is stored in a package variable",
    label: "stored in a package variable",
    why: "A package variable lives as long as the program, and so does what it points to.",
    example: "\
package p

type config struct{ n int64 }

var current *config

func set(n int64) {
	c := config{n} // here
	current = &c
}
",
    helps: "Store the value itself in the package variable, or pass the state to those who need \
          it.",
    costs: "Storing a value isn't atomic: readers in other goroutines need a lock where a \
          pointer could be swapped.",
    folklore: Some(
        "unsafe.Pointer or sync.Map don't get around it: what they hold is on the heap.",
    ),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::OnHeap(Flow::Assignment(Assigned::PackageVariable)))
}
