//! Build constraints: the expressions of `//go:build` and `// +build` lines.
//!
//! Models `go/build/constraint/expr.go`. In goes the text after the marker, out comes an
//! [`Expr`] that is evaluated against a set of tags:
//!
//! ```go
//! //go:build linux && (amd64 || !cgo)
//! ```

/// A boolean expression over build tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A tag, satisfied when the build has it.
    Tag(String),
    /// `!x`
    Not(Box<Expr>),
    /// `x && y && ...`; never empty.
    All(Vec<Expr>),
    /// `x || y || ...`; never empty.
    Any(Vec<Expr>),
}

impl Expr {
    /// Whether a build whose tags are told by `has_tag` satisfies the expression.
    pub fn eval(&self, has_tag: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Expr::Tag(tag) => has_tag(tag),
            Expr::Not(x) => !x.eval(has_tag),
            Expr::All(xs) => xs.iter().all(|x| x.eval(has_tag)),
            Expr::Any(xs) => xs.iter().any(|x| x.eval(has_tag)),
        }
    }
}

/// The operands that go/build accepts in one expression (`maxSize` there).
const MAX_OPERANDS: usize = 1000;
/// The parentheses that we follow; go/build bounds them by its count of operands alone, but an
/// expression nested deeper is no expression that someone wrote.
const MAX_DEPTH: usize = 200;
/// The operators that go/build accepts in one `// +build` line (`maxOldSize` there).
const MAX_PLUS_BUILD_OPERATORS: usize = 100;

/// Parses the expression of a `//go:build` line.
pub fn parse_go_build(text: &str) -> Result<Expr, String> {
    let mut parser = Parser { text, at: 0, token: Token::End, operands: 0, depth: 0 };
    let expr = parser.any()?;
    match parser.token {
        Token::End => Ok(expr),
        token => Err(format!("unexpected token {}", token.text())),
    }
}

/// Parses the words of a `// +build` line: spaces mean or, commas mean and. An invalid word is
/// never satisfied, whereas too long a line is an error.
pub fn parse_plus_build(text: &str) -> Result<Expr, String> {
    let mut operators = 0;
    let mut clauses = Vec::new();
    for clause in text.split_whitespace() {
        let literals: Vec<Expr> = clause.split(',').map(plus_build_literal).collect();
        operators += literals.len();
        if operators > MAX_PLUS_BUILD_OPERATORS {
            return Err("expression too complex for // +build lines".to_owned());
        }
        clauses.push(Expr::All(literals));
    }
    if clauses.is_empty() {
        clauses.push(Expr::Tag("ignore".to_owned()));
    }
    Ok(Expr::Any(clauses))
}

fn plus_build_literal(literal: &str) -> Expr {
    let ignore = || Expr::Tag("ignore".to_owned());
    if literal.starts_with("!!") || literal == "!" {
        return ignore();
    }
    let (negated, word) = match literal.strip_prefix('!') {
        Some(word) => (true, word),
        None => (false, literal),
    };
    let valid = !word.is_empty() && word.chars().all(is_tag_char);
    let tag = if valid { Expr::Tag(word.to_owned()) } else { ignore() };
    if negated { Expr::Not(Box::new(tag)) } else { tag }
}

fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

/// The expression of a line that is a `//go:build` comment.
pub fn go_build_text(line: &str) -> Option<&str> {
    marked_text(line.strip_prefix("//go:build")?)
}

/// The words of a line that is a `// +build` comment.
pub fn plus_build_text(line: &str) -> Option<&str> {
    marked_text(line.strip_prefix("//")?.trim().strip_prefix("+build")?)
}

