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

use rustc_hash::FxHashSet;

use super::requests::{Mention, Request};
use super::{Cx, Lower};
use crate::budget::{INSTANCE, MENTION};
use crate::ir::func::{FuncId, FuncKey, FuncSym};
use crate::ir::type_fmt::{SHAPE_PACKAGE, is_shape};
use crate::lower::closure::DICT;
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprId, ExprKind, FieldId};
use crate::types::store::{FuncInfo, NamedId, ObjId, ObjectKind, Param, Signature, Type, TypeId};

/// Whose code is being read (`reader.importedDef`).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum ReaderOwner {
    /// The package's own, or generic code that it instantiates.
    #[default]
    Own,
    /// That of a function of another package, to be inlined. That package has made the wrappers
    /// of the types in it.
    Imported,
}

impl super::State {
    /// Notes that a type was mentioned, and tells whether that is new.
    fn note_mentioned(&mut self, ty: TypeId, mention: Mention) -> bool {
        let is_new = self.mentioned.insert((ty, mention));
        if is_new && let Some(late) = &mut self.mentioned_late {
            let elsewhere = [Mention::Local, Mention::Imported, Mention::Shaped];
            let is_known = elsewhere
                .iter()
                .any(|&other| other != mention && self.mentioned.contains(&(ty, other)));
            if !is_known {
                late.insert(ty);
            }
        }
        is_new
    }

    /// Whether a type was mentioned before bodies were read to be inlined.
    fn was_mentioned(&self, ty: TypeId) -> bool {
        let late = self.mentioned_late.as_ref();
        let mentions = [Mention::Local, Mention::Imported, Mention::Shaped];
        !late.is_some_and(|late| late.contains(&ty))
            && mentions.iter().any(|&mention| self.mentioned.contains(&(ty, mention)))
    }
}

impl<'a> Cx<'a> {
    /// Says that from now on bodies are read to be inlined.
    pub fn begin_inlining(&self) {
        let mut state = self.state.borrow_mut();
        state.mentioned_late = Some(std::mem::take(&mut state.known_late));
    }

    /// Whether the type `*elem` was made while the package itself was read: it was mentioned, or a
    /// method of `elem` has it as its receiver.
    pub fn is_pointer_read(&self, elem: TypeId) -> bool {
        let state = self.state.borrow();
        if state.mentioned_late.is_none() {
            return true;
        }
        let types = self.input.types;
        let has_pointer_method = || {
            let Type::Named(id) = *types.get(elem) else { return false };
            let named = types.named(id);
            let methods = types.named(named.origin.unwrap_or(id)).methods.get();
            methods.into_iter().flatten().any(|&method| types.has_ptr_recv(method))
        };
        state.was_mentioned(types.pointer_to(elem))
            || state.was_mentioned(elem) && has_pointer_method()
    }

    /// Notes a type that the code mentions, and what comes with it.
    pub fn mention(&self, ty: TypeId) {
        let mention = {
            let state = self.state.borrow();
            let mention = match state.reading {
                ReaderOwner::Own => Mention::Local,
                ReaderOwner::Imported => Mention::Imported,
            };
            if state.mentioned.contains(&(ty, mention)) {
                if state.requests.is_some() {
                    drop(state);
                    self.request_again(Request::Type(ty, mention));
                }
                return;
            }
            mention
        };
        self.request(Request::Type(ty, mention), || self.mention_from(ty, mention));
    }

    /// Notes the type of a package-level variable or function that the code mentions. Where another
    /// package declares it, that one has made the wrappers.
    pub fn mention_declared(&self, obj: ObjId, ty: TypeId) {
        let own = self.input.types.object_head(obj).pkg == Some(self.input.package.id);
        match own {
            true => self.mention(ty),
            false => {
                let request = Request::Type(ty, Mention::Imported);
                self.request(request, || self.mention_from(ty, Mention::Imported));
            }
        }
    }

