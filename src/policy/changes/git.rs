//! Asking git, about a repository that may be a stranger's.
//!
//! A repository's configuration names programs: monitors of the file system, hooks, filters of
//! file contents, pagers, transports that fetch what is absent. So git is asked for nothing but
//! revisions and objects (`rev-parse`, `merge-base`, `ls-tree`, `cat-file`), which runs none of
//! them: it doesn't look at the index or at files of the work tree, nor writes anything. What
//! could yet be run is switched off besides ([`Git::command`]).
//!
//! The repository is that of the directory above which has a `.git`. A bare one inside a work tree
//! (`x/HEAD`, `x/objects`, `x/refs`) would be git's choice in `x`, but may as well have come with
//! what was checked out: it is refused.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::ChangesError;
use crate::disk::{limit, program};

/// How long git may take for an answer. Reading what is no regular file, as a repository's HEAD
/// may be, takes forever.
const PATIENCE: Duration = Duration::from_secs(120);

/// Variables that make git take another repository than that of a directory, or other objects.
/// git sets some of them for its hooks.
const ELSEWHERE: [&str; 13] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_ATTR_SOURCE",
];

/// What no command that is asked for does. The settings that git takes from a command line win over
/// those of a repository, and those of `safe` it takes from nowhere in a repository.
const SETTINGS: [&str; 7] = [
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.hooksPath=/dev/null",
    "core.alternateRefsCommand=",
    "core.sshCommand=false",
    "protocol.allow=never",
];

/// git, in the work tree of a repository.
#[derive(Debug)]
pub(super) struct Git {
    program: PathBuf,
    /// The directory that has `.git`, without symbolic links.
    pub(super) top: PathBuf,
}

/// Takes a blob: its index among those asked for, its size in bytes, and git's answer from its
/// first byte on.
type Each<'a> = dyn FnMut(usize, u64, &mut dyn BufRead) -> Result<(), String> + 'a;

/// How git answered.
pub(super) enum Answer {
    Done(Vec<u8>),
    Refused(String),
}

impl Git {
    /// git for the repository of a directory.
    pub(super) fn of(dir: &Path) -> Result<Git, ChangesError> {
        let top = top(dir)?;
        let Some(program) = program::find("git", &top) else {
            let absent = "no git in PATH, as far as that is outside of the repository";
            return Err(ChangesError::NoGit(absent.to_owned()));
        };
        Ok(Git { program, top })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(plain(&self.top)).args(["--no-pager", "--no-replace-objects"]);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        for variable in ELSEWHERE {
            command.env_remove(variable);
        }
        if let Some(above) = self.top.parent() {
            // A broken repository doesn't make git look for one above.
            command.env("GIT_CEILING_DIRECTORIES", above);
        }
        // What a partial clone hasn't is not fetched; git before 2.45 doesn't know the first.
        command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "");
        command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
        command.env("LC_ALL", "C").stdin(Stdio::null()).stderr(Stdio::piped());
        command
    }

    /// Asks for something that git may refuse.
    pub(super) fn ask<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<Answer, ChangesError> {
        let mut command = self.command();
        command.args(args);
        let mut answer = Vec::new();
        let (status, error) = converse(command, PATIENCE, &[], &mut |out| {
            out.read_to_end(&mut answer).map(|_| ()).map_err(|error| error.to_string())
        })?;
        Ok(match status.success() {
            true => Answer::Done(answer),
            false => Answer::Refused(error),
        })
    }

    /// Asks for something that git can do unless something is wrong.
    pub(super) fn demand(&self, args: &[&str]) -> Result<Vec<u8>, ChangesError> {
        match self.ask(args)? {
            Answer::Done(answer) => Ok(answer),
            Answer::Refused(error) => Err(failed(args.first().unwrap_or(&""), error)),
        }
    }

    /// Reads blobs, and gives each with its index to `take`: nothing of one that is larger than
    /// source may be.
    pub(super) fn blobs(
        &self,
        ids: &[&str],
        take: &mut dyn FnMut(usize, Option<&[u8]>),
    ) -> Result<(), ChangesError> {
        let mut wanted: Vec<usize> = Vec::new();
        self.batch("--batch-check", ids, &mut |index, size, _| {
            match size <= limit::SOURCE {
                true => wanted.push(index),
                false => take(index, None),
            }
            Ok(())
        })?;
        let small: Vec<&str> = wanted.iter().filter_map(|&index| ids.get(index).copied()).collect();
        let mut text = Vec::new();
        self.batch("--batch", &small, &mut |nth, size, out| {
            text.clear();
            let read = out.take(size).read_to_end(&mut text).map_err(|error| error.to_string())?;
            let mut end = [0];
            out.read_exact(&mut end).map_err(|error| error.to_string())?;
            if read as u64 != size {
                return Err("the answer ends early".to_owned());
            }
            if let Some(&index) = wanted.get(nth) {
                take(index, Some(&text));
            }
            Ok(())
        })
    }

    /// Has `git cat-file` tell about objects: `each` gets the index of each with its size, and has
    /// to read what follows of it.
    fn batch(&self, how: &str, ids: &[&str], each: &mut Each<'_>) -> Result<(), ChangesError> {
        if ids.is_empty() {
            return Ok(());
        }
        let mut command = self.command();
        command.args(["cat-file", how, "--buffer"]);
        let mut input = ids.join("\n").into_bytes();
        input.push(b'\n');
        let mut wrong = None;
        let (status, error) = converse(command, PATIENCE, &input, &mut |out| {
            let done = ids.iter().enumerate().try_for_each(|(index, id)| {
                let mut line = Vec::new();
                out.read_until(b'\n', &mut line).map_err(|error| error.to_string())?;
                let line = String::from_utf8_lossy(&line);
                match line.trim_end().split(' ').collect::<Vec<_>>().as_slice() {
                    [got, "blob", size] if got == id => {
                        let size = size.parse().map_err(|_| format!("size of {id}: {size}"))?;
                        each(index, size, out)
                    }
                    [.., "missing"] => Err(format!(
                        "object {id} isn't here, as in a partial clone, and isn't fetched"
                    )),
                    _ => Err(line.trim_end().to_owned()),
                }
            });
            wrong = done.err();
            Ok(())
        })?;
        match (wrong, status.success()) {
            (None, true) => Ok(()),
            // Where its answer ends early, it has said why.
            (Some(wrong), _) if !wrong.is_empty() => Err(failed("cat-file", wrong)),
            (_, _) => Err(failed("cat-file", error)),
        }
    }
}

