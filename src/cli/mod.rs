//! The command line: arguments in, text and an exit status out.
//!
//! The status is 0 when the work was done, 1 when something the user forbade was found, 2 when
//! the work could not be done.

pub mod args;
mod check;
mod compare;
mod explain;
mod graph;
pub mod guards;
mod layout;
mod list;
mod progress;
mod rules;
mod stdlib;
mod unsaved;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;

pub use args::{Action, Args, Options};

use args::When;

use crate::budget::Budget;
use crate::driver::Analysis;
use crate::report::Colour;
use crate::source::{Environment, LoadError};

/// The status when something was found that the user forbade.
const FORBIDDEN: u8 = 1;

/// The status of work that could not be done.
const FAILED: u8 = 2;

/// Parses the process's arguments, does what they ask for and tells the status to exit with.
pub fn main() -> ExitCode {
    let args = Args::parse();
    let options = match Environment::current().and_then(|environment| args.check(&environment)) {
        Ok(options) => options,
        Err(error) => return fail(&error),
    };
    run(options)
}

/// Does what checked options ask for.
pub fn run(mut options: Options) -> ExitCode {
    if let Err(error) = unsaved::read(&mut options) {
        return fail(&error);
    }
    if let Some(jobs) = options.jobs {
        // It fails only when the pool exists already, which then has the wrong size and no more.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    warn_of_goroot(&options);
    warn_of_target(&options);
    let done = match &options.action {
        Action::Check(check) => check::run(&options, check, &mut io::stdout().lock()),
        Action::Compare(compare) => compare::run(&options, compare, &mut io::stdout().lock()),
        Action::Rules(names) => rules::run(names, &mut io::stdout().lock()),
        Action::Explain(explain) => explain::run(&options, explain, &mut io::stdout().lock()),
        Action::Graph(graph) => graph::run(&options, graph, &mut io::stdout().lock()),
        Action::Layout(layout) => layout::run(&options, layout, &mut io::stdout().lock()),
        Action::List(list) => list::run(&options, list, &mut io::stdout().lock()),
        Action::Std(action) => stdlib::run(&options, action, &mut io::stdout().lock()),
    };
    match done {
        Ok(status) => status,
        // Who reads our output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => fail(&format!("writing to standard output: {error}")),
    }
}

/// A standard library of another release compiles, if at all, to something else.
fn warn_of_goroot(options: &Options) {
    let wanted = options.config.target.release.language();
    if let (Some(have), Some(goroot)) = (options.config.goroot_version(), &options.config.goroot)
        && have != wanted
    {
        complain(&format!("warning: {} holds Go {have}, not Go {wanted}", goroot.display()));
    }
}

/// Where no summaries of the standard library were made for a target, those for another one do,
/// which may differ where the systems do.
fn warn_of_target(options: &Options) {
    match options.action {
        Action::Check(_)
        | Action::Compare(_)
        | Action::Explain(_)
        | Action::Graph(_)
        | Action::Layout(_) => {}
        Action::Rules(_) | Action::List(_) | Action::Std(_) => return,
    }
    let target = &options.config.target;
    let nearest = options.config.embedded.as_ref().filter(|summaries| !summaries.exact);
    let Some(nearest) = nearest.and_then(|summaries| summaries.key()) else { return };
    let what = if (&nearest.goos, &nearest.goarch) == (&target.goos, &target.goarch) {
        "these experiments and this level of the architecture".to_owned()
    } else {
        format!("{}/{}", target.goos, target.goarch)
    };
    let instead = format!("{}/{}", nearest.goos, nearest.goarch);
    complain(&format!(
        "warning: the standard library isn't embedded for {what}: that of {instead} is used"
    ));
}

/// Prints an error that ends the work.
fn fail(error: &dyn std::fmt::Display) -> ExitCode {
    complain(error);
    ExitCode::from(FAILED)
}

/// Prints a line to standard error. That it can't be written is no reason to stop.
fn complain(message: &dyn std::fmt::Display) {
    let _ = writeln!(io::stderr(), "goesc: {message}");
}

/// Prints what went wrong with an analysis, and tells whether the work failed because of it.
fn report_failures(analysis: &Analysis) -> bool {
    for missing in &analysis.missing {
        eprintln!("{missing}");
    }
    let loaded = &analysis.loaded;
    report_load_errors(&loaded.errors);
    for &id in &loaded.order {
        report_load_errors(&loaded.packages[id].errors);
    }
    for id in analysis.unfinished() {
        let title = loaded.packages[id].title();
        complain(&format!(
            "{title}: it takes more than {} steps, and was left unfinished: the rest is assumed",
            Budget::LIMIT
        ));
    }
    for fault in &analysis.faults {
        let title = loaded.packages[fault.id].title();
        complain(&format!("{title}: internal error: {}", fault.message));
    }
    has_failed(analysis)
}

/// Whether something couldn't be analyzed.
fn has_failed(analysis: &Analysis) -> bool {
    let loaded = &analysis.loaded;
    let of_packages = loaded.order.iter().flat_map(|&id| &loaded.packages[id].errors);
    let mut errors = loaded.errors.iter().chain(of_packages);
    !analysis.faults.is_empty() || errors.any(|error| !error.is_warning())
}

/// Whether standard output is coloured.
fn colour(when: When) -> Colour {
    match when {
        When::Always => Colour::Ansi,
        When::Never => Colour::Plain,
        When::Auto if io::stdout().is_terminal() => Colour::Ansi,
        When::Auto => Colour::Plain,
    }
}

/// Prints what went wrong while loading, and tells whether the work failed because of it.
fn report_load_errors(errors: &[LoadError]) -> bool {
    for error in errors {
        match error.is_warning() {
            true => complain(&format!("warning: {error}")),
            false => complain(error),
        }
    }
    errors.iter().any(|error| !error.is_warning())
}
