//! For programs: a JSON object a line, for each finding, for each error in the source, and for each
//! complaint of a guard, those after all findings. What
//! they hold is described by `schema/finding-1.json`; a change that a reader could stumble over
//! has a new number.
//!
//! ```text
//! {"version":1,"type":"finding","package":"ex.com/m","path":"m.go","line":7,"column":11,...}
//! ```

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::suggestion::help;
use super::view::whole;
use super::{complaint, gc_words, json_text};
use crate::findings::analysis::{RootReport, SourceError, Uncompiled};
use crate::findings::cost::{Bytes, Cost, When};
use crate::findings::fingerprint::fingerprints;
use crate::findings::frequency::Cold;
use crate::findings::{Assumed, Explained, Level, PrintedPos, Verdict, Ways};
use crate::policy::Complaint;
use crate::pprof::{Amount, Measured};
use crate::ranking::{Group, Groups, InlinedCalls};
use crate::source::DisplayPaths;
use crate::source::pos::{Pos, SourceMap};

/// The number of the schema.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    version: u32,
    package: &'a str,
    #[serde(flatten)]
    content: T,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Content<'a> {
    Finding(Box<FindingLine<'a>>),
    Error(ErrorLine<'a>),
    Complaint(ComplaintLine<'a>),
}

#[derive(Serialize)]
struct FindingLine<'a> {
    #[serde(flatten)]
    at: JsonPos,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<JsonPos>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
    function: &'static str,
    verdict: &'static str,
    message: &'a str,
    allocates: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<CostLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<JsonPos>,
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<JsonPos>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ways: Vec<JsonPos>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inlined: Vec<JsonPos>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assumed: Option<AssumedLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uncompiled: Option<UncompiledLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frequency: Option<FrequencyLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<GroupLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measured: Option<MeasuredLine>,
    steps: Vec<StepLine<'a>>,
    fingerprint: String,
}

/// How often something that allocates does so, as far as the source tells.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FrequencyLine {
    loop_depth: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    cold: Option<&'static str>,
    /// Bytes, rounded.
    weight: u64,
}

/// What a finding is part of.
#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum GroupLine {
    /// The place where the code stands, which is another finding.
    Copy { copy: bool },
    /// This place, with its copies.
    Place {
        #[serde(skip_serializing_if = "Option::is_none")]
        cold: Option<&'static str>,
        /// Bytes, rounded.
        weight: u64,
        calls: usize,
        on_heap: usize,
        instances: usize,
    },
}

impl GroupLine {
    fn of(group: Group) -> Option<GroupLine> {
        match group {
            Group::Copy => Some(GroupLine::Copy { copy: true }),
            Group::Place { inlined: InlinedCalls { calls: 0, .. }, instances: 1, .. } => None,
            Group::Place { weight, cold, inlined, instances } => Some(GroupLine::Place {
                cold: cold.map(cold_name),
                weight: weight.round() as u64,
                calls: inlined.calls,
                on_heap: inlined.on_heap,
                instances,
            }),
        }
    }
}

/// What a profile has of the lines of a finding.
#[derive(Serialize)]
struct MeasuredLine {
    bytes: u64,
    objects: u64,
}

/// Why code is cold, in a word.
pub(super) fn cold_name(cold: Cold) -> &'static str {
    match cold {
        Cold::Error => "error",
        Cold::Fatal => "fatal",
        Cold::Once => "once",
    }
}

impl FrequencyLine {
    fn of(root: &RootReport, finding: &Explained) -> Option<FrequencyLine> {
        let cost = finding.cost.filter(|cost| cost.allocates())?;
        let frequency = root.frequencies.at(finding.pos);
        Some(FrequencyLine {
            loop_depth: frequency.loop_depth,
            cold: frequency.cold.map(cold_name),
            weight: frequency.weight(cost).round() as u64,
        })
    }
}

#[derive(Serialize)]
#[serde(tag = "because", rename_all = "kebab-case")]
enum UncompiledLine {
    Error,
    Import { import: &'static str },
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    #[serde(flatten)]
    at: JsonPos,
    message: &'a str,
}

#[derive(Serialize)]
struct ComplaintLine<'a> {
    #[serde(flatten)]
    at: JsonPos,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<JsonPos>,
    topic: &'static str,
    level: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    steps: Vec<StepLine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<StepLine<'a>>,
}

#[derive(Serialize)]
struct StepLine<'a> {
    #[serde(flatten)]
    at: JsonPos,
    text: Cow<'a, str>,
}

#[derive(PartialEq, Eq, Serialize)]
struct JsonPos {
    path: String,
    line: u32,
    column: Option<u32>,
}

/// All of an expression, in the file itself: from the first byte on, up to the one after the last.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Range {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct AssumedLine {
    because: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    import: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    library: Option<&'static str>,
}

