//! Whether something allocates at run time, and how many bytes: what walk and the runtime make of
//! an allocation (`walk/{convert,builtin,complit,expr}.go`, `ssagen/ssa.go`, `runtime/*.go`).
//!
//! ```go
//! var i any = 7         // escapes to heap: read-only data, 0 bytes
//! s := make([]int, n)   // does not escape: allocated when larger than 32 bytes
//! ```

use std::fmt;

use crate::ir::node::{
    Body, ClosureId, CompLitOp, ConvOp, MakeOp, NameId, NodeId, Op, SelectorOp, UnaryOp,
};
use crate::profile::{Maps, Profile};
use crate::types::constant::Value;
use crate::types::store::{Basic, Type, TypeId, Types};

/// What a finding costs each time it is passed at run time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Cost {
    /// When it allocates.
    pub when: When,
    /// How much it asks the allocator for.
    pub bytes: Bytes,
}

/// When something allocates.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum When {
    /// Never.
    Never,
    /// Each time.
    Always,
    /// When it turns out to be larger than so many bytes.
    Beyond(i64),
    /// Unless the value is an integer below 256, or the same bits.
    UnlessSmall,
    /// When there is no room left.
    Growing,
    /// When what grows is on the stack still.
    OnStack,
}

/// How many bytes are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Bytes {
    /// So many.
    Exact(i64),
    /// So many or more.
    AtLeast(i64),
    /// That depends on values at run time.
    Unknown,
}

impl Cost {
    /// Nothing.
    pub const NOTHING: Cost = Cost { when: When::Never, bytes: Bytes::Exact(0) };

    /// Whatever a container needs to grow.
    pub const GROWTH: Cost = Cost { when: When::Growing, bytes: Bytes::Unknown };

    /// A copy of what has grown on the stack.
    pub const MOVE: Cost = Cost { when: When::OnStack, bytes: Bytes::Unknown };

    /// So many bytes each time; nothing if none.
    pub fn exact(bytes: i64) -> Cost {
        match bytes {
            ..=0 => Cost::NOTHING,
            _ => Cost { when: When::Always, bytes: Bytes::Exact(bytes) },
        }
    }

    fn of(when: When, bytes: Bytes) -> Cost {
        Cost { when, bytes }
    }

    /// How many bytes it takes at least, if anything is known of that.
    pub fn known_bytes(self) -> Option<i64> {
        match self.bytes {
            Bytes::Exact(bytes) | Bytes::AtLeast(bytes) => Some(bytes),
            Bytes::Unknown => None,
        }
    }

    /// Whether it may allocate at all.
    pub fn allocates(self) -> bool {
        self.when != When::Never
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.when, self.bytes) {
            (When::Never, _) => return f.write_str("allocates nothing"),
            (_, Bytes::Exact(1)) => f.write_str("1 byte")?,
            (_, Bytes::Exact(bytes)) => write!(f, "{bytes} bytes")?,
            (_, Bytes::AtLeast(bytes)) => write!(f, "at least {bytes} bytes")?,
            (_, Bytes::Unknown) => f.write_str("size known at run time")?,
        }
        match self.when {
            When::Never | When::Always => Ok(()),
            When::Beyond(bytes) => write!(f, ", if larger than {bytes} bytes"),
            When::UnlessSmall => f.write_str(", unless the value is below 256"),
            When::Growing => f.write_str(", when there is no room left"),
            When::OnStack => f.write_str(", if it is on the stack still"),
        }
    }
}

/// Works out costs in one body.
#[derive(Clone, Copy)]
pub(super) struct Model<'a> {
    pub(super) types: &'a Types,
    pub(super) profile: &'a Profile,
    pub(super) body: &'a Body,
}

/// Whether a value is on the heap as far as gc decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Storage {
    Heap,
    Stack,
}

