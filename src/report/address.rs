//! Addresses of files, as SARIF and editors have them: `file:///home/me/a%20b.go`.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// A path with slashes.
pub(super) fn slashed(path: &str) -> String {
    match cfg!(windows) {
        true => path.replace('\\', "/"),
        false => path.to_owned(),
    }
}

/// The address of an absolute path.
pub fn of_path(path: &str) -> String {
    of_file(&slashed(path))
}

/// The address of an absolute path with slashes.
pub(super) fn of_file(path: &str) -> String {
    match path.starts_with('/') {
        true => format!("file://{}", escaped(path)),
        // A drive.
        false => format!("file:///{}", escaped(path)),
    }
}

/// What a path's bytes may not be in an address.
const IN_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A path as it stands in an address.
pub(super) fn escaped(path: &str) -> String {
    utf8_percent_encode(path, IN_PATHS).to_string()
}
