//! `goesc unit` under a real Bazel: a graph of 200 packages, with workers of both protocols, with a cache on
//! another machine, and on other machines altogether.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::lines;
use crate::common::Tree;
use crate::needs;

const PACKAGES: usize = 200;

/// The packages that one imports: none of them is a circle, and nobody imports the last one.
fn imports(number: usize) -> BTreeSet<usize> {
    let some = [number / 2, number * 3 / 4, number.saturating_sub(3)];
    some.into_iter().filter(|&other| other < number).collect()
}

/// A workspace of Bazel's that is a module as well.
struct Workspace {
    tree: Tree,
    bazel: PathBuf,
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = self.command(&["shutdown"]).output();
        // What Bazel made can't be written to.
        let mut command = Command::new("chmod");
        let _ = command.args(["-R", "u+w"]).arg(self.tree.path("bazel")).output();
    }
}

/// What a build did.
#[derive(Debug)]
struct Built {
    is_success: bool,
    text: String,
}

impl Built {
    /// How many actions were done in a way, as Bazel's last lines say: `15 processes: 1 internal, 14 worker.`
    fn count(&self, how: &str) -> usize {
        let line = self.text.lines().find(|line| line.contains(" process"));
        let parts = line.and_then(|line| line.split_once(": ").map(|(_, rest)| rest));
        let parts = parts.and_then(|rest| rest.split_once(": ")).map_or("", |(_, parts)| parts);
        let mut parts = parts.trim_end_matches('.').split(", ");
        let number = parts.find_map(|part| part.strip_suffix(how)?.trim().parse().ok());
        number.unwrap_or(0)
    }
}

