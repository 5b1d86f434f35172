//! Paths: the lexical operations of Go's `path/filepath`, and how the go command shortens what
//! the compiler prints.
//!
//! Models `cmd/go/internal/base/path.go` (`ShortPath`) and `cmd/go/internal/work/shell.go`
//! (`reportCmd`).

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// The path without `.`, inner `..` and doubled separators, as `filepath.Clean` leaves it.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut out: Vec<Component<'_>> = Vec::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => match out.last() {
                Some(Component::Normal(_)) => {
                    out.pop();
                }
                Some(Component::RootDir | Component::Prefix(_)) => {}
                Some(Component::ParentDir | Component::CurDir) | None => out.push(component),
            },
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => out.push(component),
        }
    }
    if out.is_empty() {
        return PathBuf::from(".");
    }
    out.iter().collect()
}

/// `path`, absolute and clean; relative paths are relative to `cwd`.
pub(crate) fn absolute(cwd: &Path, path: &Path) -> PathBuf {
    clean(&cwd.join(path))
}

/// The way from `base` to `target`, both absolute and clean, as `filepath.Rel` names it.
pub(super) fn relative(base: &Path, target: &Path) -> Option<PathBuf> {
    let mut base = base.components().peekable();
    let mut target = target.components().peekable();
    while let (Some(a), Some(b)) = (base.peek(), target.peek()) {
        if a != b {
            break;
        }
        base.next();
        target.next();
    }
    let mut out = PathBuf::new();
    for component in base {
        match component {
            Component::Normal(_) => out.push(".."),
            Component::RootDir | Component::Prefix(_) | Component::ParentDir => return None,
            Component::CurDir => {}
        }
    }
    out.extend(target);
    if out.as_os_str().is_empty() {
        out.push(".");
    }
    Some(out)
}

/// The part of `path` below `dir`, with slashes; empty for `dir` itself. Symbolic links are
/// followed when the names alone don't tell, as in `search.InDir`.
pub(super) fn below(path: &Path, dir: &Path) -> Option<String> {
    if let Ok(rest) = path.strip_prefix(dir) {
        return slashed(rest);
    }
    let real_path = path.canonicalize().ok();
    if let Some(rest) = real_path.as_ref().and_then(|p| p.strip_prefix(dir).ok()) {
        return slashed(rest);
    }
    let real_dir = dir.canonicalize().ok()?;
    let rest = path.strip_prefix(&real_dir).ok();
    let rest = rest.or_else(|| real_path.as_ref()?.strip_prefix(&real_dir).ok())?;
    slashed(rest)
}

/// The components of a relative path joined by slashes.
pub(super) fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|c| c.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// Joins a slash-separated path to a directory.
pub(crate) fn join_slashed(dir: &Path, path: &str) -> PathBuf {
    let mut out = dir.to_owned();
    out.extend(path.split('/').filter(|part| !part.is_empty()).map(OsStr::new));
    out
}

/// The shorter of `path` and the way to it from `cwd`; both are absolute.
pub fn short_path(cwd: &Path, path: &Path) -> PathBuf {
    let Some(relative) = relative(cwd, path) else { return path.to_owned() };
    if relative.as_os_str().len() >= path.as_os_str().len() {
        return path.to_owned();
    }
    // Only the way up can lead elsewhere, when the current directory is reached by a link.
    if relative.starts_with("..") {
        let (a, b) = (cwd.join(&relative).canonicalize(), path.canonicalize());
        if let (Ok(a), Ok(b)) = (a, b)
            && a != b
        {
            return path.to_owned();
        }
    }
    relative
}

/// How paths are printed in the output of one package.
///
/// The compiler prints absolute paths. The go command then replaces the package's directory,
/// and each directory above it, by its way from the current directory where that is shorter:
/// seen from `/m`, the package in `/m/sub` has `sub/s.go`, and `./t.go` of `/m`, its generic
/// function instantiated.
#[derive(Clone, Debug)]
pub struct DisplayPaths {
    /// Directories and what replaces them, the deepest first.
    replacements: Vec<(String, String)>,
}

impl DisplayPaths {
    /// The rules for the package in `dir`, seen from `cwd`.
    pub fn new(cwd: &Path, dir: &Path) -> DisplayPaths {
        let mut replacements = Vec::new();
        for dir in dir.ancestors() {
            let short = short_path(cwd, dir);
            if short != dir
                && let (Some(dir), Some(short)) = (dir.to_str(), short.to_str())
            {
                replacements.push((dir.to_owned(), short.to_owned()));
            }
        }
        DisplayPaths { replacements }
    }

    /// Rules that show one file by a given name, what is beside and below it accordingly, and leave
    /// other paths as they are.
    pub fn named(path: &str, name: &str) -> DisplayPaths {
        let dir = |path: &str| path.rfind('/').map_or(String::new(), |end| path[..=end].to_owned());
        let replacements = vec![(path.to_owned(), name.to_owned()), (dir(path), dir(name))];
        DisplayPaths { replacements }
    }

    /// Rules that leave all paths as the compiler has them.
    pub fn absolute() -> DisplayPaths {
        DisplayPaths { replacements: Vec::new() }
    }

    /// The path as it is printed.
    pub fn display(&self, path: &str) -> String {
        // The go command replaces text, not path elements, and so do we.
        for (dir, short) in &self.replacements {
            if let Some(rest) = path.strip_prefix(dir.as_str())
                && !dir.is_empty()
            {
                return format!("{short}{rest}");
            }
        }
        path.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lexical() {
        for (path, want) in
            [("a/./b//../c", "a/c"), ("./", "."), ("/..", "/"), ("../../x", "../../x"), ("", ".")]
        {
            assert_eq!(clean(Path::new(path)), Path::new(want), "{path}");
        }
        let rel = |base: &str, target: &str| relative(Path::new(base), Path::new(target));
        assert_eq!(rel("/a/b", "/a/c/d"), Some("../c/d".into()));
        assert_eq!(rel("/a", "/a"), Some(".".into()));
        assert_eq!(rel("/", "/x"), Some("x".into()));
        assert_eq!(below(Path::new("/no/such/x"), Path::new("/no/such")), Some("x".into()));
        assert_eq!(below(Path::new("/no/suchx"), Path::new("/no/such")), None);
    }

    #[test]
    fn as_the_go_command_prints_them() {
        let show = |cwd: &str, dir: &str, path: &str| {
            DisplayPaths::new(Path::new(cwd), Path::new(dir)).display(path)
        };
        assert_eq!(show("/p/m", "/p/m", "/p/m/m.go"), "./m.go");
        assert_eq!(show("/p/m", "/p/m/sub", "/p/m/sub/s.go"), "sub/s.go");
        assert_eq!(show("/p/m", "/p/m/sub", "/p/m/t.go"), "./t.go");
        assert_eq!(show("/p/m", "/p/m/sub", "/p/m/maps/iter.go"), "./maps/iter.go");
        assert_eq!(show("/p/m/sub", "/p/m", "/p/m/m.go"), "../m.go");
        assert_eq!(show("/p/m/sub", "/p/m", "/p/n/m.go"), "/p/n/m.go");
        assert_eq!(show("/longer/m/sub", "/longer/m", "/longer/n/m.go"), "../../n/m.go");
        assert_eq!(show("/work", "/q/m/sub", "/q/m/sub/s.go"), "/q/m/sub/s.go");
        assert_eq!(show("/", "/q/m", "/q/m/s.go"), "q/m/s.go");
        assert_eq!(show("/p", "/p/net", "/p/nethttp/s.go"), "nethttp/s.go");
    }
}
