//! After any edits, the server has what `check` says of the same texts, each time from nothing.
//!
//! Edits are of all kinds: statements in bodies, pieces that break the text, texts of other files,
//! imports, go.mod, new files, files that are closed. `GOESC_SERVER_EDITS` sets how many there are.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::{Value, json};

use super::client::{Client, uri};
use super::{isolate, serve};
use crate::common::Tree;
use crate::mutation::random::Random;

/// How many edits there are unless the environment says it.
const EDITS: usize = 60;

const FILES: &[(&str, &str)] = &[
    ("go.mod", "module ex.com/m\n\ngo 1.27\n"),
    (
        "leaf/leaf.go",
        "package leaf\n\nvar Sink any\n\nfunc Keep(p *int) *int {\n\treturn p\n}\n\n\
         func Drop(p *int) {\n\t_ = p\n}\n\ntype List[T any] struct {\n\tv T\n\tnext *List[T]\n}\n\n\
         func (l *List[T]) Push(v T) *List[T] {\n\treturn &List[T]{v, l}\n}\n",
    ),
    (
        "middle/middle.go",
        "package middle\n\nimport \"ex.com/m/leaf\"\n\nfunc Sum(n int) int {\n\treturn *leaf.Keep(&n)\n}\n\n\
         func Fill(n int) []*int {\n\tvar all []*int\n\tfor i := range n {\n\t\tall = append(all, &i)\n\t}\n\
         \treturn all\n}\n",
    ),
    (
        "middle/more.go",
        "package middle\n\nfunc more(m map[string]*int) {\n\tm[\"a\"] = new(int)\n}\n\n\
         //goesc:noescape\nfunc less() int {\n\treturn 1\n}\n",
    ),
    (
        "top/top.go",
        "package top\n\nimport (\n\t\"ex.com/m/leaf\"\n\t\"ex.com/m/middle\"\n)\n\n\
         var list *leaf.List[int]\n\nfunc f() int {\n\tx := 1\n\tleaf.Drop(&x)\n\tlist = list.Push(x)\n\
         \treturn middle.Sum(2)\n}\n\nfunc g() []int {\n\treturn make([]int, 3)\n}\n",
    ),
    (
        "top/top_test.go",
        "package top\n\nimport \"testing\"\n\nfunc TestF(t *testing.T) {\n\tt.Log(f())\n}\n",
    ),
    ("other/other.go", "package other\n\nfunc F() *int {\n\treturn new(int)\n}\n"),
];

/// Statements and declarations, right and wrong.
const PIECES: &[&str] = &[
    "x1 := new(int)\n\t_ = x1\n",
    "var y1 int\n\tprintln(&y1)\n",
    "defer func() { println(1) }()\n",
    "undefined()\n",
    "return\n",
    "for i := range 3 {\n\t\tdefer println(i)\n\t}\n",
    "//nolint:goesc // no reason\n",
    "z1 := []any{1, \"a\"}\n\tprintln(len(z1))\n",
    "}\n",
    "{\n",
    "(",
    "\"",
    "`",
    "/*",
    "type T1 struct{ p *T1 }\n",
    "\u{e9}",
];

const MODULES: &[&str] = &[
    "module ex.com/m\n\ngo 1.27\n",
    "module ex.com/m\n\ngo 1.20\n",
    "module ex.com/other\n\ngo 1.27\n",
    "module\n",
    "",
];

/// A server, and the same texts on disk.
struct Both {
    client: Client,
    /// What the server sees on disk.
    tree: Tree,
    /// The texts of this moment, where `check` sees them.
    mirror: Tree,
    /// The documents that are open, with their versions.
    open: BTreeMap<String, (i32, String)>,
    random: Random,
}

impl Both {
    fn new(seed: u64) -> Both {
        let tree = Tree::of(FILES);
        let settings = json!({
            "diagnostics": { "mode": "workspace" }, "sourceErrors": "on", "tests": "off",
        });
        let mut client = serve(&tree, &settings);
        client.configuration = settings;
        let mirror = Tree::of(FILES);
        Both { client, tree, mirror, open: BTreeMap::new(), random: Random::of(seed, 0) }
    }

    fn text(&self, name: &str) -> String {
        match self.open.get(name) {
            Some((_, text)) => text.clone(),
            None => std::fs::read_to_string(self.tree.path(name)).unwrap_or_default(),
        }
    }

