//! One query: packages as loaded and parsed, and checked one after the other.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::cached::{Cached, CachedSummaries, Taken};
use super::edited::{Edited, ParsedPackage, Since};
use super::functions::KnownFunctions;
use super::keeper::{ImportMeaning, Keeper, KeptPackage, Key, PackageOptions, SessionResult};
use super::package::Outcome;
use super::world::World;
use crate::fault::{isolate, trip};
use crate::policy;
use crate::profile::GoRelease;
use crate::source::pos::{FileId, Pos, SourceFile, SourceMap};
use crate::source::{
    Config, File, Import, Loaded, NamedFiles, Owner, Package as LoadedPackage, PackageId, Provider,
};
use crate::summary::SessionLibrary;
use crate::symbol::Symbol;
use crate::syntax::{ast, parse};
use crate::types::check::{Input, Language, check};
use crate::types::info::Package;
use crate::types::store::Types;
use crate::types::{anonymous_cycles, directives};

/// Whether packages are taken from the cache on disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reuse {
    /// None: all are read from source.
    Nothing,
    /// Those that no pattern names, if there is a cache.
    Dependencies,
}

/// Packages as loaded and parsed. Those that are to be checked are numbered from 0.
pub(super) struct Session {
    pub(super) loaded: Loaded,
    release: GoRelease,
    /// Whether the world knows a package from the cache that has changed there, or one by another
    /// name.
    pub(super) is_stale: bool,
    /// The packages that are to be checked, each after those it imports: all of
    /// [`Loaded::order`] but those from the cache.
    pub(super) order: Vec<PackageId>,
    /// What each is known by from query to query.
    keys: Vec<Key>,
    /// The cache on disk, if there is one.
    pub(super) cached: Option<Cached>,
    pub(super) sources: Arc<SourceMap>,
    /// Packages from summaries, and those that are checked.
    pub(super) library: SessionLibrary,
    /// Where those from summaries come from.
    pub(super) provider: Arc<CachedSummaries>,
    /// What the parser made of each package, until it is checked.
    parsed: Vec<Mutex<Option<PackageText>>>,
    /// What the next edit of each package starts from, if a text of it was set.
    edited: Vec<Mutex<Option<Edited>>>,
    /// The number of each package.
    pub(super) numbers: FxHashMap<PackageId, usize>,
    /// The packages that each imports.
    pub(super) needs: Vec<Vec<usize>>,
}

/// The text of a package, until the package is checked.
enum PackageText {
    /// What the parser made of it.
    Parsed(ParsedPackage),
    /// It is as it was: the ids of its files.
    Kept(Vec<FileId>),
    /// It may come from the cache yet: the ids of its files.
    Later(Vec<FileId>),
}

