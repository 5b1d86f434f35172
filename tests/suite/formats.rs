//! What programs read: JSON lines, SARIF and gc's own records.

use std::path::Path;
use std::process::Command;

use crate::beside_gc::{log_of, module};
use crate::common::Tree;
use crate::schema;
use serde_json::Value;

fn check(tree: &Tree, args: &[&str]) -> String {
    check_with_status(tree, args, 0)
}

fn check_with_status(tree: &Tree, args: &[&str], status: i32) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.arg("check").args(args).current_dir(tree.path("m")).env_clear();
    command.env("GOENV", "off").env("GOPATH", tree.path("gopath"));
    let output = command.output().expect("goesc was started");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(status), "{error}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

const FINDING: &str = "schema/finding-1.json";
const SARIF: &str = "testdata/sarif/sarif-schema-2.1.0.json";

#[test]
fn each_json_line_is_as_the_schema_says() {
    let tree = module();
    tree.write("m/broken.go", "package m\n\nvar wrong int = \"text\"\n");
    tree.write(
        "m/long.go",
        format!(
            "package m\n\nfunc long() []any {{ return []any{{{}new(int)}} }}\n",
            "0, ".repeat(99)
        ),
    );
    let lines: Vec<Value> =
        check(&tree, &["-l", "--format", "json", "./..."]).lines().map(json).collect();
    schema::assert_valid("formats::each_json_line_is_as_the_schema_says", FINDING, &lines);
    for (field, values) in [
        ("type", &["error", "finding"][..]),
        ("verdict", &["heap", "stack", "leak", "note", "silent"]),
        ("rule", &["map-store", "slice-append", "leaking-parameter"]),
    ] {
        for value in values {
            assert!(lines.iter().any(|line| line[field] == *value), "{field} {value}");
        }
    }
    let is_far = |line: &&Value| line["column"].is_null() && line["path"] == "./long.go";
    let far = lines.iter().find(is_far).expect("a place far to the right");
    assert_eq!((&far["line"], &far["source"]["line"]), (&3.into(), &3.into()));
    // What the schema doesn't know is no line of ours.
    let mut unknown = lines[0].clone();
    unknown["unknown"] = Value::Bool(true);
    schema::assert_invalid("formats::each_json_line_is_as_the_schema_says", FINDING, unknown);
}

#[test]
fn a_json_line_has_all_that_is_known() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        (
            "m/m.go",
            "package m\n\nvar points = map[string]*point{}\n\ntype point struct{ x, y int }\n\n\
             func put() {\n\tpoints[\"a\"] = &point{1, 2}\n}\n",
        ),
    ]);
    let lines = check(&tree, &["-l", "--format", "json"]);
    let found = lines
        .lines()
        .map(json)
        .find(|line| line["function"] == "put" && line["verdict"] == "heap")
        .expect("a finding");
    let fingerprint = found["fingerprint"].clone();
    assert!(
        found["help"].as_str().is_some_and(|help| help.starts_with("Hold `point` values")),
        "{found}"
    );
    assert_eq!(
        found,
        serde_json::json!({
            "version": 1,
            "package": "ex.com/m",
            "type": "finding",
            "path": "./m.go",
            "line": 8,
            "column": 16,
            "range": { "line": 8, "column": 16, "endLine": 8, "endColumn": 28 },
            "function": "put",
            "verdict": "heap",
            "message": "&point{...} escapes to heap",
            "allocates": true,
            "level": "hint",
            "rule": "map-store",
            "help": found["help"],
            "cost": {
                "when": "always",
                "bytes": 16,
                "exact": true,
                "heapBytes": 16,
                "allocations": 1,
            },
            "cause": { "path": "./m.go", "line": 8, "column": 14 },
            "steps": [
                { "path": "./m.go", "line": 8, "column": 16, "text": "&point{...} (spill)" },
                { "path": "./m.go", "line": 8, "column": 14,
                  "text": "points[\"a\"] = &point{...} (assign)" },
            ],
            "frequency": { "loopDepth": 0, "weight": 16 },
            "fingerprint": fingerprint,
        })
    );
}

