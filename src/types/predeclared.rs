//! A new store, in which the universe is declared (`types2/universe.go`).

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::constant::Value;
use super::store::{
    Basic, Builtin, Interface, Method, Object, ObjectKind, Param, Signature, Type, Types,
};
use super::universe::{KnownEntities, Universe};
use crate::profile::Sizes;
use crate::symbol::Symbol;

/// All basic types in the order of the enum.
const BASICS: [Basic; 28] = [
    Basic::Invalid,
    Basic::Bool,
    Basic::Int,
    Basic::Int8,
    Basic::Int16,
    Basic::Int32,
    Basic::Int64,
    Basic::Uint,
    Basic::Uint8,
    Basic::Uint16,
    Basic::Uint32,
    Basic::Uint64,
    Basic::Uintptr,
    Basic::Float32,
    Basic::Float64,
    Basic::Complex64,
    Basic::Complex128,
    Basic::String,
    Basic::UnsafePointer,
    Basic::Byte,
    Basic::Rune,
    Basic::UntypedBool,
    Basic::UntypedInt,
    Basic::UntypedRune,
    Basic::UntypedFloat,
    Basic::UntypedComplex,
    Basic::UntypedString,
    Basic::UntypedNil,
];

const BUILTINS: [(&str, Builtin); 18] = [
    ("append", Builtin::Append),
    ("cap", Builtin::Cap),
    ("clear", Builtin::Clear),
    ("close", Builtin::Close),
    ("complex", Builtin::Complex),
    ("copy", Builtin::Copy),
    ("delete", Builtin::Delete),
    ("imag", Builtin::Imag),
    ("len", Builtin::Len),
    ("make", Builtin::Make),
    ("max", Builtin::Max),
    ("min", Builtin::Min),
    ("new", Builtin::New),
    ("panic", Builtin::Panic),
    ("print", Builtin::Print),
    ("println", Builtin::Println),
    ("real", Builtin::Real),
    ("recover", Builtin::Recover),
];

const UNSAFE_BUILTINS: [(&str, Builtin); 8] = [
    ("Add", Builtin::UnsafeAdd),
    ("Alignof", Builtin::UnsafeAlignof),
    ("Offsetof", Builtin::UnsafeOffsetof),
    ("Sizeof", Builtin::UnsafeSizeof),
    ("Slice", Builtin::UnsafeSlice),
    ("SliceData", Builtin::UnsafeSliceData),
    ("String", Builtin::UnsafeString),
    ("StringData", Builtin::UnsafeStringData),
];

impl Types {
    /// A store that holds the universe, for an architecture with these sizes.
    pub fn new(sizes: Sizes) -> Types {
        let mut types = Types::without_universe(sizes);
        types.universe = declare(&types);
        types
    }
}

/// Declares the universe in an empty store.
fn declare(types: &Types) -> Universe {
    let mut universe = Universe {
        basics: BASICS.iter().map(|&basic| types.intern(Type::Basic(basic))).collect(),
        ..Universe::default()
    };
    let invalid = universe.basic(Basic::Invalid);
    let object = |name: &str, pkg, ty, kind| {
        types.new_object(Object {
            name: Symbol::new(name),
            pkg,
            pos: None,
            ty: OnceLock::from(ty),
            kind,
        })
    };
    let type_name =
        |alias| ObjectKind::TypeName { alias, alias_tparams: OnceLock::from(Box::default()) };
    let mut scope = FxHashMap::default();
    let mut declare = |name: &str, obj| {
        scope.insert(Symbol::new(name), obj);
    };
    for basic in &BASICS[1..=17] {
        declare(basic.name(), object(basic.name(), None, universe.basic(*basic), type_name(false)));
    }
    for basic in [Basic::Byte, Basic::Rune] {
        declare(basic.name(), object(basic.name(), None, universe.basic(basic), type_name(true)));
    }
    let interface = |methods, is_any, is_comparable| {
        types.intern(Type::Interface(Interface {
            methods,
            embeds: Box::default(),
            implicit: false,
            is_any,
            is_comparable,
        }))
    };
    let empty_interface = interface(Box::default(), false, false);
    let any = interface(Box::default(), true, false);
    declare("any", object("any", None, any, type_name(true)));

    let named = |name: &str, underlying| {
        let obj = types.new_object(Object {
            name: Symbol::new(name),
            pkg: None,
            pos: None,
            ty: OnceLock::new(),
            kind: type_name(false),
        });
        let (id, ty) = types.new_named(obj);
        let _ = types.object(obj).ty.set(ty);
        let _ = types.named(id).tparams.set(Box::default());
        let _ = types.named(id).methods.set(Box::default());
        let _ = types.named(id).implicit_tparams.set(Box::default());
        let _ = types.named(id).underlying.set(underlying);
        (obj, ty)
    };
    let error_sig = types.intern(Type::Signature(Signature {
        tparams: Box::default(),
        params: Box::default(),
        results: Box::new([Param { name: Symbol::EMPTY, ty: universe.basic(Basic::String) }]),
        variadic: false,
    }));
    let error_method = Method { name: Symbol::new("Error"), pkg: None, sig: error_sig };
    let (obj, error) = named("error", interface(Box::new([error_method]), false, false));
    declare("error", obj);
    let (obj, comparable) = named("comparable", interface(Box::default(), false, true));
    declare("comparable", obj);

    let constant = |name, basic, value| {
        object(name, None, universe.basic(basic), ObjectKind::Const(OnceLock::from(value)))
    };
    declare("true", constant("true", Basic::UntypedBool, Value::Bool(true)));
    declare("false", constant("false", Basic::UntypedBool, Value::Bool(false)));
    let iota = constant("iota", Basic::UntypedInt, Value::int(0));
    declare("iota", iota);
    declare("nil", object("nil", None, universe.basic(Basic::UntypedNil), ObjectKind::Nil));
    for (name, builtin) in BUILTINS {
        declare(name, object(name, None, invalid, ObjectKind::Builtin(builtin)));
    }

    let unsafe_pkg = types.package_id(Symbol::UNSAFE);
    let _ = types.package(unsafe_pkg).name.set(Symbol::UNSAFE);
    let mut unsafe_scope = FxHashMap::default();
    let pointer = universe.basic(Basic::UnsafePointer);
    unsafe_scope.insert(
        Symbol::new("Pointer"),
        object("Pointer", Some(unsafe_pkg), pointer, type_name(false)),
    );
    for (name, builtin) in UNSAFE_BUILTINS {
        let obj = object(name, Some(unsafe_pkg), invalid, ObjectKind::Builtin(builtin));
        unsafe_scope.insert(Symbol::new(name), obj);
    }

    universe.scope = scope;
    universe.unsafe_scope = unsafe_scope;
    universe.known =
        Some(KnownEntities { any, empty_interface, error, comparable, unsafe_pkg, iota });
    universe
}
