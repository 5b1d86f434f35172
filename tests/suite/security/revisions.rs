//! `--new-from`, in repositories that a stranger made.

use std::path::Path;
use std::process::Command;

use super::{SOURCE, Told, isolate, module, run};
#[cfg(unix)]
use super::{executable, goesc, marking_program, marks, told};
use crate::common::Tree;

/// Runs git in a directory of a tree.
#[track_caller]
pub(super) fn git(tree: &Tree, cwd: &str, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command
        .current_dir(tree.path(cwd))
        .args(["-c", "user.name=n", "-c", "user.email=e"])
        .args(args);
    isolate(&mut command, tree);
    let output = command.output().expect("git");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

/// Makes a repository of a directory.
pub(super) fn commit_all(tree: &Tree, dir: &str) {
    git(tree, dir, &["init", "-q", "-b", "main", "."]);
    git(tree, dir, &["add", "-A", "."]);
    git(tree, dir, &["commit", "-q", "-m", "one"]);
}

/// What is new, as `path:line` each.
#[track_caller]
fn new_from(tree: &Tree, cwd: &str, revision: &str) -> Vec<String> {
    let args = ["check", "--new-from", revision, "--format", "json", "./..."];
    places(run(tree, cwd, &args))
}

#[track_caller]
fn places((status, out, err): Told) -> Vec<String> {
    assert_eq!((status, err.as_str()), (Some(0), ""), "{out}");
    let place = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        format!("{}:{}", line["path"].as_str().expect("a path"), line["line"])
    };
    let mut places: Vec<String> = out.lines().map(place).collect();
    places.sort();
    places.dedup();
    places
}

/// The source with another allocation, in line 11.
fn changed() -> String {
    format!("{SOURCE}\nfunc g() {{\n\ty := 1\n\tsink = &y\n}}\n")
}

#[cfg(unix)]
#[test]
fn nothing_that_a_repository_names_is_run() {
    let tree = module();
    commit_all(&tree, "m");
    marking_program(&tree, "evil");
    let evil = tree.path("evil").display().to_string();
    for hook in [
        "post-index-change",
        "reference-transaction",
        "post-checkout",
        "pre-commit",
        "fsmonitor-watchman",
    ] {
        marking_program(&tree, &format!("hooks/{hook}"));
        marking_program(&tree, &format!("m/.git/hooks/{hook}"));
    }
    let hooks = tree.path("hooks").display().to_string();
    tree.write("included", format!("[core]\n\tfsmonitor = {evil}\n\tpager = {evil}\n"));
    let included = tree.path("included").display().to_string();
    let gitdir = format!("includeIf.gitdir:{}/.path", tree.path("m").display());
    for (key, value) in [
        ("core.fsmonitor", evil.as_str()),
        ("core.hooksPath", &hooks),
        ("core.pager", &evil),
        ("core.editor", &evil),
        ("core.askPass", &evil),
        ("core.sshCommand", &evil),
        ("core.gitProxy", &evil),
        ("core.alternateRefsCommand", &evil),
        ("core.untrackedCache", "true"),
        ("pager.rev-parse", &evil),
        ("pager.ls-tree", &evil),
        ("pager.cat-file", &evil),
        ("alias.rev-parse", &format!("!{evil}")),
        ("alias.cat-file", &format!("!{evil}")),
        ("diff.external", &evil),
        ("diff.x.command", &evil),
        ("diff.x.textconv", &evil),
        ("filter.x.clean", &evil),
        ("filter.x.smudge", &evil),
        ("filter.x.process", &evil),
        ("filter.x.required", "true"),
        ("merge.x.driver", &evil),
        ("gpg.program", &evil),
        ("log.showSignature", "true"),
        ("credential.helper", &evil),
        ("interactive.diffFilter", &evil),
        ("trailer.x.command", &evil),
        ("uploadpack.packObjectsHook", &evil),
        ("trace2.eventTarget", &tree.path("mark").display().to_string()),
        ("include.path", &included),
        (&gitdir, &included),
        ("safe.bareRepository", "all"),
    ] {
        git(&tree, "m", &["config", "--add", key, value]);
    }
    tree.write("m/.gitattributes", "* filter=x diff=x merge=x text=auto\n");
    tree.write("m/m.go", changed());
    // Its time differs from what the index says, so the file would have to be looked at.
    assert_eq!(new_from(&tree, "m", "HEAD"), ["./m.go:11"]);
    assert_eq!(marks(&tree), "");
    // These would indeed have been run.
    let mut status = Command::new("git");
    status.current_dir(tree.path("m")).args(["status", "--porcelain"]);
    isolate(&mut status, &tree);
    status.output().expect("git");
    assert!(marks(&tree).contains("evil"), "{}", marks(&tree));
}

