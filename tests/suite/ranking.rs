//! What `check` shows first: hot code before cold, each place once, the heaviest of many.

use std::process::Command;

use crate::common::Tree;

/// Standard output.
fn check(tree: &Tree, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.arg("check").args(args).current_dir(tree.path("m"));
    command.env_clear().env("GOENV", "off").env("GOPATH", tree.path("gopath"));
    let output = command.output().expect("goesc was started");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.is_empty(), "{err}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn module(files: &[(&str, &str)]) -> Tree {
    let tree = Tree::of(files);
    tree.write("m/go.mod", "module ex.com/m\n\ngo 1.27\n");
    tree
}

/// The places of the findings that the format concise shows.
fn places(tree: &Tree, args: &[&str]) -> Vec<String> {
    let out = check(tree, &[&["--format", "concise"], args].concat());
    let place = |line: &str| line.split(": ").next().unwrap_or_default().to_owned();
    out.lines().map(place).collect()
}

const COLD: &str = "package m

import (
\t\"errors\"
\t\"fmt\"
\t\"log\"
\t\"sync\"
)

type T struct{ n [4]int }

var sink any
var once sync.Once
var table = &T{}

func init() { sink = new(T) }

func Hot(n int) error {
\tsink = new(T)
\tif n < 0 {
\t\tsink = new(T)
\t\treturn fmt.Errorf(\"%d\", n)
\t}
\tif n > 9 {
\t\tsink = new(T)
\t\tlog.Fatal(\"large\")
\t}
\terr := check(n)
\tif err != nil && n > 1 {
\t\tsink = new(T)
\t\treturn err
\t}
\tonce.Do(func() { sink = new(T) })
\tif n == 7 {
\t\tsink = new(T)
\t\treturn check(n)
\t}
\tswitch n {
\tcase 3:
\t\tsink = new(T)
\t\tpanic(describe(n))
\tcase 4:
\t\tsink = new(T)
\t}
\treturn nil
}

//go:noinline
func describe(n int) string { return fmt.Sprint(n) }

//go:noinline
func check(n int) error {
\tif n == 5 {
\t\treturn errors.New(\"five\")
\t}
\treturn nil
}

type codeError int

func (e codeError) Error() string { return \"code\" }

type D struct{ err error }

func (d *D) Next(n int) error {
\tif n > 99 {
\t\tsink = new(T)
\t\td.err = codeError(n)
\t\treturn d.err
\t}
\treturn nil
}

func Named(n int) (m int, err error) {
\tif n > 7 {
\t\tsink = new(T)
\t\terr = errors.New(\"large\")
\t\treturn
\t}
\tif m, err = n, check(n); err != nil {
\t\tsink = new(T)
\t\treturn
\t}
\tif n == 2 {
\t\tsink = new(T)
\t\treturn
\t}
\treturn m, nil
}
";

#[test]
fn what_hardly_ever_runs_is_counted() {
    let tree = module(&[("m/m.go", COLD)]);
    let hot = ["./m.go:19:12", "./m.go:35:13", "./m.go:43:13", "./m.go:85:13"];
    assert_eq!(places(&tree, &[]), hot);
    let out = check(&tree, &[]);
    let summary = out.find(" allocations in ").map(|at| &out[at..]).unwrap_or_default();
    let cold = summary.lines().find(|line| line.contains("cold")).unwrap_or_default();
    assert!(cold.contains("on error paths"), "{out}");
    assert!(cold.contains("where the program ends"), "{out}");
    assert!(cold.contains("that run once"), "{out}");
    // All there is, for who asks, and for machines.
    for line in ["./m.go:16", "./m.go:21", "./m.go:25", "./m.go:30", "./m.go:33", "./m.go:40"] {
        let all = places(&tree, &["--all"]);
        assert!(all.iter().any(|place| place.starts_with(line)), "{line}: {all:?}");
        let json = check(&tree, &["--format", "json"]);
        let number = format!("\"line\":{},", &line["./m.go:".len()..]);
        assert!(json.contains(&number), "{line}: {json}");
    }
}

const KEPT: &str = "package m

import \"sync\"

type T struct{ n [4]int }

type S struct {
\tt   *T
\tbuf []byte
}

var pool = sync.Pool{New: func() any {
\treturn new(T)
}}

var tables *T

func (s *S) Use(n int) (*T, []byte) {
\tif s.t == nil {
\t\ts.t = &T{}
\t}
\tif cap(s.buf) < 16 || n > 3 {
\t\ts.buf = make([]byte, 32)
\t}
\treturn s.t, s.buf
}

func Get() *T {
\tif v := pool.Get(); v != nil {
\t\treturn v.(*T)
\t}
\treturn &T{}
}

func Other() *T {
\tt, ok := pool.Get().(*T)
\tif !ok {
\t\tt = &T{}
\t}
\treturn t
}

func Default(t *T) *T {
\tif t == nil {
\t\tt = &T{}
\t}
\treturn t
}

func Guarded(f func()) (err any) {
\tdefer func() {
\t\tif r := recover(); r != nil {
\t\t\terr = &T{}
\t\t}
\t}()
\tf()
\treturn nil
}

func Tables(once *sync.Once) *T {
\tbuild := func() { tables = &T{} }
\tonce.Do(build)
\tonce.Do(fill)
\treturn tables
}

func fill() { tables = &T{} }

func (s *S) Add(b byte) { s.buf = append(s.buf, b) }

func Append(to []byte, b byte) []byte { return append(to, b) }

func Fresh(b byte) []byte {
\tvar fresh []byte
\treturn append(fresh, b)
}
";

/// What is made to be kept is taken to be made a tenth as often as it is used; what `sync.Once` calls is cold, as
/// is what comes after a panic.
#[test]
fn what_is_made_to_be_kept_weighs_less() {
    let tree = module(&[("m/m.go", KEPT)]);
    let json = check(&tree, &["--format", "json"]);
    let weighs: Vec<(u64, i64)> = json
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .filter(|finding| finding["allocates"] == true)
        .filter_map(|finding| {
            Some((finding["line"].as_u64()?, finding["frequency"]["weight"].as_i64()?))
        })
        .collect();
    assert_eq!(
        weighs,
        [
            (13, 18),
            (20, 18),
            (23, 18),
            (32, 18),
            (38, 18),
            (45, 32),
            (53, 0),
            (61, 0),
            (67, 0),
            (69, 9),
            (71, 9),
            (75, 16)
        ],
        "{json}"
    );
}

#[test]
fn a_place_of_a_package_and_of_its_tests_is_one() {
    let text = "package m\n\nfunc F() *int { return new(int) }\n";
    let test = "package m\n\nimport \"testing\"\n\nfunc TestF(t *testing.T) { F() }\n";
    let tree = module(&[("m/m.go", text), ("m/m_test.go", test)]);
    assert_eq!(places(&tree, &["--tests"]), ["./m.go:3:27"]);
}

#[test]
fn what_panics_is_cold_wherever_it_comes_from() {
    let must =
        "package lib\n\nfunc Must(n int) {\n\tif n < 0 {\n\t\tpanic(&[2]int{n, n})\n\t}\n}\n";
    let text = "package m\n\nimport \"ex.com/m/lib\"\n\nfunc F(n int) { lib.Must(n) }\n";
    let tree = module(&[("m/m.go", text), ("m/lib/lib.go", must)]);
    assert_eq!(places(&tree, &[]), [""; 0]);
    assert!(places(&tree, &["--all"]).contains(&"./m.go:5:25".to_owned()));
}

#[test]
fn main_is_set_up_once_but_for_its_loops() {
    let text = "package main

type T struct{ n [4]int }

var sink any

func main() {
\tsink = new(T)
\tfor range 3 {
\t\tsink = new(T)
\t}
\tserve(func() { sink = new(T) })
}

//go:noinline
func serve(f func()) { f() }
";
    let tree = module(&[("m/m.go", text)]);
    assert_eq!(places(&tree, &[]), ["./m.go:10:13", "./m.go:12:27"]);
}

#[test]
fn copies_of_inlined_code_are_one_place() {
    let lib = "package lib

type Item struct{ n [4]int }

func New() *Item {
\treturn &Item{}
}
";
    let text = "package m

import \"ex.com/m/lib\"

var sink any

func F() {
\tsink = lib.New()
\tx := lib.New()
\tx.Use()
}

func G() {
\tfor range 3 {
\t\tsink = lib.New()
\t}
}
";
    let method = "package lib

//go:noinline
func (i *Item) Use() {}
";
    let files = [("m/m.go", text), ("m/lib/lib.go", lib), ("m/lib/use.go", method)];
    let tree = module(&files);
    assert_eq!(places(&tree, &["./..."]), ["lib/lib.go:6:9"]);
    let out = check(&tree, &["./..."]);
    assert!(out.contains("= 3 inlined calls, 2 on the heap\n"), "{out}");
    assert!(out.contains("3 allocations in 2 files; 1 is shown\n"), "{out}");
    assert!(out.contains(" 2 in copies of inlined code"), "{out}");
    // It weighs what it weighs where it was inlined: 32 bytes, once, ten times, and by itself.
    let weighed = check(&tree, &["--sort", "weight", "./..."]);
    assert!(weighed.contains("= estimated weight 60: 3 inlined calls"), "{weighed}");
    // A copy of a place that nobody asked about stays where it is.
    assert_eq!(places(&tree, &["."]), ["./m.go:8:16", "./m.go:15:17"]);
}

/// What stands for what is part of JSON and SARIF, of which nothing is hidden.
#[test]
fn machines_are_told_of_groups() {
    let text = "package m

var sink any

func plain() *int { return new(int) }

func box[T any](v T) *T { return &v }

func F(n int) {
	for range n {
		sink = plain()
	}
	sink = box(n)
	sink = box(uint(n))
}
";
    let tree = module(&[("m/m.go", text)]);
    let json = check(&tree, &["--format", "json"]);
    let findings =
        json.lines().map(|line| -> serde_json::Value { serde_json::from_str(line).expect("JSON") });
    let groups: Vec<String> = findings
        .filter(|finding| finding["allocates"] == true)
        .map(|finding| format!("{}:{} {}", finding["line"], finding["column"], finding["group"]))
        .collect();
    // A wrapper of an instance is a copy, and no call.
    let expected = [
        "5:31 {\"calls\":1,\"instances\":1,\"onHeap\":1,\"weight\":14}",
        "7:6 {\"copy\":true}",
        "7:17 {\"calls\":2,\"instances\":1,\"onHeap\":2,\"weight\":11}",
        "11:15 {\"copy\":true}",
        "13:12 {\"copy\":true}",
        "14:12 {\"copy\":true}",
    ];
    assert_eq!(groups, expected, "{json}");
    let out = check(&tree, &[]);
    assert!(out.contains("= 2 inlined calls, 2 on the heap"), "{out}");
    let sarif = check(&tree, &["--format", "sarif"]);
    let document: serde_json::Value = serde_json::from_str(&sarif).expect("JSON");
    let results = document["runs"][0]["results"].as_array().expect("results");
    let group = results[0]["properties"]["group"].clone();
    assert_eq!(group.to_string(), "{\"calls\":1,\"isCopy\":false,\"onHeap\":1}", "{sarif}");
    assert!(results.iter().all(|result| result["properties"]["weight"].is_u64()), "{sarif}");
}

/// Two allocations of one place and one text are one line of gc's, and cost what both cost.
#[test]
fn what_one_line_tells_of_is_weighed_by_itself() {
    let lib = "package lib

var A, B any

func Both(n int) {
	A = &[4]int{n}
	B = &[4]int{n}
}
";
    let text = "package m

import \"ex.com/m/lib\"

func F(n int) { lib.Both(n) }
";
    let tree = module(&[("m/m.go", text), ("m/lib/lib.go", lib)]);
    // By itself, each of them may be passed without the other.
    let out = check(&tree, &["."]);
    assert!(out.contains("at least 32 bytes"), "{out}");
    // Both are copies of what stands in the package.
    assert_eq!(places(&tree, &["./..."]), ["lib/lib.go:6:6", "lib/lib.go:7:6"]);
    let out = check(&tree, &["./..."]);
    assert_eq!(out.matches("= 1 inlined call, 1 on the heap").count(), 2, "{out}");
}

/// What is suppressed where code stands is so in its copies.
#[test]
fn suppression_holds_for_copies() {
    let lib = "package lib

type Item struct{ n [4]int }

func New() *Item {
	return &Item{} //nolint:goesc // once a request
}
";
    let text = "package m

import \"ex.com/m/lib\"

var sink any

func F() { sink = lib.New() }
";
    let tree = module(&[("m/m.go", text), ("m/lib/lib.go", lib)]);
    assert_eq!(places(&tree, &["./..."]), [""; 0]);
    assert_eq!(places(&tree, &["."]), [""; 0]);
    let out = check(&tree, &["./..."]);
    assert!(!out.contains("unused-nolint"), "{out}");
    let used = check(&tree, &["."]);
    assert!(used.contains("1 suppressed"), "{used}");
}

#[test]
fn few_are_of_as_many_lines() {
    let mut text = String::from("package m\n\nvar sinks [9]any\n");
    for number in 1..=30 {
        text.push_str(&format!("type T{number} struct{{ n [{number}]int }}\n"));
        let store = |at: usize| format!("sinks[{at}] = new(T{number})");
        text.push_str(&format!("func F{number}() {{ {}; {} }}\n", store(0), store(1)));
    }
    let tree = module(&[("m/m.go", &text)]);
    let lines = |args: &[&str]| -> Vec<String> {
        let line = |place: String| place.rsplit_once(':').expect("a column").0.to_owned();
        places(&tree, args).into_iter().map(|place| line(place.to_string())).collect()
    };
    let mut shown = lines(&[]);
    assert_eq!(shown.len(), 20);
    shown.dedup();
    assert_eq!(shown.len(), 20, "{shown:?}");
    // Where more are asked for than there are lines, all of a line are shown.
    assert_eq!(lines(&["--top", "59"]).len(), 59);
    assert_eq!(lines(&["--sort", "weight"]).len(), 60);
}

#[test]
fn the_heaviest_of_many_are_shown() {
    let mut text = String::from("package m\n\nvar sink any\n");
    for number in 1..=60 {
        let types = format!("type T{number} struct{{ n [{number}]int }}\n");
        text.push_str(&format!("{types}func F{number}() {{ sink = new(T{number}) }}\n"));
    }
    text.push_str("func Hot() {\n\tfor range 99 {\n\t\tsink = new(T59)\n\t}\n}\n");
    let tree = module(&[("m/m.go", &text)]);
    let shown = places(&tree, &[]);
    assert_eq!(shown.len(), 20);
    // That in the loop, then the largest: from 456 to 480 bytes, all take 480.
    assert_eq!(shown[..3], ["./m.go:126:13", "./m.go:117:24", "./m.go:119:24"]);
    let out = check(&tree, &[]);
    assert!(
        out.contains("61 allocations in 1 file; the 20 heaviest by estimate are shown"),
        "{out}"
    );
    assert!(out.contains(" 41 lighter than those shown"), "{out}");
    assert!(out.contains("= estimated weight 854: in a loop"), "{out}");
    // The user's word counts.
    assert_eq!(places(&tree, &["--sort", "place"]).len(), 61);
    assert_eq!(places(&tree, &["--top", "2"]), shown[..2]);
    assert_eq!(places(&tree, &["--min-bytes", "472"]).len(), 3);
    assert_eq!(places(&tree, &["--rule", "map-store"]), [""; 0]);
    assert_eq!(check(&tree, &["--format", "json"]).matches("escapes to heap").count(), 61);
}

#[test]
fn statistics_count_all_that_is_hot() {
    let text = "package m

type T struct{ n [4]int }

var sink any
var m = map[int]*T{}

func F() {
\tfor i := range 3 {
\t\tm[i] = &T{}
\t}
}

func (t *T) G() {
\tsink = new(T)
}
";
    let tree = module(&[("m/m.go", text)]);
    let out = check(&tree, &["--statistics"]);
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split_whitespace().collect()).collect();
    let has = |row: &[&str]| rows.iter().any(|one| one == row);
    assert!(has(&["1", "32", "57", "map-store"]), "{out}");
    assert!(has(&["1", "32", "32", "ex.com/m.(*T).G"]), "{out}");
    assert!(rows.iter().any(|row| row.ends_with(&["./m.go"])), "{out}");
    assert!(!out.contains("┌─"), "{out}");
}

/// What does the work of `main` is called once, and what its loops do isn't done once.
#[test]
fn the_work_of_main_is_not_cold() {
    let text = "package main

type node struct{ next *node }

var root *node

func main() {
\trun(9)
\tgo serve()
}

func run(n int) {
\troot = &node{}
\tfor range n {
\t\thandle()
\t}
}

func handle() { root = &node{root} }

func serve() {
\tfor {
\t\troot = &node{root}
\t}
}

func init() {
\tfor range 9 {
\t\troot = &node{root}
\t}
}
";
    let tree = module(&[("m/m.go", text)]);
    assert_eq!(places(&tree, &[]), ["./m.go:19:24", "./m.go:23:10"]);
    let out = check(&tree, &[]);
    assert!(out.contains("2 cold: 2 that run once"), "{out}");
}

/// A branch that returns an error in the end is cold from there on where it can't succeed any more.
#[test]
fn what_may_succeed_is_not_cold() {
    let text = "package m

import \"errors\"

var errBad = errors.New(\"bad\")

func decode(n int) ([]byte, error) {
\tif n > 0 {
\t\tb := make([]byte, 4096)
\t\tif n > 1 {
\t\t\treturn b, nil
\t\t}
\t\tc := make([]byte, 4096)
\t\tkept = c
\t\treturn nil, errBad
\t}
\treturn nil, nil
}

var kept []byte

func Decode(n int) ([]byte, error) { return decode(n) }
";
    let tree = module(&[("m/m.go", text)]);
    assert_eq!(places(&tree, &[]), ["./m.go:9:12"]);
}

/// `--rule` and `--min-bytes` are about all findings, if all are asked for.
#[test]
fn all_findings_of_a_rule() {
    let text = "package m

var m = map[string]*int{}

func F(p *int, k string) *int {
\tm[k] = p
\treturn new(int)
}
";
    let tree = module(&[("m/m.go", text)]);
    let all = places(&tree, &["--all"]);
    assert!(all.len() > 3, "{all:?}");
    assert_eq!(places(&tree, &["--all", "--rule", "returned-address"]), ["./m.go:7:12"]);
    assert_eq!(places(&tree, &["--all", "--rule", "map-growth"]), ["./m.go:6:3"]);
}
