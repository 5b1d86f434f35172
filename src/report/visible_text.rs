//! The text of a file as it is shown, with escapes for what would steer a terminal, and where the
//! bytes of the file are in it.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::visible::{escape, is_hidden};

/// A text to be shown. Nearly all are shown as they are.
#[derive(Clone, Debug)]
pub(super) enum VisibleText<'a> {
    Plain(&'a str),
    Escaped(Arc<Escaped>),
    /// Some lines, of which what is too long was cut out: no place of it is one of the file.
    Cut(Arc<str>),
}

/// A text with escapes.
#[derive(Debug)]
pub(super) struct Escaped {
    text: String,
    /// Where each line begins.
    line_starts: Vec<usize>,
    /// Where escapes end: in the file, and in the text.
    ends: Vec<(usize, usize)>,
}

impl Escaped {
    /// Adds a part of the file, before which there are so many bytes.
    fn add(&mut self, part: &str, before: usize) {
        let mut plain = 0;
        for (at, c) in part.char_indices().filter(|&(_, c)| is_hidden(c) && c != '\t') {
            let after = at + c.len_utf8();
            match c {
                '\n' => {
                    self.text.push_str(&part[plain..after]);
                    self.line_starts.push(self.text.len());
                    plain = after;
                }
                '\r' if part[after..].starts_with('\n') => {}
                _ => {
                    self.text.push_str(&part[plain..at]);
                    escape(c, &mut self.text);
                    self.ends.push((before + after, self.text.len()));
                    plain = after;
                }
            }
        }
        self.text.push_str(&part[plain..]);
    }
}

impl AsRef<str> for VisibleText<'_> {
    fn as_ref(&self) -> &str {
        match self {
            VisibleText::Plain(text) => text,
            VisibleText::Escaped(escaped) => &escaped.text,
            VisibleText::Cut(text) => text,
        }
    }
}

impl<'a> VisibleText<'a> {
    /// The text of a file. Line ends and tabs stay; bytes that aren't UTF-8 get escapes, too.
    pub(super) fn of(file: &'a [u8]) -> VisibleText<'a> {
        let mut escaped = Escaped { text: String::new(), line_starts: vec![0], ends: Vec::new() };
        let mut before = 0;
        for chunk in file.utf8_chunks() {
            escaped.add(chunk.valid(), before);
            before += chunk.valid().len();
            for byte in chunk.invalid() {
                before += 1;
                let _ = write!(escaped.text, "\\x{byte:02x}");
                escaped.ends.push((before, escaped.text.len()));
            }
        }
        match std::str::from_utf8(file) {
            Ok(text) if escaped.ends.is_empty() => VisibleText::Plain(text),
            _ => VisibleText::Escaped(Arc::new(escaped)),
        }
    }

    /// Where a byte of the file is in the text.
    pub(super) fn place(&self, byte: usize) -> usize {
        let VisibleText::Escaped(escaped) = self else { return byte };
        let before = escaped.ends.partition_point(|&(file, _)| file <= byte);
        let (file, text) = before.checked_sub(1).map_or((0, 0), |last| escaped.ends[last]);
        // What is within an escape is at its beginning.
        let next = escaped.ends.get(before).map_or(usize::MAX, |&(_, text)| text);
        (text + byte - file).min(next)
    }

    /// The byte of the file that is at a place of the text.
    pub(super) fn byte(&self, place: usize) -> usize {
        let VisibleText::Escaped(escaped) = self else { return place };
        let before = escaped.ends.partition_point(|&(_, text)| text <= place);
        let (file, text) = before.checked_sub(1).map_or((0, 0), |last| escaped.ends[last]);
        let next = escaped.ends.get(before).map_or(usize::MAX, |&(file, _)| file - 1);
        (file + place - text).min(next)
    }

    /// Where lines begin, if that differs from the file.
    pub(super) fn line_starts(&self) -> Option<&[usize]> {
        match self {
            VisibleText::Plain(_) | VisibleText::Cut(_) => None,
            VisibleText::Escaped(escaped) => Some(&escaped.line_starts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_keep_their_places() {
        let file = "a\x1bb\u{202e}\r\n\tc\rd\n";
        let shown = VisibleText::of(file.as_bytes());
        assert_eq!(shown.as_ref(), "a\\x1bb\\u202e\r\n\tc\\rd\n");
        assert_eq!(shown.line_starts(), Some(&[0, 14, 20][..]));
        for c in ["a", "b", "\t", "c", "d"] {
            let byte = file.find(c).expect("in the file");
            let place = shown.place(byte);
            assert!(shown.as_ref()[place..].starts_with(c), "{c}");
            assert_eq!(shown.byte(place), byte, "{c}");
        }
        assert_eq!((shown.place(1), shown.byte(1), shown.byte(3)), (1, 1, 1));
        assert!(matches!(VisibleText::of("a\r\n\tb λ\n".as_bytes()), VisibleText::Plain(_)));
    }

    #[test]
    fn what_is_no_text_is_shown() {
        let file = b"a\xff\n\x80b\n";
        let shown = VisibleText::of(file);
        assert_eq!(shown.as_ref(), "a\\xff\n\\x80b\n");
        assert_eq!(shown.line_starts(), Some(&[0, 6, 12][..]));
        assert_eq!((shown.place(4), shown.byte(10)), (10, 4));
    }
}
