//! An edit in the body of a function: which functions are analyzed again, and that what is said of the
//! package then is what is said of its text from nothing.

use goesc::findings::analysis::Inlining;
use goesc::source::{Environment, Overrides};
use goesc::workspace::Workspace;

use crate::common::{Tree, said};
use crate::mutation::random::Random;

/// How much of a package is analyzed.
#[derive(PartialEq, Eq, Debug)]
enum Analyzed {
    /// The functions that the edit matters to.
    InPart,
    /// All.
    AsAWhole,
}

fn workspace(tree: &Tree) -> Workspace {
    let environment = Environment { cwd: tree.root().to_owned(), ..Environment::default() };
    let config = goesc::std::settings(&environment, Overrides::default()).expect("settings");
    Workspace::new(config, Inlining::On, 1).expect("threads")
}

/// All that is said of a text: errors, and findings with their reasons.
fn said(workspace: &Workspace, tree: &Tree) -> Vec<String> {
    let (snapshot, path) = (workspace.snapshot(), tree.path("m.go"));
    let errors = snapshot.diagnostics(&path).expect("nothing changes");
    let findings = snapshot.findings(&path, None).expect("nothing changes");
    errors.iter().map(said::error).chain(findings.iter().map(|one| said::finding(one))).collect()
}

/// Edits a text: puts something in the place of something that is in it once.
#[track_caller]
fn edit(text: &str, from: &str, to: &str, analyzed: Analyzed) -> Vec<String> {
    let tree = Tree::of(&[("go.mod", "module ex.com/m\n\ngo 1.27\n")]);
    let path = tree.path("m.go");
    assert_eq!(text.matches(from).count(), 1, "{from} is there once");
    let edited = text.replacen(from, to, 1);
    let mut known = workspace(&tree);
    known.set_text(&path, text.as_bytes());
    let before = said(&known, &tree);
    known.set_text(&path, edited.as_bytes());
    let now = said(&known, &tree);
    let work = known.last_work();
    let in_part = if work.in_part == 1 { Analyzed::InPart } else { Analyzed::AsAWhole };
    assert_eq!(in_part, analyzed, "{work:?}");
    let mut new = workspace(&tree);
    new.set_text(&path, edited.as_bytes());
    assert_eq!(now, said(&new, &tree));
    // And back again.
    known.set_text(&path, text.as_bytes());
    assert_eq!(said(&known, &tree), before);
    now
}

fn has(lines: &[String], what: &str) -> bool {
    lines.iter().any(|line| line.contains(what))
}

#[test]
fn callers_see_what_a_parameter_does() {
    let text = "package m\n\nvar sink *int\n\n//go:noinline\nfunc g(p *int) { _ = p }\n\n\
                func f() { x := 1; g(&x) }\n\nfunc other() *int { return new(int) }\n";
    let lines = edit(text, "_ = p", "sink = p", Analyzed::InPart);
    assert!(has(&lines, "moved to heap: x"));
}

#[test]
fn callers_see_what_can_be_inlined() {
    let text = "package m\n\nfunc g(n int) int { return n }\n\nfunc f() int { return g(1) }\n\n\
                func h() int { return f() }\n";
    let lines = edit(text, "return n ", "defer println(n); return n ", Analyzed::InPart);
    assert!(!has(&lines, "inlining call to g"));
    assert!(has(&lines, "inlining call to f"));
}

#[test]
fn what_is_inlined_through_others_counts() {
    let text = "package m\n\nfunc g(n int) *int { return &n }\n\nfunc f() *int { return g(1) }\n\n\
                func h() *int { return f() }\n";
    let lines = edit(text, "return &n", "var m = [3]int{n}; return &m[0]", Analyzed::InPart);
    assert!(has(&lines, "moved to heap: m in h"), "{lines:#?}");
}

#[test]
fn places_below_an_edit_move() {
    let text =
        "package m\n\nfunc f() {\n\tprintln(1)\n}\n\nfunc g() *int {\n\tx := 1\n\treturn &x\n}\n";
    let lines = edit(text, "println(1)", "println(1)\n\tprintln(2)", Analyzed::InPart);
    assert!(has(&lines, "m.go:9:2: moved to heap: x"), "{lines:#?}");
}

#[test]
fn errors_are_of_their_bodies() {
    let text = "package m\n\nimport \"fmt\"\n\nfunc f() { fmt.Println(1) }\n\nfunc g() int { return 2 }\n\n\
                func h() { undeclared() }\n";
    let lines = edit(text, "fmt.Println(1)", "println(g", Analyzed::InPart);
    assert!(has(&lines, "syntax error"));
    let lines = edit(text, "fmt.Println(1)", "x := g()", Analyzed::InPart);
    assert!(has(&lines, "declared and not used: x"));
    assert!(has(&lines, "\"fmt\" imported and not used"));
    assert!(has(&lines, "undefined: undeclared"));
}

