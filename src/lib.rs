//! goesc predicts, without a Go toolchain, what the Go compiler (gc) decides about every
//! allocation in Go source: stack or heap, and why.
//!
//! Data flows one way, a module for each stage:
//!
//! ```text
//! source -> syntax -> types -> ir -> inline -> escape -> findings -> report
//!                                                              \-> compare
//! ```

pub mod budget;
pub mod cli;
pub mod compare;
pub mod disk;
pub mod driver;
pub mod escape;
pub mod fault;
pub mod findings;
pub mod id;
pub mod ir;
pub mod lower;
pub mod passes;
pub mod policy;
pub mod report;
pub mod source;
pub mod std;
pub mod summary;
pub mod symbol;
pub mod syntax;
pub mod types;
pub mod visible;
