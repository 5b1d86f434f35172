//! Types as gc prints them (`types/fmt.go`): in messages, and in link symbols.
//!
//! Comes in: a type of the store, and the package that is being compiled. Goes out: text.
//!
//! ```go
//! package p
//! type T struct{ x int; B []byte }
//! // message:   T, []byte, struct { x int }, map[string]bytes.Buffer, func(T) error
//! // link name: p.T, []uint8, struct { p.x int }, map[string]bytes.Buffer, func(p.T) error
//! ```
//!
//! Messages print a type as it was spelled (`byte`, `any`), without the package of the code that
//! is being compiled. Link strings are the same for identical types and name every package by
//! its path: they are part of the names of generic instances (`List[encoding/json.Number]`) and
//! of shapes (`go.shape.struct { p.x int }`), and so appear in messages as well.

use std::cmp::Ordering;
use std::fmt::Write as _;

use crate::symbol::Symbol;
use crate::types::constant::quote;
use crate::types::store::{
    Basic, ChanDir, Field, Interface, Method, Named, ObjId, ObjectKind, PkgId, Signature, Type,
    TypeId, Types,
};

/// How deep a type is printed. Source that nests deeper is not written by people.
const MAX_DEPTH: u32 = 400;

/// How many bytes of a symbol are printed for a type, of which most are hashed later. The text of a
/// type that shares its parts may be exponentially long.
const MAX_LENGTH: usize = 64 << 10;

/// How many bytes of a message are printed for a type. gc prints all.
const MAX_MESSAGE: usize = 4 << 10;

/// What follows a text that is cut off.
const CUT: &str = "... (too long)";

/// The path of the package that gc keeps the shapes of type arguments in.
pub const SHAPE_PACKAGE: &str = "go.shape";

/// Whether a shape is among the types that a text spells: `node[go.shape.int]`.
pub fn mentions_shape(spelled: &str) -> bool {
    spelled
        .match_indices(SHAPE_PACKAGE)
        .any(|(at, _)| spelled.as_bytes().get(at + SHAPE_PACKAGE.len()) == Some(&b'.'))
}

/// Prints types for one package.
#[derive(Clone, Copy)]
pub struct TypeFmt<'a> {
    types: &'a Types,
    local: Option<PkgId>,
    local_types: Option<&'a (dyn LocalTypes + Sync)>,
}

/// Numbers of types that are declared inside functions.
///
/// gc tells apart types of the same name by a number within their package: `T·1`. It is in
/// link strings alone.
pub trait LocalTypes {
    /// The number of a type name that is declared inside a function.
    fn number(&self, type_name: ObjId) -> Option<u32>;
}

/// A type's name without the number that tells local types apart. That of a shape is a link string,
/// which ends with one where it ends with a local type: `go.shape.[]p.T·1` (`SplitVargenSuffix`).
fn without_number(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix('·').unwrap_or(name)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// `fmtGo`: for people.
    Go,
    /// `fmtTypeID`: for link symbols.
    Link,
}

/// What gc's formatting verb asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    /// `%v`.
    Full,
    /// `%S`: names without package, signatures without `func`.
    Short,
}

