//! Imports that aren't there: what rests on them is assumed, the rest is exact.

use std::collections::BTreeMap;
use std::process::{Command, Output};

use crate::common::Tree;
use goesc::findings::analysis::{Analysis, Detail};
use goesc::findings::{Assumed, Verdict};
use goesc::report::gc_words::headline;
use goesc::source::{Environment, Overrides};
use goesc::workspace;

/// Analyzes the packages of a tree.
fn analyze(tree: &Tree, cwd: &str) -> Analysis {
    let variables = BTreeMap::from([("GOENV".to_owned(), "off".to_owned())]);
    let environment = Environment { variables, cwd: tree.path(cwd) };
    let config = goesc::std::settings(&environment, Overrides::default()).expect("a configuration");
    let options = goesc::findings::analysis::Options {
        threads: 2,
        ..goesc::findings::analysis::Options::of(
            Detail::Verdicts,
            goesc::findings::analysis::Inlining::Off,
        )
    };
    workspace::analyze(&config, &["./...".to_owned()], options).expect("threads")
}

/// The findings of a program, each after its line, and in brackets what it rests on.
fn findings(analysis: &Analysis) -> Vec<String> {
    let all = analysis.roots.iter().flat_map(|root| &root.findings);
    all.filter(|finding| finding.verdict() != Verdict::Note)
        .map(|finding| {
            let assumed = match finding.assumed {
                None => String::new(),
                Some(Assumed::Import(path)) => format!(" [{path}]"),
                Some(Assumed::Error) => " [error]".to_owned(),
                Some(Assumed::Budget) => " [budget]".to_owned(),
                Some(Assumed::Library(target)) => format!(" [{target}]"),
            };
            format!("{} {}{assumed}", finding.place.line, headline(&finding.kind))
        })
        .collect()
}

/// The findings of a package that is a module by itself.
fn of(text: &str) -> Vec<String> {
    let tree = Tree::of(&[("m/go.mod", "module ex.com/m\n\ngo 1.27\n"), ("m/m.go", text)]);
    findings(&analyze(&tree, "m"))
}

