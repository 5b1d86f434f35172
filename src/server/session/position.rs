//! Positions as clients count them: lines from 0, and in a line bytes, UTF-16 code units or
//! characters, as was agreed upon.
//!
//! ```text
//! s := "😀" + t     t is byte 14, UTF-16 unit 12, character 11 of its line
//! ```
//!
//! A line ends with `\n`, `\r\n` or `\r`. What isn't UTF-8 counts as a client shows it: each piece
//! that can't be decoded as one replacement character.

use std::ops::Range;
use std::sync::Arc;

use gen_lsp_types::{Position, PositionEncodingKind};
use memchr::{memchr, memchr2_iter};

/// What is counted in a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::server) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units.
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The best that a client offers. What it doesn't say is UTF-16.
    pub(super) fn negotiated(offered: Option<&[PositionEncodingKind]>) -> Encoding {
        let offers = |kind: &PositionEncodingKind| offered.is_some_and(|all| all.contains(kind));
        if offers(&PositionEncodingKind::UTF8) {
            Encoding::Utf8
        } else if offers(&PositionEncodingKind::UTF32) && !offers(&PositionEncodingKind::UTF16) {
            Encoding::Utf32
        } else {
            Encoding::Utf16
        }
    }

    /// Its name in the protocol.
    pub(in crate::server) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn units(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }

    /// How many units a piece of a line has.
    fn count(self, piece: &[u8]) -> usize {
        if self == Encoding::Utf8 || piece.is_ascii() {
            return piece.len();
        }
        String::from_utf8_lossy(piece).chars().map(|c| self.units(c)).sum()
    }

    /// How many bytes of a line come before so many units; no more than there are.
    fn bytes(self, line: &[u8], units: usize) -> usize {
        if line.is_ascii() {
            return units.min(line.len());
        }
        let (mut bytes, mut left) = (0, units);
        for chunk in line.utf8_chunks() {
            for c in chunk.valid().chars() {
                let own = self.units(c);
                if left < own {
                    return bytes;
                }
                (left, bytes) = (left - own, bytes + c.len_utf8());
            }
            let invalid = chunk.invalid().len();
            let own = match (self, invalid) {
                (_, 0) => 0,
                (Encoding::Utf8, length) => length,
                (Encoding::Utf16 | Encoding::Utf32, _) => 1,
            };
            if left < own {
                return bytes;
            }
            (left, bytes) = (left - own, bytes + invalid);
        }
        bytes
    }
}

/// A text with its lines.
#[derive(Clone, Debug)]
pub(in crate::server) struct Lines {
    text: Arc<[u8]>,
    /// The first byte of each line.
    starts: Vec<u32>,
}

impl Lines {
    pub(in crate::server) fn of(text: Arc<[u8]>) -> Lines {
        let mut starts = vec![0];
        starts_in(&text, 0..text.len(), &mut starts);
        Lines { text, starts }
    }

    /// The text.
    pub(in crate::server) fn text(&self) -> &Arc<[u8]> {
        &self.text
    }

    fn borrowed(&self) -> Borrowed<'_> {
        Borrowed { text: &self.text, starts: &self.starts }
    }

    /// The byte of a position. What is beyond a line is its end, what is beyond the text the end.
    pub(in crate::server) fn offset(&self, position: Position, encoding: Encoding) -> usize {
        self.borrowed().offset(position, encoding)
    }

    /// The position of a byte.
    pub(in crate::server) fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|&start| start as usize <= offset) - 1;
        let (start, piece) = self.borrowed().line(line);
        let before = piece.get(..offset - start).unwrap_or(piece);
        Position { line: line as u32, character: encoding.count(before) as u32 }
    }

    /// The positions of a range of bytes.
    pub(in crate::server) fn range(
        &self,
        range: &Range<usize>,
        encoding: Encoding,
    ) -> gen_lsp_types::Range {
        let start = self.position(range.start, encoding);
        let end = self.position(range.end.max(range.start), encoding);
        gen_lsp_types::Range { start, end }
    }
}

/// A text that changes.
pub(in crate::server) struct Draft {
    text: Vec<u8>,
    starts: Vec<u32>,
    encoding: Encoding,
}

impl Draft {
    pub(in crate::server) fn of(lines: &Lines, encoding: Encoding) -> Draft {
        Draft { text: lines.text.to_vec(), starts: lines.starts.clone(), encoding }
    }

    /// Puts text in place of a range.
    pub(in crate::server) fn replace(&mut self, range: gen_lsp_types::Range, new: &str) {
        let lines = Borrowed { text: &self.text, starts: &self.starts };
        let at = |position| lines.offset(position, self.encoding);
        let (a, b) = (at(range.start), at(range.end));
        let (start, end) = (a.min(b), a.max(b));
        self.text.splice(start..end, new.bytes());
        self.move_lines(start, end, new.len());
    }

    /// Puts text in place of all.
    pub(in crate::server) fn set(&mut self, new: String) {
        self.text = new.into_bytes();
        self.starts = vec![0];
        starts_in(&self.text, 0..self.text.len(), &mut self.starts);
    }

