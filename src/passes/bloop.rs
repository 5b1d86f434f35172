//! Benchmark loops keep what they compute alive (`bloop/bloop.go`).
//!
//! Comes in: the functions of a package. Goes out: the same functions, in which everything that
//! the statements of a `b.Loop()` loop assign, the results of its calls, and the arguments of its
//! calls without results are passed to `runtime.KeepAlive`. That takes the address of variables,
//! so closures capture them by reference; and what has no variable gets one.
//!
//! ```go
//! for b.Loop() {
//!     x = f()      // { x = f(); KeepAlive(&x) }
//!     g()          // { tmp := g(); KeepAlive(&tmp) }
//!     h(1, &x)     // { { tmp := 1; h(tmp, &x) }; KeepAlive(&x); KeepAlive(&tmp) }
//! }
//! ```
//!
//! gc does so with or without inlining, in packages that import `testing`, and says under -m=2 what
//! it keeps alive.

use smallvec::smallvec;

use crate::ir::func::{FuncId, FuncKey};
use crate::ir::node::{
    As2Op, Body, CallOp, ClosureId, CompLitOp, ConvOp, Defn, NameId, NodeId, NodePos, Nodes, Op,
    SelectorOp, SliceOp,
};
use crate::ir::note::{KeptAlive, Note};
use crate::ir::package::{Message, Package};
use crate::ir::type_fmt::path_to_prefix;
use crate::ir::visit::for_each_child;
use crate::lower::Cx;
use crate::profile::KnownCallee;
use crate::symbol::Symbol;
use crate::types::store::{Basic, ObjId, ObjectKind, Type, TypeId};

/// Keeps alive what the benchmark loops of a package compute.
pub fn keep_alive(cx: &Cx<'_>, package: &mut Package) {
    let testing = Symbol::new("testing");
    if !cx.input.package.imports.iter().any(|import| import.path == testing) {
        return;
    }
    let mut messages = Vec::new();
    for body in &mut package.bodies {
        if !body.nodes.ids().any(|node| is_benchmark_loop(cx, body, node)) {
            continue;
        }
        for func in body.funcs.ids().collect::<Vec<_>>() {
            let statements = body.funcs[func].body.clone();
            let mut editor = Editor { cx, body, func, messages: &mut messages };
            for statement in statements {
                editor.edit(statement, LoopNesting::Outside);
            }
        }
    }
    package.messages.append(&mut messages);
}

/// Whether a node is `for b.Loop() { ... }` with a `*testing.B`.
fn is_benchmark_loop(cx: &Cx<'_>, body: &Body, node: NodeId) -> bool {
    let Op::For(f) = body.op(node) else { return false };
    let Some(Op::Call { op: CallOp::CallFunc, fun, .. }) = f.cond.map(|cond| body.op(cond)) else {
        return false;
    };
    let Op::Selector { op: SelectorOp::MethExpr, method: Some(method), .. } = body.op(*fun) else {
        return false;
    };
    is_loop_method(cx, *method)
}

fn is_loop_method(cx: &Cx<'_>, method: FuncId) -> bool {
    matches!(cx.input.funcs.get(method).key, FuncKey::Declared(_))
        && cx.known_callee(method) == Some(KnownCallee::BenchmarkLoop)
}

/// Where a node stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LoopNesting {
    Outside,
    InLoop,
}

/// A variable that a benchmark loop keeps alive.
#[derive(Clone, Copy)]
enum KeptVariable {
    Local(NameId),
    Global(ObjId, TypeId, NodePos),
}

struct Editor<'e, 'a> {
    cx: &'e Cx<'a>,
    body: &'e mut Body,
    func: ClosureId,
    messages: &'e mut Vec<Message>,
}

impl Editor<'_, '_> {
    /// Changes the lists of statements below a node, inner ones first.
    fn edit(&mut self, node: NodeId, place: LoopNesting) {
        let place = match is_benchmark_loop(self.cx, self.body, node) {
            true => LoopNesting::InLoop,
            false => place,
        };
        let mut children = Nodes::new();
        for_each_child(self.body, node, |child| children.push(child));
        for child in children {
            self.edit(child, place);
        }
        if place == LoopNesting::InLoop {
            for (list, statements) in self.lists(node).into_iter().enumerate() {
                let kept = statements.into_iter().map(|statement| self.statement(statement));
                let kept: Nodes = kept.collect();
                self.set_list(node, list, kept);
            }
        }
    }

