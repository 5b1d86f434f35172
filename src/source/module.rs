//! Modules: which version of which module provides a package, and where it is.
//!
//! Models `cmd/go/internal/modload` (`import.go`, `buildlist.go`, `init.go`), offline: nothing is
//! downloaded, and go.mod files aren't written. A [`ModuleSet`] is what the go command works with
//! in one directory: the main module, or those of a workspace, with their requirements.
//!
//! The version of a module is the highest one that is required (minimal version selection). A
//! go.mod of Go 1.17 or later lists all that is needed, so the graph of requirements is loaded
//! only when a package isn't found in a module that is listed. Requirements of modules that are
//! not in the cache are unknown and count as none.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::disk::{self, Unfit, limit};
use crate::profile::GoVersion;
use crate::symbol::Symbol;

use super::config::{Config, ModFlag};
use super::error::{LoadError, Missing};
use super::modfile::{self, ModFile, Module, Replacement, VendorList};
use super::path::{absolute, join_slashed, slashed};
use super::pattern::has_path_prefix;
use super::select::{has_go_files, read_text};

/// The first version whose go.mod files list all modules that are needed.
const PRUNED: GoVersion = GoVersion { major: 1, minor: 17 };
/// The first version that uses a vendor directory without being told.
const VENDOR_BY_DEFAULT: GoVersion = GoVersion { major: 1, minor: 14 };
/// The first version that takes only packages listed in modules.txt from a vendor directory.
const VENDOR_LISTED_ONLY: GoVersion = GoVersion { major: 1, minor: 23 };

/// Where the modules of a directory are declared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Declared {
    /// A go.mod file.
    Module(PathBuf),
    /// A go.work file.
    Workspace(PathBuf),
}

/// A module whose source is being worked on.
#[derive(Debug)]
pub(super) struct MainModule {
    pub(super) path: String,
    pub(super) dir: PathBuf,
    file: ModFile,
}

/// The main modules and what they require.
#[derive(Debug)]
pub(super) struct ModuleSet {
    pub(super) main: Vec<MainModule>,
    /// What went wrong with the files that declare the modules.
    pub(super) errors: Vec<LoadError>,
    kind: GraphKind,
    /// Directories of replacements are absolute here.
    replace: Vec<modfile::Replace>,
    exclude: FxHashSet<Module>,
    vendor: Option<Vendor>,
    /// The versions that the main modules require, the highest of each module.
    listed: FxHashMap<String, String>,
    /// The versions of the whole graph, once it was needed.
    selected: Option<FxHashMap<String, String>>,
    found: FxHashMap<Symbol, Result<InModule, Missing>>,
}

/// How go.mod files tell the modules that are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GraphKind {
    /// One module whose go.mod lists all that is needed.
    Pruned,
    /// One module whose go.mod lists direct requirements.
    Unpruned,
    /// Several modules.
    Workspace,
}

#[derive(Debug)]
struct Vendor {
    dir: PathBuf,
    list: VendorList,
    listed_only: bool,
}

/// A package found in a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InModule {
    pub(super) dir: PathBuf,
    /// The version of the module's go.mod.
    pub(super) version: GoVersion,
}

/// A module's files.
struct ModuleDir {
    path: String,
    dir: PathBuf,
    /// Whether modules inside the directory are cut out of it by a go.mod of their own.
    is_local: bool,
}

