//! Calls of built-in functions (`writer.expr`, `typecheck/func.go`, and `typecheck.tcCall`).
//!
//! ```go
//! append(s, 1, x)      // Append[s, 1, x], elements converted to the element type
//! append(s, t...)      // Append[s, t], nothing converted
//! panic("a")           // Unary{Panic, ConvIface("a") implicit}
//! new(x + 1)           // Addr(tmp), with `tmp := x + 1` before it
//! ```

use super::Lower;
use crate::ir::node::{BinaryOp, BuiltinOp, MakeOp, NodeId, NodePos, Nodes, Op, UnaryOp};
use crate::syntax::ast::{ExprId, ExprKind};
use crate::types::constant::Value;
use crate::types::info::Mode;
use crate::types::store::{Basic, Builtin, Type, TypeId};

impl<'a> Lower<'a> {
    /// A call of a built-in function that isn't a constant.
    pub(super) fn builtin_call(
        &mut self,
        expr: ExprId,
        builtin: Builtin,
        args: &'a [ExprId],
        has_dots: bool,
    ) -> NodeId {
        let pos = self.expr_pos(expr);
        match builtin {
            Builtin::Append => self.append(expr, args, has_dots),
            Builtin::Delete => {
                let key = args.first().and_then(|&map| match *self.under_ty(self.first(map)) {
                    Type::Map { key, .. } => Some(key),
                    _ => None,
                });
                let args = self.multi_expr(pos, args, |i| if i == 1 { key } else { None });
                self.stmt(pos, Op::Builtin(BuiltinOp::Delete, args))
            }
            Builtin::Print | Builtin::Println => self.print(pos, builtin, args),
            Builtin::Min | Builtin::Max => {
                let ty = self.ty(expr);
                let args = self.multi_expr(pos, args, |_| Some(ty));
                let op = if builtin == Builtin::Min { BuiltinOp::Min } else { BuiltinOp::Max };
                self.node(pos, ty, Op::Builtin(op, args))
            }
            Builtin::Recover => {
                let any = self.types.universe.empty_interface();
                self.node(pos, any, Op::Recover)
            }
            Builtin::Make => self.make(expr, args),
            Builtin::New => self.new_value(expr, args),
            Builtin::Panic => {
                let any = self.types.universe.any();
                let args = self.multi_expr(pos, args, |_| Some(any));
                self.unary_builtin(pos, UnaryOp::Panic, args, None)
            }
            Builtin::Clear | Builtin::Close => {
                let args = self.multi_expr(pos, args, |_| None);
                let op = if builtin == Builtin::Clear { UnaryOp::Clear } else { UnaryOp::Close };
                self.unary_builtin(pos, op, args, None)
            }
            Builtin::Len
            | Builtin::Cap
            | Builtin::Real
            | Builtin::Imag
            | Builtin::UnsafeSliceData
            | Builtin::UnsafeStringData => {
                let op = match builtin {
                    Builtin::Len => UnaryOp::Len,
                    Builtin::Cap => UnaryOp::Cap,
                    Builtin::Real => UnaryOp::Real,
                    Builtin::Imag => UnaryOp::Imag,
                    Builtin::UnsafeSliceData => UnaryOp::UnsafeSliceData,
                    _ => UnaryOp::UnsafeStringData,
                };
                let args = self.multi_expr(pos, args, |_| None);
                let ty = self.ty(expr);
                self.unary_builtin(pos, op, args, Some(ty))
            }
            Builtin::Complex => {
                let ty = self.ty(expr);
                self.binary_builtin(pos, BinaryOp::Complex, args, ty, |_| None)
            }
            Builtin::Copy => {
                let int = self.types.basic(Basic::Int);
                self.binary_builtin(pos, BinaryOp::Copy, args, int, |_| None)
            }
            Builtin::UnsafeAdd => {
                let pointer = self.types.basic(Basic::UnsafePointer);
                let ty = self.ty(expr);
                self.binary_builtin(pos, BinaryOp::UnsafeAdd, args, ty, |i| {
                    (i == 0).then_some(pointer)
                })
            }
            Builtin::UnsafeSlice => {
                let ty = self.ty(expr);
                self.binary_builtin(pos, BinaryOp::UnsafeSlice, args, ty, |_| None)
            }
            Builtin::UnsafeString => {
                let ty = self.ty(expr);
                self.binary_builtin(pos, BinaryOp::UnsafeString, args, ty, |_| None)
            }
            Builtin::UnsafeAlignof | Builtin::UnsafeSizeof | Builtin::UnsafeOffsetof => {
                self.size_query(pos, builtin, args)
            }
        }
    }

    /// The type of an expression, or of its first value.
    fn first(&self, expr: ExprId) -> TypeId {
        let ty = self.ty(expr);
        match self.types.get(ty) {
            Type::Tuple(types) => types.first().copied().unwrap_or(ty),
            _ => ty,
        }
    }

