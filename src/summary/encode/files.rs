//! The source files that something of a summary stands in.

use std::collections::BTreeSet;

use super::Numbering;
use crate::source::pos::{FileId, SourceMap};
use crate::summary::bytes::Writer;
use crate::types::info::{CheckedFile, Package};

/// Whether positions are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Positions {
    /// They are.
    Kept,
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
        let starts = &self.sources.file(id).line_starts;
        let line = starts.partition_point(|&start| start <= offset).saturating_sub(1);
        self.lines[number].insert(line as u32);
        offset
    }

    /// A record for each file.
    pub(super) fn records(&self) -> Vec<Vec<u8>> {
        (0..self.numbers.items.len()).map(|number| self.record(number)).collect()
    }

    /// The name of a file, its language version, where those of its lines start that something
    /// stands on, and its line directives.
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
        w.byte(u8::from(checked.is_some_and(|file| file.ast.go_version.is_some())));
        let lines = self.lines.get(number);
        w.len(lines.map_or(0, BTreeSet::len));
        let (mut last_line, mut last_start) = (0, 0);
        for &line in lines.into_iter().flatten() {
            let start = file.line_starts.get(line as usize).copied().unwrap_or(last_start);
            w.uint(u64::from(line - last_line));
            w.uint(u64::from(start - last_start));
            (last_line, last_start) = (line, start);
        }
        let directives = match self.positions {
            Positions::Kept => file.line_directives(),
            Positions::LeftOut => &[],
        };
        w.len(directives.len());
        for directive in directives {
            w.uint(u64::from(directive.offset));
            w.block(directive.path.as_bytes());
            w.uint(u64::from(directive.line));
            w.uint(u64::from(directive.column));
        }
        w.bytes
    }
}
