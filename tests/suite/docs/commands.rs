//! Commands in README.md and the pages of docs/: each runs, and prints what is shown of its output.
//!
//! A `console` block holds commands (`$ goesc check ./...`, continued by a `\` at the end of a
//! line) and what they print on standard output. Those of a page run in a copy of testdata/readme, one after the
//! other, in a git repository whose branch `main` is the copy as it is; commands of cargo run in the
//! project itself. `...` as a line stands for any lines. A block `console go` needs a Go toolchain
//! and runs where GOROOT names one.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{page, pages, root};
use crate::common::{Tree, goroot};
use crate::needs;

/// A command, and the lines that it is shown to print.
#[derive(Debug)]
struct Shown {
    /// The line of the page, from 1.
    line: usize,
    command: String,
    output: Vec<String>,
    needs_go: bool,
}

/// The commands of all `console` blocks.
fn commands(text: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut block: Option<&str> = None;
    let mut goes_on = false;
    for (number, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), block) {
            (Some(language), None) => block = Some(language),
            (Some(_), Some(_)) => block = None,
            (None, Some(language @ ("console" | "console go"))) => {
                let line_text = line.to_owned();
                if let Some(last) = shown.last_mut().filter(|_| goes_on) {
                    last.command = format!("{}\n{line}", last.command);
                    goes_on = line.ends_with('\\');
                } else if let Some(command) = line.strip_prefix("$ ") {
                    goes_on = command.ends_with('\\');
                    shown.push(Shown {
                        line: number + 1,
                        command: command.to_owned(),
                        output: Vec::new(),
                        needs_go: language == "console go",
                    });
                } else if let Some(last) = shown.last_mut() {
                    last.output.push(line_text);
                }
            }
            (None, _) => {}
        }
    }
    shown
}

/// A copy of the program that the pages are about, on branch `main` of a repository.
pub(super) fn shop() -> Tree {
    let tree = Tree::new();
    let from = root().join("testdata/readme");
    for entry in fs::read_dir(&from).expect("testdata/readme") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        tree.write(&name, fs::read(&path).expect("a file"));
    }
    for args in [
        &["init", "-q", "-b", "main"][..],
        &["add", "."],
        &["-c", "user.name=shop", "-c", "user.email=shop@example.com", "commit", "-qm", "shop"],
    ] {
        let done = Command::new("git").args(args).current_dir(tree.root()).status();
        assert!(done.expect("git runs").success(), "git {args:?}");
    }
    tree
}

/// Runs a command as a shell does; `goesc` is the program under test.
pub(super) fn run(command: &str, directory: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_goesc"));
    let goroot = needs::goroot().ok();
    let mut path = vec![program.parent().expect("a directory").to_owned()];
    path.extend(goroot.map(|goroot| goroot.join("bin")));
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(directory)
        .env("PATH", std::env::join_paths(path).expect("a search path"))
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "")
        .env("CGO_ENABLED", "0")
        .env_remove("GOROOT")
        .output()
        .expect("sh runs");
    let status = output.status.code();
    assert!(
        matches!(status, Some(0 | 1)),
        "{command}: {status:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Whether lines are as shown, where `...` stands for any lines.
fn is_as_shown(printed: &[&str], shown: &[String]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=printed.len()).any(|skipped| is_as_shown(&printed[skipped..], rest))
        }
        Some((first, rest)) => {
            printed.first().is_some_and(|line| line.trim_end() == first.trim_end())
                && is_as_shown(&printed[1..], rest)
        }
    }
}

#[test]
fn commands_print_what_is_shown() {
    let mut all = 0;
    for name in pages() {
        let (shown, _) = commands_of(&name);
        all += shown.len();
        assert_shown(&name, &shown);
    }
    assert!(all > 15, "{all}");
}

#[test]
fn commands_of_the_go_command() {
    if goroot("docs::commands::commands_of_the_go_command").is_some() {
        let mut all = 0;
        for name in pages() {
            let (_, with_go) = commands_of(&name);
            all += with_go.len();
            assert_shown(&name, &with_go);
        }
        assert!(all > 0);
    }
}

/// Of a page, those that need no Go, and those that do.
fn commands_of(name: &str) -> (Vec<Shown>, Vec<Shown>) {
    commands(&page(name)).into_iter().partition(|shown| !shown.needs_go)
}

/// Runs the commands of a page, one after the other, and looks at what they print.
fn assert_shown(name: &str, shown: &[Shown]) {
    if shown.is_empty() {
        return;
    }
    let shop = shop();
    let mut wrong = String::new();
    for Shown { line, command, output, .. } in shown {
        let printed = match command.strip_prefix("cargo run --release -- ") {
            Some(args) => run(&format!("goesc {args}"), root()),
            // These are the tests themselves, the benchmarks and their like.
            None if command.contains("cargo ") => continue,
            None => run(command, shop.root()),
        };
        let lines: Vec<&str> = printed.lines().collect();
        if !output.is_empty() && !is_as_shown(&lines, output) {
            wrong.push_str(&format!("{name}:{line}: {command}\n{printed}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
