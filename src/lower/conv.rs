//! Conversions, explicit and implicit (`noder/writer.go`: `convertExpr`; `typecheck/subr.go`:
//! `assignOp`, `convertOp`; `typecheck/expr.go`: `tcConv`).
//!
//! A conversion stands at the position of what is converted. Implicit ones between identical
//! types are left out.
//!
//! ```go
//! var i any = x     // ConvIface of x, implicit, at x
//! string(b)         // Bytes2Str of b, at b
//! type S []int; S(s) // ConvNop of s
//! ```

use super::Lower;
use super::constant::BasicKind;
use crate::ir::node::{CompLitOp, ConvOp, NodeId, NodePos, Nodes, Op};
use crate::profile::Sizes;
use crate::syntax::ast::{ChanDir, ExprId};
use crate::types::constant::Value;
use crate::types::display::Qualifier;
use crate::types::lookup::{Complete, Ctx};
use crate::types::store::{Basic, Type, TypeId};

impl<'a> Lower<'a> {
    /// An expression, converted implicitly to a type of the lowered code.
    pub fn convert_expr(&mut self, expr: ExprId, dst: TypeId) -> NodeId {
        let src = self.ty(expr);
        let x = self.expr(expr);
        if self.unknown(src) || self.unknown(dst) || self.types.identical(src, dst) {
            return x;
        }
        let pos = self.expr_pos(expr);
        self.note_rtype(self.raw_ty(expr));
        self.implicit_conv(pos, x, dst)
    }

    /// An expression, converted implicitly where a type is given.
    pub(super) fn convert_expr_opt(&mut self, expr: ExprId, dst: Option<TypeId>) -> NodeId {
        match dst {
            Some(dst) => self.convert_expr(expr, dst),
            None => self.expr(expr),
        }
    }

    /// `T(x)`, where `raw` is T before substitution.
    pub(super) fn explicit_conv(&mut self, raw: TypeId, expr: ExprId) -> NodeId {
        let pos = self.expr_pos(expr);
        self.note_rtype(self.raw_ty(expr));
        self.note_rtype(raw);
        let dst = self.subst(raw);
        let x = self.expr(expr);
        if matches!(self.types.get(raw), Type::TypeParam(_))
            && let Op::Literal(value) = &self.body.nodes[x].op
            && let Some(value) = self.convert_value(value, dst)
        {
            // The constant becomes a variable value of the type parameter.
            let pos_x = self.body.nodes[x].pos;
            let literal = self.node(pos_x, dst, Op::Literal(value));
            let conv = self.node(pos, dst, Op::Conv(ConvOp::ConvNop, literal));
            return self.implicit(conv);
        }
        self.conv(pos, x, dst)
    }

    /// A node, converted implicitly to a type that it is assignable to.
    pub fn implicit_conv(&mut self, pos: NodePos, x: NodeId, dst: TypeId) -> NodeId {
        let src = self.node_ty(x);
        if self.unknown(src) || self.unknown(dst) || self.types.identical(src, dst) {
            return x;
        }
        let conv = self.conv(pos, x, dst);
        if conv != x { self.implicit(conv) } else { conv }
    }

    /// A node, converted to a type. `nil` and untyped comparisons take the type on instead.
    pub fn conv(&mut self, pos: NodePos, x: NodeId, dst: TypeId) -> NodeId {
        let mut x = x;
        let src = self.node_ty(x);
        match *self.types.get(src) {
            Type::Basic(Basic::UntypedNil) => {
                self.body.nodes[x].ty = Some(dst);
                return x;
            }
            Type::Basic(Basic::UntypedBool) if self.basic_kind(dst) == Some(Basic::Bool) => {
                self.body.nodes[x].ty = Some(dst);
                return x;
            }
            _ => {}
        }
        let default = self.default_type(src);
        if default != src {
            self.body.nodes[x].ty = Some(default);
        }
        let src = default;
        let literal = matches!(self.body.nodes[x].op, Op::Literal(_));
        let mut op = self.convert_op(literal, src, dst);
        match op {
            ConvOp::ConvNop => {
                let kinds = (self.basic_kind(src), self.basic_kind(dst));
                if let (Some(a), Some(b)) = kinds
                    && a == b
                    && (a.is_float() || a.is_complex())
                {
                    op = ConvOp::Conv; // implies rounding
                }
            }
            ConvOp::Str2Runes if literal => return self.runes_literal(pos, x, dst),
            ConvOp::Bytes2Str => {
                let elem = self.types.basic(Basic::Byte);
                x = self.plain_elems(x, src, &[Basic::Byte, Basic::Uint8], elem);
            }
            ConvOp::Runes2Str => {
                let elem = self.types.basic(Basic::Rune);
                x = self.plain_elems(x, src, &[Basic::Rune, Basic::Int32], elem);
            }
            ConvOp::Conv
            | ConvOp::ConvIface
            | ConvOp::Str2Bytes
            | ConvOp::Str2Runes
            | ConvOp::RuneStr
            | ConvOp::Slice2Arr
            | ConvOp::Slice2ArrPtr => {}
        }
        self.node(pos, dst, Op::Conv(op, x))
    }

