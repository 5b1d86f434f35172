//! What both ways of printing begin and end with.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use rayon::prelude::*;

use crate::cli::options::{Check, Forbidden};
use crate::cli::progress::Progress;
use crate::cli::verbosity::Verbosity;
use crate::cli::{
    FAILED, FORBIDDEN, Faults, Options, complain, fail, guards, report_failures, unless_closed,
    unsaved,
};
use crate::disk;
use crate::fault::{isolate, trip};
use crate::findings::analysis::{self, Analysis, Detail, Judged, RootReport, SourceError};
use crate::policy::{Outcome, Settings};
use crate::report::Colour;
use crate::visible;

/// How many packages are rendered at a time: they are in memory until they are written.
const AT_A_TIME: usize = 64;

/// Why the work ends early.
#[derive(Debug)]
pub(super) enum Stop {
    /// It can't be done, as was said on standard error.
    Told,
    /// Standard output takes nothing.
    Unwritten(io::Error),
}

impl Stop {
    /// Says what is in the way.
    pub(super) fn tell(error: &dyn std::fmt::Display) -> Stop {
        fail(error);
        Stop::Told
    }
}

/// What analyzes the packages, in the way that is asked for.
pub(in crate::cli) type Analyze<'a> = dyn FnMut(analysis::Options) -> io::Result<Analysis> + 'a;

/// A check under way.
pub(super) struct Job<'a> {
    options: &'a Options,
    check: &'a Check,
    analyze: &'a mut Analyze<'a>,
    /// What guards are to do.
    pub(super) settings: Settings,
    /// What went wrong after the analysis.
    pub(super) faults: Faults,
}

impl<'a> Job<'a> {
    /// Reads what guards need.
    pub(super) fn begin(
        options: &'a Options,
        check: &'a Check,
        analyze: &'a mut Analyze<'a>,
    ) -> Result<Job<'a>, Stop> {
        let settings = check.guards.settings(check.inlining).map_err(|error| Stop::tell(&error))?;
        Ok(Job { options, check, analyze, settings, faults: Faults::default() })
    }

    /// Analyzes the packages.
    pub(super) fn analyze(&mut self, detail: Detail, judged: Judged) -> Result<Analysis, Stop> {
        let _progress = match self.check.verbosity {
            Verbosity::Normal => Some(Progress::start("analyzing")),
            Verbosity::Quiet => None,
        };
        let threads = self.options.jobs.unwrap_or(0);
        let how = analysis::Options { detail, judged, inlining: self.check.inlining, threads };
        (self.analyze)(how).map_err(Stop::Unwritten)
    }

    /// Does what guards are to do.
    pub(super) fn judge(&mut self, analysis: &mut Analysis) -> Outcome {
        guards::apply(analysis, &self.settings, &mut self.faults)
    }

    /// Prints to standard error what there is to complain of. That it can't be written is no
    /// reason to stop.
    pub(super) fn complain_of(&mut self, analysis: &Analysis, outcome: &Outcome) {
        let _ = io::stderr().write_all(&guards::text(
            analysis,
            outcome,
            Colour::Plain,
            &mut self.faults,
        ));
    }

    /// Says what went wrong and what came of the guards.
    pub(super) fn end(self, analysis: &Analysis, outcome: &Outcome) -> ExitCode {
        let mut failed = report_failures(analysis, self.check.verbosity);
        failed |= self.faults.report();
        failed |= unsaved::report_unused(self.options, &analysis.loaded);
        failed |= self.check.guards.conclude(outcome, self.check.verbosity);
        match (failed, outcome.fails(), self.check.forbidden) {
            (true, _, _) => ExitCode::from(FAILED),
            (false, true, Forbidden::Fails) => ExitCode::from(FORBIDDEN),
            (false, true, Forbidden::Passes) | (false, false, _) => ExitCode::SUCCESS,
        }
    }
}

/// What is said of an error in the source where a format has no place for it.
pub(super) fn error_line(SourceError { place, message, .. }: &SourceError) -> String {
    format!("{place}: {}", visible::visible(message))
}

/// Prints to a file, or to standard output without one.
pub(super) fn write_to(
    file: Option<&Path>,
    out: &mut dyn Write,
    print: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Stop> {
    match file {
        None => unless_closed(print(out)).map_err(Stop::Unwritten),
        Some(path) => written(path, disk::replace(path, |file| print(file))),
    }
}

/// Says of a file or directory that it can't be written, if it can't.
pub(super) fn written(path: &Path, written: io::Result<()>) -> Result<(), Stop> {
    written.map_err(|error| {
        let why = disk::words::unwritten(path, &error);
        complain(&format!("--output {}: {why}", visible::path(path)));
        Stop::Told
    })
}

/// Renders packages in parallel, and takes what they become in order. One whose rendering panics
/// is left out.
pub(super) fn in_order<T: Send>(
    roots: &[RootReport],
    faults: &mut Faults,
    render: impl Fn(&RootReport) -> io::Result<(Vec<u8>, T)> + Sync,
    mut take: impl FnMut(Vec<u8>, T) -> io::Result<()>,
) -> io::Result<()> {
    let render = |root: &RootReport| {
        isolate(|| {
            trip("print", &root.title);
            render(root)
        })
    };
    for roots in roots.chunks(AT_A_TIME) {
        let rendered: Vec<Result<_, String>> = roots.par_iter().map(render).collect();
        for (root, rendered) in roots.iter().zip(rendered) {
            if let Some(rendered) = faults.take(&root.title, rendered) {
                let (text, more) = rendered?;
                take(text, more)?;
            }
        }
    }
    Ok(())
}
