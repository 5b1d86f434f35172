//! Wrappers of methods (`reader.go: MakeWrappers`): functions that adapt a method to another
//! receiver, for calls through interfaces, method expressions and method values.
//!
//! ```go
//! func (T) M() {}        // (*T).M: func(p *T) { return (*p).M() }
//! type U struct{ *T }    // U.M, (*U).M: func(u U) { return u.T.M() }
//! type I interface{ M() } // I.M: func(i I) { return i.M() }
//! f := x.M               // T.M-fm: func() { return .this.M() }
//! ```
//!
//! A package makes them for the types that it declares, for those that it instantiates, and for
//! types without a name that it mentions.

use rustc_hash::FxHashSet;
use smallvec::smallvec;

use super::Cx;
use super::method_call::{Selected, method_package, select_method};
use crate::id::Arena;
use crate::ir::func::{FuncId, FuncKey, FuncSym};
use crate::ir::node::{
    As2Op, Body, CallOp, Class, ClosureId, Defn, Func, FuncFlags, FuncParam, Name, NameId, NodeId,
    NodePos, Nodes, Op, Pragma, SelectorOp,
};
use crate::ir::package::Package;
use crate::ir::type_fmt::{SHAPE_PACKAGE, compare_symbols, path_to_prefix};
use crate::ir::visit::Preorder;
use crate::source::pos::Pos;
use crate::symbol::Symbol;
use crate::types::info::{MethodPlace, ParamPlaces};
use crate::types::lookup::Lookup;
use crate::types::store::{ObjId, Param, PkgId, Signature, Type, TypeId, Types};

/// A method that a type has, its own or promoted (an element of `Type.AllMethods`).
struct Method {
    name: Symbol,
    pkg: Option<PkgId>,
    /// The declared method; absent for one of an interface.
    declared: Option<ObjId>,
    /// The interface that has it, where it isn't declared.
    interface: Option<TypeId>,
    /// The signature, with the dictionary of a shaped receiver.
    sig: TypeId,
    /// The receiver of the declared method.
    recv: Option<TypeId>,
    /// Whether it is promoted.
    promoted: bool,
    /// Whether the way to it leads through an embedded pointer.
    through_pointer: bool,
}

/// What is done with a wrapper when it is made, before it belongs to the package
/// (`finishWrapperFunc`).
pub trait Finish {
    /// Whether a method may be inlined into a wrapper of it; then the wrapper calls it rather
    /// than jumps to it.
    fn is_inlinable(&self, method: FuncId) -> bool;
    /// Devirtualizes and inlines what the wrapper calls.
    fn finish(&mut self, wrapper: &mut Body, package: &mut Package);
}

/// Wrappers of a package in which nothing is inlined. What it imports was compiled with inlining,
/// so there are methods that could be.
pub struct AsMade<'a> {
    /// Whether the package sees the body of a method of another one that can be inlined.
    pub inlinable: &'a dyn Fn(FuncId) -> bool,
}

impl Finish for AsMade<'_> {
    fn is_inlinable(&self, method: FuncId) -> bool {
        (self.inlinable)(method)
    }

    fn finish(&mut self, _: &mut Body, _: &mut Package) {}
}

/// What the wrappers of a method count.
const WRAPPER: u64 = 50;

/// What an embedded field counts whose methods are looked for.
const EMBEDDED: u64 = 10;

/// What a wrapper of a type's method takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Receives {
    /// A value.
    Value,
    /// A pointer to it.
    Pointer,
    /// Of a type that isn't in the heap, a pointer to a pointer: interfaces hold that, as a
    /// pointer to such a type is no pointer to the garbage collector.
    PointerToPointer,
}

/// The methods that there is a wrapper for, of those that are used as values.
#[derive(Default)]
struct MadeValues(FxHashSet<(TypeId, Symbol, Option<PkgId>)>);

