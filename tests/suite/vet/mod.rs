//! `go vet -vettool=goesc`: actions one by one, and real go commands.

mod action;
mod go;

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::process::Command;
use std::sync::Arc;

use goesc::source::{Config, Environment, Overrides, Provider};
use goesc::summary::NoSummaries;
use goesc::summary::facts::{Facts, FactsProvider, KnownPackages};
use goesc::summary::frame::Key;
use goesc::symbol::Symbol;
use serde_json::json;

use crate::common::Tree;
use action::{Actions, Answer, Package, checked};

/// A module in which d uses what c has from b, which has it from a; with tests of the package, from
/// outside of it, and of a command.
pub fn module() -> Tree {
    Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.24\n"),
        (
            "m/a/a.go",
            "package a\n\ntype T struct{ n int }\n\nfunc (t *T) Add(x int) { t.n += x }\n\n\
             func (t *T) Grow(n int) []int { return make([]int, t.n+n) }\n\n\
             func Look(p *int) int { return *p + 1 }\n\n\
             var sink *int\n\nfunc Keep(p *int) { sink = p }\n\n\
             func Alloc(n int) []byte { return make([]byte, n) }\n\n\
             func New[V any](v V) *V { return &v }\n\n\
             type List[E any] struct{ items []E }\n\n\
             func (l *List[E]) Push(e E) { l.items = append(l.items, e) }\n\n\
             type unseen struct{ T }\n\nfunc Unseen() { _ = unseen{} }\n",
        ),
        (
            "m/b/b.go",
            "package b\n\nimport \"ex.com/m/a\"\n\n\
             func Make() *a.T {\n\tt := new(a.T)\n\tt.Add(2)\n\treturn t\n}\n\n\
             func Peek(p *int) int { return a.Look(p) }\n\n\
             func Grow(n int) []byte { return a.Alloc(n) }\n\n\
             func Boxed(n int) any { return a.New(n) }\n\n\
             type Box struct {\n\tT    *a.T\n\tList a.List[int]\n}\n\n\
             func (b Box) Get() *a.T { return b.T }\n",
        ),
        (
            "m/c/c.go",
            "package c\n\nimport \"ex.com/m/b\"\n\n\
             func Use(n int) int {\n\tt := b.Make()\n\tt.Add(n)\n\tx := n\n\
             \treturn b.Peek(&x) + len(b.Grow(n))\n}\n\n\
             func Pure(x int) int { return x + 1 }\n\n\
             func Box() b.Box { return b.Box{T: b.Make()} }\n",
        ),
        (
            "m/d/d.go",
            "package d\n\nimport (\n\t\"fmt\"\n\n\t\"ex.com/m/c\"\n)\n\n\
             //goesc:noalloc\nfunc Hot(n int) int { return c.Use(n) + c.Pure(n) }\n\n\
             //goesc:noalloc\nfunc Cold(n int) int { return c.Pure(n) }\n\n\
             //goesc:noescape\nfunc Kept() int {\n\tbox := c.Box()\n\tbox.Get().Add(3)\n\
             \tbox.List.Push(4)\n\treturn len(box.Get().Grow(1))\n}\n\n\
             func Say(x int) { fmt.Println(x) }\n",
        ),
        (
            "m/d/d_test.go",
            "package d\n\nimport \"testing\"\n\nfunc TestHot(t *testing.T) {\n\
             \t//goesc:noescape\n\tp := new(int)\n\tt.Log(p, Hot(1))\n}\n\n\
             func Exported(p *int) *int { return p }\n",
        ),
        (
            "m/d/x_test.go",
            "package d_test\n\nimport (\n\t\"testing\"\n\n\t\"ex.com/m/a\"\n\t\"ex.com/m/d\"\n)\n\n\
             //goesc:noescape\nfunc TestX(t *testing.T) {\n\tv := a.New(3)\n\tw := 4\n\
             \tt.Log(d.Hot(*v), *d.Exported(&w))\n}\n",
        ),
        (
            "m/cmd/x/main.go",
            "package main\n\nimport \"ex.com/m/d\"\n\nfunc main() { d.Say(2) }\n\n\
             type Kept struct{ p *int }\n\nfunc F(p *int) *Kept { return &Kept{p} }\n",
        ),
        (
            "m/cmd/x/x_test.go",
            "package main_test\n\nimport (\n\t\"testing\"\n\n\tx \"ex.com/m/cmd/x\"\n)\n\n\
             //goesc:noescape\nfunc TestF(t *testing.T) {\n\ty := 1\n\tt.Log(x.F(&y))\n}\n",
        ),
    ])
}

