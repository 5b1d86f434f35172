//! Addresses of documents: from a client's URI to a path.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::report::address;

/// The path of a document on disk; none if its address is no file's.
pub(in crate::server) fn path(uri: &str) -> Option<PathBuf> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let path = match rest.strip_prefix("//") {
        // What stands before the path is a host, of which only this one has files.
        Some(rest) => &rest[rest.find('/')?..],
        None => rest,
    };
    let bytes: Vec<u8> = percent_decode_str(path).collect();
    let path = decoded(bytes)?;
    path.is_absolute().then(|| path.components().collect())
}

#[cfg(unix)]
fn decoded(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    (!bytes.contains(&0)).then(|| std::ffi::OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn decoded(bytes: Vec<u8>) -> Option<PathBuf> {
    let text = String::from_utf8(bytes).ok()?;
    // `/c:/x` is drive c.
    let has_drive = text.as_bytes().get(2) == Some(&b':');
    Some(PathBuf::from(if has_drive { &text[1..] } else { &text[..] }))
}

/// The address of a path.
pub(in crate::server) fn uri(path: &Path) -> String {
    address::of_path(&path.to_string_lossy())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_paths() {
        let of = |uri: &str| path(uri).map(|path| path.to_string_lossy().into_owned());
        assert_eq!(of("file:///a/b%20c.go").as_deref(), Some("/a/b c.go"));
        assert_eq!(of("FILE://localhost/a.go").as_deref(), Some("/a.go"));
        assert_eq!(of("file:///a/./b.go?x#y").as_deref(), Some("/a/b.go"));
        assert_eq!(of("file:/a.go").as_deref(), Some("/a.go"));
        for none in ["untitled:Untitled-1", "file:", "file://host", "file:a.go", "", "file:///%00"]
        {
            assert_eq!(of(none), None, "{none}");
        }
        for one in ["/a/b c.go", "/ü/[x].go", "/a#b?c%20.go"] {
            assert_eq!(path(&uri(Path::new(one))).as_deref(), Some(Path::new(one)));
        }
    }
}
