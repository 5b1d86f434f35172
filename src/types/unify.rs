//! Unification of types (`types2/unify.go`).
//!
//! Two types unify if types for the type parameters make them identical, or at the top, make
//! the one assignable to the other:
//!
//! ```go
//! func f[K comparable, V any](m map[K]V) {}
//! type Ages map[string]int
//! f(Ages{})   // map[K]V unifies with Ages inexactly: K = string, V = int
//! ```
//!
//! The unknown type unifies with everything.

use rustc_hash::FxHashSet;

use super::lookup::{Ctx, Lookup, same_id};
use super::store::{Basic, Type, TypeId, Types};
use super::walk::MAX_PARTS;
use crate::syntax::ast::ChanDir;

/// How exactly types have to agree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Exactness(u8);

impl Exactness {
    /// A named type agrees with a literal by its underlying type, directions of channels don't
    /// matter, and a type agrees with an interface whose methods it has.
    pub(super) const INEXACT: Exactness = Exactness(0);
    /// Inexact at the top, exact for elements.
    pub(super) const ASSIGN: Exactness = Exactness(1);
    /// The types have to become identical.
    pub(super) const EXACT: Exactness = Exactness(2);

    fn is_exact(self) -> bool {
        self.0 & Exactness::EXACT.0 != 0
    }

    /// The mode for elements of types compared in this mode.
    fn element(self) -> Exactness {
        if self.0 & Exactness::ASSIGN.0 != 0 {
            Exactness(self.0 | Exactness::EXACT.0)
        } else {
            self
        }
    }
}

/// Deeper unification fails: only types that expand without end get there.
const MAX_DEPTH: u32 = 100;

/// From this number of pairs on it is remembered what has unified: types may share their parts.
const REMEMBERED: usize = 1_000;

/// The type parameters to infer, with what is known of them. Parameters that were unified with
/// each other share a slot.
pub(super) struct Unifier<'t> {
    types: &'t Types,
    tparams: Box<[TypeId]>,
    slots: Vec<usize>,
    values: Vec<Option<TypeId>>,
    /// Whether methods of interfaces are unified, since Go 1.21.
    interfaces: bool,
    depth: u32,
    /// Interfaces that are being unified.
    pairs: Vec<(TypeId, TypeId)>,
    /// How many pairs were looked at, and of those after the first [`REMEMBERED`] the ones that
    /// unified: again they tell nothing new.
    steps: usize,
    unified: FxHashSet<(TypeId, TypeId, Exactness)>,
}

