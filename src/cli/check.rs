//! `goesc check`: what gc would print about packages.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use rayon::prelude::*;

use super::args::{Check, Detail, Format, When};
use super::progress::Progress;
use super::unsaved;
use super::{FAILED, FORBIDDEN, Options, colour, complain, guards, has_failed, report_failures};
use crate::driver::{self, Analysis, Judged, RootReport};
use crate::escape::record::Record;
use crate::guard::{self, Complaint, Outcome};
use crate::report::pretty::Totals;
use crate::report::sarif::{self, Addresses};
use crate::report::{gc, gc_json, json, pretty};

/// How many packages are rendered at a time: they are in memory until they are written.
const AT_A_TIME: usize = 64;

/// Analyzes packages and prints what was found. Errors in the packages' source go to standard
/// error where the format has no place for them; they don't end the work.
pub(super) fn run(options: &Options, check: &Check, out: &mut dyn Write) -> io::Result<ExitCode> {
    let detail = match (check.format, check.detail) {
        (Format::Pretty | Format::Json | Format::Sarif, _) => driver::Detail::Steps,
        (Format::Gc, Detail::Decisions) => driver::Detail::Verdicts,
        (Format::Gc, Detail::Reasons) => driver::Detail::Trace,
        (Format::GcJson, _) => driver::Detail::Records,
    };
    let settings = match check.guards.settings(options, check.inlining) {
        Ok(settings) => settings,
        Err(error) => {
            complain(&error);
            return Ok(ExitCode::from(FAILED));
        }
    };
    let progress = Progress::start("analyzing");
    let threads = options.jobs.unwrap_or(0);
    let judged = match check.format {
        Format::Pretty | Format::Json | Format::Sarif => Judged::Nothing,
        // What gc prints is printed as it is, and comes without the reasons that guards need.
        Format::Gc | Format::GcJson if settings.may_fail() => Judged::Everything,
        Format::Gc | Format::GcJson => Judged::Asserting,
    };
    let how = driver::Options { detail, judged, inlining: check.inlining, threads };
    let mut analysis =
        driver::analyze(&options.config, &options.patterns, how).map_err(io::Error::other)?;
    drop(progress);
    let mut outcome = match check.format {
        Format::Pretty | Format::Json | Format::Sarif => guard::apply(&mut analysis, &settings),
        Format::Gc | Format::GcJson => Outcome::default(),
    };
    match &check.output {
        None => print(&analysis, check, &outcome, out)?,
        Some(path) => {
            let written = match check.format {
                Format::GcJson => records(&analysis, options, path),
                Format::Pretty | Format::Gc | Format::Json | Format::Sarif => File::create(path)
                    .and_then(|mut file| print(&analysis, check, &outcome, &mut file)),
            };
            if let Err(error) = written {
                complain(&format!("{}: {error}", path.display()));
                return Ok(ExitCode::from(FAILED));
            }
        }
    }
    match check.format {
        Format::Pretty => {}
        Format::Json | Format::Sarif => guards::print(&analysis, &outcome, &mut io::stderr())?,
        Format::Gc | Format::GcJson => {
            analysis.keep_judged();
            outcome = guard::apply(&mut analysis, &settings);
            outcome.complaints.retain(Complaint::is_about_assertion);
            guards::print(&analysis, &outcome, &mut io::stderr())?;
        }
    }
    let mut failed = report_failures(&analysis);
    failed |= unsaved::report_unused(options, &analysis.loaded);
    failed |= check.guards.conclude(&outcome);
    Ok(match (failed, outcome.fails()) {
        (true, _) => ExitCode::from(FAILED),
        (false, true) => ExitCode::from(FORBIDDEN),
        (false, false) => ExitCode::SUCCESS,
    })
}

