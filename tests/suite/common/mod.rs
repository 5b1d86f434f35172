//! What the tests share: trees of files, and what not every machine has.

pub mod said;
mod tree;

use std::path::PathBuf;

use crate::needs;

pub use tree::Tree;

/// Whether Node.js is there, for a test that needs it; without it, the test is skipped.
pub fn node(test: &str) -> bool {
    assert!(needs::WITH_NODE.contains(&test), "{test} isn't told to be skipped without Node.js");
    needs::node().is_ok()
}

/// Whether there is what the action's scripts run, for a test that needs it; without it, the test is skipped.
pub fn shell(test: &str) -> bool {
    assert!(needs::WITH_SHELL.contains(&test), "{test} isn't told to be skipped without a shell");
    needs::shell().is_ok()
}

/// What a release makes, for a test that needs it; without it, the test is skipped.
pub fn packages(test: &str) -> Option<PathBuf> {
    assert!(needs::WITH_PACKAGES.contains(&test), "{test} isn't told to be skipped");
    needs::packages().ok()
}

/// Tools for what services read, for a test that needs them; without them, the test is skipped.
pub fn tools(test: &str) -> Option<PathBuf> {
    assert!(needs::WITH_TOOLS.contains(&test), "{test} isn't told to be skipped");
    needs::tools().ok()
}

/// Where Go 1.27.3 is, for a test that needs it; without one, the test is skipped.
pub fn goroot(test: &str) -> Option<PathBuf> {
    assert!(needs::WITH_GO.contains(&test), "{test} isn't told to be skipped without Go");
    needs::goroot().ok()
}

/// Where Go 1.25 is, for a test that needs it; without one, the test is skipped.
pub fn older_goroot(test: &str) -> Option<PathBuf> {
    assert!(
        needs::WITH_OLDER_GO.contains(&test),
        "{test} isn't told to be skipped without Go 1.25"
    );
    needs::older_goroot().ok()
}
