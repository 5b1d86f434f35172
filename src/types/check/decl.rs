//! Declarations (`types2/decl.go`): each is checked when it is first needed.
//!
//! An object is unknown, pending (its declaration is being checked, it stands on the object path)
//! or known. Meeting a pending object again is a cycle, good or bad:
//!
//! ```go
//! type T struct{ next *T } // good: through a type definition
//! type A = *A              // bad
//! var x = y                // bad, said by the order of initialization
//! var y = x
//! ```
//!
//! Since an alias is nothing but the type that it names, `type A = *T; type T struct{ a A }` must
//! not need `T` as a whole to know `A`. So while an alias is pending, the types that it refers to
//! are declared, with their type parameters, but their right sides wait until it is known.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::{Checker, Environment, ErrorDesc, ErrorPos, Operand, ScopeId};
use crate::profile::language;
use crate::source::pos::Pos;
use crate::symbol::Symbol;
use crate::syntax::ast::{DeclId, DeclKind, ExprId, ExprKind, FieldId, Operator};
use crate::types::constant::Value;
use crate::types::store::{Interface, NamedId, ObjId, ObjectKind, Receiver, Type, TypeId, VarKind};

impl<'a> Checker<'a> {
    /// Declares an object in a scope and records it under its name.
    pub(super) fn declare(&mut self, scope: ScopeId, name: Option<ExprId>, obj: ObjId) {
        let object = self.object(obj);
        if !object.name.is_blank() {
            if let Some(alt) = self.scopes[scope].insert(object.name, obj) {
                let mut err = ErrorDesc::default();
                let message = format!("{} redeclared in this block", object.name);
                self.addf(&mut err, obj, message);
                self.add_alt_decl(&mut err, alt);
                self.report(err);
                return;
            }
            if let ObjectKind::Var(VarKind::Local) = object.kind {
                self.env.locals.push(obj);
            }
        }
        if let Some(name) = name {
            self.record_def(name, obj);
        }
    }

    fn on_path(&self, obj: ObjId) -> Option<usize> {
        self.obj_path_index.get(&obj).copied()
    }

    /// Whether the declaration of an object is being checked.
    pub(super) fn is_pending(&self, obj: ObjId) -> bool {
        self.obj_path_index.contains_key(&obj)
    }

    pub(super) fn push(&mut self, obj: ObjId) {
        self.obj_path_index.insert(obj, self.obj_path.len());
        self.obj_path.push(obj);
        if self.is_alias(obj) {
            self.pending_aliases += 1;
        }
    }

    pub(super) fn pop(&mut self) {
        if let Some(obj) = self.obj_path.pop() {
            self.obj_path_index.remove(&obj);
            if self.is_alias(obj) {
                self.pending_aliases -= 1;
            }
        }
    }

    fn is_alias(&self, obj: ObjId) -> bool {
        matches!(self.object(obj).kind, ObjectKind::TypeName { alias: true, .. })
    }

    /// Checks the declaration of a package-level object of this package, if that is still to be
    /// done, so that its type is known.
    pub fn obj_decl(&mut self, obj: ObjId) {
        if self.on_path(obj).is_some() {
            match self.object(obj).kind {
                ObjectKind::Const(_) | ObjectKind::Var(_) => {
                    self.valid_cycle(obj);
                    self.set_type(obj, self.invalid_type());
                }
                ObjectKind::TypeName { .. } => {
                    if !self.valid_cycle(obj) {
                        self.set_type(obj, self.invalid_type());
                    }
                }
                _ => {
                    self.valid_cycle(obj);
                }
            }
            return;
        }
        if self.obj_type(obj).is_some() {
            if !self.pending_types.is_empty()
                && !self.env.in_alias
                && let Some(at) = self.pending_types.iter().position(|&t| t == obj)
            {
                self.pending_types.remove(at);
                self.complete_type(obj);
            }
            return;
        }
        let Some(&index) = self.obj_map.get(&obj) else { return };
        let in_alias = self.env.in_alias;
        let info = &self.decls[index as usize];
        let env = Environment {
            stage: self.env.stage,
            file: self.tops[info.top as usize].file,
            top: info.top,
            scope: info.scope,
            version: info.version,
            ..Environment::default()
        };
        if self.obj_path.len() > MAX_PATH {
            self.error(obj, "declarations refer to each other too deeply");
            self.set_type(obj, self.invalid_type());
            return;
        }
        self.push(obj);
        let env = std::mem::replace(&mut self.env, env);
        match self.object(obj).kind {
            ObjectKind::Const(_) => {
                self.env.decl = Some(index);
                let info = &self.decls[index as usize];
                let (vtyp, init, inherited) = (info.vtyp, info.init, info.inherited);
                let iota = i64::from(info.iota);
                self.const_decl(obj, vtyp, init, inherited, iota);
            }
            ObjectKind::Var(_) => {
                self.env.decl = Some(index);
                let info = &self.decls[index as usize];
                let (vtyp, init, lhs) = (info.vtyp, info.init, info.lhs.clone());
                self.var_decl(obj, &lhs, vtyp, init);
            }
            ObjectKind::TypeName { alias, .. } => {
                if let Some(decl) = self.decls[index as usize].decl {
                    if in_alias && !alias {
                        self.type_header(obj, decl);
                        self.pending_types.push(obj);
                    } else {
                        self.type_decl(obj, decl);
                    }
                }
            }
            ObjectKind::Func(_) => self.func_decl(obj, index),
            ObjectKind::PkgName(_)
            | ObjectKind::Label
            | ObjectKind::Builtin(_)
            | ObjectKind::Nil => {}
        }
        self.env = env;
        self.pop();
        self.complete_pending_types();
    }

