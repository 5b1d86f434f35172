//! What the instances of a generic function have in common, shown once; and messages in the words of
//! the source.

use super::view::marked;
use crate::findings::Finding;
use crate::source::pos::SourceMap;

/// What the names of shaped types begin with.
const SHAPE: &str = "go.shape.";
/// What the names of variables begin with that the compiler made.
const COMPILERS: [&str; 2] = ["~r", ".autotmp_"];

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
                && finding.message.contains(SHAPE)
                && other.message.contains(SHAPE)
        });
        match same {
            Some(same) => same.instances += 1,
            None => folded.push(Folded { finding, index, instances: 1 }),
        }
    }
    folded
}

/// gc's message; where that is about shapes of type arguments or about a variable that the compiler
/// made (`~r0`, the result of a call that was inlined), in the words of the source.
pub(super) fn message(sources: &SourceMap, finding: &Finding) -> String {
    let is_foreign = finding.message.contains(SHAPE)
        || COMPILERS.iter().any(|prefix| finding.message.starts_with(prefix));
    let mut told = [" escapes to heap", " does not escape"].into_iter();
    let told = told.find(|told| is_foreign && finding.message.ends_with(told));
    let (Some(told), Some(_)) = (told, &finding.extent) else { return finding.message.clone() };
    let text = &sources.file(finding.pos.file).text;
    let marked = marked(sources, finding);
    let all = finding.extent.as_ref().is_some_and(|extent| extent.end as usize <= marked.end);
    let text = String::from_utf8_lossy(text.get(marked).unwrap_or_default());
    match all {
        true => format!("{text}{told}"),
        false => format!("{text} ...{told}"),
    }
}
