//! `goesc unit`: one package an action, for build systems.

mod action;
mod bazel;
mod worker;

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::common::Tree;
use action::{Actions, Answer, Package};

const A: Package<'_> = Package { path: "ex.com/m/a", files: &["a/a.go"], imports: &[] };
const B: Package<'_> = Package { path: "ex.com/m/b", files: &["b/b.go"], imports: &["ex.com/m/a"] };
const C: Package<'_> = Package { path: "ex.com/m/c", files: &["c/c.go"], imports: &["ex.com/m/b"] };
const D: Package<'_> = Package {
    path: "ex.com/m/d",
    files: &["d/d.go", "d/d_windows.go", "d/d_off.go"],
    imports: &["ex.com/m/c"],
};
const X: Package<'_> =
    Package { path: "ex.com/m/cmd/x", files: &["cmd/x/main.go"], imports: &["ex.com/m/d"] };
const ROOT: Package<'_> =
    Package { path: "ex.com/m", files: &["m.go"], imports: &["ex.com/m/a", "ex.com/m/c"] };

/// A module in which d uses what c has from b, which has it from a; with files that the build leaves
/// out, and a package at its root.
fn module() -> Tree {
    let tree = crate::vet::module();
    tree.write("m/d/d_windows.go", "package d\n\nvar here = 1\n");
    tree.write("m/d/d_off.go", "//go:build !linux\n\npackage d\n\nvar here = 2\n");
    tree.write(
        "m/m.go",
        "package m\n\nimport (\n\t\"ex.com/m/a\"\n\t\"ex.com/m/c\"\n)\n\n\
         func Pair(n int) (*int, int) { return a.New(n), c.Use(n) }\n\n\
         func Strings() *string { return a.New(\"x\") }\n\n\
         func Hidden() *int { return new(int) } //nolint:goesc // meant\n",
    );
    tree
}

/// The lines of JSON as a set, without what only those know who have the text of all packages: all of
/// an expression in another package, the way to an allocation there, and the calls that code was
/// inlined into.
fn lines(json: &str) -> BTreeSet<String> {
    let line = |line: &str| {
        let mut value: Value = serde_json::from_str(line).expect("JSON");
        let dir = value["package"].as_str().and_then(|path| path.strip_prefix("ex.com/m"));
        let dir = dir.expect("a package").trim_start_matches('/').to_owned();
        let path = value["path"].as_str().expect("a path").trim_start_matches("./").to_owned();
        let object = value.as_object_mut().expect("an object");
        if path.rsplit_once('/').map_or("", |(dir, _)| dir) != dir {
            object.remove("range");
        }
        object.remove("group");
        if object["type"] == "complaint" && object["topic"] == "noalloc" {
            object.remove("steps");
        }
        value.to_string()
    };
    json.lines().map(line).collect()
}

/// What `goesc check` says of the tree, in a format.
fn checked(tree: &Tree, format: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.args(["check", "--no-cache", "--format", format, "--goos", "linux", "--goarch"]);
    command.args(["amd64", "./..."]).current_dir(tree.path("m")).env_clear();
    command.env("GOENV", "off").env("GOROOT", tree.path("none")).env("CGO_ENABLED", "0");
    let output = command.output().expect("goesc was started");
    assert_eq!(output.status.code(), Some(1), "an assertion is violated");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The rule, the line and the text of each result of SARIF.
fn results(sarif: &str) -> BTreeSet<String> {
    let document: Value = serde_json::from_str(sarif).expect("JSON");
    let results = document["runs"][0]["results"].as_array().expect("results");
    let place = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"];
        let (uri, region) = (&place["artifactLocation"], &place["region"]);
        // Columns are those of UTF-16, which only the text tells.
        let at = &region["startLine"];
        let prints = &result["partialFingerprints"];
        format!("{} {uri} {at} {} {prints}", result["ruleId"], result["message"]["text"])
    };
    results.iter().map(place).collect()
}

fn done(answer: Answer) -> Answer {
    assert_eq!((answer.status, answer.stderr.as_str()), (Some(0), ""));
    assert_eq!(answer.stdout, "");
    answer
}

