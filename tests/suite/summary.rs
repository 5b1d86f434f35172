//! Packages from summaries are as good as packages from source.
//!
//! Tests that need the source of the standard library do nothing where GOROOT isn't set.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::common::{Tree, goroot};
use goesc::findings::analysis::{Detail, Inlining, Options, RootReport};
use goesc::findings::kind::{FindingKind, Note};
use goesc::ir::func::FuncKey;
use goesc::profile::Sizes;
use goesc::report::gc_words::headline;
use goesc::source::pos::SourceMap;
use goesc::source::{Config, Environment, Overrides};
use goesc::source::{Damaged, Provider};
use goesc::summary::archive::Summaries;
use goesc::summary::frame::Key;
use goesc::summary::{Encoded, Library, Placed, SessionLibrary};
use goesc::symbol::Symbol;
use goesc::syntax::ast::DeclKind;
use goesc::types::display::Qualifier;
use goesc::types::info::{CheckedDecl, CheckedFile, MethodPlace, Package, Packages, ParamPlaces};
use goesc::types::store::{ObjId, ObjectKind, Type, TypeId, Types};
use goesc::workspace::{Checked, analyze, check_all};

/// The settings of an environment with nothing in it but a Go tree; absent without one.
fn with_goroot(test: &str) -> Option<Config> {
    let goroot = goroot(test)?;
    let environment = Environment { cwd: std::env::temp_dir(), ..Environment::default() };
    let overrides = Overrides {
        goroot: Some(goroot),
        goos: Some("linux".to_owned()),
        goarch: Some("amd64".to_owned()),
        ..Overrides::default()
    };
    goesc::std::settings(&environment, overrides).ok()
}

/// All that the checker says of a file.
struct Dump<'a> {
    types: &'a Types,
}

impl Dump<'_> {
    fn ty(&self, ty: TypeId) -> String {
        self.types.type_string(ty, Qualifier { pkg: None })
    }

    fn object(&self, id: ObjId) -> String {
        let object = self.types.object(id);
        let kind = match &object.kind {
            ObjectKind::PkgName(pkg) => format!("import {}", self.types.package(*pkg).path),
            ObjectKind::Const(value) => format!("const {:?}", value.get()),
            ObjectKind::TypeName { alias, .. } => format!("type {alias}"),
            ObjectKind::Var(kind) => format!("{kind:?}"),
            ObjectKind::Func(info) => {
                let recv = info.recv.get();
                let recv =
                    recv.map(|r| (self.types.object(self.types.named(r.base).obj).name, r.pointer));
                format!("func {recv:?} {}", info.has_body)
            }
            ObjectKind::Label => "label".to_owned(),
            ObjectKind::Builtin(builtin) => format!("{builtin:?}"),
            ObjectKind::Nil => "nil".to_owned(),
        };
        let pkg = object.pkg.map(|pkg| self.types.package(pkg).path);
        let ty = object.ty.get().map(|&ty| self.ty(ty));
        format!("{:?}.{} {kind} {ty:?}", pkg, object.name)
    }

    fn decl(&self, decl: CheckedDecl<'_>) -> String {
        let mut out = String::new();
        for (id, expr) in decl.ast.exprs.iter() {
            let _ = write!(out, "{}", decl.base + expr.pos);
            if let Some(Some(info)) = decl.facts.exprs.get(id) {
                let _ = write!(out, " {:?} {} {:?}", info.mode, self.ty(info.ty), info.value);
                let under = self.types.underlying(info.ty);
                let layout = self.types.has_tparams(under);
                let _ = write!(out, " under {layout}");
            }
            if let Some(&Some(obj)) = decl.facts.objects.get(id) {
                let _ = write!(out, " object {}", self.object(obj));
            }
            if let Some(s) = decl.facts.selections.get(&id) {
                let method = s.method.map(|method| self.object(method));
                let _ = write!(
                    out,
                    " selection {:?} {} {:?} {method:?} {} {}",
                    s.kind,
                    self.ty(s.recv),
                    s.path,
                    self.ty(s.ty),
                    s.indirect
                );
            }
            if let Some(instance) = decl.facts.instances.get(&id) {
                let targs: Vec<_> = instance.targs.iter().map(|&ty| self.ty(ty)).collect();
                let _ = write!(out, " instance {targs:?} {}", self.ty(instance.ty));
            }
            out.push('\n');
        }
        out
    }
}

