//! Comments that mean something: `//go:` and `//goesc:` directives, `//line` directives and the
//! Go version of a `//go:build` line.
//!
//! Models the comment handler of gc's `syntax/parser.go`, `noder/noder.go` (which directives
//! belong to the file) and `go/build/constraint` (the version a constraint implies).
//!
//! ```go
//! //go:build go1.22 && linux     // go_version (1, 22)
//! package p
//!
//! //go:noinline                  // belongs to f
//! func f() {}
//!
//! //line gen.y:10:1              // from the next line on, positions are gen.y's
//! ```

use std::collections::VecDeque;

use crate::source::pos::LineDirective;

use super::SyntaxError;
use super::ast::Directive;
use super::directive_usage::is_linkname;
use super::misplaced_directives::is_alone;

/// The largest line or column that gc represents.
const POS_MAX: u64 = 1 << 30;

/// Directives that wait for the declaration they belong to, in order of the source.
#[derive(Debug, Default)]
pub(super) struct PendingDirectives {
    list: VecDeque<Directive>,
}

impl From<Vec<Directive>> for PendingDirectives {
    fn from(list: Vec<Directive>) -> PendingDirectives {
        PendingDirectives { list: list.into() }
    }
}

impl PendingDirectives {
    /// Whether any stands before `upto`.
    #[inline]
    pub(super) fn any_until(&self, upto: u32) -> bool {
        self.list.front().is_some_and(|directive| directive.pos < upto)
    }

    /// Where the first one stands.
    pub(super) fn first(&self) -> Option<u32> {
        self.list.front().map(|directive| directive.pos)
    }

    /// Takes those that stand before `upto`.
    pub(super) fn take_until(&mut self, upto: u32) -> Vec<Directive> {
        let count = self.list.partition_point(|directive| directive.pos < upto);
        self.list.drain(..count).collect()
    }
}

/// What the comments of a file say.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// Directives that may belong to a declaration.
    pub(super) pending: PendingDirectives,
    /// Directives that belong to the file wherever they stand.
    pub(super) of_file: Vec<Directive>,
    /// `//line` and `/*line*/`.
    pub(super) lines: Vec<LineDirective>,
    /// The version that the last `//go:build` above the package clause implies.
    pub(super) go_version: Option<(u32, u32)>,
    /// Malformed line directives.
    pub(super) errors: Vec<SyntaxError>,
}

/// Reads comments, given as start and end in order. `top` is where the first token begins.
pub(super) fn read(text: &[u8], comments: &[(u32, u32)], top: u32) -> Comments {
    let mut out = Comments::default();
    for &(start, end) in comments {
        let Some(comment) = text.get(start as usize..end as usize) else { continue };
        match comment {
            [b'/', b'/', body @ ..] => {
                let body = body.strip_suffix(b"\r").unwrap_or(body);
                if body.starts_with(b"line ") {
                    if start == 0 || text[start as usize - 1] == b'\n' {
                        line_directive(&mut out, body, start, end + 1);
                    }
                } else if body.starts_with(b"go:") || body.starts_with(b"goesc:") {
                    directive(&mut out, text, body, start, top);
                }
            }
            [b'/', b'*', body @ .., b'*', b'/'] if body.starts_with(b"line ") => {
                line_directive(&mut out, body, start, end);
            }
            _ => {}
        }
    }
    out
}

fn directive(out: &mut Comments, text: &[u8], body: &[u8], start: u32, top: u32) {
    let body = String::from_utf8_lossy(body);
    let body = body.trim_end();
    if start < top
        && body.starts_with("go:build")
        && let Some(constraint) = body["go:build".len()..].strip_prefix([' ', '\t'])
        && let Some(constraint) = Constraint::parse(constraint)
    {
        out.go_version = u32::try_from(constraint.min_version(true)).ok().map(|minor| (1, minor));
    }
    let directive = Directive { pos: start, text: body.to_owned() };
    let alone = is_alone(text, start);
    if alone && !is_linkname(body) {
        out.pending.list.push_back(directive);
    } else {
        out.of_file.push(directive);
    }
}

/// `line file:10` or `line file:10:1`; `offset` is the first byte that it governs.
fn line_directive(out: &mut Comments, body: &[u8], start: u32, offset: u32) {
    let text = String::from_utf8_lossy(&body[b"line ".len()..]);
    let text_start = start + 2 + b"line ".len() as u32;
    let Some((at, digits)) = trailing_digits(&text) else { return };
    let mut error = |what: &str, at: usize| {
        let message = format!("invalid {what} number: {}", &text[at..]);
        out.errors.push(SyntaxError { offset: text_start + at as u32, message });
    };
    let Some(last) = digits else { return error("line", at) };
    let (mut line, mut line_at, mut column) = (last, at, None);
    let mut path = &text[..at - 1];
    if let Some((before, Some(number))) = trailing_digits(path) {
        if last == 0 || last > POS_MAX {
            return error("column", at);
        }
        (line, line_at, column) = (number, before, Some(last));
        path = &path[..before - 1];
    }
    if line == 0 || line > POS_MAX {
        return error("line", line_at);
    }
    let path = match (path, column) {
        ("", Some(_)) => out.lines.last().map_or(String::new(), |last| last.path.clone()),
        ("", None) => String::new(),
        (path, _) => path.to_owned(),
    };
    let column = column.unwrap_or(0) as u32;
    out.lines.push(LineDirective { offset, path, line: line as u32, column });
}

