//! From a checked package to the functions that gc compiles for it (`noder/unified.go`,
//! `reader.go: pkgInit, readBodies, funcBody`).
//!
//! The package's initialization comes first, then declared functions and methods in source
//! order, then instances of generic code, the one that was met last first.

use rustc_hash::{FxHashMap, FxHashSet};

use super::closure::DICT;
use super::generics::ReaderOwner;
use super::requests::{Asker, Mention};
use super::{Cx, Frame, Input, Lower, Subst};
use crate::id::Arena;
use crate::ir::func::{FuncId, FuncKey, FuncSym};
use crate::ir::node::{Body, ClosureId, Func, FuncFlags, FuncParam, Nodes, Pragma};
use crate::ir::package::Package;
use crate::source::pos::Pos;
use crate::symbol::Symbol;
use crate::syntax::ast::{self, DeclKind, Directive, ExprKind, StmtKind};
use crate::types::info::{self, CheckedDecl, CheckedFile};
use crate::types::places::Finder;
use crate::types::store::{ObjId, ObjectKind, PkgId, Receiver, Type, TypeId};

/// Work that is found out on the way.
#[derive(Default, Debug)]
pub struct Todo {
    /// Instances that were made, lowered or not.
    pub required: FxHashSet<FuncId>,
    /// Instances to be lowered; the last first.
    pub bodies: Vec<FuncId>,
    /// Types whose methods need wrappers made here, in order.
    pub need_wrappers: Vec<TypeId>,
    /// Types whose methods' wrappers were made by an imported package.
    pub have_wrappers: FxHashSet<TypeId>,
    /// Methods that are used as values.
    pub method_values: Vec<MethodValue>,
    /// Methods that are used as values in imported code.
    pub have_method_values: Vec<MethodValue>,
}

/// `x.M` used as a value.
#[derive(Clone, Copy, Debug)]
pub struct MethodValue {
    /// The type of `x`.
    pub recv: TypeId,
    /// The method.
    pub name: Symbol,
    /// Its package, if it isn't exported.
    pub pkg: Option<PkgId>,
    /// Its signature.
    pub sig: TypeId,
    /// The function, unless `x` is an interface.
    pub method: Option<FuncId>,
}

/// Some of a package: what of it is lowered and analyzed again while all else stays.
#[derive(Clone, Default, Debug)]
pub struct Part {
    /// Whether its initialization is.
    pub init: InitPart,
    /// Declared functions, each with its object, in gc's order.
    pub declared: Vec<(FuncId, ObjId)>,
    /// Instances of generic functions.
    pub instances: Vec<FuncId>,
    /// Objects that are declared and weren't, whose types are mentioned therefore.
    pub mentioned: Vec<ObjId>,
    /// Who asked for something, and isn't there any more.
    pub gone: Vec<Asker>,
}

/// What becomes of a package's initialization when a part of the package is analyzed.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum InitPart {
    /// It is as it was.
    #[default]
    Kept,
    /// It is lowered again.
    Lowered,
}

impl Part {
    /// Those whose requests are noted anew, or go.
    pub fn askers(&self) -> impl Iterator<Item = Asker> {
        let declared = self.declared.iter().map(|(func, _)| *func);
        let functions = declared.chain(self.instances.iter().copied()).map(Asker::Function);
        functions.chain(self.gone.iter().copied())
    }
}

