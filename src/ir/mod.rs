//! Lowering: from checked syntax to gc's IR as it stands before escape analysis.

pub mod func;
pub mod node;
pub mod package;
