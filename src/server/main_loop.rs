//! The main loop: one message after the other, none of which takes long.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use gen_lsp_types::{
    CodeActionRequest, CodeLensRequest, DidChangeConfigurationNotification,
    DidChangeTextDocumentNotification, DidChangeWatchedFilesNotification,
    DidChangeWorkspaceFoldersNotification, DidCloseTextDocumentNotification,
    DidOpenTextDocumentNotification, DidSaveTextDocumentNotification, DocumentDiagnosticRequest,
    ExecuteCommandParams, HoverRequest, InitializeParams, InlayHintRequest, MessageType,
    TextDocumentContentParams, TextDocumentContentResult, WorkspaceDiagnosticParams,
};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::End;
use super::analysis::{self, Done, News, Outcome, Sending, Sent};
use super::client::{Asked, Client, Failure, Requests};
use super::initialize;
use super::notifications::SessionNotification;
use super::pool::Pool;
use super::requests::execute_command::{self, OPEN_GRAPH, OpenGraph, TOGGLE, Toggle};
use super::requests::text_document_content::{self, Content};
use super::requests::{DocumentRequest, workspace_diagnostic};
use super::session::{Effects, Key, SECTION, Session, Trouble, View, Visibility, path_of, uri_of};
use super::show;
use super::wire::{self, Incoming, Malformed};
use crate::fault::{isolate, trip};
use crate::source::Environment;
use crate::visible::visible;

/// How many requests may wait for an answer.
const MOST_PENDING: usize = 1_000;

/// After how long work counts as long: what is shown is told to be old, and progress is shown.
const OLD_AFTER: Duration = Duration::from_millis(150);
const LONG_AFTER: Duration = Duration::from_millis(700);

/// Something for the main loop.
pub(super) enum Event {
    /// Something came from the client.
    Incoming(Incoming),
    /// A request has an answer.
    Answered(Answer),
    /// Diagnostics are new.
    News(News),
    /// A build was analyzed.
    Analyzed(Done),
}

/// What became of a request.
pub(super) struct Answer {
    id: RequestId,
    method: &'static str,
    /// The whole message.
    result: Result<Vec<u8>, Failure>,
    /// What is to be shown to the user because of it.
    shown: Option<Graph>,
}

/// A graph that is to be shown.
struct Graph {
    asked: OpenGraph,
    text: String,
}

/// How far a connection is.
enum Phase {
    Started,
    Running(Box<Session>),
    ShutDown,
}

/// A request that isn't answered.
struct Pending {
    /// Whether nobody waits for it any more.
    cancelled: Arc<AtomicBool>,
}

/// Work that is under way.
struct Running {
    since: Instant,
    is_told: bool,
}

/// The server.
pub(super) struct Server {
    client: Client,
    requests: Pool,
    analyst: Pool,
    events: SyncSender<Event>,
    environment: Environment,
    phase: Phase,
    pending: HashMap<RequestId, Pending>,
    asked: Requests,
    /// What the client has, by address, and of which build it is.
    sent: BTreeMap<String, (Key, Sent)>,
    /// The addresses of settings that are shown to be wrong, by the build.
    wrong_settings: BTreeMap<Option<Key>, BTreeSet<String>>,
    running: BTreeMap<Key, Running>,
    /// The documents that were told to be shown as they were, last.
    old: Option<Vec<String>>,
    /// The progress that is shown, by its number.
    progress: Option<u32>,
    progresses: u32,
    /// What the client was refused since the text had changed, and has to ask for again.
    missed: BTreeSet<&'static str>,
    /// What was told already, and isn't told again.
    told: BTreeSet<String>,
    /// Graphs that were written to disk, to be shown by clients that show files alone.
    drawings: Option<tempfile::TempDir>,
}

