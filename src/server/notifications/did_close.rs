//! `textDocument/didClose`: what is on disk counts again.

use gen_lsp_types::{DidCloseTextDocumentNotification, DidCloseTextDocumentParams};

use super::SessionNotification;
use crate::server::session::Session;

impl SessionNotification for DidCloseTextDocumentNotification {
    fn apply(session: &mut Session, params: DidCloseTextDocumentParams) {
        session.close(params.text_document.uri.as_ref());
    }
}
