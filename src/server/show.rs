//! From findings, errors and complaints to what the protocol calls diagnostics.

use std::cell::RefCell;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DiagnosticTag, Location, Message, Range as LspRange, Uri,
};
use rustc_hash::FxHashMap;

use super::session::{Encoding, Found, Lines, Picture, View, Visibility, uri_of};
use crate::findings::Level;
use crate::policy::{Severity, Topic, comments};
use crate::report::editor::{self, Shown};
use crate::source::pos::{FileId, SourceMap};
use crate::visible::{visible_line, visible_lines};

/// Who says it.
const SOURCE: &str = "goesc";

/// The scheme of documents that the server has the text of.
pub(super) const SCHEME: &str = "goesc";

/// Positions in the files of an analysis.
pub(super) struct Places<'a> {
    view: &'a View,
    sources: &'a SourceMap,
    lines: RefCell<FxHashMap<FileId, Arc<Lines>>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(view: &'a View, sources: &'a SourceMap) -> Places<'a> {
        Places { view, sources, lines: RefCell::default() }
    }

    /// A file with its lines.
    pub(super) fn lines(&self, file: FileId) -> Arc<Lines> {
        let mut known = self.lines.borrow_mut();
        let lines = known.entry(file).or_insert_with(|| {
            let text = &self.sources.file(file).text;
            let documents = self.view.documents.iter();
            let mut same = documents.filter(|document| Arc::ptr_eq(document.lines.text(), text));
            Arc::new(match same.next() {
                Some(document) => document.lines.clone(),
                None => Lines::of(Arc::clone(text)),
            })
        });
        Arc::clone(lines)
    }

    fn encoding(&self) -> Encoding {
        self.view.encoding
    }

    /// Bytes of a file as positions.
    pub(super) fn range(&self, file: FileId, range: &Range<usize>) -> LspRange {
        self.lines(file).range(range, self.encoding())
    }

    /// The address of a file; none of what the client can't open.
    pub(super) fn uri(&self, file: FileId) -> Option<String> {
        let path = Path::new(&self.sources.file(file).path);
        let mut documents = self.view.documents.iter();
        let open = documents.find(|document| document.path == path);
        let uri = open.map(|document| document.uri.clone());
        uri.or_else(|| path.is_absolute().then(|| uri_of(path)))
    }

    fn location(&self, file: FileId, range: &Range<usize>) -> Option<Location> {
        let uri = self.uri(file)?;
        let source = self.sources.file(file);
        // Of a file whose text isn't there, only the line is known.
        let range = match source.text.is_empty() {
            true => {
                let line = source.line_col(range.start as u32).line - 1;
                let start = gen_lsp_types::Position { line, character: 0 };
                LspRange { start, end: start }
            }
            false => self.range(file, range),
        };
        Some(Location { uri: uri.into(), range })
    }

    fn related(
        &self,
        steps: Vec<(FileId, Range<usize>, String)>,
    ) -> Option<Vec<DiagnosticRelatedInformation>> {
        if !self.view.capabilities.related {
            return None;
        }
        let steps = steps.into_iter().filter_map(|(file, range, what)| {
            let location = self.location(file, &range)?;
            Some(DiagnosticRelatedInformation {
                location,
                message: visible_line(&what).into_owned(),
            })
        });
        let steps: Vec<_> = steps.collect();
        (!steps.is_empty()).then_some(steps)
    }
}

/// Where a rule is explained, if the client can open it.
fn link_of(view: &View, name: &str) -> Option<CodeDescription> {
    let can = view.capabilities.code_description && view.capabilities.reads_content;
    can.then(|| CodeDescription { href: Uri(format!("{SCHEME}:///rules/{name}.md")) })
}

