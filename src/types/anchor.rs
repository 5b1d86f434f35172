//! Where objects stand. An object outlives edits elsewhere in its file, which move it; so it
//! knows its offset in the top-level declaration, and the declaration's anchor knows where that
//! stands.
//!
//! ```go
//! func f() { g() }       // grows by 10 bytes
//! func h(x int) {}       // its anchor moves by 10; x stays at offset 7 of it
//! ```
//!
//! An anchor moves ([`super::store::Types::move_anchor`]) when its file was parsed again, while no
//! stage works on the package: results made before speak of the old text.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::define_ids;
use crate::id::Id;
use crate::source::pos::{FileId, Pos};
use crate::syntax::ast::Offset;

define_ids! {
    /// The place of a top-level declaration.
    pub AnchorId;
}

/// A place in the source that moves with the top-level declaration that it is in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct AnchoredPos {
    /// The declaration's anchor.
    pub anchor: AnchorId,
    /// The offset in the declaration.
    pub offset: Offset,
}

/// All anchors of an analysis.
#[derive(Debug, Default)]
pub(super) struct Anchors(boxcar::Vec<AtomicU64>);

/// File and offset in one word.
fn pack(pos: Pos) -> u64 {
    (pos.file.index() as u64) << 32 | u64::from(pos.offset)
}

impl Anchors {
    pub(super) fn add(&self, pos: Pos) -> AnchorId {
        AnchorId::from_index(self.0.push(AtomicU64::new(pack(pos))))
    }

    pub(super) fn set(&self, anchor: AnchorId, pos: Pos) {
        self.0[anchor.index()].store(pack(pos), Ordering::Relaxed);
    }

    pub(super) fn pos(&self, at: AnchoredPos) -> Pos {
        let place = self.0[at.anchor.index()].load(Ordering::Relaxed);
        let file = FileId::from_index((place >> 32) as usize);
        Pos { file, offset: place as u32 + at.offset }
    }
}
