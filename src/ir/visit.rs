//! Walking the IR (`ir/visit.go`, and the order of children of `ir/node_gen.go`).
//!
//! Comes in: a body and a node of it. Goes out: its children, or all nodes below it, in gc's
//! order. A function literal's body isn't below the literal: a visitor that wants it goes there
//! by itself.

use super::node::{Body, ClosureId, Node, NodeId, Op};

/// Calls `visit` for each child of a node, in gc's order.
pub fn for_each_child(body: &Body, node: NodeId, mut visit: impl FnMut(NodeId)) {
    let node = &body.nodes[node];
    let mut all = |nodes: &[NodeId]| nodes.iter().for_each(|&node| visit(node));
    all(&node.init);
    match &node.op {
        Op::Name(_)
        | Op::Global(_)
        | Op::Func(_)
        | Op::Type
        | Op::DynamicType
        | Op::Literal(_)
        | Op::Nil
        | Op::LinkSym { .. }
        | Op::Static
        | Op::Closure(_)
        | Op::Recover
        | Op::Getg
        | Op::Branch(..)
        | Op::Label(_)
        | Op::Dcl(_)
        | Op::Blank
        | Op::Case => {}
        Op::Unary(_, x)
        | Op::Addr(x)
        | Op::PtrLit(x)
        | Op::Deref(x)
        | Op::Selector { x, .. }
        | Op::DotType { x, .. }
        | Op::DynamicDotType { x, .. }
        | Op::Conv(_, x)
        | Op::StructKey { value: x, .. }
        | Op::Go(x)
        | Op::TailCall(x) => visit(*x),
        Op::Binary(_, x, y)
        | Op::Index { x, index: y }
        | Op::IndexMap { x, index: y, .. }
        | Op::Key { key: x, value: y }
        | Op::AsOp { x, y, .. }
        | Op::Send { chan: x, value: y } => {
            visit(*x);
            visit(*y);
        }
        Op::AddStr(list)
        | Op::CompLit { list, .. }
        | Op::Append { args: list, .. }
        | Op::Builtin(_, list)
        | Op::Block(list)
        | Op::Return(list) => all(list),
        Op::Slice { x, low, high, max, .. } => {
            visit(*x);
            [low, high, max].into_iter().flatten().for_each(|&bound| visit(bound));
        }
        Op::Call { fun, args, .. } => {
            visit(*fun);
            args.iter().for_each(|&arg| visit(arg));
        }
        Op::InlCall { body, results } => {
            all(body);
            all(results);
        }
        Op::Make { len, cap, .. } => {
            [len, cap].into_iter().flatten().for_each(|&size| visit(size));
        }
        Op::As { x, y, .. } => {
            visit(*x);
            y.iter().for_each(|&y| visit(y));
        }
        Op::As2 { lhs, rhs, .. } => {
            all(lhs);
            all(rhs);
        }
        Op::If { cond, body, els } => {
            visit(*cond);
            body.iter().chain(els).for_each(|&stmt| visit(stmt));
        }
        Op::For(f) => {
            f.cond.iter().chain(&f.post).chain(&f.body).for_each(|&node| visit(node));
        }
        Op::Range(r) => {
            visit(r.x);
            r.key.iter().chain(&r.value).chain(&r.body).for_each(|&node| visit(node));
        }
        Op::Select(clauses) => {
            for clause in clauses {
                clause.comm.iter().chain(&clause.body).for_each(|&node| visit(node));
            }
        }
        Op::Switch(switch) => {
            switch.tag.iter().for_each(|&tag| visit(tag));
            for case in &switch.cases {
                visit(case.node);
                case.list.iter().chain(&case.body).for_each(|&node| visit(node));
            }
        }
        Op::TypeSwitch(switch) => {
            visit(switch.x);
            for case in &switch.cases {
                visit(case.node);
                case.list.iter().chain(&case.body).for_each(|&node| visit(node));
            }
        }
        Op::Defer { call, at } => {
            visit(*call);
            at.iter().for_each(|&at| visit(at));
        }
    }
}

