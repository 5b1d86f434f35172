//! Inference of type arguments (`types2/infer.go`).
//!
//! In order: typed arguments are unified with their parameters; type arguments with the core
//! types and methods of their constraints, as long as that tells anything new; untyped
//! constants give their default type to what is still unknown; and what was inferred in terms
//! of other type parameters is resolved.
//!
//! ```go
//! func apply[S ~[]E, E, R any](s S, f func(E) R) []R
//! apply(words, strconv.Itoa)   // S = []int, from f: E = int, R = string
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::display::Qualifier;
use super::lookup::Ctx;
use super::store::{Term, Type, TypeId, Types};
use super::unify::{Exactness, Unifier, is_nil};
use crate::profile::language;

/// Why type arguments could not be inferred.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InferError {
    /// Because of an error that was reported before.
    Silent,
    /// An argument doesn't fit its parameter.
    Mismatch {
        /// The argument.
        arg: usize,
        /// Its type.
        ty: TypeId,
        /// The parameter's type.
        param: TypeId,
        /// The parameter's type with what was inferred, if that differs.
        inferred: Option<TypeId>,
        /// The type parameters, if nothing was inferred.
        unknown: Option<Box<[TypeId]>>,
        /// Whether a function is assigned, rather than called.
        reverse: bool,
    },
    /// Untyped constants of different kinds for one type parameter.
    Untyped {
        /// The argument.
        arg: usize,
        /// The type of the arguments before.
        max: TypeId,
        /// Its type.
        ty: TypeId,
        /// The type parameter.
        tparam: TypeId,
    },
    /// A type argument doesn't satisfy its constraint.
    Constraint {
        /// The type parameter.
        tparam: TypeId,
        /// The type argument.
        targ: TypeId,
        /// Why, in parentheses; may be empty.
        cause: String,
    },
    /// Nothing tells what a type parameter is.
    Unknown {
        /// The type parameter.
        tparam: TypeId,
    },
}

impl InferError {
    /// The argument to blame; otherwise it is the call.
    pub fn arg(&self) -> Option<usize> {
        match self {
            InferError::Mismatch { arg, .. } | InferError::Untyped { arg, .. } => Some(*arg),
            InferError::Silent | InferError::Constraint { .. } | InferError::Unknown { .. } => None,
        }
    }

    /// The error in gc's words, but for the place where an unknown type parameter is declared;
    /// empty if there is nothing to report.
    pub fn message(
        &self,
        types: &Types,
        qual: impl Into<Qualifier>,
        arg_text: &dyn Fn(usize) -> String,
    ) -> String {
        let qual = qual.into();
        let name = |ty: TypeId| types.type_string(ty, qual);
        match self {
            InferError::Silent => String::new(),
            InferError::Mismatch { arg, ty, param, inferred, unknown, reverse } => {
                let (ty, text, param) = (name(*ty), arg_text(*arg), name(*param));
                match (unknown, inferred) {
                    (Some(tparams), _) => format!(
                        "type {ty} of {text} does not match {param} (cannot infer {})",
                        types.type_params_string(tparams)
                    ),
                    (None, Some(inferred)) if *reverse => format!(
                        "inferred type {} for {param} does not match type {ty} of {text}",
                        name(*inferred)
                    ),
                    (None, Some(inferred)) => format!(
                        "type {ty} of {text} does not match inferred type {} for {param}",
                        name(*inferred)
                    ),
                    (None, None) => format!("type {ty} of {text} does not match {param}"),
                }
            }
            InferError::Untyped { max, ty, tparam, .. } => format!(
                "mismatched types {} and {} (cannot infer {})",
                name(*max),
                name(*ty),
                name(*tparam)
            ),
            InferError::Constraint { tparam, targ, cause } => {
                let constraint = types
                    .as_tparam(*tparam)
                    .and_then(|id| types.tparam(id).constraint.get())
                    .map_or_else(String::new, |&bound| name(bound));
                let space = if cause.is_empty() { "" } else { " " };
                format!(
                    "{} (type {}) does not satisfy {constraint}{space}{cause}",
                    name(*tparam),
                    name(*targ)
                )
            }
            InferError::Unknown { tparam } => format!("cannot infer {}", name(*tparam)),
        }
    }
}

