//! Lowering: from checked syntax to gc's IR as it stands before escape analysis.
//!
//! Comes in: a checked package and those that it depends on. Goes out: the functions that gc
//! compiles for the package, as they are after its passes in front of escape analysis
//! (`gc/main.go`).
//!
//! ```go
//! func f(xs []int) { defer g(xs...) }
//! // func f: tmp := xs; defer func() { g(tmp...) }(), the literal being f.deferwrap1
//! ```

pub mod bloop;
pub mod deadlocals;
pub mod devirtualize;
pub mod eqfunc;
pub mod fmt;
pub mod func;
pub mod loopvar;
pub mod lower;
pub mod node;
pub mod package;
pub mod reassign;
pub mod relocate;
pub mod same_expr;
pub mod scc;
#[cfg(test)]
pub mod testing;
pub mod type_fmt;
pub mod visit;

use crate::inline::Inlining;
use crate::inline::candidates::can_inline_funcs;
use crate::inline::cost::Precision;
use crate::inline::interleaved::Inliner;
use crate::inline::messages::{logged, messages};
use crate::symbol::Symbol;
pub use lower::Input;
use package::Package;

/// Lowers a checked package and runs the passes before escape analysis.
pub fn lower(input: Input<'_>, inlining: Inlining<'_>) -> Package {
    if input.package.path == Symbol::UNSAFE {
        return Package::default();
    }
    let cx = lower::Cx::new(input);
    let mut package = cx.lower_package();
    bloop::keep_alive(&cx, &mut package);
    match inlining {
        Inlining::Off => {
            devirtualize::devirtualize(&cx, &mut package);
            cx.make_wrappers(&mut package, &mut lower::wrapper::AsMade);
        }
        Inlining::On(env) => {
            let candidates = can_inline_funcs(&cx, &package, env);
            package.messages.extend(messages(&cx, &package, &candidates, env.precision));
            if env.precision == Precision::Exact {
                package.logged = logged(&package, &candidates);
            }
            let mut inliner = Inliner::new(&cx, env, &package, &candidates);
            inliner.package(&mut package);
            cx.make_wrappers(&mut package, &mut inliner);
            package.inlined = inliner.into_inlined();
            package.inlinable = candidates.by_id(&package);
        }
    }
    loopvar::loop_variables(input.types, &mut package);
    if let Some(&init) = package.index.get(&cx.init_id())
        && let Some(body) = package.bodies.get_mut(init)
    {
        lower::staticinit::static_init(&cx, body);
    }
    deadlocals::dead_locals(input.types, &mut package);
    eqfunc::compare_functions(&cx, &mut package);
    package
}
