//! Code that runs seldom, for it makes what is kept.
//!
//! ```go
//! if d.buf == nil {
//!     d.buf = make([]byte, 4096)                          // once for each d
//! }
//! var pool = sync.Pool{New: func() any { return new(T) }} // when the pool is empty
//! if v := pool.Get(); v != nil {
//!     return v.(*T)
//! }
//! return new(T)                                           // so is this
//! d.buf = append(d.buf, b)                                // there is room most of the time
//! ```

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::declaration::Declaration;
use crate::syntax::ast::{Block, ExprId, ExprKind, Offset, Operator, StmtId, StmtKind};
use crate::types::store::{Builtin, ObjId, ObjectKind, Type, VarKind};

/// The parts of a declaration that make what is kept.
pub(super) fn kept(declaration: Declaration<'_>) -> Vec<Range<Offset>> {
    let finder = Finder { declaration, pooled: pooled(declaration) };
    let ast = declaration.ast();
    let mut parts = Vec::new();
    for (_, stmt) in ast.stmts.iter() {
        match &stmt.kind {
            StmtKind::If { cond, then, .. } if finder.fills(*cond, *then) => {
                parts.extend(declaration.block_range(*then));
            }
            StmtKind::Block(block) => parts.extend(finder.after_hit(block)),
            _ => {}
        }
    }
    for (id, expr) in ast.exprs.iter() {
        match &expr.kind {
            ExprKind::CompositeLit { elems, .. } if is_pool(declaration, id) => {
                let values = elems.iter().filter_map(|&elem| match ast.exprs[elem].kind {
                    ExprKind::KeyValue { value, .. } => declaration.literal(value),
                    _ => None,
                });
                parts.extend(values);
            }
            ExprKind::Call { fun, args, .. } => parts.extend(finder.append(*fun, args)),
            _ => {}
        }
    }
    parts
}

/// The variables that take what was in a pool: `v` and `ok` of `v, ok := pool.Get().(*T)`.
fn pooled(declaration: Declaration<'_>) -> FxHashSet<ObjId> {
    let ast = declaration.ast();
    let mut found = FxHashSet::default();
    for (_, stmt) in ast.stmts.iter() {
        if let StmtKind::Assign { lhs, rhs: Some(rhs), .. } = stmt.kind
            && is_from_pool(declaration, rhs)
        {
            let names = declaration.list(lhs).into_iter();
            found.extend(names.filter_map(|name| declaration.decl.facts.object(name)));
        }
    }
    found
}

/// Whether a value is `pool.Get()`, or an assertion about it.
fn is_from_pool(declaration: Declaration<'_>, expr: ExprId) -> bool {
    let ast = declaration.ast();
    match ast.exprs[ast.unparen(expr)].kind {
        ExprKind::Assert { x, .. } => is_from_pool(declaration, x),
        ExprKind::Call { fun, .. } => declaration.is_of_sync(fun, &["Get"]),
        _ => false,
    }
}

/// Whether a literal is a `sync.Pool`.
fn is_pool(declaration: Declaration<'_>, literal: ExprId) -> bool {
    let types = declaration.types;
    let ty = declaration.decl.facts.exprs[literal].as_ref().map(|known| known.ty);
    let Some(&Type::Named(named)) = ty.map(|ty| types.get(ty)) else { return false };
    let object = types.object_head(types.named_head(named).obj);
    object.name.as_str() == "Pool" && declaration.path_of(object) == "sync"
}

struct Finder<'a> {
    declaration: Declaration<'a>,
    pooled: FxHashSet<ObjId>,
}

/// What a condition says of a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// That nothing is there yet, or not enough.
    Missing,
    /// That something is.
    There,
}

