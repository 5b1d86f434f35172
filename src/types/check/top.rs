//! The top-level declarations of a package, all files in a row.

use crate::source::pos::{FileId, Pos};
use crate::syntax::ast::{self, Offset};
use crate::types::anchor::AnchorId;
use crate::types::info::DeclFacts;
use crate::types::store::DeclRef;

/// The index of a package-level declaration in [`Checker::decls`](super::Checker::decls).
pub type DeclIndex = u32;

/// The index of a top-level declaration in [`Checker::tops`](super::Checker::tops).
pub type TopIndex = u32;

/// A top-level declaration of the package.
#[derive(Clone, Copy, Debug)]
pub struct Top<'a> {
    /// The index of the file.
    pub file: u32,
    /// The index in the file.
    pub(super) index: u32,
    /// The file.
    pub(super) id: FileId,
    /// Where its offsets count from.
    pub(super) base: Offset,
    /// The same for the objects that it declares.
    pub(super) anchor: AnchorId,
    /// The tree.
    pub ast: &'a ast::TopLevel,
}

/// The top-level declarations of files. `anchor` tells what the objects of one stand by, which has
/// its offsets count from a place.
pub(super) fn tops_of<'a>(
    files: &'a [ast::File],
    mut anchor: impl FnMut(DeclRef, Pos) -> AnchorId,
) -> Vec<Top<'a>> {
    let mut tops = Vec::with_capacity(files.iter().map(|file| file.decls.len()).sum());
    for (number, file) in files.iter().enumerate() {
        for (index, placed) in file.decls.iter().enumerate() {
            let place = DeclRef { file: number as u32, index: index as u32 };
            tops.push(Top {
                file: place.file,
                index: place.index,
                id: file.id,
                base: placed.base,
                anchor: anchor(place, Pos { file: file.id, offset: placed.base }),
                ast: &placed.decl,
            });
        }
    }
    tops
}

impl Top<'_> {
    /// The position of an offset of the declaration.
    #[inline]
    pub fn pos(&self, offset: Offset) -> Pos {
        Pos { file: self.id, offset: self.base + offset }
    }

    /// What is known of it before it is checked.
    pub(super) fn no_facts(&self) -> DeclFacts {
        DeclFacts::new(self.anchor, self.ast)
    }

    /// Which one of the package it is.
    pub fn place(&self) -> DeclRef {
        DeclRef { file: self.file, index: self.index }
    }
}
