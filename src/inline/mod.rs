//! From lowered functions to those that escape analysis sees (`gc/main.go`): which functions gc
//! inlines, the code as it stands when they are (`inline/inl.go`,
//! `inline/interleaved/interleaved.go`), and the passes around that.
//!
//! Comes in: a checked package, and what is known of imported functions. Goes out: the IR of its
//! functions with calls replaced by the bodies that they call.
//!
//! ```go
//! func double(x int) int { return x + x } // can inline double
//! func f() int { return double(21) }      // inlining call to double
//! ```
//!
//! [`candidates`] decides which functions are cheap enough, callees first, and [`mod@messages`] says
//! so; [`interleaved`] goes through all calls ([`sites`]), asks [`call`] whether one may be
//! inlined, takes what it calls from [`pristine`], lets [`substitute`] do it, and says so
//! ([`remarks`]); [`exports`] knows which bodies those that import a package see.

pub mod call;
pub mod callee;
pub mod candidates;
pub mod cost;
pub mod exports;
pub mod hidden;
pub mod impossible;
pub mod interleaved;
pub mod intrinsic;
pub mod limits;
pub mod machine;
pub mod messages;
pub mod pristine;
mod reach;
pub mod remarks;
pub mod sites;
pub mod special;
pub mod substitute;

use crate::ir::func::FuncId;
use crate::ir::lower::wrapper::AsMade;
use crate::ir::lower::{Cx, Input, staticinit};
pub use crate::ir::package::Inlinable;
use crate::ir::package::Package;
use crate::ir::{bloop, deadlocals, devirtualize, eqfunc, loopvar};
use crate::symbol::Symbol;
use candidates::can_inline_funcs;
use interleaved::Inliner;
use messages::messages;

/// Functions of other packages that may be inlined: those whose body this package can see. The
/// body itself is lowered from the checked source that [`crate::types::info::Packages`] has.
pub trait Callees {
    /// What is known of a function of another package, if it may be inlined.
    fn inlinable(&self, func: FuncId) -> Option<Inlinable>;
}

/// Whether functions of a package are inlined.
#[derive(Clone, Copy)]
pub enum Inlining<'a> {
    /// They aren't: the package is compiled under `-l`.
    Off,
    /// They are.
    On(&'a candidates::Env<'a>),
}

/// Lowers a checked package and runs the passes before escape analysis, in gc's order.
pub fn prepare(input: Input<'_>, inlining: Inlining<'_>) -> Package {
    if input.package.path == Symbol::UNSAFE {
        return Package::default();
    }
    let cx = Cx::new(input);
    let mut package = cx.lower_package();
    bloop::keep_alive(&cx, &mut package);
    match inlining {
        Inlining::Off => {
            devirtualize::devirtualize(&cx, &mut package);
            cx.make_wrappers(&mut package, &mut AsMade);
        }
        Inlining::On(env) => {
            let candidates = can_inline_funcs(&cx, &package, env);
            package.messages.extend(messages(&cx, &package, &candidates, env.precision));
            let mut inliner = Inliner::new(&cx, env, &package, &candidates);
            inliner.package(&mut package);
            cx.make_wrappers(&mut package, &mut inliner);
            package.inlinable = candidates.by_id(&package);
        }
    }
    loopvar::loop_variables(input.types, &mut package);
    if let Some(&init) = package.index.get(&cx.init_id())
        && let Some(body) = package.bodies.get_mut(init)
    {
        staticinit::static_init(&cx, body);
    }
    deadlocals::dead_locals(input.types, &mut package);
    eqfunc::compare_functions(&cx, &mut package);
    package
}
