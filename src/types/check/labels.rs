//! Labels and the jumps to them (`syntax/branches.go`, `types2/labels.go`).

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Checker, ErrorDesc};
use crate::symbol::Symbol;
use crate::syntax::ast::{
    AssignOp, BranchTok, ClauseId, DeclKind, ExprId, Offset, StmtId, StmtKind,
};
use crate::types::store::{ObjId, ObjectKind};

/// A block on the way to the statement in question.
struct LabelBlock {
    parent: Option<usize>,
    /// Where it begins.
    start: Offset,
    /// The label of the statement that the block belongs to, with that statement.
    label: Option<(Symbol, StmtId)>,
    /// Labels declared in the block so far.
    labels: FxHashSet<Symbol>,
}

/// A `goto` to a label that hasn't been seen yet.
#[derive(Clone, Copy)]
struct Jump {
    label: ExprId,
    /// Whether a variable was declared after it in the current block.
    over_var: bool,
}

#[derive(Default)]
struct LabelScope {
    /// Each label with the block that declares it.
    all: FxHashMap<Symbol, (ObjId, usize)>,
    order: Vec<(ExprId, ObjId)>,
    used: FxHashSet<ObjId>,
    blocks: Vec<LabelBlock>,
}

impl LabelScope {
    fn goto_target(&self, block: usize, name: Symbol) -> bool {
        let mut block = Some(block);
        while let Some(i) = block {
            if self.blocks[i].labels.contains(&name) {
                return true;
            }
            block = self.blocks[i].parent;
        }
        false
    }

    fn enclosing_target(&self, block: usize, name: Symbol) -> Option<StmtId> {
        let mut block = Some(block);
        while let Some(i) = block {
            match self.blocks[i].label {
                Some((label, stmt)) if label == name => return Some(stmt),
                _ => block = self.blocks[i].parent,
            }
        }
        None
    }

    fn push(
        &mut self,
        parent: Option<usize>,
        start: Offset,
        label: Option<(Symbol, StmtId)>,
    ) -> usize {
        self.blocks.push(LabelBlock { parent, start, label, labels: FxHashSet::default() });
        self.blocks.len() - 1
    }
}

/// A block while its statements are walked.
struct BlockWalk {
    block: usize,
    jumps: Vec<Jump>,
    /// The last declaration of a variable, with what it declares.
    var: Option<(Offset, ExprId)>,
}

impl<'a> Checker<'a> {
    /// Checks the labels of a function body.
    pub(super) fn labels(&mut self, start: Offset, body: &'a [StmtId]) {
        let mut scope = LabelScope::default();
        let jumps = self.block_branches(&mut scope, None, start, None, body);
        let ast = self.ast();
        for jump in jumps {
            let name = ast.name(jump.label);
            match scope.all.get(&name) {
                Some(&(obj, block)) => {
                    scope.used.insert(obj);
                    let at = self.pos_string(self.pos(scope.blocks[block].start));
                    self.error(
                        jump.label,
                        format!("goto {name} jumps into block starting at {at}"),
                    );
                }
                None => self.error(jump.label, format!("label {name} not defined")),
            }
        }
        for (label, obj) in &scope.order {
            if !scope.used.contains(obj) {
                let name = ast.name(*label);
                self.error(*label, format!("label {name} defined and not used"));
            }
        }
    }

    fn block_branches(
        &mut self,
        scope: &mut LabelScope,
        parent: Option<usize>,
        start: Offset,
        label: Option<(Symbol, StmtId)>,
        list: &'a [StmtId],
    ) -> Vec<Jump> {
        let block = scope.push(parent, start, label);
        let mut walk = BlockWalk { block, jumps: Vec::new(), var: None };
        for &s in list {
            self.stmt_branches(scope, &mut walk, None, s);
        }
        walk.jumps
    }

    fn declares_var(walk: &mut BlockWalk, pos: Offset, name: ExprId) {
        walk.var = Some((pos, name));
        for jump in &mut walk.jumps {
            jump.over_var = true;
        }
    }

