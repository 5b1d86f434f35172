//! The data of types, of what is declared, and of what is found out about a type. What is done with
//! it stands above, in the store and in what asks it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::anchor::AnchoredPos;
pub use super::basic::Basic;
use super::constant::Value;
use super::name_index::NameIndex;
use crate::define_ids;
use crate::symbol::Symbol;
pub use crate::syntax::ast::ChanDir;

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
    /// The underlying type. Of an instance it is made on demand ([`underlying`](super::store::Types::underlying)).
    pub underlying: OnceLock<TypeId>,
    /// The declared methods, in source order, as functions; set before any body is checked. Empty
    /// on instances: they have the methods of their origin, substituted.
    pub methods: OnceLock<Box<[ObjId]>>,
    /// Where methods stand among them.
    pub(super) method_index: OnceLock<Option<Box<NameIndex>>>,
    /// Of a type declared inside a generic function or method: the type parameters in scope
    /// there, on which it depends implicitly.
    pub implicit_tparams: OnceLock<Box<[TypeId]>>,
}

impl Named {
    pub(super) fn new(obj: ObjId) -> Named {
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
    /// Where it is declared ([`pos`](super::store::Types::pos)); absent for the universe.
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
    pub decl: DeclSlot,
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

/// Which declaration of its package an object stands in, if it is one of the source: that changes while
/// declarations above it come and go.
#[derive(Debug)]
pub struct DeclSlot(AtomicU64);

impl Default for DeclSlot {
    fn default() -> DeclSlot {
        DeclSlot(AtomicU64::new(u64::MAX))
    }
}

impl DeclSlot {
    /// This declaration.
    pub fn new(decl: DeclRef) -> DeclSlot {
        let slot = DeclSlot::default();
        slot.set(decl);
        slot
    }

    /// The declaration.
    pub fn get(&self) -> Option<DeclRef> {
        let place = self.0.load(Ordering::Relaxed);
        let decl = DeclRef { file: (place >> u32::BITS) as u32, index: place as u32 };
        (place != u64::MAX).then_some(decl)
    }

    /// Says that it is another one now, while no stage works on the package.
    pub fn set(&self, DeclRef { file, index }: DeclRef) {
        self.0.store(u64::from(file) << u32::BITS | u64::from(index), Ordering::Relaxed);
    }
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

/// A function's facts before its declaration is checked.
impl Default for FuncInfo {
    fn default() -> Self {
        FuncInfo { recv: OnceLock::new(), decl: DeclSlot::default(), has_body: false }
    }
}

/// What a value of a type takes up in memory, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    /// The size; negative if the type is too large.
    pub size: i64,
    /// The alignment, at least 1.
    pub align: i64,
    /// The length of the prefix that contains all pointers.
    pub ptrdata: i64,
}

/// The types that satisfy an interface.
#[derive(Clone, Debug, Default)]
pub struct TypeSet {
    /// All methods, embedded interfaces' included, exported ones first, each kind by name.
    pub methods: Box<[Method]>,
    /// The union of types that a member has to belong to, normalized; absent if any may.
    pub terms: Option<Box<[Term]>>,
    /// Whether members have to be comparable; only set if there are no terms.
    pub comparable: bool,
}

/// Why something is unknown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Why {
    /// It rests on a package that wasn't found.
    Import(PkgId),
    /// It rests on an error in the source.
    Error,
    /// The package takes more work than is done for one ([`crate::budget`]).
    Budget,
    /// It rests on a library of this target (`linux/amd64`), which isn't the one that is built for.
    Library(Symbol),
}

/// What isn't known of the values of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Assumption {
    /// Why their size isn't known.
    pub why: Why,
    /// Whether they hold pointers in any case.
    pub holds_pointers: bool,
}
