//! What the tests share: trees of files, and what not every machine has.

pub mod said;
mod tree;

use std::path::PathBuf;

use crate::needs;

pub use tree::Tree;

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
