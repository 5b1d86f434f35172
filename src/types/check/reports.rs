//! Errors as they are found, and which of them are told. What one body is told doesn't depend on when
//! another one was checked, so that bodies can be checked again by themselves.
//!
//! ```go
//! func f() { undeclared.x() }    // told
//! func g() { undeclared.y() }    // the same, in another line: told, too
//! var v = make(chan bad)[0]      // undefined: bad; what follows from it isn't told
//! ```
//!
//! gc drops what follows from another error (`types2/errors.go`), and what it has just said of the same
//! line (`base/print.go`): so errors stand in the order in which gc finds them until they are told.

use super::TopIndex;
use crate::source::pos::{Pos, SourceMap};
use crate::types::info::TypeError;

/// When something is checked: what comes first is of the least stage.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub(super) enum Stage {
    /// Declarations.
    #[default]
    Declarations,
    /// What waits until declarations are complete.
    Delayed {
        /// How often it was put off.
        generation: u32,
        /// The number of the declaration that it is in, by when their bodies are checked.
        rank: u32,
    },
    /// What takes all bodies.
    Package,
}

/// An error that was found.
#[derive(Clone, Debug)]
pub(super) struct Report {
    pub(super) stage: Stage,
    /// The declaration that was being checked.
    pub(super) top: TopIndex,
    pub(super) pos: Pos,
    /// The message, and lines below it, each with its place.
    pub(super) lines: Vec<(Option<Pos>, String)>,
    pub(super) soft: bool,
    /// Whether there are places within the lines.
    pub(super) has_places: bool,
}

impl Report {
    /// Whether it follows from an error before it: it is about something that isn't known.
    fn follows(&self) -> bool {
        let message = self.lines.first().map_or("", |(_, message)| message);
        let is_about = |what: &str| message.find(what).is_some_and(|at| at > 0);
        is_about("invalid operand") || is_about("invalid type")
    }

    fn message(&self, sources: &SourceMap) -> String {
        let mut lines = self.lines.iter();
        let mut message = lines.next().map_or_else(String::new, |(_, message)| message.clone());
        for (pos, line) in lines {
            message.push_str("\n\t");
            if let Some(pos) = pos {
                message.push_str(&pos_string(sources, *pos));
                message.push_str(": ");
            }
            message.push_str(line);
        }
        message
    }
}

/// The errors that are told, in the order in which they are found.
pub(super) fn told(sources: &SourceMap, reports: &[Report]) -> Vec<TypeError> {
    let mut ordered: Vec<&Report> = reports.iter().collect();
    ordered.sort_by_key(|report| report.stage);
    let mut errors: Vec<TypeError> = Vec::new();
    for report in ordered {
        if !errors.is_empty() && report.follows() {
            continue;
        }
        let Report { pos, soft, .. } = *report;
        let message = report.message(sources);
        // gc prints an error once a line, if nothing else comes between.
        let line = |pos: Pos| (pos.file, sources.file(pos.file).line_col(pos.offset).line);
        if let Some(last) = errors.last()
            && last.message == message
            && line(last.pos) == line(pos)
        {
            continue;
        }
        errors.push(TypeError { pos, message, soft });
    }
    errors
}

/// `path:line:column` of a position.
pub(super) fn pos_string(sources: &SourceMap, pos: Pos) -> String {
    let file = sources.file(pos.file);
    let at = file.line_col(pos.offset);
    format!("{}:{}:{}", file.path, at.line, at.column)
}
