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
//! stand in it. One function a construct; `expr` for values, `types`, `stmt` and `decl`.

mod decl;
mod expr;
mod stmt;
mod types;

use crate::source::pos::FileId;
use crate::symbol::Symbol;

use super::SyntaxError;
use super::ast::*;
use super::directive::Pending;
use super::flat_tree::{Children, Flat, FlatTree, NodeIx, children};
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

/// The lowering of one file.
pub(super) struct Lower<'a> {
    nodes: &'a [Flat],
    text: &'a [u8],
    file: File,
    directives: Pending,
    /// The error of the first place that is nested too deeply.
    too_deep: Option<SyntaxError>,
    depth: u32,
    groups: u32,
}

/// Lowers a file. Directives come in the order of the source. The error, if there is one, says
/// where nesting is too deep.
pub(super) fn lower(
    id: FileId,
    text: &[u8],
    tree: &FlatTree,
    directives: Pending,
) -> (File, Option<SyntaxError>) {
    let file = empty_file(id, text.len() as u32);
    let mut lower =
        Lower { nodes: &tree.nodes, text, file, directives, too_deep: None, depth: 0, groups: 0 };
    lower.file.pkg_name = lower.name_at(0, Symbol::BLANK);
    lower.source_file();
    (lower.file, lower.too_deep)
}

/// A file without declarations, its package name `_`.
pub(super) fn empty_file(id: FileId, eof: u32) -> File {
    let mut exprs = crate::id::Arena::new();
    let pkg_name = exprs.push(Expr { pos: 0, end: 0, kind: ExprKind::Name(Symbol::BLANK) });
    File {
        id,
        pkg_name,
        decls: Vec::new(),
        go_version: None,
        directives: Vec::new(),
        eof,
        exprs,
        stmts: Default::default(),
        all_decls: Default::default(),
        fields: Default::default(),
        clauses: Default::default(),
    }
}

impl<'a> Lower<'a> {
    fn node(&self, n: NodeIx) -> Flat {
        self.nodes.get(n as usize).copied().unwrap_or(Flat {
            kind: Kind::Error,
            missing: true,
            start: self.file.eof,
            end: self.file.eof,
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
        self.file.exprs.push(Expr { pos, end: 0, kind })
    }

    fn pos(&self, expr: ExprId) -> Offset {
        self.file.exprs[expr].pos
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
        let name = if node.missing || node.start == node.end {
            Symbol::BLANK
        } else {
            Symbol::new(&String::from_utf8_lossy(self.bytes(node)))
        };
        let name = self.name_at(node.start, name);
        self.file.exprs[name].end = node.end;
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
        self.too_deep.get_or_insert_with(|| SyntaxError { offset, message: TOO_DEEP.into() });
    }
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
