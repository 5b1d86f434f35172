//! `goesc compare`: what gc printed beside what goesc predicts.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use crate::beside_gc::{log_of, module, recorded};
use crate::common::Tree;
use crate::schema;
use serde_json::Value;

fn text(file: &str) -> String {
    std::fs::read_to_string(recorded(file)).expect("a recorded file")
}

fn command(tree: &Tree, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.arg("compare").args(args).current_dir(tree.path("m")).env_clear();
    command.env("GOENV", "off").env("GOPATH", tree.path("gopath"));
    command
}

fn told(Output { status, stdout, stderr }: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

fn compare(tree: &Tree, args: &[&str]) -> (Option<i32>, String, String) {
    told(command(tree, args).output().expect("goesc was started"))
}

/// What gc printed in a build with inlining, and logged.
#[test]
fn a_build_with_inlining_agrees() {
    let tree = module();
    for (counted, file, lines) in [
        ("--inline", "m.txt", "can inline                      16        16        16  "),
        ("--inline", "m2.txt", "can inline                      16        16        16  "),
        ("--reasons", "m2.txt", "headline                        27        27        27"),
        ("--inline", "log-inlining", "cannotInlineFunction             3         3         3"),
    ] {
        let path = match file.starts_with("log") {
            true => log_of(&tree, file),
            false => recorded(file),
        };
        let path = path.display().to_string();
        let (status, out, err) = compare(&tree, &["--threshold", "1", counted, &path]);
        assert_eq!((status, err.as_str()), (Some(0), ""), "{out}");
        assert!(out.contains(lines), "{out}");
        assert!(out.ends_with("\nno differences\n"), "{out}");
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn what_gc_printed_agrees_in_each_form() {
    let tree = module();
    for file in ["ml.txt", "ml.events"] {
        let path = recorded(file).display().to_string();
        let (status, out, err) = compare(&tree, &["--threshold", "1", &path]);
        assert_eq!((status, err.as_str()), (Some(0), ""), "{out}");
        assert!(out.contains("packages exact: 3 of 3\n"), "{out}");
        assert!(out.ends_with("\nno differences\n"), "{out}");
        // Counted by hand: `grep -c 'escapes to heap$' ml.txt`.
        let row =
            "escapes to heap                 15        15        15    1.0000   1.0000   1.0000\n";
        assert!(out.contains(row), "{out}");
        assert!(out.contains("\nmap-store "), "{out}");
    }
    let path = recorded("m2l.txt").display().to_string();
    let (status, out, _) = compare(&tree, &["--reasons", "--threshold", "1", &path]);
    assert_eq!(status, Some(0), "{out}");
    assert!(out.contains("\nfrom "), "{out}");
}

#[test]
fn records_agree() {
    let tree = module();
    let log = log_of(&tree, "log").display().to_string();
    for args in [&["--threshold", "1", &log][..], &["--reasons", "--threshold", "1", &log, "./..."]]
    {
        let (status, out, err) = compare(&tree, args);
        assert_eq!((status, err.as_str()), (Some(0), ""), "{out}");
        assert!(out.contains("packages exact: 3 of 3\n"), "{out}");
    }
}

#[test]
fn differences_are_told_apart_at_their_lines() {
    let tree = module();
    let printed = text("ml.txt").replace(
        "./m.go:28:17: &point{...} does not escape\n",
        "./m.go:28:17: &point{...} escapes to heap\nelsewhere.go:3:4: x does not escape\n",
    );
    tree.write("gc.txt", &printed);
    let (status, out, err) = compare(&tree, &["--threshold", "0.99", "../gc.txt"]);
    assert_eq!((status, err.as_str()), (Some(1), ""), "{out}");
    assert!(out.contains("\n2 missing, 1 extra\n"), "{out}");
    for part in [
        "error[missing]: gc says: &point{...} escapes to heap\n",
        "warning[extra]: goesc says: &point{...} does not escape\n",
        "28 │     var s shower = &point{1, 2}\n   │                    ^ does not escape",
        "\n = elsewhere.go:3:4: does not escape, in example.com/m\n",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    let (status, out, _) = compare(&tree, &["--threshold", "0.9", "--show", "1", "../gc.txt"]);
    assert_eq!(status, Some(0));
    assert!(out.ends_with("2 more differences not shown (--show)\n"), "{out}");
}

#[test]
fn json_is_as_its_schema_says() {
    let tree = module();
    tree.write("gc.txt", text("ml.txt").replace("moved to heap: p", "moved to heap: q"));
    let (status, out, _) = compare(&tree, &["--json", "../gc.txt", "./..."]);
    assert_eq!(status, Some(0));
    let document = json(&out);
    schema::assert_valid(
        "compare::json_is_as_its_schema_says",
        "schema/agreement-1.json",
        std::slice::from_ref(&document),
    );
    assert_eq!(document["differences"].as_array().map(Vec::len), Some(2));
    assert_eq!(document["differences"][1]["side"], "extra");
    assert_eq!(document["differences"][1]["rule"], "goroutine-argument");
    assert_eq!(document["packages"], serde_json::json!({ "exact": 2, "all": 3 }));
}

#[test]
fn standard_input_and_files_without_a_package() {
    let tree = module();
    let mut child = command(&tree, &["--threshold", "1", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("goesc was started");
    let mut stdin = child.stdin.take().expect("a pipe");
    let printed = "# command-line-arguments\nsub/s.go:5:36: &Pair{...} escapes to heap\n";
    stdin.write_all(printed.as_bytes()).expect("written");
    drop(stdin);
    let (status, out, err) = told(child.wait_with_output().expect("goesc ended"));
    assert_eq!((status, err.as_str()), (Some(0), ""), "{out}");
}

#[test]
fn what_cannot_be_compared_exits_with_two() {
    let tree = module();
    tree.write("empty.txt", "");
    tree.write("noise.txt", b"# ex.com/m\nok  \tex.com/m\t0.1s\n\xff\xfe garbage \x01\n");
    let utf16: Vec<u8> =
        "\u{feff}./m.go:4:9: x".encode_utf16().flat_map(u16::to_le_bytes).collect();
    tree.write("utf16.txt", utf16);
    tree.write("goesc", b"\x7fELF\x02\x01\x01\0\0./m.go:4:9: moved to heap: x\n");
    tree.write("events.txt", "{\"Action\":\"build-output\",\n");
    tree.write("log/p/x.json", "{\"version\":1,\"package\":\"p\"}\n");
    for (args, part) in [
        (&["none.txt"][..], "none.txt: "),
        (&["../empty.txt"], "empty.txt: it has no line of those that the compiler prints under -m"),
        (&["../noise.txt"], "noise.txt: it has no line of those that the compiler prints under -m"),
        (
            &["../utf16.txt"],
            "utf16.txt: it isn't what the compiler prints, but binary, or text in UTF-16",
        ),
        (&["--threshold", "0", "../goesc"], "goesc: it isn't what the compiler prints, but binary"),
        (&["../events.txt"], "line 1: no event of the go command: "),
        (&["../log"], "x.json:1: version 1 of the records is unknown"),
        (&["sub"], "sub: no folder in it has a file of records"),
        (&[], "name what the compiler printed, or a go command by --go"),
        (
            &["--go", "no/such/go"],
            "no/such/go, which is run as a go command: there is no such file",
        ),
        (&["--threshold", "2", "../empty.txt"], "a number from 0 to 1"),
    ] {
        let (status, out, err) = compare(&tree, args);
        assert_eq!((status, out.as_str()), (Some(2), ""), "{args:?} {err}");
        assert!(err.contains(part), "{args:?} {err}");
    }
}

/// A go command that prints what was recorded.
#[cfg(unix)]
#[test]
fn a_toolchain_is_run() {
    use std::os::unix::fs::PermissionsExt as _;

    let tree = module();
    let go = tree.path("go");
    let script = format!(
        "#!/bin/sh\n[ \"$*\" = \"build -gcflags=-m -l -buildvcs=false -o /dev/null -- ./...\" ] || {{ echo \"$*\" >&2; exit 1; }}\n\
         cat {} >&2\n",
        recorded("ml.txt").display()
    );
    tree.write("go", script);
    std::fs::set_permissions(&go, std::fs::Permissions::from_mode(0o755)).expect("executable");
    let run = |args: &[&str]| {
        let mut command = command(&tree, args);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        told(command.output().expect("goesc was started"))
    };
    let go = go.display().to_string();
    let (status, out, err) = run(&["-l", "--threshold", "1", "--go", &go, "./..."]);
    assert_eq!((status, err.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("packages exact: 3 of 3\n"), "{out}");
    let (status, _, err) = run(&["-l", "--go", &go, "./sub"]);
    assert_eq!(status, Some(2));
    assert!(err.contains("build -gcflags=-m -l -buildvcs=false -o /dev/null -- ./sub"), "{err}");
}
