//! What is found in a package that was named: from verdicts to findings.
//!
//! ```go
//! func f() *int { x := 1; return &x }
//! // Finding    1:17 moved to heap: x
//! // Explained  1:17 moved to heap: x, of the rule returned-address, 8 bytes, since &x is returned
//! ```

use std::sync::Arc;

use crate::id::Id;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::analysis::{Compiled, SourceError};
use super::arrange::{arrange, arrange_explained};
use super::flow::FlowGraph;
use super::judge::{Judge, Judgement, SilentAllocation};
use super::kind::{FindingKind, Note};
use super::record::{Logged, Record};
use super::spell::Speller;
use super::suggest::suggest;
use super::suggestion::Help;
use super::{Assumed, Explained, Finding, PrintedPos, Verdict, Ways};
use crate::escape::ImportedTags;
use crate::escape::verdict::{self, Diagnostic, Explanation, VerdictKind, Verdicts};
use crate::ir::fmt::NodeFmt;
use crate::ir::func::{FuncId, FuncKey, FuncTable};
use crate::ir::node::{Body, BodyId, NodePos};
use crate::ir::note::NotInlined;
use crate::ir::package::{Message, Package, Threads};
use crate::profile::Profile;
use crate::source::DisplayPaths;
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::syntax::{extents, statements};
use crate::types::info::{self, TypeError};
use crate::types::store::Types;
use crate::types::unknown::Why;

/// What findings are made of.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The type store.
    pub types: &'a Types,
    /// The release and the target.
    pub profile: &'a Profile,
    /// The functions of the analysis.
    pub funcs: &'a FuncTable,
    /// The files.
    pub sources: &'a SourceMap,
    /// The package as it was checked.
    pub checked: &'a info::Package,
    /// Its IR as escape analysis left it.
    pub lowered: &'a Package,
    /// What escape analysis found.
    pub verdicts: &'a Verdicts,
    /// The tags of functions of other packages.
    pub imported: ImportedTags<'a>,
    /// Why nothing is exact at a place of the source, where the library is of another target.
    pub library: &'a (dyn Fn(Pos) -> Option<Why> + Sync),
    /// How the package's paths are printed.
    pub paths: &'a DisplayPaths,
    /// The line that gc prints: findings of one place are in the order of their lines, and of
    /// those alike there is one.
    pub headline: fn(&FindingKind) -> String,
}

/// How many verdicts are worth another thread.
const VERDICTS_AT_ONCE: usize = 64;

/// Which of gc's lines there are findings of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GcFlag {
    /// Those of -m.
    Decisions,
    /// Those of -m=2.
    Reasons,
}

