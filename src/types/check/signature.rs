//! Function types (`types2/signature.go`).
//!
//! The type parameters of a receiver are those of the receiver's type under new names:
//!
//! ```go
//! type List[T any] struct{ next *List[T] }
//!
//! func (l *List[E]) tail() *List[E] { return l.next } // E is T
//! ```

use std::sync::{Arc, OnceLock};

use super::resolver::Unpack;
use super::typexpr::Generic;
use super::{Checker, FuncScope};
use crate::profile::language;
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprId, ExprKind, FieldId, Offset, Operator};
use crate::types::info::Mode;
use crate::types::store::{Basic, ObjId, ObjectKind, Param, Signature, Type, TypeId, VarKind};

/// A parameter or result before it is declared.
struct ParamInfo {
    name: Option<ExprId>,
    pos: Offset,
    ty: TypeId,
}

impl<'a> Checker<'a> {
    /// A function type without a body: its parameters aren't declared anywhere.
    pub(super) fn signature_type(
        &mut self,
        params: &'a [FieldId],
        results: &'a [FieldId],
    ) -> TypeId {
        let (params, variadic) = self.collect_params(VarKind::Param, params);
        let (results, _) = self.collect_params(VarKind::Result, results);
        self.unique_params(&params, &results);
        self.types.intern(Type::Signature(Signature {
            tparams: Box::default(),
            params: self.param_list(&params),
            results: self.param_list(&results),
            variadic,
        }))
    }

    fn param_list(&self, params: &[ParamInfo]) -> Box<[Param]> {
        let ast = self.ast();
        params
            .iter()
            .map(|p| Param { name: p.name.map_or(Symbol::EMPTY, |n| ast.name(n)), ty: p.ty })
            .collect()
    }

    fn unique_params(&mut self, params: &[ParamInfo], results: &[ParamInfo]) {
        let ast = self.ast();
        let mut seen: Vec<Symbol> = Vec::new();
        for name in params.iter().chain(results).filter_map(|p| p.name) {
            let symbol = ast.name(name);
            if symbol.is_blank() || symbol.is_empty() {
                continue;
            }
            if seen.contains(&symbol) {
                self.error(name, format!("{symbol} redeclared in this block"));
            } else if seen.len() < 1000 {
                seen.push(symbol);
            }
        }
    }

    /// The type of a function literal, whose parameters are declared below the current scope.
    pub fn func_lit_type(&mut self, ty: ExprId) -> Arc<FuncScope> {
        self.func_type(None, &[], ty)
    }

    /// The type of a function with a body.
    pub fn func_type(
        &mut self,
        recv: Option<FieldId>,
        tparams: &'a [FieldId],
        ty: ExprId,
    ) -> Arc<FuncScope> {
        let ast = self.ast();
        let scope = self.open_scope();
        self.scopes[scope].is_func = true;
        let mut in_scope = Vec::new();
        let recv = recv.map(|recv| self.collect_recv(recv, &mut in_scope));
        let list = self.collect_type_params(tparams);
        in_scope.extend_from_slice(&list);
        if !list.is_empty()
            && let Some(&obj) = self.obj_path.last()
        {
            // For a signature that needs the function itself, as in `[unsafe.Sizeof(f[int])]T`.
            let provisional = self.provisional_signature(list.clone());
            self.provisional_sigs.insert(obj, provisional);
        }
        let (params, results): (&[FieldId], &[FieldId]) = match &ast.exprs[ty].kind {
            ExprKind::FuncType { params, results } => (params, results),
            _ => (&[], &[]),
        };
        let (params, variadic) = self.collect_params(VarKind::Param, params);
        let (results, _) = self.collect_params(VarKind::Result, results);
        if let Some((recv, Some(name))) = recv {
            self.declare(scope, Some(name), recv);
        }
        let param_objs = self.declare_params(VarKind::Param, &params);
        let result_objs = self.declare_params(VarKind::Result, &results);
        let sig = self.types.intern(Type::Signature(Signature {
            tparams: list,
            params: self.param_list(&params),
            results: self.param_list(&results),
            variadic,
        }));
        self.record_type_and_value(ty, Mode::TypExpr, sig, None);
        self.close_scope();
        Arc::new(FuncScope {
            sig,
            scope,
            declared: self.scopes[scope].len(),
            recv: recv.map(|(recv, _)| recv),
            params: param_objs,
            result_types: results.iter().map(|p| p.ty).collect(),
            results: result_objs,
            tparams: self.tparams_in_scope(&in_scope),
        })
    }

