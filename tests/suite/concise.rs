//! `check --format concise`: a line for each thing that is told, of the form that editors read.

use std::process::Command;

use crate::common::Tree;

/// Standard output, standard error and the status.
fn check(tree: &Tree, args: &[&str]) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.args(["check", "--format", "concise"]).args(args).current_dir(tree.path("m"));
    command.env_clear().env("GOENV", "off").env("GOPATH", tree.path("gopath"));
    let output = command.output().expect("goesc was started");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

fn module(files: &[(&str, &str)]) -> Tree {
    let tree = Tree::of(files);
    tree.write("m/go.mod", "module ex.com/m\n\ngo 1.27\n");
    tree
}

#[test]
fn findings_errors_and_complaints_are_a_line_each() {
    let tree = module(&[
        (
            "m/m.go",
            "package m\n\nvar sink *int\n\n//goesc:noescape\nfunc f() {\n\ttotal := new(int)\n\t\
             sink = total\n}\n\nfunc g(p *int) { sink = p } //nolint:goesc\n\n\
             func h() int { return \"s\" }\n",
        ),
        ("m/sub/s.go", "package sub\n\nimport \"ex.com/none\"\n\nvar V = none.V\n"),
    ]);
    let (out, err, status) = check(&tree, &["-l", "./..."]);
    assert_eq!(
        out,
        "./m.go:13:23: error: cannot use \"s\" (untyped string constant) as int value in return \
         statement\n\
         ./m.go:7:14: error: new(int) escapes to heap; 8 bytes: stored in a package variable \
         (noescape)\n"
    );
    // What isn't about a line of the source goes elsewhere.
    assert!(err.starts_with("sub/s.go:3:8: warning: could not import ex.com/none"), "{err}");
    assert_eq!((err.lines().count(), status), (1, Some(1)));
    // What allocates nothing is shown to who asks for it; without errors, the suppression that
    // suppresses nothing is told.
    tree.write(
        "m/m.go",
        "package m\n\nvar sink *int\n\nfunc g(p *int) { sink = p }\n\nfunc h() {} //nolint:goesc\n",
    );
    let (out, _, status) = check(&tree, &["-l", "--all"]);
    assert_eq!(
        (out.as_str(), status),
        (
            "./m.go:5:8: note: leaking param: p; kept after the call (leaking-parameter)\n\
             ./m.go:7:13: warning: nothing is suppressed by //nolint:goesc (unused-nolint)\n",
            Some(0)
        )
    );
}

/// gc prints the place that a `//line` directive says, and no column that is far to the right.
#[test]
fn places_are_those_of_the_file_itself() {
    let far = format!("func far() []*int {{ return []*int{{{}new(int)}} }}", "nil, ".repeat(60));
    let at = far.find("new(").expect("there") + "new".len() + 1;
    let generated = "/*line grammar.y:70:1*/func made() *int { /* ä */ return new(int) }";
    let made = generated.find("new(").expect("there") + "new".len() + 1;
    let tree = module(&[("m/m.go", &format!("package m\n\n{far}\n\n{generated}\n"))]);
    let (out, err, status) = check(&tree, &["-l"]);
    let places: Vec<&str> = out.lines().filter(|line| line.contains("new(int)")).collect();
    assert_eq!((err.as_str(), status, places.len()), ("", Some(0), 2), "{out}");
    assert!(at > 255 && places[0].starts_with(&format!("./m.go:3:{at}: note: ")), "{}", places[0]);
    assert!(places[1].starts_with(&format!("./m.go:5:{made}: note: ")), "{}", places[1]);
}

#[test]
fn levels_are_those_of_the_configuration() {
    let tree = module(&[
        (
            "m/m.go",
            "package m\n\nfunc f() *int { return new(int) }\n\nvar S []int\n\nfunc g() { S = append(S, 1) }\n",
        ),
        ("m/goesc.toml", "[rules]\nreturned-address = \"error\"\nslice-append = \"warning\"\n"),
    ]);
    let (out, err, status) = check(&tree, &["-l"]);
    let levels: Vec<(&str, &str)> = out
        .lines()
        .filter_map(|line| {
            let (_, rest) = line.split_once(": ")?;
            Some((rest.split_once(": ")?.0, line.rsplit_once(" (")?.1))
        })
        .collect();
    assert_eq!(levels, [("error", "returned-address)"), ("warning", "slice-append)")], "{out}");
    assert_eq!((err.as_str(), status), ("goesc: 1 finding not allowed\n", Some(1)));
}

/// A name of a stranger's can't end a line or steer a terminal.
#[cfg(unix)]
#[test]
fn what_is_hidden_in_names_is_shown() {
    let tree = module(&[("m/a\x1b[31m\nb.go", "package m\n\nfunc f() *int { return new(int) }\n")]);
    let (out, _, _) = check(&tree, &["-l"]);
    let line = "./a\\x1b[31m\\nb.go:3:27: note: new(int) escapes to heap; 8 bytes: a pointer to it is \
                returned (returned-address)\n";
    assert_eq!(out, line);
}
