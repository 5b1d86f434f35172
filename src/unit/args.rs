//! The arguments of `goesc unit`, on a command line, in a file of arguments or in a request to a worker.

use std::path::PathBuf;

use clap::{Args, Command, FromArgMatches};

use crate::policy::fail_on::{self, FailOn, FailingFindings};
use crate::profile::{GoRelease, GoVersion};

const EXAMPLES: &str = "\
Examples:
  goesc unit --importpath ex.com/m/a --goos linux --goarch amd64 --summary a.facts a/a.go
  goesc unit --importpath ex.com/m/b --goos linux --goarch amd64 --import ex.com/m/a=a.facts \\
             --summary b.facts --json b.json b/b.go b/b_linux.go
  goesc unit @b.params               arguments from a file, one a line

Files are named by their paths from this directory on, and called so in what is written. No others
are read or written; docs/UNIT.md has the rest.";

/// What is asked of an action.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct UnitArgs {
    /// The Go files of the package; what the build leaves out is left out
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The import path of the package, as the compiler knows it
    #[arg(long, value_name = "PATH", required_unless_present = "persistent_worker",
          value_parser = parse_importpath)]
    pub importpath: Option<String>,
    /// The summary of a package that is imported directly, and the path by which it is imported; for
    /// each but those of the standard library, which is in the program
    #[arg(long = "import", value_name = "PATH=FILE", value_parser = parse_import)]
    pub imports: Vec<(String, PathBuf)>,
    /// The path by which the compiler knows an import, where that is neither the one that stands in the
    /// source nor that below a vendor directory
    #[arg(long = "importmap", value_name = "PATH=PATH", value_parser = parse_importmap)]
    pub importmap: Vec<(String, String)>,
    /// Write the summary for those that import the package
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
    /// Write findings as JSON, an object a line
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Write findings as SARIF
    #[arg(long, value_name = "FILE")]
    pub sarif: Option<PathBuf>,
    /// Judge nothing: the package is depended upon, and nobody reads what is found in it
    #[arg(long, conflicts_with_all = ["json", "sarif", "config", "fail_on"])]
    pub summary_only: bool,
    /// The operating system to build for
    #[arg(long, value_name = "GOOS", required_unless_present = "persistent_worker")]
    pub goos: Option<String>,
    /// The architecture to build for
    #[arg(long, value_name = "GOARCH", required_unless_present = "persistent_worker")]
    pub goarch: Option<String>,
    /// The level of the architecture, as GOAMD64 and the like have it: v3
    #[arg(long, value_name = "LEVEL")]
    pub arch_level: Option<String>,
    /// Experiments, as GOEXPERIMENT has them
    #[arg(long, value_name = "LIST")]
    pub goexperiment: Option<String>,
    /// Build tags, separated by commas
    #[arg(long, value_name = "TAGS")]
    pub tags: Option<String>,
    /// Take in files that use cgo
    #[arg(long)]
    pub cgo: bool,
    /// The Go release to predict
    #[arg(long, value_name = "RELEASE", value_parser = parse_release)]
    pub go: Option<GoRelease>,
    /// The language version, as go.mod says it; by default that of the release
    #[arg(long, value_name = "VERSION", value_parser = parse_version)]
    pub lang: Option<GoVersion>,
    /// The settings: levels of rules, exclude, fail-on and baseline of a goesc.toml. Without it,
    /// there are none
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Exit with 1 if something of at least this level is found: hint, warning or error (the
    /// default); undecided: an assertion that can't be decided
    #[arg(long, value_name = "LEVEL", value_parser = parse_fail_on)]
    pub fail_on: Option<FailOn>,
    /// Exit with 0 even if something is found that is forbidden; what can't be done stays 2
    #[arg(long)]
    pub exit_zero: bool,
    /// How many threads to use
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: u16,
    /// Do one action after the other, as Bazel's protocol for workers asks for them on standard input:
    /// as JSON or as protocol buffers, one by one or several at once
    #[arg(long = "persistent_worker")]
    pub persistent_worker: bool,
}

impl UnitArgs {
    /// What words say that come after `goesc unit`. The error is a text of lines.
    pub fn parse(words: Vec<String>) -> Result<UnitArgs, String> {
        let command = UnitArgs::augment_args(Command::new("goesc unit").no_binary_name(true));
        let matches = command.try_get_matches_from(words).map_err(|error| error.to_string())?;
        UnitArgs::from_arg_matches(&matches).map_err(|error| error.to_string())
    }
}

fn parse_importpath(text: &str) -> Result<String, String> {
    match text.trim().is_empty() {
        true => Err("an import path, as in ex.com/m/a".to_owned()),
        false => Ok(text.to_owned()),
    }
}

fn parse_importmap(text: &str) -> Result<(String, String), String> {
    let wanted = "two import paths, as in ex.org/v=ex.com/m/third_party/ex.org/v";
    let (path, known) = pair(text, wanted)?;
    Ok((path.to_owned(), known.to_owned()))
}

/// Two words with `=` between them.
fn pair<'t>(text: &'t str, wanted: &str) -> Result<(&'t str, &'t str), String> {
    let pair = text.split_once('=').filter(|(path, of)| !path.is_empty() && !of.is_empty());
    pair.ok_or_else(|| wanted.to_owned())
}

fn parse_import(text: &str) -> Result<(String, PathBuf), String> {
    let (path, file) = pair(text, "an import path and a file, as in ex.com/m/a=a.facts")?;
    Ok((path.to_owned(), file.into()))
}

fn parse_release(text: &str) -> Result<GoRelease, String> {
    GoRelease::parse(text).ok_or_else(|| format!("supported releases: {}", GoRelease::list()))
}

fn parse_version(text: &str) -> Result<GoVersion, String> {
    let version = GoVersion::parse(text.strip_prefix("go").unwrap_or(text));
    version.ok_or_else(|| "a version such as 1.23".to_owned())
}

fn parse_fail_on(text: &str) -> Result<FailOn, String> {
    let parsed = FailOn::parse(text).ok_or(fail_on::KNOWN)?;
    if parsed.share.is_some() || parsed.findings == FailingFindings::New {
        return Err("hint, warning, error or undecided: what is new isn't known here".to_owned());
    }
    Ok(parsed)
}
