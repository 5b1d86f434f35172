//! tree-sitter's tree as one array in source order, comments apart.
//!
//! The lowering looks at children by index, back and forth; on an array that costs nothing and
//! leaves tree-sitter behind. The walk is iterative: depth of nesting is counted, not recursed.
//!
//! ```text
//! x + f(y)      binary_expression           next: 7
//!                 identifier x              next: 2
//!                 +                         next: 3
//!                 call_expression           next: 7 ...
//! ```

use std::ops::Range;

use tree_sitter::Tree;

use super::node_kinds::{KINDS, Kind};

/// A node or token of tree-sitter's tree; its children follow it directly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Flat {
    pub(super) kind: Kind,
    /// Whether tree-sitter made the token up to recover from an error.
    pub(super) missing: bool,
    /// The first byte.
    pub(super) start: u32,
    /// One after the last byte.
    pub(super) end: u32,
    /// The index after the node's last descendant: that of the next sibling, if there is one.
    pub(super) next: u32,
}

/// An index into [`FlatTree::nodes`].
pub(super) type NodeIx = u32;

/// The tree in source order.
pub(super) struct FlatTree {
    pub(super) nodes: Vec<Flat>,
    /// Start and end of each comment.
    pub(super) comments: Vec<(u32, u32)>,
    /// How deep the tree is.
    pub(super) depth: u32,
    /// Where the first node is that is an error or missing.
    pub(super) error: Option<u32>,
    /// The children of the root, in order; none where there are errors.
    pub(super) tops: Vec<FlatTop>,
}

/// A child of the root.
pub(super) struct FlatTop {
    pub(super) node: NodeIx,
    /// What tree-sitter knows it by: in a tree that a parse made of another one, what it left as
    /// it was has the same.
    pub(super) id: usize,
    /// Its comments, as indices.
    pub(super) comments: Range<usize>,
    /// How deep it is, the root included.
    pub(super) depth: u32,
    /// Whether its nodes are those of a tree before, and left out here.
    pub(super) is_known: bool,
}

/// What is known of a child of the root from a tree before.
#[derive(Default)]
pub(super) struct KnownTop<'a> {
    /// Start and end of each comment in it, relative to where it starts.
    pub(super) comments: &'a [(u32, u32)],
    /// How deep it is, the root included.
    pub(super) depth: u32,
}

/// Whether nobody looks below a node of this kind.
fn is_leaf(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::InterpretedStringLiteral | Kind::RawStringLiteral | Kind::FallthroughStatement
    )
}

/// What is known of a child of the root by its id, if its bytes are those that they were.
pub(super) type KnownTops<'f, 'k> = dyn Fn(usize, Range<u32>) -> Option<KnownTop<'k>> + 'f;

/// Flattens a tree. Of a tree without errors, what `known` knows of the children of the root, by
/// their ids and bytes, isn't walked again.
pub(super) fn flatten(tree: &Tree, known: Option<&KnownTops<'_, '_>>) -> FlatTree {
    let kinds = &*KINDS;
    let root = tree.root_node();
    let has_error = root.has_error();
    // All of them, unless most are left out.
    let count = if known.is_some() { 0 } else { root.descendant_count() };
    let mut nodes: Vec<Flat> = Vec::with_capacity(count);
    let mut comments: Vec<(u32, u32)> = Vec::new();
    let mut tops: Vec<FlatTop> = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut deepest = 0;
    let mut error = None;
    let mut cursor = root.walk();
    'walk: loop {
        let node = cursor.node();
        let kind = kinds.of(node.kind_id());
        let (start, end) = (node.start_byte() as u32, node.end_byte() as u32);
        if kind == Kind::Comment {
            comments.push((start, end));
        } else {
            let ix = nodes.len() as u32;
            let missing = has_error && node.is_missing();
            if error.is_none() && (missing || kind == Kind::Error) {
                error = Some(start);
            }
            nodes.push(Flat { kind, missing, start, end, next: ix + 1 });
            let mut is_known = false;
            if open.len() == 1 && !has_error {
                let first = comments.len();
                let known = known.and_then(|known| known(node.id(), start..end));
                is_known = known.is_some();
                let KnownTop { comments: inner, depth } = known.unwrap_or_default();
                comments.extend(inner.iter().map(|(from, to)| (start + from, start + to)));
                deepest = deepest.max(depth);
                let comments = first..comments.len();
                tops.push(FlatTop { node: ix, id: node.id(), comments, depth, is_known });
            }
            if !is_leaf(kind) && !is_known && cursor.goto_first_child() {
                open.push(ix);
                let depth = open.len() as u32;
                deepest = deepest.max(depth);
                if let Some(top) = tops.last_mut() {
                    top.depth = top.depth.max(depth);
                }
                continue;
            }
        }
        while !cursor.goto_next_sibling() {
            let (Some(ix), true) = (open.pop(), cursor.goto_parent()) else {
                break 'walk;
            };
            nodes[ix as usize].next = nodes.len() as u32;
            if let (1, Some(top)) = (open.len(), tops.last_mut()) {
                top.comments.end = comments.len();
            }
        }
    }
    while let Some(ix) = open.pop() {
        nodes[ix as usize].next = nodes.len() as u32;
    }
    if has_error && error.is_none() {
        error = Some(root.start_byte() as u32);
    }
    FlatTree { nodes, comments, depth: deepest, error, tops }
}

/// The children of a node, errors left out.
pub(super) fn children(nodes: &[Flat], of: NodeIx) -> Children<'_> {
    Children { all: all_children(nodes, of) }
}

/// The children of a node, errors included.
pub(super) fn all_children(nodes: &[Flat], of: NodeIx) -> AllChildren<'_> {
    let end = nodes.get(of as usize).map_or(0, |node| node.next);
    AllChildren { nodes, at: of + 1, end }
}

/// The iterator of [`children`].
#[derive(Clone)]
pub(super) struct Children<'t> {
    all: AllChildren<'t>,
}

impl Iterator for Children<'_> {
    type Item = (NodeIx, Flat);

    #[inline]
    fn next(&mut self) -> Option<(NodeIx, Flat)> {
        self.all.by_ref().find(|(_, node)| node.kind != Kind::Error)
    }
}

/// The iterator of [`all_children`].
#[derive(Clone)]
pub(super) struct AllChildren<'t> {
    nodes: &'t [Flat],
    at: NodeIx,
    end: NodeIx,
}

impl Iterator for AllChildren<'_> {
    type Item = (NodeIx, Flat);

    #[inline]
    fn next(&mut self) -> Option<(NodeIx, Flat)> {
        if self.at >= self.end {
            return None;
        }
        let ix = self.at;
        let node = *self.nodes.get(ix as usize)?;
        self.at = node.next;
        Some((ix, node))
    }
}
