//! Calls (`escape/call.go`): arguments flow to the parameters of functions of the same batch,
//! and where the tags of other functions say.
//!
//! ```go
//! g(p)          // p flows where g's tag says
//! f := g; f(p)  // the same: f is only ever g
//! h(p)          // h is a parameter: p flows to the heap
//! ```

use std::sync::Arc;

use super::graph::{AssumptionId, CALLEE, HEAP, Hole, MUTATOR};
use super::leaks::{ExactLeaks, FuncTags, Leaks};
use super::literals::Edit;
use super::reason::Reason;
use super::walk::Walker;
use crate::id::Id;
use crate::ir::func::{FuncId, FuncKey};
use crate::ir::node::{
    BinaryOp, Body, BodyId, BuiltinOp, CallOp, ClosureId, CompLitOp, ConvOp, FuncParam, NameId,
    NodeId, Op, SelectorOp, UnaryOp,
};
use crate::ir::same_expr::is_zero;
use crate::ir::type_fmt::is_shape;
use crate::profile::KnownCallee;
use crate::types::store::TypeId;

/// A function that a call is known to call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Callee {
    /// A declared function or method, of any package.
    Func(FuncId),
    /// A literal of the body being walked.
    Literal(ClosureId),
}

/// The functions that a call may call; none if they aren't known.
enum Callees {
    Unknown,
    One(Callee),
    Several(Vec<Callee>),
}

impl Callees {
    fn as_slice(&self) -> &[Callee] {
        match self {
            Callees::Unknown => &[],
            Callees::One(callee) => std::slice::from_ref(callee),
            Callees::Several(callees) => callees,
        }
    }
}

/// A parameter of a call, as the callee's signature counts.
#[derive(Clone, Copy)]
enum Position {
    Receiver,
    Param(usize),
}

/// What is to be done with pointers passed as uintptr.
#[derive(Clone, Copy, Default)]
struct UintptrRules {
    keep_alive: bool,
    escapes: bool,
}

/// Where a callee's parameters are known from.
enum CalleeInfo<'a> {
    /// From the graph being built.
    Graph(BodyId, &'a Body, ClosureId),
    /// From its tag.
    Tags(Arc<FuncTags>),
    /// Not at all.
    Nothing,
}

impl<'a> Walker<'a> {
    /// Evaluates a call, whose results flow into `holes`; without holes it is a statement.
    pub(super) fn call(&mut self, holes: Option<&[Hole]>, node: NodeId) {
        let body = self.body;
        let first = holes.and_then(|holes| holes.first()).copied().unwrap_or(Hole::DISCARD);
        match &body.nodes[node].op {
            Op::Call { op, fun, args, .. } => self.function_call(holes, node, *op, *fun, args),
            Op::InlCall { body, results } => {
                self.stmts(body);
                for (i, &result) in results.iter().enumerate() {
                    let hole = holes.and_then(|holes| holes.get(i)).copied();
                    self.expr(hole.unwrap_or(Hole::DISCARD), result);
                }
            }
            Op::Append { args, is_ddd } => self.append(first, node, args, *is_ddd),
            Op::Builtin(op, args) => match op {
                BuiltinOp::Delete | BuiltinOp::Print | BuiltinOp::Println => self.discards(args),
                BuiltinOp::Min | BuiltinOp::Max => {
                    for &arg in args {
                        self.argument(first, node, arg);
                    }
                }
            },
            Op::Unary(op, x) => match op {
                UnaryOp::Panic => self.argument(Hole::of(HEAP), node, *x),
                UnaryOp::Clear => self.argument(Self::mutator(), node, *x),
                UnaryOp::UnsafeStringData | UnaryOp::UnsafeSliceData => {
                    self.argument(first, node, *x);
                }
                _ => self.discard(*x),
            },
            Op::Binary(op, x, y) => match op {
                BinaryOp::Copy => {
                    self.argument(Self::mutator(), node, *x);
                    let hole = if self.slice_of_pointers(*y) {
                        self.deref(Hole::of(HEAP), node, Reason::CopiedSlice)
                    } else {
                        Hole::DISCARD
                    };
                    self.argument(hole, node, *y);
                }
                BinaryOp::UnsafeAdd | BinaryOp::UnsafeSlice | BinaryOp::UnsafeString => {
                    self.argument(first, node, *x);
                    self.discard(*y);
                }
                _ => {
                    self.discard(*x);
                    self.discard(*y);
                }
            },
            // `recover()` has no operands; nothing else is a call.
            _ => {}
        }
    }

