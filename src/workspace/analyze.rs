//! The whole analysis: what gc prints about the packages that patterns name.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::CheckedPackage;
use super::cached::{Found, LookedUp, Taken};
use super::callees::Imported;
use super::cx::Cx;
use super::edited::ParsedPackage;
use super::edited::Since;
use super::effects::EffectsOf;
use super::keeper::{Keeper, PackageOptions, Reasons};
use super::missing;
use super::package::{Analyzed, EffectDepth, Failed, Outcome, Reused, Tags};
use super::schedule;
use super::session::{Session, is_reused};
use super::stand_in::StandIn;
use super::world::World;
use crate::budget::Budget;
use crate::escape::{self, Env, Unknown};
use crate::fault::{isolate, trip};
use crate::findings::analysis::{
    Analysis, Detail, Fault, Inlining, Judged, Options, RootReport, Uncompiled,
};
use crate::findings::collect::{self, GcFlag, source_errors};
use crate::findings::effects::PackageEffects;
use crate::ir::func::FuncKey;
use crate::ir::node::NodePos;
use crate::lower::{self, references::References};
use crate::passes;
use crate::passes::inline::candidates;
use crate::passes::inline::cost::Precision;
use crate::passes::inline::exports::Exports;
use crate::policy::asserts;
use crate::report::gc_words;
use crate::source::pos::Pos;
use crate::source::{Config, Loaded, PackageId};
use crate::summary::Placed;
use crate::summary::cache::Hash;
use crate::types::info::{Packages, TypeError};
use crate::types::store::PkgId;
use crate::types::unknown::Why;

