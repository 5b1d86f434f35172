//! The command line: what is printed where, and the exit status.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use crate::common::Tree;

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
    assert_eq!(
        run(&tree, "m", &args).1,
        "ex.com/m/sub [ex.com/m/sub.test] s.go s_test.go\nex.com/m/sub.test _testmain.go\n"
    );
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

/// The same with text on standard input.
fn run_with(tree: &Tree, cwd: &str, args: &[&str], input: &str) -> (Option<i32>, String, String) {
    let mut command = goesc(tree, cwd, args);
    command.env_remove("GOROOT").stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a child");
    let mut stdin = child.stdin.take().expect("a pipe");
    // Where the arguments are wrong, nobody reads it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let Output { status, stdout, stderr } = child.wait_with_output().expect("its output");
    let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn unsaved_text_takes_the_place_of_its_file() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("m/m.go", "package m\n\nfunc f() *int { x := g(); return &x }\n"),
        ("m/g.go", "package m\n\nfunc g() int { return 1 }\n"),
        ("m/sub/s.go", "package sub\n\nfunc s() *int { return new(int) }\n"),
        ("m/os.go", "//go:build special\n\npackage m\n"),
    ]);
    let check = |cwd: &str, rest: &[&str], input: &str| {
        let args = [&["check", "-l", "--format", "gc", "--stdin-filename"], rest].concat();
        run_with(&tree, cwd, &args, input)
    };
    let same = (Some(0), String::new());
    let status = |got: &(Option<i32>, String, String)| (got.0, got.2.clone());

    // The saved text would say line 3; the type of g comes from the file beside it.
    let got = check(
        "m",
        &["m.go"],
        "package m\n\nvar p = f()\n\nfunc f() *int { x := g(); return &x }\n",
    );
    assert_eq!(status(&got), same);
    assert_eq!(got.1, "# ex.com/m\n./m.go:5:17: moved to heap: x\n");
    // From elsewhere, by another path.
    let got = check("m/sub", &["../m.go"], "package m\n\nvar x = g()\nvar y = &x\n");
    assert_eq!((status(&got), got.1.as_str()), (same.clone(), ""));
    // A file that isn't there yet, nor its directory.
    let new = "package n\n\nimport \"ex.com/m/sub\"\n\nvar T = sub.T\n\nfunc n() *int { return new(int) }\n";
    let got = check("m", &["new/n.go"], new);
    assert_eq!(got.1, "");
    assert_eq!(
        got.2,
        "new/n.go:5:13: undefined: sub.T\n\
         goesc: ex.com/m/new: gc prints nothing about it, as it has errors\n"
    );
    let got = check("m", &["new/n.go"], "package n\n\nfunc n() *int { return new(int) }\n");
    assert_eq!(got.1, "# ex.com/m/new\nnew/n.go:3:27: new(int) escapes to heap\n");
    // What another package imports may be unsaved too.
    let got = check("m", &["sub/s.go", "."], "package sub\n");
    assert_eq!((got.0, got.2.as_str()), (Some(2), "goesc: sub/s.go is in none of the packages\n"));
    let got = check("m", &["sub/s.go", "./..."], "package sub\n");
    assert_eq!(status(&got), same);
    assert!(!got.1.contains("s.go"), "{}", got.1);
    // A test takes the tests in; what the build leaves out stands for itself.
    let got = check("m", &["m_test.go"], "package m\n\nfunc t() *int { x := g(); return &x }\n");
    assert!(got.1.contains("./m_test.go:3:17: moved to heap: x\n"), "{}", got.1);
    let alone = "//go:build special\n\npackage m\n\nfunc o() *int { return new(int) }\n";
    let got = check("m", &["os.go"], alone);
    assert_eq!(got.1, "# command-line-arguments\n./os.go:5:27: new(int) escapes to heap\n");
    let got = check("m", &["g.go", "--each-file"], "package m\n\nvar p = new(int)\n");
    assert_eq!(status(&got), same);

    for (name, complaint) in [("m.txt", "m.txt is not a Go file"), ("sub", "sub is not a Go file")]
    {
        let got = check("m", &[name], "package m\n");
        let wanted = format!("goesc: --stdin-filename: {complaint}\n");
        assert_eq!(got, (Some(2), String::new(), wanted));
    }
    let got = check("m", &["m.go"], "package m\n\nfunc f( {\n");
    assert!(got.2.starts_with("./m.go:3:9: syntax error: "), "{}", got.2);
    assert_eq!(got.0, Some(0));
}

