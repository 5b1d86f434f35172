//! Which instances of generic code a package compiles.
//!
//! gc finds out while it reads: a reference to an instantiated function makes that instance; a
//! type that is read, in whatever way, is read with its underlying type and all its methods, and
//! all methods of an instantiated type are compiled (`reader.go: objIdx`, `typIdx`). What the
//! source of an imported package mentions in its types counts as well.
//!
//! ```go
//! func f(m *sync.Map) {} // compiles 28 lines' worth of internal/sync.HashTrieMap[any, any]
//! ```
//!
//! For each instance there are two functions: the shaped body, and a wrapper under the real type
//! arguments that passes it the dictionary.

use super::{Cx, Lower};
use crate::ir::func::{FuncId, FuncKey, FuncSym};
use crate::ir::lower::closure::DICT;
use crate::ir::type_fmt::{SHAPE_PACKAGE, TypeFmt};
use crate::symbol::Symbol;
use crate::types::store::{
    Basic, FuncInfo, NamedId, ObjId, ObjectKind, Param, Signature, Type, TypeId,
};

/// Where a type was mentioned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mention {
    /// In the package that is compiled, or in an instance that it makes.
    Local,
    /// In an imported package, which has made the wrappers of its types' methods.
    Imported,
}

impl<'a> Cx<'a> {
    /// Notes a type that the code mentions, and what comes with it.
    pub fn mention(&self, ty: TypeId) {
        if self.state.borrow().mentioned.contains(&(ty, Mention::Local)) {
            return;
        }
        self.mention_from(ty, Mention::Local);
    }

    fn mention_from(&self, ty: TypeId, mention: Mention) {
        let types = self.input.types;
        let mut work = vec![(ty, mention)];
        while let Some((ty, mention)) = work.pop() {
            if !self.state.borrow_mut().mentioned.insert((ty, mention)) {
                continue;
            }
            match types.get(ty) {
                Type::Named(id) => {
                    let from = work.len();
                    self.mention_named(ty, *id, &mut work);
                    reverse(&mut work, from);
                }
                Type::Struct(fields) => {
                    if fields.iter().any(|field| field.embedded) {
                        self.need_wrappers(ty, mention);
                    }
                    self.mention_parts(ty, mention, &mut work);
                }
                Type::Interface(interface) => {
                    if !interface.methods.is_empty() || !interface.embeds.is_empty() {
                        self.need_wrappers(ty, mention);
                    }
                    self.mention_parts(ty, mention, &mut work);
                }
                _ => self.mention_parts(ty, mention, &mut work),
            }
        }
    }

    /// Notes the types that a type literal is made of.
    fn mention_parts(&self, ty: TypeId, mention: Mention, work: &mut Vec<(TypeId, Mention)>) {
        let from = work.len();
        match self.input.types.get(ty) {
            Type::Basic(_) | Type::TypeParam(_) | Type::Union(_) => {}
            Type::Named(_) => work.push((ty, mention)),
            Type::Pointer(elem) | Type::Slice(elem) => work.push((*elem, mention)),
            Type::Array { elem, .. } | Type::Chan { elem, .. } => work.push((*elem, mention)),
            Type::Map { key, elem } => work.extend([(*key, mention), (*elem, mention)]),
            Type::Struct(fields) => work.extend(fields.iter().map(|field| (field.ty, mention))),
            Type::Tuple(list) => work.extend(list.iter().map(|&ty| (ty, mention))),
            Type::Signature(sig) => {
                if sig.tparams.is_empty() {
                    let params = sig.params.iter().chain(&sig.results);
                    work.extend(params.map(|param| (param.ty, mention)));
                }
            }
            Type::Interface(interface) => {
                work.extend(interface.methods.iter().map(|method| (method.sig, mention)));
                work.extend(interface.embeds.iter().map(|&embed| (embed, mention)));
            }
        }
        reverse(work, from);
    }

    fn need_wrappers(&self, ty: TypeId, mention: Mention) {
        let mut state = self.state.borrow_mut();
        match mention {
            Mention::Local => state.todo.need_wrappers.push(ty),
            Mention::Imported => {
                state.todo.have_wrappers.insert(ty);
            }
        }
    }