    /// Completes the types that pending aliases refer to, if there is no pending alias any more.
    fn complete_pending_types(&mut self) {
        while self.pending_aliases == 0
            && let Some(obj) = self.pending_types.pop()
        {
            self.complete_type(obj);
        }
    }

    /// Checks the right side of a type of which only the header was.
    fn complete_type(&mut self, obj: ObjId) {
        let Some(&index) = self.obj_map.get(&obj) else { return };
        let info = &self.decls[index as usize];
        let Some(decl) = info.decl else { return };
        let env = Environment {
            stage: self.env.stage,
            file: self.tops[info.top as usize].file,
            top: info.top,
            scope: info.scope,
            version: info.version,
            ..Environment::default()
        };
        self.push(obj);
        let env = std::mem::replace(&mut self.env, env);
        self.type_body(obj, decl);
        self.env = env;
        self.pop();
    }

    /// Whether the cycle from `obj` back to it is good; reports it if it isn't.
    fn valid_cycle(&mut self, obj: ObjId) -> bool {
        let Some(start) = self.on_path(obj) else { return true };
        let cycle = self.obj_path[start..].to_vec();
        let (mut nval, mut ndef) = (0, 0);
        for &obj in &cycle {
            match self.object(obj).kind {
                ObjectKind::Const(_) | ObjectKind::Var(_) => nval += 1,
                ObjectKind::TypeName { alias, .. } => {
                    if self.env.in_tparam_list
                        && self.obj_type(obj).is_some_and(|ty| self.types.is_generic(ty))
                    {
                        return true;
                    }
                    if !alias {
                        ndef += 1;
                    }
                }
                _ => {}
            }
        }
        if nval == cycle.len() || nval == 0 && ndef > 0 {
            return true;
        }
        self.cycle_error(&cycle, self.first_in_source(&cycle));
        false
    }

    pub(super) fn const_decl(
        &mut self,
        obj: ObjId,
        ty: Option<ExprId>,
        init: Option<ExprId>,
        inherited: bool,
        iota: i64,
    ) {
        let saved_iota = self.env.iota.replace(Value::int(iota));
        let saved_errpos = self.env.errpos.take();
        self.const_decl_value(obj, ty, init, inherited);
        if let ObjectKind::Const(value) = &self.object(obj).kind {
            let _ = value.set(Value::Unknown);
        }
        self.env.iota = saved_iota;
        self.env.errpos = saved_errpos;
    }

    fn const_decl_value(
        &mut self,
        obj: ObjId,
        ty: Option<ExprId>,
        init: Option<ExprId>,
        inherited: bool,
    ) {
        if let Some(e) = ty {
            let ty = self.typ(e);
            if !self.types.is_const_type(ty) {
                if self.types.is_valid(self.types.underlying(ty)) {
                    self.error(e, format!("invalid constant type {}", self.type_string(ty)));
                }
                self.set_type(obj, self.invalid_type());
                return;
            }
            self.set_type(obj, ty);
        }
        let mut x = Operand::new(self);
        if let Some(init) = init {
            if inherited {
                self.env.errpos = self.obj_pos(obj);
            }
            self.expr(None, &mut x, init);
        }
        self.init_const(obj, &mut x);
    }

