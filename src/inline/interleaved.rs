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
//! ([`Pristine`]). The calls in it are looked at after all those that were known before, so that
//! a literal that is called twice isn't taken for one that is called once. Literals that come
//! with inlined code keep their calls: gc has made its list of functions before.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::call::{Caller, Uses, callee, permit};
use super::candidates::{Candidates, Env, can_inline_funcs};
use super::cost::{Costed, Precision};
use super::messages::{code, messages};
use super::substitute::{Called, Results, inline_call};
use super::{Callees, Inlinable};
use crate::ir::devirtualize::{State, static_call};
use crate::ir::fmt::NodeFmt;
use crate::ir::func::FuncId;
use crate::ir::lower::Cx;
use crate::ir::lower::wrapper::Finish;
use crate::ir::node::{Body, ClosureId, Inlinee, NodeId, NodePos, Nodes, Op};
use crate::ir::note::Note;
use crate::ir::package::{Message, Package};
use crate::ir::reassign::Assigned;
use crate::ir::scc::{FuncRef, batches};
use crate::ir::visit::{Preorder, for_each_child};
use crate::symbol::Symbol;
use crate::types::store::PkgId;

/// A function with its literals as it was lowered.
#[derive(Debug)]
struct Pristine {
    body: Body,
    /// Those of its functions that can be inlined.
    known: FxHashMap<ClosureId, Inlinable>,
}

/// A function of a [`Pristine`] body.
#[derive(Clone, Debug)]
struct Template {
    pristine: Rc<Pristine>,
    func: ClosureId,
    known: Inlinable,
}

/// Inlines calls of a package.
pub struct Inliner<'c, 'a> {
    cx: &'c Cx<'a>,
    env: &'c Env<'c>,
    /// Functions that were asked for: those of the package from the start, others when they are
    /// called first. Nothing is known of those that can't be inlined.
    functions: FxHashMap<FuncId, Option<Rc<Pristine>>>,
    /// The functions of the package, for the literals in them.
    own: FxHashMap<FuncId, Rc<Pristine>>,
    /// Where literals come from that were inlined into a body.
    literals: FxHashMap<(FuncId, ClosureId), (Rc<Pristine>, ClosureId)>,
    /// Literals of which it was said that they can be inlined.
    announced: FxHashSet<(FuncId, ClosureId)>,
    messages: Vec<Message>,
}

/// What is remembered of a body while calls in it are inlined.
struct Work {
    assigned: Assigned,
    devirtualized: State,
    /// Calls that were met.
    met: FxHashSet<NodeId>,
    /// How many calls of each literal were resolved.
    uses: FxHashMap<ClosureId, u32>,
}

/// The calls in a function.
struct Sites {
    func: ClosureId,
    calls: Nodes,
    resolved: Vec<Option<Inlinee>>,
    caller: Caller,
}

impl<'c, 'a> Inliner<'c, 'a> {
    /// An inliner for a package, of which these functions can be inlined.
    pub fn new(
        cx: &'c Cx<'a>,
        env: &'c Env<'c>,
        package: &Package,
        candidates: &Candidates,
    ) -> Inliner<'c, 'a> {
        let mut inliner = Inliner {
            cx,
            env,
            functions: FxHashMap::default(),
            own: FxHashMap::default(),
            literals: FxHashMap::default(),
            announced: FxHashSet::default(),
            messages: Vec::new(),
        };
        inliner.keep(package, candidates);
        inliner
    }

    /// Keeps what can be inlined of a package as it is now.
    fn keep(&mut self, package: &Package, candidates: &Candidates) {
        let mut known: FxHashMap<u32, FxHashMap<ClosureId, Inlinable>> = FxHashMap::default();
        for (at, &inlinable) in &candidates.functions {
            known.entry(at.body).or_default().insert(at.func, inlinable);
        }
        for (index, body) in package.bodies.iter().enumerate() {
            let Some(known) = known.remove(&(index as u32)) else {
                self.functions.insert(body.id, None);
                continue;
            };
            let callable = known.contains_key(&Body::outermost());
            let pristine = Rc::new(Pristine { body: body.clone(), known });
            self.functions.insert(body.id, callable.then(|| Rc::clone(&pristine)));
            self.own.insert(body.id, pristine);
        }
    }

    /// Inlines calls in all functions of the package.
    pub fn package(&mut self, package: &mut Package) {
        let order = batches(package);
        let mut works: Vec<Work> =
            package.bodies.iter().map(|body| Work::new(self.cx, body)).collect();
        let mut sites: FxHashMap<FuncRef, Sites> = FxHashMap::default();
        for &(id, func) in &package.order {
            let Some(&index) = package.index.get(&id) else { continue };
            let (Some(body), Some(work)) = (package.bodies.get_mut(index), works.get_mut(index))
            else {
                continue;
            };
            let at = FuncRef { body: index as u32, func };
            sites.insert(at, self.sites(body, func, work));
        }
        for batch in order {
            self.batch(&batch, package, &mut works, &mut sites);
        }
        package.messages.append(&mut self.messages);
    }

