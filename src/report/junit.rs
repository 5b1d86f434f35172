//! As JUnit reports tests: a suite for each package, in it a case for each error, finding and complaint.
//! Errors and warnings are failures. Of a package of which there is nothing to tell, one case passes.
//!
//! ```text
//! <?xml version="1.0" encoding="UTF-8"?>
//! <testsuites name="goesc">
//!   <testsuite name="ex.com/m" tests="1" failures="1" errors="0" skipped="0">
//!     <testcase name="m.go:7:11: noescape" classname="ex.com/m" file="m.go" line="7">
//!       <failure type="noescape" message="...">./m.go:7:11: error: ... (noescape)</failure>
//!     </testcase>
//!   </testsuite>
//! </testsuites>
//! ```
//!
//! Files are named as seen from the current directory.

use std::io::{self, Write};

use super::concise;
use super::entry::{Entry, Told};
use super::xml::{DECLARATION, Text};

/// Writes what comes before the packages.
pub fn begin(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{DECLARATION}\n<testsuites name=\"goesc\">")
}

/// Prints the suite of a package.
pub fn write(out: &mut dyn Write, told: &Told<'_>) -> io::Result<()> {
    let entries = told.entries();
    let package = &told.root.title;
    let failures = entries.iter().filter(|entry| told.fails(entry)).count();
    writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">",
        Text(package),
        entries.len().max(1),
    )?;
    if entries.is_empty() {
        writeln!(out, "    <testcase name=\"goesc\" classname=\"{}\"/>", Text(package))?;
    }
    for entry in &entries {
        case(out, told, entry)?;
    }
    writeln!(out, "  </testsuite>")
}

/// Writes what comes after the packages.
pub fn end(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "</testsuites>")
}

fn case(out: &mut dyn Write, told: &Told<'_>, entry: &Entry) -> io::Result<()> {
    let package = &told.root.title;
    let Entry { place, name, .. } = entry;
    let (path, line) = (Text(place.bare_path()), place.at.line);
    writeln!(
        out,
        "    <testcase name=\"{path}:{line}:{}: {name}\" classname=\"{}\" file=\"{path}\" line=\"{line}\">",
        place.at.column,
        Text(package),
    )?;
    let text = concise::text(entry);
    match told.fails(entry) {
        true => writeln!(
            out,
            "      <failure type=\"{name}\" message=\"{}\">{}</failure>",
            Text(&entry.text),
            Text(&text),
        )?,
        false => writeln!(out, "      <system-out>{}</system-out>", Text(&text))?,
    }
    writeln!(out, "    </testcase>")
}
