//! Actions of `goesc unit`, each in a directory that has what it names and nothing else.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::common::Tree;

/// A package as a build system knows it.
#[derive(Clone, Copy)]
pub struct Package<'a> {
    /// The import path.
    pub path: &'a str,
    /// Its files, by their paths from the root of the tree on.
    pub files: &'a [&'a str],
    /// The packages that it imports directly, those of the standard library apart.
    pub imports: &'a [&'a str],
}

/// Actions under way: the facts that they wrote so far.
pub struct Actions<'a> {
    /// The directory of the sources.
    source: PathBuf,
    /// Where directories of actions are made.
    work: &'a Tree,
    facts: BTreeMap<String, Vec<u8>>,
    count: usize,
}

/// What came of an action.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    pub facts: Vec<u8>,
    pub json: String,
    pub sarif: String,
    /// What is in the directory in the end, by path.
    pub files: Vec<String>,
}

/// What all actions of these tests are given.
const BUILD: [&str; 6] = ["--goos", "linux", "--goarch", "amd64", "--lang", "1.24"];

impl<'a> Actions<'a> {
    /// None so far, of sources in a directory.
    pub fn of(source: PathBuf, work: &'a Tree) -> Actions<'a> {
        Actions { source, work, facts: BTreeMap::new(), count: 0 }
    }

    /// What the next action gets for the facts of a package.
    pub fn hand_over(&mut self, path: &str, facts: &[u8]) {
        self.facts.insert(path.to_owned(), facts.to_vec());
    }

    /// The arguments of an action whose directory is made.
    pub fn prepare(&mut self, package: &Package<'_>, more: &[&str]) -> (String, Vec<String>) {
        let dir = format!("action-{}-{}", self.count, "x".repeat(self.count % 5));
        self.count += 1;
        let write = |name: &str, bytes: &[u8]| self.work.write(&format!("{dir}/{name}"), bytes);
        write("out/.keep", b"");
        for file in package.files {
            write(file, &std::fs::read(self.source.join(file)).expect("a file of the tree"));
        }
        let mut args: Vec<String> = BUILD.iter().map(|word| (*word).to_owned()).collect();
        let mut add = |words: &[&str]| args.extend(words.iter().map(|word| (*word).to_owned()));
        add(&["--importpath", package.path, "--summary", "out/facts"]);
        for (number, import) in package.imports.iter().enumerate() {
            if let Some(facts) = self.facts.get(*import) {
                let name = format!("in/{number}.facts");
                write(&name, facts);
                add(&["--import", &format!("{import}={name}")]);
            }
        }
        if !more.contains(&"--summary-only") {
            add(&["--json", "out/json", "--sarif", "out/sarif"]);
        }
        add(more);
        add(package.files);
        (dir, args)
    }

    /// Does an action, and keeps its facts for the next ones.
    pub fn run(&mut self, package: &Package<'_>, more: &[&str]) -> Answer {
        let (dir, args) = self.prepare(package, more);
        // Whoever looks for what isn't named finds it broken.
        let home = format!("{dir}-home");
        self.work.write(&format!("{home}/.config/go/env"), [0xff; 9]);
        self.work.write(&format!("{home}/.config/goesc.toml"), "rules = 7\n");
        self.work.write("goesc.toml", "rules = 7\n");
        self.work.write("go.mod", "module broken\n\nrequire (\n");
        let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
        command.arg("unit").args(&args).current_dir(self.work.path(&dir)).env_clear();
        command.env("HOME", self.work.path(&home)).env("GOROOT", self.work.path(&home));
        command
            .env("GOFLAGS", "'")
            .env("GOOS", "beos")
            .env("GOWORK", "/none")
            .env("GOESC_CACHE", ".");
        let Output { status, stdout, stderr } = command.output().expect("goesc was started");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        let answer = Answer {
            status: status.code(),
            stdout: text(stdout),
            stderr: text(stderr),
            ..self.written(&dir)
        };
        self.hand_over(package.path, &answer.facts);
        answer
    }

    /// What an action has left in its directory.
    pub fn written(&self, dir: &str) -> Answer {
        let read = |name: &str| {
            let path = self.work.path(&format!("{dir}/out/{name}"));
            std::fs::read(path).unwrap_or_default()
        };
        let text = |name: &str| String::from_utf8(read(name)).expect("UTF-8");
        let mut files = Vec::new();
        let mut open = vec![self.work.path(dir)];
        while let Some(dir) = open.pop() {
            for entry in std::fs::read_dir(dir).expect("a directory") {
                let path = entry.expect("an entry").path();
                match path.is_dir() {
                    true => open.push(path),
                    false => files.push(path),
                }
            }
        }
        let root = self.work.path(dir);
        let below = |path: PathBuf| path.strip_prefix(&root).expect("below").display().to_string();
        let mut files: Vec<String> = files.into_iter().map(below).collect();
        files.sort();
        Answer {
            status: None,
            stdout: String::new(),
            stderr: String::new(),
            facts: read("facts"),
            json: text("json"),
            sarif: text("sarif"),
            files,
        }
    }
}
