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
mod manual;
mod options;
mod progress;
mod rules;
mod server;
mod stdlib;
mod terminal;
#[cfg(test)]
mod tests;
mod unit;
mod unsaved;
mod verbosity;
mod watch;

use std::ffi::OsStr;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use rayon::ThreadPoolBuildError;

pub use args::Args;
pub use options::{Action, Options};

use verbosity::Verbosity;

use crate::budget::Budget;
use crate::fault;
use crate::findings::analysis::Analysis;
use crate::source::{Environment, LoadError};
use crate::summary::archive::Summaries;
use crate::summary::cache::Cache;
use crate::vet::{self, invocation::Invocation};
use crate::visible::{self, visible_lines};

/// The status when something was found that the user forbade.
const FORBIDDEN: u8 = 1;

/// The status of work that could not be done.
const FAILED: u8 = 2;

/// Parses the process's arguments, does what they ask for and tells the status to exit with.
pub fn main() -> ExitCode {
    fault::keep_places();
    // Types are printed by recursion, too, and that is done here.
    match fault::on_deep_stack(|| fault::isolate(start)) {
        Ok(Ok(status)) => status,
        Ok(Err(message)) => {
            complain_of_fault(None, &message);
            ExitCode::from(FAILED)
        }
        Err(error) => fail(&without_thread(&error)),
    }
}

/// What there is to say where the system gives no thread.
fn without_thread(error: &dyn std::fmt::Display) -> String {
    format!(
        "no thread can be started: {error} (each takes {} MiB of addresses, which a limit such as \
         that of ulimit -v must allow; with --jobs 1 there are fewest)",
        fault::STACK >> 20
    )
}

fn start() -> ExitCode {
    let words: Option<Vec<String>> =
        std::env::args_os().skip(1).map(|word| word.into_string().ok()).collect();
    if let Some(asked) = words.and_then(|words| Invocation::of(&words)) {
        return match Environment::current() {
            Ok(environment) => vet::run(&asked, &environment),
            Err(error) => fail(&error),
        };
    }
    let words = match unit::words() {
        Ok(words) => words,
        Err(error) => return fail(&error),
    };
    let args = match Args::try_parse_from(words) {
        Ok(args) => args,
        Err(asked) => {
            if asked.use_stderr() && std::env::args_os().any(|arg| is_for_gc(&arg)) {
                return fail(
                    &"gc's flags are given without -gcflags: goesc check -l for -gcflags=-l, \
                      --format gc -m 2 for -gcflags=-m=2",
                );
            }
            // That wrong arguments can't be printed is no reason for another status.
            let printed = asked.print().and_then(|()| io::stdout().flush());
            return match asked.use_stderr() {
                true => ExitCode::from(FAILED),
                false => conclude(printed.map(|()| ExitCode::SUCCESS)),
            };
        }
    };
    let environment = match Environment::current() {
        Ok(environment) => environment,
        Err(error) => return fail(&error),
    };
    if args.watches() {
        return conclude(watch::run(&args, &environment));
    }
    match args.check(&environment) {
        Ok(options) => run(options),
        Err(error) => fail(&error),
    }
}

/// Whether an argument is how the go command is given flags of the compiler.
fn is_for_gc(arg: &OsStr) -> bool {
    let bytes = arg.as_encoded_bytes();
    bytes.starts_with(b"-gcflags") || bytes.starts_with(b"--gcflags")
}

/// Does what checked options ask for.
pub fn run(mut options: Options) -> ExitCode {
    if let Err(error) = unsaved::read(&mut options) {
        return fail(&error);
    }
    prepare(&mut options);
    let done = match &options.action {
        Action::Check(check) => check::run(&options, check, &mut io::stdout().lock()),
        Action::Compare(compare) => compare::run(&options, compare, &mut io::stdout().lock()),
        Action::Rules(rules) => rules::run(rules, &mut io::stdout().lock()),
        Action::Explain(explain) => explain::run(&options, explain, &mut io::stdout().lock()),
        Action::Graph(graph) => graph::run(&options, graph, &mut io::stdout().lock()),
        Action::Layout(layout) => layout::run(&options, layout, &mut io::stdout().lock()),
        Action::List(list) => list::run(&options, list, &mut io::stdout().lock()),
        Action::Std(action) => stdlib::run(&options, action, &mut io::stdout().lock()),
        Action::Completions(shell) => manual::completions(*shell, &mut io::stdout().lock()),
        Action::Manual(command) => manual::page(command.as_deref(), &mut io::stdout().lock()),
        Action::Unit(args) => return unit::run(args),
        Action::Serve(environment) => return server::run(Environment::clone(environment)),
    };
    // What has no line break at its end waits until now.
    conclude(done.and_then(|status| unless_closed(io::stdout().flush()).map(|()| status)))
}

/// Does what comes before all work, and tells what is doubtful about the options.
fn prepare(options: &mut Options) {
    if let Some(jobs) = options.jobs {
        // It fails only when the pool exists already, which then has the wrong size and no more.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    leave_open_cache(options);
    warn_of_goroot(options);
    warn_of_target(options);
}

/// The status of work whose text was written, or wasn't.
fn conclude(done: io::Result<ExitCode>) -> ExitCode {
    match done {
        Ok(status) => status,
        // Who reads our output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(inner @ ThreadPoolBuildError { .. }) => fail(&without_thread(inner)),
            None => fail(&format!("writing to standard output: {error}")),
        },
    }
}

