//! The whole analysis: what gc prints about the packages that patterns name.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::callees::Imported;
use super::effects::{CallSite, EffectsOf};
use super::missing::{self, Missing};
use super::reporter::{Reporter, source_errors};
use super::schedule;
use super::stand_in::StandIn;
use super::{CheckedPackage, ParsedPackage, Reuse, Session};
use crate::budget::Budget;
use crate::escape::record::Record;
use crate::escape::{self, Env, FuncTags, Unknown};
use crate::fault::{isolate, trip};
use crate::findings::effects::PackageEffects;
use crate::findings::flow::FlowGraph;
use crate::ir::func::{FuncId, FuncKey, FuncTable};
use crate::ir::node::NodePos;
use crate::lower;
use crate::passes;
use crate::passes::inline::candidates;
use crate::passes::inline::cost::Precision;
use crate::passes::inline::exports::Exports;
use crate::policy::asserts;
use crate::profile::Profile;
use crate::report::PackageReport;
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::source::{Config, DisplayPaths, Loaded, PackageId};
use crate::symbol::Symbol;
use crate::types::info::{Package, TypeError};
use crate::types::store::{PkgId, Types};
use crate::types::unknown::Why;

/// How to analyze.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How much to find out.
    pub detail: Detail,
    /// Which packages guards judge, which takes reasons.
    pub judged: Judged,
    /// Whether functions are inlined.
    pub inlining: Inlining,
    /// The number of threads; 0 for as many as there are processors.
    pub threads: usize,
}

impl Options {
    /// What to find out, without guards and on as many threads as there are processors.
    pub fn of(detail: Detail, inlining: Inlining) -> Options {
        Options { detail, judged: Judged::Nothing, inlining, threads: 0 }
    }
}

/// Whether functions are inlined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inlining {
    /// As in an ordinary build.
    On,
    /// As under `-l`: not in the packages named, whereas what they import is compiled as ever.
    Off,
}

/// How much to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The verdicts, as gc prints them under `-m`.
    Verdicts,
    /// The verdicts, and among them the explanations that gc prints under `-m=2`.
    Trace,
    /// The verdicts, each with the steps of its explanation.
    Steps,
    /// The same, and the graphs of all functions.
    Graphs,
    /// The records that gc makes under `-json`, and nothing else.
    Records,
}

/// Which of the packages named guards judge, beside what [`Detail`] asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Judged {
    /// None, or the detail asked for is enough.
    Nothing,
    /// Those with assertions.
    Asserting,
    /// All.
    Everything,
}

/// What was found out about the packages that patterns name.
pub struct Analysis {
    /// What was loaded.
    pub loaded: Loaded,
    /// The files.
    pub sources: Arc<SourceMap>,
    /// The packages named, in the order in which they were built: imports first.
    pub roots: Vec<RootReport>,
    /// The packages whose analysis ended early by a fault of ours. Of those that were named, the
    /// errors in the source that were found before are among the reports, and nothing else.
    pub faults: Vec<Fault>,
    /// The imports that weren't found, each path once.
    pub missing: Vec<Missing>,
    /// The steps that each package took which was analyzed ([`crate::budget`]), in the order of
    /// building.
    pub work: Vec<(PackageId, u64)>,
}

impl Analysis {
    /// The packages of which a part was left undone, since they take too much work.
    pub fn unfinished(&self) -> impl Iterator<Item = PackageId> {
        self.work.iter().filter(|(_, steps)| *steps > Budget::LIMIT).map(|(id, _)| *id)
    }

    /// Leaves what guards judge ([`Options::judged`]): those packages alone, with their reasons.
    pub fn keep_judged(&mut self) {
        self.roots.retain_mut(|root| match root.judged.take() {
            Some(report) => {
                root.report = report;
                true
            }
            None => false,
        });
    }
}

/// An error of ours, which ended the analysis of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The package.
    pub id: PackageId,
    /// What the panic said.
    pub message: String,
}

