//! A place of which something is said, with how much that matters.

use crate::findings::frequency::Frequency;
use crate::findings::{Explained, Level};

/// The calls that code was inlined into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InlinedCalls {
    /// How many there are in the packages that were named.
    pub calls: usize,
    /// In how many of them it is on the heap.
    pub on_heap: usize,
}

/// A place with its findings.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// The package, an index into [`Analysis::roots`](crate::findings::analysis::Analysis::roots).
    pub root: usize,
    /// The index of the finding in [`RootReport::explained`](crate::findings::analysis::RootReport::explained).
    pub index: usize,
    /// The finding.
    pub finding: &'a Explained,
    /// How many instances of a generic function have it.
    pub instances: usize,
    /// The calls that it was inlined into.
    pub inlined: InlinedCalls,
    /// How often it runs.
    pub frequency: Frequency,
    /// What it weighs, all copies together: an estimate ([`Frequency::weight`]), or what was measured.
    pub weight: f64,
    /// Where that is from.
    pub basis: Basis,
}

/// Where a weight is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Loops and calls, as the source has them.
    Estimate,
    /// A profile: what was measured of the line, divided among its findings.
    Profile,
}

impl Place<'_> {
    /// Those with a level come first.
    pub(super) fn precedence(&self) -> f64 {
        match self.finding.level {
            Some(level) if level > Level::Hint => f64::INFINITY,
            _ => self.weight,
        }
    }
}
