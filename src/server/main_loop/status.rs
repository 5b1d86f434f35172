//! What is told of work under way: progress, and a status that says what is old.

use std::time::Duration;

use serde_json::{Value, json};

use super::Server;
use crate::server::client::Asked;
use crate::server::session::Key;
use crate::server::wire;

/// After how long work counts as long: what is shown is told to be old, and progress is shown.
const OLD_AFTER: Duration = Duration::from_millis(150);
const LONG_AFTER: Duration = Duration::from_millis(700);

impl Server {
    /// How long to wait until there is something to tell of work that takes long.
    pub(super) fn patience(&self) -> Option<Duration> {
        let open = self.running.values().filter_map(|running| {
            let after = match (running.is_told, self.progress) {
                (false, _) => OLD_AFTER,
                (true, None) => LONG_AFTER,
                (true, Some(_)) => return None,
            };
            Some(after.saturating_sub(running.since.elapsed()))
        });
        open.min()
    }

    /// Tells what is to be told of work that takes long.
    pub(super) fn tell_of_work(&mut self) {
        let mut old = false;
        for running in self.running.values_mut() {
            if !running.is_told && running.since.elapsed() >= OLD_AFTER {
                running.is_told = true;
                old = true;
            }
        }
        if old {
            self.tell_status();
        }
        let is_long = self.running.values().any(|running| running.since.elapsed() >= LONG_AFTER);
        if is_long && self.progress.is_none() {
            self.progresses += 1;
            self.progress = Some(self.progresses);
            if self.session().is_some_and(|session| session.capabilities.progress) {
                let token = format!("goesc/{}", self.progresses);
                let params = json!({ "token": token });
                let method = "window/workDoneProgress/create";
                self.asked.send(&self.client, method, Some(params), Asked::Nothing);
                let value = json!({ "kind": "begin", "title": "goesc", "message": "analyzing" });
                self.progress_is(&token, &value);
            }
        }
    }

    /// Tells that work has ended, where it was told that it is under way.
    pub(super) fn tell_of_rest(&mut self) {
        self.tell_status();
        if self.running.is_empty()
            && let Some(number) = self.progress.take()
            && self.session().is_some_and(|session| session.capabilities.progress)
        {
            self.progress_is(&format!("goesc/{number}"), &json!({ "kind": "end" }));
        }
    }

    pub(super) fn progress_is(&self, token: &str, value: &Value) {
        let params = json!({ "token": token, "value": value });
        self.client.send(wire::notification("$/progress", params));
    }

    /// Tells which documents are shown as they were.
    pub(super) fn tell_status(&mut self) {
        let told = self.running.iter().filter(|(_, running)| running.is_told);
        let keys: Vec<Key> = told.map(|(key, _)| key.clone()).collect();
        let Some(session) = self.session() else { return };
        if !session.capabilities.status {
            return;
        }
        let old: Vec<String> = keys.iter().flat_map(|key| session.uris_of(key)).collect();
        if self.old.as_ref() == Some(&old) {
            return;
        }
        self.old = Some(old.clone());
        let state = match old.is_empty() {
            true => "ready",
            false => "analyzing",
        };
        let params = json!({ "state": state, "old": old });
        self.client.send_news("status".to_owned(), wire::notification("goesc/status", params));
    }
}
