//! How the program behaves towards people: at a terminal, with what they mistype, and in documents for
//! their programs.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::common::Tree;
use crate::schema;

fn command(tree: &Tree, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.args(args).current_dir(tree.path("m")).env_clear();
    command.env("GOENV", "off").env("GOPATH", tree.path("gopath"));
    command
}

fn run(tree: &Tree, args: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command(tree, args).output().expect("goesc ran");
    let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
    (status.code(), text(stdout), text(stderr))
}

fn module(files: &[(&str, &str)]) -> Tree {
    let tree = Tree::of(&[("m/go.mod", "module ex.com/m\n\ngo 1.27\n")]);
    for (path, text) in files {
        tree.write(&format!("m/{path}"), text);
    }
    tree
}

/// A function whose variable is moved to the heap.
const MOVED: &str = "package m\n\nfunc f() *int {\n\tu := 1\n\tv := &u\n\treturn v\n}\n";

#[cfg(unix)]
mod at_a_terminal {
    use std::fs::File;
    use std::io::Read;

    use nix::pty::{Winsize, openpty};
    use unicode_width::UnicodeWidthStr;

    use super::*;

    /// Runs goesc at a terminal of so many columns, and gives what is shown there.
    fn shown(tree: &Tree, columns: u16, args: &[&str], variables: &[(&str, &str)]) -> String {
        let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        let terminal = openpty(Some(&size), None).expect("a terminal");
        let end = || File::from(terminal.slave.try_clone().expect("a descriptor"));
        let mut command = command(tree, args);
        command.env("TERM", "xterm").envs(variables.iter().copied());
        command.stdin(end()).stdout(end()).stderr(end());
        let mut child = command.spawn().expect("goesc was started");
        drop(command);
        drop(terminal.slave);
        let mut bytes = Vec::new();
        let mut master = File::from(terminal.master);
        let mut part = [0; 4096];
        // Where all others have closed it, reading fails.
        while let Ok(length @ 1..) = master.read(&mut part) {
            bytes.extend_from_slice(&part[..length]);
        }
        child.wait().expect("goesc ended");
        String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n")
    }

