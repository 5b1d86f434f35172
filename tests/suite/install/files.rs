//! Files that services read are as the services want them, and shell is sound.

use std::process::Command;

use super::{done, git, root};
use crate::common::tools;

#[test]
fn files_are_as_their_schemas_say() {
    let Some(tools) = tools("install::files::files_are_as_their_schemas_say") else {
        return;
    };
    let check = |schema: &str, files: &[&str]| {
        let mut command = Command::new(tools.join("check-jsonschema"));
        command.args(["--builtin-schema", schema]).args(files).current_dir(root());
        done(&mut command);
    };
    check("vendor.github-actions", &["action.yml"]);
    let workflows = git(root(), &["ls-files", ".github/workflows/*.yml"]);
    let workflows: Vec<&str> = workflows.lines().collect();
    assert!(!workflows.is_empty());
    check("vendor.github-workflows", &workflows);
    // No schema of these comes with the tool, and other tests run what is in them.
    let load = "import sys, yaml\nfor name in sys.argv[1:]: yaml.safe_load(open(name))";
    let others = [
        ".pre-commit-hooks.yaml",
        "hooks/pre-commit/.pre-commit-hooks.yaml",
        "hooks/goesc.megalinter-descriptor.yml",
        ".github/build-setup.yml",
    ];
    done(Command::new(tools.join("python")).args(["-c", load]).args(others).current_dir(root()));
}

/// The examples in the pages: YAML that can be read, GitLab's as GitLab wants it.
#[test]
fn examples_are_yaml() {
    let Some(tools) = tools("install::files::examples_are_yaml") else { return };
    let tree = crate::common::Tree::new();
    let mut files = Vec::new();
    for page in ["docs/CI.md", "docs/INSTALL.md"] {
        let text = super::text(page);
        for (number, rest) in text.split("```yaml\n").skip(1).enumerate() {
            let name = format!("{}-{number}.yml", page.replace('/', "-"));
            tree.write(&name, rest.split("```").next().expect("a block"));
            files.push(name);
        }
    }
    assert!(files.len() >= 5, "{files:?}");
    let load = "import sys, yaml\nfor name in sys.argv[1:]: assert yaml.safe_load(open(name))";
    let mut command = Command::new(tools.join("python"));
    done(command.args(["-c", load]).args(&files).current_dir(tree.root()));
    let is_gitlab = |name: &&String| {
        std::fs::read_to_string(tree.path(name)).expect("a file").contains("codequality")
    };
    let gitlab = files.iter().find(is_gitlab).expect("GitLab's");
    let mut command = Command::new(tools.join("check-jsonschema"));
    done(command.args(["--builtin-schema", "vendor.gitlab-ci"]).arg(tree.path(gitlab)));
}

#[test]
fn shell_is_sound() {
    let Some(tools) = tools("install::files::shell_is_sound") else { return };
    let scripts = git(root(), &["ls-files", "action/*.sh", ".ci/packages"]);
    assert!(scripts.lines().count() >= 5, "{scripts}");
    let mut command = Command::new(tools.join("shellcheck"));
    done(command.args(["--severity", "warning"]).args(scripts.lines()).current_dir(root()));
}

/// No expression of a workflow gets into a shell, and actions are named by what they are.
#[test]
fn workflows_are_safe() {
    let Some(tools) = tools("install::files::workflows_are_safe") else { return };
    // What `dist` generates is its own matter.
    let workflows = git(root(), &["ls-files", ".github/workflows/publish-*.yml"]);
    assert!(workflows.lines().count() >= 4, "{workflows}");
    let mut command = Command::new(tools.join("zizmor"));
    command.args(["--offline", "--no-progress", "--min-severity", "medium", "--config"]);
    command.args([".github/zizmor.yml", "action.yml"]).args(workflows.lines());
    done(command.current_dir(root()));
}
