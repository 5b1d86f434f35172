//! Dependencies from the cache on disk: which are taken from there, and under which hash the
//! others are kept.
//!
//! A package's hash is that of its files and of what the packages that it imports mean to it: of
//! their summaries without positions ([`meaning`](crate::summary::meaning)), and of those of all
//! that they import. So a comment at the top of a package leaves the entries of its importers as
//! they are. What a package means is known when its summary is, which comes from the cache or from
//! the analysis: some packages are looked up before anything is analyzed, others when what they
//! import is.
//!
//! A package is taken from the cache if what it imports is known: what refers to another package
//! then finds that one as it was when the summary was made.
//!
//! What is in the cache was analyzed with inlining, whether the packages named are or not: under
//! `-l` the go command compiles those without it, and all that they import as ever. So the same
//! entries serve both.
//!
//! ```text
//! m imports a, a imports b and fmt    m is named: from source; a: from the cache if b is
//! ```

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::source::{Config, Damaged, File, Import, Loaded, Package, PackageId, Provider};
use crate::summary::Encoded;
use crate::summary::cache::{Cache, Hash, Hasher};
use crate::summary::frame::{Key, Packed, Sealed};
use crate::symbol::Symbol;

/// The cache of an analysis.
pub(super) struct Cached {
    cache: Cache,
    key: Key,
    /// The packages that may be in the cache, each by itself.
    own: FxHashMap<PackageId, Hasher>,
    /// What packages mean that were found in the cache at once.
    meanings: FxHashMap<PackageId, Hash>,
    /// Whether there is anything in the cache.
    is_empty: bool,
}

/// The packages that are taken from the cache.
pub(super) type Taken = FxHashMap<PackageId, Sealed>;

/// What is known of a package before it is analyzed.
pub(super) struct LookedUp {
    /// The hash under which it is kept.
    pub(super) hash: Hash,
    /// What is there.
    pub(super) found: Option<Found>,
}

/// A package that was found in the cache.
pub(super) struct Found {
    pub(super) sealed: Sealed,
    /// What it means to those that import it.
    pub(super) meaning: Hash,
}

impl Cached {
    /// Looks up the dependencies of an analysis, but for what was analyzed in this world, and what imports
    /// that: what is known of the functions of a package is where it was made.
    pub(super) fn look_up(
        config: &Config,
        dir: &Path,
        loaded: &Loaded,
        is_kept: &(dyn Fn(PackageId) -> bool + Sync),
    ) -> (Cached, Taken) {
        let key = Key::new(&config.target);
        let own = own_hashes(&key, loaded);
        let cache = Cache::new(dir);
        let (meanings, is_empty) = (FxHashMap::default(), own.is_empty() || cache.is_empty());
        let mut cached = Cached { cache, key, own, meanings, is_empty };
        let mut taken = Taken::default();
        // Those whose imports are known, then those that import them, and so on.
        let is_open = |id: &PackageId| cached.own.contains_key(id) && !is_kept(*id);
        let mut open: Vec<PackageId> = loaded.order.iter().copied().filter(is_open).collect();
        while !cached.is_empty {
            let meaning = |id| cached.meanings.get(&id).copied();
            let looked_up: Vec<(PackageId, LookedUp)> = open
                .par_iter()
                .filter_map(|&id| Some((id, cached.get(id, loaded, &meaning)?)))
                .collect();
            if looked_up.is_empty() {
                break;
            }
            let asked: FxHashSet<PackageId> = looked_up.iter().map(|&(id, _)| id).collect();
            open.retain(|id| !asked.contains(id));
            for (id, LookedUp { found, .. }) in looked_up {
                let Some(Found { sealed, meaning }) = found else { continue };
                cached.meanings.insert(id, meaning);
                taken.insert(id, sealed);
            }
        }
        (cached, taken)
    }

    /// Whether a package may be found in the cache once what it imports is known.
    pub(super) fn may_have(&self, id: PackageId) -> bool {
        !self.is_empty && self.own.contains_key(&id)
    }

    /// What a package means that was found at once.
    pub(super) fn meaning(&self, id: PackageId) -> Option<Hash> {
        self.meanings.get(&id).copied()
    }

    /// Looks up a package, if it may be in the cache and all that it imports is known.
    pub(super) fn get(
        &self,
        id: PackageId,
        loaded: &Loaded,
        meaning: &dyn Fn(PackageId) -> Option<Hash>,
    ) -> Option<LookedUp> {
        let mut hasher = self.own.get(&id)?.clone();
        add_imports(&mut hasher, id, loaded, meaning)?;
        let hash = hasher.finish();
        let sealed = match self.is_empty {
            true => None,
            false => self.cache.get(&self.key, hash),
        };
        let found = sealed.and_then(|sealed| {
            let meaning = self.meaning_of(id, Hash::of_bytes(&sealed.meaning)?, loaded, meaning)?;
            Some(Found { sealed, meaning })
        });
        Some(LookedUp { hash, found })
    }

    /// Keeps the summary of a package under its hash, and says what the package means.
    pub(super) fn keep(
        &self,
        id: PackageId,
        hash: Hash,
        (summary, own_meaning): (&Encoded, &[u8]),
        loaded: &Loaded,
        meaning: &dyn Fn(PackageId) -> Option<Hash>,
    ) -> Option<Hash> {
        let mut hasher = Hasher::new(&self.key);
        hasher.add(own_meaning);
        let own = hasher.finish();
        self.cache.put(&self.key, hash, own, summary);
        self.meaning_of(id, own, loaded, meaning)
    }

