//! `goesc explain`: how a value gets to the heap, step by step, each with its line of the source. What
//! happens on one line stands below it once.
//!
//! ```text
//! ./m.go:4:2: moved to heap: x
//!   8 bytes; a pointer to it is returned
//!
//!   ./m.go:5:9
//!     5 |     return &x
//!       |            ^ its address is taken: &x
//!       |     ^ it is returned: return &x
//! ```

use std::io::{self, Write};
use std::sync::Arc;

use unicode_width::UnicodeWidthChar;

use super::cut::{TAB, cut};
use super::frequency::each_round;
use super::message::{Spelling, message};
use super::paint::{CAUSE, GUTTER, PLACE, STEP};
use super::prose::paragraph;
use super::source::words;
use super::suggestion;
use super::view::Look;
use super::ways;
use crate::findings::analysis::{Analysis, RootReport};
use crate::findings::{Explained, Verdict};
use crate::source::pos::{Pos, SourceMap};
use crate::visible::{visible, visible_line};

/// How many holders are followed.
const MAX_HOLDERS: usize = 20;

/// What holds a finding's value, if that is on the heap itself, and what holds that, and so on.
pub(super) fn holders<'a>(root: &'a RootReport, finding: &'a Explained) -> Vec<&'a Explained> {
    let mut held = finding;
    let mut found: Vec<&Explained> = Vec::new();
    while let Some(holder) = held.holder.filter(|_| found.len() < MAX_HOLDERS) {
        let of_heap = |f: &&Arc<Explained>| f.pos == holder && f.verdict() == Verdict::Heap;
        let is_known = finding.pos == holder || found.iter().any(|known| known.pos == holder);
        let Some(next) = root.explained().iter().filter(|_| !is_known).find(of_heap) else { break };
        found.push(next);
        held = next;
    }
    found
}

/// Prints all that is known of a finding.
pub fn write(
    out: &mut dyn Write,
    analysis: &Analysis,
    root: &RootReport,
    finding: &Explained,
    look: Look,
) -> io::Result<()> {
    let sources = &analysis.sources;
    let place = look.colour.paint(PLACE, &finding.place.to_string());
    let headline = visible(&message(sources, finding)).into_owned();
    writeln!(out, "{}", look.wrapped(&format!("{place}: {headline}"), 0))?;
    let summary = summary(root, finding);
    if !summary.is_empty() {
        let summary = look.wrapped(&summary, 2).replace('\n', "\n  ");
        writeln!(out, "  {}", look.colour.paint(CAUSE, &summary))?;
    }
    if let Some(assumed) = finding.assumed {
        writeln!(out, "  assumed: {}", visible(&assumed.to_string()))?;
    }
    if let Some(ways) = ways::words(sources, finding) {
        writeln!(out, "{}", look.wrapped(&format!("  {}", visible(&ways)), 0))?;
    }
    let mut way = Way { out, sources, root, look, shown: Vec::new(), open: Vec::new() };
    way.add(finding.pos, "here".to_owned())?;
    if let Some(&pos) = finding.inlined.last() {
        way.add(pos, "the code that is inlined".to_owned())?;
    }
    way.steps(finding)?;
    for holder in holders(root, finding) {
        way.flush()?;
        let headline = message(sources, holder);
        let told = format!("what holds it is on the heap itself: {}", visible(&headline));
        writeln!(way.out, "\n{}", look.wrapped(&told, 0))?;
        way.add(holder.pos, "here".to_owned())?;
        way.steps(holder)?;
    }
    way.flush()?;
    if let Some(rule) = finding.rule {
        let doc = rule.definition();
        writeln!(out)?;
        paragraph(out, &format!("{}: ", doc.name), doc.why, look)?;
        if finding.cost.is_none_or(|cost| cost.allocates()) {
            if let Some(helps) = suggestion::all(finding) {
                paragraph(out, "What helps: ", &helps, look)?;
            }
            paragraph(out, "What it costs: ", doc.costs, look)?;
        }
    }
    Ok(())
}

fn summary(root: &RootReport, finding: &Explained) -> String {
    let cause = finding.rule.map(|rule| rule.definition().label.to_owned());
    let cost = finding.cost.map(|cost| cost.detailed());
    let rounds = each_round(finding, root.frequencies.at(finding.pos)).map(str::to_owned);
    cost.into_iter().chain(rounds).chain(cause).collect::<Vec<_>>().join("; ")
}

/// The lines of the source that a value passes.
struct Way<'a> {
    out: &'a mut dyn Write,
    sources: &'a SourceMap,
    root: &'a RootReport,
    look: Look,
    /// The lines that were printed, by the position where they begin.
    shown: Vec<Pos>,
    /// What happens on the line that is next.
    open: Vec<(Pos, String)>,
}

