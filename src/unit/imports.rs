//! What is known of the packages that one imports: the files of facts that were handed over, and the
//! standard library.

use std::collections::BTreeMap;
use std::path::Path;

use thiserror::Error;

use crate::disk::{self, limit};
use crate::source::{Damaged, Import, Missing, Provider};
use crate::summary::facts::{Facts, KnownPackages};
use crate::summary::frame::Key;
use crate::symbol::Symbol;
use crate::visible::{self, visible};

/// Packages by the paths that they were handed over for, and what is known of them together.
pub struct Imports {
    handed_over: BTreeMap<String, HandedOver>,
    pub(super) known: KnownPackages,
}

/// What was handed over for a path.
enum HandedOver {
    /// One of the standard library that is embedded.
    Embedded,
    /// One of which nothing is known.
    Unknown,
    /// This one.
    Package(Symbol),
}

/// Why facts can't be used: the file, the path that it was handed over for, and what is wrong.
#[derive(Debug, Error)]
#[error("{file}: facts about {}: {what}", visible(.path))]
pub struct FactsError {
    file: String,
    path: String,
    what: String,
}

impl Imports {
    /// Reads files of facts that were made for the build of `key`, each with the path that it was handed
    /// over for, and what it is called.
    pub fn read<'f>(
        key: &Key,
        files: impl IntoIterator<Item = (&'f str, &'f Path, &'f Path)>,
    ) -> Result<Imports, FactsError> {
        let mut handed_over = BTreeMap::new();
        let mut all = Vec::new();
        for (path, at, called) in files {
            let wrong = |what: &dyn std::fmt::Display| FactsError {
                file: visible::path(called).to_string(),
                path: path.to_owned(),
                what: what.to_string(),
            };
            let bytes = disk::read(at, limit::SUMMARY).map_err(|error| wrong(&error))?;
            let facts = Facts::read(key, &bytes).map_err(|error| wrong(&error))?;
            let found = match &facts {
                Facts::Embedded => HandedOver::Embedded,
                Facts::Unknown => HandedOver::Unknown,
                Facts::Packages { path, .. } => HandedOver::Package(Symbol::new(path)),
            };
            handed_over.insert(path.to_owned(), found);
            all.push(facts);
        }
        let together = |what: Damaged| FactsError {
            file: "facts".to_owned(),
            path: "all imports".to_owned(),
            what: what.to_string(),
        };
        let known = KnownPackages::of(all).map_err(together)?;
        Ok(Imports { handed_over, known })
    }

    /// The package that was handed over for a path, if one was of which something is known.
    pub fn package_of(&self, path: &str) -> Option<Symbol> {
        match self.handed_over.get(path)? {
            HandedOver::Package(package) => Some(*package),
            HandedOver::Embedded | HandedOver::Unknown => None,
        }
    }

    /// What an import path in the source means that is `found` where packages are handed over.
    pub fn meaning(&self, path: &str, found: &str, std: &dyn Provider) -> Import {
        match (path, self.handed_over.get(found)) {
            ("unsafe", _) => Import::Unsafe,
            ("C", _) => Import::C,
            (_, Some(HandedOver::Package(path))) => Import::Embedded(*path),
            (_, Some(HandedOver::Embedded) | None) if std.contains(found) => {
                Import::Embedded(Symbol::new(found))
            }
            (_, Some(HandedOver::Embedded | HandedOver::Unknown) | None) => {
                Import::Missing(Missing::NoFacts)
            }
        }
    }
}
