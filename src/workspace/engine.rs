//! What lives between queries: the world that types and functions are numbered in, and what the
//! stages made of each package so far.
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

use super::cached::CachedSummaries;
use super::package::{Analyzed, Outcome};
use super::session::{Key, Session};
use crate::findings::analysis::{Detail, Inlining};
use crate::ir::func::FuncTable;
use crate::source::pos::{FileId, SourceMap};
use crate::source::{Config, File, GoVersion, Import, Owner, Package as LoadedPackage};
use crate::summary::{Library, NoSummaries};
use crate::symbol::Symbol;
use crate::types::info::Package;
use crate::types::store::Types;

/// How many bytes of source that was replaced a world may hold before it is left for a new one,
/// unless it has more that is in use.
const MAX_REPLACED: usize = 16 << 20;

/// What types, functions and files are numbered in. It only grows.
pub(super) struct World {
    pub(super) types: Types,
    pub(super) funcs: FuncTable,
    pub(super) sources: Arc<SourceMap>,
    /// Packages from the cache on disk, before those that are embedded.
    pub(super) provider: Arc<CachedSummaries>,
    /// Packages from summaries, and those that are checked.
    pub(super) library: Arc<Library>,
}

impl World {
    pub(super) fn new(config: &Config) -> World {
        let types = Types::new();
        let sources = Arc::new(SourceMap::new());
        let embedded = config.embedded.clone().unwrap_or_else(|| Arc::new(NoSummaries));
        let provider = Arc::new(CachedSummaries::before(embedded));
        let library = Library::new(Arc::clone(&provider) as _, &types, Arc::clone(&sources));
        World { types, funcs: FuncTable::new(), sources, provider, library }
    }
}

/// What an analysis is asked for that makes a difference to a package.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Mode {
    /// What is found out about the package itself, if a pattern names it.
    pub(super) root: Option<(Detail, Reasons, Inlining)>,
    /// Whether the effects of functions are worked out.
    pub(super) effects: super::package::Follow,
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
enum Meant {
    /// A package checked from source.
    Checked(Arc<Package>),
    /// Anything else, as it was loaded; of packages from the cache on disk, the path.
    Other(Import),
    FromCache(Symbol),
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

    /// Whether its imports mean what they mean in a session, in which those of source were
    /// checked.
    pub(super) fn imports_as_in<'d>(
        &self,
        session: &Session,
        package: &LoadedPackage,
        checked: &dyn Fn(usize) -> Option<&'d Arc<Package>>,
    ) -> bool {
        self.imports.len() == package.imports.len()
            && self.imports.iter().zip(&package.imports).all(|((path, meant), (now, import))| {
                path == now
                    && match (meant, Meant::now(session, import, checked)) {
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

impl Meant {
    fn now<'d>(
        session: &Session,
        import: &Import,
        checked: &dyn Fn(usize) -> Option<&'d Arc<Package>>,
    ) -> Meant {
        let Import::Package(id) = import else { return Meant::Other(import.clone()) };
        match session.numbers.get(id) {
            Some(&number) => match checked(number) {
                Some(package) => Meant::Checked(Arc::clone(package)),
                None => Meant::Other(Import::Missing(crate::source::Missing::BadPath)),
            },
            None => Meant::FromCache(session.loaded.packages[*id].import_path),
        }
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

    /// What the last session had to do.
    pub(super) fn last(&self) -> Work {
        self.last
    }

    /// Keeps what a session came to.
    pub(super) fn keep(&mut self, session: &Session, modes: &[Mode], done: &[Option<Outcome>]) {
        let analyzed = |number: usize| match done.get(number)?.as_ref()? {
            Outcome::Done(analyzed) => Some(analyzed),
            Outcome::Failed(_) | Outcome::Cancelled => None,
        };
        let checked = |number: usize| analyzed(number).map(|analyzed| &analyzed.package);
        self.last = Work::default();
        for (number, &mode) in modes.iter().enumerate() {
            let key = session.key(number);
            let Some(one) = analyzed(number).filter(|one| one.fault.is_none()) else {
                self.drop_package(&key);
                continue;
            };
            let old = self.packages.get(&key).map(|kept| &kept.analyzed);
            if old.is_some_and(|old| Arc::ptr_eq(old, one)) {
                continue;
            }
            self.last.analyzed += 1;
            if !old.is_some_and(|old| Arc::ptr_eq(&old.package, &one.package)) {
                self.last.checked += 1;
            }
            let needs: Option<Vec<Arc<Analyzed>>> =
                session.needs[number].iter().map(|&need| analyzed(need).cloned()).collect();
            let Some(needs) = needs else { continue };
            let package = &session.loaded.packages[session.order[number]];
            let imports = package.imports.iter();
            let imports =
                imports.map(|(path, import)| (*path, Meant::now(session, import, &checked)));
            let kept = Kept {
                name: package.name,
                owner: package.owner,
                go_version: package.go_version,
                files: package.files.clone(),
                imports: imports.collect(),
                ids: one.package.files.iter().map(|file| file.ast.id).collect(),
                needs,
                mode,
                analyzed: Arc::clone(one),
            };
            self.drop_package(&key);
            self.packages.insert(key, kept);
        }
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
