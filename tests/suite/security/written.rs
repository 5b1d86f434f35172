//! Which files are written: what the user names, whole or not at all.
#![cfg(unix)]

use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use serde_json::json;

use super::{Told, goesc, isolate, listing, module, run, told};
use crate::common::Tree;
use crate::server::client::Client;

#[test]
fn gc_json_stays_below_its_directory() {
    for module in
        ["..", ".", "../../x", "/etc/x", "a/../../b", "..\\\\x", "\"a\\x00b\"", "con", "\"\""]
    {
        let tree = Tree::of(&[
            ("m/go.mod", &format!("module {module}\n\ngo 1.27\n")),
            ("m/m.go", super::SOURCE),
            ("m/...go", "package m\n\nfunc g() { x := 1; sink = &x }\n"),
        ]);
        let before = listing(tree.root());
        let args = ["check", "--format", "gc-json", "--output", "../out/log", "."];
        let (_, _, err) = run(&tree, "m", &args);
        let log = tree.path("out").to_string_lossy().into_owned();
        let after = listing(tree.root());
        let others: Vec<_> = after.iter().filter(|(path, _)| !path.starts_with(&log)).collect();
        assert!(others == before.iter().collect::<Vec<_>>(), "{module}: {err}");
        let records = after.iter().filter(|(path, _)| path.ends_with("/m.json"));
        for (path, _) in records {
            let below = path.strip_prefix(&format!("{log}/log/")).expect("in the log");
            assert_eq!(below.split('/').count(), if module == "\"\"" { 1 } else { 2 }, "{path}");
        }
    }
}

#[test]
fn gc_json_follows_no_links() {
    let tree = module();
    let args = ["check", "--format", "gc-json", "--output", "log", "."];
    std::fs::create_dir_all(tree.path("m/log")).expect("a directory");
    std::fs::create_dir_all(tree.path("elsewhere")).expect("a directory");
    symlink(tree.path("elsewhere"), tree.path("m/log/ex.com%2Fm")).expect("a link");
    let (status, _, err) = run(&tree, "m", &args);
    assert_eq!(status, Some(2));
    assert!(err.contains("ex.com%2Fm is no directory of its own"), "{err}");
    assert_eq!(listing(&tree.path("elsewhere")), []);
    std::fs::remove_file(tree.path("m/log/ex.com%2Fm")).expect("a link");
    std::fs::create_dir(tree.path("m/log/ex.com%2Fm")).expect("a directory");
    tree.write("elsewhere/file", "kept");
    symlink(tree.path("elsewhere/file"), tree.path("m/log/ex.com%2Fm/m.json")).expect("a link");
    assert_eq!(run(&tree, "m", &args).0, Some(2));
    assert_eq!(std::fs::read(tree.path("elsewhere/file")).expect("a file"), b"kept");
}

/// The options that write a file.
const WRITING: [&[&str]; 3] = [
    &["check", "--output", "file", "."],
    &["check", "--format", "sarif", "--output", "file", "."],
    &["check", "--write-baseline", "file", "."],
];

#[test]
fn links_are_not_written_through() {
    for args in WRITING {
        let tree = module();
        tree.write("elsewhere", "kept");
        symlink(tree.path("elsewhere"), tree.path("m/file")).expect("a link");
        let (status, _, err) = run(&tree, "m", args);
        assert_eq!(status, Some(2), "{args:?}");
        assert!(err.contains("file: it is a symbolic link, which isn't followed"), "{err}");
        assert_eq!(std::fs::read(tree.path("elsewhere")).expect("a file"), b"kept");
    }
}

