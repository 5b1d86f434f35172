//! Interned identifiers and paths.
//!
//! A [`Symbol`] is a 32-bit handle of a string; two symbols are equal when their strings are.
//! The table is global to the process and only grows: its size is bounded by the number of
//! distinct names in the source that was read.

use std::fmt;
use std::hash::BuildHasher;
use std::sync::{LazyLock, Mutex};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::id::shard_of;

const SHARDS: usize = 32;

struct Table {
    strings: boxcar::Vec<Box<str>>,
    shards: [Mutex<HashTable<u32>>; SHARDS],
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let table = Table {
        strings: boxcar::Vec::new(),
        shards: std::array::from_fn(|_| Mutex::new(HashTable::new())),
    };
    for (want, text) in PREDEFINED.iter().enumerate() {
        let got = table.intern(text);
        debug_assert_eq!(got as usize, want);
    }
    table
});

/// Strings whose symbols are constants, in the order of their ids.
const PREDEFINED: [&str; 6] = ["", "_", "init", "main", ".", "unsafe"];

impl Table {
    fn intern(&self, text: &str) -> u32 {
        let hash = FxBuildHasher.hash_one(text);
        let shard = &self.shards[shard_of(hash, SHARDS)];
        let mut shard = match shard.lock() {
            Ok(guard) => guard,
            Err(poisoned) => poisoned.into_inner(),
        };
        if let Some(&id) = shard.find(hash, |&id| &*self.strings[id as usize] == text) {
            return id;
        }
        let id = self.strings.push(text.into()) as u32;
        shard.insert_unique(hash, id, |&id| FxBuildHasher.hash_one(&*self.strings[id as usize]));
        id
    }
}

/// An interned string: an identifier, a field name, an import path. The default is the empty
/// string.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Symbol(u32);

impl Symbol {
    /// The empty string: an absent name.
    pub const EMPTY: Symbol = Symbol(0);
    /// `_`.
    pub const BLANK: Symbol = Symbol(1);
    /// `init`.
    pub const INIT: Symbol = Symbol(2);
    /// `main`.
    pub const MAIN: Symbol = Symbol(3);
    /// `.`, as in `import . "path"`.
    pub const DOT: Symbol = Symbol(4);
    /// `unsafe`, the name and path of package unsafe.
    pub const UNSAFE: Symbol = Symbol(5);

    /// Interns a string.
    pub fn new(text: &str) -> Symbol {
        Symbol(TABLE.intern(text))
    }

    /// The string.
    pub fn as_str(self) -> &'static str {
        &TABLE.strings[self.0 as usize]
    }

    /// Whether the name is empty.
    pub fn is_empty(self) -> bool {
        self == Symbol::EMPTY
    }

    /// Whether the name is the blank identifier.
    pub fn is_blank(self) -> bool {
        self == Symbol::BLANK
    }

    /// Whether the name begins with an upper-case letter, and so is visible outside its package.
    pub fn is_exported(self) -> bool {
        self.as_str().chars().next().is_some_and(char::is_uppercase)
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
