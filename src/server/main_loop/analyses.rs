//! What follows from changes: builds are analyzed, and the client gets what is new.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use gen_lsp_types::MessageType;

use super::{Event, Running, Server};
use crate::server::analysis::{self, Done, News, Outcome, Sending, Sent};
use crate::server::session::{Effects, Key};
use crate::visible::visible;

impl Server {
    /// Does what changes of the session ask for.
    pub(super) fn follow_up(&mut self) {
        let Some(session) = self.session() else { return };
        let effects = session.take_effects();
        let Effects {
            changed,
            edited,
            closed,
            asks_configuration,
            refreshes,
            troubles,
            log,
            watches,
        } = effects;
        for line in log {
            self.client.log(MessageType::Warning, line);
        }
        for path in watches {
            self.watch(&path);
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
    pub(super) fn drop_gone(&mut self) {
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

    pub(super) fn analyze(&mut self, key: Key) {
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
    pub(super) fn news(&mut self, news: News) {
        let News { key, uri, sent, message } = news;
        let Some(session) = self.session() else { return };
        let version = session.document(&uri).map(|document| document.version);
        if version != sent.version || !session.has_build(&key) {
            return;
        }
        self.client.send_news(uri.clone(), message);
        self.sent.insert(uri, (key, sent));
    }

    pub(super) fn analyzed(&mut self, done: Done) {
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
}
