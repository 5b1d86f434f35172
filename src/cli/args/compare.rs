//! `goesc compare` as it is written.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::packages::Selection;
use crate::cli::options::{Compare, Reference, Report, When};
use crate::compare::Counted;
use crate::findings::analysis::Inlining;
use crate::source::ConfigError;

#[derive(Clone, Debug, ClapArgs)]
#[command(override_usage = "goesc compare [OPTIONS] GC_OUTPUT [PATTERN]...\n       \
                            goesc compare [OPTIONS] --go PATH [PATTERN]...")]
pub(super) struct CompareArgs {
    /// What the compiler printed under -m or -m=2, as text or as events of `go build -json`
    /// (- for standard input), or a directory that it wrote under -json=0,DIR
    #[arg(value_name = "GC_OUTPUT")]
    printed: Option<PathBuf>,
    /// Run this go command to see what the compiler prints
    #[arg(long, value_name = "PATH")]
    go: Option<PathBuf>,
    /// Compare with a build without inlining; of output that is given, only that without any
    /// inlining is taken for one
    #[arg(short = 'l', long)]
    no_inline: bool,
    /// Count what the inliner and the devirtualizer say as well
    #[arg(long, conflicts_with = "reasons")]
    inline: bool,
    /// Count the reasons that the compiler gives under -m=2, and only those
    #[arg(long)]
    reasons: bool,
    /// Exit with 1 if F1 over all kinds is below this
    #[arg(long, value_name = "F1", value_parser = parse_threshold)]
    threshold: Option<f64>,
    /// Print JSON
    #[arg(long, conflicts_with = "show")]
    json: bool,
    /// How many differences to show; all by default
    #[arg(long, value_name = "N")]
    show: Option<usize>,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: When,
    #[command(flatten)]
    selection: Selection,
}

impl CompareArgs {
    pub(super) fn check(self) -> Result<(Compare, Selection), ConfigError> {
        let mut selection = self.selection;
        let reference = match (self.go, self.printed) {
            (None, None) => {
                let needed = "name what the compiler printed, or a go command by --go";
                return Err(ConfigError(needed.to_owned()));
            }
            (None, Some(printed)) => Reference::Printed(printed),
            // There is no output to be named: the first argument is a pattern, too.
            (Some(go), first) => {
                let first = first.map(|first| first.to_string_lossy().into_owned());
                selection.patterns.splice(0..0, first);
                Reference::Toolchain(go)
            }
        };
        let compare = Compare {
            reference,
            inlining: self.no_inline.then_some(Inlining::Off),
            counted: match (self.reasons, self.inline) {
                (true, _) => Counted::Reasons,
                (false, true) => Counted::Inlining,
                (false, false) => Counted::Decisions,
            },
            threshold: self.threshold,
            report: match self.json {
                true => Report::Json,
                false => {
                    Report::Text { colour: self.color, limit: self.show.unwrap_or(usize::MAX) }
                }
            },
        };
        Ok((compare, selection))
    }
}

fn parse_threshold(text: &str) -> Result<f64, String> {
    let threshold = text.parse().ok().filter(|threshold| (0.0..=1.0).contains(threshold));
    threshold.ok_or_else(|| "a number from 0 to 1".to_owned())
}
