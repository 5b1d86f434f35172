//! The whole analysis: what gc prints about the packages that patterns name.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::callees::Imported;
use super::effects::EffectsOf;
use super::missing;
use super::package::{Analyzed, Cx, Failed, Follow, Tags};
use super::schedule;
use super::{CheckedPackage, ParsedPackage, Reuse, Session};
use crate::budget::Budget;
use crate::escape::{self, Env, Limits, Unknown};
use crate::fault::{isolate, trip};
use crate::findings::analysis::{Analysis, Detail, Fault, Inlining, Judged, Options, RootReport};
use crate::findings::collect::{self, Lines, source_errors};
use crate::findings::effects::PackageEffects;
use crate::ir::func::{FuncKey, FuncTable};
use crate::ir::node::NodePos;
use crate::lower;
use crate::passes;
use crate::passes::inline::cost::Precision;
use crate::passes::inline::exports::Exports;
use crate::passes::inline::machine::Machine;
use crate::passes::inline::{self, candidates};
use crate::policy::asserts;
use crate::report::gc_words;
use crate::source::pos::Pos;
use crate::source::{Config, Loaded, PackageId};
use crate::types::info::TypeError;
use crate::types::store::{PkgId, Types};

/// Analyzes the packages that `patterns` name and all that they import.
pub fn analyze(
    config: &Config,
    patterns: &[String],
    options: Options,
) -> Result<Analysis, rayon::ThreadPoolBuildError> {
    let pool = schedule::pool(options.threads)?;
    let types = Types::new();
    let reuse = match options.detail {
        // gc explains generic code and wrappers where the source declares them, and summaries
        // don't know all of those places.
        Detail::Trace => Reuse::Nothing,
        Detail::Verdicts | Detail::Steps | Detail::Graphs | Detail::Records => Reuse::Dependencies,
    };
    let session = Session::open(&pool, config, patterns, &types, reuse);
    let funcs = FuncTable::new();
    let follow = match session.asks_for_effects() {
        true => Follow::Calls,
        false => Follow::Nothing,
    };
    let machine = Machine::of(&config.target.goarch);
    let cx = Cx { session: &session, types: &types, funcs: &funcs, options, machine, follow };
    let done = schedule::run(&pool, &session.needs, |i, done| {
        cx.package(i, &|i| done(i).and_then(|done: &Result<Analyzed, Failed>| done.as_ref().ok()))
    });
    let mut roots = Vec::new();
    let mut faults = Vec::new();
    let mut work = Vec::new();
    let packages = done.iter().enumerate().filter_map(|(number, done)| match done {
        Some(Ok(done)) => Some((session.order[number], &*done.package)),
        Some(Err(_)) | None => None,
    });
    let missing = missing::collect(&session.loaded, &session.sources, packages);
    if let Some(cached) = &session.cached {
        cached.trim();
    }
    for (&id, done) in session.order.iter().zip(done) {
        let fault = match done {
            Some(Ok(done)) => {
                work.push((id, done.budget.used()));
                roots.extend(done.root);
                done.fault
            }
            Some(Err(failed)) => {
                roots.extend(failed.root.map(|root| *root));
                Some(failed.fault)
            }
            None => None,
        };
        faults.extend(fault.map(|message| Fault { id, message }));
    }
    let Session { loaded, sources, .. } = session;
    Ok(Analysis { loaded, sources, roots, faults, missing, work })
}

/// What escape analysis makes of a package.
#[derive(Default)]
struct Parts {
    tags: Tags,
    exports: Exports,
    effects: PackageEffects,
    root: Option<RootReport>,
}

