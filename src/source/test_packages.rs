//! Packages as `go test` builds them.
//!
//! Models `TestPackagesFor` and `recompileForTest` of `cmd/go/internal/load/test.go`. A package
//! `p` with tests becomes `p [p.test]`, which has the files `_test.go` of package p as well, and
//! `p_test [p.test]`, its external tests. What the external tests import and itself imports `p`
//! is there once more, importing `p [p.test]`: otherwise there would be two different `p`.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::symbol::Symbol;

use super::loaded::{Import, Loaded, Package, PackageId};
use super::select::File;

/// The tests of a package.
pub(super) struct TestFiles {
    pub(super) package: PackageId,
    pub(super) tests: Vec<Arc<File>>,
    pub(super) imports: Vec<(Symbol, Import)>,
    pub(super) external_tests: Vec<Arc<File>>,
    pub(super) external_imports: Vec<(Symbol, Import)>,
}

/// Adds the packages of tests, and makes roots of them.
pub(super) fn add_variants(loaded: &mut Loaded, tests: Vec<TestFiles>) {
    for of in tests {
        let plain = loaded.packages[of.package].clone();
        let mut roots = Vec::new();
        let mut tested = of.package;
        if !of.tests.is_empty() {
            let mut variant = Package { for_test: Some(plain.import_path), ..plain.clone() };
            variant.files.extend(of.tests);
            variant.imports.extend(of.imports);
            variant.imports.sort_by_key(|(path, _)| path.as_str());
            variant.imports.dedup_by_key(|(path, _)| *path);
            tested = loaded.packages.push(variant);
            roots.push(tested);
        } else if !plain.files.is_empty() {
            roots.push(of.package);
        }
        if !of.external_tests.is_empty() {
            let mut imports = of.external_imports;
            Recompiled { loaded, from: of.package, to: tested, copies: FxHashMap::default() }
                .redirect(&mut imports);
            let name = |text: &str| Symbol::new(&format!("{text}_test"));
            roots.push(loaded.packages.push(Package {
                import_path: name(plain.import_path.as_str()),
                for_test: Some(plain.import_path),
                name: name(plain.name.as_str()),
                files: of.external_tests,
                imports,
                errors: Vec::new(),
                ..plain
            }));
        }
        if let Some(at) = loaded.roots.iter().position(|root| *root == of.package) {
            loaded.roots.splice(at..=at, roots);
        }
    }
}

/// The packages between an external test and the package that it tests.
struct Recompiled<'l> {
    loaded: &'l mut Loaded,
    from: PackageId,
    to: PackageId,
    /// The copy of each package that was looked at, itself when it doesn't import `from`.
    copies: FxHashMap<PackageId, PackageId>,
}

impl Recompiled<'_> {
    /// Lets imports lead to copies that import `to` in place of `from`.
    fn redirect(&mut self, imports: &mut [(Symbol, Import)]) {
        let no_files = self.loaded.packages[self.to].files.is_empty();
        if self.from == self.to && no_files {
            return;
        }
        self.copies.insert(self.from, self.to);
        for (path, import) in imports {
            match import {
                Import::Package(id) => {
                    self.visit(*id);
                    *id = self.copies.get(id).copied().unwrap_or(*id);
                }
                // A package of tests alone can be imported by its external tests.
                Import::Missing(_)
                    if *path == self.loaded.packages[self.from].import_path && !no_files =>
                {
                    *import = Import::Package(self.to);
                }
                Import::Missing(_) | Import::Embedded(_) | Import::Unsafe | Import::C => {}
            }
        }
    }

    /// Decides for a package and all below it whether they need a copy, imports first.
    fn visit(&mut self, start: PackageId) {
        let mut open = vec![(start, 0)];
        let mut seen = vec![start];
        while let Some((package, followed)) = open.last_mut() {
            let (package, at) = (*package, *followed);
            *followed += 1;
            if self.copies.contains_key(&package) {
                open.pop();
                continue;
            }
            match self.loaded.packages[package].imports.get(at) {
                Some((_, Import::Package(next))) => {
                    if !self.copies.contains_key(next) && !seen.contains(next) {
                        seen.push(*next);
                        open.push((*next, 0));
                    }
                }
                Some((
                    _,
                    Import::Embedded(_) | Import::Unsafe | Import::C | Import::Missing(_),
                )) => {}
                None => {
                    let copy = self.copy(package);
                    self.copies.insert(package, copy);
                    open.pop();
                }
            }
        }
    }

    /// A copy of a package whose imports have been visited, or itself when none was copied.
    fn copy(&mut self, package: PackageId) -> PackageId {
        let changed = |id: &PackageId| self.copies.get(id).filter(|copy| *copy != id).copied();
        let original = &self.loaded.packages[package];
        let needed = original.imports.iter().any(|(_, import)| match import {
            Import::Package(id) => changed(id).is_some(),
            Import::Embedded(_) | Import::Unsafe | Import::C | Import::Missing(_) => false,
        });
        if !needed {
            return package;
        }
        let mut copy = original.clone();
        for (_, import) in &mut copy.imports {
            if let Import::Package(id) = import {
                *id = changed(id).unwrap_or(*id);
            }
        }
        copy.for_test = Some(self.loaded.packages[self.from].import_path);
        self.loaded.packages.push(copy)
    }
}