    /// The lists of statements of a node.
    fn lists(&self, node: NodeId) -> Vec<Nodes> {
        match self.body.op(node) {
            Op::For(f) => vec![f.body.clone()],
            Op::Range(range) => vec![range.body.clone()],
            Op::If { body, els, .. } => vec![body.clone(), els.clone()],
            Op::Block(list) => vec![list.clone()],
            Op::Select(clauses) => clauses.iter().map(|clause| clause.body.clone()).collect(),
            Op::Switch(switch) => switch.cases.iter().map(|case| case.body.clone()).collect(),
            Op::TypeSwitch(switch) => switch.cases.iter().map(|case| case.body.clone()).collect(),
            _ => Vec::new(),
        }
    }

    fn set_list(&mut self, node: NodeId, list: usize, statements: Nodes) {
        let place = match &mut self.body.nodes[node].op {
            Op::For(f) => Some(&mut f.body),
            Op::Range(range) => Some(&mut range.body),
            Op::If { body, els, .. } => Some(if list == 0 { body } else { els }),
            Op::Block(all) => Some(all),
            Op::Select(clauses) => clauses.get_mut(list).map(|clause| &mut clause.body),
            Op::Switch(switch) => switch.cases.get_mut(list).map(|case| &mut case.body),
            Op::TypeSwitch(switch) => switch.cases.get_mut(list).map(|case| &mut case.body),
            _ => None,
        };
        if let Some(place) = place {
            *place = statements;
        }
    }

    /// A statement that keeps alive what it computes.
    fn statement(&mut self, statement: NodeId) -> NodeId {
        match self.body.op(statement).clone() {
            Op::As { x, y, .. } => self.assignment(statement, x, y),
            Op::As2 { op, lhs, rhs, def } => self.assignments(statement, op, lhs, &rhs, def),
            Op::AsOp { x, .. } => {
                let kept = self.assigned(x, self.body.nodes[statement].pos).into_iter().collect();
                self.keep_at(kept, statement)
            }
            Op::Call { fun, args, .. } => match self.results(fun) {
                results if results.is_empty() => self.arguments(statement, args),
                results => self.call_results(statement, &results),
            },
            Op::Builtin(_, args) => self.arguments(statement, args),
            _ => statement,
        }
    }

    /// `x = y`; what is assigned to the blank identifier gets a variable.
    fn assignment(&mut self, statement: NodeId, x: NodeId, y: Option<NodeId>) -> NodeId {
        let mut target = x;
        if let (Op::Blank, Some(ty)) = (self.body.op(x), y.and_then(|y| self.body.nodes[y].ty)) {
            let tmp = self.declared_temp(statement, ty);
            self.body.names[tmp].defn = Defn::Node(statement);
            target = self.name_node(tmp);
            if let Op::As { x, def, .. } = &mut self.body.nodes[statement].op {
                (*x, *def) = (target, true);
            }
        }
        let kept = self.assigned(target, self.body.nodes[statement].pos).into_iter().collect();
        self.keep_at(kept, statement)
    }

    fn assignments(
        &mut self,
        statement: NodeId,
        op: As2Op,
        mut lhs: Nodes,
        rhs: &[NodeId],
        def: bool,
    ) -> NodeId {
        let types = self.cx.input.types;
        let mut kept = Vec::new();
        let mut has_blank = false;
        for (i, x) in lhs.iter_mut().enumerate() {
            if matches!(self.body.op(*x), Op::Blank) {
                let value = |at: usize| rhs.get(at).and_then(|&y| self.body.nodes[y].ty);
                let ty = match (op, value(0).map(|ty| types.get(ty))) {
                    (As2Op::Func, Some(Type::Tuple(list))) => list.get(i).copied(),
                    (As2Op::As2, _) => value(i),
                    _ => None,
                };
                let Some(ty) = ty else { continue };
                let tmp = self.declared_temp(statement, ty);
                *x = self.name_node(tmp);
                has_blank = true;
                self.body.names[tmp].defn = Defn::Node(statement);
            }
            kept.extend(self.assigned(*x, self.body.nodes[statement].pos));
        }
        self.body.nodes[statement].op = Op::As2 { op, lhs, rhs: rhs.into(), def: def || has_blank };
        self.keep_at(kept, statement)
    }

