//! The command line as it is written ([`Args`]): from it come [`Options`].
//!
//! A file for each group of options, with what they mean; here, the commands, and how one becomes
//! [`Options`].

mod check;
mod compare;
mod format;
mod guards;
mod packages;
mod questions;
mod rank;
mod tools;

use std::path::Path;
use std::sync::LazyLock;

use clap::{Parser, Subcommand};

use self::check::CheckArgs;
use self::compare::CompareArgs;
use self::packages::{PackageArgs, most_jobs};
use self::questions::{ExplainArgs, GraphArgs, LayoutArgs, RulesArgs};
use self::tools::{CompletionsArgs, ListArgs, ManArgs, ServerArgs, StdCommand};
use super::options::{Action, Options, Printed};
use crate::profile::GoRelease;
use crate::source::config::{Target, cache_dir, split_tags};
use crate::source::{Config, ConfigError, Environment, NamedFiles, Overrides, Tests};
use crate::unit::args::UnitArgs;

/// The version, and what it models.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let releases: Vec<String> = GoRelease::ALL.iter().map(GoRelease::to_string).collect();
    format!("{} (predicts Go {})", env!("CARGO_PKG_VERSION"), releases.join(", "))
});

const EXAMPLES: &str = "\
Examples:
  goesc check                     what allocates in the package of this directory
  goesc check ./...               the same of all packages below it
  goesc explain cart.go:27        how what line 27 allocates gets to the heap
  goesc rules map-store           what is known of a cause, and what helps
  goesc layout 'map[string]int'   how a type lies in memory";

/// Predicts what the Go compiler decides about every allocation, without a Go toolchain.
#[derive(Clone, Debug, Parser)]
#[command(name = "goesc", version = VERSION.as_str(), propagate_version = true, max_term_width = 100,
          after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Print what the compiler would print about the packages under -m
    Check(CheckArgs),
    /// Compare predictions with what the compiler printed
    Compare(CompareArgs),
    /// List the rules by which findings are explained, or explain some of them
    Rules(RulesArgs),
    /// Show how what is allocated at a line gets to the heap
    Explain(ExplainArgs),
    /// Draw how values flow in a function
    Graph(GraphArgs),
    /// Show how values of a type lie in memory
    Layout(LayoutArgs),
    /// Do an action of a build: one package, from its files and what is known of its imports
    Unit(UnitArgs),
    /// Serve an editor: the language server, on standard input and output
    Server(ServerArgs),
    /// Print the import paths of the packages that the patterns name
    #[command(hide = true)]
    List(ListArgs),
    /// Look at the embedded standard library, or make one
    #[command(subcommand)]
    Std(StdCommand),
    /// Print a script that completes command lines, to be loaded by a shell
    Completions(CompletionsArgs),
    /// Print the manual page, in the language of man: goesc man | man -l -
    Man(ManArgs),
}

impl Args {
    /// Whether the work is done again after each change.
    pub(super) fn watches(&self) -> bool {
        matches!(&self.command, Command::Check(args) if args.watch)
    }

    /// The configuration file, if one is named.
    pub(super) fn configuration(&self) -> Option<&Path> {
        match &self.command {
            Command::Check(args) => args.packages.selection.file.config.as_deref(),
            _ => None,
        }
    }

    /// Checks the command line against an environment.
    pub fn check(self, environment: &Environment) -> Result<Options, ConfigError> {
        let (mut action, packages) = match self.command {
            Command::Check(args) => {
                let (check, packages) = args.check()?;
                (Action::Check(Box::new(check)), packages)
            }
            Command::Compare(args) => {
                let (compare, selection) = args.check()?;
                let packages = PackageArgs { selection, ..PackageArgs::default() };
                (Action::Compare(compare), packages)
            }
            Command::Rules(args) => return without_packages(args.action(), environment),
            Command::Explain(args) => args.action(),
            Command::Graph(args) => args.action(),
            Command::Layout(args) => args.action(),
            Command::List(args) => args.action(),
            // What is wrong with the environment is told to the client, when it asks for something.
            Command::Server(ServerArgs { stdio: _ }) => {
                return without_packages(Action::Serve(Box::new(environment.clone())), environment);
            }
            Command::Unit(args) => {
                // It reads nothing but what is named.
                let bare = Environment::default();
                let target = Target::of(&bare, &Overrides::default())?;
                return Ok(Options {
                    action: Action::Unit(Box::new(args)),
                    config: Config::alone(environment.cwd.clone(), target),
                    patterns: Vec::new(),
                    unsaved: None,
                    jobs: None,
                });
            }
            Command::Completions(CompletionsArgs { shell }) => {
                return without_packages(Action::Completions(shell), environment);
            }
            Command::Man(ManArgs { command }) => {
                return without_packages(Action::Manual(command), environment);
            }
            Command::Std(command) => {
                let (std, goroot) = command.asked();
                // What is built is the same in every environment.
                let environment =
                    Environment { cwd: environment.cwd.clone(), ..Environment::default() };
                let overrides = Overrides { goroot, ..Overrides::default() };
                let config = crate::std::settings(&environment, overrides)?;
                return Ok(Options {
                    action: Action::Std(std),
                    config,
                    patterns: Vec::new(),
                    unsaved: None,
                    jobs: None,
                });
            }
        };
        let PackageArgs { go, selection } = packages;
        let file = selection.file.read(&environment.cwd, &selection.patterns)?;
        let tags = selection.tags.as_deref().map(split_tags);
        let overrides = Overrides {
            goroot: selection.goroot,
            goos: selection.goos.or_else(|| file.goos.clone()),
            goarch: selection.goarch.or_else(|| file.goarch.clone()),
            tags: tags.or_else(|| file.tags.clone()),
            release: go.or(file.go),
        };
        if let Action::Check(check) = &mut action {
            check.guards.complete(file);
            check.guards.validate(check.printed.profile())?;
        }
        let mut config = crate::std::settings(environment, overrides)?;
        config.named_files = match &action {
            _ if selection.each_file => NamedFiles::EachPackage,
            // gc prints what `go build a.go` makes it print.
            Action::Check(check) if matches!(check.printed, Printed::ForPeople(_)) => {
                NamedFiles::OfTheirPackages
            }
            _ => NamedFiles::OnePackage,
        };
        if selection.tests {
            config.tests = Tests::Include;
        }
        if !selection.no_cache {
            config.cache = cache_dir(environment);
        }
        let jobs = selection.jobs.map(|jobs| usize::from(jobs).min(most_jobs()));
        let unsaved = selection.stdin_filename;
        Ok(Options { action, config, patterns: selection.patterns, unsaved, jobs })
    }
}

/// What is to be done whatever the environment, and whatever the packages.
fn without_packages(action: Action, environment: &Environment) -> Result<Options, ConfigError> {
    let bare = Environment { cwd: environment.cwd.clone(), ..Environment::default() };
    let config = crate::std::settings(&bare, Overrides::default())?;
    Ok(Options { action, config, patterns: Vec::new(), unsaved: None, jobs: None })
}