    /// Text without colours.
    fn plain(text: &str) -> String {
        let mut parts = text.split("\x1b[");
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            plain.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
        }
        plain
    }

    #[test]
    fn colour_is_as_the_environment_says() {
        let tree = module(&[("m.go", MOVED)]);
        let is_coloured = |text: String| text.contains("\x1b[");
        for args in [&["check"][..], &["explain", "m.go:4"], &["rules", "map-store"]] {
            for (variables, wanted) in [
                (&[][..], true),
                (&[("NO_COLOR", "1")], false),
                (&[("NO_COLOR", "")], true),
                (&[("CLICOLOR", "0")], false),
                (&[("TERM", "dumb")], false),
                (&[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")], true),
                (&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
            ] {
                let text = shown(&tree, 100, args, variables);
                assert_eq!(is_coloured(text), wanted, "{args:?} {variables:?}");
            }
            let piped = |variables: &[(&str, &str)], color: &str| {
                let args = [args, &["--color", color]].concat();
                let mut command = command(&tree, &args);
                let output = command.envs(variables.iter().copied()).output().expect("it ran");
                is_coloured(String::from_utf8(output.stdout).expect("UTF-8"))
            };
            assert!(!piped(&[], "auto") && !piped(&[("TERM", "xterm")], "auto"), "{args:?}");
            assert!(piped(&[("CLICOLOR_FORCE", "1")], "auto"), "{args:?}");
            assert!(piped(&[("NO_COLOR", "1")], "always"), "{args:?}");
            assert!(!piped(&[("CLICOLOR_FORCE", "1")], "never"), "{args:?}");
        }
    }

    /// One line of 200 functions, as generators and minifiers write them.
    fn minified() -> String {
        let mut line = String::from("package m; type T struct{ a, b int }; ");
        for number in 0..200 {
            line.push_str(&format!("func f{number}() *T {{ return &T{{{number}, 1}} }}; "));
        }
        line + "\n"
    }

    #[test]
    fn what_has_no_room_beside_the_mark_stands_below() {
        let text = "package m

type T struct{ n [4]int }

func Do(m map[string]*T) {
\tm[\"name\"] = &T{n: [4]int{1, 2, 3, 4}}
}
";
        let tree = module(&[("m.go", text)]);
        let label = "32 bytes: stored in a map";
        for (columns, is_below) in [(60, true), (132, false)] {
            let text = plain(&shown(&tree, columns, &["check"], &[]));
            let wide = text.lines().find(|line| line.width() > usize::from(columns));
            assert_eq!(wide, None, "{columns}");
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(label), "{text}");
            assert_eq!(words.contains(&format!("= {label}")), is_below, "{text}");
        }
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let tree = module(&[("m.go", &minified())]);
        for columns in [60, 80, 132] {
            let text = plain(&shown(&tree, columns, &["check", "--sort", "place", "--all"], &[]));
            let wide = text.lines().find(|line| line.width() > usize::from(columns));
            assert_eq!(wide, None, "{columns}");
            let lines: Vec<&str> = text.lines().collect();
            let mut marked = 0;
            for (number, line) in lines.iter().enumerate() {
                let Some(mark) = line.find("^^^^") else { continue };
                let before = line[..mark].width();
                let under = line[mark..].chars().take_while(|c| *c == '^').count();
                let source = lines[number - 1];
                let at = source.char_indices().nth(before).map_or(source.len(), |(at, _)| at);
                let token: String = source[at..].chars().take(under).collect();
                if line.contains("16 bytes") {
                    assert!(token.starts_with("&T{") && token.ends_with('}'), "{source}\n{line}");
                    marked += 1;
                }
            }
            // Where no column is printed, what follows on the line counts as the same place.
            assert!(marked >= 5, "{marked}\n{text}");
        }
        // What goes elsewhere is whole.
        let (_, out, _) = run(&tree, &["check", "--sort", "place"]);
        assert!(out.lines().any(|line| line.width() > 5000), "{out}");
        let text = plain(&shown(&tree, 80, &["explain", "m.go:1:6019"], &[]));
        assert!(text.is_empty() || text.lines().all(|line| line.width() <= 80), "{text}");
    }

    #[test]
    fn messages_are_wrapped() {
        let tree = module(&[
            ("m.go", MOVED),
            (
                "broken.go",
                "package m\n\nvar x = map[string]map[string]int{}.\
            anUndefinedMethodWithAVeryLongName\n",
            ),
        ]);
        for args in [&["check"][..], &["explain", "m.go:4"], &["rules", "map-store"]] {
            let text = plain(&shown(&tree, 60, args, &[]));
            assert!(text.lines().count() > 5, "{args:?}\n{text}");
            let wide = text.lines().find(|line| line.width() > 60 && line.contains(' '));
            let wide = wide.filter(|line| !line.contains("anUndefined"));
            assert_eq!(wide, None, "{args:?}");
        }
        // Errors of the command line, too.
        let text =
            shown(&tree, 60, &["check", "./a-directory-with-a-name/that-nobody/has-made"], &[]);
        assert!(text.lines().all(|line| line.width() <= 70), "{text}");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let text = "package m\n\nfunc f() (string, *int) {\n\ts, x := \"日本語\", new(int); return s, x\n}\n";
        let tree = module(&[("m.go", text)]);
        for args in [&["check"][..], &["explain", "m.go:4"]] {
            let text = plain(&shown(&tree, 100, args, &[]));
            let lines: Vec<&str> = text.lines().collect();
            let mark = lines.iter().position(|line| line.contains('^')).expect("a mark");
            let before = lines[mark][..lines[mark].find('^').expect("a mark")].width();
            let source = lines[mark - 1];
            let at = source.find("new(").expect("the expression");
            let at = [source[..at].width(), source[..at + 3].width()];
            assert!(at.contains(&before), "{args:?}\n{text}");
        }
    }
}

#[test]
fn a_line_that_is_passed_on_the_way_is_explained() {
    let tree = module(&[("m.go", MOVED)]);
    let (status, out, err) = run(&tree, &["explain", "m.go:5"]);
    assert_eq!(status, Some(0), "{err}");
    assert_eq!(err, "goesc: m.go:5 is on the way of what is found at ./m.go:4:2:\n");
    let at_itself = run(&tree, &["explain", "m.go:4"]);
    assert_eq!(out, at_itself.1);
    // Each line of the source once.
    for line in ["\tu := 1", "\tv := &u", "\treturn v"] {
        assert_eq!(out.matches(&format!("| {line}\n")).count(), 1, "{line}\n{out}");
    }
    let way = "    5 | \tv := &u\n      | \t     ^ its address is taken: &u\n      | \t  ^ it is assigned: v := &u\n";
    assert!(out.contains(way), "{out}");
    let (status, _, err) = run(&tree, &["explain", "m.go:1"]);
    assert_eq!((status, err.as_str()), (Some(2), "goesc: nothing is said about m.go:1\n"));
}

#[test]
fn files_of_other_builds_are_told() {
    let body = MOVED.trim_start_matches("package m");
    let constrained = |line: &str| format!("//go:build {line}\n\npackage m{body}");
    let tree = module(&[
        ("m.go", "package m\n"),
        ("m_test.go", MOVED),
        ("m_windows.go", MOVED),
        ("m_arm64.go", MOVED),
        ("m_windows_arm64.go", MOVED),
        ("_m.go", MOVED),
    ]);
    tree.write("m/tagged.go", constrained("special"));
    tree.write("m/other.go", constrained("darwin"));
    tree.write("m/same.go", constrained("linux || darwin"));
    let options = ["--goos", "linux", "--goarch", "amd64"];
    for (file, line, why) in [
        ("m_test.go", 4, "it is a test, which --tests takes in"),
        ("m_windows.go", 4, "it is of builds for windows: --goos windows"),
        ("m_arm64.go", 4, "it is of builds for arm64: --goarch arm64"),
        (
            "m_windows_arm64.go",
            4,
            "it is of builds for windows/arm64: --goos windows --goarch arm64",
        ),
        ("tagged.go", 6, "its build constraint asks for other tags: --tags"),
        ("other.go", 6, "it is of builds for darwin: --goos darwin"),
        ("_m.go", 4, "names that begin with _ or . are of no build"),
    ] {
        let place = format!("{file}:{line}");
        let args = [&["explain", &place][..], &options].concat();
        let (status, out, err) = run(&tree, &args);
        assert_eq!(status, Some(0), "{file}: {err}");
        let told = format!(
            "goesc: warning: {file} is left out of its package, and looked at alone: {why}\n"
        );
        assert_eq!(err, told, "{file}");
        assert!(out.contains("moved to heap: u"), "{file}: {out}");
    }
    for args in [&["explain", "same.go:6"][..], &["explain", "--tests", "m_test.go:4"]] {
        let (_, _, err) = run(&tree, &[args, &options].concat());
        assert!(!err.contains("left out"), "{args:?}: {err}");
    }
}

#[test]
fn what_is_mistyped_is_guessed() {
    let tree = module(&[("m.go", MOVED), ("orders/o.go", "package orders\n")]);
    for (args, told) in [
        (&["check", "./ordres"][..], "./ordres: no such file or directory (there is ./orders)"),
        (&["check", "./ordres/..."], "./ordres/...: no such file or directory (there is ./orders)"),
        (&["check", "./nothing"], "./nothing: no such file or directory"),
        (
            &["check", "m.gp"],
            "cannot find package m.gp: no required module provides it (there is m.go)",
        ),
        (
            &["check", "std"],
            "cannot find package std: no GOROOT is known; --goroot DIR names a Go tree, with the source of std",
        ),
        (
            &["check", "-gcflags=-m", "."],
            "gc's flags are given without -gcflags: goesc check -l for -gcflags=-l, --format gc -m 2 for -gcflags=-m=2",
        ),
    ] {
        let (status, _, err) = run(&tree, args);
        assert_eq!(
            (status, err.as_str()),
            (Some(2), format!("goesc: {told}\n").as_str()),
            "{args:?}"
        );
    }
    let (status, _, err) = run(&tree, &["check", "-m", "./orders"]);
    assert_eq!(status, Some(2));
    assert!(err.contains("-m is followed by 1 or 2, as in: goesc check -m 2 ./..."), "{err}");
}

#[test]
fn a_dash_is_standard_output() {
    let tree = module(&[("m.go", MOVED)]);
    let (_, wanted, _) = run(&tree, &["check", "--format", "json"]);
    let (status, out, err) = run(&tree, &["check", "--format", "json", "-o", "-"]);
    assert_eq!((status, out, err.as_str()), (Some(0), wanted, ""));
    assert!(!tree.path("m/-").exists());
    let (status, _, err) = run(&tree, &["check", "--format", "html", "-o", "-"]);
    assert_eq!(status, Some(2));
    assert!(err.contains("needs a directory"), "{err}");
}

#[test]
fn help_has_examples_and_a_heading_for_packages() {
    let tree = module(&[("m.go", MOVED)]);
    for command in ["check", "explain", "graph"] {
        let (_, out, _) = run(&tree, &[command, "--help"]);
        let packages = out.split("\nPackages:\n").nth(1).unwrap_or_default();
        assert!(packages.trim_start().starts_with("[PATTERN]..."), "{command}\n{out}");
        assert!(out.contains("\nExamples:\n  goesc "), "{command}\n{out}");
    }
    let (_, out, _) = run(&tree, &["--version"]);
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(out, format!("goesc {version} (predicts Go 1.27)\n"));
}

const GENERIC: &str = "package m

type Map[K comparable, V any] struct{ m map[K]V }

func (m *Map[K, V]) Put(k K, v V) *V {
	m.m[k] = v
	return &v
}

func Map2[T any](x T) *T { return &x }

type A struct{}
type B struct{}

func (A) Name() *int  { x := 1; return &x }
func (*B) Name() *int { x := 1; return &x }

func value(n int) *int { return new(n + 1) }

func use(a Map[string, int], b Map[int, string]) {
	a.Put(\"a\", 1)
	b.Put(1, \"x\")
	Map2(1)
	Map2(\"\")
}
";

#[test]
fn functions_of_graphs_are_named_as_people_do() {
    let tree = module(&[("m.go", GENERIC)]);
    for name in ["(*Map[...]).Put", "(*Map).Put", "Map.Put", "Put", "Map2", "Map2[...]", "B.Name"] {
        let (status, out, err) = run(&tree, &["graph", name]);
        assert_eq!(status, Some(0), "{name}");
        assert_eq!(
            err.contains("in other instances values flow in other ways"),
            name.contains("Put")
        );
        assert!(out.starts_with("digraph "), "{name}\n{out}");
        assert!(!out.contains(".dict") && !out.contains("temporary"), "{name}\n{out}");
    }
    let (status, out, err) = run(&tree, &["graph", "Name"]);
    assert_eq!((status, out.as_str()), (Some(2), ""));
    assert!(err.starts_with("goesc: several functions are called Name:\n"), "{err}");
    assert!(err.contains("\n  A.Name\n") && err.contains("\n  (*B).Name\n"), "{err}");
    let (_, out, _) = run(&tree, &["graph", "value"]);
    assert!(out.contains("label=\"new(n + 1)\"") && !out.contains(".autotmp_"), "{out}");
}

#[test]
fn a_new_expression_has_its_own_name() {
    let tree = module(&[("m.go", GENERIC)]);
    for args in [&["check", "-l"][..], &["explain", "m.go:18"], &["check", "--format", "concise"]] {
        let (_, out, _) = run(&tree, args);
        assert!(out.contains("new(n + 1) escapes to heap"), "{args:?}\n{out}");
        assert!(!out.contains(".autotmp_"), "{args:?}\n{out}");
    }
    // What gc prints stays.
    let (_, out, _) = run(&tree, &["check", "--format", "gc"]);
    assert!(out.contains("moved to heap: .autotmp_"), "{out}");
}

#[test]
fn types_are_named_as_the_package_names_them() {
    let text = "package m\n\nimport (\n\th \"net/http\"\n\t\"net/url\"\n)\n\ntype T struct{ u url.URL }\n\nvar _ h.Header\n";
    let tree = module(&[("m.go", text)]);
    let size = |ty: &str, rest: &[&str]| {
        let (status, out, err) = run(&tree, &[&["layout", ty][..], rest].concat());
        assert_eq!((status, err.as_str()), (Some(0), ""), "{ty}");
        let first = out.lines().next().unwrap_or_default().to_owned();
        first.split_once(": ").map(|(_, size)| size.to_owned()).unwrap_or_default()
    };
    assert_eq!(size("h.Request", &["."]), size("net/http.Request", &[]));
    assert_eq!(size("url.URL", &["."]), size("net/url.URL", &[]));
    assert_eq!(size("m.T", &["."]), size("T", &["."]));
    for ty in
        ["map[string", "T; var goescLayout int", "struct{ a goescLayout }", "x y", "goescLayout"]
    {
        let (status, _, err) = run(&tree, &["layout", ty, "."]);
        assert_eq!(status, Some(2), "{ty}");
        assert!(!err.contains("goesc0") && !err.contains("zz_goesc"), "{ty}: {err}");
        assert!(!err.contains("syntax error"), "{ty}: {err}");
    }
}

/// A document, which is one line.
fn document(tree: &Tree, args: &[&str]) -> Value {
    let (status, out, err) = run(tree, args);
    assert_eq!(status, Some(0), "{args:?}: {err}");
    assert_eq!(out.lines().count(), 1, "{args:?}: {out}");
    serde_json::from_str(&out).expect("JSON")
}

#[test]
fn documents_are_as_their_schemas_say() {
    const TEST: &str = "manners::documents_are_as_their_schemas_say";
    let held = "package m\n\ntype T struct{ p *int }\n\nfunc f() *T {\n\tx := 1\n\tt := &T{\n\t\tp: &x,\n\t}\n\treturn t\n}\n";
    let tree = module(&[("m.go", GENERIC), ("held/h.go", held)]);
    let mut all: Vec<(&str, Vec<Value>)> = Vec::new();

    let rules = document(&tree, &["rules", "--json"]);
    assert!(rules["rules"].as_array().is_some_and(|rules| rules.len() > 20));
    let one = document(&tree, &["rules", "--json", "map-store"]);
    assert_eq!(one["rules"][0]["name"], "map-store");
    all.push(("schema/rules-1.json", vec![rules, one]));

    let explained = document(&tree, &["explain", "--json", "held/h.go:6"]);
    let told = &explained["explanations"][0];
    assert_eq!(told["finding"]["message"], "moved to heap: x");
    assert_eq!(told["holders"][0]["message"], "&T{...} escapes to heap");
    assert_eq!(told["finding"]["fingerprint"].as_str().map(str::is_empty), Some(false));
    let passed = document(&tree, &["explain", "--json", "held/h.go:8"]);
    assert_eq!(passed["explanations"][0]["finding"]["message"], "moved to heap: x");
    all.push(("schema/explain-1.json", vec![explained, passed]));

    let graph = document(&tree, &["graph", "--json", "Put"]);
    assert!(graph["nodes"].as_array().is_some_and(|nodes| nodes.len() > 3));
    let value = document(&tree, &["graph", "--json", "value"]);
    let is_new = |node: &&Value| node["label"] == "new(n + 1)" && node["kind"] == "escapes";
    assert!(value["nodes"].as_array().is_some_and(|nodes| nodes.iter().find(is_new).is_some()));
    all.push(("schema/graph-1.json", vec![graph, value]));

    let types = [
        "struct{ a int8; b *int; error }",
        "map[string][200]byte",
        "[3]int",
        "[]string",
        "*int",
        "any",
        "chan int",
        "int",
        "func()",
        "[20000000]int",
    ];
    let mut layouts: Vec<Value> =
        types.iter().map(|ty| document(&tree, &["layout", "--json", ty])).collect();
    layouts.push(document(&tree, &["layout", "--json", "--go", "1.23", "map[int]int8"]));
    assert_eq!(layouts[0]["fields"][1]["offset"], 8);
    assert_eq!(layouts[1]["element"]["allocatedSize"], 200);
    all.push(("schema/layout-1.json", layouts));

    for (path, documents) in all {
        schema::assert_valid(TEST, path, &documents);
        for document in &documents {
            assert_eq!(document["version"], 1, "{path}");
        }
        let mut unknown = documents[0].clone();
        unknown["unknown"] = Value::Bool(true);
        schema::assert_invalid(TEST, path, unknown);
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists());
    }
}
