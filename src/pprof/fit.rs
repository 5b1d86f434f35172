//! Whether a profile is of the source that is there: code moves, and a profile stays.

use super::profile::{FunctionName, ProfileLine};
use crate::source::pos::SourceFile;

/// How a line of a profile doesn't fit its file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Misfit {
    /// The file has fewer lines: so many.
    BeyondEnd(u32),
    /// There is no code on it.
    NoCode,
    /// The function, by this name, doesn't begin where it began.
    Moved(String),
}

/// How a line doesn't fit, if it doesn't. Of files of which only the lengths of lines are known, that
/// it is there is enough.
pub(super) fn misfit(file: &SourceFile, line: &ProfileLine) -> Option<Misfit> {
    // Directives number lines as they like.
    if line.line == 0 || !file.line_directives().is_empty() {
        return None;
    }
    let count = file.line_starts.len();
    if line.line as usize > count {
        return Some(Misfit::BeyondEnd(u32::try_from(count).unwrap_or(u32::MAX)));
    }
    if file.text.is_empty() {
        return None;
    }
    if text(file, line.line).is_none_or(|text| text.is_empty() || text.starts_with("//")) {
        return Some(Misfit::NoCode);
    }
    let moved = line.functions.iter().find(|function| !begins(file, function));
    moved.map(|function| Misfit::Moved(function.name.clone()))
}

/// A line without space around it, if it is there.
fn text(file: &SourceFile, line: u32) -> Option<&str> {
    let index = usize::try_from(line).ok()?.checked_sub(1)?;
    let start = *file.line_starts.get(index)? as usize;
    let end = file.line_starts.get(index + 1).map_or(file.text.len(), |&end| end as usize);
    let line = file.text.get(start..end)?;
    // What isn't UTF-8 is code all the same.
    Some(std::str::from_utf8(line).map_or("?", str::trim))
}

/// Whether a declared function begins on the line on which it began. Of others, such as function
/// literals and what initializes a package, nothing is said.
fn begins(file: &SourceFile, function: &FunctionName) -> bool {
    let Some(name) = declared(&function.name).filter(|_| function.start_line > 0) else {
        return true;
    };
    let Some(line) = text(file, function.start_line) else { return false };
    let mut words = line.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    line.starts_with("func") && words.any(|word| word == name)
}

/// The name of a declared function or method, without what is around it.
///
/// ```text
/// example.com/m.f              f            example.com/m.f.func1        nothing
/// example.com/m.(*T).g         g            example.com/m.init           nothing
/// m.Map[go.shape.int]          Map          m.T[go.shape.int].g          g
/// ```
fn declared(function: &str) -> Option<String> {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for c in function.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let name = plain.rsplit('.').next().filter(|name| name.len() < plain.len())?;
    let is_plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    // The compiler numbers what it makes: function literals, wrappers, and functions called init.
    let unnumbered = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_made = matches!(unnumbered, "" | "func" | "gowrap" | "deferwrap" | "init");
    (is_plain && !is_made).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_declarations() {
        for (function, want) in [
            ("example.com/m.f", Some("f")),
            ("example.com/m.(*T).g", Some("g")),
            ("m.T.g", Some("g")),
            ("m.(*list[go.shape.struct { example.com/m.x int }]).add", Some("add")),
            ("m.Map[go.shape.int]", Some("Map")),
            ("example.com/m.f.func1", None),
            ("example.com/m.f.gowrap2", None),
            ("example.com/m.f-range1", None),
            ("example.com/m.init", None),
            ("example.com/m.init.0", None),
            ("example", None),
            ("", None),
        ] {
            assert_eq!(declared(function).as_deref(), want, "{function}");
        }
    }

    #[test]
    fn what_moved_does_not_fit() {
        let text =
            "package m\n\nfunc f() *int {\n\treturn new(int)\n}\n\n// g is no f.\nfunc g() {}\n";
        let file = SourceFile::new("/m/m.go".to_owned(), text.as_bytes().into());
        let misfit = |line: u32, name: &str, start_line: u32| {
            let function = FunctionName { name: name.to_owned(), start_line };
            misfit(&file, &ProfileLine::of_one(line, function))
        };
        assert_eq!(misfit(4, "m.f", 3), None);
        assert_eq!(misfit(4, "m.f", 0), None);
        assert_eq!(misfit(4, "m.f.func1", 2), None);
        assert_eq!(misfit(4, "m.f", 2), Some(Misfit::Moved("m.f".to_owned())));
        assert_eq!(misfit(8, "m.f", 8), Some(Misfit::Moved("m.f".to_owned())));
        assert_eq!(misfit(2, "m.f", 3), Some(Misfit::NoCode));
        assert_eq!(misfit(7, "m.f", 3), Some(Misfit::NoCode));
        assert_eq!(misfit(12, "m.f", 3), Some(Misfit::BeyondEnd(9)));
        assert_eq!(misfit(0, "m.f", 3), None);
    }
}