    pub(super) fn var_decl(
        &mut self,
        obj: ObjId,
        lhs: &[ObjId],
        ty: Option<ExprId>,
        init: Option<ExprId>,
    ) {
        if let Some(e) = ty {
            let ty = self.var_type(e);
            self.set_type(obj, ty);
        }
        let Some(init) = init else {
            self.set_type(obj, self.invalid_type());
            return;
        };
        if lhs.len() <= 1 {
            let mut x = Operand::new(self);
            let name = self.object(obj).name.as_str();
            let target = self.obj_type(obj).and_then(|ty| self.new_target(ty, name));
            self.expr(target.as_ref(), &mut x, init);
            self.init_var(obj, &mut x, "variable declaration");
            return;
        }
        if ty.is_some()
            && let Some(ty) = self.obj_type(obj)
        {
            for &other in lhs {
                self.set_type(other, ty);
            }
        }
        self.init_vars(lhs, &[init], None);
    }

    fn is_imported_constraint(&self, ty: TypeId) -> bool {
        let Some(named) = self.types.as_named(ty) else { return false };
        let pkg = self.object(self.types.named(named).obj).pkg;
        pkg.is_some()
            && pkg != Some(self.pkg)
            && self.types.under_interface(ty).is_some()
            && !self.types.type_set(ty).is_method_set()
    }

    fn type_decl_parts(&self, decl: DeclId) -> Option<(&'a [FieldId], bool, ExprId)> {
        match &self.ast().decls[decl].kind {
            DeclKind::Type { tparams, alias, ty, .. } => Some((tparams, *alias, *ty)),
            _ => None,
        }
    }

    pub(super) fn type_decl(&mut self, obj: ObjId, decl: DeclId) {
        let Some((tparams, alias, ty)) = self.type_decl_parts(decl) else { return };
        if !alias {
            self.type_header(obj, decl);
            self.type_body(obj, decl);
            return;
        }
        if let Some(&tparam) = tparams.first()
            && !self.allow_version(language::GENERIC_ALIASES)
        {
            self.version_error(tparam, language::GENERIC_ALIASES, "generic type alias");
        } else {
            self.verify_version(decl, language::TYPE_ALIASES, |_| "type alias".to_owned());
        }
        let mut list: Box<[TypeId]> = Box::default();
        if !tparams.is_empty() {
            self.open_scope();
            list = self.declare_type_params(tparams);
        }
        if let ObjectKind::TypeName { alias_tparams, .. } = &self.object(obj).kind {
            let _ = alias_tparams.set(list.clone());
        }
        let in_alias = std::mem::replace(&mut self.env.in_alias, true);
        self.bound_type_params(&list, tparams);
        let mut rhs = self.declared_type(ty, Some(obj));
        self.env.in_alias = in_alias;
        if list.contains(&rhs) {
            self.error(ty, "cannot use type parameter declared in alias declaration as RHS");
            rhs = self.invalid_type();
        }
        self.set_type(obj, rhs);
        if !tparams.is_empty() {
            self.close_scope();
        } else {
            self.types.note_alias(self.pkg, rhs, obj);
        }
    }

    /// Declares a type: its identity, methods and type parameters, without constraints.
    fn type_header(&mut self, obj: ObjId, decl: DeclId) {
        let Some((tparams, ..)) = self.type_decl_parts(decl) else { return };
        if let Some(&tparam) = tparams.first() {
            self.verify_version(tparam, language::TYPE_PARAMETERS, |_| "type parameter".to_owned());
        }
        let (named, named_ty) = self.types.new_named(obj);
        let types = self.types;
        let facts = types.named(named);
        let local = self.env.func.is_some();
        let implicit: &[TypeId] = if local { &self.env.tparams } else { &[] };
        let _ = facts.implicit_tparams.set(implicit.into());
        if let ObjectKind::TypeName { alias_tparams, .. } = &self.object(obj).kind {
            let _ = alias_tparams.set(Box::default());
        }
        let mut list: Box<[TypeId]> = Box::default();
        if !tparams.is_empty() {
            let outer = self.env.scope;
            let scope = self.open_scope();
            list = self.declare_type_params(tparams);
            self.tparam_scopes.insert(obj, scope);
            self.env.scope = outer;
        }
        let _ = facts.tparams.set(list);
        self.set_type(obj, named_ty);
        self.collect_methods(obj, named);
    }