impl<'a> Cx<'a> {
    /// A context to lower a package in.
    pub fn new(input: Input<'a>) -> Cx<'a> {
        number_local_types(&input);
        Cx::reading(input)
    }

    /// A context to read declarations in, of a package whose local types have their numbers or
    /// don't need them.
    pub fn reading(input: Input<'a>) -> Cx<'a> {
        Cx { input, state: std::cell::RefCell::default(), places: Finder::default() }
    }

    /// A checked package.
    pub fn package(&self, id: PkgId) -> Option<&'a info::Package> {
        if id == self.input.package.id {
            return Some(self.input.package);
        }
        self.input.packages.package(self.input.types, id)
    }

    /// Lowers all functions of the package.
    pub fn lower_package(&self) -> Package {
        let mut package = Package {
            path: Some(self.input.package.path),
            id: Some(self.input.package.id),
            threads: self.input.threads,
            ..Package::default()
        };
        self.lower_init(&mut package);
        let files = self.input.package.files.iter().map(|file| &file.ast);
        let written: usize = files
            .flat_map(|file| &file.decls)
            .map(|placed| placed.decl.exprs.len() + placed.decl.stmts.len())
            .sum();
        let declared = self.declared_functions();
        self.lower_functions(&mut package, &declared, written);
        package
    }

    /// Lowers some functions of the package, of which everything else is known, and what these ask for
    /// beyond what is known.
    pub fn lower_part(&self, part: &Part) -> Package {
        let Part { init, declared, instances, mentioned, .. } = part;
        let mut package = Package {
            path: Some(self.input.package.path),
            id: Some(self.input.package.id),
            threads: self.input.threads.for_functions(declared.len() + instances.len()),
            ..Package::default()
        };
        if *init == InitPart::Lowered {
            self.lower_init(&mut package);
        }
        for &obj in mentioned {
            self.mention_type_of(obj);
        }
        // The last is lowered first.
        self.state.borrow_mut().todo.bodies.extend(instances.iter().rev());
        self.lower_functions(&mut package, declared, 0);
        package
    }

    /// Lowers the package's initialization.
    fn lower_init(&self, package: &mut Package) {
        let bodies = self.with_requests(Asker::Function(self.init_id()), || self.package_init());
        for body in bodies {
            package.order.extend(body.funcs.ids().map(|func| (body.id, func)));
            package.push(body);
        }
    }

    /// Notes the type of a declared object.
    fn mention_type_of(&self, obj: ObjId) {
        if let Some(&ty) = self.input.types.object(obj).ty.get() {
            self.with_requests(Asker::Declaration(obj), || self.mention(ty));
        }
    }

    /// Lowers declared functions, and the instances that they ask for. So many nodes as are written
    /// in the source cost nothing.
    fn lower_functions(
        &self,
        package: &mut Package,
        declared: &[(FuncId, ObjId)],
        mut written: usize,
    ) {
        package.order.extend(declared.iter().map(|&(id, _)| (id, Body::outermost())));
        // gc reads bodies from the end of its list: the last declared function first, and after
        // each body the instances that it asked for. Declared functions keep their order.
        let mut slots: Vec<Option<Body>> = declared.iter().map(|_| None).collect();
        let mut instances = self.lower_required(package);
        for (slot, &(id, obj)) in slots.iter_mut().zip(declared).rev() {
            *slot = self.with_requests(Asker::Function(id), || self.lower_declared(id, obj));
            if let Some(body) = slot {
                let nodes = body.nodes.len();
                self.input.budget.spend(nodes.saturating_sub(written) as u64);
                written = written.saturating_sub(nodes);
                package.order.extend(body.funcs.ids().skip(1).map(|func| (id, func)));
            }
            instances.extend(self.lower_required(package));
        }
        for body in slots.into_iter().flatten().chain(instances) {
            package.push(body);
        }
        package.messages = std::mem::take(&mut self.state.borrow_mut().messages);
    }

    /// Functions and methods of the package that aren't generic, in source order; notes the
    /// types of all declarations on the way.
    fn declared_functions(&self) -> Vec<(FuncId, ObjId)> {
        let mut declared = Vec::new();
        let mut inits = 0;
        for checked in self.input.package.files.iter().flat_map(CheckedFile::decls) {
            let CheckedDecl { ast, facts, .. } = checked;
            for &decl in &ast.specs {
                let object = |name| facts.object(name);
                let mention = |name| {
                    if let Some(obj) = object(name) {
                        self.mention_type_of(obj);
                    }
                };
                match &ast.decls[decl].kind {
                    DeclKind::Import { .. } => {}
                    DeclKind::Const { names, .. } | DeclKind::Var { names, .. } => {
                        names.iter().for_each(|&name| mention(name));
                    }
                    DeclKind::Type { name, tparams, .. } => {
                        if tparams.is_empty()
                            && !ast.name(*name).is_blank()
                            && object(*name).is_some_and(|obj| self.is_type_of_values(obj))
                        {
                            mention(*name);
                        }
                    }
                    DeclKind::Func { recv, name, .. } => {
                        // gc leaves out what can't be called.
                        let Some(obj) = object(*name) else { continue };
                        if ast.name(*name).is_blank() {
                            continue;
                        }
                        if !self.func_tparams(obj).is_empty() {
                            continue;
                        }
                        mention(*name);
                        let id = if recv.is_none() && ast.name(*name) == Symbol::INIT {
                            inits += 1;
                            self.init_function(obj, inits - 1)
                        } else {
                            self.declared(obj)
                        };
                        declared.push((id, obj));
                    }
                }
            }
        }
        declared
    }

    /// Whether a type name isn't one that only constrains type parameters.
    fn is_type_of_values(&self, obj: ObjId) -> bool {
        let types = self.input.types;
        let Some(&ty) = types.object(obj).ty.get() else { return false };
        match types.get(types.underlying(ty)) {
            Type::Interface(_) => types.type_set(ty).is_method_set(),
            _ => true,
        }
    }

    /// A function `init` of the source; gc numbers them: `init.0`.
    fn init_function(&self, obj: ObjId, number: u32) -> FuncId {
        let object = self.input.types.object(obj);
        self.input.funcs.intern(FuncKey::Declared(obj), || FuncSym {
            key: FuncKey::Declared(obj),
            pkg: object.pkg,
            name: Symbol::new(&format!("init.{number}")),
            ty: object.ty.get().copied().unwrap_or_else(|| self.input.types.invalid()),
            recv: None,
        })
    }

    /// Lowers instances that are required by now, and those that they require.
    fn lower_required(&self, package: &mut Package) -> Vec<Body> {
        let mut bodies = Vec::new();
        loop {
            if self.input.budget.is_spent() {
                return bodies;
            }
            let next = self.state.borrow_mut().todo.bodies.pop();
            let Some(id) = next else {
                if self.mention_dicts() {
                    continue;
                }
                return bodies;
            };
            let FuncKey::Instance(obj, targs) = &self.input.funcs.get(id).key else { continue };
            let lower = || self.lower_instance(id, *obj, targs);
            let Some(body) = self.with_requests(Asker::Function(id), lower) else { continue };
            package.order.extend(body.funcs.ids().skip(1).map(|func| (id, func)));
            package.order.push((id, Body::outermost()));
            self.input.budget.spend(body.nodes.len() as u64);
            bodies.push(body);
        }
    }

    fn lower_declared(&self, id: FuncId, obj: ObjId) -> Option<Body> {
        let source = self.source(obj)?;
        let mut lower = Lower::new(self, id, source.package, source.checked, Subst::default());
        lower.declared_body(&source, obj, None);
        Some(lower.body)
    }

    fn lower_instance(&self, id: FuncId, obj: ObjId, targs: &[TypeId]) -> Option<Body> {
        let source = self.source(obj)?;
        let from = self.func_tparams(obj);
        let len = from.len().min(targs.len());
        let subst = Subst { from: from[..len].to_vec(), to: targs[..len].to_vec() };
        let shaped = targs.iter().any(|&targ| self.has_shape(targ));
        let mut lower = Lower::new(self, id, source.package, source.checked, subst);
        if shaped {
            lower.declared_body(&source, obj, Some(self.dict_type_of(obj)));
            self.add_dict_facts(obj, std::mem::take(&mut lower.dict_facts));
        } else {
            lower.call_shaped(&source, obj, targs);
        }
        Some(lower.body)
    }

    /// A function as the noder makes it, for calls into which it is inlined.
    pub fn inline_body(&self, id: FuncId) -> Option<Body> {
        match &self.input.funcs.get(id).key {
            FuncKey::Declared(obj) => {
                // One of the package itself is read once more, of a package that is known in part.
                let is_own = self.input.types.object_head(*obj).pkg == Some(self.input.package.id);
                self.state.borrow_mut().reading = match is_own {
                    true => ReaderOwner::Own,
                    false => ReaderOwner::Imported,
                };
                let body = self.lower_declared(id, *obj);
                self.state.borrow_mut().reading = ReaderOwner::Own;
                body
            }
            FuncKey::Instance(obj, targs) => self.lower_instance(id, *obj, targs),
            FuncKey::MethodWrapper { .. }
            | FuncKey::PackageInit(_)
            | FuncKey::Runtime(_)
            | FuncKey::Synthetic(..) => None,
        }
    }

    /// Instances that inlined code asked for. The package that the code is of has compiled them;
    /// here they are only inlined (`readBodies` with `duringInlining`).
    pub fn inlined_instances(&self) -> (Vec<Body>, Vec<(FuncId, ClosureId)>) {
        let mut package = Package::default();
        let bodies = self.lower_required(&mut package);
        (bodies, package.order)
    }

    /// Where a function is declared.
    pub(super) fn source(&self, obj: ObjId) -> Option<Source<'a>> {
        let object = self.input.types.object(obj);
        let ObjectKind::Func(func) = &object.kind else { return None };
        let package = self.package(object.pkg?)?;
        let checked = package.decl(self.input.types, func.decl.get()?)?;
        let decl = checked.ast.first()?;
        let recv = func.recv.get().copied();
        Some(Source { package, checked, decl, recv })
    }
}

