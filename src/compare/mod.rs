//! Beside gc: how far predictions agree with what gc printed.
//!
//! Comes in: what gc printed, as text, as events of `go build -json` or as a directory of
//! `-json=0,directory`, and what goesc finds in the same packages. Goes out: an [`Agreement`], by
//! kind and by rule, with each difference.
//!
//! ```text
//! gc     ./m.go:4:9: &x escapes to heap       ./m.go:7:6: moved to heap: y
//! goesc  ./m.go:4:9: &x escapes to heap       ./m.go:9:2: z does not escape
//!        agrees                               one is missing, one is extra
//! ```
//!
//! The figures of `testdata/fidelity.snap` are made here, too.

mod directory;
mod kinds;
mod lines;
mod output;
mod patterns;
mod score;

use std::fmt::Display;
use std::io;
use std::path::Path;

pub use kinds::{Counted, Form};
pub use output::{Line, Output};
pub use patterns::patterns;
pub use score::{Agreement, Difference, Side, Tally, score};

use crate::disk::{self, limit};
use crate::visible;

/// Reads what gc printed: a file, a directory of records, or standard input for `-`.
pub fn read(path: &Path) -> Result<Output, String> {
    if path.is_dir() {
        return directory::read(path);
    }
    let bytes = match path.as_os_str() == "-" {
        true => disk::read_stream(io::stdin().lock(), limit::COMPILER_OUTPUT),
        false => disk::read_given(path, limit::COMPILER_OUTPUT),
    };
    let wrong = |error: &dyn Display| format!("{}: {error}", visible::path(path));
    let bytes = bytes.map_err(|error| {
        let help = match error.kind() {
            io::ErrorKind::NotFound => {
                let shown = visible::path(path);
                format!("; go build -gcflags=-m PATTERN 2> {shown} writes it, and --go PATH does without")
            }
            _ => String::new(),
        };
        wrong(&format_args!("{}{help}", disk::words::unread(&error)))
    })?;
    // PowerShell redirects in UTF-16, which has such bytes as well.
    if bytes.contains(&0) {
        return Err(wrong(&"it isn't what the compiler prints, but binary, or text in UTF-16"));
    }
    let output = parse(&String::from_utf8_lossy(&bytes)).map_err(|error| wrong(&error))?;
    match output.has_lines() {
        true => Ok(output),
        false => Err(wrong(&"it has no line of those that the compiler prints under -m")),
    }
}

/// Reads what gc printed, as text or as events of `go build -json`.
pub fn parse(text: &str) -> Result<Output, String> {
    match text.trim_start().starts_with('{') {
        true => lines::events(text),
        false => Ok(lines::text(text)),
    }
}
