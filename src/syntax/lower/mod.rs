//! From tree-sitter's tree to the syntax tree of [`ast`](super::ast).
//!
//! Models the shape and the positions of gc's `syntax/parser.go`. tree-sitter tells types from
//! expressions where gc's parser does not, and decides some ambiguities otherwise; so any node
//! may stand where either is expected, and what gc would have read is put together again:
//!
//! ```go
//! <-chan int(x)        // gc: receive from chan int(x)
//! func()(x)            // gc: a function type with the result x
//! type T[P *C] E       // gc: an array of length P*C, unless C can only be a type
//! ```
//!
//! In: the flat tree, which may hold errors. Out: a file; where text doesn't parse, `Bad` nodes
//! stand in it. `outline` finds the top-level declarations, each of which is lowered by itself.
//! One function a construct; `expr` for values, `types`, `stmt` and `decl`.

mod decl;
mod expr;
mod known;
mod outline;
mod stmt;
mod types;

use std::sync::Arc;

pub(super) use known::KnownDecls;
use known::{DeclSource, KnownNode, LoweredDecl};

use rustc_hash::FxHashMap;

use crate::source::pos::FileId;
use crate::symbol::Symbol;

use super::SyntaxError;
use super::ast::*;
use super::directive::PendingDirectives;
use super::flat_tree::{Children, Flat, FlatTree, KnownTop, NodeIx, children};
use super::node_kinds::Kind;

/// How deep expressions, types and statements may nest. gc has no limit of its own; what real
/// programs need is two orders of magnitude below, and every later stage recurses on the tree.
pub(super) const MAX_DEPTH: u32 = 2_000;

/// How many operators a chain such as `a + b + c` may have. Later stages recurse on it as well;
/// generated tables concatenate strings by the thousand.
const MAX_CHAIN: usize = 10_000;

/// What is said where a limit is exceeded.
pub(super) const TOO_DEEP: &str = "syntax error: nesting is too deep";

/// Whether parentheses become nodes. gc keeps them in expressions and drops them in types.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parens {
    Keep,
    Drop,
}

/// The lowering of one top-level declaration. Offsets are those of the declaration.
struct Lower<'a> {
    /// The nodes of the declaration, itself the first.
    nodes: &'a [Flat],
    /// The text of the declaration.
    text: &'a [u8],
    /// What it is made of.
    decl: TopLevel,
    /// Directives that may still belong to a declaration.
    directives: PendingDirectives,
    /// Directives that belong to none.
    stray: Vec<Directive>,
    /// The first place that is nested too deeply.
    too_deep: Option<Offset>,
    depth: u32,
    groups: u32,
}

/// A top-level declaration in the flat tree.
#[derive(Clone, Copy)]
struct Top {
    node: NodeIx,
    /// How many errors it stands in.
    depth: u32,
    /// Where the package clause above it begins.
    package: Offset,
}

/// A file as lowered.
pub(super) struct Lowered {
    /// The file.
    pub(super) file: File,
    /// Where nesting is too deep, if it is.
    pub(super) error: Option<SyntaxError>,
}