    fn argument(&mut self, hole: Hole, call: NodeId, arg: NodeId) {
        let hole = self.note(hole, call, Reason::CallParameter);
        self.expr(hole, arg);
    }

    /// Whether the expression is a slice whose elements hold pointers.
    fn slice_of_pointers(&self, node: NodeId) -> bool {
        self.body.nodes[node].ty.is_some_and(|ty| {
            self.facts.is_slice(ty)
                && self.facts.elem(ty).is_some_and(|elem| self.facts.has_pointers(elem))
        })
    }

    /// `append(s, x...)`: the slice may become the result as it is, or its elements may be
    /// copied to a new slice on the heap.
    fn append(&mut self, hole: Hole, node: NodeId, args: &[NodeId], is_ddd: bool) {
        let Some((&slice, appended)) = args.split_first() else { return };
        let mut appendee = self.tee(&[hole, Self::mutator()]);
        if self.slice_of_pointers(slice) {
            let elements = self.deref(Hole::of(HEAP), node, Reason::AppendeeSlice);
            appendee = self.tee(&[appendee, elements]);
        }
        self.argument(appendee, node, slice);
        for &arg in appended {
            let hole = if !is_ddd {
                Hole::of(HEAP)
            } else if self.slice_of_pointers(arg) {
                self.deref(Hole::of(HEAP), node, Reason::AppendedSlice)
            } else {
                Hole::DISCARD
            };
            self.argument(hole, node, arg);
        }
        // The new backing store. Its place in loops doesn't matter: it is used once.
        let backing = self.spill(hole, node);
        self.graph.loc_mut(backing.dst).loop_depth = 0;
    }

    fn function_call(
        &mut self,
        holes: Option<&[Hole]>,
        node: NodeId,
        op: CallOp,
        fun: NodeId,
        args: &[NodeId],
    ) {
        let body = self.body;
        let callees = match op {
            CallOp::CallFunc | CallOp::CallMeth => self.callees(fun),
            CallOp::CallInter => Callees::Unknown,
        };
        let callees = callees.as_slice();
        // Of a function of which nothing is known, the arguments are taken to escape.
        let inexact = match callees {
            [] => self.assumption_of_kind(body.nodes[fun].ty),
            _ => AssumptionId::NONE,
        };

        if let Some(holes) = holes {
            for &callee in callees {
                self.flow_results(holes, callee);
            }
        }

        let mut receiver = None;
        let mut args = args;
        let (params, has_receiver) = match callees {
            [callee] => self.shape_of(*callee),
            _ => {
                let signature = body.nodes[fun].ty.and_then(|ty| self.facts.signature(ty));
                (signature.map_or(args.len(), |signature| signature.params.len()), false)
            }
        };
        match *body.op(fun) {
            Op::Selector { op: SelectorOp::DotInter | SelectorOp::DotMeth, x, .. }
                if op != CallOp::CallFunc =>
            {
                receiver = Some(x);
            }
            _ => {
                let mut hole = Hole::DISCARD;
                let wanted = holes
                    .is_some_and(|holes| holes.iter().any(|hole| hole.dst != super::graph::BLANK));
                if callees.is_empty() && wanted {
                    // A closure that is called here may let its results flow anywhere.
                    hole = self.note(Hole::of(CALLEE), node, Reason::CalleeOperand);
                }
                self.expr(hole, fun);
            }
        }
        if has_receiver
            && receiver.is_none()
            && let Some((first, rest)) = args.split_first()
        {
            receiver = Some(*first);
            args = rest;
        }

        if self.is_compiler_keep_alive(fun) {
            for &arg in receiver.iter().chain(args) {
                self.argument(Hole::DISCARD, node, arg);
            }
        } else if let Some(ty) = self.escape_non_string(callees) {
            let hole =
                if self.facts.has_non_string_pointers(ty) { Hole::of(HEAP) } else { Hole::DISCARD };
            for &arg in args {
                self.argument(hole, node, arg);
            }
        } else {
            let rules = self.uintptr_rules(callees);
            if let Some(receiver) = receiver {
                self.keep_uintptr(receiver, node, rules);
                let hole = self.merged_hole(holes, callees, Position::Receiver, params);
                self.argument(hole.assuming(inexact), node, receiver);
            }
            for (i, &arg) in args.iter().take(params).enumerate() {
                self.keep_uintptr(arg, node, rules);
                let hole = self.merged_hole(holes, callees, Position::Param(i), params);
                self.argument(hole.assuming(inexact), node, arg);
            }
            // Broken source may have more arguments than parameters.
            for &arg in args.iter().skip(params) {
                self.argument(Hole::of(HEAP).assuming(inexact), node, arg);
            }
        }
    }

