//! Actions of `go vet` without a go command: each package of a tree gets its vet.cfg, after those that it
//! imports.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::common::Tree;

/// A place with what is told of it: file, line, column, rule or topic.
pub type Place = (String, u64, u64, String);

/// A package, as the go command would hand it over.
#[derive(Clone, Copy)]
pub struct Package<'a> {
    /// `ex.com/m/a`, `ex.com/m/a [ex.com/m/a.test]`.
    pub id: &'a str,
    /// The directory in the tree.
    pub dir: &'a str,
    /// Names of files in it.
    pub files: &'a [&'a str],
    /// Import paths, each with the id of the package, unless it is the standard library's.
    pub imports: &'a [(&'a str, &'a str)],
    /// Whether nothing but facts is asked for.
    pub vetx_only: bool,
}

/// Actions under way.
pub struct Actions<'a> {
    tree: &'a Tree,
    vetx: BTreeMap<String, PathBuf>,
    variables: Vec<(&'a str, &'a str)>,
}

/// What came of an action.
pub struct Answer {
    /// The exit status.
    pub status: Option<i32>,
    /// Standard error.
    pub stderr: String,
    /// What was written to where the vet.cfg says.
    pub json: Option<Value>,
    /// The file of facts.
    pub facts: Vec<u8>,
}

impl<'a> Actions<'a> {
    /// None so far. The environment has these variables besides.
    pub fn of(tree: &'a Tree, variables: &[(&'a str, &'a str)]) -> Actions<'a> {
        Actions { tree, vetx: BTreeMap::new(), variables: variables.to_vec() }
    }

    /// Does one, with these flags.
    pub fn run(&mut self, package: &Package<'_>, flags: &[&str]) -> Answer {
        self.run_with(package, flags, &json!({}))
    }

    /// The same with other fields in the vet.cfg.
    pub fn run_with(&mut self, package: &Package<'_>, flags: &[&str], fields: &Value) -> Answer {
        let number = self.vetx.len();
        let dir = self.tree.path(package.dir);
        let work = format!("work/b{number:03}");
        self.tree.write(&format!("{work}/vet.cfg"), "");
        let path = |name: &str| self.tree.path(&format!("{work}/{name}"));
        let (vetx, stdout) = (path("vet.out"), path("vet.stdout"));
        let files: Vec<PathBuf> = package.files.iter().map(|file| dir.join(file)).collect();
        let imports: BTreeMap<&str, &str> = package.imports.iter().copied().collect();
        let known: BTreeMap<&str, &PathBuf> =
            package.imports.iter().filter_map(|(_, id)| Some((*id, self.vetx.get(*id)?))).collect();
        let mut config = json!({
            "ID": package.id, "Compiler": "gc", "Dir": dir, "ImportPath": package.id,
            "GoFiles": files, "NonGoFiles": null, "ImportMap": imports, "PackageVetx": known,
            "VetxOnly": package.vetx_only, "VetxOutput": vetx, "Stdout": stdout,
            "GoVersion": "go1.24", "Module": {"Path": "ex.com/m", "GoVersion": "1.24"},
        });
        for (name, value) in fields.as_object().expect("fields") {
            config[name] = value.clone();
        }
        self.tree.write(&format!("{work}/vet.cfg"), config.to_string());
        let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
        command.args(flags).arg(path("vet.cfg")).current_dir(&dir).env_clear();
        command.env("GOENV", "off").env("GOROOT", self.tree.path("go"));
        command.env("GOVERSION", "go1.27.3").env("GOOS", "linux").env("GOARCH", "amd64");
        command.envs(self.variables.iter().copied());
        let Output { status, stderr, .. } = command.output().expect("goesc was started");
        self.vetx.insert(package.id.to_owned(), vetx.clone());
        Answer {
            status: status.code(),
            stderr: String::from_utf8(stderr).expect("UTF-8"),
            json: std::fs::read(&stdout)
                .ok()
                .map(|text| serde_json::from_slice(&text).expect("JSON")),
            facts: std::fs::read(&vetx).unwrap_or_default(),
        }
    }
}

impl Answer {
    /// The places of what is told.
    pub fn places(&self, tree: &Tree) -> BTreeSet<Place> {
        let empty = Value::Null;
        let json = self.json.as_ref().unwrap_or(&empty);
        let analyses = json.as_object().into_iter().flat_map(|units| units.values());
        let all = analyses.flat_map(|unit| unit["goesc"].as_array().expect("diagnostics"));
        let place = |told: &Value| {
            let posn = told["posn"].as_str().expect("a place");
            let mut parts = posn.rsplitn(3, ':');
            let column = parts.next().expect("a column").parse().expect("a number");
            let line = parts.next().expect("a line").parse().expect("a number");
            let file = parts.next().expect("a file");
            let root = format!("{}/", tree.root().display());
            let file = file.strip_prefix(&root).unwrap_or(file).to_owned();
            (file, line, column, told["category"].as_str().expect("a name").to_owned())
        };
        all.map(place).collect()
    }
}

/// What `goesc check --tests` tells in a directory of a tree: complaints that make it fail, and
/// allocations as well, if asked for.
pub fn checked(tree: &Tree, dir: &str, with: &[&str]) -> BTreeSet<Place> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.args(["check", "--tests", "--no-cache", "--format", "json"]).args(with);
    command.current_dir(tree.path(dir)).env_clear();
    command.env("GOENV", "off").env("GOROOT", tree.path("go")).env("GOPATH", tree.path("gopath"));
    command.env("GOOS", "linux").env("GOARCH", "amd64");
    let Output { stdout, .. } = command.output().expect("goesc was started");
    let stdout = String::from_utf8(stdout).expect("UTF-8");
    let lines = stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let complaints = lines.filter(|line| line["type"] == "complaint" && line["level"] == "error");
    let place = |line: Value| {
        let at = |name: &str| line[name].as_u64().expect("a number");
        let path = line["path"].as_str().expect("a path").trim_start_matches("./");
        let topic = line["topic"].as_str().expect("a topic").to_owned();
        (format!("{dir}/{path}"), at("line"), at("column"), topic)
    };
    complaints.map(place).collect()
}
