//! How directives are written, and which of them are for some packages only.
//!
//! Models the method `pragma` of gc's `noder/noder.go` and `pragcgo` of its `noder/lex.go`.
//!
//! ```go
//! //go:linkname            // fine: gc doesn't know a directive of that name
//! //go:linkname a b c      // usage: //go:linkname localname [linkname]
//! //go:embed "a            // invalid quoted string in //go:embed: "a
//! ```

use super::SyntaxError;
use super::ast::{Directive, File, Offset};
use super::misplaced_directives::{error, is_alone};
use super::scan::Scanner;

/// Directives that only the runtime may use.
const OF_RUNTIME: [&str; 4] =
    ["go:nowritebarrier", "go:nowritebarrierrec", "go:systemstack", "go:yeswritebarrierrec"];

/// `//go:linkname local remote`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Linkname<'d> {
    /// `go:linkname` or `go:linknamestd`.
    pub verb: &'d str,
    /// The function or variable of this package.
    pub local: &'d str,
    /// The symbol elsewhere.
    pub remote: Option<&'d str>,
}

impl<'d> Linkname<'d> {
    /// Reads a directive; nothing if it is another one or malformed.
    pub fn read(directive: &'d Directive) -> Option<Linkname<'d>> {
        if !is_linkname(&directive.text) {
            return None;
        }
        let mut fields = directive.text.split_whitespace();
        let (verb, local, remote) = (fields.next()?, fields.next()?, fields.next());
        fields.next().is_none().then_some(Linkname { verb, local, remote })
    }
}

/// Whether a text is that of a directive which names a symbol.
pub(super) fn is_linkname(text: &str) -> bool {
    text.starts_with("go:linkname ") || text.starts_with("go:linknamestd ")
}

/// Complains about directives that aren't written as they should be.
pub(super) fn malformed(file: &File, text: &[u8]) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    for (at, directive) in directives(file, text) {
        errors.extend(usage(directive).into_iter().map(|message| error(at, &message)));
    }
    errors
}

/// Who has written a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Author {
    /// cgo, which may say what the linker gets.
    Cgo,
    /// Anybody else.
    Other,
}

impl Author {
    /// By the path of the file. The go command takes no file of a user's with such a name.
    pub fn of(path: &str) -> Author {
        match path.rsplit(['/', '\\']).next().is_some_and(|name| name.starts_with("_cgo_")) {
            true => Author::Cgo,
            false => Author::Other,
        }
    }
}

/// Complains about directives that are for the standard library, or for parts of it.
pub fn reserved(file: &File, text: &[u8], author: Author) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    for (at, directive) in directives(file, text) {
        let whole = &directive.text;
        let verb = whole.split(' ').next().unwrap_or_default();
        if whole.starts_with("go:cgo_") && !is_import_dynamic(whole) && author == Author::Other {
            errors.push(error(at, &format!("//{whole} only allowed in cgo-generated code")));
        }
        if OF_RUNTIME.contains(&verb) {
            errors.push(error(at, &format!("//{verb} only allowed in runtime")));
        }
        if verb == "go:uintptrkeepalive" {
            let message = format!("//{verb} is only allowed in the standard library");
            errors.push(error(at, &message));
        }
    }
    errors
}

/// All directives of a file that stand on lines of their own, with their offsets.
fn directives<'f>(file: &'f File, text: &'f [u8]) -> impl Iterator<Item = (Offset, &'f Directive)> {
    file.all_directives().filter(move |&(at, _)| is_alone(text, at))
}

fn usage(directive: &Directive) -> Vec<String> {
    let text = directive.text.as_str();
    if text.starts_with("go:wasmimport ") && text.split_whitespace().count() != 3 {
        return vec!["usage: //go:wasmimport importmodule importname".to_owned()];
    }
    if text.starts_with("go:wasmexport ") && text.split_whitespace().count() != 2 {
        return vec!["usage: //go:wasmexport exportname".to_owned()];
    }
    if is_linkname(text) && Linkname::read(directive).is_none() {
        let verb = text.split(' ').next().unwrap_or_default();
        return vec![format!("usage: //{verb} localname [linkname]")];
    }
    if let Some(patterns) = embed_patterns(text) {
        let mut errors = Vec::new();
        let none = match patterns {
            Ok(list) => list.is_empty(),
            Err(rest) => {
                errors.push(format!("invalid quoted string in //go:embed: {rest}"));
                true
            }
        };
        if none {
            errors.push("usage: //go:embed pattern...".to_owned());
        }
        return errors;
    }
    cgo_usage(text).into_iter().collect()
}

