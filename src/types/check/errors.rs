//! Error reporting (`types2/errors.go`).

use super::reports::{Report, pos_string};
use super::{Checker, Operand};
use crate::source::pos::Pos;
use crate::syntax::ast::{
    ClauseId, DeclId, ExprId, ExprKind, FieldId, Offset, StmtId, StmtKind, TopLevel,
};
use crate::types::store::ObjId;

/// Where an error is reported: nodes of the current declaration stand for where gc
/// has them begin.
#[derive(Clone, Copy, Debug)]
pub enum ErrorPos {
    /// An expression.
    Expr(ExprId),
    /// A statement.
    Stmt(StmtId),
    /// A declaration.
    Decl(DeclId),
    /// A field.
    Field(FieldId),
    /// A clause.
    Clause(ClauseId),
    /// An offset of the current declaration.
    Offset(Offset),
    /// A position.
    Pos(Pos),
    /// The declaration of an object.
    Obj(ObjId),
    /// Nowhere.
    None,
}

macro_rules! at_from {
    ($($ty:ty => $variant:ident,)*) => {$(
        impl From<$ty> for ErrorPos {
            fn from(at: $ty) -> ErrorPos {
                ErrorPos::$variant(at)
            }
        }
    )*};
}
at_from! {
    ExprId => Expr, StmtId => Stmt, DeclId => Decl, FieldId => Field, ClauseId => Clause,
    Offset => Offset, Pos => Pos, ObjId => Obj,
}

impl From<&Operand> for ErrorPos {
    fn from(x: &Operand) -> ErrorPos {
        x.expr.map_or(ErrorPos::None, ErrorPos::Expr)
    }
}

impl From<&mut Operand> for ErrorPos {
    fn from(x: &mut Operand) -> ErrorPos {
        ErrorPos::from(&*x)
    }
}

/// A message in the making: the first line stands at the error's position, the others follow with
/// their own.
#[derive(Clone, Debug, Default)]
pub struct ErrorDesc {
    lines: Vec<(Option<Pos>, String)>,
    soft: bool,
}

impl ErrorDesc {
    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Where an expression begins, but for slice expressions, as gc has it (`syntax.StartPos`).
pub fn start_of_expr(ast: &TopLevel, mut e: ExprId) -> Offset {
    loop {
        let expr = &ast.exprs[e];
        e = match &expr.kind {
            ExprKind::CompositeLit { ty: Some(ty), .. } => *ty,
            ExprKind::KeyValue { key, .. } => *key,
            ExprKind::Selector { x, .. }
            | ExprKind::Index { x, .. }
            | ExprKind::Assert { x, .. }
            | ExprKind::Binary { x, .. } => *x,
            ExprKind::TypeSwitchGuard { lhs, x } => lhs.unwrap_or(*x),
            ExprKind::Call { fun, .. } => *fun,
            ExprKind::List(list) => match list.first() {
                Some(first) => *first,
                None => return expr.pos,
            },
            ExprKind::Bad
            | ExprKind::Name(_)
            | ExprKind::BasicLit { .. }
            | ExprKind::CompositeLit { ty: None, .. }
            | ExprKind::FuncLit { .. }
            | ExprKind::Slice { .. }
            | ExprKind::Paren(_)
            | ExprKind::Unary { .. }
            | ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::DotsType(_)
            | ExprKind::StructType { .. }
            | ExprKind::InterfaceType(_)
            | ExprKind::FuncType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => return expr.pos,
        };
    }
}

/// Where a statement begins, as gc has it.
pub fn start_of_stmt(ast: &TopLevel, s: StmtId) -> Offset {
    let stmt = &ast.stmts[s];
    match &stmt.kind {
        StmtKind::Send { chan: e, .. } | StmtKind::Assign { lhs: e, .. } => start_of_expr(ast, *e),
        StmtKind::Range { lhs, x, .. } => start_of_expr(ast, lhs.unwrap_or(*x)),
        _ => stmt.pos,
    }
}

impl Checker<'_> {
    /// The position that a place stands for (`types2.atPos`).
    pub fn at_pos(&self, at: impl Into<ErrorPos>) -> Option<Pos> {
        let offset = match at.into() {
            ErrorPos::Expr(e) => start_of_expr(self.ast(), e),
            ErrorPos::Stmt(s) => start_of_stmt(self.ast(), s),
            ErrorPos::Decl(d) => self.ast().decls[d].pos,
            ErrorPos::Field(f) => self.ast().fields[f].pos,
            ErrorPos::Clause(c) => self.ast().clauses[c].pos,
            ErrorPos::Offset(offset) => offset,
            ErrorPos::Pos(pos) => return Some(pos),
            ErrorPos::Obj(obj) => return self.obj_pos(obj),
            ErrorPos::None => return None,
        };
        Some(self.pos(offset))
    }

    /// Reports an error.
    pub fn error(&mut self, at: impl Into<ErrorPos>, message: impl Into<String>) {
        let mut err = ErrorDesc::default();
        self.addf(&mut err, at, message);
        self.report(err);
    }

    /// Reports an error that doesn't keep gc from compiling.
    pub fn soft_error(&mut self, at: impl Into<ErrorPos>, message: impl Into<String>) {
        let mut err = ErrorDesc::default();
        self.addf(&mut err, at, message);
        err.soft = true;
        self.report(err);
    }

    /// Adds a line to an error.
    pub fn addf(&self, err: &mut ErrorDesc, at: impl Into<ErrorPos>, message: impl Into<String>) {
        err.lines.push((self.at_pos(at), message.into()));
    }

    /// Adds where else an object is declared.
    pub fn add_alt_decl(&self, err: &mut ErrorDesc, obj: ObjId) {
        if self.object(obj).pos.is_some() {
            let message = format!("other declaration of {}", self.object(obj).name);
            self.addf(err, obj, message);
        }
    }

    /// Reports an error, unless it has no line.
    pub fn report(&mut self, err: ErrorDesc) {
        let has_places = self.has_places.take();
        let Some(&(pos, _)) = err.lines.first() else { return };
        let pos = self.env.errpos.or(pos).unwrap_or_else(|| self.start_of_file());
        let (stage, top) = (self.env.stage, self.env.top);
        let ErrorDesc { lines, soft } = err;
        self.reports.push(Report { stage, top, pos, lines, soft, has_places });
    }

    /// `path:line:column` of a position, for a message.
    pub fn pos_string(&self, pos: Pos) -> String {
        self.has_places.set(true);
        pos_string(self.sources, pos)
    }
}