/// Lets `edit` replace each child of a node, in gc's order.
pub fn for_each_child_mut(node: &mut Node, mut edit: impl FnMut(&mut NodeId)) {
    let mut all = |nodes: &mut [NodeId]| nodes.iter_mut().for_each(&mut edit);
    all(&mut node.init);
    match &mut node.op {
        Op::Name(_)
        | Op::Global(_)
        | Op::Func(_)
        | Op::Type
        | Op::DynamicType
        | Op::Literal(_)
        | Op::Nil
        | Op::LinkSym { .. }
        | Op::Static
        | Op::Closure(_)
        | Op::Recover
        | Op::Getg
        | Op::Branch(..)
        | Op::Label(_)
        | Op::Dcl(_)
        | Op::Blank
        | Op::Case => {}
        Op::Unary(_, x)
        | Op::Addr(x)
        | Op::PtrLit(x)
        | Op::Deref(x)
        | Op::Selector { x, .. }
        | Op::DotType { x, .. }
        | Op::DynamicDotType { x, .. }
        | Op::Conv(_, x)
        | Op::StructKey { value: x, .. }
        | Op::Go(x)
        | Op::TailCall(x) => edit(x),
        Op::Binary(_, x, y)
        | Op::Index { x, index: y }
        | Op::IndexMap { x, index: y, .. }
        | Op::Key { key: x, value: y }
        | Op::AsOp { x, y, .. }
        | Op::Send { chan: x, value: y } => {
            edit(x);
            edit(y);
        }
        Op::AddStr(list)
        | Op::CompLit { list, .. }
        | Op::Append { args: list, .. }
        | Op::Builtin(_, list)
        | Op::Block(list)
        | Op::Return(list) => all(list),
        Op::Slice { x, low, high, max, .. } => {
            edit(x);
            [low, high, max].into_iter().flatten().for_each(edit);
        }
        Op::Call { fun, args, .. } => {
            edit(fun);
            args.iter_mut().for_each(edit);
        }
        Op::InlCall { body, results } => {
            all(body);
            all(results);
        }
        Op::Make { len, cap, .. } => [len, cap].into_iter().flatten().for_each(edit),
        Op::As { x, y, .. } => {
            edit(x);
            y.iter_mut().for_each(edit);
        }
        Op::As2 { lhs, rhs, .. } => {
            all(lhs);
            all(rhs);
        }
        Op::If { cond, body, els } => {
            edit(cond);
            body.iter_mut().chain(els).for_each(edit);
        }
        Op::For(f) => {
            f.cond.iter_mut().chain(&mut f.post).chain(&mut f.body).for_each(edit);
        }
        Op::Range(r) => {
            edit(&mut r.x);
            r.key.iter_mut().chain(&mut r.value).chain(&mut r.body).for_each(edit);
        }
        Op::Select(clauses) => {
            for clause in clauses {
                clause.comm.iter_mut().chain(&mut clause.body).for_each(&mut edit);
            }
        }
        Op::Switch(switch) => {
            switch.tag.iter_mut().for_each(&mut edit);
            for case in &mut switch.cases {
                edit(&mut case.node);
                case.list.iter_mut().chain(&mut case.body).for_each(&mut edit);
            }
        }
        Op::TypeSwitch(switch) => {
            edit(&mut switch.x);
            for case in &mut switch.cases {
                edit(&mut case.node);
                case.list.iter_mut().chain(&mut case.body).for_each(&mut edit);
            }
        }
        Op::Defer { call, at } => {
            edit(call);
            at.iter_mut().for_each(edit);
        }
    }
}

/// Depth-first traversals that need no recursion. Holds the stack, so that many traversals
/// allocate once.
#[derive(Debug, Default)]
pub struct Preorder {
    stack: Vec<NodeId>,
}

impl Preorder {
    /// A traversal that hasn't begun.
    pub fn new() -> Preorder {
        Preorder::default()
    }

    /// Visits every node at and below `roots`, parents first, children in order.
    pub fn visit(&mut self, body: &Body, roots: &[NodeId], mut visit: impl FnMut(NodeId, &Op)) {
        let stack = &mut self.stack;
        stack.clear();
        stack.extend(roots.iter().rev());
        while let Some(node) = stack.pop() {
            visit(node, &body.nodes[node].op);
            let first = stack.len();
            for_each_child(body, node, |child| stack.push(child));
            stack[first..].reverse();
        }
    }

    /// Visits the statements of a function and of the literals in it; a literal's statements
    /// right after the literal.
    pub fn visit_with_closures(
        &mut self,
        body: &Body,
        function: ClosureId,
        mut visit: impl FnMut(NodeId, &Op),
    ) {
        let stack = &mut self.stack;
        stack.clear();
        stack.extend(body.funcs[function].body.iter().rev());
        while let Some(node) = stack.pop() {
            let op = &body.nodes[node].op;
            visit(node, op);
            let first = stack.len();
            if let Op::Closure(closure) = op {
                stack.extend_from_slice(&body.funcs[*closure].body);
            }
            for_each_child(body, node, |child| stack.push(child));
            stack[first..].reverse();
        }
    }
}
