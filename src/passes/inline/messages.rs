//! What gc prints about functions that can and can't be inlined (`inline/inl.go`: `CanInline`,
//! `noteInlinableFunc`; `inline/interleaved/interleaved.go`).

use rustc_hash::FxHashSet;

use super::Inlinable;
use super::candidates::{Candidates, Verdict};
use super::cost::Precision;
use crate::id::Id;
use crate::ir::fmt::NodeFmt;
use crate::ir::node::{Body, BodyId, ClosureId};
use crate::ir::note::{NotInlinable, Note};
use crate::ir::package::{Message, Package};
use crate::ir::scc::FuncRef;
use crate::lower::Cx;
use crate::symbol::Symbol;

/// What is said about a package's functions, in gc's order.
pub fn messages(
    cx: &Cx<'_>,
    package: &Package,
    candidates: &Candidates,
    precision: Precision,
) -> Vec<Message> {
    let fmt = NodeFmt::new(cx.input.types, cx.input.funcs, package.id);
    let mut messages = Vec::new();
    let mut add = |at: FuncRef, note: Note| {
        let body = &package.bodies[at.body.index()];
        messages.push(Message::new(body, at.func, body.funcs[at.func].pos, note));
    };
    for &Verdict { func: at, outcome } in &candidates.verdicts {
        let body = &package.bodies[at.body.index()];
        let name = fmt.func(body, at.func);
        match (outcome, precision) {
            (Ok(Inlinable { cost, .. }), precision) => {
                let code = (precision == Precision::Code).then(|| code(&fmt, body, at.func));
                add(at, Note::CanInline { name, cost, code });
            }
            (Err(_), Precision::Decision) => {}
            (Err(why), Precision::Exact | Precision::Code) => {
                add(at, Note::CannotInline { name, why });
            }
        }
    }
    if precision == Precision::Code {
        for &(id, func) in &package.order {
            let Some(&body) = package.index.get(&id) else { continue };
            let at = FuncRef { body: BodyId::from_index(body), func };
            if candidates.big.contains(&at) {
                add(at, Note::Big { name: fmt.func(&package.bodies[body], func) });
            }
        }
    }
    messages
}

/// What is said of the functions that compare values of a type, which gc makes and marks: those
/// from this body on, without some that it made later.
pub fn about_comparisons(
    cx: &Cx<'_>,
    package: &Package,
    first: usize,
    late: &FxHashSet<Symbol>,
) -> Vec<Message> {
    let func = Body::outermost();
    let message = |body: &Body| {
        let name = format!("type.{}", cx.input.funcs.get(body.id).name);
        let note = Note::CannotInline { name, why: NotInlinable::NoInline };
        Message::new(body, func, body.funcs[func].pos, note)
    };
    let is_early = |body: &&Body| !late.contains(&cx.input.funcs.get(body.id).name);
    package.bodies[first..].iter().filter(is_early).map(message).collect()
}

/// The type and the body of a function, as gc prints them.
pub fn code(fmt: &NodeFmt<'_>, body: &Body, func: ClosureId) -> String {
    let func = &body.funcs[func];
    format!("{} {{ {} }}", fmt.func_type(func), fmt.nodes(body, &func.body))
}
