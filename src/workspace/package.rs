//! What the analysis hands from package to package.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::stand_in::StandIn;
use crate::budget::Budget;
use crate::escape::FuncTags;
use crate::findings::analysis::{RootReport, Uncompiled};
use crate::findings::effects::PackageEffects;
use crate::ir::func::FuncId;
use crate::passes::inline::exports::Exports;
use crate::source::pos::Pos;
use crate::summary::cache::Hash;
use crate::types::info::Package;

/// The tags of a package's functions.
pub(super) type Tags = FxHashMap<FuncId, Arc<FuncTags>>;

/// A package whose analysis is done: what those that import it need.
pub(super) struct Analyzed {
    pub(super) package: Arc<Package>,
    /// Syntax errors in source order.
    pub(super) syntax_errors: Vec<(Pos, String)>,
    pub(super) tags: Tags,
    /// What those that import it can inline.
    pub(super) exports: Exports,
    /// What of it rests on the library of another target.
    pub(super) stand_in: StandIn,
    /// What calls of its functions may do, if anybody asks for it.
    pub(super) effects: PackageEffects,
    pub(super) root: Option<RootReport>,
    /// Whether all is known of it and of what it imports.
    pub(super) complete: bool,
    /// Why gc doesn't compile it, if it doesn't.
    pub(super) uncompiled: Option<Uncompiled>,
    /// What it means to those that import it, if it is kept in the cache.
    pub(super) meaning: Option<Hash>,
    /// Whether only functions were analyzed that an edit mattered to.
    pub(super) in_part: bool,
    /// How much work it took.
    pub(super) budget: Budget,
    /// What ended the analysis after the package was checked.
    pub(super) fault: Option<String>,
}

/// What came of a package.
pub(super) enum Outcome {
    /// It was analyzed.
    Done(Arc<Analyzed>),
    /// It was found in the cache, when what it imports was known.
    Reused(Reused),
    /// There is nothing for those that import it.
    Failed(Failed),
    /// Nobody waits for it any more.
    Cancelled,
}

impl Outcome {
    /// What those that import it need, if there is something.
    pub(super) fn done(&self) -> Option<&Arc<Analyzed>> {
        match self {
            Outcome::Done(analyzed) => Some(analyzed),
            Outcome::Reused(_) | Outcome::Failed(_) | Outcome::Cancelled => None,
        }
    }

    /// The package as those that import it see it.
    pub(super) fn package(&self) -> Option<&Arc<Package>> {
        match self {
            Outcome::Done(analyzed) => Some(&analyzed.package),
            Outcome::Reused(reused) => Some(&reused.package),
            Outcome::Failed(_) | Outcome::Cancelled => None,
        }
    }

    /// What the package means to those that import it, where the cache knows.
    pub(super) fn meaning(&self) -> Option<Hash> {
        match self {
            Outcome::Done(analyzed) => analyzed.meaning,
            Outcome::Reused(reused) => Some(reused.meaning),
            Outcome::Failed(_) | Outcome::Cancelled => None,
        }
    }
}

/// A package from the cache.
pub(super) struct Reused {
    pub(super) package: Arc<Package>,
    pub(super) meaning: Hash,
}

/// A package whose analysis ended before there was anything for those that import it.
pub(super) struct Failed {
    pub(super) fault: String,
    pub(super) root: Option<Box<RootReport>>,
}

/// Whether the effects of functions are worked out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum EffectDepth {
    /// They aren't.
    Nothing,
    /// They are, through all calls.
    Calls,
}
