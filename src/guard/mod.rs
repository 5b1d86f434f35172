//! Guards: what a team asks for in comments, and what comes of it.
//!
//! # Assertions
//!
//! A comment says what has to stay true; `goesc check` fails, with exit status 1, when it isn't:
//!
//! ```go
//! //goesc:noescape
//! func sum(xs []int) int {     // nothing in the function is on the heap
//!     total := new(int)        // m.go:4:14: new(int) escapes to heap (noescape)
//!     ...
//! }
//!
//! key := hash(name)            //goesc:noescape   of this line
//!
//! //goesc:noleak               no parameter of the function leaks
//! func hash(name *string) uint64 { ... }
//! ```
//!
//! | assertion | on a line | on a function |
//! |---|---|---|
//! | `//goesc:noescape` | nothing on the line escapes to the heap | nothing in the function does, function literals in it included |
//! | `//goesc:noleak` | no parameter declared on the line leaks | no parameter of the function leaks, neither to the heap nor to a result |
//! | `//goesc:inline` | a call on the line is inlined | the function can be inlined |
//!
//! A comment after code is about that line. A comment alone on its line is about the next line
//! (other comments may stand between, blank lines may not). If a function's declaration begins on
//! that line, it is about the function. Several assertions are separated by commas; what follows
//! white space is a reason: `//goesc:noescape,noleak on the path of every request`.
//!
//! gcassert's forms are understood as gcassert understands them: `//gcassert:noescape` (nothing
//! on the line escapes, no parameter on it leaks) and `//gcassert:inline` (a call on the line is
//! inlined, or every call of the function). `//gcassert:bce` is about bounds checks, of which
//! goesc knows nothing: it says so and goes on.
//!
//! Assertions are judged in the mode of the check, with or without `-l`. One that is about nothing
//! (no code on its line, no parameter that could leak, a word that isn't known) is an error. One
//! that can't be decided (inlining under `-l`, a generic function that is instantiated nowhere
//! in the packages checked, a function with errors) is a warning that says why.
//!
//! A violation is printed at the place of what violates it, with the line, the way to the heap,
//! and the assertion:
//!
//! ```text
//! m.go:4:14: new(int) escapes to heap (noescape)
//!     4 |     total := new(int)
//!       |              ^ 8 bytes: stored in a package variable
//!   m.go:5:7: it is assigned: sink = total
//!   m.go:2:1: //goesc:noescape
//! ```
//!
//! It goes to standard output in the pretty format, and to standard error beside all others.
//!
//! # Suppression
//!
//! `//nolint:goesc // reason` suppresses findings as golangci-lint's comments do: after code those
//! of the line; alone those of the declaration, statement, clause or element that begins on the
//! next line; at the package clause those of the file. `//nolint` and `//nolint:all` do so too;
//! `//nolint:goesc:map-store` suppresses one rule (`goesc rules` lists them) or the violations
//! of one assertion (`//nolint:goesc:noescape`). What is suppressed violates no assertion. A
//! comment that names goesc and suppresses nothing is reported as a warning, unless the package
//! has errors. `--format gc` prints what gc prints, suppressed or not.

mod assertion;
mod complaint;
mod evaluate;
mod file;
mod inline;
mod noescape;
mod noleak;
mod nolint;

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};

pub use complaint::{Asked, Complaint, Topic, Weight};

use crate::driver::Analysis;
use crate::findings::Finding;
use crate::source::pos::{FileId, SourceMap};
use assertion::Assertion;
use evaluate::Evaluation;
use file::GuardedFile;
use nolint::{Subject, Suppression};

/// Whether inlining is part of what is predicted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// It is.
    Inlining,
    /// It isn't: functions are not inlined, or not as far as is known.
    NoInlining,
}

/// Texts without which a file asks for nothing.
const ASSERTED: [&str; 2] = ["goesc:", "gcassert:"];
const SUPPRESSED: &str = "nolint";

/// Whether a package that was named has assertions, for which reasons are needed.
pub fn has_assertions(analysis: &Analysis) -> bool {
    let mut files = analysis.roots.iter().flat_map(|root| &root.files);
    files.any(|&id| asserts(&analysis.sources, id))
}

fn asserts(sources: &SourceMap, id: FileId) -> bool {
    let text = &sources.file(id).text;
    ASSERTED.iter().any(|needle| memmem::find(text, needle.as_bytes()).is_some())
}

fn suppresses(sources: &SourceMap, id: FileId) -> bool {
    memmem::find(&sources.file(id).text, SUPPRESSED.as_bytes()).is_some()
}

/// A file that asks for something.
struct Guarded<'a> {
    file: GuardedFile<'a>,
    /// The package that it belongs to, an index of [`Analysis::roots`]; none if the package wasn't
    /// named, and has only a generic function in use.
    owner: Option<usize>,
    assertions: Vec<Assertion>,
    suppressions: Vec<Suppression>,
    /// What is found in it and not suppressed.
    findings: Vec<&'a Finding>,
}

