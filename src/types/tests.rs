//! Tests of the questions about types that need no source: types are made by hand.

#![allow(clippy::unwrap_used, reason = "tests of what must be there")]

use super::predicates::Comparability;
use std::sync::OnceLock;

use super::infer::InferError;
use super::lookup::{Complete, Ctx, Lookup};
use super::store::*;
use crate::id::Id;
use crate::profile::Sizes;
use crate::symbol::Symbol;
use crate::syntax::ast::ChanDir;

/// A store with helpers that declare things as a package `p` would.
struct World {
    types: Types,
    pkg: PkgId,
}

impl World {
    fn new() -> World {
        let types = Types::new(Sizes::BITS_64);
        let pkg = types.package_id(Symbol::new("example.com/p"));
        let _ = types.package(pkg).name.set(Symbol::new("p"));
        World { types, pkg }
    }

    fn basic(&self, basic: Basic) -> TypeId {
        self.types.basic(basic)
    }

    fn object(&self, name: &str, kind: ObjectKind) -> ObjId {
        self.types.new_object(Object {
            name: Symbol::new(name),
            pkg: Some(self.pkg),
            pos: None,
            ty: OnceLock::new(),
            kind,
        })
    }

    fn type_name(&self, name: &str) -> ObjId {
        let kind = ObjectKind::TypeName { alias: false, alias_tparams: OnceLock::new() };
        self.object(name, kind)
    }

    /// `type name[tparams] ...`, its underlying type to be set.
    fn declare(&self, name: &str, tparams: &[TypeId]) -> (NamedId, TypeId) {
        let obj = self.type_name(name);
        let (id, ty) = self.types.new_named(obj);
        let _ = self.types.object(obj).ty.set(ty);
        let _ = self.types.named(id).tparams.set(tparams.into());
        let _ = self.types.named(id).implicit_tparams.set(Box::default());
        (id, ty)
    }

    fn named(&self, name: &str, under: TypeId) -> TypeId {
        let (id, ty) = self.declare(name, &[]);
        let _ = self.types.named(id).underlying.set(under);
        ty
    }

    fn tparam(&self, name: &str, index: u32, bound: TypeId) -> TypeId {
        let (id, ty) = self.types.new_tparam(self.type_name(name), index);
        let _ = self.types.tparam(id).constraint.set(bound);
        ty
    }

    fn any(&self) -> TypeId {
        self.types.universe.any()
    }

    fn func(&self, params: &[TypeId], results: &[TypeId]) -> TypeId {
        let list = |list: &[TypeId]| {
            list.iter().map(|&ty| Param { name: Symbol::EMPTY, ty }).collect::<Box<_>>()
        };
        self.types.intern(Type::Signature(Signature {
            tparams: Box::default(),
            params: list(params),
            results: list(results),
            variadic: false,
        }))
    }

    fn interface(&self, methods: &[(&str, TypeId)], embeds: &[TypeId]) -> TypeId {
        let method = |&(name, sig): &(&str, TypeId)| Method {
            name: Symbol::new(name),
            pkg: Some(self.pkg),
            sig,
        };
        self.types.intern(Type::Interface(Interface {
            methods: methods.iter().map(method).collect(),
            embeds: embeds.into(),
            implicit: false,
            is_any: false,
            is_comparable: false,
        }))
    }

    fn union(&self, terms: &[(bool, TypeId)]) -> TypeId {
        let terms = terms.iter().map(|&(tilde, ty)| Term { tilde, ty }).collect();
        self.types.intern(Type::Union(terms))
    }

    /// `interface{ terms }`.
    fn constraint(&self, terms: &[(bool, TypeId)]) -> TypeId {
        self.interface(&[], &[self.union(terms)])
    }

    fn structure(&self, fields: &[(&str, TypeId)]) -> TypeId {
        let field = |&(name, ty): &(&str, TypeId)| Field {
            name: Symbol::new(name.trim_start_matches('+')),
            pkg: Some(self.pkg),
            ty,
            embedded: name.starts_with('+'),
            tag: Symbol::EMPTY,
        };
        self.types.intern(Type::Struct(fields.iter().map(field).collect()))
    }

