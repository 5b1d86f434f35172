//! Underlying types and the specific types of type parameters (`types2/under.go`).
//!
//! Of a type parameter the underlying type is its constraint interface; operations that care
//! for the types in its type set go over them with [`Types::all`]:
//!
//! ```go
//! func sum[S ~[]int | ~[4]int](s S) (n int) {
//!     for _, x := range s { n += x }   // all types of S have elements of type int
//!     return
//! }
//! ```
//!
//! A declared type whose declaration isn't checked yet has an unknown underlying type.

use std::borrow::Cow;

use super::display::Qualifier;
use super::store::{Basic, Field, Interface, NamedId, Signature, Type, TypeId, TypeParamId, Types};
use crate::syntax::ast::ChanDir;

/// Why the types of a type set have no common underlying type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnderError {
    /// The constraint names no types.
    NoSpecificType,
    /// Two channel types with different elements.
    ChanElems(TypeId, TypeId),
    /// A send-only and a receive-only channel.
    ChanDirs(TypeId, TypeId),
    /// Two types with different underlying types.
    Different(TypeId, TypeId),
    /// The caller's condition failed, for this reason.
    Condition(String),
}

impl UnderError {
    /// The reason in gc's words.
    pub fn message(&self, types: &Types, qual: impl Into<Qualifier>) -> String {
        let qual = qual.into();
        let name = |ty| types.type_string(ty, qual);
        match self {
            UnderError::NoSpecificType => "no specific type".to_owned(),
            UnderError::ChanElems(a, b) => {
                format!("channels {} and {} have different element types", name(*a), name(*b))
            }
            UnderError::ChanDirs(a, b) => {
                format!("channels {} and {} have conflicting directions", name(*a), name(*b))
            }
            UnderError::Different(a, b) => {
                format!("{} and {} have different underlying types", name(*a), name(*b))
            }
            UnderError::Condition(message) => message.clone(),
        }
    }
}

/// A condition on a specific type and its underlying type, absent where the type set has no
/// specific types; the result tells what is wrong.
pub type Condition<'c> = &'c mut dyn FnMut(Option<TypeId>, Option<TypeId>) -> Option<String>;

impl Types {
    /// The underlying type; unknown as long as a declaration isn't checked.
    #[inline]
    pub fn underlying(&self, ty: TypeId) -> TypeId {
        match self.get(ty) {
            Type::Named(_) | Type::TypeParam(_) => {
                self.try_underlying(ty).unwrap_or_else(|| self.invalid())
            }
            Type::Unknown(_) => self.invalid(),
            _ => ty,
        }
    }

    /// The underlying type, absent as long as a declaration isn't checked.
    pub fn try_underlying(&self, ty: TypeId) -> Option<TypeId> {
        match self.get(ty) {
            Type::Named(named) => self.named_underlying(*named),
            Type::TypeParam(tparam) => Some(self.iface(*tparam)),
            Type::Unknown(_) => Some(self.invalid()),
            _ => Some(ty),
        }
    }

    fn named_underlying(&self, id: NamedId) -> Option<TypeId> {
        const MAX_CHAIN: usize = 100;
        let mut id = id;
        for _ in 0..MAX_CHAIN {
            let under = self.expanded(id)?;
            match self.get(under) {
                Type::Named(next) => id = *next,
                Type::TypeParam(_) | Type::Unknown(_) => return Some(self.invalid()),
                _ => return Some(under),
            }
        }
        Some(self.invalid())
    }

    /// The underlying type as it was set, or for an instance, as it follows from its origin.
    pub(super) fn expanded(&self, id: NamedId) -> Option<TypeId> {
        let named = self.named(id);
        if let Some(&under) = named.underlying.get() {
            return Some(under);
        }
        let origin = self.named(named.origin?);
        let under = *origin.underlying.get()?;
        let tparams = self.all_tparams(named.origin?)?;
        let under = if tparams.len() == named.targs.len() {
            self.subst(under, &tparams, &named.targs)
        } else {
            self.invalid()
        };
        Some(*named.underlying.get_or_init(|| under))
    }

