//! Names of packages that weren't found. What a package is called stands in its own source; of
//! one that isn't there, only the path is known, and what the file does with names that nothing
//! declares.
//!
//! ```go
//! import (
//!     "example.com/yaml.v3"      // most likely yaml
//!     "example.com/go-tracker"   // tracker: the file says so
//! )
//! var t tracker.Tracker
//! ```

use rustc_hash::FxHashSet;

use super::Checker;
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprKind, File};
use crate::types::anchor::AnchoredPos;
use crate::types::store::{ObjId, ObjectKind, PkgId};

/// An import without a name of its own, of a package that wasn't found.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnnamedImport {
    /// The index of the file that imports it.
    pub(super) file: u32,
    pkg: PkgId,
    /// Its package name as guessed, not declared yet.
    obj: ObjId,
    /// Where its declaration begins.
    pos: AnchoredPos,
}

impl Checker<'_> {
    /// Takes note of an import whose name is only guessed; `obj` is declared later if nothing
    /// else is.
    pub(super) fn defer_unnamed_import(&mut self, pkg: PkgId, obj: ObjId, pos: AnchoredPos) {
        self.unnamed_imports.push(UnnamedImport { file: self.env.file, pkg, obj, pos });
    }

    /// Declares the guessed names of packages, once everything else is declared: a guess must not
    /// hide or contradict what is written.
    pub(super) fn declare_unnamed_imports(&mut self) {
        for i in 0..self.unnamed_imports.len() {
            let import = self.unnamed_imports[i];
            let name = self.object(import.obj).name;
            let scope = self.file_scopes[import.file as usize];
            let is_taken = self.scopes[scope].get(name).is_some()
                || self.scopes[self.pkg_scope].get(name).is_some()
                || self.types.universe.scope.contains_key(&name);
            if !is_taken {
                self.scopes[scope].insert(name, import.obj);
            }
        }
    }

    /// Declares a name that nothing declares, and that stands before a dot in this file, as that
    /// of a package that wasn't found, if there is one whose guessed name isn't used.
    pub(super) fn assume_package(&mut self, name: Symbol) -> Option<ObjId> {
        if name.is_blank() || name.is_empty() {
            return None;
        }
        let file = self.env.file;
        let mut unnamed =
            self.unnamed_imports.iter().filter(|import| import.file == file).peekable();
        unnamed.peek()?;
        let qualifiers = qualifiers(&self.files[file as usize]);
        let scope = self.file_scopes[file as usize];
        let candidates: Vec<UnnamedImport> = unnamed
            .filter(|import| {
                let guess = self.object(import.obj).name;
                self.scopes[scope].get(guess) != Some(import.obj) || !qualifiers.contains(&guess)
            })
            .copied()
            .collect();
        let says_so = |import: &&UnnamedImport| {
            self.types.package(import.pkg).path.as_str().contains(name.as_str())
        };
        let import = candidates.iter().find(says_so).or(candidates.first())?;
        let invalid = Some(self.invalid_type());
        let obj = self.new_object_at(import.pos, name, invalid, ObjectKind::PkgName(import.pkg));
        self.scopes[scope].insert(name, obj);
        Some(obj)
    }
}

/// The names that stand before a dot in a file.
pub(super) fn qualifiers(file: &File) -> FxHashSet<Symbol> {
    let operands = file.decls.iter().flat_map(|placed| {
        let exprs = &placed.decl.exprs;
        exprs.iter().filter_map(|(_, expr)| match expr.kind {
            ExprKind::Selector { x, .. } => Some(&exprs[x].kind),
            _ => None,
        })
    });
    operands
        .filter_map(|x| match x {
            ExprKind::Name(name) => Some(*name),
            _ => None,
        })
        .collect()
}

/// The name that a package most likely has that is known by its path only: `v2` and `.v1` at the
/// end of the path are versions; `go-` before a name and `-go` or `.go` after it say what it is
/// for.
pub(super) fn guess_package_name(path: &str) -> &str {
    let is_version = |elem: &str| {
        elem.strip_prefix('v')
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let mut elems = path.rsplit('/');
    let mut base = elems.next().unwrap_or(path);
    if is_version(base)
        && let Some(before) = elems.next()
    {
        base = before;
    }
    if let Some((stem, version)) = base.rsplit_once('.')
        && is_version(version)
    {
        base = stem;
    }
    base = base.strip_prefix("go-").unwrap_or(base);
    let end = base.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(base.len());
    if end == 0 { base } else { &base[..end] }
}

#[cfg(test)]
mod tests {
    use super::guess_package_name;

    #[test]
    fn names_of_paths() {
        for (path, name) in [
            ("fmt", "fmt"),
            ("net/http", "http"),
            ("ex.org/lib/v2", "lib"),
            ("gopkg.in/yaml.v3", "yaml"),
            ("ex.org/go-tracker", "tracker"),
            ("ex.org/smithy-go", "smithy"),
            ("ex.org/nats.go", "nats"),
            ("ex.org/go", "go"),
            ("v2", "v2"),
            ("ex.org/-", "-"),
        ] {
            assert_eq!(guess_package_name(path), name, "{path}");
        }
    }
}
