//! Which files git ignores: `.gitignore` of each directory, the repository's `info/exclude` and the
//! user's own file. The deepest file that says something counts.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder, gitconfig_excludes_path};
use rustc_hash::FxHashMap;

use crate::disk::{self, limit};

/// The files of a work tree that git ignores.
pub(super) struct Ignored {
    top: PathBuf,
    /// The patterns for all directories (`.git/info/exclude`, the user's `core.excludesFile`): of
    /// two that match, the one of the earlier file counts.
    general: Vec<Gitignore>,
    of_directory: FxHashMap<PathBuf, Gitignore>,
}

impl Ignored {
    /// Reads the patterns for the work tree below `top`; `exclude` is its repository's
    /// `.git/info/exclude`.
    pub(super) fn new(top: &Path, exclude: &Path) -> Ignored {
        let own = [Some(exclude.to_owned()), gitconfig_excludes_path()];
        let general = own.into_iter().flatten().map(|file| patterns(top, &file)).collect();
        Ignored { top: top.to_owned(), general, of_directory: FxHashMap::default() }
    }

    /// Whether a file below the top, or a directory that it is in, is ignored.
    pub(super) fn contains(&mut self, file: &Path) -> bool {
        let mut above: Vec<&Path> = file
            .ancestors()
            .take_while(|path| *path != self.top && path.starts_with(&self.top))
            .collect();
        above.reverse();
        above.into_iter().any(|path| self.names(path, path != file))
    }

    /// Whether a file or directory is ignored by itself.
    fn names(&mut self, path: &Path, is_dir: bool) -> bool {
        for dir in path.ancestors().skip(1).take_while(|dir| dir.starts_with(&self.top)) {
            let patterns = self
                .of_directory
                .entry(dir.to_owned())
                .or_insert_with(|| patterns(dir, &dir.join(".gitignore")));
            let found = patterns.matched(path, is_dir);
            if !found.is_none() {
                return found.is_ignore();
            }
        }
        let mut found = self.general.iter().map(|patterns| patterns.matched(path, is_dir));
        found.find(|found| !found.is_none()).is_some_and(|found| found.is_ignore())
    }
}

/// The patterns of a file, about paths below a directory. As for git, one that can't be read has
/// none, nor has a line that isn't one.
fn patterns(dir: &Path, file: &Path) -> Gitignore {
    let text = disk::read(file, limit::SETTINGS).unwrap_or_default();
    if text.is_empty() {
        return Gitignore::empty();
    }
    let mut builder = GitignoreBuilder::new(dir);
    for line in String::from_utf8_lossy(&text).lines() {
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_deepest_word_counts() {
        let dir = tempfile::tempdir().expect("a directory");
        let top = dir.path().canonicalize().expect("a directory");
        fs::create_dir_all(top.join("gen/sub")).expect("directories");
        fs::create_dir_all(top.join("x/y")).expect("directories");
        fs::write(top.join(".gitignore"), "*.pb.go\n/gen/\n").expect("a file");
        fs::write(top.join("x/.gitignore"), "!keep.pb.go\n").expect("a file");
        fs::write(top.join("exclude"), "local_*.go\n").expect("a file");
        let mut ignored = Ignored::new(&top, &top.join("exclude"));
        for (path, want) in [
            ("a.go", false),
            ("a.pb.go", true),
            ("x/y/a.pb.go", true),
            ("x/keep.pb.go", false),
            ("gen/sub/a.go", true),
            ("x/gen/a.go", false),
            ("x/local_a.go", true),
        ] {
            assert_eq!(ignored.contains(&top.join(path)), want, "{path}");
        }
    }
}
