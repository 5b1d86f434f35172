//! Which lines of a file hold what, by its tokens alone: for comments that speak of lines.
//!
//! No tree is needed to say where a comment stands, what it stands above and how far that
//! reaches, so this works for files that don't parse as well. Bodies are those of declared
//! functions; function literals are part of what they stand in.
//!
//! ```go
//! //nolint:goesc      // alone; the declaration below begins in the same column
//! func f(p *T) {      // a function: begins at `func`, its body at `{`
//!     g(p)            //goesc:noescape   after code
//! }                   // both end here
//! ```

use super::scan::{Scanner, Semi, Tok};

/// What the lines of a file hold.
#[derive(Debug, Default)]
pub struct Outline {
    /// `//` comments in the order of the source.
    pub comments: Vec<Comment>,
    /// `/* */` comments in the order of the source.
    pub blocks: Vec<Comment>,
    /// Declared functions in the order of the source.
    pub functions: Vec<Function>,
    /// Declarations of package variables: the first byte, and the first after them.
    pub variables: Vec<(u32, u32)>,
    /// The package clause: its first byte, and the first after it.
    pub package: Option<(u32, u32)>,
    tokens: Vec<Token>,
}

/// A comment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comment {
    /// The first slash.
    pub start: u32,
    /// The line break after it, or the end of the file; of one in `/* */` the first byte after it.
    pub end: u32,
}

/// A declared function or method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Function {
    /// The keyword `func`.
    pub start: u32,
    /// The opening brace; absent for functions implemented elsewhere.
    pub body: Option<u32>,
    /// The first byte after it.
    pub end: u32,
}

impl Function {
    /// Whether a byte is in the function, signature included.
    pub fn contains(&self, offset: u32) -> bool {
        (self.start..self.end).contains(&offset)
    }

    /// Whether a byte is in the signature.
    pub fn signature_contains(&self, offset: u32) -> bool {
        (self.start..self.body.unwrap_or(self.end)).contains(&offset)
    }
}

#[derive(Clone, Copy, Debug)]
struct Token {
    tok: Tok,
    start: u32,
    end: u32,
}

impl Outline {
    /// Reads a file.
    pub fn read(text: &[u8]) -> Outline {
        let mut outline = Outline::default();
        let mut scan = Scanner::new(text);
        let mut gap = 0;
        loop {
            scan.next();
            let is_text = !matches!(scan.tok, Tok::Eof | Tok::Semi(Semi::Newline | Semi::Eof));
            if is_text || scan.tok == Tok::Eof {
                comments(text, gap, scan.start, &mut outline);
                gap = scan.end;
            }
            if scan.tok == Tok::Eof {
                break;
            }
            outline.tokens.push(Token { tok: scan.tok, start: scan.start, end: scan.end });
        }
        outline.declarations();
        outline
    }

    /// The first token in a range of bytes that isn't punctuation which merely ends something.
    pub fn code_in(&self, start: u32, end: u32) -> Option<u32> {
        let first = self.tokens.partition_point(|token| token.start < start);
        let within = self.tokens[first..].iter().take_while(|token| token.start < end);
        let mut code = within.filter(|token| {
            !matches!(
                token.tok,
                Tok::Semi(_) | Tok::RParen | Tok::RBrack | Tok::RBrace | Tok::Comma
            )
        });
        code.next().map(|token| token.start)
    }

    /// Whether any token begins in a range of bytes.
    pub fn has_token_in(&self, start: u32, end: u32) -> bool {
        let first = self.tokens.partition_point(|token| token.start < start);
        let token = self.tokens[first..].iter().find(|token| {
            token.start >= end || !matches!(token.tok, Tok::Semi(Semi::Newline | Semi::Eof))
        });
        token.is_some_and(|token| token.start < end)
    }

    /// Where the declaration, statement, clause, field or element ends that begins with the token
    /// at `start`: the first byte after it.
    pub fn extent(&self, start: u32) -> u32 {
        let first = self.tokens.partition_point(|token| token.start < start);
        self.extent_of(first, self.separator(first)).unwrap_or(start)
    }

