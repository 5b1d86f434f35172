//! The lines that changed since a revision.
//!
//! What counts is the working tree, whether or not it is committed, against the commit in which
//! the current branch left the revision's (`git merge-base`): what others did to the revision's
//! branch since then is no change of ours. Files that weren't there are new altogether, unless git
//! ignores them. A file that was renamed keeps its lines.
//!
//! ```text
//! --new-from main      what a branch adds
//! --new-from HEAD      what isn't committed yet
//! --new-from HEAD~1    what the last commit and the working tree add
//! ```
//!
//! git is asked only for what the commit holds (`git`). What is analyzed is compared with that here
//! (`lines`), so none of the repository's filters and monitors is run: lines that such a filter
//! would change, carriage returns aside, count as changed.
//!
//! Approximations: the index isn't looked at, so a file that git ignores and that was added to it
//! by force counts once it is committed; a file that is absent only from a sparse checkout counts
//! as one that may have been renamed.

mod git;
mod ignored;
mod lines;
mod renames;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};
use thiserror::Error;

use crate::findings::analysis::Analysis;
use crate::source::path::join_slashed;
use crate::source::pos::FileId;
use crate::visible;
use git::{Answer, Git};
use ignored::Ignored;
use lines::Bag;

/// What there was before the changes.
#[derive(Debug)]
pub struct Base {
    git: Git,
    /// The commit with which the working tree is compared.
    commit: String,
    /// The Go files of the commit: paths in the repository, with slashes, and the ids of blobs.
    files: BTreeMap<String, String>,
}

/// Lines that changed.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    files: FxHashMap<FileId, Changed>,
}

/// What changed of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Changed {
    All,
    Lines(Vec<RangeInclusive<u32>>),
}

/// Why it isn't known what changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChangesError {
    /// git can't be run.
    #[error("--new-from: git can't be run: {0}")]
    NoGit(String),
    /// The directory is in no repository.
    #[error("--new-from: {} is not in a git repository", visible::path(.0))]
    NoRepository(PathBuf),
    /// The directory is in a bare repository.
    #[error(
        "--new-from: {} is a bare repository, whose settings may have come with it: it isn't used",
        visible::path(.0)
    )]
    Bare(PathBuf),
    /// The revision isn't one.
    #[error("--new-from: git knows no revision {0:?} (a shallow clone may not have it)")]
    NoRevision(String),
    /// The revision has nothing in common with what is checked out.
    #[error(
        "--new-from: {0:?} and HEAD have no commit in common (a shallow clone may not have it)"
    )]
    NoAncestor(String),
    /// git failed: what it was asked, and what it said.
    #[error("--new-from: git {0}: {1}")]
    Failed(String, String),
}

fn line(text: &[u8]) -> String {
    String::from_utf8_lossy(text).trim_end_matches(['\n', '\r']).to_owned()
}

impl Base {
    /// What there was where HEAD and a revision parted, in the repository of a directory.
    pub fn of(dir: &Path, revision: &str) -> Result<Base, ChangesError> {
        let git = Git::of(dir)?;
        // Older versions of git take the directory itself for one, where its `.git` is none.
        let dir = git.top.join(line(&git.demand(&["rev-parse", "--git-dir"])?));
        if dir.canonicalize().is_ok_and(|dir| dir == git.top) {
            return Err(ChangesError::Bare(git.top));
        }
        let commit = format!("{revision}^{{commit}}");
        let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
        let Answer::Done(commit) = git.ask(&verify)? else {
            return Err(ChangesError::NoRevision(revision.to_owned()));
        };
        let Answer::Done(base) = git.ask(&["merge-base", &line(&commit), "HEAD"])? else {
            return Err(ChangesError::NoAncestor(revision.to_owned()));
        };
        let commit = line(&base);
        let files = go_files(&git, &commit)?;
        Ok(Base { git, commit, files })
    }

