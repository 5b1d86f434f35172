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

use self::eqfunc::Comparisons;
use self::inline::Callees;
use self::inline::candidates::{self, can_inline_funcs};
use self::inline::cost::Precision;
use self::inline::interleaved::Inliner;
use self::inline::messages::{about_comparisons, messages};
use crate::ir::package::Package;
use crate::lower::package::{InitPart, Part};
use crate::lower::requests::{Asker, LoweredState};
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
        run_pass(&cx, &mut package, inlining, pass);
    }
    package
}

/// The same, of a package of which functions will be lowered again ([`run_part`]).
pub fn run_and_keep(input: Input<'_>, inlining: Inlining<'_>) -> (Package, Option<LoweredState>) {
    let cx = Cx::new(input);
    cx.note_requests();
    let mut package = cx.lower_package();
    for pass in input.profile.passes {
        run_pass(&cx, &mut package, inlining, pass);
    }
    (package, cx.into_known())
}

/// Lowers some functions of a package once more, of which everything else is known, and runs the
/// passes on them. Functions that they ask for and that weren't there come with them. Nothing if the
/// package is another one beyond these functions: if something was made for them alone that they
/// don't need any more.
pub fn run_part(
    input: Input<'_>,
    inlining: Inlining<'_>,
    known: LoweredState,
    part: &Part,
) -> Option<(Package, LoweredState)> {
    let cx = Cx::resume(input, known);
    let init = (part.init == InitPart::Lowered).then(|| Asker::Function(cx.init_id()));
    let before = cx.forget_requests(part.askers().chain(init));
    let mut package = cx.lower_part(part);
    if !cx.is_all_needed(&before) {
        return None;
    }
    for pass in input.profile.passes {
        match pass {
            // What functions compare is no matter of any function that asks for it.
            Pass::Comparisons => {}
            Pass::BenchmarkLoops
            | Pass::Inlining
            | Pass::LoopVariables
            | Pass::StaticInit
            | Pass::DeadLocals => run_pass(&cx, &mut package, inlining, pass),
        }
    }
    Some((package, cx.into_known()?))
}

fn run_pass(cx: &Cx<'_>, package: &mut Package, inlining: Inlining<'_>, pass: &Pass) {
    match pass {
        Pass::BenchmarkLoops => bloop::keep_alive(cx, package),
        Pass::Inlining => inline(cx, package, inlining),
        Pass::LoopVariables => loopvar::loop_variables(cx.input.types, package),
        Pass::StaticInit => {
            if let Some(&init) = package.index.get(&cx.init_id())
                && let Some(body) = package.bodies.get_mut(init)
            {
                staticinit::static_init(cx, body);
            }
        }
        Pass::DeadLocals => deadlocals::dead_locals(cx.input.types, package),
        Pass::Comparisons => comparisons(cx, package, inlining),
    }
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

/// Makes the functions that compare and hash values, and says of them what gc says.
fn comparisons(cx: &Cx<'_>, package: &mut Package, inlining: Inlining<'_>) {
    let is_told = match inlining {
        Inlining::On(env) => env.precision != Precision::Decision,
        Inlining::Off(_) => false,
    };
    let needed = Comparisons::of(cx, package);
    let late = is_told.then(|| needed.made_late());
    let first = package.bodies.len();
    needed.make(cx, package);
    if let Some(late) = late {
        let messages = about_comparisons(cx, package, first, &late);
        package.messages.extend(messages);
    }
}
