//! Summaries of packages, made from their source.

use std::sync::Arc;

use rayon::prelude::*;
use thiserror::Error;

use super::cx::Cx;
use super::keeper::Keeper;
use super::package::{Analyzed, EffectDepth, Failed, Outcome, Tags};
use super::session::{Reuse, Session};
use super::world::World;
use crate::budget::Budget;
use crate::escape::FuncTags;
use crate::findings::analysis::{Detail, Inlining, Options};
use crate::ir::func::{FuncKey, FuncTable};
use crate::ir::package::Threads;
use crate::lower::{self, references::References};
use crate::passes::inline::exports::Exports;
use crate::profile::Profile;
use crate::schedule;
use crate::source::pos::{Pos, SourceMap};
use crate::source::{Config, ConfigError, Environment, LoadError, Overrides};
use crate::summary::frame::Key;
use crate::summary::links::Links;
use crate::summary::{Encoded, SessionLibrary, Source, archive, encode, encode_linked, meaning};
use crate::symbol::Symbol;
use crate::types::info::Package;
use crate::types::store::{ObjId, Types};

/// A package's summary.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The import path.
    pub path: Symbol,
    /// What [`encode`] makes of it.
    pub encoded: Encoded,
    /// Errors in its source, as text.
    pub errors: Vec<String>,
}

/// The summaries of the packages that `patterns` name, and of all that they import, in the order
/// of their paths; and what went wrong when they were loaded.
pub fn summarize(
    config: &Config,
    patterns: &[String],
    threads: usize,
) -> Result<(Vec<Summary>, Vec<LoadError>), rayon::ThreadPoolBuildError> {
    let pool = schedule::pool(threads)?;
    let world = World::new(config);
    let World { types, funcs, .. } = &world;
    let kept = Keeper::default();
    let loaded = pool.install(|| super::load(config, patterns));
    let session = Session::open(&pool, config, loaded, &world, &kept, Reuse::Nothing);
    let options = Options { threads, ..Options::of(Detail::Verdicts, Inlining::On) };
    let (follow, stands_in) = (EffectDepth::Calls, None);
    let profile = config.target.profile();
    let cx = Cx {
        pool: &pool,
        session: &session,
        kept: &kept,
        types,
        funcs,
        options,
        profile,
        stands_in,
        follow,
        references: References::default(),
    };
    let done = schedule::run(&pool, &session.needs, |i, done| cx.package(i, done));
    let fault = |message: &str| format!("internal error: {message}");
    let summary = |one: &Analyzed| {
        let encoded = cx.encoder().encode(&one.package, &one.tags, &one.exports);
        let place = |pos: Pos| {
            let file = session.sources.file(pos.file);
            let at = file.line_col(pos.offset);
            format!("{}:{}:{}", file.path, at.line, at.column)
        };
        let errors = one.package.errors.iter();
        let errors = errors.map(|error| format!("{}: {}", place(error.pos), error.message));
        let errors = errors.chain(one.fault.as_deref().map(fault)).collect();
        Summary { path: one.package.path, encoded, errors }
    };
    let mut summaries: Vec<Summary> = pool.install(|| {
        let done: Vec<_> = session.order.iter().zip(&done).collect();
        done.par_iter()
            .filter_map(|&(&id, done)| match done.as_ref()? {
                Outcome::Done(one) => Some(summary(one)),
                Outcome::Reused(_) | Outcome::Cancelled => None,
                Outcome::Failed(Failed { fault: message, .. }) => Some(Summary {
                    path: session.loaded.packages[id].import_path,
                    encoded: Encoded::default(),
                    errors: vec![fault(message)],
                }),
            })
            .collect()
    });
    summaries.sort_unstable_by_key(|summary| summary.path.as_str());
    let Session { loaded, .. } = session;
    let mut errors = loaded.errors;
    for (_, package) in loaded.packages.iter() {
        errors.extend(package.errors.iter().cloned());
    }
    Ok((summaries, errors))
}

/// What packages are written with.
pub(super) struct Encoder<'a> {
    types: &'a Types,
    funcs: &'a FuncTable,
    sources: Arc<SourceMap>,
    library: &'a SessionLibrary,
    profile: &'a Profile,
    references: &'a References,
}

