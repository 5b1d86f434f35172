//! What can go wrong between a pattern and the files of its packages.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::disk::Unfit;
use crate::symbol::Symbol;
use crate::visible::{self, visible};

/// A problem met while loading. None of them stops the loading of the rest.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LoadError {
    /// A pattern with a wildcard matched nothing; the go command only warns.
    #[error("\"{}\" matched no packages", visible(.pattern))]
    MatchedNothing {
        /// The pattern as given.
        pattern: String,
    },
    /// A pattern that has a meaning only to other commands, or none.
    #[error("{}: {reason}", visible(.pattern))]
    BadPattern {
        /// The pattern as given.
        pattern: String,
        /// Why it can't be used.
        reason: String,
    },
    /// A file or directory that isn't there.
    #[error("{}: no such file or directory{}", visible::path(.path), meant(.like.as_deref()))]
    NotThere {
        /// The file or directory, as named.
        path: PathBuf,
        /// What is there and has nearly the same name, as it would be named.
        like: Option<String>,
    },
    /// A file or directory that can't be read.
    #[error("{}: {}", visible::path(.path), io_words(*.kind))]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// A file that isn't read although it is there.
    #[error("{}: {reason}", visible::path(.path))]
    Unfit {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: Unfit,
    },
    /// A file was expected and a directory is there.
    #[error("{} is a directory, should be a Go file", visible::path(.path))]
    IsDirectory {
        /// The directory.
        path: PathBuf,
    },
    /// A file named together with Go files isn't one.
    #[error("named files must be .go files: {}", visible::path(.path))]
    NotGoFile {
        /// The file as named.
        path: PathBuf,
    },
    /// Files named together must be of one directory.
    #[error(
        "named files must all be in one directory; have {} and {}",
        visible::path(.first),
        visible::path(.other)
    )]
    SeveralDirectories {
        /// The directory of the first file.
        first: PathBuf,
        /// Another directory.
        other: PathBuf,
    },
    /// A directory was named that has no Go files for this build.
    #[error("{reason} in {}", visible::path(.dir))]
    NoGoFiles {
        /// The directory.
        dir: PathBuf,
        /// Why there are none.
        reason: NoGoFiles,
    },
    /// A package was named that can't be found.
    #[error(
        "cannot find package {}: {reason}{}{}",
        visible(.path),
        remedy(.path, .reason),
        meant(.like.as_deref())
    )]
    PackageNotFound {
        /// The import path.
        path: String,
        /// Why it can't be found.
        reason: Missing,
        /// A file or directory that has nearly the same name, as it would be named.
        like: Option<String>,
    },
    /// The files of a directory belong to several packages; those of the first were taken.
    #[error(
        "found packages {} ({}) and {} ({}) in {}",
        .first.0,
        visible(&.first.1),
        .other.0,
        visible(&.other.1),
        visible::path(.dir)
    )]
    SeveralPackages {
        /// The directory.
        dir: PathBuf,
        /// The name that was taken and a file that has it.
        first: (Symbol, String),
        /// Another name and a file that has it.
        other: (Symbol, String),
    },
    /// Packages import each other.
    #[error("import cycle not allowed: {}", circle(.paths))]
    ImportCycle {
        /// The import paths along the cycle, the first one repeated at the end.
        paths: Vec<Symbol>,
    },
    /// A go.mod, go.work or modules.txt that can't be understood.
    #[error("{}: {}", at_line(.path, *.line), visible(.message))]
    ModuleFile {
        /// The file.
        path: PathBuf,
        /// The line, from 1; 0 when the problem has none.
        line: usize,
        /// The fault, in the go command's words where it has them.
        message: String,
    },
}

/// Why a directory has no Go files for a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoGoFiles {
    /// No file at all ends in `.go`.
    #[error("no Go files")]
    None,
    /// Build constraints exclude all files.
    #[error("build constraints exclude all Go files")]
    Excluded,
    /// All files are tests.
    #[error("no non-test Go files")]
    OnlyTests,
}

