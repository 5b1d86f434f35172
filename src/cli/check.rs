//! `goesc check`: what gc would print about packages.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use super::args::{Check, Detail, Format, Inlining, When};
use super::{FAILED, Options, report_load_errors};
use crate::driver::{self, Analysis};
use crate::report::pretty::Colour;
use crate::report::{gc, pretty};

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
    let analysis = driver::analyze(
        &options.config,
        &options.patterns,
        driver::Options { detail, threads: options.jobs.unwrap_or(0) },
    )
    .map_err(io::Error::other)?;
    let mut out = BufWriter::new(out);
    print(&analysis, check, &mut out)?;
    out.flush()?;

    let loaded = &analysis.loaded;
    let mut failed = report_load_errors(&loaded.errors);
    for &id in &loaded.order {
        failed |= report_load_errors(&loaded.packages[id].errors);
    }
    Ok(if failed { ExitCode::from(FAILED) } else { ExitCode::SUCCESS })
}

fn print(analysis: &Analysis, check: &Check, out: &mut dyn Write) -> io::Result<()> {
    let colour = match check.color {
        When::Always => Colour::Ansi,
        When::Never => Colour::Plain,
        When::Auto if io::stdout().is_terminal() => Colour::Ansi,
        When::Auto => Colour::Plain,
    };
    for root in &analysis.roots {
        match check.format {
            Format::Pretty => {
                pretty::write(out, &analysis.sources, &root.paths, &root.report, colour)?;
            }
            Format::Gc => {
                for error in &root.report.errors {
                    eprintln!("{}: {}", error.place, error.message);
                }
                gc::write(out, &root.report)?;
            }
        }
    }
    Ok(())
}