    /// Lines after bytes `start..end` became `new` others.
    fn move_lines(&mut self, start: usize, end: usize, new: usize) {
        // A line break may have become one with what is beside it, or two.
        let from = start.saturating_sub(1);
        let first = self.starts.partition_point(|&known| known as usize <= from).max(1);
        let to = (start + new + 1).min(self.text.len());
        let after = self.starts.partition_point(|&known| known as usize <= end + 1).max(first);
        let mut between = Vec::new();
        starts_in(&self.text, from..to, &mut between);
        between.retain(|&line| line as usize > from);
        let moved = |line: u32| (line as usize - end + start + new) as u32;
        self.starts[after..].iter_mut().for_each(|line| *line = moved(*line));
        self.starts.splice(first..after, between);
    }

    /// What it has become.
    pub(in crate::server) fn finish(self) -> Lines {
        Lines { text: self.text.into(), starts: self.starts }
    }
}

/// Lines of a text that somebody else holds.
struct Borrowed<'a> {
    text: &'a [u8],
    starts: &'a [u32],
}

impl<'a> Borrowed<'a> {
    /// The first byte of a line, and the line without what ends it.
    fn line(&self, number: usize) -> (usize, &'a [u8]) {
        let length = self.text.len();
        let start = self.starts.get(number).map_or(length, |&start| start as usize);
        let next = self.starts.get(number + 1).map_or(length, |&next| next as usize);
        let line = match self.text.get(start..next).unwrap_or_default() {
            [line @ .., b'\r', b'\n'] | [line @ .., b'\n' | b'\r'] => line,
            line => line,
        };
        (start, line)
    }

    fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let (start, line) = self.line(position.line as usize);
        start + encoding.bytes(line, position.character as usize)
    }
}

/// Adds where lines begin after the ends of lines in a range of bytes.
fn starts_in(text: &[u8], range: Range<usize>, starts: &mut Vec<u32>) {
    let piece = &text[range.clone()];
    if memchr(b'\r', piece).is_none() {
        starts.extend(memchr::memchr_iter(b'\n', piece).map(|at| (range.start + at + 1) as u32));
        return;
    }
    for at in memchr2_iter(b'\n', b'\r', piece) {
        let at = range.start + at;
        if text[at] == b'\r' && text.get(at + 1) == Some(&b'\n') {
            continue;
        }
        starts.push(at as u32 + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Lines {
        Lines::of(text.as_bytes().into())
    }

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn units_are_those_agreed_upon() {
        let text = "a\ns := \"😀é\" + t\r\n\rend";
        let lines = lines(text);
        let offset = text.find("t\r").expect("in the text");
        for (encoding, character) in
            [(Encoding::Utf8, 16), (Encoding::Utf16, 13), (Encoding::Utf32, 12)]
        {
            assert_eq!(lines.position(offset, encoding), at(1, character), "{encoding:?}");
            assert_eq!(lines.offset(at(1, character), encoding), offset, "{encoding:?}");
            assert_eq!(lines.offset(at(1, 1_000), encoding), offset + 1, "{encoding:?}");
            assert_eq!(lines.offset(at(3, 1), encoding), text.len() - 2);
            assert_eq!(lines.offset(at(9, 9), encoding), text.len());
            assert_eq!(lines.position(1_000, encoding), at(3, 3));
        }
        // The middle of what is one character to Go and two units to the client.
        let face = text.find('😀').expect("in the text");
        assert_eq!(lines.offset(at(1, 7), Encoding::Utf16), face);
        assert_eq!(lines.offset(at(1, 8), Encoding::Utf16), face + 4);
    }

    #[test]
    fn what_is_no_utf8_counts_as_it_is_shown() {
        let lines = Lines::of(b"\xff\xffab\n\xf0\x9f".as_slice().into());
        assert_eq!(lines.position(2, Encoding::Utf16), at(0, 2));
        assert_eq!(lines.offset(at(0, 3), Encoding::Utf16), 3);
        assert_eq!(lines.offset(at(1, 5), Encoding::Utf32), 7);
    }

    #[test]
    fn offers_are_taken_in_order() {
        use PositionEncodingKind as Kind;
        let of = |offered: &[Kind]| Encoding::negotiated(Some(offered));
        assert_eq!(Encoding::negotiated(None), Encoding::Utf16);
        assert_eq!(of(&[]), Encoding::Utf16);
        assert_eq!(of(&[Kind::UTF16, Kind::UTF8]), Encoding::Utf8);
        assert_eq!(of(&[Kind::UTF32]), Encoding::Utf32);
        assert_eq!(of(&[Kind::UTF16, Kind::UTF32]), Encoding::Utf16);
    }

    /// After any changes, lines are where they are found in the text from nothing.
    #[test]
    fn changes_move_lines() {
        let mut random = 7_u64;
        let mut below = move |limit: usize| {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) as usize % limit
        };
        const PIECES: [&str; 10] =
            ["", "a", "\n", "\r", "\r\n", "x\ny\n", "é", "😀", "\n\r", "\r\r\n\n"];
        for _ in 0..200 {
            let mut now = lines("one\ntwo\r\nthree\rfour\n\nfive");
            for _ in 0..20 {
                let mut draft = Draft::of(&now, Encoding::Utf16);
                let (a, b) = (below(now.text.len() + 1), below(now.text.len() + 1));
                let (a, b) = (a.min(b), a.max(b).min(a.min(b) + 4));
                let range = now.range(&(a..b), Encoding::Utf16);
                draft.replace(range, PIECES[below(PIECES.len())]);
                now = draft.finish();
                assert_eq!(now.starts, Lines::of(Arc::clone(&now.text)).starts, "{:?}", now.text);
            }
        }
    }
}