impl Input<'_> {
    fn place(&self, pos: Pos) -> PrintedPos {
        PrintedPos::of(self.sources, self.paths, pos)
    }

    /// Works with a speller for the package.
    pub fn with_speller<T>(&self, work: impl FnOnce(&Speller<'_>) -> T) -> T {
        let fmt = NodeFmt::new(self.types, self.funcs, self.lowered.id);
        let printed = |pos: Pos| self.place(pos);
        work(&Speller::new(self.lowered, self.verdicts, fmt, &printed))
    }

    /// What gc prints, in order of places. Traces stand before the findings of their place, in the
    /// order in which gc prints them.
    pub fn findings(&self, lines: GcFlag) -> Vec<Finding> {
        self.with_speller(|speller| {
            let notes = self.lowered.messages.iter();
            let notes = notes.filter(|message| is_printed(&message.note, lines));
            let mut findings: Vec<Finding> = notes.map(|message| self.note(message)).collect();
            findings.reserve(self.verdicts.diagnostics.len());
            for diagnostic in &self.verdicts.diagnostics {
                let is_trace = matches!(
                    diagnostic.kind,
                    VerdictKind::Explanation(_) | VerdictKind::Capture(_)
                );
                if lines == GcFlag::Reasons || !is_trace {
                    findings.extend(self.verdict(speller, diagnostic));
                }
            }
            let repeats = |finding: &Finding| match (&finding.kind, lines) {
                (FindingKind::Note(note), GcFlag::Reasons) => is_repeated(note),
                _ => false,
            };
            let headline = |finding: &Finding| (self.headline)(&finding.kind);
            arrange(&mut findings, |finding| finding, headline, repeats, |_, _| {});
            findings
        })
    }

    /// What is found, with reasons, in order of places; without the traces of -m=2. The verdicts
    /// have to have explanations.
    pub fn explained(&self) -> Vec<Arc<Explained>> {
        let explained = self.explained_by_body().into_iter();
        arrange_explained(explained.map(|(_, one)| Arc::new(one)).collect())
    }

    /// What is found, with reasons, each with the body that it is found in; in no order, and what
    /// the instances of a generic function share more than once.
    pub fn explained_by_body(&self) -> Vec<(FuncId, Explained)> {
        self.with_speller(|speller| self.explain(speller))
    }

    fn explain(&self, speller: &Speller<'_>) -> Vec<(FuncId, Explained)> {
        let notes = self.lowered.messages.iter();
        let notes = notes.filter(|message| is_printed(&message.note, GcFlag::Reasons));
        let mut explained: Vec<(FuncId, Explained)> =
            notes.map(|message| (message.body, self.plain(self.note(message)))).collect();
        explained.reserve(self.verdicts.diagnostics.len());
        let judge =
            Judge::new(self.types, self.profile, self.lowered, self.verdicts, self.imported);
        let at_once = self.lowered.threads.at_once(VERDICTS_AT_ONCE);
        let found = self.verdicts.diagnostics.par_iter().with_min_len(at_once);
        explained
            .par_extend(found.filter_map(|found| self.explain_verdict(speller, &judge, found)));
        let silent = judge.silent().into_iter();
        explained.extend(silent.map(|silent| self.explain_silent(speller, silent)));
        let leaks: FxHashMap<(FuncId, Pos), &Explanation> = self.leaks(speller);
        explained.par_iter_mut().with_min_len(at_once).for_each(|(body, finding)| {
            if finding.verdict() == Verdict::Leak
                && let Some(explanation) = leaks.get(&(*body, finding.pos))
            {
                finding.steps = speller.steps(explanation);
            }
        });
        let threads = self.lowered.threads;
        add_extents(&mut explained, self.checked, threads);
        suggest(self.types, self.checked, self.sources, threads, &mut explained);
        drop_own_statement(&mut explained, self.checked, threads);
        explained
    }

    /// What is found of a verdict, with the reasons for it.
    fn explain_verdict(
        &self,
        speller: &Speller<'_>,
        judge: &Judge<'_>,
        diagnostic: &Diagnostic,
    ) -> Option<(FuncId, Explained)> {
        if let VerdictKind::Explanation(_) | VerdictKind::Capture(_) = diagnostic.kind {
            return None;
        }
        let finding = self.verdict(speller, diagnostic)?;
        let Judgement { rule, cause, cost, holder } = judge.judge(diagnostic);
        let explanation = judge.explanation(diagnostic);
        let at = |(body, pos): (BodyId, NodePos)| self.body(body).outermost_pos(pos);
        let explained = Explained {
            steps: explanation.map_or_else(Vec::new, |explanation| speller.steps(explanation)),
            rule,
            cost,
            cause: cause.map(at),
            holder: holder.and_then(|holder| speller.origin(holder)),
            ways: judge.ways(diagnostic).map(|ways| self.ways(ways)),
            ..self.plain(finding)
        };
        Some((self.body(diagnostic.body).id, explained))
    }

    /// What is found of an allocation that gc says nothing about.
    fn explain_silent(
        &self,
        speller: &Speller<'_>,
        silent: SilentAllocation,
    ) -> (FuncId, Explained) {
        let body = self.body(silent.body);
        let pos = body.outermost_pos(silent.pos);
        let subject = speller.place_itself(silent.what);
        let finding = Finding {
            pos,
            place: self.place(pos),
            function: body.func_name(silent.func),
            kind: FindingKind::Silent { rule: silent.rule, subject },
            inlined: body.places(silent.pos).split_off(1),
            assumed: self.rests_on_library(pos),
        };
        let (rule, cost) = (Some(silent.rule), Some(silent.cost));
        (body.id, Explained { rule, cost, ..self.plain(finding) })
    }

    /// The first explanation of each place in each body.
    fn leaks(&self, speller: &Speller<'_>) -> FxHashMap<(FuncId, Pos), &Explanation> {
        let mut leaks = FxHashMap::default();
        for diagnostic in &self.verdicts.diagnostics {
            if let VerdictKind::Explanation(explanation) = &diagnostic.kind {
                let place = (self.body(diagnostic.body).id, speller.pos(diagnostic));
                leaks.entry(place).or_insert(&**explanation);
            }
        }
        leaks
    }

    fn plain(&self, finding: Finding) -> Explained {
        Explained {
            headline: (self.headline)(&finding.kind),
            finding,
            extent: None,
            steps: Vec::new(),
            rule: None,
            cost: None,
            cause: None,
            holder: None,
            ways: None,
            help: Help::General,
            level: None,
            several: Vec::new(),
        }
    }

    fn ways(&self, ways: &verdict::Ways) -> Ways {
        let at = |&(body, pos): &(BodyId, NodePos)| self.body(body).outermost_pos(pos);
        match ways {
            verdict::Ways::Only(body, pos) => Ways::Only(at(&(*body, *pos))),
            verdict::Ways::Several(all) => {
                let mut places: Vec<Pos> = all.iter().map(at).collect();
                places.sort_unstable_by_key(|pos| (pos.file.index(), pos.offset));
                Ways::Several(places)
            }
        }
    }

    fn rests_on_library(&self, pos: Pos) -> Option<Assumed> {
        Some(Assumed::of(self.types, (self.library)(pos)?))
    }

    fn body(&self, index: BodyId) -> &Body {
        &self.lowered.bodies[index.index()]
    }

    fn note(&self, message: &Message) -> Finding {
        let pos = message.pos();
        Finding {
            pos,
            place: self.place(pos),
            function: message.func,
            kind: FindingKind::Note(message.note.clone()),
            inlined: message.places.get(1..).unwrap_or_default().to_vec(),
            assumed: self.rests_on_library(pos),
        }
    }

    fn verdict(&self, speller: &Speller<'_>, diagnostic: &Diagnostic) -> Option<Finding> {
        let kind = speller.kind(diagnostic)?;
        let body = self.body(diagnostic.body);
        let pos = speller.pos(diagnostic);
        Some(Finding {
            pos,
            place: self.place(pos),
            function: body.func_name(diagnostic.func),
            kind,
            inlined: body.places(diagnostic.pos).split_off(1),
            assumed: diagnostic.assumed.map(|why| Assumed::of(self.types, why)),
        })
    }

    /// What gc logs, in its order.
    pub fn records(&self) -> Vec<Record> {
        let notes = self.lowered.messages.iter().filter(|message| is_logged(&message.note));
        let notes = notes.map(|message| Record {
            places: message.places.clone(),
            entry: Logged::Note(message.note.clone()),
            related: Vec::new(),
        });
        self.with_speller(|speller| {
            let found = self.verdicts.diagnostics.iter();
            notes.chain(found.filter_map(|found| speller.record(found))).collect()
        })
    }

    /// The graphs of the package's functions.
    pub fn graphs(&self) -> Vec<FlowGraph> {
        self.with_speller(|speller| {
            let graphs = self.verdicts.graphs.iter();
            graphs.map(|graph| FlowGraph::new(graph, self.lowered, speller)).collect()
        })
    }

    /// Where the functions are declared of which there is code.
    pub fn compiled(&self) -> Vec<(Pos, Compiled)> {
        self.compiled_bodies().map(|(_, compiled)| compiled).collect()
    }

    /// The bodies of what is compiled, each with where it is declared.
    pub fn compiled_bodies(&self) -> impl Iterator<Item = (FuncId, (Pos, Compiled))> {
        self.lowered.bodies.iter().filter_map(|body| {
            let compiled = match self.funcs.get(body.id).key {
                FuncKey::Declared(_) => Compiled::Declared,
                FuncKey::Instance(..) => Compiled::Instance,
                FuncKey::MethodWrapper { .. }
                | FuncKey::PackageInit(_)
                | FuncKey::Runtime(_)
                | FuncKey::Synthetic(..) => return None,
            };
            Some((body.id, (body.funcs[Body::outermost()].pos.at, compiled)))
        })
    }
}

