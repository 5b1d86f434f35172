//! From findings to text, a module for each format.

pub mod address;
pub mod agreement;
pub mod agreement_json;
pub mod checkstyle;
pub mod complaint;
pub mod concise;
pub mod coverprofile;
pub mod dot;
pub mod editor;
pub mod entry;
mod frequency;
pub mod gc;
pub mod gc_json;
pub mod gc_output;
pub mod gc_words;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod json;
mod json_text;
pub mod junit;
pub mod layout;
pub mod measured;
pub mod mermaid;
mod message;
pub mod pretty;
pub mod sarif;
pub mod source;
pub mod summary;
pub mod uncompiled;
mod view;
mod visible_text;
mod xml;

pub use view::Colour;

/// Whether the work was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Completeness {
    /// All of it.
    Complete,
    /// Not what couldn't be loaded, ended early or took too much work.
    Partial,
}