impl Workspace {
    fn of(bazel: PathBuf) -> Workspace {
        let tree = Tree::new();
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("bazel");
        tree.write(
            "m/WORKSPACE",
            format!("local_repository(name = \"goesc\", path = {:?})\n", rules.display()),
        );
        tree.write("m/go.mod", "module ex.com/m\n\ngo 1.24\n");
        for number in 0..PACKAGES {
            let (mut import, mut calls, mut deps) = (String::new(), String::new(), String::new());
            for other in imports(number) {
                let _ = writeln!(import, "\t\"ex.com/m/p{other}\"");
                let _ = writeln!(calls, "\tsum += p{other}.Look(&sum) + *p{other}.Box(n)");
                let _ = write!(deps, "\"//p{other}\", ");
            }
            let text = format!(
                "package p{number}\n\nimport (\n\t\"fmt\"\n{import})\n\n\
                 type T struct {{\n\tn    int\n\tnext *T\n}}\n\n\
                 func (t *T) Add(x int) *T {{ return &T{{t.n + x, t}} }}\n\n\
                 func Look(p *int) int {{ return *p + {number} }}\n\n\
                 func Box[V any](v V) *V {{ return &v }}\n\n\
                 //goesc:noescape\nfunc Sum(n int) int {{\n\tsum := 0\n{calls}\
                 \tfor i := range n {{\n\t\tdefer fmt.Sprint(i)\n\t}}\n\treturn sum\n}}\n"
            );
            tree.write(&format!("m/p{number}/p.go"), text);
            let build = format!(
                "load(\"@goesc//:goesc.bzl\", \"goesc_package\")\n\n\
                 goesc_package(\n    name = \"p{number}\",\n    srcs = [\"p.go\"],\n    \
                 importpath = \"ex.com/m/p{number}\",\n    visibility = [\"//visibility:public\"],\n    \
                 deps = [{deps}],\n)\n"
            );
            tree.write(&format!("m/p{number}/BUILD.bazel"), build);
        }
        let last = PACKAGES - 1;
        let all: String =
            (0..PACKAGES).fold(String::new(), |all, one| all + &format!("\"//p{one}\", "));
        let builds: String = [("json", "True"), ("proto", "True"), ("single", "False")]
            .map(|(name, multiplex)| {
                let workers = if name == "json" { "json" } else { "proto" };
                format!(
                    "goesc_build(name = \"{name}\", lang = \"1.24\", workers = \"{workers}\", \
                     multiplex = {multiplex})\n"
                )
            })
            .concat();
        tree.write(
            "m/BUILD.bazel",
            format!(
                "load(\"@goesc//:goesc.bzl\", \"goesc_build\", \"goesc_report\")\n\n{builds}\
                 goesc_build(name = \"failing\", lang = \"1.24\", fails = True, workers = \"none\")\n\
                 goesc_report(name = \"report\", deps = [{all}])\n\
                 goesc_report(name = \"one\", deps = [\"//p{last}\"])\n"
            ),
        );
        tree.write("m/tools/BUILD.bazel", "exports_files([\"goesc\"])\n");
        fs::copy(env!("CARGO_BIN_EXE_goesc"), tree.path("m/tools/goesc")).expect("a copy");
        Workspace { tree, bazel }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.bazel);
        let root = format!("--output_user_root={}", self.tree.path("bazel").display());
        // Debian says in the system's settings where its parts are.
        command.args(["--nohome_rc", &root, "--max_idle_secs=60"]);
        command.args(args).current_dir(self.tree.path("m"));
        command.env("USER", "goesc").stdin(Stdio::null());
        command
    }

    fn build(&self, args: &[&str]) -> Built {
        self.start(args)()
    }

    /// Begins a build; what is given back waits for its end.
    fn start(&self, args: &[&str]) -> impl FnOnce() -> Built + use<> {
        let fixed =
            ["--noshow_progress", "--color=no", "--jobs=4", "--@goesc//:program=//tools:goesc"];
        let mut command = self.command(&["build"]);
        command.args(fixed).args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().expect("bazel was started");
        move || {
            let output = child.wait_with_output().expect("bazel ends");
            let is_success = output.status.success();
            Built { is_success, text: String::from_utf8_lossy(&output.stderr).into_owned() }
        }
    }

    fn report(&self) -> BTreeSet<String> {
        let file = self.tree.path("m/bazel-bin/report.json");
        lines(&fs::read_to_string(file).expect("a report"))
    }

    /// What `goesc check` says of all packages.
    fn checked(&self) -> BTreeSet<String> {
        // Links that Bazel makes lead to copies of the tree.
        lines(&super::checked(&self.tree, "json"))
    }

    fn edit(&self, number: usize, from: &str, to: &str) {
        let file = self.tree.path(&format!("m/p{number}/p.go"));
        let text = fs::read_to_string(&file).expect("a file");
        assert!(text.contains(from), "{text}");
        fs::write(file, text.replace(from, to)).expect("a file");
    }

    /// Builds all, which is to succeed, and to tell what `check` tells.
    fn builds_all(&self, args: &[&str]) -> Built {
        let built = self.build(&[args, &["//..."]].concat());
        assert!(built.is_success, "{}", built.text);
        built
    }

    /// The workers of this workspace that run now.
    #[cfg(target_os = "linux")]
    fn workers(&self) -> Vec<u32> {
        let root = self.tree.root().to_str().expect("UTF-8");
        let processes = fs::read_dir("/proc").expect("processes").flatten();
        let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        numbers
            .filter(|number| {
                let words = fs::read(format!("/proc/{number}/cmdline")).unwrap_or_default();
                let place = fs::read_link(format!("/proc/{number}/cwd")).unwrap_or_default();
                let words = String::from_utf8_lossy(&words);
                words.contains("goesc\0unit\0--persistent_worker") && place.starts_with(root)
            })
            .collect()
    }
}

fn bazel(test: &str) -> Option<PathBuf> {
    assert!(needs::WITH_BAZEL.contains(&test), "{test} isn't told to be skipped without Bazel");
    needs::bazel().ok()
}

