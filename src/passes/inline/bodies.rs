//! What is inlined: functions as they were lowered (`noder/reader.go` reads a function again for
//! each call of it, `noder/unified.go`: `readBodies`).
//!
//! Comes in: the functions of a package before anything is inlined into them. Goes out: for a
//! function or literal that is called, its body as it was, if it can be inlined. Functions of
//! other packages are lowered when they are called first.
//!
//! ```go
//! func f() { g() } // g is inlined here,
//! func h() { f() } // and f with a call of g in it, which is inlined in turn
//! ```
//!
//! A literal that came with inlined code is as it was in the function that it came from.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::candidates::{Candidates, Env, Verdict, can_inline_funcs};
use super::cost::Precision;
use super::messages::messages;
use super::{Callees, Inlinable};
use crate::id::Id;
use crate::ir::fmt::NodeFmt;
use crate::ir::func::FuncId;
use crate::ir::node::{Body, BodyId, ClosureId, Inlinee};
use crate::ir::note::{NotInlinable, Note};
use crate::ir::package::{Message, Package};
use crate::lower::Cx;
use crate::symbol::Symbol;
use crate::types::store::PkgId;

/// A function with its literals as it was lowered.
#[derive(Debug)]
pub struct Pristine {
    /// The function with its literals.
    pub body: Body,
    /// Those of its functions that can be inlined.
    known: FxHashMap<ClosureId, Inlinable>,
    /// Why its literals can't be inlined that can't.
    refused: FxHashMap<ClosureId, NotInlinable>,
}

/// A function of a [`Pristine`] body.
#[derive(Clone, Debug)]
pub struct Template {
    /// The body.
    pub pristine: Arc<Pristine>,
    /// The function in it.
    pub func: ClosureId,
    /// What is known of it.
    pub known: Inlinable,
}

/// The functions that may be inlined into those of a package.
pub struct Bodies<'c, 'a> {
    cx: &'c Cx<'a>,
    env: &'c Env<'c>,
    /// Functions that were asked for: those of the package from the start, others when they are
    /// called first. Nothing is known of those that can't be inlined.
    functions: FxHashMap<FuncId, Option<Arc<Pristine>>>,
    /// The functions of the package, for the literals in them.
    own: FxHashMap<FuncId, Arc<Pristine>>,
    /// Where literals come from that were inlined into a body.
    literals: FxHashMap<(FuncId, ClosureId), (Arc<Pristine>, ClosureId)>,
    /// What was found out of instances that came with bodies.
    found: Vec<Message>,
}

impl<'c, 'a> Bodies<'c, 'a> {
    /// Those of a package, of which these can be inlined.
    pub fn new(
        cx: &'c Cx<'a>,
        env: &'c Env<'c>,
        package: &Package,
        candidates: &Candidates,
    ) -> Bodies<'c, 'a> {
        let mut bodies = Bodies {
            cx,
            env,
            functions: FxHashMap::default(),
            own: FxHashMap::default(),
            literals: FxHashMap::default(),
            found: Vec::new(),
        };
        bodies.keep(package, candidates);
        bodies
    }

    /// Keeps what can be inlined of a package as it is now.
    fn keep(&mut self, package: &Package, candidates: &Candidates) {
        let mut known: FxHashMap<BodyId, FxHashMap<ClosureId, Inlinable>> = FxHashMap::default();
        for (at, &inlinable) in &candidates.functions {
            known.entry(at.body).or_default().insert(at.func, inlinable);
        }
        let mut refused = refused_literals(candidates);
        let bodies = package.par_bodies().enumerate();
        let copies: Vec<Option<Body>> = bodies
            .map(|(index, body)| {
                known.contains_key(&BodyId::from_index(index)).then(|| body.clone())
            })
            .collect();
        for (index, (copy, body)) in copies.into_iter().zip(&package.bodies).enumerate() {
            let known = known.remove(&BodyId::from_index(index));
            let (Some(known), Some(copy)) = (known, copy) else {
                self.functions.insert(body.id, None);
                continue;
            };
            let callable = known.contains_key(&Body::outermost());
            let refused = refused.remove(&BodyId::from_index(index)).unwrap_or_default();
            let pristine = Arc::new(Pristine { body: copy, known, refused });
            self.functions.insert(body.id, callable.then(|| Arc::clone(&pristine)));
            self.own.insert(body.id, pristine);
        }
    }

    /// What is inlined for a call, if what it calls can be inlined.
    pub fn template(&mut self, body: &Body, inlinee: Inlinee) -> Option<Template> {
        let (pristine, func) = match inlinee {
            Inlinee::Func(func) => (self.function_body(func)?, Body::outermost()),
            Inlinee::Literal(literal) => match self.literals.get(&(body.id, literal)) {
                Some((pristine, func)) => (Arc::clone(pristine), *func),
                None => (Arc::clone(self.own.get(&body.id)?), literal),
            },
        };
        let known = *pristine.known.get(&func)?;
        Some(Template { pristine, func, known })
    }

    /// A function that can be inlined, of whatever package.
    fn function_body(&mut self, func: FuncId) -> Option<Arc<Pristine>> {
        if let Some(known) = self.functions.get(&func) {
            return known.clone();
        }
        let found = self.imported(func);
        self.functions.insert(func, found.clone());
        found
    }

