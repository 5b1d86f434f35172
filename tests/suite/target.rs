//! What depends on GOOS and GOARCH: sizes and constants of the target, and what is assumed where its
//! standard library isn't embedded.

use std::collections::BTreeMap;
use std::process::Command;

use crate::common::Tree;
use goesc::findings::analysis::{Detail, Inlining, Options};
use goesc::source::{Environment, Overrides};
use goesc::workspace;

/// The findings of the module `ex.com/m` in a tree for a target, each after its file and line, and in
/// brackets what it rests on.
fn findings(tree: &Tree, target: (&str, &str)) -> Vec<String> {
    let (goos, goarch) = target;
    let variables = BTreeMap::from([("GOENV".to_owned(), "off".to_owned())]);
    let environment = Environment { variables, cwd: tree.path("m") };
    let overrides = Overrides {
        goos: Some(goos.to_owned()),
        goarch: Some(goarch.to_owned()),
        ..Overrides::default()
    };
    let config = goesc::std::settings(&environment, overrides).expect("a configuration");
    let options = Options { threads: 2, ..Options::of(Detail::Steps, Inlining::On) };
    let analysis = workspace::analyze(&config, &["./...".to_owned()], options).expect("threads");
    let all = analysis.roots.iter().flat_map(|root| root.explained());
    all.filter(|finding| finding.headline.contains("heap") || finding.headline.starts_with("can "))
        .map(|finding| {
            let assumed = finding.assumed.map(|assumed| format!(" [{assumed}]"));
            let file = finding.place.path.trim_start_matches("./");
            let assumed = assumed.unwrap_or_default();
            format!("{file}:{} {}{assumed}", finding.place.line, finding.headline)
        })
        .collect()
}

fn module(files: &[(&str, &str)]) -> Tree {
    let tree = Tree::of(&[("m/go.mod", "module ex.com/m\n\ngo 1.27\n")]);
    for (path, text) in files {
        tree.write(&format!("m/{path}"), text);
    }
    tree
}

const INT_SIZE: &str = "package m
import \"strconv\"
func f() any { return strconv.IntSize }
func g() *int { return new(int) }
";

#[test]
fn constants_are_those_of_the_target() {
    let tree = module(&[("m.go", INT_SIZE)]);
    for (goarch, size) in [("386", 32), ("amd64", 64), ("arm64", 64)] {
        let want = [
            "m.go:3 can inline f".to_owned(),
            format!("m.go:3 {size} escapes to heap"),
            "m.go:4 can inline g".to_owned(),
            "m.go:4 new(int) escapes to heap".to_owned(),
        ];
        let found = findings(&tree, ("linux", goarch));
        let found: Vec<&str> =
            found.iter().filter_map(|line| line.split(" with cost").next()).collect();
        assert_eq!(found, want, "{goarch}");
    }
}

#[test]
fn what_rests_on_the_library_of_another_target_is_assumed() {
    let tree = module(&[
        ("m.go", INT_SIZE),
        (
            "user/user.go",
            "package user
import \"ex.com/m\"
type own struct{ n int }
func calls() any { return m.F() }
func stays() *own { return &own{} }
func uses() *own { return stays() }
var global = new(int)
type list[T any] struct{ first T }
func (l *list[T]) add() *T { return new(T) }
func generic[T any]() *T { return new(T) }
func instances() { generic[int](); var l list[int]; l.add() }
",
        ),
    ]);
    tree.write("m/m.go", INT_SIZE.replace("func f", "func F"));
    let rests = "[the standard library is that of linux/amd64, which may differ]";
    for line in findings(&tree, ("linux", "mips64le")) {
        let assumed = line.ends_with(rests);
        let expected = ["m.go:3 ", "user.go:4 "].iter().any(|place| line.contains(place));
        assert_eq!(assumed, expected, "{line}");
        assert!(assumed || !line.contains(" [the"), "{line}");
    }
    // Of generic code, whoever instantiates it by something of the library.
    tree.write(
        "m/user/more.go",
        "package user
import \"strconv\"
func others() { generic[strconv.NumError](); var l list[strconv.NumError]; l.add() }
",
    );
    for line in findings(&tree, ("linux", "mips64le")) {
        let expected = ["m.go:3 ", "user.go:4 ", "user.go:9 ", "user.go:10 ", "more.go:"];
        let expected = expected.iter().any(|place| line.contains(place));
        assert_eq!(line.ends_with(rests), expected, "{line}");
    }
    for line in findings(&tree, ("linux", "amd64")) {
        assert!(!line.contains(" [the"), "{line}");
    }
}

#[test]
fn maps_lie_in_memory_as_the_target_has_them() {
    let layout = |goarch: &str, ty: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_goesc"))
            .args(["layout", ty])
            .envs([("GOOS", "linux"), ("GOARCH", goarch)])
            .output()
            .expect("goesc runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    // Offsets as the compiler has them, from unsafe.Sizeof and unsafe.Offsetof of such structs.
    for (goarch, ty, want) in [
        ("386", "map[string]int", "a pointer to a header of 32 bytes"),
        ("amd64", "map[string]int", "a pointer to a header of 48 bytes"),
        ("386", "map[string]int", "group: 104 bytes"),
        ("amd64", "map[string]int", "group: 200 bytes"),
        ("386", "struct{ a int8; b int64; c string }", "20 bytes, aligned to 4 bytes"),
        ("amd64", "struct{ a int8; b int64; c string }", "32 bytes, aligned to 8 bytes"),
        ("arm", "struct{ a int8; b complex128 }", "20 bytes, aligned to 4 bytes"),
    ] {
        let text = layout(goarch, ty);
        assert!(text.contains(want), "{goarch} {ty}: no {want:?} in\n{text}");
    }
}
