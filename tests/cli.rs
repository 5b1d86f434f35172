//! The command line: what is printed where, and the exit status.

mod common;

use std::process::{Command, Output, Stdio};

use common::Tree;

fn goesc(tree: &Tree, cwd: &str, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.args(args).current_dir(tree.path(cwd)).env_clear();
    command.env("GOENV", "off").env("GOROOT", tree.path("go")).env("GOPATH", tree.path("gopath"));
    command
}

fn run(tree: &Tree, cwd: &str, args: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } =
        goesc(tree, cwd, args).output().expect("goesc was started");
    let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
    (status.code(), text(stdout), text(stderr))
}

fn module() -> Tree {
    Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.21\n"),
        ("m/m.go", "package m\nimport \"ex.com/m/sub\"\n"),
        ("m/sub/s.go", "package sub\n"),
        ("m/sub/s_windows.go", "package sub\n"),
        ("m/sub/tagged.go", "//go:build special\n\npackage sub\n"),
        ("m/sub/s_test.go", "package sub\n"),
    ])
}

#[test]
fn list_prints_import_paths() {
    let tree = module();
    let (status, out, err) = run(&tree, "m", &["list", "./..."]);
    assert_eq!((status, out.as_str(), err.as_str()), (Some(0), "ex.com/m\nex.com/m/sub\n", ""));
    let (_, out, _) = run(&tree, "m", &["list", "--deps", "--files"]);
    assert_eq!(out, "ex.com/m/sub s.go\nex.com/m m.go\n");
    let args = ["list", "--files", "--goos", "windows", "--goarch", "amd64", "./sub"];
    assert_eq!(run(&tree, "m", &args).1, "ex.com/m/sub s.go s_windows.go\n");
    let args = ["list", "--files", "--tags", "a,special", "--goos", "linux", "./sub"];
    assert_eq!(run(&tree, "m", &args).1, "ex.com/m/sub s.go tagged.go\n");
    let args = ["list", "--files", "--tests", "--jobs", "1", "./sub"];
    assert_eq!(run(&tree, "m", &args).1.lines().count(), 1);
    let args = ["list", "--each-file", "--files", "m.go", "sub/s.go"];
    assert_eq!(run(&tree, "m", &args).1, "m.go m.go\nsub/s.go s.go\n");
}

#[test]
fn what_cannot_be_done_exits_with_two() {
    let tree = module();
    let (status, out, err) = run(&tree, "m", &["list", "./none", "."]);
    assert_eq!((status, out.as_str()), (Some(2), "ex.com/m\n"));
    assert!(err.starts_with("goesc: ./none: "), "{err}");
    // A pattern that matches nothing is no failure.
    let (status, out, err) = run(&tree, "m", &["list", "ex.org/..."]);
    assert_eq!((status, out.as_str()), (Some(0), ""));
    assert_eq!(err, "goesc: warning: \"ex.org/...\" matched no packages\n");
    for args in [
        &["list", "--goos", "beos"][..],
        &["list", "--go", "1.4"],
        &["list", "--goroot", "none"],
        &["check", "-m", "3"],
        &["check", "--format", "xml"],
        &["check", "--jobs", "0"],
        &["frobnicate"],
        &[],
    ] {
        let (status, out, err) = run(&tree, "m", args);
        assert_eq!((status, out.as_str()), (Some(2), ""), "{args:?}");
        assert!(!err.is_empty(), "{args:?}");
    }
}

#[test]
fn help_and_version_are_no_failure() {
    let tree = Tree::new();
    for args in [&["--help"][..], &["check", "--help"], &["--version"]] {
        let (status, out, err) = run(&tree, "", args);
        assert_eq!((status, err.as_str()), (Some(0), ""), "{args:?}");
        assert!(out.contains("goesc"), "{args:?}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let tree = module();
    let mut command = goesc(&tree, "m", &["list", "./..."]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("goesc ended");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