impl Session {
    /// Parses what was loaded, in a world in which `kept` is known.
    pub(super) fn open(
        pool: &rayon::ThreadPool,
        config: &Config,
        loaded: Loaded,
        world: &World,
        kept: &Keeper,
        reuse: Reuse,
    ) -> Session {
        let files_are_packages = config.named_files == NamedFiles::EachPackage;
        let is_alone = |id: PackageId| {
            loaded.packages[id].name == Symbol::MAIN
                || files_are_packages && loaded.roots.contains(&id)
        };
        let key = |id: PackageId| Key::of(&loaded.packages[id], is_alone(id));
        let (cached, taken) = match (&config.cache, reuse) {
            // What functions do, and why, is known of source alone.
            // And what rests on another library isn't kept, since others take it for sure.
            (Some(dir), Reuse::Dependencies)
                if !asks_for_effects(&loaded) && world.provider.stands_in().is_none() =>
            {
                let is_kept = |id| kept.get(&key(id)).is_some();
                let (cached, taken) =
                    pool.install(|| Cached::look_up(config, dir, &loaded, &is_kept));
                (Some(cached), taken)
            }
            (Some(_), Reuse::Dependencies | Reuse::Nothing) | (None, _) => (None, Taken::default()),
        };
        let order: Vec<PackageId> =
            loaded.order.iter().copied().filter(|id| !taken.contains_key(id)).collect();
        let is_renamed = order.iter().map(|&id| &loaded.packages[id]).any(|package| {
            let known = world.types.name_of(package.import_path);
            package.for_test.is_none() && known.is_some_and(|known| known != package.name)
        });
        let is_stale = is_renamed || cached.is_some() && !world.provider.add(taken, &loaded);
        let keys: Vec<Key> = order.iter().map(|&id| key(id)).collect();
        // In the order of the packages, so that ids of files don't depend on the threads.
        let sources = world.sources.now();
        let ids: Vec<Result<Vec<FileId>, Vec<FileId>>> = order
            .iter()
            .zip(&keys)
            .map(|(&id, key)| {
                let known = kept.get(key).filter(|kept| kept.has_text_of(&loaded.packages[id]));
                match known {
                    Some(kept) => Ok(kept.ids.clone()),
                    None => Err(add_files(&loaded.packages[id], kept.get(key), &sources)),
                }
            })
            .collect();
        world.note_texts(ids.iter().filter_map(|ids| ids.as_ref().err()).flatten().copied());
        // What was analyzed in this world stays as it is.
        let late = cached.as_ref().filter(|_| kept.is_empty());
        let may_be_cached = |id: PackageId| late.is_some_and(|cached| cached.may_have(id));
        let is_edited = |id: PackageId| {
            let mut files = loaded.packages[id].files.iter();
            !config.overlay.is_empty() && files.any(|file| config.overlay.contains_key(&file.path))
        };
        let texts: Vec<(PackageText, Option<Edited>)> = pool.install(|| {
            let parse = |(ids, number): (Result<Vec<FileId>, Vec<FileId>>, usize)| match ids {
                Ok(ids) => (PackageText::Kept(ids), None),
                Err(ids) if is_edited(order[number]) => {
                    let known = kept.get(&keys[number]).and_then(KeptPackage::take_edited);
                    let mut edited = known.unwrap_or_default();
                    (PackageText::Parsed(edited.parse(&sources, &ids)), Some(edited))
                }
                Err(ids) if may_be_cached(order[number]) => (PackageText::Later(ids), None),
                Err(ids) => (PackageText::Parsed(parse_package(&sources, &ids)), None),
            };
            (ids, 0..order.len()).into_par_iter().map(parse).collect()
        });
        let locked = |(text, edited)| (Mutex::new(Some(text)), Mutex::new(edited));
        let (parsed, edited) = texts.into_iter().map(locked).unzip();
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
        Session {
            loaded,
            release: config.target.release,
            is_stale,
            order,
            keys,
            cached,
            sources,
            library: SessionLibrary::new(Arc::clone(&world.library)),
            provider: Arc::clone(&world.provider),
            parsed,
            edited,
            numbers,
            needs,
        }
    }

    /// The key of a package.
    pub(super) fn key(&self, number: usize) -> Key {
        self.keys[number].clone()
    }

    /// Whether an assertion in the packages named asks what calls may do.
    pub(super) fn asks_for_effects(&self) -> bool {
        asks_for_effects(&self.loaded)
    }