/// The diagnostics of a file, in order of places.
pub(super) fn diagnostics(view: &View, picture: &Picture, path: &Path) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    let left_out = picture.left_out(path);
    for found in picture.find(path) {
        // What is declared in the other files of its package isn't known to a file by itself.
        if view.source_errors && left_out.is_none() {
            errors_of_file(view, &found, &mut all);
        }
        of_file(view, &found, path, &mut all);
        if let Some(why) = left_out {
            let sources = &*found.part.analysis.sources;
            let (by, range) = comments::asks_for_build(&sources.file(found.file).text);
            let said = editor::left_out(by, why);
            let range = Places::new(view, sources).range(found.file, &range);
            let severity = Some(DiagnosticSeverity::Information);
            all.push(Diagnostic { severity, ..plain(range, said) });
        }
    }
    let key = |one: &Diagnostic| {
        let code = match &one.code {
            Some(Code::String(code)) => code.clone(),
            Some(Code::Int(_)) | None => String::new(),
        };
        let message = match &one.message {
            Message::String(text) => text.clone(),
            Message::MarkupContent(content) => content.value.clone(),
        };
        let at = one.range;
        (at.start.line, at.start.character, at.end.line, at.end.character, code, message)
    };
    all.sort_by_cached_key(key);
    // A package is compiled once more with its tests.
    all.dedup();
    all
}

fn errors_of_file(view: &View, found: &Found<'_>, all: &mut Vec<Diagnostic>) {
    let Found { part, root, file, .. } = *found;
    let sources = &*part.analysis.sources;
    let places = Places::new(view, sources);
    let errors = root.errors.iter().filter(|error| error.pos.file == file);
    all.extend(errors.map(|error| Diagnostic {
        severity: Some(DiagnosticSeverity::Error),
        ..plain(
            places.range(file, &editor::marked_at(sources, error.pos)),
            visible_lines(&error.message).into_owned(),
        )
    }));
}

fn of_file(view: &View, found: &Found<'_>, path: &Path, all: &mut Vec<Diagnostic>) {
    let Found { part, root, standings, file } = *found;
    let sources = &*part.analysis.sources;
    let places = Places::new(view, sources);
    let visibility = view.visibility(path);
    let shown = editor::shown(sources, root, standings, file, view.new);
    for one in &shown {
        let severity = match (one.level, visibility) {
            (None | Some(Level::Off), _) | (Some(Level::Hint), Visibility::Hidden) => continue,
            (Some(Level::Hint), Visibility::Shown) => DiagnosticSeverity::Hint,
            (Some(Level::Warning), _) => DiagnosticSeverity::Warning,
            (Some(Level::Error), _) => DiagnosticSeverity::Error,
        };
        let name = rule_of(one);
        all.push(Diagnostic {
            severity: Some(severity),
            code: name.map(|name| Code::String(name.to_owned())),
            code_description: name.and_then(|name| link_of(view, name)),
            related_information: places.related(one.related(sources)),
            ..plain(
                places.range(file, &one.range),
                visible_line(&one.message(sources)).into_owned(),
            )
        });
    }
    let complaints = part.judgement.outcome.complaints.iter();
    for complaint in complaints.filter(|complaint| complaint.pos.file == file) {
        let unnecessary = complaint.topic == Topic::UnusedNolint;
        let range = editor::marked_in_editor(sources, root, complaint);
        let message = editor::complaint_message(complaint);
        all.push(Diagnostic {
            severity: Some(match complaint.severity {
                Severity::Hint => DiagnosticSeverity::Hint,
                Severity::Warning => DiagnosticSeverity::Warning,
                Severity::Error => DiagnosticSeverity::Error,
            }),
            code: Some(Code::String(complaint.topic.name().to_owned())),
            code_description: link_of(view, complaint.topic.name()),
            tags: unnecessary.then(|| vec![DiagnosticTag::Unnecessary]),
            related_information: places.related(editor::complaint_steps(sources, complaint)),
            ..plain(places.range(file, &range), visible_line(&message).into_owned())
        });
    }
}

/// The name of the rule by which something is found.
pub(super) fn rule_of(shown: &Shown<'_>) -> Option<&'static str> {
    shown.finding.rule.map(|rule| rule.name())
}

/// A diagnostic of which nothing is said but a text.
pub(super) fn plain(range: LspRange, message: String) -> Diagnostic {
    Diagnostic {
        range,
        severity: None,
        code: None,
        code_description: None,
        source: Some(SOURCE.to_owned()),
        message: Message::String(message),
        tags: None,
        related_information: None,
        data: None,
    }
}
