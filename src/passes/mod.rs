//! The passes between lowering and escape analysis, in gc's order.
//!
//! Comes in: a checked package, and what is known of functions that it imports. Goes out: the IR that
//! escape analysis sees, and what gc says on the way.
//!
//! ```go
//! var i I = &T{}          // devirtualize: i.M() is (*T).M
//! i.M()                   // inline: and its body stands here
//! for b.Loop() { f(x) }   // bloop: x and what f returns are kept alive
//! for i := range n { defer func() { use(i) }() } // loopvar: each round has its own i
//! var limit = 1 << 10     // staticinit: no statement of init, but data
//! ```
//!
//! The order is the release's ([`crate::profile::releases`]); each pass is a module that names the file
//! of gc it models.

pub mod bloop;
pub mod deadlocals;
pub mod devirtualize;
pub mod eqfunc;
pub mod inline;
pub mod loopvar;
pub mod staticinit;
pub mod type_object;

use self::inline::Callees;
use self::inline::candidates::{self, can_inline_funcs};
use self::inline::cost::Precision;
use self::inline::interleaved::Inliner;
use self::inline::messages::{about_comparisons, messages};
use crate::ir::package::Package;
use crate::lower::wrapper::AsMade;
use crate::lower::{Cx, Input};
use crate::profile::Pass;
use crate::symbol::Symbol;

/// Whether functions of a package are inlined.
#[derive(Clone, Copy)]
pub enum Inlining<'a> {
    /// They aren't: the package is compiled under `-l`. Those that it imports weren't.
    Off(&'a dyn Callees),
    /// They are.
    On(&'a candidates::Env<'a>),
}

/// Lowers a checked package and runs the passes before escape analysis, in the release's order.
pub fn run(input: Input<'_>, inlining: Inlining<'_>) -> Package {
    if input.package.path == Symbol::UNSAFE {
        return Package::default();
    }
    let cx = Cx::new(input);
    let mut package = cx.lower_package();
    for pass in input.profile.passes {
        match pass {
            Pass::BenchmarkLoops => bloop::keep_alive(&cx, &mut package),
            Pass::Inlining => inline(&cx, &mut package, inlining),
            Pass::LoopVariables => loopvar::loop_variables(input.types, &mut package),
            Pass::StaticInit => {
                if let Some(&init) = package.index.get(&cx.init_id())
                    && let Some(body) = package.bodies.get_mut(init)
                {
                    staticinit::static_init(&cx, body);
                }
            }
            Pass::DeadLocals => deadlocals::dead_locals(input.types, &mut package),
            Pass::Comparisons => compare(&cx, &mut package, inlining),
        }
    }
    package
}

/// Devirtualizes and inlines calls, and makes wrappers of methods, into which is inlined as well.
fn inline(cx: &Cx<'_>, package: &mut Package, inlining: Inlining<'_>) {
    match inlining {
        Inlining::Off(callees) => {
            devirtualize::devirtualize(cx, package);
            let inlinable = |func| callees.inlinable(func).is_some();
            cx.make_wrappers(package, &mut AsMade { inlinable: &inlinable });
        }
        Inlining::On(env) => {
            let candidates = can_inline_funcs(cx, package, env);
            package.messages.extend(messages(cx, package, &candidates, env.precision));
            let mut inliner = Inliner::new(cx, env, package, &candidates);
            inliner.package(package);
            cx.make_wrappers(package, &mut inliner);
            package.inlinable = candidates.by_id(package);
        }
    }
}

/// Makes the functions that compare values, and says what gc says of those that it makes early.
fn compare(cx: &Cx<'_>, package: &mut Package, inlining: Inlining<'_>) {
    let said = match inlining {
        Inlining::On(env) => env.precision != Precision::Decision,
        Inlining::Off(_) => false,
    };
    let late = said.then(|| eqfunc::made_late(cx, package));
    let first = package.bodies.len();
    eqfunc::compare_functions(cx, package);
    if let Some(late) = late {
        package.messages.extend(about_comparisons(cx, package, first, &late));
    }
}
