//! What the analysis hands from package to package.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Session;
use crate::budget::Budget;
use crate::escape::FuncTags;
use crate::findings::analysis::{Options, RootReport};
use crate::findings::effects::PackageEffects;
use crate::ir::func::{FuncId, FuncTable};
use crate::passes::inline::exports::Exports;
use crate::passes::inline::machine::Machine;
use crate::types::info::Package;
use crate::types::store::Types;

/// The tags of a package's functions.
pub(super) type Tags = FxHashMap<FuncId, Arc<FuncTags>>;

/// A package whose analysis is done: what those that import it need.
pub(super) struct Analyzed {
    pub(super) package: Arc<Package>,
    pub(super) tags: Tags,
    /// What those that import it can inline.
    pub(super) exports: Exports,
    /// What calls of its functions may do, if anybody asks for it.
    pub(super) effects: PackageEffects,
    pub(super) root: Option<RootReport>,
    /// Whether all is known of it and of what it imports.
    pub(super) complete: bool,
    /// How much work it took.
    pub(super) budget: Budget,
    /// What ended the analysis after the package was checked.
    pub(super) fault: Option<String>,
}

/// A package whose analysis ended before there was anything for those that import it.
pub(super) struct Failed {
    pub(super) fault: String,
    pub(super) root: Option<Box<RootReport>>,
}

/// What the analysis of each package needs.
pub(super) struct Cx<'a> {
    pub(super) session: &'a Session,
    pub(super) types: &'a Types,
    pub(super) funcs: &'a FuncTable,
    pub(super) options: Options,
    pub(super) machine: Machine,
    pub(super) follow: Follow,
}

/// Whether the effects of functions are worked out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    /// They aren't.
    Nothing,
    /// They are, through all calls.
    Calls,
}
