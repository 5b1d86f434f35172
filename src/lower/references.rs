//! What declarations refer to, as gc's export data of them does (`noder/writer.go`: `doObj`, `funcExt`).
//!
//! Comes in: a declared function, type, variable or constant. Goes out: those that its declaration
//! names, and, asked for apart, those that the body of a function names. That of generic code is
//! part of the declaration: whoever has the declaration can make instances.
//!
//! ```go
//! type T struct { f *r.R }       // refers to r.R, and to what the signatures of its methods name
//! func (T) M(x q.Q) { q.F(x) }   // the declaration of T refers to q.Q, the body of M to q.F, too
//! func G[E any]() { q.F(nil) }   // refers to q.F
//! ```
//!
//! A declaration is looked at once in the life of a [`References`], whatever package asks.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Cx;
use super::dict::Mentions;
use crate::types::store::{NamedId, ObjId, ObjectKind, Type, TypeId, TypeParamId};

/// Declarations and bodies, each with what it refers to.
#[derive(Debug, Default)]
pub struct References {
    declarations: Known,
    bodies: Known,
}

type Known = Mutex<FxHashMap<ObjId, Arc<[ObjId]>>>;

impl References {
    /// What the declaration of an object refers to, the bodies of generic code included.
    pub fn of_declaration(&self, cx: &Cx<'_>, obj: ObjId) -> Arc<[ObjId]> {
        look_up(&self.declarations, obj, || {
            let mut found = Found::default();
            found.declaration(cx, obj);
            found.finish(cx)
        })
    }

    /// What the body of a function refers to.
    pub fn of_body(&self, cx: &Cx<'_>, func: ObjId) -> Arc<[ObjId]> {
        look_up(&self.bodies, func, || {
            let mut found = Found::default();
            found.body(cx, func);
            found.finish(cx)
        })
    }
}

fn look_up(known: &Known, obj: ObjId, find: impl FnOnce() -> FxHashSet<ObjId>) -> Arc<[ObjId]> {
    let lock = || known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = lock().get(&obj) {
        return Arc::clone(known);
    }
    // What is found doesn't depend on who finds it first.
    let found: Arc<[ObjId]> = find().into_iter().collect();
    Arc::clone(lock().entry(obj).or_insert(found))
}

/// What was found to be referred to.
#[derive(Default)]
struct Found {
    objects: FxHashSet<ObjId>,
    types: FxHashSet<TypeId>,
}

impl Found {
    fn declaration(&mut self, cx: &Cx<'_>, obj: ObjId) {
        let types = cx.input.types;
        let object = types.object(obj);
        let Some(&ty) = object.ty.get() else { return };
        match &object.kind {
            ObjectKind::TypeName { alias: false, .. } => match types.get(ty) {
                Type::Named(id) => self.declared_type(cx, *id),
                _ => {
                    self.types.insert(ty);
                }
            },
            ObjectKind::Func(_) => {
                self.types.insert(ty);
                if !cx.func_tparams(obj).is_empty() {
                    self.body(cx, obj);
                }
            }
            ObjectKind::PkgName(_)
            | ObjectKind::Const(_)
            | ObjectKind::TypeName { .. }
            | ObjectKind::Var(_)
            | ObjectKind::Label
            | ObjectKind::Builtin(_)
            | ObjectKind::Nil => {
                self.types.insert(ty);
            }
        }
    }

    fn declared_type(&mut self, cx: &Cx<'_>, id: NamedId) {
        let types = cx.input.types;
        let named = types.named(id);
        self.types.extend(named.underlying.get());
        let tparams = named.tparams.get().map_or(&[][..], |list| list);
        self.types.extend(tparams);
        for &method in named.methods.get().into_iter().flatten() {
            if cx.is_generic_method(method) {
                self.objects.insert(method);
                continue;
            }
            self.types.extend(types.object(method).ty.get());
            if !tparams.is_empty() {
                self.body(cx, method);
            }
        }
    }

    fn body(&mut self, cx: &Cx<'_>, func: ObjId) {
        let Mentions { objects, types } = cx.mentions(func);
        self.objects.extend(objects);
        self.types.extend(types);
    }

    /// All objects, those of the declared types that types are made of included.
    fn finish(self, cx: &Cx<'_>) -> FxHashSet<ObjId> {
        let types = cx.input.types;
        let Found { mut objects, types: found } = self;
        let mut work: Vec<TypeId> = found.iter().copied().collect();
        let mut seen = found;
        let mut tparams: FxHashSet<TypeParamId> = FxHashSet::default();
        let mut parts = Vec::new();
        while let Some(ty) = work.pop() {
            match types.get(ty) {
                Type::Named(id) => {
                    let named = types.named_head(*id);
                    if types.object_head(named.obj).pkg.is_some() {
                        objects.insert(named.obj);
                    }
                    parts.extend_from_slice(&named.targs);
                }
                Type::TypeParam(id) => {
                    if tparams.insert(*id) {
                        parts.extend(types.tparam(*id).constraint.get());
                    }
                }
                Type::Basic(_) | Type::Unknown(_) => {}
                Type::Pointer(elem) | Type::Slice(elem) => parts.push(*elem),
                Type::Array { elem, .. } | Type::Chan { elem, .. } => parts.push(*elem),
                Type::Map { key, elem } => parts.extend([*key, *elem]),
                Type::Struct(fields) => parts.extend(fields.iter().map(|field| field.ty)),
                Type::Tuple(list) => parts.extend_from_slice(list),
                Type::Signature(sig) => {
                    let params = sig.params.iter().chain(&sig.results);
                    parts.extend(params.map(|param| param.ty));
                    parts.extend_from_slice(&sig.tparams);
                }
                Type::Interface(interface) => {
                    parts.extend(interface.methods.iter().map(|method| method.sig));
                    parts.extend_from_slice(&interface.embeds);
                }
                Type::Union(terms) => parts.extend(terms.iter().map(|term| term.ty)),
            }
            work.extend(parts.drain(..).filter(|&part| seen.insert(part)));
        }
        objects
    }
}
