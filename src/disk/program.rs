//! Finding programs to run.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The program of a name in PATH, as an absolute path. Nothing in `tree`, which is what is being
/// analyzed, is taken, whatever PATH says, and nothing that PATH names relative to the current
/// directory.
pub fn find(name: &str, tree: &Path) -> Option<PathBuf> {
    find_in(&env::var_os("PATH")?, name, tree)
}

fn find_in(path: &OsStr, name: &str, tree: &Path) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let real_tree = tree.canonicalize().unwrap_or_else(|_| tree.to_owned());
    // All is in the root, which says nothing.
    let is_inside = |path: &Path| {
        [tree, &real_tree].iter().any(|tree| tree.parent().is_some() && path.starts_with(tree))
    };
    env::split_paths(path)
        .filter(|dir| dir.is_absolute())
        .map(|dir| dir.join(&file))
        .filter(|program| is_executable(program))
        .find(|program| {
            let real = program.canonicalize();
            let dir = program.parent().and_then(|dir| dir.canonicalize().ok());
            !is_inside(program)
                && real.is_ok_and(|real| !is_inside(&real))
                && dir.is_some_and(|dir| !is_inside(&dir))
        })
}

/// The tree that a directory is in: that of the version control above it, or else itself.
pub fn tree_of(dir: &Path) -> PathBuf {
    let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let marked = |dir: &&Path| [".git", ".hg", ".jj", ".svn"].iter().any(|m| dir.join(m).exists());
    dir.ancestors().find(marked).unwrap_or(&dir).to_owned()
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn nothing_in_the_tree_is_found() {
        let dir = tempfile::tempdir().expect("a directory");
        let root = dir.path().canonicalize().expect("a directory");
        let program = |below: &str| {
            let dir = root.join(below);
            fs::create_dir_all(&dir).expect("a directory");
            fs::write(dir.join("dot"), "#!/bin/sh\n").expect("a file");
            let permissions = fs::Permissions::from_mode(0o755);
            fs::set_permissions(dir.join("dot"), permissions).expect("permissions");
            dir.join("dot")
        };
        program("tree/bin");
        let outside = program("usr/bin");
        symlink(root.join("tree/bin"), root.join("link")).expect("a link");
        fs::create_dir(root.join("links")).expect("a directory");
        symlink(root.join("tree/bin/dot"), root.join("links/dot")).expect("a link");
        fs::create_dir_all(root.join("plain")).expect("a directory");
        fs::write(root.join("plain/dot"), "not executable").expect("a file");
        let tree = root.join("tree");
        let find = |dirs: &[&str]| {
            let dirs = dirs.iter().map(|dir| match dir.strip_prefix('@') {
                Some(below) => root.join(below),
                None => PathBuf::from(dir),
            });
            find_in(&env::join_paths(dirs).expect("a path"), "dot", &tree)
        };
        for inside in
            ["@tree/bin", "@link", "@links", "@plain", "", ".", "tree/bin", "@tree/../tree/bin"]
        {
            assert_eq!(find(&[inside]), None, "{inside}");
            assert_eq!(find(&[inside, "@usr/bin"]), Some(outside.clone()), "{inside}");
        }
        fs::create_dir_all(root.join("tree/.git")).expect("a directory");
        assert_eq!(tree_of(&root.join("tree/bin")), tree);
        assert_eq!(tree_of(&root.join("usr")), root.join("usr"));
    }
}