    /// Where what begins with a token ends; none if there is no such token, or one that can't
    /// begin anything.
    fn extent_of(&self, first: usize, separator: Separator) -> Option<u32> {
        let tokens = &self.tokens[first..];
        let is_case = |tok: Tok| matches!(tok, Tok::Case | Tok::Default);
        let in_clause = tokens.first().is_some_and(|token| is_case(token.tok));
        let mut depth = 0_u32;
        let mut end = None;
        for (i, token) in tokens.iter().enumerate() {
            match token.tok {
                Tok::LParen | Tok::LBrack | Tok::LBrace => depth += 1,
                Tok::RParen | Tok::RBrack | Tok::RBrace if depth == 0 => break,
                Tok::RParen | Tok::RBrack | Tok::RBrace => depth -= 1,
                tok if in_clause && depth == 0 && i > 0 && is_case(tok) => break,
                Tok::Comma if depth == 0 && separator == Separator::Comma => break,
                // A clause has statements; other semicolons stand in headers or on one line.
                Tok::Semi(Semi::Newline | Semi::Eof) if depth == 0 && !in_clause => break,
                Tok::Semi(_) => continue,
                _ => {}
            }
            end = Some(token.end);
        }
        end
    }

    /// What separates a token's neighbours: where there is no semicolon between the brackets
    /// around it, commas do.
    fn separator(&self, token: usize) -> Separator {
        let mut depth = 0_u32;
        let opener = self.tokens[..token.min(self.tokens.len())].iter().rposition(|token| {
            match token.tok {
                Tok::RParen | Tok::RBrack | Tok::RBrace => depth += 1,
                Tok::LParen | Tok::LBrack | Tok::LBrace if depth == 0 => return true,
                Tok::LParen | Tok::LBrack | Tok::LBrace => depth -= 1,
                _ => {}
            }
            false
        });
        let Some(opener) = opener else { return Separator::Semicolon };
        let mut depth = 0_u32;
        for token in &self.tokens[opener + 1..] {
            match token.tok {
                Tok::LParen | Tok::LBrack | Tok::LBrace => depth += 1,
                Tok::RParen | Tok::RBrack | Tok::RBrace if depth == 0 => break,
                Tok::RParen | Tok::RBrack | Tok::RBrace => depth -= 1,
                Tok::Semi(_) if depth == 0 => return Separator::Semicolon,
                _ => {}
            }
        }
        Separator::Comma
    }

    fn declarations(&mut self) {
        let mut at = 0;
        while let Some(token) = self.tokens.get(at).copied() {
            let end = self.extent_of(at, Separator::Semicolon).unwrap_or(token.end);
            let next = at + self.tokens[at..].partition_point(|other| other.start < end);
            match token.tok {
                Tok::Package => {
                    self.package = self.package.or(Some((token.start, end)));
                }
                Tok::Func => {
                    let body = body(&self.tokens[at..next]);
                    self.functions.push(Function { start: token.start, body, end });
                }
                Tok::Var => self.variables.push((token.start, end)),
                _ => {}
            }
            at = next.max(at + 1);
        }
    }
}

/// What stands between neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// Statements, declarations and fields.
    Semicolon,
    /// Elements, arguments and parameters.
    Comma,
}

