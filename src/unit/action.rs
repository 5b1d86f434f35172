//! From a package and what is known of its imports to what is found in it, and to the facts for those
//! that import it.

use std::sync::Arc;

use rayon::ThreadPoolBuildError;
use thiserror::Error;

use super::imports::Imports;
use crate::findings::Level;
use crate::findings::analysis::{Analysis, Detail, Inlining, Judged, Options};
use crate::policy::baseline::{Baseline, BaselineError, Named};
use crate::policy::config::ConfigFile;
use crate::policy::fail_on::FailOn;
use crate::policy::{self, KnownFindings, Outcome, Settings};
use crate::report::complaint;
use crate::source::config::Target;
use crate::source::{Config, Provider, Unit};
use crate::summary::facts::{self, FactsProvider};
use crate::summary::frame::Key;
use crate::symbol::Symbol;
use crate::workspace::{UnitAnalysis, analyze_unit};

/// What is asked about a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Facts alone.
    Facts,
    /// Those, and violated assertions.
    Assertions,
    /// Those, and all findings with their reasons.
    Findings,
}

/// A package to be analyzed, and what that takes.
pub struct Action<'a> {
    /// The build.
    pub target: Target,
    /// The package.
    pub unit: Unit,
    /// What the path of an import is found by where packages are handed over.
    pub found_by: &'a dyn Fn(&'a str) -> &'a str,
    /// The packages that were handed over.
    pub imports: Imports,
    /// The standard library.
    pub std: Arc<dyn Provider>,
    /// What is asked.
    pub asked: Asked,
    /// The number of threads, 1 at least.
    pub threads: usize,
}

/// What came of it.
pub struct Analyzed {
    /// What was found.
    pub analysis: Analysis,
    /// The file of facts; one that says that nothing is known, where there is nothing to hand on.
    pub facts: Vec<u8>,
}

/// Why nothing came of it.
#[derive(Debug, Error)]
pub enum Failure {
    /// A fault of goesc.
    #[error(
        "internal error: {0} (this is a fault of goesc: please report it, if possible with the source)"
    )]
    Fault(String),
    /// There are no threads.
    #[error(transparent)]
    Threads(#[from] ThreadPoolBuildError),
}

impl Action<'_> {
    /// Analyzes the package.
    pub fn run(self) -> Result<Analyzed, Failure> {
        let Action { target, unit, found_by, imports, std, asked, threads } = self;
        let (path, dir, cwd) = (unit.import_path, unit.dir.clone(), unit.cwd.clone());
        let loaded = unit
            .load(&|path: Symbol| imports.meaning(path.as_str(), found_by(path.as_str()), &*std));
        // Only its own tests import a command, and they know it by the name that the compiler does.
        let is_command = loaded.packages.iter().any(|(_, package)| package.name == Symbol::MAIN);
        let path = if is_command { Symbol::MAIN } else { path };
        let key = Key::new(&target);
        let provider = Arc::new(FactsProvider::before(imports.known, std));
        let mut build = Config::alone(cwd, target);
        build.embedded = Some(Arc::clone(&provider) as _);
        // Whatever is asked, facts are the same: what calls may do is known better with reasons.
        let (detail, judged) = match asked {
            Asked::Facts | Asked::Assertions => (Detail::Verdicts, Judged::Everything),
            Asked::Findings => (Detail::Steps, Judged::Nothing),
        };
        let options = Options { detail, judged, inlining: Inlining::On, threads };
        let UnitAnalysis { analysis, summary, damaged, fault } =
            analyze_unit(&build, loaded, options)?;
        if let Some((path, damaged)) = damaged.first() {
            return Err(Failure::Fault(format!("{path}: {damaged}")));
        }
        if let Some(message) = fault.or_else(|| Some(analysis.faults.first()?.message.clone())) {
            return Err(Failure::Fault(message));
        }
        let facts = match summary {
            Some((summary, links)) => {
                let dir = dir.to_string_lossy();
                let file = provider.known().file(&key, path.as_str(), &dir, (summary, &links));
                file.map_err(|damaged| Failure::Fault(damaged.to_string()))?
            }
            None => facts::unknown(),
        };
        Ok(Analyzed { analysis, facts })
    }
}

impl Analyzed {
    /// The errors in the package, a line each: what can't be read, and what gc rejects.
    pub fn errors(&self) -> Vec<String> {
        let mut errors: Vec<String> = Vec::new();
        for (_, package) in self.analysis.loaded.packages.iter() {
            errors.extend(package.errors.iter().map(ToString::to_string));
        }
        for root in &self.analysis.roots {
            for error in &root.errors {
                let place = &error.place;
                let place = format!("{}:{}:{}", place.path, place.line, place.column.max(1));
                errors.push(format!("{place}: {}", error.message));
            }
        }
        errors
    }

    /// What there is to say besides, a line each: imports of which nothing is known, and work that was
    /// left undone.
    pub fn notes(&self) -> Vec<String> {
        let Analysis { loaded, missing, .. } = &self.analysis;
        let missing = missing.iter().map(ToString::to_string);
        let unfinished = self.analysis.unfinished().map(|id| {
            let title = loaded.packages[id].title();
            format!("{title}: it takes too many steps: the rest is assumed")
        });
        missing.chain(unfinished).collect()
    }

    /// Judges what was found by what a configuration file says: a baseline in it is read.
    pub fn judge(&mut self, file: ConfigFile, fail_on: FailOn) -> Result<Outcome, BaselineError> {
        let ConfigFile { levels, excluded, baseline, .. } = file;
        let known = match baseline.map(Named::ByConfiguration) {
            None => KnownFindings::Nothing,
            Some(named) => KnownFindings::Baseline(Baseline::read(&named)?),
        };
        let inlining = Inlining::On;
        let settings = Settings { inlining, levels, excluded, known, changes: None, fail_on };
        Ok(policy::apply(&mut self.analysis, &settings, complaint::message))
    }
}

impl Asked {
    /// What has to be asked so that what is of this level or a higher one can be told.
    pub fn of_level(level: Level, file: Option<&ConfigFile>) -> Asked {
        match (level, file) {
            // Without settings, nothing else is an error.
            (Level::Error, None) => Asked::Assertions,
            _ => Asked::Findings,
        }
    }
}