    /// What a package means, with all that it imports.
    fn meaning_of(
        &self,
        id: PackageId,
        own: Hash,
        loaded: &Loaded,
        meaning: &dyn Fn(PackageId) -> Option<Hash>,
    ) -> Option<Hash> {
        let mut hasher = Hasher::new(&self.key);
        hasher.add(own.as_bytes());
        add_imports(&mut hasher, id, loaded, meaning)?;
        Some(hasher.finish())
    }

    /// Removes what is too much.
    pub(super) fn trim(&self) {
        self.cache.trim();
    }
}

/// Adds what the imports of a package mean, if that is known.
fn add_imports(
    hasher: &mut Hasher,
    id: PackageId,
    loaded: &Loaded,
    meaning: &dyn Fn(PackageId) -> Option<Hash>,
) -> Option<()> {
    for (path, import) in &loaded.packages[id].imports {
        hasher.add(path.as_str());
        match import {
            Import::Package(need) => hasher.add(meaning(*need)?.as_bytes()),
            Import::Embedded(found) => hasher.add(format!("embedded {found}")),
            Import::Unsafe => hasher.add("unsafe"),
            Import::C | Import::Missing(_) => return None,
        }
    }
    Some(())
}

/// The packages that no pattern names, as far as all that they import is there, each by itself.
fn own_hashes(key: &Key, loaded: &Loaded) -> FxHashMap<PackageId, Hasher> {
    let own: Vec<(PackageId, Hasher)> = loaded
        .order
        .par_iter()
        .filter_map(|&id| {
            let package = &loaded.packages[id];
            let is_dependency = !loaded.roots.contains(&id) && package.for_test.is_none();
            (is_dependency && package.errors.is_empty() && package.all_imports_are_known())
                .then(|| (id, own_hash(key, package)))
        })
        .collect();
    let mut complete: FxHashMap<PackageId, Hasher> = FxHashMap::default();
    for (id, hasher) in own {
        let mut imports = loaded.packages[id].imports.iter();
        let is_there = |import: &Import| match import {
            Import::Package(need) => complete.contains_key(need),
            Import::Embedded(_) | Import::Unsafe => true,
            Import::C | Import::Missing(_) => false,
        };
        if imports.all(|(_, import)| is_there(import)) {
            complete.insert(id, hasher);
        }
    }
    complete
}

/// A package by itself.
fn own_hash(key: &Key, package: &Package) -> Hasher {
    let mut hasher = Hasher::new(key);
    hasher.add(package.import_path.as_str());
    hasher.add(package.go_version.to_string());
    hasher.add((package.files.len() as u64).to_le_bytes());
    for file in &package.files {
        hasher.add(file.base_name());
        hasher.add(&file.text);
    }
    hasher
}

/// The summaries that were taken from the cache, before those of another provider.
#[derive(Debug)]
pub(super) struct CachedSummaries {
    packages: RwLock<FxHashMap<Symbol, Arc<Entry>>>,
    others: Arc<dyn Provider>,
}

#[derive(Debug)]
struct Entry {
    meaning: Vec<u8>,
    /// It is asked for once.
    summary: Mutex<Option<Vec<u8>>>,
    places: Packed,
    dir: String,
    files: Vec<Arc<File>>,
}

impl CachedSummaries {
    /// None so far.
    pub(super) fn before(others: Arc<dyn Provider>) -> CachedSummaries {
        CachedSummaries { packages: RwLock::default(), others }
    }

    /// Adds packages. Those that are known stay as they are; false if one of them has changed.
    pub(super) fn add(&self, taken: Taken, loaded: &Loaded) -> bool {
        let mut packages = self.packages.write().unwrap_or_else(PoisonError::into_inner);
        for (id, Sealed { meaning, summary, places }) in taken {
            let package = &loaded.packages[id];
            let same = |known: &Entry| {
                known.meaning == meaning
                    && known.files.len() == package.files.len()
                    && known.files.iter().zip(&package.files).all(|(a, b)| a.text == b.text)
            };
            if let Some(known) = packages.get(&package.import_path) {
                if !same(known) {
                    return false;
                }
                continue;
            }
            let entry = Entry {
                meaning,
                summary: Mutex::new(Some(summary)),
                places,
                dir: package.dir.to_string_lossy().into_owned(),
                files: package.files.clone(),
            };
            packages.insert(package.import_path, Arc::new(entry));
        }
        true
    }

    fn entry(&self, path: Symbol) -> Option<Arc<Entry>> {
        self.packages.read().unwrap_or_else(PoisonError::into_inner).get(&path).cloned()
    }
}

impl Provider for CachedSummaries {
    fn contains(&self, path: &str) -> bool {
        self.entry(Symbol::new(path)).is_some() || self.others.contains(path)
    }

    fn summary(&self, path: Symbol) -> Option<Result<Vec<u8>, Damaged>> {
        match self.entry(path) {
            Some(entry) => {
                let mut summary = entry.summary.lock().unwrap_or_else(PoisonError::into_inner);
                summary.take().map(Ok)
            }
            None => self.others.summary(path),
        }
    }

    fn places(&self, path: Symbol) -> Option<Result<Vec<u8>, Damaged>> {
        match self.entry(path) {
            Some(entry) => Some(entry.places.unpack()),
            None => self.others.places(path),
        }
    }

    fn stands_in(&self) -> Option<Symbol> {
        self.others.stands_in()
    }

    fn dir(&self, path: Symbol) -> String {
        match self.entry(path) {
            Some(entry) => entry.dir.clone(),
            None => self.others.dir(path),
        }
    }

    fn text(&self, path: Symbol, file: &str) -> Option<Arc<[u8]>> {
        match self.entry(path) {
            Some(entry) => {
                let found = entry.files.iter().find(|own| own.base_name() == file)?;
                Some(Arc::clone(&found.text))
            }
            None => self.others.text(path, file),
        }
    }
}
