//! Files that are edited: a parse that starts from the last one.
//!
//! tree-sitter parses again only what an edit touches, and only declarations that differ are
//! lowered again; the others are the same objects, with other bases. The result is the same as
//! that of a parse from nothing.
//!
//! ```go
//! func f() { g() }      // edited: a new declaration
//! func h() {}           // the same [`TopLevel`](super::ast::TopLevel), a few bytes further on
//! ```

use std::ops::Range;
use std::sync::Arc;

use tree_sitter::{InputEdit, Point, Tree};

use crate::source::pos::FileId;

use super::ast::Offset;
use super::lower::KnownDecls;
use super::{ParseFrom, ParsedFile, parse_with};

/// A change of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// The bytes that are replaced. What lies beyond the end of the text is not.
    pub range: Range<Offset>,
    /// What replaces them.
    pub text: Box<[u8]>,
}

/// A file that can be edited: its text, and what the next parse of it starts from. It takes about
/// ten times the room of the text.
#[derive(Debug)]
pub struct EditedFile {
    text: Arc<[u8]>,
    tree: Option<Tree>,
    known: KnownDecls,
}

impl EditedFile {
    /// Parses a file that is to be edited.
    pub fn parse(id: FileId, text: Arc<[u8]>) -> (EditedFile, ParsedFile) {
        let mut file = EditedFile { text, tree: None, known: KnownDecls::default() };
        let parsed = file.parse_again(id);
        (file, parsed)
    }

    /// The text.
    pub fn text(&self) -> &Arc<[u8]> {
        &self.text
    }

    /// Holds a text that is equal to its own instead of that, so that there is one in memory.
    pub fn share(&mut self, text: &Arc<[u8]>) {
        debug_assert_eq!(self.text, *text);
        self.text = Arc::clone(text);
    }

    /// Makes edits, each in the text that the one before leaves, and parses the file as the one
    /// of this id. Declarations that no edit changes are the same objects as before.
    pub fn reparse(&mut self, id: FileId, edits: &[Edit]) -> ParsedFile {
        let mut text = self.text.to_vec();
        // tree-sitter is given a line break after a text that ends without one.
        let mut is_ended = text.ends_with(b"\n");
        for edit in edits {
            let end = (edit.range.end as usize).min(text.len());
            let start = (edit.range.start as usize).min(end);
            let (start_position, old_end_position) = (point(&text, start), point(&text, end));
            text.splice(start..end, edit.text.iter().copied());
            let new_end = start + edit.text.len();
            is_ended &= text.ends_with(b"\n");
            if let Some(tree) = &mut self.tree {
                tree.edit(&InputEdit {
                    start_byte: start,
                    old_end_byte: end,
                    new_end_byte: new_end,
                    start_position,
                    old_end_position,
                    new_end_position: point(&text, new_end),
                });
            }
        }
        if !is_ended {
            self.tree = None;
        }
        self.text = text.into();
        self.parse_again(id)
    }

    fn parse_again(&mut self, id: FileId) -> ParsedFile {
        let mut start = ParseFrom::Edited { tree: &mut self.tree, known: &mut self.known };
        parse_with(id, &self.text, &mut start)
    }
}

/// Row and column of a byte, both from 0.
fn point(text: &[u8], offset: usize) -> Point {
    let before = &text[..offset];
    let row = memchr::memchr_iter(b'\n', before).count();
    let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    Point { row, column: offset - start }
}
