//! Calls of built-in functions (`types2/builtins.go`), package unsafe's included.
//!
//! ```go
//! append([]byte(nil), "text"...)
//! new(f(x)) // Go 1.26: a variable with the value of f(x)
//! min(x, 2, y)
//! ```

mod numbers;
mod package_unsafe;

use super::expr::Exclude;
use super::{Checker, Operand};
use crate::profile::language;
use crate::syntax::ast::{ChanDir, ExprId, ExprKind};
use crate::types::constant::Value;
use crate::types::info::Mode;
use crate::types::store::{Basic, Builtin, ObjectKind, Type, TypeId};

/// How a built-in function is called: its name, the number of arguments, and whether there may be
/// more.
fn shape(builtin: Builtin) -> (&'static str, usize, bool) {
    match builtin {
        Builtin::Append => ("append", 1, true),
        Builtin::Cap => ("cap", 1, false),
        Builtin::Clear => ("clear", 1, false),
        Builtin::Close => ("close", 1, false),
        Builtin::Complex => ("complex", 2, false),
        Builtin::Copy => ("copy", 2, false),
        Builtin::Delete => ("delete", 2, false),
        Builtin::Imag => ("imag", 1, false),
        Builtin::Len => ("len", 1, false),
        Builtin::Make => ("make", 1, true),
        Builtin::Max => ("max", 1, true),
        Builtin::Min => ("min", 1, true),
        Builtin::New => ("new", 1, false),
        Builtin::Panic => ("panic", 1, false),
        Builtin::Print => ("print", 0, true),
        Builtin::Println => ("println", 0, true),
        Builtin::Real => ("real", 1, false),
        Builtin::Recover => ("recover", 0, false),
        Builtin::UnsafeAdd => ("Add", 2, false),
        Builtin::UnsafeAlignof => ("Alignof", 1, false),
        Builtin::UnsafeOffsetof => ("Offsetof", 1, false),
        Builtin::UnsafeSizeof => ("Sizeof", 1, false),
        Builtin::UnsafeSlice => ("Slice", 2, false),
        Builtin::UnsafeSliceData => ("SliceData", 1, false),
        Builtin::UnsafeString => ("String", 2, false),
        Builtin::UnsafeStringData => ("StringData", 1, false),
    }
}

