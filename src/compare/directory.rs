//! The records that gc writes under `-json=0,directory` (`logopt/log_opts.go`): a folder for each
//! package, a file for each of its source files, a record a line, the first of which says what the
//! others are about.
//!
//! ```text
//! ex.com%2Fm/m.json:
//! {"version":0,"package":"ex.com/m",...,"file":"/m/m.go"}
//! {"range":{"start":{"line":4,"character":9},...},"code":"escape","message":"&x escapes to heap",...}
//! ```
//!
//! What a record is related to becomes messages of their own, at their own places.

use std::io;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use serde::Deserialize;

use super::kinds::Form;
use super::output::{Line, Output};
use crate::disk::{self, limit};
use crate::visible;

#[derive(Deserialize)]
struct Header {
    version: u32,
    package: String,
    file: Option<String>,
}

#[derive(Deserialize)]
struct Record {
    range: Range,
    code: Option<String>,
    message: String,
    #[serde(default, rename = "relatedInformation")]
    related: Vec<Related>,
}

#[derive(Deserialize)]
struct Related {
    location: Location,
    message: String,
}

#[derive(Deserialize)]
struct Location {
    uri: String,
    range: Range,
}

#[derive(Deserialize)]
struct Range {
    start: Position,
}

#[derive(Deserialize)]
struct Position {
    line: u32,
    character: u32,
}

/// Reads all records below a directory.
pub(super) fn read(dir: &Path) -> Result<Output, String> {
    let mut output = Output { form: Form::Records, ..Output::default() };
    let mut files = 0;
    for package in entries(dir)? {
        if package.is_dir() {
            for path in entries(&package)? {
                if path.extension().is_some_and(|extension| extension == "json") {
                    file(&mut output, &path)?;
                    files += 1;
                }
            }
        }
    }
    match files {
        0 => Err(format!("{}: no folder in it has a file of records", visible::path(dir))),
        _ => Ok(output),
    }
}

/// What a directory holds, in order.
fn entries(dir: &Path) -> Result<Vec<PathBuf>, String> {
    let paths: io::Result<Vec<PathBuf>> =
        std::fs::read_dir(dir).and_then(|dir| dir.map(|entry| Ok(entry?.path())).collect());
    let mut paths = paths
        .map_err(|error| format!("{}: {}", visible::path(dir), disk::words::unread(&error)))?;
    paths.sort_unstable();
    Ok(paths)
}

fn file(output: &mut Output, path: &Path) -> Result<(), String> {
    let text = disk::read_text(disk::read(path, limit::COMPILER_OUTPUT))
        .map_err(|error| format!("{}: {}", visible::path(path), disk::words::unread(&error)))?;
    let at = |number: usize, error: &dyn std::fmt::Display| {
        format!("{}:{}: {error}", visible::path(path), number + 1)
    };
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty());
    let Some((number, first)) = lines.next() else { return Ok(()) };
    let header: Header = serde_json::from_str(first).map_err(|error| at(number, &error))?;
    if header.version != 0 {
        return Err(at(number, &format!("version {} of the records is unknown", header.version)));
    }
    let file = header.file.unwrap_or_default();
    let messages = output.package(&header.package);
    for (number, line) in lines {
        let record: Record = serde_json::from_str(line).map_err(|error| at(number, &error))?;
        let code = record.code.unwrap_or_default();
        let Position { line, character } = record.range.start;
        let message = format!("{code}: {}", record.message);
        messages.push(Line { path: file.clone(), line, column: character, message, rule: None });
        messages.extend(record.related.into_iter().map(|related| Line {
            path: of_uri(&related.location.uri),
            line: related.location.range.start.line,
            column: related.location.range.start.character,
            message: related.message,
            rule: None,
        }));
    }
    Ok(())
}

/// The path of a `file` URI.
fn of_uri(uri: &str) -> String {
    let path = uri.strip_prefix("file://").unwrap_or(uri);
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}
