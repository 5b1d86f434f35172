//! Sizes, alignments and pointer data of types (`types2/gcsizes.go`, `types/size.go`).
//!
//! ```go
//! // on amd64; 386 has smaller words, and nothing in it is aligned to more than 4 bytes
//! struct{ a int8; b *int; c int16 }   // size 24, align 8, pointers in the first 16 bytes
//! struct{ a int32; b struct{} }       // size 8: a last field of no size is padded
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

pub use super::data::Layout;
use super::store::{Basic, Field, PkgId, Type, TypeId, Types};
use super::walk::MAX_PARTS;
use crate::profile::Sizes;

/// Types that contain themselves are cut off at this depth.
const MAX_DEPTH: u32 = 5_000;
/// The alignment of what holds an `align64` (`sync/atomic`).
const ALIGN_64: i64 = 8;

/// What was found out about types that aren't complete, which may change once they are.
#[derive(Default)]
struct Inexact {
    layouts: FxHashMap<TypeId, Layout>,
    /// Types that live in the heap, as far as is known.
    not_in_heap: FxHashSet<TypeId>,
    /// Whether more was met than any type is made of that ends.
    is_cut: bool,
}

const ZERO: Layout = Layout { size: 0, align: 1, ptrdata: 0 };

/// An offset or a size, in bytes, rounded up to a multiple of an alignment, which is a power of two.
pub fn round_up(offset: i64, align: i64) -> i64 {
    offset.saturating_add(align - 1) & !(align - 1)
}

impl Types {
    /// The layout of a type. An unknown type, a type parameter and a type that isn't complete
    /// have no size.
    pub fn layout(&self, ty: TypeId) -> Layout {
        match self.facts(ty).layout.get() {
            Some(&layout) => layout,
            None => self.layout_at(ty, 0, &mut Inexact::default()).0,
        }
    }

    /// The size in bytes, as [`Types::sizeof`].
    pub fn size_of(&self, ty: TypeId) -> i64 {
        self.sizeof(ty)
    }

    /// The alignment in bytes, as [`Types::alignof`].
    pub fn align_of(&self, ty: TypeId) -> i64 {
        self.alignof(ty)
    }

    /// The length in bytes of the prefix that contains all pointers.
    pub fn ptr_data(&self, ty: TypeId) -> i64 {
        self.layout(ty).ptrdata
    }

    /// The size in bytes; negative if the type is too large.
    pub fn sizeof(&self, ty: TypeId) -> i64 {
        self.layout(ty).size
    }

    /// The alignment in bytes.
    pub fn alignof(&self, ty: TypeId) -> i64 {
        self.layout(ty).align
    }

    /// Whether values of the type contain pointers that the garbage collector follows.
    pub fn has_pointers(&self, ty: TypeId) -> bool {
        self.layout(ty).ptrdata > 0
    }

    /// The offset of each field of a struct; negative once the struct is too large.
    pub fn offsetsof(&self, fields: &[Field]) -> Vec<i64> {
        let mut offset = 0;
        let next = |field: &Field| {
            if offset < 0 {
                return -1;
            }
            let layout = self.layout(field.ty);
            let at = round_up(offset, layout.align);
            offset = end(at, layout.size, self.sizes());
            at
        };
        fields.iter().map(next).collect()
    }

    /// The offset of a field of a struct type.
    pub fn field_offset(&self, ty: TypeId, index: usize) -> i64 {
        let fields = self.under_struct(ty).unwrap_or(&[]);
        let fields = fields.get(..=index).unwrap_or(fields);
        self.offsetsof(fields).last().copied().unwrap_or(0)
    }

    fn layout_at(&self, ty: TypeId, depth: u32, inexact: &mut Inexact) -> (Layout, bool) {
        let facts = self.facts(ty);
        if let Some(&layout) = facts.layout.get() {
            return (layout, true);
        }
        if let Some(&layout) = inexact.layouts.get(&ty) {
            return (layout, false);
        }
        if depth > MAX_DEPTH || inexact.layouts.len() > MAX_PARTS {
            inexact.is_cut = true;
        }
        if inexact.is_cut {
            return (self.too_large(), false);
        }
        let (mut layout, mut is_final) = self.compute_layout(ty, depth, inexact);
        // What contains a type that expands without end does so as well.
        if inexact.is_cut {
            (layout, is_final) = (self.too_large(), true);
        }
        if is_final {
            let _ = facts.layout.set(layout);
        } else {
            inexact.layouts.insert(ty, layout);
        }
        (layout, is_final)
    }

