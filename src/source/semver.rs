//! The order of module versions: `v1.2.3-pre+incompatible`.
//!
//! Models `golang.org/x/mod/semver`.

use std::cmp::Ordering;

/// A version taken apart. The build (`+incompatible`) doesn't count for the order.
struct Version<'a> {
    numbers: [&'a str; 3],
    prerelease: &'a str,
}

fn parse(text: &str) -> Option<Version<'_>> {
    let text = text.strip_prefix('v')?;
    let text = text.split_once('+').map_or(text, |(version, _)| version);
    let (core, prerelease) = text.split_once('-').unwrap_or((text, ""));
    let mut parts = core.split('.');
    let mut numbers = ["0"; 3];
    for (i, slot) in numbers.iter_mut().enumerate() {
        match parts.next() {
            Some(part) if is_number(part) => *slot = part,
            Some(_) => return None,
            None if i > 0 => break,
            None => return None,
        }
    }
    parts.next().is_none().then_some(Version { numbers, prerelease })
}

fn is_number(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
}

/// Whether a text is a version at all.
pub(super) fn is_valid(text: &str) -> bool {
    parse(text).is_some()
}

/// Orders versions; what isn't a version comes before all that are.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    match (parse(a), parse(b)) {
        (None, None) => a.cmp(b),
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(a), Some(b)) => a
            .numbers
            .iter()
            .zip(b.numbers)
            .map(|(a, b)| compare_numbers(a, b))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| compare_prereleases(a.prerelease, b.prerelease)),
    }
}

/// Numbers of any length, without leading zeros.
fn compare_numbers(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn compare_prereleases(a: &str, b: &str) -> Ordering {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let (mut left, mut right) = (a.split('.'), b.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => match (is_number(a), is_number(b)) {
                (true, true) => compare_numbers(a, b),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => a.cmp(b),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order() {
        let sorted = [
            "bad",
            "v0.0.0-20190101000000-abcdefabcdef",
            "v0.0.0",
            "v1.2.3-alpha",
            "v1.2.3-alpha.2",
            "v1.2.3-alpha.10",
            "v1.2.3-alpha.x",
            "v1.2.3",
            "v1.2.10",
            "v1.10.0",
            "v2.0.0+incompatible",
            "v10.0.0",
        ];
        for pair in sorted.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(compare(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
        }
        assert_eq!(compare("v1.0.0+x", "v1"), Ordering::Equal);
        for bad in ["", "1.0.0", "v01.0.0", "v1.0.0.0", "v", "v1.x"] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}
