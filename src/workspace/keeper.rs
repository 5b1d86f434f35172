//! What lives between queries: what the stages made of each package so far.
//!
//! ```text
//! first query    a, b and c are parsed, checked and analyzed
//! an edit in b   b is parsed and checked again, and c, which imports b; a is as it was
//! ```
//!
//! A package is taken as it was if its files have the same text and its imports mean the same
//! packages, as objects; what was analyzed is taken if the same was asked for, and all that it
//! imports was taken.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::edited::Edited;
use super::package::{Analyzed, EffectDepth};
use crate::findings::analysis::{Detail, Inlining};
use crate::profile::GoVersion;
use crate::source::pos::FileId;
use crate::source::{File, Import, Owner, Package as LoadedPackage};
use crate::symbol::Symbol;
use crate::types::info::Package;

/// How many bytes a world may hold of what was replaced before it is left for a new one, unless it has more
/// that is in use. These are estimates.
const MAX_REPLACED: usize = 32 << 20;

/// What a world holds of a package after it was checked and analyzed as a whole, in bytes for each byte of
/// source: 1.2 as measured with net/http.
const PER_BYTE: usize = 2;

/// How many times a body may be checked by itself until a world is left: each holds some 2 KiB, for the local
/// variables and scopes of all of them. A process holds what the beginning of a world took at most, on each of
/// its threads, and with more beginnings it comes to hold that sooner: with net/http, 92 MiB after 1,000 edits
/// and 95 after 10,000; with a beginning after 800 edits, 85 and 101.
const MAX_BODIES: usize = 200;

/// What an analysis is asked for that makes a difference to a package.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct PackageOptions {
    /// What is found out about the package itself, if a pattern names it.
    pub(super) root: Option<(Detail, Reasons, Inlining)>,
    /// Whether the effects of functions are worked out.
    pub(super) effects: EffectDepth,
}

/// Whether guards judge a package.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reasons {
    /// They don't, or the detail asked for is enough.
    AsAsked,
    /// They do, which takes reasons beside what is asked for.
    ForGuards,
}

/// What an import of a package meant when it was checked.
#[derive(Clone, Debug)]
pub(super) enum ImportMeaning {
    /// A package checked from source.
    Checked(Arc<Package>),
    /// A package from the cache on disk.
    FromCache(Symbol),
    /// Anything else, as it was loaded.
    Other(Import),
    /// A package of which nothing came.
    Failed,
}

/// What is kept of a package.
pub(super) struct KeptPackage {
    name: Symbol,
    owner: Owner,
    go_version: GoVersion,
    files: Vec<Arc<File>>,
    imports: Vec<(Symbol, ImportMeaning)>,
    /// The ids of its files.
    pub(super) ids: Vec<FileId>,
    /// The packages that it imports, as they were analyzed.
    needs: Vec<Arc<Analyzed>>,
    mode: PackageOptions,
    pub(super) analyzed: Arc<Analyzed>,
    /// What an edit starts from, of a package of which a text was set.
    edited: Mutex<Option<Edited>>,
}

impl KeptPackage {
    /// The bytes that a world holds of it.
    fn size(&self) -> usize {
        self.files.iter().map(|file| file.text.len()).sum::<usize>() * PER_BYTE
    }

    /// What an edit starts from. It is taken, and given back with what came of the edit.
    pub(super) fn take_edited(&self) -> Option<Edited> {
        self.edited.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether a package has the same text.
    pub(super) fn has_text_of(&self, package: &LoadedPackage) -> bool {
        self.is_like(package) && self.files.iter().zip(&package.files).all(|(a, b)| same(a, b))
    }

    /// The id of a file, if its text is what it was.
    pub(super) fn id_of(&self, file: &Arc<File>) -> Option<FileId> {
        let known = self.files.iter().position(|known| same(known, file))?;
        self.ids.get(known).copied()
    }

    /// Whether a package may differ in the texts of its files, but in nothing else that is loaded.
    pub(super) fn is_like(&self, package: &LoadedPackage) -> bool {
        self.name == package.name
            && self.owner == package.owner
            && self.go_version == package.go_version
            && self.files.len() == package.files.len()
            && self.files.iter().zip(&package.files).all(|(a, b)| a.path == b.path)
    }

    /// Whether its imports mean what they meant.
    pub(super) fn imports_mean(
        &self,
        package: &LoadedPackage,
        meant: &dyn Fn(&Import) -> ImportMeaning,
    ) -> bool {
        self.imports.len() == package.imports.len()
            && self.imports.iter().zip(&package.imports).all(|((path, before), (now, import))| {
                path == now
                    && match (before, meant(import)) {
                        (ImportMeaning::Checked(a), ImportMeaning::Checked(b)) => {
                            a.declares_the_same(&b)
                        }
                        (ImportMeaning::Other(a), ImportMeaning::Other(b)) => *a == b,
                        (ImportMeaning::FromCache(a), ImportMeaning::FromCache(b)) => *a == b,
                        _ => false,
                    }
            })
    }

    /// Whether the same was asked for, above the same packages.
    pub(super) fn was_analyzed_as<'d>(
        &self,
        mode: PackageOptions,
        needs: impl ExactSizeIterator<Item = Option<&'d Arc<Analyzed>>>,
    ) -> bool {
        self.mode == mode
            && self.needs.len() == needs.len()
            && self.needs.iter().zip(needs).all(|(a, b)| b.is_some_and(|b| Arc::ptr_eq(a, b)))
    }
}

/// Whether a file is what it was.
fn same(a: &Arc<File>, b: &Arc<File>) -> bool {
    Arc::ptr_eq(a, b) || a.path == b.path && (Arc::ptr_eq(&a.text, &b.text) || a.text == b.text)
}

