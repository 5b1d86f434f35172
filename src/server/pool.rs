//! The threads that requests run on, and the one that analyzes what changed.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use crate::fault::STACK;

type Job = Box<dyn FnOnce() + Send>;

/// Threads that take jobs in the order in which they come.
pub(super) struct Pool {
    jobs: Arc<Jobs>,
}

#[derive(Default)]
struct Jobs {
    /// Each with what it is done for: of those for the same, the last one counts.
    waiting: Mutex<VecDeque<(Option<String>, Job)>>,
    filled: Condvar,
}

impl Pool {
    /// Starts so many threads. They end with the process.
    pub(super) fn start(name: &str, threads: usize) -> io::Result<Pool> {
        let jobs = Arc::new(Jobs::default());
        for _ in 0..threads {
            let jobs = Arc::clone(&jobs);
            // What types and trees are walked by recurses.
            let thread = thread::Builder::new().name(name.to_owned()).stack_size(STACK);
            thread.spawn(move || {
                loop {
                    jobs.next()();
                }
            })?;
        }
        Ok(Pool { jobs })
    }

    /// Does something when a thread has time for it.
    pub(super) fn run(&self, job: impl FnOnce() + Send + 'static) {
        self.add(None, Box::new(job));
    }

    /// Does something before all that waits, and in place of what waits for the same.
    pub(super) fn run_last(&self, what: String, job: impl FnOnce() + Send + 'static) {
        self.add(Some(what), Box::new(job));
    }

    fn add(&self, what: Option<String>, job: Job) {
        let mut waiting = self.jobs.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match what {
            None => waiting.push_back((None, job)),
            Some(_) => {
                waiting.retain(|(known, _)| *known != what);
                waiting.push_front((what, job));
            }
        }
        self.jobs.filled.notify_one();
    }
}

impl Jobs {
    fn next(&self) -> Job {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some((_, job)) = waiting.pop_front() {
                return job;
            }
            waiting = self.filled.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
