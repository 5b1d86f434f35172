//! The configuration file, `goesc.toml`.
//!
//! ```toml
//! go = "1.27"                     # the Go release to predict
//! goos = "linux"                  # the target: operating system, architecture and build tags
//! goarch = "amd64"
//! tags = ["integration"]
//! baseline = "goesc-baseline.txt" # findings that aren't reported
//! fail-on = "error"               # error, warning, hint, new, undecided, or 5% of a profile
//! exclude = ["gen/", "*.pb.go"]   # paths, as in .gitignore
//!
//! [rules]                         # off, hint, warning or error, by rule
//! default = "hint"
//! map-store = "error"
//! leaking-parameter = "warning"
//! ```
//!
//! The file is looked for in the directory of the first file or directory that is named, or the
//! current one, and in those above it; the first found counts. Paths in it are relative to it.
//! What the command line says wins, and the environment (GOOS, GOFLAGS and so on) comes last. A
//! key, rule or level that isn't known is an error.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use super::fail_on::{self, FailOn};
use super::level::{Leveled, Levels};
use crate::disk::{self, limit, words};
use crate::findings::Level;
use crate::profile::GoRelease;
use crate::visible::{self, visible};

/// The name of the file.
pub const NAME: &str = "goesc.toml";

/// What a configuration file says.
#[derive(Clone, Debug, Default)]
pub struct ConfigFile {
    /// The Go release.
    pub go: Option<GoRelease>,
    /// GOOS.
    pub goos: Option<String>,
    /// GOARCH.
    pub goarch: Option<String>,
    /// Build tags.
    pub tags: Option<Vec<String>>,
    /// The baseline's path.
    pub baseline: Option<PathBuf>,
    /// What makes the check fail.
    pub fail_on: Option<FailOn>,
    /// Files of which nothing is reported.
    pub excluded: Excluded,
    /// The levels of rules.
    pub levels: Levels,
}

/// Files of which nothing is reported.
#[derive(Clone, Debug)]
pub struct Excluded {
    patterns: Gitignore,
}

impl Default for Excluded {
    fn default() -> Excluded {
        Excluded { patterns: Gitignore::empty() }
    }
}

impl Excluded {
    /// Whether a file, by its absolute path, is among them.
    pub fn contains(&self, path: &Path) -> bool {
        !self.patterns.is_empty()
            && path.starts_with(self.patterns.path())
            && self.patterns.matched_path_or_any_parents(path, false).is_ignore()
    }
}

/// Why a configuration can't be used.
#[derive(Debug, Error)]
pub enum ConfigFileError {
    /// The file can't be read.
    #[error(
        "{}: {}; --config names the configuration file, --no-config does without one",
        visible::path(.0),
        words::unread(.1)
    )]
    Io(PathBuf, io::Error),
    /// Something in it is wrong: the line and the byte column, from 1, and what.
    #[error("{}:{}:{}: {}", visible::path(.0), .1, .2, visible(.3))]
    Wrong(PathBuf, usize, usize, String),
}

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawConfig {
    go: Option<Spanned<String>>,
    goos: Option<String>,
    goarch: Option<String>,
    tags: Option<Vec<String>>,
    baseline: Option<PathBuf>,
    fail_on: Option<Spanned<String>>,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
    #[serde(default)]
    rules: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// Why a pattern can't match any path, if it can't: paths are those below the directory of the file,
/// as .gitignore has them.
fn excludes_nothing(pattern: &str, directory: &Path) -> Option<&'static str> {
    let path = pattern.strip_prefix('!').unwrap_or(pattern).trim_end();
    let mut elements = path.split('/');
    match path {
        "" | "/" => Some("names no file"),
        _ if path.starts_with('#') => Some("is a comment in .gitignore; write \\# for a name"),
        _ if directory.parent().is_some() && Path::new(path).starts_with(directory) => {
            Some("matches nothing: patterns are paths from the directory of this file on")
        }
        _ if elements.any(|element| matches!(element, "." | "..")) => Some(
            "matches nothing: patterns are paths from the directory of this file on, without . and ..",
        ),
        _ => None,
    }
}

/// The configuration file that governs a directory, if there is one. What is no directory counts:
/// a file that can't be read is an error, and not passed over.
pub fn find(directory: &Path) -> Option<PathBuf> {
    let is_there = |path: &PathBuf| path.metadata().is_ok_and(|data| !data.is_dir());
    directory.ancestors().map(|above| above.join(NAME)).find(is_there)
}

impl ConfigFile {
    /// Reads a file. Its path is absolute, and may be a descriptor of the process.
    pub fn read(path: &Path) -> Result<ConfigFile, ConfigFileError> {
        ConfigFile::read_as(path, path)
    }

    /// Reads a file that stands for one of another path, to which paths in it are relative.
    pub fn read_as(at: &Path, path: &Path) -> Result<ConfigFile, ConfigFileError> {
        let text = disk::read_text(disk::read_given(at, limit::SETTINGS));
        let text = text.map_err(|error| ConfigFileError::Io(at.to_owned(), error))?;
        let wrong = |span: Range<usize>, what: String| {
            let before = text.get(..span.start).unwrap_or(&text);
            let line = before.matches('\n').count() + 1;
            let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1;
            ConfigFileError::Wrong(at.to_owned(), line, column, what)
        };
        let written: RawConfig = toml::from_str(&text).map_err(|error| {
            wrong(error.span().unwrap_or_default(), error.message().replace('\n', " "))
        })?;
        let directory = path.parent().unwrap_or(Path::new("/"));
        let mut levels = Levels::default();
        for (name, word) in &written.rules {
            let level = Level::parse(word.get_ref()).ok_or_else(|| {
                let known = Level::ALL.map(Level::name).join(", ");
                wrong(word.span(), format!("unknown level {:?}; known: {known}", word.get_ref()))
            })?;
            match (name.get_ref().as_str(), Leveled::parse(name.get_ref())) {
                ("default", _) => levels.set_default(level),
                (_, Some(what)) => levels.set(what, level),
                (unknown, None) => {
                    let what = format!("unknown rule {unknown:?}; `goesc rules` lists them");
                    return Err(wrong(name.span(), what));
                }
            }
        }
        let go = written.go.as_ref().map(|go| {
            GoRelease::parse(go.get_ref()).ok_or_else(|| {
                let known: Vec<String> = GoRelease::ALL.iter().map(GoRelease::to_string).collect();
                wrong(go.span(), format!("supported releases: {}", known.join(", ")))
            })
        });
        let fail_on = written.fail_on.as_ref().map(|word| {
            FailOn::parse(word.get_ref())
                .ok_or_else(|| wrong(word.span(), format!("expected {}", fail_on::KNOWN)))
        });
        let mut patterns = GitignoreBuilder::new(directory);
        for pattern in &written.exclude {
            if let Some(why) = excludes_nothing(pattern.get_ref(), directory) {
                return Err(wrong(pattern.span(), format!("{:?} {why}", pattern.get_ref())));
            }
            let added = patterns.add_line(None, pattern.get_ref());
            added.map_err(|error| wrong(pattern.span(), error.to_string()))?;
        }
        let patterns = patterns.build().map_err(|error| {
            let first = written.exclude.first().map(Spanned::span).unwrap_or_default();
            wrong(first, error.to_string())
        })?;
        Ok(ConfigFile {
            go: go.transpose()?,
            goos: written.goos,
            goarch: written.goarch,
            tags: written.tags,
            baseline: written.baseline.map(|path| directory.join(path)),
            fail_on: fail_on.transpose()?,
            excluded: Excluded { patterns },
            levels,
        })
    }
}
