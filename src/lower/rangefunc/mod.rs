//! Range loops over functions (`rangefunc/rewrite.go`).
//!
//! The body becomes a function that the iterator calls. What leaves the body is told to the
//! code after the iterator's call in a variable `#next`; a variable `#stateN` of each loop guards
//! against calls at the wrong time; results are assigned before the function is left; deferred
//! calls name the frame that they belong to.
//!
//! ```go
//! for x := range f {
//!     if x == 1 { return x }
//! }
//! // var #next, #state1 int
//! // #yield1 := func(x int) bool {
//! //     #tmpState := #state1; #state1 = panicking; if #tmpState != ready { panicrangestate }
//! //     if x == 1 { #rv1 = x; #next = -1; #state1 = done; return false }
//! //     #state1 = ready; return true
//! // }
//! // f(#yield1)
//! // if #state1 == panicking { panicrangestate }; #state1 = exhausted
//! // if #next == -1 { return }
//! ```
//!
//! Which variables and checks a loop needs is known only when its body has been looked through:
//! [`planner`] does that for a loop with all loops in it, before any of it is lowered.

mod planner;

use rustc_hash::FxHashMap;
use smallvec::smallvec;

use super::branch::branch_op;
use super::closure::ClosureWhy;
use super::{Cx, Lower};
use crate::ir::func::{FuncId, FuncKey, FuncSym};
use crate::ir::node::{BinaryOp, ConvOp, Defn, FuncParam, NameId, NodeId, NodePos, Nodes, Op};
use crate::symbol::Symbol;
use crate::syntax::ast::{BranchTok, CallTok, ExprId, StmtId, StmtKind};
use crate::types::constant::Value;
use crate::types::store::{Basic, Param, Signature, Type, TypeId};

/// What a function of the source knows of its range-over-func loops.
#[derive(Default)]
pub(super) struct Ranges {
    /// Statements in bodies that don't mean what they say.
    edits: FxHashMap<StmtId, Edit>,
    /// Loops.
    plans: FxHashMap<StmtId, Plan>,
    /// `#next` codes of labels, and the loop that each label is in.
    labels: Option<planner::Labels>,
    /// Loops numbered so far.
    states: u32,
    yields: u32,
    /// The loops whose bodies are being lowered, outermost first.
    active: Vec<Active>,
    /// Variables of the outermost loop.
    next: Option<NameId>,
    defers: Option<NameId>,
    /// The variables of the function's results.
    results: Vec<(Option<NameId>, TypeId)>,
}

impl Ranges {
    /// Whether the flow ends with a statement, if that isn't what it seems.
    pub(super) fn ends_flow(&self, stmt: StmtId) -> Option<bool> {
        if self.plans.contains_key(&stmt) {
            return Some(false);
        }
        self.edits.get(&stmt).map(|edit| !matches!(edit, Edit::Defer))
    }
}

/// What a statement in a body becomes.
#[derive(Clone, Copy, Debug)]
enum Edit {
    /// `break` or `continue` of the innermost loop.
    Leave {
        /// What the body function returns.
        go_on: bool,
    },
    /// A branch out of several loops.
    Exit {
        /// The value of `#next`.
        next: i64,
    },
    /// `return`.
    Return,
    /// `defer`.
    Defer,
}

