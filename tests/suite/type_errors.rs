//! What the checker says about the wrong programs of testdata/types/errors must be what gc 1.27.3
//! says (`go tool compile -e`): `x.go` stands next to `x.errors`.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use goesc::source::pos::{SourceFile, SourceMap};
use goesc::symbol::Symbol;
use goesc::syntax::parse;
use goesc::types::check::{Input, check};
use goesc::types::store::Types;

/// The errors of a file as gc prints them.
fn errors(path: &Path) -> String {
    let text: Arc<[u8]> = std::fs::read(path).expect("the file is there").into();
    let sources = SourceMap::new();
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    let id = sources.add(SourceFile::new(name, text.clone()));
    let parsed = parse(id, &text);
    assert!(parsed.errors.is_empty(), "{}: {:?}", path.display(), parsed.errors);
    let types = Types::new();
    let name = Symbol::new("p");
    let package = check(Input {
        types: &types,
        pkg: types.package_id(name),
        sources: &sources,
        path: name,
        files: vec![parsed.file],
        imports: Default::default(),
        go_version: (1, 27),
    });
    let mut out = String::new();
    for err in &package.errors {
        let file = sources.file(err.pos.file);
        let at = file.line_col(err.pos.offset);
        let _ = writeln!(out, "{}:{}:{}: {}", file.path, at.line, at.column, err.message);
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
