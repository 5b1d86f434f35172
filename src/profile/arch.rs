//! Architectures (`cmd/internal/sys/arch.go`; `galign.go` of each back end for the largest type).

/// The sizes on which all others rest, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sizes {
    /// A pointer, an `int`, a `uint` and a `uintptr` (`PtrSize`).
    pub word: i64,
    /// A register, which is the largest alignment of a number (`RegSize`).
    pub register: i64,
    /// A type of this size or more is too large (`MAXWIDTH`; `types/size.go`: on 32-bit machines
    /// it must fit an `int` as well).
    pub too_large: i64,
}

impl Sizes {
    /// Those of machines with 64-bit words.
    pub const BITS_64: Sizes = Sizes { word: 8, register: 8, too_large: 1 << 50 };
    /// Those of machines with 32-bit words.
    pub const BITS_32: Sizes = Sizes { word: 4, register: 4, too_large: 1 << 31 };

    /// The bits of an `int`.
    pub const fn int_bits(self) -> u32 {
        if self.word == 4 { 32 } else { 64 }
    }
}

/// An architecture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arch {
    /// GOARCH.
    pub name: &'static str,
    /// Its sizes.
    pub sizes: Sizes,
    /// Loads and stores of so many bytes or less must be aligned (`Alignment`).
    pub alignment: i64,
    /// Whether loads of bytes that lie side by side become one load (`CanMergeLoads`). Then
    /// functions that read integers byte by byte are cheap.
    pub can_merge_loads: bool,
}

/// An architecture that loads what isn't aligned, and in one piece.
const fn merging(name: &'static str, sizes: Sizes) -> Arch {
    Arch { name, sizes, alignment: 1, can_merge_loads: true }
}

/// An architecture that loads each piece by itself.
const fn plain(name: &'static str, sizes: Sizes, alignment: i64) -> Arch {
    Arch { name, sizes, alignment, can_merge_loads: false }
}

const MIPS: Sizes = Sizes { too_large: (1 << 31) - 1, ..Sizes::BITS_32 };

/// Those for which gc has a back end, by name.
const ALL: [Arch; 14] = [
    merging("386", Sizes::BITS_32),
    merging("amd64", Sizes::BITS_64),
    plain("arm", Sizes::BITS_32, 4),
    merging("arm64", Sizes::BITS_64),
    merging("loong64", Sizes::BITS_64),
    plain("mips", MIPS, 4),
    plain("mips64", Sizes::BITS_64, 8),
    plain("mips64le", Sizes::BITS_64, 8),
    plain("mipsle", MIPS, 4),
    merging("ppc64", Sizes::BITS_64),
    merging("ppc64le", Sizes::BITS_64),
    plain("riscv64", Sizes::BITS_64, 8),
    merging("s390x", Sizes::BITS_64),
    plain("wasm", Sizes::BITS_64, 1),
];

/// `linux/sparc64` is a port without a back end: gc compiles nothing for it.
const WITHOUT_BACK_END: Arch = plain("", Sizes::BITS_64, 8);

impl Arch {
    /// That of a GOARCH. Of one without a back end nothing is known but that its words have 64
    /// bits.
    pub fn of(goarch: &str) -> &'static Arch {
        static KNOWN: [Arch; 14] = ALL;
        static UNKNOWN: Arch = WITHOUT_BACK_END;
        KNOWN.iter().find(|arch| arch.name == goarch).unwrap_or(&UNKNOWN)
    }
}