#[cfg(unix)]
#[test]
fn what_a_clone_lacks_is_not_fetched() {
    let tree = module();
    commit_all(&tree, "m");
    marking_program(&tree, "evil");
    let evil = tree.path("evil").display().to_string();
    git(&tree, "m", &["config", "core.repositoryFormatVersion", "1"]);
    for (key, value) in [
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", &format!("ext::{evil} fetch")),
        ("remote.origin.uploadpack", &evil),
        ("protocol.ext.allow", "always"),
        ("protocol.allow", "always"),
        ("core.sshCommand", &evil),
    ] {
        git(&tree, "m", &["config", key, value]);
    }
    let blob = git(&tree, "m", &["rev-parse", "HEAD:m.go"]);
    let (dir, file) = blob.split_at(2);
    std::fs::remove_file(tree.path(&format!("m/.git/objects/{dir}/{file}"))).expect("an object");
    let (status, _, err) = run(&tree, "m", &["check", "--new-from", "HEAD", "."]);
    assert_eq!(status, Some(2));
    assert!(err.starts_with("goesc: --new-from: git cat-file: "), "{err}");
    assert!(err.contains(&blob), "{err}");
    assert_eq!(marks(&tree), "");
}

#[cfg(unix)]
#[test]
fn embedded_bare_repositories_are_refused() {
    let tree = module();
    marking_program(&tree, "evil");
    let evil = tree.path("evil").display().to_string();
    git(&tree, "m", &["init", "-q", "--bare", "-b", "main", "x"]);
    // It claims to be none.
    for (key, value) in [("core.bare", "false"), ("core.worktree", ".."), ("core.fsmonitor", &evil)]
    {
        git(&tree, "m", &["config", "--file", "x/config", key, value]);
    }
    commit_all(&tree, "m");
    tree.write("m/x/x.go", SOURCE);
    let (status, _, err) = run(&tree, "m/x", &["check", "--new-from", "HEAD", "."]);
    assert_eq!(status, Some(2));
    let wanted = format!("goesc: --new-from: {} is a bare repository", tree.path("m/x").display());
    assert!(err.starts_with(&wanted), "{err}");
    // Nor one whose `.git` is none, at which git would pass to the bare one.
    std::fs::create_dir(tree.path("m/x/.git")).expect("a directory");
    let (status, _, err) = run(&tree, "m/x", &["check", "--new-from", "HEAD", "."]);
    assert_eq!(status, Some(2));
    assert!(err.starts_with("goesc: --new-from: git rev-parse: "), "{err}");
    assert_eq!(marks(&tree), "");
}

#[cfg(unix)]
#[test]
fn the_environment_names_no_other_repository() {
    let tree = module();
    commit_all(&tree, "m");
    tree.write("m/m.go", changed());
    tree.write("other/o.go", SOURCE);
    commit_all(&tree, "other");
    let mut command = goesc(&tree, "m", &["check", "--new-from", "HEAD", "--format", "json"]);
    // As in a hook of git's.
    command.env("GIT_DIR", tree.path("other/.git")).env("GIT_WORK_TREE", tree.path("other"));
    command.env("GIT_INDEX_FILE", tree.path("other/.git/index"));
    command.env("GIT_EXTERNAL_DIFF", tree.path("evil"));
    assert_eq!(places(told(command)), ["./m.go:11"]);
    executable(&tree.path("m/m.go"));
    assert_eq!(new_from(&tree, "m", "HEAD"), ["./m.go:11"]);
}

#[test]
fn carriage_returns_are_no_change() {
    let tree = module();
    commit_all(&tree, "m");
    git(&tree, "m", &["config", "core.autocrlf", "true"]);
    tree.write("m/m.go", changed().replace('\n', "\r\n"));
    assert_eq!(new_from(&tree, "m", "HEAD"), ["./m.go:11"]);
    tree.write("m/m.go", SOURCE.replace('\n', "\r\n"));
    assert_eq!(new_from(&tree, "m", "HEAD"), [""; 0]);
}