    /// Which lines of an analysis differ from it: of the packages named, and where else findings
    /// are.
    pub fn changes(&self, analysis: &Analysis) -> Result<Changes, ChangesError> {
        let subjects = self.subjects(analysis);
        let text = |file: FileId| &*analysis.sources.file(file).text;
        let (mut old, new): (Vec<_>, Vec<_>) =
            subjects.into_iter().partition(|subject| subject.before.is_some());
        let (renamed, new): (Vec<_>, Vec<_>) = self
            .with_old_names(new, &text)?
            .into_iter()
            .partition(|subject| subject.before.is_some());
        old.extend(renamed);

        let mut changes = Changes::default();
        let ids: Vec<&str> = old.iter().filter_map(|subject| subject.before).collect();
        self.git.blobs(&ids, &mut |index, before| {
            let subject = &old[index];
            let changed = match before {
                Some(before) => Changed::Lines(lines::changed(before, text(subject.files[0]))),
                None => Changed::All,
            };
            changes.add(subject, changed);
        })?;
        for subject in self.not_ignored(new)? {
            changes.add(&subject, Changed::All);
        }
        Ok(changes)
    }

    /// The files that are of interest and in the work tree, in order of their paths.
    fn subjects(&self, analysis: &Analysis) -> Vec<AnalysedFile<'_>> {
        let mut wanted: FxHashSet<FileId> = FxHashSet::default();
        for root in &analysis.roots {
            wanted.extend(&root.files);
            wanted.extend(root.findings.iter().map(|finding| finding.pos.file));
            for finding in root.explained() {
                wanted.insert(finding.pos.file);
                wanted.extend(finding.cause.map(|cause| cause.file));
            }
        }
        let mut inner: FxHashMap<PathBuf, bool> = FxHashMap::default();
        let files = analysis.sources.iter().filter(|(id, _)| wanted.contains(id));
        let subjects = files.filter_map(|(file, source)| {
            // As git sees it, without symbolic links.
            let path = Path::new(&source.path);
            let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            let below = real.strip_prefix(&self.git.top).ok()?;
            let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
            let name = parts?.join("/");
            if is_in_other_repository(&real, &self.git.top, &mut inner) {
                return None;
            }
            let before = self.files.get(&name).map(String::as_str);
            Some(AnalysedFile { files: vec![file], before, name, real })
        });
        let mut by_name: BTreeMap<String, AnalysedFile<'_>> = BTreeMap::new();
        for subject in subjects {
            match by_name.get_mut(&subject.name) {
                Some(known) => known.files.extend(subject.files),
                None => drop(by_name.insert(subject.name.clone(), subject)),
            }
        }
        by_name.into_values().collect()
    }

    /// The new files, with the blobs of those that are old ones under another name.
    fn with_old_names<'a>(
        &'a self,
        mut new: Vec<AnalysedFile<'a>>,
        text: &impl Fn(FileId) -> &'a [u8],
    ) -> Result<Vec<AnalysedFile<'a>>, ChangesError> {
        let is_gone = |name: &str| join_slashed(&self.git.top, name).symlink_metadata().is_err();
        let (names, ids): (Vec<&str>, Vec<&str>) = match new.is_empty() {
            true => (Vec::new(), Vec::new()),
            false => {
                let gone = self.files.iter().filter(|(name, _)| is_gone(name));
                gone.map(|(name, id)| (name.as_str(), id.as_str())).unzip()
            }
        };
        if ids.is_empty() {
            return Ok(new);
        }
        let mut bags = vec![Bag::default(); ids.len()];
        self.git.blobs(&ids, &mut |index, before| {
            bags[index] = before.map(Bag::of).unwrap_or_default();
        })?;
        let gone = names.iter().zip(bags).map(|(path, text)| renames::File { path, text });
        let gone: Vec<renames::File<'_>> = gone.collect();
        let new_files = new.iter().map(|subject| renames::File {
            path: &subject.name,
            text: Bag::of(text(subject.files[0])),
        });
        let pairs = renames::pair(&gone, &new_files.collect::<Vec<_>>());
        for (subject, before) in new.iter_mut().zip(pairs) {
            subject.before = before.and_then(|before| ids.get(before).copied());
        }
        Ok(new)
    }

    /// Leaves out what git ignores and hasn't committed.
    fn not_ignored<'a>(
        &self,
        subjects: Vec<AnalysedFile<'a>>,
    ) -> Result<Vec<AnalysedFile<'a>>, ChangesError> {
        if subjects.is_empty() {
            return Ok(subjects);
        }
        let exclude = self.git.demand(&["rev-parse", "--git-path", "info/exclude"])?;
        let mut ignored = Ignored::new(&self.git.top, &self.git.top.join(line(&exclude)));
        let (ignored, mut kept): (Vec<_>, Vec<_>) =
            subjects.into_iter().partition(|subject| ignored.contains(&subject.real));
        if !ignored.is_empty() && line(&self.git.demand(&["rev-parse", "HEAD"])?) != self.commit {
            let committed = go_files(&self.git, "HEAD")?;
            kept.extend(ignored.into_iter().filter(|s| committed.contains_key(&s.name)));
        }
        Ok(kept)
    }
}