impl<'a> TypeFmt<'a> {
    /// A printer for messages about `local`.
    pub fn new(types: &'a Types, local: Option<PkgId>) -> TypeFmt<'a> {
        TypeFmt { types, local, local_types: None }
    }

    /// The same printer, knowing the numbers of types declared inside functions.
    pub fn with_local_types(self, local_types: &'a (dyn LocalTypes + Sync)) -> TypeFmt<'a> {
        TypeFmt { local_types: Some(local_types), ..self }
    }

    /// The type as a message prints it.
    pub fn string(&self, ty: TypeId) -> String {
        let mut out = String::new();
        self.write(&mut out, ty);
        out
    }

    /// Appends the type as a message prints it.
    pub fn write(&self, out: &mut String, ty: TypeId) {
        let end = out.len() + MAX_MESSAGE;
        self.ty(out, ty, Verb::Full, Mode::Go, 0);
        if out.len() > end {
            let is_boundary = |at: &usize| out.is_char_boundary(*at);
            out.truncate((0..=end).rev().find(is_boundary).unwrap_or(0));
            out.push_str(CUT);
        }
    }

    /// gc's `LinkString`: the same text for identical types.
    pub fn link_string(&self, ty: TypeId) -> String {
        let mut out = String::new();
        self.ty(&mut out, ty, Verb::Full, Mode::Link, 0);
        out
    }

    /// gc's `%-S`: a receiver as it stands in a method's symbol (`T`, `*List[int]`).
    pub fn receiver_string(&self, ty: TypeId) -> String {
        let mut out = String::new();
        self.ty(&mut out, ty, Verb::Short, Mode::Link, 0);
        out
    }

    /// The name of an instance: `List[int,encoding/json.Number]`. The first `implicit` type
    /// arguments are those of the function around a local type.
    pub fn instance_name(&self, name: &str, targs: &[TypeId], implicit: usize) -> String {
        let mut out = String::from(name);
        self.type_args(&mut out, targs, implicit, 0);
        out
    }

    /// Appends `name` as gc prints a symbol of package `pkg` in a message.
    pub fn symbol(&self, out: &mut String, pkg: Option<PkgId>, name: &str) {
        if let Some(pkg) = pkg.filter(|&pkg| Some(pkg) != self.local) {
            out.push_str(self.package_name(pkg));
            out.push('.');
        }
        out.push_str(name);
    }

    fn package_name(&self, pkg: PkgId) -> &'static str {
        let package = self.types.package(pkg);
        match package.name.get() {
            Some(name) => name.as_str(),
            // A package that could not be loaded: its path's last element is most often right.
            None => {
                let path = package.path.as_str();
                path.rsplit('/').next().unwrap_or(path)
            }
        }
    }

    fn qualify(&self, out: &mut String, pkg: Option<PkgId>, mode: Mode) {
        let Some(pkg) = pkg else { return };
        match mode {
            Mode::Go if Some(pkg) == self.local => {}
            Mode::Go => {
                out.push_str(self.package_name(pkg));
                out.push('.');
            }
            Mode::Link => {
                // gc knows a package main by no other path.
                let package = self.types.package(pkg);
                match package.name.get() {
                    Some(&Symbol::MAIN) => out.push_str("main"),
                    _ => path_to_prefix(out, package.path.as_str()),
                }
                out.push('.');
            }
        }
    }

    fn ty(&self, out: &mut String, ty: TypeId, verb: Verb, mode: Mode, depth: u32) {
        let end = match mode {
            Mode::Go => MAX_MESSAGE,
            Mode::Link => MAX_LENGTH,
        };
        if depth > MAX_DEPTH || out.len() > end {
            out.push_str("...");
            return;
        }
        let depth = depth + 1;
        match self.types.get(ty) {
            Type::Basic(basic) => {
                let basic = if mode == Mode::Link { basic.canon() } else { *basic };
                out.push_str(match basic {
                    Basic::UntypedNil => "nil",
                    other => other.name(),
                });
            }
            Type::Named(id) => self.named(out, self.types.named(*id), verb, mode, depth),
            Type::Unknown(unknown) if unknown.name.is_empty() => {
                out.push_str(Basic::Invalid.name());
            }
            Type::Unknown(unknown) => {
                if verb != Verb::Short {
                    self.qualify(out, Some(unknown.pkg), mode);
                }
                out.push_str(unknown.name.as_str());
                self.type_args(out, &unknown.targs, 0, depth);
            }
            Type::TypeParam(id) => {
                let obj = self.types.object(self.types.tparam(*id).obj);
                out.push_str(obj.name.as_str());
            }
            Type::Pointer(elem) => {
                out.push('*');
                let verb = if mode == Mode::Link { verb } else { Verb::Full };
                self.ty(out, *elem, verb, mode, depth);
            }
            Type::Array { elem, len } => {
                let _ = write!(out, "[{len}]");
                self.ty(out, *elem, Verb::Full, mode, depth);
            }
            Type::Slice(elem) => {
                out.push_str("[]");
                self.ty(out, *elem, Verb::Full, mode, depth);
            }
            Type::Chan { dir, elem } => {
                let receives =
                    matches!(self.types.get(*elem), Type::Chan { dir: ChanDir::RecvOnly, .. });
                match dir {
                    ChanDir::RecvOnly => out.push_str("<-chan "),
                    ChanDir::SendOnly => out.push_str("chan<- "),
                    ChanDir::Both => out.push_str("chan "),
                }
                if *dir == ChanDir::Both && receives {
                    out.push('(');
                    self.ty(out, *elem, Verb::Full, mode, depth);
                    out.push(')');
                } else {
                    self.ty(out, *elem, Verb::Full, mode, depth);
                }
            }
            Type::Map { key, elem } => {
                out.push_str("map[");
                self.ty(out, *key, Verb::Full, mode, depth);
                out.push(']');
                self.ty(out, *elem, Verb::Full, mode, depth);
            }
            Type::Struct(fields) => self.structure(out, fields, mode, depth),
            Type::Tuple(types) => {
                for (i, &ty) in types.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    self.ty(out, ty, Verb::Full, mode, depth);
                }
            }
            Type::Signature(signature) => {
                if verb != Verb::Short {
                    out.push_str("func");
                }
                self.signature(out, signature, mode, depth);
            }
            Type::Interface(interface) => {
                if interface.is_any && mode == Mode::Go {
                    out.push_str("any");
                } else {
                    self.interface(out, ty, mode, depth);
                }
            }
            Type::Union(terms) => {
                for (i, term) in terms.iter().enumerate() {
                    if i > 0 {
                        out.push_str(" | ");
                    }
                    if term.tilde {
                        out.push('~');
                    }
                    self.ty(out, term.ty, Verb::Full, mode, depth);
                }
            }
        }
    }

