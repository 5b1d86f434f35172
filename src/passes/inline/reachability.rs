//! What importers can reach of a package: from its exported names, through types and through the
//! bodies that are exported (`noder/linker.go`: `relocObj`).
//!
//! ```go
//! func New() any   { return &impl{small()} } // its body is exported: it reaches impl and small,
//! type impl struct { f *r.T }                // impl its methods and the type r.T,
//! func (*impl) M() { q.F() }                 // M, if it can be inlined, the function q.F
//! func other()     { big() }                 // nothing reaches this
//! ```
//!
//! The body of a generic function is exported whatever it costs, and whether there is an instance
//! of it in the package or not.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir;
use crate::ir::func::{FuncId, FuncKey, FuncTable};
use crate::ir::node::{InlinedCall, Inlinee, Op};
use crate::syntax::ast::{Decl, DeclKind};
use crate::types::info::{CheckedDecl, CheckedFile, Package};
use crate::types::store::{NamedId, ObjId, ObjectKind, PkgId, Type, TypeId, Types};

/// The declared function that was inlined.
pub(super) fn callee(call: &InlinedCall) -> Option<FuncId> {
    match call.callee {
        Inlinee::Func(func) => Some(func),
        Inlinee::Literal(_) => None,
    }
}

/// The search for what importers see of a package.
pub(super) struct Search<'a> {
    types: &'a Types,
    funcs: &'a FuncTable,
    own: PkgId,
    /// The bodies that are exported where their function is, by function.
    bodies: FxHashMap<ObjId, Vec<usize>>,
    lowered: &'a ir::package::Package,
    /// What the bodies of generic functions mention.
    generic: FxHashMap<ObjId, Mentions>,
    /// Functions of other packages that exported bodies mention.
    pub(super) mentioned: FxHashSet<ObjId>,
    /// Which bodies are exported.
    pub(super) reached: Vec<bool>,
    seen: FxHashSet<TypeId>,
    /// Declared types of other packages.
    pub(super) foreign: FxHashSet<NamedId>,
    open: Vec<TypeId>,
}

impl<'a> Search<'a> {
    /// Searches a package, of which the bodies by function are exported where the function is.
    pub(super) fn new(
        types: &'a Types,
        funcs: &'a FuncTable,
        package: &Package,
        lowered: &'a ir::package::Package,
        bodies: FxHashMap<ObjId, Vec<usize>>,
    ) -> Search<'a> {
        let mut search = Search {
            types,
            funcs,
            own: package.id,
            bodies,
            lowered,
            generic: generic_functions(types, package),
            mentioned: FxHashSet::default(),
            reached: vec![false; lowered.bodies.len()],
            seen: FxHashSet::default(),
            foreign: FxHashSet::default(),
            open: Vec::new(),
        };
        search.all(package);
        search
    }

    fn all(&mut self, package: &Package) {
        for (name, &obj) in &*package.scope {
            if name.is_exported() {
                self.object(obj);
            }
        }
        while let Some(ty) = self.open.pop() {
            match self.types.get(ty) {
                Type::Named(id) => self.named(*id),
                _ => {
                    let from = self.open.len();
                    parts(self.types, ty, &mut self.open);
                    self.keep_new(from);
                }
            }
        }
    }

    /// Drops those of the last types to look at that were seen.
    fn keep_new(&mut self, from: usize) {
        let new = self.open.split_off(from);
        self.open.extend(new.into_iter().filter(|&ty| self.seen.insert(ty)));
    }

    fn ty(&mut self, ty: TypeId) {
        if self.seen.insert(ty) {
            self.open.push(ty);
        }
    }

    fn object(&mut self, obj: ObjId) {
        if let Some(&ty) = self.types.object(obj).ty.get() {
            self.ty(ty);
        }
        self.function(obj);
    }

    /// A function that importers see, and its body if it is exported.
    fn function(&mut self, obj: ObjId) {
        let mut open = vec![obj];
        while let Some(obj) = open.pop() {
            if self.types.object_head(obj).pkg != Some(self.own) {
                self.mentioned.insert(obj);
                continue;
            }
            if let Some(Mentions { objects, types }) = self.generic.remove(&obj) {
                open.extend(objects);
                types.into_iter().for_each(|ty| self.ty(ty));
            }
            for index in self.bodies.remove(&obj).into_iter().flatten() {
                self.reached[index] = true;
                self.body(index, &mut open);
            }
        }
    }

    /// What an exported body mentions: functions come into `open`.
    fn body(&mut self, index: usize, open: &mut Vec<ObjId>) {
        let body = &self.lowered.bodies[index];
        let called = body.inlined.iter().filter_map(|(_, call)| callee(call));
        let mentioned = body.nodes.iter().filter_map(|(_, node)| match node.op {
            Op::Func(id) | Op::Selector { method: Some(id), .. } => Some(id),
            _ => None,
        });
        for func in called.chain(mentioned) {
            if let FuncKey::Declared(obj) | FuncKey::Instance(obj, _) = self.funcs.get(func).key {
                open.push(obj);
            }
        }
        for (_, node) in body.nodes.iter() {
            if let Some(ty) = node.ty {
                self.ty(ty);
            }
        }
    }

    fn named(&mut self, id: NamedId) {
        let types = self.types;
        let named = types.named(id);
        for &targ in &named.targs {
            self.ty(targ);
        }
        let id = named.origin.unwrap_or(id);
        let named = types.named(id);
        if types.object_head(named.obj).pkg != Some(self.own) {
            self.foreign.insert(id);
            return;
        }
        if let Some(&underlying) = named.underlying.get() {
            self.ty(underlying);
        }
        for &method in named.methods.get().into_iter().flatten() {
            self.object(method);
        }
    }
}

