//! Expressions, and types where an expression may stand: `p.expr`, `p.unaryExpr` and `p.pexpr`
//! of gc's parser.

use super::super::ast::*;
use super::super::flat_tree::NodeIx;
use super::super::node_kinds::Kind;
use super::{Lower, MAX_CHAIN, Parens, is_operand};

/// What stands after an operand: `(args)` or `[args]`.
struct Suffix {
    pos: Offset,
    kind: SuffixKind,
}

enum SuffixKind {
    Call(Box<[ExprId]>),
    Index(ExprId),
}

impl Lower<'_> {
    /// An expression, or a type where an expression may stand.
    pub(super) fn expr(&mut self, n: NodeIx) -> ExprId {
        self.operand(n, Parens::Keep)
    }

    pub(super) fn operand(&mut self, n: NodeIx, parens: Parens) -> ExprId {
        match self.deeper(n, |lower| lower.operand_kind(n, parens)) {
            Some(expr) => {
                let end = self.node(n).end;
                let known = &mut self.decl.exprs[expr].end;
                if *known == 0 {
                    *known = end;
                }
                expr
            }
            None => {
                let pos = self.node(n).start;
                self.bad(pos)
            }
        }
    }

    fn operand_kind(&mut self, n: NodeIx, parens: Parens) -> ExprId {
        let node = self.node(n);
        let pos = node.start;
        if node.missing {
            return self.bad(pos);
        }
        match node.kind {
            Kind::Identifier
            | Kind::TypeIdentifier
            | Kind::FieldIdentifier
            | Kind::PackageIdentifier
            | Kind::LabelName
            | Kind::BlankIdentifier
            | Kind::Nil
            | Kind::True
            | Kind::False
            | Kind::Iota => self.name(n),
            Kind::IntLiteral => self.literal(n, LitKind::Int),
            Kind::FloatLiteral => self.literal(n, LitKind::Float),
            Kind::ImaginaryLiteral => self.literal(n, LitKind::Imag),
            Kind::RuneLiteral => self.literal(n, LitKind::Rune),
            Kind::InterpretedStringLiteral | Kind::RawStringLiteral => {
                self.literal(n, LitKind::String)
            }
            Kind::BinaryExpression => self.binary(n),
            Kind::UnaryExpression => self.unary(n),
            Kind::PointerType => self.prefixed(n, Operator::Mul, parens),
            Kind::NegatedType => self.prefixed(n, Operator::Tilde, parens),
            Kind::ParenthesizedExpression | Kind::ParenthesizedType => {
                let x = self.only_operand(n, parens);
                match parens {
                    Parens::Keep => self.push(pos, ExprKind::Paren(x)),
                    Parens::Drop => x,
                }
            }
            Kind::SelectorExpression | Kind::QualifiedType => self.selector(n),
            Kind::CallExpression => self.call(n),
            Kind::IndexExpression => self.index(n),
            Kind::SliceExpression => self.slice(n),
            Kind::TypeAssertionExpression => self.assertion(n),
            Kind::TypeConversionExpression | Kind::TypeInstantiationExpression => {
                self.conversion(n)
            }
            Kind::GenericType => self.generic_type(n, parens),
            Kind::CompositeLiteral => self.composite(n),
            Kind::LiteralValue => self.literal_value(n, None),
            Kind::LiteralElement => self.only_operand(n, Parens::Keep),
            Kind::FuncLiteral => self.func_literal(n),
            Kind::TypeElem | Kind::TypeConstraint => self.union(n, parens),
            Kind::ArrayType | Kind::ImplicitLengthArrayType => self.array_type(n),
            Kind::SliceType => {
                let elem = self.only_operand(n, Parens::Drop);
                self.push(pos, ExprKind::SliceType(elem))
            }
            Kind::MapType => self.map_type(n),
            Kind::ChannelType => self.channel_type(n, parens),
            Kind::FunctionType => {
                let (_, ty) = self.signature(n);
                ty
            }
            Kind::StructType => self.struct_type(n),
            Kind::InterfaceType => self.interface_type(n),
            Kind::ExpressionList => self.expr_list(n),
            Kind::ExpressionStatement => self.only_operand(n, Parens::Keep),
            _ => self.bad(pos),
        }
    }

    /// The first child that is an expression or a type.
    pub(super) fn only_operand(&mut self, n: NodeIx, parens: Parens) -> ExprId {
        match self.kids(n).find(|(_, node)| is_operand(node.kind)) {
            Some((x, _)) => self.operand(x, parens),
            None => {
                let pos = self.node(n).end;
                self.bad(pos)
            }
        }
    }

    /// All children that are expressions or types.
    pub(super) fn operands(&mut self, n: NodeIx, parens: Parens) -> Vec<ExprId> {
        let mut list = Vec::new();
        for (x, node) in self.kids(n) {
            if is_operand(node.kind) {
                list.push(self.operand(x, parens));
            }
        }
        list
    }

    /// `a, b, c`.
    pub(super) fn expr_list(&mut self, n: NodeIx) -> ExprId {
        let list = self.operands(n, Parens::Keep);
        let pos = self.node(n).start;
        self.list(list, pos)
    }

    pub(super) fn literal(&mut self, n: NodeIx, kind: LitKind) -> ExprId {
        let node = self.node(n);
        let value = String::from_utf8_lossy(self.bytes(node)).into();
        self.push(node.start, ExprKind::BasicLit { value, kind, bad: false })
    }

    /// `x op y`. Chains such as `a + b + c` lean to the left and may be long: they are read
    /// from their end to their beginning without recursion.
    fn binary(&mut self, n: NodeIx) -> ExprId {
        let mut chain = Vec::new();
        let mut at = n;
        let mut x = loop {
            let mut kids = self.kids(at);
            let (Some((left, left_node)), Some((op, _)), right) =
                (kids.next(), kids.next(), kids.next())
            else {
                let pos = self.node(at).start;
                break self.bad(pos);
            };
            chain.push((op, right));
            if chain.len() > MAX_CHAIN {
                self.too_deep(n);
                let pos = self.node(at).start;
                break self.bad(pos);
            }
            if left_node.kind != Kind::BinaryExpression {
                break self.expr(left);
            }
            at = left;
        };
        for (op, right) in chain.into_iter().rev() {
            let op_node = self.node(op);
            let y = match right {
                Some((right, _)) => self.expr(right),
                None => self.bad(op_node.end),
            };
            x = match binary_operator(self.bytes(op_node)) {
                Some(op) => self.push(op_node.start, ExprKind::Binary { op, x, y }),
                None => self.bad(op_node.start),
            };
        }
        x
    }

    fn unary(&mut self, n: NodeIx) -> ExprId {
        let mut kids = self.kids(n);
        let pos = self.node(n).start;
        let (Some((_, op)), Some((x, _))) = (kids.next(), kids.next()) else {
            return self.bad(pos);
        };
        let Some(op) = unary_operator(self.bytes(op)) else {
            return self.bad(pos);
        };
        let mut x = self.expr(x);
        if op == Operator::And {
            x = self.decl.unparen(x);
        }
        self.push(pos, ExprKind::Unary { op, x })
    }

    /// `*T` and `~T`.
    fn prefixed(&mut self, n: NodeIx, op: Operator, parens: Parens) -> ExprId {
        let x = self.only_operand(n, parens);
        let pos = self.node(n).start;
        self.push(pos, ExprKind::Unary { op, x })
    }

    /// `x.f` and `pkg.T`.
    fn selector(&mut self, n: NodeIx) -> ExprId {
        let pos = self.pos_of(n, Kind::DotToken);
        let mut kids = self.kids(n).filter(|(_, node)| node.kind != Kind::DotToken);
        let (Some((x, _)), Some((sel, _))) = (kids.next(), kids.next()) else {
            return self.bad(pos);
        };
        let x = self.expr(x);
        let sel = self.name(sel);
        self.postfix(x, pos, |x| ExprKind::Selector { x, sel })
    }

    /// `f(args)` and `f[T](args)`.
    fn call(&mut self, n: NodeIx) -> ExprId {
        let mut fun = None;
        for (ix, node) in self.kids(n) {
            match (node.kind, fun) {
                (Kind::TypeArguments, Some(x)) => {
                    let index = self.type_arguments(ix, Parens::Keep);
                    fun = Some(self.postfix(x, node.start, |x| ExprKind::Index { x, index }));
                }
                (Kind::ArgumentList, Some(fun)) => {
                    let (args, has_dots) = self.arguments(ix);
                    return self.postfix(fun, node.start, |fun| ExprKind::Call {
                        fun,
                        args,
                        has_dots,
                    });
                }
                (kind, None) if is_operand(kind) => fun = Some(self.expr(ix)),
                _ => {}
            }
        }
        let pos = self.node(n).start;
        fun.unwrap_or_else(|| self.bad(pos))
    }

    fn arguments(&mut self, n: NodeIx) -> (Box<[ExprId]>, bool) {
        let mut args = Vec::new();
        let mut has_dots = false;
        for (ix, node) in self.kids(n) {
            if node.kind == Kind::VariadicArgument {
                args.push(self.only_operand(ix, Parens::Keep));
                has_dots = true;
            } else if is_operand(node.kind) {
                args.push(self.expr(ix));
            }
        }
        (args.into(), has_dots)
    }

    /// `x[i]`, and `x.m[A, B]`.
    fn index(&mut self, n: NodeIx) -> ExprId {
        let pos = self.pos_of(n, Kind::LBrack);
        let mut kids = self.kids(n).filter(|(_, node)| is_operand(node.kind));
        let (Some((x, _)), index) = (kids.next(), kids.next()) else {
            return self.bad(pos);
        };
        let is_list = kids.next().is_some() || self.kid(n, Kind::Comma).is_some();
        let x = self.expr(x);
        let index = match index {
            Some(_) if is_list => self.index_list(n, 1, pos + 1, Parens::Keep),
            Some((index, _)) => self.expr(index),
            None => self.bad(pos + 1),
        };
        self.postfix(x, pos, |x| ExprKind::Index { x, index })
    }

    /// What stands between the brackets of `T[A, B]`.
    pub(super) fn type_arguments(&mut self, n: NodeIx, parens: Parens) -> ExprId {
        let pos = self.node(n).start + 1;
        self.index_list(n, 0, pos, parens)
    }

    /// The operands of a node behind so many that stand before the bracket. gc reads the first as
    /// an expression where one may stand, and the others as types.
    fn index_list(&mut self, n: NodeIx, before: usize, pos: u32, mut parens: Parens) -> ExprId {
        let mut list = Vec::new();
        let operands = self.kids(n).filter(|(_, node)| is_operand(node.kind));
        for (ix, _) in operands.skip(before) {
            list.push(self.operand(ix, parens));
            parens = Parens::Drop;
        }
        self.list(list, pos)
    }

    /// `T[A, B]`.
    fn generic_type(&mut self, n: NodeIx, parens: Parens) -> ExprId {
        let Some(args) = self.kid(n, Kind::TypeArguments) else {
            return self.only_operand(n, parens);
        };
        let Some((ty, node)) = self.kids(n).find(|(_, node)| is_operand(node.kind)) else {
            let pos = self.node(n).start;
            return self.bad(pos);
        };
        let pos = self.node(args).start;
        if node.kind == Kind::NegatedType {
            // ~T[A]: the tilde is outside.
            let x = self.only_operand(ty, parens);
            let index = self.type_arguments(args, parens);
            let x = self.push(pos, ExprKind::Index { x, index });
            return self.push(node.start, ExprKind::Unary { op: Operator::Tilde, x });
        }
        let x = self.operand(ty, parens);
        let index = self.type_arguments(args, parens);
        self.push(pos, ExprKind::Index { x, index })
    }

    /// `x[low:high:max]`.
    fn slice(&mut self, n: NodeIx) -> ExprId {
        let mut x = None;
        let mut pos = None;
        let mut colons = 0;
        let mut index = [None; 3];
        for (ix, node) in self.kids(n) {
            match node.kind {
                Kind::LBrack => pos = pos.or(Some(node.start)),
                Kind::Colon => colons += 1,
                kind if is_operand(kind) && x.is_none() => x = Some(self.expr(ix)),
                kind if is_operand(kind) => {
                    let bound = self.expr(ix);
                    if let Some(slot) = index.get_mut(colons) {
                        *slot = Some(bound);
                    }
                }
                _ => {}
            }
        }
        let pos = pos.unwrap_or(self.node(n).start);
        match x {
            Some(x) => self.postfix(x, pos, |x| ExprKind::Slice { x, index, full: colons > 1 }),
            None => self.bad(pos),
        }
    }

    /// `x.(T)`.
    fn assertion(&mut self, n: NodeIx) -> ExprId {
        let pos = self.pos_of(n, Kind::DotToken);
        let mut kids = self.kids(n).filter(|(_, node)| is_operand(node.kind));
        let (Some((x, _)), ty) = (kids.next(), kids.next()) else {
            return self.bad(pos);
        };
        let x = self.expr(x);
        let ty = match ty {
            Some((_, node)) if self.bytes(node) == b"type" => {
                return self.postfix(x, pos, |x| ExprKind::TypeSwitchGuard { lhs: None, x });
            }
            Some((ty, _)) => self.ty(ty),
            None => self.bad(pos),
        };
        self.postfix(x, pos, |x| ExprKind::Assert { x, ty })
    }

    /// `T(x)` and `T[A]` of a type that is not just a name.
    fn conversion(&mut self, n: NodeIx) -> ExprId {
        let Some((ty, _)) = self.kids(n).find(|(_, node)| is_operand(node.kind)) else {
            let pos = self.node(n).start;
            return self.bad(pos);
        };
        let rest: Vec<NodeIx> = self
            .kids(n)
            .filter(|(ix, node)| *ix != ty && is_operand(node.kind))
            .map(|(ix, _)| ix)
            .collect();
        let suffix = if self.node(n).kind == Kind::TypeInstantiationExpression {
            let pos = self.pos_of(n, Kind::LBrack);
            let mut list = Vec::new();
            for (i, ix) in rest.into_iter().enumerate() {
                let parens = if i == 0 { Parens::Keep } else { Parens::Drop };
                list.push(self.operand(ix, parens));
            }
            let index = self.list(list, pos + 1);
            Suffix { pos, kind: SuffixKind::Index(index) }
        } else {
            let pos = self.pos_of(n, Kind::LParen);
            let mut args = Vec::new();
            for ix in rest {
                args.push(self.expr(ix));
            }
            Suffix { pos, kind: SuffixKind::Call(args.into()) }
        };
        self.with_suffix(ty, suffix)
    }

    /// A node whose operand is `x`. The operand is a unary expression only where `with_suffix`
    /// moved an operator outwards, and then what follows binds tighter as well:
    /// `*(T)(x).f` is `*((T)(x).f)`.
    fn postfix(&mut self, x: ExprId, pos: Offset, kind: impl FnOnce(ExprId) -> ExprKind) -> ExprId {
        let mut outer = None;
        let mut inner = x;
        while let ExprKind::Unary { x, .. } = self.decl.exprs[inner].kind {
            outer = Some(inner);
            inner = x;
        }
        let node = self.push(pos, kind(inner));
        let Some(outer) = outer else { return node };
        if let ExprKind::Unary { x, .. } = &mut self.decl.exprs[outer].kind {
            *x = node;
        }
        x
    }

    /// Applies a suffix as gc does: it binds tighter than `*`, `~` and the arrow of `<-chan T`,
    /// and the parentheses after a function type without results are its results.
    fn with_suffix(&mut self, n: NodeIx, suffix: Suffix) -> ExprId {
        let node = self.node(n);
        let inner = match node.kind {
            Kind::PointerType => Some(Operator::Mul),
            Kind::NegatedType => Some(Operator::Tilde),
            _ => None,
        };
        if let Some(op) = inner {
            let Some((ty, _)) = self.kids(n).find(|(_, node)| is_operand(node.kind)) else {
                return self.bad(node.start);
            };
            let x = self
                .deeper(ty, |lower| lower.with_suffix(ty, suffix))
                .unwrap_or_else(|| self.bad(node.start));
            return self.push(node.start, ExprKind::Unary { op, x });
        }
        if node.kind == Kind::ChannelType && self.starts_with_arrow(n) {
            let channel = self.channel_type_at_keyword(n);
            let x = self.suffixed(channel, suffix);
            return self.push(node.start, ExprKind::Unary { op: Operator::Recv, x });
        }
        let ty = self.expr(n);
        if let SuffixKind::Call(args) = &suffix.kind
            && let Some(func) = self.open_result(ty)
        {
            let results: Vec<FieldId> = args
                .iter()
                .map(|&ty| {
                    let pos = self.decl.exprs[ty].pos;
                    self.decl.fields.push(Field { pos, name: None, ty })
                })
                .collect();
            if let ExprKind::FuncType { results: slot, .. } = &mut self.decl.exprs[func].kind {
                *slot = results.into();
            }
            return ty;
        }
        self.suffixed(ty, suffix)
    }

    /// The function type without results that ends a type: `func()`, `[]func()`, `map[K]func()`.
    fn open_result(&self, mut ty: ExprId) -> Option<ExprId> {
        loop {
            ty = match &self.decl.exprs[ty].kind {
                ExprKind::FuncType { results, .. } => {
                    let [only] = **results else {
                        return results.is_empty().then_some(ty);
                    };
                    let result = &self.decl.fields[only];
                    let open = self.text.get(self.pos(ty) as usize..result.pos as usize)?;
                    if result.name.is_some() || open.ends_with(b"(") {
                        return None;
                    }
                    result.ty
                }
                ExprKind::SliceType(elem)
                | ExprKind::ArrayType { elem, .. }
                | ExprKind::ChanType { elem, .. } => *elem,
                ExprKind::MapType { value, .. } => *value,
                ExprKind::Unary { op: Operator::Mul, x } => *x,
                _ => return None,
            };
        }
    }

    fn suffixed(&mut self, x: ExprId, suffix: Suffix) -> ExprId {
        let kind = match suffix.kind {
            SuffixKind::Call(args) => ExprKind::Call { fun: x, args, has_dots: false },
            SuffixKind::Index(index) => ExprKind::Index { x, index },
        };
        self.push(suffix.pos, kind)
    }

    /// `T{elems}`.
    fn composite(&mut self, n: NodeIx) -> ExprId {
        let ty =
            self.kids(n).find(|(_, node)| is_operand(node.kind) && node.kind != Kind::LiteralValue);
        let ty = ty.map(|(ty, _)| self.expr(ty));
        match self.kid(n, Kind::LiteralValue) {
            Some(value) => self.literal_value(value, ty),
            None => {
                let pos = self.node(n).start;
                ty.unwrap_or_else(|| self.bad(pos))
            }
        }
    }

    fn literal_value(&mut self, n: NodeIx, ty: Option<ExprId>) -> ExprId {
        let node = self.node(n);
        let mut elems = Vec::new();
        let mut nkeys = 0;
        let mut rbrace = node.end;
        for (ix, kid) in self.kids(n) {
            match kid.kind {
                Kind::KeyedElement => {
                    nkeys += 1;
                    elems.push(self.keyed_element(ix));
                }
                Kind::RBrace => rbrace = kid.start,
                kind if is_operand(kind) => elems.push(self.expr(ix)),
                _ => {}
            }
        }
        let elems = elems.into();
        self.push(node.start, ExprKind::CompositeLit { ty, elems, nkeys, rbrace })
    }

    fn keyed_element(&mut self, n: NodeIx) -> ExprId {
        let pos = self.pos_of(n, Kind::Colon);
        let mut kids = self.kids(n).filter(|(_, node)| is_operand(node.kind));
        let (key, value) = (kids.next(), kids.next());
        let key = match key {
            Some((key, _)) => self.expr(key),
            None => self.bad(pos),
        };
        let value = match value {
            Some((value, _)) => self.expr(value),
            None => self.bad(pos + 1),
        };
        self.push(pos, ExprKind::KeyValue { key, value })
    }

    /// `func(params) results { body }`.
    fn func_literal(&mut self, n: NodeIx) -> ExprId {
        let pos = self.node(n).start;
        let (_, ty) = self.signature(n);
        match self.kid(n, Kind::Block) {
            Some(body) => {
                let body = self.block(body);
                self.push(pos, ExprKind::FuncLit { ty, body })
            }
            None => ty,
        }
    }
}

