//! Tokens, for finding errors.
//!
//! Models gc's `syntax/scanner.go` and `syntax/source.go`: which tokens there are, where a line
//! break is a semicolon, and what is wrong with literals. tree-sitter has a lexer of its own; this
//! one exists because gc's errors speak of tokens.
//!
//! ```go
//! x := 0x_1_   // '_' must separate successive digits, at the last underscore
//! ```

use super::SyntaxError;
use super::ast::Operator;

/// A token. Payloads are what error messages and precedence need.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tok {
    Eof,
    Name,
    Literal(Lit),
    /// A binary or unary operator, with its precedence as a binary one.
    Op(Operator, u8),
    /// `op=`
    AssignOp(Operator),
    /// `++` and `--`
    IncOp(Operator),
    Assign,
    Define,
    Arrow,
    Star,
    LParen,
    LBrack,
    LBrace,
    RParen,
    RBrack,
    RBrace,
    Comma,
    Semi(Semi),
    Colon,
    Dot,
    DotDotDot,
    Break,
    Case,
    Chan,
    Const,
    Continue,
    Default,
    Defer,
    Else,
    Fallthrough,
    For,
    Func,
    Go,
    Goto,
    If,
    Import,
    Interface,
    Map,
    Package,
    Range,
    Return,
    Select,
    Struct,
    Switch,
    Type,
    Var,
}

/// What made a semicolon.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Semi {
    Semicolon,
    Newline,
    Eof,
}

/// The kinds of literals as far as the parser distinguishes them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lit {
    String,
    Other,
    /// Any literal with a lexical error.
    Bad,
}

/// Precedences of binary operators; unary ones have none.
const OR_OR: u8 = 1;
const AND_AND: u8 = 2;
const CMP: u8 = 3;
const ADD: u8 = 4;
const MUL: u8 = 5;

/// The scanner with its current token.
pub(super) struct Scanner<'t> {
    text: &'t [u8],
    /// Where reading goes on.
    at: usize,
    /// Whether a line break here is a semicolon.
    nlsemi: bool,
    pub(super) tok: Tok,
    /// Where the token begins.
    pub(super) start: u32,
    /// Where it ends.
    pub(super) end: u32,
    /// Where the token before it ends.
    pub(super) previous_end: u32,
    pub(super) errors: Vec<SyntaxError>,
}

impl<'t> Scanner<'t> {
    /// A scanner at the beginning of a file; `next` reads the first token.
    pub(super) fn new(text: &'t [u8]) -> Scanner<'t> {
        let at = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        Scanner {
            text,
            at,
            nlsemi: false,
            tok: Tok::Eof,
            start: 0,
            end: 0,
            previous_end: 0,
            errors: Vec::new(),
        }
    }

    /// The text of the current token.
    pub(super) fn lit(&self) -> &'t [u8] {
        self.text.get(self.start as usize..self.end as usize).unwrap_or(&[])
    }

