//! For GitLab's code quality: one array of JSON
//! (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>), an object for each
//! error, finding and complaint.
//!
//! ```text
//! [
//! {"description":"...","check_name":"map-store","fingerprint":"...","severity":"info","location":{...}}
//! ]
//! ```
//!
//! Files are named from the root of the repository on. A finding's fingerprint is that of
//! [`fingerprint`](crate::findings::fingerprint); what else is told has one of its file and its text.

use std::io::{self, Write};

use serde::Serialize;

use super::address::Root;
use super::entry::{Entry, Told};
use super::json_text;
use crate::findings::Level;
use crate::findings::fingerprint::{TextFingerprints, fingerprints};

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Prints a package's errors, findings and complaints, separated by commas; nothing if there are none.
pub fn write(out: &mut dyn Write, root: &Root, told: &Told<'_>) -> io::Result<()> {
    let package = &told.root.title;
    let keys = fingerprints(package, told.root.explained());
    let mut texts = TextFingerprints::default();
    for (number, entry) in told.entries().iter().enumerate() {
        let path = root.name(&told.sources.file(entry.file).path);
        let Entry { text, name, .. } = entry;
        let key = entry.index.and_then(|index| *keys.get(index)?);
        let key = key.unwrap_or_else(|| texts.next(&[package, &path, name, text]));
        let issue = Issue {
            description: text,
            check_name: name,
            fingerprint: key.to_string(),
            severity: match entry.level {
                Level::Error => "major",
                Level::Warning => "minor",
                Level::Hint | Level::Off => "info",
            },
            location: Location {
                path: &path,
                lines: Lines { begin: entry.place.at.line, end: entry.last_line },
            },
        };
        if number > 0 {
            out.write_all(b",\n")?;
        }
        json_text::to_writer(&mut *out, &issue)?;
    }
    Ok(())
}
