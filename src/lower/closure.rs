//! Functions within functions: literals, bodies of range-over-func loops, and the closures that
//! the compiler makes (`reader.funcLit`, `ir.NewClosureFunc`, `reader.syntheticClosure`).
//!
//! ```go
//! func f(x int) func() {
//!     return func() { println(x) } // f.func1, closure_vars = [x]
//! }
//! ```

use smallvec::smallvec;

use super::{Frame, Lower};
use crate::ir::func::FuncId;
use crate::ir::node::{
    CallOp, Class, ClosureId, Defn, Func, FuncFlags, FuncParam, Name, NameId, NodeId, NodePos,
    Nodes, Op, Pragma, SelectorOp, UnaryOp,
};
use crate::source::pos::Pos;
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprId, ExprKind, FieldId, StmtKind};
use crate::types::store::{Param, Signature, Type, TypeId};

/// What a closure is for; it decides the closure's name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClosureWhy {
    /// A function literal, or what the compiler makes in place of one: `f.func1`.
    FuncLit,
    /// The body of a range-over-func loop: `f-range1`.
    Range,
    /// The call of a `go` statement: `f.gowrap1`.
    Go,
    /// The call of a `defer` statement: `f.deferwrap1`.
    Defer,
}

impl Lower<'_> {
    /// Lowers a function literal.
    pub fn func_lit(&mut self, expr: ExprId) -> NodeId {
        let ExprKind::FuncLit { ty, body } = self.ast.exprs[expr].kind else {
            return self.node(self.expr_pos(expr), self.types.invalid(), Op::Static);
        };
        let pos = self.expr_pos(expr);
        let sig = self.ty(expr);
        let (params, results) = self.ast_params(ty, sig);
        let closure = self.new_closure(pos, ClosureWhy::FuncLit, sig, params, results);
        self.enter_closure(closure);
        self.bind_params(ty, closure);
        if let StmtKind::Block(block) = &self.ast.stmts[body].kind {
            let stmts = self.stmts(&block.stmts);
            self.set_body(stmts);
        }
        self.leave_closure()
    }

    /// Gives the current function its statements; an empty list becomes an empty block, as
    /// without one the function would count as implemented elsewhere.
    pub fn set_body(&mut self, mut stmts: Nodes) {
        if stmts.is_empty() {
            let pos = self.func().pos;
            stmts.push(self.stmt(pos, Op::Block(Nodes::new())));
        }
        self.func().body = stmts;
    }

    /// Makes a closure of the current function and begins to build it.
    pub fn begin_closure(
        &mut self,
        pos: NodePos,
        why: ClosureWhy,
        sig: TypeId,
        params: Vec<FuncParam>,
        results: Vec<FuncParam>,
    ) -> ClosureId {
        let closure = self.new_closure(pos, why, sig, params, results);
        self.enter_closure(closure);
        closure
    }

    /// Ends the closure that was begun last and gives the `OCLOSURE`.
    pub fn end_closure(&mut self) -> NodeId {
        self.leave_closure()
    }

    /// Makes a closure of the current function, named and with its parameters declared, without
    /// entering it.
    pub fn new_closure(
        &mut self,
        pos: NodePos,
        why: ClosureWhy,
        sig: TypeId,
        params: Vec<FuncParam>,
        results: Vec<FuncParam>,
    ) -> ClosureId {
        let name = self.closure_name(why);
        let parent = self.cur();
        let flags = FuncFlags {
            dupok: self.body.funcs[parent].flags.dupok,
            wrapper: matches!(why, ClosureWhy::Go | ClosureWhy::Defer),
            range_func_body: why == ClosureWhy::Range,
            has_body: true,
            ..FuncFlags::default()
        };
        let closure = self.body.funcs.push(Func {
            name,
            symbol: None,
            pos,
            ty: sig,
            recv: None,
            params: Vec::new(),
            results: Vec::new(),
            dcl: Vec::new(),
            closure_vars: Vec::new(),
            body: Nodes::new(),
            parent: Some(parent),
            pragma: Pragma::default(),
            flags,
        });
        self.declare_params(closure, None, params, results);
        closure
    }

    /// Begins to build a closure made by [`Lower::new_closure`].
    pub fn enter_closure(&mut self, closure: ClosureId) {
        let mut frame = Frame::new(closure);
        for &captured in &self.body.funcs[closure].closure_vars {
            frame.captures.insert(self.body.canonical(captured), captured);
        }
        let dict = self.frames.last().and_then(|frame| frame.dict);
        self.frames.push(frame);
        let func = &self.body.funcs[closure];
        if let Some(dict) = dict.filter(|_| !func.flags.wrapper) {
            let pos = self.body.names[dict].pos;
            let level = self.frames.len() - 1;
            let captured = self.closure_var(level, dict, pos);
            self.frames[level].dict = Some(captured);
        }
    }

    /// Ends the closure that was entered last and gives the `OCLOSURE`.
    pub fn leave_closure(&mut self) -> NodeId {
        let Some(frame) = self.frames.pop() else {
            return self.node(self.func_pos(), self.types.invalid(), Op::Static);
        };
        if let Some(dict) = frame.dict {
            self.body.funcs[frame.id].closure_vars.push(dict);
        }
        let Func { pos, ty, .. } = self.body.funcs[frame.id];
        self.node(pos, ty, Op::Closure(frame.id))
    }

    /// Adds a captured variable to a closure that isn't entered yet.
    pub fn capture_for(&mut self, closure: ClosureId, outer: NameId, pos: NodePos) -> NameId {
        let captured = Name {
            pos,
            curfn: closure,
            defn: Defn::None,
            outer: Some(outer),
            auto_temp: false,
            addrtaken: false,
            ..self.body.names[outer].clone()
        };
        let captured = self.body.names.push(captured);
        self.body.funcs[closure].closure_vars.push(captured);
        captured
    }

    fn func_pos(&self) -> NodePos {
        self.body.funcs[self.cur()].pos
    }

    /// The name of the next closure of the current function (`ir.closureName`).
    fn closure_name(&mut self, why: ClosureWhy) -> Symbol {
        let parent = self.cur();
        let outer = &self.body.funcs[parent];
        let is_closure = outer.parent.is_some();
        if outer.name.is_blank() {
            let mut state = self.cx.state.borrow_mut();
            state.glob_closures += 1;
            let number = state.glob_closures;
            return Symbol::new(&match why {
                ClosureWhy::FuncLit => format!("glob..func{number}"),
                ClosureWhy::Range => format!("glob.-range{number}"),
                ClosureWhy::Go => format!("glob..gowrap{number}"),
                ClosureWhy::Defer => format!("glob..deferwrap{number}"),
            });
        }
        let outer = outer.name;
        let Some(frame) = self.frames.last_mut() else { return outer };
        let (suffix, counter) = match why {
            ClosureWhy::FuncLit if is_closure => (".", &mut frame.lits),
            ClosureWhy::FuncLit => (".func", &mut frame.lits),
            ClosureWhy::Range => ("-range", &mut frame.ranges),
            ClosureWhy::Go => (".gowrap", &mut frame.go_defers),
            ClosureWhy::Defer => (".deferwrap", &mut frame.go_defers),
        };
        *counter += 1;
        Symbol::new(&format!("{outer}{suffix}{counter}"))
    }

    /// Declares the receiver, parameters and results of a function (`Func.DeclareParams`).
    pub(super) fn declare_params(
        &mut self,
        func: ClosureId,
        recv: Option<FuncParam>,
        params: Vec<FuncParam>,
        results: Vec<FuncParam>,
    ) {
        let source_pkg = self.package.id;
        let mut declare = |param: &FuncParam, class, prefix: &str, number: usize| {
            let unnamed = param.sym.is_none_or(|sym| sym.is_blank() || sym.is_empty());
            let sym = match param.sym {
                Some(sym) if !unnamed => sym,
                _ => Symbol::new(&format!("{prefix}{number}")),
            };
            let name = self.body.names.push(Name {
                sym,
                pkg: Some(source_pkg),
                class,
                ty: param.ty,
                pos: param.pos,
                curfn: func,
                defn: Defn::None,
                outer: None,
                byval: false,
                addrtaken: false,
                auto_temp: false,
                used: true,
            });
            self.body.funcs[func].dcl.push(name);
            FuncParam { name: Some(name), ..*param }
        };
        let recv = recv.map(|recv| declare(&recv, Class::Param, "~p", 0));
        let first = usize::from(recv.is_some());
        let params: Vec<FuncParam> = params
            .iter()
            .enumerate()
            .map(|(i, param)| declare(param, Class::Param, "~p", first + i))
            .collect();
        let results: Vec<FuncParam> = results
            .iter()
            .enumerate()
            .map(|(i, result)| declare(result, Class::ParamOut, "~r", i))
            .collect();
        let func = &mut self.body.funcs[func];
        func.recv = recv;
        func.params = params;
        func.results = results;
    }

    /// Parameters and results as declared in the source, with the types of `sig`.
    pub(super) fn ast_params(
        &self,
        func_type: ExprId,
        sig: TypeId,
    ) -> (Vec<FuncParam>, Vec<FuncParam>) {
        let ExprKind::FuncType { params, results } = &self.ast.exprs[func_type].kind else {
            return self.sig_params(sig, self.expr_pos(func_type));
        };
        let Type::Signature(sig) = self.under_ty(sig) else { return (Vec::new(), Vec::new()) };
        let list = |fields: &[FieldId], types: &[Param]| {
            let field_param = |(i, &field): (usize, &FieldId)| {
                let ty = types.get(i).map_or_else(|| self.types.invalid(), |param| param.ty);
                self.field_param(field, ty)
            };
            fields.iter().enumerate().map(field_param).collect::<Vec<_>>()
        };
        (list(params, &sig.params), list(results, &sig.results))
    }

    /// A parameter as declared in the source.
    pub(super) fn field_param(&self, field: FieldId, ty: TypeId) -> FuncParam {
        let field = &self.ast.fields[field];
        self.note_interface(field.ty, ty);
        FuncParam {
            sym: field.name.map(|name| self.ast.name(name)),
            pos: self.pos(field.pos),
            ty,
            name: None,
        }
    }

    /// Parameters and results of a signature without a declaration, all at `pos`.
    pub fn sig_params(&self, sig: TypeId, pos: NodePos) -> (Vec<FuncParam>, Vec<FuncParam>) {
        let Type::Signature(sig) = self.under_ty(sig) else { return (Vec::new(), Vec::new()) };
        let list = |params: &[Param]| {
            let func_param = |param: &Param| FuncParam {
                sym: (!param.name.is_empty()).then_some(param.name),
                pos,
                ty: param.ty,
                name: None,
            };
            params.iter().map(func_param).collect::<Vec<_>>()
        };
        (list(&sig.params), list(&sig.results))
    }

    /// Lets the parameters that a function type of the source declares stand for the variables
    /// of `func`.
    pub(super) fn bind_params(&mut self, func_type: ExprId, func: ClosureId) {
        let ExprKind::FuncType { params, results } = &self.ast.exprs[func_type].kind else {
            return;
        };
        let declared = &self.body.funcs[func];
        // The dictionary has no declaration.
        let skip = declared.params.len().saturating_sub(params.len());
        let variables = declared.params.iter().skip(skip).chain(&declared.results);
        for (&field, variable) in params.iter().chain(results).zip(variables) {
            let obj = self.ast.fields[field].name.and_then(|name| self.object(name));
            if let (Some(obj), Some(name)) = (obj, variable.name) {
                self.locals.insert(obj, name);
            }
        }
    }

    /// A function literal that the compiler makes, which calls `fun` with what it captured
    /// (`reader.syntheticClosure`). Functions and method expressions are used as they are, other
    /// `captures` are evaluated now. `call_args` arranges the arguments of the call from the
    /// captured values and the literal's own parameters.
    pub(super) fn synthetic_closure(
        &mut self,
        pos: NodePos,
        sig: TypeId,
        iface_hack: bool,
        captures: &[NodeId],
        body: impl FnOnce(&mut Self, &[NodeId], Nodes) -> (NodeId, Nodes),
    ) -> NodeId {
        let (params, results) = self.sig_params(sig, Pos::autogenerated().into());
        let closure = self.new_closure(pos, ClosureWhy::FuncLit, sig, params, results);
        self.body.funcs[closure].flags.wrapper = true;
        let mut init = Nodes::new();
        let mut captured = Vec::with_capacity(captures.len());
        for (i, &node) in captures.iter().enumerate() {
            if self.is_static_callee(node) {
                captured.push(Err(node));
                continue;
            }
            let is_interface = self.is_interface(self.node_ty(node));
            let tmp = self.temp_copy(pos, node, &mut init);
            captured.push(Ok(self.capture_for(closure, tmp, pos)));
            if iface_hack && i == 1 && is_interface {
                let x = self.name_node(tmp);
                let uintptr = self.types.basic(crate::types::store::Basic::Uintptr);
                let itab = self.node(pos, uintptr, Op::Unary(UnaryOp::Itab, x));
                init.push(self.stmt(pos, Op::Unary(UnaryOp::CheckNil, itab)));
            }
        }
        self.enter_closure(closure);
        let captured: Vec<NodeId> = captured
            .into_iter()
            .map(|capture| match capture {
                Ok(name) => self.name_node(name),
                Err(node) => node,
            })
            .collect();
        let params: Vec<NameId> =
            self.body.funcs[closure].params.iter().filter_map(|param| param.name).collect();
        let args: Nodes = params.into_iter().map(|name| self.name_node(name)).collect();
        let (fun, args) = body(self, &captured, args);
        self.tail_call(pos, fun, args);
        let closure = self.leave_closure();
        self.with_init(init, closure)
    }

    /// Ends the current function with a call whose results are its own
    /// (`reader.syntheticTailCall`).
    pub(super) fn tail_call(&mut self, pos: NodePos, fun: NodeId, args: Nodes) {
        self.func().flags.wrapper = true;
        let (results, is_ddd) = match self.under_ty(self.node_ty(fun)) {
            Type::Signature(Signature { results, variadic, .. }) => {
                (results.iter().map(|result| result.ty).collect::<Vec<_>>(), *variadic)
            }
            _ => (Vec::new(), false),
        };
        let call = Op::Call { op: CallOp::CallFunc, fun, args, is_ddd, go_defer: false };
        let call = match results.as_slice() {
            [] => self.stmt(pos, call),
            &[ty] => self.node(pos, ty, call),
            many => {
                let ty = self.types.tuple(many.into());
                self.node(pos, ty, call)
            }
        };
        let stmt = match results.len() {
            0 => call,
            1 => self.stmt(pos, Op::Return(smallvec![call])),
            _ => self.return_multi(pos, call, &results),
        };
        self.func().body.push(stmt);
    }

    /// `return f()` with several results: through temporaries, as typecheck rewrites it.
    fn return_multi(&mut self, pos: NodePos, call: NodeId, results: &[TypeId]) -> NodeId {
        let tmps: Vec<NameId> = results.iter().map(|&ty| self.temp(pos, ty)).collect();
        let lhs: Nodes = tmps.iter().map(|&tmp| self.name_node(tmp)).collect();
        let op = crate::ir::node::As2Op::Func;
        let assign = self.stmt(pos, Op::As2 { op, lhs, rhs: smallvec![call], def: true });
        for &tmp in &tmps {
            let dcl = self.stmt(pos, Op::Dcl(tmp));
            self.body.nodes[assign].init.push(dcl);
            self.body.names[tmp].defn = Defn::Node(assign);
        }
        let values: Nodes = tmps.iter().map(|&tmp| self.name_node(tmp)).collect();
        let ret = self.stmt(pos, Op::Return(values));
        self.body.nodes[ret].init.push(assign);
        ret
    }

    /// Whether an expression names a function, so that nothing is evaluated.
    pub fn is_static_callee(&self, node: NodeId) -> bool {
        matches!(
            self.body.nodes[node].op,
            Op::Func(_) | Op::Selector { op: SelectorOp::MethExpr, .. }
        )
    }

    /// The function that an expression names.
    pub fn static_callee(&self, node: NodeId) -> Option<FuncId> {
        match self.body.nodes[node].op {
            Op::Func(id) | Op::Selector { op: SelectorOp::MethExpr, method: Some(id), .. } => {
                Some(id)
            }
            _ => None,
        }
    }
}

/// The name of the dictionary parameter.
pub const DICT: &str = ".dict";
