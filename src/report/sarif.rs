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
//! Columns count UTF-16 code units. A finding's region is all of the expression that it is about.
//! Files in the repository, `%SRCROOT%`, have relative addresses; without one, those below the current
//! directory.

use std::io::{self, Write};
use std::ops::Range;

use serde::Serialize;

use super::Completeness;
use super::address::{Root, escaped, of_file, slashed};
use super::complaint;
use super::editor::marked_by;
use super::gc_words;
use super::json::cold_name;
use super::json_text;
use super::uncompiled;
use super::view::{token, whole};
use crate::findings::analysis::RootReport;
use crate::findings::fingerprint::{Fingerprint, fingerprints};
use crate::findings::rules::Rule;
use crate::findings::{Explained, Level, Step, Verdict};
use crate::policy::{Complaint, Topic};
use crate::ranking::fold::{Folded, fold};
use crate::ranking::{FindingFilter, Group, Groups, InlinedCalls};
use crate::source::pos::{Pos, SourceFile, SourceMap};

/// What relative addresses are relative to.
const ROOT: &str = "%SRCROOT%";

/// How addresses are relative.
pub struct Addresses {
    root: Root,
}

impl Addresses {
    /// Addresses relative to a root.
    pub fn of(root: Root) -> Addresses {
        Addresses { root }
    }

    fn address(&self, path: &str) -> ArtifactLocation {
        let path = slashed(path);
        match self.root.relative(&path) {
            Some(rest) => ArtifactLocation { uri: escaped(rest), uri_base_id: Some(ROOT) },
            None => ArtifactLocation { uri: of_file(&path), uri_base_id: None },
        }
    }
}

/// Where the root is.
#[derive(Serialize)]
struct RootAddress {
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
}

/// Writes what comes before the results.
pub fn begin(out: &mut dyn Write, addresses: &Addresses) -> io::Result<()> {
    let rules: Vec<Descriptor> = Rule::ALL.iter().map(|&rule| Descriptor::of(rule)).collect();
    let driver = Driver {
        name: "goesc",
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: rules
            .into_iter()
            .chain(Descriptor::OTHERS.map(|other| Descriptor::plain(other, "note")))
            .chain(Topic::ALL.map(Descriptor::of_topic))
            .collect(),
    };
    write!(
        out,
        "{{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\
         \"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":"
    )?;
    json_text::to_writer(&mut *out, &driver)?;
    // Where the root is somewhere else on each machine, whoever reads this knows.
    let root = RootAddress { uri: addresses.root.address() };
    write!(out, "}},\"columnKind\":\"utf16CodeUnits\",\"originalUriBaseIds\":{{\"{ROOT}\":")?;
    json_text::to_writer(&mut *out, &root)?;
    writeln!(out, "}},\"results\":[")
}

/// Writes the results of a package, separated by commas; nothing if there are none.
pub fn results(
    out: &mut dyn Write,
    sources: &SourceMap,
    addresses: &Addresses,
    root: &RootReport,
    groups: Option<&Groups>,
    shown: FindingFilter,
) -> io::Result<()> {
    let mut is_first = true;
    let printer = Printer { sources, addresses, package: &root.title };
    let keys = fingerprints(&root.title, root.explained());
    for folded in fold(root.explained()) {
        let Some(key) = keys[folded.index] else { continue };
        if shown.shows(folded.finding) {
            if !std::mem::replace(&mut is_first, false) {
                out.write_all(b",\n")?;
            }
            let group = groups.and_then(|groups| groups.of_finding(root, folded.index));
            let result = ResultObject {
                properties: Properties::of(root, folded.finding, group),
                ..printer.result(&folded, key)
            };
            json_text::to_writer(&mut *out, &result)?;
        }
    }
    Ok(())
}

