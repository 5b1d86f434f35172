//! One package as a build system hands it over: its files by name, and each of its imports decided.
//! Nothing else is looked for, and nothing else is read.

use std::path::PathBuf;
use std::sync::Arc;

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
    /// Its files, absolute, in the order in which the compiler gets them.
    pub files: Vec<PathBuf>,
    /// Whose it is.
    pub owner: Owner,
    /// Its language version.
    pub go_version: GoVersion,
}

impl Unit {
    /// Reads the files. What each import path means, `import` says.
    pub fn load(self, import: &dyn Fn(Symbol) -> Import) -> Loaded {
        let Unit { import_path, for_test, dir, files: paths, owner, go_version } = self;
        let (mut files, mut errors) = (Vec::new(), Vec::new());
        for path in paths {
            match disk::read(&path, limit::SOURCE) {
                Ok(text) => {
                    let (header, text) = (header::scan(&text), text.into());
                    files.push(Arc::new(File { path, text, header }));
                }
                Err(error) => errors.push(LoadError::io(&path, &error)),
            }
        }
        let imported = files.iter().flat_map(|file| file.header.imports.iter());
        let mut imported: Vec<Symbol> = imported.map(|import| import.path).collect();
        imported.sort_unstable_by_key(|path| path.as_str());
        imported.dedup();
        let imports = imported.into_iter().map(|path| (path, import(path))).collect();
        let name = files.first().map(|file| file.header.package).unwrap_or_default();
        let mut loaded = Loaded::default();
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
