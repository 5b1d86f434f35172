//! The whole analysis: what gc prints about the packages that patterns name.

use std::sync::Arc;

use super::CheckedPackage;
use super::cached::{Found, LookedUp, Taken};
use super::cx::Cx;
use super::edited::ParsedPackage;
use super::edited::Since;
use super::escapes::{EscapeResults, Subject};
use super::keeper::{Keeper, KeptPackage, PackageOptions, Reasons};
use super::missing;
use super::package::{Analyzed, EffectDepth, Failed, Outcome, Reused};
use super::session::{Session, is_reused};
use super::world::World;
use crate::budget::Budget;
use crate::fault::{isolate, trip};
use crate::findings::analysis::{Analysis, Detail, Fault, Judged, Options, RootReport, Uncompiled};
use crate::ir::package::Threads;
use crate::lower::references::References;
use crate::policy::asserts;
use crate::schedule;
use crate::source::{Config, PackageId};
use crate::summary::cache::Hash;

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
    let cx =
        Cx { pool, session, kept, types, funcs, options, profile, stands_in, follow, references };
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
            && kept.was_analyzed_as(self.mode(number), needs.iter().copied())
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
        let mut needed = self.session.needs[number].iter();
        let complete = self.stands_in.is_none()
            && checked.is_complete()
            && loaded.all_imports_are_known()
            && needed.all(|&need| match outcome(need) {
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
            let below = self.below(number, &done);
            let known = before.filter(|before| {
                since == Since::Texts
                    && before.was_analyzed_as(self.mode(number), needs.into_iter())
            });
            let analyzed = self.analyze_functions(
                number,
                known,
                &checked,
                |checked, budget, threads| self.subject(checked, complete, &below, budget, threads),
                &budget,
            );
            if let (Some(cached), Some(hash)) = (&self.session.cached, place)
                && complete
                && !self.session.is_edited(number)
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
        let EscapeResults { tags, exports, stand_in, effects, root, in_part, .. } = analyzed;
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
            in_part,
            budget,
            fault,
        }))
    }

    /// Analyzes the functions of a checked package: where it is known as it was but for the bodies of
    /// functions, those to which that matters.
    fn analyze_functions<'s>(
        &self,
        number: usize,
        before: Option<&KeptPackage>,
        checked: &'s CheckedPackage,
        subject: impl Fn(&'s CheckedPackage, &'s Budget, Threads) -> Subject<'s>,
        budget: &'s Budget,
    ) -> EscapeResults {
        let is_edited = self.session.is_edited(number)
            && self.mode(number).root.is_some()
            && self.options.detail == Detail::Steps
            && self.follow == EffectDepth::Nothing;
        let known = self.session.take_functions(number).filter(|_| is_edited);
        let before = before
            .map(|before| &before.analyzed.package)
            .filter(|before| checked.package.is_edit_of(before));
        // One package alone is all that there is to do, and one that is edited most of it.
        let threads = match self.session.order.len() == 1 || is_edited {
            true => Threads::All,
            false => Threads::One,
        };
        let subject = |threads| subject(checked, budget, threads);
        match (known, before) {
            (Some(known), Some(before)) => {
                if let Some(mut analyzed) = self.escapes_again(&subject(threads), before, known)
                    && !budget.is_spent()
                {
                    self.session.keep_functions(number, analyzed.functions.take());
                    return analyzed;
                }
            }
            (Some(known), None) => schedule::let_go(self.pool, known),
            (None, _) => {}
        }
        budget.restart();
        let mut analyzed = self.escapes(subject(threads), is_edited);
        // What is left out when the budget is spent is what comes last: in one order, not in that of threads.
        if analyzed.rests_on_threads {
            budget.restart();
            analyzed = self.escapes(subject(Threads::One), is_edited);
        }
        self.session.keep_functions(number, analyzed.functions.take());
        analyzed
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
    pub(super) fn is_judged(&self, id: PackageId) -> bool {
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
