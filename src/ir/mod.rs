//! Lowering: from checked syntax to gc's IR (`noder/`), and what is done with it.
//!
//! Comes in: a checked package and those that it depends on. Goes out: the functions that gc
//! compiles for the package ([`lower`]). The passes in front of escape analysis that change them
//! are here as well ([`bloop`], [`devirtualize`], [`loopvar`], [`deadlocals`], [`eqfunc`]); the next
//! stage, [`inline`](crate::inline), runs them in gc's order.
//!
//! ```go
//! func f(xs []int) { defer g(xs...) }
//! // func f: tmp := xs; defer func() { g(tmp...) }(), the literal being f.deferwrap1
//! ```

pub mod bloop;
pub mod deadlocals;
pub mod devirtualize;
pub mod eqfunc;
pub mod fmt;
pub mod func;
pub mod loopvar;
pub mod lower;
pub mod node;
pub mod note;
pub mod package;
pub mod reassign;
pub mod relocate;
pub mod same_expr;
pub mod scc;
#[cfg(test)]
pub mod testing;
pub mod type_fmt;
pub mod visit;

pub use lower::Input;
