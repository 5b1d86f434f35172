//! The lines that changed since a revision, as git tells.
//!
//! What counts is the working tree, whether or not it is committed, against the commit in which
//! the current branch left the revision's (`git merge-base`): what others did to the revision's
//! branch since then is no change of ours. Files that git doesn't track, and doesn't ignore, are
//! new altogether. A file that was renamed keeps its lines.
//!
//! ```text
//! --new-from main      what a branch adds
//! --new-from HEAD      what isn't committed yet
//! --new-from HEAD~1    what the last commit and the working tree add
//! ```

use std::ffi::OsStr;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustc_hash::FxHashMap;

/// Lines that changed.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    files: FxHashMap<PathBuf, Changed>,
}

/// What changed of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Changed {
    All,
    Lines(Vec<RangeInclusive<u32>>),
}

/// Why it isn't known what changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangesError {
    /// git can't be run.
    NoGit(String),
    /// The directory is in no repository.
    NoRepository(PathBuf),
    /// The revision isn't one.
    NoRevision(String),
    /// The revision has nothing in common with what is checked out.
    NoAncestor(String),
    /// git failed: what it was asked, and what it said.
    Failed(String, String),
}

impl fmt::Display for ChangesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("--new-from: ")?;
        match self {
            ChangesError::NoGit(error) => write!(f, "git can't be run: {error}"),
            ChangesError::NoRepository(dir) => {
                write!(f, "{} is not in a git repository", dir.display())
            }
            ChangesError::NoRevision(revision) => {
                write!(f, "git knows no revision {revision:?} (a shallow clone may not have it)")
            }
            ChangesError::NoAncestor(revision) => write!(
                f,
                "{revision:?} and HEAD have no commit in common (a shallow clone may not have it)"
            ),
            ChangesError::Failed(command, error) => write!(f, "git {command}: {error}"),
        }
    }
}

impl std::error::Error for ChangesError {}

/// How git answered.
enum Answer {
    Done(Vec<u8>),
    Refused(String),
}

