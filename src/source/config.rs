//! What a load depends on besides the files: the go command's settings.
//!
//! Models `cmd/go/internal/cfg`. A setting is taken from the command line, the environment, the
//! user's file (`go env -w`), GOROOT/go.env or its default, in this order. No Go toolchain is
//! needed for any of it, and none is run.
//!
//! Where this differs from the go command: cgo is on by default for the host's own platform
//! whether or not a C compiler is installed, since the compiler that is predicted usually runs
//! elsewhere; and the standard library is read without cgo unless `CGO_ENABLED=1` is said, since
//! no C is ever compiled and the pure Go files can be analyzed in full.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::path::{absolute, clean};
use super::provider::Provider;
use crate::disk::{self, Unfit, limit};
use crate::profile::{Floats, GoRelease, GoVersion, Profile, levels};
use crate::visible;
use thiserror::Error;

/// The settings of a load.
#[derive(Clone, Debug)]
pub struct Config {
    /// The directory that relative patterns start from; absolute.
    pub cwd: PathBuf,
    /// The Go tree with the standard library, if one is known.
    pub goroot: Option<PathBuf>,
    /// The workspaces of GOPATH.
    pub gopath: Vec<PathBuf>,
    /// Where the go command keeps downloaded modules.
    pub module_cache: Option<PathBuf>,
    /// GO111MODULE.
    pub module_mode: ModuleMode,
    /// GOWORK.
    pub workspace: WorkspaceMode,
    /// The flag `-mod`, if given in GOFLAGS.
    pub mod_flag: Option<ModFlag>,
    /// The flag `-modfile`, if given in GOFLAGS.
    pub mod_file: Option<PathBuf>,
    /// The platform and tags.
    pub target: Target,
    /// Whether tests are taken in.
    pub tests: Tests,
    /// What files named on the command line are.
    pub named_files: NamedFiles,
    /// Files whose text isn't the one on disk, or that aren't there yet. The paths are absolute.
    pub overlay: BTreeMap<PathBuf, Arc<[u8]>>,
    /// Summaries that take the place of the standard library's source; none unless the caller
    /// says so.
    pub embedded: Option<Arc<dyn Provider>>,
    /// Where summaries of dependencies are kept; nowhere unless the caller says so.
    pub cache: Option<PathBuf>,
}

/// The platform, release and tags that a build is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The Go release.
    pub release: GoRelease,
    /// GOOS.
    pub goos: String,
    /// GOARCH.
    pub goarch: String,
    /// Whether files that import "C" are taken, outside the standard library.
    pub cgo: Cgo,
    /// The tags of `-tags`.
    pub tags: Vec<String>,
    /// The tags of experiments and of the architecture's level.
    pub tool_tags: Vec<String>,
    /// How floating-point numbers are computed.
    pub floats: Floats,
}

impl Target {
    /// The target that variables and overrides say, and nothing else: no file is read.
    pub fn of(environment: &Environment, overrides: &Overrides) -> Result<Target, ConfigError> {
        let (user, goroot) = (BTreeMap::new(), BTreeMap::new());
        let settings = Settings { environment, user, goroot };
        target(&settings, overrides, &GoFlags::default())
    }

    /// The limits, tables and lists of gc for it.
    pub fn profile(&self) -> Profile {
        Profile::of(self.release, &self.goarch, self.floats)
    }
}

/// Which packages may use cgo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cgo {
    /// None.
    Off,
    /// All but those of the standard library.
    OutsideStd,
    /// All.
    Everywhere,
}

/// GO111MODULE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModuleMode {
    /// Modules always, the default.
    On,
    /// Modules where there is a go.mod or go.work, else GOPATH.
    Auto,
    /// GOPATH always.
    Off,
}

/// GOWORK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkspaceMode {
    /// The go.work of the current directory or one above it.
    Search,
    /// No workspace.
    Off,
    /// This file.
    File(PathBuf),
}

/// The flag `-mod`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModFlag {
    /// Only the module cache counts.
    Readonly,
    /// Only the vendor directory counts.
    Vendor,
    /// As readonly: go.mod files aren't written here.
    Mod,
}

/// Whether tests are taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tests {
    /// Packages as `go build` sees them.
    Skip,
    /// Packages as `go test` sees them.
    Include,
}

