//! From an import path, or a directory, to a package's place.
//!
//! Models the parts of `go/build` (`Context.Import`), `cmd/go/internal/load` and
//! `cmd/go/internal/modload` that tell where a package is. In goes the importing package's
//! [`Context`] and directory with an import path, out comes a [`PackageLocation`]:
//!
//! ```go
//! package http // in GOROOT/src/net/http
//! import "golang.org/x/net/idna" // vendor/golang.org/x/net/idna
//! ```

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::profile::GoVersion;
use crate::symbol::Symbol;

use super::config::{Config, ModuleMode, WorkspaceMode};
use super::error::{LoadError, Missing};
use super::major_version;
use super::module::{Declared, ModuleSet, is_file};
use super::path::{absolute, below, join_slashed};
use super::pattern::clean_slashed;
use super::select::{Owner, has_go_files};

/// The rules by which a package's imports are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Context {
    /// Inside GOROOT: its own packages, and those vendored there.
    Std,
    /// GOPATH and its vendor directories.
    Gopath,
    /// The modules of a set, by the set's number.
    Modules(usize),
    /// No module: only the standard library.
    Outside,
}

/// The directory that an import path leads to, and how what is imported there is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PackageLocation {
    /// The rules for its own imports.
    pub(super) context: Context,
    /// Its import path.
    pub(super) import_path: Symbol,
    /// Its directory.
    pub(super) dir: PathBuf,
    /// Its language version.
    pub(super) version: GoVersion,
}

impl PackageLocation {
    /// Whether it is one of GOROOT's.
    pub(super) fn owner(&self) -> Owner {
        match self.context {
            Context::Std => Owner::Std,
            Context::Gopath | Context::Modules(_) | Context::Outside => Owner::User,
        }
    }
}

/// Where an import path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ResolvedImport {
    /// A package that is read from files.
    Package(PackageLocation),
    /// A package of the standard library of which there is a summary: its import path.
    Embedded(Symbol),
    /// The package unsafe, which the compiler knows.
    Unsafe,
    /// The pseudo-package of cgo.
    C,
    /// Nowhere.
    Missing(Missing),
}

/// Finds packages, and remembers what it found.
pub(super) struct Resolver<'c> {
    config: &'c Config,
    goroot_src: Option<PathBuf>,
    std: FxHashMap<Symbol, Option<PathBuf>>,
    gopath: FxHashMap<(PathBuf, Symbol), ResolvedImport>,
    sets: Vec<ModuleSet>,
    declared: FxHashMap<Declared, usize>,
    contexts: FxHashMap<PathBuf, Context>,
}

