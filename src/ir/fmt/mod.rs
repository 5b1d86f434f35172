//! Expressions and statements as gc prints them in messages (`ir/fmt.go`).
//!
//! Comes in: a body and a node of it. Goes out: text that resembles the source, without what
//! the compiler added.
//!
//! ```go
//! make([]int, 10)   &T{...}   func literal   ... argument   (*p).f(x)   s[i:]   float32(0.1)
//! ```
//!
//! Implicit address-of, dereference and conversions print as their operand; a composite literal
//! shows no elements, a function literal no body, a loop no parts. What gc has no text for
//! prints as `<node OP>`.

mod precedence;
mod stmt;
mod words;

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::func::FuncTable;
use super::node::{
    BinaryOp, Body, ClosureId, ConvOp, Func, FuncId, MakeOp, NameId, NodeId, Op, SliceOp, UnaryOp,
};
use super::type_fmt::{TypeFmt, has_symbol};
use crate::types::constant::{ConstKind, Value, quote_rune};
use crate::types::store::{Basic, ObjId, PkgId, Type, TypeId, Types};
use stmt::is_statement;
pub use words::op_text;
use words::{binary_text, builtin_text, unary_text};

/// How deep an expression is printed.
const MAX_DEPTH: u32 = 2_000;

/// Prints nodes for the messages of one package.
#[derive(Clone, Copy)]
pub struct NodeFmt<'a> {
    types: &'a Types,
    funcs: &'a FuncTable,
    type_fmt: TypeFmt<'a>,
    before: Option<&'a Originals>,
}

/// Operands that a pass replaced, by the node that replaces them. A message that gc prints
/// before the pass shows the original.
pub type Originals = FxHashMap<NodeId, NodeId>;

/// How tightly an operator binds (`OpPrec`). What isn't in gc's table has 0.
type Precedence = u8;

impl<'a> NodeFmt<'a> {
    /// A printer for messages about package `local`.
    pub fn new(types: &'a Types, funcs: &'a FuncTable, local: Option<PkgId>) -> NodeFmt<'a> {
        NodeFmt {
            types,
            funcs,
            type_fmt: TypeFmt::new(types, local).with_local_types(funcs),
            before: None,
        }
    }

    /// The same printer for types that are declared inside functions.
    pub fn with_types(self, type_fmt: TypeFmt<'a>) -> NodeFmt<'a> {
        NodeFmt { type_fmt, ..self }
    }

    /// The same printer for the time before operands were replaced.
    pub fn before(self, originals: &'a Originals) -> NodeFmt<'a> {
        NodeFmt { before: Some(originals), ..self }
    }

    /// A node as a message prints it (`%v`).
    pub fn node(&self, body: &Body, node: NodeId) -> String {
        let mut out = String::new();
        self.writer(&mut out, body).node(node);
        out
    }

    /// Statements as a message prints them.
    pub fn nodes(&self, body: &Body, nodes: &[NodeId]) -> String {
        let mut out = String::new();
        self.writer(&mut out, body).list(nodes, "; ");
        out
    }

    /// The type of a function as a message prints it: of a method, with its receiver.
    pub fn func_type(&self, func: &Func) -> String {
        let mut out = String::new();
        if let Some(recv) = &func.recv {
            out.push_str("method(");
            self.type_fmt.write(&mut out, recv.ty);
            out.push_str(") ");
        }
        self.type_fmt.write(&mut out, func.ty);
        out
    }

    /// A variable as a message prints it.
    pub fn name(&self, body: &Body, name: NameId) -> String {
        let mut out = String::new();
        self.writer(&mut out, body).name(name);
        out
    }

    /// A function as a message prints it (`%v`): with its package unless it is the local one.
    pub fn func(&self, body: &Body, func: ClosureId) -> String {
        let mut out = String::new();
        let pkg = self.funcs.get(body.id).pkg;
        self.type_fmt.symbol(&mut out, pkg, body.funcs[func].name.as_str());
        out
    }

    /// The symbol of a function as a message prints it.
    pub fn symbol_of(&self, body: &Body, func: ClosureId) -> String {
        let mut out = String::new();
        let pkg = self.funcs.get(body.id).pkg;
        self.type_fmt.symbol(&mut out, pkg, body.funcs[func].symbol().as_str());
        out
    }

    /// The printer of types.
    pub fn types(&self) -> &TypeFmt<'a> {
        &self.type_fmt
    }

    fn writer<'w>(&'w self, out: &'w mut String, body: &'w Body) -> Writer<'w, 'a> {
        Writer { fmt: self, out, body, depth: 0 }
    }
}

