//! How the groups of a map lie in memory (`reflectdata/map.go`, `MapGroupType`).
//!
//! ```go
//! map[string]int // 8 control bytes, then 8 slots of 24 bytes: 200
//! ```

use crate::profile::{Contents, Maps};
use crate::types::sizes::round_up;
use crate::types::store::{TypeId, Types};

/// A group of a map: a control word, then slots.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Group {
    /// The bytes of all.
    pub size: i64,
    /// Those of a slot.
    pub slot: i64,
    /// Where the element is in a slot.
    pub elem_at: i64,
    /// Whether it has pointers.
    pub contents: Contents,
}

/// How a key or an element is stored in a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stored {
    /// The bytes that it takes there.
    pub size: i64,
    /// Their alignment.
    pub align: i64,
    /// Its own size, if it is elsewhere, allocated for each new key.
    pub elsewhere: Option<i64>,
    /// Whether what is in the slot has pointers.
    pub contents: Contents,
}

impl Stored {
    /// Itself, or the pointer that takes its place.
    pub fn of(types: &Types, ty: TypeId) -> Stored {
        let layout = types.layout(ty);
        let word = types.sizes().word;
        match layout.size > Maps::MAX_DIRECT {
            true => Stored {
                size: word,
                align: word,
                elsewhere: Some(layout.size),
                contents: Contents::Pointers,
            },
            false => Stored {
                size: layout.size.max(0),
                align: layout.align.max(1),
                elsewhere: None,
                contents: match layout.ptrdata > 0 {
                    true => Contents::Pointers,
                    false => Contents::NoPointers,
                },
            },
        }
    }
}

impl Group {
    /// Where the slots begin: after a byte for each.
    pub const FIRST: i64 = Maps::SLOTS;

    /// That of a map with such keys and elements.
    pub fn of(types: &Types, key: TypeId, elem: TypeId) -> Group {
        let (key, elem) = (Stored::of(types, key), Stored::of(types, elem));
        let align = key.align.max(elem.align);
        let elem_at = round_up(key.size, elem.align);
        // A last field of no size takes a byte, as in any struct.
        let mut end = elem_at + elem.size;
        if elem.size == 0 && end > 0 {
            end += 1;
        }
        let slot = round_up(end, align);
        let mut size = Group::FIRST + Maps::SLOTS * slot;
        if slot == 0 {
            size += 1;
        }
        // The control word is aligned as numbers of 64 bits are.
        let size = round_up(size, align.max(types.sizes().register));
        let contents = match (key.contents, elem.contents) {
            (Contents::NoPointers, Contents::NoPointers) => Contents::NoPointers,
            (Contents::Pointers, _) | (_, Contents::Pointers) => Contents::Pointers,
        };
        Group { size, slot, elem_at, contents }
    }
}
