//! From a checked package to the bytes of its summary.
//!
//! What is exported comes in, in the order of names, and all that it refers to: unexported types
//! of exported fields, methods of types, functions that generic bodies call. Everything is
//! numbered in the order in which it is reached, so the same package gives the same bytes,
//! whatever ids its things have in this run.
//!
//! A generic function comes with its body, and so does one that can be inlined: with its cost, and
//! with all that the body refers to. What isn't reached in this way has no body in gc's export
//! data either (`noder/linker.go`).
//!
//! ```go
//! package p
//! type T struct{ u }             // object T, declared type T, type struct{u}
//! type u struct{}                // reached by T
//! func F[E any](x E) { g(x) }    // object F with a body
//! func g(x any) {}               // reached by the body of F, without one
//! func h() {}                    // not there
//! func S() int { return s() }    // can be inlined: object S with cost and body
//! func s() int { return 1 }      // the same, reached by the body of S
//! ```

mod body;
mod files;
mod links;
mod objects;
mod places;
mod types;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use self::files::{Files, Positions};
use self::links::Noted;
use super::Encoded;
use super::bytes::Writer;
use super::format::{SECTIONS, Section};
use super::links::Links;
use crate::escape::FuncTags;
use crate::ir::package::Inlinable;
use crate::source::pos::SourceMap;
use crate::symbol::Symbol;
use crate::types::info::{Package, Packages};
use crate::types::store::{NamedId, ObjId, PkgId, TypeId, TypeParamId, Types};

/// A checked package, and what its importers need besides.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The store.
    pub types: &'a Types,
    /// The files.
    pub sources: &'a SourceMap,
    /// The package.
    pub package: &'a Package,
    /// All packages that it depends on.
    pub packages: &'a dyn Packages,
    /// The tags of a declared function of the package.
    pub tags: &'a dyn Fn(ObjId) -> Option<Arc<FuncTags>>,
    /// The cost of a declared function of the package, if it can be inlined.
    pub inlinable: &'a dyn Fn(ObjId) -> Option<Inlinable>,
    /// The functions of other packages that are passed on to importers
    /// ([`crate::passes::inline::exports`]), in any order.
    pub passed_on: &'a [ObjId],
}

/// The summary of a package as bytes.
pub fn encode(source: Source<'_>) -> Encoded {
    let mut encoder = Encoder::new(source, Positions::Kept);
    encoder.exported();
    let summary = encoder.sections();
    let places = places::encode(source, &encoder.objects.items, &|obj| {
        encoder.bodies.numbers.contains_key(&obj)
    });
    Encoded { summary, places }
}

/// The summary of a package as bytes, without places, and what each item of it refers to. Of positions
/// it has lines and columns: bytes that nobody above can come upon may change, and it stays as it is.
pub fn encode_linked(source: Source<'_>) -> (Vec<u8>, Links) {
    let mut encoder = Encoder { noted: Noted::begin(), ..Encoder::new(source, Positions::ByLine) };
    encoder.exported();
    let summary = encoder.sections();
    (summary, encoder.noted.links())
}

/// The bytes of the same without any position: what a package means to those that import it. It
/// stays as it is when a comment comes or goes.
pub fn meaning(source: Source<'_>) -> Vec<u8> {
    let mut encoder = Encoder::new(source, Positions::LeftOut);
    encoder.exported();
    encoder.sections()
}

/// Items in the order in which they were met, each with its number.
struct Numbering<T> {
    numbers: FxHashMap<T, u32>,
    items: Vec<T>,
}

impl<T: Copy + Eq + std::hash::Hash> Numbering<T> {
    fn new() -> Numbering<T> {
        Numbering { numbers: FxHashMap::default(), items: Vec::new() }
    }

    fn add(&mut self, item: T) -> u32 {
        let next = self.items.len() as u32;
        let number = *self.numbers.entry(item).or_insert(next);
        if number == next {
            self.items.push(item);
        }
        number
    }
}

struct Encoder<'a> {
    source: Source<'a>,
    strings: Numbering<Symbol>,
    packages: Numbering<PkgId>,
    files: Files<'a>,
    foreign: FxHashMap<ForeignKey, u32>,
    foreign_list: Vec<Vec<u8>>,
    objects: Numbering<ObjId>,
    named: Numbering<NamedId>,
    tparams: Numbering<TypeParamId>,
    types: FxHashMap<TypeId, u32>,
    type_list: Vec<Vec<u8>>,
    /// Functions whose bodies are part of the summary.
    bodies: Numbering<ObjId>,
    /// The owners of the type parameters of other packages.
    owners: FxHashMap<TypeParamId, (ForeignKey, u32)>,
    /// The packages of which `owners` has all.
    owned: Vec<PkgId>,
    /// What items refer to, where somebody asks.
    noted: Noted,
}

/// How an object of another package is named.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum ForeignKey {
    Universe(Symbol),
    Unsafe(Symbol),
    Scope(PkgId, Symbol),
    Method(PkgId, Symbol, Symbol),
    Unknown,
}

