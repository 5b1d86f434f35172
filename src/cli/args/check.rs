//! `goesc check` as it is written: how it prints, what it shows and what it guards.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use super::format::Format;
use super::guards::GuardArgs;
use super::packages::{BuildArgs, PackageArgs};
use super::rank::RankArgs;
use crate::cli::options::{AsGc, Check, FindingsFormat, ForPeople, Forbidden, Printed, When};
use crate::cli::verbosity::Verbosity;
use crate::source::ConfigError;

const CHECK_EXAMPLES: &str = "\
Examples:
  goesc check ./...                          packages below this directory
  goesc check cart.go                        a file by itself
  goesc check --all --sort weight net/http   all of a package, the heaviest first
  goesc check --format gc -m 2 .             what go build -gcflags=-m=2 prints
  goesc check --profile mem.out ./...        beside what a program allocated
  goesc check --new-from main --fail-on new ./...
                                             in CI: what this branch adds";

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = CHECK_EXAMPLES)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    build: BuildArgs,
    /// How much to print: 1 for the decisions, 2 for their reasons as well
    #[arg(short = 'm', value_name = "LEVEL", default_value = "1", value_parser = parse_level)]
    level: u8,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "pretty")]
    format: Format,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: When,
    /// Show also what allocates nothing
    #[arg(long)]
    all: bool,
    /// Check again whenever a file is saved
    #[arg(long, conflicts_with_all = ["stdin_filename", "write_baseline"])]
    pub(super) watch: bool,
    /// Put a profile of pprof beside what is predicted: what `go test -memprofile` or
    /// /debug/pprof/allocs gives, or a CPU profile
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Print what is found, errors, and nothing else: no sums, no warnings, no sign of progress
    #[arg(short, long)]
    quiet: bool,
    /// Exit with 0 even if something is found that is forbidden; what can't be done stays 2
    #[arg(long)]
    exit_zero: bool,
    /// Write to a file, - for standard output; for gc-json and html, to a directory
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    #[command(flatten)]
    ranked: RankArgs,
    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    pub(super) packages: PackageArgs,
}

impl CheckArgs {
    pub(super) fn check(self) -> Result<(Check, PackageArgs), ConfigError> {
        let inlining = self.build.inlining();
        let for_people = |format, file| {
            let ranked = self.ranked.clone();
            let statistics = ranked.statistics;
            let wanted = ranked.wanted(self.all);
            let (color, profile) = (self.color, self.profile.clone());
            Printed::ForPeople(ForPeople { format, file, color, wanted, statistics, profile })
        };
        if self.profile.is_some() && matches!(self.format, Format::Gc | Format::GcJson) {
            let wrong = "--format gc and gc-json print what gc prints: they go with no --profile";
            return Err(ConfigError(wrong.to_owned()));
        }
        if self.ranked.statistics && !matches!(self.format, Format::Pretty) {
            let wrong = "--statistics prints its tables for people: it goes with no other --format";
            return Err(ConfigError(wrong.to_owned()));
        }
        let guards = self.guards;
        let output = self.output.filter(|path| path != Path::new("-"));
        let (printed, guards) = match (self.format, output) {
            (Format::Gc, file) if self.level > 1 => {
                (AsGc::Reasons { file }.into(), guards.for_gc()?)
            }
            (Format::Gc, file) => (AsGc::Decisions { file }.into(), guards.for_gc()?),
            (Format::GcJson, directory) => {
                let guards = guards.for_gc()?;
                let needed = "--format gc-json needs a directory: --output DIR";
                let directory = directory.ok_or_else(|| ConfigError(needed.to_owned()))?;
                (AsGc::Log { directory }.into(), guards)
            }
            (Format::Html, directory) => {
                let needed = "--format html needs a directory: --output DIR";
                let directory = directory.ok_or_else(|| ConfigError(needed.to_owned()))?;
                (for_people(FindingsFormat::Html, Some(directory)), guards.for_people())
            }
            (Format::Pretty, file) => {
                (for_people(FindingsFormat::Pretty, file), guards.for_people())
            }
            (Format::Concise, file) => {
                (for_people(FindingsFormat::Concise, file), guards.for_people())
            }
            (Format::Json, file) => (for_people(FindingsFormat::Json, file), guards.for_people()),
            (Format::Sarif, file) => (for_people(FindingsFormat::Sarif, file), guards.for_people()),
            (Format::Markdown, file) => {
                (for_people(FindingsFormat::Markdown, file), guards.for_people())
            }
            (Format::Github, file) => {
                (for_people(FindingsFormat::Github, file), guards.for_people())
            }
            (Format::Gitlab, file) => {
                (for_people(FindingsFormat::Gitlab, file), guards.for_people())
            }
            (Format::Checkstyle, file) => {
                (for_people(FindingsFormat::Checkstyle, file), guards.for_people())
            }
            (Format::Junit, file) => (for_people(FindingsFormat::Junit, file), guards.for_people()),
            (Format::Coverprofile, file) => {
                (for_people(FindingsFormat::Coverprofile, file), guards.for_people())
            }
        };
        let verbosity = if self.quiet { Verbosity::Quiet } else { Verbosity::Normal };
        let forbidden = if self.exit_zero { Forbidden::Passes } else { Forbidden::Fails };
        Ok((Check { inlining, printed, guards, verbosity, forbidden }, self.packages))
    }
}

fn parse_level(text: &str) -> Result<u8, String> {
    match text {
        "1" => Ok(1),
        "2" => Ok(2),
        _ if text.starts_with('-') || text.contains(['/', '.']) => {
            Err("-m is followed by 1 or 2, as in: goesc check -m 2 ./...".to_owned())
        }
        _ => Err("1 for the decisions, 2 for their reasons as well".to_owned()),
    }
}