fn print(
    analysis: &Analysis,
    check: &Check,
    outcome: &Outcome,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match check.format {
        Format::Pretty => {
            pretty(analysis, check, &mut out)?;
            if !outcome.complaints.is_empty() {
                writeln!(out)?;
            }
            guards::print(analysis, outcome, &mut out)?;
        }
        Format::Gc => {
            for root in &analysis.roots {
                source_errors(root);
                gc::write(&mut out, &root.report)?;
            }
        }
        Format::Json => {
            in_order(
                analysis,
                |root| {
                    let mut text = Vec::new();
                    json::write(&mut text, &analysis.sources, &root.paths, &root.report)?;
                    Ok((text, ()))
                },
                |text, ()| out.write_all(&text),
            )?;
            for (root, complaint) in outcome.by_package(analysis) {
                let (sources, title) = (&analysis.sources, &root.report.title);
                json::write_complaint(&mut out, sources, &root.paths, title, complaint)?;
            }
        }
        Format::Sarif => sarif(analysis, check, outcome, &mut out)?,
        // Records are written to a directory.
        Format::GcJson => {}
    }
    out.flush()
}

/// Renders packages in parallel, and takes what they become in order.
fn in_order<T: Send>(
    analysis: &Analysis,
    render: impl Fn(&RootReport) -> io::Result<(Vec<u8>, T)> + Sync,
    mut take: impl FnMut(Vec<u8>, T) -> io::Result<()>,
) -> io::Result<()> {
    for roots in analysis.roots.chunks(AT_A_TIME) {
        let rendered: Vec<io::Result<(Vec<u8>, T)>> = roots.par_iter().map(&render).collect();
        for rendered in rendered {
            let (text, more) = rendered?;
            take(text, more)?;
        }
    }
    Ok(())
}

fn source_errors(root: &RootReport) {
    for error in &root.report.errors {
        eprintln!("{}: {}", error.place, error.message);
    }
}

fn pretty(analysis: &Analysis, check: &Check, out: &mut dyn Write) -> io::Result<()> {
    let colour = colour(match check.output {
        Some(_) if check.color == When::Auto => When::Never,
        _ => check.color,
    });
    let unfinished = analysis.unfinished().count();
    let mut totals = Totals { unfinished, ..Totals::default() };
    in_order(
        analysis,
        |root| {
            let RootReport { paths, report, .. } = root;
            let mut text = Vec::new();
            let sources = &analysis.sources;
            let totals = pretty::write(&mut text, sources, paths, report, colour, check.shown)?;
            Ok((text, totals))
        },
        |text, more| {
            totals = totals.plus(more);
            out.write_all(&text)
        },
    )?;
    pretty::write_totals(out, totals)
}

fn sarif(
    analysis: &Analysis,
    check: &Check,
    outcome: &Outcome,
    out: &mut dyn Write,
) -> io::Result<()> {
    let addresses = Addresses::relative_to(&analysis.loaded.cwd);
    let sources = &analysis.sources;
    sarif::begin(out, &addresses)?;
    let mut is_first = true;
    in_order(
        analysis,
        |root| Ok((sarif::results(sources, &addresses, &root.report, check.shown)?, ())),
        |text, ()| {
            if text.is_empty() {
                return Ok(());
            }
            if !std::mem::replace(&mut is_first, false) {
                out.write_all(b",\n")?;
            }
            out.write_all(&text)
        },
    )?;
    for (root, complaint) in outcome.by_package(analysis) {
        if !std::mem::replace(&mut is_first, false) {
            out.write_all(b",\n")?;
        }
        out.write_all(&sarif::complaint(sources, &addresses, &root.report.title, complaint)?)?;
    }
    let done = match has_failed(analysis) {
        true => sarif::Done::InPart,
        false => sarif::Done::Completely,
    };
    let reports = analysis.roots.iter().map(|root| &root.report);
    sarif::end(out, sources, &addresses, reports, done)
}

/// Writes the records of gc's log to a directory.
fn records(analysis: &Analysis, options: &Options, directory: &Path) -> io::Result<()> {
    let target = &options.config.target;
    // Commands are all called main, and share a folder.
    let mut folders: BTreeMap<&str, Vec<&[Record]>> = BTreeMap::new();
    for root in &analysis.roots {
        source_errors(root);
        if !root.records.is_empty() {
            let package = gc_json::package_path(&analysis.loaded.packages[root.id]);
            folders.entry(package).or_default().push(&root.records);
        }
    }
    let write = |(package, records): (&str, Vec<&[Record]>)| {
        gc_json::write(directory, &analysis.sources, target, package, &records.concat())
    };
    folders.into_par_iter().map(write).collect()
}
