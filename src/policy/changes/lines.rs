//! What differs between two texts, line by line.
//!
//! Lines are compared without a carriage return at their end: whether a work tree has them may be
//! a setting of git's (`core.autocrlf`), and says nothing about the code.

use std::ops::RangeInclusive;

use imara_diff::{Algorithm, Diff, InternedInput};
use rustc_hash::FxHashMap;

/// The lines of a text, without what ends them.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.split(|&b| b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// More lines than this, of both texts together, aren't compared one by one: the time grows faster
/// than their number.
const MAX_LINES: usize = 1_000_000;

/// The lines, from 1, of `after` that aren't in `before`, as `git diff` tells by default. The time
/// is bounded: where texts differ much, the difference may be larger than it would have to be, and
/// where they are very long, it is all between what both begin and end with.
pub(super) fn changed(before: &[u8], after: &[u8]) -> Vec<RangeInclusive<u32>> {
    if before == after {
        return Vec::new();
    }
    let mut input: InternedInput<&[u8]> = InternedInput::default();
    input.update_before(lines(before));
    input.update_after(lines(after));
    if input.before.len() + input.after.len() > MAX_LINES {
        return between(&input.before, &input.after);
    }
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    diff.postprocess_lines(&input);
    let added = diff.hunks().map(|hunk| hunk.after).filter(|after| !after.is_empty());
    added.map(|after| after.start + 1..=after.end).collect()
}

/// The lines, from 1, of `after` between those that both begin and end with.
fn between<T: PartialEq>(before: &[T], after: &[T]) -> Vec<RangeInclusive<u32>> {
    let same = |(a, b): &(&T, &T)| a == b;
    let start = before.iter().zip(after).take_while(same).count();
    let (before, rest) = (&before[start..], &after[start..]);
    let end = before.iter().rev().zip(rest.iter().rev()).take_while(same).count();
    let (first, last) = (start + 1, after.len() - end);
    let line = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
    if first > last { Vec::new() } else { vec![line(first)..=line(last)] }
}

/// How often each line is in a text, for telling how alike texts are.
#[derive(Clone, Debug, Default)]
pub(super) struct Bag {
    /// The bytes of the lines of each hash.
    bytes: FxHashMap<u64, u64>,
    size: u64,
}

impl Bag {
    pub(super) fn of(text: &[u8]) -> Bag {
        let mut bag = Bag::default();
        let hasher = siphasher::sip::SipHasher13::new();
        for line in lines(text) {
            let bytes = line.len() as u64 + 1;
            *bag.bytes.entry(hasher.hash(line)).or_default() += bytes;
            bag.size += bytes;
        }
        bag
    }

    /// How much of the larger text is in the other one as well: of 1000 parts.
    pub(super) fn likeness(&self, other: &Bag) -> u64 {
        let larger = self.size.max(other.size).max(1);
        let smaller = self.size.min(other.size);
        // No more can be in both than the smaller one has.
        if smaller * 1000 / larger < LIKE {
            return 0;
        }
        let shared = |(line, bytes): (&u64, &u64)| {
            other.bytes.get(line).map_or(0, |others| *others.min(bytes))
        };
        self.bytes.iter().map(shared).sum::<u64>() * 1000 / larger
    }
}

/// From here on one text is taken for the other, renamed and changed: as for git, one half.
pub(super) const LIKE: u64 = 500;

#[cfg(test)]
mod tests {
    use super::*;

    fn changed_lines(before: &str, after: &str) -> Vec<u32> {
        changed(before.as_bytes(), after.as_bytes()).into_iter().flatten().collect()
    }

    #[test]
    fn lines_that_differ() {
        assert_eq!(changed_lines("a\nb\nc\n", "a\nb\nc\n"), [0; 0]);
        assert_eq!(changed_lines("a\nb\nc\n", "a\nx\ny\nc\n"), [2, 3]);
        assert_eq!(changed_lines("a\nb\nc\n", "a\nc\n"), [0; 0]);
        assert_eq!(changed_lines("", "a\nb\n"), [1, 2]);
        assert_eq!(changed_lines("a\n", "a\nb"), [2]);
        // Carriage returns, and the end of the last line, are no code.
        assert_eq!(changed_lines("a\nb\nc\n", "a\r\nb\r\nx\r\n"), [3]);
        assert_eq!(changed_lines("a\nb\n", "a\nb"), [0; 0]);
        assert_eq!(
            changed_lines("}\n\nfunc f() {\n}\n", "}\n\nfunc g() {\n}\n\nfunc f() {\n}\n"),
            [3, 4, 5]
        );
    }

    #[test]
    fn long_texts_differ_in_one_place() {
        let middle = |before: &[u8], after: &[u8]| between(before, after);
        assert_eq!(middle(b"abcd", b"abxd"), [3..=3]);
        assert_eq!(middle(b"abcd", b"abcdcd"), [5..=6]);
        assert_eq!(middle(b"abcd", b"ad"), []);
        assert_eq!(middle(b"", b"ab"), [1..=2]);
        assert_eq!(middle(b"ab", b"ab"), []);
        let long = "x\n".repeat(MAX_LINES / 2);
        assert_eq!(changed_lines(&long, &format!("a\n{long}")), [1]);
    }

    #[test]
    fn texts_that_differ_in_all_are_compared_in_bounded_time() {
        let text = |from: u64| -> String {
            (0..20_000).map(|i| format!("{}\n", (i * 7919 + from) % 65_537)).collect()
        };
        let begun = std::time::Instant::now();
        assert!(!changed_lines(&text(0), &text(30_011)).is_empty());
        assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
    }

    #[test]
    fn texts_are_more_or_less_alike() {
        let bag = |text: &str| Bag::of(text.as_bytes());
        assert_eq!(bag("a\nb\n").likeness(&bag("b\r\na\r\n")), 1000);
        assert_eq!(bag("a\nb\nc\nd\n").likeness(&bag("a\nb\nx\ny\n")), 500);
        assert_eq!(bag("a\n").likeness(&bag("b\n")), 0);
        assert_eq!(bag("").likeness(&bag("a\nb\nc\n")), 0);
    }
}
