//! Calling a method of a value that isn't spelled in the source: through embedded fields, and with
//! an implicit `*` or `&` (`typecheck/subr.go`, `typecheck/typecheck.go`: `XDotMethod`,
//! `FixMethodCall`).
//!
//! ```go
//! type T struct{ *E }
//! // a wrapper of T's method M calls E.M(*t.E), which is (*E).M(t.E) if M takes a pointer
//! ```

use super::Cx;
use crate::ir::func::FuncId;
use crate::ir::node::{Body, NodeId, NodePos, Op, SelectorOp};
use crate::symbol::Symbol;
use crate::types::lookup::Lookup;
use crate::types::store::{ObjectKind, PkgId, Type, TypeId, Types};

/// The package that a method of an interface belongs to, unless it is exported.
pub fn method_package(types: &Types, interface: TypeId, sel: Symbol) -> Option<PkgId> {
    let set = types.type_set(interface);
    set.methods.iter().find(|method| method.name == sel).and_then(|method| method.pkg)
}

/// How a method was selected.
pub enum Selected {
    /// A method as a function, with the receiver to pass.
    Method {
        /// The method expression.
        fun: NodeId,
        /// The receiver.
        recv: NodeId,
    },
    /// A selector on an embedded interface.
    Interface(NodeId),
}

/// `x.sel` for calling it: through embedded fields, and with an implicit `*` or `&`
/// (`typecheck.XDotMethod`, `FixMethodCall`).
pub fn select_method(
    cx: &Cx<'_>,
    body: &mut Body,
    pos: NodePos,
    mut x: NodeId,
    pkg: Option<PkgId>,
    sel: Symbol,
) -> Option<Selected> {
    let types = cx.input.types;
    let ty = body.nodes[x].ty?;
    let Lookup::Method { path, recv, method, sig, .. } =
        types.lookup_field_or_method(ty, true, pkg, sel, false)
    else {
        return None;
    };
    let mut at = ty;
    for &index in &*path {
        let (base, op) = match *types.get(types.underlying(at)) {
            Type::Pointer(elem) => (elem, SelectorOp::DotPtr),
            _ => (at, SelectorOp::Dot),
        };
        let Type::Struct(fields) = types.get(types.underlying(base)) else { return None };
        let field = fields.get(index as usize)?;
        at = cx.reshape(field.ty);
        let op = Op::Selector { op, x, sel: field.name, method: None };
        x = body.add(pos, Some(at), op);
        body.nodes[x].implicit = true;
    }
    let Some(method) = method else {
        let op = Op::Selector { op: SelectorOp::DotInter, x, sel, method: None };
        return Some(Selected::Interface(body.add(pos, sig, op)));
    };
    let ObjectKind::Func(func) = &types.object(method).kind else { return None };
    let pointer = func.recv.get().is_some_and(|recv| recv.pointer);
    let is_pointer = matches!(types.get(at), Type::Pointer(_));
    let recv_ty = match (pointer, is_pointer) {
        (true, false) => {
            at = types.pointer_to(at);
            x = body.add(pos, Some(at), Op::Addr(x));
            body.nodes[x].implicit = true;
            at
        }
        (false, true) => {
            if let Type::Pointer(elem) = *types.get(at) {
                at = elem;
            }
            x = body.add(pos, Some(at), Op::Deref(x));
            body.nodes[x].implicit = true;
            at
        }
        (true, true) | (false, false) => at,
    };
    let targs = match types.get(recv) {
        Type::Named(named) => types.named(*named).targs.clone(),
        _ => Box::default(),
    };
    let id = if targs.is_empty() { cx.declared(method) } else { cx.instance(method, &targs) };
    let fun = method_expr(cx, body, pos, id, recv_ty, sel);
    Some(Selected::Method { fun, recv: x })
}

/// `T.sel` for a function that is a method.
pub fn method_expr(
    cx: &Cx<'_>,
    body: &mut Body,
    pos: NodePos,
    id: FuncId,
    recv: TypeId,
    sel: Symbol,
) -> NodeId {
    let ty = cx.method_type(cx.input.funcs.get(id).ty, recv);
    let x = body.add(pos, Some(recv), Op::Type);
    let op = Op::Selector { op: SelectorOp::MethExpr, x, sel, method: Some(id) };
    body.add(pos, Some(ty), op)
}
