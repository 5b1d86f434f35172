//! Directories that the system watches, and what happened in them that matters.
//!
//! Each directory is watched by itself: of what is below it, only what a check reads, so that a tree
//! of other things costs nothing. However much happens, what is kept of it is little: the number of
//! files that changed up to a limit, and the name of one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use notify::event::{AccessKind, AccessMode, MetadataKind, ModifyKind};
use notify::{ErrorKind, Event, EventKind, PollWatcher, RecursiveMode, Watcher};

use super::places::{Places, counts};
use crate::cli::complain;
use crate::policy::config;

/// As long as nothing happens for this time, what was begun has ended: editors write a file in
/// several steps, and other programs many files.
const QUIET: Duration = Duration::from_millis(30);

/// What goes on for longer than this is looked at while it does.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often files are looked at if the system watches no more of them.
const POLL: Duration = Duration::from_secs(1);

/// More files than this aren't counted.
const MOST_COUNTED: usize = 1000;

/// The clock of a file system is this much late at most.
const CLOCK: Duration = Duration::from_millis(10);

/// Something happened.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// The files and directories that changed; none if they are too many or not known.
    pub(super) paths: BTreeSet<PathBuf>,
    /// Whether a configuration file is among them.
    pub(super) of_settings: bool,
}

/// The directories that are watched.
pub(super) struct Directories {
    watcher: Box<dyn Watcher>,
    happened: Arc<Happened>,
}

#[derive(Default)]
struct Happened {
    state: Mutex<State>,
    something: Condvar,
}

/// What is shared with the thread that hears of changes.
#[derive(Default)]
struct State {
    places: Places,
    /// Those of the directories that are watched as far as is known.
    watched: BTreeSet<PathBuf>,
    changed: BTreeSet<PathBuf>,
    /// Whether more changed than `changed` says.
    more: bool,
    of_settings: bool,
    /// Counts what happened.
    events: u64,
}

impl Directories {
    /// Begins to watch, without any directory.
    pub(super) fn start() -> notify::Result<Directories> {
        let happened = Arc::new(Happened::default());
        let hear = Arc::clone(&happened);
        match notify::recommended_watcher(move |event| hear.take(event)) {
            Ok(watcher) => Ok(Directories { watcher: Box::new(watcher), happened }),
            Err(_) => Ok(Directories { watcher: polling(&happened)?, happened }),
        }
    }

    /// Watches these places from now on, and no others. What changed in a new one since the check
    /// began that named it counts, if there was one.
    pub(super) fn follow(&mut self, places: &Places, begun: Option<SystemTime>) {
        let (new, old) = {
            let mut state = self.happened.state();
            state.places = places.clone();
            let State { watched, .. } = &mut *state;
            let new: Vec<PathBuf> = places.directories.difference(watched).cloned().collect();
            let old: Vec<PathBuf> = watched.difference(&places.directories).cloned().collect();
            watched.retain(|dir| places.directories.contains(dir));
            (new, old)
        };
        // Nothing is locked here: watchers may wait for the thread that hears of changes.
        for dir in old {
            let _ = self.watcher.unwatch(&dir);
        }
        if self.watch(&new) == Watched::NotAll {
            complain(&format_args!(
                "warning: the system watches no more directories: they are looked at each {} s",
                POLL.as_secs()
            ));
            let Ok(polling) = polling(&self.happened) else { return };
            self.watcher = polling;
            let all: Vec<PathBuf> = places.directories.iter().cloned().collect();
            self.watch(&all);
        }
        if let Some(begun) = begun {
            new.iter().for_each(|dir| self.happened.look_at(dir, begun));
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.happened.state().watched.len()
    }

    /// Waits until something has changed, and no more does.
    pub(super) fn wait(&self) -> Change {
        let mut state = self.happened.state();
        while state.changed.is_empty() && !state.more {
            state = wait_for(&self.happened.something, state);
        }
        let begun = Instant::now();
        loop {
            let before = state.events;
            drop(state);
            std::thread::sleep(QUIET);
            state = self.happened.state();
            if state.events == before || begun.elapsed() > PATIENCE {
                return state.take();
            }
        }
    }

    /// What can't be watched (it went away, it mustn't be read) is left out, unless there are too
    /// many.
    fn watch(&mut self, dirs: &[PathBuf]) -> Watched {
        let mut paths = self.watcher.paths_mut();
        let mut done = Vec::with_capacity(dirs.len());
        for dir in dirs {
            match paths.add(dir, RecursiveMode::NonRecursive) {
                Ok(()) => done.push(dir),
                Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => {
                    return Watched::NotAll;
                }
                Err(_) => {}
            }
        }
        let _ = paths.commit();
        let there = done.into_iter().filter(|dir| dir.is_dir()).cloned();
        self.happened.state().watched.extend(there);
        Watched::All
    }
}

#[derive(PartialEq, Eq)]
enum Watched {
    All,
    NotAll,
}

/// Looks at files again and again.
fn polling(happened: &Arc<Happened>) -> notify::Result<Box<dyn Watcher>> {
    let hear = Arc::clone(happened);
    let config = notify::Config::default().with_poll_interval(POLL);
    let watcher = PollWatcher::new(move |event| hear.take(event), config)?;
    happened.state().watched.clear();
    Ok(Box::new(watcher))
}

fn wait_for<'a>(something: &Condvar, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
    something.wait(state).unwrap_or_else(PoisonError::into_inner)
}

