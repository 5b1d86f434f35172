//! Syntax errors in gc's words and at gc's places.
//!
//! Models the errors of gc's `syntax/parser.go`. tree-sitter's recovery keeps as much of a broken
//! file as it can, but says little about what is wrong. So the tokens are also read once the way
//! gc reads them, top down, without making a tree; what the two disagree on is gc's to decide.
//!
//! ```go
//! f(1, 2      // syntax error: unexpected newline in argument list; possibly missing comma or )
//! if x        // syntax error: unexpected newline, expected { after if clause
//! ```
//!
//! In: the bytes of a file. Out: errors, at most [`LIMIT`], in order; and whether the file has a
//! package clause, without which gc doesn't look at the rest.

mod decl;
mod expr;
mod stmt;
mod types;

use super::SyntaxError;
use super::ast::Operator;
use super::scan::{Lit, Scanner, Semi, Tok, encoding};
use super::stand_in::StandIn;

/// How many errors of a file are reported.
pub(super) const LIMIT: usize = 100;

/// How many characters that are none a file has that can't be meant as Go.
const BINARY: usize = 10;

/// What reading a file for errors found.
pub(super) struct Checked {
    pub(super) errors: Vec<SyntaxError>,
    /// Whether anything but the package clause matters.
    pub(super) has_package: bool,
    /// Whether so much of the file is no text that it can't be meant as Go.
    pub(super) binary: bool,
    /// What gc lets pass and the grammar may not.
    pub(super) stand_ins: Vec<StandIn>,
    /// Whether nesting went past the limit given; the errors are then not all.
    pub(super) too_deep: bool,
}

/// Reads a file for errors. `depth` limits recursion.
pub(super) fn check(text: &[u8], depth: u32) -> Checked {
    let mut errors = Vec::new();
    encoding(text, &mut errors, BINARY);
    errors.sort_by_key(|error: &SyntaxError| error.offset);
    let binary = errors.len() >= BINARY;
    let mut check = Check {
        scan: Scanner::new(text),
        errors,
        in_func: 0,
        literals: 0,
        depth: 0,
        max_depth: depth,
        too_deep: false,
        stand_ins: Vec::new(),
        syntax_errors: 0,
    };
    check.next();
    let has_package = check.file();
    let too_deep = check.too_deep;
    // gc reports what is wrong with a token before what is wrong with its place.
    let mut errors = check.scan.errors;
    errors.append(&mut check.errors);
    errors.sort_by_key(|error| error.offset);
    let mut errors = first_of_each_line(text, errors);
    if binary {
        errors.truncate(BINARY);
    }
    Checked { errors, has_package, binary, stand_ins: check.stand_ins, too_deep }
}

/// gc prints one syntax error a line, and no error twice.
fn first_of_each_line(text: &[u8], errors: Vec<SyntaxError>) -> Vec<SyntaxError> {
    let mut kept: Vec<SyntaxError> = Vec::new();
    let mut line_of_syntax_error = None;
    let (mut line, mut counted) = (1, 0);
    for error in errors {
        let upto = (error.offset as usize).min(text.len());
        line += text[counted..upto].iter().filter(|b| **b == b'\n').count();
        counted = upto;
        if error.message.starts_with("syntax error:") {
            if line_of_syntax_error == Some(line) {
                continue;
            }
            line_of_syntax_error = Some(line);
        }
        if !kept.contains(&error) {
            kept.push(error);
        }
        if kept.len() == LIMIT {
            break;
        }
    }
    kept
}

/// The reader. It consumes tokens as gc's parser does; a method accepts one production.
struct Check<'t> {
    scan: Scanner<'t>,
    errors: Vec<SyntaxError>,
    /// How many function bodies enclose the token.
    in_func: u32,
    /// Composite literals of plain type names are possible where this is not negative: in the
    /// header of `if x == T {`, the brace opens the block.
    literals: i32,
    depth: u32,
    max_depth: u32,
    too_deep: bool,
    stand_ins: Vec<StandIn>,
    /// How many errors the parser, rather than the scanner, reported.
    syntax_errors: usize,
}

/// A set of tokens at which reading goes on after an error.
type FollowSet = fn(Tok) -> bool;

