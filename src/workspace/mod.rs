//! Drives the stages: loads packages, parses and checks them in parallel, lowers and analyzes
//! each when all that it imports is done.
//!
//! ```text
//! analyze(options, ["./..."])    files are parsed all at once, packages follow their imports
//! ```

mod analyze;
mod cached;
mod callees;
mod cx;
mod difference;
mod edited;
mod effects;
mod escapes;
mod functions;
mod incremental;
mod keeper;
mod live;
mod missing;
mod named_type;
mod package;
mod session;
mod snapshot;
mod stand_in;
mod summarize;
mod unit;
mod world;

use std::panic::resume_unwind;
use std::sync::Arc;

pub use keeper::Work;
pub use live::{Cancelled, Edit, EditError, Workspace};
pub use named_type::{NamedType, named_type};
pub use snapshot::{FileLookup, Snapshot, TypeAt};
pub use summarize::{StdError, Summary, summarize, summarize_std};
pub use unit::{UnitAnalysis, analyze_unit};

use crate::findings::analysis::{Analysis, Options};
use crate::schedule;
use crate::source::pos::{Pos, SourceMap};
use crate::source::{self, Config, Loaded, PackageId};
use crate::summary::SessionLibrary;
use crate::syntax::test_functions;
use crate::types::info::Package;
use crate::types::store::Types;
use edited::ParsedPackage;
use edited::Since;
use keeper::Keeper;
use session::{Reuse, Session};
use world::World;

/// Packages as loaded and checked.
pub struct Checked {
    /// What was loaded.
    pub loaded: Loaded,
    /// The files.
    pub sources: Arc<SourceMap>,
    /// The types of all packages.
    pub types: Types,
    /// Packages that come from summaries.
    pub library: SessionLibrary,
    /// The packages that were checked, each after those it imports; those that import themselves
    /// are not among them.
    pub packages: Vec<CheckedPackage>,
}

/// A package as checked.
#[derive(Clone, Debug)]
pub struct CheckedPackage {
    /// Which one.
    pub id: PackageId,
    /// What the checker says.
    pub package: Arc<Package>,
    /// Syntax errors in source order.
    pub syntax_errors: Vec<(Pos, String)>,
}

impl CheckedPackage {
    /// Whether all is known of it, as far as its own source goes.
    fn is_complete(&self) -> bool {
        !self.has_errors() && self.package.missing_imports.is_empty()
    }

    /// Whether there are errors in its own source. That an import is missing is none: it is there
    /// where gc runs.
    fn has_errors(&self) -> bool {
        !self.syntax_errors.is_empty() || self.package.errors.iter().any(|error| !error.soft)
    }
}

/// Analyzes the packages that `patterns` name and all that they import, in a workspace of which
/// nothing more is asked.
pub fn analyze(
    config: &Config,
    patterns: &[String],
    options: Options,
) -> Result<Analysis, rayon::ThreadPoolBuildError> {
    let Options { detail, judged, inlining, threads } = options;
    let workspace = Workspace::new(config.clone(), inlining, threads)?;
    Ok(workspace.into_analysis(patterns, detail, judged))
}

/// Loads the packages that `patterns` name, with all that they import; of tests, with the main
/// packages of their binaries.
pub fn load(config: &Config, patterns: &[String]) -> Loaded {
    source::load(config, patterns, Some(test_functions))
}

/// Loads the packages that `patterns` name and all that they import, and checks them on `threads`
/// threads (0: as many as there are processors).
#[doc(hidden)]
pub fn check_all(
    config: &Config,
    patterns: &[String],
    threads: usize,
) -> Result<Checked, rayon::ThreadPoolBuildError> {
    let pool = schedule::pool(threads)?;
    let world = World::new(config);
    let loaded = pool.install(|| load(config, patterns));
    let session = Session::open(&pool, config, loaded, &world, &Keeper::default(), Reuse::Nothing);
    let types = &world.types;
    let checked = schedule::run(&pool, &session.needs, |i, done| {
        let ParsedPackage { files, errors, fault } = session.parsed(i);
        // Here, a fault in one package ends the work on all.
        if let Some(message) = fault {
            resume_unwind(Box::new(message));
        }
        let done = |i| done(i).map(|checked: &CheckedPackage| &checked.package);
        let package = session.check(i, files, &errors, Since::More, types, &done);
        CheckedPackage { id: session.order[i], package, syntax_errors: errors }
    });
    let Session { loaded, sources, library, .. } = session;
    Ok(Checked {
        loaded,
        sources,
        types: world.types,
        library,
        packages: checked.into_iter().flatten().collect(),
    })
}