#[test]
fn instances_stay_while_somebody_asks_for_them() {
    let text = "package m\n\nfunc two[T any](x T) (*T, *T) { return &x, &x }\n\n\
                func f() { two(1) }\n\nfunc g() { two(\"\") }\n\nfunc h() { two(2) }\n";
    // h asks for it, too.
    edit(text, "two(1)", "", Analyzed::InPart);
    edit(text, "two(\"\")", "", Analyzed::AsAWhole);
    let lines = edit(text, "two(\"\")", "two(\"\"); two(1.5)", Analyzed::InPart);
    assert!(has(&lines, "moved to heap: x"));
    // A generic function is as many functions as there are instances.
    let lines = edit(text, "return &x, &x", "return &x, nil", Analyzed::InPart);
    assert!(has(&lines, "moved to heap: x in two[go.shape"), "{lines:#?}");
}

#[test]
fn a_circle_is_analyzed_as_a_whole() {
    let text = "package m\n\nfunc even(n int, p *int) bool { return n == 0 || odd(n-1, p) }\n\n\
                func odd(n int, p *int) bool { return n != 0 && even(n-1, p) }\n\n\
                func f() bool { x := 1; return even(2, &x) }\n";
    edit(text, "n != 0", "n > 0", Analyzed::AsAWhole);
    // Where it is entered is decided outside of it.
    edit(text, "even(2, &x)", "odd(1, &x) && even(2, &x)", Analyzed::AsAWhole);
    edit(text, "x := 1", "x := 2", Analyzed::InPart);
}

#[test]
fn the_initialization_of_a_package_is_no_function() {
    let text =
        "package m\n\nvar v = g()\n\nfunc g() *int { return nil }\n\nfunc f() { println(v) }\n";
    let lines = edit(text, "return nil", "x := 1; return &x", Analyzed::InPart);
    assert!(has(&lines, "moved to heap: x"));
    edit(text, "println(v)", "println(v, 1)", Analyzed::InPart);
    // It begins and ends with its only variable, and has the functions of large maps.
    let text = "package m\n\nfunc g(n int) *int { return &n }\n\nfunc f() {}\n";
    let lines = edit(text, "func f() {}", "func f() {}\n\nvar v = g(1)", Analyzed::InPart);
    assert!(has(&lines, "moved to heap: n"), "{lines:#?}");
    let entries: Vec<String> = (0..30).map(|n| format!("{n}: new(int)")).collect();
    let map = format!("var m = map[int]*int{{{}}}", entries.join(", "));
    let text = format!("package m\n\nvar v = new(int)\n\n{map}\n\nfunc f() {{}}\n");
    let lines = edit(&text, "var v = new(int)", "var w = [2]*int{new(int)}", Analyzed::InPart);
    assert!(has(&lines, "new(int) escapes to heap in map.init.0"), "{lines:#?}");
}

const DECLARED: &str = "package m\n\nconst size = 10\n\nvar sink any\n\n\
     func keep(p *int) { sink = p }\n\nfunc use(p *int) { *p = size }\n\n\
     func f() { x := 1; keep(&x) }\n\nfunc g() []int { return make([]int, size) }\n\n\
     func h() { f(); g() }\n\ntype T struct{ n int }\n\nfunc (t *T) m() *T { y := 2; use(&y); return t }\n";

#[test]
fn functions_come_and_go() {
    let new = "func early() *int { z := 3; return &z }\n\nfunc keep";
    let lines = edit(DECLARED, "func keep", new, Analyzed::InPart);
    assert!(has(&lines, "moved to heap: z in early"), "{lines:#?}");
    // Nobody is left who calls it rightly.
    let lines = edit(DECLARED, "func use(p *int) { *p = size }\n\n", "", Analyzed::InPart);
    assert!(has(&lines, "undefined: use"));
    let lines = edit(DECLARED, "func use(", "func used(", Analyzed::InPart);
    assert!(has(&lines, "undefined: use"));
}

#[test]
fn signatures_change() {
    let lines = edit(DECLARED, "use(p *int) {", "use(p *int, more ...int) {", Analyzed::InPart);
    assert!(has(&lines, "more does not escape"), "{lines:#?}");
    let lines = edit(DECLARED, "use(p *int) {", "use(p *string) {", Analyzed::InPart);
    assert!(has(&lines, "cannot use &y"), "{lines:#?}");
    // Methods and types aren't known by their names alone.
    edit(DECLARED, "m() *T {", "m(more int) *T {", Analyzed::AsAWhole);
    edit(DECLARED, "struct{ n int }", "struct{ n, o int }", Analyzed::AsAWhole);
}