    fn stmt_branches(
        &mut self,
        scope: &mut LabelScope,
        walk: &mut BlockWalk,
        label: Option<(Symbol, StmtId)>,
        s: StmtId,
    ) {
        let ast = self.ast();
        match &ast.stmts[s].kind {
            StmtKind::Bad
            | StmtKind::Empty
            | StmtKind::Expr(_)
            | StmtKind::Send { .. }
            | StmtKind::Call { .. }
            | StmtKind::Return(_)
            | StmtKind::Range { .. } => {}
            StmtKind::Decl(list) => {
                let first = list.iter().find_map(|&d| match &ast.decls[d].kind {
                    DeclKind::Var { names, .. } => Some((ast.decls[d].pos, *names.first()?)),
                    _ => None,
                });
                if let Some((pos, name)) = first {
                    Self::declares_var(walk, pos, name);
                }
            }
            StmtKind::Assign { op, lhs, .. } => {
                if *op == AssignOp::Define {
                    Self::declares_var(walk, ast.stmts[s].pos, *lhs);
                }
            }
            StmtKind::Labeled { label: ident, stmt } => {
                let name = ast.name(*ident);
                let mut label = label;
                if !name.is_blank() {
                    self.declare_label(scope, walk, *ident);
                    label = Some((name, *stmt));
                }
                self.stmt_branches(scope, walk, label, *stmt);
            }
            StmtKind::Branch { tok, label: Some(ident) } => {
                self.branch(scope, walk, *tok, *ident);
            }
            StmtKind::Branch { label: None, .. } => {}
            StmtKind::Block(block) => {
                let jumps = self.block_branches(
                    scope,
                    Some(walk.block),
                    ast.stmts[s].pos,
                    label,
                    &block.stmts,
                );
                walk.jumps.extend(jumps.into_iter().map(|j| Jump { over_var: false, ..j }));
            }
            StmtKind::If { then, els, .. } => {
                self.stmt_branches(scope, walk, label, *then);
                if let Some(els) = els {
                    self.stmt_branches(scope, walk, label, *els);
                }
            }
            StmtKind::Switch { clauses, .. } | StmtKind::Select { clauses, .. } => {
                self.clause_branches(scope, walk, label, clauses);
            }
            StmtKind::For { body, .. } => self.stmt_branches(scope, walk, label, *body),
        }
    }

    fn clause_branches(
        &mut self,
        scope: &mut LabelScope,
        walk: &mut BlockWalk,
        label: Option<(Symbol, StmtId)>,
        clauses: &'a [ClauseId],
    ) {
        let ast = self.ast();
        let start = scope.blocks[walk.block].start;
        let block = scope.push(Some(walk.block), start, label);
        for &c in clauses {
            let jumps = self.block_branches(
                scope,
                Some(block),
                ast.clauses[c].pos,
                None,
                &ast.clauses[c].body,
            );
            walk.jumps.extend(jumps.into_iter().map(|j| Jump { over_var: false, ..j }));
        }
    }

    fn declare_label(&mut self, scope: &mut LabelScope, walk: &mut BlockWalk, ident: ExprId) {
        let ast = self.ast();
        let name = ast.name(ident);
        let obj = self.new_object(
            ast.exprs[ident].pos,
            name,
            Some(self.invalid_type()),
            ObjectKind::Label,
        );
        if let Some(&(alt, _)) = scope.all.get(&name) {
            let mut err = ErrorDesc::default();
            let at = self.obj_pos(alt).map(|pos| self.pos_string(pos)).unwrap_or_default();
            self.addf(&mut err, ident, format!("label {name} already defined at {at}"));
            self.report(err);
        } else {
            scope.all.insert(name, (obj, walk.block));
            scope.order.push((ident, obj));
            scope.blocks[walk.block].labels.insert(name);
            self.record_def(ident, obj);
        }
        let (here, rest): (Vec<Jump>, Vec<Jump>) =
            walk.jumps.iter().partition(|jump| ast.name(jump.label) == name);
        walk.jumps = rest;
        for jump in here {
            scope.used.insert(obj);
            self.record_use(jump.label, obj);
            if jump.over_var
                && let Some((pos, var)) = walk.var
            {
                let (var, at) = (self.expr_string(var), self.pos_string(self.pos(pos)));
                self.error(
                    jump.label,
                    format!("goto {name} jumps over declaration of {var} at {at}"),
                );
            }
        }
    }

    fn branch(
        &mut self,
        scope: &mut LabelScope,
        walk: &mut BlockWalk,
        tok: BranchTok,
        ident: ExprId,
    ) {
        let ast = self.ast();
        let name = ast.name(ident);
        let target = scope.enclosing_target(walk.block, name).map(|s| &ast.stmts[s].kind);
        match tok {
            BranchTok::Break => {
                if !matches!(
                    target,
                    Some(StmtKind::Switch { .. } | StmtKind::Select { .. } | StmtKind::For { .. })
                ) {
                    self.bad_target(scope, "break", ident);
                    return;
                }
            }
            BranchTok::Continue => {
                if !matches!(target, Some(StmtKind::For { .. })) {
                    self.bad_target(scope, "continue", ident);
                    return;
                }
            }
            BranchTok::Goto => {
                if !scope.goto_target(walk.block, name) {
                    walk.jumps.push(Jump { label: ident, over_var: false });
                    return;
                }
            }
            BranchTok::Fallthrough => return,
        }
        if let Some(&(obj, _)) = scope.all.get(&name) {
            scope.used.insert(obj);
            self.record_use(ident, obj);
        }
    }

    fn bad_target(&mut self, scope: &mut LabelScope, what: &str, ident: ExprId) {
        let name = self.ast().name(ident);
        let message = match scope.all.get(&name) {
            Some(&(obj, _)) => {
                scope.used.insert(obj);
                format!("invalid {what} label {name}")
            }
            None => format!("{what} label not defined: {name}"),
        };
        self.error(ident, message);
    }
}
