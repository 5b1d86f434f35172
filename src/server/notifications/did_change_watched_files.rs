//! `workspace/didChangeWatchedFiles`: files were created, changed or removed on disk.

use gen_lsp_types::{
    DidChangeWatchedFilesNotification, DidChangeWatchedFilesParams, FileChangeType,
};

use super::SessionNotification;
use crate::server::session::{Session, path_of};

impl SessionNotification for DidChangeWatchedFilesNotification {
    fn apply(session: &mut Session, params: DidChangeWatchedFilesParams) {
        let mut is_news = false;
        let mut are_settings = false;
        for change in params.changes {
            let Some(path) = path_of(change.uri.as_ref()) else { continue };
            are_settings |= session.is_settings(&path);
            // What is open counts instead of the file.
            is_news |= change.kind != FileChangeType::Changed || !session.is_open(&path);
        }
        if are_settings {
            session.settings_changed();
        }
        if is_news {
            session.disk_changed();
        }
    }
}