/// The patterns of a `go:embed` directive, with quotes where they are quoted; nothing if it is another one, an error with what can't
/// be read.
pub fn embed_patterns(text: &str) -> Option<Result<Vec<&str>, &str>> {
    let rest = text.strip_prefix("go:embed")?;
    if !rest.is_empty() && !rest.starts_with(' ') {
        return None;
    }
    let mut list = Vec::new();
    let mut rest = rest.trim();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '`' => rest[1..].find('`').map(|at| at + 2),
            '"' => quoted_length(rest),
            _ => Some(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        let Some(length) = length else { return Some(Err(rest)) };
        let (pattern, after) = rest.split_at(length);
        let mut scan = Scanner::new(pattern.as_bytes());
        scan.next();
        if first == '"' && !scan.errors.is_empty() {
            return Some(Err(pattern));
        }
        list.push(pattern);
        if !after.is_empty() && !after.starts_with(char::is_whitespace) {
            return Some(Err(after));
        }
        rest = after.trim();
    }
    Some(Ok(list))
}

/// How long the string is that a text begins with, quotes included.
fn quoted_length(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Whether it is the one of cgo's directives that anyone may use, with a library.
fn is_import_dynamic(text: &str) -> bool {
    text.starts_with("go:cgo_import_dynamic ") && fields(text).len() >= 4
}

fn cgo_usage(text: &str) -> Option<String> {
    if !text.starts_with("go:cgo_") {
        return None;
    }
    let fields = fields(text);
    let (verb, args) = fields.split_first()?;
    let verb = verb.strip_prefix("go:")?;
    let quoted: Vec<bool> = args.iter().map(|arg| is_quoted(arg)).collect();
    let (allowed, shape): (&[&[bool]], &str) = match verb {
        "cgo_export_static" | "cgo_export_dynamic" => {
            (&[&[false], &[false, false]], "local [remote]")
        }
        "cgo_import_dynamic" => {
            (&[&[false], &[false, false], &[false, false, true]], "local [remote [\"library\"]]")
        }
        "cgo_import_static" => (&[&[false]], "local"),
        "cgo_dynamic_linker" => (&[&[true]], "\"path\""),
        "cgo_ldflag" => (&[&[true]], "\"arg\""),
        _ => return None,
    };
    let known = allowed.iter().any(|&kinds| kinds == quoted);
    (!known).then(|| format!("usage: //go:{verb} {shape}"))
}

fn is_quoted(text: &str) -> bool {
    text.len() >= 2 && text.starts_with('"') && text.ends_with('"')
}

/// The fields of a directive: separated by space, and by quotes, within which space counts for
/// nothing. What follows a quote that isn't closed is none.
fn fields(text: &str) -> Vec<&str> {
    let mut list = Vec::new();
    let mut start = None;
    let mut in_quote = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if in_quote => {
                in_quote = false;
                list.extend(start.take().map(|start| &text[start..=at]));
            }
            '"' => {
                in_quote = true;
                list.extend(start.replace(at).map(|start| &text[start..at]));
            }
            ' ' | '\t' | '\n' | '\r' if !in_quote => {
                list.extend(start.take().map(|start| &text[start..at]));
            }
            _ => start = start.or(Some(at)),
        }
    }
    if !in_quote {
        list.extend(start.map(|start| &text[start..]));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let read = |text: &'static str| embed_patterns(text).expect("a go:embed directive");
        assert_eq!(read("go:embed"), Ok(vec![]));
        assert_eq!(read("go:embed a.txt  \"b c\" `d e`"), Ok(vec!["a.txt", "\"b c\"", "`d e`"]));
        assert_eq!(read("go:embed \"a\\\"\""), Ok(vec!["\"a\\\"\""]));
        assert_eq!(read("go:embed \"a"), Err("\"a"));
        assert_eq!(read("go:embed \"\\y\" b"), Err("\"\\y\""));
        assert_eq!(read("go:embed `a`b"), Err("b"));
        assert_eq!(embed_patterns("go:embedded x"), None);
    }

    #[test]
    fn fields_of_directives() {
        assert_eq!(fields("go:cgo_ldflag \"-l x\""), ["go:cgo_ldflag", "\"-l x\""]);
        assert_eq!(fields("a b\"c\"d \"e"), ["a", "b", "\"c\"", "d"]);
    }
}