    /// All type parameters that a declared type depends on: those of the functions around it,
    /// then its own.
    pub fn all_tparams(&self, id: NamedId) -> Option<Cow<'_, [TypeId]>> {
        let named = self.named(id);
        let own = named.tparams.get()?;
        Some(match named.implicit_tparams.get() {
            Some(implicit) if !implicit.is_empty() => [&**implicit, own].concat().into(),
            _ => Cow::Borrowed(own),
        })
    }

    /// The type arguments of an instance. A local type of a generic function, as it stands in
    /// that function, has the function's type parameters as arguments.
    pub fn type_args(&self, id: NamedId) -> &[TypeId] {
        let named = self.named(id);
        if named.origin.is_some() {
            return &named.targs;
        }
        named.implicit_tparams.get().map_or(&[], |list| list)
    }

    /// The underlying type, as [`Types::underlying`].
    #[inline]
    pub fn under(&self, ty: TypeId) -> TypeId {
        self.underlying(ty)
    }

    /// The underlying type itself, rather than its id.
    #[inline]
    pub fn under_type(&self, ty: TypeId) -> &Type {
        match self.get(ty) {
            Type::Named(_) | Type::TypeParam(_) => self.get(self.underlying(ty)),
            other => other,
        }
    }

    /// The type of what a pointer points to, or of what a slice, an array, a channel or a map holds.
    #[inline]
    pub fn elem(&self, ty: TypeId) -> Option<TypeId> {
        match *self.under_type(ty) {
            Type::Pointer(elem)
            | Type::Slice(elem)
            | Type::Array { elem, .. }
            | Type::Chan { elem, .. }
            | Type::Map { elem, .. } => Some(elem),
            _ => None,
        }
    }

    /// The basic type that a type is, or is declared as.
    #[inline]
    pub fn under_basic(&self, ty: TypeId) -> Option<Basic> {
        match self.under_type(ty) {
            Type::Basic(basic) => Some(*basic),
            _ => None,
        }
    }

    /// The interface that a type is, or is declared as, or that constrains a type parameter.
    #[inline]
    pub fn under_interface(&self, ty: TypeId) -> Option<(TypeId, &Interface)> {
        let under = self.underlying(ty);
        match self.get(under) {
            Type::Interface(interface) => Some((under, interface)),
            _ => None,
        }
    }

    /// The fields of a struct type.
    #[inline]
    pub fn under_struct(&self, ty: TypeId) -> Option<&[Field]> {
        match self.under_type(ty) {
            Type::Struct(fields) => Some(fields),
            _ => None,
        }
    }

    /// The element of a pointer type.
    #[inline]
    pub fn under_pointer(&self, ty: TypeId) -> Option<TypeId> {
        match self.under_type(ty) {
            Type::Pointer(elem) => Some(*elem),
            _ => None,
        }
    }

    /// The element of a slice type.
    #[inline]
    pub fn under_slice(&self, ty: TypeId) -> Option<TypeId> {
        match self.under_type(ty) {
            Type::Slice(elem) => Some(*elem),
            _ => None,
        }
    }

    /// The element and length of an array type.
    #[inline]
    pub fn under_array(&self, ty: TypeId) -> Option<(TypeId, i64)> {
        match self.under_type(ty) {
            Type::Array { elem, len } => Some((*elem, *len)),
            _ => None,
        }
    }

    /// The key and element of a map type.
    #[inline]
    pub fn under_map(&self, ty: TypeId) -> Option<(TypeId, TypeId)> {
        match self.under_type(ty) {
            Type::Map { key, elem } => Some((*key, *elem)),
            _ => None,
        }
    }

    /// The direction and element of a channel type.
    #[inline]
    pub fn under_chan(&self, ty: TypeId) -> Option<(ChanDir, TypeId)> {
        match self.under_type(ty) {
            Type::Chan { dir, elem } => Some((*dir, *elem)),
            _ => None,
        }
    }

    /// A function type.
    #[inline]
    pub fn under_signature(&self, ty: TypeId) -> Option<&Signature> {
        match self.under_type(ty) {
            Type::Signature(sig) => Some(sig),
            _ => None,
        }
    }

    /// The declared type or instance that a type is.
    #[inline]
    pub fn as_named(&self, ty: TypeId) -> Option<NamedId> {
        match self.get(ty) {
            Type::Named(named) => Some(*named),
            _ => None,
        }
    }

    /// The type parameter that a type is.
    #[inline]
    pub fn as_tparam(&self, ty: TypeId) -> Option<TypeParamId> {
        match self.get(ty) {
            Type::TypeParam(tparam) => Some(*tparam),
            _ => None,
        }
    }

    /// The function type that a type literally is.
    #[inline]
    pub fn as_signature(&self, ty: TypeId) -> Option<&Signature> {
        match self.get(ty) {
            Type::Signature(sig) => Some(sig),
            _ => None,
        }
    }

    /// The constraint of a type parameter as an interface: `[T int]` means
    /// `[T interface{int}]`.
    pub fn iface(&self, tparam: TypeParamId) -> TypeId {
        let Some(&bound) = self.tparam(tparam).constraint.get() else {
            return self.universe.empty_interface();
        };
        match self.get(bound) {
            Type::Interface(_) => bound,
            Type::TypeParam(_) | Type::Basic(Basic::Invalid) | Type::Unknown(_) => {
                self.universe.empty_interface()
            }
            Type::Named(_) => match self.try_underlying(bound) {
                Some(under) => match self.get(under) {
                    Type::Interface(_) => under,
                    Type::Basic(Basic::Invalid) => self.universe.empty_interface(),
                    _ => self.implicit_interface(bound),
                },
                None => self.universe.empty_interface(),
            },
            _ => self.implicit_interface(bound),
        }
    }

    /// `interface{elem}`, made for a constraint that isn't an interface.
    pub fn implicit_interface(&self, elem: TypeId) -> TypeId {
        self.intern(Type::Interface(Interface {
            methods: Box::default(),
            embeds: Box::new([elem]),
            implicit: true,
            is_any: false,
            is_comparable: false,
        }))
    }

    /// Calls `f` with each specific type of a type parameter and its underlying type, or with
    /// none if there are no specific types; with any other type and its underlying type. Stops
    /// and is false when `f` is. Of an unknown constraint everything holds.
    pub fn all(
        &self,
        ty: TypeId,
        mut f: impl FnMut(Option<TypeId>, Option<TypeId>) -> bool,
    ) -> bool {
        let Some(tparam) = self.as_tparam(ty) else {
            return f(Some(ty), Some(self.underlying(ty)));
        };
        if self.has_unknown_constraint(ty) {
            return true;
        }
        let set = self.type_set(self.iface(tparam));
        if !set.has_terms() {
            return f(None, None);
        }
        set.terms.iter().flat_map(|terms| terms.iter()).all(|term| {
            let under = if term.tilde { term.ty } else { self.underlying(term.ty) };
            f(Some(term.ty), Some(under))
        })
    }

    /// Whether `f` holds for the underlying type of each specific type; without specific types
    /// it is called once without a type.
    pub fn under_is(&self, ty: TypeId, mut f: impl FnMut(Option<TypeId>) -> bool) -> bool {
        self.all(ty, |_, under| f(under))
    }

    /// The underlying type that all specific types of `ty` have in common. Of channels that
    /// differ in direction only it is the restricted one. Each type has to meet the condition.
    pub fn common_under(
        &self,
        ty: TypeId,
        mut cond: Option<Condition<'_>>,
    ) -> Result<Option<TypeId>, UnderError> {
        let mut common: Option<(TypeId, TypeId)> = None;
        let mut error = None;
        self.all(ty, |t, u| {
            if let Some(cond) = &mut cond
                && let Some(message) = cond(t, u)
            {
                error = Some(UnderError::Condition(message));
                return false;
            }
            let (Some(t), Some(u)) = (t, u) else {
                error = Some(UnderError::NoSpecificType);
                return false;
            };
            let Some((ct, cu)) = common else {
                common = Some((t, u));
                return true;
            };
            if let (Type::Chan { dir, elem }, Type::Chan { dir: dir2, elem: elem2 }) =
                (self.get(cu), self.get(u))
            {
                if !self.identical(*elem, *elem2) {
                    error = Some(UnderError::ChanElems(ct, t));
                } else if dir == dir2 || *dir2 == ChanDir::Both {
                } else if *dir == ChanDir::Both {
                    common = Some((t, u));
                } else {
                    error = Some(UnderError::ChanDirs(ct, t));
                }
                return error.is_none();
            }
            if !self.identical(cu, u) {
                error = Some(UnderError::Different(ct, t));
            }
            error.is_none()
        });
        match error {
            Some(error) => Err(error),
            None => Ok(common.map(|(_, under)| under)),
        }
    }

    /// The common underlying type, if there is one.
    pub fn core_type(&self, ty: TypeId) -> Option<TypeId> {
        match self.get(ty) {
            Type::TypeParam(_) => self.common_under(ty, None).ok().flatten(),
            _ => Some(self.underlying(ty)),
        }
    }
}