/// What files named on the command line are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedFiles {
    /// Together one package, `command-line-arguments`.
    OnePackage,
    /// Parts of the packages of their directories, of which nothing else is reported; those that
    /// belong to none are together one package for each directory.
    OfTheirPackages,
    /// Each a package of its own, with the file's path as its import path.
    EachPackage,
}

/// What the command line says instead of the environment.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// GOROOT.
    pub goroot: Option<PathBuf>,
    /// GOOS.
    pub goos: Option<String>,
    /// GOARCH.
    pub goarch: Option<String>,
    /// `-tags`, as a list.
    pub tags: Option<Vec<String>>,
    /// The Go release.
    pub release: Option<GoRelease>,
}

/// A setting that can't be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

/// The process's environment, or one made up for a test.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Variables. An empty one counts as unset, as it does for the go command.
    pub variables: BTreeMap<String, String>,
    /// The current directory; absolute.
    pub cwd: PathBuf,
}

impl Environment {
    /// That of this process. The current directory is named by `PWD` when that is right, so that
    /// a directory reached by a symbolic link keeps its name.
    pub fn current() -> Result<Environment, ConfigError> {
        let real = env::current_dir()
            .map_err(|e| ConfigError(format!("cannot determine current directory: {e}")))?;
        let variables: BTreeMap<String, String> = env::vars_os()
            .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
            .collect();
        let named = variables.get("PWD").map(PathBuf::from).filter(|pwd| {
            pwd.is_absolute()
                && clean(pwd) == *pwd
                && pwd.canonicalize().ok().as_ref() == Some(&real)
        });
        Ok(Environment { variables, cwd: named.unwrap_or(real) })
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// The environment with the files that add to it.
struct Settings<'a> {
    environment: &'a Environment,
    user: BTreeMap<String, String>,
    goroot: BTreeMap<String, String>,
}

impl Settings<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        let in_file = |file: &'_ BTreeMap<String, String>| file.contains_key(name);
        self.environment.get(name).or_else(|| {
            let file = [&self.user, &self.goroot].into_iter().find(|file| in_file(file))?;
            file.get(name).map(String::as_str).filter(|value| !value.is_empty())
        })
    }
}

impl Config {
    /// The settings of an environment, the given ones replaced.
    pub fn from_env(
        environment: &Environment,
        overrides: Overrides,
    ) -> Result<Config, ConfigError> {
        let mut settings =
            Settings { environment, user: user_settings(environment)?, goroot: BTreeMap::new() };
        let goroot = match &overrides.goroot {
            Some(dir) => Some(absolute(&environment.cwd, dir)),
            None => match settings.get("GOROOT") {
                Some(dir) => Some(absolute(&environment.cwd, Path::new(dir))),
                None => installed_goroot(environment),
            },
        };
        if let Some(dir) = &overrides.goroot
            && !environment.cwd.join(dir).join("src").is_dir()
        {
            let dir = visible::path(dir);
            return Err(ConfigError(format!("{dir} is not a Go tree: it has no src")));
        }
        let goroot = goroot.filter(|dir| dir.join("src").is_dir());
        if let Some(dir) = &goroot {
            settings.goroot = read_settings(&dir.join("go.env"))?;
        }

        let home = home_dir(environment);
        let gopath: Vec<PathBuf> = match settings.get("GOPATH") {
            Some(list) => env::split_paths(list).filter(|dir| dir.is_absolute()).collect(),
            None => home.iter().map(|home| home.join("go")).collect(),
        };
        let gopath: Vec<PathBuf> =
            gopath.into_iter().filter(|dir| Some(dir) != goroot.as_ref()).collect();
        let module_cache = match settings.get("GOMODCACHE") {
            Some(dir) => Some(PathBuf::from(dir)),
            None => gopath.first().map(|dir| dir.join("pkg").join("mod")),
        };
        let module_mode = match settings.get("GO111MODULE") {
            None | Some("on") => ModuleMode::On,
            Some("auto") => ModuleMode::Auto,
            Some("off") => ModuleMode::Off,
            Some(other) => {
                return Err(ConfigError(format!(
                    "unknown environment setting GO111MODULE={other}"
                )));
            }
        };
        let workspace = match settings.get("GOWORK") {
            None | Some("auto") => WorkspaceMode::Search,
            Some("off") => WorkspaceMode::Off,
            Some(path) => WorkspaceMode::File(absolute(&environment.cwd, Path::new(path))),
        };
        let flags = GoFlags::parse(settings.get("GOFLAGS").unwrap_or(""))?;
        let target = target(&settings, &overrides, &flags)?;
        Ok(Config {
            goroot,
            gopath,
            module_cache,
            module_mode,
            workspace,
            mod_flag: flags.mod_flag,
            mod_file: flags.mod_file.map(|file| absolute(&environment.cwd, &file)),
            ..Config::alone(environment.cwd.clone(), target)
        })
    }