    /// Declares methods: name, whether the receiver is a pointer, signature.
    fn methods(&self, id: NamedId, methods: &[(&str, bool, TypeId)]) {
        let declare = |&(name, pointer, sig): &(&str, bool, TypeId)| {
            let info = FuncInfo::default();
            let _ = info.recv.set(Receiver { base: id, pointer });
            let obj = self.object(name, ObjectKind::Func(info));
            let _ = self.types.object(obj).ty.set(sig);
            obj
        };
        let _ = self.types.named(id).methods.set(methods.iter().map(declare).collect());
    }

    fn lookup(&self, ty: TypeId, addressable: bool, name: &str) -> Lookup {
        let name = Symbol::new(name);
        self.types.lookup_field_or_method(ty, addressable, Some(self.pkg), name, false)
    }

    fn infer(
        &self,
        tparams: &[TypeId],
        params: &[TypeId],
        args: &[TypeId],
    ) -> Result<String, InferError> {
        let inferred =
            self.types.infer(tparams, &[], params, args, false, &mut self.cx(&mut Complete))?;
        let names: Vec<String> = inferred.iter().map(|&ty| self.show(ty)).collect();
        Ok(names.join(" "))
    }

    fn cx<'r>(&self, resolver: &'r mut Complete) -> Ctx<'r> {
        Ctx { resolver, qual: self.pkg.into(), version: (1, 27) }
    }

    fn implements(&self, v: TypeId, t: TypeId) -> Result<(), String> {
        let mut cause = String::new();
        let cx = &mut Complete;
        match self.types.implements(v, t, true, &mut self.cx(cx), Some(&mut cause)) {
            true => Ok(()),
            false => Err(cause),
        }
    }

    fn show(&self, ty: TypeId) -> String {
        self.types.type_string(ty, self.pkg)
    }
}

#[test]
fn identity_ignores_spelling() {
    let w = World::new();
    let t = &w.types;
    let (byte, uint8) = (w.basic(Basic::Byte), w.basic(Basic::Uint8));
    assert_ne!(byte, uint8);
    assert!(t.identical(t.slice_of(byte), t.slice_of(uint8)));
    assert!(!t.identical(t.slice_of(byte), t.slice_of(w.basic(Basic::Rune))));
    assert!(t.identical(w.any(), t.universe.empty_interface()));
    let (read, write) = (w.func(&[byte], &[]), w.func(&[uint8], &[]));
    let a = w.interface(&[("Read", read), ("Write", write)], &[]);
    let r = w.named("R", w.interface(&[("Read", write)], &[]));
    let b = w.interface(&[("Write", read)], &[r]);
    assert!(t.identical(a, b));
    assert!(!t.identical(a, r));
    let map = |key| t.intern(Type::Map { key, elem: a });
    assert_eq!(t.canon(map(byte)), t.canon(map(uint8)));
}

#[test]
fn identity_of_interfaces_that_contain_themselves() {
    let w = World::new();
    let t = &w.types;
    // type T interface{ m() interface{T} }
    let (id, ty) = w.declare("T", &[]);
    let under = w.interface(&[("m", w.func(&[], &[w.interface(&[], &[ty])]))], &[]);
    let _ = t.named(id).underlying.set(under);
    assert!(t.identical(w.interface(&[], &[ty]), under));
    assert!(!t.identical(ty, under));
    // type C interface { C } has no methods, and ends.
    let (id, cyclic) = w.declare("C", &[]);
    let _ = t.named(id).underlying.set(w.interface(&[], &[cyclic]));
    assert!(t.type_set(cyclic).methods.is_empty());
    assert!(!t.identical(w.interface(&[], &[cyclic]), under));
}

