//! Statements: `p.stmtOrNil`, `p.simpleStmt` and `p.header` of gc's parser.

use super::super::ast::*;
use super::super::flat_tree::{NodeIx, all_children};
use super::super::node_kinds::Kind;
use super::expr::binary_operator;
use super::{Lower, Parens, is_operand};

impl Lower<'_> {
    fn push_stmt(&mut self, pos: Offset, kind: StmtKind) -> StmtId {
        self.file.stmts.push(Stmt { pos, kind })
    }

    /// A statement; `None` for nodes that are none.
    pub(super) fn stmt(&mut self, n: NodeIx) -> Option<StmtId> {
        if !is_statement(self.node(n).kind) {
            return None;
        }
        let pos = self.node(n).start;
        match self.deeper(n, |lower| lower.stmt_kind(n)) {
            Some(stmt) => stmt,
            None => Some(self.push_stmt(pos, StmtKind::Bad)),
        }
    }

    fn stmt_kind(&mut self, n: NodeIx) -> Option<StmtId> {
        let node = self.node(n);
        let pos = node.start;
        if !matches!(
            node.kind,
            Kind::ConstDeclaration | Kind::TypeDeclaration | Kind::VarDeclaration
        ) {
            self.drop_directives(pos);
        }
        let kind = match node.kind {
            Kind::ExpressionStatement => {
                let x = self.only_operand(n, Parens::Keep);
                let pos = self.pos(x);
                return Some(self.push_stmt(pos, StmtKind::Expr(x)));
            }
            Kind::SendStatement => return Some(self.send(n)),
            Kind::IncStatement => return Some(self.step(n, Operator::Add)),
            Kind::DecStatement => return Some(self.step(n, Operator::Sub)),
            Kind::AssignmentStatement | Kind::ShortVarDeclaration => return Some(self.assign(n)),
            Kind::ReceiveStatement => return Some(self.receive(n)),
            Kind::LabeledStatement => return Some(self.labeled(n)),
            Kind::Block => return Some(self.block(n)),
            Kind::ConstDeclaration | Kind::TypeDeclaration | Kind::VarDeclaration => {
                let decls = self.declaration(n);
                StmtKind::Decl(decls.into())
            }
            Kind::EmptyStatement => StmtKind::Empty,
            Kind::ReturnStatement => {
                let results = self
                    .kids(n)
                    .find(|(_, node)| node.kind == Kind::ExpressionList || is_operand(node.kind));
                StmtKind::Return(results.map(|(results, _)| self.expr(results)))
            }
            Kind::GoStatement => self.call_stmt(n, CallTok::Go),
            Kind::DeferStatement => self.call_stmt(n, CallTok::Defer),
            Kind::BreakStatement => self.branch(n, BranchTok::Break),
            Kind::ContinueStatement => self.branch(n, BranchTok::Continue),
            Kind::GotoStatement => self.branch(n, BranchTok::Goto),
            Kind::FallthroughStatement => self.branch(n, BranchTok::Fallthrough),
            Kind::IfStatement => self.if_stmt(n),
            Kind::ForStatement => self.for_stmt(n),
            Kind::ExpressionSwitchStatement => self.switch(n),
            Kind::TypeSwitchStatement => self.type_switch(n),
            Kind::SelectStatement => {
                let (clauses, rbrace) = self.clauses(n);
                StmtKind::Select { clauses, rbrace }
            }
            _ => return None,
        };
        Some(self.push_stmt(pos, kind))
    }

    /// `{ stmts }`.
    pub(super) fn block(&mut self, n: NodeIx) -> StmtId {
        let node = self.node(n);
        let stmts = self.stmts(n);
        let rbrace = self
            .kids(n)
            .filter(|(_, node)| node.kind == Kind::RBrace)
            .last()
            .map_or(node.end, |(_, node)| node.start);
        self.drop_directives(rbrace);
        self.push_stmt(node.start, StmtKind::Block(Block { stmts, rbrace }))
    }

    /// The statements among the descendants of a node, through lists and errors.
    fn stmts(&mut self, n: NodeIx) -> Box<[StmtId]> {
        let mut list = Vec::new();
        self.gather_stmts(n, &mut list);
        list.into()
    }

    /// A semicolon that does not end a statement is an empty one.
    fn gather_stmts(&mut self, n: NodeIx, list: &mut Vec<StmtId>) {
        let mut ended = true;
        for (ix, node) in all_children(self.nodes, n) {
            match node.kind {
                Kind::StatementList => self.gather_stmts(ix, list),
                Kind::Error => {
                    self.deeper(ix, |lower| lower.gather_stmts(ix, list));
                }
                Kind::Semi if ended => list.push(self.push_stmt(node.start, StmtKind::Empty)),
                Kind::Semi => ended = true,
                _ => {
                    list.extend(self.stmt(ix));
                    ended = self.ends_with_semicolon(ix);
                }
            }
        }
    }

    /// Whether the semicolon that ends a statement is part of it.
    fn ends_with_semicolon(&self, n: NodeIx) -> bool {
        let mut n = n;
        while self.node(n).kind == Kind::LabeledStatement {
            match self.kids(n).find(|(_, node)| is_statement(node.kind)) {
                Some((stmt, _)) => n = stmt,
                None => return false,
            }
        }
        self.node(n).kind == Kind::EmptyStatement
    }

    fn send(&mut self, n: NodeIx) -> StmtId {
        let pos = self.pos_of(n, Kind::Arrow);
        let mut kids = self.kids(n).filter(|(_, node)| is_operand(node.kind));
        let (chan, value) = (kids.next(), kids.next());
        let chan = match chan {
            Some((chan, _)) => self.expr(chan),
            None => self.bad(pos),
        };
        let value = match value {
            Some((value, _)) => self.expr(value),
            None => self.bad(pos + 2),
        };
        self.push_stmt(pos, StmtKind::Send { chan, value })
    }

    /// `x++` and `x--`.
    fn step(&mut self, n: NodeIx, op: Operator) -> StmtId {
        let pos = self.node(n).end.saturating_sub(2);
        let lhs = self.only_operand(n, Parens::Keep);
        self.push_stmt(pos, StmtKind::Assign { op: AssignOp::Op(op), lhs, rhs: None })
    }

    /// `lhs = rhs`, `lhs := rhs`, `lhs op= rhs`.
    fn assign(&mut self, n: NodeIx) -> StmtId {
        let mut kids = self.kids(n);
        let (Some((lhs, _)), Some((_, op)), rhs) = (kids.next(), kids.next(), kids.next()) else {
            let pos = self.node(n).start;
            return self.push_stmt(pos, StmtKind::Bad);
        };
        let lhs = self.expr(lhs);
        let rhs = Some(match rhs {
            Some((rhs, _)) => self.expr(rhs),
            None => self.bad(op.end),
        });
        let tok = match self.bytes(op) {
            b"=" => Some(AssignOp::Assign),
            b":=" => Some(AssignOp::Define),
            [op @ .., b'='] => binary_operator(op).map(AssignOp::Op),
            _ => None,
        };
        match tok {
            Some(tok) => self.push_stmt(op.start, StmtKind::Assign { op: tok, lhs, rhs }),
            None => self.push_stmt(op.start, StmtKind::Bad),
        }
    }

    /// `<-c`, `x = <-c`, `x, ok := <-c` of a select.
    fn receive(&mut self, n: NodeIx) -> StmtId {
        let tok = self.kids(n).find_map(|(_, node)| match node.kind {
            Kind::Assign => Some((AssignOp::Assign, node.start)),
            Kind::Define => Some((AssignOp::Define, node.start)),
            _ => None,
        });
        let x = self.kids(n).filter(|(_, node)| is_operand(node.kind)).last();
        let x = match x {
            Some((x, _)) => self.expr(x),
            None => {
                let pos = self.node(n).end;
                self.bad(pos)
            }
        };
        match (tok, self.kid(n, Kind::ExpressionList)) {
            (Some((op, pos)), Some(lhs)) => {
                let lhs = self.expr_list(lhs);
                self.push_stmt(pos, StmtKind::Assign { op, lhs, rhs: Some(x) })
            }
            _ => {
                let pos = self.pos(x);
                self.push_stmt(pos, StmtKind::Expr(x))
            }
        }
    }

    fn labeled(&mut self, n: NodeIx) -> StmtId {
        let pos = self.pos_of(n, Kind::Colon);
        let label = self.name_kid(n, Kind::LabelName);
        let mut stmt = None;
        for (ix, node) in self.kids(n) {
            if stmt.is_none() && is_statement(node.kind) {
                stmt = self.stmt(ix);
            }
        }
        let stmt = match stmt {
            Some(stmt) => stmt,
            None => {
                // L: }  -- the empty statement stands at the brace.
                let end = self.node(n).end;
                let brace = self.next_token(end);
                self.push_stmt(brace, StmtKind::Empty)
            }
        };
        self.push_stmt(pos, StmtKind::Labeled { label, stmt })
    }

    /// Where the first token at or after an offset begins.
    fn next_token(&self, from: Offset) -> Offset {
        let mut at = from as usize;
        loop {
            let rest = self.text.get(at..).unwrap_or(&[]);
            match rest {
                [b' ' | b'\t' | b'\r' | b'\n', ..] => at += 1,
                [b'/', b'/', ..] => at += rest.iter().take_while(|b| **b != b'\n').count(),
                [b'/', b'*', body @ ..] => {
                    let close = body.windows(2).position(|pair| pair == b"*/");
                    at += close.map_or(rest.len(), |close| close + 4);
                }
                _ => return at as u32,
            }
        }
    }

    fn call_stmt(&mut self, n: NodeIx, tok: CallTok) -> StmtKind {
        let x = self.only_operand(n, Parens::Keep);
        let call = self.file.unparen(x);
        StmtKind::Call { tok, call }
    }

    fn branch(&mut self, n: NodeIx, tok: BranchTok) -> StmtKind {
        let label = self.kid(n, Kind::LabelName).map(|label| self.name(label));
        StmtKind::Branch { tok, label }
    }

    fn if_stmt(&mut self, n: NodeIx) -> StmtKind {
        let mut init = None;
        let mut cond = None;
        let mut then = None;
        let mut els = None;
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::Block if then.is_none() => then = Some(self.block(ix)),
                Kind::Block | Kind::IfStatement => els = self.stmt(ix),
                kind if is_operand(kind) && then.is_none() => cond = Some(self.expr(ix)),
                kind if is_statement(kind) && then.is_none() => init = self.stmt(ix),
                _ => {}
            }
        }
        let node = self.node(n);
        let cond = match cond {
            Some(cond) => cond,
            None => self.bad(node.start),
        };
        let then = match then {
            Some(then) => then,
            None => self.empty_block(node.end),
        };
        StmtKind::If { init, cond, then, els }
    }

    fn empty_block(&mut self, pos: Offset) -> StmtId {
        self.push_stmt(pos, StmtKind::Block(Block { stmts: Box::default(), rbrace: pos }))
    }

    fn for_stmt(&mut self, n: NodeIx) -> StmtKind {
        let mut init = None;
        let mut cond = None;
        let mut post = None;
        let mut body = None;
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::ForClause => (init, cond, post) = self.for_clause(ix),
                Kind::RangeClause => init = Some(self.range_clause(ix)),
                Kind::Block => body = Some(self.block(ix)),
                kind if is_operand(kind) => cond = Some(self.expr(ix)),
                _ => {}
            }
        }
        let body = match body {
            Some(body) => body,
            None => {
                let end = self.node(n).end;
                self.empty_block(end)
            }
        };
        StmtKind::For { init, cond, post, body }
    }

    fn for_clause(&mut self, n: NodeIx) -> (Option<StmtId>, Option<ExprId>, Option<StmtId>) {
        let (mut init, mut cond, mut post) = (None, None, None);
        let mut semis = 0;
        for (ix, node) in self.kids(n) {
            match (node.kind, semis) {
                (Kind::Semi, _) => semis += 1,
                (_, 0) => init = self.stmt(ix),
                (kind, 1) if is_operand(kind) => cond = Some(self.expr(ix)),
                (_, 2) => post = self.stmt(ix),
                _ => {}
            }
        }
        (init, cond, post)
    }

    fn range_clause(&mut self, n: NodeIx) -> StmtId {
        let mut lhs = None;
        let mut def = false;
        let mut pos = None;
        let mut x = None;
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::Define => def = true,
                Kind::Range => pos = Some(node.start),
                Kind::ExpressionList if pos.is_none() => lhs = Some(self.expr_list(ix)),
                kind if is_operand(kind) && pos.is_some() => x = Some(self.expr(ix)),
                _ => {}
            }
        }
        let node = self.node(n);
        let x = match x {
            Some(x) => x,
            None => self.bad(node.end),
        };
        self.push_stmt(pos.unwrap_or(node.start), StmtKind::Range { lhs, def, x })
    }

    fn switch(&mut self, n: NodeIx) -> StmtKind {
        let mut init = None;
        let mut tag = None;
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::LBrace => break,
                kind if is_operand(kind) => tag = Some(self.expr(ix)),
                kind if is_statement(kind) => init = self.stmt(ix),
                _ => {}
            }
        }
        let (clauses, rbrace) = self.clauses(n);
        StmtKind::Switch { init, tag, clauses, rbrace }
    }

    /// `switch init; lhs := x.(type) { clauses }`.
    fn type_switch(&mut self, n: NodeIx) -> StmtKind {
        let mut init = None;
        let mut lhs = None;
        let mut x = None;
        let mut dot = self.node(n).start;
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::LBrace => break,
                Kind::DotToken => dot = node.start,
                Kind::ExpressionList => lhs = Some(self.expr_list(ix)),
                kind if is_operand(kind) => x = Some(self.expr(ix)),
                kind if is_statement(kind) => init = self.stmt(ix),
                _ => {}
            }
        }
        let x = match x {
            Some(x) => x,
            None => self.bad(dot),
        };
        let lhs = lhs.filter(|&lhs| matches!(self.file.exprs[lhs].kind, ExprKind::Name(_)));
        let tag = Some(self.push(dot, ExprKind::TypeSwitchGuard { lhs, x }));
        let (clauses, rbrace) = self.clauses(n);
        StmtKind::Switch { init, tag, clauses, rbrace }
    }

    /// The clauses of a switch or select, and its closing brace.
    fn clauses(&mut self, n: NodeIx) -> (Box<[ClauseId]>, Offset) {
        let mut list = Vec::new();
        let mut rbrace = self.node(n).end;
        let select = self.node(n).kind == Kind::SelectStatement;
        for (ix, node) in self.kids(n) {
            let kind = match node.kind {
                Kind::ExpressionCase => {
                    let values = self.kid(ix, Kind::ExpressionList);
                    let values = match values {
                        Some(values) => self.expr_list(values),
                        None => self.bad(node.start),
                    };
                    ClauseKind::Case(Some(values))
                }
                Kind::TypeCase => {
                    let types = self.operands(ix, Parens::Keep);
                    ClauseKind::Case(Some(self.list(types, node.start)))
                }
                Kind::CommunicationCase => {
                    let comm = self.kids(ix).find(|(_, node)| {
                        matches!(node.kind, Kind::SendStatement | Kind::ReceiveStatement)
                    });
                    ClauseKind::Comm(comm.and_then(|(comm, _)| self.stmt(comm)))
                }
                Kind::DefaultCase if select => ClauseKind::Comm(None),
                Kind::DefaultCase => ClauseKind::Case(None),
                Kind::RBrace => {
                    rbrace = node.start;
                    continue;
                }
                _ => continue,
            };
            let colon = self.pos_of(ix, Kind::Colon);
            let mut body = Vec::new();
            for (ix, node) in all_children(self.nodes, ix) {
                if matches!(node.kind, Kind::StatementList | Kind::Error) {
                    self.gather_stmts(ix, &mut body);
                }
            }
            let clause = Clause { pos: node.start, kind, body: body.into(), colon };
            list.push(self.file.clauses.push(clause));
        }
        (list.into(), rbrace)
    }
}

/// Whether a node of this kind is a statement.
pub(super) fn is_statement(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AssignmentStatement
            | Kind::Block
            | Kind::BreakStatement
            | Kind::ConstDeclaration
            | Kind::ContinueStatement
            | Kind::DecStatement
            | Kind::DeferStatement
            | Kind::EmptyStatement
            | Kind::ExpressionStatement
            | Kind::ExpressionSwitchStatement
            | Kind::FallthroughStatement
            | Kind::ForStatement
            | Kind::GoStatement
            | Kind::GotoStatement
            | Kind::IfStatement
            | Kind::IncStatement
            | Kind::LabeledStatement
            | Kind::ReceiveStatement
            | Kind::ReturnStatement
            | Kind::SelectStatement
            | Kind::SendStatement
            | Kind::ShortVarDeclaration
            | Kind::TypeDeclaration
            | Kind::TypeSwitchStatement
            | Kind::VarDeclaration
    )
}