/// A file of the analysis in the work tree.
struct AnalysedFile<'a> {
    /// Its ids, one for each time that it is taken in, as with tests and without. At least one.
    files: Vec<FileId>,
    /// Its path in the repository, with slashes.
    name: String,
    /// Its path without symbolic links.
    real: PathBuf,
    /// The blob that it was.
    before: Option<&'a str>,
}

/// Whether a file is in a repository inside of the one at `top`, as a submodule is.
fn is_in_other_repository(file: &Path, top: &Path, inner: &mut FxHashMap<PathBuf, bool>) -> bool {
    let mut dirs = file.ancestors().skip(1).take_while(|dir| *dir != top);
    dirs.any(|dir| {
        let known = inner.get(dir).copied();
        known.unwrap_or_else(|| {
            let is_inner = dir.join(".git").symlink_metadata().is_ok();
            inner.insert(dir.to_owned(), is_inner);
            is_inner
        })
    })
}

/// The Go files of a commit, with the ids of their blobs.
fn go_files(git: &Git, commit: &str) -> Result<BTreeMap<String, String>, ChangesError> {
    let listed = git.demand(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
    Ok(listed.split(|&b| b == 0).filter_map(entry).collect())
}

/// The path and the id of `MODE SP TYPE SP ID TAB PATH`, if it is of a Go file. What isn't UTF-8
/// the go command takes for no package's.
fn entry(entry: &[u8]) -> Option<(String, String)> {
    let (about, path) = std::str::from_utf8(entry).ok()?.split_once('\t')?;
    let mut about = about.split(' ');
    let (mode, kind, id) = (about.next()?, about.next()?, about.next()?);
    let is_file = matches!(mode, "100644" | "100755" | "100664") && kind == "blob";
    (is_file && path.ends_with(".go")).then(|| (path.to_owned(), id.to_owned()))
}

impl Changes {
    fn add(&mut self, subject: &AnalysedFile<'_>, changed: Changed) {
        self.files.extend(subject.files.iter().map(|&file| (file, changed.clone())));
    }

    /// Whether a line, from 1, of a file changed.
    pub fn contains(&self, file: FileId, line: u32) -> bool {
        match self.files.get(&file) {
            None => false,
            Some(Changed::All) => true,
            Some(Changed::Lines(ranges)) => {
                let at = ranges.partition_point(|range| *range.end() < line);
                ranges.get(at).is_some_and(|range| range.contains(&line))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_trees() {
        let id = "0123456789012345678901234567890123456789";
        let of = |mode_and_type: &str, path: &str| {
            entry(format!("{mode_and_type} {id}\t{path}").as_bytes())
        };
        let found = |path: &str| Some((path.to_owned(), id.to_owned()));
        assert_eq!(of("100644 blob", "a/b c\"\n.go"), found("a/b c\"\n.go"));
        assert_eq!(of("100755 blob", "x.go"), found("x.go"));
        assert_eq!(of("120000 blob", "link.go"), None);
        assert_eq!(of("160000 commit", "sub.go"), None);
        assert_eq!(of("100644 blob", "x.txt"), None);
        assert_eq!(entry(b""), None);
    }
}