    fn mention_from(&self, ty: TypeId, mention: Mention) {
        let types = self.input.types;
        let mut work = vec![(ty, mention)];
        while let Some((ty, mention)) = work.pop() {
            if mention == Mention::Made {
                self.state.borrow_mut().mentioned.remove(&(ty, Mention::Local));
                continue;
            }
            if !self.state.borrow_mut().note_mentioned(ty, mention) {
                continue;
            }
            if !self.input.budget.spend(MENTION) {
                return;
            }
            match types.get(ty) {
                Type::Named(id) => {
                    let from = work.len();
                    self.mention_named(ty, *id, mention, &mut work);
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
            Type::Basic(_) | Type::Unknown(_) | Type::TypeParam(_) | Type::Union(_) => {}
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
            Mention::Shaped | Mention::Made => {}
        }
    }

    fn mention_named(
        &self,
        ty: TypeId,
        id: NamedId,
        mention: Mention,
        work: &mut Vec<(TypeId, Mention)>,
    ) {
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
        if named.targs.iter().any(|&targ| types.has_tparams(targ) || self.is_too_large(targ))
            || !self.input.budget.spend(INSTANCE)
        {
            return;
        }
        // Until it is known what a type is made of, gc makes no wrappers for it.
        let is_made_now = mention == Mention::Shaped
            && self.state.borrow_mut().mentioned.insert((ty, Mention::Local));
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
        self.need_wrappers(ty, mention);
        if is_made_now {
            work.push((ty, Mention::Made));
        }
        if shaped {
            return;
        }
        let tparams: Vec<TypeId> = {
            let origin = types.named(origin);
            let implicit = origin.implicit_tparams.get().into_iter().flatten();
            implicit.chain(origin.tparams.get().into_iter().flatten()).copied().collect()
        };
        let shapes = self.shapify_all(&tparams, &named.targs);
        let shaped = types.instance(origin, &shapes);
        // Methods mention their receiver.
        let has_methods = types.named(origin).methods.get().is_some_and(|list| !list.is_empty());
        let mention = if has_methods { Mention::Local } else { Mention::Shaped };
        work.push((shaped, mention));
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

    /// The dictionary of a generic method is known, the method itself has no wrapper.
    pub(super) fn dict_of_method(&self, obj: ObjId, targs: &[TypeId]) -> FuncId {
        let targs: Vec<TypeId> = targs.iter().map(|&targ| self.input.types.canon(targ)).collect();
        let key = FuncKey::Instance(obj, targs.as_slice().into());
        let id = self.input.funcs.intern(key, || self.func_sym(obj, &targs));
        self.mention(self.input.funcs.get(id).ty);
        self.need_dict(obj, &targs);
        id
    }

    /// The function under exactly these type arguments.
    pub(super) fn require(&self, obj: ObjId, targs: &[TypeId]) -> FuncId {
        // gc knows an instance by its symbol, which is the same however a type is spelled.
        let spelled = targs;
        let targs: &[TypeId] =
            &targs.iter().map(|&targ| self.input.types.canon(targ)).collect::<Vec<_>>();
        let key = FuncKey::Instance(obj, targs.into());
        let id = self.input.funcs.intern(key, || self.func_sym(obj, targs));
        if targs.iter().any(|&targ| self.is_too_large(targ)) {
            return id;
        }
        self.request(Request::Instance(id), || self.require_known(obj, id, (spelled, targs)));
        id
    }

    /// Notes that an instance is to be compiled: its type arguments as they are spelled, and as
    /// gc's symbols have them.
    fn require_known(&self, obj: ObjId, id: FuncId, (spelled, targs): (&[TypeId], &[TypeId])) {
        let new = self.state.borrow_mut().todo.required.insert(id);
        let name = self.input.funcs.get(id).name;
        if new && self.input.budget.spend(INSTANCE + name.as_str().len() as u64) {
            // An instance is the package's own, whoever asks for it.
            let reading = std::mem::take(&mut self.state.borrow_mut().reading);
            if spelled == targs {
                let sym = self.input.funcs.get(id);
                self.mention(sym.ty);
                if let Some(recv) = sym.recv {
                    self.mention(recv);
                }
            } else {
                self.state.borrow_mut().spelled.insert(id, spelled.into());
                self.mention_spelled(id, obj, spelled);
            }
            if !targs.iter().any(|&targ| self.has_shape(targ)) {
                self.need_dict(obj, targs);
            }
            let mut state = self.state.borrow_mut();
            state.todo.bodies.push(id);
            state.reading = reading;
        }
    }

    /// Whether a type argument is larger than any that people write: then instances make
    /// instances without end, and the checker has said so.
    pub(super) fn is_too_large(&self, ty: TypeId) -> bool {
        let extent = self.extent(ty);
        let deepest = match self.input.package.is_endless {
            true => MAX_ENDLESS_DEPTH,
            false => MAX_TARG_DEPTH,
        };
        extent.parts > MAX_TARG_PARTS || extent.depth > deepest
    }

    /// What a type is made of, however often.
    fn extent(&self, ty: TypeId) -> Extent {
        let types = self.input.types;
        let known = match types.get(ty) {
            Type::Basic(_) | Type::Unknown(_) | Type::TypeParam(_) | Type::Union(_) => {
                Some(Extent::ONE)
            }
            _ => self.state.borrow().extents.get(&ty).copied(),
        };
        if let Some(known) = known {
            return known;
        }
        // What contains itself ends there.
        self.state.borrow_mut().extents.insert(ty, Extent::ONE);
        let mut whole = Extent::ONE;
        let mut add = |ty: TypeId| whole.add(self.extent(ty));
        match types.get(ty) {
            // A shape is as large as what it stands for.
            Type::Named(_) if is_shape(types, ty) => add(types.underlying(ty)),
            Type::Named(id) => types.named(*id).targs.iter().for_each(|&targ| add(targ)),
            Type::Pointer(elem) | Type::Slice(elem) => add(*elem),
            Type::Array { elem, .. } | Type::Chan { elem, .. } => add(*elem),
            Type::Map { key, elem } => {
                add(*key);
                add(*elem);
            }
            Type::Struct(fields) => fields.iter().for_each(|field| add(field.ty)),
            Type::Tuple(list) => list.iter().for_each(|&ty| add(ty)),
            Type::Signature(sig) => {
                sig.params.iter().chain(&sig.results).for_each(|param| add(param.ty));
            }
            Type::Interface(interface) => {
                interface.methods.iter().for_each(|method| add(method.sig));
                interface.embeds.iter().for_each(|&embed| add(embed));
            }
            Type::Basic(_) | Type::Unknown(_) | Type::TypeParam(_) | Type::Union(_) => {}
        }
        self.state.borrow_mut().extents.insert(ty, whole);
        whole
    }

    fn func_sym(&self, obj: ObjId, targs: &[TypeId]) -> FuncSym {
        let types = self.input.types;
        let object = types.object(obj);
        let tparams = self.func_tparams(obj);
        let fmt = self.link_fmt();
        let instance_name = |name: &str, targs: &[TypeId]| {
            if targs.iter().any(|&targ| self.is_too_large(targ)) {
                return format!("{name}[...]");
            }
            fmt.instance_name(name, targs, 0)
        };
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
                ty = self.with_dict(ty, self.dict_type_of(obj));
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
                Symbol::new(&instance_name(object.name.as_str(), targs))
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
            instance_name(base_obj.name.as_str(), recv_targs)
        };
        let mut method = object.name.as_str().to_owned();
        if let Some(rest) = targs.get(own..).filter(|rest| !rest.is_empty()) {
            method = instance_name(&method, rest);
        }
        let (name, recv) = if receiver.pointer {
            (format!("(*{base_name}).{method}"), types.pointer_to(recv))
        } else {
            (format!("{base_name}.{method}"), recv)
        };
        FuncSym { key, pkg: object.pkg, name: Symbol::new(&name), ty, recv: Some(recv) }
    }

    /// Notes the types of an instance as they were spelled first, so that all that comes with them
    /// is spelled so, too.
    fn mention_spelled(&self, id: FuncId, obj: ObjId, targs: &[TypeId]) {
        let types = self.input.types;
        if let Some(sig) = self.spelled_signature(id, obj) {
            self.mention(sig);
        }
        let ObjectKind::Func(FuncInfo { recv, .. }) = &types.object(obj).kind else { return };
        let Some(receiver) = recv.get() else { return };
        let own = types.named(receiver.base).tparams.get().map_or(0, |list| list.len());
        if let Some(targs) = targs.get(..own).filter(|targs| !targs.is_empty()) {
            self.mention(types.instance(receiver.base, targs));
        }
    }

    /// The signature of an instance as gc spells it: with the type arguments as they were when the
    /// package came upon it first. None if they are spelled as ever.
    pub(super) fn spelled_signature(&self, id: FuncId, obj: ObjId) -> Option<TypeId> {
        let spelled = self.state.borrow().spelled.get(&id).cloned()?;
        let sig = *self.input.types.object(obj).ty.get()?;
        let tparams = self.func_tparams(obj);
        let from = tparams.get(..spelled.len()).unwrap_or(&tparams);
        Some(self.ground_signature(sig, from, &spelled))
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
    fn with_dict(&self, sig: TypeId, dict: TypeId) -> TypeId {
        let types = self.input.types;
        let Type::Signature(sig) = types.get(sig) else { return sig };
        let dict = Param { name: Symbol::new(DICT), ty: dict };
        types.intern(Type::Signature(Signature {
            tparams: Box::default(),
            params: std::iter::once(dict).chain(sig.params.iter().copied()).collect(),
            results: sig.results.clone(),
            variadic: sig.variadic,
        }))
    }
}

/// How much a type is made of, written out.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// The number of types, itself included.
    parts: u32,
    /// How deep they nest.
    depth: u32,
}

impl Extent {
    const ONE: Extent = Extent { parts: 1, depth: 0 };

    /// Adds a part.
    fn add(&mut self, part: Extent) {
        self.parts = self.parts.saturating_add(part.parts);
        self.depth = self.depth.max(part.depth.saturating_add(1));
    }
}

/// What a dictionary belongs to. All methods of a type share one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DictOwner {
    /// A generic function or method.
    Func(ObjId),
    /// A generic type.
    Type(NamedId),
}

/// What a dictionary holds that makes instances, as types of the source.
#[derive(Default, Debug)]
pub struct DictFacts {
    /// Types that the code needs at run time.
    pub rtypes: Vec<TypeId>,
    /// Dictionaries that it passes on.
    pub subdicts: Vec<(DictOwner, Box<[TypeId]>)>,
}

impl DictFacts {
    /// Adds a dictionary to pass on.
    pub fn subdict(&mut self, owner: DictOwner, targs: &[TypeId]) {
        let entry = (owner, Box::from(targs));
        if !self.subdicts.contains(&entry) {
            self.subdicts.push(entry);
        }
    }
}

/// Dictionaries for real type arguments.
#[derive(Default, Debug)]
pub struct Dicts {
    list: Vec<Dict>,
    seen: FxHashSet<(DictOwner, Box<[TypeId]>)>,
}

impl Dicts {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }
}

