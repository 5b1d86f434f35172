//! Parsing a file again after edits, and checking its package: what comes out is what work on the
//! texts from nothing gives, and declarations that no edit touched are the same objects.

use std::sync::Arc;

use crate::mutation::random::Random;
use goesc::profile::Sizes;
use goesc::source::pos::{FileId, SourceFile, SourceMap};
use goesc::symbol::Symbol;
use goesc::syntax::ast::{DeclKind, File, Offset};
use goesc::syntax::edit::{Edit, EditedFile};
use goesc::syntax::{ParsedFile, parse};
use goesc::types::check::recheck::EditedPackage;
use goesc::types::check::{Input, Language, check};
use goesc::types::dump::{dump, dump_errors};
use goesc::types::info::{CheckedDecl, CheckedFile, Package};
use goesc::types::store::Types;

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
fn all_of(parsed: &ParsedFile) -> String {
    format!("{:#?}\n{:?}\n{:?}", parsed.file, parsed.errors, parsed.line_directives)
}

fn assert_as_from_nothing(id: FileId, parsed: &ParsedFile, text: &[u8], what: &str) {
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

/// A copy of a function above it takes nothing from it.
#[test]
fn a_declaration_and_its_copy() {
    let text = "package p\n\nfunc f() {\n\tg()\n}\n\nfunc g() {}\n\nvar x int\n";
    let id = file_id();
    let (mut file, _) = EditedFile::parse(id, text.as_bytes().into());
    for copied in ["func g() {}\n\n", "func f() {\n\tg()\n}\n\n", "var x int\n\n"] {
        let at = "package p\n\n".len() as Offset;
        let edit = Edit { range: at..at, text: copied.as_bytes().into() };
        let parsed = file.reparse(id, &[edit]);
        assert_as_from_nothing(id, &parsed, file.text(), copied);
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

/// A package that is edited, and what it imports.
struct Session {
    types: Types,
    sources: SourceMap,
    edited: EditedPackage,
    files: Vec<EditedFile>,
}

const IMPORTED: &str = "package q\n\nfunc F() int { return 1 }\n\nvar V = F()\n";

const FIRST: &str = "package p\n\nimport \"q\"\n\nvar a = f(1)\n\nvar b, c = q.V, 2\n\n\
    type T[P any] struct{ p P }\n\nfunc f(n int) int {\n\treturn n + g(q.F())\n}\n\n\
    func (t *T[P]) m(p P) (old P) {\n\told, t.p = t.p, p\n\treturn old\n}\n";

const SECOND: &str = "package p\n\nfunc g(n int) int {\n\treturn n + b\n}\n\nfunc gen[P any](p P, _ int) *P {\n\
    \treturn &p\n}\n\nfunc _(x int) {\n\tprintln(x)\n}\n\nfunc init() {\n\tprintln(c)\n}\n\n\
    func two() (x, y int) { return 1, 2 }\n";

/// What is put at the beginning of a body.
const STATEMENTS: [&str; 16] = [
    "\n\tz, y := two()\n\tprintln(z, y)",
    "\n\tif true {\n\t\tprintln(1)\n\t}",
    "\n\ttype L struct{ a, b int }\n\tvar l L\n\tprintln(l.a)",
    "\n\ttype A = struct{ a int }\n\tprintln(A{}.a)",
    "\n\tprintln(gen(\"x\", 1), gen[int](1, 2))",
    "\n\tvar t T[string]\n\tfunc() { t.m(\"\") }()",
    "\n\tprintln(a)",
    "\n\tprintln(f(2))",
    "\n\tconst k = iota + 1\n\tprintln(k)",
    "\n\tfor i := range 3 {\n\t\tdefer println(i)\n\t}",
    "\n\tpanic(two)",
    "\n\tundefined()",
    "\n\tunused := 1",
    "\n\tprintln(1 + \"\")",
    "\n\tgoto end",
    "\n\t// nothing\n",
];

fn input<'t>(
    types: &'t Types,
    sources: &'t SourceMap,
    path: &str,
    files: Vec<File>,
    imports: &[&Arc<Package>],
) -> Input<'t> {
    Input {
        types,
        sources,
        pkg: types.package_id(Symbol::new(path)),
        path: Symbol::new(path),
        files,
        imports: imports.iter().map(|package| (package.path, Arc::clone(package))).collect(),
        language: Language { package: (1, 27), newest: (1, 27) },
    }
}

fn add(sources: &SourceMap, name: &str, text: &[u8]) -> FileId {
    sources.add(SourceFile::new(name.to_owned(), text.into()))
}

impl Session {
    fn open() -> Session {
        let (types, sources) = (Types::new(Sizes::BITS_64), SourceMap::new());
        let imported = Session::imported(&types, &sources);
        let mut files = Vec::new();
        let mut trees = Vec::new();
        for (name, text) in [("1.go", FIRST), ("2.go", SECOND)] {
            let id = add(&sources, name, text.as_bytes());
            let (file, parsed) = EditedFile::parse(id, text.as_bytes().into());
            assert_eq!(parsed.errors, []);
            files.push(file);
            trees.push(parsed.file);
        }
        let edited = EditedPackage::check(input(&types, &sources, "p", trees, &[&imported]));
        Session { types, sources, edited, files }
    }

    fn imported(types: &Types, sources: &SourceMap) -> Arc<Package> {
        let id = add(sources, "q.go", IMPORTED.as_bytes());
        let file = parse(id, IMPORTED.as_bytes()).file;
        Arc::new(check(input(types, sources, "q", vec![file], &[])))
    }

    /// Edits a file and checks the package again.
    fn edit(&mut self, file: usize, edit: Edit) {
        let mut text = self.files[file].text().to_vec();
        text.splice(edit.range.start as usize..edit.range.end as usize, edit.text.to_vec());
        let id = add(&self.sources, ["1.go", "2.go"][file], &text);
        let parsed = self.files[file].reparse(id, &[edit]);
        assert_eq!(parsed.errors, []);
        let old = self.edited.package().files.iter();
        let mut trees: Vec<File> = old.map(|checked| checked.ast.clone()).collect();
        trees[file] = parsed.file;
        self.edited.recheck(&self.types, &self.sources, trees);
    }

    fn said(&self) -> String {
        said(&self.types, &self.sources, self.edited.package())
    }

    /// What is said of the same texts by a check from nothing.
    fn said_from_nothing(&self) -> String {
        let (types, sources) = (Types::new(Sizes::BITS_64), SourceMap::new());
        let imported = Session::imported(&types, &sources);
        let texts = ["1.go", "2.go"].into_iter().zip(&self.files);
        let trees = texts.map(|(name, file)| {
            let id = add(&sources, name, file.text());
            parse(id, file.text()).file
        });
        let package = check(input(&types, &sources, "p", trees.collect(), &[&imported]));
        said(&types, &sources, &package)
    }

    /// The bodies of functions: file, offset after the brace, and which declaration it is.
    fn bodies(&self) -> Vec<(usize, Offset, usize)> {
        let files = self.edited.package().files.iter().enumerate();
        let decls = files.flat_map(|(number, file)| file.decls().map(move |decl| (number, decl)));
        let bodies = decls.filter_map(|(number, decl)| match decl.ast.first()?.kind {
            DeclKind::Func { body: Some(body), .. } => {
                let brace = decl.pos(decl.ast.stmts[body].pos).offset;
                Some((number, brace + 1, decl.index as usize))
            }
            _ => None,
        });
        bodies.collect()
    }
}

/// All that is known of a package, with its errors.
fn said(types: &Types, sources: &SourceMap, package: &Package) -> String {
    dump_errors(sources, package) + &dump(types, sources, package)
}

fn assert_same(session: &Session, what: &str) {
    let (again, from_nothing) = (session.said(), session.said_from_nothing());
    let differ = again.lines().zip(from_nothing.lines()).find(|(a, b)| a != b);
    assert!(again == from_nothing, "{what}: {differ:?}");
}

#[test]
fn an_edited_body_leaves_what_is_known_of_others_the_same_objects() {
    let mut kept = 0;
    for number in 0..25 {
        let mut random = Random::of(12, number);
        let mut session = Session::open();
        assert_eq!(session.edited.package().errors, []);
        for step in 0..8 {
            let bodies = session.bodies();
            let (file, start, index) = bodies[random.below(bodies.len())];
            let statement = random.one(&STATEMENTS).unwrap_or_default();
            let statement = format!("{statement}\n");
            let len = statement.len() as Offset;
            let what = format!("{number}, step {step}: {statement:?} in {index} of {file}");
            let before = Arc::clone(session.edited.package());
            let put = Edit { range: start..start, text: statement.as_bytes().into() };
            session.edit(file, put);
            assert_same(&session, &what);
            let after = Arc::clone(session.edited.package());
            let is_right = before.errors.is_empty() && after.errors.is_empty();
            // An alias is known to the store: with one, everything is checked anew.
            if is_right && !has_alias(&before, file, index) && !has_alias(&after, file, index) {
                assert_kept(&before, &after, (file, index), &what);
                kept += 1;
            }
            // What is wrong is taken back, and some of the rest.
            if !after.errors.is_empty() || random.below(3) == 0 {
                session.edit(file, Edit { range: start..start + len, text: Box::default() });
                assert_same(&session, &format!("{what}, taken back"));
                assert_eq!(session.edited.package().errors, []);
            }
        }
    }
    assert!(kept > 80, "{kept}");
}

/// Whether a declaration declares an alias.
fn has_alias(package: &Package, file: usize, index: usize) -> bool {
    let decls = &package.files[file].ast.decls[index].decl.decls;
    decls.iter().any(|(_, decl)| matches!(decl.kind, DeclKind::Type { alias: true, .. }))
}

/// All declarations but one are the same objects, syntax and facts, and that one isn't.
fn assert_kept(before: &Package, after: &Package, changed: (usize, usize), what: &str) {
    for (number, (old, new)) in before.files.iter().zip(&after.files).enumerate() {
        for index in 0..old.facts.len() {
            let is_kept = (number, index) != changed;
            let trees = (&old.ast.decls[index].decl, &new.ast.decls[index].decl);
            assert_eq!(Arc::ptr_eq(trees.0, trees.1), is_kept, "{what}: tree {index}");
            let facts = (&old.facts[index], &new.facts[index]);
            assert_eq!(Arc::ptr_eq(facts.0, facts.1), is_kept, "{what}: facts {index}");
        }
    }
    for (name, obj) in &*before.scope {
        assert_eq!(after.scope.get(name), Some(obj), "{what}: {name}");
    }
}

/// The declarations whose facts are other objects than they were, by name.
fn checked_again(before: &Package, after: &Package) -> Vec<String> {
    let facts = |package: &Package| {
        let files = package.files.iter();
        files.flat_map(|file| file.facts.iter().map(Arc::as_ptr)).collect::<Vec<_>>()
    };
    let known = facts(before);
    let decls = after.files.iter().flat_map(CheckedFile::decls);
    let new = decls.filter(|decl| !known.contains(&std::ptr::from_ref(decl.facts)));
    let name = |decl: CheckedDecl<'_>| match decl.ast.first().map(|first| &first.kind) {
        Some(DeclKind::Func { name, .. } | DeclKind::Type { name, .. }) => {
            decl.ast.name(*name).to_string()
        }
        Some(DeclKind::Const { names, .. } | DeclKind::Var { names, .. }) => {
            decl.ast.name(names[0]).to_string()
        }
        Some(DeclKind::Import { .. }) | None => "import".to_owned(),
    };
    new.map(name).collect()
}

