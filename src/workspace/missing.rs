//! What an analysis does without: imports that weren't found, and declarations that can't be
//! parsed.

use std::ops::Range;

use super::CheckedPackage;
use crate::findings::PrintedPos;
use crate::findings::analysis::Missing;
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::source::{Import, Loaded, PackageId};
use crate::syntax::ast::PlacedDecl;
use crate::types::info::Package;

/// The imports that weren't found by any of these packages, each path once.
pub(super) fn collect<'p>(
    loaded: &Loaded,
    sources: &SourceMap,
    packages: impl Iterator<Item = (PackageId, &'p Package)>,
) -> Vec<Missing> {
    let (roots, others): (Vec<_>, Vec<_>) = packages
        .filter(|(_, package)| !package.missing_imports.is_empty())
        .partition(|(id, _)| loaded.roots.contains(id));
    let mut found: Vec<Missing> = Vec::new();
    for (id, package) in roots.into_iter().chain(others) {
        let paths = loaded.display_paths(id);
        for missing in &package.missing_imports {
            if found.iter().any(|known| known.path == missing.path) {
                continue;
            }
            let reason = match loaded.packages[id].import(missing.path) {
                Import::Missing(reason) => reason.to_string(),
                // Found, but its analysis failed.
                Import::Package(_) | Import::Embedded(_) | Import::Unsafe | Import::C => {
                    "it could not be analyzed".to_owned()
                }
            };
            let place = PrintedPos::of(sources, &paths, missing.pos);
            found.push(Missing { path: missing.path, place, reason });
        }
    }
    found
}

/// The declarations of a package in which there is an error of syntax.
pub(super) struct Broken(Vec<(FileId, Range<u32>)>);

impl Broken {
    /// Whether a position is in one of them.
    pub(super) fn contains(&self, pos: Pos) -> bool {
        self.0.iter().any(|(file, range)| *file == pos.file && range.contains(&pos.offset))
    }
}

/// The declarations of a package in which there is an error of syntax: what is written there may
/// be more than what the tree holds.
pub(super) fn broken(checked: &CheckedPackage) -> Broken {
    let mut broken: Vec<(FileId, Range<u32>)> = Vec::new();
    for (error, _) in &checked.syntax_errors {
        let known = |(file, range): &(FileId, Range<u32>)| {
            *file == error.file && range.contains(&error.offset)
        };
        if broken.iter().any(known) {
            continue;
        }
        let file = checked.package.files.iter().find(|file| file.ast.id == error.file);
        let Some(file) = file.map(|file| &file.ast) else { continue };
        let starts = || {
            file.decls.iter().flat_map(|PlacedDecl { base, decl }| {
                decl.specs.iter().map(move |&spec| base + decl.decls[spec].pos)
            })
        };
        let start = starts().filter(|&start| start <= error.offset).max().unwrap_or(0);
        let end = starts().filter(|&start| start > error.offset).min().unwrap_or(u32::MAX);
        broken.push((error.file, start..end));
    }
    Broken(broken)
}
