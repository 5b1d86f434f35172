//! Expressions (`writer.expr`, `reader.expr`, `typecheck/expr.go`).
//!
//! Comes in, an expression of the tree with what the checker said of it; goes out, a node of the
//! body with every implicit step written out: parentheses are gone, constants are literals,
//! embedded fields are selected, arrays are sliced and indexed through pointers.
//!
//! ```go
//! t.f      // Dot(DotPtr(t, Embedded) implicit, f)
//! a[1:]    // Slice{SliceArr, Addr(a) implicit}
//! p[i]     // Index{Deref(p) implicit}, for a pointer to an array
//! "a" + s + t // AddStr["a", s, t]
//! ```

use smallvec::smallvec;

use super::Lower;
use crate::ir::node::{BinaryOp, NodeId, NodePos, Op, SelectorOp, SliceOp, UnaryOp};
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprId, ExprKind, Operator};
use crate::types::info::{Mode, Selection, SelectionKind};
use crate::types::store::{Basic, ObjId, ObjectKind, Type, TypeId};

impl<'a> Lower<'a> {
    /// An expression that is a value.
    pub fn expr(&mut self, expr: ExprId) -> NodeId {
        let expr = self.simplified(expr);
        let expr = self.ast.unparen(expr);
        let node = self.expr0(expr);
        self.reshape(expr, node);
        node
    }

    /// An optional expression.
    pub(super) fn opt_expr(&mut self, expr: Option<ExprId>) -> Option<NodeId> {
        expr.map(|expr| self.expr(expr))
    }

    /// Gives a node the type that the checker has for its expression.
    fn reshape(&mut self, expr: ExprId, node: NodeId) {
        match self.body.nodes[node].op {
            Op::Name(_) | Op::Global(_) | Op::Func(_) | Op::Literal(_) | Op::Nil => return,
            _ => {}
        }
        let Some(info) = self.info(expr) else { return };
        if matches!(info.mode, Mode::Builtin(_) | Mode::NoValue | Mode::Invalid) {
            return;
        }
        match self.types.get(info.ty) {
            Type::Tuple(_) => {}
            Type::Basic(basic) if basic.name().starts_with("untyped") => {}
            Type::Basic(Basic::Invalid) | Type::Unknown(_) => {}
            _ => self.body.nodes[node].ty = Some(self.subst(info.ty)),
        }
    }

    fn expr0(&mut self, expr: ExprId) -> NodeId {
        let pos = self.expr_pos(expr);
        if let Some(value) = self.value(expr) {
            return self.constant_expr(expr, value);
        }
        if let Some(obj) = self.lookup(expr) {
            return self.object_expr(expr, obj);
        }
        let ast = self.ast;
        match &ast.exprs[expr].kind {
            ExprKind::CompositeLit { elems, .. } => self.comp_lit(expr, elems),
            ExprKind::FuncLit { .. } => {
                let state = std::mem::take(&mut self.state);
                let node = self.func_lit(expr);
                self.state = state;
                node
            }
            ExprKind::Selector { x, .. } => self.selector(expr, *x),
            ExprKind::Index { x, index } => self.index(expr, *x, *index),
            ExprKind::Slice { x, index, .. } => self.slice(expr, *x, *index),
            ExprKind::Assert { x, ty } => self.assertion(expr, *x, *ty),
            ExprKind::Unary { op, x } => self.unary_expr(expr, *op, *x),
            ExprKind::Binary { op, x, y } => self.binary_expr(expr, *op, *x, *y),
            ExprKind::Call { fun, args, has_dots } => self.call(expr, *fun, args, *has_dots),
            ExprKind::Paren(x) => self.expr(*x),
            ExprKind::Bad
            | ExprKind::Name(_)
            | ExprKind::BasicLit { .. }
            | ExprKind::KeyValue { .. }
            | ExprKind::TypeSwitchGuard { .. }
            | ExprKind::List(_)
            | ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::DotsType(_)
            | ExprKind::StructType { .. }
            | ExprKind::InterfaceType(_)
            | ExprKind::FuncType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => {
                let ty = self.ty(expr);
                self.unknown_from(pos, ty)
            }
        }
    }

    /// What stands for an expression of which nothing is known.
    pub(super) fn unknown_expr(&mut self, pos: NodePos) -> NodeId {
        self.unknown_from(pos, self.types.invalid())
    }

