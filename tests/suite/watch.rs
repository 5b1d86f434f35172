//! `check --watch`, as a person sees it: what is saved while it runs, and what it prints then.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::Tree;

/// Nothing that is waited for takes longer.
const DEADLINE: Duration = Duration::from_secs(60);

/// How often is checked.
#[derive(PartialEq)]
enum Check {
    Once,
    Always,
}

fn command(tree: &Tree, cwd: &str, check: Check, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.args(["check", "--format", "concise", "--no-cache"]).args(args);
    if check == Check::Always {
        command.arg("--watch");
    }
    command.current_dir(tree.path(cwd)).stdin(Stdio::null());
    command.env_clear().env("GOENV", "off").env("GOPATH", tree.path("gopath"));
    command
}

/// goesc as it watches.
struct Watching {
    _process: Process,
    lines: Receiver<String>,
}

/// What is printed of one check: what changed before it, and the lines.
#[derive(Debug, PartialEq)]
struct Round {
    changed: Vec<String>,
    lines: Vec<String>,
    watched: String,
}

impl Watching {
    fn start(tree: &Tree, cwd: &str, args: &[&str]) -> Watching {
        // What is written while it starts is a change.
        thread::sleep(Duration::from_millis(30));
        let (reader, writer) = std::io::pipe().expect("a pipe");
        let mut command = command(tree, cwd, Check::Always, args);
        command.stdout(writer.try_clone().expect("its end")).stderr(writer);
        let child = command.spawn().expect("goesc was started");
        drop(command);
        let (tell, lines) = mpsc::channel();
        thread::spawn(move || {
            let lines = BufReader::new(reader).lines().map_while(Result::ok);
            lines.map(|line| tell.send(line)).take_while(Result::is_ok).for_each(drop);
        });
        Watching { _process: Process(child), lines }
    }

    fn round(&self) -> Round {
        let mut round = Round { changed: Vec::new(), lines: Vec::new(), watched: String::new() };
        let begun = Instant::now();
        loop {
            let left = DEADLINE.saturating_sub(begun.elapsed());
            let line = match self.lines.recv_timeout(left) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => panic!("nothing more comes: {round:?}"),
                Err(RecvTimeoutError::Disconnected) => panic!("goesc ended: {round:?}"),
            };
            if let Some((_, watched)) = line.split_once("; watching ") {
                round.watched = watched.replace(" (Ctrl-C ends)", "");
                return round;
            }
            match line.strip_prefix("goesc: ").and_then(|line| line.strip_suffix(" changed")) {
                Some(changed) => round.changed.push(changed.to_owned()),
                None => round.lines.push(line),
            }
        }
    }

    /// Rounds until one satisfies what is asked for: some editors save in steps.
    fn until(&self, satisfies: impl Fn(&Round) -> bool) -> Round {
        loop {
            let round = self.round();
            if satisfies(&round) {
                return round;
            }
        }
    }

    /// Whether it says nothing for a while.
    fn is_quiet(&self) -> bool {
        self.lines.recv_timeout(Duration::from_millis(300)) == Err(RecvTimeoutError::Timeout)
    }
}

/// What a check says that begins now, as [`Round::lines`].
fn fresh(tree: &Tree, cwd: &str, args: &[&str]) -> Vec<String> {
    let output = command(tree, cwd, Check::Once, args).output().expect("goesc ended");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).expect("UTF-8").lines().map(str::to_owned).collect()
}

/// A process that is ended in the end, also where a test fails.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn names(round: &Round) -> Vec<&str> {
    round.lines.iter().map(|line| line.split(": ").next().unwrap_or_default()).collect()
}

fn module() -> Tree {
    Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        (
            "m/m.go",
            "package m\n\nimport \"ex.com/m/dep\"\n\nvar P = dep.F()\n\nfunc f() *int { return new(int) }\n",
        ),
        ("m/dep/d.go", "package dep\n\nfunc F() int { return 1 }\n"),
    ])
}