    /// What an import means, where packages of source were checked.
    pub(super) fn meant<'d>(
        &self,
        import: &Import,
        done: &dyn Fn(usize) -> Option<&'d Outcome>,
    ) -> ImportMeaning {
        let Import::Package(id) = import else { return ImportMeaning::Other(import.clone()) };
        let from_cache = || ImportMeaning::FromCache(self.loaded.packages[*id].import_path);
        let Some(&number) = self.numbers.get(id) else { return from_cache() };
        match done(number) {
            Some(Outcome::Done(one)) => ImportMeaning::Checked(Arc::clone(&one.package)),
            Some(Outcome::Reused(_)) => from_cache(),
            Some(Outcome::Failed(_) | Outcome::Cancelled) | None => ImportMeaning::Failed,
        }
    }

    /// Keeps what came of the packages, by number.
    pub(super) fn keep(
        &self,
        kept: &mut Keeper,
        modes: &[PackageOptions],
        done: &[Option<Outcome>],
    ) {
        let outcome = |number: usize| done.get(number)?.as_ref();
        let analyzed = |number: usize| outcome(number)?.done();
        kept.begin();
        for (number, &mode) in modes.iter().enumerate() {
            let package = &self.loaded.packages[self.order[number]];
            let edited = take(&self.edited[number]);
            if let Some(Outcome::Cancelled) = done.get(number).and_then(Option::as_ref) {
                edited.into_iter().for_each(|edited| kept.give_back(&self.keys[number], edited));
                continue;
            }
            let came = || {
                let analyzed_now = analyzed(number).filter(|one| one.fault.is_none())?;
                let needs = self.needs[number].iter();
                let needs = needs.filter(|&&need| !is_reused(outcome(need)));
                let needs = needs.map(|&need| analyzed(need).cloned());
                let imports = package.imports.iter();
                let imports = imports.map(|(path, import)| (*path, self.meant(import, &outcome)));
                Some(SessionResult {
                    package,
                    imports: imports.collect(),
                    needs: needs.collect::<Option<_>>()?,
                    mode,
                    analyzed: analyzed_now,
                    edited,
                })
            };
            match came() {
                Some(came) => kept.keep(self.key(number), came),
                None => kept.drop_package(&self.keys[number]),
            }
        }
    }

    /// Whether a text of a package was set, and it was parsed again.
    pub(super) fn is_edited(&self, number: usize) -> bool {
        lock(&self.edited[number]).is_some()
    }

    /// What is known of the functions of a package that is being edited, as they were.
    pub(super) fn take_functions(&self, number: usize) -> Option<KnownFunctions> {
        lock(&self.edited[number]).as_mut()?.functions.take()
    }

    /// Keeps what is known of the functions of a package that is being edited.
    pub(super) fn keep_functions(&self, number: usize, functions: Option<KnownFunctions>) {
        if let Some(edited) = &mut *lock(&self.edited[number]) {
            edited.functions = functions;
        }
    }

    /// Whether the text of a package is as it was.
    pub(super) fn is_kept(&self, number: usize) -> bool {
        matches!(*lock(&self.parsed[number]), Some(PackageText::Kept(_)))
    }

    /// Whether a package may come from the cache yet.
    pub(super) fn is_open(&self, number: usize) -> bool {
        let parsed = self.parsed[number].lock().unwrap_or_else(PoisonError::into_inner);
        matches!(*parsed, Some(PackageText::Later(_)))
    }

    /// What the parser made of a package; of each it can be asked for once.
    pub(super) fn parsed(&self, number: usize) -> ParsedPackage {
        match take(&self.parsed[number]) {
            Some(PackageText::Parsed(parsed)) => parsed,
            Some(PackageText::Kept(ids) | PackageText::Later(ids)) => {
                parse_package(&self.sources, &ids)
            }
            None => ParsedPackage::default(),
        }
    }

    /// Checks the files of a package whose imports are checked. Where the parser found errors, some
    /// of gc's later stages don't run.
    pub(super) fn check<'d>(
        &self,
        number: usize,
        files: Vec<ast::File>,
        syntax_errors: &[(Pos, String)],
        since: Since,
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
        let pkg = if self.keys[number].is_alone {
            types.unimportable_package(Symbol::MAIN)
        } else if package.for_test.is_some() {
            types.unimportable_package(package.import_path)
        } else {
            types.package_id(package.import_path)
        };
        let language =
            Language { package: package.go_version.pair(), newest: self.release.language().pair() };
        let input = Input {
            types,
            pkg,
            sources: &self.sources,
            path: package.import_path,
            files,
            imports,
            language,
        };
        let mut edited = lock(&self.edited[number]);
        let mut checked = match &mut *edited {
            Some(edited) => edited.check(input, since),
            None => Arc::new(check(input)),
        };
        let mut found = Vec::new();
        if package.owner == Owner::User {
            found.extend(directives::reserved(&self.sources, &checked));
        }
        if syntax_errors.is_empty() && checked.errors.iter().all(|error| error.soft) {
            found.extend(anonymous_cycles::errors(types, &checked));
            if found.is_empty() {
                found.extend(directives::errors(types, &self.sources, &checked, language.package));
            }
        }
        if !found.is_empty() {
            checked = Arc::new(checked.with_errors(found));
        }
        self.library.add_checked(Arc::clone(&checked));
        checked
    }
}

/// Whether a package came from the cache when what it imports was known.
pub(super) fn is_reused(outcome: Option<&Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Reused(_)))
}

fn asks_for_effects(loaded: &Loaded) -> bool {
    let mut files = loaded.roots.iter().flat_map(|&root| &loaded.packages[root].files);
    files.any(|file| policy::asks_for_effects(&file.text))
}

fn lock<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take<T>(slot: &Mutex<Option<T>>) -> Option<T> {
    lock(slot).take()
}

/// Ids for the files of a package, in their order, also for those that are what they were.
fn add_files(
    package: &LoadedPackage,
    kept: Option<&KeptPackage>,
    sources: &SourceMap,
) -> Vec<FileId> {
    let add = |file: &Arc<File>| {
        let known = kept.and_then(|kept| kept.id_of(file));
        sources.add(match known {
            Some(known) => sources.file(known).again(),
            None => {
                let path = file.path.to_string_lossy().into_owned();
                SourceFile::new(path, Arc::clone(&file.text))
            }
        })
    };
    package.files.iter().map(add).collect()
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
            Ok((file, errors)) => package.add(file, errors),
            Err(message) => package.fault = Some(message),
        }
    }
    package
}
