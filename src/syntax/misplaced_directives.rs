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
use super::ast::{DeclKind, Directive, File, Offset, PlacedDecl};

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
enum DirectiveSite {
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
    let package = file.package.pos;
    for directive in &file.directives {
        let at = directive.pos;
        if !is_alone(text, at) {
            if directive.text.starts_with("go:") {
                errors.push(error(at, "misplaced compiler directive"));
            }
        } else if at >= package {
            errors.extend(check(at, directive, DirectiveSite::Other));
        }
    }
    errors
}

/// Complains about directives of declarations, or of the file, that may not have them. gc does so
/// when everything else is right.
pub(crate) fn unsuitable(file: &File, text: &[u8]) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    let package = file.package.pos;
    for directive in file.directives.iter().take_while(|directive| directive.pos < package) {
        if is_alone(text, directive.pos) {
            errors.extend(check(directive.pos, directive, DirectiveSite::Top));
        }
    }
    let decls = file.decls.iter();
    let decls = decls.flat_map(|PlacedDecl { base, decl }| {
        decl.decls.iter().map(move |(_, decl)| (*base, decl))
    });
    for (base, decl) in decls {
        let place = match decl.kind {
            DeclKind::Func { .. } => DirectiveSite::Func,
            DeclKind::Var { .. } => DirectiveSite::Var,
            DeclKind::Import { .. } | DeclKind::Const { .. } | DeclKind::Type { .. } => {
                DirectiveSite::Other
            }
        };
        for directive in &decl.directives {
            errors.extend(check(base + directive.pos, directive, place));
        }
    }
    errors
}

fn check(at: Offset, directive: &Directive, place: DirectiveSite) -> Option<SyntaxError> {
    let verb = directive.text.split(' ').next()?;
    let message = match (verb, place) {
        (BUILD, DirectiveSite::Top) | (EMBED, DirectiveSite::Var) => return None,
        (EMBED, _) => "misplaced go:embed directive",
        (BUILD, _) => "misplaced compiler directive",
        (_, DirectiveSite::Func) => return None,
        _ if OF_FUNCTIONS.contains(&verb) => "misplaced compiler directive",
        _ => return None,
    };
    Some(error(at, message))
}

/// gc reports directives after their slashes.
pub(super) fn error(at: Offset, message: &str) -> SyntaxError {
    SyntaxError { offset: at + 2, message: message.to_owned() }
}

/// Whether nothing stands before a directive on its line, which begins at this offset of the file.
pub(super) fn is_alone(text: &[u8], at: Offset) -> bool {
    let before = text.get(..at as usize).unwrap_or(&[]);
    before.iter().rev().take_while(|b| **b != b'\n').all(|b| b" \t\r".contains(b))
}
