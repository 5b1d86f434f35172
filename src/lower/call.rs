//! Calls (`writer.expr` and `reader.expr` for calls, `typecheck/func.go`, `multiExpr`).
//!
//! ```go
//! f(g())        // the results of g in temporaries, converted to f's parameters one by one
//! f(1, "a", b)  // the arguments for `...any` as an implicit slice literal at the parenthesis
//! f()(x)        // f() in a temporary first: the callee has no call in it
//! ```

use smallvec::smallvec;

use super::Lower;
use super::funcs::Callee;
use crate::ir::node::{
    As2Op, BinaryOp, BuiltinOp, CallOp, CompLitOp, Defn, NodeId, NodePos, Nodes, Op, SelectorOp,
    UnaryOp,
};
use crate::ir::visit::for_each_child;
use crate::profile::KnownCallee;
use crate::syntax::ast::{ExprId, ExprKind};
use crate::types::info::Mode;
use crate::types::store::{ObjectKind, Signature, Type, TypeId};

impl<'a> Lower<'a> {
    /// A call, conversion or use of a built-in function.
    pub(super) fn call(
        &mut self,
        expr: ExprId,
        fun: ExprId,
        args: &'a [ExprId],
        has_dots: bool,
    ) -> NodeId {
        let fun = self.ast.unparen(fun);
        match self.mode(fun) {
            Mode::TypExpr => {
                return match args.first() {
                    Some(&arg) => self.explicit_conv(self.raw_ty(fun), arg),
                    None => self.unknown_expr(self.expr_pos(expr)),
                };
            }
            Mode::Builtin(builtin) => return self.builtin_call(expr, builtin, args, has_dots),
            Mode::Invalid
            | Mode::NoValue
            | Mode::Constant
            | Mode::Variable
            | Mode::MapIndex
            | Mode::Value
            | Mode::NilValue
            | Mode::CommaOk => {}
        }
        let sig = self.fun_signature(fun);
        let callee = match self.unknown_method(fun) {
            Some(callee) => callee,
            None => self.callee(fun),
        };
        let pos = self.expr_pos(expr);
        let mut all = callee.args;
        let prefix = all.len();
        let param = |i: usize| sig.and_then(|sig| param_type(self.types, sig, i, has_dots));
        let raw_sig = self.raw_signature(fun);
        // What has the parameter's type in the source isn't converted, though shapes may differ:
        // of `F func(A)`, the parameter is that of F's shape, and an argument has A's.
        let is_same = |i: usize| {
            let raw = raw_sig.and_then(|sig| param_type(self.types, sig, i, has_dots));
            args.len() == self.operands(args)
                && raw
                    .zip(args.get(i))
                    .is_some_and(|(raw, &arg)| self.types.identical(raw, self.raw_ty(arg)))
        };
        let types: Vec<_> =
            (0..self.operands(args)).map(|i| if is_same(i) { None } else { param(i) }).collect();
        all.extend(self.multi_expr(pos, args, |i| types.get(i).copied().flatten()));
        let ty = match self.info(expr) {
            Some(info) if info.mode == Mode::NoValue => None,
            Some(info) => Some(self.subst(info.ty)),
            None => None,
        };
        if prefix == 0 && self.is_getg(callee.fun) {
            return match ty {
                Some(ty) => self.node(pos, ty, Op::Getg),
                None => self.stmt(pos, Op::Getg),
            };
        }
        self.finish_call(pos, callee.fun, prefix, all, sig, has_dots, ty)
    }

    /// The callee of `x.m()` where nothing is known of `m`: some function to which x is passed,
    /// or its address, where it is the type of x that is known.
    fn unknown_method(&mut self, fun: ExprId) -> Option<Callee> {
        let ExprKind::Selector { x, .. } = self.ast.exprs[fun].kind else { return None };
        if self.selection(fun).is_some() || self.mode(fun) != Mode::Invalid {
            return None;
        }
        let package = self.object(x).map(|obj| &self.types.object(obj).kind);
        if matches!(package, Some(ObjectKind::PkgName(_))) || self.mode(x) == Mode::TypExpr {
            return None;
        }
        let pos = self.expr_pos(fun);
        let mut recv = self.expr(x);
        let ty = self.node_ty(recv);
        let by_value =
            self.unknown(ty) || matches!(self.under_ty(ty), Type::Pointer(_) | Type::Interface(_));
        if !by_value && self.is_addressable(recv) {
            let addr = self.addr(pos, recv);
            recv = self.implicit(addr);
        }
        let ty = self.ty(fun);
        Some(Callee { fun: self.unknown_from(pos, ty), args: smallvec![recv] })
    }

