//! Functions that can't be inlined whatever they cost (`inline/inl.go`: `InlineImpossible`), and
//! all reasons for which others aren't.
//!
//! ```go
//! //go:noinline
//! func f() {} // cannot inline f: marked go:noinline
//! func g()    // cannot inline g: no function body
//! ```

use std::fmt;

use crate::ir::node::Func;
use crate::symbol::Symbol;

/// Why a function can't be inlined. Printed in gc's words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// `//go:noinline`.
    NoInline,
    /// `//go:cgo_unsafe_args`: the function relies on where its arguments lie.
    CgoUnsafeArgs,
    /// `//go:uintptrkeepalive`: inlining would forget what is kept alive.
    UintptrKeepAlive,
    /// `//go:yeswritebarrierrec`: write barriers are checked by function.
    YesWriteBarrierRec,
    /// Its body isn't Go.
    NoBody,
    /// It calls a function that looks at its caller.
    CallTo(Symbol),
    /// A `defer` in the body of a range-over-func loop.
    DeferInRangeFunc,
    /// It calls `recover`.
    Recover,
    /// It has a statement that can't be inlined: `GO`, `DEFER`, `TAILCALL`.
    Unhandled(&'static str),
    /// It costs too much; how much more wasn't found out.
    TooExpensive,
    /// It costs too much.
    TooComplex {
        /// What it costs.
        cost: i32,
        /// What it may cost.
        budget: i32,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NoInline => f.write_str("marked go:noinline"),
            Reason::CgoUnsafeArgs => f.write_str("marked go:cgo_unsafe_args"),
            Reason::UintptrKeepAlive => {
                f.write_str("marked as having a keep-alive uintptr argument")
            }
            Reason::YesWriteBarrierRec => f.write_str("marked go:yeswritebarrierrec"),
            Reason::NoBody => f.write_str("no function body"),
            Reason::CallTo(name) => write!(f, "call to {name}"),
            Reason::DeferInRangeFunc => f.write_str("defer call in range func"),
            Reason::Recover => f.write_str("call to recover"),
            Reason::Unhandled(op) => write!(f, "unhandled op {op}"),
            Reason::TooExpensive => f.write_str("too expensive"),
            Reason::TooComplex { cost, budget } => {
                write!(f, "function too complex: cost {cost} exceeds budget {budget}")
            }
        }
    }
}

/// Why a function can't be inlined whatever is in it, if so.
pub fn inline_impossible(func: &Func) -> Option<Reason> {
    let pragma = func.pragma;
    if pragma.noinline {
        Some(Reason::NoInline)
    } else if pragma.cgo_unsafe_args {
        Some(Reason::CgoUnsafeArgs)
    } else if pragma.uintptr_keep_alive || pragma.uintptr_escapes {
        // The second implies the first.
        Some(Reason::UintptrKeepAlive)
    } else if pragma.yes_write_barrier_rec {
        Some(Reason::YesWriteBarrierRec)
    } else if func.body.is_empty() {
        Some(Reason::NoBody)
    } else {
        None
    }
}
