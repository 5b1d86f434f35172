//! Go 1.27.3: limits (`ir/cfg.go`, `escape/`, `inline/inl.go`), what the runtime allocates, passes
//! (`gc/main.go`), functions known by name (`inline/inl.go` and others), experiments
//! (`internal/buildcfg/exp.go`) and ports (`internal/platform/zosarch.go`).

use super::Release;
use crate::profile::callees::{Allocationless, CalleesRow, KnownCallee};
use crate::profile::experiments::{EnabledOn, Experiment};
use crate::profile::heap::Heap;
use crate::profile::intrinsics::IntrinsicsRow;
use crate::profile::limits::{Inlining, Maps, Runtime, Stack};
use crate::profile::passes::Pass;
use crate::profile::version::GoVersion;

pub(super) const RELEASE: Release = Release {
    language: GoVersion { major: 1, minor: 27 },
    compiler: "go1.27.3",
    experiments: EXPERIMENTS,
    ports: PORTS,
    stack: Stack {
        var: 128 * 1024,
        implicit_var: 64 * 1024,
        capture_by_value: 128,
        tagged_results: 5,
        variable_make: true,
        rewrite_literals: true,
    },
    inlining: Inlining {
        budget: 80,
        literal_budget: 800,
        call: 57,
        param_call: 17,
        panic: 1,
        throw: 80,
        literal: 15,
        big_function: 5000,
        into_big_function: 20,
        literal_factor: 2,
        most_added: 200_000,
    },
    runtime: Runtime {
        small: 32,
        box_on_stack: 1024,
        rune: 4,
        maps: Maps::Groups,
        heap: Heap { classes: SIZE_CLASSES, shared: 16, header: 8, page: 8192 },
    },
    passes: &[
        Pass::BenchmarkLoops,
        Pass::Inlining,
        Pass::LoopVariables,
        Pass::StaticInit,
        Pass::DeadLocals,
        Pass::Comparisons,
    ],
    callees: CALLEES,
    allocationless: ALLOCATIONLESS,
    intrinsics: INTRINSICS,
};

/// The sizes of small objects on the heap (`internal/runtime/gc/sizeclasses.go`).
const SIZE_CLASSES: &[i64] = &[
    8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352,
    384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048,
    2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728,
    10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672,
    32768,
];

/// GOARCHs whose calls pass arguments in registers.
const REGISTER_ABI: &[&str] =
    &["amd64", "arm64", "loong64", "ppc64le", "ppc64", "riscv64", "s390x"];

const EXPERIMENTS: &[Experiment] = &[
    Experiment { name: "fieldtrack", on: EnabledOn::Nothing },
    Experiment { name: "preemptibleloops", on: EnabledOn::Nothing },
    Experiment { name: "staticlockranking", on: EnabledOn::Nothing },
    Experiment { name: "boringcrypto", on: EnabledOn::Nothing },
    Experiment { name: "regabiwrappers", on: EnabledOn::Exactly(REGISTER_ABI) },
    Experiment { name: "regabiargs", on: EnabledOn::Exactly(REGISTER_ABI) },
    Experiment { name: "heapminimum512kib", on: EnabledOn::Nothing },
    Experiment { name: "arenas", on: EnabledOn::Nothing },
    Experiment { name: "cgocheck2", on: EnabledOn::Nothing },
    Experiment { name: "loopvar", on: EnabledOn::Nothing },
    Experiment { name: "newinliner", on: EnabledOn::Nothing },
    Experiment { name: "dwarf5", on: EnabledOn::AllBut(&["darwin", "ios", "aix"]) },
    Experiment { name: "jsonv2", on: EnabledOn::Everything },
    Experiment { name: "greenteagc", on: EnabledOn::Everything },
    Experiment { name: "randomizedheapbase64", on: EnabledOn::Everything },
    Experiment { name: "runtimefreegc", on: EnabledOn::Nothing },
    Experiment { name: "sizespecializedmalloc", on: EnabledOn::Everything },
    Experiment { name: "simd", on: EnabledOn::Nothing },
    Experiment { name: "runtimesecret", on: EnabledOn::Nothing },
    Experiment { name: "mapsplitgroup", on: EnabledOn::Nothing },
];