impl Cx<'_> {
    /// Checks and analyzes a package. If something panics, what was found before isn't lost.
    pub(super) fn package<'d>(
        &self,
        number: usize,
        done: &dyn Fn(usize) -> Option<&'d Analyzed>,
    ) -> Result<Analyzed, Failed> {
        let id = self.session.order[number];
        let title = self.session.loaded.packages[id].import_path.as_str();
        let ParsedPackage { files, errors: syntax_errors, fault } = self.session.parsed(number);
        let package = match fault {
            Some(fault) => Err(fault),
            None => isolate(|| {
                trip("check", title);
                let done = |i| Some(&done(i)?.package);
                self.session.check(number, files, &syntax_errors, self.types, &done)
            }),
        };
        let package = match package {
            Ok(package) => package,
            Err(fault) => {
                let root = self.errors_alone(id, &syntax_errors, &[]).map(Box::new);
                return Err(Failed { fault, root });
            }
        };
        let checked = CheckedPackage { id, package, syntax_errors };
        let mut needs = self.session.needs[number].iter();
        let complete = checked.is_complete()
            && self.session.loaded.packages[checked.id].all_imports_are_known()
            && needs.all(|&need| done(need).is_some_and(|done| done.complete));
        let budget = Budget::default();
        let analyzed = isolate(|| {
            trip("analyze", title);
            let analyzed = self.escapes(&checked, complete, &self.below(number, done), &budget);
            if let Some(cached) = self.session.cached.as_ref()
                && complete
                && !budget.is_spent()
                && cached.wants(checked.id)
            {
                let Parts { tags, exports, .. } = &analyzed;
                cached.keep(checked.id, &self.encode(&checked.package, tags, exports));
            }
            analyzed
        });
        let (analyzed, complete, fault) = match analyzed {
            Ok(analyzed) => (analyzed, complete && !budget.is_spent(), None),
            Err(fault) => {
                let errors = &checked.package.errors;
                let root = self.errors_alone(id, &checked.syntax_errors, errors);
                (Parts { root, ..Parts::default() }, false, Some(fault))
            }
        };
        let Parts { tags, exports, effects, root } = analyzed;
        let package = checked.package;
        Ok(Analyzed { package, tags, exports, effects, root, complete, budget, fault })
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
            Detail::Verdicts => input.findings(Lines::Decisions),
            Detail::Trace => input.findings(Lines::Reasons),
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
    ) -> Parts {
        let broken = missing::broken(checked);
        let is_broken = |pos: NodePos| broken.contains(pos.at);
        let by_id: FxHashMap<PkgId, &Analyzed> =
            below.iter().map(|&done| (done.package.id, done)).collect();
        let is_root = self.session.loaded.roots.contains(&checked.id);
        let is_judged = is_root && self.is_judged(checked);
        let callees = Imported::new(self, &checked.package, &by_id);
        let precision = match self.options.detail {
            Detail::Trace if is_root => Precision::Code,
            Detail::Records | Detail::Steps | Detail::Graphs if is_root => Precision::Exact,
            _ if is_judged => Precision::Exact,
            _ => Precision::Decision,
        };
        let env = candidates::Env {
            callees: &callees,
            machine: &self.machine,
            limits: &inline::limits::Limits::GO1_27,
            precision,
        };
        // Under -l the go command compiles the packages named without inlining, and no others.
        let inlining = match (is_root, self.options.inlining) {
            (true, Inlining::Off) => passes::Inlining::Off,
            (true, Inlining::On) | (false, _) => passes::Inlining::On(&env),
        };
        let mut lowered = passes::run(
            lower::Input {
                types: self.types,
                funcs: self.funcs,
                package: &checked.package,
                packages: &*self.session.library,
                budget,
            },
            inlining,
        );
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
                limits: &Limits::GO1_27,
                trace: is_judged || is_root && self.options.detail != Detail::Verdicts,
                graphs: is_root && self.options.detail == Detail::Graphs,
                unknown: match complete {
                    true => Unknown::Nothing,
                    false => Unknown::Some(&is_broken),
                },
                budget,
            },
        );
        let paths = self.session.loaded.display_paths(checked.id);
        let input = collect::Input {
            types: self.types,
            funcs: self.funcs,
            sources: &self.session.sources,
            checked: &checked.package,
            lowered: &lowered,
            verdicts: &verdicts,
            imported: &imported,
            paths: &paths,
            headline: gc_words::headline,
        };
        let mut root = is_root.then(|| self.report(checked, &input, is_judged));
        let followed = (self.follow == Follow::Calls).then(|| {
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
        Parts { tags, exports, effects, root }
    }

    /// All packages that a package imports, directly or not.
    fn below<'d>(
        &self,
        number: usize,
        done: &dyn Fn(usize) -> Option<&'d Analyzed>,
    ) -> Vec<&'d Analyzed> {
        let mut seen = vec![false; self.session.needs.len()];
        let mut open = self.session.needs[number].clone();
        let mut below = Vec::new();
        while let Some(number) = open.pop() {
            if !std::mem::replace(&mut seen[number], true) {
                below.extend(done(number));
                open.extend_from_slice(&self.session.needs[number]);
            }
        }
        below
    }

    /// Whether guards judge a package that was named.
    fn is_judged(&self, checked: &CheckedPackage) -> bool {
        match self.options.judged {
            Judged::Nothing => false,
            Judged::Asserting => {
                let mut files = checked.package.files.iter();
                files.any(|file| asserts(&self.session.sources.file(file.ast.id).text))
            }
            Judged::Everything => true,
        }
    }
}