/// What is known of a loop before it is lowered.
#[derive(Clone, Default, Debug)]
struct Plan {
    /// 1 for the outermost loop.
    depth: i64,
    /// The number of its state variable.
    state: u32,
    /// The number of its body function.
    number: u32,
    /// Which checks follow the iterator's call.
    check_ret: bool,
    check_break: bool,
    check_continue: bool,
    check_branch: Vec<(BranchTok, Symbol, i64)>,
    /// Of the outermost loop: the variables shared by all, in order of their first use.
    outer: Vec<OuterVar>,
    /// Of the outermost loop: whether a result is assigned from within.
    names_results: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum OuterVar {
    Next,
    Defers,
}

/// A loop whose body is being lowered.
#[derive(Clone, Copy, Debug)]
struct Active {
    state: NameId,
}

// The states of a loop (`internal/abi`).
const DONE: i64 = 0;
const READY: i64 = 1;
const PANIC: i64 = 2;
const EXHAUSTED: i64 = 3;
const MISSING_PANIC: i64 = 4;

/// How much `#next` differs between loops that enclose each other.
const PER_LOOP_STEP: i64 = 2;

impl<'a> Lower<'a> {
    /// A range loop over a function.
    pub(super) fn range_func(
        &mut self,
        id: StmtId,
        lhs: Option<ExprId>,
        def: bool,
        x: ExprId,
        body: StmtId,
        out: &mut Nodes,
    ) {
        let ast = self.ast;
        let start = self.pos(ast.stmts[id].pos);
        let end = match &ast.stmts[body].kind {
            StmtKind::Block(block) => self.pos(block.rbrace),
            _ => start,
        };
        let Some((yield_ty, yield_sig)) = self.yield_type(x) else {
            let x = self.expr(x);
            let blank = self.stmt(start, Op::Blank);
            out.push(self.stmt(start, Op::As { x: blank, y: Some(x), def: false }));
            return;
        };
        let outermost = self.state.ranges.active.is_empty();
        if outermost {
            self.plan(id);
            self.state.ranges.results =
                self.func().results.iter().map(|result| (result.name, result.ty)).collect();
        }
        let plan = self.state.ranges.plans.get(&id).cloned().unwrap_or_default();
        let int = self.types.basic(Basic::Int);
        if outermost {
            self.outer_vars(start, &plan, out);
        }
        let ready = self.int_literal(start, READY);
        let state = format!("#state{}", plan.state);
        let state = self.declare_var(start, &state, int, ready, out);

        // The variable that holds the body function is declared before the function is made.
        let targets = lhs.map(|lhs| self.unpack(lhs)).unwrap_or_default();
        let (params, results) = self.body_params(start, &targets, def, yield_sig);
        let sig = self.body_signature(&params, &results, yield_sig.variadic);
        let held = self.new_local(start, Symbol::new(&format!("#yield{}", plan.number)), sig);
        self.begin_closure(start, ClosureWhy::Range, sig, params, results);
        self.state.ranges.active.push(Active { state });
        let base_pos = self.state.base_pos.take();
        let stmts = self.body_stmts(start, end, &targets, def, body);
        self.set_body(stmts);
        self.state.base_pos = base_pos;
        self.state.ranges.active.pop();
        let closure = self.end_closure();
        self.define(start, held, closure, out);

        // The iterator's call.
        let fun = ast.unparen(x);
        let iterator = self.fun_signature(fun);
        let callee = self.callee(fun);
        let mut args = callee.args;
        let prefix = args.len();
        let arg = self.name_node(held);
        args.push(self.implicit_conv(start, arg, yield_ty));
        out.push(self.finish_call(start, callee.fun, prefix, args, iterator, false, None));

        let state_node = self.name_node(state);
        let missing = self.int_literal(end, MISSING_PANIC);
        let panic = self.panic_state(end, missing);
        out.push(self.if_int(end, BinaryOp::Eq, state_node, PANIC, smallvec![panic]));
        let assign = self.assign_int(end, state, EXHAUSTED);
        out.push(assign);
        self.checks(end, &plan, out);
        if outermost {
            self.state.ranges.next = None;
            self.state.ranges.defers = None;
        }
    }

    /// The type of the function that an iterator takes, as declared and as a signature.
    fn yield_type(&self, x: ExprId) -> Option<(TypeId, &'a Signature)> {
        let Type::Signature(iterator) = self.under_ty(self.ty(x)) else { return None };
        let ty = iterator.params.first()?.ty;
        match self.under_ty(ty) {
            Type::Signature(sig) => Some((ty, sig)),
            _ => None,
        }
    }

    /// Declares the variables that a loop shares with those in it.
    fn outer_vars(&mut self, pos: NodePos, plan: &Plan, out: &mut Nodes) {
        let int = self.types.basic(Basic::Int);
        for &var in &plan.outer {
            match var {
                OuterVar::Next => {
                    let name = self.new_local(pos, Symbol::new("#next"), int);
                    let x = self.name_node(name);
                    let node = self.stmt(pos, Op::As { x, y: None, def: false });
                    let dcl = self.stmt(pos, Op::Dcl(name));
                    self.body.nodes[node].init.push(dcl);
                    out.push(node);
                    self.state.ranges.next = Some(name);
                }
                OuterVar::Defers => {
                    let any = self.types.universe.any();
                    let name = self.new_local(pos, Symbol::new("#defers"), any);
                    let token = self.types.universe.empty_interface();
                    let fun = self.runtime_func(pos, "deferrangefunc", &[], &[token]);
                    let call =
                        self.finish_call(pos, fun, 0, Nodes::new(), None, false, Some(token));
                    self.define(pos, name, call, out);
                    self.state.ranges.defers = Some(name);
                }
            }
        }
        if plan.names_results {
            self.name_results();
        }
    }

