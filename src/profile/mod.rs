//! What differs between Go releases and between targets, in one place. Everybody else is handed a
//! [`Profile`], or the part of one that it needs.
//!
//! | file | holds | depends on |
//! |---|---|---|
//! | [`arch`] | sizes of words and registers, largest type, what loads can do | GOARCH |
//! | [`intrinsics`] | functions for which the back end has instructions | GOARCH, soft floats |
//! | [`release`] | limits of the stack and of inlining, what the runtime allocates | release |
//! | [`crate::source::release`] | language version, experiments, tags, ports | release, target |
//!
//! The last one stands apart, since files are selected before anything else is known. This folder
//! knows that one alone: whatever lays out, costs, inlines or analyzes stands above it.
//!
//! ```go
//! unsafe.Sizeof(0)                // 8 on amd64, 4 on 386
//! var x struct{ atomic.Int64 }    // aligned to 8 bytes: too aligned for the stack of 386
//! binary.LittleEndian.Uint32(b)   // one load on amd64, four on arm, so that its caller costs more
//! ```

pub mod arch;
pub mod intrinsics;
pub mod release;

pub use arch::{Arch, Sizes};
pub use intrinsics::Intrinsics;
pub use release::{Inlining, Maps, Runtime, Stack};

use crate::source::GoRelease;
use crate::source::config::Target;

/// What is special of one build: of a Go release, compiled for one architecture.
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
        let arch = Arch::of(goarch);
        Profile {
            release,
            arch,
            intrinsics: Intrinsics::of(arch, floats),
            stack: Stack::of(release),
            inlining: Inlining::of(release),
            runtime: Runtime::of(release),
        }
    }

    /// That of the build to predict.
    pub fn of_target(target: &Target) -> Profile {
        let floats = if target.soft_floats { Floats::Soft } else { Floats::Hard };
        Profile::of(target.release, &target.goarch, floats)
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
}
