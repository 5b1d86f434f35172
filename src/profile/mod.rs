//! What differs between Go releases and between targets, in one place. Everybody else is handed a
//! [`Profile`], or the part of one that it needs.
//!
//! | file | holds | depends on |
//! |---|---|---|
//! | [`releases`] | a file for each release: its limits, costs, passes, known functions, experiments, ports | release |
//! | [`limits`], [`heap`], [`passes`], [`callees`], [`intrinsics`], [`experiments`] | what such a file speaks of | |
//! | [`arch`] | sizes of words and registers, largest type, what loads can do | GOARCH |
//! | [`levels`] | tags of `GOAMD64` and its like, soft floats | GOARCH, its level |
//! | [`version`], [`language`] | versions of the language, and what came with which | language |
//!
//! It knows nothing but names: whatever selects files, lays out, costs, inlines or analyzes stands
//! above it.
//!
//! ```go
//! unsafe.Sizeof(0)                // 8 on amd64, 4 on 386
//! var x struct{ atomic.Int64 }    // aligned to 8 bytes: too aligned for the stack of 386
//! binary.LittleEndian.Uint32(b)   // one load on amd64, four on arm, so that its caller costs more
//! ```

pub mod arch;
pub mod callees;
pub mod experiments;
pub mod heap;
pub mod intrinsics;
pub mod language;
pub mod levels;
pub mod limits;
pub mod passes;
pub mod releases;
pub mod version;

pub use arch::{Arch, Sizes};
pub use callees::{Allocationless, KnownCallee, KnownCallees};
pub use heap::{Block, Contents, Heap};
pub use intrinsics::Intrinsics;
pub use limits::{Inlining, Maps, Runtime, Stack};
pub use passes::Pass;
pub use releases::GoRelease;
pub use version::GoVersion;

/// Everything about gc that differs between builds: of a Go release, compiled for one architecture.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The release.
    pub release: GoRelease,
    /// The architecture.
    pub arch: &'static Arch,
    /// The functions for which it has instructions.
    pub intrinsics: Intrinsics,
    /// What may be on the stack.
    pub stack: Stack,
    /// What may be inlined, and what it costs.
    pub inlining: Inlining,
    /// What the runtime allocates.
    pub runtime: Runtime,
    /// The passes between lowering and escape analysis, in their order.
    pub passes: &'static [Pass],
    /// Functions that are known by name.
    pub callees: KnownCallees,
    /// Functions without a Go body that allocate nothing.
    pub allocationless: Allocationless,
}

/// How floating-point numbers are computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Floats {
    /// By instructions.
    Hard,
    /// By functions of the runtime (`GOARM=5`, `GO386=softfloat`, `GOMIPS=softfloat`).
    Soft,
}

impl Profile {
    /// That of a release and a GOARCH. An architecture that gc has no back end for is like
    /// [`Arch::of`] says.
    pub fn of(release: GoRelease, goarch: &str, floats: Floats) -> Profile {
        let (arch, data) = (Arch::of(goarch), release.data());
        Profile {
            release,
            arch,
            intrinsics: Intrinsics::of(data.intrinsics, arch, floats),
            stack: data.stack,
            inlining: data.inlining,
            runtime: data.runtime,
            passes: data.passes,
            callees: KnownCallees::of(data.callees),
            allocationless: data.allocationless,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbol::Symbol;

    #[test]
    fn a_profile_is_that_of_its_architecture() {
        let of = |goarch, floats| Profile::of(GoRelease::NEWEST, goarch, floats);
        let has = |profile: &Profile, package, name| {
            profile.intrinsics.contains(Symbol::new(package), Symbol::new(name))
        };
        let (amd64, i386) = (of("amd64", Floats::Hard), of("386", Floats::Hard));
        assert_eq!((amd64.arch.sizes.word, i386.arch.sizes.word), (8, 4));
        assert!(has(&amd64, "math/bits", "Add64") && !has(&i386, "math/bits", "Add64"));
        assert!(has(&i386, "math", "sqrt"));
        let soft = of("386", Floats::Soft);
        assert!(!has(&soft, "math", "sqrt") && has(&soft, "math/bits", "Mul64"));
    }

    #[test]
    fn known_callees_are_found_by_name() {
        let profile = Profile::of(GoRelease::NEWEST, "amd64", Floats::Hard);
        let declared = |package, name| profile.callees.declared(Symbol::new(package), name);
        assert_eq!(
            declared("internal/abi", "EscapeNonString[go.shape.int]"),
            Some(KnownCallee::EscapeNonString)
        );
        assert_eq!(declared("runtime", "throw"), None);
        assert_eq!(profile.callees.of_compiler("throw"), Some(KnownCallee::Throw));
        assert_eq!(declared("testing", "(*B).Loop"), Some(KnownCallee::BenchmarkLoop));
        assert_eq!(declared("testing", "Loop"), None);
        assert!(profile.allocationless.contains("time", "now"));
        assert!(!profile.allocationless.contains("time", "newTimer"));
    }
}
