//! Package-level objects (`types2/resolver.go`): imports, constants, variables, types, functions,
//! and which methods belong to which type.
//!
//! ```go
//! import . "math"        // the exported names of math enter the scope of the file
//! const a, b = iota, Pi  // two objects that share a declaration
//! type A = T             // func (A) m() is a method of T
//! func init() {}         // an object that no name refers to
//! ```

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::{Checker, DeclIndex, DeclInfo, ErrorDesc, ScopeId};
use crate::profile::language;
use crate::symbol::Symbol;
use crate::syntax::ast::{DeclId, DeclKind, ExprId, ExprKind, Operator};
use crate::types::constant::unquote;
use crate::types::info::MissingImport;
use crate::types::store::{DeclSlot, FuncInfo, ObjId, ObjectKind, PkgId, VarKind};

/// An import of a file, for the report of unused ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct ImportInfo {
    /// The file.
    pub file: u32,
    /// The [`ObjectKind::PkgName`].
    pub obj: ObjId,
    /// The import path.
    pub path: Symbol,
}

/// A method before its type is known.
pub(super) struct MethodInfo {
    obj: ObjId,
    pointer: bool,
    recv: Symbol,
}

/// The parts of a receiver type.
pub(super) struct RecvParts {
    pub pointer: bool,
    pub base: ExprId,
    /// The receiver's type parameters; [`ExprKind::Name`] or something wrong.
    pub tparams: Option<Vec<ExprId>>,
}

