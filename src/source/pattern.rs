//! Package patterns: `./...`, `net/...`, `std`.
//!
//! Models `cmd/internal/pkgpattern` and `cmd/go/internal/search` (`CleanPatterns`).

/// A pattern with `...` wildcards, each of which stands for any string.
///
/// A trailing `/...` also matches nothing, so that `net/...` matches `net`; and no wildcard
/// matches an element `vendor` that has something below it.
#[derive(Clone, Debug)]
pub(super) struct Wildcard {
    /// The literal parts between the wildcards.
    parts: Vec<String>,
    pattern: String,
}

/// Stands for an element `vendor`, which wildcards don't match.
const VENDOR: &str = "\0";

impl Wildcard {
    /// Takes a pattern with slashes.
    pub(super) fn new(pattern: &str) -> Wildcard {
        let masked = mask_vendor(pattern);
        Wildcard {
            parts: masked.split("...").map(str::to_owned).collect(),
            pattern: pattern.to_owned(),
        }
    }

    /// Whether the pattern matches an import path or directory.
    pub(super) fn matches(&self, name: &str) -> bool {
        if name.contains(VENDOR) || self.pattern.contains(VENDOR) {
            return false;
        }
        let masked = mask_vendor(name);
        if glob(&self.parts, &masked) {
            return true;
        }
        // `x/...` matches x, and `x/vendor/...` matches x/vendor.
        match self.parts.split_last() {
            Some((last, [.., end])) if last.is_empty() => {
                let Some(stem) = end.strip_suffix('/') else { return false };
                let stem = match stem.strip_suffix(VENDOR) {
                    Some(above) => format!("{above}vendor"),
                    None => stem.to_owned(),
                };
                let mut parts = self.parts[..self.parts.len() - 2].to_vec();
                parts.push(stem);
                glob(&parts, &masked)
            }
            _ => false,
        }
    }

    /// Whether `name` or something below it can match.
    pub(super) fn can_match_below(&self, name: &str) -> bool {
        let (stem, wild) = match self.pattern.split_once("...") {
            Some((stem, _)) => (stem, true),
            None => (self.pattern.as_str(), false),
        };
        has_path_prefix(stem, name) || wild && name.starts_with(stem)
    }
}

/// Whether the slash-separated `path` is `prefix` or below it.
pub(super) fn has_path_prefix(path: &str, prefix: &str) -> bool {
    match path.strip_prefix(prefix) {
        Some(rest) => {
            rest.is_empty() || prefix.is_empty() || prefix.ends_with('/') || rest.starts_with('/')
        }
        None => false,
    }
}

/// Replaces the elements `vendor` that have something below them.
fn mask_vendor(path: &str) -> String {
    let mut elements: Vec<&str> = path.split('/').collect();
    let last = elements.len() - 1;
    elements[..last].iter_mut().filter(|e| **e == "vendor").for_each(|e| *e = VENDOR);
    elements.join("/")
}

/// Whether `text` is `parts` with anything but [`VENDOR`] between them.
fn glob(parts: &[String], text: &str) -> bool {
    let [first, middle @ .., last] = parts else {
        return parts.first().is_some_and(|only| only == text);
    };
    let Some(rest) = text.strip_prefix(first.as_str()) else { return false };
    let Some(mut rest) = rest.strip_suffix(last.as_str()) else { return false };
    // The leftmost place for each part leaves most for the others, as long as no masked element
    // must be skipped: then no later place can help either.
    for part in middle {
        let Some(at) = rest.find(part.as_str()) else { return false };
        if rest[..at].contains(VENDOR) {
            return false;
        }
        rest = &rest[at + part.len()..];
    }
    !rest.contains(VENDOR)
}

