//! Which calls of a package are inlined, and in which order (`inline/interleaved/interleaved.go`).
//!
//! Comes in: the functions of a package, and which functions can be inlined. Goes out: the same
//! functions with calls devirtualized and inlined until nothing changes, callees first; and the
//! lines that gc prints about it.
//!
//! ```go
//! func newReader() io.Reader { return &reader{} } // can inline newReader
//! n, err := newReader().Read(b)
//! // inlining call to newReader      the result is known to be a *reader now:
//! // devirtualizing newReader().Read to *reader
//! // inlining call to (*reader).Read
//! ```
//!
//! What is inlined is always a function as it was lowered, whatever was inlined into it since
//! ([`Bodies`]). The calls in it are looked at after all those that were known before, so that
//! a literal that is called twice isn't taken for one that is called once. Literals that come
//! with inlined code keep their calls: gc has made its list of functions before.

use crate::id::Id;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Callees;
use super::bodies::Bodies;
use super::call::{CallCount, Caller, callee, permit};
use super::candidates::{Candidates, Env};
use super::cost::Costed;
use super::remarks::Remarks;
use super::sites::{Sites, Work};
use super::substitute::{Called, Results, inline_call};
use crate::ir::func::FuncId;
use crate::ir::node::{Body, BodyId, ClosureId, Inlinee, Nodes, Op};
use crate::ir::package::Package;
use crate::ir::scc::FuncRef;
use crate::lower::Cx;
use crate::lower::wrapper::Finish;
use crate::passes::devirtualize::static_call;

/// Inlines calls of a package.
pub struct Inliner<'c, 'a> {
    cx: &'c Cx<'a>,
    env: &'c Env<'c>,
    bodies: Bodies<'c, 'a>,
    candidates: &'c Candidates,
    remarks: Remarks<'c, 'a>,
    /// How many calls were inlined so far.
    inlined: u32,
}

impl<'c, 'a> Inliner<'c, 'a> {
    /// An inliner for a package, of which these functions can be inlined.
    pub fn new(
        cx: &'c Cx<'a>,
        env: &'c Env<'c>,
        package: &Package,
        candidates: &'c Candidates,
    ) -> Inliner<'c, 'a> {
        cx.begin_inlining();
        Inliner {
            cx,
            env,
            bodies: Bodies::new(cx, env, package, candidates),
            candidates,
            remarks: Remarks::new(cx, env),
            inlined: 0,
        }
    }

    /// Inlines calls in all functions of the package.
    pub fn package(&mut self, package: &mut Package) {
        let types = self.cx.input.types;
        let works = package.par_bodies().map(|body| Work::new(types, body));
        let mut works: Vec<Work> = works.collect();
        let mut sites: FxHashMap<FuncRef, Sites> = FxHashMap::default();
        for &(id, func) in &package.order {
            let Some(&index) = package.index.get(&id) else { continue };
            let (Some(body), Some(work)) = (package.bodies.get_mut(index), works.get_mut(index))
            else {
                continue;
            };
            let at = FuncRef { body: BodyId::from_index(index), func };
            let caller = Caller::of(self.candidates.big.contains(&at));
            sites.insert(at, self.sites(body, func, caller, work));
        }
        for batch in &self.candidates.batches {
            self.batch(batch, package, &mut works, &mut sites);
        }
        self.remarks.move_to(package);
    }

    /// Inlines calls in a function that was made after the others (`DevirtualizeAndInlineFunc`).
    fn function(&mut self, body: &mut Body, package: &mut Package) {
        let mut work = Work::new(self.cx.input.types, body);
        let func = Body::outermost();
        let costed = Costed { cx: self.cx, limits: &self.env.profile.inlining, body, func };
        let caller = Caller::of(costed.is_big());
        let mut sites = self.sites(body, func, caller, &mut work);
        let made = body.funcs.len();
        while self.round(body, &mut work, &mut sites) {}
        let literals = body.funcs.ids().skip(made).map(|func| (body.id, func));
        package.order.extend(literals);
        self.remarks.move_to(package);
    }

