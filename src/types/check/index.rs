//! Index and slice expressions (`types2/index.go`).
//!
//! ```go
//! a[i]       // arrays, pointers to them, slices, strings, maps
//! s[1:n:cap] // arrays, pointers to them, slices, strings
//! f[int]     // an instantiation
//! ```

use super::{Checker, ErrorPos, Operand};
use crate::syntax::ast::{ExprId, ExprKind};
use crate::types::constant::{ConstKind, representable_const};
use crate::types::info::Mode;
use crate::types::store::{Basic, Type, TypeId};

/// What one type of an operand's type set yields when it is indexed.
struct Indexed {
    /// The key type of a map.
    key: Option<TypeId>,
    elem: TypeId,
    /// The length, if it is known, otherwise -1.
    len: i64,
    mode: Mode,
}

impl Checker<'_> {
    /// Checks `x[index]`. The result is true if that instantiates a function: then `x` is the
    /// generic function, and the caller instantiates it.
    pub fn index_expr(&mut self, x: &mut Operand, e: ExprId) -> bool {
        let types = self.types;
        let ExprKind::Index { x: operand, index } = self.expr_kind(e) else { return false };
        self.expr_or_type(x, *operand, true);
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(&[*index]);
                return false;
            }
            Mode::TypExpr => {
                x.invalidate();
                x.ty = self.var_type(e);
                if types.is_valid(x.ty) {
                    x.mode = Mode::TypExpr;
                }
                return false;
            }
            Mode::Value => {
                if let Type::Signature(sig) = types.get(x.ty)
                    && !sig.tparams.is_empty()
                {
                    return true;
                }
            }
            _ => {}
        }
        self.non_generic(None, x);
        if !x.is_valid() {
            return false;
        }
        if !self.is_complete(x.ty) {
            x.invalidate();
            return false;
        }
        match self.under(x.ty) {
            Type::Pointer(inner) | Type::Map { elem: inner, .. } if !self.is_complete(*inner) => {
                x.invalidate();
                return false;
            }
            _ => {}
        }

        let found = if types.is_type_param(x.ty) {
            self.indexed_type_param(x)
        } else {
            self.indexed(x, types.underlying(x.ty))
        };
        let Some(found) = found else {
            let unknown = !types.is_valid(types.underlying(x.ty)) || types.is_opaque(x.ty);
            if matches!(x.mode, Mode::Builtin(_)) || !unknown {
                let text = self.operand_string(x);
                self.error(self.ast().exprs[e].pos, format!("cannot index {text}"));
            }
            self.use_exprs(&[*index]);
            x.invalidate();
            x.ty = self.unknown_from(x.ty);
            return false;
        };
        let Some(index) = self.single_index(*index) else {
            x.invalidate();
            return false;
        };
        x.mode = found.mode;
        x.ty = found.elem;
        x.val = None;
        match found.key {
            Some(key_type) => {
                let mut key = Operand::new(self);
                self.generic_expr(&mut key, index, None);
                self.assignment(&mut key, Some(key_type), "map index");
                // An error there leaves the type of the element known.
                x.expr = Some(e);
            }
            None => {
                self.index(index, found.len);
            }
        }
        false
    }

    /// What indexing yields for an operand with this underlying type.
    fn indexed(&self, x: &Operand, under: TypeId) -> Option<Indexed> {
        let types = self.types;
        match types.get(under) {
            Type::Basic(_) if types.is_string(under) => {
                let len = match &x.val {
                    Some(val) if x.mode == Mode::Constant => val.string_len() as i64,
                    _ => -1,
                };
                let elem = types.basic(Basic::Byte);
                Some(Indexed { key: None, elem, len, mode: Mode::Value })
            }
            Type::Array { elem, len } => {
                let mode = if x.mode == Mode::Variable { Mode::Variable } else { Mode::Value };
                Some(Indexed { key: None, elem: *elem, len: *len, mode })
            }
            Type::Pointer(base) => match types.get(types.underlying(*base)) {
                Type::Array { elem, len } => {
                    Some(Indexed { key: None, elem: *elem, len: *len, mode: Mode::Variable })
                }
                _ => None,
            },
            Type::Slice(elem) => {
                Some(Indexed { key: None, elem: *elem, len: -1, mode: Mode::Variable })
            }
            Type::Map { key, elem } => {
                Some(Indexed { key: Some(*key), elem: *elem, len: -1, mode: Mode::MapIndex })
            }
            _ => None,
        }
    }

    /// What indexing yields for an operand of a type parameter: the types of its type set must
    /// have identical elements, and all or none of them be maps.
    fn indexed_type_param(&self, x: &Operand) -> Option<Indexed> {
        let types = self.types;
        let mut whole: Option<Indexed> = None;
        let ok = types.under_is(x.ty, |u| {
            let Some(one) = u.and_then(|u| self.indexed(x, u)) else { return false };
            let Some(whole) = &mut whole else {
                whole = Some(one);
                return true;
            };
            let same_key = match (whole.key, one.key) {
                (Some(a), Some(b)) => types.identical(a, b),
                (None, None) => true,
                _ => false,
            };
            if !same_key || !types.identical(whole.elem, one.elem) {
                return false;
            }
            if one.len >= 0 && one.len < whole.len {
                whole.len = one.len;
            }
            if one.mode == Mode::Value {
                whole.mode = Mode::Value;
            }
            true
        });
        if ok { whole } else { None }
    }

    /// Checks `operand[lo:hi:max]`.
    pub(super) fn slice_expr(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        operand: ExprId,
        index: &[Option<ExprId>; 3],
        full: bool,
    ) {
        let types = self.types;
        self.expr(None, x, operand);
        if !x.is_valid() {
            for &index in index.iter().flatten() {
                self.use_exprs(&[index]);
            }
            return;
        }
        let Some(common) = self.sliced_type(x) else {
            x.invalidate();
            return;
        };
        if let Type::Pointer(base) = self.under(x.ty)
            && !self.is_complete(*base)
        {
            x.invalidate();
            return;
        }

        let mut len = -1;
        let valid = match types.get(common) {
            Type::Basic(_) if types.is_string(common) => {
                if full {
                    let at = index[2].map_or(ErrorPos::Expr(e), ErrorPos::Expr);
                    self.error(at, "invalid operation: 3-index slice of string");
                    x.invalidate();
                    return;
                }
                if x.mode == Mode::Constant
                    && let Some(val) = &x.val
                {
                    len = val.string_len() as i64;
                }
                // Slicing an untyped string yields a string.
                if types.is_untyped(x.ty) {
                    x.ty = types.basic(Basic::String);
                }
                true
            }
            Type::Array { elem, len: array_len } => {
                if x.mode != Mode::Variable {
                    let text = self.operand_string(x);
                    self.error(&*x, format!("cannot slice unaddressable value {text}"));
                    x.invalidate();
                    return;
                }
                len = *array_len;
                x.ty = types.slice_of(*elem);
                true
            }
            Type::Pointer(base) => match self.under(*base) {
                Type::Array { elem, len: array_len } => {
                    len = *array_len;
                    x.ty = types.slice_of(*elem);
                    true
                }
                _ => false,
            },
            Type::Slice(_) => true,
            _ => false,
        };
        if !valid {
            if types.is_valid(common) && !types.is_opaque(common) {
                let text = self.operand_string(x);
                self.error(&*x, format!("cannot slice {text}"));
            }
            for &index in index.iter().flatten() {
                self.use_exprs(&[index]);
            }
            x.invalidate();
            return;
        }
        x.mode = Mode::Value;
        x.val = None;
        if full && (index[1].is_none() || index[2].is_none()) {
            self.error(e, "2nd and 3rd index required in 3-index slice");
            x.invalidate();
            return;
        }

        let mut bounds = [-1i64; 3];
        for (i, &index) in index.iter().enumerate() {
            bounds[i] = match index {
                Some(index) => {
                    let max = if len >= 0 { len.saturating_add(1) } else { -1 };
                    self.index(index, max).map_or(-1, |(_, constant)| constant)
                }
                None if i == 0 => 0,
                None => len,
            };
        }
        for (i, &low) in bounds[..2].iter().enumerate() {
            for (j, &high) in bounds.iter().enumerate().skip(i + 1) {
                if low > 0 && high >= 0 && high < low {
                    let at = index[j].map_or(ErrorPos::Expr(e), ErrorPos::Expr);
                    self.error(at, format!("invalid slice indices: {high} < {low}"));
                    return;
                }
            }
        }
    }

    /// The underlying type that all types of an operand's type set share for slicing; strings and
    /// byte slices together count as strings.
    fn sliced_type(&mut self, x: &Operand) -> Option<TypeId> {
        let types = self.types;
        let bytes = types.slice_of(types.basic(Basic::Byte));
        if !types.is_type_param(x.ty) {
            return Some(types.underlying(x.ty)); // an untyped string remains untyped
        }
        let mut first: Option<(TypeId, TypeId)> = None;
        let mut has_string = false;
        let mut error = None;
        types.all(x.ty, |t, u| {
            let (Some(t), Some(mut u)) = (t, u) else {
                error = Some(format!("no specific type in {}", self.type_string(x.ty)));
                return false;
            };
            if types.is_string(u) {
                u = bytes;
                has_string = true;
            }
            match first {
                None => first = Some((t, u)),
                Some((_, cu)) if types.identical(cu, u) => {}
                Some((ct, _)) => {
                    let (ct, t) = (self.type_string(ct), self.type_string(t));
                    error = Some(format!("{ct} and {t} have different underlying types"));
                    return false;
                }
            }
            true
        });
        if let Some(error) = error {
            let text = self.operand_string(x);
            self.error(x, format!("cannot slice {text}: {error}"));
            return None;
        }
        if has_string { Some(types.basic(Basic::String)) } else { first.map(|(_, u)| u) }
    }

    /// The only index of an index expression.
    fn single_index(&mut self, index: ExprId) -> Option<ExprId> {
        let ExprKind::List(list) = self.expr_kind(index) else { return Some(index) };
        let first = *list.first()?;
        if let Some(&second) = list.get(1) {
            self.error(second, "invalid operation: more than one index");
        }
        Some(first)
    }

    /// Checks an index, which must be below `max` unless that is negative. The result is its type,
    /// and its value if it is constant, otherwise -1; nothing if it isn't valid.
    pub fn index(&mut self, index: ExprId, max: i64) -> Option<(TypeId, i64)> {
        let mut x = Operand::new(self);
        self.expr(None, &mut x, index);
        if !self.is_valid_index(&mut x, "index", false) {
            return None;
        }
        let val = match &x.val {
            Some(val) if x.mode == Mode::Constant => val,
            _ => return Some((x.ty, -1)),
        };
        if val.kind() == ConstKind::Unknown {
            return None;
        }
        let v = val.to_int().int64_val()?;
        if max >= 0 && v >= max {
            let text = val.to_string();
            self.error(&x, format!("invalid argument: index {text} out of bounds [0:{max}]"));
            return None;
        }
        Some((x.ty, v))
    }

    /// Whether an operand can be an index, a length and the like.
    pub fn is_valid_index(&mut self, x: &mut Operand, what: &str, allow_negative: bool) -> bool {
        let types = self.types;
        if !x.is_valid() {
            return false;
        }
        self.convert_untyped(x, types.basic(Basic::Int));
        if !x.is_valid() || !types.is_valid(x.ty) {
            return false;
        }
        let problem = if !types.all_integer(x.ty) {
            if !types.is_valid(types.underlying(x.ty)) {
                return false;
            }
            "must be integer"
        } else {
            match &mut x.val {
                Some(val) if x.mode == Mode::Constant => {
                    if !allow_negative && val.sign() < 0 {
                        "must not be negative"
                    } else {
                        let mut int = val.clone();
                        if representable_const(val, Basic::Int, self.types.sizes(), Some(&mut int))
                        {
                            *val = int;
                            return true;
                        }
                        "overflows int"
                    }
                }
                _ => return true,
            }
        };
        let text = self.operand_string(x);
        self.error(&*x, format!("invalid argument: {what} {text} {problem}"));
        false
    }
}
