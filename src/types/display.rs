//! Types as type errors name them (`types2/typestring.go`).
//!
//! ```text
//! struct{x int; y []byte}    map[string]pkg.Pair[int, any]
//! ```
//!
//! gc prints the name of an alias where the source has one. Here aliases are resolved where they are
//! used, and a type prints in full; unless that is long, which it may be exponentially: then what an
//! alias of the package is declared as prints as that alias.
//!
//! ```go
//! type t0 = struct{ x int }
//! type t1 = struct{ a, b t0 } // and so on: t20 is 28 MB long without names
//! ```

use super::constant::quote;
use super::store::{Basic, Interface, ObjId, Param, PkgId, Signature, Term, Type, TypeId, Types};
use crate::symbol::Symbol;
use crate::syntax::ast::ChanDir;

/// Messages qualify names of packages other than this one by the package name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Qualifier {
    /// The package that the message is about; absent if all names are to be qualified.
    pub pkg: Option<PkgId>,
}

impl From<Option<PkgId>> for Qualifier {
    fn from(pkg: Option<PkgId>) -> Qualifier {
        Qualifier { pkg }
    }
}

impl From<PkgId> for Qualifier {
    fn from(pkg: PkgId) -> Qualifier {
        Qualifier { pkg: Some(pkg) }
    }
}

/// Types nested more deeply than this are cut off.
const MAX_DEPTH: u32 = 500;

/// Of a type with a longer text, parts that have an alias print as such.
const LONG: usize = 200;

/// A text is cut off at this length, in bytes. gc prints all of it.
const MAX_LENGTH: usize = 1 << 12;

/// What follows a text that is cut off.
const CUT: &str = "... (too long)";

impl Types {
    /// A type as in type errors.
    pub fn type_string(&self, ty: TypeId, qual: impl Into<Qualifier>) -> String {
        let mut out = String::new();
        self.write_type(&mut out, ty, qual);
        out
    }

    /// Appends a type as in type errors.
    pub fn write_type(&self, out: &mut String, ty: TypeId, qual: impl Into<Qualifier>) {
        TypeWriter::write(self, out, qual.into(), Params::Named, Paths::No, |w| w.ty(ty));
    }

    /// Appends parameters and results, without `func`.
    pub fn write_signature(&self, out: &mut String, sig: &Signature, qual: impl Into<Qualifier>) {
        TypeWriter::write(self, out, qual.into(), Params::Named, Paths::No, |w| w.signature(sig));
    }

    /// A method with its signature, parameters unnamed.
    pub fn func_string(&self, name: Symbol, sig: TypeId, qual: impl Into<Qualifier>) -> String {
        self.method_string(name, sig, qual.into(), Paths::No)
    }

    /// The same with names qualified by import paths, for methods that look alike otherwise.
    pub(super) fn func_string_with_paths(&self, name: Symbol, sig: TypeId) -> String {
        self.method_string(name, sig, Qualifier { pkg: None }, Paths::Yes)
    }

    fn method_string(&self, name: Symbol, sig: TypeId, qual: Qualifier, paths: Paths) -> String {
        let mut out = name.as_str().to_owned();
        if let Type::Signature(sig) = self.get(sig) {
            TypeWriter::write(self, &mut out, qual, Params::Nameless, paths, |w| w.signature(sig));
        }
        out
    }

    /// The alias of a package by which messages about it name a type, since its own text is long.
    pub fn printed_alias(&self, ty: TypeId, pkg: PkgId) -> Option<ObjId> {
        let alias = self.alias_of(Some(pkg), ty)?;
        let mut out = String::new();
        self.write_type(&mut out, ty, pkg);
        (out == self.object(alias).name.as_str()).then_some(alias)
    }

    /// The terms of a union, with names qualified by import paths, as messages have them.
    pub fn terms_string(&self, terms: &[Term]) -> String {
        if terms.is_empty() {
            return "∅".to_owned();
        }
        let mut out = String::new();
        let qual = Qualifier { pkg: None };
        TypeWriter::write(self, &mut out, qual, Params::Named, Paths::Yes, |w| w.terms(terms));
        out
    }

    /// The name of a package as messages qualify with it, followed by a dot; empty for the
    /// package itself.
    pub fn package_prefix(&self, pkg: Option<PkgId>, qual: impl Into<Qualifier>) -> String {
        let qual = qual.into();
        match pkg {
            Some(id) if qual.pkg != Some(id) => {
                let pkg = self.package(id);
                format!("{}.", pkg.name.get().copied().unwrap_or(pkg.path))
            }
            _ => String::new(),
        }
    }
}

/// Whether parameters print with their names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Params {
    Named,
    Nameless,
}