const CALM: &str = "package m\n\nfunc f() {}\n";
const MAKES: &str = "package m\n\nfunc f() *int { return new(int) }\n";

#[test]
fn what_is_saved_is_checked_again() {
    let tree = module();
    let watching = Watching::start(&tree, "m", &["-l"]);
    let round = watching.round();
    assert_eq!((names(&round), round.changed.len()), (vec!["./m.go:7:27"], 0));
    // What is imported is watched as well: its directory has no go.mod.
    assert_eq!(round.watched, "2 directories");

    tree.write("m/m.go", CALM);
    let round = watching.round();
    assert_eq!((names(&round), &round.changed[..]), (vec![], &["m.go".to_owned()][..]));
    // As many editors do: written elsewhere, and put in its place.
    tree.write("m/m.go~", MAKES);
    fs::rename(tree.path("m/m.go~"), tree.path("m/m.go")).expect("renamed");
    assert_eq!(names(&watching.round()), ["./m.go:3:27"]);

    tree.write("m/m.go", "package m\n\nimport \"ex.com/m/dep\"\n\nvar P int = dep.F()\n");
    assert_eq!(watching.round().lines, [""; 0]);
    tree.write("m/dep/d.go", "package dep\n\nfunc F() string { return \"\" }\n");
    assert_eq!(names(&watching.until(|round| !round.lines.is_empty())), ["./m.go:5:13"]);
    // The module's files count, too.
    tree.write("m/go.mod", "module ex.com/other\n\ngo 1.27\n");
    let round = watching.until(|round| round.changed.contains(&"go.mod".to_owned()));
    assert!(round.lines[0].contains("could not import ex.com/m/dep"), "{round:?}");
}

/// However a file came to be what it is, what is said of it is what a new check says.
#[test]
fn what_it_says_is_what_a_new_check_says() {
    let tree = module();
    let args = ["./..."];
    let watching = Watching::start(&tree, "m", &args);
    assert_eq!(watching.round().lines, fresh(&tree, "m", &args));
    let dep = |result: &str, body: &str| {
        tree.write("m/dep/d.go", format!("package dep\n\nfunc F() {result} {{ {body} }}\n"));
    };
    let steps: [&dyn Fn(); 12] = [
        // Bodies, signatures, and what has an error.
        &|| dep("int", "return len(make([]int, G()))"),
        &|| tree.write("m/dep/g.go", "package dep\n\nfunc G() int { return 1000 }\n"),
        &|| dep("*int", "x := G(); return &x"),
        &|| dep("*int", "x := G(); return x"),
        &|| dep("*int", "x := G(); return &x"),
        // Files that come and go under other names.
        &|| fs::rename(tree.path("m/dep/g.go"), tree.path("m/dep/h.go")).expect("renamed"),
        &|| tree.write("m/dep/h.go", "package dep\n\nfunc G() int { return len(new([9]int)) }\n"),
        &|| tree.write("m/dep/h_windows.go", "package dep\n\nfunc H() *int { return new(int) }\n"),
        &|| fs::remove_file(tree.path("m/dep/h.go")).expect("removed"),
        &|| tree.write("m/dep/h.go", "package other\n"),
        &|| tree.write("m/dep/h.go", "package dep\n\nfunc G() int { return 2 }\n"),
        &|| tree.write("m/m.go", "package m\n\nimport \"ex.com/m/dep\"\n\nvar P = *dep.F()\n"),
    ];
    for step in steps {
        step();
        // Who writes in two steps is seen in between.
        let want = fresh(&tree, "m", &args);
        watching.until(|round| round.lines == want);
    }
}

#[test]
fn what_no_build_reads_is_no_change() {
    let tree = module();
    let watching = Watching::start(&tree, "m", &["-l", "--output", "out.txt", "./..."]);
    assert_eq!(watching.round().lines, [""; 0]);
    for name in ["m/README.md", "m/.#m.go", "m/_m.go", "m/m.go~", "m/.git/x.go", "m/testdata/t.go"]
    {
        tree.write(name, "package m\n");
    }
    // It reads its files and writes what was found, which it doesn't take for changes.
    assert!(watching.is_quiet());
    assert!(fs::read_to_string(tree.path("m/out.txt")).expect("written").contains("./m.go:7:27"));
}

