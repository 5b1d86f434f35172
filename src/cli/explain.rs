//! `goesc explain`: how what is allocated at a line gets to the heap, step by step.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::Spot;
use super::progress::Progress;
use super::rules::paragraph;
use super::{FAILED, Options, complain};
use crate::driver::{self, Analysis, Detail, RootReport};
use crate::findings::{Finding, Step, Verdict};
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::source::{Config, NamedFiles};

/// Explains the findings of a line.
pub(super) fn run(options: &Options, spot: &Spot, out: &mut dyn Write) -> io::Result<ExitCode> {
    let path = match std::path::absolute(&spot.file) {
        Ok(path) if path.is_file() => path,
        _ => {
            complain(&format!("{}: no such file", spot.file.display()));
            return Ok(ExitCode::from(FAILED));
        }
    };
    let progress = Progress::start("analyzing");
    let found = analyze(options, &path)?;
    drop(progress);
    let Some((analysis, file)) = found else {
        complain(&format!("{} is in none of the packages", spot.file.display()));
        return Ok(ExitCode::from(FAILED));
    };
    let teller = Teller { analysis: &analysis };
    let mut count = 0;
    for (root, finding) in analysis.findings() {
        let at = analysis.sources.file(finding.pos.file).line_col(finding.pos.offset);
        let meant = finding.pos.file == file
            && at.line == spot.line
            && spot.column.is_none_or(|column| column == at.column)
            && finding.verdict != Verdict::Trace;
        if meant {
            if count > 0 {
                writeln!(out)?;
            }
            teller.tell(out, root, finding)?;
            count += 1;
        }
    }
    if count == 0 {
        let column = spot.column.map(|column| format!(":{column}")).unwrap_or_default();
        let place = format!("{}:{}{column}", spot.file.display(), spot.line);
        complain(&format!("nothing is said about {place}"));
        return Ok(ExitCode::from(FAILED));
    }
    Ok(ExitCode::SUCCESS)
}

/// Analyzes the packages asked for, or else the file's directory, or else the file by itself.
fn analyze(options: &Options, path: &Path) -> io::Result<Option<(Analysis, FileId)>> {
    let file = path.to_string_lossy().into_owned();
    let alone = options.config.named_files == NamedFiles::EachPackage;
    let mut attempts: Vec<(Config, Vec<String>)> = Vec::new();
    if !options.patterns.is_empty() {
        attempts.push((options.config.clone(), options.patterns.clone()));
    } else if let (Some(dir), false) = (path.parent(), alone) {
        attempts.push((options.config.clone(), vec![dir.to_string_lossy().into_owned()]));
    }
    let mut config = options.config.clone();
    config.named_files = NamedFiles::EachPackage;
    attempts.push((config, vec![file]));
    for (config, patterns) in attempts {
        let threads = options.jobs.unwrap_or(0);
        let options = driver::Options { detail: Detail::Steps, threads };
        let analysis =
            driver::analyze(&config, &patterns, options).map_err(io::Error::other)?;
        let file = analysis.file(path);
        if let Some(file) = file {
            return Ok(Some((analysis, file)));
        }
    }
    Ok(None)
}

impl Analysis {
    /// All findings, each with its package's report.
    fn findings(&self) -> impl Iterator<Item = (&RootReport, &Finding)> {
        self.roots.iter().flat_map(|root| root.report.findings.iter().map(move |f| (root, f)))
    }

    /// The file of a path, if it is in one of the packages named.
    fn file(&self, path: &Path) -> Option<FileId> {
        let wanted = canonical(path);
        let mut seen = Vec::new();
        for (_, finding) in self.findings() {
            let id = finding.pos.file;
            if !seen.contains(&id) {
                seen.push(id);
                if canonical(Path::new(&self.sources.file(id).path)) == wanted {
                    return Some(id);
                }
            }
        }
        None
    }
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// How many holders are followed.
const MAX_HOLDERS: usize = 20;

struct Teller<'a> {
    analysis: &'a Analysis,
}

