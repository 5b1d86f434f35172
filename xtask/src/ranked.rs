//! `cargo xtask ranked [--lines N] PROFILE PATTERN...`: what the ranking is worth, beside what a program
//! measured.
//!
//! Printed is a row of docs/RANKING.md: how many findings `check` shows by default; which share of the
//! bytes that the packages named allocated is on lines with a predicted allocation; and which share is on
//! the lines of the first 20 findings, without the profile: by weight, in the order of the source, by the
//! bytes of one allocation alone, and as an oracle that knows the profile would choose them. GOROOT is
//! that of the environment. Below it, with `--lines`, the lines with most bytes, and where the ranking
//! has them; and then what stands before them.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use goesc::findings::Finding;
use goesc::findings::analysis::{Analysis, Detail, Inlining, Judged, Options};
use goesc::id::Id;
use goesc::pprof::{self, Measured, MeasuredLine};
use goesc::ranking::{FindingFilter, Order, Place, Wanted, rank};
use goesc::source::{Environment, Overrides};
use goesc::workspace;

/// How many findings are looked at first.
const FIRST: usize = 20;

pub fn main(args: Vec<String>) -> ExitCode {
    crate::status("xtask", run(&args).map(|()| true))
}

fn run(args: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let (lines, args) = match args {
        [option, number, rest @ ..] if option == "--lines" => (number.parse()?, rest),
        args => (0, args),
    };
    let [profile, patterns @ ..] = args else {
        return Err("ranked [--lines N] PROFILE PATTERN...".into());
    };
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
    let shown = rank(&analysis, &Wanted::default(), None, &|_| false).places.len();
    let all = Wanted { order: Some(Order::Weight), top: Some(usize::MAX), ..Wanted::default() };
    let by_weight = rank(&analysis, &all, None, &|_| false).places;
    let first = Wanted { order: Some(Order::Weight), top: Some(FIRST), ..Wanted::default() };
    let heaviest = rank(&analysis, &first, None, &|_| false).places;
    let everything =
        Wanted { shown: FindingFilter::Everything, order: Some(Order::Place), ..Wanted::default() };
    let every = rank(&analysis, &everything, None, &|_| false).places;
    let by_place: Vec<&Place<'_>> =
        every.iter().filter(|place| place.finding.is_reported()).collect();
    // Also what is shown where it is asked for, or among the heaviest.
    let allocations: Vec<&Place<'_>> =
        every.iter().filter(|place| place.finding.is_allocation()).collect();
    let mut by_bytes = by_place.clone();
    let bytes = |place: &Place<'_>| place.finding.cost.and_then(|cost| cost.known_bytes());
    by_bytes.sort_by_key(|place| std::cmp::Reverse(bytes(place)));
    let named = measured.named().size;
    let of_named = |size: u64| format!("{:.1} %", 100.0 * size as f64 / named.max(1) as f64);
    let share = |first: &mut dyn Iterator<Item = &Place<'_>>| {
        let findings: Vec<&Finding> =
            first.take(FIRST).map(|place| &place.finding.finding).collect();
        of_named(bytes_of(&findings, &measured))
    };
    println!(
        "| {} | {} | {shown} | {named} | {} | {} | {} | {} | {} |",
        patterns.join(" "),
        by_place.len(),
        of_named(measured.predicted_of_named().size),
        share(&mut heaviest.iter()),
        share(&mut by_place.iter().copied()),
        share(&mut by_bytes.iter().copied()),
        of_named(best(&allocations, &measured)),
    );
    if lines > 0 {
        print_lines(lines, &measured, &by_weight, &every);
        println!("first of the ranking:");
        for (rank, place) in by_weight.iter().take(lines.max(FIRST)).enumerate() {
            let amount = measured.amount_of(place.finding).map_or(0, |amount| amount.size);
            println!("{:>8}  {}", of_named(amount), described(rank, place, &analysis));
        }
    }
    Ok(())
}

/// What was measured of findings together, on lines of the packages named: code of others that was inlined
/// isn't theirs.
fn bytes_of(findings: &[&Finding], measured: &Measured) -> u64 {
    let ids: BTreeSet<usize> = findings
        .iter()
        .flat_map(|finding| measured.lines_of(finding))
        .map(|id| id.index())
        .collect();
    let lines = ids.into_iter().map(|index| &measured.lines()[index]);
    lines.filter(|line| line.is_named).map(|line| line.amount.size).sum()
}

/// What the findings have that an oracle would show: those with the most bytes beside what is chosen.
fn best(places: &[&Place<'_>], measured: &Measured) -> u64 {
    let mut chosen: Vec<&Finding> = Vec::new();
    let mut size = 0;
    for _ in 0..FIRST {
        let with = |place: &Place<'_>| {
            let one = chosen.iter().copied().chain([&place.finding.finding]);
            bytes_of(&one.collect::<Vec<_>>(), measured)
        };
        let next = places.iter().max_by_key(|place| with(place));
        let Some(next) = next.filter(|next| with(next) > size) else { break };
        size = with(next);
        chosen.push(&next.finding.finding);
    }
    size
}

fn print_lines(number: usize, measured: &Measured, by_weight: &[Place<'_>], every: &[Place<'_>]) {
    let mut lines: Vec<&MeasuredLine> =
        measured.lines().iter().filter(|line| line.is_named).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.amount.size));
    let named = measured.named().size.max(1) as f64;
    for line in lines.into_iter().take(number) {
        let has = |place: &Place<'_>| {
            let lines = measured.lines_of(place.finding);
            lines.iter().any(|&id| std::ptr::eq(measured.line(id), line))
        };
        let rank = by_weight.iter().position(has);
        let place = rank.map(|rank| &by_weight[rank]).or(every.iter().find(|place| has(place)));
        let share = 100.0 * line.amount.size as f64 / named;
        let times = line.amount.size / line.amount.count.max(1);
        println!(
            "{share:>6.1} %  {}:{} ({} x {times}) {}",
            line.path,
            line.line,
            line.amount.count,
            match (place, rank) {
                (Some(place), Some(rank)) => format!("#{} {}", rank + 1, estimated(place)),
                (Some(place), None) => format!("hidden {}", estimated(place)),
                (None, _) => format!("{:?}", line.standing),
            }
        );
    }
}

fn described(rank: usize, place: &Place<'_>, analysis: &Analysis) -> String {
    let finding = place.finding;
    let root = &analysis.roots[place.root].title;
    format!(
        "#{} {}:{} {root}.{}: {} {}",
        rank + 1,
        finding.place.path,
        finding.place.line,
        finding.function.name.as_str(),
        finding.headline,
        estimated(place)
    )
}

fn estimated(place: &Place<'_>) -> String {
    let cost = place.finding.cost.map_or(String::new(), |cost| cost.to_string());
    let frequency = place.frequency;
    format!(
        "weight {:.0} = ({cost}) x {:.2} ({:.2} a call, {} loops, {:?})",
        place.weight, frequency.times, frequency.rounds, frequency.loop_depth, frequency.cold
    )
}
