//! Loads packages: the ones that patterns name, and all that they import.
//!
//! Models `cmd/go/internal/load` (`PackagesAndErrors`). Packages are loaded breadth first: the
//! directories of a level are read in parallel, then their imports are resolved one after the
//! other, so that the result doesn't depend on the number of threads. [`Loaded::order`] lists the
//! packages such that each comes after those it imports, as `go list -deps` does.

use std::path::PathBuf;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::id::Id;
use crate::symbol::Symbol;

use super::config::{Config, Tests};
use super::error::{LoadError, Missing, NoGoFilesAt};
use super::loaded::{Import, Loaded, Package, PackageId};
use super::matching::{self, Named, Request};
use super::resolve::{Context, PackageLocation, ResolvedImport, Resolver};
use super::select::{self, DirFiles};
use super::test_main::{self, ReadTestFunctions};

/// Loads the packages that `patterns` name, with all that they import. Where tests are taken, so are
/// the main packages of their binaries, if there is somebody to read what test files declare.
pub fn load(config: &Config, patterns: &[String], read: Option<ReadTestFunctions>) -> Loaded {
    let mut resolver = Resolver::new(config);
    let matched = matching::expand(config, &mut resolver, patterns);
    let by_path = FxHashMap::default();
    let mut loader = Loader { config, resolver, read, drafts: Vec::new(), by_path };
    let mut roots = Vec::new();
    let mut seen = FxHashSet::default();
    for request in matched.requests {
        let id = loader.add_root(request);
        if seen.insert(id) {
            roots.push(id);
        }
    }
    loader.load_imports();
    let mut errors = loader.resolver.take_errors();
    errors.extend(matched.errors);
    let mut loaded = loader.finish(roots, errors);
    loaded.walked = matched.walked;
    loaded.asked_for = matched.asked_for;
    if matched.takes_imports {
        loaded.roots.clone_from(&loaded.order);
    }
    loaded
}

/// The directories of the modules that are worked on in the current directory: that of the main
/// module, or those of a workspace.
pub fn modules_here(config: &Config) -> Vec<PathBuf> {
    let mut resolver = Resolver::new(config);
    let number = match resolver.context_of_dir(&config.cwd) {
        Context::Modules(number) => number,
        Context::Std | Context::Gopath | Context::Outside => return Vec::new(),
    };
    let set = resolver.module_set(number);
    set.map(|set| set.main.iter().map(|module| module.dir.clone()).collect()).unwrap_or_default()
}

/// A package being loaded.
struct Draft {
    place: PackageLocation,
    files: DirFiles,
    named: Option<Named>,
    /// The imports of the files, of the tests, of the external tests, and of the test binary.
    imports: [Vec<(Symbol, Import)>; 4],
    is_loaded: bool,
}

struct Loader<'c> {
    config: &'c Config,
    resolver: Resolver<'c>,
    read: Option<ReadTestFunctions>,
    drafts: Vec<Draft>,
    by_path: FxHashMap<(super::resolve::Context, Symbol), PackageId>,
}