#[test]
fn what_is_passed_to_an_unknown_function() {
    let found = of("package m
import \"ex.org/lib\"
var sink *int
func a(p *int) { lib.Use(p) }
func b(p *int) { sink = p }
func c(p, q *int) *int { a(p); return q }
func d() {
	x, y, z := 1, 2, 3
	lib.Use(&x)
	b(&y)
	_ = &z
}
func e(p *int) { b(p); lib.Use(p) }
");
    assert_eq!(
        found,
        [
            "4 leaking param: p [ex.org/lib]",
            "5 leaking param: p",
            "6 leaking param: p [ex.org/lib]",
            "6 leaking param: q to result ~r0 level=0",
            "8 moved to heap: x [ex.org/lib]",
            "8 moved to heap: y",
            "13 leaking param: p",
        ]
    );
}

#[test]
fn values_of_unknown_types() {
    let found = of("package m
import lib \"ex.org/lib\"
type s struct { n *int; t lib.T }
type u struct { t lib.T }
var sink any
func a(t lib.T, p *lib.T, s *s) { }
func b() {
	_ = new(lib.T)
	_ = make([]lib.T, 10)
	_ = make([]*lib.T, 10)
	_ = map[string]lib.T{}
	_ = []lib.T{}
	_ = &lib.T{}
	sink = new(u)
}
func c(n *int) (r *int) {
	x := lib.New()
	x.field = n
	y := x.items[0].Get()
	_ = func() any { return y }
	return n
}
func d(p *int) lib.P { return lib.P(p) }
");
    assert_eq!(
        found,
        [
            "6 t does not escape [ex.org/lib]",
            "6 p does not escape",
            "6 s does not escape",
            "8 new(lib.T) does not escape [ex.org/lib]",
            "9 make([]lib.T, 10) does not escape [ex.org/lib]",
            "10 make([]*lib.T, 10) does not escape",
            "11 map[string]lib.T{} does not escape",
            "12 []lib.T{} does not escape [ex.org/lib]",
            "13 &lib.T{} does not escape [ex.org/lib]",
            "14 new(u) escapes to heap",
            "16 leaking param: n [ex.org/lib]",
            "20 func literal does not escape",
            "23 leaking param: p [ex.org/lib]",
        ]
    );
}

#[test]
fn parts_of_unknown_types() {
    let found = of("package m
import \"ex.org/lib\"
type encoder struct { lib.Transformer }
type handler struct { n int }
func a() *encoder { return &encoder{Transformer: &handler{1}} }
func b(v *lib.T) { lib.Use(&v.X) }
func c(v *lib.T, n *int) { v.N = n }
func d(v *lib.T) string { return \"[\" + v.Name + \"]\" }
func e(v *lib.T) { for range 3 { defer func() { v.Close() }() } }
");
    assert_eq!(
        found,
        [
            "5 &encoder{...} escapes to heap",
            "5 &handler{...} escapes to heap [ex.org/lib]",
            "6 leaking param: v [ex.org/lib]",
            "7 v does not escape",
            "7 leaking param: n",
            "8 v does not escape",
            "8 \"[\" + v.Name + \"]\" escapes to heap [ex.org/lib]",
            "9 leaking param: v",
            "9 func literal escapes to heap",
        ]
    );
}

#[test]
fn doubts_pass_through_packages() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        (
            "m/m.go",
            "package m\nimport \"ex.com/m/sub\"\nfunc a(p, q *int) { sub.A(p); sub.B(q) }\n",
        ),
        (
            "m/sub/s.go",
            "package sub\nimport \"ex.org/lib\"\nfunc A(p *int) { lib.Use(p) }\nfunc B(p *int) {}\n",
        ),
    ]);
    let analysis = analyze(&tree, "m");
    assert_eq!(
        findings(&analysis),
        [
            "3 leaking param: p [ex.org/lib]",
            "4 p does not escape",
            "3 leaking param: p [ex.org/lib]",
            "3 q does not escape",
        ]
    );
}

#[test]
fn several_imports_are_told_apart() {
    let found = of("package m
import (
	\"ex.org/a\"
	. \"ex.org/b\"
	\"ex.org/c/v2\"
)
type T struct { c.Base }
func f(p, q, r *int, t *T) { a.F(p); Dot(q); t.M(r) }
");
    assert_eq!(
        found,
        [
            "8 leaking param: p [ex.org/a]",
            "8 leaking param: q [ex.org/b]",
            "8 leaking param: r [ex.org/c/v2]",
            "8 leaking param: t [ex.org/c/v2]",
        ]
    );
}

#[test]
fn errors_leave_things_open_as_well() {
    let found = of("package m
func a(p *int) { undefined(p) }
func b(p *int) *int { return p + }
func c(p *int) *int { return p }
");
    assert_eq!(
        found,
        [
            "2 leaking param: p [error]",
            "3 leaking param: p to result ~r0 level=0 [error]",
            "4 leaking param: p to result ~r0 level=0",
        ]
    );
}

/// What goesc prints in a tree, in an environment without anything.
fn goesc(tree: &Tree, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    let output = command.args(args).current_dir(tree.path("m")).env_clear().output();
    let Output { status, stdout, stderr } = output.expect("goesc runs");
    let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn a_note_for_each_missing_import() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n\nrequire ex.org/gone v1.2.3\n"),
        ("m/a.go", "package m\n\nimport \"ex.org/lib\"\n\nfunc a(p *int) { lib.A(p); lib.B(p) }\n"),
        (
            "m/b.go",
            "package m\n\nimport (\n\t\"ex.org/gone/x\"\n\t\"ex.org/lib\"\n)\n\nvar b = x.X + lib.Y\n",
        ),
        ("m/sub/s.go", "package sub\n\nimport \"ex.org/lib\"\n\nvar s = lib.Z\n"),
    ]);
    let args = ["check", "-l", "--format", "gc", "./..."];
    let (status, out, err) = goesc(&tree, &args);
    assert_eq!(
        err,
        "./b.go:4:2: warning: could not import ex.org/gone/x (module ex.org/gone@v1.2.3 is not in the \
         module cache): what rests on it is assumed\n\
         ./a.go:3:8: warning: could not import ex.org/lib (no required module provides it): what rests on \
         it is assumed\n"
    );
    assert_eq!((status, out.as_str()), (Some(0), "# ex.com/m\n./a.go:5:8: leaking param: p\n"));
    let (_, out, _) = goesc(&tree, &["check", "-l", "--all", "."]);
    assert!(out.contains("= assumed: nothing is known of package ex.org/lib\n"), "{out}");
    let (_, out, _) = goesc(&tree, &["explain", "a.go:5"]);
    assert!(out.contains("  assumed: nothing is known of package ex.org/lib\n"), "{out}");
}

/// What is said of a package of which every import but the standard library's is missing, apart
/// from one note for each of these.
fn errors_of(text: &str) -> Vec<String> {
    let tree = Tree::of(&[("m/go.mod", "module ex.com/m\n\ngo 1.27\n"), ("m/m.go", text)]);
    let (status, _, err) = goesc(&tree, &["check", "-l", "--format", "gc", "."]);
    assert_eq!(status, Some(0), "{err}");
    let notes = err.lines().filter(|line| line.contains("could not import")).count();
    assert_eq!(notes, text.matches("ex.org/").count(), "{err}");
    let is_error =
        |line: &&str| !line.contains("could not import") && !line.contains("gc prints nothing");
    err.lines().filter(is_error).map(str::to_owned).collect()
}

/// The go command compiles no package that has errors, and none that imports one.
#[test]
fn gc_prints_nothing_about_what_does_not_compile() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("m/leaf/l.go", "package leaf\n\nfunc L() *int { unused := 1; return new(int) }\n"),
        (
            "m/mid/m.go",
            "package mid\n\nimport _ \"ex.com/m/leaf\"\n\nfunc M() *int { return new(int) }\n",
        ),
        (
            "m/top/t.go",
            "package top\n\nimport _ \"ex.com/m/mid\"\n\nfunc T() *int { return new(int) }\n",
        ),
        ("m/other/o.go", "package other\n\nfunc O() *int { return new(int) }\n"),
    ]);
    let (_, out, err) = goesc(&tree, &["check", "-l", "--format", "gc", "./..."]);
    assert_eq!(out, "# ex.com/m/other\nother/o.go:3:27: new(int) escapes to heap\n");
    assert_eq!(
        err,
        "leaf/l.go:3:17: declared and not used: unused\n\
         goesc: ex.com/m/leaf: gc prints nothing about it, as it has errors\n\
         goesc: ex.com/m/mid: gc prints nothing about it, as ex.com/m/leaf, which it imports, has \
         errors\n\
         goesc: ex.com/m/top: gc prints nothing about it, as ex.com/m/leaf, which it imports, has \
         errors\n"
    );
    let log = tree.path("log");
    let format = ["check", "--format", "gc-json", "-o", &log.display().to_string(), "./..."];
    goesc(&tree, &format);
    let packages = std::fs::read_dir(&log).expect("a log").count();
    assert_eq!(packages, 1);
    // Other formats say what would be if there were no errors.
    let (_, out, _) = goesc(&tree, &["check", "-l", "./..."]);
    assert_eq!(out.matches("new(int) escapes to heap").count(), 4, "{out}");
    assert_eq!(out.matches("gc prints nothing about it").count(), 3, "{out}");
    let (_, out, _) = goesc(&tree, &["check", "-l", "--format", "json", "./..."]);
    let uncompiled: Vec<&str> = out
        .lines()
        .filter_map(|line| line.split_once("\"uncompiled\":"))
        .map(|(_, rest)| &rest[..=rest.find('}').expect("an object")])
        .collect();
    let import = "{\"because\":\"import\",\"import\":\"ex.com/m/leaf\"}";
    assert_eq!(uncompiled, ["{\"because\":\"error\"}", import, import]);
    // What gc printed of the one package that compiles is all there is.
    tree.write("printed", "# ex.com/m/other\nother/o.go:3:27: new(int) escapes to heap\n");
    let (status, out, err) = goesc(
        &tree,
        &[
            "compare",
            "--threshold",
            "1",
            "-l",
            &tree.path("printed").display().to_string(),
            "./...",
        ],
    );
    assert_eq!(status, Some(0), "{out}\n{err}");
    assert_eq!(err.matches("gc prints nothing about it").count(), 3, "{err}");
}

