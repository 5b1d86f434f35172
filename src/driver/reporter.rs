//! What is reported of a package that was named: from verdicts to findings, in the detail asked
//! for.
//!
//! ```go
//! func f() *int { x := 1; return &x }
//! // Verdicts  1:17 moved to heap: x
//! // Steps     1:17 moved to heap: x, of the rule moved-variable, 8 bytes, since &x is returned
//! ```

use rustc_hash::FxHashMap;

use super::CheckedPackage;
use super::analyze::{Compiled, Cx, Detail, RootReport};
use crate::escape::ImportedTags;
use crate::escape::record::Record;
use crate::escape::render::{Line, Renderer};
use crate::escape::verdict::{Kind, Verdicts};
use crate::findings::flow::FlowGraph;
use crate::findings::judge::Judge;
use crate::findings::{self, Assumed, Finding, Place, Step, Verdict};
use crate::ir::fmt::NodeFmt;
use crate::ir::func::FuncKey;
use crate::ir::node::{Body, FuncName, NodePos};
use crate::ir::package::Package as Lowered;
use crate::report::{PackageReport, SourceError};
use crate::source::DisplayPaths;
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::syntax::extents;
use crate::types::info::{Package, TypeError};
use crate::types::unknown::Why;

/// Reports a package.
pub(super) struct Reporter<'a> {
    pub(super) cx: &'a Cx<'a>,
    pub(super) checked: &'a CheckedPackage,
    pub(super) lowered: &'a Lowered,
    pub(super) verdicts: &'a Verdicts,
    pub(super) imported: ImportedTags<'a>,
    /// Why nothing is sure at a place of the source, where the library is of another target.
    pub(super) library: &'a dyn Fn(Pos) -> Option<Why>,
}

