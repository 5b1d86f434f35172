//! The identity of functions across packages: what a call names, and what parameter tags are
//! recorded under.

use std::sync::{Mutex, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::type_fmt::LocalTypes;
use crate::define_ids;
use crate::id::Id;
use crate::symbol::Symbol;
use crate::types::store::{ObjId, PkgId, TypeId};

define_ids! {
    /// A function of the [`FuncTable`].
    pub FuncId;
}

/// What distinguishes one function from all others.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum FuncKey {
    /// A declared function or method that isn't generic.
    Declared(ObjId),
    /// A generic function, or a method of a generic type, instantiated: receiver's type
    /// arguments first. The arguments are shape types in the code that gc compiles.
    Instance(ObjId, Box<[TypeId]>),
    /// A method of a type, promoted or through a pointer: a wrapper.
    MethodWrapper {
        /// The receiver's type.
        recv: TypeId,
        /// The method.
        name: Symbol,
        /// Its package, if it isn't exported.
        pkg: Option<PkgId>,
    },
    /// A package's initialization.
    PackageInit(PkgId),
    /// A function of the runtime that gc calls by name.
    Runtime(Symbol),
    /// Anything else that the compiler makes, numbered within its package.
    Synthetic(PkgId, u32),
}

/// A function as seen from outside.
#[derive(Clone, Debug)]
pub struct FuncSym {
    /// Its identity.
    pub key: FuncKey,
    /// The package that its name belongs to.
    pub pkg: Option<PkgId>,
    /// The name as gc prints it within its package: `f`, `(*T).m`, `T.m`, `f[go.shape.int]`.
    pub name: Symbol,
    /// The signature; of a method without its receiver.
    pub ty: TypeId,
    /// The type of the receiver.
    pub recv: Option<TypeId>,
}

/// All functions of an analysis, shared by threads. It only grows.
#[derive(Debug, Default)]
pub struct FuncTable {
    syms: boxcar::Vec<FuncSym>,
    ids: Mutex<FxHashMap<FuncKey, FuncId>>,
    /// Shape types by the canonical type that they stand for; the objects of dictionaries by
    /// package and name.
    shapes: Mutex<FxHashMap<TypeId, TypeId>>,
    dicts: Mutex<FxHashMap<(Option<PkgId>, Symbol), ObjId>>,
    /// Numbers of the types that are declared inside functions.
    local_types: RwLock<FxHashMap<ObjId, u32>>,
}

impl FuncTable {
    /// An empty table.
    pub fn new() -> FuncTable {
        FuncTable::default()
    }

    /// The function of a key; `make` describes it the first time.
    pub fn intern(&self, key: FuncKey, make: impl FnOnce() -> FuncSym) -> FuncId {
        if let Some(id) = self.find(&key) {
            return id;
        }
        let sym = make();
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        *ids.entry(key).or_insert_with(|| FuncId::from_index(self.syms.push(sym)))
    }

    /// The function of a key, if it is known.
    pub fn find(&self, key: &FuncKey) -> Option<FuncId> {
        let ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        ids.get(key).copied()
    }

    /// What is known of a function.
    pub fn get(&self, id: FuncId) -> &FuncSym {
        &self.syms[id.index()]
    }

    /// Records the numbers of a package's types that are declared inside functions.
    pub(crate) fn number_local_types(&self, numbers: impl IntoIterator<Item = (ObjId, u32)>) {
        let mut numbers = numbers.into_iter().peekable();
        if numbers.peek().is_some() {
            let mut known = self.local_types.write().unwrap_or_else(PoisonError::into_inner);
            known.extend(numbers);
        }
    }

    /// The shape type of a canonical type; `make` declares it the first time.
    pub(crate) fn shape(&self, canon: TypeId, make: impl FnOnce() -> TypeId) -> TypeId {
        let mut shapes = self.shapes.lock().unwrap_or_else(PoisonError::into_inner);
        *shapes.entry(canon).or_insert_with(make)
    }

    /// The object of a dictionary; `make` declares it the first time.
    pub(crate) fn dict(
        &self,
        pkg: Option<PkgId>,
        name: Symbol,
        make: impl FnOnce() -> ObjId,
    ) -> ObjId {
        let mut dicts = self.dicts.lock().unwrap_or_else(PoisonError::into_inner);
        *dicts.entry((pkg, name)).or_insert_with(make)
    }
}

impl LocalTypes for FuncTable {
    fn number(&self, type_name: ObjId) -> Option<u32> {
        let known = self.local_types.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&type_name).copied()
    }
}
