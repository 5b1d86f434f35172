//! Which programs are run: none of the tree's.
#![cfg(unix)]

use std::ffi::OsString;

use super::{executable, goesc, listing, marking_program, marks, module, run, told};
use crate::common::Tree;

/// PATH with directories of the tree and relative ones before the usual ones.
fn hostile_path(tree: &Tree) -> OsString {
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let mut dirs = vec!["".into(), ".".into(), "bin".into(), tree.path("m/bin")];
    dirs.extend(std::env::split_paths(&usual));
    std::env::join_paths(dirs).expect("a path")
}

/// A module with programs in it that have the names of those that goesc runs.
fn with_programs() -> Tree {
    let tree = module();
    for name in ["git", "dot", "go", "sh", "cc", "gofmt"] {
        marking_program(&tree, &format!("m/{name}"));
        marking_program(&tree, &format!("m/bin/{name}"));
    }
    tree
}

#[test]
fn most_commands_run_nothing() {
    let tree = with_programs();
    let path = std::env::join_paths([tree.path("m/bin"), tree.path("m")]).expect("a path");
    for args in [
        &["check", "./..."][..],
        &["check", "--format", "gc", "./..."],
        &["check", "--format", "json", "./..."],
        &["check", "--format", "sarif", "./..."],
        &["check", "--format", "gc-json", "--output", "../log", "./..."],
        &["check", "--write-baseline", "../baseline", "./..."],
        &["check", "--baseline", "../baseline", "./..."],
        &["explain", "m.go:6"],
        &["graph", "f", "."],
        &["layout", "map[string]int", "."],
        &["rules"],
        &["std", "list"],
        &["list", "./..."],
    ] {
        let mut command = goesc(&tree, "m", args);
        command.env("PATH", &path);
        let (status, _, err) = told(command);
        assert_eq!(status, Some(0), "{args:?}: {err}");
        assert_eq!(marks(&tree), "", "{args:?}");
    }
}

#[test]
fn git_of_the_tree_is_not_run() {
    let tree = with_programs();
    super::revisions::commit_all(&tree, "m");
    tree.write("m/new.go", "package m\n\nfunc g() { y := 1; sink = &y }\n");
    let mut command = goesc(&tree, "m", &["check", "--new-from", "HEAD", "--format", "json"]);
    command.env("PATH", hostile_path(&tree));
    let (status, out, err) = told(command);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    assert!(out.contains("./new.go") && !out.contains("./m.go"), "{out}");
    assert_eq!(marks(&tree), "");
    // Where there is no other one, none is run.
    let mut command = goesc(&tree, "m", &["check", "--new-from", "HEAD"]);
    command.env("PATH", tree.path("m/bin"));
    let (status, _, err) = told(command);
    assert_eq!(status, Some(2));
    assert!(err.starts_with("goesc: --new-from: git can't be run: "), "{err}");
    assert_eq!(marks(&tree), "");
}

#[test]
fn dot_of_the_tree_is_not_run() {
    let tree = with_programs();
    tree.write("usr/dot", "#!/bin/sh\ncat > /dev/null\necho '<svg/>'\n");
    executable(&tree.path("usr/dot"));
    let usual = tree.path("usr");
    let path = [hostile_path(&tree), usual.into()].join(&OsString::from(":"));
    let mut command = goesc(&tree, "m", &["graph", "--format", "svg", "f", "."]);
    command.env("PATH", path);
    let (status, out, err) = told(command);
    assert_eq!(marks(&tree), "");
    // There may be a real one besides ours.
    assert_eq!(status, Some(0), "{err}");
    assert!(out.contains("<svg"), "{out}");
    let mut command = goesc(&tree, "m", &["graph", "--format", "svg", "f", "."]);
    command.env("PATH", tree.path("m/bin"));
    let (status, _, err) = told(command);
    assert_eq!(status, Some(2));
    assert!(err.starts_with("goesc: dot of Graphviz: "), "{err}");
    assert_eq!(marks(&tree), "");
}

/// A go command that writes down how it was called, and prints what gc would.
fn go(tree: &Tree, path: &str) {
    let text = format!(
        "#!/bin/sh\necho \"$* GOTOOLCHAIN=$GOTOOLCHAIN\" >> '{}'\n\
         printf '# ex.com/m\\n./m.go:6:2: moved to heap: x\\n' >&2\n",
        tree.path("calls").display()
    );
    tree.write(path, text);
    executable(&tree.path(path));
}

#[test]
fn the_go_command_is_the_one_that_was_named() {
    let tree = with_programs();
    go(&tree, "usr/go");
    let calls = || std::fs::read_to_string(tree.path("calls")).unwrap_or_default();
    let named = tree.path("usr/go").display().to_string();
    let (status, _, err) = run(&tree, "m", &["compare", "--go", &named, "."]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    // Neither the version control is asked, whose settings name programs, nor is a toolchain
    // fetched that go.mod names.
    assert_eq!(calls(), "build -gcflags=-m -buildvcs=false -o /dev/null -- . GOTOOLCHAIN=local\n");
    // A mere name is looked up, but not in the tree.
    let usual = std::env::join_paths([tree.path("m"), tree.path("m/bin"), tree.path("usr")]);
    let mut command = goesc(&tree, "m", &["compare", "--go", "go", "."]);
    command.env("PATH", usual.expect("a path")).env("GOTOOLCHAIN", "go1.27.3");
    let (status, _, err) = told(command);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    assert!(calls().ends_with(" GOTOOLCHAIN=go1.27.3\n"), "{}", calls());
    let mut command = goesc(&tree, "m", &["compare", "--go", "go", "."]);
    command.env("PATH", tree.path("m/bin"));
    assert_eq!(told(command).0, Some(2));
    assert_eq!(marks(&tree), "");
}

#[test]
fn analyzing_writes_nothing() {
    let tree = module();
    super::revisions::commit_all(&tree, "m");
    tree.write("m/new.go", "package m\n\nfunc g() { y := 1; sink = &y }\n");
    let before = listing(tree.root());
    for args in [
        &["check", "./..."][..],
        &["check", "--format", "sarif", "./..."],
        &["check", "--new-from", "HEAD", "./..."],
        &["explain", "m.go:6"],
        &["graph", "f", "."],
        &["layout", "map[string]int", "."],
        &["list", "./..."],
    ] {
        run(&tree, "m", args);
        assert!(listing(tree.root()) == before, "{args:?}");
    }
}

#[test]
fn threads_are_limited() {
    use clap::Parser;
    use goesc::cli::Args;
    use goesc::source::Environment;

    let environment = Environment { cwd: "/".into(), ..Environment::default() };
    let jobs = |number: &str| {
        let args = Args::try_parse_from(["goesc", "check", "--no-config", "--jobs", number]);
        args.expect("arguments").check(&environment).expect("options").jobs
    };
    let processors = std::thread::available_parallelism().expect("a number").get();
    assert_eq!(jobs("1"), Some(1));
    assert_eq!(jobs("65535"), Some(4 * processors));
    let tree = module();
    assert_eq!(run(&tree, "m", &["check", "--jobs", "65535"]).0, Some(0));
}

#[test]
fn no_code_opens_connections() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (path, text) in listing(&source) {
        let text = String::from_utf8_lossy(&text);
        for word in ["std::net", "TcpStream", "UdpSocket", "ToSocketAddrs", "UnixStream"] {
            assert!(!text.contains(word), "{path}: {word}");
        }
    }
}
