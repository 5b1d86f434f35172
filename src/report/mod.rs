//! From findings to text, a module for each format.

pub mod address;
pub mod agreement;
pub mod agreement_json;
pub mod checkstyle;
pub mod complaint;
pub mod concise;
pub mod coverprofile;
mod cut;
pub mod dot;
pub mod editor;
pub mod entry;
pub mod explanation;
pub mod explanation_json;
mod frequency;
pub mod gc;
pub mod gc_json;
pub mod gc_output;
pub mod gc_words;
pub mod github;
pub mod gitlab;
pub mod graph_json;
pub mod html;
pub mod json;
mod json_text;
pub mod junit;
pub mod layout;
pub mod layout_json;
pub mod markdown;
pub mod measured;
pub mod mermaid;
mod message;
mod paint;
pub mod pretty;
mod prose;
pub mod rules_json;
pub mod rules_text;
pub mod sarif;
pub mod source;
pub mod suggestion;
pub mod summary;
pub mod uncompiled;
pub mod vet;
mod view;
mod visible_text;
pub mod ways;
mod xml;

pub use paint::Colour;
pub use view::Look;

/// Whether the work was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Completeness {
    /// All of it.
    Complete,
    /// Not what couldn't be loaded, ended early or took too much work.
    Partial,
}
