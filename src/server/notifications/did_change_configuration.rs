//! `workspace/didChangeConfiguration`: the client's settings changed. Clients that can be asked for
//! them are asked; others send them along.

use gen_lsp_types::{DidChangeConfigurationNotification, DidChangeConfigurationParams};

use super::SessionNotification;
use crate::server::session::{SECTION, Session};

impl SessionNotification for DidChangeConfigurationNotification {
    fn apply(session: &mut Session, params: DidChangeConfigurationParams) {
        if let Some(sent) = params.settings.get(SECTION).filter(|sent| !sent.is_null()) {
            session.set_settings(sent);
        }
        session.ask_configuration();
    }
}