impl MadeValues {
    /// Adds one, and tells whether it is new.
    fn add(&mut self, types: &Types, recv: TypeId, name: Symbol, pkg: Option<PkgId>) -> bool {
        self.0.insert((types.canon(recv), name, pkg))
    }
}

impl Cx<'_> {
    /// Makes the wrappers that the package needs.
    pub fn make_wrappers(&self, package: &mut Package, finish: &mut dyn Finish) {
        let types = self.input.types;
        let (need, have) = {
            let mut state = self.state.borrow_mut();
            let todo = &mut state.todo;
            (std::mem::take(&mut todo.need_wrappers), std::mem::take(&mut todo.have_wrappers))
        };
        let mut values = MadeValues::default();
        let mut seen: FxHashSet<TypeId> = have.into_iter().map(|ty| types.canon(ty)).collect();
        for ty in need {
            if !seen.insert(types.canon(ty)) || !self.need_emit(ty) {
                continue;
            }
            let is_interface = matches!(types.get(types.underlying(ty)), Type::Interface(_));
            for method in self.all_methods(ty) {
                if !self.input.budget.spend(WRAPPER) {
                    return;
                }
                let mut wrap = |recv| {
                    let made = self.method_wrapper(package, finish, ty, recv, &method);
                    self.revealed_values(package, finish, made, &mut values);
                };
                wrap(Receives::Value);
                if !is_interface {
                    wrap(Receives::Pointer);
                    if types.is_not_in_heap(ty) {
                        wrap(Receives::PointerToPointer);
                    }
                }
            }
        }
        let (need_values, have_values) = {
            let mut state = self.state.borrow_mut();
            let todo = &mut state.todo;
            (std::mem::take(&mut todo.method_values), std::mem::take(&mut todo.have_method_values))
        };
        for value in have_values {
            values.add(types, value.recv, value.name, value.pkg);
        }
        for value in need_values {
            if values.add(types, value.recv, value.name, value.pkg) {
                let made =
                    self.method_value_wrapper(package, finish, value.recv, value.name, value.pkg);
                self.revealed_values(package, finish, made, &mut values);
            }
        }
    }

    /// Makes the wrappers of methods that are used as values in a wrapper, by what was inlined into
    /// it; they may reveal more.
    ///
    /// ```go
    /// package p
    /// func (t *T) Get() func() { return t.put } // inlined into the wrapper of a method value of
    ///                                           // Get, elsewhere: that of put is made there, too
    /// ```
    fn revealed_values(
        &self,
        package: &mut Package,
        finish: &mut dyn Finish,
        made: Option<FuncId>,
        values: &mut MadeValues,
    ) {
        let mut open: Vec<FuncId> = made.into_iter().collect();
        while let Some(made) = open.pop() {
            let body = package.index.get(&made).and_then(|&index| package.bodies.get(index));
            for (recv, name, pkg) in body.map(|body| self.values_in(body)).unwrap_or_default() {
                if values.add(self.input.types, recv, name, pkg) && self.input.budget.spend(WRAPPER)
                {
                    open.extend(self.method_value_wrapper(package, finish, recv, name, pkg));
                }
            }
        }
    }

    /// The methods that a body uses as values: type of the operand, name, and package if they
    /// aren't exported.
    fn values_in(&self, body: &Body) -> Vec<(TypeId, Symbol, Option<PkgId>)> {
        let types = self.input.types;
        let mut found = Vec::new();
        for (_, func) in body.funcs.iter() {
            Preorder::new().visit(body, &func.body, |_, op| {
                let Op::Selector { op: SelectorOp::MethValue, x, sel, method } = op else { return };
                let Some(recv) = body.nodes[*x].ty else { return };
                let pkg = match method {
                    Some(method) => self.input.funcs.get(*method).pkg,
                    None => method_package(types, recv, *sel),
                };
                found.push((recv, *sel, pkg.filter(|_| !sel.is_exported())));
            });
        }
        found
    }

    /// Whether this package makes what belongs to a type (`reflectdata.NeedEmit`).
    fn need_emit(&self, ty: TypeId) -> bool {
        let types = self.input.types;
        let Type::Named(id) = types.get(ty) else { return true };
        let named = types.named(*id);
        let pkg = types.object(named.obj).pkg;
        match pkg {
            // `error`.
            None => self.input.package.path.as_str() == "runtime",
            Some(pkg) => {
                pkg == self.input.package.id
                    || !named.targs.is_empty()
                    || types.package(pkg).path.as_str() == SHAPE_PACKAGE
            }
        }
    }

    /// All methods of a type and of pointers to it, promoted ones included, in gc's order.
    fn all_methods(&self, ty: TypeId) -> Vec<Method> {
        let types = self.input.types;
        let ty = self.shaped_first(ty);
        let mut names: Vec<(Symbol, Option<PkgId>)> = Vec::new();
        // Instances may embed ever larger ones: each counts more than the one before.
        let mut instances = 0;
        types.any_part(ty, |ty, open| {
            let before = open.len();
            self.method_names(types.deref(ty).0, open, &mut names);
            let mut steps = 0;
            for &field in &open[before..] {
                let named = types.as_named(types.deref(field).0);
                let is_instance = named.is_some_and(|id| !types.named(id).targs.is_empty());
                instances += u64::from(is_instance);
                steps += if is_instance { 2 * WRAPPER * instances } else { EMBEDDED };
            }
            !self.input.budget.spend(steps)
        });
        let mut seen = FxHashSet::default();
        names.retain(|name| seen.insert(*name));
        names.sort_unstable_by(|&a, &b| compare_symbols(types, a, b));
        names.into_iter().filter_map(|(name, pkg)| self.find_method(ty, name, pkg)).collect()
    }

    /// The names of a type's own methods, and the types that it embeds.
    fn method_names(
        &self,
        base: TypeId,
        embedded: &mut Vec<TypeId>,
        names: &mut Vec<(Symbol, Option<PkgId>)>,
    ) {
        let types = self.input.types;
        let mut add = |name: Symbol, pkg: Option<PkgId>| {
            names.push((name, if name.is_exported() { None } else { pkg }));
        };
        if let Type::Named(id) = types.get(base) {
            let named = types.named(*id);
            let origin = named.origin.map_or(named, |origin| types.named(origin));
            for &method in origin.methods.get().into_iter().flatten() {
                let object = types.object(method);
                if !object.name.is_blank() && !self.is_generic_method(method) {
                    add(object.name, object.pkg);
                }
            }
        }
        match types.get(types.underlying(base)) {
            Type::Interface(_) => {
                for method in &types.type_set(base).methods {
                    add(method.name, method.pkg);
                }
            }
            Type::Struct(fields) => {
                let fields = fields.iter().filter(|field| field.embedded);
                embedded.extend(fields.map(|field| field.ty));
            }
            _ => {}
        }
    }

    pub(super) fn is_generic_method(&self, method: ObjId) -> bool {
        let types = self.input.types;
        types.object(method).ty.get().is_some_and(
            |&ty| matches!(types.get(ty), Type::Signature(sig) if !sig.tparams.is_empty()),
        )
    }

    fn find_method(&self, ty: TypeId, name: Symbol, pkg: Option<PkgId>) -> Option<Method> {
        let types = self.input.types;
        let Lookup::Method { path, recv, method, sig, .. } =
            types.lookup_field_or_method(ty, true, pkg, name, false)
        else {
            return None;
        };
        let mut at = ty;
        let mut through_pointer = false;
        for &index in &*path {
            let base = match *types.get(types.underlying(at)) {
                Type::Pointer(elem) => elem,
                _ => at,
            };
            let Type::Struct(fields) = types.get(types.underlying(base)) else { return None };
            at = fields.get(index as usize)?.ty;
            through_pointer |= matches!(types.get(at), Type::Pointer(_));
        }
        let promoted = !path.is_empty();
        let Some(obj) = method else {
            return Some(Method {
                name,
                pkg,
                declared: None,
                interface: Some(at),
                sig: self.reshape(sig?),
                recv: None,
                promoted,
                through_pointer,
            });
        };
        let id = self.method_func(obj, recv);
        let sym = self.input.funcs.get(id);
        Some(Method {
            name,
            pkg,
            declared: Some(obj),
            interface: None,
            sig: sym.ty,
            recv: sym.recv,
            promoted,
            through_pointer,
        })
    }

    /// The function of a declared method of a type.
    fn method_func(&self, method: ObjId, recv: TypeId) -> FuncId {
        let types = self.input.types;
        match types.get(recv) {
            // The type arguments of a shaped type are what they were when it was read.
            Type::Named(id) if self.has_shape(recv) && !types.named(*id).targs.is_empty() => {
                self.require(method, &types.named(*id).targs)
            }
            Type::Named(id) if !types.named(*id).targs.is_empty() => {
                self.instance(method, &types.named(*id).targs)
            }
            _ => self.declared(method),
        }
    }

    fn method_wrapper(
        &self,
        package: &mut Package,
        finish: &mut dyn Finish,
        base: TypeId,
        receives: Receives,
        method: &Method,
    ) -> Option<FuncId> {
        let types = self.input.types;
        let (recv, own_pkg) = match receives {
            Receives::Value => (base, self.type_package(base)),
            Receives::Pointer => (types.pointer_to(base), self.type_package(base)),
            Receives::PointerToPointer => (types.pointer_to(types.pointer_to(base)), None),
        };
        let is_pointer = receives != Receives::Value;
        if method.recv.is_some_and(|own| types.identical(own, recv)) {
            return None;
        }
        let pointer_method =
            method.recv.is_some_and(|own| matches!(types.get(own), Type::Pointer(_)));
        if !is_pointer && pointer_method && !method.through_pointer {
            return None;
        }
        let pkg = own_pkg;
        let id = self.input.funcs.intern(
            FuncKey::MethodWrapper { recv, name: method.name, pkg: method.pkg },
            || FuncSym {
                key: FuncKey::MethodWrapper { recv, name: method.name, pkg: method.pkg },
                pkg,
                name: self.method_symbol(recv, pkg, method.name, method.pkg, ""),
                ty: method.sig,
                recv: Some(recv),
            },
        );
        if package.index.contains_key(&id) {
            return None;
        }
        let mut wrapper = Wrapper::new(self, id, pkg);
        let places = self.param_places(method);
        let recv_param = FuncParam { sym: places.recv.0, pos: places.recv.1, ty: recv, name: None };
        wrapper.declare(Some(recv_param), method.sig, &places);
        let Some(FuncParam { name: Some(this), .. }) = wrapper.root().recv else { return None };
        wrapper.call(this, method, receives, finish);
        finish.finish(&mut wrapper.body, package);
        package.order.push((id, Body::outermost()));
        package.push(wrapper.body);
        Some(id)
    }

    fn method_value_wrapper(
        &self,
        package: &mut Package,
        finish: &mut dyn Finish,
        recv: TypeId,
        name: Symbol,
        pkg: Option<PkgId>,
    ) -> Option<FuncId> {
        let types = self.input.types;
        let base = match *types.get(recv) {
            Type::Pointer(elem) => elem,
            _ => recv,
        };
        let method = self.find_method(recv, name, pkg)?;
        let type_pkg = self.type_package(base);
        let serial = {
            let mut state = self.state.borrow_mut();
            state.synthetic += 1;
            state.synthetic
        };
        let key = FuncKey::Synthetic(self.input.package.id, serial);
        let id = self.input.funcs.intern(key.clone(), || FuncSym {
            key,
            pkg: type_pkg,
            name: self.method_symbol(recv, type_pkg, name, pkg, "-fm"),
            ty: method.sig,
            recv: None,
        });
        let mut wrapper = Wrapper::new(self, id, type_pkg);
        let places = self.param_places(&method);
        wrapper.declare(None, method.sig, &places);
        let local = Some(self.input.package.id);
        let this =
            wrapper.variable(Symbol::new(".this"), local, Class::Param, recv, autogenerated());
        wrapper.body.names[this].byval = true;
        wrapper.body.funcs[Body::outermost()].dcl.push(this);
        wrapper.call(this, &method, Receives::Value, finish);
        finish.finish(&mut wrapper.body, package);
        package.order.push((id, Body::outermost()));
        package.push(wrapper.body);
        Some(id)
    }

    /// The package of a type's name; none for types without a name.
    fn type_package(&self, base: TypeId) -> Option<PkgId> {
        let types = self.input.types;
        match types.get(base) {
            Type::Named(id) => types.object(types.named(*id).obj).pkg,
            _ => None,
        }
    }

    /// The name of a method's symbol (`ir.MethodSymSuffix`).
    fn method_symbol(
        &self,
        recv: TypeId,
        recv_pkg: Option<PkgId>,
        name: Symbol,
        pkg: Option<PkgId>,
        suffix: &str,
    ) -> Symbol {
        let mut text = self.method_name(recv, Symbol::EMPTY).as_str().to_owned();
        if let Some(pkg) = pkg.filter(|&pkg| !name.is_exported() && Some(pkg) != recv_pkg) {
            path_to_prefix(&mut text, self.input.types.package(pkg).path.as_str());
            text.push('.');
        }
        text.push_str(name.as_str());
        text.push_str(suffix);
        Symbol::new(&text)
    }

    /// Where the parameters of a method are declared.
    fn param_places(&self, method: &Method) -> Places {
        let (types, packages) = (self.input.types, self.input.packages);
        let placed = |pkg: Option<PkgId>, found: &ParamPlaces| Places {
            pkg,
            dict: found.func.map_or_else(autogenerated, Into::into),
            recv: found.recv.map_or_else(Places::no_receiver, |(name, at)| (name, at.into())),
            params: found.params.iter().map(|&at| at.into()).collect(),
            results: found.results.iter().map(|&at| at.into()).collect(),
        };
        if let Some(obj) = method.declared {
            let found = self.places.method(types, packages, obj);
            return found
                .map_or_else(Places::default, |found| placed(types.object_head(obj).pkg, &found));
        }
        let found = method
            .interface
            .and_then(|interface| self.places.interface(types, packages, interface, method.name));
        match found {
            Some(MethodPlace::Here(pkg, found)) => placed(Some(pkg), &found),
            Some(MethodPlace::Elsewhere(_)) | None => Places::default(),
        }
    }
}

