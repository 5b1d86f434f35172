//! README.md: every command in it runs, what is shown of its output is what it prints, and the
//! table of agreement is that of the snapshot.
//!
//! A `console` block holds commands (`$ goesc check ./...`, continued by a `\` at the end of a
//! line) and what they print on standard output. They run in a copy of testdata/readme, one after the
//! other, in a git repository whose branch `main` is the copy as it is; commands of cargo run in the
//! project itself. `...` as a line stands for any lines. A block `console go` needs a Go toolchain
//! and runs where GOROOT names one. `GOESC_UPDATE=1 cargo test readme` writes the table and the
//! picture anew.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{Tree, goroot};
use crate::needs;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("README.md")
}

/// A command, and the lines that it is shown to print.
#[derive(Debug)]
struct FindingFilter {
    /// The line in README.md, from 1.
    line: usize,
    command: String,
    output: Vec<String>,
    needs_go: bool,
}

/// The commands of all `console` blocks.
fn commands(text: &str) -> Vec<FindingFilter> {
    let mut shown: Vec<FindingFilter> = Vec::new();
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
                    shown.push(FindingFilter {
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

/// A copy of the program that README.md is about, on branch `main` of a repository.
fn shop() -> Tree {
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
fn run(command: &str, directory: &Path) -> String {
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
    let (shown, _) = all_commands();
    assert!(shown.len() > 10, "{}", shown.len());
    assert_shown(&shown);
}

#[test]
fn commands_of_the_go_command() {
    if goroot("readme::commands_of_the_go_command").is_some() {
        let (_, with_go) = all_commands();
        assert!(!with_go.is_empty());
        assert_shown(&with_go);
    }
}

/// Those that need no Go, and those that do.
fn all_commands() -> (Vec<FindingFilter>, Vec<FindingFilter>) {
    commands(&readme()).into_iter().partition(|shown| !shown.needs_go)
}

/// Runs commands, one after the other, and looks at what they print.
fn assert_shown(shown: &[FindingFilter]) {
    let shop = shop();
    let mut wrong = String::new();
    for FindingFilter { line, command, output, .. } in shown {
        let printed = match command.strip_prefix("cargo run --release -- ") {
            Some(args) => run(&format!("goesc {args}"), root()),
            // These are the tests themselves, the benchmarks and their like.
            None if command.contains("cargo ") => continue,
            None => run(command, shop.root()),
        };
        let lines: Vec<&str> = printed.lines().collect();
        if !output.is_empty() && !is_as_shown(&lines, output) {
            wrong.push_str(&format!("README.md:{line}: {command}\n{printed}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What stands in for the table of agreement.
const TABLE: (&str, &str) = ("<!-- agreement -->\n", "<!-- end of agreement -->");

/// A row a corpus and mode of the snapshot.
fn table() -> String {
    let snapshot = fs::read_to_string(root().join("testdata/fidelity.snap")).expect("a snapshot");
    let mut table = String::from(
        "| corpus | gc's flags | gc's lines | goesc's | the same | F1 | packages exact |\n\
         |---|---|---|---|---|---|---|\n",
    );
    let mut heading = None;
    for line in snapshot.lines() {
        if let Some(rest) = line.strip_prefix("corpus ") {
            let (name, packages) = rest.split_once(": ").expect("NAME MODE: PACKAGES");
            let (corpus, mode) = name.split_once(' ').expect("a corpus and a mode");
            let exact = packages.trim_end_matches(" packages exact");
            heading = Some((corpus.to_owned(), mode.to_owned(), exact.to_owned()));
        } else if let (Some(sums), Some((corpus, mode, exact))) =
            (line.strip_prefix("all "), &heading)
        {
            let sums: Vec<&str> = sums.split_whitespace().collect();
            let [gc, goesc, same, f1] = sums[..] else { panic!("{line}") };
            table.push_str(&format!(
                "| {corpus} | `{mode}` | {gc} | {goesc} | {same} | {f1} | {exact} |\n"
            ));
        }
    }
    table
}

#[test]
fn the_table_of_agreement_is_that_of_the_snapshot() {
    let text = readme();
    let start = text.find(TABLE.0).expect("a mark") + TABLE.0.len();
    let end = text.find(TABLE.1).expect("a second mark");
    let table = table();
    if std::env::var_os("GOESC_UPDATE").is_some() {
        let text = format!("{}{table}{}", &text[..start], &text[end..]);
        fs::write(root().join("README.md"), text).expect("README.md is written");
        return;
    }
    assert_eq!(&text[start..end], table, "GOESC_UPDATE=1 cargo test readme writes it anew");
}

#[test]
fn the_picture_is_what_a_terminal_shows() {
    let shop = shop();
    let printed = run("goesc check -l --color always .", shop.root());
    let prompt = "\x1b[1;32m$\x1b[0m goesc check -l\n";
    let term = anstyle_svg::Term::new();
    let picture = term.render_svg(&format!("{prompt}{printed}"));
    let path = root().join("docs/check.svg");
    if std::env::var_os("GOESC_UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("docs");
        fs::write(&path, picture).expect("the picture is written");
        return;
    }
    let drawn = fs::read_to_string(&path).expect("docs/check.svg");
    assert!(drawn == picture, "GOESC_UPDATE=1 cargo test readme draws it anew");
}

#[test]
fn options_and_statuses_are_told() {
    let text = readme();
    let help = run("goesc --help", root());
    for line in help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1) {
        let Some(command) = line.strip_prefix("  ").and_then(|line| line.split(' ').next()) else {
            break;
        };
        if !command.is_empty() && command != "help" {
            assert!(text.contains(&format!("`goesc {command}")), "goesc {command} isn't told");
        }
    }
    let check = run("goesc check --help", root());
    let flags = check.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2);
    for flag in flags.map(|flag| flag.trim_end_matches([',', '.', ';', ':', ')'])) {
        if flag != "--help" && flag != "--version" {
            assert!(text.contains(flag), "{flag} isn't told");
        }
    }
}
