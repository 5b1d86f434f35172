//! What something costs at run time: whether it allocates, how many bytes it asks for, and what the
//! heap gives for them. `cost_model.rs` works it out.
//!
//! ```go
//! var i any = 7               // escapes to heap: read-only data, 0 bytes
//! s := make([]int, n)         // does not escape: allocated when larger than 32 bytes
//! p := new([17]int)           // 136 bytes, 144 of the heap
//! m := map[string]int{"a": 1} // 248 bytes in 2 allocations, 256 of the heap
//! ```

use std::fmt;

/// What a finding costs each time it is passed at run time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Cost {
    /// When it allocates.
    pub when: When,
    /// How much it asks the allocator for.
    pub bytes: Bytes,
    /// What the heap gives, where the bytes are exact.
    pub heap: Option<HeapUse>,
    /// How many bytes it is taken to be where they aren't exact, as far as types tell: no promise, and
    /// told nobody but by what findings weigh.
    pub guess: i64,
}

/// How many bytes are taken to be allocated where not even a type tells.
const GUESS: i64 = 64;

/// What the heap gives for what it is asked for: what `go test -benchmem` shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct HeapUse {
    /// Bytes, rounded up as the heap does; of shared blocks, the part of each object.
    pub bytes: i64,
    /// How many objects.
    pub allocations: i64,
    /// Whether all of them are so small that others may be in the same block.
    pub is_shared: bool,
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
    /// Unless the value is zero: of floats, of which nearly no others have the bits of such an
    /// integer.
    UnlessZero,
    /// Unless the string is empty.
    UnlessEmpty,
    /// Unless the slice is nil.
    UnlessNil,
    /// When there is no room left.
    Growing,
    /// When what grows is on the stack still.
    OnStack,
    /// When a map doesn't have the key yet.
    NewKey,
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

impl When {
    /// Whether that is so each time, but for a value that hardly anybody has.
    pub fn is_usual(self) -> bool {
        match self {
            When::Always | When::UnlessZero | When::UnlessEmpty | When::UnlessNil => true,
            When::Never
            | When::Beyond(_)
            | When::UnlessSmall
            | When::Growing
            | When::OnStack
            | When::NewKey => false,
        }
    }
}

impl Bytes {
    /// How many there are at least, if anything is known of that.
    fn known(self) -> Option<i64> {
        match self {
            Bytes::Exact(bytes) | Bytes::AtLeast(bytes) => Some(bytes),
            Bytes::Unknown => None,
        }
    }

    /// The same, and maybe others.
    fn or_more(self) -> Bytes {
        self.known().map_or(Bytes::Unknown, Bytes::AtLeast)
    }
}

impl Cost {
    /// Nothing.
    pub const NOTHING: Cost = Cost::of(When::Never, Bytes::Exact(0));

    /// Whatever a container needs to grow.
    pub const GROWTH: Cost = Cost::of(When::Growing, Bytes::Unknown);

    /// A copy of what has grown on the stack.
    pub const MOVE: Cost = Cost::of(When::OnStack, Bytes::Unknown);

    /// Bytes of which it isn't known what the heap gives for them.
    pub(super) const fn of(when: When, bytes: Bytes) -> Cost {
        Cost { when, bytes, heap: None, guess: GUESS }
    }

    /// The same, taken to be so many bytes.
    pub(super) fn guessed(self, guess: i64) -> Cost {
        Cost { guess, ..self }
    }

    /// So many bytes each time, for which the heap gives this; nothing if none.
    pub(super) fn exact(bytes: i64, heap: HeapUse) -> Cost {
        match bytes {
            ..=0 => Cost::NOTHING,
            _ => Cost { heap: Some(heap), ..Cost::of(When::Always, Bytes::Exact(bytes)) },
        }
    }

    /// The same under a condition, if it allocates at all.
    pub(super) fn when(self, when: When) -> Cost {
        match self.when {
            When::Never => self,
            _ => Cost { when, ..self },
        }
    }

    /// Both. If one is under a condition that the other isn't under, that other is the least of it.
    pub(super) fn and(self, other: Cost) -> Cost {
        let (first, second) = match (self.when, other.when) {
            (When::Never, _) => return other,
            (_, When::Never) => return self,
            (When::Always, _) => (self, other),
            (_, When::Always) => (other, self),
            (_, usual) if usual.is_usual() => (other, self),
            _ => (self, other),
        };
        let is_together = first.when == second.when || second.when.is_usual();
        let bytes = match (first.bytes, second.bytes) {
            (Bytes::Exact(a), Bytes::Exact(b)) if is_together => Bytes::Exact(a.saturating_add(b)),
            (Bytes::Unknown, second) if is_together => second.or_more(),
            (_, second) if is_together => {
                let second = second.known().unwrap_or(0);
                Bytes::AtLeast(first.known_bytes().unwrap_or(0).saturating_add(second))
            }
            (first, _) => first.or_more(),
        };
        let heap = match bytes {
            Bytes::Exact(_) => first.heap.zip(second.heap).map(|(a, b)| a.and(b)),
            Bytes::AtLeast(_) | Bytes::Unknown => None,
        };
        let guess = self.expected_bytes().saturating_add(other.expected_bytes());
        Cost { when: first.when, bytes, heap, guess }
    }

