//! What the names of functions tell.

use std::borrow::Cow;

/// The import path of a function's package; `main` for that of a command.
///
/// ```text
/// net/http.(*Server).Serve             net/http
/// gopkg.in/yaml%2ev3.Unmarshal         gopkg.in/yaml.v3
/// slices.Insert[...]                   slices
/// ```
pub fn package(function: &str) -> Cow<'_, str> {
    let plain = function.split(['[', '(']).next().unwrap_or_default();
    let last = plain.rfind('/').map_or(0, |slash| slash + 1);
    let end = plain[last..].find('.').map_or(plain.len(), |dot| last + dot);
    unescape(&plain[..end])
}

/// What the linker escapes in import paths is written `%2e`.
fn unescape(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = match (first, after) {
            (b'%', [a, b, ..]) => hex(*a).zip(hex(*b)),
            _ => None,
        };
        match code {
            Some((a, b)) => {
                bytes.push(a * 16 + b);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

/// Whether a package is the runtime, or a part of it.
pub(super) fn is_runtime(package: &str) -> bool {
    package == "runtime"
        || package.starts_with("internal/runtime/")
        || package.starts_with("runtime/internal/")
}

/// Whether a file is one of the runtime, wherever the Go tree is, or with `-trimpath`.
fn is_runtime_file(path: &str) -> bool {
    let below = path.rsplit_once("/src/").map_or(path, |(_, below)| below);
    below.rsplit_once('/').is_some_and(|(dir, _)| is_runtime(dir))
}

/// What a function is to the runtime.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// It is outside.
    Outside,
    /// It is inside, and what it is called by, the compiler may have made.
    Inside,
    /// It is inside, and known by the name of another package: `reflect.unsafe_New`,
    /// `internal/bytealg.MakeNoZero`. Code calls it as any function.
    Linked,
}

impl Place {
    pub(super) fn of(function: &str, file: &str) -> Place {
        let package = package(function);
        if is_runtime(&package) {
            return Place::Inside;
        }
        // A user's own package may be called runtime.
        let last = package.rsplit('/').next().unwrap_or_default();
        match is_runtime_file(file) && last != "runtime" && last != "main" {
            true => Place::Linked,
            false => Place::Outside,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_functions() {
        for (function, want) in [
            ("main.main.func1", "main"),
            ("net/http.(*Server).Serve", "net/http"),
            ("gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml.v3"),
            ("slices.Insert[...]", "slices"),
            ("m.f[example.com/a.T]", "m"),
            ("example.com/m.init", "example.com/m"),
            ("type:.eq.main.T", "type:"),
            ("odd", "odd"),
            ("a%2", "a%2"),
            ("a%zz.f", "a%zz"),
            ("a%é.f", "a%é"),
            ("", ""),
        ] {
            assert_eq!(package(function), want, "{function}");
        }
    }

    #[test]
    fn what_is_the_runtime() {
        for (function, file, want) in [
            ("runtime.mallocgc", "/go/src/runtime/malloc.go", Place::Inside),
            ("runtime/pprof.Lookup", "/go/src/runtime/pprof/pprof.go", Place::Outside),
            ("internal/runtime/maps.newTable", "internal/runtime/maps/table.go", Place::Inside),
            ("reflect.unsafe_New", "/go/src/runtime/malloc.go", Place::Linked),
            ("internal/bytealg.MakeNoZero", "runtime/slice.go", Place::Linked),
            ("example.com/src/runtime.F", "/w/src/runtime/f.go", Place::Outside),
            ("main.main", "/w/src/runtime/f.go", Place::Outside),
            ("m.f", "m.go", Place::Outside),
        ] {
            assert_eq!(Place::of(function, file), want, "{function}");
        }
    }
}