    /// A signature without parameters.
    pub(super) fn provisional_signature(&self, tparams: Box<[TypeId]>) -> TypeId {
        self.types.intern(Type::Signature(Signature {
            tparams,
            params: Box::default(),
            results: Box::default(),
            variadic: false,
        }))
    }

    fn declare_params(&mut self, kind: VarKind, params: &[ParamInfo]) -> Box<[ObjId]> {
        let ast = self.ast();
        params
            .iter()
            .map(|p| {
                let name = p.name.map_or(Symbol::EMPTY, |n| ast.name(n));
                let obj = self.new_var(kind, p.pos, name, Some(p.ty));
                if let Some(ident) = p.name
                    && !name.is_empty()
                {
                    self.declare(self.env.scope, Some(ident), obj);
                }
                obj
            })
            .collect()
    }

    fn collect_params(&mut self, kind: VarKind, list: &[FieldId]) -> (Vec<ParamInfo>, bool) {
        let ast = self.ast();
        let mut params = Vec::with_capacity(list.len());
        let mut variadic = false;
        let mut prev = None;
        let mut ty = self.invalid_type();
        for (i, &f) in list.iter().enumerate() {
            let field = &ast.fields[f];
            if prev != Some(field.ty) {
                prev = Some(field.ty);
                let mut e = field.ty;
                if let ExprKind::DotsType(elem) = ast.exprs[e].kind {
                    // Elsewhere the parser has refused it.
                    variadic = kind == VarKind::Param && i + 1 == list.len();
                    e = elem;
                }
                ty = self.var_type(e);
            }
            let pos = field.name.map_or(field.pos, |name| ast.exprs[name].pos);
            params.push(ParamInfo { name: field.name, pos, ty });
        }
        if variadic
            && let Some(last) = params.last_mut()
            && let Some(&f) = list.last()
        {
            last.ty = self.types.slice_of(last.ty);
            let ty = last.ty;
            self.record_type_and_value(ast.fields[f].ty, Mode::TypExpr, ty, None);
        }
        (params, variadic)
    }

    /// The receiver and its name; its type parameters are declared and appended to `tparams`.
    fn collect_recv(
        &mut self,
        field: FieldId,
        tparams: &mut Vec<TypeId>,
    ) -> (ObjId, Option<ExprId>) {
        let ast = self.ast();
        let field = &ast.fields[field];
        let parts = self.unpack_recv(field.ty, Unpack::All);
        let ty = match parts.tparams {
            None => {
                let ty = self.var_type(field.ty);
                self.refuse_instantiated_alias(parts.base, ty)
            }
            Some(names) => self.generic_recv(field.ty, parts.pointer, parts.base, &names, tparams),
        };
        let name = field.name.filter(|&name| !ast.name(name).is_empty());
        let pos = name.map_or(field.pos, |name| ast.exprs[name].pos);
        let symbol = name.map_or(Symbol::EMPTY, |name| ast.name(name));
        let recv = self.new_var(VarKind::Recv, pos, symbol, Some(ty));
        let base = parts.base;
        self.later(move |check| check.valid_recv(base, ty));
        (recv, name)
    }

    /// `type A = List[int]; func (A) m()` is an error.
    fn refuse_instantiated_alias(&mut self, base: ExprId, ty: TypeId) -> TypeId {
        let mut target = ty;
        while let Type::Pointer(elem) = self.types.get(target) {
            target = *elem;
        }
        if let Some(named) = self.types.as_named(target)
            && self.types.named(named).origin.is_some()
            && self.types.named(named).implicit_tparams.get().is_none_or(|list| list.is_empty())
        {
            let name = self.type_string(target);
            self.error(base, format!("cannot define new methods on instantiated type {name}"));
            return self.invalid_type();
        }
        ty
    }

