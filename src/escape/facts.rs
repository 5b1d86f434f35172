//! What escape analysis asks about types (`types/type.go`, `types/size.go`): pointers, sizes,
//! kinds. A type's kind is that of its underlying type.

use crate::types::store::{Basic, Signature, Type, TypeId, Types};

/// Questions about types.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    types: &'a Types,
}

impl<'a> Facts<'a> {
    pub(super) fn new(types: &'a Types) -> Facts<'a> {
        Facts { types }
    }

    pub(super) fn types(self) -> &'a Types {
        self.types
    }

    /// The underlying type.
    #[inline]
    pub(super) fn under(self, ty: TypeId) -> &'a Type {
        self.types.under_type(ty)
    }

    /// Whether values of the type can hold pointers. What is unknown can.
    #[inline]
    pub(super) fn has_pointers(self, ty: TypeId) -> bool {
        match self.types.get(ty) {
            Type::Basic(basic) => matches!(
                basic,
                Basic::String | Basic::UnsafePointer | Basic::UntypedString | Basic::Invalid
            ),
            Type::Slice(_)
            | Type::Map { .. }
            | Type::Chan { .. }
            | Type::Signature(_)
            | Type::Interface(_) => true,
            Type::Tuple(types) => types.iter().any(|&ty| self.has_pointers(ty)),
            Type::Pointer(_) => self.types.has_pointers(ty),
            Type::Named(_) | Type::Array { .. } | Type::Struct(_) => {
                self.types.has_pointers(ty) || self.types.assumption(ty).is_some()
            }
            Type::Unknown(_) | Type::TypeParam(_) | Type::Union(_) => true,
        }
    }

    /// Whether an expression of the type can be ignored by flows of values: it holds no
    /// pointers. An untyped constant counts as holding some.
    #[inline]
    pub(super) fn is_scalar(self, ty: TypeId) -> bool {
        match self.types.get(ty) {
            Type::Basic(basic) => !matches!(
                basic,
                Basic::String
                    | Basic::UnsafePointer
                    | Basic::Invalid
                    | Basic::UntypedBool
                    | Basic::UntypedInt
                    | Basic::UntypedRune
                    | Basic::UntypedFloat
                    | Basic::UntypedComplex
                    | Basic::UntypedString
                    | Basic::UntypedNil
            ),
            _ => !self.has_pointers(ty),
        }
    }

    pub(super) fn size(self, ty: TypeId) -> i64 {
        match self.types.get(ty) {
            Type::Tuple(types) => types.iter().map(|&ty| self.size(ty)).sum(),
            _ => self.types.sizeof(ty),
        }
    }

    pub(super) fn align(self, ty: TypeId) -> i64 {
        match self.types.get(ty) {
            Type::Tuple(types) => types.iter().map(|&ty| self.align(ty)).max().unwrap_or(1),
            _ => self.types.alignof(ty),
        }
    }

    pub(super) fn is_interface(self, ty: TypeId) -> bool {
        matches!(self.under(ty), Type::Interface(_))
    }

    /// Whether the value itself is an interface's data word (`IsDirectIface`).
    pub(super) fn is_direct_iface(self, ty: TypeId) -> bool {
        let layout = self.types.layout(ty);
        let word = self.types.sizes().word;
        layout.size == word && layout.ptrdata == word
    }

    pub(super) fn is_array(self, ty: TypeId) -> bool {
        matches!(self.under(ty), Type::Array { .. })
    }

    pub(super) fn is_map(self, ty: TypeId) -> bool {
        matches!(self.under(ty), Type::Map { .. })
    }

    pub(super) fn is_slice(self, ty: TypeId) -> bool {
        matches!(self.under(ty), Type::Slice(_))
    }

    fn is_basic(self, ty: TypeId, is: impl Fn(Basic) -> bool) -> bool {
        matches!(self.under(ty), Type::Basic(basic) if is(*basic))
    }

    pub(super) fn is_uintptr(self, ty: TypeId) -> bool {
        self.is_basic(ty, |basic| basic == Basic::Uintptr)
    }

    pub(super) fn is_unsafe_pointer(self, ty: TypeId) -> bool {
        self.is_basic(ty, |basic| basic == Basic::UnsafePointer)
    }

    pub(super) fn is_bool(self, ty: TypeId) -> bool {
        self.is_basic(ty, |basic| matches!(basic, Basic::Bool | Basic::UntypedBool))
    }

    pub(super) fn is_string(self, ty: TypeId) -> bool {
        self.is_basic(ty, |basic| matches!(basic, Basic::String | Basic::UntypedString))
    }

    pub(super) fn is_float(self, ty: TypeId) -> bool {
        self.is_basic(ty, |basic| {
            matches!(basic, Basic::Float32 | Basic::Float64 | Basic::UntypedFloat)
        })
    }

    pub(super) fn is_complex(self, ty: TypeId) -> bool {
        self.is_basic(ty, |basic| {
            matches!(basic, Basic::Complex64 | Basic::Complex128 | Basic::UntypedComplex)
        })
    }

    pub(super) fn is_integer(self, ty: TypeId) -> bool {
        self.is_basic(ty, |basic| {
            matches!(
                basic,
                Basic::Int
                    | Basic::Int8
                    | Basic::Int16
                    | Basic::Int32
                    | Basic::Int64
                    | Basic::Uint
                    | Basic::Uint8
                    | Basic::Uint16
                    | Basic::Uint32
                    | Basic::Uint64
                    | Basic::Uintptr
                    | Basic::Byte
                    | Basic::Rune
                    | Basic::UntypedInt
                    | Basic::UntypedRune
            )
        })
    }

    /// The element type of a pointer, slice, array or channel.
    pub(super) fn elem(self, ty: TypeId) -> Option<TypeId> {
        self.types.elem(ty)
    }

    pub(super) fn signature(self, ty: TypeId) -> Option<&'a Signature> {
        match self.under(ty) {
            Type::Signature(signature) => Some(signature),
            _ => None,
        }
    }

    /// Whether the value holds a pointer other than a string's (`hasNonStringPointers`).
    pub(super) fn has_non_string_pointers(self, ty: TypeId) -> bool {
        self.types.any_part(ty, |ty, parts| {
            if !self.has_pointers(ty) {
                return false;
            }
            match self.under(ty) {
                Type::Basic(Basic::String) => {}
                Type::Struct(fields) => parts.extend(fields.iter().map(|field| field.ty)),
                Type::Array { elem, .. } => parts.push(*elem),
                _ => return true,
            }
            false
        })
    }
}
