//! Where names stand in lists: fields of a struct, methods of a type.

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