/// Whether packages are named by their import paths.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paths {
    No,
    Yes,
}

/// What becomes of aliases.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aliases {
    /// They print as what they are declared as.
    Resolved,
    /// They print by name.
    Named,
}

struct TypeWriter<'t, 'o> {
    types: &'t Types,
    out: &'o mut String,
    qual: Qualifier,
    params: Params,
    paths: Paths,
    aliases: Aliases,
    depth: u32,
    /// The length at which the text is cut off, and whether it was.
    end: usize,
    is_cut: bool,
}

impl<'t, 'o> TypeWriter<'t, 'o> {
    /// Writes what `what` says: without aliases, unless that is long.
    fn write(
        types: &'t Types,
        out: &'o mut String,
        qual: Qualifier,
        params: Params,
        paths: Paths,
        what: impl Fn(&mut TypeWriter<'_, '_>),
    ) {
        let start = out.len();
        let mut aliases = Aliases::Resolved;
        let end = start + MAX_LENGTH;
        if types.has_aliases(qual.pkg) {
            let end = start + LONG;
            let (depth, is_cut) = (0, false);
            let mut short =
                TypeWriter { types, out, qual, params, paths, aliases, depth, end, is_cut };
            what(&mut short);
            if !short.is_cut {
                return;
            }
            out.truncate(start);
            aliases = Aliases::Named;
        }
        let (depth, is_cut) = (0, false);
        let mut whole = TypeWriter { types, out, qual, params, paths, aliases, depth, end, is_cut };
        what(&mut whole);
        if whole.is_cut {
            out.push_str(CUT);
        }
    }

    fn str(&mut self, text: &str) {
        if self.is_cut {
            return;
        }
        match self.end.checked_sub(self.out.len()) {
            Some(left) if left >= text.len() => self.out.push_str(text),
            left => {
                let fits = |&(at, c): &(usize, char)| at + c.len_utf8() <= left.unwrap_or(0);
                self.out.extend(text.char_indices().take_while(fits).map(|(_, c)| c));
                self.is_cut = true;
            }
        }
    }

    fn ty(&mut self, ty: TypeId) {
        if self.is_cut {
            return;
        }
        if self.depth > MAX_DEPTH {
            return self.str("...");
        }
        if self.aliases == Aliases::Named
            && let Some(alias) = self.types.alias_of(self.qual.pkg, ty)
        {
            return self.str(self.types.object(alias).name.as_str());
        }
        self.depth += 1;
        self.inner(ty);
        self.depth -= 1;
    }

    fn inner(&mut self, ty: TypeId) {
        let types = self.types;
        match types.get(ty) {
            Type::Basic(basic) => self.str(basic.name()),
            Type::Unknown(unknown) if unknown.name.is_empty() => self.str(Basic::Invalid.name()),
            Type::Unknown(unknown) => {
                let prefix = types.package_prefix(Some(unknown.pkg), self.qual);
                self.str(&prefix);
                self.str(unknown.name.as_str());
                for (i, &targ) in unknown.targs.iter().enumerate() {
                    self.str(if i == 0 { "[" } else { "," });
                    self.ty(targ);
                }
                self.str(if unknown.targs.is_empty() { "" } else { "]" });
            }
            Type::Array { elem, len } => {
                self.str(&format!("[{len}]"));
                self.ty(*elem);
            }
            Type::Slice(elem) => {
                self.str("[]");
                self.ty(*elem);
            }
            Type::Pointer(elem) => {
                self.str("*");
                self.ty(*elem);
            }
            Type::Map { key, elem } => {
                self.str("map[");
                self.ty(*key);
                self.str("]");
                self.ty(*elem);
            }
            Type::Chan { dir, elem } => {
                let parens = *dir == ChanDir::Both
                    && matches!(types.get(*elem), Type::Chan { dir: ChanDir::RecvOnly, .. });
                self.str(chan_prefix(*dir));
                self.str(if parens { "(" } else { "" });
                self.ty(*elem);
                self.str(if parens { ")" } else { "" });
            }
            Type::Struct(fields) => {
                self.str("struct{");
                for (i, field) in fields.iter().enumerate() {
                    self.str(if i > 0 { "; " } else { "" });
                    if !field.embedded {
                        self.str(field.name.as_str());
                        self.str(" ");
                    }
                    self.ty(field.ty);
                    if !field.tag.is_empty() {
                        self.str(" ");
                        self.str(&quote(field.tag.as_str().as_bytes()));
                    }
                }
                self.str("}");
            }
            Type::Tuple(list) => {
                self.str("(");
                for (i, &ty) in list.iter().enumerate() {
                    self.str(if i > 0 { ", " } else { "" });
                    self.ty(ty);
                }
                self.str(")");
            }
            Type::Signature(sig) => {
                self.str("func");
                self.signature(sig);
            }
            Type::Union(terms) => self.terms(terms),
            Type::Interface(interface) => self.interface(interface),
            Type::Named(id) => {
                let named = types.named(*id);
                let object = types.object(named.obj);
                let prefix = match object.pkg {
                    Some(pkg) if self.paths == Paths::Yes => {
                        format!("{}.", types.package(pkg).path)
                    }
                    pkg => types.package_prefix(pkg, self.qual),
                };
                self.str(&prefix);
                self.str(object.name.as_str());
                match named.origin {
                    Some(origin) => {
                        let implicit =
                            types.named(origin).implicit_tparams.get().map_or(0, |list| list.len());
                        let own = named.targs.get(implicit..).unwrap_or(&named.targs);
                        self.list(own);
                    }
                    None => {
                        if let Some(tparams) = named.tparams.get()
                            && !tparams.is_empty()
                        {
                            self.tparams(tparams);
                        }
                    }
                }
            }
            Type::TypeParam(id) => {
                let obj = types.tparam(*id).obj;
                self.str(types.object(obj).name.as_str());
            }
        }
    }

