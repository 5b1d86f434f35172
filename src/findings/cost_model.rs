//! What walk and the runtime allocate for a node (`walk/{convert,builtin,complit,expr}.go`,
//! `ssagen/ssa.go`, `runtime/*.go`, `internal/runtime/maps/map.go`).
//!
//! ```go
//! x := any(n)                   // 8 bytes, unless n is below 256
//! s := append([]int(nil), 1, 2) // 16 bytes
//! m := make(map[string]int, 50) // a header, a directory, a table and its groups
//! ```

use super::cost::{Bytes, Cost, HeapUse, When};
use super::map_memory::Group;
use crate::ir::node::{
    Body, ClosureId, CompLitOp, ConvOp, MakeOp, NameId, NodeId, Op, SelectorOp, UnaryOp,
};
use crate::profile::{Contents, Maps, Profile};
use crate::types::constant::Value;
use crate::types::sizes::round_up;
use crate::types::store::{Basic, Type, TypeId, Types};

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

    fn contents(&self, ty: TypeId) -> Contents {
        match self.types.has_pointers(ty) {
            true => Contents::Pointers,
            false => Contents::NoPointers,
        }
    }

    /// What the heap gives for an object of so many bytes.
    fn heap(&self, bytes: i64, contents: Contents) -> HeapUse {
        let block = self.profile.runtime.heap.block(bytes, contents, self.types.sizes());
        HeapUse { bytes: block.bytes, allocations: 1, is_shared: block.is_shared }
    }

    /// An object of so many bytes.
    fn object(&self, bytes: i64, contents: Contents) -> Cost {
        Cost::exact(bytes, self.heap(bytes, contents))
    }

    /// An object of a type.
    fn value(&self, ty: TypeId) -> Cost {
        self.object(self.size(ty), self.contents(ty))
    }

    /// An array of so many elements.
    fn array(&self, elem: TypeId, length: i64) -> Cost {
        self.object(self.size(elem).saturating_mul(length.max(0)), self.contents(elem))
    }

    /// A variable that was moved to the heap.
    pub(super) fn variable(&self, name: NameId) -> Cost {
        self.body.names.get(name).map_or(Cost::NOTHING, |name| self.value(name.ty))
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
        let mut contents = Contents::NoPointers;
        for &captured in captured {
            let name = &self.body.names[self.body.canonical(captured)];
            if !name.byval || self.types.has_pointers(name.ty) {
                contents = Contents::Pointers;
            }
            let (width, align) = if name.byval {
                (self.size(name.ty), self.types.alignof(name.ty).max(1))
            } else {
                (word, word)
            };
            size = round_up(size, align).saturating_add(width);
        }
        self.object(round_up(size, word), contents)
    }

    /// What a node of the graph costs.
    pub(super) fn node(&self, node: NodeId, storage: Storage) -> Cost {
        let Some(ty) = self.ty(node) else { return Cost::NOTHING };
        let on_heap = storage == Storage::Heap;
        match self.body.op(node) {
            Op::Unary(UnaryOp::New, _) | Op::PtrLit(_) if on_heap => {
                self.types.elem(ty).map_or(Cost::NOTHING, |elem| self.value(elem))
            }
            Op::Closure(closure) if on_heap => self.closure(*closure),
            Op::Selector { op: SelectorOp::MethValue, x, .. } if on_heap => self.bound_method(*x),
            Op::CompLit { op: CompLitOp::Slice, len, .. } if on_heap => {
                self.types.elem(ty).map_or(Cost::NOTHING, |elem| self.array(elem, *len))
            }
            Op::CompLit { op: CompLitOp::Map, list, .. } => {
                self.map(ty, Entries::Stored(list.len() as i64), on_heap)
            }
            Op::Make { op: MakeOp::Map, len, .. } => {
                let hint = len.map_or(Some(0), |len| self.constant(len));
                self.map(ty, hint.map_or(Entries::Unknown, Entries::Expected), on_heap)
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
            Op::Append { args, is_ddd } => self.append(ty, args, *is_ddd, on_heap),
            _ => Cost::NOTHING,
        }
    }

    pub(super) fn is_string(&self, ty: TypeId) -> bool {
        matches!(self.types.under_type(ty), Type::Basic(Basic::String | Basic::UntypedString))
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

    /// A method bound to its receiver: the function, then the receiver.
    fn bound_method(&self, receiver: NodeId) -> Cost {
        let word = self.word();
        let Some(ty) = self.ty(receiver) else { return Cost::NOTHING };
        let size = word.saturating_add(self.size(ty));
        self.object(round_up(size, word), self.contents(ty))
    }

    /// `append(s, x, y)`: what it needs at least if it has to grow; all of it where the slice has no
    /// room for sure.
    fn append(&self, ty: TypeId, args: &[NodeId], is_ddd: bool, on_heap: bool) -> Cost {
        let Some(elem) = self.types.elem(ty) else { return Cost::GROWTH };
        let [slice, appended @ ..] = args else { return Cost::GROWTH };
        if self.size(elem) == 0 || appended.is_empty() {
            return Cost::NOTHING;
        }
        let growth = Cost::GROWTH.guessed(guess::appended(self.size(elem)));
        if is_ddd || !on_heap || !self.has_no_room(*slice) {
            return growth;
        }
        self.first_growth(elem, appended.len() as i64).unwrap_or(growth)
    }

    /// The array of a slice without room to which so many elements are appended: as many as its
    /// size class has room for (`runtime/slice.go`, `growslice`).
    fn first_growth(&self, elem: TypeId, count: i64) -> Option<Cost> {
        let (size, contents) = (self.size(elem), self.contents(elem));
        let needed = size.checked_mul(count)?;
        let room = self.profile.runtime.heap.room(needed, contents, self.types.sizes());
        Some(self.object(room / size * size, contents))
    }

    /// Whether a slice is nil, or a literal without elements.
    fn has_no_room(&self, slice: NodeId) -> bool {
        match self.body.op(slice) {
            Op::Nil | Op::CompLit { op: CompLitOp::Slice, len: 0, .. } => true,
            Op::Conv(ConvOp::Conv | ConvOp::ConvNop, x) => matches!(self.body.op(*x), Op::Nil),
            _ => false,
        }
    }

    /// A map that is made for so many entries.
    fn map(&self, ty: TypeId, entries: Entries, on_heap: bool) -> Cost {
        let maps = self.profile.runtime.maps;
        let header = maps.header(self.types.sizes());
        let least = Cost::of(When::Always, Bytes::AtLeast(header));
        let Some(group) = self.group(ty) else {
            return if on_heap { least } else { Cost::GROWTH };
        };
        let (own, own_heap) = match on_heap {
            true => (header, self.heap(header, Contents::Pointers)),
            false => (0, HeapUse::NOTHING),
        };
        let with_header = |(bytes, heap): (i64, HeapUse)| {
            Cost::exact(own.saturating_add(bytes), own_heap.and(heap))
        };
        match entries {
            Entries::Unknown if on_heap => least,
            Entries::Unknown => Cost::GROWTH,
            // The group comes with the first entry.
            Entries::Expected(..=Maps::SLOTS) | Entries::Stored(..=0) if on_heap => least,
            Entries::Expected(..=Maps::SLOTS) | Entries::Stored(..=Maps::SLOTS) if !on_heap => {
                Cost::NOTHING
            }
            Entries::Stored(..=Maps::SLOTS) => {
                with_header((group.size, self.heap(group.size, group.contents)))
            }
            Entries::Expected(count) => match self.tables(group, count) {
                Some((tables, _)) => with_header(tables),
                None => Cost::of(When::Always, Bytes::Unknown),
            },
            Entries::Stored(count) => match self.tables(group, count) {
                Some((tables, 1)) => with_header(tables),
                // One of several may have to grow: that is a matter of the keys.
                Some(((bytes, _), _)) => {
                    Cost::of(When::Always, Bytes::AtLeast(own.saturating_add(bytes)))
                }
                None => Cost::of(When::Always, Bytes::Unknown),
            },
        }
    }

    /// An insertion into a map, which may have to grow: taken to be one group.
    pub(super) fn map_growth(&self, map: TypeId) -> Cost {
        self.group(map).map_or(Cost::GROWTH, |group| {
            Cost::GROWTH.guessed(self.heap(group.size, group.contents).bytes)
        })
    }

    /// How the groups of a map lie in memory, if it has such.
    fn group(&self, map: TypeId) -> Option<Group> {
        match *self.types.under_type(map) {
            Type::Map { key, elem } if self.profile.runtime.maps == Maps::Groups => {
                Some(Group::of(self.types, key, elem))
            }
            _ => None,
        }
    }

    /// A directory of tables with room for so many entries, their bytes and what the heap gives; and
    /// how many tables. Nothing if that is too much (`internal/runtime/maps/map.go`, `NewMap`).
    fn tables(&self, group: Group, count: i64) -> Option<((i64, HeapUse), i64)> {
        let up = |number: i64| {
            u64::try_from(number.max(1)).ok()?.checked_next_power_of_two()?.try_into().ok()
        };
        let slots: i64 = count.checked_mul(Maps::SLOTS)? / Maps::FILLED;
        let tables: i64 = up(slots.checked_add(Maps::MAX_TABLE - 1)? / Maps::MAX_TABLE)?;
        let capacity: i64 = up((slots / tables).max(Maps::SLOTS))?;
        let groups = (capacity / Maps::SLOTS).checked_mul(group.size)?;
        let directory = self.word().checked_mul(tables)?;
        let table = Maps::table(self.types.sizes());
        let bytes = table.checked_add(groups)?.checked_mul(tables)?.checked_add(directory)?;
        let each = self.heap(table, Contents::Pointers).and(self.heap(groups, group.contents));
        let heap = self.heap(directory, Contents::Pointers).and(each.times(tables));
        Some(((bytes, heap), tables))
    }

    fn slice(&self, ty: TypeId, size: Option<NodeId>, on_heap: bool) -> Cost {
        let Some(element) = self.types.elem(ty) else { return Cost::NOTHING };
        let elem = self.size(element);
        if elem == 0 {
            return Cost::NOTHING;
        }
        match size.map(|size| self.constant(size)) {
            None => Cost::NOTHING,
            Some(Some(length)) if on_heap => self.array(element, length),
            Some(Some(_)) => Cost::NOTHING,
            Some(None) => {
                let when = match on_heap {
                    true => When::Always,
                    // Elements that are larger than what is on the stack are allocated from one on.
                    false => When::Beyond(self.profile.runtime.small / elem * elem),
                };
                Cost::of(when, Bytes::Unknown).guessed(guess::made(elem))
            }
        }
    }

    /// `make(chan T, n)` (`runtime/chan.go`, `makechan`): a buffer of what has pointers stands by
    /// itself.
    fn channel(&self, ty: TypeId, len: Option<NodeId>) -> Cost {
        let Some(elem) = self.types.elem(ty) else { return Cost::NOTHING };
        let header = self.profile.runtime.channel_header(self.types.sizes());
        let Some(length) = len.map_or(Some(0), |len| self.constant(len)) else {
            return Cost::of(When::Always, Bytes::AtLeast(header));
        };
        let buffer = self.size(elem).saturating_mul(length.max(0));
        let all = header.saturating_add(buffer);
        match self.contents(elem) {
            Contents::Pointers if buffer > 0 => {
                let own = self.heap(header, Contents::Pointers);
                Cost::exact(all, own.and(self.heap(buffer, Contents::Pointers)))
            }
            Contents::Pointers | Contents::NoPointers => self.object(all, Contents::NoPointers),
        }
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
                self.object(length, Contents::NoPointers)
            }
            (ConvOp::Str2Bytes, Some(_)) => Cost::NOTHING,
            (ConvOp::RuneStr, _) if on_heap => {
                self.object(self.profile.runtime.rune, Contents::NoPointers)
            }
            (ConvOp::RuneStr, _) => Cost::NOTHING,
            (ConvOp::Str2Bytes | ConvOp::Bytes2Str | ConvOp::Runes2Str | ConvOp::Str2Runes, _) => {
                let limit = match op {
                    ConvOp::Str2Runes => self.profile.runtime.small * self.profile.runtime.rune,
                    _ => self.profile.runtime.small,
                };
                let when = if on_heap { When::Always } else { When::Beyond(limit) };
                Cost::of(when, Bytes::Unknown).guessed(guess::CONVERTED)
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
        let sole = self.types.under_type(self.sole_component(ty));
        let basic = match sole {
            Type::Basic(basic) => Some(*basic),
            _ => None,
        };
        if layout.size == 1 && basic.is_some() {
            return Cost::NOTHING;
        }
        // An integer of 64 bits is aligned as a register is.
        let register = self.types.sizes().register;
        let in_register = layout.ptrdata == 0
            && [(2, 2), (4, 4), (8, register)].contains(&(layout.size, layout.align));
        let when = match (sole, basic) {
            (_, Some(Basic::Float32 | Basic::Float64 | Basic::UntypedFloat)) if in_register => {
                When::UnlessZero
            }
            _ if in_register => When::UnlessSmall,
            (_, Some(Basic::String | Basic::UntypedString)) => When::UnlessEmpty,
            (Type::Slice(_), _) => When::UnlessNil,
            _ => When::Always,
        };
        self.value(ty).when(when)
    }

    /// The type of the only thing that a type consists of (`types/type.go`, `SoleComponent`).
    fn sole_component(&self, mut ty: TypeId) -> TypeId {
        for _ in 0..MAX_DEPTH {
            match self.types.under_type(ty) {
                Type::Struct(fields) => match &fields[..] {
                    [field] => ty = field.ty,
                    _ => return ty,
                },
                Type::Array { elem, len: 1 } => ty = *elem,
                _ => return ty,
            }
        }
        ty
    }

    /// What a map allocates for so many new keys: keys and elements that don't fit a slot.
    pub(super) fn map_slots(&self, map: TypeId, entries: i64) -> Cost {
        let Type::Map { key, elem } = *self.types.under_type(map) else { return Cost::NOTHING };
        let (mut bytes, mut heap) = (0_i64, HeapUse::NOTHING);
        for ty in [key, elem].into_iter().filter(|&ty| self.size(ty) > Maps::MAX_DIRECT) {
            bytes = bytes.saturating_add(self.size(ty));
            heap = heap.and(self.heap(self.size(ty), self.contents(ty)));
        }
        Cost::exact(bytes.saturating_mul(entries), heap.times(entries))
    }
}

/// How many bytes are taken to be allocated where only values at run time tell, by what is known of
/// types: chosen on programs that were measured (docs/RANKING.md).
mod guess {
    /// An array with room for so many more elements of this size.
    pub(super) fn appended(elem: i64) -> i64 {
        elem.saturating_mul(4).max(32)
    }

    /// A slice made with elements of this size.
    pub(super) fn made(elem: i64) -> i64 {
        elem.saturating_mul(8).max(64)
    }

    /// The bytes or runes of a string, or the string of such.
    pub(super) const CONVERTED: i64 = 128;
}

/// For how many entries a map is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Entries {
    /// A literal stores so many.
    Stored(i64),
    /// Room for so many is asked for.
    Expected(i64),
    /// That depends on values at run time.
    Unknown,
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
