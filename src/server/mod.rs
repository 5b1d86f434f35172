//! `goesc server`: the language server, over standard input and output.
//!
//! ```text
//! reader ──► main loop ──► threads for requests      each with a view of a moment
//!              │   ▲  └──► thread that analyzes      what an edit concerns, at once
//!              ▼   └────── answers, diagnostics
//!            outbox ──► writer
//! ```
//!
//! Notifications change the [`session`], in the main loop alone. A newer edit ends the work on older
//! ones; what was asked about them is answered by an error that says so. The main loop waits for
//! nobody: not for work, and not for a client that doesn't read.
//!
//! docs/EDITORS.md has what a client can rely on.

mod analysis;
mod client;
mod initialize;
mod main_loop;
mod notifications;
mod outbox;
mod pool;
mod requests;
mod session;
mod show;
#[cfg(test)]
mod tests;
mod wire;

use std::io::{self, BufReader, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

use crate::source::Environment;
use client::Client;
use main_loop::{Event, Server};
use outbox::Outbox;
use pool::Pool;
use wire::Incoming;

/// How the server ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// As the protocol has it: `shutdown`, then `exit`.
    Orderly,
    /// The client left without a word, or ended it without `shutdown`.
    Abrupt,
}

/// How many messages wait for the main loop at most: while they do, nothing more is read.
const WAITING: usize = 256;

/// How many threads answer requests.
const REQUESTS: usize = 2;

/// How long what is left may take to be written in the end.
const FAREWELL: Duration = Duration::from_secs(2);

/// Serves a client until it ends. What runs on other threads then ends with the process.
pub fn run(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    environment: Environment,
) -> io::Result<End> {
    let outbox = Arc::new(Outbox::new());
    outbox::start(&outbox, output)?;
    let (events, received) = sync_channel(WAITING);
    let reader = thread::Builder::new().name("reader".to_owned());
    let (to_loop, room) = (events.clone(), Arc::clone(&outbox));
    reader.spawn(move || {
        let mut input = BufReader::new(input);
        loop {
            let incoming = match room.wait_for_room() {
                Ok(()) => wire::read(&mut input),
                Err(outbox::Gone) => Incoming::End,
            };
            let ends = matches!(incoming, Incoming::End);
            if to_loop.send(Event::Incoming(incoming)).is_err() || ends {
                return;
            }
        }
    })?;
    let mut server = Server::new(
        Client::new(Arc::clone(&outbox)),
        Pool::start("request", REQUESTS)?,
        Pool::start("analysis", 1)?,
        events,
        environment,
    );
    let end = server.run(&received);
    outbox.close(FAREWELL);
    Ok(end)
}
