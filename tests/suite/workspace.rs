//! The session that lives: what it says after any number of edits is what one says that begins
//! with the same texts, and what an edit doesn't concern isn't done again.

use std::path::Path;

use goesc::findings::analysis::{Detail, Inlining, Judged};
use goesc::source::{Environment, Overrides};
use goesc::workspace::{Cancelled, Edit, EditError, Work, Workspace};

use crate::common::Tree;
use crate::mutation::random::Random;

const LEAF: &str = "package leaf\n\nfunc Keep(p *int) *int { return p }\n";
const MIDDLE: &str = "package middle\n\nimport \"ex.com/m/leaf\"\n\n\
                      func Sum(n int) int { return *leaf.Keep(&n) }\n";
const TOP: &str = "package top\n\nimport \"ex.com/m/middle\"\n\nvar sink *int\n\n\
                   func f() int { x := 1; sink = &x; return middle.Sum(2) }\n\n\
                   func g() []int { return make([]int, 3) }\n";
const OTHER: &str = "package other\n\nfunc F() *int { return new(int) }\n";

fn tree() -> Tree {
    Tree::of(&[
        ("go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("leaf/leaf.go", LEAF),
        ("middle/middle.go", MIDDLE),
        ("top/top.go", TOP),
        ("other/other.go", OTHER),
    ])
}

fn workspace(tree: &Tree) -> Workspace {
    let environment = Environment { cwd: tree.root().to_owned(), ..Environment::default() };
    let config = goesc::std::settings(&environment, Overrides::default()).expect("settings");
    Workspace::new(config, Inlining::On, 2).expect("threads")
}

/// What is found in a file, as text.
fn found(workspace: &Workspace, path: &Path) -> Vec<String> {
    let snapshot = workspace.snapshot();
    let errors = snapshot.diagnostics(path).expect("nothing changes");
    let errors = errors.into_iter().map(|error| format!("{}: {}", error.place, error.message));
    let findings = snapshot.findings(path, None).expect("nothing changes");
    let findings = findings.iter().map(|one| {
        format!("{}: {} {:?} {:?} {:?}", one.place, one.headline, one.rule, one.cost, one.assumed)
    });
    errors.chain(findings).collect()
}

#[test]
fn texts_count_instead_of_the_disk() {
    let tree = tree();
    let mut workspace = workspace(&tree);
    let path = tree.path("other/other.go");
    let before = found(&workspace, &path);
    assert!(before.iter().any(|line| line.contains("new(int) escapes to heap")), "{before:?}");
    workspace.set_text(&path, *b"package other\n\nfunc F() *int { return nil }\n");
    assert!(found(&workspace, &path).iter().all(|line| !line.contains("new(int)")));
    workspace.forget(&path);
    assert_eq!(found(&workspace, &path), before);
    // A file that is nowhere yet, in a directory of its own.
    let new = tree.path("new/n.go");
    assert_eq!(found(&workspace, &new), [] as [&str; 0]);
    workspace.set_text(&new, *b"package n\n\nfunc f() *int { x := 1; return &x }\n");
    let lines = found(&workspace, &new);
    assert!(lines.iter().any(|line| line.contains("moved to heap: x")), "{lines:?}");
}

#[test]
fn a_package_may_be_called_otherwise() {
    let tree = tree();
    let mut living = workspace(&tree);
    let (leaf, middle) = (tree.path("leaf/leaf.go"), tree.path("middle/middle.go"));
    let before = found(&living, &middle);
    assert!(before.iter().any(|line| line.contains("inlining call to leaf.Keep")), "{before:?}");
    for name in ["l", ""] {
        let text = LEAF.replacen("leaf", name, 1);
        living.set_text(&leaf, text.as_bytes());
        let mut new = workspace(&tree);
        new.set_text(&leaf, text.as_bytes());
        assert_eq!(found(&living, &middle), found(&new, &middle), "{name:?}");
    }
    living.forget(&leaf);
    assert_eq!(found(&living, &middle), before);
}

#[test]
fn errors_are_those_of_the_file() {
    let tree = tree();
    let mut workspace = workspace(&tree);
    let path = tree.path("other/other.go");
    workspace.set_text(&path, *b"package other\n\nfunc F() *int { return 1 + }\n");
    let errors = workspace.snapshot().diagnostics(&path).expect("nothing changes");
    assert!(!errors.is_empty());
    assert_eq!(workspace.snapshot().diagnostics(&tree.path("leaf/leaf.go")), Ok(Vec::new()));
}

#[test]
fn findings_of_a_range() {
    let tree = tree();
    let workspace = workspace(&tree);
    let path = tree.path("top/top.go");
    let start = TOP.find("func g").expect("in the text") as u32;
    let findings = workspace.snapshot().findings(&path, Some(start..start + 60));
    let findings = findings.expect("nothing changes");
    assert!(findings.iter().all(|one| one.function.declared.as_str() == "g"));
    assert!(findings.iter().any(|one| one.headline == "make([]int, 3) escapes to heap"));
}

/// Packages: those checked as a whole, those of which bodies were checked, those analyzed, and those
/// of them that were in part.
fn work(checked: usize, rechecked: usize, analyzed: usize, in_part: usize) -> Work {
    Work { checked, rechecked, analyzed, in_part }
}

/// Asks for all packages, and tells what that took.
fn ask(workspace: &Workspace) -> Work {
    let all = ["./...".to_owned()];
    let found = workspace.snapshot().named(&all, Detail::Steps, Judged::Nothing);
    found.expect("nothing changes");
    workspace.last_work()
}

#[test]
fn an_edit_concerns_those_that_import_it() {
    let tree = tree();
    let mut workspace = workspace(&tree);
    assert_eq!(ask(&workspace), work(4, 0, 4, 0));
    workspace.disk_changed();
    assert_eq!(ask(&workspace), work(0, 0, 0, 0));
    let edit = |path: &str, from: &str, to: &str, text: &str| {
        let start = text.find(from).expect("in the text");
        (tree.path(path), Edit { range: start..start + from.len(), text: to.into() })
    };
    let (path, one) = edit("top/top.go", "make([]int, 3)", "nil", TOP);
    workspace.apply_edits(&path, &[one]).expect("a text");
    assert_eq!(ask(&workspace), work(1, 0, 1, 0));
    let (path, one) = edit("middle/middle.go", "*leaf.Keep(&n)", "n", MIDDLE);
    workspace.apply_edits(&path, &[one]).expect("a text");
    assert_eq!(ask(&workspace), work(2, 0, 2, 0));
    let (path, one) = edit("leaf/leaf.go", "return p", "return nil", LEAF);
    workspace.apply_edits(&path, &[one]).expect("a text");
    assert_eq!(ask(&workspace), work(3, 0, 3, 0));
}

/// Of the texts that were replaced, a workspace keeps none for long; an answer has those that it is about.
#[test]
fn texts_that_were_replaced_are_let_go() {
    let tree = tree();
    let mut workspace = workspace(&tree);
    let path = tree.path("leaf/leaf.go");
    let comment = format!("\n// {}\n", "x".repeat(200 << 10));
    let text = |body: &str| LEAF.replace("return p", body) + &comment;
    let all = ["./...".to_owned()];
    let mut first = None;
    for number in 0..40 {
        workspace.set_text(&path, text(&format!("println({number}); return p")).into_bytes());
        let snapshot = workspace.snapshot();
        let found = snapshot.named(&all, Detail::Steps, Judged::Nothing).expect("an answer");
        let held: usize = found.sources.iter().map(|(_, file)| file.text.len()).sum();
        assert!(held < 2 << 20, "{held} bytes after {number} edits of a text of {}", comment.len());
        first.get_or_insert(found);
    }
    let first = first.expect("an answer");
    let root = first.roots.iter().flat_map(|root| &root.files);
    let texts = root.map(|&file| first.sources.file(file).text.len());
    assert!(texts.clone().any(|length| length > 200 << 10));
    assert!(texts.clone().all(|length| length > 0));
}

/// From the second edit of a package on, an edit of bodies concerns these bodies alone, and nothing
/// that imports the package is checked.
#[test]
fn an_edit_of_a_body_is_checked_by_itself() {
    let tree = tree();
    let mut workspace = workspace(&tree);
    let text = |body: &str| LEAF.replace("return p", body).into_bytes();
    let path = tree.path("leaf/leaf.go");
    workspace.set_text(&path, text("return p"));
    assert_eq!(ask(&workspace), work(4, 0, 4, 0));
    workspace.set_text(&path, text("p = new(int); return p"));
    assert_eq!(ask(&workspace), work(0, 1, 3, 1));
    // So is one with an error in it, and the text after it.
    workspace.set_text(&path, text("return undefined"));
    assert_eq!(ask(&workspace), work(0, 1, 3, 1));
    workspace.set_text(&path, text("return p"));
    assert_eq!(ask(&workspace), work(0, 1, 3, 1));
    workspace.set_text(&path, text("return nil"));
    assert_eq!(ask(&workspace), work(0, 1, 3, 1));
    // What is reserved is told by a later stage than the checker.
    let path = tree.path("top/top.go");
    for (text, errors) in [("//go:nosplit\nfunc f", 0), ("//go:systemstack\nfunc f", 1)] {
        workspace.set_text(&path, TOP.replace("func f", text).into_bytes());
        let found = workspace.snapshot().diagnostics(&path).expect("nothing changes");
        assert_eq!(found.len(), errors, "{found:?}");
    }
}

#[test]
fn who_asks_about_an_older_text_is_told() {
    let tree = tree();
    let mut workspace = workspace(&tree);
    let path = tree.path("other/other.go");
    let old = workspace.snapshot();
    workspace.set_text(&path, *b"package other\n");
    assert_eq!(old.findings(&path, None), Err(Cancelled));
    assert!(workspace.snapshot().findings(&path, None).is_ok());
}

#[test]
fn edits_that_do_not_fit_change_nothing() {
    let tree = tree();
    let mut workspace = workspace(&tree);
    let path = tree.path("other/other.go");
    let text = |range| Edit { range, text: b"x".to_vec() };
    let wrong = workspace.apply_edits(&path, &[text(0..1), text(0..1_000)]);
    assert_eq!(wrong, Err(EditError::Outside { range: 0..1_000, length: OTHER.len() }));
    assert!(workspace.config().overlay.is_empty());
    let nowhere = tree.path("nowhere.go");
    assert_eq!(workspace.apply_edits(&nowhere, &[]), Err(EditError::NoText(nowhere.clone())));
}

#[test]
fn a_graph_is_found_by_its_function() {
    let tree = tree();
    let workspace = workspace(&tree);
    let snapshot = workspace.snapshot();
    let graph = snapshot.graph(&tree.path("top/top.go"), "f").expect("nothing changes");
    assert!(graph.is_some_and(|graph| graph.functions.iter().any(|name| name == "f")));
    assert_eq!(snapshot.graph(&tree.path("top/top.go"), "nothing"), Ok(None));
}

#[test]
fn the_type_of_what_stands_at_a_place() {
    let tree = tree();
    let workspace = workspace(&tree);
    let at = |text: &str| {
        let offset = TOP.find(text).expect("in the text") as u32;
        let found = workspace.snapshot().type_at(&tree.path("top/top.go"), offset);
        let found = found.expect("nothing changes").expect("an expression");
        let range = found.extent.start as usize..found.extent.end as usize;
        (TOP[range].to_owned(), found.text, found.size)
    };
    let of = |text: &str, ty: &str, size| (text.to_owned(), ty.to_owned(), Some(size));
    assert_eq!(at("&x"), of("&x", "*int", 8));
    assert_eq!(at("x; return"), of("x", "int", 8));
    assert_eq!(at("(2)"), of("middle.Sum(2)", "int", 8));
}

/// What importers need to know is the same after any edits; of a package with errors, nobody knows.
#[test]
fn the_summary_of_a_package() {
    let tree = tree();
    let mut living = workspace(&tree);
    let path = tree.path("middle/middle.go");
    let summary = |workspace: &Workspace| workspace.snapshot().summary(&path).expect("an answer");
    let before = summary(&living).expect("all is known");
    living.set_text(&path, MIDDLE.replace("*leaf.Keep(&n)", "*leaf.Keep(&n) + 1").into_bytes());
    let other = summary(&living).expect("all is known");
    assert!(other.summary != before.summary);
    living.set_text(&path, MIDDLE.replace("*leaf.Keep(&n)", "undefined").into_bytes());
    assert_eq!(summary(&living), None);
    living.set_text(&path, MIDDLE.as_bytes().to_vec());
    assert_eq!(summary(&living), Some(before));
}

const GENERIC: &str = "package generic\n\ntype List[T any] struct {\n\tv T\n\tnext *List[T]\n}\n\n\
                       func (l *List[T]) Push(v T) *List[T] {\n\treturn &List[T]{v, l}\n}\n\n\
                       func Map[T, U any](s []T, f func(T) U) (r []U) {\n\tfor _, v := range s {\n\
                       \t\tr = append(r, f(v))\n\t}\n\treturn r\n}\n\n\
                       func small(p *int) *int {\n\treturn p\n}\n\nvar Sink any\n";
const USER: &str = "package user\n\nimport \"ex.com/m/generic\"\n\ntype S struct{ a, b int }\n\n\
                    func (s S) String() string {\n\treturn \"s\"\n}\n\n\
                    func F(n int) any {\n\tvar l *generic.List[S]\n\tl = l.Push(S{n, n})\n\treturn l\n}\n\n\
                    func G(n int) []func() int {\n\treturn generic.Map([]int{n}, func(i int) func() int {\n\
                    \t\treturn func() int { return i + n }\n\t})\n}\n";

/// Bodies change, while signatures stay: everything that isn't made again is moved instead.
#[test]
fn after_edits_of_bodies_it_says_what_a_new_one_says() {
    const STATEMENTS: &[&str] = &[
        "x := new(int)\n_ = x",
        "y := 1\ngeneric.Sink = &y",
        "type A = struct{ a int }\nprintln(A{}.a)",
        "type L struct{ p *int }\nl := &L{}\ndefer func() { println(l) }()",
        "for i := range 3 {\ndefer func() { println(&i) }()\n}",
        "generic.Map([]string{}, func(s string) any { return s })",
        "undefined()",
        "// nothing\n\n",
        "var s []int\ns = append(s, 1)\nprintln(len(s))",
        "panic(1)",
        "go println(make([]int, 10))",
    ];
    let tree = Tree::of(&[
        ("go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("generic/generic.go", GENERIC),
        ("user/user.go", USER),
        ("user/late.go", "package user\n\nfunc late() any {\n\treturn F(1)\n}\n"),
    ]);
    let files = ["generic/generic.go", "user/user.go", "user/late.go"];
    let mut random = Random::of(11, 0);
    let mut living = workspace(&tree);
    let mut rechecked = 0;
    for round in 0..60 {
        let path = tree.path(files[random.below(files.len())]);
        let text = match living.config().overlay.get(&path) {
            Some(text) => String::from_utf8_lossy(text).into_owned(),
            None => std::fs::read_to_string(&path).expect("a file"),
        };
        let bodies: Vec<usize> = text.match_indices(" {\n").map(|(at, _)| at + 3).collect();
        let own = format!("//{}\n", random.below(1 << 20));
        let start = bodies[random.below(bodies.len())];
        let mut statement = STATEMENTS[random.below(STATEMENTS.len())].to_owned();
        if path.ends_with("generic/generic.go") {
            statement = statement.replace("generic.", "");
        }
        let put = Edit { range: start..start, text: format!("{own}{statement}\n{own}").into() };
        // Broken or not, much of it is taken back.
        let taken = Edit { range: start..start + put.text.len(), text: Vec::new() };
        let edits = match random.below(3) {
            0 => vec![vec![put]],
            1 => vec![vec![put], vec![taken]],
            _ => vec![vec![put, taken]],
        };
        for edits in edits {
            living.apply_edits(&path, &edits).expect("it fits");
            if random.below(4) == 0 {
                // Nobody waits for the answer.
                let old = living.snapshot();
                living.apply_edits(&path, &[]).expect("it fits");
                assert_eq!(old.findings(&path, None), Err(Cancelled));
            }
            let mut new = workspace(&tree);
            for (path, text) in &living.config().overlay {
                new.set_text(path, text.clone());
            }
            for file in files {
                let path = tree.path(file);
                let before = living.last_work();
                assert_eq!(found(&living, &path), found(&new, &path), "round {round}, {file}");
                rechecked += usize::from(living.last_work().rechecked > 0 && before.rechecked == 0);
            }
        }
    }
    assert!(rechecked > 10, "{rechecked}");
}

#[test]
fn after_any_edits_it_says_what_a_new_one_says() {
    const PIECES: &[&str] = &[
        "x",
        "}",
        "{",
        "*",
        "&",
        "\n",
        "int",
        "return ",
        "func h() {}\n",
        "var y = new(int)\n",
        "sink = p",
        "(",
        ")",
        "type T struct{ p *int }\n",
        "// ",
        "",
        "",
        "",
    ];
    let tree = tree();
    let files = ["leaf/leaf.go", "middle/middle.go", "top/top.go", "other/other.go"];
    let mut random = Random::of(7, 0);
    let mut living = workspace(&tree);
    for round in 0..60 {
        let path = tree.path(files[random.below(files.len())]);
        if random.below(8) == 0 {
            living.forget(&path);
        } else {
            let length = match living.config().overlay.get(&path) {
                Some(text) => text.len(),
                None => std::fs::metadata(&path).expect("a file").len() as usize,
            };
            let start = random.below(length + 1);
            let end = (start + random.below(6)).min(length);
            let text = PIECES[random.below(PIECES.len())].into();
            living.apply_edits(&path, &[Edit { range: start..end, text }]).expect("it fits");
        }
        let mut new = workspace(&tree);
        for (path, text) in &living.config().overlay {
            new.set_text(path, text.clone());
        }
        for file in files {
            let path = tree.path(file);
            assert_eq!(found(&living, &path), found(&new, &path), "round {round}, {file}");
        }
    }
}
