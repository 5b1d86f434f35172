//! Inlining (`inline/inl.go`, `inline/interleaved/interleaved.go`): which functions gc inlines, and the
//! code as it stands when they are.
//!
//! Comes in: the functions of a package as lowered, and what is known of imported functions. Goes out:
//! the same functions with calls replaced by the bodies that they call.
//!
//! ```go
//! func double(x int) int { return x + x } // can inline double
//! func f() int { return double(21) }      // inlining call to double
//! ```
//!
//! [`candidates`] decides which functions are cheap enough, callees first, and [`mod@messages`] says
//! so; [`interleaved`] goes through all calls ([`sites`]), asks [`call`] whether one may be
//! inlined, takes what it calls from [`bodies`], lets [`substitute`] do it, and says so
//! ([`remarks`]); [`exports`] knows which bodies those that import a package see.

pub mod bodies;
pub mod call;
pub mod callee;
pub mod candidates;
pub mod cost;
pub mod eligibility;
pub mod exports;
pub mod interleaved;
pub mod known_cost;
pub mod messages;
pub mod node_count;
pub mod remarks;
pub mod sites;
pub mod substitute;

use crate::ir::func::FuncId;
pub use crate::ir::package::Inlinable;

/// Functions of other packages that may be inlined: those whose body this package can see. The
/// body itself is lowered from the checked source that [`crate::types::info::Packages`] has.
pub trait Callees {
    /// What is known of a function of another package, if it may be inlined.
    fn inlinable(&self, func: FuncId) -> Option<Inlinable>;
}

/// No functions of other packages.
#[derive(Clone, Copy, Debug)]
pub struct NoCallees;

impl Callees for NoCallees {
    fn inlinable(&self, _: FuncId) -> Option<Inlinable> {
        None
    }
}