#[test]
fn a_graph_is_built_and_tells_what_check_tells() {
    let name = "unit::bazel::a_graph_is_built_and_tells_what_check_tells";
    let Some(bazel) = bazel(name) else { return };
    let workspace = Workspace::of(bazel);
    let wanted = workspace.checked();
    assert!(wanted.len() > 10 * PACKAGES, "{}", wanted.len());
    // Cold, with workers that do several actions at once.
    let workers = ["--strategy=Goesc=worker", "--@goesc//:build=//:proto"];
    let built = workspace.builds_all(&workers);
    assert_eq!(built.count("worker"), PACKAGES, "{}", built.text);
    assert_eq!(workspace.report(), wanted);
    // Warm.
    assert_eq!(workspace.builds_all(&workers).count("worker"), 0);
    // Comments, where nobody above can notice; a leaf that nobody imports; one that most import,
    // directly or not, without and with a difference to those that don't do so directly.
    workspace.edit(0, "sum := 0", "sum := 0 // so far");
    assert_eq!(workspace.builds_all(&workers).count("worker"), 1);
    workspace.edit(PACKAGES - 1, "return *p +", "return 1 + *p +");
    assert_eq!(workspace.builds_all(&workers).count("worker"), 1);
    let importers = |of: usize| (0..PACKAGES).filter(|&one| imports(one).contains(&of)).count();
    workspace.edit(5, "return *p +", "return 1 + *p +");
    assert_eq!(workspace.builds_all(&workers).count("worker"), 1 + importers(5));
    workspace.edit(
        0,
        "func Look(p *int) int {",
        "var kept *int\n\nfunc Look(p *int) int {\n\tkept = p\n\t",
    );
    let built = workspace.builds_all(&workers).count("worker");
    assert!(built > importers(0) && built < PACKAGES, "{built}");
    let changed = workspace.checked();
    assert_ne!(changed, wanted);
    assert_eq!(workspace.report(), changed);
    // The other protocols, and none.
    let json = ["--experimental_worker_allow_json_protocol", "--strategy=Goesc=worker"];
    let other = |args: &[&str], build: &str, how: &str| {
        workspace.edit(0, "kept = p", "kept = p\n\t_ = 1");
        assert!(workspace.command(&["clean"]).status().expect("bazel runs").success());
        let build = format!("--@goesc//:build=//:{build}");
        let built = workspace.builds_all(&[args, &[&build]].concat());
        assert_eq!(built.count(how), PACKAGES, "{}", built.text);
        assert_eq!(workspace.report(), workspace.checked());
    };
    other(&json, "json", "worker");
    other(&["--strategy=Goesc=worker"], "single", "worker");
    other(&["--strategy=Goesc=local"], "proto", "local");
    // Where it is asked for, what is violated is a failure, and says what.
    let failing = ["--@goesc//:build=//:failing", "--strategy=Goesc=local", "--keep_going", "//p1"];
    let built = workspace.build(&failing);
    assert!(!built.is_success);
    assert!(built.text.contains("p0/p.go:"), "{}", built.text);
    assert!(built.text.contains("(noescape)"), "{}", built.text);
}

/// What stands for rules_go: a rule with the providers and fields that the aspect reads of it.
const RULES_GO: &str = r#"
GoArchive = provider()

def _go_library(ctx):
    archives = [dep[GoArchive] for dep in ctx.attr.deps]
    srcs = list(ctx.files.srcs)
    for one in ctx.attr.embed:
        srcs += list(one[GoArchive].data.srcs)
        archives += one[GoArchive].direct
    mode = struct(goos = "linux", goarch = "amd64", tags = ["special"], pure = True)
    path = ctx.attr.importpath
    data = struct(
        importpath = path,
        importmap = ctx.attr.importmap or path,
        label = ctx.label,
        srcs = tuple(srcs),
    )
    return [GoArchive(data = data, direct = archives, source = struct(mode = mode))]

go_library = rule(
    implementation = _go_library,
    attrs = {
        "srcs": attr.label_list(allow_files = True),
        "deps": attr.label_list(),
        "embed": attr.label_list(),
        "importpath": attr.string(),
        "importmap": attr.string(),
    },
)
"#;

