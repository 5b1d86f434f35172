//! What is said of a file as text, so that it can be compared whole: errors, and findings with all
//! their places as bytes of the file.

use std::fmt::Write as _;

use goesc::findings::Explained;
use goesc::findings::analysis::SourceError;

/// An error.
pub fn error(error: &SourceError) -> String {
    format!("{}: {} at {}", error.place, error.message, error.pos.offset)
}

/// A finding.
pub fn finding(one: &Explained) -> String {
    let mut line = format!("{}: {} in {}", one.place, one.headline, one.function.name);
    let _ = write!(line, " at {} ", one.pos.offset);
    let _ = write!(line, "{:?} {:?} {:?} {:?}", one.rule, one.cost, one.assumed, one.extent);
    for pos in one.inlined.iter().chain(&one.cause).chain(&one.holder) {
        let _ = write!(line, " {}", pos.offset);
    }
    for step in &one.steps {
        let _ = write!(line, "; {} {:?}", step.pos.offset, step.event);
    }
    line
}
