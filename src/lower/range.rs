//! Range loops over everything but functions (`writer.forStmt`, `reader.forStmt`).
//!
//! ```go
//! for i, x := range xs { ... } // Range{x: xs, key: i, value: x, def}, i and x declared before
//! for p.i = range 10 { ... }   // Range{x: 10, key: p.i}
//! ```

use super::Lower;
use crate::ir::node::{NodeId, NodePos, Nodes, Op, RangeLoop};
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprId, StmtId};

impl Lower<'_> {
    /// A range loop. Variables are declared before the operand is evaluated: they aren't in scope
    /// there, but that is the order of gc's variables.
    pub(super) fn range_stmt(
        &mut self,
        pos: NodePos,
        lhs: Option<ExprId>,
        x: ExprId,
        body: StmtId,
        label: Option<Symbol>,
    ) -> NodeId {
        let targets = lhs.map(|lhs| self.unpack(lhs)).unwrap_or_default();
        let mut names = Vec::new();
        let mut nodes = Vec::with_capacity(targets.len());
        for &target in &targets {
            let (node, declared) = self.assignee(target);
            nodes.push(node);
            names.extend(declared);
        }
        let x = self.expr(x);
        let range = RangeLoop {
            label,
            x,
            key: nodes.first().copied(),
            value: nodes.get(1).copied(),
            body: Nodes::new(),
            def: !names.is_empty(),
            distinct_vars: self.distinct_vars(),
        };
        let node = self.stmt(pos, Op::Range(Box::new(range)));
        self.init_defn(node, &names);
        let body = self.list_of(body);
        if let Op::Range(range) = &mut self.body.nodes[node].op {
            range.body = body;
        }
        node
    }
}
