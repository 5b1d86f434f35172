//! What a terminal gets to see: no control characters of the tree's.
#![cfg(unix)]

use super::{goesc, run, told};
use crate::common::Tree;

/// What is in each name and text of the tree.
const HIDDEN: &str = "\u{1b}]0;x\u{7}\u{9b}\u{202e}\u{2066}\u{200b}\u{feff}";
/// The same as it is shown.
const SHOWN: &str = "\\x1b]0;x\\x07\\u009b\\u202e\\u2066\\u200b\\ufeff";

/// A module with control characters wherever there may be any.
fn tree() -> Tree {
    let name = format!("m/a{HIDDEN}\nb.go");
    // A byte order mark would be an error that ends the file.
    let text = HIDDEN.replace('\u{feff}', "");
    let source = format!(
        "package m\n\nimport \"no/where{text}\"\n\nvar sink any\n\n\
         func f() {{ /*{text}*/ x := 1; sink = &x; sink = \"{}\" + `{text}` /*{text}*/ }}\n\n\
         func noalloc() *T {{ return &T{{}} }} //goesc:noalloc {text}\n\n\
         type T struct {{ a int `{text}` }}\n\nvar wrong int = `{text}`\n\n\
         var p = &T{{}} //nolint:goesc,{text} // {text}\n\n\
         //line /line{text}.go:7\nfunc g() *int {{ y := 1; return &y }}\n",
        "\\x1b"
    );
    Tree::of(&[
        ("m/go.mod", &format!("module \"ex.com/m{HIDDEN}\"\n\ngo 1.27\n")),
        (&name, &source),
        ("m/gc.txt", &format!("# ex.com/m{HIDDEN}\n./z{HIDDEN}.go:1:2: moved to heap: {HIDDEN}\n")),
    ])
}

#[track_caller]
fn is_clean(text: &str) {
    let hidden = text.chars().find(|&c| c != '\n' && c != '\t' && goesc::visible::is_hidden(c));
    assert_eq!(hidden, None, "{text:?}");
}

#[test]
fn text_formats_show_escapes() {
    let tree = tree();
    let file = format!("a{HIDDEN}\nb.go");
    let shown_file = format!("a{SHOWN}\\nb.go");
    for args in [
        &["check", "."][..],
        &["check", "--all", "."],
        &["check", "--all", "-m", "2", "."],
        &["check", "--format", "gc", "."],
        &["check", "--format", "gc", "-m", "2", "."],
        &["check", "--each-file", "--format", "gc", &file],
        &["check", "--format", "sarif", "--output", "../sarif", "."],
        &["explain", &format!("{file}:7")],
        &["list", "--files", "."],
        &["list", "--detail", "."],
    ] {
        let (_, out, err) = run(&tree, "m", args);
        is_clean(&out);
        is_clean(&err);
        let both = format!("{out}{err}");
        assert!(both.contains(&shown_file), "{args:?}: {both}");
        // One line break of a name would begin a line of its own.
        assert!(!both.lines().any(|line| line.starts_with("b.go")), "{args:?}: {both}");
    }
    for args in [
        &["graph", "f", "."][..],
        &["graph", "--format", "mermaid", "f", "."],
        &["layout", "T", "."],
        &["compare", "gc.txt", "."],
        &["check", "--write-baseline", "../baseline", "."],
    ] {
        let (_, out, err) = run(&tree, "m", args);
        is_clean(&out);
        is_clean(&err);
        assert!(format!("{out}{err}").len() > 20, "{args:?}");
    }
    let baseline = std::fs::read_to_string(tree.path("baseline")).expect("a baseline");
    is_clean(&baseline);
    assert!(baseline.contains(&format!("ex.com/m{SHOWN}")), "{baseline}");
    // It is understood as it was written.
    let (status, _, err) =
        run(&tree, "m", &["check", "--baseline", "../baseline", "--fail-on", "new", "."]);
    assert!(!err.contains("no longer in the code") && !err.contains("findings not"), "{err}");
    assert_ne!(status, Some(2), "{err}");
}

