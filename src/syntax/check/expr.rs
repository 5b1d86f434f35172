//! Expressions.

use super::super::ast::Operator;
use super::{Check, Lit, Tok};

/// What the reader needs to know of an expression it has read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) kind: ShapeKind,
    /// Whether parentheses are around it.
    pub(super) parens: bool,
    /// Whether it can only be a value: gc's `isValue`.
    pub(super) value: bool,
    /// Whether something in it can only be a type: gc's `isTypeElem`.
    pub(super) type_elem: bool,
    /// Whether it reads as a name, or a name followed by a type.
    pub(super) named: Named,
    /// Where it begins and ends.
    pub(super) start: u32,
    pub(super) end: u32,
    /// gc's position of the node.
    pub(super) pos: u32,
}

/// The kinds of expressions that matter, parentheses aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ShapeKind {
    Name,
    Selector,
    Index,
    /// A type of which composite literals can be made: arrays, slices, structs, maps.
    CompositeType,
    Chan,
    /// Functions and interfaces.
    OtherType,
    TypeSwitchGuard,
    Binary,
    List,
    Other,
}

/// How an expression reads as the first type parameter of a declaration: gc's `extractName`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Named {
    No,
    /// `P`
    Name,
    /// `P *C`, `P (C)`, `P *C|D`; certain if it can be nothing else, as `P *[]int`.
    Split {
        certain: bool,
    },
}

impl Default for Shape {
    fn default() -> Self {
        Shape::new(ShapeKind::Other, 0, 0, 0)
    }
}

impl Shape {
    pub(super) fn new(kind: ShapeKind, start: u32, end: u32, pos: u32) -> Shape {
        let type_elem =
            matches!(kind, ShapeKind::CompositeType | ShapeKind::Chan | ShapeKind::OtherType);
        let named = Named::No;
        Shape { kind, parens: false, value: false, type_elem, named, start, end, pos }
    }

    pub(super) fn name(start: u32, end: u32) -> Shape {
        Shape { named: Named::Name, ..Shape::new(ShapeKind::Name, start, end, start) }
    }

    fn value(start: u32, end: u32, pos: u32) -> Shape {
        Shape { value: true, ..Shape::new(ShapeKind::Other, start, end, pos) }
    }
}

