//! The type checker.

pub mod constant;
pub mod info;
pub mod sizes;
pub mod store;
pub mod typeset;
pub mod universe;