    /// The functions that an expression is known to be.
    fn callees(&mut self, fun: NodeId) -> Callees {
        let body = self.body;
        if let Some(callee) = static_callee(body, fun) {
            return Callees::One(callee);
        }
        if !matches!(body.op(fun), Op::Name(_) | Op::Conv(ConvOp::ConvNop, _) | Op::InlCall { .. })
        {
            return Callees::Unknown;
        }
        let oracle = self.oracle();
        let value = oracle.static_value(body, fun);
        if let Some(callee) = static_callee(body, value) {
            return Callees::One(callee);
        }
        let Op::Name(name) = *body.op(value) else { return Callees::Unknown };
        let mut callees = Vec::new();
        let mut keeps_uintptr = Vec::new();
        for &assign in oracle.func_assignments(body, name) {
            let Op::As { y: Some(y), .. } = *body.op(assign) else { continue };
            if is_zero(body, y) {
                continue; // calling nil panics
            }
            match static_callee(body, y) {
                Some(callee) => {
                    callees.push(callee);
                    keeps_uintptr.push(callee);
                }
                None => return Callees::Unknown,
            }
        }
        let rules = self.uintptr_rules(&keeps_uintptr);
        if callees.is_empty() || rules.keep_alive || rules.escapes {
            return Callees::Unknown;
        }
        match callees.as_slice() {
            [callee] => Callees::One(*callee),
            _ => Callees::Several(callees),
        }
    }

    /// Number of parameters, and whether there is a receiver.
    fn shape_of(&self, callee: Callee) -> (usize, bool) {
        match callee {
            Callee::Func(func) => {
                let sym = self.shared.env.funcs.get(func);
                let params = self.facts.signature(sym.ty).map_or(0, |s| s.params.len());
                (params, sym.recv.is_some())
            }
            Callee::Literal(closure) => {
                let func = &self.body.funcs[closure];
                (func.params.len(), func.recv.is_some())
            }
        }
    }

    /// The number of results of a declared function.
    pub(super) fn results_of(&self, func: FuncId) -> usize {
        let sym = self.shared.env.funcs.get(func);
        self.facts.signature(sym.ty).map_or(0, |signature| signature.results.len())
    }

