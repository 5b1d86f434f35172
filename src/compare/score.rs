//! How far two outputs agree.
//!
//! A message is a package, the name of a file, a line, a column and a text; a difference in any of
//! them is one message missing and another one extra. Each counts once, since the compiler repeats
//! a line for each instance of a generic function; reasons count as often as they are printed.
//! Neither the directories of files nor the order of lines matter.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::kinds::{Allocated, Counted, MessageKind, kind_of, kinds};
use super::output::{Line, Output, base_name};
use crate::findings::rules::Rule;

/// How many messages there are on both sides, and how many of them agree.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tally {
    /// Of gc.
    pub reference: usize,
    /// Of goesc.
    pub predicted: usize,
    /// Of both.
    pub matched: usize,
}

impl Tally {
    /// Whether there is nothing that could agree.
    pub fn is_nothing(&self) -> bool {
        self.reference == 0 && self.predicted == 0
    }

    /// Which part of what goesc says gc says, too.
    pub fn precision(&self) -> f64 {
        part(self.matched, self.predicted)
    }

    /// Which part of what gc says goesc says, too.
    pub fn recall(&self) -> f64 {
        part(self.matched, self.reference)
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> f64 {
        part(2 * self.matched, self.reference + self.predicted)
    }

    fn add(&mut self, other: Tally) {
        self.reference += other.reference;
        self.predicted += other.predicted;
        self.matched += other.matched;
    }
}

fn part(of: usize, all: usize) -> f64 {
    match all {
        0 => 0.0,
        _ => of as f64 / all as f64,
    }
}

/// The agreement of two outputs.
#[derive(Clone, PartialEq, Debug)]
pub struct Agreement {
    /// By kind, those of which there are messages.
    pub kinds: Vec<(&'static str, Tally)>,
    /// Over all kinds.
    pub all: Tally,
    /// Of heap or stack alone, whatever the words.
    pub verdict: Tally,
    /// By the rule of the predictions; no rule comes last. What goesc doesn't predict counts where
    /// it says something else at the same place, and without a rule otherwise.
    pub rules: Vec<(Option<Rule>, Tally)>,
    /// Packages without a difference.
    pub exact: usize,
    /// Packages of gc.
    pub packages: usize,
    /// In the order of packages and places.
    pub differences: Vec<Difference>,
}

/// Who says it, alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Side {
    /// gc says it, goesc doesn't.
    Missing,
    /// goesc says it, gc doesn't.
    Extra,
}

/// A message of one side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The side.
    pub side: Side,
    /// The import path.
    pub package: String,
    /// The message.
    pub line: Line,
    /// Its kind.
    pub kind: &'static str,
}

/// What makes a message one of its own: file, line, column, text, and the how many-eth it is where
/// repetitions count.
type Key<'a> = (&'a str, u32, u32, Cow<'a, str>, u32);

/// The messages of a package that count, each with its kind.
type Messages<'a> = FxHashMap<Key<'a>, (usize, &'a Line)>;

/// Compares what goesc predicts with what gc printed.
pub fn score(reference: &Output, predicted: &Output, counted: Counted) -> Agreement {
    let kinds = kinds(counted, reference.form);
    let mut scorer = Scorer {
        kinds,
        tallies: vec![Tally::default(); kinds.len()],
        verdict: Tally::default(),
        rules: BTreeMap::new(),
        differences: Vec::new(),
    };
    let (mut exact, mut packages) = (0, 0);
    let names: BTreeSet<&String> =
        reference.packages.keys().chain(predicted.packages.keys()).collect();
    for name in names {
        let want = package(reference, name, kinds, counted);
        let got = package(predicted, name, kinds, counted);
        packages += usize::from(want.is_some());
        if want.is_some() || got.is_some() {
            let before = scorer.differences.len();
            scorer.package(name, &want.unwrap_or_default(), &got.unwrap_or_default());
            exact += usize::from(scorer.differences.len() == before);
        }
    }
    scorer.finish(exact, packages)
}

/// The messages of a package, if there is one. Those without a header make one only if they count.
fn package<'a>(
    output: &'a Output,
    name: &str,
    kinds: &[MessageKind],
    counted: Counted,
) -> Option<Messages<'a>> {
    let messages = messages(output.packages.get(name)?, kinds, counted);
    Some(messages).filter(|messages| !name.is_empty() || !messages.is_empty())
}