#[cfg(unix)]
#[test]
fn renamed_ignored_and_odd_files() {
    let tree = module();
    let of = |name: &str| {
        SOURCE.replace("f()", &format!("{name}()")).replace("sink", &format!("{name}Sink"))
    };
    let long = |name: &str| {
        let more: String = (0..20).map(|i| format!("// Line {i}.\n")).collect();
        format!("{}\n{more}", of(name))
    };
    tree.write("m/moved/a.go", long("a"));
    tree.write("m/gone.go", long("b"));
    tree.write("m/sp ace \"ä\t.go", of("c"));
    tree.write("m/.gitignore", "*.pb.go\n");
    commit_all(&tree, "m");
    git(&tree, "m", &["checkout", "-q", "-b", "feature"]);
    // Renamed and changed, tracked or not; a file of odd name; one that is ignored.
    std::fs::create_dir(tree.path("m/sub")).expect("a directory");
    git(&tree, "m", &["mv", "moved/a.go", "sub/a.go"]);
    tree.write("m/sub/a.go", format!("{}\nfunc a2() {{ y := 1; aSink = &y }}\n", long("a")));
    std::fs::rename(tree.path("m/gone.go"), tree.path("m/here.go")).expect("renamed");
    tree.write("m/sp ace \"ä\t.go", format!("{}\nfunc c2() {{ y := 1; cSink = &y }}\n", of("c")));
    tree.write("m/new.go", of("d"));
    tree.write("m/x.pb.go", of("e"));
    let wanted = ["./new.go:6", "./sp ace \"ä\t.go:10", "sub/a.go:31"];
    assert_eq!(new_from(&tree, "m", "HEAD"), wanted);
    // With tests, a package's files are taken in twice.
    tree.write("m/new_test.go", "package m\n\nfunc t() {}\n");
    let args = ["check", "--tests", "--new-from", "main", "--format", "json", "./..."];
    assert_eq!(places(run(&tree, "m", &args)), wanted);
    git(&tree, "m", &["add", "-A", "-f", "."]);
    git(&tree, "m", &["commit", "-q", "-m", "two"]);
    assert_eq!(new_from(&tree, "m", "HEAD"), [""; 0]);
    let mut wanted = wanted.to_vec();
    wanted.push("./x.pb.go:6");
    wanted.sort_unstable();
    assert_eq!(new_from(&tree, "m", "main"), wanted);
}

#[test]
fn repositories_inside_are_not_ours() {
    let tree = module();
    tree.write("m/inner/i.go", SOURCE);
    commit_all(&tree, "m/inner");
    std::fs::remove_file(tree.path("m/m.go")).expect("a file");
    tree.write("m/m.go", SOURCE);
    commit_all(&tree, "m");
    tree.write("m/inner/i.go", changed());
    tree.write("m/inner/new.go", "package m\n\nfunc h() { x := 1; sink = &x }\n");
    assert_eq!(new_from(&tree, "m", "HEAD"), [""; 0]);
    assert_eq!(new_from(&tree, "m/inner", "HEAD"), ["./i.go:11", "./new.go:3"]);
}

#[test]
fn work_trees_of_a_repository_are_repositories() {
    let tree = module();
    commit_all(&tree, "m");
    git(&tree, "m", &["worktree", "add", "-q", "-b", "other", "../w"]);
    tree.write("w/m.go", changed());
    assert_eq!(new_from(&tree, "w", "main"), ["./m.go:11"]);
    assert!(Path::new(&tree.path("w/.git")).is_file());
}

#[test]
fn unsaved_text_is_compared() {
    let tree = module();
    commit_all(&tree, "m");
    let text = tree.path("text");
    std::fs::write(&text, changed()).expect("a file");
    let mut command = super::goesc(
        &tree,
        "m",
        &["check", "--new-from", "HEAD", "--format", "json", "--stdin-filename", "m.go"],
    );
    command.stdin(std::fs::File::open(&text).expect("a file"));
    let output = command.output().expect("goesc runs");
    let out = String::from_utf8(output.stdout).expect("UTF-8");
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(places((output.status.code(), out, err)), ["./m.go:11"]);
}
