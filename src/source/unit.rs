//! One package as a build system hands it over: its files by name, and each of its imports decided.
//! Nothing else is looked for, and nothing else is read.

use std::path::PathBuf;
use std::sync::Arc;

use super::config::Target;
use super::error::LoadError;
use super::header;
use super::loaded::{Import, Loaded, Package};
use super::select::{File, Owner};
use crate::disk::{self, limit};
use crate::profile::GoVersion;
use crate::symbol::Symbol;

/// A package, as somebody else has found it.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The import path.
    pub import_path: Symbol,
    /// The package whose tests this is a part of.
    pub for_test: Option<Symbol>,
    /// Its directory.
    pub dir: PathBuf,
    /// The directory from which paths are shortened; an empty one shortens none.
    pub cwd: PathBuf,
    /// Its files, in the order in which the compiler gets them.
    pub files: Vec<UnitFile>,
    /// The build that takes some of the files and leaves others out, unless they are chosen already.
    pub choice: Option<Target>,
    /// Whose it is.
    pub owner: Owner,
    /// Its language version.
    pub go_version: GoVersion,
}

/// A file of a package.
#[derive(Clone, Debug)]
pub struct UnitFile {
    /// Where it is read.
    pub at: PathBuf,
    /// What it is called, an absolute path, wherever it is read.
    pub path: PathBuf,
}

impl UnitFile {
    /// A file that is called as it is.
    pub fn here(path: PathBuf) -> UnitFile {
        UnitFile { at: path.clone(), path }
    }
}

impl Unit {
    /// Reads the files. What each import path means, `import` says.
    pub fn load(self, import: &dyn Fn(Symbol) -> Import) -> Loaded {
        let Unit { import_path, for_test, dir, cwd, files: named, choice, owner, go_version } =
            self;
        let (mut files, mut errors) = (Vec::new(), Vec::new());
        let is_taken = |file: &File| choice.as_ref().is_none_or(|build| build.takes(file, owner));
        for UnitFile { at, path } in named {
            match disk::read(&at, limit::SOURCE) {
                Ok(text) => {
                    let (header, text) = (header::scan(&text), text.into());
                    let file = File { path, text, header };
                    if is_taken(&file) {
                        files.push(Arc::new(file));
                    }
                }
                Err(error) => errors.push(LoadError::io(&at, &error)),
            }
        }
        let imported = files.iter().flat_map(|file| file.header.imports.iter());
        let mut imported: Vec<Symbol> = imported.map(|import| import.path).collect();
        imported.sort_unstable_by_key(|path| path.as_str());
        imported.dedup();
        let imports = imported.into_iter().map(|path| (path, import(path))).collect();
        let name = files.first().map(|file| file.header.package).unwrap_or_default();
        let mut loaded = Loaded { cwd, ..Loaded::default() };
        let id = loaded.packages.push(Package {
            import_path,
            for_test,
            name,
            dir,
            files,
            imports,
            owner,
            is_test_binary: false,
            go_version,
            errors,
            named: None,
        });
        (loaded.roots, loaded.order) = (vec![id], vec![id]);
        loaded
    }
}