    fn named(&self, out: &mut String, named: &Named, verb: Verb, mode: Mode, depth: u32) {
        let obj = self.types.object(named.obj);
        if verb != Verb::Short {
            self.qualify(out, obj.pkg, mode);
        }
        let name = obj.name.as_str();
        out.push_str(if mode == Mode::Link { name } else { without_number(name) });
        if !named.targs.is_empty() {
            let implicit = named
                .origin
                .and_then(|origin| self.types.named(origin).implicit_tparams.get())
                .map_or(0, |tparams| tparams.len());
            self.type_args(out, &named.targs, implicit, depth);
        }
        if mode == Mode::Link
            && let Some(number) = self.local_types.and_then(|local| local.number(named.obj))
        {
            let _ = write!(out, "·{number}");
        }
    }

    fn type_args(&self, out: &mut String, targs: &[TypeId], implicit: usize, depth: u32) {
        if targs.is_empty() {
            return;
        }
        out.push('[');
        for (i, &targ) in targs.iter().enumerate() {
            if i > 0 {
                out.push(if i == implicit { ';' } else { ',' });
            }
            self.ty(out, targ, Verb::Full, Mode::Link, depth);
        }
        out.push(']');
    }

    fn structure(&self, out: &mut String, fields: &[Field], mode: Mode, depth: u32) {
        out.push_str("struct {");
        for (i, field) in fields.iter().enumerate() {
            out.push_str(if i == 0 { " " } else { "; " });
            let mut separator = " ";
            let mut named = true;
            if field.embedded {
                // An alias can give an embedded field another name than its type has; only
                // link strings tell.
                named = mode == Mode::Link && !self.embeds_own_name(field);
                separator = " = ";
            }
            if named {
                if !is_exported(field.name) {
                    self.qualify(out, field.pkg, mode);
                }
                out.push_str(field.name.as_str());
                out.push_str(separator);
            }
            self.ty(out, field.ty, Verb::Full, mode, depth);
            if !field.tag.is_empty() {
                out.push(' ');
                out.push_str(&quote(field.tag.as_str().as_bytes()));
            }
        }
        out.push_str(if fields.is_empty() { "}" } else { " }" });
    }

