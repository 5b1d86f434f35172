//! What the checker found out about a package as text, to be compared with what gc's own checker
//! (`types2`) says about the same package.
//!
//! A line says `file:line:column kind mode type = value` of an expression, and likewise for the
//! objects of names, selections, instances, and variables of type switch clauses; the order of
//! initialization comes last. Types are written out in full; `$0` is a type parameter.
//!
//! ```text
//! p.go:5:9 Binary const untyped int = 3
//! p.go:9:4 sel field *p.T [0 1] - true string
//! ```

use std::fmt::Write as _;

use super::constant::ConstKind;
use super::info::{CheckedDecl, CheckedFile, Mode, Package, SelectionKind};
use super::store::{Basic, Interface, ObjId, ObjectKind, Signature, Type, TypeId, Types};
use crate::source::pos::{Pos, SourceMap};
use crate::syntax::ast::{ChanDir, ExprId, ExprKind};

/// What is known of a package, a line a fact.
pub fn dump(types: &Types, sources: &SourceMap, package: &Package) -> String {
    Dump { types, sources }.package(package)
}

/// The errors of a package, a line each, with `\n` for line breaks within.
pub fn dump_errors(sources: &SourceMap, package: &Package) -> String {
    let mut out = String::new();
    for err in &package.errors {
        let message = err.message.replace('\n', "\\n");
        let _ = writeln!(out, "{}: {message}", position(sources, err.pos));
    }
    out
}

/// `file:line:column` with the last element of the file's path.
pub fn position(sources: &SourceMap, pos: Pos) -> String {
    let file = sources.file(pos.file);
    let at = file.line_col(pos.offset);
    let name = file.path.rsplit('/').next().unwrap_or_default();
    format!("{name}:{}:{}", at.line, at.column)
}

/// Longer strings aren't written out.
const LONG: usize = 1 << 20;

struct Dump<'a> {
    types: &'a Types,
    sources: &'a SourceMap,
}

