//! The session that lives: what it says after any number of edits is what one says that begins
//! with the same texts, and what an edit doesn't concern isn't done again.

use std::path::Path;

use goesc::findings::analysis::{Detail, Inlining, Judged};
use goesc::source::{Environment, Overrides};
use goesc::workspace::{Cancelled, Edit, EditError, Work, Workspace};

use crate::common::Tree;

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

#[test]
fn an_edit_concerns_those_that_import_it() {
    let tree = tree();
    let mut workspace = workspace(&tree);
    let all = ["./...".to_owned()];
    let ask = |workspace: &Workspace| {
        let snapshot = workspace.snapshot();
        snapshot.named(&all, Detail::Steps, Judged::Nothing).expect("nothing changes");
        workspace.last_work()
    };
    assert_eq!(ask(&workspace), Work { checked: 4, analyzed: 4 });
    workspace.disk_changed();
    assert_eq!(ask(&workspace), Work { checked: 0, analyzed: 0 });
    let edit = |path: &str, from: &str, to: &str, text: &str| {
        let start = text.find(from).expect("in the text");
        (tree.path(path), Edit { range: start..start + from.len(), text: to.into() })
    };
    let (path, one) = edit("top/top.go", "make([]int, 3)", "nil", TOP);
    workspace.apply_edits(&path, &[one]).expect("a text");
    assert_eq!(ask(&workspace), Work { checked: 1, analyzed: 1 });
    let (path, one) = edit("middle/middle.go", "*leaf.Keep(&n)", "n", MIDDLE);
    workspace.apply_edits(&path, &[one]).expect("a text");
    assert_eq!(ask(&workspace), Work { checked: 2, analyzed: 2 });
    let (path, one) = edit("leaf/leaf.go", "return p", "return nil", LEAF);
    workspace.apply_edits(&path, &[one]).expect("a text");
    assert_eq!(ask(&workspace), Work { checked: 3, analyzed: 3 });
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

/// Numbers that are the same on all machines.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
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
    let mut random = Random(7);
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
