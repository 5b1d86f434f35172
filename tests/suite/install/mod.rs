//! How goesc gets to where Go developers are: packages, hooks, actions and plugins are built, installed and run.
//!
//! What a release makes is in a folder that `.ci/packages` writes and `GOESC_PACKAGES` names. Tools that
//! check files of services and run hooks are in one that `GOESC_TOOLS` names.

mod action;
mod files;
mod golangci;
mod image;
mod metadata;
mod npm;
mod pre_commit;
mod wheel;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common::Tree;

/// The checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the checkout.
fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What a command printed, as text.
fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// Runs a command that has to succeed, and returns what it printed.
#[track_caller]
fn done(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = said(&output);
    assert!(output.status.success(), "{command:?}: {}\n{out}{err}", output.status);
    out
}

/// Git in a directory, as somebody, without anybody's settings.
fn git(directory: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=shop", "-c", "user.email=shop@example.com"]).args(args);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    done(command.current_dir(directory))
}

/// A search path with a directory first.
fn path_with(first: &Path) -> std::ffi::OsString {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(first.to_owned()).chain(std::env::split_paths(&rest));
    std::env::join_paths(all).expect("a search path")
}

/// The directory of the program under test.
fn own_directory() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_goesc")).parent().expect("a directory").to_owned()
}

/// A module whose `f` violates its assertion at line 7, in a repository of git.
fn violated() -> Tree {
    let tree = Tree::of(&[
        ("go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("m.go", VIOLATED),
        ("other.go", "package m\n\nfunc g() {}\n"),
    ]);
    git(tree.root(), &["init", "-q", "-b", "main"]);
    git(tree.root(), &["add", "."]);
    git(tree.root(), &["commit", "-qm", "m"]);
    tree
}

/// Its file.
const VIOLATED: &str = "package m\n\nvar sink *int\n\n//goesc:noescape\nfunc f() {\n\ttotal := \
                        new(int)\n\tsink = total\n}\n";

/// The file among those of a folder whose name starts and ends so.
fn only(folder: &Path, start: &str, end: &str) -> PathBuf {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let names = entries.map(|entry| entry.expect("an entry").path());
    let mut found: Vec<PathBuf> = names
        .filter(|path| {
            let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
            name.starts_with(start) && name.ends_with(end)
        })
        .collect();
    assert_eq!(found.len(), 1, "{folder:?}: {start}...{end}");
    found.remove(0)
}

/// Checks that a file takes no more than so many bytes.
#[track_caller]
fn assert_small(path: &Path, most: u64) {
    let size = fs::metadata(path).expect("a file").len();
    assert!(size <= most, "{path:?}: {size} bytes, {most} at most");
}

/// The most that an archive of a release takes.
const ARCHIVE: u64 = 5_100_000;

/// The most that a wheel or an npm package takes, which are packed by deflate.
const PACKAGE: u64 = 6_700_000;

/// The most that the program takes where it is installed.
const INSTALLED: u64 = 12_500_000;
