//! Functions of package unsafe (`types2/builtins.go`).
//!
//! ```go
//! unsafe.Offsetof(t.embedded.f) // constant unless t holds type parameters
//! unsafe.Slice(p, n)            // Go 1.17
//! ```

use super::super::{Checker, Operand};
use crate::profile::language;
use crate::syntax::ast::{ExprId, ExprKind};
use crate::types::constant::Value;
use crate::types::info::{Mode, Selection, SelectionKind};
use crate::types::lookup::Lookup;
use crate::types::store::{Basic, Builtin, Type, TypeId};

impl Checker<'_> {
    pub(super) fn builtin_unsafe(
        &mut self,
        x: &mut Operand,
        call: ExprId,
        builtin: Builtin,
        arg_exprs: &[ExprId],
        args: &mut [Operand],
    ) -> bool {
        let types = self.types;
        let fun = self.callee(call);
        let uintptr = types.basic(Basic::Uintptr);
        match builtin {
            Builtin::UnsafeAdd => {
                self.verify_version(fun, language::UNSAFE_ADD_AND_SLICE, |_| {
                    "unsafe.Add".to_owned()
                });
                let pointer = types.basic(Basic::UnsafePointer);
                self.assignment(x, Some(pointer), "argument to unsafe.Add");
                if !x.is_valid() || !self.is_valid_index(&mut args[1], "length", true) {
                    return false;
                }
                x.mode = Mode::Value;
                x.ty = pointer;
            }
            Builtin::UnsafeAlignof | Builtin::UnsafeSizeof => {
                let is_size = builtin == Builtin::UnsafeSizeof;
                let context = if is_size {
                    "argument to unsafe.Sizeof"
                } else {
                    "argument to unsafe.Alignof"
                };
                self.assignment(x, None, context);
                if !x.is_valid() || self.is_unknown(x) {
                    return false;
                }
                if self.has_var_size(x.ty) {
                    x.mode = Mode::Value;
                } else {
                    let value = if is_size { types.sizeof(x.ty) } else { types.alignof(x.ty) };
                    if value < 0 {
                        let text = self.operand_string(x);
                        self.error(&*x, format!("{text} is too large"));
                        return false;
                    }
                    x.mode = Mode::Constant;
                    x.val = Some(Value::int(value));
                }
                x.ty = uintptr;
            }
            Builtin::UnsafeOffsetof => {
                let Some(&arg) = arg_exprs.first() else { return false };
                return self.builtin_offsetof(x, arg);
            }
            Builtin::UnsafeSlice => {
                self.verify_version(fun, language::UNSAFE_ADD_AND_SLICE, |_| {
                    "unsafe.Slice".to_owned()
                });
                let under = self.common_type(x.ty);
                let Some(Type::Pointer(base)) = under.map(|u| types.get(u)) else {
                    self.unsafe_argument(x, "pointer");
                    return false;
                };
                if !self.is_valid_index(&mut args[1], "length", false) {
                    return false;
                }
                x.mode = Mode::Value;
                x.ty = types.slice_of(*base);
            }
            Builtin::UnsafeSliceData => {
                self.verify_version(fun, language::UNSAFE_DATA, |_| "unsafe.SliceData".to_owned());
                let under = self.common_type(x.ty);
                let Some(Type::Slice(elem)) = under.map(|u| types.get(u)) else {
                    self.unsafe_argument(x, "slice");
                    return false;
                };
                x.mode = Mode::Value;
                x.ty = types.pointer_to(*elem);
            }
            Builtin::UnsafeString => {
                self.verify_version(fun, language::UNSAFE_DATA, |_| "unsafe.String".to_owned());
                let bytes = types.pointer_to(types.basic(Basic::Byte));
                self.assignment(x, Some(bytes), "argument to unsafe.String");
                if !x.is_valid() || !self.is_valid_index(&mut args[1], "length", false) {
                    return false;
                }
                x.mode = Mode::Value;
                x.ty = types.basic(Basic::String);
            }
            _ => {
                self.verify_version(fun, language::UNSAFE_DATA, |_| "unsafe.StringData".to_owned());
                let string = types.basic(Basic::String);
                self.assignment(x, Some(string), "argument to unsafe.StringData");
                if !x.is_valid() {
                    return false;
                }
                x.mode = Mode::Value;
                x.ty = types.pointer_to(types.basic(Basic::Byte));
            }
        }
        true
    }

    fn unsafe_argument(&mut self, x: &Operand, want: &str) {
        if !self.is_unknown(x) {
            let text = self.operand_string(x);
            self.error(x, format!("invalid argument: {text} is not a {want}"));
        }
    }

    /// `unsafe.Offsetof(arg)`.
    pub(super) fn builtin_offsetof(&mut self, x: &mut Operand, arg: ExprId) -> bool {
        let types = self.types;
        let ast = self.ast();
        let selector = ast.unparen(arg);
        let ExprKind::Selector { x: operand, sel } = ast.exprs[selector].kind else {
            let text = self.expr_string(arg);
            self.error(arg, format!("invalid argument: {text} is not a selector expression"));
            self.use_exprs(&[arg]);
            return false;
        };
        self.expr(None, x, operand);
        if !x.is_valid() || self.is_unknown(x) {
            return false;
        }
        let name = ast.name(sel);
        let base = types.deref_struct_ptr(x.ty);
        let found = types.lookup_field_or_method(base, false, Some(self.pkg), name, false);
        let (path, ty, indirect) = match found {
            Lookup::Field { path, ty, indirect, .. } => (path, ty, indirect),
            Lookup::Method { .. } => {
                let text = self.expr_string(arg);
                self.error(arg, format!("invalid argument: {text} is a method value"));
                return false;
            }
            _ => {
                let text = self.type_string(base);
                self.error(&*x, format!("invalid argument: {text} has no single field {name}"));
                return false;
            }
        };
        if indirect {
            let text = self.type_string(base);
            self.error(
                &*x,
                format!("invalid argument: field {name} is embedded via a pointer in {text}"),
            );
            return false;
        }
        let mode = if x.mode == Mode::Variable { Mode::Variable } else { Mode::Value };
        self.record_type_and_value(selector, mode, ty, None);
        if self.has_var_size(base) {
            x.mode = Mode::Value;
        } else {
            let offset = self.offset_of(base, &path);
            if offset < 0 {
                let text = self.operand_string(x);
                self.error(&*x, format!("{text} is too large"));
                return false;
            }
            x.mode = Mode::Constant;
            x.val = Some(Value::int(offset));
        }
        self.record_selection(
            selector,
            Selection {
                kind: SelectionKind::Field,
                recv: base,
                path,
                method: None,
                ty,
                indirect: false,
            },
        );
        x.ty = types.basic(Basic::Uintptr);
        true
    }

    /// The offset of the field at the end of a path.
    fn offset_of(&self, base: TypeId, path: &[u32]) -> i64 {
        let types = self.types;
        let mut ty = base;
        let mut offset = 0i64;
        for &i in path {
            let under = types.underlying(ty);
            let Type::Struct(fields) = types.get(under) else { return -1 };
            let Some(field) = fields.get(i as usize) else { return -1 };
            let Some(&at) = types.offsetsof(fields).get(i as usize) else { return -1 };
            if at < 0 {
                return -1;
            }
            offset = match offset.checked_add(at) {
                Some(offset) => offset,
                None => return -1,
            };
            ty = field.ty;
        }
        offset
    }
}
