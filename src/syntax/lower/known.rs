//! Declarations that were lowered before, to be found again after an edit elsewhere in the file.
//!
//! What a declaration becomes depends on its nodes, its text, its directives and how many errors
//! it stands in, and on nothing else; so where all that is the same, it is the same declaration.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::ast::{Directive, Offset, TopLevel};
use super::super::flat_tree::Flat;

/// What a declaration is lowered from; offsets and indices are those of the declaration.
#[derive(Clone, Copy)]
pub(super) struct DeclSource<'a> {
    /// Its nodes, itself the first.
    pub(super) nodes: &'a [Flat],
    /// Its text.
    pub(super) text: &'a [u8],
    /// The directives above and in it.
    pub(super) directives: &'a [Directive],
    /// How many errors it stands in.
    pub(super) depth: u32,
}

/// A declaration as lowered.
#[derive(Clone, Debug)]
pub(super) struct LoweredDecl {
    pub(super) decl: Arc<TopLevel>,
    /// Its directives that belong to none of what it declares.
    pub(super) stray: Vec<Directive>,
    /// Where nesting is too deep, if it is.
    pub(super) too_deep: Option<Offset>,
}

#[derive(Debug)]
struct ReusableDecl {
    nodes: Box<[Flat]>,
    directives: Box<[Directive]>,
    depth: u32,
    made: LoweredDecl,
}

/// The declarations of a file, by their text.
#[derive(Debug, Default)]
pub(in crate::syntax) struct KnownDecls {
    by_text: FxHashMap<Box<[u8]>, VecDeque<ReusableDecl>>,
}

impl KnownDecls {
    /// The declaration that was lowered from the same; of several, the first that is left.
    pub(super) fn take(&mut self, from: DeclSource<'_>) -> Option<LoweredDecl> {
        let list = self.by_text.get_mut(from.text)?;
        let first = list.front()?;
        let is_same = *first.nodes == *from.nodes
            && *first.directives == *from.directives
            && first.depth == from.depth;
        if !is_same {
            return None;
        }
        list.pop_front().map(|known| known.made)
    }

    /// Remembers what a declaration was lowered from.
    pub(super) fn remember(&mut self, from: DeclSource<'_>, made: LoweredDecl) {
        let known = ReusableDecl {
            nodes: from.nodes.into(),
            directives: from.directives.into(),
            depth: from.depth,
            made,
        };
        self.by_text.entry(from.text.into()).or_default().push_back(known);
    }
}
