//! Times of many edits, as they are printed.

use std::time::Duration;

/// Prints the median, the 95th of a hundred and the longest; there is at least one.
pub(crate) fn print(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let of = |share: usize| times.get((times.len() * share / 100).min(times.len() - 1));
    let [p50, p95, longest] =
        [of(50), of(95), times.last()].map(|time| time.copied().map_or(0.0, millis));
    println!("{what}: p50 {p50:.1} ms, p95 {p95:.1} ms, longest {longest:.1} ms");
}

/// A time in milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
