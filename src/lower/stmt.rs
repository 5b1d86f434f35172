//! Statements (`writer.stmts`, `reader.stmts`).
//!
//! Statements after one that ends the flow are dropped, unless a label follows; so are the
//! branches of an `if` whose condition is known. Blocks are flattened into the list around them.
//!
//! ```go
//! if debug { log() } // nothing, where debug is the constant false
//! return x
//! y()                // dropped
//! ```

use rustc_hash::FxHashMap;

use super::branch::branch_op;
use super::{Lower, rangefunc};
use crate::ir::node::{ForLoop, NodeId, NodePos, Nodes, Op};
use crate::profile::language;
use crate::symbol::Symbol;
use crate::syntax::ast::{BranchTok, ExprId, ExprKind, StmtId, StmtKind};
use crate::types::info::Mode;
use crate::types::store::{Builtin, Type};

/// What is remembered while a function of the source is lowered, its range-over-func bodies
/// included, other functions in it not.
#[derive(Default)]
pub struct State<'a> {
    /// Conditions with what remains of them where an operand decides alone.
    pub(super) simplified: FxHashMap<ExprId, ExprId>,
    /// The statements of the function.
    pub(super) body: Option<&'a [StmtId]>,
    /// Range-over-func loops.
    pub(super) ranges: rangefunc::Ranges,
    /// Where gc is (`base.Pos`) as far as it matters: at the variable that was declared last.
    pub(super) base_pos: Option<NodePos>,
}

impl<'a> Lower<'a> {
    /// A list of statements: a function's, a block's, a clause's.
    pub fn stmts(&mut self, stmts: &'a [StmtId]) -> Nodes {
        let mut out = Nodes::new();
        self.stmts_into(stmts, &mut out);
        out
    }

    /// Appends statements to a list that holds none of the same block yet, and tells whether the
    /// flow ends with them.
    pub(super) fn stmts_into(&mut self, stmts: &'a [StmtId], out: &mut Nodes) -> bool {
        self.state.body.get_or_insert(stmts);
        let ast = self.ast;
        let last_label = stmts
            .iter()
            .rposition(|&stmt| matches!(ast.stmts[stmt].kind, StmtKind::Labeled { .. }));
        let mut dead = false;
        for (i, &stmt) in stmts.iter().enumerate() {
            if dead && last_label.is_none_or(|last| i > last) {
                continue;
            }
            self.stmt1(stmt, out);
            dead = self.terminates(Some(stmt));
        }
        dead
    }

    /// A statement as one node, if it makes any.
    pub(super) fn block_of(&mut self, stmt: StmtId) -> Option<NodeId> {
        let stmts = self.list_of(stmt);
        self.block(stmts)
    }

    pub(super) fn list_of(&mut self, stmt: StmtId) -> Nodes {
        let mut out = Nodes::new();
        self.stmt1(stmt, &mut out);
        out
    }

    fn opt_block(&mut self, stmt: Option<StmtId>) -> Option<NodeId> {
        stmt.and_then(|stmt| self.block_of(stmt))
    }

    fn block(&mut self, stmts: Nodes) -> Option<NodeId> {
        match stmts[..] {
            [] => None,
            [single] => Some(single),
            [first, ..] => {
                let pos = self.body.nodes[first].pos;
                Some(self.stmt(pos, Op::Block(stmts)))
            }
        }
    }

    fn stmt1(&mut self, id: StmtId, out: &mut Nodes) {
        if self.edited(id, out) {
            return;
        }
        let ast = self.ast;
        let stmt = &ast.stmts[id];
        let pos = self.pos(stmt.pos);
        let node = match &stmt.kind {
            StmtKind::Bad | StmtKind::Empty | StmtKind::Range { .. } => return,
            StmtKind::Labeled { label, stmt } => {
                let label = ast.name(*label);
                let op = if label.is_blank() { Op::Block(Nodes::new()) } else { Op::Label(label) };
                out.push(self.stmt(pos, op));
                return self.stmt1(*stmt, out);
            }
            StmtKind::Block(block) => {
                let stmts = self.stmts(&block.stmts);
                out.extend(stmts);
                return;
            }
            StmtKind::Expr(x) => self.expr(*x),
            StmtKind::Send { chan, value } => self.send_stmt(pos, *chan, *value),
            StmtKind::Decl(decls) => return self.decl_stmt(decls, out),
            StmtKind::Assign { op, lhs, rhs } => {
                return self.assign_stmt(pos, *op, *lhs, *rhs, out);
            }
            StmtKind::Branch { tok, label } => {
                let op = branch_op(*tok);
                self.stmt(pos, Op::Branch(op, label.map(|label| ast.name(label))))
            }
            StmtKind::Call { tok, call } => self.go_defer_stmt(pos, *tok, *call, None),
            StmtKind::Return(results) => self.return_stmt(pos, *results),
            StmtKind::If { init, cond, then, els } => {
                let Some(node) = self.if_stmt(pos, *init, *cond, *then, *els) else { return };
                node
            }
            StmtKind::For { init, cond, post, body } => {
                let label = self.last_label(out);
                if let Some(init) = *init
                    && let StmtKind::Range { lhs, def, x } = ast.stmts[init].kind
                {
                    if matches!(self.under_ty(self.ty(x)), Type::Signature(_)) {
                        return self.range_func(id, lhs, def, x, *body, out);
                    }
                    let pos = self.pos(ast.stmts[init].pos);
                    self.range_stmt(pos, lhs, x, *body, label)
                } else {
                    let Some(node) = self.for_stmt(pos, *init, *cond, *post, *body, label) else {
                        return;
                    };
                    node
                }
            }
            StmtKind::Switch { init, tag, clauses, .. } => {
                let label = self.last_label(out);
                self.switch_stmt(pos, *init, *tag, clauses, label)
            }
            StmtKind::Select { clauses, .. } => self.select_stmt(pos, clauses),
        };
        out.push(node);
    }