#[test]
fn actions_tell_what_check_tells() {
    let (tree, work) = (module(), Tree::new());
    let mut actions = Actions::of(tree.path("m"), &work);
    let (mut json, mut sarif) = (BTreeSet::new(), BTreeSet::new());
    for package in [A, B, C, D, X, ROOT] {
        let answer = done(actions.run(&package, &["--exit-zero"]));
        json.extend(lines(&answer.json));
        sarif.extend(results(&answer.sarif));
        // It is all there is, and it says nothing of where it was made.
        let mut files: Vec<String> = package.files.iter().map(|file| (*file).to_owned()).collect();
        files.extend((0..package.imports.len()).map(|number| format!("in/{number}.facts")));
        files.extend(["out/.keep", "out/facts", "out/json", "out/sarif"].map(str::to_owned));
        files.sort();
        assert_eq!(answer.files, files);
        let root = work.root().to_str().expect("UTF-8");
        assert!(!String::from_utf8_lossy(&answer.facts).contains(root));
        assert!(!answer.json.contains(root) && !answer.sarif.contains(root));
    }
    let wanted = lines(&checked(&tree, "json"));
    assert!(wanted.len() > 40, "{}", wanted.len());
    assert_eq!(json, wanted);
    let wanted = results(&checked(&tree, "sarif"));
    assert!(wanted.len() > 5, "{}", wanted.len());
    assert_eq!(sarif, wanted);
}

#[test]
fn the_same_bytes_everywhere() {
    let (tree, one, other) = (module(), Tree::new(), Tree::new());
    let run = |work: &Tree| {
        let mut actions = Actions::of(tree.path("m"), work);
        let answers = [A, B, C, D].map(|package| {
            let answer = done(actions.run(&package, &["--exit-zero"]));
            // Directories have other names the second time.
            actions.prepare(&A, &[]);
            (answer.facts, answer.json, answer.sarif)
        });
        answers.to_vec()
    };
    let mut moved = Actions::of(tree.path("m"), &other);
    moved.prepare(&A, &[]);
    assert_eq!(run(&one), run(&other));
}

#[test]
fn what_is_forbidden_is_told_and_no_success() {
    let (tree, work) = (module(), Tree::new());
    let mut actions = Actions::of(tree.path("m"), &work);
    for package in [A, B, C] {
        done(actions.run(&package, &[]));
    }
    let answer = actions.run(&D, &[]);
    assert_eq!((answer.status, answer.stdout.as_str()), (Some(1), ""));
    assert!(answer.stderr.starts_with("d/d.go:10:"), "{}", answer.stderr);
    assert!(answer.stderr.contains("(noalloc)"), "{}", answer.stderr);
    // What others need is written nevertheless, and the same that is written without judgement.
    let alone = done(actions.run(&D, &["--summary-only"]));
    assert_eq!((alone.facts, alone.json.as_str()), (answer.facts, ""));
    // Levels are asked for, or are those of settings.
    assert_eq!(actions.run(&A, &["--fail-on", "hint"]).status, Some(1));
    tree.write("m/goesc.toml", "exclude = [\"a/\"]\nfail-on = \"hint\"\n");
    let with_settings = Package { files: &["b/b.go", "goesc.toml"], ..B };
    let (dir, mut args) = actions.prepare(&with_settings, &["--config", "goesc.toml"]);
    args.pop();
    let answer = run(&work, &dir, &args);
    assert_eq!(answer.0, Some(1), "{}", answer.1);
    assert!(!answer.1.contains("a/a.go"), "{}", answer.1);
}

#[test]
fn facts_are_the_same_whatever_is_asked() {
    // That it is for a goroutine or a deferred call that something is allocated, only reasons tell.
    let text = "package p\n\nfunc Go(n int) {\n\tx := n\n\tgo func() { x++; print(x) }()\n\tx++\n}\n\n\
        func Defer(n int) {\n\tfor i := range n {\n\t\tx := i\n\t\tdefer func() { x++; print(x) }()\n\
        \t}\n}\n";
    let (tree, work) = (Tree::of(&[("m/p/p.go", text)]), Tree::new());
    let mut actions = Actions::of(tree.path("m"), &work);
    let package = Package { path: "ex.com/m/p", files: &["p/p.go"], imports: &[] };
    let (dir, args) = actions.prepare(&package, &["--summary-only"]);
    assert_eq!(run(&work, &dir, &args), (Some(0), String::new()));
    let alone = actions.written(&dir).facts;
    assert_eq!(done(actions.run(&package, &[])).facts, alone);
    // Neither on who asks for nothing but a status.
    let (dir, mut args) = actions.prepare(&package, &["--summary-only"]);
    args.retain(|arg| arg != "--summary-only");
    assert_eq!(run(&work, &dir, &args), (Some(0), String::new()));
    assert_eq!(actions.written(&dir).facts, alone);
}

