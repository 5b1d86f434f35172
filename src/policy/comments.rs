//! Comments that an editor writes for whoever asks: a suppression of a finding, an assertion of a
//! function.
//!
//! ```go
//! x := &T{} //nolint:goesc:map-store // TODO: say why     after the code of its line
//!
//! //nolint:goesc:map-store // TODO: say why               above, where another comment ends the line
//! y := &T{} // cached
//!
//! //goesc:noalloc                                         above the function
//! func f() {
//! ```

use std::ops::Range;

use memchr::memrchr;

use super::complaint::Topic;
use crate::syntax::outline::{Function, Outline};

/// Text that is to be put into a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Insertion {
    /// The byte before which it comes.
    pub at: usize,
    /// What comes.
    pub text: String,
}

/// A function that is declared in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeclaredFunction {
    /// What gc calls it, without type arguments: `f`, `(*T).m`, `T.m`. Of a generic type, `T` alone.
    pub name: String,
    /// The keyword `func`.
    pub start: usize,
    /// The first byte of the body, or the first after the declaration where there is none.
    pub body: usize,
    /// The first byte after it.
    pub end: usize,
}

impl DeclaredFunction {
    /// Whether a byte is in it, signature included.
    pub fn contains(&self, offset: usize) -> bool {
        (self.start..self.end).contains(&offset)
    }

    /// Whether there may be code of it: it has a body, and a name by which it can be called.
    pub fn is_compiled(&self) -> bool {
        let own = self.name.rsplit('.').next().unwrap_or_default();
        self.body < self.end && own != "_"
    }

    /// Whether it runs when its package is initialized, as others of its name do.
    pub fn is_init(&self) -> bool {
        self.name == "init" && self.body < self.end
    }
}

/// The functions that a file declares, in the order of the source.
pub fn functions(text: &[u8]) -> Vec<DeclaredFunction> {
    let outline = Outline::read(text);
    let declared = |function: &Function| {
        let (start, end) = (function.start as usize, function.end as usize);
        let body = function.body.map_or(end, |body| body as usize);
        let signature = String::from_utf8_lossy(text.get(start..body)?);
        Some(DeclaredFunction { name: name(&signature)?, start, body, end })
    };
    outline.functions.iter().filter_map(declared).collect()
}

/// The name of a function by its signature: `func (c *Cart[T]) Add(` is `(*Cart).Add`.
fn name(signature: &str) -> Option<String> {
    let rest = signature.strip_prefix("func")?.trim_start();
    let (receiver, rest) = match rest.strip_prefix('(') {
        Some(inner) => {
            let (receiver, rest) = inner.split_once(')')?;
            (Some(receiver), rest.trim_start())
        }
        None => (None, rest),
    };
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let own = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
    if own.is_empty() {
        return None;
    }
    let Some(receiver) = receiver else { return Some(own.to_owned()) };
    let ty = receiver.split('[').next().unwrap_or_default();
    let is_pointer = ty.contains('*');
    let ty = ty.rsplit(|c: char| c.is_whitespace() || c == '*').find(|part| !part.is_empty())?;
    Some(match is_pointer {
        true => format!("(*{ty}).{own}"),
        false => format!("{ty}.{own}"),
    })
}

/// The comment that suppresses findings of a rule, or complaints of a topic, at a byte of a file.
pub fn suppression(text: &[u8], offset: usize, name: &str) -> Option<Insertion> {
    let comment = format!("//nolint:goesc:{name} // TODO: say why");
    let outline = Outline::read(text);
    let (start, end) = line(text, offset)?;
    let code = outline.code_in(start as u32, end as u32).unwrap_or(start as u32) as usize;
    // A comment at the end of the line is only one if nothing else ends it: no other comment, no
    // literal of several lines.
    let ends_with_token = || {
        let trimmed = text.get(start..end)?.trim_ascii_end();
        let (mut probe, own) = (text.get(..start)?.to_vec(), start + trimmed.len());
        probe.extend_from_slice(trimmed);
        probe.extend_from_slice(b" //goesc");
        probe.extend_from_slice(text.get(start + trimmed.len()..)?);
        let after = Outline::read(&probe);
        after.comments.iter().any(|found| found.start as usize == own + 1).then_some(own)
    };
    if let Some(at) = ends_with_token() {
        return Some(Insertion { at, text: format!(" {comment}") });
    }
    // Above the line, it is about what begins there.
    let indent = text.get(start..code)?;
    let indent = String::from_utf8_lossy(indent);
    indent
        .bytes()
        .all(|b| b == b' ' || b == b'\t')
        .then(|| Insertion { at: start, text: format!("{indent}{comment}{}", ending(text, end)) })
}

/// The comment that asserts something of a function, if none there does already, and there is code of
/// which it could be asserted.
pub fn assertion(text: &[u8], function: &DeclaredFunction, topic: Topic) -> Option<Insertion> {
    if !function.is_compiled() {
        return None;
    }
    let (start, end) = line(text, function.start)?;
    let word = format!("//goesc:{topic}");
    let mut above = start;
    // The comments that stand right above it.
    while above > 0 {
        let (first, end) = line(text, above - 1)?;
        let own = text.get(first..end)?.trim_ascii();
        if !own.starts_with(b"//") {
            break;
        }
        let names = own.strip_prefix(b"//goesc:").unwrap_or_default();
        let names = names.split(|b| b.is_ascii_whitespace()).next().unwrap_or_default();
        if names.split(|&b| b == b',').any(|name| name == topic.name().as_bytes()) {
            return None;
        }
        above = first;
    }
    Some(Insertion { at: start, text: format!("{word}{}", ending(text, end)) })
}

