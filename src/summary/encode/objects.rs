//! Objects, constants and parameter tags.

use super::{Encoder, ForeignKey};
use crate::escape::FuncTags;
use crate::source::pos::Pos;
use crate::summary::bytes::Writer;
use crate::summary::format::{Numbered, Section, foreign, func, obj as kind, value as value_kind};
use crate::types::constant::Value;
use crate::types::store::{FuncInfo, ObjId, ObjectKind, Type, TypeId};

impl Encoder<'_> {
    /// Whether the package declares an object.
    pub(super) fn is_own(&self, obj: ObjId) -> bool {
        self.source.types.object_head(obj).pkg == Some(self.source.package.id)
    }

    /// The reference to an object: an index of the package's own or of the foreign ones.
    pub(super) fn object(&mut self, obj: ObjId) -> u32 {
        if self.is_own(obj) {
            let number = self.objects.add(obj);
            self.noted.refer(Section::Objects, number) << 1
        } else {
            let key = self.foreign_key(obj);
            self.foreign(key) << 1 | 1
        }
    }

    pub(super) fn write_object(&mut self, w: &mut Writer, obj: ObjId) {
        let number = self.object(obj);
        w.uint(u64::from(number));
    }

    /// How an object of another package is named.
    pub(super) fn foreign_key(&self, obj: ObjId) -> ForeignKey {
        let types = self.source.types;
        let object = types.object_head(obj);
        let name = object.name;
        let Some(pkg) = object.pkg else { return ForeignKey::Universe(name) };
        if pkg == types.universe.unsafe_pkg() {
            return ForeignKey::Unsafe(name);
        }
        let Some(package) = self.source.packages.package(types, pkg) else {
            return ForeignKey::Unknown;
        };
        if package.scope.get(&name) == Some(&obj) {
            return ForeignKey::Scope(pkg, name);
        }
        match types.receiver_name(obj) {
            Some(base) => ForeignKey::Method(pkg, base, name),
            None => ForeignKey::Unknown,
        }
    }

    /// The number of a foreign object.
    pub(super) fn foreign(&mut self, key: ForeignKey) -> u32 {
        if let Some(&number) = self.foreign.get(&key) {
            return self.noted.refer(Section::Foreign, number);
        }
        let record = self.item(Section::Foreign, |this| this.foreign_record(key));
        let number = self.foreign_list.len() as u32;
        self.foreign_list.push(record);
        self.foreign.insert(key, number);
        self.noted.refer(Section::Foreign, number)
    }

    fn foreign_record(&mut self, key: ForeignKey) -> Vec<u8> {
        let mut w = Writer::default();
        match key {
            ForeignKey::Universe(name) => {
                w.byte(foreign::UNIVERSE);
                let name = self.string(name);
                w.len(name as usize);
            }
            ForeignKey::Unsafe(name) => {
                w.byte(foreign::UNSAFE);
                let name = self.string(name);
                w.len(name as usize);
            }
            ForeignKey::Scope(pkg, name) => {
                w.byte(foreign::SCOPE);
                let pkg = self.package(pkg);
                w.len(pkg as usize);
                let name = self.string(name);
                w.len(name as usize);
            }
            ForeignKey::Method(pkg, base, name) => {
                w.byte(foreign::METHOD);
                let base = self.foreign(ForeignKey::Scope(pkg, base));
                w.len(base as usize);
                let name = self.string(name);
                w.len(name as usize);
            }
            ForeignKey::Unknown => w.byte(foreign::UNKNOWN),
        }
        w.bytes
    }

    /// The type parameters that a function depends on are what makes it generic.
    fn is_generic(&self, obj: ObjId, info: &FuncInfo) -> bool {
        let types = self.source.types;
        let own = types.object(obj).ty.get().is_some_and(
            |&ty| matches!(types.get(ty), Type::Signature(sig) if !sig.tparams.is_empty()),
        );
        own || info.recv.get().is_some_and(|recv| {
            types.named(recv.base).tparams.get().is_some_and(|list| !list.is_empty())
        })
    }

    /// An object. What comes first is read when the object is declared, what comes after its type
    /// when it is looked at.
    pub(super) fn object_record(&mut self, obj: ObjId) -> Vec<u8> {
        let types = self.source.types;
        let object = types.object(obj);
        let mut w = Writer::default();
        let ty = object.ty.get().copied().unwrap_or_else(|| types.invalid());
        let name = self.string(object.name);
        match &object.kind {
            ObjectKind::Const(value) => {
                w.byte(kind::CONST);
                w.len(name as usize);
                self.write_type(&mut w, ty);
                write_value(&mut w, value.get().unwrap_or(&Value::Unknown));
            }
            ObjectKind::TypeName { alias, alias_tparams } => {
                w.byte(if *alias { kind::ALIAS } else { kind::TYPE_NAME });
                w.len(name as usize);
                let is_tparam = matches!(types.get(ty), Type::TypeParam(_));
                self.position(&mut w, types.pos(object).filter(|_| is_tparam));
                self.write_type(&mut w, ty);
                if *alias {
                    self.write_types(&mut w, alias_tparams.get().map_or(&[], |list| list));
                }
            }
            ObjectKind::Var(var) => {
                w.byte(kind::VAR);
                w.len(name as usize);
                w.byte(var.number());
                self.write_type(&mut w, ty);
            }
            ObjectKind::Func(info) => self.function(&mut w, obj, name, info, ty),
            // These are local to a body, which has them.
            ObjectKind::PkgName(_)
            | ObjectKind::Label
            | ObjectKind::Builtin(_)
            | ObjectKind::Nil => {
                w.byte(kind::LABEL);
                w.len(name as usize);
            }
        }
        w.bytes
    }

    fn function(&mut self, w: &mut Writer, obj: ObjId, name: u32, info: &FuncInfo, ty: TypeId) {
        let types = self.source.types;
        let recv = info.recv.get();
        w.byte(match recv {
            None => kind::FUNC,
            Some(recv) if recv.pointer => kind::POINTER_METHOD,
            Some(_) => kind::METHOD,
        });
        w.len(name as usize);
        let generic = self.is_generic(obj, info);
        let inlinable =
            (self.source.inlinable)(obj).filter(|_| !generic && info.decl.get().is_some());
        let has_source = info.decl.get().is_some() && (generic || inlinable.is_some());
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        w.byte(
            flag(info.has_body, func::BODY)
                | flag(has_source, func::SOURCE)
                | flag(has_source && generic, func::GENERIC)
                | flag(inlinable.is_some(), func::INLINABLE)
                | flag(inlinable.is_some_and(|it| it.can_delay_results), func::DELAY_RESULTS),
        );
        if let Some(recv) = recv {
            let base = self.named(recv.base);
            w.len(base as usize);
        }
        if has_source {
            let body = self.bodies.add(obj);
            self.noted.refer(Section::Bodies, body);
            w.len(body as usize);
            if generic {
                self.position(w, types.pos(types.object(obj)));
            }
        }
        if let Some(inlinable) = inlinable {
            w.uint(u64::from(inlinable.cost.unsigned_abs()));
        }
        self.write_type(w, ty);
        write_tags(w, (self.source.tags)(obj).as_deref());
    }

    /// A position in a file of the package.
    fn position(&mut self, w: &mut Writer, pos: Option<Pos>) {
        let file = pos.and_then(|pos| {
            let number = self.files.number(pos.file)?;
            self.noted.refer(Section::Files, number);
            Some((number, self.files.place(number, pos.offset)))
        });
        match file {
            Some((file, offset)) => {
                w.len(file as usize + 1);
                w.uint(u64::from(offset));
            }
            None => w.len(0),
        }
    }
}

