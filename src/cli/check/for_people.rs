//! Findings with their reasons, as guards leave them: for people, and in formats of the tools and
//! services that people use.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use rustc_hash::FxHashMap;

use super::job::{Analyze, Job, Stop, error_line, in_order, write_to, written};
use super::measured;
use crate::cli::options::{Check, FindingsFormat, ForPeople};
use crate::cli::verbosity::Verbosity;
use crate::cli::{Faults, Options, guards, has_failed, say, terminal};
use crate::findings::Explained;
use crate::findings::analysis::{Analysis, Detail, Judged, RootReport};
use crate::policy::{Complaint, Outcome, Violations};
use crate::pprof::Measured;
use crate::ranking::{Groups, Order, Place, Ranking, rank};
use crate::report;
use crate::report::address::Root;
use crate::report::coverprofile::Heat;
use crate::report::entry::Told;
use crate::report::sarif::{self, Addresses};
use crate::report::{
    Completeness, checkstyle, complaint, concise, github, gitlab, html, json, junit, markdown,
    pretty, summary,
};
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
    let profile = report.profile.as_deref().map(measured::read).transpose()?;
    let detail = match report.format {
        FindingsFormat::Html => Detail::Graphs,
        _ => Detail::Steps,
    };
    // The reasons that guards need come with all findings.
    let mut analysis = job.analyze(detail, Judged::Nothing)?;
    let changes = base.map(|base| base.changes(&analysis)).transpose();
    job.settings.changes = changes.map_err(|error| Stop::tell(&error))?;
    // Nobody wrote these.
    let Analysis { loaded, roots, .. } = &mut analysis;
    roots.retain(|root| !loaded.packages[root.id].is_test_binary);
    // Beside all that is predicted: guards leave some of it out.
    let measured = profile.map(|profile| Measured::of(&profile, &analysis));
    let mut outcome = job.judge(&mut analysis);
    if let (Some(share), Some(measured)) = (check.guards.share(), &measured) {
        outcome.heavy = measured::heavy(&analysis, measured, share)?;
    }
    let loaded = &analysis.loaded;
    let sources = &analysis.sources;
    for root in &mut analysis.roots {
        root.errors
            .retain(|error| loaded.is_asked_for(Path::new(&sources.file(error.pos.file).path)));
    }
    if let (FindingsFormat::Html, Some(directory)) = (report.format, &report.file) {
        let ranking = rank(&analysis, &report.wanted, measured.as_ref(), &|_| false);
        let done = completeness(&analysis, &job.faults);
        written(directory, html::write(directory, &analysis, &ranking, outcome.unreported, done))?;
        job.complain_of(&analysis, &outcome);
        return Ok(job.end(&analysis, &outcome));
    }
    write_to(report.file.as_deref(), out, |out| {
        let mut out = BufWriter::new(out);
        let mut printer = Printer {
            analysis: &analysis,
            check,
            report,
            outcome: &outcome,
            measured: measured.as_ref(),
            faults: &mut job.faults,
        };
        match report.format {
            // To a directory, above.
            FindingsFormat::Html => {}
            FindingsFormat::Pretty => {
                printer.pretty(&mut out)?;
                printer.measured(&mut out)?;
            }
            FindingsFormat::Concise => printer.concise(&mut out)?,
            FindingsFormat::Json => printer.json(&mut out)?,
            FindingsFormat::Sarif => printer.sarif(&mut out)?,
            FindingsFormat::Markdown => printer.markdown(&mut out)?,
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
        FindingsFormat::Pretty
        | FindingsFormat::Concise
        | FindingsFormat::Markdown
        | FindingsFormat::Github => {}
        FindingsFormat::Json
        | FindingsFormat::Sarif
        | FindingsFormat::Html
        | FindingsFormat::Gitlab
        | FindingsFormat::Checkstyle
        | FindingsFormat::Junit
        | FindingsFormat::Coverprofile => job.complain_of(&analysis, &outcome),
    }
    Ok(job.end(&analysis, &outcome))
}

/// The places to show of each package, where they are shown package by package.
fn by_root<'r, 'a>(
    analysis: &Analysis,
    ranking: &'r Ranking<'a>,
) -> FxHashMap<PackageId, &'r [Place<'a>]> {
    let places = match ranking.order {
        Order::Place => &ranking.places[..],
        Order::Weight => &[],
    };
    let of_root = places.chunk_by(|a, b| a.root == b.root).filter_map(|places| {
        let root = analysis.roots.get(places.first()?.root)?;
        Some((root.id, places))
    });
    of_root.collect()
}

