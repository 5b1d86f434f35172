//! A comparison with gc, for programs: one JSON object, described by `schema/agreement-1.json`.

use std::io::{self, Write};

use serde::Serialize;

use super::json_text;
use crate::compare::{Agreement, Difference, Side, Tally};

/// The number of the schema.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    all: Figures,
    verdict: Figures,
    kinds: Vec<Named>,
    rules: Vec<Named>,
    packages: Packages,
    differences: Vec<DifferenceObject<'a>>,
}

#[derive(Serialize)]
struct Named {
    name: Option<&'static str>,
    #[serde(flatten)]
    figures: Figures,
}

#[derive(Serialize)]
struct Figures {
    gc: usize,
    goesc: usize,
    matched: usize,
    precision: f64,
    recall: f64,
    f1: f64,
}

#[derive(Serialize)]
struct Packages {
    exact: usize,
    all: usize,
}

#[derive(Serialize)]
struct DifferenceObject<'a> {
    side: &'static str,
    kind: &'static str,
    package: &'a str,
    path: &'a str,
    line: u32,
    column: Option<u32>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
}

impl Figures {
    fn of(tally: &Tally) -> Figures {
        let Tally { reference: gc, predicted: goesc, matched } = *tally;
        let (precision, recall, f1) = (tally.precision(), tally.recall(), tally.f1());
        Figures { gc, goesc, matched, precision, recall, f1 }
    }
}

/// Writes a comparison.
pub fn write(out: &mut dyn Write, agreement: &Agreement) -> io::Result<()> {
    let kinds = agreement.kinds.iter();
    let rules = agreement.rules.iter();
    let document = Document {
        version: VERSION,
        all: Figures::of(&agreement.all),
        verdict: Figures::of(&agreement.verdict),
        kinds: kinds
            .map(|(name, tally)| Named { name: Some(name), figures: Figures::of(tally) })
            .collect(),
        rules: rules
            .map(|(rule, tally)| Named {
                name: rule.map(|rule| rule.name()),
                figures: Figures::of(tally),
            })
            .collect(),
        packages: Packages { exact: agreement.exact, all: agreement.packages },
        differences: agreement.differences.iter().map(DifferenceObject::of).collect(),
    };
    json_text::to_writer(&mut *out, &document)?;
    writeln!(out)
}

impl DifferenceObject<'_> {
    fn of(difference: &Difference) -> DifferenceObject<'_> {
        let Difference { side, package, line, kind } = difference;
        DifferenceObject {
            side: match side {
                Side::Missing => "missing",
                Side::Extra => "extra",
            },
            kind,
            package,
            path: &line.path,
            line: line.line,
            column: Some(line.column).filter(|&column| column > 0),
            message: &line.message,
            rule: line.rule.map(|rule| rule.name()),
        }
    }
}
