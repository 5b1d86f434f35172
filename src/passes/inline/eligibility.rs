//! Functions that can't be inlined whatever they cost (`inline/inl.go`: `InlineImpossible`), and
//! all reasons for which others aren't.
//!
//! ```go
//! //go:noinline
//! func f() {} // cannot inline f: marked go:noinline
//! func g()    // cannot inline g: no function body
//! ```

use crate::ir::node::Func;
use crate::ir::note::NotInlinable;

/// Why a function can't be inlined whatever is in it, if so.
pub fn inline_impossible(func: &Func) -> Option<NotInlinable> {
    let pragma = func.pragma;
    if pragma.noinline {
        Some(NotInlinable::NoInline)
    } else if pragma.cgo_unsafe_args {
        Some(NotInlinable::CgoUnsafeArgs)
    } else if pragma.uintptr_keep_alive || pragma.uintptr_escapes {
        // The second implies the first.
        Some(NotInlinable::UintptrKeepAlive)
    } else if pragma.yes_write_barrier_rec {
        Some(NotInlinable::YesWriteBarrierRec)
    } else if func.body.is_empty() {
        Some(NotInlinable::NoBody)
    } else {
        None
    }
}
