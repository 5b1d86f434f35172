//! Language versions (`types2/version.go`).

use super::{Checker, ErrorPos};
use crate::profile::language::requires;

/// A language version, `(1, 27)` for go1.27.
pub use crate::profile::language::Since as GoVersion;

/// Which versions of the language a package is checked by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Language {
    /// That of the package; that of a file may differ.
    pub package: GoVersion,
    /// The newest that the release compiles.
    pub newest: GoVersion,
}

impl Checker<'_> {
    /// Whether the current language version has what came with `want`.
    pub fn allow_version(&self, want: GoVersion) -> bool {
        self.env.version >= want
    }

    /// Whether the current language version has what came with `want`; otherwise that is an error:
    /// `what requires go1.N or later`.
    pub fn verify_version(
        &mut self,
        at: impl Into<ErrorPos>,
        want: GoVersion,
        what: impl FnOnce(&mut Self) -> String,
    ) -> bool {
        if self.allow_version(want) {
            return true;
        }
        let what = what(self);
        self.version_error(at, want, &what);
        false
    }

    /// `what requires go1.N or later`.
    pub fn version_error(&mut self, at: impl Into<ErrorPos>, want: GoVersion, what: &str) {
        self.error(at, format!("{what} {}", requires(want)));
    }
}