    /// The document has this text from now on.
    fn set(&mut self, name: &str, text: String) {
        self.mirror.write(name, &text);
        let language = if name.ends_with(".go") { "go" } else { "go.mod" };
        let uri = uri(&self.tree.path(name));
        match self.open.get_mut(name) {
            Some((version, known)) => {
                *version += 1;
                let (version, changes) = (*version, changes(known, &text));
                known.clone_from(&text);
                self.client.change(&uri, version, changes);
            }
            None => {
                self.client.open_as(&uri, language, 1, &text);
                self.open.insert(name.to_owned(), (1, text));
            }
        }
    }

    fn close(&mut self, name: &str) {
        if self.open.remove(name).is_some() {
            let path = self.tree.path(name);
            self.client.close(&uri(&path));
            match std::fs::read_to_string(path) {
                Ok(text) => self.mirror.write(name, text),
                Err(_) => std::fs::remove_file(self.mirror.path(name)).expect("a file"),
            }
        }
    }

    /// Does something, and tells what.
    fn edit(&mut self) -> String {
        let random = &mut self.random;
        let go: Vec<&str> =
            FILES.iter().map(|(name, _)| *name).filter(|name| name.ends_with(".go")).collect();
        let name = random.one(&go).expect("some");
        match random.below(12) {
            0..=3 => {
                let piece = random.one(PIECES).expect("some");
                let mut text = self.text(name);
                let bodies: Vec<usize> = text.match_indices("{\n").map(|(at, _)| at + 2).collect();
                let Some(&at) = bodies.get(self.random.below(bodies.len().max(1))) else {
                    return "nothing".to_owned();
                };
                text.insert_str(at, &format!("\t{piece}"));
                self.set(name, text);
                format!("{piece:?} in {name} at {at}")
            }
            4 | 5 => {
                let mut text = self.text(name);
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let from = self.random.below(places.len().max(1));
                let to = (from + self.random.below(6)).min(places.len());
                let at = |index: usize| places.get(index).copied().unwrap_or(text.len());
                let range = at(from)..at(to);
                text.replace_range(range.clone(), "");
                self.set(name, text);
                format!("{range:?} out of {name}")
            }
            6 | 7 => {
                let original = FILES.iter().find(|(known, _)| *known == name);
                self.set(name, original.map_or("", |(_, text)| text).to_owned());
                format!("{name} as it was")
            }
            8 => {
                let paths =
                    ["ex.com/m/leaf", "ex.com/m/middle", "ex.com/m/top", "fmt", "no.where/x"];
                let path = random.one(&paths).expect("some");
                let text = self.text(name);
                let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
                let text = format!("{first}\n\nimport _ \"{path}\"\n{rest}");
                self.set(name, text);
                format!("{name} imports {path}")
            }
            9 => {
                let text = random.one(MODULES).expect("some");
                self.set("go.mod", text.to_owned());
                format!("go.mod: {text:?}")
            }
            10 => {
                let new = random.one(&["top/new.go", "new/new.go", "leaf/new.go"]).expect("some");
                let package = new.split('/').next().unwrap_or_default();
                let number = self.random.below(3);
                let text = format!(
                    "package {package}\n\nfunc new{number}() *int {{\n\treturn new(int)\n}}\n"
                );
                self.set(new, text);
                format!("{new}: {number}")
            }
            _ => {
                let open: Vec<String> = self.open.keys().cloned().collect();
                let Some(name) = open.get(self.random.below(open.len().max(1))) else {
                    return "nothing".to_owned();
                };
                self.close(name);
                format!("{name} is closed")
            }
        }
    }

    /// What the server has, each as `file:line code message`.
    fn served(&mut self) -> Vec<String> {
        let report = self.client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
        let root = format!("{}/", uri(self.tree.root()));
        let mut all = Vec::new();
        for item in report["items"].as_array().expect("items") {
            let uri = item["uri"].as_str().unwrap_or_default();
            let name = uri.strip_prefix(&root).unwrap_or(uri);
            all.extend(lines(name, item["items"].as_array().expect("a full report")));
        }
        all.sort();
        all.dedup();
        all
    }

    /// What `check` says, in the same form.
    fn checked(&self) -> Vec<String> {
        let mut all = self.check(&["./..."]);
        // What no package takes in is a package by itself.
        let listed = self.run(&["list", "--detail", "./..."]);
        let listed = String::from_utf8_lossy(&listed);
        let root = self.mirror.root().to_string_lossy().into_owned();
        let is_listed = |name: &str| {
            let (directory, file) = name.rsplit_once('/').unwrap_or(("", name));
            let directory = format!("{root}/{directory}");
            listed.lines().any(|line| {
                let mut fields = line.split(' ').skip(1);
                fields.next() == Some(&directory) && fields.skip(1).any(|known| known == file)
            })
        };
        for name in self.open.keys().filter(|name| name.ends_with(".go") && !is_listed(name)) {
            all.extend(self.check(&["--each-file", name]));
        }
        all.sort();
        all.dedup();
        all
    }

