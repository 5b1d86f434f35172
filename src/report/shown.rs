//! The text of a file as it is shown, with escapes for what would steer a terminal, and where the
//! bytes of the file are in it.

use std::sync::Arc;

use crate::visible::{escape, is_hidden};

/// A text to be shown. Nearly all are shown as they are.
#[derive(Clone, Debug)]
pub(super) enum Shown<'a> {
    Plain(&'a str),
    Escaped(Arc<Escaped>),
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

impl AsRef<str> for Shown<'_> {
    fn as_ref(&self) -> &str {
        match self {
            Shown::Plain(text) => text,
            Shown::Escaped(escaped) => &escaped.text,
        }
    }
}

impl<'a> Shown<'a> {
    /// The text of a file. Line ends and tabs stay.
    pub(super) fn of(text: &'a str) -> Shown<'a> {
        let mut escaped = Escaped { text: String::new(), line_starts: vec![0], ends: Vec::new() };
        let mut plain = 0;
        for (at, c) in text.char_indices().filter(|&(_, c)| is_hidden(c) && c != '\t') {
            let after = at + c.len_utf8();
            match c {
                '\n' => {
                    escaped.text.push_str(&text[plain..after]);
                    escaped.line_starts.push(escaped.text.len());
                    plain = after;
                }
                '\r' if text[after..].starts_with('\n') => {}
                _ => {
                    escaped.text.push_str(&text[plain..at]);
                    escape(c, &mut escaped.text);
                    escaped.ends.push((after, escaped.text.len()));
                    plain = after;
                }
            }
        }
        if escaped.ends.is_empty() {
            return Shown::Plain(text);
        }
        escaped.text.push_str(&text[plain..]);
        Shown::Escaped(Arc::new(escaped))
    }

    /// Where a byte of the file is in the text.
    pub(super) fn place(&self, byte: usize) -> usize {
        let Shown::Escaped(escaped) = self else { return byte };
        let before = escaped.ends.partition_point(|&(file, _)| file <= byte);
        let (file, text) = before.checked_sub(1).map_or((0, 0), |last| escaped.ends[last]);
        // What is within an escape is at its beginning.
        let next = escaped.ends.get(before).map_or(usize::MAX, |&(_, text)| text);
        (text + byte - file).min(next)
    }

    /// The byte of the file that is at a place of the text.
    pub(super) fn byte(&self, place: usize) -> usize {
        let Shown::Escaped(escaped) = self else { return place };
        let before = escaped.ends.partition_point(|&(_, text)| text <= place);
        let (file, text) = before.checked_sub(1).map_or((0, 0), |last| escaped.ends[last]);
        let next = escaped.ends.get(before).map_or(usize::MAX, |&(file, _)| file - 1);
        (file + place - text).min(next)
    }

    /// Where lines begin, if that differs from the file.
    pub(super) fn line_starts(&self) -> Option<&[usize]> {
        match self {
            Shown::Plain(_) => None,
            Shown::Escaped(escaped) => Some(&escaped.line_starts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_keep_their_places() {
        let file = "a\x1bb\u{202e}\r\n\tc\rd\n";
        let shown = Shown::of(file);
        assert_eq!(shown.as_ref(), "a\\x1bb\\u202e\r\n\tc\\rd\n");
        assert_eq!(shown.line_starts(), Some(&[0, 14, 20][..]));
        for c in ["a", "b", "\t", "c", "d"] {
            let byte = file.find(c).expect("in the file");
            let place = shown.place(byte);
            assert!(shown.as_ref()[place..].starts_with(c), "{c}");
            assert_eq!(shown.byte(place), byte, "{c}");
        }
        assert_eq!((shown.place(1), shown.byte(1), shown.byte(3)), (1, 1, 1));
        assert!(matches!(Shown::of("a\r\n\tb λ\n"), Shown::Plain(_)));
    }
}