impl ModuleSet {
    /// Reads the files that declare a set of modules.
    pub(super) fn load(config: &Config, declared: &Declared) -> ModuleSet {
        let mut set = ModuleSet {
            main: Vec::new(),
            errors: Vec::new(),
            kind: GraphKind::Unpruned,
            replace: Vec::new(),
            exclude: FxHashSet::default(),
            vendor: None,
            listed: FxHashMap::default(),
            selected: None,
            found: FxHashMap::default(),
        };
        let (go, vendor_dir) = match declared {
            Declared::Module(path) => {
                let dir = parent(path);
                let file = set.read_main(config, config.mod_file.as_deref().unwrap_or(path));
                let go = file.go;
                set.add_replacements(&dir, &file);
                set.kind = match go >= Some(PRUNED) {
                    true => GraphKind::Pruned,
                    false => GraphKind::Unpruned,
                };
                set.add_main(dir.clone(), file);
                (go, dir.join("vendor"))
            }
            Declared::Workspace(path) => {
                let dir = parent(path);
                let work = set.read_main(config, path);
                set.kind = GraphKind::Workspace;
                set.add_replacements(&dir, &work);
                let overridden = set.replace.len();
                for used in &work.uses {
                    let module_dir = absolute(&dir, Path::new(used));
                    let file = set.read_main(config, &module_dir.join("go.mod"));
                    // Any directory may be named, `/` too: without a go.mod it is no module, below
                    // which packages would be looked for.
                    if is_module(config, &module_dir) {
                        set.add_replacements(&module_dir, &file);
                        set.add_main(module_dir, file);
                    }
                }
                // A replacement of the go.work file stands over those of go.mod files.
                let (over, under) = set.replace.split_at(overridden);
                let keep = under.iter().filter(|r| !over.iter().any(|o| o.path == r.path));
                let replace: Vec<_> = over.iter().chain(keep).cloned().collect();
                set.replace = replace;
                (work.go, dir.join("vendor"))
            }
        };
        set.find_vendor(config, vendor_dir, go);
        for module in &set.main {
            set.exclude.extend(module.file.exclude.iter().cloned());
        }
        for module in &set.main {
            for required in module.file.require.iter().filter(|r| !set.exclude.contains(r)) {
                raise(&mut set.listed, required);
            }
        }
        for module in &set.main {
            set.listed.remove(&module.path);
        }
        set
    }

    fn read_main(&mut self, config: &Config, path: &Path) -> ModFile {
        let text = match read_text(config, path, limit::MODULE) {
            Ok(text) => text,
            Err(error) => {
                self.errors.push(LoadError::io(path, &error));
                return ModFile::default();
            }
        };
        let file = modfile::parse(&String::from_utf8_lossy(&text));
        self.errors.extend(file.errors.iter().map(|(line, message)| LoadError::ModuleFile {
            path: path.to_owned(),
            line: *line,
            message: message.clone(),
        }));
        file
    }

    fn add_main(&mut self, dir: PathBuf, file: ModFile) {
        // Without a module line, packages can still be told apart by their directories.
        let path = match &file.module {
            Some(path) => path.clone(),
            None => "command-line-arguments".to_owned(),
        };
        self.main.push(MainModule { path, dir, file });
    }

    fn add_replacements(&mut self, dir: &Path, file: &ModFile) {
        self.replace.extend(file.replace.iter().cloned().map(|mut replace| {
            if let Replacement::Dir(target) = &mut replace.with {
                *target = absolute(dir, Path::new(target)).to_string_lossy().into_owned();
            }
            replace
        }));
    }

    fn find_vendor(&mut self, config: &Config, dir: PathBuf, go: Option<GoVersion>) {
        let path = dir.join("modules.txt");
        let list = disk::read(&path, limit::MODULE).unwrap_or_else(|error| {
            if Unfit::of(&error).is_some() {
                self.errors.push(LoadError::io(&path, &error));
            }
            Vec::new()
        });
        let list = modfile::parse_vendor_list(&String::from_utf8_lossy(&list));
        let used = match config.mod_flag {
            Some(ModFlag::Vendor) => true,
            Some(ModFlag::Readonly | ModFlag::Mod) => false,
            None => {
                let in_workspace = self.kind == GraphKind::Workspace;
                go >= Some(VENDOR_BY_DEFAULT) && dir.is_dir() && list.for_workspace == in_workspace
            }
        };
        let listed_only = go >= Some(VENDOR_LISTED_ONLY);
        self.vendor = used.then_some(Vendor { dir, list, listed_only });
    }

    /// The package with an import path.
    pub(super) fn find(&mut self, config: &Config, path: Symbol) -> Result<InModule, Missing> {
        if let Some(found) = self.found.get(&path) {
            return found.clone();
        }
        let found = match &self.vendor {
            Some(vendor) => self.find_vendored(config, vendor, path.as_str()),
            None => self.find_in_modules(config, path.as_str()),
        };
        self.found.insert(path, found.clone());
        found
    }

    fn find_vendored(
        &self,
        config: &Config,
        vendor: &Vendor,
        path: &str,
    ) -> Result<InModule, Missing> {
        let mut found = self.main.iter().filter_map(|module| {
            let dir = dir_in_module(config, path, &main_dir(module))?;
            Some(InModule { dir, version: language(config, module.file.go) })
        });
        if let Some(found) = found.next() {
            return Ok(found);
        }
        let dir = join_slashed(&vendor.dir, path);
        let listed = vendor.list.packages.get(path);
        match listed {
            None if vendor.listed_only => Err(Missing::NotVendored),
            _ if !has_go_files(config, &dir) => Err(Missing::NotVendored),
            _ => Ok(InModule { dir, version: language(config, listed.copied().flatten()) }),
        }
    }