/// The brace of a function's body, among the tokens of its declaration: the last one that opens
/// at the outer level, unless it belongs to a result's type.
fn body(tokens: &[Token]) -> Option<u32> {
    let mut depth = 0_u32;
    let mut found = None;
    for (i, token) in tokens.iter().enumerate() {
        match token.tok {
            Tok::LBrace if depth == 0 => {
                let before = i.checked_sub(1).and_then(|before| tokens.get(before));
                found = match before.map(|token| token.tok) {
                    Some(Tok::Struct | Tok::Interface) => None,
                    _ => Some(token.start),
                };
                depth += 1;
            }
            Tok::LParen | Tok::LBrack | Tok::LBrace => depth += 1,
            Tok::RParen | Tok::RBrack | Tok::RBrace => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

/// The comments in text between two tokens.
fn comments(text: &[u8], start: u32, end: u32, found: &mut Outline) {
    let mut at = start as usize;
    let end = (end as usize).min(text.len());
    while at < end {
        match &text[at..end] {
            [b'/', b'/', rest @ ..] => {
                let length = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                let stop = at + 2 + length;
                found.comments.push(Comment { start: at as u32, end: stop as u32 });
                at = stop;
            }
            [b'/', b'*', rest @ ..] => {
                let close = rest.windows(2).position(|pair| pair == b"*/");
                let stop = at + 2 + close.map_or(rest.len(), |close| close + 2);
                found.blocks.push(Comment { start: at as u32, end: stop as u32 });
                at = stop;
            }
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, part: &str) -> u32 {
        text.find(part).expect("the part is in the text") as u32
    }

    fn extent<'t>(text: &'t str, part: &str) -> &'t str {
        let start = at(text, part);
        let end = Outline::read(text.as_bytes()).extent(start);
        &text[start as usize..end as usize]
    }

    #[test]
    fn comments_are_found_between_tokens() {
        let text = "// a\npackage p // b\n\nvar s = \"//no\" /* // no\n */ // c\n//d";
        let outline = Outline::read(text.as_bytes());
        let found: Vec<&str> = outline
            .comments
            .iter()
            .map(|comment| &text[comment.start as usize..comment.end as usize])
            .collect();
        assert_eq!(found, ["// a", "// b", "// c", "//d"]);
        assert_eq!(outline.package, Some((5, 14)));
        assert_eq!(outline.blocks.len(), 1);
    }

    #[test]
    fn functions_have_signatures_and_bodies() {
        let text = "package p\nfunc f(x struct{ a int }) interface{ M() } {\n\tg()\n}\n\
                    func asm(p *int)\nfunc s() struct{}\nfunc (t T[K]) m() { func() {}() }\n";
        let outline = Outline::read(text.as_bytes());
        let parts: Vec<(&str, Option<&str>)> = outline
            .functions
            .iter()
            .map(|f| {
                let slice = |from: u32| &text[from as usize..f.end as usize];
                (slice(f.start), f.body.map(slice))
            })
            .collect();
        assert_eq!(parts.len(), 4);
        assert_eq!(parts[0].1, Some("{\n\tg()\n}"));
        assert_eq!(parts[1], ("func asm(p *int)", None));
        assert_eq!(parts[2], ("func s() struct{}", None));
        assert_eq!(parts[3].1, Some("{ func() {}() }"));
    }

    #[test]
    fn extents() {
        let text = "package p\n\nvar (\n\ta = 1\n\tb = 2\n)\n\nfunc f() {\n\tx, y := 1,\n\t\tg(2)\n\
                    \tif x > 0 {\n\t\tg(1)\n\t} else {\n\t\tg(3)\n\t}\n\
                    \tfor i := 0; i < 3; i++ {\n\t\tg(i)\n\t}\n\
                    \tswitch {\n\tcase x == 1, x == 2:\n\t\tg(4)\n\t\tg(5)\n\tdefault:\n\t}\n\
                    \t_ = T{\n\t\tA: g(6),\n\t\tB: h(\n\t\t\t7),\n\t}\n}\n";
        assert_eq!(extent(text, "var ("), "var (\n\ta = 1\n\tb = 2\n)");
        assert_eq!(extent(text, "a = 1"), "a = 1");
        assert_eq!(extent(text, "x, y"), "x, y := 1,\n\t\tg(2)");
        assert_eq!(extent(text, "if x"), "if x > 0 {\n\t\tg(1)\n\t} else {\n\t\tg(3)\n\t}");
        assert_eq!(extent(text, "for"), "for i := 0; i < 3; i++ {\n\t\tg(i)\n\t}");
        assert_eq!(extent(text, "case"), "case x == 1, x == 2:\n\t\tg(4)\n\t\tg(5)");
        assert_eq!(extent(text, "A:"), "A: g(6)");
        assert_eq!(extent(text, "B:"), "B: h(\n\t\t\t7)");
    }

    #[test]
    fn broken_text_has_an_outline() {
        for text in ["", "func", "package p\nfunc f( {\n\t}}}\n)", "/*", "//", "func f() { case"] {
            let outline = Outline::read(text.as_bytes());
            for start in 0..text.len() as u32 {
                assert!(outline.extent(start) as usize <= text.len().max(start as usize));
            }
        }
        let outline = Outline::read(b"func f() {\n}\n}\nx := 1");
        assert!(outline.has_token_in(0, 5) && !outline.has_token_in(10, 11));
        assert_eq!((outline.code_in(11, 12), outline.code_in(15, 21)), (None, Some(15)));
    }
}