    /// The same, if it follows from something of a type that tells why.
    pub(super) fn unknown_from(&mut self, pos: NodePos, ty: TypeId) -> NodeId {
        let ty = match self.types.missing_in(ty) {
            Some(pkg) => self.types.unknown_value(pkg),
            None => self.types.invalid(),
        };
        self.node(pos, ty, Op::Static)
    }

    /// The object that an expression refers to, if it is a possibly qualified and
    /// possibly instantiated identifier.
    pub(super) fn lookup(&self, expr: ExprId) -> Option<ObjId> {
        let mut expr = expr;
        if let ExprKind::Index { x, index } = self.ast.exprs[expr].kind {
            let instantiates = matches!(self.ast.exprs[index].kind, ExprKind::List(_))
                || self.mode(index) == Mode::TypExpr;
            if !instantiates {
                return None;
            }
            expr = x;
        }
        if let ExprKind::Selector { x, sel } = self.ast.exprs[expr].kind {
            let package = self.object(x).map(|obj| &self.types.object(obj).kind);
            if !matches!(package, Some(ObjectKind::PkgName(_))) {
                return None;
            }
            expr = sel;
        }
        match self.ast.exprs[expr].kind {
            ExprKind::Name(_) => self.object(expr),
            _ => None,
        }
    }

    fn object_expr(&mut self, expr: ExprId, obj: ObjId) -> NodeId {
        let pos = self.expr_pos(expr);
        match &self.types.object(obj).kind {
            ObjectKind::Nil => {
                let ty = self.ty(expr);
                self.node(pos, ty, Op::Nil)
            }
            ObjectKind::Var(_) => self.local(obj, pos),
            ObjectKind::Func(_) => self.func_value(expr),
            ObjectKind::PkgName(_)
            | ObjectKind::Const(_)
            | ObjectKind::TypeName { .. }
            | ObjectKind::Label
            | ObjectKind::Builtin(_) => self.unknown_expr(pos),
        }
    }

    /// A type as an operand of an assertion or type switch on `iface`.
    pub(super) fn type_expr(&mut self, expr: ExprId, iface: Option<ExprId>) -> NodeId {
        let pos = self.expr_pos(expr);
        let raw = self.raw_ty(expr);
        self.note_rtype(raw);
        let ty = self.subst(raw);
        self.note_interface(expr, ty);
        let op = if self.is_dynamic(raw, iface) { Op::DynamicType } else { Op::Type };
        self.node(pos, ty, op)
    }

    /// Notes where an interface without a name is written: its wrappers are reported there.
    pub(super) fn note_interface(&self, expr: ExprId, ty: TypeId) {
        let expr = self.ast.unparen(expr);
        if let ExprKind::InterfaceType(_) = self.ast.exprs[expr].kind {
            let (types, packages) = (self.types, self.cx.input.packages);
            let places = &self.cx.places;
            places.note_literal(types, packages, (ty, expr), self.package, self.source);
        }
    }

    /// Whether the run-time type for `raw` comes from a dictionary.
    fn is_dynamic(&self, raw: TypeId, iface: Option<ExprId>) -> bool {
        if self.is_derived(raw) {
            return true;
        }
        // The method table of a static type is dynamic where the interface is derived.
        iface.is_some_and(|iface| {
            let raw_iface = self.raw_ty(iface);
            self.is_derived(raw_iface)
                && !self.is_interface(raw)
                && !self.is_empty_interface(self.subst(raw_iface))
        })
    }

    // Selectors.

    fn selector(&mut self, expr: ExprId, x: ExprId) -> NodeId {
        let pos = self.expr_pos(expr);
        match self.selection(expr) {
            Some(selection) => match selection.kind {
                SelectionKind::Field => self.field(expr, x, selection),
                SelectionKind::Method => self.method_value(expr),
                SelectionKind::MethodExpr => self.method_expr_value(expr),
            },
            None => {
                // A member of a missing package, or of a value of unknown type.
                let package = self.object(x).map(|obj| &self.types.object(obj).kind);
                let ty = self.ty(expr);
                if matches!(package, Some(ObjectKind::PkgName(_))) || self.mode(x) == Mode::TypExpr
                {
                    return self.unknown_from(pos, ty);
                }
                let ExprKind::Selector { sel, .. } = self.ast.exprs[expr].kind else {
                    return self.unknown_from(pos, ty);
                };
                let sel = self.ast.name(sel);
                let x = self.expr(x);
                let ty = match self.types.get(ty) {
                    Type::Unknown(_) => ty,
                    _ => self.types.invalid(),
                };
                let op = match self.under_ty(self.node_ty(x)) {
                    Type::Pointer(_) => SelectorOp::DotPtr,
                    _ => SelectorOp::Dot,
                };
                self.node(pos, ty, Op::Selector { op, x, sel, method: None })
            }
        }
    }

