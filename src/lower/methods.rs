//! References to methods: called, as values `x.M`, and as expressions `T.M` (`reader.go:
//! methodExpr, methodExprWrap, exprRecv, exprMethodVal, exprMethodExpr`).
//!
//! ```go
//! type T struct{ E }
//! type E struct{}
//! func (*E) M() {}
//! t.M()  // (*E).M(&t.E), the field and the address implicit
//! i.M()  // through an interface, stays a selector
//! x.M()  // of type parameter's type: through a word of the dictionary
//! ```

use super::Lower;
use super::funcs::{Callee, FuncInst};
use super::generics::{DictOwner, ReaderOwner};
use crate::ir::func::{FuncId, FuncKey, FuncSym};
use crate::ir::node::{ConvOp, NodeId, NodePos, Nodes, Op, SelectorOp};
use crate::ir::note::Note;
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprId, ExprKind};
use crate::types::info::Selection;
use crate::types::store::{Field, NamedId, ObjId, ObjectKind, PkgId, Signature, Type, TypeId};

impl<'a> Lower<'a> {
    /// `x.f1.f2...` by field indices, as the compiler selects embedded fields implicitly.
    pub fn field_path(&mut self, mut x: NodeId, path: &[u32], pos: NodePos) -> NodeId {
        for &index in path {
            let ty = self.node_ty(x);
            let (base, pointer) = self.deref_ty(ty);
            let Some(Field { name, ty, .. }) = self.struct_field(base, index) else { return x };
            let op = if pointer { SelectorOp::DotPtr } else { SelectorOp::Dot };
            let ty = self.cx.reshape(ty);
            x = self.node(pos, ty, Op::Selector { op, x, sel: name, method: None });
            self.implicit(x);
        }
        x
    }

    /// What a pointer points to, and whether the type is one.
    pub fn deref_ty(&self, ty: TypeId) -> (TypeId, bool) {
        match *self.under_ty(ty) {
            Type::Pointer(elem) => (elem, true),
            _ => (ty, false),
        }
    }

    fn struct_field(&self, ty: TypeId, index: u32) -> Option<Field> {
        match self.under_ty(ty) {
            Type::Struct(fields) => fields.get(index as usize).cloned(),
            _ => None,
        }
    }

    /// The type in the source at the end of a path of embedded fields.
    fn raw_path(&self, mut raw: TypeId, path: &[u32]) -> TypeId {
        for &index in path {
            let (base, _) = self.deref_ty(raw);
            match self.struct_field(base, index) {
                Some(field) => raw = field.ty,
                None => break,
            }
        }
        raw
    }

    /// The receiver of the method that `x.M` selects: `x` with implicit fields, and an implicit
    /// `*` or `&`.
    pub fn recv_expr(&mut self, expr: ExprId) -> NodeId {
        self.recv(expr).0
    }

    /// The same with the type that the receiver has in the source.
    fn recv(&mut self, expr: ExprId) -> (NodeId, TypeId) {
        let pos = self.expr_pos(expr);
        let (ExprKind::Selector { x, .. }, Some(selection)) =
            (&self.ast.exprs[expr].kind, self.selection(expr))
        else {
            let invalid = self.types.invalid();
            return (self.node(pos, invalid, Op::Static), invalid);
        };
        let operand = *x;
        let x = self.expr(operand);
        let x = self.field_path(x, &selection.path, pos);
        let raw = self.raw_path(self.raw_ty(operand), &selection.path);
        match (self.wants_pointer(selection), self.types.get(raw)) {
            (Some(false), &Type::Pointer(elem)) => {
                let x = self.deref(pos, x);
                (self.implicit(x), elem)
            }
            (Some(true), Type::Pointer(_)) | (None | Some(false), _) => (x, raw),
            (Some(true), _) => {
                let x = self.addr(pos, x);
                (self.implicit(x), self.types.pointer_to(raw))
            }
        }
    }

