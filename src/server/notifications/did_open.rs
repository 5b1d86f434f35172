//! `textDocument/didOpen`: from now on, the client's text counts.

use gen_lsp_types::{DidOpenTextDocumentNotification, DidOpenTextDocumentParams};
use serde_json::Value;

use super::SessionNotification;
use crate::server::session::Session;

impl SessionNotification for DidOpenTextDocumentNotification {
    fn apply(session: &mut Session, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let language = serde_json::to_value(&document.language_id).unwrap_or(Value::Null);
        let language = language.as_str().unwrap_or_default();
        session.open(document.uri.as_ref(), language, document.version, document.text);
    }
}
