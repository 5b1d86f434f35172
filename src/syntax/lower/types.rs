//! Types, parameter lists, struct fields and the elements of interfaces.

use super::super::ast::*;
use super::super::flat_tree::{Flat, NodeIx};
use super::super::node_kinds::Kind;
use super::{Lower, Parens, is_name, is_operand};

/// One element of a parameter list before it is known whether a lone name is a name or a type.
struct Param {
    pos: Offset,
    name: Option<ExprId>,
    ty: Option<ExprId>,
}

/// What a lone name in a parameter list is when nothing else has a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LoneName {
    /// A type, as in `func(int)`.
    Type,
    /// Still a name, as in a type parameter list.
    Name,
}

impl Lower<'_> {
    /// A type where only a type may stand: parentheses around types leave no trace.
    pub(super) fn ty(&mut self, n: NodeIx) -> ExprId {
        self.operand(n, Parens::Drop)
    }

    /// `A | ~B | C`.
    pub(super) fn union(&mut self, n: NodeIx, parens: Parens) -> ExprId {
        let mut x = None;
        let mut bar = self.node(n).start;
        for (ix, node) in self.kids(n) {
            if node.kind == Kind::Or {
                bar = node.start;
            } else if is_operand(node.kind) {
                let y = self.operand(ix, parens);
                x = Some(match x {
                    None => y,
                    Some(x) => self.push(bar, ExprKind::Binary { op: Operator::Or, x, y }),
                });
            }
        }
        x.unwrap_or_else(|| self.bad(bar))
    }

    /// `[len]E` and `[...]E`.
    pub(super) fn array_type(&mut self, n: NodeIx) -> ExprId {
        let node = self.node(n);
        let mut kids = self.kids(n).filter(|(_, node)| is_operand(node.kind));
        let len = if node.kind == Kind::ArrayType { kids.next() } else { None };
        let elem = kids.next();
        let dots = |len: &(NodeIx, Flat)| self.bytes(len.1) == b"...";
        let len = len.filter(|len| !dots(len)).map(|(len, _)| self.expr(len));
        let elem = match elem {
            Some((elem, _)) => self.ty(elem),
            None => self.bad(node.end),
        };
        self.push(node.start, ExprKind::ArrayType { len, elem })
    }

    pub(super) fn map_type(&mut self, n: NodeIx) -> ExprId {
        let node = self.node(n);
        let mut kids = self.kids(n).filter(|(_, node)| is_operand(node.kind));
        let (key, value) = (kids.next(), kids.next());
        let key = match key {
            Some((key, _)) => self.ty(key),
            None => self.bad(node.end),
        };
        let value = match value {
            Some((value, _)) => self.ty(value),
            None => self.bad(node.end),
        };
        self.push(node.start, ExprKind::MapType { key, value })
    }

    /// Whether a channel type is `<-chan E`.
    pub(super) fn starts_with_arrow(&self, n: NodeIx) -> bool {
        self.kids(n).next().is_some_and(|(_, node)| node.kind == Kind::Arrow)
    }

    /// `chan E`, `chan<- E`, `<-chan E`. Where an expression may stand, gc reads the arrow of
    /// the last as an operator and only then finds that it belongs to the type, which therefore
    /// stands at its keyword.
    pub(super) fn channel_type(&mut self, n: NodeIx, parens: Parens) -> ExprId {
        if !self.starts_with_arrow(n) {
            return self.channel_type_at_keyword(n);
        }
        let mut pos = self.node(n).start;
        if parens == Parens::Keep {
            pos = self.pos_of(n, Kind::Chan);
        }
        let elem = match self.kids(n).find(|(_, node)| is_operand(node.kind)) {
            // <-chan<- chan E: the arrow of the element belongs to it for the same reason.
            Some((elem, node)) if node.kind == Kind::ChannelType => self.operand(elem, parens),
            Some((elem, _)) => self.ty(elem),
            None => self.bad(pos),
        };
        self.push(pos, ExprKind::ChanType { dir: ChanDir::RecvOnly, elem })
    }

    /// A channel type from its keyword on. An arrow after the keyword belongs to it, even where
    /// tree-sitter gave it to the element: `chan<- chan E`.
    pub(super) fn channel_type_at_keyword(&mut self, n: NodeIx) -> ExprId {
        let pos = self.pos_of(n, Kind::Chan);
        let mut keyword = false;
        let mut dir = ChanDir::Both;
        let mut elem = None;
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::Chan => keyword = true,
                Kind::Arrow if keyword => dir = ChanDir::SendOnly,
                kind if is_operand(kind) => elem = Some((ix, kind)),
                _ => {}
            }
        }
        let elem = match elem {
            Some((elem, Kind::ChannelType))
                if dir == ChanDir::Both && self.starts_with_arrow(elem) =>
            {
                dir = ChanDir::SendOnly;
                self.deeper(elem, |lower| lower.channel_type_at_keyword(elem))
                    .unwrap_or_else(|| self.bad(pos))
            }
            Some((elem, _)) => self.ty(elem),
            None => self.bad(pos),
        };
        self.push(pos, ExprKind::ChanType { dir, elem })
    }

    /// Type parameters and type of anything with parameters: functions, methods, function types
    /// and literals. The receiver of a method is not among the parameters.
    pub(super) fn signature(&mut self, n: NodeIx) -> (Box<[FieldId]>, ExprId) {
        let mut receiver = self.node(n).kind == Kind::MethodDeclaration;
        let mut pos = None;
        let mut tparams = Box::default();
        let mut params = None;
        let mut results = Box::default();
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::ParameterList if receiver => receiver = false,
                Kind::TypeParameterList => {
                    pos = pos.or(Some(node.start));
                    tparams = self.type_parameters(ix);
                }
                Kind::ParameterList if params.is_none() => {
                    pos = pos.or(Some(node.start));
                    params = Some(self.parameters(ix));
                }
                Kind::ParameterList => results = self.parameters(ix),
                kind if is_operand(kind) && params.is_some() => {
                    let ty = self.ty(ix);
                    let field = Field { pos: node.start, name: None, ty };
                    results = Box::new([self.file.fields.push(field)]);
                }
                _ => {}
            }
        }
        let pos = pos.unwrap_or(self.node(n).start);
        let params = params.unwrap_or_default();
        (tparams, self.push(pos, ExprKind::FuncType { params, results }))
    }

    /// `(a, b int, c ...T)` or `(int, ...T)`.
    pub(super) fn parameters(&mut self, n: NodeIx) -> Box<[FieldId]> {
        let mut list = Vec::new();
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::ParameterDeclaration => self.parameter(ix, &mut list),
                Kind::VariadicParameterDeclaration => self.variadic_parameter(ix, &mut list),
                _ => {}
            }
        }
        self.distribute(list, LoneName::Type)
    }

    /// `a, b int`, or `int`, or names that the next declaration gives a type.
    fn parameter(&mut self, n: NodeIx, list: &mut Vec<Param>) {
        let mut name = None;
        for (ix, node) in self.kids(n) {
            if node.kind == Kind::Identifier {
                if let Some((pos, name)) = name {
                    list.push(Param { pos, name: Some(name), ty: None });
                }
                name = Some((node.start, self.name(ix)));
            } else if node.kind == Kind::TypeIdentifier && name.is_none() {
                let name = Some(self.name(ix));
                list.push(Param { pos: node.start, name, ty: None });
                return;
            } else if is_operand(node.kind) {
                let ty = Some(self.ty(ix));
                list.push(match name {
                    Some((pos, name)) => Param { pos, name: Some(name), ty },
                    None => Param { pos: node.start, name: None, ty },
                });
                return;
            }
        }
        if let Some((pos, name)) = name {
            list.push(Param { pos, name: Some(name), ty: None });
        }
    }

    /// `c ...T`.
    fn variadic_parameter(&mut self, n: NodeIx, list: &mut Vec<Param>) {
        let dots = self.pos_of(n, Kind::Ellipsis);
        let name = self.kid(n, Kind::Identifier).map(|name| self.name(name));
        let elem =
            self.kids(n).find(|(_, node)| is_operand(node.kind) && node.kind != Kind::Identifier);
        let elem = match elem {
            Some((elem, _)) => self.ty(elem),
            None => self.bad(dots),
        };
        let ty = Some(self.push(dots, ExprKind::DotsType(elem)));
        list.push(Param { pos: self.node(n).start, name, ty });
    }

    /// gc's rule: if anything in the list has both name and type, every lone name is a name and
    /// has the type that follows; else every lone name is a type.
    fn distribute(&mut self, list: Vec<Param>, lone: LoneName) -> Box<[FieldId]> {
        let named = list.iter().filter(|p| p.name.is_some() && p.ty.is_some()).count();
        if named == 0 && lone == LoneName::Type {
            let mut fields = Vec::with_capacity(list.len());
            for Param { pos, name, ty } in list {
                let ty = match ty.or(name) {
                    Some(ty) => ty,
                    None => self.bad(pos),
                };
                fields.push(self.file.fields.push(Field { pos, name: None, ty }));
            }
            return fields.into();
        }
        let all_named = named == list.len();
        let mut ty = None;
        let mut fields = Vec::with_capacity(list.len());
        for param in list.into_iter().rev() {
            let Param { pos, name, ty: own } = param;
            ty = own.or(ty);
            let name = match name {
                Some(name) => Some(name),
                None if all_named => None,
                None => Some(self.name_at(pos, crate::symbol::Symbol::BLANK)),
            };
            let ty = match ty {
                Some(ty) => ty,
                None => self.bad(pos),
            };
            fields.push(Field { pos, name, ty });
        }
        fields.into_iter().rev().map(|field| self.file.fields.push(field)).collect()
    }

    /// `[P, Q C, R D]`.
    pub(super) fn type_parameters(&mut self, n: NodeIx) -> Box<[FieldId]> {
        let mut list = Vec::new();
        for (ix, node) in self.kids(n) {
            if node.kind == Kind::TypeParameterDeclaration {
                self.type_parameter(ix, Parens::Drop, &mut list);
            }
        }
        self.distribute(list, LoneName::Name)
    }

    /// The type parameters of a type declaration. gc reads the first as an expression when it
    /// looks like one, `P *C`, and so keeps parentheses there.
    pub(super) fn type_parameters_of_type(&mut self, n: NodeIx) -> Box<[FieldId]> {
        let mut list = Vec::new();
        for (ix, node) in self.kids(n) {
            if node.kind == Kind::TypeParameterDeclaration {
                let parens = match self.first_term(ix).map(|(_, node)| node.kind) {
                    Some(Kind::PointerType | Kind::ParenthesizedType) if list.is_empty() => {
                        Parens::Keep
                    }
                    _ => Parens::Drop,
                };
                self.type_parameter(ix, parens, &mut list);
            }
        }
        self.distribute(list, LoneName::Name)
    }

    fn type_parameter(&mut self, n: NodeIx, parens: Parens, list: &mut Vec<Param>) {
        let mut pending: Vec<Param> = Vec::new();
        for (ix, node) in self.kids(n) {
            if is_name(node.kind) {
                let name = Some(self.name(ix));
                pending.push(Param { pos: node.start, name, ty: None });
            } else if is_operand(node.kind) {
                let ty = self.constraint(ix, parens);
                if let Some(last) = pending.last_mut() {
                    last.ty = Some(ty);
                }
            }
        }
        list.append(&mut pending);
    }

    fn constraint(&mut self, n: NodeIx, parens: Parens) -> ExprId {
        let first = self.kids(n).find(|(_, node)| is_operand(node.kind));
        match first {
            // P (C): gc drops the parentheses, which it took for those of a call.
            Some((first, node))
                if parens == Parens::Keep && node.kind == Kind::ParenthesizedType =>
            {
                let x = self.expr(first);
                let mut x = self.file.unparen(x);
                let mut bar = node.start;
                for (ix, node) in self.kids(n).filter(|(ix, _)| *ix != first) {
                    if node.kind == Kind::Or {
                        bar = node.start;
                    } else if is_operand(node.kind) {
                        let y = self.expr(ix);
                        x = self.push(bar, ExprKind::Binary { op: Operator::Or, x, y });
                    }
                }
                x
            }
            _ => self.operand(n, parens),
        }
    }

    /// The first term of a type parameter's constraint.
    fn first_term(&self, n: NodeIx) -> Option<(NodeIx, super::Flat)> {
        let constraint = self.kid(n, Kind::TypeConstraint)?;
        self.kids(constraint).find(|(_, node)| is_operand(node.kind))
    }

    /// `type T[P *C] E` is read as a type parameter list here, but by gc as an array type,
    /// unless something in it can only be a type. Returns the array's length if so.
    pub(super) fn array_length_in_disguise(&mut self, n: NodeIx) -> Option<ExprId> {
        let mut kids = self.kids(n);
        let (_, open) = kids.next()?;
        let (param, node) = kids.next()?;
        let (_, close) = kids.next()?;
        if open.kind != Kind::LBrack
            || node.kind != Kind::TypeParameterDeclaration
            || close.kind != Kind::RBrack
        {
            return None;
        }
        let mut kids = self.kids(param);
        let (name, _) = kids.next()?;
        let (constraint, node) = kids.next()?;
        if node.kind != Kind::TypeConstraint {
            return None;
        }
        let mut terms = self.kids(constraint).filter(|(_, node)| is_operand(node.kind));
        let (first, node) = terms.next()?;
        if !matches!(node.kind, Kind::PointerType | Kind::ParenthesizedType) {
            return None;
        }
        if self.is_type_elem(first) || terms.any(|(term, _)| self.is_type_elem(term)) {
            return None;
        }
        // Read `name *C | D` as gc does: name*C | D.
        let name = self.name(name);
        let inner = self.kids(first).find(|(_, node)| is_operand(node.kind));
        let inner = match inner {
            Some((inner, _)) => self.expr(inner),
            None => self.bad(node.end),
        };
        let mut x = if node.kind == Kind::PointerType {
            let kind = ExprKind::Binary { op: Operator::Mul, x: name, y: inner };
            self.push(node.start, kind)
        } else {
            let kind = ExprKind::Call { fun: name, args: Box::new([inner]), has_dots: false };
            self.push(node.start, kind)
        };
        let mut bar = node.start;
        for (ix, node) in self.kids(constraint).filter(|(ix, _)| *ix != first) {
            if node.kind == Kind::Or {
                bar = node.start;
            } else if is_operand(node.kind) {
                let y = self.expr(ix);
                x = self.push(bar, ExprKind::Binary { op: Operator::Or, x, y });
            }
        }
        Some(x)
    }

    /// Whether a term of a constraint can be nothing but a type: gc's `isTypeElem`.
    fn is_type_elem(&self, n: NodeIx) -> bool {
        let mut n = n;
        loop {
            match self.node(n).kind {
                Kind::ArrayType
                | Kind::StructType
                | Kind::FunctionType
                | Kind::InterfaceType
                | Kind::SliceType
                | Kind::MapType
                | Kind::ChannelType
                | Kind::NegatedType => return true,
                Kind::PointerType | Kind::ParenthesizedType => {
                    match self.kids(n).find(|(_, node)| is_operand(node.kind)) {
                        Some((inner, _)) => n = inner,
                        None => return false,
                    }
                }
                _ => return false,
            }
        }
    }

    pub(super) fn struct_type(&mut self, n: NodeIx) -> ExprId {
        let pos = self.node(n).start;
        let mut fields = Vec::new();
        let mut tags = Vec::new();
        if let Some(list) = self.kid(n, Kind::FieldDeclarationList) {
            for (ix, node) in self.kids(list) {
                if node.kind == Kind::FieldDeclaration {
                    self.field(ix, &mut fields, &mut tags);
                }
            }
        }
        self.push(pos, ExprKind::StructType { fields: fields.into(), tags: tags.into() })
    }

    /// `a, b T "tag"`, `T`, `*pkg.T`.
    fn field(&mut self, n: NodeIx, fields: &mut Vec<FieldId>, tags: &mut Vec<Option<ExprId>>) {
        let start = self.node(n).start;
        let mut names = Vec::new();
        let mut star = None;
        let mut ty = None;
        let mut tag = None;
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::FieldIdentifier => names.push(self.name(ix)),
                Kind::Star => star = Some(node.start),
                Kind::RawStringLiteral | Kind::InterpretedStringLiteral => {
                    tag = Some(self.literal(ix, LitKind::String));
                }
                Kind::GenericType if names.is_empty() && star.is_none() => {
                    // T[A]: gc can't know yet that this is no array and reads A as an expression.
                    let qualified = self.kid(ix, Kind::QualifiedType).is_some();
                    let parens = if qualified { Parens::Drop } else { Parens::Keep };
                    ty = Some(self.operand(ix, parens));
                }
                kind if is_operand(kind) => ty = Some(self.ty(ix)),
                _ => {}
            }
        }
        let mut ty = match ty {
            Some(ty) => ty,
            None => self.bad(start),
        };
        if let Some(pos) = star {
            ty = self.push(pos, ExprKind::Unary { op: Operator::Mul, x: ty });
        }
        if names.is_empty() {
            fields.push(self.file.fields.push(Field { pos: start, name: None, ty }));
            tags.push(tag);
        }
        for name in names {
            let pos = self.pos(name);
            fields.push(self.file.fields.push(Field { pos, name: Some(name), ty }));
            tags.push(tag);
        }
    }

    pub(super) fn interface_type(&mut self, n: NodeIx) -> ExprId {
        let mut elems = Vec::new();
        for (ix, node) in self.kids(n) {
            let field = match node.kind {
                Kind::MethodElem => {
                    let name = Some(self.name_kid(ix, Kind::FieldIdentifier));
                    let (_, ty) = self.signature(ix);
                    Field { pos: node.start, name, ty }
                }
                kind if is_operand(kind) => {
                    let ty = self.ty(ix);
                    Field { pos: node.start, name: None, ty }
                }
                _ => continue,
            };
            elems.push(self.file.fields.push(field));
        }
        let pos = self.node(n).start;
        self.push(pos, ExprKind::InterfaceType(elems.into()))
    }
}