    /// The signature of a called expression, instantiated and substituted.
    pub(super) fn fun_signature(&self, fun: ExprId) -> Option<&'a Signature> {
        let raw = self.instance_type(fun).unwrap_or_else(|| self.raw_ty(fun));
        match self.under_ty(self.subst(raw)) {
            Type::Signature(sig) => Some(sig),
            _ => None,
        }
    }

    /// The signature of a called expression in the source.
    fn raw_signature(&self, fun: ExprId) -> Option<&'a Signature> {
        let raw = self.instance_type(fun).unwrap_or_else(|| self.raw_ty(fun));
        match self.types.get(self.types.core_type(raw)?) {
            Type::Signature(sig) => Some(sig),
            _ => None,
        }
    }

    /// The signature that a generic function has where it is used.
    fn instance_type(&self, fun: ExprId) -> Option<TypeId> {
        let mut fun = fun;
        loop {
            if let Some(instance) = self.source.facts.instances.get(&fun) {
                return Some(instance.ty);
            }
            fun = match self.ast.exprs[fun].kind {
                ExprKind::Index { x, .. } => self.ast.unparen(x),
                ExprKind::Selector { sel, .. } => sel,
                _ => return None,
            };
        }
    }

    fn is_getg(&self, fun: NodeId) -> bool {
        let Op::Func(id) = self.body.nodes[fun].op else { return false };
        self.cx.known_callee(id) == Some(KnownCallee::Getg)
    }

    /// How many values the operands of a call, assignment or return have.
    fn operands(&self, exprs: &[ExprId]) -> usize {
        match exprs {
            [single] => match self.types.get(self.raw_ty(*single)) {
                Type::Tuple(types) => types.len().max(1),
                _ => 1,
            },
            _ => exprs.len(),
        }
    }

    /// Values, each converted implicitly to the type that `dst` has for it. A single expression
    /// with several values is assigned to temporaries first (`multiExpr`).
    pub(super) fn multi_expr(
        &mut self,
        pos: NodePos,
        exprs: &[ExprId],
        dst: impl Fn(usize) -> Option<TypeId>,
    ) -> Nodes {
        if let [single] = exprs
            && let Type::Tuple(types) = self.types.get(self.raw_ty(*single))
            && types.len() > 1
        {
            let expr = self.expr(*single);
            return self.spread(pos, expr, types, dst);
        }
        exprs.iter().enumerate().map(|(i, &expr)| self.convert_expr_opt(expr, dst(i))).collect()
    }

    /// The values of an expression that has several.
    fn spread(
        &mut self,
        pos: NodePos,
        expr: NodeId,
        types: &[TypeId],
        dst: impl Fn(usize) -> Option<TypeId>,
    ) -> Nodes {
        let op = match &mut self.body.nodes[expr].op {
            Op::IndexMap { .. } => As2Op::MapR,
            Op::Unary(UnaryOp::Recv, _) => As2Op::Recv,
            Op::DotType { comma_ok, .. } | Op::DynamicDotType { comma_ok, .. } => {
                *comma_ok = true;
                As2Op::DotType
            }
            _ => As2Op::Func,
        };
        let assign =
            self.stmt(pos, Op::As2 { op, lhs: Nodes::new(), rhs: smallvec![expr], def: true });
        let mut lhs = Nodes::with_capacity(types.len());
        let mut results = Nodes::with_capacity(types.len());
        let mut init = Nodes::with_capacity(types.len());
        for (i, &raw) in types.iter().enumerate() {
            let ty = self.default_type(self.subst(raw));
            let tmp = self.temp(pos, ty);
            self.body.names[tmp].defn = Defn::Node(assign);
            init.push(self.stmt(pos, Op::Dcl(tmp)));
            lhs.push(self.name_node(tmp));
            let value = self.name_node(tmp);
            results.push(match dst(i) {
                Some(dst) => self.implicit_conv(pos, value, dst),
                None => value,
            });
        }
        self.body.nodes[assign].init = init;
        if let Op::As2 { lhs: slot, .. } = &mut self.body.nodes[assign].op {
            *slot = lhs;
        }
        if let Some(first) = results.first_mut() {
            let value = *first;
            *first = self.with_init(smallvec![assign], value);
            if *first != value {
                let func = self.func().pos;
                self.body.nodes[*first].pos = self.state.base_pos.unwrap_or(func);
            }
        }
        results
    }

    /// A call whose callee and arguments are there: the callee's own calls move out of it, and the
    /// arguments of a variadic parameter become a slice (`typecheck.Call`). The first `prefix`
    /// arguments are not among the signature's parameters: a receiver, a dictionary.
    #[allow(clippy::too_many_arguments, reason = "each is an operand of gc's node")]
    pub fn finish_call(
        &mut self,
        pos: NodePos,
        fun: NodeId,
        prefix: usize,
        mut args: Nodes,
        sig: Option<&Signature>,
        has_dots: bool,
        ty: Option<TypeId>,
    ) -> NodeId {
        let (fun, init) = self.simple_callee(pos, fun);
        let mut is_ddd = has_dots;
        if let Some(sig) = sig
            && sig.variadic
            && !has_dots
            && let Some(last) = sig.params.last()
        {
            let at = (prefix + sig.params.len() - 1).min(args.len());
            let extra: Nodes = args.drain(at..).collect();
            args.push(self.dot_args(pos, last.ty, extra));
            is_ddd = true;
        }
        let op = match self.body.nodes[fun].op {
            Op::Selector { op: SelectorOp::DotInter, .. } => CallOp::CallInter,
            _ => CallOp::CallFunc,
        };
        let call = self.body.add(pos, ty, Op::Call { op, fun, args, is_ddd, go_defer: false });
        self.body.nodes[call].init = init;
        call
    }

    /// The arguments of a variadic parameter as a slice (`typecheck.MakeDotArgs`).
    fn dot_args(&mut self, pos: NodePos, slice: TypeId, list: Nodes) -> NodeId {
        if list.is_empty() {
            return self.node(pos, slice, Op::Nil);
        }
        let len = list.len() as i64;
        let literal = self.node(pos, slice, Op::CompLit { op: CompLitOp::Slice, list, len });
        self.implicit(literal)
    }

    /// The callee without calls in it; what it needs before is given as statements
    /// (`typecheck.RewriteNonNameCall`).
    fn simple_callee(&mut self, pos: NodePos, fun: NodeId) -> (NodeId, Nodes) {
        let (method, target) = match self.body.nodes[fun].op {
            Op::Selector {
                op: SelectorOp::DotMeth | SelectorOp::DotInter | SelectorOp::MethValue,
                x,
                ..
            } => (true, x),
            _ => (false, fun),
        };
        if !self.calls(target) {
            return (fun, Nodes::new());
        }
        let tmp = self.temp(pos, self.node_ty(target));
        let x = self.name_node(tmp);
        let assign = self.stmt(pos, Op::As { x, y: Some(target), def: false });
        let dcl = self.stmt(pos, Op::Dcl(tmp));
        self.body.nodes[assign].init.push(dcl);
        self.body.names[tmp].defn = Defn::Node(assign);
        let value = self.name_node(tmp);
        let fun = if method {
            if let Op::Selector { x, .. } = &mut self.body.nodes[fun].op {
                *x = value;
            }
            fun
        } else {
            value
        };
        (fun, smallvec![assign])
    }

    /// Whether there is a call or channel operation in an expression.
    fn calls(&self, root: NodeId) -> bool {
        let mut stack = vec![root];
        while let Some(node) = stack.pop() {
            if call_or_chan(&self.body.nodes[node].op) {
                return true;
            }
            for_each_child(&self.body, node, |child| stack.push(child));
        }
        false
    }
}

