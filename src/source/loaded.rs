//! Packages as they are loaded: data.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::define_ids;
use crate::id::Arena;
use crate::profile::GoVersion;
use crate::symbol::Symbol;

use rustc_hash::FxHashSet;

use super::error::{LoadError, Missing};
use super::header::begin_alike;
use super::path::DisplayPaths;
use super::select::{File, Owner};

define_ids! {
    /// A package of a [`Loaded`].
    pub PackageId;
}

/// Packages with their files.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// All packages. Some are in neither `roots` nor `order`: those without files.
    pub packages: Arena<PackageId, Package>,
    /// The packages that the patterns name, in the order of the patterns. A package that has
    /// only tests may be among them, with no files.
    pub roots: Vec<PackageId>,
    /// The roots and all that they import; each package comes after its imports.
    pub order: Vec<PackageId>,
    /// What went wrong with the patterns themselves. Packages have errors of their own.
    pub errors: Vec<LoadError>,
    /// The directories that wildcards looked at for packages, whether or not they are some.
    pub walked: Vec<PathBuf>,
    /// The files of which alone something is reported, if files were named one by one: absolute
    /// paths.
    pub asked_for: Option<FxHashSet<PathBuf>>,
    /// The directory from which paths are shortened.
    pub cwd: PathBuf,
}

/// A package.
#[derive(Clone, Debug)]
pub struct Package {
    /// The import path: `net/http`, `command-line-arguments`, a file's path under
    /// [`NamedFiles::EachPackage`](super::config::NamedFiles::EachPackage).
    pub import_path: Symbol,
    /// The package whose tests this is a part of, when its files aren't those of `go build`.
    pub for_test: Option<Symbol>,
    /// The name in its package clauses; empty when no file has one.
    pub name: Symbol,
    /// Its directory.
    pub dir: PathBuf,
    /// Its files in the order in which the compiler gets them.
    pub files: Vec<Arc<File>>,
    /// What each import path in its files means, sorted by path.
    pub imports: Vec<(Symbol, Import)>,
    /// Whether it is the standard library's (or the tools').
    pub owner: Owner,
    /// Whether it is the main package of a test binary, which the go command makes.
    pub is_test_binary: bool,
    /// Its language version.
    pub go_version: GoVersion,
    /// What went wrong with it.
    pub errors: Vec<LoadError>,
    /// A file that is printed by the name under which it was given: the absolute path and the
    /// name.
    pub(super) named: Option<(String, String)>,
}

/// What an import path means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Import {
    /// A loaded package.
    Package(PackageId),
    /// A package of the standard library of which there is a summary: its import path.
    Embedded(Symbol),
    /// The package unsafe.
    Unsafe,
    /// The pseudo-package of cgo.
    C,
    /// No package was found.
    Missing(Missing),
}

impl Package {
    /// What an import path in the package's files means. A path that no header scan saw is
    /// missing.
    pub fn import(&self, path: Symbol) -> &Import {
        const UNSEEN: &Import = &Import::Missing(Missing::BadPath);
        let at = self.imports.binary_search_by(|(p, _)| p.as_str().cmp(path.as_str()));
        at.ok().and_then(|at| self.imports.get(at)).map_or(UNSEEN, |(_, import)| import)
    }

    /// What follows `# ` in the header above the package's lines:
    /// `net/http`, `net/http [net/http.test]`.
    pub fn title(&self) -> String {
        match self.for_test {
            Some(tested) => format!("{} [{tested}.test]", self.import_path),
            None => self.import_path.to_string(),
        }
    }

    /// Whether what its files import was found, and isn't C.
    pub fn all_imports_are_known(&self) -> bool {
        self.imports.iter().all(|(_, import)| match import {
            Import::Package(_) | Import::Embedded(_) | Import::Unsafe => true,
            Import::C | Import::Missing(_) => false,
        })
    }

    /// Whether a file imports "C".
    pub fn uses_cgo(&self) -> bool {
        self.imports.iter().any(|(_, import)| *import == Import::C)
    }
}

impl Loaded {
    /// Whether something is reported of a file, by its absolute path.
    pub fn is_asked_for(&self, path: &Path) -> bool {
        self.asked_for.as_ref().is_none_or(|files| files.contains(path))
    }

    /// The same packages, where texts of files became others: each with the one that it was and the
    /// one that it is. Nothing if what is loaded may be something else then: if a file says something
    /// else before its first declaration, or may say which tests there are.
    pub fn with_texts<'t>(
        &self,
        texts: impl IntoIterator<Item = (&'t Path, &'t Arc<[u8]>, &'t Arc<[u8]>)>,
    ) -> Option<Loaded> {
        let mut loaded = self.clone();
        for (path, before, text) in texts {
            let name = path.file_name()?.to_string_lossy();
            let is_plain = name.ends_with(".go") && !name.ends_with("_test.go");
            if !is_plain || !begin_alike(before, text) {
                return None;
            }
            let files = loaded.packages.values_mut().flat_map(|package| &mut package.files);
            for file in files.filter(|file| file.path == path) {
                let header = file.header.clone();
                *file = Arc::new(File { path: path.to_owned(), text: Arc::clone(text), header });
            }
        }
        Some(loaded)
    }

    /// How paths are printed in the output of a package.
    pub fn display_paths(&self, package: PackageId) -> DisplayPaths {
        let package = &self.packages[package];
        match &package.named {
            Some((path, name)) => DisplayPaths::named(path, name),
            None => DisplayPaths::new(&self.cwd, &package.dir),
        }
    }
}