const A: Package<'_> =
    Package { id: "ex.com/m/a", dir: "m/a", files: &["a.go"], imports: &[], vetx_only: true };
const B: Package<'_> = Package {
    id: "ex.com/m/b",
    dir: "m/b",
    files: &["b.go"],
    imports: &[("ex.com/m/a", "ex.com/m/a")],
    vetx_only: true,
};
const C: Package<'_> = Package {
    id: "ex.com/m/c",
    dir: "m/c",
    files: &["c.go"],
    imports: &[("ex.com/m/b", "ex.com/m/b")],
    vetx_only: true,
};
const D: Package<'_> = Package {
    id: "ex.com/m/d",
    dir: "m/d",
    files: &["d.go"],
    imports: &[("fmt", "fmt"), ("ex.com/m/c", "ex.com/m/c")],
    vetx_only: true,
};
const D_TEST: Package<'_> = Package {
    id: "ex.com/m/d [ex.com/m/d.test]",
    files: &["d.go", "d_test.go"],
    imports: &[("fmt", "fmt"), ("testing", "testing"), ("ex.com/m/c", "ex.com/m/c")],
    vetx_only: false,
    ..D
};
const D_XTEST: Package<'_> = Package {
    id: "ex.com/m/d_test [ex.com/m/d.test]",
    dir: "m/d",
    files: &["x_test.go"],
    imports: &[
        ("testing", "testing"),
        ("ex.com/m/a", "ex.com/m/a"),
        ("ex.com/m/d", "ex.com/m/d [ex.com/m/d.test]"),
    ],
    vetx_only: false,
};
const X: Package<'_> = Package {
    id: "ex.com/m/cmd/x",
    dir: "m/cmd/x",
    files: &["main.go"],
    imports: &[("ex.com/m/d", "ex.com/m/d")],
    vetx_only: true,
};
const X_TEST: Package<'_> = Package { id: "ex.com/m/cmd/x [ex.com/m/cmd/x.test]", ..X };
const X_XTEST: Package<'_> = Package {
    id: "ex.com/m/cmd/x_test [ex.com/m/cmd/x.test]",
    dir: "m/cmd/x",
    files: &["x_test.go"],
    imports: &[("testing", "testing"), ("ex.com/m/cmd/x", "ex.com/m/cmd/x [ex.com/m/cmd/x.test]")],
    vetx_only: false,
};

/// What an action says when all went well.
fn done(answer: Answer) -> Answer {
    assert_eq!((answer.status, answer.stderr.as_str()), (Some(0), ""));
    answer
}

#[test]
fn packages_one_by_one_are_told_what_check_tells() {
    let tree = module();
    let mut actions = Actions::of(&tree, &[]);
    let mut told = BTreeSet::new();
    for package in [A, B, C, D, D_TEST, D_XTEST, X, X_TEST, X_XTEST] {
        let answer = done(actions.run(&package, &["-json"]));
        assert_eq!(answer.json.is_some(), !package.vetx_only, "{}", package.id);
        told.extend(answer.places(&tree));
    }
    let wanted = checked(&tree, "m", &["./..."]);
    assert!(wanted.len() >= 5, "{wanted:?}");
    assert_eq!(told, wanted);
}

#[test]
fn allocations_are_told_where_they_are_asked_for() {
    let tree = module();
    let mut actions = Actions::of(&tree, &[]);
    let answer = done(actions.run(&Package { vetx_only: false, ..A }, &["-json", "-findings"]));
    let lines: Vec<u64> = answer.places(&tree).iter().map(|(_, line, ..)| *line).collect();
    assert_eq!(lines, [7, 15]);
    let answer = done(actions.run(&Package { vetx_only: false, ..A }, &["-json"]));
    assert_eq!(answer.places(&tree), BTreeSet::new());
}

#[test]
fn places_beyond_the_columns_that_the_compiler_has_are_told() {
    let tree = module();
    let wide = format!("package a\n\nfunc wide() *int {{ {}return new(int) }}\n", " ".repeat(300));
    tree.write("m/a/a.go", wide);
    let mut actions = Actions::of(&tree, &[]);
    let answer = done(actions.run(&Package { vetx_only: false, ..A }, &["-json", "-findings"]));
    let columns: Vec<u64> = answer.places(&tree).iter().map(|(_, _, column, _)| *column).collect();
    assert_eq!(columns, [330]);
}

