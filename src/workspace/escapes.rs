//! From a checked package to verdicts and reports: the stages after the checker, of all functions of
//! a package or of a part of them.
//!
//! ```text
//! Scope::Whole          a package that nobody edits
//! Scope::Kept           the first time that an edited package is analyzed: what is known of each
//!                       function is kept
//! Scope::Part           after an edit in a body: the functions that it matters to
//! ```

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::CheckedPackage;
use super::callees::Imported;
use super::cx::Cx;
use super::effects::EffectsOf;
use super::functions::{KnownFunction, KnownFunctions};
use super::missing::{self, Broken};
use super::package::{Analyzed, EffectDepth, Tags};
use super::stand_in::StandIn;
use crate::budget::Budget;
use crate::escape::{self, Env, Unknown};
use crate::findings::analysis::{Detail, Inlining, RootReport};
use crate::findings::arrange::arrange_explained;
use crate::findings::collect::{self, GcFlag, source_errors};
use crate::findings::effects::PackageEffects;
use crate::findings::frequency::Frequencies;
use crate::id::Id;
use crate::ir::func::{FuncId, FuncKey};
use crate::ir::node::NodePos;
use crate::ir::package::Threads;
use crate::lower;
use crate::lower::package::Part;
use crate::lower::requests::LoweredState;
use crate::passes;
use crate::passes::inline::candidates;
use crate::passes::inline::cost::Precision;
use crate::passes::inline::exports::Exports;
use crate::passes::inline::substitute::Literals;
use crate::report::gc_words;
use crate::schedule;
use crate::source::pos::Pos;
use crate::source::{DisplayPaths, Loaded, PackageId};
use crate::summary::Placed;
use crate::types::info::{CheckedFile, Packages, TypeError};
use crate::types::store::{ObjId, PkgId};
use crate::types::unknown::Why;

/// What escape analysis makes of a package.
#[derive(Default)]
pub(super) struct EscapeResults {
    pub(super) tags: Tags,
    pub(super) exports: Exports,
    pub(super) stand_in: StandIn,
    pub(super) effects: PackageEffects,
    pub(super) root: Option<RootReport>,
    /// What is known of each function, of a package that is being edited.
    pub(super) functions: Option<KnownFunctions>,
    /// Whether only functions were analyzed that an edit mattered to.
    pub(super) in_part: bool,
    /// Whether what was left out, as the budget was spent, rests on the threads.
    pub(super) rests_on_threads: bool,
}

/// Which functions of a package are analyzed.
pub(super) enum Scope<'k> {
    /// All.
    Whole,
    /// All, to analyze parts later.
    Kept,
    /// Some, of a package of which everything else is known.
    Part {
        /// These.
        part: &'k Part,
        /// What lowering knows of the package.
        lowered: LoweredState,
        /// What is known of its functions.
        known: &'k FxHashMap<FuncId, KnownFunction>,
    },
}

/// What came of a scope.
pub(super) struct ScopeResults<T> {
    /// What the caller made of the findings.
    pub(super) made: T,
    pub(super) tags: Tags,
    /// What lowering knows of the package, if somebody goes on from there.
    pub(super) lowered: Option<LoweredState>,
    /// Whether what was left out, as the budget was spent, rests on the threads.
    pub(super) rests_on_threads: bool,
}

/// A checked package above those that it imports, as its functions are analyzed.
pub(super) struct Subject<'a> {
    pub(super) checked: &'a CheckedPackage,
    /// Whether all is known of it and of what it imports.
    complete: bool,
    /// The packages below it.
    by_id: FxHashMap<PkgId, &'a Analyzed>,
    stand_in: StandIn,
    /// Where its source can't be parsed.
    broken: Broken,
    budget: &'a Budget,
    threads: Threads,
    is_root: bool,
    /// Whether guards judge it.
    is_judged: bool,
}

impl Subject<'_> {
    /// The functions of the package that can't be parsed.
    pub(super) fn broken_functions(&self) -> FxHashSet<ObjId> {
        let decls = self.checked.package.files.iter().flat_map(CheckedFile::decls);
        let broken = decls.filter(|decl| {
            decl.ast.first().is_some_and(|first| self.broken.contains(decl.pos(first.pos)))
        });
        broken.filter_map(|decl| decl.function()).collect()
    }

    /// What of it rests on the library of another target.
    pub(super) fn stand_in(&self) -> StandIn {
        self.stand_in.clone()
    }
}