    /// The settings of a build that looks for nothing: neither modules nor a Go tree are known.
    pub fn alone(cwd: PathBuf, target: Target) -> Config {
        Config {
            cwd,
            goroot: None,
            gopath: Vec::new(),
            module_cache: None,
            module_mode: ModuleMode::On,
            workspace: WorkspaceMode::Off,
            mod_flag: None,
            mod_file: None,
            target,
            tests: Tests::Skip,
            named_files: NamedFiles::OnePackage,
            overlay: BTreeMap::new(),
            embedded: None,
            cache: None,
        }
    }

    /// The language version of the Go tree, as its file VERSION says.
    pub fn goroot_version(&self) -> Option<GoVersion> {
        let file = self.goroot.as_ref()?.join("VERSION");
        let text = disk::read_text(disk::read(&file, limit::SETTINGS)).ok()?;
        GoVersion::parse(text.lines().next()?.strip_prefix("go")?)
    }

    /// GOROOT/src.
    pub fn goroot_src(&self) -> Option<PathBuf> {
        self.goroot.as_ref().map(|dir| dir.join("src"))
    }
}

fn target(
    settings: &Settings<'_>,
    overrides: &Overrides,
    flags: &GoFlags,
) -> Result<Target, ConfigError> {
    let release = overrides.release.unwrap_or(GoRelease::NEWEST);
    let pick = |given: &Option<String>, name: &str, default: &str| {
        given.clone().unwrap_or_else(|| settings.get(name).unwrap_or(default).to_owned())
    };
    let goos = pick(&overrides.goos, "GOOS", host_goos());
    let goarch = pick(&overrides.goarch, "GOARCH", host_goarch());
    if !release.supports(&goos, &goarch) {
        return Err(ConfigError(format!("unsupported GOOS/GOARCH pair {goos}/{goarch}")));
    }
    let experiment = settings.get("GOEXPERIMENT").unwrap_or("");
    let experiments =
        release.enabled_experiments(&goos, &goarch, experiment).map_err(ConfigError)?;
    let mut tool_tags: Vec<String> =
        experiments.iter().map(|name| format!("goexperiment.{name}")).collect();
    let level = levels::variable(&goarch).and_then(|name| settings.get(name));
    let level = level.unwrap_or("");
    tool_tags.extend(levels::tags(&goarch, level).map_err(ConfigError)?);
    let floats = levels::floats(&goarch, level);
    let native = goos == host_goos() && goarch == host_goarch();
    let cgo = match settings.get("CGO_ENABLED") {
        Some("1") => Cgo::Everywhere,
        Some("0") => Cgo::Off,
        _ if native && levels::cgo_supported(&goos, &goarch) => Cgo::OutsideStd,
        _ => Cgo::Off,
    };
    let tags = overrides.tags.clone().unwrap_or_else(|| flags.tags.clone());
    Ok(Target { release, goos, goarch, cgo, tags, tool_tags, floats })
}

/// The flags of GOFLAGS that matter here.
#[derive(Default)]
struct GoFlags {
    tags: Vec<String>,
    mod_flag: Option<ModFlag>,
    mod_file: Option<PathBuf>,
}