/// What differs between packages that were checked in two ways.
fn compare(a: &Checked, b: &Checked) -> Vec<String> {
    let mut wrong = Vec::new();
    for one in &b.packages {
        for error in &one.package.errors {
            wrong.push(format!("{}: {}", one.package.path, error.message));
        }
        for missing in &one.package.missing_imports {
            wrong.push(format!("{}: missing import {}", one.package.path, missing.path));
        }
        let Some(other) = a.packages.iter().find(|other| other.package.path == one.package.path)
        else {
            wrong.push(format!("{}: only there once", one.package.path));
            continue;
        };
        for (x, y) in other.package.files.iter().zip(&one.package.files) {
            let dump = |types, file: &CheckedFile| -> String {
                file.decls().map(|decl| Dump { types }.decl(decl)).collect()
            };
            let (x, y) = (dump(&a.types, x), dump(&b.types, y));
            let differ = x.lines().zip(y.lines()).find(|(x, y)| x != y);
            if let Some((x, y)) = differ {
                wrong.push(format!("{}:\n  {x}\n  {y}", one.package.path));
            }
        }
    }
    wrong
}

#[test]
fn std_is_checked_against_summaries_as_against_source() {
    let Some(config) = with_goroot("summary::std_is_checked_against_summaries_as_against_source")
    else {
        return;
    };
    let patterns = ["std".to_owned()];
    let from_source = check_all(&config, &patterns, 0).expect("threads");
    let mut embedded = config.clone();
    let summaries = goesc::std::summaries(&config.target).expect("what is embedded");
    assert!(summaries.exact);
    embedded.embedded = Some(Arc::new(summaries));
    let mut wrong = Vec::new();
    for one in &from_source.packages {
        if one.package.files.is_empty() {
            continue; // nothing but tests
        }
        // One at a time: a package is either one from source or one from a summary.
        let src = config.goroot_src().expect("a Go tree");
        let dir = src.join(one.package.path.as_str());
        let patterns = [dir.to_string_lossy().into_owned()];
        let from_summaries = check_all(&embedded, &patterns, 1).expect("threads");
        assert_eq!(from_summaries.library.errors(), []);
        assert_eq!(from_summaries.packages.len(), 1, "{}", one.package.path);
        wrong.extend(compare(&from_source, &from_summaries));
    }
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

/// The lines of a report.
fn lines(root: &RootReport) -> Vec<String> {
    let findings = root.findings.iter();
    findings.map(|finding| format!("{:?}: {}", finding.place, headline(&finding.kind))).collect()
}

#[test]
fn std_is_analyzed_against_summaries_as_against_source() {
    let Some(config) = with_goroot("summary::std_is_analyzed_against_summaries_as_against_source")
    else {
        return;
    };
    // What is inlined tells of costs, bodies and visibility.
    let options = Options::of(Detail::Verdicts, Inlining::On);
    let from_source = analyze(&config, &["std".to_owned()], options).expect("threads");
    let src = config.goroot_src().expect("a Go tree").to_string_lossy().into_owned();
    let archive = goesc::std::archive().expect("what is embedded");
    let mut embedded = config.clone();
    let summaries = Summaries::nearest(archive, &Key::new(&config.target), &src);
    embedded.embedded = Some(Arc::new(summaries.expect("what is embedded")));
    let mut wrong = Vec::new();
    for root in &from_source.roots {
        let title = &root.title;
        let options = Options { threads: 1, ..options };
        let patterns = [format!("{src}/{title}")];
        let from_summaries = analyze(&embedded, &patterns, options).expect("threads");
        let Some(other) = from_summaries.roots.first() else { continue };
        let (source, summaries) = (lines(root), lines(other));
        for line in source.iter().filter(|line| !summaries.contains(line)) {
            wrong.push(format!("{title}: - {line}"));
        }
        for line in summaries.iter().filter(|line| !source.contains(line)) {
            wrong.push(format!("{title}: + {line}"));
        }
    }
    let some = wrong.len().min(40);
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong[..some].join("\n"));
}

#[test]
fn what_is_embedded_is_what_the_source_gives() {
    let Some(config) = with_goroot("summary::what_is_embedded_is_what_the_source_gives") else {
        return;
    };
    let made = goesc::workspace::summarize_std(&config, 0).expect("summaries of std");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/std/go1.27.bin");
    assert!(made == std::fs::read(path).expect("the embedded file"), "goesc std build -o {path}");
    assert!(made.len() <= 4 << 20, "{} bytes", made.len());
}