    fn mention_named(&self, ty: TypeId, id: NamedId, work: &mut Vec<(TypeId, Mention)>) {
        let types = self.input.types;
        let named = types.named(id);
        let pkg = types.object(named.obj).pkg;
        let Some(origin) = named.origin else {
            let generic = named.tparams.get().is_some_and(|list| !list.is_empty())
                || named.implicit_tparams.get().is_some_and(|list| !list.is_empty());
            if generic {
                return;
            }
            let mention = match pkg {
                Some(pkg)
                    if pkg != self.input.package.id
                        && types.package(pkg).path.as_str() != SHAPE_PACKAGE =>
                {
                    Mention::Imported
                }
                _ => Mention::Local,
            };
            self.mention_parts(types.underlying(ty), mention, work);
            for &method in named.methods.get().into_iter().flatten() {
                if let Some(&sig) = types.object(method).ty.get() {
                    work.push((sig, mention));
                }
            }
            self.need_wrappers(ty, mention);
            return;
        };
        // An instance that mentions type parameters belongs to a generic declaration.
        if named.targs.iter().any(|&targ| types.has_tparams(targ)) {
            return;
        }
        work.extend(named.targs.iter().map(|&targ| (targ, Mention::Local)));
        self.mention_parts(self.shaped_under(ty), Mention::Local, work);
        let methods = types.named(origin).methods.get().into_iter().flatten();
        let shaped = self.has_shape(ty);
        for &method in methods {
            if let Some(sig) = types.method_signature(ty, method) {
                let generic =
                    matches!(types.get(sig), Type::Signature(sig) if !sig.tparams.is_empty());
                if generic {
                    continue;
                }
                work.push((self.reshape(sig), Mention::Local));
                // The type arguments of a shaped type are what they were when it was read.
                if shaped {
                    self.require(method, &named.targs);
                } else {
                    self.instance(method, &named.targs);
                }
            }
        }
        self.need_wrappers(ty, Mention::Local);
        if shaped {
            return;
        }
        let tparams: Vec<TypeId> = {
            let origin = types.named(origin);
            let implicit = origin.implicit_tparams.get().into_iter().flatten();
            implicit.chain(origin.tparams.get().into_iter().flatten()).copied().collect()
        };
        let shapes = self.shapify_all(&tparams, &named.targs);
        work.push((types.instance(origin, &shapes), Mention::Local));
    }

    /// The type parameters of a function or method, those of the receiver's type first.
    pub fn func_tparams(&self, obj: ObjId) -> Vec<TypeId> {
        let types = self.input.types;
        let object = types.object(obj);
        let mut tparams = Vec::new();
        if let ObjectKind::Func(info) = &object.kind
            && let Some(recv) = info.recv.get()
        {
            tparams.extend(types.named(recv.base).tparams.get().into_iter().flatten());
        }
        if let Some(&ty) = object.ty.get()
            && let Type::Signature(sig) = types.get(ty)
        {
            tparams.extend(&sig.tparams);
        }
        tparams
    }

    /// The function that gc compiles for a declared function without type arguments.
    pub fn declared(&self, obj: ObjId) -> FuncId {
        self.input.funcs.intern(FuncKey::Declared(obj), || self.func_sym(obj, &[]))
    }

    /// The function under these type arguments, which is to be compiled. Where one of them has a
    /// shape, all of them become shapes, and the function is the shaped body.
    pub fn instance(&self, obj: ObjId, targs: &[TypeId]) -> FuncId {
        let tparams = self.func_tparams(obj);
        if targs.iter().any(|&targ| self.has_shape(targ)) {
            let shapes = self.shapify_all(&tparams, targs);
            return self.require(obj, &shapes);
        }
        let wrapper = self.require(obj, targs);
        let shapes = self.shapify_all(&tparams, targs);
        self.require(obj, &shapes);
        wrapper
    }

    /// The shaped body for these type arguments.
    pub fn shaped_instance(&self, obj: ObjId, targs: &[TypeId]) -> FuncId {
        let shapes = self.shapify_all(&self.func_tparams(obj), targs);
        self.require(obj, &shapes)
    }

    fn require(&self, obj: ObjId, targs: &[TypeId]) -> FuncId {
        let key = FuncKey::Instance(obj, targs.into());
        let id = self.input.funcs.intern(key, || self.func_sym(obj, targs));
        let new = self.state.borrow_mut().todo.required.insert(id);
        if new {
            let sym = self.input.funcs.get(id);
            self.mention(sym.ty);
            if let Some(recv) = sym.recv {
                self.mention(recv);
            }
            self.state.borrow_mut().todo.bodies.push(id);
        }
        id
    }

