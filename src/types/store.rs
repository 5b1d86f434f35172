//! The type store: every type, named type, type parameter, object and package header of an
//! analysis, shared by packages that are checked in parallel.
//!
//! Types are interned as spelled: `[]byte` and `[]uint8` are two types with one canonical id
//! ([`Types::canon`]). Identity compares canonical ids; messages print the spelled type. The
//! store only grows; what is found out later about an entry (a named type's underlying type, an
//! object's type) is set once.

use std::fmt;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::anchor::{AnchorId, AnchoredPos, Anchors};
use super::data::{Assumption, Layout, TypeSet};
pub use super::data::{
    Basic, Builtin, ChanDir, DeclRef, DeclSlot, Field, FuncInfo, Interface, Method, Named, NamedId,
    ObjId, Object, ObjectKind, PackageName, Param, PkgId, Receiver, Signature, Term, Type, TypeId,
    TypeParam, TypeParamId, Unknown, VarKind,
};
use super::name_index::{NameIndex, NamePlaces};
use super::universe::Universe;
use crate::id::{Id, shard_of};
use crate::profile::Sizes;
use crate::source::pos::Pos;
use crate::symbol::Symbol;

/// Facts of a type that are worked out once, on demand.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) canon: OnceLock<TypeId>,
    pub(super) has_tparams: OnceLock<bool>,
    pub(super) not_in_heap: OnceLock<bool>,
    pub(super) type_set: OnceLock<Box<TypeSet>>,
    pub(super) layout: OnceLock<Layout>,
    pub(super) assumption: OnceLock<Option<Assumption>>,
    /// Of a struct: where its fields stand.
    pub(super) fields: OnceLock<Option<Box<NameIndex>>>,
    /// Of a struct with many embedded fields: which of them have a name.
    pub(super) embedded: OnceLock<Option<Box<NamePlaces>>>,
}

#[derive(Debug)]
struct TypeEntry {
    ty: Type,
    facts: Facts,
}

/// Something whose declaration may still have to be read from a summary.
#[derive(Debug)]
struct Declared<T> {
    item: T,
    pending: AtomicBool,
}

impl<T> Declared<T> {
    fn done(item: T) -> Declared<T> {
        Declared { item, pending: AtomicBool::new(false) }
    }

    fn pending(item: T) -> Declared<T> {
        Declared { item, pending: AtomicBool::new(true) }
    }
}

/// Completes what was declared with [`Types::pending_object`] and [`Types::pending_named`], when
/// it is first looked at.
///
/// An implementation looks at what may be pending itself only by [`Types::object_head`] and
/// [`Types::named_head`].
pub trait Completer: Send + Sync {
    /// Sets the type of an object, and what else its kind has.
    fn complete_object(&self, types: &Types, id: ObjId);
    /// Sets the underlying type, methods and type parameters of a declared type.
    fn complete_named(&self, types: &Types, id: NamedId);
}

#[derive(Default)]
struct Completing(OnceLock<Arc<dyn Completer>>);

impl fmt::Debug for Completing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Completing")
    }
}

const SHARDS: usize = 64;

/// The store. See the module.
#[derive(Debug)]
pub struct Types {
    sizes: Sizes,
    entries: boxcar::Vec<TypeEntry>,
    shards: [Mutex<HashTable<TypeId>>; SHARDS],
    nameds: boxcar::Vec<Declared<Named>>,
    /// Instances by origin and type arguments.
    instances: [Mutex<HashTable<TypeId>>; SHARDS],
    tparams: boxcar::Vec<TypeParam>,
    objects: boxcar::Vec<Declared<Object>>,
    completer: Completing,
    anchors: Anchors,
    packages: boxcar::Vec<PackageName>,
    package_ids: Mutex<FxHashMap<Symbol, PkgId>>,
    /// By package: the aliases that it declares, by the type literals that they stand for.
    aliases: Mutex<FxHashMap<PkgId, FxHashMap<TypeId, ObjId>>>,
    /// The predeclared entities.
    pub universe: Universe,
}