/// Packages from summaries that were made in the test.
#[derive(Debug)]
struct Made(Vec<(Symbol, Encoded)>);

impl Provider for Made {
    fn contains(&self, path: &str) -> bool {
        self.0.iter().any(|(own, _)| own.as_str() == path)
    }

    fn summary(&self, path: Symbol) -> Option<Result<Vec<u8>, Damaged>> {
        let (_, encoded) = self.0.iter().find(|(own, _)| *own == path)?;
        Some(Ok(encoded.summary.clone()))
    }

    fn places(&self, path: Symbol) -> Option<Result<Vec<u8>, Damaged>> {
        let (_, encoded) = self.0.iter().find(|(own, _)| *own == path)?;
        Some(Ok(encoded.places.clone()))
    }

    fn dir(&self, path: Symbol) -> String {
        path.to_string()
    }

    fn text(&self, _: Symbol, _: &str) -> Option<Arc<[u8]>> {
        None
    }
}

/// The summaries of the packages of a module `ex.com/m`, each a name and a text.
fn summaries_of(packages: &[(&str, &str)]) -> Made {
    let tree = Tree::new();
    tree.write("go.mod", "module ex.com/m\n\ngo 1.21\n");
    for (name, text) in packages {
        tree.write(&format!("{name}/{name}.go"), text);
    }
    let environment = Environment { cwd: tree.root().to_owned(), ..Environment::default() };
    let config = goesc::std::settings(&environment, Overrides::default()).expect("settings");
    let (summaries, errors) =
        goesc::workspace::summarize(&config, &["./...".to_owned()], 1).expect("threads");
    assert!(errors.is_empty(), "{errors:?}");
    for summary in &summaries {
        assert!(summary.errors.is_empty(), "{:?}", summary.errors);
    }
    Made(summaries.into_iter().map(|summary| (summary.path, summary.encoded)).collect())
}

/// A library, and a package that is imported from it.
fn library_of(made: Made, path: &str) -> (Types, SessionLibrary, Arc<Package>) {
    let types = Types::new(Sizes::BITS_64);
    let library = Library::new(Arc::new(made), &types, Arc::default());
    let package = library.import(&types, Symbol::new(path)).expect("a summary");
    (types, SessionLibrary::new(library), package)
}

/// The method of a package-level type.
fn method(types: &Types, package: &Package, base: &str, name: &str) -> ObjId {
    let base = package.scope[&Symbol::new(base)];
    let ty = *types.object(base).ty.get().expect("a type");
    let Type::Named(id) = types.get(ty) else { panic!("{base:?} isn't declared") };
    let methods = types.named(*id).methods.get().expect("methods");
    let is_it = |&&method: &&ObjId| types.object(method).name == Symbol::new(name);
    *methods.iter().find(is_it).expect("the method")
}

/// Small functions, and others that they refer to.
const SMALL: &str = "\
package small

type T struct{ n int }

func Small(x int) int { return helper(x) + 1 }

func helper(x int) int {
\tif x < 0 {
\t\tx = -x
\t}
\treturn x
}

func (t *T) Get() int { return t.n }

func (t T) get() (n int) { n = t.n; return }

func Two(t T) (int, int) { return t.get(), limit }

const limit = 7

//go:noinline
func Never() int { return 1 }

func Loop(n int) {
\tfor i := 0; i < n; i++ {
\t\thidden = append(hidden, func() int { return i })
\t}
}

var hidden []func() int

func unused() int { return 2 }

type local struct{ m map[string]*T }

func (l local) Look(s string) *T { return l.m[s] }

func Make() any { return local{} }
";