    fn known(&self, callee: Callee) -> CalleeInfo<'a> {
        let shared = self.shared;
        let (body, func) = match callee {
            Callee::Literal(closure) => (self.index, closure),
            Callee::Func(func) => match shared.index.get(&func) {
                Some(&body) => (BodyId::from_index(body), Body::outermost()),
                None => {
                    return match (shared.env.imported)(func) {
                        Some(tags) => CalleeInfo::Tags(tags),
                        None => CalleeInfo::Nothing,
                    };
                }
            },
        };
        let number = shared.numbers.func(body, func) as usize;
        if self.is_current(number) {
            return CalleeInfo::Graph(body, &shared.bodies[body], func);
        }
        match shared.tags[number].get() {
            Some(tags) => CalleeInfo::Tags(Arc::clone(tags)),
            None => CalleeInfo::Nothing,
        }
    }

    /// Lets the results of a function of the batch flow to where the call's results go.
    fn flow_results(&mut self, holes: &[Hole], callee: Callee) {
        let CalleeInfo::Graph(index, body, func) = self.known(callee) else { return };
        for (&hole, result) in holes.iter().zip(&body.funcs[func].results) {
            let Some(name) = result.name else { continue };
            if hole.derefs >= 0 && self.facts.is_scalar(body.names[name].ty) {
                continue;
            }
            let loc = self.loc_in(index, name);
            self.flow(hole, loc);
        }
    }

    /// The hole for an argument, whichever function is called. Parameters are counted from the
    /// end: a method may be called by its expression, then its receiver is the first parameter.
    fn merged_hole(
        &mut self,
        results: Option<&[Hole]>,
        callees: &[Callee],
        position: Position,
        params: usize,
    ) -> Hole {
        match callees {
            [] => Hole::of(HEAP),
            &[callee] => self.tag_hole(results, callee, position),
            callees => {
                let mut holes = Vec::with_capacity(callees.len());
                for &callee in callees {
                    let position = match position {
                        Position::Receiver => Position::Receiver,
                        Position::Param(i) => {
                            let (own, _) = self.shape_of(callee);
                            (i + own)
                                .checked_sub(params)
                                .map_or(Position::Receiver, Position::Param)
                        }
                    };
                    holes.push(self.tag_hole(results, callee, position));
                }
                self.tee(&holes)
            }
        }
    }

    /// The hole for the receiver of a method.
    pub(super) fn receiver_hole(&mut self, results: &[Hole], method: FuncId) -> Hole {
        self.tag_hole(Some(results), Callee::Func(method), Position::Receiver)
    }

    fn tag_hole(&mut self, results: Option<&[Hole]>, callee: Callee, position: Position) -> Hole {
        let tags = match self.known(callee) {
            CalleeInfo::Nothing => return Hole::of(HEAP),
            CalleeInfo::Graph(index, body, func) => {
                let func = &body.funcs[func];
                let param: Option<FuncParam> = match position {
                    Position::Receiver => func.recv,
                    Position::Param(i) => func.params.get(i).copied(),
                };
                return match param.and_then(|param| param.name) {
                    Some(name) if !body.names[name].sym.is_blank() => {
                        Hole::of(self.loc_in(index, name))
                    }
                    _ => Hole::DISCARD,
                };
            }
            CalleeInfo::Tags(tags) => tags,
        };
        let (_, has_receiver) = self.shape_of(callee);
        let param = match position {
            Position::Receiver => 0,
            Position::Param(i) => i + usize::from(has_receiver),
        };
        let leaks = tags.param(param);
        match tags.assumption(param) {
            None => self.leaks_hole(results, leaks, leaks, AssumptionId::NONE),
            Some(ExactLeaks { exact, why }) => {
                let assumption = self.graph.assumptions.number(why);
                self.leaks_hole(results, leaks, exact, assumption)
            }
        }
    }

    /// The hole that flows where a tag says. What isn't in `exact` is assumed.
    fn leaks_hole(
        &mut self,
        results: Option<&[Hole]>,
        leaks: Leaks,
        exact: Leaks,
        assumption: AssumptionId,
    ) -> Hole {
        let mut holes = [Hole::DISCARD; 2 * (3 + super::leaks::RESULTS)];
        let mut count = 0;
        let mut add = |hole: Hole, derefs: Option<i32>, exact: Option<i32>| {
            let Some(derefs) = derefs else { return };
            let inexact = exact != Some(derefs);
            let assumption = if inexact { assumption } else { AssumptionId::NONE };
            holes[count] = hole.shift(derefs).assuming(assumption);
            count += 1;
            if let (true, Some(exact)) = (inexact, exact) {
                holes[count] = hole.shift(exact);
                count += 1;
            }
        };
        add(Hole::of(HEAP), leaks.heap(), exact.heap());
        add(Hole::of(MUTATOR), leaks.mutator(), exact.mutator());
        add(Hole::of(CALLEE), leaks.callee(), exact.callee());
        for (i, &hole) in results.unwrap_or_default().iter().enumerate() {
            add(hole, leaks.result(i), exact.result(i));
        }
        self.tee(&holes[..count])
    }

    /// `runtime.KeepAlive` as the compiler inserts it in benchmark loops.
    fn is_compiler_keep_alive(&self, fun: NodeId) -> bool {
        let Op::Func(func) = self.body.op(fun) else { return false };
        matches!(
            &self.shared.env.funcs.get(*func).key,
            FuncKey::Runtime(name)
                if self.shared.env.profile.callees.of_compiler(name.as_str())
                    == Some(KnownCallee::KeepAlive)
        )
    }

    /// The argument's type, if this is a call of `internal/abi.EscapeNonString`, which lets
    /// escape what holds a pointer other than a string's.
    fn escape_non_string(&self, callees: &[Callee]) -> Option<TypeId> {
        let &[Callee::Func(func)] = callees else { return None };
        let sym = self.shared.env.funcs.get(func);
        let path = self.facts.types().package(sym.pkg?).path;
        let known = self.shared.env.profile.callees.declared(path, sym.name.as_str());
        if known != Some(KnownCallee::EscapeNonString) {
            return None;
        }
        let signature = self.facts.signature(sym.ty)?;
        match &*signature.params {
            [_, param] if is_shape(self.facts.types(), param.ty) => Some(param.ty),
            _ => None,
        }
    }

    fn uintptr_rules(&self, callees: &[Callee]) -> UintptrRules {
        let mut rules = UintptrRules::default();
        for &callee in callees {
            match self.known(callee) {
                CalleeInfo::Graph(_, body, func) => {
                    let pragma = body.funcs[func].pragma;
                    rules.keep_alive |= pragma.uintptr_keep_alive;
                    rules.escapes |= pragma.uintptr_escapes;
                }
                CalleeInfo::Tags(tags) => {
                    rules.keep_alive |= tags.uintptr_keep_alive;
                    rules.escapes |= tags.uintptr_escapes;
                }
                CalleeInfo::Nothing => {}
            }
        }
        rules
    }

    /// Keeps the pointer of `f(uintptr(p))` alive during the call, if the function asks for it:
    /// it is copied to a variable first.
    fn keep_uintptr(&mut self, arg: NodeId, call: NodeId, rules: UintptrRules) {
        if !rules.keep_alive && !rules.escapes {
            return;
        }
        let body = self.body;
        match &body.nodes[arg].op {
            // The arguments of a variadic parameter.
            Op::CompLit { op: CompLitOp::Slice, list, .. } => {
                for &element in list {
                    let value = match *body.op(element) {
                        Op::Key { value, .. } => value,
                        _ => element,
                    };
                    self.keep_uintptr_value(value, call, rules);
                }
            }
            _ => self.keep_uintptr_value(arg, call, rules),
        }
    }

    fn keep_uintptr_value(&mut self, conversion: NodeId, call: NodeId, rules: UintptrRules) {
        let body = self.body;
        let n = &body.nodes[conversion];
        let Op::Conv(ConvOp::ConvNop, x) = n.op else { return };
        let pointer_to_uintptr = n.ty.is_some_and(|ty| self.facts.is_uintptr(ty))
            && body.nodes[x].ty.is_some_and(|ty| self.facts.is_unsafe_pointer(ty));
        if !pointer_to_uintptr || !self.evaluated.insert((self.index, conversion)) {
            return;
        }
        // The variable and its declaration get the ids that the edit will give them.
        let edits = self.walked.edits.iter().filter(|edit| edit.body == self.index).count();
        let edit = Edit {
            body: self.index,
            func: self.func,
            call,
            conversion,
            operand: x,
            name: NameId::from_index(body.names.len() + edits),
            statement: NodeId::from_index(body.nodes.len() + edits * Edit::NODES),
        };
        let temp = self.temp_loc(edit.name);
        let assigned = self.note(Hole::of(temp), edit.statement, Reason::Assign);
        self.walked.edits.push(edit);
        self.expr(assigned, x);
        self.graph.loc_mut(temp).flags |= super::graph::flag::REASSIGNED;
        let mut hole = Self::mutator();
        if rules.escapes {
            hole = self.note(Hole::of(HEAP), conversion, Reason::UintptrEscapes);
        }
        self.flow(hole, temp);
    }

    /// `go f()` and `defer f()`, where `f` takes nothing and gives nothing back: what it
    /// captures must live until it runs.
    pub(super) fn go_defer(&mut self, call: NodeId, hole: Hole) {
        let body = self.body;
        match &body.nodes[call].op {
            Op::Call { op: CallOp::CallFunc, fun, args, .. } => {
                self.expr(hole, *fun);
                for &arg in args {
                    self.argument(Hole::of(HEAP), call, arg);
                }
            }
            // Not as gc leaves it: broken source.
            _ => self.call(None, call),
        }
    }
}

/// The function that an expression names.
pub fn static_callee(body: &Body, node: NodeId) -> Option<Callee> {
    match body.op(node) {
        Op::Func(func) => Some(Callee::Func(*func)),
        Op::Closure(closure) => Some(Callee::Literal(*closure)),
        Op::Selector { op: SelectorOp::MethExpr | SelectorOp::DotMeth, method, .. } => {
            method.map(Callee::Func)
        }
        _ => None,
    }
}