impl<'t> Unifier<'t> {
    /// Type parameters with the type arguments that are given.
    pub(super) fn new(
        types: &'t Types,
        tparams: &[TypeId],
        targs: &[Option<TypeId>],
        interfaces: bool,
    ) -> Unifier<'t> {
        Unifier {
            types,
            tparams: tparams.into(),
            slots: (0..tparams.len()).collect(),
            values: (0..tparams.len()).map(|i| targs.get(i).copied().flatten()).collect(),
            interfaces,
            depth: 0,
            pairs: Vec::new(),
            steps: 0,
            unified: FxHashSet::default(),
        }
    }

    fn bound(&self, ty: TypeId) -> Option<usize> {
        self.tparams.iter().position(|&tparam| tparam == ty)
    }

    /// What is inferred for a type parameter.
    pub(super) fn at(&self, tparam: usize) -> Option<TypeId> {
        self.values[self.slots[tparam]]
    }

    /// Sets a type parameter, and those unified with it.
    pub(super) fn set(&mut self, tparam: usize, ty: TypeId) {
        self.values[self.slots[tparam]] = Some(ty);
    }

    /// The number of type parameters that aren't known yet.
    pub(super) fn unknowns(&self) -> usize {
        self.slots.iter().filter(|&&slot| self.values[slot].is_none()).count()
    }

    /// What is inferred for each type parameter.
    pub(super) fn inferred(&self) -> Vec<Option<TypeId>> {
        self.slots.iter().map(|&slot| self.values[slot]).collect()
    }

    fn join(&mut self, x: usize, y: usize) -> bool {
        let (sx, sy) = (self.slots[x], self.slots[y]);
        if sx == sy {
            return true;
        }
        let (from, to) = match (self.values[sx], self.values[sy]) {
            (Some(_), Some(_)) => return false,
            (Some(_), None) => (sy, sx),
            (None, _) => (sx, sy),
        };
        for slot in &mut self.slots {
            if *slot == from {
                *slot = to;
            }
        }
        true
    }

    /// Unifies two types; may infer type parameters even if it fails.
    pub(super) fn unify(
        &mut self,
        cx: &mut Ctx<'_>,
        x: TypeId,
        y: TypeId,
        mode: Exactness,
    ) -> bool {
        if x == y {
            return true;
        }
        if self.depth > MAX_DEPTH || self.steps > MAX_PARTS {
            return false;
        }
        self.steps += 1;
        let is_large = self.steps > REMEMBERED;
        if is_large && self.unified.contains(&(x, y, mode)) {
            return true;
        }
        self.depth += 1;
        let unified = self.unify_inner(cx, x, y, mode);
        self.depth -= 1;
        if is_large && unified {
            self.unified.insert((x, y, mode));
        }
        unified
    }

    /// The interface that a type is or is declared as; type parameters aren't.
    fn as_interface(&self, ty: TypeId) -> Option<TypeId> {
        if self.types.is_type_param(ty) {
            return None;
        }
        self.types.under_interface(ty).map(|(interface, _)| interface)
    }

    fn unify_inner(&mut self, cx: &mut Ctx<'_>, x: TypeId, y: TypeId, mode: Exactness) -> bool {
        let types = self.types;
        let (mut x, mut y) = (x, y);
        // If there is a declared type, there is one in y; if there is a type parameter to infer,
        // there is one in x.
        if types.as_named(x).is_some() || self.bound(y).is_some() {
            std::mem::swap(&mut x, &mut y);
        }
        if !mode.is_exact()
            && types.as_named(y).is_some()
            && types.is_type_lit(x)
            && !(self.interfaces && types.is_interface(x))
        {
            y = types.underlying(y);
            if x == y {
                return true;
            }
        }
        match (self.bound(x), self.bound(y)) {
            (Some(px), Some(py)) => {
                if self.join(px, py) {
                    return true;
                }
                return match (self.at(px), self.at(py)) {
                    (Some(x), Some(y)) => self.unify(cx, x, y, mode),
                    _ => false,
                };
            }
            (Some(px), None) => {
                let Some(x) = self.at(px) else {
                    self.set(px, y);
                    return true;
                };
                return self.unify(cx, x, y, mode) && self.prefer(px, x, y, mode);
            }
            (None, _) => {}
        }
        if [x, y].contains(&types.invalid()) {
            return true;
        }
        if self.interfaces && !mode.is_exact() {
            match (self.as_interface(x), self.as_interface(y)) {
                (Some(xi), Some(yi)) => return self.unify_interfaces(cx, xi, yi),
                (Some(interface), None) => return self.unify_methods(cx, interface, y),
                (None, Some(interface)) => return self.unify_methods(cx, interface, x),
                (None, None) => {}
            }
        }
        // A type parameter that isn't to be inferred is in x.
        if types.is_type_param(y) {
            std::mem::swap(&mut x, &mut y);
        }
        let emode = mode.element();
        match (types.get(x), types.get(y)) {
            (Type::Basic(a), Type::Basic(b)) => a.canon() == b.canon(),
            (Type::Unknown(_), _) | (_, Type::Unknown(_)) => {
                !types.is_valid(x) && !types.is_valid(y)
            }
            (Type::Array { elem: a, len: m }, Type::Array { elem: b, len: n }) => {
                (*m < 0 || *n < 0 || m == n) && self.unify(cx, *a, *b, emode)
            }
            (Type::Slice(a), Type::Slice(b)) | (Type::Pointer(a), Type::Pointer(b)) => {
                self.unify(cx, *a, *b, emode)
            }
            (Type::Struct(a), Type::Struct(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(f, g)| {
                        f.embedded == g.embedded
                            && f.tag == g.tag
                            && same_id(f.name, f.pkg, g.name, g.pkg, false)
                            && self.unify(cx, f.ty, g.ty, emode)
                    })
            }
            (Type::Tuple(a), Type::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| self.unify(cx, a, b, mode))
            }
            (Type::Signature(a), Type::Signature(b)) => {
                a.variadic == b.variadic
                    && a.params.len() == b.params.len()
                    && a.results.len() == b.results.len()
                    && a.params
                        .iter()
                        .zip(&b.params)
                        .all(|(p, q)| self.unify(cx, p.ty, q.ty, emode))
                    && a.results
                        .iter()
                        .zip(&b.results)
                        .all(|(p, q)| self.unify(cx, p.ty, q.ty, emode))
            }
            (Type::Interface(_), Type::Interface(_)) => {
                let (a, b) = (types.type_set(x), types.type_set(y));
                if a.comparable != b.comparable
                    || a.methods.len() != b.methods.len()
                    || !types.terms_equal(a.terms.as_deref(), b.terms.as_deref())
                {
                    return false;
                }
                if self.is_open(x, y) {
                    return true;
                }
                self.pairs.push((x, y));
                let unified = a.methods.iter().zip(&b.methods).all(|(f, g)| {
                    same_id(f.name, f.pkg, g.name, g.pkg, false)
                        && self.unify(cx, f.sig, g.sig, Exactness::EXACT)
                });
                self.pairs.pop();
                unified
            }
            (Type::Map { key: k, elem: a }, Type::Map { key: l, elem: b }) => {
                self.unify(cx, *k, *l, emode) && self.unify(cx, *a, *b, emode)
            }
            (Type::Chan { dir: d, elem: a }, Type::Chan { dir: e, elem: b }) => {
                (!mode.is_exact() || d == e) && self.unify(cx, *a, *b, emode)
            }
            (Type::Named(a), Type::Named(b)) => {
                // Arguments first: what they tell makes for better messages.
                let (xargs, yargs) = (types.type_args(*a), types.type_args(*b));
                xargs.len() == yargs.len()
                    && xargs.iter().zip(yargs).all(|(&a, &b)| self.unify(cx, a, b, mode))
                    && types.identical_origin(*a, *b)
            }
            (Type::TypeParam(_), _) => {
                // Its type arguments have the structure of its core type.
                match types.common_under(x, None) {
                    Ok(Some(core)) => self.unify(cx, core, y, Exactness::ASSIGN),
                    _ => false,
                }
            }
            (
                Type::Basic(_)
                | Type::Array { .. }
                | Type::Slice(_)
                | Type::Pointer(_)
                | Type::Struct(_)
                | Type::Tuple(_)
                | Type::Signature(_)
                | Type::Interface(_)
                | Type::Union(_)
                | Type::Map { .. }
                | Type::Chan { .. }
                | Type::Named(_),
                _,
            ) => false,
        }
    }

    /// After a type parameter's type `x` has unified with `y`: chooses one of the two so that
    /// the order of arguments doesn't matter. A declared type is preferred, then a channel with
    /// a direction.
    fn prefer(&mut self, px: usize, x: TypeId, y: TypeId, mode: Exactness) -> bool {
        let types = self.types;
        let named = |ty| types.as_named(ty).is_some();
        match (self.as_interface(x), self.as_interface(y)) {
            (Some(xi), Some(yi)) => {
                if named(x) && named(y) {
                    return types.identical(x, y);
                }
                if types.type_set(xi).methods.len() != types.type_set(yi).methods.len() {
                    return false;
                }
            }
            (None, None) => {}
            _ if !(types.is_valid(x) && types.is_valid(y)) => {}
            _ => return false,
        }
        if !mode.is_exact() && !named(x) {
            let directed = matches!(
                types.get(types.underlying(y)),
                Type::Chan { dir: ChanDir::SendOnly | ChanDir::RecvOnly, .. }
            );
            if named(y) || directed {
                self.set(px, y);
            }
        }
        true
    }

    fn is_open(&self, x: TypeId, y: TypeId) -> bool {
        self.pairs.contains(&(x, y)) || self.pairs.contains(&(y, x))
    }

    /// One interface has the methods of the other, and those unify.
    fn unify_interfaces(&mut self, cx: &mut Ctx<'_>, x: TypeId, y: TypeId) -> bool {
        let types = self.types;
        let (a, b) = (types.type_set(x), types.type_set(y));
        if a.comparable != b.comparable
            || !types.terms_equal(a.terms.as_deref(), b.terms.as_deref())
        {
            return false;
        }
        if self.is_open(x, y) {
            return true;
        }
        let (few, many) = if a.methods.len() <= b.methods.len() { (a, b) } else { (b, a) };
        self.pairs.push((x, y));
        let unified = few.methods.iter().all(|m| {
            many.lookup_method(m.pkg, m.name, false)
                .is_some_and(|(_, other)| self.unify(cx, m.sig, other.sig, Exactness::EXACT))
        });
        self.pairs.pop();
        unified
    }

    /// A type has the methods of an interface, and those unify.
    fn unify_methods(&mut self, cx: &mut Ctx<'_>, interface: TypeId, ty: TypeId) -> bool {
        let types = self.types;
        let set = types.type_set(interface);
        set.methods.iter().all(|m| {
            let found = types.lookup_field_or_method(ty, false, m.pkg, m.name, false);
            let Lookup::Method { recv, method, sig, .. } = found else { return false };
            let sig = match (sig, method) {
                (Some(sig), _) => sig,
                (None, Some(method)) => {
                    cx.resolver.obj_decl(method);
                    match types.method_signature(recv, method) {
                        Some(sig) => sig,
                        None => return true,
                    }
                }
                (None, None) => return false,
            };
            let generic = types.as_signature(sig).is_some_and(|sig| !sig.tparams.is_empty());
            !generic && self.unify(cx, m.sig, sig, Exactness::EXACT)
        })
    }
}

/// Whether the type is that of an untyped `nil`.
pub(super) fn is_nil(types: &Types, ty: TypeId) -> bool {
    matches!(types.get(ty), Type::Basic(Basic::UntypedNil))
}
