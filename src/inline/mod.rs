//! Inlining: which functions gc inlines, and the code as it stands when they are
//! (`inline/inl.go`, `inline/interleaved/interleaved.go`).
//!
//! Comes in: the IR of a package as lowered, and what is known of imported functions. Goes out:
//! the same IR with calls replaced by the bodies that they call.
//!
//! ```go
//! func double(x int) int { return x + x } // can inline double
//! func f() int { return double(21) }      // inlining call to double
//! ```
//!
//! [`candidates`] decides which functions are cheap enough, callees first, and [`messages`] says
//! so; [`interleaved`] goes through all calls ([`sites`]), asks [`call`] whether one may be
//! inlined, takes what it calls from [`pristine`], lets [`substitute`] do it, and says so
//! ([`remarks`]); [`exports`] knows which bodies those that import a package see.

pub mod call;
pub mod callee;
pub mod candidates;
pub mod cost;
pub mod exports;
pub mod hidden;
pub mod impossible;
pub mod interleaved;
pub mod intrinsic;
pub mod limits;
pub mod machine;
pub mod messages;
pub mod pristine;
pub mod remarks;
pub mod sites;
pub mod special;
pub mod substitute;

use crate::ir::func::FuncId;

/// What is known of a function that may be inlined (gc's `ir.Inline`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inlinable {
    /// Its cost, in gc's units: about one a node of its body.
    pub cost: i32,
    /// Whether a call may declare the results where the one `return` is
    /// (`Inline.CanDelayResults`).
    pub can_delay_results: bool,
}

/// Functions of other packages that may be inlined: those whose body this package can see. The
/// body itself is lowered from the checked source that [`crate::types::info::Packages`] has.
pub trait Callees {
    /// What is known of a function of another package, if it may be inlined.
    fn inlinable(&self, func: FuncId) -> Option<Inlinable>;
}

/// Whether functions of a package are inlined.
#[derive(Clone, Copy)]
pub enum Inlining<'a> {
    /// They aren't: the package is compiled under `-l`.
    Off,
    /// They are.
    On(&'a candidates::Env<'a>),
}
