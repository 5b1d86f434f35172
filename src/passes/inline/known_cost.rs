//! Functions of which the inliner knows what a call really costs (`inline/inl.go`, `doNode`): those
//! that the release knows by name, and those for which the machine has instructions.
//!
//! ```go
//! binary.LittleEndian.Uint32(b) // one load on most machines: 1, although its body costs more
//! abi.NoEscape(p)               // no code at all: 1
//! ```

use crate::ir::func::FuncId;
use crate::ir::note::NotInlinable;
use crate::lower::Cx;
use crate::profile::{KnownCallee, Profile};
use crate::symbol::Symbol;

/// What a call of a named function is to the inliner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallCost {
    /// A call like any other.
    Ordinary,
    /// A call that costs as much as any node.
    Cheap,
    /// A call of the runtime's `throw` that the compiler made.
    Throw,
    /// A call that keeps its caller from being inlined.
    Forbidden(NotInlinable),
}

/// How a named function is written in a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallForm {
    /// `f(x)`.
    Name,
    /// As a method expression: `T.m(x, y)`.
    Method,
}

/// Whether the machine has an instruction for a function: then it is never inlined.
pub fn is_intrinsic(cx: &Cx<'_>, profile: &Profile, func: FuncId) -> bool {
    has_instruction(cx, profile, func)
        || cx.known_callee(func) == Some(KnownCallee::EscapeNonString)
}

fn has_instruction(cx: &Cx<'_>, profile: &Profile, func: FuncId) -> bool {
    let sym = cx.input.funcs.get(func);
    let path = sym.pkg.map_or(Symbol::EMPTY, |pkg| cx.input.types.package(pkg).path);
    profile.intrinsics.contains(path, sym.name)
}

/// What the call of a function costs, as far as its name tells.
pub fn known_cost(cx: &Cx<'_>, profile: &Profile, func: FuncId, written: CallForm) -> CallCost {
    let name = cx.input.funcs.get(func).name;
    // Methods are known where they are called as such.
    let as_written = match written {
        CallForm::Name => !is_method(name),
        CallForm::Method => is_method(name),
    };
    match cx.known_callee(func).filter(|_| as_written) {
        Some(KnownCallee::Cheap | KnownCallee::EscapeNonString) => CallCost::Cheap,
        Some(KnownCallee::CheapWhereLoadsMerge) if profile.arch.can_merge_loads => CallCost::Cheap,
        Some(KnownCallee::Throw) => CallCost::Throw,
        Some(KnownCallee::TellsCaller) => CallCost::Forbidden(NotInlinable::CallTo(name)),
        Some(KnownCallee::DeferRangeFunc) => CallCost::Forbidden(NotInlinable::DeferInRangeFunc),
        Some(
            KnownCallee::CheapWhereLoadsMerge
            | KnownCallee::KeepAlive
            | KnownCallee::BenchmarkLoop
            | KnownCallee::CodeAddress
            | KnownCallee::Getg,
        )
        | None => match has_instruction(cx, profile, func) {
            true => CallCost::Cheap,
            false => CallCost::Ordinary,
        },
    }
}

/// Whether a function's name has a receiver: `T.m`, but not `f[p.T]`.
fn is_method(name: Symbol) -> bool {
    name.as_str().split('[').next().is_some_and(|name| name.contains('.'))
}
