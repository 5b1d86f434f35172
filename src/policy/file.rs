//! A file as guards see it: its comments, and which code each of them is about.
//!
//! ```go
//! x := f(p) //goesc:noescape   // after code: about this line
//!
//! //goesc:noescape             // alone: about the next line, other comments skipped
//! y := f(q)
//!
//! //goesc:noescape
//!                              // a blank line between: about nothing
//! z := f(r)
//! ```

use crate::findings::PrintedPos;
use crate::source::DisplayPaths;
use crate::source::pos::{FileId, Pos, SourceFile, SourceMap};
use crate::syntax::outline::{Comment, Function, Outline};

/// A file and its outline.
pub(super) struct GuardedFile<'a> {
    pub(super) id: FileId,
    pub(super) outline: Outline,
    file: &'a SourceFile,
    sources: &'a SourceMap,
    paths: &'a DisplayPaths,
}

/// Some code that a comment is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scope {
    /// A line, from its first byte to the line break.
    Line(u32, u32),
    /// A declared function.
    Function(Function),
}

impl Scope {
    pub(super) fn contains(self, offset: u32) -> bool {
        match self {
            Scope::Line(start, end) => (start..end).contains(&offset),
            Scope::Function(function) => function.contains(offset),
        }
    }
}

impl<'a> GuardedFile<'a> {
    pub(super) fn read(
        id: FileId,
        sources: &'a SourceMap,
        paths: &'a DisplayPaths,
    ) -> GuardedFile<'a> {
        let file = sources.file(id);
        GuardedFile { id, outline: Outline::read(&file.text), file, sources, paths }
    }

    pub(super) fn pos(&self, offset: u32) -> Pos {
        Pos { file: self.id, offset }
    }

    pub(super) fn place(&self, offset: u32) -> PrintedPos {
        self.place_of(self.pos(offset))
    }

    /// The place of a position in any file, as it is printed of this file's package.
    pub(super) fn place_of(&self, pos: Pos) -> PrintedPos {
        PrintedPos::of(self.sources, self.paths, pos)
    }

    /// The text of a comment, without white space at its end.
    pub(super) fn text(&self, comment: Comment) -> String {
        let text = self.file.text.get(comment.start as usize..comment.end as usize);
        String::from_utf8_lossy(text.unwrap_or(&[])).trim_end().to_owned()
    }

    /// The line of a byte, from its first byte to the line break or the end of the file.
    pub(super) fn line(&self, offset: u32) -> (u32, u32) {
        self.numbered_line(self.file.line_col(offset).line as usize)
    }

    /// A line by its number, from 1.
    fn numbered_line(&self, number: usize) -> (u32, u32) {
        let length = self.file.text.len() as u32;
        let start = |line: usize| self.file.line_starts.get(line).copied();
        let first = start(number - 1).unwrap_or(length);
        (first, start(number).map_or(length, |next| next - 1))
    }

    /// The line that a comment is about: its own, if there is code before it, and otherwise the
    /// first one below that isn't a comment alone. None if that is blank or only closes
    /// something.
    pub(super) fn line_about(&self, comment: Comment) -> Option<(u32, u32)> {
        let number = self.file.line_col(comment.start).line as usize;
        let own = self.numbered_line(number);
        if self.outline.has_token_in(own.0, comment.start) {
            return Some(own);
        }
        for below in number + 1..=self.file.line_starts.len() {
            let line = self.numbered_line(below);
            if self.outline.has_token_in(line.0, line.1) {
                return self.outline.code_in(line.0, line.1).map(|_| line);
            }
            if !self.has_comment(line) {
                return None;
            }
        }
        None
    }

    fn has_comment(&self, line: (u32, u32)) -> bool {
        let comments = &self.outline.comments;
        let first = comments.partition_point(|comment| comment.start < line.0);
        comments.get(first).is_some_and(|comment| comment.start < line.1)
    }

    /// The function whose declaration begins on a line.
    pub(super) fn function_on(&self, line: (u32, u32)) -> Option<Function> {
        let functions = &self.outline.functions;
        let first = functions.partition_point(|function| function.start < line.0);
        functions.get(first).copied().filter(|function| function.start < line.1)
    }

    /// The function that a byte is in.
    pub(super) fn function_around(&self, offset: u32) -> Option<Function> {
        self.outline.functions.iter().copied().find(|function| function.contains(offset))
    }

    /// Whether a byte is in code that does something: a function or a package variable.
    pub(super) fn is_compiled(&self, offset: u32) -> bool {
        self.function_around(offset).is_some()
            || self.outline.variables.iter().any(|&(start, end)| (start..end).contains(&offset))
    }
}
