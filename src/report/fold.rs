//! What the instances of a generic function have in common, shown once.

use crate::findings::Finding;

/// A finding, and how many instances of generic functions have it too.
pub(super) struct Folded<'a> {
    pub(super) finding: &'a Finding,
    /// Its index in the list.
    pub(super) index: usize,
    pub(super) instances: usize,
}

/// Folds what instances of generic functions have at the same place, keeping the order.
pub(super) fn fold(findings: &[Finding]) -> Vec<Folded<'_>> {
    let mut folded: Vec<Folded<'_>> = Vec::with_capacity(findings.len());
    let mut last = 0;
    for (index, finding) in findings.iter().enumerate() {
        if folded.get(last).is_some_and(|first| first.finding.place != finding.place) {
            last = folded.len();
        }
        let same = folded[last..].iter_mut().find(|other| {
            let other = other.finding;
            other.verdict == finding.verdict
                && other.rule == finding.rule
                && other.pos == finding.pos
                && finding.message.contains("go.shape.")
                && other.message.contains("go.shape.")
        });
        match same {
            Some(same) => same.instances += 1,
            None => folded.push(Folded { finding, index, instances: 1 }),
        }
    }
    folded
}
