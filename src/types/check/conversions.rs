//! Assignability and conversions (`types2/operand.go`, `types2/conversions.go`).
//!
//! ```go
//! []byte("x")       // string and byte slices
//! [4]int(slice)     // slices to arrays, Go 1.20
//! T(x)              // a type parameter: to each type of its type set
//! ```

use super::{Checker, Operand};
use crate::profile::language::{self, requires};
use crate::types::constant::{Value, representable_const};
use crate::types::info::Mode;
use crate::types::store::{Basic, Term, Type, TypeId};

impl Checker<'_> {
    /// Whether `x` may be assigned to a variable of type `target`; if not, the cause may say why.
    pub fn assignable_to(
        &mut self,
        x: &Operand,
        target: TypeId,
        cause: Option<&mut String>,
    ) -> bool {
        let types = self.types;
        if !x.is_valid() || !types.is_valid(target) || x.ty == target {
            return true;
        }
        if types.is_untyped(x.ty) {
            if types.is_type_param(target) {
                // It must be representable in each specific type.
                return types.all(target, |t, _| {
                    t.is_some_and(|t| self.implicit_type_and_value(x, t).is_ok())
                });
            }
            return self.implicit_type_and_value(x, target).is_ok();
        }
        types.assignable_typed(x.ty, target, &mut self.ctx(), cause)
    }

    /// Checks the conversion of `x` to `target`.
    pub fn conversion(&mut self, x: &mut Operand, target: TypeId) {
        let types = self.types;
        let const_arg = x.mode == Mode::Constant;
        let mut cause = String::new();
        let ok = if const_arg && types.is_const_type(target) {
            match self.const_convertible(x, target) {
                Some(value) => {
                    x.val = Some(value);
                    true
                }
                None => {
                    if types.is_integer(x.ty) && types.is_integer(target) {
                        let value = x.val.as_ref().map(ToString::to_string).unwrap_or_default();
                        let ty = self.type_string(target);
                        self.error(&*x, format!("constant {value} overflows {ty}"));
                        x.invalidate();
                        return;
                    }
                    false
                }
            }
        } else if const_arg && types.is_type_param(target) {
            let ok = types.under_is(target, |u| {
                let Some(u) = u else {
                    let ty = self.type_string(target);
                    cause = format!("{ty} does not contain specific types");
                    return false;
                };
                if types.is_string(x.ty) && types.is_bytes_or_runes(u)
                    || self.const_convertible(x, u).is_some()
                {
                    return true;
                }
                let (ty, set) = (self.type_string(u), self.type_string(target));
                cause = if types.is_integer(x.ty) && types.is_integer(u) {
                    let value = x.val.as_ref().map(ToString::to_string).unwrap_or_default();
                    format!("constant {value} overflows {ty} (in {set})")
                } else {
                    let text = self.operand_string(x);
                    format!("cannot convert {text} to type {ty} (in {set})")
                };
                false
            });
            x.mode = Mode::Value; // values of type parameters are no constants
            ok
        } else if self.convertible_to(x, target, &mut cause) {
            x.mode = Mode::Value;
            true
        } else {
            false
        };

        if !ok {
            let text = self.operand_string(x);
            let ty = self.type_string(target);
            let colon = if cause.is_empty() { "" } else { ": " };
            self.error(&*x, format!("cannot convert {text} to type {ty}{colon}{cause}"));
            x.invalidate();
            return;
        }

        if types.is_untyped(x.ty) {
            let is_nil = matches!(types.get(x.ty), Type::Basic(Basic::UntypedNil));
            let argument_type = if is_nil {
                target
            } else if types.is_non_type_param_interface(target)
                || const_arg && !types.is_const_type(target)
            {
                // []byte("foo"): the constant is a string.
                types.default_type(x.ty)
            } else if x.mode == Mode::Constant && types.is_integer(x.ty) && types.all_string(target)
            {
                x.ty // string(65)
            } else {
                target
            };
            if let Some(e) = x.expr {
                self.update_expr_type(e, argument_type, true);
            }
        }
        if x.mode != Mode::Constant {
            x.val = None;
        }
        x.ty = target;
    }

    /// The value of a constant converted to a type whose underlying type is basic.
    fn const_convertible(&self, x: &Operand, target: TypeId) -> Option<Value> {
        let types = self.types;
        let value = x.val.as_ref()?;
        let Type::Basic(basic) = self.under(target) else { return None };
        let mut converted = value.clone();
        if representable_const(value, *basic, self.types.sizes(), Some(&mut converted)) {
            return Some(converted);
        }
        if types.is_integer(x.ty) && types.is_string(target) {
            let code = value.uint64_val().and_then(|v| u32::try_from(v).ok());
            let c = code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
            return Some(Value::string(c.encode_utf8(&mut [0; 4]).as_bytes()));
        }
        None
    }

    /// Whether the conversion of a value `x` to `target` is valid; if not, the cause may say why.
    pub fn convertible_to(&mut self, x: &Operand, target: TypeId, cause: &mut String) -> bool {
        let types = self.types;
        if self.assignable_to(x, target, Some(cause)) {
            return true;
        }
        let (v, t) = (x.ty, target);
        if types.has_unknown_constraint(v) || types.has_unknown_constraint(t) {
            return true;
        }
        let (vu, tu) = (types.underlying(v), types.underlying(t));
        let (v_param, t_param) = (types.is_type_param(v), types.is_type_param(t));

        if types.identical_ignore_tags(vu, tu) && !v_param && !t_param {
            return true;
        }
        if let (Type::Pointer(vb), Type::Pointer(tb)) = (types.get(v), types.get(t))
            && types.identical_ignore_tags(types.underlying(*vb), types.underlying(*tb))
            && !types.is_type_param(*vb)
            && !types.is_type_param(*tb)
        {
            return true;
        }
        if types.is_integer_or_float(vu) && types.is_integer_or_float(tu)
            || types.is_complex(vu) && types.is_complex(tu)
            || (types.is_integer(vu) || types.is_bytes_or_runes(vu)) && types.is_string(tu)
            || types.is_string(vu) && types.is_bytes_or_runes(tu)
        {
            return true;
        }
        let is = |u, basic| matches!(types.get(u), Type::Basic(b) if *b == basic);
        let pointer_like = |u| matches!(types.get(u), Type::Pointer(_)) || is(u, Basic::Uintptr);
        if pointer_like(vu) && is(tu, Basic::UnsafePointer)
            || is(vu, Basic::UnsafePointer) && pointer_like(tu)
        {
            return true;
        }
        if let Type::Slice(elem) = types.get(vu) {
            match types.get(tu) {
                Type::Array { elem: to, .. } if types.identical(*elem, *to) => {
                    if self.allow_version(language::SLICE_TO_ARRAY) {
                        return true;
                    }
                    *cause = format!(
                        "conversion of slice to array {}",
                        requires(language::SLICE_TO_ARRAY)
                    );
                    return false;
                }
                Type::Pointer(base) => {
                    if let Type::Array { elem: to, .. } = self.under(*base)
                        && types.identical(*elem, *to)
                    {
                        if self.allow_version(language::SLICE_TO_ARRAY_POINTER) {
                            return true;
                        }
                        *cause = format!(
                            "conversion of slice to array pointer {}",
                            requires(language::SLICE_TO_ARRAY_POINTER)
                        );
                        return false;
                    }
                }
                _ => {}
            }
        }
        if !v_param && !t_param {
            return false;
        }

        // Each type of a type parameter's type set must convert.
        let from = if v_param { self.specific_types(v) } else { vec![v] };
        let to = if t_param { self.specific_types(t) } else { vec![t] };
        if from.is_empty() || to.is_empty() {
            return false;
        }
        let mut x = x.clone();
        for &from in &from {
            x.ty = from;
            for &to in &to {
                if self.convertible_to(&x, to, cause) {
                    continue;
                }
                let inside = |ty, param: bool, set| {
                    if param {
                        format!("{} (in {})", self.type_string(ty), self.type_string(set))
                    } else {
                        self.type_string(ty)
                    }
                };
                let mut message = format!(
                    "cannot convert {} to type {}",
                    inside(from, v_param, v),
                    inside(to, t_param, t)
                );
                if !cause.is_empty() {
                    message.push_str("\n\t");
                    message.push_str(cause);
                }
                *cause = message;
                return false;
            }
        }
        true
    }

    /// The types of the terms of a type parameter's type set; none if there are no terms.
    fn specific_types(&self, tparam: TypeId) -> Vec<TypeId> {
        match &self.types.type_set(self.types.underlying(tparam)).terms {
            Some(terms) => terms.iter().map(|term: &Term| term.ty).collect(),
            None => Vec::new(),
        }
    }
}
