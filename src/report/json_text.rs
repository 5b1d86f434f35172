//! JSON, with escapes also for what JSON would let stand and a terminal would not show: to a reader
//! of JSON it is the same text.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::visible::is_hidden;

/// Writes a value on one line.
pub(super) fn to_writer(out: impl Write, value: &impl Serialize) -> serde_json::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, VisibleFormatter))
}

struct VisibleFormatter;

impl Formatter for VisibleFormatter {
    /// A part of a string without what JSON escapes itself, the C0 control characters among it.
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        if fragment.bytes().all(|b| b < 0x7f) {
            return out.write_all(fragment.as_bytes());
        }
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| is_hidden(c)) {
            out.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_text() {
        let text = "a\u{1b}\u{7f}\u{9b}\u{202e}λ\u{e0041}\"\\\n";
        let mut out = Vec::new();
        to_writer(&mut out, &text).expect("JSON");
        let out = String::from_utf8(out).expect("UTF-8");
        assert_eq!(out, "\"a\\u001b\\u007f\\u009b\\u202eλ\\udb40\\udc41\\\"\\\\\\n\"");
        assert_eq!(serde_json::from_str::<String>(&out).expect("JSON"), text);
    }
}
