//! What became of places when files of a package were parsed again, of which nothing but bodies of
//! functions changed.
//!
//! ```go
//! func f() { /* edited */ }
//! func g(x int) {}           // begins elsewhere: so does all that stands in it
//! ```

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::info::CheckedFile;
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::syntax::ast;

/// What became of places.
#[derive(Debug)]
pub struct Moved {
    files: FxHashMap<FileId, MovedFile>,
}

#[derive(Debug)]
struct MovedFile {
    now: FileId,
    /// Where declarations began, and where they begin; nothing if the text is as it was.
    bases: Vec<(u32, u32)>,
}

impl Moved {
    /// From files as they were to the same files as they are.
    pub fn new<'a>(
        sources: &SourceMap,
        before: &[CheckedFile],
        now: impl IntoIterator<Item = &'a ast::File>,
    ) -> Moved {
        let files = before.iter().zip(now).map(|(before, now)| {
            let (old, new) = (&sources.file(before.ast.id).text, &sources.file(now.id).text);
            let bases = match Arc::ptr_eq(old, new) {
                true => Vec::new(),
                false => {
                    let decls = before.ast.decls.iter().zip(&now.decls);
                    decls.map(|(before, now)| (before.base, now.base)).collect()
                }
            };
            (before.ast.id, MovedFile { now: now.id, bases })
        });
        Moved { files: files.collect() }
    }

    /// Where a place is now: as far from the beginning of its declaration as it was.
    pub fn pos(&self, pos: Pos) -> Pos {
        let Some(file) = self.files.get(&pos.file) else { return pos };
        let after = file.bases.partition_point(|(before, _)| *before <= pos.offset);
        let offset = match after.checked_sub(1).and_then(|index| file.bases.get(index)) {
            Some((before, now)) => now + (pos.offset - before),
            None => pos.offset,
        };
        Pos { file: file.now, offset }
    }

    /// The files whose text is another one, as they are now.
    pub fn changed(&self) -> FxHashSet<FileId> {
        let changed = self.files.values().filter(|file| !file.bases.is_empty());
        changed.map(|file| file.now).collect()
    }
}