impl Types {
    /// The type arguments for type parameters, of which some may be given, such that arguments
    /// of the types `args` may be passed to parameters of the types `params`. Arguments that are
    /// untyped have an untyped type; generic functions among them have their generic type, and
    /// their type parameters are among `tparams`. In the `reverse` case a function is assigned,
    /// and the argument stands for the variable.
    #[allow(clippy::too_many_arguments, reason = "a call has that many aspects")]
    pub fn infer(
        &self,
        tparams: &[TypeId],
        targs: &[Option<TypeId>],
        params: &[TypeId],
        args: &[TypeId],
        reverse: bool,
        cx: &mut Ctx<'_>,
    ) -> Result<Box<[TypeId]>, InferError> {
        let given: Option<Box<[TypeId]>> = targs.iter().copied().collect();
        if let Some(given) = given
            && given.len() == tparams.len()
        {
            return Ok(given);
        }
        if args.iter().any(|&arg| !self.is_valid(arg)) || targs.len() > tparams.len() {
            return Err(InferError::Silent);
        }
        let mut targs = targs.to_vec();
        targs.resize(tparams.len(), None);
        let params: Vec<TypeId> =
            params.iter().map(|&param| self.subst_known(param, tparams, &targs)).collect();

        let mut u =
            Unifier::new(self, tparams, &targs, cx.version >= language::INFERENCE_OF_FUNCTIONS);
        let mut untyped = Vec::new();
        for (i, (&param, &arg)) in params.iter().zip(args).enumerate() {
            if !self.is_parameterized(tparams, param) && !self.is_parameterized(tparams, arg) {
                continue;
            }
            if self.is_typed(arg) {
                if !u.unify(cx, param, arg, Exactness::ASSIGN) {
                    return Err(self.mismatch(tparams, &u, i, arg, param, reverse));
                }
            } else if self.is_type_param(param) && !is_nil(self, arg) {
                untyped.push(i);
            }
        }

        self.use_constraints(tparams, &mut u, cx)?;

        // Untyped constants tell of what is still unknown; the largest kind counts.
        let mut max_untyped: Vec<(usize, TypeId)> = Vec::new();
        for i in untyped {
            let Some(tparam) = tparams.iter().position(|&tparam| tparam == params[i]) else {
                continue;
            };
            if u.at(tparam).is_some() {
                continue;
            }
            match max_untyped.iter_mut().find(|(other, _)| *other == tparam) {
                None => max_untyped.push((tparam, args[i])),
                Some((_, max)) => match self.max_type(*max, args[i]) {
                    Some(larger) => *max = larger,
                    None => {
                        return Err(InferError::Untyped {
                            arg: i,
                            max: *max,
                            ty: args[i],
                            tparam: tparams[tparam],
                        });
                    }
                },
            }
        }
        for (tparam, max) in max_untyped {
            u.set(tparam, self.default_type(max));
        }
        self.resolve_inferred(tparams, &targs, u.inferred())
    }

    /// The type with known type arguments in place of their type parameters.
    fn subst_known(&self, ty: TypeId, tparams: &[TypeId], targs: &[Option<TypeId>]) -> TypeId {
        let to: Vec<TypeId> =
            tparams.iter().zip(targs).map(|(&tparam, targ)| targ.unwrap_or(tparam)).collect();
        self.subst(ty, tparams, &to)
    }

    fn mismatch(
        &self,
        tparams: &[TypeId],
        u: &Unifier<'_>,
        arg: usize,
        ty: TypeId,
        param: TypeId,
        reverse: bool,
    ) -> InferError {
        let known = u.inferred();
        if known.iter().all(Option::is_none) {
            let unknown = Some(tparams.into());
            return InferError::Mismatch { arg, ty, param, inferred: None, unknown, reverse };
        }
        let inferred = Some(self.subst_known(param, tparams, &known)).filter(|&new| new != param);
        InferError::Mismatch { arg, ty, param, inferred, unknown: None, reverse }
    }