/// What was found out about a package that a pattern names.
pub struct RootReport {
    /// Which one.
    pub id: PackageId,
    /// How its paths are printed.
    pub paths: DisplayPaths,
    /// Its files.
    pub files: Vec<FileId>,
    /// Where the functions are declared of which there is code, and what is compiled of them.
    pub compiled: Vec<(Pos, Compiled)>,
    /// The calls in it, in the order of their places; where assertions ask for them.
    pub calls: Vec<CallSite>,
    /// The statements that start goroutines; where assertions ask for them.
    pub goroutines: Vec<Pos>,
    /// What to print.
    pub report: PackageReport,
    /// The same with reasons, if guards judge it.
    pub judged: Option<PackageReport>,
    /// The graphs of its functions, if asked for.
    pub graphs: Vec<FlowGraph>,
    /// The records that gc makes of it, if asked for.
    pub records: Vec<Record>,
}

/// What is compiled of a declared function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compiled {
    /// The function itself.
    Declared,
    /// An instance of a generic function.
    Instance,
}

/// The tags of a package's functions.
pub(super) type Tags = FxHashMap<FuncId, Arc<FuncTags>>;

/// A package whose analysis is done: what those that import it need.
pub(super) struct Done {
    pub(super) package: Arc<Package>,
    pub(super) tags: Tags,
    /// What those that import it can inline.
    pub(super) exports: Exports,
    /// What of it rests on the library of another target.
    stand_in: StandIn,
    /// What calls of its functions may do, if anybody asks for it.
    pub(super) effects: PackageEffects,
    root: Option<RootReport>,
    /// Whether all is known of it and of what it imports.
    pub(super) complete: bool,
    /// How much work it took.
    budget: Budget,
    /// What ended the analysis after the package was checked.
    pub(super) fault: Option<String>,
}

/// A package whose analysis ended before there was anything for those that import it.
pub(super) struct Failed {
    pub(super) fault: String,
    root: Option<Box<RootReport>>,
}

