//! How much findings matter: a level for each rule, from the configuration.
//!
//! Without a word about it, a finding that allocates is a hint, and one that doesn't (a leaking
//! parameter, a constant in read-only data) isn't reported. A rule with a level of its own is
//! reported at that level, leaking parameters too; `default` is the level of the other rules for
//! what allocates. Violated assertions are errors, unused suppressions warnings.

use rustc_hash::FxHashMap;

use super::complaint::{Severity, Topic};
use crate::findings::rules::Rule;
use crate::findings::{Explained, Level, Verdict};

/// What can have a level.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Leveled {
    /// Findings of a rule.
    Rule(Rule),
    /// Complaints about a topic.
    Topic(Topic),
}

impl Leveled {
    /// What has a name.
    pub fn parse(name: &str) -> Option<Leveled> {
        let topic = || Topic::parse(name).map(Leveled::Topic);
        Rule::parse(name).map(Leveled::Rule).or_else(topic)
    }
}

/// The levels of a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    own: FxHashMap<Leveled, Level>,
    default: Option<Level>,
}

impl Levels {
    /// Sets the level of something.
    pub fn set(&mut self, what: Leveled, level: Level) {
        self.own.insert(what, level);
    }

    /// Sets the level of rules that have none of their own.
    pub fn set_default(&mut self, level: Level) {
        self.default = Some(level);
    }

    /// Whether some findings are errors.
    pub fn has_errors(&self) -> bool {
        let rules = self.own.iter().filter(|(what, _)| matches!(what, Leveled::Rule(_)));
        rules.map(|(_, level)| *level).chain(self.default).any(|level| level == Level::Error)
    }

    /// The level of a finding, if it was given one.
    pub(super) fn given(&self, finding: &Explained) -> Option<Level> {
        let own = finding.rule.and_then(|rule| self.own.get(&Leveled::Rule(rule)).copied());
        let allocates = finding.cost.is_some_and(|cost| cost.allocates());
        match own {
            // A rule's level is about what it costs; only of parameters, nothing costs.
            Some(Level::Off) => Some(Level::Off),
            Some(level) if allocates || finding.verdict() == Verdict::Leak => Some(level),
            Some(_) => None,
            // Of those on request nothing is shown for that.
            None if finding.is_on_request() => self.default.filter(|level| *level == Level::Off),
            None if finding.is_allocation() => self.default,
            None => None,
        }
    }

    /// The level at which a finding is reported, if it is.
    pub(super) fn reported(&self, finding: &Explained) -> Option<Level> {
        match self.given(finding) {
            Some(Level::Off) => None,
            Some(level) => Some(level),
            None => finding.is_allocation().then(|| self.default.unwrap_or(Level::Hint)),
        }
    }

    /// How much a complaint matters; none if it isn't told.
    pub(super) fn severity(&self, topic: Topic, unsaid: Severity) -> Option<Severity> {
        match self.own.get(&Leveled::Topic(topic)) {
            None => Some(unsaid),
            Some(Level::Off) => None,
            Some(Level::Hint) => Some(Severity::Hint),
            Some(Level::Warning) => Some(Severity::Warning),
            Some(Level::Error) => Some(Severity::Error),
        }
    }
}