    /// The label right before the statement to come.
    fn last_label(&self, out: &Nodes) -> Option<Symbol> {
        match self.body.nodes[*out.last()?].op {
            Op::Label(label) => Some(label),
            _ => None,
        }
    }

    fn send_stmt(&mut self, pos: NodePos, chan: ExprId, value: ExprId) -> NodeId {
        let elem = match *self.under_ty(self.ty(chan)) {
            Type::Chan { elem, .. } => Some(elem),
            _ => None,
        };
        let chan = self.expr(chan);
        let value = self.convert_expr_opt(value, elem);
        self.stmt(pos, Op::Send { chan, value })
    }

    fn return_stmt(&mut self, pos: NodePos, results: Option<ExprId>) -> NodeId {
        let results = match results {
            Some(results) => {
                let types: Vec<_> = self.func().results.iter().map(|result| result.ty).collect();
                let exprs = self.unpack(results);
                self.multi_expr(pos, &exprs, |i| types.get(i).copied())
            }
            None => Nodes::new(),
        };
        self.stmt(pos, Op::Return(results))
    }

    fn if_stmt(
        &mut self,
        pos: NodePos,
        init: Option<StmtId>,
        cond: ExprId,
        then: StmtId,
        els: Option<StmtId>,
    ) -> Option<NodeId> {
        let known = self.static_bool(cond);
        let mut init = match init {
            Some(init) => self.list_of(init),
            None => Nodes::new(),
        };
        let cond = self.expr(cond);
        let then = if known >= 0 { self.list_of(then) } else { Nodes::new() };
        let els = match els {
            Some(els) if known <= 0 => self.list_of(els),
            Some(_) | None => Nodes::new(),
        };
        if known != 0 {
            if !matches!(self.body.nodes[cond].op, Op::Literal(_)) {
                let x = self.stmt(pos, Op::Blank);
                init.push(self.stmt(pos, Op::As { x, y: Some(cond), def: false }));
            }
            init.extend(then);
            init.extend(els);
            return self.block(init);
        }
        let node = self.stmt(pos, Op::If { cond, body: then, els });
        self.body.nodes[node].init = init;
        Some(node)
    }

    fn for_stmt(
        &mut self,
        pos: NodePos,
        init: Option<StmtId>,
        cond: Option<ExprId>,
        post: Option<StmtId>,
        body: StmtId,
        label: Option<Symbol>,
    ) -> Option<NodeId> {
        let never = cond.is_some_and(|cond| self.static_bool(cond) < 0);
        let init = self.opt_block(init);
        let cond = self.opt_expr(cond);
        let post = if never { None } else { self.opt_block(post) };
        let body = if never { Nodes::new() } else { self.list_of(body) };
        if never
            && let Some(cond) = cond
            && matches!(self.body.nodes[cond].op, Op::Literal(_))
        {
            return init;
        }
        let distinct_vars = self.distinct_vars();
        let node =
            self.stmt(pos, Op::For(Box::new(ForLoop { label, cond, post, body, distinct_vars })));
        self.body.nodes[node].init.extend(init);
        Some(node)
    }

    /// Whether each iteration of a loop has its own variables.
    pub(super) fn distinct_vars(&self) -> bool {
        self.source.file.version >= language::LOOP_VARIABLES_PER_ITERATION
    }

    /// Whether the flow doesn't go on after a statement (`pkgWriter.terminates`); approximate.
    pub(super) fn terminates(&mut self, stmt: Option<StmtId>) -> bool {
        let Some(id) = stmt else { return false };
        if let Some(ends) = self.state.ranges.ends_flow(id) {
            return ends;
        }
        let ast = self.ast;
        match &ast.stmts[id].kind {
            StmtKind::Branch { tok, .. } => *tok == BranchTok::Goto,
            StmtKind::Return(_) => true,
            StmtKind::Expr(x) => self.is_panic(*x),
            StmtKind::If { cond, then, els, .. } => {
                let known = self.static_bool(*cond);
                (known < 0 || self.terminates(Some(*then))) && (known > 0 || self.terminates(*els))
            }
            StmtKind::Block(block) => {
                let last = self.last_stmt(&block.stmts);
                self.terminates(last)
            }
            StmtKind::Bad
            | StmtKind::Empty
            | StmtKind::Labeled { .. }
            | StmtKind::Send { .. }
            | StmtKind::Decl(_)
            | StmtKind::Assign { .. }
            | StmtKind::Call { .. }
            | StmtKind::For { .. }
            | StmtKind::Range { .. }
            | StmtKind::Switch { .. }
            | StmtKind::Select { .. } => false,
        }
    }

    /// The last statement that isn't empty.
    pub(super) fn last_stmt(&self, stmts: &[StmtId]) -> Option<StmtId> {
        stmts.iter().rfind(|&&stmt| !matches!(self.ast.stmts[stmt].kind, StmtKind::Empty)).copied()
    }

    fn is_panic(&self, expr: ExprId) -> bool {
        let ExprKind::Call { fun, .. } = self.ast.exprs[self.ast.unparen(expr)].kind else {
            return false;
        };
        self.mode(self.ast.unparen(fun)) == Mode::Builtin(Builtin::Panic)
    }
}