impl<'a> Checker<'a> {
    /// The expressions of a list, or the single one.
    pub(super) fn unpack(&self, e: Option<ExprId>) -> ExprList<'a> {
        match e {
            None => ExprList::Many(&[]),
            Some(e) => match self.expr_kind(e) {
                ExprKind::List(list) => ExprList::Many(list),
                _ => ExprList::One([e]),
            },
        }
    }

    /// Reports a wrong number of initial values.
    pub(super) fn arity(
        &mut self,
        decl: DeclId,
        names: &[ExprId],
        inits: &[ExprId],
        const_decl: bool,
        inherited: bool,
    ) {
        let (l, r) = (names.len(), inits.len());
        if l < r {
            let n = inits[l];
            if inherited {
                let at = self.at_pos(n).map(|pos| self.pos_string(pos)).unwrap_or_default();
                self.error(decl, format!("extra init expr at {at}"));
            } else {
                self.error(n, format!("extra init expr {}", self.expr_string(n)));
            }
        } else if l > r && (const_decl || r != 1) {
            let n = names[r];
            self.error(n, format!("missing init expr for {}", self.ast().name(n)));
        }
    }

    fn declare_pkg_obj(&mut self, name: ExprId, obj: ObjId, decl: DeclIndex) {
        let ident = self.ast().name(name);
        if ident == Symbol::INIT {
            self.error(name, "cannot declare init - must be func");
            return;
        }
        if ident == Symbol::MAIN && self.pkg_name == Symbol::MAIN {
            self.error(name, "cannot declare main - must be func");
            return;
        }
        self.declare(self.pkg_scope, Some(name), obj);
        self.obj_map.insert(obj, decl);
        self.obj_list.push(obj);
    }

    fn new_decl(&mut self, scope: ScopeId, info: DeclInfo) -> DeclIndex {
        let index = self.decls.len() as DeclIndex;
        self.decls.push(DeclInfo { top: self.env.top, scope, version: self.env.version, ..info });
        index
    }

    /// Declares everything of the package.
    pub(super) fn collect_objects(&mut self) {
        let mut methods = Vec::new();
        for file in 0..self.files.len() as u32 {
            if self.skipped_files.contains(&file) {
                continue;
            }
            self.env.file = file;
            self.env.version = self.file_versions[file as usize];
            let scope = self.file_scopes[file as usize];
            for top in self.tops_of(file) {
                self.env.top = top;
                self.collect_top_level(scope, &mut methods);
            }
        }
        self.check_file_scopes();
        self.declare_unnamed_imports();
        for method in methods {
            if let Some((base, pointer)) = self.resolve_base_type_name(method.pointer, method.recv)
            {
                self.methods.entry(base).or_default().push((method.obj, pointer));
            }
        }
    }

    /// Declares what the current top-level declaration does.
    pub(super) fn collect_top_level(&mut self, scope: ScopeId, methods: &mut Vec<MethodInfo>) {
        let ast = self.ast();
        let mut last: Option<DeclId> = None;
        let mut group = None;
        for &id in &ast.specs {
            let decl = &ast.decls[id];
            match &decl.kind {
                DeclKind::Import { name, path } => self.import_decl(id, *name, *path, scope),
                DeclKind::Const { names, ty, values, iota } => {
                    if group.is_none() || decl.group.is_none() || group != Some(decl.group) {
                        last = None;
                    }
                    group = Some(decl.group);
                    let mut inherited = true;
                    if ty.is_some() || values.is_some() {
                        last = Some(id);
                        inherited = false;
                    } else if last.is_none() {
                        inherited = false;
                    }
                    let (vtyp, values) = self.const_source(last);
                    let values = self.unpack(values);
                    for (i, &name) in names.iter().enumerate() {
                        let obj = self.new_object(
                            ast.exprs[name].pos,
                            ast.name(name),
                            None,
                            ObjectKind::Const(OnceLock::new()),
                        );
                        let info = DeclInfo {
                            vtyp,
                            init: values.get(i).copied(),
                            inherited,
                            iota: *iota,
                            ..DeclInfo::default()
                        };
                        let index = self.new_decl(scope, info);
                        self.declare_pkg_obj(name, obj, index);
                    }
                    self.arity(id, names, &values, true, inherited);
                    continue;
                }
                DeclKind::Var { names, ty, values } => {
                    let list = self.unpack(*values);
                    let lhs: Box<[ObjId]> = names
                        .iter()
                        .map(|&name| {
                            self.new_var(
                                VarKind::Package,
                                ast.exprs[name].pos,
                                ast.name(name),
                                None,
                            )
                        })
                        .collect();
                    let is_list =
                        values.is_some_and(|v| matches!(ast.exprs[v].kind, ExprKind::List(_)));
                    let shared = (!is_list).then(|| {
                        let info = DeclInfo {
                            lhs: lhs.clone(),
                            vtyp: *ty,
                            init: *values,
                            ..DeclInfo::default()
                        };
                        self.new_decl(scope, info)
                    });
                    for (i, &name) in names.iter().enumerate() {
                        let index = shared.unwrap_or_else(|| {
                            let init = list.get(i).copied();
                            let info = DeclInfo { vtyp: *ty, init, ..DeclInfo::default() };
                            self.new_decl(scope, info)
                        });
                        self.declare_pkg_obj(name, lhs[i], index);
                    }
                    if ty.is_none() || !list.is_empty() {
                        self.arity(id, names, &list, false, false);
                    }
                }
                DeclKind::Type { name, alias, .. } => {
                    let kind =
                        ObjectKind::TypeName { alias: *alias, alias_tparams: OnceLock::new() };
                    let obj = self.new_object(ast.exprs[*name].pos, ast.name(*name), None, kind);
                    let info = DeclInfo { decl: Some(id), ..DeclInfo::default() };
                    let index = self.new_decl(scope, info);
                    self.declare_pkg_obj(*name, obj, index);
                }
                DeclKind::Func { .. } => self.collect_func(id, scope, methods),
            }
            group = None;
        }
    }

    /// Type and values of the constant declaration from which another one inherits.
    pub(super) fn const_source(&self, last: Option<DeclId>) -> (Option<ExprId>, Option<ExprId>) {
        match last.map(|last| &self.ast().decls[last].kind) {
            Some(DeclKind::Const { ty, values, .. }) => (*ty, *values),
            _ => (None, None),
        }
    }

    fn collect_func(&mut self, id: DeclId, scope: ScopeId, methods: &mut Vec<MethodInfo>) {
        let ast = self.ast();
        let DeclKind::Func { recv, name, tparams, ty, body } = &ast.decls[id].kind else {
            return;
        };
        let ident = ast.name(*name);
        let info = FuncInfo {
            recv: OnceLock::new(),
            decl: DeclSlot::new(self.tops[self.env.top as usize].place()),
            has_body: body.is_some(),
        };
        let obj = self.new_object(ast.exprs[*name].pos, ident, None, ObjectKind::Func(info));
        match recv {
            None => {
                let is_main = ident == Symbol::MAIN && self.pkg_name == Symbol::MAIN;
                if ident == Symbol::INIT || is_main {
                    if let Some(&tparam) = tparams.first() {
                        self.error(tparam, format!("func {ident} must have no type parameters"));
                    }
                    if let ExprKind::FuncType { params, results } = &ast.exprs[*ty].kind
                        && !(params.is_empty() && results.is_empty())
                    {
                        self.error(
                            *name,
                            format!("func {ident} must have no arguments and no return values"),
                        );
                    }
                } else if let Some(&tparam) = tparams.first() {
                    self.verify_version(tparam, language::TYPE_PARAMETERS, |_| {
                        "type parameter".to_owned()
                    });
                }
                if ident == Symbol::INIT {
                    self.record_def(*name, obj);
                    if body.is_none() {
                        self.error(*name, "func init must have a body");
                    }
                } else {
                    self.declare(self.pkg_scope, Some(*name), obj);
                }
            }
            Some(recv) => {
                let parts = self.unpack_recv(ast.fields[*recv].ty, Unpack::Base);
                if let ExprKind::Name(recv) = ast.exprs[parts.base].kind
                    && !ident.is_blank()
                {
                    methods.push(MethodInfo { obj, pointer: parts.pointer, recv });
                }
                if let Some(&tparam) = tparams.first() {
                    self.verify_version(tparam, language::GENERIC_METHODS, |_| {
                        "generic method".to_owned()
                    });
                }
                self.record_def(*name, obj);
            }
        }
        let index = self.new_decl(scope, DeclInfo { decl: Some(id), ..DeclInfo::default() });
        self.obj_map.insert(obj, index);
        self.obj_list.push(obj);
    }

    fn import_decl(&mut self, id: DeclId, name: Option<ExprId>, path: ExprId, scope: ScopeId) {
        let ast = self.ast();
        let ExprKind::BasicLit { value, bad: false, .. } = &ast.exprs[path].kind else { return };
        let path_text = match validated_import_path(value) {
            Ok(path_text) => path_text,
            Err(why) => {
                self.error(path, format!("invalid import path ({why})"));
                return;
            }
        };
        let written = Symbol::new(&path_text);
        let (pkg, pkg_name, known) = self.import_package(path, written);
        let local = name.map_or(pkg_name, |name| ast.name(name));
        if let Some(name) = name
            && path_text == "C"
        {
            self.error(name, "cannot rename import \"C\"");
            return;
        }
        if local == Symbol::INIT {
            self.error(id, "cannot import package as init - init must be a func");
            return;
        }
        let pos = self.anchored(ast.decls[id].pos);
        let obj =
            self.new_object_at(pos, local, Some(self.invalid_type()), ObjectKind::PkgName(pkg));
        if let Some(name) = name {
            self.record_def(name, obj);
        }
        if !known {
            self.use_import(obj);
        }
        self.imports.push(ImportInfo { file: self.env.file, obj, path: written });
        if local != Symbol::DOT {
            if known || name.is_some() || path_text == "C" {
                self.declare(scope, None, obj);
            } else {
                self.defer_unnamed_import(pkg, obj, pos);
            }
            return;
        }
        if !known {
            self.unknown_dot_import.insert(self.env.file, pkg);
        }
        for (member, member_obj) in self.exported_members(pkg) {
            if let Some(alt) = self.scopes[scope].insert(member, member_obj) {
                let mut err = ErrorDesc::default();
                self.addf(
                    &mut err,
                    name.unwrap_or(path),
                    format!("{member} redeclared in this block"),
                );
                self.add_alt_decl(&mut err, alt);
                self.report(err);
            } else {
                self.dot_imports.insert((scope, member), obj);
            }
        }
    }

    fn exported_members(&self, pkg: PkgId) -> Vec<(Symbol, ObjId)> {
        let scope = if pkg == self.types.universe.unsafe_pkg() {
            &self.types.universe.unsafe_scope
        } else {
            match self.import_map.get(&pkg) {
                Some(package) => &package.scope,
                None => return Vec::new(),
            }
        };
        let mut members: Vec<_> = scope
            .iter()
            .filter(|(name, _)| name.is_exported())
            .map(|(&name, &obj)| (name, obj))
            .collect();
        members.sort_unstable_by_key(|(name, _)| name.as_str());
        members
    }

    /// The package of an import path as written, its name, and whether it is known.
    fn import_package(&mut self, at: ExprId, path: Symbol) -> (PkgId, Symbol, bool) {
        if path == Symbol::UNSAFE {
            return (self.types.universe.unsafe_pkg(), Symbol::UNSAFE, true);
        }
        if let Some(package) = self.import_paths.get(&path) {
            self.import_map.entry(package.id).or_insert_with(|| package.clone());
            return (package.id, package.name, true);
        }
        let pkg = self.types.package_id(path);
        let text = path.as_str().trim_end_matches('/');
        let base = super::missing::guess_package_name(text);
        let known = self.missing_imports.iter().any(|missing| missing.path == path);
        if path.as_str() != "C" && !known {
            let pos = self.at_pos(at).unwrap_or_else(|| self.start_of_file());
            self.missing_imports.push(MissingImport { path, pos });
            self.soft_error(at, format!("could not import {path} (package not found)"));
        }
        (pkg, Symbol::new(base), false)
    }

    /// Names of the files that collide with names of the package.
    fn check_file_scopes(&mut self) {
        for i in 0..self.file_scopes.len() {
            let names: Vec<_> = self.scopes[self.file_scopes[i]].iter().collect();
            for (name, obj) in names {
                let Some(alt) = self.scopes[self.pkg_scope].get(name) else { continue };
                let mut err = ErrorDesc::default();
                if let ObjectKind::PkgName(pkg) = self.object(obj).kind {
                    let path = self.types.package(pkg).path;
                    let pkg_name =
                        self.types.package(pkg).name.get().copied().unwrap_or(Symbol::EMPTY);
                    self.addf(
                        &mut err,
                        alt,
                        format!(
                            "{name} already declared through import of package {pkg_name} ({path:?})"
                        ),
                    );
                    self.add_alt_decl(&mut err, obj);
                } else {
                    let package = self.object(obj).pkg.map(|pkg| self.types.package(pkg));
                    let path = package.map_or(Symbol::EMPTY, |package| package.path);
                    let pkg_name =
                        package.and_then(|package| package.name.get()).copied().unwrap_or(path);
                    let through = format!("package {pkg_name} ({path:?})");
                    self.addf(
                        &mut err,
                        alt,
                        format!("{name} already declared through dot-import of {through}"),
                    );
                    self.add_alt_decl(&mut err, obj);
                }
                self.report(err);
            }
        }
    }

    /// Takes a receiver type apart.
    pub(super) fn unpack_recv(&mut self, ty: ExprId, unpack: Unpack) -> RecvParts {
        let ast = self.ast();
        let mut base = ast.unparen(ty);
        let mut pointer = false;
        if let ExprKind::Unary { op: Operator::Mul, x } = ast.exprs[base].kind {
            pointer = true;
            base = ast.unparen(x);
        }
        let mut tparams = None;
        if let ExprKind::Index { x, index } = ast.exprs[base].kind {
            base = x;
            if matches!(unpack, Unpack::All) {
                let list = self.unpack(Some(index));
                for &arg in list.iter() {
                    if !matches!(ast.exprs[arg].kind, ExprKind::Name(_) | ExprKind::Bad) {
                        let text = self.expr_string(arg);
                        self.error(
                            arg,
                            format!("receiver type parameter {text} must be an identifier"),
                        );
                    }
                }
                tparams = Some(list.to_vec());
            }
        }
        RecvParts { pointer, base, tparams }
    }

    /// The type name that a receiver's name leads to through aliases, and whether the receiver is
    /// a pointer to it.
    fn resolve_base_type_name(&self, mut pointer: bool, name: Symbol) -> Option<(ObjId, bool)> {
        let mut seen = FxHashSet::default();
        let mut name = name;
        loop {
            let obj = self.scopes[self.pkg_scope].get(name)?;
            let index = *self.obj_map.get(&obj)?;
            let info = &self.decls[index as usize];
            let ast = self.tops[info.top as usize].ast;
            let DeclKind::Type { tparams, alias, ty, .. } = &ast.decls[info.decl?].kind else {
                return None;
            };
            if !alias {
                return Some((obj, pointer));
            }
            if !tparams.is_empty() || !seen.insert(obj) {
                return None;
            }
            let mut ty = ast.unparen(*ty);
            if let ExprKind::Unary { op: Operator::Mul, x } = ast.exprs[ty].kind {
                if pointer {
                    return None;
                }
                pointer = true;
                ty = ast.unparen(x);
            }
            match ast.exprs[ty].kind {
                ExprKind::Name(next) => name = next,
                _ => return None,
            }
        }
    }

    /// Checks the declarations of all package-level objects: types first, so that functions,
    /// constants and variables find them complete.
    pub(super) fn package_objects(&mut self) {
        let list = std::mem::take(&mut self.obj_list);
        let is_alias = |check: &Self, obj| {
            matches!(check.object(obj).kind, ObjectKind::TypeName { alias: true, .. })
        };
        let is_type =
            |check: &Self, obj| matches!(check.object(obj).kind, ObjectKind::TypeName { .. });
        for &obj in &list {
            if is_type(self, obj) && !is_alias(self, obj) {
                self.obj_decl(obj);
            }
        }
        for &obj in &list {
            if is_alias(self, obj) {
                self.obj_decl(obj);
            }
        }
        for &obj in &list {
            if !is_type(self, obj) {
                self.obj_decl(obj);
            }
        }
        self.obj_list = list;
    }

    /// Reports imports that nothing refers to.
    pub(super) fn unused_imports(&mut self) {
        let used: FxHashSet<ObjId> = self.used_pkg_names.iter().map(|&(_, _, obj)| obj).collect();
        for import in self.imports.clone() {
            let name = self.object(import.obj).name;
            if name.is_blank() || used.contains(&import.obj) {
                continue;
            }
            self.env.file = import.file;
            let path = import.path.as_str();
            let elem = path.rsplit('/').next().unwrap_or(path);
            if name.is_empty() || name == Symbol::DOT || name.as_str() == elem {
                self.error(import.obj, format!("{path:?} imported and not used"));
            } else {
                self.error(import.obj, format!("{path:?} imported as {name} and not used"));
            }
        }
    }
}

/// How much of a receiver type is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unpack {
    /// The name of its type.
    Base,
    /// Its type parameters too.
    All,
}

/// The expressions of a list, or a single one.
#[derive(Clone, Copy, Debug)]
pub(super) enum ExprList<'a> {
    One([ExprId; 1]),
    Many(&'a [ExprId]),
}

impl std::ops::Deref for ExprList<'_> {
    type Target = [ExprId];
    fn deref(&self) -> &[ExprId] {
        match self {
            ExprList::One(one) => one,
            ExprList::Many(many) => many,
        }
    }
}

fn validated_import_path(literal: &str) -> Result<String, String> {
    let bytes = unquote(literal).ok_or_else(|| "invalid syntax".to_owned())?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if text.is_empty() {
        return Err("empty string".to_owned());
    }
    const ILLEGAL: &str = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}";
    match text.chars().find(|c| c.is_control() || c.is_whitespace() || ILLEGAL.contains(*c)) {
        Some(c) if c.is_control() || c.is_whitespace() && c != ' ' => {
            Err(format!("invalid character U+{:04X}", c as u32))
        }
        Some(c) => Err(format!("invalid character U+{:04X} '{c}'", c as u32)),
        None => Ok(text),
    }
}
