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

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::func::FuncTable;
use super::node::{
    As2Op, BinaryOp, Body, BranchOp, BuiltinOp, CallOp, CaseClause, ClosureId, CompLitOp, ConvOp,
    FuncId, MakeOp, NameId, NodeId, Op, SelectorOp, SliceOp, UnaryOp,
};
use super::type_fmt::{TypeFmt, has_symbol};
use crate::types::constant::{Kind, Value, quote_rune};
use crate::types::store::{Basic, ObjId, PkgId, Type, TypeId, Types};

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
        NodeFmt { types, funcs, type_fmt: TypeFmt::new(types, local), before: None }
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
            Op::DynamicType
            | Op::DynamicDotType { .. }
            | Op::Getg
            | Op::TailCall(_)
            | Op::As2 { .. } => self.opaque(node),
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
            Kind::Unknown => false,
            Kind::Bool => matches!(basic, Some(Basic::Bool | Basic::UntypedBool)),
            Kind::String => matches!(basic, Some(Basic::String | Basic::UntypedString)),
            Kind::Int => matches!(basic, Some(Basic::Int | Basic::UntypedInt)),
            Kind::Float => matches!(basic, Some(Basic::Float64 | Basic::UntypedFloat)),
            Kind::Complex => matches!(basic, Some(Basic::Complex128 | Basic::UntypedComplex)),
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

    fn precedence(&self, node: NodeId) -> Precedence {
        let n = &self.body.nodes[node];
        match &n.op {
            Op::Name(_)
            | Op::Global(_)
            | Op::Func(_)
            | Op::Blank
            | Op::Literal(_)
            | Op::Nil
            | Op::CompLit { .. }
            | Op::Selector { .. }
            | Op::DotType { .. }
            | Op::Index { .. }
            | Op::IndexMap { .. }
            | Op::Slice { .. }
            | Op::Conv(..)
            | Op::Call { .. }
            | Op::Append { .. }
            | Op::Builtin(..)
            | Op::Getg
            | Op::Make { op: MakeOp::Slice, .. } => 8,
            Op::Type => match n.ty {
                Some(ty) if matches!(self.fmt.types.get(ty), Type::Pointer(_)) => 7,
                _ => 8,
            },
            Op::Addr(_) | Op::Deref(_) => 7,
            Op::Unary(op, _) => match op {
                UnaryOp::Plus | UnaryOp::Neg | UnaryOp::BitNot | UnaryOp::Not | UnaryOp::Recv => 7,
                UnaryOp::Len
                | UnaryOp::Cap
                | UnaryOp::New
                | UnaryOp::Close
                | UnaryOp::Clear
                | UnaryOp::Panic
                | UnaryOp::UnsafeSliceData
                | UnaryOp::UnsafeStringData => 8,
                UnaryOp::Real
                | UnaryOp::Imag
                | UnaryOp::CheckNil
                | UnaryOp::Itab
                | UnaryOp::Idata
                | UnaryOp::Sptr => 0,
            },
            Op::Binary(op, ..) => match op {
                BinaryOp::Mul
                | BinaryOp::Div
                | BinaryOp::Mod
                | BinaryOp::Lsh
                | BinaryOp::Rsh
                | BinaryOp::And
                | BinaryOp::AndNot => 6,
                BinaryOp::Add | BinaryOp::Sub | BinaryOp::Or | BinaryOp::Xor => 5,
                BinaryOp::Eq
                | BinaryOp::Ne
                | BinaryOp::Lt
                | BinaryOp::Le
                | BinaryOp::Gt
                | BinaryOp::Ge => 4,
                BinaryOp::AndAnd => 2,
                BinaryOp::OrOr => 1,
                BinaryOp::Copy
                | BinaryOp::UnsafeAdd
                | BinaryOp::UnsafeSlice
                | BinaryOp::UnsafeString => 8,
                BinaryOp::Complex | BinaryOp::MakeFace => 0,
            },
            Op::Send { .. } => 3,
            Op::DynamicType
            | Op::LinkSym { .. }
            | Op::Static
            | Op::AddStr(_)
            | Op::PtrLit(_)
            | Op::DynamicDotType { .. }
            | Op::Key { .. }
            | Op::StructKey { .. }
            | Op::Closure(_)
            | Op::InlCall { .. }
            | Op::Make { .. }
            | Op::Recover
            | Op::Block(_)
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
            | Op::TailCall(_)
            | Op::Case => 0,
        }
    }

    fn stmt(&mut self, node: NodeId) {
        if self.depth > MAX_DEPTH {
            self.text("...");
            return;
        }
        self.depth += 1;
        self.stmt_within(node);
        self.depth -= 1;
    }

    fn stmt_within(&mut self, node: NodeId) {
        let body = self.body;
        match &body.nodes[node].op {
            Op::Dcl(name) => {
                self.text("var ");
                self.name(*name);
                self.text(" ");
                self.ty(Some(body.names[*name].ty));
            }
            Op::As { x, y, def } => {
                self.node(*x);
                self.text(if *def { " := " } else { " = " });
                self.optional(*y);
            }
            Op::AsOp { op, x, y, inc_dec } => {
                self.node(*x);
                if *inc_dec {
                    self.text(if *op == BinaryOp::Add { "++" } else { "--" });
                } else {
                    self.text(" ");
                    self.text(binary_text(*op));
                    self.text("= ");
                    self.node(*y);
                }
            }
            Op::As2 { lhs, rhs, def, .. } => {
                self.list(lhs, ", ");
                self.text(if *def { " := " } else { " = " });
                self.list(rhs, ", ");
            }
            Op::Block(list) => self.list(list, "; "),
            Op::Return(results) => {
                self.text("return ");
                self.list(results, ", ");
            }
            Op::Go(call) => {
                self.text("go ");
                self.node(*call);
            }
            Op::Defer { call, .. } => {
                self.text("defer ");
                self.node(*call);
            }
            Op::If { cond, body: then, els } => {
                self.text("if ");
                if let [init] = body.nodes[node].init.as_slice()
                    && body.nodes[*init].init.is_empty()
                {
                    self.node(*init);
                    self.text("; ");
                }
                self.node(*cond);
                self.text(" { ");
                self.list(then, "; ");
                self.text(" }");
                if !els.is_empty() {
                    self.text(" else { ");
                    self.list(els, "; ");
                    self.text(" }");
                }
            }
            Op::For(_) | Op::Range(_) => self.text("for loop"),
            Op::Select(_) => self.text("select statement"),
            Op::Switch(_) | Op::TypeSwitch(_) => self.text("switch statement"),
            Op::Case => self.case(node),
            Op::Branch(op, label) => {
                self.text(branch_text(*op));
                if let Some(label) = label {
                    self.text(" ");
                    self.text(label.as_str());
                }
            }
            Op::Label(label) => {
                self.text(label.as_str());
                self.text(": ");
            }
            _ => self.opaque(node),
        }
    }

    /// A clause stands alone only as the place of a note, so its switch has to be found.
    fn case(&mut self, node: NodeId) {
        let Some(case) = find_case(self.body, node) else { return };
        if case.list.is_empty() {
            self.text("default");
        } else {
            self.text("case ");
            self.list(&case.list, ", ");
        }
        self.text(": ");
        self.list(&case.body, "; ");
    }
}

