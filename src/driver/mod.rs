//! Drives the stages: loads packages, parses and checks them in parallel, lowers and analyzes
//! each when all that it imports is done.
//!
//! ```text
//! analyze(options, ["./..."])    files are parsed all at once, packages follow their imports
//! ```

mod analyze;
mod cached;
mod callees;
mod effects;
mod missing;
mod package;
mod schedule;
mod summarize;

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

pub use analyze::analyze;
pub use summarize::{StdError, Summary, summarize, summarize_std};

use crate::fault::{isolate, trip};
use crate::policy;
use cached::{Cached, Summaries, Taken};

use crate::source::pos::{FileId, Pos, SourceFile, SourceMap};
use crate::source::{Config, Import, Loaded, NamedFiles, Owner, PackageId, Provider, load};
use crate::summary::{Library, NoSummaries};
use crate::symbol::Symbol;
use crate::syntax::{ast, parse};
use crate::types::check::{Input, check};
use crate::types::info::Package;
use crate::types::store::Types;
use crate::types::{anonymous_cycles, directives};

/// Packages as loaded and checked.
pub struct Checked {
    /// What was loaded.
    pub loaded: Loaded,
    /// The files.
    pub sources: Arc<SourceMap>,
    /// The types of all packages.
    pub types: Types,
    /// Packages that come from summaries.
    pub library: Arc<Library>,
    /// The packages that were checked, each after those it imports; those that import themselves
    /// are not among them.
    pub packages: Vec<CheckedPackage>,
}

/// A package as checked.
#[derive(Clone, Debug)]
pub struct CheckedPackage {
    /// Which one.
    pub id: PackageId,
    /// What the checker says.
    pub package: Arc<Package>,
    /// Syntax errors in source order.
    pub syntax_errors: Vec<(Pos, String)>,
}

impl CheckedPackage {
    /// Whether all is known of it, as far as its own source goes.
    fn is_complete(&self) -> bool {
        self.syntax_errors.is_empty()
            && self.package.errors.is_empty()
            && self.package.missing_imports.is_empty()
    }
}

/// Loads the packages that `patterns` name and all that they import, and checks them on `threads`
/// threads (0: as many as there are processors).
pub fn check_all(
    config: &Config,
    patterns: &[String],
    threads: usize,
) -> Result<Checked, rayon::ThreadPoolBuildError> {
    let pool = schedule::pool(threads)?;
    let types = Types::new();
    let session = Session::open(&pool, config, patterns, &types, Reuse::Nothing);
    let checked = schedule::run(&pool, &session.needs, |i, done| {
        let ParsedPackage { files, errors, fault } = session.parsed(i);
        // Here, a fault in one package ends the work on all.
        if let Some(message) = fault {
            resume_unwind(Box::new(message));
        }
        let done = |i| done(i).map(|checked: &CheckedPackage| &checked.package);
        let package = session.check(i, files, &errors, &types, &done);
        CheckedPackage { id: session.order[i], package, syntax_errors: errors }
    });
    let Session { loaded, sources, library, .. } = session;
    Ok(Checked {
        loaded,
        sources,
        types,
        library,
        packages: checked.into_iter().flatten().collect(),
    })
}

/// Whether packages are taken from the cache on disk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reuse {
    /// None: all are read from source.
    Nothing,
    /// Those that no pattern names, if there is a cache.
    Dependencies,
}

/// Packages as loaded and parsed. Those that are to be checked are numbered from 0.
struct Session {
    loaded: Loaded,
    /// The packages that are to be checked, each after those it imports: all of
    /// [`Loaded::order`] but those from the cache.
    order: Vec<PackageId>,
    /// The cache on disk, if there is one.
    cached: Option<Cached>,
    sources: Arc<SourceMap>,
    /// Packages from summaries, and those that are checked.
    library: Arc<Library>,
    /// What the parser made of each package, until it is checked.
    parsed: Vec<Mutex<ParsedPackage>>,
    /// The number of each package.
    numbers: FxHashMap<PackageId, usize>,
    /// The packages that each imports.
    needs: Vec<Vec<usize>>,
    /// Whether each file named is a package of its own, which gc compiles as `main`.
    files_are_packages: bool,
}

/// What the parser made of a package.
#[derive(Default)]
struct ParsedPackage {
    files: Vec<ast::File>,
    errors: Vec<(Pos, String)>,
    /// The panic of the parser over a file, which isn't among `files` then.
    fault: Option<String>,
}