    /// Unifies type arguments with their constraints as long as that tells anything new.
    fn use_constraints(
        &self,
        tparams: &[TypeId],
        u: &mut Unifier<'_>,
        cx: &mut Ctx<'_>,
    ) -> Result<(), InferError> {
        loop {
            let unknowns = u.unknowns();
            for (i, &tparam) in tparams.iter().enumerate() {
                let targ = u.at(i);
                if let Some((core, single)) = self.core_term(tparam) {
                    match targ {
                        Some(targ) if !u.unify(cx, targ, core.ty, Exactness::INEXACT) => {
                            let cause = String::new();
                            return Err(InferError::Constraint { tparam, targ, cause });
                        }
                        None if single && !core.tilde => u.set(i, core.ty),
                        Some(_) | None => {}
                    }
                }
                let Some(targ) = targ else { continue };
                if self.is_parameterized(tparams, targ) {
                    continue;
                }
                let Some(id) = self.as_tparam(tparam) else { continue };
                let iface = self.iface(id);
                if self.type_set(iface).methods.is_empty() {
                    continue;
                }
                let mut cause = String::new();
                let mut unify = |cx: &mut Ctx<'_>, x, y| u.unify(cx, x, y, Exactness::EXACT);
                if !self.has_all_methods(targ, iface, true, cx, &mut unify, Some(&mut cause)) {
                    return Err(InferError::Constraint { tparam, targ, cause });
                }
            }
            if u.unknowns() == unknowns {
                return Ok(());
            }
        }
    }

    /// The type that a constraint narrows a type parameter down to, with whether it stands for
    /// the types declared as it, and whether it is the only one.
    fn core_term(&self, tparam: TypeId) -> Option<(Term, bool)> {
        let id = self.as_tparam(tparam)?;
        let set = self.type_set(self.iface(id));
        match set.terms.as_deref() {
            None | Some([]) => None,
            Some([single]) => Some((*single, true)),
            Some(terms) => {
                let tilde = terms.iter().any(|term| term.tilde);
                let ty = self.common_under(tparam, None).ok().flatten()?;
                Some((Term { tilde, ty }, false))
            }
        }
    }

    /// Resolves what was inferred in terms of type parameters.
    fn resolve_inferred(
        &self,
        tparams: &[TypeId],
        targs: &[Option<TypeId>],
        mut inferred: Vec<Option<TypeId>>,
    ) -> Result<Box<[TypeId]>, InferError> {
        CycleKiller {
            types: self,
            tparams,
            inferred: &mut inferred,
            open: Vec::new(),
            done: FxHashSet::default(),
        }
        .run();
        let mut dirty: Vec<usize> = (0..tparams.len())
            .filter(|&i| inferred[i].is_some() && targs.get(i).copied().flatten().is_none())
            .collect();
        // Without cycles, each round resolves one more level.
        for _ in 0..=tparams.len() + 1 {
            if dirty.is_empty() {
                break;
            }
            dirty.retain(|&i| {
                let Some(old) = inferred[i] else { return false };
                let mut new = self.subst_known(old, tparams, &inferred);
                if new == old {
                    return false;
                }
                if let Type::Signature(sig) = self.get(new)
                    && !sig.tparams.is_empty()
                    && !self.is_parameterized(tparams, new)
                {
                    new = self.without_tparams(new);
                }
                inferred[i] = Some(new);
                true
            });
        }
        tparams
            .iter()
            .zip(&inferred)
            .map(|(&tparam, inferred)| {
                inferred
                    .filter(|&ty| !self.is_parameterized(tparams, ty))
                    .ok_or(InferError::Unknown { tparam })
            })
            .collect()
    }

    /// Whether a type mentions any of these type parameters.
    pub fn is_parameterized(&self, tparams: &[TypeId], ty: TypeId) -> bool {
        self.parameterized_at(tparams, ty, &mut FxHashMap::default())
    }

    /// `known` are the types that were looked at, those that are being looked at among them.
    fn parameterized_at(
        &self,
        tparams: &[TypeId],
        ty: TypeId,
        known: &mut FxHashMap<TypeId, bool>,
    ) -> bool {
        if !self.has_tparams(ty) && !self.is_interface_literal(ty) {
            return false;
        }
        if let Some(&known) = known.get(&ty) {
            return known;
        }
        if !self.is_type_param(ty) {
            known.insert(ty, false);
        }
        let mut at = |ty| self.parameterized_at(tparams, ty, known);
        let found = match self.get(ty) {
            Type::Basic(_) | Type::Unknown(_) | Type::Union(_) => false,
            Type::TypeParam(_) => return tparams.contains(&ty),
            Type::Named(id) => self.type_args(*id).iter().any(|&targ| at(targ)),
            Type::Pointer(elem)
            | Type::Slice(elem)
            | Type::Array { elem, .. }
            | Type::Chan { elem, .. } => at(*elem),
            Type::Map { key, elem } => at(*key) || at(*elem),
            Type::Struct(fields) => fields.iter().any(|f| at(f.ty)),
            Type::Tuple(list) => list.iter().any(|&ty| at(ty)),
            Type::Signature(sig) => sig.params.iter().chain(&sig.results).any(|p| at(p.ty)),
            Type::Interface(_) => {
                let set = self.type_set(ty);
                set.methods.iter().any(|m| at(m.sig))
                    || self.set_is(&set, |term| term.is_some_and(|term| at(term.ty)))
            }
        };
        if found {
            known.insert(ty, true);
        }
        found
    }

