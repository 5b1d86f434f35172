//! The file and its declarations.

use super::expr::{Named, Shape};
use super::types::{Dots, Names};
use super::{Check, Lit, Tok};

/// What comes before the first declaration and after each.
fn begins_declaration(tok: Tok) -> bool {
    matches!(tok, Tok::Import | Tok::Const | Tok::Type | Tok::Var | Tok::Func)
}

impl Check<'_> {
    /// The whole file; whether its package clause is sound.
    pub(super) fn file(&mut self) -> bool {
        if !self.got(Tok::Package) {
            self.syntax_error("package statement must be first");
            return false;
        }
        self.name();
        if !self.got_semi() {
            self.syntax_error("expected semicolon or newline");
            self.next_after_error();
        }
        if self.has_errors() {
            return false;
        }
        let mut previous = Tok::Import;
        let mut open_func = false;
        while self.tok() != Tok::Eof {
            if self.tok() == Tok::Import && previous != Tok::Import {
                self.syntax_error("imports must appear before other declarations");
            }
            previous = self.tok();
            let mut no_body = false;
            match previous {
                Tok::Import => self.group(Self::import),
                Tok::Const => self.group(Self::constant),
                Tok::Type => self.group(Self::type_decl),
                Tok::Var => self.group(Self::variable),
                Tok::Func => {
                    self.next();
                    no_body = self.func_decl();
                }
                _ => {
                    self.syntax_error(if previous == Tok::LBrace && open_func {
                        "unexpected semicolon or newline before {"
                    } else {
                        "non-declaration statement outside function body"
                    });
                    self.advance(begins_declaration);
                    continue;
                }
            }
            open_func = no_body;
            if self.tok() != Tok::Eof && !self.got_semi() {
                self.syntax_error("after top level declaration");
                self.advance(begins_declaration);
            }
        }
        true
    }

    /// A keyword with one declaration or a group.
    pub(super) fn group(&mut self, declaration: fn(&mut Self)) {
        self.next();
        if self.got(Tok::LParen) {
            let semi = Tok::Semi(super::Semi::Semicolon);
            self.list("grouped declaration", semi, Tok::RParen, |check| {
                declaration(check);
                false
            });
        } else {
            declaration(self);
        }
    }

    fn import(&mut self) {
        if matches!(self.tok(), Tok::Name | Tok::Dot) {
            self.next();
        }
        let pos = self.pos();
        match self.literal() {
            None => {
                self.syntax_error("missing import path");
                self.advance(|tok| matches!(tok, Tok::Semi(_) | Tok::RParen));
            }
            Some(Lit::Other) => self.syntax_error_at(pos, "import path must be a string"),
            Some(Lit::String | Lit::Bad) => {}
        }
    }

    fn names(&mut self) {
        self.name();
        while self.got(Tok::Comma) {
            self.name();
        }
    }

    pub(super) fn constant(&mut self) {
        self.names();
        if !matches!(self.tok(), Tok::Eof | Tok::Semi(_) | Tok::RParen) {
            self.type_or_nothing();
            if self.got_assign() {
                self.expr_list();
            }
        }
    }

    pub(super) fn variable(&mut self) {
        self.names();
        if self.got_assign() {
            self.expr_list();
        } else {
            self.ty();
            if self.got_assign() {
                self.expr_list();
            }
        }
    }

    pub(super) fn type_decl(&mut self) {
        self.name();
        let found = if self.tok() == Tok::LBrack {
            self.next();
            match self.tok() {
                Tok::Name => self.array_or_type_parameters(),
                Tok::RBrack => {
                    self.next();
                    self.ty();
                    true
                }
                _ => {
                    self.array_type(None);
                    true
                }
            }
        } else {
            self.got_assign();
            self.type_or_nothing().is_some()
        };
        if !found {
            self.syntax_error("in type declaration");
            self.advance(|tok| matches!(tok, Tok::Semi(_) | Tok::RParen));
        }
    }

    /// After `type T[`, at a name: the length of an array or a type parameter. What follows the
    /// name is read as an expression and taken apart if it can be a name with its constraint.
    fn array_or_type_parameters(&mut self) -> bool {
        let start = self.pos();
        self.next();
        let name = Shape::name(start, self.scan.previous_end);
        let mut x = name;
        if self.tok() != Tok::LBrack {
            self.literals += 1;
            let operand = self.primary_after(name);
            x = self.binary_after(operand, 0);
            self.literals -= 1;
        }
        let first = match x.named {
            Named::Name if self.tok() != Tok::RBrack => Some(None),
            Named::Split { certain } if certain || self.tok() == Tok::Comma => Some(Some(x)),
            _ => None,
        };
        match first {
            Some(constraint) => {
                self.param_list(Some((start, constraint)), Tok::RBrack, Names::Required, Dots::No);
                self.got_assign();
                self.type_or_nothing().is_some()
            }
            None => {
                self.array_type(Some(x));
                true
            }
        }
    }

    /// Returns whether the function has no body.
    fn func_decl(&mut self) -> bool {
        let mut receiver = false;
        if self.got(Tok::LParen) {
            receiver = true;
            match self.param_list(None, Tok::RParen, Names::Optional, Dots::No) {
                0 => self.error("method has no receiver"),
                1 => {}
                _ => self.error("method has multiple receivers"),
            }
        }
        if self.tok() == Tok::Name {
            self.next();
            self.func_type(None);
        } else {
            self.syntax_error(if receiver { "expected name" } else { "expected name or (" });
            self.advance(|tok| matches!(tok, Tok::LBrace | Tok::Semi(_)));
        }
        if self.tok() == Tok::LBrace {
            self.func_body();
            return false;
        }
        true
    }

    pub(super) fn func_body(&mut self) {
        self.in_func += 1;
        self.block(None);
        self.in_func -= 1;
    }
}
