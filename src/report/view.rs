//! Source lines with what is said about them below: diagnostics of codespan-reporting over the
//! files of an analysis.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic, Label, LabelStyle};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Config};
use rustc_hash::FxHashMap;

use super::cut::{TAB, columns, cut};
use super::paint::{Colour, PLACE};
use super::visible_text::VisibleText;
use crate::findings::Explained;
use crate::source::DisplayPaths;
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::visible::visible;

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether it is coloured.
    pub colour: Colour,
    /// The columns of the terminal that it goes to, if it goes to one: messages are wrapped, and lines
    /// of source cut, to fit them.
    pub width: Option<usize>,
}

impl Look {
    /// Breaks a message between words, where a line has more columns than the terminal less `taken`.
    pub(super) fn wrapped(self, text: &str, taken: usize) -> String {
        match self.width.map(|width| width.saturating_sub(taken).max(NARROW)) {
            Some(width) if text.len() > width => textwrap::fill(
                text,
                textwrap::Options::new(width)
                    .word_separator(textwrap::WordSeparator::AsciiSpace)
                    .word_splitter(textwrap::WordSplitter::NoHyphenation)
                    .break_words(false),
            ),
            _ => text.to_owned(),
        }
    }
}

/// Columns that text has in any case.
const NARROW: usize = 20;

/// Makes text of diagnostics.
pub(super) struct Printer<'a> {
    files: View<'a>,
    config: Config,
    look: Look,
    /// The text so far.
    pub(super) buffer: Vec<u8>,
}

impl<'a> Printer<'a> {
    /// A printer for the files of an analysis.
    pub(super) fn new(sources: &'a SourceMap, paths: &'a DisplayPaths, look: Look) -> Printer<'a> {
        Printer {
            files: View {
                sources,
                paths,
                texts: RefCell::default(),
                heading: Cell::new(None),
                cut: RefCell::default(),
            },
            config: Config { tab_width: TAB, ..Config::default() },
            look,
            buffer: Vec::new(),
        }
    }

    /// Prints a file's path, and what there is in it.
    pub(super) fn heading(&mut self, path: &str, what: &str) -> io::Result<()> {
        let path = self.look.colour.paint(PLACE, &visible(path));
        writeln!(self.buffer, "{path}: {what}\n")
    }

    /// Prints a diagnostic whose heading names a place of the line of its first label: gc's
    /// position, whereas what is marked may begin before it.
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

    /// Prints a diagnostic that names no place.
    pub(super) fn emit(&mut self, diagnostic: &Diagnostic<FileId>) -> io::Result<()> {
        let mut placed = diagnostic.clone();
        for label in &mut placed.labels {
            let text = self.files.text(label.file_id);
            label.range = text.place(label.range.start)..text.place(label.range.end);
        }
        if self.look.width.is_some() {
            self.fit(&mut placed).map_err(io::Error::other)?;
        }
        let diagnostic = &placed;
        let done = match self.look.colour {
            Colour::Plain => {
                let mut to = term::termcolor::NoColor::new(&mut self.buffer);
                term::emit_to_write_style(&mut to, &self.config, &self.files, diagnostic)
            }
            Colour::Ansi => {
                let mut to = term::termcolor::Ansi::new(&mut self.buffer);
                term::emit_to_write_style(&mut to, &self.config, &self.files, diagnostic)
            }
        };
        self.files.cut.borrow_mut().clear();
        done.map_err(io::Error::other)
    }

    /// Makes a diagnostic fit the terminal.
    fn fit(&mut self, diagnostic: &mut Diagnostic<FileId>) -> Result<(), Error> {
        let Some(width) = self.look.width else { return Ok(()) };
        let mut gutter = 0;
        for label in &diagnostic.labels {
            let line = self.files.line_index(label.file_id, label.range.end)? + 1;
            gutter = gutter.max(line.ilog10() as usize + 1);
        }
        // `12 │ `: the number of the line and a border; `   = ` before notes.
        gutter += 3;
        let code = diagnostic.code.as_ref().map_or(0, |code| code.len() + 2);
        // What comes first is on the first line alone: `warning[map-store]: `.
        let heading = "warning: ".len() + code;
        let blank = "-".repeat(heading);
        let message = self.look.wrapped(&format!("{blank}{}", diagnostic.message), 0);
        diagnostic.message = match message.strip_prefix(&blank) {
            Some(rest) => rest.trim_start_matches('\n').to_owned(),
            None => std::mem::take(&mut diagnostic.message),
        };
        let limit = width.saturating_sub(gutter);
        self.files.cut(&mut diagnostic.labels, limit)?;
        let mut told = self.beside(&mut diagnostic.labels, limit)?;
        told.append(&mut diagnostic.notes);
        diagnostic.notes = told.iter().map(|note| self.look.wrapped(note, gutter + 2)).collect();
        Ok(())
    }

    /// Takes the texts of labels for which there is no room after what they mark: a terminal would break
    /// them within words, below the numbers of the lines. They become notes, which are wrapped.
    fn beside(&self, labels: &mut [Label<FileId>], limit: usize) -> Result<Vec<String>, Error> {
        let mut notes = Vec::new();
        for label in labels {
            let id = label.file_id;
            let line = self.files.line_index(id, label.range.end)?;
            let start = self.files.line_range(id, line)?.start;
            let source = self.files.source(id)?;
            let before = source.as_ref().get(start..label.range.end).unwrap_or_default();
            if columns(before) + 1 + columns(&label.message) <= limit {
                continue;
            }
            let text = std::mem::take(&mut label.message);
            notes.push(match label.style {
                LabelStyle::Primary => text,
                LabelStyle::Secondary => {
                    format!("line {}: {text}", self.files.line_number(id, line)?)
                }
            });
        }
        Ok(notes)
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
    /// What is shown of files of which a line is too long, for one diagnostic.
    cut: RefCell<FxHashMap<FileId, CutFile<'a>>>,
}

