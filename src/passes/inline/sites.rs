//! The calls of a function, in the order in which they are tried
//! (`inline/interleaved/interleaved.go`: `inlClosureState`, `mark`).
//!
//! ```go
//! f(g(x))(h()) // g(x), f(...), h(), f(...)(...)
//! ```
//!
//! Calls that come with inlined code are appended; what was met isn't met again.

use rustc_hash::FxHashMap;

use super::call::Caller;
use crate::id::Id;
use crate::ir::node::{Body, ClosureId, Inlinee, NodeId, Nodes, Op};
use crate::ir::reassign::Assigned;
use crate::ir::visit::for_each_child;
use crate::passes::devirtualize::InterfaceAssignments;
use crate::types::store::Types;

/// What is remembered of a body while calls in it are inlined.
pub struct Work {
    /// How many nodes the body had before.
    written: usize,
    /// How many nodes inlining has added to the body.
    pub added: usize,
    /// Which variables are assigned again.
    pub assigned: Assigned,
    /// What the devirtualizer knows.
    pub devirtualized: InterfaceAssignments,
    /// By node: whether it is a call that was met.
    met: Vec<bool>,
    /// How many calls of each literal were resolved.
    pub uses: FxHashMap<ClosureId, u32>,
}

/// The calls in a function.
pub struct Sites {
    /// The function.
    pub func: ClosureId,
    /// The calls, operands before what they are operands of.
    pub calls: Nodes,
    /// What they call, by number; absent where that isn't known yet.
    pub resolved: Vec<Option<Inlinee>>,
    /// Whether the function is big.
    pub caller: Caller,
}

impl Work {
    /// What is known of a body before anything is inlined into it.
    pub fn new(types: &Types, body: &Body) -> Work {
        Work {
            written: body.nodes.len(),
            added: 0,
            assigned: Assigned::new(types, body),
            devirtualized: InterfaceAssignments::default(),
            met: Vec::new(),
            uses: FxHashMap::default(),
        }
    }

    /// How many more nodes inlining has added than the body had.
    pub fn beyond_written(&self) -> usize {
        self.added.saturating_sub(self.written)
    }

    /// Appends the calls below some nodes that weren't met yet, operands before the calls that
    /// they are operands of.
    pub fn find_calls(&mut self, body: &Body, roots: &[NodeId], calls: &mut Nodes) {
        self.met.resize(body.nodes.len(), false);
        let mut open: Vec<(NodeId, Visit)> =
            roots.iter().rev().map(|&node| (node, Visit::Enter)).collect();
        while let Some((node, visit)) = open.pop() {
            match visit {
                Visit::Leave => {
                    self.met[node.index()] = true;
                    calls.push(node);
                }
                Visit::Enter => {
                    if self.met[node.index()] {
                        continue;
                    }
                    if let Op::Call { .. } = body.op(node) {
                        open.push((node, Visit::Leave));
                    }
                    let first = open.len();
                    match *body.op(node) {
                        // The call itself stays.
                        Op::TailCall(call) => {
                            for_each_child(body, call, |child| open.push((child, Visit::Enter)));
                        }
                        _ => for_each_child(body, node, |child| open.push((child, Visit::Enter))),
                    }
                    open[first..].reverse();
                }
            }
        }
    }

    /// The same for a call that was inlined.
    pub fn find_calls_below(&mut self, body: &Body, call: NodeId, calls: &mut Nodes) {
        let mut children = Nodes::new();
        for_each_child(body, call, |child| children.push(child));
        self.find_calls(body, &children, calls);
    }
}

#[derive(Clone, Copy)]
enum Visit {
    Enter,
    Leave,
}
