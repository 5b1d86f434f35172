//! What the inliner asks of the machine that is compiled for.

use super::intrinsic::Intrinsics;

/// A machine.
#[derive(Clone, Default, Debug)]
pub struct Machine {
    /// The functions for which it has instructions.
    pub intrinsics: Intrinsics,
    /// Whether loads of bytes that lie side by side become one load
    /// (`cmd/internal/sys/arch.go`: `CanMergeLoads`). Then functions that read integers byte by
    /// byte are cheap.
    pub can_merge_loads: bool,
}

impl Machine {
    /// That of a `GOARCH`.
    pub fn of(goarch: &str) -> Machine {
        let can_merge_loads =
            matches!(goarch, "386" | "amd64" | "arm64" | "loong64" | "ppc64" | "ppc64le" | "s390x");
        Machine { intrinsics: Intrinsics::of(goarch), can_merge_loads }
    }
}
