//! `goesc explain --json`: the findings of a line with what holds them, as `schema/explain-1.json`
//! describes it. Findings are as `check --format json` prints them.

use std::io::{self, Write};

use serde::Serialize;

use super::explanation::holders;
use super::json::{self, FindingValue};
use super::json_text;
use crate::findings::Explained;
use crate::findings::analysis::{Analysis, RootReport};

/// The number of the schema.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Explanation<'a> {
    finding: FindingValue<'a>,
    holders: Vec<FindingValue<'a>>,
}

/// An explanation, for [`write()`].
pub fn one(analysis: &Analysis, root: &RootReport, finding: &Explained) -> io::Result<Vec<u8>> {
    let value = |finding| json::finding(&analysis.sources, root, finding);
    let holders = holders(root, finding).into_iter().map(value).collect();
    let mut text = Vec::new();
    json_text::to_writer(&mut text, &Explanation { finding: value(finding), holders })?;
    Ok(text)
}

/// Writes explanations, separated by commas, as one document.
pub fn write(out: &mut dyn Write, explanations: &[u8]) -> io::Result<()> {
    write!(out, "{{\"version\":{VERSION},\"explanations\":[")?;
    out.write_all(explanations)?;
    writeln!(out, "]}}")
}
