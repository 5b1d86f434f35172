//! The largest file of each kind that is read, in bytes.

/// Go source. What is made of a file in memory is a multiple of it, and gc needs gigabytes for one
/// of this size; the largest of the standard library has 0.6 MiB.
pub const SOURCE: u64 = 64 << 20;

/// go.mod, go.work and vendor/modules.txt: the go command's own limit of a go.mod
/// (`modfetch/codehost`, `MaxGoMod`).
pub const MODULE: u64 = 16 << 20;

/// Settings that people write: goesc.toml, the file of `go env -w`, `.gitignore`.
pub const SETTINGS: u64 = 1 << 20;

/// A baseline: two million lines.
pub const BASELINE: u64 = 256 << 20;

/// What the compiler printed: under -m=2 it prints 0.1 GiB about the standard library.
pub const COMPILER_OUTPUT: u64 = 1 << 30;

/// A profile, compressed or not; what it may be when decompressed, [`crate::pprof::MOST_BYTES`] says.
pub const PROFILE: u64 = 1 << 30;

/// A summary in the cache, as much as the cache holds altogether.
pub const SUMMARY: u64 = 512 << 20;

/// A file of arguments: a million paths.
pub const ARGUMENTS: u64 = 256 << 20;
