//! Literals: basic, function and composite ones (`types2/literals.go`).

use rustc_hash::FxHashSet;

use super::{Checker, Operand};
use crate::profile::language;
use crate::syntax::ast::{ExprId, ExprKind, LitKind, Offset, StmtId};
use crate::types::constant::{ConstKind, Value};
use crate::types::info::{Mode, Selection, SelectionKind};
use crate::types::lookup::Lookup;
use crate::types::store::{Basic, Field, Type, TypeId};

/// Longer numbers are refused.
const MAX_LITERAL: usize = 10_000;

/// The fields that a literal has given so far, as paths.
#[derive(Default)]
struct Visited {
    in_order: Vec<Box<[u32]>>,
    paths: FxHashSet<Box<[u32]>>,
    /// Whether one of them is promoted.
    promoted: bool,
}

impl Visited {
    fn push(&mut self, path: Box<[u32]>) {
        self.promoted |= path.len() > 1;
        self.paths.insert(path.clone());
        self.in_order.push(path);
    }
}

impl Checker<'_> {
    /// A number, rune or string.
    pub(super) fn basic_lit(&mut self, x: &mut Operand, e: ExprId, text: &str, kind: LitKind) {
        if matches!(kind, LitKind::Int | LitKind::Float | LitKind::Imag) {
            if !self.allow_version(language::NUMBER_LITERALS) {
                self.lang_compat(e, text, kind);
            }
            if text.len() > MAX_LITERAL {
                let start: String = text.chars().take(10).collect();
                let len = text.len();
                self.error(e, format!("excessively long constant: {start}... ({len} chars)"));
                return;
            }
        }
        let value = Value::from_literal(text, kind);
        if value.kind() == ConstKind::Unknown {
            self.error(e, format!("malformed constant: {text}"));
            return;
        }
        x.mode = Mode::Constant;
        x.ty = self.types.basic(match kind {
            LitKind::Int => Basic::UntypedInt,
            LitKind::Float => Basic::UntypedFloat,
            LitKind::Imag => Basic::UntypedComplex,
            LitKind::Rune => Basic::UntypedRune,
            LitKind::String => Basic::UntypedString,
        });
        x.val = Some(value);
        x.expr = Some(e);
        self.overflow(x, e.into());
    }

    /// Refuses numbers that are written as only later versions of the language can read.
    fn lang_compat(&mut self, e: ExprId, text: &str, kind: LitKind) {
        let what = match text.as_bytes() {
            s if s.len() <= 2 => return,
            s if s.contains(&b'_') => "underscore in numeric literal",
            [b'0', b'b' | b'B', ..] => "binary literal",
            [b'0', b'o' | b'O', ..] => "0o/0O-style octal literal",
            [b'0', b'x' | b'X', ..] if kind != LitKind::Int => "hexadecimal floating-point literal",
            _ => return,
        };
        self.version_error(e, language::NUMBER_LITERALS, what);
    }

    /// `func(...) { ... }`: the body is checked later, when the types around it are complete.
    pub(super) fn func_lit(&mut self, x: &mut Operand, ty: ExprId, body: StmtId) {
        let func = self.func_lit_type(ty);
        let sig = func.sig;
        let decl = self.env.decl;
        let iota = self.env.iota.clone();
        self.later(move |check| check.func_body(decl, func, body, iota));
        x.mode = Mode::Value;
        x.ty = sig;
    }

    /// `ty{elems}`; without a type it is an element of another literal, of type `hint`.
    pub(super) fn composite_lit(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        ty: Option<ExprId>,
        elems: &[ExprId],
        rbrace: Offset,
        hint: Option<TypeId>,
    ) {
        let types = self.types;
        let ast = self.ast();
        let mut open_array = None;
        let (lit_type, base) = match (ty, hint) {
            (Some(ty), _) => {
                if let ExprKind::ArrayType { len: None, elem } = ast.exprs[ty].kind {
                    // [...]T: the elements tell the length.
                    let elem = self.var_type(elem);
                    open_array = Some((ty, elem));
                    let unknown = types.array_of(elem, -1);
                    (unknown, unknown)
                } else {
                    let ty = self.typ(ty);
                    (ty, ty)
                }
            }
            (None, Some(hint)) => {
                // An element of type *T is &T{...}.
                let base = match self.common_type(hint) {
                    Some(u) => match types.get(u) {
                        Type::Pointer(base) => *base,
                        _ => hint,
                    },
                    None => hint,
                };
                (hint, base)
            }
            (None, None) => {
                self.error(e, "missing type in composite literal");
                (types.invalid(), types.invalid())
            }
        };
        if !self.is_complete(base) {
            x.invalidate();
            return;
        }

        let mut lit_type = lit_type;
        let under = self.common_type(base);
        match under.map(|u| types.get(u)) {
            Some(Type::Struct(fields)) => {
                let keyed = elems
                    .first()
                    .is_some_and(|&e| matches!(ast.exprs[e].kind, ExprKind::KeyValue { .. }));
                if keyed {
                    self.keyed_fields(x, under.unwrap_or(base), base, elems);
                } else if !elems.is_empty() {
                    self.positional_fields(x, fields, base, elems, rbrace);
                }
            }
            Some(Type::Array { elem, len }) => {
                let n = self.indexed_elems(elems, *elem, *len);
                if *len < 0 {
                    let whole = types.array_of(*elem, n);
                    if let Some((ty, _)) = open_array {
                        lit_type = whole;
                        self.record_type_and_value(ty, Mode::TypExpr, whole, None);
                    } else if matches!(types.get(lit_type), Type::Array { .. }) {
                        // The written length has an error.
                        lit_type = whole;
                        if let Some(ty) = ty {
                            self.record_type_and_value(ty, Mode::TypExpr, whole, None);
                        }
                    }
                }
            }
            Some(Type::Slice(elem)) => {
                self.indexed_elems(elems, *elem, -1);
            }
            Some(Type::Map { key, elem }) => self.map_elems(x, *key, *elem, elems),
            other => {
                let valid = !matches!(other, Some(Type::Basic(Basic::Invalid) | Type::Unknown(_)));
                for &e in elems {
                    let value = match ast.exprs[e].kind {
                        ExprKind::KeyValue { value, .. } => value,
                        _ => e,
                    };
                    if valid || types.missing_in(base).is_none() {
                        self.use_exprs(&[value]);
                    } else {
                        // What has no type of its own is of one of that package, too.
                        self.generic_expr(x, value, Some(self.unknown_from(base)));
                    }
                }
                if valid && !types.has_unknown_constraint(base) {
                    let element = if ty.is_none() { " element" } else { "" };
                    let cause = if other.is_none() { " (no common underlying type)" } else { "" };
                    let text = self.type_string(lit_type);
                    self.error(e, format!("invalid composite literal{element} type {text}{cause}"));
                    x.invalidate();
                    return;
                }
            }
        }
        x.mode = Mode::Value;
        x.ty = lit_type;
        x.val = None;
    }

    /// `T{f: v, g: w}`.
    fn keyed_fields(&mut self, x: &mut Operand, under: TypeId, base: TypeId, elems: &[ExprId]) {
        let types = self.types;
        let ast = self.ast();
        let mut visited = Visited::default();
        for &e in elems {
            let ExprKind::KeyValue { key, value } = ast.exprs[e].kind else {
                self.error(e, "mixture of field:value and value elements in struct literal");
                continue;
            };
            self.generic_expr(x, value, None);
            let ExprKind::Name(name) = ast.exprs[key].kind else {
                let text = self.expr_string(key);
                self.error(e, format!("invalid field name {text} in struct literal"));
                continue;
            };
            let found = types.lookup_field_or_method(under, false, Some(self.pkg), name, false);
            let (path, ty, indirect) = match found {
                Lookup::Field { path, ty, indirect, .. } => (path, ty, indirect),
                Lookup::Method { .. } => {
                    self.error(key, format!("{name} is not a field"));
                    continue;
                }
                _ => {
                    let message = self.lookup_error(base, under, false, name, true);
                    self.error(key, message);
                    continue;
                }
            };
            if path.len() > 1
                && !self.verify_version(key, language::PROMOTED_FIELDS_IN_LITERALS, |check| {
                    let path = types.field_path(under, &path);
                    let ty = check.type_string(base);
                    format!("use of promoted field {path} in struct literal of type {ty}")
                })
            {
                continue;
            }
            if indirect {
                self.error(key, format!("invalid implicit pointer indirection to reach {name}"));
                continue;
            }
            if path.len() > 1 {
                self.record_selection(
                    key,
                    Selection {
                        kind: SelectionKind::Field,
                        recv: base,
                        path: path.clone(),
                        method: None,
                        ty,
                        indirect,
                    },
                );
            }
            self.assignment(x, Some(ty), "struct literal");
            self.check_visited(&mut visited, e, under, path);
        }
    }

    /// Refuses a field that is given twice, or with a field that it is part of.
    fn check_visited(&mut self, visited: &mut Visited, e: ExprId, under: TypeId, path: Box<[u32]>) {
        let name = |path: &[u32]| {
            let full = self.types.field_path(under, path);
            full.rsplit('.').next().unwrap_or_default().to_owned()
        };
        let mut message = None;
        if visited.paths.contains(&path) {
            message = Some(format!("duplicate field name {} in struct literal", name(&path)));
        } else if path.len() > 1 || visited.promoted {
            for other in &visited.in_order {
                if path.starts_with(other.as_ref()) {
                    message = Some(format!(
                        "cannot specify promoted field {} and enclosing embedded field {}",
                        name(&path),
                        name(other)
                    ));
                } else if other.starts_with(&path) {
                    message = Some(format!(
                        "cannot specify embedded field {} and enclosed promoted field {}",
                        name(&path),
                        name(other)
                    ));
                }
            }
        }
        match message {
            Some(message) => self.error(e, message),
            None => visited.push(path),
        }
    }

    /// `T{v, w}`.
    fn positional_fields(
        &mut self,
        x: &mut Operand,
        fields: &[Field],
        base: TypeId,
        elems: &[ExprId],
        rbrace: Offset,
    ) {
        let ast = self.ast();
        for (i, &e) in elems.iter().enumerate() {
            if matches!(ast.exprs[e].kind, ExprKind::KeyValue { .. }) {
                self.error(e, "mixture of field:value and value elements in struct literal");
                continue;
            }
            self.generic_expr(x, e, None);
            let Some(field) = fields.get(i) else {
                let ty = self.type_string(base);
                self.error(&*x, format!("too many values in struct literal of type {ty}"));
                break;
            };
            if !field.name.is_exported() && field.pkg != Some(self.pkg) {
                let ty = self.type_string(base);
                self.error(
                    &*x,
                    format!(
                        "implicit assignment to unexported field {} in struct literal of type {ty}",
                        field.name
                    ),
                );
                continue;
            }
            self.assignment(x, Some(field.ty), "struct literal");
        }
        if elems.len() < fields.len() {
            let hidden = fields.iter().any(|f| !f.name.is_exported() && f.pkg != Some(self.pkg));
            let hint =
                if hidden { " (type has unexported fields - use key:value pairs)" } else { "" };
            let ty = self.type_string(base);
            self.error(rbrace, format!("too few values in struct literal of type {ty}{hint}"));
        }
    }

    /// `map[K]V{k: v}`.
    fn map_elems(&mut self, x: &mut Operand, key_type: TypeId, elem: TypeId, elems: &[ExprId]) {
        let types = self.types;
        let ast = self.ast();
        let key_is_interface = types.is_non_type_param_interface(key_type);
        // Keys that are equal but of different types differ if the key type is an interface.
        let mut visited: FxHashSet<(String, Option<TypeId>)> = FxHashSet::default();
        for &e in elems {
            let ExprKind::KeyValue { key, value } = ast.exprs[e].kind else {
                self.error(e, "missing key in map literal");
                continue;
            };
            self.generic_expr(x, key, Some(key_type));
            self.assignment(x, Some(key_type), "map literal");
            if !x.is_valid() {
                continue;
            }
            if x.mode == Mode::Constant
                && let Some(val) = x.val.as_ref().filter(|val| val.kind() != ConstKind::Unknown)
                && elems.len() > 1
            {
                let ty = key_is_interface.then(|| types.canon(x.ty));
                if !visited.insert((key_value(val), ty)) {
                    let text = val.to_string();
                    self.error(&*x, format!("duplicate key {text} in map literal"));
                    continue;
                }
            }
            self.generic_expr(x, value, Some(elem));
            self.assignment(x, Some(elem), "map literal");
        }
    }

    /// The elements of an array or slice literal; the result is its length. A negative `length`
    /// is unknown.
    fn indexed_elems(&mut self, elems: &[ExprId], elem: TypeId, length: i64) -> i64 {
        let ast = self.ast();
        let any_keyed =
            elems.iter().any(|&e| matches!(ast.exprs[e].kind, ExprKind::KeyValue { .. }));
        let mut visited = FxHashSet::default();
        let (mut index, mut max) = (0i64, 0i64);
        let mut x = Operand::new(self);
        for &e in elems {
            let mut valid = false;
            let mut value = e;
            if let ExprKind::KeyValue { key, value: v } = ast.exprs[e].kind {
                if let Some((_, constant)) = self.index(key, length) {
                    if constant >= 0 {
                        index = constant;
                        valid = true;
                    } else {
                        let text = self.expr_string(key);
                        self.error(e, format!("index {text} must be integer constant"));
                    }
                }
                value = v;
            } else if length >= 0 && index >= length {
                self.error(e, format!("index {index} is out of bounds (>= {length})"));
            } else {
                valid = true;
            }
            if valid && any_keyed && !visited.insert(index) {
                self.error(e, format!("duplicate index {index} in array or slice literal"));
            }
            index = index.saturating_add(1);
            max = max.max(index);
            self.generic_expr(&mut x, value, Some(elem));
            self.assignment(&mut x, Some(elem), "array or slice literal");
        }
        max
    }
}

/// A text that equal constants share: `1`, `1.0` and `1 + 0i` are the same key.
fn key_value(value: &Value) -> String {
    match value.kind() {
        ConstKind::Unknown => "?".to_owned(),
        ConstKind::Bool => value.to_string(),
        ConstKind::String => {
            std::iter::once('"').chain(value.string_val().iter().map(|&b| char::from(b))).collect()
        }
        ConstKind::Int | ConstKind::Float | ConstKind::Complex => {
            let float = value.to_float();
            if float.kind() == ConstKind::Unknown {
                return format!(
                    "{:?} {:?}",
                    value.real().float64_val(),
                    value.imag().float64_val()
                );
            }
            let int = float.to_int();
            if int.kind() == ConstKind::Int {
                int.exact_string()
            } else {
                format!("{:?}", float.float64_val())
            }
        }
    }
}
