//! The supported releases. A release is one file, in which all stands that is its own; a new one is
//! that file and its two lines below.

mod go1_27;

use std::fmt;

use super::callees::{Allocationless, CalleesRow};
use super::experiments::{self, Experiment};
use super::intrinsics::IntrinsicsRow;
use super::limits::{Inlining, Runtime, Stack};
use super::passes::Pass;
use super::version::{GoVersion, number};

/// The releases, oldest first: the module of each, and its name in the code.
macro_rules! releases {
    ($($file:ident: $release:ident,)*) => {
        /// A supported release of the Go toolchain.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum GoRelease {
            $(#[doc = concat!("The release of `releases/", stringify!($file), ".rs`.")] $release,)*
        }

        impl GoRelease {
            /// All supported releases, oldest first.
            pub const ALL: &'static [GoRelease] = &[$(GoRelease::$release),*];
            /// The newest supported release.
            pub const NEWEST: GoRelease = GoRelease::ALL[GoRelease::ALL.len() - 1];

            /// Its limits, tables and lists.
            pub const fn data(self) -> &'static Release {
                match self {
                    $(GoRelease::$release => &$file::RELEASE,)*
                }
            }
        }
    };
}

releases! {
    go1_27: Go1_27,
}

/// Everything that differs between releases.
#[derive(Clone, Copy, Debug)]
pub struct Release {
    /// The newest language version that it compiles.
    pub language: GoVersion,
    /// What its compiler calls itself: `go1.27.3`.
    pub compiler: &'static str,
    /// Its experiments, in the order in which their tags are listed
    /// (`internal/buildcfg/exp.go`, `internal/goexperiment/flags.go`).
    pub experiments: &'static [Experiment],
    /// Its ports: GOOS, and the GOARCHs for it, separated by spaces
    /// (`internal/platform/zosarch.go`).
    pub ports: &'static [(&'static str, &'static str)],
    /// What may be on the stack.
    pub stack: Stack,
    /// What may be inlined, and what it costs.
    pub inlining: Inlining,
    /// What the runtime allocates.
    pub runtime: Runtime,
    /// The passes between lowering and escape analysis, in its order (`gc/main.go`, and
    /// `noder/unified.go` for what happens while functions are read).
    pub passes: &'static [Pass],
    /// Functions that it knows by name.
    pub callees: &'static [CalleesRow],
    /// Functions without a Go body that allocate nothing.
    pub allocationless: Allocationless,
    /// Functions for which machines have instructions.
    pub intrinsics: &'static [IntrinsicsRow],
}

impl GoRelease {
    /// All supported releases, for people: `1.26, 1.27`.
    pub fn list() -> String {
        let known: Vec<String> = GoRelease::ALL.iter().map(GoRelease::to_string).collect();
        known.join(", ")
    }

    /// The release of `1.27` or `go1.27.3`.
    pub fn parse(text: &str) -> Option<GoRelease> {
        let version = GoVersion::parse(text.strip_prefix("go").unwrap_or(text))?;
        GoRelease::ALL.iter().copied().find(|release| release.language() == version)
    }

    /// The newest language version that it compiles.
    pub fn language(self) -> GoVersion {
        self.data().language
    }

    /// What its compiler calls itself.
    pub fn compiler(self) -> &'static str {
        self.data().compiler
    }

    /// Whether it satisfies `tag`, one of `go1.1` to its own version.
    pub fn has_release_tag(self, tag: &str) -> bool {
        let Some(minor) = tag.strip_prefix("go1.").and_then(number) else { return false };
        minor.1.is_empty() && (1..=self.language().minor).contains(&minor.0)
    }

    /// The experiments that are on for a platform, `GOEXPERIMENT` applied. A word of it that isn't
    /// known is an error, in the go command's words.
    pub fn enabled_experiments(
        self,
        goos: &str,
        goarch: &str,
        goexperiment: &str,
    ) -> Result<Vec<&'static str>, String> {
        experiments::enabled(self.data().experiments, goos, goarch, goexperiment)
    }

    /// Its ports, each a pair of GOOS and GOARCH.
    pub fn ports(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let ports = self.data().ports.iter();
        ports.flat_map(|&(os, arches)| arches.split(' ').map(move |arch| (os, arch)))
    }

    /// Whether it has a port for a pair of GOOS and GOARCH.
    pub fn supports(self, goos: &str, goarch: &str) -> bool {
        self.ports().any(|port| port == (goos, goarch))
    }
}

impl fmt::Display for GoRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.language().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_known_by_its_version() {
        assert_eq!(GoRelease::parse("go1.27.1"), Some(GoRelease::Go1_27));
        assert_eq!(GoRelease::parse("1.28"), None);
        for pair in GoRelease::ALL.windows(2) {
            assert!(pair[0].language() < pair[1].language(), "oldest first");
        }
        for release in GoRelease::ALL {
            assert_eq!(GoRelease::parse(release.compiler()), Some(*release));
        }
    }

    #[test]
    fn tags() {
        let release = GoRelease::Go1_27;
        assert!(release.has_release_tag("go1.1") && release.has_release_tag("go1.27"));
        for no in ["go1.28", "go1.0", "go1", "go1.27.1", "go2.1"] {
            assert!(!release.has_release_tag(no), "{no}");
        }
        assert_eq!(
            release.enabled_experiments("linux", "amd64", "nojsonv2,arenas").as_deref(),
            Ok(&[
                "regabiwrappers",
                "regabiargs",
                "arenas",
                "dwarf5",
                "greenteagc",
                "randomizedheapbase64",
                "sizespecializedmalloc"
            ][..])
        );
        assert_eq!(
            release.enabled_experiments("darwin", "amd64", "none").as_deref(),
            Ok(&["regabiwrappers", "regabiargs"][..])
        );
        let of = |goos, goarch| release.enabled_experiments(goos, goarch, "").unwrap_or_default();
        assert!(of("linux", "386").contains(&"dwarf5") && !of("aix", "ppc64").contains(&"dwarf5"));
        assert!(!of("linux", "386").contains(&"regabiargs"));
        assert!(release.enabled_experiments("linux", "amd64", "bogus").is_err());
        assert!(release.supports("linux", "s390x") && !release.supports("linux", "wasm"));
    }
}