    fn generic_recv(
        &mut self,
        e: ExprId,
        pointer: bool,
        base: ExprId,
        names: &[ExprId],
        tparams: &mut Vec<TypeId>,
    ) -> TypeId {
        let ast = self.ast();
        let types = self.types;
        let mut cause = None;
        let named = match self.generic_type(base, &mut cause) {
            Some(Generic::Named(ty)) => types.as_named(ty),
            Some(Generic::Alias(obj)) => {
                let name = self.generic_alias_string(obj);
                self.error(base, format!("cannot define new methods on generic alias type {name}"));
                None
            }
            None => {
                if let Some(cause) = cause {
                    self.error(base, cause);
                }
                None
            }
        };
        let base_tparams: &[TypeId] = named
            .and_then(|named| types.named(named).tparams.get())
            .map(|list| &**list)
            .unwrap_or_default();
        if named.is_some() && base_tparams.len() != names.len() {
            let got = super::assignments::measure(names.len(), "type parameter");
            let want = base_tparams.len();
            self.error(
                base,
                format!("receiver declares {got}, but receiver base type declares {want}"),
            );
        }
        for (i, &ident) in names.iter().enumerate() {
            let name = match ast.exprs[ident].kind {
                ExprKind::Name(name) => name,
                _ => Symbol::BLANK,
            };
            let pos = ast.exprs[ident].pos;
            let ty = match base_tparams.get(i) {
                Some(&ty) => {
                    let kind = ObjectKind::TypeName {
                        alias: false,
                        alias_tparams: OnceLock::from(Box::default()),
                    };
                    let obj = self.new_object(pos, name, Some(ty), kind);
                    self.declare(self.env.scope, Some(ident), obj);
                    self.record_use(ident, obj);
                    ty
                }
                None => {
                    let ty = self.declare_type_param(Some(ident), pos, name, i as u32);
                    let any = types.universe.any();
                    self.set_bound(ty, any);
                    ty
                }
            };
            self.record_type_and_value(ident, Mode::TypExpr, ty, None);
            tparams.push(ty);
        }
        let Some(named) = named else { return self.invalid_type() };
        if base_tparams.len() != names.len() {
            return self.invalid_type();
        }
        self.verify_version(base, language::TYPE_PARAMETERS, |_| "type instantiation".to_owned());
        let inst = types.instantiate(named, base_tparams);
        self.record_instance(base, base_tparams, inst);
        let ty = if pointer { types.pointer_to(inst) } else { inst };
        self.record_recv_types(e, ty);
        ty
    }

    fn record_recv_types(&mut self, mut e: ExprId, mut ty: TypeId) {
        loop {
            self.record_type_and_value(e, Mode::TypExpr, ty, None);
            match (self.expr_kind(e), self.types.get(ty)) {
                (ExprKind::Paren(x), _) => e = *x,
                (ExprKind::Unary { op: Operator::Mul, x }, Type::Pointer(elem)) => {
                    e = *x;
                    ty = *elem;
                }
                _ => return,
            }
        }
    }

    fn valid_recv(&mut self, at: ExprId, ty: TypeId) {
        let types = self.types;
        let (base, _) = types.deref(ty);
        if !types.is_valid(base) {
            return;
        }
        let name = self.type_string(base);
        match types.get(base) {
            Type::Named(named) => {
                if self.object(types.named(*named).obj).pkg != Some(self.pkg) {
                    self.error(at, format!("cannot define new methods on non-local type {name}"));
                    return;
                }
                let cause = match types.get(types.underlying(base)) {
                    Type::Basic(Basic::UnsafePointer) => "unsafe.Pointer",
                    Type::Pointer(_) | Type::Interface(_) => "pointer or interface type",
                    _ => return,
                };
                self.error(at, format!("invalid receiver type {name} ({cause})"));
            }
            Type::Basic(_) => {
                self.error(at, format!("cannot define new methods on non-local type {name}"));
            }
            _ => {
                let name = self.type_string(ty);
                self.error(at, format!("invalid receiver type {name}"));
            }
        }
    }
}
