//! The language that `build.rs` compiled from `grammar/src/parser.c`.

use tree_sitter_language::LanguageFn;

#[expect(unsafe_code, reason = "a function of C can only be declared so")]
mod foreign {
    use tree_sitter_language::LanguageFn;

    unsafe extern "C" {
        /// Returns the constant tables of the generated parser.
        fn tree_sitter_goesc() -> *const ();
    }

    // SAFETY: the function is the one that tree-sitter generates for a grammar of this name; it
    // returns a pointer to static data of the ABI that the crate tree-sitter checks.
    pub(super) const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_goesc) };
}

/// The tree-sitter language of Go: tree-sitter-go with `new(expr)` and generic methods.
pub const LANGUAGE: LanguageFn = foreign::LANGUAGE;
