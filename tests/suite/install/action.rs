//! The action's scripts, run as a runner runs them: with a release in a folder, a repository whose branch adds
//! an allocation, and a `gh` that writes down what it is asked for.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use super::{done, git, own_directory, path_with, root, said, violated};
use crate::common::{Tree, shell};

/// A machine of GitHub's: files that a runner reads, and the variables that name them.
struct Runner {
    tree: Tree,
}

impl Runner {
    fn new() -> Runner {
        Runner { tree: Tree::of(&[("output", ""), ("summary", ""), ("path", "")]) }
    }

    /// Runs a script of the action with variables.
    fn run(&self, script: &str, directory: &Path, variables: &[(&str, &str)]) -> Output {
        let mut command = Command::new("bash");
        command.arg(root().join("action").join(script)).current_dir(directory);
        command.env("PATH", path_with(&self.tree.path("bin"))).env("RUNNER_TEMP", self.tree.root());
        command.env("GITHUB_OUTPUT", self.tree.path("output")).env("GOESC_CACHE", "off");
        command.env("GITHUB_STEP_SUMMARY", self.tree.path("summary"));
        command.env("GITHUB_PATH", self.tree.path("path")).envs(variables.iter().copied());
        command.output().expect("bash runs")
    }

    /// A program in its search path.
    fn program(&self, name: &str, script: &str) {
        let path = format!("bin/{name}");
        self.tree.write(&path, script);
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(self.tree.path(&path), executable).expect("a mode");
    }

    fn with_goesc() -> Runner {
        let runner = Runner::new();
        let goesc = own_directory().join("goesc");
        runner.program("goesc", &format!("#!/bin/sh\nexec '{}' \"$@\"\n", goesc.display()));
        runner
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.tree.path(name)).expect("a file")
    }
}

/// A repository whose branch adds an allocation to a violated assertion of `main`.
fn branch() -> Tree {
    let shop = violated();
    git(shop.root(), &["checkout", "-q", "-b", "more"]);
    shop.write("other.go", "package m\n\nfunc g() *int {\n\treturn new(int)\n}\n");
    git(shop.root(), &["commit", "-qam", "more"]);
    shop
}

const CHECK: [(&str, &str); 4] =
    [("PACKAGES", "./..."), ("FAIL_ON", "new"), ("NEW_FROM", "main"), ("SARIF", "true")];

#[test]
fn a_check_tells_what_a_branch_adds() {
    if !shell("install::action::a_check_tells_what_a_branch_adds") {
        return;
    }
    let (runner, shop) = (Runner::with_goesc(), branch());
    let output = runner.run("check.sh", shop.root(), &CHECK);
    let (out, err) = said(&output);
    assert!(output.status.success(), "{out}{err}");
    assert!(out.contains("file=other.go,line=4,col=9"), "{out}");
    let told = runner.read("output");
    let temporary = runner.tree.root().display();
    let want = format!("sarif={temporary}/goesc.sarif\nmarkdown={temporary}/goesc.md\nstatus=1\n");
    assert_eq!(told, want);
    let summary = runner.read("summary");
    assert_eq!(summary, runner.read("goesc.md"));
    assert!(summary.contains("1 new allocation in 1 file"), "{summary}");
    assert!(summary.contains("| `other.go:4:9` |"), "{summary}");
    // Code scanning has everything, as it compares by itself.
    let sarif = runner.read("goesc.sarif");
    assert!(sarif.contains("\"m.go\"") && sarif.contains("\"other.go\""), "{sarif}");
}

