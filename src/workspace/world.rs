//! What types, functions and files are numbered in: a table each, shared by all packages, that only
//! grows. Past a size, the session that lives leaves it for a new one. Texts would make it grow most: an
//! edit of one letter makes a new one. So of files that were replaced, the next session keeps the number
//! alone.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashSet;

use super::cached::CachedSummaries;
use crate::ir::func::FuncTable;
use crate::profile::Arch;
use crate::source::Config;
use crate::source::pos::{FileId, LiveSources};
use crate::summary::{Library, NoSummaries};
use crate::types::store::Types;

/// How many bytes of texts that were replaced are kept at most, and how many files, until they are let go.
const MAX_FORGOTTEN: (usize, usize) = (1 << 20, 1 << 12);

/// What types, functions and files are numbered in.
pub(super) struct World {
    pub(super) types: Types,
    pub(super) funcs: FuncTable,
    pub(super) sources: Arc<LiveSources>,
    /// The files of packages of source whose texts are in `sources`.
    texts: Mutex<Vec<FileId>>,
    /// Packages from the cache on disk, before those that are embedded.
    pub(super) provider: Arc<CachedSummaries>,
    /// Packages from summaries, and those that are checked.
    pub(super) library: Arc<Library>,
}

impl World {
    pub(super) fn new(config: &Config) -> World {
        let types = Types::new(Arch::of(&config.target.goarch).sizes);
        let sources = Arc::new(LiveSources::default());
        let embedded = config.embedded.clone().unwrap_or_else(|| Arc::new(NoSummaries));
        let provider = Arc::new(CachedSummaries::before(embedded));
        let library = Library::new(Arc::clone(&provider) as _, &types, Arc::clone(&sources));
        let texts = Mutex::default();
        World { types, funcs: FuncTable::new(), sources, texts, provider, library }
    }

    /// Notes that files of packages of source were added.
    pub(super) fn note_texts(&self, ids: impl Iterator<Item = FileId>) {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).extend(ids);
    }

    /// Lets go of the texts of files that aren't in use any more, when there are enough of them. No session
    /// may be open.
    pub(super) fn forget_texts(&mut self, in_use: impl FnOnce() -> FxHashSet<FileId>) {
        let texts = self.texts.get_mut().unwrap_or_else(PoisonError::into_inner);
        let (bytes, files) = MAX_FORGOTTEN;
        let sources = self.sources.now();
        let size = |id: &FileId| sources.file(*id).text.len();
        if texts.len() < files && texts.iter().map(size).sum::<usize>() < bytes {
            return;
        }
        let in_use = in_use();
        let gone: FxHashSet<FileId> =
            texts.iter().copied().filter(|id| !in_use.contains(id)).collect();
        if gone.len() >= files || gone.iter().map(size).sum::<usize>() >= bytes {
            texts.retain(|id| in_use.contains(id));
            self.sources.forget(&gone);
        }
    }
}
