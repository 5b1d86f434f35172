//! Struct types (`types2/struct.go`).

use rustc_hash::FxHashMap;

use super::errors::start_of_expr;
use super::{Checker, ErrorDesc};
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprId, ExprKind, FieldId, LitKind, Offset, Operator};
use crate::types::constant::unquote;
use crate::types::store::{Basic, Field, Type, TypeId};

impl<'a> Checker<'a> {
    pub(super) fn struct_type(
        &mut self,
        list: &'a [FieldId],
        tags: &'a [Option<ExprId>],
    ) -> TypeId {
        let ast = self.ast();
        let mut fields: Vec<Field> = Vec::with_capacity(list.len());
        let mut seen: FxHashMap<Symbol, Offset> = FxHashMap::default();
        let mut prev = None;
        let mut ty = self.invalid_type();
        for (i, &f) in list.iter().enumerate() {
            let field = &ast.fields[f];
            if prev != Some(field.ty) {
                prev = Some(field.ty);
                ty = self.var_type(field.ty);
            }
            let tag = tags.get(i).copied().flatten().map_or(Symbol::EMPTY, |tag| self.tag(tag));
            let (ident, embedded) = match field.name {
                Some(name) => (name, false),
                None => {
                    self.check_embedded(field.ty, ty);
                    match self.embedded_field_ident(field.ty) {
                        Some(name) => (name, true),
                        None => {
                            let text = self.expr_string(field.ty);
                            self.error(field.ty, format!("invalid embedded field type {text}"));
                            continue;
                        }
                    }
                }
            };
            let name = ast.name(ident);
            let pos = ast.exprs[ident].pos;
            if !name.is_blank()
                && let Some(&other) = seen.get(&name)
            {
                let mut err = ErrorDesc::default();
                self.addf(&mut err, pos, format!("{name} redeclared"));
                self.addf(&mut err, other, format!("other declaration of {name}"));
                self.report(err);
                continue;
            }
            seen.insert(name, pos);
            fields.push(Field { name, pkg: Some(self.pkg), ty, embedded, tag });
        }
        self.types.intern(Type::Struct(fields.into()))
    }

    fn check_embedded(&mut self, e: ExprId, ty: TypeId) {
        let at = start_of_expr(self.ast(), e);
        self.later(move |check| {
            let types = check.types;
            let (base, is_pointer) = types.deref(ty);
            let message = match types.get(types.underlying(base)) {
                Type::Basic(Basic::UnsafePointer) => "embedded field type cannot be unsafe.Pointer",
                Type::Pointer(_) => "embedded field type cannot be a pointer",
                Type::Interface(_) if types.is_type_param(base) => {
                    "embedded field type cannot be a (pointer to a) type parameter"
                }
                Type::Interface(_) if is_pointer => {
                    "embedded field type cannot be a pointer to an interface"
                }
                _ => return,
            };
            check.error(at, message);
        });
    }

    /// The name that gives an embedded field its name.
    fn embedded_field_ident(&self, e: ExprId) -> Option<ExprId> {
        let mut e = e;
        let mut pointer = false;
        loop {
            match *self.expr_kind(e) {
                ExprKind::Name(_) => return Some(e),
                ExprKind::Unary { op: Operator::Mul, x } if !pointer => {
                    pointer = true;
                    e = x;
                }
                ExprKind::Selector { sel, .. } => return Some(sel),
                ExprKind::Index { x, .. } | ExprKind::Paren(x) => e = x,
                _ => return None,
            }
        }
    }

    fn tag(&mut self, e: ExprId) -> Symbol {
        match self.expr_kind(e) {
            ExprKind::BasicLit { value, kind: LitKind::String, bad: false } => {
                match unquote(value) {
                    Some(bytes) => Symbol::new(&String::from_utf8_lossy(&bytes)),
                    None => Symbol::EMPTY,
                }
            }
            ExprKind::BasicLit { value, bad: false, .. } => {
                self.error(e, format!("incorrect tag syntax: {value:?}"));
                Symbol::EMPTY
            }
            _ => Symbol::EMPTY,
        }
    }
}
