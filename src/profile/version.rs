//! Versions of the Go language, as `go` lines, `//go:build` constraints and releases name them.
//!
//! ```text
//! go 1.21.3     the language of Go 1.21
//! ```

use std::fmt;

/// A Go language version such as 1.27.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GoVersion {
    /// Always 1 so far.
    pub major: u32,
    /// The release within the major version.
    pub minor: u32,
}

impl GoVersion {
    /// The version that the go command assumes for a module whose go.mod has no `go` line
    /// (`gover.DefaultGoModVersion`).
    pub const WITHOUT_GO_LINE: GoVersion = GoVersion { major: 1, minor: 16 };

    /// Major and minor, which are ordered as versions are.
    pub fn pair(self) -> (u32, u32) {
        (self.major, self.minor)
    }

    /// The language version of `1`, `1.21`, `1.21rc2` or `1.21.3`.
    pub fn parse(text: &str) -> Option<GoVersion> {
        let (major, rest) = number(text)?;
        if rest.is_empty() {
            return Some(GoVersion { major, minor: 0 });
        }
        let (minor, rest) = number(rest.strip_prefix('.')?)?;
        let ok = match rest.as_bytes() {
            [] => true,
            [b'.', ..] => number(&rest[1..]).is_some_and(|(_, end)| end.is_empty()),
            _ => {
                let kind = rest.trim_end_matches(|c: char| c.is_ascii_digit());
                kind.len() < rest.len() && matches!(kind, "rc" | "beta" | "alpha")
            }
        };
        ok.then_some(GoVersion { major, minor })
    }
}

impl fmt::Display for GoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A decimal number without superfluous zeros, and what follows it.
pub(super) fn number(text: &str) -> Option<(u32, &str)> {
    let len = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(len);
    if digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    Some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let v = |major, minor| Some(GoVersion { major, minor });
        assert_eq!(GoVersion::parse("1.21"), v(1, 21));
        assert_eq!(GoVersion::parse("1.21.3"), v(1, 21));
        assert_eq!(GoVersion::parse("1.21rc2"), v(1, 21));
        assert_eq!(GoVersion::parse("1"), v(1, 0));
        for bad in ["", "1.", "1.021", "go1.21", "1.21.x", "1.21rc", "1.2.3.4", "x"] {
            assert_eq!(GoVersion::parse(bad), None, "{bad}");
        }
    }
}