impl Cx<'_> {
    /// What the packages of the session are written with.
    pub(super) fn encoder(&self) -> Encoder<'_> {
        Encoder {
            types: self.types,
            funcs: self.funcs,
            sources: Arc::clone(&self.session.sources),
            library: &self.session.library,
            profile: &self.profile,
            references: &self.references,
        }
    }
}

impl<'a> Encoder<'a> {
    /// What packages of a world are written with.
    pub(super) fn of(
        world: &'a World,
        library: &'a SessionLibrary,
        profile: &'a Profile,
        references: &'a References,
    ) -> Self {
        let World { types, funcs, .. } = world;
        let sources = world.sources.now();
        Encoder { types, funcs, sources, library, profile, references }
    }

    /// The summary of an analyzed package.
    pub(super) fn encode(&self, package: &Package, tags: &Tags, exports: &Exports) -> Encoded {
        self.with_source(package, tags, exports, encode)
    }

    /// The summary of an analyzed package without places, and what its items refer to.
    pub(super) fn encode_linked(
        &self,
        package: &Package,
        tags: &Tags,
        exports: &Exports,
    ) -> (Vec<u8>, Links) {
        self.with_source(package, tags, exports, encode_linked)
    }

    /// What an analyzed package means to those that import it.
    pub(super) fn meaning(&self, package: &Package, tags: &Tags, exports: &Exports) -> Vec<u8> {
        self.with_source(package, tags, exports, meaning)
    }

    fn with_source<T>(
        &self,
        package: &Package,
        tags: &Tags,
        exports: &Exports,
        make: impl FnOnce(Source<'_>) -> T,
    ) -> T {
        let budget = Budget::default();
        let reading = lower::Cx::reading(lower::Input {
            types: self.types,
            funcs: self.funcs,
            package,
            packages: self.library,
            profile: self.profile,
            budget: &budget,
            threads: Threads::One,
        });
        let passed_on = exports.passed_on(&reading, self.references);
        let passed_on: Vec<ObjId> = passed_on.iter().copied().collect();
        let tags = |obj: ObjId| -> Option<Arc<FuncTags>> {
            tags.get(&self.funcs.find(&FuncKey::Declared(obj))?).cloned()
        };
        make(Source {
            types: self.types,
            sources: &self.sources,
            package,
            packages: self.library,
            tags: &tags,
            inlinable: &|obj| exports.inlinable(obj),
            passed_on: &passed_on,
        })
    }
}

/// Why there are no summaries of a standard library.
#[derive(Debug, Error)]
pub enum StdError {
    /// A platform can't be built for.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// There are no threads.
    #[error(transparent)]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The tree isn't complete.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The source has errors; this is the first.
    #[error("{0}")]
    Source(String),
}

/// An archive of the standard library whose source the configuration names, for all platforms
/// that are embedded. It depends on nothing but the source.
pub fn summarize_std(config: &Config, threads: usize) -> Result<Vec<u8>, StdError> {
    let environment = Environment { cwd: config.cwd.clone(), ..Environment::default() };
    let mut targets = Vec::new();
    for (goos, goarch) in crate::std::PLATFORMS {
        let overrides = Overrides {
            goroot: config.goroot.clone(),
            goos: Some(goos.to_owned()),
            goarch: Some(goarch.to_owned()),
            tags: None,
            release: Some(config.target.release),
        };
        let config = crate::std::settings(&environment, overrides)?;
        let (summaries, errors) = summarize(&config, &["std".to_owned()], threads)?;
        if let Some(error) = errors.into_iter().find(|error| !error.is_warning()) {
            return Err(error.into());
        }
        if let Some(error) = summaries.iter().flat_map(|summary| &summary.errors).next() {
            return Err(StdError::Source(error.clone()));
        }
        let packages = summaries
            .into_iter()
            .map(|summary| (summary.path.as_str().to_owned(), summary.encoded))
            .collect();
        targets.push((Key::new(&config.target), packages));
    }
    Ok(archive::build(&targets))
}
