//! For people: what allocates, file by file, each with its source line, its cause and one thing
//! that helps.
//!
//! ```text
//! m.go: 1 allocation
//!
//! warning[map-store]: &point{...} escapes to heap
//!   ┌─ m.go:7:11
//!   │
//! 7 │     m["p"] = &point{1, 2}
//!   │              ^^^^^^^^^^^^ 16 bytes: stored in a map
//!   │
//!   = help: Store values without pointers (`map[string]point`): ...
//! ```

use std::io::{self, Write};

use codespan_reporting::diagnostic::{Diagnostic, Label, Severity};

use super::Completeness;
use super::fold::{Folded, fold, message};
use super::uncompiled;
use super::view::{Colour, Printer, marked, token};
use crate::findings::analysis::{RootReport, SourceError};
use crate::findings::{Explained, Level, PrintedPos, Verdict};
use crate::source::DisplayPaths;
use crate::source::pos::{FileId, SourceMap};
use crate::visible::visible;

/// Which findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingFilter {
    /// Those that allocate at run time.
    Allocations,
    /// All.
    Everything,
}

/// How much there was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Findings that allocate.
    pub allocations: usize,
    /// Files with such findings.
    pub files: usize,
    /// Findings that aren't shown.
    pub unreported: usize,
    /// Errors in the source.
    pub errors: usize,
}

impl Totals {
    /// Both together.
    pub fn plus(self, other: Totals) -> Totals {
        Totals {
            allocations: self.allocations + other.allocations,
            files: self.files + other.files,
            unreported: self.unreported + other.unreported,
            errors: self.errors + other.errors,
        }
    }
}

/// Writes the line after all packages.
pub fn write_totals(out: &mut dyn Write, totals: Totals, done: Completeness) -> io::Result<()> {
    let Totals { allocations, files, unreported, errors } = totals;
    let found = format!("{} in {}", count(allocations, "allocation"), count(files, "file"));
    match (allocations, done) {
        (0, Completeness::Complete) => write!(out, "no allocations")?,
        // There may be some.
        (0, Completeness::Partial) => write!(out, "not everything could be analyzed")?,
        (_, Completeness::Complete) => write!(out, "{found}")?,
        (_, Completeness::Partial) => write!(out, "{found}; not everything could be analyzed")?,
    }
    if errors > 0 {
        write!(out, "; {} in the source", count(errors, "error"))?;
    }
    match unreported {
        0 => writeln!(out),
        _ => writeln!(out, "; {} of no allocation not shown (--all)", count(unreported, "finding")),
    }
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

/// Prints a package's errors and findings.
pub fn write(
    out: &mut dyn Write,
    sources: &SourceMap,
    root: &RootReport,
    colour: Colour,
    shown: FindingFilter,
) -> io::Result<Totals> {
    let paths = &root.paths;
    let mut printer = Printer::new(sources, paths, colour);
    let mut totals = Totals { errors: root.errors.len(), ..Totals::default() };
    for error in &root.errors {
        printer.emit(&of_error(error))?;
    }
    let folded = fold(root.explained());
    let mut rest = folded.as_slice();
    while let Some(first) = rest.first() {
        let path = &first.finding.place.path;
        let length = rest.iter().take_while(|f| f.finding.place.path == *path).count();
        let (file, others) = rest.split_at(length);
        rest = others;
        let allocations = file.iter().filter(|f| f.finding.is_allocation()).count();
        let reported = file.iter().filter(|f| f.finding.is_reported()).count();
        totals.allocations += allocations;
        totals.files += usize::from(allocations > 0);
        if shown == FindingFilter::Allocations {
            totals.unreported += length - reported;
            if reported == 0 {
                continue;
            }
        }
        printer.heading(path, &count(allocations, "allocation"))?;
        for folded in file {
            if shown == FindingFilter::Everything || folded.finding.is_reported() {
                let diagnostic = of_finding(sources, paths, folded);
                printer.emit_at(&diagnostic, folded.finding.pos)?;
            }
        }
    }
    out.write_all(&printer.buffer)?;
    if let Some(note) = uncompiled::note(root) {
        writeln!(out, "{note}\n")?;
    }
    Ok(totals)
}

fn of_error(error: &SourceError) -> Diagnostic<FileId> {
    let at = error.pos.offset as usize;
    Diagnostic::error()
        .with_message(visible(&error.message))
        .with_label(Label::primary(error.pos.file, at..at))
}

fn of_finding(
    sources: &SourceMap,
    paths: &DisplayPaths,
    folded: &Folded<'_>,
) -> Diagnostic<FileId> {
    let finding = folded.finding;
    let allocates = finding.cost.is_some_and(|cost| cost.allocates());
    let severity = match (finding.level, finding.verdict()) {
        (Some(Level::Error), _) => Severity::Error,
        (Some(Level::Warning), _) => Severity::Warning,
        (Some(Level::Hint), _) => Severity::Help,
        (_, Verdict::Heap | Verdict::Silent | Verdict::Stack) if allocates => Severity::Warning,
        (_, Verdict::Leak | Verdict::Heap) => Severity::Note,
        (_, Verdict::Stack | Verdict::Silent | Verdict::Note | Verdict::Trace) => Severity::Help,
    };
    let why = finding.rule.map(|rule| rule.definition().label);
    let mut label = finding.cost.map_or_else(String::new, |cost| cost.to_string());
    let elsewhere = finding.cause.filter(|cause| {
        cause.file == finding.pos.file && sources.line(*cause) != sources.line(finding.pos)
    });
    if let (Some(why), None) = (why, elsewhere) {
        if !label.is_empty() {
            label.push_str(": ");
        }
        label.push_str(why);
    }
    let at = marked(sources, finding);
    let mut diagnostic = Diagnostic::new(severity)
        .with_message(visible(&message(sources, finding)))
        .with_label(Label::primary(finding.pos.file, at).with_message(label));
    if let (Some(why), Some(cause)) = (why, elsewhere) {
        let label = Label::secondary(cause.file, token(sources, cause)).with_message(why);
        diagnostic = diagnostic.with_label(label);
    }
    if let Some(rule) = finding.rule {
        diagnostic = diagnostic.with_code(rule.name());
    }
    if let Some(help) = help(finding) {
        diagnostic = diagnostic.with_note(format!("help: {help}"));
    }
    if let Some(&pos) = finding.inlined.last() {
        let place = PrintedPos::of(sources, paths, pos);
        diagnostic = diagnostic.with_note(format!("inlined from {place}"));
    }
    if let Some(assumed) = finding.assumed {
        diagnostic = diagnostic.with_note(format!("assumed: {}", visible(&assumed.to_string())));
    }
    if folded.instances > 1 {
        let note = format!("the same in {} instances of the function", folded.instances);
        diagnostic = diagnostic.with_note(note);
    }
    diagnostic
}

/// The one thing that helps against what allocates.
pub(super) fn help(finding: &Explained) -> Option<&'static str> {
    let rule = finding.rule.filter(|_| finding.cost.is_some_and(|cost| cost.allocates()))?;
    Some(first_sentence(rule.definition().helps))
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}