struct Writer<'w, 'a> {
    fmt: &'w NodeFmt<'a>,
    out: &'w mut String,
    body: &'w Body,
    depth: u32,
}

impl Writer<'_, '_> {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn ty(&mut self, ty: Option<TypeId>) {
        match ty {
            Some(ty) => self.fmt.type_fmt.write(self.out, ty),
            None => self.text("<T>"),
        }
    }

    fn node(&mut self, node: NodeId) {
        if is_statement(self.body.op(node)) {
            self.stmt(node);
        } else {
            self.expr(node, 0);
        }
    }

    fn optional(&mut self, node: Option<NodeId>) {
        match node {
            Some(node) => self.node(node),
            None => self.text("<nil>"),
        }
    }

    /// A list, separated by `; ` as statements or `, ` as expressions.
    fn list(&mut self, nodes: &[NodeId], separator: &str) {
        for (i, &node) in nodes.iter().enumerate() {
            if i > 0 {
                self.text(separator);
            }
            self.node(node);
        }
    }

    fn name(&mut self, name: NameId) {
        let name = &self.body.names[name];
        let sym = name.sym.as_str();
        if sym.starts_with("~b") {
            self.text("_");
        } else {
            self.fmt.type_fmt.symbol(self.out, name.pkg, sym);
        }
    }

    fn global(&mut self, obj: ObjId) {
        let obj = self.fmt.types.object(obj);
        self.fmt.type_fmt.symbol(self.out, obj.pkg, obj.name.as_str());
    }

    fn func(&mut self, func: FuncId) {
        let sym = self.fmt.funcs.get(func);
        self.fmt.type_fmt.symbol(self.out, sym.pkg, sym.name.as_str());
    }

    /// A type in front of a parenthesis: literals of types need parentheses of their own.
    fn conversion_type(&mut self, ty: Option<TypeId>) {
        if ty.is_some_and(|ty| has_symbol(self.fmt.types, ty)) {
            self.ty(ty);
        } else {
            self.text("(");
            self.ty(ty);
            self.text(")");
        }
    }

    fn expr(&mut self, node: NodeId, outer: Precedence) {
        if self.depth > MAX_DEPTH {
            self.text("...");
            return;
        }
        self.depth += 1;
        self.expr_within(node, outer);
        self.depth -= 1;
    }

