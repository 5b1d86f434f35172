//! Copies of inlined code, and the place where the code stands itself.
//!
//! ```go
//! func newItem() *item { return &item{} }   // escapes to heap
//! a, b := newItem(), newItem()              // the same, twice: copies
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::owners::Owners;
use super::place::{InlinedCalls, Place};
use crate::findings::cost::Cost;
use crate::findings::frequency::Cold;
use crate::findings::{Explained, Verdict};
use crate::source::pos::Pos;

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
    /// What a finding is equal in to copies of it, for each place that it is about.
    fn of(finding: &Explained) -> Vec<Sameness> {
        let verdict = finding.verdict();
        let told = finding.told();
        told.map(|told| Sameness { origin: told.origin(), verdict, cost: told.cost }).collect()
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
    /// Finds the copies among findings, as far as the places they come from are in packages that were named.
    pub(super) fn of(places: &[Place<'_>], owners: &Owners<'_>) -> Origins {
        let mut origins = Origins::default();
        for Place { finding, .. } in places {
            if finding.inlined.is_empty() {
                origins.own.extend(Sameness::of(finding));
            }
        }
        for Place { finding, .. } in places {
            if finding.inlined.is_empty() || !owners.are_of(finding.pos.file) {
                continue;
            }
            // A wrapper of a generic function is a copy, and no call in the source.
            let is_call = !owners.is_head(finding.pos);
            for same in Sameness::of(finding) {
                if !owners.are_of(same.origin.file) {
                    continue;
                }
                let copies = origins.copies.entry(same.origin).or_default();
                let copies = copies.entry(same).or_default();
                if is_call {
                    copies.calls.calls += 1;
                    copies.calls.on_heap += usize::from(finding.verdict() == Verdict::Heap);
                    copies.folded.push(finding.pos);
                }
            }
        }
        origins
    }

    /// Whether a finding is a copy of what stands where the code does.
    pub(super) fn has_origin_of(&self, place: &Place<'_>) -> bool {
        let is_copy =
            |same: &Sameness| self.copies.contains_key(&same.origin) && self.own.contains(same);
        !place.finding.inlined.is_empty() && Sameness::of(place.finding).iter().all(is_copy)
    }

    fn copies_like(&self, same: &Sameness) -> Option<&Copies> {
        self.copies.get(&same.origin)?.get(same)
    }

    /// Where the copies of a place are found, each with where its code stands.
    pub(super) fn copies_of(&self, finding: &Explained) -> impl Iterator<Item = (Pos, Pos)> {
        let own = Sameness::of(finding).into_iter().filter(|_| finding.inlined.is_empty());
        own.flat_map(|same| {
            let copies = self.copies_like(&same);
            let folded = copies.map_or(&[][..], |copies| &copies.folded).iter();
            folded.map(move |&pos| (pos, same.origin))
        })
    }

    /// Works out the weight of a place together with its copies; says why it is cold, if all are.
    pub(super) fn weigh(&self, place: &mut Place<'_>, owners: &Owners<'_>) -> Option<Cold> {
        let finding = place.finding;
        let own = place.frequency;
        let all = Sameness::of(finding);
        let costs = all.iter().map(|same| same.cost.unwrap_or(Cost::NOTHING));
        place.weight = costs.map(|cost| own.weight(cost)).sum();
        if !finding.inlined.is_empty() {
            return own.cold;
        }
        for copies in all.iter().filter_map(|same| self.copies.get(&same.origin)) {
            for copies in copies.values() {
                place.inlined.calls += copies.calls.calls;
                place.inlined.on_heap += copies.calls.on_heap;
            }
        }
        if own.cold.is_some_and(|cold| cold != Cold::Once) {
            return own.cold;
        }
        // What it takes in the calls that were inlined, and in the function by itself, if there are
        // others.
        let mut is_copied = false;
        let mut weight = 0.0;
        let mut cold = own.cold;
        for same in all {
            let cost = same.cost.unwrap_or(Cost::NOTHING);
            let copies = self.copies_like(&same).filter(|copies| !copies.folded.is_empty());
            let Some(Copies { folded, .. }) = copies else {
                weight += own.weight(cost);
                continue;
            };
            is_copied = true;
            let calls = owners.calls(same.origin);
            let rest = match calls.is_some_and(|calls| calls <= folded.len()) {
                true => 0.0,
                false => own.rounds,
            };
            let there = folded.iter().map(|&pos| owners.at(pos));
            let there = there.inspect(|at| cold = cold.or(at.cold));
            let times: f64 =
                there.filter(|at| at.cold.is_none()).map(|at| at.times * own.rounds).sum();
            weight += own.weight_of(cost, times + rest);
        }
        place.weight = weight;
        match weight > 0.0 {
            true => None,
            false if is_copied => cold,
            false => own.cold,
        }
    }
}