/// A constant.
pub(super) fn write_value(w: &mut Writer, value: &Value) {
    match value {
        Value::Unknown => w.byte(value_kind::UNKNOWN),
        Value::Bool(false) => w.byte(value_kind::FALSE),
        Value::Bool(true) => w.byte(value_kind::TRUE),
        Value::String(string) => {
            w.byte(value_kind::STRING);
            w.block(string);
        }
        Value::Int64(x) => {
            w.byte(value_kind::INT64);
            w.int(*x);
        }
        Value::Int(x) => {
            w.byte(value_kind::INT);
            w.block(&x.to_le_bytes());
        }
        Value::Rat(x) => {
            w.byte(value_kind::RAT);
            w.block(&x.numerator().to_le_bytes());
            w.block(&x.denominator().to_le_bytes());
        }
        Value::Float(x) => {
            let (mant, exp) = x.parts();
            w.byte(value_kind::FLOAT);
            w.block(&mant.to_le_bytes());
            w.int(exp);
        }
        Value::Complex(parts) => {
            w.byte(value_kind::COMPLEX);
            write_value(w, &parts.0);
            write_value(w, &parts.1);
        }
    }
}

/// Parameter tags: flags, then for each parameter which places it reaches, and in how many
/// dereferences.
fn write_tags(w: &mut Writer, tags: Option<&FuncTags>) {
    let Some(tags) = tags else { return w.byte(0) };
    let uintptr = u8::from(tags.uintptr_keep_alive) << 1 | u8::from(tags.uintptr_escapes) << 2;
    w.byte(1 | uintptr | tags.effects.to_bits() << 3);
    w.len(tags.params.len());
    for param in &tags.params {
        let bytes = param.to_bytes();
        let reached = bytes.iter().enumerate().filter(|(_, byte)| **byte != 0);
        w.byte(reached.clone().fold(0, |mask, (i, _)| mask | 1 << i));
        reached.for_each(|(_, &byte)| w.byte(byte));
    }
}
