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

use super::ast::{Expr, ExprId, ExprKind, File, Offset, PlacedDecl, TopLevel};

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