/// What of a file asks for a build.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AsksForBuild {
    /// A line `//go:build`.
    Constraint,
    /// The name of the file.
    Name,
}

/// What of a file asks for a build, and where that is told: at the constraint, or at the package clause.
pub fn asks_for_build(text: &[u8]) -> (AsksForBuild, Range<usize>) {
    let outline = Outline::read(text);
    let (start, end) = outline.package.unwrap_or_default();
    let above = outline.comments.iter().filter(|comment| comment.start < start);
    let mut above = above.map(|comment| comment.start as usize..comment.end as usize);
    let is_constraint =
        |at: &Range<usize>| text.get(at.clone()).is_some_and(|own| own.starts_with(b"//go:build"));
    let (by, place) = match above.find(is_constraint) {
        Some(place) => (AsksForBuild::Constraint, place),
        None => (AsksForBuild::Name, start as usize..end as usize),
    };
    let length = text.get(place.clone()).unwrap_or_default().trim_ascii_end().len();
    (by, place.start..place.start + length)
}

/// How a line ends whose line break stands at a byte, and so one that comes before it.
fn ending(text: &[u8], end: usize) -> &'static str {
    match text.get(..end) {
        Some(line) if line.ends_with(b"\r") => "\r\n",
        Some(_) | None => "\n",
    }
}

/// The line of a byte: its first byte, and the line break after it or the end of the text.
fn line(text: &[u8], offset: usize) -> Option<(usize, usize)> {
    let start = memrchr(b'\n', text.get(..offset)?).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &text[offset..]).map_or(text.len(), |at| offset + at);
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(text: &str, insertion: &Insertion) -> String {
        let mut text = text.to_owned();
        text.insert_str(insertion.at, &insertion.text);
        text
    }

    #[test]
    fn names_are_those_of_gc() {
        for (signature, expected) in [
            ("func f(x int) int ", "f"),
            ("func (c *Cart) Add(n int) ", "(*Cart).Add"),
            ("func (Cart) Sum() ", "Cart.Sum"),
            ("func (l *List[K, V]) Push(v V) ", "(*List).Push"),
            ("func Map[T any](s []T) ", "Map"),
            ("func (t  T) m()", "T.m"),
        ] {
            assert_eq!(name(signature).as_deref(), Some(expected), "{signature}");
        }
        assert_eq!(name("func"), None);
        assert_eq!(name("func ("), None);
    }

    #[test]
    fn a_suppression_stands_where_it_counts() {
        let at = |text: &str, part: &str| {
            let offset = text.find(part).expect("in the text");
            suppression(text.as_bytes(), offset, "map-store").map(|one| put(text, &one))
        };
        let comment = "//nolint:goesc:map-store // TODO: say why";
        let text =
            "package p\n\nfunc f() {\n\tx := &T{}  \n\ty := &U{} // why\n\tz := g(`\n`)\n}\n";
        let one = at(text, "&T").expect("a place");
        assert!(one.contains(&format!("\tx := &T{{}} {comment}  \n")), "{one}");
        let one = at(text, "&U").expect("a place");
        assert!(one.contains(&format!("\t{comment}\n\ty := &U{{}} // why\n")), "{one}");
        let one = at(text, "g(`").expect("a place");
        assert!(one.contains(&format!("\t{comment}\n\tz := g(`\n`)")), "{one}");
    }

    #[test]
    fn an_assertion_stands_above_its_function_once() {
        let text =
            "package p\n\n// f is one.\nfunc f() {\n}\n\n//goesc:noalloc,noleak\nfunc g() {}\n";
        let functions = functions(text.as_bytes());
        let of = |index: usize, topic| assertion(text.as_bytes(), &functions[index], topic);
        let one = of(0, Topic::NoAlloc).map(|one| put(text, &one)).expect("a place");
        assert!(one.contains("// f is one.\n//goesc:noalloc\nfunc f()"), "{one}");
        assert_eq!(of(1, Topic::NoAlloc), None);
        let one = of(1, Topic::NoEscape).map(|one| put(text, &one)).expect("a place");
        assert!(one.contains("//goesc:noalloc,noleak\n//goesc:noescape\nfunc g()"), "{one}");
    }

    #[test]
    fn lines_end_as_those_around_them() {
        let text = "package p\r\n\r\nfunc f() {\r\n\ty := &U{} // why\r\n}\r\n";
        let functions = functions(text.as_bytes());
        let one = assertion(text.as_bytes(), &functions[0], Topic::NoAlloc).expect("a place");
        assert_eq!(one.text, "//goesc:noalloc\r\n");
        let at = text.find("&U").expect("in the text");
        let one = suppression(text.as_bytes(), at, "map-store").expect("a place");
        assert_eq!(one.text, "\t//nolint:goesc:map-store // TODO: say why\r\n");
    }

    #[test]
    fn of_what_is_not_compiled_nothing_is_asserted() {
        let text = "package p\n\nfunc f()\n\nfunc _() { g() }\n\nfunc (T) _() {}\n\nfunc g() {}\n";
        let functions = functions(text.as_bytes());
        let asserted = functions
            .iter()
            .filter(|function| assertion(text.as_bytes(), function, Topic::NoEscape).is_some());
        assert_eq!(asserted.map(|function| function.name.as_str()).collect::<Vec<_>>(), ["g"]);
    }

    #[test]
    fn broken_text_has_no_place_or_one() {
        for text in ["", "func", "package p\nfunc f(", "`", "/*", "x := 1"] {
            functions(text.as_bytes());
            for offset in 0..=text.len() + 2 {
                if let Some(one) = suppression(text.as_bytes(), offset, "map-store") {
                    assert!(one.at <= text.len());
                }
            }
        }
    }
}