    /// Gives results without a name one, so that loop bodies can assign them.
    fn name_results(&mut self) {
        for i in 0..self.func().results.len() {
            let result = self.func().results[i];
            let unnamed = match result.sym {
                Some(sym) => sym.is_blank() || sym.as_str().starts_with('~'),
                None => true,
            };
            if unnamed {
                let sym = Symbol::new(&format!("#rv{}", i + 1));
                self.func().results[i].sym = Some(sym);
                if let Some(name) = result.name {
                    self.body.names[name].sym = sym;
                }
            }
        }
    }

    fn body_params(
        &mut self,
        start: NodePos,
        targets: &[ExprId],
        def: bool,
        sig: &Signature,
    ) -> (Vec<FuncParam>, Vec<FuncParam>) {
        let mut params = Vec::with_capacity(sig.params.len());
        for (i, param) in sig.params.iter().enumerate() {
            let param = match targets.get(i) {
                Some(&target) if def => {
                    let ty = self
                        .object(target)
                        .and_then(|obj| self.types.object(obj).ty.get())
                        .map_or(param.ty, |&ty| self.subst(ty));
                    let sym = Some(self.ast.name(target));
                    FuncParam { sym, pos: self.expr_pos(target), ty, name: None }
                }
                Some(_) | None => {
                    let sym = Some(Symbol::new(&format!("#p{}", i + 1)));
                    FuncParam { sym, pos: start, ty: param.ty, name: None }
                }
            };
            params.push(param);
        }
        let ty = self.types.basic(Basic::Bool);
        let result = FuncParam { sym: Some(Symbol::new("#r")), pos: start, ty, name: None };
        (params, vec![result])
    }

    fn body_signature(
        &self,
        params: &[FuncParam],
        results: &[FuncParam],
        variadic: bool,
    ) -> TypeId {
        let fields = |params: &[FuncParam]| {
            params
                .iter()
                .map(|param| Param { name: param.sym.unwrap_or(Symbol::EMPTY), ty: param.ty })
                .collect()
        };
        self.types.intern(Type::Signature(Signature {
            tparams: Box::default(),
            params: fields(params),
            results: fields(results),
            variadic,
        }))
    }

    /// The statements of a body function.
    fn body_stmts(
        &mut self,
        start: NodePos,
        end: NodePos,
        targets: &[ExprId],
        def: bool,
        body: StmtId,
    ) -> Nodes {
        let ast = self.ast;
        let mut out = Nodes::new();
        let params: Vec<_> = self.func().params.iter().map(|param| param.name).collect();
        for (&target, param) in targets.iter().zip(params) {
            let Some(param) = param else { continue };
            if def {
                if let Some(obj) = self.object(target) {
                    self.locals.insert(obj, param);
                }
                continue;
            }
            let pos = self.expr_pos(target);
            let (x, _) = self.assignee(target);
            let value = self.name_node(param);
            let value = match self.assignee_type(target) {
                Some(ty) => self.implicit_conv(pos, value, ty),
                None => value,
            };
            out.push(self.assign_nodes(pos, smallvec![x], smallvec![value], &[]));
        }

        let int = self.types.basic(Basic::Int);
        let state = self.active_state(0);
        if let Some(state) = state {
            let value = self.use_name(state, start);
            let before = self.declare_var(start, "#tmpState", int, value, &mut out);
            let assign = self.assign_int(start, state, PANIC);
            out.push(assign);
            let cond = self.name_node(before);
            let arg = self.name_node(before);
            let panic = self.panic_state(start, arg);
            out.push(self.if_int(start, BinaryOp::Ne, cond, READY, smallvec![panic]));
        }

        let dead = match &ast.stmts[body].kind {
            StmtKind::Block(block) => {
                let mut stmts = Nodes::new();
                let dead = self.stmts_into(&block.stmts, &mut stmts);
                out.extend(stmts);
                dead
            }
            _ => false,
        };
        if !dead {
            self.leave(end, true, READY, &mut out);
        }
        out
    }

