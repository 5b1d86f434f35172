//! What the instances of a generic function have in common, shown once; and messages in the words of
//! the source.

use std::sync::Arc;

use super::view::marked;
use crate::findings::Explained;
use crate::findings::kind::{FindingKind, Form, Subject};
use crate::ranking::are_of_instances;
use crate::source::pos::SourceMap;

/// A finding, and how many instances of generic functions have it too.
pub(super) struct Folded<'a> {
    pub(super) finding: &'a Explained,
    /// Its index in the list.
    pub(super) index: usize,
    pub(super) instances: usize,
}

/// Folds what instances of generic functions have at the same place, keeping the order.
pub(super) fn fold(findings: &[Arc<Explained>]) -> Vec<Folded<'_>> {
    fold_some(findings.iter().map(|one| &**one).enumerate())
}

/// Folds some of the findings of a list, each with its index.
pub(super) fn fold_some<'a>(
    findings: impl Iterator<Item = (usize, &'a Explained)>,
) -> Vec<Folded<'a>> {
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

/// gc's message; where that is about shapes of type arguments or about a variable that the compiler
/// made (`~r0`, the result of a call that was inlined), in the words of the source.
pub(super) fn message(sources: &SourceMap, finding: &Explained) -> String {
    let is_foreign = |subject: &Subject| {
        finding.kind.mentions_shape() || subject.form == Form::CompilersVariable
    };
    let told = match &finding.kind {
        FindingKind::Escapes(subject) if is_foreign(subject) => "escapes to heap",
        FindingKind::Stays(subject) if is_foreign(subject) => "does not escape",
        _ => return finding.headline.clone(),
    };
    let Some(extent) = &finding.extent else { return finding.headline.clone() };
    let text = &sources.file(finding.pos.file).text;
    let marked = marked(sources, finding);
    let all = extent.end as usize <= marked.end;
    let text = String::from_utf8_lossy(text.get(marked).unwrap_or_default());
    match all {
        true => format!("{text} {told}"),
        false => format!("{text} ... {told}"),
    }
}
