//! `workspace/didChangeWatchedFiles`: files were created, changed or removed on disk.

use gen_lsp_types::{DidChangeWatchedFilesNotification, DidChangeWatchedFilesParams};

use super::SessionNotification;
use crate::server::session::{Session, path_of};

impl SessionNotification for DidChangeWatchedFilesNotification {
    fn apply(session: &mut Session, params: DidChangeWatchedFilesParams) {
        let paths = params.changes.iter().filter_map(|change| path_of(change.uri.as_ref()));
        let paths: Vec<_> = paths.collect();
        if paths.iter().any(|path| session.is_settings(path)) {
            session.settings_changed();
        }
        session.disk_changed();
    }
}
