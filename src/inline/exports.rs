//! Which bodies those that import a package can inline (`noder/linker.go`: `exportBody`).
//!
//! gc sees the body of an imported function only if it is in the export data of a package that is
//! imported directly: the package's own functions, and those of other packages that were inlined
//! somewhere while it was compiled. Of these it holds what can be reached from its exported names,
//! through types and bodies. A function whose body isn't seen costs as much as any other call.
//!
//! ```go
//! package p                                      // imports r, and exports the body of r.T.M:
//! func New() *r.T        { return new(r.T) }     // r.T can be reached,
//! func use(t *r.T)       { t.M() }               // and M was inlined here
//!
//! package q                                      // imports p alone
//! func f()               { p.New().M() }         // inlining call to r.(*T).M
//! func g()               { p.New().N() }         // N is small, too: a call nevertheless
//! ```
//!
//! Approximate in this: the types that a body mentions are those of its nodes, whether gc keeps
//! them or not; and what the generic code of other packages mentions doesn't count.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Inlinable;
use crate::ir;
use crate::ir::func::{FuncId, FuncKey, FuncTable};
use crate::ir::node::{InlinedCall, Inlinee, Op};
use crate::syntax::ast::{DeclKind, Offset};
use crate::types::info::Package;
use crate::types::store::{FuncInfo, NamedId, ObjId, ObjectKind, PkgId, Type, TypeId, Types};

/// What those that import a package can inline.
#[derive(Debug, Default)]
pub struct Exports {
    /// Declared functions of the package itself that can be inlined.
    own: FxHashMap<ObjId, Inlinable>,
    /// Functions of other packages that were inlined into it, and whether that was into code that
    /// importers see.
    inlined: FxHashMap<ObjId, Seen>,
    /// By function of another package that was inlined, those that were inlined within it.
    nested: FxHashMap<ObjId, FxHashSet<ObjId>>,
    /// The declared types of other packages that the package's own types and bodies mention, as
    /// far as importers see those.
    mentioned: Vec<NamedId>,
    /// The functions of other packages that importers see, when somebody has asked for them.
    passed_on: OnceLock<FxHashSet<ObjId>>,
}

/// Whether importers see code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Seen {
    Yes,
    No,
}

impl Exports {
    /// What those that import a package can inline. `lowered` is the package with calls inlined,
    /// of whose functions `inlinable` says which can be inlined themselves.
    pub fn of(
        types: &Types,
        funcs: &FuncTable,
        package: &Package,
        lowered: &ir::package::Package,
        inlinable: &FxHashMap<FuncId, Inlinable>,
    ) -> Exports {
        let mut exports = Exports::default();
        let mut bodies: FxHashMap<ObjId, Vec<usize>> = FxHashMap::default();
        let is_own = |obj: ObjId| types.object_head(obj).pkg == Some(package.id);
        for (index, body) in lowered.bodies.iter().enumerate() {
            match funcs.get(body.id).key {
                FuncKey::Declared(obj) => {
                    let Some(&inlinable) = inlinable.get(&body.id) else { continue };
                    exports.own.insert(obj, inlinable);
                    bodies.entry(obj).or_default().push(index);
                }
                // Generic bodies are exported, whatever they cost.
                FuncKey::Instance(obj, _) if is_own(obj) => {
                    bodies.entry(obj).or_default().push(index);
                }
                FuncKey::Instance(..)
                | FuncKey::MethodWrapper { .. }
                | FuncKey::PackageInit(_)
                | FuncKey::Runtime(_)
                | FuncKey::Synthetic(..) => {}
            }
        }
        let foreign = |call: &InlinedCall| match funcs.get(callee(call)?).key {
            FuncKey::Declared(obj) if !is_own(obj) => Some(obj),
            _ => None,
        };
        if lowered.bodies.iter().all(|body| body.inlined.is_empty()) {
            return exports;
        }
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
        for (body, &reached) in lowered.bodies.iter().zip(&search.reached) {
            for (_, call) in body.inlined.iter() {
                let Some(obj) = foreign(call) else { continue };
                let seen = exports.inlined.entry(obj).or_insert(Seen::No);
                if reached || search.mentioned.contains(&obj) {
                    *seen = Seen::Yes;
                }
                let outer = call.call.inlined.and_then(|outer| body.inlined.get(outer));
                if let Some(outer) = outer.and_then(foreign) {
                    exports.nested.entry(outer).or_default().insert(obj);
                }
            }
        }
        exports.mentioned = search.foreign.into_iter().collect();
        exports
    }

