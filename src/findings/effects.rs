//! What calling a function may do to the heap, callees included: what `noalloc` is judged by.
//!
//! Comes in: the IR of a package, its verdicts with their costs, and the effects of the functions
//! of other packages that it calls. Goes out: the effects of each of its functions, and why.
//!
//! ```go
//! func f(n int) []int { return make([]int, n) }   // allocates: make([]int, n) escapes to heap
//! func g() { f(1) }                               // allocates: calls f
//! func h(w io.Writer) { w.Write(nil) }            // unknown: a call through an interface
//! func i(x int) int { return x + 1 }              // none
//! ```
//!
//! An effect of a function is one of its own, in its body or in a function literal in it, whether
//! or not the literal is ever called, or one of a function that it calls. What is reached
//! through an interface or a function value is unknown. So is what has no body, but for functions
//! of the standard library that are known to be written in assembly, which can't allocate, or to
//! be the runtime's, and to allocate nothing for their caller. What the runtime needs for itself (stacks that grow, blocked goroutines, itabs) doesn't count; a new goroutine
//! does.

use crate::id::Id;
use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::escape::effects::{Effect, Effects};
use crate::findings::kind::{Event, FindingKind, Form};
use crate::findings::rules::Rule;
use crate::ir::func::{FuncId, FuncKey, FuncTable};
use crate::ir::node::{Body, BodyId, CallOp, ConvOp, NodeId, Op, SelectorOp};
use crate::ir::package::Package;
use crate::ir::reassign::{ReassignOracle, oracle_root};
use crate::ir::visit::Preorder;
use crate::profile::{KnownCallee, Profile};
use crate::source::pos::Pos;
use crate::types::store::{Type, TypeId, Types};

/// An effect of a piece of code itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnEffect {
    /// The body, an index into [`Package::bodies`].
    pub body: BodyId,
    /// The place of the allocation, call or statement.
    pub pos: Pos,
    /// The effect.
    pub effect: Effect,
    /// What has the effect: an allocation as gc tells of it, or a goroutine.
    pub event: Event,
}

/// A call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    /// The body, an index into [`Package::bodies`].
    pub body: BodyId,
    /// The place of the call, as gc has it: the parenthesis; in inlined code that of the outermost call.
    pub pos: Pos,
    /// Where the call itself stands.
    pub origin: Pos,
    /// The function, or the expression that tells at run time.
    pub target: CallTarget,
}

/// The function that a call calls, as far as the source tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallTarget {
    /// A function.
    Func(FuncId),
    /// A method of an interface; the expression.
    Interface(NodeId),
    /// A function value; the expression.
    Value(NodeId),
    /// Something of which nothing is known: of a package that wasn't found; the expression.
    Missing(NodeId),
}

/// What a function has an effect from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EffectSource {
    /// The place in the function.
    pub pos: Pos,
    /// What has the effect there: an allocation, a goroutine, a call, a missing body.
    pub event: Event,
    /// The function called there, if the effect is one of it.
    pub callee: Option<FuncId>,
}

/// The effects of a package's functions.
#[derive(Clone, Debug, Default)]
pub struct PackageEffects {
    effects: FxHashMap<FuncId, Effects>,
    why: FxHashMap<(FuncId, Effect), EffectSource>,
}

impl PackageEffects {
    /// The effects of a function, if it is one of the package's.
    pub fn of(&self, func: FuncId) -> Option<Effects> {
        self.effects.get(&func).copied()
    }

    /// What a function has an effect from.
    pub fn why(&self, func: FuncId, effect: Effect) -> Option<&EffectSource> {
        self.why.get(&(func, effect))
    }
}

/// Finds the calls in a package's functions and in the literals in them. Calls of literals are
/// left out: they are part of the function.
pub fn calls(types: &Types, package: &Package) -> Vec<Call> {
    let mut found = Vec::new();
    for (index, body) in package.bodies.iter().enumerate() {
        let index = BodyId::from_index(index);
        let mut open = Vec::new();
        Preorder::new().visit_with_closures(body, Body::outermost(), |node, op| {
            if let Op::Call { op, fun, .. } = op {
                open.push((node, *op, *fun));
            }
        });
        let mut oracle = None;
        for (node, op, fun) in open {
            let target = match (op, callee(body, fun)) {
                (_, Some(Callee::Literal)) => continue,
                (_, Some(Callee::Func(func))) => CallTarget::Func(func),
                (_, None) if is_unknown(types, body.nodes[fun].ty) => CallTarget::Missing(fun),
                (CallOp::CallInter, None) => CallTarget::Interface(fun),
                (CallOp::CallFunc | CallOp::CallMeth, None) => {
                    let oracle = oracle.get_or_insert_with(|| {
                        let root = oracle_root(body, Body::outermost());
                        ReassignOracle::new(types, body, root)
                    });
                    match callee(body, oracle.static_value(body, fun)) {
                        Some(Callee::Literal) => continue,
                        Some(Callee::Func(func)) => CallTarget::Func(func),
                        None => CallTarget::Value(fun),
                    }
                }
            };
            let at = body.nodes[node].pos;
            found.push(Call { body: index, pos: body.outermost_pos(at), origin: at.at, target });
        }
    }
    found
}

/// Whether nothing is known of what has a type.
fn is_unknown(types: &Types, ty: Option<TypeId>) -> bool {
    ty.is_some_and(|ty| ty == types.invalid() || matches!(types.get(ty), Type::Unknown(_)))
}

