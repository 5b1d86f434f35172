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
    /// What nobody knows.
    #[serde(flatten)]
    unknown: Map<String, Value>,
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
            unknown: Map::new(),
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
    /// Reads what a client sent; what is null, or not there, is as by default. Beside it stands what
    /// nobody knows. An error says what is wrong.
    pub(in crate::server) fn read(sent: &Value) -> Result<(Settings, Vec<String>), String> {
        let sent = without_unset(sent.clone());
        if sent.is_null() {
            return Ok((Settings::default(), Vec::new()));
        }
        let settings: Settings = serde_json::from_value(sent).map_err(|e| e.to_string())?;
        // What is asked of the connection is read elsewhere.
        let known = ["status", "trace", "path", "settings"];
        let unknown = settings.unknown.keys().filter(|name| !known.contains(&name.as_str()));
        let unknown = unknown.cloned().collect();
        Ok((Settings { unknown: Map::new(), ..settings }, unknown))
    }
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
        assert_eq!(of(Value::Null), Ok((Settings::default(), vec![])));
        assert_eq!(
            of(json!({"build": {"go": null, "tags": [], "goos": ""}, "tests": null, "config": ""}))
                .map(|s| s.0),
            Ok(Settings::default())
        );
        let (some, unknown) = of(json!({
            "inlayHints": {"heap": true}, "diagnostics": {"mode": "workspace"},
            "config": false, "build": {"tags": ["x"]}, "colour": 1,
        }))
        .expect("settings");
        assert!(some.inlay_hints.heap && !some.inlay_hints.leaks && some.inlay_hints.any());
        assert_eq!(some.diagnostics.mode, Mode::Workspace);
        assert_eq!(some.config, ConfigChoice::Search(false));
        assert_eq!(some.build.tags.as_deref(), Some(&["x".to_owned()][..]));
        assert_eq!(unknown, ["colour"]);
        assert!(of(json!({"hover": "yes"})).is_err());
        assert!(of(json!(7)).is_err());
    }
}
