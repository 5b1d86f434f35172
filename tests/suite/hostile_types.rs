//! Types that share their parts, and types that contain each other, take no time of note.
//!
//! Every kind of type is built up 60 levels deep, so that there are 2^60 ways from the outermost to
//! the innermost; as cycles and as embeddings in each other as well; and all that source can do with
//! such a type follows. Each program goes through every stage and each output. gc itself prints, or
//! computes, without end for many of them.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::Tree;

/// How deep types are built up.
const LEVELS: usize = 60;

/// What one run may take of a processor: a second in an optimized build. Tests may be built without.
const SECONDS: u32 = if cfg!(debug_assertions) { 10 } else { 2 };
/// The memory that one run may take, in kilobytes.
const KILOBYTES: u64 = 200 << 10;

/// Kinds of types, made of A and B; those of the second list embed them, which takes two types.
const PLAIN: [(&str, &str); 14] = [
    ("pointer", "*A"),
    ("slice", "[]A"),
    ("array", "[2]A"),
    ("key", "map[A]B"),
    ("element", "map[string]A"),
    ("channel", "chan A"),
    ("func", "func(A, B) (A, B)"),
    ("fields", "struct { a, b A }"),
    ("pointers", "struct { a, b *A }"),
    ("method", "interface { M(A, B) A }"),
    ("mixed", "struct { a A; b []B; c map[string]A }"),
    ("methods in fields", "struct { a, b interface { M(A) B } }"),
    ("union", "interface { ~[]A | ~*B }"),
    ("terms", "interface { A | B }"),
];
const EMBEDDING: [(&str, &str); 3] = [
    ("embedded", "struct { A; B }"),
    ("embedded pointers", "struct { *A; *B }"),
    ("embedded interfaces", "interface { A; B }"),
];

/// What is innermost.
const LEAVES: [&str; 6] =
    ["int", "string", "lib.T", "func()", "interface { M() }", "interface { ~int | ~string }"];

/// How a type is built up.
#[derive(Clone, Copy, Debug)]
enum Build {
    /// `type t0 K(t1)`
    Named,
    /// `type t0 = K(t1)`
    Alias,
    /// `type t0 = C[t1, t1]` of a generic type.
    Generic,
    /// The same of a generic alias.
    GenericAlias,
    /// Each contains two of the others.
    Mutual,
    /// Two or three that contain each other.
    Cycle,
}

const BUILDS: [Build; 6] =
    [Build::Named, Build::Alias, Build::Generic, Build::GenericAlias, Build::Mutual, Build::Cycle];

/// All that can be done with a type T.
const USES: &str = "
type Named interface { Name() string }
type G[P any] struct { x P; y *G[P] }
func (g G[P]) Get() P { return g.x }
func id[P any](x P) P { return x }
func pair[P any](x, y P) P { return x }
func each[P any, S ~[]P, M ~map[string]P](s S, m M) any { return s }
var v T
var w = [2]T{}
func equal(x, y T) bool { return x == y }
func convert(x T) any { return x }
func convertPointer(x T) any { return &x }
func makeMap(x T) map[T]T { return map[T]T{x: x} }
func choose(x any) int {
	switch x := x.(type) { case T: _ = x; return 1; case *T: return 2; case []T: return 3 }
	return 0
}
func assert(x any) *T { if y, ok := x.(T); ok { return &y }; return nil }
func infer(x T) T { return id(pair(x, x)) }
func inferCore(x []T, y map[string]T) any { return each(x, y) }
func literal() any { return T{} }
func literals() any { return &[]T{} }
func allocate() *T { return new(T) }
func wrongResult(x T) string { return x }
func wrongError(x T) error { var e error = x; return e }
func field(x T) int { return x.foo }
func method(x T) any { return x.Name }
func named(x T) Named { return x }
func expression() any { return T.M }
func inStruct() any { return struct { x T }{} }
func local(x T) any { type L T; return L(x) }
func size(x T) uintptr { return unsafe.Sizeof(x) }
func closure(x T) func() T { return func() T { return x } }
func instance() any { return G[T]{} }
func get(x G[T]) any { return x.Get() }
";