/// Whether gc prints a note.
fn is_printed(note: &Note, lines: GcFlag) -> bool {
    match note {
        Note::Devirtualized { .. }
        | Note::NotDevirtualized { .. }
        | Note::ImpreciseInterfaceCall
        | Note::CanInline { .. }
        | Note::InliningCall { .. } => true,
        Note::CannotInline { .. } | Note::Big { .. } | Note::KeptAlive(_) => {
            lines == GcFlag::Reasons
        }
        Note::NotInlined { why, .. } => match why {
            NotInlined::RepeatedCycle => lines == GcFlag::Reasons,
            NotInlined::TooExpensive { .. } | NotInlined::Recursive => false,
        },
        Note::Logged(_) => false,
    }
}

/// Whether gc prints a note as often as it comes upon it: for each copy of a literal that came with
/// inlined code, whenever it tries to inline a call, and of each argument.
fn is_repeated(note: &Note) -> bool {
    match note {
        Note::CanInline { .. }
        | Note::CannotInline { .. }
        | Note::NotInlined { .. }
        | Note::KeptAlive(_) => true,
        Note::Devirtualized { .. }
        | Note::NotDevirtualized { .. }
        | Note::ImpreciseInterfaceCall
        | Note::Big { .. }
        | Note::InliningCall { .. }
        | Note::Logged(_) => false,
    }
}