/// Runs goesc where no file may have more than 512 bytes.
fn run_in_little_space(tree: &Tree, before: &str, args: &[&str]) -> Told {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{before} ulimit -f 1; exec \"$0\" \"$@\"")]);
    command.arg(env!("CARGO_BIN_EXE_goesc")).args(args).current_dir(tree.path("m"));
    isolate(&mut command, tree);
    // Its output goes to pipes, which have no limit.
    let output = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_full_disk_leaves_the_old_file() {
    for args in WRITING {
        let tree = module();
        tree.write("m/file", "old");
        let more: String =
            (0..200).map(|i| format!("func f{i}() {{ x := 1; sink = &x }}\n")).collect();
        tree.write("m/more.go", format!("package m\n\n{more}"));
        // Where the signal is ignored, the write fails; otherwise the process ends.
        let (status, _, err) = run_in_little_space(&tree, "trap '' XFSZ;", args);
        assert_eq!(status, Some(2), "{args:?}");
        assert!(err.contains("file: "), "{err}");
        assert_eq!(std::fs::read(tree.path("m/file")).expect("a file"), b"old", "{args:?}");
        assert_eq!(listing(&tree.path("m")).len(), 4, "{args:?}");
        let (status, _, _) = run_in_little_space(&tree, "", args);
        assert_eq!(status, None, "{args:?}");
        assert_eq!(std::fs::read(tree.path("m/file")).expect("a file"), b"old", "{args:?}");
    }
}

#[test]
fn files_keep_their_permissions() {
    for args in WRITING {
        let tree = module();
        let mode = || {
            let data = std::fs::metadata(tree.path("m/file")).expect("a file");
            data.permissions().mode() & 0o777
        };
        let script = "umask 027; exec \"$0\" \"$@\"";
        let mut command = Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_goesc")]).args(args);
        command.current_dir(tree.path("m"));
        isolate(&mut command, &tree);
        assert_eq!(told(command).0, Some(0));
        assert_eq!(mode(), 0o640);
        let permissions = std::fs::Permissions::from_mode(0o664);
        std::fs::set_permissions(tree.path("m/file"), permissions).expect("permissions");
        assert_eq!(run(&tree, "m", args).0, Some(0));
        assert_eq!(mode(), 0o664);
        let permissions = std::fs::Permissions::from_mode(0o444);
        std::fs::set_permissions(tree.path("m/file"), permissions).expect("permissions");
        assert_eq!(run(&tree, "m", args).0, Some(2));
    }
}

#[test]
fn what_is_no_file_is_written_to() {
    let tree = module();
    let (status, out, err) = run(&tree, "m", &["check", "--output", "/dev/stdout", "."]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    assert!(out.contains("moved to heap: x"), "{out}");
    assert_eq!(run(&tree, "m", &["check", "--output", "/dev/null", "."]).0, Some(0));
    let mut command = Command::new("sh");
    let script = "mkfifo fifo; cat fifo > got & \"$0\" check --output fifo . ; wait";
    command.args(["-c", script, env!("CARGO_BIN_EXE_goesc")]).current_dir(tree.path("m"));
    isolate(&mut command, &tree);
    assert_eq!(told(command).0, Some(0));
    let got = std::fs::read_to_string(tree.path("m/got")).expect("a file");
    assert!(got.contains("moved to heap: x"), "{got}");
}

#[test]
fn the_cache_removes_nothing_but_its_own() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n\nrequire ex.org/d v1.0.0\n"),
        ("m/m.go", "package m\n\nimport \"ex.org/d\"\n\nvar X = d.New()\n"),
        ("mod/ex.org/d@v1.0.0/go.mod", "module ex.org/d\n\ngo 1.27\n"),
        ("mod/ex.org/d@v1.0.0/d.go", "package d\n\nfunc New() *int { return new(int) }\n"),
        ("home/ab/photo", "kept"),
        ("home/letters/letter", "kept"),
    ]);
    // More than the cache may have.
    let file = std::fs::File::create(tree.path("home/ab/disk")).expect("a file");
    file.set_len(1 << 30).expect("a large file");
    let mut command = super::goesc(&tree, "m", &["check", "."]);
    command.env("GOMODCACHE", tree.path("mod")).env("GOESC_CACHE", tree.path("home"));
    assert_eq!(told(command).0, Some(0));
    for name in ["ab/photo", "letters/letter", "ab/disk"] {
        assert!(tree.path("home").join(name).exists(), "{name}");
    }
}