#[test]
fn directories_come_and_go() {
    let tree = module();
    let watching = Watching::start(&tree, "m", &["-l", "./..."]);
    assert_eq!(watching.round().watched, "2 directories");
    tree.write("m/new/deep/n.go", "package deep\n\nfunc f() *int { return new(int) }\n");
    let round = watching.until(|round| round.watched == "4 directories");
    let round = match names(&round).contains(&"new/deep/n.go:3:27") {
        true => round,
        false => watching.until(|round| round.lines.len() == 2),
    };
    assert_eq!(names(&round), ["./m.go:7:27", "new/deep/n.go:3:27"]);
    fs::remove_dir_all(tree.path("m/new")).expect("removed");
    assert_eq!(names(&watching.until(|round| round.watched == "2 directories")), ["./m.go:7:27"]);
    // One that comes back is watched as it was.
    fs::remove_dir_all(tree.path("m/dep")).expect("removed");
    watching.until(|round| round.watched == "1 directory");
    tree.write("m/dep/d.go", "package dep\n\nfunc F() int { return 1 }\n");
    watching.until(|round| round.watched == "2 directories" && round.lines.len() == 1);
    tree.write("m/dep/d.go", "package dep\n\nfunc F() *int { return new(int) }\n");
    watching.until(|round| names(round).contains(&"dep/d.go:3:27"));
}

/// What is named goes away altogether, and comes back.
#[test]
fn the_directory_that_is_named_goes_away() {
    let tree = module();
    let watching = Watching::start(&tree, "m", &["-l", "./dep", "../m/..."]);
    assert_eq!(names(&watching.round()), ["./m.go:7:27"]);
    fs::remove_dir_all(tree.path("m/dep")).expect("removed");
    let round = watching.until(|round| round.lines.iter().any(|line| line.contains("./dep")));
    assert!(round.lines.iter().any(|line| line.starts_with("goesc: ./dep: ")), "{round:?}");
    tree.write("m/dep/d.go", "package dep\n\nfunc F() *int { return new(int) }\n");
    watching.until(|round| names(round).contains(&"dep/d.go:3:27"));
}

#[test]
fn thousands_of_changes_at_once_are_few_checks() {
    let tree = module();
    let watching = Watching::start(&tree, "m", &["-l", "./..."]);
    watching.round();
    for number in 0..4000 {
        tree.write(
            &format!("m/many/f{number}.go"),
            format!("package many\n\nfunc f{number}() {{}}\n"),
        );
    }
    tree.write("m/many/last.go", "package many\n\nfunc f() *int { return new(int) }\n");
    let mut rounds = 0;
    loop {
        rounds += 1;
        let round = watching.round();
        if names(&round).contains(&"many/last.go:3:27") {
            break;
        }
    }
    assert!(rounds < 20, "{rounds} checks");
    fs::remove_dir_all(tree.path("m/many")).expect("removed");
    watching.until(|round| round.watched == "2 directories");
}

#[test]
fn settings_are_read_again() {
    let tree = module();
    let watching = Watching::start(&tree, "m", &["-l"]);
    assert!(watching.round().lines[0].starts_with("./m.go:7:27: note: "));
    tree.write("m/goesc.toml", "[rules]\nreturned-address = \"warning\"\n");
    watching.until(|round| round.lines[0].starts_with("./m.go:7:27: warning: "));
    // What is wrong with it is told, and nothing is checked until it is right.
    tree.write("m/goesc.toml", "[rules]\nreturned-address = \"loud\"\n");
    thread::sleep(Duration::from_millis(200));
    tree.write("m/goesc.toml", "[rules]\nreturned-address = \"off\"\n");
    let is_told = |round: &Round| round.lines.iter().any(|line| line.contains("unknown level"));
    let round = watching.until(is_told);
    assert_eq!(round.lines.len(), 1, "{round:?}");
}

