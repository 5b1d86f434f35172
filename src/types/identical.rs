//! Type identity (`types2/predicates.go`).
//!
//! Most types have a canonical id, worked out once, and two types are identical when their
//! canonical ids are equal: `byte` becomes `uint8`, names of parameters vanish, interfaces are
//! flattened to their sorted methods. Types without one (constraints with terms, generic
//! signatures, arrays of unknown length, anonymous interfaces that contain themselves) are
//! compared by structure.

use rustc_hash::FxHashSet;

use super::lookup::same_id;
use super::store::{Field, Interface, Method, NamedId, Param, Signature, Type, TypeId, Types};
use crate::symbol::Symbol;

/// Types nested more deeply than this are compared by structure.
const MAX_CANON_DEPTH: usize = 500;
/// Types nested more deeply than this are taken to be different.
const MAX_COMPARE_DEPTH: usize = 2_000;

impl Types {
    /// The canonical id of a type: equal for identical types, except for the few kinds of types
    /// that have none, for which it is the type itself.
    #[inline]
    pub fn canon(&self, ty: TypeId) -> TypeId {
        self.try_canon(ty).unwrap_or(ty)
    }

    /// Whether two types are identical.
    #[inline]
    pub fn identical(&self, a: TypeId, b: TypeId) -> bool {
        if a == b {
            return true;
        }
        match (self.try_canon(a), self.try_canon(b)) {
            (Some(a), Some(b)) => a == b,
            _ => Comparer::new(self, Tags::Count, Unknown::IsItself).compare(a, b, 0),
        }
    }

    /// Whether two types are identical but for the tags of struct fields.
    pub fn identical_ignore_tags(&self, a: TypeId, b: TypeId) -> bool {
        self.identical(a, b)
            || Comparer::new(self, Tags::Ignored, Unknown::IsItself).compare(a, b, 0)
    }

    /// Whether two types are identical, given that the unknown type may be any type.
    pub fn identical_lenient(&self, a: TypeId, b: TypeId) -> bool {
        self.identical(a, b) || Comparer::new(self, Tags::Count, Unknown::IsAny).compare(a, b, 0)
    }

    /// Whether two declared types or instances come from the same declaration.
    pub fn identical_origin(&self, a: NamedId, b: NamedId) -> bool {
        self.origin(a) == self.origin(b)
    }

    /// The declared type of an instance; any other declared type itself.
    pub fn origin(&self, id: NamedId) -> NamedId {
        self.named_head(id).origin.unwrap_or(id)
    }

    #[inline]
    pub(super) fn try_canon(&self, ty: TypeId) -> Option<TypeId> {
        match self.facts(ty).canon.get() {
            Some(&canon) => Some(canon),
            None => self.compute_canon(ty, &mut Vec::new()),
        }
    }

    fn canon_at(&self, ty: TypeId, open: &mut Vec<TypeId>) -> Option<TypeId> {
        match self.facts(ty).canon.get() {
            Some(&canon) => Some(canon),
            None => self.compute_canon(ty, open),
        }
    }

    fn compute_canon(&self, ty: TypeId, open: &mut Vec<TypeId>) -> Option<TypeId> {
        if open.len() > MAX_CANON_DEPTH || open.contains(&ty) {
            return None;
        }
        open.push(ty);
        let canon = self.compute_canon_inner(ty, open);
        open.pop();
        let canon = canon?;
        let _ = self.facts(canon).canon.set(canon);
        Some(*self.facts(ty).canon.get_or_init(|| canon))
    }

