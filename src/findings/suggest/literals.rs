//! Function literals, and what they capture.

use super::scene::{COPIED, Scene};
use crate::findings::kind::FindingKind;
use crate::findings::suggestion::{Help, Suggestion};
use crate::findings::{Explained, Ways};
use crate::syntax::ast::{ExprId, ExprKind, Offset, Operator, StmtKind};
use crate::types::store::{ObjId, ObjectKind, VarKind};

/// More captured variables aren't listed.
const MOST: usize = 4;

impl Scene<'_> {
    /// A function literal that outlives its function.
    pub(super) fn literal(&self, at: Offset) -> Option<Help> {
        self.scan()?;
        let ast = self.ast();
        let (_, literal) = ast
            .exprs
            .iter()
            .filter(|(_, expr)| matches!(expr.kind, ExprKind::FuncLit { .. }))
            .filter(|(_, expr)| expr.pos == at)
            .max_by_key(|(_, expr)| expr.end)?;
        let inside = literal.pos..literal.end;
        let mut variables: Vec<(ObjId, String)> = Vec::new();
        for (id, expr) in ast.exprs.iter() {
            let ExprKind::Name(name) = expr.kind else { continue };
            if !inside.contains(&expr.pos) {
                continue;
            }
            let Some(object) = self.decl.facts.object(id) else { continue };
            let head = self.types.object_head(object);
            let is_local = matches!(
                head.kind,
                ObjectKind::Var(VarKind::Local | VarKind::Param | VarKind::Recv | VarKind::Result)
            );
            let declared = self.types.pos(head).and_then(|pos| self.offset(pos));
            let is_outer = declared.is_some_and(|declared| !inside.contains(&declared));
            if is_local && is_outer && !variables.iter().any(|(known, _)| *known == object) {
                variables.push((object, name.as_str().to_owned()));
            }
        }
        if variables.is_empty() || variables.len() > MOST {
            return None;
        }
        let variables = variables.into_iter().map(|(_, name)| name).collect();
        Some(Help::Own(Suggestion::CaptureNothing { variables }))
    }

    /// A variable that a literal captures by reference.
    pub(super) fn captured(&self, finding: &Explained, at: Offset) -> Option<Help> {
        self.scan()?;
        if !self.is_only_way(finding) {
            return None;
        }
        let name = self.expr_at(at)?;
        let (variable, declared) = self.local(name)?;
        let ty = self.ty(name).or_else(|| {
            let (_, object) = self.object(name)?;
            object.ty.get().copied()
        })?;
        let bytes = self.types.sizeof(ty);
        if !(1..=COPIED).contains(&bytes) || self.has_lock(ty) || self.is_type_param_inside(ty) {
            return None;
        }
        let ast = self.ast();
        let is_it = |expr: ExprId| {
            matches!(self.kind(expr), ExprKind::Name(_))
                && self.object(expr).is_some_and(|(id, _)| id == variable)
        };
        // Its address is taken, or that of a part of it.
        for (_, expr) in ast.exprs.iter() {
            let taken = match &expr.kind {
                ExprKind::Unary { op: Operator::And, x } => self.root(*x),
                ExprKind::Slice { x, .. } => self.root(*x),
                _ => continue,
            };
            if is_it(taken) {
                return None;
            }
        }
        // So it is by a method with a pointer receiver.
        let has_methods = ast.exprs.iter().any(|(id, expr)| {
            matches!(&expr.kind, ExprKind::Selector { x, .. }
                if is_it(self.root(*x)) && self.decl.facts.selections.get(&id)
                    .is_some_and(|selection| selection.method.is_some()))
        });
        if has_methods {
            return None;
        }
        let assigned = ast.stmts.iter().filter_map(|(_, stmt)| match &stmt.kind {
            StmtKind::Assign { lhs, .. } => Some((stmt.pos, *lhs)),
            StmtKind::Range { lhs: Some(lhs), .. } => Some((stmt.pos, *lhs)),
            _ => None,
        });
        for (pos, lhs) in assigned {
            let targets = match &ast.exprs[lhs].kind {
                ExprKind::List(list) => list.to_vec(),
                _ => vec![lhs],
            };
            let in_literal = self.literals_without(declared).any(|body| body.contains(&pos));
            if in_literal && targets.into_iter().any(|target| is_it(self.root(target))) {
                return None;
            }
        }
        let variable = self.quote(name)?;
        Some(Help::Own(Suggestion::CaptureCopy { variable, bytes }))
    }

    /// What a goroutine uses.
    pub(super) fn started(&self, finding: &Explained, at: Offset) -> Option<Help> {
        let in_loop = {
            let body = self.function(at).map_or(0, |(body, _)| body.start);
            !self.loops_between(body, at).is_empty()
        };
        if let FindingKind::Moved(_) = finding.kind {
            return Some(self.captured(finding, at).unwrap_or(Help::Nothing));
        }
        // The closure itself.
        Some(match in_loop {
            true => Help::Own(Suggestion::StartOnce),
            false => Help::Nothing,
        })
    }

    /// `p = &x` in a literal, with `p` outside of it.
    pub(super) fn stored_outside(&self, finding: &Explained) -> Option<Help> {
        // The cause is that the variable is captured; the way is the assignment.
        let stored = match finding.ways {
            Some(Ways::Only(stored)) => stored,
            Some(Ways::Several(_)) | None => return Some(Help::Nothing),
        };
        let cause = self.offset(stored)?;
        let Some(StmtKind::Assign { lhs, rhs: Some(rhs), .. }) = self.stmt_at(cause) else {
            return Some(Help::Nothing);
        };
        let Some((_, Some(literal))) = self.function(cause) else { return Some(Help::Nothing) };
        let is_single = matches!(self.kind(*lhs), ExprKind::Name(_));
        if !is_single || !self.is_called_for_results(*literal) {
            return Some(Help::Nothing);
        }
        let (value, variable) = (self.quote(*rhs)?, self.quote(*lhs)?);
        Some(Help::Own(Suggestion::ReturnFromLiteral { value, variable }))
    }

    /// Whether a literal is called where it stands, and neither deferred nor a goroutine.
    fn is_called_for_results(&self, literal: ExprId) -> bool {
        let ast = self.ast();
        let call = ast.exprs.iter().find(|(_, expr)| match expr.kind {
            ExprKind::Call { fun, .. } => ast.unparen(fun) == literal,
            _ => false,
        });
        let Some((call, _)) = call else { return false };
        !ast.stmts.iter().any(|(_, stmt)| match stmt.kind {
            StmtKind::Call { call: started, .. } => ast.unparen(started) == call,
            _ => false,
        })
    }

    /// The operand that fields and elements are selected of.
    fn root(&self, mut expr: ExprId) -> ExprId {
        loop {
            expr = match self.kind(expr) {
                ExprKind::Selector { x, .. } | ExprKind::Index { x, .. } => *x,
                _ => return self.ast().unparen(expr),
            };
        }
    }
}
