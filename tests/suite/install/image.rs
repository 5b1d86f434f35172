//! The image's contents: the program alone in an empty root, as no user in particular.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use super::{ARCHIVE, INSTALLED, VIOLATED, assert_small, only, text};
use crate::common::{Tree, packages};

#[test]
fn the_program_needs_no_other_file() {
    let test = "install::image::the_program_needs_no_other_file";
    let Some(packages) = packages(test) else { return };
    let program = packages.join("goesc");
    assert_small(&program, INSTALLED);
    assert_small(&only(&packages, "goesc-", ".tar.xz"), ARCHIVE);
    // What the image is made of: the Dockerfile copies one file.
    let dockerfile = text("Dockerfile");
    let copied: Vec<&str> = dockerfile.lines().filter(|line| line.starts_with("COPY")).collect();
    assert_eq!(copied, ["COPY --chmod=755 ${BINARY} /goesc"]);
    let tree = Tree::new();
    fs::copy(&program, tree.path("goesc")).expect("it is copied");
    fs::set_permissions(tree.path("goesc"), fs::Permissions::from_mode(0o755)).expect("a mode");
    tree.write("src/go.mod", "module ex.com/m\n\ngo 1.27\n");
    tree.write("src/m.go", VIOLATED);
    let output = Command::new("unshare")
        .arg("--map-root-user")
        .arg(format!("--root={}", tree.root().display()))
        .args(["--wd=/src", "/goesc", "check", "--format", "concise", "./..."])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("GOESC_CACHE", "off")
        .output()
        .expect("unshare runs");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(out.contains("./m.go:7:14: error: new(int) escapes to heap"), "{out}{err}");
    assert_eq!((output.status.code(), err.as_str()), (Some(1), ""));
}
