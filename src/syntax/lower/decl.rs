//! The file and its declarations.

use super::super::ast::*;
use super::super::flat_tree::{NodeIx, all_children};
use super::super::node_kinds::Kind;
use super::{Lower, is_operand};

impl Lower<'_> {
    /// The whole file.
    pub(super) fn source_file(&mut self) {
        if self.nodes.is_empty() {
            return;
        }
        let mut decls = Vec::new();
        self.top_level(0, &mut decls);
        self.file.decls = decls;
        let eof = self.file.eof;
        self.drop_directives(eof);
    }

    /// The declarations among the children of the file, or of an error in it.
    fn top_level(&mut self, n: NodeIx, decls: &mut Vec<DeclId>) {
        for (ix, node) in all_children(self.nodes, n) {
            match node.kind {
                Kind::PackageClause => {
                    // Directives above the package clause are the file's.
                    self.file.directives.append(&mut self.directives.take_until(node.start));
                    self.file.pkg_name = self.name_kid(ix, Kind::PackageIdentifier);
                    continue;
                }
                Kind::ImportDeclaration
                | Kind::ConstDeclaration
                | Kind::TypeDeclaration
                | Kind::VarDeclaration => {
                    let mut group = self.declaration(ix);
                    decls.append(&mut group);
                }
                Kind::FunctionDeclaration | Kind::MethodDeclaration => {
                    decls.push(self.func_decl(ix));
                }
                Kind::Error | Kind::SourceFile => {
                    self.deeper(ix, |lower| lower.top_level(ix, decls));
                    continue;
                }
                _ => continue,
            }
            self.drop_directives(node.end);
        }
    }

    /// Gives up directives before `upto` that no declaration took: they are the file's.
    pub(super) fn drop_directives(&mut self, upto: Offset) {
        if self.directives.any_until(upto) {
            self.file.directives.append(&mut self.directives.take_until(upto));
        }
    }

    /// The directives above a declaration that begins at `pos`, as far as they can be its own.
    fn take_directives(&mut self, pos: Offset) -> Box<[Directive]> {
        if !self.directives.any_until(pos) {
            return Box::default();
        }
        self.directives.take_until(pos).into()
    }

    /// `import`, `const`, `type` or `var` with one declaration or a group.
    pub(super) fn declaration(&mut self, n: NodeIx) -> Vec<DeclId> {
        let mut decls = Vec::new();
        let mut specs = n;
        if let Some((list, _)) = self
            .kids(n)
            .find(|(_, node)| matches!(node.kind, Kind::ImportSpecList | Kind::VarSpecList))
        {
            specs = list;
        }
        let mut group = None;
        if let Some(open) = self.kid(specs, Kind::LParen) {
            self.groups += 1;
            group = Some(self.groups);
            let open = self.node(open).start;
            self.drop_directives(open);
        }
        let mut iota = 0;
        for (ix, node) in self.kids(specs) {
            if !matches!(
                node.kind,
                Kind::ImportSpec
                    | Kind::ConstSpec
                    | Kind::VarSpec
                    | Kind::TypeSpec
                    | Kind::TypeAlias
            ) {
                continue;
            }
            // The directives above a declaration must be taken before those inside it are.
            let directives = self.take_directives(node.start);
            let kind = match node.kind {
                Kind::ImportSpec => self.import(ix),
                Kind::ConstSpec => {
                    iota += 1;
                    self.constant(ix, iota - 1)
                }
                Kind::VarSpec => self.variable(ix),
                _ => self.type_decl(ix),
            };
            let decl = Decl { pos: node.start, group, directives, kind };
            decls.push(self.file.all_decls.push(decl));
        }
        decls
    }

    fn import(&mut self, n: NodeIx) -> DeclKind {
        let mut name = None;
        let mut path = None;
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::Dot | Kind::BlankIdentifier | Kind::PackageIdentifier => {
                    name = Some(self.name(ix));
                }
                Kind::InterpretedStringLiteral | Kind::RawStringLiteral => {
                    path = Some(self.literal(ix, LitKind::String));
                }
                _ => {}
            }
        }
        let path = match path {
            Some(path) => path,
            None => {
                let pos = self.node(n).end;
                let kind = LitKind::String;
                self.push(pos, ExprKind::BasicLit { value: "".into(), kind, bad: true })
            }
        };
        DeclKind::Import { name, path }
    }

    /// Names, type and values of a constant or variable declaration.
    fn value_spec(&mut self, n: NodeIx) -> (Box<[ExprId]>, Option<ExprId>, Option<ExprId>) {
        let mut names = Vec::new();
        let mut ty = None;
        let mut values = None;
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::Identifier if ty.is_none() => names.push(self.name(ix)),
                Kind::ExpressionList => values = Some(self.expr_list(ix)),
                kind if is_operand(kind) => ty = Some(self.ty(ix)),
                _ => {}
            }
        }
        (names.into(), ty, values)
    }

    fn constant(&mut self, n: NodeIx, iota: u32) -> DeclKind {
        let (names, ty, values) = self.value_spec(n);
        DeclKind::Const { names, ty, values, iota }
    }

    fn variable(&mut self, n: NodeIx) -> DeclKind {
        let (names, ty, values) = self.value_spec(n);
        DeclKind::Var { names, ty, values }
    }

    fn type_decl(&mut self, n: NodeIx) -> DeclKind {
        let node = self.node(n);
        let alias = node.kind == Kind::TypeAlias;
        let mut name = None;
        let mut tparams = Box::default();
        let mut array = None;
        let mut ty = None;
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::TypeIdentifier if name.is_none() => name = Some(self.name(ix)),
                Kind::TypeParameterList => {
                    if !alias && let Some(len) = self.array_length_in_disguise(ix) {
                        array = Some((node.start, len));
                    } else {
                        tparams = self.type_parameters_of_type(ix);
                    }
                }
                kind if is_operand(kind) => ty = Some(self.ty(ix)),
                _ => {}
            }
        }
        let name = match name {
            Some(name) => name,
            None => self.name_at(node.start, crate::symbol::Symbol::BLANK),
        };
        let mut ty = match ty {
            Some(ty) => ty,
            None => self.bad(node.end),
        };
        if let Some((pos, len)) = array {
            ty = self.push(pos, ExprKind::ArrayType { len: Some(len), elem: ty });
        }
        DeclKind::Type { name, tparams, alias, ty }
    }

    /// `func (recv) name[tparams](params) results { body }`.
    fn func_decl(&mut self, n: NodeIx) -> DeclId {
        let mut kids = self.kids(n);
        let first = kids.next();
        let pos = match kids.next() {
            Some((_, second)) => second.start,
            None => first.map_or(0, |(_, first)| first.start),
        };
        let directives = self.take_directives(pos);
        let method = self.node(n).kind == Kind::MethodDeclaration;
        let mut recv = None;
        let name = if method {
            if let Some(list) = self.kid(n, Kind::ParameterList) {
                recv = self.parameters(list).first().copied();
            }
            self.name_kid(n, Kind::FieldIdentifier)
        } else {
            self.name_kid(n, Kind::Identifier)
        };
        let (tparams, ty) = self.signature(n);
        let body = self.kid(n, Kind::Block).map(|body| self.block(body));
        let kind = DeclKind::Func { recv, name, tparams, ty, body };
        self.file.all_decls.push(Decl { pos, group: None, directives, kind })
    }
}
