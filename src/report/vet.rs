//! What `go vet` prints: the text of an analysis tool, or the JSON from which the go command makes
//! that text (`golang.org/x/tools/go/analysis/unitchecker`).
//!
//! ```text
//! /m/m.go:4:14: new(int) escapes to heap; 8 bytes: stored in a package variable (noescape)
//! ```
//!
//! Places are those that the compiler prints, with absolute paths and all columns: in a package that uses cgo the files
//! are made by it, and lead back to the user's by `//line` directives.

use std::io::{self, Write};

use serde::Serialize;

use super::entry::{Entry, Told};
use super::source::words;
use crate::findings::PrintedPos;
use crate::policy::Complaint;
use crate::source::pos::Pos;
use crate::visible::visible;

/// The name of the analysis in the JSON.
const ANALYSIS: &str = "goesc";

/// Which of what there is to tell is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// What makes a check fail.
    Forbidden,
    /// The same, and all that allocates.
    Allocations,
}

/// One line of `go vet`.
#[derive(Serialize)]
struct Diagnostic {
    category: &'static str,
    posn: String,
    end: String,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related>,
}

#[derive(Serialize)]
struct Related {
    posn: String,
    end: String,
    message: String,
}

/// Prints as text, and tells whether there was something.
pub fn write_text(out: &mut dyn Write, told: &Told<'_>, wanted: Wanted) -> io::Result<bool> {
    let diagnostics = diagnostics(told, wanted);
    for Diagnostic { posn, message, related, .. } in &diagnostics {
        writeln!(out, "{posn}: {message}")?;
        for Related { posn, message, .. } in related {
            writeln!(out, "{posn}: \t{message}")?;
        }
    }
    Ok(!diagnostics.is_empty())
}

/// Prints as JSON, of the package that `id` names.
pub fn write_json(
    out: &mut dyn Write,
    id: &str,
    told: &Told<'_>,
    wanted: Wanted,
) -> io::Result<()> {
    let diagnostics = diagnostics(told, wanted);
    if diagnostics.is_empty() {
        return writeln!(out, "{{}}");
    }
    let tree = serde_json::json!({ id: { ANALYSIS: diagnostics } });
    serde_json::to_writer_pretty(&mut *out, &tree)?;
    writeln!(out)
}

fn diagnostics(told: &Told<'_>, wanted: Wanted) -> Vec<Diagnostic> {
    let is_wanted =
        |entry: &Entry| told.fails(entry) || entry.index.is_some() && wanted == Wanted::Allocations;
    let findings = told.entries_of_findings();
    let findings = findings.into_iter().map(|entry| {
        let place = entry.index.and_then(|index| told.root.explained().get(index));
        let place = place.map(|finding| finding.place.clone());
        (entry, place, Vec::new())
    });
    let complaints = told.complaints.iter().map(|complaint| {
        let entry = Entry::of_complaint(told.sources, &told.root.paths, complaint);
        (entry, Some(complaint.place.clone()), related(complaint))
    });
    let mut all: Vec<(PrintedPos, Diagnostic)> = findings
        .chain(complaints)
        .filter(|(entry, ..)| is_wanted(entry))
        .filter_map(|(entry, place, related)| {
            let mut place = place?;
            // The compiler's positions hold no large column; the file itself is as wide as it is.
            if place.column == 0
                && place.path == entry.place.path
                && place.line == entry.place.at.line
            {
                place.column = entry.place.at.column;
            }
            let posn = posn(&place);
            let message = visible(&entry.with_name()).into_owned();
            let category = entry.name;
            Some((place, Diagnostic { category, end: posn.clone(), posn, message, related }))
        })
        .collect();
    all.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.message.cmp(&other.message)));
    all.dedup_by(|(a, one), (b, other)| a == b && one.message == other.message);
    all.into_iter().map(|(_, diagnostic)| diagnostic).collect()
}

/// The way to what violates an assertion, and the assertion.
fn related(complaint: &Complaint) -> Vec<Related> {
    let at = |place: &PrintedPos, message: &str| {
        let posn = posn(place);
        Related { end: posn.clone(), posn, message: visible(message).into_owned() }
    };
    let steps = complaint.steps.iter().map(|(place, step)| at(place, &words(step)));
    let asked = complaint.asked.iter().map(|asked| at(&asked.place, &asked.text));
    steps.chain(asked).collect()
}

/// A place as the go command reads it: file, line and column. Where no column is known, it is the first.
fn posn(place: &PrintedPos) -> String {
    format!("{}:{}:{}", visible(&place.path), place.line, place.column.max(1))
}

impl Told<'_> {
    /// What is found that is written somewhere, each with its place.
    fn entries_of_findings(&self) -> Vec<Entry> {
        let entries = self.entries().into_iter();
        let is_placed = |entry: &Entry| {
            let finding = entry.index.and_then(|index| self.root.explained().get(index));
            finding.is_some_and(|finding| finding.pos != Pos::autogenerated())
        };
        entries.filter(is_placed).collect()
    }
}
