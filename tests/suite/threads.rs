//! On however many threads the functions of a package are analyzed, and whether it is alone or beside others,
//! the same is said of it.

use std::fmt::Write;
use std::process::Command;

use crate::common::Tree;
use crate::mutation::random::Random;

/// Functions that call those before them, some those after them, with literals that capture and return what
/// they are given.
fn package(name: &str, functions: usize) -> String {
    let mut random = Random::of(7, 0);
    let mut text = format!("package {name}\n\nvar sink any\n\ntype node struct {{ next *node }}\n");
    for i in 0..functions {
        let callee = |random: &mut Random| match random.below(12) {
            0 => random.below(functions),
            _ => random.below(i),
        };
        let (a, b) = (callee(&mut random), callee(&mut random));
        let _ = write!(
            text,
            "\nfunc f{i}(p *node, n int) *node {{\n\tx := &node{{p}}\n\tg := func(q *node) *node {{\n"
        );
        let _ = match random.below(4) {
            0 => writeln!(text, "\t\tx.next = q\n\t\treturn f{a}(q, n-1)"),
            1 => writeln!(text, "\t\treturn f{a}(x, n-1)"),
            2 => writeln!(text, "\t\tsink = q\n\t\treturn nil"),
            _ => writeln!(text, "\t\treturn q"),
        };
        let _ = writeln!(text, "\t}}\n\tif n < 0 {{\n\t\treturn nil\n\t}}");
        let _ = match random.below(3) {
            0 => writeln!(text, "\tsink = f{b}(g(x), n-1)\n\treturn p\n}}"),
            1 => writeln!(text, "\treturn g(f{b}(x, n-1))\n}}"),
            _ => writeln!(text, "\tf{b}(x, n-1)\n\treturn g(p).next\n}}"),
        };
    }
    text
}

#[test]
fn threads_make_no_difference() {
    let tree = Tree::of(&[
        ("go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("p/p.go", &package("p", 400)),
        ("q/q.go", "package q\n\nfunc F() *int { return new(int) }\n"),
    ]);
    let said = |patterns: &[&str], jobs: &str| -> Vec<String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
        command.args(["check", "--format", "gc", "-m=2", "--jobs", jobs]).args(patterns);
        let output = command
            .current_dir(tree.root())
            .env("GOENV", "off")
            .output()
            .expect("the program runs");
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).expect("text");
        text.lines().filter(|line| line.starts_with("p/")).map(str::to_owned).collect()
    };
    let beside = said(&["./p", "./q"], "2");
    assert!(beside.len() > 4_000, "{}", beside.len());
    for jobs in ["1", "2", "3", "4", "2", "4"] {
        let alone = said(&["./p"], jobs);
        let other = alone.iter().zip(&beside).find(|(a, b)| a != b);
        assert_eq!(other, None, "on {jobs} threads");
        assert_eq!(alone.len(), beside.len(), "on {jobs} threads");
    }
}
