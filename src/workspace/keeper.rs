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

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::package::{Analyzed, Follow};
use crate::findings::analysis::{Detail, Inlining};
use crate::source::pos::FileId;
use crate::source::{File, GoVersion, Import, Owner, Package as LoadedPackage};
use crate::symbol::Symbol;
use crate::types::info::Package;

/// How many bytes of source that was replaced a world may hold before it is left for a new one,
/// unless it has more that is in use.
const MAX_REPLACED: usize = 16 << 20;

/// What an analysis is asked for that makes a difference to a package.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Mode {
    /// What is found out about the package itself, if a pattern names it.
    pub(super) root: Option<(Detail, Reasons, Inlining)>,
    /// Whether the effects of functions are worked out.
    pub(super) effects: Follow,
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
pub(super) enum Meant {
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
pub(super) struct Kept {
    name: Symbol,
    owner: Owner,
    go_version: GoVersion,
    files: Vec<Arc<File>>,
    imports: Vec<(Symbol, Meant)>,
    /// The ids of its files.
    pub(super) ids: Vec<FileId>,
    /// The packages that it imports, as they were analyzed.
    needs: Vec<Arc<Analyzed>>,
    mode: Mode,
    pub(super) analyzed: Arc<Analyzed>,
}

impl Kept {
    /// Whether a package has the same text.
    pub(super) fn has_text_of(&self, package: &LoadedPackage) -> bool {
        let same_file = |(a, b): (&Arc<File>, &Arc<File>)| {
            Arc::ptr_eq(a, b)
                || a.path == b.path && (Arc::ptr_eq(&a.text, &b.text) || a.text == b.text)
        };
        self.name == package.name
            && self.owner == package.owner
            && self.go_version == package.go_version
            && self.files.len() == package.files.len()
            && self.files.iter().zip(&package.files).all(same_file)
    }

    /// Whether its imports mean what they meant.
    pub(super) fn imports_mean(
        &self,
        package: &LoadedPackage,
        meant: &dyn Fn(&Import) -> Meant,
    ) -> bool {
        self.imports.len() == package.imports.len()
            && self.imports.iter().zip(&package.imports).all(|((path, before), (now, import))| {
                path == now
                    && match (before, meant(import)) {
                        (Meant::Checked(a), Meant::Checked(b)) => Arc::ptr_eq(a, &b),
                        (Meant::Other(a), Meant::Other(b)) => *a == b,
                        (Meant::FromCache(a), Meant::FromCache(b)) => *a == b,
                        _ => false,
                    }
            })
    }

    /// Whether the same was asked for, above the same packages.
    pub(super) fn was_analyzed_as<'d>(
        &self,
        mode: Mode,
        needs: impl ExactSizeIterator<Item = Option<&'d Arc<Analyzed>>>,
    ) -> bool {
        self.mode == mode
            && self.needs.len() == needs.len()
            && self.needs.iter().zip(needs).all(|(a, b)| b.is_some_and(|b| Arc::ptr_eq(a, b)))
    }
}

/// What a session came to about a package.
pub(super) struct Came<'a> {
    pub(super) package: &'a LoadedPackage,
    /// What each of its imports meant.
    pub(super) imports: Vec<(Symbol, Meant)>,
    /// The packages that it imports, as they were analyzed.
    pub(super) needs: Vec<Arc<Analyzed>>,
    pub(super) mode: Mode,
    pub(super) analyzed: &'a Arc<Analyzed>,
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
    packages: FxHashMap<Key, Kept>,
    /// How many bytes of source were replaced.
    replaced: usize,
    /// What the last session had to do.
    last: Work,
}

/// How much of a session was done anew, in packages.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Work {
    /// Those that were checked.
    pub checked: usize,
    /// Those that were analyzed.
    pub analyzed: usize,
}

impl Keeper {
    /// What is kept of a package.
    pub(super) fn get(&self, key: &Key) -> Option<&Kept> {
        self.packages.get(key)
    }

    /// The package that a file is of.
    pub(super) fn package_of(&self, file: FileId) -> Option<&Arc<Package>> {
        let kept = self.packages.values().find(|kept| kept.ids.contains(&file))?;
        Some(&kept.analyzed.package)
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

    /// Keeps a package, or drops what was kept of it if nothing came of it.
    pub(super) fn keep(&mut self, key: Key, came: Option<Came<'_>>) {
        let Some(Came { package, imports, needs, mode, analyzed }) = came else {
            self.drop_package(&key);
            return;
        };
        let old = self.packages.get(&key).map(|kept| &kept.analyzed);
        if old.is_some_and(|old| Arc::ptr_eq(old, analyzed)) {
            return;
        }
        self.last.analyzed += 1;
        if !old.is_some_and(|old| Arc::ptr_eq(&old.package, &analyzed.package)) {
            self.last.checked += 1;
        }
        let kept = Kept {
            name: package.name,
            owner: package.owner,
            go_version: package.go_version,
            files: package.files.clone(),
            imports,
            ids: analyzed.package.files.iter().map(|file| file.ast.id).collect(),
            needs,
            mode,
            analyzed: Arc::clone(analyzed),
        };
        self.drop_package(&key);
        self.packages.insert(key, kept);
    }

    fn drop_package(&mut self, key: &Key) {
        if let Some(old) = self.packages.remove(key) {
            // Counted too often where it is only analyzed again, which does no harm.
            self.replaced += old.files.iter().map(|file| file.text.len()).sum::<usize>();
        }
    }

    /// Whether so much was replaced that a new world is worth its work.
    pub(super) fn is_worn(&self) -> bool {
        let in_use = || {
            let files = self.packages.values().flat_map(|kept| &kept.files);
            files.map(|file| file.text.len()).sum::<usize>()
        };
        self.replaced > MAX_REPLACED && self.replaced > in_use()
    }
}