fn unary_operator(text: &[u8]) -> Option<Operator> {
    Some(match text {
        b"!" => Operator::Not,
        b"<-" => Operator::Recv,
        b"~" => Operator::Tilde,
        b"+" => Operator::Add,
        b"-" => Operator::Sub,
        b"^" => Operator::Xor,
        b"*" => Operator::Mul,
        b"&" => Operator::And,
        _ => return None,
    })
}

/// The operator of a binary expression, or of an assignment without its `=`.
pub(super) fn binary_operator(text: &[u8]) -> Option<Operator> {
    Some(match text {
        b"||" => Operator::OrOr,
        b"&&" => Operator::AndAnd,
        b"==" => Operator::Eql,
        b"!=" => Operator::Neq,
        b"<" => Operator::Lss,
        b"<=" => Operator::Leq,
        b">" => Operator::Gtr,
        b">=" => Operator::Geq,
        b"+" => Operator::Add,
        b"-" => Operator::Sub,
        b"|" => Operator::Or,
        b"^" => Operator::Xor,
        b"*" => Operator::Mul,
        b"/" => Operator::Div,
        b"%" => Operator::Rem,
        b"&" => Operator::And,
        b"&^" => Operator::AndNot,
        b"<<" => Operator::Shl,
        b">>" => Operator::Shr,
        _ => return None,
    })
}
