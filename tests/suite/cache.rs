//! The cache of dependencies: the same output with and without it, cold and warm, whatever has
//! happened to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use serde_json::json;

use crate::common::Tree;
use crate::server::client::{Client, able};

/// A module with dependencies from the module cache, from a directory and from a workspace; their
/// generic functions are instantiated across packages.
fn tree() -> Tree {
    let list = "// Package list is generic.\npackage list\n\nimport \"sync\"\n\n\
        type List[T any] struct {\n\tmu    sync.Mutex\n\titems []T\n}\n\n\
        func (l *List[T]) Push(x T) *T {\n\tl.mu.Lock()\n\tdefer l.mu.Unlock()\n\
        \tl.items = append(l.items, x)\n\treturn &l.items[len(l.items)-1]\n}\n\n\
        func Box[T any](x T) *T {\n\treturn &x\n}\n";
    let deep = "package deep\n\ntype Node struct{ next *Node; V int }\n\n\
        func (n *Node) Next() *Node { return n.next }\n\nfunc Keep(n *Node) { kept = n }\n\n\
        func Drop(n *Node) { n.V++ }\n\nvar kept *Node\n";
    let middle = "package middle\n\nimport (\n\t\"ex.org/deep\"\n\t\"fmt\"\n)\n\n\
        func Print(n *deep.Node) string { return fmt.Sprint(n.V) }\n\n\
        func Pass(n *deep.Node) *deep.Node { deep.Drop(n); return n.Next() }\n";
    let main = "package m\n\nimport (\n\t\"ex.org/deep\"\n\t\"ex.org/list\"\n\t\"ex.org/middle\"\n\
        \t\"ex.com/other\"\n)\n\nfunc f(a, b, c *deep.Node) *deep.Node {\n\tdeep.Keep(a)\n\
        \tprintln(middle.Print(b))\n\treturn middle.Pass(c)\n}\n\n\
        func g(l *list.List[deep.Node]) *int {\n\tl.Push(deep.Node{V: 1})\n\
        \treturn list.Box(other.N)\n}\n";
    Tree::of(&[
        (
            "m/go.mod",
            "module ex.com/m\n\ngo 1.27\n\nrequire (\n\tex.org/deep v1.0.0\n\
             \tex.org/list v1.0.0\n\tex.org/middle v1.0.0\n)\n\n\
             replace ex.org/list => ../list\n",
        ),
        ("m/m.go", main),
        ("go.work", "go 1.27\n\nuse (\n\t./m\n\t./other\n)\n"),
        ("other/go.mod", "module ex.com/other\n\ngo 1.27\n"),
        ("other/o.go", "package other\n\nvar N int\n"),
        ("list/go.mod", "module ex.org/list\n\ngo 1.27\n"),
        ("list/list.go", list),
        ("mod/ex.org/deep@v1.0.0/go.mod", "module ex.org/deep\n\ngo 1.27\n"),
        ("mod/ex.org/deep@v1.0.0/deep.go", deep),
        (
            "mod/ex.org/middle@v1.0.0/go.mod",
            "module ex.org/middle\n\ngo 1.27\n\nrequire ex.org/deep v1.0.0\n",
        ),
        ("mod/ex.org/middle@v1.0.0/middle.go", middle),
    ])
}

/// A run of goesc in the module.
fn command(tree: &Tree, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.args(args).current_dir(tree.path("m")).env_clear();
    command.env("GOENV", "off").env("GOMODCACHE", tree.path("mod"));
    command.env("GOESC_CACHE", tree.path("cache"));
    command
}

fn text(output: Output) -> String {
    let Output { status, stdout, stderr } = output;
    assert!(status.success(), "{status}: {}", String::from_utf8_lossy(&stderr));
    format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr))
}

fn run(tree: &Tree, args: &[&str]) -> String {
    text(command(tree, args).output().expect("goesc runs"))
}