/// The type of the `i`th argument's parameter.
pub(super) fn param_type(
    types: &crate::types::store::Types,
    sig: &Signature,
    i: usize,
    has_dots: bool,
) -> Option<TypeId> {
    let last = sig.params.last()?;
    if sig.variadic && !has_dots && i + 1 >= sig.params.len() {
        return match *types.get(types.underlying(last.ty)) {
            Type::Slice(elem) => Some(elem),
            _ => None,
        };
    }
    sig.params.get(i).map(|param| param.ty)
}

fn call_or_chan(op: &Op) -> bool {
    match op {
        Op::Append { .. } | Op::Call { .. } | Op::Recover => true,
        Op::Unary(op, _) => matches!(
            op,
            UnaryOp::Cap
                | UnaryOp::Clear
                | UnaryOp::Close
                | UnaryOp::Imag
                | UnaryOp::Len
                | UnaryOp::Panic
                | UnaryOp::Real
                | UnaryOp::Recv
                | UnaryOp::UnsafeSliceData
                | UnaryOp::UnsafeStringData
        ),
        Op::Binary(op, ..) => matches!(
            op,
            BinaryOp::Complex
                | BinaryOp::Copy
                | BinaryOp::UnsafeAdd
                | BinaryOp::UnsafeSlice
                | BinaryOp::UnsafeString
        ),
        Op::Builtin(op, _) => matches!(
            op,
            BuiltinOp::Delete
                | BuiltinOp::Max
                | BuiltinOp::Min
                | BuiltinOp::Print
                | BuiltinOp::Println
        ),
        _ => false,
    }
}
