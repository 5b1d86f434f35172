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
//! | `//goesc:noalloc` | nothing on the line allocates at run time | nothing in the function does, nor in what it calls |
//! | `//goesc:noleak` | no parameter declared on the line leaks | no parameter of the function leaks, neither to the heap nor to a result |
//! | `//goesc:inline` | a call on the line is inlined | the function can be inlined |
//!
//! A comment after code is about that line. A comment alone on its line is about the next line
//! (other comments may stand between, blank lines may not). If a function's declaration begins on
//! that line, it is about the function. Several assertions are separated by commas; what follows
//! white space is a reason: `//goesc:noescape,noleak on the path of every request`.
//!
//! `noalloc` is about what happens at run time, not about what gc calls escaping: a constant put in
//! an interface costs nothing; a slice of variable size may cost something even on the stack. Calls
//! are followed through all functions, those of other packages and of the standard library as
//! well. Where it can't be known what is called (an interface, a function value, a function
//! without a Go body, one of a package that wasn't found), it isn't decided. `//nolint:goesc:noalloc // reason` takes a line on
//! trust, in the function itself and wherever it is called from.
//!
//! gcassert's forms are understood as gcassert understands them: `//gcassert:noescape` (nothing
//! on the line escapes, no parameter on it leaks) and `//gcassert:inline` (a call on the line is
//! inlined, or every call of the function). `//gcassert:bce` is about bounds checks, of which
//! goesc knows nothing: it says so and goes on. gVisor's `// +checkescape`, `// +checkescape:heap`,
//! `:all`, `:local,interface` and so on, `// +mustescape:builtin` and `// escapes: reason` mean
//! what they mean to gVisor's checkescape, in the comment above a function; `stack` is undecided.
//!
//! Assertions are judged in the mode of the check, with or without `-l`. One that is about nothing
//! (no code on its line, no parameter that could leak, a word that isn't known) is an error, and so
//! is a comment that looks like one: `// goesc:noalloc`, `/* goesc:noalloc */`. One
//! that can't be decided (inlining under `-l`, a generic function that is instantiated nowhere
//! in the packages checked, a function with errors, a call of what isn't known) is a warning that says
//! why, and fails the check only where `--fail-on undecided` asks for that.
//!
//! A violation is printed at the place of what violates it, with the line, the way to the heap,
//! and the assertion:
//!
//! ```text
//! m.go:4:14: error: new(int) escapes to heap (noescape)
//!     4 |     total := new(int)
//!       |              ^ 8 bytes: stored in a package variable
//!   m.go:5:7: it is assigned: sink = total
//!   m.go:2:1: //goesc:noescape
//! ```
//!
//! It goes to standard output in the pretty format, and to standard error beside all others. JSON
//! has a line of type `complaint` for it, SARIF a result.
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
//!
//! # What is new
//!
//! ```console
//! $ goesc check -l --write-baseline goesc-baseline.txt ./...    # once; check the file in
//! $ goesc check -l --baseline goesc-baseline.txt --fail-on new ./...
//! $ goesc check -l --new-from main --fail-on new ./...
//! ```
//!
//! A baseline holds the findings that there are, by package, function, message and cause, so that
//! they stay known when lines move, when functions change their places or their files. With
//! `--baseline`, what is in it isn't reported; how many of its findings are gone is told.
//!
//! `--new-from REV` reports the findings on lines that changed since the commit in which HEAD
//! and REV parted (`git merge-base`), committed or not, and those whose cause is on such a line: `return
//! &x` makes `x` escape where it is declared. Untracked files are new altogether.
//!
//! Assertions are judged in any case, new or not. Both options filter findings, which
//! `--format gc` never does: they exclude each other.
//!
//! # Configuration
//!
//! `goesc.toml` ([`config`]), in the directory of the first file or directory named or above it:
//!
//! ```toml
//! go = "1.27"                     # target: as --go, --goos, --goarch and --tags
//! tags = ["integration"]
//! baseline = "goesc-baseline.txt" # as --baseline; relative to this file
//! fail-on = "error"               # as --fail-on
//! exclude = ["gen/", "*.pb.go"]   # nothing is reported of these; patterns as in .gitignore
//!
//! [rules]                         # off, hint, warning or error
//! default = "hint"                # rules without a level of their own, for what allocates
//! map-store = "error"
//! leaking-parameter = "warning"   # not reported without a level
//! unused-nolint = "off"           # complaints have names, too: noescape, noalloc, noleak,
//!                                 # inline, checkescape, assertion, undecided, unused-nolint
//! ```
//!
//! The command line wins over the file, the file over the environment. What isn't known in it is
//! an error with its place. `--config FILE` names another file, `--no-config` none.
//!
//! # Exit status
//!
//! | status | meaning |
//! |---|---|
//! | 0 | the work was done, and nothing was found that was forbidden |
//! | 1 | an assertion is violated or is about nothing; or a finding or a complaint is reported at the level of `--fail-on` or a higher one |
//! | 2 | the work could not be done: wrong arguments or configuration, a missing package, no git repository |
//!
//! By default findings are hints and only those of level error count (`--fail-on error`), so a
//! check fails for what was asserted or raised to an error. `--fail-on hint` counts all that
//! allocates, `--fail-on new` too, and asks that a baseline or a revision tell what is new. `--fail-on
//! 5%` counts what is on a line that holds so much of a profile's bytes, beside errors
//! ([`fail_on`]). Errors in the source don't change the status.

