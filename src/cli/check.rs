//! `goesc check`: what gc would print about packages.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use rayon::prelude::*;

use super::args::{Check, Detail, Format, Inlining, When};
use super::progress::Progress;
use super::{FAILED, FORBIDDEN, Options, complain, report_load_errors, unsaved};
use crate::driver::{self, Analysis};
use crate::guard::{self, Complaint, Mode, Weight};
use crate::report::pretty::{Colour, Totals};
use crate::report::{complaint, gc, pretty};

/// Analyzes packages and prints what was found. Errors in the packages' source go to standard
/// error; they don't end the work.
pub(super) fn run(options: &Options, check: &Check, out: &mut dyn Write) -> io::Result<ExitCode> {
    if check.inlining == Inlining::On {
        eprintln!("goesc: inlining isn't modelled yet: this is what gc decides under -l");
    }
    let detail = match (check.detail, check.format) {
        (_, Format::Pretty) => driver::Detail::Steps,
        (Detail::Decisions, Format::Gc) => driver::Detail::Verdicts,
        (Detail::Reasons, Format::Gc) => driver::Detail::Trace,
    };
    let progress = Progress::start("analyzing");
    let mut analysis = analyze(options, detail)?;
    drop(progress);
    let mut out = BufWriter::new(out);
    let forbidden = match check.format {
        Format::Pretty => {
            let complaints = guard::apply(&mut analysis, MODE);
            print(&analysis, check, &mut out)?;
            if !complaints.is_empty() {
                writeln!(out)?;
            }
            complain_of(&analysis, &complaints, &mut out)?
        }
        // What gc prints is printed as it is. Guards need reasons, which it has not.
        Format::Gc => {
            print(&analysis, check, &mut out)?;
            match guard::has_assertions(&analysis) {
                true => {
                    let mut reasoned = analyze(options, driver::Detail::Steps)?;
                    let complaints = guard::apply(&mut reasoned, MODE);
                    let asserted = complaints.into_iter().filter(Complaint::is_about_assertion);
                    complain_of(&reasoned, &asserted.collect::<Vec<_>>(), &mut io::stderr())?
                }
                false => Forbidden::Nothing,
            }
        }
    };
    out.flush()?;

    for missing in &analysis.missing {
        eprintln!("{missing}");
    }
    let loaded = &analysis.loaded;
    let mut failed = report_load_errors(&loaded.errors);
    for &id in &loaded.order {
        failed |= report_load_errors(&loaded.packages[id].errors);
    }
    failed |= unsaved::report_unused(options, loaded);
    for fault in &analysis.faults {
        let title = loaded.packages[fault.id].title();
        complain(&format!("{title}: internal error: {}", fault.message));
        failed = true;
    }
    Ok(match (failed, forbidden) {
        (true, _) => ExitCode::from(FAILED),
        (false, Forbidden::Found) => ExitCode::from(FORBIDDEN),
        (false, Forbidden::Nothing) => ExitCode::SUCCESS,
    })
}

/// Inlining isn't modelled yet.
const MODE: Mode = Mode::NoInlining;

fn analyze(options: &Options, detail: driver::Detail) -> io::Result<Analysis> {
    let threads = options.jobs.unwrap_or(0);
    driver::analyze(&options.config, &options.patterns, driver::Options { detail, threads })
        .map_err(io::Error::other)
}

/// Whether something was found that the user forbade.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Forbidden {
    Nothing,
    Found,
}

/// Prints what guards complain of.
fn complain_of(
    analysis: &Analysis,
    complaints: &[Complaint],
    out: &mut dyn Write,
) -> io::Result<Forbidden> {
    let mut found = Forbidden::Nothing;
    for complaint in complaints {
        complaint::write(out, &analysis.sources, complaint)?;
        if complaint.weight == Weight::Error {
            found = Forbidden::Found;
        }
    }
    Ok(found)
}

fn print(analysis: &Analysis, check: &Check, out: &mut dyn Write) -> io::Result<()> {
    match check.format {
        Format::Pretty => pretty(analysis, check, out),
        Format::Gc => {
            for root in &analysis.roots {
                for error in &root.report.errors {
                    eprintln!("{}: {}", error.place, error.message);
                }
                gc::write(out, &root.report)?;
            }
            Ok(())
        }
    }
}

/// Packages are rendered in parallel and written in order, some at a time.
fn pretty(analysis: &Analysis, check: &Check, out: &mut dyn Write) -> io::Result<()> {
    const AT_A_TIME: usize = 64;
    let colour = match check.color {
        When::Always => Colour::Ansi,
        When::Never => Colour::Plain,
        When::Auto if io::stdout().is_terminal() => Colour::Ansi,
        When::Auto => Colour::Plain,
    };
    let mut totals = Totals::default();
    for roots in analysis.roots.chunks(AT_A_TIME) {
        let rendered: Vec<io::Result<(Vec<u8>, Totals)>> = roots
            .par_iter()
            .map(|root| {
                let mut text = Vec::new();
                let totals = pretty::write(
                    &mut text,
                    &analysis.sources,
                    &root.paths,
                    &root.report,
                    colour,
                    check.shown,
                )?;
                Ok((text, totals))
            })
            .collect();
        for rendered in rendered {
            let (text, more) = rendered?;
            out.write_all(&text)?;
            totals = totals.plus(more);
        }
    }
    pretty::write_totals(out, totals)
}