    /// Whether the selected method is declared with a pointer receiver; absent for a method of an
    /// interface or type parameter.
    fn wants_pointer(&self, selection: &Selection) -> Option<bool> {
        let method = selection.method?;
        match &self.types.object(method).kind {
            ObjectKind::Func(info) => info.recv.get().map(|recv| recv.pointer),
            _ => None,
        }
    }

    /// The method that a selector selects, of the given receiver (its type in the source), as
    /// functions with the receiver as first and the dictionary as second parameter.
    fn method_expr(&mut self, expr: ExprId, selection: &Selection, raw_recv: TypeId) -> FuncInst {
        let pos = self.expr_pos(expr);
        let recv = self.subst(raw_recv);
        self.cx.mention(recv);
        let sig = self.subst(selection.ty);
        let sel = self.selected_name(expr);
        if let Type::TypeParam(_) = self.types.get(raw_recv) {
            let sig = self.method_type(sig, recv);
            let index = self.method_index(raw_recv, sel);
            let word = self.dict_word(pos, index);
            let uintptr = self.types.pointer_to(self.node_ty(word));
            let address = self.node(pos, uintptr, Op::Addr(word));
            let fun = self.node(pos, sig, Op::Conv(ConvOp::ConvNop, address));
            return FuncInst { wrapper: Some(fun), base: fun, dict: None };
        }
        let dict = self.method_dict(expr, raw_recv, selection);
        let (Some(method), Some((owner, raw_targs))) = (selection.method, dict) else {
            let fun = self.interface_method(pos, recv, sel, sig);
            return FuncInst { wrapper: Some(fun), base: fun, dict: None };
        };
        if raw_targs.is_empty() {
            let id = self.cx.declared(method);
            let fun = self.method_node(pos, id, recv, sel, sig);
            return FuncInst { wrapper: Some(fun), base: fun, dict: None };
        }
        let derived = self.any_derived(&raw_targs);
        let targs: Vec<TypeId> = raw_targs.iter().map(|&targ| self.subst(targ)).collect();
        let base_id = self.cx.shaped_instance(method, &targs);
        let shaped_sel = match owner {
            DictOwner::Type(_) => sel,
            DictOwner::Func(_) => self.generic_method_name(base_id, self.own_targs(expr).len()),
        };
        let base = self.shaped_method_node(pos, base_id, shaped_sel);
        if derived {
            self.dict_facts.subdict(owner, &raw_targs);
            let dict = self.dynamic_dict(expr, owner);
            return FuncInst { wrapper: None, base, dict: Some(dict) };
        }
        match owner {
            DictOwner::Type(_) => {
                let wrapper = self.cx.instance(method, &targs);
                let dict = self.static_dict(wrapper, pos);
                let wrapper = Some(self.method_node(pos, wrapper, recv, sel, sig));
                FuncInst { wrapper, base, dict: Some(dict) }
            }
            // gc makes no wrappers of generic methods.
            DictOwner::Func(_) => {
                let id = self.cx.dict_of_method(method, &targs);
                let dict = self.static_dict(id, pos);
                FuncInst { wrapper: None, base, dict: Some(dict) }
            }
        }
    }

    /// The name of a generic method with its own type arguments, the last `own`: as gc selects
    /// it.
    fn generic_method_name(&self, id: FuncId, own: usize) -> Symbol {
        let FuncKey::Instance(obj, targs) = &self.cx.input.funcs.get(id).key else {
            return Symbol::EMPTY;
        };
        let name = self.types.object(*obj).name;
        let own = targs.get(targs.len().saturating_sub(own)..).unwrap_or_default();
        Symbol::new(&self.cx.link_fmt().instance_name(name.as_str(), own, 0))
    }