    /// A slice whose element type is declared, as one of the predeclared element type.
    fn plain_elems(&mut self, x: NodeId, src: TypeId, plain: &[Basic], elem: TypeId) -> NodeId {
        let Type::Slice(have) = *self.under_ty(src) else { return x };
        if let Type::Basic(basic) = self.types.get(have)
            && plain.contains(basic)
        {
            return x;
        }
        let pos = self.body.nodes[x].pos;
        let slice = self.types.slice_of(elem);
        self.node(pos, slice, Op::Conv(ConvOp::ConvNop, x))
    }

    /// `[]rune("abc")` as a slice literal.
    fn runes_literal(&mut self, pos: NodePos, x: NodeId, dst: TypeId) -> NodeId {
        let mut runes = Vec::new();
        if let Op::Literal(value) = &self.body.nodes[x].op {
            for chunk in value.string_val().utf8_chunks() {
                runes.extend(chunk.valid().chars());
                runes.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
            }
        }
        let elem = match *self.under_ty(dst) {
            Type::Slice(elem) => elem,
            _ => self.types.basic(Basic::Rune),
        };
        let list: Nodes = (0i64..)
            .zip(&runes)
            .map(|(i, &rune)| {
                let key = self.int_literal(pos, i);
                let value = Op::Literal(Value::int(i64::from(u32::from(rune))));
                let value = self.node(pos, elem, value);
                self.stmt(pos, Op::Key { key, value })
            })
            .collect();
        let len = runes.len() as i64;
        self.node(pos, dst, Op::CompLit { op: CompLitOp::Slice, list, len })
    }

    /// How a value of one type becomes one of another (`convertOp`). What the checker should have
    /// rejected is passed on unchanged.
    fn convert_op(&self, literal: bool, src: TypeId, dst: TypeId) -> ConvOp {
        if let Some(op) = self.assign_op(src, dst) {
            return op;
        }
        let types = self.types;
        if types.identical_ignore_tags(self.under(src), self.under(dst)) {
            return ConvOp::ConvNop;
        }
        let (from, to) = (self.under_ty(src), self.under_ty(dst));
        match (from, to) {
            (Type::Basic(a), Type::Basic(b)) => {
                let (a, b) = (a.canon(), b.canon());
                let (a_num, b_num) =
                    (a.is_integer() || a.is_float(), b.is_integer() || b.is_float());
                if a_num && b_num || a.is_complex() && b.is_complex() {
                    let sizes = self.types.sizes();
                    return match sim_type(a, sizes) == sim_type(b, sizes) {
                        true => ConvOp::ConvNop,
                        false => ConvOp::Conv,
                    };
                }
                if literal && (a_num || a.is_complex()) && (b_num || b.is_complex()) {
                    return ConvOp::Conv;
                }
                if a.is_integer() && b == Basic::String {
                    return ConvOp::RuneStr;
                }
                ConvOp::ConvNop
            }
            (Type::Slice(elem), Type::Basic(Basic::String)) => match self.basic_kind(*elem) {
                Some(Basic::Uint8) => ConvOp::Bytes2Str,
                Some(Basic::Int32) => ConvOp::Runes2Str,
                _ => ConvOp::ConvNop,
            },
            (Type::Basic(Basic::String), Type::Slice(elem)) => match self.basic_kind(*elem) {
                Some(Basic::Uint8) => ConvOp::Str2Bytes,
                Some(Basic::Int32) => ConvOp::Str2Runes,
                _ => ConvOp::ConvNop,
            },
            (Type::Slice(_), Type::Array { .. }) => ConvOp::Slice2Arr,
            (Type::Slice(_), Type::Pointer(array))
                if matches!(self.under_ty(*array), Type::Array { .. }) =>
            {
                ConvOp::Slice2ArrPtr
            }
            _ => ConvOp::ConvNop,
        }
    }

