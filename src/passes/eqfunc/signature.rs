//! The ways in which values are compared (`eqSignature`).

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use crate::symbol::Symbol;
use crate::types::store::{Basic, Field, Type, TypeId, Types};

/// How many steps a comparison may have: gc writes them all out, as many as a type has fields that
/// are compared one by one.
const MAX_PARTS: usize = 10_000;

/// Around this many bytes are compared by one iteration over an array.
const UNROLL: i64 = 32;

/// A step of a comparison.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// Bytes that are compared as they are.
    Memory(i64),
    /// Bytes that aren't compared.
    Skip(i64),
    Float32,
    Float64,
    String,
    /// An interface with methods.
    Iface,
    /// An interface without methods.
    Eface,
    /// The same steps some times over.
    Array(i64, Signature),
}

/// How values of a type are compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Signature {
    pub(super) parts: Vec<Part>,
    /// gc's text for it, `M8SI`.
    pub(super) text: String,
}

impl Signature {
    /// The name of the function that compares in this way.
    pub(super) fn function_name(&self) -> Symbol {
        Symbol::new(&format!(".eq.{}", self.text))
    }

    /// The way of comparing values of a type; absent where it has too many steps.
    pub(super) fn of(types: &Types, plain: &mut Plain, ty: TypeId) -> Option<Signature> {
        let mut left = MAX_PARTS;
        let mut builder = Builder::new(types, plain, &mut left);
        builder.build(ty)?;
        builder.flush_memory();
        Some(Signature::new(builder.parts))
    }

    fn new(parts: Vec<Part>) -> Signature {
        let mut text = String::new();
        for part in &parts {
            let _ = match part {
                Part::Memory(n) => write!(text, "M{n}"),
                Part::Skip(n) => write!(text, "K{n}"),
                Part::Float32 => write!(text, "F"),
                Part::Float64 => write!(text, "G"),
                Part::String => write!(text, "S"),
                Part::Iface => write!(text, "I"),
                Part::Eface => write!(text, "E"),
                Part::Array(n, elem) => write!(text, "[{n}{}]", elem.text),
            };
        }
        Signature { parts, text }
    }

    /// The same without what is skipped at its end.
    pub(super) fn without_skip(&self) -> Signature {
        let mut parts = self.parts.clone();
        if let Some(Part::Skip(_)) = parts.last() {
            parts.pop();
        }
        Signature::new(parts)
    }

    /// The number of bytes of a value.
    pub(super) fn size(&self, pointer: i64) -> i64 {
        let size = |part: &Part| match part {
            Part::Memory(n) | Part::Skip(n) => *n,
            Part::Float32 => 4,
            Part::Float64 => 8,
            Part::String | Part::Iface | Part::Eface => 2 * pointer,
            Part::Array(n, elem) => n * elem.size(pointer),
        };
        self.parts.iter().map(size).sum()
    }

    /// Whether the runtime has no function for it.
    pub(super) fn needs_function(&self) -> bool {
        !matches!(
            self.parts.as_slice(),
            [] | [Part::Memory(_)
                | Part::String
                | Part::Iface
                | Part::Eface
                | Part::Float32
                | Part::Float64]
                | [Part::Float32, Part::Float32]
                | [Part::Float64, Part::Float64]
        )
    }
}

struct Builder<'a> {
    types: &'a Types,
    plain: &'a mut Plain,
    parts: Vec<Part>,
    /// Bytes to compare, and to skip, that aren't among the parts yet.
    memory: i64,
    skip: i64,
    /// How many steps there may still be.
    left: &'a mut usize,
}

