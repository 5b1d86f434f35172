//! A comparison with gc, for people: tables by kind and by rule, then each difference at its
//! source line.
//!
//! ```text
//! kind                        gc     goesc   matched  precision   recall       F1
//! escapes to heap              3         3         2     0.6667   0.6667   0.6667
//!
//! error[missing]: gc says: x escapes to heap
//!   ┌─ m.go:7:11
//! ```

use std::io::{self, Write};

use codespan_reporting::diagnostic::{Diagnostic, Label, Severity};
use rustc_hash::FxHashMap;

use super::view::{Look, Printer, token};
use crate::compare::{Agreement, Difference, Line, Side, Tally};
use crate::source::DisplayPaths;
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::visible::visible;

/// Where the files of a comparison are.
pub struct Shelf<'a> {
    sources: &'a SourceMap,
    /// The files of each name.
    by_name: FxHashMap<&'a str, Vec<FileId>>,
    /// How paths are printed.
    paths: &'a DisplayPaths,
}

impl<'a> Shelf<'a> {
    /// The files of an analysis.
    pub fn new(sources: &'a SourceMap, paths: &'a DisplayPaths) -> Shelf<'a> {
        let mut by_name: FxHashMap<&str, Vec<FileId>> = FxHashMap::default();
        for (id, file) in sources.iter() {
            let name = file.path.rsplit(['/', '\\']).next().unwrap_or(&file.path);
            by_name.entry(name).or_default().push(id);
        }
        Shelf { sources, by_name, paths }
    }

    /// Where a message is in the source, if its file is known for sure: by its whole path as far
    /// as that is printed, or because no other file has its name.
    fn find(&self, line: &Line) -> Option<Pos> {
        let named = self.by_name.get(line.file())?;
        let tail = line.path.trim_start_matches(['.', '/']);
        let of_path = |id: &&FileId| {
            let path = &self.sources.file(**id).path;
            path.strip_suffix(tail).is_some_and(|dir| dir.is_empty() || dir.ends_with(['/', '\\']))
        };
        let mut matching = named.iter().filter(of_path);
        let id = match (matching.next(), matching.next(), named.as_slice()) {
            (Some(&id), None, _) => id,
            (_, _, &[id]) => id,
            _ => return None,
        };
        let file = self.sources.file(id);
        let index = usize::try_from(line.line.checked_sub(1)?).ok()?;
        let start = *file.line_starts.get(index)?;
        let end = file.line_starts.get(index + 1).map_or(file.text.len(), |&next| next as usize);
        let offset = start.saturating_add(line.column.saturating_sub(1));
        ((offset as usize) < end.max(1)).then_some(Pos { file: id, offset })
    }
}

/// Prints the tables.
pub fn write_tables(out: &mut dyn Write, agreement: &Agreement) -> io::Result<()> {
    head(out, "kind")?;
    for (kind, tally) in &agreement.kinds {
        row(out, &visible(kind), tally)?;
    }
    row(out, "all", &agreement.all)?;
    if agreement.verdict != Tally::default() {
        row(out, "verdict", &agreement.verdict)?;
    }
    let Agreement { exact, packages, .. } = agreement;
    writeln!(out, "packages exact: {exact} of {packages}")?;
    if agreement.rules.iter().any(|(rule, _)| rule.is_some()) {
        writeln!(out)?;
        head(out, "rule")?;
        for (rule, tally) in &agreement.rules {
            row(out, rule.map_or("(none)", |rule| rule.name()), tally)?;
        }
    }
    Ok(())
}

fn head(out: &mut dyn Write, title: &str) -> io::Result<()> {
    let columns = ["gc", "goesc", "matched", "precision", "recall", "F1"];
    let [gc, goesc, matched, precision, recall, f1] = columns;
    writeln!(out, "{title:24} {gc:>9} {goesc:>9} {matched:>9} {precision:>9} {recall:>8} {f1:>8}")
}

fn row(out: &mut dyn Write, name: &str, tally: &Tally) -> io::Result<()> {
    let Tally { reference, predicted, matched } = tally;
    let (precision, recall, f1) = (tally.precision(), tally.recall(), tally.f1());
    writeln!(
        out,
        "{name:24} {reference:>9} {predicted:>9} {matched:>9} {precision:>9.4} {recall:>8.4} {f1:>8.4}"
    )
}

/// Prints differences, `limit` of them if there are more.
pub fn write_differences(
    out: &mut dyn Write,
    shelf: &Shelf<'_>,
    differences: &[Difference],
    limit: usize,
    look: Look,
) -> io::Result<()> {
    if differences.is_empty() {
        return writeln!(out, "\nno differences");
    }
    let missing = differences.iter().filter(|d| d.side == Side::Missing).count();
    writeln!(out, "\n{missing} missing, {} extra\n", differences.len() - missing)?;
    let mut printer = Printer::new(shelf.sources, shelf.paths, look);
    for difference in differences.iter().take(limit) {
        let diagnostic = diagnostic(shelf, difference);
        match shelf.find(&difference.line) {
            Some(pos) => printer.emit_at(&diagnostic, pos)?,
            None => printer.emit(&diagnostic)?,
        }
        out.write_all(&std::mem::take(&mut printer.buffer))?;
    }
    match differences.len().saturating_sub(limit) {
        0 => Ok(()),
        rest => writeln!(out, "{rest} more differences not shown (--show)"),
    }
}

fn diagnostic(shelf: &Shelf<'_>, difference: &Difference) -> Diagnostic<FileId> {
    let Difference { side, package, line, kind } = difference;
    let (severity, code, who) = match side {
        Side::Missing => (Severity::Error, "missing", "gc"),
        Side::Extra => (Severity::Warning, "extra", "goesc"),
    };
    let diagnostic = Diagnostic::new(severity)
        .with_code(code)
        .with_message(format!("{who} says: {}", visible(line.message.trim_start())));
    let label = match line.rule {
        Some(rule) => format!("{kind}, {}", rule.name()),
        None => (*kind).to_owned(),
    };
    match shelf.find(line) {
        Some(pos) => {
            let label = Label::primary(pos.file, token(shelf.sources, pos)).with_message(label);
            diagnostic.with_label(label)
        }
        None => {
            let column = if line.column > 0 { format!(":{}", line.column) } else { String::new() };
            let (path, package) = (visible(&line.path), visible(package));
            let place = format!("{path}:{}{column}: {label}, in {package}", line.line);
            diagnostic.with_note(place)
        }
    }
}
