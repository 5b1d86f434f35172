//! Which nodes of a file are its package clause and its top-level declarations.

use super::super::ast::{Offset, PackageClause};
use super::super::flat_tree::{Flat, NodeIx, all_children};
use super::super::node_kinds::Kind;
use super::{MAX_DEPTH, Top, name_of};
use crate::symbol::Symbol;

/// The parts of a file.
#[derive(Default)]
pub(super) struct Outline {
    /// The package clause.
    pub(super) package: Option<PackageClause>,
    /// Where its keyword stands; 0 without one.
    package_start: Offset,
    /// Top-level declarations in source order.
    pub(super) decls: Vec<Top>,
    /// The first error that is nested too deeply in others.
    pub(super) too_deep: Option<Offset>,
}

impl Outline {
    /// Reads the tree of a file.
    pub(super) fn read(&mut self, nodes: &[Flat], text: &[u8]) {
        if !nodes.is_empty() {
            self.children(nodes, text, 0, 0);
        }
    }

    /// The declarations among the children of the file, or of an error in it.
    fn children(&mut self, nodes: &[Flat], text: &[u8], n: NodeIx, depth: u32) {
        for (ix, node) in all_children(nodes, n) {
            match node.kind {
                Kind::PackageClause => {
                    let name = all_children(nodes, ix)
                        .map(|(_, child)| child)
                        .find(|child| child.kind == Kind::PackageIdentifier);
                    self.package_start = node.start;
                    self.package = Some(match name {
                        Some(name) => PackageClause { pos: name.start, name: name_of(text, name) },
                        None => PackageClause { pos: node.start, name: Symbol::BLANK },
                    });
                }
                Kind::ImportDeclaration
                | Kind::ConstDeclaration
                | Kind::TypeDeclaration
                | Kind::VarDeclaration
                | Kind::FunctionDeclaration
                | Kind::MethodDeclaration => {
                    self.decls.push(Top { node: ix, depth, package: self.package_start });
                }
                Kind::Error | Kind::SourceFile if depth >= MAX_DEPTH => {
                    self.too_deep.get_or_insert(node.start);
                }
                Kind::Error | Kind::SourceFile => self.children(nodes, text, ix, depth + 1),
                _ => {}
            }
        }
    }
}
