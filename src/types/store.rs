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
use crate::define_ids;
use crate::id::{Id, shard_of};
use crate::profile::Sizes;
use crate::source::pos::Pos;
use crate::symbol::Symbol;
pub use crate::syntax::ast::ChanDir;
use crate::types::constant::Value;

define_ids! {
    /// A type as spelled.
    pub TypeId;
    /// A declared type, or an instance of a generic one.
    pub NamedId;
    /// A type parameter.
    pub TypeParamId;
    /// A declared entity: constant, type name, variable, function, ...
    pub ObjId;
    /// A package, checked or merely named by an import.
    pub PkgId;
}

/// A type as spelled. Aliases are resolved where they are used, except that `byte`, `rune` and
/// `any` keep their spelling.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// A predeclared basic type, the unknown type among them.
    Basic(Basic),
    /// A declared type.
    Named(NamedId),
    /// A type of a package that wasn't found: unknown, but for its name.
    Unknown(Unknown),
    /// A type parameter.
    TypeParam(TypeParamId),
    /// `*T`.
    Pointer(TypeId),
    /// `[]T`.
    Slice(TypeId),
    /// `[len]T`; a negative length is unknown.
    Array {
        /// The element type.
        elem: TypeId,
        /// The length.
        len: i64,
    },
    /// `map[K]V`.
    Map {
        /// The key type.
        key: TypeId,
        /// The value type.
        elem: TypeId,
    },
    /// `chan T` and its directions.
    Chan {
        /// The direction.
        dir: ChanDir,
        /// The element type.
        elem: TypeId,
    },
    /// `struct { ... }`.
    Struct(Box<[Field]>),
    /// The results of a call with other than one result.
    Tuple(Box<[TypeId]>),
    /// A function type.
    Signature(Signature),
    /// An interface.
    Interface(Interface),
    /// `~A | B`, only as an element of a constraint.
    Union(Box<[Term]>),
}

/// A type of a package that wasn't found. Canonically it is the unknown type, so that nothing is
/// concluded from its name, which only messages print.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Unknown {
    /// The package.
    pub pkg: PkgId,
    /// The name; empty for the type of a value that comes from the package.
    pub name: Symbol,
    /// The type arguments, if there are any.
    pub targs: Box<[TypeId]>,
}

/// Predeclared basic types.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "each is the Go type of its name")]
pub enum Basic {
    /// The unknown type: of what has an error, or of a member of a missing package.
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    UnsafePointer,
    /// The alias `byte`, printed as such; canonically `uint8`.
    Byte,
    /// The alias `rune`, printed as such; canonically `int32`.
    Rune,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedComplex,
    UntypedString,
    UntypedNil,
}

/// A field of a struct type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    /// The name; of an embedded field, the name of its type.
    pub name: Symbol,
    /// The package that declares the struct: unexported names differ between packages.
    pub pkg: Option<PkgId>,
    /// The type.
    pub ty: TypeId,
    /// Whether the field is embedded.
    pub embedded: bool,
    /// The tag, unquoted; empty without one.
    pub tag: Symbol,
}

/// A function type. A receiver is not part of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Signature {
    /// Type parameters of a generic function or method ([`Type::TypeParam`] each).
    pub tparams: Box<[TypeId]>,
    /// Parameters; the last of a variadic function has slice type.
    pub params: Box<[Param]>,
    /// Results.
    pub results: Box<[Param]>,
    /// Whether the last parameter is `...T`.
    pub variadic: bool,
}

/// A parameter or result.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Param {
    /// The name as spelled, empty without one. Not part of a type's identity.
    pub name: Symbol,
    /// The type.
    pub ty: TypeId,
}

/// An interface as spelled: its own methods and what it embeds, in source order.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Interface {
    /// Explicitly declared methods.
    pub methods: Box<[Method]>,
    /// Embedded types and unions.
    pub embeds: Box<[TypeId]>,
    /// Whether the interface stands for a constraint literal such as `~int` in `[T ~int]`.
    pub implicit: bool,
    /// Whether it is the type that `any` names: an empty interface that prints as `any`.
    pub is_any: bool,
    /// Whether it is the constraint `comparable`.
    pub is_comparable: bool,
}

/// A method of an interface.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Method {
    /// The name.
    pub name: Symbol,
    /// The package that declares it: unexported names differ between packages.
    pub pkg: Option<PkgId>,
    /// A [`Type::Signature`].
    pub sig: TypeId,
}

impl Method {
    /// What makes two methods the same: the name and, unless it is exported, the package.
    pub fn id(&self) -> (Symbol, Option<PkgId>) {
        (self.name, self.pkg.filter(|_| !self.name.is_exported()))
    }
}

/// A term of a union.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Term {
    /// Whether it is `~T`.
    pub tilde: bool,
    /// The type.
    pub ty: TypeId,
}