    /// The layout of a type that expands without end: its values don't fit the address space.
    fn too_large(&self) -> Layout {
        let word = self.sizes().word;
        Layout { size: -1, align: word, ptrdata: word }
    }

    fn compute_layout(&self, ty: TypeId, depth: u32, inexact: &mut Inexact) -> (Layout, bool) {
        let size = self.sizes().word;
        let word =
            |words: i64, ptrdata: i64| (Layout { size: words * size, align: size, ptrdata }, true);
        match self.get(ty) {
            Type::Basic(basic) => (basic_layout(*basic, self.sizes()), true),
            Type::Pointer(elem) => {
                let (nih, is_final) = self.target_not_in_heap(*elem, depth, inexact);
                (word(1, if nih { 0 } else { size }).0, is_final)
            }
            Type::Slice(elem) => {
                let (nih, is_final) = self.target_not_in_heap(*elem, depth, inexact);
                (word(3, if nih { 0 } else { size }).0, is_final)
            }
            Type::Map { .. } | Type::Chan { .. } | Type::Signature(_) => word(1, size),
            Type::Interface(_) => word(2, 2 * size),
            Type::Array { elem, len } => {
                let (elem, is_final) = self.layout_at(*elem, depth + 1, inexact);
                (array_layout(elem, *len, self.sizes()), is_final)
            }
            Type::Struct(fields) => self.struct_layout(fields, depth, inexact),
            Type::Named(id) => {
                let Some(under) = self.try_underlying(ty) else { return (ZERO, false) };
                let (mut layout, is_final) = self.layout_at(under, depth + 1, inexact);
                let object = self.object(self.named(*id).obj);
                if object.name.as_str() == "align64"
                    && object.pkg.is_some_and(|p| self.is_atomic(p))
                {
                    layout.align = ALIGN_64;
                }
                (layout, is_final)
            }
            Type::TypeParam(_) => (ZERO, false),
            Type::Unknown(_) | Type::Tuple(_) | Type::Union(_) => (ZERO, true),
        }
    }

    /// Whether a package's `align64` is a mark for 8-byte alignment.
    fn is_atomic(&self, pkg: PkgId) -> bool {
        matches!(self.package(pkg).path.as_str(), "sync/atomic" | "internal/runtime/atomic")
    }

    fn struct_layout(&self, fields: &[Field], depth: u32, inexact: &mut Inexact) -> (Layout, bool) {
        let (mut offset, mut align, mut ptrdata, mut last) = (0, 1, 0, 0);
        let mut all_final = true;
        for field in fields {
            let (layout, is_final) = self.layout_at(field.ty, depth + 1, inexact);
            all_final &= is_final;
            if offset < 0 {
                continue;
            }
            align = align.max(layout.align);
            offset = round_up(offset, layout.align);
            if layout.ptrdata > 0 {
                ptrdata = offset + layout.ptrdata;
            }
            offset = end(offset, layout.size, self.sizes());
            last = layout.size;
        }
        if offset > 0 && last == 0 {
            offset += 1;
        }
        let size = if offset < 0 { -1 } else { round_up(offset, align) };
        (Layout { size, align, ptrdata }, all_final)
    }

    /// Whether what a pointer points to isn't in the heap; a pointer to a type without end is known
    /// all the same.
    fn target_not_in_heap(&self, ty: TypeId, depth: u32, inexact: &mut Inexact) -> (bool, bool) {
        let found = self.not_in_heap_at(ty, depth, inexact);
        inexact.is_cut = false;
        found
    }

    /// Whether values of the type never live in the garbage-collected heap: the type is or
    /// contains `internal/runtime/sys.NotInHeap`.
    pub fn is_not_in_heap(&self, ty: TypeId) -> bool {
        self.not_in_heap_at(ty, 0, &mut Inexact::default()).0
    }

