//! Which files are read: regular ones, up to a size.
#![cfg(unix)]

use std::fs::File;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{SOURCE, goesc, module, run, told};
use crate::common::Tree;

/// Makes a FIFO, to which nobody writes.
fn fifo(path: &Path) {
    std::fs::create_dir_all(path.parent().expect("a directory")).expect("directories");
    let _ = std::fs::remove_file(path);
    let made = Command::new("mkfifo").arg(path).status().expect("mkfifo");
    assert!(made.success());
}

/// Makes a file of so many MiB and one byte, of which nothing is on disk.
fn sparse(path: &Path, size: u64) {
    std::fs::create_dir_all(path.parent().expect("a directory")).expect("directories");
    let file = File::create(path).expect("a file");
    file.set_len((size << 20) + 1).expect("a large file");
}

/// A file of each kind, and how goesc is made to read it.
const KINDS: [(&str, u64, &[&str]); 12] = [
    ("m/x.go", 64, &["check", "x.go"]),
    ("m/x.go", 64, &["check", "."]),
    ("m/x.go", 64, &["check", "./..."]),
    ("m/x.go", 64, &["check", "--each-file", "x.go"]),
    ("m/go.mod", 16, &["check", "."]),
    ("go.work", 16, &["check", "."]),
    ("m/vendor/modules.txt", 16, &["check", "."]),
    ("m/goesc.toml", 1, &["check", "."]),
    ("m/named.toml", 1, &["check", "--config", "named.toml", "."]),
    ("m/baseline", 256, &["check", "--baseline", "baseline", "."]),
    ("m/p.pprof", 1024, &["check", "--profile", "p.pprof", "."]),
    ("m/gc.txt", 1024, &["compare", "gc.txt", "."]),
];

#[track_caller]
fn refused(tree: &Tree, args: &[&str], path: &str, why: &str) {
    let (status, _, err) = run(tree, "m", args);
    assert_eq!(status, Some(2), "{path} {args:?}: {err}");
    let name = path.rsplit('/').next().expect("a name");
    let line = err.lines().find(|line| line.contains(name) && line.contains(why));
    assert!(line.is_some(), "{path} {args:?}: {err}");
}

#[test]
fn fifos_are_errors() {
    for (path, _, args) in KINDS {
        let tree = module();
        fifo(&tree.path(path));
        refused(&tree, args, path, "it is a FIFO, not a regular file");
        // By a link, too.
        let tree = module();
        fifo(&tree.path("fifo"));
        let _ = std::fs::remove_file(tree.path(path));
        std::fs::create_dir_all(tree.path(path).parent().expect("a directory")).expect("one");
        symlink(tree.path("fifo"), tree.path(path)).expect("a link");
        refused(&tree, args, path, "it is a FIFO, not a regular file");
    }
}

#[test]
fn devices_are_errors() {
    for (path, _, args) in KINDS {
        let tree = module();
        let _ = std::fs::remove_file(tree.path(path));
        std::fs::create_dir_all(tree.path(path).parent().expect("a directory")).expect("one");
        symlink("/dev/zero", tree.path(path)).expect("a link");
        refused(&tree, args, path, "it is a device, not a regular file");
    }
}

#[test]
fn sizes_are_limited() {
    for (path, limit, args) in KINDS {
        let tree = module();
        sparse(&tree.path(path), limit);
        refused(&tree, args, path, &format!("it is larger than {limit} MiB"));
    }
}

#[test]
fn a_file_that_lies_about_its_size_is_limited() {
    // The system makes up its text as it is read: its length is 0.
    let tree = module();
    symlink("/proc/self/maps", tree.path("m/x.go")).expect("a link");
    if std::fs::read("/proc/self/maps").is_ok() {
        let (status, _, err) = run(&tree, "m", &["check", "x.go"]);
        assert_eq!(status, Some(0), "{err}");
        assert!(err.is_empty() || err.contains("x.go:1:"), "{err}");
    }
}

#[test]
fn settings_of_the_go_command_are_files() {
    let tree = module();
    fifo(&tree.path("env"));
    sparse(&tree.path("large"), 1);
    for (file, why) in [("env", "it is a FIFO"), ("large", "it is larger than 1 MiB")] {
        let mut command = goesc(&tree, "m", &["check", "."]);
        command.env("GOENV", tree.path(file));
        let (status, _, err) = told(command);
        assert_eq!(status, Some(2));
        assert!(err.contains(why), "{err}");
    }
    for file in ["/dev/null", "/no/such/file"] {
        let mut command = goesc(&tree, "m", &["check", "."]);
        command.env("GOENV", file);
        assert_eq!(told(command).0, Some(0));
    }
    // Of a Go tree.
    fifo(&tree.path("go/VERSION"));
    std::fs::create_dir_all(tree.path("go/src")).expect("a directory");
    assert_eq!(run(&tree, "m", &["check", "--goroot", "../go", "."]).0, Some(0));
    fifo(&tree.path("go/go.env"));
    let (status, _, err) = run(&tree, "m", &["check", "--goroot", "../go", "."]);
    assert_eq!(status, Some(2));
    assert!(err.contains("go.env: it is a FIFO"), "{err}");
}

