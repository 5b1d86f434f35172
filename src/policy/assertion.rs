//! Assertions in comments: what they demand, and of which code.
//!
//! | written | on a line | on a function |
//! |---|---|---|
//! | `//goesc:noescape` | nothing of the line is on the heap | nothing of the function is |
//! | `//goesc:noalloc` | nothing of the line allocates at run time | nothing of the function does |
//! | `//goesc:noleak` | no parameter on the line leaks | no parameter of the function leaks |
//! | `//goesc:inline` | a call on the line is inlined | the function can be inlined |
//! | `//gcassert:noescape` | nothing escapes or leaks | the same, of the line of its `func` |
//! | `//gcassert:inline` | a call on the line is inlined | every call of it is inlined |
//!
//! Several may stand in one comment, separated by commas; what follows white space is a reason.
//! Those of gVisor's checkescape have a module of their own ([`super::checkescape`]).
//!
//! A comment is on a function if it stands in the lines above `func` or at the end of that line.

use super::checkescape::{self, CheckEscape, CheckEscapeComment};
use super::complaint::{
    AboutNothing, AssertionComment, Complaint, ComplaintKind, Severity, Topic, Undecided,
};
use super::file::{GuardedFile, Scope};
use crate::syntax::outline::Comment;

/// An assertion.
#[derive(Clone, Debug)]
pub(super) struct Assertion {
    /// What it demands.
    pub(super) demand: Demand,
    /// The comment.
    pub(super) comment: Comment,
    /// Its text.
    pub(super) text: String,
    /// The code that it is about.
    pub(super) scope: Scope,
}

/// What an assertion demands of the code that it is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Demand {
    /// Nothing is on the heap.
    NoEscape,
    /// Nothing is on the heap, and no parameter leaks.
    NoEscapeNorLeak,
    /// Nothing is allocated at run time, by what is called neither.
    NoAlloc,
    /// No parameter leaks.
    NoLeak,
    /// A call is inlined; a function can be.
    Inline,
    /// A call is inlined; every call of a function is.
    InlineCalls,
    /// What gVisor's checkescape understands by it.
    CheckEscape(CheckEscape),
}

impl Demand {
    /// The rule of its violations.
    pub(super) fn topic(self) -> Topic {
        match self {
            Demand::NoEscape | Demand::NoEscapeNorLeak => Topic::NoEscape,
            Demand::NoAlloc => Topic::NoAlloc,
            Demand::NoLeak => Topic::NoLeak,
            Demand::CheckEscape(_) => Topic::CheckEscape,
            Demand::Inline | Demand::InlineCalls => Topic::Inline,
        }
    }
}

/// Whose words a comment uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Dialect {
    Goesc,
    Gcassert,
}

/// What one word of a comment means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Word {
    Demand(Demand),
    /// gcassert's bounds checks, which aren't ours.
    BoundsChecks,
    Unknown,
}

impl Dialect {
    /// The dialect of a comment, and what follows its prefix.
    fn of(comment: &str) -> Option<(Dialect, &str)> {
        if let Some(rest) = comment.strip_prefix("//goesc:") {
            return Some((Dialect::Goesc, rest));
        }
        let text = comment.strip_prefix("//")?;
        let text = text.strip_prefix(' ').unwrap_or(text);
        Some((Dialect::Gcassert, text.strip_prefix("gcassert:")?))
    }

    fn word(self, word: &str) -> Word {
        match (self, word) {
            (Dialect::Goesc, "noescape") => Word::Demand(Demand::NoEscape),
            (Dialect::Goesc, "noalloc") => Word::Demand(Demand::NoAlloc),
            (Dialect::Goesc, "noleak") => Word::Demand(Demand::NoLeak),
            (Dialect::Goesc, "inline") => Word::Demand(Demand::Inline),
            (Dialect::Gcassert, "noescape") => Word::Demand(Demand::NoEscapeNorLeak),
            (Dialect::Gcassert, "inline") => Word::Demand(Demand::InlineCalls),
            (Dialect::Gcassert, "bce") => Word::BoundsChecks,
            _ => Word::Unknown,
        }
    }

    fn words(self) -> &'static [&'static str] {
        match self {
            Dialect::Goesc => &["noescape", "noalloc", "noleak", "inline"],
            Dialect::Gcassert => &["noescape", "inline"],
        }
    }
}

