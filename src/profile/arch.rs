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
    /// Whether loads of bytes that lie side by side become one load (`CanMergeLoads`). Then
    /// functions that read integers byte by byte are cheap.
    pub can_merge_loads: bool,
}

const fn merging(name: &'static str, sizes: Sizes) -> Arch {
    Arch { name, sizes, can_merge_loads: true }
}

const fn plain(name: &'static str, sizes: Sizes) -> Arch {
    Arch { name, sizes, can_merge_loads: false }
}

const MIPS: Sizes = Sizes { too_large: (1 << 31) - 1, ..Sizes::BITS_32 };

/// Those for which gc has a back end, by name.
static ALL: [Arch; 14] = [
    merging("386", Sizes::BITS_32),
    merging("amd64", Sizes::BITS_64),
    plain("arm", Sizes::BITS_32),
    merging("arm64", Sizes::BITS_64),
    merging("loong64", Sizes::BITS_64),
    plain("mips", MIPS),
    plain("mips64", Sizes::BITS_64),
    plain("mips64le", Sizes::BITS_64),
    plain("mipsle", MIPS),
    merging("ppc64", Sizes::BITS_64),
    merging("ppc64le", Sizes::BITS_64),
    plain("riscv64", Sizes::BITS_64),
    merging("s390x", Sizes::BITS_64),
    plain("wasm", Sizes::BITS_64),
];

/// `linux/sparc64` is a port without a back end: gc compiles nothing for it.
static WITHOUT_BACK_END: Arch = plain("", Sizes::BITS_64);

impl Arch {
    /// That of a GOARCH. Of one without a back end nothing is known but that its words have 64
    /// bits.
    pub fn of(goarch: &str) -> &'static Arch {
        ALL.iter().find(|arch| arch.name == goarch).unwrap_or(&WITHOUT_BACK_END)
    }
}
