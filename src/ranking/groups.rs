//! What becomes of findings as places, for formats that tell of all of them.
//!
//! ```go
//! func newItem() *item { return &item{} }   // a place, with 2 calls
//! a, b := newItem(), newItem()              // copies, which are part of it
//! ```

use rustc_hash::FxHashMap;

use super::copies::Origins;
use super::owners::Owners;
use super::place::{InlinedCalls, folded};
use crate::findings::analysis::{Analysis, RootReport};
use crate::findings::frequency::Cold;
use crate::source::PackageId;

/// What becomes of the findings that allocate.
#[derive(Debug, Default)]
pub struct Groups {
    by_finding: FxHashMap<(PackageId, usize), Group>,
}

/// What becomes of a finding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Group {
    /// It is a place, together with its copies.
    Place {
        /// What it weighs.
        weight: f64,
        /// Why all of them are cold, if they are.
        cold: Option<Cold>,
        /// The calls that it was inlined into.
        inlined: InlinedCalls,
        /// How many instances of a generic function have it.
        instances: usize,
    },
    /// It is part of the place where the code stands.
    Copy,
}

impl Groups {
    /// Finds the groups of an analysis.
    pub fn of(analysis: &Analysis) -> Groups {
        let owners = Owners::of(analysis);
        let places = folded(analysis);
        let origins = Origins::of(&places, &owners);
        let allocating = places.into_iter().filter(|place| place.finding.is_allocation());
        let by_finding = allocating.map(|mut place| {
            place.frequency = owners.of_finding(place.finding);
            let group = match origins.has_origin_of(&place) {
                true => Group::Copy,
                false => {
                    let cold = origins.weigh(&mut place, &owners);
                    let (weight, instances) = (place.weight, place.instances);
                    Group::Place { weight, cold, inlined: place.inlined, instances }
                }
            };
            ((analysis.roots[place.root].id, place.index), group)
        });
        Groups { by_finding: by_finding.collect() }
    }

    /// What becomes of a finding, by its index among those of its package; nothing if it allocates
    /// nothing, or another one stands for it: of another instance, or of the package without its tests.
    pub fn of_finding(&self, root: &RootReport, index: usize) -> Option<Group> {
        self.by_finding.get(&(root.id, index)).copied()
    }
}
