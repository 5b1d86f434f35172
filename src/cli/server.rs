//! `goesc server`: the language server.

use std::io;
use std::process::ExitCode;

use super::{FORBIDDEN, fail};
use crate::server::{self, End};
use crate::source::Environment;

/// Serves a client on standard input and output, until it ends.
pub(super) fn run(environment: Environment) -> ExitCode {
    match server::run(io::stdin(), io::stdout(), environment) {
        Ok(End::Orderly) => ExitCode::SUCCESS,
        // The status that the protocol has for it.
        Ok(End::Abrupt) => ExitCode::from(FORBIDDEN),
        Err(error) => fail(&error),
    }
}