#[test]
fn type_sets() {
    let w = World::new();
    let t = &w.types;
    let (int, string) = (w.basic(Basic::Int), w.basic(Basic::String));
    let my_int = w.named("MyInt", int);
    let integer = w.constraint(&[(true, int), (false, string)]);
    let narrowed = w.interface(&[], &[integer, w.union(&[(false, my_int)])]);
    let set = t.type_set(narrowed);
    assert_eq!(set.terms.as_deref(), Some(&[Term { tilde: false, ty: my_int }][..]));
    assert!(t.type_set(w.interface(&[], &[integer, w.basic(Basic::Bool)])).is_empty());
    assert!(w.implements(my_int, integer).is_ok());
    let my_string = w.named("MyString", string);
    assert_eq!(
        w.implements(my_string, integer).unwrap_err(),
        "MyString does not satisfy interface{~int | string} (possibly missing ~ for string in \
         interface{~int | string})"
    );
    assert_eq!(
        w.implements(w.basic(Basic::Bool), integer).unwrap_err(),
        "bool does not satisfy interface{~int | string} (bool missing in ~int | string)"
    );
    let comparable = t.universe.comparable();
    assert!(w.implements(w.any(), comparable).is_ok());
    assert_eq!(
        w.implements(t.slice_of(int), comparable).unwrap_err(),
        "[]int does not satisfy comparable"
    );
    let p = w.tparam("P", 0, w.constraint(&[(true, t.slice_of(int)), (false, t.slice_of(int))]));
    assert_eq!(t.core_type(p), Some(t.slice_of(int)));
    let send = t.intern(Type::Chan { dir: ChanDir::SendOnly, elem: int });
    let both = t.intern(Type::Chan { dir: ChanDir::Both, elem: int });
    let recv = t.intern(Type::Chan { dir: ChanDir::RecvOnly, elem: int });
    let p = w.tparam("P", 0, w.constraint(&[(false, both), (false, send)]));
    assert_eq!(t.core_type(p), Some(send));
    let p = w.tparam("P", 0, w.constraint(&[(false, recv), (false, send)]));
    assert_eq!(t.core_type(p), None);
    let too_many = t.common_under(p, None).unwrap_err().message(t, w.pkg);
    assert_eq!(too_many, "channels <-chan int and chan<- int have conflicting directions");
}

#[test]
fn lookup_by_depth() {
    let w = World::new();
    let t = &w.types;
    let int = w.basic(Basic::Int);
    let (a, a_ty) = w.declare("A", &[]);
    let _ = t.named(a).underlying.set(w.structure(&[("x", int), ("y", int)]));
    w.methods(a, &[("M", true, w.func(&[], &[])), ("V", false, w.func(&[int], &[]))]);
    let b = w.named("B", w.structure(&[("y", int), ("+A", t.pointer_to(a_ty))]));
    let c = w.named("C", w.structure(&[("+A", a_ty)]));
    let d = w.named("D", w.structure(&[("+B", b), ("+C", c)]));
    let field = |path: &[u32], indirect| Lookup::Field {
        path: path.into(),
        ty: int,
        indirect,
        embedded: false,
    };
    assert_eq!(w.lookup(b, true, "y"), field(&[0], false));
    assert_eq!(w.lookup(b, true, "x"), field(&[1, 0], true));
    assert_eq!(w.lookup(t.pointer_to(c), true, "x"), field(&[0, 0], true));
    assert_eq!(w.lookup(d, true, "y"), field(&[0, 0], false));
    assert!(matches!(w.lookup(d, true, "x"), Lookup::Ambiguous(_)));
    assert_eq!(w.lookup(d, true, "z"), Lookup::NotFound);
    assert_eq!(w.lookup(c, false, "M"), Lookup::PtrRecv);
    assert!(matches!(w.lookup(c, true, "M"), Lookup::Method { path, .. } if *path == [0]));
    assert!(matches!(w.lookup(b, false, "M"), Lookup::Method { indirect: true, .. }));
    // A declared pointer type has fields, but no methods.
    let p = w.named("P", t.pointer_to(a_ty));
    assert_eq!(w.lookup(p, true, "x"), field(&[0], true));
    assert_eq!(w.lookup(p, true, "M"), Lookup::NotFound);
    // Methods for interfaces.
    let m = w.interface(&[("M", w.func(&[], &[]))], &[]);
    assert!(w.implements(b, m).is_ok());
    assert!(w.implements(t.pointer_to(c), m).is_ok());
    let pointer = "(method M has pointer receiver)";
    assert_eq!(
        w.implements(c, m).unwrap_err(),
        format!("C does not satisfy interface{{M()}} {pointer}")
    );
    let v = w.interface(&[("V", w.func(&[], &[int]))], &[]);
    assert_eq!(
        w.implements(c, v).unwrap_err(),
        "C does not satisfy interface{V() int} (wrong type for method V)\n\t\thave V(int)\n\t\twant V() int"
    );
    // Unexported names of another package are other names.
    let other = t.package_id(Symbol::new("other"));
    let x = Symbol::new("x");
    assert_eq!(t.lookup_field_or_method(b, true, Some(other), x, false), Lookup::NotFound);
}

