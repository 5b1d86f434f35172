//! `goesc check`: what gc would print about packages.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use rayon::prelude::*;

use super::args::{Check, Detail, Format, When};
use super::progress::Progress;
use super::unsaved;
use super::{
    FAILED, FORBIDDEN, Faults, Options, colour, complain, fail, guards, has_failed,
    report_failures, say, unless_closed,
};
use crate::disk;
use crate::driver;
use crate::fault::{isolate, trip};
use crate::findings::analysis::{self, Analysis, Judged, RootReport, SourceError};
use crate::findings::record::Record;
use crate::policy::{Complaint, Outcome};
use crate::report::pretty::Totals;
use crate::report::sarif::{self, Addresses};
use crate::report::{Completeness, gc, gc_json, json, pretty};
use crate::visible;

/// How many packages are rendered at a time: they are in memory until they are written.
const AT_A_TIME: usize = 64;

/// Analyzes packages and prints what was found. Errors in the packages' source go to standard
/// error where the format has no place for them; they don't end the work.
pub(super) fn run(options: &Options, check: &Check, out: &mut dyn Write) -> io::Result<ExitCode> {
    let detail = match (check.format, check.detail) {
        (Format::Pretty | Format::Json | Format::Sarif, _) => analysis::Detail::Steps,
        (Format::Gc, Detail::Decisions) => analysis::Detail::Verdicts,
        (Format::Gc, Detail::Reasons) => analysis::Detail::Trace,
        (Format::GcJson, _) => analysis::Detail::Records,
    };
    let mut settings = match check.guards.settings(check.inlining) {
        Ok(settings) => settings,
        Err(error) => return Ok(fail(&error)),
    };
    let base = match check.guards.base(options) {
        Ok(base) => base,
        Err(error) => return Ok(fail(&error)),
    };
    let progress = Progress::start("analyzing");
    let threads = options.jobs.unwrap_or(0);
    let judged = match check.format {
        Format::Pretty | Format::Json | Format::Sarif => Judged::Nothing,
        // What gc prints is printed as it is, and comes without the reasons that guards need.
        Format::Gc | Format::GcJson if settings.may_fail() => Judged::Everything,
        Format::Gc | Format::GcJson => Judged::Asserting,
    };
    let how = analysis::Options { detail, judged, inlining: check.inlining, threads };
    let mut analysis =
        driver::analyze(&options.config, &options.patterns, how).map_err(io::Error::other)?;
    drop(progress);
    match base.map(|base| base.changes(&analysis)).transpose() {
        Ok(changes) => settings.changes = changes,
        Err(error) => return Ok(fail(&error)),
    }
    let mut faults = Faults::default();
    let mut outcome = match check.format {
        Format::Pretty | Format::Json | Format::Sarif => {
            guards::apply(&mut analysis, &settings, &mut faults)
        }
        Format::Gc | Format::GcJson => Outcome::default(),
    };
    let mut printer =
        Printer { analysis: &analysis, check, outcome: &outcome, faults: &mut faults };
    match &check.output {
        None => unless_closed(printer.print(out))?,
        Some(path) => {
            let written = match check.format {
                Format::GcJson => printer.records(options, path),
                Format::Pretty | Format::Gc | Format::Json | Format::Sarif => {
                    disk::replace(path, |file| printer.print(file))
                }
            };
            if let Err(error) = written {
                complain(&format!("{}: {error}", visible::path(path)));
                return Ok(ExitCode::from(FAILED));
            }
        }
    }
    match check.format {
        Format::Pretty => {}
        Format::Json | Format::Sarif => complain_of(&analysis, &outcome, &mut faults),
        Format::Gc | Format::GcJson => {
            analysis.keep_judged();
            outcome = guards::apply(&mut analysis, &settings, &mut faults);
            outcome.complaints.retain(Complaint::is_about_assertion);
            complain_of(&analysis, &outcome, &mut faults);
        }
    }
    let mut failed = report_failures(&analysis);
    failed |= faults.report();
    failed |= unsaved::report_unused(options, &analysis.loaded);
    failed |= check.guards.conclude(&outcome);
    Ok(match (failed, outcome.fails()) {
        (true, _) => ExitCode::from(FAILED),
        (false, true) => ExitCode::from(FORBIDDEN),
        (false, false) => ExitCode::SUCCESS,
    })
}

/// Prints to standard error what there is to complain of. That it can't be written is no reason
/// to stop.
fn complain_of(analysis: &Analysis, outcome: &Outcome, faults: &mut Faults) {
    let _ = io::stderr().write_all(&guards::text(analysis, outcome, faults));
}

/// Prints an analysis. A package whose printing panics is left out.
struct Printer<'a> {
    analysis: &'a Analysis,
    check: &'a Check,
    outcome: &'a Outcome,
    faults: &'a mut Faults,
}

