//! References to functions: called, or as values (`reader.go: exprGlobal, exprFuncInst, exprCall,
//! funcInst, curry`).
//!
//! ```go
//! func F[T any](x T) {}
//! F(1)           // F[go.shape.int](&.dict.F[int], 1)
//! f := F[int]    // F[int], a wrapper
//! func G[T any]() func(T) { return F[T] } // a closure that calls F[go.shape.int] with a
//!                                         // dictionary taken from G's own
//! ```

use super::closure::DICT;
use super::generics::DictOwner;
use super::{Cx, Lower};
use crate::ir::func::{FuncId, FuncKey};
use crate::ir::node::{ConvOp, NodeId, NodePos, Nodes, Op};
use crate::profile::KnownCallee;
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprId, ExprKind};
use crate::types::info::{Instance, SelectionKind};
use crate::types::store::{
    Basic, ObjId, Object, ObjectKind, Param, Signature, Type, TypeId, VarKind,
};

/// What a call calls, and the arguments that come before those of the source: the receiver, the
/// dictionary.
#[derive(Clone, Debug)]
pub struct Callee {
    /// The function.
    pub fun: NodeId,
    /// The leading arguments.
    pub args: Nodes,
}

/// A reference to an instantiated function or method.
#[derive(Clone, Copy, Debug)]
pub(super) struct FuncInst {
    /// The function as a value, without a dictionary to pass. Absent where the dictionary is
    /// known at run time only.
    pub wrapper: Option<NodeId>,
    /// The function to call.
    pub base: NodeId,
    /// The dictionary to pass to `base`.
    pub dict: Option<NodeId>,
}