/// A client that shows nothing but files is shown one: it isn't in the tree, and is gone in the end.
#[test]
fn the_server_draws_elsewhere() {
    let tree = module();
    let before = listing(tree.root());
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_goesc"));
    let mut client = Client::start(program, |command| isolate(command, &tree));
    let capabilities = json!({ "window": { "showDocument": { "support": true } } });
    client.initialize(&[&tree.path("m")], &capabilities, &json!({}));
    let uri = client.open(&tree.path("m/m.go"), 1, super::SOURCE);
    let arguments = json!([{ "uri": uri, "function": "f", "format": "dot" }]);
    let params = json!({ "command": "goesc.openGraph", "arguments": arguments });
    let answer = client.ask("workspace/executeCommand", params);
    client.until(|client| client.was_asked("window/showDocument"));
    let (_, shown) = client.asked.pop().expect("it was asked");
    let file = shown["uri"].as_str().and_then(|uri| uri.strip_prefix("file://")).expect("a file");
    let file = std::path::PathBuf::from(file);
    let directory = file.parent().expect("a directory");
    assert_eq!(json!(std::fs::read_to_string(&file).expect("it is there")), answer["text"]);
    let mode = std::fs::metadata(directory).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o077, 0, "it is the user's own");
    let directory = directory.to_owned();
    client.shut_down();
    assert!(!directory.exists());
    assert_eq!(listing(tree.root()), before);
}

#[test]
fn go_vet_writes_what_it_is_told_to() {
    let tree = module();
    let config = json!({
        "ID": "m", "ImportPath": "m", "Dir": tree.path("m"), "GoFiles": [tree.path("m/m.go")],
        "VetxOutput": tree.path("facts"), "Stdout": tree.path("results"), "GoVersion": "go1.24",
    });
    tree.write("vet.cfg", config.to_string());
    let before = listing(tree.root());
    let mut command = goesc(&tree, "m", &["-json", "-findings", "../vet.cfg"]);
    command.env_remove("GOESC_CACHE").env("XDG_CACHE_HOME", tree.path("caches"));
    let (status, _, err) = told(command);
    assert_eq!(status, Some(0), "{err}");
    let mut after = listing(tree.root());
    let written = |path: &str| path.ends_with("/facts") || path.ends_with("/results");
    assert_eq!(after.iter().filter(|(path, _)| written(path)).count(), 2);
    after.retain(|(path, _)| !written(path));
    assert_eq!(after, before);
}

#[test]
fn an_action_writes_what_it_names() {
    let tree = module();
    tree.write("m/outputs/there", "");
    let args = ["unit", "--importpath", "m", "--goos", "linux", "--goarch", "amd64", "m.go"];
    let outputs =
        ["--summary", "outputs/summary", "--json", "outputs/json", "--sarif", "outputs/sarif"];
    let before = listing(tree.root());
    let mut command = goesc(&tree, "m", &[&args[..], &outputs].concat());
    command.env_remove("GOESC_CACHE").env("XDG_CACHE_HOME", tree.path("caches"));
    let (status, _, err) = told(command);
    assert_eq!(status, Some(0), "{err}");
    let mut after = listing(tree.root());
    let written = |path: &str| outputs.iter().any(|output| path.ends_with(output));
    assert_eq!(after.iter().filter(|(path, _)| written(path)).count(), 3);
    after.retain(|(path, _)| !written(path));
    assert_eq!(after, before);
    // Neither what leads elsewhere nor what is no file.
    let elsewhere = tree.path("elsewhere");
    std::os::unix::fs::symlink(&elsewhere, tree.path("m/outputs/link")).expect("a link");
    for output in ["outputs/link", "/dev/stdout", "outputs"] {
        let command = goesc(&tree, "m", &[&args[..], &["--summary", output]].concat());
        let (status, out, err) = told(command);
        assert_eq!((status, out.as_str()), (Some(2), ""), "{output}");
        assert!(err.contains("it is there, and it is no regular file"), "{err}");
    }
    assert!(!elsewhere.exists());
}
