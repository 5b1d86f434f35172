//! Which functions can be inlined (`inline/inl.go`: `CanInlineFuncs`, `CanInline`).
//!
//! Comes in: the functions of a package as lowered, and what is known of imported ones. Goes out:
//! for each whether it can be inlined, at what cost, or why not. Callees come first, for a call
//! costs what the callee costs:
//!
//! ```go
//! func a(x int) int { return b(x) + b(x) } // 16: each b(x) costs 3 + 4 and is inlined
//! func b(x int) int { return x + 1 }       // 4
//! ```
//!
//! [`cost`] adds up what a function costs, [`impossible`] has the reasons against it.
//!
//! [`cost`]: super::cost
//! [`impossible`]: super::eligibility

use crate::id::Id;
use rustc_hash::{FxHashMap, FxHashSet};

use super::callee::inl_callee;
use super::cost::{Calls, Costed, Precision};
use super::eligibility::inline_impossible;
use super::known_cost::{CallCost, CallForm, known_cost};
use super::substitute::Literals;
use super::{Callees, Inlinable};
use crate::ir::func::{FuncId, FuncKey};
use crate::ir::node::{Body, BodyId, Class, Func, Inlinee, NodeId, Op, SelectorOp};
use crate::ir::note::NotInlinable;
use crate::ir::package::Package;
use crate::ir::reassign::Assigned;
use crate::ir::scc::{self, FuncRef};
use crate::ir::visit::Preorder;
use crate::lower::Cx;
use crate::profile::Profile;
use crate::source::pos::SourceMap;

/// The functions of a package that can be inlined, closures among them.
#[derive(Default, Debug)]
pub struct Candidates {
    /// What is known of each.
    pub functions: FxHashMap<FuncRef, Inlinable>,
    /// What was found out about all functions, in gc's order.
    pub verdicts: Vec<Verdict>,
    /// Functions into which less is inlined, as they are big.
    pub big: FxHashSet<FuncRef>,
    /// All functions in batches, callees first.
    pub batches: Vec<Vec<FuncRef>>,
}

/// What was found out about a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// The function.
    pub func: FuncRef,
    /// That it can be inlined, or why it can't.
    pub outcome: Result<Inlinable, NotInlinable>,
}

impl Candidates {
    /// What importers may know: the declared functions and instances that can be inlined.
    pub fn by_id(&self, package: &Package) -> FxHashMap<FuncId, Inlinable> {
        let outermost = self.functions.iter().filter(|(func, _)| func.func == Body::outermost());
        let ids = outermost.filter_map(|(func, &inlinable)| {
            Some((package.bodies.get(func.body.index())?.id, inlinable))
        });
        ids.collect()
    }
}

/// What the pass needs besides the package.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// Functions of other packages.
    pub callees: &'a dyn Callees,
    /// What is inlined in this release and on this machine.
    pub profile: &'a Profile,
    /// Whether costs are to be told.
    pub precision: Precision,
    /// What literals are called that come with inlined calls.
    pub literals: Literals,
    /// The files, for what counts as one place.
    pub sources: &'a SourceMap,
}

/// Finds the functions of a package that can be inlined.
pub fn can_inline_funcs(cx: &Cx<'_>, package: &Package, env: &Env<'_>) -> Candidates {
    let mut pass = Pass {
        cx,
        package,
        env,
        checked: FxHashSet::default(),
        assigned: FxHashMap::default(),
        found: Candidates::default(),
    };
    let batches = scc::batches(package);
    for &func in batches.iter().flatten() {
        pass.can_inline(func);
    }
    Candidates { batches, ..pass.found }
}

struct Pass<'a> {
    cx: &'a Cx<'a>,
    package: &'a Package,
    env: &'a Env<'a>,
    checked: FxHashSet<FuncRef>,
    /// By body, which variables are assigned again.
    assigned: FxHashMap<BodyId, Assigned>,
    found: Candidates,
}

impl<'a> Pass<'a> {
    fn can_inline(&mut self, at: FuncRef) {
        if !self.checked.insert(at) {
            return;
        }
        let body: &'a Body = &self.package.bodies[at.body.index()];
        let func = &body.funcs[at.func];
        let Env { profile, precision, .. } = *self.env;
        let limits = &profile.inlining;
        let costed = Costed { cx: self.cx, limits, body, func: at.func };
        let is_big = costed.is_big();
        if is_big {
            self.found.big.insert(at);
        }
        if at.func == Body::outermost() && self.is_initialization(body.id) {
            return;
        }
        let outcome = match inline_impossible(func) {
            Some(reason) => Err(reason),
            None => {
                let budget = match func.parent {
                    // It may be called just once.
                    Some(_) => limits.budget.max(limits.literal_budget),
                    None => limits.budget,
                };
                let mut calls = CallsOf { pass: self, at, body, is_big };
                costed.cost(budget, precision, &mut calls)
            }
        };
        let outcome = outcome.map(|cost| {
            let can_delay_results = can_delay_results(body, func);
            Inlinable { cost, can_delay_results }
        });
        if let Ok(inlinable) = outcome {
            self.found.functions.insert(at, inlinable);
        }
        self.found.verdicts.push(Verdict { func: at, outcome });
    }

