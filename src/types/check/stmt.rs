//! Statements and function bodies (`types2/stmt.go`).

use crate::types::check::modes::ChanOp;
use std::sync::Arc;

use super::{Checker, DeclIndex, Environment, ErrorDesc, ErrorPos, FuncScope, Operand};
use crate::syntax::ast::{
    AssignOp, BranchTok, CallTok, Clause, ClauseId, ClauseKind, ExprId, ExprKind, Operator, StmtId,
    StmtKind,
};
use crate::types::constant::Value;
use crate::types::info::Mode;
use crate::types::store::ObjectKind;

use super::expr::ExprClass;

/// What a statement may do because of where it stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context(u8);

impl Context {
    const BREAK_OK: Context = Context(1);
    const CONTINUE_OK: Context = Context(2);
    const FALLTHROUGH_OK: Context = Context(4);
    const FINAL_SWITCH_CASE: Context = Context(8);
    const IN_TYPE_SWITCH: Context = Context(16);

    fn has(self, other: Context) -> bool {
        self.0 & other.0 != 0
    }

    fn with(self, other: Context) -> Context {
        Context(self.0 | other.0)
    }

    fn without(self, other: Context) -> Context {
        Context(self.0 & !other.0)
    }

    /// The context of the statements in a loop.
    pub(super) fn in_loop(self) -> Context {
        self.with(Context::BREAK_OK).with(Context::CONTINUE_OK)
    }
}

impl<'a> Checker<'a> {
    /// Checks the body of a function.
    pub fn func_body(
        &mut self,
        decl: Option<DeclIndex>,
        func: Arc<FuncScope>,
        body: StmtId,
        iota: Option<Value>,
    ) {
        let env = Environment {
            stage: self.env.stage,
            file: self.env.file,
            top: self.env.top,
            decl,
            scope: func.scope,
            version: self.env.version,
            iota,
            tparams: func.tparams.clone(),
            func: Some(func.clone()),
            ..Environment::default()
        };
        let env = std::mem::replace(&mut self.env, env);
        let ast = self.ast();
        if let StmtKind::Block(block) = &ast.stmts[body].kind {
            self.stmt_list(Context::default(), &block.stmts);
            if self.env.has_label {
                self.labels(ast.stmts[body].pos, &block.stmts);
            }
            if !func.results.is_empty() && !self.is_terminating_list(&block.stmts) {
                self.error(block.rbrace, "missing return");
            }
        }
        self.usage();
        self.env = env;
    }

    fn simple_stmt(&mut self, s: Option<StmtId>) {
        if let Some(s) = s {
            self.stmt(Context::default(), s);
        }
    }

    fn stmt_list(&mut self, ctxt: Context, list: &'a [StmtId]) {
        let ast = self.ast();
        let inner = ctxt.without(Context::FALLTHROUGH_OK);
        let end = list
            .iter()
            .rposition(|&s| !matches!(ast.stmts[s].kind, StmtKind::Empty))
            .map_or(0, |last| last + 1);
        for (i, &s) in list[..end].iter().enumerate() {
            let ctxt = if i + 1 == end { ctxt } else { inner };
            self.stmt(ctxt, s);
        }
    }

    fn multiple_defaults(&mut self, clauses: &[ClauseId]) {
        let ast = self.ast();
        let mut first = None;
        for &id in clauses {
            let clause = &ast.clauses[id];
            if !matches!(clause.kind, ClauseKind::Case(None) | ClauseKind::Comm(None)) {
                continue;
            }
            match first {
                None => first = Some(clause.pos),
                Some(first) => {
                    let at = self.pos_string(self.pos(first));
                    self.error(id, format!("multiple defaults (first at {at})"));
                }
            }
        }
    }

    fn suspended_call(&mut self, tok: CallTok, call: ExprId) {
        let keyword = match tok {
            CallTok::Go => "go",
            CallTok::Defer => "defer",
        };
        if !matches!(self.expr_kind(call), ExprKind::Call { .. }) {
            self.error(call, format!("expression in {keyword} must be function call"));
            self.use_exprs(&[call]);
            return;
        }
        let mut x = Operand::new(self);
        let message = match self.raw_expr(None, &mut x, call, None, false) {
            ExprClass::Conversion => "requires function call, not conversion",
            ExprClass::Expression => "discards result of",
            ExprClass::Statement => return,
        };
        if !x.is_valid() {
            return;
        }
        let text = self.operand_string(&x);
        self.error(&x, format!("{keyword} {message} {text}"));
    }

    fn condition(&mut self, cond: ExprId, what: &str) {
        let mut x = Operand::new(self);
        self.expr(None, &mut x, cond);
        if x.is_valid() && !self.types.all_boolean(x.ty) {
            self.error(cond, format!("non-boolean condition in {what} statement"));
        }
    }

    pub(super) fn stmt(&mut self, ctxt: Context, s: StmtId) {
        let top = self.delayed_mark();
        self.stmt_depth += 1;
        if self.stmt_depth > MAX_DEPTH {
            self.error(s, "statement nested too deeply");
        } else {
            self.stmt_inner(ctxt, s);
        }
        self.stmt_depth -= 1;
        self.process_delayed(top);
    }