impl Check<'_> {
    fn tok(&self) -> Tok {
        self.scan.tok
    }

    fn pos(&self) -> u32 {
        self.scan.start
    }

    fn next(&mut self) {
        self.scan.next();
    }

    /// Takes note of what may stand in for the current token.
    fn stand_in(&mut self, text: &'static str) {
        self.stand_ins.push(StandIn { offset: self.pos(), text });
    }

    fn got(&mut self, tok: Tok) -> bool {
        let got = self.tok() == tok;
        if got {
            self.next();
        }
        got
    }

    fn is_semi(&self) -> bool {
        matches!(self.tok(), Tok::Semi(_))
    }

    fn got_semi(&mut self) -> bool {
        let got = self.is_semi();
        if got {
            self.next();
        }
        got
    }

    fn want(&mut self, tok: Tok) {
        if !self.got(tok) {
            self.syntax_error(&format!("expected {}", spelled(tok)));
            self.next_after_error();
        }
    }

    /// Skips one token after an error that named no others to go on at.
    fn next_after_error(&mut self) {
        if self.tok() != Tok::Eof {
            self.next();
        }
    }

    /// Accepts `=`, and `:=` with a complaint.
    fn got_assign(&mut self) -> bool {
        match self.tok() {
            Tok::Define => {
                self.syntax_error("expected =");
                self.next();
                true
            }
            Tok::Assign => {
                self.next();
                true
            }
            _ => false,
        }
    }

    /// Whether anything is wrong up to the current token.
    fn has_errors(&self) -> bool {
        self.syntax_errors > 0
            || !self.scan.errors.is_empty()
            || self.errors.first().is_some_and(|error| error.offset < self.pos())
    }

    fn error_at(&mut self, offset: u32, message: impl Into<String>) {
        self.syntax_errors += 1;
        if self.too_deep {
            return;
        }
        // A few more than are reported, since some fall on one line.
        if self.errors.len() >= 10 * LIMIT {
            self.scan.skip_to_end();
            return;
        }
        self.errors.push(SyntaxError { offset, message: message.into() });
    }

    fn error(&mut self, message: &str) {
        self.error_at(self.pos(), message);
    }

    fn syntax_error(&mut self, what: &str) {
        self.syntax_error_at(self.pos(), what);
    }

    /// A syntax error. What begins with "in", "at", "after" or "expected" completes "unexpected
    /// such and such"; anything else is a sentence of its own.
    fn syntax_error_at(&mut self, offset: u32, what: &str) {
        if self.tok() == Tok::Eof && self.has_errors() {
            return;
        }
        let separator = match what.split(' ').next() {
            Some("in" | "at" | "after") => " ",
            Some("expected") => ", ",
            _ => {
                self.error_at(offset, format!("syntax error: {what}"));
                return;
            }
        };
        let text = || String::from_utf8_lossy(self.scan.lit());
        let tok = match self.tok() {
            Tok::Name => format!("name {}", text()),
            Tok::Literal(_) => format!("literal {}", text()),
            Tok::Semi(Semi::Semicolon) => "semicolon".to_owned(),
            Tok::Semi(Semi::Newline) => "newline".to_owned(),
            Tok::Semi(Semi::Eof) | Tok::Eof => "EOF".to_owned(),
            tok => spelled(tok).to_owned(),
        };
        self.error_at(offset, format!("syntax error: unexpected {tok}{separator}{what}"));
    }

    /// Skips to a token of the set; inside functions also to one that begins a statement.
    fn advance(&mut self, follow: FollowSet) {
        while self.tok() != Tok::Eof
            && !follow(self.tok())
            && !(self.in_func > 0 && begins_statement(self.tok()))
        {
            self.next();
        }
    }

    /// Runs `inner` one level deeper. Past the limit, the file ends here.
    fn deeper<T: Default>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= self.max_depth {
            if !self.too_deep {
                let offset = self.pos();
                self.error_at(offset, super::lower::TOO_DEEP);
                self.too_deep = true;
            }
            self.scan.skip_to_end();
            return T::default();
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// A list of elements up to a closing token, which is consumed; returns its place. `element`
    /// returns whether it must be the last.
    fn list(
        &mut self,
        context: &str,
        separator: Tok,
        close: Tok,
        mut element: impl FnMut(&mut Self) -> bool,
    ) -> u32 {
        let mut done = false;
        while self.tok() != Tok::Eof && self.tok() != close && !done {
            done = element(self);
            let separated =
                if separator == Tok::Comma { self.got(Tok::Comma) } else { self.got_semi() };
            if !separated && self.tok() != close {
                self.syntax_error(&format!(
                    "in {context}; possibly missing {} or {}",
                    spelled(separator),
                    spelled(close)
                ));
                self.advance(|tok| matches!(tok, Tok::RParen | Tok::RBrack | Tok::RBrace));
                if self.tok() != close {
                    return self.pos();
                }
            }
        }
        let pos = self.pos();
        self.want(close);
        pos
    }

    fn name(&mut self) -> u32 {
        let pos = self.pos();
        if self.tok() == Tok::Name {
            self.next();
        } else {
            self.syntax_error("expected name");
            self.next_after_error();
        }
        pos
    }

    fn literal(&mut self) -> Option<Lit> {
        match self.tok() {
            Tok::Literal(lit) => {
                self.next();
                Some(lit)
            }
            _ => None,
        }
    }

    /// Some text of the file on one line.
    fn text(&self, start: u32, end: u32) -> String {
        let text = String::from_utf8_lossy(self.scan.slice(start, end));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// How messages spell a token.
fn spelled(tok: Tok) -> &'static str {
    match tok {
        Tok::Eof => "EOF",
        Tok::Name => "name",
        Tok::Literal(_) => "literal",
        Tok::Op(op, _) => operator(op),
        Tok::AssignOp(op) => match op {
            Operator::Add => "+=",
            Operator::Sub => "-=",
            Operator::Mul => "*=",
            Operator::Div => "/=",
            Operator::Rem => "%=",
            Operator::And => "&=",
            Operator::AndNot => "&^=",
            Operator::Or => "|=",
            Operator::Xor => "^=",
            Operator::Shl => "<<=",
            Operator::Shr => ">>=",
            _ => "op=",
        },
        Tok::IncOp(Operator::Sub) => "--",
        Tok::IncOp(_) => "++",
        Tok::Assign => "=",
        Tok::Define => ":=",
        Tok::Arrow => "<-",
        Tok::Star => "*",
        Tok::LParen => "(",
        Tok::LBrack => "[",
        Tok::LBrace => "{",
        Tok::RParen => ")",
        Tok::RBrack => "]",
        Tok::RBrace => "}",
        Tok::Comma => "comma",
        Tok::Semi(_) => "semicolon or newline",
        Tok::Colon => ":",
        Tok::Dot => ".",
        Tok::DotDotDot => "...",
        Tok::Break => "keyword break",
        Tok::Case => "keyword case",
        Tok::Chan => "keyword chan",
        Tok::Const => "keyword const",
        Tok::Continue => "keyword continue",
        Tok::Default => "keyword default",
        Tok::Defer => "keyword defer",
        Tok::Else => "keyword else",
        Tok::Fallthrough => "keyword fallthrough",
        Tok::For => "keyword for",
        Tok::Func => "keyword func",
        Tok::Go => "keyword go",
        Tok::Goto => "keyword goto",
        Tok::If => "keyword if",
        Tok::Import => "keyword import",
        Tok::Interface => "keyword interface",
        Tok::Map => "keyword map",
        Tok::Package => "keyword package",
        Tok::Range => "keyword range",
        Tok::Return => "keyword return",
        Tok::Select => "keyword select",
        Tok::Struct => "keyword struct",
        Tok::Switch => "keyword switch",
        Tok::Type => "keyword type",
        Tok::Var => "keyword var",
    }
}

fn operator(op: Operator) -> &'static str {
    match op {
        Operator::Not => "!",
        Operator::Recv => "<-",
        Operator::Tilde => "~",
        Operator::OrOr => "||",
        Operator::AndAnd => "&&",
        Operator::Eql => "==",
        Operator::Neq => "!=",
        Operator::Lss => "<",
        Operator::Leq => "<=",
        Operator::Gtr => ">",
        Operator::Geq => ">=",
        Operator::Add => "+",
        Operator::Sub => "-",
        Operator::Or => "|",
        Operator::Xor => "^",
        Operator::Mul => "*",
        Operator::Div => "/",
        Operator::Rem => "%",
        Operator::And => "&",
        Operator::AndNot => "&^",
        Operator::Shl => "<<",
        Operator::Shr => ">>",
    }
}

/// Keywords that begin a statement are good places to go on at.
fn begins_statement(tok: Tok) -> bool {
    matches!(
        tok,
        Tok::Break
            | Tok::Const
            | Tok::Continue
            | Tok::Defer
            | Tok::Fallthrough
            | Tok::For
            | Tok::Go
            | Tok::Goto
            | Tok::If
            | Tok::Return
            | Tok::Select
            | Tok::Switch
            | Tok::Type
            | Tok::Var
    )
}
