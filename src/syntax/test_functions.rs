//! The functions of a file that a test binary runs.
//!
//! Models `(*testFuncs).load` of `cmd/go/internal/load/test.go` and `Examples` of `go/doc`. What
//! has such a name and another signature stops `go test`, and is left out here.
//!
//! ```go
//! func TestF(t *testing.T) {}                 // a test
//! func Testable(t *testing.T) {}              // none: a small letter follows
//! func ExampleF() { f() /* Output: 1 */ }     // an example that is run
//! func ExampleG() { g() }                     // one that is compiled
//! ```

use std::ops::Range;

use super::ast::{DeclKind, ExprId, ExprKind, Operator, StmtKind, TopLevel};
use super::parse;
use super::scan::{Scanner, Semi, Tok};
use crate::id::Id;
use crate::source::pos::FileId;
use crate::source::test_main::{TestFunction, TestRole};

/// The functions of a file that a test binary runs, in the order of the source.
pub fn test_functions(text: &[u8]) -> Vec<TestFunction> {
    let file = parse(FileId::from_index(0), text).file;
    let functions = file.decls.iter().filter_map(|placed| {
        let decl: &TopLevel = &placed.decl;
        let DeclKind::Func { recv: None, name, tparams, ty, body } = &decl.first()?.kind else {
            return None;
        };
        let name = decl.name(*name).as_str();
        let body = || {
            let StmtKind::Block(block) = &decl.stmts[(*body)?].kind else { return None };
            Some(placed.base + decl.stmts[(*body)?].pos..placed.base + block.rbrace)
        };
        let role = match name {
            "TestMain" if takes(decl, *ty, "T") => TestRole::Test,
            "TestMain" if takes(decl, *ty, "M") => TestRole::Main,
            _ if is_test(name, "Test") && takes(decl, *ty, "T") => TestRole::Test,
            _ if is_test(name, "Benchmark") && takes(decl, *ty, "B") => TestRole::Benchmark,
            _ if is_test(name, "Fuzz") && takes(decl, *ty, "F") => TestRole::Fuzz,
            _ if is_test(name, "Example") && takes_nothing(decl, *ty) => {
                match has_output(text, body()?) {
                    true => TestRole::Example,
                    false => TestRole::CompiledExample,
                }
            }
            _ => return None,
        };
        tparams.is_empty().then(|| TestFunction { name: name.to_owned(), role })
    });
    functions.collect()
}

/// Whether a name is a prefix, or goes on behind it with no small letter.
fn is_test(name: &str, prefix: &str) -> bool {
    let rest = name.strip_prefix(prefix);
    rest.is_some_and(|rest| !rest.chars().next().is_some_and(char::is_lowercase))
}

/// Whether the one parameter of a function is a pointer to the type of package testing.
fn takes(decl: &TopLevel, ty: ExprId, name: &str) -> bool {
    let ExprKind::FuncType { params, results } = &decl.exprs[ty].kind else { return false };
    let [param] = &**params else { return false };
    let ExprKind::Unary { op: Operator::Mul, x } = decl.exprs[decl.fields[*param].ty].kind else {
        return false;
    };
    // As the go command, which doesn't know how testing is imported.
    let named = match decl.exprs[x].kind {
        ExprKind::Selector { sel, .. } => decl.name(sel),
        _ => decl.name(x),
    };
    results.is_empty() && named.as_str() == name
}

fn takes_nothing(decl: &TopLevel, ty: ExprId) -> bool {
    let ExprKind::FuncType { params, results } = &decl.exprs[ty].kind else { return false };
    params.is_empty() && results.is_empty()
}

/// Whether the last comment in a body says what is printed.
fn has_output(text: &[u8], body: Range<u32>) -> bool {
    let Some(body) = text.get(body.start as usize..body.end as usize) else { return false };
    let comment = String::from_utf8_lossy(&last_comment(body)).to_lowercase();
    let comment = comment.trim_start();
    comment.strip_prefix("unordered ").unwrap_or(comment).starts_with("output:")
}

/// The text of the last group of comments: those between which there is neither a token nor an
/// empty line.
fn last_comment(body: &[u8]) -> Vec<u8> {
    let mut scan = Scanner::new(body);
    let mut gap = 0;
    let mut last = Vec::new();
    loop {
        scan.next();
        let ends = scan.tok == Tok::Eof;
        if !ends && matches!(scan.tok, Tok::Semi(Semi::Newline | Semi::Eof)) {
            continue;
        }
        let stop = if ends { body.len() } else { scan.start as usize };
        if let Some(comment) = last_group(&body[gap.min(stop)..stop]) {
            last = comment;
        }
        if ends {
            return last;
        }
        gap = scan.end as usize;
    }
}

/// The same for what stands between two tokens.
fn last_group(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut group: Option<Vec<u8>> = None;
    loop {
        let start = rest.iter().position(|byte| *byte == b'/')?;
        let lines = rest[..start].iter().filter(|byte| **byte == b'\n').count();
        let (comment, end) = match &rest[start..] {
            [b'/', b'/', line @ ..] => {
                let length = memchr::memchr(b'\n', line).unwrap_or(line.len());
                (&line[..length], start + 2 + length)
            }
            [b'/', b'*', text @ ..] => {
                let length = memchr::memmem::find(text, b"*/").unwrap_or(text.len());
                (&text[..length], (start + 4 + length).min(rest.len()))
            }
            _ => return group,
        };
        match &mut group {
            Some(group) if lines < 2 => {
                group.push(b'\n');
                group.extend(comment);
            }
            _ => group = Some(comment.to_vec()),
        }
        rest = &rest[end..];
        if memchr::memchr(b'/', rest).is_none() {
            return group;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles() {
        let text = "package p\nimport \"testing\"\n\
            func TestMain(m *testing.M) {}\nfunc Test(t *testing.T) {}\nfunc TestÄ(t *T) {}\n\
            func Testable(t *testing.T) {}\nfunc TestTwo(t, u *testing.T) {}\n\
            func (x T) TestM(t *testing.T) {}\nfunc BenchmarkB(b *testing.B) {}\n\
            func FuzzF(f *testing.F) { f.Fuzz(nil) }\nfunc TestG[T any](t *testing.T) {}\n\
            func Example() {\n\tf()\n\t// Output: 1\n}\n\
            func ExampleU() {\n\tf() /* unordered OUTPUT:\n1 */\n}\n\
            func ExampleNot() {\n\t// Output: 1\n\n\t// and more\n\tf()\n}\n\
            func ExampleTwo() {\n\t// Output:\n\t// and more\n\tf()\n}\n\
            func ExampleNone() { f(\"// Output: 1\") }\nfunc ExampleArg(x int) {}\n";
        let found = test_functions(text.as_bytes());
        let found: Vec<(&str, TestRole)> =
            found.iter().map(|one| (one.name.as_str(), one.role)).collect();
        assert_eq!(
            found,
            [
                ("TestMain", TestRole::Main),
                ("Test", TestRole::Test),
                ("TestÄ", TestRole::Test),
                ("BenchmarkB", TestRole::Benchmark),
                ("FuzzF", TestRole::Fuzz),
                ("Example", TestRole::Example),
                ("ExampleU", TestRole::Example),
                ("ExampleNot", TestRole::CompiledExample),
                ("ExampleTwo", TestRole::Example),
                ("ExampleNone", TestRole::CompiledExample),
            ]
        );
    }
}
