//! Findings with their reasons, as guards leave them: for people, and in formats of the tools and
//! services that people use.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use rustc_hash::FxHashMap;

use super::job::{Analyze, Job, Stop, error_line, in_order, write_to};
use crate::cli::options::{Check, FindingsFormat, ForPeople, When};
use crate::cli::verbosity::Verbosity;
use crate::cli::{Faults, Options, colour, guards, has_failed, say};
use crate::findings::analysis::{Analysis, Detail, Judged, RootReport};
use crate::policy::{Complaint, Outcome};
use crate::report::address::Root;
use crate::report::coverprofile::Heat;
use crate::report::entry::Told;
use crate::report::pretty::Totals;
use crate::report::sarif::{self, Addresses};
use crate::report::{Completeness, checkstyle, concise, github, gitlab, json, junit, pretty};
use crate::source::PackageId;

/// Analyzes packages and prints findings.
pub(super) fn run(
    options: &Options,
    check: &Check,
    report: &ForPeople,
    analyze: &mut Analyze<'_>,
    out: &mut dyn Write,
) -> Result<ExitCode, Stop> {
    let mut job = Job::begin(options, check, analyze)?;
    let base = check.guards.base(options).map_err(|error| Stop::tell(&error))?;
    // The reasons that guards need come with all findings.
    let mut analysis = job.analyze(Detail::Steps, Judged::Nothing)?;
    let changes = base.map(|base| base.changes(&analysis)).transpose();
    job.settings.changes = changes.map_err(|error| Stop::tell(&error))?;
    // Nobody wrote these.
    let Analysis { loaded, roots, .. } = &mut analysis;
    roots.retain(|root| !loaded.packages[root.id].is_test_binary);
    let outcome = job.judge(&mut analysis);
    write_to(report.file.as_deref(), out, |out| {
        let mut out = BufWriter::new(out);
        let mut printer = Printer {
            analysis: &analysis,
            check,
            report,
            outcome: &outcome,
            faults: &mut job.faults,
        };
        match report.format {
            FindingsFormat::Pretty => printer.pretty(&mut out)?,
            FindingsFormat::Concise => printer.concise(&mut out)?,
            FindingsFormat::Json => printer.json(&mut out)?,
            FindingsFormat::Sarif => printer.sarif(&mut out)?,
            FindingsFormat::Github => printer.github(&mut out)?,
            FindingsFormat::Gitlab => printer.gitlab(&mut out)?,
            FindingsFormat::Checkstyle => {
                checkstyle::begin(&mut out)?;
                printer.by_package(&mut out, "", checkstyle::write)?;
                checkstyle::end(&mut out)?;
            }
            FindingsFormat::Junit => {
                junit::begin(&mut out)?;
                printer.by_package(&mut out, "", junit::write)?;
                junit::end(&mut out)?;
            }
            FindingsFormat::Coverprofile => printer.coverprofile(&mut out)?,
        }
        out.flush()
    })?;
    match report.format {
        // Among the findings.
        FindingsFormat::Pretty | FindingsFormat::Concise | FindingsFormat::Github => {}
        FindingsFormat::Json
        | FindingsFormat::Sarif
        | FindingsFormat::Gitlab
        | FindingsFormat::Checkstyle
        | FindingsFormat::Junit
        | FindingsFormat::Coverprofile => job.complain_of(&analysis, &outcome),
    }
    Ok(job.end(&analysis, &outcome))
}

/// Prints an analysis. A package whose printing panics is left out.
struct Printer<'a> {
    analysis: &'a Analysis,
    check: &'a Check,
    report: &'a ForPeople,
    outcome: &'a Outcome,
    faults: &'a mut Faults,
}