/// A declared type, or an instance of a generic one.
#[derive(Debug)]
pub struct Named {
    /// The type name's object; of an instance, that of its origin.
    pub obj: ObjId,
    /// The generic type that this one instantiates.
    pub origin: Option<NamedId>,
    /// The type arguments of an instance.
    pub targs: Box<[TypeId]>,
    /// The type parameters of a generic type ([`Type::TypeParam`] each); empty on instances.
    pub tparams: OnceLock<Box<[TypeId]>>,
    /// The underlying type. Of an instance it is made on demand ([`Types::underlying`]).
    pub underlying: OnceLock<TypeId>,
    /// The declared methods, in source order, as functions; set before any body is checked. Empty
    /// on instances: they have the methods of their origin, substituted.
    pub methods: OnceLock<Box<[ObjId]>>,
    /// Where methods stand among them.
    pub(super) method_index: OnceLock<Option<Box<super::name_index::NameIndex>>>,
    /// Of a type declared inside a generic function or method: the type parameters in scope
    /// there, on which it depends implicitly.
    pub implicit_tparams: OnceLock<Box<[TypeId]>>,
}

impl Named {
    fn new(obj: ObjId) -> Named {
        Named {
            obj,
            origin: None,
            targs: Box::default(),
            tparams: OnceLock::new(),
            underlying: OnceLock::new(),
            methods: OnceLock::new(),
            method_index: OnceLock::new(),
            implicit_tparams: OnceLock::new(),
        }
    }
}

/// A type parameter. Receiver type parameters are those of the generic type itself, under the
/// names that the method gives them.
#[derive(Debug)]
pub struct TypeParam {
    /// The type name's object.
    pub obj: ObjId,
    /// The index in its list.
    pub index: u32,
    /// The constraint, an interface (implicit ones wrapped); set when the list is complete.
    pub constraint: OnceLock<TypeId>,
}

/// A package as a name: what objects and types refer to.
#[derive(Clone, Debug)]
pub struct PackageName {
    /// The import path.
    pub path: Symbol,
    /// The name in the package clause; set when it is known.
    pub name: OnceLock<Symbol>,
}

/// A declared entity.
#[derive(Debug)]
pub struct Object {
    /// The name.
    pub name: Symbol,
    /// The declaring package; absent for the universe.
    pub pkg: Option<PkgId>,
    /// Where it is declared ([`Types::pos`]); absent for the universe.
    pub pos: Option<AnchoredPos>,
    /// The type: set when the declaration is checked. Of a type name, the type that it names.
    pub ty: OnceLock<TypeId>,
    /// What it is.
    pub kind: ObjectKind,
}

/// The kinds of objects.
#[derive(Debug)]
pub enum ObjectKind {
    /// An imported package's local name.
    PkgName(PkgId),
    /// A constant.
    Const(OnceLock<Value>),
    /// A type name. An alias names a type of another name, or a literal.
    TypeName {
        /// Whether it was declared with `=`.
        alias: bool,
        /// The type parameters of a generic alias.
        alias_tparams: OnceLock<Box<[TypeId]>>,
    },
    /// A variable.
    Var(VarKind),
    /// A function or method.
    Func(FuncInfo),
    /// A label.
    Label,
    /// A built-in function.
    Builtin(Builtin),
    /// The predeclared `nil`.
    Nil,
}

/// What kind of variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VarKind {
    /// Declared at package level.
    Package,
    /// Declared in a function.
    Local,
    /// A parameter.
    Param,
    /// A receiver.
    Recv,
    /// A result.
    Result,
}

/// What is known of a declared function.
#[derive(Debug)]
pub struct FuncInfo {
    /// Of a method: the type that it is declared on.
    pub recv: OnceLock<Receiver>,
    /// The top-level declaration, which declares nothing else.
    pub decl: Option<DeclRef>,
    /// Whether it has a body.
    pub has_body: bool,
}

/// A top-level declaration of a package.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DeclRef {
    /// The index of the file in its package.
    pub file: u32,
    /// The index of the declaration in its file.
    pub index: u32,
}

/// The receiver of a method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receiver {
    /// The (generic) type.
    pub base: NamedId,
    /// Whether the receiver is a pointer to it.
    pub pointer: bool,
}

/// Built-in functions, package unsafe's included.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "each is the Go built-in of its name")]
pub enum Builtin {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    UnsafeAdd,
    UnsafeAlignof,
    UnsafeOffsetof,
    UnsafeSizeof,
    UnsafeSlice,
    UnsafeSliceData,
    UnsafeString,
    UnsafeStringData,
}

/// Facts of a type that are worked out once, on demand.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) canon: OnceLock<TypeId>,
    pub(super) has_tparams: OnceLock<bool>,
    pub(super) not_in_heap: OnceLock<bool>,
    pub(super) type_set: OnceLock<Box<super::typeset::TypeSet>>,
    pub(super) layout: OnceLock<super::sizes::Layout>,
    pub(super) assumption: OnceLock<Option<super::unknown::Assumption>>,
    /// Of a struct: where its fields stand.
    pub(super) fields: OnceLock<Option<Box<super::name_index::NameIndex>>>,
    /// Of a struct with many embedded fields: which of them have a name.
    pub(super) embedded: OnceLock<Option<Box<super::name_index::NamePlaces>>>,
}

#[derive(Debug)]
struct Entry {
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
    entries: boxcar::Vec<Entry>,
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
    pub universe: super::universe::Universe,
}

/// The guard of a lock that no holder can leave half-changed: a panic elsewhere is no reason to
/// refuse it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Types {
    /// A store that holds the universe, for an architecture with these sizes.
    pub fn new(sizes: Sizes) -> Types {
        let mut types = Types {
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
            universe: super::universe::Universe::default(),
        };
        types.universe = super::universe::Universe::declare(&types);
        types
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
        let id = TypeId::from_index(self.entries.push(Entry { ty, facts: Facts::default() }));
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
