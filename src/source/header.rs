//! The beginning of a Go file, read without parsing it: package clause, imports, constraints.
//!
//! Models `go/build/read.go` (`readGoInfo`) and `parseFileHeader` of `go/build/build.go`. In goes
//! the text of a file, out comes a [`Header`]; of
//!
//! ```go
//! //go:build linux
//!
//! package p
//!
//! import ("fmt"; x "example.com/x")
//! ```
//!
//! the constraint `linux`, the name `p` and the paths `fmt` and `example.com/x`. Whatever is not
//! well formed ends the header there; the parser reports it later.

use crate::symbol::Symbol;

use super::constraint::{self, Expr};

/// An import declaration's path and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportSpec {
    /// The path, unquoted.
    pub path: Symbol,
    /// The offset of the opening quote.
    pub offset: u32,
}

/// What a file says before its first declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name in the package clause; empty when there is none.
    pub package: Symbol,
    /// The imports in the order of the file.
    pub imports: Vec<ImportSpec>,
}

/// Reads package clause and imports.
pub fn scan(text: &[u8]) -> Header {
    scan_to_end(text).0
}

/// Whether two texts of a file say the same before their first declaration, constraints among it.
pub fn begin_alike(a: &[u8], b: &[u8]) -> bool {
    let ((of_a, end), (of_b, _)) = (scan_to_end(a), scan_to_end(b));
    of_a == of_b && b.get(..end).is_some_and(|begin| a.starts_with(begin))
}

/// The header, and how far it was read.
fn scan_to_end(text: &[u8]) -> (Header, usize) {
    let mut scanner = Scanner { text, at: 0 };
    let header = scanner.header();
    (header, scanner.at)
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    /// Takes package clause and imports.
    fn header(&mut self) -> Header {
        if self.text.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
        }
        let mut header = Header { package: Symbol::EMPTY, imports: Vec::new() };
        if self.word() != Some("package") {
            return header;
        }
        match self.word() {
            Some(name) => header.package = Symbol::new(name),
            None => return header,
        }
        while self.word() == Some("import") {
            if self.byte_is(b'(') {
                while !self.byte_is(b')') {
                    match self.import_spec() {
                        Some(spec) => header.imports.push(spec),
                        None => return header,
                    }
                }
            } else {
                match self.import_spec() {
                    Some(spec) => header.imports.push(spec),
                    None => return header,
                }
            }
        }
        header
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Skips space and comments; semicolons count as space, as in go/build.
    fn skip_space(&mut self) {
        while let Some(rest) = self.text.get(self.at..) {
            match rest {
                [b' ' | b'\t' | b'\r' | b'\n' | b'\x0c' | b';', ..] => self.at += 1,
                [b'/', b'/', ..] => {
                    self.at += rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                }
                [b'/', b'*', inner @ ..] => {
                    let end = inner.windows(2).position(|w| w == b"*/");
                    self.at = end.map_or(self.text.len(), |end| self.at + end + 4);
                }
                _ => return,
            }
        }
    }

    /// Takes an identifier or keyword.
    fn word(&mut self) -> Option<&'a str> {
        self.skip_space();
        let rest = self.text.get(self.at..)?;
        let len = rest
            .iter()
            .position(|b| !(b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80))
            .unwrap_or(rest.len());
        let word = std::str::from_utf8(rest.get(..len)?).ok()?;
        if word.is_empty() {
            return None;
        }
        self.at += len;
        Some(word)
    }

    /// Takes `byte` if it comes next.
    fn byte_is(&mut self, byte: u8) -> bool {
        self.skip_space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Takes an optional name or dot and a quoted path.
    fn import_spec(&mut self) -> Option<ImportSpec> {
        if !self.byte_is(b'.') {
            self.word();
        }
        self.skip_space();
        let offset = u32::try_from(self.at).ok()?;
        let path = match self.peek()? {
            b'`' => {
                let rest = self.text.get(self.at + 1..)?;
                let len = rest.iter().position(|b| *b == b'`')?;
                self.at += len + 2;
                String::from_utf8(rest.get(..len)?.to_vec()).ok()?.replace('\r', "")
            }
            b'"' => self.interpreted()?,
            _ => return None,
        };
        Some(ImportSpec { path: Symbol::new(&path), offset })
    }

    /// Takes an interpreted string. Paths hardly ever have escapes: those that may stand for a
    /// character of a path are understood, others end the header.
    fn interpreted(&mut self) -> Option<String> {
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => return String::from_utf8(bytes).ok(),
                b'\n' => return None,
                b'\\' => self.escape(&mut bytes)?,
                _ => bytes.push(byte),
            }
        }
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Option<()> {
        let kind = self.peek()?;
        let (digits, radix) = match kind {
            b'\\' | b'"' => {
                self.at += 1;
                bytes.push(kind);
                return Some(());
            }
            b'x' => (2, 16),
            b'u' => (4, 16),
            b'U' => (8, 16),
            b'0'..=b'7' => (3, 8),
            _ => return None,
        };
        self.at += usize::from(radix == 16);
        let text = std::str::from_utf8(self.text.get(self.at..self.at + digits)?).ok()?;
        let value = u32::from_str_radix(text, radix).ok()?;
        self.at += digits;
        match kind {
            b'u' | b'U' => {
                let mut buffer = [0; 4];
                bytes.extend(char::from_u32(value)?.encode_utf8(&mut buffer).as_bytes());
            }
            _ => bytes.push(u8::try_from(value).ok()?),
        }
        Some(())
    }
}

