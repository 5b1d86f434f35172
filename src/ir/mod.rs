//! Lowering: from checked syntax to gc's IR as it stands before escape analysis.
//!
//! Comes in: a checked package and those that it depends on. Goes out: the functions that gc
//! compiles for the package, as they are after its passes in front of escape analysis
//! (`gc/main.go`).
//!
//! ```go
//! func f(xs []int) { defer g(xs...) }
//! // func f: tmp := xs; defer func() { g(tmp...) }(), the literal being f.deferwrap1
//! ```

pub mod fmt;
pub mod func;
pub mod lower;
pub mod node;
pub mod package;
pub mod quote;
pub mod reassign;
pub mod same_expr;
pub mod scc;
#[cfg(test)]
pub mod testing;
pub mod type_fmt;
pub mod visit;

pub use lower::Input;
use package::Package;

/// Lowers a checked package and runs the passes before escape analysis.
pub fn lower(input: Input<'_>) -> Package {
    lower::Cx::new(input).lower_package()
}