impl Happened {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, event: notify::Result<Event>) {
        let Ok(event) = event else { return };
        let mut state = self.state();
        state.hear(&event);
        if !state.changed.is_empty() || state.more {
            self.something.notify_one();
        }
    }

    /// Takes what changed in a directory since a time for a change.
    fn look_at(&self, dir: &Path, since: SystemTime) {
        let since = since.checked_sub(CLOCK).unwrap_or(since);
        let is_later = |entry: &fs::DirEntry| {
            let written = entry.metadata().and_then(|data| data.modified());
            written.is_ok_and(|written| written > since)
        };
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        let mut state = self.state();
        for entry in entries.filter(is_later) {
            let path = entry.path();
            if state.places.counts(&path) || may_have_packages(&path) {
                state.add(path);
            }
        }
    }
}

impl State {
    fn hear(&mut self, event: &Event) {
        if event.need_rescan() {
            // Nobody knows what happened.
            self.watched.clear();
            self.more = true;
            self.events += 1;
        }
        if !is_change(event.kind) {
            return;
        }
        for path in &event.paths {
            if self.places.counts(path) || self.is_of_directories(event.kind, path) {
                self.add(path.clone());
            }
        }
    }

    fn add(&mut self, path: PathBuf) {
        self.events += 1;
        self.of_settings |= self.places.are_settings(&path);
        if self.changed.len() < MOST_COUNTED {
            self.changed.insert(path);
        } else {
            self.more |= !self.changed.contains(&path);
        }
    }

    /// Whether directories came, went or can be read now. Those that went aren't watched any more.
    fn is_of_directories(&mut self, kind: EventKind, path: &Path) -> bool {
        let moves = match kind {
            EventKind::Access(_) => return false,
            EventKind::Modify(kind) => matches!(kind, ModifyKind::Name(_) | ModifyKind::Other),
            EventKind::Any | EventKind::Create(_) | EventKind::Remove(_) | EventKind::Other => true,
        };
        let from_here = self.watched.range(path.to_owned()..);
        let below: Vec<PathBuf> =
            from_here.take_while(|dir| dir.starts_with(path)).cloned().collect();
        if !below.is_empty() && moves {
            for dir in &below {
                self.watched.remove(dir);
            }
            return true;
        }
        // That there are other files in it is no news of a directory.
        let is_content = matches!(kind, EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Any));
        !is_content && may_have_packages(path)
    }

    fn take(&mut self) -> Change {
        let changed = std::mem::take(&mut self.changed);
        let paths = if std::mem::take(&mut self.more) { BTreeSet::new() } else { changed };
        Change { paths, of_settings: std::mem::take(&mut self.of_settings) }
    }
}

impl Places {
    /// Whether a file matters to the check.
    fn counts(&self, path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(counts) || self.files.contains(path)
    }

    fn are_settings(&self, path: &Path) -> bool {
        path.file_name().is_some_and(|name| name == config::NAME)
            || self.settings.as_deref() == Some(path)
    }
}

/// Whether it is a directory that patterns look at.
fn may_have_packages(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with(['.', '_']) && name != "testdata" && path.is_dir()
}

/// Whether something may be different now. That a file was read is no change; that one was closed
/// after writing is, as there may be more in it than when it was written to first.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => false,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    }
}
