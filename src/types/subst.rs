//! Substitution of types for type parameters (`types2/subst.go`).

use rustc_hash::{FxHashMap, FxHashSet};

use super::store::{Field, Interface, Method, Param, Signature, Term, Type, TypeId, Types};

/// Types nested more deeply than this are left alone.
const MAX_DEPTH: u32 = 2_000;

impl Types {
    /// The type with `to[i]` in place of the type parameter `from[i]`. Instances are
    /// instantiated anew, not expanded. A generic function type of other type parameters gets
    /// fresh ones if anything in it changes; one of the parameters in `from` keeps its list.
    pub fn subst(&self, ty: TypeId, from: &[TypeId], to: &[TypeId]) -> TypeId {
        if from.is_empty() || from == to || !self.has_tparams(ty) {
            return ty;
        }
        Subst { types: self, from, to, depth: 0, known: FxHashMap::default() }.ty(ty)
    }

    /// Whether a type mentions any type parameter.
    pub fn has_tparams(&self, ty: TypeId) -> bool {
        match self.facts(ty).has_tparams.get() {
            Some(&known) => known,
            None => self.find_tparams(ty, 0, &mut FxHashSet::default()).0,
        }
    }

    /// Whether a type mentions type parameters, and whether that is final. `inexact` are the types
    /// that were looked at and mention none as far as is known.
    fn find_tparams(
        &self,
        ty: TypeId,
        depth: u32,
        inexact: &mut FxHashSet<TypeId>,
    ) -> (bool, bool) {
        if let Some(&known) = self.facts(ty).has_tparams.get() {
            return (known, true);
        }
        if depth > MAX_DEPTH {
            return (true, false);
        }
        if inexact.contains(&ty) {
            return (false, false);
        }
        let mut any = |list: &mut dyn Iterator<Item = TypeId>| {
            let mut is_final = true;
            for ty in list {
                match self.find_tparams(ty, depth + 1, inexact) {
                    (true, _) => return (true, true),
                    (false, known) => is_final &= known,
                }
            }
            (false, is_final)
        };
        let (found, is_final) = match self.get(ty) {
            Type::Basic(_) => (false, true),
            Type::Unknown(unknown) => any(&mut unknown.targs.iter().copied()),
            Type::TypeParam(_) => (true, true),
            Type::Named(id) => {
                let named = self.named(*id);
                match (named.origin, named.implicit_tparams.get()) {
                    (Some(_), _) => any(&mut named.targs.iter().copied()),
                    (None, Some(implicit)) => (!implicit.is_empty(), true),
                    (None, None) => (false, false),
                }
            }
            Type::Pointer(elem)
            | Type::Slice(elem)
            | Type::Array { elem, .. }
            | Type::Chan { elem, .. } => any(&mut std::iter::once(*elem)),
            Type::Map { key, elem } => any(&mut [*key, *elem].into_iter()),
            Type::Struct(fields) => any(&mut fields.iter().map(|f| f.ty)),
            Type::Tuple(list) => any(&mut list.iter().copied()),
            Type::Signature(sig) if !sig.tparams.is_empty() => (true, true),
            Type::Signature(sig) => {
                any(&mut sig.params.iter().chain(&sig.results).map(|param| param.ty))
            }
            Type::Interface(interface) => any(&mut interface
                .methods
                .iter()
                .map(|m| m.sig)
                .chain(interface.embeds.iter().copied())),
            Type::Union(terms) => any(&mut terms.iter().map(|term| term.ty)),
        };
        if is_final {
            let _ = self.facts(ty).has_tparams.set(found);
        } else {
            inexact.insert(ty);
        }
        (found, is_final)
    }
}

struct Subst<'t> {
    types: &'t Types,
    from: &'t [TypeId],
    to: &'t [TypeId],
    depth: u32,
    /// What became of types that were met before.
    known: FxHashMap<TypeId, TypeId>,
}