    fn field(&mut self, expr: ExprId, x: ExprId, selection: &Selection) -> NodeId {
        let pos = self.expr_pos(expr);
        let mut node = self.expr(x);
        let last = selection.path.len().saturating_sub(1);
        for (i, &index) in selection.path.iter().enumerate() {
            node = self.dot_field(pos, node, index);
            if i < last {
                node = self.implicit(node);
            }
        }
        node
    }

    /// The field at an index of a struct or pointer to a struct (`typecheck.DotField`).
    pub fn dot_field(&mut self, pos: NodePos, x: NodeId, index: u32) -> NodeId {
        let ty = self.node_ty(x);
        let (op, base) = match *self.under_ty(ty) {
            Type::Pointer(elem) => (SelectorOp::DotPtr, elem),
            _ => (SelectorOp::Dot, ty),
        };
        let (sel, field) = match self.under_ty(base) {
            Type::Struct(fields) => match fields.get(index as usize) {
                Some(field) => (field.name, field.ty),
                None => (Symbol::BLANK, self.types.invalid()),
            },
            _ => (Symbol::BLANK, self.types.invalid()),
        };
        self.node(pos, field, Op::Selector { op, x, sel, method: None })
    }

    // Operators on memory.

    /// `&x`; of a composite literal, a literal on the heap (`ir.NewAddrExpr`).
    pub fn addr(&mut self, pos: NodePos, x: NodeId) -> NodeId {
        let ty = self.types.pointer_to(self.node_ty(x));
        if matches!(self.body.nodes[x].op, Op::CompLit { .. }) {
            return self.node(pos, ty, Op::PtrLit(x));
        }
        if let Op::Name(name) = self.body.nodes[self.outer_value(x)].op {
            self.body.take_address(name);
        }
        self.node(pos, ty, Op::Addr(x))
    }

    /// The variable, or other value, that a selected field or array element is part of.
    fn outer_value(&self, mut x: NodeId) -> NodeId {
        loop {
            x = match self.body.nodes[x].op {
                // Where it isn't known what is selected, it need not be a part.
                Op::Selector { op: SelectorOp::Dot, x: whole, .. }
                    if !self.unknown(self.node_ty(x)) =>
                {
                    whole
                }
                Op::Index { x: array, .. }
                    if matches!(self.under_ty(self.node_ty(array)), Type::Array { .. }) =>
                {
                    array
                }
                _ => return x,
            };
        }
    }

    /// Whether a node has an address (`ir.IsAddressable`).
    pub(super) fn is_addressable(&self, x: NodeId) -> bool {
        match self.body.nodes[self.outer_value(x)].op {
            Op::Name(_)
            | Op::Global(_)
            | Op::Deref(_)
            | Op::Selector { op: SelectorOp::DotPtr, .. } => true,
            Op::Index { x, .. } => matches!(self.under_ty(self.node_ty(x)), Type::Slice(_)),
            _ => false,
        }
    }

    /// `*x`.
    pub fn deref(&mut self, pos: NodePos, x: NodeId) -> NodeId {
        let ty = match *self.under_ty(self.node_ty(x)) {
            Type::Pointer(elem) => elem,
            _ => self.types.invalid(),
        };
        self.node(pos, ty, Op::Deref(x))
    }

    fn index(&mut self, expr: ExprId, x: ExprId, index: ExprId) -> NodeId {
        // An explicit instantiation of a generic method.
        let fun = self.ast.unparen(x);
        if let Some(selection) = self.selection(fun)
            && (matches!(self.ast.exprs[index].kind, ExprKind::List(_))
                || self.mode(index) == Mode::TypExpr)
        {
            match selection.kind {
                SelectionKind::Field => {}
                SelectionKind::Method => return self.method_value(expr),
                SelectionKind::MethodExpr => return self.method_expr_value(expr),
            }
        }
        let pos = self.expr_pos(expr);
        let mut node = self.expr(x);
        let ty = self.node_ty(node);
        if let Type::Map { key, elem } = *self.under_ty(ty) {
            let index = self.convert_expr(index, key);
            return self.node(pos, elem, Op::IndexMap { x: node, index, assigned: false });
        }
        let index = self.expr(index);
        if let Type::Pointer(array) = *self.under_ty(ty)
            && matches!(self.under_ty(array), Type::Array { .. })
        {
            let star = self.deref(pos, node);
            node = self.implicit(star);
        }
        let elem = match *self.under_ty(self.node_ty(node)) {
            Type::Array { elem, .. } | Type::Slice(elem) => elem,
            Type::Basic(Basic::String) => self.types.basic(Basic::Byte),
            _ => self.types.invalid(),
        };
        self.node(pos, elem, Op::Index { x: node, index })
    }