/// A function's declaration.
pub(super) struct Source<'a> {
    pub(super) package: &'a info::Package,
    pub(super) checked: CheckedDecl<'a>,
    pub(super) decl: &'a ast::Decl,
    recv: Option<Receiver>,
}

impl Package {
    /// Appends a function.
    pub fn push(&mut self, body: Body) {
        self.index.insert(body.id, self.bodies.len());
        self.bodies.push(body);
    }
}

impl<'a> Lower<'a> {
    /// A body without anything in it, for a function of the given source.
    pub fn new(
        cx: &'a Cx<'a>,
        id: FuncId,
        package: &'a info::Package,
        source: CheckedDecl<'a>,
        subst: Subst,
    ) -> Lower<'a> {
        let sym = cx.input.funcs.get(id);
        let at = Pos { file: source.file.ast.id, offset: 0 };
        let mut body = Body {
            id,
            funcs: Arena::new(),
            names: Arena::new(),
            nodes: Arena::with_capacity(source.ast.exprs.len() + source.ast.stmts.len()),
            inlined: Arena::new(),
        };
        body.funcs.push(Func {
            name: sym.name,
            symbol: None,
            pos: at.into(),
            ty: sym.ty,
            recv: None,
            params: Vec::new(),
            results: Vec::new(),
            dcl: Vec::new(),
            closure_vars: Vec::new(),
            body: Nodes::new(),
            parent: None,
            pragma: Pragma::default(),
            flags: FuncFlags { has_body: true, ..FuncFlags::default() },
        });
        Lower {
            cx,
            types: cx.input.types,
            package,
            source,
            ast: source.ast,
            subst,
            body,
            locals: FxHashMap::default(),
            frames: vec![Frame::new(Body::outermost())],
            dict_facts: Default::default(),
            state: Default::default(),
        }
    }

    /// Declares receiver, dictionary, parameters and results as the source does.
    fn declare_signature(&mut self, source: &Source<'a>, dict: Option<TypeId>) {
        let root = Body::outermost();
        let DeclKind::Func { recv, ty: func_type, .. } = source.decl.kind else { return };
        let sym = self.cx.input.funcs.get(self.body.id);
        let pos = self.pos(source.decl.pos);
        self.body.funcs[root].pos = pos;
        let (mut params, results) = match (&self.ast.exprs[func_type].kind, dict) {
            (ExprKind::FuncType { .. }, None) => self.ast_params(func_type, sym.ty),
            (ExprKind::FuncType { .. }, Some(_)) => {
                let plain = self.without_dict(sym.ty);
                self.ast_params(func_type, plain)
            }
            _ => (Vec::new(), Vec::new()),
        };
        if let Some(ty) = dict {
            params.insert(0, FuncParam { sym: Some(Symbol::new(DICT)), pos, ty, name: None });
        }
        let recv_ty = sym.recv.unwrap_or_else(|| self.types.invalid());
        let recv_param =
            recv.filter(|_| source.recv.is_some()).map(|recv| self.field_param(recv, recv_ty));
        self.declare_params(root, recv_param, params, results);
        for param in &self.body.funcs[root].params {
            self.cx.mention(param.ty);
        }
        if dict.is_some() {
            self.note_param_rtypes(recv, func_type);
        }
        self.bind_params(func_type, root);
        let recv_name = recv.and_then(|recv| self.ast.fields[recv].name);
        if let Some(obj) = recv_name.and_then(|name| self.object(name))
            && let Some(FuncParam { name: Some(name), .. }) = self.body.funcs[root].recv
        {
            self.locals.insert(obj, name);
        }
        if dict.is_some()
            && let Some(FuncParam { name: Some(name), .. }) = self.body.funcs[root].params.first()
        {
            self.body.names[*name].byval = true;
            let name = *name;
            if let Some(frame) = self.frames.first_mut() {
                frame.dict = Some(name);
            }
        }
    }

    fn without_dict(&self, sig: TypeId) -> TypeId {
        match self.types.get(sig) {
            Type::Signature(sig) => {
                let mut sig = sig.clone();
                sig.params = sig.params.iter().skip(1).copied().collect();
                self.types.intern(Type::Signature(sig))
            }
            _ => sig,
        }
    }

    /// Lowers a declared function; with the type of its dictionary where it is a shaped body.
    fn declared_body(&mut self, source: &Source<'a>, obj: ObjId, dict: Option<TypeId>) {
        let root = Body::outermost();
        self.declare_signature(source, dict);
        let has_body = match &self.types.object(obj).kind {
            ObjectKind::Func(func) => func.has_body,
            _ => false,
        };
        let func = &mut self.body.funcs[root];
        func.pragma = pragma(&source.decl.directives);
        func.flags.has_body = has_body;
        func.flags.dupok = dict.is_some();
        let DeclKind::Func { body: Some(body), .. } = source.decl.kind else { return };
        if let StmtKind::Block(block) = &self.ast.stmts[body].kind {
            let stmts = self.stmts(&block.stmts);
            self.set_body(stmts);
        }
    }

    /// The function under real type arguments: it calls the shaped body with its dictionary
    /// (`reader.callShaped`).
    fn call_shaped(&mut self, source: &Source<'a>, obj: ObjId, targs: &[TypeId]) {
        let root: ClosureId = Body::outermost();
        self.declare_signature(source, None);
        let func = &mut self.body.funcs[root];
        if let Some(spelled) = self.cx.spelled_signature(self.body.id, obj) {
            func.ty = spelled;
        }
        func.flags.dupok = true;
        func.pragma = pragma(&source.decl.directives);
        let pos = func.pos;
        let shaped = self.cx.shaped_instance(obj, targs);
        let sym = self.cx.input.funcs.get(shaped);
        let fun = match sym.recv {
            Some(recv) => {
                let name = self.types.object(obj).name;
                self.method_node(pos, shaped, recv, name, sym.ty)
            }
            None => {
                let at = self.types.pos(self.types.object(obj)).map_or(pos, Into::into);
                self.func_id_node(shaped, at)
            }
        };
        let mut args = Nodes::new();
        if let Some(FuncParam { name: Some(name), .. }) = self.body.funcs[root].recv {
            args.push(self.name_node(name));
        }
        args.push(self.static_dict(self.body.id, pos));
        let params: Vec<_> =
            self.body.funcs[root].params.iter().filter_map(|param| param.name).collect();
        for name in params {
            let arg = self.name_node(name);
            args.push(arg);
        }
        self.tail_call(pos, fun, args);
    }
}

