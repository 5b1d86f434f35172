//! `goesc rules --json`: the rules with all that is known of them, as `schema/rules-1.json` describes
//! it.

use std::io::{self, Write};

use serde::Serialize;

use super::json_text;
use crate::findings::rules::{About, Reporting, Rule};

/// The number of the schema.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document {
    version: u32,
    rules: Vec<RuleDoc>,
}

#[derive(Serialize)]
struct RuleDoc {
    name: &'static str,
    summary: &'static str,
    label: &'static str,
    why: &'static str,
    example: &'static str,
    helps: &'static str,
    costs: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    folklore: Option<&'static str>,
    about: &'static str,
    reporting: &'static str,
}

/// Writes rules as one document.
pub fn write(out: &mut dyn Write, rules: &[Rule]) -> io::Result<()> {
    let rules = rules.iter().map(|rule| {
        let doc = rule.definition();
        RuleDoc {
            name: doc.name,
            summary: doc.summary,
            label: doc.label,
            why: doc.why,
            example: doc.example,
            helps: doc.helps,
            costs: doc.costs,
            folklore: doc.folklore,
            about: match doc.about {
                About::Memory => "memory",
                About::Parameter => "parameter",
            },
            reporting: match doc.reporting {
                Reporting::ByDefault => "by-default",
                Reporting::OnRequest => "on-request",
            },
        }
    });
    json_text::to_writer(&mut *out, &Document { version: VERSION, rules: rules.collect() })?;
    writeln!(out)
}
