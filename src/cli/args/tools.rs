//! Commands for other programs, and about goesc itself.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use clap_complete::Shell;

use super::packages::PackageArgs;
use crate::cli::options::{Action, Columns, List, Listed, Std, StdListed};

#[derive(Clone, Debug, ClapArgs)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(super) shell: Shell,
}

#[derive(Clone, Debug, ClapArgs)]
pub(super) struct ManArgs {
    /// The command whose page is meant; by default the one of goesc itself
    #[arg(value_name = "COMMAND")]
    pub(super) command: Option<String>,
}

/// What a client gives, and what it may give.
#[derive(Clone, Debug, ClapArgs)]
pub(super) struct ServerArgs {
    /// Use standard input and output, as is done without it: some clients add it
    #[arg(long)]
    pub(super) stdio: bool,
}

#[derive(Clone, Debug, ClapArgs)]
pub(super) struct ListArgs {
    /// List what the packages import as well, before the packages themselves
    #[arg(long)]
    deps: bool,
    /// Add the names of the packages' files
    #[arg(long)]
    files: bool,
    /// Leave out the standard library, and add directories, language versions and files
    #[arg(long)]
    detail: bool,
    #[command(flatten)]
    packages: PackageArgs,
}

impl ListArgs {
    pub(super) fn action(self) -> (Action, PackageArgs) {
        let list = List {
            packages: if self.deps { Listed::Deps } else { Listed::Roots },
            columns: match (self.detail, self.files) {
                (true, _) => Columns::Detail,
                (false, true) => Columns::Files,
                (false, false) => Columns::Path,
            },
        };
        (Action::List(list), self.packages)
    }
}

#[derive(Clone, Debug, Subcommand)]
pub(super) enum StdCommand {
    /// Print what is embedded
    List {
        /// Print each package, with its size in bytes, plain and packed
        #[arg(long)]
        packages: bool,
    },
    /// Make the summaries of a Go release from its source
    Build {
        /// The Go tree with the source
        #[arg(long, value_name = "DIR")]
        goroot: PathBuf,
        /// The file to write
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

impl StdCommand {
    /// What is to be done, and the Go tree that is named.
    pub(super) fn asked(self) -> (Std, Option<PathBuf>) {
        match self {
            StdCommand::List { packages: true } => (Std::List(StdListed::Packages), None),
            StdCommand::List { packages: false } => (Std::List(StdListed::Platforms), None),
            StdCommand::Build { goroot, output } => (Std::Build { output }, Some(goroot)),
        }
    }
}
