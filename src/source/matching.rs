//! From patterns to the packages that they name.
//!
//! Models `cmd/go/internal/search`, `modload/search.go` and `GoFilesPackage` of
//! `cmd/go/internal/load`. In go the patterns of a command line, out come [`Request`]s: places
//! with the files read, since a directory is a package only if it holds files for the build.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::symbol::Symbol;

use super::config::{Config, NamedFiles, Tests};
use super::error::{LoadError, Missing};
use super::path::{absolute, join_slashed};
use super::pattern::{Pattern, Wildcard};
use super::resolve::{Context, PackageLocation, ResolvedImport, Resolver};
use super::select::{self, DirFiles, File, Owner};

/// A package that a pattern names.
pub(super) struct Request {
    pub(super) place: PackageLocation,
    pub(super) files: DirFiles,
    pub(super) named: Option<Named>,
}

/// Marks a package of files named one by one.
pub(super) struct Named {
    /// The absolute path of the one file and the name to print for it.
    pub(super) shown: Option<(String, String)>,
}

/// What the patterns name.
#[derive(Default)]
pub(super) struct Matched {
    pub(super) requests: Vec<Request>,
    pub(super) errors: Vec<LoadError>,
    /// Whether what the packages import is named as well, by the pattern `all`.
    pub(super) takes_imports: bool,
    /// The directories that wildcards looked at, whether or not they are packages.
    pub(super) walked: Vec<PathBuf>,
    /// The files of which alone something is reported; all if there are none.
    pub(super) asked_for: Option<FxHashSet<PathBuf>>,
}

/// Expands patterns; none at all means the current directory.
pub(super) fn expand<'c>(
    config: &'c Config,
    resolver: &mut Resolver<'c>,
    patterns: &[String],
) -> Matched {
    let mut expansion = Expansion { config, resolver, matched: Matched::default() };
    let current = [".".to_owned()];
    let patterns = if patterns.is_empty() { &current } else { patterns };
    let is_file = |pattern: &String| pattern.ends_with(".go") && !config.cwd.join(pattern).is_dir();
    match config.named_files {
        NamedFiles::OnePackage if patterns.iter().any(is_file) => expansion.one_package(patterns),
        NamedFiles::OnePackage => patterns.iter().for_each(|pattern| expansion.pattern(pattern)),
        NamedFiles::OfTheirPackages => {
            let (files, others): (Vec<&String>, Vec<&String>) =
                patterns.iter().partition(|pattern| is_file(pattern));
            others.iter().for_each(|pattern| expansion.pattern(pattern));
            expansion.of_their_packages(&files);
        }
        NamedFiles::EachPackage => {
            for run in patterns.chunk_by(|a, b| is_file(a) == is_file(b)) {
                match run {
                    [first, ..] if is_file(first) => expansion.each_package(run),
                    _ => run.iter().for_each(|pattern| expansion.pattern(pattern)),
                }
            }
        }
    }
    expansion.matched
}

/// What files of a directory belong to that were named one by one.
enum Belonging {
    /// The package of the directory.
    Package(Box<Request>),
    /// Nothing: each file is a program by itself.
    Scripts,
    /// Nothing but each other.
    Nothing,
}

struct Expansion<'a, 'c> {
    config: &'c Config,
    resolver: &'a mut Resolver<'c>,
    matched: Matched,
}

impl Expansion<'_, '_> {
    fn error(&mut self, error: LoadError) {
        self.matched.errors.push(error);
    }

    fn take_walked(&mut self, walk: &mut PatternWalk) {
        self.matched.errors.append(&mut walk.errors);
        self.matched.walked.append(&mut walk.walked);
    }

