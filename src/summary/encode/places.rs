//! Where the methods of a package stand, for wrappers that its importers make of them. Bodies
//! that are in the summary have places of their own.
//!
//! ```go
//! func (t *T) M(x int) error     // method M: where t, x and the result stand
//! type I interface{ io.Reader; Close() error }   // I: of Close the same, of Read "io.Reader"
//! ```

use super::files::{Files, Positions};
use super::{Numbering, Source, list};
use crate::source::pos::Pos;
use crate::summary::bytes::Writer;
use crate::summary::format::{PLACES, Places, place};
use crate::symbol::Symbol;
use crate::types::info::{MethodPlace, Package, Packages, ParamPlaces};
use crate::types::places::Finder;
use crate::types::store::{ObjId, ObjectKind, PkgId, Type, Types};

/// The places of the objects of a summary, in their order.
pub(super) fn encode(
    source: Source<'_>,
    objects: &[ObjId],
    has_body: &dyn Fn(ObjId) -> bool,
) -> Vec<u8> {
    let mut places = Encoder {
        source,
        finder: Finder::within(source.package.id),
        strings: Numbering::new(),
        files: Files::of(source.sources, source.package, Positions::Kept),
    };
    let mut records: Vec<Vec<u8>> =
        objects.iter().map(|&obj| places.record(obj, has_body)).collect();
    let known = records.iter().rposition(|record| !record.is_empty()).map_or(0, |last| last + 1);
    records.truncate(known);
    let strings: Vec<&[u8]> =
        places.strings.items.iter().map(|symbol| symbol.as_str().as_bytes()).collect();
    let mut lists: [Vec<u8>; PLACES] = Default::default();
    lists[Places::Strings as usize] = list(&strings);
    lists[Places::Files as usize] = list(&places.files.records());
    lists[Places::Objects as usize] = list(&records);
    let mut out = Writer::default();
    lists.iter().for_each(|list| out.block(list));
    out.bytes
}

struct Encoder<'a> {
    source: Source<'a>,
    finder: Finder,
    strings: Numbering<Symbol>,
    files: Files<'a>,
}

/// The package alone.
struct Own<'a>(&'a Package);

impl Packages for Own<'_> {
    fn package(&self, _: &Types, id: PkgId) -> Option<&Package> {
        (self.0.id == id).then_some(self.0)
    }
}

impl Encoder<'_> {
    /// What stands where, of an object; empty if importers don't need it.
    fn record(&mut self, obj: ObjId, has_body: &dyn Fn(ObjId) -> bool) -> Vec<u8> {
        let mut w = Writer::default();
        let Source { types, package, .. } = self.source;
        let own = Own(package);
        let object = types.object(obj);
        match &object.kind {
            ObjectKind::Func(func) if func.recv.get().is_some() && !has_body(obj) => {
                if let Some(found) = self.finder.method(types, &own, obj) {
                    self.here(&mut w, &found);
                }
            }
            ObjectKind::TypeName { alias: false, .. } => {
                let Some(&ty) = object.ty.get() else { return w.bytes };
                if !matches!(types.get(types.underlying(ty)), Type::Interface(_)) {
                    return w.bytes;
                }
                for method in &types.type_set(ty).methods {
                    match self.finder.interface(types, &own, ty, method.name) {
                        Some(MethodPlace::Here(_, found)) => self.here(&mut w, &found),
                        Some(MethodPlace::Elsewhere(obj)) => self.elsewhere(&mut w, obj),
                        None => w.byte(place::UNKNOWN),
                    }
                }
            }
            ObjectKind::Func(_)
            | ObjectKind::TypeName { .. }
            | ObjectKind::PkgName(_)
            | ObjectKind::Const(_)
            | ObjectKind::Var(_)
            | ObjectKind::Label
            | ObjectKind::Builtin(_)
            | ObjectKind::Nil => {}
        }
        w.bytes
    }

    /// A method of the package: its file, its receiver, and where all stands, one after another.
    fn here(&mut self, w: &mut Writer, found: &ParamPlaces) {
        let ParamPlaces { func: _, recv, params, results } = found;
        let mut all = recv.iter().map(|(_, at)| at).chain(params).chain(results);
        let file = all.next().and_then(|first| self.files.number(first.file));
        let Some(file) = file else { return w.byte(place::UNKNOWN) };
        w.byte(place::HERE);
        w.len(file as usize);
        let mut last = 0;
        let mut write = |w: &mut Writer, files: &mut Files<'_>, at: Pos| {
            files.place(file, at.offset);
            w.int(i64::from(at.offset) - i64::from(last));
            last = at.offset;
        };
        // Without a receiver 0, without its name 1, else the name.
        match recv {
            None => w.len(0),
            Some((name, at)) => {
                let name = name.map_or(1, |name| self.strings.add(name) + 2);
                w.len(name as usize);
                write(w, &mut self.files, *at);
            }
        }
        for list in [params, results] {
            w.len(list.len());
            list.iter().for_each(|&at| write(w, &mut self.files, at));
        }
    }

    /// A method of an interface that another package declares.
    fn elsewhere(&mut self, w: &mut Writer, obj: ObjId) {
        let types = self.source.types;
        let object = types.object_head(obj);
        let Some(pkg) = object.pkg else { return w.byte(place::UNKNOWN) };
        w.byte(place::ELSEWHERE);
        for name in [types.package(pkg).path, object.name] {
            let number = self.strings.add(name);
            w.len(number as usize);
        }
    }
}