/// The guard of a lock that no holder can leave half-changed: a panic elsewhere is no reason to
/// refuse it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Types {
    /// A store in which the universe isn't declared yet ([`Types::new`]).
    pub(super) fn without_universe(sizes: Sizes) -> Types {
        Types {
            sizes,
            entries: boxcar::Vec::new(),
            shards: std::array::from_fn(|_| Mutex::new(HashTable::new())),
            nameds: boxcar::Vec::new(),
            instances: std::array::from_fn(|_| Mutex::new(HashTable::new())),
            tparams: boxcar::Vec::new(),
            objects: boxcar::Vec::new(),
            completer: Completing::default(),
            anchors: Anchors::default(),
            packages: boxcar::Vec::new(),
            package_ids: Mutex::default(),
            aliases: Mutex::default(),
            universe: Universe::default(),
        }
    }

    /// The sizes on which those of all types rest.
    #[inline]
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// The id of a type as spelled.
    pub fn intern(&self, ty: Type) -> TypeId {
        let hash = FxBuildHasher.hash_one(&ty);
        let mut shard = lock(&self.shards[shard_of(hash, SHARDS)]);
        if let Some(&id) = shard.find(hash, |&id| *self.get(id) == ty) {
            return id;
        }
        let id = TypeId::from_index(self.entries.push(TypeEntry { ty, facts: Facts::default() }));
        shard.insert_unique(hash, id, |&id| FxBuildHasher.hash_one(self.get(id)));
        id
    }

    /// The type of an id.
    #[inline]
    pub fn get(&self, id: TypeId) -> &Type {
        &self.entries[id.index()].ty
    }

    #[inline]
    pub(super) fn facts(&self, id: TypeId) -> &Facts {
        &self.entries[id.index()].facts
    }

    /// Notes that a package declares an alias of a type literal; of several, the first counts.
    pub(super) fn note_alias(&self, pkg: PkgId, ty: TypeId, alias: ObjId) {
        if matches!(self.get(ty), Type::Struct(_) | Type::Interface(_) | Type::Signature(_)) {
            lock(&self.aliases).entry(pkg).or_default().entry(ty).or_insert(alias);
        }
    }

    /// Forgets the aliases of a package that is checked anew.
    pub(super) fn forget_aliases(&self, pkg: PkgId) {
        lock(&self.aliases).remove(&pkg);
    }

    /// Whether a package declares aliases of type literals.
    pub(super) fn has_aliases(&self, pkg: Option<PkgId>) -> bool {
        pkg.is_some_and(|pkg| lock(&self.aliases).contains_key(&pkg))
    }

    /// The alias that a package declares of a type literal.
    pub(super) fn alias_of(&self, pkg: Option<PkgId>, ty: TypeId) -> Option<ObjId> {
        lock(&self.aliases).get(&pkg?)?.get(&ty).copied()
    }

    /// Says who completes what is pending. Only the first call counts.
    pub fn set_completer(&self, completer: Arc<dyn Completer>) {
        let _ = self.completer.0.set(completer);
    }

    /// A declared type.
    #[inline]
    pub fn named(&self, id: NamedId) -> &Named {
        let declared = &self.nameds[id.index()];
        if declared.pending.load(Ordering::Acquire) {
            self.complete_named(id);
        }
        &declared.item
    }

    /// A declared type of which underlying type, methods and type parameters may be pending.
    #[inline]
    pub fn named_head(&self, id: NamedId) -> &Named {
        &self.nameds[id.index()].item
    }

    #[cold]
    fn complete_named(&self, id: NamedId) {
        if let Some(completer) = self.completer.0.get() {
            completer.complete_named(self, id);
        }
        self.nameds[id.index()].pending.store(false, Ordering::Release);
    }

    /// Declares a type that is completed when it is first looked at.
    pub fn pending_named(&self, obj: ObjId) -> (NamedId, TypeId) {
        let named = Named::new(obj);
        let id = NamedId::from_index(self.nameds.push(Declared::pending(named)));
        (id, self.intern(Type::Named(id)))
    }

    /// Declares a type; its underlying type, methods and type parameters are set later.
    pub fn new_named(&self, obj: ObjId) -> (NamedId, TypeId) {
        let id = NamedId::from_index(self.nameds.push(Declared::done(Named::new(obj))));
        (id, self.intern(Type::Named(id)))
    }

    /// The instance of a generic named type with these type arguments, as spelled. Nothing is
    /// verified and nothing is expanded.
    pub fn instance(&self, origin: NamedId, targs: &[TypeId]) -> TypeId {
        let hash = FxBuildHasher.hash_one((origin, targs));
        let mut shard = lock(&self.instances[shard_of(hash, SHARDS)]);
        let key = |ty: TypeId| match self.get(ty) {
            Type::Named(id) => {
                let named = self.named_head(*id);
                (named.origin, &*named.targs)
            }
            _ => (None, &[][..]),
        };
        if let Some(&ty) = shard.find(hash, |&ty| key(ty) == (Some(origin), targs)) {
            return ty;
        }
        let id = NamedId::from_index(self.nameds.push(Declared::done(Named {
            origin: Some(origin),
            targs: targs.into(),
            tparams: OnceLock::from(Box::default()),
            methods: OnceLock::from(Box::default()),
            ..Named::new(self.named_head(origin).obj)
        })));
        let ty = self.intern(Type::Named(id));
        shard.insert_unique(hash, ty, |&ty| match key(ty) {
            (Some(origin), targs) => FxBuildHasher.hash_one((origin, targs)),
            (None, _) => 0,
        });
        ty
    }

    /// A type parameter.
    #[inline]
    pub fn tparam(&self, id: TypeParamId) -> &TypeParam {
        &self.tparams[id.index()]
    }

    /// Declares a type parameter; its constraint is set later.
    pub fn new_tparam(&self, obj: ObjId, index: u32) -> (TypeParamId, TypeId) {
        let id = TypeParamId::from_index(self.tparams.push(TypeParam {
            obj,
            index,
            constraint: OnceLock::new(),
        }));
        (id, self.intern(Type::TypeParam(id)))
    }

    /// An object.
    #[inline]
    pub fn object(&self, id: ObjId) -> &Object {
        let declared = &self.objects[id.index()];
        if declared.pending.load(Ordering::Acquire) {
            self.complete_object(id);
        }
        &declared.item
    }

    /// An object of which the type, and what else its kind has, may be pending.
    #[inline]
    pub fn object_head(&self, id: ObjId) -> &Object {
        &self.objects[id.index()].item
    }

    /// The name of the type that a method is declared on; absent for what isn't a method.
    pub fn receiver_name(&self, method: ObjId) -> Option<Symbol> {
        let ObjectKind::Func(FuncInfo { recv, .. }) = &self.object_head(method).kind else {
            return None;
        };
        Some(self.object_head(self.named_head(recv.get()?.base).obj).name)
    }

    #[cold]
    fn complete_object(&self, id: ObjId) {
        if let Some(completer) = self.completer.0.get() {
            completer.complete_object(self, id);
        }
        self.objects[id.index()].pending.store(false, Ordering::Release);
    }

    /// An anchor for a declaration whose offsets count from a place.
    pub fn new_anchor(&self, base: Pos) -> AnchorId {
        self.anchors.add(base)
    }

    /// Says that a declaration stands elsewhere now.
    pub fn move_anchor(&self, anchor: AnchorId, base: Pos) {
        self.anchors.set(anchor, base);
    }

    /// Where a place is now.
    pub fn place(&self, at: AnchoredPos) -> Pos {
        self.anchors.pos(at)
    }

    /// Where an object is declared; nowhere if it is one of the universe.
    pub fn pos(&self, object: &Object) -> Option<Pos> {
        object.pos.map(|at| self.place(at))
    }

    /// Declares an object.
    pub fn new_object(&self, object: Object) -> ObjId {
        ObjId::from_index(self.objects.push(Declared::done(object)))
    }

    /// Declares an object that is completed when it is first looked at.
    pub fn pending_object(&self, object: Object) -> ObjId {
        ObjId::from_index(self.objects.push(Declared::pending(object)))
    }

    /// A package's path and name.
    pub fn package(&self, id: PkgId) -> &PackageName {
        &self.packages[id.index()]
    }

    /// The id of the package with this import path.
    pub fn package_id(&self, path: Symbol) -> PkgId {
        *lock(&self.package_ids).entry(path).or_insert_with(|| {
            PkgId::from_index(self.packages.push(PackageName { path, name: OnceLock::new() }))
        })
    }

    /// The name in the clauses of the package with this import path, if it is known. It stays.
    pub fn name_of(&self, path: Symbol) -> Option<Symbol> {
        let id = *lock(&self.package_ids).get(&path)?;
        self.package(id).name.get().copied()
    }

    /// A package that nothing can import under its path: a command, or files on their own. Its
    /// path, as messages print it, need not be unique.
    pub fn unimportable_package(&self, path: Symbol) -> PkgId {
        PkgId::from_index(self.packages.push(PackageName { path, name: OnceLock::new() }))
    }

    /// A predeclared basic type.
    #[inline]
    pub fn basic(&self, basic: Basic) -> TypeId {
        self.universe.basic(basic)
    }

    /// The type of a value that comes from a package that wasn't found.
    pub fn unknown_value(&self, pkg: PkgId) -> TypeId {
        self.unknown_type(pkg, Symbol::EMPTY, Box::default())
    }

    /// A type of a package that wasn't found.
    pub fn unknown_type(&self, pkg: PkgId, name: Symbol, targs: Box<[TypeId]>) -> TypeId {
        self.intern(Type::Unknown(Unknown { pkg, name, targs }))
    }

    /// The unknown type.
    pub fn invalid(&self) -> TypeId {
        self.basic(Basic::Invalid)
    }

    /// `*elem`.
    pub fn pointer_to(&self, elem: TypeId) -> TypeId {
        self.intern(Type::Pointer(elem))
    }

    /// `[]elem`.
    pub fn slice_of(&self, elem: TypeId) -> TypeId {
        self.intern(Type::Slice(elem))
    }

    /// `[len]elem`.
    pub fn array_of(&self, elem: TypeId, len: i64) -> TypeId {
        self.intern(Type::Array { elem, len })
    }

    /// A tuple of results.
    pub fn tuple(&self, types: Box<[TypeId]>) -> TypeId {
        self.intern(Type::Tuple(types))
    }
}
