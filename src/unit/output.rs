//! The findings of one package as files: the same that `goesc check` prints of it.

use std::io::{self, Write};

use crate::findings::analysis::Analysis;
use crate::policy::Outcome;
use crate::ranking::FindingFilter;
use crate::report::address::Root;
use crate::report::sarif::{self, Addresses};
use crate::report::{Completeness, json};

/// A JSON object a line: errors, findings, complaints.
pub(super) fn write_json(
    out: &mut dyn Write,
    analysis: &Analysis,
    outcome: &Outcome,
) -> io::Result<()> {
    for root in &analysis.roots {
        json::write(out, &analysis.sources, root, json::Beside::default())?;
    }
    for (root, complaint) in outcome.by_package(analysis) {
        json::write_complaint(out, &analysis.sources, &root.paths, &root.title, complaint)?;
    }
    Ok(())
}

/// A document of one run.
pub(super) fn write_sarif(
    out: &mut dyn Write,
    analysis: &Analysis,
    outcome: &Outcome,
    done: Completeness,
) -> io::Result<()> {
    let sources = &analysis.sources;
    let addresses = Addresses::of(Root::anywhere(&analysis.loaded.cwd));
    sarif::begin(out, &addresses)?;
    let mut is_first = true;
    let mut separated = |out: &mut dyn Write, text: &[u8]| {
        if text.is_empty() {
            return Ok(());
        }
        if !std::mem::replace(&mut is_first, false) {
            out.write_all(b",\n")?;
        }
        out.write_all(text)
    };
    for root in &analysis.roots {
        let mut text = Vec::new();
        sarif::results(&mut text, sources, &addresses, root, None, FindingFilter::Allocations)?;
        separated(out, &text)?;
    }
    for (root, complaint) in outcome.by_package(analysis) {
        let mut text = Vec::new();
        sarif::complaint(&mut text, sources, &addresses, &root.title, complaint)?;
        separated(out, &text)?;
    }
    sarif::end(out, sources, &addresses, analysis.roots.iter(), done)
}
