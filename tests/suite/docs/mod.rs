//! README.md, the pages of docs/ and the schemas: commands in them run, links lead somewhere, and what is
//! made of the program is as it makes it.
//!
//! `GOESC_UPDATE=1 cargo test --release --test suite docs` writes all of that anew: the picture, the table
//! of agreement, docs/REFERENCE.md, docs/JSON.md, and the rules in schema/goesc-toml-1.json.

mod agreement;
mod commands;
mod fields;
mod links;
mod picture;
mod reference;
mod settings;
mod table;

use std::fs;
use std::path::Path;

/// The checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a page, by its path in the checkout.
fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The pages for users, by their paths in the checkout: README.md and those of docs/.
fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned()];
    for entry in fs::read_dir(root().join("docs")).expect("docs") {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        if name.ends_with(".md") {
            pages.push(format!("docs/{name}"));
        }
    }
    pages.sort();
    pages
}

/// Checks that a file of the checkout is what was made of the program, or writes it so where GOESC_UPDATE is
/// set.
#[track_caller]
fn assert_made(name: &str, made: &str) {
    let path = root().join(name);
    if std::env::var_os("GOESC_UPDATE").is_some() {
        // Tests that read it meanwhile find the old text or the new one.
        let new = path.with_extension("new");
        fs::write(&new, made).and_then(|()| fs::rename(&new, &path)).expect("it is written");
        return;
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let differs = written.lines().zip(made.lines()).position(|(written, made)| written != made);
    let line = 1 + differs.unwrap_or_else(|| written.lines().count().min(made.lines().count()));
    assert!(
        written == made,
        "{name}:{line} is stale: GOESC_UPDATE=1 cargo test --release --test suite docs makes it anew"
    );
}
