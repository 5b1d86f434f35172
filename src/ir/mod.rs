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

use rustc_hash::FxHashMap;

use crate::inline::candidates::{Candidates, can_inline_funcs};
use crate::inline::interleaved::Inliner;
use crate::inline::{Inlinable, Inlining};
use crate::symbol::Symbol;
use func::FuncId;
pub use lower::Input;
use node::Body;
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
            cx.make_wrappers(&mut package, &mut |_, _| ());
        }
        Inlining::On(callees) => {
            let candidates = can_inline_funcs(&package, callees);
            let mut inliner = Inliner::new(&cx, callees, &package, &candidates);
            inliner.package(&mut package);
            cx.make_wrappers(&mut package, &mut |body, package| inliner.function(body, package));
            package.inlined = inliner.into_inlined();
            package.inlinable = inlinable(&package, &candidates);
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

/// The functions that importers may inline.
fn inlinable(package: &Package, candidates: &Candidates) -> FxHashMap<FuncId, Inlinable> {
    let functions = candidates.functions.iter();
    functions
        .filter(|(at, _)| at.func == Body::outermost())
        .filter_map(|(at, &known)| Some((package.bodies.get(at.body as usize)?.id, known)))
        .collect()
}
