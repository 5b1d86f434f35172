//! Complaints of guards, as data: a violated assertion, one that can't hold or can't be decided, a
//! suppression that suppresses nothing.

use std::fmt;

use rustc_hash::FxHashSet;

use super::file::GuardedFile;
use crate::escape::effects::Effect;
use crate::findings::analysis::Called;
use crate::findings::cost::Cost;
use crate::findings::kind::FindingKind;
use crate::findings::rules::Rule;
use crate::findings::{Explained, Level, PrintedPos, Step};
use crate::source::pos::Pos;
use crate::syntax::outline::Comment;

/// Something that a guard has to say about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// What it is about.
    pub topic: Topic,
    /// How much it matters.
    pub severity: Severity,
    /// The place in the source itself.
    pub pos: Pos,
    /// The place as it is printed.
    pub place: PrintedPos,
    /// What it says: words are made of it where it is printed.
    pub kind: ComplaintKind,
    /// How it comes about, from the source on, each step with its place as it is printed.
    pub steps: Vec<(PrintedPos, Step)>,
    /// The comment that asks for the contrary, if that is elsewhere.
    pub asked: Option<AssertionComment>,
}

/// What a complaint says. `comment` is the text of the comment that it is about:
/// `//goesc:noescape`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComplaintKind {
    /// A finding violates an assertion.
    Finding(Box<Violation>),
    /// A goroutine is started where nothing may be allocated.
    Goroutine,
    /// A call has an effect that is forbidden, or may have it.
    Call {
        /// The function called, as it is written.
        name: String,
        /// As a function, through an interface or as a function value.
        called: Called,
        /// The effect.
        effect: Effect,
    },
    /// checkescape demands an effect that isn't there.
    NoEffect {
        /// The comment.
        comment: String,
        /// The effect.
        effect: Effect,
    },
    /// A function can't be inlined: the line of gc that says so, if there is one.
    NotInlinable(Option<String>),
    /// No call on a line is inlined.
    NoCallInlined,
    /// A call of a function isn't inlined of which every call is to be.
    CallNotInlined {
        /// The function, as it is written.
        name: String,
    },
    /// An assertion can't be decided.
    Undecided {
        /// The comment.
        comment: String,
        /// What keeps it from being decided.
        why: Undecided,
    },
    /// An assertion is about nothing.
    AboutNothing {
        /// The comment.
        comment: String,
        /// What there would have to be.
        why: AboutNothing,
    },
    /// An assertion that isn't known.
    UnknownAssertion {
        /// The comment.
        comment: String,
        /// The assertion, as it is written.
        word: String,
        /// Those that are known to whom the comment is addressed.
        known: &'static [&'static str],
    },
    /// A comment that looks like an assertion, and is none for how it is written.
    Misspelled {
        /// The comment.
        comment: String,
        /// The assertions that are meant: `noalloc`.
        meant: String,
    },
    /// A word of checkescape's that isn't known.
    UnknownWord {
        /// The comment.
        comment: String,
        /// The word.
        word: String,
    },
    /// A suppression of a rule that isn't known.
    UnknownRule {
        /// The comment.
        comment: String,
        /// The name of the rule, as it is written.
        name: String,
    },
    /// A suppression that suppresses nothing.
    UnusedSuppression {
        /// The comment.
        comment: String,
    },
}

/// A finding that violates an assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The line that gc prints of it ([`crate::findings::Explained::headline`]).
    pub headline: String,
    /// What it says.
    pub kind: FindingKind,
    /// What it costs at run time.
    pub cost: Option<Cost>,
    /// Why it is so.
    pub rule: Option<Rule>,
}

/// Why an assertion can't be decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Undecided {
    /// The code that it is about has errors.
    Errors,
    /// Nothing is inlined under `-l`.
    NoInlining,
    /// gc doesn't tell what leaks of a generic function's parameters.
    GenericParameters,
    /// The function isn't compiled: generic without instances in its package, or without a name.
    NotCompiled,
    /// It is about a call of something of which nothing is known, or a function that has one.
    UnknownCallee,
    /// gcassert's `bce` is about bounds checks, of which nothing is known here.
    BoundsChecks,
    /// checkescape's `stack` is about stacks that grow, of which nothing is known here.
    StackGrowth,
}

/// Why an assertion is about nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AboutNothing {
    /// No code that does anything is where the comment points.
    NoCode,
    /// It is understood above a function alone, and stands elsewhere.
    NoFunction,
    /// The function is implemented elsewhere.
    NoBody,
    /// There is no named parameter that holds pointers.
    NoPointerParameter,
}