#[test]
fn unknown_constraints_allow_everything() {
    let errors = errors_of(
        "package m
import \"ex.org/constraints\"
type num interface { constraints.Integer | constraints.Float }
type own interface { constraints.Integer; String() string }
func ops[T constraints.Integer, U num, V own](x, y T, u U, v V) (T, U) {
	_, _, _, _ = uint64(x), T(3), []byte(x), T(u)
	_, _, _, _ = ^x &^ y, -x + +y, !x, <-x
	_, _, _, _ = *x, x << 3, 1 << x, x % y
	_, _, _, _ = x + 1, 1.5 * u, x > 0 && x == y, \"a\" + x
	for i := range x { _ = i }
	for k, v := range x { _, _ = k, v }
	x(1, 2)
	_, _, _, _ = x[0], x[1:2], len(x) + cap(x), append(x, 1)
	copy(x, y); clear(x); close(x); delete(x, 1)
	_, _, _, _ = make(T, 3), T{}, T{1, 2}, T{a: 1}
	x.method(); x.field = 1; x++; x = 0; x = nil; x = []int{1}; x <- 1
	var z T = 1
	var s interface{ M() } = x
	if x { _, _ = z, s }
	_, _, _ = min(x, y, 1), abs(u), list[T]{}
	_, _ = v.String(), v + 1
	_ = keys(map[string]int{})
	return 0, 1
}
func abs[T ~int | ~float64](x T) T { return x }
func keys[M constraints.Map[K, V], K comparable, V any](m M) []K { return nil }
type list[T ~int] struct{ v T }
",
    );
    assert_eq!(errors, [""; 0]);
}

