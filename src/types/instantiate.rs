//! Instances of generic types and functions (`types2/instantiate.go`, `named.go`).

use super::lookup::Ctx;
use super::store::{NamedId, ObjId, Signature, Type, TypeId, Types};

impl Types {
    /// The instance of a generic type with these type arguments. Of a type declared in a
    /// generic function, the function's type parameters are arguments as well.
    pub fn instantiate(&self, origin: NamedId, targs: &[TypeId]) -> TypeId {
        match self.named(origin).implicit_tparams.get() {
            Some(implicit) if !implicit.is_empty() => {
                self.instance(origin, &[implicit, targs].concat())
            }
            _ => self.instance(origin, targs),
        }
    }

    /// A generic function type with its type parameters replaced.
    pub fn instantiate_signature(&self, sig: TypeId, targs: &[TypeId]) -> TypeId {
        let Type::Signature(generic) = self.get(sig) else { return sig };
        if generic.tparams.is_empty() {
            return sig;
        }
        if generic.tparams.len() != targs.len() {
            return self.invalid();
        }
        let new = self.subst(sig, &generic.tparams, targs);
        self.without_tparams(new)
    }

    /// A function type without its list of type parameters.
    pub(super) fn without_tparams(&self, sig: TypeId) -> TypeId {
        match self.get(sig) {
            Type::Signature(generic) if !generic.tparams.is_empty() => self
                .intern(Type::Signature(Signature { tparams: Box::default(), ..generic.clone() })),
            _ => sig,
        }
    }

    /// The signature of a declared method for a receiver of type `recv`, a declared type or an
    /// instance; absent as long as the declaration isn't checked.
    pub fn method_signature(&self, recv: TypeId, method: ObjId) -> Option<TypeId> {
        let sig = *self.object(method).ty.get()?;
        let Some(named) = self.as_named(recv).map(|id| self.named(id)) else { return Some(sig) };
        let Some(origin) = named.origin else { return Some(sig) };
        let tparams = self.all_tparams(origin)?;
        if tparams.len() != named.targs.len() {
            return Some(self.invalid());
        }
        Some(self.subst(sig, &tparams, &named.targs))
    }

    /// Whether type arguments satisfy the constraints of type parameters; if not, the first
    /// that doesn't, and why.
    pub fn verify(
        &self,
        tparams: &[TypeId],
        targs: &[TypeId],
        cx: &mut Ctx<'_>,
    ) -> Result<(), (usize, String)> {
        for (i, (&tparam, &targ)) in tparams.iter().zip(targs).enumerate() {
            let Some(bound) = self.bound(tparam) else { continue };
            let bound = self.subst(bound, tparams, targs);
            let mut cause = String::new();
            if !self.implements(targ, bound, true, cx, None)
                && !self.implements(targ, bound, true, cx, Some(&mut cause))
            {
                return Err((i, cause));
            }
        }
        Ok(())
    }

    /// The constraint of a type parameter as it was declared, as an interface.
    pub fn bound(&self, tparam: TypeId) -> Option<TypeId> {
        let id = self.as_tparam(tparam)?;
        let bound = *self.tparam(id).constraint.get()?;
        Some(if self.is_interface(bound) { bound } else { self.iface(id) })
    }
}