#[test]
fn text_goes_to_standard_error_and_is_no_success() {
    let tree = module();
    let mut actions = Actions::of(&tree, &[]);
    for package in [A, B, C] {
        done(actions.run(&package, &[]));
    }
    let answer = actions.run(&Package { vetx_only: false, ..D }, &[]);
    assert_eq!((answer.status, answer.json.is_some()), (Some(1), false));
    let place = format!("{}:10:", tree.path("m/d/d.go").display());
    assert!(answer.stderr.starts_with(&place), "{}", answer.stderr);
    assert!(!answer.facts.is_empty());
    // Nobody reads what dependencies have to say.
    assert_eq!(done(actions.run(&D, &[])).facts, answer.facts);
}

/// What the facts of these tests depend on.
fn key() -> Key {
    let variables = [("GOOS", "linux"), ("GOARCH", "amd64"), ("GOENV", "off")];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let environment = Environment { variables, cwd: "/".into() };
    let config = Config::from_env(&environment, Overrides::default()).expect("a build");
    Key::new(&config.target)
}

/// The packages in a file of facts.
fn packages(facts: &[u8]) -> Vec<String> {
    match Facts::read(&key(), facts).expect("facts") {
        Facts::Packages { packages, .. } => packages.into_keys().collect(),
        Facts::Embedded => vec!["embedded".to_owned()],
        Facts::Unknown => vec!["unknown".to_owned()],
    }
}

#[test]
fn facts_have_what_can_be_reached_and_nothing_more() {
    let tree = module();
    let mut actions = Actions::of(&tree, &[]);
    let facts = [A, B, C, D].map(|package| done(actions.run(&package, &[])).facts);
    let of = |number: usize| packages(&facts[number]);
    assert_eq!(of(0), ["ex.com/m/a"]);
    // Of a: T and List, which b hands on.
    assert_eq!(of(1), ["ex.com/m/a", "ex.com/m/b"]);
    assert_eq!(of(2), ["ex.com/m/a", "ex.com/m/b", "ex.com/m/c"]);
    // What d exports is of no other package, but its functions may be inlined, and what they call.
    assert_eq!(of(3), ["ex.com/m/a", "ex.com/m/b", "ex.com/m/c", "ex.com/m/d"]);
    let handed_on = |number: usize, name: &str| {
        let facts = Facts::read(&key(), &facts[number]).expect("facts");
        let known = KnownPackages::of([facts]).expect("facts");
        let provider = FactsProvider::before(known, Arc::new(NoSummaries));
        let summary = provider.summary(Symbol::new("ex.com/m/a")).expect("one").expect("whole");
        summary.windows(name.len()).any(|at| at == name.as_bytes())
    };
    assert_eq!(["Push", "Look", "Unseen"].map(|name| handed_on(0, name)), [true; 3]);
    assert_eq!(["Push", "Look", "Unseen"].map(|name| handed_on(1, name)), [true, true, false]);
    assert_eq!(["Push", "Unseen"].map(|name| handed_on(2, name)), [true, false]);
    assert_eq!(["Unseen"].map(|name| handed_on(3, name)), [false]);
    // The same again are the same bytes.
    assert_eq!(done(actions.run(&C, &[])).facts, facts[2]);
    // A package twice as large, of which as much can be reached, is handed on by others as it was.
    let more: String = (0..200)
        .map(|n| {
            format!("type More{n} struct{{ x, y [{n}]string }}\n\nfunc (m More{n}) M() {{}}\n")
        })
        .collect();
    tree.write("m/a/more.go", format!("package a\n\n{more}"));
    let mut actions = Actions::of(&tree, &[]);
    let larger = Package { files: &["a.go", "more.go"], ..A };
    let [a, b] = [larger, B].map(|package| done(actions.run(&package, &[])).facts.len());
    assert!(a > 2 * facts[0].len(), "{a}");
    assert!(b < facts[1].len() + facts[1].len() / 4, "{b} {}", facts[1].len());
}