    /// Checks constraints and right side of a declared type.
    fn type_body(&mut self, obj: ObjId, decl: DeclId) {
        let Some((tparams, _, ty)) = self.type_decl_parts(decl) else { return };
        let Some(named_ty) = self.obj_type(obj) else { return };
        let Some(named) = self.types.as_named(named_ty) else { return };
        let outer = self.env.scope;
        if let Some(scope) = self.tparam_scopes.remove(&obj) {
            self.env.scope = scope;
            let list = self.types.named(named).tparams.get().cloned().unwrap_or_default();
            self.bound_type_params(&list, tparams);
        }
        let mut rhs = self.declared_type(ty, Some(obj));
        self.env.scope = outer;
        if self.types.is_type_param(rhs) {
            self.error(ty, "cannot use a type parameter as RHS in type declaration");
            rhs = self.invalid_type();
        }
        if !self.allow_version(language::TYPE_PARAMETERS) {
            let version = self.env.version;
            self.later(move |check| {
                if check.is_imported_constraint(rhs) && version < language::TYPE_PARAMETERS {
                    let what = format!("using type constraint {}", check.type_string(rhs));
                    check.version_error(ty, language::TYPE_PARAMETERS, &what);
                }
            });
        }
        self.from_rhs.insert(named, rhs);
        if !self.valid_type(named_ty) {
            rhs = self.invalid_type();
            self.from_rhs.insert(named, rhs);
        }
        self.set_underlying(named, rhs);
        if self.types.named(named).methods.get().is_some_and(|methods| !methods.is_empty()) {
            self.later(move |check| check.check_field_uniqueness(named));
        }
    }

    /// Sets the underlying type of a declared type, or waits for that of its right side.
    fn set_underlying(&mut self, named: NamedId, rhs: TypeId) {
        let types = self.types;
        let mut ready = vec![(named, rhs)];
        while let Some((named, rhs)) = ready.pop() {
            if let Some(on) = types.as_named(rhs) {
                let origin = types.named(on).origin.unwrap_or(on);
                if types.named(origin).underlying.get().is_none() {
                    self.waiting.entry(origin).or_default().push((named, rhs));
                    continue;
                }
            }
            let under = match types.get(rhs) {
                Type::Unknown(_) => rhs, // and where it comes from
                _ => types.underlying(rhs),
            };
            let _ = types.named(named).underlying.set(under);
            ready.extend(self.waiting.remove(&named).unwrap_or_default());
        }
    }

    /// Types that still wait for the underlying type of another have a cycle.
    pub(super) fn finish_underlying(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        for (named, _) in waiting.into_values().flatten() {
            let _ = self.types.named(named).underlying.set(self.invalid_type());
        }
    }

    /// Checks type parameters with their constraints, in the current scope.
    pub(super) fn collect_type_params(&mut self, fields: &[FieldId]) -> Box<[TypeId]> {
        let list = self.declare_type_params(fields);
        self.bound_type_params(&list, fields);
        list
    }

    fn declare_type_params(&mut self, fields: &[FieldId]) -> Box<[TypeId]> {
        let ast = self.ast();
        fields
            .iter()
            .enumerate()
            .map(|(i, &f)| {
                let field = &ast.fields[f];
                let (pos, name) = match field.name {
                    Some(name) => (ast.exprs[name].pos, ast.name(name)),
                    None => (field.pos, Symbol::BLANK),
                };
                self.declare_type_param(field.name, pos, name, i as u32)
            })
            .collect()
    }

    /// Declares a type parameter in the current scope; its constraint is to be set.
    pub(super) fn declare_type_param(
        &mut self,
        ident: Option<ExprId>,
        pos: u32,
        name: Symbol,
        index: u32,
    ) -> TypeId {
        let kind =
            ObjectKind::TypeName { alias: false, alias_tparams: OnceLock::from(Box::default()) };
        let obj = self.new_object(pos, name, None, kind);
        let (_, ty) = self.types.new_tparam(obj, index);
        self.set_type(obj, ty);
        self.declare(self.env.scope, ident, obj);
        ty
    }

