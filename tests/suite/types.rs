//! What the checker finds out about the files of testdata/types must be what gc's own checker,
//! types2 of Go 1.27.3, says about them: `x.go` stands next to `x.types`, a dump of its
//! `types2.Info` in the format of `goesc::types::dump`.
//!
//! Two kinds of lines are left out on both sides: function types, of which gc has none for a
//! declared function, and the type of each part of a union.

use std::path::Path;
use std::sync::Arc;

use goesc::profile::Sizes;
use goesc::source::pos::{SourceFile, SourceMap};
use goesc::symbol::Symbol;
use goesc::syntax::parse;
use goesc::types::check::{Input, Language, check};
use goesc::types::dump::{dump, dump_errors};
use goesc::types::store::Types;

/// The dump of a file, and its errors.
fn dump_file(path: &Path) -> (String, String) {
    let text: Arc<[u8]> = std::fs::read(path).expect("the file is there").into();
    let sources = SourceMap::new();
    let id = sources.add(SourceFile::new(path.to_string_lossy().into_owned(), text.clone()));
    let parsed = parse(id, &text);
    assert!(parsed.errors.is_empty(), "{}: {:?}", path.display(), parsed.errors);
    let types = Types::new(Sizes::BITS_64);
    let name = Symbol::new("p");
    let package = check(Input {
        types: &types,
        sources: &sources,
        pkg: types.package_id(name),
        path: name,
        files: vec![parsed.file],
        imports: Default::default(),
        language: Language { package: (1, 27), newest: (1, 27) },
    });
    (dump(&types, &sources, &package), dump_errors(&sources, &package))
}

/// Whether gc records the like of a line.
fn is_comparable(line: &str) -> bool {
    let mut words = line.split(' ').skip(1);
    match words.next() {
        Some("FuncType") => false, // gc has no expression for the type of a declared function
        Some("Binary") => words.next() != Some("type"),
        _ => true,
    }
}

fn agrees(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/types");
    let (ours, errors) = dump_file(&folder.join(format!("{name}.go")));
    assert_eq!(errors, "", "{name}.go");
    let recorded = std::fs::read_to_string(folder.join(format!("{name}.types")))
        .expect("what gc says is recorded");
    let ours: Vec<&str> = ours.lines().filter(|line| is_comparable(line)).collect();
    let recorded: Vec<&str> = recorded.lines().collect();
    let missing: Vec<_> = recorded.iter().filter(|line| !ours.contains(line)).collect();
    let extra: Vec<_> = ours.iter().filter(|line| !recorded.contains(line)).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "{name}.go\ngc says, goesc doesn't: {missing:#?}\ngoesc says, gc doesn't: {extra:#?}"
    );
}

#[test]
fn untyped_expressions_have_gcs_types() {
    agrees("untyped");
}

#[test]
fn values_and_builtins_have_gcs_types() {
    agrees("values");
}

#[test]
fn instances_have_gcs_types() {
    agrees("generics");
}