impl AssumedLine {
    fn of(assumed: Assumed) -> AssumedLine {
        let because = |because| AssumedLine { because, import: None, library: None };
        match assumed {
            Assumed::Import(path) => {
                AssumedLine { import: Some(path.as_str()), ..because("import") }
            }
            Assumed::Error => because("error"),
            Assumed::Budget => because("limit"),
            Assumed::Library(target) => {
                AssumedLine { library: Some(target.as_str()), ..because("library") }
            }
        }
    }
}

#[derive(Serialize)]
struct CostLine {
    when: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    beyond: Option<i64>,
    bytes: Option<i64>,
    exact: bool,
    #[serde(rename = "heapBytes", skip_serializing_if = "Option::is_none")]
    heap_bytes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allocations: Option<i64>,
    #[serde(rename = "sharedBlock", skip_serializing_if = "Option::is_none")]
    shared_block: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unless: Option<&'static str>,
}

/// A finding, as a part of another document.
pub(super) struct FindingValue<'a>(Line<'a, Content<'a>>);

impl Serialize for FindingValue<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A finding of a package, as its line has it.
pub(super) fn finding<'a>(
    sources: &SourceMap,
    root: &'a RootReport,
    finding: &'a Explained,
) -> FindingValue<'a> {
    let keys = fingerprints(&root.title, root.explained());
    let mut all = root.explained().iter().zip(keys);
    let key = all.find(|(one, _)| std::ptr::eq(&***one, finding)).and_then(|(_, key)| key);
    let key = key.map(|key| key.to_string()).unwrap_or_default();
    let line = Printer { sources, paths: &root.paths }.line(root, finding, key);
    let content = Content::Finding(Box::new(line));
    FindingValue(Line { version: VERSION, package: &root.title, content })
}

/// What is known of findings beside the others of an analysis.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    /// What they are part of; nothing where not all packages are known.
    pub groups: Option<&'a Groups>,
    /// What was measured of them.
    pub measured: Option<&'a Measured>,
}

/// Prints a package's errors and findings, without lines of traces.
pub fn write(
    out: &mut dyn Write,
    sources: &SourceMap,
    root: &RootReport,
    beside: Beside<'_>,
) -> io::Result<()> {
    let printer = Printer { sources, paths: &root.paths };
    let mut print = |content: Content<'_>| -> io::Result<()> {
        let line = Line { version: VERSION, package: &root.title, content };
        json_text::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")
    };
    for SourceError { place, message, .. } in &root.errors {
        print(Content::Error(ErrorLine { at: JsonPos::of(place), message }))?;
    }
    let keys = fingerprints(&root.title, root.explained());
    for (index, (finding, key)) in root.explained().iter().zip(keys).enumerate() {
        if let Some(key) = key {
            let group = beside.groups.and_then(|groups| groups.of_finding(root, index));
            let measured = beside.measured.and_then(|measured| measured.amount_of(finding));
            let line = FindingLine {
                group: group.and_then(GroupLine::of),
                measured: measured
                    .map(|Amount { size, count }| MeasuredLine { bytes: size, objects: count }),
                ..printer.line(root, finding, key.to_string())
            };
            print(Content::Finding(Box::new(line)))?;
        }
    }
    Ok(())
}

/// Prints a complaint about a package.
pub fn write_complaint(
    out: &mut dyn Write,
    sources: &SourceMap,
    paths: &DisplayPaths,
    package: &str,
    complaint: &Complaint,
) -> io::Result<()> {
    let at = JsonPos::of(&complaint.place);
    let (message, label) = (complaint::message(&complaint.kind), complaint::label(&complaint.kind));
    let printer = Printer { sources, paths };
    let steps = complaint.steps.iter();
    let content = Content::Complaint(ComplaintLine {
        source: printer.source(complaint.pos).filter(|source| *source != at),
        at,
        topic: complaint.topic.name(),
        level: complaint.severity.level().name(),
        message: &message,
        label: &label,
        steps: steps
            .map(|(place, step)| StepLine {
                at: JsonPos::of(place),
                text: gc_words::step(step).into(),
            })
            .collect(),
        asked: complaint.asked.as_ref().map(|asked| StepLine {
            at: JsonPos::of(&asked.place),
            text: Cow::Borrowed(&asked.text),
        }),
    });
    json_text::to_writer(&mut *out, &Line { version: VERSION, package, content })?;
    out.write_all(b"\n")
}

struct Printer<'a> {
    sources: &'a SourceMap,
    paths: &'a DisplayPaths,
}

