//! Types and parameter lists.

use super::super::ast::Operator;
use super::expr::{Shape, ShapeKind};
use super::{Check, Tok, spelled};

/// Whether every parameter must have a name, as type parameters must.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    Optional,
    Required,
}

/// Whether the last parameter may be `...T`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dots {
    No,
    Last,
}

/// An element of a parameter list.
struct Param {
    /// Where the name stands, if there is one.
    name: Option<u32>,
    /// Where the type begins, if there is one.
    ty: Option<u32>,
    /// Where the type's `...` stands, if it has one.
    dots: Option<u32>,
}

/// An element of a struct or parameter list after a name and `[`.
enum AfterName {
    /// `[n]E` or `[]E`
    Array,
    /// `[A, B]`
    Arguments,
}

const BAR: Tok = Tok::Op(Operator::Or, 4);
const TILDE: Tok = Tok::Op(Operator::Tilde, 0);

impl Check<'_> {
    pub(super) fn ty(&mut self) {
        if self.type_or_nothing().is_none() {
            self.syntax_error("expected type");
            self.advance(|tok| {
                matches!(
                    tok,
                    Tok::Comma
                        | Tok::Colon
                        | Tok::Semi(_)
                        | Tok::RParen
                        | Tok::RBrack
                        | Tok::RBrace
                )
            });
        }
    }

    /// A type if there is one.
    pub(super) fn type_or_nothing(&mut self) -> Option<()> {
        let begins = matches!(
            self.tok(),
            Tok::Star
                | Tok::Arrow
                | Tok::Func
                | Tok::LBrack
                | Tok::Chan
                | Tok::Map
                | Tok::Struct
                | Tok::Interface
                | Tok::Name
                | Tok::LParen
        );
        if !begins {
            return None;
        }
        self.deeper(Self::some_type);
        Some(())
    }

    fn some_type(&mut self) {
        match self.tok() {
            Tok::Arrow => {
                self.next();
                self.want(Tok::Chan);
                self.channel_element();
            }
            Tok::Func => {
                self.next();
                self.func_type(Some("function type"));
            }
            Tok::LBrack => {
                self.next();
                if self.got(Tok::RBrack) {
                    self.ty();
                } else {
                    self.array_type(None);
                }
            }
            Tok::Chan => {
                self.next();
                self.got(Tok::Arrow);
                self.channel_element();
            }
            Tok::Map => {
                self.next();
                self.want(Tok::LBrack);
                self.ty();
                self.want(Tok::RBrack);
                self.ty();
            }
            Tok::Struct => self.struct_type(),
            Tok::Interface => self.interface_type(),
            Tok::Name => self.qualified_name(),
            Tok::LParen => {
                self.next();
                self.ty();
                self.want(Tok::RParen);
            }
            _ => {
                self.next();
                self.ty();
            }
        }
    }

    fn channel_element(&mut self) {
        if self.type_or_nothing().is_none() {
            self.syntax_error("missing channel element type");
        }
    }

    /// After `[`; the length may have been read.
    pub(super) fn array_type(&mut self, length: Option<Shape>) {
        if length.is_none() && self.tok() == Tok::DotDotDot {
            self.stand_in("___");
            self.next();
        } else if length.is_none() {
            self.literals += 1;
            self.deeper(Self::expr);
            self.literals -= 1;
        }
        if self.tok() == Tok::Comma {
            self.syntax_error("unexpected comma; expected ]");
            self.next();
        }
        self.want(Tok::RBrack);
        self.ty();
    }

    /// `a`, `a.b`, `a[T]`, `a.b[T]`.
    fn qualified_name(&mut self) {
        if self.tok() == Tok::Name {
            self.next();
        } else {
            self.syntax_error("expected name");
            self.advance(|tok| matches!(tok, Tok::Dot | Tok::Semi(_) | Tok::RBrace));
        }
        self.qualified_name_after_name();
    }

    fn qualified_name_after_name(&mut self) {
        if self.got(Tok::Dot) {
            self.name();
        }
        if self.got(Tok::LBrack) {
            if self.tok() == Tok::RBrack {
                self.syntax_error("expected type argument list");
            } else {
                self.literals += 1;
                self.ty();
                while self.got(Tok::Comma) && self.type_or_nothing().is_some() {}
                self.literals -= 1;
            }
            self.want(Tok::RBrack);
        }
    }

    /// An expression or type and more types after it; whether there was a comma.
    pub(super) fn type_or_expr_list(&mut self) -> (Shape, bool) {
        self.literals += 1;
        let x = self.expr();
        let mut comma = false;
        let mut many = false;
        while self.tok() == Tok::Comma {
            self.next();
            comma = true;
            if self.type_or_nothing().is_none() {
                break;
            }
            many = true;
        }
        self.literals -= 1;
        let x = if many {
            Shape::new(ShapeKind::List, x.start, self.scan.previous_end, x.pos)
        } else {
            x
        };
        (x, comma)
    }

    /// Parameters and results. Where the context says what this is the type of, type parameters
    /// are not permitted.
    pub(super) fn func_type(&mut self, context: Option<&str>) {
        let pos = self.pos();
        if self.got(Tok::LBrack) {
            if let Some(context) = context {
                self.syntax_error_at(pos, &format!("{context} must have no type parameters"));
            }
            if self.tok() == Tok::RBrack {
                self.syntax_error("empty type parameter list");
                self.next();
            } else {
                self.param_list(None, Tok::RBrack, Names::Required, Dots::No);
            }
        }
        self.want(Tok::LParen);
        self.param_list(None, Tok::RParen, Names::Optional, Dots::Last);
        if self.got(Tok::LParen) {
            self.param_list(None, Tok::RParen, Names::Optional, Dots::No);
        } else {
            self.type_or_nothing();
        }
    }

    fn struct_type(&mut self) {
        self.want(Tok::Struct);
        self.want(Tok::LBrace);
        let semi = Tok::Semi(super::Semi::Semicolon);
        self.list("struct type", semi, Tok::RBrace, |check| {
            check.field();
            false
        });
    }

    fn field(&mut self) {
        match self.tok() {
            Tok::Name => {
                self.next();
                if matches!(self.tok(), Tok::Dot | Tok::Literal(_) | Tok::Semi(_) | Tok::RBrace) {
                    self.qualified_name_after_name();
                } else if self.tok() == Tok::LBrack {
                    self.array_or_arguments();
                } else {
                    while self.got(Tok::Comma) {
                        self.name();
                    }
                    self.ty();
                }
                self.literal();
            }
            Tok::Star => {
                self.next();
                self.embedded_name();
                self.literal();
            }
            Tok::LParen => {
                self.syntax_error("cannot parenthesize embedded type");
                self.next();
                self.got(Tok::Star);
                self.qualified_name();
                self.got(Tok::RParen);
                self.literal();
            }
            _ => {
                self.syntax_error("expected field name or embedded type");
                self.advance(|tok| matches!(tok, Tok::Semi(_) | Tok::RBrace));
            }
        }
    }

    fn embedded_name(&mut self) {
        if self.tok() == Tok::LParen {
            self.syntax_error("cannot parenthesize embedded type");
            self.next();
            self.qualified_name();
            self.got(Tok::RParen);
        } else {
            self.qualified_name();
        }
    }

    /// After a name, at `[`: the type `[n]E` of what the name names, or the arguments `[A, B]` of
    /// the type that the name is.
    fn array_or_arguments(&mut self) -> AfterName {
        self.want(Tok::LBrack);
        if self.got(Tok::RBrack) {
            self.ty();
            return AfterName::Array;
        }
        let (_, comma) = self.deeper(Self::type_or_expr_list);
        self.want(Tok::RBrack);
        if !comma && self.type_or_nothing().is_some() {
            return AfterName::Array;
        }
        AfterName::Arguments
    }

    fn interface_type(&mut self) {
        self.want(Tok::Interface);
        self.want(Tok::LBrace);
        let semi = Tok::Semi(super::Semi::Semicolon);
        self.list("interface type", semi, Tok::RBrace, |check| {
            if check.tok() == Tok::Name {
                if !check.method() {
                    check.more_terms();
                }
            } else {
                check.term();
                check.more_terms();
            }
            false
        });
    }

    /// At a name: a method, or an embedded type, which may be part of a union. Whether it was a
    /// method.
    fn method(&mut self) -> bool {
        const CONTEXT: Option<&str> = Some("interface method");
        self.next();
        match self.tok() {
            Tok::LParen => {
                self.func_type(CONTEXT);
                true
            }
            Tok::LBrack => {
                let pos = self.pos();
                self.next();
                if self.tok() == Tok::RBrack {
                    let pos = self.pos();
                    self.next();
                    if self.tok() == Tok::LParen {
                        self.error_at(pos, "empty type parameter list");
                        self.func_type(CONTEXT);
                        return true;
                    }
                    self.error_at(pos, "empty type argument list");
                    return false;
                }
                let params = self.params(None, Tok::RBrack, Names::Optional, Dots::No);
                match params.first() {
                    None if self.tok() == Tok::LParen => {
                        self.func_type(CONTEXT);
                        true
                    }
                    Some(Param { name: Some(_), .. }) => {
                        self.func_type(CONTEXT);
                        self.error_at(pos, "interface method must have no type parameters");
                        true
                    }
                    _ => false,
                }
            }
            _ => {
                self.qualified_name_after_name();
                false
            }
        }
    }

    /// `| B | ~C` after a term.
    fn more_terms(&mut self) {
        while self.got(BAR) {
            self.term();
        }
    }

    /// `~T` or `T`.
    fn term(&mut self) {
        if self.got(TILDE) {
            self.ty();
        } else if self.type_or_nothing().is_none() {
            self.syntax_error("expected ~ term or type");
            self.advance(|tok| {
                matches!(tok, Tok::Op(..) | Tok::Semi(_) | Tok::RParen | Tok::RBrack | Tok::RBrace)
            });
        }
    }

    /// One parameter; a name may have been read.
    fn param(&mut self, name: Option<u32>, close: Tok) -> Option<Param> {
        let unions = close == Tok::RBrack;
        let start = name.unwrap_or(self.pos());
        let untitled = Param { name: None, ty: Some(start), dots: None };
        if name.is_none() && unions && self.tok() == TILDE {
            self.term();
            self.more_terms();
            return Some(untitled);
        }
        let mut param = Param { name: None, ty: None, dots: None };
        if self.tok() == Tok::Name || name.is_some() {
            if name.is_none() {
                self.next();
            }
            if self.tok() == Tok::LBrack {
                let ty = self.pos();
                let array = matches!(self.array_or_arguments(), AfterName::Array);
                if unions {
                    self.more_terms();
                }
                return Some(if array {
                    Param { name: Some(start), ty: Some(ty), dots: None }
                } else {
                    untitled
                });
            }
            if self.tok() == Tok::Dot {
                self.qualified_name_after_name();
                if unions {
                    self.more_terms();
                }
                return Some(untitled);
            }
            if unions && self.tok() == BAR {
                self.more_terms();
                return Some(untitled);
            }
            param.name = Some(start);
        }
        let ty = self.pos();
        if self.tok() == Tok::DotDotDot {
            self.next();
            param.ty = Some(ty);
            if self.type_or_nothing().is_none() {
                self.syntax_error("... is missing type");
            } else {
                param.dots = Some(ty);
            }
            return Some(param);
        }
        if unions && self.tok() == TILDE {
            self.term();
            self.more_terms();
            param.ty = Some(ty);
            return Some(param);
        }
        if self.type_or_nothing().is_some() {
            param.ty = Some(ty);
            if unions {
                self.more_terms();
            }
        }
        if param.name.is_some() || param.ty.is_some() {
            return Some(param);
        }
        self.syntax_error(&format!("expected {}", spelled(close)));
        if close == Tok::RBrack {
            self.advance(|tok| matches!(tok, Tok::Comma | Tok::RBrack));
        } else {
            self.advance(|tok| matches!(tok, Tok::Comma | Tok::RParen));
        }
        None
    }

    /// A parameter list after its opening token. The first name, and its constraint, may have
    /// been read. Returns the number of parameters.
    pub(super) fn param_list(
        &mut self,
        first: Option<(u32, Option<Shape>)>,
        close: Tok,
        names: Names,
        dots: Dots,
    ) -> usize {
        self.params(first, close, names, dots).len()
    }

    fn params(
        &mut self,
        mut first: Option<(u32, Option<Shape>)>,
        close: Tok,
        names: Names,
        dots: Dots,
    ) -> Vec<Param> {
        if matches!(first, Some((_, Some(_)))) && self.got(close) {
            return vec![Param { name: first.map(|(name, _)| name), ty: Some(0), dots: None }];
        }
        let mut list = Vec::new();
        let end = self.list("parameter list", Tok::Comma, close, |check| {
            let param = match first.take() {
                Some((name, Some(ty))) => {
                    Some(Param { name: Some(name), ty: Some(ty.start), dots: None })
                }
                Some((name, None)) => check.deeper(|check| check.param(Some(name), close)),
                None => check.deeper(|check| check.param(None, close)),
            };
            list.extend(param);
            false
        });
        self.complain_about_names(&list, end, names);
        let named = list.iter().any(|p| p.name.is_some() && p.ty.is_some());
        let mut misplaced = None;
        let mut following = None;
        for (i, param) in list.iter().enumerate().rev() {
            // a, b ...T: the type of a is ...T as well. int, ...T: int is a type.
            if param.ty.is_some() || !named {
                following = param.dots;
            }
            if dots == Dots::No || i + 1 < list.len() {
                misplaced = following.or(misplaced);
            }
        }
        if let Some(at) = misplaced {
            self.error_at(
                at,
                match dots {
                    Dots::Last => "can only use ... with final parameter",
                    Dots::No => "invalid use of ...",
                },
            );
        }
        if names == Names::Optional && !named {
            for param in &mut list {
                param.ty = param.ty.or(param.name);
                param.name = None;
            }
        }
        list
    }

    /// Either all parameters have names or none does.
    fn complain_about_names(&mut self, list: &[Param], end: u32, names: Names) {
        let named = list.iter().filter(|p| p.name.is_some() && p.ty.is_some()).count();
        let typed = list.iter().filter(|p| p.ty.is_some()).count();
        if list.is_empty() || named == list.len() || named == 0 && names == Names::Optional {
            return;
        }
        let mut at = None;
        let mut have_type = false;
        for param in list.iter().rev() {
            match (param.name, param.ty) {
                (None, Some(ty)) => at = Some(ty),
                (Some(name), None) if !have_type => at = Some(name),
                _ => {}
            }
            have_type |= param.ty.is_some();
        }
        let Some(at) = at else { return };
        let (at, message) = match (named == typed, names) {
            (true, Names::Required) => (end, "missing type constraint"),
            (true, Names::Optional) => (end, "missing parameter type"),
            (false, Names::Required) if list.len() == 1 => {
                (at, "missing type parameter name or invalid array length")
            }
            (false, Names::Required) => (at, "missing type parameter name"),
            (false, Names::Optional) => (at, "missing parameter name"),
        };
        self.syntax_error_at(at, message);
    }
}