    fn slice(&mut self, expr: ExprId, x: ExprId, index: [Option<ExprId>; 3]) -> NodeId {
        let pos = self.expr_pos(expr);
        let mut node = self.expr(x);
        let [low, high, max] = index.map(|bound| self.opt_expr(bound));
        if matches!(self.under_ty(self.node_ty(node)), Type::Array { .. }) {
            let addr = self.addr(pos, node);
            node = self.implicit(addr);
        }
        let ty = self.node_ty(node);
        let (op, ty) = match *self.under_ty(ty) {
            Type::Basic(_) => (SliceOp::SliceStr, ty),
            Type::Pointer(array) => {
                let elem = match *self.under_ty(array) {
                    Type::Array { elem, .. } => elem,
                    _ => self.types.invalid(),
                };
                let op = if max.is_some() { SliceOp::Slice3Arr } else { SliceOp::SliceArr };
                (op, self.types.slice_of(elem))
            }
            _ => (if max.is_some() { SliceOp::Slice3 } else { SliceOp::Slice }, ty),
        };
        self.node(pos, ty, Op::Slice { op, x: node, low, high, max })
    }

    fn assertion(&mut self, expr: ExprId, x: ExprId, ty: ExprId) -> NodeId {
        let pos = self.expr_pos(expr);
        let node = self.expr(x);
        let raw = self.raw_ty(ty);
        self.note_rtype(raw);
        let dst = self.subst(raw);
        self.note_interface(ty, dst);
        let op = if self.is_dynamic(raw, Some(x)) {
            Op::DynamicDotType { x: node, comma_ok: false }
        } else {
            Op::DotType { x: node, comma_ok: false }
        };
        self.node(pos, dst, op)
    }

    // Operations.

    fn unary_expr(&mut self, expr: ExprId, op: Operator, x: ExprId) -> NodeId {
        let pos = self.expr_pos(expr);
        let node = self.expr(x);
        let ty = self.node_ty(node);
        let op = match op {
            Operator::And => return self.addr(pos, node),
            Operator::Mul => return self.deref(pos, node),
            Operator::Recv => {
                let elem = match *self.under_ty(ty) {
                    Type::Chan { elem, .. } => elem,
                    _ => self.types.invalid(),
                };
                return self.node(pos, elem, Op::Unary(UnaryOp::Recv, node));
            }
            Operator::Not => UnaryOp::Not,
            Operator::Add => UnaryOp::Plus,
            Operator::Sub => UnaryOp::Neg,
            Operator::Xor | Operator::Tilde => UnaryOp::BitNot,
            Operator::OrOr
            | Operator::AndAnd
            | Operator::Eql
            | Operator::Neq
            | Operator::Lss
            | Operator::Leq
            | Operator::Gtr
            | Operator::Geq
            | Operator::Or
            | Operator::Div
            | Operator::Rem
            | Operator::AndNot
            | Operator::Shl
            | Operator::Shr => UnaryOp::Plus,
        };
        self.node(pos, ty, Op::Unary(op, node))
    }

    fn binary_expr(&mut self, expr: ExprId, op: Operator, x: ExprId, y: ExprId) -> NodeId {
        let pos = self.expr_pos(expr);
        let common = match op {
            Operator::Shl | Operator::Shr => None,
            _ => self.common_type(x, y),
        };
        let x = self.convert_expr_opt(x, common);
        let y = self.convert_expr_opt(y, common);
        let Some(op) = binary_op(op) else { return x };
        self.binary_node(pos, op, x, y)
    }