    fn bound_type_params(&mut self, list: &[TypeId], fields: &[FieldId]) {
        if list.is_empty() {
            return;
        }
        let ast = self.ast();
        let in_tparam_list = std::mem::replace(&mut self.env.in_tparam_list, true);
        let mut bound = self.invalid_type();
        let mut prev = None;
        for (&tparam, &f) in list.iter().zip(fields) {
            let e = ast.fields[f].ty;
            if prev != Some(e) {
                prev = Some(e);
                bound = self.bound(e);
                if self.types.is_type_param(bound) {
                    self.error(e, "cannot use a type parameter as constraint");
                    bound = self.invalid_type();
                }
            }
            self.set_bound(tparam, bound);
        }
        self.env.in_tparam_list = in_tparam_list;
    }

    /// Sets a constraint; a type that is certainly no interface is wrapped into one.
    pub(super) fn set_bound(&mut self, tparam: TypeId, bound: TypeId) {
        let Some(id) = self.types.as_tparam(tparam) else { return };
        let wrap = match self.types.get(bound) {
            Type::Interface(_) => false,
            _ if !self.types.is_valid(bound) => false,
            Type::Named(named) => {
                let origin = self.types.named(*named).origin.unwrap_or(*named);
                self.types.named(origin).underlying.get().is_some()
                    && self.types.is_valid(self.types.underlying(bound))
                    && self.types.under_interface(bound).is_none()
            }
            _ => true,
        };
        let bound = if wrap { self.implicit_interface(bound) } else { bound };
        let _ = self.types.tparam(id).constraint.set(bound);
    }

    fn implicit_interface(&self, embed: TypeId) -> TypeId {
        self.types.intern(Type::Interface(Interface {
            methods: Box::default(),
            embeds: Box::new([embed]),
            implicit: true,
            is_any: false,
            is_comparable: false,
        }))
    }

    fn bound(&mut self, e: ExprId) -> TypeId {
        match self.expr_kind(e) {
            ExprKind::Unary { op: Operator::Tilde, .. }
            | ExprKind::Binary { op: Operator::Or, .. } => {
                let union = self.parse_union(e);
                if !self.types.is_valid(union) {
                    return union;
                }
                let ty = self.implicit_interface(union);
                self.check_interface_later(ty, vec![e]);
                ty
            }
            _ => self.typ(e),
        }
    }

    /// Gives a declared type its methods.
    fn collect_methods(&mut self, obj: ObjId, base: NamedId) {
        let methods = self.methods.remove(&obj).unwrap_or_default();
        let mut by_name: FxHashMap<Symbol, ObjId> = FxHashMap::default();
        let mut list = Vec::with_capacity(methods.len());
        for (method, pointer) in methods {
            let object = self.object(method);
            if let ObjectKind::Func(info) = &object.kind {
                let _ = info.recv.set(Receiver { base, pointer });
            }
            if let Some(&alt) = by_name.get(&object.name) {
                let at = self.obj_pos(alt).map(|pos| self.pos_string(pos)).unwrap_or_default();
                let message = format!(
                    "method {}.{} already declared at {at}",
                    self.object(obj).name,
                    object.name
                );
                self.error(method, message);
                continue;
            }
            by_name.insert(object.name, method);
            list.push(method);
        }
        let _ = self.types.named(base).methods.set(list.into());
    }

    fn check_field_uniqueness(&mut self, base: NamedId) {
        let types = self.types;
        let Some(&underlying) = types.named(base).underlying.get() else { return };
        let Type::Struct(fields) = types.get(underlying) else { return };
        let Some(methods) = types.named(base).methods.get() else { return };
        let by_name: FxHashMap<Symbol, ObjId> =
            methods.iter().map(|&method| (self.object(method).name, method)).collect();
        for field in fields {
            if field.name.is_blank() {
                continue;
            }
            if let Some(&method) = by_name.get(&field.name) {
                let name = field.name;
                let mut err = ErrorDesc::default();
                self.addf(&mut err, method, format!("field and method with the same name {name}"));
                if let Some(pos) = self.field_pos(types.named(base).obj, name) {
                    self.addf(&mut err, pos, format!("other declaration of {name}"));
                }
                self.report(err);
            }
        }
    }