    fn stmt_inner(&mut self, ctxt: Context, s: StmtId) {
        let ast = self.ast();
        let inner = ctxt
            .without(Context::FALLTHROUGH_OK)
            .without(Context::FINAL_SWITCH_CASE)
            .without(Context::IN_TYPE_SWITCH);
        match &ast.stmts[s].kind {
            StmtKind::Bad | StmtKind::Empty => {}
            StmtKind::Decl(list) => self.decl_stmt(list),
            StmtKind::Labeled { stmt, .. } => {
                self.env.has_label = true;
                self.stmt(ctxt, *stmt);
            }
            StmtKind::Expr(e) => self.expr_stmt(*e),
            StmtKind::Send { chan, value } => {
                let (mut ch, mut val) = (Operand::new(self), Operand::new(self));
                self.expr(None, &mut ch, *chan);
                self.generic_expr(&mut val, *value, None);
                if !ch.is_valid() || !val.is_valid() {
                    return;
                }
                if let Some(elem) = self.chan_elem(&ch, ChanOp::Send) {
                    self.assignment(&mut val, Some(elem), "send");
                }
            }
            StmtKind::Assign { op, lhs, rhs } => self.assign_stmt(s, *op, *lhs, *rhs),
            StmtKind::Call { tok, call } => self.suspended_call(*tok, *call),
            StmtKind::Return(results) => self.return_stmt(s, *results),
            StmtKind::Branch { tok, label } => self.branch_stmt(ctxt, s, *tok, *label),
            StmtKind::Block(block) => {
                self.open_scope();
                self.stmt_list(inner, &block.stmts);
                self.close_scope();
            }
            StmtKind::If { init, cond, then, els } => {
                self.open_scope();
                self.simple_stmt(*init);
                self.condition(*cond, "if");
                self.stmt(inner, *then);
                if let Some(els) = els {
                    self.stmt(inner, *els);
                }
                self.close_scope();
            }
            StmtKind::Switch { init, tag, clauses, rbrace } => {
                let inner = inner.with(Context::BREAK_OK);
                self.open_scope();
                self.simple_stmt(*init);
                if let Some(tag) = tag
                    && let ExprKind::TypeSwitchGuard { lhs, x } = ast.exprs[*tag].kind
                {
                    let inner = inner.with(Context::IN_TYPE_SWITCH);
                    self.type_switch_stmt(inner, lhs, x, clauses);
                } else {
                    self.switch_stmt(inner, *tag, clauses, *rbrace);
                }
                self.close_scope();
            }
            StmtKind::Select { clauses, .. } => {
                self.select_stmt(inner.with(Context::BREAK_OK), clauses);
            }
            StmtKind::For { init, cond, post, body } => {
                if let Some(init) = init
                    && let StmtKind::Range { lhs, def, x } = ast.stmts[*init].kind
                {
                    self.range_stmt(inner.in_loop(), s, lhs, def, x, *body);
                    return;
                }
                self.open_scope();
                self.simple_stmt(*init);
                if let Some(cond) = cond {
                    self.condition(*cond, "for");
                }
                self.simple_stmt(*post);
                self.stmt(inner.in_loop(), *body);
                self.close_scope();
            }
            StmtKind::Range { .. } => self.error(s, "range clause outside of for statement"),
        }
    }

    fn expr_stmt(&mut self, e: ExprId) {
        let mut x = Operand::new(self);
        let class = self.raw_expr(None, &mut x, e, None, false);
        let message = match x.mode {
            Mode::Builtin(_) => "must be called",
            Mode::TypExpr => "is not an expression",
            Mode::Invalid => return,
            _ if class == ExprClass::Statement => return,
            _ => "is not used",
        };
        let text = self.operand_string(&x);
        self.error(&x, format!("{text} {message}"));
    }

    fn assign_stmt(&mut self, s: StmtId, op: AssignOp, lhs: ExprId, rhs: Option<ExprId>) {
        let left = self.unpack(Some(lhs));
        let right = self.unpack(rhs);
        match (op, rhs) {
            (AssignOp::Assign, _) => self.assign_vars(&left, &right),
            (AssignOp::Define, _) => {
                let at = ErrorPos::Offset(self.ast().stmts[s].pos);
                self.short_var_decl(at, &left, &right);
            }
            (AssignOp::Op(op), None) => {
                let mut x = Operand::new(self);
                self.expr(None, &mut x, lhs);
                if !x.is_valid() {
                    return;
                }
                if !self.types.all_numeric(x.ty) {
                    let (text, op) = (self.expr_string(lhs), op.token());
                    let ty = self.type_string(x.ty);
                    self.error(
                        lhs,
                        format!("invalid operation: {text}{op}{op} (non-numeric type {ty})"),
                    );
                    return;
                }
                self.assign_operand(lhs, &mut x, "assignment");
            }
            (AssignOp::Op(op), Some(_)) => {
                let ([l], [r]) = (&*left, &*right) else {
                    self.error(
                        s,
                        format!(
                            "assignment operation {}= requires single-valued expressions",
                            op.token()
                        ),
                    );
                    return;
                };
                let mut x = Operand::new(self);
                self.binary(&mut x, None, *l, *r, op);
                self.assign_operand(*l, &mut x, "assignment");
            }
        }
    }