impl Printer<'_> {
    /// A finding with what is known of it by its package.
    fn line<'f>(
        &self,
        root: &RootReport,
        finding: &'f Explained,
        fingerprint: String,
    ) -> FindingLine<'f> {
        FindingLine {
            uncompiled: root.uncompiled.map(|why| match why {
                Uncompiled::Errors => UncompiledLine::Error,
                Uncompiled::Import(path) => UncompiledLine::Import { import: path.as_str() },
            }),
            frequency: FrequencyLine::of(root, finding),
            ..self.finding(finding, fingerprint)
        }
    }

    fn finding<'f>(&self, finding: &'f Explained, fingerprint: String) -> FindingLine<'f> {
        let at = JsonPos::of(&finding.place);
        let steps = finding.steps.iter();
        FindingLine {
            source: self.source(finding.pos).filter(|source| *source != at),
            range: self.range(finding),
            at,
            function: finding.function.name.as_str(),
            verdict: match finding.verdict() {
                Verdict::Heap => "heap",
                Verdict::Stack => "stack",
                Verdict::Leak => "leak",
                Verdict::Note => "note",
                Verdict::Trace => "trace",
                Verdict::Silent => "silent",
            },
            message: &finding.headline,
            allocates: finding.cost.is_some_and(Cost::allocates),
            level: finding.reported_level().map(Level::name),
            rule: finding.rule.map(|rule| rule.name()),
            help: help(finding),
            cost: finding.cost.map(CostLine::of),
            cause: finding.cause.map(|pos| self.spot(pos)),
            holder: finding.holder.map(|pos| self.spot(pos)),
            ways: {
                let ways = finding.ways.iter().flat_map(Ways::places);
                ways.map(|&pos| self.spot(pos)).collect()
            },
            inlined: finding.inlined.iter().map(|&pos| self.spot(pos)).collect(),
            assumed: finding.assumed.map(AssumedLine::of),
            uncompiled: None,
            frequency: None,
            group: None,
            measured: None,
            steps: steps
                .map(|step| StepLine { at: self.spot(step.pos), text: gc_words::step(step).into() })
                .collect(),
            fingerprint,
        }
    }

    fn spot(&self, pos: Pos) -> JsonPos {
        JsonPos::of(&PrintedPos::of(self.sources, self.paths, pos))
    }

    /// What it is about, where the text of the file is known.
    fn range(&self, finding: &Explained) -> Option<Range> {
        let file = self.sources.file(finding.pos.file);
        let bytes = whole(self.sources, finding);
        if file.text.is_empty() {
            return None;
        }
        let (start, end) = (file.line_col(bytes.start as u32), file.line_col(bytes.end as u32));
        Some(Range {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        })
    }

    /// Where it is in the file itself, whatever `//line` directives say and however long the line
    /// is; nothing of what the compiler made.
    fn source(&self, pos: Pos) -> Option<JsonPos> {
        if pos == Pos::autogenerated() {
            return None;
        }
        let file = self.sources.file(pos.file);
        let at = file.line_col(pos.offset);
        let path = self.paths.display(&file.path);
        Some(JsonPos { path, line: at.line, column: Some(at.column) })
    }
}

impl JsonPos {
    fn of(place: &PrintedPos) -> JsonPos {
        let column = Some(place.column).filter(|&column| column > 0);
        JsonPos { path: place.path.clone(), line: place.line, column }
    }
}

impl CostLine {
    fn of(cost: Cost) -> CostLine {
        let (when, beyond) = match cost.when {
            When::Never => ("never", None),
            // What these allocate for nearly all values; `unless` tells of which not.
            When::Always | When::UnlessEmpty | When::UnlessNil | When::NewKey => ("always", None),
            When::Beyond(bytes) => ("beyond", Some(bytes)),
            When::UnlessSmall | When::UnlessZero => ("unless-small", None),
            When::Growing => ("growing", None),
            When::OnStack => ("on-stack", None),
        };
        let (bytes, exact) = match cost.bytes {
            Bytes::Exact(bytes) => (Some(bytes), true),
            Bytes::AtLeast(bytes) => (Some(bytes), false),
            Bytes::Unknown => (None, false),
        };
        let unless = match cost.when {
            When::UnlessSmall => Some("below-256"),
            When::UnlessZero => Some("zero"),
            When::UnlessEmpty => Some("empty"),
            When::UnlessNil => Some("nil"),
            When::NewKey => Some("known-key"),
            When::Never | When::Always | When::Beyond(_) | When::Growing | When::OnStack => None,
        };
        CostLine {
            when,
            beyond,
            bytes,
            exact,
            heap_bytes: cost.heap.map(|heap| heap.bytes),
            allocations: cost.heap.map(|heap| heap.allocations),
            shared_block: cost.heap.map(|heap| heap.is_shared).filter(|&is_shared| is_shared),
            unless,
        }
    }
}