/// A kind of type made of two types.
fn apply(kind: &str, a: &str, b: &str) -> String {
    let word = |c: char| c.is_alphanumeric();
    let mut out = String::new();
    let mut chars = kind.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let alone = !word(before) && !chars.peek().is_some_and(|&next| word(next));
        match c {
            'A' if alone => out.push_str(a),
            'B' if alone => out.push_str(b),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

/// The declarations of a type T.
fn declarations(kind: &str, embeds: bool, leaf: &str, build: Build) -> String {
    let mut out = String::new();
    let mut declare = |name: String, ty: String| {
        let _ = writeln!(out, "type {name} {ty}");
    };
    match build {
        Build::Named | Build::Alias => {
            let is = if matches!(build, Build::Alias) { "= " } else { "" };
            let other = if embeds { "u" } else { "t" };
            for i in 0..LEVELS {
                let (a, b) = (format!("t{}", i + 1), format!("{other}{}", i + 1));
                declare(format!("t{i}"), format!("{is}{}", apply(kind, &a, &b)));
                if embeds {
                    declare(format!("u{i}"), format!("{is}{}", apply(kind, &b, &a)));
                }
            }
            declare(format!("t{LEVELS}"), format!("{is}{leaf}"));
            if embeds {
                declare(format!("u{LEVELS}"), format!("{is}{leaf}"));
            }
            declare("T".to_owned(), "= t0".to_owned());
        }
        Build::Generic | Build::GenericAlias => {
            let is = if matches!(build, Build::GenericAlias) { "= " } else { "" };
            // A type parameter can't be embedded.
            let (a, b) = if embeds { ("E[A]", "F[B]") } else { ("A", "B") };
            declare("C[A, B any]".to_owned(), format!("{is}{}", apply(kind, a, b)));
            declare("E[A any]".to_owned(), "struct { a *A }".to_owned());
            declare("F[A any]".to_owned(), "struct { b []A }".to_owned());
            declare(format!("t{LEVELS}"), format!("= {leaf}"));
            for i in 0..LEVELS {
                declare(format!("t{i}"), format!("= C[t{0}, t{0}]", i + 1));
            }
            declare("T".to_owned(), "= t0".to_owned());
        }
        Build::Mutual => {
            for i in 0..LEVELS {
                let (a, b) = ((i + 1) % LEVELS, (i * 7 + 3) % LEVELS);
                declare(format!("t{i}"), apply(kind, &format!("t{a}"), &format!("t{b}")));
            }
            declare("T".to_owned(), "= t0".to_owned());
        }
        Build::Cycle => {
            for (name, a, b) in [("T", "U", "V"), ("U", "T", "V"), ("V", "T", "U")] {
                declare(name.to_owned(), apply(kind, a, b));
            }
        }
    }
    out
}

fn program(declarations: &str) -> String {
    let lib = if declarations.contains("lib.") { "import \"nope/lib\"\n" } else { "" };
    format!("package p\nimport \"unsafe\"\n{lib}{declarations}{USES}")
}

/// Types that don't share their parts but make ever more: exponentially many, or without end.
fn growing() -> Vec<(&'static str, String)> {
    let levels = |first: &str, next: &dyn Fn(usize) -> String| {
        (1..LEVELS).map(next).fold(first.to_owned(), |all, next| all + &next + "\n")
    };
    let last = LEVELS - 1;
    let types = |first: &str, next: &dyn Fn(usize) -> String| {
        program(&format!("{}type T = N{last}[int]\n", levels(first, next)))
    };
    let functions = |next: &dyn Fn(usize) -> String| {
        let first = "type T int\ntype X[P any] struct { x P }\ntype Y[P any] struct { y P }\n\
            func (x X[P]) Get() P { return x.x }\nfunc (y *Y[P]) Set(p P) { y.y = p }\n\
            func f0[P any](p P) any { return &p }\n";
        program(&format!("{}func run() any {{ return f{last}(1) }}\n", levels(first, next)))
    };
    vec![
        (
            "tower",
            types("type N0[P any] struct { x P }\n", &|i| {
                format!("type N{i}[P any] struct {{ x N{0}[N{0}[P]] }}", i - 1)
            }),
        ),
        (
            "tower of aliases",
            types("type N0[P any] = []P\n", &|i| {
                format!("type N{i}[P any] = N{0}[N{0}[P]]", i - 1)
            }),
        ),
        (
            "towers",
            types("type N0[P any] struct { x P }\n", &|i| {
                format!("type N{i}[P any] struct {{ x N{0}[N{0}[P]]; y N{0}[[]P] }}", i - 1)
            }),
        ),
        (
            "towers of pointers",
            types("type N0[P any] struct { x P }\n", &|i| {
                format!(
                    "type N{i}[P any] struct {{ x *N{0}[N{0}[P]]; y *N{0}[[]P] }}\n\
                    func (n *N{i}[P]) M() any {{ return n.x }}",
                    i - 1
                )
            }),
        ),
        (
            "endless",
            program(
                "type T = E[int]\ntype E[P any] struct { a *E[[]P]; b *E[*P] }\n\
                func (e E[P]) M() any { return e.a }\n",
            ),
        ),
        (
            "endless embedding",
            program(
                "type T = E[int]\ntype E[P any] struct { *E[[]P]; b *F[*P] }\n\
                type F[P any] struct { *E[[]P]; *F[map[string]P] }\n\
                func (e E[P]) M() any { return e.b }\nfunc (f F[P]) N() any { return f }\n",
            ),
        ),
        (
            "endless in each other",
            program(
                "type T = E[int]\ntype E[P any] struct { a *E[E[P]]; b *F[F[E[P]]] }\n\
                type F[P any] struct { a *E[F[P]]; c func(F[E[P]]) }\n\
                func (e E[P]) M() any { return e.b }\nfunc (f F[P]) N() any { return f }\n",
            ),
        ),
        (
            "functions",
            functions(&|i| {
                format!(
                    "func f{i}[P any](p P) any {{ f{0}(X[P]{{p}}); return f{0}(Y[P]{{p}}) }}",
                    i - 1
                )
            }),
        ),
        (
            "endless functions",
            program(
                "type T int\nfunc f[P any](p P) any { return g([]P{p}) }\n\
                func g[P any](p P) any { f(&p); return f(map[string]P{}) }\nvar r = f(1)\n",
            ),
        ),
        (
            "literals",
            format!(
                "package p\nfunc run() *int {{ x := 1\n{}\nreturn f{last}(&x) }}\n",
                levels("f0 := func(x *int) *int { return x }\n", &|i| {
                    format!("f{i} := func(x *int) *int {{ return f{0}(f{0}(x)) }}", i - 1)
                })
            ),
        ),
        (
            "calls",
            format!(
                "package p\n{}func run() *int {{ x := 1; return f{last}(&x) }}\n",
                levels("func f0(x *int) *int { return x }\n", &|i| {
                    format!("func f{i}(x *int) *int {{ return f{0}(f{0}(x)) }}", i - 1)
                })
            ),
        ),
    ]
}

/// Each program is looked at in one of these ways, in turn; in all of them with `GOESC_SOAK`.
const WAYS: [&str; 12] = [
    "check --no-config --each-file --format gc x.go",
    "check --no-config --each-file x.go",
    "check --no-config --each-file --format json x.go",
    "check --no-config --each-file --format gc -l x.go",
    "check --no-config --each-file --format sarif x.go",
    "check --no-config --each-file --format gc -m 2 x.go",
    "check --no-config --each-file --all x.go",
    "check --no-config --each-file --format gc-json --output log x.go",
    "explain --no-config x.go:80",
    "layout T x.go",
    "graph --no-config convert x.go",
    "compare --no-config gc.txt x.go",
];

/// The most memory that a process has taken so far, in kilobytes; absent once it has ended.
fn peak(pid: u32) -> Option<u64> {
    // A process that was started shares the memory of this one for a moment.
    let program = std::fs::read_link(format!("/proc/{pid}/exe")).ok()?;
    if std::env::current_exe().is_ok_and(|own| own == program) {
        return None;
    }
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Runs goesc within its limits, and says what is wrong with the run.
fn run(dir: &Path, way: &str) -> Result<(), String> {
    let goesc = env!("CARGO_BIN_EXE_goesc");
    let file = |name| std::fs::File::create(dir.join(name)).expect("a file");
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -t {SECONDS}; exec {goesc} {way}")])
        .current_dir(dir)
        .env("GOENV", "off")
        .env("GOROOT", dir)
        .stdin(Stdio::null())
        .stdout(file("out"))
        .stderr(file("err"))
        .spawn()
        .expect("sh runs");
    let mut most = 0;
    let status = loop {
        most = most.max(peak(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait().expect("sh can be waited for") {
            break status;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    };
    let err = std::fs::read(dir.join("err")).expect("output");
    let err = String::from_utf8_lossy(&err);
    if err.contains("panicked") || err.contains("internal error") {
        return Err(format!("{way}: {err}"));
    }
    // 2: nothing at the line, nothing to compare with.
    if !matches!(status.code(), Some(0..=2)) {
        return Err(format!("{way}: {status}"));
    }
    match most > KILOBYTES {
        true => Err(format!("{way}: {most} kB")),
        false => Ok(()),
    }
}

/// Runs programs in these ways, on as many threads as there are processors.
fn run_all(programs: &[(String, String)], ways: impl Fn(usize) -> Vec<&'static str> + Sync) {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let tree = Tree::new();
                tree.write("gc.txt", "# command-line-arguments\nx.go:20:5: x escapes to heap\n");
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some((name, text)) = programs.get(at) else { break };
                    tree.write("x.go", text);
                    for way in ways(at) {
                        if let Err(error) = run(tree.root(), way) {
                            let error = error.chars().take(500).collect::<String>();
                            wrong.lock().expect("a list").push(format!("{name}: {error}"));
                        }
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("a list");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), programs.len(), wrong.join("\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn shared_and_cyclic() {
    let kinds = PLAIN.iter().map(|&(name, kind)| (name, kind, false));
    let kinds = kinds.chain(EMBEDDING.iter().map(|&(name, kind)| (name, kind, true)));
    let mut programs = Vec::new();
    for (name, kind, embeds) in kinds {
        for leaf in LEAVES {
            for build in BUILDS {
                let text = program(&declarations(kind, embeds, leaf, build));
                programs.push((format!("{name} of {leaf}, {build:?}"), text));
            }
        }
    }
    run_all(&programs, |at| match std::env::var_os("GOESC_SOAK") {
        Some(_) => WAYS.to_vec(),
        // Another one for each of the programs that differ in little.
        None => vec![WAYS[(at + at / WAYS.len()) % WAYS.len()]],
    });
}

#[cfg(target_os = "linux")]
#[test]
fn ever_more() {
    let programs: Vec<_> =
        growing().into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    run_all(&programs, |_| WAYS.to_vec());
}

/// What goesc prints about a program, and its complaints.
fn output(text: &str, args: &[&str]) -> (String, String) {
    let tree = Tree::of(&[("x.go", text)]);
    let output = Command::new(env!("CARGO_BIN_EXE_goesc"))
        .args(["check", "--no-config", "--each-file"])
        .args(args)
        .arg("x.go")
        .current_dir(tree.root())
        .env("GOENV", "off")
        .output()
        .expect("goesc runs");
    let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
    (text(output.stdout), text(output.stderr))
}

/// Each with what gc says.
#[test]
fn what_gc_answers_is_answered() {
    let levels = |of: &dyn Fn(usize) -> String| (1..=40).map(of).collect::<String>();
    let interfaces = levels(&|i| format!("type t{i} = interface {{ t{0}; t{0} }}\n", i - 1));
    let text = format!(
        "package p\ntype t0 = interface {{ ~int | ~string }}\n{interfaces}\
        func g[P t40](x P) P {{ return x }}\nvar v = g(1.5)\n"
    );
    let (_, err) = output(&text, &["--format", "gc"]);
    let want = "float64 does not satisfy t40 (float64 missing in ~int | ~string)";
    assert!(err.contains(want), "{err}");

    let structs = levels(&|i| format!("type t{i} = struct {{ a, b t{} }}\n", i - 1));
    let text = format!(
        "package p\ntype t0 = struct {{ x int }}\n{structs}\
        func f(x t40) string {{ return x }}\n"
    );
    let (_, err) = output(&text, &["--format", "gc"]);
    let want = "cannot use x (variable of struct type t40) as string value in return statement";
    assert!(err.contains(want), "{err}");

    let embeds = "package p\ntype T struct { *T; *U }\ntype U struct { *T; *U }\n";
    let (_, err) = output(&format!("{embeds}func f(t T) int {{ return t.foo }}\n"), &[]);
    assert_eq!(err, "");
    let (_, err) =
        output(&format!("{embeds}func f(t T) int {{ return t.foo }}\n"), &["--format", "gc"]);
    assert!(err.contains("t.foo undefined (type T has no field or method foo)"), "{err}");

    let text = format!(
        "{embeds}func (*T) Name() string {{ return \"\" }}\n\
        type Named interface {{ Name() string }}\nfunc f(n *T) Named {{ return n }}\n"
    );
    let (out, err) = output(&text, &["--format", "gc"]);
    assert_eq!(err, "");
    assert!(out.contains("x.go:6:8: leaking param: n to result ~r0 level=0"), "{out}");
}

#[test]
fn a_long_type_is_cut_off() {
    let fields: String = (0..60).map(|i| format!("type t{i} struct{{}}\n")).collect();
    let nested = (0..60).fold("int".to_owned(), |ty, i| format!("struct {{ a{i}, b{i} {ty} }}"));
    // Not exponential as it is written, but as it prints.
    let text = format!("package p\n{fields}func f(x {nested}) string {{ return x }}\n");
    let (_, err) = output(&text, &["--format", "gc"]);
    assert!(err.contains("... (too long)"), "{err}");
    assert!(err.len() < 20_000, "{}", err.len());
}

/// Many embedded fields are looked up by name, few one after another: both find the same.
#[test]
fn long_lists_of_embedded_fields_are_searched_alike() {
    let program = |padding: usize| {
        let pads: String = (0..padding).map(|i| format!("\tP{i}\n")).collect();
        let decls: String = (0..padding)
            .map(|i| format!("type P{i} struct{{ p{i} int }}\nfunc (P{i}) Q{i}() {{}}\n"))
            .collect();
        format!(
            "package p\n\
            type deep struct{{ x, both int; y *int }}\nfunc (d *deep) Deep(p *int) *int {{ return d.y }}\n\
            type A struct{{ deep; a, twice int }}\nfunc (a *A) M(p *int) *int {{ return p }}\n\
            type B struct{{ b, twice int }}\nfunc (B) N(p *int) {{ }}\n\
            type I interface{{ Call(*int) }}\ntype C = struct{{ both *int }}\n\
            func f(u *U, p *int) *int {{ u.x++; u.a++; u.b++; u.N(p); u.Call(u.M(p)); return u.Deep(p) }}\n\
            func g(u U) {{ u.twice++; u.both++; u.none++; u.X++; U.M(u, nil); U{{}}.Deep(nil) }}\n\
            func h(v V) (*int, any) {{ return v.M(v.y), v.twice }}\n\
            type V struct {{ e int; *U; n U0 }}\n\
            type U0 struct {{ e struct{{ C }} }}\n\
            type U struct {{\n\tA\n\t*B\n\tI\n\tC\n{pads}}}\n{decls}"
        )
    };
    let of = |padding: usize| {
        let (_, err) = output(&program(padding), &["--format", "gc", "-l"]);
        let (out, _) = output(&program(padding), &["--format", "json", "-l"]);
        let own = |text: &str| -> String {
            let of_padding = [": P", "P0.", "\"function\":\"P"];
            let lines =
                text.lines().filter(|line| of_padding.iter().all(|pad| !line.contains(pad)));
            lines.map(|line| format!("{line}\n")).collect()
        };
        (own(&out), own(&err))
    };
    let few = of(0);
    assert!(few.1.contains("ambiguous selector u.twice"), "{}", few.1);
    assert!(few.1.contains("u.none undefined"), "{}", few.1);
    assert!(few.0.contains("leaking param: p"), "{}", few.0);
    for padding in [1, 12, 13, 14, 40] {
        assert_eq!(few, of(padding), "{padding}");
    }
}

/// Of many embedded interfaces, the first with a method is looked up, of few it is searched for: both
/// find the same declaration, which wrappers have their positions from.
#[test]
fn long_lists_of_embedded_interfaces_are_searched_alike() {
    let program = |padding: usize| {
        let pads: String = (0..padding).map(|i| format!("\tP{i}\n")).collect();
        let decls: String =
            (0..padding).map(|i| format!("type P{i} interface{{ Q{i}(*int) }}\n")).collect();
        format!(
            "package p\n\
            type A interface{{ M(a *int); Same(a *int); low(a *int) }}\n\
            type B interface{{ Same(b *int); N(b *int) }}\ntype C = interface{{ Same(c *int); O(c *int) }}\n\
            func f(s S, w W) (any, any) {{ return s, w }}\ntype S struct{{ W }}\n\
            type W interface {{\n\tFirst(own *int)\n\tB\n\tN(late *int)\n\tA\n\t(C)\n\
            \tinterface{{ L(l *int); M(l *int) }}\n\tSame(late *int)\n\tLast(own *int)\n{pads}}}\n{decls}"
        )
    };
    let of = |padding: usize| {
        let (out, err) = output(&program(padding), &["--format", "gc", "-m", "2"]);
        assert_eq!(err, "");
        // Each parameter that leaks has two lines more.
        let leaks = out.lines().filter(|line| line.contains("parameter"));
        let own = leaks.filter(|line| !line.contains("Q"));
        own.map(|line| format!("{line}\n")).collect::<String>()
    };
    let few = of(0);
    for param in ["a", "b", "c", "l", "own"] {
        assert!(few.contains(&format!("parameter {param} leaks")), "{few}");
    }
    for padding in [1, 12, 13, 14, 40] {
        assert_eq!(few, of(padding), "{padding}");
    }
}

/// What is left undone is said to be.
#[test]
fn a_spent_budget_is_told() {
    let (_, text) =
        growing().into_iter().find(|(name, _)| *name == "functions").expect("a program");
    let (out, err) = output(&text, &[]);
    assert!(err.contains("left unfinished: the rest is assumed"), "{err}");
    assert!(!out.contains("no allocations"), "{out}");
    assert!(out.contains("not everything could be analyzed"), "{out}");
    let (out, _) = output(&text, &["--format", "json"]);
    assert!(out.contains("\"because\":\"limit\""), "{out}");
    let one = output(&text, &["--format", "json", "--jobs", "1"]);
    assert_eq!(one, output(&text, &["--format", "json", "--jobs", "7"]));
}