    fn compute_canon_inner(&self, ty: TypeId, open: &mut Vec<TypeId>) -> Option<TypeId> {
        Some(match self.get(ty) {
            Type::Basic(basic) => self.basic(basic.canon()),
            Type::Unknown(_) => self.invalid(),
            Type::TypeParam(_) => ty,
            Type::Named(id) => {
                let named = self.named_head(*id);
                let Some(origin) = named.origin else { return Some(ty) };
                let targs = self.canon_list(&named.targs, open)?;
                let declared = self.named(origin);
                if declared.tparams.get().is_some_and(|list| list.is_empty())
                    && declared.implicit_tparams.get().is_some_and(|list| **list == *targs)
                {
                    return Some(self.intern(Type::Named(origin)));
                }
                if *targs == *named.targs { ty } else { self.instance(origin, &targs) }
            }
            Type::Pointer(elem) => self.intern(Type::Pointer(self.canon_at(*elem, open)?)),
            Type::Slice(elem) => self.intern(Type::Slice(self.canon_at(*elem, open)?)),
            Type::Array { len, .. } if *len < 0 => return None,
            Type::Array { elem, len } => {
                self.intern(Type::Array { elem: self.canon_at(*elem, open)?, len: *len })
            }
            Type::Map { key, elem } => {
                let (key, elem) = (self.canon_at(*key, open)?, self.canon_at(*elem, open)?);
                self.intern(Type::Map { key, elem })
            }
            Type::Chan { dir, elem } => {
                self.intern(Type::Chan { dir: *dir, elem: self.canon_at(*elem, open)? })
            }
            Type::Struct(fields) => {
                let canonical = |f: &Field| {
                    Some(Field {
                        pkg: if f.name.is_exported() { None } else { f.pkg },
                        ty: self.canon_at(f.ty, open)?,
                        ..f.clone()
                    })
                };
                self.intern(Type::Struct(fields.iter().map(canonical).collect::<Option<_>>()?))
            }
            Type::Tuple(list) => self.intern(Type::Tuple(self.canon_list(list, open)?)),
            Type::Signature(sig) if !sig.tparams.is_empty() => return None,
            Type::Signature(sig) => {
                let mut nameless = |params: &[Param]| {
                    params
                        .iter()
                        .map(|p| {
                            let ty = self.canon_at(p.ty, open)?;
                            Some(Param { name: Symbol::EMPTY, ty })
                        })
                        .collect::<Option<Box<[_]>>>()
                };
                let (params, results) = (nameless(&sig.params)?, nameless(&sig.results)?);
                self.intern(Type::Signature(Signature {
                    tparams: Box::default(),
                    params,
                    results,
                    variadic: sig.variadic,
                }))
            }
            Type::Interface(_) => {
                let set = self.final_type_set(ty)?;
                if set.terms.is_some() {
                    return None;
                }
                let canonical = |m: &Method| {
                    Some(Method {
                        name: m.name,
                        pkg: if m.name.is_exported() { None } else { m.pkg },
                        sig: self.canon_at(m.sig, open)?,
                    })
                };
                let methods = set.methods.iter().map(canonical).collect::<Option<_>>()?;
                self.intern(Type::Interface(Interface {
                    methods,
                    embeds: Box::default(),
                    implicit: false,
                    is_any: false,
                    is_comparable: set.comparable,
                }))
            }
            Type::Union(_) => return None,
        })
    }

    fn canon_list(&self, list: &[TypeId], open: &mut Vec<TypeId>) -> Option<Box<[TypeId]>> {
        list.iter().map(|&ty| self.canon_at(ty, open)).collect()
    }
}

/// Whether tags of struct fields tell types apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Tags {
    Count,
    Ignored,
}

/// What the unknown type is identical to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    IsItself,
    IsAny,
}

/// A comparison by structure.
struct Comparer<'t> {
    types: &'t Types,
    tags: Tags,
    unknown: Unknown,
    /// Pairs that were compared, or are being compared: meeting a pair again means that they are
    /// identical if nothing else tells them apart. The first difference ends the comparison.
    pairs: FxHashSet<(TypeId, TypeId, Tags)>,
}

