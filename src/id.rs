//! Typed 32-bit ids and the append-only arenas that they address.
//!
//! Every entity of the analyzer (an expression, a type, an IR node) lives in an arena and is
//! named by its index. An id is never zero, so `Option<Id>` is four bytes as well. Nothing is
//! ordered by id: which thread made an entity first may differ from run to run.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// An index into an [`Arena`].
pub trait Id: Copy + Eq {
    /// The id of the entity at `index`.
    fn from_index(index: usize) -> Self;
    /// The index of the entity that this id names.
    fn index(self) -> usize;
}

/// Declares id types: `define_ids! { /// Doc. pub ExprId; }`.
#[macro_export]
macro_rules! define_ids {
    ($($(#[$doc:meta])* $vis:vis $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        $vis struct $name(std::num::NonZeroU32);

        impl $crate::id::Id for $name {
            #[inline]
            fn from_index(index: usize) -> Self {
                let raw = u32::try_from(index + 1).ok().and_then(std::num::NonZeroU32::new);
                $name(raw.expect("an arena holds at most 2^32 - 2 entities"))
            }
            #[inline]
            fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }
    )*};
}

/// A growable array addressed by one kind of id.
#[derive(Clone, Debug)]
pub struct Arena<I, T> {
    items: Vec<T>,
    ids: PhantomData<fn(I)>,
}

impl<I: Id, T> Arena<I, T> {
    /// An empty arena.
    pub const fn new() -> Self {
        Arena { items: Vec::new(), ids: PhantomData }
    }

    /// An empty arena with room for so many items.
    pub fn with_capacity(items: usize) -> Self {
        Arena { items: Vec::with_capacity(items), ids: PhantomData }
    }

    /// An arena of `len` copies of `item`: a side table for another arena of that length.
    pub fn filled(item: T, len: usize) -> Self
    where
        T: Clone,
    {
        Arena { items: vec![item; len], ids: PhantomData }
    }

    /// Appends an item and returns its id.
    #[inline]
    pub fn push(&mut self, item: T) -> I {
        let id = I::from_index(self.items.len());
        self.items.push(item);
        id
    }

    /// All items in an arena of their own that has no room for more; this one is empty then, and
    /// keeps its room.
    pub fn split(&mut self) -> Self {
        let mut items = Vec::with_capacity(self.items.len());
        items.append(&mut self.items);
        Arena { items, ids: PhantomData }
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The item of an id, if it is one of this arena's.
    pub fn get(&self, id: I) -> Option<&T> {
        self.items.get(id.index())
    }

    /// All items with their ids, in order of creation.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(i, item)| (I::from_index(i), item))
    }

    /// All items, in order of creation, to be changed.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut T> + ExactSizeIterator {
        self.items.iter_mut()
    }

    /// All ids, in order of creation.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.items.len()).map(I::from_index)
    }
}

impl<I: Id, T> Default for Arena<I, T> {
    fn default() -> Self {
        Arena::new()
    }
}

impl<I: Id, T> Index<I> for Arena<I, T> {
    type Output = T;
    #[inline]
    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for Arena<I, T> {
    #[inline]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

/// Which of some shards of a hash table an entry is in. A table finds an entry by the lowest bits of
/// its hash and tells it from its neighbours by the highest: in a shard all of those must differ.
pub(crate) fn shard_of(hash: u64, shards: usize) -> usize {
    (hash >> 20) as usize % shards
}
