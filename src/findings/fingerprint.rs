//! What a finding is called, whatever its line: a key that stays the same when code above it
//! moves, for baselines and for services that follow findings over time.
//!
//! ```go
//! func (s *server) add(p point) {
//!     s.points["a"] = &p   // server.go:12: moved to heap: p
//! }
//! // key: (*server).add, "moved to heap: p", map-store, the first of its kind
//! ```
//!
//! A key is made of the package, the function, the line that gc prints, the rule and, among findings that are
//! alike in all of these, a number in the order of the source. Neither the file nor the line counts,
//! so a function may move between the files of its package. What the compiler numbers doesn't count
//! either: the findings of a function literal are those of the function around it (`f.func1` would
//! be `f.func2` after another literal), and the instances of a generic function are one
//! (`f[go.shape.int]`, of which another package may need more).

use std::sync::Arc;

use std::borrow::Cow;
use std::fmt;
use std::hash::Hasher;

use rustc_hash::FxHashMap;
use siphasher::sip::SipHasher24;

use super::{Explained, Verdict};
use crate::source::pos::Pos;

/// The key of a finding, as a number that is the same on all machines and in all releases of
/// goesc; printed as 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fingerprint(pub u64);

impl Fingerprint {
    /// The number of 16 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Fingerprint> {
        let digits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
        u64::from_str_radix(text, 16).ok().filter(|_| digits).map(Fingerprint)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The fingerprints of a package's findings, which are in the order of their places. Lines of
/// traces have none.
pub fn fingerprints(package: &str, findings: &[Arc<Explained>]) -> Vec<Option<Fingerprint>> {
    // Of those alike, how many there were and where the last one was.
    let mut alike: FxHashMap<u64, (u32, Pos)> = FxHashMap::default();
    findings
        .iter()
        .map(|finding| {
            if finding.verdict() == Verdict::Trace {
                return None;
            }
            let mut hasher = SipHasher24::new();
            let function = without_type_arguments(finding.function.declared.as_str());
            let message = without_shapes(&finding.headline);
            let rule = finding.rule.map_or("", |rule| rule.name());
            for part in [package, &function, &message, rule] {
                hasher.write(part.as_bytes());
                hasher.write(&[0]);
            }
            let (count, last) = alike.entry(hasher.finish()).or_insert((0, finding.pos));
            let is_instance = *last == finding.pos && matches!(message, Cow::Owned(_));
            if *count == 0 || !is_instance {
                *count += 1;
                *last = finding.pos;
            }
            hasher.write(&count.to_le_bytes());
            Some(Fingerprint(hasher.finish()))
        })
        .collect()
}

/// Fingerprints of what is no finding: of texts, and a number among those alike.
#[derive(Default)]
pub struct TextFingerprints {
    /// Of those alike, how many there were.
    alike: FxHashMap<u64, u32>,
}

impl TextFingerprints {
    /// The next one of these texts.
    pub fn next(&mut self, texts: &[&str]) -> Fingerprint {
        let mut hasher = SipHasher24::new();
        for text in texts {
            hasher.write(text.as_bytes());
            hasher.write(&[0]);
        }
        let count = self.alike.entry(hasher.finish()).or_insert(0);
        *count += 1;
        hasher.write(&count.to_le_bytes());
        Fingerprint(hasher.finish())
    }
}

/// `(*List).Push` of `(*List[go.shape.int]).Push`.
pub(crate) fn without_type_arguments(name: &str) -> Cow<'_, str> {
    let Some(first) = name.find('[') else { return Cow::Borrowed(name) };
    let mut kept = name[..first].to_owned();
    let mut rest = &name[first..];
    while let Some(open) = rest.find('[') {
        kept.push_str(&rest[..open]);
        rest = &rest[open + balanced(&rest[open..])..];
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// `make([]go.shape)` of `make([]go.shape.int)`.
fn without_shapes(message: &str) -> Cow<'_, str> {
    const SHAPE: &str = "go.shape.";
    if !message.contains(SHAPE) {
        return Cow::Borrowed(message);
    }
    let mut kept = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find(SHAPE) {
        let ty = at + SHAPE.len();
        kept.push_str(&rest[..ty - 1]);
        rest = &rest[ty + type_length(&rest[ty..])..];
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// The length of the type at the beginning of a text, without the results of a function type:
/// what follows one can't be told from them.
fn type_length(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let prefixes = ["*", "<-chan ", "chan<- ", "chan "];
        if let Some(prefix) = prefixes.iter().find(|prefix| rest.starts_with(**prefix)) {
            at += prefix.len();
        } else if rest.starts_with('[') {
            at += balanced(rest);
        } else if rest.starts_with("map[") {
            at += "map".len() + balanced(&rest["map".len()..]);
        } else {
            let words = ["func", "struct ", "interface "];
            let word = words.iter().find(|word| {
                let next = rest.strip_prefix(**word).and_then(|rest| rest.bytes().next());
                matches!(next, Some(b'(' | b'{'))
            });
            let name = match word {
                Some(word) => word.len(),
                None => rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len()),
            };
            let arguments = match rest[name..].bytes().next() {
                Some(b'[' | b'(' | b'{') if word.is_some() || rest[name..].starts_with('[') => {
                    balanced(&rest[name..])
                }
                _ => 0,
            };
            return at + name + arguments;
        }
        if at >= text.len() {
            return text.len();
        }
    }
}

/// Of a named type with the path of its package: `net/http.Request`, `gopkg.in/yaml%2ev3.Node`.
fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '/' | '-' | '%' | '~' | '·')
}

