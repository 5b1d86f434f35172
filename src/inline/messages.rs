//! What gc prints about functions that can and can't be inlined (`inline/inl.go`: `CanInline`,
//! `noteInlinableFunc`; `inline/interleaved/interleaved.go`).
//!
//! ```text
//! -m    m.go:3:6: can inline double
//! -m=2  m.go:3:6: can inline double with cost 4 as: func(int) int { return x + x }
//! -m=2  m.go:5:6: cannot inline f: function too complex: cost 92 exceeds budget 80
//! -m=2  m.go:9:6: function g considered 'big'; reducing max cost of inlinees
//! -json canInlineFunction "cost: 4", cannotInlineFunction "call to recover"
//! ```

use super::candidates::{Candidates, Verdict};
use super::cost::Precision;
use crate::ir::fmt::NodeFmt;
use crate::ir::lower::Cx;
use crate::ir::package::{Logged, Message, Package};
use crate::ir::scc::FuncRef;

/// The lines about a package's functions, in gc's order.
pub fn messages(
    cx: &Cx<'_>,
    package: &Package,
    candidates: &Candidates,
    precision: Precision,
) -> Vec<Message> {
    let fmt = NodeFmt::new(cx.input.types, cx.input.funcs, package.id);
    let mut messages = Vec::new();
    let mut add = |at: FuncRef, text: String| {
        let body = &package.bodies[at.body as usize];
        let pos = body.funcs[at.func].pos;
        messages.push(Message { pos, func: body.func_name(at.func), text });
    };
    for &Verdict { func: at, outcome } in &candidates.verdicts {
        let body = &package.bodies[at.body as usize];
        let name = fmt.func(body, at.func);
        match (outcome, precision) {
            (Ok(_), Precision::Decision) => add(at, format!("can inline {name}")),
            (Ok(inlinable), Precision::Exact) => {
                let func = &body.funcs[at.func];
                let cost = inlinable.cost;
                let ty = fmt.func_type(func);
                let text = fmt.nodes(body, &func.body);
                add(at, format!("can inline {name} with cost {cost} as: {ty} {{ {text} }}"));
            }
            (Err(_), Precision::Decision) => {}
            (Err(reason), Precision::Exact) => add(at, format!("cannot inline {name}: {reason}")),
        }
    }
    if precision == Precision::Exact {
        for &(id, func) in &package.order {
            let Some(&body) = package.index.get(&id) else { continue };
            let at = FuncRef { body: body as u32, func };
            if candidates.big.contains(&at) {
                let name = fmt.func(&package.bodies[body], func);
                add(at, format!("function {name} considered 'big'; reducing max cost of inlinees"));
            }
        }
    }
    messages
}

/// What gc logs of a package's functions, in its order.
pub fn logged(package: &Package, candidates: &Candidates) -> Vec<Logged> {
    let log = |&Verdict { func: at, outcome }: &Verdict| {
        let pos = package.bodies[at.body as usize].funcs[at.func].pos.at;
        let (code, message) = match outcome {
            Ok(inlinable) => ("canInlineFunction", format!("cost: {}", inlinable.cost)),
            Err(reason) => ("cannotInlineFunction", reason.to_string()),
        };
        Logged { places: vec![pos], code, message }
    };
    candidates.verdicts.iter().map(log).collect()
}
