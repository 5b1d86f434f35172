//! What makes a check fail besides violated assertions: the words of `--fail-on` and `fail-on`.
//!
//! ```text
//! error               findings and complaints at this level or a higher one: hint, warning, error
//! new                 any finding that is new, against a baseline or a revision
//! undecided           assertions that can't be decided
//! 5%                  findings on lines that hold at least this share of a profile's bytes
//! new,undecided       both
//! ```

use std::fmt;

use crate::findings::Level;

/// What makes the check fail, with exit status 1, besides violated assertions.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct FailOn {
    /// A finding or a complaint at this level or a higher one; errors, if it isn't said.
    pub level: Option<Level>,
    /// Whether a finding that is new does, against a baseline or a revision.
    pub findings: FailingFindings,
    /// Whether an assertion that can't be decided does.
    pub undecided: FailingUndecided,
    /// A finding on a line that holds at least this share of a profile.
    pub share: Option<Share>,
}

/// Which findings make the check fail whatever their level.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum FailingFindings {
    /// None.
    #[default]
    ByLevel,
    /// All that are new.
    New,
}

/// Whether what can't be decided makes the check fail.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum FailingUndecided {
    /// It is told, and no more.
    #[default]
    Passes,
    /// It does.
    Fails,
}

/// A share of a profile, in hundredths of a percent: 500 are 5 %.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Share(u32);

/// The words that are understood, for messages.
pub const KNOWN: &str = "error, warning, hint, new, undecided, a share such as 5%, or several of \
                         them, separated by commas";

impl FailOn {
    /// The meaning of words separated by commas. None if one isn't known, or if two say different
    /// things.
    pub fn parse(words: &str) -> Option<FailOn> {
        let mut meant = FailOn::default();
        for word in words.split(',').map(str::trim) {
            let is_new = match word {
                "new" => {
                    std::mem::replace(&mut meant.findings, FailingFindings::New)
                        == FailingFindings::ByLevel
                }
                "undecided" => {
                    std::mem::replace(&mut meant.undecided, FailingUndecided::Fails)
                        == FailingUndecided::Passes
                }
                "error" | "warning" | "hint" => meant.level.replace(Level::parse(word)?).is_none(),
                _ => meant.share.replace(Share::parse(word)?).is_none(),
            };
            if !is_new {
                return None;
            }
        }
        Some(meant)
    }

    /// From which level on something fails the check.
    pub fn least(self) -> Level {
        self.level.unwrap_or(Level::Error)
    }

    /// From which level on a finding does.
    pub fn least_of_findings(self) -> Level {
        match self.findings {
            FailingFindings::New => Level::Hint,
            FailingFindings::ByLevel => self.least(),
        }
    }
}

impl Share {
    const WHOLE: u32 = 10_000;

    /// `5%`, `0.5%`: of what is more than nothing and no more than all, and has two decimals at most.
    fn parse(word: &str) -> Option<Share> {
        let number = word.strip_suffix('%')?.trim_end();
        let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || rest.len() > 2 || !is_number(whole) || !is_number(rest) {
            return None;
        }
        let digits = rest.bytes().chain([b'0'; 2]).take(2);
        let hundredths = digits.fold(0, |sum, digit| 10 * sum + u32::from(digit - b'0'));
        let share = whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(hundredths)?;
        (1..=Share::WHOLE).contains(&share).then_some(Share(share))
    }

    /// Whether a part of something is at least this share of it.
    pub fn is_reached(self, part: u64, whole: u64) -> bool {
        part > 0
            && u128::from(part) * u128::from(Share::WHOLE) >= u128::from(whole) * u128::from(self.0)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match (rest / 10, rest % 10) {
            (0, 0) => write!(f, "{whole}%"),
            (tenths, 0) => write!(f, "{whole}.{tenths}%"),
            (..) => write!(f, "{whole}.{rest:02}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let of = |words: &str| FailOn::parse(words);
        assert_eq!(of("warning").map(FailOn::least), Some(Level::Warning));
        assert_eq!(of("new").map(FailOn::least), Some(Level::Error));
        assert_eq!(of("new").map(FailOn::least_of_findings), Some(Level::Hint));
        let both = of("new, undecided").expect("two words");
        assert_eq!(both.undecided, FailingUndecided::Fails);
        for wrong in ["", "nothing", "off", "new,", "new,new", "hint,error", "5%,6%", "5", "%"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn shares() {
        for (text, share) in [("5%", "5%"), ("0.5%", "0.5%"), ("0.25 %", "0.25%"), ("100%", "100%")]
        {
            assert_eq!(Share::parse(text).map(|s| s.to_string()).as_deref(), Some(share));
        }
        for wrong in ["0%", "100.01%", "-1%", "0.001%", "1e2%", ".5%", "5.%%", "99999999999%"] {
            assert_eq!(Share::parse(wrong), None, "{wrong}");
        }
        let five = Share::parse("5%").expect("a share");
        assert!(five.is_reached(5, 100) && !five.is_reached(49, 1000) && !five.is_reached(0, 0));
    }
}