mod assertion;
pub mod baseline;
pub mod changes;
mod checkescape;
pub mod comments;
mod complaint;
pub mod config;
mod evaluate;
pub mod fail_on;
mod file;
mod judge;
pub mod level;
mod new_findings;
mod nolint;

use std::path::Path;
use std::sync::Arc;

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};

pub use complaint::{
    AboutNothing, AssertionComment, Complaint, ComplaintKind, Message, Severity, Topic, Undecided,
    Violation, Violations,
};

use crate::fault::trip;
use crate::findings::analysis::{Analysis, Inlining, RootReport};
use crate::findings::{Explained, Level};
use crate::source::DisplayPaths;
use crate::source::pos::{FileId, Pos, SourceMap};
use assertion::Assertion;
use baseline::{Baseline, BaselineLines};
use changes::Changes;
use config::Excluded;
use evaluate::Evaluation;
use fail_on::{FailOn, FailingUndecided};
use file::GuardedFile;
use level::Levels;
use new_findings::NewFindings;
use nolint::{Suppressible, Suppression};

/// Texts without which a file asks for nothing.
const ASSERTED: [&str; 4] = ["goesc:", "gcassert:", "+checkescape", "+mustescape"];
const FOLLOWED: [&str; 6] =
    ["noalloc", "+checkescape", "+mustescape", "gcassert:", "goesc:inline", ",inline"];
const TRUSTED: [&str; 2] = [SUPPRESSED, "escapes"];
const SUPPRESSED: &str = "nolint";

/// Whether a text may ask for what calls do.
pub fn asks_for_effects(text: &[u8]) -> bool {
    FOLLOWED.iter().any(|needle| memmem::find(text, needle.as_bytes()).is_some())
}

/// Whether a text may assert something, for which reasons are needed.
pub fn asserts(text: &[u8]) -> bool {
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
    /// Its findings that no `//nolint` comment suppresses.
    findings: Vec<&'a Explained>,
}

impl Guarded<'_> {
    /// Whether something in the file is suppressed. All suppressions that do so are of use.
    fn suppresses(&mut self, offset: u32, subject: Suppressible<'_>) -> bool {
        let mut found = false;
        for suppression in &mut self.suppressions {
            found |= suppression.suppresses(offset, subject);
        }
        found
    }
}

/// What a team asks for outside of the source.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether functions are inlined.
    pub inlining: Inlining,
    /// The levels of rules.
    pub levels: Levels,
    /// Files of which nothing is reported.
    pub excluded: Excluded,
    /// The findings that aren't new.
    pub known: KnownFindings,
    /// The lines on which findings count, if not on all.
    pub changes: Option<Changes>,
    /// What makes the check fail besides violated assertions.
    pub fail_on: FailOn,
}

impl Settings {
    /// Whether findings may make the check fail, which takes their rules.
    pub fn may_fail(&self) -> bool {
        self.fail_on.least_of_findings() < Level::Error || self.levels.has_errors()
    }
}