impl Teller<'_> {
    fn tell(&self, out: &mut dyn Write, root: &RootReport, finding: &Finding) -> io::Result<()> {
        writeln!(out, "{}: {}", finding.place, finding.message)?;
        self.summary(out, finding)?;
        self.show(out, root, finding.pos, "here")?;
        let mut told = finding;
        let mut seen = vec![finding.pos];
        loop {
            for step in &told.steps {
                let words = words(step);
                self.show(out, root, step.pos, &words)?;
            }
            let next = told.holder.filter(|holder| !seen.contains(holder)).and_then(|holder| {
                let of_heap = |f: &&Finding| f.pos == holder && f.verdict == Verdict::Heap;
                root.report.findings.iter().find(of_heap)
            });
            let Some(holder) = next.filter(|_| seen.len() <= MAX_HOLDERS) else { break };
            writeln!(out, "\nwhat holds it is on the heap itself: {}", holder.message)?;
            self.show(out, root, holder.pos, "here")?;
            seen.push(holder.pos);
            told = holder;
        }
        if let Some(rule) = finding.rule {
            let doc = rule.doc();
            writeln!(out)?;
            paragraph(out, &format!("{}: ", doc.name), doc.why)?;
            if finding.cost.is_none_or(|cost| cost.allocates()) {
                paragraph(out, "What helps: ", doc.helps)?;
                paragraph(out, "What it costs: ", doc.costs)?;
            }
        }
        Ok(())
    }

    fn summary(&self, out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
        let cause = finding.rule.map(|rule| rule.doc().label.to_owned());
        let cost = finding.cost.map(|cost| cost.to_string());
        let parts: Vec<String> = cost.into_iter().chain(cause).collect();
        match parts.is_empty() {
            true => Ok(()),
            false => writeln!(out, "  {}", parts.join("; ")),
        }
    }

    /// A line of the source, and what happens there.
    fn show(
        &self,
        out: &mut dyn Write,
        root: &RootReport,
        pos: Pos,
        what: &str,
    ) -> io::Result<()> {
        let sources = &self.analysis.sources;
        let file = sources.file(pos.file);
        let at = file.line_col(pos.offset);
        let (text, before) = line(sources, pos);
        let path = root.paths.display(&file.path);
        writeln!(out, "\n  {path}:{}:{}", at.line, at.column)?;
        writeln!(out, "{:>5} | {text}", at.line)?;
        writeln!(out, "      | {before}^ {what}")
    }
}

/// The line of a position, and white space as wide as what stands before the position.
fn line(sources: &SourceMap, pos: Pos) -> (String, String) {
    let file = sources.file(pos.file);
    let at = file.line_col(pos.offset);
    let start = file.line_starts.get(at.line as usize - 1).copied().unwrap_or(0) as usize;
    let end = file.text[start..].iter().position(|&b| b == b'\n').map_or(file.text.len(), |n| start + n);
    let text = String::from_utf8_lossy(&file.text[start..end]);
    let column = (pos.offset as usize).clamp(start, end);
    let before = String::from_utf8_lossy(&file.text[start..column]);
    let blank = before.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    (text.trim_end().to_owned(), blank)
}

/// gc's words for a step, `&x (address-of)`, in plain ones.
fn words(step: &Step) -> String {
    let Some((what, why)) = step.text.strip_suffix(')').and_then(|text| text.rsplit_once(" (")) else {
        return step.text.clone();
    };
    let verb = match why {
        "address-of" => "its address is taken",
        "spill" => "a pointer to it is made",
        "assign" => "it is assigned",
        "assign-pair" | "assign-pair-dot-type" | "assign-pair-mapr" | "assign-pair-receive" => {
            "it is assigned, with others"
        }
        "return" => "it is returned",
        "send" => "it is sent",
        "map literal key" | "key of map put" => "it becomes the key of a map",
        "map literal value" => "it becomes the value of a map",
        "array literal element" | "slice-literal-element" => "it becomes an element",
        "struct literal element" => "it becomes a field",
        "call parameter" => "it is passed",
        "interface-converted" => "it is converted to an interface",
        "captured by a closure" => "a function literal captures it",
        "reference" => "the capture is by reference",
        "slice" => "it is sliced",
        "dot" | "dot of pointer" => "it is selected",
        "indirection" => "it is read through a pointer",
        "fixed-array-index-of" => "it is indexed",
        "range" | "range-deref" => "the loop assigns it",
        "switch case" => "the clause's variable gets it",
        "appended slice..." | "appendee slice" => "append copies it to a new array",
        "copied slice" => "copy copies it",
        "too large for stack" => "it is too large for the stack",
        "too aligned for stack" => "its alignment is too large for the stack",
        "zero-sized element" => "its elements have no size",
        "non-constant size" => "its size isn't constant",
        why => return format!("{why}: {what}"),
    };
    format!("{verb}: {what}")
}