    fn embeds_own_name(&self, field: &Field) -> bool {
        let ty = match *self.types.get(field.ty) {
            Type::Pointer(elem) => elem,
            _ => field.ty,
        };
        match self.types.get(ty) {
            Type::Named(id) => {
                let named = self.types.named(*id);
                // The symbol of an instance has its type arguments in its name.
                // and that of a type declared in a function its number.
                let obj = self.types.object(named.obj);
                let is_local = self.local_types.is_some_and(|l| l.number(named.obj).is_some());
                named.targs.is_empty() && !is_local && obj.name == field.name
            }
            Type::Basic(basic) => basic.canon().name() == field.name.as_str(),
            _ => false,
        }
    }

    fn signature(&self, out: &mut String, signature: &Signature, mode: Mode, depth: u32) {
        let params: Vec<TypeId> = signature.params.iter().map(|param| param.ty).collect();
        self.params(out, &params, signature.variadic, mode, depth);
        match &*signature.results {
            [] => {}
            [result] => {
                out.push(' ');
                self.ty(out, result.ty, Verb::Full, mode, depth);
            }
            results => {
                let results: Vec<TypeId> = results.iter().map(|result| result.ty).collect();
                out.push(' ');
                self.params(out, &results, false, mode, depth);
            }
        }
    }

    fn params(&self, out: &mut String, params: &[TypeId], variadic: bool, mode: Mode, depth: u32) {
        out.push('(');
        for (i, &param) in params.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            match *self.types.get(param) {
                Type::Slice(elem) if variadic && i + 1 == params.len() => {
                    out.push_str("...");
                    self.ty(out, elem, Verb::Full, mode, depth);
                }
                _ => self.ty(out, param, Verb::Full, mode, depth),
            }
        }
        out.push(')');
    }

    fn interface(&self, out: &mut String, ty: TypeId, mode: Mode, depth: u32) {
        let methods = interface_methods(self.types, ty);
        if methods.is_empty() {
            out.push_str("interface {}");
            return;
        }
        out.push_str("interface {");
        for (i, method) in methods.iter().enumerate() {
            out.push_str(if i == 0 { " " } else { "; " });
            if !is_exported(method.name) {
                // By path even in messages.
                self.qualify(out, method.pkg, Mode::Link);
            }
            out.push_str(method.name.as_str());
            self.ty(out, method.sig, Verb::Short, mode, depth);
        }
        out.push_str(" }");
    }
}

/// gc's `LinkString` of a type; see [`TypeFmt::link_string`].
pub fn link_string(types: &Types, ty: TypeId) -> String {
    TypeFmt::new(types, None).link_string(ty)
}

/// All methods of an interface type, embedded ones included, in gc's order (`CompareSyms`).
pub fn interface_methods(types: &Types, ty: TypeId) -> Vec<Method> {
    let mut methods = Vec::new();
    types.any_part(ty, |ty, parts| {
        if let Type::Interface(Interface { methods: own, embeds, .. }) =
            types.get(types.underlying(ty))
        {
            methods.extend_from_slice(own);
            parts.extend_from_slice(embeds);
        }
        false
    });
    methods.sort_by(|a, b| compare_symbols(types, (a.name, a.pkg), (b.name, b.pkg)));
    methods.dedup_by(|a, b| a.name == b.name && (is_exported(a.name) || a.pkg == b.pkg));
    methods
}

/// gc's order of symbols: exported ones first, then by name, then by package path.
pub fn compare_symbols(
    types: &Types,
    (a, a_pkg): (Symbol, Option<PkgId>),
    (b, b_pkg): (Symbol, Option<PkgId>),
) -> Ordering {
    let path = |pkg: Option<PkgId>| pkg.map_or("", |pkg| types.package(pkg).path.as_str());
    is_exported(b)
        .cmp(&is_exported(a))
        .then_with(|| a.as_str().cmp(b.as_str()))
        .then_with(|| if is_exported(a) { Ordering::Equal } else { path(a_pkg).cmp(path(b_pkg)) })
}