/// What a pattern names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// `.`, `./x`, `../x` or `/x`: a directory.
    Dir(String),
    /// The same with wildcards: directories.
    Dirs(String),
    /// An import path.
    Path(String),
    /// Import paths with wildcards.
    Paths(String),
    /// `std`
    Std,
    /// `cmd`
    Cmd,
    /// `all`
    All,
    /// `work`: the main modules' packages
    Work,
}

impl Pattern {
    /// Reads a pattern in the form in which it was given.
    pub(super) fn parse(text: &str) -> Pattern {
        let cleaned = if text.starts_with('/') {
            clean_slashed(text)
        } else {
            let text = text.replace('\\', "/");
            match text.strip_prefix("./") {
                Some(_) => match clean_slashed(&text).as_str() {
                    "." => ".".to_owned(),
                    cleaned => format!("./{cleaned}"),
                },
                None => clean_slashed(&text),
            }
        };
        let local = matches!(cleaned.as_str(), "." | "..")
            || ["./", "../", "/"].iter().any(|prefix| cleaned.starts_with(prefix));
        match (cleaned.as_str(), local, cleaned.contains("...")) {
            ("std", ..) => Pattern::Std,
            ("cmd", ..) => Pattern::Cmd,
            ("all", ..) => Pattern::All,
            ("work", ..) => Pattern::Work,
            (_, true, false) => Pattern::Dir(cleaned),
            (_, true, true) => Pattern::Dirs(cleaned),
            (_, false, false) => Pattern::Path(cleaned),
            (_, false, true) => Pattern::Paths(cleaned),
        }
    }
}

/// The slash-separated path without `.`, inner `..` and doubled slashes.
pub(super) fn clean_slashed(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut out: Vec<&str> = Vec::new();
    for element in path.split('/') {
        match element {
            "" | "." => {}
            ".." => match out.last() {
                Some(&last) if last != ".." => {
                    out.pop();
                }
                _ if rooted => {}
                _ => out.push(".."),
            },
            _ => out.push(element),
        }
    }
    match (rooted, out.is_empty()) {
        (true, _) => format!("/{}", out.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => out.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        for (pattern, matched, unmatched) in [
            ("net/...", "net net/http", "network netchan x/net"),
            ("net...", "net netchan net/http", "not"),
            ("./...", "./. ./x ./x/y ./vendor", "./vendor/x ./a/vendor/x ../x"),
            ("...", "a a/b vendor", "vendor/a"),
            ("./vendor/...", "./vendor ./vendor/x ./vendor/x/y", "./vendor/x/vendor/y"),
            ("vendor/...", "vendor/x", "a/vendor/x"),
            ("a/.../b", "a/x/b a/x/y/b", "a/b a/x/c a/vendor/b"),
            ("...x...y", "xy axby", "yx a"),
            ("a/b", "a/b", "a a/b/c"),
        ] {
            let wildcard = Wildcard::new(pattern);
            for name in matched.split(' ') {
                assert!(wildcard.matches(name), "{pattern} should match {name}");
            }
            for name in unmatched.split(' ').filter(|name| !name.is_empty()) {
                assert!(!wildcard.matches(name), "{pattern} should not match {name}");
            }
        }
        let wildcard = Wildcard::new("net/h...");
        assert!(wildcard.can_match_below("net") && wildcard.can_match_below("net/http"));
        assert!(!wildcard.can_match_below("ne") && !wildcard.can_match_below("net/url"));
    }

    #[test]
    fn patterns() {
        for (text, want) in [
            ("./x/../y/", Pattern::Dir("./y".into())),
            ("./", Pattern::Dir(".".into())),
            ("../x/...", Pattern::Dirs("../x/...".into())),
            ("/a//b", Pattern::Dir("/a/b".into())),
            ("net//http/", Pattern::Path("net/http".into())),
            ("net/...", Pattern::Paths("net/...".into())),
            ("std", Pattern::Std),
            ("", Pattern::Dir(".".into())),
        ] {
            assert_eq!(Pattern::parse(text), want, "{text}");
        }
    }
}