/// A module with a vendored package; part of a package is embedded in another target.
fn with_rules_go(workspace: &Workspace) {
    let tree = &workspace.tree;
    let load = "load(\"@io_bazel_rules_go//go:def.bzl\", \"go_library\")\n\n";
    let library = |fields: &str| {
        format!(
            "{load}go_library(\n    name = \"lib\",\n    visibility = [\"//visibility:public\"],\n{fields})\n"
        )
    };
    tree.write("rules_go/WORKSPACE", "");
    tree.write("rules_go/go/BUILD.bazel", "");
    tree.write("rules_go/go/def.bzl", RULES_GO);
    tree.write("v/WORKSPACE", "");
    tree.write("v/v.go", "package v\n\nfunc Of[T any](x T) *T { return &x }\n\nfunc Get() *int { return new(int) }\n");
    tree.write(
        "v/BUILD.bazel",
        library("    srcs = [\"v.go\"],\n    importpath = \"ex.org/v\",\n    importmap = \"ex.com/m/vendor/ex.org/v\",\n"),
    );
    let text = fs::read_to_string(tree.path("m/WORKSPACE")).expect("a file");
    let repository = |name: &str, dir: &str| {
        format!("local_repository(name = {name:?}, path = {:?})\n", tree.path(dir).display())
    };
    let more = repository("io_bazel_rules_go", "rules_go") + &repository("ex_org_v", "v");
    tree.write("m/WORKSPACE", text + &more);
    tree.write(
        "m/a/a.go",
        "package a\n\nimport \"ex.org/v\"\n\nfunc A(n int) *int { return v.Of(n) }\n",
    );
    tree.write("m/a/off.go", "//go:build !special\n\npackage a\n\nfunc A() {}\n");
    tree.write(
        "m/a/BUILD.bazel",
        library("    srcs = [\"a.go\", \"off.go\"],\n    importpath = \"ex.com/m/a\",\n    deps = [\"@ex_org_v//:lib\"],\n"),
    );
    tree.write(
        "m/b/b.go",
        "package main\n\nimport \"ex.com/m/a\"\n\n//goesc:noescape\nfunc f() *int { return a.A(1) }\n\nfunc main() { f() }\n",
    );
    let embedded = library(
        "    srcs = [\"b.go\"],\n    importpath = \"ex.com/m/b\",\n    deps = [\"//a:lib\"],\n",
    );
    let binary = "\ngo_library(\n    name = \"b\",\n    embed = [\":lib\"],\n    importpath = \"ex.com/m/b\",\n)\n";
    tree.write("m/b/BUILD.bazel", embedded + binary);
}

