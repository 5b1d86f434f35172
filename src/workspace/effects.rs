//! The effects of a package's functions, for guards that follow calls.

use rustc_hash::FxHashMap;

use super::cx::Cx;
use super::package::Analyzed;
use crate::escape::effects::{Effect, Effects};
use crate::findings::analysis::{CallSite, Called};
use crate::findings::collect;
use crate::findings::effects::{
    Call, CallTarget, EffectSource, OwnEffect, PackageEffects, calls, compute,
};
use crate::findings::effects::{effects_of_imported, of_allocation};
use crate::findings::fingerprint::without_type_arguments;
use crate::findings::judge::Judge;
use crate::findings::kind::{Event, FindingKind, Step};
use crate::id::Id;
use crate::ir::fmt::NodeFmt;
use crate::ir::func::{FuncId, FuncKey};
use crate::ir::node::{Body, BodyId, Op};
use crate::ir::visit::Preorder;
use crate::policy::Exemptions;
use crate::source::pos::Pos;
use crate::syntax::directive_usage::Author;
use crate::types::store::PkgId;

/// How many calls the way to an effect is followed through.
const MAX_TRAIL: usize = 12;

/// The longest callee that is told as it is written, in bytes.
const LONGEST_CALLEE: usize = 80;

/// What is called at a parenthesis, as it is written before it: names, selectors, and what they have
/// in brackets. None if it is anything else, or too long.
fn callee_before(text: &[u8], paren: usize) -> Option<&str> {
    if text.get(paren) != Some(&b'(') {
        return None;
    }
    let mut start = paren;
    let mut depth = 0_u32;
    while let Some(&byte) = start.checked_sub(1).and_then(|before| text.get(before)) {
        let is_name = byte == b'_' || byte.is_ascii_alphanumeric() || !byte.is_ascii();
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth == 0 => break,
            b'(' | b'[' | b'{' => depth -= 1,
            b'.' => {}
            b'\n' | b'"' | b'`' | b'\'' | b'/' => return None,
            _ if depth > 0 || is_name => {}
            _ => break,
        }
        start -= 1;
        if paren - start > LONGEST_CALLEE {
            return None;
        }
    }
    let spelled = str::from_utf8(text.get(start..paren)?).ok()?;
    let first = spelled.chars().next()?;
    // What goes on from a line above begins with its dot, a conversion or a literal with a keyword.
    let is_whole = first == '_' || first == '(' || first.is_alphabetic();
    let is_keyword =
        spelled.starts_with("func") && !spelled[4..].starts_with(char::is_alphanumeric);
    (is_whole && !is_keyword && depth == 0).then_some(spelled)
}

/// The packages below one, by their ids.
pub(super) type ImportedPackages<'d> = FxHashMap<PkgId, &'d Analyzed>;

/// Works out effects above packages whose effects are known.
pub(super) struct EffectsOf<'a, 'd> {
    pub(super) cx: &'a Cx<'a>,
    pub(super) input: collect::Input<'a>,
    pub(super) below: &'a ImportedPackages<'d>,
}

impl EffectsOf<'_, '_> {
    /// The effects of each function, and the calls of all.
    pub(super) fn functions(&self) -> (PackageEffects, Vec<Call>) {
        let collect::Input { types, funcs, sources, checked, lowered, .. } = self.input;
        let files = checked.files.iter().map(|file| file.ast.id);
        let exemptions = Exemptions::read(sources, files);
        let mut own = self.allocations();
        // What a function of C does isn't known, and what cgo writes around it never runs, but to make an error
        // of a number.
        let is_of_cgo = |pos: Pos| Author::of(&sources.file(pos.file).path) == Author::Cgo;
        own.retain(|own| !exemptions.contains(own.pos) && !is_of_cgo(own.pos));
        let mut calls = calls(types, lowered);
        calls.retain(|call| !exemptions.contains(call.pos));
        let name = |call: &Call| self.name(call);
        let imported = |func: FuncId| self.effects_of_imported(func);
        let effects = compute(&self.cx.profile, funcs, lowered, &own, &calls, &imported, &name);
        (effects, calls)
    }

