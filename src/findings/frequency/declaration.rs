//! What the names in a top-level declaration refer to, and where its parts stand.

use std::ops::Range;

use crate::syntax::ast::{Block, ExprId, ExprKind, Offset, Operator, StmtId, StmtKind, TopLevel};
use crate::types::info::{CheckedDecl, Mode};
use crate::types::store::{ObjId, Object, ObjectKind, Types};

/// A checked declaration, as it is looked through.
#[derive(Clone, Copy)]
pub(super) struct Declaration<'a> {
    pub(super) types: &'a Types,
    pub(super) decl: CheckedDecl<'a>,
}

impl<'a> Declaration<'a> {
    pub(super) fn ast(self) -> &'a TopLevel {
        self.decl.ast
    }

    /// What a name refers to.
    pub(super) fn object(self, name: ExprId) -> Option<&'a Object> {
        self.decl.facts.object(name).map(|id: ObjId| self.types.object_head(id))
    }

    /// The name of what is called, or spoken of: `f` in `(f)`, `x.f` and `f[int]`.
    pub(super) fn name_of(self, expr: ExprId) -> Option<ExprId> {
        let expr = self.ast().unparen(expr);
        match self.ast().exprs[expr].kind {
            ExprKind::Name(_) => Some(expr),
            ExprKind::Selector { sel, .. } => Some(sel),
            ExprKind::Index { x, .. } => self.name_of(x),
            _ => None,
        }
    }

    /// What a name or a selector refers to.
    pub(super) fn callee(self, expr: ExprId) -> Option<&'a Object> {
        self.object(self.name_of(expr)?)
    }

    /// The path of the package of an object; empty if it has none.
    pub(super) fn path_of(self, object: &Object) -> &'static str {
        object.pkg.map_or("", |pkg| self.types.package(pkg).path.as_str())
    }

    /// Whether an expression names a function or method of the package `sync`.
    pub(super) fn is_of_sync(self, fun: ExprId, names: &[&str]) -> bool {
        self.callee(fun).is_some_and(|object| {
            names.contains(&object.name.as_str())
                && self.path_of(object) == "sync"
                && matches!(object.kind, ObjectKind::Func(_))
        })
    }

    /// Whether an expression is `nil`.
    pub(super) fn is_nil(self, expr: ExprId) -> bool {
        let expr = self.ast().unparen(expr);
        let known = self.decl.facts.exprs[expr].as_ref();
        let is_name = matches!(self.ast().exprs[expr].kind, ExprKind::Name(_));
        known.is_some_and(|known| known.mode == Mode::NilValue)
            || is_name && self.ast().name(expr).as_str() == "nil"
    }

    /// The expressions of a list, or the one.
    pub(super) fn list(self, expr: ExprId) -> Vec<ExprId> {
        match &self.ast().exprs[expr].kind {
            ExprKind::List(list) => list.to_vec(),
            _ => vec![expr],
        }
    }

    /// The last expression of a list, or the one.
    pub(super) fn last_of(self, expr: ExprId) -> ExprId {
        match &self.ast().exprs[expr].kind {
            ExprKind::List(list) => list.last().copied().unwrap_or(expr),
            _ => expr,
        }
    }

    /// Whether two expressions name the same place.
    pub(super) fn is_same(self, one: ExprId, other: ExprId) -> bool {
        let ast = self.ast();
        let object = |name| self.decl.facts.object(name);
        let (one, other) = (ast.unparen(one), ast.unparen(other));
        match (&ast.exprs[one].kind, &ast.exprs[other].kind) {
            (ExprKind::Name(_), ExprKind::Name(_)) => {
                object(one).is_some() && object(one) == object(other)
            }
            (ExprKind::Selector { x, sel }, ExprKind::Selector { x: of, sel: other }) => {
                ast.name(*sel) == ast.name(*other) && self.is_same(*x, *of)
            }
            (
                ExprKind::Unary { op: Operator::Mul, x },
                ExprKind::Unary { op: Operator::Mul, x: of },
            ) => self.is_same(*x, *of),
            _ => false,
        }
    }

    /// A block, and where it begins.
    pub(super) fn block(self, stmt: StmtId) -> Option<(Offset, &'a Block)> {
        let stmt = &self.ast().stmts[stmt];
        match &stmt.kind {
            StmtKind::Block(block) => Some((stmt.pos, block)),
            _ => None,
        }
    }

    /// The bytes of a block, braces included.
    pub(super) fn block_range(self, stmt: StmtId) -> Option<Range<Offset>> {
        self.block(stmt).map(|(start, block)| start..block.rbrace + 1)
    }

    /// The bytes of the body of a function literal.
    pub(super) fn literal(self, expr: ExprId) -> Option<Range<Offset>> {
        match self.ast().exprs[self.ast().unparen(expr)].kind {
            ExprKind::FuncLit { body, .. } => self.block_range(body),
            _ => None,
        }
    }

    /// Where an expression begins.
    pub(super) fn first_of(self, expr: ExprId) -> Offset {
        crate::syntax::start(self.ast(), expr)
    }

    /// Where a statement begins.
    pub(super) fn first_byte(self, stmt: StmtId) -> Offset {
        let stmt = &self.ast().stmts[stmt];
        match stmt.kind {
            StmtKind::Expr(expr) => self.first_of(expr),
            _ => stmt.pos,
        }
    }
}