const PORTS: &[(&str, &str)] = &[
    ("aix", "ppc64"),
    ("android", "386 amd64 arm arm64"),
    ("darwin", "amd64 arm64"),
    ("dragonfly", "amd64"),
    ("freebsd", "386 amd64 arm arm64 riscv64"),
    ("illumos", "amd64"),
    ("ios", "amd64 arm64"),
    ("js", "wasm"),
    (
        "linux",
        "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x sparc64",
    ),
    ("netbsd", "386 amd64 arm arm64"),
    ("openbsd", "386 amd64 arm arm64 ppc64 riscv64"),
    ("plan9", "386 amd64 arm"),
    ("solaris", "amd64"),
    ("wasip1", "wasm"),
    ("windows", "386 amd64 arm64"),
];

const CALLEES: &[CalleesRow] = &[
    CalleesRow { package: None, known: KnownCallee::Throw, functions: "throw" },
    CalleesRow { package: None, known: KnownCallee::Cheap, functions: "panicrangestate" },
    CalleesRow { package: None, known: KnownCallee::DeferRangeFunc, functions: "deferrangefunc" },
    CalleesRow { package: None, known: KnownCallee::KeepAlive, functions: "KeepAlive" },
    CalleesRow { package: Some("internal/abi"), known: KnownCallee::Cheap, functions: "NoEscape" },
    CalleesRow {
        package: Some("internal/abi"),
        known: KnownCallee::EscapeNonString,
        functions: "EscapeNonString",
    },
    CalleesRow {
        package: Some("internal/abi"),
        known: KnownCallee::CodeAddress,
        functions: "FuncPCABI0 FuncPCABIInternal",
    },
    CalleesRow {
        package: Some("internal/runtime/sys"),
        known: KnownCallee::TellsCaller,
        functions: "GetCallerPC GetCallerSP",
    },
    CalleesRow {
        package: Some("runtime"),
        known: KnownCallee::Cheap,
        functions: "heapBits.nextArena",
    },
    CalleesRow { package: Some("runtime"), known: KnownCallee::Getg, functions: "getg" },
    CalleesRow {
        package: Some("testing"),
        known: KnownCallee::BenchmarkLoop,
        functions: "(*B).Loop",
    },
    CalleesRow {
        package: Some("internal/byteorder"),
        known: KnownCallee::CheapWhereLoadsMerge,
        functions: "LEUint64 LEUint32 LEUint16 BEUint64 BEUint32 BEUint16 \
                    LEPutUint64 LEPutUint32 LEPutUint16 BEPutUint64 BEPutUint32 BEPutUint16 \
                    LEAppendUint64 LEAppendUint32 LEAppendUint16 \
                    BEAppendUint64 BEAppendUint32 BEAppendUint16",
    },
    CalleesRow {
        package: Some("encoding/binary"),
        known: KnownCallee::CheapWhereLoadsMerge,
        functions: "littleEndian.Uint64 littleEndian.Uint32 littleEndian.Uint16 \
                    bigEndian.Uint64 bigEndian.Uint32 bigEndian.Uint16 \
                    littleEndian.PutUint64 littleEndian.PutUint32 littleEndian.PutUint16 \
                    bigEndian.PutUint64 bigEndian.PutUint32 bigEndian.PutUint16 \
                    littleEndian.AppendUint64 littleEndian.AppendUint32 littleEndian.AppendUint16 \
                    bigEndian.AppendUint64 bigEndian.AppendUint32 bigEndian.AppendUint16",
    },
];

