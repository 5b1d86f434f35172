//! `goesc explain`: how what is allocated at a line gets to the heap, step by step.
//!
//! A line that is only passed on the way is explained by the findings whose way it is on: of
//!
//! ```go
//! u := 1
//! return &u
//! ```
//!
//! the finding stands at `u`, and who asks about `&u` wants to know of it.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use super::options::{Answer, Explain, Spot};
use super::progress::Progress;
use super::{FAILED, Faults, Options, complain, report_faults, terminal, unsaved, warn};
use crate::findings::analysis::{Analysis, RootReport};
use crate::findings::{Explained, Verdict};
use crate::report::{explanation, explanation_json};
use crate::source::pos::{FileId, Pos};
use crate::source::{LeftOut, NamedFiles};
use crate::visible::{self, visible};
use crate::workspace::{FileLookup, Workspace};

/// How many findings are explained of a line that is passed.
const MAX_PASSING: usize = 3;

/// Explains the findings of a line.
pub(super) fn run(
    options: &Options,
    &Explain { ref spot, inlining, answer }: &Explain,
    out: &mut dyn Write,
) -> io::Result<ExitCode> {
    let path = match std::path::absolute(&spot.file) {
        Ok(path) if options.config.overlay.contains_key(&path) || path.is_file() => path,
        _ => {
            complain(&format!("{}: no such file", visible::path(&spot.file)));
            return Ok(ExitCode::from(FAILED));
        }
    };
    if options.patterns.is_empty()
        && options.config.named_files == NamedFiles::OnePackage
        && let Some(why) = LeftOut::why(&options.config, &path)
    {
        let name = visible::path(&spot.file);
        warn(options, &format!("{name} is left out of its package, and looked at alone: {why}"));
    }
    let progress = Progress::start("analyzing");
    let workspace = Workspace::new(options.config.clone(), inlining, options.jobs.unwrap_or(0));
    let snapshot = workspace.map_err(io::Error::other)?.snapshot();
    let found = snapshot.look_up(&path, &options.patterns).map_err(io::Error::other)?;
    drop(progress);
    let (analysis, file) = match found {
        FileLookup::Found { analysis, file, .. } => (analysis, file),
        FileLookup::Nowhere => {
            complain(&format!("{} is in none of the packages", visible::path(&spot.file)));
            return Ok(ExitCode::from(FAILED));
        }
        FileLookup::Fault(analysis) => {
            report_faults(&analysis);
            return Ok(ExitCode::from(FAILED));
        }
    };
    if unsaved::report_unused(options, &analysis.loaded) {
        return Ok(ExitCode::from(FAILED));
    }
    let line = Line { analysis: &analysis, file, spot };
    let mut meant = line.findings(|finding| line.has(finding.pos));
    if meant.is_empty() {
        meant = line.passing();
    }
    let mut faults = Faults::default();
    let mut told = Vec::new();
    let mut count = 0;
    for (root, finding) in &meant {
        let one = faults.isolate(&finding.place.to_string(), || match answer {
            Answer::Text { colour } => {
                let look = terminal::look(colour, None);
                let mut text = Vec::new();
                explanation::write(&mut text, &analysis, root, finding, look).map(|()| text)
            }
            Answer::Json => explanation_json::one(&analysis, root, finding),
        });
        let Some(one) = one.transpose()? else { continue };
        let between: &[u8] = match (count, answer) {
            (0, _) => b"",
            (_, Answer::Text { .. }) => b"\n",
            (_, Answer::Json) => b",",
        };
        told.extend_from_slice(between);
        told.extend_from_slice(&one);
        count += 1;
    }
    match answer {
        Answer::Text { .. } => out.write_all(&told)?,
        Answer::Json => explanation_json::write(out, &told)?,
    }
    // Something may have been missed because of one.
    if faults.report() | report_faults(&analysis) {
        return Ok(ExitCode::from(FAILED));
    }
    if count == 0 {
        complain(&format!("nothing is said about {}", line.name()));
        return Ok(ExitCode::from(FAILED));
    }
    Ok(ExitCode::SUCCESS)
}

/// A finding with its package.
type Found<'a> = (&'a RootReport, &'a Arc<Explained>);

/// The line that is asked about.
struct Line<'a> {
    analysis: &'a Analysis,
    file: FileId,
    spot: &'a Spot,
}

impl<'a> Line<'a> {
    /// Whether a position is on it, and at its column if one is given.
    fn has(&self, pos: Pos) -> bool {
        if pos.file != self.file {
            return false;
        }
        let at = self.analysis.sources.file(pos.file).line_col(pos.offset);
        at.line == self.spot.line && self.spot.column.is_none_or(|column| column == at.column)
    }

    /// The place as the user knows it.
    fn name(&self) -> String {
        let column = self.spot.column.map(|column| format!(":{column}")).unwrap_or_default();
        format!("{}:{}{column}", visible::path(&self.spot.file), self.spot.line)
    }

    fn findings(&self, is_meant: impl Fn(&Explained) -> bool) -> Vec<Found<'a>> {
        let all = self.analysis.roots.iter();
        let all = all.flat_map(|root| root.explained().iter().map(move |one| (root, one)));
        all.filter(|(_, one)| one.verdict() != Verdict::Trace && is_meant(one)).collect()
    }

    /// The findings of which a step is on the line, or code that is inlined elsewhere, as the body of a
    /// loop over a function is where the loop stands; says on standard error that these are meant.
    fn passing(&self) -> Vec<Found<'a>> {
        let on_way = |one: &Explained| {
            let steps = one.steps.iter().map(|step| step.pos);
            steps.chain(one.inlined.iter().copied()).any(|pos| self.has(pos))
        };
        let mut found = self.findings(on_way);
        // What allocates matters most.
        found.sort_by_key(|(_, one)| !one.is_allocation());
        let Some((_, first)) = found.first() else { return found };
        let rest = found.get(MAX_PASSING..).unwrap_or_default();
        let shown = found.len() - rest.len();
        let what = match shown {
            1 => format!("what is found at {}", first.place),
            _ => format!("{shown} findings, the first at {}", first.place),
        };
        complain(&format!("{} is on the way of {what}:", self.name()));
        for (_, one) in rest.iter().take(10) {
            complain(&format!("also of {}: {}", one.place, visible(&one.headline)));
        }
        found.truncate(MAX_PASSING);
        found
    }
}