/// What a session came to about a package.
pub(super) struct SessionResult<'a> {
    pub(super) package: &'a LoadedPackage,
    /// What each of its imports meant.
    pub(super) imports: Vec<(Symbol, ImportMeaning)>,
    /// The packages that it imports, as they were analyzed.
    pub(super) needs: Vec<Arc<Analyzed>>,
    pub(super) mode: PackageOptions,
    pub(super) analyzed: &'a Arc<Analyzed>,
    /// What an edit starts from, if it was asked for.
    pub(super) edited: Option<Edited>,
}

/// What a package is known by from query to query.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Key {
    pub(super) path: Symbol,
    pub(super) for_test: Option<Symbol>,
    /// Whether it is compiled as `main`.
    pub(super) is_alone: bool,
}

impl Key {
    pub(super) fn of(package: &LoadedPackage, is_alone: bool) -> Key {
        Key { path: package.import_path, for_test: package.for_test, is_alone }
    }
}

/// All that is kept.
#[derive(Default)]
pub(super) struct Keeper {
    packages: FxHashMap<Key, KeptPackage>,
    /// How many bytes a world holds of packages that were replaced.
    replaced: usize,
    /// How many times bodies were checked by themselves.
    bodies: usize,
    /// What the last session had to do.
    last: Work,
    /// Packages that were replaced, until they are let go.
    gone: Vec<KeptPackage>,
}

/// How much of a session was done anew, in packages.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Work {
    /// Those that were checked as a whole.
    pub checked: usize,
    /// Those of which only what changed was checked, with the bodies that name it.
    pub rechecked: usize,
    /// Those that were analyzed.
    pub analyzed: usize,
    /// Those of them of which only the functions were analyzed that an edit mattered to.
    pub in_part: usize,
}

impl Keeper {
    /// What is kept of a package.
    pub(super) fn get(&self, key: &Key) -> Option<&KeptPackage> {
        self.packages.get(key)
    }

    /// What came of the package that a file is of.
    pub(super) fn analyzed_of(&self, file: FileId) -> Option<&Arc<Analyzed>> {
        let kept = self.packages.values().find(|kept| kept.ids.contains(&file))?;
        Some(&kept.analyzed)
    }

    /// The files of what is kept, and of what edits start from.
    pub(super) fn files_in_use(&self) -> FxHashSet<FileId> {
        let mut files = FxHashSet::default();
        for kept in self.packages.values() {
            files.extend(&kept.ids);
            let edited = kept.edited.lock().unwrap_or_else(PoisonError::into_inner);
            files.extend(edited.iter().flat_map(Edited::files));
        }
        files
    }

    /// Whether nothing is kept.
    pub(super) fn is_empty(&self) -> bool {
        self.packages.is_empty()
    }

    /// What the last session had to do.
    pub(super) fn last(&self) -> Work {
        self.last
    }

    /// Begins to keep what a session came to.
    pub(super) fn begin(&mut self) {
        self.last = Work::default();
    }

    /// Keeps what a session came to about a package.
    pub(super) fn keep(&mut self, key: Key, came: SessionResult<'_>) {
        let SessionResult { package, imports, needs, mode, analyzed, edited } = came;
        let old = self.packages.get(&key);
        if old.is_some_and(|old| Arc::ptr_eq(&old.analyzed, analyzed)) {
            return;
        }
        self.last.analyzed += 1;
        self.last.in_part += usize::from(analyzed.in_part);
        let mut kept = KeptPackage {
            name: package.name,
            owner: package.owner,
            go_version: package.go_version,
            files: package.files.clone(),
            imports,
            ids: analyzed.package.files.iter().map(|file| file.ast.id).collect(),
            needs,
            mode,
            analyzed: Arc::clone(analyzed),
            edited: Mutex::new(edited),
        };
        match self.packages.remove(&key) {
            Some(old) if Arc::ptr_eq(&old.analyzed.package, &analyzed.package) => {
                kept.edited = old.edited;
                // Its functions are above other packages, or asked for something else.
                if let Some(edited) = kept.edited.get_mut().unwrap_or_else(PoisonError::into_inner)
                {
                    edited.functions = None;
                }
            }
            Some(old) if analyzed.package.is_edit_of(&old.analyzed.package) => {
                // What is analyzed, as a whole or not, is as it was in the tables.
                self.last.rechecked += 1;
                self.bodies += 1;
                self.gone.push(old);
            }
            Some(old) => {
                self.last.checked += 1;
                self.replaced += old.size();
                self.gone.push(old);
            }
            None => self.last.checked += 1,
        }
        self.packages.insert(key, kept);
    }

    /// Gives back what an edit starts from, of a package of which nothing came because nobody
    /// waits for it any more.
    pub(super) fn give_back(&mut self, key: &Key, edited: Edited) {
        if let Some(kept) = self.packages.get_mut(key) {
            kept.edited = Mutex::new(Some(edited));
        }
    }

    /// Packages that were replaced: large, and of no use any more.
    pub(super) fn take_gone(&mut self) -> Vec<KeptPackage> {
        std::mem::take(&mut self.gone)
    }

    /// Drops what is kept of a package of which nothing came.
    pub(super) fn drop_package(&mut self, key: &Key) {
        if let Some(old) = self.packages.remove(key) {
            self.replaced += old.size();
        }
    }

    /// Whether so much was replaced that a new world is worth its work.
    pub(super) fn is_worn(&self) -> bool {
        let in_use = || self.packages.values().map(KeptPackage::size).sum::<usize>();
        self.bodies > MAX_BODIES || self.replaced > MAX_REPLACED && self.replaced > in_use()
    }
}
