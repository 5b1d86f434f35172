//! Directives that what is declared doesn't allow. gc looks at them when everything else is
//! right.
//!
//! Models `collectDecls` and `funcExt` of gc's `noder/writer.go`, and `checkEmbed` of its
//! `noder/noder.go`.
//!
//! ```go
//! //go:noescape
//! func f(p *int) {}        // can only use //go:noescape with external func implementations
//!
//! //go:linkname g runtime.g
//! const g = 1              // //go:linkname must refer to declared function or variable
//! ```

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::check::GoVersion;
use super::info::{CheckedFile, Package, TypeError};
use super::store::{ObjectKind, Types};
use crate::profile::language::{self, requires};
use crate::source::pos::{Pos, SourceMap};
use crate::symbol::Symbol;
use crate::syntax::ast::{Decl, DeclKind, ExprKind, File, Offset, PlacedDecl};
use crate::syntax::directive_usage::{self, Author, Linkname, embed_patterns};
use crate::syntax::misplaced_directives;

/// The errors of the directives of a package without other errors.
pub fn errors(
    types: &Types,
    sources: &SourceMap,
    package: &Package,
    go_version: GoVersion,
) -> Vec<TypeError> {
    let mut errors = Vec::new();
    let mut linked = BTreeSet::new();
    for CheckedFile { ast, .. } in &package.files {
        let mut report = |offset: Offset, message: String| {
            let pos = Pos { file: ast.id, offset };
            errors.push(TypeError { pos, message, soft: false });
        };
        for error in misplaced_directives::unsuitable(ast, &sources.file(ast.id).text) {
            report(error.offset, error.message);
        }
        let imports = imported_paths(ast);
        for PlacedDecl { base, decl: top } in &ast.decls {
            let of_package: FxHashSet<_> = top.specs.iter().copied().collect();
            for (id, decl) in top.decls.iter() {
                let place =
                    if of_package.contains(&id) { VarScope::Package } else { VarScope::Function };
                if let Some((offset, message)) = embed(decl, &imports, place, go_version) {
                    report(base + offset, message);
                }
                for message in func(decl) {
                    report(base + decl.pos, message.to_owned());
                }
            }
        }
        for directive in &ast.directives {
            let Some(link) = Linkname::read(directive) else { continue };
            let known = |name: &str| {
                let obj = package.scope.get(&Symbol::new(name))?;
                let kind = &types.object(*obj).kind;
                matches!(kind, ObjectKind::Func(_) | ObjectKind::Var(_)).then_some(())
            };
            let verb = link.verb;
            let message = if !imports.contains("unsafe") {
                format!("//{verb} only allowed in Go files that import \"unsafe\"")
            } else if link.remote.is_some_and(|to| to.contains('[') && to.contains(']')) {
                format!("//{verb} reference of an instantiation is not allowed")
            } else if known(link.local).is_none() {
                if go_version < language::LINKNAME_IS_CHECKED {
                    continue;
                }
                format!("//{verb} must refer to declared function or variable")
            } else if linked.insert(link.local.to_owned()) {
                continue;
            } else {
                format!("duplicate //{verb} for {}", link.local)
            };
            // gc reports directives after their slashes.
            report(directive.pos + 2, message);
        }
    }
    errors
}

/// The errors of the directives of a package that are for the standard library only.
pub fn reserved(sources: &SourceMap, package: &Package) -> Vec<TypeError> {
    let mut errors = Vec::new();
    for CheckedFile { ast, .. } in &package.files {
        let file = sources.file(ast.id);
        for error in directive_usage::reserved(ast, &file.text, Author::of(&file.path)) {
            let pos = Pos { file: ast.id, offset: error.offset };
            errors.push(TypeError { pos, message: error.message, soft: false });
        }
    }
    errors
}

/// Where a variable is declared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum VarScope {
    Package,
    Function,
}

/// What is wrong with the `go:embed` directives of a declaration, and where.
fn embed(
    decl: &Decl,
    imports: &BTreeSet<&str>,
    place: VarScope,
    go_version: GoVersion,
) -> Option<(Offset, String)> {
    let DeclKind::Var { names, ty, values } = &decl.kind else { return None };
    let first = decl.directives.iter().find(|directive| {
        embed_patterns(&directive.text).is_some_and(|list| list.is_ok_and(|list| !list.is_empty()))
    })?;
    let message = if !imports.contains("embed") {
        "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)"
    } else if names.len() > 1 {
        "go:embed cannot apply to multiple vars"
    } else if values.is_some() {
        "go:embed cannot apply to var with initializer"
    } else if ty.is_none() {
        "go:embed cannot apply to var without type"
    } else if place == VarScope::Function {
        "go:embed cannot apply to var inside func"
    } else if go_version < language::EMBED {
        let (major, minor) = go_version;
        let message = format!(
            "go:embed {} (-lang was set to go{major}.{minor}; check go.mod)",
            requires(language::EMBED)
        );
        return Some((first.pos + 2, message));
    } else {
        return None;
    };
    Some((first.pos + 2, message.to_owned()))
}

/// What is wrong with the directives of a function.
fn func(decl: &Decl) -> Vec<&'static str> {
    let DeclKind::Func { body, .. } = &decl.kind else { return Vec::new() };
    let has = |wanted: &str| {
        decl.directives.iter().any(|directive| directive.text.split(' ').next() == Some(wanted))
    };
    let mut found = Vec::new();
    if has("go:systemstack") && has("go:nosplit") {
        found.push("go:nosplit and go:systemstack cannot be combined");
    }
    if body.is_some() && has("go:noescape") {
        found.push("can only use //go:noescape with external func implementations");
    }
    let keeps_alive = has("go:uintptrkeepalive") && !has("go:uintptrescapes");
    if body.is_some() && keeps_alive && !has("go:nosplit") {
        found.push("go:uintptrkeepalive requires go:nosplit");
    }
    found
}

/// The paths that a file imports, without their quotes.
fn imported_paths(file: &File) -> BTreeSet<&str> {
    let mut paths = BTreeSet::new();
    for placed in &file.decls {
        let top = &placed.decl;
        for (_, decl) in top.decls.iter() {
            if let DeclKind::Import { path, .. } = decl.kind
                && let ExprKind::BasicLit { value, .. } = &top.exprs[path].kind
            {
                paths.insert(value.trim_matches(['"', '`']));
            }
        }
    }
    paths
}
