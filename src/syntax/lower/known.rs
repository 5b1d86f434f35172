//! Declarations that were lowered before, to be found again after an edit elsewhere in the file.
//!
//! What a declaration becomes depends on its nodes, its text, its directives and how many errors
//! it stands in, and on nothing else; so where all that is the same, it is the same declaration.
//! tree-sitter tells which nodes it took over from the tree before: those aren't even looked at.

use std::cell::OnceCell;
use std::collections::VecDeque;
use std::hash::BuildHasher;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::super::ast::{Directive, Offset, TopLevel};
use super::super::flat_tree::{Flat, KnownTop};

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

/// A declaration, and what it was lowered from.
#[derive(Debug)]
struct ReusableDecl {
    /// What tree-sitter knows its node by, in a tree without errors.
    id: Option<usize>,
    text: Box<[u8]>,
    nodes: Box<[Flat]>,
    /// Start and end of each comment in its node, relative to where that starts.
    comments: Box<[(Offset, Offset)]>,
    /// How deep its node is, the root of the tree included.
    node_depth: u32,
    directives: Box<[Directive]>,
    depth: u32,
    made: LoweredDecl,
}

impl ReusableDecl {
    /// The text of its node: without the directives above it.
    fn node_text(&self) -> &[u8] {
        let start = self.nodes.first().map_or(0, |node| node.start);
        self.text.get(start as usize..).unwrap_or(&[])
    }
}

/// The declarations of a file.
#[derive(Debug, Default)]
pub(in crate::syntax) struct KnownDecls {
    /// Those that weren't taken yet.
    decls: Vec<Option<ReusableDecl>>,
    by_id: FxHashMap<usize, usize>,
    /// By hashes of their text; made when one is looked for by its text.
    by_text: OnceCell<FxHashMap<u64, VecDeque<usize>>>,
}

/// A declaration whose node is as it was.
pub(super) struct KnownNode {
    known: ReusableDecl,
}

impl KnownDecls {
    /// What is known of a node, of a tree that a parse made of the one before.
    pub(in crate::syntax) fn top(&self, id: usize, text: &[u8]) -> Option<KnownTop<'_>> {
        let known = self.decls.get(*self.by_id.get(&id)?)?.as_ref()?;
        let top = KnownTop { comments: &known.comments, depth: known.node_depth };
        (known.node_text() == text).then_some(top)
    }

    /// No tree to come has nodes of the one before.
    pub(in crate::syntax) fn forget_nodes(&mut self) {
        self.by_id.clear();
    }

    /// The declaration of a node that is known.
    pub(super) fn take_node(&mut self, id: usize) -> Option<KnownNode> {
        let known = self.decls.get_mut(*self.by_id.get(&id)?)?.take()?;
        Some(KnownNode { known })
    }

    /// The declaration that was lowered from the same; of several, the first that is left.
    pub(super) fn take(&mut self, from: DeclSource<'_>) -> Option<LoweredDecl> {
        let decls = &self.decls;
        self.by_text.get_or_init(|| {
            let mut by_text: FxHashMap<u64, VecDeque<usize>> = FxHashMap::default();
            for (index, known) in decls.iter().enumerate() {
                let Some(known) = known else { continue };
                by_text.entry(FxBuildHasher.hash_one(&*known.text)).or_default().push_back(index);
            }
            by_text
        });
        let list = self.by_text.get_mut()?.get_mut(&FxBuildHasher.hash_one(from.text))?;
        let is_left = |index: &usize| self.decls.get(*index).is_some_and(Option::is_some);
        while list.front().is_some_and(|index| !is_left(index)) {
            list.pop_front();
        }
        let first = self.decls.get_mut(*list.front()?)?;
        let is_same = first.as_ref().is_some_and(|first| {
            *first.text == *from.text
                && *first.nodes == *from.nodes
                && *first.directives == *from.directives
                && first.depth == from.depth
        });
        first.take_if(|_| is_same).map(|known| known.made)
    }

    /// Remembers what a declaration was lowered from, and its comments and depth, if its tree has no
    /// errors.
    pub(super) fn remember(
        &mut self,
        from: DeclSource<'_>,
        top: Option<(usize, KnownTop<'_>)>,
        made: LoweredDecl,
    ) {
        let id = top.as_ref().map(|(id, _)| *id);
        let KnownTop { comments, depth: node_depth } = top.map(|(_, top)| top).unwrap_or_default();
        self.add(ReusableDecl {
            id,
            text: from.text.into(),
            nodes: from.nodes.into(),
            comments: comments.into(),
            node_depth,
            directives: from.directives.into(),
            depth: from.depth,
            made,
        });
    }

    /// Remembers a declaration as it is known.
    pub(super) fn keep(&mut self, node: KnownNode) {
        self.add(node.known);
    }

    fn add(&mut self, known: ReusableDecl) {
        if let Some(id) = known.id {
            self.by_id.insert(id, self.decls.len());
        }
        self.decls.push(Some(known));
    }
}

impl KnownNode {
    /// The declaration, of a node that starts at this offset of a text with these directives.
    /// `lower` lowers it if they aren't as they were.
    pub(super) fn lowered(
        &mut self,
        start: Offset,
        text: &[u8],
        directives: &[Directive],
        lower: impl FnOnce(DeclSource<'_>) -> LoweredDecl,
    ) -> LoweredDecl {
        let known = &mut self.known;
        if *known.text == *text && *known.directives == *directives {
            return known.made.clone();
        }
        let before = known.nodes.first().map_or(0, |node| node.start);
        for node in &mut known.nodes {
            node.start = node.start - before + start;
            node.end = node.end - before + start;
        }
        (known.text, known.directives) = (text.into(), directives.into());
        let from = DeclSource { nodes: &known.nodes, text, directives, depth: known.depth };
        known.made = lower(from);
        known.made.clone()
    }
}