#[test]
fn lookup_ends_on_types_that_embed_themselves() {
    let w = World::new();
    let t = &w.types;
    let p = w.tparam("P", 0, w.any());
    let (id, ty) = w.declare("T", &[p]);
    let next = t.instance(id, &[t.slice_of(p)]);
    let _ = t.named(id).underlying.set(w.structure(&[("+T", t.pointer_to(next))]));
    assert_eq!(w.lookup(t.instance(id, &[ty]), true, "x"), Lookup::NotFound);
}

#[test]
fn instances() {
    let w = World::new();
    let t = &w.types;
    let (int, byte, uint8) = (w.basic(Basic::Int), w.basic(Basic::Byte), w.basic(Basic::Uint8));
    // type List[T any] struct { next *List[T]; value T }; func (*List[T]) Get(int) T
    let p = w.tparam("T", 0, w.any());
    let (list, _) = w.declare("List", &[p]);
    let own = t.instance(list, &[p]);
    w.methods(list, &[("Get", true, w.func(&[int], &[p]))]);
    let of_int = t.instance(list, &[int]);
    assert!(!t.is_valid(t.underlying(of_int)));
    let _ = t.named(list).underlying.set(w.structure(&[("next", t.pointer_to(own)), ("value", p)]));
    assert_eq!(w.show(t.underlying(of_int)), "struct{next *List[int]; value int}");
    assert_eq!(t.underlying(own), *t.named(list).underlying.get().unwrap());
    let Lookup::Method { sig: Some(sig), .. } = w.lookup(of_int, true, "Get") else { panic!() };
    assert_eq!(w.show(sig), "func(int) int");
    assert!(t.identical(t.instance(list, &[byte]), t.instance(list, &[uint8])));
    assert!(!t.identical(of_int, own));
    assert_eq!(t.subst(own, &[p], &[int]), of_int);
    // A local type of a generic function depends on the function's type parameters.
    let (local, local_ty) = {
        let obj = w.type_name("L");
        let (id, ty) = t.new_named(obj);
        let _ = t.named(id).tparams.set(Box::default());
        let _ = t.named(id).implicit_tparams.set(Box::new([p]));
        let _ = t.named(id).underlying.set(t.slice_of(p));
        (id, ty)
    };
    let in_int = t.subst(t.pointer_to(local_ty), &[p], &[int]);
    assert_eq!(in_int, t.pointer_to(t.instance(local, &[int])));
    assert_eq!(t.underlying(t.instance(local, &[int])), t.slice_of(int));
    assert_eq!(w.show(in_int), "*L");
    assert!(t.identical(t.instance(local, &[p]), local_ty));
}

