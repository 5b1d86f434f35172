//! How values of a type lie in memory (`types/size.go`, `reflectdata/map.go`; before Go 1.24
//! `reflectdata/reflect.go`, `MapBucketType`).
//!
//! ```text
//! map[string]int: 8 bytes, a pointer to a header of 48 bytes
//! group: 200 bytes
//!   offset    0, size    8: control word, a byte for each slot
//!   offset    8, size   24: slot 0: key at 8, element at 24
//! ```

use std::fmt::Write as _;

use crate::findings::map_memory::{Group, Stored};
use crate::profile::{Maps, Profile};
use crate::types::sizes::round_up;
use crate::types::store::{Type, TypeId, Types};

/// Slots of a group, and entries of a bucket.
pub(super) const SLOTS: i64 = Maps::SLOTS;
/// Fields shown of one struct.
const MAX_FIELDS: usize = 1_000;

/// How values of a type lie in memory. All sizes and offsets are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeLayout {
    /// The type, as it was asked for.
    pub title: String,
    /// The size; negative if it is too large.
    pub size: i64,
    /// The alignment.
    pub align: i64,
    /// Up to where there are pointers; 0 if there are none.
    pub pointers: i64,
    /// What it consists of.
    pub parts: Parts,
    /// Where variables may be.
    pub stack: OnStack,
    /// Whether it is stored in the slots of maps.
    pub is_direct: bool,
}

/// What a type consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parts {
    /// The fields of a struct, and padding.
    Struct {
        /// The fields, in order.
        fields: Vec<FieldLayout>,
        /// Where nothing is, and how much of it.
        padding: Vec<(i64, i64)>,
        /// The size with the fields in order of alignment.
        best: i64,
    },
    /// The elements of an array.
    Array {
        /// How many.
        len: i64,
        /// The size of one.
        elem: i64,
    },
    /// A slice: three words.
    Slice {
        /// The size of an element.
        elem: i64,
    },
    /// An interface: two words.
    Interface,
    /// A channel.
    Chan {
        /// The size of an element.
        elem: i64,
    },
    /// A pointer.
    Pointer {
        /// The size of what it points to.
        elem: i64,
    },
    /// A map.
    Map(MapLayout),
    /// One value.
    Whole,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldLayout {
    /// Its name.
    pub name: String,
    /// Whether it is embedded.
    pub embedded: bool,
    /// Its type.
    pub ty: String,
    /// Its place.
    pub offset: i64,
    /// Its size.
    pub size: i64,
    /// Whether there are pointers in it.
    pub pointers: bool,
}

/// Where variables of a type may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnStack {
    /// On the stack, whether declared or made by `new` and `&T{}`.
    Always,
    /// On the stack if declared; what `new` and `&T{}` make of more bytes than this is on the heap.
    Declared(i64),
    /// Never on the stack: more bytes than this are on the heap.
    Never(i64),
}

/// A map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapLayout {
    /// The size of the header.
    pub header: i64,
    /// Its keys.
    pub key: Stored,
    /// Its elements.
    pub elem: Stored,
    /// Where they are.
    pub tables: Tables,
}

/// Where the entries of a map are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tables {
    /// In groups of slots, from Go 1.24 on.
    Groups {
        /// The size of a group.
        size: i64,
        /// The place of the first slot.
        first: i64,
        /// The size of a slot.
        slot: i64,
        /// The place of the element in its slot; the key is at 0.
        elem: i64,
    },
    /// In buckets, before.
    Buckets {
        /// The size of a bucket.
        size: i64,
        /// The place of the keys.
        keys: i64,
        /// The place of the elements.
        elems: i64,
        /// The place of the pointer to the next bucket.
        overflow: i64,
    },
}