#[test]
fn errors_show_escapes() {
    let tree = tree();
    let name = format!("x{HIDDEN}");
    tree.write("bad/go.mod", format!("module ex.com/bad\n\n{HIDDEN} x\nrequire {HIDDEN}\n"));
    tree.write("bad/m.go", "package m\n");
    tree.write("bad/toml", format!("\"x{HIDDEN}\" = 1\n"));
    tree.write(&format!("bad/{name}"), "no baseline");
    tree.write(&format!("bad/sub{HIDDEN}/x.txt"), "");
    for (cwd, args) in [
        ("m", &["check", &format!("./{name}")][..]),
        ("m", &["check", &format!("no/{name}")]),
        ("m", &["check", &format!("{name}.go")]),
        ("m", &["check", "--config", &name, "."]),
        ("m", &["check", "--baseline", &name, "."]),
        ("m", &["check", "--output", &format!("no/{name}"), "."]),
        ("m", &["check", "--goroot", &name, "."]),
        ("m", &["check", "--goos", &name, "."]),
        ("m", &["check", "--new-from", &name, "."]),
        ("m", &["check", "--stdin-filename", &name, "."]),
        ("m", &["compare", &name, "."]),
        ("m", &["compare", "--go", &format!("./{name}"), "."]),
        ("m", &["explain", &format!("{name}.go:1")]),
        ("m", &["graph", &name, "."]),
        ("m", &["layout", &name, "."]),
        ("m", &["rules", &name]),
        ("bad", &["check", "."]),
        ("bad", &["check", "--config", "toml", "."]),
        ("bad", &["check", "--baseline", &name, "."]),
        ("bad", &["check", &format!("./sub{HIDDEN}")]),
        ("bad", &["check", &format!("./sub{HIDDEN}/...")]),
    ] {
        let (status, out, err) = run(&tree, cwd, args);
        is_clean(&out);
        is_clean(&err);
        assert_ne!(err, "", "{args:?} {status:?}");
    }
}

/// What a program prints that is run for a comparison.
#[test]
fn what_the_go_command_says_is_shown() {
    let tree = tree();
    tree.write("go", format!("#!/bin/sh\necho 'wrong: {HIDDEN}' >&2\nexit 1\n"));
    super::executable(&tree.path("go"));
    let (status, _, err) = run(&tree, "m", &["compare", "--go", "../go", "."]);
    assert_eq!(status, Some(2));
    is_clean(&err);
    assert!(err.contains(&format!("\nwrong: {SHOWN}\n")), "{err}");
}

#[test]
fn programs_get_the_text_itself() {
    let tree = tree();
    let (_, out, _) = run(&tree, "m", &["check", "--format", "json", "."]);
    // Where JSON would let a character stand, it is escaped, which is the same text.
    is_clean(&out);
    let lines: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let path = format!("./a{HIDDEN}\nb.go");
    assert!(lines.iter().any(|line| line["path"] == *path), "{out}");
    assert!(lines.iter().any(|line| line["package"] == *format!("ex.com/m{HIDDEN}")), "{out}");
}

#[test]
fn gc_format_is_as_gc_has_it() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/größe\n\ngo 1.27\n"),
        (
            "m/日本.go",
            "package m\n\nvar sink any\n\nfunc größe() { sink = \"é\\u202e\\x1b λ\t\" }\n\n\
             //line ../ünï/x.go:9\nfunc λ() *int { x := 1; return &x }\n",
        ),
    ]);
    let (status, out, err) = run(&tree, "m", &["check", "-l", "--format", "gc"]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    let mut lines: Vec<&str> = out.lines().collect();
    lines.sort_unstable();
    let wanted = [
        "# ex.com/größe",
        "../ünï/x.go:9: moved to heap: x",
        "./日本.go:5:25: \"é\\u202e\\x1b λ\\t\" escapes to heap",
    ];
    assert_eq!(lines, wanted);
}

#[test]
fn colours_are_ours_alone() {
    let tree = tree();
    let mut command = goesc(&tree, "m", &["check", "--color", "always", "."]);
    command.env("TERM", "xterm");
    let (_, out, _) = told(command);
    let mut rest = out.as_str();
    while let Some(at) = rest.find('\u{1b}') {
        let sequence = &rest[at + 1..];
        let length = sequence.find('m').expect("the end of a sequence");
        let inner = sequence[..length].strip_prefix('[').expect("a colour");
        assert!(inner.chars().all(|c| c.is_ascii_digit() || c == ';'), "{inner:?}");
        rest = &sequence[length..];
    }
    is_clean(&out.replace('\u{1b}', ""));
}

/// What a label may do to a drawing.
#[test]
fn labels_of_drawings_are_quoted() {
    let text = "\\\\\\\"];x->y\\n%%{init:1}%%&#27;&x<b>|}`";
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("m/m.go", &format!("package m\n\nvar sink any\n\nfunc f() {{ sink = \"{text}\" }}\n")),
    ]);
    let (status, dot, _) = run(&tree, "m", &["graph", "f", "."]);
    assert_eq!(status, Some(0));
    assert!(dot.contains("%%{init:1}%%&amp;#27;&x<b>|}`"), "{dot}");
    for line in dot.lines() {
        // Each quote but those around a label is escaped, and so are backslashes.
        let bare = line.replace("\\\\", "").replace("\\\"", "");
        assert_eq!(bare.matches('"').count() % 2, 0, "{line}");
        assert!(!bare.contains('\\'), "{line}");
    }
    let (status, mermaid, _) = run(&tree, "m", &["graph", "--format", "mermaid", "f", "."]);
    assert_eq!(status, Some(0));
    assert!(
        !mermaid.contains("%%") && !mermaid.contains('`') && !mermaid.contains("<b>"),
        "{mermaid}"
    );
}