#[test]
fn inference_from_arguments() {
    let w = World::new();
    let t = &w.types;
    let (int, string) = (w.basic(Basic::Int), w.basic(Basic::String));
    let (k, v) = (w.tparam("K", 0, t.universe.comparable()), w.tparam("V", 1, w.any()));
    let map = |key, elem| t.intern(Type::Map { key, elem });
    let ages = w.named("Ages", map(string, int));
    assert_eq!(w.infer(&[k, v], &[map(k, v)], &[ages]).unwrap(), "string int");
    assert_eq!(w.infer(&[v], &[v, v], &[ages, map(string, int)]).unwrap(), "Ages");
    assert_eq!(w.infer(&[v], &[v, v], &[map(string, int), ages]).unwrap(), "Ages");
    let failed = w.infer(&[k, v], &[map(k, v)], &[string]).unwrap_err();
    assert_eq!(
        failed.message(t, w.pkg, &|_| "x".to_owned()),
        "type string of x does not match map[K]V (cannot infer K and V)"
    );
    let failed = w.infer(&[v], &[v, v], &[int, string]).unwrap_err();
    assert_eq!(failed.arg(), Some(1));
    assert_eq!(
        failed.message(t, w.pkg, &|_| "y".to_owned()),
        "type string of y does not match inferred type int for V"
    );
    let unknown = w.infer(&[k, v], &[k], &[int]).unwrap_err();
    assert_eq!(unknown.message(t, w.pkg, &|_| String::new()), "cannot infer V");
    assert_eq!(w.infer(&[k], &[k], &[t.invalid()]).unwrap_err(), InferError::Silent);
    assert_eq!(
        w.infer(&[k], &[t.slice_of(k)], &[t.slice_of(t.invalid())]).unwrap(),
        "invalid type"
    );
    // Directions of channels count for less than those of other arguments.
    let chan = |dir, elem| t.intern(Type::Chan { dir, elem });
    let (send, both) = (chan(ChanDir::SendOnly, v), chan(ChanDir::Both, int));
    assert_eq!(w.infer(&[v], &[send], &[both]).unwrap(), "int");
    let recv = chan(ChanDir::RecvOnly, int);
    assert_eq!(w.infer(&[v], &[v, v], &[both, recv]).unwrap(), "<-chan int");
}

#[test]
fn inference_from_untyped_constants() {
    let w = World::new();
    let t = &w.types;
    let v = w.tparam("V", 0, w.any());
    let (int, rune, float) =
        (w.basic(Basic::UntypedInt), w.basic(Basic::UntypedRune), w.basic(Basic::UntypedFloat));
    assert_eq!(w.infer(&[v], &[v], &[int]).unwrap(), "int");
    assert_eq!(w.infer(&[v], &[v, v, v], &[int, float, rune]).unwrap(), "float64");
    assert_eq!(w.infer(&[v], &[v, v], &[rune, int]).unwrap(), "rune");
    assert_eq!(w.infer(&[v], &[v, v], &[float, w.basic(Basic::Int8)]).unwrap(), "int8");
    let failed = w.infer(&[v], &[v, v], &[int, w.basic(Basic::UntypedString)]).unwrap_err();
    assert_eq!(
        failed.message(t, w.pkg, &|_| String::new()),
        "mismatched types untyped int and untyped string (cannot infer V)"
    );
    assert!(w.infer(&[v], &[v], &[w.basic(Basic::UntypedNil)]).is_err());
}

#[test]
fn inference_from_constraints() {
    let w = World::new();
    let t = &w.types;
    let (int, string) = (w.basic(Basic::Int), w.basic(Basic::String));
    // func f[S ~[]E, E any](S)
    let e = w.tparam("E", 1, w.any());
    let s = w.tparam("S", 0, w.constraint(&[(true, t.slice_of(e))]));
    let words = w.named("Words", t.slice_of(string));
    assert_eq!(w.infer(&[s, e], &[s], &[words]).unwrap(), "Words string");
    assert!(matches!(w.infer(&[s, e], &[s], &[int]), Err(InferError::Constraint { .. })));
    // func f[T any, P interface{ *T; Set(T) }](T)
    let tt = w.tparam("T", 0, w.any());
    let set = w.func(&[tt], &[]);
    let p = w.tparam("P", 1, w.interface(&[("Set", set)], &[t.pointer_to(tt)]));
    let (id, ty) = w.declare("Settable", &[]);
    let _ = t.named(id).underlying.set(int);
    w.methods(id, &[("Set", true, w.func(&[ty], &[]))]);
    assert_eq!(w.infer(&[tt, p], &[tt], &[ty]).unwrap(), "Settable *Settable");
    // func f[T any, G interface{ Get() T }](G): from methods
    let g = w.tparam("G", 1, w.interface(&[("Get", w.func(&[], &[tt]))], &[]));
    let (id, getter) = w.declare("Getter", &[]);
    let _ = t.named(id).underlying.set(int);
    w.methods(id, &[("Get", false, w.func(&[], &[string]))]);
    assert_eq!(w.infer(&[tt, g], &[g], &[getter]).unwrap(), "string Getter");
    // func f[T any](interface{ Get() T })
    let get = w.interface(&[("Get", w.func(&[], &[tt]))], &[]);
    assert_eq!(w.infer(&[tt], &[get], &[getter]).unwrap(), "string");
    // Cycles: [A ~[]B, B ~[]A]
    let (ida, a) = t.new_tparam(w.type_name("A"), 0);
    let (idb, b) = t.new_tparam(w.type_name("B"), 1);
    let _ = t.tparam(ida).constraint.set(w.constraint(&[(false, t.slice_of(b))]));
    let _ = t.tparam(idb).constraint.set(w.constraint(&[(false, t.slice_of(a))]));
    assert!(matches!(w.infer(&[a, b], &[], &[]), Err(InferError::Unknown { .. })));
}

