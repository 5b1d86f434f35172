//! What a node's surroundings decide about allocations (`walk/order.go`, `walk/expr.go`,
//! `walk/assign.go`): conversions that need no copy, closures that `go` and `defer` start, and
//! the places where the runtime allocates although gc prints nothing.
//!
//! ```go
//! m[string(b)]                    // no copy: a lookup doesn't keep its key
//! append(s, make([]T, n)...)      // the slice made isn't there at run time
//! c := make(chan int)             // allocated, and nothing is printed
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::capacity;
use crate::id::Id;
use crate::ir::node::{BinaryOp, Body, ClosureId, CompLitOp, ConvOp, MakeOp, NodeId, Op, UnaryOp};
use crate::ir::visit::for_each_child;
use crate::types::constant::Value;
use crate::types::store::Types;

/// A function literal that a statement starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Started {
    /// By `go`.
    Go,
    /// By `defer`.
    Defer,
}

/// A place where the runtime may allocate without a line of gc's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Silent {
    /// `m[k] = v`; the node is the index expression.
    MapAssign,
    /// The same, not in a loop.
    MapAssignOnce,
    /// `s += t`; of strings or not.
    AddAssign,
    /// A map literal with entries.
    MapLiteral,
    /// `make(chan T)`.
    MakeChan,
    /// `go f(x)`, or `defer f(x)` in a loop: the call becomes a closure.
    Started(Started, ClosureId),
}

/// What the surroundings of a body's nodes decide.
#[derive(Debug, Default)]
pub(super) struct Contexts {
    /// Nodes that print as if they made something, and don't.
    pub(super) free: FxHashSet<NodeId>,
    /// Function literals that a statement starts.
    pub(super) started: FxHashMap<NodeId, Started>,
    /// Where the runtime allocates silently, in the order of the source.
    pub(super) silent: Vec<(ClosureId, NodeId, Silent)>,
}

impl Contexts {
    /// Looks through a function and the literals in it.
    pub(super) fn new(types: &Types, body: &Body) -> Contexts {
        let mut contexts = Contexts::default();
        let mut stack: Vec<(NodeId, bool)> = Vec::new();
        for (id, func) in body.funcs.iter() {
            stack.extend(func.body.iter().rev().map(|&node| (node, false)));
            while let Some((node, in_loop)) = stack.pop() {
                contexts.node(body, id, node, in_loop);
                let in_loop = in_loop || matches!(body.op(node), Op::For(_) | Op::Range(_));
                let first = stack.len();
                for_each_child(body, node, |child| stack.push((child, in_loop)));
                stack[first..].reverse();
            }
        }
        contexts.free.extend(capacity::with_room(types, body));
        contexts
    }

    fn node(&mut self, body: &Body, func: ClosureId, node: NodeId, in_loop: bool) {
        match body.op(node) {
            Op::IndexMap { index, assigned, .. } => {
                if *assigned {
                    let silent = if in_loop { Silent::MapAssign } else { Silent::MapAssignOnce };
                    self.silent.push((func, node, silent));
                } else {
                    self.lookup_key(body, *index);
                }
            }
            Op::Binary(
                BinaryOp::Eq
                | BinaryOp::Ne
                | BinaryOp::Lt
                | BinaryOp::Le
                | BinaryOp::Gt
                | BinaryOp::Ge,
                x,
                y,
            ) => {
                self.temporary(body, *x);
                self.temporary(body, *y);
            }
            Op::AddStr(list) => {
                let constant = |&part: &NodeId| matches!(body.op(part), Op::Literal(Value::String(text)) if !text.is_empty());
                if list.iter().any(constant) {
                    list.iter().for_each(|&part| self.temporary(body, part));
                }
            }
            Op::Conv(ConvOp::Str2Bytes, x) if matches!(body.op(*x), Op::AddStr(_)) => {
                self.free.insert(*x);
            }
            Op::Switch(switch) => {
                let constant = |&value: &NodeId| matches!(body.op(value), Op::Literal(_));
                if let Some(tag) = switch.tag
                    && switch.cases.iter().all(|case| case.list.iter().all(constant))
                {
                    self.temporary(body, tag);
                }
            }
            Op::Range(range) => {
                if let Op::Conv(ConvOp::Str2Bytes, _) = body.op(range.x) {
                    self.free.insert(range.x);
                }
            }
            Op::Unary(UnaryOp::Len, x) => {
                if let Op::Conv(ConvOp::Str2Runes | ConvOp::Bytes2Str, _) = body.op(*x) {
                    self.free.insert(*x);
                }
            }
            Op::Append { args, is_ddd: true } => {
                if let [_, made] = args.as_slice()
                    && let Op::Make { op: MakeOp::Slice, cap: None, .. } = body.op(*made)
                {
                    self.free.insert(*made);
                }
            }
            Op::AsOp { op: BinaryOp::Add, inc_dec: false, .. } => {
                self.silent.push((func, node, Silent::AddAssign));
            }
            Op::CompLit { op: CompLitOp::Map, list, .. } if !list.is_empty() => {
                self.silent.push((func, node, Silent::MapLiteral));
            }
            Op::Make { op: MakeOp::Chan, .. } => self.silent.push((func, node, Silent::MakeChan)),
            Op::Go(call) => {
                if let Some((literal, closure)) = started(body, *call) {
                    self.started.insert(literal, Started::Go);
                    if body.funcs[closure].flags.wrapper {
                        self.silent.push((func, node, Silent::Started(Started::Go, closure)));
                    }
                }
            }
            Op::Defer { call, at } => {
                if let Some((literal, closure)) = started(body, *call) {
                    self.started.insert(literal, Started::Defer);
                    if body.funcs[closure].flags.wrapper && (in_loop || at.is_some()) {
                        self.silent.push((func, node, Silent::Started(Started::Defer, closure)));
                    }
                }
            }
            _ => {}
        }
    }

    /// `string(b)` that nothing keeps refers to the bytes of `b`.
    fn temporary(&mut self, body: &Body, node: NodeId) {
        if let Op::Conv(ConvOp::Bytes2Str, _) = body.op(node) {
            self.free.insert(node);
        }
    }

    /// The key of a lookup, or of the literals that it consists of.
    fn lookup_key(&mut self, body: &Body, key: NodeId) {
        let mut open = vec![key];
        while let Some(node) = open.pop() {
            match body.op(node) {
                Op::Conv(ConvOp::Bytes2Str, _) => self.temporary(body, node),
                Op::CompLit { op: CompLitOp::Struct | CompLitOp::Array, list, .. } => {
                    open.extend(list.iter().map(|&element| match body.op(element) {
                        Op::StructKey { value, .. } | Op::Key { value, .. } => *value,
                        _ => element,
                    }));
                }
                _ => {}
            }
        }
    }
}

/// The function literal that a call calls.
fn started(body: &Body, call: NodeId) -> Option<(NodeId, ClosureId)> {
    let Op::Call { fun, .. } = body.op(call) else { return None };
    match body.op(*fun) {
        Op::Closure(closure) if closure.index() < body.funcs.len() => Some((*fun, *closure)),
        _ => None,
    }
}