/// Lowers a file. Directives come in the order of the source. Declarations that are the same as
/// ones that `known` remembers are those; it remembers the ones of this file then.
pub(super) fn lower(
    id: FileId,
    text: &[u8],
    tree: &mut FlatTree,
    mut directives: PendingDirectives,
    mut known: Option<&mut KnownDecls>,
) -> Lowered {
    let mut file = empty_file(id, text.len() as u32);
    let mut outline = outline::Outline::default();
    outline.read(&tree.nodes, text);
    file.package = outline.package.unwrap_or(file.package);
    let mut too_deep = outline.too_deep;
    let mut now_known = KnownDecls::default();
    // Of nodes that weren't walked, nothing is known but this: no other declaration of the same text may
    // take it.
    let mut as_they_were: FxHashMap<NodeIx, KnownNode> = FxHashMap::default();
    if let Some(known) = known.as_deref_mut() {
        let tops = tree.tops.iter().filter(|top| top.is_known);
        as_they_were.extend(tops.filter_map(|top| Some((top.node, known.take_node(top.id)?))));
    }
    let mut tops = tree.tops.iter();
    // Nodes are made here, and moved to where they take no more room than they need.
    let mut scratch = TopLevel::default();
    for Top { node: ix, depth, package } in outline.decls {
        let Some(&node) = tree.nodes.get(ix as usize) else { continue };
        let top = tops.find(|top| top.node == ix);
        // Directives above the package clause are the file's.
        file.directives.append(&mut directives.take_until(package));
        let base = directives.first().map_or(node.start, |first| first.min(node.start));
        let mut own = directives.take_until(node.end);
        own.iter_mut().for_each(|directive| directive.pos -= base);
        let text = text.get(base as usize..node.end as usize).unwrap_or(&[]);
        let made = match as_they_were.remove(&ix) {
            Some(mut node_as_it_was) => {
                let lower = |from: DeclSource<'_>| lower_decl(from, &mut scratch);
                let made = node_as_it_was.lowered(node.start - base, text, &own, lower);
                now_known.keep(node_as_it_was);
                made
            }
            None => {
                let nodes = &mut tree.nodes[ix as usize..node.next as usize];
                for node in &mut *nodes {
                    node.start -= base;
                    node.end -= base;
                    node.next -= ix;
                }
                let from = DeclSource { nodes, text, directives: &own, depth };
                match known.as_deref_mut() {
                    Some(known) => {
                        let made = known.take(from);
                        let made = made.unwrap_or_else(|| lower_decl(from, &mut scratch));
                        let comments = top.map(|top| &tree.comments[top.comments.clone()]);
                        let comments = comments.into_iter().flatten();
                        let comments: Vec<(Offset, Offset)> = comments
                            .map(|(from, to)| (from - node.start, to - node.start))
                            .collect();
                        let known_top = top.map(|top| {
                            (top.id, KnownTop { comments: &comments, depth: top.depth })
                        });
                        now_known.remember(from, known_top, made.clone());
                        made
                    }
                    None => lower_decl(from, &mut scratch),
                }
            }
        };
        if let Some(offset) = made.too_deep {
            too_deep.get_or_insert(base + offset);
        }
        let stray = made.stray.into_iter();
        file.directives.extend(stray.map(|one| Directive { pos: base + one.pos, ..one }));
        file.decls.push(PlacedDecl { base, decl: made.decl });
    }
    file.directives.append(&mut directives.take_until(file.eof));
    if let Some(known) = known {
        *known = now_known;
    }
    let error = too_deep.map(|offset| SyntaxError { offset, message: TOO_DEEP.into() });
    Lowered { file, error }
}

/// Lowers a declaration. Nodes are made in `scratch`, which is left empty.
fn lower_decl(from: DeclSource<'_>, scratch: &mut TopLevel) -> LoweredDecl {
    let mut lower = Lower {
        nodes: from.nodes,
        text: from.text,
        decl: std::mem::take(scratch),
        directives: PendingDirectives::from(from.directives.to_vec()),
        stray: Vec::new(),
        too_deep: None,
        depth: from.depth,
        groups: 0,
    };
    let len = from.text.len() as Offset;
    let specs = lower.top_level(0).into();
    lower.drop_directives(len);
    *scratch = lower.decl;
    let decl = TopLevel {
        specs,
        len,
        exprs: scratch.exprs.split(),
        stmts: scratch.stmts.split(),
        decls: scratch.decls.split(),
        fields: scratch.fields.split(),
        clauses: scratch.clauses.split(),
    };
    LoweredDecl { decl: Arc::new(decl), stray: lower.stray, too_deep: lower.too_deep }
}

/// A file without declarations, its package name `_`.
pub(super) fn empty_file(id: FileId, eof: u32) -> File {
    File {
        id,
        package: PackageClause { pos: 0, name: Symbol::BLANK },
        decls: Vec::new(),
        go_version: None,
        directives: Vec::new(),
        eof,
    }
}

impl<'a> Lower<'a> {
    fn node(&self, n: NodeIx) -> Flat {
        self.nodes.get(n as usize).copied().unwrap_or(Flat {
            kind: Kind::Error,
            missing: true,
            start: self.text.len() as Offset,
            end: self.text.len() as Offset,
            next: n + 1,
        })
    }