/// The assertions of a file, and what is wrong with them.
pub(super) fn read(file: &GuardedFile<'_>) -> (Vec<Assertion>, Vec<Complaint>) {
    let mut found = Vec::new();
    let mut complaints = Vec::new();
    for &comment in &file.outline.comments {
        let text = file.text(comment);
        if let Some(parsed) = checkescape::parse(&text) {
            of_checkescape(file, comment, parsed, &mut found, &mut complaints);
            continue;
        }
        let Some((dialect, rest)) = Dialect::of(&text) else {
            complaints.extend(misspelled(file, comment, &text));
            continue;
        };
        let words = rest.split_whitespace().next().unwrap_or_default();
        let scope = scope(file, comment);
        for word in words.split(',') {
            let kind = match (dialect.word(word), scope) {
                (Word::Demand(demand), Some(scope)) => {
                    found.push(Assertion { demand, comment, text: text.clone(), scope });
                    continue;
                }
                (Word::Demand(_), None) => {
                    ComplaintKind::AboutNothing { comment: text.clone(), why: AboutNothing::NoCode }
                }
                (Word::BoundsChecks, _) => {
                    ComplaintKind::Undecided { comment: text.clone(), why: Undecided::BoundsChecks }
                }
                (Word::Unknown, _) => ComplaintKind::UnknownAssertion {
                    comment: text.clone(),
                    word: word.to_owned(),
                    known: dialect.words(),
                },
            };
            complaints.push(about(file, comment, kind));
        }
    }
    for &comment in &file.outline.blocks {
        complaints.extend(misspelled(file, comment, &file.text(comment)));
    }
    (found, complaints)
}

/// Complains about a comment that has the words of an assertion, but white space before them, or is
/// no comment of a line: `// goesc:noalloc`, `/* goesc:noalloc */`. It asserts nothing, as
/// `// go:noinline` says nothing to the compiler.
fn misspelled(file: &GuardedFile<'_>, comment: Comment, text: &str) -> Option<Complaint> {
    let words = text.strip_prefix("//").or_else(|| text.strip_prefix("/*"))?;
    let words = words.trim_start_matches('*').trim_start().strip_prefix("goesc:")?;
    let words = words.trim_end_matches("*/").split_whitespace().next().unwrap_or_default();
    let are_known = words.split(',').all(|word| Dialect::Goesc.words().contains(&word));
    let (written, meant) = (text.to_owned(), words.to_owned());
    let kind = ComplaintKind::Misspelled { comment: written, meant };
    are_known.then(|| about(file, comment, kind))
}

/// An assertion of checkescape's, which is about a function.
fn of_checkescape(
    file: &GuardedFile<'_>,
    comment: Comment,
    parsed: CheckEscapeComment,
    found: &mut Vec<Assertion>,
    complaints: &mut Vec<Complaint>,
) {
    let text = file.text(comment);
    for word in parsed.unknown {
        let kind = ComplaintKind::UnknownWord { comment: text.clone(), word };
        complaints.push(about(file, comment, kind));
    }
    if parsed.stack {
        let why = Undecided::StackGrowth;
        complaints.push(about(
            file,
            comment,
            ComplaintKind::Undecided { comment: text.clone(), why },
        ));
    }
    match scope(file, comment) {
        Some(scope @ Scope::Function(_)) => {
            let demand = Demand::CheckEscape(parsed.demand);
            found.push(Assertion { demand, comment, text, scope });
        }
        Some(Scope::Line(..)) | None => {
            let why = AboutNothing::NoFunction;
            complaints.push(about(
                file,
                comment,
                ComplaintKind::AboutNothing { comment: text, why },
            ));
        }
    }
}

/// The code that a comment is about.
fn scope(file: &GuardedFile<'_>, comment: Comment) -> Option<Scope> {
    let line = file.line_about(comment)?;
    let code = file.outline.code_in(line.0, line.1)?;
    match file.function_on(line) {
        Some(function) => Some(Scope::Function(function)),
        None => file.is_compiled(code).then_some(Scope::Line(line.0, line.1)),
    }
}

/// A complaint about what is wrong with an assertion, or keeps it from being decided, at its comment.
fn about(file: &GuardedFile<'_>, comment: Comment, kind: ComplaintKind) -> Complaint {
    let (topic, severity) = match kind {
        ComplaintKind::Undecided { .. } => (Topic::Undecided, Severity::Warning),
        _ => (Topic::Assertion, Severity::Error),
    };
    Complaint::at_comment(file, comment, topic, severity, kind)
}

impl Assertion {
    /// That it is undecided, and why.
    pub(super) fn undecided(&self, file: &GuardedFile<'_>, why: Undecided) -> Complaint {
        about(file, self.comment, ComplaintKind::Undecided { comment: self.text.clone(), why })
    }

    /// That it is about nothing, and why.
    pub(super) fn about_nothing(&self, file: &GuardedFile<'_>, why: AboutNothing) -> Complaint {
        about(file, self.comment, ComplaintKind::AboutNothing { comment: self.text.clone(), why })
    }

    /// The comment, for a complaint elsewhere.
    pub(super) fn asked(&self, file: &GuardedFile<'_>) -> AssertionComment {
        AssertionComment { place: file.place(self.comment.start), text: self.text.clone() }
    }
}
