//! Compiles the generated parser of `grammar/`, checked in as C.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=grammar/src");
    let mut build = cc::Build::new();
    build.std("c11").include("grammar/src").file("grammar/src/parser.c").warnings(false);
    // Every test of a debug build waits for the lexer: it is always optimized.
    build.opt_level(2);
    if build.get_compiler().is_like_msvc() {
        build.flag("-utf-8");
    }
    build.compile("tree-sitter-goesc");
}