    /// Some text of the file.
    pub(super) fn slice(&self, start: u32, end: u32) -> &'t [u8] {
        self.text.get(start as usize..end as usize).unwrap_or(&[])
    }

    fn error(&mut self, offset: usize, message: String) {
        self.errors.push(SyntaxError { offset: offset as u32, message });
    }

    /// The byte at the reading position; 0 at the end.
    #[inline]
    fn ch(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Ends the file here, after an error that makes the rest meaningless.
    pub(super) fn skip_to_end(&mut self) {
        self.at = self.text.len();
        self.nlsemi = false;
        self.tok = Tok::Eof;
        self.start = self.at as u32;
        self.end = self.start;
    }

    /// Reads the next token.
    pub(super) fn next(&mut self) {
        self.previous_end = self.end;
        let nlsemi = std::mem::take(&mut self.nlsemi);
        loop {
            while matches!(self.ch(), b' ' | b'\t' | b'\r') || self.ch() == b'\n' && !nlsemi {
                self.at += 1;
            }
            self.start = self.at as u32;
            let start = self.at;
            let c = self.ch();
            self.at += 1;
            self.tok = match c {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.identifier(start),
                0 if start >= self.text.len() => {
                    self.at = self.text.len();
                    if nlsemi { Tok::Semi(Semi::Eof) } else { Tok::Eof }
                }
                // Reported by `encoding`.
                0 => continue,
                b'\n' => Tok::Semi(Semi::Newline),
                b'0'..=b'9' => {
                    self.at = start;
                    self.number(start, false)
                }
                b'"' => self.string(start),
                b'`' => self.raw_string(start),
                b'\'' => self.rune(start),
                b'(' => Tok::LParen,
                b'[' => Tok::LBrack,
                b'{' => Tok::LBrace,
                b',' => Tok::Comma,
                b';' => Tok::Semi(Semi::Semicolon),
                b')' => self.closing(Tok::RParen),
                b']' => self.closing(Tok::RBrack),
                b'}' => self.closing(Tok::RBrace),
                b':' => self.either(b'=', Tok::Define, Tok::Colon),
                b'.' if self.ch().is_ascii_digit() => self.number(start, true),
                b'.' if self.text[self.at..].starts_with(b"..") => {
                    self.at += 2;
                    Tok::DotDotDot
                }
                b'.' => Tok::Dot,
                b'+' | b'-' if self.ch() == c => {
                    self.at += 1;
                    self.closing(Tok::IncOp(if c == b'+' { Operator::Add } else { Operator::Sub }))
                }
                b'+' => self.operator(Operator::Add, ADD),
                b'-' => self.operator(Operator::Sub, ADD),
                b'*' => self.either(b'=', Tok::AssignOp(Operator::Mul), Tok::Star),
                b'/' if self.ch() == b'/' => {
                    self.skip_line();
                    continue;
                }
                b'/' if self.ch() == b'*' => {
                    if self.skip_comment(start) && nlsemi {
                        Tok::Semi(Semi::Newline)
                    } else {
                        continue;
                    }
                }
                b'/' => self.operator(Operator::Div, MUL),
                b'%' => self.operator(Operator::Rem, MUL),
                b'&' if self.got(b'&') => Tok::Op(Operator::AndAnd, AND_AND),
                b'&' if self.got(b'^') => self.operator(Operator::AndNot, MUL),
                b'&' => self.operator(Operator::And, MUL),
                b'|' if self.got(b'|') => Tok::Op(Operator::OrOr, OR_OR),
                b'|' => self.operator(Operator::Or, ADD),
                b'^' => self.operator(Operator::Xor, ADD),
                b'<' if self.got(b'=') => Tok::Op(Operator::Leq, CMP),
                b'<' if self.got(b'<') => self.operator(Operator::Shl, MUL),
                b'<' if self.got(b'-') => Tok::Arrow,
                b'<' => Tok::Op(Operator::Lss, CMP),
                b'>' if self.got(b'=') => Tok::Op(Operator::Geq, CMP),
                b'>' if self.got(b'>') => self.operator(Operator::Shr, MUL),
                b'>' => Tok::Op(Operator::Gtr, CMP),
                b'=' => self.either(b'=', Tok::Op(Operator::Eql, CMP), Tok::Assign),
                b'!' => self.either(b'=', Tok::Op(Operator::Neq, CMP), Tok::Op(Operator::Not, 0)),
                b'~' => Tok::Op(Operator::Tilde, 0),
                0x80.. => {
                    self.at = start;
                    match decode(&self.text[start..]) {
                        // Reported by `encoding`.
                        None => {
                            self.at += 1;
                            continue;
                        }
                        Some((BOM, len)) => {
                            self.at += len;
                            continue;
                        }
                        Some(_) => {
                            if !self.identifier_char(true) {
                                continue;
                            }
                            self.identifier(start)
                        }
                    }
                }
                _ => {
                    self.error(start, format!("invalid character {}", describe(c as char)));
                    continue;
                }
            };
            self.end = self.at as u32;
            return;
        }
    }

    fn got(&mut self, c: u8) -> bool {
        let got = self.ch() == c;
        self.at += usize::from(got);
        got
    }

    fn either(&mut self, c: u8, yes: Tok, no: Tok) -> Tok {
        if self.got(c) { yes } else { no }
    }

    fn operator(&mut self, op: Operator, precedence: u8) -> Tok {
        self.either(b'=', Tok::AssignOp(op), Tok::Op(op, precedence))
    }

    /// A token after which a line break is a semicolon.
    fn closing(&mut self, tok: Tok) -> Tok {
        self.nlsemi = true;
        tok
    }

    /// To the line break, which stays.
    fn skip_line(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
    }

    /// Skips a comment whose `/` is read; true if it spans lines.
    fn skip_comment(&mut self, start: usize) -> bool {
        self.at += 1;
        let rest = &self.text[self.at..];
        let end = match rest.windows(2).position(|pair| pair == b"*/") {
            Some(close) => self.at + close + 2,
            None => {
                self.error(start, "comment not terminated".to_owned());
                self.text.len()
            }
        };
        let lines = self.text[self.at..end].contains(&b'\n');
        self.at = end;
        lines
    }

    /// Accepts a character that is not ASCII if gc takes it for part of an identifier, valid or
    /// not.
    fn identifier_char(&mut self, first: bool) -> bool {
        let at = self.at;
        let Some((c, len)) = decode(&self.text[at.min(self.text.len())..]) else {
            // Reported by `encoding`, otherwise as if it weren't there.
            self.at += 1;
            return !first;
        };
        if c.is_ascii() {
            return false;
        }
        self.at += len;
        if c == BOM || is_letter(c) {
        } else if is_digit(c) {
            if first {
                let message = format!("identifier cannot begin with digit {}", describe(c));
                self.error(at, message);
            }
        } else {
            self.error(at, format!("invalid character {} in identifier", describe(c)));
        }
        true
    }

    fn identifier(&mut self, start: usize) -> Tok {
        loop {
            match self.ch() {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' => self.at += 1,
                0x80.. => {
                    self.identifier_char(false);
                }
                0 if !self.at_end() => self.at += 1,
                _ => break,
            }
        }
        let tok = keyword(&self.text[start..self.at]);
        self.nlsemi =
            matches!(tok, Tok::Name | Tok::Break | Tok::Continue | Tok::Fallthrough | Tok::Return);
        tok
    }

    fn literal(&mut self, ok: bool, kind: Lit) -> Tok {
        self.nlsemi = true;
        Tok::Literal(if ok { kind } else { Lit::Bad })
    }

    /// Digits and underscores; whether there were any of each. Notes the first digit that is
    /// none of the base.
    fn digits(&mut self, base: u8, invalid: &mut Option<usize>) -> (bool, bool) {
        let (mut digits, mut separators) = (false, false);
        loop {
            match self.ch() {
                b'_' => separators = true,
                c @ b'0'..=b'9' => {
                    digits = true;
                    if base <= 10 && c >= b'0' + base && invalid.is_none() {
                        *invalid = Some(self.at);
                    }
                }
                b'a'..=b'f' | b'A'..=b'F' if base == 16 => digits = true,
                _ => return (digits, separators),
            }
            self.at += 1;
        }
    }

    fn number(&mut self, start: usize, mut point: bool) -> Tok {
        let mut ok = true;
        let mut fail = |scanner: &mut Self, at: usize, message: String| {
            if std::mem::take(&mut ok) {
                scanner.error(at, message);
            }
        };
        let mut base = 10;
        let mut prefix = 0;
        let mut digits = false;
        let mut separators = false;
        let mut invalid = None;
        let mut float = point;
        if !point {
            if self.got(b'0') {
                (base, prefix) = match self.ch() | 0x20 {
                    b'x' => (16, b'x'),
                    b'o' => (8, b'o'),
                    b'b' => (2, b'b'),
                    _ => (8, b'0'),
                };
                if prefix == b'0' {
                    digits = true;
                } else {
                    self.at += 1;
                }
            }
            let (more, seps) = self.digits(base, &mut invalid);
            digits |= more;
            separators |= seps;
            if self.ch() == b'.' {
                if matches!(prefix, b'o' | b'b') {
                    let message = format!("invalid radix point in {} literal", base_name(base));
                    fail(self, self.at, message);
                }
                self.at += 1;
                point = true;
            }
        }
        if point {
            float = true;
            let (more, seps) = self.digits(base, &mut invalid);
            digits |= more;
            separators |= seps;
        }
        if !digits {
            fail(self, self.at, format!("{} literal has no digits", base_name(base)));
        }
        let exponent = self.ch();
        if matches!(exponent | 0x20, b'e' | b'p') {
            let e = exponent as char;
            if exponent | 0x20 == b'e' && !matches!(prefix, 0 | b'0') {
                fail(self, self.at, format!("'{e}' exponent requires decimal mantissa"));
            } else if exponent | 0x20 == b'p' && prefix != b'x' {
                fail(self, self.at, format!("'{e}' exponent requires hexadecimal mantissa"));
            }
            self.at += 1;
            float = true;
            if matches!(self.ch(), b'+' | b'-') {
                self.at += 1;
            }
            let (digits, seps) = self.digits(10, &mut Some(0));
            separators |= seps;
            if !digits {
                fail(self, self.at, "exponent has no digits".to_owned());
            }
        } else if prefix == b'x' && float {
            fail(self, self.at, "hexadecimal mantissa requires a 'p' exponent".to_owned());
        }
        let imaginary = self.got(b'i');
        if let Some(at) = invalid
            && !float
            && !imaginary
        {
            let digit = self.text[at] as char;
            fail(self, at, format!("invalid digit '{digit}' in {} literal", base_name(base)));
        }
        if separators && let Some(at) = misplaced_separator(&self.text[start..self.at]) {
            fail(self, start + at, "'_' must separate successive digits".to_owned());
        }
        self.literal(ok, Lit::Other)
    }

    fn string(&mut self, start: usize) -> Tok {
        let mut ok = true;
        loop {
            match self.ch() {
                b'"' => {
                    self.at += 1;
                    break;
                }
                b'\\' => {
                    self.at += 1;
                    ok &= self.escape(b'"');
                }
                b'\n' => {
                    self.error(self.at, "newline in string".to_owned());
                    ok = false;
                    break;
                }
                0 if self.at_end() => {
                    self.error(start, "string not terminated".to_owned());
                    ok = false;
                    break;
                }
                _ => self.at += 1,
            }
        }
        self.literal(ok, Lit::String)
    }

    fn raw_string(&mut self, start: usize) -> Tok {
        let rest = &self.text[self.at..];
        match rest.iter().position(|b| *b == b'`') {
            Some(close) => {
                self.at += close + 1;
                self.literal(true, Lit::String)
            }
            None => {
                self.at = self.text.len();
                self.error(start, "string not terminated".to_owned());
                self.literal(false, Lit::String)
            }
        }
    }

    fn rune(&mut self, start: usize) -> Tok {
        let mut ok = true;
        let mut count = 0;
        loop {
            match self.ch() {
                b'\'' => {
                    if ok && count == 0 {
                        let message = "empty rune literal or unescaped '";
                        self.error(self.at, message.to_owned());
                        ok = false;
                    } else if ok && count != 1 {
                        let message = "more than one character in rune literal";
                        self.error(start, message.to_owned());
                        ok = false;
                    }
                    self.at += 1;
                    break;
                }
                b'\\' => {
                    self.at += 1;
                    ok &= self.escape(b'\'');
                }
                b'\n' => {
                    if ok {
                        self.error(self.at, "newline in rune literal".to_owned());
                        ok = false;
                    }
                    break;
                }
                0 if self.at_end() => {
                    if ok {
                        self.error(start, "rune literal not terminated".to_owned());
                        ok = false;
                    }
                    break;
                }
                0x80.. => self.at += decode(&self.text[self.at..]).map_or(1, |(_, len)| len),
                _ => self.at += 1,
            }
            count += 1;
        }
        self.literal(ok, Lit::Other)
    }

    /// An escape whose backslash is read; whether it is valid.
    fn escape(&mut self, quote: u8) -> bool {
        let c = self.ch();
        let (count, base, max) = match c {
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' => {
                self.at += 1;
                return true;
            }
            _ if c == quote => {
                self.at += 1;
                return true;
            }
            b'0'..=b'7' => (3, 8, 255),
            b'x' => (2, 16, 255),
            b'u' => (4, 16, 0x10ffff),
            b'U' => (8, 16, 0x10ffff),
            _ if self.at_end() => return true,
            _ => {
                self.error(self.at, "unknown escape".to_owned());
                return false;
            }
        };
        if base == 16 {
            self.at += 1;
        }
        let mut value: u32 = 0;
        for _ in 0..count {
            if self.at_end() {
                return true;
            }
            let Some(digit) = (self.ch() as char).to_digit(base) else {
                let c = decode(&self.text[self.at..]).map_or(char::REPLACEMENT_CHARACTER, |c| c.0);
                let name = base_name(base as u8);
                self.error(self.at, format!("invalid character {} in {name} escape", quoted(c)));
                return false;
            };
            value = value.wrapping_mul(base).wrapping_add(digit);
            self.at += 1;
        }
        if value > max && base == 8 {
            self.error(self.at, format!("octal escape value {value} > 255"));
            return false;
        }
        if value > max || (0xd800..0xe000).contains(&value) {
            let message = format!("escape is invalid Unicode code point U+{value:04X}");
            self.error(self.at, message);
            return false;
        }
        true
    }
}

