//! What isn't known of a type: members of packages that weren't found, and what has an error.
//!
//! ```go
//! import "example.com/lib" // missing
//! type S struct { n *int; t lib.T }
//! // the size of an S isn't known, because of example.com/lib; that it holds pointers is
//! ```

pub use super::data::{Assumption, Why};
use super::store::{PkgId, Type, TypeId, Types, Unknown};

impl Types {
    /// What isn't known of the values of a type. Nothing is known of a pointer's target, and yet
    /// the pointer is known.
    pub fn assumption(&self, ty: TypeId) -> Option<Assumption> {
        *self.facts(ty).assumption.get_or_init(|| {
            let why = self.unknown_part(ty)?;
            Some(Assumption { why, holds_pointers: self.has_pointers(ty) })
        })
    }

    /// Why a part of a type's values is unknown.
    fn unknown_part(&self, ty: TypeId) -> Option<Why> {
        self.search(ty, |ty, parts| {
            match self.get(ty) {
                Type::Basic(_) if !self.is_valid(ty) => return Some(Why::Error),
                Type::Unknown(unknown) => return Some(Why::Import(unknown.pkg)),
                Type::Named(id) => match self.expanded(*id) {
                    Some(under) => parts.push(under),
                    None => return Some(Why::Error),
                },
                Type::Array { elem, len: 1.. } => parts.push(*elem),
                Type::Struct(fields) => parts.extend(fields.iter().map(|field| field.ty)),
                Type::Tuple(list) => parts.extend_from_slice(list),
                Type::Basic(_)
                | Type::Array { .. }
                | Type::TypeParam(_)
                | Type::Pointer(_)
                | Type::Slice(_)
                | Type::Map { .. }
                | Type::Chan { .. }
                | Type::Signature(_)
                | Type::Interface(_)
                | Type::Union(_) => {}
            }
            None
        })
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
        let ty = match self.get(ty) {
            Type::TypeParam(id) => *self.tparam(*id).constraint.get()?,
            _ => ty,
        };
        self.search(ty, |ty, parts| {
            match self.get(ty) {
                Type::Unknown(Unknown { pkg, .. }) => return Some(*pkg),
                Type::Named(id) => match self.expanded(*id).map(|under| self.get(under)) {
                    // Of a declared type, what is embedded: its own fields and methods are known.
                    Some(Type::Unknown(Unknown { pkg, .. })) => return Some(*pkg),
                    Some(Type::Struct(fields)) => {
                        let embedded = fields.iter().filter(|field| field.embedded);
                        parts.extend(embedded.map(|field| field.ty));
                    }
                    Some(Type::Interface(interface)) => parts.extend_from_slice(&interface.embeds),
                    _ => {}
                },
                Type::Pointer(elem)
                | Type::Slice(elem)
                | Type::Array { elem, .. }
                | Type::Chan { elem, .. } => parts.push(*elem),
                Type::Map { key, elem } => parts.extend([*key, *elem]),
                Type::Struct(fields) => parts.extend(fields.iter().map(|field| field.ty)),
                Type::Tuple(list) => parts.extend_from_slice(list),
                Type::Signature(sig) => {
                    parts.extend(sig.params.iter().chain(&sig.results).map(|param| param.ty));
                }
                Type::Interface(interface) => parts.extend_from_slice(&interface.embeds),
                Type::Union(terms) => parts.extend(terms.iter().map(|term| term.ty)),
                Type::Basic(_) | Type::TypeParam(_) => {}
            }
            None
        })
    }
}