impl<'a> Builder<'a> {
    fn new(types: &'a Types, plain: &'a mut Plain, left: &'a mut usize) -> Builder<'a> {
        Builder { types, plain, parts: Vec::new(), memory: 0, skip: 0, left }
    }

    fn flush_memory(&mut self) {
        if self.memory > 0 {
            self.parts.push(Part::Memory(std::mem::take(&mut self.memory)));
        }
    }

    fn flush(&mut self) {
        self.flush_memory();
        if self.skip > 0 {
            self.parts.push(Part::Skip(std::mem::take(&mut self.skip)));
        }
    }

    fn add_memory(&mut self, bytes: i64) {
        if self.memory == 0 {
            self.flush();
        }
        self.memory += bytes;
    }

    fn add_skip(&mut self, bytes: i64) {
        if self.skip == 0 {
            self.flush();
        }
        self.skip += bytes;
    }

    fn add(&mut self, part: Part) {
        self.flush();
        self.parts.push(part);
    }

    fn build(&mut self, ty: TypeId) -> Option<()> {
        *self.left = self.left.checked_sub(1)?;
        let types = self.types;
        let under = types.underlying(ty);
        match types.get(under) {
            Type::Basic(basic) => match basic.canon() {
                Basic::Float32 => self.add(Part::Float32),
                Basic::Float64 => self.add(Part::Float64),
                Basic::Complex64 => {
                    self.add(Part::Float32);
                    self.add(Part::Float32);
                }
                Basic::Complex128 => {
                    self.add(Part::Float64);
                    self.add(Part::Float64);
                }
                Basic::String => self.add(Part::String),
                Basic::Invalid => return None,
                _ => self.add_memory(types.size_of(under)),
            },
            Type::Pointer(_) | Type::Chan { .. } => self.add_memory(types.size_of(under)),
            Type::Interface(_) => {
                let empty = types.type_set(under).methods.is_empty();
                self.add(if empty { Part::Eface } else { Part::Iface });
            }
            // Contiguous bytes, however many fields they are.
            Type::Struct(_) if self.plain.is_memory(types, under) => {
                let size = types.size_of(under);
                if size > 0 {
                    self.add_memory(size);
                }
            }
            Type::Struct(fields) => {
                let mut offset = 0;
                for (field, at) in fields.iter().zip(types.offsetsof(fields)) {
                    if field.name.is_blank() {
                        continue;
                    }
                    if offset < at {
                        self.add_skip(at - offset);
                    }
                    self.build(field.ty)?;
                    offset = at + types.size_of(field.ty);
                }
                let size = types.size_of(under);
                if offset < size {
                    self.add_skip(size - offset);
                }
            }
            Type::Array { elem, len } => self.array(under, *elem, *len)?,
            Type::Slice(_)
            | Type::Map { .. }
            | Type::Signature(_)
            | Type::Named(_)
            | Type::Unknown(_)
            | Type::TypeParam(_)
            | Type::Tuple(_)
            | Type::Union(_) => return None,
        }
        Some(())
    }

    fn array(&mut self, array: TypeId, elem: TypeId, len: i64) -> Option<()> {
        let types = self.types;
        if self.plain.is_memory(types, elem) {
            self.add_memory(types.size_of(array));
            return Some(());
        }
        let size = types.size_of(elem);
        if len == 1 {
            return self.build(elem);
        }
        if len <= 0 || size == 0 {
            return Some(());
        }
        let unroll = (UNROLL / size).max(1);
        let rest = len % unroll;
        let loops = len / unroll;
        let direct = if loops == 1 { rest + unroll } else { rest };
        for _ in 0..direct {
            self.build(elem)?;
        }
        if loops > 1 {
            self.flush();
            let mut inner = Builder::new(types, self.plain, self.left);
            for _ in 0..unroll {
                inner.build(elem)?;
            }
            inner.flush();
            self.parts.push(Part::Array(loops, Signature::new(inner.parts)));
        }
        Some(())
    }
}

/// Which types are compared byte by byte (`types.AlgType`, `AMEM`), as far as it was asked for.
#[derive(Default)]
pub(super) struct Plain {
    known: FxHashMap<TypeId, bool>,
}

impl Plain {
    /// Whether values of a type are equal when their bytes are.
    fn is_memory(&mut self, types: &Types, ty: TypeId) -> bool {
        let under = types.underlying(ty);
        match types.get(under) {
            Type::Basic(basic) => !matches!(
                basic.canon(),
                Basic::Float32
                    | Basic::Float64
                    | Basic::Complex64
                    | Basic::Complex128
                    | Basic::String
                    | Basic::Invalid
            ),
            Type::Pointer(_) | Type::Chan { .. } => true,
            Type::Array { elem, len } => *len == 0 || self.is_memory(types, *elem),
            Type::Struct(fields) => {
                if let Some(&known) = self.known.get(&under) {
                    return known;
                }
                // What contains itself isn't, and what expands without end is an error.
                self.known.insert(under, false);
                if self.known.len() > MAX_PARTS {
                    return false;
                }
                let is_memory = self.all_memory(types, under, fields);
                self.known.insert(under, is_memory);
                is_memory
            }
            Type::Interface(_)
            | Type::Slice(_)
            | Type::Map { .. }
            | Type::Signature(_)
            | Type::Named(_)
            | Type::Unknown(_)
            | Type::TypeParam(_)
            | Type::Tuple(_)
            | Type::Union(_) => false,
        }
    }

    /// Whether all fields of a struct are such, with nothing between them.
    fn all_memory(&mut self, types: &Types, ty: TypeId, fields: &[Field]) -> bool {
        let mut end = 0;
        for (field, at) in fields.iter().zip(types.offsetsof(fields)) {
            if at != end || field.name.is_blank() || !self.is_memory(types, field.ty) {
                return false;
            }
            end = at + types.size_of(field.ty);
        }
        end == types.size_of(ty)
    }
}
