//! `go vet -vettool=goesc`: one package at a time, as the go command hands it over, and as it caches
//! what came of it.
//!
//! Models `golang.org/x/tools/go/analysis/unitchecker`, as `cmd/go/internal/{vet,work}` call it. The go
//! command asks three things of a tool:
//!
//! ```text
//! goesc -V=full                what you are, so that what others made isn't taken for yours
//! goesc -flags                 which flags of go vet are for you
//! goesc -json ... x/vet.cfg    what you have to say about this package
//! ```
//!
//! A vet.cfg names the files of a package, and for each of its direct imports the file of facts that the
//! action for that package wrote ([`crate::summary::facts`]). Nothing else is read: of what is imported,
//! directly or not, no source. An action for a package of the standard library that is embedded reads
//! nothing at all.
//!
//! | module | holds |
//! |---|---|
//! | [`invocation`] | the three questions, and flags |
//! | [`config`] | what a vet.cfg says |
//! | [`identity`] | the answer to `-V=full` |
//! | [`settings`] | which goesc.toml governs a package |
//! | [`mod@unit`] | from a vet.cfg to findings and facts |
//!
//! docs/VET.md says what differs from `goesc check --tests`.

mod config;
mod identity;
pub mod invocation;
mod settings;
mod unit;

use std::io::{self, Write};
use std::process::ExitCode;

use crate::source::Environment;
use crate::visible::visible_lines;
use invocation::{FLAGS, Invocation};

/// The status where something was found, and nobody reads JSON.
const FOUND: u8 = 1;

/// The status of work that could not be done.
const FAILED: u8 = 2;

/// Answers the go command.
pub fn run(invocation: &Invocation, environment: &Environment) -> ExitCode {
    let done = match invocation {
        Invocation::Version => identity::line(environment)
            .and_then(|line| writeln!(io::stdout(), "{line}"))
            .map(|()| ExitCode::SUCCESS),
        Invocation::Flags => {
            writeln!(io::stdout(), "{}", invocation::described(FLAGS)).map(|()| ExitCode::SUCCESS)
        }
        Invocation::Unit(asked) => return unit::run(asked, environment),
        Invocation::Wrong { config, what } => return unit::refuse(config, what),
    };
    done.unwrap_or_else(|error| fail(&error))
}

/// Says what is in the way.
fn fail(error: &dyn std::fmt::Display) -> ExitCode {
    complain(error);
    ExitCode::from(FAILED)
}

/// Prints a line to standard error. That it can't be written is no reason to stop.
fn complain(message: &dyn std::fmt::Display) {
    let _ = writeln!(io::stderr(), "{}", visible_lines(&format!("goesc: {message}")));
}
