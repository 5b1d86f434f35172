//! The module of testdata/beside_gc, and what gc printed and logged about it.

use std::path::{Path, PathBuf};

use crate::common::Tree;

/// What stands in recorded logs for the directory in which gc ran: they name files by absolute paths.
const MODULE: &str = "MODULE/";

/// A recorded file or folder.
pub fn recorded(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/beside_gc").join(file)
}

/// A copy of the module, in `m`.
pub fn module() -> Tree {
    let tree = Tree::new();
    for file in ["go.mod", "m.go", "made.go", "sub/s.go", "cmd/tool/main.go"] {
        tree.write(&format!("m/{file}"), std::fs::read(recorded(file)).expect("a recorded file"));
    }
    tree
}

/// A recorded log, as if gc had run in `tree`'s copy of the module.
pub fn log_of(tree: &Tree, folder: &str) -> PathBuf {
    let root = format!("{}/", tree.path("m").display());
    for package in std::fs::read_dir(recorded(folder)).expect("a log") {
        let package = package.expect("a folder");
        for file in std::fs::read_dir(package.path()).expect("a folder") {
            let file = file.expect("a file");
            let text = std::fs::read_to_string(file.path()).expect("records");
            let path = Path::new(folder).join(package.file_name()).join(file.file_name());
            tree.write(&path.display().to_string(), text.replace(MODULE, &root));
        }
    }
    tree.path(folder)
}