/// What the lines before the package clause say about builds that take the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// Every build takes the file.
    None,
    /// The one `//go:build` line.
    GoBuild(Expr),
    /// `// +build` lines, all of which must be satisfied. They count only when there is no
    /// `//go:build` line.
    PlusBuild(Vec<Expr>),
    /// A `//go:build` line that can't be understood: no build takes the file.
    Bad(String),
}

impl Constraint {
    /// Whether a build with the tags of `has_tag` takes the file.
    pub fn allows(&self, has_tag: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Constraint::None => true,
            Constraint::GoBuild(expr) => expr.eval(has_tag),
            Constraint::PlusBuild(exprs) => exprs.iter().all(|expr| expr.eval(has_tag)),
            Constraint::Bad(_) => false,
        }
    }
}

/// Reads the constraints of a file: `//go:build` in the comments before the package clause,
/// `// +build` in the part of them that a blank line ends.
pub fn constraint(text: &[u8]) -> Constraint {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut go_build: Option<&str> = None;
    let mut plus_build: Vec<&str> = Vec::new();
    // How many of `plus_build` a blank line has confirmed.
    let mut confirmed = 0;
    let mut only_line_comments = true;
    let mut in_block = false;
    'lines: for line in text.split(|b| *b == b'\n') {
        let mut line = line.trim_ascii();
        if line.is_empty() && only_line_comments {
            confirmed = plus_build.len();
            continue;
        }
        if !line.starts_with(b"//") {
            only_line_comments = false;
        } else if !in_block {
            let comment = std::str::from_utf8(line).unwrap_or("");
            if let Some(text) = constraint::go_build_text(comment) {
                if go_build.is_some() {
                    return Constraint::Bad("multiple //go:build comments".to_owned());
                }
                go_build = Some(text);
            } else if let Some(text) = constraint::plus_build_text(comment)
                && only_line_comments
            {
                plus_build.push(text);
            }
        }
        while !line.is_empty() {
            if in_block {
                let Some(end) = line.windows(2).position(|w| w == b"*/") else { continue 'lines };
                in_block = false;
                line = line.get(end + 2..).unwrap_or(b"").trim_ascii();
            } else if line.starts_with(b"//") {
                continue 'lines;
            } else if let Some(rest) = line.strip_prefix(b"/*") {
                in_block = true;
                line = rest.trim_ascii();
            } else {
                break 'lines;
            }
        }
    }
    if let Some(text) = go_build {
        return match constraint::parse_go_build(text) {
            Ok(expr) => Constraint::GoBuild(expr),
            Err(message) => Constraint::Bad(format!("parsing //go:build line: {message}")),
        };
    }
    plus_build.truncate(confirmed);
    // A line that can't be understood doesn't count.
    let exprs: Vec<Expr> =
        plus_build.iter().filter_map(|text| constraint::parse_plus_build(text).ok()).collect();
    if exprs.is_empty() { Constraint::None } else { Constraint::PlusBuild(exprs) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(text: &str) -> (String, Vec<String>) {
        let header = scan(text.as_bytes());
        let paths = header.imports.iter().map(|i| i.path.to_string()).collect();
        (header.package.to_string(), paths)
    }

    #[test]
    fn package_and_imports() {
        let (name, paths) = imports(
            "// doc\n/* x */ package p; import \"a\"\nimport (\n\t. \"b\" // c\n_ `d/e`; f \
             \"g\"\n)\nimport()\nimport x \"\\u0068\\x69\"\nfunc main() {}\nimport \"no\"",
        );
        assert_eq!(name, "p");
        assert_eq!(paths, ["a", "b", "d/e", "g", "hi"]);
        assert_eq!(scan(b"package p\nimport \"a\"").imports[0].offset, 17);
    }

    #[test]
    fn damaged_headers_end_early() {
        assert_eq!(imports(""), (String::new(), vec![]));
        assert_eq!(imports("func f() {}"), (String::new(), vec![]));
        assert_eq!(imports("package"), (String::new(), vec![]));
        assert_eq!(imports("package p\nimport (\"a\"\n\"b").1, ["a"]);
        assert_eq!(imports("package p\nimport ("), ("p".into(), vec![]));
        assert_eq!(imports("/* package p"), (String::new(), vec![]));
        assert_eq!(imports("\u{feff}package größe\nimportant"), ("größe".into(), vec![]));
        assert_eq!(scan(b"\xff\xfe\x00package p").package, Symbol::EMPTY);
    }

    #[test]
    fn no_text_is_too_damaged() {
        let text = "\u{feff}//go:build a && (b || !c)\n// +build a,!b\n\n/* c */ package größe\n\
                    import (\n\t_ \"a\\x41\\u00e9\\101\"\n\t. `b`; c \"d\\U0001F600\"\n)\n"
            .as_bytes();
        for end in 0..text.len() {
            for damage in [b'"', b'`', b'\\', b'(', b'*', 0, 0xff] {
                let mut bytes = text[..=end].to_vec();
                bytes[end] = damage;
                scan(&bytes);
                constraint(&bytes).allows(&|_| true);
            }
        }
    }

    fn allows(text: &str, tags: &[&str]) -> bool {
        constraint(text.as_bytes()).allows(&|tag| tags.contains(&tag))
    }

    #[test]
    fn go_build_lines() {
        assert!(!allows("//go:build ignore\n\npackage p", &[]));
        assert!(!allows("//go:build ignore\npackage p", &[]));
        assert!(!allows("/* c */\n//go:build ignore\npackage p", &[]));
        assert!(allows("/*\n//go:build ignore\n*/\npackage p", &[]));
        assert!(allows("package p\n//go:build ignore\n", &[]));
        assert!(!allows("//go:build a\n//go:build a\n\npackage p", &["a"]));
        assert!(!allows("//go:build (\n\npackage p", &[]));
        assert!(allows("//go:build a\n// +build b\n\npackage p", &["a"]));
        assert!(!allows("\u{feff}//go:build a\n\npackage p", &[]));
    }

    #[test]
    fn plus_build_lines() {
        assert!(!allows("// +build a\n\npackage p", &[]));
        assert!(allows("// +build a\npackage p", &[]));
        assert!(!allows("// +build a\n// +build b\n\npackage p", &["a"]));
        assert!(allows("/* c */\n// +build a\n\npackage p", &[]));
        assert!(!allows("// +build a\n\n// doc\npackage p", &[]));
    }
}