/// Writes texts with something between them. Those that are empty are left out.
struct Separated<'o> {
    out: &'o mut dyn Write,
    separator: &'static [u8],
    is_first: bool,
}

impl<'o> Separated<'o> {
    fn by(separator: &'static str, out: &'o mut dyn Write) -> Separated<'o> {
        Separated { out, separator: separator.as_bytes(), is_first: true }
    }

    fn put(&mut self, text: &[u8]) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        if !std::mem::replace(&mut self.is_first, false) {
            self.out.write_all(self.separator)?;
        }
        self.out.write_all(text)
    }
}

/// Prints an analysis. A package whose printing panics is left out.
struct Printer<'a> {
    analysis: &'a Analysis,
    check: &'a Check,
    report: &'a ForPeople,
    outcome: &'a Outcome,
    measured: Option<&'a Measured>,
    faults: &'a mut Faults,
}

impl<'a> Printer<'a> {
    /// The findings to show. What violates an assertion is told as such.
    fn ranking(&self) -> Ranking<'a> {
        let violations = Violations::of(&self.outcome.complaints);
        let is_told = |finding: &Explained| violations.has(finding);
        rank(self.analysis, &self.report.wanted, self.measured, &is_told)
    }

    fn pretty(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let Printer { analysis, report, outcome, .. } = *self;
        let look = terminal::look(report.color, report.file.as_deref());
        let sources = &analysis.sources;
        let ranking = self.ranking();
        let of_root = by_root(analysis, &ranking);
        in_order(
            &analysis.roots,
            self.faults,
            |root| {
                let mut text = Vec::new();
                pretty::write_errors(&mut text, sources, root, look)?;
                if !report.statistics {
                    let places = of_root.get(&root.id).copied().unwrap_or_default();
                    pretty::write_places(&mut text, sources, root, look, places)?;
                }
                pretty::write_uncompiled(&mut text, root)?;
                Ok((text, ()))
            },
            |text, ()| out.write_all(&text),
        )?;
        if report.statistics {
            summary::write_statistics(out, analysis, &ranking)?;
        } else if ranking.order == Order::Weight {
            self.weighed(out, &ranking, |text, root, place| {
                pretty::write_weighed(text, sources, root, look, place)
            })?;
        }
        // What has to change is read last, beside the numbers.
        out.write_all(&guards::text(analysis, outcome, look.colour, self.faults))?;
        if !outcome.complaints.is_empty() {
            writeln!(out)?;
        }
        if self.check.verbosity == Verbosity::Normal {
            complaint::write_count(out, look.colour, &outcome.complaints)?;
            let done = completeness(analysis, self.faults);
            summary::write(out, analysis, &ranking, outcome.unreported, done)?;
        }
        Ok(())
    }

    fn markdown(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let Printer { analysis, outcome, .. } = *self;
        let sources = &analysis.sources;
        let root = Root::of(&analysis.loaded.cwd);
        let ranking = self.ranking();
        let mut items = Vec::new();
        let mut take = |title: &str, made: &dyn Fn() -> io::Result<Vec<markdown::Item>>| {
            let made = self.faults.isolate(title, made).transpose();
            made.map(|made| items.extend(made.unwrap_or_default()))
        };
        // What has to change is read first.
        for (of, complaint) in outcome.by_package(analysis) {
            take(&of.title, &|| Ok(vec![markdown::complaint(&root, sources, of, complaint)?]))?;
        }
        for of in &analysis.roots {
            take(&of.title, &|| Ok(markdown::errors(&root, sources, of)))?;
        }
        for place in &ranking.places {
            let Some(of) = analysis.roots.get(place.root) else { continue };
            take(&of.title, &|| Ok(vec![markdown::finding(&root, sources, of, place)?]))?;
        }
        let mut counted = Vec::new();
        complaint::write_count(&mut counted, report::Colour::Plain, &outcome.complaints)?;
        let done = completeness(analysis, self.faults);
        summary::write(&mut counted, analysis, &ranking, outcome.unreported, done)?;
        markdown::write(out, &items, &String::from_utf8_lossy(&counted))
    }

    fn measured(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(measured) = self.measured else { return Ok(()) };
        writeln!(out)?;
        report::measured::write(out, measured, &self.analysis.loaded.cwd)
    }

    fn concise(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let Printer { analysis, .. } = *self;
        let sources = &analysis.sources;
        let ranking = self.ranking();
        let of_root = by_root(analysis, &ranking);
        if ranking.order == Order::Weight {
            self.weighed(out, &ranking, |text, root, place| {
                concise::write_place(text, sources, root, place)
            })?;
        }
        self.one_by_one(
            out,
            |text, root| {
                let places = of_root.get(&root.id).copied().unwrap_or_default();
                concise::write(text, sources, root, places)
            },
            |text, root, complaint| concise::write_complaint(text, sources, &root.paths, complaint),
        )
    }

    /// Prints findings one by one, the heaviest first, whatever package they are of.
    fn weighed(
        &mut self,
        out: &mut dyn Write,
        ranking: &Ranking<'_>,
        write: impl Fn(&mut Vec<u8>, &RootReport, &Place<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        for place in &ranking.places {
            let Some(root) = self.analysis.roots.get(place.root) else { continue };
            out.write_all(&self.made(root, |text| write(text, root, place))?)?;
        }
        Ok(())
    }

    /// What is made of something in a package; nothing if that panics.
    fn made(
        &mut self,
        root: &RootReport,
        write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
    ) -> io::Result<Vec<u8>> {
        let text = self.faults.isolate(&root.title, || {
            let mut text = Vec::new();
            write(&mut text).map(|()| text)
        });
        Ok(text.transpose()?.unwrap_or_default())
    }

    /// What findings are part of; nothing if finding that panics.
    fn groups(&mut self) -> Option<Groups> {
        let analysis = self.analysis;
        self.faults.isolate("groups", || Groups::of(analysis))
    }

    fn json(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let sources = &self.analysis.sources;
        let groups = self.groups();
        let beside = json::Beside { groups: groups.as_ref(), measured: self.measured };
        self.one_by_one(
            out,
            |text, root| json::write(text, sources, root, beside),
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
            out.write_all(&self.made(root, |text| complain(text, root, complaint))?)?;
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
        let (analysis, shown) = (self.analysis, self.report.wanted.shown);
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
        separator: &'static str,
        write: impl Fn(&mut dyn Write, &Told<'_>) -> io::Result<()> + Sync,
    ) -> io::Result<()> {
        let (analysis, shown) = (self.analysis, self.report.wanted.shown);
        let sources = &analysis.sources;
        let fail_on = self.check.guards.fail_on.unwrap_or_default();
        let mut complaints: FxHashMap<PackageId, Vec<&Complaint>> = FxHashMap::default();
        for (root, complaint) in self.outcome.by_package(analysis) {
            complaints.entry(root.id).or_default().push(complaint);
        }
        let mut separated = Separated::by(separator, out);
        in_order(
            &analysis.roots,
            self.faults,
            |root| {
                let mut text = Vec::new();
                let complaints = complaints.get(&root.id).map_or(&[][..], Vec::as_slice);
                write(&mut text, &Told { sources, root, complaints, shown, fail_on })?;
                Ok((text, ()))
            },
            |text, ()| separated.put(&text),
        )
    }

    fn sarif(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let (analysis, shown) = (self.analysis, self.report.wanted.shown);
        let addresses = Addresses::of(Root::of(&analysis.loaded.cwd));
        let sources = &analysis.sources;
        let groups = self.groups();
        sarif::begin(out, &addresses)?;
        let mut separated = Separated::by(",\n", out);
        in_order(
            &analysis.roots,
            self.faults,
            |root| {
                let mut text = Vec::new();
                sarif::results(&mut text, sources, &addresses, root, groups.as_ref(), shown)?;
                Ok((text, ()))
            },
            |text, ()| separated.put(&text),
        )?;
        for (root, complaint) in self.outcome.by_package(analysis) {
            let write = |text: &mut Vec<u8>| {
                sarif::complaint(text, sources, &addresses, &root.title, complaint)
            };
            separated.put(&self.made(root, write)?)?;
        }
        sarif::end(
            out,
            sources,
            &addresses,
            analysis.roots.iter(),
            completeness(analysis, self.faults),
        )
    }
}

/// Whether all was done so far.
fn completeness(analysis: &Analysis, faults: &Faults) -> Completeness {
    let unfinished = analysis.unfinished().next().is_some();
    match unfinished || has_failed(analysis) || !faults.0.is_empty() {
        true => Completeness::Partial,
        false => Completeness::Complete,
    }
}
