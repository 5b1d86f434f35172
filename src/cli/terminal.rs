//! What the terminal is like, if there is one: whether it is to be coloured, and how wide it is.
//!
//! Colour follows the conventions that other programs follow: `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR`
//! and `TERM=dumb`, in this order, and a terminal at the other end.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use terminal_size::{Height, Width};

use super::options::When;
use crate::report::{Colour, Look};

/// How text looks that goes to standard output, or to a file if one is named. A file has no width, and
/// is coloured only if that is asked for.
pub(super) fn look(when: When, file: Option<&Path>) -> Look {
    let colour = match (when, file) {
        (When::Always, _) => Colour::Ansi,
        (When::Never, _) | (When::Auto, Some(_)) => Colour::Plain,
        (When::Auto, None) => match AutoStream::choice(&io::stdout()) {
            ColorChoice::Never => Colour::Plain,
            ColorChoice::Always | ColorChoice::AlwaysAnsi | ColorChoice::Auto => Colour::Ansi,
        },
    };
    let width = match file {
        Some(_) => None,
        None => columns(terminal_size::terminal_size_of(io::stdout())),
    };
    Look { colour, width }
}

/// Lines for standard error: broken between words where that is a terminal, what follows a break a bit
/// further in.
pub(super) fn wrapped_for_errors(text: &str) -> Cow<'_, str> {
    match columns(terminal_size::terminal_size_of(io::stderr())) {
        Some(columns) if text.len() > columns => {
            let options = textwrap::Options::new(columns)
                .subsequent_indent("  ")
                .word_separator(textwrap::WordSeparator::AsciiSpace)
                .word_splitter(textwrap::WordSplitter::NoHyphenation)
                .break_words(false);
            textwrap::fill(text, options).into()
        }
        _ => text.into(),
    }
}

/// Narrower terminals than this are taken for as wide: nothing could be read in them.
const NARROWEST: usize = 40;

fn columns(size: Option<(Width, Height)>) -> Option<usize> {
    // Some say 0 where they don't know.
    let columns =
        size.map(|(Width(columns), _)| usize::from(columns)).filter(|columns| *columns > 0);
    columns.map(|columns| columns.max(NARROWEST))
}
