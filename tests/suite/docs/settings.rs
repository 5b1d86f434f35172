//! schema/goesc-toml-1.json describes `goesc.toml` as the program reads it, and so does docs/GUARDS.md.

use std::fs;
use std::process::Command;

use goesc::findings::Level;
use goesc::findings::rules::Rule;
use goesc::policy::Topic;
use goesc::profile::GoRelease;
use serde_json::{Map, Value, json};

use super::fields::schema;
use super::{assert_made, page, root};
use crate::common::Tree;
use crate::schema::Validator;

const FILE: &str = "schema/goesc-toml-1.json";

/// What the program complains of in a `goesc.toml`; none if it takes it.
fn complaint(text: &str) -> Option<String> {
    let tree = Tree::of(&[
        ("go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("m.go", "package m\n"),
        ("goesc.toml", text),
        ("goesc-baseline.txt", "goesc baseline 1\n"),
    ]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.args(["check", "--no-cache", "--exit-zero", "."]).current_dir(tree.root()).env_clear();
    let output = command.output().expect("goesc was started");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    match said.contains("goesc.toml:") {
        true => Some(said),
        false => None,
    }
}

/// The keys that the program knows: it names them where it is given another one.
fn known_keys() -> Vec<String> {
    let said = complaint("no-such-key = 1\n").expect("an unknown key is an error");
    let words = said.replace('\n', " ");
    let (_, known) = words.split_once("expected one of").expect("the keys that are known");
    known.split('`').skip(1).step_by(2).map(|key| key.trim().to_owned()).collect()
}

/// The schema with what the program knows: rules, levels and releases.
fn made() -> Value {
    let mut made = schema("goesc-toml-1.json");
    let levels: Vec<&str> = Level::ALL.iter().map(|level| level.name()).collect();
    let releases: Vec<String> = GoRelease::ALL.iter().map(GoRelease::to_string).collect();
    let mut rules = Map::new();
    let level = |help: &str| json!({ "$ref": "#/definitions/level", "description": help });
    rules.insert("default".to_owned(), level("All rules that have no level of their own."));
    for rule in Rule::ALL {
        rules.insert(rule.name().to_owned(), level(rule.definition().summary));
    }
    for topic in Topic::ALL {
        rules.insert(topic.name().to_owned(), level("Complaints of guards, not a rule."));
    }
    made["definitions"]["level"]["enum"] = levels.into();
    made["properties"]["go"]["examples"] = releases.into();
    made["properties"]["rules"]["properties"] = rules.into();
    made
}

#[test]
fn the_schema_has_the_rules_of_the_program() {
    let text = serde_json::to_string_pretty(&made()).expect("JSON");
    assert_made(FILE, &(text + "\n"));
}

#[test]
fn the_schema_has_the_keys_of_the_program() {
    let mut known = known_keys();
    known.sort();
    let schema = schema("goesc-toml-1.json");
    let mut written: Vec<String> =
        schema["properties"].as_object().expect("an object").keys().cloned().collect();
    written.sort();
    assert!(known.len() > 5, "{known:?}");
    assert_eq!(written, known);
    assert_eq!(schema["additionalProperties"], Value::Bool(false));
}

/// The `toml` blocks of a page.
fn blocks(text: &str) -> Vec<String> {
    let blocks = text.split("```toml\n").skip(1);
    blocks.filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

/// Real files: those of the fixtures, and what docs/GUARDS.md shows.
fn real() -> Vec<String> {
    let mut real = blocks(&page("docs/GUARDS.md"));
    for name in ["levels", "config"] {
        let path = root().join("testdata/guard").join(name).join("goesc.toml");
        real.push(fs::read_to_string(path).expect("goesc.toml"));
    }
    real
}

#[test]
fn the_schema_takes_what_the_program_takes() {
    for text in real() {
        assert_eq!(complaint(&text), None, "{text}");
    }
    let test = "docs::settings::the_schema_takes_what_the_program_takes";
    let Some(validator) = Validator::of(test) else { return };
    let errors = |text: &str| {
        let document: toml::Table = toml::from_str(text).expect("TOML");
        validator.errors(FILE, &[serde_json::to_value(document).expect("JSON")])
    };
    for text in real() {
        assert_eq!(errors(&text), "", "{text}");
    }
    let others = [
        "",
        "go = \"1.27\"",
        "go = \"1.27.3\"",
        "go = \"1.2\"",
        "go = 1.27",
        "goos = [\"linux\"]",
        "tags = \"a\"",
        "tags = [\"a\", \"b\"]",
        "fail-on = \"warning\"",
        "fail-on = \"new, undecided\"",
        "fail-on = \"0.25 %\"",
        "fail-on = \"off\"",
        "fail-on = \"new,\"",
        "fail-on = \"5\"",
        "exclude = [\"gen/\", \"!a.go\"]",
        "exclude = [\"../gen\"]",
        "exclude = [\"./gen\"]",
        "exclude = [\"\"]",
        "exclude = [\"# x\"]",
        "exclude = \"gen/\"",
        "fail_on = \"new\"",
        "[rules]\nmap-store = \"off\"",
        "[rules]\nmap-store = \"info\"",
        "[rules]\nno-such-rule = \"off\"",
        "[rules]\nnoalloc = \"warning\"\ndefault = \"off\"",
        "[rules.map-store]\nlevel = \"off\"",
    ];
    for text in others {
        let (complaint, errors) = (complaint(text), errors(text));
        assert_eq!(complaint.is_none(), errors.is_empty(), "{text}\n{complaint:?}\n{errors}");
    }
}
