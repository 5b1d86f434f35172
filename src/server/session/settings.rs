//! What a client may set, as it writes it. docs/EDITORS.md explains each.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value};

/// The section of a client's configuration that is ours.
pub(in crate::server) const SECTION: &str = "goesc";

/// The settings of a folder.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::server) struct Settings {
    /// Of which files diagnostics are shown, and how they get there.
    pub(in crate::server) diagnostics: Diagnostics,
    /// Whether allocations are shown that nothing makes more than a hint.
    pub(in crate::server) allocations: bool,
    /// Whether errors in the source are shown.
    pub(in crate::server) source_errors: Switch,
    /// Whether there are hovers.
    pub(in crate::server) hover: bool,
    /// What stands beside the code.
    pub(in crate::server) inlay_hints: InlayHints,
    /// Whether functions have a line with what is found in them.
    pub(in crate::server) code_lens: bool,
    /// Whether test files are taken in.
    pub(in crate::server) tests: Switch,
    /// Whether the build is one with inlining.
    pub(in crate::server) inlining: bool,
    /// Another goesc.toml, or none.
    pub(in crate::server) config: ConfigChoice,
    /// What isn't new.
    pub(in crate::server) baseline: Option<PathBuf>,
    /// The build that is predicted.
    pub(in crate::server) build: BuildSettings,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            diagnostics: Diagnostics::default(),
            allocations: true,
            source_errors: Switch::Auto,
            hover: true,
            inlay_hints: InlayHints::default(),
            code_lens: false,
            tests: Switch::Auto,
            inlining: true,
            config: ConfigChoice::default(),
            baseline: None,
            build: BuildSettings::default(),
        }
    }
}

/// Of which files diagnostics are shown, and how they get to the client.
#[derive(Clone, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::server) struct Diagnostics {
    pub(in crate::server) mode: Mode,
    pub(in crate::server) delivery: Delivery,
}

/// Of which files diagnostics are shown.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) enum Mode {
    /// None.
    Off,
    /// Those that are open.
    #[default]
    OpenFiles,
    /// All of the folder.
    Workspace,
}

/// Who begins: the server, or the client.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) enum Delivery {
    /// The client, if it can.
    #[default]
    Auto,
    /// The server.
    Push,
    /// The client.
    Pull,
}

/// Something that is on, off or decided by what is there.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) enum Switch {
    #[default]
    Auto,
    On,
    Off,
}

/// What stands beside the code.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::server) struct InlayHints {
    /// `heap 24 B`
    pub(in crate::server) heap: bool,
    /// `leaks`
    pub(in crate::server) leaks: bool,
    /// `inlined`
    pub(in crate::server) inlined: bool,
}

impl InlayHints {
    /// Whether there are any.
    pub(in crate::server) fn any(self) -> bool {
        self.heap || self.leaks || self.inlined
    }
}

/// Which goesc.toml counts.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(untagged)]
pub(in crate::server) enum ConfigChoice {
    /// `false`: none; `true`: the one in the directory of a file or above it.
    Search(bool),
    /// This one.
    File(PathBuf),
}

impl Default for ConfigChoice {
    fn default() -> ConfigChoice {
        ConfigChoice::Search(true)
    }
}

/// The build that is predicted: what is said here wins over goesc.toml.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::server) struct BuildSettings {
    pub(in crate::server) go: Option<String>,
    pub(in crate::server) goos: Option<String>,
    pub(in crate::server) goarch: Option<String>,
    pub(in crate::server) tags: Option<Vec<String>>,
    pub(in crate::server) goroot: Option<PathBuf>,
    /// Whether dependencies are kept on disk.
    pub(in crate::server) cache: bool,
}

impl Default for BuildSettings {
    fn default() -> BuildSettings {
        BuildSettings { go: None, goos: None, goarch: None, tags: None, goroot: None, cache: true }
    }
}

impl Settings {
    /// Reads what a client sent; what is null, wrong or not there is as by default. Beside it stands what
    /// is wrong, and what nobody knows.
    pub(in crate::server) fn read(sent: &Value) -> (Settings, Vec<Wrong>, Vec<String>) {
        let (mut wrong, mut unknown) = (Vec::new(), Vec::new());
        let mut sent = match without_unset(sent.clone()) {
            Value::Null => Map::new(),
            Value::Object(sent) => sent,
            other => {
                wrong.push(Wrong { name: String::new(), expected: AN_OBJECT, found: other });
                Map::new()
            }
        };
        sent.retain(|name, value| match EXPECTED.iter().find(|(known, _)| known == name) {
            Some((_, expected)) => is_right(&mut wrong, name, expected, value, &|value| {
                [(name.clone(), value)].into_iter().collect()
            }),
            None => {
                let within: Vec<(&str, &'static str)> = EXPECTED
                    .iter()
                    .filter_map(|(known, expected)| Some((known.split_once('.')?, *expected)))
                    .filter(|((group, _), _)| group == name)
                    .map(|((_, own), expected)| (own, expected))
                    .collect();
                match value {
                    // What is asked of the connection is read elsewhere.
                    _ if within.is_empty() => {
                        if !ELSEWHERE.contains(&name.as_str()) {
                            unknown.push(name.clone());
                        }
                        false
                    }
                    Value::Object(group) => {
                        group.retain(|own, value| {
                            let whole = format!("{name}.{own}");
                            let Some((_, expected)) = within.iter().find(|(known, _)| known == own)
                            else {
                                unknown.push(whole);
                                return false;
                            };
                            is_right(&mut wrong, &whole, expected, value, &|value| {
                                let group = [(own.clone(), value)].into_iter().collect();
                                [(name.clone(), Value::Object(group))].into_iter().collect()
                            })
                        });
                        true
                    }
                    Value::Null
                    | Value::Bool(_)
                    | Value::Number(_)
                    | Value::String(_)
                    | Value::Array(_) => {
                        let found = value.clone();
                        wrong.push(Wrong { name: name.clone(), expected: AN_OBJECT, found });
                        false
                    }
                }
            }
        });
        // Each of them is right by itself.
        let settings = serde_json::from_value(Value::Object(sent)).unwrap_or_default();
        (settings, wrong, unknown)
    }
}

/// A setting that is wrong, and is as if it weren't there.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::server) struct Wrong {
    /// Its name; empty if all of them are no settings.
    pub(in crate::server) name: String,
    /// What is expected.
    pub(in crate::server) expected: &'static str,
    /// What was sent.
    pub(in crate::server) found: Value,
}