impl Reporter<'_> {
    /// All that is reported of the package; with reasons beside, if guards judge it.
    pub(super) fn root(&self, is_judged: bool) -> RootReport {
        let detail = self.cx.options.detail;
        let paths = self.cx.session.loaded.display_paths(self.checked.id);
        let position = |pos: Pos| self.place(&paths, pos).to_string();
        let fmt = NodeFmt::new(self.cx.types, self.cx.funcs, self.lowered.id);
        let renderer = Renderer::new(self.lowered, self.verdicts, fmt, &position);
        let CheckedPackage { package, syntax_errors, .. } = self.checked;
        let sources = &self.cx.session.sources;
        let errors = source_errors(sources, &paths, syntax_errors, &package.errors);
        let title = self.cx.session.loaded.packages[self.checked.id].title();
        let report = |detail| PackageReport {
            title: title.clone(),
            errors: errors.clone(),
            findings: self.findings(&renderer, &paths, detail),
        };
        let records = match detail {
            Detail::Records => self.records(&renderer),
            Detail::Verdicts | Detail::Trace | Detail::Steps | Detail::Graphs => Vec::new(),
        };
        let graphs = self.verdicts.graphs.iter();
        RootReport {
            id: self.checked.id,
            files: self.checked.package.files.iter().map(|file| file.ast.id).collect(),
            compiled: self.compiled(),
            calls: Vec::new(),
            goroutines: Vec::new(),
            report: report(detail),
            judged: is_judged.then(|| report(Detail::Steps)),
            graphs: graphs.map(|graph| FlowGraph::new(graph, self.lowered, &renderer)).collect(),
            records,
            paths: paths.clone(),
        }
    }

    /// What gc logs, in its order.
    fn records(&self, renderer: &Renderer<'_>) -> Vec<Record> {
        let notes = self.lowered.messages.iter().filter_map(|message| {
            let (code, text) = message.note.logged()?;
            Some(Record {
                places: message.places.clone(),
                code,
                message: text,
                related: Vec::new(),
            })
        });
        let found = self.verdicts.diagnostics.iter();
        notes.chain(found.filter_map(|found| renderer.record(found))).collect()
    }

    fn rests_on_library(&self, pos: Pos) -> Option<Assumed> {
        Some(Assumed::of(self.cx.types, (self.library)(pos)?))
    }

    fn place(&self, paths: &DisplayPaths, pos: Pos) -> Place {
        Place::of(&self.cx.session.sources, paths, pos)
    }

    /// Where the functions are declared of which there is code.
    fn compiled(&self) -> Vec<(Pos, Compiled)> {
        let functions = self.lowered.bodies.iter().filter_map(|body| {
            let compiled = match self.cx.funcs.get(body.id).key {
                FuncKey::Declared(_) => Compiled::Declared,
                FuncKey::Instance(..) => Compiled::Instance,
                FuncKey::MethodWrapper { .. }
                | FuncKey::PackageInit(_)
                | FuncKey::Runtime(_)
                | FuncKey::Synthetic(..) => return None,
            };
            Some((body.funcs[Body::outermost()].pos.at, compiled))
        });
        functions.collect()
    }

    fn findings(
        &self,
        renderer: &Renderer<'_>,
        paths: &DisplayPaths,
        detail: Detail,
    ) -> Vec<Finding> {
        let (lowered, verdicts) = (self.lowered, self.verdicts);
        let with_steps = match detail {
            Detail::Records => return Vec::new(),
            Detail::Verdicts | Detail::Trace => false,
            Detail::Steps | Detail::Graphs => true,
        };
        let found = |pos: Pos, function: FuncName, verdict: Verdict, message: String| Finding {
            pos,
            extent: None,
            place: self.place(paths, pos),
            function,
            verdict,
            message,
            steps: Vec::new(),
            rule: None,
            cost: None,
            cause: None,
            holder: None,
            inlined: Vec::new(),
            assumed: None,
            level: None,
        };
        let notes = lowered.messages.iter();
        let mut findings: Vec<Finding> = notes
            .filter_map(|message| {
                let text = match detail {
                    Detail::Verdicts | Detail::Records => message.note.text(),
                    Detail::Trace | Detail::Steps | Detail::Graphs => {
                        message.note.text_with_reasons()
                    }
                };
                let inlined = message.places.get(1..).unwrap_or_default().to_vec();
                Some(Finding {
                    inlined,
                    assumed: self.rests_on_library(message.pos()),
                    ..found(message.pos(), message.func, Verdict::Note, text?)
                })
            })
            .collect();
        findings.reserve(verdicts.diagnostics.len());
        let judge = with_steps
            .then(|| Judge::new(self.cx.types, &self.cx.profile, lowered, verdicts, self.imported));
        let at = |body: u32, pos: NodePos| lowered.bodies[body as usize].outermost_pos(pos);
        let step = |line: Line| Step { pos: line.pos, text: line.text };
        let mut lines = Vec::new();
        let mut reasons: FxHashMap<Pos, Vec<Step>> = FxHashMap::default();
        for diagnostic in &verdicts.diagnostics {
            match (detail, &diagnostic.kind) {
                // gc's own explanations are lines of their own under -m=2 alone.
                (Detail::Trace, _) => {}
                (_, Kind::Explanation(explanation)) if with_steps => {
                    let causes = renderer.causes(explanation).into_iter();
                    let pos = renderer.pos(diagnostic);
                    reasons.entry(pos).or_insert_with(|| causes.map(step).collect());
                    continue;
                }
                (_, Kind::Explanation(_) | Kind::Capture(_)) => continue,
                _ => {}
            }
            renderer.diagnostic(diagnostic, &mut lines);
            let mut lines = lines.drain(..);
            let Some(first) = lines.next() else { continue };
            let judged = judge.as_ref().map(|judge| judge.judge(diagnostic));
            let steps = match judge.as_ref().and_then(|judge| judge.explanation(diagnostic)) {
                Some(explanation) => renderer.causes(explanation).into_iter().map(step).collect(),
                None => lines.map(step).collect(),
            };
            let body = &lowered.bodies[diagnostic.body as usize];
            let function = body.func_name(diagnostic.func);
            findings.push(Finding {
                inlined: body.places(diagnostic.pos).split_off(1),
                steps,
                rule: judged.and_then(|judged| judged.rule),
                cost: judged.and_then(|judged| judged.cost),
                cause: judged.and_then(|judged| judged.cause).map(|(body, pos)| at(body, pos)),
                holder: judged.and_then(|judged| renderer.origin(judged.holder?)),
                assumed: diagnostic.assumed.map(|why| Assumed::of(self.cx.types, why)),
                ..found(first.pos, function, verdict(&diagnostic.kind), first.text)
            });
        }
        for silent in judge.iter().flat_map(Judge::silent) {
            let body = &lowered.bodies[silent.body as usize];
            let what = renderer.place_itself(silent.what);
            let message = findings::silent_message(silent.rule, &what);
            let pos = body.outermost_pos(silent.pos);
            findings.push(Finding {
                inlined: body.places(silent.pos).split_off(1),
                rule: Some(silent.rule),
                cost: Some(silent.cost),
                assumed: self.rests_on_library(pos),
                ..found(pos, body.func_name(silent.func), Verdict::Silent, message)
            });
        }
        for finding in &mut findings {
            if finding.verdict == Verdict::Leak
                && let Some(steps) = reasons.get(&finding.pos)
            {
                finding.steps = steps.clone();
            }
        }
        findings::arrange(&mut findings);
        if with_steps {
            add_extents(&mut findings, &self.checked.package);
        }
        findings
    }
}

/// What is wrong with the source of a package, in order. Of missing imports there is one note each
/// for all packages.
pub(super) fn source_errors(
    sources: &SourceMap,
    paths: &DisplayPaths,
    syntax: &[(Pos, String)],
    types: &[TypeError],
) -> Vec<SourceError> {
    let syntax = syntax.iter().map(|(pos, message)| (*pos, message));
    let types = types.iter().filter(|e| !e.soft).map(|e| (e.pos, &e.message));
    let mut errors: Vec<SourceError> = syntax
        .chain(types)
        .map(|(pos, message)| SourceError {
            pos,
            place: Place::of(sources, paths, pos),
            message: message.clone(),
        })
        .collect();
    errors.sort_by(|a, b| a.place.cmp(&b.place));
    errors
}

/// Finds all of the text of what findings are about, in the files of their package.
fn add_extents(findings: &mut [Finding], package: &Package) {
    let mut by_file: FxHashMap<FileId, Vec<u32>> = FxHashMap::default();
    for finding in &*findings {
        by_file.entry(finding.pos.file).or_default().push(finding.pos.offset);
    }
    let files = package.files.iter();
    let extents: FxHashMap<FileId, _> = files
        .filter_map(|file| Some((file.ast.id, extents(&file.ast, by_file.get(&file.ast.id)?))))
        .collect();
    for finding in findings {
        let extents = extents.get(&finding.pos.file);
        finding.extent = extents.and_then(|extents| extents.get(&finding.pos.offset)).cloned();
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
        Kind::Capture(_) | Kind::WrapperEscapes | Kind::Explanation(_) => Verdict::Trace,
    }
}