    fn expr_within(&mut self, mut node: NodeId, outer: Precedence) {
        loop {
            if let Some(&original) = self.fmt.before.and_then(|before| before.get(&node)) {
                node = original;
                continue;
            }
            let n = &self.body.nodes[node];
            match n.op {
                Op::Addr(x)
                | Op::Deref(x)
                | Op::Conv(ConvOp::Conv | ConvOp::ConvNop | ConvOp::ConvIface, x)
                    if n.implicit =>
                {
                    node = x;
                }
                _ => break,
            }
        }
        let body = self.body;
        let n = &body.nodes[node];
        let own = self.precedence(node);
        if outer > own {
            self.text("(");
            self.node(node);
            self.text(")");
            return;
        }
        match &n.op {
            Op::Name(name) => self.name(*name),
            Op::Blank => self.text("_"),
            Op::Global(obj) => self.global(*obj),
            Op::Func(func) => self.func(*func),
            Op::Type => self.ty(n.ty),
            Op::Literal(value) => self.literal(n.ty, value),
            Op::Nil => self.text("nil"),
            Op::LinkSym { name, offset } => {
                self.text("(");
                self.ty(n.ty);
                let _ = write!(self.out, ")({name}@{offset})");
            }
            Op::Static => {
                self.text("(");
                self.ty(n.ty);
                self.text(")(...)");
            }
            Op::Unary(op, x) => self.unary(node, *op, *x, own),
            Op::Binary(op, x, y) => self.binary(node, *op, *x, *y, own),
            Op::AddStr(list) => {
                for (i, &x) in list.iter().enumerate() {
                    if i > 0 {
                        self.text(" + ");
                    }
                    self.expr(x, own);
                }
            }
            Op::Addr(x) => {
                self.text("&");
                if matches!(body.op(*x), Op::Addr(_)) {
                    self.text(" ");
                }
                self.expr(*x, own + 1);
            }
            Op::PtrLit(x) => {
                self.text("&");
                self.node(*x);
            }
            Op::Deref(x) => {
                self.text("*");
                self.expr(*x, own + 1);
            }
            Op::Selector { x, sel, .. } => {
                self.expr(*x, own);
                self.text(".");
                self.text(sel.as_str());
            }
            Op::DotType { x, .. } => {
                self.expr(*x, own);
                self.text(".(");
                self.ty(n.ty);
                self.text(")");
            }
            Op::Index { x, index } | Op::IndexMap { x, index, .. } => {
                self.expr(*x, own);
                self.text("[");
                self.node(*index);
                self.text("]");
            }
            Op::Slice { op, x, low, high, max } => {
                self.expr(*x, own);
                self.text("[");
                low.iter().for_each(|&low| self.node(low));
                self.text(":");
                high.iter().for_each(|&high| self.node(high));
                if matches!(op, SliceOp::Slice3 | SliceOp::Slice3Arr) {
                    self.text(":");
                    max.iter().for_each(|&max| self.node(max));
                }
                self.text("]");
            }
            Op::Conv(_, x) => {
                self.conversion_type(n.ty);
                self.text("(");
                self.node(*x);
                self.text(")");
            }
            Op::CompLit { list, .. } => {
                if n.implicit {
                    self.text("... argument");
                } else {
                    self.ty(n.ty);
                    self.text(if list.is_empty() { "{}" } else { "{...}" });
                }
            }
            Op::Key { key, value } => {
                self.node(*key);
                self.text(":");
                self.node(*value);
            }
            Op::StructKey { field, value } => {
                self.text(field.as_str());
                self.text(":");
                self.node(*value);
            }
            Op::Closure(_) => self.text("func literal"),
            Op::Call { fun, args, is_ddd, .. } => {
                self.expr(*fun, own);
                self.arguments(args, *is_ddd);
            }
            Op::Append { args, is_ddd } => {
                self.text("append");
                self.arguments(args, *is_ddd);
            }
            Op::Builtin(op, args) => {
                self.text(builtin_text(*op));
                self.arguments(args, false);
            }
            Op::Recover => self.text("recover()"),
            Op::InlCall { results, .. } => match results.as_slice() {
                [result] => self.node(*result),
                results => {
                    self.text("(.");
                    self.list(results, "; ");
                    self.text(")");
                }
            },
            Op::Make { op, len, cap } => {
                self.text("make(");
                self.ty(n.ty);
                match (len, cap) {
                    (len, Some(cap)) => {
                        self.text(", ");
                        self.optional(*len);
                        self.text(", ");
                        self.node(*cap);
                    }
                    (Some(len), None) if *op == MakeOp::Slice || !self.is_untyped(*len) => {
                        self.text(", ");
                        self.node(*len);
                    }
                    (_, None) => {}
                }
                self.text(")");
            }
            Op::Send { chan, value } => {
                self.expr(*chan, own);
                self.text(" <- ");
                self.expr(*value, own + 1);
            }
            Op::Getg => self.text("getg()"),
            Op::DynamicType | Op::DynamicDotType { .. } | Op::TailCall(_) | Op::As2 { .. } => {
                self.opaque(node)
            }
            // The statements that gc has text for don't come here.
            Op::Block(_)
            | Op::Branch(..)
            | Op::Label(_)
            | Op::Dcl(_)
            | Op::As { .. }
            | Op::AsOp { .. }
            | Op::If { .. }
            | Op::For(_)
            | Op::Range(_)
            | Op::Return(_)
            | Op::Select(_)
            | Op::Switch(_)
            | Op::TypeSwitch(_)
            | Op::Go(_)
            | Op::Defer { .. }
            | Op::Case => self.opaque(node),
        }
    }

