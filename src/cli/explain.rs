//! `goesc explain`: how what is allocated at a line gets to the heap, step by step.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use super::options::Explain;
use super::progress::Progress;
use super::rules::paragraph;
use super::{FAILED, Faults, Options, complain, report_faults, unsaved};
use crate::findings::analysis::{Analysis, RootReport};
use crate::findings::{Explained, Verdict};
use crate::report::source::{excerpt, words};
use crate::source::pos::Pos;
use crate::visible::{self, visible};
use crate::workspace::{FileLookup, Workspace};

/// Explains the findings of a line.
pub(super) fn run(
    options: &Options,
    &Explain { ref spot, inlining }: &Explain,
    out: &mut dyn Write,
) -> io::Result<ExitCode> {
    let path = match std::path::absolute(&spot.file) {
        Ok(path) if options.config.overlay.contains_key(&path) || path.is_file() => path,
        _ => {
            complain(&format!("{}: no such file", visible::path(&spot.file)));
            return Ok(ExitCode::from(FAILED));
        }
    };
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
    let teller = Teller { analysis: &analysis };
    let mut count = 0;
    let mut faults = Faults::default();
    let findings = analysis.roots.iter();
    let findings = findings.flat_map(|root| root.explained().iter().map(move |one| (root, one)));
    for (root, finding) in findings {
        let at = analysis.sources.file(finding.pos.file).line_col(finding.pos.offset);
        let meant = finding.pos.file == file
            && at.line == spot.line
            && spot.column.is_none_or(|column| column == at.column)
            && finding.verdict() != Verdict::Trace;
        if meant {
            let told = faults.isolate(&finding.place.to_string(), || {
                let mut text = Vec::new();
                teller.tell(&mut text, root, finding).map(|()| text)
            });
            if let Some(text) = told.transpose()? {
                if count > 0 {
                    writeln!(out)?;
                }
                out.write_all(&text)?;
                count += 1;
            }
        }
    }
    // Something may have been missed because of one.
    if faults.report() | report_faults(&analysis) {
        return Ok(ExitCode::from(FAILED));
    }
    if count == 0 {
        let column = spot.column.map(|column| format!(":{column}")).unwrap_or_default();
        let place = format!("{}:{}{column}", visible::path(&spot.file), spot.line);
        complain(&format!("nothing is said about {place}"));
        return Ok(ExitCode::from(FAILED));
    }
    Ok(ExitCode::SUCCESS)
}

/// How many holders are followed.
const MAX_HOLDERS: usize = 20;

struct Teller<'a> {
    analysis: &'a Analysis,
}

impl Teller<'_> {
    fn tell(&self, out: &mut dyn Write, root: &RootReport, finding: &Explained) -> io::Result<()> {
        writeln!(out, "{}: {}", finding.place, visible(&finding.headline))?;
        self.summary(out, finding)?;
        if let Some(assumed) = finding.assumed {
            writeln!(out, "  assumed: {}", visible(&assumed.to_string()))?;
        }
        self.show(out, root, finding.pos, "here")?;
        if let Some(&pos) = finding.inlined.last() {
            self.show(out, root, pos, "the code that is inlined")?;
        }
        let mut told = finding;
        let mut seen = vec![finding.pos];
        loop {
            for step in &told.steps {
                let words = words(step);
                self.show(out, root, step.pos, &words)?;
            }
            let next = told.holder.filter(|holder| !seen.contains(holder)).and_then(|holder| {
                let of_heap = |f: &&Arc<Explained>| f.pos == holder && f.verdict() == Verdict::Heap;
                root.explained().iter().find(of_heap)
            });
            let Some(holder) = next.filter(|_| seen.len() <= MAX_HOLDERS) else { break };
            writeln!(out, "\nwhat holds it is on the heap itself: {}", visible(&holder.headline))?;
            self.show(out, root, holder.pos, "here")?;
            seen.push(holder.pos);
            told = holder;
        }
        if let Some(rule) = finding.rule {
            let doc = rule.definition();
            writeln!(out)?;
            paragraph(out, &format!("{}: ", doc.name), doc.why)?;
            if finding.cost.is_none_or(|cost| cost.allocates()) {
                paragraph(out, "What helps: ", doc.helps)?;
                paragraph(out, "What it costs: ", doc.costs)?;
            }
        }
        Ok(())
    }

    fn summary(&self, out: &mut dyn Write, finding: &Explained) -> io::Result<()> {
        let cause = finding.rule.map(|rule| rule.definition().label.to_owned());
        let cost = finding.cost.map(|cost| cost.to_string());
        let parts: Vec<String> = cost.into_iter().chain(cause).collect();
        match parts.is_empty() {
            true => Ok(()),
            false => writeln!(out, "  {}", parts.join("; ")),
        }
    }

    /// A line of the source, and what happens there.
    fn show(&self, out: &mut dyn Write, root: &RootReport, pos: Pos, what: &str) -> io::Result<()> {
        let sources = &self.analysis.sources;
        let file = sources.file(pos.file);
        let at = file.line_col(pos.offset);
        let (text, before) = excerpt(sources, pos);
        let path = root.paths.display(&file.path);
        let (path, what) = (visible(&path), visible(what));
        writeln!(out, "\n  {path}:{}:{}", at.line, at.column)?;
        // Of the embedded standard library, the text isn't there.
        if file.text.is_empty() {
            return writeln!(out, "        {what}");
        }
        writeln!(out, "{:>5} | {text}", at.line)?;
        writeln!(out, "      | {before}^ {what}")
    }
}
