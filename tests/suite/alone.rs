//! One binary, some files and nothing else: no Go, no home, no environment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::fixture::{Fixture, Line};

/// Runs goesc in an empty environment.
fn goesc(dir: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    let output = command.args(args).current_dir(dir).env_clear().output();
    let Output { status, stdout, stderr } = output.expect("goesc runs");
    let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
    (status.code(), text(stdout), text(stderr))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_programs_of_the_article() {
    let seed = root().join("testdata/seed");
    let files = crate::fixture::find(&seed);
    assert!(files.len() >= 9, "{files:?}");
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a program");
        let program = Fixture::parse(&text).expect("expectations");
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        let platform = ["--goos", "linux", "--goarch", "amd64"];
        // The programs were recorded from the compiler alone, to which they are package main.
        let args = ["check", "-l", "--format", "gc", "--each-file", name];
        let args = [&args[..], &platform].concat();
        let (status, out, err) = goesc(&seed, &args);
        assert_eq!((status, err.as_str()), (Some(0), ""), "{name}");
        let (header, lines) = out.split_once('\n').expect("a header");
        assert_eq!(header, format!("# {name}"));
        let got: BTreeSet<Line> = lines
            .lines()
            .map(|line| Line::parse(line, name).unwrap_or_else(|| panic!("{line}")))
            .collect();
        assert_eq!(got, program.want, "{name}");
    }
}

#[test]
fn the_first_command_of_the_readme() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let block = readme.split("```console\n").nth(1).and_then(|rest| rest.split("```").next());
    let (command, output) = block.and_then(|block| block.split_once('\n')).expect("a command");
    let args = command.strip_prefix("$ cargo run --release -- ").expect("a command of goesc");
    let mut args: Vec<&str> = args.split(' ').collect();
    args.extend(["--goos", "linux", "--goarch", "amd64"]);
    let (status, out, err) = goesc(&root(), &args);
    assert_eq!((status, out.as_str(), err.as_str()), (Some(0), output, ""));
}

#[test]
fn another_platform_is_said_to_be_another() {
    let seed = root().join("testdata/seed");
    let check = |more: &[&str]| {
        goesc(&seed, &[&["check", "-l", "--format", "gc", "ch2_flows.go"], more].concat())
    };
    let exact = check(&["--goos", "linux", "--goarch", "amd64"]);
    let (status, out, err) = check(&["--goos", "linux", "--goarch", "riscv64"]);
    let instead = "that of linux/amd64 is used\n";
    let wanted = "goesc: warning: the standard library isn't embedded for linux/riscv64: ";
    assert_eq!(err, format!("{wanted}{instead}"));
    assert_eq!((status, out), (Some(0), exact.1));
    assert_eq!(exact.2, "");
}