/// Whether gc logs a note.
fn is_logged(note: &Note) -> bool {
    match note {
        Note::CanInline { .. } | Note::CannotInline { .. } | Note::NotInlined { .. } => true,
        Note::Logged(note) => is_logged(note),
        Note::Devirtualized { .. }
        | Note::NotDevirtualized { .. }
        | Note::ImpreciseInterfaceCall
        | Note::Big { .. }
        | Note::KeptAlive(_)
        | Note::InliningCall { .. } => false,
    }
}

/// What is wrong with the source of a package, in order. Of missing imports there is one note each
/// for all packages.
pub fn source_errors(
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
            place: PrintedPos::of(sources, paths, pos),
            message: message.clone(),
        })
        .collect();
    errors.sort_by(|a, b| a.place.cmp(&b.place));
    errors
}

/// Finds all of the text of what findings are about, in the files of their package.
fn add_extents(findings: &mut [(FuncId, Explained)], package: &info::Package, threads: Threads) {
    let mut by_file: FxHashMap<FileId, Vec<u32>> = FxHashMap::default();
    for (_, finding) in &*findings {
        by_file.entry(finding.pos.file).or_default().push(finding.pos.offset);
    }
    let files = package.files.par_iter().with_min_len(threads.at_once(1));
    let extents: FxHashMap<FileId, _> = files
        .filter_map(|file| Some((file.ast.id, extents(&file.ast, by_file.get(&file.ast.id)?))))
        .collect();
    for (_, finding) in findings {
        let extents = extents.get(&finding.pos.file);
        finding.extent = extents.and_then(|extents| extents.get(&finding.pos.offset)).cloned();
    }
}

/// Of what is on the heap, forgets the lines that bring it there where they are of the statement that
/// makes it: that line is told already.
fn drop_own_statement(
    findings: &mut [(FuncId, Explained)],
    package: &info::Package,
    threads: Threads,
) {
    let mut by_file: FxHashMap<FileId, Vec<u32>> = FxHashMap::default();
    for (_, finding) in &*findings {
        let Some(ways) = &finding.ways else { continue };
        for pos in ways.places().iter().chain([&finding.pos]) {
            by_file.entry(pos.file).or_default().push(pos.offset);
        }
    }
    let files = package.files.par_iter().with_min_len(threads.at_once(1));
    let statements: FxHashMap<FileId, _> = files
        .filter_map(|file| Some((file.ast.id, statements(&file.ast, by_file.get(&file.ast.id)?))))
        .collect();
    let statement = |pos: Pos| statements.get(&pos.file)?.get(&pos.offset);
    for (_, finding) in findings {
        let own = statement(finding.pos);
        let is_own = |pos: &Pos| pos.file == finding.finding.pos.file && statement(*pos) == own;
        if own.is_some()
            && finding.ways.as_ref().is_some_and(|ways| ways.places().iter().any(is_own))
        {
            finding.ways = None;
        }
    }
}