    fn return_stmt(&mut self, s: StmtId, results: Option<ExprId>) {
        let Some(func) = self.env.func.clone() else { return };
        let list = self.unpack(results);
        let named = func.results.first().is_some_and(|&obj| !self.object(obj).name.is_empty());
        if !list.is_empty() || !named {
            if func.results.is_empty() && list.is_empty() {
                return;
            }
            if func.results.is_empty() {
                if self.use_exprs(&list) {
                    self.init_vars(&[], &list, Some(s));
                }
                return;
            }
            self.init_vars(&func.results, &list, Some(s));
            return;
        }
        for &obj in &func.results {
            let name = self.object(obj).name;
            if name.is_blank() {
                continue;
            }
            if let Some(alt) = self.lookup(name).filter(|&alt| alt != obj) {
                let mut err = ErrorDesc::default();
                let message = format!("result parameter {name} not in scope at return");
                self.addf(&mut err, s, message);
                let ty = self.obj_type(alt).map(|ty| self.type_string(ty)).unwrap_or_default();
                self.addf(&mut err, alt, format!("inner declaration of var {name} {ty}"));
                self.report(err);
            }
        }
    }

    fn branch_stmt(&mut self, ctxt: Context, s: StmtId, tok: BranchTok, label: Option<ExprId>) {
        if label.is_some() {
            self.env.has_label = true;
            return;
        }
        match tok {
            BranchTok::Break if !ctxt.has(Context::BREAK_OK) => {
                self.error(s, "break is not in a loop, switch, or select");
            }
            BranchTok::Continue if !ctxt.has(Context::CONTINUE_OK) => {
                self.error(s, "continue is not in a loop");
            }
            BranchTok::Fallthrough if !ctxt.has(Context::FALLTHROUGH_OK) => {
                let message = if ctxt.has(Context::FINAL_SWITCH_CASE) {
                    "cannot fallthrough final case in switch"
                } else if ctxt.has(Context::IN_TYPE_SWITCH) {
                    "cannot fallthrough in type switch"
                } else {
                    "fallthrough statement out of place"
                };
                self.error(s, message);
            }
            BranchTok::Break | BranchTok::Continue | BranchTok::Fallthrough | BranchTok::Goto => {}
        }
    }

    fn clause_body(&mut self, inner: Context, clause: &'a Clause) {
        self.open_scope();
        self.stmt_list(inner, &clause.body);
        self.close_scope();
    }

    fn select_stmt(&mut self, inner: Context, clauses: &'a [ClauseId]) {
        let ast = self.ast();
        self.multiple_defaults(clauses);
        for &id in clauses {
            let clause = &ast.clauses[id];
            let comm = match clause.kind {
                ClauseKind::Comm(comm) => comm,
                ClauseKind::Case(_) => None,
            };
            if let Some(comm) = comm {
                let rhs = match ast.stmts[comm].kind {
                    StmtKind::Assign { rhs: Some(rhs), .. } => Some(rhs),
                    StmtKind::Expr(e) => Some(e),
                    _ => None,
                };
                let is_recv = rhs.is_some_and(|rhs| {
                    matches!(
                        ast.exprs[ast.unparen(rhs)].kind,
                        ExprKind::Unary { op: Operator::Recv, .. }
                    )
                });
                if !is_recv && !matches!(ast.stmts[comm].kind, StmtKind::Send { .. }) {
                    self.error(
                        comm,
                        "select case must be send or receive (possibly with assignment)",
                    );
                    continue;
                }
            }
            self.open_scope();
            if let Some(comm) = comm {
                self.stmt(inner, comm);
            }
            self.stmt_list(inner, &clause.body);
            self.close_scope();
        }
    }

    pub(super) fn switch_clause(&mut self, inner: Context, clause: &'a Clause, is_last: bool) {
        let more = if is_last { Context::FINAL_SWITCH_CASE } else { Context::FALLTHROUGH_OK };
        self.clause_body(inner.with(more), clause);
    }

    /// The statements of a clause, in the scope that was opened for it.
    pub(super) fn clause_stmts(&mut self, inner: Context, clause: &'a Clause) {
        self.stmt_list(inner, &clause.body);
    }

    pub(super) fn check_defaults(&mut self, clauses: &[ClauseId]) {
        self.multiple_defaults(clauses);
    }

    /// Reports the variables of the current function that are never used.
    fn usage(&mut self) {
        for obj in std::mem::take(&mut self.env.locals) {
            if !self.used_vars.contains(&obj)
                && let ObjectKind::Var(_) = self.object(obj).kind
            {
                let name = self.object(obj).name;
                self.error(obj, format!("declared and not used: {name}"));
            }
        }
    }
}

/// How deep statements may be nested.
const MAX_DEPTH: u32 = 5_000;