#[test]
fn a_check_without_a_base_tells_everything() {
    if !shell("install::action::a_check_without_a_base_tells_everything") {
        return;
    }
    let (runner, shop) = (Runner::with_goesc(), branch());
    let variables = [("PACKAGES", "."), ("FAIL_ON", "error"), ("NEW_FROM", ""), ("SARIF", "false")];
    let output = runner.run("check.sh", shop.root(), &variables);
    assert!(output.status.success(), "{:?}", said(&output));
    let told = runner.read("output");
    assert!(!told.contains("sarif=") && told.ends_with("status=1\n"), "{told}");
    // A revision that isn't there is told, and passes for none.
    let unknown = [("PACKAGES", "."), ("FAIL_ON", "error"), ("NEW_FROM", "no-such-revision")];
    let (out, _) = said(&runner.run("check.sh", shop.root(), &unknown));
    assert!(out.contains("no-such-revision isn't in the checkout"), "{out}");
    assert!(out.contains("m.go,line=7"), "{out}");
}

#[test]
fn inputs_are_data() {
    if !shell("install::action::inputs_are_data") {
        return;
    }
    let (runner, shop) = (Runner::with_goesc(), branch());
    let attack = "$(touch pwned) `touch pwned` ; touch pwned # ' \" \n touch pwned";
    let variables = [
        ("PACKAGES", attack),
        ("ARGUMENTS", attack),
        ("FAIL_ON", attack),
        ("NEW_FROM", attack),
        ("SARIF", attack),
        ("MARKDOWN", attack),
        ("REPOSITORY", attack),
        ("NUMBER", attack),
        ("VERSION", attack),
        ("ACTION_REF", attack),
        ("RUNNER_OS", attack),
        ("RUNNER_ARCH", attack),
    ];
    for script in ["check.sh", "comment.sh", "install.sh", "modules.sh"] {
        runner.run(script, shop.root(), &variables);
        assert!(!shop.path("pwned").exists(), "{script}");
        assert!(!runner.tree.path("pwned").exists(), "{script}");
    }
    // Nothing that a runner would take for a second output, either.
    for line in runner.read("output").lines() {
        assert!(
            ["sarif=", "markdown=", "status="].iter().any(|name| line.starts_with(name)),
            "{line}"
        );
    }
    // Options are those of ARGUMENTS alone.
    let variables = [("PACKAGES", "--output=pwned ./..."), ("FAIL_ON", "error"), ("NEW_FROM", "")];
    runner.run("check.sh", shop.root(), &variables);
    assert!(!shop.path("pwned").exists());
    // The action itself hands everything on in variables.
    let action = super::text("action.yml");
    let runs = action.lines().filter(|line| line.trim_start().starts_with("run:"));
    let runs: Vec<&str> = runs.collect();
    assert!(runs.len() >= 5 && runs.iter().all(|line| !line.contains("${{")), "{runs:?}");
    assert!(!action.contains("run: |"), "{action}");
}

/// A `gh` with comments of its own, which writes down its arguments and the body that it is given.
const GH: &str = r#"#!/bin/bash
printf '%s\n' "$*" >>"$RUNNER_TEMP/asked"
for one; do [[ $one == body=@* ]] && cp "${one#body=@}" "$RUNNER_TEMP/body"; done
[[ $* == *--paginate* ]] && cat "$RUNNER_TEMP/known"
[[ ! -f $RUNNER_TEMP/refuses ]]
"#;

#[test]
fn one_comment_tells_what_is_new() {
    if !shell("install::action::one_comment_tells_what_is_new") {
        return;
    }
    let runner = Runner::new();
    runner.program("gh", GH);
    runner.tree.write("known", "");
    runner.tree.write("new.md", "**goesc**: 1 new allocation\n\n| | where |\n");
    let path = runner.tree.path("new.md");
    let path = path.to_str().expect("UTF-8");
    let variables = [("MARKDOWN", path), ("REPOSITORY", "ex/m"), ("NUMBER", "7")];
    let comment = || said(&runner.run("comment.sh", runner.tree.root(), &variables));
    comment();
    let asked = runner.read("asked");
    assert!(asked.contains("--method POST repos/ex/m/issues/7/comments"), "{asked}");
    let body = runner.read("body");
    assert_eq!(body, format!("<!-- goesc: what is new -->\n{}", runner.read("new.md")));

    // The comment that is there is written anew, also when nothing is new any more.
    runner.tree.write("known", "12\n34\n");
    runner.tree.write("asked", "");
    runner.tree.write("new.md", "**goesc**: no new allocations\n");
    comment();
    let asked = runner.read("asked");
    assert!(asked.contains("--method PATCH repos/ex/m/issues/comments/12 "), "{asked}");
    assert!(!asked.contains("POST"), "{asked}");

    // Without one, nothing is said of nothing.
    runner.tree.write("known", "");
    runner.tree.write("asked", "");
    comment();
    assert!(!runner.read("asked").contains("POST"));

    // A token that may not write is no failure.
    runner.tree.write("refuses", "");
    let output = runner.run("comment.sh", runner.tree.root(), &variables);
    assert!(output.status.success());
    assert!(said(&output).0.contains("::notice"), "{:?}", said(&output));
}