    fn find_in_modules(&mut self, config: &Config, path: &str) -> Result<InModule, Missing> {
        if self.kind == GraphKind::Pruned {
            match self.find_among(config, path, &self.listed) {
                // A module that isn't listed may yet provide it.
                Err(Missing::NoModule | Missing::NotInModule { .. }) => {}
                found => return found,
            }
        }
        self.load_graph(config);
        match &self.selected {
            Some(selected) => self.find_among(config, path, selected),
            None => Err(Missing::NoModule),
        }
    }

    /// Looks into the modules whose path begins the package's, the longest first.
    fn find_among(
        &self,
        config: &Config,
        path: &str,
        versions: &FxHashMap<String, String>,
    ) -> Result<InModule, Missing> {
        let mut found: Vec<(Symbol, InModule)> = Vec::new();
        let mut absent: Option<Missing> = None;
        for prefix in Path::new(path).ancestors().filter_map(Path::to_str) {
            if prefix.is_empty() {
                break;
            }
            let mut candidates: Vec<(Symbol, ModuleDir, Option<GoVersion>)> = Vec::new();
            for module in self.main.iter().filter(|module| module.path == prefix) {
                candidates.push((Symbol::new(prefix), main_dir(module), module.file.go));
            }
            if candidates.is_empty()
                && let Some(version) = versions.get(prefix)
            {
                let module = Module { path: prefix.to_owned(), version: version.clone() };
                let name = Symbol::new(&format!("{prefix}@{version}"));
                match self.dir_of(config, &module) {
                    Some(dir) if dir.dir.is_dir() => {
                        let go = self.mod_file(config, &module).and_then(|file| file.go);
                        candidates.push((name, dir, go));
                    }
                    _ => {
                        absent.get_or_insert(Missing::NotInCache { module: name });
                    }
                }
            }
            for (name, module, go) in candidates {
                match dir_in_module(config, path, &module) {
                    Some(dir) => {
                        found.push((name, InModule { dir, version: language(config, go) }));
                    }
                    None => {
                        absent.get_or_insert(Missing::NotInModule { module: name });
                    }
                }
            }
        }
        match found.len() {
            0 => Err(absent.unwrap_or(Missing::NoModule)),
            1 => Ok(found.swap_remove(0).1),
            _ => Err(Missing::Ambiguous {
                modules: found.into_iter().map(|(name, _)| name).collect(),
            }),
        }
    }

    /// Where a version of a module that isn't a main module is, replaced or in the cache.
    fn dir_of(&self, config: &Config, module: &Module) -> Option<ModuleDir> {
        let path = module.path.clone();
        match self.replacement(module) {
            Some(Replacement::Dir(dir)) => {
                Some(ModuleDir { path, dir: PathBuf::from(dir), is_local: true })
            }
            Some(Replacement::Module(other)) => {
                Some(ModuleDir { path, dir: cached_dir(config, other)?, is_local: false })
            }
            None => Some(ModuleDir { path, dir: cached_dir(config, module)?, is_local: false }),
        }
    }

    /// What replaces a module: the line that names its version, or else the one for all.
    fn replacement(&self, module: &Module) -> Option<&Replacement> {
        let lines = || self.replace.iter().filter(|line| line.path == module.path);
        let exact = lines().find(|line| line.version.as_ref() == Some(&module.version));
        exact.or_else(|| lines().find(|line| line.version.is_none())).map(|line| &line.with)
    }

    /// The go.mod file of a module that isn't a main module.
    fn mod_file(&self, config: &Config, module: &Module) -> Option<ModFile> {
        let path = match self.replacement(module) {
            Some(Replacement::Dir(dir)) => Path::new(dir).join("go.mod"),
            Some(Replacement::Module(other)) => cached_mod_file(config, other)?,
            None => cached_mod_file(config, module)?,
        };
        let text = disk::read(&path, limit::MODULE).ok()?;
        Some(modfile::parse(&String::from_utf8_lossy(&text)))
    }

