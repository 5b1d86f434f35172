//! `//nolint:goesc // reason`: comments that suppress findings, as golangci-lint's users write
//! them.
//!
//! ```go
//! x := &T{} //nolint:goesc // made once       this line
//!
//! //nolint:goesc:map-store // a cache         the whole declaration, that rule only
//! func (c *cache) put(k string, v *T) {
//!     c.entries[k] = v
//! }
//!
//! package p //nolint:goesc                    the whole file
//! ```
//!
//! What counts as such a comment, how names are separated and what a comment alone reaches follow
//! golangci-lint: `nolint` and then nothing, a space or a colon; names in any case, separated by
//! commas, up to the next `//`; none or `all` stands for every linter. A comment after code is
//! about its line; alone, it is about the declaration, statement, clause or element that begins
//! below it. A name may go on with a colon and a rule.

use super::complaint::{Complaint, ComplaintKind, Severity, Topic};
use super::file::GuardedFile;
use crate::findings::cost::Cost;
use crate::findings::rules::Rule;
use crate::findings::{Explained, Verdict};
use crate::syntax::outline::Comment;

/// A comment that suppresses findings.
#[derive(Clone, Debug)]
pub(super) struct Suppression {
    comment: Comment,
    text: String,
    /// What it covers: the first byte, and the first after it.
    range: (u32, u32),
    rules: Vec<Suppressed>,
    /// Whether it speaks of goesc by name, so that it should suppress something of goesc's.
    is_ours: bool,
    used: bool,
}

/// The findings and complaints that a `//nolint` comment suppresses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Suppressed {
    /// Everything.
    All,
    /// Findings of a rule.
    Rule(Rule),
    /// Violations of an assertion.
    Topic(Topic),
}

/// What can be suppressed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Suppressible<'a> {
    /// A finding.
    Finding(&'a Explained),
    /// A complaint about something.
    Complaint(Topic),
}

impl Suppressible<'_> {
    /// Whether there is a reason to suppress it: what stays on the stack and costs nothing is
    /// suppressed as well, where it is shown, but nobody asks for that.
    pub(super) fn matters(self) -> bool {
        match self {
            Suppressible::Finding(finding) => {
                matches!(finding.verdict(), Verdict::Heap | Verdict::Leak)
                    || finding.cost.is_some_and(Cost::allocates)
            }
            Suppressible::Complaint(_) => true,
        }
    }
}

/// What the text of a comment asks for: whether it speaks of goesc by name, what is suppressed,
/// and names that aren't rules.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct NolintComment {
    is_ours: bool,
    rules: Vec<Suppressed>,
    unknown: Vec<String>,
}

/// The name under which goesc goes in these comments.
const NAME: &str = "goesc";

fn parse(comment: &str) -> Option<NolintComment> {
    let text = comment.trim_start_matches(['/', ' ']).strip_prefix("nolint")?;
    let everything = NolintComment { rules: vec![Suppressed::All], ..NolintComment::default() };
    let names = match text.bytes().next() {
        None | Some(b' ') => return Some(everything),
        Some(b':') => text[1..].split("//").next().unwrap_or_default(),
        Some(_) => return None,
    };
    let mut parsed = NolintComment::default();
    for item in names.split(',') {
        let item = item.split_whitespace().next().unwrap_or_default().to_lowercase();
        let (linter, rule) = match item.split_once(':') {
            Some((linter, rule)) => (linter, Some(rule)),
            None => (item.as_str(), None),
        };
        match (linter, rule) {
            ("all", None) => return Some(everything),
            (NAME, None) => {
                parsed.is_ours = true;
                parsed.rules.push(Suppressed::All);
            }
            (NAME, Some(name)) => {
                parsed.is_ours = true;
                let topic = || Topic::parse(name).map(Suppressed::Topic);
                match Rule::parse(name).map(Suppressed::Rule).or_else(topic) {
                    Some(rule) => parsed.rules.push(rule),
                    None => parsed.unknown.push(name.to_owned()),
                }
            }
            _ => {}
        }
    }
    Some(parsed)
}