/// A module in which an assertion is violated, and one suppresses nothing.
fn guarded_module() -> Tree {
    Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        (
            "m/m.go",
            "package m\n\nvar sink *int\n\n//goesc:noescape\nfunc f() {\n\tsink = new(int)\n}\n\n\
             func g() {} //nolint:goesc // nothing is there\n",
        ),
    ])
}

#[test]
fn complaints_are_json_lines() {
    let tree = guarded_module();
    let lines: Vec<Value> =
        check_with_status(&tree, &["-l", "--format", "json"], 1).lines().map(json).collect();
    schema::assert_valid("formats::complaints_are_json_lines", FINDING, &lines);
    let complaints: Vec<&Value> = lines.iter().filter(|l| l["type"] == "complaint").collect();
    let step = |line: u32, column: u32, text: &str| serde_json::json!({ "path": "./m.go", "line": line, "column": column, "text": text });
    assert_eq!(
        *complaints[0],
        serde_json::json!({
            "version": 1,
            "package": "ex.com/m",
            "type": "complaint",
            "path": "./m.go",
            "line": 7,
            "column": 12,
            "topic": "noescape",
            "level": "error",
            "message": "new(int) escapes to heap",
            "label": complaints[0]["label"],
            "steps": [
                step(7, 12, "new(int) (spill)"),
                step(7, 7, "sink = new(int) (assign)"),
            ],
            "asked": step(5, 1, "//goesc:noescape"),
        })
    );
    assert_eq!(
        (&complaints[1]["topic"], &complaints[1]["level"]),
        (&"unused-nolint".into(), &"warning".into())
    );
    let finding = lines.iter().find(|line| line["verdict"] == "heap").expect("a finding");
    assert_eq!(finding["level"], "hint");
}

#[test]
fn complaints_are_results_of_sarif() {
    let tree = guarded_module();
    let document = json(&check_with_status(&tree, &["-l", "--format", "sarif"], 1));
    schema::assert_valid(
        "formats::complaints_are_results_of_sarif",
        SARIF,
        std::slice::from_ref(&document),
    );
    let run = &document["runs"][0];
    let results = run["results"].as_array().expect("results");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let found: Vec<(&str, &str)> = results
        .iter()
        .map(|result| {
            let index = result["ruleIndex"].as_u64().expect("an index") as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let text = |field: &str| result[field].as_str().expect("a text");
            (text("ruleId"), text("level"))
        })
        .collect();
    for wanted in [("noescape", "error"), ("unused-nolint", "warning")] {
        assert!(found.contains(&wanted), "{wanted:?} is none of {found:?}");
    }
}

#[test]
fn inlined_code_is_told_with_its_own_place() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        (
            "m/m.go",
            "package m\n\nvar sink *int\n\nfunc box(n int) *int { return &n }\n\n\
             func put() {\n\tsink = box(1)\n}\n",
        ),
    ]);
    let lines: Vec<Value> = check(&tree, &["--format", "json"]).lines().map(json).collect();
    schema::assert_valid("formats::inlined_code_is_told_with_its_own_place", FINDING, &lines);
    let moved = lines.iter().find(|line| line["line"] == 8 && line["verdict"] == "heap");
    let moved = moved.expect("a finding");
    assert_eq!(moved["message"], "moved to heap: n");
    let own = serde_json::json!([{ "path": "./m.go", "line": 5, "column": 10 }]);
    assert_eq!(moved["inlined"], own);
    let text = check(&tree, &["--all"]);
    assert!(text.contains("inlined from ./m.go:5:10\n"), "{text}");
    let document = json(&check(&tree, &["--format", "sarif"]));
    let results = document["runs"][0]["results"].as_array().expect("results").iter();
    let related = results.filter_map(|result| result["relatedLocations"].as_array()).flatten();
    let mut texts = related.map(|place| &place["message"]["text"]);
    assert!(texts.any(|text| text == "the code that is inlined"));
}

