//! What the checker says about the wrong programs of testdata/types/errors must be what gc 1.27.3
//! says (`go tool compile -e`): `x.go` stands next to `x.errors`.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use goesc::profile::Sizes;
use goesc::source::pos::{SourceFile, SourceMap};
use goesc::symbol::Symbol;
use goesc::syntax::parse;
use goesc::types::check::{Input, Language, check};
use goesc::types::info::TypeError;
use goesc::types::store::Types;
use goesc::types::{anonymous_cycles, directives};

/// The errors of a file as gc prints them.
fn errors(path: &Path) -> String {
    let text: Arc<[u8]> = std::fs::read(path).expect("the file is there").into();
    let sources = SourceMap::new();
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    let id = sources.add(SourceFile::new(name, text.clone()));
    let parsed = parse(id, &text);
    let types = Types::new(Sizes::BITS_64);
    let name = Symbol::new("p");
    let package = check(Input {
        types: &types,
        pkg: types.package_id(name),
        sources: &sources,
        path: name,
        files: vec![parsed.file],
        imports: Default::default(),
        language: Language { package: (1, 27), newest: (1, 27) },
    });
    let malformed = parsed.errors.into_iter().map(|err| (err.offset, err.message));
    let of_types = |errors: Vec<TypeError>| {
        let found = errors.into_iter().map(|err| (err.pos.offset, err.message));
        found.collect::<Vec<_>>()
    };
    // gc stops after a stage that found errors.
    let mut errors: Vec<_> = malformed.collect();
    errors.extend(of_types(directives::reserved(&sources, &package)));
    let stages: [&dyn Fn() -> Vec<TypeError>; 3] = [
        &|| package.errors.iter().filter(|err| !err.soft).cloned().collect(),
        &|| anonymous_cycles::errors(&types, &package),
        &|| directives::errors(&types, &sources, &package, (1, 27)),
    ];
    for stage in stages {
        if errors.is_empty() {
            errors = of_types(stage());
        }
    }
    errors.sort();
    let file = sources.file(id);
    let mut out = String::new();
    for (offset, message) in errors {
        let at = file.line_col(offset);
        let _ = writeln!(out, "{}:{}:{}: {message}", file.path, at.line, at.column);
    }
    out
}

#[test]
fn errors_are_those_of_gc() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/types/errors");
    let mut checked = 0;
    for entry in std::fs::read_dir(&root).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ext| ext == "go") {
            let want = std::fs::read_to_string(path.with_extension("errors")).expect("recorded");
            assert_eq!(errors(&path), want, "{}", path.display());
            checked += 1;
        }
    }
    assert!(checked >= 5);
}
