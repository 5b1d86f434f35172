//! From findings to text, a module for each format.

pub mod address;
pub mod agreement;
pub mod agreement_json;
pub mod complaint;
pub mod concise;
pub mod dot;
pub mod editor;
mod fold;
pub mod gc;
pub mod gc_json;
pub mod gc_output;
pub mod gc_words;
pub mod html;
pub mod json;
mod json_text;
pub mod layout;
pub mod measured;
pub mod mermaid;
pub mod pretty;
pub mod sarif;
pub mod source;
pub mod summary;
pub mod uncompiled;
mod view;
mod visible_text;

pub use view::Colour;

/// Whether the work was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Completeness {
    /// All of it.
    Complete,
    /// Not what couldn't be loaded, ended early or took too much work.
    Partial,
}