/// The directives of a declaration.
fn pragma(directives: &[Directive]) -> Pragma {
    let mut pragma = Pragma::default();
    for directive in directives {
        match directive.text.split_whitespace().next().unwrap_or_default() {
            "go:noescape" => pragma.noescape = true,
            "go:noinline" => pragma.noinline = true,
            "go:uintptrkeepalive" => pragma.uintptr_keep_alive = true,
            "go:uintptrescapes" => pragma.uintptr_escapes = true,
            "go:cgo_unsafe_args" => pragma.cgo_unsafe_args = true,
            "go:yeswritebarrierrec" => pragma.yes_write_barrier_rec = true,
            "go:nocheckptr" => pragma.nocheckptr = true,
            "go:norace" => pragma.norace = true,
            "go:systemstack" => pragma.systemstack = true,
            _ => {}
        }
    }
    pragma
}

/// Numbers the types that are declared inside functions, in source order
/// (`writer.go: declCollector`).
fn number_local_types(input: &Input<'_>) {
    let mut number = 0;
    let mut numbers = Vec::new();
    for checked in input.package.files.iter().flat_map(CheckedFile::decls) {
        let mut local: Vec<(u32, ObjId)> = Vec::new();
        let CheckedDecl { ast, facts, .. } = checked;
        for (_, decl) in ast.decls.iter() {
            let DeclKind::Type { name, alias: false, .. } = decl.kind else { continue };
            let Some(obj) = facts.object(name) else { continue };
            let object = input.types.object(obj);
            if input.package.scope.get(&object.name) != Some(&obj) && !object.name.is_blank() {
                local.push((ast.exprs[name].pos, obj));
            }
        }
        local.sort_unstable_by_key(|&(pos, _)| pos);
        numbers.extend(local.into_iter().map(|(_, obj)| {
            number += 1;
            (obj, number)
        }));
    }
    input.funcs.number_local_types(numbers);
}

/// What was mentioned, and from where.
pub type Mentioned = FxHashSet<(TypeId, Mention)>;
