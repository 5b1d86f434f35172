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

use crate::profile::{Maps, Profile};
use crate::types::store::{Type, TypeId, Types};

/// Slots of a group, and entries of a bucket.
const SLOTS: i64 = Maps::SLOTS;
/// Fields shown of one struct.
const MAX_FIELDS: usize = 1_000;

/// Describes the layout of a type.
pub fn describe(types: &Types, profile: &Profile, ty: TypeId, title: &str) -> String {
    let mut out = String::new();
    let layout = types.layout(ty);
    let word = types.sizes().word;
    if layout.size < 0 {
        return format!("{title}: too large\n");
    }
    let _ = writeln!(
        out,
        "{title}: {}, aligned to {}; {}",
        bytes(layout.size),
        bytes(layout.align),
        match layout.ptrdata {
            0 => "no pointers".to_owned(),
            end => format!("pointers in the first {}", bytes(end)),
        }
    );
    match under(types, ty) {
        Type::Struct(_) => fields(types, ty, &mut out),
        Type::Array { elem, len } => {
            let elem = types.layout(*elem);
            let _ = writeln!(out, "  {len} elements, one each {}", bytes(elem.size));
        }
        Type::Map { key, elem } => match profile.runtime.maps {
            Maps::Groups => groups(types, *key, *elem, &mut out),
            Maps::Buckets => buckets(types, *key, *elem, &mut out),
        },
        Type::Slice(elem) => {
            let _ = writeln!(out, "  pointer at 0, length at {word}, capacity at {}", 2 * word);
            let _ =
                writeln!(out, "  an array elsewhere: {} each element", bytes(types.sizeof(*elem)));
        }
        Type::Interface(_) => {
            let _ = writeln!(
                out,
                "  type at 0, pointer to the value (or the value, if it is a pointer) at {word}"
            );
        }
        Type::Chan { elem, .. } => {
            let _ = writeln!(
                out,
                "  a pointer to a header and a buffer of {} each element",
                bytes(types.sizeof(*elem))
            );
        }
        Type::Pointer(elem) => {
            let _ = writeln!(out, "  what it points to: {}", bytes(types.sizeof(*elem)));
        }
        Type::Basic(_)
        | Type::Unknown(_)
        | Type::Named(_)
        | Type::TypeParam(_)
        | Type::Tuple(_)
        | Type::Signature(_)
        | Type::Union(_) => {}
    }
    stack(types, profile, ty, &mut out);
    out
}

fn under(types: &Types, ty: TypeId) -> &Type {
    match types.get(ty) {
        Type::Named(_) => types.get(types.underlying(ty)),
        other => other,
    }
}

fn bytes(number: i64) -> String {
    match number {
        1 => "1 byte".to_owned(),
        _ => format!("{number} bytes"),
    }
}

/// Whether values may be on the stack.
fn stack(types: &Types, profile: &Profile, ty: TypeId, out: &mut String) {
    let (declared, implicit) = (profile.stack.var, profile.stack.implicit_var);
    let size = types.sizeof(ty);
    let _ = if size <= implicit {
        writeln!(out, "stack: declared or made by new and &T{{}}, if it doesn't escape")
    } else if size <= declared {
        writeln!(
            out,
            "stack: only as a declared variable; what new and &T{{}} make of more than {implicit} bytes is on the heap"
        )
    } else {
        writeln!(out, "stack: never, variables of more than {declared} bytes are on the heap")
    };
    let _ = if size <= Maps::MAX_DIRECT {
        writeln!(out, "in a map: stored in its slot")
    } else {
        writeln!(out, "in a map: allocated for each new key, over {} bytes", Maps::MAX_DIRECT)
    };
}

fn fields(types: &Types, ty: TypeId, out: &mut String) {
    let Type::Struct(fields) = under(types, ty) else { return };
    let size = types.sizeof(ty);
    let offsets = types.offsetsof(fields);
    let mut end = 0;
    let mut padding = 0;
    for (i, (field, &offset)) in fields.iter().zip(&offsets).enumerate() {
        if offset > end {
            padding += offset - end;
            let _ = writeln!(out, "  offset {end:4}, size {:4}: padding", offset - end);
        }
        let width = types.sizeof(field.ty);
        if i < MAX_FIELDS {
            let ty = types.type_string(field.ty, None);
            let pointers = if types.has_pointers(field.ty) { ", pointers" } else { "" };
            let name = if field.embedded { "embedded" } else { field.name.as_str() };
            let _ = writeln!(out, "  offset {offset:4}, size {width:4}: {name} {ty}{pointers}");
        }
        end = offset + width;
    }
    if size > end {
        padding += size - end;
        let _ = writeln!(out, "  offset {end:4}, size {:4}: padding", size - end);
    }
    if padding == 0 {
        return;
    }
    // Fields by falling alignment need padding at the end alone.
    let total: i64 = fields.iter().map(|field| types.sizeof(field.ty)).sum();
    let align = types.alignof(ty).max(1);
    let best = (total + align - 1) / align * align;
    let _ = match best < size {
        true => writeln!(
            out,
            "  {} of padding; {} with the fields in order of alignment",
            bytes(padding),
            bytes(best)
        ),
        false => writeln!(out, "  {} of padding", bytes(padding)),
    };
}