/// The comment that a complaint is due to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssertionComment {
    /// Its place as it is printed.
    pub place: PrintedPos,
    /// Its text: `//goesc:noescape`.
    pub text: String,
}

/// How much a complaint matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// It is told.
    Hint,
    /// It is told as a warning.
    Warning,
    /// It is told as an error, and makes the exit status 1.
    Error,
}

impl Severity {
    /// The level that a finding of the same severity has.
    pub fn level(self) -> Level {
        match self {
            Severity::Hint => Level::Hint,
            Severity::Warning => Level::Warning,
            Severity::Error => Level::Error,
        }
    }
}

/// What a complaint is about: its rule, as printed and as written after `//nolint:goesc:`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Topic {
    /// Something is on the heap that should not be.
    NoEscape,
    /// Something allocates that should not.
    NoAlloc,
    /// A parameter leaks that should not.
    NoLeak,
    /// An effect that gVisor's checkescape speaks of is there, or isn't.
    CheckEscape,
    /// A function is not inlined that should be.
    Inline,
    /// An assertion that nothing could violate, or that nobody understands.
    Assertion,
    /// An assertion that can't be decided.
    Undecided,
    /// A suppression that suppresses nothing.
    UnusedNolint,
}

impl Complaint {
    /// One that is told at a comment.
    pub(super) fn at_comment(
        file: &GuardedFile<'_>,
        comment: Comment,
        topic: Topic,
        severity: Severity,
        kind: ComplaintKind,
    ) -> Complaint {
        let (pos, place) = (file.pos(comment.start), file.place(comment.start));
        Complaint { topic, severity, pos, place, kind, steps: Vec::new(), asked: None }
    }

    /// Whether it is about an assertion rather than a suppression.
    pub fn is_about_assertion(&self) -> bool {
        match self.topic {
            Topic::NoEscape
            | Topic::NoAlloc
            | Topic::NoLeak
            | Topic::CheckEscape
            | Topic::Inline
            | Topic::Assertion
            | Topic::Undecided => true,
            Topic::UnusedNolint => false,
        }
    }
}

/// The findings that violate assertions: they are told as such, and not once more.
#[derive(Debug)]
pub struct Violations<'a>(FxHashSet<(Pos, &'a str)>);

impl<'a> Violations<'a> {
    /// Those that are complained of.
    pub fn of(complaints: impl IntoIterator<Item = &'a Complaint>) -> Violations<'a> {
        let found = complaints.into_iter().filter_map(|complaint| match &complaint.kind {
            ComplaintKind::Finding(violation) => Some((complaint.pos, violation.headline.as_str())),
            _ => None,
        });
        Violations(found.collect())
    }

    /// Whether a finding is one of them.
    pub fn has(&self, finding: &Explained) -> bool {
        self.0.contains(&(finding.pos, finding.headline.as_str()))
    }
}

impl Topic {
    /// All, in the order of their names.
    pub const ALL: [Topic; 8] = [
        Topic::Assertion,
        Topic::CheckEscape,
        Topic::Inline,
        Topic::NoAlloc,
        Topic::NoEscape,
        Topic::NoLeak,
        Topic::Undecided,
        Topic::UnusedNolint,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Topic::NoEscape => "noescape",
            Topic::NoAlloc => "noalloc",
            Topic::NoLeak => "noleak",
            Topic::CheckEscape => "checkescape",
            Topic::Inline => "inline",
            Topic::Assertion => "assertion",
            Topic::Undecided => "undecided",
            Topic::UnusedNolint => "unused-nolint",
        }
    }

    /// The topic of a name.
    pub fn parse(name: &str) -> Option<Topic> {
        Topic::ALL.iter().copied().find(|topic| topic.name() == name)
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Sorts complaints by place and by what is told of them, and drops what is told twice.
pub(super) fn arrange(complaints: &mut Vec<Complaint>, message: Message) {
    let asked = |complaint: &Complaint| complaint.asked.as_ref().map(|asked| asked.place.clone());
    let key = |c: &Complaint| (c.place.clone(), c.topic, message(&c.kind), asked(c));
    complaints.sort_by_cached_key(key);
    complaints.dedup_by(|a, b| key(a) == key(b));
}

/// Makes the words that are told of a complaint.
pub type Message = fn(&ComplaintKind) -> String;