/// The suppressions of a file, and what is wrong with them.
pub(super) fn read(file: &GuardedFile<'_>) -> (Vec<Suppression>, Vec<Complaint>) {
    let mut found = Vec::new();
    let mut complaints = Vec::new();
    for &comment in &file.outline.comments {
        let text = file.text(comment);
        let Some(parsed) = parse(&text) else { continue };
        for name in &parsed.unknown {
            let kind = ComplaintKind::UnknownRule { comment: text.clone(), name: name.clone() };
            complaints.push(about(file, comment, kind));
        }
        if !parsed.rules.is_empty() {
            let range = range(file, comment);
            let NolintComment { is_ours, rules, .. } = parsed;
            found.push(Suppression { comment, text, range, rules, is_ours, used: false });
        }
    }
    (found, complaints)
}

/// What a comment covers.
fn range(file: &GuardedFile<'_>, comment: Comment) -> (u32, u32) {
    let own = file.line(comment.start);
    let Some(line) = file.line_about(comment) else { return own };
    if let Some((start, _)) = file.outline.package
        && (line.0..line.1).contains(&start)
    {
        return (0, u32::MAX);
    }
    if line == own {
        return own;
    }
    let start = file.outline.code_in(line.0, line.1).unwrap_or(line.0);
    (own.0, file.outline.extent(start).max(line.1))
}

impl Suppression {
    /// Whether it suppresses something at a byte of its file. It is then of use, if that matters.
    pub(super) fn suppresses(&mut self, offset: u32, subject: Suppressible<'_>) -> bool {
        let found = (self.range.0..self.range.1).contains(&offset)
            && self.rules.iter().any(|rule| match (rule, subject) {
                (Suppressed::All, _) => true,
                (Suppressed::Rule(rule), Suppressible::Finding(of)) => of.rule == Some(*rule),
                (Suppressed::Topic(topic), Suppressible::Complaint(of)) => *topic == of,
                (Suppressed::Rule(_), Suppressible::Complaint(_))
                | (Suppressed::Topic(_), Suppressible::Finding(_)) => false,
            });
        self.used |= found && subject.matters();
        found
    }

    /// What it covers, if it takes that on trust where it is called: what neither allocates nor
    /// calls what does, as far as anybody has to know.
    pub(super) fn exempts(&self) -> Option<(u32, u32)> {
        let trusts =
            |rule: &Suppressed| matches!(rule, Suppressed::All | Suppressed::Topic(Topic::NoAlloc));
        self.rules.iter().any(trusts).then_some(self.range)
    }

    /// Complains about one that names goesc and suppressed nothing.
    pub(super) fn unused(&self, file: &GuardedFile<'_>) -> Option<Complaint> {
        let kind = || ComplaintKind::UnusedSuppression { comment: self.text.clone() };
        (self.is_ours && !self.used).then(|| about(file, self.comment, kind()))
    }
}

fn about(file: &GuardedFile<'_>, comment: Comment, kind: ComplaintKind) -> Complaint {
    Complaint::at_comment(file, comment, Topic::UnusedNolint, Severity::Warning, kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(comment: &str) -> Option<Vec<Suppressed>> {
        parse(comment).map(|parsed| parsed.rules)
    }

    #[test]
    fn forms() {
        let all = || Some(vec![Suppressed::All]);
        for text in ["//nolint", "// nolint", "//nolint // why", "//nolint:all", "//nolint: all"] {
            assert_eq!(rules(text), all(), "{text}");
            assert!(!parse(text).is_some_and(|parsed| parsed.is_ours), "{text}");
        }
        for text in ["//nolint:goesc", "//nolint:Goesc // why", "// nolint:other, goesc // why"] {
            assert_eq!(rules(text), all(), "{text}");
            assert!(parse(text).is_some_and(|parsed| parsed.is_ours), "{text}");
        }
        for text in ["//nolintx", "//lint", "// see nolint:goesc", "//go:nolint"] {
            assert_eq!(rules(text), None, "{text}");
        }
        assert_eq!(rules("//nolint:errcheck // goesc"), Some(vec![]));
        assert_eq!(
            rules("//nolint:goesc:map-store,goesc:noescape"),
            Some(vec![Suppressed::Rule(Rule::MapStore), Suppressed::Topic(Topic::NoEscape)])
        );
        let unknown = parse("//nolint:goesc:nonsense").map(|parsed| parsed.unknown);
        assert_eq!(unknown, Some(vec!["nonsense".to_owned()]));
    }
}
