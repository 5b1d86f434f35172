//! For people: what a profile has, and how it goes with what is predicted. It stands below the
//! findings.
//!
//! ```text
//! profile: 651.7 kB allocated, of which 98.2 % in the packages named
//!   99.6 % of that on lines with a predicted allocation; 12 predicted allocations weren't measured
//!   not predicted, the heaviest first:
//!     12.0 kB   1.8 %  /usr/local/go/src/testing/testing.go:1897  of package testing, which isn't named
//! ```

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use crate::pprof::{Absence, Measure, Measured, MeasuredLine, Misfit};
use crate::source::DisplayPaths;
use crate::visible::visible;

/// How many lines are listed of each kind.
const LISTED: usize = 10;

/// Writes the section. Paths are shortened as for a package in `dir`.
pub fn write(out: &mut dyn Write, measured: &Measured, dir: &Path) -> io::Result<()> {
    let paths = DisplayPaths::new(dir, dir);
    let section = Section { measured, paths: &paths };
    let total = measured.total.size;
    let what = match measured.measure {
        Measure::Allocated => "allocated",
        Measure::InUse => "in use",
        Measure::Time => "of processor time",
    };
    let size = section.size(total);
    let named = section.share(measured.named().size, total);
    writeln!(out, "profile: {size} {what}, {named} in the packages named")?;
    let predicted = section.share(measured.predicted_of_named().size, measured.named().size);
    write!(out, "  {predicted} of that on lines with a predicted allocation")?;
    match measured.unmeasured {
        0 => writeln!(out)?,
        1 => writeln!(out, "; 1 predicted allocation wasn't measured")?,
        count => writeln!(out, "; {count} predicted allocations weren't measured")?,
    }
    // Time passes on any line.
    if measured.measure != Measure::Time {
        let lines = measured.unpredicted();
        let lines = lines.into_iter().map(|(line, why)| (line, absence(why)));
        section.list(out, "not predicted, the heaviest first:", lines.collect())?;
    }
    let lines = measured.unfit();
    let lines = lines.into_iter().map(|(line, why)| (line, misfit(why)));
    section.list(out, "the source isn't that of the profile any more:", lines.collect())
}

/// The section under way.
struct Section<'a> {
    measured: &'a Measured,
    paths: &'a DisplayPaths,
}

impl Section<'_> {
    fn list(
        &self,
        out: &mut dyn Write,
        heading: &str,
        lines: Vec<(&MeasuredLine, Cow<'static, str>)>,
    ) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        writeln!(out, "  {heading}")?;
        for (line, why) in lines.iter().take(LISTED) {
            let size = self.size(line.amount.size);
            let share = self.share(line.amount.size, self.measured.total.size);
            let path = self.paths.display(&line.path);
            let place = format!("{}:{}", visible(&path), line.line);
            writeln!(out, "    {size:>9} {share:>7}  {place}  {}", visible(why))?;
        }
        if let Some(rest) = lines.get(LISTED..).filter(|rest| !rest.is_empty()) {
            let sum =
                rest.iter().fold(0_u64, |sum, (line, _)| sum.saturating_add(line.amount.size));
            let (size, share) = (self.size(sum), self.share(sum, self.measured.total.size));
            writeln!(out, "    {size:>9} {share:>7}  on {} more", count(rest.len(), "line"))?;
        }
        Ok(())
    }

    fn size(&self, size: u64) -> String {
        match self.measured.measure {
            Measure::Allocated | Measure::InUse => bytes(size),
            Measure::Time => time(size),
        }
    }

    fn share(&self, part: u64, whole: u64) -> String {
        match whole {
            0 => "0.0 %".to_owned(),
            _ => format!("{:.1} %", part as f64 * 100.0 / whole as f64),
        }
    }
}

/// Bytes, in decimal units.
pub fn bytes(bytes: u64) -> String {
    scaled(bytes, "bytes", ["kB", "MB", "GB", "TB"])
}

/// Nanoseconds.
fn time(nanoseconds: u64) -> String {
    scaled(nanoseconds, "ns", ["µs", "ms", "s", "ks"])
}

/// A number, in the largest of these units, each 1000 times the one before, of which it has one.
fn scaled(number: u64, unit: &str, larger: [&str; 4]) -> String {
    let mut value = number as f64;
    let mut named = unit;
    for unit in larger {
        // What is rounded up to 1000 is one of the next.
        if value < 999.95 {
            break;
        }
        value /= 1000.0;
        named = unit;
    }
    match named == unit {
        true => format!("{number} {unit}"),
        false => format!("{value:.1} {named}"),
    }
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

fn absence(why: &Absence) -> Cow<'static, str> {
    match why {
        Absence::Runtime => "by the runtime itself".into(),
        Absence::RuntimeCall(callee) => format!("by a call of {callee}, in the runtime").into(),
        Absence::Cgo => "made by cgo".into(),
        Absence::Assembly => "in assembly".into(),
        Absence::Wrapper => "a wrapper that the compiler made".into(),
        Absence::OtherPackage(path) => format!("of package {path}, which isn't named").into(),
        Absence::Unknown => "no reason is known".into(),
    }
}

fn misfit(why: &Misfit) -> Cow<'static, str> {
    match why {
        Misfit::BeyondEnd(lines) => {
            format!("the file has {} only", count(*lines as usize, "line")).into()
        }
        Misfit::NoCode => "there is no code".into(),
        Misfit::Moved(function) => format!("{function} doesn't begin where it did").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_in_units() {
        for (size, want) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1000, "1.0 kB"),
            (262_960, "263.0 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1.0 MB"),
            (1 << 30, "1.1 GB"),
            (u64::MAX, "18446744.1 TB"),
        ] {
            assert_eq!(bytes(size), want);
        }
        assert_eq!(time(20_000_000), "20.0 ms");
    }
}
