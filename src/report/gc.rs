//! What the go command prints under `go build -gcflags=-m`: for each package with output, a header
//! `# import/path` and the compiler's lines. Where gc would print a control character of a name, its
//! escape is printed.

use std::io::{self, Write};

use super::gc_words::{headline, trace_lines};
use crate::findings::Finding;
use crate::visible::visible;

/// Prints the findings of the package that `title` names; nothing if there are none.
pub fn write(out: &mut dyn Write, title: &str, findings: &[Finding]) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "# {}", visible(title))?;
    for Finding { place, kind, .. } in findings {
        writeln!(out, "{place}: {}", visible(&headline(kind)))?;
        for line in trace_lines(kind) {
            writeln!(out, "{place}: {}", visible(&line))?;
        }
    }
    Ok(())
}