    fn is_interface_literal(&self, ty: TypeId) -> bool {
        match self.get(ty) {
            Type::Interface(interface) => !interface.embeds.is_empty(),
            _ => false,
        }
    }

    /// A generic function type with fresh type parameters in place of its own, so that a
    /// function can be called within itself.
    pub fn rename_tparams(&self, tparams: &[TypeId], ty: TypeId) -> (Box<[TypeId]>, TypeId) {
        let fresh = self.fresh_tparams(tparams);
        for (&new, &old) in fresh.iter().zip(tparams) {
            if let (Some(new), Some(old)) = (self.as_tparam(new), self.as_tparam(old))
                && let Some(&bound) = self.tparam(old).constraint.get()
            {
                let _ = self.tparam(new).constraint.set(self.subst(bound, tparams, &fresh));
            }
        }
        let ty = self.subst(ty, tparams, &fresh);
        let ty = match self.get(ty) {
            Type::Signature(sig) if *sig.tparams == *tparams => {
                self.intern(Type::Signature(super::store::Signature {
                    tparams: fresh.clone(),
                    ..sig.clone()
                }))
            }
            _ => ty,
        };
        (fresh, ty)
    }

    /// The names of type parameters: `K`, `K and V`, `K, V, and W`.
    pub fn type_params_string(&self, tparams: &[TypeId]) -> String {
        let name = |&ty: &TypeId| self.type_string(ty, None);
        match tparams {
            [] => String::new(),
            [one] => name(one),
            [one, two] => format!("{} and {}", name(one), name(two)),
            [list @ .., last] => {
                let list: Vec<String> = list.iter().map(name).collect();
                format!("{}, and {}", list.join(", "), name(last))
            }
        }
    }
}

/// Forgets what was inferred in terms of itself: `P = []Q`, `Q = []P`.
struct CycleKiller<'t, 'i> {
    types: &'t Types,
    tparams: &'t [TypeId],
    inferred: &'i mut Vec<Option<TypeId>>,
    open: Vec<TypeId>,
    /// Types that were looked into.
    done: FxHashSet<TypeId>,
}

impl CycleKiller<'_, '_> {
    fn run(&mut self) {
        let tparams = self.tparams;
        for &tparam in tparams {
            self.ty(tparam);
        }
    }

    fn ty(&mut self, ty: TypeId) {
        if !self.types.has_tparams(ty) {
            return;
        }
        let at = self.tparams.iter().position(|&tparam| tparam == ty);
        if self.open.contains(&ty) {
            if let Some(at) = at {
                self.inferred[at] = None;
            }
            return;
        }
        if !self.done.insert(ty) {
            return;
        }
        self.open.push(ty);
        let types = self.types;
        match types.get(ty) {
            Type::Basic(_) | Type::Unknown(_) | Type::Tuple(_) => {}
            Type::Array { elem, .. }
            | Type::Slice(elem)
            | Type::Pointer(elem)
            | Type::Chan { elem, .. } => self.ty(*elem),
            Type::Map { key, elem } => {
                self.ty(*key);
                self.ty(*elem);
            }
            Type::Struct(fields) => fields.iter().for_each(|f| self.ty(f.ty)),
            Type::Signature(sig) => {
                sig.params.iter().chain(&sig.results).for_each(|p| self.ty(p.ty));
            }
            Type::Union(terms) => terms.iter().for_each(|term| self.ty(term.ty)),
            Type::Interface(interface) => {
                interface.methods.iter().for_each(|m| self.ty(m.sig));
                interface.embeds.iter().for_each(|&embed| self.ty(embed));
            }
            Type::Named(id) => types.type_args(*id).iter().for_each(|&targ| self.ty(targ)),
            Type::TypeParam(_) => {
                if let Some(inferred) = at.and_then(|at| self.inferred[at]) {
                    self.ty(inferred);
                }
            }
        }
        self.open.pop();
    }
}
