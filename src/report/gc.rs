//! What the go command prints under `go build -gcflags=-m`: for each package with output, a header
//! `# import/path` and the compiler's lines. Where gc would print a control character of a name, its
//! escape is printed.

use std::io::{self, Write};

use crate::findings::analysis::PackageReport;
use crate::visible::visible;

/// Prints a package's findings; nothing if there are none.
pub fn write(out: &mut dyn Write, package: &PackageReport) -> io::Result<()> {
    if package.findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "# {}", visible(&package.title))?;
    for finding in &package.findings {
        writeln!(out, "{}: {}", finding.place, visible(&finding.message))?;
        for step in &finding.steps {
            writeln!(out, "{}: {}", finding.place, visible(&step.text))?;
        }
    }
    Ok(())
}
