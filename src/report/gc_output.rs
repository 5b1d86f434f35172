//! What was found in the form of gc's output, to be compared with it.

use super::gc_json;
use crate::compare::{Form, Line, Output};
use crate::findings::Verdict;
use crate::findings::analysis::{Analysis, Detail, RootReport};
use crate::source::pos::Pos;

/// What an analysis found, in the form of gc's output.
pub fn of(analysis: &Analysis, detail: Detail) -> Output {
    let mut output = Output::default();
    for root in &analysis.roots {
        match detail {
            Detail::Records => add_records(&mut output, analysis, root),
            Detail::Verdicts | Detail::Trace | Detail::Steps | Detail::Graphs => {
                add_lines(&mut output, root, detail);
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
    for record in &root.records {
        add(&record.places, format!("{}: {}", record.code, record.message));
        for related in &record.related {
            add(&related.places, related.message.clone());
        }
    }
}

fn add_lines(output: &mut Output, root: &RootReport, detail: Detail) {
    let printed = || root.report.findings.iter().filter(|f| f.verdict != Verdict::Silent);
    if printed().next().is_none() {
        return;
    }
    let lines = output.package(&root.report.title);
    for finding in printed() {
        let line = |message: &str| Line {
            path: finding.place.path.clone(),
            line: finding.place.line,
            column: finding.place.column,
            message: message.to_owned(),
            rule: finding.rule,
        };
        lines.push(line(&finding.message));
        if detail == Detail::Trace {
            lines.extend(finding.steps.iter().map(|step| line(&step.text)));
        }
    }
}