    /// One of them, or both.
    pub(super) fn or(self, other: Cost) -> Cost {
        let least = self.known_bytes().zip(other.known_bytes());
        let bytes = least.map_or(Bytes::Unknown, |(a, b)| Bytes::AtLeast(a.min(b)));
        let guess = self.expected_bytes().max(other.expected_bytes());
        Cost { bytes, heap: None, guess, ..self.and(other) }
    }

    /// How many bytes it takes at least, if anything is known of that.
    pub fn known_bytes(self) -> Option<i64> {
        self.bytes.known()
    }

    /// How many bytes of the heap it takes at least, if anything is known of that.
    pub fn heap_bytes(self) -> Option<i64> {
        self.heap.map(|heap| heap.bytes).or(self.known_bytes())
    }

    /// How many bytes of the heap it takes, or is taken to where that depends on values.
    pub fn expected_bytes(self) -> i64 {
        let known = self.heap_bytes().unwrap_or(0);
        match self.bytes {
            Bytes::Exact(_) => known,
            Bytes::AtLeast(_) | Bytes::Unknown => known.max(self.guess),
        }
    }

    /// Whether it may allocate at all.
    pub fn allocates(self) -> bool {
        self.when != When::Never
    }

    /// In all detail, for whoever asks about this one: as it is displayed, and whether the block is
    /// shared.
    pub fn detailed(self) -> String {
        match self.heap {
            Some(HeapUse { is_shared: true, .. }) => {
                format!("{self}, in a block of 16 that small objects without pointers share")
            }
            _ => self.to_string(),
        }
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
        if let (Bytes::Exact(asked), Some(heap)) = (self.bytes, self.heap) {
            if heap.allocations > 1 {
                write!(f, " in {} allocations", heap.allocations)?;
            }
            if heap.bytes != asked {
                write!(f, ", {} of the heap", heap.bytes)?;
            }
        }
        match self.when {
            When::Never | When::Always => Ok(()),
            When::Beyond(bytes) => write!(f, ", if larger than {bytes} bytes"),
            When::UnlessSmall => f.write_str(", unless the value is below 256"),
            When::UnlessZero => f.write_str(", unless the value is zero"),
            When::UnlessEmpty => f.write_str(", unless the string is empty"),
            When::UnlessNil => f.write_str(", unless the slice is nil"),
            When::Growing => f.write_str(", when there is no room left"),
            When::OnStack => f.write_str(", if it is on the stack still"),
            When::NewKey => f.write_str(", at a new key"),
        }
    }
}

impl HeapUse {
    /// Nothing.
    pub(super) const NOTHING: HeapUse = HeapUse { bytes: 0, allocations: 0, is_shared: true };

    /// Both.
    pub(super) fn and(self, other: HeapUse) -> HeapUse {
        HeapUse {
            bytes: self.bytes.saturating_add(other.bytes),
            allocations: self.allocations.saturating_add(other.allocations),
            is_shared: self.is_shared && other.is_shared,
        }
    }

    /// So many times the same.
    pub(super) fn times(self, times: i64) -> HeapUse {
        HeapUse {
            bytes: self.bytes.saturating_mul(times),
            allocations: self.allocations.saturating_mul(times),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_added() {
        let exact = |bytes, when| {
            let heap = HeapUse { bytes, allocations: 1, is_shared: false };
            Cost::exact(bytes, heap).when(when)
        };
        let array = exact(24, When::Always);
        assert_eq!(array.and(exact(24, When::UnlessNil)).to_string(), "48 bytes in 2 allocations");
        assert_eq!(exact(24, When::UnlessNil).and(array), array.and(exact(24, When::UnlessNil)));
        assert_eq!(Cost::NOTHING.and(array), array);
        let text = Cost::of(When::Always, Bytes::Unknown);
        assert_eq!(text.and(exact(16, When::UnlessEmpty)).to_string(), "at least 16 bytes");
        assert_eq!(array.and(exact(8, When::UnlessSmall)).to_string(), "at least 24 bytes");
        let small = exact(8, When::UnlessSmall);
        let told = "16 bytes in 2 allocations, unless the value is below 256";
        assert_eq!(small.and(small).to_string(), told);
        assert_eq!(Cost::GROWTH.and(array).to_string(), "at least 24 bytes");
        assert_eq!(Cost::GROWTH.and(Cost::GROWTH).to_string(), Cost::GROWTH.to_string());
        assert_eq!(array.or(exact(32, When::Always)).to_string(), "at least 24 bytes");
    }

    #[test]
    fn costs_are_told() {
        let told = |when, asked, bytes, allocations| {
            let heap = HeapUse { bytes, allocations, is_shared: false };
            Cost::exact(asked, heap).when(when).to_string()
        };
        assert_eq!(told(When::Always, 24, 24, 1), "24 bytes");
        assert_eq!(told(When::Always, 136, 144, 1), "136 bytes, 144 of the heap");
        assert_eq!(told(When::Always, 248, 256, 2), "248 bytes in 2 allocations, 256 of the heap");
        assert_eq!(told(When::NewKey, 136, 144, 1), "136 bytes, 144 of the heap, at a new key");
        assert_eq!(told(When::UnlessEmpty, 16, 16, 1), "16 bytes, unless the string is empty");
        assert_eq!(told(When::Always, 0, 0, 1), "allocates nothing");
    }
}
