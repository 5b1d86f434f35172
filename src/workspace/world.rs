//! What types, functions and files are numbered in: a table each, shared by all packages, that only
//! grows. Past a size, the session that lives leaves it for a new one.

use std::sync::Arc;

use super::cached::CachedSummaries;
use crate::ir::func::FuncTable;
use crate::profile::Arch;
use crate::source::Config;
use crate::source::pos::SourceMap;
use crate::summary::{Library, NoSummaries};
use crate::types::store::Types;

/// What types, functions and files are numbered in. It only grows.
pub(super) struct World {
    pub(super) types: Types,
    pub(super) funcs: FuncTable,
    pub(super) sources: Arc<SourceMap>,
    /// Packages from the cache on disk, before those that are embedded.
    pub(super) provider: Arc<CachedSummaries>,
    /// Packages from summaries, and those that are checked.
    pub(super) library: Arc<Library>,
}

impl World {
    pub(super) fn new(config: &Config) -> World {
        let types = Types::new(Arch::of(&config.target.goarch).sizes);
        let sources = Arc::new(SourceMap::new());
        let embedded = config.embedded.clone().unwrap_or_else(|| Arc::new(NoSummaries));
        let provider = Arc::new(CachedSummaries::before(embedded));
        let library = Library::new(Arc::clone(&provider) as _, &types, Arc::clone(&sources));
        World { types, funcs: FuncTable::new(), sources, provider, library }
    }
}
