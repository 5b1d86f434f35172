//! `map-store`: it is stored in a map

use super::Definition;
use crate::escape::reason::Reason;
use crate::findings::case::{Assigned, Case, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "map-store",
    summary: "It is stored in a map",
    label: "stored in a map",
    why: "Escape analysis doesn't know what happens to the contents of a map: whatever keys \
          and values point to flows to the heap, also for a map that itself stays on the \
          stack.",
    example: "\
package p

type point struct{ x, y int }

func index() int {
	m := map[string]*point{}
	m[\"p\"] = &point{1, 2} // here
	return len(m)
}
",
    helps: "Store values without pointers (`map[string]point`): the map copies them into its \
          groups. Or keep the values in one slice and store indices.",
    costs: "Values are copied at each lookup and assignment, can't be changed in place (`m[k].x \
          = 1` doesn't compile), and are allocated one by one when larger than 128 bytes.",
    folklore: Some(
        "Neither a string key nor a struct with pointers in it is allocated by the map \
          itself. A returned map of small values escapes all the same, fixed-size keys or not.",
    ),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(
        case,
        Case::OnHeap(
            Flow::Reason(Reason::MapLiteralKey | Reason::MapLiteralValue | Reason::KeyOfMapPut)
                | Flow::Assignment(Assigned::MapElement)
        )
    )
}
