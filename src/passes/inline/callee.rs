//! Which function a call calls, as far as the inliner sees (`inline/inl.go`: `inlCallee`).
//!
//! ```go
//! g := func(x int) int { return x }
//! g(1)                       // the literal: g is assigned once
//! func() { g(1) }()          // in the outer literal g isn't seen, if g captures something
//! T.m(t)                     // T.m, if it is declared for T itself
//! ```

use crate::ir::func::FuncTable;
use crate::ir::node::{Body, ClosureId, Inlinee, NodeId, Op, SelectorOp};
use crate::types::store::Types;

/// The function that an expression is within `caller`, if that is known. The expression is
/// one that always has the value of what is called (`ir.StaticValue`).
pub fn inl_callee(
    types: &Types,
    funcs: &FuncTable,
    body: &Body,
    caller: ClosureId,
    value: NodeId,
) -> Option<Inlinee> {
    match body.op(value) {
        Op::Selector { op: SelectorOp::MethExpr, x, method: Some(method), .. } => {
            let own = funcs.get(*method).recv?;
            let used = body.nodes[*x].ty?;
            types.identical(own, used).then_some(Inlinee::Func(*method))
        }
        Op::Func(func) => Some(Inlinee::Func(*func)),
        Op::Closure(literal) => {
            let first = body.funcs[*literal].closure_vars.first();
            let outer = first.and_then(|&var| body.names[var].outer);
            let is_near = outer.is_none_or(|outer| body.names[outer].curfn == caller);
            is_near.then_some(Inlinee::Literal(*literal))
        }
        _ => None,
    }
}
