//! After solving (`escape/escape.go`, `finish` and `paramTag`): tags and findings.

use std::sync::Arc;

use super::Inexact;
use super::assumed::Exact;
use super::effects::Effects;
use super::explain::has_position;
use super::facts::Facts;
use super::graph::{FIRST, Graph, Loc, LocationKind, NO_LOC, attr};
use super::leaks::{ExactLeaks, FuncTags, Leaks};
use super::tables::{Numbers, Tables};
use super::verdict::{Diagnostic, ParamName, VerdictKind};
use crate::ir::node::{Body, BodyId, ConvOp, Func, FuncParam, NodePos, Op};
use crate::ir::scc::FuncRef;
use crate::ir::shares::Bodies;
use crate::profile::Stack;
use crate::types::store::TypeId;
use crate::types::unknown::Why;

/// Makes the tags and findings of a batch.
pub(super) struct Finish<'a> {
    pub(super) facts: Facts<'a>,
    pub(super) limits: &'a Stack,
    pub(super) bodies: &'a Bodies,
    pub(super) numbers: &'a Numbers,
    pub(super) graph: &'a Graph,
    pub(super) tables: &'a Tables,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    /// What is exact, where not all is.
    pub(super) exact: Option<&'a Exact>,
    /// Why the whole batch is assumed.
    pub(super) unfinished: Option<Why>,
    /// Why nothing is exact at a place.
    pub(super) inexact: Inexact<'a>,
}

