//! What the analysis of each package of a session needs.

use super::keeper::Keeper;
use super::package::EffectDepth;
use super::session::Session;
use crate::findings::analysis::Options;
use crate::ir::func::FuncTable;
use crate::lower::references::References;
use crate::profile::Profile;
use crate::symbol::Symbol;
use crate::types::store::Types;

/// What the analysis of each package needs.
pub(super) struct Cx<'a> {
    /// The threads that all of it runs on.
    pub(super) pool: &'a rayon::ThreadPool,
    pub(super) session: &'a Session,
    /// What is kept of packages.
    pub(super) kept: &'a Keeper,
    pub(super) types: &'a Types,
    pub(super) funcs: &'a FuncTable,
    pub(super) options: Options,
    pub(super) profile: Profile,
    /// The target of the standard library, where it isn't that of the one built for.
    pub(super) stands_in: Option<Symbol>,
    pub(super) follow: EffectDepth,
    /// What declarations refer to, as far as anybody asked.
    pub(super) references: References,
}
