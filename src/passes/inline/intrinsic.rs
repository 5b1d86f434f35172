//! Functions for which gc's back end has instructions (`ssagen/intrinsics.go`): a call of one costs
//! as much as any operator, and is never inlined.
//!
//! ```go
//! bits.TrailingZeros64(x) // one instruction on most machines: a cost of 1 for the call
//! ```
//!
//! The table is gc's own account of it (`ssagen/intrinsics_test.go`), for the lowest level of each
//! architecture (`GOPPC64=power8`, `GORISCV64=rva20u64`). Those of `simd/archsimd`, and the larger
//! budget for functions with vectors, aren't modelled: they are behind the experiment `simd`.

use rustc_hash::FxHashSet;

use crate::symbol::Symbol;

/// Functions of a package that are intrinsics on the same architectures.
struct Row {
    package: &'static str,
    arches: &'static str,
    functions: &'static str,
}

/// The intrinsics of an architecture.
#[derive(Clone, Default, Debug)]
pub struct Intrinsics {
    functions: FxHashSet<(Symbol, Symbol)>,
}

impl Intrinsics {
    /// Those of a `GOARCH`.
    pub fn of(goarch: &str) -> Intrinsics {
        let mut functions = FxHashSet::default();
        for row in TABLE.iter().filter(|row| row.arches.split(' ').any(|arch| arch == goarch)) {
            let package = Symbol::new(row.package);
            functions.extend(row.functions.split(' ').map(|name| (package, Symbol::new(name))));
        }
        Intrinsics { functions }
    }

    /// Whether a function is one, by its package's path and its name there.
    pub fn contains(&self, package: Symbol, name: Symbol) -> bool {
        self.functions.contains(&(package, name))
    }
}

