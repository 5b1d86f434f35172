//! The same with go commands: what they print and cache.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::action::{Place, checked};
use super::module;
use crate::common::{Tree, goroot, older_goroot};

/// A go command, and a tool that notes how often it is asked about a package.
struct Go<'a> {
    root: PathBuf,
    tree: &'a Tree,
    tool: PathBuf,
}

impl<'a> Go<'a> {
    fn of(root: PathBuf, tree: &'a Tree) -> Go<'a> {
        let (log, tool) = (tree.path("asked"), tree.path("tool.sh"));
        let program = env!("CARGO_BIN_EXE_goesc");
        let script =
            format!("#!/bin/sh\necho \"$@\" >> '{}'\nexec '{program}' \"$@\"\n", log.display());
        tree.write("tool.sh", script);
        let permissions = fs::metadata(program).expect("the program").permissions();
        fs::set_permissions(&tool, permissions).expect("a script that can be run");
        Go { root, tree, tool }
    }

    /// Vets all of the module: the status, and what is printed.
    fn vet(&self, flags: &[&str]) -> (Option<i32>, String) {
        self.vet_packages(flags, &["./..."])
    }

    /// Vets packages, from the directory of the module.
    fn vet_packages(&self, flags: &[&str], packages: &[&str]) -> (Option<i32>, String) {
        let mut command = Command::new(self.root.join("bin/go"));
        command.arg("vet").arg(format!("-vettool={}", self.tool.display())).args(flags);
        command.args(packages).current_dir(self.tree.path("m"));
        for name in ["GOFLAGS", "GOROOT", "GOOS", "GOARCH", "GOEXPERIMENT", "GOWORK"] {
            command.env_remove(name);
        }
        command.env("GOTOOLCHAIN", "local").env("GOPROXY", "off").env("GOENV", "off");
        let Output { status, stderr, .. } = command.output().expect("go was started");
        (status.code(), String::from_utf8(stderr).expect("UTF-8"))
    }

    /// How many packages were asked about since the last time, those of the standard library apart.
    fn asked(&self) -> usize {
        let path = self.tree.path("asked");
        let log = fs::read_to_string(&path).unwrap_or_default();
        fs::remove_file(&path).expect("a log");
        log.lines().filter(|line| line.ends_with(".cfg")).count()
    }
}

/// The places in what the go command prints.
fn places(printed: &str) -> BTreeSet<Place> {
    let place = |line: &str| {
        let (place, message) = line.split_once(": ")?;
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        let file = parts.next()?.trim_start_matches("./");
        let name = message.strip_suffix(')')?.rsplit_once('(')?.1;
        // The way there is told behind a tab.
        (!message.starts_with('\t')).then(|| (format!("m/{file}"), line, column, name.to_owned()))
    };
    printed.lines().filter_map(place).collect()
}

/// The module of all tests with a vendored dependency, a package that uses cgo and one that doesn't
/// compile.
fn larger_module() -> Tree {
    let tree = module();
    tree.write("m/go.mod", "module ex.com/m\n\ngo 1.24\n\nrequire ex.org/v v1.0.0\n");
    tree.write(
        "m/vendor/modules.txt",
        "# ex.org/v v1.0.0\n## explicit; go 1.20\nex.org/v\nex.org/v/w\n",
    );
    tree.write(
        "m/vendor/ex.org/v/w/w.go",
        "package w\n\ntype W struct{ N *int }\n\nfunc (w W) Keep(p *int) W { w.N = p; return w }\n",
    );
    tree.write("m/vendor/ex.org/v/v.go", "package v\n\nimport \"ex.org/v/w\"\n\nfunc Map[T, U any](list []T, f func(T) U) []U {\n\tvar out []U\n\tfor _, x := range list {\n\t\tout = append(out, f(x))\n\t}\n\treturn out\n}\n\nfunc W() w.W { return w.W{} }\n");
    tree.write("m/e/e.go", "package e\n\nimport \"ex.org/v\"\n\n//goesc:noalloc\nfunc Double(list []int) []int {\n\treturn v.Map(list, func(x int) int { return 2 * x })\n}\n\n//goesc:noescape\nfunc Kept() *int {\n\tx := 1\n\treturn v.W().Keep(&x).N\n}\n");
    tree.write("m/wrong/w.go", "package wrong\n\nimport \"ex.com/m/a\"\n\n//goesc:noescape\nfunc F() *int { return new(int) }\n\nvar x int = a.Look\n");
    tree.write("m/g/g.go", "package g\n\n// typedef struct { int n; } point;\n// static int twice(point *p) { return 2 * p->n; }\nimport \"C\"\n\n//goesc:noescape\nfunc Twice(n int) int {\n\tp := C.point{n: C.int(n)}\n\treturn int(C.twice(&p))\n}\n");
    tree
}

fn tells_what_check_tells(root: PathBuf, flags: &[&str]) {
    let tree = larger_module();
    let go = Go::of(root, &tree);
    let (status, printed) = go.vet(flags);
    assert_eq!(status, Some(1), "{printed}");
    let first = go.asked();
    assert!(first > 10, "{first}");
    let told = places(&printed);
    let is_shared =
        |place: &&Place| !place.0.starts_with("m/wrong/") && !place.0.starts_with("m/g/");
    let wanted: BTreeSet<Place> =
        checked(&tree, "m", &["./..."]).iter().filter(is_shared).cloned().collect();
    let shared: BTreeSet<Place> = told.iter().filter(is_shared).cloned().collect();
    assert_eq!(shared, wanted, "{printed}");
    assert!(wanted.iter().any(|place| place.0 == "m/e/e.go"), "{wanted:?}");
    // What is passed to C is on the heap, which is known of what cgo makes.
    assert!(told.contains(&("m/g/g.go".to_owned(), 9, 2, "noescape".to_owned())), "{printed}");
    // What doesn't compile isn't analyzed.
    assert!(printed.contains("wrong/w.go:8:13: cannot use a.Look"), "{printed}");
    assert!(!told.iter().any(|place| place.0.starts_with("m/wrong/")), "{printed}");
}

#[test]
fn go_vet_tells_what_check_tells() {
    let Some(root) = goroot("vet::go::go_vet_tells_what_check_tells") else { return };
    tells_what_check_tells(root, &[]);
}

#[test]
fn an_older_go_vet_tells_what_check_tells() {
    let Some(root) = older_goroot("vet::go::an_older_go_vet_tells_what_check_tells") else {
        return;
    };
    let tree = module();
    let go = Go::of(root.clone(), &tree);
    let (status, printed) = go.vet(&[]);
    assert_eq!(status, Some(1), "{printed}");
    assert!(printed.contains("can't be predicted (supported releases: "), "{printed}");
    tells_what_check_tells(root, &["-go=1.27"]);
}

#[test]
fn a_second_go_vet_analyzes_nothing() {
    let Some(root) = goroot("vet::go::a_second_go_vet_analyzes_nothing") else { return };
    let tree = module();
    let go = Go::of(root, &tree);
    let first = go.vet(&[]);
    assert_eq!(first.0, Some(1), "{}", first.1);
    go.asked();
    let again = go.vet(&[]);
    assert_eq!((places(&again.1), again.0), (places(&first.1), Some(1)));
    assert_eq!(go.asked(), 0);
    // A comment in a, which is imported by all: what it means to others is the same.
    append(&tree, "m/cmd/x/main.go", "\nfunc g() *int { return new(int) } //goesc:noescape\n");
    let (_, printed) = go.vet(&[]);
    assert!(places(&printed).iter().any(|place| place.0 == "m/cmd/x/main.go"), "{printed}");
    assert_eq!(go.asked(), 2);
    // Settings that the go command knows nothing of are known to us.
    tree.write("m/goesc.toml", "[rules]\nnoescape = \"off\"\n");
    let (_, printed) = go.vet(&[]);
    assert!(places(&printed).iter().all(|place| place.3 != "noescape"), "{printed}");
}

/// Packages of the standard library are known as they are embedded, whichever of them are named.
#[test]
fn packages_of_the_standard_library_are_named_together() {
    let Some(root) = goroot("vet::go::packages_of_the_standard_library_are_named_together") else {
        return;
    };
    let tree = module();
    let go = Go::of(root, &tree);
    let (status, printed) = go.vet_packages(&[], &["io/fs", "path", "os"]);
    assert_eq!(status, Some(0), "{printed}");
}

/// What cgo writes is nobody's to mend, and that it may allocate isn't said of functions of C.
#[test]
fn what_cgo_writes_is_not_told() {
    let Some(root) = goroot("vet::go::what_cgo_writes_is_not_told") else { return };
    let text = "package m\n\n// static int add(int a, int b) { return a + b; }\nimport \"C\"\n\n\
                //goesc:noalloc\nfunc F(n int) int { return int(C.add(C.int(n), 2)) }\n\n\
                func G() *int { return new(int) }\n";
    let above = "package above\n\nimport \"ex.com/m\"\n\n//goesc:noalloc\n\
                 func F(n int) int { return m.F(n) }\n";
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.24\n"),
        ("m/m.go", text),
        ("m/above/above.go", above),
    ]);
    let go = Go::of(root, &tree);
    let (status, printed) = go.vet(&[]);
    assert_eq!((status, printed.as_str()), (Some(0), ""));
    let (_, printed) = go.vet(&["-findings"]);
    let told: Vec<(String, u64)> =
        places(&printed).into_iter().map(|(file, line, ..)| (file, line)).collect();
    assert_eq!(told, [("m/m.go".to_owned(), 9)], "{printed}");
}

#[test]
fn wrong_flags_are_told_where_a_package_is_named() {
    let Some(root) = goroot("vet::go::wrong_flags_are_told_where_a_package_is_named") else {
        return;
    };
    let tree = module();
    let go = Go::of(root, &tree);
    for flag in ["-level=bogus", "-go=1.2"] {
        let (status, printed) = go.vet_packages(&[flag], &["./cmd/x"]);
        assert_eq!(status, Some(1), "{printed}");
        let said = printed.lines().filter(|line| line.starts_with("goesc: "));
        // Once of the package, once of its tests.
        assert!((1..=2).contains(&said.count()), "{printed}");
    }
}

fn append(tree: &Tree, file: &str, more: &str) {
    let path: &Path = &tree.path(file);
    let text = fs::read_to_string(path).expect("a file");
    tree.write(file, text + more);
}