/// What anybody may write says nothing about what is imported.
fn leave_open_cache(options: &mut Options) {
    if let Some(dir) = options.config.cache.take_if(|dir| Cache::is_open_to_all(dir)) {
        let dir = visible::path(&dir);
        warn(options, &format!("{dir} isn't used as a cache: all users may write to it"));
    }
}

/// Takes it as no error that who reads our output has seen enough, where there is more to do than
/// to print.
fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// A standard library of another release compiles, if at all, to something else.
fn warn_of_goroot(options: &Options) {
    let wanted = options.config.target.release.language();
    if let (Some(have), Some(goroot)) = (options.config.goroot_version(), &options.config.goroot)
        && have != wanted
    {
        warn(options, &format!("{} holds Go {have}, not Go {wanted}", visible::path(goroot)));
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
        Action::Rules(_)
        | Action::List(_)
        | Action::Std(_)
        | Action::Completions(_)
        | Action::Manual(_)
        | Action::Unit(_)
        | Action::Serve(_) => return,
    }
    let target = &options.config.target;
    if options.config.embedded.is_none() {
        return;
    }
    let summaries = crate::std::summaries(target).filter(|summaries| !summaries.exact);
    let Some(nearest) = summaries.as_ref().and_then(Summaries::key) else { return };
    let what = if (&nearest.goos, &nearest.goarch) == (&target.goos, &target.goarch) {
        "these experiments and this level of the architecture".to_owned()
    } else {
        format!("{}/{}", target.goos, target.goarch)
    };
    let instead = format!("{}/{}", nearest.goos, nearest.goarch);
    warn(
        options,
        &format!("the standard library isn't embedded for {what}: that of {instead} is used"),
    );
}

/// Prints a warning to standard error, unless nothing is to be said.
fn warn(options: &Options, message: &dyn std::fmt::Display) {
    if options.verbosity() == Verbosity::Normal {
        complain(&format_args!("warning: {message}"));
    }
}

/// Prints an error that ends the work.
fn fail(error: &dyn std::fmt::Display) -> ExitCode {
    complain(error);
    ExitCode::from(FAILED)
}

/// Prints a line to standard error. That it can't be written is no reason to stop.
fn complain(message: &dyn std::fmt::Display) {
    say(&format_args!("goesc: {message}"));
}

/// Prints lines to standard error, as compilers print what they say of the source, and so that a
/// terminal may show them: names in them may be a stranger's.
fn say(message: &dyn std::fmt::Display) {
    let message = message.to_string();
    let message = visible_lines(&message);
    let _ = writeln!(io::stderr(), "{}", terminal::wrapped_for_errors(&message));
}

/// Says that goesc itself is at fault, and with what, if that is known.
fn complain_of_fault(what: Option<&str>, message: &str) {
    let what = what.map(|what| format!("{what}: ")).unwrap_or_default();
    complain(&format!(
        "{what}internal error: {message} (this is a fault of goesc: please report it, if possible \
         with the source)"
    ));
}

/// Faults of goesc in what is done after the analysis: guards, printing.
#[derive(Debug, Default)]
struct Faults(Vec<(String, String)>);

impl Faults {
    /// Runs something on `what`; if it panics, there is a fault more, and nothing else.
    fn isolate<T>(&mut self, what: &str, run: impl FnOnce() -> T) -> Option<T> {
        self.take(what, fault::isolate(run))
    }

    /// Takes the fault out of what became of some work.
    fn take<T>(&mut self, what: &str, done: Result<T, String>) -> Option<T> {
        done.map_err(|message| self.0.push((what.to_owned(), message))).ok()
    }

    /// Prints them, and tells whether there are any.
    fn report(&self) -> bool {
        for (what, message) in &self.0 {
            complain_of_fault(Some(what), message);
        }
        !self.0.is_empty()
    }
}

/// Prints what went wrong with an analysis, and tells whether the work failed because of it.
fn report_failures(analysis: &Analysis, verbosity: Verbosity) -> bool {
    for missing in &analysis.missing {
        say(missing);
    }
    let loaded = &analysis.loaded;
    report_load_errors(&loaded.errors, verbosity);
    for &id in &loaded.order {
        report_load_errors(&loaded.packages[id].errors, verbosity);
    }
    for id in analysis.unfinished() {
        let title = loaded.packages[id].title();
        complain(&format!(
            "{title}: it takes more than {} steps, and was left unfinished: the rest is assumed",
            Budget::LIMIT
        ));
    }
    report_faults(analysis);
    has_failed(analysis)
}

/// Prints which packages couldn't be analyzed by a fault of goesc, and tells whether there are
/// any.
fn report_faults(analysis: &Analysis) -> bool {
    for fault in &analysis.faults {
        let title = analysis.loaded.packages[fault.id].title();
        complain_of_fault(Some(&title), &fault.message);
    }
    !analysis.faults.is_empty()
}

/// Whether something couldn't be analyzed.
fn has_failed(analysis: &Analysis) -> bool {
    let loaded = &analysis.loaded;
    let of_packages = loaded.order.iter().flat_map(|&id| &loaded.packages[id].errors);
    let mut errors = loaded.errors.iter().chain(of_packages);
    !analysis.faults.is_empty() || errors.any(|error| !error.is_warning())
}

/// Prints what went wrong while loading, and tells whether the work failed because of it.
fn report_load_errors(errors: &[LoadError], verbosity: Verbosity) -> bool {
    for error in errors {
        match (error.is_warning(), verbosity) {
            (true, Verbosity::Normal) => complain(&format!("warning: {error}")),
            (true, Verbosity::Quiet) => {}
            (false, _) => complain(error),
        }
    }
    errors.iter().any(|error| !error.is_warning())
}