impl Printer<'_> {
    fn pretty(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let Printer { analysis, report, outcome, .. } = *self;
        let colour = colour(match report.file {
            Some(_) if report.color == When::Auto => When::Never,
            _ => report.color,
        });
        let mut totals = Totals::default();
        in_order(
            &analysis.roots,
            self.faults,
            |root| {
                let mut text = Vec::new();
                let (sources, shown) = (&analysis.sources, report.shown);
                let totals = pretty::write(&mut text, sources, root, colour, shown)?;
                Ok((text, totals))
            },
            |text, more| {
                totals = totals.plus(more);
                out.write_all(&text)
            },
        )?;
        if self.check.verbosity == Verbosity::Normal {
            pretty::write_totals(out, totals, self.completeness())?;
        }
        if !outcome.complaints.is_empty() {
            writeln!(out)?;
        }
        out.write_all(&guards::text(analysis, outcome, self.faults))
    }

    fn concise(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let (sources, shown) = (&self.analysis.sources, self.report.shown);
        self.one_by_one(
            out,
            |text, root| concise::write(text, sources, root, shown),
            |text, root, complaint| concise::write_complaint(text, sources, &root.paths, complaint),
        )
    }

    fn json(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let sources = &self.analysis.sources;
        self.one_by_one(
            out,
            |text, root| json::write(text, sources, root),
            |text, root, complaint| {
                json::write_complaint(text, sources, &root.paths, &root.title, complaint)
            },
        )
    }

    /// Prints each package, then each complaint.
    fn one_by_one(
        &mut self,
        out: &mut dyn Write,
        write: impl Fn(&mut Vec<u8>, &RootReport) -> io::Result<()> + Sync,
        complain: impl Fn(&mut Vec<u8>, &RootReport, &Complaint) -> io::Result<()>,
    ) -> io::Result<()> {
        let (analysis, outcome) = (self.analysis, self.outcome);
        in_order(
            &analysis.roots,
            self.faults,
            |root| {
                let mut text = Vec::new();
                write(&mut text, root).map(|()| (text, ()))
            },
            |text, ()| out.write_all(&text),
        )?;
        for (root, complaint) in outcome.by_package(analysis) {
            let text = self.faults.isolate(&root.title, || {
                let mut text = Vec::new();
                complain(&mut text, root, complaint).map(|()| text)
            });
            out.write_all(&text.transpose()?.unwrap_or_default())?;
        }
        Ok(())
    }

    fn github(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let root = Root::of(&self.analysis.loaded.cwd);
        self.by_package(out, "", |text, told| github::write(text, &root, told))
    }

    fn gitlab(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let root = Root::of(&self.analysis.loaded.cwd);
        writeln!(out, "[")?;
        self.by_package(out, ",\n", |text, told| gitlab::write(text, &root, told))?;
        writeln!(out, "\n]")
    }

    fn coverprofile(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let (analysis, shown) = (self.analysis, self.report.shown);
        let sources = &analysis.sources;
        analysis.roots.iter().flat_map(|root| &root.errors).for_each(|e| say(&error_line(e)));
        let mut heat = Heat::default();
        in_order(
            &analysis.roots,
            self.faults,
            |root| Ok((Vec::new(), Heat::of(sources, root, shown))),
            |_, more| {
                heat.add(more);
                Ok(())
            },
        )?;
        heat.write(out, sources, &analysis.loaded)
    }

    /// Prints each package together with what there is to complain of in it. What isn't empty is
    /// separated from what follows.
    fn by_package(
        &mut self,
        out: &mut dyn Write,
        separator: &str,
        write: impl Fn(&mut dyn Write, &Told<'_>) -> io::Result<()> + Sync,
    ) -> io::Result<()> {
        let (analysis, shown) = (self.analysis, self.report.shown);
        let sources = &analysis.sources;
        let mut complaints: FxHashMap<PackageId, Vec<&Complaint>> = FxHashMap::default();
        for (root, complaint) in self.outcome.by_package(analysis) {
            complaints.entry(root.id).or_default().push(complaint);
        }
        let mut is_first = true;
        in_order(
            &analysis.roots,
            self.faults,
            |root| {
                let mut text = Vec::new();
                let complaints = complaints.get(&root.id).map_or(&[][..], Vec::as_slice);
                write(&mut text, &Told { sources, root, complaints, shown })?;
                Ok((text, ()))
            },
            |text, ()| {
                if !text.is_empty() && !std::mem::replace(&mut is_first, false) {
                    out.write_all(separator.as_bytes())?;
                }
                out.write_all(&text)
            },
        )
    }

    fn sarif(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let (analysis, shown) = (self.analysis, self.report.shown);
        let addresses = Addresses::of(Root::of(&analysis.loaded.cwd));
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
        in_order(
            &analysis.roots,
            self.faults,
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
        sarif::end(out, sources, &addresses, analysis.roots.iter(), self.completeness())
    }

    /// Whether all was done so far.
    fn completeness(&self) -> Completeness {
        let unfinished = self.analysis.unfinished().next().is_some();
        match unfinished || has_failed(self.analysis) || !self.faults.0.is_empty() {
            true => Completeness::Partial,
            false => Completeness::Complete,
        }
    }
}