    fn func_sym(&self, obj: ObjId, targs: &[TypeId]) -> FuncSym {
        let types = self.input.types;
        let object = types.object(obj);
        let tparams = self.func_tparams(obj);
        let fmt = TypeFmt::new(types, None);
        let key = if targs.is_empty() {
            FuncKey::Declared(obj)
        } else {
            FuncKey::Instance(obj, targs.into())
        };
        let mut ty = object.ty.get().copied().unwrap_or_else(|| types.invalid());
        let from = tparams.get(..targs.len()).unwrap_or(&tparams);
        let shaped = targs.iter().any(|&targ| self.has_shape(targ));
        if !targs.is_empty() {
            ty = self.ground_signature(ty, from, targs);
            if shaped {
                ty = self.with_dict(ty);
            }
        }
        let receiver = match &object.kind {
            ObjectKind::Func(FuncInfo { recv, .. }) => recv.get().copied(),
            _ => None,
        };
        let Some(receiver) = receiver else {
            let name = if targs.is_empty() {
                object.name
            } else {
                Symbol::new(&fmt.instance_name(object.name.as_str(), targs, 0))
            };
            return FuncSym { key, pkg: object.pkg, name, ty, recv: None };
        };
        let base = types.named(receiver.base);
        let own = base.tparams.get().map_or(0, |list| list.len());
        let base_obj = types.object(base.obj);
        let recv_targs = targs.get(..own).unwrap_or(targs);
        let recv = if recv_targs.is_empty() {
            base_obj.ty.get().copied().unwrap_or_else(|| types.invalid())
        } else {
            types.instance(receiver.base, recv_targs)
        };
        let base_name = if recv_targs.is_empty() {
            base_obj.name.as_str().to_owned()
        } else {
            fmt.instance_name(base_obj.name.as_str(), recv_targs, 0)
        };
        let mut method = object.name.as_str().to_owned();
        if let Some(rest) = targs.get(own..).filter(|rest| !rest.is_empty()) {
            method = fmt.instance_name(&method, rest, 0);
        }
        let (name, recv) = if receiver.pointer {
            (format!("(*{base_name}).{method}"), types.pointer_to(recv))
        } else {
            (format!("{base_name}.{method}"), recv)
        };
        FuncSym { key, pkg: object.pkg, name: Symbol::new(&name), ty, recv: Some(recv) }
    }

    /// A generic signature without its type parameters, for these type arguments.
    fn ground_signature(&self, sig: TypeId, from: &[TypeId], to: &[TypeId]) -> TypeId {
        let types = self.input.types;
        let plain = match types.get(sig) {
            Type::Signature(generic) if !generic.tparams.is_empty() => {
                types.intern(Type::Signature(Signature {
                    tparams: Box::default(),
                    params: generic.params.clone(),
                    results: generic.results.clone(),
                    variadic: generic.variadic,
                }))
            }
            _ => sig,
        };
        self.reshape(types.subst(plain, from, to))
    }

    /// The signature of a shaped function: with the dictionary as its first parameter.
    fn with_dict(&self, sig: TypeId) -> TypeId {
        let types = self.input.types;
        let Type::Signature(sig) = types.get(sig) else { return sig };
        let dict = Param { name: Symbol::new(DICT), ty: self.dict_type() };
        types.intern(Type::Signature(Signature {
            tparams: Box::default(),
            params: std::iter::once(dict).chain(sig.params.iter().copied()).collect(),
            results: sig.results.clone(),
            variadic: sig.variadic,
        }))
    }

    /// The type of a dictionary parameter. gc's has one word for each entry; nothing here depends
    /// on how many there are.
    pub fn dict_type(&self) -> TypeId {
        let types = self.input.types;
        types.pointer_to(types.array_of(types.basic(Basic::Uintptr), 1))
    }
}

impl Lower<'_> {
    /// Whether any of these types of the source depends on type parameters in scope.
    pub(super) fn any_derived(&self, raw: &[TypeId]) -> bool {
        raw.iter().any(|&ty| self.is_derived(ty))
    }
}

/// What is pushed last is taken first: keeps the order of the source.
fn reverse(work: &mut [(TypeId, Mention)], from: usize) {
    if let Some(pushed) = work.get_mut(from..) {
        pushed.reverse();
    }
}
