//! Nothing that a file can hold makes goesc panic or hang.
//!
//! Programs of testdata/ and grammar-tests/ are cut and changed at random, the same way in each
//! run, and go through the whole program, a few hundred at once, each a package of its own. Many
//! more go through its stages in [`mutation`](crate::mutation).

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::common::Tree;
use crate::mutation::changes::mutate;
use crate::mutation::random::Random;

/// How long one run may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs goesc on files of a directory, each a package, and says what it printed.
fn check(dir: &Path, files: &[String], args: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_goesc"))
        .args(["check", "--each-file"])
        .args(args)
        .args(files)
        .current_dir(dir)
        .env("GOENV", "off")
        .env("GOROOT", dir)
        .stdout(std::fs::File::create(dir.join("out")).expect("a file"))
        .stderr(std::fs::File::create(dir.join("err")).expect("a file"))
        .stdin(Stdio::null())
        .spawn()
        .expect("goesc runs");
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("goesc can be waited for") {
            break status;
        }
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("goesc hangs on one of {files:?}");
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let read = |name| std::fs::read(dir.join(name)).expect("output");
    let output = Output { status, stdout: read("out"), stderr: read("err") };
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(!err.contains("internal error"), "{err}");
    assert!(!err.contains("panicked"), "{err}");
    // 1: directives among the texts are assertions, which may be violated.
    assert!(matches!(status.code(), Some(0..=2)), "{status}\n{err}");
    output
}

fn find(dir: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(dir).expect("a directory");
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            find(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn random_changes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    find(&root.join("testdata"), &mut sources);
    find(&root.join("grammar-tests"), &mut sources);
    sources.sort();
    let tree = Tree::new();
    for (round, args) in
        [&["--format", "gc"][..], &["--format", "gc", "-m", "2"], &["--color", "always"]]
            .iter()
            .enumerate()
    {
        let mut names = Vec::new();
        for (i, path) in sources.iter().enumerate() {
            let text = std::fs::read(path).expect("a source file");
            let name = format!("r{round}/f{i}.go");
            let mut random = Random::of(round as u64, i as u64);
            tree.write(&name, mutate(&text, &text, &mut random));
            names.push(name);
        }
        check(tree.root(), &names, args);
    }
}

/// A file that must be handled, with errors or without.
#[track_caller]
fn survives(text: impl AsRef<[u8]>) -> (String, String) {
    let tree = Tree::new();
    tree.write("x.go", text);
    let file = &["x.go".to_owned()];
    let printed = check(tree.root(), file, &["--format", "json"]).stdout;
    let output = check(tree.root(), file, &["--format", "gc"]);
    check(tree.root(), file, &[]);
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    (text(&printed), text(&output.stderr))
}

#[test]
fn deep_nesting() {
    let deep = |open: &str, close: &str, n: usize| open.repeat(n) + &close.repeat(n);
    let (_, err) = survives(format!("package p\nvar x = {}\n", deep("(", ")", 100_000)));
    assert!(err.contains("nesting is too deep"), "{err}");
    survives(format!("package p\nvar x = {}1\n", "(".repeat(100_000)));
    survives(format!("package p\nvar x {}int\n", "*".repeat(100_000)));
    survives(format!("package p\nfunc f() {{{}}}\n", deep("{", "}", 900)));
    survives(format!("package p\nfunc f(x int) {{{}}}\n", deep("func(){_=&x;", "}()", 300)));
    survives(format!("package p\nfunc f(x int) int {{ return {}x }}\n", "x+".repeat(50_000)));
    survives(format!("package p\nvar x = {}1\n", "1+".repeat(50_000)));
}

#[test]
fn large_files() {
    survives(format!("package p\nvar x = []int{{{}}}\n", "1,".repeat(100_000)));
    survives(format!("package p\nfunc f() any {{ return []any{{{}}} }}\n", "1,".repeat(50_000)));
    survives(format!("package p\nvar s = \"{}\"\n", "x".repeat(5_000_000)));
    survives(format!("package p\n{}", "var x = y\n".repeat(5_000)));
    survives(format!("package p\nconst x = {}\nvar y = x\n", "9".repeat(100_000)));
    survives("package p\nconst x = 1 << 100000\nconst y = 1e1000000000\nvar z [1 << 62][4]int\n");
}

#[test]
fn types_that_share_much() {
    let mut text = "package p\n".to_owned();
    for i in 0..60 {
        text += &format!("type t{i} struct {{ a, b t{} }}\n", i + 1);
    }
    text += "type t60 struct{ p *int }\nfunc f(x, y t0) bool { return x == y }\n";
    survives(text);
    let cycles = "package p\ntype T struct{ t T }\ntype I interface{ I }\ntype A = A\n\
        type P *P\nvar x = y\nvar y = x\nconst c = c\nfunc f() { var t T; _ = t == t; *p = p }\n";
    survives(cycles);
}

#[test]
fn no_text() {
    let (_, err) = survives("");
    assert!(err.contains("package statement must be first"), "{err}");
    survives("package p");
    let (_, err) = survives(b"package p\nvar \xff\xfe = \"\xff\"\n");
    assert!(err.contains("invalid UTF-8 encoding"), "{err}");
    let (_, err) = survives((0..=255).cycle().take(100_000).collect::<Vec<u8>>());
    assert!(err.contains("invalid NUL character"), "{err}");
}

#[test]
fn line_directives() {
    let (out, _) = survives(
        "package p\n//line :0\n//line x.go:99999999999999999999\n//line ::\n//line a:b:c\n\
        //line y.go:2147483647:2147483647\nfunc f() *int { x := 1; return &x }\n\
        /*line z.go:5:7*/func g() *int { x := 1; return /*line w.go:3:4*/&x }\n",
    );
    assert!(out.contains("moved to heap: x"), "{out}");
}

#[test]
fn missing_imports() {
    let (out, err) = survives(
        "package p\nimport (\"nope/a\"; c \"nope/c\"; . \"nope/d\"; \"\"; \"a b\")\n\
        func f() *int { x := a.F(1); g := func() { _ = c.X[x] }; go g(); y := 1; return &y }\n\
        type V[P a.C] struct { x P; a.T }\nfunc (v *V[P]) M(p P) a.R { return p.Foo(v.x, v.T) }\n\
        var v V[c.T]\nfunc h() { v.M(a.X); v.Undefined(); for i := range a.Y { _ = i } }\n",
    );
    assert!(err.contains("nope/a"), "{err}");
    assert!(out.contains("moved to heap: y"), "{out}");
}

#[test]
fn what_is_no_file() {
    let tree = Tree::of(&[("x.go/p.txt", "")]);
    for name in ["x.go", "gone.go"] {
        let output = check(tree.root(), &[name.to_owned()], &[]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(!output.stderr.is_empty(), "{name}");
    }
}