#[test]
fn sarif_is_as_its_schema_says() {
    let tree = module();
    schema::assert_valid(
        "formats::sarif_is_as_its_schema_says",
        SARIF,
        &[json(&check(&tree, &["-l", "--format", "sarif", "--all", "./..."]))],
    );
    tree.write("m/broken.go", "package m\n\nvar wrong int = \"text\"\n");
    let document = json(&check(&tree, &["-l", "--format", "sarif", "./..."]));
    schema::assert_valid(
        "formats::sarif_is_as_its_schema_says",
        SARIF,
        std::slice::from_ref(&document),
    );
    let run = &document["runs"][0];
    let error = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(error["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
    let results = run["results"].as_array().expect("results");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let mut flows = 0;
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        flows += usize::from(result.get("codeFlows").is_some());
    }
    assert!(flows > 0 && flows <= results.len());
    // Without packages, there are no results.
    schema::assert_valid(
        "formats::sarif_is_as_its_schema_says",
        SARIF,
        &[json(&check(&tree, &["-l", "--format", "sarif", "ex.org/..."]))],
    );
}

#[test]
fn sarif_counts_utf16_and_names_files_relative_to_the_current_directory() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("m/a b/s.go", "package s\n\nfunc f() (string, *int) { return \"é𝄞\", new(int) }\n"),
        ("m/a b/bom.go", "\u{feff}package s; func h() *int { return new(int) }\n"),
        ("m/a b/line.go", "package s\n\n//line gen.y:7\nfunc g() *int { return new(int) }\n"),
    ]);
    let document = json(&check(&tree, &["-l", "--format", "sarif", "./..."]));
    let run = &document["runs"][0];
    let uri = format!("file://{}/", tree.path("m").display());
    assert_eq!(run["originalUriBaseIds"]["%SRCROOT%"]["uri"], uri);
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let places: Vec<(&Value, &Value, &Value, &Value)> = run["results"]
        .as_array()
        .expect("results")
        .iter()
        .map(|result| {
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
            let region = &place["region"];
            let columns = (&region["startColumn"], &region["endColumn"]);
            (&place["artifactLocation"]["uri"], &region["startLine"], columns.0, columns.1)
        })
        .collect();
    let length = "new(int)".len() as u32;
    let place = |uri: &str, line: u32, start: u32| {
        places
            .iter()
            .any(|(u, l, s, e)| **u == *uri && **l == line && **s == start && **e == start + length)
    };
    // é is one unit, the clef two.
    assert!(place("a%20b/s.go", 3, 41), "{places:?}");
    assert!(place("a%20b/bom.go", 1, 35), "{places:?}");
    assert!(place("a%20b/line.go", 4, 24), "{places:?}");
}

/// The region is all of the expression, and the root that of the repository.
#[test]
fn sarif_has_whole_regions_in_the_repository() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        (
            "m/m.go",
            "package m\n\ntype pair struct{ a, b *int }\n\nfunc f(x *int) *pair {\n\treturn &pair{\n\t\t\
             a: x,\n\t\tb: x,\n\t}\n}\n",
        ),
    ]);
    std::fs::create_dir(tree.path(".git")).expect("a directory");
    let document = json(&check(&tree, &["-l", "--format", "sarif"]));
    let run = &document["runs"][0];
    let uri = format!("file://{}/", tree.root().display());
    assert_eq!(run["originalUriBaseIds"]["%SRCROOT%"]["uri"], uri);
    let place = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "m/m.go");
    let region =
        serde_json::json!({ "startLine": 6, "startColumn": 9, "endLine": 9, "endColumn": 3 });
    assert_eq!(place["region"], region);
    let lines = check(&tree, &["-l", "--format", "json"]);
    let found = lines.lines().map(json).find(|line| line["verdict"] == "heap").expect("a finding");
    let range = serde_json::json!({ "line": 6, "column": 9, "endLine": 9, "endColumn": 3 });
    assert_eq!(found["range"], range);
}

