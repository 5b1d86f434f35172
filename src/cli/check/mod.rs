//! `goesc check`: what gc would print about packages.
//!
//! It prints as gc does, to be compared with it, or findings with their reasons, for people and
//! their tools. That is decided here, once.

mod as_gc;
mod for_people;
mod job;
mod measured;

use std::io::{self, Write};
use std::process::ExitCode;

use self::job::{Analyze, Stop};
use super::options::{Check, Printed};
use super::{FAILED, Options};
use crate::workspace;

/// Analyzes packages and prints what was found. Errors in the packages' source go to standard
/// error where the format has no place for them; they don't end the work.
pub(super) fn run(options: &Options, check: &Check, out: &mut dyn Write) -> io::Result<ExitCode> {
    let Options { config, patterns, .. } = options;
    let mut analyze = |how| workspace::analyze(config, patterns, how).map_err(io::Error::other);
    run_with(options, check, &mut analyze, out)
}

/// The same with packages that somebody else analyzes.
pub(super) fn run_with(
    options: &Options,
    check: &Check,
    analyze: &mut Analyze<'_>,
    out: &mut dyn Write,
) -> io::Result<ExitCode> {
    let done = match &check.printed {
        Printed::AsGc(format) => as_gc::run(options, check, format, analyze, out),
        Printed::ForPeople(report) => for_people::run(options, check, report, analyze, out),
    };
    match done {
        Ok(status) => Ok(status),
        Err(Stop::Told) => Ok(ExitCode::from(FAILED)),
        Err(Stop::Unwritten(error)) => Err(error),
    }
}
