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
//!   │              ^ 16 bytes: stored in a map
//!   │
//!   = help: Store values without pointers (`map[string]point`): ...
//! ```

use std::cell::RefCell;
use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic, Label, Severity};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Config};
use rustc_hash::FxHashMap;

use super::{PackageReport, SourceError};
use crate::findings::rules::Rule;
use crate::findings::{Finding, Verdict};
use crate::source::DisplayPaths;
use crate::source::pos::{FileId, Pos, SourceMap};

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// With ANSI escapes.
    Ansi,
    /// Without.
    Plain,
}

/// Which findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
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
    pub hidden: usize,
    /// Errors in the source.
    pub errors: usize,
}

impl Totals {
    /// Both together.
    pub fn plus(self, other: Totals) -> Totals {
        Totals {
            allocations: self.allocations + other.allocations,
            files: self.files + other.files,
            hidden: self.hidden + other.hidden,
            errors: self.errors + other.errors,
        }
    }
}

/// Writes the line after all packages.
pub fn write_totals(out: &mut dyn Write, totals: Totals) -> io::Result<()> {
    let Totals { allocations, files, hidden, errors } = totals;
    match allocations {
        0 => write!(out, "no allocations")?,
        _ => write!(out, "{} in {}", count(allocations, "allocation"), count(files, "file"))?,
    }
    if errors > 0 {
        write!(out, "; {} in the source", count(errors, "error"))?;
    }
    match hidden {
        0 => writeln!(out),
        _ => writeln!(out, "; {} of no allocation not shown (--all)", count(hidden, "finding")),
    }
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

/// A finding, and how many instances of generic functions have it too.
struct Folded<'a> {
    finding: &'a Finding,
    instances: usize,
}

/// Whether a finding is about memory that is allocated at run time. That maps grow as they are
/// filled is everybody's knowledge and nobody's mistake.
pub fn is_allocation(finding: &Finding) -> bool {
    finding.cost.is_some_and(|cost| cost.allocates()) && finding.rule != Some(Rule::MapGrowth)
}

/// Folds what instances of generic functions have at the same place, keeping the order.
fn fold(findings: &[Finding]) -> Vec<Folded<'_>> {
    let mut folded: Vec<Folded<'_>> = Vec::with_capacity(findings.len());
    let mut last = 0;
    for finding in findings {
        if folded.get(last).is_some_and(|first| first.finding.place != finding.place) {
            last = folded.len();
        }
        let same = folded[last..].iter_mut().find(|other| {
            let other = other.finding;
            other.verdict == finding.verdict
                && other.rule == finding.rule
                && other.pos == finding.pos
                && finding.message.contains("go.shape.")
                && other.message.contains("go.shape.")
        });
        match same {
            Some(same) => same.instances += 1,
            None => folded.push(Folded { finding, instances: 1 }),
        }
    }
    folded
}

/// Prints a package's errors and findings.
pub fn write(
    out: &mut dyn Write,
    sources: &SourceMap,
    paths: &DisplayPaths,
    package: &PackageReport,
    colour: Colour,
    shown: Shown,
) -> io::Result<Totals> {
    let mut printer = Printer {
        files: View { sources, paths, texts: RefCell::default() },
        config: Config::default(),
        colour,
        buffer: Vec::new(),
    };
    let mut totals = Totals { errors: package.errors.len(), ..Totals::default() };
    for error in &package.errors {
        printer.emit(&of_error(error))?;
    }
    let folded = fold(&package.findings);
    let mut rest = folded.as_slice();
    while let Some(first) = rest.first() {
        let path = &first.finding.place.path;
        let length = rest.iter().take_while(|f| f.finding.place.path == *path).count();
        let (file, others) = rest.split_at(length);
        rest = others;
        let allocations = file.iter().filter(|f| is_allocation(f.finding)).count();
        totals.allocations += allocations;
        totals.files += usize::from(allocations > 0);
        if shown == Shown::Allocations {
            totals.hidden += length - allocations;
            if allocations == 0 {
                continue;
            }
        }
        printer.heading(path, allocations)?;
        for folded in file {
            if shown == Shown::Everything || is_allocation(folded.finding) {
                let diagnostic = of_finding(sources, folded);
                printer.emit(&diagnostic)?;
            }
        }
    }
    out.write_all(&printer.buffer)?;
    Ok(totals)
}

/// Makes text of diagnostics.
struct Printer<'a> {
    files: View<'a>,
    config: Config,
    colour: Colour,
    buffer: Vec<u8>,
}

impl Printer<'_> {
    fn heading(&mut self, path: &str, allocations: usize) -> io::Result<()> {
        let (on, off) = match self.colour {
            Colour::Ansi => ("\x1b[1m", "\x1b[0m"),
            Colour::Plain => ("", ""),
        };
        writeln!(self.buffer, "{on}{path}{off}: {}\n", count(allocations, "allocation"))
    }

    fn emit(&mut self, diagnostic: &Diagnostic<FileId>) -> io::Result<()> {
        let done = match self.colour {
            Colour::Plain => {
                let mut to = term::termcolor::NoColor::new(&mut self.buffer);
                term::emit_to_write_style(&mut to, &self.config, &self.files, diagnostic)
            }
            Colour::Ansi => {
                let mut to = term::termcolor::Ansi::new(&mut self.buffer);
                term::emit_to_write_style(&mut to, &self.config, &self.files, diagnostic)
            }
        };
        done.map_err(io::Error::other)
    }
}

