//! The IR: the data of a function's body, as gc has it (`ir/`), what is asked of it, and its printing
//! as gc prints it. [`lower`](crate::lower) makes it, [`passes`](crate::passes) change it,
//! [`escape`](crate::escape) reads it.
//!
//! ```go
//! func f(xs []int) { defer g(xs...) }
//! // func f: tmp := xs; defer func() { g(tmp...) }(), the literal being f.deferwrap1
//! ```

pub mod fmt;
pub mod func;
pub mod node;
pub mod note;
pub mod package;
pub mod reassign;
pub mod relocate;
pub mod same_expr;
pub mod scc;
pub mod shares;
pub mod side_effects;
#[cfg(test)]
pub mod testing;
pub mod type_fmt;
pub mod visit;