    /// Selects the versions of all modules by following requirements.
    fn load_graph(&mut self, config: &Config) {
        if self.selected.is_some() {
            return;
        }
        let mut selected: FxHashMap<String, String> = FxHashMap::default();
        // Modules whose requirements are to be followed, and whether to follow those of the
        // modules that they require in any case.
        let mut open: Vec<(Module, Follow)> = Vec::new();
        let mut seen: FxHashSet<(Module, Follow)> = FxHashSet::default();
        for module in &self.main {
            let follow = match (self.kind, module.file.go >= Some(PRUNED)) {
                (GraphKind::Pruned, _) | (GraphKind::Workspace, true) => Follow::Pruned,
                (GraphKind::Unpruned, _) | (GraphKind::Workspace, false) => Follow::All,
            };
            for required in module.file.require.iter().filter(|r| !self.exclude.contains(r)) {
                raise(&mut selected, required);
                open.push((required.clone(), follow));
            }
        }
        while let Some((module, follow)) = open.pop() {
            let is_main = self.main.iter().any(|main| main.path == module.path);
            if is_main || !seen.insert((module.clone(), follow)) {
                continue;
            }
            let Some(file) = self.mod_file(config, &module) else { continue };
            let lists_all = file.go >= Some(PRUNED);
            for required in file.require.into_iter().filter(|r| !self.exclude.contains(r)) {
                raise(&mut selected, &required);
                match (follow, lists_all) {
                    (Follow::All, _) | (Follow::Pruned, false) => {
                        open.push((required, Follow::All));
                    }
                    (Follow::Pruned, true) => {}
                }
            }
        }
        for module in &self.main {
            selected.remove(&module.path);
        }
        self.selected = Some(selected);
    }

    /// The import path and version of the package in a directory, if it is inside one of the
    /// modules.
    pub(super) fn place_of_dir(
        &mut self,
        config: &Config,
        dir: &Path,
    ) -> Option<(String, GoVersion)> {
        if let Some(vendor) = &self.vendor
            && let Some(path) = lexically_below(dir, &vendor.dir)
            && !path.is_empty()
        {
            let version = vendor.list.packages.get(&path).copied().flatten();
            return Some((path, language(config, version)));
        }
        if let Some(module) = self.main_module_of(config, dir) {
            let below = lexically_below(dir, &module.dir)?;
            return Some((join_path(&module.path, &below), language(config, module.file.go)));
        }
        // A dependency's directory, in the cache or where a replacement leads.
        let in_cache = config.module_cache.as_ref().is_some_and(|cache| dir.starts_with(cache));
        let replaced = self.replace.iter().any(|line| match &line.with {
            Replacement::Dir(target) => dir.starts_with(target),
            Replacement::Module(_) => false,
        });
        if !in_cache && !replaced {
            return None;
        }
        self.load_graph(config);
        let mut modules = self.build_list();
        modules.sort_unstable();
        for module in modules {
            let Some(place) = self.dir_of(config, &module) else { continue };
            if let Some(below) = lexically_below(dir, &place.dir)
                && !(place.is_local && is_cut_out(config, dir, &place.dir))
            {
                let go = self.mod_file(config, &module).and_then(|file| file.go);
                return Some((join_path(&module.path, &below), language(config, go)));
            }
        }
        None
    }

    /// The main module that a directory is part of.
    pub(super) fn main_module_of(&self, config: &Config, dir: &Path) -> Option<&MainModule> {
        let around = self.main.iter().filter(|module| dir.starts_with(&module.dir));
        let module = around.max_by_key(|module| module.dir.as_os_str().len())?;
        (!is_cut_out(config, dir, &module.dir)).then_some(module)
    }

    /// All modules but the main ones at their selected versions, as far as they are there. Loads
    /// the graph.
    pub(super) fn modules(&mut self, config: &Config) -> Vec<(String, PathBuf)> {
        self.load_graph(config);
        let mut modules = self.build_list();
        modules.sort_unstable();
        let dirs = modules.iter().filter_map(|module| self.dir_of(config, module));
        // What replaces a module may be any directory as well.
        let dirs = dirs.filter(|module| !module.is_local || is_module(config, &module.dir));
        dirs.map(|module| (module.path, module.dir)).collect()
    }