enum Callee {
    Func(FuncId),
    /// A function literal of the same function.
    Literal,
}

/// The function that an expression names.
fn callee(body: &Body, mut node: NodeId) -> Option<Callee> {
    while let Op::Conv(ConvOp::ConvNop, x) = *body.op(node) {
        node = x;
    }
    match body.op(node) {
        Op::Func(func) => Some(Callee::Func(*func)),
        Op::Closure(_) => Some(Callee::Literal),
        Op::Selector { op: SelectorOp::MethExpr | SelectorOp::DotMeth, method, .. } => {
            method.map(Callee::Func)
        }
        _ => None,
    }
}

/// Works out the effects of a package's functions.
pub fn compute(
    profile: &Profile,
    funcs: &FuncTable,
    package: &Package,
    own: &[OwnEffect],
    calls: &[Call],
    imported: &dyn Fn(FuncId) -> Effects,
    name: &dyn Fn(&Call) -> String,
) -> PackageEffects {
    let mut done = PackageEffects::default();
    let mut callers: FxHashMap<usize, Vec<&Call>> = FxHashMap::default();
    // The first reason for each effect.
    let mut seeds: Vec<(Effect, BodyId, EffectSource)> = Vec::new();
    for own in own {
        let why = EffectSource { pos: own.pos, event: own.event.clone(), callee: None };
        seeds.push((own.effect, own.body, why));
    }
    let is_allocationless = |name: &str| {
        package.path.is_some_and(|path| profile.allocationless.contains(path.as_str(), name))
    };
    for (index, body) in package.bodies.iter().enumerate() {
        let func = &body.funcs[Body::outermost()];
        if !func.flags.has_body && !is_allocationless(func.name.as_str()) {
            let why = EffectSource { pos: func.pos.at, event: Event::Elsewhere, callee: None };
            seeds.push((Effect::Unknown, BodyId::from_index(index), why));
        }
    }
    for call in calls {
        let effects = match call.target {
            CallTarget::Func(func) => match package.index.get(&func) {
                Some(&callee) => {
                    callers.entry(callee).or_default().push(call);
                    continue;
                }
                None => effects_of_imported(profile, funcs, func, imported),
            },
            CallTarget::Interface(_) => Effects::NONE.with(Effect::Interface),
            CallTarget::Value(_) => Effects::NONE.with(Effect::Dynamic),
            CallTarget::Missing(_) => Effects::UNKNOWN,
        };
        for effect in effects.iter() {
            let callee = match call.target {
                CallTarget::Func(func) => Some(func),
                CallTarget::Interface(_) | CallTarget::Value(_) | CallTarget::Missing(_) => None,
            };
            let event = Event::Call(name(call));
            seeds.push((effect, call.body, EffectSource { pos: call.pos, event, callee }));
        }
    }
    let mut effects = vec![Effects::NONE; package.bodies.len()];
    for effect in Effect::ALL {
        let mut open = VecDeque::new();
        let mut propagate = |body: BodyId, why: EffectSource, open: &mut VecDeque<usize>| {
            let at = body.index();
            if !effects[at].has(effect) {
                effects[at] = effects[at].with(effect);
                done.why.insert((package.bodies[at].id, effect), why);
                open.push_back(at);
            }
        };
        for (_, body, why) in seeds.iter().filter(|(of, ..)| *of == effect) {
            propagate(*body, why.clone(), &mut open);
        }
        // Breadth first, so that reasons are as short as they can be.
        while let Some(callee) = open.pop_front() {
            for call in callers.get(&callee).into_iter().flatten() {
                let event = Event::Call(name(call));
                let callee = Some(package.bodies[callee].id);
                propagate(call.body, EffectSource { pos: call.pos, event, callee }, &mut open);
            }
        }
    }
    done.effects =
        package.bodies.iter().zip(effects).map(|(body, effects)| (body.id, effects)).collect();
    done
}

/// The effects of a function without a body in the package.
pub fn effects_of_imported(
    profile: &Profile,
    funcs: &FuncTable,
    func: FuncId,
    imported: &dyn Fn(FuncId) -> Effects,
) -> Effects {
    match &funcs.get(func).key {
        // What range over functions needs: a panic, and a record of deferred calls.
        FuncKey::Runtime(name) => match profile.callees.of_compiler(name.as_str()) {
            Some(KnownCallee::DeferRangeFunc) => Effects::NONE.with(Effect::Builtin),
            Some(_) | None => Effects::NONE,
        },
        FuncKey::Declared(_)
        | FuncKey::Instance(..)
        | FuncKey::MethodWrapper { .. }
        | FuncKey::PackageInit(_)
        | FuncKey::Synthetic(..) => imported(func),
    }
}

/// The effect of an allocation, by its rule and what it is.
pub fn of_allocation(rule: Option<Rule>, kind: &FindingKind) -> Effect {
    let by_form = match kind {
        FindingKind::Escapes(subject) | FindingKind::Stays(subject) => match subject.form {
            Form::Make | Form::Append | Form::FuncLiteral | Form::MapLiteral => true,
            Form::CompilersVariable | Form::Other => false,
        },
        _ => false,
    };
    match (by_form, rule) {
        (true, _) => Effect::Builtin,
        (false, Some(rule)) => rule.definition().effect,
        (false, None) => Effect::Heap,
    }
}
