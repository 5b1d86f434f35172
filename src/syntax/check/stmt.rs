//! Statements.

use super::super::ast::Operator;
use super::expr::{Shape, ShapeKind};
use super::{Check, Semi, Tok};

/// The keyword in whose header a simple statement stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Header {
    None,
    For,
    If,
    Switch,
}

impl Header {
    fn word(self) -> &'static str {
        match self {
            Header::None => "",
            Header::For => "for",
            Header::If => "if",
            Header::Switch => "switch",
        }
    }
}

/// What a simple statement turned out to be.
#[derive(Clone, Copy)]
enum Simple {
    Expr,
    Range,
    /// `x = y`, with where its parts are.
    Assign {
        pos: u32,
        lhs: Shape,
        rhs: Shape,
    },
    /// `x := y`, at its operator.
    Define(u32, Shape, Shape),
    /// Anything else, with its text.
    Other {
        pos: u32,
        start: u32,
        end: u32,
    },
}

impl Check<'_> {
    /// `{ stmts }`. Where there may be no brace, the context says what it would belong to.
    pub(super) fn block(&mut self, context: Option<&str>) {
        if !self.got(Tok::LBrace) {
            let context = context.unwrap_or_default();
            self.syntax_error(&format!("expected {{ after {context}"));
            self.advance(|tok| matches!(tok, Tok::Name | Tok::RBrace));
            if self.got(Tok::RBrace) {
                return;
            }
        }
        self.deeper(Self::stmts);
        self.want(Tok::RBrace);
    }

    fn stmts(&mut self) {
        while !matches!(self.tok(), Tok::Eof | Tok::RBrace | Tok::Case | Tok::Default) {
            if !self.stmt() {
                return;
            }
            if !self.got_semi() && self.tok() != Tok::RBrace {
                self.syntax_error("at end of statement");
                self.advance(|tok| {
                    matches!(tok, Tok::Semi(_) | Tok::RBrace | Tok::Case | Tok::Default)
                });
                self.got_semi();
            }
        }
    }

    /// A statement if there is one.
    fn stmt(&mut self) -> bool {
        match self.tok() {
            Tok::Name => {
                let lhs = self.expr_list();
                if lhs.kind == ShapeKind::Name && !lhs.parens && self.tok() == Tok::Colon {
                    return self.deeper(Self::labeled);
                }
                self.simple_after(lhs, Header::None);
            }
            Tok::Var => self.group(Self::variable),
            Tok::Const => self.group(Self::constant),
            Tok::Type => self.group(Self::type_decl),
            Tok::LBrace => self.block(None),
            Tok::Star
            | Tok::Op(
                Operator::Add | Operator::Sub | Operator::And | Operator::Xor | Operator::Not,
                _,
            )
            | Tok::Literal(_)
            | Tok::Func
            | Tok::LParen
            | Tok::LBrack
            | Tok::Struct
            | Tok::Map
            | Tok::Chan
            | Tok::Interface
            | Tok::Arrow => {
                self.simple(Header::None);
            }
            Tok::For => {
                self.header(Header::For);
                self.block(Some("for clause"));
            }
            Tok::Switch => {
                self.header(Header::Switch);
                self.clauses("missing { after switch clause", |check| {
                    check.expr_list();
                });
            }
            Tok::Select => {
                self.next();
                self.clauses("missing { after select clause", |check| {
                    check.simple(Header::None);
                });
            }
            Tok::If => self.if_stmt(),
            Tok::Fallthrough => self.next(),
            Tok::Break | Tok::Continue => {
                self.next();
                self.got(Tok::Name);
            }
            Tok::Go | Tok::Defer => self.call_stmt(),
            Tok::Goto => {
                self.next();
                self.name();
            }
            Tok::Return => {
                self.next();
                if !self.is_semi() && self.tok() != Tok::RBrace {
                    self.expr_list();
                }
            }
            Tok::Semi(_) => {}
            _ => return false,
        }
        true
    }

    /// After a label, at its colon.
    fn labeled(&mut self) -> bool {
        let colon = self.pos();
        self.want(Tok::Colon);
        if self.tok() == Tok::RBrace || self.stmt() {
            return true;
        }
        self.syntax_error_at(colon, "missing statement after label");
        false
    }

    fn call_stmt(&mut self) {
        let word = if self.tok() == Tok::Go { "go" } else { "defer" };
        self.next();
        let x = self.deeper(Self::primary);
        if x.parens {
            let message = format!("expression in {word} must not be parenthesized");
            self.error_at(x.start, message);
        }
    }

    fn if_stmt(&mut self) {
        loop {
            self.header(Header::If);
            self.block(Some("if clause"));
            if !self.got(Tok::Else) {
                return;
            }
            match self.tok() {
                Tok::If => {}
                Tok::LBrace => return self.block(None),
                _ => {
                    self.syntax_error("else must be followed by if or statement block");
                    return self.advance(|tok| matches!(tok, Tok::Name | Tok::RBrace));
                }
            }
        }
    }

    /// The clauses of a switch or select with what stands after `case`.
    fn clauses(&mut self, missing_brace: &str, values: fn(&mut Self)) {
        if !self.got(Tok::LBrace) {
            self.syntax_error(missing_brace);
            self.advance(|tok| matches!(tok, Tok::Case | Tok::Default | Tok::RBrace));
        }
        while !matches!(self.tok(), Tok::Eof | Tok::RBrace) {
            match self.tok() {
                Tok::Case => {
                    self.next();
                    values(self);
                }
                Tok::Default => self.next(),
                _ => {
                    self.syntax_error("expected case or default or }");
                    self.advance(|tok| {
                        matches!(tok, Tok::Colon | Tok::Case | Tok::Default | Tok::RBrace)
                    });
                }
            }
            self.want(Tok::Colon);
            self.deeper(Self::stmts);
        }
        self.want(Tok::RBrace);
    }

    fn simple(&mut self, header: Header) -> Simple {
        if header == Header::For && self.tok() == Tok::Range {
            return self.range();
        }
        let lhs = self.expr_list();
        self.simple_after(lhs, header)
    }

    fn range(&mut self) -> Simple {
        self.next();
        self.deeper(Self::expr);
        Simple::Range
    }

    fn simple_after(&mut self, lhs: Shape, header: Header) -> Simple {
        let pos = self.pos();
        let start = lhs.start;
        match self.tok() {
            Tok::Assign | Tok::Define => {
                let define = self.tok() == Tok::Define;
                self.next();
                if header == Header::For && self.tok() == Tok::Range {
                    return self.range();
                }
                let rhs = self.expr_list();
                if rhs.kind == ShapeKind::TypeSwitchGuard
                    && !rhs.parens
                    && header == Header::Switch
                    && define
                    && lhs.kind == ShapeKind::Name
                    && !lhs.parens
                {
                    self.stand_ins.pop();
                    return Simple::Expr;
                }
                if define {
                    Simple::Define(pos, lhs, rhs)
                } else {
                    Simple::Assign { pos, lhs, rhs }
                }
            }
            _ if lhs.kind == ShapeKind::List => {
                self.syntax_error("expected := or = or comma");
                self.advance(|tok| matches!(tok, Tok::Semi(_) | Tok::RBrace));
                Simple::Expr
            }
            Tok::AssignOp(_) | Tok::Arrow => {
                self.next();
                self.deeper(Self::expr);
                Simple::Other { pos, start, end: self.scan.previous_end }
            }
            Tok::IncOp(_) => {
                self.next();
                Simple::Other { pos, start, end: self.scan.previous_end }
            }
            _ => {
                if header == Header::Switch && lhs.kind == ShapeKind::TypeSwitchGuard && !lhs.parens
                {
                    self.stand_ins.pop();
                }
                Simple::Expr
            }
        }
    }

    /// `for init; cond; post`, `if init; cond`, `switch init; tag`.
    fn header(&mut self, header: Header) {
        self.next();
        if self.tok() == Tok::LBrace {
            if header == Header::If {
                self.syntax_error("missing condition in if statement");
            }
            return;
        }
        let outer = std::mem::replace(&mut self.literals, -1);
        self.header_parts(header);
        self.literals = outer;
    }

    fn header_parts(&mut self, header: Header) {
        let mut init = None;
        if !self.is_semi() {
            if self.got(Tok::Var) {
                let word = header.word();
                let message = format!("var declaration not allowed in {word} initializer");
                self.syntax_error(&message);
            }
            let stmt = self.simple(header);
            if matches!(stmt, Simple::Range) {
                return;
            }
            init = Some(stmt);
        }
        if self.tok() == Tok::LBrace {
            return self.condition(init);
        }
        let mut semi = None;
        if let Tok::Semi(kind) = self.tok() {
            semi = Some((self.pos(), kind));
            self.next();
        } else {
            self.want(Tok::LBrace);
            if self.tok() != Tok::LBrace {
                self.advance(|tok| matches!(tok, Tok::LBrace | Tok::RBrace));
            }
        }
        let mut condition = None;
        if header == Header::For {
            if !self.is_semi() {
                if self.tok() == Tok::LBrace {
                    return self.syntax_error("expected for loop condition");
                }
                condition = Some(self.simple(Header::None));
            }
            if !self.got_semi() {
                self.syntax_error("expected semicolon or newline");
                self.next_after_error();
            }
            if self.tok() != Tok::LBrace
                && let Simple::Define(pos, ..) = self.simple(Header::None)
            {
                self.syntax_error_at(pos, "cannot declare in post statement of for loop");
            }
        } else if self.tok() != Tok::LBrace {
            condition = Some(self.simple(header));
        }
        if condition.is_none()
            && header == Header::If
            && let Some((pos, kind)) = semi
        {
            let word = match kind {
                Semi::Semicolon => {
                    return self.syntax_error_at(pos, "missing condition in if statement");
                }
                Semi::Newline => "newline",
                Semi::Eof => "EOF",
            };
            return self
                .syntax_error_at(pos, &format!("unexpected {word}, expected {{ after if clause"));
        }
        self.condition(condition);
    }

    /// Complains if what should be a condition is another statement.
    fn condition(&mut self, stmt: Option<Simple>) {
        let (pos, text) = match stmt {
            None | Some(Simple::Expr | Simple::Range) => return,
            Some(Simple::Assign { pos, lhs, rhs }) => {
                let emphasize = |x: Shape| {
                    let text = self.text(x.start, x.end);
                    let bare = x.kind == ShapeKind::Binary && !x.parens;
                    if bare { format!("({text})") } else { text }
                };
                (pos, format!("assignment {} = {}", emphasize(lhs), emphasize(rhs)))
            }
            Some(Simple::Define(pos, lhs, rhs)) => (pos, self.text(lhs.start, rhs.end)),
            Some(Simple::Other { pos, start, end }) => (pos, self.text(start, end)),
        };
        self.syntax_error_at(pos, &format!("cannot use {text} as value"));
    }
}