/// Runs an action that is prepared: the status, and what is said.
fn run(work: &Tree, dir: &str, args: &[String]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.arg("unit").args(args).current_dir(work.path(dir)).env_clear();
    let output = command.output().expect("goesc was started");
    (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
}

#[test]
fn arguments_come_from_files() {
    let (tree, work) = (module(), Tree::new());
    let mut actions = Actions::of(tree.path("m"), &work);
    let (dir, args) = actions.prepare(&A, &[]);
    work.write(&format!("{dir}/a.params"), args.join("\n"));
    assert_eq!(run(&work, &dir, &["@a.params".to_owned()]), (Some(0), String::new()));
    let from_file = actions.written(&dir);
    assert_eq!(from_file.facts, done(actions.run(&A, &[])).facts);
    let (status, said) = run(&work, &dir, &["@none.params".to_owned()]);
    assert_eq!(status, Some(2));
    assert!(said.contains("none.params: "), "{said}");
}

/// The facts of a package of these files.
fn facts_of(text: &str) -> Vec<u8> {
    let (tree, work) = (Tree::of(&[("m/p/p.go", text)]), Tree::new());
    let mut actions = Actions::of(tree.path("m"), &work);
    let package = Package { path: "ex.com/m/p", files: &["p/p.go"], imports: &[] };
    done(actions.run(&package, &[])).facts
}

#[test]
fn facts_change_when_an_importer_could_notice() {
    const TEXT: &str = "package p\n\nfunc Small(x *int) int { return *x }\n\n\
        func Of[T any](x T) *T { return &x }\n\n\
        func Large(xs []int, p *int) int {\n\tsum := 0\n\tfor range 3 {\n\t\tdefer work(xs)\n\t}\n\
        \tsum += *p\n\treturn sum\n}\n\n\
        func work(xs []int) { go print(len(xs)) }\n\ntype T struct{ n int }\n\nvar hidden = 1\n";
    let facts = facts_of(TEXT);
    let same = |from: &str, to: &str| {
        let text = TEXT.replace(from, to);
        assert_ne!(text, TEXT, "{from}");
        facts_of(&text) == facts
    };
    // Comments, wherever they move nothing that others may see.
    assert!(same("return *x }", "return *x } // the value"));
    assert!(same("\tsum := 0", "\t// The sum.\n\tsum := 0"));
    assert!(same("type T struct", "// T is a type.\ntype T struct"));
    assert!(same("package p\n", "package p // is small\n"));
    // Of a body, neither what stands in another file.
    let fields = |more: &str| {
        let of = "package p\n\nfunc Of[X any](x X) T[X] { return T[X]{it: x} }\n";
        let tree = Tree::of(&[("m/p/p.go", of)]);
        tree.write("m/p/t.go", format!("package p{more}\n\ntype T[X any] struct{{ it X }}\n"));
        let work = Tree::new();
        let mut actions = Actions::of(tree.path("m"), &work);
        let files = &["p/p.go", "p/t.go"];
        done(actions.run(&Package { path: "ex.com/m/p", files, imports: &[] }, &[])).facts
    };
    assert_eq!(fields(""), fields(" // of T"));
    // A body that isn't inlined, while tags stay as they are, and what isn't exported.
    assert!(same("sum += *p", "sum += *p * 2\n\tsum -= len(xs)"));
    assert!(same("var hidden = 1", "var hidden, more = 1, 2"));
    // Tags, bodies that are inlined or instantiated, types, and where they stand: findings name that.
    assert!(!same("sum += *p\n\treturn sum\n}", "kept = p\n\treturn sum\n}\n\nvar kept *int"));
    assert!(!same("return *x }", "return *x + 1 }"));
    assert!(!same("return &x }", "y := x; return &y }"));
    assert!(!same("{ n int }", "{ n int; M int }"));
    assert!(!same("package p\n", "package p\n\n// Small is small.\n"));
}

/// What is written is nothing that is read, and no two things are written to one place.
#[test]
fn outputs_are_files_of_their_own() {
    let (tree, work) = (module(), Tree::new());
    tree.write("m/goesc.toml", "baseline = \"known.txt\"\n");
    let mut actions = Actions::of(tree.path("m"), &work);
    let facts = done(actions.run(&A, &[])).facts;
    actions.hand_over(A.path, &facts);
    let ways: &[(&[&str], &str)] = &[
        (&["--summary", "b/b.go"], "--summary b/b.go: it is the same file as b/b.go"),
        (&["--json", "./b/../b/b.go"], "--json ./b/../b/b.go: it is the same file as b/b.go"),
        (&["--sarif", "link.go"], "--sarif link.go: it is the same file as b/b.go"),
        (&["--json", "dir/b.go"], "--json dir/b.go: it is the same file as b/b.go"),
        (&["--json", "in/0.facts"], "the same file as --import in/0.facts"),
        (&["--json", "out/x", "--sarif", "dir/../out/x"], "the same file as --json out/x"),
        (&["--json", "out/x", "--summary", "out/x"], "the same file as --summary out/x"),
        (
            &["--config", "goesc.toml", "--json", "goesc.toml"],
            "the same file as --config goesc.toml",
        ),
        (&["--config", "goesc.toml", "--json", "known.txt"], "the same file as baseline known.txt"),
        (&["--json", "args", "@args"], "the same file as @ args"),
    ];
    for (number, (more, what)) in ways.iter().enumerate() {
        let dir = format!("own-{number}");
        let write = |name: &str, bytes: &[u8]| work.write(&format!("{dir}/{name}"), bytes);
        let text = std::fs::read(tree.path("m/b/b.go")).expect("a file of the tree");
        write("b/b.go", &text);
        write("in/0.facts", &facts);
        write("goesc.toml", b"baseline = \"known.txt\"\n");
        write("known.txt", b"");
        write("args", b"--exit-zero\n");
        write("out/.keep", b"");
        let link = |target: &str, name: &str| {
            let path = work.path(&format!("{dir}/{name}"));
            std::os::unix::fs::symlink(target, path).expect("a link");
        };
        link("b/b.go", "link.go");
        link("b", "dir");
        let mut args = vec!["--goos", "linux", "--goarch", "amd64", "--importpath", B.path];
        args.extend(["--import", "ex.com/m/a=in/0.facts"]);
        args.extend(*more);
        args.push("b/b.go");
        let args: Vec<String> = args.into_iter().map(str::to_owned).collect();
        let (status, said) = run(&work, &dir, &args);
        assert_eq!(status, Some(2), "{more:?}: {said}");
        assert!(said.contains(what) && said.contains("nothing is written"), "{more:?}: {said}");
        assert_eq!(std::fs::read(work.path(&format!("{dir}/b/b.go"))).expect("it is there"), text);
        assert!(!work.path(&format!("{dir}/out/x")).exists(), "{more:?}");
    }
}

/// A summary is one of the package that the import means.
#[test]
fn a_summary_is_of_the_package_that_is_imported() {
    let (tree, work) = (module(), Tree::new());
    let mut actions = Actions::of(tree.path("m"), &work);
    let facts = |path: &'static str| {
        let work = Tree::new();
        let mut actions = Actions::of(tree.path("m"), &work);
        done(actions.run(&Package { path, ..A }, &[])).facts
    };
    let elsewhere = facts("ex.com/m/third_party/a");
    let vendored = facts("ex.com/app/vendor/ex.com/m/a");
    actions.hand_over(A.path, &elsewhere);
    let answer = actions.run(&B, &[]);
    assert_eq!(answer.status, Some(2), "{}", answer.stderr);
    let told = "--import ex.com/m/a: in/0.facts is the summary of ex.com/m/third_party/a";
    assert!(answer.stderr.contains(told), "{}", answer.stderr);
    assert_eq!((answer.facts.len(), answer.json.as_str()), (0, ""));
    actions.hand_over(A.path, &elsewhere);
    done(actions.run(&B, &["--importmap", "ex.com/m/a=ex.com/m/third_party/a"]));
    actions.hand_over(A.path, &vendored);
    done(actions.run(&B, &[]));
    let answer = actions.run(&B, &["--importmap", "ex.com/m/a=ex.com/m/third_party/a"]);
    assert_eq!(answer.status, Some(2), "{}", answer.stderr);
    let answer = actions.run(&B, &["--importmap", "ex.com/x=ex.com/y"]);
    assert!(answer.stderr.contains("--importmap ex.com/x: there is no --import of it"));
}