impl<'a> Encoder<'a> {
    fn new(source: Source<'a>, positions: Positions) -> Encoder<'a> {
        Encoder {
            source,
            strings: Numbering::new(),
            packages: Numbering::new(),
            files: Files::of(source.sources, source.package, positions),
            foreign: FxHashMap::default(),
            foreign_list: Vec::new(),
            objects: Numbering::new(),
            named: Numbering::new(),
            tparams: Numbering::new(),
            types: FxHashMap::default(),
            type_list: Vec::new(),
            bodies: Numbering::new(),
            owners: FxHashMap::default(),
            owned: Vec::new(),
            noted: Noted::default(),
        }
    }

    fn string(&mut self, symbol: Symbol) -> u32 {
        let number = self.strings.add(symbol);
        self.noted.refer(Section::Strings, number)
    }

    fn package(&mut self, id: PkgId) -> u32 {
        let number = self.packages.add(id);
        self.noted.refer(Section::Packages, number)
    }

    /// The number of a declared type of the package.
    fn named(&mut self, id: NamedId) -> u32 {
        let number = self.named.add(id);
        self.noted.refer(Section::Named, number)
    }

    /// A record, of which it is noted what it refers to.
    fn item(&mut self, section: Section, record: impl FnOnce(&mut Self) -> Vec<u8>) -> Vec<u8> {
        self.noted.open();
        let record = record(self);
        self.noted.close(section);
        record
    }

    /// Numbers the package, and what it exports.
    fn exported(&mut self) {
        let package = self.source.package;
        self.package(package.id);
        let mut names: Vec<Symbol> =
            package.scope.keys().copied().filter(|name| name.is_exported()).collect();
        names.sort_unstable_by_key(|name| name.as_str());
        for name in names {
            if let Some(&obj) = package.scope.get(&name) {
                self.object(obj);
            }
        }
    }

    /// All that was numbered, and what it refers to, as bytes.
    fn sections(&mut self) -> Vec<u8> {
        let (mut objects, mut named) = (Vec::new(), Vec::new());
        let (mut tparams, mut bodies) = (Vec::new(), Vec::new());
        loop {
            if let Some(&obj) = self.objects.items.get(objects.len()) {
                objects.push(self.item(Section::Objects, |this| this.object_record(obj)));
            } else if let Some(&id) = self.named.items.get(named.len()) {
                named.push(self.item(Section::Named, |this| this.named_record(id)));
            } else if let Some(&id) = self.tparams.items.get(tparams.len()) {
                tparams.push(self.item(Section::TypeParams, |this| this.tparam_record(id)));
            } else if let Some(&obj) = self.bodies.items.get(bodies.len()) {
                bodies.push(self.item(Section::Bodies, |this| this.body_record(obj)));
            } else {
                break;
            }
        }
        let passed_on = self.passed_on();
        let scope = self.scope();
        let files = self.files.records();
        let packages = self.packages.items.clone().into_iter();
        let packages: Vec<_> = packages
            .map(|id| self.item(Section::Packages, |this| this.package_record(id)))
            .collect();
        let strings: Vec<&[u8]> =
            self.strings.items.iter().map(|symbol| symbol.as_str().as_bytes()).collect();

        let mut sections: [Vec<u8>; SECTIONS] = Default::default();
        sections[Section::Strings as usize] = list(&strings);
        sections[Section::Packages as usize] = list(&packages);
        sections[Section::Files as usize] = list(&files);
        sections[Section::Foreign as usize] = list(&self.foreign_list);
        sections[Section::Objects as usize] = list(&objects);
        sections[Section::Scope as usize] = scope;
        sections[Section::Named as usize] = list(&named);
        sections[Section::TypeParams as usize] = list(&tparams);
        sections[Section::Types as usize] = list(&self.type_list);
        sections[Section::Bodies as usize] = list(&bodies);
        sections[Section::PassedOn as usize] = passed_on;
        let mut out = Writer::default();
        for section in sections {
            out.block(&section);
        }
        out.bytes
    }

    /// Package-level objects in the order of their names.
    fn scope(&self) -> Vec<u8> {
        let package = self.source.package;
        let mut scope: Vec<(&str, u32)> = package
            .scope
            .iter()
            .filter_map(|(name, obj)| Some((name.as_str(), *self.objects.numbers.get(obj)?)))
            .collect();
        scope.sort_unstable();
        let mut w = Writer::default();
        w.len(scope.len());
        for (_, number) in scope {
            w.len(number as usize);
        }
        w.bytes
    }

    fn package_record(&mut self, id: PkgId) -> Vec<u8> {
        let package = self.source.types.package(id);
        let name = package.name.get().copied().unwrap_or_default();
        let mut w = Writer::default();
        for symbol in [package.path, name] {
            let number = self.string(symbol);
            w.len(number as usize);
        }
        w.bytes
    }

    /// The functions of other packages that are passed on, in the order of their names.
    fn passed_on(&mut self) -> Vec<u8> {
        let types = self.source.types;
        let mut names: Vec<(Symbol, Symbol, Symbol, PkgId)> = Vec::new();
        for &obj in self.source.passed_on {
            let object = types.object_head(obj);
            let Some(pkg) = object.pkg else { continue };
            let base = types.receiver_name(obj).unwrap_or_default();
            names.push((types.package(pkg).path, base, object.name, pkg));
        }
        names.sort_unstable_by_key(|(path, base, name, _)| {
            (path.as_str(), base.as_str(), name.as_str())
        });
        names.dedup();
        let mut w = Writer::default();
        w.len(names.len());
        for (_, base, name, pkg) in names {
            let numbers = [self.package(pkg), self.string(base), self.string(name)];
            numbers.into_iter().for_each(|number| w.len(number as usize));
        }
        w.bytes
    }
}

/// A list of items: count, lengths, items.
fn list<T: AsRef<[u8]>>(items: &[T]) -> Vec<u8> {
    let mut w = Writer::default();
    w.len(items.len());
    for item in items {
        w.len(item.as_ref().len());
    }
    for item in items {
        w.raw(item.as_ref());
    }
    w.bytes
}
