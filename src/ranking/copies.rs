//! Copies of inlined code, and the place where the code stands itself.
//!
//! ```go
//! func newItem() *item { return &item{} }   // escapes to heap
//! a, b := newItem(), newItem()              // the same, twice: copies
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::place::{InlinedCalls, Place};
use crate::findings::analysis::Analysis;
use crate::findings::cost::Cost;
use crate::findings::frequency::{Cold, Frequency, counted, expected_bytes};
use crate::findings::{Explained, Verdict};
use crate::source::pos::{FileId, Pos};

/// The copies of a place.
#[derive(Debug, Default)]
pub(super) struct Copies {
    calls: InlinedCalls,
    /// Where those stand that have the verdict and the cost of the place, each once.
    folded: Vec<Pos>,
}

/// What makes a copy equal to its origin.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Sameness {
    origin: Pos,
    verdict: Verdict,
    cost: Option<Cost>,
}

impl Sameness {
    fn of(finding: &Explained) -> Sameness {
        let origin = finding.inlined.last().copied().unwrap_or(finding.pos);
        Sameness { origin, verdict: finding.verdict(), cost: finding.cost }
    }
}

/// The places of which there are copies.
#[derive(Debug, Default)]
pub(super) struct Origins {
    /// The findings that stand where the code does.
    own: FxHashSet<Sameness>,
    copies: FxHashMap<Pos, CopiesOfPlace>,
}

/// The copies of all that stands at a place.
type CopiesOfPlace = FxHashMap<Sameness, Copies>;

impl Origins {
    /// Finds the copies among findings, as far as the places they come from are in these files.
    pub(super) fn of(places: &[Place<'_>], files: &FxHashSet<FileId>) -> Origins {
        let mut origins = Origins::default();
        for Place { finding, .. } in places {
            if finding.inlined.is_empty() {
                origins.own.insert(Sameness::of(finding));
            }
        }
        for Place { finding, .. } in places {
            let Some(origin) = finding.inlined.last() else { continue };
            if !files.contains(&origin.file) || !files.contains(&finding.pos.file) {
                continue;
            }
            let same = Sameness::of(finding);
            let copies = origins.copies.entry(*origin).or_default().entry(same).or_default();
            copies.calls.calls += 1;
            copies.calls.on_heap += usize::from(finding.verdict() == Verdict::Heap);
            copies.folded.push(finding.pos);
        }
        origins
    }

    /// Whether a finding is a copy of one that stands where the code does.
    pub(super) fn has_origin_of(&self, place: &Place<'_>) -> bool {
        let finding = place.finding;
        let is_copied = finding.inlined.last().is_some_and(|at| self.copies.contains_key(at));
        is_copied && self.own.contains(&Sameness::of(finding))
    }

    /// Works out the weight of a place together with its copies; says why it is cold, if all are.
    pub(super) fn weigh(
        &self,
        place: &mut Place<'_>,
        frequencies: &dyn Fn(Pos) -> Frequency,
        analysis: &Analysis,
    ) -> Option<Cold> {
        let finding = place.finding;
        let cost = finding.cost.unwrap_or(Cost::NOTHING);
        let own = place.frequency;
        place.weight = own.weight(cost);
        let copies = match finding.inlined.is_empty() {
            true => self.copies.get(&finding.pos),
            false => None,
        };
        let Some(copies) = copies else { return own.cold };
        for copies in copies.values() {
            place.inlined.calls += copies.calls.calls;
            place.inlined.on_heap += copies.calls.on_heap;
        }
        let Some(Copies { folded, .. }) = copies.get(&Sameness::of(finding)) else {
            return own.cold;
        };
        // What it takes in the calls that were inlined, and in the function by itself, if there are
        // others.
        let calls = analysis.roots[place.root].frequencies.calls(finding.pos);
        let rest = match calls.is_some_and(|calls| calls <= folded.len()) {
            true => 0.0,
            false => own.rounds,
        };
        if own.cold.is_some_and(|cold| cold != Cold::Once) {
            return own.cold;
        }
        let there = folded.iter().map(|&pos| frequencies(pos));
        let times: f64 = there.filter(|at| at.cold.is_none()).map(|at| at.times * own.rounds).sum();
        place.weight = expected_bytes(cost) * counted(times + rest);
        match place.weight > 0.0 {
            true => None,
            false => own.cold.or_else(|| folded.first().and_then(|&pos| frequencies(pos).cold)),
        }
    }
}
