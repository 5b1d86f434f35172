//! `cargo xtask ranked PROFILE PATTERN...`: what the ranking is worth, beside what a program measured.
//!
//! Printed is a row of docs/RANKING.md: how many findings `check` shows by default; which share of the
//! bytes that the packages named allocated is on lines with a predicted allocation; and which share is on
//! the lines of the first 20 findings, without the profile: by weight, in the order of the source, and by
//! the bytes of one allocation alone. GOROOT is that of the environment; test files are taken in, so that
//! what a benchmark allocates itself has its lines.

use std::path::Path;
use std::process::ExitCode;

use goesc::findings::Finding;
use goesc::findings::analysis::{Detail, Inlining, Judged, Options};
use goesc::pprof::{self, Measured};
use goesc::ranking::{FindingFilter, Order, Place, Wanted, rank};
use goesc::source::{Environment, Overrides};
use goesc::workspace;

/// How many findings are looked at first.
const FIRST: usize = 20;

pub fn main(args: Vec<String>) -> ExitCode {
    crate::status("xtask", run(&args).map(|()| true))
}

fn run(args: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let [profile, patterns @ ..] = args else { return Err("ranked PROFILE PATTERN...".into()) };
    let profile = pprof::read(std::fs::read(Path::new(profile))?)?;
    let environment = Environment::current()?;
    let config = goesc::std::settings(&environment, Overrides::default())?;
    let options = Options {
        detail: Detail::Steps,
        judged: Judged::Nothing,
        inlining: Inlining::On,
        threads: 0,
    };
    let analysis = workspace::analyze(&config, patterns, options)?;
    let measured = Measured::of(&profile, &analysis);
    let shown = rank(&analysis, &Wanted::default(), None).places.len();
    let all = Wanted { order: Some(Order::Weight), top: Some(usize::MAX), ..Wanted::default() };
    let by_weight = rank(&analysis, &all, None).places;
    let everything =
        Wanted { shown: FindingFilter::Everything, order: Some(Order::Place), ..Wanted::default() };
    let every = rank(&analysis, &everything, None).places;
    let by_place: Vec<&Place<'_>> =
        every.iter().filter(|place| place.finding.is_reported()).collect();
    let mut by_bytes = by_place.clone();
    let bytes = |place: &Place<'_>| place.finding.cost.and_then(|cost| cost.known_bytes());
    by_bytes.sort_by_key(|place| std::cmp::Reverse(bytes(place)));
    let named = measured.named().size;
    let of_named = |size: u64| format!("{:.1} %", 100.0 * size as f64 / named.max(1) as f64);
    let share = |first: &mut dyn Iterator<Item = &Place<'_>>| {
        let findings: Vec<&Finding> =
            first.take(FIRST).map(|place| &place.finding.finding).collect();
        of_named(measured.sum_of(findings).size)
    };
    println!(
        "| {} | {} | {shown} | {named} | {} | {} | {} | {} |",
        patterns.join(" "),
        by_place.len(),
        of_named(measured.predicted_of_named().size),
        share(&mut by_weight.iter()),
        share(&mut by_place.iter().copied()),
        share(&mut by_bytes.iter().copied()),
    );
    Ok(())
}
