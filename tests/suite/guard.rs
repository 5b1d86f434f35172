//! Assertions, suppressions and the rest that guards code: transcripts of the command line.
//!
//! Each folder of testdata/guard has files and a transcript of commands that are run in a copy of
//! it, one after another:
//!
//! ```text
//! $ goesc check -l m.go
//! what it prints to standard output
//! ! what it prints to standard error
//! ? 1
//! ```
//!
//! The exit status is left out where it is 0. `GOESC_RECORD=1 cargo test --test guard` writes the
//! transcripts anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::Tree;

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/guard");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(root).expect("cases").map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    cases
}

fn copy(from: &Path, tree: &Tree, below: &str) {
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let to = format!("{below}{name}");
        match path.is_dir() {
            true => copy(&path, tree, &format!("{to}/")),
            false => tree.write(&to, fs::read(&path).expect("a file")),
        }
    }
}

/// Runs one command in a tree: goesc, or one that changes the files.
fn run(tree: &Tree, line: &str, transcript: &mut String) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (name, args) = words.split_first().expect("a command");
    let program = match *name {
        "goesc" => env!("CARGO_BIN_EXE_goesc"),
        name => name,
    };
    let mut command = Command::new(program);
    command.args(args).current_dir(tree.root()).env_clear();
    command.env("GOENV", "off").env("GOPATH", tree.path("gopath"));
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let output = command.output().unwrap_or_else(|error| panic!("{line}: {error}"));
    let text = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).expect("output in UTF-8");
        text.replace(&*tree.root().to_string_lossy(), "/tree")
    };
    let _ = writeln!(transcript, "$ {line}");
    transcript.push_str(&text(&output.stdout));
    for line in text(&output.stderr).lines() {
        let _ = writeln!(transcript, "{}", format!("! {line}").trim_end());
    }
    match output.status.code() {
        Some(0) => {}
        code => {
            let _ = writeln!(transcript, "? {}", code.expect("a status"));
        }
    }
}

#[test]
fn transcripts() {
    let mut wrong = Vec::new();
    for case in cases() {
        let file = case.join("transcript");
        let wanted = fs::read_to_string(&file).expect("a transcript");
        let tree = Tree::new();
        copy(&case, &tree, "");
        let mut transcript = String::new();
        let commands: Vec<&str> =
            wanted.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
        assert!(!commands.is_empty(), "{}: no commands", case.display());
        for command in commands {
            run(&tree, command, &mut transcript);
        }
        if std::env::var_os("GOESC_RECORD").is_some() {
            fs::write(&file, &transcript).expect("a transcript");
        } else if transcript != wanted {
            wrong.push(format!("{}:\n{transcript}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What tests alone instantiate is judged, whichever package is named first.
#[test]
fn a_package_is_judged_with_its_tests() {
    let tree = Tree::of(&[
        ("go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("app/a.go", "package app\n\nimport _ \"ex.com/m/lib\"\n"),
        ("lib/l.go", "package lib\n\n//goesc:noalloc\nfunc Ptr[T any](v T) *T { return &v }\n"),
        (
            "lib/l_test.go",
            "package lib\n\nimport \"testing\"\n\nfunc TestPtr(t *testing.T) { _ = Ptr(3) }\n",
        ),
    ]);
    for patterns in [["./..."].as_slice(), &["./lib", "./app"], &["./app", "./lib"]] {
        let mut check = Command::new(env!("CARGO_BIN_EXE_goesc"));
        check.args(["check", "--tests", "--format", "concise"]).args(patterns);
        let output = check.current_dir(tree.root()).env("GOENV", "off").output();
        let output = output.expect("goesc runs");
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(1), "{patterns:?}: {out}");
        assert!(out.contains("(noalloc)") || out.contains("noalloc"), "{out}");
        assert!(!out.contains("not decided"), "{patterns:?}: {out}");
    }
}
