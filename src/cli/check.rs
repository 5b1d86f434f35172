//! `goesc check`: what gc would print about packages.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use rayon::prelude::*;

use super::args::{Check, Detail, Format, Inlining, When};
use super::progress::Progress;
use super::{FAILED, Options, complain, report_load_errors};
use crate::driver::{self, Analysis};
use crate::report::pretty::{Colour, Totals};
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
    let progress = Progress::start("analyzing");
    let analysis = driver::analyze(
        &options.config,
        &options.patterns,
        driver::Options { detail, threads: options.jobs.unwrap_or(0) },
    )
    .map_err(io::Error::other)?;
    drop(progress);
    let mut out = BufWriter::new(out);
    print(&analysis, check, &mut out)?;
    out.flush()?;

    let loaded = &analysis.loaded;
    let mut failed = report_load_errors(&loaded.errors);
    for &id in &loaded.order {
        failed |= report_load_errors(&loaded.packages[id].errors);
    }
    for fault in &analysis.faults {
        let title = loaded.packages[fault.id].title();
        complain(&format!("{title}: internal error: {}", fault.message));
        failed = true;
    }
    Ok(if failed { ExitCode::from(FAILED) } else { ExitCode::SUCCESS })
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