    /// Inlines calls in a function that was made after the others (`DevirtualizeAndInlineFunc`).
    fn function(&mut self, body: &mut Body, package: &mut Package) {
        let mut work = Work::new(self.cx, body);
        let mut sites = self.sites(body, Body::outermost(), &mut work);
        let made = body.funcs.len();
        while self.round(body, &mut work, &mut sites) {}
        let literals = body.funcs.ids().skip(made).map(|func| (body.id, func));
        package.order.extend(literals);
        package.messages.append(&mut self.messages);
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
                let index = at.body as usize;
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
    fn sites(&mut self, body: &mut Body, func: ClosureId, work: &mut Work) -> Sites {
        let costed = Costed { cx: self.cx, limits: self.env.limits, body, func };
        let caller = match costed.is_big() {
            true => Caller::Big,
            false => Caller::Usual,
        };
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
        static_call(self.cx, body, sites.func, call, devirtualized, &mut self.messages);
        let machine = self.env.machine;
        let target = callee(self.cx, machine, body, &work.assigned, sites.func, call)?;
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
        // What was resolved may have changed since.
        let input = self.cx.input;
        let machine = self.env.machine;
        let target = callee(self.cx, machine, body, &work.assigned, sites.func, call);
        let Some(inlinee) = target else { return false };
        let Some(template) = self.template(body, inlinee) else { return false };
        self.announce(body, work, inlinee);
        let uses = match sites.resolved.get(i) {
            Some(Some(Inlinee::Literal(literal))) if work.uses.get(literal) == Some(&1) => {
                Uses::Once
            }
            _ => Uses::Many,
        };
        let limits = self.env.limits;
        match permit(body, call, inlinee, template.known, limits, sites.caller, uses) {
            Ok(()) => {}
            Err(why) => {
                let callee = self.name_of(body, inlinee);
                let linked = self.link_name_of(body, inlinee);
                let caller = body.funcs[sites.func].name.as_str().to_owned();
                let note = Note::NotInlined { callee, linked, caller, why };
                self.message(body, sites.func, body.nodes[call].pos, note);
                return false;
            }
        }
        let name = self.name_of(body, inlinee);
        let pos = body.nodes[call].pos;
        self.message(body, sites.func, pos, Note::InliningCall { name });
        let results = match template.known.can_delay_results {
            true => Results::AtReturn,
            false => Results::Before,
        };
        let pristine = &template.pristine;
        let pkg = input.funcs.get(body.id).pkg;
        let called =
            Called { inlinee, template: &pristine.body, func: template.func, results, pkg };
        let copied = inline_call(body, sites.func, call, called);
        for &(from, to) in &copied.literals {
            self.literals.insert((body.id, to), (Rc::clone(pristine), from));
        }
        for &node in &copied.nodes {
            work.assigned.add(input.types, body, node);
        }
        work.find_calls_below(body, call, &mut sites.calls);
        work.devirtualized.inlined_call(input.types, body, sites.func, call);
        true
    }

    /// Says that a literal that came with inlined code can be inlined itself. gc finds out when
    /// it meets the first call of it, and finds out the same of those that are called in it.
    fn announce(&mut self, body: &Body, work: &Work, inlinee: Inlinee) {
        let mut open = vec![inlinee];
        while let Some(inlinee) = open.pop() {
            let Inlinee::Literal(literal) = inlinee else { continue };
            let key = (body.id, literal);
            if !self.literals.contains_key(&key) || !self.announced.insert(key) {
                continue;
            }
            let machine = self.env.machine;
            Preorder::new().visit(body, &body.funcs[literal].body, |node, op| {
                if let Op::Call { .. } = op {
                    open.extend(callee(self.cx, machine, body, &work.assigned, literal, node));
                }
            });
            let Some(template) = self.template(body, inlinee) else { continue };
            let name = self.name_of(body, inlinee);
            let input = &self.cx.input;
            let fmt = NodeFmt::new(input.types, input.funcs, Some(input.package.id));
            let code = match self.env.precision {
                Precision::Decision | Precision::Exact => None,
                Precision::Code => Some(code(&fmt, body, literal)),
            };
            let note = Note::CanInline { name, cost: template.known.cost, code };
            self.message(body, literal, body.funcs[literal].pos, note);
        }
    }

    fn message(&mut self, body: &Body, func: ClosureId, pos: NodePos, note: Note) {
        self.messages.push(Message::new(body, func, pos, note));
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
    fn name_of(&self, body: &Body, inlinee: Inlinee) -> String {
        let input = &self.cx.input;
        let fmt = NodeFmt::new(input.types, input.funcs, Some(input.package.id));
        let (pkg, name) = self.symbol_of(body, inlinee);
        let mut out = String::new();
        fmt.types().symbol(&mut out, pkg, name.as_str());
        out
    }

    /// A function as records name it (`ir.PkgFuncName`).
    fn link_name_of(&self, body: &Body, inlinee: Inlinee) -> String {
        let (pkg, name) = self.symbol_of(body, inlinee);
        match pkg {
            Some(pkg) => format!("{}.{name}", self.cx.input.types.package(pkg).path),
            None => name.as_str().to_owned(),
        }
    }

    /// What is inlined for a call, if what it calls can be inlined.
    fn template(&mut self, body: &Body, inlinee: Inlinee) -> Option<Template> {
        let (pristine, func) = match inlinee {
            Inlinee::Func(func) => (self.function_body(func)?, Body::outermost()),
            Inlinee::Literal(literal) => match self.literals.get(&(body.id, literal)) {
                Some((pristine, func)) => (Rc::clone(pristine), *func),
                None => (Rc::clone(self.own.get(&body.id)?), literal),
            },
        };
        let known = *pristine.known.get(&func)?;
        Some(Template { pristine, func, known })
    }

    /// A function that can be inlined, of whatever package.
    fn function_body(&mut self, func: FuncId) -> Option<Rc<Pristine>> {
        if let Some(known) = self.functions.get(&func) {
            return known.clone();
        }
        let found = self.imported(func);
        self.functions.insert(func, found.clone());
        found
    }

    /// A function of another package, read when it is called first. What it instantiates was
    /// compiled by that package, and can be inlined here.
    fn imported(&mut self, func: FuncId) -> Option<Rc<Pristine>> {
        let inlinable = self.env.callees.inlinable(func)?;
        let body = self.cx.inline_body(func)?;
        let (instances, order) = self.cx.inlined_instances();
        if !instances.is_empty() {
            let mut package = Package { order, ..Package::default() };
            package.path = Some(self.cx.input.package.path);
            package.id = Some(self.cx.input.package.id);
            instances.into_iter().for_each(|instance| package.push(instance));
            let candidates =
                can_inline_funcs(self.cx, &package, &Env { callees: self, ..*self.env });
            // gc prints nothing of what it finds out while it reads a body.
            let found = messages(self.cx, &package, &candidates, self.env.precision).into_iter();
            self.messages.extend(
                found.map(|found| Message { note: Note::Logged(Box::new(found.note)), ..found }),
            );
            self.keep(&package, &candidates);
        }
        let mut known = FxHashMap::default();
        let mut kept = body;
        if kept.funcs.len() > 1 {
            let mut package = Package::default();
            package.path = Some(self.cx.input.package.path);
            package.id = Some(self.cx.input.package.id);
            package.order = kept.funcs.ids().map(|id| (kept.id, id)).collect();
            package.push(kept);
            let candidates =
                can_inline_funcs(self.cx, &package, &Env { callees: self, ..*self.env });
            known = candidates.functions.iter().map(|(at, &known)| (at.func, known)).collect();
            kept = package.bodies.pop()?;
        }
        known.insert(Body::outermost(), inlinable);
        Some(Rc::new(Pristine { body: kept, known }))
    }
}

impl Finish for Inliner<'_, '_> {
    fn is_inlinable(&self, method: FuncId) -> bool {
        self.inlinable(method).is_some()
    }

    fn finish(&mut self, wrapper: &mut Body, package: &mut Package) {
        self.function(wrapper, package);
    }
}

impl Callees for Inliner<'_, '_> {
    fn inlinable(&self, func: FuncId) -> Option<Inlinable> {
        match self.functions.get(&func) {
            Some(known) => known.as_ref()?.known.get(&Body::outermost()).copied(),
            None => self.env.callees.inlinable(func),
        }
    }
}

impl Work {
    fn new(cx: &Cx<'_>, body: &Body) -> Work {
        Work {
            assigned: Assigned::new(cx.input.types, body),
            devirtualized: State::default(),
            met: FxHashSet::default(),
            uses: FxHashMap::default(),
        }
    }

    /// Appends the calls below some nodes that weren't met yet, operands before the calls that
    /// they are operands of.
    fn find_calls(&mut self, body: &Body, roots: &[NodeId], calls: &mut Nodes) {
        let mut open: Vec<(NodeId, Visit)> =
            roots.iter().rev().map(|&node| (node, Visit::Enter)).collect();
        while let Some((node, visit)) = open.pop() {
            match visit {
                Visit::Leave => {
                    self.met.insert(node);
                    calls.push(node);
                }
                Visit::Enter => {
                    if self.met.contains(&node) {
                        continue;
                    }
                    if let Op::Call { .. } = body.op(node) {
                        open.push((node, Visit::Leave));
                    }
                    let first = open.len();
                    match *body.op(node) {
                        // The call itself stays.
                        Op::TailCall(call) => {
                            for_each_child(body, call, |child| open.push((child, Visit::Enter)));
                        }
                        _ => for_each_child(body, node, |child| open.push((child, Visit::Enter))),
                    }
                    open[first..].reverse();
                }
            }
        }
    }

    /// The same for a call that was inlined.
    fn find_calls_below(&mut self, body: &Body, call: NodeId, calls: &mut Nodes) {
        let mut children = Nodes::new();
        for_each_child(body, call, |child| children.push(child));
        self.find_calls(body, &children, calls);
    }
}

#[derive(Clone, Copy)]
enum Visit {
    Enter,
    Leave,
}
