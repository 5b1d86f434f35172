//! A sign of life on standard error while work is long: only on a terminal, and gone when the
//! work is done.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Shows that work goes on until it is dropped.
pub(super) struct Progress {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

/// Shorter work isn't worth a word.
const PATIENCE: Duration = Duration::from_millis(700);

impl Progress {
    /// Begins, if standard error is a terminal.
    pub(super) fn start(what: &'static str) -> Progress {
        if !io::stderr().is_terminal() {
            return Progress { running: None };
        }
        let (stop, stopped) = mpsc::channel();
        let begun = Instant::now();
        let thread = std::thread::spawn(move || {
            let mut shown = false;
            while stopped.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let seconds = begun.elapsed().as_secs();
                let _ = write!(io::stderr(), "\rgoesc: {what} ({seconds} s)");
                shown = true;
            }
            if shown {
                let _ = write!(io::stderr(), "\r\x1b[K");
            }
        });
        Progress { running: Some((stop, thread)) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}