    fn not_in_heap_at(&self, ty: TypeId, depth: u32, inexact: &mut Inexact) -> (bool, bool) {
        let facts = self.facts(ty);
        if let Some(&known) = facts.not_in_heap.get() {
            return (known, true);
        }
        if depth > MAX_DEPTH || inexact.not_in_heap.len() > MAX_PARTS {
            inexact.is_cut = true;
        }
        if inexact.is_cut || inexact.not_in_heap.contains(&ty) {
            return (false, false);
        }
        let (found, is_final) = match self.get(ty) {
            Type::Named(id) => {
                let object = self.object(self.named(*id).obj);
                let is_nih = object.name.as_str() == "nih"
                    && object.pkg.is_some_and(|pkg| {
                        self.package(pkg).path.as_str() == "internal/runtime/sys"
                    });
                match self.try_underlying(ty) {
                    _ if is_nih => (true, true),
                    Some(under) => self.not_in_heap_at(under, depth + 1, inexact),
                    None => (false, false),
                }
            }
            Type::Array { elem, .. } => self.not_in_heap_at(*elem, depth + 1, inexact),
            Type::Struct(fields) => {
                let mut all_final = true;
                let found = fields.iter().any(|f| {
                    let (found, is_final) = self.not_in_heap_at(f.ty, depth + 1, inexact);
                    all_final &= is_final;
                    found
                });
                (found, found || all_final)
            }
            Type::TypeParam(_) => (false, false),
            Type::Basic(_)
            | Type::Unknown(_)
            | Type::Pointer(_)
            | Type::Slice(_)
            | Type::Map { .. }
            | Type::Chan { .. }
            | Type::Tuple(_)
            | Type::Signature(_)
            | Type::Interface(_)
            | Type::Union(_) => (false, true),
        };
        let is_final = is_final || inexact.is_cut;
        if is_final {
            let _ = facts.not_in_heap.set(found);
        } else if !found {
            inexact.not_in_heap.insert(ty);
        }
        (found, is_final)
    }
}

/// `offset + size`, negative if that is too large.
fn end(offset: i64, size: i64, sizes: Sizes) -> i64 {
    match offset.checked_add(size) {
        Some(end) if size >= 0 && end < sizes.too_large => end,
        _ => -1,
    }
}

fn array_layout(elem: Layout, len: i64, sizes: Sizes) -> Layout {
    let len = len.max(0);
    let size = match elem.size.checked_mul(len) {
        _ if len == 0 => 0,
        Some(size) if elem.size >= 0 && size < sizes.too_large => size,
        _ => -1,
    };
    let ptrdata = if elem.ptrdata > 0 && len > 0 && size >= 0 {
        elem.size * (len - 1) + elem.ptrdata
    } else {
        0
    };
    Layout { size, align: elem.align, ptrdata }
}

fn basic_layout(basic: Basic, sizes: Sizes) -> Layout {
    let Sizes { word, register, .. } = sizes;
    let (size, align, ptrdata) = match basic {
        Basic::Invalid => (0, 1, 0),
        Basic::Bool | Basic::Int8 | Basic::Uint8 | Basic::Byte | Basic::UntypedBool => (1, 1, 0),
        Basic::Int16 | Basic::Uint16 => (2, 2, 0),
        Basic::Int32 | Basic::Uint32 | Basic::Rune | Basic::Float32 | Basic::UntypedRune => {
            (4, 4, 0)
        }
        Basic::Int | Basic::Uint | Basic::Uintptr | Basic::UntypedInt => (word, word, 0),
        Basic::Int64 | Basic::Uint64 | Basic::Float64 | Basic::UntypedFloat => (8, register, 0),
        Basic::Complex64 => (8, 4, 0),
        Basic::Complex128 | Basic::UntypedComplex => (16, register, 0),
        Basic::String | Basic::UntypedString => (2 * word, word, word),
        Basic::UnsafePointer | Basic::UntypedNil => (word, word, word),
    };
    Layout { size, align, ptrdata }
}
