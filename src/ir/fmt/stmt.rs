//! Statements as gc prints them: assignments and calls as in the source, loops and conditions
//! without their parts.

use super::words::{binary_text, branch_text};
use super::{MAX_DEPTH, Writer};
use crate::ir::node::{As2Op, BinaryOp, Body, CaseClause, NodeId, Op};

impl Writer<'_, '_> {
    pub(super) fn stmt(&mut self, node: NodeId) {
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
pub(super) fn is_statement(op: &Op) -> bool {
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