    /// A function of another package, read when it is called first. What it instantiates was
    /// compiled by that package, and can be inlined here.
    fn imported(&mut self, func: FuncId) -> Option<Arc<Pristine>> {
        let inlinable = self.env.callees.inlinable(func)?;
        let body = self.cx.inline_body(func)?;
        let (instances, order) = self.cx.inlined_instances();
        if !instances.is_empty() {
            let (package, candidates) = self.candidates(instances, order);
            if self.env.precision != Precision::Decision {
                self.found.extend(messages(self.cx, &package, &candidates, self.env.precision));
            }
            self.keep(&package, &candidates);
        }
        let (mut known, mut refused) = (FxHashMap::default(), FxHashMap::default());
        let mut kept = body;
        if kept.funcs.len() > 1 {
            let order = kept.funcs.ids().map(|id| (kept.id, id)).collect();
            let (mut package, candidates) = self.candidates(vec![kept], order);
            known = candidates.functions.iter().map(|(at, &known)| (at.func, known)).collect();
            refused =
                refused_literals(&candidates).remove(&BodyId::from_index(0)).unwrap_or_default();
            kept = package.bodies.pop()?;
        }
        known.insert(Body::outermost(), inlinable);
        Some(Arc::new(Pristine { body: kept, known, refused }))
    }

    /// What was found out of instances that came with bodies, since it was asked last. gc logs
    /// it, but prints nothing while it reads a body.
    pub fn take_found(&mut self) -> impl Iterator<Item = Message> {
        let found = std::mem::take(&mut self.found).into_iter();
        found.map(|found| Message { note: Note::Logged(Box::new(found.note)), ..found })
    }

    /// Functions that aren't of the package, and which of them can be inlined.
    fn candidates(
        &self,
        bodies: Vec<Body>,
        order: Vec<(FuncId, ClosureId)>,
    ) -> (Package, Candidates) {
        let of = self.cx.input.package;
        let (path, id) = (Some(of.path), Some(of.id));
        let mut package = Package { path, id, order, ..Package::default() };
        bodies.into_iter().for_each(|body| package.push(body));
        let candidates = can_inline_funcs(self.cx, &package, &Env { callees: self, ..*self.env });
        (package, candidates)
    }

    /// Notes that a literal of a template has become one of `body`.
    pub fn bring(
        &mut self,
        body: &Body,
        literal: ClosureId,
        pristine: &Arc<Pristine>,
        from: ClosureId,
    ) {
        self.literals.insert((body.id, literal), (Arc::clone(pristine), from));
    }

    /// Why a literal that came with inlined code can't be inlined, if it can't.
    pub fn refusal(&self, body: &Body, literal: ClosureId) -> Option<NotInlinable> {
        let (pristine, func) = self.literals.get(&(body.id, literal))?;
        pristine.refused.get(func).copied()
    }

    /// Whether a literal came with inlined code.
    pub fn is_brought(&self, body: &Body, literal: ClosureId) -> bool {
        self.literals.contains_key(&(body.id, literal))
    }

    /// The package of a function's symbol, and its name.
    fn symbol_of(&self, body: &Body, inlinee: Inlinee) -> (Option<PkgId>, Symbol) {
        let funcs = self.cx.input.funcs;
        match inlinee {
            Inlinee::Func(func) => {
                let sym = funcs.get(func);
                (sym.pkg, sym.name)
            }
            Inlinee::Literal(literal) => {
                let from = match self.literals.get(&(body.id, literal)) {
                    Some((pristine, _)) => pristine.body.id,
                    None => body.id,
                };
                (funcs.get(from).pkg, body.funcs[literal].name)
            }
        }
    }

    /// A function as messages name it (`Name.DiagName`).
    pub fn name_of(&self, body: &Body, inlinee: Inlinee) -> String {
        let input = &self.cx.input;
        let fmt = NodeFmt::new(input.types, input.funcs, Some(input.package.id));
        let (pkg, name) = self.symbol_of(body, inlinee);
        let mut out = String::new();
        fmt.types().symbol(&mut out, pkg, name.as_str());
        out
    }

    /// The symbol of a literal as messages name it.
    pub fn literal_symbol(&self, body: &Body, literal: ClosureId) -> String {
        let input = &self.cx.input;
        let fmt = NodeFmt::new(input.types, input.funcs, Some(input.package.id));
        let (pkg, _) = self.symbol_of(body, Inlinee::Literal(literal));
        let mut out = String::new();
        fmt.types().symbol(&mut out, pkg, body.funcs[literal].symbol().as_str());
        out
    }

    /// A function as records name it (`ir.PkgFuncName`).
    pub fn link_name_of(&self, body: &Body, inlinee: Inlinee) -> String {
        let (pkg, name) = self.symbol_of(body, inlinee);
        match pkg {
            Some(pkg) => format!("{}.{name}", self.cx.input.types.package(pkg).path),
            None => name.as_str().to_owned(),
        }
    }
}

/// By body, the literals that can't be inlined, and why.
fn refused_literals(
    candidates: &Candidates,
) -> FxHashMap<BodyId, FxHashMap<ClosureId, NotInlinable>> {
    let mut refused: FxHashMap<BodyId, FxHashMap<ClosureId, NotInlinable>> = FxHashMap::default();
    for Verdict { func: at, outcome } in &candidates.verdicts {
        if let Err(why) = outcome
            && at.func != Body::outermost()
        {
            refused.entry(at.body).or_default().insert(at.func, *why);
        }
    }
    refused
}

impl Callees for Bodies<'_, '_> {
    fn inlinable(&self, func: FuncId) -> Option<Inlinable> {
        match self.functions.get(&func) {
            Some(known) => known.as_ref()?.known.get(&Body::outermost()).copied(),
            None => self.env.callees.inlinable(func),
        }
    }
}