/// The lines of a file that a diagnostic is about, of which some are too long.
struct CutFile<'a> {
    text: VisibleText<'a>,
    /// Of each line its index in the file and where it is in the text, in order.
    lines: Vec<(usize, Range<usize>)>,
}

impl<'a> View<'a> {
    fn text(&self, id: FileId) -> VisibleText<'a> {
        let mut texts = self.texts.borrow_mut();
        texts.entry(id).or_insert_with(|| VisibleText::of(&self.sources.file(id).text)).clone()
    }

    /// Puts cut lines in the place of those that labels are on, where one is too long, and moves the
    /// labels accordingly.
    fn cut(&self, labels: &mut [Label<FileId>], limit: usize) -> Result<(), Error> {
        let mut done: Vec<FileId> = Vec::new();
        while let Some(id) = labels.iter().map(|label| label.file_id).find(|id| !done.contains(id))
        {
            done.push(id);
            let source = self.text(id);
            let line_of = |index: usize| -> Result<(usize, &str), Error> {
                let range = self.line_range(id, index)?;
                let line = source.as_ref().get(range.clone()).unwrap_or_default();
                Ok((range.start, line.trim_end_matches(['\n', '\r'])))
            };
            let mut marked: BTreeMap<usize, Option<usize>> = BTreeMap::new();
            let mut is_too_long = false;
            // The line of each label, which moves below.
            let mut line_of_label: FxHashMap<usize, usize> = FxHashMap::default();
            for (number, label) in labels.iter().enumerate().filter(|(_, l)| l.file_id == id) {
                let index = self.line_index(id, label.range.start)?;
                if self.line_index(id, label.range.end)? != index {
                    // Nothing is marked that goes over several lines.
                    return Ok(());
                }
                line_of_label.insert(number, index);
                is_too_long |= columns(line_of(index)?.1) > limit;
                let first = marked.entry(index).or_default();
                // The primary label is what matters most.
                if first.is_none() || label.style == LabelStyle::Primary {
                    *first = Some(number);
                }
                // Between two lines that are shown, the one that they have between them is shown, too.
                marked.entry(index + 1).or_default();
            }
            if !is_too_long {
                continue;
            }
            let mut text = String::new();
            let mut lines = Vec::with_capacity(marked.len());
            for (index, first) in marked {
                let Ok((start, line)) = line_of(index) else { continue };
                let (mark, room) = match first.and_then(|first| labels.get(first)) {
                    Some(first) => {
                        let mark = first.range.start - start..first.range.end - start;
                        (mark, first.message.chars().count() + 1)
                    }
                    None => (0..0, 0),
                };
                let begin = text.len();
                let cut = cut(line, &mark, limit, room);
                text.push_str(cut.as_ref().map_or(line, |cut| &cut.text));
                let on_line = labels.iter_mut().enumerate();
                let on_line =
                    on_line.filter(|(number, _)| line_of_label.get(number) == Some(&index));
                for (_, label) in on_line {
                    // What ends a line isn't part of it.
                    let place = |at: usize| at.saturating_sub(start).min(line.len());
                    let mark = place(label.range.start)..place(label.range.end);
                    let mark = cut.as_ref().map_or(mark.clone(), |cut| cut.places(mark));
                    label.range = begin + mark.start..begin + mark.end;
                }
                text.push('\n');
                lines.push((index, begin..text.len()));
            }
            let text = VisibleText::Cut(text.into());
            self.cut.borrow_mut().insert(id, CutFile { text, lines });
        }
        Ok(())
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
        match self.cut.borrow().get(&id) {
            Some(cut) => Ok(cut.text.clone()),
            None => Ok(self.text(id)),
        }
    }

    fn line_index(&'a self, id: FileId, place: usize) -> Result<usize, Error> {
        if let Some(cut) = self.cut.borrow().get(&id) {
            let is_in = |(_, range): &&(usize, Range<usize>)| range.contains(&place);
            let found = cut.lines.iter().find(is_in).map(|(index, _)| *index);
            return found
                .ok_or(Error::IndexTooLarge { given: place, max: cut.text.as_ref().len() });
        }
        let byte = self.text(id).byte(place);
        Ok(self.sources.file(id).line_col(byte as u32).line as usize - 1)
    }

    /// Columns count bytes, as gc's do.
    fn column_number(&'a self, id: FileId, line: usize, place: usize) -> Result<usize, Error> {
        let text = self.text(id);
        let byte = self.heading.get().map_or_else(|| text.byte(place), |pos| pos.offset as usize);
        let starts = &self.sources.file(id).line_starts;
        let start = starts.get(line).map_or(0, |&start| start as usize);
        Ok(byte.saturating_sub(start) + 1)
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        let file = self.sources.file(id);
        let max = file.line_starts.len();
        if let Some(cut) = self.cut.borrow().get(&id) {
            let found = cut.lines.iter().find(|(index, _)| *index == line);
            let found = found.map(|(_, range)| range.clone());
            return found.ok_or(Error::LineTooLarge { given: line, max });
        }
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
