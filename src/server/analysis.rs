//! What is done after a change, without being asked: everything that the change concerns is found
//! out, and what is shown of it goes to the client.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gen_lsp_types::{Diagnostic, Notification, PublishDiagnosticsNotification};
use serde::Serialize;

use super::requests::workspace_diagnostic::files;
use super::session::{Document, Key, Mode, Picture, Place, View, uri_of};
use super::show;
use super::wire;
use crate::fault::isolate;
use crate::workspace::Cancelled;

/// What the client has of a document.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Sent {
    /// The version of the text that it is about, of a document that is open.
    pub(super) version: Option<i32>,
    /// The diagnostics.
    pub(super) diagnostics: Arc<[Diagnostic]>,
}

/// Diagnostics of a document that the client doesn't have.
#[derive(Debug)]
pub(super) struct News {
    pub(super) key: Key,
    pub(super) uri: String,
    pub(super) sent: Sent,
    /// The notification.
    pub(super) message: Vec<u8>,
}

/// All was found out.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) key: Key,
    pub(super) moment: u64,
    pub(super) outcome: Outcome,
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The text changed meanwhile.
    Outdated,
    /// It ended with a fault of ours.
    Fault(String),
    /// Everything that there is to say was said.
    Complete {
        /// The documents of which something may be shown.
        uris: BTreeSet<String>,
        /// What went wrong in packages, each with its words for the user.
        faults: Vec<String>,
        /// What else is to be logged.
        notes: Vec<String>,
    },
}

/// Who sends diagnostics: the server, or nobody until the client asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sending {
    News,
    Nothing,
}

/// Finds out what there is, and hands over what is new to the client.
pub(super) fn run(
    view: &View,
    key: &Key,
    sending: Sending,
    known: &BTreeMap<String, Sent>,
    tell: &mut dyn FnMut(News),
) -> Done {
    let outcome = isolate(|| find_out(view, key, sending, known, tell));
    let outcome = match outcome {
        Ok(Ok(complete)) => complete,
        Ok(Err(Cancelled)) => Outcome::Outdated,
        Err(fault) => Outcome::Fault(fault),
    };
    Done { key: key.clone(), moment: view.moment, outcome }
}

fn find_out(
    view: &View,
    key: &Key,
    sending: Sending,
    known: &BTreeMap<String, Sent>,
    tell: &mut dyn FnMut(News),
) -> Result<Outcome, Cancelled> {
    let picture = view.picture()?;
    let mut uris = BTreeSet::new();
    if sending == Sending::News {
        let is_known = |document: &Document| {
            known.get(&document.uri).and_then(|sent| sent.version) == Some(document.version)
        };
        let go = view.documents.iter().filter(|document| document.place != Place::NoGo);
        let mut documents: Vec<_> = go.collect();
        // Those that somebody looks at and that changed.
        documents.sort_by_key(|document| is_known(document));
        let is_shown = view.settings.diagnostics.mode != Mode::Off;
        for document in documents {
            uris.insert(document.uri.clone());
            let diagnostics = match is_shown {
                true => show::diagnostics(view, &picture, &document.path),
                false => Vec::new(),
            };
            let sent = Sent { version: Some(document.version), diagnostics: diagnostics.into() };
            if known.get(&document.uri) != Some(&sent) {
                tell(news(key, document.uri.clone(), sent));
            }
        }
        if view.settings.diagnostics.mode == Mode::Workspace {
            for path in files(&picture) {
                if view.documents.iter().any(|document| document.path == path) {
                    continue;
                }
                let uri = uri_of(&path);
                let diagnostics = show::diagnostics(view, &picture, &path);
                if diagnostics.is_empty() {
                    continue;
                }
                uris.insert(uri.clone());
                let sent = Sent { version: None, diagnostics: diagnostics.into() };
                if known.get(&uri) != Some(&sent) {
                    tell(news(key, uri, sent));
                }
            }
        }
    }
    let (faults, notes) = told(&picture);
    Ok(Outcome::Complete { uris, faults, notes })
}

fn news(key: &Key, uri: String, sent: Sent) -> News {
    let params = Params { uri: &uri, version: sent.version, diagnostics: &sent.diagnostics };
    let message = wire::notification(PublishDiagnosticsNotification::METHOD.as_str(), params);
    News { key: key.clone(), uri, sent, message }
}

/// The parameters of the notification, of diagnostics that are kept.
#[derive(Serialize)]
struct Params<'a> {
    uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i32>,
    diagnostics: &'a [Diagnostic],
}

/// The notification that nothing is shown of a document any more.
pub(super) fn nothing(uri: &str) -> Vec<u8> {
    let params = Params { uri, version: None, diagnostics: &[] };
    wire::notification(PublishDiagnosticsNotification::METHOD.as_str(), params)
}

/// What went wrong, and what is missing.
fn told(picture: &Picture) -> (Vec<String>, Vec<String>) {
    let (mut faults, mut notes) = (Vec::new(), Vec::new());
    for part in &picture.parts {
        let analysis = &part.analysis;
        for fault in &analysis.faults {
            let title = analysis.loaded.packages[fault.id].title();
            faults.push(format!("{title}: {}", fault.message));
        }
        notes.extend(analysis.missing.iter().map(ToString::to_string));
        for id in analysis.unfinished() {
            let title = analysis.loaded.packages[id].title();
            notes.push(format!("{title}: it takes too much work: the rest is assumed"));
        }
        notes.extend(analysis.loaded.errors.iter().map(ToString::to_string));
    }
    (faults, notes)
}
