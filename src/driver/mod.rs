//! Drives the stages: loads packages, parses and checks them in parallel.
//!
//! ```text
//! check_all(config, ["./..."])   files are parsed all at once, packages checked after their imports
//! ```

mod schedule;

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::id::Id;
use crate::source::pos::{FileId, Pos, SourceFile, SourceMap};
use crate::source::{Config, Import, Loaded, PackageId, load};
use crate::symbol::Symbol;
use crate::syntax::{ast, parse};
use crate::types::check::{Input, check};
use crate::types::info::Package;
use crate::types::store::Types;

/// Packages as loaded and checked.
pub struct Checked {
    /// What was loaded.
    pub loaded: Loaded,
    /// The files.
    pub sources: SourceMap,
    /// The types of all packages.
    pub types: Types,
    /// The packages that were checked; those without files and those that import themselves are
    /// not among them.
    pub packages: FxHashMap<PackageId, CheckedPackage>,
}

/// A package as checked.
#[derive(Clone, Debug)]
pub struct CheckedPackage {
    /// What the checker says.
    pub package: Arc<Package>,
    /// Syntax errors in source order.
    pub syntax_errors: Vec<(Pos, String)>,
}

/// What the parser made of a package.
struct ParsedPackage {
    files: Vec<ast::File>,
    errors: Vec<(Pos, String)>,
}

/// Loads the packages that `patterns` name and all that they import, and checks them on `threads`
/// threads (0: as many as there are processors).
pub fn check_all(
    config: &Config,
    patterns: &[String],
    threads: usize,
) -> Result<Checked, rayon::ThreadPoolBuildError> {
    let pool = schedule::pool(threads)?;
    let loaded = pool.install(|| load(config, patterns));
    let sources = SourceMap::new();
    let types = Types::new();

    let order = &loaded.order;
    let parsed: Vec<Mutex<Option<ParsedPackage>>> = pool.install(|| {
        // In the order of the packages, so that ids of files don't depend on the threads.
        let ids: Vec<Vec<FileId>> =
            order.iter().map(|&id| add_files(&loaded, id, &sources)).collect();
        ids.into_par_iter().map(|ids| Mutex::new(Some(parse_package(&sources, &ids)))).collect()
    });

    let at: FxHashMap<PackageId, usize> =
        order.iter().enumerate().map(|(i, &id)| (id, i)).collect();
    let needs: Vec<Vec<usize>> = order
        .iter()
        .map(|&id| {
            let imports = loaded.packages[id].imports.iter();
            let mut needs: Vec<usize> = imports
                .filter_map(|(_, import)| match import {
                    Import::Package(id) => at.get(id).copied(),
                    Import::Unsafe | Import::C | Import::Missing(_) => None,
                })
                .collect();
            needs.sort_unstable();
            needs.dedup();
            needs
        })
        .collect();
    let results = schedule::run(&pool, &needs, |i, done| {
        let parsed = parsed[i].lock().unwrap_or_else(PoisonError::into_inner).take();
        let parsed = parsed.unwrap_or(ParsedPackage { files: Vec::new(), errors: Vec::new() });
        let package = &loaded.packages[order[i]];
        let imports: FxHashMap<Symbol, Arc<Package>> = package
            .imports
            .iter()
            .filter_map(|(path, import)| match import {
                Import::Package(id) => {
                    let checked: &CheckedPackage = done(*at.get(id)?)?;
                    Some((*path, checked.package.clone()))
                }
                Import::Unsafe | Import::C | Import::Missing(_) => None,
            })
            .collect();
        let package = check(Input {
            types: &types,
            sources: &sources,
            path: package.import_path,
            files: parsed.files,
            imports,
            go_version: (package.go_version.major, package.go_version.minor),
        });
        CheckedPackage { package: Arc::new(package), syntax_errors: parsed.errors }
    });
    let packages =
        order.iter().zip(results).filter_map(|(&id, result)| Some((id, result?))).collect();
    Ok(Checked { loaded, sources, types, packages })
}

fn add_files(loaded: &Loaded, id: PackageId, sources: &SourceMap) -> Vec<FileId> {
    loaded.packages[id]
        .files
        .iter()
        .map(|file| {
            let path = file.path.to_string_lossy().into_owned();
            sources.add(SourceFile::new(path, file.text.clone()))
        })
        .collect()
}

fn parse_package(sources: &SourceMap, ids: &[FileId]) -> ParsedPackage {
    let parsed: Vec<_> = ids
        .par_iter()
        .map(|&id| {
            let parsed = parse(id, &sources.file(id).text);
            sources.file(id).set_line_directives(parsed.line_directives);
            (parsed.file, parsed.errors)
        })
        .collect();
    let mut package = ParsedPackage { files: Vec::with_capacity(ids.len()), errors: Vec::new() };
    for (file, errors) in parsed {
        let id = file.id;
        package.errors.extend(
            errors.into_iter().map(|err| (Pos { file: id, offset: err.offset }, err.message)),
        );
        package.files.push(file);
    }
    package
}

impl Checked {
    /// The packages in the order of their ids.
    pub fn in_order(&self) -> impl Iterator<Item = &CheckedPackage> {
        let mut ids: Vec<_> = self.packages.keys().copied().collect();
        ids.sort_by_key(|id| id.index());
        ids.into_iter().filter_map(|id| self.packages.get(&id))
    }
}