impl Subst<'_> {
    fn ty(&mut self, ty: TypeId) -> TypeId {
        if self.depth > MAX_DEPTH || !self.types.has_tparams(ty) {
            return ty;
        }
        if let Some(&known) = self.known.get(&ty) {
            return known;
        }
        self.depth += 1;
        let new = self.changed(ty);
        self.depth -= 1;
        // A type parameter is found as quickly in the list.
        if !matches!(self.types.get(ty), Type::TypeParam(_)) {
            self.known.insert(ty, new);
        }
        new
    }

    fn changed(&mut self, ty: TypeId) -> TypeId {
        let types = self.types;
        let new = match types.get(ty) {
            Type::Basic(_) => return ty,
            Type::Unknown(unknown) => {
                let targs = unknown.targs.iter().map(|&targ| self.ty(targ)).collect();
                return types.unknown_type(unknown.pkg, unknown.name, targs);
            }
            Type::TypeParam(_) => {
                let at = self.from.iter().position(|&from| from == ty);
                return at.and_then(|at| self.to.get(at)).copied().unwrap_or(ty);
            }
            Type::Named(id) => {
                let named = types.named(*id);
                let (origin, targs): (_, &[TypeId]) = match named.origin {
                    Some(origin) => (origin, &named.targs),
                    None if named.tparams.get().is_some_and(|list| !list.is_empty()) => return ty,
                    None => (*id, named.implicit_tparams.get().map_or(&[], |list| list)),
                };
                return match self.list(targs, |s, &ty| s.ty(ty)) {
                    Some(targs) => types.instance(origin, &targs),
                    None => ty,
                };
            }
            Type::Pointer(elem) => Type::Pointer(self.ty(*elem)),
            Type::Slice(elem) => Type::Slice(self.ty(*elem)),
            Type::Array { elem, len } => Type::Array { elem: self.ty(*elem), len: *len },
            Type::Chan { dir, elem } => Type::Chan { dir: *dir, elem: self.ty(*elem) },
            Type::Map { key, elem } => Type::Map { key: self.ty(*key), elem: self.ty(*elem) },
            Type::Struct(fields) => {
                let field = |s: &mut Self, f: &Field| Field { ty: s.ty(f.ty), ..f.clone() };
                match self.list(fields, field) {
                    Some(fields) => Type::Struct(fields),
                    None => return ty,
                }
            }
            Type::Tuple(list) => match self.list(list, |s, &ty| s.ty(ty)) {
                Some(list) => Type::Tuple(list),
                None => return ty,
            },
            Type::Signature(sig) => match self.signature(sig) {
                Some(sig) => Type::Signature(sig),
                None => return ty,
            },
            Type::Interface(interface) => {
                let methods =
                    self.list(&interface.methods, |s, m| Method { sig: s.ty(m.sig), ..*m });
                let embeds = self.list(&interface.embeds, |s, &ty| s.ty(ty));
                if methods.is_none() && embeds.is_none() {
                    return ty;
                }
                Type::Interface(Interface {
                    methods: methods.unwrap_or_else(|| interface.methods.clone()),
                    embeds: embeds.unwrap_or_else(|| interface.embeds.clone()),
                    ..*interface
                })
            }
            Type::Union(terms) => {
                match self.list(terms, |s, term| Term { ty: s.ty(term.ty), ..*term }) {
                    Some(terms) => Type::Union(terms),
                    None => return ty,
                }
            }
        };
        types.intern(new)
    }

    fn signature(&mut self, sig: &Signature) -> Option<Signature> {
        if sig.tparams.first().is_some_and(|first| !self.from.contains(first)) {
            return self.generic_signature(sig);
        }
        let param = |s: &mut Self, p: &Param| Param { name: p.name, ty: s.ty(p.ty) };
        let params = self.list(&sig.params, param);
        let results = self.list(&sig.results, param);
        if params.is_none() && results.is_none() {
            return None;
        }
        Some(Signature {
            tparams: sig.tparams.clone(),
            params: params.unwrap_or_else(|| sig.params.clone()),
            results: results.unwrap_or_else(|| sig.results.clone()),
            variadic: sig.variadic,
        })
    }

    /// A function type with type parameters of its own, whose constraints may change too.
    fn generic_signature(&mut self, sig: &Signature) -> Option<Signature> {
        let types = self.types;
        let bound =
            |ty| types.as_tparam(ty).and_then(|id| types.tparam(id).constraint.get().copied());
        let mut changes = false;
        for ty in sig.params.iter().chain(&sig.results).map(|p| p.ty) {
            changes |= self.ty(ty) != ty;
        }
        for ty in sig.tparams.iter().filter_map(|&tparam| bound(tparam)) {
            changes |= self.ty(ty) != ty;
        }
        if !changes {
            return None;
        }
        let fresh = types.fresh_tparams(&sig.tparams);
        let from = [self.from, &sig.tparams].concat();
        let to = [self.to, &fresh].concat();
        let known = FxHashMap::default();
        let mut inner = Subst { types, from: &from, to: &to, depth: self.depth, known };
        for (&new, &old) in fresh.iter().zip(&sig.tparams) {
            if let (Some(id), Some(bound)) = (types.as_tparam(new), bound(old)) {
                let _ = types.tparam(id).constraint.set(inner.ty(bound));
            }
        }
        let param = |s: &mut Subst<'_>, p: &Param| Param { name: p.name, ty: s.ty(p.ty) };
        let params = sig.params.iter().map(|p| param(&mut inner, p)).collect();
        let results = sig.results.iter().map(|p| param(&mut inner, p)).collect();
        Some(Signature { tparams: fresh, params, results, variadic: sig.variadic })
    }

    /// The list with each element substituted, absent if nothing changes.
    fn list<T: Clone + PartialEq>(
        &mut self,
        list: &[T],
        mut subst: impl FnMut(&mut Self, &T) -> T,
    ) -> Option<Box<[T]>> {
        let mut out: Option<Box<[T]>> = None;
        for (i, item) in list.iter().enumerate() {
            let new = subst(self, item);
            if new != *item {
                out.get_or_insert_with(|| list.into())[i] = new;
            }
        }
        out
    }
}

impl Types {
    /// New type parameters with the names of these; their constraints are not set.
    pub(super) fn fresh_tparams(&self, tparams: &[TypeId]) -> Box<[TypeId]> {
        let fresh = |ty: &TypeId| match self.as_tparam(*ty) {
            Some(id) => {
                let old = self.tparam(id);
                self.new_tparam(old.obj, old.index).1
            }
            None => *ty,
        };
        tparams.iter().map(fresh).collect()
    }
}
