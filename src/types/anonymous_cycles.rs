//! Interfaces without a name that contain themselves, which gc can't export. It looks for them
//! when everything else is right.
//!
//! Models `cycleFinder` of gc's `noder/irgen.go`.
//!
//! ```go
//! type T = interface{ M() interface{ T } }     // refers to itself
//! ```

use rustc_hash::FxHashMap;

use super::info::{CheckedDecl, CheckedFile, Package, TypeError};
use super::store::{Type, TypeId, Types};
use crate::syntax::ast::ExprKind;

/// Types nested more deeply than this are taken to be free of cycles.
const MAX_DEPTH: u32 = 500;

/// The errors of a package without other errors.
pub fn errors(types: &Types, package: &Package) -> Vec<TypeError> {
    let mut errors = Vec::new();
    let mut finder = Finder { types, cyclic: FxHashMap::default() };
    for decl in package.files.iter().flat_map(CheckedFile::decls) {
        let CheckedDecl { ast, facts, .. } = decl;
        let mut interfaces: Vec<_> = ast
            .exprs
            .iter()
            .filter(|(_, expr)| matches!(expr.kind, ExprKind::InterfaceType(_)))
            .map(|(id, expr)| (expr.pos, expr.end, id))
            .collect();
        interfaces.sort_unstable_by_key(|&(start, ..)| start);
        let mut outer = 0;
        for (start, end, id) in interfaces {
            if start < outer {
                continue; // part of one that was looked at
            }
            outer = outer.max(end);
            let Some(ty) = facts.exprs[id].as_ref().map(|found| found.ty) else { continue };
            if finder.has_cycle(ty, 0) {
                let pos = decl.pos(start);
                let message = "invalid recursive type: anonymous interface refers to itself (see \
                               https://go.dev/issue/56103)";
                errors.push(TypeError { pos, message: message.to_owned(), soft: false });
                finder.cyclic.values_mut().for_each(|cyclic| *cyclic = false);
            }
        }
    }
    errors
}

struct Finder<'t> {
    types: &'t Types,
    /// Interfaces that were seen, and whether they are among those that are looked at now.
    cyclic: FxHashMap<TypeId, bool>,
}

impl Finder<'_> {
    /// Whether the methods of an interface, those of what it embeds included, lead back to it.
    fn has_cycle(&mut self, ty: TypeId, depth: u32) -> bool {
        let types = self.types;
        let methods = types.type_set(ty).methods.clone();
        depth < MAX_DEPTH && methods.iter().any(|method| self.visit(method.sig, depth + 1))
    }

    fn visit(&mut self, ty: TypeId, depth: u32) -> bool {
        let types = self.types;
        match types.get(ty) {
            // Types with names can't be part of it.
            Type::Basic(_) | Type::Unknown(_) | Type::Named(_) | Type::TypeParam(_) => false,
            Type::Pointer(elem)
            | Type::Slice(elem)
            | Type::Array { elem, .. }
            | Type::Chan { elem, .. } => self.visit(*elem, depth + 1),
            Type::Map { key, elem } => self.visit(*key, depth + 1) || self.visit(*elem, depth + 1),
            Type::Struct(fields) => fields.iter().any(|field| self.visit(field.ty, depth + 1)),
            Type::Tuple(list) => list.iter().any(|&ty| self.visit(ty, depth + 1)),
            Type::Signature(sig) => {
                let mut params = sig.params.iter().chain(&sig.results);
                params.any(|param| self.visit(param.ty, depth + 1))
            }
            Type::Union(terms) => terms.iter().any(|term| self.visit(term.ty, depth + 1)),
            Type::Interface(interface) => {
                if interface.methods.is_empty() && interface.embeds.is_empty() {
                    return false;
                }
                let canon = types.canon(ty);
                if let Some(&cyclic) = self.cyclic.get(&canon) {
                    return cyclic;
                }
                self.cyclic.insert(canon, true);
                if self.has_cycle(ty, depth) {
                    return true;
                }
                self.cyclic.insert(canon, false);
                false
            }
        }
    }
}
