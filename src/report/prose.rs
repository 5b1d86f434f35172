//! Paragraphs of text.

use std::io::{self, Write};

use super::paint::HEADING;
use super::view::Look;

/// The most columns of a line: longer ones are hard to read.
const WIDTH: usize = 88;

/// Prints a paragraph, broken between words, whose first words are a title.
pub(super) fn paragraph(
    out: &mut dyn Write,
    title: &str,
    text: &str,
    look: Look,
) -> io::Result<()> {
    let options = textwrap::Options::new(look.width.map_or(WIDTH, |width| width.min(WIDTH)))
        .initial_indent(title)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    let text = textwrap::fill(text, options);
    let rest = text.strip_prefix(title.trim_end()).unwrap_or(&text);
    match title.trim_end() {
        "" => writeln!(out, "{text}"),
        title => writeln!(out, "{}{rest}", look.colour.paint(HEADING, title)),
    }
}