#[test]
fn unknown_constants_and_types_allow_everything() {
    let errors = errors_of(
        "package m
import \"ex.org/a\"
const (
	n = a.Size*2 + 1
	k uint8 = a.Size << 10
)
type arr [a.Size]byte
type arr2 [n + k]int
type enum int
const (
	e1 enum = a.Base + iota
	e2
	e3
)
func f(p *arr, q arr2, x enum, b []byte) {
	_, _, _ = p[:], p[0], len(p)
	for i, b := range p { _, _ = i, b }
	copy(p[:], b)
	switch x { case e1, e2, e3: }
	_ = map[enum]int{e1: 1, e2: 2, e3: 3}
	_ = a.L{X: {1, 2}, Y: []int{1}}
	_ = a.L{{1, 2}, {3, 4}}
}
type def a.T
func (d def) m() { d.x = 1; d.foo(); _ = d[1]; _ = d + 1 }
var _ def = 1
var _ = def(1) == def(2)
func g() int { panic(a.X + \"b\") }
",
    );
    assert_eq!(errors, [""; 0]);
}

#[test]
fn packages_by_names_that_their_paths_do_not_say() {
    let errors = errors_of(
        "package m
import (
	\"ex.org/go-tracker\"
	\"ex.org/smith-go\"
	\"ex.org/nats.go\"
	\"ex.org/yaml.v3\"
	\"ex.org/zk\"
	\"ex.org/list\"
	\"ex.org/error\"
)
var list = []int{1}
var _ error
func f() {
	tracker.New(smith.T{A: list[0]})
	nats.Do()
	yaml.Do()
	var c keeper.Conn = new(keeper.T)
	c.Close()
}
",
    );
    assert_eq!(errors, [""; 0]);
    // Where each import is used, a name that nothing declares is none of theirs.
    let errors = errors_of(
        "package m
import \"ex.org/lib\"
func f() { lib.F(); other.F() }
",
    );
    assert_eq!(errors, ["./m.go:3:21: undefined: other"]);
}