/// Writes the result of a complaint about a package.
pub fn complaint(
    out: &mut dyn Write,
    sources: &SourceMap,
    addresses: &Addresses,
    package: &str,
    complaint: &Complaint,
) -> io::Result<()> {
    let printer = Printer { sources, addresses, package };
    Ok(json_text::to_writer(out, &printer.complaint(complaint))?)
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
        let mut location = self.location_of(finding.pos, whole(self.sources, finding));
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
            level: level(finding.level.unwrap_or(Level::Hint)),
            message: Message { text: words(folded) },
            locations: [location],
            related_locations: related,
            code_flows: self.code_flow((finding.pos, &finding.headline), finding.steps.iter()),
            partial_fingerprints: Some(Fingerprints { key: key.to_string() }),
            properties: None,
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
            level: level(complaint.severity.level()),
            message: Message { text },
            locations: [self.location_of(complaint.pos, marked_by(self.sources, complaint))],
            related_locations: Vec::new(),
            code_flows: self.code_flow((complaint.pos, &message), steps),
            partial_fingerprints: None,
            properties: None,
        }
    }

    fn location(&self, pos: Pos, text: Option<&str>) -> Location {
        Location {
            message: text.map(|text| Message { text: text.to_owned() }),
            ..self.location_of(pos, token(self.sources, pos))
        }
    }

    /// The location of so many bytes of the file of a position.
    fn location_of(&self, pos: Pos, bytes: Range<usize>) -> Location {
        let physical_location = self.physical(pos, bytes);
        Location { physical_location, logical_locations: None, message: None }
    }

    /// The place in the file itself, where its reader looks. What the compiler made has none.
    fn physical(&self, pos: Pos, bytes: Range<usize>) -> Option<PhysicalLocation> {
        if pos == Pos::autogenerated() {
            return None;
        }
        let file = self.sources.file(pos.file);
        // Of a file whose text isn't there, only the line is known.
        let region = match file.text.is_empty() {
            true => Region { start_line: file.line_col(pos.offset).line, extent: None },
            false => {
                let (start_line, start_column) = utf16_place(file, bytes.start);
                let (end_line, end_column) = utf16_place(file, bytes.end);
                Region { start_line, extent: Some(Extent { start_column, end_line, end_column }) }
            }
        };
        Some(PhysicalLocation { artifact_location: self.addresses.address(&file.path), region })
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

/// The line of a byte, and its column in UTF-16 code units, both from 1.
fn utf16_place(file: &SourceFile, byte: usize) -> (u32, usize) {
    let line = file.line_col(byte as u32).line;
    let start = file.line_starts[line as usize - 1] as usize;
    // A byte order mark is none of the line's characters.
    let mark = start == 0 && file.text.starts_with(b"\xef\xbb\xbf") && byte >= 3;
    let start = if mark { 3 } else { start };
    (line, 1 + utf16_length(&file.text[start..byte]))
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
pub(super) fn rule_of(finding: &Explained) -> (&'static str, usize) {
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
    full_description: Static,
    help: Help,
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

/// What is told of findings without a rule, or of complaints.
struct Plain {
    id: &'static str,
    summary: &'static str,
    why: &'static str,
    helps: &'static str,
}

impl Descriptor {
    /// Of findings without a rule.
    const OTHERS: [Plain; 4] = [
        Plain {
            id: "on-heap",
            summary: "Something is on the heap.",
            why: "The compiler decided that a value outlives its function, or is too large for the \
                  stack. It is allocated on the heap, and the garbage collector frees it.",
            helps: "Look at the steps from the value to where it outlives the function: without one \
                    of them, it stays on the stack.",
        },
        Plain {
            id: "on-stack",
            summary: "Something stays on the stack.",
            why: "The compiler proved that a value doesn't outlive its function. It lies in the \
                  function's frame, and costs the garbage collector nothing.",
            helps: "Nothing has to be done. The assertion //goesc:noescape keeps it so.",
        },
        Plain {
            id: "leak",
            summary: "A parameter's pointers outlive the call.",
            why: "What is passed to the parameter is kept after the call, or returned. Where a caller \
                  passes the address of a variable, that may have to be on the heap.",
            helps: "Pass a value instead of a pointer, or copy what has to be kept.",
        },
        Plain {
            id: "optimization",
            summary: "The compiler made an optimization.",
            why: "The compiler prints what it did without: an assignment to itself that it ignores, a \
                  conversion that copies nothing, a call that it inlines.",
            helps: "Nothing has to be done.",
        },
    ];

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
        let plain = Plain {
            id: topic.name(),
            summary: complaint::summary(topic),
            why: complaint::explanation(topic),
            helps: complaint::remedy(topic),
        };
        Descriptor::plain(plain, level)
    }

    fn plain(Plain { id, summary, why, helps }: Plain, level: &'static str) -> Descriptor {
        let markdown = format!("{why}\n\n**What helps:** {helps}\n");
        Descriptor {
            id,
            short_description: Static { text: summary },
            full_description: Static { text: why },
            help: Help { text: helps.to_owned(), markdown },
            default_configuration: Configuration { level },
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
        Descriptor {
            id: own.name,
            short_description: Static { text: own.summary },
            full_description: Static { text: own.why },
            help: Help { text, markdown },
            default_configuration: Configuration { level: level(Level::Hint) },
        }
    }
}

/// What SARIF calls a level.
fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint | Level::Off => "note",
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
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    /// What the finding rests on that isn't known.
    #[serde(skip_serializing_if = "Option::is_none")]
    assumed: Option<String>,
    /// What it weighs, together with its copies, where all packages are known: an estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<u64>,
    /// Why it hardly ever runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    cold: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<GroupProperties>,
}

/// What a result is part of.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GroupProperties {
    /// Whether it is a copy, and part of the place where the code stands.
    is_copy: bool,
    /// The calls that it was inlined into, and in how many of them it is on the heap.
    calls: usize,
    on_heap: usize,
}

impl Properties {
    /// What is known of a finding; nothing where nothing is.
    fn of(root: &RootReport, finding: &Explained, group: Option<Group>) -> Option<Properties> {
        let assumed = finding.assumed.map(|assumed| assumed.to_string());
        let Some(cost) = finding.cost.filter(|cost| cost.allocates()) else {
            return assumed
                .map(|assumed| Properties { assumed: Some(assumed), ..Default::default() });
        };
        let own = root.frequencies.at(finding.pos);
        let (weight, cold, group) = match group {
            Some(Group::Place { weight, cold, inlined, .. }) => {
                let InlinedCalls { calls, on_heap } = inlined;
                let group = GroupProperties { is_copy: false, calls, on_heap };
                (weight, cold, (calls > 0).then_some(group))
            }
            Some(Group::Copy) => {
                let group = GroupProperties { is_copy: true, calls: 0, on_heap: 0 };
                (own.weight(cost), own.cold, Some(group))
            }
            None => (own.weight(cost), own.cold, None),
        };
        let weight = Some(weight.round() as u64);
        Some(Properties { assumed, weight, cold: cold.map(cold_name), group })
    }
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
    extent: Option<Extent>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Extent {
    start_column: usize,
    end_line: u32,
    /// The column after the last.
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