fn find_case(body: &Body, node: NodeId) -> Option<&CaseClause> {
    body.nodes.iter().find_map(|(_, switch)| {
        let cases = match &switch.op {
            Op::Switch(switch) => &switch.cases,
            Op::TypeSwitch(switch) => &switch.cases,
            _ => return None,
        };
        cases.iter().find(|case| case.node == node)
    })
}

/// Whether gc prints the node as a statement.
fn is_statement(op: &Op) -> bool {
    match op {
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
        | Op::Case => true,
        Op::As2 { op, .. } => *op != As2Op::SelRecv2,
        _ => false,
    }
}

fn branch_text(op: BranchOp) -> &'static str {
    match op {
        BranchOp::Break => "break",
        BranchOp::Continue => "continue",
        BranchOp::Fall => "fallthrough",
        BranchOp::Goto => "goto",
    }
}

fn builtin_text(op: BuiltinOp) -> &'static str {
    match op {
        BuiltinOp::Min => "min",
        BuiltinOp::Max => "max",
        BuiltinOp::Print => "print",
        BuiltinOp::Println => "println",
        BuiltinOp::Delete => "delete",
    }
}

fn unary_text(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Plus => "+",
        UnaryOp::Neg => "-",
        UnaryOp::BitNot => "^",
        UnaryOp::Not => "!",
        UnaryOp::Recv => "<-",
        UnaryOp::Len => "len",
        UnaryOp::Cap => "cap",
        UnaryOp::Real => "real",
        UnaryOp::Imag => "imag",
        UnaryOp::New => "new",
        UnaryOp::Close => "close",
        UnaryOp::Clear => "clear",
        UnaryOp::Panic => "panic",
        UnaryOp::CheckNil => "CHECKNIL",
        UnaryOp::Itab => "ITAB",
        UnaryOp::Idata => "IDATA",
        UnaryOp::Sptr => "SPTR",
        UnaryOp::UnsafeSliceData => "unsafe.SliceData",
        UnaryOp::UnsafeStringData => "unsafe.StringData",
    }
}

fn binary_text(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Mod => "%",
        BinaryOp::And => "&",
        BinaryOp::Or => "|",
        BinaryOp::Xor => "^",
        BinaryOp::AndNot => "&^",
        BinaryOp::Lsh => "<<",
        BinaryOp::Rsh => ">>",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::AndAnd => "&&",
        BinaryOp::OrOr => "||",
        BinaryOp::Complex => "complex",
        BinaryOp::Copy => "copy",
        BinaryOp::MakeFace => "MAKEFACE",
        BinaryOp::UnsafeAdd => "unsafe.Add",
        BinaryOp::UnsafeSlice => "unsafe.Slice",
        BinaryOp::UnsafeString => "unsafe.String",
    }
}

