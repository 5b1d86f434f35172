//! `map-value-size`: A map allocates keys or values over 128 bytes one by one

use super::Definition;
use crate::escape::effects::Effect;
use crate::findings::case::{Case, EntryStorage, Unprinted};

pub(super) const DEFINITION: Definition = Definition {
    name: "map-value-size",
    summary: "A map allocates keys or values over 128 bytes one by one",
    label: "larger than 128 bytes: the map allocates it for each new key",
    why: "The slots of a map's groups hold keys and values of up to 128 bytes. Larger ones are \
          replaced by a pointer, and each insertion of a new key allocates the key or value. \
          Updating a key that is there allocates nothing. The compiler says nothing about it.",
    example: "\
package p

type profile struct{ data [136]byte }

func add(m map[int]profile, id int) {
	m[id] = profile{} // here
}
",
    helps: "Make the value 128 bytes or less, or store a pointer or an index into a slice that \
          is allocated in one piece.",
    costs: "A pointer is an allocation too, if one that you can reuse; an index needs care when \
          entries are removed.",
    folklore: Some(
        "It is the size alone: pointers inside a value change nothing, 128 bytes are still \
          stored directly, and 136 are not. The stack is not at risk, however many entries \
          there are.",
    ),
    silent: Some(|subject| format!("{subject}: the map allocates entries over 128 bytes")),
    effect: Effect::Builtin,
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::Unprinted(Unprinted::MapEntry(EntryStorage::Indirect)))
}
