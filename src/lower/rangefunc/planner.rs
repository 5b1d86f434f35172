//! What the branches, returns and defers in the bodies of range-over-func loops become, and
//! which checks the loops need for them.
//!
//! The order matters, for it is that in which gc declares `#next` and `#defers`: statements are
//! edited when the block that holds them has been looked through, nested loops and all.
//!
//! ```go
//! L: for x := range f {  // `continue L` below is `#next = 1; return false` of g's body,
//!     for y := range g { // and after g: `if #next == 1 { #next = 0; return true }`
//!         continue L
//!     }
//! }
//! ```

use rustc_hash::FxHashMap;

use super::{Edit, OuterVar, PER_LOOP_STEP, Plan};
use crate::lower::Lower;
use crate::symbol::Symbol;
use crate::syntax::ast::{BranchTok, CallTok, ClauseId, StmtId, StmtKind};
use crate::types::store::Type;

/// The labels of a function.
#[derive(Default)]
pub(super) struct Labels {
    /// The innermost range-over-func loop around each label.
    loops: FxHashMap<Symbol, Option<StmtId>>,
    /// The labels around each outermost range-over-func loop, its own among them, with the
    /// statements that they name; of loops that have any.
    around: FxHashMap<StmtId, Vec<(Symbol, StmtId)>>,
    /// The lowest of a label's three `#next` codes.
    codes: FxHashMap<Symbol, i64>,
    used: i64,
}

impl Labels {
    fn code(&self, tok: BranchTok, label: Symbol) -> i64 {
        let code = self.codes.get(&label).copied().unwrap_or(-4);
        match tok {
            BranchTok::Break | BranchTok::Fallthrough => code,
            BranchTok::Continue => code + 1,
            BranchTok::Goto => code + 2,
        }
    }
}

/// The walk through a loop.
struct Planner<'l, 'a> {
    lower: &'l mut Lower<'a>,
    /// Range-over-func loops around, outermost first.
    stack: Vec<StmtId>,
    /// What an unlabeled `break` and `continue` refer to.
    breaks: Vec<StmtId>,
    continues: Vec<StmtId>,
    /// Labeled statements around.
    labeled: Vec<(Symbol, StmtId)>,
    outer: Vec<OuterVar>,
    names_results: bool,
}

impl<'a> Lower<'a> {
    /// Plans an outermost range-over-func loop with the loops in it.
    pub(super) fn plan(&mut self, root: StmtId) {
        if self.state.ranges.plans.contains_key(&root) {
            return;
        }
        let labeled = self.labels().around.get(&root).cloned().unwrap_or_default();
        let mut planner = Planner {
            lower: self,
            stack: Vec::new(),
            breaks: Vec::new(),
            continues: Vec::new(),
            labeled,
            outer: Vec::new(),
            names_results: false,
        };
        planner.stmt(root);
        let Planner { outer, names_results, .. } = planner;
        if let Some(plan) = self.state.ranges.plans.get_mut(&root) {
            plan.outer = outer;
            plan.names_results = names_results;
        }
    }

    /// The labels of the function, which are looked for once.
    fn labels(&mut self) -> &Labels {
        if self.state.ranges.labels.is_none() {
            let mut labels = Labels { used: -1, ..Labels::default() };
            for &stmt in self.state.body.unwrap_or_default() {
                collect_labels(self, stmt, None, &mut Vec::new(), &mut labels);
            }
            self.state.ranges.labels = Some(labels);
        }
        self.state.ranges.labels.get_or_insert_default()
    }

    fn is_range_func(&self, stmt: StmtId) -> bool {
        let StmtKind::For { init: Some(init), .. } = self.ast.stmts[stmt].kind else {
            return false;
        };
        let StmtKind::Range { x, .. } = self.ast.stmts[init].kind else { return false };
        matches!(self.under_ty(self.ty(x)), Type::Signature(_))
    }
}

