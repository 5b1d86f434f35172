//! Import paths with a major version, where there are no modules.
//!
//! Models `cmd/go/internal/load/pkg.go` (`moduleImportPath`). Code in a GOPATH that has a go.mod
//! was written for modules; its imports may name a major version for which the GOPATH has no
//! directory:
//!
//! ```go
//! import "ex.com/yaml/v3/node"     // GOPATH/src/ex.com/yaml/go.mod: module ex.com/yaml/v3
//!                                  // this is GOPATH/src/ex.com/yaml/node
//! ```

use std::path::{Path, PathBuf};

use super::config::Config;
use super::modfile;
use super::path::join_slashed;
use super::select::read_text;
use crate::disk::limit;

/// What an import path means that a package of `dir` writes, which is in a GOPATH and in a tree
/// with a go.mod, if it isn't what it says. `dir_of` tells where a path leads.
pub(super) fn without_version(
    config: &Config,
    dir: &Path,
    path: &str,
    dir_of: impl Fn(&str) -> Option<PathBuf>,
) -> Option<String> {
    last_version(path)?;
    let root = config.gopath.iter().find(|root| dir.starts_with(root.join("src")))?;
    let mut around = dir.ancestors().take_while(|dir| dir.starts_with(root));
    if !around.any(|dir| module_path(config, dir).is_some()) || dir_of(path).is_some() {
        return None;
    }
    let mut limit = path.len();
    while let Some((start, end)) = last_version(&path[..limit]) {
        let module = dir_of(&path[..start]).and_then(|dir| module_path(config, &dir));
        if let Some(module) = module {
            let is_this = module == path[..end];
            return is_this.then(|| format!("{}{}", &path[..start], &path[end..]));
        }
        limit = start;
    }
    None
}

/// Where the last element of a path that is a major version begins, with its slash, and ends.
fn last_version(path: &str) -> Option<(usize, usize)> {
    let mut end = path.len();
    while let Some(start) = path[..end].rfind('/') {
        if is_major_version(&path[start + 1..end]) {
            return Some((start, end));
        }
        end = start;
    }
    None
}

/// Whether an element of a path is `v2`, `v3` and so on.
fn is_major_version(element: &str) -> bool {
    element.strip_prefix('v').is_some_and(|digits| {
        let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_number && !digits.starts_with('0') && digits != "1"
    })
}

/// The path that the go.mod of a directory gives its module.
fn module_path(config: &Config, dir: &Path) -> Option<String> {
    let text = read_text(config, &dir.join("go.mod"), limit::MODULE).ok()?;
    modfile::parse(&String::from_utf8_lossy(&text)).module
}

/// The directory of a path in a GOPATH.
pub(super) fn dir_in_gopath(config: &Config, path: &str) -> Option<PathBuf> {
    let dirs = config.gopath.iter().map(|root| join_slashed(&root.join("src"), path));
    dirs.into_iter().find(|dir| dir.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_versions() {
        for (path, want) in [
            ("a/v2", Some((1, 4))),
            ("a/v2/api/v1/foo", Some((1, 4))),
            ("a/v2/b/v10/c", Some((6, 10))),
            ("a/v1", None),
            ("a/v0", None),
            ("a/v05", None),
            ("a/vx/v", None),
            ("v2", None),
        ] {
            assert_eq!(last_version(path), want, "{path}");
        }
    }
}
