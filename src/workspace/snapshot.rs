//! A session that lives: texts come and go, and questions are answered from what is known.
//!
//! ```text
//! workspace.set_text("m.go", text)     an editor opened a file
//! workspace.apply_edits("m.go", ...)   somebody types
//! let now = workspace.snapshot()       what is asked of it is about the texts of this moment
//! now.findings("m.go", ...)            what this needs is analyzed, and kept
//! ```
//!
//! Questions are about files, places and functions, never about packages: how much is analyzed
//! for an answer is decided here, and may become less.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::analyze::{conclude, run};
use super::keeper::{Keeper, Work};
use super::load;
use super::named_type::{NamedType, named_type};
use super::package::{Analyzed, Outcome};
use super::session::{Reuse, Session};
use super::summarize::Encoder;
use super::world::World;
use crate::findings::Explained;
use crate::findings::analysis::{
    Analysis, Detail, Inlining, Judged, Options, RootReport, SourceError,
};
use crate::findings::flow::{self, FlowGraph, FunctionLookup};
use crate::ir::type_fmt::TypeFmt;
use crate::lower::references::References;
use crate::schedule;
use crate::source::pos::FileId;
use crate::source::{Config, Loaded, NamedFiles, Tests};
use crate::summary::{Encoded, SessionLibrary};
use crate::syntax::innermost;

/// One build of a tree that is being worked on: its settings, the texts that aren't on disk, and
/// what was found out so far.
pub struct Workspace {
    config: Config,
    inlining: Inlining,
    shared: Arc<WorkspaceShared>,
}

/// What a workspace and its snapshots share.
struct WorkspaceShared {
    pool: rayon::ThreadPool,
    threads: usize,
    /// Counts the changes of texts: who waits for an older one waits in vain.
    revision: AtomicU64,
    /// Counts the times that what is loaded may have changed beyond the texts that were set.
    disk: AtomicU64,
    state: Mutex<StageResults>,
}

/// What the stages made.
struct StageResults {
    world: World,
    kept: Keeper,
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

#[derive(Clone, PartialEq, Eq, Debug)]
struct Query {
    patterns: Vec<String>,
    named_files: NamedFiles,
    options: Options,
}

/// The texts of a moment. It answers questions about them, on any thread.
#[derive(Clone)]
pub struct Snapshot {
    config: Config,
    inlining: Inlining,
    revision: u64,
    shared: Arc<WorkspaceShared>,
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

    /// The texts of this moment.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            config: self.config.clone(),
            inlining: self.inlining,
            revision: self.shared.revision.load(Ordering::SeqCst),
            shared: Arc::clone(&self.shared),
        }
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
    /// Loads and parses what patterns name, in a new world if the one of before is worn, knows
    /// packages that changed in the cache, or knows some by other names.
    fn open(&mut self, shared: &WorkspaceShared, config: &Config, patterns: &[String]) -> Session {
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
    fn state(&self) -> MutexGuard<'_, StageResults> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The type of an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeAt {
    /// The expression, as bytes of the file.
    pub extent: Range<u32>,
    /// The type as gc spells it.
    pub text: String,
    /// How many bytes a value of it takes, if that is known.
    pub size: Option<u64>,
}

/// Where a file was found.
#[derive(Clone)]
pub enum FileLookup {
    /// In a package that was analyzed.
    Found {
        /// The analysis, with reasons.
        analysis: Arc<Analysis>,
        /// The index of the package in [`Analysis::roots`].
        root: usize,
        /// The file.
        file: FileId,
    },
    /// In no package.
    Nowhere,
    /// In none of those that were analyzed, but there are others, of which the analysis has faults.
    Fault(Arc<Analysis>),
}

/// A package that a file is in.
struct OwningPackage {
    analysis: Arc<Analysis>,
    root: usize,
    file: FileId,
}

impl Snapshot {
    /// Drops something large that was made of a snapshot before this one, while nobody waits for it.
    pub fn let_go<T: Send + 'static>(&self, value: T) {
        schedule::let_go(&self.shared.pool, value);
    }

    /// The errors in a file, in order of their places. None of a file that is in no package.
    pub fn diagnostics(&self, path: &Path) -> Result<Vec<SourceError>, Cancelled> {
        let Some(found) = self.find(path, Detail::Steps)? else { return Ok(Vec::new()) };
        let errors = found.analysis.roots[found.root].errors.iter();
        Ok(errors.filter(|error| error.pos.file == found.file).cloned().collect())
    }

