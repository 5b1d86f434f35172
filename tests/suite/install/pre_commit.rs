//! The hooks, run by pre-commit in a repository with a violated assertion.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{VIOLATED, git, own_directory, path_with, root, said, text, violated};
use crate::common::{Tree, packages, tools};

/// What pre-commit says of all files of a repository, with the hook `goesc` of another one.
fn run(tools: &Path, hooks: &Path, revision: &str, shop: &Path, home: &Path) -> (String, i32) {
    let config = format!(
        "repos:\n  - repo: {}\n    rev: {revision}\n    hooks:\n      - id: goesc\n        args: [--no-cache]\n",
        hooks.display()
    );
    fs::write(shop.join(".pre-commit-config.yaml"), config).expect("it is written");
    git(shop, &["add", "."]);
    let output = Command::new(tools.join("pre-commit"))
        .args(["run", "--all-files", "--color", "never"])
        .current_dir(shop)
        .env("PRE_COMMIT_HOME", home)
        .env("PATH", path_with(&own_directory()))
        .output()
        .expect("pre-commit runs");
    let (out, err) = said(&output);
    (out + &err, output.status.code().unwrap_or(-1))
}

/// Checks that a violated assertion fails the hook, and that it passes when that is mended.
fn assert_hook(tools: &Path, hooks: &Path, revision: &str) {
    let (shop, home) = (violated(), Tree::new());
    let (said, status) = run(tools, hooks, revision, shop.root(), home.root());
    assert!(said.contains("goesc") && said.contains("Failed"), "{said}");
    assert!(said.contains("new(int) escapes to heap") && said.contains("m.go:7:14"), "{said}");
    assert_eq!(status, 1, "{said}");
    shop.write("m.go", VIOLATED.replace("sink = total", "*total = 1"));
    let (said, status) = run(tools, hooks, revision, shop.root(), home.root());
    assert!(said.contains("Passed"), "{said}");
    assert_eq!(status, 0, "{said}");
}

/// A repository of a few files of the checkout.
fn repository(files: &[(&str, &str)]) -> (Tree, String) {
    let tree = Tree::of(&[]);
    for (name, from) in files {
        tree.write(name, text(from));
    }
    git(tree.root(), &["init", "-q", "-b", "main"]);
    git(tree.root(), &["add", "."]);
    git(tree.root(), &["commit", "-qm", "hooks"]);
    let revision = git(tree.root(), &["rev-parse", "HEAD"]).trim().to_owned();
    (tree, revision)
}

#[test]
fn the_hook_runs_what_is_installed() {
    let test = "install::pre_commit::the_hook_runs_what_is_installed";
    let Some(tools) = tools(test) else { return };
    let (hooks, revision) =
        repository(&[(".pre-commit-hooks.yaml", ".pre-commit-hooks.yaml"), ("LICENSE", "LICENSE")]);
    assert_hook(&tools, hooks.root(), &revision);
}

/// pip has the wheel from a folder, and what builds the hook's own empty package from the folder as well.
#[test]
fn the_hook_installs_the_wheel() {
    let test = "install::pre_commit::the_hook_installs_the_wheel";
    let Some(packages) = packages(test) else { return };
    let tools = packages.join("tools");
    let (hooks, revision) = repository(&[
        (".pre-commit-hooks.yaml", "hooks/pre-commit/.pre-commit-hooks.yaml"),
        ("pyproject.toml", "hooks/pre-commit/pyproject.toml"),
    ]);
    let (shop, home) = (violated(), Tree::new());
    let config = format!(
        "repos:\n  - repo: {}\n    rev: {revision}\n    hooks:\n      - id: goesc\n        args: [--no-cache]\n",
        hooks.root().display()
    );
    shop.write(".pre-commit-config.yaml", config);
    git(shop.root(), &["add", "."]);
    let output = Command::new(tools.join("pre-commit"))
        .args(["run", "--all-files", "--color", "never"])
        .current_dir(shop.root())
        .env("PRE_COMMIT_HOME", home.root())
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", packages.join("wheels"))
        .output()
        .expect("pre-commit runs");
    let (out, err) = said(&output);
    assert!(out.contains("new(int) escapes to heap"), "{out}{err}");
    assert_eq!(output.status.code(), Some(1), "{out}{err}");
    assert!(root().join("hooks/pre-commit/README.md").is_file());
}