impl Session {
    fn open(
        pool: &rayon::ThreadPool,
        config: &Config,
        patterns: &[String],
        types: &Types,
        reuse: Reuse,
    ) -> Session {
        let loaded = pool.install(|| load(config, patterns));
        let sources = Arc::new(SourceMap::new());
        let provider = config.embedded.clone().unwrap_or_else(|| Arc::new(NoSummaries));
        let (cached, taken) = match (&config.cache, reuse) {
            // What functions do, and why, is known of source alone.
            (Some(dir), Reuse::Dependencies) if !asks_for_effects(&loaded) => {
                let (cached, taken) = pool.install(|| Cached::look_up(config, dir, &loaded));
                (Some(cached), taken)
            }
            (Some(_), Reuse::Dependencies | Reuse::Nothing) | (None, _) => (None, Taken::default()),
        };
        let order: Vec<PackageId> =
            loaded.order.iter().copied().filter(|id| !taken.contains_key(id)).collect();
        let provider: Arc<dyn Provider> = match taken.is_empty() {
            true => provider,
            false => Arc::new(Summaries::new(taken, &loaded, provider)),
        };
        let library = Library::new(provider, types, Arc::clone(&sources));
        // In the order of the packages, so that ids of files don't depend on the threads.
        let ids: Vec<Vec<FileId>> =
            order.iter().map(|&id| add_files(&loaded, id, &sources)).collect();
        let parsed = pool.install(|| {
            ids.into_par_iter().map(|ids| Mutex::new(parse_package(&sources, &ids))).collect()
        });
        let numbers: FxHashMap<PackageId, usize> =
            order.iter().enumerate().map(|(i, &id)| (id, i)).collect();
        let needs = order
            .iter()
            .map(|&id| {
                let imports = loaded.packages[id].imports.iter();
                let mut needs: Vec<usize> = imports
                    .filter_map(|(_, import)| match import {
                        Import::Package(id) => numbers.get(id).copied(),
                        Import::Embedded(_) | Import::Unsafe | Import::C | Import::Missing(_) => {
                            None
                        }
                    })
                    .collect();
                needs.sort_unstable();
                needs.dedup();
                needs
            })
            .collect();
        let files_are_packages = config.named_files == NamedFiles::EachPackage;
        Session {
            loaded,
            order,
            cached,
            sources,
            library,
            parsed,
            numbers,
            needs,
            files_are_packages,
        }
    }

    /// Whether an assertion in the packages named asks what calls may do.
    fn asks_for_effects(&self) -> bool {
        asks_for_effects(&self.loaded)
    }

    /// What the parser made of a package; of each it can be asked for once.
    fn parsed(&self, number: usize) -> ParsedPackage {
        let mut parsed = self.parsed[number].lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut parsed)
    }

    /// Checks the files of a package whose imports are checked. Where the parser found errors, some of
    /// gc's later stages don't run.
    fn check<'d>(
        &self,
        number: usize,
        files: Vec<ast::File>,
        syntax_errors: &[(Pos, String)],
        types: &Types,
        done: &dyn Fn(usize) -> Option<&'d Arc<Package>>,
    ) -> Arc<Package> {
        let id = self.order[number];
        let package = &self.loaded.packages[id];
        let imports: FxHashMap<Symbol, Arc<Package>> = package
            .imports
            .iter()
            .filter_map(|(path, import)| match import {
                Import::Package(id) => match self.numbers.get(id) {
                    Some(&number) => Some((*path, done(number)?.clone())),
                    None => {
                        let found = self.loaded.packages[*id].import_path;
                        Some((*path, self.library.import(types, found)?))
                    }
                },
                Import::Embedded(found) => Some((*path, self.library.import(types, *found)?)),
                Import::Unsafe | Import::C | Import::Missing(_) => None,
            })
            .collect();
        let is_alone = package.name == Symbol::MAIN
            || self.files_are_packages && self.loaded.roots.contains(&id);
        let pkg = if is_alone {
            types.unimportable_package(Symbol::MAIN)
        } else if package.for_test.is_some() {
            types.unimportable_package(package.import_path)
        } else {
            types.package_id(package.import_path)
        };
        let go_version = (package.go_version.major, package.go_version.minor);
        let mut checked = check(Input {
            types,
            pkg,
            sources: &self.sources,
            path: package.import_path,
            files,
            imports,
            go_version,
        });
        let mut found = Vec::new();
        if package.owner == Owner::User {
            found.extend(directives::reserved(&self.sources, &checked));
        }
        if syntax_errors.is_empty() && checked.errors.iter().all(|error| error.soft) {
            found.extend(anonymous_cycles::errors(types, &checked));
            if found.is_empty() {
                found.extend(directives::errors(types, &self.sources, &checked, go_version));
            }
        }
        checked.errors.extend(found);
        let package = Arc::new(checked);
        self.library.add_checked(Arc::clone(&package));
        package
    }
}

fn asks_for_effects(loaded: &Loaded) -> bool {
    let mut files = loaded.roots.iter().flat_map(|&root| &loaded.packages[root].files);
    files.any(|file| policy::asks_for_effects(&file.text))
}

fn add_files(loaded: &Loaded, id: PackageId, sources: &SourceMap) -> Vec<FileId> {
    loaded.packages[id]
        .files
        .iter()
        .map(|file| {
            let path = file.path.to_string_lossy().into_owned();
            sources.add(SourceFile::new(path, file.text.clone()))
        })
        .collect()
}

fn parse_package(sources: &SourceMap, ids: &[FileId]) -> ParsedPackage {
    let parsed: Vec<_> = ids
        .par_iter()
        .map(|&id| {
            isolate(|| {
                trip("parse", &sources.file(id).path);
                let parsed = parse(id, &sources.file(id).text);
                sources.file(id).set_line_directives(parsed.line_directives);
                (parsed.file, parsed.errors)
            })
        })
        .collect();
    let mut package =
        ParsedPackage { files: Vec::with_capacity(ids.len()), ..ParsedPackage::default() };
    for parsed in parsed {
        match parsed {
            Ok((file, errors)) => {
                let at = |offset| Pos { file: file.id, offset };
                let errors = errors.into_iter().map(|err| (at(err.offset), err.message));
                package.errors.extend(errors);
                package.files.push(file);
            }
            Err(message) => package.fault = Some(message),
        }
    }
    package
}