/// What no part of a file may contain: NUL, invalid UTF-8, a byte order mark but at its start.
pub(super) fn encoding(text: &[u8], errors: &mut Vec<SyntaxError>, limit: usize) {
    let mut error = |offset: usize, message: &str| {
        if errors.len() < limit {
            errors.push(SyntaxError { offset: offset as u32, message: message.to_owned() });
        }
    };
    for (offset, _) in text.iter().enumerate().filter(|(_, b)| **b == 0).take(limit) {
        error(offset, "invalid NUL character");
    }
    let mut base = 0;
    for chunk in text.utf8_chunks() {
        for (offset, _) in chunk.valid().match_indices(BOM).take(limit) {
            if base + offset > 0 {
                error(base + offset, "invalid BOM in the middle of the file");
            }
        }
        base += chunk.valid().len();
        for i in 0..chunk.invalid().len() {
            error(base + i, "invalid UTF-8 encoding");
        }
        base += chunk.invalid().len();
    }
}

const BOM: char = '\u{feff}';

/// The first character of some text; `None` where that is not UTF-8.
fn decode(text: &[u8]) -> Option<(char, usize)> {
    let chunk = text.get(..text.len().min(4))?.utf8_chunks().next()?;
    let c = chunk.valid().chars().next()?;
    Some((c, c.len_utf8()))
}