#[test]
fn an_aspect_knows_targets_of_rules_go() {
    let Some(bazel) = bazel("unit::bazel::an_aspect_knows_targets_of_rules_go") else { return };
    let workspace = Workspace::of(bazel);
    with_rules_go(&workspace);
    let aspect = "--aspects=@goesc//:rules_go.bzl%goesc_aspect";
    let args = [aspect, "--output_groups=goesc_json", "--strategy=Goesc=local", "//b:all"];
    let built = workspace.build(&args);
    assert!(built.is_success, "{}", built.text);
    let json = |file: &str| {
        let path = workspace.tree.path(&format!("m/bazel-bin/{file}.goesc.json"));
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"))
    };
    // Embedded or not, it is the same package, which imports what the embedded one does.
    assert_eq!(json("b/lib"), json("b/b"));
    assert!(json("b/b").contains("\"topic\":\"noescape\""), "{}", json("b/b"));
    assert!(json("b/b").contains("\"path\":\"b/b.go\""));
    // What is vendored is known by its other path, and nobody tells of it.
    assert!(json("a/lib").contains("\"path\":\"./external/ex_org_v/v.go\""), "{}", json("a/lib"));
    assert!(!json("a/lib").contains("assumed") && !json("a/lib").contains("off.go"));
    assert!(!workspace.tree.path("m/bazel-bin/external/ex_org_v/lib.goesc.json").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn a_worker_that_is_killed_changes_nothing() {
    let Some(bazel) = bazel("unit::bazel::a_worker_that_is_killed_changes_nothing") else { return };
    let workspace = Workspace::of(bazel);
    let workers = ["--strategy=Goesc=worker", "--@goesc//:build=//:single"];
    assert!(workspace.build(&[&workers[..], &["--nobuild", "//..."]].concat()).is_success);
    let wait = workspace.start(&[&workers[..], &["//..."]].concat());
    let mut killed = 0;
    let begin = Instant::now();
    while killed < 3 && begin.elapsed() < Duration::from_secs(60) {
        for worker in workspace.workers() {
            thread::sleep(Duration::from_millis(30));
            let kill = Command::new("kill").args(["-KILL", &worker.to_string()]).status();
            killed += usize::from(kill.is_ok_and(|status| status.success()));
        }
        thread::sleep(Duration::from_millis(5));
    }
    assert!(killed > 0, "no worker was seen");
    // An action whose worker is gone fails: Bazel says so, and does it the next time.
    let built = wait();
    if !built.is_success {
        assert!(built.text.contains("orker process"), "{}", built.text);
    }
    workspace.builds_all(&workers);
    assert_eq!(workspace.report(), workspace.checked());
}

/// A store of files and of what came of actions, which does actions as well where it can.
struct Store {
    child: Child,
    address: String,
}

impl Store {
    fn start(tree: &Tree, program: &Path) -> Store {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.expect("a free port").port();
        let mut command = Command::new(program);
        command.arg("--bind").arg(format!("127.0.0.1:{port}"));
        command.arg("--buildbox-run").arg(program.with_file_name("buildbox-run"));
        for dir in ["/lib", "/lib64", "/usr", "/bin", "/etc"] {
            command.arg(format!("--runner-arg=--bind-mount={dir}:{dir}"));
        }
        tree.write("store/.keep", "");
        let child = command.arg(tree.path("store")).spawn().expect("a store was started");
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begin.elapsed() < Duration::from_secs(30), "it doesn't listen");
            thread::sleep(Duration::from_millis(50));
        }
        Store { child, address: format!("grpc://127.0.0.1:{port}") }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn results_come_from_elsewhere() {
    let Some(bazel) = bazel("unit::bazel::results_come_from_elsewhere") else { return };
    let Ok(program) = needs::casd() else { return };
    let (workspace, other) = (Workspace::of(bazel.clone()), Workspace::of(bazel));
    let store = Store::start(&workspace.tree, &program);
    let cache = format!("--remote_cache={}", store.address);
    let args = ["--strategy=Goesc=worker", "--@goesc//:build=//:proto", &cache];
    assert_eq!(workspace.builds_all(&args).count("worker"), PACKAGES);
    // Another tree, with another server, does nothing itself.
    let built = other.builds_all(&args);
    assert_eq!(built.count("remote cache hit"), PACKAGES + 2, "{}", built.text);
    assert_eq!(other.report(), other.checked());
    // What has changed is done, and what is above it only as far as it notices.
    other.edit(0, "sum := 0", "sum := 0 // so far");
    assert_eq!(other.builds_all(&args).count("worker"), 1);
    // The same, all of it elsewhere.
    if Command::new("bwrap").arg("--version").output().is_err() {
        return;
    }
    other.edit(5, "return *p +", "return 1 + *p +");
    let executor = format!("--remote_executor={}", store.address);
    let built =
        other.builds_all(&[&executor, "--strategy=Goesc=remote", "--@goesc//:build=//:proto"]);
    let importers = (0..PACKAGES).filter(|&one| imports(one).contains(&5)).count();
    assert!(built.count("remote") > importers, "{}", built.text);
    assert_eq!(other.report(), other.checked());
}
