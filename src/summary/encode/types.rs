//! Types, declared types and type parameters.

use super::{Encoder, ForeignKey, Source};
use crate::summary::bytes::Writer;
use crate::summary::format::{
    COMPARABLE, ERROR, MAX_TYPE_DEPTH, Numbered, PREDECLARED, Section, ty as kind,
};
use crate::symbol::Symbol;
use crate::types::store::{NamedId, ObjId, ObjectKind, Param, PkgId, Type, TypeId, TypeParamId};

impl Encoder<'_> {
    /// The reference to a type.
    pub(super) fn ty(&mut self, ty: TypeId) -> u32 {
        self.type_at(ty, 0)
    }

    pub(super) fn write_type(&mut self, w: &mut Writer, ty: TypeId) {
        let number = self.ty(ty);
        w.uint(u64::from(number));
    }

    /// A list of types.
    pub(super) fn write_types(&mut self, w: &mut Writer, types: &[TypeId]) {
        w.len(types.len());
        for &ty in types {
            self.write_type(w, ty);
        }
    }

    fn type_at(&mut self, ty: TypeId, depth: u32) -> u32 {
        let types = self.source.types;
        if let Type::Basic(basic) = types.get(ty) {
            return u32::from(basic.number());
        }
        if ty == types.universe.error() {
            return ERROR;
        }
        if ty == types.universe.comparable() {
            return COMPARABLE;
        }
        let index = match self.types.get(&ty) {
            Some(&index) => index,
            None => {
                let record = self.item(Section::Types, |this| match depth > MAX_TYPE_DEPTH {
                    true => vec![kind::UNKNOWN],
                    false => this.type_record(ty, depth + 1),
                });
                let index = self.type_list.len() as u32;
                self.type_list.push(record);
                self.types.insert(ty, index);
                index
            }
        };
        PREDECLARED + self.noted.refer(Section::Types, index)
    }

    fn type_record(&mut self, ty: TypeId, depth: u32) -> Vec<u8> {
        let types = self.source.types;
        let mut w = Writer::default();
        match types.get(ty) {
            Type::Basic(basic) => {
                w.byte(kind::UNKNOWN);
                w.byte(basic.number());
            }
            Type::Unknown(_) => w.byte(kind::UNKNOWN),
            Type::Named(id) => self.named_type(&mut w, *id, depth),
            Type::TypeParam(id) => self.tparam_type(&mut w, *id),
            Type::Pointer(elem) => {
                w.byte(kind::POINTER);
                self.component(&mut w, *elem, depth);
            }
            Type::Slice(elem) => {
                w.byte(kind::SLICE);
                self.component(&mut w, *elem, depth);
            }
            Type::Array { elem, len } => {
                w.byte(kind::ARRAY);
                self.component(&mut w, *elem, depth);
                w.int(*len);
            }
            Type::Map { key, elem } => {
                w.byte(kind::MAP);
                self.component(&mut w, *key, depth);
                self.component(&mut w, *elem, depth);
            }
            Type::Chan { dir, elem } => {
                w.byte(kind::CHAN);
                w.byte(dir.number());
                self.component(&mut w, *elem, depth);
            }
            Type::Struct(fields) => {
                w.byte(kind::STRUCT);
                w.len(fields.len());
                for field in fields {
                    // Most fields have no tag.
                    let tagged = !field.tag.is_empty();
                    w.byte(u8::from(field.embedded) | u8::from(tagged) << 1);
                    self.name(&mut w, field.name, field.pkg);
                    self.component(&mut w, field.ty, depth);
                    if tagged {
                        let tag = self.string(field.tag);
                        w.len(tag as usize);
                    }
                }
            }
            Type::Tuple(list) => {
                w.byte(kind::TUPLE);
                w.len(list.len());
                for &ty in list {
                    self.component(&mut w, ty, depth);
                }
            }
            Type::Signature(sig) => {
                w.byte(kind::SIGNATURE);
                w.byte(u8::from(sig.variadic));
                w.len(sig.tparams.len());
                for &ty in &sig.tparams {
                    self.component(&mut w, ty, depth);
                }
                self.params(&mut w, &sig.params, depth);
                self.params(&mut w, &sig.results, depth);
            }
            Type::Interface(interface) => {
                w.byte(kind::INTERFACE);
                w.byte(
                    u8::from(interface.implicit)
                        | u8::from(interface.is_any) << 1
                        | u8::from(interface.is_comparable) << 2,
                );
                w.len(interface.methods.len());
                for method in &interface.methods {
                    self.name(&mut w, method.name, method.pkg);
                    self.component(&mut w, method.sig, depth);
                }
                w.len(interface.embeds.len());
                for &ty in &interface.embeds {
                    self.component(&mut w, ty, depth);
                }
            }
            Type::Union(terms) => {
                w.byte(kind::UNION);
                w.len(terms.len());
                for term in terms {
                    w.byte(u8::from(term.tilde));
                    self.component(&mut w, term.ty, depth);
                }
            }
        }
        w.bytes
    }

    fn component(&mut self, w: &mut Writer, ty: TypeId, depth: u32) {
        let number = self.type_at(ty, depth);
        w.uint(u64::from(number));
    }

    fn params(&mut self, w: &mut Writer, params: &[Param], depth: u32) {
        w.len(params.len());
        for param in params {
            let name = self.string(param.name);
            w.len(name as usize);
            self.component(w, param.ty, depth);
        }
    }

    /// A name with the package that it belongs to.
    fn name(&mut self, w: &mut Writer, name: Symbol, pkg: Option<PkgId>) {
        let name = self.string(name);
        w.len(name as usize);
        match pkg {
            Some(pkg) => {
                let pkg = self.package(pkg);
                w.len(pkg as usize + 1);
            }
            None => w.len(0),
        }
    }

    fn named_type(&mut self, w: &mut Writer, id: NamedId, depth: u32) {
        let types = self.source.types;
        let named = types.named_head(id);
        if let Some(origin) = named.origin {
            w.byte(kind::INSTANCE);
            let origin_ty = types.object(types.named_head(origin).obj).ty.get().copied();
            self.component(w, origin_ty.unwrap_or_else(|| types.invalid()), depth);
            w.len(named.targs.len());
            for &targ in &named.targs {
                self.component(w, targ, depth);
            }
            return;
        }
        if self.is_own(named.obj) {
            let number = self.named(id);
            w.byte(kind::NAMED);
            w.len(number as usize);
            return;
        }
        match self.foreign_key(named.obj) {
            ForeignKey::Unknown => w.byte(kind::UNKNOWN),
            key => {
                let number = self.foreign(key);
                w.byte(kind::NAMED_FOREIGN);
                w.len(number as usize);
            }
        }
    }

    fn tparam_type(&mut self, w: &mut Writer, id: TypeParamId) {
        let types = self.source.types;
        let obj = types.tparam(id).obj;
        if self.is_own(obj) {
            let number = self.tparams.add(id);
            self.noted.refer(Section::TypeParams, number);
            w.byte(kind::TYPE_PARAM);
            w.len(number as usize);
            return;
        }
        if let Some(pkg) = types.object_head(obj).pkg {
            self.find_owners(pkg);
        }
        match self.owners.get(&id).copied() {
            Some((key, index)) => {
                let number = self.foreign(key);
                w.byte(kind::TYPE_PARAM_FOREIGN);
                w.len(number as usize);
                w.len(index as usize);
            }
            None => w.byte(kind::UNKNOWN),
        }
    }

    /// Notes who owns the type parameters of a package.
    fn find_owners(&mut self, pkg: PkgId) {
        if self.owned.contains(&pkg) {
            return;
        }
        self.owned.push(pkg);
        let Source { types, packages, .. } = self.source;
        let Some(package) = packages.package(types, pkg) else { return };
        let mut owners = Vec::new();
        let mut own = |key, list: &[TypeId]| {
            for (index, &ty) in list.iter().enumerate() {
                if let Type::TypeParam(id) = types.get(ty) {
                    owners.push((*id, (key, index as u32)));
                }
            }
        };
        let tparams_of = |obj: ObjId| -> Vec<TypeId> {
            let sig = types.object(obj).ty.get().and_then(|&ty| types.as_signature(ty));
            sig.map_or_else(Vec::new, |sig| sig.tparams.to_vec())
        };
        for (&name, &obj) in &*package.scope {
            let object = types.object(obj);
            let key = ForeignKey::Scope(pkg, name);
            match &object.kind {
                ObjectKind::Func(_) => own(key, &tparams_of(obj)),
                ObjectKind::TypeName { alias: true, alias_tparams } => {
                    own(key, alias_tparams.get().map_or(&[], |list| list));
                }
                ObjectKind::TypeName { alias: false, .. } => {
                    let id = object.ty.get().and_then(|&ty| types.as_named(ty));
                    let Some(id) = id else { continue };
                    let named = types.named(id);
                    own(key, named.tparams.get().map_or(&[], |list| list));
                    for &method in named.methods.get().into_iter().flatten() {
                        let method_name = types.object_head(method).name;
                        let key = ForeignKey::Method(pkg, name, method_name);
                        own(key, &tparams_of(method));
                    }
                }
                ObjectKind::PkgName(_)
                | ObjectKind::Const(_)
                | ObjectKind::Var(_)
                | ObjectKind::Label
                | ObjectKind::Builtin(_)
                | ObjectKind::Nil => {}
            }
        }
        self.owners.extend(owners);
    }

    /// A declared type: its name, type parameters, implicit ones, underlying type and methods.
    pub(super) fn named_record(&mut self, id: NamedId) -> Vec<u8> {
        let types = self.source.types;
        let named = types.named(id);
        let mut w = Writer::default();
        self.write_object(&mut w, named.obj);
        self.write_types(&mut w, named.tparams.get().map_or(&[], |list| list));
        self.write_types(&mut w, named.implicit_tparams.get().map_or(&[], |list| list));
        let underlying = named.underlying.get().copied().unwrap_or_else(|| types.invalid());
        self.write_type(&mut w, underlying);
        let methods = named.methods.get().map_or(&[][..], |list| list);
        w.len(methods.len());
        for &method in methods {
            self.write_object(&mut w, method);
        }
        w.bytes
    }

    /// A type parameter: its name, index and constraint.
    pub(super) fn tparam_record(&mut self, id: TypeParamId) -> Vec<u8> {
        let types = self.source.types;
        let tparam = types.tparam(id);
        let mut w = Writer::default();
        self.write_object(&mut w, tparam.obj);
        w.uint(u64::from(tparam.index));
        match tparam.constraint.get() {
            Some(&constraint) => self.write_type(&mut w, constraint),
            None => w.uint(0),
        }
        w.bytes
    }
}
