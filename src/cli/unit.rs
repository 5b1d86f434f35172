//! `goesc unit`: one action of a build, or one after the other.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use super::{FAILED, complain, fail};
use crate::unit::args::UnitArgs;
use crate::unit::{params, run, worker};

/// The command.
const NAME: &str = "unit";

/// The flag by which a worker is started.
const WORKER: &str = "--persistent_worker";

/// The arguments of the process. Those of `goesc unit` may come from files.
pub(super) fn words() -> Result<Vec<OsString>, String> {
    let words: Vec<OsString> = std::env::args_os().collect();
    match words.get(1) {
        Some(command) if command == NAME => {}
        Some(_) | None => return Ok(words),
    }
    let text = |word: OsString| {
        word.into_string().map_err(|word| format!("{}: not UTF-8", word.to_string_lossy()))
    };
    let words = words.into_iter().map(text).collect::<Result<_, _>>()?;
    let words = params::expanded(words, Path::new(""))?;
    Ok(words.into_iter().map(OsString::from).collect())
}

/// Does what the arguments ask for.
pub(super) fn run(args: &UnitArgs) -> ExitCode {
    if args.persistent_worker {
        return serve();
    }
    let words: Vec<String> =
        std::env::args_os().skip(2).filter_map(|word| word.into_string().ok()).collect();
    let params = params::named(&words);
    let run::Answer { status, text } = run::run(args, &params, Path::new(""));
    // That it can't be written is no reason for another status.
    let _ = io::stderr().write_all(text.as_bytes());
    ExitCode::from(status)
}

/// Is a worker.
fn serve() -> ExitCode {
    let startup = words().map(|words| {
        let words = words.into_iter().skip(2).filter_map(|word| word.into_string().ok());
        words.filter(|word| word != WORKER).collect::<Vec<String>>()
    });
    let startup = match startup {
        Ok(startup) => startup,
        Err(error) => return fail(&error),
    };
    match worker::serve(&startup, &mut io::stdin().lock(), io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever asked has gone.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("worker: {error}"));
            ExitCode::from(FAILED)
        }
    }
}