impl Lower<'_> {
    /// A declared, not generic function as an expression.
    pub fn func_node(&mut self, obj: ObjId, pos: NodePos) -> NodeId {
        let id = self.cx.declared(obj);
        let ty = self.cx.input.funcs.get(id).ty;
        self.cx.mention_declared(obj, ty);
        self.node(pos, ty, Op::Func(id))
    }

    /// A function as an expression.
    pub fn func_id_node(&mut self, id: FuncId, pos: NodePos) -> NodeId {
        let ty = self.cx.input.funcs.get(id).ty;
        self.cx.mention(ty);
        self.node(pos, ty, Op::Func(id))
    }

    /// The name by which an expression refers to a function, and its type arguments in the
    /// source: of `F`, `pkg.F`, `F[int]`, `pkg.F[int]`.
    pub(super) fn func_name(&self, expr: ExprId) -> Option<(ObjId, Vec<TypeId>)> {
        let name = match self.ast.exprs[expr].kind {
            ExprKind::Name(_) => expr,
            ExprKind::Selector { sel, .. } if self.selection(expr).is_none() => sel,
            ExprKind::Index { x, .. } => {
                let x = self.ast.unparen(x);
                return match self.ast.exprs[x].kind {
                    ExprKind::Name(_) | ExprKind::Selector { .. } => self.func_name(x),
                    _ => None,
                };
            }
            _ => return None,
        };
        let obj = self.object(name)?;
        let ObjectKind::Func(_) = self.types.object(obj).kind else { return None };
        let targs = match self.source.facts.instances.get(&name) {
            Some(instance) => instance.targs.to_vec(),
            None => Vec::new(),
        };
        Some((obj, targs))
    }

    /// The variable of a package that an expression names: `v`, `pkg.v`.
    pub(super) fn package_variable(&self, expr: ExprId) -> Option<ObjId> {
        let name = match self.ast.exprs[expr].kind {
            ExprKind::Name(_) => expr,
            ExprKind::Selector { sel, .. } if self.selection(expr).is_none() => sel,
            _ => return None,
        };
        let obj = self.object(name)?;
        let is_variable =
            matches!(self.types.object_head(obj).kind, ObjectKind::Var(VarKind::Package));
        is_variable.then_some(obj)
    }

    /// A function as a value: a name, a qualified name, or an instantiation of either.
    pub fn func_value(&mut self, expr: ExprId) -> NodeId {
        let expr = self.ast.unparen(expr);
        let pos = self.expr_pos(expr);
        match self.func_name(expr) {
            Some((obj, targs)) if targs.is_empty() => {
                let at = self.types.pos(self.types.object(obj)).map_or(pos, NodePos::from);
                self.func_node(obj, at)
            }
            Some((obj, targs)) => {
                let inst = self.func_inst(expr, obj, &targs);
                match (inst.wrapper, inst.dict) {
                    (Some(wrapper), _) => wrapper,
                    (None, Some(dict)) => self.curry(pos, false, inst.base, dict, None),
                    (None, None) => inst.base,
                }
            }
            None => self.node(pos, self.ty(expr), Op::Static),
        }
    }

    /// What the call of `fun` calls: a method with its receiver, an instantiated function with
    /// its dictionary, or any other function value.
    pub fn callee(&mut self, fun: ExprId) -> Callee {
        let fun = self.ast.unparen(fun);
        let selector = match self.ast.exprs[fun].kind {
            ExprKind::Index { x, .. } => self.ast.unparen(x),
            _ => fun,
        };
        if let Some(selection) = self.selection(selector)
            && selection.kind == SelectionKind::Method
        {
            return self.method_callee(selector, selection);
        }
        if let Some((obj, targs)) = self.func_name(fun)
            && !targs.is_empty()
        {
            let inst = self.func_inst(fun, obj, &targs);
            return Callee { fun: inst.base, args: inst.dict.into_iter().collect() };
        }
        Callee { fun: self.expr(fun), args: Nodes::new() }
    }

    /// What an expression that names a generic function stands for, with its type arguments in
    /// the source.
    pub(super) fn instance_of(&self, expr: ExprId) -> Option<&Instance> {
        let name = match self.ast.exprs[expr].kind {
            ExprKind::Selector { sel, .. } => sel,
            ExprKind::Index { x, .. } => return self.instance_of(self.ast.unparen(x)),
            _ => expr,
        };
        self.source.facts.instances.get(&name)
    }

    /// A function under type arguments of the source, to which `expr` refers.
    fn func_inst(&mut self, expr: ExprId, obj: ObjId, raw: &[TypeId]) -> FuncInst {
        let pos = self.expr_pos(expr);
        let derived = self.any_derived(raw);
        let targs: Vec<TypeId> = raw.iter().map(|&targ| self.subst(targ)).collect();
        for &targ in &targs {
            self.cx.mention(targ);
        }
        let at = self.types.pos(self.types.object(obj)).map_or(pos, NodePos::from);
        if derived {
            self.dict_facts.subdict(DictOwner::Func(obj), raw);
            let base = self.cx.shaped_instance(obj, &targs);
            let base = self.func_id_node(base, at);
            let dict = self.dynamic_dict(expr, DictOwner::Func(obj));
            return FuncInst { wrapper: None, base, dict: Some(dict) };
        }
        let wrapper = self.cx.instance(obj, &targs);
        let base = self.cx.shaped_instance(obj, &targs);
        let dict = self.static_dict(wrapper, pos);
        FuncInst {
            wrapper: Some(self.func_id_node(wrapper, at)),
            base: self.func_id_node(base, at),
            dict: Some(dict),
        }
    }

    /// An entry of the function's own dictionary, as the address of another dictionary.
    pub(super) fn dynamic_dict(&mut self, expr: ExprId, of: DictOwner) -> NodeId {
        let pos = self.expr_pos(expr);
        let index = self.subdict_index(expr);
        let word = self.dict_word(pos, index);
        let ty = self.cx.dict_type(of);
        self.node(pos, ty, Op::Conv(ConvOp::ConvNop, word))
    }

    /// The address of the dictionary of an instance.
    pub(super) fn static_dict(&mut self, instance: FuncId, pos: NodePos) -> NodeId {
        let sym = self.cx.input.funcs.get(instance);
        // All methods of an instantiated type share the type's dictionary, except generic ones.
        let is_own = match self.cx.declared_object(instance) {
            Some(obj) => matches!(self.cx.dict_owner(obj), (DictOwner::Func(_), _)),
            None => true,
        };
        let name = match sym.recv {
            Some(recv) if !is_own => {
                let base = match *self.types.get(recv) {
                    Type::Pointer(elem) => elem,
                    _ => recv,
                };
                match self.types.get(base) {
                    Type::Named(id) => {
                        let named = self.types.named(*id);
                        let base = self.types.object(named.obj).name;
                        let fmt = self.cx.link_fmt();
                        fmt.instance_name(base.as_str(), &named.targs, 0)
                    }
                    _ => sym.name.as_str().to_owned(),
                }
            }
            Some(_) | None => sym.name.as_str().to_owned(),
        };
        self.dict_address(sym.pkg, &name, pos)
    }

    fn dict_address(
        &mut self,
        pkg: Option<crate::types::store::PkgId>,
        of: &str,
        pos: NodePos,
    ) -> NodeId {
        let types = self.types;
        let name = Symbol::new(&format!("{DICT}.{of}"));
        // Its size doesn't show.
        let elem = types.array_of(types.basic(Basic::Uintptr), 1);
        let pointer = types.pointer_to(elem);
        let obj = self.cx.input.funcs.dict(pkg, name, || {
            let kind = ObjectKind::Var(VarKind::Package);
            types.new_object(Object { name, pkg, pos: None, ty: elem.into(), kind })
        });
        let global = self.node(pos, elem, Op::Global(obj));
        self.node(pos, pointer, Op::Addr(global))
    }

    /// The dictionary of the function that is being built.
    pub fn dict_node(&mut self, pos: NodePos) -> NodeId {
        match self.frames.last().and_then(|frame| frame.dict) {
            Some(dict) => self.name_node(dict),
            None => self.node(pos, self.types.invalid(), Op::Static),
        }
    }

    /// An entry of the dictionary: a word. The index shows in messages alone.
    pub fn dict_word(&mut self, pos: NodePos, index: usize) -> NodeId {
        let uintptr = self.types.basic(Basic::Uintptr);
        let int = self.types.basic(Basic::Int);
        let index = i64::try_from(index).unwrap_or(0);
        let dict = self.dict_node(pos);
        let elem = self.types.array_of(uintptr, 1);
        let array = self.node(pos, elem, Op::Deref(dict));
        self.implicit(array);
        let index = self.node(pos, int, Op::Literal(crate::types::constant::Value::int(index)));
        self.node(pos, uintptr, Op::Index { x: array, index })
    }

    /// A function literal that calls `fun` with `arg0` and `arg1` before its own parameters
    /// (`reader.curry`).
    pub(super) fn curry(
        &mut self,
        pos: NodePos,
        iface_hack: bool,
        fun: NodeId,
        arg0: NodeId,
        arg1: Option<NodeId>,
    ) -> NodeId {
        let captures: Vec<NodeId> = [fun, arg0].into_iter().chain(arg1).collect();
        let skip = captures.len() - 1;
        let sig = match self.under_ty(self.node_ty(fun)) {
            Type::Signature(sig) => Signature {
                tparams: Box::default(),
                params: sig.params.iter().skip(skip).copied().collect(),
                results: sig.results.clone(),
                variadic: sig.variadic,
            },
            _ => Signature {
                tparams: Box::default(),
                params: Box::default(),
                results: Box::default(),
                variadic: false,
            },
        };
        let sig = self.types.intern(Type::Signature(sig));
        self.synthetic_closure(pos, sig, iface_hack, &captures, |_, captured, args| {
            let fun = captured[0];
            (fun, captured[1..].iter().copied().chain(args).collect())
        })
    }

    /// The signature of a method as a function, see [`Cx::method_type`].
    pub fn method_type(&self, sig: TypeId, recv: TypeId) -> TypeId {
        self.cx.method_type(sig, recv)
    }
}

