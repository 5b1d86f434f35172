//! Predicates on types (`types2/predicates.go`).
//!
//! Those named `is_` look at the underlying type, which for a type parameter is an interface;
//! those named `all_` look at each type of a type parameter's type set.

use rustc_hash::FxHashSet;

use super::display::Qualifier;
use super::store::{Basic, Type, TypeId, Types};
use super::walk::MAX_PARTS;

/// Classes of basic types, combined with `|`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BasicInfo(u16);

impl BasicInfo {
    /// No class.
    pub const NONE: BasicInfo = BasicInfo(0);
    /// Booleans.
    pub const BOOLEAN: BasicInfo = BasicInfo(1);
    /// Signed and unsigned integers.
    pub const INTEGER: BasicInfo = BasicInfo(2);
    /// Unsigned integers.
    pub const UNSIGNED: BasicInfo = BasicInfo(4);
    /// Floating-point numbers.
    pub const FLOAT: BasicInfo = BasicInfo(8);
    /// Complex numbers.
    pub const COMPLEX: BasicInfo = BasicInfo(16);
    /// Strings.
    pub const STRING: BasicInfo = BasicInfo(32);
    /// Untyped constants and nil.
    pub const UNTYPED: BasicInfo = BasicInfo(64);
    /// Types with `<`.
    pub const ORDERED: BasicInfo = BasicInfo(2 | 8 | 32);
    /// Numbers.
    pub const NUMERIC: BasicInfo = BasicInfo(2 | 8 | 16);
    /// Types of constants.
    pub const CONST_TYPE: BasicInfo = BasicInfo(1 | 2 | 8 | 16 | 32);

    /// Whether the two have a class in common.
    pub const fn intersects(self, other: BasicInfo) -> bool {
        self.0 & other.0 != 0
    }

    /// The classes of both.
    pub const fn or(self, other: BasicInfo) -> BasicInfo {
        BasicInfo(self.0 | other.0)
    }
}

impl std::ops::BitOr for BasicInfo {
    type Output = BasicInfo;
    fn bitor(self, other: BasicInfo) -> BasicInfo {
        self.or(other)
    }
}

impl Basic {
    /// The classes that the type belongs to.
    pub const fn info(self) -> BasicInfo {
        match self {
            Basic::Invalid | Basic::UnsafePointer => BasicInfo::NONE,
            Basic::Bool => BasicInfo::BOOLEAN,
            Basic::Int | Basic::Int8 | Basic::Int16 | Basic::Int32 | Basic::Int64 | Basic::Rune => {
                BasicInfo::INTEGER
            }
            Basic::Uint
            | Basic::Uint8
            | Basic::Uint16
            | Basic::Uint32
            | Basic::Uint64
            | Basic::Uintptr
            | Basic::Byte => BasicInfo::INTEGER.or(BasicInfo::UNSIGNED),
            Basic::Float32 | Basic::Float64 => BasicInfo::FLOAT,
            Basic::Complex64 | Basic::Complex128 => BasicInfo::COMPLEX,
            Basic::String => BasicInfo::STRING,
            Basic::UntypedBool => BasicInfo::BOOLEAN.or(BasicInfo::UNTYPED),
            Basic::UntypedInt | Basic::UntypedRune => BasicInfo::INTEGER.or(BasicInfo::UNTYPED),
            Basic::UntypedFloat => BasicInfo::FLOAT.or(BasicInfo::UNTYPED),
            Basic::UntypedComplex => BasicInfo::COMPLEX.or(BasicInfo::UNTYPED),
            Basic::UntypedString => BasicInfo::STRING.or(BasicInfo::UNTYPED),
            Basic::UntypedNil => BasicInfo::UNTYPED,
        }
    }
}

/// How values are to be comparable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparability {
    /// Interfaces are, although comparing them may panic.
    Dynamic,
    /// Interfaces are if all types of their type sets are.
    Strict,
}

