//! What goesc reads, writes and runs, whatever is in the tree that it analyzes: SECURITY.md says
//! it, and names a test of these for each sentence.
//!
//! | module | question |
//! |---|---|
//! | `run` | which programs are run |
//! | `revisions` | what git is asked, about a repository that a stranger made |
//! | `read` | which files are read |
//! | `written` | which files are written, and how |
//! | `shown` | what a terminal gets to see |

mod read;
mod revisions;
mod run;
mod shown;
mod written;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::Tree;

/// How long one run may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The status, and what was printed to standard output and standard error.
type Told = (Option<i32>, String, String);

/// goesc in a directory of a tree, in an environment of nothing but the tree's.
fn goesc(tree: &Tree, cwd: &str, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.args(args).current_dir(tree.path(cwd));
    isolate(&mut command, tree);
    command
}

/// Takes away what the environment says, but where programs are.
fn isolate(command: &mut Command, tree: &Tree) {
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("GOENV", "off").env("GOPATH", tree.path("gopath")).env("HOME", tree.path("home"));
    command.env("GOESC_CACHE", "off");
}

/// Runs a command to its end, which must come.
#[track_caller]
fn told(mut command: Command) -> Told {
    let outputs = Tree::new();
    let file = |name| std::fs::File::create(outputs.path(name)).expect("a file");
    command.stdout(file("out")).stderr(file("err")).stdin(Stdio::null());
    let mut child = command.spawn().expect("it runs");
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("{command:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let text = |name| {
        let bytes = std::fs::read(outputs.path(name)).expect("output");
        String::from_utf8(bytes).expect("output in UTF-8")
    };
    (status.code(), text("out"), text("err"))
}

/// Runs goesc in a directory of a tree.
#[track_caller]
fn run(tree: &Tree, cwd: &str, args: &[&str]) -> Told {
    told(goesc(tree, cwd, args))
}

/// Makes a file executable.
#[cfg(unix)]
fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let permissions = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(path, permissions).expect("permissions");
}

/// Writes a program that leaves a mark when it is run.
#[cfg(unix)]
fn marking_program(tree: &Tree, path: &str) {
    let mark = tree.path("mark");
    tree.write(path, format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\ncat\n", mark.display()));
    executable(&tree.path(path));
}

/// What the programs that leave marks have left.
fn marks(tree: &Tree) -> String {
    std::fs::read_to_string(tree.path("mark")).unwrap_or_default()
}

/// All files below a directory, with their texts.
fn listing(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            let kind = path.symlink_metadata().expect("an entry").file_type();
            let name = path.to_string_lossy().into_owned();
            if kind.is_dir() {
                files.push((name, Vec::new()));
                open.push(path);
            } else if kind.is_file() {
                files.push((name, std::fs::read(&path).expect("a file")));
            } else {
                files.push((name, b"no file".to_vec()));
            }
        }
    }
    files.sort();
    files
}

/// A package with an allocation in line 6.
const SOURCE: &str = "package m\n\nvar sink *int\n\nfunc f() {\n\tx := 1\n\tsink = &x\n}\n";

fn module() -> Tree {
    Tree::of(&[("m/go.mod", "module ex.com/m\n\ngo 1.27\n"), ("m/m.go", SOURCE)])
}

/// Each sentence of SECURITY.md about what goesc does has a test, and each test named there exists.
#[test]
fn each_promise_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("SECURITY.md")).expect("SECURITY.md");
    let promises: Vec<&str> =
        text.lines().filter(|line| line.starts_with("- ") || line.starts_with("  ")).collect();
    let promises = promises.join("\n");
    let mut count = 0;
    for promise in promises.split("\n- ") {
        let (_, names) = promise.rsplit_once("[test: ").unwrap_or_else(|| panic!("{promise}"));
        for name in names.trim_end().trim_end_matches(']').split_whitespace() {
            let name = name.trim_matches(['`', ',']);
            let (module, test) = name.split_once("::").expect("module::test");
            let file = root.join(format!("tests/suite/security/{module}.rs"));
            let source = std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("{name}"));
            assert!(source.contains(&format!("#[test]\nfn {test}()")), "{name}");
            count += 1;
        }
    }
    assert!(count >= 20, "{count}");
}
