//! As gc prints, to be compared with it: its lines, or the directory of its log. What gc prints
//! comes whole and without the reasons that guards need, so that these judge apart, and what they
//! find goes to standard error.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use rayon::prelude::*;

use super::job::{Analyze, Job, Stop, error_line, in_order, write_to, written};
use crate::cli::options::{AsGc, Check};
use crate::cli::{Faults, Options, say};
use crate::fault::{isolate, trip};
use crate::findings::analysis::{Analysis, Detail, Judged, RootReport};
use crate::findings::record::Record;
use crate::policy::Complaint;
use crate::report::{gc, gc_json, uncompiled};
use crate::source::config::Target;

/// Analyzes packages and prints what gc prints.
pub(super) fn run(
    options: &Options,
    check: &Check,
    format: &AsGc,
    analyze: &mut Analyze<'_>,
    out: &mut dyn Write,
) -> Result<ExitCode, Stop> {
    let mut job = Job::begin(options, check, analyze)?;
    let judged = match job.settings.may_fail() {
        true => Judged::Everything,
        false => Judged::Asserting,
    };
    let detail = match format {
        AsGc::Decisions { .. } => Detail::Verdicts,
        AsGc::Reasons { .. } => Detail::Trace,
        AsGc::Log { .. } => Detail::Records,
    };
    let mut analysis = job.analyze(detail, judged)?;
    match format {
        AsGc::Decisions { file } | AsGc::Reasons { file } => {
            write_to(file.as_deref(), out, |out| lines(&analysis, &mut job.faults, out))?;
        }
        AsGc::Log { directory } => {
            let target = &options.config.target;
            written(directory, log(&analysis, &mut job.faults, target, directory))?;
        }
    }
    analysis.keep_judged();
    let mut outcome = job.judge(&mut analysis);
    outcome.complaints.retain(Complaint::is_about_assertion);
    job.complain_of(&analysis, &outcome);
    Ok(job.end(&analysis, &outcome))
}

/// Prints the lines of -m, or of -m=2.
fn lines(analysis: &Analysis, faults: &mut Faults, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    in_order(
        &analysis.roots,
        faults,
        |root| {
            let mut text = Vec::new();
            if root.uncompiled.is_none() {
                gc::write(&mut text, &root.title, &root.findings)?;
            }
            Ok((text, errors(root)))
        },
        |text, errors| {
            say_all(&errors);
            out.write_all(&text)
        },
    )?;
    out.flush()
}

/// Writes the records of gc's log to a directory.
fn log(
    analysis: &Analysis,
    faults: &mut Faults,
    target: &Target,
    directory: &Path,
) -> io::Result<()> {
    // Commands are all called main, and share a folder.
    let mut folders: BTreeMap<&str, Vec<&[Record]>> = BTreeMap::new();
    for root in &analysis.roots {
        say_all(&errors(root));
        if !root.records.is_empty() && root.uncompiled.is_none() {
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
    written
        .into_iter()
        .try_for_each(|(package, written)| faults.take(&package, written).unwrap_or(Ok(())))
}

/// What is wrong with a package, and that nothing is printed of it for that.
fn errors(root: &RootReport) -> Vec<String> {
    let errors = root.errors.iter();
    let silence = uncompiled::note(root).into_iter();
    errors.map(error_line).chain(silence.map(|note| format!("goesc: {note}"))).collect()
}

fn say_all(errors: &[String]) {
    for error in errors {
        say(error);
    }
}
