//! The predeclared entities of Go (`types2/universe.go`): basic types, `any`, `error`,
//! `comparable`, `true`, `false`, `iota`, `nil`, the built-in functions, and package unsafe. They are
//! declared in `predeclared.rs`.

use rustc_hash::FxHashMap;

use super::data::{Basic, ObjId, PkgId, TypeId};
use crate::symbol::Symbol;

/// The predeclared entities of a store.
#[derive(Debug, Default)]
pub struct Universe {
    /// By [`Basic`].
    pub(super) basics: Vec<TypeId>,
    /// Objects of the universe scope by name.
    pub scope: FxHashMap<Symbol, ObjId>,
    /// Exported objects of package unsafe by name.
    pub unsafe_scope: FxHashMap<Symbol, ObjId>,
    pub(super) known: Option<KnownEntities>,
}

/// Entities that are asked for by what they are.
#[derive(Debug)]
pub(super) struct KnownEntities {
    pub(super) any: TypeId,
    pub(super) empty_interface: TypeId,
    pub(super) error: TypeId,
    pub(super) comparable: TypeId,
    pub(super) unsafe_pkg: PkgId,
    pub(super) iota: ObjId,
}

impl Universe {
    /// The type of a basic kind.
    #[inline]
    pub fn basic(&self, basic: Basic) -> TypeId {
        self.basics[basic as usize]
    }

    fn known(&self) -> &KnownEntities {
        match &self.known {
            Some(known) => known,
            None => unreachable!("a store is made with its universe"),
        }
    }

    /// The type that `any` names.
    pub fn any(&self) -> TypeId {
        self.known().any
    }

    /// `interface {}`.
    pub fn empty_interface(&self) -> TypeId {
        self.known().empty_interface
    }

    /// The type `error`.
    pub fn error(&self) -> TypeId {
        self.known().error
    }

    /// The constraint `comparable`.
    pub fn comparable(&self) -> TypeId {
        self.known().comparable
    }

    /// Package unsafe.
    pub fn unsafe_pkg(&self) -> PkgId {
        self.known().unsafe_pkg
    }

    /// The constant `iota`.
    pub fn iota(&self) -> ObjId {
        self.known().iota
    }
}