    /// What is known of a function of the package, if it can be inlined.
    pub fn inlinable(&self, func: ObjId) -> Option<Inlinable> {
        self.own.get(&func).copied()
    }

    /// Whether those that import the package see the body of a function of another package.
    pub fn passes_on(&self, types: &Types, func: ObjId) -> bool {
        match self.inlined.get(&func) {
            None => false,
            Some(Seen::Yes) => true,
            Some(Seen::No) => self.passed_on(types).contains(&func),
        }
    }

    /// The functions of other packages whose bodies those that import the package see.
    pub fn passed_on(&self, types: &Types) -> &FxHashSet<ObjId> {
        self.passed_on.get_or_init(|| {
            if self.inlined.is_empty() {
                return FxHashSet::default();
            }
            let reachable = reachable(types, &self.mentioned);
            let is_seen = |obj: ObjId| match &types.object_head(obj).kind {
                ObjectKind::Func(FuncInfo { recv, .. }) => {
                    recv.get().is_some_and(|recv| reachable.contains(&recv.base))
                }
                _ => false,
            };
            let inlined = self.inlined.iter();
            let mut open: Vec<ObjId> = inlined
                .filter(|&(&obj, &seen)| seen == Seen::Yes || is_seen(obj))
                .map(|(&obj, _)| obj)
                .collect();
            let mut passed_on: FxHashSet<ObjId> = open.iter().copied().collect();
            while let Some(outer) = open.pop() {
                for &inner in self.nested.get(&outer).into_iter().flatten() {
                    if passed_on.insert(inner) {
                        open.push(inner);
                    }
                }
            }
            passed_on
        })
    }
}

/// The declared function that was inlined.
fn callee(call: &InlinedCall) -> Option<FuncId> {
    match call.callee {
        Inlinee::Func(func) => Some(func),
        Inlinee::Literal(_) => None,
    }
}

/// The search for what importers see of a package.
struct Search<'a> {
    types: &'a Types,
    funcs: &'a FuncTable,
    own: PkgId,
    /// The bodies that are exported where their function is, by function.
    bodies: FxHashMap<ObjId, Vec<usize>>,
    lowered: &'a ir::package::Package,
    /// What the bodies of generic functions mention.
    generic: FxHashMap<ObjId, Mentions>,
    /// Functions of other packages that exported bodies mention.
    mentioned: FxHashSet<ObjId>,
    /// Which bodies are exported.
    reached: Vec<bool>,
    seen: FxHashSet<TypeId>,
    /// Declared types of other packages.
    foreign: FxHashSet<NamedId>,
    open: Vec<TypeId>,
}

impl Search<'_> {
    fn all(&mut self, package: &Package) {
        for (name, &obj) in &package.scope {
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
    for file in &package.files {
        // Where each declaration starts, and which generic function it is.
        let declared: Vec<(Offset, Option<ObjId>)> = file
            .ast
            .decls
            .iter()
            .map(|&decl| {
                let decl = &file.ast.all_decls[decl];
                let obj = match decl.kind {
                    DeclKind::Func { name, .. } => file.objects.get(name).copied().flatten(),
                    _ => None,
                };
                (decl.pos, obj.filter(|&obj| is_generic(obj)))
            })
            .collect();
        if declared.iter().all(|(_, obj)| obj.is_none()) || !declared.is_sorted_by_key(|d| d.0) {
            continue;
        }
        for (id, expr) in file.ast.exprs.iter() {
            let index = declared.partition_point(|&(pos, _)| pos <= expr.pos);
            let Some(&(_, Some(func))) = index.checked_sub(1).and_then(|i| declared.get(i)) else {
                continue;
            };
            let mentions = generic.entry(func).or_default();
            if let Some(obj) = file.objects.get(id).copied().flatten()
                && matches!(types.object_head(obj).kind, ObjectKind::Func(_))
            {
                mentions.objects.push(obj);
            }
            if let Some(info) = file.exprs.get(id).and_then(Option::as_ref) {
                mentions.types.insert(info.ty);
            }
        }
    }
    generic
}

/// All declared types that can be reached from some of them.
fn reachable(types: &Types, from: &[NamedId]) -> FxHashSet<NamedId> {
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
