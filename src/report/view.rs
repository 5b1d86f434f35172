//! Source lines with what is said about them below: diagnostics of codespan-reporting over the
//! files of an analysis.

use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic::Diagnostic;
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Config};
use rustc_hash::FxHashMap;

use super::visible_text::VisibleText;
use crate::findings::Explained;
use crate::source::DisplayPaths;
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::visible::visible;

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// With ANSI escapes.
    Ansi,
    /// Without.
    Plain,
}

/// Makes text of diagnostics.
pub(super) struct Printer<'a> {
    files: View<'a>,
    config: Config,
    colour: Colour,
    /// The text so far.
    pub(super) buffer: Vec<u8>,
}

impl<'a> Printer<'a> {
    /// A printer for the files of an analysis.
    pub(super) fn new(
        sources: &'a SourceMap,
        paths: &'a DisplayPaths,
        colour: Colour,
    ) -> Printer<'a> {
        Printer {
            files: View { sources, paths, texts: RefCell::default(), heading: Cell::new(None) },
            config: Config::default(),
            colour,
            buffer: Vec::new(),
        }
    }

    /// Prints a file's path, and what there is in it.
    pub(super) fn heading(&mut self, path: &str, what: &str) -> io::Result<()> {
        let (on, off) = match self.colour {
            Colour::Ansi => ("\x1b[1m", "\x1b[0m"),
            Colour::Plain => ("", ""),
        };
        writeln!(self.buffer, "{on}{}{off}: {what}\n", visible(path))
    }

    /// Prints a diagnostic whose heading names a place of the line of its first label: gc's
    /// position, whereas what is marked begins before it.
    pub(super) fn emit_at(
        &mut self,
        diagnostic: &Diagnostic<FileId>,
        heading: Pos,
    ) -> io::Result<()> {
        self.files.heading.set(Some(heading));
        let done = self.emit(diagnostic);
        self.files.heading.set(None);
        done
    }

    /// Prints a diagnostic.
    pub(super) fn emit(&mut self, diagnostic: &Diagnostic<FileId>) -> io::Result<()> {
        let mut placed = diagnostic.clone();
        for label in &mut placed.labels {
            let text = self.files.text(label.file_id);
            label.range = text.place(label.range.start)..text.place(label.range.end);
        }
        let diagnostic = &placed;
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

impl SourceMap {
    /// The line of a position, from 1.
    pub(super) fn line(&self, pos: Pos) -> u32 {
        self.file(pos.file).line_col(pos.offset).line
    }
}

/// The bytes of the file that are underlined for a finding: all of the expression, as far as it
/// stands on the line of gc's position.
pub(super) fn marked(sources: &SourceMap, finding: &Explained) -> Range<usize> {
    let Some(extent) = &finding.extent else { return token(sources, finding.pos) };
    let file = sources.file(finding.pos.file);
    let line = file.line_col(finding.pos.offset).line;
    if file.line_col(extent.start).line != line {
        return token(sources, finding.pos);
    }
    let line_end =
        file.line_starts.get(line as usize).map_or(file.text.len(), |&next| next as usize);
    let start = extent.start as usize;
    let end = (extent.end as usize).min(line_end);
    let text = file.text.get(start..end).unwrap_or_default();
    start..start + text.trim_ascii_end().len()
}

/// All the bytes of the expression that a finding is about, on however many lines. Where it begins on
/// another line than gc's position, those from there on.
pub(super) fn whole(sources: &SourceMap, finding: &Explained) -> Range<usize> {
    let Some(extent) = &finding.extent else { return token(sources, finding.pos) };
    let file = sources.file(finding.pos.file);
    let at = finding.pos.offset;
    let is_on_line = file.line_col(extent.start).line == file.line_col(at).line;
    let start = if is_on_line { extent.start } else { at };
    match start < extent.end && extent.end as usize <= file.text.len() {
        true => start as usize..extent.end as usize,
        false => token(sources, finding.pos),
    }
}

/// The identifier, number or operator at a position.
pub(super) fn token(sources: &SourceMap, pos: Pos) -> Range<usize> {
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
    texts: RefCell<FxHashMap<FileId, VisibleText<'a>>>,
    /// The place that a diagnostic's heading names, if that isn't where its first label begins.
    heading: Cell<Option<Pos>>,
}

impl<'a> View<'a> {
    fn text(&self, id: FileId) -> VisibleText<'a> {
        let mut texts = self.texts.borrow_mut();
        texts.entry(id).or_insert_with(|| VisibleText::of(&self.sources.file(id).text)).clone()
    }
}

impl<'a, 's: 'a> Files<'a> for View<'s> {
    type FileId = FileId;
    type Name = String;
    type Source = VisibleText<'a>;

    fn name(&'a self, id: FileId) -> Result<String, Error> {
        Ok(visible(&self.paths.display(&self.sources.file(id).path)).into_owned())
    }

    fn source(&'a self, id: FileId) -> Result<VisibleText<'a>, Error> {
        Ok(self.text(id))
    }

    fn line_index(&'a self, id: FileId, place: usize) -> Result<usize, Error> {
        let byte = self.text(id).byte(place);
        Ok(self.sources.file(id).line_col(byte as u32).line as usize - 1)
    }

    /// Columns count bytes, as gc's do.
    fn column_number(&'a self, id: FileId, line: usize, place: usize) -> Result<usize, Error> {
        let text = self.text(id);
        let byte = self.heading.get().map_or_else(|| text.byte(place), |pos| pos.offset as usize);
        Ok(byte.saturating_sub(text.byte(self.line_range(id, line)?.start)) + 1)
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        let file = self.sources.file(id);
        let max = file.line_starts.len();
        let text = self.text(id);
        let start = |line: usize| match text.line_starts() {
            Some(starts) => starts.get(line).copied(),
            None => file.line_starts.get(line).map(|&start| start as usize),
        };
        let from = start(line).ok_or(Error::LineTooLarge { given: line, max })?;
        let length = text.as_ref().len();
        Ok(from.min(length)..start(line + 1).unwrap_or(length).min(length))
    }
}
