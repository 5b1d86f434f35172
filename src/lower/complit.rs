//! Composite literals (`writer.compLit`, `typecheck.tcCompLit`).
//!
//! ```go
//! []T{{1}, 5: {2}} // CompLit{Slice, len: 6}, the second element a Key
//! &T{a: 1}         // PtrLit of CompLit{Struct}, elements StructKey
//! []*T{{1}}        // an element that elides &T is a PtrLit as well
//! ```

use super::{Cx, Lower};
use crate::ir::node::{CompLitOp, NodeId, Nodes, Op};
use crate::source::pos::Pos;
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprId, ExprKind, Operator};
use crate::types::constant::Value;
use crate::types::lookup::Lookup;
use crate::types::store::{Field, Type, TypeId};

impl Cx<'_> {
    /// Whether a struct type is written out for the literal or variable that stands at a place.
    pub fn is_type_written(&self, at: Pos) -> bool {
        self.state.borrow().written_structs.contains(&at)
    }
}

impl<'a> Lower<'a> {
    /// A composite literal.
    pub(super) fn comp_lit(&mut self, expr: ExprId, elems: &'a [ExprId]) -> NodeId {
        let pos = self.expr_pos(expr);
        if let ExprKind::CompositeLit { ty: Some(ty), .. } = self.ast.exprs[expr].kind {
            self.note_written_struct(ty, pos.at);
        }
        let full = self.ty(expr);
        let (ty, pointer) = match *self.under_ty(full) {
            Type::Pointer(elem) => (elem, true),
            _ => (full, false),
        };
        let (op, list, len) = match self.under_ty(ty) {
            Type::Array { elem, len } => {
                let (list, _) = self.array_elems(*elem, elems);
                (CompLitOp::Array, list, *len)
            }
            Type::Slice(elem) => {
                let (list, len) = self.array_elems(*elem, elems);
                (CompLitOp::Slice, list, len)
            }
            Type::Map { key, elem } => {
                let list = self.map_elems(*key, *elem, elems);
                (CompLitOp::Map, list, 0)
            }
            Type::Struct(fields) => (CompLitOp::Struct, self.struct_elems(ty, fields, elems), 0),
            Type::Basic(_)
            | Type::Unknown(_)
            | Type::Named(_)
            | Type::TypeParam(_)
            | Type::Pointer(_)
            | Type::Chan { .. }
            | Type::Tuple(_)
            | Type::Signature(_)
            | Type::Interface(_)
            | Type::Union(_) => {
                // A literal of an unknown type holds on to its elements all the same.
                let list = self.unknown_elems(elems);
                (CompLitOp::Struct, list, 0)
            }
        };
        let literal = self.node(pos, ty, Op::CompLit { op, list, len });
        if !pointer {
            return literal;
        }
        self.node(pos, full, Op::PtrLit(literal))
    }

    /// Notes that a type is written out for what stands at a place, if it is a struct that has
    /// methods, or a pointer to one.
    pub(super) fn note_written_struct(&self, ty: ExprId, at: Pos) {
        let ast = self.ast;
        let ty = match ast.exprs[ast.unparen(ty)].kind {
            ExprKind::Unary { op: Operator::Mul, x } => ast.unparen(x),
            _ => ast.unparen(ty),
        };
        let ExprKind::StructType { fields, .. } = &ast.exprs[ty].kind else { return };
        if fields.iter().any(|&field| ast.fields[field].name.is_none()) {
            self.cx.state.borrow_mut().written_structs.insert(at);
        }
    }

    fn key_value(&self, elem: ExprId) -> (Option<ExprId>, ExprId) {
        match self.ast.exprs[elem].kind {
            ExprKind::KeyValue { key, value } => (Some(key), value),
            _ => (None, elem),
        }
    }

    /// Elements of an array or slice, and the number of elements that they need.
    fn array_elems(&mut self, elem_ty: TypeId, elems: &'a [ExprId]) -> (Nodes, i64) {
        let (mut index, mut len) = (0i64, 0i64);
        let mut list = Nodes::with_capacity(elems.len());
        for &elem in elems {
            let (key, value) = self.key_value(elem);
            let node = match key {
                None => self.convert_expr(value, elem_ty),
                Some(key) => {
                    if let Some(Value::Int64(at)) = self.value(key).map(Value::to_int) {
                        index = at;
                    }
                    let pos = self.expr_pos(key);
                    let key = self.expr(key);
                    let value = self.convert_expr(value, elem_ty);
                    self.stmt(pos, Op::Key { key, value })
                }
            };
            list.push(node);
            index = index.saturating_add(1);
            len = len.max(index);
        }
        (list, len)
    }

    fn map_elems(&mut self, key_ty: TypeId, elem_ty: TypeId, elems: &'a [ExprId]) -> Nodes {
        let mut list = Nodes::with_capacity(elems.len());
        for &elem in elems {
            let (key, value) = self.key_value(elem);
            let Some(key) = key else { continue };
            let pos = self.expr_pos(key);
            let key = self.convert_expr(key, key_ty);
            let value = self.convert_expr(value, elem_ty);
            list.push(self.stmt(pos, Op::Key { key, value }));
        }
        list
    }

    fn struct_elems(&mut self, ty: TypeId, fields: &'a [Field], elems: &'a [ExprId]) -> Nodes {
        let mut list = Nodes::with_capacity(elems.len());
        for (i, &elem) in elems.iter().enumerate() {
            let (key, value) = self.key_value(elem);
            let (pos, field) = match key {
                Some(key) => (self.expr_pos(key), self.field_of_key(ty, fields, key)),
                None => (self.expr_pos(elem), fields.get(i).map(|field| (field.name, field.ty))),
            };
            let (field, field_ty) = match field {
                Some((name, ty)) => (name, Some(ty)),
                None => (key.map_or(Symbol::BLANK, |key| self.ast.name(key)), None),
            };
            let value = self.convert_expr_opt(value, field_ty);
            list.push(self.stmt(pos, Op::StructKey { field, value }));
        }
        list
    }

    /// The field that a key names, possibly one promoted from an embedded struct.
    fn field_of_key(
        &self,
        ty: TypeId,
        fields: &'a [Field],
        key: ExprId,
    ) -> Option<(Symbol, TypeId)> {
        let name = self.ast.name(key);
        let found =
            self.types.lookup_field_or_method(ty, false, Some(self.package.id), name, false);
        let (own, promoted) = match &found {
            Lookup::Field { path, .. } if path.len() == 1 => {
                let own = path.first().and_then(|&at| fields.get(at as usize));
                (own.filter(|field| field.name == name), None)
            }
            Lookup::Field { ty, .. } => (None, Some(*ty)),
            _ => (None, None),
        };
        // What is looked up may be another type than the one with the fields: that of a shape.
        let own = own.or_else(|| fields.iter().find(|field| field.name == name));
        Some((name, own.map(|field| field.ty).or(promoted)?))
    }

    fn unknown_elems(&mut self, elems: &'a [ExprId]) -> Nodes {
        let mut list = Nodes::with_capacity(elems.len());
        for &elem in elems {
            let (_, value) = self.key_value(elem);
            let pos = self.expr_pos(value);
            let value = self.expr(value);
            list.push(self.stmt(pos, Op::StructKey { field: Symbol::BLANK, value }));
        }
        list
    }
}
