//! `workspace/didChangeWorkspaceFolders`: folders come and go.

use gen_lsp_types::{DidChangeWorkspaceFoldersNotification, DidChangeWorkspaceFoldersParams};

use super::SessionNotification;
use crate::server::session::Session;

impl SessionNotification for DidChangeWorkspaceFoldersNotification {
    fn apply(session: &mut Session, params: DidChangeWorkspaceFoldersParams) {
        let removed: Vec<&str> =
            params.event.removed.iter().map(|folder| folder.uri.as_ref()).collect();
        session.remove_folders(&removed);
        session.add_folders(params.event.added.iter().map(|folder| folder.uri.as_ref()));
        session.settings_changed();
        session.ask_configuration();
    }
}
