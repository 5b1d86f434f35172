//! From gc's position of an expression to all of its text: gc names a call by its parenthesis and
//! a sum by its plus, a reader wants to see the whole.
//!
//! ```go
//! m := make(map[string]int)
//! //       ^                  the position
//! //   ^^^^^^^^^^^^^^^^^^^^   the extent
//! ```

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::ast::{
    DeclKind, Expr, ExprId, ExprKind, File, Offset, PlacedDecl, Stmt, StmtKind, TopLevel,
};

/// The extents of the expressions that stand at `offsets`, the longest where there are several.
/// Where no expression stands, or its end isn't known, there is none.
pub fn extents(file: &File, offsets: &[Offset]) -> FxHashMap<Offset, Range<Offset>> {
    let mut found: FxHashMap<Offset, Range<Offset>> =
        offsets.iter().map(|&offset| (offset, offset..offset)).collect();
    let mut sorted = offsets.to_vec();
    sorted.sort_unstable();
    for PlacedDecl { base, decl } in &file.decls {
        let first = sorted.partition_point(|offset| offset < base);
        if sorted.get(first).is_none_or(|&offset| offset > base + decl.len) {
            continue;
        }
        for (id, expr) in decl.exprs.iter() {
            if expr.end == 0 || is_part_of_list(expr) {
                continue;
            }
            if let Some(extent) = found.get_mut(&(base + expr.pos)) {
                let start = start(decl, id);
                if start <= expr.pos && expr.end.saturating_sub(start) > extent.end - extent.start {
                    *extent = base + start..base + expr.end;
                }
            }
        }
    }
    found.retain(|_, extent| extent.start < extent.end);
    found
}

/// The innermost expression whose text contains an offset: the index of its top-level declaration, its
/// id there, and its extent in the file.
pub fn innermost(file: &File, offset: Offset) -> Option<(u32, ExprId, Range<Offset>)> {
    let after = file.decls.partition_point(|placed| placed.base <= offset);
    let index = after.checked_sub(1)?;
    let PlacedDecl { base, decl } = &file.decls[index];
    let extents = decl.exprs.iter().filter_map(|(id, expr)| {
        let extent = base + start(decl, id)..base + expr.end;
        let is_here = expr.end > 0 && !is_part_of_list(expr) && extent.contains(&offset);
        is_here.then_some((index as u32, id, extent))
    });
    extents.min_by_key(|(_, _, extent)| extent.end - extent.start)
}

/// Whether what stands there is no value of its own.
fn is_part_of_list(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::List(_) | ExprKind::KeyValue { .. } | ExprKind::Bad)
}

/// Where an expression begins: where its leftmost operand does.
pub fn start(decl: &TopLevel, mut id: ExprId) -> Offset {
    loop {
        let expr = &decl.exprs[id];
        id = match &expr.kind {
            ExprKind::CompositeLit { ty: Some(x), .. }
            | ExprKind::KeyValue { key: x, .. }
            | ExprKind::Selector { x, .. }
            | ExprKind::Index { x, .. }
            | ExprKind::Slice { x, .. }
            | ExprKind::Assert { x, .. }
            | ExprKind::Binary { x, .. }
            | ExprKind::Call { fun: x, .. } => *x,
            ExprKind::TypeSwitchGuard { lhs, x } => lhs.unwrap_or(*x),
            ExprKind::List(list) => match list.first() {
                Some(first) => *first,
                None => return expr.pos,
            },
            ExprKind::Bad
            | ExprKind::Name(_)
            | ExprKind::BasicLit { .. }
            | ExprKind::CompositeLit { ty: None, .. }
            | ExprKind::FuncLit { .. }
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

/// The innermost statements that stand at `offsets`, each without the blocks in it: of a loop the range
/// clause, of an `if` its condition.
pub fn statements(file: &File, offsets: &[Offset]) -> FxHashMap<Offset, Range<Offset>> {
    let mut sorted = offsets.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut found: FxHashMap<Offset, Range<Offset>> = FxHashMap::default();
    for PlacedDecl { base, decl } in &file.decls {
        let first = sorted.partition_point(|offset| offset < base);
        if sorted.get(first).is_none_or(|&offset| offset > base + decl.len) {
            continue;
        }
        for (_, stmt) in decl.stmts.iter() {
            let Some(own) = statement(decl, stmt) else { continue };
            let own = base + own.start..base + own.end;
            let first = sorted.partition_point(|&offset| offset < own.start);
            for &offset in sorted[first..].iter().take_while(|&&offset| offset < own.end) {
                let known = found.entry(offset).or_insert_with(|| own.clone());
                if own.end - own.start < known.end - known.start {
                    known.clone_from(&own);
                }
            }
        }
    }
    found
}

/// The text of a statement, from its keyword or its first operand on, without blocks.
fn statement(decl: &TopLevel, stmt: &Stmt) -> Option<Range<Offset>> {
    let (from, operands): (Option<Offset>, [Option<ExprId>; 2]) = match &stmt.kind {
        StmtKind::Expr(x) => (None, [Some(*x), None]),
        StmtKind::Send { chan, value } => (None, [Some(*chan), Some(*value)]),
        StmtKind::Assign { lhs, rhs, .. } => (None, [Some(*lhs), *rhs]),
        StmtKind::Call { call, .. } => (Some(stmt.pos), [Some(*call), None]),
        StmtKind::Return(values) => (Some(stmt.pos), [*values, None]),
        StmtKind::If { cond, .. } => (None, [Some(*cond), None]),
        StmtKind::For { cond, .. } => (None, [*cond, None]),
        StmtKind::Range { lhs, x, .. } => (None, [*lhs, Some(*x)]),
        StmtKind::Switch { tag, .. } => (None, [*tag, None]),
        StmtKind::Decl(decls) => {
            let (first, last) = (decls.first()?, decls.last()?);
            let DeclKind::Var { names, .. } = &decl.decls[*first].kind else { return None };
            let DeclKind::Var { values, .. } = &decl.decls[*last].kind else { return None };
            (None, [names.first().copied(), *values])
        }
        StmtKind::Bad
        | StmtKind::Empty
        | StmtKind::Labeled { .. }
        | StmtKind::Block(_)
        | StmtKind::Branch { .. }
        | StmtKind::Select { .. } => return None,
    };
    let mut operands = operands.into_iter().flatten().peekable();
    let from = from.or_else(|| operands.peek().map(|&first| start(decl, first)))?;
    let to = operands.map(|operand| end(decl, operand)).max();
    Some(from..to.unwrap_or(from + 1))
}

/// Where an expression ends, or the last one of a list.
fn end(decl: &TopLevel, id: ExprId) -> Offset {
    match &decl.exprs[id].kind {
        ExprKind::List(list) => list.last().map_or(0, |&last| decl.exprs[last].end),
        _ => decl.exprs[id].end,
    }
}