impl Server {
    pub(super) fn new(
        client: Client,
        requests: Pool,
        analyst: Pool,
        events: SyncSender<Event>,
        environment: Environment,
    ) -> Server {
        Server {
            client,
            requests,
            analyst,
            events,
            environment,
            phase: Phase::Started,
            pending: HashMap::new(),
            asked: Requests::default(),
            sent: BTreeMap::new(),
            wrong_settings: BTreeMap::new(),
            running: BTreeMap::new(),
            old: None,
            progress: None,
            progresses: 0,
            missed: BTreeSet::new(),
            told: BTreeSet::new(),
            drawings: None,
        }
    }

    /// Runs until the end.
    pub(super) fn run(&mut self, events: &Receiver<Event>) -> End {
        loop {
            let event = match self.patience() {
                Some(patience) => match events.recv_timeout(patience) {
                    Ok(event) => event,
                    Err(RecvTimeoutError::Timeout) => {
                        self.tell_of_work();
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => return End::Abrupt,
                },
                None => match events.recv() {
                    Ok(event) => event,
                    Err(_) => return End::Abrupt,
                },
            };
            let done = isolate(|| {
                let end = self.take(event);
                self.follow_up();
                end
            });
            match done {
                Ok(Some(end)) => return end,
                Ok(None) => {}
                // What was asked for is lost; the next message has its chance.
                Err(fault) => self.tell_fault(&fault),
            }
        }
    }

    fn take(&mut self, event: Event) -> Option<End> {
        match event {
            Event::Incoming(Incoming::Message(message)) => match message {
                Message::Request(request) => self.request(request),
                Message::Notification(note) => return self.notification(note),
                Message::Response(response) => self.response(response),
            },
            Event::Incoming(Incoming::Malformed(id, malformed)) => {
                let (code, what) = match &malformed {
                    Malformed::Syntax(what) => (ErrorCode::ParseError, what),
                    Malformed::Meaning(what) => (ErrorCode::InvalidRequest, what),
                };
                self.client.refuse(id.as_ref(), code, &visible(what));
            }
            Event::Incoming(Incoming::End) => {
                return Some(match self.phase {
                    Phase::ShutDown => End::Orderly,
                    Phase::Started | Phase::Running(_) => End::Abrupt,
                });
            }
            Event::Answered(answer) => self.answered(answer),
            Event::News(news) => self.news(news),
            Event::Analyzed(done) => self.analyzed(done),
        }
        None
    }

    // Requests.

    fn request(&mut self, request: Request) {
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

    fn initialize(&mut self, id: &RequestId, params: Value) {
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

    fn session(&mut self) -> Option<&mut Session> {
        match &mut self.phase {
            Phase::Running(session) => Some(session),
            Phase::Started | Phase::ShutDown => None,
        }
    }

    /// Reads parameters, or refuses the request.
    fn params<P: DeserializeOwned>(&self, id: &RequestId, params: Value) -> Option<P> {
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
    fn document<R: DocumentRequest>(&mut self, method: &'static str, id: RequestId, params: Value) {
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
    fn later<T: Serialize>(
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

    fn answered(&mut self, answer: Answer) {
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

    fn workspace_diagnostic(&mut self, id: RequestId, params: Value) {
        let Some(params) = self.params::<WorkspaceDiagnosticParams>(&id, params) else { return };
        let Some(session) = self.session() else { return };
        let keys = session.keys();
        let views: Vec<View> = keys.iter().filter_map(|key| session.view(key)).collect();
        self.later("workspace/diagnostic", id, move || {
            Ok((workspace_diagnostic::answer(&views, &params)?, None))
        });
    }

    fn execute_command(&mut self, id: RequestId, params: Value) {
        let Some(params) = self.params::<ExecuteCommandParams>(&id, params) else { return };
        let done = match params.command.as_str() {
            TOGGLE => execute_command::argument::<Toggle>(params.arguments)
                .and_then(|toggle| self.toggle(&toggle))
                .map(|shows| self.client.answer(&id, json!({ "shown": shows }))),
            OPEN_GRAPH => execute_command::argument::<OpenGraph>(params.arguments)
                .and_then(|asked| self.open_graph(id.clone(), asked)),
            other => Err(Failure::Parameters(format!("there is no command {}", visible(other)))),
        };
        if let Err(failure) = done {
            let refusal = failure.refusal("workspace/executeCommand");
            self.client.send(wire::refusal(Some(&id), &refusal));
        }
    }

    /// Shows or hides allocations, and tells whether they are shown now.
    fn toggle(&mut self, toggle: &Toggle) -> Result<bool, Failure> {
        let impossible = || Failure::Impossible("it is no file".to_owned());
        let place = toggle.place().ok_or_else(impossible)?;
        let session = self.session().ok_or_else(impossible)?;
        let now = session.visibility(&place);
        let visibility = match (toggle.show, now) {
            (Some(true), _) | (None, Visibility::Hidden) => Visibility::Shown,
            (Some(false), _) | (None, Visibility::Shown) => Visibility::Hidden,
        };
        session.set_visibility(&place, visibility);
        Ok(visibility == Visibility::Shown)
    }

    fn open_graph(&mut self, id: RequestId, asked: OpenGraph) -> Result<(), Failure> {
        let (view, path) = self.view_of_graph(&asked)?;
        self.later("workspace/executeCommand", id, move || {
            let text = execute_command::graph(&view, &path, &asked)?;
            let result = json!({
                "function": asked.function,
                "format": asked.format.extension(),
                "text": text,
            });
            Ok((result, Some(Graph { asked, text })))
        });
        Ok(())
    }

    fn view_of_graph(&mut self, asked: &OpenGraph) -> Result<(View, std::path::PathBuf), Failure> {
        let impossible = || Failure::Impossible("the document isn't open".to_owned());
        let session = self.session().ok_or_else(impossible)?;
        if let Some((view, document)) = session.view_of(&asked.uri) {
            return Ok((view, document.path.clone()));
        }
        let path = path_of(&asked.uri).ok_or_else(impossible)?;
        let view = session.view_around(&path).ok_or_else(impossible)?;
        Ok((view, path))
    }

    /// Has the client show a graph: as a document that the server has the text of, or else as a
    /// file. One that shows no documents has the text, and does with it what it can.
    fn show_graph(&mut self, asked: &OpenGraph, text: &str) {
        let Some(session) = self.session() else { return };
        if !session.capabilities.shows_documents {
            return;
        }
        let uri = match session.capabilities.reads_content {
            true => Ok(text_document_content::address(asked)),
            false => self.draw(asked, text),
        };
        match uri {
            Ok(uri) => {
                let params = json!({ "uri": uri, "takeFocus": true });
                let method = "window/showDocument";
                self.asked.send(&self.client, method, Some(params), Asked::Nothing);
            }
            Err(error) => {
                let told = format!("the graph can't be shown: {error}");
                self.client.show(MessageType::Warning, told);
            }
        }
    }

    /// Writes a graph to a directory that is removed in the end.
    fn draw(&mut self, asked: &OpenGraph, text: &str) -> std::io::Result<String> {
        let directory = match self.drawings.take() {
            Some(directory) => directory,
            None => tempfile::Builder::new().prefix("goesc-").tempdir()?,
        };
        let is_plain = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let name: String =
            asked.function.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
        let file = directory.path().join(format!("graph_{name}.{}", asked.format.extension()));
        let written = std::fs::write(&file, text);
        self.drawings = Some(directory);
        written.map(|()| uri_of(&file))
    }

    fn content(&mut self, id: RequestId, params: Value) {
        let Some(params) = self.params::<TextDocumentContentParams>(&id, params) else { return };
        let content = text_document_content::content(params.uri.as_ref());
        let done = match content {
            Some(Content::Text(text)) => {
                self.client.answer(&id, TextDocumentContentResult { text });
                Ok(())
            }
            Some(Content::Graph(asked)) => self.view_of_graph(&asked).map(|(view, path)| {
                self.later("workspace/textDocumentContent", id.clone(), move || {
                    let text = execute_command::graph(&view, &path, &asked)?;
                    Ok((TextDocumentContentResult { text }, None))
                });
            }),
            None => Err(Failure::Impossible("there is no such document".to_owned())),
        };
        if let Err(failure) = done {
            let refusal = failure.refusal("workspace/textDocumentContent");
            self.client.send(wire::refusal(Some(&id), &refusal));
        }
    }

    // Notifications and answers of the client.

    fn notification(&mut self, note: Notification) -> Option<End> {
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

    fn apply<N: SessionNotification>(&mut self, params: Value) {
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

    fn cancel(&mut self, params: Value) {
        let id = params.get("id").cloned().unwrap_or_default();
        let Ok(id) = serde_json::from_value::<RequestId>(id) else { return };
        // What is being found out is kept for who asks next.
        let Some(pending) = self.pending.remove(&id) else { return };
        pending.cancelled.store(true, Ordering::Relaxed);
        self.client.refuse(Some(&id), ErrorCode::RequestCanceled, "the client cancelled it");
    }

    fn initialized(&mut self) {
        let Phase::Running(session) = &mut self.phase else { return };
        session.begin();
        if let Some(registrations) = initialize::registrations(session) {
            let method = "client/registerCapability";
            self.asked.send(&self.client, method, Some(registrations), Asked::Nothing);
        }
    }

    fn response(&mut self, response: Response) {
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

    // What follows from changes.

    /// Does what changes of the session ask for.
    fn follow_up(&mut self) {
        let Some(session) = self.session() else { return };
        let effects = session.take_effects();
        let Effects { changed, edited, closed, asks_configuration, refreshes, troubles, log } =
            effects;
        for line in log {
            self.client.log(MessageType::Warning, line);
        }
        for (key, troubles) in troubles {
            self.show_troubles(key, &troubles);
        }
        for uri in closed {
            if self.sent.remove(&uri).is_some() {
                self.client.send_news(uri.clone(), analysis::nothing(&uri));
            }
        }
        self.drop_gone();
        if asks_configuration {
            self.ask_configuration();
        }
        // What is added last is done first.
        let edited = edited.filter(|edited| changed.contains(edited));
        let others = changed.into_iter().filter(|key| Some(key) != edited.as_ref());
        let order: Vec<Key> = others.chain(edited.clone()).collect();
        for key in order {
            self.analyze(key);
        }
        if refreshes {
            self.refresh_all();
        }
    }

    /// What was shown of builds that aren't there any more is shown no more.
    fn drop_gone(&mut self) {
        let Some(session) = self.session() else { return };
        let keys: BTreeSet<Key> = session.keys().into_iter().collect();
        self.running.retain(|key, _| keys.contains(key));
        let gone = self.sent.iter().filter(|(_, (key, _))| !keys.contains(key));
        let gone: Vec<String> = gone.map(|(uri, _)| uri.clone()).collect();
        for uri in gone {
            let is_open = self.session().is_some_and(|session| session.document(&uri).is_some());
            self.sent.remove(&uri);
            // Of one that is open, its new build tells.
            if !is_open {
                self.client.send_news(uri.clone(), analysis::nothing(&uri));
            }
        }
    }

    fn analyze(&mut self, key: Key) {
        let Some(session) = self.session() else { return };
        let sending = match session.pulls() {
            true => Sending::Nothing,
            false => Sending::News,
        };
        let Some(view) = session.view(&key) else { return };
        let own = self.sent.iter().filter(|(_, (of, _))| *of == key);
        let known: BTreeMap<String, Sent> =
            own.map(|(uri, (_, sent))| (uri.clone(), sent.clone())).collect();
        let running = self.running.entry(key.clone());
        running.or_insert_with(|| Running { since: Instant::now(), is_told: false });
        let events = self.events.clone();
        self.analyst.run_last(format!("{key:?}"), move || {
            let mut tell = |news| {
                let _ = events.send(Event::News(news));
            };
            let done = analysis::run(&view, &key, sending, &known, &mut tell);
            let _ = events.send(Event::Analyzed(done));
        });
    }

    /// Sends diagnostics, unless the text changed meanwhile.
    fn news(&mut self, news: News) {
        let News { key, uri, sent, message } = news;
        let Some(session) = self.session() else { return };
        let version = session.document(&uri).map(|document| document.version);
        if version != sent.version || !session.has_build(&key) {
            return;
        }
        self.client.send_news(uri.clone(), message);
        self.sent.insert(uri, (key, sent));
    }

    fn analyzed(&mut self, done: Done) {
        let Done { key, moment, outcome } = done;
        let is_now = self.session().is_some_and(|session| session.moment_of(&key) == Some(moment));
        match outcome {
            Outcome::Outdated => return,
            Outcome::Fault(what) => self.tell_fault(&what),
            Outcome::Complete { uris, faults, notes } => {
                for fault in faults {
                    self.tell_fault(&fault);
                }
                for note in notes {
                    if self.told.insert(note.clone()) {
                        self.client.log(MessageType::Info, visible(&note).into_owned());
                    }
                }
                if is_now {
                    let left = self
                        .sent
                        .iter()
                        .filter(|(uri, (of, _))| *of == key && !uris.contains(*uri));
                    let left: Vec<String> = left.map(|(uri, _)| uri.clone()).collect();
                    for uri in left {
                        self.sent.remove(&uri);
                        self.client.send_news(uri.clone(), analysis::nothing(&uri));
                    }
                }
            }
        }
        if !is_now {
            return;
        }
        self.running.remove(&key);
        self.tell_of_rest();
        for method in std::mem::take(&mut self.missed) {
            self.refresh(method);
        }
    }

    // Asking the client.

    fn ask_configuration(&mut self) {
        let Some(session) = self.session() else { return };
        let folders = session.folders();
        let of_folders = folders.iter().map(|uri| json!({ "scopeUri": uri, "section": SECTION }));
        let items: Vec<Value> =
            std::iter::once(json!({ "section": SECTION })).chain(of_folders).collect();
        let params = json!({ "items": items });
        let asked = Asked::Configuration(folders);
        self.asked.send(&self.client, "workspace/configuration", Some(params), asked);
    }

    /// What was shown may be different without an edit.
    fn refresh_all(&mut self) {
        for method in [DIAGNOSTICS, INLAY_HINTS, CODE_LENSES] {
            self.refresh(method);
        }
    }

    fn refresh(&mut self, method: &'static str) {
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

    // Telling the user.

    /// A fault of ours is told to the user once.
    fn tell_fault(&mut self, what: &str) {
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
    fn show_troubles(&mut self, key: Option<Key>, troubles: &[Trouble]) {
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

    /// How long to wait until there is something to tell of work that takes long.
    fn patience(&self) -> Option<Duration> {
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
    fn tell_of_work(&mut self) {
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
    fn tell_of_rest(&mut self) {
        self.tell_status();
        if self.running.is_empty()
            && let Some(number) = self.progress.take()
            && self.session().is_some_and(|session| session.capabilities.progress)
        {
            self.progress_is(&format!("goesc/{number}"), &json!({ "kind": "end" }));
        }
    }

    fn progress_is(&self, token: &str, value: &Value) {
        let params = json!({ "token": token, "value": value });
        self.client.send(wire::notification("$/progress", params));
    }

    /// Tells which documents are shown as they were.
    fn tell_status(&mut self) {
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

const DIAGNOSTICS: &str = "workspace/diagnostic/refresh";
const INLAY_HINTS: &str = "workspace/inlayHint/refresh";
const CODE_LENSES: &str = "workspace/codeLens/refresh";
