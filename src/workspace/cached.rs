//! Dependencies from the cache on disk: which are taken from there, and under which hash the
//! others are kept.
//!
//! A package's hash is that of its files and of the hashes of what it imports. It is taken from
//! the cache if its summary is there, and those of all that it imports as well: what refers to
//! another package then finds that one either in the cache or in the embedded library, as it was
//! when the summary was made.
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
use rustc_hash::FxHashMap;

use crate::source::{Config, File, Import, Loaded, Package, PackageId};
use crate::source::{Damaged, Provider};
use crate::summary::Encoded;
use crate::summary::cache::{Cache, Hash, Hasher};
use crate::summary::frame::{Key, Packed, Sealed};
use crate::symbol::Symbol;

/// The cache of an analysis.
pub(super) struct Cached {
    cache: Cache,
    key: Key,
    /// The hashes of the packages that may be in the cache.
    hashes: FxHashMap<PackageId, Hash>,
}

/// The packages that are taken from the cache.
pub(super) type Taken = FxHashMap<PackageId, Sealed>;

impl Cached {
    /// Looks up the dependencies of an analysis.
    pub(super) fn look_up(config: &Config, dir: &Path, loaded: &Loaded) -> (Cached, Taken) {
        let key = Key::new(&config.target);
        let hashes = hashes(&key, loaded);
        let cached = Cached { cache: Cache::new(dir), key, hashes };
        let entries: Vec<(PackageId, Option<Sealed>)> = loaded
            .order
            .par_iter()
            .filter_map(|&id| Some((id, *cached.hashes.get(&id)?)))
            .map(|(id, hash)| (id, cached.cache.get(&cached.key, hash)))
            .collect();
        let mut taken = Taken::default();
        for (id, summary) in entries {
            let mut needs = loaded.packages[id].imports.iter();
            let is_there = |import: &Import| match import {
                Import::Package(need) => taken.contains_key(need),
                Import::Embedded(_) | Import::Unsafe | Import::C | Import::Missing(_) => true,
            };
            let closed = needs.all(|(_, import)| is_there(import));
            if let (Some(summary), true) = (summary, closed) {
                taken.insert(id, summary);
            }
        }
        (cached, taken)
    }

    /// Whether a package is to be kept, when it is analyzed.
    pub(super) fn wants(&self, id: PackageId) -> bool {
        self.hashes.contains_key(&id)
    }

    /// Keeps the summary of a package.
    pub(super) fn keep(&self, id: PackageId, summary: &Encoded) {
        if let Some(&hash) = self.hashes.get(&id) {
            self.cache.put(&self.key, hash, summary);
        }
    }

    /// Removes what is too much.
    pub(super) fn trim(&self) {
        self.cache.trim();
    }
}

/// The hashes of the packages that no pattern names, as far as all that they import is there.
fn hashes(key: &Key, loaded: &Loaded) -> FxHashMap<PackageId, Hash> {
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
    let mut hashes: FxHashMap<PackageId, Hash> = FxHashMap::default();
    'packages: for (id, mut hasher) in own {
        for (path, import) in &loaded.packages[id].imports {
            hasher.add(path.as_str());
            match import {
                Import::Package(need) => match hashes.get(need) {
                    Some(hash) => hasher.add(hash.as_bytes()),
                    None => continue 'packages,
                },
                Import::Embedded(found) => hasher.add(format!("embedded {found}")),
                Import::Unsafe => hasher.add("unsafe"),
                Import::C | Import::Missing(_) => continue 'packages,
            }
        }
        hashes.insert(id, hasher.finish());
    }
    hashes
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
    hash: Hash,
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
    pub(super) fn add(&self, taken: Taken, cached: &Cached, loaded: &Loaded) -> bool {
        let mut packages = self.packages.write().unwrap_or_else(PoisonError::into_inner);
        for (id, Sealed { summary, places }) in taken {
            let package = &loaded.packages[id];
            let Some(&hash) = cached.hashes.get(&id) else { continue };
            if let Some(known) = packages.get(&package.import_path) {
                if known.hash != hash {
                    return false;
                }
                continue;
            }
            let entry = Entry {
                hash,
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
