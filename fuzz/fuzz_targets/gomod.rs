//! Any text is read as go.mod, go.work or vendor/modules.txt, and packages are looked for by it.
//! An input has files one after the other, each after a line with its name:
//!
//! ```text
//! -- go.mod --
//! module example.com/m
//! -- vendor/modules.txt --
//! # example.com/a v1.0.0
//! ```

#![no_main]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use goesc::source::{Environment, Overrides, load};
use libfuzzer_sys::fuzz_target;

/// The files that there may be; the first is meant where none is named.
const FILES: [&str; 5] = ["go.mod", "go.work", "vendor/modules.txt", "sub/go.mod", "m.go"];

/// A directory of this process, on a file system in memory if there is one.
static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let top = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let root = top.join(format!("goesc-fuzz-{}", std::process::id()));
    for directory in ["vendor/example.com/a", "sub"] {
        fs::create_dir_all(root.join(directory)).expect("a new directory");
    }
    fs::write(root.join("vendor/example.com/a/a.go"), "package a\n").expect("a file");
    fs::write(root.join("sub/s.go"), "package sub\n").expect("a file");
    root
});

fuzz_target!(|text: &[u8]| {
    let mut files: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    files.insert("m.go", b"package m\nimport _ \"example.com/a\"\n".to_vec());
    let mut current = FILES[0];
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let named = FILES.into_iter().find(|name| line == format!("-- {name} --\n").as_bytes());
        match named {
            Some(name) => {
                current = name;
                files.insert(name, Vec::new());
            }
            None => files.entry(current).or_default().extend_from_slice(line),
        }
    }
    for name in FILES {
        let path = ROOT.join(name);
        match files.get(name) {
            Some(text) => fs::write(path, text).expect("a file"),
            None => drop(fs::remove_file(path)),
        }
    }
    let variables = [("GOENV", "off"), ("GOPATH", "/nowhere")];
    let variables = variables.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    let environment = Environment { variables, cwd: ROOT.clone() };
    let config = goesc::std::settings(&environment, Overrides::default()).expect("settings");
    load(&config, &["./...".to_owned(), "example.com/a".to_owned(), "all".to_owned()]);
});
