//! What the client is asked to do, and what the user is told of faults and settings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gen_lsp_types::MessageType;
use serde_json::{Value, json};

use super::{CODE_LENSES, DIAGNOSTICS, INLAY_HINTS, Server};
use crate::server::analysis;
use crate::server::client::Asked;
use crate::server::initialize;
use crate::server::session::{Key, SECTION, Trouble, uri_of};
use crate::server::show;
use crate::server::wire;
use crate::visible::visible;

impl Server {
    pub(super) fn ask_configuration(&mut self) {
        let Some(session) = self.session() else { return };
        let folders = session.folders();
        let of_folders = folders.iter().map(|uri| json!({ "scopeUri": uri, "section": SECTION }));
        let items: Vec<Value> =
            std::iter::once(json!({ "section": SECTION })).chain(of_folders).collect();
        let params = json!({ "items": items });
        let asked = Asked::Configuration(folders);
        self.asked.send(&self.client, "workspace/configuration", Some(params), asked);
    }

    /// Asks the client to watch a file whose name isn't watched anyway.
    pub(super) fn watch(&mut self, path: &Path) {
        let Some(session) = self.session() else { return };
        if let Some(params) = initialize::watch(session, path) {
            let method = "client/registerCapability";
            self.asked.send(&self.client, method, Some(params), Asked::Nothing);
        }
    }

    /// What was shown may be different without an edit.
    pub(super) fn refresh_all(&mut self) {
        for method in [DIAGNOSTICS, INLAY_HINTS, CODE_LENSES] {
            self.refresh(method);
        }
    }

    pub(super) fn refresh(&mut self, method: &'static str) {
        let Some(session) = self.session() else { return };
        let can = session.capabilities.refresh;
        let is_asked = match method {
            DIAGNOSTICS => can.diagnostics && session.pulls(),
            INLAY_HINTS => can.inlay_hints,
            _ => can.code_lenses,
        };
        if is_asked {
            self.asked.refresh(&self.client, method);
        }
    }

    /// A fault of ours is told to the user once.
    pub(super) fn tell_fault(&mut self, what: &str) {
        if self.told.insert(what.to_owned()) {
            let told = format!(
                "goesc: internal error: {} (this is a fault of goesc: please report it, if \
                 possible with the source)",
                visible(what)
            );
            self.client.show(MessageType::Error, told);
        }
    }

    /// Shows what is wrong with settings where it stands, and tells it once.
    pub(super) fn show_troubles(&mut self, key: Option<Key>, troubles: &[Trouble]) {
        let mut by_uri: BTreeMap<String, Vec<gen_lsp_types::Diagnostic>> = BTreeMap::new();
        for Trouble { place, message } in troubles {
            let mut words = visible(message).into_owned();
            if let Some((path, line, column)) = place {
                let line = line.saturating_sub(1) as u32;
                let character = column.saturating_sub(1) as u32;
                let at = gen_lsp_types::Position { line, character };
                let range = gen_lsp_types::Range { start: at, end: at };
                let shown = gen_lsp_types::Diagnostic {
                    severity: Some(gen_lsp_types::DiagnosticSeverity::Error),
                    ..show::plain(range, words.clone())
                };
                by_uri.entry(uri_of(path)).or_default().push(shown);
                words = format!("{}:{}: {words}", crate::visible::path(path), line + 1);
            }
            if self.told.insert(words.clone()) {
                self.client.show(MessageType::Warning, format!("goesc: {words}"));
            }
        }
        let now: BTreeSet<String> = by_uri.keys().cloned().collect();
        let before = self.wrong_settings.insert(key, now).unwrap_or_default();
        for uri in before {
            if !by_uri.contains_key(&uri) {
                self.client.send_news(uri.clone(), analysis::nothing(&uri));
            }
        }
        for (uri, diagnostics) in by_uri {
            let params = json!({ "uri": uri, "diagnostics": diagnostics });
            let message = wire::notification("textDocument/publishDiagnostics", params);
            self.client.send_news(uri, message);
        }
    }
}
