//! Notifications, and answers of the client: what changes the session.
//!
//! A notification is a file of [`crate::server::notifications`]; here is what all share.

use std::sync::atomic::Ordering;

use gen_lsp_types::{
    DidChangeConfigurationNotification, DidChangeTextDocumentNotification,
    DidChangeWatchedFilesNotification, DidChangeWorkspaceFoldersNotification,
    DidCloseTextDocumentNotification, DidOpenTextDocumentNotification,
    DidSaveTextDocumentNotification, MessageType,
};
use lsp_server::{ErrorCode, Notification, RequestId, Response};
use serde_json::Value;

use super::{Phase, Server};
use crate::server::End;
use crate::server::client::Asked;
use crate::server::initialize;
use crate::server::notifications::SessionNotification;
use crate::visible::visible;

impl Server {
    pub(super) fn notification(&mut self, note: Notification) -> Option<End> {
        let Notification { method, params } = note;
        match method.as_str() {
            "exit" => {
                return Some(match self.phase {
                    Phase::ShutDown => End::Orderly,
                    Phase::Started | Phase::Running(_) => End::Abrupt,
                });
            }
            "$/cancelRequest" => self.cancel(params),
            "initialized" => self.initialized(),
            "textDocument/didOpen" => self.apply::<DidOpenTextDocumentNotification>(params),
            "textDocument/didChange" => self.apply::<DidChangeTextDocumentNotification>(params),
            "textDocument/didClose" => self.apply::<DidCloseTextDocumentNotification>(params),
            "textDocument/didSave" => self.apply::<DidSaveTextDocumentNotification>(params),
            "workspace/didChangeConfiguration" => {
                self.apply::<DidChangeConfigurationNotification>(params);
            }
            "workspace/didChangeWatchedFiles" => {
                self.apply::<DidChangeWatchedFilesNotification>(params);
            }
            "workspace/didChangeWorkspaceFolders" => {
                self.apply::<DidChangeWorkspaceFoldersNotification>(params);
            }
            // The protocol has them passed over: what isn't known, and what nothing follows from.
            _ => {}
        }
        None
    }

    pub(super) fn apply<N: SessionNotification>(&mut self, params: Value) {
        let client = self.client.clone();
        let Some(session) = self.session() else { return };
        match serde_json::from_value(params) {
            Ok(params) => N::apply(session, params),
            Err(error) => {
                let told = format!("{}: {}", N::METHOD.as_str(), visible(&error.to_string()));
                client.log(MessageType::Error, told);
            }
        }
    }

    pub(super) fn cancel(&mut self, params: Value) {
        let id = params.get("id").cloned().unwrap_or_default();
        let Ok(id) = serde_json::from_value::<RequestId>(id) else { return };
        // What is being found out is kept for who asks next.
        let Some(pending) = self.pending.remove(&id) else { return };
        pending.cancelled.store(true, Ordering::Relaxed);
        self.client.refuse(Some(&id), ErrorCode::RequestCanceled, "the client cancelled it");
    }

    pub(super) fn initialized(&mut self) {
        let Phase::Running(session) = &mut self.phase else { return };
        session.begin();
        if let Some(registrations) = initialize::registrations(session) {
            let method = "client/registerCapability";
            self.asked.send(&self.client, method, Some(registrations), Asked::Nothing);
        }
    }

    pub(super) fn response(&mut self, response: Response) {
        let Some(asked) = self.asked.answered(&self.client, &response.id) else { return };
        match (asked, response.response_result) {
            (Asked::Configuration(folders), Ok(Value::Array(sent))) => {
                if let Some(session) = self.session() {
                    session.set_configuration(&folders, &sent);
                }
            }
            (Asked::Configuration(_) | Asked::Refresh(_) | Asked::Nothing, _) => {}
        }
    }
}
