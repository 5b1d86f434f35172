//! Colours of text that isn't a diagnostic of codespan-reporting, in the manner of those.

use anstyle::{AnsiColor, Style};

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// With ANSI escapes.
    Ansi,
    /// Without.
    Plain,
}

/// Places, and names of files.
pub(super) const PLACE: Style = Style::new().bold();
/// Numbers of lines, and what is drawn around the source.
pub(super) const GUTTER: Style = AnsiColor::Blue.on_default();
/// What a finding says, and where.
pub(super) const CAUSE: Style = AnsiColor::Yellow.on_default();
/// What else happens on the way.
pub(super) const STEP: Style = AnsiColor::Cyan.on_default();
/// Names that are defined, and headings.
pub(super) const HEADING: Style = Style::new().bold();

impl Colour {
    /// A text in a style.
    pub(super) fn paint(self, style: Style, text: &str) -> String {
        match self {
            Colour::Ansi => format!("{style}{text}{style:#}"),
            Colour::Plain => text.to_owned(),
        }
    }
}
