//! Whether a call is inlined (`inline/inl.go`: `InlineCallTarget`, `canInlineCallExpr`,
//! `inlineCostOK`, `inlCallee`).
//!
//! ```go
//! g := func(x int) int { return x + 1 }
//! f(g(1)) // g is the literal: its cost may be 160 here, or 800 if this is its only call
//! ```
//!
//! Two rules end recursion: no function is inlined into itself, through whatever other functions,
//! and no call that stands where a call stands through which it came.

use super::Inlinable;
use super::substitute::inlined_through;
use crate::ir::func::FuncTable;
use crate::ir::node::{Body, CallOp, ClosureId, Inlinee, NodeId, Op, SelectorOp};
use crate::ir::reassign::Assigned;
use crate::types::store::Types;

/// The highest cost of a function that is inlined (`inlineMaxBudget`).
const MAX_COST: i32 = 80;
/// The same for calls in a big function (`inlineBigFunctionMaxCost`).
const MAX_COST_IN_BIG: i32 = 20;
/// The same for the only call of a literal (`inlineClosureCalledOnceCost`).
const MAX_COST_CALLED_ONCE: i32 = 10 * MAX_COST;

/// Where a call stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caller {
    /// In a function of usual size.
    Usual,
    /// In one that has so many nodes that only the smallest functions are inlined into it.
    Big,
}

/// How often a literal is called, as far as calls of it are known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Uses {
    /// Once.
    Once,
    /// More often; or it isn't a literal.
    Many,
}

/// Why a call isn't inlined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// What it calls can't be inlined.
    Never,
    /// What it calls costs more than is allowed here.
    TooExpensive {
        /// What it costs.
        cost: i32,
        /// What is allowed.
        max: i32,
    },
    /// It came here by being inlined from where it stands.
    Recursive,
    /// What it calls was inlined already on the way here.
    RepeatedCycle,
}

/// What a call calls, if that is known, whether it can be inlined or not.
pub fn callee(
    types: &Types,
    funcs: &FuncTable,
    body: &Body,
    assigned: &Assigned,
    caller: ClosureId,
    call: NodeId,
) -> Option<Inlinee> {
    let &Op::Call { op: CallOp::CallFunc, fun, go_defer: false, .. } = body.op(call) else {
        return None;
    };
    let fun = assigned.static_value(body, fun);
    match *body.op(fun) {
        Op::Selector { op: SelectorOp::MethExpr, x, method: Some(method), .. } => {
            let recv = funcs.get(method).recv?;
            types.identical(recv, body.nodes[x].ty?).then_some(Inlinee::Func(method))
        }
        Op::Func(func) => Some(Inlinee::Func(func)),
        Op::Closure(literal) => {
            // What a literal captures must be a variable of the caller itself.
            let captured = body.funcs[literal].closure_vars.first();
            let outer = captured.and_then(|&name| body.names[name].outer);
            let reachable = outer.is_none_or(|outer| body.names[outer].curfn == caller);
            reachable.then_some(Inlinee::Literal(literal))
        }
        _ => None,
    }
}

/// Whether a call of `inlinee` is inlined.
pub fn permit(
    body: &Body,
    call: NodeId,
    inlinee: Inlinee,
    known: Inlinable,
    caller: Caller,
    uses: Uses,
) -> Result<(), Refusal> {
    let mut max = match caller {
        Caller::Usual => MAX_COST,
        Caller::Big => MAX_COST_IN_BIG,
    };
    if let Inlinee::Literal(_) = inlinee {
        max *= 2;
        if uses == Uses::Once {
            max = max.max(MAX_COST_CALLED_ONCE);
        }
    }
    if known.cost > max {
        return Err(Refusal::TooExpensive { cost: known.cost, max });
    }
    let pos = body.nodes[call].pos;
    if inlined_through(body, pos).any(|outer| outer.call.at == pos.at) {
        return Err(Refusal::Recursive);
    }
    if inlined_through(body, pos).any(|outer| outer.callee == inlinee) {
        return Err(Refusal::RepeatedCycle);
    }
    Ok(())
}