/// Where what follows the last colon begins, and its value if it is a number.
fn trailing_digits(text: &str) -> Option<(usize, Option<u64>)> {
    let colon = text.rfind(':')?;
    let digits = &text[colon + 1..];
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    Some((colon + 1, if plain { digits.parse().ok() } else { None }))
}

/// The expression of a `//go:build` line.
enum Constraint {
    Tag(String),
    Not(Box<Constraint>),
    And(Box<Constraint>, Box<Constraint>),
    Or(Box<Constraint>, Box<Constraint>),
}

impl Constraint {
    /// Parses an expression; `None` where it is malformed.
    fn parse(text: &str) -> Option<Constraint> {
        let mut parser = ConstraintParser { rest: text.trim(), size: 0 };
        let constraint = parser.or()?;
        parser.rest.trim_start().is_empty().then_some(constraint)
    }

    /// The least minor version N of Go 1.N that the constraint needs, if it `holds` or doesn't;
    /// -1 where it needs none.
    fn min_version(&self, holds: bool) -> i64 {
        match self {
            Constraint::Not(x) => x.min_version(!holds),
            Constraint::And(x, y) | Constraint::Or(x, y) => {
                let (x_min, y_min) = (x.min_version(holds), y.min_version(holds));
                if matches!(self, Constraint::And(..)) == holds {
                    x_min.max(y_min)
                } else {
                    x_min.min(y_min)
                }
            }
            Constraint::Tag(_) if !holds => -1,
            Constraint::Tag(tag) if tag == "go1" => 0,
            Constraint::Tag(tag) => {
                tag.strip_prefix("go1.").and_then(|minor| minor.parse().ok()).unwrap_or(-1)
            }
        }
    }
}

struct ConstraintParser<'t> {
    rest: &'t str,
    /// Operators and parentheses so far; as in gc, there may be no more than 1,000.
    size: u32,
}

impl ConstraintParser<'_> {
    fn got(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                self.size += 1;
                true
            }
            None => false,
        }
    }

    fn or(&mut self) -> Option<Constraint> {
        let mut x = self.and()?;
        while self.got("||") {
            x = Constraint::Or(Box::new(x), Box::new(self.and()?));
        }
        Some(x)
    }

    fn and(&mut self) -> Option<Constraint> {
        let mut x = self.not()?;
        while self.got("&&") {
            x = Constraint::And(Box::new(x), Box::new(self.not()?));
        }
        Some(x)
    }

    fn not(&mut self) -> Option<Constraint> {
        if self.size > 1_000 {
            return None;
        }
        if self.got("!") {
            return Some(Constraint::Not(Box::new(self.not()?)));
        }
        if self.got("(") {
            let x = self.or()?;
            return self.got(")").then_some(x);
        }
        self.rest = self.rest.trim_start();
        let is_tag = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let end = self.rest.find(|c| !is_tag(c)).unwrap_or(self.rest.len());
        let (tag, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!tag.is_empty()).then(|| Constraint::Tag(tag.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Option<i64> {
        Constraint::parse(text).map(|constraint| constraint.min_version(true))
    }

    #[test]
    fn versions_of_constraints() {
        assert_eq!(version("go1.21"), Some(21));
        assert_eq!(version("linux && go1.21 && go1.18"), Some(21));
        assert_eq!(version("go1.21 || go1.18"), Some(18));
        assert_eq!(version("!go1.21"), Some(-1));
        assert_eq!(version("!(go1.21 || !go1.18)"), Some(18));
        assert_eq!(version("linux"), Some(-1));
        assert_eq!(version("(linux"), None);
    }

    #[test]
    fn line_directives() {
        let text = b"//line a/../b.go:10\n/*line :7:3*/x //line c.go:1\n//line c.go:x\n";
        let comments = [(0, 19), (20, 33), (35, 48), (49, 62)];
        let out = read(text, &comments, 0);
        let line = |offset, path: &str, line, column| LineDirective {
            offset,
            path: path.into(),
            line,
            column,
        };
        assert_eq!(out.lines, [line(20, "a/../b.go", 10, 0), line(33, "a/../b.go", 7, 3)]);
        assert_eq!(out.errors.len(), 1);
        assert_eq!(out.errors[0].message, "invalid line number: x");
    }
}
