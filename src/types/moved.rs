//! What became of places when files of a package were parsed again, most of whose declarations stayed.
//!
//! ```go
//! func f() { /* edited */ }
//! func g(x int) {}           // begins elsewhere: so does all that stands in it
//! ```
//!
//! A declaration that stayed has the anchor that it had, whatever comes and goes above it. Of what stands in
//! one that went, nobody asks any more.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::anchor::AnchorId;
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
    /// Where declarations began, and where they begin, if they stayed; nothing if the text is as it was.
    bases: Vec<(u32, Option<u32>)>,
}

impl Moved {
    /// From files as they were to the same files as they are, each with the anchors of its declarations.
    pub fn new<'a>(
        sources: &SourceMap,
        before: &[CheckedFile],
        now: impl IntoIterator<Item = (&'a ast::File, Vec<AnchorId>)>,
    ) -> Moved {
        let files = before.iter().zip(now).map(|(before, (now, anchors))| {
            let (old, new) = (&sources.file(before.ast.id).text, &sources.file(now.id).text);
            let bases = match Arc::ptr_eq(old, new) {
                true => Vec::new(),
                false => {
                    let bases = now.decls.iter().map(|decl| decl.base);
                    let bases: FxHashMap<AnchorId, u32> = anchors.into_iter().zip(bases).collect();
                    let decls = before.ast.decls.iter().zip(&before.facts);
                    let moved = |anchor: &AnchorId| bases.get(anchor).copied();
                    decls.map(|(decl, facts)| (decl.base, moved(&facts.anchor))).collect()
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
            Some((before, Some(now))) => now + (pos.offset - before),
            // The same as long as nobody asks.
            Some((_, None)) | None => pos.offset,
        };
        Pos { file: file.now, offset }
    }

    /// The files whose text is another one, as they are now.
    pub fn changed(&self) -> FxHashSet<FileId> {
        let changed = self.files.values().filter(|file| !file.bases.is_empty());
        changed.map(|file| file.now).collect()
    }
}
