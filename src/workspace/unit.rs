//! One package by itself: an action of a build. What it imports is known by summaries alone.

use super::analyze::conclude;
use super::cx::Cx;
use super::keeper::Keeper;
use super::package::{Analyzed, EffectDepth, Outcome};
use super::session::{Reuse, Session};
use super::world::World;
use crate::fault::isolate;
use crate::findings::analysis::{Analysis, Options};
use crate::lower::references::References;
use crate::schedule;
use crate::source::{Config, Damaged, Loaded};
use crate::summary::links::Links;
use crate::symbol::Symbol;

/// What came of a package.
pub struct UnitAnalysis {
    /// What was found.
    pub analysis: Analysis,
    /// Its summary, if there is one, and what the items of that refer to. With it go the effects of
    /// its functions.
    pub summary: Option<(Vec<u8>, Links)>,
    /// Summaries of imports that are damaged.
    pub damaged: Vec<(Symbol, Damaged)>,
    /// What ended the writing of the summary.
    pub fault: Option<String>,
}

/// Analyzes one package that was loaded by itself. What it imports comes from where `config` has
/// summaries from.
pub fn analyze_unit(
    config: &Config,
    loaded: Loaded,
    options: Options,
) -> Result<UnitAnalysis, rayon::ThreadPoolBuildError> {
    let pool = schedule::pool(options.threads)?;
    let world = World::new(config);
    let kept = Keeper::default();
    let session = Session::open(&pool, config, loaded, &world, &kept, Reuse::Nothing);
    let cx = Cx {
        pool: &pool,
        session: &session,
        kept: &kept,
        types: &world.types,
        funcs: &world.funcs,
        options,
        profile: config.target.profile(),
        stands_in: config.embedded.as_ref().and_then(|library| library.stands_in()),
        // Somebody above may ask for them.
        follow: EffectDepth::Calls,
        references: References::default(),
    };
    let done = schedule::run(&pool, &session.needs, |i, done| cx.package(i, done));
    let analyzed = done.iter().flatten().find_map(Outcome::done);
    let encode = |one: &Analyzed| {
        isolate(|| cx.encoder().encode_linked(&one.package, &one.tags, &one.exports))
    };
    let (summary, fault) = match analyzed.map(|one| encode(one)) {
        Some(Ok(summary)) => (Some(summary), None),
        Some(Err(fault)) => (None, Some(fault)),
        None => (None, None),
    };
    let damaged = session.library.errors();
    Ok(UnitAnalysis { analysis: conclude(session, done), summary, damaged, fault })
}
