//! What makes editors know the server (editors/): well-formed, and of the settings that there are. The
//! sessions in the editors themselves are run by `.ci/editors`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// What may be asked of one server alone in Helix: `LanguageServerFeature`, as of 25.07.
const HELIX_FEATURES: &[&str] = &[
    "format",
    "goto-declaration",
    "goto-definition",
    "goto-type-definition",
    "goto-reference",
    "goto-implementation",
    "signature-help",
    "hover",
    "document-highlight",
    "completion",
    "code-action",
    "workspace-command",
    "document-symbols",
    "workspace-symbols",
    "diagnostics",
    "pull-diagnostics",
    "rename-symbol",
    "inlay-hints",
    "document-colors",
];

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The settings that docs/EDITORS.md explains, with what they are by default.
fn explained() -> Vec<(String, String)> {
    let text = read("docs/EDITORS.md");
    let table = text.split("\n| setting |").nth(1).expect("a table of settings");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let settings = cells.flat_map(|cells| {
        let default = cells[2].trim_matches('`').to_owned();
        let names: Vec<&str> = cells[1].split(", ").map(|name| name.trim_matches('`')).collect();
        names.into_iter().map(move |name| (name.to_owned(), default.clone())).collect::<Vec<_>>()
    });
    settings.collect()
}

fn is_explained(name: &str) -> bool {
    explained().iter().any(|(known, _)| known == name)
}

/// The names of the leaves of an object: `inlayHints.heap`.
fn leaves(value: &Value, above: &str) -> Vec<String> {
    match value {
        Value::Object(map) => map
            .iter()
            .flat_map(|(name, value)| {
                let dot = if above.is_empty() { "" } else { "." };
                leaves(value, &format!("{above}{dot}{name}"))
            })
            .collect(),
        _ => vec![above.to_owned()],
    }
}

#[test]
fn the_extension_of_vs_code_has_each_setting() {
    let manifest = json("editors/vscode/package.json");
    let properties = &manifest["contributes"]["configuration"]["properties"];
    let properties = properties.as_object().expect("settings");
    // These two are the extension's own; and it always takes the status.
    let own = ["goesc.path", "goesc.trace.server"];
    let have: BTreeSet<&str> = properties
        .keys()
        .map(String::as_str)
        .filter(|name| !own.contains(name))
        .map(|name| name.strip_prefix("goesc.").expect("a prefix"))
        .collect();
    let explained = explained();
    let want: BTreeSet<&str> =
        explained.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "status").collect();
    assert_eq!(have, want);
    for (name, default) in explained.iter().filter(|(name, _)| name != "status") {
        let own = &properties[&format!("goesc.{name}")]["default"];
        let default = if default == "none" { "null" } else { default };
        assert_eq!(own.to_string(), *default, "{name}");
    }
    // What it is built from is what is locked, and no lock says where it was had.
    let lock = json("editors/vscode/package-lock.json");
    assert_eq!(lock["packages"][""]["devDependencies"], manifest["devDependencies"]);
    assert!(!read("editors/vscode/package-lock.json").contains("\"resolved\""));
}

#[test]
fn helix_asks_for_what_goesc_knows() {
    let text = read("editors/helix/languages.toml");
    let settings: toml::Table = toml::from_str(&text).expect("TOML");
    let own = &settings["language-server"]["goesc"];
    assert_eq!((own["command"].as_str(), own["args"][0].as_str()), (Some("goesc"), Some("server")));
    let told = serde_json::to_value(&own["config"]["goesc"]).expect("JSON");
    for name in leaves(&told, "") {
        assert!(is_explained(&name), "{name}");
    }
    let go = &settings["language"][0];
    let servers = go["language-servers"].as_array().expect("servers");
    assert!(
        go["name"].as_str() == Some("go")
            && servers.iter().any(|one| one.as_str() == Some("gopls"))
    );
    let features = servers[0]["only-features"].as_array().expect("features");
    for feature in features {
        let feature = feature.as_str().expect("a name");
        assert!(HELIX_FEATURES.contains(&feature), "{feature}");
    }
}

#[test]
fn zed_starts_the_server() {
    let extension: toml::Table = toml::from_str(&read("editors/zed/extension.toml")).expect("TOML");
    assert_eq!(extension["language_servers"]["goesc"]["languages"][0].as_str(), Some("Go"));
    let package: toml::Table = toml::from_str(&read("editors/zed/Cargo.toml")).expect("TOML");
    assert_eq!(package["package"]["version"], extension["version"]);
    let settings = json("editors/zed/settings.json");
    let servers = &settings["languages"]["Go"]["language_servers"];
    assert!(servers.as_array().is_some_and(|all| all.contains(&Value::from("goesc"))));
    for name in leaves(&settings["lsp"]["goesc"]["settings"], "") {
        assert!(is_explained(&name), "{name}");
    }
}

#[test]
fn sublime_starts_the_server() {
    // Sublime's own JSON has comments.
    let text = read("editors/sublime/LSP.sublime-settings");
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let settings: Value =
        serde_json::from_str(&lines.collect::<Vec<_>>().join("\n")).expect("JSON");
    let own = &settings["clients"]["goesc"];
    assert_eq!(own["command"], serde_json::json!(["goesc", "server"]));
    for name in own["settings"].as_object().expect("settings").keys() {
        let name = name.strip_prefix("goesc.").expect("a prefix");
        assert!(is_explained(name), "{name}");
    }
}

#[test]
fn scripts_of_neovim_and_emacs_start_the_server() {
    assert!(read("editors/nvim/lsp/goesc.lua").contains("cmd = { 'goesc', 'server' }"));
    let emacs = read("editors/emacs/goesc.el");
    assert!(emacs.contains("(defcustom goesc-program \"goesc\""));
    assert!(emacs.contains("(list goesc-program \"server\")"));
}