    /// Whether a statement is one of a body that must be rewritten, and if so, does it.
    pub(super) fn edited(&mut self, id: StmtId, out: &mut Nodes) -> bool {
        let Some(&edit) = self.state.ranges.edits.get(&id) else { return false };
        let ast = self.ast;
        let pos = self.pos(ast.stmts[id].pos);
        match edit {
            Edit::Leave { go_on } => {
                self.leave(pos, go_on, if go_on { READY } else { DONE }, out);
            }
            Edit::Exit { next } => {
                self.set_next(pos, next, out);
                self.leave(pos, false, DONE, out);
            }
            Edit::Return => {
                if let StmtKind::Return(Some(results)) = ast.stmts[id].kind {
                    self.assign_results(pos, results, out);
                }
                self.set_next(pos, -1, out);
                self.leave(pos, false, DONE, out);
            }
            Edit::Defer => {
                let StmtKind::Call { call, .. } = ast.stmts[id].kind else { return false };
                let at = self.state.ranges.defers;
                let node = self.go_defer_stmt(pos, CallTok::Defer, call, at);
                out.push(node);
            }
        }
        true
    }

    /// `#state = state; return go_on`.
    fn leave(&mut self, pos: NodePos, go_on: bool, state: i64, out: &mut Nodes) {
        if let Some(name) = self.active_state(0) {
            let assign = self.assign_int(pos, name, state);
            out.push(assign);
        }
        let ret = self.return_bool(pos, go_on);
        out.push(ret);
    }

    /// Assigns the results of a `return` in a body to the function's result variables.
    fn assign_results(&mut self, pos: NodePos, results: ExprId, out: &mut Nodes) {
        let vars = self.state.ranges.results.clone();
        let lhs: Nodes = vars
            .iter()
            .map(|&(name, _)| match name {
                Some(name) => self.use_name(name, pos),
                None => self.stmt(pos, Op::Blank),
            })
            .collect();
        let exprs = self.unpack(results);
        let rhs = self.multi_expr(pos, &exprs, |i| vars.get(i).map(|&(_, ty)| ty));
        let node = self.assign_nodes(pos, lhs, rhs, &[]);
        out.push(node);
    }

    fn set_next(&mut self, pos: NodePos, value: i64, out: &mut Nodes) {
        if let Some(next) = self.state.ranges.next {
            let assign = self.assign_int(pos, next, value);
            out.push(assign);
        }
    }

    /// What happens after the iterator has returned.
    fn checks(&mut self, pos: NodePos, plan: &Plan, out: &mut Nodes) {
        let mut done: Vec<(BranchTok, Symbol)> = Vec::new();
        for &(tok, label, code) in &plan.check_branch {
            if done.contains(&(tok, label)) {
                continue;
            }
            done.push((tok, label));
            let mut then = Nodes::new();
            self.set_next(pos, 0, &mut then);
            then.push(self.stmt(pos, Op::Branch(branch_op(tok), Some(label))));
            self.if_next(pos, BinaryOp::Eq, code, then, out);
        }
        if plan.depth <= 1 {
            if plan.check_ret {
                let ret = self.stmt(pos, Op::Return(Nodes::new()));
                self.if_next(pos, BinaryOp::Eq, -1, smallvec![ret], out);
            }
            return;
        }
        if plan.check_ret {
            let mut then = Nodes::new();
            self.leave(pos, false, DONE, &mut then);
            self.if_next(pos, BinaryOp::Lt, 0, then, out);
        }
        let depth = PER_LOOP_STEP * (plan.depth - 1);
        let done_state = self.int_literal(pos, DONE);
        let panic = self.panic_state(pos, done_state);
        self.if_next(pos, BinaryOp::Gt, depth, smallvec![panic], out);
        if plan.check_continue {
            let mut then = Nodes::new();
            self.set_next(pos, 0, &mut then);
            self.leave(pos, true, READY, &mut then);
            self.if_next(pos, BinaryOp::Eq, depth - 1, then, out);
        }
        if plan.check_break {
            let mut then = Nodes::new();
            self.set_next(pos, 0, &mut then);
            self.leave(pos, false, DONE, &mut then);
            self.if_next(pos, BinaryOp::Eq, depth, then, out);
        }
        if plan.check_continue || plan.check_break {
            let mut then = Nodes::new();
            self.leave(pos, false, DONE, &mut then);
            self.if_next(pos, BinaryOp::Gt, 0, then, out);
        }
    }

