//! What guards complain of, for people and for whatever reads `path:line:col: text`.
//!
//! ```text
//! m.go:4:14: new(int) escapes to heap (noescape)
//!     4 |     total := new(int)
//!       |              ^ 8 bytes: stored in a package variable
//!   m.go:5:7: it is assigned: sink = total
//!   m.go:2:1: //goesc:noescape
//! m.go:9:5: warning: nothing is suppressed by //nolint:goesc (unused-nolint)
//!     9 |     f() //nolint:goesc
//!       |         ^
//! ```

use std::io::{self, Write};

use super::source::{excerpt, words};
use crate::policy::{Complaint, Weight};
use crate::source::pos::SourceMap;
use crate::visible::visible;

/// Writes a complaint.
pub fn write(out: &mut dyn Write, sources: &SourceMap, complaint: &Complaint) -> io::Result<()> {
    let warning = match complaint.weight {
        Weight::Warning => "warning: ",
        Weight::Error => "",
    };
    let Complaint { place, text, topic, .. } = complaint;
    writeln!(out, "{place}: {warning}{} ({topic})", visible(text))?;
    let at = sources.file(complaint.pos.file).line_col(complaint.pos.offset);
    let (line, before) = excerpt(sources, complaint.pos);
    writeln!(out, "{:>5} | {line}", at.line)?;
    writeln!(out, "      | {}", format!("{before}^ {}", visible(&complaint.label)).trim_end())?;
    for (place, step) in &complaint.steps {
        writeln!(out, "  {place}: {}", visible(&words(step)))?;
    }
    if let Some(asked) = &complaint.asked {
        writeln!(out, "  {}: {}", asked.place, visible(&asked.text))?;
    }
    Ok(())
}
