//! Messages in the words of the source.

use super::view::marked;
use crate::findings::Explained;
use crate::findings::kind::{FindingKind, Form, Subject};
use crate::source::pos::SourceMap;

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