    /// Files named together: one package.
    fn one_package(&mut self, names: &[String]) {
        let mut paths: Vec<PathBuf> = Vec::new();
        let mut seen = FxHashSet::default();
        for name in names {
            let path = absolute(&self.config.cwd, Path::new(name));
            if !name.ends_with(".go") {
                return self.error(LoadError::NotGoFile { path: name.into() });
            }
            if path.is_dir() {
                return self.error(LoadError::IsDirectory { path: name.into() });
            }
            if let Some(first) = paths.first().and_then(|path| path.parent())
                && path.parent() != Some(first)
            {
                let other = path.parent().unwrap_or(Path::new("")).to_owned();
                let first = first.to_owned();
                return self.error(LoadError::SeveralDirectories { first, other });
            }
            if seen.insert(path.clone()) {
                paths.push(path);
            }
        }
        let Some(dir) = paths.first().and_then(|path| path.parent()).map(Path::to_owned) else {
            return;
        };
        let mut files = select::read_named(self.config, paths);
        self.matched.errors.append(&mut files.errors);
        if files.files.is_empty() {
            if self.matched.errors.is_empty() {
                self.error(LoadError::NoGoFiles { dir, reason: files.no_go_files() });
            }
            return;
        }
        let place = self.place_of_named(Symbol::new("command-line-arguments"), &dir);
        self.matched.requests.push(Request { place, files, named: Some(Named { shown: None }) });
    }

    /// Files named one by one: parts of the packages of their directories. What those import and what
    /// else was named doesn't matter to that.
    fn of_their_packages(&mut self, names: &[&String]) {
        let mut by_dir: BTreeMap<PathBuf, Vec<&String>> = BTreeMap::new();
        for &name in names {
            let path = absolute(&self.config.cwd, Path::new(name));
            let dir = path.parent().unwrap_or(&path).to_owned();
            by_dir.entry(dir).or_default().push(name);
        }
        // What is named as a whole is reported as a whole.
        let mut asked_for: FxHashSet<PathBuf> = FxHashSet::default();
        for Request { files, .. } in &self.matched.requests {
            let parts = [&files.files, &files.tests, &files.external_tests];
            asked_for.extend(parts.into_iter().flatten().map(|file| file.path.clone()));
        }
        for (dir, names) in by_dir {
            let paths = names.iter().map(|name| absolute(&self.config.cwd, Path::new(name)));
            let paths: Vec<PathBuf> = paths.collect();
            let names: Vec<String> = names.into_iter().cloned().collect();
            match self.belonging(&dir, &paths) {
                Belonging::Package(request) => self.matched.requests.push(*request),
                Belonging::Scripts => names.chunks(1).for_each(|name| self.one_package(name)),
                Belonging::Nothing => self.one_package(&names),
            }
            asked_for.extend(paths);
        }
        if !names.is_empty() {
            self.matched.asked_for = Some(asked_for);
        }
    }

    /// What some files of a directory belong to: its package, if that has all of them.
    ///
    /// Outside of modules and workspaces, files of a directory need not have to do with each other.
    fn belonging(&mut self, dir: &Path, paths: &[PathBuf]) -> Belonging {
        if self.resolver.context_of_dir(dir) == Context::Outside {
            return Belonging::Nothing;
        }
        let Ok(place) = self.resolver.place_of_dir(dir) else { return Belonging::Nothing };
        let is_test = |path: &PathBuf| path.to_string_lossy().ends_with("_test.go");
        let tests = match paths.iter().any(is_test) {
            true => Tests::Include,
            false => self.config.tests,
        };
        let files = select::read_dir(self.config, dir, place.owner(), tests);
        let parts = [&files.files, &files.tests, &files.external_tests];
        let own: FxHashSet<&Path> =
            parts.into_iter().flatten().map(|file| file.path.as_path()).collect();
        let starts = |file: &&Arc<File>| memmem::find(&file.text, b"\nfunc main()").is_some();
        let has_all = paths.iter().all(|path| own.contains(path.as_path()));
        if files.files.iter().filter(starts).count() > 1 {
            Belonging::Scripts
        } else if has_all && files.errors.is_empty() {
            Belonging::Package(Box::new(Request { place, files, named: None }))
        } else {
            Belonging::Nothing
        }
    }

    /// Files named together: each a package.
    fn each_package(&mut self, names: &[String]) {
        let config = self.config;
        let read: Vec<(PathBuf, DirFiles)> = names
            .par_iter()
            .map(|name| {
                let path = absolute(&config.cwd, Path::new(name));
                let files = select::read_named(config, vec![path.clone()]);
                (path, files)
            })
            .collect();
        let mut seen = FxHashSet::default();
        for (name, (path, mut files)) in names.iter().zip(read) {
            if !seen.insert(path.clone()) {
                continue;
            }
            self.matched.errors.append(&mut files.errors);
            if files.files.is_empty() {
                continue;
            }
            let place = self.place_of_named(Symbol::new(name), path.parent().unwrap_or(&path));
            let shown = path.to_str().map(|path| (path.to_owned(), name.clone()));
            self.matched.requests.push(Request { place, files, named: Some(Named { shown }) });
        }
    }