impl<'t> Comparer<'t> {
    fn new(types: &'t Types, tags: Tags, unknown: Unknown) -> Comparer<'t> {
        Comparer { types, tags, unknown, pairs: FxHashSet::default() }
    }

    fn compare(&mut self, a: TypeId, b: TypeId, depth: usize) -> bool {
        let types = self.types;
        if a == b {
            return true;
        }
        let (ca, cb) = (types.try_canon(a), types.try_canon(b));
        if let (Some(ca), Some(cb)) = (ca, cb) {
            if ca == cb {
                return true;
            }
            if self.tags == Tags::Count && self.unknown == Unknown::IsItself {
                return false;
            }
        }
        if depth > MAX_COMPARE_DEPTH {
            return false;
        }
        let depth = depth + 1;
        let (x, y) = (types.get(a), types.get(b));
        if !matches!(x, Type::Basic(_) | Type::Unknown(_) | Type::TypeParam(_))
            && !self.pairs.insert((a, b, self.tags))
        {
            return true;
        }
        if self.unknown == Unknown::IsAny && !(types.is_valid(a) && types.is_valid(b)) {
            return true;
        }
        match (x, y) {
            (Type::Basic(x), Type::Basic(y)) => x.canon() == y.canon(),
            (Type::Pointer(x), Type::Pointer(y)) | (Type::Slice(x), Type::Slice(y)) => {
                self.compare(*x, *y, depth)
            }
            (Type::Array { elem: x, len: m }, Type::Array { elem: y, len: n }) => {
                (*m < 0 || *n < 0 || m == n) && self.compare(*x, *y, depth)
            }
            (Type::Map { key: k, elem: x }, Type::Map { key: l, elem: y }) => {
                self.compare(*k, *l, depth) && self.compare(*x, *y, depth)
            }
            (Type::Chan { dir: d, elem: x }, Type::Chan { dir: e, elem: y }) => {
                d == e && self.compare(*x, *y, depth)
            }
            (Type::Struct(x), Type::Struct(y)) => {
                x.len() == y.len()
                    && x.iter().zip(y).all(|(f, g)| {
                        f.embedded == g.embedded
                            && (self.tags == Tags::Ignored || f.tag == g.tag)
                            && same_id(f.name, f.pkg, g.name, g.pkg, false)
                            && self.compare(f.ty, g.ty, depth)
                    })
            }
            (Type::Tuple(x), Type::Tuple(y)) => {
                x.len() == y.len() && x.iter().zip(y).all(|(&x, &y)| self.compare(x, y, depth))
            }
            (Type::Signature(x), Type::Signature(y)) => self.compare_signatures(x, y, depth),
            (Type::Union(x), Type::Union(y)) => {
                let (x, y) = (types.compute_union_terms(x), types.compute_union_terms(y));
                types.terms_equal(x.as_deref(), y.as_deref())
            }
            (Type::Interface(_), Type::Interface(_)) => {
                let (x, y) = (types.type_set(a), types.type_set(b));
                if x.comparable != y.comparable
                    || x.methods.len() != y.methods.len()
                    || !types.terms_equal(x.terms.as_deref(), y.terms.as_deref())
                {
                    return false;
                }
                x.methods.iter().zip(&y.methods).all(|(f, g)| {
                    same_id(f.name, f.pkg, g.name, g.pkg, false)
                        && self.compare(f.sig, g.sig, depth)
                })
            }
            (Type::Named(x), Type::Named(y)) => {
                if !types.identical_origin(*x, *y) {
                    return false;
                }
                let (x, y) = (types.type_args(*x), types.type_args(*y));
                // Tags in type arguments always count.
                let tags = std::mem::replace(&mut self.tags, Tags::Count);
                let same =
                    x.len() == y.len() && x.iter().zip(y).all(|(&x, &y)| self.compare(x, y, depth));
                self.tags = tags;
                same
            }
            (
                Type::Basic(_)
                | Type::Unknown(_)
                | Type::Pointer(_)
                | Type::Slice(_)
                | Type::Array { .. }
                | Type::Map { .. }
                | Type::Chan { .. }
                | Type::Struct(_)
                | Type::Tuple(_)
                | Type::Signature(_)
                | Type::Union(_)
                | Type::Interface(_)
                | Type::Named(_)
                | Type::TypeParam(_),
                _,
            ) => false,
        }
    }

    fn compare_signatures(&mut self, x: &Signature, y: &Signature, depth: usize) -> bool {
        let types = self.types;
        if x.variadic != y.variadic
            || x.tparams.len() != y.tparams.len()
            || x.params.len() != y.params.len()
            || x.results.len() != y.results.len()
        {
            return false;
        }
        // Type parameters are the same if their constraints are, once y's are renamed to x's.
        let rename = |ty| {
            if y.tparams.is_empty() { ty } else { types.subst(ty, &y.tparams, &x.tparams) }
        };
        for (&p, &q) in x.tparams.iter().zip(&y.tparams) {
            let bound =
                |ty| types.as_tparam(ty).and_then(|id| types.tparam(id).constraint.get().copied());
            match (bound(p), bound(q)) {
                (Some(p), Some(q)) if self.compare(p, rename(q), depth) => {}
                (None, None) => {}
                _ => return false,
            }
        }
        x.params.iter().zip(&y.params).all(|(p, q)| self.compare(p.ty, rename(q.ty), depth))
            && x.results
                .iter()
                .zip(&y.results)
                .all(|(p, q)| self.compare(p.ty, rename(q.ty), depth))
    }
}