#[test]
fn functions_that_can_be_inlined_come_with_cost_and_body() {
    let path = "ex.com/m/small";
    let (types, library, package) = library_of(summaries_of(&[("small", SMALL)]), path);
    let function = |name: &str| package.scope[&Symbol::new(name)];
    let known = |obj| library.inlinable(&types, &FuncKey::Declared(obj));
    let cost = |obj| known(obj).map(|known| known.cost);
    let body = |obj: ObjId| match &types.object(obj).kind {
        ObjectKind::Func(info) => info.decl.get().and_then(|decl| {
            let decl = package.decl(&types, decl)?;
            let DeclKind::Func { body, .. } = decl.ast.first()?.kind else {
                return None;
            };
            body.map(|_| decl)
        }),
        _ => None,
    };
    for (obj, costs) in [
        (function("Small"), 16),
        // Those that bodies refer to, exported or not.
        (function("helper"), 10),
        (function("Two"), 9),
        (function("Loop"), 32),
        (function("Make"), 3),
        (method(&types, &package, "T", "Get"), 3),
        (method(&types, &package, "T", "get"), 5),
        (method(&types, &package, "local", "Look"), 5),
    ] {
        let name = types.object(obj).name;
        assert_eq!(cost(obj), Some(costs), "{name}");
        let decl = body(obj).expect("a body");
        // That of the module: variables of loops are of their own from 1.22 on.
        assert_eq!(decl.file.version, (1, 21), "{name}");
    }
    let delays = |obj| known(obj).map(|known| known.can_delay_results);
    assert_eq!(delays(function("Small")), Some(true));
    assert_eq!(delays(method(&types, &package, "T", "get")), Some(false));
    let never = function("Never");
    assert_eq!((known(never), body(never).is_some()), (None, false));
    assert!(!package.scope.contains_key(&Symbol::new("unused")));
    assert_eq!(library.errors(), []);
}