    /// What is found in a file, with reasons, in order of places; within a range of its bytes, if
    /// one is given. None of a file that is in no package.
    pub fn findings(
        &self,
        path: &Path,
        range: Option<Range<u32>>,
    ) -> Result<Vec<Arc<Explained>>, Cancelled> {
        let Some(found) = self.find(path, Detail::Steps)? else { return Ok(Vec::new()) };
        let analysis = &found.analysis;
        let here = |one: &&Arc<Explained>| {
            one.pos.file == found.file
                && range.as_ref().is_none_or(|range| range.contains(&one.pos.offset))
        };
        Ok(analysis.roots[found.root].explained().iter().filter(here).cloned().collect())
    }

    /// The summary of the package that a file is in: what those that import it need to know of it,
    /// as bytes. None if something of the package isn't known.
    pub fn summary(&self, path: &Path) -> Result<Option<Encoded>, Cancelled> {
        let Some(found) = self.find(path, Detail::Steps)? else { return Ok(None) };
        let state = self.shared.state();
        if self.is_cancelled() {
            return Err(Cancelled);
        }
        let analyzed = state.kept.analyzed_of(found.file).filter(|analyzed| analyzed.complete);
        Ok(analyzed.map(|analyzed| {
            let Analyzed { package, tags, exports, .. } = &**analyzed;
            let (profile, references) = (self.config.target.profile(), References::default());
            let library = SessionLibrary::new(Arc::clone(&state.world.library));
            let encoder = Encoder::of(&state.world, &library, &profile, &references);
            encoder.encode(package, tags, exports)
        }))
    }

    /// The graph that a function is in, by its name or, of a generic one, its name without type
    /// arguments.
    pub fn graph(&self, path: &Path, function: &str) -> Result<Option<FlowGraph>, Cancelled> {
        let Some(found) = self.find(path, Detail::Graphs)? else { return Ok(None) };
        let root = &found.analysis.roots[found.root];
        let graphs = root.graphs.iter().map(|graph| (root.title.as_str(), graph));
        Ok(match flow::look_up(graphs, function) {
            FunctionLookup::One { graph, .. } => Some(graph.clone()),
            FunctionLookup::Several(_) | FunctionLookup::Nothing(_) => None,
        })
    }

    /// The type of the innermost expression that contains a byte of a file.
    pub fn type_at(&self, path: &Path, offset: u32) -> Result<Option<TypeAt>, Cancelled> {
        let Some(found) = self.find(path, Detail::Steps)? else { return Ok(None) };
        let id = found.file;
        let state = self.shared.state();
        if self.is_cancelled() {
            return Err(Cancelled);
        }
        let types = &state.world.types;
        let find = || {
            let package = &state.kept.analyzed_of(id)?.package;
            let file = package.files.iter().find(|file| file.ast.id == id)?;
            let (decl, expr, extent) = innermost(&file.ast, offset)?;
            let ty = file.decl(decl)?.facts.exprs.get(expr)?.as_ref()?.ty;
            let text = TypeFmt::new(types, Some(package.id)).string(ty);
            Some(TypeAt { extent, text, size: u64::try_from(types.sizeof(ty)).ok() })
        };
        Ok(find())
    }

    /// A type by its text, in the scope of the package that patterns name, for its size and layout.
    pub fn named_type(
        &self,
        patterns: &[String],
        text: &str,
    ) -> io::Result<Result<NamedType, String>> {
        named_type(&self.config, patterns, text, self.shared.threads)
    }

    /// What is found in all that patterns name, as [`analyze()`](super::analyze()) gives it.
    pub fn named(
        &self,
        patterns: &[String],
        detail: Detail,
        judged: Judged,
    ) -> Result<Arc<Analysis>, Cancelled> {
        self.ask(&self.config, patterns, detail, judged)
    }

    /// The same, for whoever changes it: the next question starts from what the stages made, and not
    /// from this answer.
    pub fn analysis(
        &self,
        patterns: &[String],
        detail: Detail,
        judged: Judged,
    ) -> Result<Analysis, Cancelled> {
        let shared = &*self.shared;
        let options = Options { detail, judged, inlining: self.inlining, threads: shared.threads };
        let mut state = shared.state();
        if self.is_cancelled() {
            return Err(Cancelled);
        }
        self.answer(&mut state, &self.config, patterns, options)
    }