impl GoFlags {
    /// Reads a list of flags separated by space; a flag may be quoted as a whole.
    fn parse(text: &str) -> Result<GoFlags, ConfigError> {
        let mut flags = GoFlags::default();
        for word in quoted_words(text)? {
            let Some(flag) = word.strip_prefix("--").or_else(|| word.strip_prefix('-')) else {
                return Err(ConfigError(format!("parsing $GOFLAGS: non-flag \"{word}\"")));
            };
            let (name, value) = flag.split_once('=').unwrap_or((flag, ""));
            match name {
                "tags" => flags.tags = split_tags(value),
                "mod" => flags.mod_flag = Some(parse_mod_flag(value)?),
                "modfile" if !value.is_empty() => flags.mod_file = Some(PathBuf::from(value)),
                _ => {}
            }
        }
        Ok(flags)
    }
}

fn parse_mod_flag(value: &str) -> Result<ModFlag, ConfigError> {
    match value {
        "readonly" => Ok(ModFlag::Readonly),
        "vendor" => Ok(ModFlag::Vendor),
        "mod" => Ok(ModFlag::Mod),
        _ => Err(ConfigError(format!(
            "-mod={value} not supported (can be 'mod', 'readonly', or 'vendor')"
        ))),
    }
}

/// The tags of a list separated by commas or, as before Go 1.13, by space.
pub fn split_tags(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c == ',' || c.is_whitespace());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn quoted_words(text: &str) -> Result<Vec<String>, ConfigError> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let word;
        if first == '"' || first == '\'' {
            let inner = &rest[1..];
            let Some((quoted, after)) = inner.split_once(first) else {
                return Err(ConfigError("parsing $GOFLAGS: unterminated quote".to_owned()));
            };
            (word, rest) = (quoted, after);
        } else {
            (word, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        }
        words.push(word.to_owned());
        rest = rest.trim_start();
    }
    Ok(words)
}

/// The file that `go env -w` writes.
fn user_settings(environment: &Environment) -> Result<BTreeMap<String, String>, ConfigError> {
    match environment.get("GOENV") {
        Some("off") => Ok(BTreeMap::new()),
        Some(file) => read_settings(Path::new(file)),
        None => match config_dir(environment) {
            Some(dir) => read_settings(&dir.join("go").join("env")),
            None => Ok(BTreeMap::new()),
        },
    }
}

/// Reads lines of the form `NAME=value`. As for the go command, a file that can't be read sets
/// nothing; one that is none, or too large, is an error.
fn read_settings(file: &Path) -> Result<BTreeMap<String, String>, ConfigError> {
    let text = match disk::read_text(disk::read_given(file, limit::SETTINGS)) {
        Ok(text) => text,
        Err(error) => match Unfit::of(&error) {
            Some(reason) => {
                return Err(ConfigError(format!("{}: {reason}", visible::path(file))));
            }
            None => String::new(),
        },
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let settings = lines
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(settings.collect())
}

fn config_dir(environment: &Environment) -> Option<PathBuf> {
    let var = |name: &str| environment.get(name).map(PathBuf::from);
    match env::consts::OS {
        "windows" => var("AppData"),
        "macos" | "ios" => Some(var("HOME")?.join("Library").join("Application Support")),
        _ => match var("XDG_CONFIG_HOME") {
            Some(dir) => dir.is_absolute().then_some(dir),
            None => Some(var("HOME")?.join(".config")),
        },
    }
}

/// Where summaries of dependencies are kept: where `GOESC_CACHE` says, or else in the user's
/// directory of caches. Nowhere if that is `off`, or if there is no such directory.
pub fn cache_dir(environment: &Environment) -> Option<PathBuf> {
    let var = |name: &str| environment.get(name).map(PathBuf::from);
    let caches = match environment.get("GOESC_CACHE") {
        Some("off") => return None,
        Some(dir) => return Some(absolute(&environment.cwd, Path::new(dir))),
        None => match env::consts::OS {
            "windows" => var("LocalAppData"),
            "macos" | "ios" => Some(var("HOME")?.join("Library").join("Caches")),
            _ => match var("XDG_CACHE_HOME") {
                Some(dir) => Some(dir),
                None => Some(var("HOME")?.join(".cache")),
            },
        },
    };
    Some(caches.filter(|dir| dir.is_absolute())?.join("goesc"))
}

fn home_dir(environment: &Environment) -> Option<PathBuf> {
    let name = if env::consts::OS == "windows" { "USERPROFILE" } else { "HOME" };
    environment.get(name).map(PathBuf::from)
}

/// The Go tree of the `go` in PATH, or of a usual place of installation.
fn installed_goroot(environment: &Environment) -> Option<PathBuf> {
    let program = if env::consts::OS == "windows" { "go.exe" } else { "go" };
    let path = environment.get("PATH").unwrap_or("");
    let mut found = env::split_paths(path).filter_map(|dir| {
        let real = dir.is_absolute().then(|| dir.join(program).canonicalize().ok())??;
        let root = real.parent()?.parent()?;
        root.join("src").join("runtime").is_dir().then(|| root.to_owned())
    });
    found.next().or_else(|| {
        let usual =
            ["/usr/local/go", "/usr/lib/go", "/usr/lib/golang", "/opt/homebrew/opt/go/libexec"];
        usual.into_iter().map(PathBuf::from).find(|dir| dir.join("src").join("runtime").is_dir())
    })
}

fn host_goos() -> &'static str {
    match env::consts::OS {
        "macos" => "darwin",
        other => other,
    }
}