    /// What the dictionary of a selected method belongs to, and the type arguments in the source,
    /// none if it isn't generic. `raw_recv` is the type of the receiver in the source.
    pub(super) fn method_dict(
        &self,
        expr: ExprId,
        raw_recv: TypeId,
        selection: &Selection,
    ) -> Option<(DictOwner, Vec<TypeId>)> {
        let method = selection.method?;
        let named = match *self.types.get(raw_recv) {
            Type::Pointer(elem) => elem,
            _ => raw_recv,
        };
        let mut targs = match self.types.get(named) {
            Type::Named(id) => self.types.named(*id).targs.to_vec(),
            _ => Vec::new(),
        };
        let own = self.own_targs(expr);
        let owner = match self.types.get(named) {
            Type::Named(id) if own.is_empty() => DictOwner::Type(self.origin(*id)),
            _ => DictOwner::Func(method),
        };
        targs.extend(own);
        Some((owner, targs))
    }

    /// The type in the source of the receiver that a method is selected on, which `x` of type
    /// `raw` holds.
    pub(super) fn method_recv(&self, raw: TypeId, selection: &Selection) -> TypeId {
        let at = self.raw_path(raw, &selection.path);
        match (self.wants_pointer(selection), self.types.get(at)) {
            (Some(false), &Type::Pointer(elem)) => elem,
            (Some(true), Type::Pointer(_)) | (None | Some(false), _) => at,
            (Some(true), _) => self.types.pointer_to(at),
        }
    }

    fn origin(&self, id: NamedId) -> NamedId {
        self.types.named(id).origin.unwrap_or(id)
    }

    /// The type arguments of a generic method itself.
    fn own_targs(&self, expr: ExprId) -> Vec<TypeId> {
        let name = match self.ast.exprs[expr].kind {
            ExprKind::Selector { sel, .. } => sel,
            _ => expr,
        };
        self.source.facts.instances.get(&name).map_or_else(Vec::new, |inst| inst.targs.to_vec())
    }

    pub(super) fn selected_name(&self, expr: ExprId) -> Symbol {
        match self.ast.exprs[expr].kind {
            ExprKind::Selector { sel, .. } => self.ast.name(sel),
            _ => Symbol::EMPTY,
        }
    }

    /// `T.M` (`OMETHEXPR`).
    pub(super) fn method_node(
        &mut self,
        pos: NodePos,
        id: FuncId,
        recv: TypeId,
        sel: Symbol,
        sig: TypeId,
    ) -> NodeId {
        let ty = self.method_type(sig, recv);
        let x = self.node(pos, recv, Op::Type);
        self.node(pos, ty, Op::Selector { op: SelectorOp::MethExpr, x, sel, method: Some(id) })
    }

    /// `T[S].M` of a shaped type; its dictionary parameter is the second.
    fn shaped_method_node(&mut self, pos: NodePos, id: FuncId, sel: Symbol) -> NodeId {
        let FuncSym { ty, recv, .. } = *self.cx.input.funcs.get(id);
        self.cx.mention(ty);
        let recv = recv.unwrap_or_else(|| self.types.invalid());
        self.method_node(pos, id, recv, sel, ty)
    }

    /// `I.M` of an interface type: no function is known.
    fn interface_method(&mut self, pos: NodePos, recv: TypeId, sel: Symbol, sig: TypeId) -> NodeId {
        let ty = self.method_type(sig, recv);
        let x = self.node(pos, recv, Op::Type);
        self.node(pos, ty, Op::Selector { op: SelectorOp::MethExpr, x, sel, method: None })
    }

    /// The call of a method: the method, or for an interface the selector; the receiver and the
    /// dictionary as arguments.
    pub(super) fn method_callee(&mut self, expr: ExprId, selection: &'a Selection) -> Callee {
        let (recv, raw) = self.recv(expr);
        let inst = self.method_expr(expr, selection, raw);
        let pos = self.expr_pos(expr);
        let is_interface = self.is_interface(self.node_ty(recv));
        let is_meth_expr = self.is_static_callee(inst.base);
        if is_interface && is_meth_expr {
            let ty = self.subst(selection.ty);
            let sel = self.selected_name(expr);
            let op = SelectorOp::DotInter;
            let fun = self.node(pos, ty, Op::Selector { op, x: recv, sel, method: None });
            return Callee { fun, args: inst.dict.into_iter().collect() };
        }
        if is_interface {
            self.note(pos, Note::ImpreciseInterfaceCall);
        }
        let args: Nodes = std::iter::once(recv).chain(inst.dict).collect();
        Callee { fun: inst.base, args }
    }

