//! What several files say of a release is the same in all of them.

use std::collections::BTreeSet;

use super::text;

fn toml(name: &str) -> toml::Table {
    toml::from_str(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The targets of a release, as `dist` reads them.
fn targets() -> BTreeSet<String> {
    let workspace = toml("dist-workspace.toml");
    let targets = workspace["dist"]["targets"].as_array().expect("targets");
    targets.iter().map(|target| target.as_str().expect("a name").to_owned()).collect()
}

/// The names of targets in a text.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    let ends = ["-unknown-linux-gnu", "-apple-darwin", "-pc-windows-msvc"];
    let words = words.map(|word| word.trim_start_matches("goesc-"));
    let full = |word: &&str| ends.iter().any(|end| word.ends_with(end) && word.len() > end.len());
    words.filter(full).map(str::to_owned).collect()
}

#[test]
fn all_name_the_same_targets() {
    let targets = targets();
    assert_eq!(targets.len(), 6, "{targets:?}");
    for name in ["npm/build.mjs", "action/install.sh", ".github/workflows/publish-pypi.yml"] {
        assert_eq!(named(&text(name)), targets, "{name}");
    }
}

#[test]
fn all_name_the_same_version_and_repository() {
    let cargo = toml("Cargo.toml");
    let (version, repository) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY"));
    assert!(repository.starts_with("https://"), "{repository}");
    let hook = text("hooks/pre-commit/pyproject.toml");
    assert!(hook.contains(&format!("\"goesc=={version}\"")), "{hook}");
    let recipes = text("docs/CI.md");
    for example in [format!("goesc/goesc@v{version}"), format!("rev: v{version}")] {
        assert!(recipes.contains(&example), "docs/CI.md: {example}");
    }
    let python = toml("pyproject.toml");
    assert_eq!(python["project"]["urls"]["Repository"].as_str(), Some(repository));
    assert_eq!(python["project"]["description"], cargo["package"]["description"]);
    assert_eq!(python["tool"]["maturin"]["profile"].as_str(), Some("dist"));
    let npm: serde_json::Value =
        serde_json::from_str(&text("npm/goesc/package.json")).expect("JSON");
    assert_eq!(npm["repository"]["url"], format!("git+{repository}.git"));
    assert_eq!(npm["description"].as_str(), cargo["package"]["description"].as_str());
    assert!(text("action/install.sh").contains(&format!("{repository}/releases")));
    assert!(text("golangci/go.mod").contains(&repository.replace("https://", "module ")));
}

/// `cargo binstall` finds what `dist` makes.
#[test]
fn archives_are_found_by_binstall() {
    let cargo = toml("Cargo.toml");
    let binstall = &cargo["package"]["metadata"]["binstall"];
    let url = binstall["pkg-url"].as_str().expect("a pattern");
    assert_eq!(url, "{ repo }/releases/download/v{ version }/goesc-{ target }{ archive-suffix }");
    let dist = toml("dist-workspace.toml");
    assert_eq!(dist["dist"]["unix-archive"].as_str(), Some(".tar.xz"));
    assert_eq!(binstall["pkg-fmt"].as_str(), Some("txz"));
    assert_eq!(binstall["bin-dir"].as_str(), Some("goesc-{ target }/{ bin }{ binary-ext }"));
    let overrides = binstall["overrides"].as_table().expect("a table");
    for target in targets().iter().filter(|target| target.contains("windows")) {
        assert_eq!(overrides[target]["pkg-fmt"].as_str(), Some("zip"), "{target}");
        assert_eq!(
            overrides[target]["bin-dir"].as_str(),
            Some("{ bin }{ binary-ext }"),
            "{target}"
        );
    }
    // What is linked statically fits distributions with another C library as well.
    for architecture in ["x86_64", "aarch64"] {
        let given = overrides[&format!("{architecture}-unknown-linux-musl")]["pkg-url"].as_str();
        let file = format!("goesc-{architecture}-unknown-linux-gnu.tar.xz");
        assert!(given.is_some_and(|url| url.ends_with(&file)), "{given:?}");
    }
}

/// Faults of one package are kept from others by catching panics: they have to unwind.
#[test]
fn the_profile_of_releases_unwinds() {
    let cargo = toml("Cargo.toml");
    let profile = cargo["profile"]["dist"].as_table().expect("a table");
    assert_eq!(profile["inherits"].as_str(), Some("release"));
    assert!(!profile.contains_key("panic"), "{profile:?}");
    assert_eq!(profile["codegen-units"].as_integer(), Some(1));
    assert_eq!(profile["lto"].as_str(), Some("fat"));
}

/// Flags that no profile can hold are the same wherever a release is built.
#[test]
fn releases_are_built_with_the_same_flags() {
    let flags = |name: &str| -> BTreeSet<String> {
        let text = text(name);
        let words = text.split(|c: char| c.is_whitespace() || c == '"');
        let flags = words.filter(|word| {
            ["llvm-args", "target-feature", "link-arg"].iter().any(|start| word.starts_with(start))
        });
        flags.map(str::to_owned).collect()
    };
    let wanted = flags(".github/build-setup.yml");
    assert_eq!(wanted.len(), 4, "{wanted:?}");
    for name in [".ci/packages", ".github/workflows/publish-pypi.yml"] {
        assert_eq!(flags(name), wanted, "{name}");
    }
}
