//! For services and editors that show the results of many tools: SARIF 2.1.0
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>), one document of one run.
//!
//! ```text
//! rules                the texts of goesc's rules
//! results              a finding each; what instances of a generic function share is one; then a
//!                      complaint of a guard each
//! partialFingerprints  as in [`fingerprint`](crate::findings::fingerprint)
//! codeFlows            the way to the heap
//! ```
//!
//! Columns count UTF-16 code units. Files below the current directory, `%SRCROOT%`, have relative
//! addresses.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::Completeness;
use super::address::{escaped, of_file, slashed};
use super::complaint;
use super::fold::{Folded, fold};
use super::gc_words;
use super::json_text;
use super::pretty::FindingFilter;
use super::uncompiled;
use super::view::token;
use crate::findings::analysis::RootReport;
use crate::findings::fingerprint::{Fingerprint, fingerprints};
use crate::findings::rules::{About, Rule};
use crate::findings::{Explained, Level, Step, Verdict};
use crate::policy::{Complaint, Topic};
use crate::source::pos::{Pos, SourceMap};

/// What relative addresses are relative to.
const ROOT: &str = "%SRCROOT%";

/// How addresses are relative.
pub struct Addresses {
    /// The directory, with a slash at its end.
    root: String,
}

impl Addresses {
    /// Addresses relative to an absolute directory.
    pub fn relative_to(directory: &Path) -> Addresses {
        let mut root = slashed(&directory.to_string_lossy());
        if !root.ends_with('/') {
            root.push('/');
        }
        Addresses { root }
    }

    fn of(&self, path: &str) -> ArtifactLocation {
        let path = slashed(path);
        match path.strip_prefix(&self.root) {
            Some(rest) => ArtifactLocation { uri: escaped(rest), uri_base_id: Some(ROOT) },
            None => ArtifactLocation { uri: of_file(&path), uri_base_id: None },
        }
    }
}

/// Writes what comes before the results.
pub fn begin(out: &mut dyn Write, addresses: &Addresses) -> io::Result<()> {
    let rules: Vec<Descriptor> = Rule::ALL.iter().map(|&rule| Descriptor::of(rule)).collect();
    let driver = Driver {
        name: "goesc",
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: rules
            .into_iter()
            .chain(Descriptor::OTHERS)
            .chain(Topic::ALL.map(Descriptor::of_topic))
            .collect(),
    };
    write!(
        out,
        "{{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\
         \"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":"
    )?;
    json_text::to_writer(&mut *out, &driver)?;
    write!(
        out,
        "}},\"columnKind\":\"utf16CodeUnits\",\"originalUriBaseIds\":{{\"{ROOT}\":{{\"uri\":"
    )?;
    json_text::to_writer(&mut *out, &of_file(&addresses.root))?;
    writeln!(out, "}}}},\"results\":[")
}

/// The results of a package, separated by commas; nothing if there are none.
pub fn results(
    sources: &SourceMap,
    addresses: &Addresses,
    root: &RootReport,
    shown: FindingFilter,
) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let printer = Printer { sources, addresses, package: &root.title };
    let keys = fingerprints(&root.title, root.explained());
    for folded in fold(root.explained()) {
        let Some(key) = keys[folded.index] else { continue };
        if shown == FindingFilter::Everything || folded.finding.is_reported() {
            if !out.is_empty() {
                out.write_all(b",\n")?;
            }
            json_text::to_writer(&mut out, &printer.result(&folded, key))?;
        }
    }
    Ok(out)
}

/// The result of a complaint about a package.
pub fn complaint(
    sources: &SourceMap,
    addresses: &Addresses,
    package: &str,
    complaint: &Complaint,
) -> io::Result<Vec<u8>> {
    let printer = Printer { sources, addresses, package };
    let mut out = Vec::new();
    json_text::to_writer(&mut out, &printer.complaint(complaint))?;
    Ok(out)
}

/// Writes what comes after the results: the errors in the source, and whether the work was done.
pub fn end<'a>(
    out: &mut dyn Write,
    sources: &SourceMap,
    addresses: &Addresses,
    packages: impl Iterator<Item = &'a RootReport>,
    done: Completeness,
) -> io::Result<()> {
    let mut notifications = Vec::new();
    for package in packages {
        let printer = Printer { sources, addresses, package: &package.title };
        notifications.extend(package.errors.iter().map(|error| Notification {
            level: "error",
            message: Message { text: error.message.clone() },
            locations: vec![printer.location(error.pos, None)],
        }));
        notifications.extend(uncompiled::note(package).map(|text| Notification {
            level: "note",
            message: Message { text },
            locations: Vec::new(),
        }));
    }
    let invocation = Invocation {
        execution_successful: done == Completeness::Complete,
        tool_execution_notifications: notifications,
    };
    write!(out, "\n],\"invocations\":[")?;
    json_text::to_writer(&mut *out, &invocation)?;
    writeln!(out, "]}}]}}")
}