/// The messages of a package that count.
fn messages<'a>(lines: &'a [Line], kinds: &[MessageKind], counted: Counted) -> Messages<'a> {
    let mut messages = Messages::default();
    let mut repeated: FxHashMap<Key<'a>, u32> = FxHashMap::default();
    for line in lines {
        let Some(kind) = kind_of(kinds, &line.message) else { continue };
        let message = without_cost(&line.message);
        let mut key: Key<'a> = (line.file(), line.line, line.column, Cow::from(message), 0);
        if counted == Counted::Reasons {
            key.3 = without_directory(&line.message);
            let times = repeated.entry(key.clone()).or_insert(0);
            key.4 = *times;
            *times += 1;
        }
        messages.entry(key).or_insert((kind, line));
    }
    messages
}

/// What `-m` prints where `-m=2` prints `can inline f with cost 4 as: func(int) int { ... }`.
fn without_cost(message: &str) -> &str {
    let Some((before, code)) = message.split_once(" as: ") else { return message };
    let Some((decision, cost)) = before.rsplit_once(" with cost ") else { return message };
    let is_cost = !cost.is_empty() && cost.bytes().all(|b| b.is_ascii_digit());
    match decision.starts_with("can inline ") && is_cost && !code.is_empty() {
        true => decision,
        false => message,
    }
}

/// A reason whose place has no directory: `from &x (address-of) at m.go:7:9`.
fn without_directory(message: &str) -> Cow<'_, str> {
    let Some((before, place)) = message.rsplit_once(' ') else { return Cow::Borrowed(message) };
    let file = base_name(place);
    match before.ends_with(" at") && file.len() < place.len() && file.contains(".go:") {
        true => Cow::Owned(format!("{before} {file}")),
        false => Cow::Borrowed(message),
    }
}

struct Scorer {
    kinds: &'static [MessageKind],
    tallies: Vec<Tally>,
    verdict: Tally,
    /// By whether there is no rule, so that it comes last, and the rule.
    rules: BTreeMap<(bool, Option<Rule>), Tally>,
    differences: Vec<Difference>,
}

impl Scorer {
    fn package(&mut self, package: &str, want: &Messages<'_>, got: &Messages<'_>) {
        // At the same place, a rule for what has none of its own.
        let mut at: FxHashMap<(&str, u32, u32), Rule> = FxHashMap::default();
        for (key, (_, line)) in got {
            if let Some(rule) = line.rule {
                let known = at.entry((key.0, key.1, key.2)).or_insert(rule);
                *known = rule.min(*known);
            }
        }
        for (key, &(kind, line)) in want {
            let found = got.get(key);
            let tally = Tally { reference: 1, predicted: 0, matched: usize::from(found.is_some()) };
            let rule = match found {
                Some((_, line)) => line.rule,
                None => at.get(&(key.0, key.1, key.2)).copied(),
            };
            self.count(kind, rule, tally);
            if found.is_none() {
                self.differ(Side::Missing, package, line, kind);
            }
        }
        for (key, &(kind, line)) in got {
            self.count(kind, line.rule, Tally { reference: 0, predicted: 1, matched: 0 });
            if !want.contains_key(key) {
                self.differ(Side::Extra, package, line, kind);
            }
        }
        let (want, got) = (self.verdicts(want), self.verdicts(got));
        self.verdict.add(Tally {
            reference: want.len(),
            predicted: got.len(),
            matched: want.intersection(&got).count(),
        });
    }

    fn count(&mut self, kind: usize, rule: Option<Rule>, tally: Tally) {
        self.tallies[kind].add(tally);
        self.rules.entry((rule.is_none(), rule)).or_default().add(tally);
    }

    fn differ(&mut self, side: Side, package: &str, line: &Line, kind: usize) {
        self.differences.push(Difference {
            side,
            package: package.to_owned(),
            line: line.clone(),
            kind: self.kinds[kind].name,
        });
    }