    fn kids(&self, n: NodeIx) -> Children<'a> {
        children(self.nodes, n)
    }

    /// The first child of a kind.
    fn kid(&self, n: NodeIx, kind: Kind) -> Option<NodeIx> {
        self.kids(n).find(|(_, node)| node.kind == kind).map(|(ix, _)| ix)
    }

    /// Where the first child of a kind begins; the node itself where it has none.
    fn pos_of(&self, n: NodeIx, kind: Kind) -> Offset {
        self.kids(n)
            .find(|(_, node)| node.kind == kind)
            .map_or(self.node(n).start, |(_, node)| node.start)
    }

    fn bytes(&self, node: Flat) -> &'a [u8] {
        self.text.get(node.start as usize..node.end as usize).unwrap_or(&[])
    }

    fn push(&mut self, pos: Offset, kind: ExprKind) -> ExprId {
        self.decl.exprs.push(Expr { pos, end: 0, kind })
    }

    fn pos(&self, expr: ExprId) -> Offset {
        self.decl.exprs[expr].pos
    }

    fn bad(&mut self, pos: Offset) -> ExprId {
        self.push(pos, ExprKind::Bad)
    }

    fn name_at(&mut self, pos: Offset, name: Symbol) -> ExprId {
        self.push(pos, ExprKind::Name(name))
    }

    /// An identifier of any kind.
    fn name(&mut self, n: NodeIx) -> ExprId {
        let node = self.node(n);
        let name = self.name_at(node.start, name_of(self.text, node));
        self.decl.exprs[name].end = node.end;
        name
    }

    /// The name of the first child of a kind, `_` where there is none.
    fn name_kid(&mut self, n: NodeIx, kind: Kind) -> ExprId {
        match self.kid(n, kind) {
            Some(name) => self.name(name),
            None => {
                let pos = self.node(n).start;
                self.name_at(pos, Symbol::BLANK)
            }
        }
    }

    /// One expression, or a list where there are several or none.
    fn list(&mut self, mut elems: Vec<ExprId>, pos: Offset) -> ExprId {
        match (elems.len(), elems.pop()) {
            (_, None) => self.bad(pos),
            (1, Some(only)) => only,
            (_, Some(last)) => {
                elems.push(last);
                let pos = self.pos(elems[0]);
                self.push(pos, ExprKind::List(elems.into()))
            }
        }
    }

    /// Runs `inner` one level deeper, or not at all past the limit.
    fn deeper<T>(&mut self, n: NodeIx, inner: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.too_deep(n);
            return None;
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        Some(result)
    }

    fn too_deep(&mut self, n: NodeIx) {
        let offset = self.node(n).start;
        self.too_deep.get_or_insert(offset);
    }
}

/// What an identifier spells; `_` if it was made up.
fn name_of(text: &[u8], node: Flat) -> Symbol {
    let bytes = text.get(node.start as usize..node.end as usize).unwrap_or(&[]);
    if node.missing || bytes.is_empty() {
        return Symbol::BLANK;
    }
    Symbol::new(&String::from_utf8_lossy(bytes))
}

/// Whether a node of this kind is an identifier.
fn is_name(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Identifier
            | Kind::TypeIdentifier
            | Kind::FieldIdentifier
            | Kind::PackageIdentifier
            | Kind::LabelName
            | Kind::BlankIdentifier
            | Kind::Nil
            | Kind::True
            | Kind::False
            | Kind::Iota
    )
}

/// Whether a node of this kind is an expression or a type.
fn is_operand(kind: Kind) -> bool {
    is_name(kind)
        || matches!(
            kind,
            Kind::ArrayType
                | Kind::BinaryExpression
                | Kind::CallExpression
                | Kind::ChannelType
                | Kind::CompositeLiteral
                | Kind::FloatLiteral
                | Kind::FuncLiteral
                | Kind::FunctionType
                | Kind::GenericType
                | Kind::ImaginaryLiteral
                | Kind::ImplicitLengthArrayType
                | Kind::IndexExpression
                | Kind::IntLiteral
                | Kind::InterfaceType
                | Kind::InterpretedStringLiteral
                | Kind::LiteralElement
                | Kind::LiteralValue
                | Kind::MapType
                | Kind::NegatedType
                | Kind::ParenthesizedExpression
                | Kind::ParenthesizedType
                | Kind::PointerType
                | Kind::QualifiedType
                | Kind::RawStringLiteral
                | Kind::RuneLiteral
                | Kind::SelectorExpression
                | Kind::SliceExpression
                | Kind::SliceType
                | Kind::StructType
                | Kind::TypeAssertionExpression
                | Kind::TypeConstraint
                | Kind::TypeConversionExpression
                | Kind::TypeElem
                | Kind::TypeInstantiationExpression
                | Kind::UnaryExpression
        )
}
