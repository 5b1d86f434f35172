//! What can be asked about the texts of a moment.
//!
//! ```text
//! let now = workspace.snapshot()    whatever is typed from here on, this is about the texts as they are
//! now.findings("m.go", ...)         what this needs is analyzed, and kept for the next question
//! ```
//!
//! Questions are about files, places and functions, never about packages: how much is analyzed
//! for an answer is decided here, and may become less.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard};

use super::live::{Cancelled, Query, StageResults, Workspace, WorkspaceShared};
use super::named_type::{NamedType, named_type};
use super::package::Analyzed;
use super::summarize::Encoder;
use crate::findings::Explained;
use crate::findings::analysis::{
    Analysis, Detail, Inlining, Judged, Options, RootReport, SourceError,
};
use crate::findings::flow::{self, FlowGraph, FunctionLookup};
use crate::ir::type_fmt::TypeFmt;
use crate::lower::references::References;
use crate::schedule;
use crate::source::pos::FileId;
use crate::source::{self, Config, LeftOut, NamedFiles};
use crate::summary::{Encoded, SessionLibrary};
use crate::syntax::innermost;

/// The texts of a moment. It answers questions about them, on any thread.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) config: Config,
    pub(super) inlining: Inlining,
    pub(super) revision: u64,
    pub(super) shared: Arc<WorkspaceShared>,
}

impl Workspace {
    /// The texts of this moment.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            config: self.config.clone(),
            inlining: self.inlining,
            revision: self.shared.revision.load(Ordering::SeqCst),
            shared: Arc::clone(&self.shared),
        }
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

    /// Patterns for all packages of the current directory, those of a workspace's modules below it
    /// included: wildcards don't go into modules, and there need be none at its root.
    pub fn all_patterns(&self) -> Vec<String> {
        let cwd = &self.config.cwd;
        let dirs = source::modules_here(&self.config);
        let is_in_module = dirs.is_empty() || dirs.iter().any(|dir| cwd.starts_with(dir));
        let here = is_in_module.then(|| "./...".to_owned());
        let below = dirs.iter().filter(|dir| *dir != cwd && dir.starts_with(cwd));
        let below = below.map(|dir| format!("{}/...", dir.to_string_lossy()));
        here.into_iter().chain(below).collect()
    }

    /// Why a file is left out of the build of its directory. One that asks for `ignore` is left out of all,
    /// and a program by itself.
    pub fn left_out(&self, path: &Path) -> Option<LeftOut> {
        let why = LeftOut::why(&self.config, path)?;
        let mut config = self.config.clone();
        config.target.tags.push("ignore".to_owned());
        LeftOut::why(&config, path).map(|_| why)
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
        let state = self.state()?;
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
        let state = self.state()?;
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
        let query = self.query(&self.config, patterns, detail, judged);
        self.state()?.find_out(&self.shared, &self.config, self.revision, &query)
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

    fn ask(
        &self,
        config: &Config,
        patterns: &[String],
        detail: Detail,
        judged: Judged,
    ) -> Result<Arc<Analysis>, Cancelled> {
        let query = self.query(config, patterns, detail, judged);
        self.state()?.answer(&self.shared, config, self.revision, query)
    }

    fn query(&self, config: &Config, patterns: &[String], detail: Detail, judged: Judged) -> Query {
        let Snapshot { inlining, ref shared, .. } = *self;
        let options = Options { detail, judged, inlining, threads: shared.threads };
        Query { patterns: patterns.to_vec(), named_files: config.named_files, options }
    }

    /// What the stages made, once nobody else works on it; nothing for an older text.
    fn state(&self) -> Result<MutexGuard<'_, StageResults>, Cancelled> {
        let state = self.shared.state();
        match self.shared.revision.load(Ordering::SeqCst) == self.revision {
            true => Ok(state),
            false => Err(Cancelled),
        }
    }
}

/// Whether two paths are those of one file.
fn is_same(a: &Path, b: &Path) -> bool {
    let canonical = |path: &Path| path.canonicalize().ok();
    a == b || canonical(a).is_some_and(|a| Some(a) == canonical(b))
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("revision", &self.revision).finish_non_exhaustive()
    }
}
