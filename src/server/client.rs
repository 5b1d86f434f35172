//! What is said to the client.

use std::collections::HashMap;
use std::sync::Arc;

use gen_lsp_types::{
    LogMessageNotification, LogMessageParams, MessageType, Notification, ShowMessageNotification,
    ShowMessageParams,
};
use lsp_server::{ErrorCode, RequestId};
use serde::Serialize;
use serde_json::Value;

use super::outbox::Outbox;
use super::wire::{self, Refusal};

/// The client, as who has something to say to it sees it.
#[derive(Clone)]
pub(super) struct Client {
    outbox: Arc<Outbox>,
}

/// Why a request isn't answered.
#[derive(Debug)]
pub(super) enum Failure {
    /// The text changed before there was an answer.
    Outdated,
    /// Its parameters are none.
    Parameters(String),
    /// What it asks for can't be done.
    Impossible(String),
    /// A fault of ours.
    Fault(String),
}

impl From<crate::workspace::Cancelled> for Failure {
    fn from(_: crate::workspace::Cancelled) -> Failure {
        Failure::Outdated
    }
}

impl Failure {
    /// What the client is told. Of diagnostics, it is told to ask again.
    pub(super) fn refusal(&self, method: &str) -> Refusal {
        let of = |code: ErrorCode, message: &str| Refusal {
            code: code as i32,
            message: message.to_owned(),
            data: None,
        };
        match self {
            Failure::Outdated if is_diagnostic(method) => Refusal {
                data: Some(serde_json::json!({ "retriggerRequest": true })),
                ..of(ErrorCode::ServerCancelled, "the text changed")
            },
            Failure::Outdated => of(ErrorCode::ContentModified, "the text changed"),
            Failure::Parameters(what) => of(ErrorCode::InvalidParams, what),
            Failure::Impossible(what) => of(ErrorCode::RequestFailed, what),
            Failure::Fault(what) => {
                of(ErrorCode::InternalError, &format!("internal error: {what}"))
            }
        }
    }
}

fn is_diagnostic(method: &str) -> bool {
    matches!(method, "textDocument/diagnostic" | "workspace/diagnostic")
}

impl Client {
    pub(super) fn new(outbox: Arc<Outbox>) -> Client {
        Client { outbox }
    }

    /// Answers a request.
    pub(super) fn answer(&self, id: &RequestId, result: impl Serialize) {
        self.outbox.put(wire::answer(id, result));
    }

    /// Refuses a request.
    pub(super) fn refuse(&self, id: Option<&RequestId>, code: ErrorCode, message: &str) {
        let message = message.to_owned();
        let refusal = Refusal { code: code as i32, message, data: None };
        self.outbox.put(wire::refusal(id, &refusal));
    }

    /// Sends what is a message already.
    pub(super) fn send(&self, message: Vec<u8>) {
        self.outbox.put(message);
    }

    /// Sends a message which takes the place of one about the same that isn't sent yet.
    pub(super) fn send_news(&self, about: String, message: Vec<u8>) {
        self.outbox.put_news(about, message);
    }

    /// Writes to the client's log.
    pub(super) fn log(&self, kind: MessageType, message: String) {
        let params = LogMessageParams { kind, message };
        let message = wire::notification(LogMessageNotification::METHOD.as_str(), params);
        self.outbox.put(message);
    }

    /// Shows a message to the user.
    pub(super) fn show(&self, kind: MessageType, message: String) {
        let params = ShowMessageParams { kind, message };
        let message = wire::notification(ShowMessageNotification::METHOD.as_str(), params);
        self.outbox.put(message);
    }
}

/// What is to be done with the client's answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Asked {
    /// Nothing.
    Nothing,
    /// It is the configuration of these folders.
    Configuration(Vec<String>),
    /// What was to be asked for again is.
    Refresh(&'static str),
}

/// Requests to the client that it hasn't answered.
#[derive(Default)]
pub(super) struct Requests {
    next: i32,
    open: HashMap<i32, Asked>,
    /// What is to be asked for once more, when the client has answered.
    again: Vec<&'static str>,
}

impl Requests {
    /// Sends a request.
    pub(super) fn send(
        &mut self,
        client: &Client,
        method: &str,
        params: Option<impl Serialize>,
        asked: Asked,
    ) {
        let id = self.next;
        self.next = self.next.wrapping_add(1);
        self.open.insert(id, asked);
        client.send(wire::request(id, method, params));
    }

    /// Tells the client to ask again. While it hasn't answered, it isn't told once more.
    pub(super) fn refresh(&mut self, client: &Client, method: &'static str) {
        if self.open.values().any(|asked| *asked == Asked::Refresh(method)) {
            if !self.again.contains(&method) {
                self.again.push(method);
            }
            return;
        }
        self.send(client, method, None::<Value>, Asked::Refresh(method));
    }

    /// The client answered: what that was about.
    pub(super) fn answered(&mut self, client: &Client, id: &RequestId) -> Option<Asked> {
        let number = id.to_string().parse().ok()?;
        let asked = self.open.remove(&number)?;
        if let Asked::Refresh(method) = asked
            && let Some(at) = self.again.iter().position(|again| *again == method)
        {
            self.again.remove(at);
            self.refresh(client, method);
        }
        Some(asked)
    }
}