fn failed(command: &str, error: String) -> ChangesError {
    ChangesError::Failed(command.to_owned(), error)
}

/// Runs a command: gives it `input`, lets `read` have its output, and tells how it ended and what
/// it complained of. It is ended when it takes too long.
fn converse(
    mut command: Command,
    patience: Duration,
    input: &[u8],
    read: &mut dyn FnMut(&mut dyn BufRead) -> Result<(), String>,
) -> Result<(ExitStatus, String), ChangesError> {
    let no_git = |error: std::io::Error| ChangesError::NoGit(error.to_string());
    if !input.is_empty() {
        command.stdin(Stdio::piped());
    }
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(no_git)?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let child = Mutex::new(child);
    let lock = || child.lock().unwrap_or_else(PoisonError::into_inner);
    let (done, is_done) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        // Dropped in any case, which tells the watch to end.
        let done = done;
        let lock = &lock;
        let watch = scope.spawn(move || {
            let late = is_done.recv_timeout(patience) == Err(RecvTimeoutError::Timeout);
            if late {
                let _ = lock().kill();
            }
            late
        });
        scope.spawn(|| {
            // It may end before it has read all; then its answer tells why.
            let _ = stdin.map(|mut stdin| stdin.write_all(input));
        });
        let complaint = scope.spawn(|| {
            let mut text = Vec::new();
            let _ = stderr.map(|stderr| stderr.take(1 << 16).read_to_end(&mut text));
            String::from_utf8_lossy(&text).trim().to_owned()
        });
        let read = match stdout {
            Some(stdout) => {
                let mut out = BufReader::new(stdout);
                let read = read(&mut out);
                // What is left unread is of no use.
                drop(out);
                read
            }
            None => Ok(()),
        };
        let complaint = complaint.join().unwrap_or_default();
        drop(done);
        let late = watch.join().unwrap_or_default();
        let status = lock().wait().map_err(no_git)?;
        match (late, read) {
            (true, _) => {
                let seconds = patience.as_secs();
                Err(ChangesError::NoGit(format!("it gave no answer in {seconds} s")))
            }
            (false, Err(error)) => Err(ChangesError::NoGit(error)),
            (false, Ok(())) => Ok((status, complaint)),
        }
    })
}

/// A real path in the form that programs take on Windows, where the system has another one.
fn plain(path: &Path) -> PathBuf {
    let rest = path.to_str().and_then(|path| path.strip_prefix(r"\\?\"));
    rest.filter(|rest| !rest.starts_with("UNC")).map_or_else(|| path.to_owned(), PathBuf::from)
}

/// The directory with `.git` that a directory is in.
fn top(dir: &Path) -> Result<PathBuf, ChangesError> {
    let real = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    for above in real.ancestors() {
        if above.join(".git").symlink_metadata().is_ok() {
            return Ok(above.to_owned());
        }
        let is_bare = above.join("HEAD").symlink_metadata().is_ok()
            && above.join("objects").is_dir()
            && above.join("refs").is_dir();
        if is_bare {
            return Err(ChangesError::Bare(above.to_owned()));
        }
    }
    Err(ChangesError::NoRepository(dir.to_owned()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]).stdin(Stdio::null()).stderr(Stdio::piped());
        command
    }

    #[test]
    fn an_answer_that_does_not_come_is_not_waited_for() {
        let begun = std::time::Instant::now();
        let patience = Duration::from_millis(50);
        let read = &mut |out: &mut dyn BufRead| {
            out.read_to_end(&mut Vec::new()).map(|_| ()).map_err(|error| error.to_string())
        };
        let got = converse(sh("exec sleep 60"), patience, b"", read);
        assert!(matches!(got, Err(ChangesError::NoGit(_))), "{got:?}");
        assert!(begun.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn both_sides_talk_at_once() {
        let input = b"0123456789\n".repeat(100_000);
        let mut output = Vec::new();
        let (status, error) =
            converse(sh("cat; echo no >&2; exit 3"), PATIENCE, &input, &mut |out| {
                out.read_to_end(&mut output).map(|_| ()).map_err(|error| error.to_string())
            })
            .expect("an answer");
        assert_eq!((status.code(), error.as_str()), (Some(3), "no"));
        assert_eq!(output, input);
        // What isn't read doesn't make it wait.
        let (status, _) = converse(sh("yes"), PATIENCE, &input, &mut |_| Ok(())).expect("an end");
        assert!(!status.success());
    }
}