fn git<S: AsRef<OsStr>>(dir: &Path, args: &[S]) -> Result<Answer, ChangesError> {
    let mut command = Command::new("git");
    // Settings of the user's that change how paths or differences are printed.
    command.args(["-c", "core.quotePath=false", "-c", "diff.noprefix=false"]);
    let output = command.args(args).current_dir(dir).env("LC_ALL", "C").output();
    let output = output.map_err(|error| ChangesError::NoGit(error.to_string()))?;
    Ok(match output.status.success() {
        true => Answer::Done(output.stdout),
        false => Answer::Refused(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    })
}

/// Asks something that git can do unless something is wrong.
fn ask(dir: &Path, args: &[&str]) -> Result<Vec<u8>, ChangesError> {
    match git(dir, args)? {
        Answer::Done(text) => Ok(text),
        Answer::Refused(error) => {
            Err(ChangesError::Failed(args.first().unwrap_or(&"").to_string(), error))
        }
    }
}

fn line(text: &[u8]) -> String {
    String::from_utf8_lossy(text).trim_end_matches(['\n', '\r']).to_owned()
}

impl Changes {
    /// What changed since a revision in the repository of a directory.
    pub fn since(dir: &Path, revision: &str) -> Result<Changes, ChangesError> {
        let root = match git(dir, &["rev-parse", "--show-toplevel"])? {
            Answer::Done(text) => PathBuf::from(line(&text)),
            Answer::Refused(_) => return Err(ChangesError::NoRepository(dir.to_owned())),
        };
        let commit = format!("{revision}^{{commit}}");
        let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
        let Answer::Done(commit) = git(dir, &verify)? else {
            return Err(ChangesError::NoRevision(revision.to_owned()));
        };
        let Answer::Done(base) = git(dir, &["merge-base", &line(&commit), "HEAD"])? else {
            return Err(ChangesError::NoAncestor(revision.to_owned()));
        };
        let base = line(&base);
        let diff = ask(
            &root,
            &[
                "diff",
                "--no-color",
                "--no-ext-diff",
                "--no-textconv",
                "--no-relative",
                "--ignore-submodules",
                "--find-renames",
                "--diff-filter=d",
                "--unified=0",
                "--inter-hunk-context=0",
                "--src-prefix=a/",
                "--dst-prefix=b/",
                &base,
                "--",
            ],
        )?;
        let others = ask(&root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        let root = root.canonicalize().unwrap_or(root);
        let mut changes = Changes::default();
        changes.add_diff(&root, &diff);
        for path in others.split(|b| *b == 0).filter(|path| !path.is_empty()) {
            let path = root.join(&*String::from_utf8_lossy(path));
            changes.files.insert(path, Changed::All);
        }
        Ok(changes)
    }

    fn add_diff(&mut self, root: &Path, diff: &[u8]) {
        let text = String::from_utf8_lossy(diff);
        let mut ranges: Option<&mut Vec<RangeInclusive<u32>>> = None;
        // Lines of the files themselves, which may look like headers.
        let mut skip = 0;
        for line in text.split('\n') {
            if skip > 0 && line.starts_with(['+', '-']) {
                skip -= 1;
            } else if let Some(path) = line.strip_prefix("+++ ") {
                let path = root.join(new_path(path));
                let changed = self.files.entry(path).or_insert(Changed::Lines(Vec::new()));
                ranges = match changed {
                    Changed::Lines(lines) => Some(lines),
                    Changed::All => None,
                };
            } else if let Some((removed, added)) = hunk(line) {
                skip = removed.1 + added.1;
                if let (Some(ranges), 1..) = (&mut ranges, added.1) {
                    ranges.push(added.0..=added.0.saturating_add(added.1 - 1));
                }
            }
        }
    }

    /// Whether a line, from 1, of a file changed.
    pub fn contains(&self, path: &Path, line: u32) -> bool {
        match self.files.get(path) {
            None => false,
            Some(Changed::All) => true,
            Some(Changed::Lines(ranges)) => ranges.iter().any(|range| range.contains(&line)),
        }
    }
}

/// `@@ -removed +added @@`, each as the first line and the number of lines.
fn hunk(line: &str) -> Option<((u32, u32), (u32, u32))> {
    let (removed, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
    let (added, _) = rest.split_once(" @@")?;
    let range = |text: &str| -> Option<(u32, u32)> {
        match text.split_once(',') {
            Some((first, count)) => Some((first.parse().ok()?, count.parse().ok()?)),
            None => Some((text.parse().ok()?, 1)),
        }
    };
    Some((range(removed)?, range(added)?))
}

/// The path of `+++ b/path`, which git quotes if it has to, and ends by a tab if it has spaces.
fn new_path(text: &str) -> String {
    let text = text.trim_end_matches('\t');
    let path = match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        None => text.to_owned(),
        Some(quoted) => unquote(quoted),
    };
    path.strip_prefix("b/").unwrap_or(&path).to_owned()
}

/// The text of a string quoted as in C.
fn unquote(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes().peekable();
    while let Some(b) = rest.next() {
        if b != b'\\' {
            bytes.push(b);
            continue;
        }
        match rest.next() {
            Some(digit @ b'0'..=b'7') => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    if let Some(digit) = rest.next_if(|b| (b'0'..=b'7').contains(b)) {
                        value = value * 8 + u32::from(digit - b'0');
                    }
                }
                bytes.push(value as u8);
            }
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'r') => bytes.push(b'\r'),
            Some(b'a') => bytes.push(7),
            Some(b'b') => bytes.push(8),
            Some(b'v') => bytes.push(11),
            Some(b'f') => bytes.push(12),
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diffs_are_read() {
        let diff = b"diff --git a/m.go b/m.go\n--- a/m.go\n+++ b/m.go\n@@ -3,0 +4,2 @@ func f()\n\
                     +++ b/looks like a header\n+x\n@@ -9 +11 @@\n--- a\n+y\n@@ -20,2 +22,0 @@\n\
                     -p\n-q\ndiff --git a/s p.go b/s p.go\nsimilarity index 90%\n--- a/s p.go\t\n\
                     +++ b/s p.go\t\n@@ -1 +1 @@\n-a\n+b\n--- /dev/null\n+++ \"b/t\\303\\244\\\".go\"\n\
                     @@ -0,0 +1,3 @@\n+a\n+b\n+c\n";
        let mut changes = Changes::default();
        changes.add_diff(Path::new("/r"), diff);
        let lines = |path: &str| -> Vec<u32> {
            (0..30).filter(|&line| changes.contains(Path::new(path), line)).collect()
        };
        assert_eq!(lines("/r/m.go"), [4, 5, 11]);
        assert_eq!(lines("/r/s p.go"), [1]);
        assert_eq!(lines("/r/tä\".go"), [1, 2, 3]);
        assert_eq!(lines("/r/other.go"), [0; 0]);
        assert_eq!(changes.files.len(), 3);
    }
}
