//! Type sets of interfaces (`types2/typeset.go`, `typeterm.go`, `termlist.go`).
//!
//! The type set of an interface is what its methods, embedded interfaces and unions leave of
//! all types:
//!
//! ```go
//! type Number interface {
//!     ~int | ~float64   // terms
//!     String() string   // methods
//! }
//! ```
//!
//! It is computed once for each interface, when all that the interface embeds is known.

use super::predicates::Comparability;
use std::borrow::Cow;
use std::cmp::Ordering;

use rustc_hash::{FxHashMap, FxHashSet};

pub use super::data::TypeSet;
use super::lookup::same_id;
use super::store::{Basic, Method, PkgId, Term, Type, TypeId, Types};
use crate::symbol::Symbol;

/// A union of more terms is treated as unknown.
pub const MAX_TERMS: usize = 100;

impl TypeSet {
    /// Whether no type belongs to it.
    pub fn is_empty(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.is_empty())
    }

    /// Whether all types belong to it.
    pub fn is_all(&self) -> bool {
        self.is_method_set() && self.methods.is_empty()
    }

    /// Whether methods alone describe it, so that it may be the type of a variable.
    pub fn is_method_set(&self) -> bool {
        !self.comparable && self.terms.is_none()
    }

    /// Whether it is a union of specific types.
    pub fn has_terms(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| !terms.is_empty())
    }

    /// The method of this name with its index; `fold_case` ignores case.
    pub fn lookup_method(
        &self,
        pkg: Option<PkgId>,
        name: Symbol,
        fold_case: bool,
    ) -> Option<(usize, Method)> {
        if name.is_blank() {
            return None;
        }
        // They are sorted by what they are compared by.
        let key = |name: Symbol| (!name.is_exported(), name.as_str());
        let from = match fold_case {
            true => 0,
            false => self.methods.partition_point(|m| key(m.name) < key(name)),
        };
        let found = |m: &Method| same_id(m.name, m.pkg, name, pkg, fold_case);
        let methods = self.methods.get(from..)?;
        let same = methods.iter().take_while(|m| fold_case || m.name == name);
        let at = from + same.into_iter().position(found)?;
        Some((at, self.methods[at]))
    }
}

/// Type sets as far as they are known, of interfaces that embed what isn't declared yet or
/// themselves.
type Unfinished = FxHashMap<TypeId, TypeSet>;

/// What is known of a type set, and whether it may be kept.
struct Computed {
    set: TypeSet,
    complete: bool,
}

