//! Trees of files in a temporary directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A directory that is removed in the end.
pub struct Tree {
    root: PathBuf,
}

impl Tree {
    /// An empty directory.
    pub fn new() -> Tree {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("goesc-test-{}-{number}", std::process::id());
        let root = std::env::temp_dir().canonicalize().expect("a temporary directory").join(name);
        fs::create_dir_all(&root).expect("a new directory");
        Tree { root }
    }

    /// A directory with files, each a path and a text.
    pub fn of(files: &[(&str, &str)]) -> Tree {
        let tree = Tree::new();
        for (path, text) in files {
            tree.write(path, text);
        }
        tree
    }

    /// Writes a file, and makes the directories above it.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("directories");
        fs::write(path, text).expect("a file");
    }

    /// The absolute path of a file or directory in the tree.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// The directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}