impl<'a> Planner<'_, 'a> {
    fn plan_of(&mut self, stmt: StmtId) -> &mut Plan {
        self.lower.state.ranges.plans.entry(stmt).or_default()
    }

    fn need(&mut self, var: OuterVar) {
        if !self.outer.contains(&var) {
            self.outer.push(var);
        }
    }

    fn list(&mut self, stmts: &'a [StmtId]) {
        for &stmt in stmts {
            self.stmt(stmt);
        }
        for &stmt in stmts {
            self.edit(stmt);
        }
    }

    fn clauses(&mut self, id: StmtId, clauses: &'a [ClauseId]) {
        let ast = self.lower.ast;
        self.breaks.push(id);
        for &clause in clauses {
            self.list(&ast.clauses[clause].body);
        }
        self.breaks.pop();
    }

    fn stmt(&mut self, id: StmtId) {
        let ast = self.lower.ast;
        match &ast.stmts[id].kind {
            StmtKind::Labeled { label, stmt } => {
                self.labeled.push((ast.name(*label), *stmt));
                self.stmt(*stmt);
                self.labeled.pop();
                self.edit(*stmt);
            }
            StmtKind::Block(block) => self.list(&block.stmts),
            StmtKind::If { then, els, .. } => {
                self.stmt(*then);
                if let Some(els) = *els {
                    self.stmt(els);
                }
            }
            StmtKind::For { body, .. } => {
                let range_func = self.lower.is_range_func(id);
                if range_func {
                    self.start(id);
                }
                self.breaks.push(id);
                self.continues.push(id);
                self.stmt(*body);
                self.continues.pop();
                self.breaks.pop();
                if range_func {
                    self.end(id);
                }
            }
            StmtKind::Switch { clauses, .. } | StmtKind::Select { clauses, .. } => {
                self.clauses(id, clauses);
            }
            StmtKind::Bad
            | StmtKind::Empty
            | StmtKind::Expr(_)
            | StmtKind::Send { .. }
            | StmtKind::Decl(_)
            | StmtKind::Assign { .. }
            | StmtKind::Branch { .. }
            | StmtKind::Call { .. }
            | StmtKind::Return(_)
            | StmtKind::Range { .. } => {}
        }
    }

    fn start(&mut self, id: StmtId) {
        self.stack.push(id);
        let ranges = &mut self.lower.state.ranges;
        ranges.states += 1;
        let state = ranges.states;
        let depth = self.stack.len() as i64;
        let plan = self.plan_of(id);
        plan.state = state;
        plan.depth = depth;
    }

    fn end(&mut self, id: StmtId) {
        let ranges = &mut self.lower.state.ranges;
        ranges.yields += 1;
        let number = ranges.yields;
        self.plan_of(id).number = number;
        if self.stack.len() > 1 {
            self.need(OuterVar::Next); // asked for by the checks after an inner loop
        }
        self.stack.pop();
    }

    fn edit(&mut self, id: StmtId) {
        if self.stack.is_empty() {
            return;
        }
        let ast = self.lower.ast;
        let edit = match &ast.stmts[id].kind {
            StmtKind::Branch { tok, label } => {
                let label = label.map(|label| ast.name(label));
                self.branch(*tok, label)
            }
            StmtKind::Call { tok: CallTok::Defer, .. } => {
                self.need(OuterVar::Defers);
                Some(Edit::Defer)
            }
            StmtKind::Return(results) => {
                for i in 0..self.stack.len() {
                    let stmt = self.stack[i];
                    self.plan_of(stmt).check_ret = true;
                }
                self.names_results |= results.is_some();
                self.need(OuterVar::Next);
                Some(Edit::Return)
            }
            _ => None,
        };
        if let Some(edit) = edit {
            self.lower.state.ranges.edits.insert(id, edit);
        }
    }

    fn branch(&mut self, tok: BranchTok, label: Option<Symbol>) -> Option<Edit> {
        let target = match (tok, label) {
            (BranchTok::Fallthrough, _) => return None,
            (BranchTok::Goto, _) => None,
            (BranchTok::Break, None) => self.breaks.last().copied(),
            (BranchTok::Continue, None) => self.continues.last().copied(),
            (BranchTok::Break | BranchTok::Continue, Some(label)) => {
                self.labeled.iter().rfind(|(name, _)| *name == label).map(|&(_, stmt)| stmt)
            }
        };
        let innermost = self.stack.len() - 1;
        if label.is_none() && target != Some(self.stack[innermost]) {
            return None;
        }
        let level = match tok {
            BranchTok::Goto => None,
            _ => self.stack.iter().rposition(|&stmt| Some(stmt) == target),
        };
        let next = match level {
            Some(level) if level == innermost => {
                return Some(Edit::Leave { go_on: tok == BranchTok::Continue });
            }
            Some(level) => {
                let exit_from = if tok == BranchTok::Continue {
                    let inner = self.stack[level + 1];
                    self.plan_of(inner).check_continue = true;
                    level + 1
                } else {
                    let this = self.stack[level];
                    self.plan_of(this).check_break = true;
                    level
                };
                self.mark(exit_from + 1, |plan| plan.check_break = true);
                let next = PER_LOOP_STEP * (level as i64 + 1);
                if tok == BranchTok::Continue { next - 1 } else { next }
            }
            None => {
                let label = label?;
                let labels = self.lower.labels();
                let home = labels.loops.get(&label).copied().flatten();
                if home == Some(self.stack[innermost]) {
                    return None;
                }
                let code = labels.code(tok, label);
                let level = self.stack.iter().rposition(|&stmt| Some(stmt) == home);
                let exit_from = level.map_or(0, |level| level + 1);
                let top = self.stack[exit_from.min(innermost)];
                self.plan_of(top).check_branch.push((tok, label, code));
                self.mark(exit_from + 1, |plan| plan.check_ret = true);
                code
            }
        };
        self.need(OuterVar::Next);
        Some(Edit::Exit { next })
    }

    /// Notes something on the loops from a level inwards.
    fn mark(&mut self, from: usize, note: impl Fn(&mut Plan)) {
        for i in from..self.stack.len() {
            let stmt = self.stack[i];
            note(self.plan_of(stmt));
        }
    }
}