const AN_OBJECT: &str = "an object";
const A_SWITCH: &str = "true or false";
const ON_OR_OFF: &str = "\"auto\", \"on\" or \"off\"";
const A_TEXT: &str = "a text";
const A_PATH: &str = "a path";

/// What is expected of each setting.
const EXPECTED: [(&str, &str); 19] = [
    ("diagnostics.mode", "\"openFiles\", \"workspace\" or \"off\""),
    ("diagnostics.delivery", "\"auto\", \"push\" or \"pull\""),
    ("allocations", A_SWITCH),
    ("sourceErrors", ON_OR_OFF),
    ("hover", A_SWITCH),
    ("inlayHints.heap", A_SWITCH),
    ("inlayHints.leaks", A_SWITCH),
    ("inlayHints.inlined", A_SWITCH),
    ("codeLens", A_SWITCH),
    ("tests", ON_OR_OFF),
    ("inlining", A_SWITCH),
    ("config", "true, false or a path"),
    ("baseline", A_PATH),
    ("build.go", "a text such as \"1.27\""),
    ("build.goos", A_TEXT),
    ("build.goarch", A_TEXT),
    ("build.tags", "a list of texts"),
    ("build.goroot", A_PATH),
    ("build.cache", A_SWITCH),
];

/// Of these, others tell.
const ELSEWHERE: [&str; 4] = ["status", "trace", "path", "settings"];

/// Whether a setting can be understood: `alone` makes settings of it and nothing else.
fn is_right(
    wrong: &mut Vec<Wrong>,
    name: &str,
    expected: &'static str,
    value: &Value,
    alone: &dyn Fn(Value) -> Map<String, Value>,
) -> bool {
    let read = serde_json::from_value::<Settings>(Value::Object(alone(value.clone())));
    if read.is_err() {
        wrong.push(Wrong { name: name.to_owned(), expected, found: value.clone() });
    }
    read.is_ok()
}

/// What isn't set is sent as null by some clients, and as an empty text or list by others.
fn without_unset(value: Value) -> Value {
    let is_set = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => true,
    };
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(_, value)| is_set(value));
            Value::Object(kept.map(|(name, value)| (name, without_unset(value))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_said_is_as_by_default() {
        let of = |value: Value| Settings::read(&value);
        assert_eq!(of(Value::Null), (Settings::default(), vec![], vec![]));
        assert_eq!(
            of(json!({"build": {"go": null, "tags": [], "goos": ""}, "tests": null, "config": ""}))
                .0,
            Settings::default()
        );
        let (some, wrong, unknown) = of(json!({
            "inlayHints": {"heap": true}, "diagnostics": {"mode": "workspace"},
            "config": false, "build": {"tags": ["x"], "shape": 2}, "colour": 1, "status": true,
        }));
        assert!(some.inlay_hints.heap && !some.inlay_hints.leaks && some.inlay_hints.any());
        assert_eq!(some.diagnostics.mode, Mode::Workspace);
        assert_eq!(some.config, ConfigChoice::Search(false));
        assert_eq!(some.build.tags.as_deref(), Some(&["x".to_owned()][..]));
        assert_eq!(unknown, ["build.shape", "colour"]);
        assert_eq!(wrong, []);
    }

    #[test]
    fn what_is_wrong_is_alone() {
        let (settings, wrong, unknown) = Settings::read(&json!({
            "hover": "yes", "codeLens": true, "inlayHints": 7,
            "build": {"goos": "linux", "tags": "x", "cache": false},
            "diagnostics": {"mode": "all", "delivery": "push"},
        }));
        assert!(settings.hover && settings.code_lens && !settings.build.cache);
        assert_eq!(settings.build.goos.as_deref(), Some("linux"));
        assert_eq!(settings.diagnostics.delivery, Delivery::Push);
        let names: Vec<&str> = wrong.iter().map(|wrong| wrong.name.as_str()).collect();
        assert_eq!(names, ["build.tags", "diagnostics.mode", "hover", "inlayHints"]);
        assert_eq!(unknown, [] as [&str; 0]);
        let (settings, wrong, _) = Settings::read(&json!(7));
        assert_eq!((settings, wrong.len()), (Settings::default(), 1));
    }
}
