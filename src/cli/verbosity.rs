//! How much `check` says on standard error, and of sums.

/// How much is said beside what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verbosity {
    /// Sums, warnings, and that work goes on.
    #[default]
    Normal,
    /// Errors alone.
    Quiet,
}