#[test]
fn what_is_wrong_is_said() {
    let (tree, work) = (module(), Tree::new());
    let mut actions = Actions::of(tree.path("m"), &work);
    let facts = done(actions.run(&A, &[])).facts;
    let fails = |actions: &mut Actions<'_>, package: &Package<'_>, more: &[&str], what: &str| {
        let answer = actions.run(package, more);
        assert_eq!(answer.status, Some(2), "{what}: {}", answer.stderr);
        assert!(answer.stderr.contains(what), "{what}: {}", answer.stderr);
        assert_eq!((answer.facts.len(), answer.json.as_str()), (0, ""), "{what}");
    };
    // Facts of another version, another build, and none at all.
    let mut other = facts.clone();
    other[8] += 1;
    actions.hand_over(A.path, &other);
    fails(&mut actions, &B, &[], "in/0.facts: facts about ex.com/m/a: ");
    fails(&mut actions, &B, &[], "another version of goesc");
    actions.hand_over(A.path, &facts);
    fails(&mut actions, &B, &["--tags", "x", "--arch-level", "v3"], "another build");
    actions.hand_over(A.path, &facts[..facts.len() / 2]);
    fails(&mut actions, &B, &[], "its checksum is wrong");
    actions.hand_over(A.path, b"not facts");
    fails(&mut actions, &B, &[], "no file of facts");
    // Arguments.
    actions.hand_over(A.path, &facts);
    let twice = ["--import", "ex.com/m/a=in/0.facts"];
    fails(&mut actions, &B, &twice, "handed over twice");
    fails(&mut actions, &B, &["--import", "x"], "--import");
    fails(&mut actions, &B, &["--fail-on", "new"], "--fail-on");
    fails(&mut actions, &B, &["--no-such-flag"], "--no-such-flag");
    fails(&mut actions, &B, &["--config", "none.toml"], "none.toml");
    fails(&mut actions, &B, &["--config", "../none.toml"], "../none.toml: files are named by");
    fails(&mut actions, &B, &["none.go"], "none.go");
    fails(&mut actions, &B, &["/etc/hosts.go"], "files are named by their paths");
    fails(&mut actions, &B, &["./b/b.go"], "b/b.go: it is named twice");
    fails(&mut actions, &Package { path: "", ..B }, &[], "--importpath");
    // The later of two that are the same counts.
    let other = Package { imports: &[], ..B };
    let newer = ["--lang", "1.99"];
    let (dir, mut args) = actions.prepare(&other, &newer);
    args.drain(4..6);
    let (status, said) = run(&work, &dir, &args);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("--lang 1.99: Go 1.27 knows none after 1.27"), "{said}");
    // What isn't known, and what is wrong with the source, is told, and is no failure.
    let mut actions = Actions::of(tree.path("m"), &work);
    let answer = actions.run(&B, &[]);
    assert_eq!(answer.status, Some(0));
    assert!(answer.stderr.contains("could not import ex.com/m/a"), "{}", answer.stderr);
    assert!(answer.json.contains("\"assumed\""), "{}", answer.json);
    tree.write(
        "m/a/a.go",
        "package a\n\nfunc New[V any](v V) *V { return &v }\n\nvar x int = \"\"\n",
    );
    let answer = actions.run(&A, &[]);
    assert_eq!(answer.status, Some(0));
    assert!(answer.stderr.starts_with("a/a.go:5:13: cannot use"), "{}", answer.stderr);
    assert!(answer.json.contains("\"type\":\"error\""), "{}", answer.json);
    let answer = actions.run(&B, &[]);
    assert!(answer.stderr.contains("could not import ex.com/m/a"), "{}", answer.stderr);
}
