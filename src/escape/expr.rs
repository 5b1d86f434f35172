//! Expressions (`escape/expr.go`): their value flows into a hole.
//!
//! Every operand is walked, whether its value is needed or not: it may have side effects.

use super::graph::{HEAP, Hole, MUTATOR};
use super::reason::Reason;
use super::walk::Walker;
use crate::ir::node::{
    BinaryOp, BuiltinOp, CompLitOp, ConvOp, MakeOp, NodeId, Op, SelectorOp, UnaryOp,
};
use crate::ir::same_expr::is_reflect_header_data_field;
use crate::types::store::TypeId;

impl Walker<'_> {
    /// Evaluates an expression; its value flows into `hole`.
    pub(super) fn expr(&mut self, hole: Hole, node: NodeId) {
        self.deeper(|walker| {
            let body = walker.body;
            walker.stmts(&body.nodes[node].init);
            walker.expr_within(hole, node);
        });
    }

    /// The same, for an expression whose statements have been walked.
    pub(super) fn expr_skip_init(&mut self, hole: Hole, node: NodeId) {
        self.deeper(|walker| walker.expr_within(hole, node));
    }

    pub(super) fn ty(&self, node: NodeId) -> Option<TypeId> {
        self.body.nodes[node].ty
    }

    fn expr_within(&mut self, mut hole: Hole, node: NodeId) {
        let body = self.body;
        let n = &body.nodes[node];
        if hole.dst != super::graph::BLANK
            && hole.derefs >= 0
            && n.ty.is_some_and(|ty| self.facts.is_scalar(ty))
        {
            hole.dst = super::graph::BLANK;
        }
        if self.graph.doubts.watch && hole.derefs >= 0 {
            hole = hole.doubted(self.doubt_of_pointers(n.ty));
        }
        match &n.op {
            Op::Literal(_)
            | Op::Nil
            | Op::Getg
            | Op::Type
            | Op::DynamicType
            | Op::LinkSym { .. }
            | Op::Static
            | Op::Global(_)
            | Op::Func(_)
            | Op::Blank => {}
            Op::Name(name) => {
                let loc = self.old_loc(*name);
                self.flow(hole, loc);
            }
            Op::Unary(op, x) => self.unary(hole, node, *op, *x),
            Op::Binary(op, x, y) => self.binary(hole, node, *op, *x, *y),
            Op::Addr(x) => {
                let hole = self.addr_of(hole, node, Reason::AddressOf);
                self.expr(hole, *x);
            }
            Op::Deref(x) => {
                let hole = self.deref(hole, node, Reason::Indirection);
                self.expr(hole, *x);
            }
            Op::Selector { op, x, method, .. } => match op {
                SelectorOp::Dot | SelectorOp::DotMeth | SelectorOp::DotInter => {
                    // What isn't known to be a field may be elsewhere in memory.
                    let hole = hole.doubted(self.doubt_of_kind(n.ty));
                    let hole = self.note(hole, node, Reason::Dot);
                    self.expr(hole, *x);
                }
                SelectorOp::DotPtr => {
                    let hole = self.deref(hole, node, Reason::DotOfPointer);
                    self.expr(hole, *x);
                }
                SelectorOp::MethValue => self.method_value(hole, node, *x, *method),
                SelectorOp::MethExpr => {}
            },
            Op::DotType { x, .. } | Op::DynamicDotType { x, .. } => {
                let hole = match n.ty {
                    Some(ty) => self.dot_type(hole, self.first_of_pair(ty), node, Reason::Dot),
                    None => hole,
                };
                self.expr(hole, *x);
            }
            Op::Index { x, index } => {
                let hole = hole.doubted(self.doubt_of_kind(self.ty(*x)));
                let hole = if self.ty(*x).is_some_and(|ty| self.facts.is_array(ty)) {
                    self.note(hole, node, Reason::FixedArrayIndexOf)
                } else {
                    self.deref(hole, node, Reason::DotOfPointer)
                };
                self.expr(hole, *x);
                self.discard(*index);
            }
            Op::IndexMap { x, index, .. } => {
                self.discard(*x);
                self.discard(*index);
            }
            Op::Slice { x, low, high, max, .. } => {
                let hole = self.note(hole, node, Reason::Slice);
                self.expr(hole, *x);
                self.discard_optional(*low);
                self.discard_optional(*high);
                self.discard_optional(*max);
            }
            Op::Conv(op, x) => self.conversion(hole, node, *op, *x),
            Op::Call { .. } | Op::InlCall { .. } | Op::Append { .. } | Op::Recover => {
                self.call(Some(&[hole]), node);
            }
            Op::Builtin(op, _) => match op {
                BuiltinOp::Min
                | BuiltinOp::Max
                | BuiltinOp::Delete
                | BuiltinOp::Print
                | BuiltinOp::Println => self.call(Some(&[hole]), node),
            },
            Op::Make { op, len, cap } => {
                match op {
                    MakeOp::Slice | MakeOp::Map => {
                        self.spill(hole, node);
                    }
                    MakeOp::Chan => {}
                }
                self.discard_optional(*len);
                self.discard_optional(*cap);
            }
            Op::PtrLit(x) => {
                let hole = self.spill(hole, node);
                self.expr(hole, *x);
            }
            Op::CompLit { op, list, .. } => self.composite(hole, node, *op, list),
            Op::Closure(closure) => {
                let hole = self.spill(hole, node);
                self.closure(hole, *closure);
            }
            Op::AddStr(list) => {
                self.spill(hole, node);
                self.discards(list);
            }
            Op::Key { key, value } => {
                self.discard(*key);
                self.discard(*value);
            }
            Op::StructKey { value, .. } => self.discard(*value),
            // Statements are no expressions, except where the source is broken.
            Op::Block(_)
            | Op::Branch(..)
            | Op::Label(_)
            | Op::Dcl(_)
            | Op::As { .. }
            | Op::AsOp { .. }
            | Op::As2 { .. }
            | Op::If { .. }
            | Op::For(_)
            | Op::Range(_)
            | Op::Return(_)
            | Op::Select(_)
            | Op::Switch(_)
            | Op::TypeSwitch(_)
            | Op::Go(_)
            | Op::Defer { .. }
            | Op::Send { .. }
            | Op::TailCall(_)
            | Op::Case => {}
        }
    }

    /// Of `v, ok := x.(T)`, the type of `v`.
    fn first_of_pair(&self, ty: TypeId) -> TypeId {
        match self.facts.types().get(ty) {
            crate::types::store::Type::Tuple(types) => types.first().copied().unwrap_or(ty),
            _ => ty,
        }
    }

    fn unary(&mut self, hole: Hole, node: NodeId, op: UnaryOp, x: NodeId) {
        match op {
            UnaryOp::Plus
            | UnaryOp::Neg
            | UnaryOp::BitNot
            | UnaryOp::Not
            | UnaryOp::Recv
            | UnaryOp::CheckNil => self.discard(x),
            UnaryOp::Itab | UnaryOp::Idata | UnaryOp::Sptr => self.expr(hole, x),
            UnaryOp::New => {
                self.spill(hole, node);
            }
            UnaryOp::Len
            | UnaryOp::Cap
            | UnaryOp::Real
            | UnaryOp::Imag
            | UnaryOp::Close
            | UnaryOp::Clear
            | UnaryOp::Panic
            | UnaryOp::UnsafeSliceData
            | UnaryOp::UnsafeStringData => self.call(Some(&[hole]), node),
        }
    }

    fn binary(&mut self, hole: Hole, node: NodeId, op: BinaryOp, x: NodeId, y: NodeId) {
        match op {
            BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::Mod
            | BinaryOp::And
            | BinaryOp::Or
            | BinaryOp::Xor
            | BinaryOp::AndNot
            | BinaryOp::Lsh
            | BinaryOp::Rsh
            | BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge
            | BinaryOp::AndAnd
            | BinaryOp::OrOr => {
                self.discard(x);
                self.discard(y);
            }
            // The type word never points to memory that could escape.
            BinaryOp::MakeFace => self.expr(hole, y),
            BinaryOp::Complex
            | BinaryOp::Copy
            | BinaryOp::UnsafeAdd
            | BinaryOp::UnsafeSlice
            | BinaryOp::UnsafeString => self.call(Some(&[hole]), node),
        }
    }

    fn conversion(&mut self, mut hole: Hole, node: NodeId, op: ConvOp, x: NodeId) {
        let (to, from) = (self.ty(node), self.ty(x));
        match op {
            ConvOp::Conv | ConvOp::ConvNop => {
                if !self.evaluated.is_empty() && self.evaluated.contains(&(self.index, node)) {
                    return;
                }
                let from_uintptr = to.is_some_and(|ty| self.facts.is_unsafe_pointer(ty))
                    && from.is_some_and(|ty| self.facts.is_uintptr(ty));
                // What is of an unknown type may be a pointer to it.
                hole = hole.doubted(self.doubt_of_kind(to));
                if from_uintptr {
                    self.unsafe_value(hole, x);
                } else {
                    self.expr(hole, x);
                }
            }
            ConvOp::ConvIface => {
                let boxed = from.is_none_or(|ty| {
                    !self.facts.is_interface(ty) && !self.facts.is_direct_iface(ty)
                });
                if boxed {
                    hole = self.spill(hole, node);
                }
                let hole = self.note(hole, node, Reason::InterfaceConverted);
                self.expr(hole, x);
            }
            ConvOp::Slice2Arr => {
                let hole = self.deref(hole, node, Reason::SliceToArray);
                self.expr(hole, x);
            }
            ConvOp::Slice2ArrPtr => self.expr(hole, x),
            ConvOp::Bytes2Str
            | ConvOp::Runes2Str
            | ConvOp::Str2Bytes
            | ConvOp::Str2Runes
            | ConvOp::RuneStr => {
                self.spill(hole, node);
                self.discard(x);
            }
        }
    }

    /// `x.m` as a value: a closure that holds `x`. How it will be called isn't known, so what
    /// the method lets flow to its results is taken to flow to the heap.
    fn method_value(
        &mut self,
        hole: Hole,
        node: NodeId,
        x: NodeId,
        method: Option<crate::ir::func::FuncId>,
    ) {
        let closure = self.spill(hole, node);
        let receiver = match method {
            Some(method) => {
                let results = self.results_of(method);
                let heap = vec![Hole::of(HEAP); results];
                self.receiver_hole(&heap, method)
            }
            None => Hole::of(HEAP),
        };
        let hole = self.tee(&[receiver, closure]);
        self.expr(hole, x);
    }

    fn composite(&mut self, hole: Hole, node: NodeId, op: CompLitOp, list: &[NodeId]) {
        let body = self.body;
        let value_of = |element: NodeId| match *body.op(element) {
            Op::Key { value, .. } | Op::StructKey { value, .. } => value,
            _ => element,
        };
        match op {
            CompLitOp::Array => {
                for &element in list {
                    let hole = self.note(hole, node, Reason::ArrayLiteralElement);
                    self.expr(hole, value_of(element));
                }
            }
            CompLitOp::Slice => {
                let hole = self.spill(hole, node);
                for &element in list {
                    let hole = self.note(hole, node, Reason::SliceLiteralElement);
                    self.expr(hole, value_of(element));
                }
            }
            CompLitOp::Struct => {
                for &element in list {
                    let hole = self.note(hole, node, Reason::StructLiteralElement);
                    self.expr(hole, value_of(element));
                }
            }
            CompLitOp::Map => {
                self.spill(hole, node);
                for &element in list {
                    if let Op::Key { key, value } = *body.op(element) {
                        self.assign_heap(key, Reason::MapLiteralKey, node);
                        self.assign_heap(value, Reason::MapLiteralValue, node);
                    } else {
                        self.assign_heap(element, Reason::MapLiteralValue, node);
                    }
                }
            }
        }
    }

    /// The hole for `x` of `x.(T)`: an interface's data word points to values that aren't
    /// pointers themselves.
    pub(super) fn dot_type(
        &mut self,
        mut hole: Hole,
        ty: TypeId,
        node: NodeId,
        why: Reason,
    ) -> Hole {
        if !self.facts.is_interface(ty) && !self.facts.is_direct_iface(ty) {
            hole = hole.shift(1);
        }
        let hole = hole.doubted(self.doubt_of_value(ty));
        self.note(hole, node, why)
    }

    /// Evaluates arithmetic on uintptr, in which an `unsafe.Pointer` may be hidden.
    pub(super) fn unsafe_value(&mut self, hole: Hole, node: NodeId) {
        self.deeper(|walker| walker.unsafe_value_within(hole, node));
    }

    fn unsafe_value_within(&mut self, hole: Hole, node: NodeId) {
        let body = self.body;
        let n = &body.nodes[node];
        self.stmts(&n.init);
        match &n.op {
            Op::Conv(ConvOp::Conv | ConvOp::ConvNop, x) => {
                if self.ty(*x).is_some_and(|ty| self.facts.is_unsafe_pointer(ty)) {
                    self.expr(hole, *x);
                } else {
                    self.discard(*x);
                }
            }
            Op::Selector { op: SelectorOp::DotPtr, x, .. } => {
                if is_reflect_header_data_field(self.facts.types(), body, node) {
                    let hole = self.deref(hole, node, Reason::ReflectHeaderData);
                    self.expr(hole, *x);
                } else {
                    self.discard(*x);
                }
            }
            Op::Unary(UnaryOp::Plus | UnaryOp::Neg | UnaryOp::BitNot, x) => {
                self.unsafe_value(hole, *x);
            }
            Op::Binary(
                BinaryOp::Add
                | BinaryOp::Sub
                | BinaryOp::Or
                | BinaryOp::Xor
                | BinaryOp::Mul
                | BinaryOp::Div
                | BinaryOp::Mod
                | BinaryOp::And
                | BinaryOp::AndNot,
                x,
                y,
            ) => {
                self.unsafe_value(hole, *x);
                self.unsafe_value(hole, *y);
            }
            Op::Binary(BinaryOp::Lsh | BinaryOp::Rsh, x, y) => {
                self.unsafe_value(hole, *x);
                self.discard(*y);
            }
            _ => self.expr_skip_init(Hole::DISCARD, node),
        }
    }

    /// Evaluates an expression whose value nobody needs.
    pub(super) fn discard(&mut self, node: NodeId) {
        self.expr(Hole::DISCARD, node);
    }

    pub(super) fn discard_optional(&mut self, node: Option<NodeId>) {
        if let Some(node) = node {
            self.discard(node);
        }
    }

    pub(super) fn discards(&mut self, nodes: &[NodeId]) {
        for &node in nodes {
            self.discard(node);
        }
    }

    /// The hole for a pointer through which memory is changed.
    pub(super) const fn mutator() -> Hole {
        Hole::of(MUTATOR)
    }
}
