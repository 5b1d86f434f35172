//! `textDocument/codeAction`: what can be done about findings and functions.

use std::collections::HashMap;
use std::sync::Arc;

use gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, CodeActionRequest, CodeActionResponse, Command,
    DocumentChange, Edit, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use serde_json::{Value, json};

use super::DocumentRequest;
use super::execute_command::{OPEN_GRAPH, TOGGLE, name_of};
use crate::policy::Topic;
use crate::policy::comments::{self, Insertion};
use crate::report::editor;
use crate::server::client::Failure;
use crate::server::session::{Document, Found, Picture, View, Visibility};
use crate::server::show;

/// What is suppressed where a diagnostic is.
const SUPPRESS: &str = "quickfix";
const ASSERT: &str = "refactor.goesc.assert";
const SHOW: &str = "source.goesc.allocations";
const GRAPH: &str = "source.goesc.graph";

/// The kinds that there are.
pub(in crate::server) fn kinds() -> Vec<CodeActionKind> {
    [SUPPRESS, ASSERT, SHOW, GRAPH].map(|kind| kind.to_owned().into()).to_vec()
}

impl DocumentRequest for CodeActionRequest {
    fn uri(params: &CodeActionParams) -> &Uri {
        &params.text_document.uri
    }

    fn nothing() -> Option<Vec<CodeActionResponse>> {
        None
    }

    fn answer(
        view: &View,
        document: &Arc<Document>,
        params: CodeActionParams,
    ) -> Result<Option<Vec<CodeActionResponse>>, Failure> {
        let only = params.context.only.as_deref();
        let asked = Asked { view, document, only };
        let start = document.lines.offset(params.range.start, view.encoding);
        let end = document.lines.offset(params.range.end, view.encoding).max(start);
        let mut actions = Vec::new();
        if view.capabilities.actions && asked.wants(SUPPRESS) {
            let picture = view.picture()?;
            asked.suppressions(&picture, start, end, &mut actions);
        }
        let functions = comments::functions(document.lines.text());
        if let Some(function) = functions.iter().find(|function| function.contains(start)) {
            if view.capabilities.actions && asked.wants(ASSERT) {
                for topic in [Topic::NoAlloc, Topic::NoEscape] {
                    let text = document.lines.text();
                    if let Some(put) = comments::assertion(text, function, topic) {
                        let title = format!("Assert //goesc:{topic} of {}", function.name);
                        actions.push(asked.edit(title, ASSERT, put));
                    }
                }
            }
            if function.is_compiled() && asked.wants(GRAPH) {
                let name = match function.is_init() {
                    true => {
                        let picture = view.picture()?;
                        let found = picture.find(&document.path);
                        name_of(function, &functions, found.first())
                    }
                    false => function.name.clone(),
                };
                let arguments = json!({ "uri": document.uri, "function": name });
                let title = format!("Show how values flow in {}", function.name);
                actions.extend(asked.command(title, GRAPH, OPEN_GRAPH, arguments));
            }
        }
        let directory = document.path.parent();
        let places = [("file", Some(document.path.as_path())), ("folder", directory)];
        for (scope, place) in places {
            let Some(place) = place else { continue };
            let (verb, show) = match view.visibility(place) {
                Visibility::Shown => ("Hide", false),
                Visibility::Hidden => ("Show", true),
            };
            let arguments = json!({ "uri": document.uri, "scope": scope, "show": show });
            let title = format!("{verb} allocations in this {scope}");
            actions.extend(asked.command(title, SHOW, TOGGLE, arguments));
        }
        Ok(Some(actions))
    }
}

struct Asked<'a> {
    view: &'a View,
    document: &'a Document,
    only: Option<&'a [CodeActionKind]>,
}

impl Asked<'_> {
    /// Whether actions of a kind are wanted: kinds are paths, and the shorter one is all below it.
    fn wants(&self, kind: &str) -> bool {
        let Some(only) = self.only else { return true };
        only.iter().any(|wanted| {
            let wanted = serde_json::to_value(wanted).unwrap_or_default();
            let wanted = wanted.as_str().unwrap_or_default();
            wanted.is_empty()
                || kind
                    .strip_prefix(wanted)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// Comments that suppress what is found in some bytes, one for each rule and line.
    fn suppressions(
        &self,
        picture: &Picture,
        start: usize,
        end: usize,
        actions: &mut Vec<CodeActionResponse>,
    ) {
        let Asked { view, document, .. } = self;
        let touches = |range: &std::ops::Range<usize>| range.start <= end && start <= range.end;
        let mut known: Vec<(&str, Insertion)> = Vec::new();
        for Found { part, root, standings, file } in picture.find(&document.path) {
            let sources = &*part.analysis.sources;
            let shown = editor::shown(sources, root, standings, file, view.new);
            let findings = shown.iter().filter(|one| one.level.is_some() && touches(&one.range));
            let findings = findings
                .filter_map(|one| Some((show::rule_of(one)?, one.finding.pos.offset as usize)));
            let complaints = part.judgement.outcome.complaints.iter();
            let complaints = complaints.filter(|complaint| {
                complaint.pos.file == file
                    && complaint.topic != Topic::UnusedNolint
                    && touches(&editor::marked_in_editor(sources, root, complaint))
            });
            let complaints =
                complaints.map(|complaint| (complaint.topic.name(), complaint.pos.offset as usize));
            for (name, at) in findings.chain(complaints) {
                let put = comments::suppression(document.lines.text(), at, name);
                if let Some(put) = put
                    && !known.contains(&(name, put.clone()))
                {
                    let title = format!("Suppress {name} here: //nolint:goesc:{name} // reason");
                    actions.push(self.edit(title, SUPPRESS, put.clone()));
                    known.push((name, put));
                }
            }
        }
    }

    fn edit(&self, title: String, kind: &str, put: Insertion) -> CodeActionResponse {
        let Asked { view, document, .. } = self;
        let range = document.lines.range(&(put.at..put.at), view.encoding);
        let edit = TextEdit { range, new_text: put.text };
        let uri: Uri = document.uri.clone().into();
        let edit = match view.capabilities.versioned_edits {
            true => WorkspaceEdit {
                document_changes: Some(vec![DocumentChange::TextDocumentEdit(TextDocumentEdit {
                    text_document: OptionalVersionedTextDocumentIdentifier {
                        version: Some(document.version),
                        text_document_identifier: TextDocumentIdentifier { uri },
                    },
                    edits: vec![Edit::TextEdit(edit)],
                })]),
                ..WorkspaceEdit::default()
            },
            false => WorkspaceEdit {
                changes: Some(HashMap::from([(uri, vec![edit])])),
                ..WorkspaceEdit::default()
            },
        };
        CodeActionResponse::CodeAction(CodeAction {
            title,
            kind: Some(kind.to_owned().into()),
            edit: Some(edit),
            ..CodeAction::default()
        })
    }

    fn command(
        &self,
        title: String,
        kind: &str,
        name: &str,
        arguments: Value,
    ) -> Option<CodeActionResponse> {
        if !self.wants(kind) {
            return None;
        }
        let command = Command {
            title: title.clone(),
            tooltip: None,
            command: name.to_owned(),
            arguments: Some(vec![arguments]),
        };
        Some(match self.view.capabilities.actions {
            true => CodeActionResponse::CodeAction(CodeAction {
                title,
                kind: Some(kind.to_owned().into()),
                command: Some(command),
                ..CodeAction::default()
            }),
            false => CodeActionResponse::Command(command),
        })
    }
}
