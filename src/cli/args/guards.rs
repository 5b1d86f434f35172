//! What is reported, and what makes a check fail.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::cli::guards::Guards;
use crate::policy::baseline::Named;
use crate::policy::fail_on::{self, FailOn};
use crate::source::ConfigError;

/// What is reported, and what makes the exit status 1.
#[derive(Clone, Debug, ClapArgs)]
#[command(next_help_heading = "Guards")]
pub(super) struct GuardArgs {
    /// Report only findings that aren't in this file
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all findings to a file, for --baseline, and report none
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Report only findings on lines that changed since HEAD and this revision parted, as git
    /// tells, or whose cause did; untracked files count
    #[arg(long, value_name = "REV")]
    new_from: Option<String>,
    /// Exit with 1 if something of at least this level is reported: hint, warning or error (the
    /// default). new: any finding, which takes --baseline or --new-from; 5%: one on a line with
    /// this share of the bytes of --profile; undecided: an assertion that can't be decided.
    /// Several are separated by commas. Violated assertions (//goesc:noescape) count in any case
    #[arg(long, value_name = "LEVEL", value_parser = parse_fail_on)]
    fail_on: Option<FailOn>,
}

impl GuardArgs {
    /// Those that go with what gc prints.
    pub(super) fn for_gc(self) -> Result<Guards, ConfigError> {
        if self.baseline.is_some() || self.write_baseline.is_some() || self.new_from.is_some() {
            let wrong = "--format gc and gc-json tell all that gc tells: they go with none of \
                         --baseline, --write-baseline and --new-from";
            return Err(ConfigError(wrong.to_owned()));
        }
        Ok(self.for_people())
    }

    pub(super) fn for_people(self) -> Guards {
        let GuardArgs { baseline, write_baseline, new_from, fail_on } = self;
        let baseline = baseline.map(Named::ByUser);
        Guards { baseline, write_baseline, new_from, fail_on, ..Guards::default() }
    }
}

fn parse_fail_on(text: &str) -> Result<FailOn, String> {
    FailOn::parse(text).ok_or_else(|| fail_on::KNOWN.to_owned())
}