impl Guarded<'_> {
    /// Whether something in the file is suppressed. All suppressions that do so are of use.
    fn suppresses(&mut self, offset: u32, subject: Subject<'_>) -> bool {
        let mut found = false;
        for suppression in &mut self.suppressions {
            found |= suppression.suppresses(offset, subject);
        }
        found
    }
}

/// Does what comments ask for: takes suppressed findings out of the reports, and returns what
/// there is to complain of, in the order of places. The findings have to have reasons.
pub fn apply(analysis: &mut Analysis, mode: Mode) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let kept = judge(analysis, mode, &mut complaints);
    for (root, kept) in analysis.roots.iter_mut().zip(kept) {
        let mut kept = kept.into_iter();
        root.report.findings.retain(|_| kept.next().unwrap_or(true));
    }
    complaint::arrange(&mut complaints);
    complaints
}

/// The complaints, and for each finding of each package whether it stays.
fn judge(analysis: &Analysis, mode: Mode, complaints: &mut Vec<Complaint>) -> Vec<Vec<bool>> {
    let (mut guarded, by_file) = read(analysis, complaints);
    let mut kept = Vec::with_capacity(analysis.roots.len());
    for root in &analysis.roots {
        let stays = root.report.findings.iter().map(|finding| {
            let Some(&at) = by_file.get(&finding.pos.file) else { return true };
            let guarded = &mut guarded[at];
            if guarded.suppresses(finding.pos.offset, Subject::Finding(finding)) {
                return false;
            }
            guarded.findings.push(finding);
            true
        });
        kept.push(stays.collect());
    }
    for guarded in &mut guarded {
        let Some(root) = guarded.owner.and_then(|owner| analysis.roots.get(owner)) else {
            continue;
        };
        let Guarded { file, assertions, findings, .. } = &*guarded;
        let evaluation = Evaluation { file, root, findings, mode };
        for assertion in assertions {
            evaluation.judge(assertion, complaints);
        }
    }
    complaints.retain(|complaint| {
        let Some(&at) = by_file.get(&complaint.pos.file) else { return true };
        let subject = Subject::Complaint(complaint.topic);
        !guarded[at].suppresses(complaint.pos.offset, subject)
    });
    for guarded in &guarded {
        let Some(owner) = guarded.owner else { continue };
        let root = &analysis.roots[owner];
        let is_whole = root.report.errors.is_empty()
            && analysis.faults.iter().all(|fault| fault.id != root.id);
        if is_whole {
            let unused = guarded.suppressions.iter().filter_map(|s| s.unused(&guarded.file));
            complaints.extend(unused);
        }
    }
    kept
}

/// The files that ask for something. A file that is compiled twice, with its package and for its
/// tests, is one.
fn read<'a>(
    analysis: &'a Analysis,
    complaints: &mut Vec<Complaint>,
) -> (Vec<Guarded<'a>>, FxHashMap<FileId, usize>) {
    let sources = &*analysis.sources;
    let mut guarded: Vec<Guarded<'a>> = Vec::new();
    let mut by_file: FxHashMap<FileId, usize> = FxHashMap::default();
    let mut by_path: FxHashMap<&str, usize> = FxHashMap::default();
    for (owner, root) in analysis.roots.iter().enumerate() {
        for &id in &root.files {
            let (asserts, suppresses) = (asserts(sources, id), suppresses(sources, id));
            if !asserts && !suppresses {
                continue;
            }
            let path = sources.file(id).path.as_str();
            if let Some(&known) = by_path.get(path) {
                by_file.insert(id, known);
                continue;
            }
            let file = GuardedFile::read(id, sources, &root.paths);
            let (assertions, mut wrong) = assertion::read(&file);
            complaints.append(&mut wrong);
            let (suppressions, mut wrong) = nolint::read(&file);
            complaints.append(&mut wrong);
            by_file.insert(id, guarded.len());
            by_path.insert(path, guarded.len());
            let owner = Some(owner);
            guarded.push(Guarded { file, owner, assertions, suppressions, findings: Vec::new() });
        }
    }
    // Generic functions of other packages, instantiated in those named.
    let mut seen: FxHashSet<FileId> =
        analysis.roots.iter().flat_map(|root| root.files.iter().copied()).collect();
    for root in &analysis.roots {
        for finding in &root.report.findings {
            let id = finding.pos.file;
            if !seen.insert(id) || !suppresses(sources, id) {
                continue;
            }
            let file = GuardedFile::read(id, sources, &root.paths);
            let (suppressions, _) = nolint::read(&file);
            by_file.insert(id, guarded.len());
            let (assertions, findings) = (Vec::new(), Vec::new());
            guarded.push(Guarded { file, owner: None, assertions, suppressions, findings });
        }
    }
    (guarded, by_file)
}
