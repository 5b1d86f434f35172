//! A baseline: the findings that were there when a team began to look, which are not reported.
//!
//! ```text
//! # goesc baseline 1
//! 7f885e542b6d7933    example.com/m    (*server).add    map-store    moved to heap: p
//! ```
//!
//! A line a finding: its fingerprint, which is what counts, and for readers and for reviews of
//! changes the package, the function, the rule and the message, separated by tabs. Neither file
//! nor line is in it, so it stays as it is when code moves. BaselineLines are sorted, so that a change of
//! the code changes few of them. What follows `#` at the beginning of a line is a comment.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use thiserror::Error;

use crate::disk::{self, limit, words};
use crate::findings::Explained;
use crate::findings::fingerprint::Fingerprint;
use crate::visible::{self, visible};

/// The first line of the file.
const HEADER: &str = "# goesc baseline 1";

/// Findings that aren't new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The package of each fingerprint.
    packages: FxHashMap<Fingerprint, String>,
}

/// The path of a baseline, by who named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// The user, who may name a descriptor of the process.
    ByUser(PathBuf),
    /// A configuration file, which may be a stranger's.
    ByConfiguration(PathBuf),
}

/// Why a baseline can't be read or written.
#[derive(Debug, Error)]
pub enum BaselineError {
    /// The file that is asked for isn't there.
    #[error(
        "--baseline {shown}: there is no such file; --write-baseline {shown} makes one of what there is",
        shown = visible::path(.0)
    )]
    NotThere(PathBuf),
    /// A file can't be read.
    #[error("{}, a baseline: {}", visible::path(.0), words::unread(.1))]
    Unread(PathBuf, io::Error),
    /// The file can't be written.
    #[error("--write-baseline {}: {}", visible::path(.0), words::unwritten(.0, .1))]
    Unwritten(PathBuf, io::Error),
    /// A line, from 1, that is none of a baseline.
    #[error("{}:{}: {}", visible::path(.0), .1, .2)]
    Line(PathBuf, usize, &'static str),
}

impl Baseline {
    /// Reads a file.
    pub fn read(named: &Named) -> Result<Baseline, BaselineError> {
        let (path, bytes) = match named {
            Named::ByUser(path) => (path, disk::read_given(path, limit::BASELINE)),
            Named::ByConfiguration(path) => (path, disk::read(path, limit::BASELINE)),
        };
        let text = disk::read_text(bytes);
        let text = text.map_err(|error| match (named, error.kind()) {
            (Named::ByUser(path), io::ErrorKind::NotFound) => {
                BaselineError::NotThere(path.to_owned())
            }
            _ => BaselineError::Unread(path.to_owned(), error),
        })?;
        let wrong = |line: usize, what| BaselineError::Line(path.to_owned(), line, what);
        if text.lines().next().map(str::trim_end) != Some(HEADER) {
            return Err(wrong(1, "not a baseline: it doesn't begin with `# goesc baseline 1`"));
        }
        let mut baseline = Baseline::default();
        for (index, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let mut parts = line.split('\t');
            let fingerprint = parts.next().and_then(|part| Fingerprint::parse(part.trim()));
            let fingerprint = fingerprint.ok_or_else(|| {
                wrong(index + 1, "a fingerprint of 16 hexadecimal digits expected")
            })?;
            let package = parts.next().unwrap_or_default().trim().to_owned();
            baseline.packages.insert(fingerprint, package);
        }
        Ok(baseline)
    }

    /// Whether a finding was there before.
    pub fn contains(&self, fingerprint: Fingerprint) -> bool {
        self.packages.contains_key(&fingerprint)
    }

    /// How many findings of some packages are in the baseline and no longer in the code.
    pub fn gone(&self, packages: &BTreeSet<&str>, is_there: impl Fn(Fingerprint) -> bool) -> usize {
        let packages: BTreeSet<String> = packages.iter().copied().map(column).collect();
        let ours = self.packages.iter().filter(|(_, package)| packages.contains(package.as_str()));
        ours.filter(|(fingerprint, _)| !is_there(**fingerprint)).count()
    }
}

/// A text as it stands in a line.
fn column(text: &str) -> String {
    visible(&text.replace(['\t', '\n', '\r'], " ")).into_owned()
}

/// BaselineLines of a baseline being made.
#[derive(Clone, Debug, Default)]
pub struct BaselineLines {
    lines: BTreeSet<[String; 5]>,
}

impl BaselineLines {
    /// Adds a finding of a package.
    pub fn add(&mut self, package: &str, fingerprint: Fingerprint, finding: &Explained) {
        self.lines.insert([
            column(package),
            column(finding.function.declared.as_str()),
            finding.rule.map_or("", |rule| rule.name()).to_owned(),
            column(&finding.headline),
            fingerprint.to_string(),
        ]);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// Writes the file.
    pub fn write(&self, path: &Path) -> Result<(), BaselineError> {
        let mut text = format!("{HEADER}\n");
        for [package, function, rule, message, fingerprint] in &self.lines {
            let _ = writeln!(text, "{fingerprint}\t{package}\t{function}\t{rule}\t{message}");
        }
        disk::replace(path, |out| out.write_all(text.as_bytes()))
            .map_err(|error| BaselineError::Unwritten(path.to_owned(), error))
    }
}