impl Cx<'_> {
    /// The report of a package that was named and of which nothing is known but errors.
    pub(super) fn errors_alone(
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
            frequencies: Arc::default(),
            graphs: Vec::new(),
            records: Vec::new(),
            paths,
        })
    }

    /// All that is reported of a package that was named; with reasons, too, if guards judge it.
    fn report(&self, subject: &Subject<'_>, input: &collect::Input<'_>) -> RootReport {
        let detail = self.options.detail;
        let Subject { checked, is_judged, .. } = subject;
        let CheckedPackage { id, package, syntax_errors } = checked;
        let findings = match detail {
            Detail::Verdicts => input.findings(GcFlag::Decisions),
            Detail::Trace => input.findings(GcFlag::Reasons),
            Detail::Steps | Detail::Graphs | Detail::Records => Vec::new(),
        };
        let has_reasons = *is_judged || matches!(detail, Detail::Steps | Detail::Graphs);
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
            explained: has_reasons.then(|| Arc::new(input.explained())),
            frequencies: match detail {
                Detail::Steps | Detail::Graphs => Arc::new(Frequencies::of(self.types, package)),
                Detail::Verdicts | Detail::Trace | Detail::Records => Arc::default(),
            },
            graphs: input.graphs(),
            records,
            paths: input.paths.clone(),
        }
    }

    /// The report of a package whose functions are known one by one.
    pub(super) fn report_of(
        &self,
        subject: &Subject<'_>,
        paths: &DisplayPaths,
        functions: &FxHashMap<FuncId, KnownFunction>,
    ) -> RootReport {
        let checked = subject.checked;
        let mut ordered: Vec<&KnownFunction> = functions.values().collect();
        ordered.sort_unstable_by_key(|function| function.order);
        let found = ordered.iter().flat_map(|function| function.findings.iter().cloned());
        let sources = &self.session.sources;
        RootReport {
            id: checked.id,
            title: self.session.loaded.packages[checked.id].title(),
            files: checked.package.files.iter().map(|file| file.ast.id).collect(),
            compiled: ordered.iter().filter_map(|function| function.compiled).collect(),
            calls: Vec::new(),
            goroutines: Vec::new(),
            errors: source_errors(sources, paths, &checked.syntax_errors, &checked.package.errors),
            uncompiled: None,
            findings: Vec::new(),
            explained: Some(Arc::new(arrange_explained(found.collect()))),
            // Editors show findings where they stand.
            frequencies: Arc::default(),
            graphs: Vec::new(),
            records: Vec::new(),
            paths: paths.clone(),
        }
    }

    /// A checked package, ready to be analyzed.
    pub(super) fn subject<'a>(
        &self,
        checked: &'a CheckedPackage,
        complete: bool,
        below: &[&'a Analyzed],
        budget: &'a Budget,
        threads: Threads,
    ) -> Subject<'a> {
        let by_id: FxHashMap<PkgId, &Analyzed> =
            below.iter().map(|&done| (done.package.id, done)).collect();
        let below_it = |pkg: PkgId| Some(&by_id.get(&pkg)?.stand_in);
        let stand_in = match self.stands_in {
            Some(_) => StandIn::of(self.types, checked, &below_it),
            None => StandIn::default(),
        };
        let is_root = self.session.loaded.roots.contains(&checked.id);
        let is_judged = is_root && self.is_judged(checked.id);
        let broken = missing::broken(checked);
        Subject { checked, complete, by_id, stand_in, broken, budget, threads, is_root, is_judged }
    }

    /// Lowers and analyzes a package as a whole.
    pub(super) fn escapes(&self, subject: Subject<'_>, keep: bool) -> EscapeResults {
        let scope = if keep { Scope::Kept } else { Scope::Whole };
        let checked = subject.checked;
        let finish = |input: &collect::Input<'_>| {
            let functions = keep.then(|| KnownFunction::of_bodies(input));
            let mut root = subject.is_root.then(|| match &functions {
                Some(functions) => self.report_of(&subject, input.paths, functions),
                None => self.report(&subject, input),
            });
            let effects = (self.follow == EffectDepth::Calls).then(|| {
                let of = EffectsOf { cx: self, input: *input, below: &subject.by_id };
                let (found, calls) = of.functions();
                if let Some(root) = &mut root {
                    root.calls = of.call_sites(&found, &calls);
                    root.goroutines = of.goroutines().into_iter().map(|own| own.pos).collect();
                }
                found
            });
            let exports = Exports::of(self.types, self.funcs, &checked.package, input.lowered);
            (functions, root, effects, exports)
        };
        // All functions of a package can always be analyzed.
        let Some(results) = self.analyze(&subject, scope, finish) else {
            return EscapeResults::default();
        };
        let ScopeResults { made, mut tags, lowered, rests_on_threads } = results;
        let (functions, root, effects, exports) = made;
        if let Some(found) = &effects {
            for (func, tags) in &mut tags {
                Arc::make_mut(tags).effects = found.of(*func).unwrap_or_default();
            }
        }
        let functions = functions.zip(lowered);
        let functions = functions.map(|(functions, lowered)| {
            KnownFunctions::new(functions, &tags, lowered, subject.broken_functions())
        });
        let (stand_in, effects) = (subject.stand_in, effects.unwrap_or_default());
        EscapeResults {
            tags,
            exports,
            stand_in,
            effects,
            root,
            functions,
            in_part: false,
            rests_on_threads,
        }
    }

    /// What lowering needs to know of a package.
    pub(super) fn lower_input<'s>(&'s self, subject: &Subject<'s>) -> lower::Input<'s> {
        lower::Input {
            types: self.types,
            funcs: self.funcs,
            package: &subject.checked.package,
            packages: &self.session.library,
            profile: &self.profile,
            budget: subject.budget,
            threads: subject.threads,
        }
    }

    /// Lowers and analyzes functions of a package, and lets `finish` see what was found. Nothing if
    /// they can't be analyzed by themselves.
    pub(super) fn analyze<T>(
        &self,
        subject: &Subject<'_>,
        scope: Scope<'_>,
        finish: impl FnOnce(&collect::Input<'_>) -> T,
    ) -> Option<ScopeResults<T>> {
        let Subject { checked, by_id, stand_in, broken, budget, is_root, is_judged, .. } = subject;
        let (is_root, is_judged) = (*is_root, *is_judged);
        let known = match &scope {
            Scope::Part { known, .. } => Some(*known),
            Scope::Whole | Scope::Kept => None,
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
        let trace = is_judged || is_root && self.options.detail != Detail::Verdicts;
        let placed = Placed(&self.session.library);
        let packages: &dyn Packages = match trace {
            true => &placed,
            false => &self.session.library,
        };
        let input = lower::Input { packages, ..self.lower_input(subject) };
        let reading = lower::Cx::reading(input);
        let callees = Imported::new(self, &reading, by_id, known);
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
            // The number of a call changes with each call before it.
            literals: match self.options.detail {
                Detail::Trace | Detail::Records => Literals::WithHash,
                Detail::Verdicts | Detail::Steps | Detail::Graphs => Literals::AsThere,
            },
            sources: &self.session.sources,
        };
        // Under -l the go command compiles the packages named without inlining, and no others.
        let inlining = match (is_root, self.options.inlining) {
            (true, Inlining::Off) => passes::Inlining::Off(&callees),
            (true, Inlining::On) | (false, _) => passes::Inlining::On(&env),
        };
        let (mut lowered, state) = match scope {
            Scope::Whole => (passes::run(input, inlining), None),
            Scope::Kept => passes::run_and_keep(input, inlining),
            Scope::Part { part, lowered, .. } => {
                let (lowered, state) = passes::run_part(input, inlining, lowered, part)?;
                (lowered, Some(state))
            }
        };
        // An instance is compiled, and tagged, by each package that comes upon it before it inlines
        // anything; of one that only inlined code calls, gc has no tags (golang/go 79592).
        let imported = |func| {
            if let Some(function) = known.and_then(|known| known.get(&func)) {
                return function.tags.clone();
            }
            let sym = self.funcs.get(func);
            if matches!(sym.key, FuncKey::Instance(..)) {
                return None;
            }
            match by_id.get(&sym.pkg?) {
                Some(done) => done.tags.get(&func).cloned(),
                None => self.session.library.tags(self.types, &sym.key),
            }
        };
        let sources = &self.session.sources;
        let line_of = |pos: Pos| {
            let line = sources.file(pos.file).line_col(pos.offset).line;
            let file = (pos.file.index() as u64) << u32::BITS;
            (pos != Pos::autogenerated()).then_some(file | u64::from(line))
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
                lines: (precision == Precision::Exact && self.options.detail != Detail::Records)
                    .then_some(&line_of),
                unknown: match subject.complete {
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
        let made = finish(&input);
        let tags = std::mem::take(&mut verdicts.tags);
        let rests_on_threads = verdicts.ran_out && subject.threads == Threads::All;
        match subject.threads {
            Threads::One => drop((lowered, verdicts)),
            Threads::All => schedule::let_go(self.pool, (lowered, verdicts)),
        }
        Some(ScopeResults { made, tags, lowered: state, rests_on_threads })
    }
}
