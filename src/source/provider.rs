//! Packages that are known without their source: where their summaries come from.
//!
//! ```text
//! import "fmt"    no Go tree is installed: a summary inside the program has all that is needed
//! ```

use std::fmt;
use std::sync::Arc;

use crate::symbol::Symbol;
use thiserror::Error;

/// Where summaries come from.
pub trait Provider: fmt::Debug + Send + Sync {
    /// Whether there is a summary of a package.
    fn contains(&self, path: &str) -> bool;

    /// The bytes of the summary of a package ([`encode`](crate::summary::encode())); absent if there is
    /// none.
    fn summary(&self, path: Symbol) -> Option<Result<Vec<u8>, Damaged>>;

    /// The bytes of the places that go with the summary of a package; absent if there are none.
    fn places(&self, _path: Symbol) -> Option<Result<Vec<u8>, Damaged>> {
        None
    }

    /// The directory of the package's files, for positions.
    fn dir(&self, path: Symbol) -> String;

    /// The target that the summaries are of (`linux/amd64`), where it isn't the one that is built
    /// for: files, tags, sizes and constants may be others there.
    fn stands_in(&self) -> Option<Symbol> {
        None
    }

    /// The text of one of the package's files, if it is at hand.
    fn text(&self, path: Symbol, file: &str) -> Option<Arc<[u8]>>;
}

/// Bytes that aren't what they should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("damaged summary: {what}")]
pub struct Damaged {
    /// The first check that failed, in words.
    pub what: &'static str,
}

impl Damaged {
    /// Bytes of which this is wrong.
    pub const fn new(what: &'static str) -> Damaged {
        Damaged { what }
    }
}