    /// Whether a function initializes the package, or a variable of it: nothing calls these but
    /// the program's start, and gc passes them over.
    fn is_initialization(&self, func: FuncId) -> bool {
        match self.cx.input.funcs.get(func).key {
            FuncKey::PackageInit(_) | FuncKey::Synthetic(..) => true,
            FuncKey::Declared(_)
            | FuncKey::Instance(..)
            | FuncKey::MethodWrapper { .. }
            | FuncKey::Runtime(_) => false,
        }
    }

    /// What is known of a callee, if it may be inlined, and whether it is a literal.
    fn inlinable(&mut self, body: BodyId, callee: Inlinee) -> Option<(Inlinable, Kind)> {
        match callee {
            Inlinee::Literal(literal) => {
                let at = FuncRef { body, func: literal };
                self.can_inline(at);
                Some((*self.found.functions.get(&at)?, Kind::Literal))
            }
            Inlinee::Func(func) => match self.package.index.get(&func) {
                Some(&body) => {
                    let at = FuncRef { body: BodyId::from_index(body), func: Body::outermost() };
                    Some((*self.found.functions.get(&at)?, Kind::Declared))
                }
                None => Some((self.env.callees.inlinable(func)?, Kind::Declared)),
            },
        }
    }

    fn static_value(&mut self, at: FuncRef, body: &Body, node: NodeId) -> NodeId {
        let types = self.cx.input.types;
        let assigned = self.assigned.entry(at.body).or_insert_with(|| Assigned::new(types, body));
        assigned.static_value(body, node)
    }
}

/// Whether a callee is a literal: these may cost more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Declared,
    Literal,
}

/// What calls in a function cost.
struct CallsOf<'p, 'a> {
    pass: &'p mut Pass<'a>,
    at: FuncRef,
    body: &'a Body,
    is_big: bool,
}

impl Calls for CallsOf<'_, '_> {
    fn call(&mut self, fun: NodeId) -> Result<i32, NotInlinable> {
        let Pass { cx, env, .. } = *self.pass;
        let Env { profile, .. } = *env;
        let limits = &profile.inlining;
        let named = match self.body.op(fun) {
            Op::Func(func) => Some((*func, CallForm::Name)),
            Op::Selector { op: SelectorOp::MethExpr, method: Some(method), .. } => {
                Some((*method, CallForm::Method))
            }
            _ => None,
        };
        if let Some((func, written)) = named {
            match known_cost(cx, profile, func, written) {
                CallCost::Ordinary => {}
                CallCost::Cheap => return Ok(0),
                CallCost::Throw => return Ok(limits.throw),
                CallCost::Forbidden(reason) => return Err(reason),
            }
        }
        let value = match named {
            Some(_) => fun,
            None => self.pass.static_value(self.at, self.body, fun),
        };
        let callee = inl_callee(cx.input.types, cx.input.funcs, self.body, self.at.func, value);
        if let Some((inlinable, kind)) =
            callee.and_then(|callee| self.pass.inlinable(self.at.body, callee))
        {
            let most = match self.is_big {
                true => limits.into_big_function,
                false => limits.budget,
            };
            let most = match kind {
                Kind::Literal => most * limits.literal_factor,
                Kind::Declared => most,
            };
            if inlinable.cost <= most {
                return Ok(inlinable.cost);
            }
        }
        Ok(match self.body.op(fun) {
            Op::Name(name) => {
                let name = &self.body.names[*name];
                match name.outer.is_some() || name.class == Class::Param {
                    true => limits.param_call,
                    false => limits.call,
                }
            }
            _ => limits.call,
        })
    }
}

/// Whether the results of an inlined call may be declared where its `return` is: there is just
/// one, with values, and the results have no names.
fn can_delay_results(body: &Body, func: &Func) -> bool {
    let mut returns = 0;
    Preorder::new().visit(body, &func.body, |_, op| {
        if let Op::Return(results) = op {
            returns += if results.is_empty() { 2 } else { 1 };
        }
    });
    let is_named = |name: &str| !name.is_empty() && name != "_" && !name.starts_with('~');
    returns == 1
        && !func.results.iter().any(|result| result.sym.is_some_and(|sym| is_named(sym.as_str())))
}