impl Cx<'_> {
    /// What the release knows of a function by its name.
    pub fn known_callee(&self, func: FuncId) -> Option<KnownCallee> {
        let sym = self.input.funcs.get(func);
        let callees = &self.input.profile.callees;
        match sym.key {
            FuncKey::Runtime(name) => callees.of_compiler(name.as_str()),
            FuncKey::Declared(_)
            | FuncKey::Instance(..)
            | FuncKey::MethodWrapper { .. }
            | FuncKey::PackageInit(_)
            | FuncKey::Synthetic(..) => {
                callees.declared(self.input.types.package(sym.pkg?).path, sym.name.as_str())
            }
        }
    }

    /// The signature of a method as a function: with the receiver as its first parameter
    /// (`typecheck.NewMethodType`).
    pub fn method_type(&self, sig: TypeId, recv: TypeId) -> TypeId {
        let types = self.input.types;
        let Type::Signature(sig) = types.get(types.underlying(sig)) else { return sig };
        // Its parameters have no names.
        let unnamed = |ty| Param { name: Symbol::EMPTY, ty };
        let params = sig.params.iter().map(|param| param.ty);
        types.intern(Type::Signature(Signature {
            tparams: Box::default(),
            params: std::iter::once(recv).chain(params).map(unnamed).collect(),
            results: sig.results.iter().map(|result| unnamed(result.ty)).collect(),
            variadic: sig.variadic,
        }))
    }
}
