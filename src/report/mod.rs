//! From findings to text, a module for each format.

pub mod agreement;
pub mod agreement_json;
pub mod complaint;
pub mod dot;
mod fold;
pub mod gc;
pub mod gc_json;
pub mod json;
mod json_text;
pub mod layout;
pub mod mermaid;
pub mod pretty;
pub mod sarif;
mod shown;
pub mod source;
mod view;

pub use view::Colour;

use crate::findings::{Finding, Place};
use crate::source::pos::Pos;

/// What is reported of a package.
#[derive(Clone, Debug)]
pub struct PackageReport {
    /// What follows `# ` in its header: the import path.
    pub title: String,
    /// Errors in its source, in order of their places.
    pub errors: Vec<SourceError>,
    /// Findings, in order of their places.
    pub findings: Vec<Finding>,
}

/// An error in a user's source: of syntax or of types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// The place in the source itself.
    pub pos: Pos,
    /// The place as it is printed.
    pub place: Place,
    /// What is wrong.
    pub message: String,
}

/// Whether the work was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Done {
    /// All of it.
    Completely,
    /// Not what couldn't be loaded, ended early or took too much work.
    InPart,
}
