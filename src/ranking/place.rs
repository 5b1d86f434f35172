//! A place of which something is said, with how much that matters.

use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::{Folded, fold};
use crate::findings::analysis::{Analysis, RootReport};
use crate::findings::frequency::Frequency;
use crate::findings::rules::Rule;
use crate::findings::{Explained, Level, PrintedPos, Verdict};
use crate::source::pos::FileId;

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

/// The findings of all packages, each place once: what the instances of a generic function share, and
/// what a package has in common with the one that its tests are compiled with.
pub(super) fn folded(analysis: &Analysis) -> Vec<Place<'_>> {
    let mut seen: FxHashMap<(&PrintedPos, Verdict, Option<Rule>, &str), usize> =
        FxHashMap::default();
    let roots = analysis.roots.iter().enumerate();
    let places = roots.flat_map(|(number, root)| {
        let own: FxHashSet<FileId> = root.files.iter().copied().collect();
        instances_folded(number, root)
            .map(move |place| (own.contains(&place.finding.pos.file), place))
    });
    let first = places.filter(|&(is_own, Place { root, finding, .. })| {
        let key = (&finding.place, finding.verdict(), finding.rule, finding.headline.as_str());
        !is_own || *seen.entry(key).or_insert(root) == root
    });
    first.map(|(_, place)| place).collect()
}

/// The findings of a package, what the instances of a generic function share once.
fn instances_folded(number: usize, root: &RootReport) -> impl Iterator<Item = Place<'_>> {
    fold(root.explained()).into_iter().map(move |Folded { finding, index, instances }| Place {
        root: number,
        index,
        finding,
        instances,
        inlined: InlinedCalls::default(),
        frequency: Frequency::UNKNOWN,
        weight: 0.0,
        basis: Basis::Estimate,
    })
}
