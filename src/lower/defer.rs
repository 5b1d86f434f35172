//! `go` and `defer` (`typecheck.normalizeGoDeferCall`).
//!
//! Escape analysis sees only calls without arguments and results: any other call moves into a
//! closure, and its operands into temporaries that the closure captures. Operands that can't
//! change stay where they are: literals, functions, `new(T)`.
//!
//! ```go
//! defer f(x, 1)
//! // tmp := x
//! // defer func() { f(tmp, 1) }()
//! ```

use smallvec::smallvec;

use super::Lower;
use super::closure::ClosureWhy;
use crate::ir::node::{
    As2Op, BinaryOp, BuiltinOp, CallOp, CompLitOp, ConvOp, Defn, NameId, NodeId, NodePos, Nodes,
    Op, SelectorOp, UnaryOp,
};
use crate::syntax::ast::{CallTok, ExprId};
use crate::types::store::{Basic, Signature, Type};

/// An operand of a call with the node that holds it.
struct Operand {
    parent: NodeId,
    node: NodeId,
}

impl Lower<'_> {
    /// A `go` or `defer` statement; `at` is the token of the frame that a range-over-func body
    /// defers to.
    pub(super) fn go_defer_stmt(
        &mut self,
        pos: NodePos,
        tok: CallTok,
        call: ExprId,
        at: Option<NameId>,
    ) -> NodeId {
        let call = self.expr(call);
        let at = at.map(|at| self.use_name(at, pos));
        let mut init = std::mem::take(&mut self.body.nodes[call].init);
        let why = match tok {
            CallTok::Go => ClosureWhy::Go,
            CallTok::Defer => ClosureWhy::Defer,
        };
        let Some(call) = self.normalize(pos, why, call, &mut init) else {
            // Not a call: rejected by the checker.
            init.push(call);
            return self.stmt(pos, Op::Block(init));
        };
        if let Op::Call { go_defer, .. } = &mut self.body.nodes[call].op {
            *go_defer = true;
        }
        let node = match tok {
            CallTok::Go => self.stmt(pos, Op::Go(call)),
            CallTok::Defer => self.stmt(pos, Op::Defer { call, at }),
        };
        self.body.nodes[node].init = init;
        node
    }

    fn normalize(
        &mut self,
        pos: NodePos,
        why: ClosureWhy,
        call: NodeId,
        init: &mut Nodes,
    ) -> Option<NodeId> {
        if let Op::Call { op: CallOp::CallFunc, fun, ref args, .. } = self.body.nodes[call].op
            && args.is_empty()
            && self.is_plain(call, fun)
        {
            return Some(call);
        }
        let operands = self.operands_of(call)?;
        let sig = self.types.intern(Type::Signature(Signature {
            tparams: Box::default(),
            params: Box::default(),
            results: Box::default(),
            variadic: false,
        }));
        let closure = self.new_closure(pos, why, sig, Vec::new(), Vec::new());
        if !operands.is_empty() {
            let assign = self.stmt(
                pos,
                Op::As2 { op: As2Op::As2, lhs: Nodes::new(), rhs: Nodes::new(), def: false },
            );
            let mut lhs = Nodes::with_capacity(operands.len());
            let mut rhs = Nodes::with_capacity(operands.len());
            for operand in &operands {
                let at = match self.body.nodes[operand.node].op {
                    Op::Name(_) | Op::Global(_) | Op::Func(_) => pos,
                    _ => self.body.nodes[operand.node].pos,
                };
                let ty = self.default_type(self.node_ty(operand.node));
                let tmp = self.temp(at, ty);
                init.push(self.stmt(at, Op::Dcl(tmp)));
                self.body.names[tmp].defn = Defn::Node(assign);
                lhs.push(self.name_node(tmp));
                rhs.push(operand.node);
                let captured = self.capture_for(closure, tmp, at);
                let captured = self.name_node(captured);
                self.replace(operand.parent, operand.node, captured);
            }
            let first = lhs.first().copied();
            self.body.nodes[assign].op = Op::As2 { op: As2Op::As2, lhs, rhs, def: false };
            init.push(assign);
            // A nil interface must panic at the statement.
            if let Op::Call { op: CallOp::CallInter, .. } = self.body.nodes[call].op
                && let Some(iface) = first
                && let Op::Name(iface) = self.body.nodes[iface].op
            {
                let at = self.body.names[iface].pos;
                let iface = self.name_node(iface);
                let uintptr = self.types.basic(Basic::Uintptr);
                let word = self.types.pointer_to(uintptr);
                let itab = self.node(at, word, Op::Unary(UnaryOp::Itab, iface));
                init.push(self.stmt(pos, Op::Unary(UnaryOp::CheckNil, itab)));
            }
        }
        self.enter_closure(closure);
        self.set_body(smallvec![call]);
        let fun = self.leave_closure();
        let at = self.body.nodes[call].pos;
        let op = Op::Call {
            op: CallOp::CallFunc,
            fun,
            args: Nodes::new(),
            is_ddd: false,
            go_defer: true,
        };
        Some(self.stmt(at, op))
    }

    /// Whether the callee of a call without arguments has no parameters and no results.
    fn is_plain(&self, call: NodeId, fun: NodeId) -> bool {
        if matches!(self.body.nodes[fun].op, Op::Selector { op: SelectorOp::MethExpr, .. }) {
            return false;
        }
        match self.under_ty(self.node_ty(fun)) {
            Type::Signature(sig) => sig.params.is_empty() && sig.results.is_empty(),
            _ => self.body.nodes[call].ty.is_none(),
        }
    }

    /// The operands of a call that are evaluated at the statement; nothing if it is no call.
    fn operands_of(&self, call: NodeId) -> Option<Vec<Operand>> {
        let mut found = Vec::new();
        match &self.body.nodes[call].op {
            Op::Call { op: CallOp::CallInter, fun, args, .. } => {
                if let Op::Selector { x, .. } = self.body.nodes[*fun].op {
                    found.push(Operand { parent: *fun, node: x });
                }
                args.iter().for_each(|&arg| self.visit(call, arg, &mut found));
            }
            Op::Call { op: CallOp::CallFunc | CallOp::CallMeth, fun, args, .. } => {
                self.visit(call, *fun, &mut found);
                args.iter().for_each(|&arg| self.visit(call, arg, &mut found));
            }
            Op::Append { args, .. }
            | Op::Builtin(BuiltinOp::Delete | BuiltinOp::Print | BuiltinOp::Println, args) => {
                args.iter().for_each(|&arg| self.visit(call, arg, &mut found));
            }
            Op::Recover => {}
            Op::Binary(BinaryOp::Copy, x, y) => {
                self.visit(call, *x, &mut found);
                self.visit(call, *y, &mut found);
            }
            Op::Unary(UnaryOp::Clear | UnaryOp::Close | UnaryOp::Panic, x) => {
                self.visit(call, *x, &mut found);
            }
            _ => return None,
        }
        Some(found)
    }

    fn visit(&self, parent: NodeId, node: NodeId, found: &mut Vec<Operand>) {
        match &self.body.nodes[node].op {
            Op::Literal(_)
            | Op::Nil
            | Op::Selector { op: SelectorOp::MethExpr, .. }
            | Op::Unary(UnaryOp::New, _)
            | Op::Func(_) => return,
            Op::Addr(x) if matches!(self.body.nodes[*x].op, Op::Static) => return,
            Op::Conv(ConvOp::ConvNop, x)
                if self.basic_kind(self.node_ty(node)) == Some(Basic::Uintptr)
                    && self.basic_kind(self.node_ty(*x)) == Some(Basic::UnsafePointer) =>
            {
                return self.visit(node, *x, found);
            }
            Op::CompLit {
                op: CompLitOp::Array | CompLitOp::Slice | CompLitOp::Struct,
                list,
                ..
            } => {
                for &element in list {
                    match self.body.nodes[element].op {
                        Op::Key { value, .. } | Op::StructKey { value, .. } => {
                            self.visit(element, value, found);
                        }
                        _ => self.visit(node, element, found),
                    }
                }
                return;
            }
            _ => {}
        }
        found.push(Operand { parent, node });
    }

    /// Puts another node in the place of a child.
    fn replace(&mut self, parent: NodeId, old: NodeId, new: NodeId) {
        let one = |child: &mut NodeId| {
            if *child == old {
                *child = new;
            }
        };
        match &mut self.body.nodes[parent].op {
            Op::Call { fun, args, .. } => {
                one(fun);
                args.iter_mut().for_each(one);
            }
            Op::Selector { x, .. }
            | Op::Unary(_, x)
            | Op::Conv(_, x)
            | Op::Key { value: x, .. }
            | Op::StructKey { value: x, .. } => one(x),
            Op::Binary(_, x, y) => {
                one(x);
                one(y);
            }
            Op::Append { args: list, .. } | Op::Builtin(_, list) | Op::CompLit { list, .. } => {
                list.iter_mut().for_each(one)
            }
            _ => {}
        }
    }
}