#[test]
fn what_comes_and_goes_leaves_the_rest_the_same_objects() {
    let mut session = Session::open();
    let at = SECOND.find("n int) int").map_or(0, |at| at as Offset);
    let before = Arc::clone(session.edited.package());
    session.edit(1, Edit { range: at..at, text: b"more string, ".as_slice().into() });
    assert!(!session.edited.package().errors.is_empty());
    assert_same(&session, "another signature");
    let after = Arc::clone(session.edited.package());
    assert!(after.is_edit_of(&before));
    assert!(!after.declares_the_same(&before));
    session.edit(1, Edit { range: at..at + 13, text: Box::default() });
    assert_same(&session, "the signature as it was");
    // Nobody names it.
    let before = Arc::clone(session.edited.package());
    let end = session.files[0].text().len() as Offset;
    let text = "\nvar another = new(int)\n";
    session.edit(0, Edit { range: end..end, text: text.as_bytes().into() });
    assert_same(&session, "a variable");
    let after = Arc::clone(session.edited.package());
    assert_eq!(checked_again(&before, &after), ["another"]);
    session.edit(0, Edit { range: end..end + text.len() as Offset, text: Box::default() });
    assert_same(&session, "no variable");
    assert_eq!(checked_again(&after, session.edited.package()), Vec::<String>::new());
    // What types are made of is no matter of names.
    let before = Arc::clone(session.edited.package());
    session.edit(0, Edit { range: end..end, text: b"\ntype Another int\n".as_slice().into() });
    assert_same(&session, "a type");
    assert!(!session.edited.package().is_edit_of(&before));
}

#[test]
fn an_import_that_no_body_uses_any_more_is_told() {
    let mut session = Session::open();
    let at = FIRST.find("q.F()").map_or(0, |at| at as Offset);
    session.edit(0, Edit { range: at..at + 5, text: b"1".as_slice().into() });
    assert_eq!(session.edited.package().errors, []);
    let at = FIRST.find("q.V").map_or(0, |at| at as Offset);
    session.edit(0, Edit { range: at..at + 3, text: b"1".as_slice().into() });
    assert_eq!(session.edited.package().errors.len(), 1);
    assert_same(&session, "an unused import");
}
