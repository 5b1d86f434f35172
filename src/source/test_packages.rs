//! Packages as `go test` builds them.
//!
//! Models `TestPackagesFor` and `recompileForTest` of `cmd/go/internal/load/test.go`. A package
//! `p` with tests becomes `p [p.test]`, which has the files `_test.go` of package p as well, and
//! `p_test [p.test]`, its external tests. What the external tests import and itself imports `p`
//! is there once more, importing `p [p.test]`: otherwise there would be two different `p`. Both are
//! imported by `p.test`, the main package of the test binary.

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::symbol::Symbol;

use super::header;
use super::loaded::{Import, Loaded, Package, PackageId};
use super::select::File;
use super::test_main::{ReadTestFunctions, TestMain};

/// The tests of a package.
pub(super) struct TestFiles {
    pub(super) package: PackageId,
    pub(super) tests: Vec<Arc<File>>,
    pub(super) imports: Vec<(Symbol, Import)>,
    pub(super) external_tests: Vec<Arc<File>>,
    pub(super) external_imports: Vec<(Symbol, Import)>,
    /// What its test binary imports.
    pub(super) main_imports: Vec<(Symbol, Import)>,
}

/// Adds the packages of tests, and makes roots of them; of their binaries, too, if `read` can tell
/// what test files declare.
pub(super) fn add_variants(
    loaded: &mut Loaded,
    tests: Vec<TestFiles>,
    read: Option<ReadTestFunctions>,
) {
    let tested: Vec<PackageId> = tests.iter().map(|of| of.package).collect();
    for of in tests {
        let roots = add_tests(loaded, of, read);
        if let Some(at) = loaded.roots.iter().position(|root| *root == roots.0) {
            loaded.roots.splice(at..=at, roots.1);
        }
    }
    if read.is_some() {
        // A package that is tested, and that another one imports, is built as it is as well.
        let built = reachable(loaded);
        let plain =
            tested.into_iter().filter(|id| built.contains(id) && !loaded.roots.contains(id));
        let plain: Vec<PackageId> = plain.collect();
        loaded.roots.extend(plain);
    }
}

/// Adds the packages of one package's tests. These take its place among the roots.
fn add_tests(
    loaded: &mut Loaded,
    of: TestFiles,
    read: Option<ReadTestFunctions>,
) -> (PackageId, Vec<PackageId>) {
    let plain = loaded.packages[of.package].clone();
    let functions = |files: &[Arc<File>]| {
        let read = files.iter().map(|file| read.map_or_else(Vec::new, |read| read(&file.text)));
        read.flatten().collect::<Vec<_>>()
    };
    let (own, external) = (functions(&of.tests), functions(&of.external_tests));
    let mut roots = Vec::new();
    let mut tested = of.package;
    if !of.tests.is_empty() || plain.name == Symbol::MAIN {
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
    let has_files = !loaded.packages[tested].files.is_empty();
    let has_external = !of.external_tests.is_empty();
    let mut copies = FxHashMap::default();
    let mut redirect = |loaded: &mut Loaded, imports: &mut [(Symbol, Import)]| {
        let (from, to) = (of.package, tested);
        Recompiled { loaded, from, to, copies: &mut copies }.redirect(imports);
    };
    let name = |text: &str| Symbol::new(&format!("{text}_test"));
    let mut main_imports = of.main_imports;
    if has_files {
        main_imports.push((plain.import_path, Import::Package(tested)));
    }
    if has_external {
        let mut imports = of.external_imports;
        redirect(loaded, &mut imports);
        let external = loaded.packages.push(Package {
            import_path: name(plain.import_path.as_str()),
            for_test: Some(plain.import_path),
            name: name(plain.name.as_str()),
            files: of.external_tests,
            imports,
            errors: Vec::new(),
            ..plain.clone()
        });
        roots.push(external);
        main_imports.push((name(plain.import_path.as_str()), Import::Package(external)));
    }
    if read.is_some() {
        redirect(loaded, &mut main_imports);
        main_imports.sort_by_key(|(path, _)| path.as_str());
        main_imports.dedup_by_key(|(path, _)| *path);
        let main = TestMain {
            path: plain.import_path.to_string(),
            own: has_files.then_some(own),
            external: has_external.then_some(external),
        };
        let text = main.text().into_bytes();
        let file = File {
            // The go command shows it without its directory, which is a temporary one.
            path: PathBuf::from("_testmain.go"),
            header: header::scan(&text),
            text: text.into(),
        };
        roots.push(loaded.packages.push(Package {
            import_path: Symbol::new(&format!("{}.test", plain.import_path)),
            for_test: None,
            name: Symbol::MAIN,
            files: vec![Arc::new(file)],
            imports: main_imports,
            is_test_binary: true,
            errors: Vec::new(),
            named: None,
            ..plain
        }));
    }
    (of.package, roots)
}

/// The packages that the roots import, directly or not.
fn reachable(loaded: &Loaded) -> FxHashSet<PackageId> {
    let mut open = loaded.roots.clone();
    let mut found = FxHashSet::default();
    while let Some(package) = open.pop() {
        for (_, import) in &loaded.packages[package].imports {
            if let Import::Package(id) = import
                && found.insert(*id)
            {
                open.push(*id);
            }
        }
    }
    found
}

/// The packages between an external test and the package that it tests.
struct Recompiled<'l> {
    loaded: &'l mut Loaded,
    from: PackageId,
    to: PackageId,
    /// The copy of each package that was looked at, itself when it doesn't import `from`.
    copies: &'l mut FxHashMap<PackageId, PackageId>,
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
