//! What was found in the form of gc's output, to be compared with it.

use super::{gc_json, gc_words};
use crate::compare::{Form, Line, Output};
use crate::findings::analysis::{Analysis, Detail, RootReport};
use crate::findings::record::Record;
use crate::findings::{Finding, Verdict};
use crate::source::pos::Pos;

/// What an analysis found, in the form of gc's output.
pub fn of(analysis: &Analysis, detail: Detail) -> Output {
    let mut output = Output::default();
    for root in analysis.roots.iter().filter(|root| root.uncompiled.is_none()) {
        match detail {
            Detail::Records => add_records(&mut output, analysis, root),
            Detail::Verdicts | Detail::Trace | Detail::Steps | Detail::Graphs => {
                add_lines(&mut output, root);
            }
        }
    }
    output
}

fn add_records(output: &mut Output, analysis: &Analysis, root: &RootReport) {
    output.form = Form::Records;
    if root.records.is_empty() {
        return;
    }
    let lines = output.package(gc_json::package_path(&analysis.loaded.packages[root.id]));
    let file =
        |record: &Record| gc_json::place(&analysis.sources, record.places.first().copied()).0;
    let left = gc_json::left(root.records.iter().map(file));
    let mut add = |places: &[Pos], message: String| {
        let message = std::iter::once(message);
        let inlined = std::iter::repeat_with(|| "inlineLoc".to_owned());
        // Where gc doesn't know the place, there is a message all the same.
        let places = places.iter().copied().map(Some).chain(places.is_empty().then_some(None));
        lines.extend(places.zip(message.chain(inlined)).map(|(pos, message)| {
            let (path, line, column) = gc_json::place(&analysis.sources, pos);
            Line { path: path.to_owned(), line, column, message, rule: None }
        }));
    };
    for record in root.records.iter().filter(|record| left.contains(file(record))) {
        let (code, message) = gc_words::record(record);
        add(&record.places, format!("{code}: {message}"));
        for related in &record.related {
            add(&related.places, gc_words::related(&related.entry));
        }
    }
}

fn add_lines(output: &mut Output, root: &RootReport) {
    let line = |finding: &Finding, message: String, rule| Line {
        path: finding.place.path.clone(),
        line: finding.place.line,
        column: finding.place.column,
        message,
        rule,
    };
    let mut lines = Vec::with_capacity(root.findings.len());
    for finding in &root.findings {
        lines.push(line(finding, gc_words::headline(&finding.kind), None));
        let trace = gc_words::trace_lines(&finding.kind).into_iter();
        lines.extend(trace.map(|text| line(finding, text, None)));
    }
    if root.findings.is_empty() {
        let printed = root.explained().iter().filter(|one| one.verdict() != Verdict::Silent);
        lines.extend(printed.map(|one| line(one, one.headline.clone(), one.rule)));
    }
    if !lines.is_empty() {
        output.package(&root.title).extend(lines);
    }
}
