//! What waits to be written to the client.
//!
//! Whoever has something to say puts it here and goes on: a client that doesn't read holds up
//! nobody but its own requests. What newer news make pointless is replaced while it waits, so that
//! no more waits than there are documents; and as long as much waits, nothing more is read.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// From how many waiting bytes on nothing more is read.
const ROOM: usize = 16 << 20;

/// How long a client may read nothing that waits for it before it is taken for gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// A queue that a thread writes out.
pub(super) struct Outbox {
    waiting: Mutex<Waiting>,
    /// Something came.
    filled: Condvar,
    /// Something was written.
    drained: Condvar,
    patience: Duration,
}

#[derive(Default)]
struct Waiting {
    messages: VecDeque<Entry>,
    bytes: usize,
    /// Whether the writer has taken a message that isn't written yet.
    is_writing: bool,
    /// How many were written.
    written: u64,
    is_closed: bool,
}

struct Entry {
    /// What it is news of, if newer news make it pointless.
    about: Option<String>,
    message: Vec<u8>,
}

/// The client doesn't read, or isn't there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gone;

impl Outbox {
    pub(super) fn new() -> Outbox {
        Outbox::with_patience(PATIENCE)
    }

    fn with_patience(patience: Duration) -> Outbox {
        Outbox {
            waiting: Mutex::default(),
            filled: Condvar::new(),
            drained: Condvar::new(),
            patience,
        }
    }

    /// Writes out what comes, until the end or an error.
    pub(super) fn write_to(&self, mut out: impl Write) {
        while let Some(message) = self.next() {
            let written = out.write_all(&message).and_then(|()| out.flush());
            let mut waiting = self.lock();
            waiting.is_writing = false;
            waiting.written += 1;
            if written.is_err() {
                *waiting = Waiting { is_closed: true, ..Waiting::default() };
            }
            self.drained.notify_all();
            if written.is_err() {
                return;
            }
        }
    }

    fn next(&self) -> Option<Vec<u8>> {
        let mut waiting = self.lock();
        loop {
            if let Some(Entry { message, .. }) = waiting.messages.pop_front() {
                waiting.bytes -= message.len();
                waiting.is_writing = true;
                return Some(message);
            }
            if waiting.is_closed {
                return None;
            }
            waiting = self.filled.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Puts a message into the queue.
    pub(super) fn put(&self, message: Vec<u8>) {
        self.add(None, message);
    }

    /// Puts news into the queue; older news of the same that still wait are dropped.
    pub(super) fn put_news(&self, about: String, message: Vec<u8>) {
        self.add(Some(about), message);
    }

    fn add(&self, about: Option<String>, message: Vec<u8>) {
        let mut waiting = self.lock();
        if waiting.is_closed {
            return;
        }
        waiting.bytes += message.len();
        if about.is_some()
            && let Some(at) = waiting.messages.iter().position(|entry| entry.about == about)
            && let Some(old) = waiting.messages.remove(at)
        {
            waiting.bytes -= old.message.len();
        }
        waiting.messages.push_back(Entry { about, message });
        self.filled.notify_one();
    }

    /// Waits until there is room. The client is gone if none comes.
    pub(super) fn wait_for_room(&self) -> Result<(), Gone> {
        let mut waiting = self.lock();
        let mut seen = waiting.written;
        let mut since = Instant::now();
        loop {
            if waiting.is_closed {
                return Err(Gone);
            }
            if waiting.bytes <= ROOM {
                return Ok(());
            }
            if waiting.written != seen {
                (seen, since) = (waiting.written, Instant::now());
            }
            let Some(left) = self.patience.checked_sub(since.elapsed()) else { return Err(Gone) };
            let waited = self.drained.wait_timeout(waiting, left);
            waiting = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Takes nothing more, and waits until all is written, though not for long.
    pub(super) fn close(&self, at_most: Duration) {
        let end = Instant::now() + at_most;
        let mut waiting = self.lock();
        while !waiting.is_closed && (waiting.is_writing || !waiting.messages.is_empty()) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.drained.wait_timeout(waiting, left);
            waiting = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        waiting.is_closed = true;
        self.filled.notify_all();
        self.drained.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts the thread that writes.
pub(super) fn start(outbox: &Arc<Outbox>, out: impl Write + Send + 'static) -> io::Result<()> {
    let outbox = Arc::clone(outbox);
    let writer = std::thread::Builder::new().name("writer".to_owned());
    writer.spawn(move || outbox.write_to(out)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_news_replace_those_that_wait() {
        let outbox = Outbox::new();
        outbox.put(b"a".to_vec());
        for number in 0..1_000 {
            outbox.put_news("x".to_owned(), format!("x{number}").into_bytes());
            outbox.put_news("y".to_owned(), format!("y{number}").into_bytes());
        }
        outbox.put(b"b".to_vec());
        outbox.close(Duration::ZERO);
        let mut text = Vec::new();
        outbox.write_to(&mut text);
        assert_eq!(text, b"ax999y999b");
    }

    #[test]
    fn a_client_that_reads_nothing_is_gone_in_the_end() {
        let outbox = Outbox::with_patience(Duration::from_millis(20));
        assert_eq!(outbox.wait_for_room(), Ok(()));
        outbox.put(vec![0; ROOM + 1]);
        assert_eq!(outbox.wait_for_room(), Err(Gone));
    }

    #[test]
    fn who_can_not_be_written_to_is_gone() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let outbox = Outbox::new();
        outbox.put(b"a".to_vec());
        outbox.write_to(Closed);
        assert_eq!(outbox.wait_for_room(), Err(Gone));
        outbox.put(vec![0; ROOM + 1]);
        assert_eq!(outbox.lock().bytes, 0);
    }
}