/// What follows a marker, unless the marker is only the beginning of a longer word.
fn marked_text(rest: &str) -> Option<&str> {
    let text = rest.trim();
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(text)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Tag(&'a str),
    Open,
    Close,
    Not,
    And,
    Or,
    End,
}

impl<'a> Token<'a> {
    fn text(self) -> &'a str {
        match self {
            Token::Tag(tag) => tag,
            Token::Open => "(",
            Token::Close => ")",
            Token::Not => "!",
            Token::And => "&&",
            Token::Or => "||",
            Token::End => "",
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// The token read last.
    token: Token<'a>,
    operands: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn any(&mut self) -> Result<Expr, String> {
        let mut operands = vec![self.all()?];
        while self.token == Token::Or {
            operands.push(self.all()?);
        }
        Ok(one_or(operands, Expr::Any))
    }

    fn all(&mut self) -> Result<Expr, String> {
        let mut operands = vec![self.not()?];
        while self.token == Token::And {
            operands.push(self.not()?);
        }
        Ok(one_or(operands, Expr::All))
    }

    fn not(&mut self) -> Result<Expr, String> {
        self.operands += 1;
        if self.operands > MAX_OPERANDS {
            return Err("build expression too large".to_owned());
        }
        self.next()?;
        if self.token != Token::Not {
            return self.atom();
        }
        self.next()?;
        if self.token == Token::Not {
            return Err("double negation not allowed".to_owned());
        }
        Ok(Expr::Not(Box::new(self.atom()?)))
    }

    fn atom(&mut self) -> Result<Expr, String> {
        match self.token {
            Token::Tag(tag) => {
                self.next()?;
                Ok(Expr::Tag(tag.to_owned()))
            }
            Token::Open => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err("build expression too large".to_owned());
                }
                let inner = self.any()?;
                if self.token != Token::Close {
                    return Err("missing close paren".to_owned());
                }
                self.depth -= 1;
                self.next()?;
                Ok(inner)
            }
            Token::End => Err("unexpected end of expression".to_owned()),
            token @ (Token::Close | Token::Not | Token::And | Token::Or) => {
                Err(format!("unexpected token {}", token.text()))
            }
        }
    }

    fn next(&mut self) -> Result<(), String> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let trimmed = rest.trim_start_matches([' ', '\t']);
        self.at += rest.len() - trimmed.len();
        let (token, len) = match trimmed.as_bytes() {
            [] => (Token::End, 0),
            [b'(', ..] => (Token::Open, 1),
            [b')', ..] => (Token::Close, 1),
            [b'!', ..] => (Token::Not, 1),
            [b'&', b'&', ..] => (Token::And, 2),
            [b'|', b'|', ..] => (Token::Or, 2),
            _ => {
                let len = trimmed.find(|c| !is_tag_char(c)).unwrap_or(trimmed.len());
                if len == 0 {
                    let c = trimmed.chars().next().unwrap_or(' ');
                    return Err(format!("invalid syntax at {c}"));
                }
                (Token::Tag(trimmed.get(..len).unwrap_or("")), len)
            }
        };
        self.token = token;
        self.at += len;
        Ok(())
    }
}

fn one_or(mut operands: Vec<Expr>, make: fn(Vec<Expr>) -> Expr) -> Expr {
    match operands.len() {
        1 => operands.swap_remove(0),
        _ => make(operands),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go_build(text: &str, tags: &[&str]) -> Result<bool, String> {
        parse_go_build(text).map(|x| x.eval(&|tag| tags.contains(&tag)))
    }

    #[test]
    fn precedence_and_parentheses() {
        assert_eq!(go_build("a || b && c", &["a"]), Ok(true));
        assert_eq!(go_build("(a || b) && c", &["a"]), Ok(false));
        assert_eq!(go_build("!(a || b) && !c", &["d"]), Ok(true));
        assert_eq!(go_build("go1.21 && goexperiment.x", &["go1.21", "goexperiment.x"]), Ok(true));
        assert_eq!(go_build("386||größe", &["größe"]), Ok(true));
    }

    #[test]
    fn syntax_errors() {
        for (text, want) in [
            ("", "unexpected end of expression"),
            ("a b", "unexpected token b"),
            ("(a", "missing close paren"),
            ("!!a", "double negation not allowed"),
            ("a & b", "invalid syntax at &"),
            ("a && && b", "unexpected token &&"),
            ("a)", "unexpected token )"),
        ] {
            assert_eq!(go_build(text, &[]), Err(want.to_owned()), "{text}");
        }
        assert!(parse_go_build(&"(".repeat(100_000)).is_err());
        assert!(parse_go_build(&format!("{}a", "a||".repeat(100_000))).is_err());
    }

    #[test]
    fn plus_build_words() {
        let eval = |text: &str, tags: &[&str]| {
            parse_plus_build(text).map(|x| x.eval(&|tag| tags.contains(&tag)))
        };
        assert_eq!(eval("linux,386 darwin,!cgo", &["darwin"]), Ok(true));
        assert_eq!(eval("linux,386 darwin,!cgo", &["darwin", "cgo"]), Ok(false));
        assert_eq!(eval("", &["linux"]), Ok(false));
        assert_eq!(eval("!!linux", &["linux"]), Ok(false));
        assert_eq!(eval("a-b", &["a-b"]), Ok(false));
        assert!(eval(&"a ".repeat(200), &[]).is_err());
    }

    #[test]
    fn markers() {
        assert_eq!(go_build_text("//go:build a"), Some("a"));
        assert_eq!(go_build_text("//go:build"), Some(""));
        assert_eq!(go_build_text("//go:builda"), None);
        assert_eq!(go_build_text("// go:build a"), None);
        assert_eq!(plus_build_text("// +build a b"), Some("a b"));
        assert_eq!(plus_build_text("//+build a"), Some("a"));
        assert_eq!(plus_build_text("// +builda"), None);
    }
}