/// What a body mentions.
#[derive(Default)]
struct Mentions {
    /// Functions.
    objects: Vec<ObjId>,
    /// Types of expressions.
    types: FxHashSet<TypeId>,
}

/// What the generic functions of a package mention, as they are written: there need not be an
/// instance of them in the package.
fn generic_functions(types: &Types, package: &Package) -> FxHashMap<ObjId, Mentions> {
    let is_generic = |obj: ObjId| {
        let object = types.object(obj);
        let ObjectKind::Func(info) = &object.kind else { return false };
        let own = object.ty.get().and_then(|&ty| types.as_signature(ty));
        own.is_some_and(|sig| !sig.tparams.is_empty())
            || info.recv.get().is_some_and(|recv| {
                types.named(recv.base).tparams.get().is_some_and(|list| !list.is_empty())
            })
    };
    let mut generic: FxHashMap<ObjId, Mentions> = FxHashMap::default();
    for CheckedDecl { ast, facts, .. } in package.files.iter().flat_map(CheckedFile::decls) {
        let Some(&Decl { kind: DeclKind::Func { name, .. }, .. }) = ast.first() else { continue };
        let Some(func) = facts.object(name).filter(|&obj| is_generic(obj)) else { continue };
        let mentions = generic.entry(func).or_default();
        for id in ast.exprs.ids() {
            if let Some(obj) = facts.object(id)
                && matches!(types.object_head(obj).kind, ObjectKind::Func(_))
            {
                mentions.objects.push(obj);
            }
            if let Some(info) = facts.exprs.get(id).and_then(Option::as_ref) {
                mentions.types.insert(info.ty);
            }
        }
    }
    generic
}

/// All declared types that can be reached from some of them.
pub(super) fn reachable(types: &Types, from: &[NamedId]) -> FxHashSet<NamedId> {
    let mut reachable: FxHashSet<NamedId> = from.iter().copied().collect();
    let mut open: Vec<NamedId> = from.to_vec();
    let mut seen: FxHashSet<TypeId> = FxHashSet::default();
    let mut work: Vec<TypeId> = Vec::new();
    while let Some(id) = open.pop() {
        let named = types.named(id);
        work.extend(named.underlying.get());
        for &method in named.methods.get().into_iter().flatten() {
            work.extend(types.object(method).ty.get());
        }
        while let Some(ty) = work.pop() {
            if !seen.insert(ty) {
                continue;
            }
            let Type::Named(id) = types.get(ty) else {
                parts(types, ty, &mut work);
                continue;
            };
            let named = types.named_head(*id);
            work.extend_from_slice(&named.targs);
            let id = named.origin.unwrap_or(*id);
            if reachable.insert(id) {
                open.push(id);
            }
        }
    }
    reachable
}

/// What a type literal is made of.
fn parts(types: &Types, ty: TypeId, work: &mut Vec<TypeId>) {
    match types.get(ty) {
        Type::Basic(_) | Type::Unknown(_) | Type::Named(_) | Type::TypeParam(_) => {}
        Type::Pointer(elem) | Type::Slice(elem) => work.push(*elem),
        Type::Array { elem, .. } | Type::Chan { elem, .. } => work.push(*elem),
        Type::Map { key, elem } => work.extend([*key, *elem]),
        Type::Struct(fields) => work.extend(fields.iter().map(|field| field.ty)),
        Type::Tuple(list) => work.extend_from_slice(list),
        Type::Signature(sig) => {
            work.extend(sig.params.iter().chain(&sig.results).map(|param| param.ty));
        }
        Type::Interface(interface) => {
            work.extend(interface.methods.iter().map(|method| method.sig));
            work.extend_from_slice(&interface.embeds);
        }
        Type::Union(terms) => work.extend(terms.iter().map(|term| term.ty)),
    }
}
