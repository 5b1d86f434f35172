//! What isn't known of a type: members of packages that weren't found, and what has an error.
//!
//! ```go
//! import "example.com/lib" // missing
//! type S struct { n *int; t lib.T }
//! // the size of an S isn't known, because of example.com/lib; that it holds pointers is
//! ```

use rustc_hash::FxHashSet;

use super::store::{PkgId, Type, TypeId, Types, Unknown};

/// Types nested more deeply than this are taken to be known.
const MAX_DEPTH: u32 = 100;

/// Why something is unknown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Why {
    /// It rests on a package that wasn't found.
    Import(PkgId),
    /// It rests on an error in the source.
    Error,
}

/// What isn't known of the values of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Doubt {
    /// Why their size isn't known.
    pub why: Why,
    /// Whether they hold pointers in any case.
    pub holds_pointers: bool,
}

impl Types {
    /// What isn't known of the values of a type. Nothing is known of a pointer's target, and yet
    /// the pointer is known.
    pub fn doubt(&self, ty: TypeId) -> Option<Doubt> {
        *self.facts(ty).doubt.get_or_init(|| {
            let why = self.unknown_part(ty, 0)?;
            Some(Doubt { why, holds_pointers: self.has_pointers(ty) })
        })
    }

    /// Why a part of a type's values is unknown.
    fn unknown_part(&self, ty: TypeId, depth: u32) -> Option<Why> {
        if depth > MAX_DEPTH {
            return None;
        }
        match self.get(ty) {
            Type::Basic(_) => (!self.is_valid(ty)).then_some(Why::Error),
            Type::Unknown(unknown) => Some(Why::Import(unknown.pkg)),
            Type::Named(id) => match self.expanded(*id) {
                Some(under) => self.unknown_part(under, depth + 1),
                None => Some(Why::Error),
            },
            Type::Array { elem, len: 1.. } => self.unknown_part(*elem, depth + 1),
            Type::Array { .. } => None,
            Type::Struct(fields) => {
                fields.iter().find_map(|field| self.unknown_part(field.ty, depth + 1))
            }
            Type::Tuple(list) => list.iter().find_map(|&ty| self.unknown_part(ty, depth + 1)),
            Type::TypeParam(_)
            | Type::Pointer(_)
            | Type::Slice(_)
            | Type::Map { .. }
            | Type::Chan { .. }
            | Type::Signature(_)
            | Type::Interface(_)
            | Type::Union(_) => None,
        }
    }

    /// Whether a type is a type parameter whose constraint is from a missing package, or embeds one
    /// that is: its values may have any operators.
    pub fn has_unknown_constraint(&self, ty: TypeId) -> bool {
        matches!(self.get(ty), Type::TypeParam(_)) && self.missing_in(ty).is_some()
    }

    /// Whether what may be done with values of a type rests on a missing package: those of a type
    /// parameter with a constraint from there, of a type declared as one from there, of pointers to
    /// such a type.
    pub fn is_opaque(&self, ty: TypeId) -> bool {
        let is_declared_so =
            |ty| !self.is_valid(self.underlying(ty)) && self.missing_in(ty).is_some();
        match self.get(ty) {
            Type::TypeParam(_) => self.has_unknown_constraint(ty),
            _ => match self.get(self.underlying(ty)) {
                Type::Pointer(base) => is_declared_so(*base),
                _ => is_declared_so(ty),
            },
        }
    }

    /// The missing package that a type is from, or that a type it is made of is from: the one to
    /// blame for what can't be said about its values, their fields and methods. Of a type parameter,
    /// the one that its constraint is from.
    pub fn missing_in(&self, ty: TypeId) -> Option<PkgId> {
        let seen = &mut FxHashSet::default();
        match self.get(ty) {
            Type::TypeParam(id) => self.missing_at(*self.tparam(*id).constraint.get()?, 0, seen),
            _ => self.missing_at(ty, 0, seen),
        }
    }

    /// `seen` has the declared types that were looked into.
    fn missing_at(&self, ty: TypeId, depth: u32, seen: &mut FxHashSet<TypeId>) -> Option<PkgId> {
        if depth > MAX_DEPTH {
            return None;
        }
        let depth = depth + 1;
        match self.get(ty) {
            Type::Unknown(Unknown { pkg, .. }) => Some(*pkg),
            Type::Named(id) => {
                if !seen.insert(ty) {
                    return None;
                }
                // Of a declared type, what is embedded: its own fields and methods are known.
                match self.get(self.expanded(*id)?) {
                    Type::Unknown(Unknown { pkg, .. }) => Some(*pkg),
                    Type::Struct(fields) => {
                        let mut embedded = fields.iter().filter(|field| field.embedded);
                        embedded.find_map(|field| self.missing_at(field.ty, depth, seen))
                    }
                    Type::Interface(interface) => {
                        interface.embeds.iter().find_map(|&ty| self.missing_at(ty, depth, seen))
                    }
                    _ => None,
                }
            }
            Type::Pointer(elem)
            | Type::Slice(elem)
            | Type::Array { elem, .. }
            | Type::Chan { elem, .. } => self.missing_at(*elem, depth, seen),
            Type::Map { key, elem } => {
                self.missing_at(*key, depth, seen).or_else(|| self.missing_at(*elem, depth, seen))
            }
            Type::Struct(fields) => {
                fields.iter().find_map(|field| self.missing_at(field.ty, depth, seen))
            }
            Type::Tuple(list) => list.iter().find_map(|&ty| self.missing_at(ty, depth, seen)),
            Type::Signature(sig) => {
                let mut params = sig.params.iter().chain(&sig.results);
                params.find_map(|param| self.missing_at(param.ty, depth, seen))
            }
            Type::Interface(interface) => {
                interface.embeds.iter().find_map(|&ty| self.missing_at(ty, depth, seen))
            }
            Type::Union(terms) => {
                terms.iter().find_map(|term| self.missing_at(term.ty, depth, seen))
            }
            Type::Basic(_) | Type::TypeParam(_) => None,
        }
    }
}