/// The findings that aren't new.
#[derive(Clone, Debug)]
pub enum KnownFindings {
    /// None.
    Nothing,
    /// Those of a baseline.
    Baseline(Baseline),
    /// All: they are to become a baseline.
    Everything,
}

/// What came of the guards.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What there is to complain of, in the order of places.
    pub complaints: Vec<Complaint>,
    /// How many findings make the check fail.
    pub failing: usize,
    /// How many lines do, with findings, for what a profile has of them.
    pub heavy: usize,
    /// How many complaints do.
    pub objections: usize,
    /// The allocations that aren't reported.
    pub unreported: Unreported,
    /// The baseline of what there is, if everything is to be one.
    pub lines: BaselineLines,
    /// How many findings of the baseline are gone.
    pub gone: usize,
}

impl Outcome {
    /// Complaints, each with the package named that it is about: the first that has its file.
    pub fn by_package<'a>(
        &'a self,
        analysis: &'a Analysis,
    ) -> impl Iterator<Item = (&'a RootReport, &'a Complaint)> {
        let mut owners: FxHashMap<FileId, &RootReport> = FxHashMap::default();
        for root in &analysis.roots {
            for &file in &root.files {
                owners.entry(file).or_insert(root);
            }
        }
        let complaints = self.complaints.iter();
        complaints.filter_map(move |complaint| Some((*owners.get(&complaint.pos.file)?, complaint)))
    }

    /// Whether the check fails.
    pub fn fails(&self) -> bool {
        self.failing > 0 || self.heavy > 0 || self.objections > 0
    }
}

/// How many allocations there are that aren't reported, and why.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Unreported {
    /// They aren't new.
    pub known: usize,
    /// They are suppressed, excluded or turned off.
    pub suppressed: usize,
}

/// What becomes of a finding, with the level that its rule was given, if it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Nothing is said of it: it is suppressed, excluded or turned off.
    Dropped,
    /// It isn't new, where only what is new is reported.
    Known(Option<Level>),
    /// It is reported, if findings of its kind are.
    Kept(Option<Level>),
}

/// What the guards say of an analysis.
#[derive(Debug, Default)]
pub struct Judgement {
    /// Of each package named, in the order of [`Analysis::roots`], what becomes of each of its
    /// findings.
    pub standings: Vec<Vec<Standing>>,
    /// What else came of it.
    pub outcome: Outcome,
}

/// Does what is asked for: takes out of the reports what isn't to be reported, gives the rest
/// their levels, and judges assertions. The findings have to have reasons. Complaints of one place
/// are in the order of what `message` tells of them.
pub fn apply(analysis: &mut Analysis, settings: &Settings, message: Message) -> Outcome {
    let Judgement { standings, outcome } = judgement(analysis, settings, message);
    for (root, standings) in analysis.roots.iter_mut().zip(standings) {
        let mut standings = standings.into_iter();
        let Some(explained) = &mut root.explained else { continue };
        Arc::make_mut(explained).retain_mut(|finding| match standings.next() {
            Some(Standing::Dropped | Standing::Known(_)) => false,
            Some(Standing::Kept(level)) => {
                if finding.level != level {
                    Arc::make_mut(finding).level = level;
                }
                true
            }
            None => true,
        });
    }
    outcome
}