impl<'c> Resolver<'c> {
    pub(super) fn new(config: &'c Config) -> Resolver<'c> {
        Resolver {
            config,
            goroot_src: config.goroot_src(),
            std: FxHashMap::default(),
            gopath: FxHashMap::default(),
            sets: Vec::new(),
            declared: FxHashMap::default(),
            contexts: FxHashMap::default(),
        }
    }

    /// What went wrong with go.mod and go.work files.
    pub(super) fn take_errors(&mut self) -> Vec<LoadError> {
        self.sets.iter_mut().flat_map(|set| std::mem::take(&mut set.errors)).collect()
    }

    /// Finds what `path` means to a package in `dir` with the rules of `context`. `importer` is
    /// that package's import path, empty for a package of named files.
    pub(super) fn resolve(
        &mut self,
        context: Context,
        importer: Symbol,
        dir: &Path,
        path: Symbol,
    ) -> ResolvedImport {
        match path.as_str() {
            "C" => return ResolvedImport::C,
            "unsafe" => return ResolvedImport::Unsafe,
            "" => return ResolvedImport::Missing(Missing::BadPath),
            text if text.starts_with('/') => return ResolvedImport::Missing(Missing::BadPath),
            _ => {}
        }
        match context {
            Context::Std => self.resolve_in_std(importer, path),
            Context::Gopath => {
                let key = (dir.to_owned(), path);
                if let Some(found) = self.gopath.get(&key) {
                    return found.clone();
                }
                let found = self.resolve_in_gopath(dir, path);
                self.gopath.insert(key, found.clone());
                found
            }
            Context::Modules(number) => self.resolve_in_modules(number, path),
            Context::Outside => match self.std_place(path) {
                _ if self.is_embedded(path.as_str()) => ResolvedImport::Embedded(path),
                Some(place) => ResolvedImport::Package(place),
                None if is_local(path.as_str()) => ResolvedImport::Missing(Missing::BadPath),
                None if self.goroot_src.is_none() && is_standard_path(path.as_str()) => {
                    ResolvedImport::Missing(Missing::NoGoroot)
                }
                None => ResolvedImport::Missing(Missing::NoMainModule),
            },
        }
    }

    /// A package of the standard library or the tools, which must hold a Go file.
    pub(super) fn std_place(&mut self, path: Symbol) -> Option<PackageLocation> {
        let text = path.as_str();
        if !is_standard_path(text) || clean_slashed(text) != text || text.starts_with("..") {
            return None;
        }
        self.goroot_place(path)
    }

    fn goroot_place(&mut self, path: Symbol) -> Option<PackageLocation> {
        let src = self.goroot_src.as_ref()?;
        let config = self.config;
        let dir = self.std.entry(path).or_insert_with(|| {
            let dir = join_slashed(src, path.as_str());
            has_go_files(config, &dir).then_some(dir)
        });
        Some(PackageLocation {
            context: Context::Std,
            import_path: path,
            dir: dir.clone()?,
            version: config.target.release.language(),
        })
    }

    /// Whether a package of the standard library is known from its summary.
    fn is_embedded(&self, path: &str) -> bool {
        self.config.embedded.as_ref().is_some_and(|summaries| summaries.contains(path))
    }

    fn resolve_in_std(&mut self, importer: Symbol, path: Symbol) -> ResolvedImport {
        if self.is_embedded(path.as_str()) {
            return ResolvedImport::Embedded(path);
        }
        let vendored = format!("vendor/{path}");
        if self.is_embedded(&vendored) {
            return ResolvedImport::Embedded(Symbol::new(&vendored));
        }
        let place = if is_standard_path(path.as_str()) {
            self.std_place(path)
        } else {
            let of_tools = importer.as_str().split('/').next() == Some("cmd");
            let vendor = if of_tools { "cmd/vendor" } else { "vendor" };
            self.goroot_place(Symbol::new(&format!("{vendor}/{path}")))
        };
        match place {
            Some(place) => ResolvedImport::Package(place),
            None => ResolvedImport::Missing(Missing::NotInStd),
        }
    }

    fn resolve_in_modules(&mut self, number: usize, path: Symbol) -> ResolvedImport {
        let text = path.as_str();
        if self.is_embedded(text) {
            return ResolvedImport::Embedded(path);
        }
        if let Some(place) = self.std_place(path) {
            return ResolvedImport::Package(place);
        }
        if is_local(text) || clean_slashed(text) != text || text.contains('@') {
            return ResolvedImport::Missing(Missing::BadPath);
        }
        let Some(set) = self.sets.get_mut(number) else {
            return ResolvedImport::Missing(Missing::NoMainModule);
        };
        match set.find(self.config, path) {
            Ok(found) => ResolvedImport::Package(PackageLocation {
                context: Context::Modules(number),
                import_path: path,
                dir: found.dir,
                version: found.version,
            }),
            Err(Missing::NoModule) if is_standard_path(text) => {
                ResolvedImport::Missing(match self.goroot_src {
                    Some(_) => Missing::NotInStd,
                    None => Missing::NoGoroot,
                })
            }
            Err(reason) => ResolvedImport::Missing(reason),
        }
    }

    fn resolve_in_gopath(&mut self, dir: &Path, path: Symbol) -> ResolvedImport {
        let text = path.as_str();
        if is_local(text) {
            let target = absolute(dir, Path::new(text));
            return match target.is_dir() {
                true => ResolvedImport::Package(self.user_place(
                    Context::Gopath,
                    &path_of_unplaced_dir(&target),
                    target,
                )),
                false => ResolvedImport::Missing(Missing::NotInGopath),
            };
        }
        // Vendor directories come first, the nearest one before those above it.
        for root in &self.config.gopath {
            let src = root.join("src");
            let Some(below_src) = below(dir, &src) else { continue };
            if format!("/{below_src}").contains("/testdata/") {
                continue;
            }
            for parent in Path::new(&below_src).ancestors() {
                let vendor = src.join(parent).join("vendor");
                let candidate = join_slashed(&vendor, text);
                if vendor.is_dir() && has_go_files(self.config, &candidate) {
                    let import_path = match parent.to_str() {
                        None | Some("") => format!("vendor/{text}"),
                        Some(parent) => format!("{parent}/vendor/{text}"),
                    };
                    return ResolvedImport::Package(self.user_place(
                        Context::Gopath,
                        &import_path,
                        candidate,
                    ));
                }
            }
        }
        if self.is_embedded(text) {
            return ResolvedImport::Embedded(path);
        }
        if !text.starts_with("vendor/")
            && let Some(src) = &self.goroot_src
            && join_slashed(src, text).is_dir()
            && let Some(place) = self.goroot_place(path)
        {
            return ResolvedImport::Package(place);
        }
        let dir_of = |path: &str| major_version::dir_in_gopath(self.config, path);
        let found = major_version::without_version(self.config, dir, text, dir_of);
        let text = found.as_deref().unwrap_or(text);
        if let Some(candidate) = dir_of(text) {
            return ResolvedImport::Package(self.user_place(Context::Gopath, text, candidate));
        }
        match self.goroot_src {
            None if is_standard_path(text) => ResolvedImport::Missing(Missing::NoGoroot),
            _ => ResolvedImport::Missing(Missing::NotInGopath),
        }
    }

    fn user_place(&self, context: Context, import_path: &str, dir: PathBuf) -> PackageLocation {
        PackageLocation {
            context,
            import_path: Symbol::new(import_path),
            dir,
            version: self.config.target.release.language(),
        }
    }

    fn gopath_place_of_dir(&self, dir: &Path) -> PackageLocation {
        let in_testdata = |sub: &str| sub.split('/').any(|element| element == "testdata");
        for root in &self.config.gopath {
            if let Some(sub) = below(dir, &root.join("src"))
                && !sub.is_empty()
                && !in_testdata(&sub)
            {
                return self.user_place(Context::Gopath, &sub, dir.to_owned());
            }
        }
        self.user_place(Context::Gopath, &path_of_unplaced_dir(dir), dir.to_owned())
    }

    /// The rules for the imports of files in a directory.
    ///
    /// The go command knows only the modules of the current directory. Where these don't have
    /// the directory, we take those that it would be in if it were the current one.
    pub(super) fn context_of_dir(&mut self, dir: &Path) -> Context {
        if let Some(known) = self.contexts.get(dir) {
            return *known;
        }
        let context = self.find_context(dir);
        self.contexts.insert(dir.to_owned(), context);
        context
    }

    fn find_context(&mut self, dir: &Path) -> Context {
        if self.path_below_goroot(dir).is_some() {
            return Context::Std;
        }
        if self.config.module_mode == ModuleMode::Off {
            return Context::Gopath;
        }
        let config = self.config;
        let of_cwd = self.set_around(&config.cwd);
        if let Some(number) = of_cwd
            && let Some(set) = self.sets.get_mut(number)
            && set.place_of_dir(config, dir).is_some()
        {
            return Context::Modules(number);
        }
        match (self.set_around(dir).or(of_cwd), config.module_mode) {
            (Some(number), _) => Context::Modules(number),
            (None, ModuleMode::Auto | ModuleMode::Off) => Context::Gopath,
            (None, ModuleMode::On) => Context::Outside,
        }
    }

    /// The modules that are worked on in a directory.
    fn set_around(&mut self, dir: &Path) -> Option<usize> {
        let config = self.config;
        let nearest = |name: &str| {
            let files = dir.ancestors().map(|dir| dir.join(name));
            files.into_iter().find(|file| is_file(config, file))
        };
        let go_mod = nearest("go.mod").filter(|file| self.path_below_goroot(file).is_none());
        let go_work = match &config.workspace {
            WorkspaceMode::Off => None,
            WorkspaceMode::File(file) => Some(file.clone()),
            WorkspaceMode::Search => nearest("go.work"),
        };
        if let Some(go_work) = go_work {
            let number = self.set(Declared::Workspace(go_work));
            let root = go_mod.as_deref().and_then(Path::parent);
            let used = self.sets.get(number).is_some_and(|set| match root {
                Some(root) => set.main.iter().any(|module| module.dir == root),
                None => true,
            });
            if used {
                return Some(number);
            }
        }
        Some(self.set(Declared::Module(go_mod?)))
    }

    fn set(&mut self, declared: Declared) -> usize {
        if let Some(&number) = self.declared.get(&declared) {
            return number;
        }
        let number = self.sets.len();
        self.sets.push(ModuleSet::load(self.config, &declared));
        self.declared.insert(declared, number);
        number
    }

    /// The modules of a set.
    pub(super) fn module_set(&mut self, number: usize) -> Option<&mut ModuleSet> {
        self.sets.get_mut(number)
    }

    /// Whether a go.mod file tells patterns to pass over a directory.
    pub(super) fn is_ignored(&self, context: Context, dir: &Path) -> bool {
        match context {
            Context::Modules(number) => self.sets.get(number).is_some_and(|set| set.ignores(dir)),
            Context::Std | Context::Gopath | Context::Outside => false,
        }
    }

    fn path_below_goroot(&self, dir: &Path) -> Option<String> {
        below(dir, self.goroot_src.as_deref()?)
    }

    /// The package whose files are in a directory.
    pub(super) fn place_of_dir(&mut self, dir: &Path) -> Result<PackageLocation, LoadError> {
        match self.context_of_dir(dir) {
            Context::Std => {
                let sub = self.path_below_goroot(dir).unwrap_or_default();
                let reason = match sub.as_str() {
                    "" => "GOROOT/src is not an importable package",
                    "builtin" => "\"builtin\" is a pseudo-package, not an importable package",
                    _ => {
                        return Ok(self.user_place(Context::Std, &sub, dir.to_owned()));
                    }
                };
                Err(LoadError::BadPattern {
                    pattern: dir.display().to_string(),
                    reason: reason.to_owned(),
                })
            }
            Context::Gopath => Ok(self.gopath_place_of_dir(dir)),
            Context::Modules(number) => {
                let config = self.config;
                let set = self.sets.get_mut(number);
                let context = Context::Modules(number);
                Ok(match set.and_then(|set| set.place_of_dir(config, dir)) {
                    Some((path, version)) => PackageLocation {
                        context,
                        import_path: Symbol::new(&path),
                        dir: dir.to_owned(),
                        version,
                    },
                    None => self.user_place(context, &path_of_unplaced_dir(dir), dir.to_owned()),
                })
            }
            Context::Outside => {
                Ok(self.user_place(Context::Outside, &path_of_unplaced_dir(dir), dir.to_owned()))
            }
        }
    }
}

/// The import path that the go command makes up for a directory outside of everything.
fn path_of_unplaced_dir(dir: &Path) -> String {
    format!("_{}", dir.to_string_lossy())
}

/// Whether an import path is relative: `.`, `..`, `./x`, `../x`.
pub(super) fn is_local(path: &str) -> bool {
    matches!(path, "." | "..") || path.starts_with("./") || path.starts_with("../")
}

/// Whether the standard library may have such a path: its first element has no dot.
pub(super) fn is_standard_path(path: &str) -> bool {
    path.split('/').next().is_some_and(|first| !first.contains('.'))
}