/// What mustn't be read is told, and hides nothing else.
#[cfg(unix)]
#[test]
fn a_tree_without_permission_does_no_harm() {
    use std::os::unix::fs::PermissionsExt;
    let set = |tree: &Tree, mode| {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(tree.path("m/dep"), mode).expect("its owner may")
    };
    let tree = module();
    set(&tree, 0);
    let watching = Watching::start(&tree, "m", &["-l", "./..."]);
    assert!(names(&watching.round()).contains(&"./m.go:7:27"));
    // That it can be read now is a change. Who may read everything is told the same again.
    set(&tree, 0o755);
    assert_eq!(names(&watching.until(|round| round.lines.len() == 1)), ["./m.go:7:27"]);
    tree.write("m/dep/d.go", "package dep\n\nfunc F() *int { return new(int) }\n");
    watching.until(|round| names(round).contains(&"dep/d.go:3:27"));
}

#[test]
fn it_ends_when_nobody_reads() {
    let tree = module();
    thread::sleep(Duration::from_millis(30));
    let mut command = command(&tree, "m", Check::Always, &["-l"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a child");
    let mut process = Process(child);
    let mut error = BufReader::new(process.0.stderr.take().expect("a pipe"));
    let mut line = String::new();
    error.read_line(&mut line).expect("a line");
    assert!(line.contains("watching"), "{line}");
    drop(process.0.stdout.take());
    tree.write("m/m.go", MAKES);
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = process.0.try_wait().expect("a child") {
            break status;
        }
        assert!(begun.elapsed() < DEADLINE, "it goes on");
        thread::sleep(Duration::from_millis(20));
    };
    let mut rest = String::new();
    error.read_to_string(&mut rest).expect("text");
    assert_eq!((status.code(), rest.as_str()), (Some(0), "goesc: m.go changed\n"));
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let tree = module();
    for args in [&["--stdin-filename", "m.go"][..], &["--write-baseline", "b.txt"]] {
        let output = command(&tree, "m", Check::Always, args).output().expect("goesc ended");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{args:?}");
    }
}

/// On a terminal, a result takes the place of the one before, and a signal ends it as it ends
/// any program.
#[cfg(unix)]
#[test]
fn a_terminal_is_cleared_between_results() {
    use std::os::unix::process::ExitStatusExt;

    use nix::pty::openpty;

    const CLEAR: &str = "\x1b[2J\x1b[H";
    let tree = module();
    thread::sleep(Duration::from_millis(30));
    let terminal = openpty(None, None).expect("a terminal");
    let mut command = command(&tree, "m", Check::Always, &["-l"]);
    command.stdout(terminal.slave.try_clone().expect("its end")).stderr(terminal.slave);
    let mut process = Process(command.spawn().expect("goesc was started"));
    drop(command);
    let mut master = fs::File::from(terminal.master);
    let mut text = String::new();
    let mut read_until = |text: &mut String, count: usize| {
        while text.matches("watching").count() < count {
            let mut bytes = [0; 4096];
            let length = master.read(&mut bytes).expect("it goes on");
            text.push_str(&String::from_utf8_lossy(&bytes[..length]));
        }
    };
    read_until(&mut text, 1);
    assert!(text.contains("./m.go:7:27") && !text.contains('\x1b'), "{text:?}");
    tree.write("m/m.go", MAKES);
    read_until(&mut text, 2);
    let (before, after) = text.split_once(CLEAR).expect("cleared");
    assert!(before.ends_with("m.go changed\r\n") && !after.contains('\x1b'), "{text:?}");
    assert!(after.starts_with("./m.go:3:27: note: "), "{text:?}");
    let pid = process.0.id().to_string();
    // SIGINT would do the same, unless the tests run in the background of a shell: it is ignored there.
    assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("sent").success());
    assert_eq!(process.0.wait().expect("it ended").signal(), Some(15));
}
