//! `textDocument/didChange`: somebody types.

use gen_lsp_types::{DidChangeTextDocumentNotification, DidChangeTextDocumentParams};

use super::SessionNotification;
use crate::server::session::Session;

impl SessionNotification for DidChangeTextDocumentNotification {
    fn apply(session: &mut Session, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        let uri = document.text_document_identifier.uri;
        session.change(uri.as_ref(), document.version, params.content_changes);
    }
}