/// Whether a finding is suppressed where it stands. What is suppressed in code that was inlined is so in
/// its copies; of several copies of which one line tells, all have to be.
fn is_suppressed(
    finding: &Explained,
    guarded: &mut [Guarded<'_>],
    by_file: &FxHashMap<FileId, usize>,
) -> bool {
    let mut suppresses = |pos: &Pos| {
        let at = by_file.get(&pos.file);
        at.is_some_and(|&at| guarded[at].suppresses(pos.offset, Suppressible::Finding(finding)))
    };
    let own = suppresses(&finding.pos);
    // Each of them is of use.
    let mut any = |inlined: &[Pos]| inlined.iter().filter(|pos| suppresses(pos)).count() > 0;
    let others = finding.told().filter(|told| !any(told.inlined)).count();
    own || others == 0
}

/// What [`apply`] would do, for those who keep the analysis as it is.
pub fn judgement(analysis: &Analysis, settings: &Settings, message: Message) -> Judgement {
    let mut outcome = Outcome::default();
    let standings = standings(analysis, settings, &mut outcome);
    outcome.complaints.retain_mut(|complaint| {
        let severity = settings.levels.severity(complaint.topic, complaint.severity);
        complaint.severity = severity.unwrap_or(complaint.severity);
        severity.is_some()
    });
    complaint::arrange(&mut outcome.complaints, message);
    let fail_on = settings.fail_on;
    let objections = outcome.complaints.iter().filter(|complaint| match complaint.topic {
        Topic::Undecided if fail_on.undecided == FailingUndecided::Fails => true,
        // What can't be decided fails nothing, unless that is asked for.
        Topic::Undecided => complaint.severity == Severity::Error,
        _ => complaint.severity.level() >= fail_on.least(),
    });
    outcome.objections = objections.count();
    Judgement { standings, outcome }
}

/// Judges findings and assertions: what becomes of each finding of each package.
fn standings(
    analysis: &Analysis,
    settings: &Settings,
    outcome: &mut Outcome,
) -> Vec<Vec<Standing>> {
    let complaints = &mut outcome.complaints;
    let (mut guarded, by_file) = read(analysis, &settings.excluded, complaints);
    let mut new_findings = NewFindings::new(analysis, settings);
    let mut standings = Vec::with_capacity(analysis.roots.len());
    for root in &analysis.roots {
        trip("guard", &root.title);
        let keys = new_findings.keys(root);
        let standing = root.explained().iter().enumerate().map(|(index, finding)| {
            let unreported = &mut outcome.unreported;
            if !new_findings.is_asked_for(finding.pos.file) {
                return Standing::Dropped;
            }
            if new_findings.is_excluded(finding.pos.file) {
                unreported.suppressed += usize::from(finding.is_allocation());
                return Standing::Dropped;
            }
            if is_suppressed(finding, &mut guarded, &by_file) {
                unreported.suppressed += usize::from(finding.is_allocation());
                return Standing::Dropped;
            }
            if let Some(&at) = by_file.get(&finding.pos.file) {
                guarded[at].findings.push(finding);
            }
            let level = settings.levels.given(finding);
            if level == Some(Level::Off) {
                unreported.suppressed += usize::from(finding.is_allocation());
                return Standing::Dropped;
            }
            if !new_findings.is_new(root, finding, keys.get(index)) {
                unreported.known += usize::from(finding.is_allocation());
                return Standing::Known(level);
            }
            let reported = settings.levels.reported(finding);
            let fails = reported.is_some_and(|l| l >= settings.fail_on.least_of_findings());
            outcome.failing += usize::from(fails);
            // What makes the check fail is shown, also where its rule's findings are on request.
            Standing::Kept(level.or(reported.filter(|_| fails && finding.is_on_request())))
        });
        standings.push(standing.collect());
    }
    for guarded in &mut guarded {
        let Some(root) = guarded.owner.and_then(|owner| analysis.roots.get(owner)) else {
            continue;
        };
        let Guarded { file, assertions, findings, .. } = &*guarded;
        let exempt = exempt_lines(file);
        let evaluation = Evaluation {
            file,
            root,
            roots: &analysis.roots,
            findings,
            exempt: &exempt,
            inlining: settings.inlining,
        };
        for assertion in assertions {
            judge::judge(&evaluation, assertion, complaints);
        }
    }
    complaints.retain(|complaint| {
        let Some(&at) = by_file.get(&complaint.pos.file) else { return true };
        // What isn't decided goes by what is asserted, too.
        let of_call = || match complaint.kind {
            ComplaintKind::Call { .. } => Topic::NoAlloc,
            _ => complaint.topic,
        };
        !guarded[at].suppresses(complaint.pos.offset, Suppressible::Complaint(complaint.topic))
            && !guarded[at].suppresses(complaint.pos.offset, Suppressible::Complaint(of_call()))
    });
    // What is taken on trust where a function is called from elsewhere is of use, too.
    for root in &analysis.roots {
        for call in root.calls.iter().filter(|call| !call.effects.is_empty()) {
            if let Some(&at) = by_file.get(&call.pos.file) {
                guarded[at].suppresses(call.pos.offset, Suppressible::Complaint(Topic::NoAlloc));
            }
        }
    }
    for guarded in &guarded {
        let Some(root) = guarded.owner.and_then(|owner| analysis.roots.get(owner)) else {
            continue;
        };
        if is_whole(analysis, root) {
            let unused = guarded.suppressions.iter().filter_map(|s| s.unused(&guarded.file));
            complaints.extend(unused);
        }
    }
    outcome.gone = new_findings.gone();
    outcome.lines = new_findings.into_lines();
    standings
}

/// BaselineLines that are taken on trust where the effects of functions are worked out.
#[derive(Debug, Default)]
pub struct Exemptions {
    ranges: FxHashMap<FileId, Vec<(u32, u32)>>,
}

impl Exemptions {
    /// Reads files.
    pub fn read(sources: &SourceMap, files: impl Iterator<Item = FileId>) -> Exemptions {
        let mut exemptions = Exemptions::default();
        let paths = DisplayPaths::named("", "");
        for id in files {
            let text = &sources.file(id).text;
            if TRUSTED.iter().all(|needle| memmem::find(text, needle.as_bytes()).is_none()) {
                continue;
            }
            let file = GuardedFile::read(id, sources, &paths);
            let mut ranges = exempt_lines(&file);
            let (suppressions, _) = nolint::read(&file);
            ranges.extend(suppressions.iter().filter_map(Suppression::exempts));
            exemptions.ranges.insert(id, ranges);
        }
        exemptions
    }

    /// Whether a place is on such a line.
    pub fn contains(&self, pos: Pos) -> bool {
        let ranges = self.ranges.get(&pos.file);
        ranges.is_some_and(|r| r.iter().any(|&(start, end)| (start..end).contains(&pos.offset)))
    }
}

/// The lines of a file that checkescape is to take on trust.
fn exempt_lines(file: &GuardedFile<'_>) -> Vec<(u32, u32)> {
    let comments = file.outline.comments.iter();
    let exempt = comments.filter(|comment| checkescape::is_exemption(&file.text(**comment)));
    exempt.map(|comment| file.line(comment.start)).collect()
}

/// Whether all of a package is understood, so that what isn't found isn't there.
fn is_whole(analysis: &Analysis, root: &RootReport) -> bool {
    root.errors.is_empty() && analysis.faults.iter().all(|fault| fault.id != root.id)
}

/// The files that ask for something. A file that is compiled twice, with its package and for its
/// tests, is one.
fn read<'a>(
    analysis: &'a Analysis,
    excluded: &Excluded,
    complaints: &mut Vec<Complaint>,
) -> (Vec<Guarded<'a>>, FxHashMap<FileId, usize>) {
    let sources = &*analysis.sources;
    let mut guarded: Vec<Guarded<'a>> = Vec::new();
    let mut by_file: FxHashMap<FileId, usize> = FxHashMap::default();
    let mut by_path: FxHashMap<&str, usize> = FxHashMap::default();
    // With its tests, a package has all that it has without, and what tests instantiate.
    let mut roots: Vec<(usize, &RootReport)> = analysis.roots.iter().enumerate().collect();
    roots.sort_by_key(|(_, root)| analysis.loaded.packages[root.id].for_test.is_none());
    for (owner, root) in roots {
        for &id in &root.files {
            let (asserts, suppresses) = (asserts(&sources.file(id).text), suppresses(sources, id));
            if !asserts && !suppresses {
                continue;
            }
            let path = sources.file(id).path.as_str();
            if excluded.contains(Path::new(path)) || !analysis.loaded.is_asked_for(Path::new(path))
            {
                continue;
            }
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
    // Generic functions of other packages, instantiated in those named, and what is inlined there.
    let mut seen: FxHashSet<FileId> =
        analysis.roots.iter().flat_map(|root| root.files.iter().copied()).collect();
    for root in &analysis.roots {
        let findings = root.explained().iter();
        let places =
            findings.flat_map(|finding| std::iter::once(&finding.pos).chain(&finding.inlined));
        for &Pos { file: id, .. } in places {
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