fn autogenerated() -> NodePos {
    Pos::autogenerated().into()
}

/// Where the parameters of a method stand in the source.
struct Places {
    pkg: Option<PkgId>,
    /// The dictionary of a shaped method.
    dict: NodePos,
    recv: (Option<Symbol>, NodePos),
    params: Vec<NodePos>,
    results: Vec<NodePos>,
}

impl Places {
    fn no_receiver() -> (Option<Symbol>, NodePos) {
        (None, autogenerated())
    }
}

impl Default for Places {
    fn default() -> Self {
        let (params, results) = (Vec::new(), Vec::new());
        let dict = autogenerated();
        Places { pkg: None, dict, recv: Places::no_receiver(), params, results }
    }
}

/// A wrapper that is being made.
struct Wrapper<'c, 'a> {
    cx: &'c Cx<'a>,
    body: Body,
    /// The package of the wrapper's symbol.
    pkg: Option<PkgId>,
    params: Vec<NameId>,
}

impl<'c, 'a> Wrapper<'c, 'a> {
    fn new(cx: &'c Cx<'a>, id: FuncId, pkg: Option<PkgId>) -> Wrapper<'c, 'a> {
        let sym = cx.input.funcs.get(id);
        let mut body = Body {
            id,
            funcs: Arena::new(),
            names: Arena::new(),
            nodes: Arena::new(),
            inlined: Arena::new(),
        };
        let _: ClosureId = body.funcs.push(Func {
            name: sym.name,
            symbol: None,
            pos: autogenerated(),
            ty: sym.ty,
            recv: None,
            params: Vec::new(),
            results: Vec::new(),
            dcl: Vec::new(),
            closure_vars: Vec::new(),
            body: Nodes::new(),
            parent: None,
            pragma: Pragma::default(),
            flags: FuncFlags { has_body: true, dupok: true, ..FuncFlags::default() },
        });
        Wrapper { cx, body, pkg, params: Vec::new() }
    }

