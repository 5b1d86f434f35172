//! The source files that something of a summary stands in.

use std::collections::BTreeSet;

use super::Numbering;
use crate::source::pos::{FileId, Pos, SourceFile, SourceMap};
use crate::summary::bytes::Writer;
use crate::summary::format::{file_flags, position};
use crate::types::info::{CheckedFile, Package};

/// Whether positions are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Positions {
    /// They are, as bytes of the file.
    Kept,
    /// They are, as lines and columns ([`format::position`](crate::summary::format::position)): what
    /// stands on the same lines and columns as before is written as before.
    ByLine,
    /// All are zero: what is left doesn't change when something moves.
    LeftOut,
}

/// Files as they are met, with their lines.
pub(super) struct Files<'a> {
    sources: &'a SourceMap,
    package: &'a Package,
    positions: Positions,
    /// Files by id, each with its index in the package.
    numbers: Numbering<(FileId, u32)>,
    /// The lines of each file, from 0, that something stands on.
    lines: Vec<BTreeSet<u32>>,
}

impl<'a> Files<'a> {
    /// None so far, of a package.
    pub(super) fn of(
        sources: &'a SourceMap,
        package: &'a Package,
        positions: Positions,
    ) -> Files<'a> {
        Files { sources, package, positions, numbers: Numbering::new(), lines: Vec::new() }
    }

    /// The number of a file of the package.
    pub(super) fn number(&mut self, file: FileId) -> Option<u32> {
        let index = self.package.files.iter().position(|own| own.ast.id == file)?;
        Some(self.numbers.add((file, index as u32)))
    }

    /// The number of the package's file of this index.
    pub(super) fn at(&mut self, index: u32, file: &CheckedFile) -> u32 {
        self.numbers.add((file.ast.id, index))
    }

    /// Notes that something stands at an offset of a file, and says what to write.
    pub(super) fn place(&mut self, number: u32, offset: u32) -> u32 {
        let number = number as usize;
        let Some(&(id, _)) = self.numbers.items.get(number) else { return offset };
        if self.positions == Positions::LeftOut {
            return 0;
        }
        if self.lines.len() <= number {
            self.lines.resize_with(number + 1, BTreeSet::new);
        }
        let file = self.sources.file(id);
        self.lines[number].insert(file.line_col(offset).line - 1);
        self.written(file, offset)
    }

    /// The same for an object that is named in the file, and may stand in another one, as a field does:
    /// where it stands there is no place in this one.
    pub(super) fn place_of(&mut self, number: u32, pos: Option<Pos>) -> u32 {
        let own = self.numbers.items.get(number as usize).map(|&(id, _)| id);
        let offset = match (pos, self.positions) {
            (Some(pos), Positions::ByLine) if Some(pos.file) != own => 0,
            (Some(pos), _) => pos.offset,
            (None, _) => 0,
        };
        self.place(number, offset)
    }

    /// What is written of an offset in a file.
    fn written(&self, file: &SourceFile, offset: u32) -> u32 {
        match self.positions {
            Positions::Kept => offset,
            Positions::ByLine => position::of(file.line_col(offset)),
            Positions::LeftOut => 0,
        }
    }

    /// A record for each file.
    pub(super) fn records(&self) -> Vec<Vec<u8>> {
        (0..self.numbers.items.len()).map(|number| self.record(number)).collect()
    }

    /// The name of a file, its language version, where those of its lines start that something
    /// stands on, or how many lines there are about, and its line directives.
    fn record(&self, number: usize) -> Vec<u8> {
        let mut w = Writer::default();
        let Some(&(id, index)) = self.numbers.items.get(number) else { return w.bytes };
        let file = self.sources.file(id);
        let name = file.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let checked = self.package.files.get(index as usize);
        w.block(name.as_bytes());
        let (major, minor) = checked.map_or((0, 0), |file| file.version);
        w.uint(u64::from(major));
        w.uint(u64::from(minor));
        let asks = checked.is_some_and(|file| file.ast.go_version.is_some());
        let by_line = self.positions == Positions::ByLine;
        let version = u8::from(asks) * file_flags::VERSION;
        w.byte(version | (u8::from(by_line) * file_flags::BY_LINE));
        let lines = self.lines.get(number);
        let directives = match self.positions {
            Positions::Kept | Positions::ByLine => file.line_directives(),
            Positions::LeftOut => &[],
        };
        match self.positions {
            Positions::ByLine => {
                let last = lines.and_then(BTreeSet::last).copied().unwrap_or(0);
                let directed = directives.last().map_or(0, |last| file.line_col(last.offset).line);
                w.uint(u64::from(position::lines(last.max(directed) + 1)));
            }
            Positions::Kept | Positions::LeftOut => write_lines(&mut w, file, lines),
        }
        w.len(directives.len());
        for directive in directives {
            w.uint(u64::from(self.written(file, directive.offset)));
            w.block(directive.path.as_bytes());
            w.uint(u64::from(directive.line));
            w.uint(u64::from(directive.column));
        }
        w.bytes
    }
}

/// Where lines start.
fn write_lines(w: &mut Writer, file: &SourceFile, lines: Option<&BTreeSet<u32>>) {
    w.len(lines.map_or(0, BTreeSet::len));
    let (mut last_line, mut last_start) = (0, 0);
    for &line in lines.into_iter().flatten() {
        let start = file.line_starts.get(line as usize).copied().unwrap_or(last_start);
        w.uint(u64::from(line - last_line));
        w.uint(u64::from(start - last_start));
        (last_line, last_start) = (line, start);
    }
}