    /// What allocates, in the order of the source in each body.
    fn allocations(&self) -> Vec<OwnEffect> {
        let collect::Input { types, profile, lowered, verdicts, imported, .. } = self.input;
        let judge = Judge::new(types, profile, lowered, verdicts, imported);
        let mut found = self.input.with_speller(|speller| {
            let mut found = Vec::new();
            for diagnostic in &verdicts.diagnostics {
                let judged = judge.judge(diagnostic);
                if !judged.cost.is_some_and(|cost| cost.allocates()) {
                    continue;
                }
                found.extend(speller.kind(diagnostic).map(|kind| OwnEffect {
                    body: diagnostic.body,
                    pos: speller.pos(diagnostic),
                    effect: of_allocation(judged.rule, &kind),
                    event: Event::Allocation(kind),
                }));
            }
            for silent in judge.silent() {
                let body = &lowered.bodies[silent.body.index()];
                let subject = speller.place_itself(silent.what);
                let kind = FindingKind::Silent { rule: silent.rule, subject };
                found.push(OwnEffect {
                    body: silent.body,
                    pos: body.outermost_pos(silent.pos),
                    effect: of_allocation(Some(silent.rule), &kind),
                    event: Event::Allocation(kind),
                });
            }
            found
        });
        found.extend(self.goroutines());
        found.sort_by_key(|own| (own.body.index(), own.pos.file.index(), own.pos.offset));
        found
    }

    /// The statements that start goroutines.
    pub(super) fn goroutines(&self) -> Vec<OwnEffect> {
        let mut found = Vec::new();
        for (index, body) in self.input.lowered.bodies.iter().enumerate() {
            Preorder::new().visit_with_closures(body, Body::outermost(), |node, op| {
                if matches!(op, Op::Go(_)) {
                    found.push(OwnEffect {
                        body: BodyId::from_index(index),
                        pos: body.outermost_pos(body.nodes[node].pos),
                        effect: Effect::Builtin,
                        event: Event::Goroutine,
                    });
                }
            });
        }
        found
    }

    /// The effects of a function of another package.
    fn effects_of_imported(&self, func: FuncId) -> Effects {
        let sym = self.cx.funcs.get(func);
        let known = match sym.pkg.and_then(|pkg| self.below.get(&pkg)) {
            Some(done) => done.effects.of(func),
            None => {
                let tags = self.cx.session.library.tags(self.cx.types, &sym.key);
                tags.map(|tags| tags.effects)
            }
        };
        known.unwrap_or_default()
    }

    /// What is called, as in the source, as far as that has it on one line.
    fn name(&self, call: &Call) -> String {
        let text = &self.input.sources.file(call.origin.file).text;
        if let Some(spelled) = callee_before(text, call.origin.offset as usize) {
            return spelled.to_owned();
        }
        let body = call.body;
        match call.target {
            CallTarget::Func(func) => {
                let sym = self.cx.funcs.get(func);
                let name = without_type_arguments(sym.name.as_str());
                match sym.pkg.filter(|pkg| Some(*pkg) != self.input.lowered.id) {
                    Some(pkg) => format!("{}.{name}", self.cx.types.package(pkg).path),
                    None => name.into_owned(),
                }
            }
            CallTarget::Interface(node) | CallTarget::Value(node) | CallTarget::Missing(node) => {
                let fmt = NodeFmt::new(self.cx.types, self.cx.funcs, self.input.lowered.id);
                fmt.node(&self.input.lowered.bodies[body.index()], node)
            }
        }
    }