#[rustfmt::skip]
const TABLE: &[Row] = &[
    Row {
        package: "crypto/internal/constanttime",
        arches: "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 \
                 s390x wasm",
        functions: "boolToUint8",
    },
    Row {
        package: "crypto/internal/constanttime",
        arches: "amd64 arm64 loong64 ppc64 ppc64le riscv64 wasm",
        functions: "Select",
    },
    Row {
        package: "internal/runtime/atomic",
        arches: "amd64 arm64 loong64",
        functions: "And32 And64 Or32 Or64",
    },
    Row {
        package: "internal/runtime/atomic",
        arches: "amd64 arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x",
        functions: "And And8 Cas CasRel Casint32 Casp1 Casuintptr Load Load8 LoadAcq \
                    LoadAcquintptr Loadint32 Loadp Loaduint Loaduintptr Or Or8 Store Store8 \
                    StoreRel StoreReluintptr Storeint32 Storeuintptr Xadd Xaddint32 Xadduintptr \
                    Xchg Xchgint32 Xchguintptr",
    },
    Row {
        package: "internal/runtime/atomic",
        arches: "amd64 arm64 loong64 mips mips64 mips64le mipsle riscv64 s390x",
        functions: "StorepNoWB",
    },
    Row {
        package: "internal/runtime/atomic",
        arches: "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        functions: "Cas64 Casint64 Load64 LoadAcq64 Loadint64 Store64 StoreRel64 Storeint64 \
                    Xadd64 Xaddint64 Xchg64 Xchgint64",
    },
    Row {
        package: "internal/runtime/atomic",
        arches: "amd64 arm64 loong64 ppc64 ppc64le",
        functions: "Xchg8",
    },
    Row {
        package: "internal/runtime/atomic",
        arches: "arm64 loong64",
        functions: "Anduintptr Oruintptr",
    },
    Row {
        package: "internal/runtime/maps",
        arches: "amd64",
        functions: "bitsetFirst bitsetLowestSet bitsetRemoveBelow bitsetShiftOutLowest \
                    ctrlGroupMatchEmpty ctrlGroupMatchEmptyOrDeleted ctrlGroupMatchFull \
                    ctrlGroupMatchH2",
    },
    Row {
        package: "internal/runtime/math",
        arches: "386 amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64",
        functions: "MulUintptr",
    },
    Row {
        package: "internal/runtime/math",
        arches: "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        functions: "Add64",
    },
    Row {
        package: "internal/runtime/sys",
        arches: "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 \
                 s390x wasm",
        functions: "GetCallerPC GetCallerSP GetClosurePtr",
    },
    Row {
        package: "internal/runtime/sys",
        arches: "386 amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        functions: "TrailingZeros32 TrailingZeros64 TrailingZeros8",
    },
    Row {
        package: "internal/runtime/sys",
        arches: "386 amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x",
        functions: "Bswap32 Bswap64",
    },
    Row {
        package: "internal/runtime/sys",
        arches: "amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        functions: "Len64 Len8",
    },
    Row {
        package: "internal/runtime/sys",
        arches: "amd64 arm64 loong64 ppc64 ppc64le",
        functions: "Prefetch PrefetchStreamed",
    },
    Row {
        package: "internal/runtime/sys",
        arches: "amd64 arm64 loong64 ppc64 ppc64le riscv64 s390x wasm",
        functions: "OnesCount64",
    },
    Row {
        package: "math",
        arches: "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 \
                 s390x wasm",
        functions: "sqrt",
    },
    Row {
        package: "math",
        arches: "amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x",
        functions: "FMA",
    },
    Row {
        package: "math",
        arches: "amd64 arm64 loong64 ppc64 ppc64le s390x wasm",
        functions: "Ceil Floor Trunc",
    },
    Row {
        package: "math",
        arches: "amd64 arm64 loong64 s390x wasm",
        functions: "RoundToEven",
    },
    Row {
        package: "math",
        arches: "arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 wasm",
        functions: "Abs",
    },
    Row {
        package: "math",
        arches: "arm64 ppc64 ppc64le s390x",
        functions: "Round",
    },
    Row {
        package: "math",
        arches: "loong64 ppc64 ppc64le riscv64 wasm",
        functions: "Copysign",
    },
    Row {
        package: "math/big",
        arches: "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x wasm",
        functions: "mulWW",
    },
    Row {
        package: "math/bits",
        arches: "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 \
                 s390x wasm",
        functions: "Mul64",
    },
    Row {
        package: "math/bits",
        arches: "386 amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        functions: "TrailingZeros16 TrailingZeros32 TrailingZeros64 TrailingZeros8",
    },
    Row {
        package: "math/bits",
        arches: "386 amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x",
        functions: "ReverseBytes32 ReverseBytes64",
    },
    Row {
        package: "math/bits",
        arches: "amd64",
        functions: "Div Div64",
    },
    Row {
        package: "math/bits",
        arches: "amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        functions: "Len Len16 Len32 Len64 Len8",
    },
    Row {
        package: "math/bits",
        arches: "amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x wasm",
        functions: "RotateLeft32",
    },
    Row {
        package: "math/bits",
        arches: "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        functions: "Add Add64 Sub Sub64",
    },
    Row {
        package: "math/bits",
        arches: "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x wasm",
        functions: "Mul",
    },
    Row {
        package: "math/bits",
        arches: "amd64 arm64 loong64 ppc64 ppc64le riscv64 s390x wasm",
        functions: "OnesCount OnesCount16 OnesCount32 OnesCount64 RotateLeft RotateLeft64",
    },
    Row {
        package: "math/bits",
        arches: "amd64 riscv64",
        functions: "RotateLeft16 RotateLeft8",
    },
    Row {
        package: "math/bits",
        arches: "arm64 loong64",
        functions: "Reverse Reverse16 Reverse32 Reverse64 Reverse8",
    },
    Row {
        package: "math/bits",
        arches: "loong64 ppc64 ppc64le riscv64",
        functions: "ReverseBytes16",
    },
    Row {
        package: "math/bits",
        arches: "ppc64 ppc64le riscv64 s390x wasm",
        functions: "OnesCount8",
    },
    Row {
        package: "runtime",
        arches: "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 \
                 s390x wasm",
        functions: "KeepAlive slicebytetostringtmp",
    },
    Row {
        package: "runtime",
        arches: "arm64",
        functions: "memequal",
    },
    Row {
        package: "runtime",
        arches: "arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64",
        functions: "publicationBarrier",
    },
    Row {
        package: "sync/atomic",
        arches: "amd64 arm64 loong64",
        functions: "AndInt32 AndInt64 AndUint32 AndUint64 AndUintptr OrInt32 OrInt64 OrUint32 \
                    OrUint64 OrUintptr",
    },
    Row {
        package: "sync/atomic",
        arches: "amd64 arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x",
        functions: "AddInt32 AddUint32 AddUintptr CompareAndSwapInt32 CompareAndSwapUint32 \
                    CompareAndSwapUintptr LoadInt32 LoadPointer LoadUint32 LoadUintptr \
                    StoreInt32 StoreUint32 StoreUintptr SwapInt32 SwapUint32 SwapUintptr",
    },
    Row {
        package: "sync/atomic",
        arches: "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        functions: "AddInt64 AddUint64 CompareAndSwapInt64 CompareAndSwapUint64 LoadInt64 \
                    LoadUint64 StoreInt64 StoreUint64 SwapInt64 SwapUint64",
    },
];
