//! Selectors (`types2/call.go`): qualified identifiers, fields, methods, method expressions.

use super::{Checker, ErrorPos, Imported, Operand};
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprId, ExprKind};
use crate::types::info::{Mode, Selection, SelectionKind};
use crate::types::lookup::Lookup;
use crate::types::store::{ObjectKind, Param, PkgId, Signature, Type, TypeId};

impl Checker<'_> {
    /// Checks `e`, a selector. If a type is wanted, only a qualified identifier will do.
    pub fn selector(&mut self, x: &mut Operand, e: ExprId, want_type: bool) {
        x.invalidate();
        x.ty = self.types.invalid();
        x.val = None;
        x.expr = Some(e);
        let ast = self.ast();
        let ExprKind::Selector { x: operand, sel } = ast.exprs[e].kind else { return };
        let name = ast.name(sel);

        if let ExprKind::Name(ident) = ast.exprs[operand].kind
            && let Some(obj) = self.lookup(ident).or_else(|| self.assume_package(ident))
            && let ObjectKind::PkgName(pkg) = self.object(obj).kind
        {
            self.record_use(operand, obj);
            self.use_import(obj);
            self.qualified(x, e, pkg, sel, name);
            return;
        }

        self.expr_or_type(x, operand, false);
        if let Mode::Builtin(_) = x.mode {
            let text = self.operand_string(x);
            self.error(ast.exprs[e].pos, format!("invalid use of {text} in selector expression"));
            x.invalidate();
        }
        if !x.is_valid() || !self.is_complete(x.ty) {
            self.no_selection(x, e);
            return;
        }
        if want_type {
            let text = self.expr_string(e);
            self.error(sel, format!("{text} is not a type"));
            self.no_selection(x, e);
            return;
        }
        if let Type::Pointer(base) = self.under(x.ty)
            && !self.is_complete(*base)
        {
            self.no_selection(x, e);
            return;
        }

        let types = self.types;
        let addressable = x.mode == Mode::Variable;
        match types.lookup_field_or_method(x.ty, addressable, Some(self.pkg), name, false) {
            Lookup::Field { path, ty, indirect, .. } => {
                if x.mode == Mode::TypExpr {
                    let text = self.type_string(x.ty);
                    self.error(
                        operand,
                        format!("operand for field selector {name} must be value of type {text}"),
                    );
                    self.no_selection(x, e);
                    return;
                }
                self.record_selection(
                    e,
                    Selection {
                        kind: SelectionKind::Field,
                        recv: x.ty,
                        path,
                        method: None,
                        ty,
                        indirect,
                    },
                );
                x.mode = if addressable || indirect { Mode::Variable } else { Mode::Value };
                x.ty = ty;
            }
            Lookup::Method { path, recv, method, sig, indirect, .. } => {
                let mut sig = sig;
                if let Some(method) = method {
                    self.obj_decl(method);
                    self.add_decl_dep(method);
                    self.record_use(sel, method);
                    if sig.is_none() {
                        sig = types.method_signature(recv, method);
                    }
                }
                let Some(sig_type) = sig else {
                    if method.is_none_or(|m| self.obj_type(m).is_none()) {
                        self.error(e, "illegal cycle in method declaration");
                    }
                    self.no_selection(x, e);
                    return;
                };
                let Type::Signature(sig) = types.get(sig_type) else {
                    self.no_selection(x, e);
                    return;
                };
                let kind = if x.mode == Mode::TypExpr {
                    SelectionKind::MethodExpr
                } else {
                    SelectionKind::Method
                };
                self.record_selection(
                    e,
                    Selection { kind, recv: x.ty, path, method, ty: sig_type, indirect },
                );
                x.ty = match kind {
                    SelectionKind::MethodExpr => self.method_expr_type(x.ty, sig),
                    SelectionKind::Field | SelectionKind::Method => sig_type,
                };
                x.mode = Mode::Value;
            }
            other => {
                self.selection_error(x, sel, name, &other);
                self.no_selection(x, e);
                return;
            }
        }
        x.val = None;
        x.expr = Some(e);
    }

    fn no_selection(&self, x: &mut Operand, e: ExprId) {
        x.invalidate();
        x.ty = self.unknown_from(x.ty);
        x.expr = Some(e);
    }

    /// `pkg.name`.
    fn qualified(&mut self, x: &mut Operand, e: ExprId, pkg: PkgId, sel: ExprId, name: Symbol) {
        let obj = match self.lookup_imported(pkg, name) {
            Imported::Object(obj) => obj,
            Imported::Unknown => {
                x.ty = self.types.unknown_value(pkg);
                return;
            }
            Imported::Undefined => {
                if !name.is_blank() {
                    let text = self.expr_string(e);
                    let hint = match self.lookup_ignoring_case(pkg, name) {
                        Some(other) => format!(" (but have {other})"),
                        None => String::new(),
                    };
                    self.error(sel, format!("undefined: {text}{hint}"));
                }
                return;
            }
        };
        if !name.is_exported() {
            let package = self.types.package(pkg);
            let package = package.name.get().copied().unwrap_or(package.path);
            self.error(sel, format!("name {name} not exported by package {package}"));
        }
        self.record_use(sel, obj);
        let ty = self.obj_type(obj).unwrap_or_else(|| self.types.invalid());
        match &self.object(obj).kind {
            ObjectKind::Const(value) => {
                if !self.types.is_valid(ty) {
                    return;
                }
                x.mode = Mode::Constant;
                x.val = value.get().cloned();
            }
            ObjectKind::TypeName { .. } => x.mode = Mode::TypExpr,
            ObjectKind::Var(_) => x.mode = Mode::Variable,
            ObjectKind::Func(_) => x.mode = Mode::Value,
            ObjectKind::Builtin(builtin) => {
                x.mode = Mode::Builtin(*builtin);
                x.ty = ty;
                return;
            }
            ObjectKind::PkgName(_) | ObjectKind::Label | ObjectKind::Nil => return,
        }
        x.ty = ty;
        if !self.types.is_valid(ty) {
            x.invalidate();
        }
    }

    /// An exported name of a package that differs from `name` in case only.
    fn lookup_ignoring_case(&self, pkg: PkgId, name: Symbol) -> Option<Symbol> {
        let lower = name.as_str().to_lowercase();
        let package = self.import_map.get(&pkg)?;
        let names = package
            .scope
            .keys()
            .filter(|other| other.is_exported() && other.as_str().to_lowercase() == lower);
        names.min_by_key(|other| other.as_str()).copied()
    }

    /// The type of `T.m`: the receiver is the first parameter.
    fn method_expr_type(&self, recv: TypeId, sig: &Signature) -> TypeId {
        // Parameters are all named or all nameless.
        let named = sig.params.first().is_some_and(|p| !p.name.is_empty());
        let name = if named { Symbol::BLANK } else { Symbol::EMPTY };
        let mut params = Vec::with_capacity(sig.params.len() + 1);
        params.push(Param { name, ty: recv });
        params.extend_from_slice(&sig.params);
        self.types.intern(Type::Signature(Signature {
            tparams: sig.tparams.clone(),
            params: params.into(),
            results: sig.results.clone(),
            variadic: sig.variadic,
        }))
    }

    fn selection_error(&mut self, x: &Operand, sel: ExprId, name: Symbol, found: &Lookup) {
        let types = self.types;
        if !types.is_valid(types.underlying(x.ty)) {
            return;
        }
        if let Type::Pointer(base) = self.under(x.ty)
            && !types.is_valid(types.underlying(*base))
        {
            return;
        }
        if types.has_invalid_embedded_fields(x.ty) || types.missing_in(x.ty).is_some() {
            return; // what is missing may come from there
        }
        let text = x.expr.map(|e| self.expr_string(e)).unwrap_or_default();
        let message = match found {
            Lookup::Ambiguous(_) => format!("ambiguous selector {text}.{name}"),
            Lookup::PtrRecv => {
                let ty = self.type_string(x.ty);
                if x.mode == Mode::TypExpr {
                    format!(
                        "invalid method expression {ty}.{name} (needs pointer receiver (*{ty}).{name})"
                    )
                } else {
                    format!("cannot call pointer method {name} on {ty}")
                }
            }
            Lookup::Field { .. } | Lookup::Method { .. } | Lookup::NotFound => {
                let why = if types.is_interface_ptr(x.ty) {
                    types.interface_ptr_error(x.ty, self.qualifier())
                } else {
                    self.lookup_error(x.ty, x.ty, x.mode == Mode::Variable, name, false)
                };
                format!("{text}.{name} undefined ({why})")
            }
        };
        self.error(ErrorPos::Expr(sel), message);
    }

    /// Why `name` isn't found in `ty`, which messages call `shown`
    /// (`types2/errsupport.go`).
    pub(super) fn lookup_error(
        &self,
        shown: TypeId,
        ty: TypeId,
        addressable: bool,
        name: Symbol,
        struct_literal: bool,
    ) -> String {
        let found = self.types.lookup_field_or_method(ty, addressable, Some(self.pkg), name, true);
        let alt = match found {
            Lookup::Field { path, .. } => {
                self.field_at(ty, &path).map(|(alt, pkg)| ("field", alt, pkg))
            }
            Lookup::Method { name: alt, method, .. } => {
                let pkg = method.and_then(|m| self.object(m).pkg);
                Some(("method", alt, pkg))
            }
            _ => None,
        };
        let shown = self.type_string(shown);
        let (sel, here) = (name.as_str(), Some(self.pkg));
        let relation = match alt {
            None => Relation::Missing,
            Some((_, _, pkg)) if pkg == here => Relation::Misspelled,
            Some((_, alt, _)) => match (name.is_exported(), alt.is_exported()) {
                (true, true) => Relation::Misspelled,
                (true, false) if tail(sel) == tail(alt.as_str()) => Relation::Unexported,
                (false, true) if tail(sel) == tail(alt.as_str()) => Relation::Misspelled,
                (false, false) if name == alt => Relation::Inaccessible,
                _ => Relation::Missing,
            },
        };
        let (what, alt) = alt.map_or(("object", Symbol::EMPTY), |(what, alt, _)| (what, alt));
        if struct_literal {
            match relation {
                Relation::Missing => {
                    format!("unknown field {sel} in struct literal of type {shown}")
                }
                Relation::Misspelled => format!(
                    "unknown field {sel} in struct literal of type {shown}, but does have {alt}"
                ),
                Relation::Unexported => format!(
                    "unknown field {sel} in struct literal of type {shown}, but does have unexported {alt}"
                ),
                Relation::Inaccessible => format!(
                    "cannot refer to unexported field {alt} in struct literal of type {shown}"
                ),
            }
        } else {
            match relation {
                Relation::Missing => format!("type {shown} has no field or method {sel}"),
                Relation::Misspelled => {
                    format!("type {shown} has no field or method {sel}, but does have {what} {alt}")
                }
                Relation::Unexported => format!(
                    "type {shown} has no field or method {sel}, but does have unexported {what} {alt}"
                ),
                Relation::Inaccessible => format!("cannot refer to unexported {what} {alt}"),
            }
        }
    }

    /// The name and package of the field at the end of a path.
    fn field_at(&self, ty: TypeId, path: &[u32]) -> Option<(Symbol, Option<PkgId>)> {
        let types = self.types;
        let mut ty = ty;
        let mut last = None;
        for &i in path {
            let mut under = types.underlying(ty);
            if let Type::Pointer(base) = types.get(under) {
                under = types.underlying(*base);
            }
            let Type::Struct(fields) = types.get(under) else { return None };
            let field = fields.get(i as usize)?;
            last = Some((field.name, field.pkg));
            ty = field.ty;
        }
        last
    }
}

/// How a name that isn't found relates to one that is.
enum Relation {
    /// There is nothing like it.
    Missing,
    /// It is spelled otherwise.
    Misspelled,
    /// It differs in the case of its first letter, and isn't exported.
    Unexported,
    /// It is the same name in another package.
    Inaccessible,
}

/// A name without its first character.
fn tail(name: &str) -> &str {
    let mut chars = name.chars();
    chars.next();
    chars.as_str()
}
