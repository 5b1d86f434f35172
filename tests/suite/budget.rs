//! The budget of work is far above what any package needs that people wrote (`src/budget.rs`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use goesc::budget::Budget;
use goesc::findings::analysis::{Detail, Inlining, Options};
use goesc::source::{Environment, NamedFiles, Overrides};
use goesc::workspace;

use crate::common::Tree;

/// Checks that no package takes more than a tenth of the budget.
#[track_caller]
fn takes_little(cwd: &Path, variables: &[(&str, &str)], named: NamedFiles, patterns: &[String]) {
    let variables = variables.iter().chain(&[("GOENV", "off"), ("CGO_ENABLED", "0")]);
    let variables: BTreeMap<String, String> =
        variables.map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    let environment = Environment { variables, cwd: cwd.to_owned() };
    let mut config =
        goesc::std::settings(&environment, Overrides::default()).expect("a configuration");
    config.named_files = named;
    let options = Options::of(Detail::Trace, Inlining::On);
    let analysis = workspace::analyze(&config, patterns, options).expect("threads");
    assert!(!analysis.work.is_empty());
    for (id, steps) in analysis.work {
        let title = analysis.loaded.packages[id].title();
        assert!(steps < Budget::LIMIT / 10, "{title} takes {steps} steps of {}", Budget::LIMIT);
    }
}

/// As `cargo xtask work --write` recorded it.
#[test]
fn corpora_take_little() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("testdata/work.snap")).expect("a record");
    let mut corpora = Vec::new();
    let mut packages = 0;
    for line in text.lines().skip_while(|line| !line.starts_with("== ")) {
        if let Some(title) = line.strip_prefix("== ") {
            corpora.extend(title.split(' ').next());
        } else if let Some(steps) = line.split_whitespace().next() {
            let steps: u64 = steps.parse().expect("a number of steps");
            assert!((1..Budget::LIMIT / 10).contains(&steps), "{line}");
            packages += 1;
        }
    }
    assert_eq!(corpora, ["cmd", "gotest", "modules", "std"]);
    assert_eq!(packages, 40, "ten of each");
}

/// gc takes 7 s for this; it grew with the square of the fields, and met the limit at 450.
#[test]
fn embedded_fields_take_little() {
    let mut text = "package p\n\ntype U struct {\n".to_owned();
    text.extend((0..500).map(|i| format!("\tT{i}\n")));
    text += "}\n";
    text.extend((0..500).map(|i| format!("type T{i} struct{{}}\nfunc (*T{i}) M{i}() {{}}\n")));
    let tree = Tree::of(&[("x.go", &text)]);
    takes_little(tree.root(), &[], NamedFiles::OnePackage, &["x.go".to_owned()]);
}

#[test]
fn fixtures_take_little() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = ["seed", "escape", "inline"]
        .iter()
        .flat_map(|folder| crate::fixture::find(&root.join("testdata").join(folder)))
        .collect();
    files.sort();
    let files: Vec<String> = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    takes_little(root, &[], NamedFiles::EachPackage, &files);
}

#[test]
fn the_standard_library_takes_little() {
    let var = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let Some(goroot) = var("GOESC_GOROOT").or_else(|| var("GOROOT")) else {
        eprintln!("skipped: neither GOESC_GOROOT nor GOROOT is set");
        return;
    };
    let src = Path::new(&goroot).join("src");
    takes_little(&src, &[("GOROOT", &goroot)], NamedFiles::OnePackage, &["std".to_owned()]);
}
