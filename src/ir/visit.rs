//! Walking the IR (`ir/visit.go`, and the order of children of `ir/node_gen.go`).
//!
//! Comes in: a body and a node of it. Goes out: its children, or all nodes below it, in gc's
//! order. A function literal's body isn't below the literal: a visitor that wants it goes there
//! by itself.

use super::node::{Body, ClosureId, Node, NodeId, Op};

/// Does something with each child of a node, in gc's order: `iter` to read them, `iter_mut, mut` to
/// change them.
macro_rules! each_child {
    ($node:ident, $visit:ident, $iter:ident $(, $mutable:tt)?) => {
        $node.init.$iter().for_each(&mut $visit);
        match &$($mutable)? $node.op {
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
            | Op::TailCall(x) => $visit(x),
            Op::Binary(_, x, y)
            | Op::Index { x, index: y }
            | Op::IndexMap { x, index: y, .. }
            | Op::Key { key: x, value: y }
            | Op::AsOp { x, y, .. }
            | Op::Send { chan: x, value: y } => {
                $visit(x);
                $visit(y);
            }
            Op::AddStr(list)
            | Op::CompLit { list, .. }
            | Op::Append { args: list, .. }
            | Op::Builtin(_, list)
            | Op::Block(list)
            | Op::Return(list) => list.$iter().for_each(&mut $visit),
            Op::Slice { x, low, high, max, .. } => {
                $visit(x);
                [low, high, max].into_iter().flatten().for_each(&mut $visit);
            }
            Op::Call { fun: first, args: rest, .. } => {
                $visit(first);
                rest.$iter().for_each(&mut $visit);
            }
            Op::As { x: first, y: rest, .. } | Op::Defer { call: first, at: rest } => {
                $visit(first);
                rest.$iter().for_each(&mut $visit);
            }
            Op::InlCall { body: first, results: rest }
            | Op::As2 { lhs: first, rhs: rest, .. } => {
                first.$iter().chain(rest.$iter()).for_each(&mut $visit);
            }
            Op::Make { len, cap, .. } => {
                [len, cap].into_iter().flatten().for_each(&mut $visit);
            }
            Op::If { cond, body, els } => {
                $visit(cond);
                body.$iter().chain(els.$iter()).for_each(&mut $visit);
            }
            Op::For(f) => {
                let head = f.cond.$iter().chain(f.post.$iter());
                head.chain(f.body.$iter()).for_each(&mut $visit);
            }
            Op::Range(r) => {
                $visit(&$($mutable)? r.x);
                let head = r.key.$iter().chain(r.value.$iter());
                head.chain(r.body.$iter()).for_each(&mut $visit);
            }
            Op::Select(clauses) => {
                for clause in clauses {
                    clause.comm.$iter().chain(clause.body.$iter()).for_each(&mut $visit);
                }
            }
            Op::Switch(switch) => {
                switch.tag.$iter().for_each(&mut $visit);
                for case in &$($mutable)? switch.cases {
                    $visit(&$($mutable)? case.node);
                    case.list.$iter().chain(case.body.$iter()).for_each(&mut $visit);
                }
            }
            Op::TypeSwitch(switch) => {
                $visit(&$($mutable)? switch.x);
                for case in &$($mutable)? switch.cases {
                    $visit(&$($mutable)? case.node);
                    case.list.$iter().chain(case.body.$iter()).for_each(&mut $visit);
                }
            }
        }
    };
}

/// Calls `visit` for each child of a node, in gc's order.
pub fn for_each_child(body: &Body, node: NodeId, mut visit: impl FnMut(NodeId)) {
    let node = &body.nodes[node];
    let mut visit = |child: &NodeId| visit(*child);
    each_child!(node, visit, iter);
}

/// Lets `edit` replace each child of a node, in gc's order.
pub fn for_each_child_mut(node: &mut Node, mut edit: impl FnMut(&mut NodeId)) {
    each_child!(node, edit, iter_mut, mut);
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