    fn run(&self, arguments: &[&str]) -> Vec<u8> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
        isolate(&mut command, &self.mirror);
        command.args(arguments).output().expect("it runs").stdout
    }

    fn check(&self, patterns: &[&str]) -> Vec<String> {
        let output = self.run(&[&["check", "--format", "sarif"], patterns].concat());
        let sarif: Value = serde_json::from_slice(&output)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output)));
        let root = |tree: &Tree| tree.root().to_string_lossy().into_owned();
        let (mirror, tree) = (root(&self.mirror), root(&self.tree));
        let run = &sarif["runs"][0];
        let mut all = Vec::new();
        let mut add = |one: &Value, code: &str| {
            let place = &one["locations"][0]["physicalLocation"];
            // Some errors name another place.
            let text = one["message"]["text"].as_str().unwrap_or_default();
            let mut text = text.replace(&mirror, &tree);
            if let Some(assumed) = one["properties"]["assumed"].as_str() {
                // The server tells it before the number of instances.
                let at = text.find("; the same in ").unwrap_or(text.len());
                text.insert_str(at, &format!("; assumed: {assumed}"));
            }
            all.push(format!(
                "{}:{} {code} {}",
                place["artifactLocation"]["uri"].as_str().unwrap_or_default(),
                place["region"]["startLine"],
                without_subject(&text)
            ));
        };
        for one in run["results"].as_array().expect("results") {
            let code = one["ruleId"].as_str().unwrap_or_default();
            add(one, if code == "on-heap" { "" } else { code });
        }
        let told = &run["invocations"][0]["toolExecutionNotifications"];
        for one in told.as_array().into_iter().flatten().filter(|one| one["level"] == "error") {
            add(one, "");
        }
        all
    }
}

/// Diagnostics of a file, each as `file:line code message`.
fn lines(name: &str, diagnostics: &[Value]) -> Vec<String> {
    let line = |one: &Value| {
        format!(
            "{name}:{} {} {}",
            one["range"]["start"]["line"].as_u64().unwrap_or_default() + 1,
            one["code"].as_str().unwrap_or(""),
            without_subject(one["message"].as_str().unwrap_or_default())
        )
    };
    diagnostics.iter().map(line).collect()
}

/// Of instances of generic functions, one names shapes and the other says what stands in the source.
fn without_subject(text: &str) -> &str {
    text.find(" escapes to heap").map_or(text, |at| &text[at + 1..])
}

/// The one change that makes a text of another, or the whole text.
fn changes(old: &str, new: &str) -> Value {
    let common = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let start = (0..=common).rev().find(|&at| old.is_char_boundary(at) && new.is_char_boundary(at));
    let start = start.unwrap_or(0);
    let line = old[..start].matches('\n').count();
    let column = start - old[..start].rfind('\n').map_or(0, |at| at + 1);
    let lines = old.matches('\n').count();
    let last = old.len() - old.rfind('\n').map_or(0, |at| at + 1);
    json!([{ "range": { "start": { "line": line, "character": column },
        "end": { "line": lines, "character": last } }, "text": &new[start..] }])
}

#[test]
fn after_any_edits_it_has_what_check_says() {
    let count = std::env::var("GOESC_SERVER_EDITS").ok().and_then(|text| text.parse().ok());
    let mut both = Both::new(23);
    let mut log: Vec<String> = Vec::new();
    for number in 0..count.unwrap_or(EDITS) {
        // Some are made faster than anybody asks.
        for _ in 0..=both.random.below(2) {
            let done = both.edit();
            log.push(done);
        }
        let (served, checked) = (both.served(), both.checked());
        let lacks = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|line| !those.contains(line)).cloned().collect()
        };
        let (served_alone, checked_alone) = (lacks(&served, &checked), lacks(&checked, &served));
        let last = &log[log.len().saturating_sub(8)..];
        assert!(
            served_alone.is_empty() && checked_alone.is_empty(),
            "edit {number}: the server alone has {served_alone:#?}\n\
             check alone {checked_alone:#?}\nafter {last:#?}"
        );
    }
    // And what was told without being asked is the same.
    let served = both.served();
    let root = format!("{}/", uri(both.tree.root()));
    both.client.until(|client| {
        let mut all = Vec::new();
        for (uri, (_, diagnostics)) in &client.shown {
            all.extend(lines(uri.strip_prefix(&root).unwrap_or(uri), diagnostics));
        }
        all.sort();
        all.dedup();
        all == served
    });
    both.client.shut_down();
}