    fn terms(&mut self, terms: &[Term]) {
        for (i, term) in terms.iter().enumerate() {
            self.str(if i > 0 { " | " } else { "" });
            self.str(if term.tilde { "~" } else { "" });
            self.ty(term.ty);
        }
    }

    fn interface(&mut self, interface: &Interface) {
        if interface.is_any {
            return self.str("any");
        }
        if interface.is_comparable {
            return self.str("interface{comparable}");
        }
        if interface.implicit {
            if let ([], [embed]) = (&*interface.methods, &*interface.embeds) {
                return self.ty(*embed);
            }
            self.str("/* implicit */ ");
        }
        self.str("interface{");
        let mut first = true;
        let mut separate = |w: &mut Self| {
            if !std::mem::take(&mut first) {
                w.str("; ");
            }
        };
        for m in &interface.methods {
            separate(self);
            self.str(m.name.as_str());
            if let Type::Signature(sig) = self.types.get(m.sig) {
                self.signature(sig);
            }
        }
        for &embed in &interface.embeds {
            separate(self);
            self.ty(embed);
        }
        self.str("}");
    }

    fn list(&mut self, list: &[TypeId]) {
        if list.is_empty() {
            return;
        }
        self.str("[");
        for (i, &ty) in list.iter().enumerate() {
            self.str(if i > 0 { ", " } else { "" });
            self.ty(ty);
        }
        self.str("]");
    }

    fn tparams(&mut self, tparams: &[TypeId]) {
        let bound = |ty: TypeId| {
            let id = self.types.as_tparam(ty)?;
            self.types.tparam(id).constraint.get().copied()
        };
        let bounds: Vec<_> = tparams.iter().map(|&ty| bound(ty)).collect();
        self.str("[");
        let mut prev = None;
        for (i, (&ty, &bound)) in tparams.iter().zip(&bounds).enumerate() {
            if i > 0 {
                if let Some(prev) = prev
                    && bound != Some(prev)
                {
                    self.str(" ");
                    self.ty(prev);
                }
                self.str(", ");
            }
            prev = bound;
            self.ty(ty);
        }
        if let Some(prev) = prev {
            self.str(" ");
            self.ty(prev);
        }
        self.str("]");
    }

    fn params(&mut self, params: &[Param], variadic: bool) {
        self.str("(");
        for (i, p) in params.iter().enumerate() {
            self.str(if i > 0 { ", " } else { "" });
            if self.params == Params::Named && !p.name.is_empty() {
                self.str(p.name.as_str());
                self.str(" ");
            }
            match self.types.get(p.ty) {
                Type::Slice(elem) if variadic && i + 1 == params.len() => {
                    self.str("...");
                    self.ty(*elem);
                }
                _ => {
                    self.ty(p.ty);
                    if variadic && i + 1 == params.len() {
                        self.str("...");
                    }
                }
            }
        }
        self.str(")");
    }

    fn signature(&mut self, sig: &Signature) {
        if !sig.tparams.is_empty() {
            self.tparams(&sig.tparams);
        }
        self.params(&sig.params, sig.variadic);
        match &*sig.results {
            [] => {}
            [result] if result.name.is_empty() => {
                self.str(" ");
                self.ty(result.ty);
            }
            results => {
                self.str(" ");
                self.params(results, false);
            }
        }
    }
}

fn chan_prefix(dir: ChanDir) -> &'static str {
    match dir {
        ChanDir::Both => "chan ",
        ChanDir::SendOnly => "chan<- ",
        ChanDir::RecvOnly => "<-chan ",
    }
}
