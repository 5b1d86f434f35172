//! What was found, how much of it isn't shown, and why; and counts of all that has something in common.
//!
//! ```text
//! 8,067 allocations in 120 files: the 20 heaviest by estimate are shown
//!   3,226 in copies of inlined code, which count where the code stands
//!   1,936 cold: 1,500 on error paths, 300 before the program ends, 136 that run once
//!   2,885 lighter than those shown (--top N)
//!   and 9,410 findings of no allocation; --all shows all
//! ```

use std::io::{self, Write};

use super::Completeness;
use crate::findings::analysis::Analysis;
use crate::policy::Unreported;
use crate::ranking::statistics::{self, Key};
use crate::ranking::{Basis, Hidden, Order, Ranking};
use crate::visible::visible;

/// How many rows of each table are printed.
const ROWS: usize = 20;

/// Writes what was found and what of it isn't shown.
pub fn write(
    out: &mut dyn Write,
    analysis: &Analysis,
    ranking: &Ranking<'_>,
    unreported: Unreported,
    done: Completeness,
) -> io::Result<()> {
    let Ranking { places, allocations, files, hidden, order, .. } = ranking;
    let errors: usize = analysis.roots.iter().map(|root| root.errors.len()).sum();
    let what = if unreported.known > 0 { "new allocation" } else { "allocation" };
    let found = format!("{} in {}", count(*allocations, what), count(*files, "file"));
    let Unreported { known, suppressed } = unreported;
    match (allocations, done) {
        (0, Completeness::Complete) if errors > 0 => write!(out, "no allocations found")?,
        (0, Completeness::Complete) if known > 0 => write!(out, "no new allocations")?,
        (0, Completeness::Complete) if suppressed > 0 => write!(out, "no allocations to report")?,
        (0, Completeness::Complete) => write!(out, "no allocations")?,
        // There may be some.
        (0, Completeness::Partial) => write!(out, "not everything could be analyzed")?,
        (_, Completeness::Complete) => write!(out, "{found}")?,
        (_, Completeness::Partial) => write!(out, "{found}; not everything could be analyzed")?,
    }
    if known > 0 {
        write!(out, ", {} known", grouped(known as u64))?;
    }
    if suppressed > 0 {
        write!(out, ", {} suppressed", grouped(suppressed as u64))?;
    }
    if errors > 0 {
        write!(out, "; {} in the source", count(errors, "error"))?;
    }
    if hidden.allocations() == 0 {
        return match hidden.harmless {
            0 => writeln!(out),
            some => {
                writeln!(out, "; {} of no allocation not shown (--all)", count(some, "finding"))
            }
        };
    }
    let shown = places.iter().filter(|place| place.finding.is_allocation()).count();
    match (shown, order) {
        (0, _) => writeln!(out, "; none of them is shown")?,
        (1, _) => writeln!(out, "; 1 is shown")?,
        (shown, Order::Weight) if hidden.lighter > 0 => {
            let basis = match places.first().map(|place| place.basis) {
                Some(Basis::Profile) => "as measured",
                Some(Basis::Estimate) | None => "by estimate",
            };
            writeln!(out, "; the {} heaviest {basis} are shown", grouped(shown as u64))?;
        }
        (shown, _) => writeln!(out, "; {} are shown", grouped(shown as u64))?,
    }
    for (number, why) in reasons(hidden) {
        writeln!(out, "  {:>9} {why}", grouped(number as u64))?;
    }
    match hidden.harmless {
        0 => writeln!(out, "  --all shows all"),
        some => writeln!(out, "  and {} of no allocation; --all shows all", count(some, "finding")),
    }
}

/// Why findings aren't shown, with their numbers.
fn reasons(hidden: &Hidden) -> impl Iterator<Item = (usize, String)> {
    let Hidden { copies, elsewhere, errors, fatal, once, growth, unasked, lighter, told, .. } =
        *hidden;
    let parts =
        [(errors, "on error paths"), (fatal, "where the program ends"), (once, "that run once")];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> =
        parts.map(|(number, what)| format!("{} {what}", grouped(number as u64))).collect();
    [
        (copies, "in copies of inlined code, which count where the code stands".to_owned()),
        (errors + fatal + once, format!("cold: {}", parts.join(", "))),
        (elsewhere, "in code of other packages, or made by the compiler".to_owned()),
        (growth, "where a map may have to grow (--rule map-growth)".to_owned()),
        (unasked, "of other rules, or smaller (--rule, --min-bytes)".to_owned()),
        (lighter, "lighter than those shown (--top)".to_owned()),
        (told, "told as violations of assertions".to_owned()),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
}

/// Writes counts of all findings that are neither cold nor copies: by rule, function, file and package.
pub fn write_statistics(
    out: &mut dyn Write,
    analysis: &Analysis,
    ranking: &Ranking<'_>,
) -> io::Result<()> {
    let counted = ranking.counted();
    for key in Key::ALL {
        let what = match key {
            Key::Rule => "rule",
            Key::Function => "function",
            Key::File => "file",
            Key::Package => "package",
        };
        let rows = statistics::count(analysis, &counted, key);
        if rows.is_empty() {
            continue;
        }
        writeln!(out, "{:>11} {:>14} {:>16}  {what}", "allocations", "bytes once", "weight")?;
        for row in rows.iter().take(ROWS) {
            let numbers = [row.count as u64, row.bytes.max(0) as u64, row.weight.round() as u64];
            let [number, bytes, weight] = numbers.map(grouped);
            writeln!(out, "{number:>11} {bytes:>14} {weight:>16}  {}", visible(&row.name))?;
        }
        if let Some(more) = rows.len().checked_sub(ROWS).filter(|more| *more > 0) {
            writeln!(out, "{:>11} {:>14} {:>16}  and {} more", "", "", "", grouped(more as u64))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// A number of things, with the word for them.
pub(super) fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{} {what}s", grouped(number as u64)),
    }
}

/// A number with a comma at each thousand.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