/// `time.newTimer` allocates, which is why package time isn't here as a whole.
const ALLOCATIONLESS: Allocationless = Allocationless {
    packages: &[
        "hash/crc32",
        "internal/bytealg",
        "internal/chacha8rand",
        "internal/cpu",
        "internal/runtime/atomic",
        "internal/runtime/math",
        "internal/sync",
        "math",
        "math/big",
        "sync",
        "sync/atomic",
    ],
    folders: &["crypto/internal/fips140/", "vendor/golang.org/x/crypto/"],
    functions: &[
        ("time", "Sleep"),
        ("time", "now"),
        ("time", "resetTimer"),
        ("time", "runtimeIsBubbled"),
        ("time", "runtimeNano"),
        ("time", "runtimeNow"),
        ("time", "stopTimer"),
    ],
};

#[rustfmt::skip]
const INTRINSICS: &[IntrinsicsRow] = &[
    IntrinsicsRow {
        package: "crypto/internal/constanttime",
        arches: "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 \
                 s390x wasm",
        functions: "boolToUint8",
    },
    IntrinsicsRow {
        package: "crypto/internal/constanttime",
        arches: "amd64 arm64 loong64 ppc64 ppc64le riscv64 wasm",
        functions: "Select",
    },
    IntrinsicsRow {
        package: "internal/runtime/atomic",
        arches: "amd64 arm64 loong64",
        functions: "And32 And64 Or32 Or64",
    },
    IntrinsicsRow {
        package: "internal/runtime/atomic",
        arches: "amd64 arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x",
        functions: "And And8 Cas CasRel Casint32 Casp1 Casuintptr Load Load8 LoadAcq \
                    LoadAcquintptr Loadint32 Loadp Loaduint Loaduintptr Or Or8 Store Store8 \
                    StoreRel StoreReluintptr Storeint32 Storeuintptr Xadd Xaddint32 Xadduintptr \
                    Xchg Xchgint32 Xchguintptr",
    },
    IntrinsicsRow {
        package: "internal/runtime/atomic",
        arches: "amd64 arm64 loong64 mips mips64 mips64le mipsle riscv64 s390x",
        functions: "StorepNoWB",
    },
    IntrinsicsRow {
        package: "internal/runtime/atomic",
        arches: "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        functions: "Cas64 Casint64 Load64 LoadAcq64 Loadint64 Store64 StoreRel64 Storeint64 \
                    Xadd64 Xaddint64 Xchg64 Xchgint64",
    },
    IntrinsicsRow {
        package: "internal/runtime/atomic",
        arches: "amd64 arm64 loong64 ppc64 ppc64le",
        functions: "Xchg8",
    },
    IntrinsicsRow {
        package: "internal/runtime/atomic",
        arches: "arm64 loong64",
        functions: "Anduintptr Oruintptr",
    },
    IntrinsicsRow {
        package: "internal/runtime/maps",
        arches: "amd64",
        functions: "bitsetFirst bitsetLowestSet bitsetRemoveBelow bitsetShiftOutLowest \
                    ctrlGroupMatchEmpty ctrlGroupMatchEmptyOrDeleted ctrlGroupMatchFull \
                    ctrlGroupMatchH2",
    },
    IntrinsicsRow {
        package: "internal/runtime/math",
        arches: "386 amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64",
        functions: "MulUintptr",
    },
    IntrinsicsRow {
        package: "internal/runtime/math",
        arches: "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        functions: "Add64",
    },
    IntrinsicsRow {
        package: "internal/runtime/sys",
        arches: "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 \
                 s390x wasm",
        functions: "GetCallerPC GetCallerSP GetClosurePtr",
    },
    IntrinsicsRow {
        package: "internal/runtime/sys",
        arches: "386 amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        functions: "TrailingZeros32 TrailingZeros64 TrailingZeros8",
    },
    IntrinsicsRow {
        package: "internal/runtime/sys",
        arches: "386 amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x",
        functions: "Bswap32 Bswap64",
    },
    IntrinsicsRow {
        package: "internal/runtime/sys",
        arches: "amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        functions: "Len64 Len8",
    },
    IntrinsicsRow {
        package: "internal/runtime/sys",
        arches: "amd64 arm64 loong64 ppc64 ppc64le",
        functions: "Prefetch PrefetchStreamed",
    },
    IntrinsicsRow {
        package: "internal/runtime/sys",
        arches: "amd64 arm64 loong64 ppc64 ppc64le riscv64 s390x wasm",
        functions: "OnesCount64",
    },
    IntrinsicsRow {
        package: "math",
        arches: "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 \
                 s390x wasm",
        functions: "sqrt",
    },
    IntrinsicsRow {
        package: "math",
        arches: "amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x",
        functions: "FMA",
    },
    IntrinsicsRow {
        package: "math",
        arches: "amd64 arm64 loong64 ppc64 ppc64le s390x wasm",
        functions: "Ceil Floor Trunc",
    },
    IntrinsicsRow {
        package: "math",
        arches: "amd64 arm64 loong64 s390x wasm",
        functions: "RoundToEven",
    },
    IntrinsicsRow {
        package: "math",
        arches: "arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 wasm",
        functions: "Abs",
    },
    IntrinsicsRow {
        package: "math",
        arches: "arm64 ppc64 ppc64le s390x",
        functions: "Round",
    },
    IntrinsicsRow {
        package: "math",
        arches: "loong64 ppc64 ppc64le riscv64 wasm",
        functions: "Copysign",
    },
    IntrinsicsRow {
        package: "math/big",
        arches: "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x wasm",
        functions: "mulWW",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 \
                 s390x wasm",
        functions: "Mul64",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "386 amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        functions: "TrailingZeros16 TrailingZeros32 TrailingZeros64 TrailingZeros8",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "386 amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x",
        functions: "ReverseBytes32 ReverseBytes64",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "amd64",
        functions: "Div Div64",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        functions: "Len Len16 Len32 Len64 Len8",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x wasm",
        functions: "RotateLeft32",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        functions: "Add Add64 Sub Sub64",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x wasm",
        functions: "Mul",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "amd64 arm64 loong64 ppc64 ppc64le riscv64 s390x wasm",
        functions: "OnesCount OnesCount16 OnesCount32 OnesCount64 RotateLeft RotateLeft64",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "amd64 riscv64",
        functions: "RotateLeft16 RotateLeft8",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "arm64 loong64",
        functions: "Reverse Reverse16 Reverse32 Reverse64 Reverse8",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "loong64 ppc64 ppc64le riscv64",
        functions: "ReverseBytes16",
    },
    IntrinsicsRow {
        package: "math/bits",
        arches: "ppc64 ppc64le riscv64 s390x wasm",
        functions: "OnesCount8",
    },
    IntrinsicsRow {
        package: "runtime",
        arches: "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 \
                 s390x wasm",
        functions: "KeepAlive slicebytetostringtmp",
    },
    IntrinsicsRow {
        package: "runtime",
        arches: "arm64",
        functions: "memequal",
    },
    IntrinsicsRow {
        package: "runtime",
        arches: "arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64",
        functions: "publicationBarrier",
    },
    IntrinsicsRow {
        package: "sync/atomic",
        arches: "amd64 arm64 loong64",
        functions: "AndInt32 AndInt64 AndUint32 AndUint64 AndUintptr OrInt32 OrInt64 OrUint32 \
                    OrUint64 OrUintptr",
    },
    IntrinsicsRow {
        package: "sync/atomic",
        arches: "amd64 arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x",
        functions: "AddInt32 AddUint32 AddUintptr CompareAndSwapInt32 CompareAndSwapUint32 \
                    CompareAndSwapUintptr LoadInt32 LoadPointer LoadUint32 LoadUintptr \
                    StoreInt32 StoreUint32 StoreUintptr SwapInt32 SwapUint32 SwapUintptr",
    },
    IntrinsicsRow {
        package: "sync/atomic",
        arches: "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        functions: "AddInt64 AddUint64 CompareAndSwapInt64 CompareAndSwapUint64 LoadInt64 \
                    LoadUint64 StoreInt64 StoreUint64 SwapInt64 SwapUint64",
    },
];