#[test]
fn inference_of_generic_function_arguments() {
    let w = World::new();
    let t = &w.types;
    let (int, string) = (w.basic(Basic::Int), w.basic(Basic::String));
    // func apply[E, R any]([]E, func(E) R); apply([]int, id) with func id[T any](T) T
    let (e, r, own) =
        (w.tparam("E", 0, w.any()), w.tparam("R", 1, w.any()), w.tparam("T", 2, w.any()));
    let id = w.func(&[own], &[own]);
    let params = [t.slice_of(e), w.func(&[e], &[r])];
    let tparams = [e, r, own];
    assert_eq!(w.infer(&tparams, &params, &[t.slice_of(int), id]).unwrap(), "int int int");
    let itoa = w.func(&[int], &[string]);
    assert_eq!(w.infer(&[e, r], &params, &[t.slice_of(int), itoa]).unwrap(), "int string");
    // var f func(int) int = id
    assert_eq!(w.infer(&[own], &[id], &[w.func(&[int], &[int])]).unwrap(), "int");
    // Within id itself, its type parameters are renamed.
    let generic = t.intern(Type::Signature(Signature {
        tparams: Box::new([own]),
        ..t.as_signature(id).unwrap().clone()
    }));
    let (fresh, renamed) = t.rename_tparams(&[own], generic);
    assert_ne!(*fresh, [own]);
    let params = t.as_signature(renamed).unwrap().params[0].ty;
    assert_eq!(params, fresh[0]);
    assert!(t.identical(generic, renamed));
    let inferred = t
        .infer(&fresh, &[], &[params], &[t.slice_of(own)], false, &mut w.cx(&mut Complete))
        .unwrap();
    assert_eq!(*inferred, [t.slice_of(own)]);
}