#[derive(Debug)]
struct Dict {
    owner: DictOwner,
    targs: Box<[TypeId]>,
    /// How many types and dictionaries of its facts were looked at.
    rtypes: usize,
    subdicts: usize,
}

impl Cx<'_> {
    /// Notes that the dictionary of an instance is needed.
    fn need_dict(&self, obj: ObjId, targs: &[TypeId]) {
        let (owner, own) = self.dict_owner(obj);
        let targs = match own {
            Some(len) => targs.get(..len).unwrap_or(targs),
            None => targs,
        };
        self.add_dict(owner, targs);
    }

    /// What the dictionary of a function belongs to, and the number of type arguments where that
    /// is a type.
    pub(super) fn dict_owner(&self, obj: ObjId) -> (DictOwner, Option<usize>) {
        let types = self.input.types;
        let object = types.object(obj);
        let generic_method = object.ty.get().is_some_and(
            |&ty| matches!(types.get(ty), Type::Signature(sig) if !sig.tparams.is_empty()),
        );
        match &object.kind {
            ObjectKind::Func(FuncInfo { recv, .. }) if !generic_method => match recv.get() {
                Some(recv) => {
                    let len = types.named(recv.base).tparams.get().map_or(0, |list| list.len());
                    (DictOwner::Type(recv.base), Some(len))
                }
                None => (DictOwner::Func(obj), None),
            },
            _ => (DictOwner::Func(obj), None),
        }
    }

    fn add_dict(&self, owner: DictOwner, targs: &[TypeId]) {
        let mut state = self.state.borrow_mut();
        let targs: Box<[TypeId]> = targs.into();
        if state.dicts.seen.insert((owner, targs.clone())) && self.input.budget.spend(INSTANCE) {
            state.dicts.list.push(Dict { owner, targs, rtypes: 0, subdicts: 0 });
        }
    }

    /// Adds what a shaped body takes from its dictionary.
    pub(super) fn add_dict_facts(&self, obj: ObjId, facts: DictFacts) {
        let (owner, _) = self.dict_owner(obj);
        let mut state = self.state.borrow_mut();
        let super::State { dict_facts, requests, .. } = &mut *state;
        let known = dict_facts.entry(owner).or_default();
        let before = (known.rtypes.len(), known.subdicts.len());
        for ty in facts.rtypes {
            if !known.rtypes.contains(&ty) {
                known.rtypes.push(ty);
            }
        }
        for (owner, targs) in facts.subdicts {
            known.subdict(owner, &targs);
        }
        if let Some(requests) = requests
            && before != (known.rtypes.len(), known.subdicts.len())
        {
            requests.note_dict();
        }
    }

    /// Notes the types that dictionaries hold, as far as it isn't done. Tells whether that made
    /// functions to be lowered.
    pub(super) fn mention_dicts(&self) -> bool {
        let types = self.input.types;
        let mut index = 0;
        loop {
            let work = {
                let mut state = self.state.borrow_mut();
                let super::State { dicts, dict_facts, .. } = &mut *state;
                let Some(dict) = dicts.list.get_mut(index) else { break };
                index += 1;
                let facts = dict_facts.get(&dict.owner);
                // Most were looked at before.
                let Some(facts) = facts.filter(|facts| {
                    dict.rtypes < facts.rtypes.len() || dict.subdicts < facts.subdicts.len()
                }) else {
                    continue;
                };
                let rtypes: Vec<TypeId> = facts.rtypes.iter().skip(dict.rtypes).copied().collect();
                let subdicts: Vec<_> = facts.subdicts.iter().skip(dict.subdicts).cloned().collect();
                dict.rtypes = facts.rtypes.len();
                dict.subdicts = facts.subdicts.len();
                (dict.owner, dict.targs.clone(), rtypes, subdicts)
            };
            let (owner, targs, rtypes, subdicts) = work;
            let from = match owner {
                DictOwner::Func(obj) => self.func_tparams(obj),
                DictOwner::Type(id) => {
                    types.named(id).tparams.get().map_or_else(Vec::new, |list| list.to_vec())
                }
            };
            let len = from.len().min(targs.len());
            let (from, to) = (&from[..len], &targs[..len]);
            for ty in rtypes {
                self.mention(types.subst(ty, from, to));
            }
            for (owner, raw) in subdicts {
                let targs: Vec<TypeId> =
                    raw.iter().map(|&targ| types.subst(targ, from, to)).collect();
                for &targ in &targs {
                    self.mention(targ);
                }
                if !targs.iter().any(|&targ| types.has_tparams(targ)) {
                    self.add_dict(owner, &targs);
                }
            }
            if self.input.budget.is_spent() {
                break;
            }
        }
        !self.state.borrow().todo.bodies.is_empty()
    }
}

