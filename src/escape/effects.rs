//! What a call may do to the heap, as a set of bits beside a function's tags. gc knows nothing of
//! the kind; [`findings::effects`](crate::findings::effects) works it out after the analysis.

/// An effect.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Effect {
    /// A value is allocated on the heap.
    Heap,
    /// A built-in function or the runtime allocates: `make`, `append`, maps, function literals.
    Builtin,
    /// Something is called through an interface.
    Interface,
    /// A function value is called.
    Dynamic,
    /// A function is called of which nothing is known.
    Unknown,
}

impl Effect {
    /// All, the certain ones first.
    pub const ALL: [Effect; 5] =
        [Effect::Heap, Effect::Builtin, Effect::Interface, Effect::Dynamic, Effect::Unknown];

    const fn bit(self) -> u8 {
        match self {
            Effect::Heap => 1,
            Effect::Builtin => 2,
            Effect::Interface => 4,
            Effect::Dynamic => 8,
            Effect::Unknown => 16,
        }
    }
}

/// A set of effects. Unless something else is said, nothing is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Effects(u8);

impl Default for Effects {
    fn default() -> Effects {
        Effects::UNKNOWN
    }
}

impl Effects {
    /// No effects.
    pub const NONE: Effects = Effects(0);

    /// Nothing is known.
    pub const UNKNOWN: Effects = Effects(16);

    /// With another effect.
    #[must_use]
    pub const fn with(self, effect: Effect) -> Effects {
        Effects(self.0 | effect.bit())
    }

    /// Whether an effect is among them.
    pub fn has(self, effect: Effect) -> bool {
        self.0 & effect.bit() != 0
    }

    /// The effects, the certain ones first.
    pub fn iter(self) -> impl Iterator<Item = Effect> {
        Effect::ALL.into_iter().filter(move |effect| self.has(*effect))
    }

    /// Five bits, all 0 where nothing is known.
    pub fn to_bits(self) -> u8 {
        self.0 ^ Effect::Unknown.bit()
    }

    /// The effects of [`to_bits`](Effects::to_bits); other bits are ignored.
    pub fn from_bits(bits: u8) -> Effects {
        Effects((bits & 31) ^ Effect::Unknown.bit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits() {
        assert_eq!(Effects::from_bits(0), Effects::UNKNOWN);
        for bits in 0..32 {
            assert_eq!(Effects::from_bits(bits).to_bits(), bits);
        }
        let two = Effects::NONE.with(Effect::Dynamic).with(Effect::Heap);
        assert_eq!(two.iter().collect::<Vec<_>>(), [Effect::Heap, Effect::Dynamic]);
    }
}