impl Printer<'_> {
    fn print(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let (analysis, outcome) = (self.analysis, self.outcome);
        let mut out = BufWriter::new(out);
        match self.check.format {
            Format::Pretty => {
                self.pretty(&mut out)?;
                if !outcome.complaints.is_empty() {
                    writeln!(out)?;
                }
                out.write_all(&guards::text(analysis, outcome, self.faults))?;
            }
            Format::Gc => self.in_order(
                |root| {
                    let mut text = Vec::new();
                    gc::write(&mut text, &root.title, &root.findings)?;
                    Ok((text, source_errors(root)))
                },
                |text, errors| {
                    say_all(&errors);
                    out.write_all(&text)
                },
            )?,
            Format::Json => {
                self.in_order(
                    |root| {
                        let mut text = Vec::new();
                        json::write(&mut text, &analysis.sources, root)?;
                        Ok((text, ()))
                    },
                    |text, ()| out.write_all(&text),
                )?;
                for (root, complaint) in outcome.by_package(analysis) {
                    let (sources, title) = (&analysis.sources, &root.title);
                    let text = self.faults.isolate(title, || {
                        let mut text = Vec::new();
                        json::write_complaint(&mut text, sources, &root.paths, title, complaint)
                            .map(|()| text)
                    });
                    out.write_all(&text.transpose()?.unwrap_or_default())?;
                }
            }
            Format::Sarif => self.sarif(&mut out)?,
            // Records are written to a directory.
            Format::GcJson => {}
        }
        out.flush()
    }

    /// Renders packages in parallel, and takes what they become in order.
    fn in_order<T: Send>(
        &mut self,
        render: impl Fn(&RootReport) -> io::Result<(Vec<u8>, T)> + Sync,
        mut take: impl FnMut(Vec<u8>, T) -> io::Result<()>,
    ) -> io::Result<()> {
        let render = |root: &RootReport| {
            isolate(|| {
                trip("print", &root.title);
                render(root)
            })
        };
        for roots in self.analysis.roots.chunks(AT_A_TIME) {
            let rendered: Vec<Result<_, String>> = roots.par_iter().map(render).collect();
            for (root, rendered) in roots.iter().zip(rendered) {
                if let Some(rendered) = self.faults.take(&root.title, rendered) {
                    let (text, more) = rendered?;
                    take(text, more)?;
                }
            }
        }
        Ok(())
    }

    fn pretty(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let (sources, check) = (&self.analysis.sources, self.check);
        let colour = colour(match check.output {
            Some(_) if check.color == When::Auto => When::Never,
            _ => check.color,
        });
        let mut totals = Totals::default();
        self.in_order(
            |root| {
                let mut text = Vec::new();
                let totals = pretty::write(&mut text, sources, root, colour, check.shown)?;
                Ok((text, totals))
            },
            |text, more| {
                totals = totals.plus(more);
                out.write_all(&text)
            },
        )?;
        pretty::write_totals(out, totals, self.done())
    }

    fn sarif(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let (analysis, shown) = (self.analysis, self.check.shown);
        let addresses = Addresses::relative_to(&analysis.loaded.cwd);
        let sources = &analysis.sources;
        sarif::begin(out, &addresses)?;
        let mut is_first = true;
        let mut separated = |out: &mut dyn Write, text: Vec<u8>| {
            if text.is_empty() {
                return Ok(());
            }
            if !std::mem::replace(&mut is_first, false) {
                out.write_all(b",\n")?;
            }
            out.write_all(&text)
        };
        self.in_order(
            |root| Ok((sarif::results(sources, &addresses, root, shown)?, ())),
            |text, ()| separated(out, text),
        )?;
        for (root, complaint) in self.outcome.by_package(analysis) {
            let title = &root.title;
            let text = self
                .faults
                .isolate(title, || sarif::complaint(sources, &addresses, title, complaint));
            separated(out, text.transpose()?.unwrap_or_default())?;
        }
        sarif::end(out, sources, &addresses, analysis.roots.iter(), self.done())
    }

    /// Whether all was done so far.
    fn done(&self) -> Completeness {
        let unfinished = self.analysis.unfinished().next().is_some();
        match unfinished || has_failed(self.analysis) || !self.faults.0.is_empty() {
            true => Completeness::Partial,
            false => Completeness::Complete,
        }
    }

    /// Writes the records of gc's log to a directory.
    fn records(&mut self, options: &Options, directory: &Path) -> io::Result<()> {
        let analysis = self.analysis;
        let target = &options.config.target;
        // Commands are all called main, and share a folder.
        let mut folders: BTreeMap<&str, Vec<&[Record]>> = BTreeMap::new();
        for root in &analysis.roots {
            say_all(&source_errors(root));
            if !root.records.is_empty() {
                let package = gc_json::package_path(&analysis.loaded.packages[root.id]);
                folders.entry(package).or_default().push(&root.records);
            }
        }
        let write = |(package, records): (&str, Vec<&[Record]>)| {
            let write = || {
                trip("print", package);
                gc_json::write(directory, &analysis.sources, target, package, &records.concat())
            };
            (package.to_owned(), isolate(write))
        };
        let written: Vec<_> = folders.into_par_iter().map(write).collect();
        written.into_iter().try_for_each(|(package, written)| {
            self.faults.take(&package, written).unwrap_or(Ok(()))
        })
    }
}

fn source_errors(root: &RootReport) -> Vec<String> {
    let errors = root.errors.iter();
    let text =
        |error: &SourceError| format!("{}: {}", error.place, visible::visible(&error.message));
    errors.map(text).collect()
}

fn say_all(errors: &[String]) {
    for error in errors {
        say(error);
    }
}