    fn arguments(&mut self, args: &[NodeId], is_ddd: bool) {
        self.text("(");
        self.list(args, ", ");
        self.text(if is_ddd { "...)" } else { ")" });
    }

    fn unary(&mut self, node: NodeId, op: UnaryOp, x: NodeId, own: Precedence) {
        match op {
            UnaryOp::Plus | UnaryOp::Neg | UnaryOp::BitNot | UnaryOp::Not | UnaryOp::Recv => {
                self.text(unary_text(op));
                if matches!(self.body.op(x), Op::Unary(inner, _) if *inner == op) {
                    self.text(" ");
                }
                self.expr(x, own + 1);
            }
            UnaryOp::Len
            | UnaryOp::Cap
            | UnaryOp::Real
            | UnaryOp::Imag
            | UnaryOp::New
            | UnaryOp::Close
            | UnaryOp::Clear
            | UnaryOp::Panic => {
                self.text(unary_text(op));
                self.text("(");
                self.node(x);
                self.text(")");
            }
            UnaryOp::CheckNil
            | UnaryOp::Itab
            | UnaryOp::Idata
            | UnaryOp::Sptr
            | UnaryOp::UnsafeSliceData
            | UnaryOp::UnsafeStringData => self.opaque(node),
        }
    }

    fn binary(&mut self, node: NodeId, op: BinaryOp, x: NodeId, y: NodeId, own: Precedence) {
        match op {
            BinaryOp::Complex | BinaryOp::Copy | BinaryOp::UnsafeAdd | BinaryOp::UnsafeSlice => {
                self.text(binary_text(op));
                self.text("(");
                self.node(x);
                self.text(", ");
                self.node(y);
                self.text(")");
            }
            BinaryOp::MakeFace | BinaryOp::UnsafeString => self.opaque(node),
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
                self.expr(x, own);
                self.text(" ");
                self.text(binary_text(op));
                self.text(" ");
                self.expr(y, own + 1);
            }
        }
    }

    fn is_untyped(&self, node: NodeId) -> bool {
        self.body.nodes[node].ty.is_some_and(|ty| {
            matches!(
                self.fmt.types.get(ty),
                Type::Basic(
                    Basic::UntypedBool
                        | Basic::UntypedInt
                        | Basic::UntypedRune
                        | Basic::UntypedFloat
                        | Basic::UntypedComplex
                        | Basic::UntypedString
                        | Basic::UntypedNil
                )
            )
        })
    }

    /// A constant: with its type, unless that is what the constant would have by default.
    fn literal(&mut self, ty: Option<TypeId>, value: &Value) {
        let basic = ty.and_then(|ty| match self.fmt.types.get(ty) {
            Type::Basic(basic) => Some(*basic),
            _ => None,
        });
        if let (Some(Basic::Rune | Basic::UntypedRune), Value::Int64(rune)) = (basic, value)
            && let Ok(rune) = u32::try_from(*rune)
            && rune <= char::MAX as u32
        {
            self.text(&quote_rune(rune));
            return;
        }
        let default = match value.kind() {
            ConstKind::Unknown => false,
            ConstKind::Bool => matches!(basic, Some(Basic::Bool | Basic::UntypedBool)),
            ConstKind::String => matches!(basic, Some(Basic::String | Basic::UntypedString)),
            ConstKind::Int => matches!(basic, Some(Basic::Int | Basic::UntypedInt)),
            ConstKind::Float => matches!(basic, Some(Basic::Float64 | Basic::UntypedFloat)),
            ConstKind::Complex => matches!(basic, Some(Basic::Complex128 | Basic::UntypedComplex)),
        };
        if default {
            let _ = write!(self.out, "{value}");
        } else {
            self.ty(ty);
            let _ = write!(self.out, "({value})");
        }
    }

    fn opaque(&mut self, node: NodeId) {
        let _ = write!(self.out, "<node {}>", op_text(self.body.op(node)));
    }
}