/// Whether a name is visible outside its package.
pub fn is_exported(name: Symbol) -> bool {
    name.is_exported()
}

/// Whether the type has a name of its own: gc's `Sym() != nil`.
pub fn has_symbol(types: &Types, ty: TypeId) -> bool {
    match types.get(ty) {
        Type::Basic(_) | Type::Named(_) | Type::Unknown(_) | Type::TypeParam(_) => true,
        Type::Interface(interface) => interface.is_any,
        Type::Pointer(_)
        | Type::Slice(_)
        | Type::Array { .. }
        | Type::Map { .. }
        | Type::Chan { .. }
        | Type::Struct(_)
        | Type::Tuple(_)
        | Type::Signature(_)
        | Type::Union(_) => false,
    }
}

/// Whether the type is a shape (`go.shape.int`).
pub fn is_shape(types: &Types, ty: TypeId) -> bool {
    let Type::Named(id) = types.get(ty) else { return false };
    let obj = types.object(types.named(*id).obj);
    matches!(obj.kind, ObjectKind::TypeName { .. })
        && obj.pkg.is_some_and(|pkg| types.package(pkg).path.as_str() == SHAPE_PACKAGE)
}

/// Appends an import path as link symbols spell it (`objabi.PathToPrefix`): dots in the last
/// element, and what isn't plain ASCII, are escaped.
pub fn path_to_prefix(out: &mut String, path: &str) {
    if path == SHAPE_PACKAGE {
        out.push_str(path);
        return;
    }
    let last = path.rfind('/').map_or(0, |slash| slash + 1);
    for (i, byte) in path.bytes().enumerate() {
        let escape = byte <= b' '
            || (byte == b'.' && i >= last)
            || byte == b'%'
            || byte == b'"'
            || byte >= 0x7f;
        if escape {
            let _ = write!(out, "%{byte:02x}");
        } else {
            out.push(char::from(byte));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Sizes;
    use crate::types::store::{Param, Type};

    fn param(ty: TypeId) -> Param {
        Param { name: Symbol::EMPTY, ty }
    }

    #[test]
    fn messages_keep_the_spelling_and_links_do_not() {
        let types = Types::new(Sizes::BITS_64);
        let byte = types.basic(Basic::Byte);
        let slice = types.intern(Type::Slice(byte));
        let map = types.intern(Type::Map { key: slice, elem: types.universe.any() });
        let printer = TypeFmt::new(&types, None);
        assert_eq!(printer.string(map), "map[[]byte]any");
        assert_eq!(printer.link_string(map), "map[[]uint8]interface {}");
    }

    #[test]
    fn signatures_print_without_names() {
        let types = Types::new(Sizes::BITS_64);
        let int = types.basic(Basic::Int);
        let ints = types.intern(Type::Slice(int));
        let error = types.universe.error();
        let sig = types.intern(Type::Signature(Signature {
            tparams: Box::default(),
            params: Box::new([param(error), param(ints)]),
            results: Box::new([param(int), param(error)]),
            variadic: true,
        }));
        assert_eq!(TypeFmt::new(&types, None).string(sig), "func(error, ...int) (int, error)");
    }

    #[test]
    fn unexported_fields_of_other_packages_are_qualified() {
        let types = Types::new(Sizes::BITS_64);
        let pkg = types.package_id(Symbol::new("a.b/c.d"));
        let _ = types.package(pkg).name.set(Symbol::new("c"));
        let field = Field {
            name: Symbol::new("x"),
            pkg: Some(pkg),
            ty: types.basic(Basic::Int),
            embedded: false,
            tag: Symbol::new("a\"b"),
        };
        let ty = types.intern(Type::Struct(Box::new([field])));
        assert_eq!(TypeFmt::new(&types, None).string(ty), r#"struct { c.x int "a\"b" }"#);
        assert_eq!(TypeFmt::new(&types, Some(pkg)).string(ty), r#"struct { x int "a\"b" }"#);
        assert_eq!(
            TypeFmt::new(&types, None).link_string(ty),
            r#"struct { a.b/c%2ed.x int "a\"b" }"#
        );
    }
}