/// Analyzes the packages that `patterns` name and all that they import.
pub fn analyze(
    config: &Config,
    patterns: &[String],
    options: Options,
) -> Result<Analysis, rayon::ThreadPoolBuildError> {
    let pool = schedule::pool(options.threads)?;
    let profile = Profile::of_target(&config.target);
    let types = Types::new(profile.arch.sizes);
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
    let stands_in = config.embedded.as_ref().and_then(|library| library.stands_in());
    let (types, funcs) = (&types, &funcs);
    let cx = Cx { session: &session, types, funcs, options, profile, stands_in, follow };
    let done = schedule::run(&pool, &session.needs, |i, done| {
        cx.package(i, &|i| done(i).and_then(|done: &Result<Done, Failed>| done.as_ref().ok()))
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

pub(super) struct Cx<'a> {
    pub(super) session: &'a Session,
    pub(super) types: &'a Types,
    pub(super) funcs: &'a FuncTable,
    pub(super) options: Options,
    pub(super) profile: Profile,
    /// The target of the standard library, where it isn't that of the one built for.
    pub(super) stands_in: Option<Symbol>,
    pub(super) follow: Follow,
}

/// Whether the effects of functions are worked out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    /// They aren't.
    Nothing,
    /// They are, through all calls.
    Calls,
}

/// What escape analysis makes of a package.
#[derive(Default)]
struct Analyzed {
    tags: Tags,
    exports: Exports,
    stand_in: StandIn,
    effects: PackageEffects,
    root: Option<RootReport>,
}

impl Cx<'_> {
    /// Checks and analyzes a package. If something panics, what was found before isn't lost.
    pub(super) fn package<'d>(
        &self,
        number: usize,
        done: &dyn Fn(usize) -> Option<&'d Done>,
    ) -> Result<Done, Failed> {
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
        let complete = self.stands_in.is_none()
            && checked.is_complete()
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
                let Analyzed { tags, exports, .. } = &analyzed;
                cached.keep(checked.id, &self.encode(&checked.package, tags, exports));
            }
            analyzed
        });
        let (analyzed, complete, fault) = match analyzed {
            Ok(analyzed) => (analyzed, complete && !budget.is_spent(), None),
            Err(fault) => {
                let errors = &checked.package.errors;
                let root = self.errors_alone(id, &checked.syntax_errors, errors);
                (Analyzed { root, ..Analyzed::default() }, false, Some(fault))
            }
        };
        let Analyzed { tags, exports, stand_in, effects, root } = analyzed;
        let package = checked.package;
        Ok(Done { package, tags, exports, stand_in, effects, root, complete, budget, fault })
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
            files: Vec::new(),
            compiled: Vec::new(),
            calls: Vec::new(),
            goroutines: Vec::new(),
            report: PackageReport {
                title: packages[id].title(),
                errors: source_errors(&self.session.sources, &paths, syntax, types),
                findings: Vec::new(),
            },
            judged: None,
            graphs: Vec::new(),
            records: Vec::new(),
            paths,
        })
    }

    /// Lowers and analyzes a checked package, above those that it imports.
    fn escapes(
        &self,
        checked: &CheckedPackage,
        complete: bool,
        below: &[&Done],
        budget: &Budget,
    ) -> Analyzed {
        let broken = missing::broken(checked);
        let by_id: FxHashMap<PkgId, &Done> =
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
        let unsure = |pos: NodePos, printed: Pos, declared: Pos| {
            // Of the code that initializes variables, each has its own place.
            let declared = Some(declared).filter(|&pos| pos != Pos::autogenerated());
            let broken = broken.contains(pos.at).then_some(Why::Error);
            broken.or_else(|| library(printed)).or_else(|| library(declared?))
        };
        let is_root = self.session.loaded.roots.contains(&checked.id);
        let is_judged = is_root && self.is_judged(checked);
        let callees = Imported::new(self, &checked.package, &by_id);
        let precision = match self.options.detail {
            Detail::Trace if is_root => Precision::Code,
            Detail::Records | Detail::Steps | Detail::Graphs if is_root => Precision::Exact,
            _ if is_judged => Precision::Exact,
            _ => Precision::Decision,
        };
        let env = candidates::Env { callees: &callees, profile: &self.profile, precision };
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
                limits: &self.profile.stack,
                trace: is_judged || is_root && self.options.detail != Detail::Verdicts,
                graphs: is_root && self.options.detail == Detail::Graphs,
                unknown: match complete {
                    true => Unknown::Nothing,
                    false => Unknown::Some(&unsure),
                },
                budget,
            },
        );
        let reporter = Reporter {
            cx: self,
            checked,
            lowered: &lowered,
            verdicts: &verdicts,
            imported: &imported,
            library: &library,
        };
        let mut root = is_root.then(|| reporter.root(is_judged));
        let mut effects = PackageEffects::default();
        if self.follow == Follow::Calls {
            let below = &by_id;
            let of = EffectsOf { cx: self, checked, lowered: &lowered, below, imported: &imported };
            let (found, calls) = of.functions(&verdicts);
            for (func, tags) in &mut verdicts.tags {
                Arc::make_mut(tags).effects = found.of(*func).unwrap_or_default();
            }
            if let Some(root) = &mut root {
                root.calls = of.call_sites(&found, &calls);
                root.goroutines = of.goroutines().into_iter().map(|own| own.pos).collect();
            }
            effects = found;
        }
        let tags = std::mem::take(&mut verdicts.tags);
        Analyzed { tags, exports, stand_in, effects, root }
    }

    /// All packages that a package imports, directly or not.
    fn below<'d>(&self, number: usize, done: &dyn Fn(usize) -> Option<&'d Done>) -> Vec<&'d Done> {
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
