//! Every module of testdata/modules has beside it what gc prints about all of its packages; goesc
//! must print the same.
//!
//! `m.txt` is the output of `go build -gcflags=-m ./...`, with inlining, run in the folder, and
//! `t.txt` that of `go test -c -gcflags=-m ./...`. Packages are separated by a line with their path,
//! in any order; so are the lines of a package.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is printed about each package, without what gc prints twice.
fn lines_of(output: &str) -> BTreeSet<(&str, &str)> {
    let mut lines = BTreeSet::new();
    let mut package = "";
    for line in output.lines() {
        match line.strip_prefix("# ") {
            Some(path) => package = path,
            None => _ = lines.insert((package, line)),
        }
    }
    lines
}

#[test]
fn each_is_as_recorded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/modules");
    let folders = std::fs::read_dir(&root).expect("testdata/modules");
    let mut folders: Vec<PathBuf> =
        folders.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(!folders.is_empty());
    let mut differences = String::new();
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let mut recorded = 0;
        for (file, tests) in [("m.txt", None), ("t.txt", Some("--tests"))] {
            let Ok(recording) = std::fs::read_to_string(folder.join(file)) else { continue };
            recorded += 1;
            let output = Command::new(env!("CARGO_BIN_EXE_goesc"))
                .args(["check", "--format", "gc", "--no-config"])
                .args(tests)
                .arg("./...")
                .current_dir(&folder)
                .output()
                .expect("goesc runs");
            let printed = String::from_utf8_lossy(&output.stdout);
            let (want, got) = (lines_of(&recording), lines_of(&printed));
            assert!(!want.is_empty(), "{name}: nothing is recorded");
            for (package, line) in want.difference(&got) {
                differences.push_str(&format!("{name}/{file}: {package}: missing {line}\n"));
            }
            for (package, line) in got.difference(&want) {
                differences.push_str(&format!("{name}/{file}: {package}: extra   {line}\n"));
            }
        }
        assert!(recorded > 0, "{name}: nothing is recorded");
    }
    assert!(differences.is_empty(), "\n{differences}");
}
