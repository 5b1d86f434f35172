//! `map-growth`: an insertion may make the map grow

use super::{Definition, Reporting};
use crate::escape::effects::Effect;
use crate::findings::case::{Case, EntryStorage, Unprinted};

pub(super) const DEFINITION: Definition = Definition {
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
    silent: Some(|subject| format!("{subject}: the map may grow")),
    effect: Effect::Builtin,
    // That maps grow as they are filled is everybody's knowledge and nobody's mistake.
    reporting: Reporting::OnRequest,
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::Unprinted(Unprinted::MapEntry(EntryStorage::Slot)))
}