    /// Where something is on the heap or on the stack.
    fn verdicts<'a>(&self, messages: &Messages<'a>) -> FxHashSet<(&'a str, u32, u32, Allocated)> {
        messages
            .iter()
            .map(|(key, (kind, _))| (key.0, key.1, key.2, self.kinds[*kind].allocated))
            .filter(|(.., allocated)| *allocated != Allocated::Unstated)
            .collect()
    }

    fn finish(mut self, exact: usize, packages: usize) -> Agreement {
        self.differences.sort_by(|a, b| {
            let key = |difference: &'_ Difference| {
                let Difference { line, side, .. } = difference;
                (line.line, line.column, *side)
            };
            a.package
                .cmp(&b.package)
                .then_with(|| a.line.file().cmp(b.line.file()))
                .then_with(|| key(a).cmp(&key(b)))
                .then_with(|| a.line.message.cmp(&b.line.message))
        });
        let mut all = Tally::default();
        self.tallies.iter().for_each(|&tally| all.add(tally));
        let is_there = |tally: &Tally| tally.reference + tally.predicted > 0;
        let kinds = self.kinds.iter().map(|kind| kind.name).zip(self.tallies);
        Agreement {
            kinds: kinds.filter(|(_, tally)| is_there(tally)).collect(),
            all,
            verdict: self.verdict,
            rules: self.rules.into_iter().map(|((_, rule), tally)| (rule, tally)).collect(),
            exact,
            packages,
            differences: self.differences,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::lines;

    fn of(reference: &str, predicted: &str, counted: Counted) -> Agreement {
        score(&lines::text(reference), &lines::text(predicted), counted)
    }

    #[test]
    fn each_message_counts_once_wherever_its_file_is() {
        let gc =
            "# p\n/long/way/m.go:1:2: x escapes to heap\n/long/way/m.go:1:2: x escapes to heap\n";
        let agreement = of(gc, "# p\n./m.go:1:2: x escapes to heap\n", Counted::Decisions);
        assert_eq!(agreement.all, Tally { reference: 1, predicted: 1, matched: 1 });
        assert_eq!(agreement.kinds, [("escapes to heap", agreement.all)]);
        assert_eq!((agreement.exact, agreement.packages), (1, 1));
        assert_eq!(agreement.all.f1(), 1.0);
        assert!(agreement.differences.is_empty());
    }

    #[test]
    fn a_difference_is_one_missing_and_one_extra() {
        let gc = "# p\nm.go:9:2: p does not escape\nm.go:1:2: x escapes to heap\n# q\nq.go:1:1: moved to heap: y\n";
        let goesc = "# p\nm.go:1:2: x does not escape\nm.go:9:2: p does not escape\n";
        let agreement = of(gc, goesc, Counted::Decisions);
        assert_eq!(agreement.all, Tally { reference: 3, predicted: 2, matched: 1 });
        assert_eq!(agreement.verdict, Tally { reference: 3, predicted: 2, matched: 1 });
        assert_eq!((agreement.exact, agreement.packages), (0, 2));
        let told: Vec<(Side, &str, &str)> = agreement
            .differences
            .iter()
            .map(|d| (d.side, d.package.as_str(), d.line.message.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (Side::Missing, "p", "x escapes to heap"),
                (Side::Extra, "p", "x does not escape"),
                (Side::Missing, "q", "moved to heap: y"),
            ]
        );
        assert_eq!((agreement.all.precision(), agreement.all.recall()), (0.5, 1.0 / 3.0));
        assert_eq!(agreement.all.f1(), 0.4);
    }

    #[test]
    fn verdicts_agree_whatever_the_words() {
        let gc = "# p\nm.go:1:2: x + y escapes to heap\n";
        let agreement = of(gc, "# p\nm.go:1:2: y + x escapes to heap\n", Counted::Decisions);
        assert_eq!(agreement.all.matched, 0);
        assert_eq!(agreement.verdict, Tally { reference: 1, predicted: 1, matched: 1 });
    }

    #[test]
    fn reasons_count_as_often_as_they_are_printed() {
        let reason = "m.go:1:2:     from &x (address-of) at /long/way/m.go:7:9\n";
        let gc = format!("# p\n{reason}{reason}m.go:1:2: x escapes to heap\n");
        let goesc = "# p\nm.go:1:2:     from &x (address-of) at ./m.go:7:9\n";
        let agreement = of(&gc, goesc, Counted::Reasons);
        assert_eq!(agreement.all, Tally { reference: 2, predicted: 1, matched: 1 });
        assert_eq!(agreement.kinds.len(), 1);
    }

    #[test]
    fn rules_are_those_of_predictions() {
        let gc = "# p\nm.go:1:2: x escapes to heap\nm.go:3:4: y escapes to heap\nm.go:5:6: z escapes to heap\n";
        let mut predicted =
            lines::text("# p\nm.go:1:2: x escapes to heap\nm.go:3:4: y does not escape\n");
        for line in predicted.packages.values_mut().flatten() {
            line.rule = Some(Rule::MapStore);
        }
        let agreement = score(&lines::text(gc), &predicted, Counted::Decisions);
        assert_eq!(
            agreement.rules,
            [
                (Some(Rule::MapStore), Tally { reference: 2, predicted: 2, matched: 1 }),
                (None, Tally { reference: 1, predicted: 0, matched: 0 }),
            ]
        );
    }

    #[test]
    fn packages_are_those_with_a_header() {
        let gc = "# p\n# q\nm.go:1:2: index bounds check elided\n";
        let agreement = of(gc, "m.go:1:2: index bounds check elided\n", Counted::Decisions);
        assert_eq!((agreement.exact, agreement.packages), (2, 2));
        let agreement = of("", "m.go:1:2: moved to heap: x\n", Counted::Decisions);
        assert_eq!((agreement.exact, agreement.packages), (0, 0));
        assert_eq!(agreement.all, Tally { reference: 0, predicted: 1, matched: 0 });
    }
}