    fn build_list(&self) -> Vec<Module> {
        let selected = self.selected.iter().flatten();
        selected
            .map(|(path, version)| {
                // Where the go.mod lists all that is needed, what it lists counts.
                let listed = self.listed.get(path).filter(|_| self.kind == GraphKind::Pruned);
                let version = listed.unwrap_or(version).clone();
                Module { path: path.clone(), version }
            })
            .collect()
    }

    /// The vendor directory, if packages come from there.
    pub(super) fn vendor_dir(&self) -> Option<&Path> {
        self.vendor.as_ref().map(|vendor| vendor.dir.as_path())
    }

    /// Whether a go.mod file tells patterns to pass over a directory.
    pub(super) fn ignores(&self, dir: &Path) -> bool {
        self.main.iter().any(|module| {
            let Some(below) = lexically_below(dir, &module.dir) else { return false };
            let below = format!("/{below}/");
            module.file.ignore.iter().any(|ignored| match ignored.strip_prefix("./") {
                Some(at) => below.starts_with(&format!("/{}/", at.trim_matches('/'))),
                None => below.contains(&format!("/{}/", ignored.trim_matches('/'))),
            })
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Follow {
    /// Follow a module's requirements only if its go.mod doesn't list all that is needed.
    Pruned,
    /// Follow all requirements.
    All,
}

fn parent(path: &Path) -> PathBuf {
    path.parent().unwrap_or(path).to_owned()
}

fn main_dir(module: &MainModule) -> ModuleDir {
    ModuleDir { path: module.path.clone(), dir: module.dir.clone(), is_local: true }
}

/// Raises the version of a module to a required one.
fn raise(versions: &mut FxHashMap<String, String>, required: &Module) {
    match versions.get_mut(&required.path) {
        Some(version) => {
            if super::semver::compare(version, &required.version) == Ordering::Less {
                version.clone_from(&required.version);
            }
        }
        None => {
            versions.insert(required.path.clone(), required.version.clone());
        }
    }
}

/// The language version that a go line means: none means an old one, and what the release
/// doesn't know yet is as its newest.
fn language(config: &Config, go: Option<GoVersion>) -> GoVersion {
    go.unwrap_or(GoVersion::WITHOUT_GO_LINE).min(config.target.release.language())
}

/// The directory of a package in a module, if it has Go files.
fn dir_in_module(config: &Config, path: &str, module: &ModuleDir) -> Option<PathBuf> {
    if !has_path_prefix(path, &module.path) {
        return None;
    }
    let dir = join_slashed(&module.dir, path.get(module.path.len()..)?);
    let cut_out = module.is_local && is_cut_out(config, &dir, &module.dir);
    (!cut_out && has_go_files(config, &dir)).then_some(dir)
}

/// Whether a directory below a module's is part of another module inside it.
fn is_cut_out(config: &Config, dir: &Path, module_dir: &Path) -> bool {
    let below = dir.ancestors().take_while(|dir| *dir != module_dir && dir.starts_with(module_dir));
    below.into_iter().any(|dir| is_module(config, dir))
}

/// Whether a directory is the top of a module.
fn is_module(config: &Config, dir: &Path) -> bool {
    is_file(config, &dir.join("go.mod"))
}

/// Whether a file is there, on disk or in the overlay: for the go command all that is no directory.
/// Whether it can be read turns out when it is.
pub(super) fn is_file(config: &Config, path: &Path) -> bool {
    config.overlay.contains_key(path) || path.metadata().is_ok_and(|data| !data.is_dir())
}

fn cached_dir(config: &Config, module: &Module) -> Option<PathBuf> {
    let name = format!("{}@{}", modfile::escape(&module.path), modfile::escape(&module.version));
    Some(join_slashed(config.module_cache.as_ref()?, &name))
}

fn cached_mod_file(config: &Config, module: &Module) -> Option<PathBuf> {
    let cache = config.module_cache.as_ref()?;
    let path = modfile::escape(&module.path);
    let file = format!("cache/download/{path}/@v/{}.mod", modfile::escape(&module.version));
    let file = join_slashed(cache, &file);
    match file.is_file() {
        true => Some(file),
        // The extracted module has it as well, and may be all that was kept.
        false => Some(cached_dir(config, module)?.join("go.mod")),
    }
}

fn lexically_below(dir: &Path, top: &Path) -> Option<String> {
    slashed(dir.strip_prefix(top).ok()?)
}

fn join_path(path: &str, below: &str) -> String {
    match below {
        "" => path.to_owned(),
        _ => format!("{path}/{below}"),
    }
}