struct Printer<'a> {
    sources: &'a SourceMap,
    addresses: &'a Addresses,
    package: &'a str,
}

impl Printer<'_> {
    fn result(&self, folded: &Folded<'_>, key: Fingerprint) -> ResultObject {
        let finding = folded.finding;
        let (rule_id, rule_index) = rule_of(finding);
        let mut location = self.location(finding.pos, None);
        location.logical_locations = Some([LogicalLocation {
            fully_qualified_name: format!("{}.{}", self.package, finding.function.name),
            kind: "function",
        }]);
        let related = [
            (finding.cause, "what decides it"),
            (finding.holder, "what holds it is on the heap itself"),
        ];
        let inlined = finding.inlined.last().map(|&pos| (Some(pos), "the code that is inlined"));
        let related: Vec<Location> = related
            .into_iter()
            .chain(inlined)
            .filter_map(|(pos, text)| Some(self.location(pos?, Some(text))))
            .collect();
        ResultObject {
            rule_id,
            rule_index,
            level: match finding.level {
                Some(Level::Error) => "error",
                Some(Level::Warning) => "warning",
                Some(Level::Hint | Level::Off) => "note",
                None if finding.is_allocation() => "warning",
                None => "note",
            },
            message: Message { text: words(folded) },
            locations: [location],
            related_locations: related,
            code_flows: self.code_flow((finding.pos, &finding.headline), finding.steps.iter()),
            partial_fingerprints: Some(Fingerprints { key: key.to_string() }),
            properties: finding.assumed.map(|assumed| Properties { assumed: assumed.to_string() }),
        }
    }

    fn complaint(&self, complaint: &Complaint) -> ResultObject {
        let index = Topic::ALL.iter().position(|&topic| topic == complaint.topic);
        let before = Rule::ALL.len() + Descriptor::OTHERS.len();
        let message = complaint::message(&complaint.kind);
        let (mut text, label) = (message.clone(), complaint::label(&complaint.kind));
        if !label.is_empty() {
            text.push_str(&format!(" ({label})"));
        }
        if let Some(asked) = &complaint.asked {
            text.push_str(&format!("; {} asks for {}", asked.place, asked.text));
        }
        let steps = complaint.steps.iter().map(|(_, step)| step);
        ResultObject {
            rule_id: complaint.topic.name(),
            rule_index: before + index.unwrap_or_default(),
            level: complaint.severity.level().name(),
            message: Message { text },
            locations: [self.location(complaint.pos, None)],
            related_locations: Vec::new(),
            code_flows: self.code_flow((complaint.pos, &message), steps),
            partial_fingerprints: None,
            properties: None,
        }
    }

    fn location(&self, pos: Pos, text: Option<&str>) -> Location {
        Location {
            physical_location: self.physical(pos),
            logical_locations: None,
            message: text.map(|text| Message { text: text.to_owned() }),
        }
    }

    /// The place in the file itself, where its reader looks. What the compiler made has none.
    fn physical(&self, pos: Pos) -> Option<PhysicalLocation> {
        if pos == Pos::autogenerated() {
            return None;
        }
        let file = self.sources.file(pos.file);
        let at = file.line_col(pos.offset);
        let start = file.line_starts[at.line as usize - 1] as usize;
        let region = match token(self.sources, pos) {
            // Of a file whose text isn't there, only the line is known.
            _ if file.text.is_empty() => Region { start_line: at.line, columns: None },
            token => {
                // A byte order mark is none of the line's characters.
                let mark = start == 0 && file.text.starts_with(b"\xef\xbb\xbf") && token.start >= 3;
                let start = if mark { 3 } else { start };
                let first = 1 + utf16_length(&file.text[start..token.start]);
                let end = first + utf16_length(&file.text[token]);
                let columns = Some(Columns { start_column: first, end_column: end });
                Region { start_line: at.line, columns }
            }
        };
        Some(PhysicalLocation { artifact_location: self.addresses.of(&file.path), region })
    }

    /// From where something is found to where it gets to the heap.
    fn code_flow<'s>(
        &self,
        (found, text): (Pos, &str),
        steps: impl ExactSizeIterator<Item = &'s Step>,
    ) -> Option<[CodeFlow; 1]> {
        if steps.len() == 0 {
            return None;
        }
        let location = |pos, text: &str| FlowLocation { location: self.location(pos, Some(text)) };
        let steps = steps.map(|step| location(step.pos, &gc_words::step(step)));
        let locations = std::iter::once(location(found, text)).chain(steps).collect();
        Some([CodeFlow { thread_flows: [ThreadFlow { locations }] }])
    }
}

