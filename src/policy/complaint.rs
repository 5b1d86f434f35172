//! What a guard has to say: a violated assertion, one that can't hold or can't be decided, a
//! suppression that suppresses nothing.

use std::fmt;

use crate::findings::kind::Kind;
use crate::findings::{Level, Place, Step};
use crate::source::pos::Pos;

/// Something that a guard has to say about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// What it is about.
    pub topic: Topic,
    /// How much it matters.
    pub weight: Weight,
    /// The place in the source itself.
    pub pos: Pos,
    /// The place as it is printed.
    pub place: Place,
    /// What it says.
    pub text: String,
    /// What stands below the place: cost and cause of a finding.
    pub label: String,
    /// How it comes about, from the source on, each step with its place as it is printed.
    pub steps: Vec<(Place, Step)>,
    /// The comment that asks for the contrary, if that is elsewhere.
    pub asked: Option<Asked>,
    /// What violates the assertion, if that is a finding.
    pub about: Option<Kind>,
}

/// The comment that a complaint is due to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its place as it is printed.
    pub place: Place,
    /// Its text: `//goesc:noescape`.
    pub text: String,
}

/// How much a complaint matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Weight {
    /// It is told, and no more.
    Warning,
    /// It makes the exit status 1.
    Error,
}

impl Weight {
    /// The level that a finding of the same weight has.
    pub fn level(self) -> Level {
        match self {
            Weight::Warning => Level::Warning,
            Weight::Error => Level::Error,
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

    /// What it is about, in a sentence.
    pub fn summary(self) -> &'static str {
        match self {
            Topic::NoEscape => "Something is on the heap that was asserted not to be.",
            Topic::NoAlloc => "Something allocates that was asserted not to.",
            Topic::NoLeak => "A parameter leaks that was asserted not to.",
            Topic::CheckEscape => {
                "An effect that checkescape forbids is there, or one it demands isn't."
            }
            Topic::Inline => "A function or call isn't inlined that was asserted to be.",
            Topic::Assertion => "An assertion is about nothing, or isn't understood.",
            Topic::Undecided => "An assertion can't be decided.",
            Topic::UnusedNolint => "A suppression suppresses nothing.",
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

/// Sorts complaints by place and drops repeated ones.
pub fn arrange(complaints: &mut Vec<Complaint>) {
    let key = |c: &Complaint| (c.place.clone(), c.topic, c.text.clone(), asked(c));
    complaints.sort_by_cached_key(key);
    complaints.dedup_by(|a, b| key(a) == key(b));
}

fn asked(complaint: &Complaint) -> Option<Place> {
    complaint.asked.as_ref().map(|asked| asked.place.clone())
}
