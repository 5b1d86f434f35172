//! `initialize`: what the server can do.

use std::path::Path;

use gen_lsp_types::{
    ChangeNotifications, CodeActionOptions, CodeActionProvider, CodeLensOptions, DiagnosticOptions,
    DiagnosticProvider, ExecuteCommandOptions, HoverProvider, InitializeResult, InlayHintOptions,
    InlayHintProvider, Save, ServerCapabilities, ServerInfo, TextDocumentContent,
    TextDocumentContentOptions, TextDocumentSync, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use serde_json::{Value, json};

use super::requests::code_action;
use super::requests::execute_command::{OPEN_GRAPH, TOGGLE};
use super::session::{SECTION, Session, USUAL_BASELINE, uri_of};
use super::show::SCHEME;
use crate::policy::config;

/// What is answered.
pub(super) fn answer(session: &Session) -> InitializeResult {
    InitializeResult {
        capabilities: capabilities(session),
        server_info: Some(ServerInfo {
            name: "goesc".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    }
}

fn capabilities(session: &Session) -> ServerCapabilities {
    // Who asks for diagnostics gets none twice.
    let pull = session.pulls().then(|| {
        DiagnosticProvider::DiagnosticOptions(DiagnosticOptions {
            identifier: Some("goesc".to_owned()),
            inter_file_dependencies: true,
            workspace_diagnostics: true,
            ..DiagnosticOptions::default()
        })
    });
    let content = session.capabilities.reads_content.then(|| {
        TextDocumentContent::Options(TextDocumentContentOptions {
            schemes: vec![SCHEME.to_owned()],
        })
    });
    ServerCapabilities {
        position_encoding: Some(session.encoding.kind()),
        text_document_sync: Some(TextDocumentSync::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::Incremental),
            save: Some(Save::Bool(true)),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProvider::Bool(true)),
        inlay_hint_provider: Some(InlayHintProvider::InlayHintOptions(InlayHintOptions::default())),
        code_action_provider: Some(CodeActionProvider::CodeActionOptions(CodeActionOptions {
            code_action_kinds: Some(code_action::kinds()),
            ..CodeActionOptions::default()
        })),
        code_lens_provider: Some(CodeLensOptions::default()),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![TOGGLE.to_owned(), OPEN_GRAPH.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        diagnostic_provider: pull,
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(ChangeNotifications::Bool(true)),
            }),
            text_document_content: content,
            ..WorkspaceOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

/// What a client is asked to tell: the parameters of `client/registerCapability`.
pub(super) fn registrations(session: &Session) -> Option<Value> {
    /// What packages and settings depend on.
    const WATCHED: [&str; 6] =
        ["*.go", "go.mod", "go.work", "vendor/modules.txt", config::NAME, USUAL_BASELINE];
    let mut all = Vec::new();
    if session.capabilities.watches_files {
        let watchers = WATCHED.map(|name| json!({ "globPattern": format!("**/{name}") }));
        all.push(json!({
            "id": "goesc-files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        }));
    }
    if session.capabilities.watches_configuration {
        all.push(json!({
            "id": "goesc-configuration",
            "method": "workspace/didChangeConfiguration",
            "registerOptions": { "section": SECTION },
        }));
    }
    (!all.is_empty()).then(|| json!({ "registrations": all }))
}

/// That a client is asked to tell of a file: the parameters of `client/registerCapability`. Below a
/// directory that is no folder of the client's, only such a pattern says where it is.
pub(super) fn watch(session: &Session, path: &Path) -> Option<Value> {
    if !session.capabilities.watches_files {
        return None;
    }
    let name = path.file_name()?.to_string_lossy();
    let pattern = match session.capabilities.relative_patterns {
        true => json!({ "baseUri": uri_of(path.parent()?), "pattern": name }),
        false => json!(format!("**/{name}")),
    };
    Some(json!({ "registrations": [{
        "id": format!("goesc-file-{}", path.to_string_lossy()),
        "method": "workspace/didChangeWatchedFiles",
        "registerOptions": { "watchers": [{ "globPattern": pattern }] },
    }] }))
}
