//! Guards of `goesc check`: from options to what they mean, and what came of them.

use std::path::{Path, PathBuf};

use super::verbosity::Verbosity;
use super::{Faults, Options, complain};
use crate::findings::analysis::{Analysis, Inlining};
use crate::policy::baseline::{Baseline, BaselineError, Named};
use crate::policy::changes::{Base, ChangesError};
use crate::policy::config::{ConfigFile, Excluded};
use crate::policy::fail_on::{FailOn, FailingFindings, Share};
use crate::policy::level::Levels;
use crate::policy::{self, Complaint, KnownFindings, Outcome, Settings};
use crate::report::Colour;
use crate::report::complaint;
use crate::source::ConfigError;
use crate::visible;

/// What guards are to do, as far as options and the configuration file say.
#[derive(Clone, Debug, Default)]
pub struct Guards {
    /// The baseline to read.
    pub baseline: Option<Named>,
    /// The baseline to write.
    pub write_baseline: Option<PathBuf>,
    /// The revision since which lines count.
    pub new_from: Option<String>,
    /// What makes the check fail.
    pub fail_on: Option<FailOn>,
    /// The levels of rules.
    pub levels: Levels,
    /// Files of which nothing is reported.
    pub excluded: Excluded,
}

impl Guards {
    /// Takes from the configuration file what the command line doesn't say.
    pub(super) fn complete(&mut self, file: ConfigFile) {
        self.baseline = self.baseline.take().or(file.baseline.map(Named::ByConfiguration));
        self.fail_on = self.fail_on.or(file.fail_on);
        self.levels = file.levels;
        self.excluded = file.excluded;
    }

    /// Whether they fit each other.
    pub(super) fn validate(&self, profile: Option<&Path>) -> Result<(), ConfigError> {
        let filtered = self.baseline.is_some() || self.new_from.is_some();
        let asks_for_new =
            self.fail_on.is_some_and(|fail_on| fail_on.findings == FailingFindings::New);
        if asks_for_new && !filtered && self.write_baseline.is_none() {
            let wrong = "--fail-on new needs --baseline or --new-from, which tell what is new";
            return Err(ConfigError(wrong.to_owned()));
        }
        if let (Some(share), None) = (self.share(), profile) {
            let wrong =
                format!("--fail-on {share} needs --profile, which tells what a line allocates");
            return Err(ConfigError(wrong));
        }
        Ok(())
    }

    /// The share of a profile from which on a finding makes the check fail.
    pub(super) fn share(&self) -> Option<Share> {
        self.fail_on?.share
    }

    /// Reads the baseline. What changed is known only of what is analyzed.
    pub(super) fn settings(&self, inlining: Inlining) -> Result<Settings, BaselineError> {
        let known = match (&self.write_baseline, &self.baseline) {
            (Some(_), _) => KnownFindings::Everything,
            (None, Some(baseline)) => KnownFindings::Baseline(Baseline::read(baseline)?),
            (None, None) => KnownFindings::Nothing,
        };
        Ok(Settings {
            inlining,
            levels: self.levels.clone(),
            excluded: self.excluded.clone(),
            known,
            changes: None,
            fail_on: self.fail_on.unwrap_or_default(),
        })
    }

    /// Asks git what there was before the changes on which findings count, if not all do.
    pub(super) fn base(&self, options: &Options) -> Result<Option<Base>, ChangesError> {
        let revision = self.new_from.as_deref();
        revision.map(|revision| Base::of(&options.config.cwd, revision)).transpose()
    }

    /// Writes the baseline that is to be written, and tells what else came of the guards, unless
    /// nothing is to be said. True if it couldn't be written.
    pub(super) fn conclude(&self, outcome: &Outcome, verbosity: Verbosity) -> bool {
        let say = |text: &str| match verbosity {
            Verbosity::Normal => complain(&text),
            Verbosity::Quiet => {}
        };
        if let Some(path) = &self.write_baseline {
            if let Err(error) = outcome.lines.write(path) {
                complain(&error);
                return true;
            }
            let count = outcome.lines.count();
            say(&format!("the baseline {} has {}", visible::path(path), findings(count)));
        }
        if outcome.gone > 0 {
            let gone = findings(outcome.gone);
            say(&format!(
                "{gone} of the baseline no longer in the code; --write-baseline makes a new one"
            ));
        }
        if outcome.failing > 0 {
            say(&format!("{} not allowed", findings(outcome.failing)));
        }
        if let Some(share) = self.share().filter(|_| outcome.heavy > 0) {
            let heavy = match outcome.heavy {
                1 => "1 line".to_owned(),
                more => format!("{more} lines"),
            };
            say(&format!("findings on {heavy} with {share} of the profile or more: not allowed"));
        }
        false
    }
}

fn findings(count: usize) -> String {
    match count {
        1 => "1 finding".to_owned(),
        _ => format!("{count} findings"),
    }
}

/// Does what the guards ask for. If that panics, it is as if nothing was asked for, and a fault.
pub(super) fn apply(analysis: &mut Analysis, settings: &Settings, faults: &mut Faults) -> Outcome {
    let outcome = faults.isolate("assertions, suppression and baselines", || {
        policy::apply(analysis, settings, complaint::message)
    });
    outcome.unwrap_or_default()
}

/// What there is to complain of.
pub(super) fn text(
    analysis: &Analysis,
    outcome: &Outcome,
    colour: Colour,
    faults: &mut Faults,
) -> Vec<u8> {
    let mut text = Vec::new();
    // What fails the check comes last.
    let mut complaints: Vec<&Complaint> = outcome.complaints.iter().collect();
    complaints.sort_by_key(|complaint| complaint.severity);
    for complaint in complaints {
        let what = complaint.place.to_string();
        faults.isolate(&what, || {
            let mut one = Vec::new();
            // Memory takes all that is written to it.
            let _ = complaint::write(&mut one, &analysis.sources, colour, complaint);
            text.append(&mut one);
        });
    }
    text
}
