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
use super::reachability::{Search, callee, reachable};
use crate::ir;
use crate::ir::func::{FuncId, FuncKey, FuncTable};
use crate::ir::node::InlinedCall;
use crate::types::info::Package;
use crate::types::store::{FuncInfo, NamedId, ObjId, ObjectKind, Types};

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
        let search = Search::new(types, funcs, package, lowered, bodies);
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