/// The layout of a type.
pub fn layout(types: &Types, profile: &Profile, ty: TypeId, title: &str) -> TypeLayout {
    let layout = types.layout(ty);
    let parts = match types.under_type(ty) {
        _ if layout.size < 0 => Parts::Whole,
        Type::Struct(_) => fields(types, ty),
        Type::Array { elem, len } => Parts::Array { len: *len, elem: types.sizeof(*elem) },
        Type::Map { key, elem } => {
            let (key_ty, elem_ty) = (*key, *elem);
            let (key, elem) = (Stored::of(types, key_ty), Stored::of(types, elem_ty));
            let tables = match profile.runtime.maps {
                Maps::Groups => groups(types, key_ty, elem_ty),
                Maps::Buckets => buckets(types, key, elem),
            };
            let header = profile.runtime.maps.header(types.sizes());
            Parts::Map(MapLayout { header, key, elem, tables })
        }
        Type::Slice(elem) => Parts::Slice { elem: types.sizeof(*elem) },
        Type::Interface(_) => Parts::Interface,
        Type::Chan { elem, .. } => Parts::Chan { elem: types.sizeof(*elem) },
        Type::Pointer(elem) => Parts::Pointer { elem: types.sizeof(*elem) },
        Type::Basic(_)
        | Type::Unknown(_)
        | Type::Named(_)
        | Type::TypeParam(_)
        | Type::Tuple(_)
        | Type::Signature(_)
        | Type::Union(_) => Parts::Whole,
    };
    let (declared, implicit) = (profile.stack.var, profile.stack.implicit_var);
    TypeLayout {
        title: title.to_owned(),
        size: layout.size,
        align: layout.align,
        pointers: layout.ptrdata,
        parts,
        stack: match layout.size {
            size if size <= implicit => OnStack::Always,
            size if size <= declared => OnStack::Declared(implicit),
            _ => OnStack::Never(declared),
        },
        is_direct: layout.size <= Maps::MAX_DIRECT,
    }
}

fn fields(types: &Types, ty: TypeId) -> Parts {
    let Type::Struct(fields) = types.under_type(ty) else { return Parts::Whole };
    let size = types.sizeof(ty);
    let offsets = types.offsetsof(fields);
    let mut end = 0;
    let mut padding = Vec::new();
    let mut told = Vec::with_capacity(fields.len());
    for (field, &offset) in fields.iter().zip(&offsets) {
        if offset > end {
            padding.push((end, offset - end));
        }
        let width = types.sizeof(field.ty);
        told.push(FieldLayout {
            name: field.name.as_str().to_owned(),
            embedded: field.embedded,
            ty: types.type_string(field.ty, None),
            offset,
            size: width,
            pointers: types.has_pointers(field.ty),
        });
        end = offset + width;
    }
    if size > end {
        padding.push((end, size - end));
    }
    // Fields by falling alignment need padding at the end alone.
    let total: i64 = told.iter().map(|field| field.size).sum();
    let best = round_up(total, types.alignof(ty).max(1));
    Parts::Struct { fields: told, padding, best }
}

fn groups(types: &Types, key: TypeId, elem: TypeId) -> Tables {
    let Group { size, slot, elem_at, .. } = Group::of(types, key, elem);
    Tables::Groups { size, first: Group::FIRST, slot, elem: elem_at }
}

fn buckets(types: &Types, key: Stored, elem: Stored) -> Tables {
    let keys = round_up(SLOTS, key.align);
    let elems = round_up(keys + SLOTS * key.size, elem.align);
    let word = types.sizes().word;
    let overflow = round_up(elems + SLOTS * elem.size, word);
    Tables::Buckets { size: overflow + word, keys, elems, overflow }
}

impl TypeLayout {
    /// The layout for people.
    pub fn describe(&self) -> String {
        let mut out = String::new();
        if self.size < 0 {
            return format!("{}: too large\n", self.title);
        }
        let pointers = match self.pointers {
            0 => "no pointers".to_owned(),
            end => format!("pointers in the first {}", bytes(end)),
        };
        let (size, align) = (bytes(self.size), bytes(self.align));
        let _ = writeln!(out, "{}: {size}, aligned to {align}; {pointers}", self.title);
        let _ = match &self.parts {
            Parts::Struct { fields, padding, best } => {
                self.describe_fields(&mut out, fields, padding, *best);
                Ok(())
            }
            Parts::Array { len, elem } => {
                writeln!(out, "  {len} elements, one each {}", bytes(*elem))
            }
            Parts::Map(map) => {
                map.describe(&mut out);
                Ok(())
            }
            Parts::Slice { elem } => {
                let word = self.size / 3;
                let _ = writeln!(out, "  pointer at 0, length at {word}, capacity at {}", 2 * word);
                writeln!(out, "  an array elsewhere: {} each element", bytes(*elem))
            }
            Parts::Interface => writeln!(
                out,
                "  type at 0, pointer to the value (or the value, if it is a pointer) at {}",
                self.size / 2
            ),
            Parts::Chan { elem } => writeln!(
                out,
                "  a pointer to a header and a buffer of {} each element",
                bytes(*elem)
            ),
            Parts::Pointer { elem } => writeln!(out, "  what it points to: {}", bytes(*elem)),
            Parts::Whole => Ok(()),
        };
        let _ = match self.stack {
            OnStack::Always => {
                writeln!(out, "stack: declared or made by new and &T{{}}, if it doesn't escape")
            }
            OnStack::Declared(implicit) => writeln!(
                out,
                "stack: only as a declared variable; what new and &T{{}} make of more than {implicit} bytes is on the heap"
            ),
            OnStack::Never(declared) => {
                writeln!(
                    out,
                    "stack: never, variables of more than {declared} bytes are on the heap"
                )
            }
        };
        let most = Maps::MAX_DIRECT;
        let _ = match self.is_direct {
            true => writeln!(out, "in a map: stored in its slot"),
            false => writeln!(out, "in a map: allocated for each new key, over {most} bytes"),
        };
        out
    }