/// The operator's syntax, or else its name, as gc prints an `Op`.
pub fn op_text(op: &Op) -> &'static str {
    match op {
        Op::Name(_) | Op::Global(_) | Op::Func(_) | Op::Blank => "NAME",
        Op::Type => "TYPE",
        Op::DynamicType => "DYNAMICTYPE",
        Op::Literal(_) => "LITERAL",
        Op::Nil => "NIL",
        Op::LinkSym { .. } | Op::Static => "LINKSYMOFFSET",
        Op::Unary(op, _) => unary_text(*op),
        Op::Binary(op, ..) | Op::AsOp { op, .. } => binary_text(*op),
        Op::AddStr(_) => "+",
        Op::Addr(_) => "&",
        Op::PtrLit(_) => "PTRLIT",
        Op::Deref(_) => "*",
        Op::Selector { op, .. } => match op {
            SelectorOp::Dot => "DOT",
            SelectorOp::DotPtr => "DOTPTR",
            SelectorOp::DotMeth => "DOTMETH",
            SelectorOp::DotInter => "DOTINTER",
            SelectorOp::MethValue => "METHVALUE",
            SelectorOp::MethExpr => "METHEXPR",
        },
        Op::DotType { comma_ok: false, .. } => "DOTTYPE",
        Op::DotType { comma_ok: true, .. } => "DOTTYPE2",
        Op::DynamicDotType { comma_ok: false, .. } => "DYNAMICDOTTYPE",
        Op::DynamicDotType { comma_ok: true, .. } => "DYNAMICDOTTYPE2",
        Op::Index { .. } => "INDEX",
        Op::IndexMap { .. } => "INDEXMAP",
        Op::Slice { op, .. } => match op {
            SliceOp::Slice => "SLICE",
            SliceOp::SliceArr => "SLICEARR",
            SliceOp::SliceStr => "SLICESTR",
            SliceOp::Slice3 => "SLICE3",
            SliceOp::Slice3Arr => "SLICE3ARR",
        },
        Op::Conv(op, _) => match op {
            ConvOp::Conv => "CONV",
            ConvOp::ConvNop => "CONVNOP",
            ConvOp::ConvIface => "CONVIFACE",
            ConvOp::Bytes2Str => "BYTES2STR",
            ConvOp::Runes2Str => "RUNES2STR",
            ConvOp::Str2Bytes => "STR2BYTES",
            ConvOp::Str2Runes => "STR2RUNES",
            ConvOp::RuneStr => "RUNESTR",
            ConvOp::Slice2Arr => "SLICE2ARR",
            ConvOp::Slice2ArrPtr => "SLICE2ARRPTR",
        },
        Op::CompLit { op, .. } => match op {
            CompLitOp::Array => "ARRAYLIT",
            CompLitOp::Slice => "SLICELIT",
            CompLitOp::Map => "MAPLIT",
            CompLitOp::Struct => "STRUCTLIT",
        },
        Op::Key { .. } => "KEY",
        Op::StructKey { .. } => "STRUCTKEY",
        Op::Closure(_) => "CLOSURE",
        Op::Call { op, .. } => match op {
            CallOp::CallFunc => "CALLFUNC",
            CallOp::CallInter => "CALLINTER",
            CallOp::CallMeth => "CALLMETH",
        },
        Op::InlCall { .. } => "INLCALL",
        Op::Make { op, .. } => match op {
            MakeOp::Slice => "MAKESLICE",
            MakeOp::Chan => "MAKECHAN",
            MakeOp::Map => "MAKEMAP",
        },
        Op::Append { .. } => "append",
        Op::Builtin(op, _) => builtin_text(*op),
        Op::Recover => "recover",
        Op::Getg => "GETG",
        Op::Block(_) => "BLOCK",
        Op::Branch(op, _) => branch_text(*op),
        Op::Label(_) => "LABEL",
        Op::Dcl(_) => "DCL",
        Op::As { .. } => "=",
        Op::As2 { op, .. } => match op {
            As2Op::As2 => "=",
            As2Op::Func => "AS2FUNC",
            As2Op::DotType => "AS2DOTTYPE",
            As2Op::MapR => "AS2MAPR",
            As2Op::Recv => "AS2RECV",
            As2Op::SelRecv2 => "SELRECV2",
        },
        Op::If { .. } => "if",
        Op::For(_) => "for",
        Op::Range(_) => "range",
        Op::Return(_) => "return",
        Op::Select(_) => "select",
        Op::Switch(_) | Op::TypeSwitch(_) => "switch",
        Op::Go(_) => "GO",
        Op::Defer { .. } => "defer",
        Op::Send { .. } => "<-",
        Op::TailCall(_) => "TAILCALL",
        Op::Case => "case",
    }
}
