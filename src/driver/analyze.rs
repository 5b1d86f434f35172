//! The whole analysis: what gc prints about the packages that patterns name.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{CheckedPackage, Session, schedule};
use crate::escape::render::Renderer;
use crate::escape::verdict::{Kind, Verdicts};
use crate::escape::{self, Env, FuncTags, Limits};
use crate::findings::{self, Finding, Place, Step, Verdict};
use crate::ir;
use crate::ir::fmt::NodeFmt;
use crate::ir::func::{FuncId, FuncTable};
use crate::report::{PackageReport, SourceError};
use crate::source::pos::{Pos, SourceMap};
use crate::source::{Config, DisplayPaths, Loaded, PackageId};
use crate::types::info::Package;
use crate::types::store::{PkgId, Types};

/// How to analyze.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How much to find out.
    pub detail: Detail,
    /// The number of threads; 0 for as many as there are processors.
    pub threads: usize,
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
}

/// What was found out about the packages that patterns name.
pub struct Analysis {
    /// What was loaded.
    pub loaded: Loaded,
    /// The files.
    pub sources: Arc<SourceMap>,
    /// The packages named, in the order in which they were built: imports first.
    pub roots: Vec<RootReport>,
}

/// What was found out about a package that a pattern names.
pub struct RootReport {
    /// Which one.
    pub id: PackageId,
    /// How its paths are printed.
    pub paths: DisplayPaths,
    /// What to print.
    pub report: PackageReport,
}

/// A package whose analysis is done: what those that import it need.
pub(super) struct Done {
    pub(super) package: Arc<Package>,
    pub(super) tags: FxHashMap<FuncId, Arc<FuncTags>>,
    root: Option<RootReport>,
}

/// Analyzes the packages that `patterns` name and all that they import.
pub fn analyze(
    config: &Config,
    patterns: &[String],
    options: Options,
) -> Result<Analysis, rayon::ThreadPoolBuildError> {
    let pool = schedule::pool(options.threads)?;
    let types = Types::new();
    let session = Session::open(&pool, config, patterns, &types);
    let funcs = FuncTable::new();
    let cx = Cx { session: &session, types: &types, funcs: &funcs, options };
    let done = schedule::run(&pool, &session.needs, |i, done| cx.package(i, done));
    let roots = done.into_iter().flatten().filter_map(|done| done.root).collect();
    let Session { loaded, sources, .. } = session;
    Ok(Analysis { loaded, sources, roots })
}

pub(super) struct Cx<'a> {
    pub(super) session: &'a Session,
    pub(super) types: &'a Types,
    pub(super) funcs: &'a FuncTable,
    pub(super) options: Options,
}

impl Cx<'_> {
    pub(super) fn package<'d>(
        &self,
        number: usize,
        done: &dyn Fn(usize) -> Option<&'d Done>,
    ) -> Done {
        let checked = self.session.check(number, self.types, &|i| Some(&done(i)?.package));
        let below = self.below(number, done);
        let mut lowered = ir::lower(ir::Input {
            types: self.types,
            funcs: self.funcs,
            package: &checked.package,
            packages: &*self.session.library,
        });
        let by_id: FxHashMap<PkgId, &Done> =
            below.iter().map(|&done| (done.package.id, done)).collect();
        let is_root = self.session.loaded.roots.contains(&checked.id);
        let mut verdicts = escape::analyze(
            &mut lowered,
            &Env {
                types: self.types,
                funcs: self.funcs,
                imported: &|func| {
                    let sym = self.funcs.get(func);
                    match by_id.get(&sym.pkg?) {
                        Some(done) => done.tags.get(&func).cloned(),
                        None => self.session.library.tags(self.types, &sym.key),
                    }
                },
                limits: &Limits::GO1_27,
                trace: is_root && self.options.detail != Detail::Verdicts,
            },
        );
        let root = is_root.then(|| self.report(&checked, &lowered, &verdicts));
        let tags = std::mem::take(&mut verdicts.tags);
        Done { package: checked.package, tags, root }
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

    fn report(
        &self,
        checked: &CheckedPackage,
        lowered: &ir::package::Package,
        verdicts: &Verdicts,
    ) -> RootReport {
        let loaded = &self.session.loaded;
        let sources = &self.session.sources;
        let paths = loaded.display_paths(checked.id);
        let place = |pos: Pos| Place::of(sources, &paths, pos);
        let error = |pos: Pos, message: &str| SourceError {
            pos,
            place: place(pos),
            message: message.to_owned(),
        };
        let mut errors: Vec<SourceError> = checked
            .syntax_errors
            .iter()
            .map(|(pos, message)| error(*pos, message))
            .chain(checked.package.errors.iter().map(|e| error(e.pos, &e.message)))
            .collect();
        errors.sort_by(|a, b| a.place.cmp(&b.place));

        let position = |pos: Pos| place(pos).to_string();
        let fmt = NodeFmt::new(self.types, self.funcs, lowered.id);
        let renderer = Renderer::new(lowered, verdicts, fmt, &position);
        let mut findings = Vec::with_capacity(verdicts.diagnostics.len());
        for message in &lowered.messages {
            let pos = message.pos.at;
            findings.push(Finding {
                pos,
                place: place(pos),
                verdict: Verdict::Note,
                message: message.text.clone(),
                steps: Vec::new(),
            });
        }
        let mut lines = Vec::new();
        let mut reasons: FxHashMap<Pos, Vec<Step>> = FxHashMap::default();
        for diagnostic in &verdicts.diagnostics {
            if self.options.detail == Detail::Steps {
                match &diagnostic.kind {
                    Kind::Explanation(explanation) => {
                        let pos = renderer.pos(diagnostic);
                        let causes = renderer.causes(explanation).into_iter();
                        let steps = causes.map(|line| Step { pos: line.pos, text: line.text });
                        reasons.entry(pos).or_insert_with(|| steps.collect());
                        continue;
                    }
                    Kind::Capture(_) => continue,
                    _ => {}
                }
            }
            renderer.diagnostic(diagnostic, &mut lines);
            let mut lines = lines.drain(..);
            let Some(first) = lines.next() else { continue };
            findings.push(Finding {
                pos: first.pos,
                place: place(first.pos),
                verdict: verdict(&diagnostic.kind),
                message: first.text,
                steps: lines.map(|line| Step { pos: line.pos, text: line.text }).collect(),
            });
        }
        for finding in &mut findings {
            if matches!(finding.verdict, Verdict::Heap | Verdict::Leak)
                && let Some(steps) = reasons.get(&finding.pos)
            {
                finding.steps = steps.clone();
            }
        }
        findings::arrange(&mut findings);
        RootReport {
            id: checked.id,
            paths: paths.clone(),
            report: PackageReport { title: loaded.packages[checked.id].title(), errors, findings },
        }
    }
}

/// What a diagnostic says of memory.
fn verdict(kind: &Kind) -> Verdict {
    match kind {
        Kind::MovedToHeap(_) | Kind::Escapes(_) => Verdict::Heap,
        Kind::DoesNotEscape(_) | Kind::ParamStays(_) => Verdict::Stack,
        Kind::LeakingParam(_) | Kind::LeakingContent(_) | Kind::LeakingToResult { .. } => {
            Verdict::Leak
        }
        Kind::ZeroCopy
        | Kind::AssumingUintptr(_)
        | Kind::MarkingUintptr { .. }
        | Kind::SelfAssignment { .. } => Verdict::Note,
        Kind::Capture(_) | Kind::Explanation(_) => Verdict::Trace,
    }
}
