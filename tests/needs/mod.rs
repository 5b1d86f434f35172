//! What some tests need and not every machine has: Go 1.27.3 and an older one, and a validator of JSON schemas.
//!
//! Each such test is listed here, so that `tests/what_was_skipped.rs`, which cargo runs last, can name
//! those that did nothing.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// Tests that compare with the compiler, or read the source of its standard library.
pub const WITH_GO: &[&str] = &[
    "readme::commands_of_the_go_command",
    "source::the_standard_library_of_a_real_goroot",
    "summary::std_is_checked_against_summaries_as_against_source",
    "summary::std_is_analyzed_against_summaries_as_against_source",
    "summary::what_is_embedded_is_what_the_source_gives",
    "vet::go::a_second_go_vet_analyzes_nothing",
    "vet::go::go_vet_tells_what_check_tells",
];

/// Tests of what older go commands do.
pub const WITH_OLDER_GO: &[&str] = &["vet::go::an_older_go_vet_tells_what_check_tells"];

/// Tests that hold documents beside their schemas.
pub const WITH_JSONSCHEMA: &[&str] = &[
    "compare::json_is_as_its_schema_says",
    "formats::complaints_are_json_lines",
    "formats::complaints_are_results_of_sarif",
    "formats::each_json_line_is_as_the_schema_says",
    "formats::inlined_code_is_told_with_its_own_place",
    "formats::sarif_is_as_its_schema_says",
    "manners::documents_are_as_their_schemas_say",
];

/// Tests of actions under Bazel.
pub const WITH_BAZEL: &[&str] = &[
    "unit::bazel::a_graph_is_built_and_tells_what_check_tells",
    "unit::bazel::a_worker_that_is_killed_changes_nothing",
    "unit::bazel::an_aspect_knows_targets_of_rules_go",
    "unit::bazel::results_come_from_elsewhere",
];

/// The release that the tests are about.
const RELEASE: &str = "go1.27.3";

/// Where Go is: as `GOESC_GOROOT` says, or else `GOROOT`. The error says why it can't be used.
pub fn goroot() -> Result<PathBuf, String> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let root = set("GOESC_GOROOT").or_else(|| set("GOROOT"));
    let root = PathBuf::from(root.ok_or("neither GOESC_GOROOT nor GOROOT is set")?);
    let version = std::fs::read_to_string(root.join("VERSION")).unwrap_or_default();
    match version.lines().next() {
        Some(RELEASE) => Ok(root),
        Some(other) => Err(format!("{} is {other}, not {RELEASE}", root.display())),
        None => Err(format!("{} is no Go installation", root.display())),
    }
}

/// Where Go 1.25 is: as `GOESC_GOROOT_1_25` says. The error says why it can't be used.
pub fn older_goroot() -> Result<PathBuf, String> {
    let set = std::env::var_os("GOESC_GOROOT_1_25").filter(|value| !value.is_empty());
    let root = PathBuf::from(set.ok_or("GOESC_GOROOT_1_25 is not set")?);
    let version = std::fs::read_to_string(root.join("VERSION")).unwrap_or_default();
    match version.starts_with("go1.25") {
        true => Ok(root),
        false => Err(format!("{} is no installation of Go 1.25", root.display())),
    }
}

/// Bazel from 4.2 on, with workspaces: the one that `GOESC_BAZEL` names. It isn't looked for: the tests
/// take minutes.
pub fn bazel() -> Result<PathBuf, String> {
    named_program("GOESC_BAZEL")
}

/// A content store and action cache that Bazel can talk to, buildbox-casd: the one that `GOESC_CASD`
/// names, with buildbox-run beside it.
pub fn casd() -> Result<PathBuf, String> {
    named_program("GOESC_CASD")
}

fn named_program(variable: &str) -> Result<PathBuf, String> {
    let named = std::env::var_os(variable).filter(|value| !value.is_empty());
    let path = PathBuf::from(named.ok_or(format!("{variable} is not set"))?);
    match path.is_file() {
        true => Ok(path),
        false => Err(format!("{variable} is {}, which is no program", path.display())),
    }
}

/// A Python that has PyPI's jsonschema: the one that `GOESC_JSONSCHEMA` names, or `python3`.
pub fn jsonschema() -> Result<OsString, String> {
    let named = std::env::var_os("GOESC_JSONSCHEMA");
    let python = named.clone().unwrap_or_else(|| "python3".into());
    let output = Command::new(&python).args(["-c", "import jsonschema"]).output();
    match output {
        Ok(output) if output.status.success() => Ok(python),
        _ => match named {
            Some(named) => panic!("GOESC_JSONSCHEMA is {named:?}, which has no jsonschema"),
            None => Err("python3 has no jsonschema, and GOESC_JSONSCHEMA isn't set".to_owned()),
        },
    }
}