/// What a release is downloaded from, with the program under test in its archive.
fn release(version: &str) -> Tree {
    let target = "x86_64-unknown-linux-gnu";
    let name = format!("goesc-{target}");
    let tree = Tree::new();
    let folder = format!("download/v{version}/{name}");
    tree.write(&format!("{folder}/goesc"), format!("#!/bin/sh\necho goesc {version} test\n"));
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(tree.path(&format!("{folder}/goesc")), executable).expect("a mode");
    let directory = tree.path(&format!("download/v{version}"));
    let archive = format!("{name}.tar.xz");
    done(Command::new("tar").args(["-cJf", &archive, &name]).current_dir(&directory));
    let sum = done(Command::new("sha256sum").arg(&archive).current_dir(&directory));
    fs::write(directory.join(format!("{archive}.sha256")), sum).expect("it is written");
    tree
}

#[test]
fn a_release_is_installed_if_it_is_what_its_checksum_says() {
    if !shell("install::action::a_release_is_installed_if_it_is_what_its_checksum_says") {
        return;
    }
    let (runner, release) = (Runner::new(), release("1.2.3"));
    let releases = format!("file://{}", release.root().display());
    let machine =
        [("GOESC_RELEASES", releases.as_str()), ("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64")];
    let install = |more: &[(&str, &str)]| {
        runner.run("install.sh", runner.tree.root(), &[&machine, more].concat())
    };
    let output = install(&[("VERSION", "v1.2.3")]);
    assert!(output.status.success(), "{:?}", said(&output));
    assert_eq!(runner.read("output"), "version=1.2.3\n");
    let directory = runner.read("path");
    let told = done(Command::new(Path::new(directory.trim()).join("goesc")).arg("--version"));
    assert_eq!(told, "goesc 1.2.3 test\n");

    // The action's own tag names the release, too; one that isn't there isn't installed.
    assert!(install(&[("ACTION_REF", "v1.2.3")]).status.success());
    let output = install(&[("VERSION", "9.9.9")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).0.contains("can't be downloaded"), "{:?}", said(&output));

    let archive = "download/v1.2.3/goesc-x86_64-unknown-linux-gnu.tar.xz";
    release.write(archive, "something else");
    let output = install(&[("VERSION", "1.2.3")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).0.contains("isn't what its checksum says"), "{:?}", said(&output));
}

#[test]
fn modules_are_downloaded_where_there_are_some() {
    if !shell("install::action::modules_are_downloaded_where_there_are_some") {
        return;
    }
    let runner = Runner::new();
    runner.program("go", "#!/bin/sh\necho \"$*\" >>\"$RUNNER_TEMP/asked\"\nexit 1\n");
    let without = Tree::of(&[("m.go", "package m\n")]);
    assert!(runner.run("modules.sh", without.root(), &[]).status.success());
    assert!(!runner.tree.path("asked").exists());
    let output = runner.run("modules.sh", violated().root(), &[]);
    assert_eq!(runner.read("asked"), "mod download\n");
    assert!(
        output.status.success() && said(&output).0.contains("::warning"),
        "{:?}",
        said(&output)
    );
}