impl Types {
    /// The type set of an interface, or of a type with an underlying interface; of any other
    /// type, all types.
    pub fn type_set(&self, ty: TypeId) -> Cow<'_, TypeSet> {
        self.type_set_at(self.underlying(ty), &mut Unfinished::default()).0
    }

    /// The type set of an interface literal, if all that it embeds is known.
    pub(super) fn final_type_set(&self, interface: TypeId) -> Option<&TypeSet> {
        match self.type_set_at(interface, &mut Unfinished::default()) {
            (Cow::Borrowed(set), true) => Some(set),
            _ => None,
        }
    }

    fn type_set_at(&self, under: TypeId, unfinished: &mut Unfinished) -> (Cow<'_, TypeSet>, bool) {
        let facts = self.facts(under);
        if let Some(set) = facts.type_set.get() {
            return (Cow::Borrowed(set), true);
        }
        if let Some(set) = unfinished.get(&under) {
            return (Cow::Owned(set.clone()), false);
        }
        let computed = self.compute_type_set(under, unfinished);
        if computed.complete {
            (Cow::Borrowed(facts.type_set.get_or_init(|| Box::new(computed.set))), true)
        } else {
            unfinished.insert(under, computed.set.clone());
            (Cow::Owned(computed.set), false)
        }
    }

    fn compute_type_set(&self, under: TypeId, unfinished: &mut Unfinished) -> Computed {
        let Type::Interface(interface) = self.get(under) else {
            return Computed { set: TypeSet::default(), complete: false };
        };
        // An interface that embeds itself is an error; met again, it adds nothing.
        if !interface.embeds.is_empty() {
            unfinished.insert(under, TypeSet::default());
        }
        let mut complete = true;
        let mut methods: Vec<Method> = Vec::with_capacity(interface.methods.len());
        let mut seen = FxHashSet::default();
        let mut add = |m: Method, methods: &mut Vec<Method>| {
            if seen.insert(m.id()) {
                methods.push(m);
            }
        };
        for &m in &interface.methods {
            add(m, &mut methods);
        }
        let mut terms: Option<Vec<Term>> = None;
        let mut comparable = interface.is_comparable;
        for &embed in &interface.embeds {
            let Some(under) = self.try_underlying(embed) else {
                complete = false;
                continue;
            };
            let (embed_terms, embed_comparable) = match self.get(under) {
                Type::Interface(_) => {
                    let (set, known) = self.type_set_at(under, unfinished);
                    complete &= known;
                    for &m in &set.methods {
                        add(m, &mut methods);
                    }
                    (set.terms.as_ref().map(|terms| terms.to_vec()), set.comparable)
                }
                Type::Union(union) => {
                    let Some((terms, known)) = self.union_terms(union, unfinished) else {
                        continue; // too many terms: the union is ignored
                    };
                    complete &= known;
                    (terms, false)
                }
                Type::Basic(Basic::Invalid) | Type::Unknown(_) => continue,
                _ => (Some(vec![Term { tilde: false, ty: embed }]), false),
            };
            (terms, comparable) =
                self.intersect_sets((terms, comparable), (embed_terms, embed_comparable));
        }
        methods.sort_unstable_by(|a, b| self.compare_methods(a, b));
        let set = TypeSet {
            methods: methods.into(),
            terms: terms.map(Vec::into_boxed_slice),
            comparable,
        };
        Computed { set, complete }
    }

    /// The normalized terms of a union, absent inside if they comprise all types, and whether
    /// that is final; absent as a whole if there are too many.
    fn union_terms(
        &self,
        union: &[Term],
        unfinished: &mut Unfinished,
    ) -> Option<(Option<Vec<Term>>, bool)> {
        let mut all: Vec<Term> = Vec::new();
        let mut complete = true;
        for &term in union {
            let Some(under) = self.try_underlying(term.ty) else {
                complete = false;
                continue;
            };
            match self.get(under) {
                Type::Interface(_) => {
                    let (set, known) = self.type_set_at(under, unfinished);
                    complete &= known;
                    match &set.terms {
                        None => return Some((None, complete)),
                        Some(terms) => all.extend_from_slice(terms),
                    }
                }
                Type::Basic(Basic::Invalid) => continue,
                // ~T of a type that isn't its own underlying type has no members.
                _ if term.tilde && !self.identical(term.ty, under) => {}
                _ => all.push(term),
            }
            if all.len() > MAX_TERMS {
                all = self.normalize(all);
                if all.len() > MAX_TERMS {
                    return None;
                }
            }
        }
        Some((Some(self.normalize(all)), complete))
    }

    /// Whether a union has more terms than can be handled.
    pub fn has_too_many_terms(&self, union: &[Term]) -> bool {
        self.union_terms(union, &mut Unfinished::default()).is_none()
    }

    /// The terms of a union literal, normalized: absent if they comprise all types.
    pub fn compute_union_terms(&self, union: &[Term]) -> Option<Vec<Term>> {
        self.union_terms(union, &mut Unfinished::default()).and_then(|(terms, _)| terms)
    }

    /// The order of methods in type sets: exported ones first, then by name, and unexported
    /// ones of the same name by package path.
    pub fn compare_methods(&self, a: &Method, b: &Method) -> Ordering {
        let path = |m: &Method| m.pkg.map_or("", |pkg| self.package(pkg).path.as_str());
        let exported = a.name.is_exported();
        b.name
            .is_exported()
            .cmp(&exported)
            .then_with(|| a.name.as_str().cmp(b.name.as_str()))
            .then_with(|| if exported { Ordering::Equal } else { path(a).cmp(path(b)) })
    }

    fn intersect_sets(
        &self,
        (x, x_comparable): (Option<Vec<Term>>, bool),
        (y, y_comparable): (Option<Vec<Term>>, bool),
    ) -> (Option<Vec<Term>>, bool) {
        let terms = match (x, y) {
            (None, terms) | (terms, None) => terms,
            (Some(x), Some(y)) => {
                let mut both = Vec::new();
                for &a in &x {
                    both.extend(y.iter().filter_map(|&b| self.intersect_terms(a, b)));
                }
                Some(self.normalize(both))
            }
        };
        let comparable = x_comparable || y_comparable;
        match terms {
            Some(mut terms) if comparable => {
                terms.retain(|term| self.comparable_type(term.ty, Comparability::Strict).is_ok());
                (Some(terms), false)
            }
            terms => (terms, comparable),
        }
    }

    fn disjoint(&self, a: Term, b: Term) -> bool {
        let ua = if b.tilde { self.underlying(a.ty) } else { a.ty };
        let ub = if a.tilde { self.underlying(b.ty) } else { b.ty };
        !self.identical(ua, ub)
    }

    fn intersect_terms(&self, a: Term, b: Term) -> Option<Term> {
        if self.disjoint(a, b) {
            return None;
        }
        Some(if !a.tilde || b.tilde { a } else { b })
    }

    /// Without terms that others include.
    fn normalize(&self, terms: Vec<Term>) -> Vec<Term> {
        let mut out: Vec<Term> = Vec::with_capacity(terms.len());
        let mut used = vec![false; terms.len()];
        for i in 0..terms.len() {
            if used[i] {
                continue;
            }
            let mut merged = terms[i];
            for j in i + 1..terms.len() {
                if !used[j] && !self.disjoint(merged, terms[j]) {
                    used[j] = true;
                    if !merged.tilde && terms[j].tilde {
                        merged = terms[j];
                    }
                }
            }
            out.push(merged);
        }
        out
    }

    /// Whether a type belongs to a term.
    pub fn term_includes(&self, term: Term, ty: TypeId) -> bool {
        let ty = if term.tilde { self.underlying(ty) } else { ty };
        self.identical(term.ty, ty)
    }

    /// Whether each type of `a` is one of `b`.
    pub fn terms_subset(&self, a: Option<&[Term]>, b: Option<&[Term]>) -> bool {
        match (a, b) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => {
                a.iter().all(|&x| b.iter().any(|&y| !self.disjoint(x, y) && (!x.tilde || y.tilde)))
            }
        }
    }

    /// Whether two unions have the same members.
    pub fn terms_equal(&self, a: Option<&[Term]>, b: Option<&[Term]>) -> bool {
        self.terms_subset(a, b) && self.terms_subset(b, a)
    }

    /// Whether `f` holds for all terms of a type parameter's constraint; without terms it is
    /// called once without one.
    pub fn tparam_is(&self, ty: TypeId, f: impl FnMut(Option<Term>) -> bool) -> bool {
        let Some(tparam) = self.as_tparam(ty) else { return false };
        if self.has_unknown_constraint(ty) {
            return true;
        }
        self.set_is(&self.type_set(self.iface(tparam)), f)
    }

    /// Whether `f` holds for all terms of a type set; without terms it is called once without
    /// one.
    pub fn set_is(&self, set: &TypeSet, mut f: impl FnMut(Option<Term>) -> bool) -> bool {
        match &set.terms {
            Some(terms) if !terms.is_empty() => terms.iter().all(|&term| f(Some(term))),
            _ => f(None),
        }
    }
}