    fn place_of_named(&mut self, import_path: Symbol, dir: &Path) -> PackageLocation {
        PackageLocation {
            context: self.resolver.context_of_dir(dir),
            import_path,
            dir: dir.to_owned(),
            version: self.config.target.release.language(),
        }
    }

    fn pattern(&mut self, text: &str) {
        match Pattern::parse(text) {
            Pattern::Dir(dir) => self.one_dir(text, &dir),
            Pattern::Dirs(pattern) => self.dirs(text, &pattern),
            Pattern::Path(path) => self.one_path(text, &path),
            Pattern::Paths(pattern) => self.paths(text, &pattern),
            Pattern::Std => self.std(text, Std::Library),
            Pattern::Cmd => self.std(text, Std::Tools),
            Pattern::All => self.all(text),
            Pattern::Work => self.work(text),
        }
    }

    fn one_dir(&mut self, text: &str, dir: &str) {
        let dir = absolute(&self.config.cwd, Path::new(dir));
        match fs::metadata(&dir) {
            Err(error) if !self.has_overlay_below(&dir) => {
                return self.error(self.unreadable(text, &error));
            }
            Ok(data) if !data.is_dir() => {
                return self.error(LoadError::BadPattern {
                    pattern: text.to_owned(),
                    reason: "is neither a directory nor a Go file".to_owned(),
                });
            }
            Err(_) | Ok(_) => {}
        }
        match self.resolver.place_of_dir(&dir) {
            Ok(place) => self.literal(place),
            Err(error) => self.error(error),
        }
    }

    fn has_overlay_below(&self, dir: &Path) -> bool {
        self.config.overlay.keys().any(|path| path.starts_with(dir))
    }

    fn one_path(&mut self, text: &str, path: &str) {
        let cwd = self.config.cwd.clone();
        let symbol = Symbol::new(path);
        let found = match path {
            "unsafe" => self.resolver.std_place(symbol).map(ResolvedImport::Package),
            _ => None,
        };
        let found = found.unwrap_or_else(|| {
            let context = match self.resolver.context_of_dir(&cwd) {
                // The vendored packages of GOROOT go by their full paths there.
                Context::Std => Context::Outside,
                other => other,
            };
            self.resolver.resolve(context, Symbol::EMPTY, &cwd, symbol)
        });
        match found {
            ResolvedImport::Package(place) => self.literal(place),
            ResolvedImport::Unsafe | ResolvedImport::C => {}
            // What is named is analyzed from source, if there is any.
            ResolvedImport::Embedded(path) => match self.resolver.std_place(path) {
                Some(place) => self.literal(place),
                None => self.not_found(text, Missing::NoGoroot),
            },
            ResolvedImport::Missing(reason) => self.not_found(text, reason),
        }
    }

    /// What looks like an import path may have been meant as a directory.
    fn not_found(&mut self, text: &str, reason: Missing) {
        let is_directory = self.config.cwd.join(text).is_dir();
        let reason = if is_directory { Missing::DotsMissing } else { reason };
        let like = if is_directory { None } else { similar(&self.config.cwd, text) };
        self.error(LoadError::PackageNotFound { path: text.to_owned(), reason, like });
    }

    /// What is wrong with a directory that was named.
    fn unreadable(&self, text: &str, error: &io::Error) -> LoadError {
        match error.kind() {
            io::ErrorKind::NotFound => {
                LoadError::NotThere { path: text.into(), like: similar(&self.config.cwd, text) }
            }
            _ => LoadError::io(Path::new(text), error),
        }
    }

    /// A package that was named without wildcards: it must have files.
    fn literal(&mut self, place: PackageLocation) {
        let tests = self.config.tests;
        let mut files = select::read_dir(self.config, &place.dir, place.owner(), tests);
        if files.files.is_empty() && files.errors.is_empty() {
            let no_tests = files.tests.is_empty() && files.external_tests.is_empty();
            if no_tests {
                let reason = files.no_go_files();
                return self.error(LoadError::NoGoFiles { dir: place.dir, reason });
            }
        }
        if files.files.is_empty() && files.tests.is_empty() && files.external_tests.is_empty() {
            self.matched.errors.append(&mut files.errors);
            return;
        }
        self.matched.requests.push(Request { place, files, named: None });
    }

