//! Text of strangers, as people may see it: what would steer a terminal, or make text look like
//! other text, is shown by its escape in Go.
//!
//! ```text
//! ESC ] 0 ; x BEL     \x1b]0;x\x07
//! U+202E              \u202e
//! ```
//!
//! These are control characters (C0, DEL, C1), those that set the direction of text, those of no
//! width, and line separators. Formats for programs carry the text itself.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::path::Path;

/// A name or a message, all on one line.
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// A line of source: tabs stay.
pub fn visible_line(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c == '\t')
}

/// Several lines: tabs and line breaks stay.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| matches!(c, '\t' | '\n'))
}

/// Shows a path.
pub fn path(path: &Path) -> impl fmt::Display + '_ {
    Name(path)
}

struct Name<'a>(&'a Path);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.0.to_string_lossy()))
    }
}

/// Whether a character has to be escaped. Most are told by their first byte in UTF-8.
pub fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Appends the escape of a character.
pub fn escape(c: char, out: &mut String) {
    let _ = match (c, u32::from(c)) {
        ('\t', _) => write!(out, "\\t"),
        ('\n', _) => write!(out, "\\n"),
        ('\r', _) => write!(out, "\\r"),
        (_, code @ ..=0x7f) => write!(out, "\\x{code:02x}"),
        (_, code @ ..=0xffff) => write!(out, "\\u{code:04x}"),
        (_, code) => write!(out, "\\U{code:08x}"),
    };
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_escaped = |c: char| is_hidden(c) && !stays(c);
    // All but few texts are of printable ASCII alone.
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) || !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_escaped(c) {
            true => escape(c, &mut out),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_shown() {
        assert_eq!(visible("a\x1b[31m\tb\r\n\x7f\u{9b}"), "a\\x1b[31m\\tb\\r\\n\\x7f\\u009b");
        assert_eq!(
            visible("\u{202e}\u{200b}\u{feff}\u{e0041}"),
            "\\u202e\\u200b\\ufeff\\U000e0041"
        );
        assert_eq!(visible_line("\tx\u{2066}\n"), "\tx\\u2066\\n");
        assert_eq!(visible_lines("\tx\u{7}\r\n"), "\tx\\x07\\r\n");
        assert_eq!(path(Path::new("a\nb.go")).to_string(), "a\\nb.go");
    }

    #[test]
    fn ordinary_text_stays() {
        for text in ["./m.go:7:2: moved to heap: größe", "日本語 λ \\x1b é", "", "C:\\x\\m.go"]
        {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
        }
    }
}