#[test]
fn damaged_facts_are_none() {
    let tree = module();
    let mut actions = Actions::of(&tree, &[]);
    let key = key();
    let facts = done(actions.run(&A, &[])).facts;
    for at in 0..facts.len() {
        let mut damaged = facts.clone();
        damaged[at] ^= 0x10;
        assert!(Facts::read(&key, &damaged).is_err(), "byte {at}");
        assert!(Facts::read(&key, &facts[..at]).is_err(), "cut at {at}");
    }
    let other = Key { goarch: "arm64".to_owned(), ..key };
    assert!(Facts::read(&other, &facts).is_err());
}

#[test]
fn the_standard_library_opens_no_source() {
    let tree = Tree::new();
    let mut actions = Actions::of(&tree, &[]);
    let fmt = Package {
        id: "fmt",
        dir: "go/src/fmt",
        files: &["not_there.go"],
        imports: &[("errors", "errors")],
        vetx_only: true,
    };
    tree.write("go/src/fmt/other", "");
    let module = json!({"Module": null, "PackageVetx": {"errors": "/not/there"}});
    let answer = done(actions.run_with(&fmt, &["-json"], &module));
    assert_eq!(packages(&answer.facts), ["embedded"]);
    assert!(answer.facts.len() < 32);
    // Named itself, it is analyzed.
    tree.write("go/src/fmt/not_there.go", "package fmt\n\nfunc F() *int { return new(int) }\n");
    let named = Package { vetx_only: false, ..fmt };
    let module = json!({"Module": null});
    let answer = done(actions.run_with(&named, &["-json", "-findings"], &module));
    assert_eq!(answer.places(&tree).len(), 1);
}

#[test]
fn facts_are_written_whatever_is_wrong() {
    let tree = module();
    tree.write("m/a/wrong.go", "package a\n\nvar x int = \"\"\n");
    let wrong = Package { files: &["a.go", "wrong.go"], vetx_only: false, ..A };
    let mut actions = Actions::of(&tree, &[]);
    let answer = actions.run(&wrong, &["-json"]);
    assert_eq!((answer.status, answer.json), (Some(2), None));
    assert!(answer.stderr.contains("wrong.go:3:13: "), "{}", answer.stderr);
    assert_eq!(packages(&answer.facts), ["unknown"]);
    // Unless that is left to the compiler.
    let left = json!({"SucceedOnTypecheckFailure": true});
    done(actions.run_with(&wrong, &["-json"], &left));
    let missing = Package { files: &["none.go"], vetx_only: false, ..A };
    let answer = actions.run(&missing, &["-json"]);
    assert_eq!(answer.status, Some(2));
    assert!(answer.stderr.contains("none.go"), "{}", answer.stderr);
    assert_eq!(packages(&answer.facts), ["unknown"]);
    // Facts of another version, or none, are no facts.
    tree.write("m/bad", "goescvet, but not really");
    let damaged = json!({"PackageVetx": {"ex.com/m/a": tree.path("m/bad")}});
    let answer = actions.run_with(&Package { vetx_only: false, ..B }, &["-json"], &damaged);
    assert_eq!(answer.status, Some(2));
    assert!(answer.stderr.contains("facts about ex.com/m/a: "), "{}", answer.stderr);
    // Without facts, what is imported isn't known.
    let without = json!({"PackageVetx": null});
    let answer = actions.run_with(&Package { vetx_only: false, ..B }, &["-json"], &without);
    assert_eq!(answer.status, Some(0));
    assert!(answer.stderr.contains("could not import ex.com/m/a"), "{}", answer.stderr);
}

#[test]
fn what_cgo_makes_may_tell_the_linker() {
    let tree = module();
    let made = "package a\n\n//go:cgo_ldflag \"-lm\"\n\nimport _ \"unsafe\"\n\n\
                //go:linkname call runtime.cgocall\nfunc call(uintptr) int32\n";
    tree.write("m/a/_cgo_gotypes.go", made);
    tree.write("m/a/other.go", made);
    let mut actions = Actions::of(&tree, &[]);
    let named = Package { vetx_only: false, ..A };
    done(actions.run(&Package { files: &["a.go", "_cgo_gotypes.go"], ..named }, &["-json"]));
    let answer = actions.run(&Package { files: &["a.go", "other.go"], ..named }, &["-json"]);
    assert_eq!(answer.status, Some(2));
    let told = "other.go:3:3: //go:cgo_ldflag \"-lm\" only allowed in cgo-generated code";
    assert!(answer.stderr.contains(told), "{}", answer.stderr);
}