    fn unary_builtin(
        &mut self,
        pos: NodePos,
        op: UnaryOp,
        args: Nodes,
        ty: Option<TypeId>,
    ) -> NodeId {
        let arg = match args.first() {
            Some(&arg) => arg,
            None => self.unknown_expr(pos),
        };
        self.body.add(pos, ty, Op::Unary(op, arg))
    }

    fn binary_builtin(
        &mut self,
        pos: NodePos,
        op: BinaryOp,
        args: &'a [ExprId],
        ty: TypeId,
        dst: impl Fn(usize) -> Option<TypeId>,
    ) -> NodeId {
        let args = self.multi_expr(pos, args, dst);
        let &[x, y] = &args[..] else { return self.unknown_expr(pos) };
        self.node(pos, ty, Op::Binary(op, x, y))
    }

    fn append(&mut self, expr: ExprId, args: &'a [ExprId], has_dots: bool) -> NodeId {
        let pos = self.expr_pos(expr);
        let ty = self.ty(expr);
        let elem = match *self.under_ty(ty) {
            Type::Slice(elem) if !has_dots => Some(elem),
            _ => None,
        };
        let args = self.multi_expr(pos, args, |i| if i == 0 { Some(ty) } else { elem });
        self.node(pos, ty, Op::Append { args, is_ddd: has_dots })
    }

    fn print(&mut self, pos: NodePos, builtin: Builtin, args: &'a [ExprId]) -> NodeId {
        let mut args = self.multi_expr(pos, args, |_| None);
        for arg in &mut args {
            let ty = self.default_type(self.node_ty(*arg));
            self.body.nodes[*arg].ty = Some(ty);
        }
        let op = if builtin == Builtin::Print { BuiltinOp::Print } else { BuiltinOp::Println };
        self.stmt(pos, Op::Builtin(op, args))
    }

    fn make(&mut self, expr: ExprId, args: &'a [ExprId]) -> NodeId {
        let pos = self.expr_pos(expr);
        let ty = self.ty(expr);
        let mut sizes = args.iter().skip(1);
        let len = sizes.next().map(|&len| self.expr(len));
        let cap = sizes.next().map(|&cap| self.expr(cap));
        let (op, len) = match self.under_ty(ty) {
            Type::Slice(_) => (MakeOp::Slice, len),
            Type::Map { .. } => (MakeOp::Map, Some(len.unwrap_or_else(|| self.no_size(pos)))),
            Type::Chan { .. } => (MakeOp::Chan, Some(len.unwrap_or_else(|| self.no_size(pos)))),
            _ => return self.unknown_expr(pos),
        };
        self.node(pos, ty, Op::Make { op, len, cap })
    }

    /// The size of a map or channel made without one; untyped, so that it isn't printed.
    fn no_size(&mut self, pos: NodePos) -> NodeId {
        let untyped = self.types.basic(Basic::UntypedInt);
        self.node(pos, untyped, Op::Literal(Value::int(0)))
    }

    fn new_value(&mut self, expr: ExprId, args: &'a [ExprId]) -> NodeId {
        let pos = self.expr_pos(expr);
        let Some(&arg) = args.first() else { return self.unknown_expr(pos) };
        if self.mode(arg) == Mode::TypExpr {
            let operand = self.type_expr(arg, None);
            let ty = self.types.pointer_to(self.node_ty(operand));
            return self.node(pos, ty, Op::Unary(UnaryOp::New, operand));
        }
        let x = self.expr(arg);
        let ty = self.default_type(self.node_ty(x));
        self.body.nodes[x].ty = Some(ty);
        let mut init = Nodes::new();
        let tmp = self.temp_copy(pos, x, &mut init);
        let value = self.name_node(tmp);
        let addr = self.addr(pos, value);
        self.with_init(init, addr)
    }

    /// A size, alignment or offset that depends on type parameters.
    fn size_query(&mut self, pos: NodePos, builtin: Builtin, args: &'a [ExprId]) -> NodeId {
        let uintptr = self.types.basic(Basic::Uintptr);
        let value = match args.first().map(|&arg| self.ast.unparen(arg)) {
            None => 0,
            Some(arg) => match builtin {
                Builtin::UnsafeAlignof => self.types.alignof(self.ty(arg)),
                Builtin::UnsafeOffsetof => self.offset_of(arg),
                _ => self.types.sizeof(self.ty(arg)),
            },
        };
        self.node(pos, uintptr, Op::Literal(Value::int(value)))
    }

    fn offset_of(&self, selector: ExprId) -> i64 {
        let (Some(selection), ExprKind::Selector { x, .. }) =
            (self.selection(selector), &self.ast.exprs[selector].kind)
        else {
            return 0;
        };
        let mut ty = self.ty(*x);
        if let Type::Pointer(elem) = *self.under_ty(ty) {
            ty = elem;
        }
        let mut offset = 0;
        for &index in &selection.path {
            let Type::Struct(fields) = self.under_ty(ty) else { return offset };
            let Some(field) = fields.get(index as usize) else { return offset };
            offset += self.types.field_offset(ty, index as usize);
            ty = field.ty;
        }
        offset
    }
}
