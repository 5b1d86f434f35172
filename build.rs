//! Compiles the generated parser of `grammar/`, checked in as C, and names the source that this
//! build is of: what one build keeps on disk, another one must not take for its own.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::process::Command;

const PARSER: &str = "tree-sitter-goesc";

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.lock");
    parser();
    let mut hasher = DefaultHasher::new();
    hash(Path::new("src"), &mut hasher);
    hash(Path::new("Cargo.lock"), &mut hasher);
    println!("cargo::rustc-env=GOESC_SOURCE={:016x}", hasher.finish());
    build(&mut hasher);
    println!("cargo::rustc-env=GOESC_BUILD={:016x}", hasher.finish());
}

/// Adds what else makes a difference to the program: the parser, and how all is compiled.
fn build(hasher: &mut DefaultHasher) {
    for path in ["build.rs", "Cargo.toml", "grammar/src"] {
        println!("cargo::rerun-if-changed={path}");
        hash(Path::new(path), hasher);
    }
    for name in ["TARGET", "PROFILE", "OPT_LEVEL", "DEBUG", "CARGO_ENCODED_RUSTFLAGS", "RUSTC"] {
        println!("cargo::rerun-if-env-changed={name}");
        hasher.write(std::env::var_os(name).unwrap_or_default().as_encoded_bytes());
        hasher.write_u8(0);
    }
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler).arg("-vV").output();
    hasher.write(&version.map(|output| output.stdout).unwrap_or_default());
}

/// The parser takes a while, so it is compiled when it has changed and not with each change of
/// the rest.
fn parser() {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let modified = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let files = ["build.rs", "grammar/src/parser.c", "grammar/src/tree_sitter/parser.h"];
    let changed = files.iter().filter_map(|file| modified(Path::new(file))).max();
    let names = [format!("lib{PARSER}.a"), format!("{PARSER}.lib")];
    if names.iter().filter_map(|name| modified(&out.join(name))).max() > changed {
        println!("cargo::rustc-link-lib=static={PARSER}");
        println!("cargo::rustc-link-search=native={}", out.display());
        return;
    }
    let mut build = cc::Build::new();
    build.std("c11").include("grammar/src").file("grammar/src/parser.c").warnings(false);
    // Every test of a debug build waits for the lexer: it is always optimized.
    build.opt_level(2);
    if build.get_compiler().is_like_msvc() {
        build.flag("-utf-8");
    }
    build.compile(PARSER);
}

/// Adds names and contents, in the order of names.
fn hash(path: &Path, hasher: &mut DefaultHasher) {
    hasher.write(path.to_string_lossy().as_bytes());
    match fs::read_dir(path) {
        Ok(entries) => {
            let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
            paths.sort();
            paths.iter().for_each(|path| hash(path, hasher));
        }
        Err(_) => hasher.write(&fs::read(path).unwrap_or_default()),
    }
}
