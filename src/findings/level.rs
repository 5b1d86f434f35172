//! How much a finding matters to a team, which its configuration says.

use std::fmt;

/// How much something matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// It isn't reported.
    Off,
    /// It is reported.
    Hint,
    /// It is reported as a warning.
    Warning,
    /// It is reported as an error, and makes the exit status 1.
    Error,
}

impl Level {
    /// All, from the least.
    pub const ALL: [Level; 4] = [Level::Off, Level::Hint, Level::Warning, Level::Error];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Hint => "hint",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The level of a name.
    pub fn parse(name: &str) -> Option<Level> {
        Level::ALL.iter().copied().find(|level| level.name() == name)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