/// Why values of a type cannot be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompareError {
    /// The type has no `==`; there is no more to say.
    Plain,
    /// A struct has a field of this type.
    Struct(TypeId),
    /// An array type.
    Array(TypeId),
    /// A constraint that no type satisfies.
    EmptyTypeSet,
    /// A constraint that types without `==` satisfy.
    Incomparable,
}

impl CompareError {
    /// The reason in gc's words; empty if there is none to give.
    pub fn message(&self, types: &Types, qual: impl Into<Qualifier>) -> String {
        match self {
            CompareError::Plain => String::new(),
            CompareError::Struct(field) => {
                format!("struct containing {} cannot be compared", types.type_string(*field, qual))
            }
            CompareError::Array(array) => {
                format!("{} cannot be compared", types.type_string(*array, qual))
            }
            CompareError::EmptyTypeSet => "empty type set".to_owned(),
            CompareError::Incomparable => "incomparable types in type set".to_owned(),
        }
    }
}

macro_rules! predicates {
    ($($(#[$doc:meta])* $is:ident, $all:ident, $info:expr;)*) => {
        impl Types {$(
            $(#[$doc])*
            #[inline]
            pub fn $is(&self, ty: TypeId) -> bool {
                self.is_basic(ty, $info)
            }

            /// The same of each specific type.
            #[inline]
            pub fn $all(&self, ty: TypeId) -> bool {
                self.all_basic(ty, $info)
            }
        )*}
    };
}

predicates! {
    /// Whether it is a boolean type.
    is_boolean, all_boolean, BasicInfo::BOOLEAN;
    /// Whether it is an integer type.
    is_integer, all_integer, BasicInfo::INTEGER;
    /// Whether it is an unsigned integer type.
    is_unsigned, all_unsigned, BasicInfo::UNSIGNED;
    /// Whether it is a floating-point type.
    is_float, all_float, BasicInfo::FLOAT;
    /// Whether it is a complex type.
    is_complex, all_complex, BasicInfo::COMPLEX;
    /// Whether it is a type of numbers.
    is_numeric, all_numeric, BasicInfo::NUMERIC;
    /// Whether it is a string type.
    is_string, all_string, BasicInfo::STRING;
    /// Whether it is an integer or floating-point type.
    is_integer_or_float, all_integer_or_float, BasicInfo::INTEGER.or(BasicInfo::FLOAT);
    /// Whether it is a type of numbers or strings.
    is_numeric_or_string, all_numeric_or_string, BasicInfo::NUMERIC.or(BasicInfo::STRING);
    /// Whether its values are ordered.
    is_ordered, all_ordered, BasicInfo::ORDERED;
    /// Whether it has constants.
    is_const_type, all_const_type, BasicInfo::CONST_TYPE;
}

impl Types {
    /// Whether it isn't the unknown type, by whatever name.
    #[inline]
    pub fn is_valid(&self, ty: TypeId) -> bool {
        !matches!(self.get(ty), Type::Basic(Basic::Invalid) | Type::Unknown(_))
    }

    /// Whether the underlying type is a basic type of the class.
    #[inline]
    pub fn is_basic(&self, ty: TypeId, info: BasicInfo) -> bool {
        match self.under_type(ty) {
            Type::Basic(basic) => basic.info().intersects(info),
            _ => false,
        }
    }

    /// Whether each specific type is a basic type of the class.
    pub fn all_basic(&self, ty: TypeId, info: BasicInfo) -> bool {
        match self.get(ty) {
            Type::TypeParam(_) => {
                self.tparam_is(ty, |term| term.is_some_and(|term| self.is_basic(term.ty, info)))
            }
            _ => self.is_basic(ty, info),
        }
    }

    /// Whether it is predeclared, declared, or a type parameter.
    #[inline]
    pub fn has_name(&self, ty: TypeId) -> bool {
        matches!(self.get(ty), Type::Basic(_) | Type::Named(_) | Type::TypeParam(_))
    }

    /// Whether it is neither declared nor a type parameter.
    #[inline]
    pub fn is_type_lit(&self, ty: TypeId) -> bool {
        !matches!(self.get(ty), Type::Named(_) | Type::TypeParam(_))
    }

    /// Whether it isn't a type of untyped values.
    #[inline]
    pub fn is_typed(&self, ty: TypeId) -> bool {
        !self.is_untyped(ty)
    }

    /// Whether it is a type of untyped constants or of nil.
    #[inline]
    pub fn is_untyped(&self, ty: TypeId) -> bool {
        matches!(self.get(ty), Type::Basic(basic) if basic.info().intersects(BasicInfo::UNTYPED))
    }

    /// Whether it is a type of untyped numbers.
    #[inline]
    pub fn is_untyped_numeric(&self, ty: TypeId) -> bool {
        self.is_untyped(ty) && self.is_numeric(ty)
    }

    /// Whether the underlying type is an interface, as that of a type parameter is.
    #[inline]
    pub fn is_interface(&self, ty: TypeId) -> bool {
        matches!(self.under_type(ty), Type::Interface(_))
    }

    /// Whether it is an interface, but not a type parameter.
    #[inline]
    pub fn is_non_type_param_interface(&self, ty: TypeId) -> bool {
        !self.is_type_param(ty) && self.is_interface(ty)
    }

    /// Whether it is a type parameter.
    #[inline]
    pub fn is_type_param(&self, ty: TypeId) -> bool {
        matches!(self.get(ty), Type::TypeParam(_))
    }

    /// Whether it is a type parameter that no type satisfies.
    pub fn has_empty_typeset(&self, ty: TypeId) -> bool {
        self.as_tparam(ty).is_some_and(|tparam| self.type_set(self.iface(tparam)).is_empty())
    }

    /// Whether it is a generic type without type arguments.
    pub fn is_generic(&self, ty: TypeId) -> bool {
        self.as_named(ty).is_some_and(|id| {
            let named = self.named(id);
            named.origin.is_none() && named.tparams.get().is_some_and(|list| !list.is_empty())
        })
    }

    /// Whether values of the type have `==`, which may panic for interfaces.
    pub fn comparable(&self, ty: TypeId) -> bool {
        self.comparable_type(ty, Comparability::Dynamic).is_ok()
    }

    /// Whether values of the type can be compared.
    pub fn comparable_type(&self, ty: TypeId, how: Comparability) -> Result<(), CompareError> {
        self.compare_at(ty, how == Comparability::Dynamic, &mut FxHashSet::default())
    }

    /// Types seen before are comparable: what isn't ends the search.
    fn compare_at(
        &self,
        ty: TypeId,
        dynamic: bool,
        seen: &mut FxHashSet<(TypeId, bool)>,
    ) -> Result<(), CompareError> {
        if seen.len() > MAX_PARTS {
            return Ok(());
        }
        match self.under_type(ty) {
            Type::Basic(Basic::UntypedNil) => Err(CompareError::Plain),
            Type::Basic(_) | Type::Unknown(_) | Type::Pointer(_) | Type::Chan { .. } => Ok(()),
            Type::Struct(fields) => {
                if !seen.insert((ty, dynamic)) {
                    return Ok(());
                }
                let bad = fields.iter().find(|f| self.compare_at(f.ty, dynamic, seen).is_err());
                bad.map_or(Ok(()), |f| Err(CompareError::Struct(f.ty)))
            }
            Type::Array { elem, .. } => {
                if !seen.insert((ty, dynamic)) {
                    return Ok(());
                }
                let result = self.compare_at(*elem, dynamic, seen);
                result.map_err(|_| CompareError::Array(ty))
            }
            Type::Interface(_) => {
                if dynamic && !self.is_type_param(ty) {
                    return Ok(());
                }
                let set = self.type_set(ty);
                let comparable = match &set.terms {
                    None => set.comparable,
                    Some(terms) => {
                        if !seen.insert((ty, dynamic)) {
                            return Ok(());
                        }
                        !terms.is_empty()
                            && terms
                                .iter()
                                .all(|term| self.compare_at(term.ty, false, seen).is_ok())
                    }
                };
                if comparable {
                    Ok(())
                } else if set.is_empty() {
                    Err(CompareError::EmptyTypeSet)
                } else {
                    Err(CompareError::Incomparable)
                }
            }
            Type::Slice(_)
            | Type::Map { .. }
            | Type::Signature(_)
            | Type::Tuple(_)
            | Type::Union(_)
            | Type::Named(_)
            | Type::TypeParam(_) => Err(CompareError::Plain),
        }
    }

    /// Whether `nil` is a value of the type; of a type parameter, of each of its types.
    pub fn has_nil(&self, ty: TypeId) -> bool {
        match self.under_type(ty) {
            Type::Basic(basic) => *basic == Basic::UnsafePointer,
            Type::Slice(_)
            | Type::Pointer(_)
            | Type::Signature(_)
            | Type::Map { .. }
            | Type::Chan { .. } => true,
            Type::Interface(_) => {
                !self.is_type_param(ty)
                    || self.under_is(ty, |under| under.is_some_and(|under| self.has_nil(under)))
            }
            Type::Array { .. }
            | Type::Struct(_)
            | Type::Tuple(_)
            | Type::Union(_)
            | Type::Unknown(_)
            | Type::Named(_)
            | Type::TypeParam(_) => false,
        }
    }

    /// The type that an untyped value gets by default; any other type itself.
    pub fn default_type(&self, ty: TypeId) -> TypeId {
        let Type::Basic(basic) = self.get(ty) else { return ty };
        self.basic(match basic {
            Basic::UntypedBool => Basic::Bool,
            Basic::UntypedInt => Basic::Int,
            Basic::UntypedRune => Basic::Rune,
            Basic::UntypedFloat => Basic::Float64,
            Basic::UntypedComplex => Basic::Complex128,
            Basic::UntypedString => Basic::String,
            _ => return ty,
        })
    }

    /// The larger of two types of untyped numbers; any type with itself.
    pub fn max_type(&self, x: TypeId, y: TypeId) -> Option<TypeId> {
        if x == y {
            return Some(x);
        }
        let rank = |ty| match self.get(ty) {
            Type::Basic(Basic::UntypedInt) => Some(0),
            Type::Basic(Basic::UntypedRune) => Some(1),
            Type::Basic(Basic::UntypedFloat) => Some(2),
            Type::Basic(Basic::UntypedComplex) => Some(3),
            _ => None,
        };
        Some(if rank(x)? > rank(y)? { x } else { y })
    }

    /// Whether the underlying type is `[]byte` or `[]rune`.
    pub fn is_bytes_or_runes(&self, ty: TypeId) -> bool {
        self.under_slice(ty).is_some_and(|elem| {
            let basic = self.under_basic(elem).map(Basic::canon);
            matches!(basic, Some(Basic::Uint8 | Basic::Int32))
        })
    }

    /// Whether the size depends on type parameters.
    pub fn has_var_size(&self, ty: TypeId) -> bool {
        self.var_size_at(ty, &mut FxHashSet::default())
    }

    fn var_size_at(&self, ty: TypeId, seen: &mut FxHashSet<TypeId>) -> bool {
        if !self.has_tparams(ty) || seen.len() > MAX_PARTS || !seen.insert(ty) {
            return false;
        }
        if self.is_type_param(ty) {
            return true;
        }
        match self.under_type(ty) {
            Type::Array { elem, .. } => self.var_size_at(*elem, seen),
            Type::Struct(fields) => fields.iter().any(|f| self.var_size_at(f.ty, seen)),
            _ => false,
        }
    }
}