/// Analyzes the packages of a session, each after those that it imports. Beside what came of each
/// stands what made a difference to its analysis.
pub(super) fn run(
    pool: &rayon::ThreadPool,
    session: &Session,
    world: &World,
    kept: &Keeper,
    config: &Config,
    options: Options,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> (Vec<Option<Outcome>>, Vec<PackageOptions>) {
    let follow = match session.asks_for_effects() {
        true => EffectDepth::Calls,
        false => EffectDepth::Nothing,
    };
    let profile = config.target.profile();
    let stands_in = config.embedded.as_ref().and_then(|library| library.stands_in());
    let World { types, funcs, .. } = world;
    let references = References::default();
    let cx = Cx { session, kept, types, funcs, options, profile, stands_in, follow, references };
    let done = schedule::run(pool, &session.needs, |i, done| match cancelled() {
        true => Outcome::Cancelled,
        false => cx.package(i, done),
    });
    if let Some(cached) = &session.cached {
        cached.trim();
    }
    let modes = (0..session.order.len()).map(|number| cx.mode(number)).collect();
    (done, modes)
}

/// What was found out about the packages that were named.
pub(super) fn conclude(session: Session, done: Vec<Option<Outcome>>) -> Analysis {
    let mut roots = Vec::new();
    let mut faults = Vec::new();
    let mut work = Vec::new();
    let packages = done.iter().enumerate().filter_map(|(number, done)| {
        Some((session.order[number], &*done.as_ref()?.done()?.package))
    });
    let missing = missing::collect(&session.loaded, &session.sources, packages);
    for (&id, done) in session.order.iter().zip(done) {
        let fault = match done {
            Some(Outcome::Done(done)) => {
                work.push((id, done.budget.used()));
                // What is kept for the next query stays; else there is nothing to copy.
                let (root, fault) = match Arc::try_unwrap(done) {
                    Ok(done) => (done.root, done.fault),
                    Err(done) => (done.root.clone(), done.fault.clone()),
                };
                roots.extend(root.map(|root| RootReport { id, ..root }));
                fault
            }
            Some(Outcome::Failed(failed)) => {
                roots.extend(failed.root.map(|root| *root));
                Some(failed.fault)
            }
            Some(Outcome::Reused(_) | Outcome::Cancelled) | None => None,
        };
        faults.extend(fault.map(|message| Fault { id, message }));
    }
    let Session { loaded, sources, .. } = session;
    Analysis { loaded, sources, roots, faults, missing, work }
}

/// What escape analysis makes of a package.
#[derive(Default)]
struct EscapeResults {
    tags: Tags,
    exports: Exports,
    stand_in: StandIn,
    effects: PackageEffects,
    root: Option<RootReport>,
}

impl Cx<'_> {
    /// What makes a difference to the analysis of a package.
    pub(super) fn mode(&self, number: usize) -> PackageOptions {
        let id = self.session.order[number];
        let is_root = self.session.loaded.roots.contains(&id);
        let reasons = || match self.is_judged(id) {
            true => Reasons::ForGuards,
            false => Reasons::AsAsked,
        };
        let Options { detail, inlining, .. } = self.options;
        PackageOptions {
            root: is_root.then(|| (detail, reasons(), inlining)),
            effects: self.follow,
        }
    }

    /// Checks and analyzes a package, as far as it isn't as it was. If something panics, what was
    /// found before isn't lost.
    pub(super) fn package<'d>(
        &self,
        number: usize,
        outcome: &dyn Fn(usize) -> Option<&'d Outcome>,
    ) -> Outcome {
        let done = |number: usize| outcome(number).and_then(Outcome::done);
        let id = self.session.order[number];
        let loaded = &self.session.loaded.packages[id];
        let title = loaded.import_path.as_str();
        let checked_need = |i| outcome(i)?.package();
        let before = self.kept.get(&self.session.key(number)).filter(|kept| {
            kept.imports_mean(loaded, &|import| self.session.meant(import, outcome))
        });
        let since = match before.is_some_and(|kept| kept.is_like(loaded)) {
            true => Since::Texts,
            false => Since::More,
        };
        let kept = before.filter(|_| self.session.is_kept(number));
        let needs = self.session.needs[number].iter();
        let needs: Vec<_> =
            needs.filter(|&&need| !is_reused(outcome(need))).map(|&need| done(need)).collect();
        if let Some(kept) = kept
            && kept.was_analyzed_as(self.mode(number), needs.into_iter())
        {
            return Outcome::Done(Arc::clone(&kept.analyzed));
        }
        let looked_up = self.look_up(number, outcome);
        let (place, found) = match looked_up {
            Some(LookedUp { hash, found }) => (Some(hash), found),
            None => (None, None),
        };
        if let Some(found) = found
            && let Some(reused) = self.reuse(id, found)
        {
            return Outcome::Reused(reused);
        }
        let checked = match kept {
            Some(kept) => {
                let Analyzed { package, syntax_errors, .. } = &*kept.analyzed;
                let (package, syntax_errors) = (Arc::clone(package), syntax_errors.clone());
                self.session.library.add_checked(Arc::clone(&package));
                CheckedPackage { id, package, syntax_errors }
            }
            None => {
                let parsed = self.session.parsed(number);
                let ParsedPackage { files, errors: syntax_errors, fault } = parsed;
                let package = match fault {
                    Some(fault) => Err(fault),
                    None => isolate(|| {
                        trip("check", title);
                        let (session, types) = (self.session, self.types);
                        session.check(number, files, &syntax_errors, since, types, &checked_need)
                    }),
                };
                match package {
                    Ok(package) => CheckedPackage { id, package, syntax_errors },
                    Err(fault) => {
                        let root = self.errors_alone(id, &syntax_errors, &[]).map(Box::new);
                        return Outcome::Failed(Failed { fault, root });
                    }
                }
            }
        };
        let mut needs = self.session.needs[number].iter();
        let complete = self.stands_in.is_none()
            && checked.is_complete()
            && loaded.all_imports_are_known()
            && needs.all(|&need| match outcome(need) {
                Some(Outcome::Done(done)) => done.complete,
                Some(Outcome::Reused(_)) => true,
                Some(Outcome::Failed(_) | Outcome::Cancelled) | None => false,
            });
        let uncompiled = match checked.has_errors() {
            true => Some(Uncompiled::Errors),
            false => self.session.needs[number].iter().find_map(|&need| {
                Some(match done(need)?.uncompiled? {
                    Uncompiled::Errors => Uncompiled::Import(done(need)?.package.path),
                    Uncompiled::Import(path) => Uncompiled::Import(path),
                })
            }),
        };
        let budget = Budget::default();
        let mut meaning = None;
        let analyzed = isolate(|| {
            trip("analyze", title);
            let analyzed = self.escapes(&checked, complete, &self.below(number, &done), &budget);
            if let (Some(cached), Some(hash)) = (&self.session.cached, place)
                && complete
                && !budget.is_spent()
            {
                let EscapeResults { tags, exports, .. } = &analyzed;
                let encoded = self.encoder().encode(&checked.package, tags, exports);
                let own = self.encoder().meaning(&checked.package, tags, exports);
                let meant = |id| self.meant(id, outcome);
                meaning = cached.keep(id, hash, (&encoded, &own), &self.session.loaded, &meant);
            }
            analyzed
        });
        let (analyzed, complete, fault) = match analyzed {
            Ok(analyzed) => (analyzed, complete && !budget.is_spent(), None),
            Err(fault) => {
                let errors = &checked.package.errors;
                let root = self.errors_alone(id, &checked.syntax_errors, errors);
                (EscapeResults { root, ..EscapeResults::default() }, false, Some(fault))
            }
        };
        let EscapeResults { tags, exports, stand_in, effects, root } = analyzed;
        let root = root.map(|root| RootReport { uncompiled, ..root });
        let CheckedPackage { package, syntax_errors, .. } = checked;
        Outcome::Done(Arc::new(Analyzed {
            package,
            syntax_errors,
            tags,
            exports,
            stand_in,
            effects,
            root,
            complete,
            uncompiled,
            meaning,
            budget,
            fault,
        }))
    }

    /// What an imported package means, where the cache knows.
    fn meant<'d>(
        &self,
        id: PackageId,
        outcome: &dyn Fn(usize) -> Option<&'d Outcome>,
    ) -> Option<Hash> {
        match self.session.numbers.get(&id) {
            Some(&number) => outcome(number)?.meaning(),
            None => self.session.cached.as_ref()?.meaning(id),
        }
    }

    /// Looks up a package in the cache whose imports are known now: where it is to be kept, and,
    /// unless this world has its own, what is there.
    fn look_up<'d>(
        &self,
        number: usize,
        outcome: &dyn Fn(usize) -> Option<&'d Outcome>,
    ) -> Option<LookedUp> {
        let Session { loaded, cached, order, .. } = self.session;
        let meant = |id| self.meant(id, outcome);
        let LookedUp { hash, found } = cached.as_ref()?.get(order[number], loaded, &meant)?;
        Some(LookedUp { hash, found: found.filter(|_| self.session.is_open(number)) })
    }

    /// Takes a package from the cache.
    fn reuse(&self, id: PackageId, found: Found) -> Option<Reused> {
        let Session { loaded, library, provider, .. } = self.session;
        let Found { sealed, meaning } = found;
        if !provider.add(Taken::from_iter([(id, sealed)]), loaded) {
            return None;
        }
        let package = library.import(self.types, loaded.packages[id].import_path)?;
        Some(Reused { package, meaning })
    }

    /// The report of a package that was named and of which nothing is known but errors.
    fn errors_alone(
        &self,
        id: PackageId,
        syntax: &[(Pos, String)],
        types: &[TypeError],
    ) -> Option<RootReport> {
        let Loaded { roots, packages, .. } = &self.session.loaded;
        let paths = self.session.loaded.display_paths(id);
        roots.contains(&id).then(|| RootReport {
            id,
            title: packages[id].title(),
            files: Vec::new(),
            compiled: Vec::new(),
            calls: Vec::new(),
            goroutines: Vec::new(),
            errors: source_errors(&self.session.sources, &paths, syntax, types),
            uncompiled: None,
            findings: Vec::new(),
            explained: None,
            graphs: Vec::new(),
            records: Vec::new(),
            paths,
        })
    }

    /// All that is reported of a package that was named; with reasons, too, if guards judge it.
    fn report(
        &self,
        checked: &CheckedPackage,
        input: &collect::Input<'_>,
        is_judged: bool,
    ) -> RootReport {
        let detail = self.options.detail;
        let CheckedPackage { id, package, syntax_errors } = checked;
        let findings = match detail {
            Detail::Verdicts => input.findings(GcFlag::Decisions),
            Detail::Trace => input.findings(GcFlag::Reasons),
            Detail::Steps | Detail::Graphs | Detail::Records => Vec::new(),
        };
        let has_reasons = is_judged || matches!(detail, Detail::Steps | Detail::Graphs);
        let records = match detail {
            Detail::Records => input.records(),
            Detail::Verdicts | Detail::Trace | Detail::Steps | Detail::Graphs => Vec::new(),
        };
        RootReport {
            id: *id,
            title: self.session.loaded.packages[*id].title(),
            files: package.files.iter().map(|file| file.ast.id).collect(),
            compiled: input.compiled(),
            calls: Vec::new(),
            goroutines: Vec::new(),
            errors: source_errors(input.sources, input.paths, syntax_errors, &package.errors),
            uncompiled: None,
            findings,
            explained: has_reasons.then(|| input.explained()),
            graphs: input.graphs(),
            records,
            paths: input.paths.clone(),
        }
    }

    /// Lowers and analyzes a checked package, above those that it imports.
    fn escapes(
        &self,
        checked: &CheckedPackage,
        complete: bool,
        below: &[&Analyzed],
        budget: &Budget,
    ) -> EscapeResults {
        let broken = missing::broken(checked);
        let by_id: FxHashMap<PkgId, &Analyzed> =
            below.iter().map(|&done| (done.package.id, done)).collect();
        let below_it = |pkg: PkgId| Some(&by_id.get(&pkg)?.stand_in);
        let stand_in = match self.stands_in {
            Some(_) => StandIn::of(self.types, checked, &below_it),
            None => StandIn::default(),
        };
        let library = |at: Pos| {
            let target = self.stands_in.filter(|_| stand_in.rests_at(at))?;
            Some(Why::Library(target))
        };
        let inexact = |pos: NodePos, printed: Pos, declared: Pos| {
            // Of the code that initializes variables, each has its own place.
            let declared = Some(declared).filter(|&pos| pos != Pos::autogenerated());
            let broken = broken.contains(pos.at).then_some(Why::Error);
            broken.or_else(|| library(printed)).or_else(|| library(declared?))
        };
        let is_root = self.session.loaded.roots.contains(&checked.id);
        let is_judged = is_root && self.is_judged(checked.id);
        let trace = is_judged || is_root && self.options.detail != Detail::Verdicts;
        let placed = Placed(&self.session.library);
        let packages: &dyn Packages = match trace {
            true => &placed,
            false => &*self.session.library,
        };
        let input = lower::Input {
            types: self.types,
            funcs: self.funcs,
            package: &checked.package,
            packages,
            profile: &self.profile,
            budget,
        };
        let reading = lower::Cx::reading(input);
        let callees = Imported::new(self, &reading, &by_id);
        let precision = match self.options.detail {
            Detail::Trace if is_root => Precision::Code,
            Detail::Records | Detail::Steps | Detail::Graphs if is_root => Precision::Exact,
            _ if is_judged => Precision::Exact,
            _ => Precision::Decision,
        };
        let env = candidates::Env {
            callees: &callees,
            profile: &self.profile,
            precision,
            sources: &self.session.sources,
        };
        // Under -l the go command compiles the packages named without inlining, and no others.
        let inlining = match (is_root, self.options.inlining) {
            (true, Inlining::Off) => passes::Inlining::Off(&callees),
            (true, Inlining::On) | (false, _) => passes::Inlining::On(&env),
        };
        let mut lowered = passes::run(input, inlining);
        let exports =
            Exports::of(self.types, self.funcs, &checked.package, &lowered, &lowered.inlinable);
        // An instance is compiled, and tagged, by each package that comes upon it before it inlines
        // anything; of one that only inlined code calls, gc has no tags (golang/go 79592).
        let imported = |func| {
            let sym = self.funcs.get(func);
            if matches!(sym.key, FuncKey::Instance(..)) {
                return None;
            }
            match by_id.get(&sym.pkg?) {
                Some(done) => done.tags.get(&func).cloned(),
                None => self.session.library.tags(self.types, &sym.key),
            }
        };
        let mut verdicts = escape::analyze(
            &mut lowered,
            &Env {
                types: self.types,
                funcs: self.funcs,
                imported: &imported,
                profile: &self.profile,
                trace,
                graphs: is_root && self.options.detail == Detail::Graphs,
                unknown: match complete {
                    true => Unknown::Nothing,
                    false => Unknown::Some(&inexact),
                },
                budget,
            },
        );
        let paths = self.session.loaded.display_paths(checked.id);
        let input = collect::Input {
            types: self.types,
            profile: &self.profile,
            funcs: self.funcs,
            sources: &self.session.sources,
            checked: &checked.package,
            lowered: &lowered,
            verdicts: &verdicts,
            imported: &imported,
            library: &library,
            paths: &paths,
            headline: gc_words::headline,
        };
        let mut root = is_root.then(|| self.report(checked, &input, is_judged));
        let followed = (self.follow == EffectDepth::Calls).then(|| {
            let of = EffectsOf { cx: self, input, below: &by_id };
            let (found, calls) = of.functions();
            if let Some(root) = &mut root {
                root.calls = of.call_sites(&found, &calls);
                root.goroutines = of.goroutines().into_iter().map(|own| own.pos).collect();
            }
            found
        });
        if let Some(found) = &followed {
            for (func, tags) in &mut verdicts.tags {
                Arc::make_mut(tags).effects = found.of(*func).unwrap_or_default();
            }
        }
        let effects = followed.unwrap_or_default();
        let tags = std::mem::take(&mut verdicts.tags);
        EscapeResults { tags, exports, stand_in, effects, root }
    }

    /// All packages that a package imports, directly or not.
    fn below<'d>(
        &self,
        number: usize,
        done: &dyn Fn(usize) -> Option<&'d Arc<Analyzed>>,
    ) -> Vec<&'d Analyzed> {
        let mut seen = vec![false; self.session.needs.len()];
        let mut open = self.session.needs[number].clone();
        let mut below = Vec::new();
        while let Some(number) = open.pop() {
            if !std::mem::replace(&mut seen[number], true) {
                below.extend(done(number).map(|done| &**done));
                open.extend_from_slice(&self.session.needs[number]);
            }
        }
        below
    }

    /// Whether guards judge a package that was named.
    fn is_judged(&self, id: PackageId) -> bool {
        match self.options.judged {
            Judged::Nothing => false,
            Judged::Asserting => {
                let mut files = self.session.loaded.packages[id].files.iter();
                files.any(|file| asserts(&file.text))
            }
            Judged::Everything => true,
        }
    }
}
