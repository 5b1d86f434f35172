//! From bytes to a typed syntax tree; the only place that knows tree-sitter.
//!
//! Models gc's package `cmd/compile/internal/syntax`. In: the bytes of a file. Out: the tree of
//! [`ast`], with gc's positions, syntax errors, and `//line` directives.
//!
//! ```go
//! x := a.f(1)     // an assignment at `:=` of a call at `(` of a selector at `.`
//! ```
//!
//! Steps: tree-sitter parses with the grammar of `grammar/`; its tree is flattened; the flat tree
//! is lowered. A file with errors is lowered as well, as far as it makes sense.

pub mod ast;
mod directive;
mod dump;
mod flat;
mod kinds;
mod language;
mod lower;

pub use dump::dump;
pub use language::LANGUAGE;

use tree_sitter::Parser;

use crate::source::pos::{FileId, LineDirective};

use kinds::KINDS;

/// A syntax error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where it is reported: a byte offset.
    pub offset: u32,
    /// What is wrong, in gc's words where it has some.
    pub message: String,
}

/// What [`parse`] makes of a file.
#[derive(Debug)]
pub struct Parsed {
    /// The tree; where the text doesn't parse, there are holes or `Bad` nodes.
    pub file: ast::File,
    /// Errors in order of their position.
    pub errors: Vec<SyntaxError>,
    /// `//line` directives, to be stored with the source file.
    pub line_directives: Vec<LineDirective>,
}

/// Levels of tree-sitter's tree that lowering may recurse on the caller's stack.
const SHALLOW: u32 = 150;

/// The stack of the thread that lowers a deeper tree.
const DEEP_STACK: usize = 256 << 20;

/// Parses a file. Never fails: errors are in the result.
pub fn parse(id: FileId, text: &[u8]) -> Parsed {
    let mut parser = Parser::new();
    if let Err(error) = parser.set_language(&KINDS.language) {
        return nothing(id, text, error.to_string());
    }
    let Some(tree) = parser.parse(text, None) else {
        return nothing(id, text, "the file takes too long to parse".to_owned());
    };
    let flat = flat::flatten(&tree);
    drop(tree);
    let top = flat.nodes.get(1).map_or(text.len() as u32, |node| node.start);
    let comments = directive::read(text, &flat.comments, top);
    let lower = || lower::lower(id, text, &flat, comments.pending);
    let (mut file, mut errors) = if flat.depth <= SHALLOW {
        lower()
    } else {
        let lowered = std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(DEEP_STACK);
            thread.spawn_scoped(scope, lower).ok()?.join().ok()
        });
        match lowered {
            Some(lowered) => lowered,
            None => return nothing(id, text, lower::TOO_DEEP.to_owned()),
        }
    };
    file.go_version = comments.go_version;
    file.directives.extend(comments.of_file);
    file.directives.sort_by_key(|directive| directive.pos);
    errors.extend(comments.errors);
    errors.sort_by_key(|error| error.offset);
    Parsed { file, errors, line_directives: comments.lines }
}

/// An empty file with one error.
fn nothing(id: FileId, text: &[u8], message: String) -> Parsed {
    Parsed {
        file: lower::empty_file(id, text.len() as u32),
        errors: vec![SyntaxError { offset: 0, message }],
        line_directives: Vec::new(),
    }
}
