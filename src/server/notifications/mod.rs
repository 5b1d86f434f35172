//! Notifications, a file each. They change the session, in the main loop.

mod did_change;
mod did_change_configuration;
mod did_change_watched_files;
mod did_change_workspace_folders;
mod did_close;
mod did_open;
mod did_save;

use super::session::Session;

/// A notification that changes the session.
pub(super) trait SessionNotification: gen_lsp_types::Notification {
    /// Changes it.
    fn apply(session: &mut Session, params: Self::Params);
}
