//! Terminating statements (`types2/return.go`): a function with results must end in one.

use super::Checker;
use crate::symbol::Symbol;
use crate::syntax::ast::{BranchTok, ClauseId, ClauseKind, ExprKind, StmtId, StmtKind, TopLevel};

impl Checker<'_> {
    fn is_terminating(&self, s: StmtId, label: Option<Symbol>) -> bool {
        let ast = self.ast();
        match &ast.stmts[s].kind {
            StmtKind::Bad => true,
            StmtKind::Decl(_)
            | StmtKind::Empty
            | StmtKind::Send { .. }
            | StmtKind::Assign { .. }
            | StmtKind::Call { .. }
            | StmtKind::Range { .. } => false,
            StmtKind::Labeled { label, stmt } => self.is_terminating(*stmt, Some(ast.name(*label))),
            StmtKind::Expr(e) => {
                let call = ast.unparen(*e);
                matches!(ast.exprs[call].kind, ExprKind::Call { .. })
                    && self.is_panic.contains(&(self.env.top, call))
            }
            StmtKind::Return(_) => true,
            StmtKind::Branch { tok, .. } => {
                matches!(tok, BranchTok::Goto | BranchTok::Fallthrough)
            }
            StmtKind::Block(block) => self.is_terminating_list(&block.stmts),
            StmtKind::If { then, els, .. } => els.is_some_and(|els| {
                self.is_terminating(*then, None) && self.is_terminating(els, None)
            }),
            StmtKind::Switch { clauses, .. } => {
                self.is_terminating_clauses(clauses, label)
                    && clauses
                        .iter()
                        .any(|&c| matches!(ast.clauses[c].kind, ClauseKind::Case(None)))
            }
            StmtKind::Select { clauses, .. } => self.is_terminating_clauses(clauses, label),
            StmtKind::For { init, cond, body, .. } => {
                let is_range =
                    init.is_some_and(|init| matches!(ast.stmts[init].kind, StmtKind::Range { .. }));
                !is_range && cond.is_none() && !has_break(ast, *body, label, Implicit::Counts)
            }
        }
    }

    pub(super) fn is_terminating_list(&self, list: &[StmtId]) -> bool {
        let ast = self.ast();
        list.iter()
            .rev()
            .find(|&&s| !matches!(ast.stmts[s].kind, StmtKind::Empty))
            .is_some_and(|&s| self.is_terminating(s, None))
    }

    fn is_terminating_clauses(&self, clauses: &[ClauseId], label: Option<Symbol>) -> bool {
        let ast = self.ast();
        clauses.iter().all(|&c| {
            let body = &ast.clauses[c].body;
            self.is_terminating_list(body) && !has_break_list(ast, body, label, Implicit::Counts)
        })
    }
}

/// Whether a `break` without a label leaves the statement in question.
#[derive(Clone, Copy)]
enum Implicit {
    Counts,
    Inner,
}

fn has_break_list(
    ast: &TopLevel,
    list: &[StmtId],
    label: Option<Symbol>,
    implicit: Implicit,
) -> bool {
    list.iter().any(|&s| has_break(ast, s, label, implicit))
}

/// Whether a statement has a `break` that leaves the statement in question.
fn has_break(ast: &TopLevel, s: StmtId, label: Option<Symbol>, implicit: Implicit) -> bool {
    match &ast.stmts[s].kind {
        StmtKind::Bad
        | StmtKind::Decl(_)
        | StmtKind::Empty
        | StmtKind::Expr(_)
        | StmtKind::Send { .. }
        | StmtKind::Assign { .. }
        | StmtKind::Call { .. }
        | StmtKind::Return(_)
        | StmtKind::Range { .. } => false,
        StmtKind::Labeled { stmt, .. } => has_break(ast, *stmt, label, implicit),
        StmtKind::Branch { tok: BranchTok::Break, label: None } => {
            matches!(implicit, Implicit::Counts)
        }
        StmtKind::Branch { tok: BranchTok::Break, label: Some(name) } => {
            label == Some(ast.name(*name))
        }
        StmtKind::Branch { .. } => false,
        StmtKind::Block(block) => has_break_list(ast, &block.stmts, label, implicit),
        StmtKind::If { then, els, .. } => {
            has_break(ast, *then, label, implicit)
                || els.is_some_and(|els| has_break(ast, els, label, implicit))
        }
        StmtKind::Switch { clauses, .. } | StmtKind::Select { clauses, .. } => {
            label.is_some()
                && clauses
                    .iter()
                    .any(|&c| has_break_list(ast, &ast.clauses[c].body, label, Implicit::Inner))
        }
        StmtKind::For { body, .. } => {
            label.is_some() && has_break(ast, *body, label, Implicit::Inner)
        }
    }
}
