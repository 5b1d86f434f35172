//! In words: how often a place is passed, and in which calls.

use super::summary::{count, grouped};
use crate::findings::Explained;
use crate::findings::cost::When;
use crate::findings::frequency::Frequency;
use crate::ranking::InlinedCalls;

/// The loops around; nothing if there are none.
pub(super) fn loops(frequency: Frequency) -> Option<String> {
    match frequency.loop_depth {
        0 => None,
        1 => Some("in a loop".to_owned()),
        depth => Some(format!("in {depth} nested loops")),
    }
}

/// The calls that it was inlined into; nothing if there are none.
pub(super) fn inlined_calls(InlinedCalls { calls, on_heap }: InlinedCalls) -> Option<String> {
    let on_heap = match on_heap {
        0 => "none".to_owned(),
        _ => grouped(on_heap as u64),
    };
    (calls > 0).then(|| format!("{}, {on_heap} on the heap", count(calls, "inlined call")))
}

/// Of what is allocated in each iteration of a loop, that it is.
pub(super) fn each_round(finding: &Explained, frequency: Frequency) -> Option<&'static str> {
    let when = finding.cost?.when;
    let is_each_time = when.is_usual() || when == When::UnlessSmall;
    (is_each_time && frequency.loop_depth > 0).then_some("each time round the loop")
}