    /// How a value of one type is assigned to a variable of another (`assignOp`); nothing where it
    /// isn't assignable.
    fn assign_op(&self, src: TypeId, dst: TypeId) -> Option<ConvOp> {
        let types = self.types;
        if src == dst || types.identical(src, dst) {
            return Some(ConvOp::ConvNop);
        }
        let src_iface = self.is_interface(src);
        if types.identical(self.under(src), self.under(dst))
            && (self.is_empty_interface(src)
                || (!self.is_named(src) || !self.is_named(dst)) && !src_iface)
        {
            return Some(ConvOp::ConvNop);
        }
        let nil = matches!(types.get(src), Type::Basic(Basic::UntypedNil));
        if self.is_interface(dst) && !nil {
            return Some(ConvOp::ConvIface);
        }
        if let (Type::Chan { dir: ChanDir::Both, elem: a }, Type::Chan { elem: b, .. }) =
            (self.under_ty(src), self.under_ty(dst))
            && types.identical(*a, *b)
            && (!self.is_named(src) || !self.is_named(dst))
        {
            return Some(ConvOp::ConvNop);
        }
        nil.then_some(ConvOp::ConvNop)
    }

    /// A constant in the representation of a type, if there is one.
    fn convert_value(&self, value: &Value, ty: TypeId) -> Option<Value> {
        let kind = self.basic_kind(ty)?;
        let converted = match value {
            Value::Bool(_) => (kind == Basic::Bool).then(|| value.clone())?,
            Value::String(_) => (kind == Basic::String).then(|| value.clone())?,
            _ if kind.is_integer() => value.to_int(),
            _ if kind.is_float() => value.to_float(),
            _ if kind.is_complex() => value.to_complex(),
            _ => return None,
        };
        (!matches!(converted, Value::Unknown)).then_some(converted)
    }

    /// Whether a value of the first type can be assigned to a variable of the second. Asked for
    /// types of which one is assignable to the other, so it need not be exact.
    pub(super) fn assignable(&self, src: TypeId, dst: TypeId) -> bool {
        let types = self.types;
        if types.identical(src, dst) {
            return true;
        }
        match (self.is_interface(src), self.is_interface(dst)) {
            (_, true) => self.has_methods(src, dst),
            (true, false) => false,
            (false, false) => {
                matches!(types.get(src), Type::Basic(Basic::UntypedNil))
                    || self.assign_op(src, dst).is_some()
            }
        }
    }

    /// Whether a type has the methods of an interface.
    fn has_methods(&self, ty: TypeId, iface: TypeId) -> bool {
        let mut resolver = Complete;
        let version = self.cx.input.profile.release.language().pair();
        let mut cx = Ctx { resolver: &mut resolver, qual: Qualifier { pkg: None }, version };
        self.types.implements(ty, iface, false, &mut cx, None)
    }

    /// The predeclared type that underlies a type, aliases resolved.
    pub(super) fn basic_kind(&self, ty: TypeId) -> Option<Basic> {
        match self.under_ty(ty) {
            Type::Basic(basic) => Some(basic.canon()),
            _ => None,
        }
    }

    /// Whether nothing is known of a type.
    pub(super) fn unknown(&self, ty: TypeId) -> bool {
        !self.types.is_valid(ty)
    }

    fn is_named(&self, ty: TypeId) -> bool {
        matches!(self.types.get(ty), Type::Named(_) | Type::Basic(_) | Type::TypeParam(_))
    }

    /// Whether a type is an interface without methods.
    pub(super) fn is_empty_interface(&self, ty: TypeId) -> bool {
        match self.under_ty(ty) {
            Type::Interface(iface) => {
                iface.methods.is_empty() && self.types.type_set(ty).methods.is_empty()
            }
            _ => false,
        }
    }
}

/// The type that stands for all of the same representation (`types/universe.go`, `SimType`).
fn sim_type(basic: Basic, sizes: Sizes) -> Basic {
    match (basic, sizes.word) {
        (Basic::Int, 4) => Basic::Int32,
        (Basic::Int, _) => Basic::Int64,
        (Basic::Uint | Basic::Uintptr, 4) => Basic::Uint32,
        (Basic::Uint | Basic::Uintptr, _) => Basic::Uint64,
        (other, _) => other,
    }
}