impl Dump<'_> {
    fn package(&self, package: &Package) -> String {
        let mut lines = Vec::new();
        for decl in package.files.iter().flat_map(CheckedFile::decls) {
            self.decl(decl, &mut lines);
        }
        lines.sort_unstable();
        for init in &package.init_order {
            let Some(decl) = package.decl(self.types, init.decl) else { continue };
            let mut line = format!("init {}", self.pos(decl, init.rhs));
            for &obj in &init.lhs {
                let _ = write!(line, " {}", self.types.object(obj).name);
            }
            lines.push(line);
        }
        lines.push(String::new());
        lines.join("\n")
    }

    fn offset(&self, pos: Pos) -> String {
        position(self.sources, pos)
    }

    fn pos(&self, decl: CheckedDecl<'_>, e: ExprId) -> String {
        self.offset(decl.pos(decl.ast.exprs[e].pos))
    }

    fn decl(&self, decl: CheckedDecl<'_>, lines: &mut Vec<String>) {
        let CheckedDecl { ast, facts, .. } = decl;
        for (e, expr) in ast.exprs.iter() {
            if let Some(tv) = &facts.exprs[e] {
                let mode = match tv.mode {
                    Mode::Invalid => continue,
                    Mode::NoValue => "novalue",
                    Mode::Builtin(_) => "builtin",
                    Mode::TypExpr => "type",
                    Mode::Constant => "const",
                    Mode::Variable => "var",
                    Mode::MapIndex => "mapindex",
                    Mode::Value => "value",
                    Mode::NilValue => "nil",
                    Mode::CommaOk => "commaok",
                };
                let mut line = format!("{} {} {mode}", self.pos(decl, e), kind(&expr.kind));
                if !matches!(tv.mode, Mode::Builtin(_) | Mode::NoValue) {
                    line.push(' ');
                    self.ty(&mut line, tv.ty);
                }
                if let Some(value) = &tv.value
                    && (value.kind() != ConstKind::String || value.string_len() < LONG)
                {
                    let _ = write!(line, " = {}", value.exact_string());
                }
                lines.push(line);
            }
            if let Some(obj) = facts.objects[e] {
                lines.push(self.object(decl, e, obj));
            }
        }
        for (&e, sel) in &facts.selections {
            let at = match ast.exprs[e].kind {
                ExprKind::Selector { sel, .. } => sel,
                _ => continue,
            };
            let kind = match sel.kind {
                SelectionKind::Field => "field",
                SelectionKind::Method => "method",
                SelectionKind::MethodExpr => "methodexpr",
            };
            let path: Vec<String> = sel.path.iter().map(ToString::to_string).collect();
            let method = sel
                .method
                .and_then(|m| self.types.pos(self.types.object(m)))
                .map_or("-".to_owned(), |pos| self.offset(pos));
            let mut line = format!("{} sel {kind} ", self.pos(decl, at));
            self.ty(&mut line, sel.recv);
            let _ = write!(line, " [{}] {method} {} ", path.join(" "), sel.indirect);
            self.ty(&mut line, sel.ty);
            lines.push(line);
        }
        for (&clause, &obj) in &facts.clause_vars {
            let at = decl.pos(ast.clauses[clause].pos);
            let object = self.types.object(obj);
            let mut line = format!("{} clausevar {} ", self.offset(at), object.name);
            self.opt_ty(&mut line, object.ty.get());
            lines.push(line);
        }
        for (&e, inst) in &facts.instances {
            if !matches!(self.types.get(inst.ty), Type::Signature(_)) {
                continue;
            }
            let mut line = format!("{} inst [", self.pos(decl, e));
            self.list(&mut line, &inst.targs);
            line.push_str("] ");
            self.ty(&mut line, inst.ty);
            lines.push(line);
        }
    }

    fn object(&self, decl: CheckedDecl<'_>, e: ExprId, obj: ObjId) -> String {
        let object = self.types.object(obj);
        let mut line = format!("{} obj {} ", self.pos(decl, e), object.name);
        match (&object.kind, object.pkg, self.types.pos(object)) {
            (ObjectKind::PkgName(pkg), _, _) => {
                let _ = write!(line, "pkg {}", self.types.package(*pkg).path);
            }
            (_, None, _) => line.push_str("universe"),
            (_, _, Some(pos)) => line.push_str(&self.offset(pos)),
            (_, _, None) => line.push('-'),
        }
        line.push(' ');
        match object.kind {
            ObjectKind::Var(_) | ObjectKind::Const(_) | ObjectKind::Func(_) => {
                self.opt_ty(&mut line, object.ty.get());
            }
            ObjectKind::PkgName(_)
            | ObjectKind::TypeName { .. }
            | ObjectKind::Label
            | ObjectKind::Builtin(_)
            | ObjectKind::Nil => line.push('-'),
        }
        line
    }

    fn opt_ty(&self, out: &mut String, ty: Option<&TypeId>) {
        match ty {
            Some(&ty) => self.ty(out, ty),
            None => out.push_str("nil"),
        }
    }

    fn list(&self, out: &mut String, list: &[TypeId]) {
        for (i, &ty) in list.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            self.ty(out, ty);
        }
    }

    fn ty(&self, out: &mut String, ty: TypeId) {
        let types = self.types;
        match types.get(ty) {
            Type::Basic(Basic::UnsafePointer) => out.push_str("Pointer"),
            Type::Basic(basic) => out.push_str(basic.name()),
            Type::Unknown(_) => out.push_str(Basic::Invalid.name()),
            Type::Named(id) => {
                let named = types.named(*id);
                let object = types.object(named.obj);
                if let Some(pkg) = object.pkg {
                    let _ = write!(out, "{}.", types.package(pkg).path);
                }
                out.push_str(object.name.as_str());
                let implicit = named
                    .origin
                    .and_then(|origin| types.named(origin).implicit_tparams.get())
                    .map_or(0, |list| list.len());
                if named.origin.is_some() {
                    if let Some(targs @ [_, ..]) = named.targs.get(implicit..) {
                        out.push('[');
                        self.list(out, targs);
                        out.push(']');
                    }
                } else if named.tparams.get().is_some_and(|list| !list.is_empty()) {
                    out.push_str("[generic]");
                }
            }
            Type::TypeParam(id) => {
                let _ = write!(out, "${}", types.tparam(*id).index);
            }
            Type::Pointer(elem) => {
                out.push('*');
                self.ty(out, *elem);
            }
            Type::Slice(elem) => {
                out.push_str("[]");
                self.ty(out, *elem);
            }
            Type::Array { elem, len } => {
                let _ = write!(out, "[{len}]");
                self.ty(out, *elem);
            }
            Type::Map { key, elem } => {
                out.push_str("map[");
                self.ty(out, *key);
                out.push(']');
                self.ty(out, *elem);
            }
            Type::Chan { dir, elem } => {
                out.push_str(match dir {
                    ChanDir::Both => "chan(",
                    ChanDir::SendOnly => "chan<-(",
                    ChanDir::RecvOnly => "<-chan(",
                });
                self.ty(out, *elem);
                out.push(')');
            }
            Type::Struct(fields) => {
                out.push_str("struct{");
                for (i, field) in fields.iter().enumerate() {
                    if i > 0 {
                        out.push_str("; ");
                    }
                    if field.embedded {
                        out.push('!');
                    }
                    out.push_str(field.name.as_str());
                    out.push(' ');
                    self.ty(out, field.ty);
                    if !field.tag.is_empty() {
                        let _ = write!(out, " {:?}", field.tag.as_str());
                    }
                }
                out.push('}');
            }
            Type::Tuple(elems) => {
                out.push('(');
                self.list(out, elems);
                out.push(')');
            }
            Type::Signature(sig) => {
                out.push_str("func");
                self.signature(out, sig);
            }
            Type::Interface(interface) => self.interface(out, interface),
            Type::Union(terms) => {
                for (i, term) in terms.iter().enumerate() {
                    if i > 0 {
                        out.push('|');
                    }
                    if term.tilde {
                        out.push('~');
                    }
                    self.ty(out, term.ty);
                }
            }
        }
    }

    fn signature(&self, out: &mut String, sig: &Signature) {
        if !sig.tparams.is_empty() {
            let _ = write!(out, "[{}]", sig.tparams.len());
        }
        out.push('(');
        for (i, param) in sig.params.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            let mut ty = param.ty;
            if sig.variadic && i + 1 == sig.params.len() {
                out.push_str("...");
                if let Type::Slice(elem) = self.types.get(ty) {
                    ty = *elem;
                }
            }
            self.ty(out, ty);
        }
        out.push(')');
        if !sig.results.is_empty() {
            out.push('(');
            for (i, result) in sig.results.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                self.ty(out, result.ty);
            }
            out.push(')');
        }
    }

    fn interface(&self, out: &mut String, interface: &Interface) {
        if interface.is_any {
            out.push_str("any");
            return;
        }
        out.push_str("interface{");
        let mut parts: Vec<String> = interface
            .methods
            .iter()
            .map(|method| {
                let mut part = method.name.to_string();
                if let Type::Signature(sig) = self.types.get(method.sig) {
                    self.signature(&mut part, sig);
                }
                part
            })
            .collect();
        parts.sort_unstable();
        for &embed in &interface.embeds {
            let mut part = String::new();
            self.ty(&mut part, embed);
            parts.push(part);
        }
        out.push_str(&parts.join("; "));
        out.push('}');
    }
}

