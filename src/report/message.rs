//! Messages in the words of the source.

use super::view::marked;
use crate::findings::Explained;
use crate::findings::kind::{FindingKind, Form, Subject};
use crate::findings::spell::is_compilers;
use crate::source::pos::SourceMap;

/// gc's message; where that is about shapes of type arguments or about a variable that the compiler
/// made (`~r0`, the result of a call that was inlined; `.autotmp_1`, what `new(x + 1)` makes), in the
/// words of the source.
pub(super) fn message(sources: &SourceMap, finding: &Explained) -> String {
    let is_foreign = |subject: &Subject| {
        finding.kind.mentions_shape() || subject.form == Form::CompilersVariable
    };
    let told = match &finding.kind {
        FindingKind::Escapes(subject) if is_foreign(subject) => "escapes to heap",
        FindingKind::Stays(subject) if is_foreign(subject) => "does not escape",
        FindingKind::Moved(name) if is_compilers(name) => "escapes to heap",
        _ => return finding.headline.clone(),
    };
    match in_source(sources, finding) {
        Some(text) => format!("{text} {told}"),
        None => finding.headline.clone(),
    }
}

/// The expression that a finding is about, as it stands in the source, as far as that is on one line.
fn in_source(sources: &SourceMap, finding: &Explained) -> Option<String> {
    let extent = finding.extent.as_ref()?;
    let text = &sources.file(finding.pos.file).text;
    let marked = marked(sources, finding);
    let all = extent.end as usize <= marked.end;
    let text = String::from_utf8_lossy(text.get(marked)?);
    (!text.is_empty()).then(|| match all {
        true => text.into_owned(),
        false => format!("{text} ..."),
    })
}

/// How the steps of a finding name the variable that it is about, if the compiler made it.
pub(super) struct Spelling {
    name: Option<(String, String)>,
}

impl Spelling {
    /// The spelling for a finding.
    pub(super) fn of(sources: &SourceMap, finding: &Explained) -> Spelling {
        let FindingKind::Moved(name) = &finding.kind else { return Spelling { name: None } };
        let text = is_compilers(name).then(|| in_source(sources, finding)).flatten();
        Spelling { name: text.map(|text| (name.clone(), text)) }
    }

    /// What is said of a step, in the words of the source.
    pub(super) fn spell(&self, said: &str) -> String {
        match &self.name {
            Some((name, text)) => said.replace(&format!("&{name}"), text).replace(name, text),
            None => said.to_owned(),
        }
    }
}
