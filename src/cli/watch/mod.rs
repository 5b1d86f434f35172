//! `goesc check --watch`: checks, and does so again whenever a file is saved.
//!
//! ```text
//! check ──► print ──► wait until a Go file, go.mod, go.work or goesc.toml is written ──┐
//!   ▲────────────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! One workspace lives as long as the settings stay the same, so that what didn't change isn't
//! analyzed again. Which directories are watched is known after each check: those of the packages
//! and those that patterns looked at ([`places`]); what happened in them meanwhile counts, too
//! ([`directories`]). On a terminal, what is shown is replaced when the new result is there. Whoever
//! has seen enough interrupts the process, or closes the pipe.

mod directories;
mod places;
mod screen;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Instant, SystemTime};

use self::directories::{Change, Directories};
use self::places::Places;
use self::screen::Screen;
use super::args::Args;
use super::options::{Action, Check};
use super::{FAILED, Options, check, complain, fail, prepare};
use crate::disk::{self, limit};
use crate::findings::analysis;
use crate::source::Environment;
use crate::visible;
use crate::workspace::Workspace;

/// If more files change at once, nobody wrote them by hand: what is kept of texts that are worked on
/// would be too much.
const MOST_EDITED: usize = 16;

/// Checks, and again after each change, until nobody reads what is printed.
pub(super) fn run(args: &Args, environment: &Environment) -> io::Result<ExitCode> {
    let mut round = match Round::of(args, environment) {
        Ok(round) => round,
        Err(status) => return Ok(status),
    };
    let mut directories = match Directories::start() {
        Ok(directories) => directories,
        Err(error) => return Ok(fail(&format!("files can't be watched: {error}"))),
    };
    directories.follow(&round.places(), None);
    let screen = Screen::new(round.check()?);
    loop {
        let (begun, timer) = (SystemTime::now(), Instant::now());
        if let Some(places) = round.check_once(&screen)? {
            directories.follow(&places, Some(begun));
        }
        if screen.is_closed() {
            return Ok(ExitCode::SUCCESS);
        }
        let count = match directories.count() {
            1 => "1 directory".to_owned(),
            count => format!("{count} directories"),
        };
        let milliseconds = timer.elapsed().as_millis();
        complain(&format!("{milliseconds} ms; watching {count} (Ctrl-C ends)"));
        loop {
            let change = directories.wait();
            complain(&changed(&change));
            if !change.of_settings {
                round.take(&change);
                break;
            }
            // Until they are right, nothing can be checked.
            if let Ok(next) = Round::of(args, environment) {
                round = next;
                break;
            }
        }
    }
}

/// The settings of a while, with the workspace that they are for.
struct Round {
    options: Options,
    /// The configuration file, if it was named.
    settings: Option<PathBuf>,
    workspace: Workspace,
}

impl Round {
    /// Reads the configuration. What is wrong with it is told.
    fn of(args: &Args, environment: &Environment) -> Result<Round, ExitCode> {
        let mut options = args.clone().check(environment).map_err(|error| fail(&error))?;
        prepare(&mut options);
        let Action::Check(check) = &options.action else { return Err(ExitCode::from(FAILED)) };
        let threads = options.jobs.unwrap_or(0);
        let workspace = Workspace::new(options.config.clone(), check.inlining, threads);
        let workspace = workspace.map_err(|error| fail(&error))?;
        let settings = args.configuration().map(Path::to_owned);
        Ok(Round { options, settings, workspace })
    }

    /// Tells the workspace what changed. What is saved is to it as if it was typed: of a text that it
    /// was given, it does again only what another one makes necessary.
    fn take(&mut self, change: &Change) {
        let Round { workspace, .. } = self;
        if !(1..=MOST_EDITED).contains(&change.paths.len()) {
            let edited: Vec<PathBuf> = workspace.config().overlay.keys().cloned().collect();
            edited.iter().for_each(|path| workspace.forget(path));
            workspace.disk_changed();
            return;
        }
        for path in &change.paths {
            let is_source = path.extension().is_some_and(|extension| extension == "go");
            match disk::read(path, limit::SOURCE) {
                Ok(text) if is_source => workspace.set_text(path, text),
                // It went away, or it is something else than source.
                Ok(_) | Err(_) => {
                    workspace.forget(path);
                    workspace.disk_changed();
                }
            }
        }
    }

    fn places(&self) -> Places {
        Places::named(&self.options, self.settings.as_deref())
    }

    fn check(&self) -> io::Result<&Check> {
        match &self.options.action {
            Action::Check(check) => Ok(check),
            _ => Err(io::Error::other("only check watches")),
        }
    }

    /// Checks, and tells what has to be watched from now on, if it came to an analysis.
    fn check_once(&self, screen: &Screen) -> io::Result<Option<Places>> {
        let Round { options, workspace, .. } = self;
        let mut places = None;
        let mut analyze = |how: analysis::Options| {
            let now = workspace.snapshot();
            let analysis = now.analysis(&options.patterns, how.detail, how.judged);
            let analysis = analysis.map_err(io::Error::other)?;
            let mut found = self.places();
            found.add(&options.config, &analysis.loaded);
            places = Some(found);
            screen.clear();
            Ok(analysis)
        };
        check::run_with(options, self.check()?, &mut analyze, &mut &*screen)?;
        Ok(places)
    }
}

/// What is told of a change.
fn changed(change: &Change) -> String {
    match (change.paths.first(), change.paths.len()) {
        (Some(path), 1) => {
            let name = path.file_name().map_or(path.as_path(), |name| name.as_ref());
            format!("{} changed", visible::path(name))
        }
        (Some(_), count) => format!("{count} files changed"),
        (None, _) => "files changed".to_owned(),
    }
}
