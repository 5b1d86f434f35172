//! What a client can do, as far as it matters here.

use gen_lsp_types::{ClientCapabilities, MarkupKind};
use serde_json::Value;

/// What a client can do.
#[derive(Clone, Default, Debug)]
pub(in crate::server) struct Capabilities {
    /// It asks for diagnostics.
    pub(in crate::server) pulls: bool,
    /// It shows related places of diagnostics.
    pub(in crate::server) related: bool,
    /// It follows the link of a diagnostic's code.
    pub(in crate::server) code_description: bool,
    /// It shows Markdown in hovers.
    pub(in crate::server) markdown: bool,
    /// It takes code actions with edits, and not commands alone.
    pub(in crate::server) actions: bool,
    /// It takes edits of a version of a document.
    pub(in crate::server) versioned_edits: bool,
    /// It asks again when it is told to.
    pub(in crate::server) refresh: Refresh,
    /// It can be asked for its configuration.
    pub(in crate::server) configuration: bool,
    /// It tells when its configuration changes, if that is asked for.
    pub(in crate::server) watches_configuration: bool,
    /// It watches files, if that is asked for.
    pub(in crate::server) watches_files: bool,
    /// It takes patterns of files that are relative to a directory.
    pub(in crate::server) relative_patterns: bool,
    /// It shows progress.
    pub(in crate::server) progress: bool,
    /// It shows a document when it is told to.
    pub(in crate::server) shows_documents: bool,
    /// It takes the text of documents that are on no disk.
    pub(in crate::server) reads_content: bool,
    /// It takes `goesc/status`.
    pub(in crate::server) status: bool,
}

/// What a client asks for again when it is told to.
#[derive(Clone, Copy, Default, Debug)]
pub(in crate::server) struct Refresh {
    pub(in crate::server) diagnostics: bool,
    pub(in crate::server) inlay_hints: bool,
    pub(in crate::server) code_lenses: bool,
}

impl Capabilities {
    pub(super) fn of(client: &ClientCapabilities, options: &Value) -> Capabilities {
        let says = |value: Option<bool>| value.unwrap_or(false);
        let mut found = Capabilities::default();
        if let Some(document) = &client.text_document {
            found.pulls = document.diagnostic.is_some();
            if let Some(publish) = &document.publish_diagnostics {
                let of = &publish.diagnostics_capabilities;
                found.related = says(of.related_information);
                found.code_description = says(of.code_description_support);
            }
            if let Some(pull) = &document.diagnostic {
                let of = &pull.diagnostics_capabilities;
                found.related |= says(of.related_information);
                found.code_description |= says(of.code_description_support);
            }
            let formats = document.hover.as_ref().and_then(|hover| hover.content_format.as_ref());
            found.markdown = formats.is_none_or(|all| all.contains(&MarkupKind::Markdown));
            let action = document.code_action.as_ref();
            found.actions = action.is_some_and(|of| of.code_action_literal_support.is_some());
        }
        if let Some(workspace) = &client.workspace {
            let edit = workspace.workspace_edit.as_ref();
            found.versioned_edits = says(edit.and_then(|edit| edit.document_changes));
            found.configuration = says(workspace.configuration);
            let of = workspace.did_change_configuration.as_ref();
            found.watches_configuration = says(of.and_then(|of| of.dynamic_registration));
            let of = workspace.did_change_watched_files.as_ref();
            found.watches_files = says(of.and_then(|of| of.dynamic_registration));
            found.relative_patterns = says(of.and_then(|of| of.relative_pattern_support));
            found.refresh = Refresh {
                diagnostics: says(workspace.diagnostics.as_ref().and_then(|of| of.refresh_support)),
                inlay_hints: says(workspace.inlay_hint.as_ref().and_then(|of| of.refresh_support)),
                code_lenses: says(workspace.code_lens.as_ref().and_then(|of| of.refresh_support)),
            };
            found.reads_content = workspace.text_document_content.is_some();
        }
        if let Some(window) = &client.window {
            found.progress = says(window.work_done_progress);
            found.shows_documents = window.show_document.as_ref().is_some_and(|of| of.support);
        }
        let experimental = client.experimental.as_ref();
        let experimental = experimental.and_then(|all| all.get("goescStatus"));
        let asked = [experimental, options.get("status")];
        found.status = asked.into_iter().flatten().any(|value| value == &Value::Bool(true));
        found
    }
}