impl Finder<'_> {
    /// Whether a condition finds something missing that the block then puts there.
    fn fills(&self, cond: ExprId, then: StmtId) -> bool {
        let Some((_, block)) = self.declaration.block(then) else { return false };
        self.said(cond, Says::Missing).into_iter().any(|place| {
            self.is_pooled(place)
                || self.outlives(place) && block.stmts.iter().any(|&stmt| self.assigns(stmt, place))
        })
    }

    /// What comes after a branch that returns what was in a pool.
    fn after_hit(&self, block: &Block) -> Option<Range<Offset>> {
        let hit = block.stmts.iter().find_map(|&stmt| self.hit(stmt));
        hit.map(|end| end..block.rbrace)
    }

    /// Where a branch ends that returns what was in a pool, if there is one.
    fn hit(&self, stmt: StmtId) -> Option<Offset> {
        let ast = self.declaration.ast();
        let StmtKind::If { cond, then, .. } = ast.stmts[stmt].kind else { return None };
        let (_, then) = self.declaration.block(then)?;
        let leaves = matches!(ast.stmts[*then.stmts.last()?].kind, StmtKind::Return(_));
        let is_hit =
            leaves && self.said(cond, Says::There).into_iter().any(|place| self.is_pooled(place));
        // if pool != nil { if v := pool.Get(); v != nil { ... } }
        let is_hit = is_hit || then.stmts.iter().any(|&stmt| self.hit(stmt).is_some());
        is_hit.then_some(then.rbrace)
    }

    /// An append to what is there longer than the call, without what is appended.
    fn append(&self, fun: ExprId, args: &[ExprId]) -> Option<Range<Offset>> {
        let declaration = self.declaration;
        let ObjectKind::Builtin(Builtin::Append) = declaration.callee(fun)?.kind else {
            return None;
        };
        let to = declaration.ast().unparen(*args.first()?);
        let is_parameter = declaration
            .object(to)
            .is_some_and(|object| matches!(object.kind, ObjectKind::Var(VarKind::Param)));
        let end = declaration.first_of(*args.get(1)?);
        (is_parameter || self.outlives(to)).then(|| declaration.first_of(fun)..end)
    }

    /// The places of which a condition says so. Of what holds if one of two conditions does, both
    /// count.
    fn said(&self, cond: ExprId, what: Says) -> Vec<ExprId> {
        let ast = self.declaration.ast();
        let mut places = Vec::new();
        let mut open = vec![(cond, what)];
        while let Some((cond, what)) = open.pop() {
            let cond = ast.unparen(cond);
            match ast.exprs[cond].kind {
                ExprKind::Binary { op: Operator::AndAnd | Operator::OrOr, x, y } => {
                    open.extend([(x, what), (y, what)]);
                }
                ExprKind::Unary { op: Operator::Not, x } => open.push((
                    x,
                    match what {
                        Says::Missing => Says::There,
                        Says::There => Says::Missing,
                    },
                )),
                ExprKind::Binary { op: Operator::Eql, x, y } if what == Says::Missing => {
                    places.extend(self.compared(x, y));
                }
                ExprKind::Binary { op: Operator::Neq, x, y } if what == Says::There => {
                    places.extend(self.compared(x, y));
                }
                // cap(b) < n
                ExprKind::Binary { op: Operator::Lss | Operator::Leq, x, .. }
                | ExprKind::Binary { op: Operator::Gtr | Operator::Geq, y: x, .. }
                    if what == Says::Missing =>
                {
                    places.extend(self.measured(x));
                }
                ExprKind::Name(_) if what == Says::There => places.push(cond),
                _ => {}
            }
        }
        places
    }

    /// `x` of `x == nil`, `len(x) == 0`.
    fn compared(&self, x: ExprId, y: ExprId) -> Option<ExprId> {
        match self.declaration.is_nil(y) {
            true => Some(self.declaration.ast().unparen(x)),
            false => self.measured(x),
        }
    }

    /// `x` of `len(x)` and `cap(x)`.
    fn measured(&self, expr: ExprId) -> Option<ExprId> {
        let ast = self.declaration.ast();
        let ExprKind::Call { fun, ref args, .. } = ast.exprs[ast.unparen(expr)].kind else {
            return None;
        };
        let [argument] = **args else { return None };
        let callee = self.declaration.callee(fun)?;
        matches!(callee.kind, ObjectKind::Builtin(Builtin::Len | Builtin::Cap))
            .then(|| ast.unparen(argument))
    }

    /// Whether a variable has what was in a pool.
    fn is_pooled(&self, place: ExprId) -> bool {
        let object = self.declaration.decl.facts.object(place);
        object.is_some_and(|object| self.pooled.contains(&object))
    }

    /// Whether a place is there longer than a call: a field, or a variable of the package.
    fn outlives(&self, place: ExprId) -> bool {
        match self.declaration.ast().exprs[place].kind {
            ExprKind::Name(_) => self
                .declaration
                .object(place)
                .is_some_and(|object| matches!(object.kind, ObjectKind::Var(VarKind::Package))),
            ExprKind::Selector { .. } | ExprKind::Unary { op: Operator::Mul, .. } => true,
            _ => false,
        }
    }

    fn assigns(&self, stmt: StmtId, place: ExprId) -> bool {
        let StmtKind::Assign { lhs, .. } = self.declaration.ast().stmts[stmt].kind else {
            return false;
        };
        self.declaration.list(lhs).into_iter().any(|to| self.declaration.is_same(to, place))
    }
}
