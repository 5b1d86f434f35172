//! What can go wrong between a pattern and the files of its packages.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::Unfit;
use crate::symbol::Symbol;
use crate::visible::{self, visible};

/// A problem met while loading. None of them stops the loading of the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// A pattern with a wildcard matched nothing; the go command only warns.
    MatchedNothing {
        /// The pattern as given.
        pattern: String,
    },
    /// A pattern that has a meaning only to other commands, or none.
    BadPattern {
        /// The pattern as given.
        pattern: String,
        /// Why it can't be used.
        reason: String,
    },
    /// A file or directory that can't be read.
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// A file that isn't read although it is there.
    Unfit {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: Unfit,
    },
    /// A file was expected and a directory is there.
    IsDirectory {
        /// The directory.
        path: PathBuf,
    },
    /// A file named together with Go files isn't one.
    NotGoFile {
        /// The file as named.
        path: PathBuf,
    },
    /// Files named together must be of one directory.
    SeveralDirectories {
        /// The directory of the first file.
        first: PathBuf,
        /// Another directory.
        other: PathBuf,
    },
    /// A directory was named that has no Go files for this build.
    NoGoFiles {
        /// The directory.
        dir: PathBuf,
        /// Why there are none.
        reason: NoGoFiles,
    },
    /// A package was named that can't be found.
    PackageNotFound {
        /// The import path.
        path: String,
        /// Why it can't be found.
        reason: Missing,
    },
    /// The files of a directory belong to several packages; those of the first were taken.
    SeveralPackages {
        /// The directory.
        dir: PathBuf,
        /// The name that was taken and a file that has it.
        first: (Symbol, String),
        /// Another name and a file that has it.
        other: (Symbol, String),
    },
    /// Packages import each other.
    ImportCycle {
        /// The import paths along the cycle, the first one repeated at the end.
        paths: Vec<Symbol>,
    },
    /// A go.mod, go.work or modules.txt that can't be understood.
    ModuleFile {
        /// The file.
        path: PathBuf,
        /// The line, from 1; 0 when the problem has none.
        line: usize,
        /// What is wrong.
        message: String,
    },
}

/// Why a directory has no Go files for a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoGoFiles {
    /// No file at all ends in `.go`.
    None,
    /// Build constraints exclude all files.
    Excluded,
    /// All files are tests.
    OnlyTests,
}

/// Why an import path leads to no package.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// It is the path of a directory, which begins with `./` in a pattern.
    DotsMissing,
    /// It looks like one of the standard library's paths, and no GOROOT is known.
    NoGoroot,
    /// The standard library has no such package.
    NotInStd,
    /// No directory of GOPATH has it.
    NotInGopath,
    /// No required module provides it.
    NoModule,
    /// It is outside any module, so only the standard library can be imported.
    NoMainModule,
    /// The module that provides it isn't in the module cache.
    NotInCache {
        /// The module as `path@version`.
        module: Symbol,
    },
    /// The module that should provide it doesn't.
    NotInModule {
        /// The module as `path` or `path@version`.
        module: Symbol,
    },
    /// The vendor directory doesn't have it.
    NotVendored,
    /// More than one module provides it.
    Ambiguous {
        /// The modules.
        modules: Vec<Symbol>,
    },
    /// The path is not well formed, or relative in module mode.
    BadPath,
    /// It is there, but has no Go files for this build.
    NoGoFiles(NoGoFilesAt),
    /// It imports the importer.
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

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::MatchedNothing { pattern } => {
                write!(f, "\"{}\" matched no packages", visible(pattern))
            }
            LoadError::BadPattern { pattern, reason } => {
                write!(f, "{}: {reason}", visible(pattern))
            }
            LoadError::Io { path, kind } => write!(f, "{}: {kind}", visible::path(path)),
            LoadError::Unfit { path, reason } => {
                write!(f, "{}: {reason}", visible::path(path))
            }
            LoadError::IsDirectory { path } => {
                write!(f, "{} is a directory, should be a Go file", visible::path(path))
            }
            LoadError::NotGoFile { path } => {
                write!(f, "named files must be .go files: {}", visible::path(path))
            }
            LoadError::SeveralDirectories { first, other } => write!(
                f,
                "named files must all be in one directory; have {} and {}",
                visible::path(first),
                visible::path(other)
            ),
            LoadError::NoGoFiles { dir, reason } => {
                let dir = visible::path(dir);
                match reason {
                    NoGoFiles::None => write!(f, "no Go files in {dir}"),
                    NoGoFiles::Excluded => {
                        write!(f, "build constraints exclude all Go files in {dir}")
                    }
                    NoGoFiles::OnlyTests => write!(f, "no non-test Go files in {dir}"),
                }
            }
            LoadError::PackageNotFound { path, reason: reason @ Missing::DotsMissing } => {
                let path = visible(path);
                write!(f, "cannot find package {path}: {reason} ./{path}")
            }
            LoadError::PackageNotFound { path, reason } => {
                write!(f, "cannot find package {}: {reason}", visible(path))
            }
            LoadError::SeveralPackages { dir, first, other } => write!(
                f,
                "found packages {} ({}) and {} ({}) in {}",
                first.0,
                visible(&first.1),
                other.0,
                visible(&other.1),
                visible::path(dir)
            ),
            LoadError::ImportCycle { paths } => {
                f.write_str("import cycle not allowed: ")?;
                for (i, path) in paths.iter().enumerate() {
                    let arrow = if i == 0 { "" } else { " imports " };
                    write!(f, "{arrow}{}", visible(path.as_str()))?;
                }
                Ok(())
            }
            LoadError::ModuleFile { path, line, message } => match line {
                0 => write!(f, "{}: {}", visible::path(path), visible(message)),
                _ => write!(f, "{}:{line}: {}", visible::path(path), visible(message)),
            },
        }
    }
}

impl std::error::Error for LoadError {}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Missing::DotsMissing => f.write_str("for the directory of that name, write"),
            Missing::NoGoroot => f.write_str("no GOROOT is known"),
            Missing::NotInStd => f.write_str("not in std"),
            Missing::NotInGopath => f.write_str("not in GOROOT or GOPATH"),
            Missing::NoModule => f.write_str("no required module provides it"),
            Missing::NoMainModule => f.write_str("not in std, and there is no go.mod"),
            Missing::NotInCache { module } => {
                write!(f, "module {} is not in the module cache", visible(module.as_str()))
            }
            Missing::NotInModule { module } => {
                write!(f, "module {} does not contain it", visible(module.as_str()))
            }
            Missing::NotVendored => f.write_str("not in the vendor directory"),
            Missing::Ambiguous { modules } => {
                f.write_str("found in several modules:")?;
                modules.iter().try_for_each(|module| write!(f, " {}", visible(module.as_str())))
            }
            Missing::BadPath => f.write_str("invalid import path"),
            Missing::NoGoFiles(at) => write!(f, "no Go files in {}", visible::path(&at.dir)),
            Missing::Cycle => f.write_str("import cycle"),
        }
    }
}
