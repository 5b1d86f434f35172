//! Which bodies those that import a package can inline (`noder/linker.go`: `exportBody`).
//!
//! gc sees the body of an imported function only if it is in the export data of a package that is
//! imported directly: the package's own functions, and those of other packages that were inlined
//! somewhere while it was compiled. Of these it holds what can be reached from its exported names,
//! through declarations and through the bodies that it holds. A function whose body isn't seen costs
//! as much as any other call.
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
//! The bodies of generic code are there wherever its declaration is, whatever they cost, and lead
//! on; so does what they mention of packages that nobody imports:
//!
//! ```go
//! package list
//! func (l *List[T]) JSON() []byte { b, _ := json.Marshal(l.items); return b }
//!
//! package p                                      // imports list alone, and exports the body of
//! var All list.List[int]                         // json.Marshal: list.List can be reached, its
//! func use()             { All.JSON() }          // methods mention it, and it was inlined here,
//!                                                // into the instance of JSON
//! ```
//!
//! What is inlined is known at once, what can be reached is found out when somebody asks: most
//! packages import all that they inline.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Inlinable;
use crate::ir;
use crate::ir::func::{FuncId, FuncKey, FuncTable};
use crate::ir::node::{Body, Inlinee};
use crate::lower::Cx;
use crate::lower::references::References;
use crate::types::info::Package;
use crate::types::store::{NamedId, ObjId, ObjectKind, PkgId, Type, Types};

/// What those that import a package can inline.
#[derive(Debug, Default)]
pub struct Exports {
    /// Declared functions of the package itself that can be inlined.
    own: FxHashMap<ObjId, Inlinable>,
    /// Functions of other packages that were inlined into it.
    inlined: FxHashSet<ObjId>,
    /// What the package declares under exported names, unless nothing was inlined.
    roots: Vec<ObjId>,
    /// The functions of other packages that importers see, when somebody has asked for them.
    passed_on: OnceLock<FxHashSet<ObjId>>,
}

/// What a function of a package is to those that import it.
#[derive(Clone, Copy, Debug)]
pub struct FunctionExports<T> {
    /// The function.
    pub func: FuncId,
    /// What is known of it, if it can be inlined.
    pub inlinable: Option<Inlinable>,
    /// The declared functions of other packages that were inlined into it.
    pub inlined: T,
}

/// The declared functions of packages but this one that were inlined into a body.
pub fn inlined_into<'a>(
    types: &'a Types,
    funcs: &'a FuncTable,
    package: PkgId,
    body: &'a Body,
) -> impl Iterator<Item = ObjId> + use<'a> {
    body.inlined.iter().filter_map(move |(_, call)| {
        let Inlinee::Func(func) = call.callee else { return None };
        let FuncKey::Declared(obj) = funcs.get(func).key else { return None };
        (types.object_head(obj).pkg != Some(package)).then_some(obj)
    })
}

impl Exports {
    /// What those that import a package can inline. `lowered` is the package with calls inlined.
    pub fn of(
        types: &Types,
        funcs: &FuncTable,
        package: &Package,
        lowered: &ir::package::Package,
    ) -> Exports {
        let functions = lowered.bodies.iter().map(|body| FunctionExports {
            inlinable: lowered.inlinable.get(&body.id).copied(),
            inlined: inlined_into(types, funcs, package.id, body),
            func: body.id,
        });
        Exports::of_functions(funcs, package, functions)
    }

    /// The same by functions, one by one.
    pub fn of_functions(
        funcs: &FuncTable,
        package: &Package,
        functions: impl Iterator<Item = FunctionExports<impl IntoIterator<Item = ObjId>>>,
    ) -> Exports {
        let mut exports = Exports::default();
        for FunctionExports { func, inlinable, inlined } in functions {
            if let FuncKey::Declared(obj) = funcs.get(func).key
                && let Some(inlinable) = inlinable
            {
                exports.own.insert(obj, inlinable);
            }
            exports.inlined.extend(inlined);
        }
        if !exports.inlined.is_empty() {
            let exported = package.scope.iter().filter(|(name, _)| name.is_exported());
            exports.roots = exported.map(|(_, &obj)| obj).collect();
        }
        exports
    }

    /// What is known of a function of the package, if it can be inlined.
    pub fn inlinable(&self, func: ObjId) -> Option<Inlinable> {
        self.own.get(&func).copied()
    }

    /// Whether those that import the package see the body of a function of another package.
    pub fn passes_on(&self, cx: &Cx<'_>, references: &References, func: ObjId) -> bool {
        self.inlined.contains(&func) && self.passed_on(cx, references).contains(&func)
    }

    /// The functions of other packages whose bodies those that import the package see.
    pub fn passed_on(&self, cx: &Cx<'_>, references: &References) -> &FxHashSet<ObjId> {
        self.passed_on.get_or_init(|| Search::new(self, cx, references).all())
    }
}

/// The search for what importers see of a package (`noder/linker.go`: `relocObj`).
struct Search<'a> {
    exports: &'a Exports,
    cx: &'a Cx<'a>,
    references: &'a References,
    seen: FxHashSet<ObjId>,
    open: Vec<ObjId>,
    passed_on: FxHashSet<ObjId>,
}

impl<'a> Search<'a> {
    fn new(exports: &'a Exports, cx: &'a Cx<'a>, references: &'a References) -> Search<'a> {
        Search {
            exports,
            cx,
            references,
            seen: exports.roots.iter().copied().collect(),
            open: exports.roots.clone(),
            passed_on: FxHashSet::default(),
        }
    }

    /// Goes on until nothing is left to see, or nothing that can be passed on.
    fn all(mut self) -> FxHashSet<ObjId> {
        while self.passed_on.len() < self.exports.inlined.len()
            && let Some(obj) = self.open.pop()
        {
            self.add(&self.references.of_declaration(self.cx, obj));
            match self.cx.input.types.object(obj).kind {
                ObjectKind::Func(_) => self.body(obj),
                ObjectKind::TypeName { alias: false, .. } => {
                    for &method in self.methods(obj) {
                        self.body(method);
                    }
                }
                ObjectKind::PkgName(_)
                | ObjectKind::Const(_)
                | ObjectKind::TypeName { .. }
                | ObjectKind::Var(_)
                | ObjectKind::Label
                | ObjectKind::Builtin(_)
                | ObjectKind::Nil => {}
            }
        }
        self.passed_on
    }

    fn add(&mut self, objects: &[ObjId]) {
        self.open.extend(objects.iter().copied().filter(|&obj| self.seen.insert(obj)));
    }

    /// The methods of a declared type.
    fn methods(&self, obj: ObjId) -> &'a [ObjId] {
        let types = self.cx.input.types;
        let id: Option<NamedId> = match types.object(obj).ty.get().map(|&ty| types.get(ty)) {
            Some(Type::Named(id)) => Some(*id),
            _ => None,
        };
        id.and_then(|id| types.named(id).methods.get()).map_or(&[], |list| list)
    }

    /// The body of a function that was come upon, if it is exported.
    fn body(&mut self, func: ObjId) {
        let is_foreign = self.exports.inlined.contains(&func);
        if !is_foreign && !self.exports.own.contains_key(&func) {
            return;
        }
        if is_foreign && !self.passed_on.insert(func) {
            return;
        }
        self.add(&self.references.of_body(self.cx, func));
    }
}
