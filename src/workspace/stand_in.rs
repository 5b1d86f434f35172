//! What rests on a standard library of another target than the one that is predicted: nobody can
//! tell without its source which tags, bodies, sizes and constants are others there.
//!
//! ```go
//! // GOARCH=mips64le, of which no library is embedded
//! const bits = strconv.IntSize     // rests on the library of linux/amd64
//! func f() any { return bits }     // so does this, by bits
//! func g() *int { return new(int) } // this doesn't
//! ```
//!
//! Declarations are the grain: one that mentions something of the library, or another one that rests
//! on it, rests on it as a whole. That is more than need be and misses nothing, since whatever reaches
//! a function's code (an inlined body, a tag, a type's size, a constant) is reached by mentioning
//! something.

use rustc_hash::{FxHashMap, FxHashSet};

use super::CheckedPackage;
use crate::source::pos::{FileId, Pos};
use crate::symbol::Symbol;
use crate::syntax::ast::PlacedDecl;
use crate::types::store::{ObjId, ObjectKind, PkgId, Type, Types};

/// What of a package rests on a library that stands in for another.
#[derive(Clone, Debug, Default)]
pub(super) struct StandIn {
    /// By file: where its declarations begin, in order.
    starts: FxHashMap<FileId, Vec<u32>>,
    /// By file: whether they rest on the library.
    rests: FxHashMap<FileId, Vec<bool>>,
}

/// A declaration: its file, and its number there.
type Decl = (FileId, usize);

impl StandIn {
    /// Finds it in a checked package, above packages of which it is known.
    pub(super) fn of<'d>(
        types: &Types,
        checked: &CheckedPackage,
        below: &dyn Fn(PkgId) -> Option<&'d StandIn>,
    ) -> StandIn {
        let package = &checked.package;
        let mut found = StandIn::default();
        for file in &package.files {
            let decls = file.ast.decls.iter().flat_map(|PlacedDecl { base, decl }| {
                decl.specs.iter().map(move |&spec| base + decl.decls[spec].pos)
            });
            let mut starts: Vec<u32> = decls.collect();
            starts.sort_unstable();
            found.rests.insert(file.ast.id, vec![false; starts.len()]);
            found.starts.insert(file.ast.id, starts);
        }
        let from_library = |pkg: PkgId, object: ObjId| match below(pkg) {
            Some(below) => {
                types.object_head(object).pos.is_some_and(|pos| below.rests_at(types.place(pos)))
            }
            None => types.package(pkg).path != Symbol::UNSAFE,
        };
        // By declaration: those that mention something of it, and what it mentions, which of a type is
        // its methods as well.
        let mut users: FxHashMap<Decl, Vec<Decl>> = FxHashMap::default();
        let mut used: FxHashMap<Decl, Vec<Decl>> = FxHashMap::default();
        let mut generic: FxHashSet<Decl> = FxHashSet::default();
        let mut open: Vec<Decl> = Vec::new();
        for file in &package.files {
            let names = file.decls().flat_map(|decl| {
                let names = decl.facts.objects.iter();
                names.map(move |(name, object)| (decl.base + decl.ast.exprs[name].pos, *object))
            });
            for (offset, object) in names {
                let Some(object) = object else { continue };
                let at = Pos { file: file.ast.id, offset };
                let Some(user) = found.decl(at) else { continue };
                let head = types.object_head(object);
                let own_decl =
                    |object: ObjId| found.decl(types.place(types.object_head(object).pos?));
                match head.pkg {
                    None => {}
                    Some(pkg) if pkg == package.id => {
                        let Some(declared) = own_decl(object) else { continue };
                        if declared != user {
                            users.entry(declared).or_default().push(user);
                            used.entry(user).or_default().push(declared);
                        } else if head.pos.map(|pos| types.place(pos)) == Some(at)
                            && is_generic(types, object)
                        {
                            generic.insert(user);
                            let base = receiver(types, object).and_then(own_decl);
                            used.entry(base.unwrap_or(user)).or_default().push(user);
                        }
                    }
                    Some(pkg) if from_library(pkg, object) => open.push(user),
                    Some(_) => {}
                }
            }
        }
        let mut resting: Vec<Decl> = Vec::new();
        while let Some(decl) = open.pop() {
            if found.rest(decl) {
                resting.push(decl);
                open.extend(users.remove(&decl).unwrap_or_default());
            }
        }
        // Generic code is as its type arguments are, which whoever instantiates it has from the library.
        let mut seen: FxHashSet<Decl> = FxHashSet::default();
        while let Some(decl) = resting.pop() {
            if seen.insert(decl) {
                resting.extend(used.remove(&decl).unwrap_or_default());
                if generic.contains(&decl) {
                    found.rest(decl);
                }
            }
        }
        found
    }

    /// Notes that a declaration rests on the library, and tells whether that is news.
    fn rest(&mut self, (file, decl): Decl) -> bool {
        let rests = self.rests.get_mut(&file).and_then(|rests| rests.get_mut(decl));
        rests.is_some_and(|rests| !std::mem::replace(rests, true))
    }

    /// The declaration of the package that a position is in.
    fn decl(&self, pos: Pos) -> Option<Decl> {
        let starts = self.starts.get(&pos.file)?;
        let after = starts.partition_point(|&start| start <= pos.offset);
        Some((pos.file, after.checked_sub(1)?))
    }

    /// Whether what is at a position rests on the library. What is in no file of the package is
    /// generic code of another one, or made by the compiler for some type.
    pub(super) fn rests_at(&self, pos: Pos) -> bool {
        if !self.starts.contains_key(&pos.file) {
            return true;
        }
        let rests = self.decl(pos).and_then(|(file, decl)| self.rests.get(&file)?.get(decl));
        rests.copied().unwrap_or(false)
    }
}

/// The type that a method is declared on.
fn receiver(types: &Types, object: ObjId) -> Option<ObjId> {
    let ObjectKind::Func(info) = &types.object_head(object).kind else { return None };
    Some(types.named_head(info.recv.get()?.base).obj)
}

/// Whether a function has type parameters, its receiver's included.
fn is_generic(types: &Types, object: ObjId) -> bool {
    let head = types.object_head(object);
    let ObjectKind::Func(info) = &head.kind else { return false };
    let of_receiver = info.recv.get().and_then(|recv| types.named_head(recv.base).tparams.get());
    let own = head.ty.get().map(|&ty| types.get(ty));
    of_receiver.is_some_and(|tparams| !tparams.is_empty())
        || matches!(own, Some(Type::Signature(signature)) if !signature.tparams.is_empty())
}