    /// Assigns the results of a call to variables.
    fn call_results(&mut self, call: NodeId, results: &[TypeId]) -> NodeId {
        let pos = self.body.nodes[call].pos;
        let tmps: Vec<NameId> =
            results.iter().map(|&ty| self.body.new_temp(self.func, pos, ty)).collect();
        self.note(
            pos,
            match results.len() {
                1 => KeptAlive::Result,
                _ => KeptAlive::Results,
            },
        );
        let lhs: Nodes = tmps.iter().map(|&tmp| self.name_node(tmp)).collect();
        let op = if results.len() == 1 { As2Op::As2 } else { As2Op::Func };
        let assign = self.body.add(pos, None, Op::As2 { op, lhs, rhs: smallvec![call], def: true });
        for &tmp in &tmps {
            let dcl = self.body.add(pos, None, Op::Dcl(tmp));
            self.body.nodes[assign].init.push(dcl);
            self.body.names[tmp].defn = Defn::Node(assign);
        }
        self.keep_at(tmps.into_iter().map(KeptVariable::Local).collect(), assign)
    }

    /// Keeps the arguments of a call alive; those that aren't variables become some.
    fn arguments(&mut self, call: NodeId, mut args: Nodes) -> NodeId {
        let pos = self.body.nodes[call].pos;
        let mut kept = Vec::new();
        let mut assigns = Nodes::new();
        for arg in &mut args {
            if let Some(variable) = self.variable(*arg) {
                self.note_variable(pos, variable);
                kept.push(variable);
            } else if let Op::CompLit { op: CompLitOp::Slice, list, .. } = self.body.op(*arg) {
                let mut variables = Vec::new();
                let mut list = list.clone();
                for elem in &mut list {
                    match self.variable(*elem) {
                        Some(variable) => {
                            self.note_variable(pos, variable);
                            variables.push(variable);
                        }
                        None => {
                            let at = self.body.nodes[*elem].pos;
                            self.note(pos, KeptAlive::Argument);
                            *elem = self.temp_for(*elem, at, &mut kept, &mut assigns);
                        }
                    }
                }
                if let Op::CompLit { list: elems, .. } = &mut self.body.nodes[*arg].op {
                    *elems = list;
                }
                kept.extend(variables);
            } else {
                self.note(pos, KeptAlive::Argument);
                *arg = self.temp_for(*arg, pos, &mut kept, &mut assigns);
            }
        }
        match &mut self.body.nodes[call].op {
            Op::Call { args: place, .. } | Op::Builtin(_, place) => *place = args,
            _ => {}
        }
        if assigns.is_empty() {
            return self.keep_at(kept, call);
        }
        assigns.push(call);
        let block = self.body.add(pos, None, Op::Block(assigns));
        self.keep_at(kept, block)
    }

    /// Puts a variable in place of an expression.
    fn temp_for(
        &mut self,
        value: NodeId,
        pos: NodePos,
        kept: &mut Vec<KeptVariable>,
        assigns: &mut Nodes,
    ) -> NodeId {
        let Some(ty) = self.body.nodes[value].ty else { return value };
        let tmp = self.body.new_temp(self.func, pos, ty);
        let x = self.name_node(tmp);
        let assign = self.body.add(pos, None, Op::As { x, y: Some(value), def: true });
        let dcl = self.body.add(pos, None, Op::Dcl(tmp));
        self.body.nodes[assign].init.push(dcl);
        self.body.names[tmp].defn = Defn::Node(assign);
        assigns.push(assign);
        kept.push(KeptVariable::Local(tmp));
        self.name_node(tmp)
    }

    /// The types of a call's results.
    fn results(&self, fun: NodeId) -> Vec<TypeId> {
        let types = self.cx.input.types;
        let ty = self.body.nodes[fun].ty.map(|ty| types.get(types.underlying(ty)));
        match ty {
            Some(Type::Signature(sig)) => sig.results.iter().map(|result| result.ty).collect(),
            _ => Vec::new(),
        }
    }

    /// The variable that an expression is, or is a part or the address of
    /// (`getAddressableNameFromNode`).
    fn variable(&self, mut node: NodeId) -> Option<KeptVariable> {
        loop {
            let n = &self.body.nodes[node];
            node = match n.op {
                Op::Name(name) => return Some(KeptVariable::Local(name)),
                Op::Global(obj) => return Some(KeptVariable::Global(obj, n.ty?, n.pos)),
                Op::Slice { op: SliceOp::Slice | SliceOp::Slice3, x, .. }
                | Op::Selector { op: SelectorOp::Dot | SelectorOp::DotPtr, x, .. }
                | Op::Conv(ConvOp::Conv | ConvOp::ConvIface | ConvOp::ConvNop, x)
                | Op::Addr(x)
                | Op::Index { x, .. }
                | Op::IndexMap { x, .. } => x,
                _ => return None,
            };
        }
    }