fn host_goarch() -> &'static str {
    match env::consts::ARCH {
        "x86_64" => "amd64",
        "x86" => "386",
        "aarch64" => "arm64",
        "powerpc64" if cfg!(target_endian = "little") => "ppc64le",
        "powerpc64" => "ppc64",
        "loongarch64" => "loong64",
        "mips" if cfg!(target_endian = "little") => "mipsle",
        "mips64" if cfg!(target_endian = "little") => "mips64le",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(vars: &[(&str, &str)], overrides: Overrides) -> Result<Config, ConfigError> {
        let base = [("HOME", "/nowhere/home"), ("GOENV", "off"), ("GOROOT", "/nowhere/go")];
        let variables = base.iter().chain(vars);
        let variables = variables.map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Config::from_env(&Environment { variables, cwd: "/nowhere".into() }, overrides)
    }

    #[test]
    fn defaults() {
        let config = config(&[], Overrides::default()).expect("good settings");
        assert_eq!(config.gopath, [Path::new("/nowhere/home/go")]);
        assert_eq!(config.module_cache.as_deref(), Some(Path::new("/nowhere/home/go/pkg/mod")));
        assert_eq!(config.goroot, None);
        assert_eq!(config.module_mode, ModuleMode::On);
        assert_eq!(config.workspace, WorkspaceMode::Search);
    }

    #[test]
    fn environment_and_flags() {
        let vars = [
            ("GOFLAGS", "-tags=a,b '-mod=vendor' -trimpath"),
            ("GOPATH", "/nowhere/a:relative:/nowhere/b"),
            ("GO111MODULE", "off"),
            ("GOOS", "windows"),
            ("GOARCH", "amd64"),
            ("GOAMD64", "v2"),
            ("GOEXPERIMENT", "none"),
        ];
        let got = config(&vars, Overrides::default()).expect("good settings");
        assert_eq!(got.target.tags, ["a", "b"]);
        assert_eq!(got.mod_flag, Some(ModFlag::Vendor));
        assert_eq!(got.module_mode, ModuleMode::Off);
        assert_eq!(
            got.target.cgo,
            if host_goos() == "windows" { got.target.cgo } else { Cgo::Off }
        );
        let tags =
            ["goexperiment.regabiwrappers", "goexperiment.regabiargs", "amd64.v1", "amd64.v2"];
        assert_eq!(got.target.tool_tags, tags);
        if cfg!(unix) {
            assert_eq!(got.gopath, [Path::new("/nowhere/a"), Path::new("/nowhere/b")]);
        }
        let overrides = Overrides { tags: Some(vec!["c".into()]), ..Overrides::default() };
        assert_eq!(config(&vars, overrides).expect("good settings").target.tags, ["c"]);
    }

    #[test]
    fn bad_settings_are_errors() {
        for (name, value) in [
            ("GOOS", "beos"),
            ("GO111MODULE", "maybe"),
            ("GOFLAGS", "tags"),
            ("GOFLAGS", "'-tags=a"),
            ("GOFLAGS", "-mod=x"),
            ("GOEXPERIMENT", "bogus"),
        ] {
            assert!(config(&[(name, value)], Overrides::default()).is_err(), "{name}={value}");
        }
    }
}