#[test]
fn a_release_without_a_profile_is_an_error_where_a_package_is_named() {
    let tree = module();
    let mut actions = Actions::of(&tree, &[("GOVERSION", "go1.25.3")]);
    let named = Package { vetx_only: false, ..A };
    let answer = actions.run(&named, &["-json"]);
    assert_eq!(answer.status, Some(2));
    assert!(answer.stderr.contains("go1.25.3 can't be predicted"), "{}", answer.stderr);
    assert_eq!(packages(&done(actions.run(&A, &["-json"])).facts), ["unknown"]);
    assert_eq!(packages(&done(actions.run(&A, &["-json", "-go=1.27"])).facts), ["ex.com/m/a"]);
    let mut actions = Actions::of(&tree, &[("GOVERSION", "go1.27.3 X:none")]);
    done(actions.run(&named, &["-json"]));
    let answer = actions.run(&named, &["-json", "-findings=perhaps"]);
    assert_eq!(answer.status, Some(2));
}

#[test]
fn settings_of_the_module_hold_and_are_part_of_the_identity() {
    let tree = module();
    let identity = |dir: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
        command.arg("-V=full").current_dir(tree.path(dir)).env_clear();
        let line = String::from_utf8(command.output().expect("an answer").stdout).expect("UTF-8");
        assert!(line.starts_with("goesc version devel "), "{line}");
        let id = line.trim_end().rsplit_once(" buildID=").expect("an id").1.to_owned();
        assert!(!id.is_empty() && !id.contains('/'), "{id}");
        id
    };
    let without = identity("m");
    assert_eq!(identity("m/a"), without);
    let named = Package { vetx_only: false, ..A };
    let mut actions = Actions::of(&tree, &[]);
    assert_eq!(done(actions.run(&named, &["-json"])).places(&tree).len(), 0);
    tree.write("m/goesc.toml", "[rules]\ndefault = \"error\"\n");
    let with = identity("m/a");
    assert_ne!(with, without);
    assert_eq!(identity("m"), with);
    assert_eq!(done(actions.run(&named, &["-json"])).places(&tree).len(), 2);
    // Not of modules that are depended upon.
    let version = json!({"Module": {"Path": "ex.com/m", "Version": "v1.0.0"}});
    assert_eq!(done(actions.run_with(&named, &["-json"], &version)).places(&tree).len(), 0);
    tree.write("m/goesc.toml", "[rules]\ndefault = \"warning\"\n");
    assert_ne!(identity("m"), with);
    assert_eq!(done(actions.run(&named, &["-json"])).places(&tree).len(), 0);
    assert_eq!(done(actions.run(&named, &["-json", "-level=warning"])).places(&tree).len(), 2);
    tree.write("m/goesc.toml", "rules = 7\n");
    assert_eq!(actions.run(&named, &["-json"]).status, Some(2));
}

#[test]
fn another_program_is_another_one() {
    let tree = Tree::new();
    let copy = |name: &str, more: &[u8]| {
        let mut bytes = std::fs::read(env!("CARGO_BIN_EXE_goesc")).expect("the program");
        bytes.extend_from_slice(more);
        tree.write(name, bytes);
        let path = tree.path(name);
        let permissions = std::fs::metadata(env!("CARGO_BIN_EXE_goesc")).expect("it").permissions();
        std::fs::set_permissions(&path, permissions).expect("a program");
        loop {
            match Command::new(&path).arg("-V=full").output() {
                Ok(output) => break output.stdout,
                // Another test began a process while this file was open to be written.
                Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => {}
                Err(error) => panic!("{error}"),
            }
        }
    };
    let [same, again, other] = [copy("a", &[]), copy("b", &[]), copy("c", &[0])];
    assert_eq!(same, again);
    assert_ne!(same, other);
}

#[test]
fn flags_are_described_to_the_go_command() {
    let output = Command::new(env!("CARGO_BIN_EXE_goesc")).arg("-flags").output().expect("flags");
    let flags: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let flags = flags.as_array().expect("a list");
    let names: Vec<&str> = flags.iter().filter_map(|flag| flag["Name"].as_str()).collect();
    assert_eq!(names, ["json", "c", "findings", "level", "go"]);
    assert!(flags.iter().all(|flag| flag["Bool"].is_boolean() && flag["Usage"].is_string()));
}