#[test]
fn cache_entries_that_are_none_are_absent() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n\nrequire ex.org/d v1.0.0\n"),
        ("m/m.go", "package m\n\nimport \"ex.org/d\"\n\nvar X = d.New()\n"),
        ("mod/ex.org/d@v1.0.0/go.mod", "module ex.org/d\n\ngo 1.27\n"),
        ("mod/ex.org/d@v1.0.0/d.go", "package d\n\nfunc New() *int { return new(int) }\n"),
    ]);
    let check = || {
        let mut command = goesc(&tree, "m", &["check", "--format", "gc", "."]);
        command.env("GOMODCACHE", tree.path("mod")).env("GOESC_CACHE", tree.path("cache"));
        told(command)
    };
    let entries = || -> Vec<String> {
        let all = super::listing(&tree.path("cache")).into_iter();
        all.map(|(path, _)| path)
            .filter(|path| path.rsplit('/').next().map(str::len) == Some(64))
            .collect()
    };
    let first = check();
    assert_eq!((first.0, first.2.as_str()), (Some(0), ""));
    let kept = entries();
    assert!(!kept.is_empty());
    for damage in ["fifo", "large", "text", "device", "directory"] {
        for entry in &kept {
            let entry = Path::new(entry);
            std::fs::remove_file(entry).expect("an entry");
            match damage {
                "fifo" => fifo(entry),
                "large" => sparse(entry, 512),
                "text" => std::fs::write(entry, "goescpkg\u{1}nonsense").expect("a file"),
                "device" => symlink("/dev/zero", entry).expect("a link"),
                _ => std::fs::create_dir(entry).expect("a directory"),
            }
        }
        assert_eq!(check(), first, "{damage}");
    }
}

#[test]
fn a_cache_that_all_may_write_to_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let tree = module();
    std::fs::create_dir(tree.path("cache")).expect("a directory");
    let open = std::fs::Permissions::from_mode(0o1777);
    std::fs::set_permissions(tree.path("cache"), open).expect("permissions");
    let mut command = goesc(&tree, "m", &["check", "."]);
    command.env("GOESC_CACHE", tree.path("cache"));
    let (status, _, err) = told(command);
    assert_eq!(status, Some(0));
    assert!(err.ends_with("isn't used as a cache: all users may write to it\n"), "{err}");
    assert_eq!(super::listing(&tree.path("cache")), []);
}

#[test]
fn what_the_user_pipes_is_read_to_a_limit() {
    let tree = module();
    let sh = |script: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_goesc")]).current_dir(tree.path("m"));
        super::isolate(&mut command, &tree);
        told(command)
    };
    let log = "printf '# ex.com/m\\n./m.go:6:2: moved to heap: x\\n'";
    for args in ["-", "/dev/stdin", "/dev/fd/0"] {
        let (status, out, err) = sh(&format!("{log} | \"$0\" compare {args} ."));
        assert_eq!((status, err.as_str()), (Some(0), ""));
        assert!(out.contains("no differences"), "{out}");
    }
    let (status, _, err) = sh("\"$0\" check --write-baseline ../b . && \
                               cat ../b | \"$0\" check --baseline /dev/stdin --fail-on new .");
    assert_eq!(status, Some(0), "{err}");
    let (status, _, err) = sh("head -c 70000000 /dev/zero | \"$0\" check --stdin-filename m.go");
    assert_eq!(status, Some(2));
    assert_eq!(err, "goesc: standard input: it is larger than 64 MiB\n");
    // A configuration file, which isn't the user's word, names no stream.
    tree.write("m/goesc.toml", "baseline = \"/dev/stdin\"\n");
    let mut command = goesc(&tree, "m", &["check", "."]);
    let output = command.stdin(Stdio::piped()).output().expect("goesc runs");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn links_are_followed_as_the_go_command_does() {
    let tree = module();
    tree.write("elsewhere/e.go", SOURCE.replace("f()", "g()").replace("sink", "other"));
    symlink(tree.path("elsewhere/e.go"), tree.path("m/e.go")).expect("a link");
    symlink(tree.path("elsewhere"), tree.path("m/dir")).expect("a link");
    symlink("loop", tree.path("m/loop")).expect("a link");
    symlink("loop.go", tree.path("m/sub.go")).expect("a link");
    symlink(tree.path("m"), tree.path("m/up")).expect("a link");
    let (status, out, err) = run(&tree, "m", &["check", "--format", "gc", "./..."]);
    assert!(out.contains("./e.go:6:2: moved to heap: x"), "{out}");
    assert!(!out.contains("dir/") && !out.contains("up/"), "{out}");
    // A link to nowhere is an error, a link to itself as well.
    assert_eq!(status, Some(2), "{err}");
    std::fs::remove_file(tree.path("m/sub.go")).expect("a link");
    symlink("self.go", tree.path("m/self.go")).expect("a link");
    let (status, _, err) = run(&tree, "m", &["check", "."]);
    assert_eq!(status, Some(2));
    assert!(err.contains("self.go: "), "{err}");
}

#[test]
fn directories_without_go_mod_are_not_searched() {
    // What a tree names is no module then. To look for packages below `/` takes minutes, and would
    // show what is anywhere.
    let work = |dir: &str| format!("go 1.27\n\nuse (\n\t./m\n\t{dir}\n)\n");
    let replacing = |dir: &str| {
        format!(
            "module ex.com/m\n\ngo 1.27\n\nrequire ex.com/loose v1.0.0\n\n\
             replace ex.com/loose => {dir}\n"
        )
    };
    let check = |tree: &Tree, pattern| run(tree, "m", &["check", "--format", "gc", pattern]);
    let (_, alone, _) = check(&module(), "./...");
    assert!(alone.contains("moved to heap: x"), "{alone}");
    for (file, named) in [
        ("go.work", [work("./loose"), work("/")]),
        ("m/go.mod", [replacing("../loose"), replacing("/")]),
    ] {
        let tree = module();
        tree.write("loose/underneath/l.go", SOURCE);
        for text in named {
            tree.write(file, text);
            for pattern in ["ex.com/...", "work", "all"] {
                let (_, out, err) = check(&tree, pattern);
                assert_eq!(out, alone, "{file} {pattern}: {err}");
                assert!(!err.contains("underneath"), "{file} {pattern}: {err}");
            }
        }
    }
}
