//! Select statements (`reader.selectStmt`, `typecheck.tcSelect`).
//!
//! A receive always becomes a [`As2Op::SelRecv2`] with two targets. Where the received value must
//! be converted, or is received with its second value, it goes to temporaries, and what was
//! written becomes the first statement of the clause.
//!
//! ```go
//! select {
//! case i = <-c: // case tmp := <-c: i = any(tmp)
//! case <-c:     // case _, _ = <-c:
//! }
//! ```

use smallvec::smallvec;

use super::Lower;
use crate::ir::node::{As2Op, CommClause, ConvOp, Defn, NodeId, NodePos, Nodes, Op, UnaryOp};
use crate::syntax::ast::{ClauseId, ClauseKind};

impl<'a> Lower<'a> {
    /// A select statement.
    pub(super) fn select_stmt(&mut self, pos: NodePos, clauses: &'a [ClauseId]) -> NodeId {
        let ast = self.ast;
        let mut cases = Vec::with_capacity(clauses.len());
        for &clause in clauses {
            let clause = &ast.clauses[clause];
            let pos = self.pos(clause.pos);
            let comm = match clause.kind {
                ClauseKind::Comm(comm) => comm,
                ClauseKind::Case(_) => None,
            };
            let comm = comm.and_then(|comm| self.block_of(comm));
            let mut body = self.stmts(&clause.body);
            let comm = comm.map(|comm| self.comm(pos, comm, &mut body));
            cases.push(CommClause { pos, comm, body });
        }
        self.stmt(pos, Op::Select(cases))
    }

    /// A communication in the form in which escape analysis expects it; what it can't hold is put
    /// in front of the clause's statements.
    fn comm(&mut self, pos: NodePos, comm: NodeId, body: &mut Nodes) -> NodeId {
        match self.body.nodes[comm].op {
            Op::As { x, y: Some(y), def } => match self.body.nodes[y].op {
                Op::Conv(ConvOp::ConvIface, recv) if !def && self.is_recv(recv) => {
                    let tmp = self.temp(pos, self.node_ty(recv));
                    let target = self.name_node(tmp);
                    let blank = self.stmt(pos, Op::Blank);
                    let receive = self.stmt(
                        pos,
                        Op::As2 {
                            op: As2Op::SelRecv2,
                            lhs: smallvec![target, blank],
                            rhs: smallvec![recv],
                            def: true,
                        },
                    );
                    let dcl = self.stmt(pos, Op::Dcl(tmp));
                    self.body.nodes[receive].init.push(dcl);
                    self.body.names[tmp].defn = Defn::Node(receive);
                    let value = self.name_node(tmp);
                    self.body.nodes[y].op = Op::Conv(ConvOp::ConvIface, value);
                    body.insert(0, comm);
                    receive
                }
                Op::Conv(ConvOp::ConvNop | ConvOp::ConvIface, recv) if self.is_recv(recv) => {
                    self.receive(comm, x, recv, def)
                }
                _ => self.receive(comm, x, y, def),
            },
            Op::As2 { op: As2Op::As2, ref rhs, .. } => {
                let Some(&first) = rhs.first() else { return comm };
                let mut init = std::mem::take(&mut self.body.nodes[first].init);
                let Some(receive) = init.pop() else { return comm };
                if let Op::As2 { op, .. } = &mut self.body.nodes[receive].op {
                    *op = As2Op::SelRecv2;
                }
                body.insert(0, comm);
                receive
            }
            Op::Unary(UnaryOp::Recv, _) => {
                let at = self.body.nodes[comm].pos;
                let lhs = smallvec![self.stmt(at, Op::Blank), self.stmt(at, Op::Blank)];
                let op = Op::As2 { op: As2Op::SelRecv2, lhs, rhs: smallvec![comm], def: false };
                self.stmt(at, op)
            }
            _ => comm,
        }
    }

    /// Makes `x = <-c` the receive of a clause, in place, since variables name it as their
    /// definition.
    fn receive(&mut self, comm: NodeId, x: NodeId, recv: NodeId, def: bool) -> NodeId {
        let blank = self.stmt(self.body.nodes[comm].pos, Op::Blank);
        self.body.nodes[comm].op =
            Op::As2 { op: As2Op::SelRecv2, lhs: smallvec![x, blank], rhs: smallvec![recv], def };
        comm
    }

    fn is_recv(&self, node: NodeId) -> bool {
        matches!(self.body.nodes[node].op, Op::Unary(UnaryOp::Recv, _))
    }
}