fn of_error(error: &SourceError) -> Diagnostic<FileId> {
    let at = error.pos.offset as usize;
    Diagnostic::error()
        .with_message(&error.message)
        .with_label(Label::primary(error.pos.file, at..at))
}

fn of_finding(sources: &SourceMap, folded: &Folded<'_>) -> Diagnostic<FileId> {
    let finding = folded.finding;
    let allocates = finding.cost.is_some_and(|cost| cost.allocates());
    let severity = match finding.verdict {
        Verdict::Heap | Verdict::Silent | Verdict::Stack if allocates => Severity::Warning,
        Verdict::Leak | Verdict::Heap => Severity::Note,
        Verdict::Stack | Verdict::Silent | Verdict::Note | Verdict::Trace => Severity::Help,
    };
    let why = finding.rule.map(|rule| rule.doc().label);
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
    let at = token(sources, finding.pos);
    let mut diagnostic = Diagnostic::new(severity)
        .with_message(&finding.message)
        .with_label(Label::primary(finding.pos.file, at).with_message(label));
    if let (Some(why), Some(cause)) = (why, elsewhere) {
        let label = Label::secondary(cause.file, token(sources, cause)).with_message(why);
        diagnostic = diagnostic.with_label(label);
    }
    if let Some(rule) = finding.rule {
        diagnostic = diagnostic.with_code(rule.name());
        if allocates {
            let helps = first_sentence(rule.doc().helps);
            diagnostic = diagnostic.with_note(format!("help: {helps}"));
        }
    }
    if let Some(assumed) = finding.assumed {
        diagnostic = diagnostic.with_note(format!("assumed: {assumed}"));
    }
    if folded.instances > 1 {
        let note = format!("the same in {} instances of the function", folded.instances);
        diagnostic = diagnostic.with_note(note);
    }
    diagnostic
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}

impl SourceMap {
    /// The line of a position, from 1.
    fn line(&self, pos: Pos) -> u32 {
        self.file(pos.file).line_col(pos.offset).line
    }
}

/// The identifier, number or operator at a position.
fn token(sources: &SourceMap, pos: Pos) -> Range<usize> {
    let text = &sources.file(pos.file).text;
    let start = (pos.offset as usize).min(text.len());
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80;
    let word = text[start..].iter().take_while(|b| is_word(b)).count();
    let length = match (word, text.get(start)) {
        (0, None | Some(b'\n')) => 0,
        (0, Some(b'"')) => string(&text[start..], b'"'),
        (0, Some(b'.')) if text[start..].starts_with(b"...") => 3,
        (0, Some(b':')) if text[start..].starts_with(b":=") => 2,
        (0, Some(_)) => 1,
        (word, _) => word,
    };
    start..start + length
}

/// The length of a quoted literal that ends on its line.
fn string(text: &[u8], quote: u8) -> usize {
    let mut escaped = false;
    for (i, &b) in text.iter().enumerate().skip(1) {
        match b {
            b'\n' => break,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if b == quote => return i + 1,
            _ => {}
        }
    }
    1
}

/// The source files as codespan-reporting wants to see them.
struct View<'a> {
    sources: &'a SourceMap,
    paths: &'a DisplayPaths,
    /// What has been looked at of the files.
    texts: RefCell<FxHashMap<FileId, &'a str>>,
}

impl<'a> View<'a> {
    /// What isn't UTF-8 can't be shown without moving the columns; the part before it can.
    fn text(&self, id: FileId) -> &'a str {
        self.texts.borrow_mut().entry(id).or_insert_with(|| {
            let text = &self.sources.file(id).text;
            match std::str::from_utf8(text) {
                Ok(text) => text,
                Err(error) => std::str::from_utf8(&text[..error.valid_up_to()]).unwrap_or_default(),
            }
        })
    }
}

impl<'a, 's: 'a> Files<'a> for View<'s> {
    type FileId = FileId;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<String, Error> {
        Ok(self.paths.display(&self.sources.file(id).path))
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(self.text(id))
    }

    fn line_index(&'a self, id: FileId, byte: usize) -> Result<usize, Error> {
        Ok(self.sources.file(id).line_col(byte as u32).line as usize - 1)
    }

    /// Columns count bytes, as gc's do.
    fn column_number(&'a self, id: FileId, line: usize, byte: usize) -> Result<usize, Error> {
        Ok(byte.saturating_sub(self.line_range(id, line)?.start) + 1)
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        let file = self.sources.file(id);
        let max = file.line_starts.len();
        let start = |line: usize| file.line_starts.get(line).map(|&start| start as usize);
        let from = start(line).ok_or(Error::LineTooLarge { given: line, max })?;
        let length = self.text(id).len();
        Ok(from.min(length)..start(line + 1).unwrap_or(length).min(length))
    }
}
