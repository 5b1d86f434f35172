//! Findings in the order of gc's lines, each line once.
//!
//! ```go
//! var sink any = make([]int, 3)   // make([]int, 3) escapes to heap: the array, and the slice in the interface
//! ```
//!
//! gc prints a line once (`base/print.go`, `FlushErrors`), whatever it is about: what the instances of
//! a generic function have in common, and also two allocations of which the text and the place are the
//! same. The former is one allocation, the latter are two, and what they cost is the sum.

use std::sync::Arc;

use super::cost::Cost;
use super::{Allocation, Explained, Finding, Verdict};

/// Puts findings with reasons in the order of their places, each line once: what is told of several
/// allocations has what they cost together.
pub fn arrange_explained(mut explained: Vec<Arc<Explained>>) -> Vec<Arc<Explained>> {
    arrange(&mut explained, |one| &one.finding, |one| one.headline.clone(), |_| false, add);
    explained
}

/// Sorts findings by place and drops repeated ones: of those alike, the one that is exact stays, or
/// else that of the first by name, and `add` gives it what the others have. Traces stand before the
/// findings of their place, in the order in which gc prints them, and may repeat, as may what
/// `repeats` names.
pub(super) fn arrange<T>(
    findings: &mut Vec<T>,
    finding: impl Fn(&T) -> &Finding,
    headline: impl Fn(&T) -> String,
    repeats: impl Fn(&T) -> bool,
    add: impl Fn(&mut T, Vec<T>),
) {
    let is_trace = |one: &T| finding(one).verdict() == Verdict::Trace;
    findings.sort_by(|a, b| {
        let (place_a, place_b) = (&finding(a).place, &finding(b).place);
        place_a.cmp(place_b).then_with(|| is_trace(b).cmp(&is_trace(a)))
    });
    let mut arranged: Vec<T> = Vec::with_capacity(findings.len());
    let mut rest = std::mem::take(findings).into_iter().peekable();
    // Few places have more than one: lines are made for those alone.
    let mut group: Vec<(String, T)> = Vec::new();
    while let Some(first) = rest.next() {
        let shares = |next: &T| finding(next).place == finding(&first).place;
        if is_trace(&first) || !rest.peek().is_some_and(shares) {
            arranged.push(first);
            continue;
        }
        let place = finding(&first).place.clone();
        group.push((headline(&first), first));
        while let Some(next) = rest.next_if(|next| finding(next).place == place) {
            group.push((headline(&next), next));
        }
        let assumed = |one: &T| finding(one).assumed.is_some();
        let name = |one: &T| finding(one).function.name.as_str();
        group.sort_by(|(a, one), (b, other)| {
            let exact_first = || assumed(one).cmp(&assumed(other));
            a.cmp(b).then_with(exact_first).then_with(|| name(one).cmp(name(other)))
        });
        let mut lines = group.drain(..).peekable();
        while let Some((line, mut one)) = lines.next() {
            let mut others = Vec::new();
            while let Some((_, other)) =
                lines.next_if(|(next, other)| *next == line && !repeats(other))
            {
                others.push(other);
            }
            if !others.is_empty() {
                add(&mut one, others);
            }
            arranged.push(one);
        }
    }
    *findings = arranged;
}

/// Gives what is told of a line what others of the same line cost, as far as these are allocations of
/// their own.
fn add(one: &mut Arc<Explained>, others: Vec<Arc<Explained>>) {
    let mut twins: Vec<Arc<Explained>> = Vec::new();
    for other in others {
        let is_of_instance = |told: &Arc<Explained>| {
            told.pos == other.pos && told.function.name != other.function.name
        };
        if other.is_allocation() && !std::iter::once(&*one).chain(&twins).any(is_of_instance) {
            twins.push(other);
        }
    }
    // What allocates tells more than what doesn't.
    if !one.is_allocation() && !twins.is_empty() {
        *one = twins.remove(0);
    }
    if twins.is_empty() {
        return;
    }
    let one = Arc::make_mut(one);
    let mut several: Vec<Allocation> = vec![Allocation::of(one)];
    for twin in twins {
        let twin = Allocation::of(&twin);
        // What stands at the same place, and came there by the same calls, is passed together.
        match several.iter_mut().find(|it| it.pos == twin.pos && it.inlined == twin.inlined) {
            Some(it) => it.cost = it.cost.and(twin.cost),
            None => several.push(twin),
        }
    }
    one.cost = several.iter().map(|allocation| allocation.cost).reduce(Cost::or);
    if several.len() > 1 {
        one.several = several;
    }
}