/// Go's letters: the Unicode categories L*, which Rust's alphabetic characters include. The few
/// marks and letter numbers that it has on top are accepted here and not by gc.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
}

/// Go's digits: the Unicode category Nd, ten in a row from each zero.
fn is_digit(c: char) -> bool {
    DIGIT_ZEROS.iter().any(|&zero| (zero..zero + 10).contains(&(c as u32)))
}

/// The zeros of the scripts' decimal digits in the basic plane and the mathematical ones.
const DIGIT_ZEROS: [u32; 42] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66,
    0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
    0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6,
];

/// gc's `%#U`: `U+0040 '@'`.
fn describe(c: char) -> String {
    if c.is_control() { format!("U+{:04X}", c as u32) } else { format!("U+{:04X} '{c}'", c as u32) }
}

/// gc's `%q` of a character.
fn quoted(c: char) -> String {
    match c {
        '\n' => "'\\n'".to_owned(),
        '\t' => "'\\t'".to_owned(),
        '\r' => "'\\r'".to_owned(),
        '\'' => "'\\''".to_owned(),
        '\\' => "'\\\\'".to_owned(),
        c => format!("'{c}'"),
    }
}

fn base_name(base: u8) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

/// The first underscore of a number that doesn't stand between digits; a prefix counts as one.
fn misplaced_separator(number: &[u8]) -> Option<usize> {
    let mut hex = false;
    let mut before = b'.';
    let mut from = 0;
    if let [b'0', prefix, ..] = number
        && matches!(prefix | 0x20, b'x' | b'o' | b'b')
    {
        hex = prefix | 0x20 == b'x';
        before = b'0';
        from = 2;
    }
    for (i, &c) in number.iter().enumerate().skip(from) {
        let class = match c {
            b'_' => b'_',
            b'0'..=b'9' => b'0',
            b'a'..=b'f' | b'A'..=b'F' if hex => b'0',
            _ => b'.',
        };
        match (before, class) {
            (b'0', b'_') => {}
            (_, b'_') => return Some(i),
            (b'_', b'.') => return Some(i - 1),
            _ => {}
        }
        before = class;
    }
    (before == b'_').then(|| number.len() - 1)
}

fn keyword(text: &[u8]) -> Tok {
    match text {
        b"break" => Tok::Break,
        b"case" => Tok::Case,
        b"chan" => Tok::Chan,
        b"const" => Tok::Const,
        b"continue" => Tok::Continue,
        b"default" => Tok::Default,
        b"defer" => Tok::Defer,
        b"else" => Tok::Else,
        b"fallthrough" => Tok::Fallthrough,
        b"for" => Tok::For,
        b"func" => Tok::Func,
        b"go" => Tok::Go,
        b"goto" => Tok::Goto,
        b"if" => Tok::If,
        b"import" => Tok::Import,
        b"interface" => Tok::Interface,
        b"map" => Tok::Map,
        b"package" => Tok::Package,
        b"range" => Tok::Range,
        b"return" => Tok::Return,
        b"select" => Tok::Select,
        b"struct" => Tok::Struct,
        b"switch" => Tok::Switch,
        b"type" => Tok::Type,
        b"var" => Tok::Var,
        _ => Tok::Name,
    }
}