/// How a key or an element is stored.
struct Stored {
    size: i64,
    align: i64,
    how: String,
}

fn stored(types: &Types, ty: TypeId) -> Stored {
    let layout = types.layout(ty);
    match layout.size > Maps::MAX_DIRECT {
        true => Stored {
            size: types.sizes().word,
            align: types.sizes().word,
            how: format!("a pointer to {}, allocated for each new key", bytes(layout.size)),
        },
        false => Stored {
            size: layout.size.max(0),
            align: layout.align.max(1),
            how: format!("{}, stored directly", bytes(layout.size.max(0))),
        },
    }
}

fn round_up(offset: i64, align: i64) -> i64 {
    (offset + align - 1) / align * align
}

fn groups(types: &Types, key: TypeId, elem: TypeId, out: &mut String) {
    let (key, elem) = (stored(types, key), stored(types, elem));
    let align = key.align.max(elem.align);
    let elem_at = round_up(key.size, elem.align);
    // A last field of no size takes a byte, as in any struct.
    let mut end = elem_at + elem.size;
    if elem.size == 0 && end > 0 {
        end += 1;
    }
    let slot = round_up(end, align);
    // The control word comes first: a byte for each slot, and aligned as numbers of 64 bits are.
    let first = SLOTS;
    let mut group = first + SLOTS * slot;
    if slot == 0 {
        group += 1;
    }
    let group = round_up(group, align.max(types.sizes().register));
    let header = bytes(Maps::Groups.header(types.sizes()));
    let _ = writeln!(out, "  a pointer to a header of {header} (internal/runtime/maps.Map)");
    let _ = writeln!(out, "key: {}", key.how);
    let _ = writeln!(out, "element: {}", elem.how);
    let _ = writeln!(out, "group: {}: a control word and {SLOTS} slots", bytes(group));
    let _ = writeln!(out, "  offset {:4}, size {first:4}: control word, a byte for each slot", 0);
    for i in 0..SLOTS {
        let at = first + i * slot;
        let _ = writeln!(
            out,
            "  offset {at:4}, size {slot:4}: slot {i}: key at {at}, element at {}",
            at + elem_at
        );
    }
    let _ = writeln!(
        out,
        "  key of slot i at {first} + i*{slot}, element at {} + i*{slot}",
        first + elem_at
    );
    let _ =
        writeln!(out, "  up to {SLOTS} entries: one group, on the stack if the map doesn't escape");
    let _ = writeln!(
        out,
        "  more: tables of groups on the heap, at most 7 of 8 slots filled, 1024 slots each"
    );
}

fn buckets(types: &Types, key: TypeId, elem: TypeId, out: &mut String) {
    let (key, elem) = (stored(types, key), stored(types, elem));
    let keys = round_up(SLOTS, key.align);
    let elems = round_up(keys + SLOTS * key.size, elem.align);
    let word = types.sizes().word;
    let overflow = round_up(elems + SLOTS * elem.size, word);
    let bucket = overflow + word;
    let header = bytes(Maps::Buckets.header(types.sizes()));
    let _ = writeln!(out, "  a pointer to a header of {header} (runtime.hmap)");
    let _ = writeln!(out, "key: {}", key.how);
    let _ = writeln!(out, "element: {}", elem.how);
    let _ = writeln!(out, "bucket: {}: {SLOTS} entries and an overflow pointer", bytes(bucket));
    let _ = writeln!(out, "  offset {:4}, size {SLOTS:4}: tophash, a byte for each entry", 0);
    let _ = writeln!(out, "  offset {keys:4}, size {:4}: keys", SLOTS * key.size);
    let _ = writeln!(out, "  offset {elems:4}, size {:4}: elements", SLOTS * elem.size);
    let _ = writeln!(out, "  offset {overflow:4}, size {word:4}: overflow pointer");
    let _ =
        writeln!(out, "  key i at {keys} + i*{}, element i at {elems} + i*{}", key.size, elem.size);
}
