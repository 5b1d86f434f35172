//! What lives between questions: the texts that are set, and what the stages made of them so far.
//!
//! ```text
//! workspace.set_text("m.go", text)     an editor opened a file
//! workspace.apply_edits("m.go", ...)   somebody types
//! workspace.snapshot()                 the texts of this moment, which can be asked about
//! ```
//!
//! One question is answered at a time. What the stages make for it is kept, and the next one takes of it what
//! is about the same texts; what was replaced is let go, and when much of it was, all begins anew.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::analyze::{conclude, run};
use super::keeper::{Keeper, Work};
use super::load;
use super::package::Outcome;
use super::session::{Reuse, Session};
use super::world::World;
use crate::findings::analysis::{Analysis, Detail, Inlining, Judged, Options};
use crate::schedule;
use crate::source::{Config, Loaded, NamedFiles, Tests};

/// One build of a tree that is being worked on: its settings, the texts that aren't on disk, and
/// what was found out so far.
pub struct Workspace {
    pub(super) config: Config,
    pub(super) inlining: Inlining,
    pub(super) shared: Arc<WorkspaceShared>,
}

/// What a workspace and its snapshots share.
pub(super) struct WorkspaceShared {
    pub(super) pool: rayon::ThreadPool,
    pub(super) threads: usize,
    /// Counts the changes of texts: who waits for an older one waits in vain.
    pub(super) revision: AtomicU64,
    /// Counts the times that what is loaded may have changed beyond the texts that were set.
    disk: AtomicU64,
    state: Mutex<StageResults>,
}

/// What the stages made.
pub(super) struct StageResults {
    pub(super) world: World,
    pub(super) kept: Keeper,
    /// What was loaded, the last first.
    loaded: VecDeque<LoadedTexts>,
    /// What was asked for, the last first: the revision of the texts, and the answer.
    answers: VecDeque<(u64, Query, Arc<Analysis>)>,
}

/// How many answers and loads are kept: as many as there are packages that somebody works on.
const MAX_KNOWN: usize = 32;

/// What was loaded, and of what.
struct LoadedTexts {
    loaded: Loaded,
    disk: u64,
    patterns: Vec<String>,
    named_files: NamedFiles,
    overlay: Overlay,
}

/// Texts that count instead of those on disk.
type Overlay = BTreeMap<PathBuf, Arc<[u8]>>;

impl LoadedTexts {
    fn is_of(&self, config: &Config, patterns: &[String]) -> bool {
        self.patterns == patterns && self.named_files == config.named_files
    }

    /// The same of other texts, unless something else has to be loaded.
    fn again(&self, disk: u64, config: &Config) -> Option<Loaded> {
        let overlay = &config.overlay;
        let is_same = self.disk == disk && self.overlay.keys().eq(overlay.keys());
        let texts = self.overlay.iter().zip(overlay.values());
        let changed = texts.filter(|((_, before), now)| !Arc::ptr_eq(before, now));
        let changed = changed.map(|((path, before), now)| (path.as_path(), before, now));
        is_same.then(|| self.loaded.with_texts(changed)).flatten()
    }
}

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Query {
    pub(super) patterns: Vec<String>,
    pub(super) named_files: NamedFiles,
    pub(super) options: Options,
}

/// A text changed before a question was answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text changed before there was an answer")
    }
}

impl std::error::Error for Cancelled {}

/// A change of a text: bytes of it, and what takes their place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// The bytes that go, as offsets in the text as the edits before left it.
    pub range: Range<usize>,
    /// What comes.
    pub text: Vec<u8>,
}

/// Why edits can't be applied. Nothing is changed then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EditError {
    /// The file's text was neither set nor can it be read.
    NoText(PathBuf),
    /// An edit is about bytes that aren't there.
    Outside {
        /// The bytes.
        range: Range<usize>,
        /// The length of the text.
        length: usize,
    },
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::NoText(path) => {
                write!(f, "{}: there is no text to edit", crate::visible::path(path))
            }
            EditError::Outside { range, length } => {
                let Range { start, end } = range;
                write!(f, "bytes {start} to {end} of a text of {length}")
            }
        }
    }
}

impl std::error::Error for EditError {}

impl Workspace {
    /// A workspace with the settings of a load, which predicts a build with or without inlining,
    /// on so many threads (0: as many as there are processors).
    pub fn new(
        config: Config,
        inlining: Inlining,
        threads: usize,
    ) -> Result<Workspace, rayon::ThreadPoolBuildError> {
        let state = StageResults {
            world: World::new(&config),
            kept: Keeper::default(),
            loaded: VecDeque::new(),
            answers: VecDeque::new(),
        };
        let shared = WorkspaceShared {
            pool: schedule::pool(threads)?,
            threads,
            revision: AtomicU64::new(0),
            disk: AtomicU64::new(0),
            state: Mutex::new(state),
        };
        Ok(Workspace { config, inlining, shared: Arc::new(shared) })
    }

    /// Its settings. Their overlay holds the texts that were set.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Sets the text of a file, which counts instead of what is on disk. The path is absolute.
    pub fn set_text(&mut self, path: &Path, text: impl Into<Arc<[u8]>>) {
        self.config.overlay.insert(path.to_owned(), text.into());
        self.changed();
    }