impl Model<'_> {
    fn under(&self, ty: TypeId) -> &Type {
        match self.types.get(ty) {
            Type::Named(_) => self.types.get(self.types.underlying(ty)),
            other => other,
        }
    }

    fn elem(&self, ty: TypeId) -> Option<TypeId> {
        match *self.under(ty) {
            Type::Pointer(elem)
            | Type::Slice(elem)
            | Type::Array { elem, .. }
            | Type::Chan { elem, .. }
            | Type::Map { elem, .. } => Some(elem),
            _ => None,
        }
    }

    fn word(&self) -> i64 {
        self.types.sizes().word
    }

    fn size(&self, ty: TypeId) -> i64 {
        self.types.sizeof(ty).max(0)
    }

    fn ty(&self, node: NodeId) -> Option<TypeId> {
        self.body.nodes[node].ty
    }

    fn constant(&self, node: NodeId) -> Option<i64> {
        match self.body.op(node) {
            Op::Literal(value) => value.int64_val(),
            _ => None,
        }
    }

    /// A variable that was moved to the heap.
    pub(super) fn variable(&self, name: NameId) -> Cost {
        self.body.names.get(name).map_or(Cost::NOTHING, |name| Cost::exact(self.size(name.ty)))
    }

    /// A closure: the function, then what it captures, by value or by reference. Without
    /// captured variables it is static data.
    pub(super) fn closure(&self, closure: ClosureId) -> Cost {
        let captured = &self.body.funcs[closure].closure_vars;
        if captured.is_empty() {
            return Cost::NOTHING;
        }
        let word = self.word();
        let mut size = word;
        for &captured in captured {
            let name = &self.body.names[self.body.canonical(captured)];
            let (width, align) = if name.byval {
                (self.size(name.ty), self.types.alignof(name.ty).max(1))
            } else {
                (word, word)
            };
            size = (size.saturating_add(align - 1) / align * align).saturating_add(width);
        }
        Cost::exact(size.saturating_add(word - 1) / word * word)
    }

    /// What a node of the graph costs.
    pub(super) fn node(&self, node: NodeId, storage: Storage) -> Cost {
        let Some(ty) = self.ty(node) else { return Cost::NOTHING };
        let on_heap = storage == Storage::Heap;
        match self.body.op(node) {
            Op::Unary(UnaryOp::New, _) | Op::PtrLit(_) if on_heap => {
                Cost::exact(self.elem(ty).map_or(0, |elem| self.size(elem)))
            }
            Op::Closure(closure) if on_heap => self.closure(*closure),
            Op::Selector { op: SelectorOp::MethValue, x, .. } if on_heap => {
                Cost::exact(self.word() + self.ty(*x).map_or(0, |ty| self.size(ty)))
            }
            Op::CompLit { op: CompLitOp::Slice, len, .. } if on_heap => {
                let elem = self.elem(ty).map_or(0, |elem| self.size(elem));
                Cost::exact(elem.saturating_mul((*len).max(0)))
            }
            Op::CompLit { op: CompLitOp::Map, list, .. } => {
                self.map(Some(list.len() as i64), on_heap)
            }
            Op::Make { op: MakeOp::Map, len, .. } => {
                let hint = len.map_or(Some(0), |len| self.constant(len));
                self.map(hint, on_heap)
            }
            Op::Make { op: MakeOp::Slice, len, cap } => self.slice(ty, cap.or(*len), on_heap),
            Op::Make { op: MakeOp::Chan, len, .. } => self.channel(ty, *len),
            Op::Conv(op, x) => self.conversion(*op, *x, on_heap),
            Op::AddStr(parts) => {
                let known = self.known_length(parts);
                match known {
                    _ if on_heap || known > self.profile.runtime.small => {
                        Cost::of(When::Always, at_least(known))
                    }
                    _ => Cost::of(When::Beyond(self.profile.runtime.small), Bytes::Unknown),
                }
            }
            Op::Append { .. } => match self.elem(ty).map(|elem| self.size(elem)) {
                Some(0) => Cost::NOTHING,
                _ => Cost::of(When::Growing, Bytes::Unknown),
            },
            _ => Cost::NOTHING,
        }
    }

    pub(super) fn is_string(&self, ty: TypeId) -> bool {
        matches!(self.under(ty), Type::Basic(Basic::String | Basic::UntypedString))
    }

    /// `s += t`, which always makes a string on the heap.
    pub(super) fn concatenation(&self, parts: &[NodeId]) -> Cost {
        Cost::of(When::Always, at_least(self.known_length(parts)))
    }

    fn known_length(&self, parts: &[NodeId]) -> i64 {
        let length = |&part: &NodeId| match self.body.op(part) {
            Op::Literal(Value::String(text)) => text.len() as i64,
            _ => 0,
        };
        parts.iter().map(length).sum()
    }

    /// A map with room for `hint` entries, if that is known.
    fn map(&self, hint: Option<i64>, on_heap: bool) -> Cost {
        let header = Bytes::AtLeast(self.profile.runtime.maps.header(self.types.sizes()));
        match (hint, on_heap) {
            // The groups come with the first entry.
            (Some(..=Maps::SLOTS), true) => Cost::of(When::Always, header),
            (Some(..=Maps::SLOTS), false) => Cost::NOTHING,
            (_, true) => Cost::of(When::Always, header),
            (Some(_), false) => Cost::of(When::Always, Bytes::Unknown),
            (None, false) => Cost::of(When::Growing, Bytes::Unknown),
        }
    }

    fn slice(&self, ty: TypeId, size: Option<NodeId>, on_heap: bool) -> Cost {
        let elem = self.elem(ty).map_or(0, |elem| self.size(elem));
        if elem == 0 {
            return Cost::NOTHING;
        }
        match size.map(|size| self.constant(size)) {
            None => Cost::NOTHING,
            Some(Some(length)) if on_heap => Cost::exact(elem.saturating_mul(length.max(0))),
            Some(Some(_)) => Cost::NOTHING,
            Some(None) if on_heap => Cost::of(When::Always, Bytes::Unknown),
            // Elements that are larger than what is on the stack are allocated from one on.
            Some(None) => {
                Cost::of(When::Beyond(self.profile.runtime.small / elem * elem), Bytes::Unknown)
            }
        }
    }

    /// `make(chan T, n)`.
    fn channel(&self, ty: TypeId, len: Option<NodeId>) -> Cost {
        let elem = self.elem(ty).map_or(0, |elem| self.size(elem));
        let header = self.profile.runtime.channel_header(self.types.sizes());
        let bytes = match len.map(|len| self.constant(len)) {
            None => Bytes::Exact(header),
            Some(Some(length)) => {
                Bytes::Exact(elem.saturating_mul(length.max(0)).saturating_add(header))
            }
            Some(None) => Bytes::AtLeast(header),
        };
        Cost::of(When::Always, bytes)
    }

    fn conversion(&self, op: ConvOp, x: NodeId, on_heap: bool) -> Cost {
        let constant = match self.body.op(x) {
            Op::Literal(Value::String(text)) => Some(text.len() as i64),
            _ => None,
        };
        match (op, constant) {
            (ConvOp::ConvIface, _) => self.boxed(x, on_heap),
            (ConvOp::Str2Bytes, Some(length))
                if on_heap || length > self.profile.stack.implicit_var =>
            {
                Cost::exact(length)
            }
            (ConvOp::Str2Bytes, Some(_)) => Cost::NOTHING,
            (ConvOp::RuneStr, _) if on_heap => Cost::exact(self.profile.runtime.rune),
            (ConvOp::RuneStr, _) => Cost::NOTHING,
            (ConvOp::Str2Bytes | ConvOp::Bytes2Str | ConvOp::Runes2Str | ConvOp::Str2Runes, _) => {
                let limit = match op {
                    ConvOp::Str2Runes => self.profile.runtime.small * self.profile.runtime.rune,
                    _ => self.profile.runtime.small,
                };
                let when = if on_heap { When::Always } else { When::Beyond(limit) };
                Cost::of(when, Bytes::Unknown)
            }
            (ConvOp::Conv | ConvOp::ConvNop | ConvOp::Slice2Arr | ConvOp::Slice2ArrPtr, _) => {
                Cost::NOTHING
            }
        }
    }

    /// A value put into an interface.
    fn boxed(&self, x: NodeId, on_heap: bool) -> Cost {
        let Some(ty) = self.ty(x) else { return Cost::NOTHING };
        let layout = self.types.layout(ty);
        if layout.size <= 0 || is_static(self.body, x, 0) {
            return Cost::NOTHING;
        }
        if !on_heap && layout.size <= self.profile.runtime.box_on_stack {
            return Cost::NOTHING;
        }
        let word = self.small_value(ty);
        if layout.size == 1 && word {
            return Cost::NOTHING;
        }
        // An integer of 64 bits is aligned as a register is.
        let register = self.types.sizes().register;
        let in_register = layout.ptrdata == 0
            && [(2, 2), (4, 4), (8, register)].contains(&(layout.size, layout.align));
        let when = if in_register { When::UnlessSmall } else { When::Always };
        Cost::of(when, Bytes::Exact(layout.size))
    }

    /// Whether a type is, or consists of nothing but, an integer or a bool.
    fn small_value(&self, ty: TypeId) -> bool {
        let mut ty = ty;
        for _ in 0..100 {
            ty = match self.under(ty) {
                Type::Struct(fields) if fields.len() == 1 => match fields.first() {
                    Some(field) => field.ty,
                    None => return false,
                },
                Type::Array { elem, len: 1 } => *elem,
                Type::Basic(basic) => {
                    return matches!(
                        basic,
                        Basic::Bool | Basic::Int8 | Basic::Uint8 | Basic::Byte | Basic::UntypedBool
                    );
                }
                _ => return false,
            };
        }
        false
    }

    /// What a map allocates for a new key: keys and elements that don't fit a slot.
    pub(super) fn map_slots(&self, map: TypeId) -> i64 {
        let Type::Map { key, elem } = *self.under(map) else { return 0 };
        [key, elem].map(|ty| self.size(ty)).into_iter().filter(|&s| s > Maps::MAX_DIRECT).sum()
    }
}

fn at_least(bytes: i64) -> Bytes {
    if bytes > 0 { Bytes::AtLeast(bytes) } else { Bytes::Unknown }
}

/// How deep literals may nest.
const MAX_DEPTH: u32 = 200;

/// Whether an expression is read-only data (`isStaticCompositeLiteral`).
pub(super) fn is_static(body: &Body, node: NodeId, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match body.op(node) {
        Op::Literal(_) | Op::Nil => true,
        Op::CompLit { op: CompLitOp::Struct | CompLitOp::Array, list, .. } => {
            list.iter().all(|&element| match body.op(element) {
                Op::StructKey { value, .. } | Op::Key { value, .. } => {
                    is_static(body, *value, depth + 1)
                }
                _ => is_static(body, element, depth + 1),
            })
        }
        Op::Conv(ConvOp::ConvIface, x) => is_static(body, *x, depth + 1),
        _ => false,
    }
}