    fn root(&self) -> &Func {
        &self.body.funcs[Body::outermost()]
    }

    fn variable(
        &mut self,
        sym: Symbol,
        pkg: Option<PkgId>,
        class: Class,
        ty: TypeId,
        pos: NodePos,
    ) -> NameId {
        self.body.names.push(Name {
            sym,
            pkg,
            class,
            ty,
            pos,
            curfn: Body::outermost(),
            defn: Defn::None,
            outer: None,
            byval: false,
            addrtaken: false,
            auto_temp: false,
            used: true,
        })
    }

    /// Declares the receiver, and the parameters and results of a signature.
    fn declare(&mut self, recv: Option<FuncParam>, sig: TypeId, places: &Places) {
        let types = self.cx.input.types;
        let Type::Signature(Signature { params, results, .. }) = types.get(sig) else { return };
        let recv = recv.map(|recv| self.param(recv, places, Class::Param, "~p", 0));
        let first = usize::from(recv.is_some());
        // The dictionary of a shaped method comes first.
        let extra = params.len().saturating_sub(places.params.len());
        let list = |params: &[Param], at: &[NodePos], extra: usize| -> Vec<FuncParam> {
            let place = |i: usize| match i.checked_sub(extra) {
                Some(i) => at.get(i).copied().unwrap_or_else(autogenerated),
                None => places.dict,
            };
            let param = |(i, param): (usize, &Param)| FuncParam {
                sym: (!param.name.is_empty()).then_some(param.name),
                pos: place(i),
                ty: param.ty,
                name: None,
            };
            params.iter().enumerate().map(param).collect()
        };
        let params = list(params, &places.params, extra);
        let results = list(results, &places.results, 0);
        let params: Vec<FuncParam> = params
            .into_iter()
            .enumerate()
            .map(|(i, param)| self.param(param, places, Class::Param, "~p", first + i))
            .collect();
        let results: Vec<FuncParam> = results
            .into_iter()
            .enumerate()
            .map(|(i, result)| self.param(result, places, Class::ParamOut, "~r", i))
            .collect();
        self.params = params.iter().filter_map(|param| param.name).collect();
        let root = &mut self.body.funcs[Body::outermost()];
        let declared = recv.iter().chain(&params).chain(&results);
        root.dcl = declared.filter_map(|param| param.name).collect();
        root.recv = recv;
        root.params = params;
        root.results = results;
    }