/// The files of the cache.
fn entries(tree: &Tree) -> Vec<PathBuf> {
    let below = |dir: PathBuf| {
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let mut files: Vec<PathBuf> = below(tree.path("cache")).into_iter().flat_map(below).collect();
    files.sort();
    files
}

const FORMS: [&[&str]; 5] = [
    &["check", "-l", "--format", "gc"],
    &["check", "-l", "--format", "gc", "-m", "2"],
    &["check", "-l", "--all"],
    &["explain", "m.go:16"],
    &["check", "--format", "gc"],
];

#[test]
fn the_same_cold_and_warm() {
    let tree = tree();
    for form in FORMS {
        let _ = fs::remove_dir_all(tree.path("cache"));
        let without = run(&tree, &[form, &["--no-cache"]].concat());
        assert!(entries(&tree).is_empty());
        assert!(without.contains("m.go"), "{without}");
        assert_eq!(run(&tree, form), without);
        assert_eq!(entries(&tree).len(), 4, "{form:?}");
        assert_eq!(run(&tree, form), without);
    }
    // Dependencies are compiled with inlining, whether the packages named are or not.
    assert!(run(&tree, FORMS[4]).contains("./m.go:13:20: inlining call to middle.Pass\n"));
    let before = entries(&tree);
    let out = run(&tree, FORMS[0]);
    assert_eq!(entries(&tree), before);
    for line in [
        "./m.go:10:8: leaking param: a\n",
        "./m.go:10:11: b does not escape\n",
        "./m.go:10:14: leaking param: c to result ~r0 level=1\n",
        "list.go:18:17: moved to heap: list.x\n",
    ] {
        assert!(out.contains(line), "{line}{out}");
    }
}

#[test]
fn a_change_of_a_dependency_is_seen() {
    let tree = tree();
    run(&tree, FORMS[0]);
    let path = "mod/ex.org/deep@v1.0.0/deep.go";
    let changed = fs::read_to_string(tree.path(path)).expect("a file").replace("n.V++", "kept = n");
    tree.write(path, changed);
    let out = run(&tree, FORMS[0]);
    assert_eq!(out, run(&tree, &[FORMS[0], &["--no-cache"]].concat()));
    assert!(out.contains("./m.go:10:14: leaking param: c\n"), "{out}");
    // What imports it has other summaries now, too.
    assert_eq!(entries(&tree).len(), 6);
    // Another target, and the same under a directory as patterns name it.
    let args = [FORMS[0], &["--goos", "windows", "--goarch", "amd64"]].concat();
    run(&tree, &args);
    assert_eq!(entries(&tree).len(), 10);
}

/// When each file of the cache was written.
fn written(tree: &Tree) -> Vec<(PathBuf, SystemTime)> {
    let time = |file: &PathBuf| fs::metadata(file).and_then(|data| data.modified());
    entries(tree).into_iter().map(|file| (file.clone(), time(&file).expect("a time"))).collect()
}

#[test]
fn a_comment_leaves_importers_as_they_are() {
    let path = "mod/ex.org/deep@v1.0.0/deep.go";
    for form in FORMS {
        let tree = tree();
        run(&tree, form);
        let before = written(&tree);
        let text = fs::read_to_string(tree.path(path)).expect("a file");
        tree.write(path, format!("// Package deep is at the bottom.\n\n{text}"));
        let out = run(&tree, form);
        // What stands in deep stands two lines below now, in reasons, too.
        assert_eq!(out, run(&tree, &[form, &["--no-cache"]].concat()), "{form:?}");
        // Deep has a new summary. It means the same, so that of middle is as it was: it was taken,
        // or else it would have been written again.
        let after = written(&tree);
        assert_eq!(after.len(), before.len() + 1, "{form:?}");
        assert!(before.iter().all(|entry| after.contains(entry)), "{form:?}");
    }
}

#[test]
fn a_body_is_part_of_what_a_package_means() {
    let tree = tree();
    run(&tree, FORMS[4]);
    let path = "mod/ex.org/deep@v1.0.0/deep.go";
    let text = fs::read_to_string(tree.path(path)).expect("a file");
    // It can be inlined, into middle as well.
    tree.write(path, text.replace("return n.next", "println(n); return n.next"));
    let out = run(&tree, FORMS[4]);
    assert_eq!(out, run(&tree, &[FORMS[4], &["--no-cache"]].concat()));
    assert_eq!(entries(&tree).len(), 6);
}

#[test]
fn what_is_damaged_or_gone_is_made_anew() {
    let tree = tree();
    let wanted = run(&tree, FORMS[0]);
    let files = entries(&tree);
    for (i, file) in files.iter().enumerate() {
        let whole = fs::read(file).expect("an entry");
        let mut damaged = whole.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        fs::write(file, damaged).expect("an entry");
        fs::remove_file(&files[(i + 1) % files.len()]).expect("an entry");
        assert_eq!(run(&tree, FORMS[0]), wanted);
        assert_eq!(fs::read(file).expect("an entry"), whole);
        assert_eq!(entries(&tree), files);
    }
}

#[test]
fn several_at_once() {
    let tree = tree();
    let wanted = run(&tree, &[FORMS[0], &["--no-cache"]].concat());
    let children: Vec<_> = (0..8)
        .map(|_| {
            let mut command = command(&tree, FORMS[0]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("goesc runs")
        })
        .collect();
    for child in children {
        assert_eq!(text(child.wait_with_output().expect("its output")), wanted);
    }
    assert_eq!(entries(&tree).len(), 4);
}

#[test]
fn errors_and_missing_imports_are_not_kept() {
    let tree = tree();
    tree.write("mod/ex.org/deep@v1.0.0/more.go", "package deep\n\nimport _ \"ex.org/nowhere\"\n");
    let cold = run(&tree, FORMS[0]);
    // Neither deep nor middle, which imports it.
    assert_eq!(entries(&tree).len(), 2);
    assert_eq!(run(&tree, FORMS[0]), cold);
    assert_eq!(run(&tree, &[FORMS[0], &["--no-cache"]].concat()), cold);
    assert!(cold.contains("could not import ex.org/nowhere"), "{cold}");
}

#[test]
fn where_it_is() {
    let tree = tree();
    let run_with = |name: &str, value: PathBuf| {
        let mut command = command(&tree, FORMS[0]);
        command.env_remove("GOESC_CACHE").env(name, value);
        text(command.output().expect("goesc runs"))
    };
    let wanted = run(&tree, &[FORMS[0], &["--no-cache"]].concat());
    assert_eq!(run_with("GOESC_CACHE", "off".into()), wanted);
    assert_eq!(run_with("NOTHING", "".into()), wanted);
    // It can't be written.
    assert_eq!(run_with("GOESC_CACHE", tree.path("m/m.go")), wanted);
    if cfg!(target_os = "linux") {
        assert_eq!(run_with("HOME", tree.path("home")), wanted);
        assert!(tree.path("home/.cache/goesc").is_dir());
        assert_eq!(run_with("XDG_CACHE_HOME", tree.path("xdg")), wanted);
        assert!(tree.path("xdg/goesc").is_dir());
    }
}

/// A server that began with an empty cache has filled it, and goes on with what it knows itself: what it says
/// of an edited text is what it said.
#[test]
fn what_a_server_put_there_changes_nothing_for_it() {
    let tree = tree();
    let mut client = Client::start(Path::new(env!("CARGO_BIN_EXE_goesc")), |server| {
        server.current_dir(tree.path("m")).env_clear().env("GOENV", "off");
        server.env("GOMODCACHE", tree.path("mod")).env("GOESC_CACHE", tree.path("cache"));
    });
    client.initialize(&[&tree.path("m")], &able(), &json!({ "diagnostics": { "show": "all" } }));
    let text = fs::read_to_string(tree.path("m/m.go")).expect("a file");
    let uri = client.open(&tree.path("m/m.go"), 0, &text);
    let first = client.diagnostics(&uri, 0);
    assert!(!first.is_empty());
    let end = json!({ "line": text.lines().count(), "character": 0 });
    let more = json!([{ "range": { "start": end, "end": end }, "text": "// more\n" }]);
    for version in 1..4 {
        client.change(&uri, version, more.clone());
        assert_eq!(client.diagnostics(&uri, i64::from(version)), first, "version {version}");
    }
    // A dependency that was open, and isn't any more.
    let other = fs::read_to_string(tree.path("other/o.go")).expect("a file");
    let of_other = client.open(&tree.path("other/o.go"), 0, &other);
    client.diagnostics(&of_other, 0);
    client.close(&of_other);
    client.change(&uri, 4, more);
    assert_eq!(client.diagnostics(&uri, 4), first);
    client.shut_down();
}