/// Finds the labels of a statement and those in it. `home` is the innermost range-over-func loop
/// around it, `around` are the labels around it.
fn collect_labels(
    lower: &Lower<'_>,
    id: StmtId,
    home: Option<StmtId>,
    around: &mut Vec<(Symbol, StmtId)>,
    labels: &mut Labels,
) {
    let depth = around.len();
    if let StmtKind::Labeled { label, stmt } = lower.ast.stmts[id].kind {
        let label = lower.ast.name(label);
        labels.used -= 3;
        labels.codes.insert(label, labels.used);
        labels.loops.entry(label).or_insert(home);
        around.push((label, stmt));
    }
    let inner = if lower.is_range_func(id) { Some(id) } else { home };
    if home.is_none() && inner.is_some() && !around.is_empty() {
        labels.around.insert(id, around.clone());
    }
    for_each_substmt(lower, id, &mut |stmt| collect_labels(lower, stmt, inner, around, labels));
    around.truncate(depth);
}

/// The statements right below a statement.
fn for_each_substmt(lower: &Lower<'_>, id: StmtId, visit: &mut dyn FnMut(StmtId)) {
    let ast = lower.ast;
    match &ast.stmts[id].kind {
        StmtKind::Labeled { stmt, .. } => visit(*stmt),
        StmtKind::Block(block) => block.stmts.iter().for_each(|&stmt| visit(stmt)),
        StmtKind::If { then, els, .. } => {
            visit(*then);
            els.iter().for_each(|&els| visit(els));
        }
        StmtKind::For { body, .. } => visit(*body),
        StmtKind::Switch { clauses, .. } | StmtKind::Select { clauses, .. } => {
            for &clause in clauses {
                ast.clauses[clause].body.iter().for_each(|&stmt| visit(stmt));
            }
        }
        StmtKind::Bad
        | StmtKind::Empty
        | StmtKind::Expr(_)
        | StmtKind::Send { .. }
        | StmtKind::Decl(_)
        | StmtKind::Assign { .. }
        | StmtKind::Branch { .. }
        | StmtKind::Call { .. }
        | StmtKind::Return(_)
        | StmtKind::Range { .. } => {}
    }
}
