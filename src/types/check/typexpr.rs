//! Identifiers and type expressions (`types2/typexpr.go`).

use super::{Checker, Operand};
use crate::profile::language;
use crate::syntax::ast::{ExprId, ExprKind, Operator};
use crate::types::constant::{ConstKind, Value, representable_const};
use crate::types::info::Mode;
use crate::types::store::{Basic, ObjId, ObjectKind, Type, TypeId, VarKind};

/// A type expression that must be instantiated before it is a type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Generic {
    /// A generic type.
    Named(TypeId),
    /// A generic alias.
    Alias(ObjId),
}

impl<'a> Checker<'a> {
    /// What kind of object a name stands for, for messages.
    fn object_kind(&self, obj: ObjId) -> &'static str {
        match self.object(obj).kind {
            ObjectKind::PkgName(_) => "package name",
            ObjectKind::Const(_) => "constant",
            ObjectKind::TypeName { alias: true, .. } => "type alias",
            ObjectKind::TypeName { .. } => match self.obj_type(obj) {
                Some(ty) if self.types.is_type_param(ty) => "type parameter",
                _ => "defined type",
            },
            ObjectKind::Var(VarKind::Package) => "package-level variable",
            ObjectKind::Var(VarKind::Local) => "local variable",
            ObjectKind::Var(VarKind::Recv) => "receiver",
            ObjectKind::Var(VarKind::Param) => "parameter",
            ObjectKind::Var(VarKind::Result) => "result variable",
            ObjectKind::Func(ref info) => match info.recv.get() {
                Some(_) => "method",
                None => "function",
            },
            ObjectKind::Label => "label",
            ObjectKind::Builtin(_) => "built-in function",
            ObjectKind::Nil => "untyped nil",
        }
    }

    /// Checks an identifier; with `want_type`, it must name a type.
    pub fn ident(&mut self, x: &mut Operand, e: ExprId, want_type: bool) {
        x.mode = Mode::Invalid;
        x.ty = self.invalid_type();
        x.val = None;
        x.expr = Some(e);
        let name = self.ast().name(e);
        let Some((scope, obj)) = self.lookup_scope(name) else {
            if name.is_blank() {
                self.error(e, "cannot use _ as value or type");
            } else if let Some(&pkg) = self.unknown_dot_import.get(&self.env.file) {
                x.ty = self.types.unknown_value(pkg);
            } else if !name.is_empty() {
                self.error(e, format!("undefined: {name}"));
            }
            return;
        };
        let object = self.object(obj);
        if scope.is_none()
            && !self.allow_version(language::TYPE_PARAMETERS)
            && matches!(name.as_str(), "any" | "comparable")
        {
            self.version_error(e, language::TYPE_PARAMETERS, &format!("predeclared {name}"));
            return;
        }
        self.record_use(e, obj);
        let got_type = matches!(object.kind, ObjectKind::TypeName { .. });
        let own = object.pkg == Some(self.pkg);
        if !got_type && want_type {
            let kind = self.object_kind(obj);
            self.error(e, format!("{name} ({kind}) is not a type"));
            if own && matches!(object.kind, ObjectKind::Var(_)) {
                self.used_vars.insert(obj);
            }
            return;
        }
        if own
            && !(matches!(object.kind, ObjectKind::Func(_)) && self.is_pending(obj))
            && (object.ty.get().is_none()
                || got_type && (want_type || !self.pending_types.is_empty()))
        {
            self.obj_decl(obj);
        }
        if !self.dot_imports.is_empty()
            && let Some(scope) = scope
            && let Some(&pkg_name) = self.dot_imports.get(&(scope, name))
        {
            self.use_import(pkg_name);
        }
        let ty = object.ty.get().copied();
        let valid = ty.filter(|&ty| self.types.is_valid(ty));
        match &object.kind {
            ObjectKind::PkgName(_) => {
                self.error(e, format!("use of package {name} not in selector"));
                return;
            }
            ObjectKind::Const(value) => {
                self.add_decl_dep(obj);
                if valid.is_none() {
                    x.ty = self.unknown_from(ty.unwrap_or(x.ty));
                    return;
                }
                if obj == self.types.universe.iota() {
                    let Some(iota) = self.env.iota.clone() else {
                        self.error(e, "cannot use iota outside constant declaration");
                        return;
                    };
                    x.val = Some(iota);
                } else {
                    x.val = Some(value.get().cloned().unwrap_or(Value::Unknown));
                }
                x.mode = Mode::Constant;
            }
            ObjectKind::TypeName { .. } => {
                if ty.is_none() {
                    return;
                }
                x.mode = Mode::TypExpr;
            }
            ObjectKind::Var(_) => {
                if own {
                    self.used_vars.insert(obj);
                }
                self.add_decl_dep(obj);
                if valid.is_none() {
                    x.ty = self.unknown_from(ty.unwrap_or(x.ty));
                    return;
                }
                x.mode = Mode::Variable;
            }
            ObjectKind::Func(_) => {
                self.add_decl_dep(obj);
                if valid.is_none() {
                    if self.is_pending(obj) {
                        // The signature needs the function itself, as in `[unsafe.Sizeof(f)]int`.
                        x.mode = Mode::Value;
                        x.ty = match self.provisional_sigs.get(&obj) {
                            Some(&sig) => sig,
                            None => self.provisional_signature(Box::default()),
                        };
                    }
                    return;
                }
                x.mode = Mode::Value;
            }
            ObjectKind::Builtin(builtin) => x.mode = Mode::Builtin(*builtin),
            ObjectKind::Nil => x.mode = Mode::NilValue,
            ObjectKind::Label => return,
        }
        if let Some(ty) = ty {
            x.ty = ty;
        }
    }

    /// The type that an expression denotes.
    pub fn typ(&mut self, e: ExprId) -> TypeId {
        self.declared_type(e, None)
    }

    /// The type of a variable, field, element, ...: no constraint interface.
    pub fn var_type(&mut self, e: ExprId) -> TypeId {
        let ty = self.declared_type(e, None);
        self.valid_var_type(e, ty);
        ty
    }

    /// Refuses constraint interfaces as types of variables, as soon as that can be known.
    pub fn valid_var_type(&mut self, e: ExprId, ty: TypeId) {
        let types = self.types;
        match types.get(ty) {
            Type::Interface(interface) => {
                if interface.embeds.is_empty() && !interface.is_comparable {
                    return;
                }
            }
            Type::Named(named) => {
                let origin = types.named(*named).origin.unwrap_or(*named);
                if let Some(&underlying) = types.named(origin).underlying.get() {
                    match types.get(underlying) {
                        Type::Interface(interface)
                            if !interface.embeds.is_empty() || interface.is_comparable => {}
                        _ => return,
                    }
                }
            }
            _ => return,
        }
        if self.var_types.contains(&ty) {
            return;
        }
        self.later(move |check| {
            if check.types.under_interface(ty).is_none() {
                return;
            }
            let set = check.types.type_set(ty);
            if set.is_method_set() {
                check.var_types.insert(ty);
                return;
            }
            let why = if set.comparable {
                "interface is (or embeds) comparable"
            } else {
                "interface contains type constraints"
            };
            let name = check.type_string(ty);
            check.error(e, format!("cannot use type {name} outside a type constraint: {why}"));
        });
    }

    /// The type that an expression denotes; `def` is the type name that it declares, if any.
    pub fn declared_type(&mut self, e: ExprId, def: Option<ObjId>) -> TypeId {
        let mut ty = match self.type_internal(e, def) {
            Ok(ty) => ty,
            Err(generic) => {
                let name = match generic {
                    Generic::Named(ty) => self.type_string(ty),
                    Generic::Alias(obj) => self.generic_alias_string(obj),
                };
                self.error(e, format!("cannot use generic type {name} without instantiation"));
                self.invalid_type()
            }
        };
        if self.types.is_untyped(ty) {
            ty = self.invalid_type();
        }
        self.record_type_and_value(e, Mode::TypExpr, ty, None);
        ty
    }

    /// The generic alias that a checked name or qualified name refers to, if it does.
    pub(super) fn generic_alias_of(&self, e: Option<ExprId>) -> Option<ObjId> {
        let e = e?;
        let name = match *self.expr_kind(e) {
            ExprKind::Selector { sel, .. } => sel,
            ExprKind::Name(_) => e,
            _ => return None,
        };
        let obj = self.recorded_object(name)?;
        match &self.object(obj).kind {
            ObjectKind::TypeName { alias: true, alias_tparams }
                if alias_tparams.get().is_some_and(|list| !list.is_empty()) =>
            {
                Some(obj)
            }
            _ => None,
        }
    }

    /// A generic alias with its type parameters, as messages print it.
    pub(super) fn generic_alias_string(&self, obj: ObjId) -> String {
        let object = self.object(obj);
        let tparams = match &object.kind {
            ObjectKind::TypeName { alias_tparams, .. } => alias_tparams.get(),
            _ => None,
        };
        let list = tparams.map(|list| self.types.type_params_string(list)).unwrap_or_default();
        format!("{}{list}", object.name)
    }

    /// The generic type that an expression denotes, if it does; otherwise `cause` says why not,
    /// unless that was reported.
    pub(super) fn generic_type(
        &mut self,
        e: ExprId,
        cause: &mut Option<String>,
    ) -> Option<Generic> {
        match self.type_internal(e, None) {
            Ok(ty) => {
                if self.types.is_valid(ty) {
                    *cause = Some(format!("{} is not a generic type", self.type_string(ty)));
                }
                let ty = match self.types.get(ty) {
                    Type::Unknown(_) => ty,
                    _ => self.invalid_type(),
                };
                self.record_type_and_value(e, Mode::TypExpr, ty, None);
                None
            }
            Err(generic) => {
                let ty = match generic {
                    Generic::Named(ty) => Some(ty),
                    Generic::Alias(obj) => self.obj_type(obj),
                };
                let ty = ty.unwrap_or_else(|| self.invalid_type());
                self.record_type_and_value(e, Mode::TypExpr, ty, None);
                Some(generic)
            }
        }
    }

    fn type_name(&mut self, e: ExprId, name: ExprId, x: &Operand) -> Result<TypeId, Generic> {
        match x.mode {
            Mode::TypExpr => {
                if let Some(obj) = self.generic_alias_of(Some(name)) {
                    return Err(Generic::Alias(obj));
                }
                if self.types.is_generic(x.ty) {
                    return Err(Generic::Named(x.ty));
                }
                return Ok(x.ty);
            }
            Mode::Invalid => {
                // A type of a missing package has a name at least.
                if let Type::Unknown(unknown) = self.types.get(x.ty) {
                    let name = match *self.expr_kind(name) {
                        ExprKind::Selector { sel, .. } => self.ast().name(sel),
                        _ => self.ast().name(name),
                    };
                    return Ok(self.types.unknown_type(unknown.pkg, name, Box::default()));
                }
            }
            Mode::NoValue => {
                self.error(e, format!("{} used as type", self.operand_string(x)));
            }
            _ => self.error(e, format!("{} is not a type", self.operand_string(x))),
        }
        Ok(self.invalid_type())
    }

    fn not_a_type(&mut self, e: ExprId) -> TypeId {
        self.error(e, format!("{} is not a type", self.expr_string(e)));
        self.use_exprs(&[e]);
        self.invalid_type()
    }

    fn type_internal(&mut self, e: ExprId, def: Option<ObjId>) -> Result<TypeId, Generic> {
        let types = self.types;
        Ok(match self.expr_kind(e) {
            ExprKind::Bad => self.invalid_type(),
            ExprKind::Name(_) => {
                let mut x = Operand::new(self);
                self.ident(&mut x, e, true);
                return self.type_name(e, e, &x);
            }
            ExprKind::Selector { sel, .. } => {
                let mut x = Operand::new(self);
                self.selector(&mut x, e, true);
                return self.type_name(e, *sel, &x);
            }
            ExprKind::Index { x, index } => {
                self.verify_version(e, language::TYPE_PARAMETERS, |_| {
                    "type instantiation".to_owned()
                });
                let list = self.unpack(Some(*index));
                self.instantiated_type(*x, &list)
            }
            ExprKind::Paren(x) => self.declared_type(*x, def),
            ExprKind::ArrayType { len, elem } => {
                let len = match len {
                    Some(len) => self.array_length(*len),
                    None => {
                        self.error(e, "invalid use of [...] array (outside a composite literal)");
                        Err(self.invalid_type())
                    }
                };
                let elem = self.var_type(*elem);
                match len {
                    Ok(len) => types.array_of(elem, len),
                    Err(unknown) => unknown,
                }
            }
            ExprKind::SliceType(elem) => {
                let elem = self.var_type(*elem);
                types.slice_of(elem)
            }
            ExprKind::DotsType(_) => {
                self.error(e, "invalid use of ...");
                self.invalid_type()
            }
            ExprKind::StructType { fields, tags } => self.struct_type(fields, tags),
            ExprKind::Unary { op: Operator::Mul, x } => {
                let base = self.var_type(*x);
                match types.get(base) {
                    Type::Basic(Basic::Invalid) => base,
                    _ => types.pointer_to(base),
                }
            }
            ExprKind::FuncType { params, results } => self.signature_type(params, results),
            ExprKind::InterfaceType(elems) => self.interface_type(elems),
            ExprKind::MapType { key, value } => {
                let key_expr = *key;
                let key = self.var_type(key_expr);
                let elem = self.var_type(*value);
                self.check_map_key(key_expr, key);
                types.intern(Type::Map { key, elem })
            }
            ExprKind::ChanType { dir, elem } => {
                let elem = self.var_type(*elem);
                types.intern(Type::Chan { dir: *dir, elem })
            }
            ExprKind::BasicLit { .. }
            | ExprKind::CompositeLit { .. }
            | ExprKind::KeyValue { .. }
            | ExprKind::FuncLit { .. }
            | ExprKind::Slice { .. }
            | ExprKind::Assert { .. }
            | ExprKind::TypeSwitchGuard { .. }
            | ExprKind::Unary { .. }
            | ExprKind::Binary { .. }
            | ExprKind::Call { .. }
            | ExprKind::List(_) => self.not_a_type(e),
        })
    }

    fn check_map_key(&mut self, e: ExprId, key: TypeId) {
        if matches!(self.types.get(key), Type::Basic(_) | Type::Pointer(_) | Type::Chan { .. })
            || self.map_keys.contains(&key)
        {
            return;
        }
        self.later(move |check| {
            if !check.types.is_valid(key) || check.types.comparable(key) {
                check.map_keys.insert(key);
                return;
            }
            let why = if check.types.is_type_param(key) {
                " (missing comparable constraint)"
            } else {
                ""
            };
            let name = check.type_string(key);
            check.error(e, format!("invalid map key type {name}{why}"));
        });
    }

    /// `x[xlist]` as a type.
    pub fn instantiated_type(&mut self, x: ExprId, xlist: &[ExprId]) -> TypeId {
        let types = self.types;
        let mut cause = None;
        let generic = self.generic_type(x, &mut cause);
        if let Some(cause) = cause {
            let args: Vec<_> = xlist.iter().map(|&e| self.expr_string(e)).collect();
            let message = format!(
                "invalid operation: {}[{}] ({cause})",
                self.expr_string(x),
                args.join(", ")
            );
            self.error(x, message);
        }
        let targs = self.type_list(xlist);
        let Some(targs) = targs else { return self.invalid_type() };
        let Some(generic) = generic else {
            let recorded = self.recorded(x).map(|recorded| types.get(recorded.ty));
            return match recorded {
                Some(Type::Unknown(unknown)) => {
                    types.unknown_type(unknown.pkg, unknown.name, targs)
                }
                _ => self.invalid_type(),
            };
        };
        let (name, tparams): (_, &'a [TypeId]) = match generic {
            Generic::Named(ty) => {
                let Some(named) = types.as_named(ty) else { return self.invalid_type() };
                let facts = types.named(named);
                let tparams = facts.tparams.get().map(|list| &**list).unwrap_or_default();
                (self.object(facts.obj).name, tparams)
            }
            Generic::Alias(obj) => {
                let object = self.object(obj);
                let ObjectKind::TypeName { alias_tparams, .. } = &object.kind else {
                    return self.invalid_type();
                };
                (object.name, alias_tparams.get().map(|list| &**list).unwrap_or_default())
            }
        };
        if !self.validate_targ_len(x, name.as_str(), tparams.len(), targs.len()) {
            return self.invalid_type();
        }
        let inst = match generic {
            Generic::Named(ty) => match types.as_named(ty) {
                Some(named) => types.instantiate(named, &targs),
                None => return self.invalid_type(),
            },
            Generic::Alias(obj) => {
                let Some(rhs) = self.obj_type(obj) else { return self.invalid_type() };
                types.subst(rhs, tparams, &targs)
            }
        };
        self.record_instance(x, &targs, inst);
        if let Some(pos) = self.at_pos(x) {
            self.instance_pos.entry(inst).or_insert(pos);
        }
        let xlist: Box<[ExprId]> = xlist.into();
        self.later(move |check| {
            let types = check.types;
            match types.verify(tparams, &targs, &mut check.ctx()) {
                Err((i, message)) => check.error(xlist.get(i).copied().unwrap_or(x), message),
                Ok(()) => check.mono_instance(x, tparams, &targs, &xlist),
            }
        });
        inst
    }

    /// Reports a wrong number of type arguments.
    fn validate_targ_len(&mut self, at: ExprId, name: &str, want: usize, got: usize) -> bool {
        let qualifier = match got.cmp(&want) {
            std::cmp::Ordering::Less => "not enough",
            std::cmp::Ordering::Greater => "too many",
            std::cmp::Ordering::Equal => return true,
        };
        self.error(
            at,
            format!("{qualifier} type arguments for type {name}: have {got}, want {want}"),
        );
        false
    }

    /// The types that expressions denote; nothing if one of them is wrong.
    pub fn type_list(&mut self, list: &[ExprId]) -> Option<Box<[TypeId]>> {
        let mut valid = true;
        let types: Box<[TypeId]> = list
            .iter()
            .map(|&e| {
                let ty = self.var_type(e);
                valid &= self.types.is_valid(ty);
                ty
            })
            .collect();
        valid.then_some(types)
    }

    /// The length of an array type, not negative; otherwise the unknown type, by what it rests on.
    pub fn array_length(&mut self, e: ExprId) -> Result<i64, TypeId> {
        if let ExprKind::Name(name) = *self.expr_kind(e) {
            let Some(obj) = self.lookup(name) else {
                if let Some(&pkg) = self.unknown_dot_import.get(&self.env.file) {
                    return Err(self.types.unknown_value(pkg));
                }
                let message = format!("undefined array length {name} or missing type constraint");
                self.error(e, message);
                return Err(self.invalid_type());
            };
            if !matches!(self.object(obj).kind, ObjectKind::Const(_)) {
                self.error(e, format!("invalid array length {name}"));
                return Err(self.invalid_type());
            }
        }
        let mut x = Operand::new(self);
        let in_alias = std::mem::replace(&mut self.env.in_alias, false);
        self.expr(None, &mut x, e);
        self.env.in_alias = in_alias;
        if x.mode != Mode::Constant {
            if x.is_valid() {
                let text = self.operand_string(&x);
                self.error(&x, format!("array length {text} must be constant"));
            }
            return Err(self.unknown_from(x.ty));
        }
        let is_integer = self.types.is_integer(x.ty);
        if (self.types.is_untyped(x.ty) || is_integer)
            && let Some(value) = &x.val
        {
            let value = value.to_int();
            if value.kind() == ConstKind::Unknown && matches!(x.val, Some(Value::Unknown)) {
                return Err(self.invalid_type());
            }
            if value.kind() == ConstKind::Int
                && representable_const(&value, Basic::Int, self.types.sizes(), None)
                && let Some(n) = value.int64_val()
                && n >= 0
            {
                return Ok(n);
            }
        }
        let text = self.operand_string(&x);
        if is_integer {
            self.error(&x, format!("invalid array length {text}"));
        } else {
            self.error(&x, format!("array length {text} must be integer"));
        }
        Err(self.invalid_type())
    }
}