    /// What is found in files of which each is a package by itself, by their absolute paths.
    pub fn each_file(&self, files: &[String], detail: Detail) -> Result<Arc<Analysis>, Cancelled> {
        let config = Config { named_files: NamedFiles::EachPackage, ..self.config.clone() };
        self.ask(&config, files, detail, Judged::Nothing)
    }

    /// Looks for a file in the packages that patterns name; without patterns, in the package of its
    /// directory; at last, it is a package by itself.
    pub fn look_up(&self, path: &Path, patterns: &[String]) -> Result<FileLookup, Cancelled> {
        self.look_up_in(path, patterns, Detail::Steps)
    }

    /// The package that a file is in: that of its directory, or else the file by itself.
    fn find(&self, path: &Path, detail: Detail) -> Result<Option<OwningPackage>, Cancelled> {
        Ok(match self.look_up_in(path, &[], detail)? {
            FileLookup::Found { analysis, root, file } => {
                Some(OwningPackage { analysis, root, file })
            }
            FileLookup::Nowhere | FileLookup::Fault(_) => None,
        })
    }

    fn look_up_in(
        &self,
        path: &Path,
        patterns: &[String],
        detail: Detail,
    ) -> Result<FileLookup, Cancelled> {
        let mut attempts: Vec<(Config, Vec<String>)> = Vec::new();
        if !patterns.is_empty() {
            attempts.push((self.config.clone(), patterns.to_vec()));
        } else if let Some(dir) = path.parent()
            && self.config.named_files != NamedFiles::EachPackage
        {
            attempts.push((self.config.clone(), vec![dir.to_string_lossy().into_owned()]));
        }
        let alone = Config { named_files: NamedFiles::EachPackage, ..self.config.clone() };
        attempts.push((alone, vec![path.to_string_lossy().into_owned()]));
        for (config, patterns) in attempts {
            let analysis = self.ask(&config, &patterns, detail, Judged::Nothing)?;
            let file_of = |root: &RootReport| {
                let is_it =
                    |id: &FileId| is_same(Path::new(&analysis.sources.file(*id).path), path);
                root.files.iter().copied().find(is_it)
            };
            let mut roots = analysis.roots.iter().enumerate();
            let found = roots.find_map(|(number, root)| Some((number, file_of(root)?)));
            match found {
                Some((root, file)) => return Ok(FileLookup::Found { analysis, root, file }),
                None if !analysis.faults.is_empty() => return Ok(FileLookup::Fault(analysis)),
                None => {}
            }
        }
        Ok(FileLookup::Nowhere)
    }

    fn is_cancelled(&self) -> bool {
        self.shared.revision.load(Ordering::SeqCst) != self.revision
    }

    fn ask(
        &self,
        config: &Config,
        patterns: &[String],
        detail: Detail,
        judged: Judged,
    ) -> Result<Arc<Analysis>, Cancelled> {
        let shared = &*self.shared;
        let options = Options { detail, judged, inlining: self.inlining, threads: shared.threads };
        let asked = Query { patterns: patterns.to_vec(), named_files: config.named_files, options };
        let mut state = shared.state();
        if self.is_cancelled() {
            return Err(Cancelled);
        }
        state.answers.retain(|(revision, ..)| *revision == self.revision);
        if let Some((.., analysis)) = state.answers.iter().find(|(_, known, _)| *known == asked) {
            return Ok(Arc::clone(analysis));
        }
        let analysis = Arc::new(self.answer(&mut state, config, patterns, options)?);
        state.answers.truncate(MAX_KNOWN);
        state.answers.push_front((self.revision, asked, Arc::clone(&analysis)));
        Ok(analysis)
    }

    /// Does the work that a question makes, and keeps what the stages made of it.
    fn answer(
        &self,
        state: &mut StageResults,
        config: &Config,
        patterns: &[String],
        options: Options,
    ) -> Result<Analysis, Cancelled> {
        let shared = &*self.shared;
        let session = state.open(shared, config, patterns);
        let StageResults { world, kept, .. } = state;
        let cancelled = || self.is_cancelled();
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
}

/// Whether two paths are those of one file.
fn is_same(a: &Path, b: &Path) -> bool {
    let canonical = |path: &Path| path.canonicalize().ok();
    a == b || canonical(a).is_some_and(|a| Some(a) == canonical(b))
}

impl fmt::Debug for Workspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: BTreeMap<&PathBuf, usize> =
            self.config.overlay.iter().map(|(path, text)| (path, text.len())).collect();
        f.debug_struct("Workspace").field("texts", &texts).finish_non_exhaustive()
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("revision", &self.revision).finish_non_exhaustive()
    }
}
