//! One line for each finding, error and complaint: for quickfix lists, errorformats, problem matchers,
//! and whatever else reads `path:line:col: level: text`.
//!
//! ```text
//! ./m.go:7:11: note: &point{...} escapes to heap; 16 bytes: stored in a map (map-store)
//! ./m.go:9:1: error: missing return
//! ./m.go:4:14: error: new(int) escapes to heap; 8 bytes: stored in a package variable (noescape)
//! ```
//!
//! Levels are those that compilers have: what is a hint is a note.

use std::io::{self, Write};

use super::entry::{Entry, entries};
use crate::findings::Level;
use crate::findings::analysis::RootReport;
use crate::policy::Complaint;
use crate::ranking::Place;
use crate::source::DisplayPaths;
use crate::source::pos::SourceMap;
use crate::visible::visible;

/// Prints a package's errors and some of its findings, in the order of places.
pub fn write(
    out: &mut dyn Write,
    sources: &SourceMap,
    root: &RootReport,
    places: &[Place<'_>],
) -> io::Result<()> {
    let findings = places.iter().map(|place| (place.index, place.finding));
    let entries = entries(sources, root, findings, &[]);
    entries.iter().try_for_each(|entry| line(out, entry))
}

/// Prints one finding of a package.
pub fn write_place(
    out: &mut dyn Write,
    sources: &SourceMap,
    root: &RootReport,
    place: &Place<'_>,
) -> io::Result<()> {
    line(out, &Entry::of_finding(sources, &root.paths, place.finding, place.index))
}

/// Prints a complaint about a package.
pub fn write_complaint(
    out: &mut dyn Write,
    sources: &SourceMap,
    paths: &DisplayPaths,
    complaint: &Complaint,
) -> io::Result<()> {
    line(out, &Entry::of_complaint(sources, paths, complaint))
}

fn line(out: &mut dyn Write, entry: &Entry) -> io::Result<()> {
    writeln!(out, "{}", text(entry))
}

/// The line of an entry.
pub(super) fn text(entry: &Entry) -> String {
    let (place, level) = (&entry.place, word(entry.level));
    format!("{place}: {level}: {}", visible(&entry.with_name()))
}

/// What compilers call a level.
fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint | Level::Off => "note",
    }
}
