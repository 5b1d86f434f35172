//! From bytes to a typed syntax tree; the only place that knows tree-sitter.

pub mod ast;