    /// The variable that is assigned to, if it is kept alive (`getKeepAliveNodes`).
    fn assigned(&mut self, target: NodeId, pos: NodePos) -> Option<KeptVariable> {
        let kept = self.variable(target);
        match (kept, self.body.op(target)) {
            (Some(variable), _) => self.note_variable(pos, variable),
            (None, Op::Deref(_)) => self.note(pos, KeptAlive::Dereference),
            (None, _) => self.note(pos, KeptAlive::Nothing),
        }
        kept
    }

    fn note_variable(&mut self, pos: NodePos, variable: KeptVariable) {
        let types = self.cx.input.types;
        let (pkg, name) = match variable {
            KeptVariable::Local(name) => (self.body.names[name].pkg, self.body.names[name].sym),
            KeptVariable::Global(obj, ..) => {
                let object = types.object_head(obj);
                (object.pkg, object.name)
            }
        };
        let mut symbol = String::new();
        let pkg = types.package(pkg.unwrap_or(self.cx.input.package.id));
        path_to_prefix(&mut symbol, pkg.path.as_str());
        symbol.push('.');
        symbol.push_str(name.as_str());
        self.note(pos, KeptAlive::Variable(symbol));
    }

    fn note(&mut self, pos: NodePos, kept: KeptAlive) {
        self.messages.push(Message::new(self.body, self.func, pos, Note::KeptAlive(kept)));
    }

    fn name_node(&mut self, name: NameId) -> NodeId {
        let (pos, ty) = (self.body.names[name].pos, self.body.names[name].ty);
        self.body.add(pos, Some(ty), Op::Name(name))
    }

    /// A new variable, declared right before a statement.
    fn declared_temp(&mut self, statement: NodeId, ty: TypeId) -> NameId {
        let pos = self.body.nodes[statement].pos;
        let tmp = self.body.new_temp(self.func, pos, ty);
        let dcl = self.body.add(pos, None, Op::Dcl(tmp));
        self.body.nodes[statement].init.push(dcl);
        tmp
    }

    /// A statement, and after it `runtime.KeepAlive` of each variable.
    fn keep_at(&mut self, kept: Vec<KeptVariable>, statement: NodeId) -> NodeId {
        let pos = self.body.nodes[statement].pos;
        let mut list: Nodes = smallvec![statement];
        for variable in kept {
            let node = match variable {
                KeptVariable::Local(name) if self.body.names[name].sym.is_blank() => continue,
                KeptVariable::Local(name) => {
                    self.body.take_address(name);
                    self.name_node(name)
                }
                KeptVariable::Global(obj, ty, at) => match self.cx.input.types.object(obj).kind {
                    ObjectKind::Var(_) => self.body.add(at, Some(ty), Op::Global(obj)),
                    _ => continue,
                },
            };
            list.push(self.keep_alive_call(node, pos));
        }
        match list.len() {
            1 => statement,
            _ => self.body.add(pos, None, Op::Block(list)),
        }
    }

    fn keep_alive_call(&mut self, variable: NodeId, pos: NodePos) -> NodeId {
        let types = self.cx.input.types;
        let ty = self.body.nodes[variable].ty.unwrap_or_else(|| types.invalid());
        let pointer = types.basic(Basic::UnsafePointer);
        let any = types.universe.empty_interface();
        let address = self.body.add(pos, Some(types.pointer_to(ty)), Op::Addr(variable));
        let address = self.body.add(pos, Some(pointer), Op::Conv(ConvOp::ConvNop, address));
        let arg = self.body.add(pos, Some(any), Op::Conv(ConvOp::ConvIface, address));
        self.body.nodes[arg].implicit = true;
        let (id, sig) = self.cx.runtime_func("KeepAlive", &[any], &[]);
        let fun = self.body.add(pos, Some(sig), Op::Func(id));
        let op = CallOp::CallFunc;
        let call = Op::Call { op, fun, args: smallvec![arg], is_ddd: false, go_defer: false };
        self.body.add(pos, None, call)
    }
}
