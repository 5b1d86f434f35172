//! Shapes: gc compiles one body for all type arguments that look alike (`reader.go: Shapify`).
//!
//! The shape of a type is a declared type `go.shape.X` in a package of the compiler's, where X
//! is the link string of the underlying type. A pointer becomes `go.shape.*uint8` where the
//! constraint allows that. Every instance over a shape is itself over shapes only.
//!
//! ```go
//! type ID int
//! func F[K comparable, V any](m map[K]V) {}
//! F(map[ID]*T{})   // F[go.shape.int,go.shape.*uint8]
//! ```

use std::sync::OnceLock;

use super::Cx;
use super::hash::hex_hash;
use crate::ir::type_fmt::{SHAPE_PACKAGE, TypeFmt, is_shape};
use crate::symbol::Symbol;
use crate::types::store::{
    Basic, Field, Interface, Method, Object, ObjectKind, Param, Signature, Type, TypeId,
};

/// Names of shapes that are longer than this are hashed (`base/flag.go: MaxShapeLen`).
const MAX_NAME: usize = 500;

/// How deep types are rewritten. Source that nests deeper is not written by people.
const MAX_DEPTH: u32 = 200;

impl<'a> Cx<'a> {
    /// Prints types as parts of symbols.
    pub(super) fn link_fmt(&self) -> TypeFmt<'a> {
        TypeFmt::new(self.input.types, None).with_local_types(self.input.funcs)
    }

    /// The shape of a type argument. `basic` tells that the type parameter's constraint has no
    /// type set beyond its methods: then all pointers share a shape.
    pub fn shapify(&self, targ: TypeId, basic: bool) -> TypeId {
        let types = self.input.types;
        // A shape that stands for one pointer type becomes that of all pointers where the
        // constraint allows it; any other shape is its own.
        if self.state.borrow().incomplete.contains(&targ) || self.is_too_large(targ) {
            return targ;
        }
        let mut under = self.shaped_under(targ);
        if let Type::Interface(_) = types.get(under)
            && let Type::Named(named) = types.get(targ)
            && !types.named(*named).targs.is_empty()
            && self.has_shape(targ)
        {
            return targ;
        }
        if basic
            && let Type::Pointer(elem) = *types.get(under)
            && !types.is_not_in_heap(elem)
        {
            under = types.pointer_to(types.basic(Basic::Uint8));
        }
        if self.is_too_large(under) {
            return targ;
        }
        let canon = types.canon(under);
        let shape = self.input.funcs.shape(canon, || {
            let pkg = types.package_id(Symbol::new(SHAPE_PACKAGE));
            let _ = types.package(pkg).name.set(Symbol::new(SHAPE_PACKAGE));
            let mut name = self.link_fmt().link_string(under);
            if name.len() > MAX_NAME {
                name = hex_hash(&name);
            }
            let obj = types.new_object(Object {
                name: Symbol::new(&name),
                pkg: Some(pkg),
                pos: None,
                ty: OnceLock::new(),
                kind: ObjectKind::TypeName {
                    alias: false,
                    alias_tparams: OnceLock::from(Box::default()),
                },
            });
            let (id, ty) = types.new_named(obj);
            let named = types.named(id);
            let _ = types.object(obj).ty.set(ty);
            let _ = named.tparams.set(Box::default());
            let _ = named.methods.set(Box::default());
            let _ = named.implicit_tparams.set(Box::default());
            let _ = named.underlying.set(canon);
            ty
        });
        if shape != targ && matches!(types.get(canon), Type::Interface(_)) {
            self.state.borrow_mut().shaped_first.entry(shape).or_insert(targ);
        }
        shape
    }

    /// The interface that a shape was first made for: the shape has the names and positions of
    /// the parameters of its methods. Any other type is its own.
    pub fn shaped_first(&self, ty: TypeId) -> TypeId {
        self.state.borrow().shaped_first.get(&ty).copied().unwrap_or(ty)
    }

    /// The underlying type of an instance over shapes, as gc has read it.
    ///
    /// While gc reads it, the instance itself has no shape yet: in it, `Pointer[entry[S]]` keeps
    /// its type argument, though elsewhere that is a shape.
    ///
    /// ```go
    /// type entry[T any] struct { next atomic.Pointer[entry[T]] }
    /// ```
    pub fn shaped_under(&self, ty: TypeId) -> TypeId {
        let types = self.input.types;
        let is_instance = match types.get(ty) {
            Type::Named(named) => !types.named(*named).targs.is_empty(),
            _ => false,
        };
        if !is_instance || !self.has_shape(ty) {
            return types.underlying(ty);
        }
        {
            let mut state = self.state.borrow_mut();
            if let Some(&known) = state.shaped_under.get(&ty) {
                return known;
            }
            if !state.incomplete.insert(ty) {
                return types.underlying(ty);
            }
            state.reshaped_within.clear();
        }
        let under = self.reshape(types.underlying(ty));
        let mut state = self.state.borrow_mut();
        state.incomplete.remove(&ty);
        state.reshaped_within.clear();
        state.shaped_under.insert(ty, under);
        under
    }

    /// Whether a type is made of shapes (`Type.HasShape`).
    pub fn has_shape(&self, ty: TypeId) -> bool {
        self.has_shape_at(ty, 0)
    }

    fn has_shape_at(&self, ty: TypeId, depth: u32) -> bool {
        if let Some(&known) = self.state.borrow().has_shape.get(&ty) {
            return known;
        }
        let has = self.find_shape(ty, depth);
        self.state.borrow_mut().has_shape.insert(ty, has);
        has
    }

    fn find_shape(&self, ty: TypeId, depth: u32) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let types = self.input.types;
        let find = |ty: TypeId| self.has_shape_at(ty, depth + 1);
        match types.get(ty) {
            Type::Basic(_) | Type::TypeParam(_) => false,
            Type::Unknown(unknown) => unknown.targs.iter().any(|&targ| find(targ)),
            Type::Named(named) => {
                is_shape(types, ty) || types.named(*named).targs.iter().any(|&targ| find(targ))
            }
            Type::Pointer(elem) | Type::Slice(elem) => find(*elem),
            Type::Array { elem, .. } | Type::Chan { elem, .. } => find(*elem),
            Type::Map { key, elem } => find(*key) || find(*elem),
            Type::Struct(fields) => fields.iter().any(|field| find(field.ty)),
            Type::Tuple(list) => list.iter().any(|&ty| find(ty)),
            Type::Signature(sig) => {
                sig.params.iter().chain(&sig.results).any(|param| find(param.ty))
            }
            Type::Interface(interface) => {
                interface.methods.iter().any(|method| find(method.sig))
                    || interface.embeds.iter().any(|&embed| find(embed))
            }
            Type::Union(terms) => terms.iter().any(|term| find(term.ty)),
        }
    }

    /// A type as gc has it in a shaped body: every instance in it that has a shape among its type
    /// arguments has only shapes there. `m Map[string, T]` becomes
    /// `Map[go.shape.string, go.shape.int]`.
    pub fn reshape(&self, ty: TypeId) -> TypeId {
        self.reshape_at(ty, 0)
    }

    fn reshape_at(&self, ty: TypeId, depth: u32) -> TypeId {
        if depth > MAX_DEPTH || !self.has_shape(ty) {
            return ty;
        }
        let known = {
            let state = self.state.borrow();
            match state.incomplete.is_empty() {
                true => state.reshaped.get(&ty).copied(),
                false => state.reshaped_within.get(&ty).copied(),
            }
        };
        if let Some(known) = known {
            return known;
        }
        let reshaped = self.rebuild(ty, depth);
        let mut state = self.state.borrow_mut();
        match state.incomplete.is_empty() {
            true => state.reshaped.insert(ty, reshaped),
            false => state.reshaped_within.insert(ty, reshaped),
        };
        reshaped
    }

    /// A type with its parts reshaped.
    fn rebuild(&self, ty: TypeId, depth: u32) -> TypeId {
        let types = self.input.types;
        let map = |ty: TypeId| self.reshape_at(ty, depth + 1);
        let map_params = |params: &[Param]| -> Box<[Param]> {
            params.iter().map(|param| Param { ty: map(param.ty), ..*param }).collect()
        };
        match types.get(ty) {
            Type::Basic(_) | Type::Unknown(_) | Type::TypeParam(_) => ty,
            Type::Named(id) => {
                let named = types.named(*id);
                let Some(origin) = named.origin else { return ty };
                if !self.has_shape(ty) {
                    return ty;
                }
                let targs: Vec<TypeId> = named
                    .targs
                    .iter()
                    .zip(self.constraints_are_basic(origin, named.targs.len()))
                    .map(|(&targ, basic)| self.shapify(map(targ), basic))
                    .collect();
                types.instance(origin, &targs)
            }
            Type::Pointer(elem) => types.pointer_to(map(*elem)),
            Type::Slice(elem) => types.slice_of(map(*elem)),
            Type::Array { elem, len } => types.array_of(map(*elem), *len),
            Type::Chan { dir, elem } => types.intern(Type::Chan { dir: *dir, elem: map(*elem) }),
            Type::Map { key, elem } => types.intern(Type::Map { key: map(*key), elem: map(*elem) }),
            Type::Struct(fields) => {
                let fields =
                    fields.iter().map(|field| Field { ty: map(field.ty), ..field.clone() });
                types.intern(Type::Struct(fields.collect()))
            }
            Type::Tuple(list) => types.tuple(list.iter().map(|&ty| map(ty)).collect()),
            Type::Signature(sig) => types.intern(Type::Signature(Signature {
                tparams: sig.tparams.clone(),
                params: map_params(&sig.params),
                results: map_params(&sig.results),
                variadic: sig.variadic,
            })),
            Type::Interface(interface) => types.intern(Type::Interface(Interface {
                methods: interface
                    .methods
                    .iter()
                    .map(|method| Method { sig: map(method.sig), ..*method })
                    .collect(),
                embeds: interface.embeds.iter().map(|&embed| map(embed)).collect(),
                ..interface.clone()
            })),
            Type::Union(_) => ty,
        }
    }

    /// For each type parameter of a generic type, those of an enclosing function first, whether
    /// its constraint is a mere set of methods.
    fn constraints_are_basic(&self, origin: crate::types::store::NamedId, len: usize) -> Vec<bool> {
        let named = self.input.types.named(origin);
        let implicit = named.implicit_tparams.get().into_iter().flatten();
        let own = named.tparams.get().into_iter().flatten();
        let mut basic: Vec<bool> =
            implicit.chain(own).map(|&tparam| self.constraint_is_basic(tparam)).collect();
        basic.resize(len, false);
        basic
    }

    /// Whether the constraint of a type parameter is a mere set of methods
    /// (`Interface.IsMethodSet`).
    pub fn constraint_is_basic(&self, tparam: TypeId) -> bool {
        let types = self.input.types;
        match types.get(tparam) {
            Type::TypeParam(id) => match types.tparam(*id).constraint.get() {
                Some(&constraint) => types.type_set(constraint).is_method_set(),
                None => false,
            },
            _ => false,
        }
    }

    /// The type arguments of an instance of generic code as gc compiles it.
    pub fn shapify_all(&self, tparams: &[TypeId], targs: &[TypeId]) -> Vec<TypeId> {
        let shape = |(&tparam, &targ): (&TypeId, &TypeId)| {
            self.shapify(self.reshape(targ), self.constraint_is_basic(tparam))
        };
        tparams.iter().zip(targs).map(shape).collect()
    }
}
