//! After solving (`escape/escape.go`, `finish` and `paramTag`): tags and findings.

use std::sync::Arc;

use super::facts::Facts;
use super::graph::{FIRST, Graph, NO_LOC, What, attr};
use super::leaks::{FuncTags, Leaks};
use super::limits::Limits;
use super::verdict::{Diagnostic, Kind, ParamName};
use super::walk::{Numbers, Tables, has_position};
use crate::ir::node::{Body, ConvOp, Func, FuncParam, NodePos, Op};
use crate::ir::scc::FuncRef;

/// Makes the tags and findings of a batch.
pub(super) struct Finish<'a> {
    pub(super) facts: Facts<'a>,
    pub(super) limits: &'a Limits,
    pub(super) bodies: &'a [Body],
    pub(super) numbers: &'a Numbers,
    pub(super) graph: &'a Graph,
    pub(super) tables: &'a Tables,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl Finish<'_> {
    /// The tags of a batch's functions.
    pub(super) fn tags(&mut self, batch: &[FuncRef]) -> Vec<Arc<FuncTags>> {
        let mut all = Vec::with_capacity(batch.len());
        for &function in batch {
            let func = &self.bodies[function.body as usize].funcs[function.func];
            let mut params = Vec::with_capacity(func.params.len() + 1);
            let last = func.recv.iter().chain(&func.params).count();
            let variadic =
                self.facts.signature(func.ty).is_some_and(|signature| signature.variadic);
            for (i, param) in func.recv.iter().chain(&func.params).enumerate() {
                let number = i as u32 + 1;
                let variadic = variadic && i + 1 == last && !func.params.is_empty();
                let leaks = self.param(function, func, number, param, variadic);
                params.push(leaks.exported());
            }
            all.push(Arc::new(FuncTags {
                params: params.into(),
                // Pointers passed to what isn't Go have to stay alive (`syscall.Syscall`).
                uintptr_keep_alive: func.pragma.uintptr_keep_alive || !func.flags.has_body,
                uintptr_escapes: func.pragma.uintptr_escapes,
            }));
        }
        all
    }

    fn report(&mut self, function: FuncRef, pos: NodePos, kind: Kind) {
        let FuncRef { body, func } = function;
        self.diagnostics.push(Diagnostic { body, func, pos, kind });
    }

    fn param(
        &mut self,
        function: FuncRef,
        func: &Func,
        number: u32,
        param: &FuncParam,
        variadic: bool,
    ) -> Leaks {
        let body = &self.bodies[function.body as usize];
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
                    self.report(function, param.pos, Kind::AssumingUintptr(name));
                }
                return Leaks::UNKNOWN;
            }
            if !self.facts.has_pointers(param.ty) {
                return Leaks::UNKNOWN;
            }
            let mut leaks = Leaks::default();
            let kind = if func.pragma.noescape {
                leaks.add_mutator(0);
                leaks.add_callee(0);
                Kind::ParamStays(name)
            } else {
                leaks.add_heap(0);
                Kind::LeakingParam(name)
            };
            if diagnose && named {
                self.report(function, param.pos, kind);
            }
            return leaks;
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
                    let kind = Kind::MarkingUintptr { param: name, variadic };
                    self.report(function, param.pos, kind);
                }
                return Leaks::UNKNOWN;
            }
        }
        if !self.facts.has_pointers(param.ty) {
            return Leaks::UNKNOWN;
        }
        let blank = param.sym.is_none_or(|sym| sym.is_empty() || sym.is_blank());
        let Some(id) = param.name.filter(|_| !blank) else { return Leaks::default() };
        let at = self.numbers.name(function.body, id);
        let loc = at.map_or(NO_LOC, |at| self.tables.name_loc[at]);
        let Some(location) = self.graph.locs.get(loc as usize) else { return Leaks::UNKNOWN };
        let mut leaks = location.leaks;
        leaks.optimize();
        if diagnose && !location.has_attr(attr::ESCAPES) {
            self.leaks(function, param.pos, name, leaks);
        }
        leaks
    }

    fn leaks(&mut self, function: FuncRef, pos: NodePos, name: ParamName, leaks: Leaks) {
        let body = &self.bodies[function.body as usize];
        let func = &body.funcs[function.func];
        let mut leaked = false;
        if let Some(derefs) = leaks.heap() {
            let kind = match derefs {
                0 => Kind::LeakingParam(name),
                _ => Kind::LeakingContent(name),
            };
            self.report(function, pos, kind);
            leaked = true;
        }
        for (i, result) in func.results.iter().enumerate().take(self.limits.tagged_results) {
            let Some(level) = leaks.result(i) else { continue };
            let Some(result) = result.name.map(|name| body.names[name].sym).or(result.sym) else {
                continue;
            };
            self.report(function, pos, Kind::LeakingToResult { param: name, result, level });
            leaked = true;
        }
        if !leaked {
            self.report(function, pos, Kind::ParamStays(name));
        }
    }

    /// The findings about variables and allocations.
    pub(super) fn verdicts(&mut self) {
        for location in &self.graph.locs[FIRST as usize..] {
            let escapes = location.has_attr(attr::ESCAPES);
            let function = || {
                let (body, func) = self.numbers.func_of(location.func);
                FuncRef { body, func }
            };
            let (index, node) = match location.what {
                What::Nothing => continue,
                What::Name(index, name) => {
                    if escapes
                        && let Some(declared) = self.bodies[index as usize].names.get(name)
                        && has_position(declared)
                    {
                        self.report(function(), declared.pos, Kind::MovedToHeap(name));
                    }
                    continue;
                }
                What::Node(index, node) => (index, node),
            };
            let body = &self.bodies[index as usize];
            let n = &body.nodes[node];
            // The closures that `go` and `defer` statements become aren't in the source.
            let wrapper = matches!(n.op, Op::Closure(closure) if body.funcs[closure].flags.wrapper);
            if !wrapper {
                let kind = if escapes { Kind::Escapes(node) } else { Kind::DoesNotEscape(node) };
                self.report(function(), n.pos, kind);
            }
            if matches!(n.op, Op::Conv(ConvOp::Str2Bytes, _)) && !location.has_attr(attr::MUTATES) {
                self.report(function(), n.pos, Kind::ZeroCopy);
            }
        }
    }
}
