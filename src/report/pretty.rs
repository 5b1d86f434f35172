//! For people: what allocates, file by file, each with its source line, its cause and one thing
//! that helps.
//!
//! ```text
//! m.go: 1 allocation
//!
//! note[map-store]: &point{...} escapes to heap
//!   ┌─ m.go:7:11
//!   │
//! 7 │     m["p"] = &point{1, 2}
//!   │              ^^^^^^^^^^^^ 16 bytes: stored in a map
//!   │
//!   = help: Hold `point` values, in a `map[string]point`: 16 bytes copied instead of ...
//! ```

use std::io::{self, Write};

use codespan_reporting::diagnostic::{Diagnostic, Label, Severity};

use super::frequency::{each_round, inlined_calls, loops};
use super::message::message;
use super::suggestion::help;
use super::summary::{count, grouped};
use super::uncompiled;
use super::view::{Look, Printer, marked, token};
use super::ways;
use crate::findings::analysis::{RootReport, SourceError};
use crate::findings::{Level, PrintedPos};
use crate::ranking::{Basis, Order, Place};
use crate::source::DisplayPaths;
use crate::source::pos::{FileId, SourceMap};
use crate::visible::visible;

/// Prints the errors of a package.
pub fn write_errors(
    out: &mut dyn Write,
    sources: &SourceMap,
    root: &RootReport,
    look: Look,
) -> io::Result<()> {
    let mut printer = Printer::new(sources, &root.paths, look);
    for error in &root.errors {
        printer.emit_at(&of_error(error), error.pos)?;
    }
    out.write_all(&printer.buffer)
}

/// Prints why there is nothing of a package that gc doesn't compile, if so.
pub fn write_uncompiled(out: &mut dyn Write, root: &RootReport) -> io::Result<()> {
    match uncompiled::note(root) {
        Some(note) => writeln!(out, "{note}\n"),
        None => Ok(()),
    }
}

/// Prints findings of a package, in the order of places, file by file.
pub fn write_places(
    out: &mut dyn Write,
    sources: &SourceMap,
    root: &RootReport,
    look: Look,
    places: &[Place<'_>],
) -> io::Result<()> {
    let mut printer = Printer::new(sources, &root.paths, look);
    for file in places.chunk_by(|a, b| a.finding.place.path == b.finding.place.path) {
        let allocations = file.iter().filter(|place| place.finding.is_allocation()).count();
        if let Some(first) = file.first() {
            printer.heading(&first.finding.place.path, &count(allocations, "allocation"))?;
        }
        for place in file {
            let diagnostic = of_finding(sources, &root.paths, place, Order::Place);
            printer.emit_at(&diagnostic, place.finding.pos)?;
        }
    }
    out.write_all(&printer.buffer)
}

/// Prints a finding among those of other packages, with what it weighs.
pub fn write_weighed(
    out: &mut dyn Write,
    sources: &SourceMap,
    root: &RootReport,
    look: Look,
    place: &Place<'_>,
) -> io::Result<()> {
    let mut printer = Printer::new(sources, &root.paths, look);
    let diagnostic = of_finding(sources, &root.paths, place, Order::Weight);
    printer.emit_at(&diagnostic, place.finding.pos)?;
    out.write_all(&printer.buffer)
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
    place: &Place<'_>,
    order: Order,
) -> Diagnostic<FileId> {
    let finding = place.finding;
    let severity = match finding.reported_level() {
        Some(Level::Error) => Severity::Error,
        Some(Level::Warning) => Severity::Warning,
        // As compilers and SARIF call a hint.
        Some(Level::Hint | Level::Off) => Severity::Note,
        // What is shown beside what is reported.
        None if finding.is_allocation() => Severity::Note,
        None => Severity::Help,
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
    if let Some(ways) = ways::words(sources, finding) {
        diagnostic = diagnostic.with_note(ways);
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
    if place.instances > 1 {
        let note = format!("the same in {} instances of the function", place.instances);
        diagnostic = diagnostic.with_note(note);
    }
    if let Some(note) = weighed(place, order) {
        diagnostic = diagnostic.with_note(note);
    }
    diagnostic
}

/// How often it happens, and in how many calls; what that makes, where findings stand by weight.
fn weighed(place: &Place<'_>, order: Order) -> Option<String> {
    let loops = match order {
        Order::Place => each_round(place.finding, place.frequency).map(str::to_owned),
        Order::Weight => loops(place.frequency),
    };
    let calls = inlined_calls(place.inlined);
    let parts: Vec<String> = loops.into_iter().chain(calls).collect();
    match order {
        Order::Place => (!parts.is_empty()).then(|| parts.join("; ")),
        Order::Weight => {
            let basis = match place.basis {
                Basis::Estimate => "estimated",
                Basis::Profile => "measured",
            };
            let weight = format!("{basis} weight {}", grouped(place.weight.round() as u64));
            Some(match parts.is_empty() {
                true => weight,
                false => format!("{weight}: {}", parts.join("; ")),
            })
        }
    }
}
