//! Standard output, as long as somebody reads it: on a terminal, what was there gives way to what is
//! new, in one go.

use std::cell::Cell;
use std::io::{self, ErrorKind, IsTerminal, Write};

use crate::cli::options::{AsGc, Check, ForPeople, Printed};

/// Moves to the top left of an empty screen. What has scrolled away stays where it is.
const CLEAR: &[u8] = b"\x1b[2J\x1b[H";

/// Where results go, one after the other.
pub(super) struct Screen {
    clears: bool,
    is_first: Cell<bool>,
    is_closed: Cell<bool>,
}

impl Screen {
    /// The screen of a check. It is cleared only if it shows the result.
    pub(super) fn new(check: &Check) -> Screen {
        let elsewhere = match &check.printed {
            Printed::AsGc(AsGc::Decisions { file } | AsGc::Reasons { file })
            | Printed::ForPeople(ForPeople { file, .. }) => file.is_some(),
            Printed::AsGc(AsGc::Log { .. }) => true,
        };
        let clears = !elsewhere && io::stdout().is_terminal();
        Screen { clears, is_first: Cell::new(true), is_closed: Cell::new(false) }
    }

    /// Makes room for a result. What was on the screen before the first one stays.
    pub(super) fn clear(&self) {
        if self.clears && !self.is_first.replace(false) {
            // Standard output keeps it until the first line of what is new.
            let _ = (&mut &*self).write_all(CLEAR);
        }
    }

    /// Whether nobody reads what is written.
    pub(super) fn is_closed(&self) -> bool {
        let _ = (&mut &*self).flush();
        self.is_closed.get()
    }

    fn note<T>(&self, done: io::Result<T>) -> io::Result<T> {
        done.inspect_err(|error| {
            if error.kind() == ErrorKind::BrokenPipe {
                self.is_closed.set(true);
            }
        })
    }
}

impl Write for &Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.note(io::stdout().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.note(io::stdout().flush())
    }
}
