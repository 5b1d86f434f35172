//! What came with which version of the language: a module's `go` line, or a file's `//go:build`
//! line, may ask for an older one (`types2/version.go` and its callers).
//!
//! ```go
//! //go:build go1.17
//!
//! func f[T any]() {} // type parameter requires go1.18 or later
//! ```

/// A version of the language, major and minor: `(1, 18)`.
pub type Since = (u32, u32);

/// `type A = T`.
pub const TYPE_ALIASES: Since = (1, 9);
/// `0b1`, `0o7`, `0x1p-2`, `1_000`.
pub const NUMBER_LITERALS: Since = (1, 13);
/// `x << y` where `y` is signed.
pub const SIGNED_SHIFT_COUNTS: Since = (1, 13);
/// Interfaces that embed the same method twice.
pub const OVERLAPPING_INTERFACES: Since = (1, 14);
/// `//go:embed`.
pub const EMBED: Since = (1, 16);
/// `(*[4]T)(slice)`.
pub const SLICE_TO_ARRAY_POINTER: Since = (1, 17);
/// `unsafe.Add` and `unsafe.Slice`.
pub const UNSAFE_ADD_AND_SLICE: Since = (1, 17);
/// Type parameters, instances, `any` and `comparable`, unions.
pub const TYPE_PARAMETERS: Since = (1, 18);
/// `//go:linkname` refers to what the file declares.
pub const LINKNAME_IS_CHECKED: Since = (1, 18);
/// `[4]T(slice)`.
pub const SLICE_TO_ARRAY: Since = (1, 20);
/// `unsafe.SliceData`, `unsafe.String` and `unsafe.StringData`.
pub const UNSAFE_DATA: Since = (1, 20);
/// Types that are comparable, but may panic, satisfy `comparable`.
pub const INTERFACES_ARE_COMPARABLE: Since = (1, 20);
/// Package `slices`.
pub const PACKAGE_SLICES: Since = (1, 21);
/// `clear`, `min` and `max`.
pub const CLEAR_MIN_MAX: Since = (1, 21);
/// Generic functions as arguments and in assignments; methods count where types are inferred.
pub const INFERENCE_OF_FUNCTIONS: Since = (1, 21);
/// A file's own version counts, though no older one than this.
pub const FILE_VERSIONS: Since = (1, 21);
/// `for i := range 10`.
pub const RANGE_OVER_INTEGERS: Since = (1, 22);
/// Each iteration of a for statement has its own variables.
pub const LOOP_VARIABLES_PER_ITERATION: Since = (1, 22);
/// `for x := range func(yield func(T) bool) { ... }`.
pub const RANGE_OVER_FUNCTIONS: Since = (1, 23);
/// `type A[P any] = T`.
pub const GENERIC_ALIASES: Since = (1, 23);
/// `new(x)` of a value.
pub const NEW_OF_VALUE: Since = (1, 26);
/// Methods with type parameters.
pub const GENERIC_METHODS: Since = (1, 27);
/// `T{promoted: x}`.
pub const PROMOTED_FIELDS_IN_LITERALS: Since = (1, 27);

/// `requires go1.18 or later`, as gc says it.
pub fn requires(since: Since) -> String {
    let (major, minor) = since;
    format!("requires go{major}.{minor} or later")
}
