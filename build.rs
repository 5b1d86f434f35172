//! Compiles the generated parser of `grammar/`, checked in as C.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
