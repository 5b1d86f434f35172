//! What the parser accepts and how it is lowered: `grammar-tests/` holds a small Go file for each
//! construct of the language, with the expected tree beside it. `UPDATE=1` writes the trees, and
//! the record of the grammar, anew.

#![expect(clippy::unwrap_used, reason = "a test that can't read its files fails")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use goesc::id::Id;
use goesc::source::pos::{FileId, SourceFile};
use goesc::syntax;
use tree_sitter::{Language, Parser, Tree};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// The Go files of `grammar-tests/`, in order.
fn go_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("grammar-tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "go") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(files.len() > 60, "grammar-tests is incomplete");
    files
}

/// Errors, line directives and the tree of a file.
fn parsed(text: &[u8]) -> String {
    let parsed = syntax::parse(FileId::from_index(0), text);
    let file = SourceFile::new(String::new(), text.into());
    let at = |offset| {
        let at = file.line_col(offset);
        format!("{}:{}", at.line, at.column)
    };
    let mut out = String::new();
    for error in &parsed.errors {
        writeln!(out, "error {}: {}", at(error.offset), error.message).unwrap();
    }
    for line in &parsed.line_directives {
        let from = at(line.offset);
        writeln!(out, "line {from}: {}:{}:{}", line.path, line.line, line.column).unwrap();
    }
    out + &syntax::dump(&parsed.file, text)
}

#[test]
fn every_construct_gives_its_tree() {
    let mut wrong = String::new();
    for path in go_files() {
        let got = parsed(&fs::read(&path).unwrap());
        let expected_path = path.with_extension("tree");
        if update() {
            fs::write(&expected_path, got).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if let Some((line, (want, got))) = (1..)
            .zip(expected.lines().chain([""]).zip(got.lines().chain([""])))
            .find(|(_, (want, got))| want != got)
        {
            let name = expected_path.strip_prefix(root()).unwrap().display();
            writeln!(wrong, "{name}:{line}\n  want {want}\n  got  {got}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "trees differ (UPDATE=1 writes them anew):\n{wrong}");
}

#[test]
fn only_the_files_of_errors_have_errors() {
    for path in go_files() {
        let parsed = syntax::parse(FileId::from_index(0), &fs::read(&path).unwrap());
        let folder = path.parent().and_then(Path::file_name).unwrap();
        let about_errors = folder == "errors" || path.ends_with("directives/line.go");
        assert_eq!(!parsed.errors.is_empty(), about_errors, "{path:?}: {:?}", parsed.errors);
    }
}

fn tree(language: &Language, text: &[u8]) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(language).unwrap();
    parser.parse(text, None).unwrap()
}

#[test]
fn our_grammar_agrees_with_tree_sitter_go() {
    let theirs = Language::new(tree_sitter_go::LANGUAGE);
    let ours = Language::new(syntax::LANGUAGE);
    let mut compared = 0;
    for path in go_files() {
        let text = fs::read(&path).unwrap();
        let want = tree(&theirs, &text);
        if want.root_node().has_error() {
            continue;
        }
        compared += 1;
        let got = tree(&ours, &text);
        assert_eq!(got.root_node().to_sexp(), want.root_node().to_sexp(), "{path:?}");
    }
    assert!(compared > 40, "only {compared} files could be compared");
}

/// FNV-1a: enough to see that a file has changed.
fn hash(text: &[u8]) -> u64 {
    text.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn the_generated_parser_is_that_of_the_grammar() {
    let grammar = root().join("grammar");
    let mut got = String::new();
    for name in ["grammar.js", "src/parser.c"] {
        writeln!(got, "{:016x} {name}", hash(&fs::read(grammar.join(name)).unwrap())).unwrap();
    }
    let record = grammar.join("generated");
    if update() {
        fs::write(&record, &got).unwrap();
    }
    let want = fs::read_to_string(&record).unwrap_or_default();
    assert_eq!(got, want, "grammar.js or parser.c has changed: see grammar/README.md");
}

/// Nests something deeply between a head and a tail.
fn nested(head: &str, open: &str, middle: &str, close: &str, tail: &str) -> Vec<u8> {
    let depth = 100_000;
    [head, &open.repeat(depth), middle, &close.repeat(depth), tail].concat().into_bytes()
}

#[test]
fn deep_nesting_is_an_error() {
    let var = "package p\nvar x = ";
    let body = "package p\nfunc f() {";
    for text in [
        nested(var, "(", "1", ")", "\n"),
        nested(var, "(", "", "", "\n"),
        nested(var, "-", "1", "", "\n"),
        nested(var, "[]", "int", "", "\n"),
        nested(var, "chan<- ", "int", "", "\n"),
        nested(var, "T{", "", "}", "\n"),
        nested(var, "func() {", "", "}", "\n"),
        nested(var, "", "a", "()", "\n"),
        nested(var, "", "a", " + a", "\n"),
        nested(var, "", "a", ".a", "\n"),
        nested(body, "{", "", "}", "}\n"),
        nested(body, "{", "", "", "\n"),
        nested(body, "if x {} else ", "{}", "", "}\n"),
        nested(body, "L: ", "", "", "}\n"),
        nested(body, "switch { case x: ", "", "}", "}\n"),
    ] {
        let parsed = syntax::parse(FileId::from_index(0), &text);
        let start = String::from_utf8_lossy(&text[..40]).into_owned();
        assert!(parsed.errors.iter().any(|e| e.message.contains("nesting")), "{start}");
    }
}

#[test]
fn long_chains_are_none() {
    let text = format!("package p\nvar x = a{}\n", " + a".repeat(5_000));
    let parsed = syntax::parse(FileId::from_index(0), text.as_bytes());
    assert_eq!(parsed.errors, []);
}

#[test]
fn what_is_no_text_is_an_error() {
    let mut noise: Vec<u8> = Vec::from(b"package p\n");
    let mut state = 1u32;
    for _ in 0..200_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        noise.push((state >> 24) as u8);
    }
    let printable: Vec<u8> = noise.iter().map(|b| b & 0x3f | 0x20).collect();
    let printable = [b"package p\n", &printable[..]].concat();
    for text in [b"".to_vec(), vec![0; 100_000], noise, printable] {
        let parsed = syntax::parse(FileId::from_index(0), &text);
        let errors = parsed.errors.len();
        assert!((1..=100).contains(&errors), "{errors}");
    }
}

#[test]
fn broken_files_are_still_read() {
    let path = root().join("grammar-tests/stmts/type_switch.go");
    let text = fs::read(path).unwrap();
    for end in 0..text.len() {
        syntax::parse(FileId::from_index(0), &text[..end]);
    }
    for at in 0..text.len() {
        for byte in *b"{}()[];,.x\"`\0\xff" {
            let mut text = text.clone();
            text[at] = byte;
            syntax::parse(FileId::from_index(0), &text);
        }
    }
}
