//! Whether a call is inlined (`inline/inl.go`: `InlineCallTarget`, `canInlineCallExpr`,
//! `inlineCostOK`, `inlCallee`).
//!
//! ```go
//! g := func(x int) int { return x + 1 }
//! f(g(1)) // g is the literal: its cost may be 160 here, or 800 if this is its only call
//! ```
//!
//! Two rules end recursion: no function is inlined into itself, through whatever other functions,
//! and no call that stands where a call stands through which it came; far to the right in a line,
//! all stand in one place.

use super::Inlinable;
use super::callee::inl_callee;
use super::known_cost::is_intrinsic;
use crate::ir::node::{Body, CallOp, ClosureId, Inlinee, NodeId, Op, SelectorOp};
use crate::ir::note::NotInlined;
use crate::ir::reassign::Assigned;
use crate::lower::Cx;
use crate::profile::{Inlining, Profile};
use crate::source::pos::SourceMap;

/// Where a call stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caller {
    /// In a function of usual size.
    Usual,
    /// In one that has so many nodes that only the smallest functions are inlined into it.
    Big,
}

impl Caller {
    /// What a function is as the place of a call.
    pub fn of(is_big: bool) -> Caller {
        match is_big {
            true => Caller::Big,
            false => Caller::Usual,
        }
    }
}

/// How often a literal is called, as far as calls of it are known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallCount {
    /// Once.
    Once,
    /// More often; or it isn't a literal.
    Many,
}

/// What a call calls, if that is known, whether it can be inlined or not.
pub fn callee(
    cx: &Cx<'_>,
    profile: &Profile,
    body: &Body,
    assigned: &Assigned,
    caller: ClosureId,
    call: NodeId,
) -> Option<Inlinee> {
    let &Op::Call { op: CallOp::CallFunc, fun, go_defer: false, .. } = body.op(call) else {
        return None;
    };
    if let Op::Func(func) | Op::Selector { op: SelectorOp::MethExpr, method: Some(func), .. } =
        *body.op(fun)
        && is_intrinsic(cx, profile, func)
    {
        return None;
    }
    let value = assigned.static_value(body, fun);
    inl_callee(cx.input.types, cx.input.funcs, body, caller, value)
}

/// Whether a call of `inlinee` is inlined.
#[allow(clippy::too_many_arguments, reason = "each is a question that gc asks")]
pub fn permit(
    body: &Body,
    sources: &SourceMap,
    call: NodeId,
    inlinee: Inlinee,
    known: Inlinable,
    limits: &Inlining,
    caller: Caller,
    uses: CallCount,
) -> Result<(), NotInlined> {
    let mut max = match caller {
        Caller::Usual => limits.budget,
        Caller::Big => limits.into_big_function,
    };
    if let Inlinee::Literal(_) = inlinee {
        max *= limits.literal_factor;
        if uses == CallCount::Once {
            max = max.max(limits.literal_budget);
        }
    }
    if known.cost > max {
        return Err(NotInlined::TooExpensive { cost: known.cost, max });
    }
    let pos = body.nodes[call].pos;
    if body.inlined_through(pos).any(|outer| sources.is_one_place(pos.at, outer.call.at)) {
        return Err(NotInlined::Recursive);
    }
    if body.inlined_through(pos).any(|outer| outer.callee == inlinee) {
        return Err(NotInlined::RepeatedCycle);
    }
    Ok(())
}