    /// `x.M`, not called.
    pub fn method_value(&mut self, expr: ExprId) -> NodeId {
        let expr = self.selector_of(expr);
        let pos = self.expr_pos(expr);
        let Some(selection) = self.selection(expr) else {
            return self.node(pos, self.ty(expr), Op::Static);
        };
        let (mut recv, raw) = self.recv(expr);
        let inst = self.method_expr(expr, selection, raw);
        let wrapper = inst.wrapper.filter(|&wrapper| self.is_static_callee(wrapper));
        let Some(wrapper) = wrapper else {
            return match inst.dict {
                Some(dict) => self.curry(pos, true, inst.base, recv, Some(dict)),
                None => self.curry(pos, true, inst.base, recv, None),
            };
        };
        let method = self.static_callee(wrapper);
        let want = match self.under_ty(self.node_ty(wrapper)) {
            Type::Signature(sig) => sig.params.first().map(|param| param.ty),
            _ => None,
        };
        let have = self.node_ty(recv);
        if let Some(want) = want
            && self.cx.has_shape(have)
        {
            let at = self.body.nodes[recv].pos;
            recv = self.node(at, want, Op::Conv(ConvOp::ConvNop, recv));
        }
        let ty = self.subst(selection.ty);
        let sel = self.selected_name(expr);
        self.cx.need_method_value(self.node_ty(recv), sel, self.package.id, ty, method);
        self.node(pos, ty, Op::Selector { op: SelectorOp::MethValue, x: recv, sel, method })
    }

    /// `T.M`.
    pub fn method_expr_value(&mut self, expr: ExprId) -> NodeId {
        let expr = self.selector_of(expr);
        let pos = self.expr_pos(expr);
        let (ExprKind::Selector { x, .. }, Some(selection)) =
            (&self.ast.exprs[expr].kind, self.selection(expr))
        else {
            return self.node(pos, self.ty(expr), Op::Static);
        };
        let raw = self.raw_ty(*x);
        let recv = self.subst(raw);
        self.note_interface(*x, recv);
        let at_method = self.raw_path(raw, &selection.path);
        let (raw_recv, adjust) = match (self.wants_pointer(selection), self.types.get(at_method)) {
            (Some(false), &Type::Pointer(elem)) => (elem, Adjust::Deref),
            (Some(true), Type::Pointer(_)) | (None | Some(false), _) => (at_method, Adjust::None),
            (Some(true), _) => (self.types.pointer_to(at_method), Adjust::Addr),
        };
        let inst = self.method_expr(expr, selection, raw_recv);
        if let Some(wrapper) = inst.wrapper
            && selection.path.is_empty()
            && adjust == Adjust::None
        {
            return wrapper;
        }
        let is_static = inst.wrapper.is_some_and(|wrapper| self.is_static_callee(wrapper));
        if is_static && !self.cx.has_shape(recv) {
            let sel = self.selected_name(expr);
            let sig = self.subst(selection.ty);
            // The wrapper for this receiver counts as the declared method.
            return match inst.wrapper.and_then(|wrapper| self.static_callee(wrapper)) {
                Some(id) => self.method_node(pos, id, recv, sel, sig),
                None => self.interface_method(pos, recv, sel, sig),
            };
        }
        self.method_expr_wrap(pos, recv, &selection.path, adjust, inst)
    }