    /// Changes the text of a file: the one that was set, or else the one on disk. Each edit is
    /// about the text that those before it left.
    pub fn apply_edits(&mut self, path: &Path, edits: &[Edit]) -> Result<(), EditError> {
        let mut text = match self.config.overlay.get(path) {
            Some(text) => text.to_vec(),
            None => crate::disk::read(path, crate::disk::limit::SOURCE)
                .map_err(|_| EditError::NoText(path.to_owned()))?,
        };
        for Edit { range, text: new } in edits {
            if range.start > range.end || range.end > text.len() {
                let (range, length) = (range.clone(), text.len());
                return Err(EditError::Outside { range, length });
            }
            text.splice(range.clone(), new.iter().copied());
        }
        self.set_text(path, text);
        Ok(())
    }

    /// Forgets the text of a file: what is on disk counts again, if there is something.
    pub fn forget(&mut self, path: &Path) {
        if self.config.overlay.remove(path).is_some() {
            self.changed();
        }
    }

    /// Takes test files in, or leaves them out, from now on.
    pub fn set_tests(&mut self, tests: Tests) {
        if self.config.tests != tests {
            self.config.tests = tests;
            self.loads_anew();
        }
    }

    /// Files on disk may have changed: until this is said, they are taken to be as they were.
    pub fn disk_changed(&mut self) {
        self.loads_anew();
    }

    fn loads_anew(&mut self) {
        self.shared.disk.fetch_add(1, Ordering::SeqCst);
        self.changed();
    }

    fn changed(&mut self) {
        self.shared.revision.fetch_add(1, Ordering::SeqCst);
    }

    /// What is found in all that patterns name, by whoever asks this workspace nothing more: what the
    /// stages made isn't kept for another question.
    pub fn into_analysis(self, patterns: &[String], detail: Detail, judged: Judged) -> Analysis {
        let Workspace { config, inlining, shared } = self;
        let options = Options { detail, judged, inlining, threads: shared.threads };
        let mut state = shared.state();
        let session = state.open(&shared, &config, patterns);
        let StageResults { world, kept, .. } = &*state;
        let (done, _) = run(&shared.pool, &session, world, kept, &config, options, &|| false);
        conclude(session, done)
    }

    /// How much the last question that wasn't answered already took.
    pub fn last_work(&self) -> Work {
        self.shared.state().kept.last()
    }
}

impl StageResults {
    /// What is found in the texts of a revision: what was found before, if this was asked of them already.
    pub(super) fn answer(
        &mut self,
        shared: &WorkspaceShared,
        config: &Config,
        revision: u64,
        query: Query,
    ) -> Result<Arc<Analysis>, Cancelled> {
        self.answers.retain(|(known, ..)| *known == revision);
        if let Some((.., analysis)) = self.answers.iter().find(|(_, known, _)| *known == query) {
            return Ok(Arc::clone(analysis));
        }
        let analysis = Arc::new(self.find_out(shared, config, revision, &query)?);
        self.answers.truncate(MAX_KNOWN);
        self.answers.push_front((revision, query, Arc::clone(&analysis)));
        Ok(analysis)
    }

    /// Does the work that a question makes, and keeps what the stages made of it.
    pub(super) fn find_out(
        &mut self,
        shared: &WorkspaceShared,
        config: &Config,
        revision: u64,
        query: &Query,
    ) -> Result<Analysis, Cancelled> {
        let session = self.open(shared, config, &query.patterns);
        let StageResults { world, kept, .. } = self;
        let cancelled = || shared.revision.load(Ordering::SeqCst) != revision;
        let options = query.options;
        let (done, modes) = run(&shared.pool, &session, world, kept, config, options, &cancelled);
        session.keep(kept, &modes, &done);
        let gone = kept.take_gone();
        if !gone.is_empty() {
            schedule::let_go(&shared.pool, gone);
        }
        if done.iter().flatten().any(|done| matches!(done, Outcome::Cancelled)) {
            return Err(Cancelled);
        }
        Ok(conclude(session, done))
    }

    /// Loads and parses what patterns name, in a new world if the one of before is worn, knows
    /// packages that changed in the cache, or knows some by other names.
    pub(super) fn open(
        &mut self,
        shared: &WorkspaceShared,
        config: &Config,
        patterns: &[String],
    ) -> Session {
        if self.kept.is_worn() {
            self.renew(config);
        }
        let StageResults { world, kept, .. } = self;
        world.forget_texts(|| kept.files_in_use());
        let pool = &shared.pool;
        let disk = shared.disk.load(Ordering::SeqCst);
        let before = self.loaded.iter().position(|known| known.is_of(config, patterns));
        let before = before.and_then(|at| self.loaded.remove(at));
        let again = before.and_then(|known| known.again(disk, config));
        let loaded = again.unwrap_or_else(|| pool.install(|| load(config, patterns)));
        self.loaded.truncate(MAX_KNOWN);
        self.loaded.push_front(LoadedTexts {
            loaded,
            disk,
            patterns: patterns.to_vec(),
            named_files: config.named_files,
            overlay: config.overlay.clone(),
        });
        let open = |now: &StageResults| {
            let StageResults { world, kept, loaded, .. } = now;
            let loaded = loaded.front().map(|known| known.loaded.clone()).unwrap_or_default();
            Session::open(pool, config, loaded, world, kept, Reuse::Dependencies)
        };
        let session = open(self);
        if !session.is_stale {
            return session;
        }
        self.renew(config);
        open(self)
    }

    fn renew(&mut self, config: &Config) {
        (self.world, self.kept) = (World::new(config), Keeper::default());
    }
}

impl WorkspaceShared {
    pub(super) fn state(&self) -> MutexGuard<'_, StageResults> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Workspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: BTreeMap<&PathBuf, usize> =
            self.config.overlay.iter().map(|(path, text)| (path, text.len())).collect();
        f.debug_struct("Workspace").field("texts", &texts).finish_non_exhaustive()
    }
}
