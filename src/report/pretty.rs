//! For people: each finding with its source line, a caret below it, and how the value gets to the
//! heap.

use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic, Label, Severity};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Config};

use super::{PackageReport, SourceError};
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

/// Prints a package's errors and findings.
pub fn write(
    out: &mut dyn Write,
    sources: &SourceMap,
    paths: &DisplayPaths,
    package: &PackageReport,
    colour: Colour,
) -> io::Result<()> {
    let files = View { sources, paths };
    let errors = package.errors.iter().map(of_error);
    let findings = package.findings.iter().map(|finding| of_finding(sources, finding));
    for diagnostic in errors.chain(findings) {
        let config = Config::default();
        let text = match colour {
            Colour::Plain => term::emit_into_string(&config, &files, &diagnostic),
            Colour::Ansi => {
                let mut buffer = term::termcolor::Buffer::ansi();
                term::emit_to_write_style(&mut buffer, &config, &files, &diagnostic)
                    .map(|()| String::from_utf8_lossy(buffer.as_slice()).into_owned())
            }
        };
        out.write_all(text.map_err(io::Error::other)?.as_bytes())?;
    }
    Ok(())
}

fn of_error(error: &SourceError) -> Diagnostic<FileId> {
    let at = error.pos.offset as usize;
    Diagnostic::error()
        .with_message(&error.message)
        .with_label(Label::primary(error.pos.file, at..at))
}

fn of_finding(sources: &SourceMap, finding: &Finding) -> Diagnostic<FileId> {
    let severity = match finding.verdict {
        Verdict::Heap => Severity::Warning,
        Verdict::Leak => Severity::Note,
        Verdict::Stack | Verdict::Note | Verdict::Trace => Severity::Help,
    };
    let primary = Label::primary(finding.pos.file, token(sources, finding.pos)).with_message(
        match finding.verdict {
            Verdict::Heap => "allocated on the heap",
            Verdict::Leak => "outlives the call",
            Verdict::Stack => "stays on the stack",
            Verdict::Note | Verdict::Trace => "",
        },
    );
    let mut labels = vec![primary];
    for step in &finding.steps {
        let label = Label::secondary(step.pos.file, token(sources, step.pos));
        labels.push(label.with_message(&step.text));
    }
    Diagnostic::new(severity).with_message(&finding.message).with_labels(labels)
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
}

impl View<'_> {
    fn lossy(text: &[u8]) -> &str {
        // What isn't UTF-8 can't be shown without moving the columns; the part before it can.
        match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&text[..error.valid_up_to()]).unwrap_or_default(),
        }
    }
}

impl<'a> Files<'a> for View<'a> {
    type FileId = FileId;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<String, Error> {
        Ok(self.paths.display(&self.sources.file(id).path))
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(View::lossy(&self.sources.file(id).text))
    }

    fn line_index(&'a self, id: FileId, byte: usize) -> Result<usize, Error> {
        Ok(self.sources.file(id).line_col(byte as u32).line as usize - 1)
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        let file = self.sources.file(id);
        let max = file.line_starts.len();
        let start = |line: usize| file.line_starts.get(line).map(|&start| start as usize);
        let from = start(line).ok_or(Error::LineTooLarge { given: line, max })?;
        let length = View::lossy(&file.text).len();
        Ok(from.min(length)..start(line + 1).unwrap_or(length).min(length))
    }
}
