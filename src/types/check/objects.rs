//! Objects: those that are declared here, and those of imported packages.

use super::Checker;
use crate::symbol::Symbol;
use crate::syntax::ast::Offset;
use crate::types::anchor::AnchoredPos;
use crate::types::store::{ObjId, Object, ObjectKind, PkgId, TypeId, Types, VarKind};

/// Where a member of an imported package is to be found.
#[derive(Clone, Copy, Debug)]
pub enum Imported {
    /// The exported or unexported object.
    Object(ObjId),
    /// The package has no such object.
    Undefined,
    /// The package is not known: anything may be in it.
    Unknown,
}

impl<'a> Checker<'a> {
    /// Notes that the current package-level declaration depends on an object, if that is one of
    /// this package.
    pub fn add_decl_dep(&mut self, to: ObjId) {
        let Some(from) = self.env.decl else { return };
        if !self.obj_map.contains_key(&to) {
            return;
        }
        let decl = &mut self.decls[from as usize];
        if decl.dep_set.insert(to) {
            decl.deps.push(to);
        }
    }

    /// A new object of this package at an offset of the current declaration.
    pub fn new_object(
        &self,
        offset: Offset,
        name: Symbol,
        ty: Option<TypeId>,
        kind: ObjectKind,
    ) -> ObjId {
        self.new_object_at(self.anchored(offset), name, ty, kind)
    }

    /// A new object of this package.
    pub(super) fn new_object_at(
        &self,
        pos: AnchoredPos,
        name: Symbol,
        ty: Option<TypeId>,
        kind: ObjectKind,
    ) -> ObjId {
        self.types.new_object(Object {
            name,
            pkg: Some(self.pkg),
            pos: Some(pos),
            ty: ty.map_or_else(Default::default, Into::into),
            kind,
        })
    }

    /// A new variable of this package at an offset of the current declaration.
    pub fn new_var(
        &self,
        kind: VarKind,
        offset: Offset,
        name: Symbol,
        ty: Option<TypeId>,
    ) -> ObjId {
        self.new_object(offset, name, ty, ObjectKind::Var(kind))
    }

    /// The object.
    #[inline]
    pub fn object(&self, obj: ObjId) -> &'a Object {
        let types: &'a Types = self.types;
        types.object(obj)
    }

    /// The type of an object, once it is known.
    #[inline]
    pub fn obj_type(&self, obj: ObjId) -> Option<TypeId> {
        self.object(obj).ty.get().copied()
    }

    /// Sets the type of an object, unless it has one.
    pub fn set_type(&self, obj: ObjId, ty: TypeId) {
        let _ = self.object(obj).ty.set(ty);
    }

    /// The object of a name in an imported package.
    pub fn lookup_imported(&self, pkg: PkgId, name: Symbol) -> Imported {
        let found = if pkg == self.types.universe.unsafe_pkg() {
            self.types.universe.unsafe_scope.get(&name)
        } else {
            match self.import_map.get(&pkg) {
                Some(package) => package.scope.get(&name),
                None => return Imported::Unknown,
            }
        };
        found.map_or(Imported::Undefined, |&obj| Imported::Object(obj))
    }
}