impl Checker<'_> {
    /// Checks a call of a built-in function; whether it is valid. The result is in `x`, whose
    /// expression is not set.
    pub(super) fn builtin(&mut self, x: &mut Operand, call: ExprId, builtin: Builtin) -> bool {
        let ExprKind::Call { args: arg_exprs, has_dots, .. } = self.expr_kind(call) else {
            return false;
        };
        let (name, want, variadic) = shape(builtin);
        if *has_dots && builtin != Builtin::Append {
            self.error(call, format!("invalid operation: invalid use of ... with built-in {name}"));
            self.use_exprs(arg_exprs);
            return false;
        }

        // len(x) and cap(x) are constant unless x has calls or receives.
        let outer = self.env.has_call_or_recv;
        let sizes = matches!(builtin, Builtin::Len | Builtin::Cap);
        if sizes {
            self.env.has_call_or_recv = false;
        }
        let valid = self.builtin_call(x, call, builtin, arg_exprs, name, want, variadic);
        if sizes {
            self.env.has_call_or_recv = outer;
        }
        if valid && x.mode != Mode::Constant {
            x.val = None;
        }
        valid
    }

    #[allow(clippy::too_many_arguments, reason = "what `builtin` found out, spelled out once")]
    fn builtin_call(
        &mut self,
        x: &mut Operand,
        call: ExprId,
        builtin: Builtin,
        arg_exprs: &[ExprId],
        name: &str,
        want: usize,
        variadic: bool,
    ) -> bool {
        // These look at their arguments themselves.
        let special = matches!(builtin, Builtin::Make | Builtin::New | Builtin::UnsafeOffsetof);
        let mut args = Vec::new();
        let mut nargs = arg_exprs.len();
        if !special {
            args = self.expr_list(arg_exprs);
            nargs = args.len();
            if let Some(unknown) = args.iter().find(|arg| !arg.is_valid()) {
                if builtin == Builtin::Panic && self.types.missing_in(unknown.ty).is_some() {
                    self.is_panic.insert((self.env.top, call));
                }
                return false;
            }
            if let Some(first) = args.first() {
                *x = first.clone();
            }
        }
        if nargs < want || !variadic && nargs > want {
            let problem = if nargs < want { "not enough" } else { "too many" };
            let text = self.expr_string(call);
            self.error(
                call,
                format!(
                    "invalid operation: {problem} arguments for {text} (expected {want}, found {nargs})"
                ),
            );
            return false;
        }
        match builtin {
            Builtin::Append => self.builtin_append(x, call, &mut args),
            Builtin::Cap | Builtin::Len => self.builtin_len(x, builtin == Builtin::Len, name),
            Builtin::Clear => self.builtin_clear(x, call),
            Builtin::Close => self.builtin_close(x),
            Builtin::Complex => self.builtin_complex(x, call, &mut args),
            Builtin::Copy => self.builtin_copy(x, &mut args),
            Builtin::Delete => self.builtin_delete(x, &mut args),
            Builtin::Imag | Builtin::Real => self.builtin_real(x, builtin == Builtin::Real, name),
            Builtin::Make => self.builtin_make(x, call, arg_exprs),
            Builtin::Max | Builtin::Min => {
                self.builtin_min(x, call, &mut args, builtin == Builtin::Max, name)
            }
            Builtin::New => self.builtin_new(x, call, arg_exprs),
            Builtin::Panic => {
                self.is_panic.insert((self.env.top, call));
                let any = self.types.universe.empty_interface();
                self.assignment(x, Some(any), "argument to panic");
                if !x.is_valid() {
                    return false;
                }
                self.no_value(x)
            }
            Builtin::Print | Builtin::Println => {
                let context = format!("argument to built-in {name}");
                for arg in &mut args {
                    self.assignment(arg, None, &context);
                    if !arg.is_valid() {
                        return false;
                    }
                }
                self.no_value(x)
            }
            Builtin::Recover => {
                x.mode = Mode::Value;
                x.ty = self.types.universe.empty_interface();
                true
            }
            Builtin::UnsafeAdd
            | Builtin::UnsafeAlignof
            | Builtin::UnsafeOffsetof
            | Builtin::UnsafeSizeof
            | Builtin::UnsafeSlice
            | Builtin::UnsafeSliceData
            | Builtin::UnsafeString
            | Builtin::UnsafeStringData => {
                self.builtin_unsafe(x, call, builtin, arg_exprs, &mut args)
            }
        }
    }

    fn no_value(&self, x: &mut Operand) -> bool {
        x.mode = Mode::NoValue;
        x.ty = self.types.tuple(Box::default());
        x.val = None;
        true
    }

    /// The built-in's name in a call.
    fn callee(&self, call: ExprId) -> ExprId {
        match self.expr_kind(call) {
            ExprKind::Call { fun, .. } => *fun,
            _ => call,
        }
    }

    /// The element type that the slices of an operand's type set share; otherwise why there is none.
    fn slice_elem(&self, x: &Operand) -> Result<TypeId, String> {
        let types = self.types;
        let mut elem: Option<TypeId> = None;
        let mut error = None;
        types.under_is(x.ty, |u| {
            let Some(Type::Slice(e)) = u.map(|u| types.get(u)) else {
                error = Some(if x.mode == Mode::NilValue {
                    "argument must be a slice; have untyped nil".to_owned()
                } else {
                    format!("argument must be a slice; have {}", self.operand_string(x))
                });
                return false;
            };
            match elem {
                None => elem = Some(*e),
                Some(elem) if types.identical(elem, *e) => {}
                Some(elem) => {
                    error = Some(format!(
                        "mismatched slice element types {} and {} in {}",
                        self.type_string(elem),
                        self.type_string(*e),
                        self.operand_string(x)
                    ));
                    return false;
                }
            }
            true
        });
        match (error, elem) {
            (None, Some(elem)) => Ok(elem),
            (error, _) => Err(error.unwrap_or_default()),
        }
    }

    /// Whether all types of an operand's type set are strings or byte slices, and whether there is
    /// a string among them.
    fn bytes_or_string(&self, x: &Operand) -> (bool, bool) {
        let types = self.types;
        let byte = types.basic(Basic::Byte);
        let mut has_string = false;
        let all = types.under_is(x.ty, |u| {
            let Some(u) = u else { return false };
            match types.get(u) {
                Type::Slice(elem) => types.identical(*elem, byte),
                _ => {
                    has_string |= types.is_string(u);
                    types.is_string(u)
                }
            }
        });
        (all, has_string)
    }

    fn is_assignable_to_bytes(&mut self, x: &Operand) -> bool {
        let bytes = self.types.slice_of(self.types.basic(Basic::Byte));
        self.assignable_to(x, bytes, None)
    }

    fn is_unknown(&self, x: &Operand) -> bool {
        !self.types.is_valid(self.types.underlying(x.ty)) || self.types.is_opaque(x.ty)
    }

    fn builtin_append(&mut self, x: &mut Operand, call: ExprId, args: &mut [Operand]) -> bool {
        if self.is_unknown(x) {
            return false;
        }
        let elem = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(cause) => {
                self.error(&*x, format!("invalid append: {cause}"));
                return false;
            }
        };
        let has_dots = matches!(self.expr_kind(call), ExprKind::Call { has_dots: true, .. });
        let mut done = false;
        if args.len() == 2 && has_dots && self.is_assignable_to_bytes(x) {
            // append(bytes, text...)
            let (all, has_string) = self.bytes_or_string(&args[1]);
            done = all && has_string;
        }
        if !done {
            let params = [x.ty, self.types.slice_of(elem)];
            self.variadic_arguments(call, &params, args);
        }
        x.mode = Mode::Value;
        true
    }

    /// The array that a type is or points to, otherwise the type.
    fn array_behind(&self, ty: TypeId) -> TypeId {
        if let Type::Pointer(base) = self.types.get(ty) {
            let under = self.types.underlying(*base);
            if let Type::Array { .. } = self.types.get(under) {
                return under;
            }
        }
        ty
    }

    fn builtin_len(&mut self, x: &mut Operand, is_len: bool, name: &str) -> bool {
        let types = self.types;
        let under = self.array_behind(types.underlying(x.ty));
        let mut mode = Mode::Invalid;
        let mut val = None;
        match types.get(under) {
            Type::Basic(_) if is_len && types.is_string(under) => {
                mode = Mode::Value;
                if let Some(text) = &x.val
                    && x.mode == Mode::Constant
                {
                    mode = Mode::Constant;
                    val = Some(Value::int(text.string_len() as i64));
                }
            }
            Type::Array { len, .. } => {
                mode = Mode::Value;
                if !self.env.has_call_or_recv {
                    mode = Mode::Constant;
                    val = Some(if *len >= 0 { Value::int(*len) } else { Value::Unknown });
                }
            }
            Type::Slice(_) | Type::Chan { .. } => mode = Mode::Value,
            Type::Map { .. } if is_len => mode = Mode::Value,
            Type::Interface(_) if types.is_type_param(x.ty) => {
                let ok = types.under_is(x.ty, |u| {
                    let Some(u) = u.map(|u| self.array_behind(u)) else { return false };
                    match types.get(u) {
                        Type::Basic(_) => is_len && types.is_string(u),
                        Type::Array { .. } | Type::Slice(_) | Type::Chan { .. } => true,
                        Type::Map { .. } => is_len,
                        _ => false,
                    }
                });
                if ok {
                    mode = Mode::Value;
                }
            }
            _ => {}
        }
        if mode == Mode::Invalid {
            if types.is_valid(under) && !types.is_opaque(x.ty) {
                let text = self.operand_string(x);
                self.error(&*x, format!("invalid argument: {text} for built-in {name}"));
            }
            return false;
        }
        // An untyped string, in a call that is not constant, cannot occur: it is constant.
        x.mode = mode;
        x.ty = types.basic(Basic::Int);
        x.val = val;
        true
    }

    fn builtin_clear(&mut self, x: &mut Operand, call: ExprId) -> bool {
        let types = self.types;
        let fun = self.callee(call);
        self.verify_version(fun, language::CLEAR_MIN_MAX, |_| "clear".to_owned());
        if self.is_unknown(x) {
            return false;
        }
        let ok = types.under_is(x.ty, |u| {
            matches!(u.map(|u| types.get(u)), Some(Type::Map { .. } | Type::Slice(_)))
        });
        if !ok {
            let text = self.operand_string(x);
            self.error(
                &*x,
                format!(
                    "invalid argument: cannot clear {text}: argument must be (or constrained by) map or slice"
                ),
            );
            return false;
        }
        self.no_value(x)
    }

    fn builtin_close(&mut self, x: &mut Operand) -> bool {
        let types = self.types;
        if self.is_unknown(x) {
            return false;
        }
        let mut problem = "";
        let ok = types.under_is(x.ty, |u| match u.map(|u| types.get(u)) {
            Some(Type::Chan { dir, .. }) => {
                problem = "receive-only channel";
                *dir != ChanDir::RecvOnly
            }
            _ => {
                problem = "non-channel";
                false
            }
        });
        if !ok {
            let text = self.operand_string(x);
            self.error(&*x, format!("invalid operation: cannot close {problem} {text}"));
            return false;
        }
        self.no_value(x)
    }

    fn builtin_copy(&mut self, x: &mut Operand, args: &mut [Operand]) -> bool {
        let types = self.types;
        let [_, y] = args else { return false };
        if self.is_unknown(x) || self.is_unknown(y) {
            return false;
        }
        let to = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(cause) => {
                self.error(&*x, format!("invalid copy: {cause}"));
                return false;
            }
        };
        let special = self.is_assignable_to_bytes(x) && self.bytes_or_string(y).0;
        if !special {
            let from = match self.slice_elem(y) {
                Ok(elem) => elem,
                Err(cause) => {
                    if !types.all_string(y.ty) {
                        self.error(&*y, format!("invalid copy: {cause}"));
                        return false;
                    }
                    types.basic(Basic::Byte)
                }
            };
            if !types.identical(to, from) {
                let (tx, ty) = (self.operand_string(x), self.operand_string(y));
                let (to, from) = (self.type_string(to), self.type_string(from));
                self.error(
                    &*x,
                    format!(
                        "invalid copy: arguments {tx} and {ty} have different element types {to} and {from}"
                    ),
                );
                return false;
            }
        }
        x.mode = Mode::Value;
        x.ty = types.basic(Basic::Int);
        true
    }

    fn builtin_delete(&mut self, x: &mut Operand, args: &mut [Operand]) -> bool {
        let types = self.types;
        if self.is_unknown(x) {
            return false;
        }
        let mut key: Option<TypeId> = None;
        let mut mismatch = false;
        let ok = types.under_is(x.ty, |u| {
            let Some(Type::Map { key: k, .. }) = u.map(|u| types.get(u)) else { return false };
            mismatch = key.is_some_and(|key| !types.identical(*k, key));
            key = Some(*k);
            !mismatch
        });
        let (true, Some(key)) = (ok, key) else {
            let text = self.operand_string(x);
            let message = if mismatch {
                format!("invalid argument: maps of {text} must have identical key types")
            } else {
                format!("invalid argument: {text} is not a map")
            };
            self.error(&*x, message);
            return false;
        };
        let [_, second] = args else { return false };
        *x = second.clone();
        self.assignment(x, Some(key), "argument to delete");
        x.is_valid() && self.no_value(x)
    }

    fn builtin_make(&mut self, x: &mut Operand, call: ExprId, args: &[ExprId]) -> bool {
        let types = self.types;
        let Some((&first, sizes)) = args.split_first() else { return false };
        let ty = self.var_type(first);
        if !types.is_valid(ty) || !types.is_valid(types.underlying(ty)) {
            self.use_exprs(sizes);
            return false;
        }
        let mut cond = |_, u: Option<TypeId>| match u.map(|u| types.get(u)) {
            Some(Type::Slice(_) | Type::Map { .. } | Type::Chan { .. }) => None,
            None => Some("no specific type".to_owned()),
            Some(_) => Some("type must be slice, map, or channel".to_owned()),
        };
        let under = match types.common_under(ty, Some(&mut cond)) {
            Ok(Some(under)) => under,
            Ok(None) => return false,
            Err(err) => {
                let cause = err.message(types, self.qualifier());
                let text = self.expr_string(first);
                self.error(first, format!("invalid argument: cannot make {text}: {cause}"));
                return false;
            }
        };
        let min = if matches!(types.get(under), Type::Slice(_)) { 2 } else { 1 };
        let nargs = args.len();
        if nargs < min || min + 1 < nargs {
            let text = self.expr_string(call);
            self.error(
                call,
                format!(
                    "invalid operation: {text} expects {min} or {} arguments; found {nargs}",
                    min + 1
                ),
            );
            return false;
        }
        let mut constants = Vec::with_capacity(2);
        for &size in sizes {
            if let Some((_, value)) = self.index(size, -1)
                && value >= 0
            {
                constants.push(value);
            }
        }
        if let [len, cap] = *constants
            && len > cap
        {
            self.error(sizes[0], "invalid argument: length and capacity swapped");
        }
        x.mode = Mode::Value;
        x.ty = ty;
        true
    }

    fn builtin_new(&mut self, x: &mut Operand, call: ExprId, args: &[ExprId]) -> bool {
        let Some(&arg) = args.first() else { return false };
        self.expr_or_type(x, arg, false);
        self.exclude(x, Exclude::VALUE_OR_TYPE);
        if let (Mode::Invalid, Type::Unknown(unknown), ExprKind::Selector { x: package, sel }) =
            (x.mode, self.types.get(x.ty), self.expr_kind(arg))
            && let Some(package) = self.recorded_object(*package)
            && matches!(self.object(package).kind, ObjectKind::PkgName(_))
        {
            // A member of a missing package: most likely a type.
            let name = self.ast().name(*sel);
            x.mode = Mode::TypExpr;
            x.ty = self.types.unknown_type(unknown.pkg, name, Box::default());
            self.record_type_and_value(arg, Mode::TypExpr, x.ty, None);
        }
        match x.mode {
            Mode::Invalid => return false,
            Mode::TypExpr => self.valid_var_type(arg, x.ty),
            _ => {
                if self.types.is_untyped(x.ty) {
                    self.assignment(x, None, "argument to new");
                    if !x.is_valid() {
                        return false;
                    }
                }
                let fun = self.callee(call);
                self.verify_version(fun, language::NEW_OF_VALUE, |check| {
                    format!("new({})", check.expr_string(arg))
                });
            }
        }
        x.mode = Mode::Value;
        x.ty = self.types.pointer_to(x.ty);
        true
    }
}
