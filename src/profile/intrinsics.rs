//! Functions for which gc's back end has instructions (`ssagen/intrinsics.go`): a call of one costs
//! as much as any operator, and is never inlined.
//!
//! ```go
//! bits.TrailingZeros64(x) // one instruction on most machines: a cost of 1 for the call
//! ```
//!
//! The tables stand with their releases. They are gc's own account of it
//! (`ssagen/intrinsics_test.go`), for the lowest level of each architecture (`GOPPC64=power8`,
//! `GORISCV64=rva20u64`). Those of `simd/archsimd`, and the larger budget for functions with vectors,
//! aren't modelled: they are behind the experiment `simd`.

use rustc_hash::FxHashSet;

use super::{Arch, Floats};
use crate::symbol::Symbol;

/// Functions of a package that are intrinsics on the same architectures.
#[derive(Clone, Copy, Debug)]
pub struct IntrinsicsRow {
    /// The import path.
    pub package: &'static str,
    /// GOARCHs, separated by spaces.
    pub arches: &'static str,
    /// Names of functions, separated by spaces.
    pub functions: &'static str,
}

/// The intrinsics of an architecture.
#[derive(Clone, Default, Debug)]
pub struct Intrinsics {
    functions: FxHashSet<(Symbol, Symbol)>,
}

impl Intrinsics {
    /// Those of a release's table on an architecture. Without instructions for floating-point numbers, package math has
    /// none (`ssagen/intrinsics.go`, `findIntrinsic`).
    pub fn of(table: &[IntrinsicsRow], arch: &Arch, floats: Floats) -> Intrinsics {
        let mut functions = FxHashSet::default();
        for row in table.iter().filter(|row| row.arches.split(' ').any(|name| name == arch.name)) {
            if floats == Floats::Soft && row.package == "math" {
                continue;
            }
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