    /// Where a field of a declared struct type stands.
    fn field_pos(&self, obj: ObjId, name: Symbol) -> Option<Pos> {
        let info = &self.decls[*self.obj_map.get(&obj)? as usize];
        let top = &self.tops[info.top as usize];
        let ast = top.ast;
        let DeclKind::Type { ty, .. } = ast.decls[info.decl?].kind else { return None };
        let ExprKind::StructType { fields, .. } = &ast.exprs[ast.unparen(ty)].kind else {
            return None;
        };
        let ident = fields
            .iter()
            .filter_map(|&f| ast.fields[f].name)
            .find(|&ident| ast.name(ident) == name)?;
        Some(top.pos(ast.exprs[ident].pos))
    }

    fn func_decl(&mut self, obj: ObjId, index: u32) {
        let info = &self.decls[index as usize];
        let Some(decl) = info.decl else { return };
        let DeclKind::Func { recv, tparams, ty, body, .. } = &self.ast().decls[decl].kind else {
            return;
        };
        let func = self.func_type(*recv, tparams, *ty);
        self.set_type(obj, func.sig);
        if !tparams.is_empty() && body.is_none() {
            self.error(decl, "generic function is missing function body");
        }
        self.decls[index as usize].func = Some(func.clone());
        if let Some(body) = *body {
            self.later(move |check| check.func_body(Some(index), func, body, None));
        }
    }

    /// Declares what a declaration statement declares.
    pub(super) fn decl_stmt(&mut self, list: &'a [DeclId]) {
        let ast = self.ast();
        let mut last = None;
        let mut group = None;
        for &id in list {
            let decl = &ast.decls[id];
            match &decl.kind {
                DeclKind::Const { names, ty, values, iota } => {
                    let top = self.delayed_mark();
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
                    let mut objects = Vec::with_capacity(names.len());
                    for (i, &name) in names.iter().enumerate() {
                        let kind = ObjectKind::Const(OnceLock::new());
                        let obj = self.new_object(ast.exprs[name].pos, ast.name(name), None, kind);
                        let init = values.get(i).copied();
                        self.const_decl(obj, vtyp, init, inherited, i64::from(*iota));
                        objects.push(obj);
                    }
                    self.arity(id, names, &values, true, inherited);
                    self.process_delayed(top);
                    for (&name, obj) in names.iter().zip(objects) {
                        self.declare(self.env.scope, Some(name), obj);
                    }
                    continue;
                }
                DeclKind::Var { names, ty, values } => {
                    let top = self.delayed_mark();
                    let objects: Vec<ObjId> = names
                        .iter()
                        .map(|&name| {
                            self.new_var(VarKind::Local, ast.exprs[name].pos, ast.name(name), None)
                        })
                        .collect();
                    let list = self.unpack(*values);
                    for (i, &obj) in objects.iter().enumerate() {
                        let mut lhs: &[ObjId] = &[];
                        let mut init = list.get(i).copied();
                        if list.len() == 1 && names.len() != 1 {
                            lhs = &objects;
                            init = list.first().copied();
                        }
                        self.var_decl(obj, lhs, *ty, init);
                        if list.len() == 1 {
                            break;
                        }
                    }
                    if ty.is_none() || !list.is_empty() {
                        self.arity(id, names, &list, false, false);
                    }
                    self.process_delayed(top);
                    for (&name, obj) in names.iter().zip(objects) {
                        self.set_type(obj, self.invalid_type());
                        self.declare(self.env.scope, Some(name), obj);
                    }
                }
                DeclKind::Type { name, alias, .. } => {
                    let kind =
                        ObjectKind::TypeName { alias: *alias, alias_tparams: OnceLock::new() };
                    let obj = self.new_object(ast.exprs[*name].pos, ast.name(*name), None, kind);
                    self.declare(self.env.scope, Some(*name), obj);
                    self.push(obj);
                    self.type_decl(obj, id);
                    self.pop();
                    self.complete_pending_types();
                }
                DeclKind::Import { .. } | DeclKind::Func { .. } => {
                    self.error(ErrorPos::Decl(id), "unexpected declaration in function");
                }
            }
            group = None;
        }
    }

    /// The type parameters in scope.
    pub(super) fn tparams_in_scope(&self, more: &[TypeId]) -> Arc<[TypeId]> {
        if more.is_empty() {
            return self.env.tparams.clone();
        }
        self.env.tparams.iter().chain(more).copied().collect()
    }
}

/// How long a chain of declarations may be that need each other.
const MAX_PATH: usize = 20_000;