    fn dirs(&mut self, text: &str, pattern: &str) {
        let stem = pattern.split("...").next().unwrap_or("");
        let start = stem.rfind('/').map_or(".", |at| &pattern[..=at]);
        let top = absolute(&self.config.cwd, Path::new(start));
        if let Err(error) = fs::metadata(&top) {
            return self.error(self.unreadable(text, &error));
        }
        let wildcard = Wildcard::new(pattern);
        // The names that are matched start as the pattern does: `./x`, `../x`, `/x`.
        let named = |below: &str| {
            let clean = super::pattern::clean_slashed(&format!("{start}/{below}"));
            if pattern.starts_with("./") { format!("./{clean}") } else { clean }
        };
        let context = self.resolver.context_of_dir(&top);
        // Where there is no module above, each one below stands for itself.
        let stops_at_modules = match context {
            Context::Std | Context::Modules(_) => true,
            Context::Gopath | Context::Outside => false,
        };
        let resolver = &self.resolver;
        let mut walk = PatternWalk::default();
        walk.walk(&top, "", &mut |dir, below| {
            if !below.is_empty() && stops_at_modules && dir.join("go.mod").is_file() {
                return Visit::Skip;
            }
            if resolver.is_ignored(context, dir) {
                return Visit::Skip;
            }
            match wildcard.matches(&named(below)) {
                true => Visit::Take,
                false => Visit::Pass,
            }
        });
        self.take_walked(&mut walk);
        let mut places = Vec::new();
        for (dir, _) in walk.dirs {
            // GOROOT/src and package builtin aren't packages; a pattern passes them over.
            if let Ok(place) = self.resolver.place_of_dir(&dir) {
                places.push(place);
            }
        }
        self.take_existing(text, places);
    }

    /// Packages of the standard library or of the tools.
    fn std(&mut self, text: &str, which: Std) {
        let Some(src) = self.config.goroot_src() else {
            return self.error(LoadError::PackageNotFound {
                path: text.to_owned(),
                reason: super::error::Missing::NoGoroot,
                like: None,
            });
        };
        let top = match which {
            Std::Library => src.clone(),
            Std::Tools => src.join("cmd"),
        };
        let prefix = match which {
            Std::Library => "",
            Std::Tools => "cmd",
        };
        let places = self.std_places(&top, prefix, &|_| true);
        let before = self.matched.requests.len();
        self.take_existing(text, places);
        // Programs that the tools merely vendor aren't the tools' own.
        let mut at = 0;
        self.matched.requests.retain(|request| {
            at += 1;
            at <= before
                || request.files.name != Symbol::MAIN
                || !request.place.import_path.as_str().starts_with("cmd/vendor/")
        });
    }

    /// The directories below `top`, a directory of GOROOT/src, that may be packages.
    fn std_places(
        &mut self,
        top: &Path,
        prefix: &str,
        matches: &dyn Fn(&str) -> bool,
    ) -> Vec<PackageLocation> {
        let cgo = self.config.target.cgo_for(Owner::Std);
        let mut walk = PatternWalk::default();
        walk.walk(top, prefix, &mut |dir, name| match name {
            "" => Visit::Pass,
            "builtin" => Visit::Pass,
            "runtime/cgo" if !cgo => Visit::Pass,
            _ if dir != top && dir.join("go.mod").is_file() => Visit::Skip,
            _ if matches(name) => Visit::Take,
            _ => Visit::Pass,
        });
        self.take_walked(&mut walk);
        let version = self.config.target.release.language();
        let place = |(dir, name): (PathBuf, String)| PackageLocation {
            context: Context::Std,
            import_path: Symbol::new(&name),
            dir,
            version,
        };
        walk.dirs.into_iter().map(place).collect()
    }