    /// A function literal that selects the receiver within its first parameter
    /// (`reader.methodExprWrap`).
    fn method_expr_wrap(
        &mut self,
        pos: NodePos,
        recv: TypeId,
        path: &[u32],
        adjust: Adjust,
        inst: FuncInst,
    ) -> NodeId {
        let captures: Vec<NodeId> = std::iter::once(inst.base).chain(inst.dict).collect();
        let sig = match self.under_ty(self.node_ty(inst.base)) {
            Type::Signature(sig) => sig.clone(),
            _ => return inst.base,
        };
        let skip = if inst.dict.is_some() { 2 } else { 1 };
        let first = crate::types::store::Param {
            name: sig.params.first().map_or(Symbol::EMPTY, |param| param.name),
            ty: recv,
        };
        let sig = self.types.intern(Type::Signature(Signature {
            params: std::iter::once(first).chain(sig.params.iter().skip(skip).copied()).collect(),
            ..sig
        }));
        self.synthetic_closure(pos, sig, false, &captures, |lower, captured, mut args| {
            if let Some(first) = args.first_mut() {
                let mut arg = lower.field_path(*first, path, pos);
                match adjust {
                    Adjust::None => {}
                    Adjust::Deref => {
                        arg = lower.deref(pos, arg);
                        lower.implicit(arg);
                    }
                    Adjust::Addr => {
                        arg = lower.addr(pos, arg);
                        lower.implicit(arg);
                    }
                }
                *first = arg;
            }
            if let Some(&dict) = captured.get(1) {
                args.insert(1.min(args.len()), dict);
            }
            (captured[0], args)
        })
    }

    /// The selector of `x.M` or `x.M[int]`.
    fn selector_of(&self, expr: ExprId) -> ExprId {
        let expr = self.ast.unparen(expr);
        match self.ast.exprs[expr].kind {
            ExprKind::Index { x, .. } => self.ast.unparen(x),
            _ => expr,
        }
    }
}

/// What is done to an argument to make it a method's receiver.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Adjust {
    None,
    Deref,
    Addr,
}

/// Wrappers of methods by name.
impl super::Cx<'_> {
    /// The wrapper function of a method of `recv`.
    pub fn wrapper_func(&self, recv: TypeId, name: Symbol, pkg: PkgId, sig: TypeId) -> FuncId {
        let pkg = (!name.is_exported()).then_some(pkg);
        self.input.funcs.intern(FuncKey::MethodWrapper { recv, name, pkg }, || FuncSym {
            key: FuncKey::MethodWrapper { recv, name, pkg },
            pkg: self.package_of_type(recv),
            name: self.method_name(recv, name),
            ty: sig,
            recv: Some(recv),
        })
    }

    /// `(*T).M` or `T.M` (`ir.MethodSym`).
    pub fn method_name(&self, recv: TypeId, name: Symbol) -> Symbol {
        let text = self.link_fmt().receiver_string(recv);
        Symbol::new(&match self.input.types.get(recv) {
            Type::Pointer(_) => format!("({text}).{name}"),
            _ => format!("{text}.{name}"),
        })
    }

    fn package_of_type(&self, ty: TypeId) -> Option<PkgId> {
        let types = self.input.types;
        let base = match *types.get(ty) {
            Type::Pointer(elem) => elem,
            _ => ty,
        };
        match types.get(base) {
            Type::Named(id) => types.object(types.named(*id).obj).pkg,
            _ => None,
        }
    }

    /// Notes that `x.M` is used as a value: gc makes a wrapper for it.
    pub fn need_method_value(
        &self,
        recv: TypeId,
        name: Symbol,
        pkg: PkgId,
        sig: TypeId,
        method: Option<FuncId>,
    ) {
        let pkg = (!name.is_exported()).then_some(pkg);
        let value = super::package::MethodValue { recv, name, pkg, sig, method };
        let mut state = self.state.borrow_mut();
        match state.reading {
            ReaderOwner::Own => state.todo.method_values.push(value),
            ReaderOwner::Imported => state.todo.have_method_values.push(value),
        }
    }

    /// The declared method that a function is, or is an instance of.
    pub fn declared_object(&self, id: FuncId) -> Option<ObjId> {
        match self.input.funcs.get(id).key {
            FuncKey::Declared(obj) | FuncKey::Instance(obj, _) => Some(obj),
            FuncKey::MethodWrapper { .. }
            | FuncKey::PackageInit(_)
            | FuncKey::Runtime(_)
            | FuncKey::Synthetic(..) => None,
        }
    }
}
