//! Addresses of files, as SARIF and editors have them: `file:///home/me/a%20b.go`.

use std::path::Path;

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

/// The directory from which services see files: the root of the repository, that is the current
/// directory or the first above it with `.git`; without one, the current directory.
pub struct Root {
    /// With slashes, one at its end.
    path: String,
    /// Whether it is somewhere, or stands for wherever the files are.
    is_place: bool,
}

impl Root {
    /// The root that an absolute directory belongs to.
    pub fn of(cwd: &Path) -> Root {
        let has_git = |dir: &&Path| dir.join(".git").symlink_metadata().is_ok();
        let root = cwd.ancestors().find(has_git).unwrap_or(cwd);
        Root { path: directory(root), is_place: true }
    }

    /// A root that only stands for one: files below it have addresses, and it has none.
    pub fn anywhere(path: &Path) -> Root {
        Root { path: directory(path), is_place: false }
    }

    /// The address of the root itself, if it is somewhere.
    pub(super) fn address(&self) -> Option<String> {
        self.is_place.then(|| of_file(&self.path))
    }

    /// The way from the root to a path with slashes, if that is below it.
    pub(super) fn relative<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&self.path)
    }

    /// An absolute path with slashes, seen from the root if it is below it.
    pub(super) fn name(&self, path: &str) -> String {
        let path = slashed(path);
        self.relative(&path).map(str::to_owned).unwrap_or(path)
    }
}

/// A directory with slashes, one at its end.
fn directory(path: &Path) -> String {
    let mut path = slashed(&path.to_string_lossy());
    if !path.ends_with('/') {
        path.push('/');
    }
    path
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
