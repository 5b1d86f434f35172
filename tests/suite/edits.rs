//! Parsing a file again after edits: what comes out is what a parse of the text from nothing
//! gives, and declarations that no edit touched are the same objects.

use std::sync::Arc;

use crate::mutation::random::Random;
use goesc::source::pos::{FileId, SourceFile, SourceMap};
use goesc::syntax::ast::{File, Offset};
use goesc::syntax::edit::{Edit, EditedFile};
use goesc::syntax::{Parsed, parse};

/// A file with all that a declaration may be surrounded by.
const PROGRAM: &str = "//go:build go1.22\n\n// Package p.\npackage p\n\nimport (\n\t\"fmt\"\n\t_ \"unsafe\"\n)\n\n\
    //go:linkname late runtime.late\n\nconst (\n\ta = iota\n\tb\n\t//go:generate x\n)\n\n\
    type T[P any] struct {\n\tf func(P) (int, error)\n\tnext *T[P]\n}\n\n\
    //go:embed x\nvar x, y = f(1), map[string][]int{\"a\": {1, 2}}\n\n\
    //go:noinline\n// f is called.\nfunc f(n int) int {\n\t//go:nosplit\n\tif n > 0 {\n\t\treturn f(n - 1)\n\t}\n\
    \tvar local struct{ a, b int }\n\treturn local.a\n}\n\n\
    func (t *T[P]) m(p P) (err error) {\n\tswitch v := any(p).(type) {\n\tcase int:\n\t\tfmt.Println(v)\n\tdefault:\n\
    \t\tgo func() { t.next.m(p) }()\n\t}\n\treturn nil\n}\n\n\
    func g() { x := f(2); _ = x }\nfunc g2() { x := f(2); _ = x }\n\n//line other.go:10\nfunc late()\n\n\
    func init() {\n\tfor i := range 10 {\n\t\tprintln(i)\n\t}\nend:\n\tgoto end\n}\n";

/// What edits put in.
const PIECES: [&str; 24] = [
    "x",
    " ",
    "\n",
    "(",
    ")",
    "{",
    "}",
    ";",
    ",",
    "\"",
    "`",
    "/*",
    "*/",
    "//go:noinline\n",
    "func h() {}\n",
    "y = 1",
    "if x {\n}\n",
    "//line a.go:1\n",
    "var z int\n",
    "0x",
    ":=",
    "...",
    "[",
    "type U = T[int]\n",
];

fn file_id() -> FileId {
    SourceMap::new().add(SourceFile::new("p.go".to_owned(), Arc::from([])))
}

/// Everything about a file.
fn all_of(parsed: &Parsed) -> String {
    format!("{:#?}\n{:?}\n{:?}", parsed.file, parsed.errors, parsed.line_directives)
}

fn assert_as_from_nothing(id: FileId, parsed: &Parsed, text: &[u8], what: &str) {
    let (again, from_nothing) = (all_of(parsed), all_of(&parse(id, text)));
    if again != from_nothing {
        let differ = again.lines().zip(from_nothing.lines()).find(|(a, b)| a != b);
        panic!("{what}: {differ:?}\n----\n{}\n----", String::from_utf8_lossy(text));
    }
}

/// An edit of a text, small most of the time.
fn edit(random: &mut Random, text: &[u8]) -> Edit {
    let start = random.below(text.len() + 1);
    let longest = if random.below(10) == 0 { 200 } else { 4 };
    let end = (start + random.below(longest)).min(text.len());
    let piece = if random.below(3) == 0 { "" } else { random.one(&PIECES).unwrap_or_default() };
    Edit { range: start as Offset..end as Offset, text: piece.as_bytes().into() }
}

#[test]
fn a_file_parsed_again_is_as_parsed_from_nothing() {
    let id = file_id();
    for number in 0..60 {
        let mut random = Random::of(11, number);
        let (mut file, parsed) = EditedFile::parse(id, PROGRAM.as_bytes().into());
        assert_as_from_nothing(id, &parsed, PROGRAM.as_bytes(), "before edits");
        for step in 0..12 {
            let mut text = file.text().to_vec();
            let edits: Vec<Edit> = (0..=random.below(2))
                .map(|_| {
                    let edit = edit(&mut random, &text);
                    let range = edit.range.start as usize..edit.range.end as usize;
                    text.splice(range, edit.text.iter().copied());
                    edit
                })
                .collect();
            let parsed = file.reparse(id, &edits);
            assert_eq!(**file.text(), *text);
            assert_as_from_nothing(
                id,
                &parsed,
                &text,
                &format!("{number}, step {step}: {edits:?}"),
            );
        }
    }
}

/// The indices of declarations that are the same objects in two files.
fn same(a: &File, b: &File) -> Vec<usize> {
    let pairs = a.decls.iter().zip(&b.decls).enumerate();
    pairs.filter(|(_, (a, b))| Arc::ptr_eq(&a.decl, &b.decl)).map(|(i, _)| i).collect()
}

#[test]
fn an_edit_leaves_other_declarations_the_same_objects() {
    let id = file_id();
    let (mut file, first) = EditedFile::parse(id, PROGRAM.as_bytes().into());
    let count = first.file.decls.len();
    assert_eq!(count, 10);
    let mut last = first;
    for number in 0..count {
        // A space before the last byte changes one declaration and moves
        // those behind it.
        let placed = &last.file.decls[number];
        let at = placed.base + placed.decl.len - 1;
        let edit = Edit { range: at..at, text: b" ".as_slice().into() };
        let next = file.reparse(id, &[edit]);
        let others: Vec<usize> = (0..count).filter(|&i| i != number).collect();
        assert_eq!(same(&last.file, &next.file), others, "declaration {number}");
        for i in number + 1..count {
            assert_eq!(next.file.decls[i].base, last.file.decls[i].base + 1, "{number}, {i}");
        }
        assert_as_from_nothing(id, &next, file.text(), "after an edit");
        last = next;
    }
}

#[test]
fn a_declaration_above_which_a_directive_is_written_is_another_one() {
    let id = file_id();
    let text = "package p\n\nfunc f() {}\n\nfunc g() {}\n";
    let (mut file, first) = EditedFile::parse(id, text.as_bytes().into());
    let at = text.find("func g").map_or(0, |at| at as Offset);
    let edit = Edit { range: at..at, text: b"//go:noinline\n".as_slice().into() };
    let next = file.reparse(id, &[edit]);
    assert_eq!(same(&first.file, &next.file), [0]);
    assert_eq!(next.file.decls[1].decl.first().map_or(0, |decl| decl.directives.len()), 1);
    assert_as_from_nothing(id, &next, file.text(), "a directive");
}
