//! The main loop: one message after the other, none of which takes long.
//!
//! | file | what it does |
//! |---|---|
//! | `requests` | has requests answered on other threads |
//! | `commands` | commands, and graphs that are shown because of them |
//! | `client_messages` | notifications and answers change the session |
//! | `analyses` | has builds analyzed that changed, and sends what is new |
//! | `client_tasks` | asks the client, and tells the user of faults and wrong settings |
//! | `status` | tells of work under way |

mod analyses;
mod client_messages;
mod client_tasks;
mod commands;
mod requests;
mod status;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::Instant;

use lsp_server::{ErrorCode, Message, RequestId};

use super::End;
use super::analysis::{Done, News, Sent};
use super::client::{Client, Failure, Requests};
use super::pool::Pool;
use super::requests::execute_command::OpenGraph;
use super::session::{Key, Session};
use super::wire::{Incoming, Malformed};
use crate::fault::isolate;
use crate::source::Environment;
use crate::visible::visible;

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

    fn session(&mut self) -> Option<&mut Session> {
        match &mut self.phase {
            Phase::Running(session) => Some(session),
            Phase::Started | Phase::ShutDown => None,
        }
    }
}

const DIAGNOSTICS: &str = "workspace/diagnostic/refresh";
const INLAY_HINTS: &str = "workspace/inlayHint/refresh";
const CODE_LENSES: &str = "workspace/codeLens/refresh";
