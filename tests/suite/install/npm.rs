//! The npm packages: made of a binary, packed, installed, and run by their launcher.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{PACKAGE, assert_small, done, only, root, violated};
use crate::common::{Tree, node, packages};
use crate::server::client::Client;

/// What Node.js calls this machine, and what Rust does; none where no package is made for it.
fn platform() -> Option<(&'static str, &'static str)> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some(("linux-x64", "x86_64-unknown-linux-gnu")),
        ("linux", "aarch64") => Some(("linux-arm64", "aarch64-unknown-linux-gnu")),
        ("macos", "x86_64") => Some(("darwin-x64", "x86_64-apple-darwin")),
        ("macos", "aarch64") => Some(("darwin-arm64", "aarch64-apple-darwin")),
        _ => None,
    }
}

fn npm(directory: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(args).args(["--offline", "--no-audit", "--no-fund", "--loglevel=error"]);
    command.current_dir(directory).env("npm_config_cache", directory.join("cache"));
    command
}

/// A folder in which the packages are installed, made of a binary.
fn installed(binary: &Path) -> Option<(Tree, PathBuf)> {
    let (platform, target) = platform()?;
    let tree = Tree::new();
    let out = tree.path("out");
    let mut build = Command::new("node");
    build.arg(root().join("npm/build.mjs")).arg(&out);
    done(build.arg(format!("{target}={}", binary.display())));
    for package in ["goesc", platform] {
        done(npm(tree.root(), &["pack", "--silent"]).arg(out.join(package)));
    }
    tree.write("package.json", "{ \"private\": true }\n");
    let version = env!("CARGO_PKG_VERSION");
    let tarball = tree.path(&format!("goesc-{platform}-{version}.tgz"));
    let main = tree.path(&format!("goesc-{version}.tgz"));
    // The other platforms' packages are at no hand, and nobody needs them.
    done(npm(tree.root(), &["install", "--omit=optional"]).args([&main, &tarball]));
    Some((tree, tarball))
}

#[test]
fn npm_installs_what_runs() {
    if !node("install::npm::npm_installs_what_runs") {
        return;
    }
    let Some((tree, _)) = installed(Path::new(env!("CARGO_BIN_EXE_goesc"))) else { return };
    let launcher = tree.path("node_modules/.bin/goesc");
    let shop = violated();
    let check = ["check", "--no-cache", "--format", "concise", "./..."];
    let output = Command::new(&launcher).args(check).current_dir(shop.root()).output();
    let output = output.expect("node runs");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(out.contains("./m.go:7:14: error: new(int) escapes to heap"), "{out}");
    assert_eq!(output.status.code(), Some(1));
    let wrong = Command::new(&launcher).arg("--no-such-option").output().expect("node runs");
    assert_eq!(wrong.status.code(), Some(2));

    // Standard streams are those of the launcher: an editor talks to the server through it.
    let mut server = Command::new(&launcher);
    server.arg("server").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut server = server.spawn().expect("node runs");
    drop(server.stdin.take());
    assert_eq!(server.wait().expect("it ends").code(), Some(1));

    // Without the platform's package, what is missing is said.
    let (platform, _) = platform().expect("as above");
    fs::remove_dir_all(tree.path(&format!("node_modules/@goesc/{platform}"))).expect("it is there");
    let output = Command::new(&launcher).arg("--version").output().expect("node runs");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(err.contains(&format!("@goesc/{platform} isn't installed")), "{err}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_launcher_hands_signals_on() {
    use std::os::unix::process::ExitStatusExt;

    if !node("install::npm::the_launcher_hands_signals_on") {
        return;
    }
    let Some((tree, _)) = installed(Path::new(env!("CARGO_BIN_EXE_goesc"))) else { return };
    let mut server = Client::start(&tree.path("node_modules/.bin/goesc"), |_| ());
    // Once it has answered, the launcher's child runs.
    server.initialize(&[], &serde_json::json!({}), &serde_json::json!({}));
    done(Command::new("kill").arg("-TERM").arg(server.id().to_string()));
    assert_eq!(server.status().signal(), Some(15));
}

#[test]
fn the_package_of_a_release_is_small() {
    let test = "install::npm::the_package_of_a_release_is_small";
    let Some(packages) = packages(test) else { return };
    let folder = packages.join("npm");
    assert_small(&only(&folder, "goesc-linux-", ".tgz"), PACKAGE);
}
