//! The standard library inside the binary: summaries of all its packages for the Go releases that
//! are supported, made by `goesc std build`. They are those of a build with inlining, since the
//! standard library is compiled so where it isn't named itself.
//!
//! ```text
//! summaries(target)     those for linux/amd64, say; another target gets the nearest
//! ```

use std::sync::{Arc, OnceLock};

use crate::source::config::Target;
use crate::source::{Config, ConfigError, Damaged, Environment, Overrides};
use crate::summary::archive::{Archive, Summaries};
use crate::summary::frame::Key;

/// Go 1.27.
static GO_1_27: &[u8] = include_bytes!("go1.27.bin");

/// The directory of the source, in positions. Where a Go tree is installed, it is its own.
pub const SOURCE: &str = "$GOROOT/src";

/// The platforms that are embedded.
pub const PLATFORMS: [(&str, &str); 5] = [
    ("linux", "amd64"),
    ("darwin", "arm64"),
    ("windows", "amd64"),
    ("linux", "arm64"),
    ("linux", "386"),
];

/// What is embedded.
pub fn archive() -> Result<Arc<Archive>, Damaged> {
    static OPENED: OnceLock<Result<Arc<Archive>, Damaged>> = OnceLock::new();
    OPENED.get_or_init(|| Archive::open(Arc::new(GO_1_27)).map(Arc::new)).clone()
}

/// The standard library for a target, or for the one nearest to it ([`Summaries::exact`] tells).
pub fn summaries(target: &Target) -> Option<Summaries> {
    summaries_of_tree(target, SOURCE)
}

/// The same, with places in the source that is in a directory.
pub fn summaries_of_tree(target: &Target, source: &str) -> Option<Summaries> {
    Summaries::nearest(archive().ok()?, &Key::new(target), source)
}

/// The settings of a load ([`Config::from_env`]), with what is embedded where no Go tree is known.
pub fn settings(environment: &Environment, overrides: Overrides) -> Result<Config, ConfigError> {
    let mut config = Config::from_env(environment, overrides)?;
    if config.goroot.is_none() {
        config.embedded = summaries(&config.target).map(|summaries| Arc::new(summaries) as _);
    }
    Ok(config)
}