#[test]
fn unsaved_text_is_explained() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("m/m.go", "package m\n"),
        ("m/sub/s.go", "package sub\n"),
    ]);
    let text = "package m\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n";
    let args = ["explain", "--stdin-filename", "m.go", "m.go:4"];
    let (status, out, err) = run_with(&tree, "m", &args, text);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    assert!(out.starts_with("./m.go:4:2: moved to heap: x\n"), "{out}");
    assert!(out.contains("    5 |     return &x") || out.contains("    5 | \treturn &x"), "{out}");
    let args = ["explain", "--stdin-filename", "new.go", "new.go:4"];
    assert_eq!(run_with(&tree, "m", &args, text).0, Some(0));
    let args = ["explain", "--stdin-filename", "sub/s.go", "m.go:1"];
    let (status, _, err) = run_with(&tree, "m", &args, "package sub\n");
    assert_eq!(status, Some(2));
    assert_eq!(err, "goesc: sub/s.go is in none of the packages\n");
}

/// The text of the embedded standard library isn't there, only its lines.
#[test]
fn code_of_the_standard_library_that_is_inlined_is_explained() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        (
            "m/m.go",
            "package m\n\nimport \"errors\"\n\nfunc f() error { return errors.New(\"no\") }\n",
        ),
    ]);
    let (status, out, err) = run(&tree, "m", &["explain", "m.go:5:35"]);
    assert_eq!((status, err.as_str()), (Some(0), ""), "{out}");
    assert!(out.starts_with("./m.go:5:35: &errors.errorString{...} escapes to heap\n"), "{out}");
    assert!(out.contains("/src/errors/errors.go:"), "{out}");
    assert!(out.contains("\n        the code that is inlined\n"), "{out}");
}

/// Runs goesc with a stream that takes nothing.
#[cfg(target_os = "linux")]
fn run_onto(tree: &Tree, args: &[&str], out: Stdio, err: Stdio) -> (Option<i32>, String, String) {
    let child = goesc(tree, "m", args).stdin(Stdio::null()).stdout(out).stderr(err).spawn();
    let output = child.and_then(std::process::Child::wait_with_output).expect("goesc ran");
    let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[cfg(target_os = "linux")]
fn full() -> Stdio {
    std::fs::File::options().write(true).open("/dev/full").expect("a full device").into()
}

/// The writing end of a pipe that nobody reads.
#[cfg(target_os = "linux")]
fn unread() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

#[cfg(target_os = "linux")]
#[test]
fn a_standard_error_that_takes_nothing_changes_no_status() {
    let broken = "package m\nimport _ \"ex.org/none\"\n//goesc:noescape\nfunc f() *int { x := \
        1; return &x }\nvar y int = \"s\"\n";
    let tree = Tree::of(&[("m/go.mod", "module ex.com/m\n\ngo 1.21\n"), ("m/m.go", broken)]);
    for args in [
        &["check"][..],
        &["check", "--format", "gc"],
        &["check", "--format", "gc", "-m", "2"],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["check", "./none"],
        &["check", "--nothing"],
        &["explain", "m.go:4"],
        &["explain", "m.go:100"],
        &["graph", "f"],
        &["graph", "none"],
        &["layout", "none"],
        &["list", "./none"],
        &["rules", "none"],
        &["compare", "none"],
    ] {
        let usual = run_onto(&tree, args, Stdio::piped(), Stdio::piped());
        assert!(matches!(usual.0, Some(0..=2)), "{args:?}: {usual:?}");
        for err in [full(), unread()] {
            let (status, out, _) = run_onto(&tree, args, Stdio::piped(), err);
            assert_eq!((status, &out), (usual.0, &usual.1), "{args:?}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_an_error() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.21\n"),
        ("m/m.go", "package m\nfunc f() *int { x := 1; return &x }\n"),
    ]);
    for args in [
        &["check"][..],
        &["check", "--format", "gc"],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["explain", "m.go:2"],
        &["graph", "f"],
        &["layout", "[3]int"],
        &["list"],
        &["rules"],
        &["std", "list"],
        &["--help"],
        &["--version"],
    ] {
        let (status, _, err) = run_onto(&tree, args, full(), Stdio::piped());
        assert_eq!(status, Some(2), "{args:?}: {err}");
        assert!(err.starts_with("goesc: writing to standard output: "), "{args:?}: {err}");
        assert_eq!(err.lines().count(), 1, "{args:?}: {err}");
        let both = run_onto(&tree, args, full(), full());
        assert_eq!(both.0, Some(2), "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_has_seen_enough_changes_no_status() {
    let asserted = "package m\n//goesc:noescape\nfunc f() *int { x := 1; return &x }\n";
    let tree = Tree::of(&[("m/go.mod", "module ex.com/m\n\ngo 1.21\n"), ("m/m.go", asserted)]);
    for (args, status) in [
        (&["check"][..], 1),
        (&["check", "--format", "gc"], 1),
        (&["check", "--format", "json"], 1),
        (&["check", "--format", "sarif"], 1),
        (&["check", "./none"], 2),
        (&["explain", "m.go:3"], 0),
        (&["graph", "f"], 0),
        (&["rules"], 0),
        (&["--help"], 0),
    ] {
        let (found, _, err) = run_onto(&tree, args, unread(), Stdio::piped());
        assert_eq!(found, Some(status), "{args:?}: {err}");
        assert!(!err.contains("standard output") && !err.contains("panicked"), "{args:?}: {err}");
    }
}
