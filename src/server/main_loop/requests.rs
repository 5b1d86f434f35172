//! Requests: each is answered on another thread, about the moment in which it came, or refused.
//!
//! A request about a document is a file of [`crate::server::requests`]; here is what all share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gen_lsp_types::{
    CodeActionRequest, CodeLensRequest, DocumentDiagnosticRequest, HoverRequest, InitializeParams,
    InlayHintRequest, WorkspaceDiagnosticParams,
};
use lsp_server::{ErrorCode, Request, RequestId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Answer, CODE_LENSES, Event, Graph, INLAY_HINTS, Pending, Phase, Server};
use crate::fault::{isolate, trip};
use crate::server::client::Failure;
use crate::server::initialize;
use crate::server::requests::{DocumentRequest, workspace_diagnostic};
use crate::server::session::{Session, View};
use crate::server::wire;
use crate::visible::visible;

/// How many requests may wait for an answer.
const MOST_PENDING: usize = 1_000;

impl Server {
    pub(super) fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        match (&self.phase, method.as_str()) {
            (Phase::Started, "initialize") => return self.initialize(&id, params),
            (Phase::Started, _) => {
                let told = "the first request is initialize";
                return self.client.refuse(Some(&id), ErrorCode::ServerNotInitialized, told);
            }
            (Phase::ShutDown, _) => {
                let told = "the server was shut down";
                return self.client.refuse(Some(&id), ErrorCode::InvalidRequest, told);
            }
            (Phase::Running(_), "initialize") => {
                let told = "the server is initialized";
                return self.client.refuse(Some(&id), ErrorCode::InvalidRequest, told);
            }
            (Phase::Running(_), "shutdown") => {
                self.phase = Phase::ShutDown;
                self.running.clear();
                return self.client.answer(&id, Value::Null);
            }
            (Phase::Running(_), _) => {}
        }
        if self.pending.len() >= MOST_PENDING || self.pending.contains_key(&id) {
            let told = "too many requests wait for an answer";
            return self.client.refuse(Some(&id), ErrorCode::RequestFailed, told);
        }
        match method.as_str() {
            "textDocument/hover" => self.document::<HoverRequest>("textDocument/hover", id, params),
            "textDocument/inlayHint" => {
                self.document::<InlayHintRequest>("textDocument/inlayHint", id, params);
            }
            "textDocument/codeAction" => {
                self.document::<CodeActionRequest>("textDocument/codeAction", id, params);
            }
            "textDocument/codeLens" => {
                self.document::<CodeLensRequest>("textDocument/codeLens", id, params);
            }
            "textDocument/diagnostic" => {
                self.document::<DocumentDiagnosticRequest>("textDocument/diagnostic", id, params);
            }
            "workspace/diagnostic" => self.workspace_diagnostic(id, params),
            "workspace/executeCommand" => self.execute_command(id, params),
            "workspace/textDocumentContent" => self.content(id, params),
            _ => {
                let told = format!("there is no request {}", visible(&method));
                self.client.refuse(Some(&id), ErrorCode::MethodNotFound, &told);
            }
        }
    }

    pub(super) fn initialize(&mut self, id: &RequestId, params: Value) {
        let params: InitializeParams = match serde_json::from_value(params) {
            Ok(params) => params,
            Err(error) => {
                let told = visible(&error.to_string()).into_owned();
                return self.client.refuse(Some(id), ErrorCode::InvalidParams, &told);
            }
        };
        let session = Session::new(self.environment.clone(), &params);
        self.client.answer(id, initialize::answer(&session));
        self.phase = Phase::Running(Box::new(session));
    }

    /// Reads parameters, or refuses the request.
    pub(super) fn params<P: DeserializeOwned>(&self, id: &RequestId, params: Value) -> Option<P> {
        match serde_json::from_value(params) {
            Ok(params) => Some(params),
            Err(error) => {
                let told = visible(&error.to_string()).into_owned();
                self.client.refuse(Some(id), ErrorCode::InvalidParams, &told);
                None
            }
        }
    }

    /// Answers a request about a document, on another thread.
    pub(super) fn document<R: DocumentRequest>(
        &mut self,
        method: &'static str,
        id: RequestId,
        params: Value,
    ) {
        let Some(params) = self.params::<R::Params>(&id, params) else { return };
        let uri: &str = R::uri(&params).as_ref();
        match self.session().and_then(|session| session.view_of(uri)) {
            Some((view, document)) => self.later(method, id, move || {
                trip("answer", &document.path.to_string_lossy());
                Ok((R::answer(&view, &document, params)?, None))
            }),
            None => self.client.answer(&id, R::nothing()),
        }
    }

    /// Finds an answer on another thread.
    pub(super) fn later<T: Serialize>(
        &mut self,
        method: &'static str,
        id: RequestId,
        find: impl FnOnce() -> Result<(T, Option<Graph>), Failure> + Send + 'static,
    ) {
        let cancelled = Arc::new(AtomicBool::new(false));
        self.pending.insert(id.clone(), Pending { cancelled: Arc::clone(&cancelled) });
        let events = self.events.clone();
        self.requests.run(move || {
            if cancelled.load(Ordering::Relaxed) {
                return;
            }
            let found = isolate(find).unwrap_or_else(|fault| Err(Failure::Fault(fault)));
            let (result, shown) = match found {
                Ok((result, shown)) => (Ok(wire::answer(&id, result)), shown),
                Err(failure) => (Err(failure), None),
            };
            // Without a main loop, nobody waits for it.
            let _ = events.send(Event::Answered(Answer { id, method, result, shown }));
        });
    }

    pub(super) fn answered(&mut self, answer: Answer) {
        let Answer { id, method, result, shown } = answer;
        // One that was cancelled has its answer.
        if self.pending.remove(&id).is_none() {
            return;
        }
        match result {
            Ok(message) => self.client.send(message),
            Err(failure) => {
                match (&failure, method) {
                    (Failure::Outdated, "textDocument/inlayHint") => {
                        self.missed.insert(INLAY_HINTS);
                    }
                    (Failure::Outdated, "textDocument/codeLens") => {
                        self.missed.insert(CODE_LENSES);
                    }
                    _ => {}
                }
                if let Failure::Fault(what) = &failure {
                    self.tell_fault(&format!("{method}: {what}"));
                }
                self.client.send(wire::refusal(Some(&id), &failure.refusal(method)));
            }
        }
        if let Some(Graph { asked, text }) = shown {
            self.show_graph(&asked, &text);
        }
    }

    pub(super) fn workspace_diagnostic(&mut self, id: RequestId, params: Value) {
        let Some(params) = self.params::<WorkspaceDiagnosticParams>(&id, params) else { return };
        let Some(session) = self.session() else { return };
        let keys = session.keys();
        let views: Vec<View> = keys.iter().filter_map(|key| session.view(key)).collect();
        self.later("workspace/diagnostic", id, move || {
            Ok((workspace_diagnostic::answer(&views, &params)?, None))
        });
    }
}
