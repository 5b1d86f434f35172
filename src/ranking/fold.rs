//! What the instances of a generic function have in common, once.
//!
//! ```go
//! func box[T any](v T) *T { return &v }   // moved to heap: v, in box[int] and box[string]: one finding
//! ```

use std::sync::Arc;

use crate::findings::Explained;

/// A finding, and how many instances of generic functions have it too.
#[derive(Clone, Copy, Debug)]
pub struct Folded<'a> {
    /// The first of them.
    pub finding: &'a Explained,
    /// Its index in the list.
    pub index: usize,
    /// How many instances have it; 1 also of what isn't generic.
    pub instances: usize,
}

/// Folds what instances of generic functions have at the same place, keeping the order.
pub fn fold(findings: &[Arc<Explained>]) -> Vec<Folded<'_>> {
    fold_some(findings.iter().map(|one| &**one).enumerate())
}

/// Folds some of the findings of a list, each with its index.
pub fn fold_some<'a>(findings: impl Iterator<Item = (usize, &'a Explained)>) -> Vec<Folded<'a>> {
    let mut folded: Vec<Folded<'_>> = Vec::new();
    let mut last = 0;
    for (index, finding) in findings {
        if folded.get(last).is_some_and(|first| first.finding.place != finding.place) {
            last = folded.len();
        }
        let same = folded[last..].iter_mut().find(|other| are_of_instances(other.finding, finding));
        match same {
            Some(same) => same.instances += 1,
            None => folded.push(Folded { finding, index, instances: 1 }),
        }
    }
    folded
}

/// Whether two findings at one place are the same of two instances of a generic function.
fn are_of_instances(one: &Explained, other: &Explained) -> bool {
    one.verdict() == other.verdict()
        && one.rule == other.rule
        && one.pos == other.pos
        && one.kind.mentions_shape()
        && other.kind.mentions_shape()
}
