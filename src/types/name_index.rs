//! Where names stand in lists: fields of a struct, methods of a type, members of embedded types.

use rustc_hash::FxHashMap;

use crate::symbol::Symbol;

/// Shorter lists are searched from the front.
const SHORT: usize = 16;

/// The first place of each name in a list.
#[derive(Debug)]
pub(super) struct NameIndex(FxHashMap<Symbol, u32>);

impl NameIndex {
    /// The index of a list of names; none for a short one.
    pub(super) fn of(names: impl ExactSizeIterator<Item = Symbol>) -> Option<NameIndex> {
        if names.len() <= SHORT {
            return None;
        }
        let mut first = FxHashMap::default();
        for (at, name) in names.enumerate() {
            first.entry(name).or_insert(at as u32);
        }
        Some(NameIndex(first))
    }

    /// Where a name stands first; none where it doesn't.
    pub(super) fn first(&self, name: Symbol) -> Option<usize> {
        self.0.get(&name).map(|&at| at as usize)
    }
}

/// The places in a list of the elements that have a name; an element may have many.
///
/// ```go
/// type U struct{ A; B } // of the fields and methods of A and B: in which embedded field
/// ```
#[derive(Debug)]
pub(super) struct NamePlaces(FxHashMap<Symbol, Vec<u32>>);

impl NamePlaces {
    /// Whether a list is long enough to have places.
    pub(super) fn are_worth_it(len: usize) -> bool {
        len > SHORT
    }

    /// The index of a list of so many elements, of which `names` adds the names; none if it knows
    /// one's names not yet.
    pub(super) fn of(
        places: impl Iterator<Item = u32>,
        mut names: impl FnMut(u32, &mut Vec<Symbol>) -> Option<()>,
    ) -> Option<NamePlaces> {
        let mut all: FxHashMap<Symbol, Vec<u32>> = FxHashMap::default();
        let mut of_one = Vec::new();
        for place in places {
            of_one.clear();
            names(place, &mut of_one)?;
            for &name in &of_one {
                let places = all.entry(name).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        Some(NamePlaces(all))
    }

    /// Which elements have a name.
    pub(super) fn with(&self, name: Symbol) -> &[u32] {
        self.0.get(&name).map_or(&[], Vec::as_slice)
    }
}