impl Loader<'_> {
    fn add(
        &mut self,
        place: PackageLocation,
        files: Option<DirFiles>,
        named: Option<Named>,
    ) -> PackageId {
        let id = PackageId::from_index(self.drafts.len());
        self.drafts.push(Draft {
            place,
            is_loaded: files.is_some(),
            files: files.unwrap_or_default(),
            named,
            imports: Default::default(),
        });
        id
    }

    fn add_root(&mut self, request: Request) -> PackageId {
        if request.named.is_some() {
            return self.add(request.place, Some(request.files), request.named);
        }
        let key = (request.place.context, request.place.import_path);
        if let Some(&known) = self.by_path.get(&key) {
            return known;
        }
        let id = self.add(request.place, Some(request.files), None);
        self.by_path.insert(key, id);
        id
    }

    /// The package at a place, to be read with the next level if it is new.
    fn package_at(&mut self, place: PackageLocation) -> PackageId {
        let key = (place.context, place.import_path);
        if let Some(&known) = self.by_path.get(&key) {
            return known;
        }
        let id = self.add(place, None, None);
        self.by_path.insert(key, id);
        id
    }

    /// Reads packages and resolves their imports until no new ones come up.
    fn load_imports(&mut self) {
        let mut done = 0;
        while done < self.drafts.len() {
            let config = self.config;
            self.drafts[done..].par_iter_mut().filter(|draft| !draft.is_loaded).for_each(|draft| {
                let owner = draft.place.owner();
                draft.files = select::read_dir(config, &draft.place.dir, owner, Tests::Skip);
                draft.is_loaded = true;
            });
            let end = self.drafts.len();
            for index in done..end {
                self.resolve_imports(index);
            }
            done = end;
        }
    }

    fn resolve_imports(&mut self, index: usize) {
        let Some(draft) = self.drafts.get(index) else { return };
        let DirFiles { files, tests, external_tests, .. } = &draft.files;
        let [files_of, tests_of, external_of] = [files, tests, external_tests].map(|files| {
            let mut paths: Vec<Symbol> =
                files.iter().flat_map(|f| f.header.imports.iter().map(|i| i.path)).collect();
            paths.sort_unstable_by_key(|path| path.as_str());
            paths.dedup();
            paths
        });
        let has_binary = self.read.is_some() && !(tests.is_empty() && external_tests.is_empty());
        let main = has_binary.then(|| test_main::IMPORTS.map(Symbol::new));
        let main = main.into_iter().flatten().collect();
        let paths = [files_of, tests_of, external_of, main];
        let place = draft.place.clone();
        let importer = if draft.named.is_some() { Symbol::EMPTY } else { place.import_path };
        let imports = paths.map(|paths| {
            let resolved = paths.into_iter().map(|path| {
                let found = self.resolver.resolve(place.context, importer, &place.dir, path);
                let import = match found {
                    ResolvedImport::Package(place) => Import::Package(self.package_at(place)),
                    ResolvedImport::Embedded(path) => Import::Embedded(path),
                    ResolvedImport::Unsafe => Import::Unsafe,
                    ResolvedImport::C => Import::C,
                    ResolvedImport::Missing(reason) => Import::Missing(reason),
                };
                (path, import)
            });
            resolved.collect()
        });
        if let Some(draft) = self.drafts.get_mut(index) {
            draft.imports = imports;
        }
    }

    fn finish(self, roots: Vec<PackageId>, errors: Vec<LoadError>) -> Loaded {
        // An import of a directory that has nothing for this build leads nowhere.
        let empty: Vec<Option<PathBuf>> = self
            .drafts
            .iter()
            .map(|draft| draft.files.files.is_empty().then(|| draft.place.dir.clone()))
            .collect();
        let mut loaded =
            Loaded { errors, cwd: self.config.cwd.clone(), roots, ..Loaded::default() };
        let mut tests = Vec::new();
        for mut draft in self.drafts {
            for (_, import) in draft.imports.iter_mut().flatten() {
                if let Import::Package(id) = import
                    && let Some(Some(dir)) = empty.get(id.index())
                {
                    *import = Import::Missing(Missing::NoGoFiles(NoGoFilesAt { dir: dir.clone() }));
                }
            }
            let [imports, test_imports, external_imports, main_imports] = draft.imports;
            let owner = draft.place.owner();
            let id = loaded.packages.push(Package {
                import_path: draft.place.import_path,
                for_test: None,
                name: draft.files.name,
                dir: draft.place.dir,
                files: draft.files.files,
                imports,
                owner,
                is_test_binary: false,
                go_version: draft.place.version,
                errors: draft.files.errors,
                named: draft.named.and_then(|named| named.shown),
            });
            if !(draft.files.tests.is_empty() && draft.files.external_tests.is_empty()) {
                tests.push(super::test_packages::TestFiles {
                    package: id,
                    tests: draft.files.tests,
                    imports: test_imports,
                    external_tests: draft.files.external_tests,
                    external_imports,
                    main_imports,
                });
            }
        }
        super::test_packages::add_variants(&mut loaded, tests, self.read);
        super::order::sort(&mut loaded);
        loaded
    }
}