    /// A binary operation of two nodes; strings are added up to one list.
    fn binary_node(&mut self, pos: NodePos, op: BinaryOp, x: NodeId, y: NodeId) -> NodeId {
        let ty = self.node_ty(x);
        if op == BinaryOp::Add && self.basic_kind(ty) == Some(Basic::String) {
            let mut list = match &mut self.body.nodes[x].op {
                Op::AddStr(list) => std::mem::take(list),
                _ => smallvec![x],
            };
            match &mut self.body.nodes[y].op {
                Op::AddStr(more) => list.append(more),
                _ => list.push(y),
            }
            return self.node(pos, ty, Op::AddStr(list));
        }
        let ty = if is_comparison(op) { self.types.basic(Basic::UntypedBool) } else { ty };
        let node = self.node(pos, ty, Op::Binary(op, x, y));
        if is_comparison(op) {
            self.body.nodes[node].ty = Some(self.types.basic(Basic::Bool));
        }
        node
    }

    /// The type to which both operands are converted, if they differ.
    fn common_type(&self, x: ExprId, y: ExprId) -> Option<TypeId> {
        let (raw_x, raw_y) = (self.raw_ty(x), self.raw_ty(y));
        if raw_x == raw_y || self.unknown(raw_x) || self.unknown(raw_y) {
            return None;
        }
        let nil = |ty| matches!(self.types.get(ty), Type::Basic(Basic::UntypedNil));
        if nil(raw_x) {
            return Some(self.subst(raw_y));
        }
        if nil(raw_y) {
            return Some(self.subst(raw_x));
        }
        if self.types.identical(raw_x, raw_y) {
            return None;
        }
        let common = if self.assignable(raw_x, raw_y) { raw_y } else { raw_x };
        let common = self.subst(common);
        let untyped = |ty| self.default_type(ty) != ty;
        if untyped(common) { None } else { Some(common) }
    }

    // Conditions that are known.

    /// The expression that takes the place of one, after [`Lower::static_bool`].
    pub(super) fn simplified(&self, mut expr: ExprId) -> ExprId {
        while let Some(&simpler) = self.state.simplified.get(&expr) {
            expr = simpler;
        }
        expr
    }

    /// Whether a condition is known to be true (1) or false (-1); operands that don't matter are
    /// dropped from it (`pkgWriter.staticBool`).
    pub(super) fn static_bool(&mut self, expr: ExprId) -> i32 {
        let slot = expr;
        let expr = self.simplified(expr);
        if let Some(value) = self.const_bool(expr) {
            return if value { 1 } else { -1 };
        }
        let (op, x, y) = match self.ast.exprs[expr].kind {
            // The operand isn't negated: a constant one would have made a constant.
            ExprKind::Unary { op: Operator::Not, x } => return self.static_bool(x),
            ExprKind::Binary { op, x, y } => (op, x, y),
            _ => return 0,
        };
        // The result that decides the operation alone.
        let decisive = match op {
            Operator::AndAnd => -1,
            Operator::OrOr => 1,
            _ => return 0,
        };
        let left = self.static_bool(x);
        if left == decisive {
            self.simplify(slot, x);
            return left;
        }
        let right = self.static_bool(y);
        if left == -decisive || right == decisive {
            let left = self.simplified(x);
            if self.value(left).is_some() {
                self.simplify(slot, y);
            }
            return right;
        }
        0
    }

    fn simplify(&mut self, slot: ExprId, by: ExprId) {
        let slot = self.simplified(slot);
        if slot != by {
            self.state.simplified.insert(slot, by);
        }
    }
}

fn is_comparison(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge
    )
}

/// The IR's operator for a binary operator of the tree.
pub(super) fn binary_op(op: Operator) -> Option<BinaryOp> {
    Some(match op {
        Operator::OrOr => BinaryOp::OrOr,
        Operator::AndAnd => BinaryOp::AndAnd,
        Operator::Eql => BinaryOp::Eq,
        Operator::Neq => BinaryOp::Ne,
        Operator::Lss => BinaryOp::Lt,
        Operator::Leq => BinaryOp::Le,
        Operator::Gtr => BinaryOp::Gt,
        Operator::Geq => BinaryOp::Ge,
        Operator::Add => BinaryOp::Add,
        Operator::Sub => BinaryOp::Sub,
        Operator::Or => BinaryOp::Or,
        Operator::Xor => BinaryOp::Xor,
        Operator::Mul => BinaryOp::Mul,
        Operator::Div => BinaryOp::Div,
        Operator::Rem => BinaryOp::Mod,
        Operator::And => BinaryOp::And,
        Operator::AndNot => BinaryOp::AndNot,
        Operator::Shl => BinaryOp::Lsh,
        Operator::Shr => BinaryOp::Rsh,
        Operator::Not | Operator::Recv | Operator::Tilde => return None,
    })
}