/// GitHub refuses a rule without them.
#[test]
fn each_rule_of_sarif_has_texts() {
    let tree = guarded_module();
    let document = json(&check_with_status(&tree, &["-l", "--format", "sarif"], 1));
    let rules = document["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(rules.len() > 30);
    for rule in rules {
        let text = |text: &Value| text.as_str().map_or(0, str::len);
        let texts = [
            text(&rule["shortDescription"]["text"]),
            text(&rule["fullDescription"]["text"]),
            text(&rule["help"]["text"]),
            text(&rule["help"]["markdown"]),
        ];
        assert!(texts.iter().all(|&length| length > 10), "{rule}");
    }
}

#[test]
fn fingerprints_survive_moved_lines() {
    let source = |above: &str| {
        format!(
            "package m\n\n{above}func f(n int) []*int {{\n\treturn []*int{{new(int), new(int)}}\n}}\n"
        )
    };
    let tree = Tree::of(&[("m/go.mod", "module ex.com/m\n\ngo 1.27\n"), ("m/m.go", &source(""))]);
    let fingerprints = || -> Vec<(String, String)> {
        let document = json(&check(&tree, &["-l", "--format", "sarif"]));
        let results = document["runs"][0]["results"].as_array().expect("results").clone();
        let of = |result: &Value| {
            let key = result["partialFingerprints"]["goescFinding/v1"].to_string();
            (key, result["locations"][0]["physicalLocation"]["region"]["startLine"].to_string())
        };
        results.iter().map(of).collect()
    };
    let before = fingerprints();
    assert_eq!(before.len(), 3);
    tree.write("m/m.go", source("// A comment.\nfunc g() *int { return nil }\n\n"));
    let after = fingerprints();
    let keys = |found: &[(String, String)]| -> Vec<String> {
        found.iter().map(|(key, _)| key.clone()).collect()
    };
    assert_eq!(keys(&before), keys(&after));
    assert_ne!(before, after);
    let mut distinct = keys(&before);
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 3);
}

/// The records of a directory by file, without those of gc's back end.
fn records(directory: &Path) -> Vec<(String, Vec<String>)> {
    let of_back_end = ["isInBounds", "isSliceInBounds", "nilcheck", "copy"];
    let mut files = Vec::new();
    for folder in std::fs::read_dir(directory).expect("a directory") {
        let folder = folder.expect("a folder").path();
        for file in std::fs::read_dir(&folder).expect("a folder") {
            let path = file.expect("a file").path();
            let text = std::fs::read_to_string(&path).expect("records");
            let lines: Vec<String> = text
                .lines()
                .filter(|line| !of_back_end.iter().any(|code| json(line)["code"] == *code))
                .map(str::to_owned)
                .collect();
            let name = path.strip_prefix(directory).expect("below the directory");
            if lines.len() > 1 {
                files.push((name.display().to_string(), lines));
            }
        }
    }
    files.sort();
    files
}

/// Whether the records that `check` writes are those that gc wrote to a folder of
/// testdata/beside_gc.
fn records_are_those_of(folder: &str, build: &[&str]) {
    let tree = module();
    let log = tree.path("predicted");
    let output = log.display().to_string();
    let target = ["--goos", "linux", "--goarch", "amd64", "-o", &output, "./..."];
    let printed = check(&tree, &[build, &["--format", "gc-json"], &target].concat());
    assert_eq!(printed, "");
    let want = records(&log_of(&tree, folder));
    let got = records(&log);
    assert!(want.len() > 4);
    for ((want_name, want), (got_name, got)) in want.iter().zip(&got) {
        assert_eq!(want_name, got_name);
        for (want, got) in want.iter().zip(got) {
            assert_eq!(want, got, "{want_name}");
        }
        assert_eq!(want.len(), got.len(), "{want_name}");
    }
    assert_eq!(want.len(), got.len());
}

#[test]
fn records_are_those_of_gc() {
    records_are_those_of("log", &["-l"]);
}

/// Costs, reasons against inlining, and code that stands in several functions; of generic code of
/// the standard library, too.
#[test]
fn records_are_those_of_gc_that_inlines() {
    records_are_those_of("log-inlining", &[]);
}

#[test]
fn records_need_a_directory() {
    let tree = module();
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.args(["check", "--format", "gc-json"]).current_dir(tree.path("m"));
    let output = command.output().expect("goesc was started");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--output DIR"));
}
