//! `heap-store`: it is stored in something on the heap

use super::Definition;
use crate::findings::case::{Assigned, Case, Destination, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "heap-store",
    summary: "It is stored in something on the heap",
    label: "stored in something on the heap",
    why: "A pointer to it is stored through a pointer, or in a value that is on the heap \
          itself. What is reachable from the heap must be on the heap.",
    example: "\
package p

type node struct{ next *node }

func link(n *node) {
	n.next = &node{} // here
}
",
    helps: "Find out why the holder is on the heap (`goesc explain`) and mend that first; or \
          store the value itself in the holder.",
    costs: "The holder grows by the size of the value.",
    folklore: Some(
        "A store through a pointer parameter counts as a store to the heap even if the \
          caller's variable is on the stack: the analysis doesn't follow stores through \
          pointers.",
    ),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(
        case,
        Case::OnHeap(Flow::Assignment(Assigned::Heap))
            | Case::EndsIn(Destination::Heap | Destination::OnHeap | Destination::OnStack)
    )
}