/// How deep the type arguments of an instance may nest.
const MAX_TARG_DEPTH: u32 = 40;
/// The same where instances make instances without end: gc makes none of them.
const MAX_ENDLESS_DEPTH: u32 = 6;
/// Of how many types a type argument may be made.
const MAX_TARG_PARTS: u32 = 5_000;

impl Lower<'_> {
    /// Notes that the code needs a type of the source at run time.
    pub fn note_rtype(&mut self, raw: TypeId) {
        if !self.subst.from.is_empty()
            && self.is_derived(raw)
            && !self.dict_facts.rtypes.contains(&raw)
        {
            self.dict_facts.rtypes.push(raw);
        }
    }

    /// Notes the types of the receiver and the parameters.
    pub(super) fn note_param_rtypes(&mut self, recv: Option<FieldId>, func_type: ExprId) {
        let fields: Vec<FieldId> = match &self.ast.exprs[func_type].kind {
            ExprKind::FuncType { params, results } => recv
                .into_iter()
                .chain(params.iter().copied())
                .chain(results.iter().copied())
                .collect(),
            _ => Vec::new(),
        };
        for field in fields {
            let name = self.ast.fields[field].name;
            let obj = name.and_then(|name| self.object(name));
            match obj.and_then(|obj| self.types.object(obj).ty.get()) {
                Some(&raw) => self.note_rtype(raw),
                None => self.note_rtype(self.raw_ty(self.ast.fields[field].ty)),
            }
        }
    }

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
