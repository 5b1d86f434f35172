//! Whether a type has the methods of an interface, and satisfies a constraint
//! (`types2/lookup.go`, `types2/instantiate.go`).

use super::lookup::{Ctx, Lookup};
use super::store::{Basic, Method, ObjId, PkgId, Term, Type, TypeId, Types};
use crate::profile::language::{self, requires};
use crate::symbol::Symbol;

/// Decides whether two method signatures agree; identity, or unification during inference.
pub type Equivalent<'e> = &'e mut dyn FnMut(&mut Ctx<'_>, TypeId, TypeId) -> bool;

/// How a method is missing.
enum MissingCause {
    NotFound,
    WrongName(OtherMethod),
    Unexported,
    WrongSig(OtherMethod),
    Ambiguous,
    PtrRecv,
    Field,
}

/// The method that is there instead.
struct OtherMethod {
    name: Symbol,
    sig: TypeId,
}

impl Types {
    /// The first method of the interface `t` that `v` lacks, and whether that is a method with
    /// another signature or with a pointer receiver. If `v` is an interface and the check isn't
    /// `static_`, methods that it doesn't have are no obstacle: its dynamic type may have them.
    pub fn missing_method(
        &self,
        v: TypeId,
        t: TypeId,
        static_: bool,
        cx: &mut Ctx<'_>,
        equivalent: Equivalent<'_>,
        cause: Option<&mut String>,
    ) -> Option<(Method, bool)> {
        let wanted = self.type_set(t);
        if wanted.methods.is_empty() || self.missing_in(v).is_some() {
            return None;
        }
        let (method, state) = self.first_missing(v, &wanted.methods, static_, cx, equivalent)?;
        if let Some(cause) = cause {
            *cause = self.missing_cause(v, t, method, &state, cx);
        }
        Some((method, matches!(state, MissingCause::WrongSig(_) | MissingCause::PtrRecv)))
    }

    fn first_missing(
        &self,
        v: TypeId,
        wanted: &[Method],
        static_: bool,
        cx: &mut Ctx<'_>,
        equivalent: Equivalent<'_>,
    ) -> Option<(Method, MissingCause)> {
        if self.is_interface(v) {
            let set = self.type_set(v);
            for &m in wanted {
                match set.lookup_method(m.pkg, m.name, false) {
                    None if static_ => return Some((m, MissingCause::NotFound)),
                    None => {}
                    Some((_, f)) if equivalent(cx, f.sig, m.sig) => {}
                    Some((_, f)) => {
                        return Some((
                            m,
                            MissingCause::WrongSig(OtherMethod { name: f.name, sig: f.sig }),
                        ));
                    }
                }
            }
            return None;
        }
        for &m in wanted {
            let state = match self.lookup_impl(v, false, m.pkg, m.name, false) {
                Lookup::Method { recv, method, sig, name, .. } => {
                    let sig = sig.or_else(|| self.resolve_method(recv, method?, cx));
                    match sig {
                        None => continue, // its declaration has an error
                        Some(sig) if equivalent(cx, sig, m.sig) => continue,
                        Some(sig) => MissingCause::WrongSig(OtherMethod { name, sig }),
                    }
                }
                Lookup::Field { .. } => MissingCause::Field,
                Lookup::Ambiguous(_) => MissingCause::Ambiguous,
                Lookup::PtrRecv => MissingCause::PtrRecv,
                Lookup::NotFound => match self.lookup_impl(v, false, m.pkg, m.name, true) {
                    Lookup::Method { name, .. } if name == m.name => MissingCause::Unexported,
                    Lookup::Method { recv, method, sig, name, .. } => {
                        let resolve = |method| self.resolve_method(recv, method, cx);
                        match sig.or_else(|| method.and_then(resolve)) {
                            Some(sig) => MissingCause::WrongName(OtherMethod { name, sig }),
                            None => MissingCause::NotFound,
                        }
                    }
                    _ => MissingCause::NotFound,
                },
            };
            return Some((m, state));
        }
        None
    }

    /// The signature of a declared method after its declaration was checked.
    fn resolve_method(&self, recv: TypeId, method: ObjId, cx: &mut Ctx<'_>) -> Option<TypeId> {
        cx.resolver.obj_decl(method);
        self.method_signature(recv, method)
    }

    fn missing_cause(
        &self,
        v: TypeId,
        t: TypeId,
        m: Method,
        state: &MissingCause,
        cx: &mut Ctx<'_>,
    ) -> String {
        let have_want = |intro: &str, f: &OtherMethod| {
            let have = self.func_string(f.name, f.sig, cx.qual);
            let want = self.func_string(m.name, m.sig, cx.qual);
            if have == want {
                let have = self.func_string_with_paths(f.name, f.sig);
                let want = self.func_string_with_paths(m.name, m.sig);
                if have == want {
                    return format!("({intro} {})", m.name);
                }
                return format!("({intro} {})\n\t\thave {have}\n\t\twant {want}", m.name);
            }
            format!("({intro} {})\n\t\thave {have}\n\t\twant {want}", m.name)
        };
        match state {
            MissingCause::NotFound if self.is_interface_ptr(v) => {
                format!("({})", self.interface_ptr_error(v, cx.qual))
            }
            MissingCause::NotFound if self.is_interface_ptr(t) => {
                format!("({})", self.interface_ptr_error(t, cx.qual))
            }
            MissingCause::NotFound => format!("(missing method {})", m.name),
            MissingCause::WrongName(f) => have_want("missing method", f),
            MissingCause::Unexported => format!("(unexported method {})", m.name),
            MissingCause::WrongSig(f) => have_want("wrong type for method", f),
            MissingCause::Ambiguous => {
                format!("(ambiguous selector {}.{})", self.type_string(v, cx.qual), m.name)
            }
            MissingCause::PtrRecv => format!("(method {} has pointer receiver)", m.name),
            MissingCause::Field => {
                let v = self.type_string(v, cx.qual);
                format!("({v}.{} is a field, not a method)", m.name)
            }
        }
    }

    /// Whether `v` has all methods of the interface `t`, as far as is known.
    pub fn has_all_methods(
        &self,
        v: TypeId,
        t: TypeId,
        static_: bool,
        cx: &mut Ctx<'_>,
        equivalent: Equivalent<'_>,
        cause: Option<&mut String>,
    ) -> bool {
        !self.is_valid(v)
            || self.missing_method(v, t, static_, cx, equivalent, cause).is_none()
            || self.has_invalid_embedded_fields(v)
    }

    /// Whether a value of the interface `v` may have the dynamic type `t`.
    pub fn assertable_to(
        &self,
        v: TypeId,
        t: TypeId,
        cx: &mut Ctx<'_>,
        cause: Option<&mut String>,
    ) -> bool {
        // A dynamic type that is an interface has unknown methods.
        self.is_interface(t)
            || self.has_all_methods(
                t,
                v,
                false,
                cx,
                &mut |_, a, b| self.identical_lenient(a, b),
                cause,
            )
    }

    /// Whether a value of the interface `v`, also of a constraint interface, may have the
    /// dynamic type `t`.
    pub fn new_assertable_to(
        &self,
        v: TypeId,
        t: TypeId,
        cx: &mut Ctx<'_>,
        cause: Option<&mut String>,
    ) -> bool {
        self.is_interface(t) || self.implements(t, v, false, cx, cause)
    }

    /// Whether `v` implements the interface `t`, or as a type argument satisfies it as a
    /// `constraint`. Unknown types do.
    pub fn implements(
        &self,
        v: TypeId,
        t: TypeId,
        constraint: bool,
        cx: &mut Ctx<'_>,
        cause: Option<&mut String>,
    ) -> bool {
        let (vu, tu) = (self.underlying(v), self.underlying(t));
        if !self.is_valid(vu) || !self.is_valid(tu) {
            return true;
        }
        if let Type::Pointer(elem) = self.get(vu)
            && !self.is_valid(self.underlying(*elem))
        {
            return true;
        }
        if self.has_unknown_constraint(v) {
            return true;
        }
        let verb = if constraint { "satisfy" } else { "implement" };
        let qual = cx.qual;
        let name = |ty| self.type_string(ty, qual);
        let explain = |cause: Option<&mut String>, detail: &str| {
            if let Some(cause) = cause {
                *cause = format!("{} does not {verb} {}{detail}", name(v), name(t));
            }
            false
        };
        if !matches!(self.get(tu), Type::Interface(_)) {
            let detail = if self.is_interface_ptr(tu) {
                self.interface_ptr_error(t, qual)
            } else {
                format!("{} is not an interface", name(t))
            };
            return explain(cause, &format!(" ({detail})"));
        }
        let wanted = self.type_set(tu);
        if wanted.is_all() {
            return true;
        }
        let given = matches!(self.get(vu), Type::Interface(_)).then(|| self.type_set(vu));
        if given.as_ref().is_some_and(|set| set.is_empty()) {
            return true;
        }
        if wanted.is_empty() {
            if let Some(cause) = cause {
                *cause = format!("cannot {verb} {} (empty type set)", name(t));
            }
            return false;
        }
        let mut missing = cause.is_some().then(String::new);
        let mut equivalent = |_: &mut Ctx<'_>, a, b| self.identical_lenient(a, b);
        if !self.has_all_methods(v, t, true, cx, &mut equivalent, missing.as_mut()) {
            return explain(cause, &format!(" {}", missing.unwrap_or_default()));
        }
        if wanted.has_terms() {
            match &given {
                Some(given) => {
                    if !self.terms_subset(given.terms.as_deref(), wanted.terms.as_deref()) {
                        return explain(cause, "");
                    }
                }
                None => {
                    if let Err(alt) = self.in_terms(v, wanted.terms.as_deref().unwrap_or(&[])) {
                        if cause.is_none() {
                            return false;
                        }
                        let detail = match alt {
                            Some(alt) => {
                                format!("possibly missing ~ for {} in {}", name(alt), name(t))
                            }
                            None if self.mentions(tu, v) => {
                                let (v, t) = (name(v), name(t));
                                format!("{t} mentions {v}, but {v} is not in the type set of {t}")
                            }
                            None => {
                                let terms = wanted.terms.as_deref().unwrap_or(&[]);
                                format!("{} missing in {}", name(v), self.terms_string(terms))
                            }
                        };
                        return explain(cause, &format!(" ({detail})"));
                    }
                }
            }
        }
        // Comparability.
        let must_compare = match &wanted.terms {
            None => wanted.comparable,
            Some(_) => self.comparable_type(tu, false).is_ok(),
        };
        if !must_compare || self.comparable_type(v, false).is_ok() {
            return true;
        }
        let comparable = constraint && self.comparable_type(v, true).is_ok();
        if comparable && cx.version >= language::INTERFACES_ARE_COMPARABLE {
            return true;
        }
        if let Some(cause) = cause {
            *cause = if comparable {
                format!(
                    "{} to {verb} comparable {}",
                    name(v),
                    requires(language::INTERFACES_ARE_COMPARABLE)
                )
            } else {
                format!("{} does not {verb} comparable", name(v))
            };
        }
        false
    }

    /// Whether a type belongs to one of the terms; if not, the term that lacks a tilde.
    fn in_terms(&self, v: TypeId, terms: &[Term]) -> Result<(), Option<TypeId>> {
        let mut alt = None;
        for &term in terms {
            if self.term_includes(term, v) {
                return Ok(());
            }
            if alt.is_none()
                && !term.tilde
                && self.identical(term.ty, self.underlying(term.ty))
                && self.term_includes(Term { tilde: true, ty: term.ty }, v)
            {
                alt = Some(term.ty);
            }
        }
        Err(alt)
    }

    /// Whether a constraint literally contains a type.
    fn mentions(&self, t: TypeId, ty: TypeId) -> bool {
        self.any_part(t, |t, parts| match self.get(t) {
            Type::Interface(interface) => {
                parts.extend_from_slice(&interface.embeds);
                false
            }
            Type::Union(terms) => {
                parts.extend(terms.iter().map(|term| term.ty));
                false
            }
            _ => self.identical(t, ty),
        })
    }

    /// Whether a typed value of type `v` may be assigned to a variable of type `t`
    /// (`operand.assignableTo`, but for untyped values).
    pub fn assignable_typed(
        &self,
        v: TypeId,
        t: TypeId,
        cx: &mut Ctx<'_>,
        cause: Option<&mut String>,
    ) -> bool {
        if !self.is_valid(v) || !self.is_valid(t) || self.identical_lenient(v, t) {
            return true;
        }
        let mut cause = cause;
        let (vu, tu) = (self.underlying(v), self.underlying(t));
        if !self.is_valid(vu) || !self.is_valid(tu) {
            return true;
        }
        if self.has_unknown_constraint(v) || self.has_unknown_constraint(t) {
            return true;
        }
        let (v_is_tparam, t_is_tparam) = (self.is_type_param(v), self.is_type_param(t));
        let nameless = !self.has_name(v) || !self.has_name(t);
        if nameless && !v_is_tparam && !t_is_tparam && self.identical_lenient(vu, tu) {
            return true;
        }
        if matches!(self.get(tu), Type::Interface(_)) && !t_is_tparam || self.is_interface_ptr(tu) {
            if self.implements(v, t, false, cx, cause.as_deref_mut()) {
                return true;
            }
            if !v_is_tparam {
                return false;
            }
            if let Some(cause) = cause.as_deref_mut() {
                cause.clear();
            }
        }
        if matches!(self.get(vu), Type::Interface(_))
            && !v_is_tparam
            && self.implements(t, v, false, cx, None)
        {
            if let Some(cause) = cause {
                "need type assertion".clone_into(cause);
            }
            return false;
        }
        if let (Type::Chan { dir, elem }, Type::Chan { elem: t_elem, .. }) =
            (self.get(vu), self.get(tu))
            && *dir == crate::syntax::ast::ChanDir::Both
            && self.identical_lenient(*elem, *t_elem)
        {
            return nameless;
        }
        if !v_is_tparam && !t_is_tparam {
            return false;
        }
        let qual = cx.qual;
        let name = |ty| self.type_string(ty, qual);
        // A value of a type parameter is assignable if a value of each of its types is, and
        // the other way round; the other type must not be declared.
        let (over, ok) = if t_is_tparam && !self.has_name(v) {
            let mut failed = None;
            let ok = self.tparam_is(t, |term| {
                let Some(term) = term else { return false };
                let ok = self.assignable_typed(v, term.ty, cx, cause.as_deref_mut());
                if !ok {
                    failed = Some(format!(
                        "cannot assign {} to {} (in {})",
                        name(v),
                        name(term.ty),
                        name(t)
                    ));
                }
                ok
            });
            (failed, ok)
        } else if v_is_tparam && !self.has_name(t) {
            let mut failed = None;
            let ok = self.tparam_is(v, |term| {
                let Some(term) = term else { return false };
                let ok = self.assignable_typed(term.ty, t, cx, cause.as_deref_mut());
                if !ok {
                    failed = Some(format!(
                        "cannot assign {} (in {}) to {}",
                        name(term.ty),
                        name(v),
                        name(t)
                    ));
                }
                ok
            });
            (failed, ok)
        } else {
            (None, false)
        };
        if let (Some(message), Some(cause)) = (over, cause) {
            *cause = if cause.is_empty() { message } else { format!("{message}\n\t{cause}") };
        }
        ok
    }

    /// Whether an untyped `nil` may be assigned to the type.
    pub fn nil_assignable(&self, t: TypeId) -> bool {
        self.has_nil(t) || matches!(self.under_basic(t), Some(Basic::Invalid | Basic::UntypedNil))
    }

    /// The methods of a declared type, of its origin if it is an instance.
    pub fn declared_methods(&self, ty: TypeId) -> &[ObjId] {
        self.as_named(ty)
            .and_then(|id| self.named(self.origin(id)).methods.get())
            .map_or(&[], |methods| methods)
    }

    /// Whether a type has a method of this name, promoted ones included.
    pub fn has_method(&self, ty: TypeId, pkg: Option<PkgId>, name: Symbol) -> bool {
        matches!(self.lookup_impl(ty, true, pkg, name, false), Lookup::Method { .. })
    }
}