    /// Import paths with wildcards.
    fn paths(&mut self, text: &str, pattern: &str) {
        let wildcard = Wildcard::new(pattern);
        let matches = |name: &str| wildcard.matches(name);
        let mut places = Vec::new();
        if let Some(src) = self.config.goroot_src() {
            places.extend(self.std_places(&src, "", &matches));
            if wildcard.can_match_below("cmd") {
                places.extend(self.std_places(&src.join("cmd"), "cmd", &matches));
            }
        }
        let cwd = self.config.cwd.clone();
        let context = self.resolver.context_of_dir(&cwd);
        if let Context::Modules(number) = context {
            places.extend(self.places_in_modules(number, &wildcard));
        } else if context == Context::Gopath {
            for root in self.config.gopath.clone() {
                let mut walk = PatternWalk::default();
                walk.walk(&root.join("src"), "", &mut |_, name| match name {
                    "" => Visit::Pass,
                    _ if !wildcard.can_match_below(name) => Visit::Skip,
                    _ if matches(name) => Visit::Take,
                    _ => Visit::Pass,
                });
                // Of what can't be read in a GOPATH, nothing is told.
                self.matched.walked.append(&mut walk.walked);
                for (_, name) in walk.dirs {
                    let dir = join_slashed(&root.join("src"), &name);
                    if let Ok(place) = self.resolver.place_of_dir(&dir) {
                        places.push(place);
                    }
                }
            }
        }
        self.take_existing(text, places);
    }

    /// The packages of the modules of a set, and of those that they require, that match.
    fn places_in_modules(&mut self, number: usize, wildcard: &Wildcard) -> Vec<PackageLocation> {
        let config = self.config;
        let Some(set) = self.resolver.module_set(number) else { return Vec::new() };
        let mut tops: Vec<(String, PathBuf)> =
            set.main.iter().map(|module| (module.path.clone(), module.dir.clone())).collect();
        match set.vendor_dir() {
            Some(vendor) => tops.push((String::new(), vendor.to_owned())),
            None => tops.extend(
                set.modules(config).into_iter().filter(|(path, _)| wildcard.can_match_below(path)),
            ),
        }
        self.places_below(number, &tops, &|name| wildcard.matches(name))
    }

    /// The packages below directories that stand for the paths before them.
    fn places_below(
        &mut self,
        number: usize,
        tops: &[(String, PathBuf)],
        matches: &dyn Fn(&str) -> bool,
    ) -> Vec<PackageLocation> {
        let mut names: Vec<String> = Vec::new();
        for (path, top) in tops.iter().filter(|(_, top)| top.is_dir()) {
            let resolver = &self.resolver;
            let mut walk = PatternWalk::default();
            walk.walk(top, path, &mut |dir, name| {
                let is_top = dir == top;
                let is_vendor = dir.file_name().is_some_and(|last| last == "vendor");
                if !is_top && (is_vendor || dir.join("go.mod").is_file())
                    || resolver.is_ignored(Context::Modules(number), dir)
                {
                    Visit::Skip
                } else if matches(name) && !name.is_empty() {
                    Visit::Take
                } else {
                    Visit::Pass
                }
            });
            self.take_walked(&mut walk);
            names.extend(walk.dirs.into_iter().map(|(_, name)| name));
        }
        let cwd = self.config.cwd.clone();
        let context = Context::Modules(number);
        let places = names.iter().filter_map(|name| {
            match self.resolver.resolve(context, Symbol::EMPTY, &cwd, Symbol::new(name)) {
                ResolvedImport::Package(place) if place.context == context => Some(place),
                ResolvedImport::Package(_)
                | ResolvedImport::Embedded(_)
                | ResolvedImport::Unsafe
                | ResolvedImport::C
                | ResolvedImport::Missing(_) => None,
            }
        });
        places.collect()
    }

    /// The packages of the main modules.
    fn work(&mut self, text: &str) {
        let cwd = self.config.cwd.clone();
        let Context::Modules(number) = self.resolver.context_of_dir(&cwd) else {
            return self.error(LoadError::BadPattern {
                pattern: text.to_owned(),
                reason: "there is no go.mod here".to_owned(),
            });
        };
        let main = self.resolver.module_set(number).map(|set| {
            set.main.iter().map(|module| (module.path.clone(), module.dir.clone())).collect()
        });
        let tops: Vec<(String, PathBuf)> = main.unwrap_or_default();
        let places = self.places_below(number, &tops, &|_| true);
        self.take_existing(text, places);
    }

