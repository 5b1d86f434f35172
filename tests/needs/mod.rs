//! What some tests need and not every machine has: Go 1.27.3 and an older one, a validator of JSON schemas,
//! Node.js, what a release makes, and tools for what services read.
//!
//! Each such test is listed here, so that `tests/what_was_skipped.rs`, which cargo runs last, can name
//! those that did nothing.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// Tests that compare with the compiler, or read the source of its standard library.
pub const WITH_GO: &[&str] = &[
    "docs::commands::commands_of_the_go_command",
    "install::golangci::the_plugin_reports_what_goesc_finds",
    "source::the_standard_library_of_a_real_goroot",
    "summary::std_is_checked_against_summaries_as_against_source",
    "summary::std_is_analyzed_against_summaries_as_against_source",
    "summary::what_is_embedded_is_what_the_source_gives",
    "vet::go::a_second_go_vet_analyzes_nothing",
    "vet::go::go_vet_tells_what_check_tells",
    "vet::go::packages_of_the_standard_library_are_named_together",
    "vet::go::what_cgo_writes_is_not_told",
    "vet::go::wrong_flags_are_told_where_a_package_is_named",
];

/// Tests of what older go commands do.
pub const WITH_OLDER_GO: &[&str] = &["vet::go::an_older_go_vet_tells_what_check_tells"];

/// Tests that hold documents beside their schemas.
pub const WITH_JSONSCHEMA: &[&str] = &[
    "compare::json_is_as_its_schema_says",
    "docs::settings::the_schema_takes_what_the_program_takes",
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

/// Tests that run npm packages.
pub const WITH_NODE: &[&str] =
    &["install::npm::npm_installs_what_runs", "install::npm::the_launcher_hands_signals_on"];

/// Tests of the action's scripts.
pub const WITH_SHELL: &[&str] = &[
    "install::action::a_check_tells_what_a_branch_adds",
    "install::action::a_check_without_a_base_tells_everything",
    "install::action::a_release_is_installed_if_it_is_what_its_checksum_says",
    "install::action::inputs_are_data",
    "install::action::modules_are_downloaded_where_there_are_some",
    "install::action::one_comment_tells_what_is_new",
];

/// Tests of what a release makes.
pub const WITH_PACKAGES: &[&str] = &[
    "install::image::the_program_needs_no_other_file",
    "install::npm::the_package_of_a_release_is_small",
    "install::pre_commit::the_hook_installs_the_wheel",
    "install::wheel::pip_installs_the_wheel",
];

/// Tests of files that services read, and of hooks, by the tools for these.
pub const WITH_TOOLS: &[&str] = &[
    "install::files::examples_are_yaml",
    "install::files::files_are_as_their_schemas_say",
    "install::files::shell_is_sound",
    "install::files::workflows_are_safe",
    "install::pre_commit::the_hook_runs_what_is_installed",
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

/// Whether Node.js and npm are there. The error says what isn't.
pub fn node() -> Result<(), String> {
    for program in ["node", "npm"] {
        match Command::new(program).arg("--version").output() {
            Ok(output) if output.status.success() => {}
            _ => return Err(format!("{program} isn't there")),
        }
    }
    Ok(())
}

/// Whether there are bash and what the action's scripts run. The error says what isn't.
pub fn shell() -> Result<(), String> {
    let look =
        "for one in curl git grep sha256sum tar xz; do command -v $one >/dev/null || exit 1; done";
    match Command::new("bash").args(["-c", look]).status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err("bash, curl, git, sha256sum, tar or xz isn't there".to_owned()),
    }
}

/// The folder that `.ci/packages` wrote, as `GOESC_PACKAGES` says.
pub fn packages() -> Result<PathBuf, String> {
    let set = std::env::var_os("GOESC_PACKAGES").filter(|value| !value.is_empty());
    set.map(PathBuf::from).ok_or_else(|| "GOESC_PACKAGES is not set (.ci/packages)".to_owned())
}

/// The folder of tools that `GOESC_TOOLS` names, or else the one that `.ci/packages` made.
pub fn tools() -> Result<PathBuf, String> {
    let set = std::env::var_os("GOESC_TOOLS").filter(|value| !value.is_empty());
    let made = || packages().ok().map(|packages| packages.join("tools"));
    let neither = "neither GOESC_TOOLS nor GOESC_PACKAGES is set";
    set.map(PathBuf::from).or_else(made).ok_or_else(|| neither.to_owned())
}