    fn if_next(&mut self, pos: NodePos, op: BinaryOp, code: i64, then: Nodes, out: &mut Nodes) {
        let Some(next) = self.state.ranges.next else { return };
        let next = self.use_name(next, pos);
        let node = self.if_int(pos, op, next, code, then);
        out.push(node);
    }

    /// The state variable of the loop that many levels out from the innermost body.
    fn active_state(&self, out: usize) -> Option<NameId> {
        self.state.ranges.active.iter().rev().nth(out).map(|active| active.state)
    }

    // Small pieces of code.

    fn if_int(&mut self, pos: NodePos, op: BinaryOp, x: NodeId, value: i64, body: Nodes) -> NodeId {
        let y = self.int_literal(pos, value);
        let bool_ty = self.types.basic(Basic::Bool);
        let cond = self.node(pos, bool_ty, Op::Binary(op, x, y));
        self.stmt(pos, Op::If { cond, body, els: Nodes::new() })
    }

    fn assign_int(&mut self, pos: NodePos, name: NameId, value: i64) -> NodeId {
        let x = self.use_name(name, pos);
        let y = self.int_literal(pos, value);
        self.stmt(pos, Op::As { x, y: Some(y), def: false })
    }

    fn return_bool(&mut self, pos: NodePos, value: bool) -> NodeId {
        let ty = self.types.basic(Basic::Bool);
        let literal = self.node(pos, ty, Op::Literal(Value::Bool(value)));
        let conv = self.node(pos, ty, Op::Conv(ConvOp::ConvNop, literal));
        let conv = self.implicit(conv);
        self.stmt(pos, Op::Return(smallvec![conv]))
    }

    fn declare_var(
        &mut self,
        pos: NodePos,
        sym: &str,
        ty: TypeId,
        value: NodeId,
        out: &mut Nodes,
    ) -> NameId {
        let name = self.new_local(pos, Symbol::new(sym), ty);
        self.define(pos, name, value, out);
        name
    }

    fn define(&mut self, pos: NodePos, name: NameId, value: NodeId, out: &mut Nodes) {
        let x = self.name_node(name);
        let node = self.stmt(pos, Op::As { x, y: Some(value), def: true });
        let dcl = self.stmt(pos, Op::Dcl(name));
        self.body.nodes[node].init.push(dcl);
        self.body.names[name].defn = Defn::Node(node);
        out.push(node);
    }

    fn panic_state(&mut self, pos: NodePos, state: NodeId) -> NodeId {
        let int = self.types.basic(Basic::Int);
        let fun = self.runtime_func(pos, "panicrangestate", &[int], &[]);
        self.finish_call(pos, fun, 0, smallvec![state], None, false, None)
    }

    /// A function of the runtime.
    pub(super) fn runtime_func(
        &mut self,
        pos: NodePos,
        name: &str,
        params: &[TypeId],
        results: &[TypeId],
    ) -> NodeId {
        let (id, ty) = self.cx.runtime_func(name, params, results);
        self.node(pos, ty, Op::Func(id))
    }
}

impl Cx<'_> {
    /// A function of the runtime, and its signature.
    pub fn runtime_func(
        &self,
        name: &str,
        params: &[TypeId],
        results: &[TypeId],
    ) -> (FuncId, TypeId) {
        let types = self.input.types;
        let fields =
            |types: &[TypeId]| types.iter().map(|&ty| Param { name: Symbol::EMPTY, ty }).collect();
        let ty = types.intern(Type::Signature(Signature {
            tparams: Box::default(),
            params: fields(params),
            results: fields(results),
            variadic: false,
        }));
        let name = Symbol::new(name);
        let key = FuncKey::Runtime(name);
        let pkg = types.package_id(Symbol::new("runtime"));
        let id = self.input.funcs.intern(key.clone(), || FuncSym {
            key,
            pkg: Some(pkg),
            name,
            ty,
            recv: None,
        });
        (id, ty)
    }
}