/// How many UTF-16 code units a text has; what isn't UTF-8 counts as a reader shows it.
fn utf16_length(text: &[u8]) -> usize {
    String::from_utf8_lossy(text).encode_utf16().count()
}

/// gc's message, and what is known besides.
fn words(folded: &Folded<'_>) -> String {
    let finding = folded.finding;
    let mut text = finding.headline.clone();
    let cost = finding.cost.map(|cost| cost.to_string());
    let why = finding.rule.map(|rule| rule.definition().label.to_owned());
    let known: Vec<String> = cost.into_iter().chain(why).collect();
    if !known.is_empty() {
        text.push_str(&format!(" ({})", known.join(": ")));
    }
    if folded.instances > 1 {
        text.push_str(&format!("; the same in {} instances of the function", folded.instances));
    }
    text
}

/// The name and the index of a finding's descriptor.
fn rule_of(finding: &Explained) -> (&'static str, usize) {
    let other = |index: usize| (Descriptor::OTHERS[index].id, Rule::ALL.len() + index);
    match (finding.rule, finding.verdict()) {
        (Some(rule), _) => {
            let index = Rule::ALL.iter().position(|&known| known == rule);
            (rule.name(), index.unwrap_or_default())
        }
        (None, Verdict::Heap) => other(0),
        (None, Verdict::Stack | Verdict::Silent) => other(1),
        (None, Verdict::Leak) => other(2),
        (None, Verdict::Note | Verdict::Trace) => other(3),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Static,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_description: Option<Static>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Help>,
    default_configuration: Configuration,
}

#[derive(Clone, Copy, Serialize)]
struct Static {
    text: &'static str,
}

#[derive(Clone, Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Clone, Copy, Serialize)]
struct Configuration {
    level: &'static str,
}

impl Descriptor {
    /// Of findings without a rule.
    const OTHERS: [Descriptor; 4] = [
        Descriptor::plain("on-heap", "Something is on the heap."),
        Descriptor::plain("on-stack", "Something stays on the stack."),
        Descriptor::plain("leak", "A parameter's pointers outlive the call."),
        Descriptor::plain("optimization", "The compiler made an optimization."),
    ];

    const fn plain(id: &'static str, text: &'static str) -> Descriptor {
        Descriptor {
            id,
            short_description: Static { text },
            full_description: None,
            help: None,
            default_configuration: Configuration { level: "note" },
        }
    }

    fn of_topic(topic: Topic) -> Descriptor {
        let level = match topic {
            Topic::Undecided | Topic::UnusedNolint => "warning",
            Topic::NoEscape
            | Topic::NoAlloc
            | Topic::NoLeak
            | Topic::CheckEscape
            | Topic::Inline
            | Topic::Assertion => "error",
        };
        let default_configuration = Configuration { level };
        Descriptor {
            default_configuration,
            ..Descriptor::plain(topic.name(), complaint::summary(topic))
        }
    }

    fn of(rule: Rule) -> Descriptor {
        let own = rule.definition();
        let text = format!("{} {}", own.helps, own.costs);
        let mut markdown = format!(
            "{}\n\n```go\n{}```\n\n**What helps:** {}\n\n**What it costs:** {}\n",
            own.why, own.example, own.helps, own.costs
        );
        if let Some(folklore) = own.folklore {
            markdown.push_str(&format!("\n**Folklore:** {folklore}\n"));
        }
        let level = match own.about {
            About::Parameter => "note",
            About::Memory => "warning",
        };
        Descriptor {
            id: own.name,
            short_description: Static { text: own.summary },
            full_description: Some(Static { text: own.why }),
            help: Some(Help { text, markdown }),
            default_configuration: Configuration { level },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_flows: Option<[CodeFlow; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_fingerprints: Option<Fingerprints>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties>,
}

/// What SARIF has no word for.
#[derive(Serialize)]
struct Properties {
    /// What the finding rests on that isn't known.
    assumed: String,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_locations: Option<[LogicalLocation; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(flatten)]
    columns: Option<Columns>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Columns {
    start_column: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeFlow {
    thread_flows: [ThreadFlow; 1],
}

#[derive(Serialize)]
struct ThreadFlow {
    locations: Vec<FlowLocation>,
}

#[derive(Serialize)]
struct FlowLocation {
    location: Location,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "goescFinding/v1")]
    key: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}
