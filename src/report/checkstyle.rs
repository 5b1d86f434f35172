//! As Checkstyle writes its reports, which many services read: an element for each file of a package,
//! in it one for each error, finding and complaint.
//!
//! ```text
//! <?xml version="1.0" encoding="UTF-8"?>
//! <checkstyle version="4.3">
//!   <file name="m.go">
//!     <error line="7" column="11" severity="info" message="..." source="goesc.map-store"/>
//!   </file>
//! </checkstyle>
//! ```
//!
//! Files are named as seen from the current directory.

use std::io::{self, Write};

use super::entry::Told;
use super::xml::{DECLARATION, Text};
use crate::findings::Level;

/// Writes what comes before the packages.
pub fn begin(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{DECLARATION}\n<checkstyle version=\"4.3\">")
}

/// Prints the files of a package of which there is something to tell.
pub fn write(out: &mut dyn Write, told: &Told<'_>) -> io::Result<()> {
    for file in told.entries().chunk_by(|a, b| a.place.path == b.place.path) {
        writeln!(out, "  <file name=\"{}\">", Text(file[0].place.bare_path()))?;
        for entry in file {
            let severity = match entry.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Hint | Level::Off => "info",
            };
            let (at, name) = (entry.place.at, entry.name);
            writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" \
                 source=\"goesc.{name}\"/>",
                at.line,
                at.column,
                Text(&entry.text),
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    Ok(())
}

/// Writes what comes after the packages.
pub fn end(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "</checkstyle>")
}