/// The length of what the bracket at the beginning of a text encloses, with both brackets; of the
/// whole text if it isn't closed.
fn balanced(text: &str) -> usize {
    let mut depth = 0_usize;
    for (i, b) in text.bytes().enumerate() {
        match b {
            b'[' | b'(' | b'{' => depth += 1,
            b']' | b')' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return i + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::kind::FindingKind;
    use crate::findings::rules::Rule;
    use crate::findings::suggestion::Help;
    use crate::findings::{Finding, PrintedPos};
    use crate::id::Id;
    use crate::ir::node::FuncName;
    use crate::source::pos::FileId;
    use crate::symbol::Symbol;

    fn finding(offset: u32, function: &str, headline: &str) -> Explained {
        let declared = Symbol::new(function);
        let name = Symbol::new(&format!("{function}.func1"));
        Explained {
            finding: Finding {
                pos: Pos { file: FileId::from_index(0), offset },
                place: PrintedPos { path: "m.go".to_owned(), line: offset, column: 1 },
                function: FuncName { name, declared },
                kind: FindingKind::ZeroCopy,
                inlined: Vec::new(),
                assumed: None,
            },
            headline: headline.to_owned(),
            extent: None,
            steps: Vec::new(),
            rule: Some(Rule::MapStore),
            cost: None,
            cause: None,
            holder: None,
            ways: None,
            help: Help::General,
            level: None,
            several: Vec::new(),
        }
    }

    fn keys(findings: &[Explained]) -> Vec<Fingerprint> {
        let findings: Vec<Arc<Explained>> = findings.iter().cloned().map(Arc::new).collect();
        fingerprints("example.com/p", &findings).into_iter().flatten().collect()
    }

    #[test]
    fn the_key_is_the_same_forever() {
        let keys = keys(&[finding(7, "f", "&point{...} escapes to heap")]);
        assert_eq!(keys[0].to_string(), "7f885e542b6d7933");
        assert_eq!(Fingerprint::parse(&keys[0].to_string()), Some(keys[0]));
        for wrong in ["", "+123456789abcdef", "123", "0123456789abcdefg"] {
            assert_eq!(Fingerprint::parse(wrong), None);
        }
    }

    #[test]
    fn lines_and_numbers_of_literals_do_not_count() {
        let mut moved = finding(99, "f", "x escapes to heap");
        moved.finding.function.name = Symbol::new("f.func2");
        assert_eq!(keys(&[finding(7, "f", "x escapes to heap")]), keys(&[moved]));
    }

    #[test]
    fn function_message_and_rule_count() {
        let mut other_rule = finding(7, "f", "x escapes to heap");
        other_rule.rule = Some(Rule::HeapStore);
        let all = [
            finding(7, "f", "x escapes to heap"),
            finding(7, "g", "x escapes to heap"),
            finding(7, "f", "y escapes to heap"),
            other_rule,
        ];
        let mut keys = keys(&all);
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all.len());
    }

    #[test]
    fn those_alike_are_numbered() {
        let three = [
            finding(7, "f", "x escapes to heap"),
            finding(8, "f", "x escapes to heap"),
            finding(9, "f", "x escapes to heap"),
        ];
        let keys_of_three = keys(&three);
        let mut distinct = keys_of_three.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 3);
        assert_eq!(keys(&three[1..]), keys_of_three[..2]);
    }

    #[test]
    fn instances_are_one() {
        let instances = [
            finding(7, "(*List[go.shape.int]).Push", "new(node[go.shape.int]) escapes to heap"),
            finding(
                7,
                "(*List[go.shape.string]).Push",
                "new(node[go.shape.string]) escapes to heap",
            ),
            finding(8, "(*List[go.shape.int]).Push", "new(node[go.shape.int]) escapes to heap"),
        ];
        let keys = keys(&instances);
        assert_eq!(keys[0], keys[1]);
        assert_ne!(keys[0], keys[2]);
    }

    #[test]
    fn shapes_are_cut_at_the_end_of_their_type() {
        for (message, want) in [
            ("make([]go.shape.int, n) escapes", "make([]go.shape, n) escapes"),
            ("new(go.shape.*uint8) escapes", "new(go.shape) escapes"),
            ("go.shape.struct { A int; B []string }{...} x", "go.shape{...} x"),
            (
                "f[go.shape.map[string]*net/http.Request,go.shape.func(int)] x",
                "f[go.shape,go.shape] x",
            ),
            ("node[go.shape.[]go/ast.List[int]] x", "node[go.shape] x"),
            ("go.shape.interface { M() }(x) escapes", "go.shape(x) escapes"),
            ("go.shape.chan<- bool", "go.shape"),
            ("go.shape.[", "go.shape"),
            ("go.shape.", "go.shape"),
            ("go.shape.*", "go.shape"),
            ("&s{...} escapes", "&s{...} escapes"),
        ] {
            assert_eq!(without_shapes(message), want);
        }
    }

    #[test]
    fn type_arguments_are_left_out() {
        for (name, want) in [
            ("f", "f"),
            ("f[go.shape.int]", "f"),
            ("(*List[go.shape.[]int]).Push", "(*List).Push"),
            ("f[", "f"),
        ] {
            assert_eq!(without_type_arguments(name), want);
        }
    }
}