#[test]
fn lines_of_bodies_are_those_of_the_source() {
    let path = "ex.com/m/small";
    let sources = Arc::new(SourceMap::new());
    let types = Types::new(Sizes::BITS_64);
    let made = summaries_of(&[("small", SMALL)]);
    let library = Library::new(Arc::new(made), &types, Arc::new(Arc::clone(&sources).into()));
    let package = library.import(&types, Symbol::new(path)).expect("a summary");
    let mut seen = 0;
    for number in 0..20 {
        let Some(file) = package.file(&types, number) else { continue };
        let source = sources.file(file.ast.id);
        let offsets = file
            .decls()
            .flat_map(|decl| decl.ast.exprs.iter().map(move |(_, expr)| decl.pos(expr.pos).offset));
        for offset in offsets.filter(|&offset| offset > 0) {
            let at = source.line_col(offset);
            let before = &SMALL[..offset as usize];
            let line = before.matches('\n').count() + 1;
            let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1;
            assert_eq!((at.line as usize, at.column as usize), (line, column));
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen}");
}

/// Methods that importers wrap: of a type, of interfaces, and of one that embeds others.
const WRAPPED: [(&str, &str); 2] = [
    (
        "one",
        "package one\n\ntype T struct{ p *int }\n\n\
         func (t *T) M(x, y *int,\n\tz int) (err error) {\n\tdefer println(x, y, z)\n\
         \treturn nil\n}\n\nfunc (T) N(int) { defer println() }\n\n\
         type I interface {\n\tRead(p []byte) (n int, err error)\n}\n",
    ),
    (
        "two",
        "package two\n\nimport \"ex.com/m/one\"\n\ntype J interface {\n\tone.I\n\
         \tinterface{ Close(n int) error }\n\tSync()\n}\n\ntype K J\n",
    ),
];

/// A library of `WRAPPED`, and one of its packages.
fn wrapped(made: Made, path: &str) -> (Types, Arc<SourceMap>, SessionLibrary, Arc<Package>) {
    let (types, sources) = (Types::new(Sizes::BITS_64), Arc::new(SourceMap::new()));
    let library = Library::new(Arc::new(made), &types, Arc::new(Arc::clone(&sources).into()));
    let package = library.import(&types, Symbol::new(path)).expect("a summary");
    (types, sources, SessionLibrary::new(library), package)
}

/// Lines and columns, receiver first.
fn spelled(sources: &SourceMap, places: &ParamPlaces) -> String {
    let at = |pos: &goesc::source::pos::Pos| {
        let file = sources.file(pos.file);
        let at = file.line_col(pos.offset);
        format!("{}:{}:{}", file.path, at.line, at.column)
    };
    let recv = places
        .recv
        .iter()
        .map(|(name, pos)| format!("{} {}", name.map_or("", |name| name.as_str()), at(pos)));
    let params = places.params.iter().map(at);
    let results = places.results.iter().map(|pos| format!("-> {}", at(pos)));
    recv.chain(params).chain(results).collect::<Vec<_>>().join(", ")
}

#[test]
fn methods_stand_where_the_source_has_them() {
    let (types, sources, library, one) = wrapped(summaries_of(&WRAPPED), "ex.com/m/one");
    let placed = Placed(&library);
    let method_at = |name| {
        let places = placed.method_place(&types, method(&types, &one, "T", name));
        spelled(&sources, &places.expect("a place"))
    };
    let file = "ex.com/m/one/one.go";
    assert_eq!(
        method_at("M"),
        format!("t {file}:5:7, {file}:5:15, {file}:5:18, {file}:6:2, -> {file}:6:10")
    );
    assert_eq!(method_at("N"), format!(" {file}:11:7, {file}:11:12"));
    let two = library.import(&types, Symbol::new("ex.com/m/two")).expect("a summary");
    let place = |package: &Package, interface, name| {
        let interface = package.scope[&Symbol::new(interface)];
        placed.interface_place(&types, interface, Symbol::new(name))
    };
    let here = |place| match place {
        Some(MethodPlace::Here(_, places)) => spelled(&sources, &places),
        other => panic!("{other:?}"),
    };
    let read = format!("{file}:14:7, -> {file}:14:18, -> {file}:14:25");
    assert_eq!(here(place(&one, "I", "Read")), read);
    // K has what J has, and J of one.I the name alone.
    for interface in ["J", "K"] {
        let elsewhere = MethodPlace::Elsewhere(one.scope[&Symbol::new("I")]);
        assert_eq!(place(&two, interface, "Read"), Some(elsewhere));
        let close = "ex.com/m/two/two.go:7:19, -> ex.com/m/two/two.go:7:26";
        assert_eq!(here(place(&two, interface, "Close")), close);
    }
    assert_eq!(library.errors(), []);
    // Nobody else learns of them.
    assert_eq!(library.method_place(&types, method(&types, &one, "T", "M")), None);
}

#[test]
fn damaged_places_are_errors() {
    let whole = summaries_of(&WRAPPED);
    let path = Symbol::new("ex.com/m/one");
    let index = whole.0.iter().position(|(own, _)| *own == path).expect("a summary");
    let length = whole.0[index].1.places.len();
    let mut noticed = 0;
    for at in 0..length {
        let mut summaries = whole.0.clone();
        summaries[index].1.places[at] ^= 0x55;
        let (types, _, library, one) = wrapped(Made(summaries), "ex.com/m/one");
        let placed = Placed(&library);
        for name in ["M", "N"] {
            placed.method_place(&types, method(&types, &one, "T", name));
        }
        placed.interface_place(&types, one.scope[&Symbol::new("I")], Symbol::new("Read"));
        noticed += usize::from(!library.errors().is_empty());
        let mut summaries = whole.0.clone();
        summaries[index].1.places.truncate(at);
        let (types, _, library, one) = wrapped(Made(summaries), "ex.com/m/one");
        assert_eq!(
            Placed(&library).method_place(&types, method(&types, &one, "T", "M")),
            None,
            "{at}"
        );
        assert!(!library.errors().is_empty(), "cut at {at}");
    }
    assert!(noticed > length / 4, "{noticed} of {length}");
}

/// A module in which a package is seen through others; what gc prints about it was recorded.
const SEEN: [(&str, &str); 4] = [
    (
        "r",
        "package r\n\ntype T struct{ n int }\n\nfunc (t *T) M() int { return t.n + inner(t.n) }\n\n\
         func (t *T) N() int { return t.n }\n\nfunc inner(n int) int { return n }\n\n\
         type U struct{ n int }\n\nfunc (u *U) M() int { return u.n }\n\n\
         type V struct{ n int }\n\nfunc (v *V) M() int { return v.n }\n",
    ),
    (
        // r.U can't be reached from what it exports, and nobody instantiates Generic here.
        "p",
        "package p\n\nimport \"ex.com/m/r\"\n\nfunc New() *r.T { return new(r.T) }\n\n\
         func use(t *r.T) int { return t.M() }\n\nfunc hidden(u *r.U) int { return u.M() }\n\n\
         func Generic[E any](E) *r.V { v := new(r.V); v.M(); return v }\n",
    ),
    ("s", "package s\n\nimport \"ex.com/m/r\"\n\nfunc U() *r.U { return new(r.U) }\n"),
    (
        "q",
        "package q\n\nimport (\n\t\"ex.com/m/p\"\n\t\"ex.com/m/s\"\n)\n\n\
         func f() int { return p.New().M() }\n\nfunc g() int { return p.New().N() }\n\n\
         func h() int { return s.U().M() }\n\nfunc k() int { return p.Generic(1).M() }\n",
    ),
];

#[test]
fn bodies_are_seen_through_direct_imports() {
    let tree = Tree::new();
    tree.write("go.mod", "module ex.com/m\n\ngo 1.27\n");
    for (name, text) in SEEN {
        tree.write(&format!("{name}/{name}.go"), text);
    }
    let environment = Environment { cwd: tree.root().to_owned(), ..Environment::default() };
    let mut config = goesc::std::settings(&environment, Overrides::default()).expect("settings");
    config.cache = Some(tree.path("cache"));
    let options = Options { threads: 1, ..Options::of(Detail::Verdicts, Inlining::On) };
    // From source, and from the cache.
    for _ in 0..2 {
        let analysis = analyze(&config, &["./q".to_owned()], options).expect("threads");
        let mut inlined: Vec<String> = analysis.roots[0]
            .findings
            .iter()
            .filter(|finding| finding.place.path.ends_with("q.go"))
            .filter_map(|finding| {
                let FindingKind::Note(Note::InliningCall { name }) = &finding.kind else {
                    return None;
                };
                Some(format!("{}: {name}", finding.place.line))
            })
            .collect();
        inlined.sort();
        let seen = [
            "10: p.New",
            "12: s.U",
            "14: p.Generic[go.shape.int]",
            "8: p.New",
            "8: r.(*T).M",
            "8: r.inner",
        ];
        assert_eq!(inlined, seen);
    }
}

/// The embedded standard library, with other bytes for one of its packages.
#[derive(Debug)]
struct Changed {
    embedded: Arc<dyn Provider>,
    path: Symbol,
    bytes: Vec<u8>,
}

impl Provider for Changed {
    fn contains(&self, path: &str) -> bool {
        self.embedded.contains(path)
    }

    fn summary(&self, path: Symbol) -> Option<Result<Vec<u8>, Damaged>> {
        if path == self.path { Some(Ok(self.bytes.clone())) } else { self.embedded.summary(path) }
    }

    fn dir(&self, path: Symbol) -> String {
        self.embedded.dir(path)
    }

    fn text(&self, path: Symbol, file: &str) -> Option<Arc<[u8]>> {
        self.embedded.text(path, file)
    }
}

/// Looks at everything in a package, and tells how much there is.
fn look_at_all(types: &Types, package: &Package) -> usize {
    let mut seen = 0;
    for &obj in package.scope.values() {
        let object = types.object(obj);
        seen += 1;
        let Some(&ty) = object.ty.get() else { continue };
        let Type::Named(id) = types.get(ty) else { continue };
        let named = types.named(*id);
        for &method in named.methods.get().into_iter().flatten() {
            seen += usize::from(types.object(method).ty.get().is_some());
        }
    }
    // More than there are, since the number of bodies isn't known here.
    seen + (0..300).filter(|&file| package.file(types, file).is_some()).count()
}

fn import(
    embedded: &Arc<dyn Provider>,
    path: &str,
    bytes: Vec<u8>,
) -> (usize, Vec<(Symbol, Damaged)>) {
    let types = Types::new(Sizes::BITS_64);
    let path = Symbol::new(path);
    let provider = Changed { embedded: Arc::clone(embedded), path, bytes };
    let library = Library::new(Arc::new(provider), &types, Arc::default());
    let seen = library.import(&types, path).map_or(0, |package| look_at_all(&types, &package));
    (seen, library.errors())
}

#[test]
fn damaged_summaries_are_errors() {
    let config = goesc::std::settings(
        &Environment { cwd: std::env::temp_dir(), ..Environment::default() },
        Overrides::default(),
    )
    .expect("settings");
    let embedded = config.embedded.expect("no Go tree, so what is embedded");
    let mut random = 12_345_u64;
    let mut next = |below: usize| {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    for (path, rounds) in
        [("slices", 150), ("internal/sync", 200), ("math/big", 200), ("iter", 400)]
    {
        let whole = embedded.summary(Symbol::new(path)).expect("it is embedded").expect("whole");
        let (seen, errors) = import(&embedded, path, whole.clone());
        assert!(seen > 4, "{path}: {seen}");
        assert_eq!(errors, [], "{path}");
        let mut noticed = 0;
        for _ in 0..rounds {
            let mut bytes = whole.clone();
            match next(3) {
                0 => bytes.truncate(next(whole.len())),
                1 => {
                    let at = next(whole.len());
                    bytes[at] = next(256) as u8;
                }
                _ => {
                    for _ in 0..8 {
                        let at = next(whole.len());
                        bytes[at] = bytes[at].wrapping_add(1 + next(3) as u8);
                    }
                }
            }
            noticed += usize::from(!import(&embedded, path, bytes).1.is_empty());
        }
        assert!(noticed > rounds / 4, "{path}: {noticed} of {rounds}");
    }
}
