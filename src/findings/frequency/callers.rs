//! How often the functions of a package are called by it.
//!
//! ```go
//! func Each(xs []int) {
//!     for _, x := range xs {
//!         visit(x)               // visit: ten times
//!     }
//!     if len(xs) == 0 {
//!         panic(describe(xs))    // describe: cold, if nothing else calls it
//!     }
//! }
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::declaration::Declaration;
use super::regions::{Region, Regions};
use super::{Cold, MAX_CALLS, rounds};
use crate::symbol::Symbol;
use crate::syntax::ast::{DeclKind, ExprId, ExprKind};
use crate::types::info::{CheckedDecl, Package};
use crate::types::store::{ObjId, ObjectKind, Types};

/// How far calls are followed back.
const STEPS: usize = 4;

/// How often a function is called.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Called {
    /// How often, for each time that the package is asked for something.
    pub(super) times: f64,
    /// Why it hardly ever is.
    pub(super) cold: Option<Cold>,
    /// Whether what its loops do counts all the same: it does the work of `main`.
    pub(super) works: bool,
}

impl Called {
    /// How often a part of a function runs that is called so.
    pub(super) fn times_in(self, region: Region) -> f64 {
        rounds(region) * self.times
    }

    /// Why it hardly ever does, if so. As long as `main` runs, its loops do, and those of whom it has do the
    /// work.
    pub(super) fn cold_in(self, region: Region) -> Option<Cold> {
        region.cold.or(self.cold.filter(|_| !self.works || region.loops == 0))
    }
}

/// Of those that nobody calls, or nobody knows who.
const ONCE: Called = Called { times: 1.0, cold: None, works: false };

/// Where a function is called.
struct CallSite {
    caller: Option<ObjId>,
    region: Region,
    /// Whether `main` calls it.
    in_main: bool,
}

/// How often each function of a package is called.
pub(super) struct Callers {
    called: FxHashMap<ObjId, Called>,
    /// How many calls there are, of those of which all are seen.
    calls: FxHashMap<ObjId, usize>,
    uses: Uses,
}

impl Callers {
    /// Looks through the declarations of a package.
    pub(super) fn of(
        types: &Types,
        package: &Package,
        decls: &[(CheckedDecl<'_>, Regions)],
    ) -> Callers {
        let mut sites: FxHashMap<ObjId, Vec<CallSite>> = FxHashMap::default();
        // Of which somebody may know that nobody sees.
        let mut known: FxHashSet<ObjId> = FxHashSet::default();
        let mut uses = Uses::default();
        for (decl, regions) in decls {
            let mut callees: FxHashSet<ExprId> = FxHashSet::default();
            for (_, expr) in decl.ast.exprs.iter() {
                let ExprKind::Call { fun, .. } = expr.kind else { continue };
                let Some(name) = (Declaration { types, decl: *decl }).name_of(fun) else {
                    continue;
                };
                let Some(callee) = decl.facts.object(name) else { continue };
                callees.insert(name);
                let region = regions.at(expr.pos);
                let (caller, in_main) = (decl.function(), regions.are_of_main);
                sites.entry(callee).or_default().push(CallSite { caller, region, in_main });
            }
            for &name in &regions.once {
                let Some(callee) = decl.facts.object(name) else { continue };
                callees.insert(name);
                let region = Region { cold: Some(Cold::Once), ..Region::default() };
                let caller = decl.function();
                sites.entry(callee).or_default().push(CallSite { caller, region, in_main: false });
            }
            let declared = match decl.ast.first().map(|first| &first.kind) {
                Some(DeclKind::Func { name, .. }) => Some(*name),
                _ => None,
            };
            for (name, object) in decl.facts.objects.iter() {
                if Some(name) == declared {
                    continue;
                }
                if !callees.contains(&name) {
                    known.extend(*object);
                }
                if let Some(object) = object {
                    uses.count(types, package, *object);
                }
            }
        }
        let functions: Vec<ObjId> = decls.iter().filter_map(|(decl, _)| decl.function()).collect();
        let is_closed = |function: ObjId| {
            let object = types.object_head(function);
            let name = object.name.as_str();
            object.pkg == Some(package.id)
                && matches!(object.kind, ObjectKind::Func(_))
                && !name.starts_with(char::is_uppercase)
                && !known.contains(&function)
        };
        let mut called: FxHashMap<ObjId, Called> = FxHashMap::default();
        for _ in 0..STEPS {
            let of = |site: &CallSite| {
                let caller = site.caller.and_then(|caller| called.get(&caller));
                let caller = caller.copied().unwrap_or(ONCE);
                Called {
                    times: caller.times_in(site.region),
                    cold: caller.cold_in(site.region),
                    works: site.in_main || caller.works,
                }
            };
            let next = functions.iter().filter_map(|&function| {
                let sites = sites.get(&function)?.iter().map(of);
                Some((function, merged(sites, is_closed(function))))
            });
            let next: FxHashMap<ObjId, Called> = next.collect();
            if next == called {
                break;
            }
            called = next;
        }
        let closed = functions.iter().filter(|&&function| is_closed(function));
        let calls = closed.map(|function| (*function, sites.get(function).map_or(0, Vec::len)));
        Callers { called, calls: calls.collect(), uses }
    }

    /// How many calls of a declaration there are, if all of them are seen.
    pub(super) fn calls_of(&self, decl: CheckedDecl<'_>) -> Option<usize> {
        self.calls.get(&decl.function()?).copied()
    }

    /// How many places of the package name a declaration, those included that call it by an interface.
    pub(super) fn uses_of(&self, types: &Types, decl: CheckedDecl<'_>) -> u32 {
        decl.function().map_or(0, |function| self.uses.of_function(types, function))
    }

    /// How often a declaration is called.
    pub(super) fn of_declaration(&self, decl: CheckedDecl<'_>) -> Called {
        decl.function().and_then(|function| self.called.get(&function)).copied().unwrap_or(ONCE)
    }
}

/// How many places of a package name its functions.
#[derive(Default)]
struct Uses {
    by_object: FxHashMap<ObjId, u32>,
    /// Those of methods that aren't declared by themselves, of interfaces for one, by their name: any
    /// method of that name may be meant.
    by_method: FxHashMap<Symbol, u32>,
}

impl Uses {
    /// Counts a name.
    fn count(&mut self, types: &Types, package: &Package, object: ObjId) {
        let head = types.object_head(object);
        let ObjectKind::Func(info) = &head.kind else { return };
        if head.pkg == Some(package.id) {
            *match info.decl.get() {
                Some(_) => self.by_object.entry(object).or_default(),
                None => self.by_method.entry(head.name).or_default(),
            } += 1;
        }
    }

    fn of_function(&self, types: &Types, function: ObjId) -> u32 {
        let own = self.by_object.get(&function).copied().unwrap_or(0);
        let name = types.receiver_name(function).map(|_| types.object_head(function).name);
        own + name.and_then(|name| self.by_method.get(&name)).copied().unwrap_or(0)
    }
}

/// How often a function is called that is called so; by nobody else, if it is closed.
fn merged(sites: impl Iterator<Item = Called>, is_closed: bool) -> Called {
    let (mut times, mut cold, mut is_cold) = (ONCE.times, None, is_closed);
    let mut works = false;
    for site in sites {
        works |= site.works;
        match site.cold {
            Some(why) => cold = cold.or(Some(why)),
            None => {
                is_cold = false;
                times = site.times.max(times);
            }
        }
    }
    Called { times: times.min(MAX_CALLS), cold: cold.filter(|_| is_cold), works }
}