impl Finish<'_> {
    /// The tags of a batch's functions.
    pub(super) fn tags(&mut self, batch: &[FuncRef]) -> Vec<Arc<FuncTags>> {
        let mut all = Vec::with_capacity(batch.len());
        for &function in batch {
            let func = &self.bodies[function.body].funcs[function.func];
            let mut params = Vec::with_capacity(func.params.len() + 1);
            let mut assumptions = Vec::new();
            let last = func.recv.iter().chain(&func.params).count();
            let variadic =
                self.facts.signature(func.ty).is_some_and(|signature| signature.variadic);
            for (i, param) in func.recv.iter().chain(&func.params).enumerate() {
                let number = i as u32 + 1;
                let variadic = variadic && i + 1 == last && !func.params.is_empty();
                let (leaks, exact) = self.param(function, func, number, param, variadic);
                params.push(leaks.exported());
                assumptions
                    .push(exact.map(|exact| ExactLeaks { exact: exact.exact.exported(), ..exact }));
            }
            if assumptions.iter().all(Option::is_none) {
                assumptions.clear();
            }
            all.push(Arc::new(FuncTags {
                params: params.into(),
                assumptions: assumptions.into(),
                // Pointers passed to what isn't Go have to stay alive (`syscall.Syscall`).
                uintptr_keep_alive: func.pragma.uintptr_keep_alive || !func.flags.has_body,
                uintptr_escapes: func.pragma.uintptr_escapes,
                effects: Effects::UNKNOWN,
            }));
        }
        all
    }

    /// Why nothing is exact at a position in a body.
    fn assumption_at(&self, body: BodyId, pos: NodePos) -> Option<Why> {
        let body = &self.bodies[body];
        let declared = body.funcs[Body::outermost()].pos.at;
        self.unfinished.or_else(|| (self.inexact)(pos, body.outermost_pos(pos), declared))
    }

    fn report(&mut self, function: FuncRef, pos: NodePos, kind: VerdictKind, assumed: Option<Why>) {
        let FuncRef { body, func } = function;
        let assumed = assumed.or_else(|| self.assumption_at(body, pos));
        self.diagnostics.push(Diagnostic { body, func, pos, kind, assumed });
    }

    fn param(
        &mut self,
        function: FuncRef,
        func: &Func,
        number: u32,
        param: &FuncParam,
        variadic: bool,
    ) -> (Leaks, Option<ExactLeaks>) {
        let body = &self.bodies[function.body];
        let name = match param.name {
            Some(name) => ParamName::Named(body.names[name].sym),
            None => match param.sym {
                Some(sym) if func.flags.has_body || !sym.is_empty() => ParamName::Named(sym),
                _ => ParamName::Number(number),
            },
        };
        // Compiler-made functions aren't the user's business.
        let diagnose = !(func.flags.wrapper || func.flags.dupok);
        let named = param.sym.is_some_and(|sym| !sym.is_empty());

        if !func.flags.has_body {
            if self.facts.is_uintptr(param.ty) {
                if diagnose {
                    self.report(function, param.pos, VerdictKind::AssumingUintptr(name), None);
                }
                return (Leaks::UNKNOWN, None);
            }
            if !self.facts.has_pointers(param.ty) {
                return (Leaks::UNKNOWN, None);
            }
            let mut leaks = Leaks::default();
            let kind = if func.pragma.noescape {
                leaks.add_mutator(0);
                leaks.add_callee(0);
                VerdictKind::ParamStays(name)
            } else {
                leaks.add_heap(0);
                VerdictKind::LeakingParam(name)
            };
            let inexact = self.assumed_pointers(param.ty);
            if diagnose && named {
                self.report(function, param.pos, kind, inexact);
            }
            return (leaks, None);
        }

        if func.pragma.uintptr_escapes {
            let element = variadic.then(|| self.facts.elem(param.ty)).flatten();
            let marked = if self.facts.is_uintptr(param.ty) {
                Some(false)
            } else {
                element.is_some_and(|ty| self.facts.is_uintptr(ty)).then_some(true)
            };
            if let Some(variadic) = marked {
                if diagnose {
                    let kind = VerdictKind::MarkingUintptr { param: name, variadic };
                    self.report(function, param.pos, kind, None);
                }
                return (Leaks::UNKNOWN, None);
            }
        }
        if !self.facts.has_pointers(param.ty) {
            return (Leaks::UNKNOWN, None);
        }
        let blank = param.sym.is_none_or(|sym| sym.is_empty() || sym.is_blank());
        let Some(id) = param.name.filter(|_| !blank) else { return (Leaks::default(), None) };
        let at = self.numbers.name(function.body, id);
        let loc = at.map_or(NO_LOC, |at| self.tables.name_loc[at]);
        let Some(location) = self.graph.locs.get(loc.index()) else {
            return (Leaks::UNKNOWN, None);
        };
        let mut leaks = location.leaks;
        leaks.optimize();
        let mut exact = self.exact.and_then(|exact| exact.leaks(self.graph, loc, leaks));
        if exact.is_none()
            && let Some(why) = self.assumption_at(function.body, func.pos)
        {
            exact = Some(ExactLeaks { exact: Leaks::default(), why });
        }
        if diagnose && !location.has_attr(attr::ESCAPES) {
            let assumed = self.assumed_pointers(param.ty).or(exact.map(|exact| exact.why));
            self.leaks(function, param.pos, (name, leaks), assumed);
        }
        (leaks, exact)
    }

    fn leaks(
        &mut self,
        function: FuncRef,
        pos: NodePos,
        (name, leaks): (ParamName, Leaks),
        assumed: Option<Why>,
    ) {
        let body = &self.bodies[function.body];
        let func = &body.funcs[function.func];
        let mut leaked = false;
        if let Some(derefs) = leaks.heap() {
            let kind = match derefs {
                0 => VerdictKind::LeakingParam(name),
                _ => VerdictKind::LeakingContent(name),
            };
            self.report(function, pos, kind, assumed);
            leaked = true;
        }
        for (i, result) in func.results.iter().enumerate().take(self.limits.tagged_results) {
            let Some(level) = leaks.result(i) else { continue };
            let Some(result) = result.name.map(|name| body.names[name].sym).or(result.sym) else {
                continue;
            };
            let kind = VerdictKind::LeakingToResult { param: name, result, level };
            self.report(function, pos, kind, assumed);
            leaked = true;
        }
        if !leaked {
            self.report(function, pos, VerdictKind::ParamStays(name), assumed);
        }
    }

    /// Why it isn't known whether values of a type hold pointers, if it isn't.
    fn assumed_pointers(&self, ty: TypeId) -> Option<Why> {
        self.exact?;
        self.facts
            .types()
            .assumption(ty)
            .filter(|assumption| !assumption.holds_pointers)
            .map(|assumption| assumption.why)
    }

    /// The findings about variables and allocations.
    pub(super) fn verdicts(&mut self) {
        for (loc, location) in self.graph.locs.iter().enumerate().skip(FIRST.index()) {
            let assumed =
                self.exact.and_then(|exact| exact.assumption(self.graph, Loc::from_index(loc)));
            let escapes = location.has_attr(attr::ESCAPES);
            let function = || {
                let (body, func) = self.numbers.func_of(location.func);
                FuncRef { body, func }
            };
            let (index, node) = match location.what {
                LocationKind::Nothing => continue,
                LocationKind::Name(index, name) => {
                    if escapes
                        && let Some(declared) = self.bodies[index].names.get(name)
                        && has_position(declared)
                    {
                        self.report(
                            function(),
                            declared.pos,
                            VerdictKind::MovedToHeap(name),
                            assumed,
                        );
                    }
                    continue;
                }
                LocationKind::Node(index, node) => (index, node),
            };
            let body = &self.bodies[index];
            let n = &body.nodes[node];
            // The closures that `go` and `defer` statements become aren't in the source.
            let wrapper = matches!(n.op, Op::Closure(closure) if body.funcs[closure].flags.wrapper);
            if wrapper && escapes && self.graph.trace {
                self.report(function(), n.pos, VerdictKind::WrapperEscapes, assumed);
            }
            if !wrapper {
                let kind = if escapes {
                    VerdictKind::Escapes(node)
                } else {
                    VerdictKind::DoesNotEscape(node)
                };
                self.report(function(), n.pos, kind, assumed);
            }
            if matches!(n.op, Op::Conv(ConvOp::Str2Bytes, _)) && !location.has_attr(attr::MUTATES) {
                self.report(function(), n.pos, VerdictKind::ZeroCopy, assumed);
            }
        }
    }
}