    fn describe_fields(
        &self,
        out: &mut String,
        fields: &[FieldLayout],
        padding: &[(i64, i64)],
        best: i64,
    ) {
        let mut gaps = padding.iter().peekable();
        let gap = |out: &mut String, (offset, size): (i64, i64)| {
            let _ = writeln!(out, "  offset {offset:4}, size {size:4}: padding");
        };
        for field in fields.iter().take(MAX_FIELDS) {
            if let Some(&before) = gaps.next_if(|(offset, _)| *offset < field.offset) {
                gap(out, before);
            }
            let FieldLayout { offset, size, ty, .. } = field;
            let pointers = if field.pointers { ", pointers" } else { "" };
            let name = if field.embedded { "embedded" } else { &field.name };
            let _ = writeln!(out, "  offset {offset:4}, size {size:4}: {name} {ty}{pointers}");
        }
        for &rest in gaps {
            gap(out, rest);
        }
        let total: i64 = padding.iter().map(|(_, size)| size).sum();
        let _ = match (total, best < self.size) {
            (0, _) => Ok(()),
            (_, true) => writeln!(
                out,
                "  {} of padding; {} with the fields in order of alignment",
                bytes(total),
                bytes(best)
            ),
            (_, false) => writeln!(out, "  {} of padding", bytes(total)),
        };
    }
}

impl MapLayout {
    fn describe(&self, out: &mut String) {
        let MapLayout { header, key, elem, tables } = self;
        let name = match tables {
            Tables::Groups { .. } => "internal/runtime/maps.Map",
            Tables::Buckets { .. } => "runtime.hmap",
        };
        let _ = writeln!(out, "  a pointer to a header of {} ({name})", bytes(*header));
        let _ = writeln!(out, "key: {}", how(*key));
        let _ = writeln!(out, "element: {}", how(*elem));
        match *tables {
            Tables::Groups { size, first, slot, elem } => {
                let _ = writeln!(out, "group: {}: a control word and {SLOTS} slots", bytes(size));
                let _ = writeln!(
                    out,
                    "  offset {:4}, size {first:4}: control word, a byte for each slot",
                    0
                );
                for i in 0..SLOTS {
                    let at = first + i * slot;
                    let _ = writeln!(
                        out,
                        "  offset {at:4}, size {slot:4}: slot {i}: key at {at}, element at {}",
                        at + elem
                    );
                }
                let _ = writeln!(
                    out,
                    "  key of slot i at {first} + i*{slot}, element at {} + i*{slot}",
                    first + elem
                );
                let _ = writeln!(
                    out,
                    "  up to {SLOTS} entries: one group, on the stack if the map doesn't escape"
                );
                let _ = writeln!(
                    out,
                    "  more: tables of groups on the heap, at most 7 of 8 slots filled, 1024 slots each"
                );
            }
            Tables::Buckets { size, keys, elems, overflow } => {
                let _ = writeln!(
                    out,
                    "bucket: {}: {SLOTS} entries and an overflow pointer",
                    bytes(size)
                );
                let _ = writeln!(
                    out,
                    "  offset {:4}, size {SLOTS:4}: tophash, a byte for each entry",
                    0
                );
                let _ = writeln!(out, "  offset {keys:4}, size {:4}: keys", SLOTS * key.size);
                let _ = writeln!(out, "  offset {elems:4}, size {:4}: elements", SLOTS * elem.size);
                let word = size - overflow;
                let _ = writeln!(out, "  offset {overflow:4}, size {word:4}: overflow pointer");
                let _ = writeln!(
                    out,
                    "  key i at {keys} + i*{}, element i at {elems} + i*{}",
                    key.size, elem.size
                );
            }
        }
    }
}

/// How a key or an element is stored.
fn how(stored: Stored) -> String {
    match stored.elsewhere {
        Some(size) => format!("a pointer to {}, allocated for each new key", bytes(size)),
        None => format!("{}, stored directly", bytes(stored.size)),
    }
}

fn bytes(number: i64) -> String {
    match number {
        1 => "1 byte".to_owned(),
        _ => format!("{number} bytes"),
    }
}
