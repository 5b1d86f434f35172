//! Positions in source files, and the table of files that gives them a name, line and column.

use std::sync::{Arc, OnceLock};

use crate::define_ids;
use crate::id::Id;

define_ids! {
    /// A source file of the [`SourceMap`].
    pub FileId;
}

/// A byte in a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Pos {
    /// The file.
    pub file: FileId,
    /// Bytes from the start of the file.
    pub offset: u32,
}

/// A file as read: name, text and where its lines begin.
#[derive(Debug)]
pub struct SourceFile {
    /// The path, absolute where the file came from disk.
    pub path: String,
    /// The bytes of the file, not necessarily valid UTF-8.
    pub text: Arc<[u8]>,
    /// Offsets of the first byte of each line; the first is 0.
    pub line_starts: Vec<u32>,
    line_directives: OnceLock<Vec<LineDirective>>,
}

/// A `//line` or `/*line*/` directive: from `offset` on, positions are reported as in `path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineDirective {
    /// The first byte that the directive governs.
    pub offset: u32,
    /// The file to report; relative paths are relative to the directory of the real file.
    pub path: String,
    /// The line to report for the line of `offset`.
    pub line: u32,
    /// The column to report for `offset`; 0 when the directive names none, and then no column
    /// is reported.
    pub column: u32,
}

/// A line and a byte column, both from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LineCol {
    /// The line, from 1.
    pub line: u32,
    /// The byte column, from 1.
    pub column: u32,
}

impl SourceFile {
    /// A file with its lines counted and no line directives.
    pub fn new(path: String, text: Arc<[u8]>) -> SourceFile {
        let mut line_starts = vec![0];
        line_starts.extend(
            text.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i as u32 + 1),
        );
        SourceFile { path, text, line_starts, line_directives: OnceLock::new() }
    }

    /// A file of which only the offsets of the first byte of each line are known.
    pub fn without_text(path: String, mut line_starts: Vec<u32>) -> SourceFile {
        if line_starts.first() != Some(&0) {
            line_starts.insert(0, 0);
        }
        SourceFile { path, text: Arc::from([]), line_starts, line_directives: OnceLock::new() }
    }

    /// `//line` and `/*line*/` directives in order of their offset; none before the file was
    /// parsed.
    pub fn line_directives(&self) -> &[LineDirective] {
        self.line_directives.get().map_or(&[], Vec::as_slice)
    }

    /// Stores the directives that the parser found. Only the first call counts.
    pub fn set_line_directives(&self, directives: Vec<LineDirective>) {
        let _ = self.line_directives.set(directives);
    }

    /// The physical line and column of an offset, directives ignored.
    pub fn line_col(&self, offset: u32) -> LineCol {
        let line = self.line_starts.partition_point(|&start| start <= offset);
        let start = self.line_starts[line - 1];
        LineCol { line: line as u32, column: offset - start + 1 }
    }
}

/// All files of an analysis. Shared by threads; it only grows.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: boxcar::Vec<SourceFile>,
}

impl SourceMap {
    /// An empty table.
    pub fn new() -> SourceMap {
        SourceMap::default()
    }

    /// Adds a file.
    pub fn add(&self, file: SourceFile) -> FileId {
        FileId::from_index(self.files.push(file))
    }

    /// The file of an id that this table gave out.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.index()]
    }
}