#[test]
fn constants_and_variables_change() {
    let lines = edit(DECLARED, "size = 10", "size = 100000", Analyzed::InPart);
    assert!(has(&lines, "make([]int, 100000) escapes to heap"), "{lines:#?}");
    // Nothing escapes that isn't kept.
    let lines = edit(DECLARED, "var sink any", "var sink *int", Analyzed::InPart);
    assert!(has(&lines, "leaking param: p in keep"), "{lines:#?}");
    let lines = edit(
        DECLARED,
        "const size",
        "var two, three = 2, new(int)\n\nconst size",
        Analyzed::InPart,
    );
    assert!(has(&lines, "new(int) escapes to heap in init"), "{lines:#?}");
    // What a type is made of is more than a body.
    let text =
        "package m\n\nconst size = 10\n\ntype T [size]int\n\nfunc f() *T { return new(T) }\n";
    edit(text, "size = 10", "size = 20", Analyzed::AsAWhole);
    // Its name is taken.
    edit(DECLARED, "var sink any", "var sink, keep any", Analyzed::AsAWhole);
}

#[test]
fn what_a_variable_asks_for_goes_with_it() {
    let text = "package m\n\ntype L[T any] struct{ v T }\n\nfunc (l *L[T]) add(v T) *L[T] { return &L[T]{v} }\n\n\
                var one L[int]\n\nvar two L[string]\n\nfunc f() { var l L[int]; l.add(1) }\n";
    edit(text, "var two L[string]\n\n", "", Analyzed::AsAWhole);
    edit(text, "var one L[int]\n\n", "", Analyzed::InPart);
    let lines = edit(text, "var two", "var three L[bool]\n\nvar two", Analyzed::InPart);
    assert!(has(&lines, "L[go.shape.bool]"), "{lines:#?}");
}

/// Declarations of all kinds come, go and change, while bodies do.
#[test]
fn after_edits_of_declarations_it_is_as_from_nothing() {
    const PIECES: &[&str] = &[
        "func a(p *int) *int { return p }",
        "func a(p *int) *int { b(p); return nil }",
        "func a(p, q *int) *int { sink = q; return b(p) }",
        "func b(p *int) *int { return c() }",
        "func b(p *int) *int { v[0] = p; return p }",
        "func b(p *int) { a(p) }",
        "func c() *int { x := n; return a(&x) }",
        "func c() *int { x := n; go func() { println(&x) }(); return nil }",
        "const n = 3",
        "const n = 100000",
        "var n = 3",
        "const (\n\tn = iota\n\tk\n)",
        "var v = make([]*int, n)",
        "var v = []*int{c(), new(int)}",
        "var v, w = map[int]*int{1: c()}, n",
        "var sink any = c",
        "var sink any",
        "var sink = List[int]{}",
        "func d() { l := List[int]{}; l.push(n); use(&l) }",
        "func d() { l := List[string]{}; l.push(\"\"); use(l) }",
        "func use(any) {}",
        "func use(x any) { sink = x }",
        "func use[X any](x X) any { return x }",
        "type List[X any] struct{ xs []X }\n\nfunc (l *List[X]) push(x X) { l.xs = append(l.xs, x) }",
        "func init() { sink = new(int) }",
        "func e() { type L struct{ p *int }; use(L{new(int)}) }",
        "var _ = c()",
        "import \"fmt\"",
    ];
    let tree = Tree::of(&[("go.mod", "module ex.com/m\n\ngo 1.27\n")]);
    let path = tree.path("m.go");
    let mut in_part = 0;
    for number in 0..8 {
        let mut random = Random::of(21, number);
        let mut known = workspace(&tree);
        let mut pieces: Vec<&str> = Vec::new();
        let mut before = String::new();
        for step in 0..30 {
            let at = random.below(pieces.len() + 1);
            match random.below(3) {
                0 if at < pieces.len() => _ = pieces.remove(at),
                1 if at < pieces.len() => pieces[at] = PIECES[random.below(PIECES.len())],
                _ => pieces.insert(at, PIECES[random.below(PIECES.len())]),
            }
            let text = format!("package m\n\n{}\n", pieces.join("\n\n"));
            known.set_text(&path, text.as_bytes());
            if random.below(5) == 0 {
                // Nobody waits for the answer.
                let old = known.snapshot();
                known.set_text(&path, text.as_bytes());
                assert!(old.findings(&path, None).is_err());
            }
            let mut new = workspace(&tree);
            new.set_text(&path, text.as_bytes());
            let (said, wanted) = (said(&known, &tree), said(&new, &tree));
            let work = known.last_work();
            assert_eq!(said, wanted, "{number}, step {step}, {work:?}: {before}: {text}");
            in_part += work.in_part;
            before = text;
        }
    }
    assert!(in_part > 40, "{in_part}");
}

#[test]
fn local_types_and_literals_come_and_go() {
    let text = "package m\n\ntype I interface{ M() }\n\ntype T struct{}\n\nfunc (T) M() {}\n\n\
                func f() I { return T{} }\n\nfunc g(i I) { i.M() }\n\nfunc h() { g(f()) }\n";
    edit(text, "return T{}", "type U struct{ T }; return U{}", Analyzed::AsAWhole);
    let lines =
        edit(text, "g(f())", "func() { x := 1; go func() { println(&x) }() }()", Analyzed::InPart);
    assert!(has(&lines, "func literal escapes to heap"));
    edit(text, "i.M()", "m := i.M; m()", Analyzed::InPart);
}