impl Check<'_> {
    pub(super) fn expr(&mut self) -> Shape {
        let x = self.unary();
        self.binary_after(x, 0)
    }

    /// Operators and operands that follow `x`, as far as they bind tighter than `precedence`.
    pub(super) fn binary_after(&mut self, mut x: Shape, precedence: u8) -> Shape {
        loop {
            let (op, own) = match self.tok() {
                Tok::Op(op, own) => (op, own),
                Tok::Star => (Operator::Mul, 5),
                _ => return x,
            };
            if own <= precedence {
                return x;
            }
            let pos = self.pos();
            self.next();
            let y = self.deeper(|check| {
                let y = check.unary();
                check.binary_after(y, own)
            });
            let named = match (op, x.named) {
                (Operator::Mul, Named::Name) if !x.parens => Named::Split { certain: y.type_elem },
                (Operator::Or, Named::Split { certain }) if !x.parens => {
                    Named::Split { certain: certain || y.type_elem }
                }
                _ => Named::No,
            };
            let type_elem = x.type_elem || y.type_elem;
            let shape = Shape::new(ShapeKind::Binary, x.start, self.scan.previous_end, pos);
            x = Shape { value: true, type_elem, named, ..shape };
        }
    }

    pub(super) fn unary(&mut self) -> Shape {
        let start = self.pos();
        match self.tok() {
            Tok::Star => {
                self.next();
                let x = self.deeper(Self::unary);
                let shape = Shape::new(ShapeKind::Other, start, x.end, start);
                Shape { type_elem: x.type_elem, ..shape }
            }
            Tok::Op(
                op @ (Operator::Add
                | Operator::Sub
                | Operator::Not
                | Operator::Xor
                | Operator::Tilde
                | Operator::And),
                _,
            ) => {
                if op == Operator::Tilde {
                    self.stand_in("^");
                }
                self.next();
                let x = self.deeper(Self::unary);
                let type_elem = x.type_elem || op == Operator::Tilde;
                Shape { type_elem, ..Shape::value(start, x.end, start) }
            }
            Tok::Arrow => {
                self.next();
                let x = self.deeper(Self::unary);
                if x.kind == ShapeKind::Chan && !x.parens {
                    self.receive_channel(x);
                    return Shape { start, ..x };
                }
                Shape { type_elem: x.type_elem, ..Shape::value(start, x.end, start) }
            }
            _ => self.primary(),
        }
    }

    /// An arrow before a channel type belongs to it: `<-chan E`. An arrow in `chan<- E` then
    /// belongs to E, which must be a channel itself.
    fn receive_channel(&mut self, channel: Shape) {
        let mut text = self.scan.slice(channel.start, channel.end);
        loop {
            let receive = text.starts_with(b"<-");
            if receive {
                self.syntax_error("unexpected <-, expected chan");
                return;
            }
            let Some(rest) = text.strip_prefix(b"chan") else {
                let text = String::from_utf8_lossy(text).into_owned();
                self.syntax_error(&format!("unexpected {text}, expected chan"));
                return;
            };
            match rest.trim_ascii_start().strip_prefix(b"<-") {
                Some(elem) => text = elem.trim_ascii_start(),
                None => return,
            }
        }
    }

    fn operand(&mut self) -> Shape {
        let start = self.pos();
        match self.tok() {
            Tok::Name => {
                self.next();
                Shape::name(start, self.scan.previous_end)
            }
            Tok::Literal(Lit::String | Lit::Other | Lit::Bad) => {
                self.next();
                Shape::value(start, self.scan.previous_end, start)
            }
            Tok::LParen => {
                self.next();
                self.literals += 1;
                let x = self.deeper(Self::expr);
                self.literals -= 1;
                self.want(Tok::RParen);
                Shape {
                    parens: true,
                    named: Named::No,
                    start,
                    end: self.scan.previous_end,
                    pos: start,
                    ..x
                }
            }
            Tok::Func => {
                self.next();
                self.func_type(Some("function type"));
                if self.tok() == Tok::LBrace {
                    self.literals += 1;
                    self.deeper(Self::func_body);
                    self.literals -= 1;
                    return Shape::value(start, self.scan.previous_end, start);
                }
                Shape::new(ShapeKind::OtherType, start, self.scan.previous_end, start)
            }
            Tok::LBrack | Tok::Chan | Tok::Map | Tok::Struct | Tok::Interface => {
                let kind = match self.tok() {
                    Tok::Chan => ShapeKind::Chan,
                    Tok::Interface => ShapeKind::OtherType,
                    _ => ShapeKind::CompositeType,
                };
                self.ty();
                Shape::new(kind, start, self.scan.previous_end, start)
            }
            _ => {
                self.syntax_error("expected expression");
                self.advance(|tok| matches!(tok, Tok::RParen | Tok::RBrack | Tok::RBrace));
                Shape::new(ShapeKind::Other, start, start, start)
            }
        }
    }

    pub(super) fn primary(&mut self) -> Shape {
        let x = self.operand();
        self.primary_after(x)
    }

    /// Selectors, indices, calls and literal values that follow an operand.
    pub(super) fn primary_after(&mut self, mut x: Shape) -> Shape {
        loop {
            let pos = self.pos();
            let mut named = Named::No;
            let mut kind = ShapeKind::Other;
            let mut value = true;
            match self.tok() {
                Tok::Dot => {
                    self.next();
                    match self.tok() {
                        Tok::Name => {
                            self.next();
                            kind = ShapeKind::Selector;
                            value = false;
                        }
                        Tok::LParen => {
                            self.next();
                            if self.tok() == Tok::Type {
                                self.stand_in("____");
                                self.next();
                                kind = ShapeKind::TypeSwitchGuard;
                            } else {
                                self.ty();
                            }
                            self.want(Tok::RParen);
                        }
                        _ => {
                            self.syntax_error("expected name or (");
                            self.advance(|tok| matches!(tok, Tok::Semi(_) | Tok::RParen));
                            continue;
                        }
                    }
                }
                Tok::LBrack => {
                    if let Some(index_value) = self.index_or_slice() {
                        kind = ShapeKind::Index;
                        value = x.value || index_value;
                    }
                }
                Tok::LParen => {
                    self.next();
                    let only = self.arguments();
                    if let Some(certain) = only
                        && x.kind == ShapeKind::Name
                        && !x.parens
                    {
                        named = Named::Split { certain };
                    }
                }
                Tok::LBrace => {
                    let possible = match x.kind {
                        ShapeKind::Name | ShapeKind::Selector => self.literals >= 0,
                        ShapeKind::Index => self.literals >= 0 && !x.value,
                        ShapeKind::CompositeType => true,
                        _ => false,
                    };
                    if !possible {
                        return x;
                    }
                    if x.parens {
                        self.syntax_error("cannot parenthesize type in composite literal");
                    }
                    self.deeper(Self::literal_value);
                }
                _ => return x,
            }
            let shape = Shape::new(kind, x.start, self.scan.previous_end, pos);
            x = Shape { value, named, type_elem: false, ..shape };
        }
    }

    /// After `x`, at `[`. Returns whether the index is a value, and nothing for a slice.
    fn index_or_slice(&mut self) -> Option<bool> {
        self.next();
        if self.tok() != Tok::Colon {
            let mut index = Shape::default();
            let mut comma = false;
            if self.tok() == Tok::RBrack {
                self.syntax_error("expected operand");
            } else {
                (index, comma) = self.deeper(Self::type_or_expr_list);
            }
            if comma || self.tok() == Tok::RBrack {
                self.want(Tok::RBrack);
                return Some(index.value);
            }
        }
        if !self.got(Tok::Colon) {
            self.syntax_error("expected comma, : or ]");
            self.advance(|tok| matches!(tok, Tok::Comma | Tok::Colon | Tok::RBrack));
        }
        self.literals += 1;
        let mut middle = false;
        if !matches!(self.tok(), Tok::Colon | Tok::RBrack) {
            self.deeper(Self::expr);
            middle = true;
        }
        if self.tok() == Tok::Colon {
            if !middle {
                self.error("middle index required in 3-index slice");
            }
            self.next();
            if self.tok() == Tok::RBrack {
                self.error("final index required in 3-index slice");
            } else {
                self.deeper(Self::expr);
            }
        }
        self.literals -= 1;
        self.want(Tok::RBrack);
        None
    }

    /// `a, b...)`. If there is exactly one argument, whether it can only be a type.
    fn arguments(&mut self) -> Option<bool> {
        self.literals += 1;
        let mut count = 0;
        let mut only = None;
        self.list("argument list", Tok::Comma, Tok::RParen, |check| {
            let arg = check.deeper(Self::expr);
            let dots = check.got(Tok::DotDotDot);
            count += 1;
            only = (count == 1 && !dots).then_some(arg.type_elem);
            dots
        });
        self.literals -= 1;
        only
    }

    /// `{ elems }`.
    fn literal_value(&mut self) {
        self.literals += 1;
        self.want(Tok::LBrace);
        self.list("composite literal", Tok::Comma, Tok::RBrace, |check| {
            check.element();
            if check.got(Tok::Colon) {
                check.element();
            }
            false
        });
        self.literals -= 1;
    }

    fn element(&mut self) {
        self.deeper(|check| {
            if check.tok() == Tok::LBrace {
                check.literal_value();
            } else {
                check.expr();
            }
        });
    }

    pub(super) fn expr_list(&mut self) -> Shape {
        let x = self.deeper(Self::expr);
        if self.tok() != Tok::Comma {
            return x;
        }
        while self.got(Tok::Comma) {
            self.deeper(Self::expr);
        }
        Shape::new(ShapeKind::List, x.start, self.scan.previous_end, x.pos)
    }
}
