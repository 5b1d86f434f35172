//! `goesc check`: what gc would print about packages.
//!
//! It prints as gc does, to be compared with it, or findings with their reasons, for people and
//! their tools. That is decided here, once.

mod as_gc;
mod for_people;
mod job;

use std::io::{self, Write};
use std::process::ExitCode;

use self::job::Stop;
use super::options::{Check, Printed};
use super::{FAILED, Options};

/// Analyzes packages and prints what was found. Errors in the packages' source go to standard
/// error where the format has no place for them; they don't end the work.
pub(super) fn run(options: &Options, check: &Check, out: &mut dyn Write) -> io::Result<ExitCode> {
    let done = match &check.printed {
        Printed::AsGc(format) => as_gc::run(options, check, format, out),
        Printed::ForPeople(report) => for_people::run(options, check, report, out),
    };
    match done {
        Ok(status) => Ok(status),
        Err(Stop::Told) => Ok(ExitCode::from(FAILED)),
        Err(Stop::Unwritten(error)) => Err(error),
    }
}
