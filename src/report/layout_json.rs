//! `goesc layout --json`: how a type lies in memory, as `schema/layout-1.json` describes it.

use std::io::{self, Write};

use serde::Serialize;

use super::json_text;
use super::layout::{FieldLayout, OnStack, Parts, SLOTS, Tables, TypeLayout};
use crate::findings::map_memory::Stored;

/// The number of the schema.
const VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    version: u32,
    #[serde(rename = "type")]
    ty: &'a str,
    /// Absent for what is too large.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<i64>,
    align: i64,
    pointer_bytes: i64,
    #[serde(flatten)]
    parts: PartsDoc<'a>,
    stack: &'static str,
    in_map: &'static str,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum PartsDoc<'a> {
    Struct { fields: Vec<FieldDoc<'a>>, padding: Vec<PaddingDoc>, best_size: i64 },
    Array { length: i64, element_size: i64 },
    Slice { element_size: i64 },
    Chan { element_size: i64 },
    Pointer { element_size: i64 },
    Interface,
    Map { header_size: i64, key: StoredDoc, element: StoredDoc, entries: EntriesDoc },
    Other,
}

#[derive(Serialize)]
struct FieldDoc<'a> {
    name: &'a str,
    embedded: bool,
    #[serde(rename = "type")]
    ty: &'a str,
    offset: i64,
    size: i64,
    pointers: bool,
}

#[derive(Serialize)]
struct PaddingDoc {
    offset: i64,
    size: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StoredDoc {
    size: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    allocated_size: Option<i64>,
}

#[derive(Serialize)]
#[serde(tag = "in", rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum EntriesDoc {
    Groups { size: i64, slots: i64, first_slot: i64, slot_size: i64, element_offset: i64 },
    Buckets { size: i64, slots: i64, keys: i64, elements: i64, overflow: i64 },
}

/// Writes a layout as one document.
pub fn write(out: &mut dyn Write, layout: &TypeLayout) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        ty: &layout.title,
        size: (layout.size >= 0).then_some(layout.size),
        align: layout.align,
        pointer_bytes: layout.pointers,
        parts: parts(&layout.parts),
        stack: match layout.stack {
            OnStack::Always => "always",
            OnStack::Declared(_) => "declared",
            OnStack::Never(_) => "never",
        },
        in_map: if layout.is_direct { "slot" } else { "allocated" },
    };
    json_text::to_writer(&mut *out, &document)?;
    writeln!(out)
}

fn parts(parts: &Parts) -> PartsDoc<'_> {
    match parts {
        Parts::Struct { fields, padding, best } => PartsDoc::Struct {
            fields: fields.iter().map(field).collect(),
            padding: padding.iter().map(|&(offset, size)| PaddingDoc { offset, size }).collect(),
            best_size: *best,
        },
        Parts::Array { len, elem } => PartsDoc::Array { length: *len, element_size: *elem },
        Parts::Slice { elem } => PartsDoc::Slice { element_size: *elem },
        Parts::Chan { elem } => PartsDoc::Chan { element_size: *elem },
        Parts::Pointer { elem } => PartsDoc::Pointer { element_size: *elem },
        Parts::Interface => PartsDoc::Interface,
        Parts::Map(map) => PartsDoc::Map {
            header_size: map.header,
            key: stored(map.key),
            element: stored(map.elem),
            entries: match map.tables {
                Tables::Groups { size, first, slot, elem } => EntriesDoc::Groups {
                    size,
                    slots: SLOTS,
                    first_slot: first,
                    slot_size: slot,
                    element_offset: elem,
                },
                Tables::Buckets { size, keys, elems, overflow } => {
                    EntriesDoc::Buckets { size, slots: SLOTS, keys, elements: elems, overflow }
                }
            },
        },
        Parts::Whole => PartsDoc::Other,
    }
}

fn field(field: &FieldLayout) -> FieldDoc<'_> {
    FieldDoc {
        name: &field.name,
        embedded: field.embedded,
        ty: &field.ty,
        offset: field.offset,
        size: field.size,
        pointers: field.pointers,
    }
}

fn stored(stored: Stored) -> StoredDoc {
    StoredDoc { size: stored.size, allocated_size: stored.elsewhere }
}
