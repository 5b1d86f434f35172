//! Directives that stand where gc does not accept them.
//!
//! Models `checkUnusedDuringParse` of gc's `noder/noder.go`, `checkPragmas` of its
//! `noder/writer.go` and the table of `noder/lex.go`. gc ignores directives it doesn't know, and
//! so do we.
//!
//! ```go
//! //go:noinline
//! var x = 1       // misplaced compiler directive, at "go:noinline"
//! ```

use super::SyntaxError;
use super::ast::{DeclKind, Directive, File};

/// Directives that a function may have.
const OF_FUNCTIONS: [&str; 13] = [
    "go:cgo_unsafe_args",
    "go:nocheckptr",
    "go:noescape",
    "go:noinline",
    "go:norace",
    "go:nosplit",
    "go:nowritebarrier",
    "go:nowritebarrierrec",
    "go:registerparams",
    "go:systemstack",
    "go:uintptrescapes",
    "go:uintptrkeepalive",
    "go:yeswritebarrierrec",
];

/// The directive of the file.
const BUILD: &str = "go:build";

/// The directive of variables.
const EMBED: &str = "go:embed";

/// Where a directive stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Above the package clause.
    Top,
    /// Above a function.
    Func,
    /// Above a variable.
    Var,
    /// Above any other declaration, or above none.
    Other,
}

/// Complains about directives that belong to no declaration: errors while parsing.
pub(super) fn unused(file: &File, text: &[u8]) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    let package = file.exprs[file.pkg_name].pos;
    for directive in &file.directives {
        if !is_alone(text, directive) {
            if directive.text.starts_with("go:") {
                errors.push(error(directive, "misplaced compiler directive"));
            }
        } else if directive.pos >= package {
            errors.extend(check(directive, Place::Other));
        }
    }
    errors
}

/// Complains about directives of declarations, or of the file, that may not have them. gc does so
/// when everything else is right.
pub(crate) fn unsuitable(file: &File, text: &[u8]) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    let package = file.exprs[file.pkg_name].pos;
    for directive in file.directives.iter().take_while(|directive| directive.pos < package) {
        if is_alone(text, directive) {
            errors.extend(check(directive, Place::Top));
        }
    }
    for (_, decl) in file.all_decls.iter() {
        let place = match decl.kind {
            DeclKind::Func { .. } => Place::Func,
            DeclKind::Var { .. } => Place::Var,
            DeclKind::Import { .. } | DeclKind::Const { .. } | DeclKind::Type { .. } => {
                Place::Other
            }
        };
        for directive in &decl.directives {
            errors.extend(check(directive, place));
        }
    }
    errors
}

fn check(directive: &Directive, place: Place) -> Option<SyntaxError> {
    let verb = directive.text.split(' ').next()?;
    let message = match (verb, place) {
        (BUILD, Place::Top) | (EMBED, Place::Var) => return None,
        (EMBED, _) => "misplaced go:embed directive",
        (BUILD, _) => "misplaced compiler directive",
        (_, Place::Func) => return None,
        _ if OF_FUNCTIONS.contains(&verb) => "misplaced compiler directive",
        _ => return None,
    };
    Some(error(directive, message))
}

/// gc reports directives after their slashes.
pub(super) fn error(directive: &Directive, message: &str) -> SyntaxError {
    SyntaxError { offset: directive.pos + 2, message: message.to_owned() }
}

/// Whether nothing stands before a directive on its line.
pub(super) fn is_alone(text: &[u8], directive: &Directive) -> bool {
    let before = text.get(..directive.pos as usize).unwrap_or(&[]);
    before.iter().rev().take_while(|b| **b != b'\n').all(|b| b" \t\r".contains(b))
}
