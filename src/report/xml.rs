//! Text in XML 1.0. What a reader of it couldn't see is a reference to a character; what XML can't hold
//! at all, as most control characters, is replaced by U+FFFD.

use std::fmt::{self, Write as _};

use crate::visible::is_hidden;

/// What a document begins with.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// A text between tags, or between the quotes of an attribute.
pub(super) struct Text<'a>(pub(super) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                _ if !is_allowed(c) => f.write_char(char::REPLACEMENT_CHARACTER)?,
                _ if is_hidden(c) => write!(f, "&#x{:X};", u32::from(c))?,
                _ => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// Whether XML has a character, as it is or as a reference.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        let text = "a<b> & \"c\" 'd'\n\t\u{1b}\0\u{fffe}\u{202e}λ𝄞";
        let want = "a&lt;b&gt; &amp; &quot;c&quot; 'd'&#xA;&#x9;\u{fffd}\u{fffd}\u{fffd}&#x202E;λ𝄞";
        assert_eq!(Text(text).to_string(), want);
    }
}