    fn batch(
        &mut self,
        batch: &[FuncRef],
        package: &mut Package,
        works: &mut [Work],
        sites: &mut FxHashMap<FuncRef, Sites>,
    ) {
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for at in batch {
                let index = at.body.index();
                let (Some(body), Some(work), Some(sites)) =
                    (package.bodies.get_mut(index), works.get_mut(index), sites.get_mut(at))
                else {
                    continue;
                };
                let made = body.funcs.len();
                changed |= self.round(body, work, sites);
                let literals = body.funcs.ids().skip(made).map(|func| (body.id, func));
                package.order.extend(literals);
            }
        }
    }

    /// The calls of a function, resolved a first time.
    fn sites(
        &mut self,
        body: &mut Body,
        func: ClosureId,
        caller: Caller,
        work: &mut Work,
    ) -> Sites {
        let mut sites = Sites { func, calls: Nodes::new(), resolved: Vec::new(), caller };
        work.find_calls(body, &body.funcs[func].body, &mut sites.calls);
        for i in 0..sites.calls.len() {
            self.resolve(body, work, &mut sites, i);
        }
        sites
    }

    /// Tries all calls of a function, and those that come with inlined ones; tells whether any
    /// was inlined.
    fn round(&mut self, body: &mut Body, work: &mut Work, sites: &mut Sites) -> bool {
        let mut changed = false;
        let (mut first, mut end) = (0, sites.calls.len());
        while first < end {
            for i in first..end {
                changed |= self.edit(body, work, sites, i);
            }
            (first, end) = (end, sites.calls.len());
            for i in first..end {
                self.resolve(body, work, sites, i);
            }
        }
        changed
    }

    /// Finds out what a call calls, once it is known; and devirtualizes it.
    fn resolve(
        &mut self,
        body: &mut Body,
        work: &mut Work,
        sites: &mut Sites,
        i: usize,
    ) -> Option<Inlinee> {
        if let Some(&Some(known)) = sites.resolved.get(i) {
            return Some(known);
        }
        let call = *sites.calls.get(i)?;
        if !matches!(body.op(call), Op::Call { .. }) {
            return None;
        }
        let devirtualized = &mut work.devirtualized;
        static_call(self.cx, body, sites.func, call, devirtualized, &mut self.remarks.messages);
        let profile = self.env.profile;
        let target = callee(self.cx, profile, body, &work.assigned, sites.func, call)?;
        if sites.resolved.len() <= i {
            sites.resolved.resize(i + 1, None);
        }
        sites.resolved[i] = Some(target);
        if let Inlinee::Literal(literal) = target {
            *work.uses.entry(literal).or_default() += 1;
        }
        Some(target)
    }

    /// Inlines a call if it may be.
    fn edit(&mut self, body: &mut Body, work: &mut Work, sites: &mut Sites, i: usize) -> bool {
        let Some(&call) = sites.calls.get(i) else { return false };
        if !matches!(body.op(call), Op::Call { .. }) || self.resolve(body, work, sites, i).is_none()
        {
            return false;
        }
        let before = body.nodes.len();
        if work.added > self.env.profile.inlining.most_added {
            self.cx.input.budget.exhaust();
        }
        if self.cx.input.budget.is_spent() {
            return false;
        }
        // What was resolved may have changed since.
        let input = self.cx.input;
        let profile = self.env.profile;
        let target = callee(self.cx, profile, body, &work.assigned, sites.func, call);
        let Some(inlinee) = target else { return false };
        let template = self.bodies.template(body, inlinee);
        self.remarks.messages.extend(self.bodies.take_found());
        self.remarks.announce(&mut self.bodies, body, &work.assigned, inlinee);
        let Some(template) = template else { return false };
        let uses = match sites.resolved.get(i) {
            Some(Some(Inlinee::Literal(literal))) if work.uses.get(literal) == Some(&1) => {
                CallCount::Once
            }
            _ => CallCount::Many,
        };
        let limits = &self.env.profile.inlining;
        let sources = self.env.sources;
        match permit(body, sources, call, inlinee, template.known, limits, sites.caller, uses) {
            Ok(()) => {}
            Err(why) => {
                self.remarks.refuse(&self.bodies, body, sites.func, call, inlinee, why);
                return false;
            }
        }
        self.remarks.inlined(&self.bodies, body, sites.func, call, inlinee);
        let results = match template.known.can_delay_results {
            true => Results::AtReturn,
            false => Results::Before,
        };
        let pristine = &template.pristine;
        let pkg = input.funcs.get(body.id).pkg;
        let called = Called {
            inlinee,
            template: &pristine.body,
            func: template.func,
            results,
            pkg,
            number: self.inlined,
            literals: self.env.literals,
        };
        self.inlined += 1;
        let copied = inline_call(body, sites.func, call, called);
        let beyond = work.beyond_written();
        work.added += body.nodes.len() - before;
        input.budget.spend((work.beyond_written() - beyond) as u64);
        for &(from, to) in &copied.literals {
            self.bodies.bring(body, to, pristine, from);
        }
        for &node in &copied.nodes {
            work.assigned.add(input.types, body, node);
        }
        work.find_calls_below(body, call, &mut sites.calls);
        work.devirtualized.inlined_call(input.types, body, sites.func, call);
        true
    }
}

impl Finish for Inliner<'_, '_> {
    fn is_inlinable(&self, method: FuncId) -> bool {
        self.bodies.inlinable(method).is_some()
    }

    fn finish(&mut self, wrapper: &mut Body, package: &mut Package) {
        self.function(wrapper, package);
    }
}