    /// With modules, the packages of the main modules and all that they import; in a GOPATH, all
    /// that there are.
    fn all(&mut self, text: &str) {
        let cwd = self.config.cwd.clone();
        match self.resolver.context_of_dir(&cwd) {
            Context::Modules(_) => {
                self.matched.takes_imports = true;
                self.work(text);
            }
            Context::Std | Context::Gopath | Context::Outside => self.paths(text, "..."),
        }
    }

    /// Reads the directories and takes those that are packages, in the order of import paths.
    fn take_existing(&mut self, text: &str, mut places: Vec<PackageLocation>) {
        places.sort_by_key(|place| place.import_path.as_str());
        let config = self.config;
        let requests: Vec<Request> = places
            .into_par_iter()
            .map(|place| {
                let files = select::read_dir(config, &place.dir, place.owner(), config.tests);
                Request { place, files, named: None }
            })
            .filter(|request| request.files.is_package())
            .collect();
        if requests.is_empty() {
            self.error(LoadError::MatchedNothing { pattern: text.to_owned() });
        }
        self.matched.requests.extend(requests);
    }
}

#[derive(Clone, Copy)]
enum Std {
    Library,
    Tools,
}

/// What to do with a directory.
enum Visit {
    /// Take it, and walk on below it.
    Take,
    /// Walk on below it.
    Pass,
    /// Leave it with all that is below it.
    Skip,
}

/// A walk over directories as the go command does it: no names that begin with a dot or an
/// underscore, no testdata, no links to directories.
#[derive(Default)]
struct PatternWalk {
    errors: Vec<LoadError>,
    /// The directories that were taken, each with its name.
    dirs: Vec<(PathBuf, String)>,
    /// Those below which the walk went on.
    walked: Vec<PathBuf>,
}

impl PatternWalk {
    /// Walks from `top`, whose name is `prefix`, in the order of names.
    fn walk(&mut self, top: &Path, prefix: &str, visit: &mut dyn FnMut(&Path, &str) -> Visit) {
        let mut open = vec![(top.to_owned(), prefix.to_owned())];
        while let Some((dir, name)) = open.pop() {
            match visit(&dir, &name) {
                Visit::Take => self.dirs.push((dir.clone(), name.clone())),
                Visit::Pass => {}
                Visit::Skip => continue,
            }
            self.walked.push(dir.clone());
            let entries = match fs::read_dir(&dir) {
                Ok(entries) => entries,
                Err(error) => {
                    self.errors.push(LoadError::io(&dir, &error));
                    continue;
                }
            };
            let mut below: Vec<String> = entries
                .flatten()
                .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
                .filter_map(|entry| entry.file_name().into_string().ok())
                .filter(|n| !n.starts_with(['.', '_']) && n != "testdata")
                .collect();
            // The last one pushed is visited first.
            below.sort_unstable_by(|a, b| b.cmp(a));
            open.extend(below.into_iter().map(|element| {
                let path = dir.join(&element);
                let name = if name.is_empty() { element } else { format!("{name}/{element}") };
                (path, name)
            }));
        }
    }
}

/// Entries of a directory that are looked at for a name that was mistyped.
const MOST_ENTRIES: usize = 10_000;

/// A Go file or directory beside what was named and isn't there, whose name is nearly the same. It is
/// named in the same way, directories with `./`.
fn similar(cwd: &Path, text: &str) -> Option<String> {
    let text = text.strip_suffix("/...").unwrap_or(text).trim_end_matches('/');
    let (above, name) = text.rsplit_once('/').map_or(("", text), |(above, name)| (above, name));
    let dir = absolute(cwd, Path::new(if above.is_empty() { "." } else { above }));
    let entries = fs::read_dir(dir).ok()?.take(MOST_ENTRIES).flatten();
    let named = entries.filter_map(|entry| {
        let found = entry.file_name().into_string().ok()?;
        let is_dir = entry.file_type().ok()?.is_dir();
        let is_meant = !found.starts_with('.') && (is_dir || found.ends_with(".go"));
        let distance = strsim::osa_distance(&found, name);
        // One slip in three letters or more, two in six.
        let allowed = (name.chars().count() / 3).min(2);
        (is_meant && distance <= allowed).then_some((distance, found, is_dir))
    });
    let (_, found, is_dir) = named.min()?;
    Some(match (above, is_dir) {
        ("", true) => format!("./{found}"),
        ("", false) => found,
        _ => format!("{above}/{found}"),
    })
}