fn kind(kind: &ExprKind) -> &'static str {
    match kind {
        ExprKind::Bad => "Bad",
        ExprKind::Name(_) => "Name",
        ExprKind::BasicLit { .. } => "BasicLit",
        ExprKind::CompositeLit { .. } => "CompositeLit",
        ExprKind::KeyValue { .. } => "KeyValue",
        ExprKind::FuncLit { .. } => "FuncLit",
        ExprKind::Paren(_) => "Paren",
        ExprKind::Selector { .. } => "Selector",
        ExprKind::Index { .. } => "Index",
        ExprKind::Slice { .. } => "Slice",
        ExprKind::Assert { .. } => "Assert",
        ExprKind::TypeSwitchGuard { .. } => "TypeSwitchGuard",
        ExprKind::Unary { .. } => "Unary",
        ExprKind::Binary { .. } => "Binary",
        ExprKind::Call { .. } => "Call",
        ExprKind::List(_) => "List",
        ExprKind::ArrayType { .. } => "ArrayType",
        ExprKind::SliceType(_) => "SliceType",
        ExprKind::DotsType(_) => "DotsType",
        ExprKind::StructType { .. } => "StructType",
        ExprKind::InterfaceType(_) => "InterfaceType",
        ExprKind::FuncType { .. } => "FuncType",
        ExprKind::MapType { .. } => "MapType",
        ExprKind::ChanType { .. } => "ChanType",
    }
}