#[test]
fn layouts() {
    let w = World::new();
    let t = &w.types;
    let basic = |b| w.basic(b);
    let layout = |ty| {
        let l = t.layout(ty);
        (l.size, l.align, l.ptrdata)
    };
    let int8 = basic(Basic::Int8);
    let pointer = t.pointer_to(int8);
    let empty = w.structure(&[]);
    assert_eq!(layout(basic(Basic::String)), (16, 8, 8));
    assert_eq!(layout(basic(Basic::Complex64)), (8, 4, 0));
    assert_eq!(layout(w.any()), (16, 8, 16));
    assert_eq!(layout(t.slice_of(int8)), (24, 8, 8));
    assert_eq!(layout(empty), (0, 1, 0));
    let mixed = w.structure(&[("a", int8), ("b", pointer), ("c", basic(Basic::Int16))]);
    assert_eq!(layout(mixed), (24, 8, 16));
    assert_eq!(t.offsetsof(t.under_struct(mixed).unwrap()), [0, 8, 16]);
    assert_eq!(t.field_offset(mixed, 2), 16);
    assert_eq!(layout(w.structure(&[("a", basic(Basic::Int32)), ("b", empty)])), (8, 4, 0));
    assert_eq!(layout(w.structure(&[("a", empty), ("b", empty)])), (0, 1, 0));
    assert_eq!(layout(t.array_of(mixed, 3)), (72, 8, 64));
    assert_eq!(layout(t.array_of(mixed, 0)), (0, 8, 0));
    assert_eq!(layout(t.array_of(basic(Basic::Int64), 1 << 62)).0, -1);
    assert!(!t.has_pointers(basic(Basic::Uintptr)));
    // A type that contains itself has no end, and fits nowhere.
    let (id, ty) = w.declare("T", &[]);
    let _ = t.named(id).underlying.set(w.structure(&[("x", ty)]));
    assert_eq!(t.layout(ty).size, -1);
    assert!(t.comparable_type(ty, Comparability::Dynamic).is_ok());
    // Values outside of the heap need no pointers to be followed.
    let sys = t.package_id(Symbol::new("internal/runtime/sys"));
    let obj = t.new_object(Object {
        name: Symbol::new("nih"),
        pkg: Some(sys),
        pos: None,
        ty: OnceLock::new(),
        kind: ObjectKind::TypeName { alias: false, alias_tparams: OnceLock::new() },
    });
    let (id, nih) = t.new_named(obj);
    let _ = t.named(id).underlying.set(empty);
    let outside = w.named("Outside", w.structure(&[("_", nih), ("x", int8)]));
    assert!(!t.has_pointers(t.pointer_to(outside)));
    assert!(t.has_pointers(t.pointer_to(ty)));
}

#[test]
fn types_as_text() {
    let w = World::new();
    let t = &w.types;
    let (int, byte) = (w.basic(Basic::Int), w.basic(Basic::Byte));
    let s = w.structure(&[
        ("x", int),
        ("Y", t.slice_of(byte)),
        ("+Z", t.pointer_to(w.named("Z", int))),
    ]);
    assert_eq!(w.show(s), "struct{x int; Y []byte; *Z}");
    assert_eq!(t.type_string(s, None), "struct{x int; Y []byte; *p.Z}");
    let (pair, _) = w.declare("Pair", &[w.tparam("A", 0, w.any()), w.tparam("B", 1, w.any())]);
    let instance = t.instance(pair, &[byte, w.any()]);
    assert_eq!(w.show(instance), "Pair[byte, any]");
    let f = t.intern(Type::Signature(Signature {
        tparams: Box::default(),
        params: Box::new([
            Param { name: Symbol::new("a"), ty: int },
            Param { name: Symbol::new("b"), ty: t.slice_of(w.any()) },
        ]),
        results: Box::new([
            Param { name: Symbol::EMPTY, ty: int },
            Param { name: Symbol::EMPTY, ty: t.universe.error() },
        ]),
        variadic: true,
    }));
    assert_eq!(w.show(f), "func(a int, b ...any) (int, error)");
    let i = w.interface(&[("m", w.func(&[], &[])), ("M", f)], &[]);
    assert_eq!(w.show(i), "interface{m(); M(a int, b ...any) (int, error)}");
    let recv = t.intern(Type::Chan { dir: ChanDir::RecvOnly, elem: int });
    let chan = t.intern(Type::Chan { dir: ChanDir::Both, elem: recv });
    assert_eq!(w.show(chan), "chan (<-chan int)");
    assert_eq!(w.show(w.constraint(&[(true, int), (false, byte)])), "interface{~int | byte}");
}

#[test]
fn deep_types_end() {
    let w = World::new();
    let t = &w.types;
    let p = w.tparam("P", 0, w.any());
    let (mut a, mut b) = (w.basic(Basic::Byte), w.basic(Basic::Uint8));
    let mut c = p;
    for _ in 0..3_000 {
        (a, b, c) = (t.slice_of(a), t.slice_of(b), t.slice_of(c));
    }
    let _ = t.identical(a, b);
    let _ = t.subst(c, &[p], &[a]);
    let _ = w.show(a).len();
    assert!(a.index() > 0);
}