    /// The calls with their effects.
    pub(super) fn call_sites(&self, effects: &PackageEffects, calls: &[Call]) -> Vec<CallSite> {
        let mut sites: Vec<CallSite> = calls
            .iter()
            .map(|call| {
                let (of_callee, func) = match call.target {
                    CallTarget::Interface(_) => (Effects::NONE.with(Effect::Interface), None),
                    CallTarget::Value(_) => (Effects::NONE.with(Effect::Dynamic), None),
                    CallTarget::Missing(_) => (Effects::UNKNOWN, None),
                    CallTarget::Func(func) => {
                        let imported = |func: FuncId| self.effects_of_imported(func);
                        let of = effects.of(func).unwrap_or_else(|| {
                            effects_of_imported(&self.cx.profile, self.cx.funcs, func, &imported)
                        });
                        (of, Some(func))
                    }
                };
                let trail = |effect: Effect| match func {
                    Some(func) => self.trail(effects, func, effect),
                    None => Vec::new(),
                };
                CallSite {
                    pos: call.pos,
                    name: self.name(call),
                    called: match call.target {
                        CallTarget::Func(func) => Called::Function(self.declared(func)),
                        CallTarget::Interface(_) => Called::Interface,
                        CallTarget::Value(_) => Called::Value,
                        CallTarget::Missing(_) => Called::Missing,
                    },
                    effects: of_callee.iter().map(|effect| (effect, trail(effect))).collect(),
                }
            })
            .collect();
        sites.sort_by(|a, b| {
            let key = |site: &CallSite| (site.pos.file.index(), site.pos.offset);
            key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
        });
        sites
    }

    /// Where a function is declared: one of the package, or one of another that has source.
    fn declared(&self, func: FuncId) -> Option<Pos> {
        if let Some(&index) = self.input.lowered.index.get(&func) {
            let body = self.input.lowered.bodies.get(index)?;
            return Some(body.funcs[Body::outermost()].pos.at);
        }
        match self.cx.funcs.get(func).key {
            FuncKey::Declared(object) | FuncKey::Instance(object, _) => {
                self.cx.types.pos(self.cx.types.object_head(object))
            }
            FuncKey::MethodWrapper { .. }
            | FuncKey::PackageInit(_)
            | FuncKey::Runtime(_)
            | FuncKey::Synthetic(..) => None,
        }
    }

    /// The way from a function to an effect.
    fn trail(&self, own: &PackageEffects, func: FuncId, effect: Effect) -> Vec<Step> {
        let mut trail = Vec::new();
        let mut next = Some(func);
        while let Some(func) = next.filter(|_| trail.len() < MAX_TRAIL) {
            let below = || {
                let done = self.below.get(&self.cx.funcs.get(func).pkg?)?;
                done.effects.why(func, effect)
            };
            let Some(EffectSource { pos, event, callee }) = own.why(func, effect).or_else(below)
            else {
                break;
            };
            trail.push(Step { pos: *pos, event: event.clone() });
            next = *callee;
        }
        trail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callees_are_told_as_they_are_written() {
        for (text, expected) in [
            ("\tx := json.Marshal(v)", Some("json.Marshal")),
            ("\t(*T).m(x)", Some("(*T).m")),
            ("f(g(1)).h(2)", Some("f(g(1)).h")),
            ("return xs[i].do(", Some("xs[i].do")),
            ("Map[string, int](m)", Some("Map[string, int]")),
            ("\t\t.Close()", None),
            ("func() int { return 1 }()", None),
            ("func(", None),
            ("f(\"x\").g(", None),
            ("missing.T{}.Do(", Some("missing.T{}.Do")),
        ] {
            let outermost = text.rfind('(').filter(|_| !text.ends_with(')'));
            let paren = outermost.or_else(|| {
                let mut depth = 0;
                text.char_indices().rev().find_map(|(at, c)| {
                    depth += i32::from(c == ')') - i32::from(c == '(');
                    (depth == 0 && c == '(').then_some(at)
                })
            });
            assert_eq!(callee_before(text.as_bytes(), paren.expect("a call")), expected, "{text}");
        }
        for at in 0..10 {
            assert!(callee_before(b"((((", at).is_none());
        }
    }
}