/// Why an import path leads to no package.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Error)]
pub enum Missing {
    /// It is the path of a directory, which begins with `./` in a pattern.
    #[error("for the directory of that name, write")]
    DotsMissing,
    /// It looks like one of the standard library's paths, and no GOROOT is known.
    #[error("no GOROOT is known")]
    NoGoroot,
    /// The standard library has no such package.
    #[error("not in std")]
    NotInStd,
    /// No directory of GOPATH has it.
    #[error("not in GOROOT or GOPATH")]
    NotInGopath,
    /// No required module provides it.
    #[error("no required module provides it")]
    NoModule,
    /// Whoever hands over the package says nothing about it.
    #[error("no facts about it were handed over")]
    NoFacts,
    /// It is outside any module, so only the standard library can be imported.
    #[error("not in std, and there is no go.mod")]
    NoMainModule,
    /// The module that provides it isn't in the module cache.
    #[error("module {} is not in the module cache", visible(.module.as_str()))]
    NotInCache {
        /// The module as `path@version`.
        module: Symbol,
    },
    /// The module that should provide it doesn't.
    #[error("module {} does not contain it", visible(.module.as_str()))]
    NotInModule {
        /// The module as `path` or `path@version`.
        module: Symbol,
    },
    /// The vendor directory doesn't have it.
    #[error("not in the vendor directory")]
    NotVendored,
    /// More than one module provides it.
    #[error("found in several modules: {}", listed(.modules))]
    Ambiguous {
        /// The modules.
        modules: Vec<Symbol>,
    },
    /// The path is not well formed, or relative in module mode.
    #[error("invalid import path")]
    BadPath,
    /// It is there, but has no Go files for this build.
    #[error("no Go files in {}", visible::path(&.0.dir))]
    NoGoFiles(NoGoFilesAt),
    /// It imports the importer.
    #[error("import cycle")]
    Cycle,
}

/// A directory without Go files for a build.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NoGoFilesAt {
    /// The directory.
    pub dir: PathBuf,
}

impl LoadError {
    /// An error of the file system.
    pub fn io(path: &Path, error: &io::Error) -> LoadError {
        let path = path.to_owned();
        match Unfit::of(error) {
            Some(reason) => LoadError::Unfit { path, reason },
            None => LoadError::Io { path, kind: error.kind() },
        }
    }

    /// Whether the go command would only warn.
    pub fn is_warning(&self) -> bool {
        match self {
            LoadError::MatchedNothing { .. } => true,
            LoadError::BadPattern { .. }
            | LoadError::NotThere { .. }
            | LoadError::Io { .. }
            | LoadError::Unfit { .. }
            | LoadError::IsDirectory { .. }
            | LoadError::NotGoFile { .. }
            | LoadError::SeveralDirectories { .. }
            | LoadError::NoGoFiles { .. }
            | LoadError::PackageNotFound { .. }
            | LoadError::SeveralPackages { .. }
            | LoadError::ImportCycle { .. }
            | LoadError::ModuleFile { .. } => false,
        }
    }
}

/// What helps: to write `./` where only that is missing, or to say where Go is.
fn remedy(path: &str, reason: &Missing) -> String {
    match reason {
        Missing::DotsMissing => format!(" ./{}", visible(path)),
        Missing::NoGoroot => "; --goroot DIR names a Go tree, with the source of std".to_owned(),
        _ => String::new(),
    }
}

/// What was meant, perhaps.
fn meant(like: Option<&str>) -> String {
    like.map(|like| format!(" (there is {})", visible(like))).unwrap_or_default()
}

/// What the system says of a file, in words that name what to look at.
fn io_words(kind: io::ErrorKind) -> String {
    match kind {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "it can't be read: permission denied".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is no directory".to_owned(),
        kind => format!("it can't be read: {kind}"),
    }
}

/// The packages of a circle.
fn circle(paths: &[Symbol]) -> String {
    let paths: Vec<_> = paths.iter().map(|path| visible(path.as_str())).collect();
    paths.join(" imports ")
}

/// The place in a file: `path:line`.
fn at_line(path: &Path, line: usize) -> String {
    match line {
        0 => visible::path(path).to_string(),
        _ => format!("{}:{line}", visible::path(path)),
    }
}

/// The modules that provide a package.
fn listed(modules: &[Symbol]) -> String {
    let modules: Vec<_> = modules.iter().map(|module| visible(module.as_str())).collect();
    modules.join(" ")
}
