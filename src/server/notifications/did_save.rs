//! `textDocument/didSave`: where the client doesn't watch files, this is all that is heard of them.

use gen_lsp_types::{DidSaveTextDocumentNotification, DidSaveTextDocumentParams};

use super::SessionNotification;
use crate::server::session::{Session, path_of};

impl SessionNotification for DidSaveTextDocumentNotification {
    fn apply(session: &mut Session, params: DidSaveTextDocumentParams) {
        let uri: &str = params.text_document.uri.as_ref();
        match path_of(uri) {
            Some(path) if session.is_settings(&path) => session.settings_changed(),
            // Of other files, the client tells.
            _ if session.capabilities.watches_files => {}
            _ => session.disk_changed(),
        }
    }
}
