//! `map-growth`: an insertion may make the map grow

use super::Doc;
use crate::findings::case::{Case, EntryStorage, Unprinted};

pub(super) const DOC: Doc = Doc {
    name: "map-growth",
    summary: "An insertion may make the map grow",
    label: "the map may have to grow",
    why: "A map begins with room for 8 entries at most and grows by allocating groups of 8 \
          slots; each growth moves the entries over. The first group of a map that doesn't \
          escape is on the stack.",
    example: "\
package p

func count(words []string) int {
	m := map[string]int{}
	for _, w := range words {
		m[w] = len(w) // here
	}
	return len(m)
}
",
    helps: "Give make the number of entries: `make(map[K]V, n)` allocates the groups at once. \
          Reuse a map with clear.",
    costs: "A hint that is too large wastes memory, which a map never gives back.",
    folklore: None,
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::Unprinted(Unprinted::MapEntry(EntryStorage::Slot)))
}