    fn param(
        &mut self,
        param: FuncParam,
        places: &Places,
        class: Class,
        prefix: &str,
        number: usize,
    ) -> FuncParam {
        let (sym, pkg) = match param.sym {
            Some(sym) if !sym.is_blank() && !sym.is_empty() => (sym, places.pkg),
            _ => (Symbol::new(&format!("{prefix}{number}")), self.pkg),
        };
        let name = self.variable(sym, pkg, class, param.ty, param.pos);
        FuncParam { name: Some(name), ..param }
    }

    fn name_node(&mut self, name: NameId) -> NodeId {
        let Name { pos, ty, .. } = self.body.names[name];
        self.body.add(pos, Some(ty), Op::Name(name))
    }

    /// `return this.method(params...)` (`addTailCall`).
    fn call(&mut self, this: NameId, method: &Method, receives: Receives, finish: &dyn Finish) {
        let types = self.cx.input.types;
        let pos = autogenerated();
        let mut x = self.name_node(this);
        if receives == Receives::PointerToPointer
            && let Some(ty) = self.body.nodes[x].ty
            && let Type::Pointer(elem) = *types.get(ty)
        {
            x = self.body.add(pos, Some(elem), Op::Deref(x));
            self.body.nodes[x].implicit = true;
        }
        let is_pointer = receives != Receives::Value;
        let pkg = method.pkg;
        let Some(selected) = select_method(self.cx, &mut self.body, pos, x, pkg, method.name)
        else {
            return;
        };
        let mut args: Nodes = Nodes::new();
        let (op, fun) = match selected {
            Selected::Method { fun, recv } => {
                args.push(recv);
                (CallOp::CallFunc, fun)
            }
            Selected::Interface(fun) => (CallOp::CallInter, fun),
        };
        for param in self.params.clone() {
            args.push(self.name_node(param));
        }
        let (results, is_ddd) = match types.get(method.sig) {
            Type::Signature(sig) => {
                (sig.results.iter().map(|result| result.ty).collect::<Vec<_>>(), sig.variadic)
            }
            _ => (Vec::new(), false),
        };
        let ty = match results.as_slice() {
            [] => None,
            &[ty] => Some(ty),
            many => Some(types.tuple(many.into())),
        };
        let call = Op::Call { op, fun, args, is_ddd, go_defer: false };
        let call = self.body.add(pos, ty, call);
        let pointer_method =
            method.recv.is_none_or(|own| matches!(types.get(own), Type::Pointer(_)));
        let inlinable = match *self.body.op(fun) {
            Op::Selector { op: SelectorOp::MethExpr, method: Some(func), .. } => {
                finish.is_inlinable(func)
            }
            _ => false,
        };
        let stmt = if is_pointer && pointer_method && method.promoted && !inlinable {
            self.body.add(pos, None, Op::TailCall(call))
        } else {
            self.body.funcs[Body::outermost()].flags.wrapper = true;
            match results.len() {
                0 => call,
                1 => self.body.add(pos, None, Op::Return(smallvec![call])),
                _ => self.return_multi(call, &results),
            }
        };
        self.body.funcs[Body::outermost()].body.push(stmt);
    }

    fn return_multi(&mut self, call: NodeId, results: &[TypeId]) -> NodeId {
        let pos = autogenerated();
        let mut tmps = Vec::with_capacity(results.len());
        for &ty in results {
            let number = self.root().dcl.len();
            let sym = Symbol::new(&format!(".autotmp_{number}"));
            let tmp = self.variable(sym, None, Class::Auto, ty, pos);
            self.body.names[tmp].auto_temp = true;
            self.body.funcs[Body::outermost()].dcl.push(tmp);
            tmps.push(tmp);
        }
        let lhs: Nodes = tmps.iter().map(|&tmp| self.name_node(tmp)).collect();
        let assign = Op::As2 { op: As2Op::Func, lhs, rhs: smallvec![call], def: true };
        let assign = self.body.add(pos, None, assign);
        for &tmp in &tmps {
            let dcl = self.body.add(pos, None, Op::Dcl(tmp));
            self.body.nodes[assign].init.push(dcl);
            self.body.names[tmp].defn = Defn::Node(assign);
        }
        let values: Nodes = tmps.iter().map(|&tmp| self.name_node(tmp)).collect();
        let ret = self.body.add(pos, None, Op::Return(values));
        self.body.nodes[ret].init.push(assign);
        ret
    }
}
