//! What is left when something panics: the files are those of [`fault::trip`](crate::fault::trip),
//! over each of which another part of the work does.

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use super::{Action, Args, FAILED, check};
use crate::source::Environment;

/// A function that allocates, and an error.
const TEXT: &str = "package p\nfunc f() *int { x := 1; return &x }\nvar y int = \"s\"\n";

/// The function alone: of a package with an error, gc prints nothing.
const WITHOUT_ERROR: &str = "package p\nfunc f() *int { x := 1; return &x }\n";

/// Runs `goesc check` on files that are nowhere, each a package: with [`TEXT`], where something
/// panics, and [`WITHOUT_ERROR`] elsewhere.
fn run(arguments: &[&str], files: &[&str]) -> (ExitCode, String) {
    let args = ["goesc", "check", "--each-file", "--no-config"];
    let args = Args::try_parse_from(args.iter().chain(arguments).chain(files));
    let environment = Environment {
        variables: [("GOENV".to_owned(), "off".to_owned())].into(),
        cwd: "/nowhere".into(),
    };
    let mut options = args.expect("arguments").check(&environment).expect("options");
    for file in files {
        let text = if file.starts_with("panics.example/") { TEXT } else { WITHOUT_ERROR };
        options.config.overlay.insert(Path::new("/nowhere").join(file), text.as_bytes().into());
    }
    let Action::Check(check) = &options.action else { panic!("it is a check") };
    let mut out = Vec::new();
    let status = check::run(&options, check, &mut out).expect("memory takes all");
    (status, String::from_utf8(out).expect("UTF-8"))
}

const PARTS: [&str; 5] = ["parse", "check", "analyze", "guard", "print"];

#[test]
fn a_panic_leaves_the_other_packages() {
    for part in PARTS {
        let file = format!("panics.example/{part}.go");
        for format in ["pretty", "gc", "json", "sarif"] {
            if part == "guard" && format == "gc" {
                continue; // nothing asks for them
            }
            let (status, out) = run(&["--format", format], &["a.go", &file, "z.go"]);
            assert_eq!(status, ExitCode::from(FAILED), "{part} {format}\n{out}");
            for good in ["a.go", "z.go"] {
                let found = out.lines().any(|line| line.contains(good) && !line.starts_with('#'));
                assert!(found, "{part} {format}: nothing of {good}\n{out}");
            }
            if format == "sarif" {
                let log: serde_json::Value = serde_json::from_str(&out).expect("JSON");
                let done = &log["runs"][0]["invocations"][0]["executionSuccessful"];
                let results = log["runs"][0]["results"].as_array().map_or(0, Vec::len);
                assert_eq!(done.as_bool(), Some(part == "guard" && results == 0), "{part}\n{out}");
            }
        }
    }
}

#[test]
fn a_panic_leaves_the_errors_found_before() {
    let error = "cannot use \"s\" (untyped string constant) as int value";
    let (status, out) = run(&[], &["panics.example/analyze.go"]);
    assert_eq!(status, ExitCode::from(FAILED));
    assert!(out.contains(error), "{out}");
    assert!(out.contains("not everything could be analyzed; 1 error in the source\n"), "{out}");
    assert!(!out.contains("no allocations"), "{out}");
    let (_, out) = run(&["--format", "json"], &["panics.example/analyze.go"]);
    assert!(out.contains("cannot use"), "{out}");
}

#[test]
fn nothing_is_found_where_nothing_was_analyzed() {
    for part in ["parse", "check"] {
        let (status, out) = run(&[], &[&format!("panics.example/{part}.go")]);
        assert_eq!(status, ExitCode::from(FAILED), "{part}");
        assert_eq!(out, "not everything could be analyzed\n", "{part}");
    }
    // What was found is counted, though it couldn't be printed.
    let (status, out) = run(&[], &["panics.example/print.go"]);
    assert_eq!(status, ExitCode::from(FAILED));
    assert!(out.starts_with("1 allocation in 1 file; not everything could be analyzed;"), "{out}");
}
