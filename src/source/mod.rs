//! From patterns to packages with their files: the only reader of files.

pub mod pos;
