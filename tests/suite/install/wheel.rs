//! The wheel: pip installs it, and what it installs runs.

use std::process::Command;

use super::{INSTALLED, PACKAGE, assert_small, done, only, violated};
use crate::common::{Tree, packages};

#[test]
fn pip_installs_the_wheel() {
    let Some(packages) = packages("install::wheel::pip_installs_the_wheel") else { return };
    let wheel = only(&packages.join("wheels"), "goesc-", ".whl");
    assert_small(&wheel, PACKAGE);
    let name = wheel.file_name().and_then(|name| name.to_str()).expect("a name");
    // Of any Python, and of any distribution.
    assert!(name.contains("-py3-none-manylinux"), "{name}");
    let tree = Tree::new();
    let venv = tree.path("venv");
    done(Command::new("python3").args(["-m", "venv"]).arg(&venv));
    let pip = ["install", "-q", "--no-index", "--no-deps", "--disable-pip-version-check"];
    done(Command::new(venv.join("bin/pip")).args(pip).arg(&wheel));
    let program = venv.join("bin/goesc");
    assert_small(&program, INSTALLED);
    let shop = violated();
    let output = Command::new(program)
        .args(["check", "--no-cache", "--format", "concise", "./..."])
        .current_dir(shop.root())
        .output()
        .expect("goesc runs");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(out.contains("./m.go:7:14: error: new(int) escapes to heap"), "{out}");
    assert_eq!(output.status.code(), Some(1));
}