impl Way<'_> {
    fn steps(&mut self, finding: &Explained) -> io::Result<()> {
        let spelling = Spelling::of(self.sources, finding);
        for step in &finding.steps {
            self.add(step.pos, spelling.spell(&words(step)))?;
        }
        Ok(())
    }

    /// Adds what happens at a place.
    fn add(&mut self, pos: Pos, what: String) -> io::Result<()> {
        let line = |pos: Pos| (pos.file, self.sources.file(pos.file).line_col(pos.offset).line);
        if self.open.first().is_some_and(|(open, _)| line(*open) != line(pos)) {
            self.flush()?;
        }
        self.open.push((pos, what));
        Ok(())
    }

    /// Prints the line, and what happens there.
    fn flush(&mut self) -> io::Result<()> {
        let open = std::mem::take(&mut self.open);
        let Some(&(first, _)) = open.first() else { return Ok(()) };
        let colour = self.look.colour;
        let file = self.sources.file(first.file);
        let at = file.line_col(first.offset);
        let path = self.root.paths.display(&file.path);
        let place = format!("{}:{}:{}", visible(&path), at.line, at.column);
        writeln!(self.out, "\n  {}", colour.paint(PLACE, &place))?;
        let start = Pos { file: first.file, offset: first.offset.saturating_sub(at.column - 1) };
        // Of the embedded standard library, the text isn't there.
        if file.text.is_empty() || self.shown.contains(&start) {
            for (_, what) in &open {
                writeln!(self.out, "        {}", visible(what))?;
            }
            return Ok(());
        }
        self.shown.push(start);
        let text = file.text.get(start.offset as usize..).unwrap_or_default();
        let line = text.split(|&b| b == b'\n').next().unwrap_or_default();
        let gutter = colour.paint(GUTTER, &format!("{:>5} |", at.line));
        let columns = |pos: Pos| (pos.offset - start.offset) as usize;
        let excerpt = Excerpt::of(line, columns(first), self.look);
        writeln!(self.out, "{gutter} {}", excerpt.text)?;
        let gutter = colour.paint(GUTTER, "      |");
        let mut before: Option<Pos> = None;
        for (pos, what) in &open {
            let blank = excerpt.blank(columns(*pos));
            // What happens where something else did isn't marked again.
            let mark = if before == Some(*pos) { " " } else { "^" };
            let style = if *pos == first { CAUSE } else { STEP };
            let what = format!("{mark} {}", visible(what));
            writeln!(self.out, "{gutter} {blank}{}", colour.paint(style, &what))?;
            before = Some(*pos);
        }
        Ok(())
    }
}

/// A line of the source as it is shown.
struct Excerpt {
    text: String,
    /// Where each byte of the line is in the text.
    places: Vec<usize>,
}

impl Excerpt {
    /// A line, of which what stands around a byte is shown if it is too long.
    fn of(line: &[u8], mark: usize, look: Look) -> Excerpt {
        let mut text = String::new();
        let mut places = Vec::with_capacity(line.len() + 1);
        for chunk in line.utf8_chunks() {
            for c in chunk.valid().chars() {
                places.extend(std::iter::repeat_n(text.len(), c.len_utf8()));
                match (c, look.width) {
                    // Stops depend on what stands before the line.
                    ('\t', Some(_)) => text.push_str(&" ".repeat(TAB)),
                    _ => text.push_str(&visible_line(c.encode_utf8(&mut [0; 4]))),
                }
            }
            for _ in chunk.invalid() {
                places.push(text.len());
                text.push('\u{fffd}');
            }
        }
        text.truncate(text.trim_end().len());
        if let Some(columns) = look.width {
            let start = places.get(mark).copied().unwrap_or(text.len()).min(text.len());
            const GUTTER: usize = 8;
            const ROOM: usize = 30;
            let marked = start..(start + 1).min(text.len());
            let marked = match text.is_char_boundary(marked.end) {
                true => marked,
                false => start..start,
            };
            if let Some(cut) = cut(&text, &marked, columns.saturating_sub(GUTTER), ROOM) {
                for place in &mut places {
                    *place = cut.place((*place).min(text.len()));
                }
                text = cut.text;
            }
        }
        Excerpt { text, places }
    }

    /// White space as wide as what stands before a byte.
    fn blank(&self, byte: usize) -> String {
        let place = self.places.get(byte).copied().unwrap_or(self.text.len()).min(self.text.len());
        let before = self.text.get(..place).unwrap_or_default();
        let mut blank = String::new();
        for c in before.chars() {
            match c {
                '\t' => blank.push('\t'),
                c => blank.extend(std::iter::repeat_n(' ', c.width().unwrap_or(0))),
            }
        }
        blank
    }
}
