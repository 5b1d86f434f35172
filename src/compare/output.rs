//! What gc printed, or goesc would: messages by package.

use std::collections::BTreeMap;

use super::kinds::{Counted, Form, kind_of, kinds};
use crate::findings::rules::Rule;

/// The messages of a build.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Output {
    /// How they were given.
    pub form: Form,
    /// By import path, those that have a header or a message. Messages without a header are under
    /// the empty path.
    pub packages: BTreeMap<String, Vec<Line>>,
    /// The headers as they are, in order: `net/http`, `net/http [net/http.test]`.
    pub titles: Vec<String>,
}

/// A message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The file, as it was printed.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The byte column, from 1; 0 without one.
    pub column: u32,
    /// The text.
    pub message: String,
    /// Why it is so. Only predictions have it.
    pub rule: Option<Rule>,
}

impl Line {
    /// The name of the file without its directory.
    pub fn file(&self) -> &str {
        base_name(&self.path)
    }
}

/// The name of a file without its directory.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

impl Output {
    /// Whether anything was printed.
    pub fn has_lines(&self) -> bool {
        self.packages.values().any(|lines| !lines.is_empty())
    }

    /// Begins a package, or goes on with it.
    pub fn package(&mut self, title: &str) -> &mut Vec<Line> {
        if self.titles.last().is_none_or(|last| last != title)
            && !self.titles.iter().any(|known| known == title)
        {
            self.titles.push(title.to_owned());
        }
        self.packages.entry(import_path(title).to_owned()).or_default()
    }

    /// Whether it tells what was inlined: the build wasn't one under `-l`.
    pub fn has_inlining(&self) -> bool {
        let kinds = kinds(Counted::Inlining, self.form);
        let decisions = super::kinds::kinds(Counted::Decisions, self.form).len();
        // Calls are devirtualized under `-l`, too.
        self.packages.values().flatten().any(|line| {
            kind_of(kinds, &line.message)
                .is_some_and(|kind| kind >= decisions && kinds[kind].name != "devirtualizing")
        })
    }

    /// Whether it has the reasons that gc gives under `-m=2`.
    pub fn has_reasons(&self) -> bool {
        let kinds = kinds(Counted::Reasons, self.form);
        self.packages.values().flatten().any(|line| kind_of(kinds, &line.message).is_some())
    }
}

/// The import path of a header: `net/http` of `net/http [net/http.test]`.
pub(super) fn import_path(title: &str) -> &str {
    title.split(' ').next().unwrap_or(title)
}
