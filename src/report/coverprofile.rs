//! Findings as `go tool cover -html` shows coverage: heat in the source, by bytes. A profile's blocks
//! have as count the bytes that are allocated there.
//!
//! ```text
//! mode: count
//! ex.com/m/m.go:7.11,7.23 1 16
//! ```
//!
//! A block is what is underlined for people: the expression, as far as it is on the line of gc's
//! position. Blocks must not overlap, so an expression around another one is the pieces around it. What is
//! found at one place counts as a sum; where a package is there several times, as it is for its tests,
//! the largest counts. What is known at run time alone counts as one byte, what allocates nothing as none.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use super::view::marked;
use crate::findings::analysis::RootReport;
use crate::findings::cost::Cost;
use crate::ranking::FindingFilter;
use crate::ranking::fold::fold;
use crate::source::pos::{FileId, SourceMap};
use crate::source::{Loaded, Package};
use crate::visible::visible;

/// What is marked in a file: the first byte and the one after the last. What is around something else
/// stands before it.
type Mark = (u32, Reverse<u32>);

/// The bytes that are allocated at the marks of a file.
type Marks = BTreeMap<Mark, i64>;

/// What is allocated where.
#[derive(Default)]
pub struct Heat {
    /// By the path of the file.
    files: BTreeMap<String, (FileId, Marks)>,
}

impl Heat {
    /// What a package allocates.
    pub fn of(sources: &SourceMap, root: &RootReport, shown: FindingFilter) -> Heat {
        let mut heat = Heat::default();
        for folded in fold(root.explained()) {
            let finding = folded.finding;
            let file = sources.file(finding.pos.file);
            let is_shown = shown.shows(finding);
            // What has no text can't be shown.
            if !is_shown || file.text.is_empty() {
                continue;
            }
            let mark = marked(sources, finding);
            let (_, marks) = heat
                .files
                .entry(file.path.clone())
                .or_insert_with(|| (finding.pos.file, Marks::new()));
            let sum = marks.entry((mark.start as u32, Reverse(mark.end as u32))).or_default();
            *sum = sum.saturating_add(finding.cost.map_or(0, bytes));
        }
        heat
    }

    /// Takes in what another package allocates, or the same one once more.
    pub fn add(&mut self, other: Heat) {
        for (path, (file, marks)) in other.files {
            let (_, known) = self.files.entry(path).or_insert_with(|| (file, Marks::new()));
            for (mark, bytes) in marks {
                let most = known.entry(mark).or_default();
                *most = bytes.max(*most);
            }
        }
    }

    /// Writes the profile.
    pub fn write(
        &self,
        out: &mut dyn Write,
        sources: &SourceMap,
        loaded: &Loaded,
    ) -> io::Result<()> {
        let mut import_paths: BTreeMap<&Path, &str> = BTreeMap::new();
        for &id in &loaded.order {
            let package = &loaded.packages[id];
            if let Some(path) = import_path(loaded, package) {
                import_paths.entry(&package.dir).or_insert(path);
            }
        }
        writeln!(out, "mode: count")?;
        for (path, (file, marks)) in &self.files {
            let name = name(&import_paths, path);
            let file = sources.file(*file);
            for (start, end, bytes) in pieces(marks) {
                let (start, end) = (file.line_col(start), file.line_col(end));
                writeln!(
                    out,
                    "{}:{}.{},{}.{} 1 {bytes}",
                    visible(&name),
                    start.line,
                    start.column,
                    end.line,
                    end.column
                )?;
            }
        }
        Ok(())
    }
}

/// The bytes of a cost; at least one of what is known at run time alone.
fn bytes(cost: Cost) -> i64 {
    match cost.allocates() {
        true => cost.heap_bytes().map_or(1, |bytes| bytes.max(1)),
        false => 0,
    }
}

/// The import path of a package's directory, if that has one.
fn import_path<'a>(loaded: &Loaded, package: &'a Package) -> Option<&'a str> {
    let path = package.import_path.as_str();
    if let Some(tested) = package.for_test.map(|tested| tested.as_str())
        && path.strip_suffix("_test") == Some(tested)
    {
        return Some(tested);
    }
    // Those of files that are named, and of directories outside of all modules.
    let is_file = |file: &Path| file == loaded.cwd.join(path);
    let is_made_up = path == "command-line-arguments"
        || path.starts_with('_')
        || package.files.iter().any(|file| is_file(&file.path));
    (!is_made_up).then_some(path)
}

/// What the go command calls a file: its import path, or else its absolute path.
fn name(import_paths: &BTreeMap<&Path, &str>, path: &str) -> String {
    let file = Path::new(path);
    let found = file.parent().and_then(|dir| import_paths.get(dir)).zip(file.file_name());
    match found {
        Some((import_path, base)) => format!("{import_path}/{}", base.to_string_lossy()),
        None => path.to_owned(),
    }
}

/// Marks as pieces that don't overlap, in order: each byte belongs to the innermost mark that it is in.
fn pieces(marks: &Marks) -> Vec<(u32, u32, i64)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut piece = |at: &mut u32, end: u32, bytes: i64| {
        if *at < end {
            pieces.push((*at, end, bytes));
            *at = end;
        }
    };
    // Those around the place that was come to, the innermost last: where they end, and their bytes.
    let mut around: Vec<(u32, i64)> = Vec::new();
    for (&(start, Reverse(end)), &bytes) in marks {
        while let Some((end, bytes)) = around.pop_if(|(end, _)| *end <= start) {
            piece(&mut at, end, bytes);
        }
        if let Some(&(_, bytes)) = around.last() {
            piece(&mut at, start, bytes);
        }
        at = at.max(start);
        around.push((end, bytes));
    }
    while let Some((end, bytes)) = around.pop() {
        piece(&mut at, end, bytes);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_within_cuts_what_is_around() {
        let marks = |marks: &[(u32, u32, i64)]| -> Marks {
            marks.iter().map(|&(start, end, bytes)| ((start, Reverse(end)), bytes)).collect()
        };
        for (given, want) in [
            (&[(1, 9, 16), (3, 5, 8)][..], &[(1, 3, 16), (3, 5, 8), (5, 9, 16)][..]),
            (&[(1, 9, 1), (1, 4, 2), (4, 9, 3)], &[(1, 4, 2), (4, 9, 3)]),
            (
                &[(1, 9, 1), (2, 8, 2), (3, 4, 3)],
                &[(1, 2, 1), (2, 3, 2), (3, 4, 3), (4, 8, 2), (8, 9, 1)],
            ),
            (&[(1, 2, 1), (5, 5, 7), (6, 7, 2)], &[(1, 2, 1), (6, 7, 2)]),
            (&[(1, 5, 1), (3, 8, 2)], &[(1, 3, 1), (3, 8, 2)]),
        ] {
            assert_eq!(pieces(&marks(given)), want, "{given:?}");
        }
    }
}
