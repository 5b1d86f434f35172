//! What differs between a package as it was analyzed and as it is after edits, where one is an edit of the
//! other ([`Package::is_edit_of`]): what didn't change are the same objects.
//!
//! ```go
//! var v = new(int)               // new: the package is initialized in another way
//! func f() { println(v) }        // edited, or names what is new: checked again
//! func g(p *int, n int) {}       // was g(p *int): another object of the same name
//! func h() {}                    // the same
//! ```

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::symbol::Symbol;
use crate::syntax::ast::DeclKind;
use crate::types::info::{CheckedDecl, CheckedFile, DeclFacts, Initializer, Package};
use crate::types::store::{ObjId, Types};

/// What differs.
#[derive(Default)]
pub(super) struct Difference {
    /// The functions that are there as before, and were checked again.
    pub(super) edited: FxHashSet<ObjId>,
    /// The functions that weren't there, in order of the source.
    pub(super) new: Vec<NewFunction>,
    /// The objects that aren't there any more.
    pub(super) gone: FxHashSet<ObjId>,
    /// The objects that weren't there.
    pub(super) declared: Vec<ObjId>,
    /// Whether package variables are initialized by other code.
    pub(super) initializes: bool,
}

/// A function that wasn't there.
pub(super) struct NewFunction {
    pub(super) obj: ObjId,
    /// The function that has gone, and had the same name.
    pub(super) was: Option<ObjId>,
    /// The function before it in the source.
    pub(super) after: Option<ObjId>,
}

/// What a declaration declares for the whole package.
fn objects(decl: CheckedDecl<'_>) -> impl Iterator<Item = ObjId> {
    let names = decl.ast.specs.iter().flat_map(move |&spec| match &decl.ast.decls[spec].kind {
        DeclKind::Func { name, .. } | DeclKind::Type { name, .. } => std::slice::from_ref(name),
        DeclKind::Const { names, .. } | DeclKind::Var { names, .. } => names,
        DeclKind::Import { .. } => &[],
    });
    names.filter_map(move |&name| decl.facts.object(name))
}

fn declares_type(decl: CheckedDecl<'_>) -> bool {
    decl.ast.decls.iter().any(|(_, decl)| matches!(decl.kind, DeclKind::Type { .. }))
}

fn decls(package: &Package) -> impl Iterator<Item = CheckedDecl<'_>> {
    package.files.iter().flat_map(CheckedFile::decls)
}

impl Difference {
    /// Between a package and the same after edits. Nothing if types are declared in what differs: those
    /// of a package are numbered.
    pub(super) fn of(types: &Types, before: &Package, now: &Package) -> Option<Difference> {
        let known: FxHashSet<*const DeclFacts> = decls(before).map(facts_of).collect();
        let kept: FxHashSet<*const DeclFacts> = decls(now).map(facts_of).collect();
        let was: Vec<CheckedDecl<'_>> =
            decls(before).filter(|&decl| !kept.contains(&facts_of(decl))).collect();
        let objects_before: FxHashSet<ObjId> = was.iter().flat_map(|&decl| objects(decl)).collect();
        let mut found = Difference { gone: objects_before.clone(), ..Difference::default() };
        let mut after = None;
        for decl in decls(now) {
            if !known.contains(&facts_of(decl)) {
                if declares_type(decl) {
                    return None;
                }
                for obj in objects(decl) {
                    let is_function = decl.function() == Some(obj);
                    if objects_before.contains(&obj) {
                        found.gone.remove(&obj);
                        if is_function {
                            found.edited.insert(obj);
                        }
                        continue;
                    }
                    found.declared.push(obj);
                    if is_function {
                        found.new.push(NewFunction { obj, was: None, after });
                    }
                }
            }
            after = decl.function().or(after);
        }
        if was.iter().any(|&decl| declares_type(decl)) {
            return None;
        }
        let gone_functions: FxHashMap<Symbol, ObjId> = was
            .iter()
            .filter_map(|decl| decl.function())
            .filter(|obj| found.gone.contains(obj))
            .map(|obj| (types.object(obj).name, obj))
            .collect();
        for new in &mut found.new {
            new.was = gone_functions.get(&types.object(new.obj).name).copied();
        }
        found.initializes = !initializes_alike(before, now);
        Some(found)
    }

    /// Whether declarations came or went.
    pub(super) fn is_of_declarations(&self) -> bool {
        !self.gone.is_empty() || !self.declared.is_empty()
    }
}

fn facts_of(decl: CheckedDecl<'_>) -> *const DeclFacts {
    decl.facts
}

/// Whether package variables are initialized by the same code in the same order.
fn initializes_alike(before: &Package, now: &Package) -> bool {
    let facts = |package: &Package, initializer: &Initializer| {
        let file = package.files.get(initializer.decl.file as usize)?;
        file.facts.get(initializer.decl.index as usize).map(Arc::as_ptr)
    };
    before.init_order.len() == now.init_order.len()
        && before
            .init_order
            .iter()
            .zip(&now.init_order)
            .all(|(a, b)| a.lhs == b.lhs && a.rhs == b.rhs && facts(before, a) == facts(now, b))
}
